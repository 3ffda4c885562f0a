"""Sessions in brief: from when to when, what, and who."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from operator import methodcaller

from eventkit.errors import EventkitError
from eventkit.model import Session, Status
from eventkit.outputs.programme.binding import Chapter, bound_up, laid
from eventkit.outputs.programme.book import Bound, covers
from eventkit.outputs.programme.grid import Grid
from eventkit.outputs.programme.grid.telling import hours, names, titled
from eventkit.outputs.programme.look import second
from eventkit.outputs.programme.sections import Section, section, session_anchor
from eventkit.outputs.programme.setting import Setting, Spans, below, pair
from eventkit.typesetting import Anchor, Colour, Span, darkened, set_lines
from eventkit.typesetting.flow import Piece, abreast, set_at, together
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import item, within


def listed(
    setting: Setting, sessions: Sequence[tuple[int, Session]], *, places: bool = False
) -> Iterator[Piece]:
    """Sessions below one another, parts further in; each stays on one page.

    Args:
        setting: What they are set with.
        sessions: The sessions, each with how deep it is within another.
        places: Whether rooms and tracks are told, and links may lead to the entries.
    """
    entries = Element("L")
    for at, (depth, session) in enumerate(sessions):
        pieces = within(entries, item(_entry(setting, session, depth, places=places)))
        yield from together(pieces, before=0 if not at else (1.8 if depth else 3.4) * setting.sheet.unit)


def _entry(setting: Setting, session: Session, depth: int, *, places: bool) -> list[Piece]:
    type_, about = setting.type, (session.id,)
    column = setting.column(setting.sheet.times + depth * setting.sheet.step)
    style = type_.part_title if depth else type_.title
    if session.status is Status.CANCELLED or session.kind.is_pause:
        style = replace(style, weight=500, colour=setting.palette.grey)
    other = replace(second(style), colour=style.colour)
    titles = titled(setting, session, style, style if session.kind.is_pause else other)
    lines = (pair if session.kind.is_pause else below)(titles, column, about)
    if session.status is Status.TENTATIVE:
        lines += below(setting.label(session.status, type_.status), column, about)
    who = names(setting, session, type_.plain_name)
    where = _where(setting, session, depth) if places else ()
    between = [Span("   |   ", "und", type_.note)] if who and where else []
    if said := [*where, *between, *who]:
        lines += column.lines(said, about)
    when = replace(type_.part_time if depth else type_.time, lead=style.leading)
    time = Span(hours(setting, session), setting.languages[0], when)
    width = setting.sheet.times - 2 * setting.sheet.unit
    beside = [set_at(line, 0, about) for line in set_lines(setting.fonts, time, width, base="ltr")]
    first, *others = abreast(lines, beside)
    anchors = (Anchor(session_anchor(session), 0, 0),) if places else ()
    return [first._replace(marks=(*anchors, *first.marks)), *others]


def _where(setting: Setting, session: Session, depth: int) -> Spans:
    """In which rooms, unless in all of them or where what it is part of is, and in which track."""
    schedule, note = setting.schedule, setting.type.note
    rooms = schedule.rooms_of(session)
    told: list[Span] = []
    if not depth and len(rooms) < max(2, len(schedule.rooms)):
        told += [setting.text(schedule.room(room).name, note)[0] for room in rooms]
    if session.track is not None:
        track = schedule.track(session.track)
        style = replace(note, weight=700, colour=darkened(Colour.parse(track.colour)))
        told += [Span(track.code, "en", style), *setting.text(track.name, replace(style, weight=400))[:1]]
    return joined(told, "   ")


def day_section(setting: Setting, on: date, grid: Grid, rows: Sequence[tuple[int, Session]]) -> Section:
    """A day: its grid, then some of its sessions in brief, each with how deep it is within another."""
    return section(
        setting,
        f"day-{on}",
        methodcaller("day", on),
        listed(setting, rows, places=True),
        guide=methodcaller("short_day", on),
        sessions=tuple(session for depth, session in rows if not depth),
        plates=grid.pages,
        fresh=True,
        findings=grid.findings,
    )


def bound_days(setting: Setting, made: Sequence[Section], *, front: bool = False) -> Bound:
    """The sections as a document, behind a cover if it is to have one, with what was noticed of them.

    Raises:
        EventkitError: There are none.
    """
    if not made:
        message = "there is nothing to print: nothing has a time yet"
        raise EventkitError(message)
    pages = tuple(covers(setting)) if front else ()
    set_ = laid(setting, len(pages) + 1, [Chapter(lambda *_: made)], lambda _: [])
    findings = tuple(finding for each in set_.sections for finding in each.findings)
    return Bound(bound_up(pages, set_).book, findings)
