"""Normalisation: NFC, forbidden characters, and folding for comparison."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from eventkit.messages import Message
from eventkit.texts.name_caches import cache_names

# Canonical combining classes of marks that form another letter rather than an accent: nukta, the voicing
# mark of kana, virama (Unicode 4.3).
_LETTER_CLASSES = frozenset({0, 7, 8, 9})


# Letters that Unicode does not decompose, and that are written without their stroke or dot where it cannot
# be typed (CLDR, transform Latin-ASCII); and two letters of Arabic that are typed for their Persian forms.
_INTERCHANGEABLE = str.maketrans("łŁøØđĐħĦıىیک", "lLoOdDhHiييك")


# The marks of direction of UAX 9, by which authors put signs of foreign words where they belong.
_DIRECTION_MARKS = "\u200e\u200f"


class _FoldedLetters(dict[int, str]):
    """The folded form of each character: without accents and, in names, without signs."""

    def __init__(self, *, signs: bool) -> None:
        super().__init__({code: chr(letter) for code, letter in _INTERCHANGEABLE.items()})
        self._signs = signs

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.combining(char) not in _LETTER_CLASSES or char in _DIRECTION_MARKS:
            folded = ""
        else:
            folded = char if self._signs or unicodedata.category(char)[0] in "LMN" else " "
        self[code] = folded
        return folded


_TEXT_LETTERS = _FoldedLetters(signs=True)

_NAME_LETTERS = _FoldedLetters(signs=False)


def fold(text: str) -> str:
    """Fold a text for comparison: without accents, case and repeated spaces (NFKD, Unicode 3.13 D146)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_TEXT_LETTERS)
    return " ".join(text.casefold().split())


_ID_LIMIT = 40

_BETWEEN = re.compile(r"[^a-z0-9]+")

# Letters that are not accented forms of others, as they are written in ASCII (CLDR, transform Latin-ASCII).
_ASCII_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "þ": "th", "ð": "d", "ŧ": "t", "ŋ": "n", "ə": "e"})


def slug(words: str) -> str:
    """The id that words make: their Latin letters and digits, whole words, 40 characters at most.

    Empty without one.
    """
    stem = _BETWEEN.sub(
        "-", words.lower() if words.isascii() else fold(words).translate(_ASCII_LETTERS)
    ).strip("-")
    if len(stem) > _ID_LIMIT:
        stem = stem[:_ID_LIMIT].rpartition("-")[0] or stem[:_ID_LIMIT]
    return stem


@cache_names(1 << 16)
def fold_name(name: str) -> str:
    """Fold a name for comparison: see `fold`; also without signs, and with its words sorted.

    A name without letters and digits stays as it is: two emoji are two names.
    """
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return " ".join(sorted(plain.translate(_NAME_LETTERS).casefold().split())) or name


def first_script(text: str) -> str:
    """The script of the first letter: the first word of its Unicode name, such as ``CJK``; may be empty."""
    return _script_of(next((char for char in text if char.isalpha()), ""))


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


MARKS_LIMIT = 5  # the limit of combining marks on one base: pointed Hebrew and stacked Tibetan need no more


# Categories Cc, Cs, Zl and Zp, except tab and line feed, and two noncharacters (XML 1.0, 2.2).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


# Flags of regions are spelt with tags (UTS 51, ED-14a), which are invisible elsewhere.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"


# Invisible characters that can disguise a name as another or hide a message: controls of direction and
# annotation, zero-width space, word joiner, byte order mark, soft hyphen, fillers and tags. ZWJ and ZWNJ are
# allowed: Persian, Indic scripts and emoji are spelt with them.
_INVISIBLE = re.compile(
    f"{_FLAG}|(?P<invisible>[\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f])"
)


# The letters beside which marks of direction do something.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

_NOTHING = re.compile("[\\s\u200c\u200d\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]*")


@cache
def _excess_marks() -> re.Pattern[str]:
    """A longer run of characters that may be marks; Latin, Han and Hangul letters are not.

    It is compiled for the first text that has uncommon characters: that takes two milliseconds.
    """
    return re.compile(f"[^\x00-\u02ff\u3400-\u9fff\uac00-\ud7a3]{{{MARKS_LIMIT + 1}}}")


_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


# Printable ASCII, and common letters and signs of Latin, Greek, Cyrillic, kana, Han and Hangul, with spaces
# and line breaks between them. All are in NFC in any context, and none is a mark: most texts consist of these
# alone, and need no further check.
_COMMON = (
    "!-~\u00a1-\u00ac\u00ae-\u02af\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2013\u2014\u2018-\u201d\u2026"
    "\u3001-\u3011\u3041-\u3094\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e"
)


# The set is written once: to compile it takes a millisecond of every start.
_SURELY_CLEAN = re.compile(f"(?![ \n\t])[{_COMMON} \n\t]+(?<![ \n\t])")


