"""Rules of blocks, days and parallel sessions."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise

from eventkit.findings import Severity
from eventkit.messages import sentence
from eventkit.model import Kind, RoomId, Session, SessionId, Status, TrackId
from eventkit.rules.room_rules import COME_AND_SEE, PAUSES, is_repeated
from eventkit.rules.rule import Fact, Rule, Violation, rule
from eventkit.rules.rule_examples import a_session, a_track, example
from eventkit.rules.rule_scopes import DAY, FRAME, KEYNOTE, PLENARY, SESSION, TRACK_HOUR, WISH
from eventkit.rules.rule_settings import Wish, WishKind
from eventkit.rules.schedule_index import (
    PROGRAMME,
    Occupancy,
    ScheduleIndex,
    format_hours,
    hour_of,
    is_for_everyone,
    is_outermost,
    minutes_between,
    overlapping_pairs,
)
from eventkit.times import Period

DAYTIME = 12 * 60  # the length of the longest session in minutes, except kinds that last all day
_LONG_KINDS = COME_AND_SEE | {Kind.BLOCK, Kind.REGISTRATION, Kind.TOUR}


@rule(
    "part-outside",
    Severity.ERROR,
    SESSION,
    lambda: example(
        a_session("symposium", "09:00-10:00", "hall"), a_session("algebra", "09:30-10:30", parent="symposium")
    ),
    timed=True,
)
def parts_within_their_session(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every part lies within the time of the session it belongs to.

    Calendars and programmes show the outer session's time, and people leave when it ends.
    """
    for at in index.occupancies(sessions):
        if at.session.parent is None:
            continue
        _, *above = index.lineage(at.session)
        outer = next((session for session in above if session.slot is not None), None)
        if outer is None or outer.slot is None:
            continue
        if at.start < outer.slot.period.start or outer.slot.period.end < at.end:
            yield parts_within_their_session.violation(
                "{session}, {period}, is part of {whole}, {outer}, but not within its time",
                "move the part, or extend the session it belongs to",
                session=at.session,
                period=at.period,
                whole=outer,
                outer=outer.slot.period,
            )


