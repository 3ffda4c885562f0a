"""Which entries of a calendar are sessions: each UID once, its newest version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from eventkit.formats.icalendar.lines import Component
from eventkit.intake import ImportLog, Location

NO_SESSIONS = {"VTODO": "task", "VJOURNAL": "journal entry", "VFREEBUSY": "list of busy times"}
"""What may stand in a calendar besides, and is no session."""


@dataclass(slots=True)
class Entry:
    """An entry that is taken.

    Attributes:
        component: The entry.
        key: What it is known by: its UID, and its beginning besides where several have that UID.
        changed: By the time they would begin at, further entries that stand for some of its repetitions.
    """

    component: Component
    key: str | None
    changed: dict[str, Component] = field(default_factory=dict)


def entries(root: Component, log: ImportLog) -> list[Entry]:
    """The entries to be taken, in the order of the file.

    Of versions of one entry, told by SEQUENCE, the highest is taken; of copies the first. Entries that share
    a UID and are no versions of one are all taken. All of that is told.
    """
    for name, called in NO_SESSIONS.items():
        if found := [each for _, each in root.within(name)]:
            count = f"{len(found)} {called}s are" if len(found) > 1 else f"a {called} is"
            message = f"{count} no session ({name}): left out"
            log.error("no-session", message, Location(log.name, row=found[0].line))
    events: list[Component] = []
    for inside, event in root.within("VEVENT"):
        events.append(event)
        if inside.name != "VCALENDAR":
            message = (
                f"an entry stands within a {inside.name or 'file, not in a calendar'}: it is taken as it is"
            )
            log.warning("entry-within", message, Location(log.name, row=event.line))
    by_uid: dict[str, list[Component]] = {}
    for event in events:
        by_uid.setdefault(event.value("UID"), []).append(event)
    taken = {
        id(entry.component): entry
        for uid, group in by_uid.items()
        for entry in (_of_one(uid, group, log) if uid else map(_without_uid, group))
    }
    return [taken[id(event)] for event in events if id(event) in taken]


def _without_uid(event: Component) -> Entry:
    return Entry(event, None)


def _of_one(uid: str, group: list[Component], log: ImportLog) -> Iterable[Entry]:
    """The entries of one UID."""
    changed = {each.value("RECURRENCE-ID"): each for each in group if each.value("RECURRENCE-ID")}
    wholes = [each for each in group if not each.value("RECURRENCE-ID")]
    if len(wholes) > 1:
        wholes = _newest(uid, wholes, log)
    if len(wholes) == 1:
        return [Entry(wholes[0], uid, changed)]
    if not wholes:
        return [Entry(each, f"{uid} {at}") for at, each in changed.items()]
    begun = Counter(each.value("DTSTART") for each in wholes)
    return [
        Entry(each, f"{uid} {start}" if begun[start] == 1 else f"{uid} {start} {each.value('SUMMARY')}")
        for each in wholes
        for start in (each.value("DTSTART"),)
    ]


def _newest(uid: str, wholes: list[Component], log: ImportLog) -> list[Component]:
    """Of entries with one UID those that are no older versions and no copies of another.

    A version has the title or the beginning of the newer one: some programs give one UID to all entries.
    """
    place = Location(log.name, row=wholes[1].line, field="UID")
    said = f"UID '{uid[:80]}' is that of {len(wholes)} entries"
    ordered = sorted(wholes, key=_sequence, reverse=True)
    titles: dict[str, int] = {}
    starts: dict[str, int] = {}
    both: set[tuple[str, str]] = set()
    older, copies = set(), set()
    for each in ordered:
        title, start, sequence = each.value("SUMMARY"), each.value("DTSTART"), _sequence(each)
        if max(titles.get(title, 0), starts.get(start, 0)) > sequence:
            older.add(id(each))
        elif (title, start) in both:
            copies.add(id(each))
        else:
            both.add((title, start))
            titles.setdefault(title, sequence)
            starts.setdefault(start, sequence)
    found = [each for each in wholes if id(each) not in older | copies]
    if older:
        log.warning("uid-versions", f"{said}: the one with the highest SEQUENCE is taken", place)
    if copies:
        log.warning("uid-copies", f"{said}: of those that are alike the first is taken", place)
    if len(found) > 1:
        log.warning("uid-shared", f"{said}: {len(found)} are taken for sessions of their own", place)
    return found


def _sequence(event: Component) -> int:
    said = event.value("SEQUENCE")
    return int(said) if said.isdecimal() and len(said) < 10 else 0
