"""The one list of rules: what all of them have in common, and the page that is made from it."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.rules_page import rules_page

from eventkit import rules
from eventkit.errors import EventkitError
from eventkit.findings import Severity
from eventkit.messages import LANGUAGES
from eventkit.rules import RULES, Checker, Rule, RuleSettings, check, rule_by_code
from eventkit.schedule import Schedule
from model.building import schedule, session
from rules.dense import dense
from strategies import schedules

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def test_every_rule_has_a_unique_code_and_states_a_requirement() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)
    assert [rule.sentence for rule in RULES if not re.fullmatch(r"(Every|No)\w* .+\.", rule.sentence)] == []
    assert all(rule.reason.endswith(".") for rule in RULES)


def test_every_rule_of_a_module_is_evaluated() -> None:
    modules = [import_module(f"eventkit.rules.{module.name}") for module in iter_modules(rules.__path__)]
    defined = {value.code for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    assert defined == {rule.code for rule in RULES}


@each_rule
def test_the_example_of_a_rule_violates_it_once_with_a_message_in_every_language(rule: Rule) -> None:
    example = rule.example()
    (found,) = Checker(example.schedule, example.settings, (rule,)).findings
    assert found.code == rule.code
    for language in LANGUAGES:
        message = found.in_language(language)
        assert message.sentence
        assert message.remedy
    assert found.message == f"{found.in_language('en').sentence}: {found.in_language('en').remedy}"
    assert re.search("[一-鿿]", found.in_language("zh-Hans-CN").remedy)
    assert found.in_language("fr") == found.in_language("en")
    assert {found.in_language(language).language for language in LANGUAGES} == set(LANGUAGES)


def test_the_page_of_rules_has_the_example_and_the_finding_of_each() -> None:
    page = rules_page()
    assert [rule.code for rule in RULES if f"\n## {rule.code}\n" not in page] == []
    assert page.count("\n> **") == len(RULES)


def test_a_rule_is_found_by_its_code() -> None:
    assert rule_by_code("room-clash").severity is Severity.ERROR
    with pytest.raises(EventkitError, match=r"There is no rule 'room-crash'\. Did you mean 'room-clash'"):
        rule_by_code("room-crash")


def test_a_valid_schedule_has_no_findings() -> None:
    assert check(schedule(session("talk", "09:00-10:00", "hall", people=["noether"]))) == ()


def test_findings_come_gravest_first_and_each_once() -> None:
    findings = check(
        schedule(
            session("a", "09:00-10:00", "hall", "attic", title="A"),
            session("b", "09:00-10:00", "hall", "attic", people=["noether"]),
        )
    )
    assert [(each.severity, each.code) for each in findings] == [
        (Severity.ERROR, "room-clash"),
        (Severity.ERROR, "room-clash"),
        (Severity.WARNING, "one-language"),
        (Severity.INFO, "nobody"),
    ]


@given(schedules() | dense, st.sampled_from(LANGUAGES))
def test_findings_of_any_schedule_refer_only_to_its_entities(drawn: Schedule, language: str) -> None:
    present = {drawn.conference.id, *(each.id for each in (*drawn.rooms, *drawn.tracks))}
    present |= {each.id for each in (*drawn.participants, *drawn.sessions)}
    findings = check(drawn, RuleSettings(unbroken=30))
    for finding in findings:
        assert set(finding.about) <= present
        assert finding.about == tuple(subject.id for subject in finding.subjects)
        assert "\n" not in finding.message
        assert finding.in_language(language).sentence
        assert finding.form(language)["identity"] == finding.identity
    assert len({each.identity for each in findings}) == len(findings)
    assert findings == check(Schedule(**dict(drawn)), RuleSettings(unbroken=30))


@given(dense, st.randoms(use_true_random=False))
def test_the_order_in_which_a_schedule_is_written_changes_no_finding(drawn: Schedule, random: object) -> None:
    mixed = {
        name: sorted(getattr(drawn, name), key=lambda _: random.random())  # type: ignore[attr-defined]
        for name in ("rooms", "tracks", "participants", "sessions")
    }
    assert {finding.identity for finding in check(drawn.model_copy(update=mixed))} == {
        finding.identity for finding in check(drawn)
    }


def test_a_room_and_a_track_with_one_id_are_distinct() -> None:
    room, track = ({"id": "garden", "name": {"en": "Garden"}} for _ in range(2))
    drawn = schedule(rooms=[room], tracks=[track | {"code": "GA", "colour": "#336699"}])
    lacking = [finding for finding in check(drawn) if finding.about == ("garden",)]
    assert len({each.identity for each in lacking}) == len(lacking) == 2


def test_a_fact_that_messages_cannot_format_is_refused() -> None:
    """A list of sessions would print what Python calls them."""
    hall = schedule(session("talk", "09:00-10:00", "hall")).rooms[0]
    clash = rule_by_code("room-clash")
    assert (
        clash.violation("{room}", "", room=hall, rooms=(hall, hall), text="x", number=1).facts["room"] is hall
    )
    for wrong in ([hall], 1.5, None, (hall, [hall])):
        with pytest.raises(TypeError, match="Rule 'room-clash' gives 'odd' as"):
            clash.violation("{odd}", "", odd=wrong)


def test_the_parameters_of_every_rule_are_settings() -> None:
    named = [name for rule in RULES for name in rule.settings]
    assert len(named) > 10
    assert set(named) == set(RuleSettings.model_fields) - {"severities", "planning", "waivers"}
