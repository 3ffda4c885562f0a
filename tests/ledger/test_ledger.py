"""The ledger: what calendars compare to tell a session that moved from one that did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.ledger import Ledger, find_changed_sessions, is_moved
from eventkit.model import Session
from eventkit.schedule import Schedule
from model.building import CONFERENCE, named, schedule, session
from strategies import schedules

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)

GIVEN: dict[str, Any] = {
    "organisations": named("unido"),
    "tracks": [{"id": "algebra", "name": "Algebra", "code": "AL", "colour": "#336699"}],
    "participants": named("noether", "hypatia", affiliations=[{"organisation": "unido"}]),
}
BLOCK = session("block", "09:00-12:00", "hall", streams=[{"url": "https://a.example"}])
TALK = session("talk", "09:00-10:00", parent="block", people=["noether"], track="algebra")
OTHER = session("other", "13:00-14:00", "attic")


def change(*sessions: dict[str, Any], **fields: Any) -> dict[str, tuple[int, bool]]:
    """What one change makes of each session: its sequence, and whether it counts as modified."""
    old = schedule(BLOCK, TALK, OTHER, **GIVEN)
    new = schedule(*sessions, **{**GIVEN, **fields})
    ledger = Ledger.first(old, NOON).after(old, new, LATER)
    return {key: (each.sequence, each.modified == LATER) for key, each in ledger.sessions.items()}


SAME = (0, False)
TOLD = (0, True)
MOVED = (1, True)


def test_an_unchanged_schedule_returns_the_same_ledger() -> None:
    old = schedule(BLOCK, TALK, OTHER, **GIVEN)
    ledger = Ledger.first(old, NOON)
    assert ledger.after(old, schedule(BLOCK, TALK, OTHER, **GIVEN), LATER) is ledger


@pytest.mark.parametrize(
    ("fields", "talk"),
    [
        ({"slot": session("_", "09:30-10:00")["slot"]}, MOVED),
        ({"slot": session("_", "09:00-10:00", "attic")["slot"]}, MOVED),
        ({"slot": None}, MOVED),
        ({"status": "cancelled"}, MOVED),
        ({"title": "Another"}, TOLD),
        ({"people": ["hypatia"]}, TOLD),
        ({"abstract": "More."}, TOLD),
    ],
)
def test_calendars_are_warned_of_a_new_time_room_or_status_and_of_nothing_else(
    fields: dict[str, Any], talk: tuple[int, bool]
) -> None:
    """A typing error that is mended must not ring on a thousand telephones."""
    updated = change(BLOCK, {**TALK, **fields}, OTHER)
    assert (updated["talk"], updated["other"]) == (talk, SAME)


@pytest.mark.parametrize(
    ("fields", "block"),
    [
        ({"slot": session("_", "09:30-10:00")["slot"]}, TOLD),
        ({"slot": session("_", "09:00-10:00", "attic")["slot"]}, SAME),
        ({"status": "cancelled"}, TOLD),
        ({"title": "Another"}, TOLD),
        ({"people": ["hypatia"]}, TOLD),
        ({"abstract": "More."}, SAME),
    ],
)
def test_a_session_listing_its_parts_is_updated_when_the_list_changes(
    fields: dict[str, Any], block: tuple[int, bool]
) -> None:
    """By their times, titles and names; what else changes of a part is no news of the whole."""
    assert change(BLOCK, {**TALK, **fields}, OTHER)["block"] == block


def test_a_part_moves_with_the_session_that_gives_its_room() -> None:
    moved = {**BLOCK, "slot": session("_", "09:00-12:00", "yard")["slot"]}
    assert change(moved, TALK, OTHER) == {"block": MOVED, "talk": MOVED, "other": SAME}


@pytest.mark.parametrize(
    ("fields", "block", "talk"),
    [
        ({"organisations": [{"id": "unido", "name": "UNIDO"}]}, SAME, TOLD),
        ({"participants": named("noether", "hypatia", affiliations=[{"position": "Head"}])}, SAME, TOLD),
        ({"participants": [{"id": "noether", "name": "E. Noether"}, *named("hypatia")]}, TOLD, TOLD),
        ({"tracks": [{**GIVEN["tracks"][0], "colour": "#000000"}]}, SAME, TOLD),
        ({"rooms": [{"id": "hall", "name": "Great Hall"}, *named("attic", "yard")]}, TOLD, TOLD),
        ({"rooms": [*named("hall", building="East wing"), *named("attic", "yard")]}, TOLD, TOLD),
    ],
)
def test_a_change_to_a_referenced_entity_updates_the_session(
    fields: dict[str, Any], block: tuple[int, bool], talk: tuple[int, bool]
) -> None:
    """The block lists its parts and the names of those in them; a room of another name is the same room."""
    assert change(BLOCK, TALK, OTHER, **fields) == {"block": block, "talk": talk, "other": SAME}


def test_a_room_that_gets_the_name_of_another_one_is_another_place() -> None:
    hall, attic, yard = named("hall", "attic", "yard")
    swapped = [attic | {"id": "hall"}, hall | {"id": "attic"}, yard]
    assert change(BLOCK, TALK, OTHER, rooms=swapped) == {"block": MOVED, "talk": MOVED, "other": MOVED}


def test_a_room_of_another_id_with_the_same_name_is_the_same_place() -> None:
    hall, attic, yard = named("hall", "attic", "yard")
    swapped = [attic | {"id": "hall"}, hall | {"id": "attic"}, yard]
    block = {**BLOCK, "slot": session("_", "09:00-12:00", "attic")["slot"]}
    other = {**OTHER, "slot": session("_", "13:00-14:00", "hall")["slot"]}
    assert change(block, TALK, other, rooms=swapped) == {"block": TOLD, "talk": TOLD, "other": TOLD}


def test_rooms_of_one_session_whose_ids_are_swapped_are_the_same_place_in_any_buildings() -> None:
    hall, attic, yard = (
        {"id": id_, "name": id_.capitalize(), "building": building}
        for id_, building in (("hall", "West"), ("attic", "East"), ("yard", None))
    )
    everywhere = session("other", "13:00-14:00", "hall", "attic")
    steps = [
        schedule(everywhere, rooms=rooms)
        for rooms in ([hall, attic, yard], [attic | {"id": "hall"}, hall | {"id": "attic"}, yard])
    ]
    revision = Ledger.first(steps[0], NOON).after(*steps, LATER).sessions["other"]
    assert revision.sequence == 0


@pytest.mark.parametrize(
    ("rooms", "other"),
    [
        ([("first", "Yard", "East")], TOLD),
        ([("first", "Yard", "East"), ("third", "Yard", None)], MOVED),
    ],
    ids=["the name of one room", "the name of two rooms"],
)
def test_a_room_of_another_id_without_its_building_is_the_same_if_no_other_has_its_name(
    rooms: Sequence[tuple[str, str, str | None]], other: tuple[int, bool]
) -> None:
    first, *others = [{"id": id_, "name": name, "building": building} for id_, name, building in rooms]
    steps = [
        schedule(session("other", "13:00-14:00", "first"), rooms=[first, *others]),
        schedule(
            session("other", "13:00-14:00", "second"),
            rooms=[{**first, "id": "second", "building": None}, {**first, "name": "Attic"}, *others],
        ),
    ]
    revision = Ledger.first(steps[0], NOON).after(*steps, LATER).sessions["other"]
    assert (revision.sequence, revision.modified == LATER) == other


def test_a_part_is_watched_on_the_stream_of_its_session() -> None:
    moved = {**BLOCK, "streams": [{"url": "https://b.example"}]}
    assert change(moved, TALK, OTHER) == {"block": TOLD, "talk": TOLD, "other": SAME}


def test_a_change_to_the_conference_updates_every_session() -> None:
    every = ("block", "talk", "other")
    elsewhere = {**CONFERENCE, "venue": {"name": "Castle"}}
    assert change(BLOCK, TALK, OTHER, conference=elsewhere) == dict.fromkeys(every, TOLD)
    page = {**CONFERENCE, "url": "https://a.example"}
    assert change(BLOCK, TALK, OTHER, conference=page) == dict.fromkeys(every, TOLD)
    theme = {**CONFERENCE, "theme": "Harmony"}
    assert change(BLOCK, TALK, OTHER, conference=theme) == dict.fromkeys(every, SAME)


def test_a_new_session_starts_at_zero() -> None:
    new = session("new", "15:00-16:00")
    assert change(BLOCK, TALK, OTHER, new)["new"] == (0, True)


def test_a_removed_session_continues_its_sequence_when_it_returns() -> None:
    """Calendars that saw a higher number would take the one that came back for old news."""
    steps = [
        schedule(TALK | {"parent": None}, **GIVEN),
        schedule(TALK | {"parent": None, "status": "cancelled"}, **GIVEN),
        schedule(OTHER, **GIVEN),
        schedule(OTHER, session("new"), **GIVEN),
        schedule(TALK | {"parent": None}, **GIVEN),
    ]
    ledger = Ledger.first(steps[0], NOON)
    sequences = [0]
    for hour, (old, new) in enumerate(pairwise(steps), start=1):
        ledger = ledger.after(old, new, NOON + timedelta(hours=hour))
        sequences.append(ledger.sessions[steps[0].sessions[0].id].sequence)
    assert sequences == [0, 1, 2, 2, 3]
    assert ledger.sessions[steps[0].sessions[0].id].created == NOON
    assert ledger.revised == NOON + timedelta(hours=4)


def test_ledgers_of_the_same_content_are_the_same() -> None:
    one, other = (Ledger.first(schedule(BLOCK, TALK, **GIVEN), NOON) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)


Edit = Callable[[Session], Session]

EDITS: list[Edit] = [
    lambda session: session,
    lambda session: session.model_copy(update={"slot": None}),
    lambda session: session.model_copy(update={"status": "cancelled"}),
    lambda session: session.model_copy(update={"title": "Another title"}),
    lambda session: session.model_copy(update={"people": ()}),
]


@st.composite
def edited(draw: st.DrawFn) -> tuple[Schedule, Schedule]:
    """A schedule, and what an organiser made of it: sessions changed, and some removed."""
    old = draw(schedules())
    retained: dict[str | None, Session] = {}
    for each in old.sessions:  # parents before their parts
        if (each.parent is None or each.parent in retained) and draw(st.booleans()):
            retained[each.id] = each
    changed = [draw(st.sampled_from(EDITS))(each) for each in retained.values()]
    return old, old.model_copy(update={"sessions": changed})


@given(edited() | edited().map(lambda pair: pair[::-1]))
def test_sequences_grow_exactly_with_changes_and_never_decrease(
    pair: tuple[Schedule, Schedule],
) -> None:
    old, new = (each.with_cancelled_parts() for each in pair)
    before = Ledger.first(old, NOON)
    after = before.after(old, new, LATER)
    was = {session.id: session for session in old.sessions}
    now = {session.id: session for session in new.sessions}
    seen = dict(find_changed_sessions(old, new))
    assert set(after.sessions) == set(was) | set(now)
    for id_, revision in after.sessions.items():
        if id_ not in was:
            assert (revision.sequence, revision.created, revision.modified) == (0, LATER, LATER)
            continue
        moved = id_ not in now or is_moved(old, was[id_], new, now[id_])
        reported = moved or id_ in seen
        assert revision.sequence == moved
        assert revision.created == NOON
        assert revision.modified == (LATER if reported else NOON)


@given(edited())
def test_a_ledger_only_moves_forward_through_changes_and_undo(pair: tuple[Schedule, Schedule]) -> None:
    old, new = pair
    first = Ledger.first(old, NOON)
    there = first.after(old, new, LATER)
    back = there.after(new, old, LATER + timedelta(hours=1))
    for earlier, later in ((first, there), (there, back)):
        for id_, revision in earlier.sessions.items():
            assert later.sessions[id_].sequence >= revision.sequence
            assert later.sessions[id_].modified >= revision.modified
            assert later.sessions[id_].created == revision.created


@pytest.mark.parametrize(
    ("venue", "talk"),
    [
        ({"name": "Palace"}, MOVED),
        ({"name": {"en": "Castle", "zh": "城堡"}}, TOLD),
        ({"name": "Castle", "address": "1 High Street"}, TOLD),
    ],
)
def test_calendars_warn_of_another_venue_but_of_no_translation_of_it(
    venue: object, talk: tuple[int, bool]
) -> None:
    old, new = (
        schedule(BLOCK, TALK, OTHER, **GIVEN, conference={**CONFERENCE, "venue": each})
        for each in ({"name": "Castle"}, venue)
    )
    ledger = Ledger.first(old, NOON).after(old, new, LATER)
    assert (ledger.sessions["talk"].sequence, ledger.sessions["talk"].modified == LATER) == talk


def test_another_language_of_the_conference_warns_nobody() -> None:
    spoken = {**CONFERENCE, "languages": [*CONFERENCE["languages"], "fr"]}
    assert {sequence for sequence, _ in change(BLOCK, TALK, OTHER, conference=spoken).values()} == {0}
