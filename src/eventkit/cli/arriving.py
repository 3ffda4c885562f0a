"""What an import makes of a conference, before anything of it is told or kept."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from eventkit.editing import Conflict, Winner, reimport
from eventkit.editing.reimport import Ref
from eventkit.errors import EventkitError
from eventkit.intake import ImportResult
from eventkit.model import ParticipantId
from eventkit.roster import Contact, Roster
from eventkit.schedule import HELD, Schedule, Thing, complaint


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes of an import.

    Attributes:
        before: The conference as it was; ``None`` where it is new.
        after: The conference then.
        winner: Whose change stands where something changed on both sides.
        contested: What changed on both sides, each in another way.
        vanished: What came the last time and not again; it stays.
        returned: What was taken out here and is back.
        people: By the id that a participant came with, the id here, where that is another.
        undecided: What came, with what is contested as it came before; ``None`` where nothing is.
    """

    before: Schedule | None
    after: Schedule
    winner: Winner = Winner.OURS
    contested: tuple[Conflict, ...] = ()
    vanished: tuple[Ref, ...] = ()
    returned: tuple[Ref, ...] = ()
    people: dict[str, str] | None = None
    undecided: Schedule | None = None

    def counts(self) -> dict[Thing, dict[str, int]]:
        """How many of each kind there are, were added, changed, removed and left as they were."""
        found: dict[Thing, dict[str, int]] = {}
        for kind in HELD:
            after = kind.known(self.after)
            before = kind.known(self.before) if self.before else {}
            both = after.keys() & before.keys()
            changed = sum(after[each] != before[each] for each in both)
            numbers = {
                "in all": len(after),
                "added": len(after) - len(both),
                "changed": changed,
                "removed": len(before) - len(both),
                "as they were": len(both) - changed,
            }
            if any(numbers.values()):
                found[kind] = numbers
        return found


def arrive(reading: ImportResult, now: Schedule | None, base: Schedule | None, winner: Winner) -> Arrival:
    """What comes of what was read, where the conference is ``now`` as it is.

    What comes from elsewhere renews it; a document of eventkit takes its place.

    Raises:
        EventkitError: What comes of it would be broken.
    """
    if now is None or reading.source is None:
        return Arrival(now, reading.schedule)
    made = reimport(now, base, reading.schedule, winner)
    people = dict(made.ids[Thing.PARTICIPANT])
    return Arrival(
        now, made.schedule, winner, made.conflicts, made.vanished, made.returned, people, made.undecided
    )


def roster_with(roster: Roster | None, reading: ImportResult, arrival: Arrival) -> Roster:
    """The roster with the contacts that came; what is known already stays.

    Raises:
        EventkitError: A contact is none; each is told, by whom and which field, and not what it says.
    """
    found = roster or Roster()
    known = {each.participant: dict(each) for each in found.contacts}
    told: list[str] = []
    for came, fields in reading.contacts.items():
        who = ParticipantId((arrival.people or {}).get(came, came))
        if who not in Thing.PARTICIPANT.known(arrival.after):
            continue
        before = {name: value for name, value in known.get(who, {}).items() if value}
        try:
            contact = Contact.model_validate({"participant": who, **fields, **before})
        except ValidationError as error:
            told += [f"contact of '{who}': {each['loc'][0]} {complaint(each)}" for each in error.errors()]
        else:
            known[who] = dict(contact)
    if told:
        raise EventkitError("\n".join([*told, "mend the file, or import it without --contacts"]))
    return Roster(contacts=tuple(Contact.model_validate(each) for each in known.values()))
