"""The brief agenda: sessions in a few lines each, as a day handout or a folded leaflet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum, auto
from functools import partial
from operator import methodcaller

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.messages import Message
from eventkit.model import Session, Status
from eventkit.outputs.programme.book import cover_pages, lay_out_book
from eventkit.outputs.programme.cover import COVER_BAND, set_back_cover, set_site_beside_code
from eventkit.outputs.programme.grid import DayGrid, DayView, days_with_sessions, draw_day_grids
from eventkit.outputs.programme.grid.box_text import name_spans, session_times, title_spans
from eventkit.outputs.programme.grid.room_columns import session_period
from eventkit.outputs.programme.pagination import Chapter, Layout, assemble, settle_page_numbers
from eventkit.outputs.programme.print_context import (
    WIDE_SPACE,
    PrintContext,
    Spans,
    code_span,
    set_paired,
    set_stacked,
)
from eventkit.outputs.programme.running_heads import mirror_page
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.theme import READING_UNIT, LeafletPage, LooseSheet, secondary_style
from eventkit.outputs.style_file import BackCover
from eventkit.typesetting import (
    A5,
    Bookmark,
    Destination,
    DocumentInfo,
    Mark,
    Page,
    PagedDocument,
    PlacedLine,
    RuleLine,
    Size,
    Span,
    break_lines,
    mm,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, move, stack, total_height, wrap
from eventkit.typesetting.layout.imposition import booklet, saddle_stitch_order
from eventkit.typesetting.layout.structure_elements import heading
from eventkit.typesetting.layout.text_columns import keep_together, pair_lines, place_line
from eventkit.typesetting.text.paragraph import join_spans


def list_sessions(
    context: PrintContext,
    sessions: Sequence[tuple[int, Session]],
    *,
    show_places: bool = False,  # whether rooms and tracks are printed, and entries are destinations of links
    columns: int = 1,
) -> Iterator[Block]:
    """Set sessions below one another, parts indented."""
    set_entry = partial(_set_entry, context, show_places=show_places, columns=columns)
    return _list_entries(context, sessions, set_entry, 3.4, 1.8)


def _list_entries(
    context: PrintContext,
    sessions: Sequence[tuple[int, Session]],
    set_entry: Callable[[Session, int], list[Block]],
    above: float,  # units above a session
    above_part: float,
) -> Iterator[Block]:
    """Set sessions below one another; each stays on one page, with its first part."""
    for index, (depth, session) in enumerate(sessions):
        space = (above_part if depth else above) * context.page_format.unit if index else 0
        *others, last = keep_together(wrap("Sect", set_entry(session, depth)), space_above=space)
        has_parts = index + 1 < len(sessions) and sessions[index + 1][0] > depth
        yield from (*others, last._replace(keep_with_next=last.keep_with_next or has_parts))


def _set_entry(
    context: PrintContext, session: Session, depth: int, *, show_places: bool, columns: int
) -> list[Block]:
    type_, about = context.type_scale, (session.id,)
    inset = context.page_format.time_column + depth * context.page_format.indent
    column = context.column(inset, of=columns)
    style = type_.part_title if depth else type_.brief_title
    if session.status is Status.CANCELLED or session.kind.is_pause:
        style = replace(style, weight=500, colour=context.colours.grey)
    other = replace(secondary_style(style), colour=style.colour)
    titles = title_spans(context, session, style, style if session.kind.is_pause else other)
    tag = heading(3 + depth)
    lines = merge_into(tag, (set_paired if session.kind.is_pause else set_stacked)(titles, column, about))
    if session.status is Status.TENTATIVE:
        lines += set_paired(context.label_spans(session.status, type_.status), column, about)
    people = name_spans(context, session, type_.plain_name)
    places_spans = _place_spans(context, session, depth) if show_places else ()
    between = [Span("   |   ", "und", type_.note)] if people and places_spans else []
    if details := [*places_spans, *between, *people]:
        lines += column.set_paragraph(details, about)
    time_style = replace(type_.part_time if depth else type_.time, fixed_leading=style.leading)
    time = Span(session_times(context, session), context.languages[0], time_style)
    width = context.page_format.time_column - 2 * context.page_format.unit
    times = break_lines(context.fonts, time, width, base=context.direction_of_times)
    beside = merge_into(tag, [place_line(line, 0, about) for line in times])
    first, *others = pair_lines(lines, beside)
    anchors = (Destination(session_anchor(session), 0, 0),) if show_places else ()
    return [first._replace(marks=(*anchors, *first.marks)), *others]


def _place_spans(context: PrintContext, session: Session, depth: int) -> Spans:
    """Room and track, except a room that the parent shows or that is everywhere."""
    schedule, note = context.schedule, context.type_scale.note
    rooms = schedule.rooms_of(session)
    spans: list[Span] = []
    if not depth and len(rooms) < max(2, len(schedule.rooms)):
        spans += [context.text_spans(schedule.room(room).name, note)[0] for room in rooms]
    if session.track is not None:
        track = schedule.track(session.track)
        code = code_span(track, note)
        names = context.text_spans(track.name, replace(code.style, weight=400))
        spans += [code, *names[:1]]
    return join_spans(spans, "   ")


def compose_day(
    context: PrintContext,
    day: date,
    grid: DayGrid,
    rows: Sequence[tuple[int, Session]],
    pieces: Iterable[Block] | None = None,  # the sessions, if they are not set in the usual way
    *,
    columns: int = 1,
    starts_page: bool = True,
) -> Section:
    """Compose a day: its grid, then some of its sessions in brief, each with its depth."""
    return build_section(
        context,
        f"day-{day}",
        methodcaller("day", day),
        list_sessions(context, rows, show_places=True) if pieces is None else pieces,
        running_head=methodcaller("short_day", day),
        sessions=tuple(session for depth, session in rows if not depth),
        full_pages=grid.pages,
        starts_page=starts_page,
        findings=grid.findings,
        columns=columns,
    )


def lay_out_days(context: PrintContext, sections: Sequence[Section], *, cover: bool = False) -> Layout:
    if not sections:
        raise EventkitError("Nothing to print. No session has a time yet.")
    front = tuple(cover_pages(context, show_site=bool(context.site))) if cover else ()
    paginated = settle_page_numbers(context, len(front) + 1, [Chapter(lambda *_: sections)], lambda _: [])
    findings = tuple(finding for section in paginated.sections for finding in section.findings)
    return Layout(assemble(front, paginated), findings)


def day_handout(context: PrintContext, size: Size) -> Layout:
    """Lay out each day on pages of its own: its grid if it has several rooms, then its sessions in brief.

    On a sheet of A4 sessions are in two columns, in fewer words if these then fit on one page, so that a day
    is a sheet with the grid on its front and the sessions on its back.
    """
    context = context.on(LooseSheet(*size, READING_UNIT))
    sections = []
    views = {day: DayView.build(context.schedule, day) for day in days_with_sessions(context.schedule)}
    grids = draw_day_grids(
        context, [day for day, view in views.items() if len(view.rooms) > 1], may_be_larger=True
    )
    for day, view in views.items():
        sessions = [row for session in view.outer for row in view.nested(session)]
        grid = grids.get(day, DayGrid((), ()))
        sections += [_compose_handout(context, day, grid, sessions)] if sessions else []
    return lay_out_days(context, sections)


def _compose_handout(
    context: PrintContext, day: date, grid: DayGrid, rows: Sequence[tuple[int, Session]]
) -> Section:
    """Compose a day: its grid, then its sessions in as many columns as a page has."""
    columns, height = context.page_format.columns, _ONE_PAGE * context.page_format.text_height
    if columns == 1 or total_height([*list_sessions(context, rows, show_places=True)]) <= height:
        return compose_day(context, day, grid, rows)
    settings = (
        tuple(
            list_sessions(scaled, rows, show_places=True, columns=columns)
            if is_whole
            else _list_in_brief(scaled, rows)
        )
        for factor, is_whole in _HANDOUT_TRIALS
        for scaled in [context.at_scale(factor * context.page_format.scale)]
    )
    whole = next(settings)
    pieces = next(
        (pieces for pieces in (whole, *settings) if total_height(pieces) <= columns * height), whole
    )
    return compose_day(context, day, grid, rows, pieces, columns=columns)


_ONE_PAGE = 0.82  # the part of a page that sessions may take to be on one, with heading and baseline grid
_HANDOUT_TRIALS = ((1.0, True), (0.95, True), (1.0, False), (0.95, False), (0.9, False))
"""The type sizes of a handout in columns, and whether sessions have ends and translations of their parts."""

LEAFLET_PAGES = 4  # the pages of a sheet that is folded once


class LeafletDetail(Enum):
    POSITIONS = auto()  # sessions as in the book: people with positions and organisations
    NAMES = auto()  # times, titles, rooms, tracks and names
    BRIEF = auto()  # in two columns: starts, titles, rooms and names, and parts in one language


# Units on a page of A5 in millimetres, and the detail: the first that fits is taken.
_LEAFLET_TRIALS = (
    (READING_UNIT / mm, LeafletDetail.POSITIONS),
    (1.08, LeafletDetail.POSITIONS),
    (1.0, LeafletDetail.POSITIONS),
    (0.93, LeafletDetail.POSITIONS),
    (0.86, LeafletDetail.POSITIONS),
    (0.93, LeafletDetail.NAMES),
    (0.82, LeafletDetail.NAMES),
    (1.0, LeafletDetail.BRIEF),
    (0.93, LeafletDetail.BRIEF),
    (0.86, LeafletDetail.BRIEF),
)

_BRIEF_COLUMNS = 2
_BRIEF_TIMES = 11.5  # the width of the starts in a brief agenda, in units


def leaflet(context: PrintContext, size: Size) -> Layout:
    """Lay out cover and agenda on four pages of half the paper, imposed to be folded once.

    The outside is the back cover if the agenda leaves that page free.
    Abstracts and links are left to the book. Positions are left out if they do not fit, then ends, names of
    tracks and translations of parts; if that is not enough the leaflet takes more sheets. Each is a finding.
    """
    width, height = max(size) / 2, min(size)
    context, enlargement = context.without_abstracts(), min(width / A5[0], height / A5[1]) * mm
    for scale, detail in _LEAFLET_TRIALS:
        unit = scale * enlargement
        page_format = LeafletPage(width, height, unit, min(unit, enlargement))
        layout = _lay_out_leaflet(context.on(page_format), detail)
        pages = tuple(layout.document.pages())
        if len(pages) <= LEAFLET_PAGES:
            break
    findings = [*layout.findings, *_check_length(len(pages))]
    back_format = LeafletPage(width, height, enlargement, enlargement)
    if free := -len(pages) % LEAFLET_PAGES:
        blank = Page(width, height, (), label="")
        number = len(pages) + free
        back = context.style.back or BackCover()
        last = set_back_cover(context.on(back_format), back, number, band=COVER_BAND * unit)
        pages = (*pages, *[blank] * (free - 1), last)
    else:
        pages = (*pages[:-1], _add_site(context.on(replace(page_format, unit=enlargement)), pages[-1]))
    findings += _check_detail(detail)
    document = _fold(layout.document.info, pages, from_right=context.direction == "rtl")
    return Layout(document, tuple(findings), prints_positions=detail is LeafletDetail.POSITIONS)


def _add_site(context: PrintContext, page: Page) -> Page:
    """The last page with the address of the site and its code at the foot of its text, if it has space."""
    page_format = context.page_format
    site = stack(set_site_beside_code(context, context.column()))
    bottom = page_format.height - page_format.bottom
    lowest = max(
        (mark.y for mark in page.marks if isinstance(mark, PlacedLine) and mark.y < bottom), default=0
    )
    top = bottom - site.height
    if not site.height or lowest + _SPACE_ABOVE_SITE * page_format.leading > top:
        return page
    left = page_format.text_left(LEAFLET_PAGES)
    above = top - page_format.leading
    rule = RuleLine(left, above, left + page_format.text_width, above, 0.18 * mm, context.colours.hairline)
    marks = mirror_page(context, [rule, *(move(mark, left, top) for mark in site.marks)], page.label).marks
    return replace(page, marks=(*page.marks, *marks))


_SPACE_ABOVE_SITE = 3  # the least lines between the agenda and the address of the site below it


def _check_detail(detail: LeafletDetail) -> Iterator[Finding]:
    messages = {
        LeafletDetail.NAMES: "Positions and organisations do not fit on the leaflet. It prints names only.",
        LeafletDetail.BRIEF: (
            "Positions, organisations and the ends of sessions do not fit on the leaflet. It prints starts, "
            "titles, rooms and names, and parts of sessions in one language."
        ),
    }
    if detail in messages:
        yield Finding(Severity.INFO, "leaflet-names", (), messages[detail])


def _lay_out_leaflet(context: PrintContext, detail: LeafletDetail) -> Layout:
    if detail is LeafletDetail.POSITIONS:
        return lay_out_book(context, ("cover", "sessions"))
    views = {day: DayView.build(context.schedule, day) for day in days_with_sessions(context.schedule)}
    sections, nothing = list[Section](), DayGrid((), ())
    for day, view in views.items():
        rows = [row for session in view.outer for row in view.nested(session)]
        is_brief = detail is LeafletDetail.BRIEF
        pieces, columns = (_list_in_brief(context, rows), _BRIEF_COLUMNS) if is_brief else (None, 1)
        sections.append(compose_day(context, day, nothing, rows, pieces, columns=columns, starts_page=False))
    return lay_out_days(context, sections, cover=True)


def _list_in_brief(context: PrintContext, rows: Sequence[tuple[int, Session]]) -> Iterator[Block]:
    return _list_entries(context, rows, partial(_set_in_brief, context), 2.2, 0.3)


def _set_in_brief(context: PrintContext, session: Session, depth: int) -> list[Block]:
    type_, unit, about = context.type_scale, context.page_format.unit, (session.id,)
    column = context.column(of=_BRIEF_COLUMNS).indent(_BRIEF_TIMES * unit)
    style = type_.plain_name if depth else type_.part_title
    if depth:
        style = replace(style, weight=500)
    if session.status is Status.CANCELLED or session.kind.is_pause:
        style = replace(style, weight=400, colour=context.colours.grey)
    titles = title_spans(context, session, style, replace(secondary_style(style), colour=style.colour))
    people = name_spans(context, session, type_.position)
    tag = heading(3 + depth)
    if depth:
        gap = Span(WIDE_SPACE, "und", style)
        lines = merge_into(
            tag, column.set_paragraph([*titles[:1], *([gap, *people] if people else [])], about)
        )
    else:
        lines = merge_into(tag, set_paired(titles, column, about))
        places = _brief_place(context, session)
        if details := [
            *places,
            *([Span(WIDE_SPACE, "und", type_.note)] if places and people else []),
            *people,
        ]:
            lines += column.set_paragraph(details, about)
    wording = context.wordings[0]
    start = context.schedule.wall(session_period(session).start)
    time_style = replace(type_.part_time if depth else type_.time, fixed_leading=style.leading)
    time = Span(wording.in_figures(f"{start:%H:%M}"), wording.asked, time_style)
    beside = merge_into(tag, [place_line(set_line(context.fonts, time), 0, about)])
    first, *others = pair_lines(lines, beside)
    anchor = Destination(session_anchor(session), 0, 0)
    return [first._replace(marks=(anchor, *first.marks)), *others]


def _brief_place(context: PrintContext, session: Session) -> Spans:
    schedule, note = context.schedule, context.type_scale.note
    rooms = schedule.rooms_of(session)
    spans: list[Span] = []
    if session.track is not None:
        spans.append(code_span(schedule.track(session.track), note))
    if len(rooms) < max(2, len(schedule.rooms)):
        spans += [context.text_spans(schedule.room(room).name, note)[0] for room in rooms]
    return join_spans(spans, " ")


def _check_length(pages: int) -> Iterator[Finding]:
    if pages > LEAFLET_PAGES:
        sheets = -(-pages // LEAFLET_PAGES)
        yield Finding(
            Severity.WARNING,
            "leaflet-long",
            (),
            Message(
                "The leaflet needs {sheets} sheets instead of 1, because the agenda fills {pages} "
                "pages. Use larger paper, or the edition day.",
                sheets=sheets,
                pages=pages,
            ),
        )


def _fold(info: DocumentInfo, pages: Sequence[Page], *, from_right: bool) -> PagedDocument:
    sides = list(booklet(pages, from_right=from_right))
    side_of_page = {page: side for side, pair in enumerate(saddle_stitch_order(len(pages))) for page in pair}
    side_of_anchor = {
        mark.name: side_of_page[index]
        for index, page in enumerate(pages)
        for mark in page.marks
        if isinstance(mark, Destination)
    }
    bookmarks = tuple(bookmark for bookmark in info.bookmarks if bookmark.level == 0)
    return PagedDocument.from_pages(
        replace(info, bookmarks=bookmarks),
        [_add_destinations(side, index, bookmarks, side_of_anchor) for index, side in enumerate(sides)],
    )


def _add_destinations(
    side: Page, index: int, bookmarks: Sequence[Bookmark], side_of_anchor: Mapping[str, int]
) -> Page:
    anchors: list[Mark] = [
        Destination(bookmark.anchor, 0, 0)
        for bookmark in bookmarks
        if side_of_anchor[bookmark.anchor] == index
    ]
    return replace(side, marks=(*anchors, *side.marks), label=str(index + 1))