@rule(
    "part-of-cancelled",
    Severity.ERROR,
    SESSION,
    lambda: example(
        a_session("symposium", "09:00-10:00", "hall", status="cancelled"),
        a_session("algebra", parent="symposium"),
    ),
)
def parts_go_with_their_session(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every part of a cancelled session is cancelled too.

    Readers see it as cancelled, whatever its own status.
    """
    for part in sessions:
        if part.parent is None or part.status is Status.CANCELLED:
            continue
        _, outer, *_ = index.lineage(part)
        if outer.status is Status.CANCELLED:
            yield parts_go_with_their_session.violation(
                "{session} is {status}, but {whole}, which it is part of, is cancelled",
                "cancel it too, or move it out of that session",
                session=part,
                status=part.status,
                whole=outer,
            )


@rule(
    "block-gap",
    Severity.INFO,
    SESSION,
    lambda: example(
        a_session("symposium", "09:00-10:00", "hall"),
        a_session("algebra", "09:00-09:20", parent="symposium"),
        a_session("geometry", "09:30-10:00", parent="symposium"),
    ),
    timed=True,
)
def parts_follow_one_another(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """No time is left over between the parts of a session, room by room.

    Either something is missing from the list, or it is a break and should say so.
    """
    for outer, inner in index.with_parts(sessions):
        for parts in _by_rooms(index, inner).values():
            ended, last = parts[0].end, parts[0]
            for at in parts[1:]:
                if at.start > ended:
                    yield parts_follow_one_another.violation(
                        "{whole} has a gap of {minutes} minutes, {period}, between {one} and {other}",
                        "close the gap, or enter what happens then, such as a break",
                        whole=outer,
                        one=last.session,
                        other=at.session,
                        period=Period(start=ended, end=at.start),
                        minutes=minutes_between(ended, at.start),
                    )
                if at.end > ended:
                    ended, last = at.end, at


def _by_rooms(index: ScheduleIndex, parts: list[Session]) -> dict[tuple[RoomId, ...], list[Occupancy]]:
    """Those parts that take a time, by start, for each set of rooms that they are in."""
    occupancies: dict[tuple[RoomId, ...], list[Occupancy]] = {}
    for at in sorted(index.occupancies(parts)):
        occupancies.setdefault(at.rooms, []).append(at)
    return occupancies


@rule(
    "block-overlap",
    Severity.WARNING,
    SESSION,
    lambda: example(
        a_session("symposium", "09:00-10:00"),
        a_session("algebra", "09:00-09:30", parent="symposium"),
        a_session("geometry", "09:20-10:00", parent="symposium"),
    ),
    timed=True,
)
def parts_take_turns(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """No two parts of a session that has no room take place at the same time.

    If there are rooms, `room-clash` reports it.
    """
    for outer, inner in index.with_parts(sessions):
        for one, other in overlapping_pairs(at for at in index.occupancies(inner) if not at.rooms):
            yield parts_take_turns.violation(
                "{one} and {other}, both part of {whole}, are at the same time, {period}",
                "let one follow the other, or give them rooms of their own",
                whole=outer,
                one=one.session,
                other=other.session,
                period=one.shared(other),
            )


@rule(
    "no-break",
    Severity.INFO,
    DAY,
    lambda: example(*(a_session(f"talk-{at}", f"{at:02}:00-{at + 1:02}:00", "hall") for at in range(9, 15))),
    settings=("unbroken", "pause"),
)
def days_have_breaks(index: ScheduleIndex, days: Iterable[date]) -> Iterator[Violation]:
    """No day runs for hours without a break for everyone.

    The settings say after how many minutes one is due, and how long a time without any session counts as one.
    A break, meal or registration on the agenda counts in any room.
    """
    for day in days:
        for start, end in _unbroken_stretches(index, day):
            minutes = minutes_between(start, end)
            if minutes > index.settings.unbroken:
                period = Period(start=start, end=end)
                yield days_have_breaks.violation(
                    "nobody has a break for {hours} hours, {period}",
                    "add a break or a meal, or leave some minutes without any session",
                    day=day,
                    period=period,
                    hours=format_hours(minutes),
                )


def _unbroken_stretches(index: ScheduleIndex, day: date) -> Iterator[tuple[datetime, datetime]]:
    # Many sessions have the same times: what follows is asked once for all of them.
    times = {
        (at.start, at.end, at.session.kind)
        for at in index.by_day[day]
        if at.session.kind is not Kind.BLOCK or not index.parts(at.id)
    }
    busy = {(start, end) for start, end, kind in times if kind not in PAUSES}
    stops = sorted({start for start, _, kind in times if kind in PAUSES})
    began: datetime | None = None
    ended = None
    for start, end in sorted(busy):
        if began is None or ended is None:
            began, ended = start, end
            continue
        if minutes_between(ended, start) >= index.settings.pause:
            yield from _split_at_breaks(began, ended, stops)
            began = start
        ended = max(ended, end)
    if began is not None and ended is not None:
        yield from _split_at_breaks(began, ended, stops)


def _split_at_breaks(
    began: datetime, ended: datetime, stops: list[datetime]
) -> Iterator[tuple[datetime, datetime]]:
    yield from pairwise((began, *(stop for stop in stops if began < stop < ended), ended))


@rule(
    "long-session",
    Severity.WARNING,
    SESSION,
    lambda: example(a_session("algebra", "09:00-08:00", "hall")),
    timed=True,
)
def sessions_end_on_their_day(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """No session lasts longer than twelve hours.

    Most often its end was typed wrongly, and was taken for one on the next day. Posters, demonstrations,
    registration, tours and sessions that contain others may be of any length.
    """
    for at in index.occupancies(sessions):
        minutes = minutes_between(at.start, at.end)
        if minutes > DAYTIME and at.session.kind not in _LONG_KINDS and not index.parts(at.id):
            yield sessions_end_on_their_day.violation(
                "{session} lasts {hours} hours, {period}",
                "correct its start or end, or waive this",
                session=at.session,
                period=at.period,
                hours=format_hours(minutes),
            )


@rule("unscheduled", Severity.WARNING, SESSION, lambda: example(a_session("algebra")))
def everything_has_a_time(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every session has a time, itself or through the session it is part of.

    Without one it is in no calendar. Where parts have times and the session has none, it is an error:
    programmes list days by the outermost sessions, and the parts would be on no day.
    """
    for session in sessions:
        if session.parent is not None or session.slot is not None or session.status is Status.CANCELLED:
            continue
        if _has_scheduled_part(index, session):
            yield everything_has_a_time.violation(
                "{session} has no time, but parts of it have, so it is on no day of the agenda",
                "give it a time that contains them all",
                "parts",
                Severity.ERROR,
                session=session,
            )
        else:
            yield everything_has_a_time.violation(
                "{session} has no time yet", "schedule it, or cancel it", session=session
            )


def _has_scheduled_part(index: ScheduleIndex, outer: Session) -> bool:
    return any(part.slot is not None or _has_scheduled_part(index, part) for part in index.parts(outer.id))


BESIDE_PLENARY = PAUSES | COME_AND_SEE  # kinds of sessions that may take place beside any other


@rule(
    "plenary-parallel",
    Severity.WARNING,
    PLENARY,
    lambda: example(
        a_session("opening", "09:00-10:00", "hall", plenary=True),
        a_session("algebra", "09:30-10:30", "attic"),
    ),
    timed=True,
)
def nothing_beside_a_plenary(index: ScheduleIndex, plenaries: Iterable[Session]) -> Iterator[Violation]:
    """Nothing takes place beside a plenary, except breaks, posters and its own parts.

    Everyone is meant to come to it, and nobody can be asked to choose. Of a session within another that is
    beside it too, only the outer one is reported.
    """
    for plenary in index.occupancies(plenaries):
        beside = {
            other.id: other
            for other in index.concurrent(plenary)
            if other.session.kind not in BESIDE_PLENARY and not index.nested(plenary.session, other.session)
        }
        for other in beside.values():
            if other.session.plenary and other < plenary:
                continue  # reported with the other
            _, *above = index.lineage(other.session)
            if not any(outer.id in beside for outer in above):
                again = is_repeated(plenary.session, other.session)
                yield nothing_beside_a_plenary.violation(
                    "{other} is at the same time as the plenary {plenary}, {period}, under the same title"
                    if again
                    else "{other} is at the same time as the plenary {plenary}, {period}",
                    "nothing, if it is its overflow room; else move it"
                    if again
                    else "move it, or remove the plenary mark of the other one",
                    "again" if again else "",
                    Severity.INFO if again else None,
                    plenary=plenary.session,
                    other=other.session,
                    period=plenary.shared(other),
                )


NO_RIVAL = BESIDE_PLENARY | {Kind.BLOCK}
"""Kinds of sessions that take nobody away from a session at the same time; the parts of blocks do."""


@rule(
    "opening-parallel",
    Severity.WARNING,
    KEYNOTE,
    lambda: example(
        a_session("opening", "09:00-10:00", "hall", kind="opening"),
        a_session("algebra", "09:30-10:30", "attic"),
    ),
    timed=True,
)
def nothing_beside_an_opening(index: ScheduleIndex, keynotes: Iterable[Session]) -> Iterator[Violation]:
    """Nothing takes place beside an opening, a closing or a ceremony.

    Everyone comes to them, although they are not marked as plenary. Breaks, posters and overflow rooms, which
    have the same title, are not reported, and of sessions within one another only the outer one; blocks count
    by their parts. An opening that is part of another session is for those who are there.
    """
    return _rivals(index, keynotes, nothing_beside_an_opening)


@rule(
    "keynote-parallel",
    Severity.INFO,
    KEYNOTE,
    lambda: example(
        a_session("keynote", "09:00-10:00", "hall", kind="keynote"),
        a_session("algebra", "09:30-10:30", "attic"),
    ),
    timed=True,
)
def nothing_beside_a_keynote(index: ScheduleIndex, keynotes: Iterable[Session]) -> Iterator[Violation]:
    """Nothing takes place beside a keynote.

    Most people come to it, although it is not marked as plenary. Large conferences have other sessions beside
    their keynotes, so that this is only noted. What is not reported is the same as beside an opening.
    """
    return _rivals(index, keynotes, nothing_beside_a_keynote)


def _rivals(index: ScheduleIndex, keynotes: Iterable[Session], of: Rule) -> Iterator[Violation]:
    """The sessions beside each opening, keynote and the like that a rule is about."""
    for keynote in index.occupancies(each for each in keynotes if rival_rule(each) == of.code):
        beside = {
            at.id: at
            for at in index.concurrent(keynote)
            if at.session.kind not in NO_RIVAL and not index.nested(keynote.session, at.session)
        }
        others = sorted(at for at in beside.values() if _competes(index, keynote, at, beside))
        if others:
            yield of.violation(
                "{session}, {period}, has other sessions at the same time: {others}",
                "move one or the other, or waive this if not everyone is meant to come",
                session=keynote.session,
                period=keynote.period,
                others=tuple(at.session for at in others),
            )


RIVAL_RULES = ("opening-parallel", "keynote-parallel")
"""The rules about sessions beside those that everyone or most people come to; `rival_rule` chooses one."""


def rival_rule(*sessions: Session) -> str:
    """The rule about sessions at one time of which at least one is an opening, a keynote and the like."""
    of_openings, of_keynotes = RIVAL_RULES
    is_frame = any(is_for_everyone(each) and each.kind is not Kind.KEYNOTE for each in sessions)
    return of_openings if is_frame else of_keynotes


def _competes(
    index: ScheduleIndex, keynote: Occupancy, other: Occupancy, beside: Container[SessionId]
) -> bool:
    """True for a session beside a keynote that no other finding reports: of two keynotes one reports both."""
    if other.session.plenary or is_repeated(keynote.session, other.session):
        return False
    if is_for_everyone(other.session):
        one, two = ((rival_rule(at.session) == "opening-parallel", at) for at in (keynote, other))
        if one < two:
            return False
    _, *above = index.lineage(other.session)
    return not any(outer.id in beside for outer in above)


@rule(
    "opening-order",
    Severity.INFO,
    FRAME,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall"),
        a_session("opening", "10:00-11:00", "hall", kind="opening"),
    ),
    timed=True,
)
def opening_first_and_closing_last(index: ScheduleIndex, frame: Iterable[Session]) -> Iterator[Violation]:
    """No talk begins before the opening or ends after the closing.

    Panels, keynotes and ceremonies count as talks; workshops, tutorials, meetings and social
    events may be before or after. Of a conference with several openings, as of its days, none is compared;
    neither are several closings.
    """
    for at in index.occupancies(frame):
        others = sorted(
            other for other in index.occupancies(index.of_kinds(PROGRAMME)) if _is_outside(index, at, other)
        )
        if others:
            is_closing = at.session.kind is Kind.CLOSING
            yield opening_first_and_closing_last.violation(
                "the closing, {session}, ends before other sessions: {others}"
                if is_closing
                else "the opening, {session}, begins after other sessions: {others}",
                "move it to the end, or give it another kind if it closes only a part of the programme"
                if is_closing
                else "move it to the beginning, or give it another kind if it opens only a part of "
                "the programme",
                "closing" if is_closing else "",
                session=at.session,
                period=at.period,
                others=tuple(other.session for other in others),
            )


