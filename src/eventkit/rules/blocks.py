"""Rules of sessions within sessions, and of whole days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise

from eventkit.findings import Severity
from eventkit.model import Kind, RoomId, Session, Status
from eventkit.rules.examples import example, session
from eventkit.rules.index import Placed, in_hours, minutes_between, overlapping
from eventkit.rules.rooms import COME_AND_SEE, PAUSES
from eventkit.rules.rule import Breach, Rule, rule
from eventkit.rules.scope import DAY, SESSION
from eventkit.rules.survey import Survey
from eventkit.times import Period

DAYTIME = 12 * 60
"""How many minutes the longest session has, unless it is of a kind that lasts."""

_LASTING = COME_AND_SEE | {Kind.BLOCK, Kind.REGISTRATION, Kind.TOUR}


@rule(
    "part-outside",
    Severity.ERROR,
    SESSION,
    lambda: example(
        session("symposium", "09:00-10:00", "hall"), session("algebra", "09:30-10:30", parent="symposium")
    ),
    timed=True,
)
def parts_within_their_session(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every part lies within the time of the session it belongs to.

    Calendars and programmes show the outer session's time, and people leave when it ends.
    """
    for at in survey.happening(sessions):
        if at.session.parent is None:
            continue
        _, *above = survey.line(at.session)
        outer = next((each for each in above if each.slot is not None), None)
        if outer is None or outer.slot is None:
            continue
        if at.start < outer.slot.period.start or outer.slot.period.end < at.end:
            yield parts_within_their_session.breach(
                session=at.session, period=at.period, whole=outer, outer=outer.slot.period
            )


