"""Structured data of single pages: a session or the conference by itself, with the addresses of pages."""

from __future__ import annotations

import json

from eventkit.formats.schema_org import schema_org_format
from eventkit.public_pages.page_addresses import absolute_url, entity_page
from eventkit.public_pages.structured_data import EventNodeBuilder, serialise
from eventkit.schedule import EntityKind, Schedule
from outputs.calendars import MORNING, schedule


def conference() -> Schedule:
    return schedule(
        {"id": "day-one", "title": "Day one", "slot": MORNING},
        {
            "id": "talk",
            "title": {"en": "Talk </script><script>alert(1)"},
            "parent": "day-one",
            "slot": MORNING,
            "people": [{"participant": "noether", "role": "speaker"}],
        },
        participants=[{"id": "noether", "name": "Emmy Noether"}],
        rooms=[{"id": "hall", "name": "Hall"}],
    )


def page_of(kind: EntityKind, id_: str) -> str:
    return absolute_url("https://forum.example/2027", entity_page(kind, id_, "en"))


def test_a_session_is_within_the_session_that_it_is_part_of() -> None:
    schedule = conference()
    talk = schedule.session("talk")
    node = EventNodeBuilder(schedule, page_of).session_alone(talk)

    assert node["url"] == "https://forum.example/2027/en/sessions/talk.html"
    assert node["performer"]["url"] == "https://forum.example/2027/en/people/noether.html"
    assert node["superEvent"]["@id"] == schedule.session("day-one").uid.urn
    day = EventNodeBuilder(schedule).session_alone(schedule.session("day-one"))
    assert day["superEvent"]["@id"] == schedule.conference.uid.urn
    assert [part["@id"] for part in day["subEvent"]] == [talk.uid.urn]
    assert "url" not in day


def test_a_conference_by_itself_is_the_export_without_its_sessions() -> None:
    exported = json.loads(schema_org_format.export(conference()).data)
    exported.pop("subEvent")

    assert json.loads(serialise(EventNodeBuilder(conference()).conference_alone())) == exported


def test_no_title_ends_the_script_element_around_it() -> None:
    schedule = conference()
    text = serialise(EventNodeBuilder(schedule).session_alone(schedule.session("talk")))

    assert "<" not in text
    assert json.loads(text)["name"]["@value"] == "Talk </script><script>alert(1)"


def test_a_description_in_one_language_is_the_beginning_of_the_text() -> None:
    long = schedule({"id": "talk", "title": "Talk", "abstract": {"en": " ".join(["**Seven** words"] * 150)}})
    builder = EventNodeBuilder(long, language="en")
    description = builder.session_alone(long.session("talk"))["description"]

    assert description.startswith("Seven words Seven")
    assert description.endswith("words …")
    assert len(description) <= 302
    whole = EventNodeBuilder(long).session_alone(long.session("talk"))["description"]
    assert len(whole["@value"]) > 1500, "that of the export"
