"""Tests of the public schedule: nobody who was erased is in what readers see."""

from __future__ import annotations

import pytest

from eventkit.ledger import Ledger
from eventkit.model import WITHDRAWN
from eventkit.plugins.exporters import Context, get_exporter
from eventkit.wording.public_schedule import for_readers, without_erased
from model.building import schedule, session
from outputs.printed import texts

ERASED = "withdrawn-1a2b"
LINE_UP = schedule(
    session("talk", "09:00-10:00", people=[ERASED, "ada", "team"]),
    session("alone", "10:00-11:00", people=[ERASED]),
    participants=[
        {"id": ERASED, "name": {"und": WITHDRAWN}},
        {"id": "ada", "name": "Ada"},
        {"id": "team", "name": "Analysts", "kind": "team", "members": ["ada", ERASED]},
    ],
)


def test_sessions_and_teams_are_without_those_who_were_erased() -> None:
    shown = without_erased(LINE_UP)

    assert [person.id for person in shown.participants] == ["ada", "team"]
    assert shown.participant("team").members == ("ada",)
    assert [[one.participant for one in each.people] for each in shown.sessions] == [["ada", "team"], []]


def test_members_of_an_erased_team_come_to_its_sessions_in_its_place() -> None:
    """Their own calendars lost these sessions without a word of cancellation."""
    planned = schedule(
        session("talk", "09:00-10:00", people=["ada", ERASED]),
        participants=[
            {"id": ERASED, "name": {"und": WITHDRAWN}, "kind": "team", "members": ["ada", "group"]},
            {"id": "ada", "name": "Ada"},
            {"id": "mary", "name": "Mary"},
            {"id": "group", "name": "Analysts", "kind": "team", "members": ["mary"]},
        ],
    )
    (talk,) = without_erased(planned).sessions
    assert [one.participant for one in talk.people] == ["ada", "group"]


def test_members_of_an_erased_team_stay_in_the_delegation_of_that_team() -> None:
    """Their own calendars have the sessions of the delegation."""
    planned = schedule(
        session("talk", "09:00-10:00", people=["all"]),
        participants=[
            {"id": "all", "name": "Everybody", "kind": "delegation", "members": [ERASED, "mary"]},
            {"id": ERASED, "name": {"und": WITHDRAWN}, "kind": "team", "members": ["mary", "ada", ERASED]},
            {"id": "ada", "name": "Ada"},
            {"id": "mary", "name": "Mary"},
        ],
    )
    assert without_erased(planned).participant("all").members == ("mary", "ada")


def test_a_block_whose_chair_was_erased_has_nothing_more_to_print_than_its_talks() -> None:
    chair = {"participant": ERASED, "role": "chair"}
    planned = schedule(
        session("block", "09:00-10:00", "hall", kind="block", title="Session", people=[chair]),
        session("talk", "09:00-09:30", parent="block"),
        rooms=[{"id": "hall", "name": "Hall"}],
        participants=[{"id": ERASED, "name": {"und": WITHDRAWN}}],
    )
    assert [each.id for each in for_readers(planned).sessions] == ["talk"]


def test_a_schedule_without_erased_people_is_returned_as_it_is() -> None:
    shown = without_erased(LINE_UP)
    assert without_erased(shown) is shown


@pytest.mark.parametrize(
    "name", ["agenda", "calendars", "site", "fragment", "ccip", "schema-org", "schedule-xml", "schedule-json"]
)
def test_public_files_name_nobody_who_was_erased(name: str) -> None:
    """Seen: “(withdrawn)” in English, in every language."""
    output = get_exporter(name).export(LINE_UP, Context(ledger=Ledger.first(LINE_UP)))
    files = {"": output.data} if hasattr(output, "data") else output.files
    assert any(b"Ada" in data for data in files.values())
    assert not [path for path, data in files.items() if "withdrawn" in path or b"withdrawn" in data]


@pytest.mark.parametrize("name", ["programme", "badges"])
def test_print_names_nobody_who_was_erased(name: str) -> None:
    output = get_exporter(name).export(LINE_UP, Context(ledger=Ledger.first(LINE_UP)))
    pages = texts(output.data)
    assert any("Ada" in page for page in pages)
    assert not [page for page in pages if "withdrawn" in page]
    assert "withdrawn" not in str(output.findings)
