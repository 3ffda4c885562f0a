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
from eventkit.outputs.programme.sections import (
    FullPage,
    Section,
    attendees_anchor,
    room_anchor,
    session_anchor,
)
from eventkit.texts import Text
from eventkit.typesetting import Bookmark, Destination, DocumentInfo, LinkArea, Page, PagedDocument
from eventkit.typesetting.layout.flow_blocks import Block
from eventkit.typesetting.layout.page_breaks import BlockMetrics, ColumnSet, break_pages, destinations_by_page

SHRINK = 0.4  # the fill ratio up to which a last page is avoided by setting the pages before it closer
MAX_PASSES = 8
"""The most passes over a book; two are enough unless a page number changes the length of a list."""

PageNumbers = Mapping[str, str]  # the page number of each destination; empty before the first pass


class _PageContent(NamedTuple):
    """A page with its running head, and the title of what continues on it in each language, if it does."""

    page: FullPage
    running_head: Spans
    continued: Spans = ()


class Layout(NamedTuple):
    """A document that is laid out and not painted yet."""

    document: PagedDocument
    findings: tuple[Finding, ...]
    prints_positions: bool = True  # whether it prints positions and organisations of people


@dataclass(frozen=True, slots=True)
class Chapter:
    """A function that composes one or several sections of the book."""

    # Composes the sections from the page numbers known so far, and the sections of other chapters.
    compose: Callable[[PageNumbers, Sequence[Section]], Iterable[Section]]
    prints_page_numbers: bool = False  # whether page numbers are printed in it, so that it changes with these
    reads_sections: bool = False  # whether it is composed from the sections of other chapters


@dataclass(frozen=True, slots=True)
class PaginatedSections:
    """Sections with their final page numbers; their pages are made again when they are painted."""

    context: PrintContext
    sections: tuple[Section, ...]  # the sections, in order
    page_numbers: PageNumbers
    is_stable: bool  # whether the printed page numbers are right

    def page_contents(self) -> Iterator[_PageContent]:
        for run in _split_into_runs(self.sections):
            yield from _set_run(self.context, run)


def settle_page_numbers(
    context: PrintContext,
    first: int,
    chapters: Sequence[Chapter],
    compose_notes: Callable[[int], Sequence[Section]],
    *,
    is_facing: bool = False,
) -> PaginatedSections:
    """Lay out sections repeatedly until the page numbers printed in them are right.

    The last sections depend on the number of pages before them. With facing pages, other sections are moved
    or take a page more, so that a grid of two pages starts on a verso.
    """
    fixed_sections = {
        index: tuple(chapter.compose({}, ()))
        for index, chapter in enumerate(chapters)
        if not chapter.prints_page_numbers
    }
    page_numbers: PageNumbers = {}
    measured: _DestinationsByRun = {}
    metrics: _MetricsByText = {}
    for _ in range(MAX_PASSES):
        sections: Sequence[Section] = list(_compose_sections(chapters, fixed_sections, page_numbers))
        # Texts with other page numbers have taken the place of those of the pass before.
        metrics = {section.text: metrics.get(section.text) or BlockMetrics() for section in sections}
        before = _measure_runs(context, sections, measured, metrics)
        if (closer := _move_behind_sessions(sections)) is not None:
            after = _measure_runs(context, closer, before, metrics)
            if _count_pages(after) < _count_pages(before):
                sections, before = closer, after
        if is_facing:
            sections, before = _start_on_versos(context, sections, before, metrics, first=first)
            if compose_notes(first - 1 + _count_pages(before)):
                sections, before = _face_pages(context, sections, before, metrics, first=first)
        sections = [*sections, *compose_notes(first - 1 + _count_pages(before))]
        measured = _measure_runs(context, sections, before, metrics)
        pages = (names for run in measured.values() for names in run)
        new_numbers = {
            name: context.page_number(number) for number, names in enumerate(pages, first) for name in names
        }
        if new_numbers == page_numbers:
            return PaginatedSections(context, tuple(sections), page_numbers, is_stable=True)
        page_numbers = new_numbers
    return PaginatedSections(context, tuple(sections), page_numbers, is_stable=False)


