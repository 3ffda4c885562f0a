"""Print finish: bleed, crop marks, inks, booklets and press sheets, applied to finished pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from eventkit.errors import EventkitError
from eventkit.messages import Listed, Message
from eventkit.typesetting import (
    Fonts,
    Mark,
    Page,
    PagedDocument,
    PlacedLine,
    Rectangle,
    Size,
    language_direction,
    mm,
)
from eventkit.typesetting.layout.imposition import (
    MARKS_MARGIN,
    Leaf,
    PressSettings,
    add_crop_marks,
    booklet,
    impose,
    parse_paper_size,
    step_and_repeat,
)
from eventkit.typesetting.layout.pages import PlacedPage
from eventkit.typesetting.layout.prepress import (
    SlugLine,
    add_bleed,
    enlarge_pictures,
    find_converter,
)
from eventkit.typesetting.press_profiles import PressProfile

BLACK_INKS = ("rgb", "k")  # the inks of black: a mixture of colours, or with black ink alone
_MOST_BLEED = 20  # mm

_THICKNESS = 0.1 * mm
"""The thickness of the paper of a booklet, 80 to 90 g/m²: its inner sheets are pushed out by the others."""


@dataclass(frozen=True, slots=True)
class PrintFinish:
    """The last changes to pages before they are painted."""

    bleed: float = 0  # how far the background extends beyond the trimmed page, in points
    black: bool = False  # whether greys are printed with black ink alone
    booklet: bool = False  # whether pages are imposed two by two, to be folded and stapled
    crop_marks: bool = False  # whether pages have crop marks, and a slug line beside them
    sheet: Size | None = None  # the paper on which as many pages are imposed as fit, or a booklet
    profile: PressProfile | None = None  # the profile of the press, whose inks all colours are converted to

    @classmethod
    def parse(
        cls,
        bleed_mm: float,
        black: str,
        *,
        booklet: bool,
        crop_marks: bool = False,
        sheet: str | None = None,
        profile: PressProfile | None = None,
    ) -> PrintFinish:
        if black not in BLACK_INKS:
            raise EventkitError(
                "Unknown black '{black}'. Use one of {black_inks}.",
                black=black,
                black_inks=Listed(tuple(BLACK_INKS)),
            )
        if not 0 <= bleed_mm <= _MOST_BLEED:
            raise EventkitError(
                "The bleed is {length} mm. Use 0 to {limit} mm.", length=f"{bleed_mm:g}", limit=_MOST_BLEED
            )
        return cls(
            bleed_mm * mm,
            black == "k",
            booklet,
            crop_marks=crop_marks or bool(sheet),
            sheet=parse_paper_size(sheet) if sheet else None,
            profile=profile,
        )


def apply_finish(document: PagedDocument, finish: PrintFinish, fonts: Fonts) -> PagedDocument:
    """Add bleed and marks, impose a booklet or sheets, convert colours; sheets have no bookmarks or links."""
    slug = SlugLine(fonts, document.info) if finish.crop_marks else None
    info = document.info
    if finish.booklet or finish.sheet:
        info = replace(info, bookmarks=())
        sides = tuple(_booklet_sides(document, finish) if finish.booklet else _sheet_sides(document, finish))
        finished = PagedDocument(info, lambda: sides)
    else:
        finished = PagedDocument(
            info, lambda: (_finish_page(page, finish) for page in _unimposed(document, finish))
        )

    def pages() -> Iterator[Page]:
        converter = find_converter(finish.profile, black=finish.black)
        for page in finished.pages():
            marked = slug.add(page) if slug else page
            yield converter.convert(marked) if converter else marked

    return PagedDocument(info, pages)


def _finish_page(page: Page, finish: PrintFinish) -> Page:
    extended = add_bleed(page, finish.bleed)
    return add_crop_marks(extended, finish.bleed) if finish.crop_marks else extended


def _unimposed(document: PagedDocument, finish: PrintFinish) -> Iterator[Page]:
    """The pages, none of which is imposed already if that would be done once more."""
    changes_size = finish.booklet or finish.bleed or finish.crop_marks
    for page in document.pages():
        if changes_size and any(map(_is_imposed, page.marks)):
            raise EventkitError(
                "The leaflet is imposed on office paper already. Print it without booklet, bleed, "
                "crop marks and press sheets."
            )
        yield page


def _is_imposed(mark: Mark) -> bool:
    """True if a mark is a page with text, and not a picture that is cropped."""
    return isinstance(mark, PlacedPage) and any(isinstance(inner, PlacedLine) for inner in mark.page.marks)


def _pages_of_one_size(document: PagedDocument, finish: PrintFinish) -> tuple[Page, ...]:
    pages = tuple(_unimposed(document, finish))
    if len({(page.width, page.height) for page in pages}) > 1:
        raise EventkitError(
            "The pages of a booklet or press sheet must have one size. "
            "Leave out the section of grids, or print single pages."
        )
    return pages


def _booklet_sides(document: PagedDocument, finish: PrintFinish) -> Iterator[Page]:
    pages = _pages_of_one_size(document, finish)
    extended = tuple(add_bleed(page, finish.bleed) for page in pages)
    paper = _booklet_paper(extended[0], finish)
    if finish.sheet:
        required, available = sorted(paper), sorted(finish.sheet)
        if any(have < need for have, need in zip(available, required, strict=True)):
            message = _too_small(required, available)
            raise EventkitError(message)
        paper = finish.sheet
    return booklet(
        extended,
        paper=paper if finish.bleed or finish.crop_marks else None,
        thickness=_THICKNESS,
        from_right=language_direction(document.info.language) == "rtl",
        bleed=finish.bleed,
    )


def _sheet_sides(document: PagedDocument, finish: PrintFinish) -> Iterator[Page]:
    pages = _pages_of_one_size(document, finish)
    paper, size = finish.sheet or (0, 0), (pages[0].width, pages[0].height)
    margin = finish.bleed + MARKS_MARGIN
    sheet = step_and_repeat(paper, size, gutter=2 * finish.bleed, margin=margin)
    if sheet is None:
        message = _too_small([side + 2 * margin for side in sorted(size)], sorted(paper))
        raise EventkitError(message)
    settings = PressSettings(bleed=finish.bleed, cut_marks=True)
    return impose((Leaf(enlarge_pictures(page, finish.bleed)) for page in pages), sheet, settings)


def _too_small(required: list[float], available: list[float]) -> Message:
    needed, present = (" × ".join(f"{side / mm:.0f}" for side in sides) for sides in (required, available))
    return Message(
        "The sheet ({present} mm) is too small: pages with bleed and crop marks need {needed} mm.",
        present=present,
        needed=needed,
    )


def _booklet_paper(page: Page, finish: PrintFinish) -> Size:
    """Paper with a margin around two pages for the bleed and the crop marks."""
    trim = page.trim_box or Rectangle(0, 0, page.width, page.height)
    margins = 2 * (finish.bleed + MARKS_MARGIN)
    return 2 * trim.width + margins, trim.height + margins
