"""Sessions in brief: from when to when, what, and who."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from operator import methodcaller

from eventkit.errors import EventkitError
from eventkit.model import Session, Status
from eventkit.outputs.programme.binding import Chapter, assemble, settle_page_numbers
from eventkit.outputs.programme.book import Bound, cover_pages
from eventkit.outputs.programme.grid import DayGrid
from eventkit.outputs.programme.grid.telling import name_spans, session_times, title_spans
from eventkit.outputs.programme.look import secondary_style
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.setting import PrintContext, Spans, set_paired, set_stacked
from eventkit.typesetting import Anchor, Colour, Span, darkened, set_lines
from eventkit.typesetting.flow import Piece, abreast, set_at, together
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import item, within


def list_sessions(
    context: PrintContext, sessions: Sequence[tuple[int, Session]], *, places: bool = False
) -> Iterator[Piece]:
    """Sessions below one another, parts further in; each stays on one page.

    Args:
        context: What they are set with.
        sessions: The sessions, each with how deep it is within another.
        places: Whether rooms and tracks are told, and links may lead to the entries.
    """
    entries = Element("L")
    for at, (depth, session) in enumerate(sessions):
        pieces = within(entries, item(_set_entry(context, session, depth, places=places)))
        yield from together(
            pieces, before=0 if not at else (1.8 if depth else 3.4) * context.page_format.unit
        )


def _set_entry(context: PrintContext, session: Session, depth: int, *, places: bool) -> list[Piece]:
    type_, about = context.type_scale, (session.id,)
    column = context.column(context.page_format.time_column + depth * context.page_format.indent)
    style = type_.part_title if depth else type_.title
    if session.status is Status.CANCELLED or session.kind.is_pause:
        style = replace(style, weight=500, colour=context.colours.grey)
    other = replace(secondary_style(style), colour=style.colour)
    titles = title_spans(context, session, style, style if session.kind.is_pause else other)
    lines = (set_paired if session.kind.is_pause else set_stacked)(titles, column, about)
    if session.status is Status.TENTATIVE:
        lines += set_stacked(context.label_spans(session.status, type_.status), column, about)
    who = name_spans(context, session, type_.plain_name)
    where = _place_spans(context, session, depth) if places else ()
    between = [Span("   |   ", "und", type_.note)] if who and where else []
    if said := [*where, *between, *who]:
        lines += column.lines(said, about)
    when = replace(type_.part_time if depth else type_.time, lead=style.leading)
    time = Span(session_times(context, session), context.languages[0], when)
    width = context.page_format.time_column - 2 * context.page_format.unit
    beside = [set_at(line, 0, about) for line in set_lines(context.fonts, time, width, base="ltr")]
    first, *others = abreast(lines, beside)
    anchors = (Anchor(session_anchor(session), 0, 0),) if places else ()
    return [first._replace(marks=(*anchors, *first.marks)), *others]


def _place_spans(context: PrintContext, session: Session, depth: int) -> Spans:
    """In which rooms, unless in all of them or where what it is part of is, and in which track."""
    schedule, note = context.schedule, context.type_scale.note
    rooms = schedule.rooms_of(session)
    told: list[Span] = []
    if not depth and len(rooms) < max(2, len(schedule.rooms)):
        told += [context.text_spans(schedule.room(room).name, note)[0] for room in rooms]
    if session.track is not None:
        track = schedule.track(session.track)
        style = replace(note, weight=700, colour=darkened(Colour.parse(track.colour)))
        told += [
            Span(track.code, "en", style),
            *context.text_spans(track.name, replace(style, weight=400))[:1],
        ]
    return joined(told, "   ")


def compose_day(
    context: PrintContext, on: date, grid: DayGrid, rows: Sequence[tuple[int, Session]]
) -> Section:
    """A day: its grid, then some of its sessions in brief, each with how deep it is within another."""
    return build_section(
        context,
        f"day-{on}",
        methodcaller("day", on),
        list_sessions(context, rows, places=True),
        guide=methodcaller("short_day", on),
        sessions=tuple(session for depth, session in rows if not depth),
        plates=grid.pages,
        fresh=True,
        findings=grid.findings,
    )


def lay_out_days(context: PrintContext, made: Sequence[Section], *, front: bool = False) -> Bound:
    """The sections as a document, behind a cover if it is to have one, with what was noticed of them.

    Raises:
        EventkitError: There are none.
    """
    if not made:
        message = "there is nothing to print: nothing has a time yet"
        raise EventkitError(message)
    pages = tuple(cover_pages(context)) if front else ()
    set_ = settle_page_numbers(context, len(pages) + 1, [Chapter(lambda *_: made)], lambda _: [])
    findings = tuple(finding for each in set_.sections for finding in each.findings)
    return Bound(assemble(pages, set_).book, findings)
