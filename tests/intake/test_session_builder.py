"""Rooms, kinds, hierarchy and duplicates of imported sessions."""
# ruff: noqa: DTZ001 - wall times are naive

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from eventkit.intake import RawRoom, RawTrack
from eventkit.model import Kind, Status
from eventkit.schedule import MAX_DEPTH
from intake.made import at, findings_of, made, only, talk


def test_each_named_room_is_created_once() -> None:
    result = made(talk(rooms=("Hall", "Yard", "Hall ")), talk("Closing", rooms=("Hall",)))

    assert [str(room.name) for room in result.schedule.rooms] == ["Hall", "Yard"]
    slot = result.schedule.sessions[0].slot
    assert slot is not None
    assert slot.rooms == ("hall", "yard")


def test_extra_whitespace_in_a_room_name_is_removed_and_reported_once() -> None:
    result = made(
        talk(rooms=(" Hall  A ",)), talk("Closing", rooms=("Hall A",)), talk("Lunch", rooms=(" Hall  A ",))
    )

    (room,) = result.schedule.rooms
    assert str(room.name) == "Hall A"
    assert len(findings_of(result, "whitespace")) == 1


def test_a_room_is_known_by_its_key_or_its_name() -> None:
    rooms = [
        RawRoom(location=at(), key="r1", name="Hall", capacity="1,200 seats", features=("stage", "stage"))
    ]

    result = made(talk(rooms=("r1",)), talk("Closing", rooms=("Hall",)), rooms=rooms)

    (room,) = result.schedule.rooms
    assert (room.capacity, room.features) == (1200, ("stage",))


def test_an_unknown_room_key_becomes_a_room_of_that_name_which_is_reported() -> None:
    rooms = [RawRoom(location=at(), key="1", name="Hall")]

    result = made(talk(rooms=("1", "7")), rooms=rooms)

    assert [str(room.name) for room in result.schedule.rooms] == ["Hall", "7"]
    assert "key '7'" in findings_of(result, "no-such-room")[0].message


@pytest.mark.parametrize("nowhere", ["TBD", "undefined", "-", "待定"])
def test_a_placeholder_room_is_left_out_and_reported(nowhere: str) -> None:
    result = made(talk(rooms=(nowhere,)))

    assert result.schedule.rooms == ()
    assert findings_of(result, "placeholder")


def test_a_non_numeric_capacity_is_saved_as_extra() -> None:
    result = made(talk(), rooms=[RawRoom(location=at(), name="Hall", capacity="many")])

    (room,) = result.schedule.rooms
    assert (room.capacity, room.extra["capacity"]) == (None, "many")
    assert findings_of(result, "capacity")


def track(name: str, **fields: Any) -> RawTrack:
    """A track."""
    return RawTrack(location=at(), name=name, **fields)


def test_generated_track_codes_are_never_confusable() -> None:
    names = [
        "Tools",
        "科学传播",
        "Toys",
        "Tidy",
        "Training",
        "Искусство",
        "فن",
        "工具",
        "T0",
        "Opera",
        "Quiz",
        "Data",
    ]
    tracks = made(talk(), tracks=[track(name) for name in names]).schedule.tracks
    codes = [each.code for each in tracks]
    assert codes[:2] == ["TO", "KX"]
    looks = [code.translate(str.maketrans("OQIZSBG", "0012586")) for code in codes]
    assert len(set(looks)) == len(names)


def test_a_track_code_in_the_file_takes_precedence_over_generated_ones() -> None:
    tracks = made(
        talk(), tracks=[track("Tools"), track("Other", code="T0"), track("More", code="T0")]
    ).schedule.tracks
    assert tracks[1].code == "T0"
    assert tracks[0].code not in {"TO", "T0", "TQ"}
    assert tracks[2].code == "MO"
    assert tracks[2].extra["code"] == "T0"


