"""Rules of clashes against loops over every two sessions, written to be seen through and not to be fast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from eventkit.model import Appearance, Kind, ParticipantKind, Role, Session, Status
from eventkit.rules import Checker, RuleSettings, rule_by_code
from eventkit.rules.name_rules import is_unknown_name
from eventkit.rules.room_rules import plain_title
from eventkit.schedule import Schedule
from eventkit.texts.name_patterns import is_group
from rules.dense import dense, settings
from strategies import schedules

ANY = st.tuples(dense | dense | dense | schedules(), settings)
"""Mostly dense ones, and some of the wildest."""

ASIDE = {Role.PARTICIPANT, Role.AUTHOR, Role.CONTRIBUTOR, Role.GUEST}
OPEN = {Kind.BREAK, Kind.MEAL, Kind.REGISTRATION, Kind.POSTER, Kind.DEMONSTRATION}
MINUTE = timedelta(minutes=1)

Told = set[tuple[str, ...]]


def pairs_in(code: str, of: Schedule, asked: RuleSettings) -> Told:
    """Whom the rule's findings are about; it must not tell two of the same."""
    findings = Checker(of, asked, (rule_by_code(code),)).findings
    assert len({finding.identity for finding in findings}) == len(findings)
    return {finding.about for finding in findings}


def live(of: Schedule) -> list[Session]:
    return [session for session in of.sessions if session.slot and session.status is not Status.CANCELLED]


def start(of: Session) -> datetime:
    assert of.slot is not None
    return of.slot.period.start


def end(of: Session) -> datetime:
    assert of.slot is not None
    return of.slot.period.end


def above(of: Schedule, session: Session) -> list[Session]:
    """The sessions that it is part of, the nearest first."""
    return (
        [] if session.parent is None else [of.session(session.parent), *above(of, of.session(session.parent))]
    )


def at_once(one: Session, other: Session) -> bool:
    return start(one) < end(other) and start(other) < end(one)


def pairs(of: Schedule) -> Iterator[tuple[Session, Session]]:
    """Every two sessions at once, neither of them within the other, the earlier first."""
    for one, other in combinations(sorted(live(of), key=lambda each: (start(each), each.id)), 2):
        if at_once(one, other) and one not in above(of, other) and other not in above(of, one):
            yield one, other


def comes(session: Session, who: str) -> list[Appearance]:
    return [
        person
        for person in session.people
        if person.participant == who and person.status is not Status.CANCELLED
    ]


@given(ANY)
def test_clashes_of_rooms_are_those_that_all_pairs_show(drawn: tuple[Schedule, RuleSettings]) -> None:
    of, asked = drawn
    for room in of.rooms:
        contained = {
            frozenset({one.id, other.id}): (one, other)
            for one, other in pairs(of)
            if room.id in of.rooms_of(one) and room.id in of.rooms_of(other) and not room.shared
        }
        expected = {
            (one.id, other.id, room.id)
            for one, other in contained.values()
            # No other two of their lines clash here: it is told of the outermost.
            if not any(
                frozenset({a.id, b.id}) in contained and {a.id, b.id} != {one.id, other.id}
                for a in (one, *above(of, one))
                for b in (other, *above(of, other))
            )
        }
        assert {each for each in pairs_in("room-clash", of, asked) if each[2] == room.id} == expected


@given(ANY)
def test_clashes_of_people_are_those_that_all_pairs_show(drawn: tuple[Schedule, RuleSettings]) -> None:
    of, asked = drawn
    assert pairs_in("person-clash", of, asked) == {
        (who.id, one.id, other.id)
        for who in of.participants
        if who.kind is ParticipantKind.PERSON
        if not is_unknown_name(who.name[0].full) and not is_group(who.name[0].full)
        for one, other in pairs(of)
        if comes(one, who.id) and comes(other, who.id)
    }


def minutes(of: Session) -> Iterator[datetime]:
    at = start(of)
    while at < end(of):
        yield at
        at += MINUTE


