"""Rules of rooms: their sessions, their hours, and what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import pairwise, product

from eventkit.findings import Severity
from eventkit.messages import sentence
from eventkit.model import Kind, Room, Session, SessionId
from eventkit.rules.rule import Rule, Violation, rule
from eventkit.rules.rule_examples import a_room, a_session, example
from eventkit.rules.rule_scopes import ROOM, SESSION
from eventkit.rules.rule_settings import OpeningHours
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex, minutes_between, overlapping_pairs
from eventkit.times import Period

PAUSES = frozenset(kind for kind in Kind if kind.is_pause)

COME_AND_SEE = frozenset({Kind.POSTER, Kind.DEMONSTRATION})
"""Sessions that are open for a while, and visited at any time of it."""

BOOTHS = "interpretation"  # the feature of a room that has booths for interpreters
_BRACKETED_END = re.compile(r"(?:(?<!\s)\s+)?[(\[（【][^(\[（【)\]）】]*[)\]）】]\s*$")


def is_repeated(one: Session, other: Session) -> bool:
    """True if two sessions are one that is given in several rooms: equal titles, remarks at the end aside."""
    return plain_title(one) == plain_title(other)


def plain_title(session: Session) -> str:
    """The first title in lower case, without a remark in brackets at its end."""
    return _BRACKETED_END.sub("", next(iter(session.title.values()))).casefold()


@rule(
    "room-clash",
    Severity.ERROR,
    ROOM,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall"), a_session("geometry", "09:30-11:00", "hall")
    ),
    timed=True,
)
def one_session_a_room(index: ScheduleIndex, rooms: Iterable[Room]) -> Iterator[Violation]:
    """No room has two sessions at once, except shared rooms and sessions within one another.

    Two audiences would meet at one door. Where two blocks clash, so do their parts: only the blocks are
    reported. A break over a session is a warning, since it is often meant for everyone else; the same
    session entered twice is worth knowing.
    """
    for room in rooms:
        if room.shared:
            continue
        clashes = {
            (one.id, other.id): (one, other)
            for one, other in overlapping_pairs(index.by_room[room.id])
            if not index.nested(one.session, other.session)
        }
        for one, other in clashes.values():
            if _outermost(index, one, other, clashes.keys()):
                yield _clash(room, one, other)


def _outermost(
    index: ScheduleIndex, one: Occupancy, other: Occupancy, clashes: Iterable[tuple[SessionId, SessionId]]
) -> bool:
    if one.session.parent is None and other.session.parent is None:
        return True
    lines = product(index.lineage(one.session), index.lineage(other.session))
    pairs = ((a.id, b.id) for a, b in lines)
    return sum(pair in clashes or pair[::-1] in clashes for pair in pairs) == 1


_CLASHES: Mapping[str, tuple[str, str]] = {
    "": (
        sentence("{room} has {one} and {other} at once, {period}"),
        sentence("move one of them to another room or time, or mark the room as shared"),
    ),
    "pause": (
        sentence("{room} has {one} and {other} at once, {period}, and one of them is a break"),
        sentence("shorten or move the break, or give it another room"),
    ),
    "again": (
        sentence("{room} has {one} and {other} at once, {period}, under one title"),
        sentence("keep one of them, if they are the same session"),
    ),
}
"""The findings of each variant: what is wrong, and what to do."""


def _clash(room: Room, one: Occupancy, other: Occupancy) -> Violation:
    variant, severity = "", Severity.ERROR
    if is_repeated(one.session, other.session):
        variant, severity = "again", Severity.INFO
    elif (one.session.kind in PAUSES) != (other.session.kind in PAUSES):
        variant, severity = "pause", Severity.WARNING
    return one_session_a_room.violation(
        *_CLASHES[variant],
        variant,
        severity,
        one=one.session,
        other=other.session,
        room=room,
        period=one.shared(other),
    )


@rule(
    "turnaround",
    Severity.WARNING,
    ROOM,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall"),
        a_session("geometry", "10:05-11:00", "hall"),
        settings={"turnaround": 10},
    ),
    timed=True,
    settings=("turnaround",),
)
def rooms_are_turned_around(index: ScheduleIndex, rooms: Iterable[Room]) -> Iterator[Violation]:
    """Every session in a room begins some time after the one before it.

    People leave, others come in, and the next speaker connects a computer. Breaks need no such time.
    """
    needed = index.settings.turnaround
    for room in rooms if needed else ():
        if room.shared:
            continue
        sessions = sorted(
            at
            for at in index.by_room[room.id]
            if at.session.kind not in PAUSES and at.session.kind is not Kind.BLOCK
        )
        for one, other in pairwise(sessions):
            left = minutes_between(one.end, other.start)
            if 0 <= left < needed and not index.nested(one.session, other.session):
                yield rooms_are_turned_around.violation(
                    "{room} has {left} minutes between {one} and {other}, but should have {needed}",
                    "start the second one later, or move it to another room",
                    one=one.session,
                    other=other.session,
                    room=room,
                    left=left,
                    needed=needed,
                )


@rule(
    "room-unavailable",
    Severity.ERROR,
    ROOM,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall"),
        rooms=[
            a_room("hall", available=[{"start": "2026-05-04T10:00+02:00", "end": "2026-05-04T18:00+02:00"}])
        ],
    ),
    timed=True,
)
def rooms_are_ours(index: ScheduleIndex, rooms: Iterable[Room]) -> Iterator[Violation]:
    """Every session lies within the times for which its rooms are available.

    Outside them the room is someone else's, or locked.
    """
    for room in rooms:
        if room.available:
            for at in index.by_room[room.id]:
                if not within(at, room.available):
                    yield rooms_are_ours.violation(
                        "{room} is not available for all of {session}, {period}",
                        "move the session to a time at which the room is available ({available}), or to "
                        "another room",
                        session=at.session,
                        room=room,
                        period=at.period,
                        available=room.available,
                    )


def within(at: Occupancy | Period, available: tuple[Period, ...]) -> bool:
    """True if a session or a time lies within available times; those that touch count as one."""
    reached = at.start
    for period in sorted(available, key=lambda period: period.start):
        if period.start <= reached < period.end:
            reached = period.end
    return reached >= at.end


@rule(
    "room-too-small",
    Severity.WARNING,
    SESSION,
    lambda: example(
        a_session("algebra", "09:00-10:00", "attic", audience=80), rooms=[a_room("attic", capacity=40)]
    ),
)
def everyone_has_a_seat(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every room seats the audience that is expected, several rooms of one session together.

    People who find no seat miss the session, and fire exits are counted too.
    """
    for session in sessions:
        if session.audience is None or index.occupancy(session) is None:
            continue
        rooms = tuple(map(index.schedule.room, index.rooms(session)))
        known = [room.capacity for room in rooms if room.capacity is not None]
        if rooms and len(known) == len(rooms) and sum(known) < session.audience:
            yield everyone_has_a_seat.violation(
                "{session} expects {audience} people, and {rooms} seats {seats}",
                "give it a larger room, or one more for the overflow",
                session=session,
                rooms=rooms,
                audience=session.audience,
                seats=sum(known),
            )


