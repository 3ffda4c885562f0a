"""Making a schedule of what a file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from eventkit.findings import Finding
from eventkit.intake.appearing import Appearances
from eventkit.intake.bodies import Organisations
from eventkit.intake.desk import Desk
from eventkit.intake.given import NOTHING, Given
from eventkit.intake.notes import Notes
from eventkit.intake.occasion import Occasion, languages_of
from eventkit.intake.persons import People
from eventkit.intake.places import Rooms, Tracks
from eventkit.intake.placing import Clocks, zone_of
from eventkit.intake.records import Records
from eventkit.intake.sessions import Sessions
from eventkit.schedule import Schedule, complaint
from eventkit.times import zone


@dataclass(frozen=True, slots=True)
class Assembled:
    """A schedule that was made of a file.

    Attributes:
        schedule: The schedule.
        findings: What was mended, kept beside or left out on the way, each with its place.
        source: What everything in it is known to come from.
        contacts: By the id of a participant, what the file says of them that is nobody else's business,
            under the names of the fields of `eventkit.roster.Contact`.
    """

    schedule: Schedule
    findings: tuple[Finding, ...]
    source: str
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)


def assembled(records: Records, notes: Notes, given: Given = NOTHING) -> Assembled:
    """The schedule that records of a file make.

    Values are mended where that is safe, kept as `eventkit.model.Extra` where the model has no place for
    them, and left out where nothing else can be done; each is told. Ids and identities are the same
    whenever the same file is read.

    Args:
        records: What the file says.
        notes: What its reader noticed; what is noticed here is added.
        given: What is said of the file from outside.

    Raises:
        eventkit.errors.Unreadable: It cannot be taken in: a wall time without a zone, a session without a
            title, a text too long. All faults are told at once.
    """
    source = given.source or records.source
    languages = languages_of(records, given, notes)
    desk = Desk(notes, languages[0])
    where = zone_of(records, given, desk)
    occasion = Occasion(records, given, desk)
    organisations, rooms, tracks = Organisations(desk, source), Rooms(desk, source), Tracks(desk, source)
    people = People(desk, source, organisations)
    organisations.take(records.organisations)
    rooms.take(records.rooms)
    tracks.take(records.tracks)
    people.take(records.people)
    # Another zone stands in where there is none, so that everything else is still looked at.
    clocks = Clocks(desk, where or zone("UTC"))
    sessions = Sessions(
        desk, source, occasion.uid,
        clocks=clocks, rooms=rooms, tracks=tracks, appearances=Appearances(desk, people, organisations),
    )  # fmt: skip
    agenda = sessions.made(records.sessions)
    participants = people.made()
    conference = occasion.made(where or zone("UTC"), languages, sessions.periods, organisations.behind)
    desk.tell_often()
    if notes.faults or conference is None:
        raise notes.unreadable()
    try:
        schedule = Schedule(
            conference=conference,
            organisations=tuple(organisations.made),
            rooms=tuple(rooms.made),
            tracks=tuple(tracks.made),
            participants=participants,
            sessions=agenda,
        )
    except ValidationError as error:
        for each in error.errors(include_url=False):
            notes.refuse(f"{'.'.join(map(str, each['loc']))}: {complaint(each)}")
        raise notes.unreadable() from None
    return Assembled(schedule, notes.told(), source, people.contacts)
