"""The schedule builder: turns the raw records of one file into a `Schedule`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from eventkit.editing import slug
from eventkit.errors import InvalidValue
from eventkit.findings import Finding, shorten
from eventkit.intake.cleaner import Cleaner, clean_links, clean_url, location_of
from eventkit.intake.datetime_parser import parse_time_of_day
from eventkit.intake.import_log import ImportLog
from eventkit.intake.people_builder import AppearanceBuilder, PeopleBuilder
from eventkit.intake.records import NO_HINTS, ImportHints, Location, RawSchedule, RawText
from eventkit.intake.reference_builders import (
    NAMESPACE,
    OrganisationBuilder,
    RoomBuilder,
    TrackBuilder,
    derive_uid,
    is_usable_id,
)
from eventkit.intake.session_builder import PeriodBuilder, SessionBuilder
from eventkit.intake.text_repair import excerpt
from eventkit.intake.word_lists import parse_country
from eventkit.messages import Listed, Message, as_message
from eventkit.model import Backing, Conference, Session, Venue
from eventkit.schedule import Schedule
from eventkit.suggestions import suggest
from eventkit.texts import UNDETERMINED, Text, canonicalise_tag, match_language
from eventkit.texts.language_detection import fits_script, guess_language, parse_language_tag, refine_chinese
from eventkit.times import YEARS, Period, wall, zone, zone_names
from eventkit.times.wall_times import ONE_DAY
from eventkit.values.field_errors import error_sentence
from eventkit.wording.date_formats import cldr_locale

_TIMES_COMPARED = 20
_ZONES_OFFERED = 4
_LARGE_CITIES = (
    "Asia/Shanghai", "Asia/Singapore", "Asia/Taipei", "Europe/Berlin", "Europe/Paris", "Europe/London",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo",
    "America/Toronto", "America/Mexico_City", "America/Bogota", "Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata",
    "Asia/Jakarta", "Asia/Bangkok", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka", "Europe/Istanbul",
    "Europe/Moscow", "Europe/Athens", "Europe/Lisbon", "Africa/Johannesburg", "Africa/Lagos", "Africa/Cairo",
    "Africa/Nairobi", "Australia/Sydney", "Australia/Brisbane", "Australia/Perth", "Pacific/Auckland",
)  # fmt: skip


def choose_zone(records: RawSchedule, hints: ImportHints, cleaner: Cleaner) -> ZoneInfo | None:
    """The time zone of the conference: of the file, else of the hints, else UTC if no time needs one.

    ``None``, and a fault, if it is unknown, or if there is none and a time is a wall time or has an offset
    from UTC: in UTC it would be another time than the organiser knows.
    """
    conference = records.conference
    stated = cleaner.line(conference.zone, conference, "zone")
    of_file = (
        _parse_zone(stated, cleaner, location_of(conference, "zone"), usable=hints.zone is not None)
        if stated
        else None
    )
    of_hints = (
        _parse_zone(hints.zone, cleaner, Location(cleaner.log.name), usable=False) if hints.zone else None
    )
    if of_file and of_hints and of_file.key != of_hints.key:
        message = Message(
            "The file states the time zone {zone}, which differs from the given one, {chosen}. Used {used}.",
            zone=of_file.key,
            chosen=of_hints.key,
            used=of_file.key,
        )
        cleaner.warning("zone", message, conference, "zone")
    if of_file or of_hints or cleaner.log.faults:
        return of_file or of_hints
    is_naive = any(_is_naive(session.start) or _is_naive(session.end) for session in records.sessions)
    if not is_naive and (offsets := _times_with_offset(records)):
        zones = _zones_with_offsets(offsets)[:_ZONES_OFFERED] or ["Asia/Shanghai"]
        message = Message(
            "The file has times at UTC{offset} but no time zone. Give it, for example {zone}. "
            "Zones with such times: {zones}.",
            offset=offsets[0].isoformat()[-6:],
            zone=zones[0],
            zones=Listed(tuple(zones)),
        )
        cleaner.log.fault(message, conference.location)
        return None
    if not is_naive:
        message = Message("No time zone in the file. Used UTC. If that is wrong, give the time zone.")
        cleaner.warning("no-zone", message, conference, "zone")
        return zone("UTC")
    cleaner.log.fault(Message("The file has times but no time zone. Give it, for example Asia/Shanghai."))
    return None


def _is_naive(moment: datetime | None) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is None


def _times_with_offset(records: RawSchedule) -> list[datetime]:
    """The starts and ends that have an offset from UTC, one for each day and offset; a few at most."""
    times = {
        (moment.date(), offset): moment
        for session in records.sessions
        for moment in (session.start, session.end)
        if isinstance(moment, datetime)
        and (offset := moment.utcoffset())
        and MINYEAR < moment.year < MAXYEAR  # a zone may lead out of these
    }
    return list(times.values())[:_TIMES_COMPARED]


def _zones_with_offsets(times: Sequence[datetime]) -> list[str]:
    """The zones that have the offsets of all times then, those of large cities first."""
    return [
        name
        for name in dict.fromkeys((*_LARGE_CITIES, *zone_names()))
        if all(moment.astimezone(zone(name)).utcoffset() == moment.utcoffset() for moment in times)
    ]


def _parse_zone(stated: str, cleaner: Cleaner, place: Location, *, usable: bool) -> ZoneInfo | None:
    try:
        return zone(stated)
    except ValueError as error:
        known = {name.casefold(): name for name in zone_names()}
        plain = "/".join(part.strip() for part in stated.split("/")).replace(" ", "_").casefold()
        if plain in known:
            return zone(known[plain])
        hint = suggest(plain, known.values())
        if usable:
            message = Message("Unknown time zone '{zone}'. Used the given one.", zone=excerpt(stated))
            cleaner.log.warning("zone", message, place)
        else:
            reason = as_message(error) if len(stated) < 60 else Message("is not a time zone")
            if hint:
                reason = Message(Message("{clause}.", clause=reason), hint)
            cleaner.log.fault(reason, place)
        return None


def conference_days(periods: Collection[Period], where: ZoneInfo, change: Any) -> tuple[date, date] | None:
    """The first and last conference day with a session; ``None`` if there is none."""
    if not periods:
        return None
    first = min(period.start for period in periods)
    last = max(period.end for period in periods) - timedelta(minutes=1)
    ends = [wall(moment, where) for moment in (first, last)]
    days = [end.date() - ONE_DAY if end.time() < change else end.date() for end in ends]
    return days[0], days[1]


_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_FILE_ENDING = re.compile(r"\.(?:[A-Za-z0-9]{1,5})$")
_DAY_CHANGE = time(4)
_CHINESE_BY_SCRIPT = re.compile(r"zh[-_]", re.IGNORECASE)
_PLACEHOLDER_YEAR = 2000


def choose_languages(
    records: RawSchedule, hints: ImportHints, log: ImportLog, chinese: str
) -> tuple[str, ...]:
    """The languages of the conference: of the hints, of the file, or guessed from its texts."""
    languages = _find_languages(records, hints, log)
    return tuple(dict.fromkeys(chinese if language == "zh" else language for language in languages))


def choose_chinese(records: RawSchedule, hints: ImportHints) -> str:
    """The tag of Chinese texts without a script: ``zh-Hant`` for Traditional characters, or ``zh``.

    Hints of the user, and tags with a script or region in the file, count as they are.
    """
    titles = (records.conference.title, *(session.title for session in records.sessions))
    names = (*(room.name for room in records.rooms), *(track.name for track in records.tracks))
    texts = [text for text in (*titles, *names) if text]
    tags = [str(tag) for text in texts if isinstance(text, Mapping) for tag in text]
    tags += [tag for tag in (*records.conference.languages, *hints.languages) if tag]
    if any(map(_CHINESE_BY_SCRIPT.match, tags)) or "zh" in hints.languages:
        return "zh"
    forms = [form for text in texts for form in (text.values() if isinstance(text, Mapping) else [text])]
    sample = " ".join(str(form) for form in forms)
    return refine_chinese(sample, records.conference.zone or hints.zone or "")


def _find_languages(records: RawSchedule, hints: ImportHints, log: ImportLog) -> tuple[str, ...]:
    if hints.languages:
        return tuple(dict.fromkeys(_parse_hinted_language(hint, log) for hint in hints.languages))
    place = location_of(records.conference, "languages")
    languages: dict[str, None] = {}
    for stated in filter(None, records.conference.languages):
        if language := parse_language_tag(stated):
            languages[language] = None
        else:
            log.warning(
                "language", Message("Unknown language '{stated}'. Left out.", stated=stated[:40]), place
            )
    if languages:
        return tuple(languages)
    words = [records.conference.title, *(session.title for session in records.sessions)]
    tagged = dict.fromkeys(
        language
        for word in words
        if isinstance(word, Mapping)
        for stated in filter(None, word)
        if (language := parse_language_tag(str(stated)))
    )
    bare = [text for word in words if word and (text := word.get("") if isinstance(word, Mapping) else word)]
    if tagged and not bare:
        return tuple(tagged)
    if tagged and bare == [records.conference.title] and fits_script(bare[0], next(iter(tagged))):
        return tuple(tagged)  # a title alone, above columns of several languages, is in that of the first
    guess = guess_language(
        bare, records.conference.zone or hints.zone or "", records.conference.heading_language
    )
    message = Message(
        "The file does not state its language. Guessed {language} from its texts. If that is "
        "wrong, give the language.",
        language=language_name(guess),
    )
    log.info("guessed-language", message, records.conference.location)
    return tuple(dict.fromkeys((guess, *tagged)))


def language_name(tag: str) -> str:
    english = cldr_locale("en")
    name = english.languages.get(tag.replace("-", "_")) if english else None
    return f"{name} ({tag})" if name else tag


def _parse_hinted_language(tag: str, log: ImportLog) -> str:
    try:
        return canonicalise_tag(tag)
    except ValueError as error:
        log.fault(Message("The language: {reason}", reason=as_message(error)))
        return "und"


class ConferenceBuilder:
    """Title and id of the conference first, and the whole of it once its sessions are built."""

    def __init__(self, records: RawSchedule, hints: ImportHints, cleaner: Cleaner) -> None:
        self._raw = records.conference
        self._cleaner = cleaner
        self._hints = hints
        self.title = self._title()
        first_day = self._first_day(records)
        self.id = hints.id or self._id(first_day.year if first_day else None)
        self.uid: UUID = derive_uid(
            NAMESPACE, "conference", hints.source or records.source, hints.id or self._raw.key or self.id
        )

    def _title(self) -> Text:
        raw, cleaner = self._raw, self._cleaner
        if self._hints.title and (title := cleaner.text(self._hints.title, raw, "title", directed=True)):
            return title
        for words in (raw.title, raw.acronym):
            if title := cleaner.text(words, raw, "title", directed=True):
                return title
        name = _FILE_ENDING.sub("", cleaner.log.name.replace("\\", "/").rpartition("/")[2])
        words = cleaner.line(re.sub(r"[_\s]+", " ", name), raw, "title") or "Conference"
        message = Message(
            "No conference title in the file. Used the file name, '{name}'. Give the conference a title.",
            name=words[:80],
        )
        cleaner.warning("title", message, raw, "title")
        return Text(words[:200].strip() or "Conference", cleaner.language)

    def _first_day(self, records: RawSchedule) -> date | None:
        """The earliest date in the file, as far as it is known before times are resolved."""
        if _is_plausible(self._raw.start):
            return self._raw.start
        starts = [
            session.start.date()
            for session in records.sessions
            if isinstance(session.start, datetime) and _is_plausible(session.start)
        ]
        return min(starts, default=None)

    def _id(self, year: int | None) -> str:
        acronym = str(self._raw.acronym or "").strip()
        if is_usable_id(acronym):
            return acronym
        stem = slug(acronym) or next(filter(None, map(slug, self.title.values())), "")
        stem = stem or slug(_FILE_ENDING.sub("", self._cleaner.log.name.rpartition("/")[2])) or "conference"
        return stem if year is None or re.search(r"\d{2}", stem) else f"{stem}-{year}"

    def build(
        self,
        where: ZoneInfo,
        languages: tuple[str, ...],
        periods: Collection[Period],
        behind: Iterable[Backing],
    ) -> Conference | None:
        """Build the conference; its days are those of its sessions if the file states none."""
        raw, cleaner = self._raw, self._cleaner
        unread: dict[str, Any] = {}
        change = self._day_change(unread)
        start, end = self._days(conference_days(periods, where, change))
        pages, streams = clean_links(raw.links, raw, cleaner)
        contact = cleaner.line(raw.contact, raw, "contact")
        if contact and not re.fullmatch(r"""[^\s@<>",;:]+@[^\s@<>",;:]+""", contact.removeprefix("mailto:")):
            cleaner.warning("contact", Message("Not an e-mail address. Left out."), raw, "contact")
            contact = ""
        return cleaner.validate(
            Conference, raw, "", id=self.id, uid=self.uid, title=self.title,
            subtitle=cleaner.text(raw.subtitle, raw, "subtitle", directed=True),
            start=start, end=end, zone=where.key,
            day_change=change, languages=languages, venue=self._venue(unread), organisations=tuple(behind),
            url=clean_url(raw.url, raw, "url", cleaner), contact=contact.removeprefix("mailto:") or None,
            links=pages, streams=streams, extra=cleaner.extra_data(raw, "conference", "", unread),
        )  # fmt: skip

    def _day_change(self, unread: dict[str, Any]) -> time:
        stated = self._raw.day_change
        if not stated:
            return _DAY_CHANGE
        minutes = parse_time_of_day(str(stated))
        if isinstance(minutes, int) and minutes < 12 * 60:
            return time(*divmod(minutes, 60))
        unread["day_change"] = str(stated)
        message = Message(
            "'{stated}' is not a time before noon at which a day can end. Used {day_change}.",
            stated=str(stated)[:40],
            day_change=f"{_DAY_CHANGE:%H:%M}",
        )
        self._cleaner.warning("day-change", message, self._raw, "day_change")
        return _DAY_CHANGE

    def _days(self, of_sessions: tuple[date, date] | None) -> tuple[date, date]:
        raw, cleaner = self._raw, self._cleaner
        if self._hints.days and self._hints.has_stated_days:
            return self._hints.days
        for name in ("start", "end"):
            if (day := getattr(raw, name)) and not _is_plausible(day):
                message = Message("The year is {year}. Used the days of the sessions.", year=day.year)
                cleaner.warning("days", message, raw, name)
        start = raw.start if _is_plausible(raw.start) else None
        end = raw.end if _is_plausible(raw.end) else None
        if start and end and end < start:
            if of_sessions is None:
                message = Message(
                    "The last day, {end}, is before the first, {start}. Swapped them. Check both.",
                    end=end,
                    start=start,
                )
                cleaner.warning("days", message, raw, "end")
                return end, start
            message = Message(
                "The last day, {end}, is before the first, {start}. Used the days of the sessions. "
                "Check both.",
                end=end,
                start=start,
            )
            cleaner.warning("days", message, raw, "end")
            return of_sessions
        if of_sessions:
            first, last = (
                start or min(of_sessions[0], end or of_sessions[0]),
                end or max(of_sessions[1], start or of_sessions[1]),
            )
            if start and end is None:
                last = max(last, start)
            return first, max(first, last)
        if start or end:
            return start or end or date.min, end or start or date.min
        return self._placeholder_days()

    def _placeholder_days(self) -> tuple[date, date]:
        if self._hints.days:
            return self._hints.days
        names = (*self.title.values(), self.id, self._cleaner.log.name)
        years = [int(year) for name in names for year in _YEAR.findall(name)]
        day = date(years[0] if years else _PLACEHOLDER_YEAR, 1, 1)
        message = Message(
            "No dates in the file. Used {day} as a placeholder. Set the first and last day of "
            "the conference.",
            day=day,
        )
        self._cleaner.error("no-day", message, self._raw, "")
        return day, day

    def _venue(self, unread: dict[str, Any]) -> Venue | None:
        raw, cleaner = self._raw, self._cleaner
        name, city = cleaner.text(raw.venue, raw, "venue"), cleaner.text(raw.city, raw, "city")
        lines = {
            language: ", ".join(filter(None, (line.strip(" ,") for line in string.splitlines())))
            for language, string in _iter_languages(raw.address, cleaner.language)
        }
        lines = {language: string for language, string in lines.items() if string}
        written = cleaner.text(lines, raw, "address", limit=2_000) if lines else None
        where = parse_country(raw.country)
        if raw.country and where is None:
            unread["country"] = raw.country
        known = (
            name
            or city
            or (cleaner.text({k: v[:200] for k, v in written.items()}, raw, "address") if written else None)
        )
        place = self._coordinates(unread)
        if known is None:
            unread |= {key: value for key, value in (("country", raw.country), *place.items()) if value}
            return None
        return cleaner.validate(
            Venue, raw, "", name=known, address=written, city=city, country=where, **place
        )

    def _coordinates(self, unread: dict[str, Any]) -> dict[str, float]:
        raw = self._raw
        place = {"latitude": raw.latitude, "longitude": raw.longitude}
        if raw.latitude is None and raw.longitude is None:
            return {}
        limits = {"latitude": 90, "longitude": 180}
        coordinates = {
            key: float(value)
            for key, value in place.items()
            if isinstance(value, int | float) and abs(value) <= limits[key]
        }
        if len(coordinates) == 2:
            return coordinates
        unread |= {key: value for key, value in place.items() if value is not None}
        self._cleaner.warning(
            "invalid-coordinates", Message("Not valid coordinates. Saved as extra data."), raw, "latitude"
        )
        return {}


def _is_plausible(day: date | None) -> bool:
    return day is not None and day.year in YEARS[1:-1]


def _iter_languages(words: RawText | None, language: str) -> Iterator[tuple[str, str]]:
    if isinstance(words, Mapping):
        yield from ((str(key), str(value)) for key, value in words.items())
    elif words:
        yield language, words


_FEW = 3  # the number of sessions from which none having a time is worth a headline


@dataclass(frozen=True, slots=True, repr=False)
class ImportResult:
    """A schedule read from a file.

    Attributes:
        findings: Repairs and omissions, each with its location in the file.
        source: The source of its entities; ``None`` for a document of eventkit itself.
        contacts: By the id of a participant, the private data in the file, under the names of the fields of
            `eventkit.roster.Contact`. The caller decides whether it is stored.
        columns: How the columns of a table were understood, so that it can be stated again.
        name: The name of the file, as messages call it; empty for a document of eventkit.
        locations: By the id of a session, its location in the file; empty for a document of eventkit.
        chosen_colours: The ids of tracks whose colour the file does not state.
    """

    schedule: Schedule
    findings: tuple[Finding, ...] = ()
    source: str | None = None
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    locations: Mapping[str, Location] = field(default_factory=dict)
    chosen_colours: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        # Contacts are private: a log that has this has none of them.
        name = f" from {shorten(self.name)!r}" if self.name else ""
        return f"<ImportResult: {self.schedule!r}{name}, {len(self.findings)} findings>"

    def example_of(self, heading: str) -> str:
        """The beginning of a value of a column that is kept as extra data; empty if no entry has one."""
        name = heading.rpartition("!")[2]
        extras = (entity.extra for entity in (*self.schedule.sessions, *self.schedule.participants))
        value = next((value for extra in extras if (value := extra.get(name))), "")
        return shorten(" ".join(str(value).split()), 25)


def build_schedule(records: RawSchedule, log: ImportLog, hints: ImportHints = NO_HINTS) -> ImportResult:
    """Build a schedule from raw records.

    Values are repaired where that is safe, saved as `eventkit.model.Extra` if the model has no place for
    them, and left out where nothing else can be done; all of it is logged. Ids and UIDs are the same
    whenever the same file is read.

    Args:
        records: The raw records of the file.
        log: The log of the reader, which is continued.
        hints: Facts that the file does not state.

    Raises:
        eventkit.errors.Unreadable: The file cannot be imported: its wall times have no zone, for example. All
            faults are reported at once.
    """
    source = hints.source or records.source
    chinese = choose_chinese(records, hints)
    languages = choose_languages(records, hints, log, chinese)
    cleaner = Cleaner(log, languages[0], chinese)
    where = choose_zone(records, hints, cleaner)
    occasion = ConferenceBuilder(records, hints, cleaner)
    organisations, rooms, tracks = (
        OrganisationBuilder(cleaner, source),
        RoomBuilder(cleaner, source),
        TrackBuilder(cleaner, source, languages),
    )
    people = PeopleBuilder(cleaner, source, organisations)
    organisations.add_all(records.organisations)
    rooms.add_all(records.rooms)
    tracks.add_all(records.tracks)
    people.add_all(records.people)
    # Without a zone UTC is used, so that everything else is checked as well.
    clocks = PeriodBuilder(cleaner, where or zone("UTC"))
    sessions = SessionBuilder(
        cleaner, source, occasion.uid, clocks=clocks, rooms=rooms, tracks=tracks,
        appearances=AppearanceBuilder(cleaner, people, organisations),
    )  # fmt: skip
    agenda = sessions.build(records.sessions)
    _log_without_times(records, agenda, log)
    participants = people.build()
    conference = occasion.build(where or zone("UTC"), languages, sessions.periods, organisations.backings)
    if log.faults or conference is None:
        raise log.as_error()
    try:
        schedule = Schedule(
            conference=conference,
            organisations=tuple(organisations.organisations),
            rooms=tuple(rooms.rooms),
            tracks=tuple(tracks.tracks),
            participants=participants,
            sessions=agenda,
        )
    except InvalidValue as error:
        for detail in error.details:
            place = ".".join(map(str, detail["loc"]))
            log.fault(Message("{place}: {message}", place=place, message=error_sentence(detail)))
        raise log.as_error() from None
    _log_languages_not_printed(schedule, log)
    if hints.has_stated_days:
        _log_outside_days(schedule, sessions.locations, log)
    return ImportResult(
        schedule,
        log.findings(),
        source,
        people.contacts,
        name=log.name,
        locations=sessions.locations,
        chosen_colours=frozenset(tracks.chosen_colours),
    )


def _log_languages_not_printed(schedule: Schedule, log: ImportLog) -> None:
    """Log the languages that sessions have texts in, but that are not among those of the conference."""
    used = schedule.conference.languages
    present = {
        language
        for session in schedule.sessions
        for text in (session.title, session.subtitle, session.abstract)
        for language in text or ()
    }
    for language in sorted(present - {*used, UNDETERMINED}):
        if match_language(language, used) is None:
            message = Message(
                "Texts in {language} are imported, but not printed, because it is not a language of "
                "the conference. To print them, give its languages: {languages}.",
                language=language_name(language),
                languages=Listed((*used, language)),
            )
            log.warning("language-not-printed", message, Location(log.name))


def _log_outside_days(schedule: Schedule, locations: Mapping[str, Location], log: ImportLog) -> None:
    conference = schedule.conference
    for session in schedule.sessions:
        day = session.slot and conference_days([session.slot.period], schedule.zone, conference.day_change)
        if day and not conference.start <= day[0] <= conference.end:
            days = f"{conference.start}" + (
                "" if conference.start == conference.end else f" to {conference.end}"
            )
            message = Message(
                "{day} is not a day of the conference, {days}. Correct the date, or the days you state.",
                day=day[0],
                days=days,
            )
            log.error("outside-days", message, locations[session.id], session.id)


def _log_without_times(records: RawSchedule, agenda: Sequence[Session], log: ImportLog) -> None:
    """Log, before all else, that no session has a time although the file states times."""
    if len(agenda) < _FEW or any(session.slot for session in agenda):
        return
    if any(raw.start or raw.end or "start" in raw.reported for raw in records.sessions):
        message = Message(
            "None of the {count} sessions has a time, although the file has dates or times. "
            "Correct the dates and times that are reported, or state what the columns mean.",
            count=len(agenda),
        )
        log.headline("no-times", message)
