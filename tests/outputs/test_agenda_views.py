"""Views: any part of a conference as a calendar of its own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import EventkitError
from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda
from outputs.calendars import MORNING, WRITTEN, at, entries, lines, made, read, schedule, unescaped
from strategies import schedules

CONGRESS = schedule(
    {
        "id": "block",
        "slot": at("2026-10-24T09:00Z", "2026-10-24T11:00Z", "hall"),
        "kind": "block",
        "track": "ai",
    },
    {
        "id": "talk",
        "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z"),
        "parent": "block",
        "people": ["noether", {"participant": "hypatia", "status": "cancelled"}],
    },
    {"id": "tea", "slot": at("2026-10-24T10:00Z", "2026-10-24T10:30Z", "yard"), "kind": "break"},
    {"id": "match", "slot": at("2026-10-24T22:30Z", "2026-10-24T23:30Z", "yard"), "people": ["team"]},
    {"id": "late", "slot": at("2026-10-25T09:00Z", "2026-10-25T10:00Z", "yard"), "people": ["hypatia"]},
    {"id": "some-day", "people": ["noether"]},
    rooms=[{"id": "hall", "name": "Hall"}, {"id": "yard", "name": {"en": "Yard", "zh": "院子"}}],
    tracks=[{"id": "ai", "name": "AI", "code": "AI", "colour": "#336699"}],
    organisations=[{"id": "erlangen", "name": "Erlangen"}],
    participants=[
        {"id": "noether", "name": "Emmy Noether", "affiliations": [{"organisation": "erlangen"}]},
        {"id": "hypatia", "name": "Hypatia"},
        {"id": "team", "name": "Algebraists", "kind": "team", "members": ["noether"]},
    ],
)


def shown(**view: object) -> list[str]:
    return [str(entry["SUMMARY"]) for entry in entries(made(CONGRESS, ["en"], **view))]


@pytest.mark.parametrize(
    ("view", "sessions"),
    [
        ({"rooms": ["hall"]}, ["block", "talk"]),
        ({"rooms": ["hall", "yard"], "kinds": ["break"]}, ["tea"]),
        ({"tracks": ["ai"]}, ["block", "talk"]),
        ({"tracks": ["ai"], "items": "talks"}, ["talk"]),
        ({"sessions": ["block"], "items": "sessions"}, ["block"]),
        ({"sessions": ["talk"], "items": "sessions"}, ["talk"]),
        ({"kinds": ["talk"]}, ["talk", "match", "late"]),
        ({"participants": ["noether"]}, ["talk", "match"]),
        ({"participants": ["hypatia"]}, ["late"]),
        ({"participants": ["hypatia", "team"]}, ["match", "late"]),
        ({"organisations": ["erlangen"]}, ["talk"]),
        ({"organisations": ["erlangen"], "rooms": ["yard"]}, ["Congress"]),
    ],
)
def test_combined_filters_show_sessions_matching_all_of_them(view, sessions):
    assert shown(**view) == sessions


def test_sessions_after_midnight_belong_to_the_previous_conference_day():
    """The match begins at 00:30, and days end at 04:00."""
    assert shown(days=[date(2026, 10, 24)]) == ["block", "talk", "tea", "match"]
    assert shown(days=[date(2026, 10, 25)]) == ["late"]


@pytest.mark.parametrize(
    ("view", "message"),
    [
        ({"rooms": ["garden"]}, "The schedule has no room 'garden'"),
        ({"participants": ["gauss"]}, "The schedule has no participant 'gauss'"),
        ({"kinds": ["dance"]}, "Unknown kind 'dance'. Use one of block, "),
        ({"cancelled": "strike"}, "cancelled cannot be 'strike'. Use keep or hide"),
        ({"alarm": 7}, "Use one of 5, 15, 30"),
        ({"profile": "odd"}, "profile cannot be 'odd'. Use interop, full or caldav"),
        ({"refresh": 0}, "refresh time of 0 minutes"),
    ],
)
def test_an_invalid_option_is_rejected_with_a_message(view, message):
    with pytest.raises(EventkitError, match=message):
        made(CONGRESS, **view)


def test_each_view_has_a_distinct_name_and_uid():
    views = [{}, {"rooms": ["yard"]}, {"rooms": ["yard", "hall"]}, {"days": [date(2026, 10, 25)]}]

    heads = [read(made(CONGRESS, **view)) for view in views]

    assert len({str(head["UID"]) for head in heads}) == len(views)
    assert [unescaped(head["NAME"]) for head in heads] == [
        "Congress / 大会",
        "Congress: Yard / 大会：院子",
        "Congress: Yard, Hall / 大会：院子、Hall",
        "Congress: Sun, 25 Oct / 大会：10月25日周日",
    ]
    assert read(made(CONGRESS, rooms=["hall", "yard"]))["UID"] == heads[2]["UID"]


def test_the_name_of_a_view_with_many_filters_is_truncated():
    name = read(made(CONGRESS, ["en"], sessions=["late", "tea", "talk", "match"]))["NAME"]

    assert unescaped(name) == "Congress: late, tea, talk, …"


def test_a_personal_agenda_blocks_time():
    of = schedule(
        {"id": "block", "slot": MORNING, "people": ["noether"]},
        {"id": "talk", "slot": MORNING, "parent": "block", "people": ["noether"]},
        {"id": "lunch", "slot": MORNING, "kind": "meal", "people": ["noether"]},
        {"id": "off", "slot": MORNING, "status": "cancelled", "people": ["noether"]},
        participants=[{"id": "noether", "name": "Emmy Noether"}],
    )

    by_title = {str(entry["SUMMARY"]): entry for entry in entries(made(of, ["en"], participants=["noether"]))}

    assert {title: entry["TRANSP"] for title, entry in by_title.items()} == {
        "block": "TRANSPARENT",
        "talk": "OPAQUE",
        "lunch": "TRANSPARENT",
        "Cancelled: off": "TRANSPARENT",
    }
    assert {entry["CLASS"] for entry in by_title.values()} == {"PUBLIC"}
    assert by_title["talk"]["X-MICROSOFT-CDO-BUSYSTATUS"] == "BUSY"


def test_a_part_is_related_to_its_parent_only_if_the_parent_is_shown():
    assert "RELATED-TO" in entries(made(CONGRESS, rooms=["hall"]))[1]
    assert "RELATED-TO" not in entries(made(CONGRESS, participants=["noether"]))[0]


def test_the_conference_can_be_listed_first_as_an_all_day_event():
    first, *rest = entries(made(CONGRESS, ["en"], all_day=True))

    assert (first["SUMMARY"], first["DTSTART"].dt, first["DTEND"].dt) == (
        "Congress",
        date(2026, 10, 24),
        date(2026, 10, 27),
    )
    assert len(rest) == 5


def test_only_unscheduled_sessions_of_the_view_are_reported():
    ledger = Ledger.first(CONGRESS, WRITTEN)

    assert [each.about for each in agenda(CONGRESS, ledger=ledger).findings] == [("some-day",)]
    assert agenda(CONGRESS, ledger=ledger, rooms=["hall"]).findings == ()


@pytest.mark.parametrize("minutes", [5, 15, 30])
def test_only_sessions_taking_place_have_an_alarm(minutes):
    of = schedule({"id": "talk", "slot": MORNING}, {"id": "off", "slot": MORNING, "status": "cancelled"})

    talk, off = entries(made(of, alarm=minutes))

    (alarm,) = talk.walk("VALARM")
    assert alarm["TRIGGER"].dt.total_seconds() == -60 * minutes
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", "talk")
    assert not off.walk("VALARM")


FULL = schedule(
    {
        "id": "talk",
        "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "hall"),
        "people": ["noether", {"participant": "noether", "role": "chair"}],
        "track": "ai",
        "links": [{"url": "https://example.org/slides", "label": {"en": "Slides"}}],
    },
    participants=[{"id": "noether", "name": "Emmy Noether", "links": [{"url": "https://example.org/n"}]}],
    rooms=[{"id": "hall", "name": "Hall"}],
    tracks=[{"id": "ai", "name": "AI", "code": "AI", "colour": "#336699"}],
    venue={"name": "Museum", "latitude": 48.2, "longitude": 16.37},
    contact="office@example.org",
)


def test_the_full_profile_has_structured_people_places_links_and_topics():
    (entry,) = entries(made(FULL, ["en"], profile="full"))

    (person,) = entry.walk("PARTICIPANT")
    assert (person["PARTICIPANT-TYPE"], person["SUMMARY"]) == ("SPEAKER", "Emmy Noether")
    assert person["URL"] == "https://example.org/n"
    (place,) = entry.walk("VLOCATION")
    assert place["NAME"] == "Hall"
    assert entry["LINK"] == "https://example.org/slides"
    assert entry["LINK"].params["LINKREL"] == "related"
    assert str(entry["CONCEPT"]).startswith("urn:uuid:")


@pytest.mark.parametrize("profile", ["interop", "caldav"])
def test_other_profiles_omit_components_that_some_readers_reject(profile):
    data = made(FULL, profile=profile)

    assert not [name for name in (b"PARTICIPANT", b"VLOCATION", b"LINK", b"CONCEPT") if b"\n" + name in data]


def test_the_caldav_profile_has_neither_method_nor_organiser():
    data = made(FULL, profile="caldav")

    assert b"METHOD" not in data
    assert b"ORGANIZER" not in data


def test_entries_link_to_their_pages_in_both_languages():
    of = schedule({"id": "talk", "slot": MORNING, "title": {"en": "Opening", "zh": "开幕式"}})

    content = lines(made(of, ["zh"], pages="https://example.org/agenda/", feed="https://example.org/zh.ics"))

    assert "URL:https://example.org/agenda/zh/sessions/talk.html" in content
    assert 'SUMMARY;LANGUAGE=zh;ALTREP="https://example.org/agenda/en/sessions/talk.html":开幕式' in content
    assert "SOURCE;VALUE=URI:https://example.org/zh.ics" in content


def test_the_refresh_interval_can_be_set():
    content = lines(made(CONGRESS, refresh=15))

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in content
    assert "X-PUBLISHED-TTL:PT15M" in content
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H30M" in lines(made(CONGRESS, refresh=90))


@given(schedules(), st.data())
def test_any_view_shows_entries_exactly_as_the_full_calendar_does(of, data):
    """A client with two of the calendars shows each session once."""
    view = {
        name: data.draw(st.lists(st.sampled_from(values), max_size=2), label=name)
        for name, values in (
            ("rooms", [each.id for each in of.rooms]),
            ("kinds", sorted({each.kind.value for each in of.sessions})),
            ("tracks", [each.id for each in of.tracks]),
            ("organisations", [each.id for each in of.organisations]),
        )
        if values
    }
    view["items"] = data.draw(st.sampled_from(["both", "talks", "sessions"]))
    whole = {str(each["UID"]): each for each in entries(made(of, all_day=True))}

    shown_entries = entries(made(of, **view))

    assert shown_entries
    for entry in shown_entries:
        one, other = entry.copy(), whole[str(entry["UID"])].copy()
        for each in (one, other):
            each.pop("RELATED-TO", None)
        assert one == other
