"""What would go wrong in print, found on the pages before they are painted."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.findings import Finding, Severity, in_order
from eventkit.typesetting.pages import Area, Book, Code, Page, Words
from eventkit.typesetting.units import mm

SMALLEST_TYPE = 6.0
"""Points: below this, print on office paper is not read with ease."""
SMALLEST_MODULE = 0.4 * mm
"""Below this, the camera of a telephone does not read a QR code at arm's length."""

_TOLERANCE = 0.25  # points by which ink may pass an edge: the width of a hairline
_OVERLAP = 0.15  # the part of the smaller ink that may lie under another: accents and tails touch


def preflight(book: Book) -> tuple[Finding, ...]:
    """What is wrong with the pages of the book, gravest first.

    Codes: ``missing-glyph``, ``off-page`` (errors); ``small-type``, ``small-code``, ``overlap``
    (warnings).
    """
    found: list[Finding] = []
    for at, page in enumerate(book.pages, 1):
        place = f"page {at}"
        words = [mark for mark in page.marks if isinstance(mark, Words)]
        for each in words:
            found += _of_words(each, page, place)
        found += _overlaps(words, place)
        found += [
            Finding(
                Severity.WARNING,
                "small-code",
                (),
                f"a QR code has modules of {mark.module / mm:.2f} mm: print it larger or put less into it",
                place,
            )
            for mark in page.marks
            if isinstance(mark, Code) and mark.module < SMALLEST_MODULE
        ]
    return in_order(found)


def _of_words(words: Words, page: Page, place: str) -> Iterator[Finding]:
    line = words.line
    text = _short(line.text)
    for cluster in line.missing:
        points = " ".join(f"U+{ord(character):04X}" for character in cluster)
        message = f"no font has '{cluster}' ({points}) of '{text}': add one that has it, or change the text"
        yield Finding(Severity.ERROR, "missing-glyph", words.about, message, place)
    if not line.runs:
        return
    if not _within(words.ink, page.trim or Area(0, 0, page.width, page.height)):
        message = f"'{text}' runs off the page: shorten it or give it more room"
        yield Finding(Severity.ERROR, "off-page", words.about, message, place)
    if line.size < SMALLEST_TYPE:
        message = f"'{text}' is set in {line.size:.1f} points, too small to read: shorten it"
        yield Finding(Severity.WARNING, "small-type", words.about, message, place)


def _within(ink: Area, page: Area) -> bool:
    return (
        ink.x >= page.x - _TOLERANCE
        and ink.y >= page.y - _TOLERANCE
        and ink.right <= page.right + _TOLERANCE
        and ink.bottom <= page.bottom + _TOLERANCE
    )


def _overlaps(words: list[Words], place: str) -> Iterator[Finding]:
    """Pairs whose inks lie on one another, by a sweep down the page."""
    boxes = sorted(((each.ink, each) for each in words if each.line.runs), key=lambda pair: pair[0].y)
    for at, (ink, one) in enumerate(boxes):
        for below, other in boxes[at + 1 :]:
            if below.y >= ink.bottom:
                break
            across = min(ink.right, below.right) - max(ink.x, below.x)
            down = min(ink.bottom, below.bottom) - below.y
            least = min(ink.width * ink.height, below.width * below.height)
            if across > 0 and across * down > _OVERLAP * least:
                message = (
                    f"'{_short(one.line.text)}' and '{_short(other.line.text)}' are printed over one another"
                )
                about = tuple(dict.fromkeys((*one.about, *other.about)))
                yield Finding(Severity.WARNING, "overlap", about, message, place)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