def _is_outside(index: ScheduleIndex, frame: Occupancy, other: Occupancy) -> bool:
    is_opening = frame.session.kind is Kind.OPENING
    is_outside = other.start < frame.start if is_opening else frame.end < other.end
    return is_outside and is_outermost(index, other.session)


@rule(
    "track-parallel",
    Severity.INFO,
    TRACK_HOUR,
    lambda: example(
        a_session("opening", "09:00-10:00", "hall", track="algebra"),
        a_session("geometry", "09:30-10:30", "attic", track="algebra"),
        tracks=[a_track("algebra", "AL")],
    ),
    timed=True,
)
def tracks_run_in_one_line(index: ScheduleIndex, hours: Iterable[tuple[TrackId, int]]) -> Iterator[Violation]:
    """No two sessions of one track take place at the same time.

    Those who follow a track want to hear all of it; breaks, posters and demonstrations aside. Each session
    is reported once, with those of its track that run when it begins; parts go with the session that is in
    the track.
    """
    for track_hour in hours:
        running: dict[SessionId, list[Occupancy]] = {}
        sessions = [at for at in index.by_track[track_hour] if at.session.kind not in BESIDE_PLENARY]
        for one, other in overlapping_pairs(sessions):
            if hour_of(other.start) == track_hour[1] and not index.nested(one.session, other.session):
                running.setdefault(other.id, [other]).append(one)
        for late, *others in running.values():
            yield tracks_run_in_one_line.violation(
                "{session} starts while {others} of the same track, {track}, is still running",
                "move one of them, or give it another track",
                session=late.session,
                others=tuple(other.session for other in others),
                track=index.schedule.track(track_hour[0]),
            )


