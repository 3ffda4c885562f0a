"""Preflight: missing glyphs, small type, low contrast, overlaps and overruns found before printing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import TypeGuard

from PIL import Image, ImageStat

from eventkit.findings import Finding, Severity, shorten
from eventkit.messages import Message
from eventkit.typesetting.colour import WHITE, Colour, contrast
from eventkit.typesetting.layout.image_files import open_image, reduce_depth
from eventkit.typesetting.layout.pages import (
    Box,
    Drawing,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
    QrCode,
    Rectangle,
    mm,
)
from eventkit.typesetting.text.spans import EPSILON

SMALLEST_TYPE = 6.0  # the size in points below which print on office paper is hard to read
SMALLEST_MODULE = 0.4 * mm  # the smallest module of a QR code that phone cameras read at arm's length
CONTRAST_WANTED = 4.5  # the contrast that text needs with its background (WCAG 2.2, success criterion 1.4.3)
_CONTRAST_REQUIRED = 3.0  # the minimum even of large type, by the same criterion

_CACHE_SIZE = 1024  # pairs of colours

_EDGE_TOLERANCE = 0.25  # points by which ink may pass an edge: the width of a hairline

_OVERLAP_SHARE = 0.15  # the part of the smaller ink that may lie under another: accents and tails touch

_THUMBNAIL = 64  # pixels to a side, in which the colours behind text are measured

_Background = Box | Picture | PlacedPage | Drawing

_LineInk = tuple[float, float, float, float, PlacedLine]
"""The ink of a line on the page: top, left, right and bottom."""

Preview = Callable[[Drawing], Picture | None]
"""Renders a drawing as a picture of its area; ``None`` where its colours cannot be measured."""


def no_preview(_: Drawing) -> None:
    """The preview of callers that do not render drawings."""


def check_page(page: Page, place: str, preview: Preview = no_preview) -> list[Finding]:
    """The findings of one page, in the order of its marks.

    The contrast of text over a drawing is measured in its preview.

    Codes: ``missing-glyph``, ``off-page`` (errors); ``low-contrast`` (an error below 3:1); ``covered-code``
    (an error except at level H); ``small-type``, ``small-code``, ``overlap`` (warnings).
    """
    findings: list[Finding] = []
    inks: list[_LineInk] = []
    backgrounds: list[_Background] = []
    highest, leftmost, rightmost, lowest = _edges(page.trim_box, page.width, page.height)
    for index, mark in enumerate(page.marks):
        if type(mark) is PlacedLine:
            line, x, y = mark.line, mark.x, mark.y
            if line.missing or line.size < SMALLEST_TYPE - EPSILON:
                findings += _check_line(mark, place)
            if not line.runs:
                continue
            left, top, right, bottom = line.ink
            left, top, right, bottom = x + left, y + top, x + right, y + bottom
            inks.append((top, left, right, bottom, mark))
            if top < highest or left < leftmost or right > rightmost or bottom > lowest:
                findings.append(_off_page(shorten(line.text), mark.subjects, place))
            ink = left, top, right, bottom
            background = _background(backgrounds, ink, preview) if backgrounds else WHITE
            if (
                background is not None
                and (ratio := min([_contrast_ratio(run.colour, background) for run in line.runs]))
                < CONTRAST_WANTED
            ):
                findings.append(_low_contrast(mark, ratio, place))
            continue
        if _is_background(mark):
            backgrounds.append(mark)
        if isinstance(mark, QrCode):
            findings += _check_code(mark, inks, page.marks[index + 1 :], place)
        elif isinstance(mark, Picture | Drawing):
            findings += _check_picture(mark, page, inks, place)
    findings += _overlaps(inks, place)
    return findings


@lru_cache(maxsize=64)
def _edges(trim: Rectangle | None, width: float, height: float) -> tuple[float, float, float, float]:
    """The limits of ink: top, left, right and bottom."""
    left, top, right, bottom = (trim.x, trim.y, trim.right, trim.bottom) if trim else (0, 0, width, height)
    return top - _EDGE_TOLERANCE, left - _EDGE_TOLERANCE, right + _EDGE_TOLERANCE, bottom + _EDGE_TOLERANCE


def _check_line(mark: PlacedLine, place: str) -> Iterator[Finding]:
    line = mark.line
    for cluster in line.missing:
        points = " ".join(f"U+{ord(character):04X}" for character in cluster)
        message = Message(
            "No installed font contains '{cluster}' ({points}) in '{text}'. Install a font that "
            "covers it, or change the text.",
            cluster=cluster,
            points=points,
            text=shorten(line.text),
        )
        yield _finding(Severity.ERROR, "missing-glyph", mark.subjects, message, place)
    if line.runs and line.size < SMALLEST_TYPE - EPSILON:
        message = Message(
            "'{text}' is printed at {size} pt; the minimum is {least} pt. Shorten it.",
            text=shorten(line.text),
            size=f"{line.size:.1f}",
            least=f"{SMALLEST_TYPE:g}",
        )
        yield _finding(Severity.WARNING, "small-type", mark.subjects, message, place)


def _covers(page: Page, area: Rectangle) -> bool:
    highest, leftmost, rightmost, lowest = _edges(page.bleed_box or page.trim_box, page.width, page.height)
    return area.y >= highest and area.x >= leftmost and area.right <= rightmost and area.bottom <= lowest


def _off_page(what: str, subjects: tuple[str, ...], place: str) -> Finding:
    message = Message("'{what}' extends beyond the trimmed page. Shorten it, or enlarge its box.", what=what)
    return _finding(Severity.ERROR, "off-page", subjects, message, place)


def _small_code(code: QrCode, place: str) -> Finding:
    message = Message(
        "The QR code has modules of {module} mm; phones need {least} mm. Print it larger, "
        "or shorten its content.",
        module=f"{code.module / mm:.2f}",
        least=f"{SMALLEST_MODULE / mm:.2f}",
    )
    return _finding(Severity.WARNING, "small-code", (), message, place)


def _covers_code(mark: Mark, code: QrCode) -> bool:
    quiet = code.quiet * code.module + _EDGE_TOLERANCE
    left, top, right, bottom = (
        code.x + quiet,
        code.y + quiet,
        code.x + code.size - quiet,
        code.y + code.size - quiet,
    )
    match mark:
        case PlacedLine(line=line, x=x, y=y) if line.runs:
            ink = line.ink
            area = Rectangle(x + ink.left, y + ink.top, ink.width, ink.height)
        case Picture() | Drawing() | PlacedPage() | QrCode():
            area = mark.area
        case Box() if mark.fill is not None:
            area = Rectangle(mark.x, mark.y, mark.width, mark.height)
        case _:
            return False
    return area.x < right and area.right > left and area.y < bottom and area.bottom > top


def _check_code(
    code: QrCode, lines: Iterable[_LineInk], above: Iterable[Mark], place: str
) -> Iterator[Finding]:
    module = code.module
    if module < SMALLEST_MODULE:
        yield _small_code(code, place)
    if any(_covers_code(mark, code) for mark in above):
        yield _covered_code(code, place)
    tolerance = module / 2
    left, right = code.x + tolerance, code.x + code.size - tolerance
    top, bottom = code.y + tolerance, code.y + code.size - tolerance
    for its_top, its_left, its_right, its_bottom, mark in lines:
        if its_top < bottom and its_bottom > top and its_left < right and its_right > left:
            message = Message(
                "'{text}' is below the QR code. Shorten it, or move one of them.",
                text=shorten(mark.line.text),
            )
            yield _finding(Severity.WARNING, "overlap", mark.subjects, message, place)


def _covered_code(code: QrCode, place: str) -> Finding:
    message = Message(
        "Something is printed over the QR code, which phones cannot read then. Move one of them."
    )
    # The highest level is made for codes with a logo in their middle.
    severity = Severity.WARNING if code.level == "H" else Severity.ERROR
    return _finding(severity, "covered-code", (), message, place)


def _is_background(mark: Mark) -> TypeGuard[_Background]:
    if type(mark) is Box:
        return mark.fill is not None
    match mark:
        case Box():
            return mark.fill is not None
        case Picture() | Drawing() | PlacedPage(page=Page(marks=(Picture(),)), rotation=0, scale=1):
            return True
    return False


def _background(
    backgrounds: list[_Background], ink: tuple[float, float, float, float], preview: Preview
) -> Colour | None:
    """The background colour of ink (left, top, right, bottom): of a box, or the average of a picture.

    ``None`` over a drawing without a preview.
    """
    left, top, right, bottom = ink
    x, y = (left + right) / 2, (top + bottom) / 2
    for mark in reversed(backgrounds):
        if isinstance(mark, Box):
            if mark.x <= x <= mark.x + mark.width and mark.y <= y <= mark.y + mark.height:
                return mark.fill or WHITE
            continue
        area = mark.area
        if area.x <= x <= area.right and area.y <= y <= area.bottom:
            picture = preview(mark) if isinstance(mark, Drawing) else mark
            if picture is None:
                return None
            return _picture_colour(picture, Rectangle(left, top, right - left, bottom - top))
    return WHITE


def _picture_colour(mark: Picture | PlacedPage, ink: Rectangle) -> Colour:
    picture, x, y = mark, ink.x, ink.y
    if isinstance(mark, PlacedPage):
        (picture,) = [inner for inner in mark.page.marks if isinstance(inner, Picture)]
        x, y = x - mark.x, y - mark.y
    if isinstance(picture, PlacedPage):
        return WHITE
    small = _thumbnail(picture.content)
    across, down = small.width / picture.width, small.height / picture.height
    left, top = (x - picture.x) * across, (y - picture.y) * down
    first, upper = max(0, min(int(left), small.width - 1)), max(0, min(int(top), small.height - 1))
    last, lower = int(left + ink.width * across) + 1, int(top + ink.height * down) + 1
    region = small.crop((first, upper, max(last, first + 1), max(lower, upper + 1)))
    red, green, blue = (channel / 255 for channel in ImageStat.Stat(region).mean)
    return Colour(red, green, blue)


@lru_cache(maxsize=16)
def _thumbnail(content: bytes) -> Image.Image:
    """A picture in few pixels, on white where it is transparent."""
    with open_image(content) as opened:
        small = reduce_depth(opened).convert("RGBA").resize((_THUMBNAIL, _THUMBNAIL))
    paper = Image.new("RGBA", small.size, "white")
    return Image.alpha_composite(paper, small).convert("RGB")


def _low_contrast(mark: PlacedLine, ratio: float, place: str) -> Finding:
    message = Message(
        "'{text}' has a contrast of {ratio}:1 with its background; {least}:1 is "
        "required (WCAG 2.2). Choose other colours.",
        text=shorten(mark.line.text),
        ratio=f"{ratio:.1f}",
        least=f"{CONTRAST_WANTED:g}",
    )
    severity = Severity.ERROR if ratio < _CONTRAST_REQUIRED else Severity.WARNING
    return _finding(severity, "low-contrast", mark.subjects, message, place)


_ratios: dict[tuple[int, int], tuple[Colour, Colour, float]] = {}


def _contrast_ratio(ink: Colour, background: Colour) -> float:
    """The contrast ratio, cached by identity: hashing the colours would take most of the time of a page."""
    known = _ratios.get((id(ink), id(background)))
    if known is None:
        if len(_ratios) >= _CACHE_SIZE:
            _ratios.clear()
        known = _ratios[id(ink), id(background)] = ink, background, contrast(ink, background)
    return known[2]


def _overlaps(inks: list[_LineInk], place: str) -> Iterator[Finding]:
    """Findings for lines with overlapping ink, by a sweep down the page."""
    inks.sort(key=itemgetter(0))
    for at, (top, left, right, bottom, words) in enumerate(inks, start=1):
        for lower in range(at, len(inks)):
            its_top, its_left, its_right, its_bottom, others = inks[lower]
            if its_top >= bottom:
                break
            across = min(right, its_right) - max(left, its_left)
            if across <= 0:
                continue
            down = min(bottom, its_bottom) - its_top
            least = min((right - left) * (bottom - top), (its_right - its_left) * (its_bottom - its_top))
            if across * down > _OVERLAP_SHARE * least:
                yield _overlap(words, others, place)


def _check_picture(
    mark: Picture | Drawing, page: Page, lines: Iterable[_LineInk], place: str
) -> Iterator[Finding]:
    """Findings for a drawing that leaves the page, and for lines that a picture is painted over."""
    area = mark.area
    if isinstance(mark, Drawing) and not _covers(page, area):
        yield _off_page(mark.name, (), place)
    for top, left, right, bottom, covered in lines:
        across = min(right, area.right) - max(left, area.x)
        down = min(bottom, area.bottom) - max(top, area.y)
        if min(across, down) > 0 and across * down > _OVERLAP_SHARE * (right - left) * (bottom - top):
            message = Message(
                "A picture is printed over '{text}'. Move one of them, or put the picture before the text.",
                text=shorten(covered.line.text),
            )
            yield _finding(Severity.WARNING, "overlap", covered.subjects, message, place)


def _overlap(one: PlacedLine, other: PlacedLine, place: str) -> Finding:
    message = Message(
        "'{text}' and '{other}' overlap. Move one of them, or shorten the text.",
        text=shorten(one.line.text),
        other=shorten(other.line.text),
    )
    subjects = tuple(dict.fromkeys((*one.subjects, *other.subjects)))
    return _finding(Severity.WARNING, "overlap", subjects, message, place)


def _finding(severity: Severity, code: str, subjects: tuple[str, ...], message: str, place: str) -> Finding:
    """A finding with a waiver that does not depend on the page."""
    return Finding(severity, code, subjects, message, place, facts=(("message", message),))
