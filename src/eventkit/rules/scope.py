"""What rules are looked at one by one for, and what of it an edit touches.

A rule of a scope finds the same as long as nothing changes that its scope says would touch it. So the
effect of an edit is what the rules find among the touched, before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eventkit.model import Participant, ParticipantId, Session, SessionId
from eventkit.rules.index import Index
from eventkit.rules.settings import Wish
from eventkit.rules.spelling import skeleton, spellings
from eventkit.rules.survey import Survey
from eventkit.texts import folded_name


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit changed.

    Attributes:
        sessions: Those added, removed or changed, and all that stand within them, before or after.
        people: Participants added, removed or changed.
        moves: Whether nothing changed but when and where sessions are held.
    """

    sessions: frozenset[SessionId]
    people: frozenset[ParticipantId]
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule is looked at for.

    Attributes:
        name: What it is called: a rule is looked at once for each of those.
        every: All of them.
        touched: Names of those for which an edit may change what is found; asked before and after.
        some: Those of the names, as far as they are there.
    """

    name: str
    every: Callable[[Survey], Iterable[Any]]
    touched: Callable[[Survey, Change], Iterable[Hashable]]
    some: Callable[[Survey, Iterable[Any]], Iterable[Any]]


def _above_too(survey: Survey, change: Change) -> Iterator[Session]:
    for session in survey.sessions(change.sessions):
        yield from survey.line(session)


def _people_touched(survey: Survey, change: Change) -> Iterator[ParticipantId]:
    yield from change.people
    for session in survey.sessions(change.sessions):
        yield from (each.participant for each in session.people)


def _plenaries_touched(survey: Survey, change: Change) -> Iterator[SessionId]:
    moved = [*survey.happening(survey.sessions(change.sessions))]
    for plenary in survey.happening(survey.plenaries):
        if plenary.id in change.sessions or any(
            each.start < plenary.end and plenary.start < each.end for each in moved
        ):
            yield plenary.id


def _alike(index: Index[str, Participant], keys: Iterable[str]) -> Iterator[list[Participant]]:
    return (group for key in keys if len(group := index[key]) > 1)


def _spelt(survey: Survey, change: Change, key: Callable[[str], str]) -> Iterator[str]:
    for who in survey.participants(change.people):
        yield from map(key, spellings(who))


def _wishes(survey: Survey, places: Iterable[int]) -> Iterator[Wish]:
    return (survey.settings.wishes[place] for place in places)


SESSION = Scope(
    "session",
    lambda survey: survey.schedule.sessions,
    lambda survey, change: (session.id for session in _above_too(survey, change)),
    lambda survey, ids: survey.sessions(ids),
)
"""A session, with those above and below it and the rooms it is in."""

PERSON = Scope(
    "participant",
    lambda survey: survey.schedule.participants,
    _people_touched,
    lambda survey, ids: survey.participants(ids),
)
"""A participant, with the sessions they appear in."""

ROOM = Scope(
    "room",
    lambda survey: survey.schedule.rooms,
    lambda survey, change: (
        room for session in survey.sessions(change.sessions) for room in survey.rooms(session)
    ),
    lambda survey, ids: map(survey.schedule.room, ids),
)
"""A room, with the sessions in it."""

TRACK_HOUR = Scope(
    "track and hour",
    lambda survey: survey.by_track,
    lambda survey, change: (
        each for at in survey.happening(survey.sessions(change.sessions)) for each in survey.track_hours(at)
    ),
    lambda _, hours: hours,
)
"""A track in an hour, with what takes place of it then."""

DAY = Scope(
    "day",
    lambda survey: survey.by_day,
    lambda survey, change: (survey.day(at.start) for at in survey.happening(_above_too(survey, change))),
    lambda _, days: days,
)
"""A day of the conference, with the sessions on it."""

PLENARY = Scope(
    "plenary",
    lambda survey: survey.plenaries,
    _plenaries_touched,
    lambda survey, ids: (session for session in survey.sessions(ids) if session.plenary),
)
"""A session that everyone is meant to come to, with what takes place at the same time."""

WISH = Scope(
    "wish",
    lambda survey: survey.settings.wishes,
    lambda survey, change: (
        place
        for place, wish in enumerate(survey.settings.wishes)
        if not change.sessions.isdisjoint(wish.sessions)
    ),
    _wishes,
)
"""A wish, with the two sessions it is about."""

SETTING = Scope(
    "setting",
    lambda survey: dict.fromkeys(survey.settings.named()),
    lambda survey, change: (
        each for each in survey.settings.named() if each[1] == "session" and each[2] in change.sessions
    ),
    lambda _, named: named,
)
"""What a setting of the rules names: in which of them, of what kind, and the id."""

NAME = Scope(
    "name",
    lambda survey: _alike(survey.namesakes, survey.namesakes),
    lambda survey, change: _spelt(survey, change, folded_name),
    lambda survey, keys: _alike(survey.namesakes, keys),
)
"""Participants who share a name."""

LOOK = Scope(
    "look of a name",
    lambda survey: _alike(survey.lookalikes, survey.lookalikes),
    lambda survey, change: _spelt(survey, change, skeleton),
    lambda survey, keys: _alike(survey.lookalikes, keys),
)
"""Participants whose names look the same."""

MENTION = Scope(
    "session and the names in it",
    lambda survey: survey.schedule.sessions,
    lambda survey, change: (
        (each.id for each in survey.schedule.sessions) if change.people else iter(change.sessions)
    ),
    lambda survey, ids: survey.sessions(ids),
)
"""A session, with all names that its texts may tell."""

ALL = Scope(
    "conference and all in it",
    lambda survey: (survey.schedule,),
    lambda _survey, change: () if change.moves else ("all",),
    lambda survey, _: (survey.schedule,),
)
"""The whole schedule, but for when and where its sessions are held."""

CONFERENCE = Scope(
    "conference",
    lambda survey: (survey.schedule.conference,),
    lambda _survey, _change: (),
    lambda survey, _: (survey.schedule.conference,),
)
"""The conference, with its rooms, tracks and organisations: when they change, everything is looked at."""
