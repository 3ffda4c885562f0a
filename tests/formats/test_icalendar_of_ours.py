"""The calendars that eventkit itself writes, read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from eventkit.errors import Unreadable
from eventkit.formats import detect_format
from eventkit.formats.document import document
from eventkit.formats.icalendar import icalendar_format
from eventkit.intake import ImportHints, SourceFile
from eventkit.model import Status
from eventkit.outputs.agenda.calendar_check import to_jcal
from eventkit.schedule import Schedule
from outputs.calendars import made
from strategies import schedules

FIXTURE = Path(__file__).parents[2] / "fixtures" / "congress.yaml"


@pytest.fixture(scope="module")
def congress() -> Schedule:
    """A congress with rooms in a building, tracks, parts and streams."""
    return document.read(FIXTURE.read_bytes(), "congress.yaml").schedule


@given(schedules(max_sessions=4))
@settings(max_examples=25)
def test_sessions_preserve_their_uid_time_status_and_parent(schedule: Schedule) -> None:
    there = {each.uid: each for each in schedule.with_cancelled_parts().sessions if each.slot}
    if not there:
        return
    language = schedule.conference.languages[0]
    back = icalendar_format.read(made(schedule, [language]), "agenda.ics", ImportHints()).schedule
    after = {each.uid: each for each in back.sessions}
    # What went from the agenda may stand in it as well, so that clients learn of it.
    assert there.keys() <= after.keys()
    for uid, old in there.items():
        new = after[uid]
        assert old.slot is not None
        assert new.slot is not None
        assert new.slot.period == old.slot.period
        assert new.status is old.status
        holder = schedule.session(old.parent) if old.parent is not None else None
        # A calendar tells of no cancelled session that it holds others.
        is_reported = holder is not None and holder.slot is not None and holder.status is not Status.CANCELLED
        if old.status is not Status.CANCELLED:
            parent = back.session(new.parent).uid if new.parent is not None else None
            assert parent == (holder.uid if holder is not None and is_reported else None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_calendar_in_one_language_preserves_titles_rooms_kinds_and_tracks(
    congress: Schedule, language: str
) -> None:
    back = icalendar_format.read(
        made(congress, [language], all_day=True, draft=True), "agenda.ics", ImportHints()
    ).schedule
    assert back.conference.languages == (language,)
    assert back.conference.title.best(language)[1] == congress.conference.title.best(language)[1]
    assert (back.conference.start, back.conference.end) == (
        congress.conference.start,
        congress.conference.end,
    )
    assert (back.conference.zone, back.conference.contact) == (
        congress.conference.zone,
        congress.conference.contact,
    )
    after = {each.uid: each for each in back.sessions}
    for old in congress.sessions:
        new = after[old.uid]
        assert dict(new.title) == {language: old.title.best(language)[1]}
        assert new.kind is old.kind
        rooms = [congress.room(each).name.best(language)[1] for each in congress.rooms_of(old)]
        assert [str(back.room(each).name) for each in back.rooms_of(new)] == rooms
        track = congress.track(old.track).name.best(language)[1] if old.track else None
        assert (str(back.track(new.track).name) if new.track else None) == track


def test_the_full_profile_includes_the_people(congress: Schedule) -> None:
    back = icalendar_format.read(made(congress, ["en"], profile="full"), "agenda.ics", ImportHints()).schedule
    names = {form.full for each in back.participants for form in each.name}
    there = {
        congress.participant(each.participant).named("en")[0].full
        for session in congress.sessions
        for each in session.people
        if session.slot and each.comes
    }
    assert names == there


def test_the_import_is_reproducible(congress: Schedule) -> None:
    data = made(congress, ["en"])
    one, two = (icalendar_format.read(data, "agenda.ics", ImportHints()).schedule for _ in range(2))
    assert one == two


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_agenda_in_jcal_is_read_like_its_content_lines(congress: Schedule, language: str) -> None:
    data = made(congress, [language], all_day=True, profile="full")
    by_lines = icalendar_format.read(data, "agenda.ics", ImportHints())
    by_jcal = icalendar_format.read(to_jcal(data), "agenda.json", ImportHints())

    assert detect_format(SourceFile(to_jcal(data), "agenda.json"))[0] == "icalendar"
    assert by_jcal.schedule == by_lines.schedule


@pytest.mark.parametrize(
    "text",
    [
        '["vcalendar", [], [["vevent", [["dtstart", {}, "date-time", "yesterday"]], []]]]',
        '["vcalendar", 3]',
        '["vcalendar", [[]], []]',
        '["vcalendar", [], [' + "[" * 3000 + "]" * 3000 + "]]",
        '["vcalendar", [], [',
    ],
)
def test_jcal_without_anything_that_can_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        icalendar_format.read(text.encode(), "agenda.json", ImportHints(zone="UTC"))


def test_a_broken_component_of_jcal_leaves_out_itself_alone() -> None:
    events = [
        ["vevent", [["dtstart", {}, "date-time", "yesterday"]], []],
        ["vevent", [["uid", {}, "text", "1"], ["summary", {}, "text", "Engines"]], []],
    ]
    result = icalendar_format.read(
        json.dumps([["vcalendar", [], events], 7]).encode(), "agenda.json", ImportHints(zone="UTC")
    )
    assert [str(session.title) for session in result.schedule.sessions] == ["Engines"]
    assert [finding.place for finding in result.findings if finding.code == "unread-component"] == [
        "agenda.json, [0][2][0]",
        "agenda.json, [1]",
    ]
