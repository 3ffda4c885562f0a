"""Edits of the conference itself, its organisations, rooms and tracks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from eventkit.editing.joining import Joined, Joining
from eventkit.editing.refusals import Refused, held
from eventkit.editing.values import add, edit, made, put_for, rebuilt, remove
from eventkit.model import Deadline, Organisation, OrganisationId, Participant, Room, Session, Slot, Track
from eventkit.schedule import Schedule, Thing
from eventkit.times import Period, SkippedTime, instant, wall, zone


def edit_conference(schedule: Schedule, /, **fields: Any) -> Schedule:
    """With settings of the conference changed.

    Where the time zone is, all that is scheduled stays at what the clocks showed: who set the wrong zone
    meant the times as written.

    Raises:
        Refused: There is no such field, what is given is wrong, the id is among it, or the clocks of the
            new zone never show some session's time.
    """
    if fields.get("id", schedule.conference.id) != schedule.conference.id:
        message = "the id of a conference stays: links, calendars and its history go by it"
        raise Refused(message)
    conference = made(schedule.conference, fields, schedule)
    changed: dict[str, Any] = {"conference": conference}
    if conference.zone != schedule.conference.zone:
        clocks = _Clocks(schedule.conference.zone, conference.zone)
        if "deadlines" not in fields:
            due = tuple(map(clocks.deadline, conference.deadlines))
            changed["conference"] = conference.model_copy(update={"deadlines": due})
        changed["rooms"] = tuple(map(clocks.available, schedule.rooms))
        changed["participants"] = tuple(map(clocks.available, schedule.participants))
        changed["sessions"] = tuple(map(clocks.session, schedule.sessions))
    return rebuilt(schedule, "conference", **changed)


class _Clocks:
    """What is shown by the clocks of one zone, in another."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = zone(old), zone(new)

    def session(self, session: Session) -> Session:
        if session.slot is None:
            return session
        period = self._period(session.slot.period, f"session '{session.id}'")
        return session.model_copy(update={"slot": Slot(period=period, rooms=session.slot.rooms)})

    def available(self, value: Room | Participant) -> Room | Participant:
        periods = tuple(self._period(each, f"availability of '{value.id}'") for each in value.available)
        return value.model_copy(update={"available": periods}) if periods else value

    def deadline(self, deadline: Deadline) -> Deadline:
        if not isinstance(deadline.at, datetime):
            return deadline
        try:
            at = instant(wall(deadline.at, self._old), self._new)
        except SkippedTime as error:
            message = f"deadline '{deadline.id}': {error}: move it first"
            raise Refused(message) from None
        return deadline.model_copy(update={"at": at})

    def _period(self, period: Period, what: str) -> Period:
        start, end = (wall(each, self._old) for each in (period.start, period.end))
        try:
            begins, ends = instant(start, self._new), instant(end, self._new)
        except SkippedTime as error:
            message = f"{what}: {error}: move it first"
            raise Refused(message) from None
        if ends <= begins:
            message = (
                f"{what}: in {self._new.key} its end, {end:%H:%M}, is not after its start: move it first"
            )
            raise Refused(message)
        return Period(start=begins, end=ends)


def add_organisation(schedule: Schedule, organisation: Organisation) -> Schedule:
    """With one more organisation; `Refused` if its id is taken."""
    return add(schedule, organisation)


def edit_organisation(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """With fields of an organisation changed; `Refused` where that cannot be."""
    return edit(schedule, Thing.ORGANISATION, id, fields)


def remove_organisation(schedule: Schedule, id: str) -> Schedule:
    """Without an organisation; `Refused` if it is not there or something still names it."""
    return remove(schedule, Thing.ORGANISATION, id)


def merge_organisations(schedule: Schedule, keep: str, gone: str) -> Joined:
    """With one organisation of two that are the same: ``keep`` stays and takes over all that ``gone`` has.

    What of ``gone`` differs in a field that holds one value is left, and reported.

    Raises:
        Refused: There is no such organisation, or both are one.
    """
    if keep == gone:
        message = f"'{keep}' cannot be merged with itself"
        raise Refused(message)
    for each in (keep, gone):
        held(schedule, Thing.ORGANISATION, each)
    one = schedule.organisation(OrganisationId(keep))
    joining = Joining(Thing.ORGANISATION, one, schedule.organisation(OrganisationId(gone)))
    joined = one.model_copy(
        update={
            **{name: joining.text(name) for name in ("name", "short")},
            **{name: joining.one_of(name) for name in ("country", "url")},
            **joining.origin(),
        }
    )
    return joining.told(put_for(schedule, joined, gone))


def add_room(schedule: Schedule, room: Room) -> Schedule:
    """With one more room; `Refused` if its id is taken."""
    return add(schedule, room)


def edit_room(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """With fields of a room changed; `Refused` where that cannot be."""
    return edit(schedule, Thing.ROOM, id, fields)


def remove_room(schedule: Schedule, id: str) -> Schedule:
    """Without a room; `Refused` if it is not there or a session is still held in it."""
    return remove(schedule, Thing.ROOM, id)


def add_track(schedule: Schedule, track: Track) -> Schedule:
    """With one more track; `Refused` if its id is taken."""
    return add(schedule, track)


def edit_track(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """With fields of a track changed; `Refused` where that cannot be."""
    return edit(schedule, Thing.TRACK, id, fields)


def remove_track(schedule: Schedule, id: str) -> Schedule:
    """Without a track; `Refused` if it is not there or a session is still on it."""
    return remove(schedule, Thing.TRACK, id)
