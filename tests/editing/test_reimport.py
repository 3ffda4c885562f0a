"""What came from elsewhere comes again: what changed there is taken, what was done here stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit import editing
from eventkit.editing import MergeConflict, Winner, reimport
from eventkit.editing.edits import edit_entity
from eventkit.model import Participant, Room, Session, Slot
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from strategies import schedules

KINDS = [kind for kind in EntityKind if kind is not EntityKind.CONFERENCE]


def from_elsewhere(schedule: Schedule, source: str = "pretalx") -> Schedule:
    """The schedule as if each thing in it had come from there, known by its id."""
    collections: dict[str, Any] = {
        kind.collection: tuple(
            each.model_copy(update={"source": source, "source_id": f"#{each.id}"})
            for each in kind.of(schedule)
        )
        for kind in KINDS
    }
    return schedule.model_copy(update=collections)


@pytest.fixture
def came(forum: Schedule) -> Schedule:
    return from_elsewhere(forum)


def retitled(schedule: Schedule, english: str) -> Schedule:
    title = {**schedule.session("panel").title, "en": english}
    return editing.edit_session(schedule, "panel", title=title)


def under_other_ids(schedule: Schedule) -> Schedule:
    """The same things, known at the source as before, under ids that begin otherwise."""
    for kind in KINDS:
        for each in kind.of(schedule):
            schedule = edit_entity(schedule, kind, each.id, {"id": f"n-{each.id}"})
    return schedule


@given(schedules(max_sessions=3), st.sampled_from(Winner))
def test_reimporting_an_unchanged_source_changes_nothing(schedule: Schedule, winner: Winner) -> None:
    came = from_elsewhere(schedule)
    outcome = reimport(came, came, came, winner)
    assert outcome.schedule == came
    assert (outcome.conflicts, outcome.vanished, outcome.returned) == ((), (), ())


@given(schedules(max_sessions=3))
def test_entities_are_matched_by_source_despite_changed_ids(schedule: Schedule) -> None:
    came = from_elsewhere(schedule)
    assert reimport(came, under_other_ids(came), under_other_ids(came)).schedule == came


@given(schedules(max_sessions=3), schedules(max_sessions=4))
def test_entities_from_elsewhere_are_left_unchanged(ours: Schedule, theirs: Schedule) -> None:
    """Titles and UIDs differ; rooms, tracks and organisations of one name are the same."""
    unlike = (
        each.model_copy(update={"title": Text({"en": f"Of {each.id}"}), "uid": uuid5(NAMESPACE_OID, each.id)})
        for each in theirs.sessions
    )
    theirs = from_elsewhere(theirs.model_copy(update={"sessions": tuple(unlike)}), "another")
    try:
        outcome = reimport(ours, None, theirs)
    except MergeConflict:
        return
    named = {EntityKind.ROOM, EntityKind.TRACK, EntityKind.ORGANISATION}
    for kind in KINDS:
        after = kind.by_id(outcome.schedule)
        assert after.keys() >= kind.by_id(ours).keys()
        if kind not in named:
            assert len(after) == len(kind.by_id(ours)) + len(kind.of(theirs))
    for session in ours.sessions:
        assert outcome.schedule.session(session.id).uid == session.uid


def test_changes_in_the_source_are_imported_and_local_changes_stay(came: Schedule) -> None:
    here = editing.edit_session(retitled(came, "Our Panel"), "opening", audience=300)
    there = editing.edit_session(came, "panel", audience=80)

    outcome = reimport(here, came, there)

    assert outcome.schedule.session("panel").title["en"] == "Our Panel"
    assert outcome.schedule.session("panel").audience == 80
    assert outcome.schedule.session("opening").audience == 300
    assert not outcome.conflicts


@pytest.mark.parametrize(("winner", "title"), [(Winner.OURS, "Here"), (Winner.THEIRS, "There")])
def test_conflicting_changes_go_to_the_winner_and_are_listed(
    came: Schedule, winner: Winner, title: str
) -> None:
    outcome = reimport(retitled(came, "Here"), came, retitled(came, "There"), winner)
    assert outcome.schedule.session("panel").title["en"] == title
    assert [
        (conflict.id, conflict.field, conflict.mine, conflict.theirs) for conflict in outcome.conflicts
    ] == [("panel", "title.en", "Here", "There")]


def without_panel(schedule: Schedule) -> Schedule:
    return editing.remove_session(schedule, "panel")


def test_sessions_missing_from_the_source_stay_and_are_reported(came: Schedule) -> None:
    outcome = reimport(retitled(came, "Here"), came, without_panel(came))
    assert outcome.schedule == retitled(came, "Here")
    assert outcome.vanished == ((EntityKind.SESSION, "panel"),)


def test_entities_removed_locally_stay_removed(came: Schedule) -> None:
    here = without_panel(came)
    assert reimport(here, came, came).schedule == here


def test_entities_removed_locally_and_changed_in_the_source_return_only_if_the_source_wins(
    came: Schedule,
) -> None:
    here, there = without_panel(came), retitled(came, "There")
    outcome = reimport(here, came, there)
    assert outcome.schedule == here
    assert [(conflict.kind, conflict.id) for conflict in outcome.conflicts] == [(EntityKind.SESSION, "panel")]
    assert reimport(here, came, there, Winner.THEIRS).schedule.session("panel").title["en"] == "There"


def test_an_entity_removed_locally_returns_when_something_new_refers_to_it(came: Schedule) -> None:
    spare = Room(id="spare", name={"en": "Spare"}, source="pretalx", source_id="9")
    base = editing.add_room(came, spare)
    new = came.session("panel").model_copy(update={
        "id": "extra", "uid": came.conference.uid, "source_id": "10", "parent": None,
        "slot": Slot(period=came.session("panel").slot.period, rooms=("spare",)),
    })  # fmt: skip
    outcome = reimport(came, base, editing.add_session(base, new))
    assert outcome.returned == ((EntityKind.ROOM, "spare"),)
    assert outcome.schedule.session("extra").slot == new.slot
    assert outcome.schedule.room("spare") == spare


def test_a_new_entity_with_a_duplicate_id_gets_a_number(came: Schedule) -> None:
    ours = editing.add_participant(came, Participant(id="guest", name="Ada Lovelace"))
    guest = Participant(id="guest", name={"en": "Emmy Noether"}, source="pretalx", source_id="77")
    outcome = reimport(ours, came, editing.add_participant(came, guest))
    assert outcome.schedule.participant("guest") == ours.participant("guest")
    assert outcome.schedule.participant("guest-2") == guest.model_copy(update={"id": "guest-2"})


def test_a_room_of_the_same_name_is_the_same_room_and_a_person_is_not(forum: Schedule) -> None:
    room = Room(id="attic-1", name="ATTIC", source="rooms.csv", source_id="1")
    person = Participant(id="ada", name="Ada Lovelace", source="rooms.csv", source_id="2")
    ours = editing.add_room(forum, Room(id="attic", name="Attic", capacity=400))
    ours = editing.add_participant(ours, Participant(id="ada", name="Ada Lovelace"))
    theirs = forum.model_copy(update={"sessions": (), "rooms": (room,), "participants": (person,)})

    outcome = reimport(ours, None, theirs).schedule

    assert outcome.room("attic").capacity == 400
    assert outcome.room("attic").source_id == "1", "so that it is known again"
    assert len(outcome.rooms) == len(ours.rooms)
    assert outcome.participant("ada-2").source == "rooms.csv"


def test_reimporting_our_own_calendar_matches_the_same_sessions(forum: Schedule) -> None:
    def foreign(session: Session) -> Session:
        update = {
            "id": f"x-{session.id}",
            "parent": None,
            "source": "icalendar",
            "source_id": str(session.uid),
        }
        return session.model_copy(update=update)

    calendar = forum.model_copy(update={"sessions": tuple(map(foreign, forum.sessions))})
    outcome = reimport(forum, None, calendar)
    assert [each.id for each in outcome.schedule.sessions] == [each.id for each in forum.sessions]
    assert [each.title for each in outcome.schedule.sessions] == [each.title for each in forum.sessions]


EDITS: dict[str, Callable[[Schedule], Schedule]] = {
    "moved": lambda it: editing.move_session(it, "panel", minutes=50),
    "cancelled": lambda it: editing.cancel_session(it, "panel"),
    "someone added": lambda it: editing.add_person(it, "panel", "lin-yifu"),
    "someone removed": lambda it: editing.remove_person(it, "keynotes", "lin-yifu"),
    "taken out": without_panel,
    "a room": lambda it: editing.add_room(it, Room(id="foyer", name="Foyer")),
    "the conference": lambda it: editing.edit_conference(it, contact="office@example.org"),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_an_edit_made_here_outlives_any_number_of_imports(
    came: Schedule, change: Callable[[Schedule], Schedule]
) -> None:
    here = change(came)
    once = reimport(here, came, came).schedule
    assert once == here
    assert reimport(once, came, came).schedule == here


def test_an_entity_under_a_new_source_key_is_matched_by_identity(came: Schedule) -> None:
    """A file may give numbers once and identities the next time."""
    collections = {
        kind.collection: tuple(
            each.model_copy(update={"source_id": f"other-{each.source_id}"}) for each in kind.of(came)
        )
        for kind in (EntityKind.SESSION, EntityKind.ROOM)
    }
    outcome = reimport(came, came, came.model_copy(update=collections))
    assert outcome.schedule == came
    assert outcome.vanished == ()