@rule(
    "part-of-cancelled",
    Severity.ERROR,
    SESSION,
    lambda: example(
        session("symposium", "09:00-10:00", "hall", status="cancelled"),
        session("algebra", parent="symposium"),
    ),
)
def parts_go_with_their_session(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every part of a cancelled session is cancelled too.

    Or it is printed as if it took place.
    """
    for part in sessions:
        if part.parent is None or part.status is Status.CANCELLED:
            continue
        _, outer, *_ = survey.line(part)
        if outer.status is Status.CANCELLED:
            yield parts_go_with_their_session.breach(session=part, status=part.status, whole=outer)


@rule(
    "block-gap",
    Severity.INFO,
    SESSION,
    lambda: example(
        session("symposium", "09:00-10:00", "hall"),
        session("algebra", "09:00-09:20", parent="symposium"),
        session("geometry", "09:30-10:00", parent="symposium"),
    ),
    timed=True,
)
def parts_follow_one_another(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """No time is left over between the parts of a session, room by room.

    Either something is missing from the list, or it is a break and should say so.
    """
    for outer, inner in survey.holding(sessions):
        for parts in _by_rooms(survey, inner).values():
            ended, last = parts[0].end, parts[0]
            for at in parts[1:]:
                if at.start > ended:
                    yield parts_follow_one_another.breach(
                        whole=outer,
                        one=last.session,
                        other=at.session,
                        period=Period(start=ended, end=at.start),
                        minutes=minutes_between(ended, at.start),
                    )
                if at.end > ended:
                    ended, last = at.end, at


def _by_rooms(survey: Survey, parts: list[Session]) -> dict[tuple[RoomId, ...], list[Placed]]:
    """Those parts that take a time, by start, for each set of rooms that they are in."""
    found: dict[tuple[RoomId, ...], list[Placed]] = {}
    for at in sorted(survey.happening(parts)):
        found.setdefault(at.rooms, []).append(at)
    return found


@rule(
    "block-overlap",
    Severity.WARNING,
    SESSION,
    lambda: example(
        session("symposium", "09:00-10:00"),
        session("algebra", "09:00-09:30", parent="symposium"),
        session("geometry", "09:20-10:00", parent="symposium"),
    ),
    timed=True,
)
def parts_take_turns(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """No two parts of a session that has no room take place at the same time.

    Where there are rooms, `room-clash` tells it.
    """
    for outer, inner in survey.holding(sessions):
        for one, other in overlapping(at for at in survey.happening(inner) if not at.rooms):
            yield parts_take_turns.breach(
                whole=outer, one=one.session, other=other.session, period=one.shared(other)
            )


@rule(
    "no-break",
    Severity.INFO,
    DAY,
    lambda: example(
        *(session(f"talk-{at}", f"{at:02}:00-{at + 1:02}:00", "hall") for at in range(9, 15)),
    ),
)
def days_have_breaks(survey: Survey, days: Iterable[date]) -> Iterator[Breach]:
    """No day runs for hours without a break for everyone.

    After how many minutes one is due, and how long a time without any session counts as one, stands in the
    settings. A break, meal or registration on the agenda counts wherever it is held.
    """
    for day in days:
        for start, end in _stretches(survey, day):
            minutes = minutes_between(start, end)
            if minutes > survey.settings.unbroken:
                period = Period(start=start, end=end)
                yield days_have_breaks.breach(day=day, period=period, hours=in_hours(minutes))


def _stretches(survey: Survey, day: date) -> Iterator[tuple[datetime, datetime]]:
    """From when to when something goes on without a break."""
    busy: set[tuple[datetime, datetime]] = set()
    breaks: set[datetime] = set()
    for at in survey.by_day[day]:
        kind = at.session.kind
        if kind in PAUSES:
            breaks.add(at.start)
        elif kind is not Kind.BLOCK or not survey.parts(at.id):
            busy.add((at.start, at.end))
    began: datetime | None = None
    ended = None
    stops = sorted(breaks)
    for start, end in sorted(busy):
        if began is None or ended is None:
            began, ended = start, end
            continue
        if minutes_between(ended, start) >= survey.settings.pause:
            yield from _cut(began, ended, stops)
            began = start
        ended = max(ended, end)
    if began is not None and ended is not None:
        yield from _cut(began, ended, stops)


def _cut(began: datetime, ended: datetime, stops: list[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """A stretch cut at the breaks within it."""
    yield from pairwise((began, *(stop for stop in stops if began < stop < ended), ended))


@rule(
    "long-session",
    Severity.WARNING,
    SESSION,
    lambda: example(session("algebra", "09:00-08:00", "hall")),
    timed=True,
)
def sessions_end_on_their_day(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """No session lasts longer than twelve hours.

    Most often its end was typed wrongly, and was taken for one on the next day. Posters, demonstrations,
    registration, tours and whatever holds other sessions may be as long as they like.
    """
    for at in survey.happening(sessions):
        minutes = minutes_between(at.start, at.end)
        if minutes > DAYTIME and at.session.kind not in _LASTING and not survey.parts(at.id):
            yield sessions_end_on_their_day.breach(
                session=at.session, period=at.period, hours=in_hours(minutes)
            )


@rule("unscheduled", Severity.WARNING, SESSION, lambda: example(session("algebra")))
def everything_has_a_time(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every session has a time, itself or through the session it is part of.

    Until it has, it stands in no calendar. Where parts have times and the session none, it is an error:
    programmes list days by the outermost sessions, and the parts would stand on none.
    """
    for each in sessions:
        if each.parent is not None or each.slot is not None or each.status is Status.CANCELLED:
            continue
        if _placed_within(survey, each):
            yield everything_has_a_time.breach("parts", Severity.ERROR, session=each)
        else:
            yield everything_has_a_time.breach(session=each)


def _placed_within(survey: Survey, outer: Session) -> bool:
    return any(part.slot is not None or _placed_within(survey, part) for part in survey.parts(outer.id))


RULES: tuple[Rule, ...] = (
    parts_within_their_session,
    parts_go_with_their_session,
    parts_follow_one_another,
    parts_take_turns,
    days_have_breaks,
    sessions_end_on_their_day,
    everything_has_a_time,
)
