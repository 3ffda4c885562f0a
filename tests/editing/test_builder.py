"""The builder: a conference from names, texts and wall times."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from eventkit.editing.builder import ScheduleBuilder
from eventkit.errors import InvalidValue
from eventkit.model import Kind, Role, Track
from eventkit.schedule import Schedule
from eventkit.texts import Text


def forum(**more: object) -> ScheduleBuilder:
    return ScheduleBuilder("Forum", start="2027-10-15", zone="Asia/Shanghai", **more)  # type: ignore[arg-type]


def test_ids_and_identities_are_derived_and_the_same_each_time():
    made = forum()
    for title in ("Opening", "Opening", {"zh": "开幕式"}, {"zh": "闭幕式", "en": "Closing"}):
        made.session(title)
    again = forum()
    for title in ("Opening", "Opening", {"zh": "开幕式"}, {"zh": "闭幕式", "en": "Closing"}):
        again.session(title)

    schedule = made.schedule()

    assert schedule.conference.id == "forum-2027"
    assert [session.id for session in schedule.sessions] == ["opening", "opening-2", "session", "closing"]
    assert schedule == again.schedule()


def test_times_are_by_the_clock_of_the_conference_and_on_the_day_of_the_session_before():
    made = forum(end="2027-10-16")
    times = (
        "09:00",
        "2027-10-16 10:00",
        "11:00",
        datetime(2027, 10, 15, 14),  # noqa: DTZ001 - by the clock of the conference
        datetime(2027, 10, 15, 8, tzinfo=UTC),
    )
    sessions = [made.session("Talk", at=at, minutes=30) for at in times]

    assert [session.slot.period.start.strftime("%d %H:%M") for session in sessions if session.slot] == [
        "15 01:00",
        "16 02:00",
        "16 03:00",
        "15 06:00",
        "15 08:00",
    ]
    assert made.session("Later", minutes=20).minutes == 20
    with pytest.raises(ValueError, match="Session 'Talk': one with a time needs its length"):
        made.session("Talk", at="09:00")
    with pytest.raises(ValueError, match=r"Session 'Talk': at must be a time of day .*, not 'nine'"):
        made.session("Talk", at="nine", minutes=10)


def test_a_time_after_midnight_belongs_to_the_evening_of_the_session_before() -> None:
    made = forum(end="2027-10-16")
    times = ("23:30", "00:30", "09:00", "2027-10-16 01:30", "10:00", "05:00", "03:59+08:00")
    sessions = [made.session("Talk", at=at, minutes=30) for at in times]
    starts = [made.schedule().wall(session.slot.period.start) for session in sessions if session.slot]

    assert [f"{start:%d %H:%M}" for start in starts] == [
        "15 23:30",
        "16 00:30",
        "15 09:00",
        "16 01:30",
        "15 10:00",
        "15 05:00",
        "16 03:59",
    ]
    assert (
        forum(day_change="00:00").session("Talk", at="00:30", minutes=30).slot
        == made.session("Talk", at="2027-10-15 00:30", minutes=30).slot
    )


def test_names_are_matched_without_regard_to_case_and_accents() -> None:
    made = forum()
    made.room("Café Hall")
    made.session("One", room="cafe hall", people=["José Lin"], track="Health")
    made.session("Two", room=["CAFÉ HALL", "Yard"], people=["jose LIN"], track="HEALTH")
    made.person("Ada", organisation="WHO")
    made.person("Emmy", organisation="who")
    made.room("café hall", id="small")
    made.session("Three", at="09:00", minutes=10, room="café hall")

    schedule = made.schedule()

    assert [room.id for room in schedule.rooms] == ["cafe-hall", "yard", "small"]
    assert [str(person.name[0].full) for person in schedule.participants] == ["José Lin", "Ada", "Emmy"]
    assert ([track.id for track in schedule.tracks], len(schedule.organisations)) == (["health"], 1)
    assert schedule.rooms_of(schedule.sessions[2]) == ("small",)


@pytest.mark.parametrize(
    ("method", "first", "id_", "plural"),
    [
        ("session", "Opening", "opening", "sessions"),
        ("room", "Main Hall", "main-hall", "rooms"),
        ("person", "Ada Lovelace", "ada-lovelace", "participants"),
        ("track", "Tools", "tools", "tracks"),
        ("organisation", "Society", "society", "organisations"),
    ],
)
def test_a_second_entity_of_an_id_is_refused_and_the_first_one_stays(
    method: str, first: str, id_: str, plural: str
) -> None:
    made = forum()
    add = getattr(made, method)
    added = add(first)

    message = f"ScheduleBuilder: {plural} has two of the id '{id_}': change one of them."
    with pytest.raises(InvalidValue, match=f"^{message}$"):
        add("Another", id=id_)

    assert [value.id for value in getattr(made.schedule(), plural)] == [added.id]


def test_deadlines_are_days_or_times_by_the_clock_of_the_conference():
    made = forum(languages=["en", "zh"])
    papers = made.deadline({"en": "Papers", "zh": "论文"}, at="2027-03-01")
    made.deadline("Posters", at="2027-04-01 18:00", url="https://example.org/posters")
    made.deadline("Papers", at=datetime(2027, 5, 1, 18))  # noqa: DTZ001 - by the clock of the conference

    deadlines = made.schedule().conference.deadlines

    assert [deadline.id for deadline in deadlines] == ["papers", "posters", "papers-2"]
    assert (papers.at, papers.title.best("zh")[1]) == (date(2027, 3, 1), "论文")
    assert [f"{deadline.at:%H:%M %z}" for deadline in deadlines[1:]] == ["10:00 +0000", "10:00 +0000"]
    assert deadlines[0].title.best("en") == ("en", "Papers")


def test_rooms_and_people_are_named_by_value_id_or_name_and_added_where_unknown():
    made = forum(languages=["en", "zh"])
    hall = made.room({"en": "Main Hall", "zh": "大会堂"}, capacity=300)
    made.person("Ada Lovelace", position="Analyst", organisation="Analytical Society")
    made.session("One", at="09:00", minutes=30, room=hall, people=["ada-lovelace"])
    made.session(
        "Two", at="10:00", minutes=30, room=["大会堂", "Yard"], people=["Ada Lovelace", "Alan Turing"]
    )
    panel = made.session("Panel", kind="panel", people=["Alan Turing"], role="panellist", track="Tools")
    made.session("Part", part_of=panel, track="Tools")

    schedule = made.schedule()

    assert [room.id for room in schedule.rooms] == ["main-hall", "yard"]
    assert schedule.rooms[1].name == Text({"en": "Yard"})
    assert [person.id for person in schedule.participants] == ["ada-lovelace", "alan-turing"]
    assert [body.id for body in schedule.organisations] == ["analytical-society"]
    two = schedule.sessions[1]
    assert [person.participant for person in two.people] == ["ada-lovelace", "alan-turing"]
    assert two.slot is not None
    assert two.slot.rooms == ("main-hall", "yard")
    assert (schedule.sessions[2].kind, schedule.sessions[2].people[0].role) == (Kind.PANEL, Role.PANELLIST)
    assert schedule.sessions[3].parent == "panel"
    assert [track.id for track in schedule.tracks] == ["tools"]


def test_a_track_needs_only_a_name_and_keeps_the_marks_that_were_chosen() -> None:
    conference = ScheduleBuilder("Forum", start="2027-10-15", zone="UTC").schedule().conference
    history = Track(id="history", name="History", colour="#1f5fa8")
    of = Schedule(conference=conference, tracks=[{"id": "maths", "name": "Mathematics"}, history])
    assert [track.code for track in of.tracks] == ["MA", "HI"]
    assert of.tracks[1].colour == "#1f5fa8"
    assert of.tracks[0].colour not in {"", "#1f5fa8"}
    logic = {"id": "logic", "name": "Mathematical logic"}
    again = Schedule(conference=conference, tracks=[logic, *of.tracks])
    assert again.tracks[1:] == of.tracks
    assert again.tracks[0].code not in {"", "MA", "HI"}


def test_a_row_of_a_table_with_empty_fields_is_a_session_without_time_room_and_track() -> None:
    session = forum().session("Mud", at=None, room=None, track=None, minutes=30)

    assert (session.slot, session.track, session.minutes) == (None, None, 30)
