"""The explanation of talks without a place: what they share with which others, why, and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eventkit.model import ParticipantId, Session, SessionId
from eventkit.planning.certificates import Certificate, Shortage, find_certificate, shared_minutes
from eventkit.planning.conditions import Condition, Terms, find_conditions, minimal_core
from eventkit.planning.free_time import FreeTime, find_free_time
from eventkit.planning.planning_messages import NAMED_LIMIT, Phrase, PhraseBook
from eventkit.planning.plans import Reason
from eventkit.planning.problem import Problem
from eventkit.planning.problem_builder import build_problem
from eventkit.planning.remedies import Situation, find_places_outside_blocks, find_remedies
from eventkit.planning.talk_requests import TalkRequest
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule

_PIECES_LIMIT = 6
"""The most pieces of free time of which the minutes are listed."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """The time and the rooms in which talks were to be placed.

    Attributes:
        index: The schedule, without the times of the talks.
        requests: The talks.
        free_time: Where they might have been.
        problem: The problem made of it.
        after: The schedule with the plan applied.
    """

    index: ScheduleIndex
    requests: Sequence[TalkRequest]
    free_time: FreeTime
    problem: Problem
    after: Schedule


def explain(terrain: Terrain, talks: Sequence[int]) -> dict[int, Reason]:
    """The reasons why talks have no place, and what would help: any one of the remedies of each.

    The talks with a place and one of these cannot all be placed together: of that a proof is looked for, the
    cheapest first, and made as small as it can be, first its talks and then their conditions. Without a
    proof the reason says that no place was found. Remedies are proved by a timetable either way.

    Talks that are simply too many for the free time have one reason together.
    """
    problem = terrain.problem
    placed = [
        number
        for number, other in enumerate(problem.talks)
        if terrain.after.session(SessionId(other.id)).slot is not None
    ]
    certificates = {talk: find_certificate(problem, [*placed, talk], about=talk) for talk in talks}
    alike = [
        talk for talk, proof in certificates.items() if proof is None or proof.shortage is Shortage.MINUTES
    ]
    reasons = _explain_crowd(terrain, placed, alike)
    for talk, certificate in certificates.items():
        if talk not in reasons:
            reasons[talk] = _explain_one(terrain, talk, certificate)
    return reasons


def _explain_crowd(terrain: Terrain, placed: Sequence[int], talks: Sequence[int]) -> dict[int, Reason]:
    """The reason of those talks that, with those that are placed, need more minutes than they share."""
    problem = terrain.problem
    everything = [*placed, *talks]
    proof = find_certificate(problem, everything, about=talks[0]) if len(talks) > 1 else None
    if proof is None or proof.shortage is not Shortage.MINUTES:
        return {}
    stretches = {stretch for talk in proof.talks for stretch in problem.options[talk]}
    confined = [talk for talk in everything if stretches.issuperset(problem.options[talk])]
    needed = sum(problem.talks[talk].minutes for talk in confined)
    there = shared_minutes(problem, stretches, confined)
    crowd = [talk for talk in talks if talk in confined]
    if len(crowd) == 1 or needed <= there:
        return {}
    phrase = PhraseBook(terrain.index.schedule)
    words = phrase("too-many-sessions", count=len(confined), needed=needed, minutes=there)
    remedy = phrase("more-free-time", minutes=needed - there)
    core = tuple(condition.sentence for condition in _core(terrain, confined, talks[0]))
    return dict.fromkeys(crowd, Reason(_CODES[Shortage.MINUTES], words, (remedy,), core))


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
