"""Where a session stands: which calendars of a part of the schedule show it.

Whoever subscribes to the calendar of one room must be told when a session is moved out of it, though it goes
on elsewhere. So a release remembers where each session stood that stands there no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from eventkit.model import Appearance, ParticipantId, Session
from eventkit.schedule import Schedule
from eventkit.values import Value

WHOLE = ""
"""What stands for the calendar of everything, which has no filter."""


class Standing(Value):
    """Where a session with a time stood.

    Calendars are told by their filters, ``rooms=hall``; that of everything by an empty text.
    """

    ties: tuple[str, ...]
    """The calendars that show it."""

    within: tuple[str, ...] = ()
    """Those of them that show something which it is part of."""

    around: tuple[str, ...] = ()
    """Those of them that show something which is part of it."""

    @cached_property
    def places(self) -> frozenset[tuple[str, str]]:
        """Every calendar that showed it, with which items of it: ``both``, ``talks`` or ``sessions``."""
        ties = {*self.ties, WHOLE}
        shows = {"both": ties, "talks": ties - {*self.around}, "sessions": ties - {*self.within}}
        return frozenset((items, each) for items, them in shows.items() for each in them)

    def answers(self, wanted: Mapping[str, Collection[object]], items: str) -> bool:
        """Whether a calendar showed it: one with all those filters, each of which any of its values answers,
        of ``both``, ``talks`` or ``sessions``.

        Where it has several filters, whether others were shown in its place is told by each in turn.
        """
        if not all(any(tie(name, each) in self.ties for each in values) for name, values in wanted.items()):
            return False
        covers = {"talks": self.around, "sessions": self.within}.get(items, ())
        if not wanted:
            return WHOLE not in covers
        return not all(any(tie(name, each) in covers for each in values) for name, values in wanted.items())


def tie(name: str, value: object) -> str:
    """What stands for the calendar of one thing."""
    return f"{name}={value}"


def standing(schedule: Schedule, session: Session) -> Standing:
    """Where a session with a time stands."""
    own = ties(schedule, session)
    above = [each for each in _way(schedule, session) if each.slot is not None and each is not session]
    below = [each for depth, each in schedule.within(session) if depth and each.slot is not None]
    return Standing(
        ties=tuple(sorted(own)),
        within=tuple(sorted(_shared(schedule, own, above))),
        around=tuple(sorted(_shared(schedule, own, below))),
    )


def ties(schedule: Schedule, session: Session) -> set[str]:
    """The calendars that show a session."""
    way = [*_way(schedule, session)]
    found = {tie("kinds", session.kind)}
    if session.slot is not None:
        found.add(tie("days", schedule.day(session.slot.period.start)))
    found |= {tie("rooms", room) for room in schedule.rooms_of(session)}
    found |= {tie("tracks", each.track) for each in way if each.track is not None}
    found |= {tie("sessions", each.id) for each in way}
    found |= {tie("participants", each) for each in people_in(schedule, session)}
    return found | {tie("organisations", each) for each in _organisations(schedule, session)}


def people_in(schedule: Schedule, session: Session) -> tuple[ParticipantId, ...]:
    """Those who come to a session, and who is in a team or delegation that comes, at whatever remove."""
    return people_of(schedule, session.people)


def people_of(schedule: Schedule, appearing: Iterable[Appearance]) -> tuple[ParticipantId, ...]:
    """The same of appearances."""
    found = dict.fromkeys(each.participant for each in appearing if each.comes)
    waiting = [*found]
    while waiting:
        for member in schedule.participant(waiting.pop()).members:
            if member not in found:
                found[member] = None
                waiting.append(member)
    return tuple(sorted(found))


def _shared(schedule: Schedule, own: set[str], others: Collection[Session]) -> set[str]:
    """Which of the calendars show one of the others as well, that of everything among them."""
    if not others:
        return set()
    return {WHOLE} | own.intersection(*[set().union(*(ties(schedule, each) for each in others))])


def _way(schedule: Schedule, session: Session) -> Iterator[Session]:
    yield session
    at = session
    while at.parent is not None:
        yield (at := schedule.session(at.parent))


def _organisations(schedule: Schedule, session: Session) -> Iterator[str]:
    for appearance in session.people:
        if appearance.comes:
            for each in schedule.affiliations_of(appearance):
                if each.organisation is not None:
                    yield each.organisation
