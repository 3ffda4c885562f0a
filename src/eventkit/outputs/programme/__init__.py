"""The printed programme: a book with all there is to tell, from the cover to the index.

Pages are computed as values, then painted: what stands where can be looked at before it is a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

from eventkit.changes import Ledger
from eventkit.errors import EventkitError
from eventkit.exporters import Output, exporter
from eventkit.findings import Finding, in_order
from eventkit.model import RoomId
from eventkit.outputs.print_rules import check_printed
from eventkit.outputs.programme import book
from eventkit.outputs.programme.book import select_sections
from eventkit.outputs.programme.editions import (
    EDITIONS,
    Edition,
    lay_out_edition,
    require_booklet,
    select_days,
)
from eventkit.outputs.programme.editions.brief_agenda import LEAFLET_NAMES
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.print_finish import PrintFinish, apply_finish
from eventkit.outputs.programme.printed_content import check_empty_page, printed_content
from eventkit.outputs.programme.style_file import DEFAULT_STYLE, SECTIONS, SectionName, StyleFile
from eventkit.outputs.programme.theme import PAGE_FORMATS, PageFormat, load_pictures
from eventkit.rules import USUAL as ASKED
from eventkit.rules import Settings
from eventkit.schedule import Schedule
from eventkit.typesetting import Book, Fonts, Imprint, Page, PagedDocument, paint
from eventkit.typesetting.preflight import faults_of

__all__ = ["bound", "programme"]


@exporter(".pdf", "application/pdf")
def programme(
    schedule: Schedule,
    *,
    ledger: Ledger,
    languages: tuple[str, ...] = (),
    edition: Edition = "book",
    paper: str | None = None,
    days: tuple[date, ...] = (),
    rooms: tuple[str, ...] = (),
    sections: tuple[SectionName, ...] = (),
    order: tuple[SectionName, ...] = (),
    design: StyleFile = DEFAULT_STYLE,
    pictures: Mapping[str, bytes] | None = None,
    draft: bool = False,
    bleed_mm: float = 0,
    black: str = "rgb",
    booklet: bool = False,
    thickness_mm: float = 0.1,
    fonts: Fonts | None = None,
    settings: Settings = ASKED,
) -> Output:
    """The programme as a PDF for readers of one or several languages.

    Args:
        schedule: What is printed.
        ledger: The revisions of its sessions.
        languages: Those of the readers, the foremost first; the conference's where none are named.
        edition: The ``book``; or posters with the ``grid`` of each day, handouts of a ``day``, signs for the
            doors of a ``room``, or the ``agenda`` as a leaflet.
        paper: The size of a page: a4, a5 or letter for the book, up to a0 for posters; where left out, that
            of the design, or what is usual for the edition.
        days: What is printed of it: these days only, where any are named.
        rooms: For which rooms signs are made; for all where none are named.
        sections: What it is made of; what the design says, or everything, where left out.
        order: Which sections come first; what the design says where left out.
        design: What the organiser's style file says.
        pictures: The pictures that it names.
        draft: Whether the schedule may still change: then every page says so.
        bleed_mm: How far the ground goes on where pages are cut.
        black: How greys are printed: ``rgb``, or ``k`` for black ink alone.
        booklet: Whether pages stand two by two on sheets, to be folded and stapled.
        thickness_mm: Of the paper of a booklet.
        fonts: The faces; those of the font packages where left out.
        settings: What the conference asks of the rules that are held against what is printed.

    Raises:
        EventkitError: There is no such edition, paper, section, day or room, nothing to print, a picture
            that is none, or a finish that cannot be.
        eventkit.errors.Unprintable: No font package is installed.
    """
    finish = PrintFinish.parse(bleed_mm, black, booklet=booklet, thickness_mm=thickness_mm)
    told = select_days(schedule, days)
    languages = languages or schedule.conference.languages
    context = PrintContext.build(
        told,
        languages,
        fonts or Fonts.found(),
        draft=draft,
        style=design,
        pictures=load_pictures(design.files, pictures or {}),
    )
    if edition not in EDITIONS:
        message = f"there is no edition '{edition}': there are {', '.join(EDITIONS)}"
        raise EventkitError(message)
    if booklet:
        require_booklet(edition)
    if rooms and edition != "room":
        message = f"signs are made for rooms: the edition '{edition}' tells all of them, so leave out --room"
        raise EventkitError(message)
    chosen_ones = select_sections(sections or design.sections, order or design.order)
    if edition == "book":
        volume, noticed = book.lay_out_book(context.on(_sheet(paper or design.paper or "a5")), chosen_ones)
    elif sections or order:
        message = f"sections are chosen of the book: the edition '{edition}' has its own"
        raise EventkitError(message)
    else:
        whole_book, noticed = lay_out_edition(edition, context, paper, tuple(map(RoomId, rooms)))
        volume = PagedDocument.from_pages(whole_book.imprint, whole_book.pages)
    data, of_pages = _painted(replace(volume.info, dated=ledger.revised), volume, finish)
    only_names = any(each.code == LEAFLET_NAMES for each in noticed)
    shown = printed_content(
        told, languages, edition, chosen_ones, tuple(map(RoomId, rooms)), positions=not only_names
    )
    return Output(data, in_order([*noticed, *of_pages, *check_printed(told, shown, settings)]))


def _painted(imprint: Imprint, volume: PagedDocument, finish: PrintFinish) -> tuple[bytes, Sequence[Finding]]:
    """The book as a PDF, and what is wrong with its pages; these are made one by one and not kept."""
    found: list[Finding] = []

    def pages() -> Iterator[Page]:
        for at, page in enumerate(volume.pages(), start=1):
            found.extend([*faults_of(page, f"page {at}"), *check_empty_page(page, f"page {at}")])
            yield page

    given, out = apply_finish(PagedDocument(imprint, pages), finish), BytesIO()
    paint(given, out)
    return out.getvalue(), found


def _sheet(paper: str) -> PageFormat:
    if paper not in PAGE_FORMATS:
        message = f"there is no paper '{paper}': there are {', '.join(PAGE_FORMATS)}"
        raise EventkitError(message)
    return PAGE_FORMATS[paper]


def bound(context: PrintContext, sections: Sequence[SectionName] = SECTIONS) -> Book:
    """The whole programme, or some of its sections, as pages before it is painted."""
    return book.bound(context, sections).book
