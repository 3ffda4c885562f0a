"""Imported sessions without a key are recognised by title, people, time and place; nothing is guessed."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from eventkit.editing import Gone, Reimport, reimport
from eventkit.model import Appearance, Participant, Room, Session, Slot
from eventkit.schedule import EntityKind, Schedule
from eventkit.times import Period
from store.small import EMPTY, period

HALL, ANNEX = "hall", "annex"


def talk(
    id_: str, title: str, *people: str, at: int | None = None, room: str = HALL, **fields: Any
) -> Session:
    """A session as a table without a column of ids has it, unless a key is given."""
    slot = None if at is None else Slot(period=Period(**period(at)), rooms=(room,))
    key = fields.pop("key", title)
    return Session(
        id=id_,
        uid=uuid5(NAMESPACE_URL, f"table:{key}"),
        title=title,
        people=tuple(Appearance(participant=person) for person in people),
        slot=slot,
        source="table",
        source_id=key,
        **fields,
    )


def conference(*sessions: Session, source: str = "table") -> Schedule:
    people = dict.fromkeys(person.participant for session in sessions for person in session.people)
    return EMPTY.model_copy(
        update={
            "rooms": tuple(
                Room(id=room, name=room.title(), source="table", source_id=room) for room in (HALL, ANNEX)
            ),
            "participants": tuple(
                Participant(id=id_, name=id_.title(), source=source, source_id=id_.title()) for id_ in people
            ),
            "sessions": sessions,
        }
    )


LIST = conference(
    talk("engines", "Engines", "ada", key="17"), talk("looms", "Looms", "emmy", "ada", key="18", audience=40)
)
GRID = conference(talk("engines", "ENGINES", at=1), talk("looms", "Looms", at=2, room=ANNEX))


def ids(outcome: Reimport) -> list[str]:
    return [session.id for session in outcome.schedule.sessions]


def test_a_timetable_adds_times_and_removes_nothing() -> None:
    outcome = reimport(LIST, None, GRID, others=[LIST])
    looms = outcome.schedule.session("looms")
    assert ids(outcome) == ["engines", "looms"]
    assert (looms.slot, looms.audience) == (GRID.session("looms").slot, 40)
    assert [person.participant for person in looms.people] == ["emmy", "ada"]
    assert (outcome.conflicts, outcome.vanished) == ((), ())


def test_a_changed_timetable_moves_sessions_under_any_file_name() -> None:
    first = reimport(LIST, None, GRID, others=[LIST])
    moved = conference(talk("engines", "Engines", at=5), talk("looms", "Looms", at=2, room=ANNEX))
    for base, others in ((first.last, [LIST]), (None, [first.last, LIST])):
        outcome = reimport(first.schedule, base, moved, others=others)
        assert outcome.schedule.session("engines").slot == moved.session("engines").slot
        assert outcome.conflicts == ()


def test_a_retitled_session_is_matched_by_its_imported_title() -> None:
    first = reimport(LIST, None, GRID, others=[LIST])
    engines = first.schedule.session("engines").model_copy(update={"title": "The Engine"})
    here = first.schedule.model_copy(update={"sessions": (engines, first.schedule.session("looms"))})
    outcome = reimport(here, first.last, conference(talk("engines", "ENGINES", at=5)), others=[LIST])
    assert len(ids(outcome)) == 2
    assert outcome.schedule.session("engines").slot == Slot(period=Period(**period(5)), rooms=(HALL,))


@pytest.mark.parametrize(
    ("here", "imported", "matched"),
    [
        pytest.param(talk("a", "Talk", "ada"), talk("b", "Talk", "ada", key="9"), True, id="one person"),
        pytest.param(talk("a", "Talk", "ada", key="9"), talk("b", "Talk", "emmy"), False, id="other people"),
        pytest.param(talk("a", "Talk", key="9"), talk("b", "talk", "emmy"), True, id="people on one side"),
        pytest.param(talk("a", "Lunch", at=3), talk("b", "Lunch", at=22), False, id="another day"),
        pytest.param(talk("a", "Lunch", at=3, key="9"), talk("b", "Lunch", at=4), True, id="the same day"),
        pytest.param(talk("a", "Talk", key="8"), talk("b", "Talk", key="9"), False, id="other keys"),
    ],
)
def test_sessions_with_one_title_are_the_same_unless_another_field_differs(
    here: Session, imported: Session, *, matched: bool
) -> None:
    outcome = reimport(conference(here), None, conference(imported))
    assert len(outcome.schedule.sessions) == (1 if matched else 2)


def test_sessions_with_one_title_are_distinguished_by_time_and_room() -> None:
    mine = conference(
        talk("a", "Coffee", at=2, key="Coffee"),
        talk("b", "Coffee", at=2, room=ANNEX, key="Coffee#2"),
        talk("c", "Coffee", at=6, key="Coffee#3"),
    )
    theirs = conference(
        talk("x", "Coffee", at=6, key="Coffee"),
        talk("y", "Coffee", at=2, room=ANNEX, key="Coffee#2"),
        talk("z", "Coffee", at=2, key="Coffee#3"),
    )
    outcome = reimport(mine, None, theirs)
    assert outcome.ids[EntityKind.SESSION] == {"x": "c", "y": "b", "z": "a"}


def test_people_of_a_matched_session_are_matched_by_name_and_no_others() -> None:
    theirs = conference(
        talk("engines", "Engines", "ada"), talk("other", "Other", "emmy", key="Other"), source="pretalx"
    )
    theirs = theirs.model_copy(
        update={"sessions": tuple(s.model_copy(update={"source": "pretalx"}) for s in theirs.sessions)}
    )
    outcome = reimport(LIST, None, theirs)
    assert [person.id for person in outcome.schedule.participants] == ["ada", "emmy", "emmy-2"]


def test_missing_sessions_are_listed_until_someone_decides() -> None:
    first = reimport(LIST, None, GRID.model_copy(update={"sessions": (*GRID.sessions, talk("x", "Tea"))}))
    again = reimport(first.schedule, first.last, GRID)
    third = reimport(again.schedule, again.last, GRID)
    assert again.vanished == third.vanished == ((EntityKind.SESSION, "x"),)
    retained = reimport(third.schedule, third.last, GRID, gone=Gone.KEEP)
    assert reimport(retained.schedule, retained.last, GRID).vanished == ()
    cancelled = reimport(third.schedule, third.last, GRID, gone=Gone.CANCEL).schedule
    assert cancelled.session("x").status == "cancelled"
    assert ids(reimport(third.schedule, third.last, GRID, gone=Gone.REMOVE)) == ["engines", "looms"]


def test_missing_people_are_listed_and_removed_if_unreferenced() -> None:
    first = reimport(EMPTY, None, LIST)
    outcome = reimport(first.schedule, first.last, conference(LIST.sessions[0]), gone=Gone.REMOVE)
    assert outcome.vanished == ((EntityKind.PARTICIPANT, "emmy"), (EntityKind.SESSION, "looms"))
    assert [person.id for person in outcome.schedule.participants] == ["ada"]


def test_a_session_that_another_file_still_has_loses_its_time_alone() -> None:
    first = reimport(LIST, None, GRID, others=[LIST])
    shorter = conference(GRID.sessions[0])
    outcome = reimport(first.schedule, first.last, shorter, others=[LIST])
    assert (outcome.vanished, outcome.unplaced) == ((), ("looms",))
    assert outcome.schedule.session("looms").slot == GRID.session("looms").slot
    settled = reimport(first.schedule, first.last, shorter, others=[LIST], gone=Gone.REMOVE)
    assert settled.schedule.session("looms").slot is None


def test_a_column_missing_from_the_file_removes_nothing() -> None:
    first = reimport(EMPTY, None, LIST)
    bare = conference(talk("engines", "Engines", key="17"), talk("looms", "Looms", key="18"))
    assert reimport(first.schedule, first.last, bare).schedule.sessions == first.schedule.sessions
