"""The effect of an edit, against two checks of everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint

import pytest
from hypothesis import Phase, given
from hypothesis import settings as budget

from eventkit.editing import move_session
from eventkit.findings import Finding, Severity
from eventkit.model import Session
from eventkit.plugins import Plugin
from eventkit.rules import Checker, RuleSettings, check, checker, effect
from eventkit.rules.rule import Violation, rule
from eventkit.rules.rule_examples import a_session, example
from eventkit.rules.rule_scopes import SESSION
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from model.building import named, schedule, session
from rules.dense import Chain, chains, edits, settings


def keys(findings: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    return {(finding.code, finding.identity, finding.severity) for finding in findings}


@budget(max_examples=60)
@given(edits(), settings)
def test_the_effect_of_an_edit_is_the_difference_of_two_whole_checks(
    edit: tuple[Schedule, Schedule], asked: RuleSettings
) -> None:
    before, after = edit
    found = effect(before, after, asked)
    old, new = keys(check(before, asked)), keys(check(after, asked))
    assert keys(found.added) == new - old
    assert keys(found.removed) == old - new


@given(edits(), settings)
def test_a_checker_with_cached_findings_reports_the_same_effect(
    edit: tuple[Schedule, Schedule], asked: RuleSettings
) -> None:
    before, after = edit
    checker = Checker(before, asked)
    assert checker.findings == check(before, asked)
    checker.effect(before)
    assert checker.effect(after) == effect(before, after, asked)
    assert checker.effect(before) == effect(before, before)


@budget(max_examples=4, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(chains, settings)
def test_an_incremental_checker_finds_the_same_as_a_new_one(chain: Chain, asked: RuleSettings) -> None:
    """After 120 edits, with its messages; every twenty edits it is compared on the way."""
    first, *others = chain.schedules(120)
    checker = Checker(first, asked)
    for number, after in enumerate(others):
        before = checker.schedule
        checker, found = checker.moved(after)
        if number % 20 == 0:
            assert found == effect(before, after, asked)
            assert checker.findings == check(after, asked)
    anew = check(checker.schedule, asked)
    assert checker.findings == anew
    assert [finding.in_language("zh") for finding in checker.findings] == [
        each.in_language("zh") for each in anew
    ]


def test_a_move_reports_fixed_and_new_findings() -> None:
    before = schedule(
        session("algebra", "09:00-10:00", "hall", people=["noether"]),
        session("geometry", "09:00-10:00", "hall", people=["hypatia"]),
        session("topology", "11:00-12:00", "attic", people=["hypatia"]),
    )
    moved = before.session("geometry").model_copy(update={"slot": before.session("topology").slot})
    after = before.model_copy(
        update={"sessions": [moved if each.id == "geometry" else each for each in before.sessions]}
    )
    found = effect(before, after)
    assert [(each.code, each.about) for each in found.added] == [
        ("person-clash", ("hypatia", "geometry", "topology")),
        ("room-clash", ("geometry", "topology", "attic")),
    ]
    assert [(each.code, each.about) for each in found.removed] == [
        ("room-clash", ("algebra", "geometry", "hall"))
    ]


def test_a_change_to_shared_data_is_checked_in_full() -> None:
    before = schedule(session("a", "09:00-10:00", "hall", people=["noether"], interpreted=["zh"]))
    rooms = [room.model_copy(update={"features": ("interpretation",)}) for room in before.rooms]
    found = effect(before, before.model_copy(update={"rooms": rooms}))
    assert found.added == ()
    assert [each.code for each in found.removed] == ["no-booths"]


@rule("tired", Severity.WARNING, SESSION, lambda: example(a_session("talk", "09:00-10:00", "hall")))
def tired(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """No session is in the annex, where the rule fails."""
    for each in sessions:
        if index.rooms(each) == ("annex",):
            message = "nobody counts here"
            raise ValueError(message)
        yield tired.violation("{session} is tired", "rest", session=each)


def test_a_rule_of_a_package_that_fails_is_found_after_an_edit_as_in_a_whole_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plugin = Plugin("rule", EntryPoint("tired", f"{__name__}:tired", "eventkit.rules"))
    monkeypatch.setattr(checker, "plugin_of", lambda _: plugin)
    sessions = session("opening", "09:00-10:00", "hall"), session("panel", "11:00-12:00", "hall")
    before = schedule(*sessions, rooms=named("hall", "annex"))
    followed = Checker(before, rules=(tired,))
    assert [finding.code for finding in followed.findings] == ["tired", "tired"]

    for room in ("annex", "hall"):
        after = move_session(followed.schedule, "opening", rooms=[room])
        effect = followed.effect(after)
        followed, moved = followed.moved(after)
        assert followed.findings == Checker(after, rules=(tired,)).findings
        assert moved == effect
        assert ("rule-failed" in {finding.code for finding in followed.findings}) is (room == "annex")
