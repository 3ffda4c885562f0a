"""Uses the public names as a program of one's own would; it is read by the type checker and never run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import assert_type
from uuid import UUID

import eventkit
from eventkit import (
    Affiliation,
    Appearance,
    Conference,
    Deadline,
    EventkitError,
    Finding,
    ImportResult,
    Kind,
    Ledger,
    Name,
    Outcome,
    Output,
    Participant,
    Period,
    Role,
    Room,
    Schedule,
    Session,
    Severity,
    Slot,
    Store,
    StoredConference,
    Text,
    Unreadable,
    editing,
)
from eventkit.model import ParticipantId, RoomId
from eventkit.outputs.agenda import CalendarOutput
from eventkit.rules import RULES, Rule
from eventkit.schedule import EntityKind

HALL = Room(id="hall", name={"en": "Hall", "zh": "会堂"}, capacity=300, features=["stream"])
YARD = Room(id="yard", name="Yard")
HYPATIA = Participant(id="hypatia", name={"el": "Ὑπατία", "en": "Hypatia"}, available=[])
ADA = Participant(id="ada", name="Ada Lovelace", affiliations=[Affiliation(position="Analyst")])
OPENING = Session(
    id="opening",
    title="Opening",
    kind="opening",
    slot=Slot(
        period=Period(start=datetime(2026, 5, 4, 9, tzinfo=UTC), end=datetime(2026, 5, 4, 10, tzinfo=UTC)),
        rooms=["hall", YARD.id],
    ),
    people=[Appearance(participant="hypatia", role=Role.CHAIR), "ada"],
    uid=UUID(int=1),
)
SCHEDULE = Schedule(
    conference=Conference(
        id="congress",
        title="Congress",
        start="2026-05-04",
        end=date(2026, 5, 6),
        zone="Europe/Vienna",
        languages=["en", "zh"],
    ),
    rooms=[HALL, YARD],
    participants=[HYPATIA, ADA],
    sessions=[OPENING],
)


def mistakes() -> None:
    """What a type checker finds before a program runs."""
    Room(id="hall")  # type: ignore[call-arg]  # without its name
    Room(id="hall", name="Hall", seats=3)  # type: ignore[call-arg]  # of no such field
    Session(id="talk", title="Talk", kind="lecture")  # type: ignore[arg-type]  # of no such kind


def building(path: Path) -> Schedule:
    """A conference from nothing, written and read."""
    forum = eventkit.ScheduleBuilder("Forum", start="2027-10-15", zone="Asia/Shanghai", languages=["en"])
    hall = forum.room("Main Hall", capacity=300)
    ada = forum.person({"en": "Ada Lovelace"}, position="Analyst", organisation="Society")
    talk = forum.session("Notes", at="09:00", minutes=30, room=hall, people=[ada, "Alan Turing"], kind="talk")
    assert_type(talk, Session)
    assert_type(forum.deadline({"en": "Papers"}, at="2027-03-01 18:00", url="https://example.org"), Deadline)
    schedule = forum.schedule()
    assert_type(eventkit.programme(schedule).save(path / "programme.pdf"), Path)
    assert_type(eventkit.write(schedule, path / "forum.yaml"), Output)
    return eventkit.read(str(path / "forum.yaml"), zone="Asia/Shanghai").schedule


def values(schedule: Schedule) -> None:
    """What is asked of a schedule, and what it answers."""
    assert_type(schedule.session(OPENING.id), Session)
    assert_type(schedule.in_order, tuple[Session, ...])
    assert_type(schedule.rooms_of(OPENING), tuple[RoomId, ...])
    assert_type(OPENING.title.best("zh", "en"), tuple[str, str])
    assert_type(OPENING.model_copy(update={"kind": Kind.TALK}), Session)
    assert_type(HYPATIA.named("en"), tuple[Name, ...])
    for day, sessions in schedule.days.items():
        assert_type(day, date)
        assert_type([each.slot.period.minutes for each in sessions if each.slot is not None], list[int])
    for session, appearance in schedule.appearances(HYPATIA.id):
        assert_type((session.kind, appearance.role), tuple[Kind, Role])
    assert_type(schedule.session("opening").people[0].participant, ParticipantId)
    assert_type(schedule.parts("opening"), tuple[Session, ...])
    assert_type(schedule.room("hall").capacity, int | None)
    OPENING.kind = Kind.TALK  # type: ignore[misc]  # values are frozen


def edits(schedule: Schedule) -> Schedule:
    """Edits take ids, words and times as people write them."""
    opening = editing.find(schedule, EntityKind.SESSION, "open")
    assert_type(schedule.session(opening).title, Text)
    assert_type(editing.usual_length(schedule, "talk"), int | None)
    schedule = editing.move_session(schedule, opening, start="2026-05-04 10:00", rooms=["hall"])
    schedule = editing.add_person(schedule, opening, "ada", role="moderator", status="tentative")
    schedule = editing.remove_person(schedule, opening, "ada", role="moderator")
    editing.add_person(schedule, opening, "ada", role="moderater")  # type: ignore[arg-type]  # no such role
    languages = [tag for tag in schedule.conference.languages if tag != "zh"]
    assert_type(eventkit.programme(schedule, languages=languages, days=[date(2026, 5, 4)]), Output)
    assert_type(eventkit.badges(schedule, languages=languages), Output)
    return schedule


def findings(schedule: Schedule) -> list[str]:
    """What the rules find, gravest first."""
    assert_type(RULES, tuple[Rule, ...])
    found = eventkit.check(schedule)
    assert_type(found, tuple[Finding, ...])
    return [each.message for each in found if each.severity is Severity.ERROR]


def documents(path: Path) -> Schedule:
    """A document is read, or all of its faults are told."""
    try:
        reading = eventkit.document.read(path.read_bytes(), path.name)
    except Unreadable as error:
        raise SystemExit("\n".join(str(fault) for fault in error.faults)) from error
    assert_type(reading, ImportResult)
    assert_type(eventkit.document.export(reading.schedule), Output)
    return reading.schedule


def outputs(schedule: Schedule, ledger: Ledger) -> None:
    """Every output takes a schedule, its ledger and the languages of its readers."""
    assert_type(eventkit.agenda(schedule, ledger=ledger, languages=("en", "zh")), CalendarOutput)
    assert_type(eventkit.deadlines(schedule, ledger=ledger, languages=("en", "zh")), CalendarOutput)
    assert_type(eventkit.programme(schedule, ledger=ledger, languages=("en",)), Output)
    assert_type(eventkit.badges(schedule, ledger=ledger).data, bytes)
    assert_type(eventkit.badges(schedule), Output)


def stores(url: Path, now: datetime) -> None:
    """An office creates a conference in a store."""
    try:
        with Store.open(url) as store:
            office = eventkit.Office(store, SCHEDULE.conference.id, author="Office", clock=lambda: now)
            assert_type(office.create(SCHEDULE), Outcome)
            assert_type(office.load(), StoredConference)
            assert_type(store.load(SCHEDULE.conference.id).ledger, Ledger)
    except EventkitError as error:
        raise SystemExit(str(error)) from error
