"""Event revisions: the VEVENTs to import, of each UID and RECURRENCE-ID the one with the highest SEQUENCE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from eventkit.formats.icalendar.component_parser import CalendarComponent
from eventkit.formats.icalendar.property_values import unescape_text
from eventkit.intake import ImportLog, Location
from eventkit.messages import Message

OTHER_COMPONENTS = {"VTODO": "task", "VJOURNAL": "journal entry", "VFREEBUSY": "list of busy times"}
"""Components of a calendar that are not sessions, with their names in messages."""


@dataclass(slots=True)
class SelectedEvent:
    component: CalendarComponent
    key: str | None  # its key: the UID, with the start if several events share the UID
    # VEVENTs that replace single occurrences, by RECURRENCE-ID.
    changed: dict[str, CalendarComponent] = field(default_factory=dict)


def select_events(root: CalendarComponent, log: ImportLog) -> list[SelectedEvent]:
    """Select the events to import, in the order of the file.

    Of several revisions of an event the one with the highest SEQUENCE is selected, of copies the first.
    Different events with the same UID are all selected. Each of these cases is logged.
    """
    for name, label in OTHER_COMPONENTS.items():
        if others := [component for _, component in root.within(name)]:
            count = f"{len(others)} {label}s" if len(others) > 1 else f"1 {label}"
            message = Message(
                "{count} ({name}). Left out; only sessions are imported.", count=count, name=name
            )
            log.error("no-session", message, Location(log.name, row=others[0].line))
    events: list[CalendarComponent] = []
    for inside, event in root.within("VEVENT"):
        events.append(event)
        if inside.name != "VCALENDAR":
            place = f"inside {inside.name}" if inside.name else "outside a calendar"
            message = Message("A VEVENT {place}. Imported as if it were in the calendar.", place=place)
            log.warning("entry-within", message, Location(log.name, row=event.line))
    by_uid: dict[str, list[CalendarComponent]] = {}
    for event in events:
        by_uid.setdefault(unescape_text(event.value("UID")), []).append(event)
    selected = {
        id(chosen.component): chosen
        for uid, group in by_uid.items()
        for chosen in (_select_by_uid(uid, group, log) if uid else map(_select_without_uid, group))
    }
    return [selected[id(event)] for event in events if id(event) in selected]


def _select_without_uid(event: CalendarComponent) -> SelectedEvent:
    return SelectedEvent(event, None)


def _select_by_uid(uid: str, group: list[CalendarComponent], log: ImportLog) -> Iterable[SelectedEvent]:
    changed = {event.value("RECURRENCE-ID"): event for event in group if event.value("RECURRENCE-ID")}
    masters = [event for event in group if not event.value("RECURRENCE-ID")]
    if len(masters) > 1:
        masters = _latest_revision(uid, masters, log)
    if len(masters) == 1:
        return [SelectedEvent(masters[0], uid, changed)]
    if not masters:
        return [SelectedEvent(event, f"{uid} {start}") for start, event in changed.items()]
    starts = Counter(event.value("DTSTART") for event in masters)
    return [
        SelectedEvent(
            event, f"{uid} {start}" if starts[start] == 1 else f"{uid} {start} {event.value('SUMMARY')}"
        )
        for event in masters
        for start in (event.value("DTSTART"),)
    ]


def _latest_revision(uid: str, events: list[CalendarComponent], log: ImportLog) -> list[CalendarComponent]:
    """The events with one UID that are neither older revisions nor copies of another.

    A revision has the title or the start of the newer one: some programs give the same UID to all events.
    """
    place = Location(log.name, row=events[1].line, field="UID")
    shared = f"{len(events)} events share UID '{uid[:80]}'"
    ordered = sorted(events, key=_sequence, reverse=True)
    titles: dict[str, int] = {}
    starts: dict[str, int] = {}
    both: set[tuple[str, str]] = set()
    older, copies = set(), set()
    for event in ordered:
        title, start, sequence = event.value("SUMMARY"), event.value("DTSTART"), _sequence(event)
        if max(titles.get(title, 0), starts.get(start, 0)) > sequence:
            older.add(id(event))
        elif (title, start) in both:
            copies.add(id(event))
        else:
            both.add((title, start))
            titles.setdefault(title, sequence)
            starts.setdefault(start, sequence)
    latest = [event for event in events if id(event) not in older | copies]
    if older:
        message = Message("{shared}. Imported the one with the highest SEQUENCE.", shared=shared)
        log.warning("uid-versions", message, place)
    if copies:
        log.warning(
            "uid-copies", Message("{shared}. Imported the first of equal ones.", shared=shared), place
        )
    if len(latest) > 1:
        message = Message(
            "{shared}. Imported {count} of them as different sessions.", shared=shared, count=len(latest)
        )
        log.warning("uid-shared", message, place)
    return latest


def _sequence(event: CalendarComponent) -> int:
    text = event.value("SEQUENCE")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
