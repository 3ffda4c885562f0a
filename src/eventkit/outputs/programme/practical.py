"""The practical page: where and when, what the organiser tells, tracks and rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from operator import methodcaller

from eventkit.model import Room, Track
from eventkit.outputs.programme.abstracts import written
from eventkit.outputs.programme.sections import Section, section
from eventkit.outputs.programme.setting import Setting, Spans, pair
from eventkit.outputs.programme.web import addressed, addresses
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

ANCHOR = "practical"

_LONG = 16
"""From how many lines on what is told of one matter may be parted."""


def practical(setting: Setting) -> Iterator[Section]:
    """What a visitor wants to know before the first session; nothing where nothing is known."""
    pieces = list(_pieces(setting))
    page = (setting.sheet.lines - 3) * setting.sheet.line  # below the heading
    wide = [piece._replace(before=setting.sheet.line * bool(piece.before)) for piece in pieces]
    if pieces:
        pieces = wide if height_of(wide) <= page else pieces
        yield section(setting, ANCHOR, methodcaller("word", "practical"), pieces, fresh=True)


def _pieces(setting: Setting) -> Iterator[Piece]:
    if setting.design.practical:
        yield from written(setting, setting.design.practical, setting.column())
    listed, rows = Element("L"), [row for row in _rows(setting, setting.column(_inset(setting))) if row]
    # What explains the grids stays on one page: a few lines on the next one would look lost.
    *others, last = [list(within(listed, row)) for row in rows]
    if others and height_of([*others[-1], *last]) < setting.sheet.depth / 2:
        last = together([*others.pop(), *last], before=setting.sheet.line / 2)
    yield from (piece for row in [*others, last] for piece in row)


def _rows(setting: Setting, column: Column) -> Iterator[list[Piece]]:
    """What is told of each matter; nothing where nothing is known of it."""
    conference, schedule = setting.schedule.conference, setting.schedule
    yield _row(setting, methodcaller("word", "venue"), _venue(setting, column))
    yield _row(setting, methodcaller("word", "time"), _days(setting, column))
    yield _row(setting, methodcaller("field", "zone"), _zone(setting, column))
    web = addressed((), conference.url, setting.type.plain_name, column) if conference.url else ()
    yield _row(setting, methodcaller("word", "website"), [*web, *_links(setting, column)])
    if conference.contact:
        target = f"mailto:{conference.contact}"
        told = addressed((), target, setting.type.plain_name, column, shown=conference.contact)
        yield _row(setting, methodcaller("field", "contact"), told)
    yield _row(setting, methodcaller("word", "tracks"), _tracks(setting, column, schedule.tracks))
    yield _row(setting, methodcaller("word", "rooms"), _rooms(setting, column, schedule.rooms))


def _inset(setting: Setting) -> float:
    return setting.sheet.times + 6 * setting.sheet.unit


def _row(setting: Setting, say: Callable[[Wording], str], told: Iterable[Piece]) -> list[Piece]:
    """What is told of one matter, with what it is called beside it; nothing where nothing is told."""
    pieces = list(told)
    if not pieces:
        return []
    unit = setting.sheet.unit
    spans = setting.said(say, setting.type.role)
    label = as_one("Lbl", pair(spans, replace(setting.column(), width=_inset(setting) - 3 * unit)))
    body = within("LBody", together(pieces) if len(pieces) < _LONG else pieces)
    first, *rest = within("LI", abreast(body, label))
    return [first._replace(before=setting.sheet.line / 2, keeps=bool(rest)), *rest]


def _venue(setting: Setting, column: Column) -> Iterator[Piece]:
    venue = setting.schedule.conference.venue
    if venue is None:
        return
    yield from pair(setting.text(venue.name, setting.type.name), column)
    for text in (venue.address, venue.city):
        if text and text != venue.name:
            yield from pair(setting.text(text, setting.type.plain_name), column)
    if venue.url:
        yield from addressed((), venue.url, setting.type.plain_name, column)


def _days(setting: Setting, column: Column) -> Iterator[Piece]:
    """Each day with when it begins and ends; the last end counts, not the end of what begins last."""
    for on, sessions in setting.schedule.days.items():
        spans = [span for session in sessions if (span := setting.schedule.span(session))]
        begin, end = min(span.start for span in spans), max(span.end for span in spans)
        hours = setting.wordings[0].times(setting.schedule.wall(begin), setting.schedule.wall(end))
        line = _day(setting, on, hours)
        yield from (linked(piece, f"#day-{on}") for piece in column.lines(line))


def _day(setting: Setting, on: date, hours: str) -> Spans:
    style = setting.type.plain_name
    days = joined(setting.said(methodcaller("short_day", on), style))
    if setting.direction == "rtl":  # figures run from left to right all the same
        hours = f"\N{LEFT-TO-RIGHT ISOLATE}{hours}\N{POP DIRECTIONAL ISOLATE}"
    return [Span(f"{hours}   ", setting.languages[0], replace(style, tabular=True)), *days]


def _zone(setting: Setting, column: Column) -> Sequence[Piece]:
    """The zone and how far it is from UTC on the first day."""
    conference = setting.schedule.conference
    noon = datetime.combine(conference.start, time(12), setting.schedule.zone)
    away = f"{noon:%z}"
    said = f"{conference.zone.replace('_', ' ')} (UTC{away[:3]}:{away[3:]})"
    return pair([Span(said, "en", setting.type.plain_name)], column)


def _links(setting: Setting, column: Column) -> Iterator[Piece]:
    yield from addresses(setting, setting.schedule.conference, setting.type.plain_name, column)


def _tracks(setting: Setting, column: Column, tracks: Sequence[Track]) -> Iterator[Piece]:
    """The code, colour and name of each track."""
    style = setting.type.plain_name
    for track in tracks:
        code = replace(style, weight=700, colour=darkened(Colour.parse(track.colour)))
        name = joined(setting.text(track.name, style))
        yield from column.lines([Span(f"{track.code}   ", name[0].language, code), *name], (track.id,))


def _rooms(setting: Setting, column: Column, rooms: Sequence[Room]) -> Iterator[Piece]:
    """Each room with its building and, at the right, how many it holds."""
    style, right = setting.type.plain_name, 22 * setting.sheet.unit
    inner = replace(column, width=column.width - right)
    counted = any(room.capacity for room in rooms)
    said = pair(setting.said(methodcaller("field", "capacity"), setting.type.note), column)
    for at, room in enumerate(rooms):
        lines = list(inner.lines(room_line(setting, room), (room.id,)))
        if counted and at == 0:
            # What the numbers are stands above them.
            yield from (_at_right(Piece(0), piece, column) for piece in said)
        if room.capacity:
            number = shape(setting.fonts, Span(f"{room.capacity:d}", "en", replace(style, tabular=True)))
            lines[0] = _at_right(lines[0], set_at(number, 0), column)
        yield from as_one("P", lines)


def _at_right(piece: Piece, other: Piece, column: Column) -> Piece:
    """The piece with another one at the right edge of the column."""
    words = [mark for mark in other.marks if isinstance(mark, Words)]
    edge = column.left + column.width
    moved_there = [mark._replace(x=edge - mark.line.width) for mark in words]
    return beside(piece, other._replace(marks=tuple(moved_there)))


def room_line(setting: Setting, room: Room) -> Spans:
    """A room's name and where it is."""
    style = setting.type.plain_name
    note = replace(setting.type.note, lead=style.lead)
    line = list(joined(setting.text(room.name, style)))
    if room.building:
        line += [Span("   ", "und", note), *joined(setting.text(room.building, note))]
    return line
