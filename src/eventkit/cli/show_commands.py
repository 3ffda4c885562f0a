"""The show command: the agenda as a table or as a grid of rooms, and when somebody is free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import click

from eventkit.cli.console import TerminalTable, make_table
from eventkit.cli.display import Display, command, text_lines
from eventkit.cli.entity_reports import Selection, selection_options
from eventkit.cli.input_values import parse_day
from eventkit.cli.shared_options import language_option, pager_option, release_option, store_options
from eventkit.cli.shell_completion import Source, complete_ids
from eventkit.editing import Refused, find
from eventkit.messages import Message, as_message
from eventkit.model import Participant, ParticipantId, Role, Room, RoomId, Session, SessionId, Status
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.times import Period
from eventkit.wording import Wording
from eventkit.wording.public_schedule import is_untitled

Line = tuple[str, str]  # a line of a cell, with its style


@command(sections={"on": "Which sessions", "grid": "How", "release": "Of which state"})
@selection_options
@click.option("--grid", is_flag=True, help="Show the rooms of each day side by side.")
@click.option(
    "--free",
    metavar="ROOM|PERSON",
    help="Show when a room or a person is free, within the opening hours.",
    shell_complete=complete_ids(Source.ROOM_OR_PERSON),
)
@language_option
@pager_option
@release_option
@store_options
def show(
    display: Display,
    grid: bool,
    free: str | None,
    languages: tuple[str, ...],
    release: str | None,
    **values: Any,
) -> None:
    """Show the agenda as a table, in the local time of the conference.

    The conference is shown as it is now; with --release as it was published.

    Example:
      eventkit show
      eventkit show --day 2027-09-06 --language zh --release 1.0
      eventkit show --grid --room main-hall --room annex
      eventkit show --unscheduled
      eventkit show --free annex
    """
    state = display.snapshot(release, draft=release is None)
    schedule = state.schedule
    tags = display.languages(schedule, languages)
    with display.paged():
        conference = state.schedule.conference
        display.out.print(text_lines(conference.title, tags), style="bold")
        display.out.say(
            "{label}; the conference has changed since · times in {zone}"
            if state.outdated
            else "{label} · times in {zone}",
            label=state.label,
            zone=conference.zone,
            style="dim",
        )
        if free is not None:
            day = values["on"] and parse_day(values["on"], "--day", schedule.conference)
            _show_free_time(display, schedule, free, day, tags)
            return
        selection = Selection.parse(schedule, values)
        sessions = selection.sessions(schedule)
        agenda = (
            grids(schedule, sessions, tags, display.out.width)
            if grid and not selection.unscheduled
            else _tables(schedule, sessions, tags)
        )
        for table in agenda:
            display.out.print(table)
        if not sessions:
            display.out.print(_nothing(schedule, selection))
        if selection.is_whole and schedule.conference.deadlines and not grid:
            display.out.print(_deadlines(schedule, tags))


def _nothing(schedule: Schedule, selection: Selection) -> Message:
    if not schedule.sessions:
        return Message("there are no sessions yet")
    if selection.unscheduled and all(schedule.span(session) is not None for session in schedule.sessions):
        return Message("every session has a time")
    return Message("no session matches")


def _tables(
    schedule: Schedule, sessions: Sequence[Session], languages: tuple[str, ...]
) -> Iterator[TerminalTable]:
    words = Wording.of(languages[0])
    chosen = {session.id for session in sessions}
    days: dict[date | None, list[tuple[int, Session]]] = {}
    for top in schedule.parts(None):
        span = schedule.span(top)
        day = None if span is None else schedule.day(span.start)
        for session in _depths(schedule, top, chosen):
            days.setdefault(day, []).append(session)
    waiting = days.pop(None, [])
    for day, rows in sorted(days.items(), key=lambda item: item[0] or date.max):
        title = " · ".join(dict.fromkeys(Wording.of(tag).day(day) for tag in languages if day))
        yield _sessions(schedule, rows, title, languages, day)
    if waiting:
        yield _sessions(schedule, waiting, words.word("unscheduled"), languages)


def _depths(schedule: Schedule, top: Session, chosen: set[SessionId]) -> Iterator[tuple[int, Session]]:
    for _, session in schedule.within(top):
        if session.id in chosen:
            yield sum(outer.id in chosen for outer in schedule.lineage(session)) - 1, session


def _sessions(
    schedule: Schedule,
    sessions: Sequence[tuple[int, Session]],
    title: str,
    languages: tuple[str, ...],
    on: date | None = None,
) -> TerminalTable:
    words = Wording.of(languages[0])
    shown = make_table(words.word("time"), words.word("session"), words.word("people"))
    shown.columns[0].no_wrap = True
    shown.title = title
    for depth, session in sessions:
        indent = "  " * depth
        titles = () if is_untitled(session) else session.title.versions(languages)
        lines: list[Line] = [(f"{indent}{string}", "") for _, string in titles]
        lines.append((f"{indent}{_about(schedule, session, words, is_below=depth > 0)}", "dim"))
        time = _times(schedule, session, words, on) if on else _length(session)
        shown.add_row(time, lines, _people(schedule, session, languages))
    return shown


def _deadlines(schedule: Schedule, languages: tuple[str, ...]) -> TerminalTable:
    words = Wording.of(languages[0])
    shown = make_table(words.word("time"), words.word("title"))
    shown.title = words.field("deadlines")
    for deadline in schedule.conference.deadlines:
        at = schedule.wall(deadline.at) if isinstance(deadline.at, datetime) else deadline.at
        lines: list[Line] = [(string, "") for _, string in deadline.title.versions(languages)]
        lines.append((" · ".join([deadline.id, *([deadline.url] if deadline.url else [])]), "dim"))
        shown.add_row(words.moment(at), lines)
    return shown


def _times(schedule: Schedule, session: Session, words: Wording, on: date | None) -> str:
    """The start and the end; a time on the day after the one of its table is marked +1."""
    if session.slot is None:
        return ""
    period = session.slot.period
    return words.times(schedule.wall(period.start), schedule.wall(period.end), on)


def _length(session: Session) -> str:
    return f"{session.minutes} min" if session.minutes else ""


def _about(schedule: Schedule, session: Session, words: Wording, *, is_below: bool) -> str:
    """The id for commands, the kind, its rooms, and the status unless it is confirmed.

    The rooms are left out below a session that has them.
    """
    parts = [session.id, words.label(session.kind)]
    if session.slot is not None and (session.slot.rooms or not is_below):
        parts += [schedule.room(room).name.best(words.asked)[1] for room in schedule.rooms_of(session)]
    if session.status is not Status.CONFIRMED:
        parts.append(words.label(session.status))
    return " · ".join(parts)


def _people(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> str:
    words = Wording.of(languages[0])
    active = [appearance for appearance in session.people if appearance.role is not Role.PARTICIPANT]
    names = [
        _with_role(schedule.participant(appearance.participant), appearance.role, languages)
        for appearance in active
    ]
    beside = len(session.people) - len(active)
    if beside:
        names.append(f"{beside} {words.label(Role.PARTICIPANT, many=beside > 1).lower()}")
    return "\n".join(names)


def _with_role(participant: Participant, role: Role, languages: tuple[str, ...]) -> str:
    words = Wording.of(languages[0])
    return f"{words.listed_name(participant, *languages[1:])} ({words.label(role).lower()})"


ROOM_COLUMNS, TIME_COLUMNS = 19, 7
"""The columns of the terminal that a room needs to be read, and those of the times beside them."""

PART_INDENT = "  "  # the indentation of a part of a session that begins with it
CONTINUED = "│"  # the mark of a session that began earlier


def grids(
    schedule: Schedule, sessions: Sequence[Session], languages: tuple[str, ...], width: int
) -> Iterator[TerminalTable]:
    """The days of sessions as grids, each with as many rooms as can be read side by side."""
    days: dict[date, list[Session]] = {}
    for session in sessions:
        if session.slot is not None:
            days.setdefault(schedule.day(session.slot.period.start), []).append(session)
    for day, listed in sorted(days.items()):
        used = {room for session in listed for room in schedule.rooms_of(session)}
        rooms = [room for room in schedule.rooms if room.id in used]
        share = _rooms_per_grid(len(rooms), width)
        for first in range(0, max(len(rooms), 1), share):
            yield _grid(schedule, day, listed, rooms[first : first + share], languages)


def _rooms_per_grid(rooms: int, width: int) -> int:
    """The number of rooms side by side: as many as fit, and about as many in each grid of the day."""
    most = max((width - TIME_COLUMNS) // ROOM_COLUMNS, 1)
    grids_needed = -(-rooms // most)
    return max(-(-rooms // max(grids_needed, 1)), 1)


def _grid(
    schedule: Schedule,
    day: date,
    sessions: Sequence[Session],
    rooms: Sequence[Room],
    languages: tuple[str, ...],
) -> TerminalTable:
    words = Wording.of(languages[0])
    names = [room.name.best(*languages)[1] for room in rooms]
    table = make_table(words.word("time"), *names)
    table.title = words.day(day)
    table.columns[0].no_wrap = True
    shown = {room.id for room in rooms}
    here = [session for session in sessions if _is_shown(schedule, session, shown)]
    starts = sorted({session.slot.period.start for session in here if session.slot})
    for start in starts:
        beginning = [session for session in here if session.slot and session.slot.period.start == start]
        at = schedule.wall(start)
        clock = f"{at:%H:%M}" if at.date() == day else f"{at:%H:%M} +1"
        for session in beginning:
            if _is_for_all(schedule, session, shown):
                table.add_banner(clock, _lines(schedule, session, languages))
                clock = ""
        in_rooms = [session for session in beginning if not _is_for_all(schedule, session, shown)]
        if in_rooms:
            cells = [_cell(schedule, room.id, in_rooms, here, start, languages) for room in rooms]
            table.add_row(clock, *cells)
    return table


def _is_shown(schedule: Schedule, session: Session, rooms: set[RoomId]) -> bool:
    own = schedule.rooms_of(session)
    return not own or not rooms.isdisjoint(own)


def _is_for_all(schedule: Schedule, session: Session, rooms: set[RoomId]) -> bool:
    """True if a session has a line of its own: in no room, or in all of several."""
    own = set(schedule.rooms_of(session)) & rooms
    return not own or (len(rooms) > 1 and own == rooms)


def _cell(
    schedule: Schedule,
    room: RoomId,
    beginning: Sequence[Session],
    all_day: Sequence[Session],
    start: datetime,
    languages: tuple[str, ...],
) -> list[tuple[str, str]]:
    """The content of a cell: the session that begins there, or the mark of one that goes on."""
    here = [session for session in beginning if room in schedule.rooms_of(session)]
    ids = {session.id for session in here}
    lines = [
        (f"{PART_INDENT * (session.parent in ids)}{text}", style)
        for session in here
        for text, style in _lines(schedule, session, languages)
    ]
    if lines:
        return lines
    goes_on = any(
        session.slot.period.start < start < session.slot.period.end and room in schedule.rooms_of(session)
        for session in all_day
        if session.slot
    )
    return [(CONTINUED, "dim")] if goes_on else []


def _lines(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> list[tuple[str, str]]:
    """The title, and the end with the status unless it is confirmed."""
    if session.slot is None:
        return []
    words = Wording.of(languages[0])
    ends = f"–{schedule.wall(session.slot.period.end):%H:%M}"
    if session.status is not Status.CONFIRMED:
        ends += f" · {words.label(session.status).lower()}"
    return [(session.title.best(*languages)[1], ""), (ends, "dim")]


def _show_free_time(
    display: Display, schedule: Schedule, words: str, day: date | None, languages: tuple[str, ...]
) -> None:
    """Print when a room or a person is free, on each day or on one, within the opening hours."""
    from eventkit.office.office import Office  # noqa: PLC0415 - it loads the rules
    from eventkit.planning.problem.free_time import free_for_person, free_in_room  # noqa: PLC0415 - the planner
    from eventkit.rules.schedule_index import ScheduleIndex  # noqa: PLC0415 - the rules

    kind, id_ = _find_room_or_person(schedule, words)
    office = Office(
        display.opened_store(), schedule.conference.id, author=display.settings.author, clock=display.now
    )
    settings = office.rules.settings()
    index = ScheduleIndex(schedule, settings)
    is_room = kind is EntityKind.ROOM
    free = free_in_room(index, RoomId(id_)) if is_room else free_for_person(index, ParticipantId(id_))
    name = title(kind.by_id(schedule)[id_]).best(*languages)[1]
    table = display.headed_table("Day", Message("Free ({zone})", zone=schedule.conference.zone))
    table.title = f"{name} ({id_})"
    wording = Wording.of(languages[0])
    for on, periods in free.items():
        if day in {None, on}:
            table.add_row(
                wording.day(on),
                "\n".join(_free_line(schedule, wording, on, period) for period in periods) or "–",
            )
    display.out.print(table)
    if is_room and schedule.room(id_).shared:
        display.out.say("Several sessions may share this room at one time.", style="dim")
    if settings.hours is None and id_ not in settings.room_hours:
        display.out.say(
            "No opening hours are set: days count from the earliest start to the latest end of any day. "
            "'eventkit rule hours 09:00 18:00' sets them.",
            style="dim",
        )


def _free_line(schedule: Schedule, wording: Wording, on: date, period: Period) -> str:
    times = wording.times(schedule.wall(period.start), schedule.wall(period.end), on)
    return f"{times} ({period.minutes} min)"


def _find_room_or_person(schedule: Schedule, words: str) -> tuple[EntityKind, str]:
    matches, refusals = [], []
    for kind in (EntityKind.ROOM, EntityKind.PARTICIPANT):
        try:
            matches.append((kind, find(schedule, kind, words)))
        except Refused as refused:
            refusals.append(as_message(refused))
    if len(matches) == 1:
        return matches[0]
    if matches:
        (_, room), (_, person) = matches
        raise Refused(
            "'{words}' may be the room '{room}' or the person '{person}'. Give the id.",
            words=words,
            room=room,
            person=person,
        )
    raise Refused("{first}\n{second}", first=refusals[0], second=refusals[1])
