"""Print finish: bleed, black ink or a booklet, applied to finished pages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from eventkit.errors import EventkitError
from eventkit.typesetting import Page, PagedDocument, Rectangle, Size, language_direction, mm
from eventkit.typesetting.layout.imposition import MARKS_MARGIN, booklet
from eventkit.typesetting.layout.pages import PlacedPage
from eventkit.typesetting.layout.prepress import add_bleed, convert_to_black

BLACK_INKS = ("rgb", "k")
"""How black is printed: as a mixture of colours, or with black ink alone."""


@dataclass(frozen=True, slots=True)
class PrintFinish:
    """The last changes to pages before they are painted.

    Attributes:
        bleed: How far the background extends beyond the trimmed page, in points.
        black: Whether greys are printed with black ink alone.
        booklet: Whether pages are imposed two by two, to be folded and stapled.
        thickness: The thickness of a booklet's paper, in points: inner sheets are pushed out by the others.
    """

    bleed: float = 0
    black: bool = False
    booklet: bool = False
    thickness: float = 0.1 * mm

    @classmethod
    def parse(cls, bleed_mm: float, black: str, *, booklet: bool, thickness_mm: float) -> PrintFinish:
        """Check the options of a finish.

        Raises:
            EventkitError: There is no such black, or a length is out of range.
        """
        if black not in BLACK_INKS:
            message = f"Unknown black '{black}'. Use one of {', '.join(BLACK_INKS)}."
            raise EventkitError(message)
        for name, length, limit in (("bleed", bleed_mm, 20), ("thickness of the paper", thickness_mm, 2)):
            if not 0 <= length <= limit:
                message = f"The {name} is {length:g} mm. Use 0 to {limit} mm."
                raise EventkitError(message)
        return cls(bleed_mm * mm, black == "k", booklet, thickness_mm * mm)


def apply_finish(document: PagedDocument, finish: PrintFinish) -> PagedDocument:
    """Add bleed, convert greys to black ink, impose a booklet; a booklet has no bookmarks and links.

    Raises:
        EventkitError: The pages of a booklet differ in size. A leaflet, which is imposed already, is refused
            when its pages are made.
    """
    finished = PagedDocument(document.info, lambda: (_finish_page(page, finish) for page in document.pages()))
    if not finish.booklet:
        return finished
    pages = tuple(finished.pages())
    if len({(page.width, page.height) for page in pages}) > 1:
        message = (
            "The pages of a booklet must have one size. Leave out the grids with --sections, or remove "
            "--booklet."
        )
        raise EventkitError(message)
    sides = tuple(
        booklet(
            pages,
            paper=_booklet_paper(pages[0], finish),
            thickness=finish.thickness,
            from_right=language_direction(document.info.language) == "rtl",
            bleed=finish.bleed,
        )
    )
    return PagedDocument(replace(document.info, bookmarks=()), lambda: sides)


def _finish_page(page: Page, finish: PrintFinish) -> Page:
    if (finish.booklet or finish.bleed) and any(isinstance(mark, PlacedPage) for mark in page.marks):
        message = "The leaflet is imposed on office paper already. Remove --booklet and --bleed."
        raise EventkitError(message)
    extended = add_bleed(page, finish.bleed)
    return convert_to_black(extended) if finish.black else extended


def _booklet_paper(page: Page, finish: PrintFinish) -> Size | None:
    """Paper with a margin around two pages for the bleed and the crop marks."""
    if not finish.bleed:
        return None
    trim = page.trim_box or Rectangle(0, 0, page.width, page.height)
    margins = 2 * (finish.bleed + MARKS_MARGIN)
    return 2 * trim.width + margins, trim.height + margins
