"""The explanation of talks without a place: what they share with which others, why, and what would help."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from eventkit.model import ParticipantId, Session, SessionId
from eventkit.planning.explain.certificates import (
    Certificate,
    Shortage,
    find_certificate,
    find_confined,
    shared_minutes,
)
from eventkit.planning.explain.conditions import Condition, Terms, find_conditions, minimal_core
from eventkit.planning.explain.crowd_remedies import Crowd, find_crowd_remedies
from eventkit.planning.explain.remedies import Situation, find_places_outside_blocks, find_remedies
from eventkit.planning.planning_messages import NAMED_LIMIT, Phrase, PhraseBook
from eventkit.planning.plans import Reason
from eventkit.planning.problem.free_time import FreeTime, find_free_time
from eventkit.planning.problem.model_builder import build_problem
from eventkit.planning.problem.planning_model import Problem
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule

_CORE_LIMIT = 100
"""The most sessions that are too many together of which the conditions are looked for."""

_PIECES_LIMIT = 6
"""The most pieces of free time of which the minutes are listed."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """The time and the rooms in which talks were to be placed.

    Attributes:
        index: The schedule, without the times of the talks.
        free_time: Where they might have been.
        after: The schedule with the plan applied.
    """

    index: ScheduleIndex
    requests: Sequence[TalkRequest]
    free_time: FreeTime
    problem: Problem
    after: Schedule


def explain(terrain: Terrain, missed: Sequence[int], limit: int) -> dict[int, Reason]:
    """The reasons why talks have no place, and what would help: any one of the remedies of each.

    The talks with a place and one of these cannot all be placed together: of that a proof is looked for, the
    cheapest first, and made as small as it can be, first its talks and then their conditions. Without a
    proof the reason says that no place was found. Remedies are proved by a timetable either way.

    Talks that are simply too many for the free time have one reason together.

    Args:
        terrain: Where they might have been.
        missed: The talks without a place.
        limit: For how many of them, from the first, a reason of their own is looked for.
    """
    placed = [
        number
        for number, other in enumerate(terrain.problem.talks)
        if terrain.after.session(SessionId(other.id)).slot is not None
    ]
    crowds = [*_crowds(terrain, placed, missed[:limit], missed)]
    counted = {talk for crowd in crowds for talk in crowd.talks}
    reasons: dict[int, Reason] = {}
    for talk in missed[:limit]:
        is_counted = talk in counted
        proof = find_certificate(terrain.problem, [*placed, talk], about=talk, is_counted=is_counted)
        if proof is not None or not is_counted:
            reasons[talk] = _explain_one(terrain, talk, proof)
    for crowd in crowds:
        alike = [talk for talk in crowd.talks if talk not in reasons]
        if len(alike) == 1:
            (talk,) = alike
            proof = find_certificate(terrain.problem, [*placed, talk], about=talk)
            reasons[talk] = _explain_one(terrain, talk, proof)
        elif alike:
            reasons |= dict.fromkeys(alike, _explain_crowd(terrain, crowd, alike))
    return reasons


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Talks that need more minutes than they can use.

    Attributes:
        talks: Those without a place.
        confined: All of them, with those that have a place.
        needed: The minutes that they need.
        there: The minutes that they can use.
    """

    talks: Sequence[int]
    confined: Sequence[int]
    stretches: frozenset[int]
    needed: int
    there: int


def _crowds(
    terrain: Terrain, placed: Sequence[int], talks: Sequence[int], missed: Sequence[int]
) -> Iterator[_Crowd]:
    """The crowds that some talks are in, each with other stretches."""
    options = terrain.problem.options
    everything = [talk for talk in (*placed, *missed) if options[talk]]
    counted: set[int] = set()
    for talk in talks:
        if not options[talk] or talk in counted:
            continue
        confined = find_confined(terrain.problem, everything, talk)
        crowd = None if confined is None else _crowd(terrain, confined, everything, {*missed})
        # Without a crowd around the first talks there is hardly one around another.
        if crowd is None:
            return
        counted |= {*crowd.talks}
        yield crowd


