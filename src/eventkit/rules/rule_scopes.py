"""Rule scopes: the units that a rule is evaluated for, and those that an edit invalidates."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from eventkit.model import Participant, ParticipantId, Session, SessionId
from eventkit.rules.rule_settings import WishKind
from eventkit.rules.schedule_index import OverlayIndex, ScheduleIndex, find_frame, is_for_everyone, spellings
from eventkit.texts import fold_name
from eventkit.texts.confusables import skeleton


@dataclass(frozen=True, slots=True)
class EditExtent:
    """The extent of an edit."""

    # Those added, removed or changed, and all that are part of them, before or after.
    sessions: frozenset[SessionId]
    people: frozenset[ParticipantId]  # participants added, removed or changed
    moves: bool = False  # whether only times and rooms of sessions changed


@dataclass(frozen=True, slots=True)
class Scope:
    """The kind of unit that a rule is evaluated for."""

    name: str  # its name: a rule is evaluated once for each such unit
    all: Callable[[ScheduleIndex], Iterable[Any]] = field(repr=False)  # all units of a schedule
    # Names of the units whose findings an edit may change; called before and after the edit.
    affected: Callable[[ScheduleIndex, EditExtent], Iterable[Hashable]] = field(repr=False)
    # The units of these names that exist.
    select: Callable[[ScheduleIndex, Iterable[Any]], Iterable[Any]] = field(repr=False)


def _with_ancestors(index: ScheduleIndex, change: EditExtent) -> Iterator[Session]:
    for session in index.sessions(change.sessions):
        yield from index.lineage(session)


def _affected_people(index: ScheduleIndex, change: EditExtent) -> Iterator[ParticipantId]:
    yield from change.people
    for session in index.sessions(change.sessions):
        yield from (appearance.participant for appearance in session.people)


def _affected_by_parallels(
    index: ScheduleIndex, sessions: Iterable[Session], change: EditExtent
) -> Iterator[SessionId]:
    """Those of some sessions that changed, or have a session beside them that did."""
    moved = [*index.occupancies(index.sessions(change.sessions))]
    for at in index.occupancies(sessions):
        if at.id in change.sessions or any(
            occupancy.start < at.end and at.start < occupancy.end for occupancy in moved
        ):
            yield at.id


def _groups_of_several(
    index: OverlayIndex[str, Participant], keys: Iterable[str]
) -> Iterator[list[Participant]]:
    return (group for key in keys if len(group := index[key]) > 1)


def _affected_spellings(index: ScheduleIndex, change: EditExtent, key: Callable[[str], str]) -> Iterator[str]:
    for who in index.participants(change.people):
        yield from map(key, spellings(who))


def _affected_wishes(index: ScheduleIndex, change: EditExtent) -> Iterator[int]:
    """Wishes about a session that changed; of those about breaks, all, once a break has changed."""
    break_changed = any(session.kind.is_pause for session in index.sessions(change.sessions))
    for place, wish in enumerate(index.settings.wishes):
        about_breaks = wish.kind in {WishKind.AFTER_BREAK, WishKind.CONSECUTIVE}
        if not change.sessions.isdisjoint(wish.sessions) or (break_changed and about_breaks):
            yield place


def _affected_preferences(index: ScheduleIndex, change: EditExtent) -> Iterator[int]:
    people = set(_affected_people(index, change))
    tracks = {session.track for session in index.sessions(change.sessions)}
    for place, preference in enumerate(index.settings.preferences):
        is_of_track = preference.track is not None and preference.track in tracks
        if preference.session in change.sessions or preference.participant in people or is_of_track:
            yield place


SESSION = Scope(
    "session",
    lambda index: index.schedule.sessions,
    lambda index, change: (session.id for session in _with_ancestors(index, change)),
    lambda index, ids: index.sessions(ids),
)
"""A session, with those above and below it and the rooms it is in."""

PERSON = Scope(
    "participant",
    lambda index: index.schedule.participants,
    _affected_people,
    lambda index, ids: index.participants(ids),
)
"""A participant, with the sessions they appear in."""

ROOM = Scope(
    "room",
    lambda index: index.schedule.rooms,
    lambda index, change: (
        room for session in index.sessions(change.sessions) for room in index.rooms(session)
    ),
    lambda index, ids: map(index.schedule.room, ids),
)
"""A room, with the sessions in it."""

TRACK_HOUR = Scope(
    "track and hour",
    lambda index: index.by_track,
    lambda index, change: (
        hour for at in index.occupancies(index.sessions(change.sessions)) for hour in index.track_hours(at)
    ),
    lambda _, hours: hours,
)
"""A track in an hour, with what takes place of it then."""

DAY = Scope(
    "day",
    lambda index: index.by_day,
    lambda index, change: (index.day(at.start) for at in index.occupancies(_with_ancestors(index, change))),
    lambda _, days: days,
)
"""A day of the conference, with the sessions on it."""

PLENARY = Scope(
    "plenary",
    lambda index: index.plenaries,
    lambda index, change: _affected_by_parallels(index, index.plenaries, change),
    lambda index, ids: (session for session in index.sessions(ids) if session.plenary),
)
"""A session that everyone is meant to come to, with what takes place at the same time."""

KEYNOTE = Scope(
    "keynote",
    lambda index: index.keynotes,
    lambda index, change: _affected_by_parallels(index, index.keynotes, change),
    lambda index, ids: filter(is_for_everyone, index.sessions(ids)),
)
"""An opening, a keynote and the like, with what takes place at the same time."""

FRAME = Scope(
    "opening and closing",
    find_frame,
    lambda index, change: (session.id for session in find_frame(index)) if change.sessions else (),
    lambda index, ids: (session for session in find_frame(index) if session.id in {*ids}),
)
"""The opening and the closing, with the times of all other sessions."""

WISH = Scope(
    "wish",
    lambda index: index.settings.wishes,
    _affected_wishes,
    lambda index, places: (index.settings.wishes[place] for place in places),
)
"""A wish, with the sessions it is about."""

PREFERENCE = Scope(
    "preference",
    lambda index: index.settings.preferences,
    _affected_preferences,
    lambda index, places: (index.settings.preferences[place] for place in places),
)
"""A preference, with the session that has it, or the person who has it and their sessions."""

SETTING = Scope(
    "setting",
    lambda index: dict.fromkeys(index.settings.named()),
    lambda index, change: (
        named
        for named in index.settings.named()
        if (named[1] == "session" and named[2] in change.sessions)
        or (named[1] == "participant" and named[2] in change.people)
    ),
    lambda _, named: named,
)
"""A reference in the rule settings: the setting, the kind of entity, and its id."""

NAME = Scope(
    "name",
    lambda index: _groups_of_several(index.namesakes, index.namesakes),
    lambda index, change: _affected_spellings(index, change, fold_name),
    lambda index, keys: _groups_of_several(index.namesakes, keys),
)
"""Participants who share a name."""

LOOK = Scope(
    "look of a name",
    lambda index: _groups_of_several(index.lookalikes, index.lookalikes),
    lambda index, change: _affected_spellings(index, change, skeleton),
    lambda index, keys: _groups_of_several(index.lookalikes, keys),
)
"""Participants whose names look the same."""

MENTION = Scope(
    "session and the names in it",
    lambda index: index.schedule.sessions,
    lambda index, change: (
        (session.id for session in index.schedule.sessions) if change.people else iter(change.sessions)
    ),
    lambda index, ids: index.sessions(ids),
)
"""A session, with all names that its texts may mention."""

TITLE = Scope(
    "session, and the titles of all",
    lambda index: index.schedule.sessions,
    lambda index, change: (
        iter(change.sessions) if change.moves else (session.id for session in index.schedule.sessions)
    ),
    lambda index, ids: index.sessions(ids),
)
"""A session, and in how many languages the titles of all sessions are."""

ALL = Scope(
    "conference and all in it",
    lambda index: (index.schedule,),
    lambda _index, change: () if change.moves else ("all",),
    lambda index, _: (index.schedule,),
)
"""The whole schedule, except the times and rooms of its sessions."""

CONFERENCE = Scope(
    "conference",
    lambda index: (index.schedule.conference,),
    lambda _index, _change: (),
    lambda index, _: (index.schedule.conference,),
)
"""The conference, with its rooms, tracks and organisations: when they change, everything is looked at."""
