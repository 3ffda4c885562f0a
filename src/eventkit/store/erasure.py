"""Erasure of a person from schedule, roster, history and releases."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Self

from sqlalchemy import Connection, select

from eventkit.errors import StoreError
from eventkit.model import Name, Participant, ParticipantId, Session
from eventkit.schedule import Schedule
from eventkit.store import badge_store, change_notes, history, journal, roster_store, row_writer, tables
from eventkit.store.change_notes import ChangeNote
from eventkit.store.conference_state import ConferenceState
from eventkit.store.history import WITHDRAWN
from eventkit.store.journal import JournalStep
from eventkit.store.stored_conference import StoredState
from eventkit.values import Value


def erase_person(
    db: Connection,
    conference: str,
    state: ConferenceState,
    participant: str,
    note: ChangeNote,
    *,
    remove: bool,
) -> None:
    """Forget a participant, in a transaction that holds the conference's lock.

    Args:
        db: The transaction.
        conference: The id of the conference.
        state: What the transaction sees of it.
        participant: Who is to be forgotten; they may be remembered from earlier only.
        note: Who has it done, why and when.
        remove: Whether to take their appearances out too; else someone withdrawn stands in their place.

    Raises:
        StoreError: Nobody of that id is known.
    """
    known = _FormerIdentities.of(db, conference, state.stored, participant)
    present = state.stored is not None and _appears(state.stored.schedule, participant)
    remembered = _is_remembered(db, conference, participant)
    if state.stored is not None and present:
        schedule = (remove_person if remove else anonymise)(state.stored.schedule, participant)
        after = state.after(schedule, note)
        if after is not state.stored:
            change_notes.write_note(db, conference, after.last)
            row_writer.save(db, state.stored, after)
    noted = badge_store.erase(db, conference, participant)
    if not roster_store.erase(db, conference, participant, note) and not (present or remembered or noted):
        message = (
            f"no participant of conference '{conference}' has the id '{participant}', or ever had it: "
            "give the whole id"
        )
        raise StoreError(message)
    # Last, for the change above wrote into the history what is to be taken out of it.
    history.redact(db, conference, participant)
    for former in known.former:
        roster_store.erase(db, conference, former, note)
        history.redact(db, conference, former)
    change_notes.redact_reasons(db, conference, known.names, WITHDRAWN)


@dataclass(slots=True)
class _FormerIdentities:
    """Under what a participant was known.

    Attributes:
        former: The ids of entries that are no more: they were called by the present one since, or merged
            into it.
        names: All names and spellings in any of the entries, at any time.
    """

    former: set[str]
    names: set[str]

    @classmethod
    def of(cls, db: Connection, conference: str, now: StoredState | None, participant: str) -> Self:
        """What the history tells, from its end to its beginning."""
        there = {each.id: each for each in now.schedule.participants} if now else {}
        found = cls(set(), _names(there.get(ParticipantId(participant))))
        steps = journal.steps(db, conference, journal.present_versions(now))
        for _, these in groupby(steps, key=attrgetter("number")):
            found._look_at(tuple(these), participant, there)
        return found

    def _look_at(self, steps: Collection[JournalStep], participant: str, there: Container[str]) -> None:
        """Find who, in one change, left their names or their sessions to the participant."""
        ids = {participant, *self.former}
        people = {each.key[1]: each for each in steps if each.key[0] == "participant"}
        for step in (people[each] for each in ids & people.keys()):
            self.names |= {*_names(step.before.value), *_names(step.after.value)}
        taken = {name for each in ids & people.keys() for name in _names(people[each].after.value)}
        for id_, step in people.items():
            if id_ in ids or id_ in there or step.after.value is not None:
                continue
            its = _full(step.before.value)
            if its <= taken or (its <= self.names and any(_passes_on(each, id_, ids) for each in steps)):
                self.former.add(id_)
                self.names |= _names(step.before.value)


def _passes_on(step: JournalStep, gone: str, ids: Container[str]) -> bool:
    """Whether in a session one participant stands from then on where another stood."""
    before, after = step.before.value, step.after.value
    if not (isinstance(before, Session) and isinstance(after, Session)):
        return False
    new = {each.participant for each in after.people} - {each.participant for each in before.people}
    return any(each.participant == gone for each in before.people) and any(each in ids for each in new)


def _names(value: Value | None) -> set[str]:
    return {*_full(value), *value.variants} if isinstance(value, Participant) else set()


def _full(value: Value | None) -> set[str]:
    return {each.full for each in value.name} if isinstance(value, Participant) else set()


def _appears(schedule: Schedule, participant: str) -> bool:
    return any(each.id == participant for each in schedule.participants)


def _is_remembered(db: Connection, conference: str, participant: str) -> bool:
    cells = tables.journal.columns
    its = (cells.conference == conference, cells.thing == "participant", cells.id == participant)
    return db.execute(select(cells.number).where(*its).limit(1)).first() is not None


def anonymise(schedule: Schedule, participant: str) -> Schedule:
    """The schedule with nothing in it that tells who the participant is, save the id."""
    return schedule.model_copy(
        update={
            "participants": tuple(
                anonymous_participant(each) if each.id == participant else each
                for each in schedule.participants
            ),
            "sessions": tuple(without_affiliations(each, participant) for each in schedule.sessions),
        }
    )


def anonymous_participant(participant: Participant) -> Participant:
    """Someone withdrawn in place of the participant, of the same id, kind and members."""
    return Participant(
        id=participant.id, name=(Name(full=WITHDRAWN),), kind=participant.kind, members=participant.members
    )


def without_affiliations(session: Session, participant: str) -> Session:
    """The session without the positions and organisations that the participant appears with."""
    if not any(each.participant == participant and each.affiliations for each in session.people):
        return session
    people = tuple(
        each.model_copy(update={"affiliations": ()}) if each.participant == participant else each
        for each in session.people
    )
    return session.model_copy(update={"people": people})


def remove_person(schedule: Schedule, participant: str) -> Schedule:
    """The schedule without the participant and their appearances."""
    return schedule.model_copy(
        update={
            "participants": tuple(
                each.model_copy(update={"members": tuple(m for m in each.members if m != participant)})
                for each in schedule.participants
                if each.id != participant
            ),
            "sessions": tuple(
                each.model_copy(
                    update={"people": tuple(who for who in each.people if who.participant != participant)}
                )
                for each in schedule.sessions
            ),
        }
    )
