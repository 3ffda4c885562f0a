"""Attendees and locations: ATTENDEE and PARTICIPANT as people, LOCATION as rooms and venue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eventkit.formats.icalendar.component_parser import CalendarComponent, CalendarProperty
from eventkit.formats.icalendar.property_values import unescape_text
from eventkit.intake import ImportLog, Location, RawAppearance, RawLink, RawPerson
from eventkit.intake.privacy import is_email_address

_ROLES = {"CHAIR": "chair", "NON-PARTICIPANT": "participant"}


_TYPES = {"SPEAKER": "speaker", "PERFORMER": "performer", "ACTIVE": "participant"}


_KINDS = {"GROUP": "team"}


_NOT_PEOPLE = frozenset({"ROOM", "RESOURCE"})


class AttendeeReader:
    """The people of a calendar, each once by name: calendars know them by nothing but their addresses, which
    are nobody else's business.
    """

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self.known: dict[str, RawPerson] = {}

    def of(self, entry: CalendarComponent) -> tuple[RawAppearance, ...]:
        """Who appears in an entry, in order."""
        told = [*self._attendees(entry), *self._participants(entry)]
        return tuple({(each.person, each.role): each for each in reversed(told)}.values())[::-1]

    def _attendees(self, entry: CalendarComponent) -> Iterator[RawAppearance]:
        for attendee in entry.every("ATTENDEE"):
            if attendee.parameter("CUTYPE").upper() in _NOT_PEOPLE:
                continue
            name = unescape_text(attendee.parameter("CN")).strip()
            if not name or is_email_address(name):
                place = Location(self._log.name, row=attendee.line, field="ATTENDEE")
                self._log.error("no-name", "an ATTENDEE without a name (CN) is left out", place)
                continue
            person = self._person(name, attendee.line, "CN")
            person.kind = person.kind or _KINDS.get(attendee.parameter("CUTYPE").upper())
            address = attendee.value.strip().removeprefix("mailto:").removeprefix("MAILTO:")
            if is_email_address(address) and not address.lower().endswith(".invalid"):
                person.contact.setdefault("email", address)
            yield RawAppearance(name, _ROLES.get(attendee.parameter("ROLE").upper()))

    def _participants(self, entry: CalendarComponent) -> Iterator[RawAppearance]:
        for each in entry.components:
            name = unescape_text(each.value("SUMMARY")).strip()
            if each.name == "PARTICIPANT" and name:
                person = self._person(name, each.line, "SUMMARY")
                if not person.links and (url := each.value("URL")):
                    person.links = (RawLink(url),)
                yield RawAppearance(name, _TYPES.get(each.value("PARTICIPANT-TYPE").upper()))

    def _person(self, name: str, line: int, field: str) -> RawPerson:
        where = Location(self._log.name, row=line)
        return self.known.setdefault(
            name, RawPerson(location=where, key=name, name=name, field_names={"name": field})
        )


def room_names(entry: CalendarComponent) -> Iterator[str]:
    """The rooms that an entry names as such: places (RFC 9073 7.2), and attendees that are rooms."""
    for each in entry.components:
        if each.name == "VLOCATION" and (name := unescape_text(each.value("NAME")).strip()):
            yield name
    for attendee in entry.every("ATTENDEE"):
        if attendee.parameter("CUTYPE").upper() == "ROOM" and (name := _common_name(attendee)):
            yield name


def _common_name(told: CalendarProperty) -> str:
    return unescape_text(told.parameter("CN")).strip()


_LANGUAGE_SEPARATOR = " / "


PART_SEPARATOR = ", "
"""What stands between the parts of a place."""


@dataclass(frozen=True, slots=True)
class LocationParser:
    """What the places of a calendar have in common.

    Attributes:
        tail: What all of them end in, where there are several: the venue with its address.
        heads: What is left of each without that.
    """

    tail: str
    heads: frozenset[str]

    def rooms(self, place: str) -> tuple[str, ...]:
        """The rooms in a place: several only where each is a place of another entry as well."""
        head = self._head(place)
        if head in {"", self.tail}:
            return ()
        parts = head.split(PART_SEPARATOR)
        # The building follows on the rooms, and other entries in those rooms have it too.
        for count in range(len(parts), 1, -1):
            rest = PART_SEPARATOR.join(("", *parts[count:]))
            if all(f"{part}{rest}" in self.heads for part in parts[:count]):
                return tuple(f"{part}{rest}" for part in dict.fromkeys(parts[:count]))
        return (head,)

    def _head(self, place: str) -> str:
        return place.removesuffix(f"{PART_SEPARATOR}{self.tail}") if self.tail else place


def common_location_suffix(every: Iterable[str]) -> LocationParser:
    """What places have in common: the parts, between commas, that all of them end in.

    Args:
        every: The places of a calendar.
    """
    different = list(dict.fromkeys(filter(None, every)))
    # Written twice, in two languages, a place ends in the second of them alone.
    if len(different) < 2 or any(_LANGUAGE_SEPARATOR in each for each in different):
        return LocationParser("", frozenset(different))
    # A place that is nothing but the tail is the venue as a whole.
    split = [each.split(PART_SEPARATOR)[::-1] for each in different]
    shortest = min(map(len, split))
    common = next((at for at in range(shortest) if len({each[at] for each in split}) > 1), shortest)
    tail = PART_SEPARATOR.join(split[0][:common][::-1])
    heads = frozenset(each.removesuffix(f"{PART_SEPARATOR}{tail}") if tail else each for each in different)
    return LocationParser(tail, heads)
