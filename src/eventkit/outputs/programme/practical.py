"""The practical page: where and when, what the organiser tells, tracks and rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from operator import methodcaller

from eventkit.model import Room, Track
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.setting import PrintContext, Spans, set_paired
from eventkit.outputs.programme.web import set_address, set_web_links
from eventkit.typesetting import Colour, Span, Words, darkened, shape
from eventkit.typesetting.flow import (
    Column,
    Piece,
    abreast,
    beside,
    height_of,
    linked,
    set_at,
    together,
)
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import as_one, within
from eventkit.wording import Wording

PRACTICAL = "practical"

_LONG_ENTRY = 16
"""From how many lines on what is told of one matter may be parted."""


def set_practical_information(context: PrintContext) -> Iterator[Section]:
    """What a visitor wants to know before the first session; nothing where nothing is known."""
    pieces = list(_practical_blocks(context))
    page = (context.page_format.line_count - 3) * context.page_format.leading  # below the heading
    wide = [piece._replace(before=context.page_format.leading * bool(piece.before)) for piece in pieces]
    if pieces:
        pieces = wide if height_of(wide) <= page else pieces
        yield build_section(context, PRACTICAL, methodcaller("word", "practical"), pieces, fresh=True)


def _practical_blocks(context: PrintContext) -> Iterator[Piece]:
    if context.style.practical:
        yield from set_abstract(context, context.style.practical, context.column())
    listed, rows = (
        Element("L"),
        [row for row in _set_entries(context, context.column(_label_width(context))) if row],
    )
    # What explains the grids stays on one page: a few lines on the next one would look lost.
    *others, last = [list(within(listed, row)) for row in rows]
    if others and height_of([*others[-1], *last]) < context.page_format.text_height / 2:
        last = together([*others.pop(), *last], before=context.page_format.leading / 2)
    yield from (piece for row in [*others, last] for piece in row)


def _set_entries(context: PrintContext, column: Column) -> Iterator[list[Piece]]:
    """What is told of each matter; nothing where nothing is known of it."""
    conference, schedule = context.schedule.conference, context.schedule
    yield _set_entry(context, methodcaller("word", "venue"), _set_venue(context, column))
    yield _set_entry(context, methodcaller("word", "time"), _set_days(context, column))
    yield _set_entry(context, methodcaller("field", "zone"), _set_zone(context, column))
    web = set_address((), conference.url, context.type_scale.plain_name, column) if conference.url else ()
    yield _set_entry(context, methodcaller("word", "website"), [*web, *_set_links(context, column)])
    if conference.contact:
        target = f"mailto:{conference.contact}"
        told = set_address((), target, context.type_scale.plain_name, column, shown=conference.contact)
        yield _set_entry(context, methodcaller("field", "contact"), told)
    yield _set_entry(context, methodcaller("word", "tracks"), _set_tracks(context, column, schedule.tracks))
    yield _set_entry(context, methodcaller("word", "rooms"), _set_rooms(context, column, schedule.rooms))


def _label_width(context: PrintContext) -> float:
    return context.page_format.time_column + 6 * context.page_format.unit


def _set_entry(context: PrintContext, say: Callable[[Wording], str], told: Iterable[Piece]) -> list[Piece]:
    """What is told of one matter, with what it is called beside it; nothing where nothing is told."""
    pieces = list(told)
    if not pieces:
        return []
    unit = context.page_format.unit
    spans = context.spans_of(say, context.type_scale.role)
    label = as_one(
        "Lbl", set_paired(spans, replace(context.column(), width=_label_width(context) - 3 * unit))
    )
    body = within("LBody", together(pieces) if len(pieces) < _LONG_ENTRY else pieces)
    first, *rest = within("LI", abreast(body, label))
    return [first._replace(before=context.page_format.leading / 2, keeps=bool(rest)), *rest]


def _set_venue(context: PrintContext, column: Column) -> Iterator[Piece]:
    venue = context.schedule.conference.venue
    if venue is None:
        return
    yield from set_paired(context.text_spans(venue.name, context.type_scale.name), column)
    for text in (venue.address, venue.city):
        if text and text != venue.name:
            yield from set_paired(context.text_spans(text, context.type_scale.plain_name), column)
    if venue.url:
        yield from set_address((), venue.url, context.type_scale.plain_name, column)


def _set_days(context: PrintContext, column: Column) -> Iterator[Piece]:
    """Each day with when it begins and ends; the last end counts, not the end of what begins last."""
    for on, sessions in context.schedule.days.items():
        spans = [span for session in sessions if (span := context.schedule.span(session))]
        begin, end = min(span.start for span in spans), max(span.end for span in spans)
        hours = context.wordings[0].times(context.schedule.wall(begin), context.schedule.wall(end))
        line = _day_spans(context, on, hours)
        yield from (linked(piece, f"#day-{on}") for piece in column.lines(line))


def _day_spans(context: PrintContext, on: date, hours: str) -> Spans:
    style = context.type_scale.plain_name
    days = joined(context.spans_of(methodcaller("short_day", on), style))
    if context.direction == "rtl":  # figures run from left to right all the same
        hours = f"\N{LEFT-TO-RIGHT ISOLATE}{hours}\N{POP DIRECTIONAL ISOLATE}"
    return [Span(f"{hours}   ", context.languages[0], replace(style, tabular=True)), *days]


def _set_zone(context: PrintContext, column: Column) -> Sequence[Piece]:
    """The zone and how far it is from UTC on the first day."""
    conference = context.schedule.conference
    noon = datetime.combine(conference.start, time(12), context.schedule.zone)
    away = f"{noon:%z}"
    said = f"{conference.zone.replace('_', ' ')} (UTC{away[:3]}:{away[3:]})"
    return set_paired([Span(said, "en", context.type_scale.plain_name)], column)


def _set_links(context: PrintContext, column: Column) -> Iterator[Piece]:
    yield from set_web_links(context, context.schedule.conference, context.type_scale.plain_name, column)


def _set_tracks(context: PrintContext, column: Column, tracks: Sequence[Track]) -> Iterator[Piece]:
    """The code, colour and name of each track."""
    style = context.type_scale.plain_name
    for track in tracks:
        code = replace(style, weight=700, colour=darkened(Colour.parse(track.colour)))
        name = joined(context.text_spans(track.name, style))
        yield from column.lines([Span(f"{track.code}   ", name[0].language, code), *name], (track.id,))


def _set_rooms(context: PrintContext, column: Column, rooms: Sequence[Room]) -> Iterator[Piece]:
    """Each room with its building and, at the right, how many it holds."""
    style, right = context.type_scale.plain_name, 22 * context.page_format.unit
    inner = replace(column, width=column.width - right)
    counted = any(room.capacity for room in rooms)
    said = set_paired(context.spans_of(methodcaller("field", "capacity"), context.type_scale.note), column)
    for at, room in enumerate(rooms):
        lines = list(inner.lines(room_spans(context, room), (room.id,)))
        if counted and at == 0:
            # What the numbers are stands above them.
            yield from (_place_right(Piece(0), piece, column) for piece in said)
        if room.capacity:
            number = shape(context.fonts, Span(f"{room.capacity:d}", "en", replace(style, tabular=True)))
            lines[0] = _place_right(lines[0], set_at(number, 0), column)
        yield from as_one("P", lines)


def _place_right(piece: Piece, other: Piece, column: Column) -> Piece:
    """The piece with another one at the right edge of the column."""
    words = [mark for mark in other.marks if isinstance(mark, Words)]
    edge = column.left + column.width
    moved_there = [mark._replace(x=edge - mark.line.width) for mark in words]
    return beside(piece, other._replace(marks=tuple(moved_there)))


def room_spans(context: PrintContext, room: Room) -> Spans:
    """A room's name and where it is."""
    style = context.type_scale.plain_name
    note = replace(context.type_scale.note, lead=style.lead)
    line = list(joined(context.text_spans(room.name, style)))
    if room.building:
        line += [Span("   ", "und", note), *joined(context.text_spans(room.building, note))]
    return line