_MOVE_ONE = sentence("move one of them, or withdraw the wish")

_UNMET: Mapping[WishKind, tuple[str, str]] = {
    WishKind.APART: (sentence("{one} and {other} must not overlap, but they do{why}"), _MOVE_ONE),
    WishKind.BEFORE: (sentence("{one} must end before {other} starts, but it does not{why}"), _MOVE_ONE),
    WishKind.SAME_DAY: (
        sentence("{one} and {other} must be on the same day, but they are not{why}"),
        _MOVE_ONE,
    ),
    WishKind.SAME_ROOM: (
        sentence("{one} and {other} must be in the same room, but they are not{why}"),
        _MOVE_ONE,
    ),
    WishKind.CONSECUTIVE: (
        sentence("{other} must directly follow {one} in the same room, but it does not{why}"),
        _MOVE_ONE,
    ),
    WishKind.SPREAD: (
        sentence("{one} and {other} must be on different days, but they are not{why}"),
        _MOVE_ONE,
    ),
    WishKind.AFTER_BREAK: (
        sentence("{one}, {period}, must start right after a break, but it does not{why}"),
        sentence("move it, or withdraw the wish"),
    ),
    WishKind.ONE_ROOM: (
        sentence("{one} and those with it must be in one room, but they are in {rooms}{why}"),
        sentence("move some of them, or withdraw the wish"),
    ),
    WishKind.ONE_DAY: (
        sentence("{one} and those with it must be on one day, but they are on {days}{why}"),
        sentence("move some of them, or withdraw the wish"),
    ),
    WishKind.CONSECUTIVE_BLOCKS: (
        sentence("{one} and those with it must be in consecutive blocks; blocks between: {amount}{why}"),
        sentence("move some of them, or withdraw the wish"),
    ),
    WishKind.CONSECUTIVE_DAYS: (
        sentence("{one} and those with it must be on consecutive days, but they are on {days}{why}"),
        sentence("move some of them, or withdraw the wish"),
    ),
}
"""The findings of unmet wishes: what is wrong, and what to do."""