@rule(
    "missing-feature",
    Severity.WARNING,
    SESSION,
    lambda: example(a_session("algebra", "09:00-10:00", "attic", needs=["piano"])),
)
def rooms_have_what_is_needed(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every room has the features that its sessions need.

    A session cannot take place as it should without them.
    """
    for session in sessions:
        if not session.needs or index.occupancy(session) is None:
            continue
        for room in map(index.schedule.room, index.rooms(session)):
            lacking = tuple(need for need in session.needs if need not in room.features)
            if lacking:
                yield rooms_have_what_is_needed.violation(
                    "{room} lacks what {session} needs: {lacking}",
                    "move it to a room that has it, or have it brought and add it to the room's features",
                    session=session,
                    room=room,
                    lacking=lacking,
                )


@rule(
    "no-booths",
    Severity.WARNING,
    SESSION,
    lambda: example(a_session("algebra", "09:00-10:00", "attic", interpreted=["zh"])),
)
def interpreters_have_booths(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every session that is interpreted is in a room with the feature ``interpretation``.

    Interpreters need booths, and listeners receivers; both are booked with the room.
    """
    for session in sessions:
        if not session.interpreted or index.occupancy(session) is None:
            continue
        for room in map(index.schedule.room, index.rooms(session)):
            if BOOTHS not in room.features:
                yield interpreters_have_booths.violation(
                    "{session} is interpreted, but {room} has no interpreters' booths",
                    "move it to a room with the feature interpretation, or order booths and add that feature",
                    session=session,
                    room=room,
                )


@rule(
    "outside-hours",
    Severity.WARNING,
    SESSION,
    lambda: example(
        a_session("algebra", "07:30-08:30", "hall"), settings={"hours": {"opens": "08:00", "closes": "18:00"}}
    ),
    timed=True,
    settings=("hours", "room_hours"),
)
def within_hours(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every session lies within the hours of its rooms, or else of the conference.

    Before and after them doors are locked and nobody is at the desk. The hours are in the settings.
    """
    settings = index.settings
    if settings.hours is None and not settings.room_hours:
        return
    for at in index.occupancies(sessions):
        if at.session.parent is not None:
            continue
        hours_here = [settings.room_hours.get(room, settings.hours) for room in at.rooms] or [settings.hours]
        for hours in dict.fromkeys(hours_here):
            if hours is not None and not _is_within_hours(index, at, hours):
                yield within_hours.violation(
                    "{session}, {period}, is partly outside opening hours, {hours}",
                    "move it, or extend the opening hours in the rule settings",
                    session=at.session,
                    period=at.period,
                    hours=str(hours),
                )


def _is_within_hours(index: ScheduleIndex, at: Occupancy, hours: OpeningHours) -> bool:
    midnight = datetime.combine(index.day(at.start), time())
    opens, closes = (
        midnight + timedelta(hours=hour.hour, minutes=hour.minute) for hour in (hours.opens, hours.closes)
    )
    if closes <= opens:
        closes += timedelta(days=1)
    return opens <= index.schedule.wall(at.start) and index.schedule.wall(at.end) <= closes


@rule(
    "outside-days",
    Severity.WARNING,
    SESSION,
    lambda: example(a_session("algebra", "8 09:00-10:00", "hall")),
    timed=True,
)
def within_the_conference(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every session lies on a day of the conference.

    It is a slip of the date, or the conference is longer than its dates say.
    """
    first, last = index.schedule.conference.start, index.schedule.conference.end
    for at in index.occupancies(sessions):
        day = index.day(at.start)
        if not first <= day <= last:
            yield within_the_conference.violation(
                "{session} is on {day}, but the conference runs from {first} to {last}",
                "correct the date of the session or of the conference",
                session=at.session,
                day=day,
                first=first,
                last=last,
            )


@rule("no-room", Severity.WARNING, SESSION, lambda: example(a_session("algebra", "09:00-10:00")))
def somewhere_to_go(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every scheduled session has a room, except breaks, meals, tours, blocks and what is streamed only.

    A programme without the room sends people to the desk.
    """
    if not index.schedule.rooms:
        return
    for at in index.occupancies(sessions):
        if at.rooms or at.session.kind in ANYWHERE or at.session.streams or index.parts(at.id):
            continue
        yield somewhere_to_go.violation(
            "{session} has a time but no room",
            "give it a room, or a stream if it is online only",
            session=at.session,
        )


ANYWHERE = PAUSES | {Kind.TOUR}  # sessions that need no room

RULES: tuple[Rule, ...] = (
    one_session_a_room,
    rooms_are_turned_around,
    rooms_are_ours,
    everyone_has_a_seat,
    rooms_have_what_is_needed,
    interpreters_have_booths,
    within_hours,
    within_the_conference,
    somewhere_to_go,
)
