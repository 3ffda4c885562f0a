"""Edits and merges of conference, organisations, rooms, tracks, participants and deadlines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from eventkit.editing.edits import (
    add_entity,
    and_list,
    build,
    edit_entity,
    name_at_start,
    rebuild,
    references,
    remove_entity,
    replace_id,
    require,
)
from eventkit.editing.lookup import find_deadline
from eventkit.errors import Refused
from eventkit.findings import Finding, Severity
from eventkit.messages import Message, as_message
from eventkit.model import Deadline, Name, Organisation, Participant, Room, Session, Slot, Track
from eventkit.model.provenance import Extra
from eventkit.schedule import Entity, EntityKind, Schedule
from eventkit.texts import UNDETERMINED, Text, fold_name
from eventkit.times import Period, SkippedTime, instant, wall, zone
from eventkit.values.arguments import checked

MERGED_FROM = "merged_from"  # the name in `extra` of the origins of entities that were merged into this one


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of merging two entries."""

    schedule: Schedule  # the schedule with one entry in place of two
    findings: tuple[Finding, ...]  # a warning ``not-merged`` for each value of the other entry that was lost


@dataclass(slots=True)
class PairMerge:
    """Two entries that are being merged into one."""

    kind: EntityKind
    keep: Entity  # the entity that stays; its values win
    gone: Entity  # the entity that is removed; its values are used where the first has none
    lost: list[str] = field(default_factory=list)  # the values that were not taken over, in a few words each

    def one_of(self, name: str) -> Any:
        mine, other = getattr(self.keep, name), getattr(self.gone, name)
        empty = type(self.keep).model_fields[name].default
        if other in (mine, empty):
            return mine
        if mine != empty:
            self.lost.append(f"{name} of '{self.gone.id}'")
            return mine
        return other

    def text(self, name: str) -> Text | None:
        mine: Text | None = getattr(self.keep, name)
        other: Text | None = getattr(self.gone, name)
        if mine is None or other is None:
            return mine or other
        self.lost += [
            f"{name} of '{self.gone.id}' in {language}"
            for language in other
            if language in mine and mine[language] != other[language]
        ]
        return Text({**mine, **{language: other[language] for language in other if language not in mine}})

    def all_of(self, name: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys((*getattr(self.keep, name), *getattr(self.gone, name))))

    def origin(self) -> dict[str, Any]:
        """The origin: that of the entry that stays, or else of the other; and the extra data of both.

        Where both came from somewhere, the other's place goes into ``extra``, under ``merged_from``.
        """
        mine, other = self.keep, self.gone
        self.lost += [
            f"{name} in extra of '{other.id}'"
            for name in other.extra
            if name in mine.extra and name != MERGED_FROM and mine.extra[name] != other.extra[name]
        ]
        imported = mine if mine.source is not None else other
        extra = {**other.extra, **mine.extra}
        if also := self._also_from():
            extra[MERGED_FROM] = also
        return {"source": imported.source, "source_id": imported.source_id, "extra": extra}

    def _also_from(self) -> list[Any]:
        mine, other = self.keep, self.gone
        known: list[Any] = []
        for side in (mine, other):
            before = side.extra.get(MERGED_FROM, ())
            known += before if isinstance(before, tuple) else (before,)
        if mine.source is not None and other.source is not None:
            known.append(Extra({"source": other.source, "source_id": other.source_id}))
        return list(dict.fromkeys(known))

    def outcome(self, schedule: Schedule) -> Merged:
        about = (self.keep.id, self.gone.id)
        findings = [
            Finding(
                Severity.WARNING,
                "not-merged",
                about,
                Message(
                    "{what} was not taken over, for '{id}' has another. Change it there if need be.",
                    what=what,
                    id=self.keep.id,
                ),
            )
            for what in self.lost
        ]
        return Merged(schedule, tuple(findings))


