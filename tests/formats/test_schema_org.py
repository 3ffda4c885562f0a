"""The schema.org description of a conference for search engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from eventkit.formats.schema_org import schema_org_format
from eventkit.plugins.exporters import get_exporter
from eventkit.schedule import Schedule
from formats.documents import schedule, sessions
from strategies import schedules

FORUM = Path(__file__).parents[2] / "fixtures" / "hongqiao-forum.yaml"
GOLDEN = Path(__file__).parent / "golden" / "hongqiao-forum.jsonld"


def events(drawn: Schedule) -> dict[str, Any]:
    """What is written, as JSON is read."""
    event: dict[str, Any] = json.loads(schema_org_format.export(drawn).data)
    return event


def nested(node: Any) -> Iterator[dict[str, Any]]:
    """A node and all in it."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from nested(inner)
    if isinstance(node, list):
        for inner in node:
            yield from nested(inner)


def test_the_export_of_the_forum_matches_the_golden_file(pytestconfig: pytest.Config) -> None:
    data = schema_org_format.export(schedule(FORUM.read_bytes())).data
    if pytestconfig.getoption("--golden"):
        GOLDEN.write_bytes(data)
    assert data == GOLDEN.read_bytes()


def test_the_format_is_found_by_its_name() -> None:
    assert get_exporter("schema-org") is schema_org_format


@given(schedules())
def test_every_session_is_exported_once_with_its_instants(drawn: Schedule) -> None:
    whole = events(drawn)
    nodes = {node["@id"]: node for node in nested(whole) if str(node.get("@id", "")).startswith("urn:")}
    assert set(nodes) == {drawn.conference.uid.urn, *(each.uid.urn for each in drawn.sessions)}
    for session in drawn.sessions:
        node = nodes[session.uid.urn]
        if session.slot is None:
            assert "startDate" not in node
            continue
        period = session.slot.period
        assert datetime.fromisoformat(node["startDate"]) == period.start
        assert datetime.fromisoformat(node["endDate"]) == period.end
    assert all(
        value not in (None, []) or name == "subEvent"
        for node in nested(whole)
        for name, value in node.items()
    )


@given(schedules())
def test_the_export_never_closes_its_script_element(drawn: Schedule) -> None:
    data = schema_org_format.export(drawn).data
    assert not set(b"<>&") & set(data)
    assert data == schema_org_format.export(drawn).data


def test_times_have_the_offset_of_the_clocks_at_the_conference() -> None:
    text = sessions("""\
        - {id: first, title: A, start: 2026-10-25 02:30+02:00, end: 02:50+02:00}
        - {id: second, title: B, start: 2026-10-25 02:30+01:00, end: 02:50+01:00}
    """)
    nodes = events(schedule(text))["subEvent"]
    assert [each["startDate"] for each in nodes] == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]


def test_texts_have_their_language_and_cancelled_people_are_not_performers() -> None:
    text = sessions("""\
        - id: panel
          title: {zh: 专题讨论, en: Panel}
          status: cancelled
          start: 2026-10-24 09:00
          minutes: 60
          rooms: [hall]
          people:
            - {participant: ada, role: moderator}
            - {participant: emmy, status: cancelled}
            - {participant: team, role: participant}
            - {participant: grace, role: interpreter}
    """) + (
        "participants: [{id: ada, name: Ada Lovelace}, {id: emmy, name: Emmy Noether},"
        " {id: team, name: Team, kind: team}, {id: grace, name: {und: Grace}}]"
    )
    (panel,) = events(schedule(text))["subEvent"]
    assert panel["name"] == [
        {"@language": "zh", "@value": "专题讨论"},
        {"@language": "en", "@value": "Panel"},
    ]
    assert panel["eventStatus"] == "https://schema.org/EventCancelled"
    assert panel["location"]["name"] == {"@language": "en", "@value": "Hall"}
    assert panel["performer"]["name"] == {"@language": "en", "@value": "Ada Lovelace"}
    assert panel["attendee"]["@type"] == "Organization"
    assert panel["translator"]["name"] == "Grace"


def test_losses_are_reported() -> None:
    messages = {finding.message for finding in schema_org_format.export(schedule(FORUM.read_bytes())).losses}
    assert any(
        "cannot store roles: speakers, moderators and others are all performers" in each for each in messages
    )
    plain = schema_org_format.export(schedule(sessions("- {id: a, title: A, kind: workshop}"))).losses
    assert [dict(finding.facts)["field"] for finding in plain] == [
        "room",
        "conference.id",
        "conference.zone",
        "session.id",
    ]


def test_an_unknown_language_is_left_out() -> None:
    forum = schedule(FORUM.read_bytes())
    conference = forum.conference.model_copy(update={"languages": ("und",)})
    written = events(forum.model_copy(update={"conference": conference}))
    assert "inLanguage" not in written
    assert "und" not in {value for node in nested(written) for value in node.get("inLanguage", ())}


@given(schedules())
@settings(max_examples=20)
def test_a_session_without_a_time_has_its_length(drawn: Schedule) -> None:
    written = {node["@id"]: node for node in nested(events(drawn)) if "@id" in node}
    for session in drawn.sessions:
        length = None if session.slot or session.minutes is None else f"PT{session.minutes}M"
        assert written[session.uid.urn].get("duration") == length