def to_nfc(text: str) -> str:
    """The text in Unicode's composed form, NFC, except for CJK compatibility ideographs.

    NFC would replace these with common shapes, but they are used only for their own shape: some Japanese
    family names are spelt with them.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    # Every second piece is a run of those ideographs.
    pieces = _COMPATIBILITY.split(text)
    return "".join(
        piece if at % 2 else unicodedata.normalize("NFC", piece) for at, piece in enumerate(pieces)
    )


def capitalise(text: str) -> str:
    """The text with a capital first letter, and all others as they are."""
    return f"{text[:1].upper()}{text[1:]}"


_WORD = re.compile(r"[^\W\d_]+\b(?![-./\\])")  # a word at the beginning of a text, and not the name of a file


def as_sentence(text: str, language: str = "en", *, is_named: bool = False) -> str:
    """A text as a sentence: with a full stop, and a capital letter unless a name or a file begins it."""
    begun = capitalise(text) if _WORD.match(text) and not is_named else text
    is_whole = not text or text[-1] in ".!?。！？؟"
    return begun + ("" if is_whole else "。" if language.startswith("zh") else ".")


def find_forbidden(text: str, *, directed: bool = False) -> str | None:
    """The reason why a text cannot be stored as it is, as a predicate; ``None`` if it can.

    Control characters and lone surrogates break databases, calendars and PDF files; invisible characters
    can disguise a name as another (Unicode UTR 36). A ``directed`` text, a title rather than a name, may have
    the marks of direction U+200E and U+200F beside letters from right to left.
    """
    if text.isascii() and text.isprintable():
        return None
    if directed and _RIGHT_TO_LEFT.search(text):
        text = text.translate(dict.fromkeys(map(ord, _DIRECTION_MARKS)))
    if control := _CONTROL.search(text):
        return Message(
            "contains the unusual line break U+{code}"
            if _BREAKS.match(control[0])
            else "contains the control character U+{code}",
            code=f"{ord(control[0]):04X}",
        )
    invisible = (match["invisible"] for match in _INVISIBLE.finditer(text))
    if character := next(filter(None, invisible), None):
        return Message("contains the invisible character U+{code}", code=f"{ord(character):04X}")
    if len(_strip_excess_marks(text)) < len(text):
        return Message("has more than {limit} marks on one letter", limit=MARKS_LIMIT)
    return None


def escape_forbidden(text: str) -> str:
    """The text with every control and invisible character as its code point: ``<U+202E>``, for messages."""
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROL.sub(lambda match: "".join(map(_code_point, match[0])), text)
    return _INVISIBLE.sub(lambda match: _code_point(match[0]) if match["invisible"] else match[0], text)


def _code_point(char: str) -> str:
    return f"<U+{ord(char):04X}>"


def is_surely_clean(text: str) -> bool:
    """True for a text of common characters, which `require_clean` returns as it is."""
    if text.isascii() and text.isprintable():
        return text[:1] not in {"", " "} and text[-1] != " "
    return _SURELY_CLEAN.fullmatch(text) is not None


def clean(text: str, *, single_line: bool = False, directed: bool = False) -> str:
    """The text in NFC, with plain line breaks and without what `find_forbidden` reports.

    A ``single_line`` has single spaces instead of line breaks and repeated spaces, and none at its ends.
    """
    if single_line:
        return " ".join(clean(text, directed=directed).split())
    if is_surely_clean(text):
        return text
    text = _CONTROL.sub("", _BREAKS.sub("\n", text))
    allowed = _DIRECTION_MARKS if directed and _RIGHT_TO_LEFT.search(text) else ""
    text = _INVISIBLE.sub(
        lambda match: "" if match["invisible"] and match[0] not in allowed else match[0], text
    )
    return to_nfc(_strip_excess_marks(to_nfc(text)))


def _strip_excess_marks(text: str) -> str:
    if not _excess_marks().search(text):
        return text
    characters: list[str] = []
    run = 0
    for char in text:
        # Not by combining class: Thai vowels and Tibetan subjoined letters have none, and stack as well.
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if run <= MARKS_LIMIT:
            characters.append(char)
    return "".join(characters)


def require_clean(text: str, *, directed: bool = False) -> str:
    """The text in NFC (see `to_nfc`), checked: the form of every string of the model.

    Raises:
        ValueError: See `find_forbidden`; or nothing is visible; or there are spaces at an end.
    """
    if is_surely_clean(text):
        return text
    text = to_nfc(text)
    if why := find_forbidden(text, directed=directed):
        raise ValueError(why)
    if _NOTHING.fullmatch(text):
        raise ValueError(Message("is empty: leave it out instead"))
    if text != text.strip():
        raise ValueError(Message("begins or ends with a space"))
    return text


# Tab and carriage return are skipped before a formula; full-width signs are taken for the usual ones by
# input methods and some programs of East Asia.
_FORMULA_SIGN = "[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]"
_FORMULA_BEGIN = re.compile(f"'*{_FORMULA_SIGN}")
_ESCAPED_FORMULA = re.compile(f"'+{_FORMULA_SIGN}")


def escape_formula(text: str) -> str:
    """Escape a text as a cell of CSV that no program runs as a formula.

    >>> escape_formula("=1+1"), escape_formula("'=1"), escape_formula("1 = 1")
    ("'=1+1", "''=1", '1 = 1')
    """
    return f"'{text}" if _FORMULA_BEGIN.match(text) else text


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`.

    >>> unescape_formula("'=1+1"), unescape_formula("''=1"), unescape_formula("'twas")
    ('=1+1', "'=1", "'twas")
    """
    return text[1:] if _ESCAPED_FORMULA.match(text) else text
