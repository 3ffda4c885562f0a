"""Waived places: what is waived of sessions where they are, so that a plan may leave them there for nothing.

A waiver accepts a finding as it is: these sessions, at these times, in these rooms. At any other place the
finding would be another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from eventkit.findings import Severity
from eventkit.model import Participant, Session, SessionId
from eventkit.planning.problem.free_time import FreeTime, minute
from eventkit.planning.problem.objective import OBJECTIVE, UnitPrices
from eventkit.planning.problem.planning_model import NOWHERE
from eventkit.rules import installed_rules
from eventkit.rules.rule import Violation
from eventkit.rules.rule_messages import to_finding
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex

_CLASH = "person-clash"


@dataclass(frozen=True, slots=True)
class WaivedPlaces:
    """The waived findings of some sessions at the places that they have.

    Attributes:
        rebates: The points of a session at its place that are waived, by code; clashes of people aside.
        clashes: A person and the two sessions that clash for them, where that is waived.
        allowed: The sessions with an error that is waived, and no other error, at their place.
    """

    rebates: dict[SessionId, Counter[str]] = field(default_factory=dict)
    clashes: tuple[tuple[str, SessionId, SessionId], ...] = ()
    allowed: frozenset[SessionId] = frozenset()
    places: dict[SessionId, Occupancy] = field(default_factory=dict)

    def homes(
        self, free_time: FreeTime, minutes: Mapping[SessionId, int]
    ) -> dict[SessionId, tuple[int, int]]:
        """The stretch and the start that sessions of some lengths have."""
        homes = {}
        for id_, length in minutes.items():
            at = self.places.get(id_)
            if at is None or at.minutes != length:
                continue
            start, end = minute(at.start), minute(at.end)
            for number, stretch in enumerate(free_time.stretches):
                block = free_time.blocks[stretch.block].id if stretch.block != NOWHERE else None
                is_there = block == at.session.parent and {*free_time.places[stretch.place]} == {*at.rooms}
                if is_there and stretch.start <= start and end <= stretch.end:
                    homes[id_] = (number, start)
                    break
        return homes


NOTHING_WAIVED = WaivedPlaces()
"""No waivers."""


def find_waived_places(
    index: ScheduleIndex, moving: Iterable[Session], unit_prices: UnitPrices
) -> WaivedPlaces:
    """The waived findings of sessions that are to move, at the places that they have in a schedule."""
    ids = {session.id for session in moving if session.slot is not None}
    waived = {waiver.identity for waiver in index.settings.waivers}
    rebates: dict[SessionId, Counter[str]] = {}
    clashes: list[tuple[str, SessionId, SessionId]] = []
    allowed: set[SessionId] = set()
    broken: set[SessionId] = set()
    for violation, severity in _violations(index) if ids and waived else ():
        sessions = _sessions_of(violation)
        concerned = ids.intersection(sessions)
        if not concerned:
            continue
        is_waived = to_finding(violation, severity, index).identity in waived
        if severity is Severity.ERROR:
            (allowed if is_waived else broken).update(concerned)
        if not is_waived:
            continue
        if violation.code == _CLASH:
            one, other, *_ = sessions
            clashes.append((_person_of(violation), one, other))
        elif severity is not Severity.ERROR and len(concerned) == 1:
            # What several of them cost together depends on where each of them goes: it is charged.
            measure = OBJECTIVE[violation.code].measure
            points = measure(violation, index) * unit_prices.price(violation.code, severity) if measure else 0
            rebates.setdefault(concerned.pop(), Counter())[violation.code] += points
    named = {*rebates, *allowed, *(id_ for _, *pair in clashes for id_ in pair)} & ids
    places = {at.id: at for at in index.occupancies(index.sessions(sorted(named)))}
    return WaivedPlaces(rebates, tuple(clashes), frozenset(allowed - broken), places)


def _violations(index: ScheduleIndex) -> Iterator[tuple[Violation, Severity]]:
    """The violations of the rules that plans price, with their severity in this conference."""
    for rule in installed_rules():
        if rule.code in OBJECTIVE and index.settings.severities.get(rule.code) != "off":
            for violation in rule.test(index, rule.scope.all(index)):
                severity = index.settings.grade(rule.code, rule.severity, violation.severity)
                if severity is not None:
                    yield violation, severity


def _sessions_of(violation: Violation) -> list[SessionId]:
    """The sessions that a violation names, in order."""
    items = (
        item
        for fact in violation.facts.values()
        for item in (fact if isinstance(fact, tuple) else (fact,))
        if isinstance(item, Session)
    )
    return [item.id for item in items]


def _person_of(violation: Violation) -> str:
    return next(str(fact.id) for fact in violation.facts.values() if isinstance(fact, Participant))
