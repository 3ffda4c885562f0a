"""Who appears: ATTENDEE by its CN (RFC 5545 3.8.4.1), and PARTICIPANT (RFC 9073 7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.formats.icalendar.lines import Component, Property
from eventkit.formats.icalendar.values import text
from eventkit.intake import ImportLog, Location, RawAppearance, RawLink, RawPerson
from eventkit.intake.privacy import is_email_address

_ROLES = {"CHAIR": "chair", "NON-PARTICIPANT": "participant"}
_TYPES = {"SPEAKER": "speaker", "PERFORMER": "performer", "ACTIVE": "participant"}
_KINDS = {"GROUP": "team"}
_NO_PEOPLE = frozenset({"ROOM", "RESOURCE"})


class People:
    """The people of a calendar, each once by name: calendars know them by nothing but their addresses, which
    are nobody else's business.
    """

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self.known: dict[str, RawPerson] = {}

    def of(self, entry: Component) -> tuple[RawAppearance, ...]:
        """Who appears in an entry, in order."""
        told = [*self._attendees(entry), *self._participants(entry)]
        return tuple({(each.person, each.role): each for each in reversed(told)}.values())[::-1]

    def _attendees(self, entry: Component) -> Iterator[RawAppearance]:
        for attendee in entry.every("ATTENDEE"):
            if attendee.parameter("CUTYPE").upper() in _NO_PEOPLE:
                continue
            name = text(attendee.parameter("CN")).strip()
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

    def _participants(self, entry: Component) -> Iterator[RawAppearance]:
        for each in entry.components:
            name = text(each.value("SUMMARY")).strip()
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


def rooms_among(entry: Component) -> Iterator[str]:
    """The rooms that an entry names as such: places (RFC 9073 7.2), and attendees that are rooms."""
    for each in entry.components:
        if each.name == "VLOCATION" and (name := text(each.value("NAME")).strip()):
            yield name
    for attendee in entry.every("ATTENDEE"):
        if attendee.parameter("CUTYPE").upper() == "ROOM" and (name := _cn(attendee)):
            yield name


def _cn(told: Property) -> str:
    return text(told.parameter("CN")).strip()