def test_a_generated_track_code_is_no_language_of_the_conference_and_not_na() -> None:
    def code(name: str, *languages: str, **fields: str) -> str | None:
        tracks = [track(name, **fields)]
        return made(talk(), tracks=tracks, conference={"languages": languages}).schedule.tracks[0].code

    assert code("Engineering", "fr-CA") == "EN"
    assert code("Engineering", "fr", "en-GB") == "EG"
    assert code("Nature", "en") == "NT"
    assert code("Nature", "en", code="NA") == "NA"


def test_hundreds_of_tracks_have_distinct_codes() -> None:
    tracks = made(talk(), tracks=[track(f"Поток {number}") for number in range(150)]).schedule.tracks
    assert len({each.code for each in tracks}) == 150


def test_tracks_get_distinct_codes_and_colours() -> None:
    names = ("Open Data", "Open Doors", "健康", "Ops")

    result = made(*(talk(f"Talk {at}", track=name) for at, name in enumerate(names)))

    tracks = result.schedule.tracks
    assert [str(track.name) for track in tracks] == list(names)
    assert [track.code for track in tracks[:2]] == ["OD", "OP"]
    assert len({track.code for track in tracks}) == len({track.colour for track in tracks}) == 4


def test_the_short_notation_of_a_track_colour_is_read() -> None:
    tracks = [
        RawTrack(location=at(), name="Data", colour="#F0A"),
        RawTrack(location=at(), name="Ops", colour="pink"),
    ]

    result = made(talk(), tracks=tracks)

    assert result.schedule.tracks[0].colour == "#ff00aa"
    assert result.schedule.tracks[1].extra["colour"] == "pink"
    assert findings_of(result, "colour")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Talk", Kind.TALK),
        ("Talk (25 min)", Kind.TALK),
        ("LIGHTNING_TALK", Kind.LIGHTNING),
        ("Scientific lightning talk", Kind.LIGHTNING),
        ("主旨演讲", Kind.KEYNOTE),
        ("Podiumsdiskussion", Kind.PANEL),
        ("昼食", Kind.MEAL),
        ("круглый стол", Kind.PANEL),
        ("ورشة عمل", Kind.WORKSHOP),
    ],
)
def test_kinds_are_known_in_many_languages(word: str, kind: Kind) -> None:
    assert only(made(talk("Something", kind=word))).kind is kind


def test_an_unknown_kind_is_saved_as_extra_and_reported_once() -> None:
    result = made(talk("One", kind="Xyzzy"), talk("Two", kind="Xyzzy", row=6))

    assert {(each.kind, each.extra["kind"]) for each in result.schedule.sessions} == {(Kind.TALK, "Xyzzy")}
    assert len(findings_of(result, "kind")) == 1


@pytest.mark.parametrize(
    ("title", "kind"), [("Lunch", Kind.MEAL), ("茶歇", Kind.BREAK), ("On lunch", Kind.TALK)]
)
def test_a_break_is_recognised_by_its_title(title: str, kind: Kind) -> None:
    assert only(made(talk(title))).kind is kind


def test_rejected_sessions_are_left_out_and_reported_but_cancelled_ones_imported() -> None:
    result = made(
        talk("One", status="Accepted"), talk("Two", status="rejected"), talk("Three", status="canceled"),
        talk("Four", status="draft"), talk("Five", status="hm"),
    )  # fmt: skip

    assert [(str(each.title), each.status) for each in result.schedule.sessions] == [
        ("One", Status.CONFIRMED), ("Three", Status.CANCELLED), ("Four", Status.TENTATIVE),
        ("Five", Status.CONFIRMED),
    ]  # fmt: skip
    assert "'Two' is rejected" in findings_of(result, "not-on-agenda")[0].message
    assert result.schedule.sessions[-1].extra["status"] == "hm"
    assert findings_of(result, "status")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("CANCELLED: On maps", "On maps"), ("[abgesagt] On maps", "On maps"), ("On maps (Annulé)", "On maps"),
        ("CANCELED On maps", "On maps"), ("On maps – cancelled", "On maps"),
        ("Cancelled : On maps", "On maps"),
        ("On maps – entfällt!", "On maps"), ("【取消】地图", "地图"),
    ],
)  # fmt: skip
def test_a_mark_in_the_title_cancels_the_session(written: str, title: str) -> None:
    session = only(made(talk(written)))
    assert (str(session.title), session.status) == (title, Status.CANCELLED)


