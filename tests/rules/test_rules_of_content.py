"""Rules of what is said and what is not said yet."""

from __future__ import annotations

import pytest

from eventkit.rules import Checker, RuleSettings, rule_by_code
from model.building import CONFERENCE, named, schedule, session
from rules.rule_findings import about, graded, messages, violations_of


def test_a_session_without_a_time_is_reported_unless_its_parent_has_one() -> None:
    waiting = schedule(
        session("talk"),
        session("gone", status="cancelled"),
        session("block", "09:00-10:00", "hall"),
        session("paper", parent="block"),
    )
    assert messages("unscheduled", waiting) == [
        "warning: “Talk” (talk) has no time yet: schedule it, or cancel it"
    ]


def test_a_block_without_a_time_is_reported_once_and_not_for_each_part() -> None:
    waiting = schedule(session("block"), *(session(id_, parent="block") for id_ in "abc"))
    assert about("unscheduled", waiting) == [("block",)]


def test_a_block_with_scheduled_parts_must_have_a_time() -> None:
    """A programme lists days by the outermost sessions: the parts would stand on none."""
    lost = schedule(session("block"), session("part", "09:00-10:00", "hall", parent="block"))
    assert messages("unscheduled", lost) == [
        (
            "error: “Block” (block) has no time, but parts of it have, so it is on no day of the agenda: "
            "give it a time that contains them all"
        )
    ]


def test_a_part_of_a_cancelled_session_is_cancelled_too() -> None:
    """Or it would be printed as if it took place."""
    half = schedule(
        session("block", "09:00-10:00", "hall", status="cancelled"),
        session("one", parent="block", status="tentative"),
        session("two", parent="block", status="cancelled"),
    )
    assert messages("part-of-cancelled", half) == [
        (
            "error: “One” (one) is tentative, but “Block” (block), which it is part of, is cancelled: "
            "cancel it too, or move it out of that session"
        )
    ]


def test_titles_missing_a_conference_language_are_reported() -> None:
    lacking = schedule(
        session("talk", title={"en": "Talk"}),
        session("well", title={"en": "Well", "zh-Hans": "好"}),  # serves readers of zh
        conference={**CONFERENCE, "title": {"fr": "Congrès"}},
        rooms=named("hall", name={"zh": "厅"}),
        tracks=[{"id": "algebra", "name": {"fr": "algebra"}, "code": "AL", "colour": "#336699"}],
    )
    ends = "add it, or another language is printed instead"
    assert messages("frame-one-language", lacking) == [
        f"warning: the name of algebra (algebra) is missing in en and zh: {ends}",
        f"warning: the title of the conference is missing in en and zh: {ends}",
        f"warning: the name of 厅 (hall) is missing in en: {ends}",
    ]
    assert messages("one-language", lacking) == [
        f"warning: the title of “Talk” (talk) is missing in zh: {ends}"
    ]
    assert messages("one-language", schedule(session("talk"))) == []
    untranslated = schedule(
        *(session(f"talk-{number}", title={"en": "Talk"}) for number in range(2)), session("a")
    )
    assert graded("one-language", untranslated) == [("info", ""), ("info", "")]


def test_texts_in_a_language_that_the_conference_lacks_are_reported() -> None:
    french = schedule(
        session("talk", title={"en": "Talk", "zh": "论", "fr": "Exposé"}, abstract={"fr": "Résumé"}),
        session("well", title={"en-GB": "Well", "zh-Hans": "好"}),  # variants of the languages
        session("off", title={"fr": "Annulé"}, status="cancelled"),
        rooms=named("hall", name={"zh": "厅", "de": "Saal"}),
    )
    ends = (
        "not a language of the conference, so it is not printed: "
        "add the language to the conference, or remove the text"
    )
    assert messages("other-language", french) == [
        f"warning: a text of 厅 (hall) is in de, which is {ends}",
        f"warning: a text of “Talk” (talk) is in fr, which is {ends}",
    ]
    many = schedule(*(session(f"talk-{number}", title={"en": "Talk", "fr": "Exposé"}) for number in range(6)))
    assert messages("other-language", many) == [
        (
            "warning: many texts are in fr, which is not a language of the conference, so they are not "
            "printed: add the language to the conference, or waive this"
        )
    ]


@pytest.mark.parametrize(
    "title", ["TBA", "tbd.", "Title TBA", "to be announced", "待定", "（题目待定）", "undefined", "-- N/A --"]
)
def test_a_placeholder_title_is_reported(title: str) -> None:
    assert about("untitled", schedule(session("a", title={"en": "Well", "zh": title}))) == [("a",)]
    assert about("untitled", schedule(session("a", title={"en": title}, status="cancelled"))) == []


@pytest.mark.parametrize(
    "title", ["Taba", "What is to be announced?", "TBA: a rubber band", "待定系数法", "None of this"]
)
def test_a_title_mentioning_a_placeholder_is_a_real_title(title: str) -> None:
    assert about("untitled", schedule(session("a", title={"en": title}))) == []


def test_titles_are_short_and_chinese_counts_twice() -> None:
    assert about("long-title", schedule(session("a", title={"en": "x" * 120, "zh": "论" * 60}))) == []
    assert about("long-title", schedule(session("a", title={"en": "x" * 121}))) == [("a",)]
    assert about("long-title", schedule(session("a", title={"zh": "论" * 61}))) == [("a",)]
    assert about("long-title", schedule(session("a", title={"en": "x" * 121})), title_length=200) == []


