"""Forgetting a person: out of the schedule, the roster, the history and what was released."""

from __future__ import annotations

from sqlalchemy import Connection, select

from eventkit.errors import StoreError
from eventkit.model import Name, Participant, Session
from eventkit.schedule import Schedule
from eventkit.store import badge_issues, history, roster, tables
from eventkit.store.changing import Change, State
from eventkit.store.history import WITHDRAWN
from eventkit.store.revisions import Note


def forget(
    db: Connection, conference: str, state: State, participant: str, note: Note, *, remove: bool
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
    present = state.snapshot is not None and _appears(state.snapshot.schedule, participant)
    remembered = _is_remembered(db, conference, participant)
    if state.snapshot is not None and present:
        schedule = (without if remove else withdrawn)(state.snapshot.schedule, participant)
        change = Change(conference, lambda _: schedule, note)
        change.write(db, state, change.applied(state))
    noted = badge_issues.forget(db, conference, participant)
    if not roster.forget(db, conference, participant, note) and not (present or remembered or noted):
        message = f"conference '{conference}' has nobody '{participant}', and never had"
        raise StoreError(message)
    # Last, for the change above wrote into the history what is to be taken out of it.
    history.redact(db, conference, participant)


def _appears(schedule: Schedule, participant: str) -> bool:
    return any(each.id == participant for each in schedule.participants)


def _is_remembered(db: Connection, conference: str, participant: str) -> bool:
    cells = tables.journal.columns
    its = (cells.conference == conference, cells.thing == "participant", cells.id == participant)
    return db.execute(select(cells.number).where(*its).limit(1)).first() is not None


def withdrawn(schedule: Schedule, participant: str) -> Schedule:
    """The schedule with nothing in it that tells who the participant is, save the id."""
    return schedule.model_copy(
        update={
            "participants": tuple(
                anonymous(each) if each.id == participant else each for each in schedule.participants
            ),
            "sessions": tuple(unaffiliated(each, participant) for each in schedule.sessions),
        }
    )


def anonymous(participant: Participant) -> Participant:
    """Someone withdrawn in place of the participant, of the same id, kind and members."""
    return Participant(
        id=participant.id, name=(Name(full=WITHDRAWN),), kind=participant.kind, members=participant.members
    )


def unaffiliated(session: Session, participant: str) -> Session:
    """The session without the positions and organisations that the participant appears with."""
    if not any(each.participant == participant and each.affiliations for each in session.people):
        return session
    people = tuple(
        each.model_copy(update={"affiliations": ()}) if each.participant == participant else each
        for each in session.people
    )
    return session.model_copy(update={"people": people})


def without(schedule: Schedule, participant: str) -> Schedule:
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