@given(st.tuples(dense, settings))
def test_time_outside_availability_is_that_of_a_check_minute_by_minute(
    drawn: tuple[Schedule, RuleSettings],
) -> None:
    of, asked = drawn

    def outside(session: Session, available: tuple[object, ...]) -> bool:
        return any(
            not any(free.start <= at < free.end for free in available)  # type: ignore[attr-defined]
            for at in minutes(session)
        )

    assert pairs_in("room-unavailable", of, asked) == {
        (each.id, room.id)
        for each in live(of)
        for room in map(of.room, of.rooms_of(each))
        if room.available and outside(each, room.available)
    }
    assert pairs_in("person-unavailable", of, asked) == {
        (who.id, each.id)
        for who in of.participants
        for each in live(of)
        if who.available and comes(each, who.id) and outside(each, who.available)
    }


def following(of: Schedule, who: str) -> Iterator[tuple[Session, Session]]:
    """Every two tasks of someone with none that begins between them, neither within the other."""
    tasks = [each for each in live(of) if {one.role for one in comes(each, who)} - ASIDE]
    key = {task.id: (start(task), task.id) for task in tasks}
    for one in tasks:
        for other in tasks:
            if key[one.id] < key[other.id] and end(one) <= start(other):
                between = any(key[one.id] < key[task.id] < key[other.id] for task in tasks)
                if not between and one not in above(of, other) and other not in above(of, one):
                    yield one, other


@given(ANY)
def test_ways_and_rests_between_tasks_are_those_that_all_pairs_show(
    drawn: tuple[Schedule, RuleSettings],
) -> None:
    of, asked = drawn
    late: Told = set()
    tired: Told = set()
    for who in of.participants:
        if who.kind is not ParticipantKind.PERSON:
            continue
        for one, other in following(of, who.id):
            gap = (start(other) - end(one)) / MINUTE
            rooms, others = of.rooms_of(one), of.rooms_of(other)
            posters = {one.kind, other.kind} & {Kind.POSTER, Kind.DEMONSTRATION}
            if rooms and others and not set(rooms) & set(others) and not posters:
                known = [
                    over.minutes
                    for over in asked.change_overs
                    for a in rooms
                    for b in others
                    if set(over.rooms) == {a, b}
                ]
                if gap < (max(known) if known else asked.change_over):
                    late.add((who.id, one.id, other.id))
            one_day = of.day(start(one)) == of.day(start(other))
            if gap < (asked.breather if one_day else asked.night):
                tired.add((who.id, one.id, other.id))
    assert pairs_in("change-over", of, asked) == late
    assert pairs_in("too-little-rest", of, asked) == tired


@given(ANY)
def test_sessions_parallel_to_a_plenary_are_those_that_all_pairs_show(
    drawn: tuple[Schedule, RuleSettings],
) -> None:
    of, asked = drawn
    beside = {(a.id, b.id) for one, other in pairs(of) for a, b in ((one, other), (other, one)) if a.plenary}
    beside = {(a, b) for a, b in beside if of.session(b).kind not in OPEN}
    outermost = {
        (a, b) for a, b in beside if not any((a, each.id) in beside for each in above(of, of.session(b)))
    }
    order = {each.id: (start(each), each.id) for each in live(of)}
    assert pairs_in("plenary-parallel", of, asked) == {
        (a, b) for a, b in outermost if not (of.session(b).plenary and order[b] < order[a])
    }


FOR_EVERYONE = {Kind.OPENING, Kind.CLOSING, Kind.CEREMONY, Kind.KEYNOTE}


@given(ANY)
def test_sessions_parallel_to_an_opening_or_keynote_are_those_that_all_pairs_show(
    drawn: tuple[Schedule, RuleSettings],
) -> None:
    of, asked = drawn
    order = {each.id: (start(each), each.id) for each in live(of)}
    for_everyone = {
        each.id for each in live(of) if each.kind in FOR_EVERYONE and each.parent is None and not each.plenary
    }
    beside = {
        (a.id, b.id)
        for one, other in pairs(of)
        for a, b in ((one, other), (other, one))
        if a.id in for_everyone and b.kind not in {*OPEN, Kind.BLOCK}
    }

    def leads(id_: str) -> bool:
        return of.session(id_).kind is not Kind.KEYNOTE

    reported: dict[str, set[str]] = {}
    for a, b in beside:
        other = of.session(b)
        if not (
            other.plenary
            or any((a, each.id) in beside for each in above(of, other))
            or (b in for_everyone and (leads(a), order[a]) < (leads(b), order[b]))
            or plain_title(of.session(a)) == plain_title(other)
        ):
            reported.setdefault(a, set()).add(b)
    for code, is_frame in (("opening-parallel", True), ("keynote-parallel", False)):
        findings = Checker(of, asked, (rule_by_code(code),)).findings
        expected = {a: others for a, others in reported.items() if leads(a) is is_frame}
        assert {each.about[0]: {*each.about[1:]} for each in findings} == expected


