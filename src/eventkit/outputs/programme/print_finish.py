"""Print finish: bleed, black ink or a booklet, applied to finished pages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from eventkit.errors import EventkitError
from eventkit.typesetting import Area, Page, PagedDocument, Size, direction, mm
from eventkit.typesetting.finishing import in_black, with_bleed
from eventkit.typesetting.imposition import ROOM, booklet
from eventkit.typesetting.pages import Placed


@dataclass(frozen=True, slots=True)
class PrintFinish:
    """What is done to the pages when all else is.

    Attributes:
        bleed: How far the ground goes on where they are cut, in points.
        black: Whether greys are printed with black ink alone.
        booklet: Whether they are put on sheets, two by two, to be folded and stapled.
        thickness: Of the paper of a booklet, in points: inner sheets are pushed out by those around them.
    """

    bleed: float = 0
    black: bool = False
    booklet: bool = False
    thickness: float = 0.1 * mm

    @classmethod
    def parse(cls, bleed_mm: float, black: str, *, booklet: bool, thickness_mm: float) -> PrintFinish:
        """What is asked for.

        Raises:
            EventkitError: There is no such black, or a length is none that paper can have.
        """
        if black not in BLACK_INKS:
            message = f"there is no black '{black}': there are {', '.join(BLACK_INKS)}"
            raise EventkitError(message)
        for called, length, most in (("bleed", bleed_mm, 20), ("thickness of the paper", thickness_mm, 2)):
            if not 0 <= length <= most:
                message = f"the {called} is 0 to {most} mm, not {length:g}"
                raise EventkitError(message)
        return cls(bleed_mm * mm, black == "k", booklet, thickness_mm * mm)


BLACK_INKS = ("rgb", "k")
"""How black is printed: of light, as screens have it, or with black ink alone."""


def apply_finish(volume: PagedDocument, finish: PrintFinish) -> PagedDocument:
    """The book as the printer gets it; one that is to be folded has no bookmarks, and leads nowhere.

    Raises:
        EventkitError: It is to be folded, and its pages are of several sizes. Where they are on sheets
            already, that is raised when they are asked for.
    """
    whole = PagedDocument(volume.info, lambda: (_finish_page(page, finish) for page in volume.pages()))
    if not finish.booklet:
        return whole
    pages = tuple(whole.pages())
    if len({(page.width, page.height) for page in pages}) > 1:
        message = "a booklet has pages of one size: leave out the grids, or print the book without --booklet"
        raise EventkitError(message)
    sides = tuple(
        booklet(
            pages,
            paper=_booklet_paper(pages[0], finish),
            thickness=finish.thickness,
            from_right=direction(volume.info.language) == "rtl",
            bleed=finish.bleed,
        )
    )
    return PagedDocument(replace(volume.info, bookmarks=()), lambda: sides)


def _finish_page(page: Page, finish: PrintFinish) -> Page:
    if (finish.booklet or finish.bleed) and any(isinstance(mark, Placed) for mark in page.marks):
        message = "the leaflet is a folded sheet of office paper already: leave out --booklet and --bleed"
        raise EventkitError(message)
    made = with_bleed(page, finish.bleed)
    return in_black(made) if finish.black else made


def _booklet_paper(page: Page, finish: PrintFinish) -> Size | None:
    """Paper with room around two pages for what is cut off, and for marks that show where."""
    if not finish.bleed:
        return None
    trim = page.trim or Area(0, 0, page.width, page.height)
    more = 2 * (finish.bleed + ROOM)
    return 2 * trim.width + more, trim.height + more
