"""From one release to the next: what calendars compare never lies, and nothing vanishes without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.errors import EventkitError
from eventkit.ledger import Ledger, tombstones_until
from eventkit.model import Session, Slot, Status
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.wording.public_schedule import for_readers
from outputs.calendars import MORNING, WRITTEN, at, entries, made, read, schedule
from strategies import schedules

HOUR = timedelta(hours=1)


def released(*steps: Schedule, begun: datetime = WRITTEN) -> Sequence[Ledger]:
    """The ledgers of schedules that were each released, an hour after the one before."""
    draft = Ledger.first(steps[0], begun)
    found = [draft.released(for_readers(steps[0]), None)]
    for hours, (old, new) in enumerate(pairwise(steps), start=1):
        draft = draft.after(old, new, begun + hours * HOUR)
        found.append(draft.released(for_readers(new), (for_readers(old), found[-1])))
    return found


def moved(session: Session) -> Mapping[str, Any]:
    if session.slot is None:
        return {}
    period = session.slot.period
    return {"slot": Slot(period=Period(start=period.start + HOUR, end=period.end + HOUR), rooms=())}


EDITS = [
    lambda _: {},
    moved,
    lambda _: {"slot": None},
    lambda _: {"status": Status.CANCELLED},
    lambda _: {"status": Status.CONFIRMED},
    lambda _: {"title": "Another title"},
    lambda _: {"abstract": "Another abstract."},
    lambda _: {"people": ()},
]


@st.composite
def edited(draw: st.DrawFn, old: Schedule) -> Schedule:
    """What an organiser made of a schedule: sessions changed, and some taken out with what is in them."""
    retained: dict[str | None, Session] = {}
    for each in old.sessions:  # parents before their parts
        if (each.parent is None or each.parent in retained) and draw(st.integers(0, 3)):
            retained[each.id] = each
    changed = [each.model_copy(update=draw(st.sampled_from(EDITS))(each)) for each in retained.values()]
    return old.model_copy(update={"sessions": changed})


@st.composite
def histories(draw: st.DrawFn) -> list[Schedule]:
    """A schedule through some edits, and then as it was at first."""
    steps = [draw(schedules())]
    for _ in range(draw(st.integers(1, 3))):
        steps.append(draw(edited(steps[-1])))
    return [*steps, steps[0]]


PLACED = ("DTSTART", "DTEND", "STATUS", "LOCATION")
REVISION = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")


def breaches(old: bytes, new: bytes) -> list[str]:
    """What a calendar that knows the old file would take wrongly from the new (RFC 5545 3.8.7)."""
    found = []
    after = {str(entry["UID"]): entry for entry in entries(new)}
    for before in entries(old):
        now = after.get(str(before["UID"]))
        if now is None:
            found.append(f"{before['UID']} vanished")
            continue
        changed = {
            name for name in {*before, *now} if property_values(before, name) != property_values(now, name)
        }
        grown = now["SEQUENCE"] - before["SEQUENCE"]
        newer = now["LAST-MODIFIED"].dt - before["LAST-MODIFIED"].dt
        if grown < 0 or newer < timedelta(0) or now["DTSTAMP"].dt < before["DTSTAMP"].dt:
            found.append(f"{now['UID']} went back")
        if "CREATED" in changed:
            found.append(f"{now['UID']} was created twice")
        if changed & {*PLACED} and grown <= 0:
            found.append(f"{now['UID']} moved unsaid: {sorted(changed)}")
        if changed - {*REVISION} and newer <= timedelta(0):
            found.append(f"{now['UID']} changed unsaid: {sorted(changed)}")
    return found


def property_values(entry: icalendar.Event, name: str) -> object:
    values = entry.get(name, [])
    values = values if isinstance(values, list) else [values]
    return [(value.to_ical(), dict(value.params)) for value in values]


@settings(max_examples=60)
@given(histories(), st.sampled_from([(), ("en",)]), st.booleans())
def test_no_release_misleads_a_calendar_that_knows_the_one_before(steps, languages, draft):
    """This includes sessions restored after removal, and a return to the first version."""
    begun = datetime.combine(steps[0].conference.start, time(), UTC) - timedelta(days=60)
    files = [
        made(of, languages, ledger=ledger, draft=draft, all_day=True)
        for of, ledger in zip(steps, released(*steps, begun=begun), strict=True)
    ]

    assert [breaches(old, new) for old, new in pairwise(files)] == [[]] * (len(files) - 1)


TALK = {"id": "talk", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "hall"), "people": ["noether"]}
HELD = {
    "rooms": [{"id": "hall", "name": "Hall", "building": "North"}],
    "participants": [{"id": "noether", "name": "Emmy Noether"}],
    "contact": "office@example.org",
}
BOTH = schedule(TALK, {"id": "other", "slot": MORNING}, **HELD)
ONE = schedule({"id": "other", "slot": MORNING}, contact="office@example.org")


def test_a_removed_session_remains_cancelled_at_its_old_time():
    _, ledger = released(BOTH, ONE)

    _, gone = entries(made(ONE, ["en"], ledger=ledger))

    assert gone["UID"] == str(BOTH.sessions[0].uid)
    assert (gone["SUMMARY"], gone["STATUS"], gone["TRANSP"]) == (
        "Cancelled: talk",
        "CANCELLED",
        "TRANSPARENT",
    )
    assert gone["DTSTART"].dt == datetime(2026, 10, 24, 9, tzinfo=UTC)
    assert gone["LOCATION"] == "Hall, North"
    assert gone["SEQUENCE"] == 1
    assert gone["DTSTAMP"].dt == gone["LAST-MODIFIED"].dt == WRITTEN + HOUR
    assert gone["ORGANIZER"] == "mailto:office@example.org"


def test_a_tombstone_is_unchanged_in_later_releases_until_the_session_is_restored():
    later = ONE.model_copy(update={"sessions": [ONE.sessions[0].model_copy(update={"title": "Renamed"})]})
    ledgers = released(BOTH, ONE, later, BOTH)

    second, third, fourth = (
        next(each for each in entries(made(of, ledger=ledger)) if each["UID"] == str(BOTH.sessions[0].uid))
        for of, ledger in zip((ONE, later, BOTH), ledgers[1:], strict=True)
    )

    assert second == third
    assert (fourth["STATUS"], fourth["SEQUENCE"]) == ("CONFIRMED", 2)


@pytest.mark.parametrize(
    ("view", "titles"),
    [
        ({"rooms": ["hall"]}, ["Cancelled: talk"]),
        ({"participants": ["noether"]}, ["Cancelled: talk"]),
        ({"sessions": ["talk"]}, ["Cancelled: talk"]),
        ({"kinds": ["break"]}, ["Congress"]),
        ({"rooms": ["hall"], "cancelled": "hide"}, ["Congress"]),
    ],
)
def test_a_tombstone_remains_in_every_calendar_that_showed_the_session_unless_hidden(view, titles):
    new = schedule(TALK | {"slot": None}, **HELD)
    _, ledger = released(schedule(TALK, **HELD), new)

    assert [str(each["SUMMARY"]) for each in entries(made(new, ["en"], ledger=ledger, **view))] == titles


def test_cancelled_sessions_can_be_hidden_too():
    of = schedule(TALK | {"status": "cancelled"}, {"id": "other", "slot": MORNING}, **HELD)

    assert [each["SUMMARY"] for each in entries(made(of, ["en"], cancelled="hide"))] == ["other"]


def test_a_part_is_related_to_its_parent_only_while_the_parent_is_scheduled():
    """The parent is unscheduled and the part is not, so the part is published again."""
    talk = {"id": "talk", "slot": MORNING, "parent": "block"}
    old, new = schedule({"id": "block", "slot": MORNING}, talk), schedule({"id": "block"}, talk)

    (before, ledger) = released(old, new)

    files = made(old, ledger=before), made(new, ledger=ledger)
    assert breaches(*files) == []
    parts = [next(one for one in entries(each) if one["SUMMARY"] == "talk") for each in files]
    assert ["RELATED-TO" in part for part in parts] == [True, False]


ROOMS = [{"id": "hall", "name": "Hall"}, {"id": "attic", "name": "Attic"}]
PEOPLE = [{"id": "noether", "name": "Emmy Noether"}, {"id": "hypatia", "name": "Hypatia"}]
TRACKS = [
    {"id": "algebra", "name": "Algebra", "code": "AL", "colour": "#336699"},
    {"id": "logic", "name": "Logic", "code": "LO", "colour": "#993366"},
]


def forum(participants: Sequence[Mapping[str, object]] = PEOPLE, **talk: object) -> Schedule:
    session = {
        "id": "talk",
        "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "hall"),
        "people": ["noether", "hypatia"],
        "track": "algebra",
        **talk,
    }
    return schedule(session, rooms=ROOMS, participants=participants, tracks=TRACKS)


def statuses_in(of: Schedule, ledger: Ledger, **view: object) -> list[tuple[str, int]]:
    """Status and sequence of each entry of a calendar."""
    return [(str(each["STATUS"]), each["SEQUENCE"]) for each in entries(made(of, ledger=ledger, **view))]


@pytest.mark.parametrize(
    ("there", "left", "come", "moved"),
    [
        (
            {"slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "attic")},
            {"rooms": ["hall"]},
            {"rooms": ["attic"]},
            1,
        ),
        (
            {"slot": at("2026-10-25T09:00Z", "2026-10-25T10:00Z", "hall")},
            {"days": [date(2026, 10, 24)]},
            {"days": [date(2026, 10, 25)]},
            1,
        ),
        ({"track": "logic"}, {"tracks": ["algebra"]}, {"tracks": ["logic"]}, 0),
        ({"kind": "panel"}, {"kinds": ["talk"]}, {"kinds": ["panel"]}, 0),
        ({"people": ["hypatia"]}, {"participants": ["noether"]}, {"participants": ["hypatia"]}, 0),
    ],
)
def test_a_session_that_leaves_a_calendar_is_cancelled_only_there(there, left, come, moved):
    """It is newer where it continues, so a client with both calendars shows it as confirmed.

    Its sequence stays if it has the same time and place.
    """
    steps = (forum(), forum(**there), forum(**there), forum())
    first, second, third, back = released(*steps)

    assert statuses_in(steps[0], first, **left) == [("CONFIRMED", 0)]
    assert statuses_in(steps[1], second, **left) == [("CANCELLED", moved)]
    assert (
        statuses_in(steps[1], second, **come) == statuses_in(steps[1], second) == [("CONFIRMED", 2 * moved)]
    )
    (stone,) = second.left[steps[1].sessions[0].uid]
    assert second.sessions["talk"].modified > stone.revision.modified
    assert third == second
    number = back.sessions["talk"].sequence
    assert statuses_in(steps[3], back, **left) == statuses_in(steps[3], back) == [("CONFIRMED", number)]
    assert number > 2 * moved or not moved


def test_leaving_and_rejoining_a_team_cancels_and_restores_its_sessions():
    """Even though the session in which the team appears has not changed."""
    there, gone = (
        forum(people=["team"], participants=[*PEOPLE, {"id": "team", "name": "Algebraists", "members": who}])
        for who in (["noether"], [])
    )
    steps = (there, gone, there)
    events = [
        entries(made(of, ledger=ledger, participants=["noether"]))[0]
        for of, ledger in zip(steps, released(*steps), strict=True)
    ]

    assert [each["STATUS"] for each in events] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [each["SEQUENCE"] for each in events] == [0, 0, 0]
    assert [each["LAST-MODIFIED"].dt - WRITTEN for each in events] == [0 * HOUR, HOUR, 2 * HOUR]
    assert [each["LAST-MODIFIED"].dt - WRITTEN for each in events] == [0 * HOUR, HOUR, 2 * HOUR]


def test_an_added_entry_updates_the_calendar_modification_time():
    """A person who joins a team gets its sessions, with their sequences unchanged."""
    before, after = (
        forum(people=["team"], participants=[*PEOPLE, {"id": "team", "name": "Algebraists", "members": who}])
        for who in ([], ["noether"])
    )
    old, new = (
        read(made(of, ledger=ledger, participants=["noether"]))
        for of, ledger in zip((before, after), released(before, after), strict=True)
    )

    assert [each["SEQUENCE"] for each in new.walk("VEVENT")] == [0]
    assert old["LAST-MODIFIED"].dt == WRITTEN
    assert new["LAST-MODIFIED"].dt == WRITTEN + HOUR


def test_a_part_loses_its_parent_relation_where_the_parent_leaves_the_calendar():
    """The calendar of the room no longer has the parent to refer to."""
    talk = {"id": "talk", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "hall"), "parent": "block"}
    old, new = (
        schedule(
            {"id": "block", "slot": at("2026-10-24T09:00Z", "2026-10-24T11:00Z", room)}, talk, rooms=ROOMS
        )
        for room in ("hall", "attic")
    )
    files = [
        made(of, ledger=ledger, rooms=["hall"])
        for of, ledger in zip((old, new), released(old, new), strict=True)
    ]

    assert breaches(*files) == []
    parts = [next(one for one in entries(each) if one["SUMMARY"] == "talk") for each in files]
    assert ["RELATED-TO" in part for part in parts] == [True, False]
    assert [part["SEQUENCE"] for part in parts] == [0, 0]


def test_a_part_loses_its_parent_relation_where_the_parent_is_of_another_day():
    """The day ends later, after the start of the parent."""
    block = {"id": "block", "slot": at("2026-10-24T03:00+02:00", "2026-10-24T05:00+02:00")}
    talk = {"id": "talk", "slot": at("2026-10-24T04:30+02:00", "2026-10-24T05:00+02:00"), "parent": "block"}
    steps = [schedule(block, talk, day_change=hour) for hour in ("00:00", "04:00")]
    old, new = (
        next(
            entry
            for entry in entries(made(of, ledger=ledger, days=[date(2026, 10, 24)]))
            if entry["SUMMARY"] == "talk"
        )
        for of, ledger in zip(steps, released(*steps), strict=True)
    )

    assert ["RELATED-TO" in entry for entry in (old, new)] == [True, False]
    assert new["DTSTAMP"].dt > old["DTSTAMP"].dt
    assert new["SEQUENCE"] == old["SEQUENCE"]


@pytest.mark.parametrize(
    ("ids", "related"),
    [
        ([("block", "talk"), ("block", "lecture"), ("talk", "lecture")], [False, True]),
        ([("talk", "lecture"), ("block", "lecture"), ("block", "talk")], [True, False]),
    ],
    ids=["of the part", "of the parent"],
)
def test_a_part_is_newer_where_a_former_address_is_that_of_its_parent_by_now(
    ids: Sequence[tuple[str, str]], related: Sequence[bool]
) -> None:
    """Or was that of its parent: the same address has the part with its parent, or without."""
    slots = [at("2026-10-24T09:00Z", f"2026-10-24T{hour}:00Z") for hour in (11, 10)]
    steps = [
        schedule(
            {"id": parent, "title": "Block", "slot": slots[0], "uid": str(UUID(int=1))},
            {"id": part, "title": "Talk", "slot": slots[1], "parent": parent, "uid": str(UUID(int=2))},
        )
        for parent, part in ids
    ]
    _, old, new = (
        next(
            entry
            for entry in entries(made(of, ledger=ledger, sessions=["talk"]))
            if entry["SUMMARY"] == "Talk"
        )
        for of, ledger in zip(steps, released(*steps), strict=True)
    )

    assert ["RELATED-TO" in entry for entry in (old, new)] == related
    assert new["DTSTAMP"].dt > old["DTSTAMP"].dt
    assert new["SEQUENCE"] == old["SEQUENCE"]


def test_a_move_undone_before_release_does_not_increase_the_sequence():
    """Even though the title has changed."""
    there = forum(slot=at("2026-10-25T09:00Z", "2026-10-25T10:00Z", "hall"))
    steps = (forum(), there, forum(), forum(title="Renamed"))
    draft = Ledger.first(forum(), WRITTEN)
    last = draft.released(forum(), None)
    for hours, (old, new) in enumerate(pairwise(steps), start=1):
        draft = draft.after(old, new, WRITTEN + hours * HOUR)

    revision = draft.released(steps[-1], (forum(), last)).sessions["talk"]

    assert draft.sessions["talk"].sequence == 2
    assert (revision.sequence, revision.modified) == (0, WRITTEN + 3 * HOUR)


def test_a_cancelled_session_that_is_removed_or_loses_its_time_has_the_same_sequence():
    cancelled = schedule(
        {"id": "talk", "slot": MORNING, "status": "cancelled"}, {"id": "tea", "slot": MORNING}
    )
    without = schedule({"id": "tea", "slot": MORNING})
    untimed = schedule({"id": "talk", "status": "cancelled"}, {"id": "tea", "slot": MORNING})
    for new in (without, untimed):
        ledgers = released(cancelled, new)
        uid = cancelled.sessions[0].uid
        tombstone = ledgers[1].gone[uid].revision
        assert (tombstone.sequence, tombstone.modified > ledgers[0].sessions["talk"].modified) == (0, True)


def test_a_session_that_left_a_calendar_is_absent_when_cancelled_ones_are_hidden():
    new = forum(slot=at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "attic"))
    _, ledger = released(forum(), new)

    shown = entries(made(new, ["en"], ledger=ledger, rooms=["hall"], cancelled="hide"))
    assert [each["SUMMARY"] for each in shown] == ["Congress"]


def test_a_tombstone_shows_the_original_place_and_time():
    """Later changes to the session elsewhere make no difference."""
    steps = [
        forum(),
        forum(slot=at("2026-10-25T12:00Z", "2026-10-25T13:00Z", "attic")),
        forum(slot=at("2026-10-25T12:00Z", "2026-10-25T13:00Z", "attic"), title="Renamed"),
        forum(slot=at("2026-10-25T12:00Z", "2026-10-25T13:00Z", "attic"), status="cancelled"),
    ]
    ledgers = released(*steps)

    second, third, fourth = (
        entries(made(of, ["en"], ledger=ledger, rooms=["hall"]))[0]
        for of, ledger in zip(steps[1:], ledgers[1:], strict=True)
    )

    assert second == third == fourth
    assert (second["SUMMARY"], second["LOCATION"]) == ("Cancelled: talk", "Hall")
    assert second["DTSTART"].dt == datetime(2026, 10, 24, 9, tzinfo=UTC)


def test_a_calendar_of_a_deleted_filter_still_lists_its_cancelled_sessions():
    new = schedule({"id": "talk", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z")})
    _, ledger = released(forum(), new)

    for view in ({"rooms": ["hall"]}, {"participants": ["noether"]}, {"tracks": ["algebra"]}):
        assert statuses_in(new, ledger, **view) == [("CANCELLED", 1)]
    with pytest.raises(EventkitError, match="no room 'attic'"):
        made(new, ledger=ledger, rooms=["attic"])


def test_tombstones_expire_a_month_after_the_conference():
    new = forum(slot=at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "attic"))
    draft = Ledger.first(forum(), WRITTEN)
    last = draft.released(forum(), None)
    for instant, cancelled in (
        (tombstones_until(new.conference), 1),
        (tombstones_until(new.conference) + HOUR, 0),
    ):
        ledger = draft.after(forum(), new, instant).released(new, (forum(), last))

        events = entries(made(new, ["en"], ledger=ledger, rooms=["hall"]))
        assert [each["STATUS"] for each in events].count("CANCELLED") == cancelled


def test_long_after_the_conference_a_calendar_changes_only_when_its_own_sessions_do():
    talk = {"id": "talk", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "hall")}
    lecture = {"id": "lecture", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "attic")}
    recorded = {**lecture, "title": "Recorded"}
    rooms = [{"id": "hall", "name": "Hall"}, {"id": "attic", "name": "Attic"}]
    steps = [
        schedule(*sessions, rooms=rooms)
        for sessions in ([talk, lecture], [talk, lecture], [talk, recorded], [recorded], [recorded])
    ]
    over = tombstones_until(steps[0].conference) - HOUR / 2
    ledgers = released(*steps, begun=over)  # the second release is the first one after that time
    hall, attic = (
        [made(of, ledger=ledger, rooms=[room]) for of, ledger in zip(steps, ledgers, strict=True)]
        for room in ("hall", "attic")
    )

    assert hall[1] == hall[2] != hall[3] == hall[4]
    assert attic[1] != attic[2] == attic[3] == attic[4]
    modified = [read(calendar)["LAST-MODIFIED"].dt for calendar in hall]
    assert modified == sorted(modified)
    assert modified[2] < modified[3], "the talk was removed"


def test_the_conference_entry_has_a_separate_sequence():
    """It increases with the days, title or place of the conference, not with its sessions."""
    steps = [
        forum(),
        forum(title="Another"),
        schedule(title="Meeting"),
        schedule(title="Meeting", end="2026-10-27"),
    ]
    whole = [
        entries(made(of, ledger=ledger, all_day=True))[0]
        for of, ledger in zip(steps, released(*steps), strict=True)
    ]

    assert [each["SEQUENCE"] for each in whole] == [0, 0, 0, 1]
    assert [each["LAST-MODIFIED"].dt - WRITTEN for each in whole] == [0 * HOUR, 0 * HOUR, 2 * HOUR, 3 * HOUR]
    assert {each["CREATED"].dt for each in whole} == {WRITTEN}
    assert all(each["DTSTAMP"] == each["LAST-MODIFIED"] for each in whole)


def test_a_text_changed_in_one_language_leaves_calendars_in_others_as_they_are():
    titles = ({"en": "Rings", "zh": "环"}, {"en": "Ideals", "zh": "环"}, {"en": "Ideals", "zh": "理想"})
    steps = [forum(title=title) for title in titles]
    first, second, third = (
        {language: made(of, ledger=ledger, languages=[language]) for language in ("en", "zh", "fr")}
        for of, ledger in zip(steps, released(*steps), strict=True)
    )

    assert second["zh"] == first["zh"]
    assert third["en"] == second["en"]
    revised = [
        [entries(of[language])[0]["LAST-MODIFIED"].dt - WRITTEN for of in (first, second, third)]
        for language in ("en", "zh", "fr")
    ]
    assert revised == [[0 * HOUR, HOUR, HOUR], [0 * HOUR, 0 * HOUR, 2 * HOUR], [0 * HOUR, HOUR, 2 * HOUR]]


def test_an_entry_stays_as_it_is_when_the_day_begins_at_another_hour():
    titles = ({"en": "Rings", "zh": "环"}, {"en": "Rings", "zh": "理想"})
    steps = [forum(title=title) for title in titles]
    night = steps[1].conference.model_copy(update={"day_change": time(1)})
    steps += [steps[1].model_copy(update={"conference": night})]
    _, second, third = (
        made(of, ledger=ledger, languages=["en"]) for of, ledger in zip(steps, released(*steps), strict=True)
    )

    assert third == second


def test_a_room_with_the_id_of_a_removed_one_has_its_tombstones_in_a_newer_calendar():
    """Both calendars changed at one time before."""
    talk, hall, attic = {"id": "talk", "slot": MORNING}, {"id": "hall", "name": "Hall"}, {"name": "Loft"}
    steps = [
        schedule(
            {**talk, "slot": {**MORNING, "rooms": ["hall"]}}, rooms=[hall, {"id": "attic", "name": "Attic"}]
        ),
        schedule(talk, rooms=[{"id": "attic", **attic}]),
        schedule(talk, rooms=[{"id": "hall", **attic}]),
    ]
    before, after = (
        read(made(of, ledger=ledger, rooms=["attic"]))
        for of, ledger in list(zip(steps, released(*steps), strict=True))[1:]
    )

    assert [event["STATUS"] for event in after.events if "STATUS" in event] == ["CANCELLED"]
    assert before["LAST-MODIFIED"].dt < after["LAST-MODIFIED"].dt


def test_a_calendar_with_tombstones_stays_as_it_is_when_its_room_gets_another_id():
    talk = {"id": "talk", "slot": MORNING}
    steps = [
        schedule({**talk, "slot": {**MORNING, "rooms": ["hall"]}}, rooms=[{"id": "hall", "name": "Hall"}]),
        *(schedule(talk, rooms=[{"id": id_, "name": "Hall"}]) for id_ in ("hall", "attic")),
    ]
    _, before, after = (
        made(of, ledger=ledger, rooms=["hall"]) for of, ledger in zip(steps, released(*steps), strict=True)
    )

    assert [each["STATUS"] for each in entries(before)] == ["CANCELLED"]
    assert after == before


def test_a_calendar_without_its_tombstones_is_newer_when_another_room_gets_its_former_id():
    talk = {"id": "talk", "slot": MORNING}
    steps = [
        schedule(
            {**talk, "slot": {**MORNING, "rooms": rooms}},
            rooms=[{"id": hall, "name": "Hall"}, {"id": annex, "name": "Annex"}],
        )
        for rooms, hall, annex in (
            (["hall"], "hall", "annex"),
            ([], "hall", "annex"),
            ([], "attic", "annex"),
            ([], "attic", "hall"),
        )
    ]
    before, after = (
        read(made(of, ledger=ledger, rooms=["attic"]))
        for of, ledger in list(zip(steps, released(*steps), strict=True))[2:]
    )

    assert [event.get("STATUS") for event in before.events] == ["CANCELLED"]
    assert all(event.get("STATUS") != "CANCELLED" for event in after.events)
    assert before["LAST-MODIFIED"].dt < after["LAST-MODIFIED"].dt


def test_a_move_touches_the_calendars_in_all_languages():
    titles = ({"en": "Rings", "zh": "环"}, {"en": "Ideals", "zh": "环"})
    slots = [at("2026-10-24T09:00Z", f"2026-10-24T{hour}:00Z", "hall") for hour in (10, 11)]
    steps = [forum(title=title, slot=slot) for title, slot in zip(titles, slots, strict=True)]
    for language in ("en", "zh"):
        old, new = (
            entries(made(of, ledger=ledger, languages=[language]))[0]
            for of, ledger in zip(steps, released(*steps), strict=True)
        )
        assert new["SEQUENCE"] == old["SEQUENCE"] + 1
        assert new["LAST-MODIFIED"].dt == WRITTEN + HOUR
