"""What would go wrong in print, found on the pages before they are painted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from eventkit.findings import Finding, Severity, in_order
from eventkit.typesetting.colour import WHITE, Colour, contrast
from eventkit.typesetting.pages import Area, Book, Box, Code, Page, Words
from eventkit.typesetting.units import mm

SMALLEST_TYPE = 6.0
"""Points: below this, print on office paper is not read with ease."""
SMALLEST_MODULE = 0.4 * mm
"""Below this, the camera of a telephone does not read a QR code at arm's length."""
READABLE = 4.5
"""The contrast that text wants on its ground (WCAG 2.2, success criterion 1.4.3)."""

_HARDLY_SEEN = 3.0  # what even large type wants at least, by the same criterion
_ROUNDING = 1e-6
_TOLERANCE = 0.25  # points by which ink may pass an edge: the width of a hairline
_OVERLAP = 0.15  # the part of the smaller ink that may lie under another: accents and tails touch


def preflight(book: Book) -> tuple[Finding, ...]:
    """What is wrong with the pages of the book, gravest first.

    Codes: ``missing-glyph``, ``off-page`` (errors); ``low-contrast`` (an error where nobody could read it);
    ``small-type``, ``small-code``, ``overlap`` (warnings).
    """
    return in_order(found for at, page in enumerate(book.pages, 1) for found in faults_of(page, f"page {at}"))


class _Ink(NamedTuple):
    """Where the ink of words lies on the page."""

    top: float
    left: float
    right: float
    bottom: float
    words: Words


def faults_of(page: Page, place: str) -> list[Finding]:
    """What is wrong with one page, in the order in which it is met; see `preflight`."""
    found: list[Finding] = []
    inks: list[_Ink] = []
    grounds: list[Box] = []
    trim = page.trim or Area(0, 0, page.width, page.height)
    edges = trim.y - _TOLERANCE, trim.x - _TOLERANCE, trim.right + _TOLERANCE, trim.bottom + _TOLERANCE
    for mark in page.marks:
        if isinstance(mark, Words):
            line, x, y = mark.line, mark.x, mark.y
            if line.missing or line.size < SMALLEST_TYPE - _ROUNDING:
                found += _of_line(mark, place)
            if not line.runs:
                continue
            left, top, right, bottom = line.ink
            ink = _Ink(y + top, x + left, x + right, y + bottom, mark)
            inks.append(ink)
            if ink.top < edges[0] or ink.left < edges[1] or ink.right > edges[2] or ink.bottom > edges[3]:
                found.append(_off_page(mark, place))
            if (ratio := _contrast(ink, grounds)) < READABLE:
                found.append(_low_contrast(mark, ratio, place))
        elif isinstance(mark, Box):
            if mark.fill is not None:
                grounds.append(mark)
        elif isinstance(mark, Code) and mark.module < SMALLEST_MODULE:
            found.append(_small_code(mark, place))
    found += _overlaps(inks, place)
    return found


def _of_line(words: Words, place: str) -> Iterator[Finding]:
    line = words.line
    for cluster in line.missing:
        points = " ".join(f"U+{ord(character):04X}" for character in cluster)
        message = (
            f"no font has '{cluster}' ({points}) of '{_short(line.text)}': "
            "add one that has it, or change the text"
        )
        yield Finding(Severity.ERROR, "missing-glyph", words.about, message, place)
    if line.runs and line.size < SMALLEST_TYPE - _ROUNDING:
        message = f"'{_short(line.text)}' is set in {line.size:.1f} points, too small to read: shorten it"
        yield Finding(Severity.WARNING, "small-type", words.about, message, place)


def _off_page(words: Words, place: str) -> Finding:
    message = f"'{_short(words.line.text)}' runs off the page: shorten it or give it more room"
    return Finding(Severity.ERROR, "off-page", words.about, message, place)


def _small_code(code: Code, place: str) -> Finding:
    message = f"a QR code has modules of {code.module / mm:.2f} mm: print it larger or put less into it"
    return Finding(Severity.WARNING, "small-code", (), message, place)


def _contrast(ink: _Ink, grounds: list[Box]) -> float:
    """How much words stand out from what lies below the middle of them."""
    x, y = (ink.left + ink.right) / 2, (ink.top + ink.bottom) / 2
    ground = WHITE
    for box in reversed(grounds):
        if box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height:
            ground = box.fill or WHITE
            break
    return min([_ratio(run.colour, ground) for run in ink.words.line.runs])


def _low_contrast(words: Words, ratio: float, place: str) -> Finding:
    message = (
        f"'{_short(words.line.text)}' stands out from its ground by {ratio:.1f} : 1 only, and all can read "
        f"it from {READABLE:g} : 1 on: choose other colours"
    )
    grave = Severity.ERROR if ratio < _HARDLY_SEEN else Severity.WARNING
    return Finding(grave, "low-contrast", words.about, message, place)


@lru_cache(maxsize=1024)
def _ratio(ink: Colour, ground: Colour) -> float:
    return contrast(ink, ground)


def _overlaps(inks: list[_Ink], place: str) -> Iterator[Finding]:
    """Pairs whose inks lie on one another, by a sweep down the page."""
    downwards = sorted(inks, key=itemgetter(0))
    for at, one in enumerate(downwards, start=1):
        for other in downwards[at:]:
            if other.top >= one.bottom:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            if across <= 0:
                continue
            down = min(one.bottom, other.bottom) - other.top
            least = min((each.right - each.left) * (each.bottom - each.top) for each in (one, other))
            if across * down > _OVERLAP * least:
                yield _overlap(one.words, other.words, place)


def _overlap(one: Words, other: Words, place: str) -> Finding:
    message = f"'{_short(one.line.text)}' and '{_short(other.line.text)}' are printed over one another"
    about = tuple(dict.fromkeys((*one.about, *other.about)))
    return Finding(Severity.WARNING, "overlap", about, message, place)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