_DestinationsByRun = Mapping[tuple[Section, ...], Sequence[Sequence[str]]]
"""The anchors on each page of a run of sections that flow on from one another."""

_MetricsByText = Mapping[Callable[[], Iterator[Block]], BlockMetrics]
"""The metrics of the texts of sections; empty until first recorded."""


def _measure_runs(
    context: PrintContext,
    sections: Sequence[Section],
    known: _DestinationsByRun,
    metrics: _MetricsByText,
) -> _DestinationsByRun:
    """The destinations on each page of each run; runs that are known are not set again."""
    return {
        run: known.get(run) or [*_measure_run(context, run, metrics)] for run in _split_into_runs(sections)
    }


def _measure_run(
    context: PrintContext, run: Sequence[Section], metrics: _MetricsByText
) -> Iterator[Sequence[str]]:
    first, page_format = run[0], context.page_format
    yield from (
        destination_names(_with_destination(first, full_page, index))
        for index, full_page in enumerate(first.full_pages)
    )
    # A section is measured again only if it is in runs with others.
    known_metrics = metrics if len(run) > 1 else {}
    pieces = (
        piece for section in run for piece in _measured_blocks(section, known_metrics.get(section.text))
    )
    yield from destinations_by_page(
        pieces, page_format.line_count * page_format.leading, grid=page_format.leading, last=SHRINK
    )


def _count_pages(measured: _DestinationsByRun) -> int:
    return sum(map(len, measured.values()))


def _move_behind_sessions(sections: Sequence[Section]) -> list[Section] | None:
    """The sections with one that may come earlier directly behind the sessions; ``None`` without such a one.

    It may fit there on a page that is not full, and otherwise be alone on the last page.
    """
    last = max((index for index, section in enumerate(sections) if section.sessions), default=len(sections))
    for section in sections[last + 2 :]:
        if section.is_movable and not section.starts_page:
            others = [other for other in sections[last + 1 :] if other is not section]
            return [*sections[: last + 1], section, *others]
    return None


def _start_on_versos(
    context: PrintContext,
    sections: Sequence[Section],
    measured: _DestinationsByRun,
    metrics: _MetricsByText,
    *,
    first: int,
) -> tuple[Sequence[Section], _DestinationsByRun]:
    """The sections, with a page before each that starts on a verso and would start on a recto; and their
    destinations.

    It is the last section before it, on a page of its own, or a section of one page from further back.
    Without these it starts on the recto: an empty page would be the greater evil.
    """
    while late := _first_on_recto(sections, measured, first):
        index, begins_page = late
        section = sections[index]
        section = section if section.starts_page else replace(section, starts_page=True)
        before, after = [*sections[:index]], [*sections[index + 1 :]]
        filler: list[Section] = []
        if begins_page:
            moved = _movable_page(context, after, metrics)
            if apart := _with_last_apart(context, before, metrics):
                before = apart
            elif moved:
                after.remove(moved)
                filler = [replace(moved, starts_page=True)]
            else:
                section = replace(section, starts_on_verso=False)
        sections = [*before, *filler, section, *after]
        measured = _measure_runs(context, sections, measured, metrics)
    return sections, measured


def _face_pages(
    context: PrintContext,
    sections: Sequence[Section],
    measured: _DestinationsByRun,
    metrics: _MetricsByText,
    *,
    first: int,
) -> tuple[Sequence[Section], _DestinationsByRun]:
    """The sections, with an only day of two pages on facing ones if that takes a page more, for notes
    otherwise.
    """
    days = [section for section in sections if section.sessions]
    if len(days) != 1 or len([*_measure_run(context, days, metrics)]) != _FACING_PAGES:
        return sections, measured
    facing = [replace(each, starts_on_verso=True) if each is days[0] else each for each in sections]
    tried, pages = _start_on_versos(
        context, facing, _measure_runs(context, facing, {}, metrics), metrics, first=first
    )
    return (tried, pages) if _count_pages(pages) == _count_pages(measured) + 1 else (sections, measured)


_FACING_PAGES = 2


