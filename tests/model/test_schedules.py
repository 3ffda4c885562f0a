"""What a schedule tells of its sessions: order, parts, days, rooms and people."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given

from eventkit.errors import InvalidValue
from eventkit.model import Conference, Deadline, Participant, Room, Session
from eventkit.model.derived_values import conference_uid, deadline_uid, session_uid
from eventkit.schedule import Schedule
from eventkit.texts import Text
from model.building import at, named, period, schedule, session
from strategies import schedules


def ids(sessions: tuple[Session, ...]) -> list[str]:
    return [session.id for session in sessions]


def test_schedules_are_equal_in_any_order_of_parts_and_sessions() -> None:
    """Each parent stands before its parts and siblings stay as written, so that there is one order."""
    morning, evening = session("morning"), session("evening")
    one, two = session("one", parent="morning"), session("two", parent="morning")
    mixed = schedule(two, morning, evening, one)
    assert ids(mixed.sessions) == ["morning", "two", "one", "evening"]
    assert mixed == schedule(morning, two, one, evening) != schedule(morning, one, two, evening)


def test_sessions_sort_by_time_then_room_then_position_in_the_file() -> None:
    read = schedule(
        session("late", "11:00-12:00", "hall"),
        session("unknown"),
        session("second", "09:00-10:00", "yard"),
        session("third", "09:00-10:00", "yard"),
        session("first", "09:00-09:30", "attic"),
        session("plenary", "09:00-10:00", "hall"),
        session("nowhere", "09:00-10:00"),
    )
    assert ids(read.in_order) == ["nowhere", "plenary", "first", "second", "third", "late", "unknown"]


def test_a_session_sorts_before_its_parts_even_when_their_room_sorts_first() -> None:
    read = schedule(
        session("block", "09:00-12:00", "attic"),
        session("talk", "09:00-10:00", "hall", parent="block"),
        session("other", "09:00-12:00", "hall"),
    )
    assert ids(read.in_order) == ["other", "block", "talk"]


def test_a_part_without_a_time_sorts_with_its_session() -> None:
    """Papers of a session are often listed without times: they are no less on that day."""
    read = schedule(
        session("block", "09:00-12:00", "hall"),
        session("paper", parent="block", people=["noether"]),
        session("talk", "10:00-11:00", parent="block"),
        session("next", "12:00-13:00", "hall", people=["noether"]),
    )
    assert ids(read.in_order) == ["block", "paper", "talk", "next"]
    assert ids(read.parts(read.sessions[0].id)) == ["talk", "paper"]
    assert [each.id for each, _ in read.appearances(read.participants[0].id)] == ["paper", "next"]


def test_a_session_without_a_time_spans_its_parts() -> None:
    read = schedule(
        session("next", "12:00-13:00"),
        session("block"),
        session("second", "10:00-11:00", parent="block"),
        session("first", "09:00-10:00", parent="block"),
        session("unknown"),
    )
    spans = {each.id: read.span(each) for each in read.sessions}
    assert spans["block"] == period("09:00-11:00")
    assert spans["unknown"] is None
    assert ids(read.in_order) == ["block", "first", "second", "next", "unknown"]
    assert [ids(sessions) for sessions in read.days.values()] == [["block", "next"]]


def test_a_session_is_listed_with_all_its_descendants() -> None:
    read = schedule(
        session("block", "09:00-12:00", "hall"),
        session("two", "11:00-12:00", parent="block"),
        session("one", "09:00-11:00", parent="block"),
        session("item", "09:00-09:10", parent="one"),
        session("other", "13:00-14:00", "hall"),
    )
    block = read.parts(None)[0]
    assert [(depth, each.id) for depth, each in read.within(block)] == [
        (0, "block"),
        (1, "one"),
        (2, "item"),
        (1, "two"),
    ]
    assert ids(read.parts(None)) == ["block", "other"]


def test_days_follow_the_conference_and_list_top_level_sessions() -> None:
    """A party that begins past midnight belongs to the evening before it."""
    read = schedule(
        session("party", "5 00:30-02:00", "yard"),
        session("talk", "5 09:00-10:00", "hall"),
        session("opening", "4 09:00-10:00", "hall"),
        session("remarks", "4 09:00-09:10", parent="opening"),
        session("unknown"),
    )
    assert {day: ids(sessions) for day, sessions in read.days.items()} == {
        date(2026, 5, 4): ["opening", "party"],
        date(2026, 5, 5): ["talk"],
    }
    with pytest.raises(TypeError):
        read.days[date(2026, 5, 4)] = ()


def test_a_part_without_rooms_uses_those_of_its_session() -> None:
    read = schedule(
        session("block", "09:00-12:00", "hall", "yard"),
        session("part", "09:00-10:00", parent="block"),
        session("item", parent="part"),
        session("moved", "10:00-11:00", "attic", parent="block"),
        session("alone", "09:00-10:00"),
    )
    lineages = {each.id: [outer.id for outer in read.lineage(each)] for each in read.sessions}
    rooms = {each.id: read.rooms_of(each) for each in read.sessions}
    assert rooms == {
        "block": ("hall", "yard"),
        "part": ("hall", "yard"),
        "item": ("hall", "yard"),
        "moved": ("attic",),
        "alone": (),
    }
    assert lineages["item"] == ["item", "part", "block"]
    assert lineages["alone"] == ["alone"]


def test_positions_of_an_appearance_override_those_of_the_participant() -> None:
    now, then = {"position": "President"}, {"position": "Director"}
    read = schedule(
        session("a", people=[{"participant": "noether", "affiliations": [then]}, "noether-now"]),
        participants=[*named("noether", affiliations=[now]), *named("noether-now", affiliations=[now])],
    )
    reported = [read.affiliations_of(appearance) for appearance in read.sessions[0].people]
    assert [str(contained[0].position) for contained in reported] == ["Director", "President"]


def test_entities_are_found_by_id_and_unknown_ids_raise_a_key_error() -> None:
    read = schedule(session("a"), organisations=named("unido"))
    assert (read.room(read.rooms[0].id), read.participant(read.participants[1].id)) == (
        read.rooms[0],
        read.participants[1],
    )
    assert (read.session(read.sessions[0].id), read.organisation(read.organisations[0].id)) == (
        read.sessions[0],
        read.organisations[0],
    )
    for look in (read.room, read.track, read.session, read.participant, read.organisation):
        with pytest.raises(KeyError):
            look("nowhere")
    assert read.appearances("nowhere") == ()


def test_clocks_and_days_are_those_of_the_conference() -> None:
    read = schedule()
    assert read.wall(at("09:00")) == datetime(2026, 5, 4, 9)  # noqa: DTZ001 - a wall time
    assert read.day(at("5 03:59")) == date(2026, 5, 4)
    assert read.calendar_date(at("5 03:59")) == date(2026, 5, 5)


def test_a_copy_with_other_sessions_is_checked_as_a_new_schedule_is() -> None:
    known = schedule(session("a", "09:00-10:00", "hall"), session("b", parent="a"), rooms=named("hall"))
    first, second = known.sessions
    moved = first.model_copy(update={"slot": {"period": period("11:00-12:00"), "rooms": ["hall"]}})
    after = known.model_copy(update={"sessions": (moved, second)})
    assert after == Schedule(**{**dict(known), "sessions": (moved, second)})
    assert after.parts(None) == (moved,)
    elsewhere = {"period": period("11:00-12:00"), "rooms": ["attic"]}
    for broken in (
        (first.model_copy(update={"slot": elsewhere}), second),
        (first.model_copy(update={"parent": "b"}), second),
        (first.model_copy(update={"track": "arts"}), second),
        (first.model_copy(update={"people": ["nobody"]}), second),
        (first.model_copy(update={"id": "b"}), second),
        (first.model_copy(update={"uid": second.uid}), second),
        (first, first),
        (first, "b"),
    ):
        with pytest.raises(InvalidValue):
            known.model_copy(update={"sessions": broken})


@given(schedules())
def test_in_any_schedule_every_session_is_listed_and_parents_come_first(drawn: Schedule) -> None:
    written = {each.id: place for place, each in enumerate(drawn.sessions)}
    assert all(
        written[session.parent] < written[session.id]
        for session in drawn.sessions
        if session.parent is not None
    )
    assert sorted(ids(drawn.in_order)) == sorted(written)
    read = [each.id for top in drawn.parts(None) for _, each in drawn.within(top)]
    assert sorted(read) == sorted(written)
    for parent in (None, *written):
        parts = [session for session in drawn.in_order if session.parent == parent]
        assert [*drawn.parts(parent)] == sorted(parts, key=lambda part: drawn.span(part) is None)
    starts = [span.start for part in drawn.parts(None) if (span := drawn.span(part))]
    assert starts == sorted(starts)
    on_days = [session.id for sessions in drawn.days.values() for session in sessions]
    assert sorted(on_days) == sorted(part.id for part in drawn.parts(None) if drawn.span(part))
    assert Schedule(**dict(drawn)) == drawn


@given(schedules())
def test_in_any_schedule_every_appearance_is_found_by_its_participant(drawn: Schedule) -> None:
    found = [
        (session.id, appearance)
        for participant in drawn.participants
        for session, appearance in drawn.appearances(participant.id)
    ]
    reported = [(session.id, appearance) for session in drawn.sessions for appearance in session.people]
    assert len(found) == len(reported)
    assert all(each in reported for each in found)


def test_bare_strings_are_in_the_first_language_of_the_conference_and_identities_are_derived():
    conference = Conference(
        id="forum", title="论坛", start="2027-05-04", end="2027-05-04", zone="Asia/Shanghai",
        languages=["zh", "en"], deadlines=[Deadline(id="papers", title="论文", at="2027-01-01")],
    )  # fmt: skip
    hall = Room(id="hall", name="大厅", building={"und": "B"})
    ada = Participant(
        id="ada",
        name="林",
        affiliations=[{"position": "院长"}],
        links=[{"url": "https://a.org", "label": "L"}],
    )
    talk = Session(id="talk", title="开幕", people=["ada"])

    made = Schedule(conference=conference, rooms=[hall], participants=[ada], sessions=[talk])

    assert made.conference.title == Text({"zh": "论坛"})
    assert (made.rooms[0].name, made.rooms[0].building) == (Text({"zh": "大厅"}), Text({"und": "B"}))
    assert made.participants[0].name[0].language == "zh"
    assert made.participants[0].affiliations[0].position == Text({"zh": "院长"})
    assert made.participants[0].links[0].label == Text({"zh": "L"})
    assert made.conference.uid == conference_uid("forum", date(2027, 5, 4))
    assert made.sessions[0].uid == session_uid(made.conference.uid, "talk")
    assert made.conference.deadlines[0].uid == deadline_uid(made.conference.uid, "papers")
    renamed = made.sessions[0].model_copy(update={"title": "闭幕"})
    assert made.model_copy(update={"sessions": (renamed,)}).sessions[0].title == Text({"zh": "闭幕"})
    assert Schedule(**dict(made)) == made