def test_a_live_stream_has_a_link() -> None:
    assert about("dead-stream", schedule(session("a", streams=[{}]))) == [("a",)]
    assert about("dead-stream", schedule(session("a", streams=[{"url": "https://a.example"}]))) == []
    assert about("dead-stream", schedule(session("a", streams=[{"kind": "recording"}]))) == []


@pytest.mark.parametrize("field", ["title", "subtitle", "abstract"])
def test_no_text_of_a_session_shows_an_address(field: str) -> None:
    shown = session("a", **{field: {"en": "Ask emmy.noether@goettingen.example first"}})
    (reported_,) = messages("address-shown", schedule(shown))
    assert "emmy.noether@goettingen.example" in reported_
    assert messages("address-shown", schedule(session("a", abstract="Talks @ noon, 5 @ 10."))) == []


def test_parts_follow_one_another_room_by_room() -> None:
    block = session("block", "09:00-10:00", "hall")
    parts = [session("a", "09:00-09:20", parent="block"), session("b", "09:25-10:00", parent="block")]
    assert about("block-gap", schedule(block, *parts)) == [("block", "a", "b")]
    pause = session("c", "09:20-09:25", parent="block", kind="break")
    assert about("block-gap", schedule(block, *parts, pause)) == []
    elsewhere = session("c", "09:20-09:25", "attic", parent="block")
    assert about("block-gap", schedule(block, *parts, elsewhere)) == [("block", "a", "b")]


def test_parts_without_rooms_must_not_overlap() -> None:
    parts = [session("a", "09:00-09:30", parent="block"), session("b", "09:20-10:00", parent="block")]
    assert about("block-overlap", schedule(session("block", "09:00-10:00"), *parts)) == [("block", "a", "b")]
    in_a_room = schedule(session("block", "09:00-10:00", "hall"), *parts)
    assert about("block-overlap", in_a_room) == []
    assert about("room-clash", in_a_room) == [("a", "b", "hall")]


@pytest.mark.parametrize(
    ("between", "settings", "stretches"),
    [
        ([], {}, ["6:00"]),
        ([], {"unbroken": 360}, []),
        ([session("coffee", "12:00-12:20", "yard", kind="break")], {}, []),
        ([session("coffee", "10:00-10:20", "yard", kind="break")], {}, ["5:00"]),
        ([session("coffee", "12:00-12:20", "yard", kind="break", status="cancelled")], {}, ["6:00"]),
    ],
)
def test_a_day_has_breaks(
    between: list[dict[str, object]], settings: dict[str, object], stretches: list[str]
) -> None:
    day = schedule(
        session("a", "09:00-12:00", "hall"),
        session("b", "12:00-15:00", "hall"),
        session("c", "15:10-18:00", "hall"),  # ten minutes are a break
        *between,
    )
    assert [dict(each.facts)["hours"] for each in violations_of("no-break", day, **settings)] == stretches


def test_tracks_have_distinct_codes_and_visible_colours() -> None:
    tracks = [
        {"id": id_, "name": {"en": id_, "zh": "代"}, "code": code, "colour": colour}
        for id_, code, colour in (("a", "AL", "#949494"), ("b", "AL", "#959595"), ("c", "GE", "#000000"))
    ]
    made = schedule(tracks=tracks)
    assert about("faint-track", made) == [("b",)]  # 3.03 to 1 and 2.99 to 1
    assert about("faint-track", made, contrast=4.5) == [("a",), ("b",)]
    assert about("track-code-twice", made) == [("a", "b")]


def test_settings_naming_unknown_entities_are_reported() -> None:
    asked = {
        "room_hours": {"cellar": {"opens": "09:00", "closes": "10:00"}},
        "change_overs": [{"rooms": ["hall", "attic"], "minutes": 5}],
    }
    talk = schedule(session("talk", wishes=["apart gone", "prefer loft"]))
    findings = Checker(talk, RuleSettings.model_validate(asked), (rule_by_code("lost-setting"),)).findings
    lost = [dict(each.facts) for each in findings]
    assert [(each.get("setting", "a wish"), each["kind"], each["id"]) for each in lost] == [
        ("a wish", "room", "loft"),
        ("a wish", "session", "gone"),
        ("room_hours", "room", "cellar"),
    ]


def test_a_link_with_a_login_is_reported_without_the_password() -> None:
    login = "https://office:secret@example.org/a@b"
    public = "https://example.org/@office?to=a@b"
    linked = schedule(
        session("talk", links=[{"url": login}, {"url": public}], streams=[{"url": "https://me@a.tv/x"}]),
        session("other", links=[{"url": public}]),
        conference={**CONFERENCE, "venue": {"name": "Hall", "url": login}},
        organisations=[{"id": "club", "name": "Club", "url": login}],
        participants=named("noether", links=[{"url": public}]),
    )
    reported = messages("login-in-link", linked)
    assert [message.partition(" contains")[0] for message in reported] == [
        "warning: a public link of conference congress to example.org",
        "warning: a public link of organisation club to example.org",
        "warning: a public link of session talk to a.tv and example.org",
    ]
    assert not any("secret" in message for message in reported)
