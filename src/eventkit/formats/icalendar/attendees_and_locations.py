"""Attendees and locations: ATTENDEE and PARTICIPANT as people, LOCATION as rooms and venue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eventkit.formats.icalendar.component_parser import CalendarComponent, CalendarProperty
from eventkit.formats.icalendar.property_values import unescape_text
from eventkit.intake import ImportLog, Location, RawAppearance, RawLink, RawPerson
from eventkit.intake.privacy import is_email_address
from eventkit.messages import Message
from eventkit.texts.name_patterns import has_organisation_word

_ROLES = {"CHAIR": "chair", "NON-PARTICIPANT": "participant"}


_TYPES = {"SPEAKER": "speaker", "PERFORMER": "performer", "ACTIVE": "participant"}


_KINDS = {"GROUP": "team"}


_NOT_PEOPLE = frozenset({"ROOM", "RESOURCE"})


class AttendeeReader:
    """The reader of people, each once by name: their only other key, the address, is private."""

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self.known: dict[str, RawPerson] = {}

    def read(
        self, event: CalendarComponent, organisers: Iterable[CalendarProperty] = ()
    ) -> tuple[RawAppearance, ...]:
        """The people who appear in an event, in order; if it names nobody else, its organisers."""
        appearances = [*self._attendees(event), *self._participants(event)]
        appearances = appearances or [*self._organisers(organisers)]
        return tuple({(seen.person, seen.role): seen for seen in reversed(appearances)}.values())[::-1]

    def _attendees(self, event: CalendarComponent) -> Iterator[RawAppearance]:
        for attendee in event.all_of("ATTENDEE"):
            if attendee.parameter("CUTYPE").upper() in _NOT_PEOPLE:
                continue
            name = unescape_text(attendee.parameter("CN")).strip()
            if not name or is_email_address(name):
                place = Location(self._log.name, row=attendee.line, field="ATTENDEE")
                self._log.error("no-name", Message("An ATTENDEE without a name (CN). Left out."), place)
                continue
            person = self._person(name, attendee.line, "CN")
            person.kind = person.kind or _KINDS.get(attendee.parameter("CUTYPE").upper())
            address = attendee.value.strip().removeprefix("mailto:").removeprefix("MAILTO:")
            if is_email_address(address) and not address.lower().endswith(".invalid"):
                person.contact.setdefault("email", address)
            yield RawAppearance(name, _ROLES.get(attendee.parameter("ROLE").upper()))

    def _organisers(self, organisers: Iterable[CalendarProperty]) -> Iterator[RawAppearance]:
        for organiser in organisers:
            name = organiser_name(organiser)
            if not name or has_organisation_word(name):
                continue
            person = self._person(name, organiser.line, "CN")
            address = organiser.value.strip().removeprefix("mailto:").removeprefix("MAILTO:")
            if is_email_address(address):
                person.contact.setdefault("email", address)
            place = Location(self._log.name, row=organiser.line, field="ORGANIZER")
            self._log.once("organiser", Message("An ORGANIZER with a name. Imported as a person."), place)
            yield RawAppearance(name)

    def _participants(self, event: CalendarComponent) -> Iterator[RawAppearance]:
        for component in event.components:
            name = unescape_text(component.value("SUMMARY")).strip()
            if component.name == "PARTICIPANT" and name:
                person = self._person(name, component.line, "SUMMARY")
                if not person.links and (url := component.value("URL")):
                    person.links = (RawLink(url),)
                yield RawAppearance(name, _TYPES.get(component.value("PARTICIPANT-TYPE").upper()))

    def _person(self, name: str, line: int, field: str) -> RawPerson:
        location = Location(self._log.name, row=line)
        return self.known.setdefault(
            name, RawPerson(location=location, key=name, name=name, field_names={"name": field})
        )


def organiser_name(item: CalendarProperty) -> str:
    """The name of an ORGANIZER; empty if it has none but its address."""
    name = _common_name(item)
    return "" if item.name != "ORGANIZER" or is_email_address(name) else name


def room_names(event: CalendarComponent) -> Iterator[str]:
    """The rooms of an event: VLOCATION components (RFC 9073 7.2), and attendees of CUTYPE ROOM."""
    for component in event.components:
        if component.name == "VLOCATION" and (name := unescape_text(component.value("NAME")).strip()):
            yield name
    for attendee in event.all_of("ATTENDEE"):
        if attendee.parameter("CUTYPE").upper() == "ROOM" and (name := _common_name(attendee)):
            yield name


def _common_name(attendee: CalendarProperty) -> str:
    return unescape_text(attendee.parameter("CN")).strip()


_LANGUAGE_SEPARATOR = " / "


_SEPARATOR = re.compile("(, |[،፣] |[，、])")
"""The separators of the parts of a LOCATION: the commas of all languages."""


def _without_tail(place: str, tail: str) -> str:
    """A location without the parts that it ends with; the whole of it if it has no others."""
    if not tail or not place.endswith(tail):
        return place
    pieces = _SEPARATOR.split(place.removesuffix(tail))
    return "".join(pieces[:-2]) if len(pieces) > 1 and not pieces[-1] else place


@dataclass(frozen=True, slots=True)
class LocationParser:
    """The parser of LOCATION values: rooms, followed by the venue that all of them share.

    Attributes:
        tail: The end that all locations share: the venue with its address. Empty if there is none.
        heads: The locations without that end.
    """

    tail: str
    heads: frozenset[str]

    def rooms(self, place: str) -> tuple[str, ...]:
        """The rooms in a location; several only if each is the location of another event, too."""
        head = _without_tail(place, self.tail)
        if head in {"", self.tail}:
            return ()
        pieces = _SEPARATOR.split(head)
        parts = pieces[::2]
        # The building follows the rooms, and other events in those rooms have it, too.
        for count in range(len(parts), 1, -1):
            rest = "".join(pieces[2 * count - 1 :])
            if all(f"{part}{rest}" in self.heads for part in parts[:count]):
                return tuple(f"{part}{rest}" for part in dict.fromkeys(parts[:count]))
        return (head,)


def common_location_suffix(locations: Iterable[str]) -> LocationParser:
    different = list(dict.fromkeys(filter(None, locations)))
    # A location in two languages ends in the second language only.
    if len(different) < 2 or any(_LANGUAGE_SEPARATOR in location for location in different):
        return LocationParser("", frozenset(different))
    # A location that is nothing but the tail is the venue as a whole.
    split = [_SEPARATOR.split(location)[::-1] for location in different]
    shortest = min(map(len, split)) // 2 + 1
    common = next((at for at in range(shortest) if len({pieces[2 * at] for pieces in split}) > 1), shortest)
    tail = "".join(split[0][: max(0, 2 * common - 1)][::-1])
    return LocationParser(tail, frozenset(_without_tail(location, tail) for location in different))
