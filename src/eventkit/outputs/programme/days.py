"""The agenda: each day's sessions in order, with their parts, people, rooms and times."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from operator import methodcaller

from eventkit.model import Kind, Room, Session, Status
from eventkit.outputs.programme.abstracts import written
from eventkit.outputs.programme.grid import DayView, Grid, day_grids, days_of
from eventkit.outputs.programme.grid import anchor as grid_anchor
from eventkit.outputs.programme.look import second
from eventkit.outputs.programme.people import attending, speaking
from eventkit.outputs.programme.sections import Section, section, session_anchor
from eventkit.outputs.programme.setting import Setting, Spans, below, pair, rows
from eventkit.outputs.programme.web import addresses
from eventkit.typesetting import Anchor, Colour, Rule, Span, Style, darkened, set_lines
from eventkit.typesetting.flow import Column, Piece, abreast, linked, set_at, together
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import heading
from eventkit.typesetting.tagged import as_one, within
from eventkit.wording import Word, Wording

UNSCHEDULED = "unscheduled"
"""What bookmarks call the sessions without a time."""

# Kinds worth telling: that a talk is a talk its place in the agenda says.
_TOLD = frozenset(
    {
        *(Kind.KEYNOTE, Kind.PANEL, Kind.DISCUSSION, Kind.WORKSHOP, Kind.TUTORIAL, Kind.LIGHTNING),
        *(Kind.POSTER, Kind.DEMONSTRATION, Kind.PERFORMANCE, Kind.TOUR),
    }
)


def days(setting: Setting, parts: Collection[str] = ("sessions",)) -> Iterator[Section]:
    """A section for each day, then one for what has no time yet, where there is any.

    Args:
        setting: What the programme is set with.
        parts: What is told of a day: its ``grid``, its ``sessions``, or both.
    """
    schedule = setting.schedule
    for on in sorted({*schedule.days, *days_of(schedule)}):
        sessions = schedule.days.get(on, ())  # none where it only has parts of what began before
        pieces = partial(_entries, setting, sessions, on) if sessions and "sessions" in parts else ()
        shown = "grid" in parts and ("sessions" not in parts or len(DayView.of(schedule, on).rooms) > 1)
        grid = day_grids(setting, on, links="sessions" in parts) if shown else Grid((), ())
        say, guide = methodcaller("day", on), methodcaller("short_day", on)
        if pieces or grid.pages:
            yield section(
                setting,
                f"day-{on}",
                say,
                pieces,
                guide=guide,
                sessions=sessions,
                plates=grid.pages,
                findings=grid.findings,
            )
    waiting = tuple(session for session in schedule.parts(None) if schedule.span(session) is None)
    if waiting and "sessions" in parts:
        pieces = partial(_entries, setting, waiting, None)
        yield section(setting, UNSCHEDULED, methodcaller("word", "unscheduled"), pieces, sessions=waiting)


def _entries(setting: Setting, sessions: Sequence[Session], on: date | None) -> Iterator[Piece]:
    line, measure = setting.sheet.line, setting.sheet.measure
    rule = Rule(0, -0.5 * line, measure, -0.5 * line, 0.14 * setting.sheet.unit, setting.palette.hairline)
    for at, session in enumerate(sessions):
        first, *rest = _entry(setting, session, on)
        yield first._replace(joint=(rule,)) if at else first
        yield from rest


def _entry(setting: Setting, session: Session, on: date | None, depth: int = 0) -> list[Piece]:
    """A session, then its parts, then who takes part without a task of their own."""
    return within("Sect", _all_of(setting, session, on, depth))


def _all_of(setting: Setting, session: Session, on: date | None, depth: int) -> Iterator[Piece]:
    column = setting.column(setting.sheet.times + depth * setting.sheet.step)
    parts = setting.schedule.parts(session.id)
    title = heading(3 + depth)  # the time is a part of it: who goes from heading to heading hears both
    head = [*as_one(title, _title(setting, session, depth, column)), *_where(setting, session, column)]
    rest = [
        *(written(setting, session.abstract, column, (session.id,)) if session.abstract else ()),
        *speaking(setting, session, column),
        *addresses(setting, session, setting.type.note, column, codes=setting.design.codes),
    ]
    line, anchor = setting.sheet.line, Anchor(session_anchor(session), 0, 0)
    times = as_one(title, _time(setting, session, on, depth))
    if on and not depth:  # where the day's grid leads here, it is led back to
        times = [linked(piece, f"#{grid_anchor(on)}") for piece in times]
    first, *others = abreast([*together(head), *rest], times)
    last = len(head) - 1
    for at, piece in enumerate([first._replace(marks=(anchor, *first.marks), before=line), *others]):
        yield piece._replace(keeps=True) if at == last and (rest or parts) else piece
    for part in parts:
        yield from _entry(setting, part, on, depth + 1)
    yield from attending(setting, session, column)


def _time(setting: Setting, session: Session, on: date | None, depth: int) -> list[Piece]:
    """From when to when, with the day where it is not the section's; nothing where the parent says it."""
    schedule = setting.schedule
    parent = schedule.session(session.parent) if session.parent is not None else None
    if session.slot is None or (parent and parent.slot and parent.slot.period == session.slot.period):
        return []
    period, words = session.slot.period, setting.wordings[0]
    style = setting.type.time if depth == 0 else setting.type.part_time
    if session.status is Status.CANCELLED:
        style = replace(style, weight=500, colour=setting.palette.grey)
    said = [words.times(schedule.wall(period.start), schedule.wall(period.end))]
    if (day := schedule.day(period.start)) != on:
        said.insert(0, words.short_day(day))
    width = setting.sheet.times - 2 * setting.sheet.unit
    return [
        set_at(line, 0, (session.id,))
        for each in said
        # Figures run from left to right in every script.
        for line in set_lines(setting.fonts, Span(each, setting.languages[0], style), width, base="ltr")
    ]


