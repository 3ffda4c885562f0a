"""The programme at a glance: the days side by side, what runs in parallel told by how much it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import groupby
from operator import methodcaller

from eventkit.model import Session, SessionId, Status
from eventkit.outputs.programme.look import second
from eventkit.outputs.programme.sections import Section, heading_of, section, session_anchor
from eventkit.outputs.programme.setting import Setting, below
from eventkit.times import Period
from eventkit.typesetting import Colour, Mark, Rule, Span, Style, darkened, set_lines
from eventkit.typesetting.flow import (
    Column,
    Piece,
    flowed,
    height_of,
    linked,
    moved,
    set_at,
    stacked,
    together,
)
from eventkit.typesetting.joining import reading_direction
from eventkit.typesetting.roles import Element, heading
from eventkit.typesetting.tagged import as_one, item, within
from eventkit.wording import Wording

ANCHOR = "glance"

_ABOVE = 3
"""Units of space above a row of days."""

_SEVERAL = 3
"""From how many sessions on that begin at once they are counted and not listed."""


def glance(setting: Setting) -> Iterator[Section]:
    """The days side by side, as many as a page is wide; nothing where there is only one."""
    days = list(setting.schedule.days.items())
    if len(days) > 1:
        pieces = [piece for row in _in_rows(setting, days) for piece in _row(setting, row)]
        yield section(setting, ANCHOR, methodcaller("word", "glance"), pieces, fresh=True)


def _gap(setting: Setting) -> float:
    return 5 * setting.sheet.unit


Day = tuple[date, Sequence[Session]]


def _in_rows(setting: Setting, days: Sequence[Day]) -> Iterator[Sequence[Day]]:
    """The days in rows of about equally many."""
    gap = _gap(setting)
    fit = max(1, int((setting.sheet.measure + gap) // (33 * setting.sheet.unit + gap)))
    count = -(-len(days) // fit)
    size = -(-len(days) // count)
    for at in range(0, len(days), size):
        yield days[at : at + size]


def _row(setting: Setting, days: Sequence[Day]) -> Iterator[Piece]:
    """Days side by side: one piece where a page holds it, else one for each page."""
    title = heading_of(setting, setting.said(methodcaller("word", "glance"), setting.type.heading))
    gap, room = _gap(setting), setting.sheet.depth - title.height - _ABOVE * setting.sheet.unit
    width = (setting.sheet.measure - gap * (len(days) - 1)) / len(days)
    column = Column(setting.fonts, width, setting.languages)
    strips = [list(_day(setting, on, sessions, column)) for on, sessions in days]
    if max(map(height_of, strips)) > room:
        strips = [_closer(_day(setting, on, sessions, column, by_hour=True)) for on, sessions in days]
    cut = [[_whole(strip)] if height_of(strip) <= room else list(flowed(strip, room)) for strip in strips]
    for at in range(max(map(len, cut))):
        marks = [
            moved(mark, place * (width + gap), 0)
            for place, pages in enumerate(cut)
            if at < len(pages)
            for mark in pages[at]
        ]
        tallest = max(map(height_of, strips)) if max(map(len, cut)) == 1 else room
        yield Piece(tallest, tuple(marks), before=_ABOVE * setting.sheet.unit if at == 0 else 0)


def _closer(strip: Iterable[Piece]) -> list[Piece]:
    """A strip with less space between its entries."""
    return [replace(piece, before=0.6 * piece.before) for piece in strip]


def _whole(strip: Sequence[Piece]) -> Sequence[Mark]:
    return stacked(strip).marks


def _day(
    setting: Setting, on: date, sessions: Sequence[Session], column: Column, *, by_hour: bool = False
) -> Iterator[Piece]:
    """What begins at each time, or in each hour where that would be too long, below the day."""
    unit = setting.sheet.unit
    style = replace(setting.type.chapter, colour=setting.palette.accent)
    days = as_one(heading(3), below(setting.said(methodcaller("short_day", on), style), column))
    yield from (replace(linked(piece, f"#day-{on}"), keeps=True) for piece in days)
    rule = Rule(0, 0, column.width, 0, 0.3 * unit, setting.palette.accent)
    yield Piece(1.2 * unit, (rule,), before=0.6 * unit, keeps=True)
    listed = Element("L")
    spans = {session.id: span for session in sessions if (span := setting.schedule.span(session))}
    several = 2 if by_hour else _SEVERAL

    def begins(session: Session) -> datetime:
        start = spans[session.id].start
        return setting.schedule.wall(start).replace(minute=0) if by_hour else start

    for _, begun in groupby(sessions, key=begins):
        group = [session for session in begun if session.status is not Status.CANCELLED]
        if len(group) >= several:
            yield from within(listed, item(_several(setting, group, spans, column)))
        else:
            for session in group:
                yield from within(listed, item(_one(setting, session, spans[session.id], column)))


def _hours(setting: Setting, span: Period, column: Column) -> Piece:
    """From when to when."""
    schedule = setting.schedule
    said = setting.wordings[0].times(schedule.wall(span.start), schedule.wall(span.end))
    style = replace(setting.type.small, weight=700, colour=setting.palette.accent, tabular=True)
    return set_at(set_lines(setting.fonts, Span(said, "en", style), column.width, base="ltr")[0], column.left)


def _one(setting: Setting, session: Session, span: Period, column: Column) -> list[Piece]:
    """A session: its time and its titles, each in two lines at most: all of it stands further behind."""
    style = setting.type.small
    quiet = session.kind.is_pause
    first = replace(
        style, weight=400 if quiet else 600, colour=setting.palette.grey if quiet else style.colour
    )
    titles = setting.text(session.title, first, replace(second(style), colour=first.colour))
    about = (session.id,)
    most = 1 if quiet else 2
    lines = [line for title in titles for line in as_one("P", list(_short(title, column, about, most)))]
    anchor = f"#{session_anchor(session)}"
    entry = [_hours(setting, span, column), *(linked(line, anchor) for line in lines)]
    return together(entry, before=1.5 * setting.sheet.unit)


def _short(title: Span, column: Column, about: tuple[str, ...], most: int) -> Iterator[Piece]:
    base = reading_direction([title])
    for line in set_lines(column.fonts, title, column.width, max_lines=most, base=base):
        yield set_at(line, column.begin(line), about)


def _several(
    setting: Setting, sessions: Sequence[Session], spans: Mapping[SessionId, Period], column: Column
) -> list[Piece]:
    """How many sessions run at once, and of which tracks they are."""
    starts, ends = zip(*((spans[each.id].start, spans[each.id].end) for each in sessions), strict=True)
    hours = _hours(setting, Period(start=min(starts), end=max(ends)), column)
    style = replace(setting.type.small, weight=600)
    counted = setting.said(partial(_counted, len(sessions)), style)
    counted = [counted[0], *(replace(span, style=second(setting.type.small)) for span in counted[1:])]
    about = tuple(session.id for session in sessions)
    lines = below(counted, column, about)
    codes = _codes(setting, sessions, setting.type.small)
    lines += column.lines(codes, about) if codes else ()
    anchor = f"#{session_anchor(sessions[0])}"
    entry = [hours, *(linked(line, anchor) for line in lines)]
    return together(entry, before=1.5 * setting.sheet.unit)


def _counted(count: int, wording: Wording) -> str:
    return wording.pair(wording.word("parallel"), str(count))


def _codes(setting: Setting, sessions: Sequence[Session], style: Style) -> list[Span]:
    """The codes of the tracks, in the order of these."""
    there = {session.track for session in sessions}
    tracks = [track for track in setting.schedule.tracks if track.id in there]
    spans = [
        Span(track.code, "en", replace(style, weight=700, colour=darkened(Colour.parse(track.colour))))
        for track in tracks
    ]
    return [each for span in spans for each in (Span("  ", "und", style), span)][1:]
