"""schedule.xml: the XML schedule of frab, pretalx and Pentabarf.

The root contains one conference and its days; a day contains rooms, a room contains events. Files of twenty
years and many programs differ in names, dates and nesting: repairs are logged, unknown elements become extra
data. Refused are only broken XML, document types, inclusions and a second conference. Entities and external
files are never loaded. Exports conform to the c3voc schema (``schedule.xml.xsd``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

from lxml import etree

from eventkit.files.output_files import GENERATOR
from eventkit.formats.frab.export_plan import ExportEvent, ExportPlan, recording_url
from eventkit.formats.frab.frab_values import SOURCE, has_value, parse_listed_day, text
from eventkit.formats.frab.record_builder import FrabRecordBuilder
from eventkit.intake import ImportLog, Location, RawSchedule
from eventkit.intake.source_file import unreadable
from eventkit.messages import Listed, Message, as_message, foreign

_ELEMENT = re.compile(rb"<[A-Za-z_]")
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_PLACE = re.compile(r", line \d+, column \d+.*", re.DOTALL)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
# Not UTF-7, in which the characters of XML markup are hidden in the bytes.
_ENCODING = re.compile(
    r"(?:us-)?ascii|utf-?8|utf-?16(?:le|be)?|iso-?8859-\d+|(?:windows|cp)-?125\d|gb(?:2312|k|18030)|big5"
    r"|shift_?jis|euc-(?:jp|kr)|koi8-[ru]",
    re.IGNORECASE,
)
_XINCLUDE = "{http://www.w3.org/2001/XInclude}*"
_ATTRIBUTES = frozenset({"id", "guid", "code"})
_INDENTED = re.compile(r"\n([ \t]*)(?=\S)")
_SHOWN = 5
_PLAIN = frozenset(
    {"title", "subtitle", "date", "start", "duration", "room", "slug", "url", "type", "language"}
    | {"abstract", "description", "logo", "feedback_url", "origin_url", "video_download_url", "code"}
)
_LINES = frozenset({"title", "subtitle", "type"})
_TEXTS = _LINES | {"abstract", "description"}


def parse_schedule_xml(data: bytes, name: str, log: ImportLog) -> RawSchedule:
    root = _parse_root(data, name)
    elements = _ElementReader(name, log)
    generator = root.find("{*}generator")
    written_by_eventkit = generator is not None and generator.get("name") == GENERATOR
    builder = FrabRecordBuilder(name, log, SOURCE, written_by_eventkit=written_by_eventkit)

    _add_conference(root, elements, builder)
    days = [
        (day, parse_listed_day(day.get("date"), day.get("end"), builder.zone))
        for day in root.iterchildren("{*}day")
    ]
    builder.set_day_change([listed for _, listed in days])

    for day, listed in days:
        for room_element in day.iterchildren("{*}room"):
            room = builder.rooms.add(_attributes(room_element), elements.location(room_element, "room"))
            for element in room_element.iterchildren("{*}event"):
                event, location = elements.event(element)
                builder.add_event(event, listed, location, room)
        for element in day.iterchildren("{*}event"):  # some files list events outside rooms
            event, location = elements.event(element)
            builder.add_event(event, listed, location)
    return builder.records


def _parse_root(data: bytes, name: str) -> etree._Element:
    """The root element, parsed without entities, document types and external files."""
    if _DOCTYPE.search(data[: begins.start()] if (begins := _ELEMENT.search(data)) else data):
        raise unreadable(_WITH_TYPE, name)
    declared = _DECLARED.match(data)
    if declared and not _ENCODING.fullmatch(declared[1].decode()):
        message = Message(
            "Unsupported encoding {declared}. Save the file as UTF-8.", declared=declared[1].decode()
        )
        raise unreadable(message, name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        reason = _PLACE.sub("", error.msg or "").strip()
        message = Message(
            "Invalid XML: {reason}.", reason=foreign(reason) if reason else Message("the file is empty")
        )
        raise unreadable(message, name, error.lineno or None) from None
    except (ValueError, LookupError) as error:
        message = Message("Invalid XML: {reason}.", reason=as_message(error))
        raise unreadable(message, name) from None
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise unreadable(_WITH_TYPE, name)
    if _tag(root) != "schedule":
        message = Message("The root element is <{root}>. A schedule.xml has <schedule>.", root=_tag(root))
        raise unreadable(message, name, _line(root))
    if (include := next(root.iter(_XINCLUDE), None)) is not None:
        message = Message("An inclusion (<xi:include>), refused for security. Put the text in its place.")
        raise unreadable(message, name, _line(include))
    if len(conferences := root.findall("{*}conference")) > 1:
        message = Message(
            "{count} <conference> elements, but only one is allowed. Split the file, one conference each.",
            count=len(conferences),
        )
        raise unreadable(message, name, _line(conferences[1]))
    return root


_WITH_TYPE = Message(
    "Document type declaration (<!DOCTYPE), refused for security. Delete that line and import the file again."
)


def _add_conference(root: etree._Element, elements: _ElementReader, builder: FrabRecordBuilder) -> None:
    element = root.find("{*}conference")
    people = frozenset({"persons"})
    conference: dict[str, Any] = {} if element is None else elements.fields(element, skip=people)
    file = elements.fields(root, skip=people | {"conference", "day"})
    location = Location(elements.name) if element is None else elements.location(element, "conference")
    tracks = [*_tracks(conference.pop("track", None)), *_tracks(conference.pop("tracks", None))]
    tracks += _tracks(file.pop("tracks", None))
    builder.set_conference(conference, file, location)
    for parent in (root, *root.iterchildren("{*}conference")):
        for person in parent.iterfind("{*}persons/{*}person"):
            builder.people.add(_person(person), elements.location(person, "person"))
    for track in tracks:
        builder.tracks.add(track, location)
    rooms = conference.get("rooms")
    for room in rooms if isinstance(rooms, list) else []:
        builder.rooms.add(room, location)


class _ElementReader:
    """Elements as fields by name, with their location."""

    def __init__(self, name: str, log: ImportLog) -> None:
        self.name = name
        self._log = log
        self._is_indented = False

    def location(self, element: etree._Element, field: str) -> Location:
        return Location(self.name, row=_line(element), field=field)

    def event(self, element: etree._Element) -> tuple[dict[str, Any], Location]:
        event = self.fields(element)
        if isinstance(tracks := event.get("track"), list):
            self._set_track(event, tracks, element)
        attributes = element.attrib
        if any(attribute not in _ATTRIBUTES for attribute in attributes):
            self._log_unknown_attributes(element)
        for attribute in _ATTRIBUTES:
            if value := attributes.get(attribute):
                event[attribute] = value
        number = attributes.get("id") or text(event.get("guid") or event.get("code"))
        return event, self.location(element, f"event {number}" if number else "event")

    def _set_track(self, event: dict[str, Any], tracks: list[Any], element: etree._Element) -> None:
        """Set the track of an event from track elements with attributes, such as ``<track slug="x">``."""
        del event["track"]
        for track in tracks:
            if "track" in event:
                self._add_repeated(event, "track", track, element)
            else:
                event["track"] = track

    def _log_unknown_attributes(self, element: etree._Element) -> None:
        names = [attribute for attribute in map(str, element.attrib) if attribute not in _ATTRIBUTES]
        rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        message = Message(
            "Unknown attributes of an event: {names}{rest}. Left out.",
            names=Listed(tuple(names[:_SHOWN])),
            rest=rest,
        )
        self._log.info("unknown-attributes", message, self.location(element, "event"))

    def fields(self, element: etree._Element, skip: frozenset[str] = frozenset()) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for child in element:
            tag = child.tag if child.tag in _PLAIN else _tag(child)
            if tag in skip:
                continue
            # Most elements by far have one text and nothing else.
            value = child.text or "" if tag in _PLAIN and not len(child) else self._value(child, tag)
            if isinstance(value, str) and ("\n    " in value or "\n\t\t" in value):
                value = self._strip_indentation(value, child)
            if tag == "track" and isinstance(fields.get(tag), list) and isinstance(value, list):
                fields[tag] += value
            elif tag in fields:
                self._add_repeated(fields, tag, value, child)
            else:
                fields[tag] = value
        return fields

    def _add_repeated(self, fields: dict[str, Any], tag: str, value: Any, child: etree._Element) -> None:
        if value in (fields[tag], ""):
            return
        if not has_value(fields[tag]):
            fields[tag] = value
            return
        number = 2
        while f"{tag} {number}" in fields:
            number += 1
        fields[f"{tag} {number}"] = value
        message = Message(
            "<{tag}> occurs more than once. Imported the first; the others are saved as extra data.",
            tag=tag,
        )
        self._log.info("duplicate-element", message, self.location(child, tag))

    def _value(self, element: etree._Element, tag: str) -> Any:
        if tag == "persons" and len(element):
            return [_person(child) for child in element]
        if tag in {"links", "attachments"} and len(element):
            return [_link(child) for child in element]
        if tag == "tracks" or (tag == "track" and element.attrib):
            return [
                {"name": (child.text or "").strip(), **_attributes(child), **self.fields(child)}
                for child in (element if tag == "tracks" else (element,))
            ]
        if len(element):
            return _inner(element, tag) if tag in _TEXTS else self.fields(element) | _attributes(element)
        content = element.text or ""
        return _attributes(element) if not content and element.attrib else content

    def _strip_indentation(self, content: str, element: etree._Element) -> str:
        """Remove the indentation that pretty-printing added inside texts, which Markdown would read as code.

        It is there if all lines are indented more than the element.
        """
        lines = [match[1] for match in _INDENTED.finditer(content)]
        shallowest = min(lines, key=len, default="")
        before = element.getprevious()
        space = (before.tail if before is not None else getattr(element.getparent(), "text", "")) or ""
        indent = space.rpartition("\n")[2]
        if (
            not indent
            or len(shallowest) <= len(indent)
            or not all(line.startswith(shallowest) for line in lines)
        ):
            return content
        if not self._is_indented:
            self._is_indented = True
            message = Message("Texts are indented like the elements around them. Removed the indentation.")
            self._log.warning("indented-text", message, self.location(element, _tag(element)))
        return content.replace(f"\n{shallowest}", "\n")


def _tag(element: etree._Element) -> str:
    return _local(str(element.tag))


def _line(element: etree._Element) -> int | None:
    return cast("int | None", element.sourceline)


def _attributes(element: etree._Element) -> dict[str, Any]:
    return {_local(name): str(value) for name, value in element.attrib.items()}


def _inner(element: etree._Element, tag: str) -> str:
    """The content of an element with children: HTML in long texts, only the letters in others."""
    if tag in _LINES:
        return "".join(map(str, element.itertext()))
    inner = (etree.tostring(child, encoding="unicode") for child in element)
    return "".join((element.text or "", *inner))


def _local(name: Any) -> str:
    return str(name).rpartition("}")[2]


def _tracks(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, str) and value.strip():
        yield {"name": value}


def _person(element: etree._Element) -> dict[str, Any]:
    person = _attributes(element)
    if len(element):
        person |= {_tag(child): (child.text or "").strip() for child in element}
    if name := (element.text or "").strip():
        person["name"] = name
    return person


def _link(element: etree._Element) -> dict[str, Any]:
    url = (element.get("href") or "").strip()
    title = (element.text or "").strip()
    inner = {_tag(child): (child.text or "").strip() for child in element}
    return {"url": url or title, **({"title": title} if url and title else {}), **inner}


_DAY = 24 * 60


def serialise_schedule_xml(plan: ExportPlan) -> bytes:
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name=GENERATOR)
    _text(root, "version", plan.version)
    _conference(root, plan)
    by_day = {on: list(entries) for on, entries in groupby(sorted(plan.entries, key=_on), key=_on)}
    for number, on in enumerate(plan.days, 1):
        start, end = (bound.isoformat() for bound in plan.bounds(on))
        day = etree.SubElement(root, "day", index=str(number), date=on.isoformat(), start=start, end=end)
        _rooms(day, plan, by_day.get(on, []), with_empty=number == 1)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


_on = attrgetter("on")


def _text(parent: etree._Element, name: str, content: str) -> None:
    etree.SubElement(parent, name).text = content or None


def _conference(root: etree._Element, plan: ExportPlan) -> None:
    conference = plan.schedule.conference
    element = etree.SubElement(root, "conference")
    _text(element, "acronym", plan.acronym)
    _text(element, "title", plan.text(conference.title))
    _text(element, "start", conference.start.isoformat())
    _text(element, "end", conference.end.isoformat())
    _text(element, "days", str(len(plan.days)))
    _text(element, "timeslot_duration", plan.slot)
    _text(element, "time_zone_name", conference.zone)
    for name, url in (("base_url", plan.base), ("url", conference.url)):
        if url:
            _text(element, name, url)
    for track in plan.schedule.tracks:
        about = {"name": plan.track_names[track.id], "color": track.colour, **plan.slug(track)}
        etree.SubElement(element, "track", about)


def _rooms(day: etree._Element, plan: ExportPlan, entries: list[ExportEvent], *, with_empty: bool) -> None:
    """Add the rooms of a day with their events; on the first day all rooms, for their order."""
    by_room: dict[str, list[ExportEvent]] = {}
    for entry in entries:
        by_room.setdefault(entry.room.id if entry.room else "", []).append(entry)
    for room in plan.schedule.rooms:
        if with_empty or room.id in by_room:
            element = etree.SubElement(
                day, "room", {"name": plan.room_names[room.id], **plan.id_attributes(room)}
            )
            for entry in by_room.get(room.id, ()):
                _event(element, plan, entry)
    if "" in by_room:
        element = etree.SubElement(day, "room", name="")
        for entry in by_room[""]:
            _event(element, plan, entry)


def _event(parent: etree._Element, plan: ExportPlan, entry: ExportEvent) -> None:
    session = entry.session
    event = etree.SubElement(parent, "event", id=str(entry.number), guid=str(session.uid))
    url, links = plan.page(session)
    _text(event, "date", entry.start.isoformat())
    _text(event, "start", f"{plan.schedule.wall(entry.start):%H:%M}")
    _text(event, "duration", format_duration(entry.minutes))
    _text(event, "room", plan.room_names[entry.room.id] if entry.room else "")
    _text(event, "slug", entry.slug)
    if url:
        _text(event, "url", url)
    _text(event, "title", plan.text(session.title))
    _text(event, "subtitle", plan.text(session.subtitle))
    _text(event, "track", plan.track_names[session.track] if session.track else "")
    _text(event, "type", session.kind.value)
    _text(event, "language", plan.language(session))
    _text(event, "abstract", plan.text(session.abstract))
    if recording := recording_url(session):
        _text(event, "video_download_url", recording)
    persons = etree.SubElement(event, "persons")
    for participant, _ in plan.people(session):
        etree.SubElement(persons, "person", dict(plan.id_attributes(participant))).text = plan.name(
            participant
        )
    listed = etree.SubElement(event, "links")
    for link in links:
        etree.SubElement(listed, "link", href=link.url).text = plan.text(link.label) or None


def format_duration(minutes: int) -> str:
    """A duration as ``HH:MM``, from 100 hours on as ``D:HH:MM``."""
    days = minutes // _DAY if minutes >= 100 * 60 else 0
    hours = f"{minutes // 60 - days * 24:02}:{minutes % 60:02}"
    return f"{days}:{hours}" if days else hours
