"""Subscribers and invited people over the releases of an office: whatever it does, they end with the truth.

What is sent is read line by line, by no code of eventkit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.errors import EventkitError
from eventkit.office.office import Office
from eventkit.outputs.agenda.calendar_folder import calendar_files
from eventkit.schedule import EntityKind
from eventkit.store import Store
from outputs.histories import BEGUN, EDITS, FORUM

Entry = Mapping[str, str]
Draw = Callable[[Any], Any]

PLACE = ("DTSTART", "DTEND", "STATUS", "LOCATION")
"""What an entry shows of time, place and status."""


def entries_of(data: bytes) -> Mapping[str, Entry]:
    """The lines of each entry by their names, by its UID; without the conference's own of whole days."""
    entries = {}
    for text in data.decode().replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]:
        lines = text.partition("END:VEVENT")[0].splitlines()
        entry = {re.split("[;:]", line)[0]: line for line in reversed(lines)}
        if "VALUE=DATE" not in entry["DTSTART"]:
            entries[entry["UID"]] = entry
    return entries


def modified_of(data: bytes) -> str:
    """The LAST-MODIFIED of a calendar, by which a program may decide to read no further."""
    (line,) = re.findall(rb"LAST-MODIFIED:(\w+)", data.partition(b"BEGIN:VEVENT")[0])
    return str(line.decode())


def revision(entry: Entry) -> tuple[int, str]:
    """How new an entry is (RFC 5546 2.1.5)."""
    return int(entry["SEQUENCE"].partition(":")[2]), entry["DTSTAMP"]


def is_live(entry: Entry) -> bool:
    return entry["STATUS"] != "STATUS:CANCELLED"


class Subscriber:
    """A client with every calendar of a conference, which takes only what is newer than what it has."""

    def __init__(self) -> None:
        self.files: dict[str, Mapping[str, Entry]] = {}
        self.modified: dict[str, str] = {}

    def refresh(self, office: Office) -> None:
        released = office.releases.load()
        data = {
            path: data
            for path, data in calendar_files(released.schedule, released.ledger)
            if path.endswith(".ics")
        }
        now = {path: entries_of(octets) for path, octets in data.items()}
        modified = {path: modified_of(octets) for path, octets in data.items()}
        for path, before in self.files.items():
            live = {uid for uid, entry in before.items() if is_live(entry)}
            # The address of an erased person names them, and is there no more.
            assert live <= now.get(path, {}).keys() or (path not in now and "/people/" in path), path
            for uid in before.keys() & now.get(path, {}).keys():
                old, new = before[uid], now[path][uid]
                assert old == new or revision(old) < revision(new), (path, old, new)
            if path in now:
                assert now[path] == before or self.modified[path] < modified[path], path
        whole = [path for path in now if path.endswith("/all.ics") and path in self.files]
        for uid in {uid for path in whole for uid in self.files[path]}:
            pairs = [(self.files[path][uid], now[path][uid]) for path in whole if uid in now[path]]
            if any(old["SEQUENCE"] != new["SEQUENCE"] for old, new in pairs):
                assert any(old.get(name) != new.get(name) for old, new in pairs for name in PLACE), pairs
        self.files, self.modified = now, modified


class InvitedPeople:
    """The people with an e-mail address, and the entries in their own calendars."""

    def __init__(self) -> None:
        self.calendars: dict[tuple[str, str], Entry] = {}

    def receive(self, office: Office, since: str | None) -> None:
        for letter in office.invitations.prepare(since=since).invitations:
            (entry,) = entries_of(letter.data).values()
            key = (entry["ATTENDEE"].partition("mailto:")[2], entry["UID"])
            before = self.calendars.get(key)
            if before is not None:
                assert revision(before) < revision(entry), (before, entry)
                is_same = all(before.get(name) == entry.get(name) for name in PLACE)
                assert letter.method == "CANCEL" or not is_same, (before, entry)
            self.calendars[key] = entry
        schedule = office.releases.load().schedule
        addresses = {contact.participant: contact.email for contact in office.contacts.roster().contacts}
        due = {
            (addresses[person.participant], f"UID:{session.uid}")
            for session in schedule.sessions
            if session.slot is not None and schedule.takes_place(session)
            for person in session.people
            if person.comes and person.participant in addresses
        }
        known = set(addresses.values())
        assert due == {key for key, entry in self.calendars.items() if key[0] in known and is_live(entry)}


def operate(office: Office, name: str, pick: Draw) -> None:
    """Do one thing that an office does, with entities that are picked."""
    schedule = office.load().schedule
    present = [participant for participant in schedule.participants if not participant.is_withdrawn]
    if name == "rename":
        kind = pick([EntityKind.ROOM, EntityKind.TRACK, EntityKind.PARTICIPANT, EntityKind.SESSION])
        office.rename(kind, pick(kind.of(schedule)).id, pick(["new-id", "other-id", "hall", "talk"]))
    elif name == "merge":
        office.merge(EntityKind.PARTICIPANT, *(pick(present).id for _ in range(2)))
    elif name == "forget":
        office.contacts.forget(pick(present).id, remove=pick([True, False]))
    elif name == "undo":
        office.undo()
    elif name == "revert":
        office.revert(pick(office.releases.all()).name)
    else:
        office.edit(lambda schedule: EDITS[name](schedule, pick), name)


OPERATIONS = (
    *(name for name in EDITS if name not in {"say", "called rooms", "replace", "re-add"}),
    *("rename", "merge", "forget", "undo", "revert") * 3,
)


@settings(max_examples=12)
@given(st.data())
def test_subscribers_and_invited_people_end_with_the_truth(data: st.DataObject) -> None:
    def pick(values: Any) -> Any:
        return data.draw(st.sampled_from(list(values)))

    now, some = [BEGUN], st.lists(st.sampled_from(OPERATIONS), min_size=1, max_size=3)
    with TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/forum.db") as store:
        office = Office(store, FORUM.conference.id, author="ada", clock=lambda: now[0])
        office.create(FORUM)
        for participant in FORUM.participants:
            office.contacts.edit(participant.id, email=f"{participant.id}@example.org")
        subscriber, people = Subscriber(), InvitedPeople()
        names: list[str] = []
        for operations in [[], *data.draw(st.lists(some, min_size=1, max_size=3))]:
            for name in operations:
                now[0] += pick([timedelta(), timedelta(hours=1)])
                with suppress(EventkitError, ValueError):  # it cannot be done now
                    operate(office, name, pick)
                    if name == "forget" and names:
                        subscriber.refresh(office)
            office.releases.publish(f"r{len(names)}", force="a test")
            subscriber.refresh(office)
            people.receive(office, names[-1] if names else None)
            names.append(f"r{len(names)}")
