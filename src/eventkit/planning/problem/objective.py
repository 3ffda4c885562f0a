"""The objective: how the planner treats each rule, its weights, and the price of a schedule by the rules.

A rule graded as an error is never broken by a plan. Graded as a warning or an info it has a price, by how
much of it there is; switched off it is ignored; a waived finding is free. `charge` counts what the rules
find, and never what the search believes: the two have to agree, code by code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from eventkit.editing import Refused
from eventkit.errors import Fault, Unreadable
from eventkit.files.toml_files import line_of, tree_of
from eventkit.findings import Severity
from eventkit.messages import Fact, Listed, Message, Plural, as_message
from eventkit.model import Kind, ParticipantKind, Room, Session, Status, TrackId
from eventkit.planning.problem.interest import (
    NO_INTEREST,
    Interest,
    conflict_minutes,
    known_seats,
    voters_without_seat,
)
from eventkit.planning.problem.planning_model import FORBIDDEN, LEFT_OUT, gaps, lone_days
from eventkit.rules import DEFAULT_SETTINGS, Rule, RuleSettings, Weight, installed_rules, rule_by_code
from eventkit.rules.block_rules import BESIDE_PLENARY, starts_of_blocks
from eventkit.rules.person_rules import is_aside, nights
from eventkit.rules.room_rules import BOOTHS
from eventkit.rules.rule import Violation
from eventkit.rules.rule_messages import to_finding
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.suggestions import suggest


class Group(StrEnum):
    """Groups of people that prices concern; a plan can favour one of them."""

    AUDIENCE = "audience"
    SPEAKERS = "speakers"
    HOUSE = "house"


Measure = Callable[[Violation, ScheduleIndex], int]
"""Counts the units of a violation."""


@dataclass(frozen=True, slots=True)
class ObjectiveTerm:
    """The price of what a rule finds, or of something else that a good plan has little of."""

    code: str
    group: Group
    points: int
    measure: Measure | None


SEVERITY_FACTORS: Mapping[Severity, int] = {Severity.WARNING: 4, Severity.INFO: 1}
"""By how much the price of a unit is multiplied."""

WEIGHT_FACTORS: Mapping[Weight, int] = {
    Weight.IGNORE: 0,
    Weight.A_LITTLE: 1,
    Weight.NORMAL: 4,
    Weight.STRONGLY: 16,
    Weight.ABOVE_ALL: 10**6,
}
"""By how much the price of a unit is multiplied; the last is more than all else of a conference costs."""


def _number(name: str, absent: int | None = None) -> Measure:
    """A number among the facts of a violation, or that for those which may lack it."""

    def measure(violation: Violation, _: ScheduleIndex) -> int:
        value = violation.facts[name] if absent is None else violation.facts.get(name, absent)
        return value if isinstance(value, int) else 0

    return measure


def _lack(wanted: str, there: str) -> Measure:
    one, other = _number(wanted), _number(there)
    return lambda violation, index: one(violation, index) - other(violation, index)


def _count(name: str) -> Measure:
    def measure(violation: Violation, _: ScheduleIndex) -> int:
        value = violation.facts[name]
        return len(value) if isinstance(value, tuple) else 1

    return measure


def _once(_: Violation, __: ScheduleIndex) -> int:
    return 1


def _roomless(violation: Violation, _: ScheduleIndex) -> int:
    # A block needs a room only until it has parts: it is not a talk that lacks one.
    return int(_session(violation, "session").kind is not Kind.BLOCK)


def _period_minutes(violation: Violation, _: ScheduleIndex) -> int:
    period: Any = violation.facts["period"]
    minutes: int = period.minutes
    return minutes


def _minutes_of_session(violation: Violation, index: ScheduleIndex) -> int:
    at = index.occupancy(_session(violation, "session"))
    return at.minutes if at else 0


def _minutes_in_parallel(violation: Violation, index: ScheduleIndex) -> int:
    session = index.occupancy(_session(violation, "session"))
    others: Any = violation.facts["others"]
    return sum(session.shared(at).minutes for at in index.occupancies(others)) if session else 0


def _missing_rest(violation: Violation, index: ScheduleIndex) -> int:
    one, other = (index.occupancy(_session(violation, name)) for name in ("one", "other"))
    if one is None or other is None:
        return 0
    is_night = index.day(one.start) != index.day(other.start)
    needed = index.settings.night if is_night else index.settings.breather
    return max(needed - int((other.start - one.end).total_seconds()) // 60, 0)


def _night_minutes(violation: Violation, index: ScheduleIndex) -> int:
    at, zone = index.occupancy(_session(violation, "session")), violation.facts["zone"]
    if at is None or not isinstance(zone, str):
        return 0
    shared = (min(at.end, night.end) - max(at.start, night.start) for night in nights(zone, at.start, at.end))
    return sum(int(overlap.total_seconds()) // 60 for overlap in shared)


def _session(violation: Violation, name: str) -> Session:
    value = violation.facts[name]
    if not isinstance(value, Session):
        raise TypeError(violation.code, name)
    return value


OBJECTIVE: Mapping[str, ObjectiveTerm] = MappingProxyType(
    {
        term.code: term
        for term in (
            ObjectiveTerm("person-clash", Group.SPEAKERS, 50, _period_minutes),
            ObjectiveTerm("person-unavailable", Group.SPEAKERS, 20, _minutes_of_session),
            ObjectiveTerm("room-unavailable", Group.HOUSE, 20, _minutes_of_session),
            ObjectiveTerm("room-too-small", Group.AUDIENCE, 10, _lack("audience", "seats")),
            ObjectiveTerm("missing-feature", Group.HOUSE, 1000, _count("lacking")),
            ObjectiveTerm("no-booths", Group.HOUSE, 1000, _once),
            ObjectiveTerm("outside-days", Group.HOUSE, 5000, _once),
            ObjectiveTerm("no-room", Group.HOUSE, 1000, _roomless),
            ObjectiveTerm("change-over", Group.SPEAKERS, 40, _lack("needed", "left")),
            ObjectiveTerm("too-little-rest", Group.SPEAKERS, 10, _missing_rest),
            ObjectiveTerm("bad-hour", Group.SPEAKERS, 20, _night_minutes),
            ObjectiveTerm("preference", Group.SPEAKERS, 300, _once),
            ObjectiveTerm("plenary-parallel", Group.AUDIENCE, 20, _period_minutes),
            ObjectiveTerm("opening-parallel", Group.AUDIENCE, 20, _minutes_in_parallel),
            ObjectiveTerm("keynote-parallel", Group.AUDIENCE, 5, _minutes_in_parallel),
            ObjectiveTerm("opening-order", Group.AUDIENCE, 60, _count("others")),
            ObjectiveTerm("track-parallel", Group.AUDIENCE, 40, _minutes_in_parallel),
            ObjectiveTerm("wish", Group.HOUSE, 2000, _number("amount", absent=1)),
            ObjectiveTerm("restriction", Group.HOUSE, 2000, _once),
            ObjectiveTerm("too-many-talks", Group.SPEAKERS, 500, _lack("count", "most")),
            ObjectiveTerm("block-gap", Group.HOUSE, 20, _number("minutes")),
            ObjectiveTerm("track-rooms", Group.HOUSE, 2_700, None),
            ObjectiveTerm("interest", Group.AUDIENCE, 1, None),
            ObjectiveTerm("interest-seats", Group.AUDIENCE, 10, None),
            ObjectiveTerm("mixed-block", Group.AUDIENCE, 300, None),
            ObjectiveTerm("track-gap", Group.AUDIENCE, 150, None),
            ObjectiveTerm("big-parallel", Group.AUDIENCE, 10, None),
            ObjectiveTerm("day-for-one", Group.SPEAKERS, 200, None),
        )
    }
)
"""Everything that has a price, by code. A rule among them is never broken where it is graded as an error."""

DOMINANT = "unscheduled"
"""The rule that a plan serves first: a talk without a place costs more than all else."""

UNITS: Mapping[str, Plural] = MappingProxyType(
    {
        "person-clash": Plural(
            "minute in which someone is in two places", "minutes in which someone is in two places"
        ),
        "person-unavailable": Plural(
            "minute at which someone cannot come", "minutes at which someone cannot come"
        ),
        "room-unavailable": Plural(
            "minute in a room that is not available", "minutes in rooms that are not available"
        ),
        "room-too-small": Plural("person without a seat", "people without a seat"),
        "missing-feature": Plural("feature missing in a room", "features missing in rooms"),
        "no-booths": Plural(
            "interpreted talk in a room without booths", "interpreted talks in rooms without booths"
        ),
        "outside-days": Plural(
            "talk outside the days of the conference", "talks outside the days of the conference"
        ),
        "no-room": Plural("talk without a room", "talks without a room"),
        "change-over": Plural(
            "minute missing on someone's way between rooms", "minutes missing on people's ways between rooms"
        ),
        "too-little-rest": Plural("minute of rest missing", "minutes of rest missing"),
        "bad-hour": Plural("minute at night for someone online", "minutes at night for people online"),
        "preference": Plural("preference not met", "preferences not met"),
        "plenary-parallel": Plural("minute beside a plenary", "minutes beside a plenary"),
        "opening-parallel": Plural(
            "minute beside an opening or closing", "minutes beside openings and closings"
        ),
        "keynote-parallel": Plural("minute beside a keynote", "minutes beside keynotes"),
        "opening-order": Plural(
            "session before the opening or after the closing",
            "sessions before the opening or after the closing",
        ),
        "track-parallel": Plural(
            "minute in which talks of one track run in parallel",
            "minutes in which talks of one track run in parallel",
        ),
        "restriction": Plural("restriction not met", "restrictions not met"),
        "too-many-talks": Plural(
            "session of a person beyond the most of a day", "sessions of a person beyond the most of a day"
        ),
        "wish": Plural("wish not fulfilled", "wishes not fulfilled"),
        "block-gap": Plural(
            "minute left over between parts of a block", "minutes left over between parts of a block"
        ),
        "track-rooms": Plural("change of room within a track", "changes of room within a track"),
        "interest": Plural(
            "minute in which someone wants to be in two sessions",
            "minutes in which people want to be in two sessions",
        ),
        "interest-seats": Plural("interested person without a seat", "interested people without a seat"),
        "mixed-block": Plural("track in a block beyond the first", "tracks in blocks beyond the first"),
        "track-gap": Plural(
            "pause of a track between its blocks of a day", "pauses of tracks between their blocks of a day"
        ),
        "big-parallel": Plural(
            "minute in which two big sessions run at once", "minutes in which two big sessions run at once"
        ),
        "day-for-one": Plural(
            "day on which someone comes for one session", "days on which people come for one session"
        ),
        "unscheduled": Plural("session without a time", "sessions without a time"),
    }
)
"""The units in which each price is counted, after their number."""


class Prices:
    """The price of one unit of everything: as a conference weighs and grades it, for the group of a plan.

    Attributes:
        favour: The group to favour: what concerns it counts strongly, unless the conference weighs it.
    """

    def __init__(self, settings: RuleSettings = DEFAULT_SETTINGS, favour: Group | None = None) -> None:
        self.favour = favour
        self._settings = settings
        self._known: dict[tuple[str, Severity | None], int] = {}

    def __call__(self, code: str, severity: Severity | None = None) -> int:
        """The price of one unit: `FORBIDDEN` where the finding is an error, 0 where its rule is off."""
        key = (code, severity)
        if key not in self._known:
            graded = self.severity(code, severity)
            if graded is None or graded is Severity.ERROR:
                self._known[key] = 0 if graded is None else FORBIDDEN
            else:
                self._known[key] = self.unit(code, graded)
        return self._known[key]

    def weight(self, code: str) -> Weight:
        usual = Weight.STRONGLY if OBJECTIVE[code].group is self.favour else Weight.NORMAL
        return self._settings.planning.get(code, usual)

    def unit(self, code: str, severity: Severity) -> int:
        """The price of one unit of a finding of that severity."""
        return OBJECTIVE[code].points * SEVERITY_FACTORS[severity] * WEIGHT_FACTORS[self.weight(code)]

    def severity(self, code: str, severity: Severity | None = None) -> Severity | None:
        """The grade of a finding, of its usual severity or another one; what is not a rule is an info."""
        if OBJECTIVE[code].measure is None:
            return Severity.INFO
        usual = rule_by_code(code).severity
        return self._settings.grade(code, usual, severity or usual)


def unit_words(code: str, count: int) -> Message:
    """The unit of a price after its number: people without a seat."""
    return Message(UNITS[code], count=count)


TABLE = "planning"
"""The table of a file that sets weights."""

SHARED_MINUTES = 30
"""The minutes of two sessions at once in the trades: the usual length of a talk."""

_LARGEST_DENOMINATOR = 4
"""Of trades for a few people: 3 people without a seat for 4 people. For many people it is 1."""

_MANY = 10


def parse_weight(code: str, word: str) -> tuple[str, Weight]:
    """The code of a price and its weight, as typed."""
    if code not in OBJECTIVE:
        unknown = Message("Nothing in a plan is called '{word}'.", word=code)
        known = Message("There are {known}.", known=Listed((*OBJECTIVE,)))
        raise Refused(Message(unknown, suggest(code, OBJECTIVE), known))
    typed = "-".join(word.lower().replace("_", " ").replace("-", " ").split())
    weights = tuple(map(str, Weight))
    if typed not in weights:
        unknown = Message("'{word}' is not a weight.", word=word)
        known = Message("Weights are {known}.", known=Listed(weights))
        raise Refused(Message(unknown, suggest(word, weights), known))
    return code, Weight(typed)


def read_weights(text: str, name: str) -> Mapping[str, Weight]:
    """The weights in the table ``planning`` of a TOML file."""
    table: Any = tree_of(text, name, "file of weights").get(TABLE)
    if not isinstance(table, Mapping):
        raise Unreadable(
            name,
            (
                Fault(
                    Message(
                        "has no table [{table}], with lines such as track-rooms = 'strongly'", table=TABLE
                    )
                ),
            ),
        )
    weights, faults = {}, []
    for key, word in table.items():
        try:
            code, weight = parse_weight(key, str(word))
            weights[code] = weight
        except Refused as error:
            faults.append(Fault(as_message(error), line=line_of((TABLE, key), text)))
    if faults:
        raise Unreadable(name, tuple(faults))
    return weights


def with_weights(settings: RuleSettings, weights: Mapping[str, Weight]) -> RuleSettings:
    """The settings with further weights; those that are normal are left out."""
    planning = {**settings.planning, **weights}
    usual = {code: weight for code, weight in planning.items() if weight is not Weight.NORMAL}
    return settings.model_copy(update={"planning": usual})


def trades(prices: Prices) -> Iterator[tuple[str, Weight, Message]]:
    """For each price its code, its weight, and what one unit is traded for."""
    is_dearest = prices.weight("interest") is Weight.ABOVE_ALL
    shared = 0 if is_dearest else SHARED_MINUTES * prices("interest")
    for code in OBJECTIVE:
        weight, severity = prices.weight(code), prices.severity(code)
        one: dict[str, Fact] = {"count": 1, "unit": unit_words(code, 1)}
        if severity is Severity.ERROR:
            trade = Message("never: it is an error in this conference")
        elif severity is None:
            trade = Message("ignored: its rule is off")
        elif weight is Weight.IGNORE:
            trade = Message("ignored")
        elif weight is Weight.ABOVE_ALL:
            trade = Message("{count} {unit} counts more than everything else together", **one)
        elif not shared:
            trade = Message("{count} {unit} = {points} points", **one, points=prices(code))
        else:
            trade = _exchange(code, Fraction(prices(code), shared))
        yield code, weight, trade


def _exchange(code: str, ratio: Fraction) -> Message:
    rounded = ratio.limit_denominator(_LARGEST_DENOMINATOR if ratio < _MANY else 1)
    people, count = (rounded or Fraction(1, round(1 / ratio))).as_integer_ratio()
    return Message(
        Plural("{count} {unit} = 1 person", "{count} {unit} = {people} people", by="people"),
        count=count,
        unit=unit_words(code, count),
        people=people,
    )


def find_room_faults(session: Session, rooms: Sequence[Room]) -> Iterator[tuple[str, int]]:
    """The findings about the rooms of a session wherever it is in time: codes with the number of units."""
    seats = known_seats(rooms)
    if session.audience is not None and seats is not None:
        yield "room-too-small", max(session.audience - seats, 0)
    if session.needs:
        yield "missing-feature", sum(need not in room.features for room in rooms for need in session.needs)
    if session.interpreted:
        yield "no-booths", sum(BOOTHS not in room.features for room in rooms)


@dataclass(frozen=True, slots=True)
class Charge:
    """The amount of something in a schedule, and its price."""

    amount: int
    points: int


def charge(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    favour: Group | None = None,
    interest: Interest = NO_INTEREST,
) -> dict[str, Charge]:
    """The price of a schedule by code, by its rules, its tracks and the interest in its sessions."""
    index = ScheduleIndex(schedule, settings)
    prices = Prices(settings, favour)
    waived = {waiver.identity for waiver in settings.waivers}
    amounts: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for rule in installed_rules():
        if settings.severities.get(rule.code) == "off":
            continue
        if rule.code in OBJECTIVE or rule.code == DOMINANT:
            for amount, price in _charges(rule, index, waived, prices):
                amounts[rule.code] += amount
                points[rule.code] += price
    goals = {
        "track-rooms": track_rooms(schedule),
        "mixed-block": mixed_blocks(schedule),
        "track-gap": sum(gaps(starts.keys()) for starts in track_starts(index).values()),
        "big-parallel": parallel_big_minutes(index),
        "day-for-one": days_for_one_session(index),
        "interest": conflict_minutes(index, interest),
        "interest-seats": voters_without_seat(index, interest),
    }
    for code, amount in goals.items():
        amounts[code] = amount
        points[code] = amount * prices(code)
    return {code: Charge(amounts[code], points[code]) for code in sorted(amounts) if amounts[code]}


def _charges(rule: Rule, index: ScheduleIndex, waived: set[str], prices: Prices) -> list[tuple[int, int]]:
    """Amount and price of each violation of a rule; errors have no price."""
    charges = []
    for violation in rule.test(index, rule.scope.all(index)):
        severity = index.settings.grade(rule.code, rule.severity, violation.severity)
        if severity is None or (waived and to_finding(violation, severity, index).identity in waived):
            continue
        if rule.code == DOMINANT:
            charges.append((1, LEFT_OUT))
            continue
        term = OBJECTIVE[rule.code]
        if severity is not Severity.ERROR and term.measure is not None:
            amount = term.measure(violation, index)
            charges.append((amount, amount * prices.unit(rule.code, severity)))
    return charges


# Goals of a timetable that are not rules


class BigSessions:
    """The big sessions: those that are expected to fill half of the largest room, or more.

    Plenaries aside, which have nothing beside them, and blocks and breaks, which are not sessions to choose.
    """

    def __init__(self, schedule: Schedule) -> None:
        largest = max((room.capacity or 0 for room in schedule.rooms), default=0)
        self._least = -(-largest // 2)

    def __contains__(self, session: Session) -> bool:
        return (
            session.audience is not None
            and 0 < self._least <= session.audience
            and not session.plenary
            and session.kind is not Kind.BLOCK
            and session.kind not in BESIDE_PLENARY
        )


def parallel_big_minutes(index: ScheduleIndex) -> int:
    """The minutes in which two big sessions take place at once, over all pairs."""
    big = BigSessions(index.schedule)
    sessions = [session for session in index.schedule.sessions if session in big]
    occupancies = sorted(index.occupancies(sessions))
    total = 0
    for number, one in enumerate(occupancies, 1):
        for other in takewhile(lambda at: at.start < one.end, occupancies[number:]):  # noqa: B023 - used at once
            if not index.nested(one.session, other.session):
                total += one.shared(other).minutes
    return total


def days_for_one_session(index: ScheduleIndex) -> int:
    """The days on which people have to come for one session, over all who come on several days."""
    total = 0
    for who in index.schedule.participants:
        if who.kind is ParticipantKind.PERSON and who.online is None:
            appointments = [at for at in index.appointments(who.id) if not is_aside(who, at)]
            total += lone_days(index.day(at.start).toordinal() for at in appointments)
    return total


def starts_within(order: Mapping[datetime, int], block: Occupancy) -> tuple[int, ...]:
    """The numbers of the starts of blocks from the start of one to its end."""
    return tuple(number for start, number in order.items() if block.start <= start < block.end)


def track_starts(index: ScheduleIndex) -> dict[tuple[TrackId, int], Counter[int]]:
    """The number of sessions of each track and day in blocks, by the starts of blocks within theirs."""
    order, by_track = starts_of_blocks(index), dict[tuple[TrackId, int], Counter[int]]()
    for part in index.schedule.sessions:
        block = index.session(part.parent) if part.parent is not None else None
        at = index.occupancy(block) if block is not None and block.kind is Kind.BLOCK else None
        is_there = part.slot is not None and part.status is not Status.CANCELLED
        if part.track is not None and at is not None and is_there:
            key = part.track, index.day(at.start).toordinal()
            by_track.setdefault(key, Counter()).update(starts_within(order, at))
    return by_track


def is_in_track_room(session: Session) -> bool:
    """True if a session counts for the rooms that its track uses."""
    return (
        session.slot is not None
        and session.status is not Status.CANCELLED
        and session.track is not None
        and session.kind not in BESIDE_PLENARY
        and session.kind is not Kind.BLOCK
    )


def track_rooms(schedule: Schedule) -> int:
    """The number of room changes of tracks: the sets of rooms of each on each day, beyond the first."""
    rooms: dict[tuple[str, date], set[frozenset[str]]] = {}
    for session in schedule.sessions:
        if session.slot is not None and session.track is not None and is_in_track_room(session):
            key = (session.track, schedule.day(session.slot.period.start))
            rooms.setdefault(key, set()).add(frozenset(schedule.rooms_of(session)))
    return sum(len(places) - 1 for places in rooms.values())


def mixed_blocks(schedule: Schedule) -> int:
    """The tracks of the parts of each session beyond the first."""
    tracks: dict[str, set[str]] = {}
    for session in schedule.sessions:
        if (
            session.parent is not None
            and session.track is not None
            and session.slot is not None
            and session.status is not Status.CANCELLED
        ):
            tracks.setdefault(session.parent, set()).add(session.track)
    return sum(len(inside) - 1 for inside in tracks.values())