def _title(setting: Setting, session: Session, depth: int, column: Column) -> list[Piece]:
    """Title and subtitle; what is no matter of the agenda, or not to be, is set back."""
    style = setting.type.title if depth == 0 else setting.type.part_title
    cancelled = session.status is Status.CANCELLED
    if cancelled or session.kind.is_pause:
        style = replace(style, weight=500, colour=setting.palette.grey)
    spans = setting.text(session.title, style, replace(second(style), colour=style.colour))
    about = (session.id,)
    if cancelled:
        lines = below([span._replace(text=_cancelled(span)) for span in spans], column, about, balanced=True)
    elif session.kind.is_pause:
        lines = pair([span._replace(style=style) for span in spans], column, about)
    else:
        lines = below(spans, column, about, balanced=True)
    if session.subtitle:
        subtitle = setting.type.subtitle
        lines += below(setting.text(session.subtitle, subtitle, second(subtitle)), column, about)
    return lines


def _cancelled(title: Span) -> str:
    return Wording.of(title.language).word("cancelled-title", title=title.text)


def _where(setting: Setting, session: Session, column: Column) -> list[Piece]:
    """Status, kind, room, track and languages in small lines; what the parent said already is left out."""
    schedule, note = setting.schedule, setting.type.note
    parent = schedule.session(session.parent) if session.parent is not None else None
    groups: list[Spans] = []
    if session.status is Status.TENTATIVE:
        groups.append(joined(setting.label(session.status, setting.type.status)))
    titles = [session.title, *([parent.title] if parent else [])]
    if session.kind in _TOLD and not any(setting.says(title, session.kind) for title in titles):
        groups.append(joined(setting.label(session.kind, note)))
    rooms = schedule.rooms_of(session)
    # What goes on everywhere, such as a break, need not be told where.
    everywhere = len(rooms) == len(schedule.rooms) > 1
    if not everywhere and (parent is None or rooms != schedule.rooms_of(parent)):
        groups += [joined(_room(setting, schedule.room(room), note)) for room in rooms]
    if session.track is not None and (parent is None or parent.track != session.track):
        track = schedule.track(session.track)
        style = replace(note, weight=700, colour=darkened(Colour.parse(track.colour)))
        groups.append([Span(f"{track.code} ", "en", style), *joined(setting.text(track.name, style))])
    groups += [joined(said) for said in _languages(setting, session, note)]
    return rows(groups, Span("   |   ", "und", note), column, (session.id,))


def _room(setting: Setting, room: Room, style: Style) -> Spans:
    """A room's name with its building."""
    languages = setting.schedule.conference.languages

    def say(wording: Wording) -> str:
        parts = [text.best(wording.asked, *languages)[1] for text in (room.name, room.building) if text]
        return wording.listed(parts)

    return setting.said(say, style)


def _languages(setting: Setting, session: Session, style: Style) -> Iterator[Spans]:
    """What is spoken, where the session tells, and into what it is interpreted."""
    several: Word = "languages" if len(session.languages) > 1 else "language"
    told: tuple[tuple[Word, Sequence[str]], ...] = (
        (several, session.languages),
        ("interpretation", session.interpreted),
    )
    for word, tags in told:
        if tags:
            yield setting.said(partial(_listed, word, tags), style)


def _listed(word: Word, tags: Sequence[str], wording: Wording) -> str:
    return wording.pair(wording.word(word), wording.listed(map(wording.language_name, tags)))
