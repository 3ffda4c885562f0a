"""Writing ``schedule.xml``, so that it holds to the schema of c3voc (``schedule.xml.xsd``)."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from lxml import etree

from eventkit.formats.frab.marks import OURS
from eventkit.formats.frab.planned import Entry, Plan
from eventkit.model import Session, StreamKind

_DAY = 24 * 60


def written(plan: Plan) -> bytes:
    """The file; the same schedule gives the same bytes."""
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name=OURS)
    _text(root, "version", plan.version)
    _conference(root, plan)
    by_day = {on: list(entries) for on, entries in groupby(sorted(plan.entries, key=_on), key=_on)}
    for number, on in enumerate(plan.days, 1):
        start, end = (each.isoformat() for each in plan.bounds(on))
        day = etree.SubElement(root, "day", index=str(number), date=on.isoformat(), start=start, end=end)
        _rooms(day, plan, by_day.get(on, []), every=number == 1)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


_on = attrgetter("on")


def _text(parent: etree._Element, name: str, said: str) -> None:
    etree.SubElement(parent, name).text = said or None


def _conference(root: etree._Element, plan: Plan) -> None:
    conference = plan.schedule.conference
    element = etree.SubElement(root, "conference")
    _text(element, "acronym", plan.acronym)
    _text(element, "title", plan.said(conference.title))
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


def _rooms(day: etree._Element, plan: Plan, entries: list[Entry], *, every: bool) -> None:
    """The rooms of a day with their events; on the first day all rooms there are, for their order."""
    by_room: dict[str, list[Entry]] = {}
    for entry in entries:
        by_room.setdefault(entry.room.id if entry.room else "", []).append(entry)
    for room in plan.schedule.rooms:
        if every or room.id in by_room:
            element = etree.SubElement(day, "room", {"name": plan.room_names[room.id], **plan.identity(room)})
            for entry in by_room.get(room.id, ()):
                _event(element, plan, entry)
    if "" in by_room:
        element = etree.SubElement(day, "room", name="")
        for entry in by_room[""]:
            _event(element, plan, entry)


def _event(parent: etree._Element, plan: Plan, entry: Entry) -> None:
    session = entry.session
    event = etree.SubElement(parent, "event", id=str(entry.number), guid=str(session.uid))
    url, links = plan.page(session)
    _text(event, "date", entry.start.isoformat())
    _text(event, "start", f"{plan.schedule.wall(entry.start):%H:%M}")
    _text(event, "duration", lasting(entry.minutes))
    _text(event, "room", plan.room_names[entry.room.id] if entry.room else "")
    _text(event, "slug", entry.slug)
    if url:
        _text(event, "url", url)
    _text(event, "title", plan.said(session.title))
    _text(event, "subtitle", plan.said(session.subtitle))
    _text(event, "track", plan.track_names[session.track] if session.track else "")
    _text(event, "type", session.kind.value)
    _text(event, "language", plan.language(session))
    _text(event, "abstract", plan.said(session.abstract))
    if recording := recorded(session):
        _text(event, "video_download_url", recording)
    persons = etree.SubElement(event, "persons")
    for who in dict.fromkeys(each.participant for each in session.people if each.comes):
        participant = plan.schedule.participant(who)
        etree.SubElement(persons, "person", dict(plan.identity(participant))).text = plan.name(participant)
    listed = etree.SubElement(event, "links")
    for link in links:
        etree.SubElement(listed, "link", href=link.url).text = plan.said(link.label) or None


def recorded(session: Session) -> str:
    """The address of a session's recording, where it has one and nothing more is said of it."""
    if len(session.streams) == 1:
        stream = session.streams[0]
        if (
            stream.kind is StreamKind.RECORDING
            and (stream.label, stream.language, stream.views) == (None,) * 3
        ):
            return stream.url or ""
    return ""


def lasting(minutes: int) -> str:
    """A length as ``HH:MM``, and from 100 hours on as ``D:HH:MM``."""
    days = minutes // _DAY if minutes >= 100 * 60 else 0
    hours = f"{minutes // 60 - days * 24:02}:{minutes % 60:02}"
    return f"{days}:{hours}" if days else hours
