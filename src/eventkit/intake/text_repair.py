"""Text repair: whitespace, HTML entities, mojibake and characters that cannot be stored."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from eventkit.messages import Message
from eventkit.texts import clean, find_forbidden, is_surely_clean, require_clean, to_nfc
from eventkit.texts.name_caches import cache_names

# The bytes 80 to 9f as cp1252 shows them, those that it leaves out as they are.
_CONTROLS = "\x80-\x9f\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"

_CONTROLS += "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"

_FOLLOWING = f"{_CONTROLS}\xa0-\xbf"
_UTF8_AS_CP1252 = re.compile(
    f"[\xc2-\xdf][{_FOLLOWING}]|[\xe0-\xef][{_FOLLOWING}]{{2}}|[\xf0-\xf4][{_FOLLOWING}]{{3}}"
)
# Characters that may follow a capital letter: CAFÉ… is correct.
_USUAL = "\u2026\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2122\xbb\xb7\xa0"
_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in b"\x81\x8d\x8f\x90\x9d"
}


def fix_mojibake(text: str) -> str | None:
    """Undo UTF-8 that was decoded as cp1252 (``FranÃ§ois``: François); ``None`` if it is not that.

    Only where it is sure: all of it goes back, and a sequence is among it that nobody writes.
    """
    if not looks_like_mojibake(text):
        return None
    try:
        return text.translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def looks_like_mojibake(text: str) -> bool:
    """True if the text has a sequence that nobody writes, even if not all of it can be undone."""
    return not text.isascii() and any(
        any(char not in _USUAL for char in match[0][1:]) for match in _UTF8_AS_CP1252.finditer(text)
    )


NULL_WORDS = frozenset(
    {"undefined", "None", "null", "NULL", "Null", "nan", "NaN", "N/A", "n/a", "#N/A", "nil"}
)
"""Words that programs write for an empty value."""

# Blanks of typography, such as the one between numbers and units, are not slips and stay.
_GAPS = re.compile(r"[ \t]*[\t\r\n\x0b\x0c\x85\u2028\u2029][ \t\r\n\x0b\x0c\x85\u2028\u2029]*|  +")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|[a-z]{1,2}(?:uml|acute|grave|circ|tilde)|#\d{2,6}|#x[0-9a-f]{2,5});"
)
_EXCERPT_LENGTH = 60


class Repair(NamedTuple):
    """A repair, as the code and the message of its finding."""

    code: str
    message: Message


class RepairedText(NamedTuple):
    """A text that can be stored, and the repairs it took."""

    text: str  # the text; empty if nothing in it is visible
    repairs: tuple[Repair, ...] = ()  # the repairs, in order
    is_tidied: bool = False  # true if spaces were removed


@cache_names(1024)
def repair_line(raw: str, *, directed: bool = False) -> RepairedText:
    """Repair a single-line text: spaces, HTML entities, and all that `repair_text` does."""
    text, repairs, _ = repair_text(raw, directed=directed)
    if "&" in text and _ENTITY.search(text):
        text = _ENTITY.sub(lambda match: unescape(match[0]), text).replace("\u00a0", " ")
        repairs = (
            *repairs,
            Repair(
                "entities", Message("HTML entities in the text. Decoded to '{text}'.", text=excerpt(text))
            ),
        )
    tidy = _GAPS.sub(" ", text.strip())
    return RepairedText(tidy if has_visible_text(tidy) else "", repairs, tidy != text)


def repair_text(raw: str, *, directed: bool = False) -> RepairedText:
    """Repair a text: undo mojibake, and remove characters that cannot be stored (see `find_forbidden`)."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw
    if text.isascii() and text.replace("\n", "").isprintable():
        return RepairedText(text)
    repairs: list[Repair] = []
    if (whole := fix_mojibake(text)) is not None:
        message = Message("Wrongly decoded text. Repaired to '{whole}'. Check it.", whole=excerpt(whole))
        repairs.append(Repair("encoding-repaired", message))
        text = whole
    elif looks_like_mojibake(text) or "\ufffd" in text:
        message = Message("Probably wrongly decoded text: '{text}'. Check it.", text=excerpt(text))
        repairs.append(Repair("encoding", message))
    if _SURROGATES.search(text):
        text = _SURROGATES.sub("\ufffd", text)
        message = Message("A broken character. Replaced with �. Type the text again.")
        repairs.append(Repair("cleaned-text", message))
    cleaned = clean(text, directed=directed)
    if cleaned == text:
        return RepairedText(text, tuple(repairs))
    # Unusual ends of lines become plain ones, which is not a loss.
    if len(cleaned) != len(to_nfc(text)) and (why := find_forbidden(_GAPS.sub(" ", text), directed=directed)):
        repairs.append(
            Repair("cleaned-text", Message("The text {predicate}. Cleaned it. Check it.", predicate=why))
        )
    return RepairedText(cleaned, tuple(repairs))


def is_clean_line(text: str) -> bool:
    """True for a line that needs no repair for certain: common characters with single spaces."""
    return (
        text.isprintable()
        and "  " not in text
        and "&" not in text
        and is_surely_clean(text)
        and not looks_like_mojibake(text)
    )


def has_visible_text(text: str) -> bool:
    try:
        require_clean(text.strip(), directed=True)
    except ValueError:
        return False
    return True


_BREAKS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?])\s|(?<=[。！？])"),
    re.compile(r"\s"),
)
"""The places where a text may be cut, the best first: ends of paragraphs, lines, sentences, words."""


def truncate(text: str, limit: int) -> str:
    """The beginning of a text, up to the last paragraph, line, sentence or word within a limit.

    A break in the first half of the limit does not count, so that no more than half is lost.
    """
    if len(text) <= limit:
        return text
    for pattern in _BREAKS:
        ends = [match.start() for match in pattern.finditer(text, limit // 2, limit + 1)]
        if ends:
            return text[: ends[-1]].rstrip()
    return text[:limit]


def split_text(text: str, limit: int) -> list[str]:
    """Split a text into pieces within a limit, at paragraphs where possible; joined, they are the text."""
    pieces = []
    while len(text) > limit:
        end = len(truncate(text, limit)) or limit
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def excerpt(text: str) -> str:
    """The beginning of a text, on one line, for a message."""
    line = " ".join(text[: 2 * _EXCERPT_LENGTH].split())
    return (
        line
        if len(line) <= _EXCERPT_LENGTH and len(text) <= 2 * _EXCERPT_LENGTH
        else f"{line[: _EXCERPT_LENGTH - 1]}…"
    )
