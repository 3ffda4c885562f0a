"""Talk requests: sessions that are to get a place, what they ask of it, and where their people are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from eventkit.model import Participant, Session, SessionId, TrackId
from eventkit.planning.problem.free_time import join, minute
from eventkit.planning.problem.planning_model import LEFT_OUT, NOWHERE, Appointment, Talk, Window
from eventkit.planning.problem.preference_windows import PreferenceOfTalk
from eventkit.planning.problem.wish_windows import WishOfTalk
from eventkit.rules.person_rules import is_aside
from eventkit.rules.room_rules import COME_AND_SEE
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex
from eventkit.times import Period

_SOMETIME = datetime(1970, 1, 1, tzinfo=UTC)

_LARGEST_AUDIENCE = 100_000
"""From which audience on talks without a place are equally missed."""


@dataclass(frozen=True, slots=True)
class TalkRequest:
    """A session that is to get a place, and the length that it is to have."""

    session: Session
    minutes: int


@dataclass(frozen=True, slots=True)
class TalkConditions:
    """The demands of a talk on its time, in any place.

    Attributes:
        hours: When all of its people are available; ``None`` if at any time.
        busy: When one of them has to be elsewhere, with the session.
        wishes: Wishes about it alone, or about it and something that does not move.
        online: Its people who have to be there and take part online.
        preferences: What it and its people prefer.
        order: Times, each of which it has to be within, so that it does not precede the opening or follow the
            closing.
    """

    hours: list[Window] | None
    busy: list[tuple[int, int, SessionId]]
    wishes: list[WishOfTalk]
    online: list[Participant]
    preferences: list[PreferenceOfTalk]
    order: list[Window]

    @property
    def is_empty(self) -> bool:
        """True without any condition."""
        demands = (self.busy, self.wishes, self.online, self.preferences, self.order)
        return self.hours is None and not any(demands)


def to_talk(request: TalkRequest, tracks: Mapping[TrackId, int]) -> Talk:
    """A request as a talk of the problem: one without a place is missed the more people expect it."""
    session = request.session
    track = tracks[session.track] if session.track is not None else NOWHERE
    return Talk(session.id, request.minutes, track, LEFT_OUT + min(session.audience or 0, _LARGEST_AUDIENCE))


def people_of_request(index: ScheduleIndex, request: TalkRequest) -> list[Participant]:
    """The participants who come to a session."""
    ids = dict.fromkeys(appearance.participant for appearance in request.session.people if appearance.comes)
    return [*index.participants(ids)]


def occupy_any_time(request: TalkRequest) -> Occupancy:
    """A talk as rules see it that do not look at its time: only its length counts."""
    end = _SOMETIME + timedelta(minutes=request.minutes)
    return Occupancy(_SOMETIME, request.session.id, end, (), request.session)


def appointment_of(who: Participant, at: Occupancy) -> Appointment:
    """A session in the diary of a person: whether they have to be there all the time, and on time."""
    punctual = at.session.kind not in COME_AND_SEE and who.online is None
    return Appointment(rank=at.id, bound=not is_aside(who, at), punctual=punctual)


def available_windows(periods: Iterable[Period]) -> list[Window]:
    """Periods as intervals of minutes that do not overlap, in order."""
    return join((minute(period.start), minute(period.end)) for period in periods)