def _first_on_recto(
    sections: Sequence[Section], measured: _DestinationsByRun, first: int
) -> tuple[int, bool] | None:
    """The index of the first section that has to start on a verso and starts on a recto.

    And whether it begins that page.
    """
    number, index = first, 0
    for run in _split_into_runs(sections):
        for section in run:
            if section.starts_on_verso:
                page = next((at for at, names in enumerate(measured[run]) if section.anchor in names), 0)
                if (number + page) % 2:
                    return index, section is run[0] or measured[run][page][0] == section.anchor
            index += 1
        number += len(measured[run])
    return None


def _with_last_apart(
    context: PrintContext, sections: Sequence[Section], metrics: _MetricsByText
) -> list[Section]:
    """The sections with the last on a page of its own, if they then take one page more; else none."""
    if not sections or sections[-1].starts_page or sections[-1].sessions:
        return []
    apart = [*sections[:-1], replace(sections[-1], starts_page=True)]
    before, after = (_count_pages(_measure_runs(context, tried, {}, metrics)) for tried in (sections, apart))
    return apart if after == before + 1 else []


def _movable_page(
    context: PrintContext, sections: Iterable[Section], metrics: _MetricsByText
) -> Section | None:
    """The first section that may be moved behind others and takes one page."""
    for section in sections:
        if section.is_movable and len([*_measure_run(context, [section], metrics)]) == 1:
            return section
    return None


def _measured_blocks(section: Section, metrics: BlockMetrics | None) -> Iterable[Block | ColumnSet]:
    if metrics is None:
        return section.blocks
    return section.in_columns(metrics.replay() if metrics else metrics.record(section.text()))


def _split_into_runs(sections: Iterable[Section]) -> Iterator[tuple[Section, ...]]:
    """Runs of sections that follow one another without starting a page."""
    run: list[Section] = []
    for section in sections:
        if run and section.starts_page:
            yield tuple(run)
            run = []
        run.append(section)
    if run:
        yield tuple(run)


def _compose_sections(
    chapters: Sequence[Chapter], fixed_sections: Mapping[int, Sequence[Section]], page_numbers: PageNumbers
) -> Iterator[Section]:
    composed = {
        index: fixed_sections[index] if index in fixed_sections else tuple(chapter.compose(page_numbers, ()))
        for index, chapter in enumerate(chapters)
        if not chapter.reads_sections
    }
    others = [section for index in sorted(composed) for section in composed[index]]
    for index, chapter in enumerate(chapters):
        yield from chapter.compose(page_numbers, others) if chapter.reads_sections else composed[index]


def _set_run(context: PrintContext, run: Sequence[Section]) -> Iterator[_PageContent]:
    """The full pages of the first section, then the text of all, each with its running head."""
    page_format, first, running_heads = (
        context.page_format,
        run[0],
        {section.anchor: section.running_head for section in run},
    )
    running_head = first.running_head
    yield from (
        _PageContent(_with_destination(first, full_page, index), running_head)
        for index, full_page in enumerate(first.full_pages)
    )
    sessions = [
        part
        for section in run
        for session in section.sessions
        for _, part in context.schedule.within(session)
    ]
    attendees = {attendees_anchor(session): session.title for session in sessions}
    # Where sessions and rooms begin and go on, and where sections begin, in which none of them goes on.
    places: dict[str, Text | None] = dict.fromkeys(running_heads)
    places |= {session_anchor(session): session.title for session in sessions} | attendees
    places |= {room_anchor(room): room.name for room in context.schedule.rooms}
    current: Text | None = None
    pieces = (piece for section in run for piece in section.blocks)
    for marks in break_pages(
        pieces,
        page_format.line_count * page_format.leading,
        grid=page_format.leading,
        last=SHRINK,
    ):
        starting = [running_heads[name] for name in destination_names(marks) if name in running_heads]
        begun = [mark for mark in marks if isinstance(mark, Destination) and mark.name in places]
        at_top = begun[0].name if begun and begun[0].y < page_format.leading else None
        continued = current if at_top is None else None
        if at_top is not None and at_top in attendees:
            continued = attendees[at_top]
        yield _PageContent(
            marks,
            starting[0] if starting else running_head,
            context.text_spans(continued, context.type_scale.head) if continued else (),
        )
        running_head = starting[-1] if starting else running_head
        current = places[begun[-1].name] if begun else current


