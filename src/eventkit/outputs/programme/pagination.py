"""Pagination of the book: laid out repeatedly until every printed page number is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from eventkit.findings import Finding
from eventkit.model import Involvement
from eventkit.outputs.programme.cover import COVER
from eventkit.outputs.programme.print_context import PrintContext, Spans
from eventkit.outputs.programme.running_heads import add_running_heads, add_thumb_tabs
from eventkit.outputs.programme.sections import FullPage, Section, session_anchor
from eventkit.typesetting import Bookmark, Destination, DocumentInfo, LinkArea, Mark, Page, PagedDocument
from eventkit.typesetting.layout.flow_blocks import Block
from eventkit.typesetting.layout.page_breaks import BlockMetrics, ColumnSet, break_pages, destinations_by_page

STRETCH = 1.5
"""How much the spaces of a page may grow to fill it, as a part of themselves."""


SHRINK = 0.4
"""How full a last page may be for which pages before it are set closer, so that it is not needed."""


MAX_PASSES = 8
"""How often a book is laid out at most; two are enough unless a page number changes how long a list is."""


PageNumbers = Mapping[str, str]
"""The number of the page that each anchor is on; nothing is known of any before the first pass."""


_PageContent = tuple[FullPage, Spans]
"""What is on a page, and what the head of the page says."""


class Layout(NamedTuple):
    """A document that is laid out and not painted yet.

    Attributes:
        document: Its pages, made when they are asked for.
        findings: The findings of laying it out.
        prints_positions: Whether it prints positions and organisations of people.
    """

    document: PagedDocument
    findings: tuple[Finding, ...]
    prints_positions: bool = True


@dataclass(frozen=True, slots=True)
class Chapter:
    """What gives one or several sections of the book.

    Attributes:
        compose: The sections, by the page numbers as far as they are known, and the sections of the others.
        prints_page_numbers: Whether any page number is printed in it, so that it changes when these do.
        reads_sections: Whether it tells of the others, and so is made when these are.
    """

    compose: Callable[[PageNumbers, Sequence[Section]], Iterable[Section]]
    prints_page_numbers: bool = False
    reads_sections: bool = False


@dataclass(frozen=True, slots=True)
class PaginatedSections:
    """Sections of which it is known on which pages they stand, and nothing of these pages is kept.

    Attributes:
        context: What they are set with.
        first_number: The number of the first page.
        sections: The sections, in order.
        page_numbers: The page number each anchor is on.
        is_stable: Whether the page numbers that are printed in them are right.
    """

    context: PrintContext
    first_number: int
    sections: tuple[Section, ...]
    page_numbers: PageNumbers
    is_stable: bool

    def page_contents(self) -> Iterator[_PageContent]:
        """The pages, made one after the other."""
        for run in _split_into_runs(self.sections):
            yield from _set_run(self.context, run)


def settle_page_numbers(
    context: PrintContext, first: int, chapters: Sequence[Chapter], last: Callable[[int], Sequence[Section]]
) -> PaginatedSections:
    """The sections of the chapters, laid out until their page numbers are right.

    Args:
        context: What the programme is set with.
        first: The number of the first page.
        chapters: What is on the pages from that number on.
        last: What stands at the end of the book, by how many pages there are before it.
    """
    kept = {
        at: tuple(each.compose({}, ())) for at, each in enumerate(chapters) if not each.prints_page_numbers
    }
    known: PageNumbers = {}
    measured: _DestinationsByRun = {}
    forms = {
        section: BlockMetrics() for sections in kept.values() for section in sections if section.columns == 1
    }
    for _ in range(MAX_PASSES):
        sections = list(_compose_sections(chapters, kept, known))
        before = _measure_runs(context, sections, measured, forms)
        sections += last(first - 1 + sum(map(len, before.values())))
        measured = _measure_runs(context, sections, before, forms)
        pages = (names for run in measured.values() for names in run)
        found = {name: str(number) for number, names in enumerate(pages, first) for name in names}
        if found == known:
            return PaginatedSections(context, first, tuple(sections), known, is_stable=True)
        known = found
    return PaginatedSections(context, first, tuple(sections), known, is_stable=False)


_DestinationsByRun = Mapping[tuple[Section, ...], Sequence[Sequence[str]]]
"""The anchors on each page of a run of sections that flow on from one another."""


_MetricsBySection = Mapping[Section, BlockMetrics]
"""The forms of the sections that stay what they are; those of sections that were never set are empty."""


def _measure_runs(
    context: PrintContext, sections: Sequence[Section], before: _DestinationsByRun, forms: _MetricsBySection
) -> _DestinationsByRun:
    """What is on which page of each run, in order; those that were measured before are not set again."""
    return {
        run: before.get(run) or [*_measure_run(context, run, forms)] for run in _split_into_runs(sections)
    }


def _measure_run(
    context: PrintContext, run: Sequence[Section], forms: _MetricsBySection
) -> Iterator[Sequence[str]]:
    """The anchors on each of the leaves of a run."""
    first, sheet = run[0], context.page_format
    yield from (
        destination_names(_with_destination(first, plate, at)) for at, plate in enumerate(first.full_pages)
    )
    # Only where it flows on from others, or they from it, is a section that stays what it is measured again.
    known = forms if len(run) > 1 else {}
    pieces = (piece for section in run for piece in _measured_blocks(section, known.get(section)))
    yield from destinations_by_page(
        pieces, sheet.line_count * sheet.leading, shrink=SHRINK, grid=sheet.leading
    )


def _measured_blocks(section: Section, form: BlockMetrics | None) -> Iterable[Block | ColumnSet]:
    """The pieces of a section, or what has their form once that is known."""
    if form is None:
        return section.blocks
    return form.pieces() if form else form.taken(section.text())


def _split_into_runs(sections: Iterable[Section]) -> Iterator[tuple[Section, ...]]:
    """Sections that flow on from one another."""
    run: list[Section] = []
    for section in sections:
        if run and section.starts_page:
            yield tuple(run)
            run = []
        run.append(section)
    if run:
        yield tuple(run)


def _compose_sections(
    chapters: Sequence[Chapter], kept: Mapping[int, Sequence[Section]], known: PageNumbers
) -> Iterator[Section]:
    """The sections of all chapters, in order."""
    made = {
        at: kept[at] if at in kept else tuple(each.compose(known, ()))
        for at, each in enumerate(chapters)
        if not each.reads_sections
    }
    others = [section for at in sorted(made) for section in made[at]]
    for at, each in enumerate(chapters):
        yield from each.compose(known, others) if each.reads_sections else made[at]


def _set_run(context: PrintContext, run: Sequence[Section]) -> Iterator[_PageContent]:
    """The plates of the first section, then the text of all; a page has the guide of what begins on it."""
    sheet, first, guides = (
        context.page_format,
        run[0],
        {section.anchor: section.running_head for section in run},
    )
    guide = first.running_head
    yield from ((_with_destination(first, plate, at), guide) for at, plate in enumerate(first.full_pages))
    pieces = (piece for section in run for piece in section.blocks)
    for marks in break_pages(
        pieces, sheet.line_count * sheet.leading, stretch=STRETCH, shrink=SHRINK, grid=sheet.leading
    ):
        begun = [guides[name] for name in destination_names(marks) if name in guides]
        yield marks, begun[0] if begun else guide
        guide = begun[-1] if begun else guide


def _with_destination(section: Section, plate: FullPage, at: int) -> FullPage:
    """The first plate of a section with the anchor of that."""
    anchor = Destination(section.anchor, 0, 0)
    if at or section.anchor in destination_names(plate):
        return plate
    return replace(plate, marks=(anchor, *plate.marks)) if isinstance(plate, Page) else (anchor, *plate)


def _marks_of(plate: FullPage) -> Sequence[Mark]:
    return plate.marks if isinstance(plate, Page) else plate


def destination_names(plate: FullPage) -> list[str]:
    """The names of the places on a page."""
    return [mark.name for mark in _marks_of(plate) if isinstance(mark, Destination)]


def assemble(front: Sequence[Page], laid_: PaginatedSections) -> PagedDocument:
    """The book: pages that are there already, then those laid out, each in its frame.

    What would lead to a section that is left out leads nowhere.
    """
    context, sections = laid_.context, laid_.sections
    there = {*laid_.page_numbers, *(name for page in front for name in destination_names(page))}

    def pages() -> Iterator[Page]:
        framed_ = chain(front, _add_running_heads(context, len(front) + 1, laid_.page_contents()))
        return (_drop_dead_links(page, there) for page in add_thumb_tabs(context, framed_, sections))

    title = context.text_spans(context.schedule.conference.title, context.type_scale.head)
    imprint = DocumentInfo(
        title=" / ".join(span.text for span in title),
        language=context.languages[0],
        author=", ".join(_organiser_names(context)),
        subject=_subject(context),
        titles=tuple((span.language, span.text) for span in title),
        bookmarks=tuple(_live_bookmarks(_bookmarks(context, sections), there)),
    )
    return PagedDocument(imprint, pages)


def _add_running_heads(context: PrintContext, first: int, leaves: Iterable[_PageContent]) -> Iterator[Page]:
    for number, (plate, guide) in enumerate(leaves, start=first):
        if isinstance(plate, Page):
            yield replace(plate, label=str(number))
        else:
            yield add_running_heads(context, number, plate, guide)


def _drop_dead_links(page: Page, there: set[str]) -> Page:
    lost = [mark for mark in page.marks if isinstance(mark, LinkArea) and _is_dead(mark, there)]
    return replace(page, marks=tuple(mark for mark in page.marks if mark not in lost)) if lost else page


def _is_dead(link: LinkArea, there: set[str]) -> bool:
    return link.target.startswith("#") and link.target[1:] not in there


def _subject(context: PrintContext) -> str:
    """What catalogues tell of it: the days, and where."""
    conference, (wording, *_) = context.schedule.conference, context.wordings
    city = conference.venue.city if conference.venue else None
    days = wording.days(conference.start, conference.end)
    return wording.listed([days, city.best(*context.languages)[1]]) if city else days


def _organiser_names(context: PrintContext) -> Iterator[str]:
    for backing in context.schedule.conference.organisations:
        if backing.role in {Involvement.ORGANISER, Involvement.CO_ORGANISER}:
            yield context.schedule.organisation(backing.organisation).name.best(*context.languages)[1]


def _live_bookmarks(bookmarks: Iterable[Bookmark], there: set[str]) -> Iterator[Bookmark]:
    """The bookmarks that lead somewhere, once each; what was below one that does not moves up."""
    levels: list[int] = []
    for bookmark in bookmarks:
        if bookmark.anchor in there:
            there = there - {bookmark.anchor}
            levels = [level for level in levels if level < bookmark.level]
            yield replace(bookmark, level=len(levels))
            levels.append(bookmark.level)


def _bookmarks(context: PrintContext, sections: Sequence[Section]) -> Iterator[Bookmark]:
    languages = (*context.languages, *context.schedule.conference.languages)
    yield Bookmark(context.schedule.conference.title.best(*languages)[1], COVER)
    for section in sections:
        yield Bookmark(section.title[0].text, section.anchor)
        for session in section.sessions:
            for depth, part in context.schedule.within(session):
                yield Bookmark(part.title.best(*languages)[1], session_anchor(part), depth + 1)
