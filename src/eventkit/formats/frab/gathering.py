"""Records out of what the dialects say, which is much the same under much the same names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

from eventkit.formats.frab.listed import DAY_CHANGE, Day, change, first_day, last_day
from eventkit.formats.frab.marks import NO_TRACK, number_of
from eventkit.formats.frab.taking import (
    languages,
    links,
    names,
    says,
    text,
    uid,
    without,
    words,
)
from eventkit.formats.frab.things import People, Rooms, Tracks
from eventkit.formats.frab.timing import Timing
from eventkit.intake import (
    ImportLog,
    Location,
    Markup,
    RawAppearance,
    RawConference,
    RawLink,
    RawProse,
    RawSchedule,
    RawSession,
)
from eventkit.intake.privacy import drop_private

_CONFERENCE = names(
    "title subtitle acronym start end days daysCount time_zone_name venue city address country day_change "
    "url languages rooms tracks track"
)
_EVENT = names(
    "guid id title subtitle type date start end duration room track language persons participants speakers "
    "person abstract description links attachments url video_download_url code"
)
_NAMED = {"kind": "type", "minutes": "duration", "people": "persons"}
_PAGES = {"ORIGIN": "origin_url", "FEEDBACK": "feedback_url"}
_PEOPLE = ("persons", "participants", "speakers", "person")
# Derived where eventkit wrote the file, and so no news when it is read back.
_DERIVED = frozenset({"slug"})


class Gathering:
    """Makes the records of one file.

    Args:
        name: The file as its reader was told it.
        log: Where it is told what is odd.
        source: What things from it are known to come from.
        ours: Whether eventkit wrote it, so that texts are Markdown and ids stand in for those it made.
    """

    def __init__(self, name: str, log: ImportLog, source: str, *, ours: bool = False) -> None:
        self.log = log
        self.name = name
        self.rooms = Rooms(log)
        self.tracks = Tracks(log)
        self.people = People(log, Markup.MARKDOWN if ours else Markup.UNKNOWN)
        self.records = RawSchedule(
            source=source,
            conference=RawConference(location=Location(name)),
            rooms=self.rooms.records,
            tracks=self.tracks.records,
            people=self.people.records,
        )
        self._ours = ours
        self._base = ""
        self._pages: frozenset[str] = frozenset()
        self._timing = Timing(log)

    # What a file says of the occasion.

    def conference(self, told: Mapping[str, Any], file: Mapping[str, Any], place: Location) -> None:
        """Take what is said of the occasion.

        Args:
            told: The conference.
            file: What stands beside it and is said of the whole file: version, base address, generator.
            place: Where it stands.
        """
        extra = without({**file, **told}, _CONFERENCE)
        if self._ours:
            extra = without(extra, ("generator", "version", "timeslot_duration", "base_url"))
        self._base = text(told.get("base_url") or file.get("base_url"))
        self._timing.change = change(told.get("day_change"))
        url = text(told.get("url"))
        self._pages = frozenset(filter(None, (url, self._base)))
        key = text(told.get("time_zone_name"))
        self._timing.is_in(key)
        record = RawConference(
            location=place,
            key=text(told.get("acronym")) or None,
            field_names={"zone": "time_zone_name"},
            title=words(told.get("title")),
            subtitle=words(told.get("subtitle")),
            acronym=text(told.get("acronym")) or None,
            start=first_day(told.get("start"), key),
            end=last_day(told.get("end"), key, self._timing.change or DAY_CHANGE),
            zone=key or None,
            languages=languages(told.get("languages")),
            venue=words(told.get("venue")),
            address=words(told.get("address")),
            city=words(told.get("city")),
            country=text(told.get("country")) or None,
            url=url or None,
            extra=drop_private(extra, place, self.log),
        )
        self.records.conference = record
        for name, found in (("start", record.start), ("end", record.end)):
            if found is None and says(told.get(name)):
                record.extra[name] = told[name]

    def changed(self, days: list[Day]) -> None:
        """Learn from the days when one ends and the next begins."""
        told = [each.change for each in days if each.change is not None and each.change < time(12)]
        if self._timing.change is None and told:
            self._timing.change = max(dict.fromkeys(told), key=told.count)
        if self._timing.change is not None:
            self.records.conference.day_change = f"{self._timing.change:%H:%M}"

    # What it says of a session.

    def event(
        self, told: Mapping[str, Any], listed: Day, place: Location, room: str | None = None
    ) -> RawSession:
        """Take an event, with the day and the room it is listed under."""
        guid, number, code = (text(told.get(name)) for name in ("guid", "id", "code"))
        found = uid(guid)
        record = RawSession(
            location=place,
            key=guid or number or code or text(told.get("slug")) or None,
            field_names=_NAMED,
            title=words(told.get("title")),
            subtitle=words(told.get("subtitle")),
            kind=text(words(told.get("type"))) or None,
            rooms=self._rooms(told.get("room"), room, place),
            track=None
            if told.get("track") == {"slug": NO_TRACK}
            else self.tracks.named(told.get("track"), place),
            uid=found,
            abstract=self._prose(told.get("abstract")),
            description=self._prose(told.get("description")),
            people=tuple(dict.fromkeys(self._people(told, place))),
            people_text=next((told[each] for each in _PEOPLE if isinstance(told.get(each), str)), None)
            or None,
            languages=languages(told.get("language")),
            links=tuple(self._links(told, f"urn:uuid:{guid}")),
        )
        rest = {**without(told, _EVENT), **_pages(told.get("links"))}
        # Where eventkit made the number, it made the slug as well.
        if self._ours and found and number == str(number_of(UUID(found))):
            rest = without(rest, _DERIVED)
        else:
            own = {"guid": "" if found == guid else guid, "id": number, "code": code}
            rest |= {name: value for name, value in own.items() if value not in ("", record.key)}
        record.extra = drop_private(rest, place, self.log) if rest else {}
        self._timing.place(record, told, listed)
        self.records.sessions.append(record)
        return record

    def _prose(self, value: Any) -> RawProse | None:
        found = words(value)
        return None if found is None else RawProse(found, self.people.markup)

    def _rooms(self, own: Any, listed: str | None, place: Location) -> tuple[str, ...]:
        if isinstance(own, dict):
            found = self.rooms.named(own, place)
        elif name := text(own):
            found = listed if listed is not None and self.rooms.is_called(listed, name) else None
            found = found or self.rooms.named(name, place)
            if listed not in (None, found):
                message = (
                    f"says it is in '{name}', and is listed under '{self.rooms.name(str(listed))}': "
                    "it is taken to be where it says itself"
                )
                self.log.warning("two-rooms", message, replace(place, field=f"{place.field}, room"))
        else:
            found = listed
        return (found,) if found else ()

    def _people(self, told: Mapping[str, Any], place: Location) -> Iterator[RawAppearance]:
        for name in _PEOPLE:
            values = told.get(name)
            for each in values if isinstance(values, list) else ():
                role = text(each.get("role")) or None if isinstance(each, dict) else None
                found = self.people.named(each, place, role)
                if found:
                    yield found

    def _links(self, told: Mapping[str, Any], itself: str) -> list[RawLink]:
        found: list[RawLink] = []
        if (url := text(told.get("url"))) and url != itself and url not in self._pages:
            found.append(RawLink(url))
        for name in ("links", "attachments"):
            values = told.get(name)
            if isinstance(values, list):
                found += links([each for each in values if not _is_page(each)], self._base)
        if url := text(told.get("video_download_url")):
            found.append(RawLink(url, stream="recording"))
        return found


def _is_page(link: Any) -> bool:
    """Whether a link of schedule2 is what in schedule.xml has an element of its own."""
    return isinstance(link, dict) and text(link.get("type")).upper() in _PAGES


def _pages(values: Any) -> dict[str, Any]:
    found = filter(_is_page, values) if isinstance(values, list) else ()
    return {_PAGES[text(each["type"]).upper()]: text(each.get("url")) for each in found}