def _crowd(
    terrain: Terrain, found: Sequence[int], everything: Sequence[int], missed: Collection[int]
) -> _Crowd | None:
    """The crowd of all talks in the stretches of some; ``None`` if these suffice, or one alone is missed."""
    problem = terrain.problem
    stretches = frozenset(stretch for talk in found for stretch in problem.options[talk])
    confined = [talk for talk in everything if stretches.issuperset(problem.options[talk])]
    needed = sum(problem.talks[talk].minutes for talk in confined)
    there = shared_minutes(problem, stretches, confined)
    talks = [talk for talk in confined if talk in missed]
    return _Crowd(talks, confined, stretches, needed, there) if needed > there and len(talks) > 1 else None


def _explain_crowd(terrain: Terrain, crowd: _Crowd, talks: Sequence[int]) -> Reason:
    """The reason of talks that, with those that are placed, need more minutes than they share."""
    phrase = PhraseBook(terrain.index.schedule)
    missing = crowd.needed - crowd.there
    facts = {"count": len(crowd.confined), "needed": crowd.needed, "minutes": crowd.there}
    where = tuple(_where(terrain, crowd.stretches))
    words = phrase("too-many-sessions-where" if where else "too-many-sessions", **facts, where=where)
    situation = _situation(terrain, talks[0], talks)
    sessions = [SessionId(terrain.problem.talks[talk].id) for talk in talks]
    core = _core(terrain, crowd.confined, talks[0]) if len(crowd.confined) <= _CORE_LIMIT else []
    remedies = [*find_crowd_remedies(Crowd(situation, sessions, missing))]
    if not remedies:
        remedies = [phrase("condition-and-time" if core else "more-free-time", minutes=missing)]
    conditions = tuple(condition.sentence for condition in core)
    return Reason(_CODES[Shortage.MINUTES], words, tuple(remedies), conditions)


def _where(terrain: Terrain, stretches: Collection[int]) -> Iterator[Phrase]:
    """The days and rooms of stretches, where these are not all that are planned."""
    phrase = PhraseBook(terrain.index.schedule)
    every, own = terrain.problem.stretches, [terrain.problem.stretches[stretch] for stretch in stretches]
    days, all_days = ({stretch.day for stretch in some} for some in (own, every))
    if days < all_days:
        yield phrase("on-days", days=tuple(date.fromordinal(day) for day in sorted(days)))
    places = terrain.free_time.places
    rooms, all_rooms = ({room for at in some for room in places[at.place]} for some in (own, every))
    if rooms < all_rooms:
        known = terrain.index.schedule.rooms
        yield phrase("in-rooms", rooms=tuple(room for room in known if room.id in rooms))


def _explain_one(terrain: Terrain, talk: int, certificate: Certificate | None) -> Reason:
    """The reason why a talk has no place."""
    problem = terrain.problem
    core = _core(terrain, certificate.talks, talk) if certificate is not None else []
    phrase = PhraseBook(terrain.index.schedule)
    if certificate is None:
        code, words = "no-time-left", phrase("no-time-left")
    else:
        code, words = _CODES[certificate.shortage], _sentence(terrain, certificate, core)
    talks = certificate.talks if certificate is not None else (talk,)
    situation = _situation(terrain, talk, talks)
    remedies = [*find_remedies(situation, core)] or [*find_places_outside_blocks(situation)]
    if certificate is None:
        remedies.append(phrase("keep-searching"))
    elif not remedies:
        key = "condition-and-time" if core else "more-free-time"
        remedies.append(phrase(key, minutes=problem.talks[talk].minutes))
    return Reason(code, words, tuple(remedies), tuple(condition.sentence for condition in core))


_CODES = {
    Shortage.PLACE: "no-place",
    Shortage.PERSON: "person-without-time",
    Shortage.MINUTES: "too-few-minutes",
    Shortage.PACKING: "no-packing",
    Shortage.ORDER: "no-order",
}