def _with_destination(section: Section, full_page: FullPage, index: int) -> FullPage:
    """The first full page of a section with the destination of the section, if it has one."""
    anchor = Destination(section.anchor, 0, 0)
    if index or not section.anchor or section.anchor in destination_names(full_page):
        return full_page
    return (
        replace(full_page, marks=(anchor, *full_page.marks))
        if isinstance(full_page, Page)
        else (anchor, *full_page)
    )


def destination_names(full_page: FullPage) -> list[str]:
    return [
        mark.name
        for mark in (full_page.marks if isinstance(full_page, Page) else full_page)
        if isinstance(mark, Destination)
    ]


def assemble(front: Sequence[Page], paginated: PaginatedSections) -> PagedDocument:
    """Assemble the document: finished pages, then those paginated, with running heads and thumb tabs.

    Links and bookmarks to sections that are left out are dropped.
    """
    context, sections = paginated.context, paginated.sections
    destinations = {*paginated.page_numbers, *(name for page in front for name in destination_names(page))}

    def pages() -> Iterator[Page]:
        framed_pages = chain(front, _add_running_heads(context, len(front) + 1, paginated.page_contents()))
        return (
            _drop_dead_links(page, destinations) for page in add_thumb_tabs(context, framed_pages, sections)
        )

    title = context.text_spans(context.schedule.conference.title, context.type_scale.head)
    info = DocumentInfo(
        title=" / ".join(span.text for span in title),
        language=context.languages[0],
        author=", ".join(_organiser_names(context)),
        subject=_subject(context),
        titles_by_language=tuple((span.language, span.text) for span in title),
        bookmarks=tuple(_live_bookmarks(_bookmarks(context, sections), destinations)),
        output="programme",
    )
    return PagedDocument(info, pages)


def _add_running_heads(
    context: PrintContext, first: int, page_contents: Iterable[_PageContent]
) -> Iterator[Page]:
    for number, content in enumerate(page_contents, start=first):
        if isinstance(content.page, Page):
            yield replace(content.page, label=str(number))
        else:
            yield add_running_heads(context, number, content.page, content.running_head, content.continued)


def _drop_dead_links(page: Page, destinations: set[str]) -> Page:
    dead_links = [
        mark
        for mark in page.marks
        if isinstance(mark, LinkArea) and mark.target.startswith("#") and mark.target[1:] not in destinations
    ]
    return (
        replace(page, marks=tuple(mark for mark in page.marks if mark not in dead_links))
        if dead_links
        else page
    )


def _subject(context: PrintContext) -> str:
    conference, (wording, *_) = context.schedule.conference, context.wordings
    city = conference.venue.city if conference.venue else None
    days = wording.days(conference.start, conference.end)
    return wording.listed([days, city.best(*context.languages)[1]]) if city else days


def _organiser_names(context: PrintContext) -> Iterator[str]:
    for backing in context.schedule.conference.organisations:
        if backing.role in {Involvement.ORGANISER, Involvement.CO_ORGANISER}:
            yield context.schedule.organisation(backing.organisation).name.best(*context.languages)[1]


def _live_bookmarks(bookmarks: Iterable[Bookmark], destinations: set[str]) -> Iterator[Bookmark]:
    """The bookmarks whose destination exists, once each; those below a dropped one move up."""
    levels: list[int] = []
    for bookmark in bookmarks:
        if bookmark.anchor in destinations:
            destinations = destinations - {bookmark.anchor}
            levels = [level for level in levels if level < bookmark.level]
            yield replace(bookmark, level=len(levels))
            levels.append(bookmark.level)


def _bookmarks(context: PrintContext, sections: Sequence[Section]) -> Iterator[Bookmark]:
    languages = (*context.languages, *context.schedule.conference.languages)
    yield Bookmark(context.schedule.conference.title.best(*languages)[1], COVER)
    for section in (section for section in sections if section.anchor):
        yield Bookmark(section.title[0].text, section.anchor)
        for session in section.sessions:
            for depth, part in context.schedule.within(session):
                yield Bookmark(part.title.best(*languages)[1], session_anchor(part), depth + 1)
