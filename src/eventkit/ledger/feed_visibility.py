"""Feed visibility: which calendars show a session, under all the names that these have.

Readers subscribe to the address of a calendar, which has the id of an entity in it. When that id is changed,
the calendar continues at its new address, and the former one has a copy of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from eventkit.findings import Subject
from eventkit.model import ParticipantId, Session
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule
from eventkit.values import Value

EVERYTHING = ""  # the name of the calendar of everything, which has no filter
FeedNames = Mapping[str, frozenset[str]]  # all keys of each calendar that has several, by any of them
NO_NAMES: FeedNames = {}


class Visibility(Value):
    """The calendars that show, or showed, a session with a time.

    Calendars are named by their filters, ``rooms=hall``; that of everything by an empty text.
    """

    ties: tuple[str, ...]
    """The calendars that show it."""

    within: tuple[str, ...] = ()
    """The calendars among `ties` that also show a session it is part of."""

    around: tuple[str, ...] = ()
    """The calendars among `ties` that also show a part of it."""

    @cached_property
    def places(self) -> frozenset[tuple[str, str]]:
        """All calendars that showed it, each with the kind of its items: ``both``, ``talks`` or
        ``sessions``.
        """
        ties = {*self.ties, EVERYTHING}
        shows = {"both": ties, "talks": ties - {*self.around}, "sessions": ties - {*self.within}}
        return frozenset((items, key) for items, calendars in shows.items() for key in calendars)

    def answers(self, filters: Collection[Collection[str]], items: str) -> bool:
        """True if a calendar showed it: every filter must match, by any of its keys."""
        if not all(any(key in self.ties for key in keys) for keys in filters):
            return False
        covers = {"talks": self.around, "sessions": self.within}.get(items, ())
        if not filters:
            return EVERYTHING not in covers
        return not all(any(key in covers for key in keys) for keys in filters)


def feed_key(name: str, value: object) -> str:
    return f"{name}={value}"


def visibility(schedule: Schedule, session: Session, names: FeedNames = NO_NAMES) -> Visibility:
    own = feed_keys(schedule, session, names)
    above = [outer for outer in schedule.lineage(session) if outer.slot is not None and outer is not session]
    below = [part for depth, part in schedule.within(session) if depth and part.slot is not None]
    return Visibility(
        ties=tuple(sorted(own)),
        within=tuple(sorted(_shared(schedule, own, above, names))),
        around=tuple(sorted(_shared(schedule, own, below, names))),
    )


def feed_keys(schedule: Schedule, session: Session, names: FeedNames = NO_NAMES) -> set[str]:
    lineage = [*schedule.lineage(session)]
    keys = {feed_key("kinds", session.kind)}
    if session.slot is not None:
        keys.add(feed_key("days", schedule.day(session.slot.period.start)))
    keys |= {feed_key("rooms", room) for room in schedule.rooms_of(session)}
    keys |= {feed_key("tracks", outer.track) for outer in lineage if outer.track is not None}
    keys |= {feed_key("sessions", outer.id) for outer in lineage}
    keys |= {feed_key("participants", person) for person in people_in(schedule, session)}
    keys |= {feed_key("organisations", organisation) for organisation in organisations_in(schedule, session)}
    return {name for key in keys for name in names.get(key, (key,))} if names else keys


def people_in(schedule: Schedule, session: Session) -> set[ParticipantId]:
    """The people who come to a session, and members of the teams and delegations that come, at any depth."""
    people = {appearance.participant for appearance in session.people if appearance.comes}
    waiting = [*people]
    while waiting:
        members = {*schedule.participant(waiting.pop()).members} - people
        people |= members
        waiting += members
    return people


def organisations_in(schedule: Schedule, session: Session) -> set[str]:
    """The organisations that somebody comes to a session for."""
    return {
        affiliation.organisation
        for appearance in session.people
        if appearance.comes
        for affiliation in schedule.affiliations_of(appearance)
        if affiliation.organisation is not None
    }


def _shared(schedule: Schedule, own: set[str], others: Collection[Session], names: FeedNames) -> set[str]:
    """The calendars that also show one of the other sessions, including the calendar of everything."""
    if not others:
        return set()
    return {EVERYTHING} | own.intersection(
        *[set().union(*(feed_keys(schedule, other, names) for other in others))]
    )


Aliases = Mapping[str, str]  # the present key of a calendar by each key that it ever had, the first one first


def moved_keys(renames: Mapping[Subject, str]) -> dict[str, str]:
    """The new keys of the calendars of entities that got other ids, by the old ones."""
    return {
        feed_key(EntityKind(kind).collection, old): feed_key(EntityKind(kind).collection, new)
        for (kind, old), new in renames.items()
    }


def follow_renames(aliases: Aliases, moved: Mapping[str, str]) -> dict[str, str]:
    """The aliases of calendars after some got other keys."""
    followed = {former: moved.get(present, present) for former, present in aliases.items()}
    for former, present in moved.items():
        followed.setdefault(former, present)
        followed.setdefault(present, present)
    return followed


def free_aliases(aliases: Aliases, schedule: Schedule) -> dict[str, str]:
    """The aliases that no other entity of the schedule has as its own id by now."""
    taken = own_keys(schedule)
    return {
        former: present for former, present in aliases.items() if former == present or former not in taken
    }


def own_keys(schedule: Schedule) -> set[str]:
    """The keys of the calendars of all entities."""
    return {feed_key(kind.collection, id_) for kind in ENTITY_KINDS for id_ in kind.by_id(schedule)}


def names_by_key(aliases: Aliases) -> FeedNames:
    """All keys of each calendar that ever had several, by any of them."""
    groups: dict[str, set[str]] = {}
    for former, present in aliases.items():
        groups.setdefault(present, {present}).add(former)
    return {key: frozenset(group) for group in groups.values() for key in group}


def first_name(aliases: Aliases, key: str) -> str:
    """The key that a calendar had first."""
    return next((former for former, present in aliases.items() if present == key), key)
