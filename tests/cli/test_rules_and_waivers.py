"""What a conference asks of its rules, and what it lets stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from eventkit.cli.rule_commands import PARAMETERS
from eventkit.model import SessionId
from eventkit.rules import RULES, RuleSettings
from eventkit.schedule import Schedule
from eventkit.store import Store
from store import do
from store.small import NOTED


@pytest.fixture
def clashing(begun):
    """Call a command, where the panel begins before the opening has ended."""
    begun("session", "move", "panel", "--start", "09:15")
    return begun


def identity_of(call: Callable[..., Any], code: str, *, exit_code: int = 1) -> dict[str, Any]:
    """The one finding of a rule."""
    findings = json.loads(call("check", "--json", code=exit_code).stdout)["findings"]
    (finding,) = (each for each in findings if each["code"] == code)
    return dict(finding)


def waive(call: Callable[..., Any], code: str) -> str:
    identity: str = identity_of(call, code)["identity"]
    call("waive", identity[:6], "--reason", "a poster [by the door]", "--author", "Office")
    return identity


# What check tells


def test_check_groups_findings_by_rule_with_place_and_remedy(clashing) -> None:
    output = clashing("check", code=1).stdout
    identity = identity_of(clashing, "room-clash")["identity"]
    heading, remedy, first, *_ = output[output.index("error room-clash") :].splitlines()
    assert heading == "error room-clash: 1 finding"
    assert remedy.startswith("→ move one of them to another room or time")
    assert first.startswith(f"{identity}  Mon, 6 Sept")
    assert "09:15–09:30" in output
    assert output.index("error person-clash") < output.index("error room-clash") < output.index("info ")
    assert "2 errors" in output.splitlines()[-1]


@pytest.mark.usefixtures("congress_store")
def test_check_lists_three_findings_of_a_rule_unless_asked_for_all(call) -> None:
    grouped = call("check").stdout
    assert "info no-organisation: 9 findings" in grouped
    assert grouped.count("has no organisation") == 3
    assert "and 6 more: eventkit check --rule no-organisation" in grouped
    assert call("check", "--all").stdout.count("has no organisation") == 9
    of_one_rule = call("check", "--rule", "no-organisation").stdout
    assert of_one_rule.count("has no organisation") == 9
    assert of_one_rule.splitlines()[-1] == "9 info"
    of_one_severity = call("check", "--severity", "info").stdout
    assert of_one_severity.count("has no organisation") == 9
    assert not any(line.startswith(("error", "warning")) for line in of_one_severity.splitlines())
    assert "There is no rule 'unshed'" in call("check", "--rule", "unshed", code=1).stderr


def test_piped_tables_are_80_columns_wide_unless_columns_is_set(clashing, monkeypatch) -> None:
    assert max(map(len, clashing("check", code=1).stdout.splitlines())) > 80
    monkeypatch.delenv("COLUMNS")
    lines = clashing("check", code=1).stdout.splitlines()
    assert max(len(line) for line in lines if not line.startswith(("→", "error", "info"))) <= 80


def test_check_reports_in_the_users_language(clashing) -> None:
    output = clashing("check", "--language", "zh", code=1).stdout
    assert "9月6日" in output
    assert "主会场" in output
    assert "请将其中一场改到其他会议室或时间" in output
    assert clashing("check", code=1, env={"EVENTKIT_LANGUAGE": "zh"}).stdout == output


def test_lines_are_one_for_each_finding_and_name_the_session(clashing) -> None:
    lines = clashing("check", "--format", "lines", code=1).stdout.splitlines()
    assert len(lines) == len(json.loads(clashing("check", "--json", code=1).stdout)["findings"])
    (line,) = (line for line in lines if "room-clash" in line)
    assert line.startswith("forum:opening: error: room-clash: Main Hall (main-hall) has")


def test_the_exit_code_depends_on_the_given_severity(clashing) -> None:
    others_off = {rule.code: "off" for rule in RULES if rule.code != "room-clash"}
    with Store.open("sqlite:///eventkit.db") as store:
        do.change_rule_settings(store, "forum", lambda _: {"severities": others_off}, **NOTED)
    for severity, code_by_fail_on in (
        ("error", {"error": 1, "never": 0}),
        ("warning", {"error": 0, "warning": 1}),
        ("info", {"warning": 0}),
    ):
        clashing("rule", "set", "room-clash", severity)
        for fail_on, code in code_by_fail_on.items():
            clashing("check", "--fail-on", fail_on, code=code)


# Waivers


def test_waived_findings_are_hidden_and_shown_on_request(clashing) -> None:
    identity = waive(clashing, "room-clash")
    output = clashing("check", code=1).stdout
    assert identity not in output
    assert output.splitlines()[-1].endswith("; 1 waived: --waived shows them")
    for shown in (clashing("check", "--waived", code=1).stdout, clashing("waive", "--list").stdout):
        assert identity in shown
        assert "a poster [by the door]" in shown
        assert "Office" in shown
    assert identity_of(clashing, "room-clash")["waived"]["reason"] == "a poster [by the door]"
    assert "room-clash" not in clashing("check", "--format", "lines", code=1).stdout


def test_a_conference_with_all_errors_waived_passes_and_can_be_released(clashing) -> None:
    assert "Fix the 2 errors" in clashing("release", "1.0", code=1).stderr
    waive(clashing, "room-clash")
    assert "Fix the error" in clashing("release", "1.0", code=1).stderr
    waive(clashing, "person-clash")
    clashing("check")
    clashing("release", "1.0")


def test_a_waiver_lapses_when_the_session_moves_and_applies_again_when_it_returns(clashing) -> None:
    identity = waive(clashing, "room-clash")
    moved = clashing("session", "move", "panel", "--start", "09:20").stdout
    assert "new: error room-clash" in moved
    output = clashing("check", code=1).stdout
    assert "error room-clash" in output
    assert output.splitlines()[-1].endswith("; 1 waiver has lapsed: --waived shows them")
    lapsed = json.loads(clashing("check", "--json", code=1).stdout)["lapsed"]
    assert [waiver["identity"] for waiver in lapsed] == [identity]
    assert identity in clashing("check", "--waived", code=1).stdout
    back = clashing("session", "move", "panel", "--start", "09:15").stdout
    assert "new: error room-clash" not in back, "it is waived"
    assert identity_of(clashing, "room-clash")["waived"]


def test_a_new_title_lapses_no_waiver(clashing) -> None:
    waive(clashing, "room-clash")
    clashing("session", "edit", "panel", "--title", "A panel")
    assert identity_of(clashing, "room-clash")["waived"]


def test_a_waiver_can_be_lifted_lapsed_or_not(clashing) -> None:
    for lapsed in (False, True):
        identity = waive(clashing, "room-clash")
        if lapsed:
            clashing("session", "move", "panel", "--start", "09:25")
        clashing("waive", "--lift", identity[:6])
        assert clashing("waive", "--list").stdout == "nothing is waived\n"
    assert identity_of(clashing, "room-clash")["waived"] is None


def test_a_waiver_given_twice_is_the_later_one(clashing) -> None:
    identity = waive(clashing, "room-clash")
    clashing("waive", identity, "--reason", "agreed with the hall")
    assert identity_of(clashing, "room-clash")["waived"]["reason"] == "agreed with the hall"
    clashing("waive", "--lift", identity)
    assert clashing("waive", "--list").stdout == "nothing is waived\n"


def test_a_waiver_takes_its_reason_by_the_option_of_other_commands_too(clashing) -> None:
    identity = identity_of(clashing, "room-clash")["identity"]
    clashing("waive", identity, "--why", "one of them is a poster")
    assert identity_of(clashing, "room-clash")["waived"]["reason"] == "one of them is a poster"


def test_invalid_waivers_are_refused(clashing) -> None:
    assert "There is no finding 'beef'." in clashing("waive", "beef", "--reason", "so", code=1).stderr
    assert "There is no waiver of 'beef'." in clashing("waive", "--lift", "beef", code=1).stderr
    assert "Give a --reason" in clashing("waive", "beef", code=2).stderr
    refused = clashing("waive", "room-clash", "--reason", "so", code=1).stderr
    assert "'eventkit check --rule room-clash' lists its findings" in refused
    assert "'eventkit rule set room-clash off' switches the rule off." in refused
    assert "--list alone" in clashing("waive", code=2).stderr
    assert "--list alone" in clashing("waive", "beef", "--list", code=2).stderr


@pytest.mark.usefixtures("congress_store")
def test_an_ambiguous_identity_prefix_lists_the_matches(call) -> None:
    call("rule", "hours", "03:00", "03:01")
    findings = json.loads(call("check", "--json").stdout)["findings"]
    identities = sorted(finding["identity"] for finding in findings)
    assert len(identities) > 16, "so that some begin with the same of sixteen digits"
    one, other = next(pair for pair in pairwise(identities) if pair[0][0] == pair[1][0])
    message = call("waive", one[0], "--reason", "so", code=1).stderr
    assert one in message
    assert other in message
    assert "There is no finding ''." in call("waive", "", "--reason", "so", code=1).stderr


def test_reasons_are_cleaned_to_one_line(clashing) -> None:
    identity = identity_of(clashing, "room-clash")["identity"]
    clashing("waive", identity, "--reason", "a\nposter\x1b \x07", "--author", "\x1b")
    waived = identity_of(clashing, "room-clash")["waived"]
    assert (waived["reason"], waived["author"]) == ("a poster", "someone")
    assert "Give a --reason" in clashing("waive", identity, "--reason", "\x1b", code=2).stderr
    clashing("rule", "wish", "before", "opening", "panel", "--reason", "a\nb\x07")
    clashing("rule", "need", "opening", "grand\npiano")
    opening = stored_schedule().session(SessionId("opening"))
    assert (opening.wishes, opening.needs) == (("before panel because a b",), ("grand piano",))


# Rules


def test_every_rule_is_listed_with_its_configured_severity(begun) -> None:
    begun("rule", "set", "room-clash", "off")
    output = begun("rules").stdout
    assert output == begun("rule", "list").stdout
    assert all(rule.code in output for rule in RULES)
    assert "off (default: error)" in output


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_shown_with_its_reason_and_an_example(begun, rule) -> None:
    output = " ".join(begun("rule", "show", rule.code, env={"COLUMNS": "2000"}).stdout.split())
    assert " ".join(rule.reason.replace("`", "").split()) in output
    assert "For example: " in output


@pytest.mark.parametrize(("language", "reason"), [("zh", "地址。简介会印出"), ("ar", "السيرة")])
def test_the_reason_of_a_rule_is_shown_in_the_language_of_the_reader(begun, language, reason) -> None:
    shown = begun("rule", "show", "personal-address", env={"EVENTKIT_LANGUAGE": language}).stdout
    assert reason in shown
    assert "A biography" not in shown


def test_every_setting_is_a_parameter_of_a_rule() -> None:
    parameters = {name for names in PARAMETERS.values() for name in names}
    assert parameters == RuleSettings.model_fields.keys() - {"severities", "planning", "waivers"}
    assert PARAMETERS.keys() <= {rule.code for rule in RULES}


def test_setting_a_rule_reports_its_effect_and_supports_a_dry_run(clashing) -> None:
    tried = clashing("rule", "set", "room-clash", "warning", "--dry-run").stdout
    assert tried.startswith("room-clash warning: 'check' would find 1 error, ")
    assert "(before: 2 errors" in tried
    assert identity_of(clashing, "room-clash")["severity"] == "error"
    assert "now finds 1 error" in clashing("rule", "set", "room-clash", "warning").stdout
    assert identity_of(clashing, "room-clash")["severity"] == "warning"
    assert clashing("rule", "set", "room-clash", "warning").stdout == "nothing changed\n"
    clashing("rule", "reset", "room-clash")
    assert identity_of(clashing, "room-clash")["severity"] == "error"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("hours", "10:00", "19:00"), "outside-hours"),
        (("hours", "10:00", "19:00", "--room", "main hall"), "outside-hours"),
        (("need", "opening", "piano"), "missing-feature"),
        (("wish", "same-day", "opening", "closing", "--reason", "one badge"), "wish"),
        (("wish", "same-room", "opening", "closing"), "wish"),
        (("prefer", "opening", "evening"), "preference"),
        (("wish", "before", "closing", "opening"), "wish"),
        (("wish", "spread", "opening", "panel"), "wish"),
        (("wish", "consecutive", "opening", "panel", "closing"), "wish"),
        (("wish", "after-break", "opening"), "wish"),
        (("parameter", "breather", "30"), "too-little-rest"),
        (("parameter", "unbroken", "60"), "no-break"),
    ],
    ids=" ".join,
)
def test_a_requirement_is_checked_until_it_is_removed(begun, words: tuple[str, ...], code: str) -> None:
    def codes() -> set[str]:
        findings = json.loads(begun("check", "--json", "--fail-on", "never").stdout)["findings"]
        return {finding["code"] for finding in findings}

    assert code not in codes()
    begun("rules", *words)
    assert code in codes()
    begun(*(["undo"] if words[0] in {"need", "wish", "prefer"} else ["rule", "reset"]))
    assert code not in codes()


def test_ways_between_rooms_are_for_all_or_for_two(begun) -> None:
    begun("rule", "change-over", "25", "annex", "main")
    begun("rule", "change-over", "5")
    output = begun("rule", "parameter").stdout
    assert "annex ↔ main-hall: 25" in output
    begun("rule", "change-over", "35", "main", "annex")
    assert "main-hall ↔ annex: 35" in (output := begun("rule", "parameter").stdout)
    assert ": 25" not in output
    begun("rule", "change-over", "usual", "annex", "main")
    begun("rule", "change-over", "usual")
    assert stored_settings() == {}


def test_hours_needs_and_wishes_are_removed_individually(begun) -> None:
    for given, back in (
        (("hours", "08:00", "19:00"), ("hours", "--any")),
        (("hours", "08:00-19:00"), ("hours", "--any")),
        (("hours", "08:00", "02:00", "--room", "annex"), ("hours", "--any", "--room", "annex")),
        (("need", "opening", "piano"), ("need", "opening")),
        (("wish", "apart", "opening", "panel"), ("wish", "apart", "panel", "opening", "--lift")),
        (("prefer", "opening", "morning", "2027-09-06", "annex"), ("prefer", "opening")),
        (("parameter", "night", "60"), ("reset", "night")),
    ):
        before = stored_settings(), stored_schedule()
        begun("rules", *given)
        assert (stored_settings(), stored_schedule()) != before
        begun("rules", *back)
        assert (stored_settings(), stored_schedule()) == before


def test_a_wish_is_lifted_for_the_sessions_that_are_named_and_stays_for_others(begun) -> None:
    def wishes() -> dict[str, tuple[str, ...]]:
        return {session.id: session.wishes for session in stored_schedule().sessions if session.wishes}

    begun("rule", "wish", "apart", "opening", "panel", "closing", "--reason", "one crew")
    both = {
        "opening": ("apart panel closing because one crew",),
        "panel": ("apart closing because one crew",),
    }
    assert wishes() == both
    begun("rule", "wish", "apart", "closing", "opening", "--lift")
    assert wishes() == {"opening": ("apart panel because one crew",), "panel": both["panel"]}
    begun("session", "edit", "closing", "--wish", "after panel", "--wish", "prefer apart opening")
    begun("rule", "wish", "before", "panel", "closing", "--lift")
    assert wishes()["closing"] == ("prefer apart opening",)
    begun("rule", "wish", "one-day", "opening", "panel", "closing")
    assert wishes()["opening"] == ("apart panel because one crew", "one-day panel closing")
    begun("rule", "wish", "one-day", "closing", "panel", "opening", "--lift")
    assert wishes()["opening"] == ("apart panel because one crew",)


def stored_schedule() -> Schedule:
    """The conference in the store of the folder."""
    with Store.open("sqlite:///eventkit.db") as store:
        return store.load("forum").schedule


def stored_settings() -> dict[str, Any]:
    """The settings in the store of the folder."""
    with Store.open("sqlite:///eventkit.db") as store:
        return store.rule_settings.load("forum")


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("set", "room-crash", "off"), 1, "There is no rule 'room-crash'"),
        (("set", "room-clash", "grave"), 2, "'grave' is not one of"),
        (("hours", "8", "19:00"), 2, "'8' must be a time of day"),
        (("hours", "08:00"), 2, "Give the opening and the closing time"),
        (("hours", "08:00", "09:00", "10:00"), 2, "Give the opening and the closing time"),
        (("change-over", "soon"), 1, "change-over 'soon' must be a whole number"),
        (("change-over", "5", "annex"), 2, "Name both"),
        (("change-over", "5", "annex", "annex"), 1, "names 'annex' twice: it takes two"),
        (("need", "openning", "piano"), 1, "Did you mean 'opening'?"),
        (("wish", "before", "panel", "panel"), 1, "The wish names 'panel' twice"),
        (("wish", "before", "panel", "opening", "--lift"), 1, "There is no wish"),
        (("parameter", "title-length", "3"), 1, "title-length '3' must be at least 10"),
        (("parameter", "night"), 2, "Give a value"),
        (("reset", "everything"), 1, "no rule and no parameter 'everything'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_invalid_requirement_is_refused_and_changes_nothing(
    begun, words: tuple[str, ...], code: int, expected: str
) -> None:
    assert expected in begun("rules", *words, code=code).stderr
    assert stored_settings() == {}


def test_check_reports_requirements_of_removed_entities(begun) -> None:
    begun("rule", "wish", "before", "opening", "closing")
    begun("session", "remove", "closing")
    assert "lost-setting" in begun("check").stdout


def test_changes_to_rule_settings_are_logged_with_the_author(begun) -> None:
    begun("rule", "set", "room-clash", "warning", "--author", "Office", "--why", "shared hall")
    begun("rule", "parameter", "night", "60", "--author", "Chair")
    output = begun("rule", "log").stdout
    assert (
        output.index("Chair")
        < output.index("night 60")
        < output.index("Office")
        < output.index("shared hall")
    )


def test_reset_preserves_waivers(clashing) -> None:
    identity = waive(clashing, "room-clash")
    clashing("rule", "set", "person-clash", "off")
    clashing("rule", "reset")
    assert identity in clashing("waive", "--list").stdout
    assert stored_settings().keys() == {"waivers"}


def test_settings_of_a_newer_eventkit_are_reported_and_can_be_reset(begun) -> None:
    with Store.open("sqlite:///eventkit.db") as store:
        at = store.load("forum").ledger.sessions["opening"].modified
        do.change_rule_settings(store, "forum", lambda _: {"tea": 5}, author="x", why="", at=at)
    message = begun("check", code=1).stderr
    assert "The rule settings of conference 'forum' cannot be read (tea: " in message
    assert "'eventkit rule reset'" in message
    begun("rule", "reset")
    begun("check")


def test_a_copy_of_the_store_has_the_same_rules_and_a_document_has_none(clashing, folder: Path) -> None:
    identity = waive(clashing, "room-clash")
    clashing("rule", "set", "person-clash", "off")
    clashing("copy", "sqlite:///other.db")
    other = ("--store", "sqlite:///other.db")
    clashing("check", *other)
    assert identity in clashing("waive", "--list", *other).stdout
    clashing("export", "document", "-o", "forum.yaml")
    assert identity not in (folder / "forum.yaml").read_text(encoding="utf-8")
    clashing("import", "forum.yaml")
    clashing("check")


def test_requirements_of_removed_entities_can_be_removed(begun) -> None:
    """Be there something else whose id begins in the same way."""
    begun("rule", "wish", "apart", "closing", "panel")
    begun("rule", "hours", "08:00", "18:00", "--room", "annex")
    begun("rule", "change-over", "25", "annex", "main-hall")
    for words in (("session", "remove", "panel"), ("session", "edit", "closing", "--room", "main-hall")):
        begun(*words)
    begun("room", "remove", "annex")
    begun("session", "add", "Panel", "--id", "panel-1")
    begun("room", "add", "Annex", "--id", "annex-1")
    assert begun("check", "--format", "lines").stdout.count("lost-setting") == 3
    begun("rule", "wish", "apart", "panel", "closing", "--lift")
    begun("rule", "hours", "--any", "--room", "annex")
    begun("rule", "change-over", "usual", "annex", "main-hall")
    assert "lost-setting" not in begun("check", "--format", "lines").stdout


def test_a_finding_replaced_by_another_is_not_reported_as_fixed(begun) -> None:
    begun("session", "edit", "panel", "--part-of", "opening")
    output = begun("session", "move", "panel", "--room", "annex").stdout
    assert "part-outside" not in output


# Other ids


def asked(folder: Path) -> RuleSettings:
    with Store.open(f"sqlite:///{folder / 'eventkit.db'}") as store:
        return RuleSettings.model_validate_json(json.dumps(store.rule_settings.load("forum")))


def test_requirements_follow_a_renamed_room_and_session(begun, folder: Path) -> None:
    begun("rule", "hours", "08:00", "19:00", "--room", "annex")
    begun("rule", "change-over", "25", "main-hall", "annex")
    begun("rule", "need", "closing", "piano")
    begun("rule", "wish", "before", "opening", "closing")
    before = asked(folder), stored_schedule()
    output = begun("room", "edit", "annex", "--id", "east", "--name", "East wing").stdout
    assert "resolved: " not in output, "nothing named it in vain before, nor does now"
    begun("session", "edit", "closing", "--id", "farewell", "--title", "Farewell")
    now = asked(folder)
    assert [*now.room_hours] == ["east"]
    assert now.change_overs[0].rooms == ("main-hall", "east")
    assert stored_schedule().session(SessionId("opening")).wishes == ("before farewell",)
    begun("undo")
    begun("undo")
    assert (asked(folder), stored_schedule()) == before
    assert "lost-setting" not in begun("check", "--format", "lines").stdout


def test_contacts_follow_a_revert_to_a_release(begun) -> None:
    begun("release", "1.0")
    begun("session", "edit", "closing", "--id", "farewell")
    begun("person", "contact", "lin", "--email", "office@example.org")
    begun("person", "edit", "lin", "--id", "dean")
    begun("revert", "1.0")
    assert "office@example.org" in begun("person", "contact", "lin-yifu", "--show").stdout


def test_a_dry_run_of_a_rename_leaves_requirements_unchanged(begun, folder: Path) -> None:
    begun("rule", "hours", "08:00", "19:00", "--room", "annex")
    begun("room", "edit", "annex", "--id", "east", "--dry-run")
    assert [*asked(folder).room_hours] == ["annex"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("room", "edit", "main-hall", "--id", "a-hall"), "room-clash"),
        (("session", "edit", "panel", "--id", "a-panel"), "room-clash"),
        (("session", "edit", "opening", "--id", "z-opening"), "person-clash"),
        (("person", "edit", "lin-yifu", "--id", "z-lin"), "person-clash"),
    ],
)
def test_a_waiver_follows_its_subject_to_a_new_id(clashing, words: tuple[str, ...], code: str) -> None:
    waive(clashing, code)
    before = clashing("check", code=1).stdout.splitlines()[-1]
    for call in (("--dry-run",), ()):
        output = clashing(*words, *call).stdout
        assert "now:" not in output, "under another id it is the same"
        assert "mended:" not in output
    assert clashing("check", code=1).stdout.splitlines()[-1] == before
    assert identity_of(clashing, code)["waived"]["reason"] == "a poster [by the door]"
    assert json.loads(clashing("check", "--json", code=1).stdout)["lapsed"] == []
    clashing("undo")
    assert identity_of(clashing, code)["waived"]


def test_settings_of_a_lost_room_give_way_to_those_of_the_room_that_takes_its_id(begun, folder: Path) -> None:
    begun("room", "add", "Attic")
    begun("rule", "hours", "10:00", "12:00", "--room", "attic")
    begun("rule", "change-over", "25", "annex", "attic")
    begun("room", "remove", "attic")
    begun("rule", "hours", "08:00", "19:00", "--room", "annex")
    begun("room", "edit", "annex", "--id", "attic")
    now = asked(folder)
    assert {room: str(hours) for room, hours in now.room_hours.items()} == {"attic": "08:00–19:00"}
    assert now.change_overs == (), "nobody walks from a room into itself"


def test_rules_are_listed_and_shown_by_default_settings_before_there_is_a_store(call, folder: Path) -> None:
    listed = call("rule", "list")
    assert "error     room-clash" in listed.stdout
    assert "these are the default settings" in listed.stderr
    assert "Two audiences would meet at one door." in call("rule", "show", "room-clash").stdout
    assert not (folder / "eventkit.db").exists()
    assert "There is no store at other.db" in call("rule", "list", "--store", "other.db", code=1).stderr


def test_needs_are_set_for_a_track_or_all_but_some_and_a_circle_of_wishes_is_refused(begun) -> None:
    def needs() -> dict[str, tuple[str, ...]]:
        return {session.id: session.needs for session in stored_schedule().sessions if session.needs}

    begun("track", "add", "Health", "--id", "health")
    begun("session", "edit", "panel", "--track", "health")
    begun("rule", "need", "health", "projector")
    assert needs() == {"panel": ("projector",)}
    begun("rule", "need", "all", "microphone", "--but", "panel")
    assert needs() == {
        "opening": ("microphone",),
        "panel": ("projector",),
        "closing": ("microphone",),
    }
    begun("rule", "need", "all")
    begun("rule", "prefer", "health", "afternoon")
    assert (needs(), [track.wishes for track in stored_schedule().tracks]) == ({}, [("prefer afternoon",)])
    begun("rule", "wish", "before", "opening", "panel")
    message = " ".join(begun("rule", "wish", "before", "panel", "opening", code=1).stderr.split())
    assert "opening → panel → opening is a circle. Lift one of them." in message
    begun("rule", "set", "mixed-block", "off")
    assert stored_settings()["planning"] == {"mixed-block": "ignore"}