@checked
def edit_conference(schedule: Schedule, /, **fields: Any) -> Schedule:
    """The schedule with settings of the conference changed.

    Where the time zone is, all that is scheduled stays at what the clocks showed: who set the wrong zone
    meant the times as written.

    Raises:
        Refused: There is no such field, a value is invalid, the id is among them, or the clocks of the
            new zone never show some session's time.
    """
    if fields.get("id", schedule.conference.id) != schedule.conference.id:
        raise Refused("The id of a conference stays: links, calendars and its history go by it.")
    conference = build(schedule.conference, fields, schedule)
    changed: dict[str, Any] = {"conference": conference}
    if conference.zone != schedule.conference.zone:
        clocks = _Clocks(schedule.conference.zone, conference.zone)
        if "deadlines" not in fields:
            due = tuple(map(clocks.deadline, conference.deadlines))
            changed["conference"] = conference.model_copy(update={"deadlines": due})
        changed["rooms"] = tuple(map(clocks.available, schedule.rooms))
        changed["participants"] = tuple(map(clocks.available, schedule.participants))
        changed["sessions"] = tuple(map(clocks.session, schedule.sessions))
    return rebuild(schedule, Message("Conference"), **changed)


class _Clocks:
    """Wall times of one zone, unchanged in another."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = zone(old), zone(new)

    def session(self, session: Session) -> Session:
        if session.slot is None:
            return session
        period = self._period(session.slot.period, name_at_start(EntityKind.SESSION, session.id))
        return session.model_copy(update={"slot": Slot(period=period, rooms=session.slot.rooms)})

    def available(self, value: Room | Participant) -> Room | Participant:
        periods = tuple(
            self._period(period, Message("Availability of '{id}'", id=value.id)) for period in value.available
        )
        return value.model_copy(update={"available": periods}) if periods else value

    def deadline(self, deadline: Deadline) -> Deadline:
        if not isinstance(deadline.at, datetime):
            return deadline
        try:
            at = instant(wall(deadline.at, self._old), self._new)
        except SkippedTime as error:
            raise Refused(
                "Deadline '{id}': {reason}. Move it first.", id=deadline.id, reason=as_message(error)
            ) from None
        return deadline.model_copy(update={"at": at})

    def _period(self, period: Period, what: str) -> Period:
        start, end = (wall(at, self._old) for at in (period.start, period.end))
        try:
            begins, ends = instant(start, self._new), instant(end, self._new)
        except SkippedTime as error:
            raise Refused("{what}: {reason}. Move it first.", what=what, reason=as_message(error)) from None
        if ends <= begins:
            raise Refused(
                "{what}: in {zone} its end, {end}, is not after its start. Move it first.",
                what=what,
                zone=self._new.key,
                end=f"{end:%H:%M}",
            )
        return Period(start=begins, end=ends)


@checked
def add_organisation(schedule: Schedule, organisation: Organisation) -> Schedule:
    """The schedule with one more organisation; `Refused` if its id is taken."""
    return add_entity(schedule, organisation)


@checked
def edit_organisation(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """The schedule with fields of an organisation changed; `Refused` if that is not possible."""
    return edit_entity(schedule, EntityKind.ORGANISATION, id, fields)


@checked
def remove_organisation(schedule: Schedule, id: str) -> Schedule:
    """The schedule without an organisation; `Refused` if it is unknown, or something still refers to it."""
    return remove_entity(schedule, EntityKind.ORGANISATION, id)


@checked
def merge_organisations(schedule: Schedule, keep: str, gone: str) -> Merged:
    """The schedule with two organisations merged: ``keep`` stays and takes over all that ``gone`` has.

    Where both have a value in a field of one value, that of ``keep`` stays, and the other is reported.

    Raises:
        Refused: There is no such organisation, or both are one.
    """
    if keep == gone:
        raise Refused("'{keep}' cannot be merged with itself.", keep=keep)
    for id_ in (keep, gone):
        require(schedule, EntityKind.ORGANISATION, id_)
    one = schedule.organisation(keep)
    joining = PairMerge(EntityKind.ORGANISATION, one, schedule.organisation(gone))
    joined = one.model_copy(
        update={
            **{name: joining.text(name) for name in ("name", "short")},
            **{name: joining.one_of(name) for name in ("country", "url")},
            **joining.origin(),
        }
    )
    return joining.outcome(replace_id(schedule, joined, gone))


@checked
def add_room(schedule: Schedule, room: Room) -> Schedule:
    """The schedule with one more room; `Refused` if its id is taken."""
    return add_entity(schedule, room)


@checked
def edit_room(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """The schedule with fields of a room changed; `Refused` if that is not possible."""
    return edit_entity(schedule, EntityKind.ROOM, id, fields)


@checked
def remove_room(schedule: Schedule, id: str) -> Schedule:
    """The schedule without a room; `Refused` if it is unknown, or a session is still in it."""
    return remove_entity(schedule, EntityKind.ROOM, id)


@checked
def add_track(schedule: Schedule, track: Track) -> Schedule:
    """The schedule with one more track; `Refused` if its id is taken."""
    return add_entity(schedule, track)


@checked
def edit_track(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """The schedule with fields of a track changed; `Refused` if that is not possible."""
    return edit_entity(schedule, EntityKind.TRACK, id, fields)


@checked
def remove_track(schedule: Schedule, id: str) -> Schedule:
    """The schedule without a track; `Refused` if it is unknown, or a session is still on it."""
    return remove_entity(schedule, EntityKind.TRACK, id)


@checked
def add_participant(schedule: Schedule, participant: Participant) -> Schedule:
    """The schedule with one more participant.

    Raises:
        Refused: The id is taken, or something named is not there.
    """
    return add_entity(schedule, participant)


@checked
def edit_participant(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """The schedule with fields of a participant changed; where the id changes, references follow.

    Raises:
        Refused: There is no such participant or field, or a value is invalid.
    """
    return edit_entity(schedule, EntityKind.PARTICIPANT, id, fields)


@checked
def remove_participant(schedule: Schedule, id: str, *, everywhere: bool = False) -> Schedule:
    """The schedule without a participant; with ``everywhere``, also without their appearances and
    memberships.

    Raises:
        Refused: There is no such participant, or they still appear or belong somewhere.
    """
    if not everywhere:
        return remove_entity(schedule, EntityKind.PARTICIPANT, id)
    require(schedule, EntityKind.PARTICIPANT, id)
    return rebuild(
        schedule,
        f"participant '{id}'",
        participants=tuple(
            participant.model_copy(
                update={"members": tuple(member for member in participant.members if member != id)}
            )
            if id in participant.members
            else participant
            for participant in schedule.participants
            if participant.id != id
        ),
        sessions=tuple(
            session.model_copy(
                update={"people": tuple(person for person in session.people if person.participant != id)}
            )
            if id in references(session, EntityKind.PARTICIPANT)
            else session
            for session in schedule.sessions
        ),
    )


@checked
def merge_participants(schedule: Schedule, keep: str, gone: str) -> Merged:
    """The schedule with two participants merged: ``keep`` stays and takes over all that ``gone`` has.

    Names in further languages are taken over, other spellings become variants; affiliations, members,
    links and appearances are joined. Where both have a value in a field of one value, that of
    ``keep`` stays, and the other is reported.

    Raises:
        Refused: There is no such participant, both are one, one was erased or is a member of the other.
    """
    one, other = _participant(schedule, keep), _participant(schedule, gone)
    if keep == gone:
        raise Refused("'{keep}' cannot be merged with itself.", keep=keep)
    if erased := next((each.id for each in (one, other) if each.is_withdrawn), None):
        raise Refused(
            "'{id}' stands for somebody who was erased, and cannot be merged. Put the other person into its "
            "sessions, or remove it from them.",
            id=erased,
        )
    if gone in one.members or keep in other.members:
        raise Refused(
            "'{keep}' and '{gone}': one is a member of the other, so they are not the same.",
            keep=keep,
            gone=gone,
        )
    joining = PairMerge(EntityKind.PARTICIPANT, one, other)
    names, spellings = _names(one, other)
    fields = {
        "name": names,
        "variants": tuple(dict.fromkeys((*one.variants, *spellings, *other.variants))),
        **{
            name: joining.one_of(name)
            for name in ("kind", "country", "precedence", "pronouns", "available", "online")
        },
        **{name: joining.text(name) for name in ("honorific", "biography")},
        **{name: joining.all_of(name) for name in ("affiliations", "links", "wishes")},
        **joining.origin(),
        "members": tuple(member for member in joining.all_of("members") if member != gone),
    }
    joined = build(one, fields, schedule)
    joining.lost += _unlike_appearances(schedule, keep, gone)
    return joining.outcome(replace_id(schedule, joined, gone))


def _participant(schedule: Schedule, id: str) -> Participant:
    require(schedule, EntityKind.PARTICIPANT, id)
    return schedule.participant(id)


def _names(one: Participant, other: Participant) -> tuple[tuple[Name, ...], list[str]]:
    """The forms of both names, one for each language, and the spellings that are not among them.

    A form without a language that is the same name, accents and case aside, becomes a spelling.
    """
    forms = {form.language: form for form in one.name}
    alike = {fold_name(form.full) for form in one.name}
    for form in other.name:
        if form.language == UNDETERMINED and fold_name(form.full) in alike:
            continue
        mine = forms.setdefault(form.language, form)
        if mine.full == form.full:
            forms[form.language] = form.model_copy(
                update={part: value for part, value in mine if value is not None}
            )
    known = {form.full for form in forms.values()} | set(one.variants)
    return tuple(forms.values()), [form.full for form in other.name if form.full not in known]


def _unlike_appearances(schedule: Schedule, keep: str, gone: str) -> list[str]:
    """Sessions in which both appear in one role, but not in the same way."""
    left: list[str] = []
    for session in schedule.sessions:
        mine = {
            appearance.role: appearance for appearance in session.people if appearance.participant == keep
        }
        for theirs in session.people:
            if theirs.participant != gone or theirs.role not in mine:
                continue
            unlike = [
                name
                for name in ("status", "affiliations")
                if getattr(theirs, name) not in (getattr(mine[theirs.role], name), ())
                and getattr(mine[theirs.role], name) != ()
            ]
            if unlike:
                left.append(
                    Message(
                        "{fields} of '{gone}' as {role} in session '{session}'",
                        fields=and_list(unlike),
                        gone=gone,
                        role=theirs.role,
                        session=session.id,
                    )
                )
    return left


@checked
def add_deadline(schedule: Schedule, deadline: Deadline) -> Schedule:
    """The schedule with one more deadline; `Refused` if its id or uid is taken."""
    _refuse_taken(schedule, deadline.id)
    return edit_conference(schedule, deadlines=(*schedule.conference.deadlines, deadline))


@checked
def edit_deadline(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """The schedule with fields of a deadline changed; `Refused` if that is not possible."""
    before = _deadline(schedule, id)
    after = build(before, fields, schedule)
    if after.id != before.id:
        _refuse_taken(schedule, after.id)
    due = tuple(after if deadline is before else deadline for deadline in schedule.conference.deadlines)
    return edit_conference(schedule, deadlines=due)


@checked
def remove_deadline(schedule: Schedule, id: str) -> Schedule:
    """The schedule without a deadline; `Refused` if it is unknown."""
    removed = _deadline(schedule, id)
    return edit_conference(
        schedule,
        deadlines=tuple(deadline for deadline in schedule.conference.deadlines if deadline is not removed),
    )


def _deadline(schedule: Schedule, id: str) -> Deadline:
    matching = find_deadline(schedule, id)
    return next(deadline for deadline in schedule.conference.deadlines if deadline.id == matching)


def _refuse_taken(schedule: Schedule, id: str) -> None:
    if any(deadline.id == id for deadline in schedule.conference.deadlines):
        raise Refused("There is a deadline '{id}' already. Edit that one, or choose another id.", id=id)
