"""Rules of people: where they hold, where they do not, and what they say then."""

from __future__ import annotations

from typing import Any

import pytest

from eventkit.schedule import Schedule
from eventkit.texts import fold_name
from eventkit.texts.confusables import find_mixed_word
from model.building import CONFERENCE, named, schedule, session
from rules.rule_findings import about, graded, messages, violations_of


def two(one: dict[str, Any] | None = None, other: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Two talks of Noether at once, with fields of their own."""
    return [
        session("algebra", "09:00-10:00", "hall", **{"people": ["noether"], **(one or {})}),
        session("rings", "09:45-11:00", "attic", **{"people": ["noether"], **(other or {})}),
    ]


def test_a_person_in_two_places_at_once_is_an_error() -> None:
    assert messages("person-clash", schedule(*two())) == [
        (
            "error: Noether (noether) is in “Algebra” (algebra) and “Rings” (rings) at once, "
            "Mon, 4 May 09:45–10:00: move one of them, or find someone else for it"
        )
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "cancelled"},
        {"slot": session("_", "10:00-11:00")["slot"]},
        {"parent": "algebra"},
        {"people": [{"participant": "noether", "status": "cancelled"}]},
        {"people": ["hypatia"]},
    ],
)
def test_cancelled_adjacent_and_nested_sessions_cause_no_person_clash(
    other: dict[str, Any],
) -> None:
    assert messages("person-clash", schedule(*two(other=other))) == []


@pytest.mark.parametrize("kind", ["team", "delegation", "organisation"])
def test_teams_and_delegations_can_be_in_several_places(kind: str) -> None:
    assert messages("person-clash", schedule(*two(), participants=named("noether", kind=kind))) == []


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        ({"kind": "workshop"}, "warning"),
        ({"kind": "poster"}, "warning"),
        ({"people": [{"participant": "noether", "role": "participant"}]}, "warning"),
        ({"people": [{"participant": "noether", "role": "author"}]}, "warning"),
        ({"people": [{"participant": "noether", "role": "chair"}]}, "error"),
        (
            {"people": [{"participant": "noether", "role": role} for role in ("chair", "author")]},
            "error",  # as the chair she must stay, whatever else she is
        ),
    ],
)
def test_a_clash_with_a_session_one_may_leave_is_a_warning(other: dict[str, Any], severity: str) -> None:
    (violations_of,) = messages("person-clash", schedule(*two(other=other)))
    assert violations_of.startswith(f"{severity}: ")


def test_someone_in_two_roles_clashes_once() -> None:
    roles = [{"participant": "noether", "role": role} for role in ("speaker", "chair")]
    assert about("person-clash", schedule(*two({"people": roles}))) == [("noether", "algebra", "rings")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Emmy Noether", "emmy noether"),
        ("Hong Phuc DANG", "Dang, Hong Phuc"),
        ("Théo Chevalier", "Theo Chevalier"),
        ("Софья Ковалевская", "СОФЬЯ КОВАЛЕВСКАЯ"),
        ("ｴﾐｰ・ネーター", "エミー・ネーター"),
    ],
)
def test_two_entries_with_one_name_are_reported(one: str, other: str) -> None:
    twice = schedule(participants=[{"id": "a", "name": one}, {"id": "b", "name": other}])
    assert messages("same-name", twice) == [
        (
            f"warning: {one} (a) and {other} (b) share a name: if they are one person, keep one entry and "
            "add the other spelling to its variants; if not, waive this"
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("राम", "मार"),  # the same consonants, parted by a vowel sign
        ("かとう", "がとう"),
        ("🎵", "★"),  # nothing is left of either once symbols are set aside
        ("Erlend Hamberg", "Erlend Hamnaberg"),
        ("李娜", "李那"),
    ],
)
def test_names_that_differ_in_a_letter_are_not_the_same(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)
    apart = schedule(participants=[{"id": "a", "name": one}, {"id": "b", "name": other}])
    assert messages("same-name", apart) == []


def test_a_variant_counts_as_a_name_and_a_widely_shared_name_is_reported_once() -> None:
    many = [{"id": f"p{at}", "name": "To be announced"} for at in range(4)]
    lin = [
        {"id": "lin", "name": "Lin Yifu", "variants": ["Justin Lin"]},
        {"id": "justin", "name": "Justin Lin"},
    ]
    assert about("same-name", schedule(participants=[*many, *lin])) == [
        ("justin", "lin"),
        ("p0", "p1", "p2", "p3"),
    ]
    assert (
        "(p0), To be announced (p1), To be announced (p2) and To"
        in messages("same-name", schedule(participants=many))[0]
    )


def panel(*people: Any, **fields: Any) -> list[dict[str, Any]]:
    return [session("panel", kind="panel", people=people, **fields)]


def test_a_panel_without_a_moderator_is_reported() -> None:
    assert messages("panel-unmoderated", schedule(*panel("noether"))) == [
        "warning: “Panel” (panel) is a panel without a moderator: add a moderator"
    ]
    gone = {"participant": "noether", "role": "moderator", "status": "cancelled"}
    assert about("panel-unmoderated", schedule(*panel(gone))) == [("panel",)]


@pytest.mark.parametrize("role", ["moderator", "chair", "host"])
def test_the_leader_of_a_panel_may_be_named_in_its_parent(role: str) -> None:
    leader = {"participant": "noether", "role": role}
    assert messages("panel-unmoderated", schedule(*panel(leader))) == []
    above = session("block", people=[leader])
    assert messages("panel-unmoderated", schedule(above, *panel("hypatia", parent="block"))) == []


def test_a_cancelled_panel_needs_nobody() -> None:
    assert messages("panel-unmoderated", schedule(*panel(status="cancelled"))) == []
    assert messages("nobody", schedule(session("talk", status="cancelled"))) == []


def test_a_talk_without_people_is_reported() -> None:
    gone = {"participant": "noether", "status": "cancelled"}
    silent = schedule(
        session("talk"),
        session("keynote", kind="keynote", people=[gone]),
        session("lunch", kind="meal"),
        session("block"),
        session("part", parent="block", people=["noether"]),
    )
    assert messages("nobody", silent) == ["info: “Talk” (talk) has no people yet: add the speakers"]
    assert messages("no-keynote-speaker", silent) == [
        "warning: “Keynote” (keynote) is a keynote without a speaker: add the speaker"
    ]


def test_introducing_a_keynote_is_not_giving_it() -> None:
    chaired = {"participant": "noether", "role": "chair"}
    lonely = schedule(session("keynote", kind="keynote", people=[chaired]))
    assert about("no-keynote-speaker", lonely) == [("keynote",)]
    given = schedule(session("keynote", kind="keynote", people=[chaired, "hypatia"]))
    assert about("no-keynote-speaker", given) == []


@pytest.mark.parametrize(
    ("fields", "grade"),
    [
        ({"title": {"en": "ALGEBRA (Stream)"}}, ("info", "again")),
        ({"slot": session("_", "09:45-11:45")["slot"]}, ("warning", "loose")),
        ({"slot": session("_", "09:45-11:44")["slot"]}, ("error", "")),
    ],
)
def test_overflow_rooms_and_long_sessions_are_not_errors(
    fields: dict[str, Any], grade: tuple[str, str]
) -> None:
    assert graded("person-clash", schedule(*two(other=fields))) == [grade]
    assert graded("person-clash", schedule(*two(other=fields)), drop_in=10) != [("error", "")]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Congress Staff|Organising Committee|大会组委会|Metro Collective|All Speakers|Stage Crew", []),
        ("Equipe|Comité|Arbeitsgruppe|チーム|조직위원회|фонд|فريق العمل|ቡድን|代表團|Vários", []),
        ("-|?|TBA|tbd.|N.N.|N. N.|待定|未定|미정|à confirmer|por confirmar|уточняется|يحدد لاحقا", []),
        ("Noether|Na Li|Teambo Sanou|Allan Group-Smith|Тимофей|Ann All", [("error", "")]),
    ],
)
def test_placeholders_and_names_of_many_clash_with_nothing(
    names: str, expected: list[tuple[str, str]]
) -> None:
    for name in names.split("|"):
        many = [{"id": "noether", "name": name}]
        assert graded("person-clash", schedule(*two(), participants=many)) == expected, name


HOST = {"people": [{"participant": "noether", "role": "host"}]}


@pytest.mark.parametrize(
    ("one", "other", "grade"),
    [
        ({"title": {"en": "Rings and fields"}}, {"title": {"en": "Rings & fields"}}, ("warning", "similar")),
        ({"title": {"en": "Rings and fields"}}, {"title": {"en": "Ideals"}}, ("error", "")),
        ({}, {"title": {"en": "Stand of the Algebra Club"}, **HOST}, ("warning", "loose")),
        ({}, {"title": {"en": "Algebra drop-in"}, **HOST}, ("warning", "loose")),
        ({}, {"title": {"en": "Algebra drop-in"}}, ("error", "")),
        ({}, {"title": {"en": "Standard models"}, **HOST}, ("error", "")),
    ],
)
def test_nearly_equal_titles_in_two_rooms_and_exhibition_hosts_are_warnings(
    one: dict[str, Any], other: dict[str, Any], grade: tuple[str, str]
) -> None:
    at = session("_", "09:00-10:00", "attic")["slot"]
    assert graded("person-clash", schedule(*two(one, {"slot": at, **other}))) == [grade]


def test_nearly_equal_titles_at_another_time_or_in_one_room_stay_an_error() -> None:
    titles = {"title": {"en": "Rings and fields"}}, {"title": {"en": "Rings & fields"}}
    assert graded("person-clash", schedule(*two(*titles))) == [("error", "")]
    hall = session("_", "09:00-10:00", "hall")["slot"]
    assert graded("person-clash", schedule(*two(titles[0], {**titles[1], "slot": hall}))) == [("error", "")]


FREE = [{"start": "2026-05-04T08:00+02:00", "end": "2026-05-04T09:30+02:00"}]
MORE = [*FREE, {"start": "2026-05-04T09:30+02:00", "end": "2026-05-04T11:00+02:00"}]


def test_a_person_appears_only_when_available() -> None:
    away = schedule(*two(), participants=named("noether", available=FREE))
    assert about("person-unavailable", away) == [("noether", "algebra"), ("noether", "rings")]
    there = schedule(*two(), participants=named("noether", available=MORE))
    assert about("person-unavailable", there) == []
    listed = {"people": [{"participant": "noether", "role": "guest"}]}
    away = schedule(*two(listed, {"people": []}), participants=named("noether", available=FREE))
    assert graded("person-unavailable", away) == [("warning", "aside")]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("05T08:00", "05T18:00", "Tue, 5 May 08:00–18:00"),
        ("05T22:00", "06T02:00", "Tue, 5 May 22:00–02:00 +1"),
        ("05T22:00", "06T10:00", "Tue, 5 May 22:00 – Wed, 6 May 10:00"),
        ("05T04:00", "06T04:00", "Tue, 5 May"),
        ("05T00:00", "06T00:00", "Tue, 5 May"),
        ("05T04:00", "07T04:00", "Tue, 5 May – Wed, 6 May"),
    ],
)
def test_a_period_of_whole_days_is_days_and_one_into_another_day_names_both(
    start: str, end: str, words: str
) -> None:
    free = [{"start": f"2026-05-{start}+02:00", "end": f"2026-05-{end}+02:00"}]
    away = schedule(
        *two(),
        participants=named("noether", available=free),
        conference={**CONFERENCE, "day_change": "04:00"},
    )
    reported, _ = messages("person-unavailable", away)
    assert reported.endswith(f"({words}), or find someone else")


def in_turn(gap: int, *rooms: str) -> Schedule:
    """Two talks of Noether with some minutes between them."""
    return schedule(
        session("one", "09:00-10:00", rooms[0], people=["noether"]),
        session("two", f"10:{gap:02}-11:00", rooms[1], people=["noether"]),
    )


def test_a_change_of_rooms_takes_time() -> None:
    assert graded("change-over", in_turn(9, "hall", "attic")) == [("info", "")]
    assert graded("change-over", in_turn(10, "hall", "attic")) == []
    assert graded("change-over", in_turn(0, "hall", "hall")) == []
    assert graded("change-over", in_turn(0, "hall", "attic"), change_over=0) == []
    way = [{"rooms": ["attic", "hall"], "minutes": 25}]
    assert graded("change-over", in_turn(20, "hall", "attic"), change_overs=way) == [("warning", "set")]
    assert graded("change-over", in_turn(9, "hall", "yard"), change_overs=way) == [("info", "")]
    next_door = [{"rooms": ["attic", "hall"], "minutes": 1}]
    assert graded("change-over", in_turn(5, "hall", "attic"), change_overs=next_door) == []


def test_a_part_time_listener_needs_no_walking_time() -> None:
    between = schedule(
        session("one", "09:00-10:00", "hall", people=["noether"]),
        session("lunch", "10:00-10:05", "yard", people=[{"participant": "noether", "role": "guest"}]),
        session("two", "10:05-11:00", "attic", people=["noether"]),
    )
    assert about("change-over", between) == [("noether", "one", "two")]


def test_everyone_has_a_night_and_a_breather() -> None:
    late = schedule(
        session("dinner", "21:00-00:30", "hall", people=["noether"]),
        session("opening", "5 08:00-09:00", "hall", people=["noether"]),
    )
    (reported_,) = messages("too-little-rest", late)
    assert "has 7:30 hours between “Dinner” (dinner) and “Opening” (opening) on the next day" in reported_
    assert messages("too-little-rest", late, night=450) == []
    assert graded("too-little-rest", in_turn(9, "hall", "hall"), breather=10) == [("info", "breather")]
    assert graded("too-little-rest", in_turn(10, "hall", "hall"), breather=10) == []


def test_a_moderator_is_not_counted_as_a_panellist() -> None:
    both = [{"participant": "noether", "role": role} for role in ("moderator", "panellist")]
    assert about("moderator-panellist", schedule(*panel(*both))) == [("noether", "panel")]
    gone = [both[0], {**both[1], "status": "cancelled"}]
    assert about("moderator-panellist", schedule(*panel(*gone))) == []


def test_a_block_of_talks_has_a_chair() -> None:
    parts = [session(id_, parent="block", people=["noether"]) for id_ in ("one", "two")]
    block = session("block", "09:00-10:00", "hall", kind="block")
    chair = [{"participant": "hypatia", "role": "chair"}]
    assert about("block-unchaired", schedule(block, *parts)) == [("block",)]
    assert about("block-unchaired", schedule({**block, "people": chair}, *parts)) == []
    assert about("block-unchaired", schedule(block, {**parts[0], "people": chair}, parts[1])) == []
    assert about("block-unchaired", schedule(block, parts[0])) == []


def test_unconfirmed_and_cancelled_speakers_are_reported() -> None:
    unsure = [
        {"participant": "noether", "status": "tentative"},
        {"participant": "hypatia", "status": "cancelled"},
    ]
    listed = schedule(session("talk", people=unsure))
    assert graded("not-confirmed", listed) == [("warning", "cancelled"), ("info", "")]
    assert graded("not-confirmed", schedule(session("talk", people=unsure, status="cancelled"))) == []


def test_a_session_that_names_an_erased_person_is_reported_until_it_is_cancelled() -> None:
    erased = {"id": "withdrawn-1a2b", "name": {"und": "(withdrawn)"}}

    def of(**fields: object) -> Schedule:
        return schedule(session("talk", people=["withdrawn-1a2b"], **fields), participants=[erased])

    (message,) = messages("erased-person", of())
    assert "names withdrawn-1a2b, who was erased, as speaker" in message
    assert about("erased-person", of(status="cancelled")) == []


@pytest.mark.parametrize(
    "name",
    [
        "TBA",
        "t.b.d.",
        "N.N.",
        "Delegate 2",
        "Invited speaker",
        "待定",
        "嘉宾一",
        "Representative of the Embassy",
    ],
)
def test_a_placeholder_is_not_a_name(name: str) -> None:
    assert about("unnamed", schedule(participants=[{"id": "a", "name": name}])) == [("a",)]


@pytest.mark.parametrize(
    "name", ["Guest Boateng", "Taba", "Na Li", "待秋", "Minister Mensah", "erdgeist", "代小龙"]
)
def test_a_name_resembling_a_placeholder_is_a_name(name: str) -> None:
    assert about("unnamed", schedule(participants=[{"id": "a", "name": name}])) == []


def test_lookalike_names_are_reported_unless_they_are_spelt_alike() -> None:
    latin, cyrillic = "Anna Orel", "Аnna Оrel"
    two_scripts = schedule(participants=[{"id": "a", "name": latin}, {"id": "b", "name": cyrillic}])
    assert about("lookalike-name", two_scripts) == [("a", "b")]
    assert about("same-name", two_scripts) == []
    same = schedule(participants=[{"id": "a", "name": latin}, {"id": "b", "name": "ANNA OREL"}])
    assert about("lookalike-name", same) == []
    assert about("same-name", same) == [("a", "b")]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Аnna Orel", "Аnna"),
        ("Ivan Пeтров", "Пeтров"),
        ("Νoether", "Νoether"),
        ("Anna Орёл", None),  # one script in each word
        ("林ちゃん", None),
        ("이 K팝", None),
        ("김甲洙", None),
        ("Lin林", None),
        ("José Ñandú", None),
        ("Đặng Thị", None),
        ("محمد", None),
        ("सीता", None),
    ],
)
def test_a_word_of_a_name_is_in_one_script(name: str, word: str | None) -> None:
    assert find_mixed_word(name) == word
    assert bool(about("mixed-script", schedule(participants=[{"id": "a", "name": name}]))) is bool(word)


def test_no_biography_gives_an_address_away() -> None:
    exposed = named("noether", biography={"en": "Mail: emmy@goettingen.example"})
    assert about("personal-address", schedule(participants=exposed)) == [("noether",)]
    assert about("personal-address", schedule(participants=named("noether", biography="I sit @ home."))) == []


@pytest.mark.parametrize(
    ("zone", "when", "holds"),
    [
        ("Asia/Tokyo", "14:59-15:30", False),  # 21:59–22:30 in Tokyo
        ("Asia/Tokyo", "14:30-15:00", True),
        ("America/New_York", "12:59-13:30", False),  # from 06:59 in New York
        ("America/New_York", "13:00-13:30", True),
        (None, "23:00-23:30", True),
    ],
)
def test_who_takes_part_online_does_not_appear_at_night(zone: str | None, when: str, holds: bool) -> None:  # noqa: FBT001 - drawn
    placed = schedule(
        session("talk", when, "hall", people=[{"participant": "lin"}]),
        participants=[{"id": "lin", "name": "Lin", "online": zone}],
    )
    assert about("bad-hour", placed) == ([] if holds else [("lin", "talk")])


def test_the_time_of_someone_online_is_reported_by_their_clock_and_day() -> None:
    placed = schedule(
        session("talk", "18:00-18:45", "hall", people=[{"participant": "lin"}]),
        participants=[{"id": "lin", "name": "Lin", "online": "Asia/Tokyo"}],
    )
    (english,) = messages("bad-hour", placed)
    assert (
        "is at night for Lin (lin), who takes part online from Asia/Tokyo: Tue, 5 May 01:00–01:45" in english
    )
    (finding,) = violations_of("bad-hour", placed)
    assert "在当地是深夜：" in finding.in_language("zh").sentence


def test_who_takes_part_online_needs_no_time_to_walk() -> None:
    both = [
        session("a", "09:00-10:00", "hall", people=[{"participant": "lin"}]),
        session("b", "10:00-11:00", "attic", people=[{"participant": "lin"}]),
    ]
    assert about("change-over", schedule(*both, participants=named("lin"))) == [("lin", "a", "b")]
    online = [{"id": "lin", "name": "Lin", "online": "Europe/Vienna"}]
    assert about("change-over", schedule(*both, participants=online)) == []


@pytest.mark.parametrize(
    ("preference", "holds"),
    [
        ({"part_of_day": "morning"}, False),
        ({"part_of_day": "afternoon"}, True),
        ({"days": ["2026-05-05"]}, False),
        ({"days": ["2026-05-05", "2026-05-04"]}, True),
        ({"rooms": ["attic"]}, False),
        ({"rooms": ["attic", "hall"]}, True),
    ],
)
@pytest.mark.parametrize("owner", [{"session": "talk"}, {"participant": "lin"}], ids=str)
def test_preferences_of_sessions_and_people_are_met(
    owner: dict[str, str],
    preference: dict[str, object],
    holds: bool,  # noqa: FBT001 - drawn
) -> None:
    placed = schedule(
        session("talk", "12:00-12:45", "hall", people=[{"participant": "lin"}]), participants=named("lin")
    )
    asked = [{**owner, **preference}]
    subjects = ("lin", "talk") if "participant" in owner else ("talk",)
    reported = about("preference", placed, preferences=asked)
    assert [ids[: len(subjects)] for ids in reported] == ([] if holds else [subjects])
