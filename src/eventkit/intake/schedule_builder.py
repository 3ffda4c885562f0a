"""The schedule builder: turns the raw records of one file into a `Schedule`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eventkit.errors import InvalidValue
from eventkit.findings import Finding, shorten
from eventkit.intake.cleaner import Cleaner
from eventkit.intake.conference_builder import (
    ConferenceBuilder,
    choose_chinese,
    choose_languages,
    choose_zone,
    conference_days,
    language_name,
)
from eventkit.intake.import_log import ImportLog
from eventkit.intake.people_builder import AppearanceBuilder, PeopleBuilder
from eventkit.intake.records import NO_HINTS, ImportHints, Location, RawSchedule
from eventkit.intake.reference_builders import OrganisationBuilder, RoomBuilder, TrackBuilder
from eventkit.intake.session_builder import PeriodBuilder, SessionBuilder
from eventkit.messages import Listed, Message
from eventkit.model import Session
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, match_language
from eventkit.times import zone
from eventkit.values.field_errors import error_sentence

_FEW = 3
"""The number of sessions from which none having a time is worth a headline."""


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
    languages = choose_languages(records, hints, log)
    cleaner = Cleaner(log, languages[0], choose_chinese(records, hints))
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
