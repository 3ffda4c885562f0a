"""The one list of rules: what all of them have in common."""

from __future__ import annotations

import re

from hypothesis import given, settings

from eventkit.findings import Severity
from eventkit.rules import RULES, check
from eventkit.schedule import Schedule
from model.building import schedule, session
from strategies import schedules


def test_every_rule_has_a_code_of_its_own_and_a_sentence_that_holds_where_all_is_well() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)
    assert all(re.fullmatch(r"(Every|No) [^.]+\.", rule.sentence) for rule in RULES)


def test_nothing_is_found_in_a_schedule_that_is_well() -> None:
    assert check(schedule(session("talk", "09:00-10:00", "hall", people=["noether"]))) == ()


def test_findings_come_gravest_first_and_each_once() -> None:
    found = check(
        schedule(
            session("a", "09:00-10:00", "hall", "attic", title="A"),
            session("b", "09:00-10:00", "hall", "attic", people=["noether"]),
        )
    )
    assert [(each.severity, each.code) for each in found] == [
        (Severity.ERROR, "room-clash"),
        (Severity.ERROR, "room-clash"),
        (Severity.WARNING, "one-language"),
        (Severity.INFO, "nobody"),
    ]


@settings(max_examples=60)
@given(schedules())
def test_whatever_the_schedule_its_findings_are_of_the_rules_and_about_what_is_in_it(drawn: Schedule) -> None:
    present = {drawn.conference.id, *(each.id for each in (*drawn.rooms, *drawn.tracks))}
    present |= {each.id for each in (*drawn.participants, *drawn.sessions)}
    for rule in RULES:
        for finding in rule(drawn):
            assert finding.code == rule.code
            assert set(finding.about) <= present
            assert "\n" not in finding.message
    assert check(drawn) == check(Schedule(**dict(drawn)))
