"""Weights: words, files, trades, and what they do to plans."""

from __future__ import annotations

import pytest

from eventkit.editing import Refused
from eventkit.errors import Unreadable
from eventkit.planning import Group, plan
from eventkit.planning.problem.objective import (
    OBJECTIVE,
    Prices,
    parse_weight,
    read_weights,
    trades,
    with_weights,
)
from eventkit.rules import RuleSettings, Weight
from eventkit.rules.stated_wishes import StatedSettings
from planning.talks_and_blocks import block, conference, talk


def test_weights_are_words_and_an_unknown_one_is_refused_with_the_nearest() -> None:
    assert parse_weight("track-rooms", "A little") == ("track-rooms", Weight.A_LITTLE)
    with pytest.raises(Refused, match=r"'stongly' is not a weight. Did you mean 'strongly'") as error:
        parse_weight("track-rooms", "stongly")
    (refusal,) = error.value.messages
    assert refusal.in_language("zh").text.startswith("“stongly”不是权重。您是指“strongly”吗？权重有")
    with pytest.raises(Refused, match=r"called 'track-room'. Did you mean 'track-rooms'"):
        parse_weight("track-room", "strongly")


def test_a_file_sets_weights_and_all_of_its_faults_are_reported() -> None:
    text = '[planning]\ntrack-rooms = "strongly"\nroom-too-small = "above all"\n'
    assert read_weights(text, "w.toml") == {
        "track-rooms": Weight.STRONGLY,
        "room-too-small": Weight.ABOVE_ALL,
    }
    with pytest.raises(Unreadable) as error:
        read_weights('[planning]\ntrak-rooms = "strongly"\nwish = 4\n', "w.toml")
    assert [fault.line for fault in error.value.faults] == [2, 3]
    with pytest.raises(Unreadable, match="planning"):
        read_weights("", "w.toml")


def test_normal_weights_are_not_stored() -> None:
    settings = with_weights(RuleSettings(), {"wish": Weight.IGNORE, "interest": Weight.NORMAL})
    assert settings.planning == {"wish": Weight.IGNORE}
    assert with_weights(settings, {"wish": Weight.NORMAL}).planning == {}


def test_a_trade_says_what_one_unit_is_worth() -> None:
    def trade(code: str, settings: RuleSettings, favour: Group | None = None) -> str:
        return {known: words for known, _, words in trades(Prices(settings, favour))}[code]

    usual = RuleSettings()
    assert [code for code, _, _ in trades(Prices(usual))] == [*OBJECTIVE]
    assert trade("track-rooms", usual) == "1 change of room within a track = 90 people"
    assert trade("room-too-small", usual) == "3 people without a seat = 4 people"
    assert trade("interest-seats", usual, Group.HOUSE) == "3 interested people without a seat = 1 person"
    assert trade("track-rooms", usual, Group.HOUSE) == "1 change of room within a track = 360 people"
    assert trade("wish", usual) == "never: it is an error in this conference"
    off = RuleSettings.model_validate(
        {"severities": {"bad-hour": "off"}, "planning": {"preference": "ignore"}}
    )
    assert trade("bad-hour", off) == "ignored: its rule is off"
    assert trade("preference", off) == "ignored"
    first = RuleSettings.model_validate({"planning": {"track-rooms": "above-all", "interest": "ignore"}})
    assert trade("track-rooms", first).endswith("counts more than everything else together")
    assert trade("mixed-block", first) == "1 track in a block beyond the first = 1200 points"


def test_what_counts_above_all_decides_against_everything_else() -> None:
    schedule = conference(
        block("early", "09:00-10:00", "hall"),
        block("late", "14:00-15:00", "hall"),
        talk("groups", 30, "lin", track="algebra"),
        talk("rings", 30, track="algebra"),
        talk("cones", 30, "noether", track="geometry"),
        talk("curves", 30, track="geometry"),
    )
    asked = {
        "preferences": [
            {"participant": who, "part_of_day": "morning", "words": "prefer morning"}
            for who in ("lin", "noether")
        ]
    }

    def codes(**planning: str) -> set[str]:
        settings = StatedSettings.model_validate({**asked, "planning": planning})
        return {price.code for price in plan(schedule, settings, moves=200).price} - {"unscheduled"}

    assert codes(**{"mixed-block": "above-all"}) == {"preference"}
    assert codes(preference="above-all") == {"mixed-block"}
    assert codes(preference="ignore") <= {"preference"}