@rule(
    "wish",
    Severity.ERROR,
    WISH,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", wishes=["apart geometry"]),
        a_session("geometry", "09:30-11:00", "attic"),
    ),
    timed=True,
    settings=("pause",),
)
def wishes_are_met(index: ScheduleIndex, wishes: Iterable[Wish]) -> Iterator[Violation]:
    """Every session is scheduled as was asked.

    Two sessions apart, one before the other, one directly after the other, on the same day or on different
    days, in the same room; a session right after a break. The reason is stored with the wish. A session that
    is not scheduled yet, or is cancelled, breaks none.
    """
    for wish in wishes:
        both = [*index.occupancies(index.sessions(wish.sessions))]
        if len(both) < max(wish.kind.number, 1):
            continue
        one, other = both[0], both[-1]
        facts: dict[str, Fact] = {"one": one.session}
        if wish.kind is WishKind.AFTER_BREAK:
            is_met = _begins_after_break(index, one)
            facts["period"] = one.period
        elif not wish.kind.number:
            facts |= _missed_by_all(index, wish.kind, both)
            is_met = not facts["amount"]
        else:
            is_met = _is_fulfilled(index, wish.kind, one, other)
            facts["other"] = other.session
        if not is_met:
            facts["why"] = f" ({wish.reason})" if wish.reason else ""
            severity = Severity.INFO if wish.preferred else None
            yield wishes_are_met.violation(*_UNMET[wish.kind], wish.kind.value, severity, **facts)


