"""Property values (RFC 5545 3.3): text, dates, durations, categories, descriptions, people, places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape

from eventkit.formats.icalendar.component_parser import CalendarComponent, CalendarProperty
from eventkit.formats.icalendar.zone_resolver import ZoneResolver
from eventkit.intake import ImportLog, Location, Markup, RawAppearance, RawLink, RawPerson, RawProse, RawText
from eventkit.intake.datetime_parser import ParseFailure, parse_datetime, require_year
from eventkit.intake.datetime_parser import parse_date as parse_lenient_date
from eventkit.intake.privacy import is_email_address
from eventkit.intake.word_lists import parse_kind, parse_kind_label
from eventkit.messages import Message
from eventkit.texts.name_patterns import has_organisation_word
from eventkit.wording import LANGUAGES, Wording

_BACKSLASH = "\udc5c"

_COMMA = re.compile(r"(?<!\\),")

_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.ASCII)

_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?",
    re.ASCII,
)


def unescape_text(value: str) -> str:
    """Remove the escapes of a TEXT value (RFC 5545 3.3.11); other backslashes are dropped, too."""
    if "\\" not in value:
        return value
    # Whole replacements need as much memory as the text; a pattern called for millions of escapes needs a
    # hundred times that. Decoded text has no lone surrogate: one can represent the backslash.
    text = value.replace("\\\\", _BACKSLASH)
    ends = "\\" if text.endswith("\\") else ""
    text = text.replace("\\n", "\n").replace("\\N", "\n").replace("\\", "")
    return text.replace(_BACKSLASH, "\\") + ends


def split_text_list(value: str) -> list[str]:
    """Split a list of TEXT values at commas that are not escaped."""
    parts = _COMMA.split(value.replace("\\\\", _BACKSLASH))
    texts = (unescape_text(part.replace(_BACKSLASH, "\\\\")).strip() for part in parts)
    return [text for text in texts if text]


def parse_date_property(
    date_property: CalendarProperty, zones: ZoneResolver
) -> date | datetime | ParseFailure:
    """Parse a DATE or DATE-TIME property: aware in UTC or in its TZID, else naive local time."""
    return parse_date_value(date_property.value, date_property.parameter("TZID"), zones, date_property.line)


def parse_date_value(value: str, tzid: str, zones: ZoneResolver, line: int) -> date | datetime | ParseFailure:
    """Parse a DATE or DATE-TIME value, local in the zone ``tzid`` if that is not empty."""
    parsed = _parse_stamp(value.strip())
    if isinstance(parsed, datetime) and tzid:
        return zones.at(parsed, tzid, line) if parsed.tzinfo is None else zones.in_utc(parsed, tzid, line)
    return parsed


def _parse_stamp(text: str) -> date | datetime | ParseFailure:
    match = _STAMP.fullmatch(text)
    try:
        if match and match[4] is None:
            return require_year(date(int(match[1]), int(match[2]), int(match[3])))
        if match:
            numbers = [int(number or 0) for number in match.groups()[:6]]
            # A leap second is the end of its minute (RFC 5545 3.3.12).
            numbers[5] = min(numbers[5], 59)
            return require_year(datetime(*numbers, tzinfo=UTC if match[7] else None))  # type: ignore[arg-type, misc]
    except ValueError:
        return ParseFailure(Message("does not exist in the calendar"))
    lenient = parse_datetime(text)
    day = parse_lenient_date(text)
    return day if isinstance(lenient, ParseFailure) and isinstance(day, date) else lenient


def parse_duration_value(value: str) -> timedelta | ParseFailure:
    """Parse a DURATION (RFC 5545 3.3.6) that is not negative."""
    match = _DURATION.fullmatch(value.strip())
    if not match or not any(match.groups()[1:]):
        return ParseFailure(Message("is not a duration"))
    if match[1] == "-":
        return ParseFailure(Message("is negative"))
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp);")

_TAG = re.compile(r"</?(?:p|br|b|i|a|ul|ol|li|div|span|strong|em|html|h[1-6])\b[^<>]*>", re.IGNORECASE)


def text_by_language(versions: Sequence[CalendarProperty]) -> RawText | None:
    """The versions of a text by language; a plain string if none has a language."""
    if not versions:
        return None
    by_language = {
        version.parameter("LANGUAGE"): unescape_text(version.value) for version in reversed(versions)
    }
    if list(by_language) == [""]:
        return by_language[""]
    named = {language: text for language, text in by_language.items() if language}
    return dict(reversed(named.items()))


def location_text(event: CalendarComponent) -> str:
    """The LOCATION of an event as one line; empty if it has none."""
    return " ".join(unescape_text(event.value("LOCATION")).split())


def parse_categories(event: CalendarComponent) -> tuple[str | None, str | None, list[str]]:
    """The kind, the track and the other names among the CATEGORIES of an event.

    The kind is the last name that is a kind; the track the first name that is not that kind. The labels that
    eventkit writes for the kind in other languages are dropped.
    """
    names = list(
        dict.fromkeys(
            name for categories in event.all_of("CATEGORIES") for name in split_text_list(categories.value)
        )
    )
    kind = next((name for name in reversed(names) if parse_kind(name) is not None), None)
    parsed = parse_kind(kind) if kind else None
    others = [
        name for name in names if name != kind and (parsed is None or parse_kind_label(name) is not parsed)
    ]
    track = next((name for name in others if parsed is None or parse_kind(name) is not parsed), None)
    return kind, track, [name for name in others if name != track]


def parent_uid(event: CalendarComponent) -> str | None:
    """The UID of the event that an event is part of; RELTYPE is PARENT by default (RFC 5545 3.2.15)."""
    relations = event.all_of("RELATED-TO")
    parents = (
        unescape_text(relation.value.strip())
        for relation in relations
        if relation.parameter("RELTYPE").upper() in {"", "PARENT"}
    )
    return next(parents, None)


def description(event: CalendarComponent) -> RawProse | None:
    """The DESCRIPTION: plain text (RFC 5545 3.8.1.5), although some programs write HTML into it."""
    text = text_by_language(event.all_of("DESCRIPTION"))
    if text is None:
        html = event.first("X-ALT-DESC")
        return RawProse(unescape_text(html.value), Markup.HTML) if html else None
    whole = text if isinstance(text, str) else "\n".join(text.values())
    return RawProse(text, Markup.UNKNOWN if _TAG.search(whole) else Markup.PLAIN)


def has_entities(prose: RawProse | None) -> bool:
    """True if a plain text has HTML entities, as some programs write."""
    if prose is None or prose.markup is not Markup.PLAIN:
        return False
    versions = prose.text.values() if isinstance(prose.text, Mapping) else [prose.text]
    return any(_ENTITY.search(str(version)) for version in versions)


def decode_entities(prose: RawProse) -> RawProse:
    """Replace the HTML entities of a plain text with the characters they mean."""
    if isinstance(prose.text, Mapping):
        return RawProse({tag: unescape(str(version)) for tag, version in prose.text.items()}, prose.markup)
    return RawProse(unescape(prose.text), prose.markup)


def strip_cancelled_prefix(title: RawText | None) -> RawText | None:
    """Remove the word for "cancelled" that eventkit writes before titles; STATUS has it, too."""
    return _strip_affix(title, _markers()[0], "")


def strip_draft_suffix(title: RawText | None) -> RawText | None:
    """Remove the word for "draft" that eventkit writes after the name of a calendar."""
    return _strip_affix(title, "", _markers()[1])


def _strip_affix(title: RawText | None, before: str, behind: str) -> RawText | None:
    if title is None or isinstance(title, str):
        return title and (re.sub(f"^(?:{before})|(?:{behind})$", "", title) or title)
    return {language: str(_strip_affix(text, before, behind)) for language, text in title.items()}


@cache
def _markers() -> tuple[str, str]:
    """Patterns of what eventkit writes before and after titles: Cancelled: A title (Draft)."""
    wordings = [Wording.of(language) for language in LANGUAGES]
    cancelled = {re.escape(wording.word("cancelled-title", title="")) for wording in wordings}
    drafts = {re.escape(wording.annotated("", wording.word("draft"))) for wording in wordings}
    return "|".join(sorted(cancelled)), "|".join(sorted(drafts))


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
    """The parser of LOCATION values: rooms, followed by the venue that all of them share."""

    tail: str  # the end that all locations share: the venue with its address. Empty if there is none.
    heads: frozenset[str]  # the locations without that end

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
