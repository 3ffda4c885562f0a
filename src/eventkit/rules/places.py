"""Rules of times and places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from eventkit.findings import Finding, Severity
from eventkit.model import Kind, RoomId, Session
from eventkit.rules.rule import WORDING, Rule, called, happening, line_up, nested, overlapping, rule, when
from eventkit.schedule import Schedule


@rule("room-clash", Severity.ERROR)
def one_session_a_room(schedule: Schedule) -> Iterator[Finding]:
    """No room holds two sessions at once, save shared rooms and sessions within one another."""
    held: dict[RoomId, list[Session]] = {}
    for session in schedule.sessions:
        for held_in in schedule.rooms_of(session):
            held.setdefault(held_in, []).append(session)
    for room in schedule.rooms:
        if room.shared:
            continue
        clashes = {
            (one.id, other.id): (one, other, period)
            for one, other, period in overlapping(held.get(room.id, ()))
            if not nested(schedule, one, other)
        }
        for one, other, period in clashes.values():
            # Where two blocks clash, so do their parts: that is said once, of the blocks.
            lines = product(line_up(schedule, one), line_up(schedule, other))
            if sum(pair in clashes or pair[::-1] in clashes for pair in lines) == 1:
                yield one_session_a_room.finding(
                    (one.id, other.id, room.id),
                    f"{room.name} ({room.id}) holds {called(one)} and {called(other)} at once, "
                    f"{when(schedule, period)}: move one of them, or mark the room as shared",
                )


@rule("part-outside", Severity.ERROR)
def parts_within_their_session(schedule: Schedule) -> Iterator[Finding]:
    """Every part lies within the time of the session it belongs to."""
    for period, session in happening(schedule.sessions):
        _, *above = (schedule.session(each) for each in line_up(schedule, session))
        for whole in above:
            if whole.slot is None:
                continue
            if not whole.slot.period.contains(period):
                yield parts_within_their_session.finding(
                    (session.id, whole.id),
                    f"{called(session)}, {when(schedule, period)}, is part of {called(whole)}, "
                    f"{when(schedule, whole.slot.period)}, but reaches outside it: move one of them",
                )
            break


@rule("outside-days", Severity.WARNING)
def within_the_conference(schedule: Schedule) -> Iterator[Finding]:
    """Every session lies on a day of the conference."""
    first, last = schedule.conference.start, schedule.conference.end
    days = WORDING.days(first, last)
    for period, session in happening(schedule.sessions):
        day = schedule.day(period.start)
        if not first <= day <= last:
            yield within_the_conference.finding(
                (session.id,),
                f"{called(session)} is on {WORDING.days(day, day)}, and the conference on {days}: "
                "move the session, or mend the conference's days",
            )


@rule("no-room", Severity.WARNING)
def somewhere_to_go(schedule: Schedule) -> Iterator[Finding]:
    """Every scheduled session has a room, save breaks, meals, tours and what is streamed only."""
    if not schedule.rooms:
        return
    for _, session in happening(schedule.sessions):
        elsewhere = session.kind.is_pause or session.kind is Kind.TOUR or session.streams
        if not elsewhere and not schedule.rooms_of(session) and not schedule.parts(session.id):
            yield somewhere_to_go.finding(
                (session.id,), f"{called(session)} has a time but no room: give it one"
            )


RULES: tuple[Rule, ...] = (
    one_session_a_room,
    parts_within_their_session,
    within_the_conference,
    somewhere_to_go,
)