def _missed_by_all(index: ScheduleIndex, kind: WishKind, sessions: list[Occupancy]) -> dict[str, Fact]:
    """The rooms or days that are too many, or the days or starts of blocks between sessions."""
    days = tuple(sorted({index.day(at.start) for at in sessions}))
    match kind:
        case WishKind.ONE_ROOM:
            rooms = {frozenset(at.rooms) for at in sessions}
            known = tuple(room for room in index.schedule.rooms if any(room.id in ids for ids in rooms))
            return {"amount": len(rooms) - 1, "rooms": known}
        case WishKind.ONE_DAY:
            return {"amount": len(days) - 1, "days": days}
        case WishKind.CONSECUTIVE_DAYS:
            return {"amount": (days[-1] - days[0]).days + 1 - len(days), "days": days}
        case _:
            order = starts_of_blocks(index)
            parents = index.occupancies(
                index.sessions(at.session.parent for at in sessions if at.session.parent is not None)
            )
            used = {order[at.start] for at in parents if at.start in order}
            return {"amount": max(used) - min(used) + 1 - len(used) if used else 0}


def starts_of_blocks(index: ScheduleIndex) -> dict[datetime, int]:
    """The instants at which blocks begin, numbered in order."""
    blocks = index.occupancies(index.of_kinds([Kind.BLOCK]))
    return {start: number for number, start in enumerate(sorted({at.start for at in blocks}))}


def _begins_after_break(index: ScheduleIndex, at: Occupancy) -> bool:
    """True if a break has ended when a session begins, at most `RuleSettings.pause` minutes before."""
    return any(
        0 <= minutes_between(pause.end, at.start) <= index.settings.pause for pause in breaks_of(index)
    )


def breaks_of(index: ScheduleIndex) -> Iterator[Occupancy]:
    return (at for at in index.occupancies(index.schedule.sessions) if at.session.kind in PAUSES)


def _minutes_without_breaks(index: ScheduleIndex, start: datetime, end: datetime) -> int:
    minutes, at = 0, start
    for pause in sorted(breaks_of(index)):
        if pause.end > at and pause.start < end:
            minutes += max(minutes_between(at, pause.start), 0)
            at = min(pause.end, end)
    return minutes + minutes_between(at, end)


def _is_fulfilled(index: ScheduleIndex, kind: WishKind, one: Occupancy, other: Occupancy) -> bool:
    match kind:
        case WishKind.CONSECUTIVE:
            return (
                one.end <= other.start
                and set(one.rooms) == set(other.rooms)
                and _minutes_without_breaks(index, one.end, other.start) <= index.settings.pause
            )
        case WishKind.SPREAD:
            return index.day(one.start) != index.day(other.start)
        case WishKind.APART:
            return one.end <= other.start or other.end <= one.start
        case WishKind.BEFORE:
            return one.end <= other.start
        case WishKind.SAME_DAY:
            return index.day(one.start) == index.day(other.start)
        case _:
            return set(one.rooms) == set(other.rooms)


RULES: tuple[Rule, ...] = (
    nothing_beside_a_plenary,
    nothing_beside_an_opening,
    nothing_beside_a_keynote,
    opening_first_and_closing_last,
    tracks_run_in_one_line,
    wishes_are_met,
    parts_within_their_session,
    parts_go_with_their_session,
    parts_follow_one_another,
    parts_take_turns,
    days_have_breaks,
    sessions_end_on_their_day,
    everything_has_a_time,
)
