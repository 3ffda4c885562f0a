"""Changed sessions: sessions with other calendar entries in two schedules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple

from eventkit.ledger.feed_visibility import NO_NAMES, FeedNames, feed_keys
from eventkit.ledger.visible_fields import (
    common_fields,
    entry_fields,
    is_moved,
    languages_of_same_entry,
    takes_place,
)
from eventkit.model import Affiliation, ParticipantId, Session, SessionId
from eventkit.schedule import EntityKind, Schedule, have_same_keys, replaced_pairs


@dataclass(frozen=True, slots=True)
class AffectedFeeds:
    """The sessions and calendars that a change affects."""

    # The sessions with changes in themselves, in entities they refer to, or in sessions shown with them.
    sessions: set[SessionId]
    changed_ids: Mapping[EntityKind, AbstractSet[Any]]


def find_changed_sessions(
    old: Schedule, new: Schedule, affected_feeds: AffectedFeeds | None = None
) -> Iterator[tuple[SessionId, bool]]:
    """The new sessions, and those with another entry in ``new`` than in ``old``.

    Each is returned with whether its time, place or status differs, as in a new session. Sessions are matched
    by UID, as calendars do, so that one with another id is the same.
    """
    changeable: AbstractSet[SessionId] | None = None
    if _is_shown_alike(old, new):
        changeable = (affected_feeds or affected(old, new)).sessions
    for session in new.sessions:
        if changeable is not None and session.id not in changeable:
            continue
        earlier = _earlier(old, session)
        if earlier is None or is_moved(old, earlier, new, session):
            yield session.id, True
        elif entry_fields(old, earlier) != entry_fields(new, session) or gained_or_lost_parent(
            ShownSession(old, earlier), ShownSession(new, session)
        ):
            yield session.id, False


def unaffected_languages(old: Schedule, earlier: Session, new: Schedule, session: Session) -> tuple[str, ...]:
    """The languages in whose calendars the entry of a changed session is the same as before."""
    if gained_or_lost_parent(ShownSession(old, earlier), ShownSession(new, session)):
        return ()
    return languages_of_same_entry(old, earlier, new, session)


def _earlier(old: Schedule, session: Session) -> Session | None:
    # Nearly always the one of the same id, so that no sessions need be listed by UID.
    earlier = EntityKind.SESSION.by_id(old).get(session.id)
    if isinstance(earlier, Session) and earlier.uid == session.uid:
        return earlier
    return old.by_uid.get(session.uid)


def has_other_days(old: Schedule, new: Schedule) -> bool:
    """True if unchanged sessions may belong to another day than before."""
    before, now = old.conference, new.conference
    return (before.zone, before.day_change) != (now.zone, now.day_change)


def _is_shown_alike(old: Schedule, new: Schedule) -> bool:
    """True if unchanged sessions are shown as before: the same fields of the conference, and the same
    order of rooms and sessions.
    """
    if old.conference != new.conference and common_fields(old.conference) != common_fields(new.conference):
        return False
    return not _has_other_order(old.rooms, new.rooms) and not _has_other_order(old.sessions, new.sessions)


def affected(old: Schedule, new: Schedule) -> AffectedFeeds:
    """The sessions and calendars that the change from one schedule to the other affects.

    A change touches few of many sessions, and identical objects are not compared.
    """
    organisations, rooms = (
        _changed_ids(old.organisations, new.organisations),
        _changed_ids(old.rooms, new.rooms),
    )
    tracks, sessions = _changed_ids(old.tracks, new.tracks), _changed_ids(old.sessions, new.sessions)
    people = _changed_ids(old.participants, new.participants)
    changed_ids: Mapping[EntityKind, AbstractSet[Any]] = {
        EntityKind.ROOM: rooms,
        EntityKind.TRACK: tracks,
        EntityKind.ORGANISATION: organisations,
        EntityKind.PARTICIPANT: frozenset(people),
        EntityKind.SESSION: frozenset(sessions),
    }
    if organisations:
        people |= {
            participant.id
            for participant in new.participants
            if _names_any(participant.affiliations, organisations)
        }
    if people:
        _add_teams(people, old, new)
    if tracks or rooms or people or organisations:
        sessions |= {
            session.id
            for session in (*old.sessions, *new.sessions)
            if (tracks and session.track in tracks)
            or (rooms and session.slot is not None and not rooms.isdisjoint(session.slot.rooms))
            or (people and any(appearance.participant in people for appearance in session.people))
            or (
                organisations
                and any(_names_any(appearance.affiliations, organisations) for appearance in session.people)
            )
        }
    # A part is shown with its parent, and the parent with its parts.
    waiting = list(sessions)
    while waiting:
        more = {*_parent_and_parts(waiting.pop(), old, new)} - sessions
        sessions |= more
        waiting += more
    return AffectedFeeds(sessions, changed_ids)


def _parent_and_parts(id_: SessionId, *schedules: Schedule) -> Iterator[SessionId]:
    for schedule in schedules:
        session = EntityKind.SESSION.by_id(schedule).get(id_)
        if isinstance(session, Session) and session.parent is not None:
            yield session.parent
        yield from (part.id for part in schedule.parts(id_))


class ShownSession(NamedTuple):
    """A session in a schedule, with the former keys of calendars there."""

    schedule: Schedule
    session: Session
    names: FeedNames = NO_NAMES

    def keys(self) -> set[str]:
        """The keys of the calendars that show it."""
        return feed_keys(self.schedule, self.session, self.names)

    def keys_of_parent(self) -> set[str]:
        """The keys of the calendars that show its parent, if that takes place."""
        parent = self.schedule.session(self.session.parent) if self.session.parent is not None else None
        return feed_keys(self.schedule, parent, self.names) if parent and takes_place(parent) else set()


def gained_or_lost_parent(before: ShownSession, now: ShownSession) -> bool:
    """True if a calendar that still shows the session gained or lost its parent.

    The calendar at one address may have been that of another entity.
    """
    if before.session.parent is None or now.session.parent is None:
        return False
    same = before.keys() & now.keys()
    return before.keys_of_parent() & same != now.keys_of_parent() & same


def _add_teams(people: set[ParticipantId], *schedules: Schedule) -> None:
    teams = [
        participant for schedule in schedules for participant in schedule.participants if participant.members
    ]
    grown = True
    while grown:
        more = {team.id for team in teams if not people.isdisjoint(team.members)} - people
        people |= more
        grown = bool(more)


def _changed_ids(old: tuple[Any, ...], new: tuple[Any, ...]) -> set[Any]:
    if have_same_keys(old, new):
        return {now.id for before, now in replaced_pairs(old, new) if before != now}
    before, after = ({value.id: value for value in values} for values in (old, new))
    return {
        id_
        for id_ in {**before, **after}
        # Most are identical objects, which is the cheaper comparison.
        if (one := before.get(id_)) is not (other := after.get(id_)) and one != other
    }


def _has_other_order(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    if have_same_keys(old, new):
        return False
    before, after = ({value.id: None for value in values} for values in (old, new))
    return [id_ for id_ in before if id_ in after] != [id_ for id_ in after if id_ in before]


def _names_any(affiliations: Iterable[Affiliation], organisations: set[Any]) -> bool:
    return any(affiliation.organisation in organisations for affiliation in affiliations)