@pytest.mark.parametrize("title", ["Cancelled", "Cancelled culture: a history", "On cancelled trains"])
def test_a_title_about_what_is_cancelled_cancels_nothing(title: str) -> None:
    assert (str(only(made(talk(title))).title), only(made(talk(title))).status) == (title, Status.CONFIRMED)


def test_papers_of_a_session_are_its_parts() -> None:
    result = made(
        talk("A paper", key="p1", parent="s1", start=datetime(2026, 3, 1, 9), minutes=20),
        talk("Session 1", key="s1"),
    )

    whole, part = result.schedule.sessions
    assert (part.parent, whole.kind, part.kind) == (whole.id, Kind.BLOCK, Kind.TALK)
    assert result.findings == ()


@pytest.mark.parametrize(
    ("people", "kind"),
    [("Mary Somerville", Kind.TALK), ("", Kind.BLOCK), ("Mary Somerville (chair)", Kind.BLOCK)],
)
def test_a_special_session_without_parts_is_a_talk_where_people_speak(people: str, kind: Kind) -> None:
    assert only(made(talk("Ferns", kind="Special Session", people_text=people))).kind is kind


def test_an_unknown_parent_is_reported_and_saved_as_extra() -> None:
    result = made(talk(parent="s9"))

    assert (only(result).parent, only(result).extra["parent"]) == (None, "s9")
    assert "'s9'" in findings_of(result, "parent")[0].message


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circular_hierarchy_is_broken_and_reported(length: int) -> None:
    sessions = [talk(f"Talk {at}", key=f"k{at}", parent=f"k{(at + 1) % length}") for at in range(length)]

    result = made(*sessions)

    assert len(result.schedule.sessions) == length
    (finding,) = findings_of(result, "parent")
    assert "Circular hierarchy: k0, " in finding.message
    assert finding.message.endswith("k0. Imported as a top-level session. Correct the parent.")


def test_sessions_nested_too_deep_are_moved_up_and_reported() -> None:
    depth = MAX_DEPTH + 3
    sessions = [talk(f"Talk {at}", key=f"k{at}", parent=f"k{at - 1}" if at else None) for at in range(depth)]

    result = made(*sessions)

    assert len(result.schedule.sessions) == depth
    assert [finding.about for finding in findings_of(result, "too-deep")] == [
        (f"k{at}",) for at in range(MAX_DEPTH, depth)
    ]


def test_a_long_chain_of_parents_is_imported() -> None:
    sessions = [talk(f"Talk {at}", key=f"k{at}", parent=f"k{at + 1}") for at in range(3000)]

    assert len(made(*sessions).schedule.sessions) == 3000


def test_sessions_without_a_title_are_imported_and_reported_with_their_rows() -> None:
    result = made(talk(None, row=7), talk("", row=8))

    assert [finding.place for finding in findings_of(result, "no-title")] == [
        "talks.csv, row 7, title",
        "talks.csv, row 8, title",
    ]


def test_a_finding_in_many_rows_is_reported_once_with_all_rows() -> None:
    result = made(*(talk(f"Talk {row}", row=row, minutes=None) for row in range(2, 12)))

    (finding,) = findings_of(result, "unscheduled")
    assert "(10 times: rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)" in finding.message
    assert len(finding.about) == 10


def test_a_finding_in_few_rows_is_reported_for_each() -> None:
    result = made(*(talk(f"Talk {row}", row=row, minutes=None) for row in range(2, 5)))

    assert len(findings_of(result, "unscheduled")) == 3


def test_where_a_file_has_no_rows_the_sessions_are_named() -> None:
    talks = [talk(f"Talk {number}", minutes=None) for number in range(2, 9)]
    for each in talks:
        each.location = at(None)

    (finding,) = findings_of(made(*talks), "unscheduled")
    assert "(7 times: talk-2, talk-3, talk-4, talk-5, talk-6, talk-7, talk-8)" in finding.message
