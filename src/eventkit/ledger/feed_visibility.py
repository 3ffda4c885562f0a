"""Feed visibility: which calendars show a session."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from eventkit.model import Appearance, ParticipantId, Session
from eventkit.schedule import Schedule
from eventkit.values import Value

EVERYTHING = ""
"""The name of the calendar of everything, which has no filter."""


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

    def answers(self, filters: Mapping[str, Collection[object]], items: str) -> bool:
        """True if a calendar showed it: every filter must match, by any of its values.

        Args:
            filters: The values of each filter, by name.
            items: ``both``, ``talks`` or ``sessions``.
        """
        if not all(
            any(feed_key(name, value) in self.ties for value in values) for name, values in filters.items()
        ):
            return False
        covers = {"talks": self.around, "sessions": self.within}.get(items, ())
        if not filters:
            return EVERYTHING not in covers
        return not all(
            any(feed_key(name, value) in covers for value in values) for name, values in filters.items()
        )


def feed_key(name: str, value: object) -> str:
    """The key of the calendar of one entity."""
    return f"{name}={value}"


def visibility(schedule: Schedule, session: Session) -> Visibility:
    """The visibility of a session with a time."""
    own = feed_keys(schedule, session)
    above = [outer for outer in schedule.lineage(session) if outer.slot is not None and outer is not session]
    below = [part for depth, part in schedule.within(session) if depth and part.slot is not None]
    return Visibility(
        ties=tuple(sorted(own)),
        within=tuple(sorted(_shared(schedule, own, above))),
        around=tuple(sorted(_shared(schedule, own, below))),
    )


def feed_keys(schedule: Schedule, session: Session) -> set[str]:
    """The keys of the calendars that show a session."""
    lineage = [*schedule.lineage(session)]
    keys = {feed_key("kinds", session.kind)}
    if session.slot is not None:
        keys.add(feed_key("days", schedule.day(session.slot.period.start)))
    keys |= {feed_key("rooms", room) for room in schedule.rooms_of(session)}
    keys |= {feed_key("tracks", outer.track) for outer in lineage if outer.track is not None}
    keys |= {feed_key("sessions", outer.id) for outer in lineage}
    keys |= {feed_key("participants", person) for person in people_in(schedule, session)}
    return keys | {
        feed_key("organisations", organisation) for organisation in _organisations(schedule, session)
    }


def people_in(schedule: Schedule, session: Session) -> tuple[ParticipantId, ...]:
    """The people who come to a session, and members of the teams and delegations that come, at any depth."""
    return people_of(schedule, session.people)


def people_of(schedule: Schedule, appearing: Iterable[Appearance]) -> tuple[ParticipantId, ...]:
    """The people of some appearances, and the members of their teams, at any depth."""
    people = dict.fromkeys(appearance.participant for appearance in appearing if appearance.comes)
    waiting = [*people]
    while waiting:
        for member in schedule.participant(waiting.pop()).members:
            if member not in people:
                people[member] = None
                waiting.append(member)
    return tuple(sorted(people))


def _shared(schedule: Schedule, own: set[str], others: Collection[Session]) -> set[str]:
    """The calendars that also show one of the other sessions, including the calendar of everything."""
    if not others:
        return set()
    return {EVERYTHING} | own.intersection(*[set().union(*(feed_keys(schedule, other) for other in others))])


def _organisations(schedule: Schedule, session: Session) -> Iterator[str]:
    for appearance in session.people:
        if appearance.comes:
            for affiliation in schedule.affiliations_of(appearance):
                if affiliation.organisation is not None:
                    yield affiliation.organisation
