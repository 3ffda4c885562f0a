"""Normalisation: NFC, forbidden characters, and folding for comparison."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Canonical combining classes of marks that make another letter and are no accent: nukta, the voicing of
# kana, virama (Unicode 4.3).
_LETTERS_OWN = frozenset({0, 7, 8, 9})


# Letters that Unicode does not take apart, and that are written without their stroke or dot where it cannot
# be typed (CLDR, transform Latin-ASCII); and two letters of Arabic with a key of their own on a Persian
# keyboard, which are typed for each other.
_INTERCHANGEABLE = str.maketrans("łŁøØđĐħĦıىیک", "lLoOdDhHiييك")


class _FoldedLetters(dict[int, str]):
    """What is kept of each character: all but accents, and of names no signs either."""

    def __init__(self, *, signs: bool) -> None:
        super().__init__({code: chr(kept) for code, kept in _INTERCHANGEABLE.items()})
        self._signs = signs

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.combining(char) not in _LETTERS_OWN:
            kept = ""
        else:
            kept = char if self._signs or unicodedata.category(char)[0] in "LMN" else " "
        self[code] = kept
        return kept


_TEXT_LETTERS = _FoldedLetters(signs=True)


_NAME_LETTERS = _FoldedLetters(signs=False)


def fold(text: str) -> str:
    """A text without accents, case and doubled blanks (NFKD, Unicode 3.13 D146); signs and order stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_TEXT_LETTERS)
    return " ".join(text.casefold().split())


@lru_cache(maxsize=1 << 16)
def fold_name(name: str) -> str:
    """A name `fold`, and without signs and order of words, for finding the same one again.

    Of what has neither letters nor digits all is kept: two emoji are two names.
    """
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return " ".join(sorted(plain.translate(_NAME_LETTERS).casefold().split())) or name


MARKS_LIMIT = 5
"""The most combining marks taken on one base: pointed Hebrew and stacked Tibetan need no more."""


# Categories Cc, Cs, Zl and Zp, save tab and line feed, and two that are no characters at all (XML 1.0, 2.2).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


# The flag of a part of a country is spelt with tags (UTS 51, ED-14a), which else show nothing.
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"


# Characters that show nothing and can make a name read as another, or hide a message in it: controls of
# direction and of annotation, zero-width space and joiner of words, byte order mark, soft hyphen, fillers
# and tags. ZWJ and ZWNJ stay: Persian, Indic scripts and emoji are spelt with them.
_INVISIBLE = re.compile(
    f"{_FLAG}|(?P<unseen>[\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f])"
)


_NOTHING = re.compile("[\\s\u200c\u200d\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]*")


# One more in a row than that of what may be marks at all; Latin, Han and Hangul letters need no closer look.
_EXCESS_MARKS = re.compile(f"[^\x00-\u02ff\u3400-\u9fff\uac00-\ud7a3]{{{MARKS_LIMIT + 1}}}")


_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


# Printable ASCII, and common letters and signs of Latin, Greek, Cyrillic, kana, Han and Hangul; blanks and
# ends of lines between them. All of them are in NFC whatever stands beside them, and none is a mark: of such
# a text `require_clean` has nothing to say, which most texts are.
_COMMON = (
    "!-~\u00a1-\u00ac\u00ae-\u02af\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2013\u2014\u2018-\u201d\u2026"
    "\u3001-\u3011\u3041-\u3094\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e"
)


_SURELY_CLEAN = re.compile(f"[{_COMMON}](?:[{_COMMON} \n\t]*[{_COMMON}])?")


def to_nfc(text: str) -> str:
    """The text in Unicode's composed form, NFC, with CJK compatibility ideographs left as they are.

    NFC would put common shapes for them, and they are in use for no reason but their own shape: some
    families in Japan are called just so.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    # Every second piece is a run of those ideographs.
    pieces = _COMPATIBILITY.split(text)
    return "".join(
        piece if at % 2 else unicodedata.normalize("NFC", piece) for at, piece in enumerate(pieces)
    )


def find_forbidden(text: str) -> str | None:
    """Why the text cannot be kept as it is, or ``None``.

    Control characters and lone surrogates break databases, calendars and PDF files; characters that
    show nothing can turn a name into another (Unicode UTR 36).
    """
    if text.isascii() and text.isprintable():
        return None
    if found := _CONTROL.search(text):
        what = "unusual line break" if _BREAKS.match(found[0]) else "control character"
        return f"holds the {what} U+{ord(found[0]):04X}"
    if unseen := next((found["unseen"] for found in _INVISIBLE.finditer(text) if found["unseen"]), None):
        return f"holds the invisible character U+{ord(unseen):04X}"
    if len(_strip_excess_marks(text)) < len(text):
        return f"heaps more than {MARKS_LIMIT} marks on one letter"
    return None


def clean(text: str, *, single_line: bool = False) -> str:
    """The text in NFC, with plain line breaks and without what `find_forbidden` reports.

    A ``single_line`` has single spaces instead of line breaks and repeated spaces, and none at its ends.
    """
    if single_line:
        return " ".join(clean(text).split())
    if _SURELY_CLEAN.fullmatch(text):
        return text
    text = _CONTROL.sub("", _BREAKS.sub("\n", text))
    text = _INVISIBLE.sub(lambda found: "" if found["unseen"] else found[0], text)
    return to_nfc(_strip_excess_marks(to_nfc(text)))


def _strip_excess_marks(text: str) -> str:
    if not _EXCESS_MARKS.search(text):
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        # Not by combining class: Thai vowels and Tibetan subjoined letters have none, and heap as well.
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if run <= MARKS_LIMIT:
            kept.append(char)
    return "".join(kept)


def require_clean(text: str) -> str:
    """The text checked and in NFC (see `to_nfc`), as every string of the model is kept.

    Raises:
        ValueError: See `find_forbidden`; or nothing to be seen; or blanks at an end.
    """
    if _SURELY_CLEAN.fullmatch(text):
        return text
    text = to_nfc(text)
    if why := find_forbidden(text):
        raise ValueError(why)
    if _NOTHING.fullmatch(text):
        message = "is empty: leave it out instead"
        raise ValueError(message)
    if text != text.strip():
        message = "begins or ends with a blank"
        raise ValueError(message)
    return text
