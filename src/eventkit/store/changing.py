"""A change: from what is there to what shall be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection

from eventkit.changes import Ledger
from eventkit.collecting import no_collecting
from eventkit.errors import ChangedMeanwhile
from eventkit.schedule import Schedule
from eventkit.store import imports, revisions
from eventkit.store.imports import Came
from eventkit.store.loading import load, remembered
from eventkit.store.revisions import Note, Noted
from eventkit.store.saving import save
from eventkit.store.snapshot import Snapshot, ordinals_of

Edit = Callable[[Schedule | None], Schedule]
"""Makes a schedule from the one there is, ``None`` where there is none yet. It must be pure: it is called
again where someone else was faster."""

Make = Callable[[Snapshot | None], Schedule]
"""Makes a schedule from all that is kept, in the same way."""


@dataclass(frozen=True, slots=True)
class State:
    """What the store says of an id at one moment.

    Attributes:
        snapshot: What it holds; ``None`` if nothing.
        last: The last change, be it a removal; ``None`` if there never was one.
        ledger: The revisions that its sessions have, or had when the conference was taken out; ``None`` if
            there never was any.
    """

    snapshot: Snapshot | None
    last: Noted | None
    ledger: Ledger | None

    @classmethod
    def of(cls, db: Connection, conference: str, known: Snapshot | None) -> Self:
        """The state that the transaction sees; what is ``known`` already is not read again."""
        last = revisions.last(db, conference)
        if known is not None and known.last == last:
            return cls(known, last, known.ledger)
        with no_collecting():
            snapshot = load(db, conference, last) if last else None
        if last is None or snapshot is not None:
            return cls(snapshot, last, snapshot.ledger if snapshot else None)
        return cls(None, last, remembered(db, conference, last))


@dataclass(frozen=True, slots=True)
class Change:
    """An edit of a conference, with what is noted of it.

    Attributes:
        conference: The id.
        make: What makes the new schedule.
        note: Who, why and when.
        expecting: The only revision to make it on, 0 for none; ``None`` for any.
        undoes: The number of the change that it takes back, if it does that.
        came: What was imported, if that is where it comes from; kept even where it changes nothing.
    """

    conference: str
    make: Make
    note: Note
    expecting: int | None = None
    undoes: int | None = None
    came: Came | None = None

    def applied(self, to: State) -> Snapshot:
        """What the store shall hold: the very snapshot it does hold, where the edit changes nothing.

        Raises:
            ChangedMeanwhile: The state is not the one expected.
            ValueError: The edit gave the conference another id.
        """
        before = to.snapshot
        if self.expecting not in {None, before.last.number if before else 0}:
            raise ChangedMeanwhile(_told(self.conference, self.expecting, to))
        schedule = self.make(before)
        if schedule.conference.id != self.conference:
            message = f"the edit gave conference '{self.conference}' the id '{schedule.conference.id}'"
            raise ValueError(message)
        if before and schedule == before.schedule:
            return before
        at = self.note.at
        return Snapshot(
            schedule=schedule,
            ledger=to.ledger.after(before.schedule if before else None, schedule, at)
            if to.ledger
            else Ledger.first(schedule, at),
            last=Noted(to.last.number + 1 if to.last else 1, self.note),
            ordinals=ordinals_of(schedule, before.ordinals if before else {}),
        )

    def write(self, db: Connection, before: State, after: Snapshot) -> bool:
        """Write what differs, unless the store is in another state than ``before``; whether it was not."""
        if revisions.last(db, self.conference) != before.last:
            return False
        if after is not before.snapshot:
            revisions.write(db, self.conference, after.last, self.undoes)
            save(db, before.snapshot or before.ledger, after)
        if self.undoes is not None:
            imports.take_back(db, self.conference, self.undoes)
        if self.came is not None:
            imports.write(db, self.conference, self.came, self.note)
        return True


def _told(conference: str, expecting: int | None, state: State) -> str:
    if state.last is None:
        return f"conference '{conference}' is not there, though revision {expecting} of it was expected"
    did = "changed" if state.snapshot else "removed"
    note = state.last.note
    reason = f" ({note.why})" if note.why else ""
    return (
        f"{note.author} {did} conference '{conference}' at {note.at:%Y-%m-%d %H:%M} UTC{reason}: "
        f"look at it as it is now, then make your change again"
    )
