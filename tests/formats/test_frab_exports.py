"""What is written holds to the schemas, and is fit to be read by people who look at what changed."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft7Validator
from lxml import etree

from eventkit.formats.document import document
from eventkit.formats.frab import schedule2_format, schedule_json_format, schedule_xml_format
from eventkit.schedule import Schedule
from eventkit.texts import Text
from formats.frab_files import GUID, event, schedule_of, xml
from strategies import schedules

HERE = Path(__file__).parent
FORUM = HERE.parents[1] / "fixtures" / "hongqiao-forum.yaml"
WRITERS = {
    "schedule.xml": schedule_xml_format,
    "schedule.json": schedule_json_format,
    "schedule2.json": schedule2_format,
}


@cache
def forum() -> Schedule:
    return document.read(FORUM.read_bytes(), FORUM.name).schedule


def faults(form: str, data: bytes) -> list[str]:
    """What the schema of a form has against a file."""
    if form == "schedule.xml":
        schema = etree.XMLSchema(etree.parse(HERE / "schemas" / "schedule.xsd"))
        schema.validate(etree.fromstring(data))
        return [str(each) for each in schema.error_log]
    return [each.message[:300] for each in _validator(form).iter_errors(json.loads(data))]


@cache
def _validator(form: str) -> Any:
    return Draft7Validator(json.loads((HERE / "schemas" / form).read_text("utf-8")))


@pytest.mark.parametrize("form", WRITERS)
@given(schedule=schedules())
def test_any_export_is_valid_and_reproducible(form: str, schedule: Schedule) -> None:
    writer = WRITERS[form]
    data = writer.export(schedule).data
    assert faults(form, data) == []
    assert data == writer.export(schedule).data


@pytest.mark.parametrize("form", WRITERS)
def test_the_export_of_the_forum_matches_the_golden_file(form: str, request: pytest.FixtureRequest) -> None:
    data = WRITERS[form].export(forum()).data
    golden = HERE / "golden" / f"forum.{form}"
    if request.config.getoption("--golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(data)
    assert data.decode() == golden.read_text("utf-8")


@pytest.mark.parametrize("form", ["schedule.xml", "schedule.json"])
def test_the_losses_of_the_forum_match_the_golden_file(form: str, request: pytest.FixtureRequest) -> None:
    messages = [f"{each.severity}: {each.message}" for each in WRITERS[form].export(forum()).losses]
    golden = HERE / "golden" / f"forum.{form}.lost.txt"
    if request.config.getoption("--golden"):
        golden.write_text("\n".join(messages) + "\n", "utf-8")
    assert messages == golden.read_text("utf-8").splitlines()


def events(schedule: Schedule) -> list[dict[str, Any]]:
    """The events of a schedule.json, in the order of the file."""
    days = json.loads(schedule_json_format.export(schedule).data)["schedule"]["conference"]["days"]
    return [event for day in days for room in day["rooms"].values() for event in room]


def losses(schedule: Schedule) -> list[str]:
    return [each.message for each in schedule_json_format.export(schedule).losses if each.about]


HEAD = "rooms: [{id: hall, name: Hall}, {id: yard, name: Hof}]\nsessions:\n"


def test_a_session_in_two_rooms_is_exported_in_the_first_and_the_loss_reported() -> None:
    schedule = schedule_of(
        HEAD + "- {id: talk, title: Talk, start: 2026-10-24 10:00, minutes: 30, rooms: [yard, hall]}"
    )
    assert [event["room"] for event in events(schedule)] == ["Hof"]
    assert (
        "schedule.json cannot store more than one room of a session. Lost for 1 session: 'Talk'."
        in losses(schedule)
    )


def test_unscheduled_and_cancelled_sessions_are_left_out_and_reported() -> None:
    schedule = schedule_of(
        HEAD
        + "- {id: some-day, title: Some day}\n"
        + "- {id: off, title: Off, status: cancelled, start: 2026-10-24 10:00, minutes: 30}\n"
        + "- {id: on, title: On, start: 2026-10-24 10:00, minutes: 30}\n"
    )
    assert [event["title"] for event in events(schedule)] == ["On"]
    assert losses(schedule)[:2] == [
        "schedule.json cannot store cancelled sessions. 1 session not exported: 'Off'.",
        "schedule.json cannot store sessions without a time. 1 session not exported: 'Some day'.",
    ]


def test_a_block_is_replaced_by_its_parts_but_a_workshop_with_a_break_is_exported() -> None:
    schedule = schedule_of(
        HEAD
        + "- {id: morning, title: Morning, kind: block, rooms: [hall], start: 2026-10-24 10:00,\n"
        + "   minutes: 60, parts: [{id: talk, title: Talk, start: 10:00, minutes: 30}]}\n"
        + "- {id: lab, title: Lab, kind: workshop, start: 2026-10-24 10:00, minutes: 60, rooms: [yard],\n"
        + "   parts: [{id: tea, title: Tea, kind: break, start: 10:20, minutes: 10}]}\n"
    )
    assert {event["title"]: event["room"] for event in events(schedule)} == {
        "Talk": "Hall",
        "Lab": "Hof",
        "Tea": "Hof",
    }
    assert any("'Morning'" in message for message in losses(schedule))


def test_sessions_after_midnight_belong_to_the_day_before() -> None:
    schedule = schedule_of(HEAD + "- {id: party, title: Party, start: 2026-10-25 01:00, minutes: 60}")
    (day,) = [
        each
        for each in json.loads(schedule_json_format.export(schedule).data)["schedule"]["conference"]["days"]
        if each["rooms"]
    ]
    assert (day["date"], day["day_end"]) == ("2026-10-24", "2026-10-25T04:00:00+01:00")


def test_lengths_of_more_than_99_hours_are_written_with_days() -> None:
    schedule = schedule_of(HEAD + "- {id: show, title: Show, start: 2026-10-24 10:00, end: 2026-10-29 11:30}")
    data = schedule_xml_format.export(schedule).data
    assert b"<duration>5:02:30</duration>" in data  # the clocks went back


def test_breaks_have_the_type_break_in_schedule2() -> None:
    schedule = schedule_of(
        HEAD
        + "- {id: lunch, title: Lunch, kind: meal, start: 2026-10-24 12:00, minutes: 60}\n"
        + "- {id: panel, title: Panel, kind: panel, start: 2026-10-24 13:00, minutes: 60}\n"
    )
    written = json.loads(schedule2_format.export(schedule).data)["schedule"]["events"]
    assert [(event["title"], event["type"]) for event in written] == [
        ("Lunch", "BREAK"),
        ("Panel", "DISCUSSION"),
    ]


def test_a_modified_schedule2_is_imported_as_modified_and_reported() -> None:
    data = schedule2_format.export(forum()).data.replace(
        b'"title": "Opening Remarks"', b'"title": "Welcome"', 1
    )
    read = schedule2_format.read(data, "schedule.json")
    assert "Welcome" in [str(session.title) for session in read.schedule.sessions]
    assert "changed-since" in [finding.code for finding in read.findings]


def test_two_rooms_with_one_name_remain_separate() -> None:
    schedule = schedule_of(
        "rooms: [{id: a, name: Hall}, {id: b, name: Hall}]\nsessions:\n"
        "- {id: x, title: X, start: 2026-10-24 10:00, minutes: 30, rooms: [a]}\n"
        "- {id: y, title: Y, start: 2026-10-24 10:00, minutes: 30, rooms: [b]}\n"
    )
    assert [event["room"] for event in events(schedule)] == ["Hall", "Hall (b)"]


def test_imported_entities_are_exported_under_their_source_ids() -> None:
    persons = (
        '<persons><person id="6">Emmy Noether</person>'
        f'<person guid="{GUID}">Ada Lovelace</person><person>Hypatia</person></persons>'
    )
    first = xml(event(f"<slug>algebra-7-groups</slug><track>Algebra</track>{persons}")).schedule
    again = schedule_xml_format.read(schedule_xml_format.export(first).data, "again.xml").schedule
    for things in ("sessions", "rooms", "tracks", "participants"):
        known, anew = ([each.source_id for each in getattr(of, things)] for of in (first, again))
        assert anew[:2] == known[:2], things
    assert [each.id for each in again.participants] == [each.id for each in first.participants]
    assert again.sessions[0].extra == first.sessions[0].extra


def test_numbers_and_slugs_from_frab_are_preserved() -> None:
    schedule = schedule_of(
        HEAD
        + "- {id: talk, title: Talk, start: 2026-10-24 10:00, minutes: 30, "
        + "extra: {id: '77', slug: camp-77-talk}}\n"
        + "- {id: other, title: Other, start: 2026-10-24 11:00, minutes: 30}\n"
    )
    first, second = events(schedule)
    assert (first["id"], first["slug"]) == (77, "camp-77-talk")
    assert second["id"] > 0
    assert second["slug"] == "forum-other"


@pytest.mark.parametrize(
    ("form", "language"), [("schedule.xml", None), ("schedule.json", ""), ("schedule2.json", "de")]
)
def test_an_unknown_language_is_left_out_or_guessed_if_required(form: str, language: str | None) -> None:
    """schedule2 requires a language of two letters for each event."""
    schedule = xml(event()).schedule
    title = {"title": Text("Die Zukunft der Forschung und wir"), "languages": ()}
    unknown = schedule.model_copy(
        update={
            "conference": schedule.conference.model_copy(update={"languages": ("und",)}),
            "sessions": tuple(session.model_copy(update=title) for session in schedule.sessions),
        }
    )
    data = WRITERS[form].export(unknown).data
    assert faults(form, data) == []
    languages = re.findall(r'"language": ?"(\w*)"|<language>(\w*)</language>', data.decode())
    assert [first or second for first, second in languages] == ([] if language is None else [language])
