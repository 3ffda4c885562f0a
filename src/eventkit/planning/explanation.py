"""The explanation of a talk without a place: what it shares with which others, why, and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventkit.model import ParticipantId, SessionId
from eventkit.planning.certificates import Certificate, Shortage, find_certificate
from eventkit.planning.conditions import Condition, Terms, find_conditions, minimal_core
from eventkit.planning.free_time import FreeTime, find_free_time
from eventkit.planning.plans import Reason
from eventkit.planning.problem import Problem
from eventkit.planning.problem_builder import TalkRequest, build_problem
from eventkit.rules.schedule_index import ScheduleIndex

_NAMED = 8
"""The most sessions that a reason names."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """Where talks were to be placed.

    Attributes:
        index: The schedule, without the times of the talks.
        requests: The talks.
        free_time: Where they might have been.
        problem: The problem made of it.
        language: The language of the reasons' titles and dates.
    """

    index: ScheduleIndex
    requests: Sequence[TalkRequest]
    free_time: FreeTime
    problem: Problem
    language: str = "en"


def explain(terrain: Terrain, talk: int) -> Reason:
    """Why a talk has no place, and what would help: any one of the remedies.

    Counting comes first: the talk alone, its people, then what shares its stretches. A proof is made as
    small as it can be, first its talks and then their conditions. Where counting proves nothing, the reason
    says so, and the remedies are those that always help.
    """
    problem = terrain.problem
    certificate = find_certificate(problem, range(len(problem.talks)), about=talk)
    if certificate is None:
        return _unproved(terrain, talk)
    talks = _fewest_talks(problem, certificate, talk)
    certificate = find_certificate(problem, talks, about=talk) or certificate
    core = _core(terrain, certificate.talks)
    return Reason(
        _CODES[certificate.shortage],
        _sentence(terrain, certificate, core),
        tuple(_remedies(terrain, certificate, core, talk)),
    )


_CODES = {
    Shortage.PLACE: "no-place",
    Shortage.PERSON: "person-without-time",
    Shortage.MINUTES: "too-few-minutes",
    Shortage.PACKING: "no-packing",
}


def _fewest_talks(problem: Problem, certificate: Certificate, talk: int) -> list[int]:
    """The talks of a certificate without those that it does not need."""
    talks = [*certificate.talks]
    for other in certificate.talks:
        fewer = [each for each in talks if each != other]
        if other != talk and find_certificate(problem, fewer, about=talk) is not None:
            talks = fewer
    return talks


def _core(terrain: Terrain, talks: Iterable[int]) -> list[Condition]:
    """The conditions without any one of which those talks might have places."""
    ids = [SessionId(terrain.problem.talks[talk].id) for talk in talks]
    minutes = {request.session.id: request.minutes for request in terrain.requests}
    conditions = find_conditions(terrain.index, ids, terrain.free_time, terrain.language)

    def is_impossible(active: Sequence[Condition]) -> bool:
        terms: Terms = (terrain.index.schedule, terrain.index.settings)
        for condition in conditions:
            if condition not in active:
                terms = condition.drop(terms)
        index = ScheduleIndex(*terms)
        requests = [TalkRequest(session, minutes[session.id]) for session in index.sessions(ids)]
        parents = [request.session.parent for request in requests if request.session.parent is not None]
        in_rooms = terrain.free_time.hours is not None
        free_time = find_free_time(index, parents, days=terrain.free_time.days, in_rooms=in_rooms)
        problem = build_problem(index, requests, free_time, grid=terrain.problem.grid)
        return find_certificate(problem, range(len(problem.talks))) is not None

    return minimal_core(conditions, is_impossible)


def _sentence(terrain: Terrain, certificate: Certificate, core: Sequence[Condition]) -> str:
    """The reason in words."""
    problem = terrain.problem
    minutes = sum(problem.talks[talk].minutes for talk in certificate.talks)
    names = _names(terrain, certificate.talks)
    because = f": {'; '.join(condition.sentence for condition in core)}" if core else ""
    match certificate.shortage:
        case Shortage.PLACE:
            longest = max((stretch.end - stretch.start for stretch in problem.stretches), default=0)
            if longest < minutes:
                return f"it takes {minutes} minutes, and the longest free time has {longest}{because}"
            return f"no free time meets all of its conditions{because}"
        case Shortage.PERSON:
            who = next(iter(terrain.index.participants([ParticipantId(certificate.person)])))
            name = who.named(terrain.language)[0].full
            return f"{name} cannot be in {names} one after the other{because}"
        case Shortage.MINUTES:
            return f"{names} take {minutes} minutes, and share {certificate.minutes}{because}"
        case Shortage.PACKING:
            shared = f"the {certificate.minutes} that they share cannot be divided among them"
            return f"{names} take {minutes} minutes, but {shared}{because}"


def _remedies(
    terrain: Terrain, certificate: Certificate, core: Sequence[Condition], talk: int
) -> Iterable[str]:
    """What would help: without any of the conditions, with less to place, or with more time."""
    yield from (condition.remedy for condition in core)
    minutes = terrain.problem.talks[talk].minutes
    longest = max((stretch.end - stretch.start for stretch in terrain.problem.stretches), default=0)
    is_too_long = certificate.shortage is Shortage.PLACE and longest < minutes
    if is_too_long and longest:
        yield f"it is shortened to {longest} minutes"
    shares_time = certificate.shortage in {Shortage.MINUTES, Shortage.PACKING}
    if shares_time:
        yield "one of them is shortened or left out"
    # Where people and wishes are what prevents it, more free time alone would not help.
    if is_too_long or shares_time or not core:
        yield f"there are {minutes} more minutes of free time for it"


def _unproved(terrain: Terrain, talk: int) -> Reason:
    """The reason for a talk with all of its places taken, without a proof that this is unavoidable."""
    minutes = terrain.problem.talks[talk].minutes
    return Reason(
        "no-time-left",
        "all suitable places are taken, and no other arrangement was found",
        (
            f"there are {minutes} more minutes of free time for it",
            "another session is shortened or left out",
            "the search goes on for longer, with --seconds or another --seed",
        ),
    )


def _names(terrain: Terrain, talks: Sequence[int]) -> str:
    """The titles of talks, shortened."""
    ids = [SessionId(terrain.problem.talks[talk].id) for talk in talks]
    titles = [f"“{session.title.best(terrain.language)[1]}”" for session in terrain.index.sessions(ids)]
    if len(titles) > _NAMED:
        titles = [*titles[:_NAMED], f"{len(titles) - _NAMED} more"]
    *most, last = titles
    return f"{', '.join(most)} and {last}" if most else last