def _situation(terrain: Terrain, talk: int, talks: Sequence[int]) -> Situation:
    """The basis of remedies."""
    return Situation(
        terms=Terms(terrain.after, terrain.index.settings, terrain.free_time.days),
        session=SessionId(terrain.problem.talks[talk].id),
        core=[SessionId(terrain.problem.talks[number].id) for number in talks],
        lengths={request.session.id: request.minutes for request in terrain.requests},
        problem=terrain.problem,
        in_rooms=terrain.free_time.hours is not None,
    )


def _core(terrain: Terrain, talks: Iterable[int], about: int) -> list[Condition]:
    """The conditions without any one of which those talks might have places."""
    ids = [SessionId(terrain.problem.talks[talk].id) for talk in talks]
    minutes = {request.session.id: request.minutes for request in terrain.requests}
    conditions = find_conditions(
        terrain.index, ids, terrain.free_time, SessionId(terrain.problem.talks[about].id)
    )
    start = Terms(terrain.index.schedule, terrain.index.settings, terrain.free_time.days)

    def is_impossible(active: Sequence[Condition]) -> bool:
        terms = start
        for condition in conditions:
            if condition not in active:
                terms = condition.drop(terms)
        index = ScheduleIndex(terms.schedule, terms.settings)
        requests = [TalkRequest(session, minutes[session.id]) for session in index.sessions(ids)]
        parents = [request.session.parent for request in requests if request.session.parent is not None]
        in_rooms = terrain.free_time.hours is not None
        free_time = find_free_time(index, parents, days=terms.days, in_rooms=in_rooms)
        problem = build_problem(index, requests, free_time, grid=terrain.problem.grid)
        return find_certificate(problem, range(len(problem.talks))) is not None

    return minimal_core(conditions, is_impossible)


def _sentence(terrain: Terrain, certificate: Certificate, core: Sequence[Condition]) -> Phrase:
    """A statement, in words, of what is impossible."""
    phrase = PhraseBook(terrain.index.schedule)
    problem = terrain.problem
    sessions = tuple(_sessions(terrain, certificate))
    needed = sum(problem.talks[talk].minutes for talk in certificate.talks)
    match certificate.shortage:
        case Shortage.PLACE:
            return _without_place(terrain, needed, core)
        case Shortage.PERSON:
            (who,) = terrain.index.participants([ParticipantId(certificate.person)])
            return phrase("person-without-time", person=who, sessions=sessions)
        case Shortage.MINUTES:
            if len(sessions) > NAMED_LIMIT:
                facts = {"needed": needed, "minutes": certificate.minutes}
                return phrase("too-many-sessions", count=len(sessions), **facts)
            return phrase("too-few-minutes", sessions=sessions, needed=needed, minutes=certificate.minutes)
        case Shortage.PACKING:
            pieces = _pieces(problem, certificate)
            key = "no-packing" if len(pieces) > _PIECES_LIMIT else "no-packing-pieces"
            return phrase(
                key, sessions=sessions, needed=needed, minutes=certificate.minutes, pieces=tuple(pieces)
            )
        case Shortage.ORDER:
            return phrase("no-order", sessions=sessions)


def _without_place(terrain: Terrain, minutes: int, core: Sequence[Condition]) -> Phrase:
    """The reason why no free time is long enough or meets the conditions of a talk."""
    phrase = PhraseBook(terrain.index.schedule)
    lengths = [stretch.end - stretch.start for stretch in terrain.problem.stretches]
    if not lengths and not core:
        return phrase("no-free-time")
    if lengths and max(lengths) < minutes:
        return phrase("too-long", minutes=minutes, longest=max(lengths))
    return phrase("no-place")


def _sessions(terrain: Terrain, certificate: Certificate) -> Iterator[Session]:
    ids = [SessionId(terrain.problem.talks[talk].id) for talk in certificate.talks]
    return terrain.index.sessions(ids)


def _pieces(problem: Problem, certificate: Certificate) -> list[int]:
    """The lengths of the stretches that the talks of a certificate can use."""
    stretches = {stretch for talk in certificate.talks for stretch in problem.options[talk]}
    return [
        problem.stretches[stretch].end - problem.stretches[stretch].start for stretch in sorted(stretches)
    ]
