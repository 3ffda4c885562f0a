"""Changed sessions: whose entries differ between two schedules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eventkit.ledger.feed_visibility import feed_keys
from eventkit.ledger.visible_fields import common_fields, entry_fields, placement
from eventkit.model import Affiliation, ParticipantId, Session, SessionId
from eventkit.schedule import EntityKind, Schedule


@dataclass(frozen=True, slots=True)
class AffectedFeeds:
    """The sessions and calendars that a change affects.

    Attributes:
        sessions: The sessions that it changes in themselves, in what they name or in what is shown with them.
        unlike: What is not the same in itself, by its kind.
    """

    sessions: set[SessionId]
    unlike: Mapping[EntityKind, AbstractSet[Any]]


def find_changed_sessions(
    old: Schedule | None, new: Schedule, touched: AffectedFeeds | None = None
) -> Iterator[tuple[SessionId, bool]]:
    """The sessions of ``new`` whose entries differ from those in ``old``, or were not there.

    With each whether it is placed otherwise, which is so of one that was not there. Sessions are told apart
    by their uid, as calendars do: one that has another id is the same. What is ``touched``, as `affected`
    finds it, may be told where it is known already.
    """
    before = by_uid(old)
    near: AbstractSet[SessionId] | None = None
    if old is not None and _is_shown_alike(old, new):
        near = (touched or affected(old, new)).sessions
    for session in new.sessions:
        if near is not None and session.id not in near:
            continue
        earlier = before.get(session.uid)
        if old is None or earlier is None or placement(old, earlier) != placement(new, session):
            yield session.id, True
        elif entry_fields(old, earlier) != entry_fields(new, session) or _leads(old, earlier, new, session):
            yield session.id, False


def by_uid(schedule: Schedule | None) -> Mapping[UUID, Session]:
    """The sessions of a schedule by UID, as calendars know them."""
    return {session.uid: session for session in schedule.sessions} if schedule else {}


def has_other_days(old: Schedule, new: Schedule) -> bool:
    """Tell whether unchanged sessions may belong to another day than before."""
    before, now = old.conference, new.conference
    return (before.zone, before.day_change) != (now.zone, now.day_change)


def _is_shown_alike(old: Schedule, new: Schedule) -> bool:
    """Tell whether unchanged sessions are shown as before: with the same facts of the conference, and in
    the same order of rooms and sessions.
    """
    if old.conference != new.conference and common_fields(old.conference) != common_fields(new.conference):
        return False
    return not _reordered(old.rooms, new.rooms) and not _reordered(old.sessions, new.sessions)


def affected(old: Schedule, new: Schedule) -> AffectedFeeds:
    """The sessions and calendars that the change from one schedule to the other affects.

    Of very many sessions a change touches few, and what is the very same value needs no look.
    """
    organisations, rooms = _unlike(old.organisations, new.organisations), _unlike(old.rooms, new.rooms)
    tracks, sessions = _unlike(old.tracks, new.tracks), _unlike(old.sessions, new.sessions)
    people = _unlike(old.participants, new.participants)
    unlike: Mapping[EntityKind, AbstractSet[Any]] = {
        EntityKind.ROOM: rooms,
        EntityKind.TRACK: tracks,
        EntityKind.ORGANISATION: organisations,
        EntityKind.PARTICIPANT: frozenset(people),
        EntityKind.SESSION: frozenset(sessions),
    }
    if organisations:
        people |= {each.id for each in new.participants if _name_one(each.affiliations, organisations)}
    if people:
        _with_teams(people, old, new)
    kin: dict[SessionId, set[SessionId]] = {}
    for session in (*old.sessions, *new.sessions):
        if session.parent is not None:
            kin.setdefault(session.parent, set()).add(session.id)
            kin.setdefault(session.id, set()).add(session.parent)
        if (
            (tracks and session.track in tracks)
            or (rooms and session.slot is not None and not rooms.isdisjoint(session.slot.rooms))
            or (people and any(each.participant in people for each in session.people))
            or (organisations and any(_name_one(each.affiliations, organisations) for each in session.people))
        ):
            sessions.add(session.id)
    # A part is shown with what it is part of, and the other way round.
    waiting = list(sessions)
    while waiting:
        more = kin.get(waiting.pop(), set()) - sessions
        sessions |= more
        waiting += more
    return AffectedFeeds(sessions, unlike)


def _leads(old: Schedule, earlier: Session, new: Schedule, session: Session) -> bool:
    """Tell whether a calendar that showed the session, and still does, now shows its parent where it did
    not, or the reverse.
    """
    if earlier.parent is None or session.parent is None:
        return False
    before, now = old.session(earlier.parent), new.session(session.parent)
    same = feed_keys(old, earlier) & feed_keys(new, session)
    return feed_keys(old, before) & same != feed_keys(new, now) & same


def _with_teams(people: set[ParticipantId], *schedules: Schedule) -> None:
    """Add the teams and delegations of these people, at any depth."""
    teams = [each for schedule in schedules for each in schedule.participants if each.members]
    grown = True
    while grown:
        more = {each.id for each in teams if not people.isdisjoint(each.members)} - people
        people |= more
        grown = bool(more)


def _unlike(old: Iterable[Any], new: Iterable[Any]) -> set[Any]:
    """The ids of values that differ between the two."""
    before, after = ({value.id: value for value in values} for values in (old, new))
    return {
        id_
        for id_ in {**before, **after}
        # Most are the very same, which is found at once.
        if (one := before.get(id_)) is not (other := after.get(id_)) and one != other
    }


def _reordered(old: Iterable[Any], new: Iterable[Any]) -> bool:
    """Tell whether values that are in both are in another order."""
    before, after = ({value.id: None for value in values} for values in (old, new))
    return [id_ for id_ in before if id_ in after] != [id_ for id_ in after if id_ in before]


def _name_one(affiliations: Iterable[Affiliation], organisations: set[Any]) -> bool:
    return any(each.organisation in organisations for each in affiliations)