@given(ANY)
def test_sessions_parallel_in_one_track_are_those_that_all_pairs_show(
    drawn: tuple[Schedule, RuleSettings],
) -> None:
    of, asked = drawn

    def leads(session: Session) -> bool:
        return session.track is not None and not any(
            each.track is not None and each in live(of) for each in above(of, session)
        )

    expected: dict[str, list[str]] = {}
    for one, other in pairs(of):
        if one.kind in OPEN or other.kind in OPEN:
            continue
        if leads(one) and leads(other) and one.track == other.track:
            expected.setdefault(other.id, []).append(one.id)
    assert pairs_in("track-parallel", of, asked) == {
        (late, *early, str(of.session(late).track))
        for late, early in expected.items()  # type: ignore[arg-type]
    }


@given(ANY)
def test_broken_wishes_are_those_that_all_pairs_show(drawn: tuple[Schedule, RuleSettings]) -> None:
    of, asked = drawn
    scheduled = {each.id: each for each in live(of)}
    broken: Told = set()
    for wish in asked.wishes:
        if not set(wish.sessions) <= set(scheduled):
            continue
        one, other = (scheduled[session] for session in wish.sessions)
        met = {
            "apart": not at_once(one, other),
            "before": end(one) <= start(other),
            "same-day": of.day(start(one)) == of.day(start(other)),
            "same-room": set(of.rooms_of(one)) == set(of.rooms_of(other)),
            "spread": of.day(start(one)) != of.day(start(other)),
        }
        if not met[wish.kind]:
            broken.add((one.id, other.id))
    findings = Checker(of, asked, (rule_by_code("wish"),)).findings
    assert {finding.about for finding in findings} == broken


@given(ANY)
def test_wrong_parts_of_a_session_are_those_that_all_pairs_show(drawn: tuple[Schedule, RuleSettings]) -> None:
    of, asked = drawn
    outside: Told = set()
    for part in live(of):
        timed = [each for each in above(of, part) if each.slot]
        if timed and not (start(timed[0]) <= start(part) and end(part) <= end(timed[0])):
            outside.add((part.id, timed[0].id))
    assert pairs_in("part-outside", of, asked) == outside
    assert {each[1:] for each in pairs_in("block-overlap", of, asked)} == {
        (one.id, other.id)
        for one, other in pairs(of)
        if one.parent is not None
        and one.parent == other.parent
        and not of.rooms_of(one)
        and not of.rooms_of(other)
    }


@given(st.tuples(dense, settings))
def test_gaps_between_parts_are_those_of_a_check_minute_by_minute(
    drawn: tuple[Schedule, RuleSettings],
) -> None:
    of, asked = drawn
    gaps: set[tuple[str, int]] = set()
    for outer in of.sessions:
        by_rooms: dict[tuple[str, ...], list[Session]] = {}
        for part in live(of):
            if part.parent == outer.id:
                by_rooms.setdefault(of.rooms_of(part), []).append(part)
        for parts in by_rooms.values():
            first, last = min(map(start, parts)), max(map(end, parts))
            idle, at = 0, first
            while at <= last:
                if at < last and not any(start(each) <= at < end(each) for each in parts):
                    idle += 1
                elif idle:
                    gaps.add((outer.id, idle))
                    idle = 0
                at += MINUTE
    findings = Checker(of, asked, (rule_by_code("block-gap"),)).findings
    assert {(finding.about[0], int(dict(finding.facts)["minutes"])) for finding in findings} == gaps
