"""What a conference asks of its rules, and what it lets stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from eventkit.findings import Finding, Severity
from eventkit.rules import RuleSettings, Waiver, apply_waivers, check, effect
from eventkit.schedule import Schedule
from model.building import schedule, session
from rules.dense import settings as drawn_settings
from rules.rule_findings import graded

AT = datetime(2026, 4, 1, 12, tzinfo=UTC)


def clash(**other: Any) -> Schedule:
    """Two talks in the hall at once."""
    return schedule(
        session("a", "09:00-10:00", "hall", people=["noether"]),
        {**session("b", "09:30-10:30", "hall", people=["hypatia"]), **other},
    )


def the_clash(of: Schedule) -> Finding:
    (found,) = (finding for finding in check(of) if finding.code == "room-clash")
    return found


def waived(finding: Finding, **settings: Any) -> RuleSettings:
    waiver = Waiver.of(finding, reason="a wall is drawn through the hall", author="Office", at=AT)
    return RuleSettings(waivers=(waiver,), **settings)


def test_a_waived_finding_is_not_open_but_still_listed() -> None:
    found = the_clash(clash())
    outcome = apply_waivers(check(clash()), waived(found))
    assert (outcome.open, [each for each, _ in outcome.waived], outcome.lapsed) == ((), [found], ())


@pytest.mark.parametrize(
    "other",
    [
        {"slot": session("_", "09:31-10:30", "hall")["slot"]},
        {"slot": session("_", "09:30-10:31", "hall")["slot"]},  # the time they share is the same
        {"slot": session("_", "09:30-10:30", "hall", "attic")["slot"]},
        {"slot": session("_", "10:00-10:30", "hall")["slot"]},
        {"kind": "break"},
    ],
)
def test_a_waiver_lapses_when_the_facts_change(other: dict[str, Any]) -> None:
    settings = waived(the_clash(clash()))
    outcome = apply_waivers(check(clash(**other)), settings)
    assert outcome.waived == ()
    assert outcome.lapsed == settings.waivers


@pytest.mark.parametrize(
    "other", [{"title": {"en": "Another title", "zh": "另"}}, {"abstract": "More"}, {"track": None}]
)
def test_a_waiver_survives_irrelevant_changes(other: dict[str, Any]) -> None:
    outcome = apply_waivers(check(clash(**other)), waived(the_clash(clash())))
    assert [each.code for each, _ in outcome.waived] == ["room-clash"]
    assert outcome.lapsed == ()


def test_a_waiver_survives_a_severity_change_and_is_dormant_while_its_rule_is_off() -> None:
    for grade, count in (("warning", 1), ("off", 0)):
        settings = waived(the_clash(clash()), severities={"room-clash": grade})
        outcome = apply_waivers(check(clash(), settings), settings)
        assert (len(outcome.waived), outcome.lapsed) == (count, ())


def test_the_last_of_two_waivers_counts() -> None:
    first = waived(the_clash(clash())).waivers[0]
    second = first.model_copy(update={"reason": "as before"})
    outcome = apply_waivers(check(clash()), RuleSettings(waivers=(first, second)))
    assert [waiver.reason for _, waiver in outcome.waived] == ["as before"]


def test_an_identity_is_the_same_everywhere() -> None:
    """Waivers are kept for years: this one may never change."""
    assert the_clash(clash()).identity == "0be252652a"


@pytest.mark.parametrize(
    ("asked", "clashing", "resting"),
    [
        ({}, "error", "info"),
        ({"room-clash": "warning"}, "warning", "info"),
        ({"room-clash": "info", "too-little-rest": "error"}, "info", "error"),
    ],
)
def test_a_conference_can_override_rule_severities(
    asked: dict[str, str], clashing: str, resting: str
) -> None:
    both = schedule(
        session("a", "21:00-23:00", "hall", people=["noether"]),
        session("b", "21:00-22:00", "hall"),
        session("c", "5 06:00-07:00", "hall", people=["noether"]),
    )
    assert graded("room-clash", both, severities=asked) == [(clashing, "")]
    assert graded("too-little-rest", both, severities=asked) == [(resting, "")]


def test_a_finding_reduced_by_its_facts_is_never_raised() -> None:
    mild = clash(kind="break")
    assert graded("room-clash", mild) == [("warning", "pause")]
    assert graded("room-clash", mild, severities={"room-clash": "error"}) == [("warning", "pause")]
    assert graded("room-clash", mild, severities={"room-clash": "info"}) == [("info", "pause")]
    assert graded("room-clash", mild, severities={"room-clash": "off"}) == []


@given(drawn_settings)
def test_settings_are_one_json_document(settings: RuleSettings) -> None:
    text = settings.model_dump_json(exclude_defaults=True)
    assert type(settings).model_validate_json(text) == settings
    assert RuleSettings().model_dump_json(exclude_defaults=True) == "{}"


@pytest.mark.parametrize(
    "fields",
    [
        {"severities": {"room-clash": "fatal"}},
        {"change_over": -1},
        {"change_overs": [{"rooms": ["hall", "hall"], "minutes": 1}]},
        {"contrast": 30},
        {"unknown": 1},
    ],
)
def test_meaningless_settings_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RuleSettings.model_validate(fields)


def test_a_finding_gives_its_place_and_time() -> None:
    form = the_clash(clash()).form("zh")
    assert form["where"] == {
        "day": "2026-05-04",
        "room": "hall",
        "start": "2026-05-04T07:30:00+00:00",
        "end": "2026-05-04T08:00:00+00:00",
    }
    assert form["subjects"][2] == {"kind": "room", "id": "hall"}
    assert form["message"].startswith("hall室（hall）在5月4日周一 09:30–10:00同时安排了")


def test_a_finding_of_an_importer_is_in_english_only() -> None:
    plain = Finding(Severity.WARNING, "cleaned-text", (), "a blank was taken out", "forum.yaml: line 3")
    assert plain.in_language("zh").sentence == plain.message
    assert plain.form()["identity"] != Finding(Severity.WARNING, "cleaned-text", (), "another").identity


def test_a_severity_of_an_unknown_rule_is_found_with_the_code_that_is_near() -> None:
    settings = RuleSettings(severities={"room-clas": "off", "xyzzy": "error", "room-clash": "warning"})
    near, unknown = (finding for finding in check(clash(), settings) if finding.code == "lost-setting")
    assert near.severity is Severity.WARNING
    assert near.message == (
        "the rule settings give a severity to room-clas, which is the code of no rule: "
        "use room-clash if that is meant, or remove it from the settings"
    )
    assert "xyzzy" in unknown.message
    assert "remove it from the settings" in unknown.message
    assert near.identity != unknown.identity
    quiet = settings.model_copy(update={"severities": {**settings.severities, "lost-setting": "off"}})
    assert "lost-setting" not in {finding.code for finding in check(clash(), quiet)}


def test_an_edit_adds_and_removes_no_finding_on_the_settings() -> None:
    settings = RuleSettings(severities={"room-clas": "off"})
    before = clash()
    renamed = before.conference.model_copy(update={"url": "https://forum.example"})
    for after in (clash(pinned=True), before.model_copy(update={"conference": renamed})):
        changed = effect(before, after, settings)
        assert "lost-setting" not in {finding.code for finding in (*changed.added, *changed.removed)}
