"""A broken schedule cannot be built, and everything that is broken is told at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from effort import lines_run
from eventkit.schedule import Schedule
from model.building import CONFERENCE, faults, named, schedule, session


def _missing(place: str, what: str, id_: str) -> str:
    return f"{place}: There is no {what} '{id_}'. Add it to {what}s, or correct the spelling."


def test_all_faults_are_reported_at_once_including_those_inside_invalid_members() -> None:
    """A session of an unknown kind still names rooms and people, and those are looked at."""
    broken = {
        "conference": {**CONFERENCE, "zone": "Mars/Olympus", "organisations": [{"organisation": "unesco"}]},
        "rooms": [*named("hall"), {"id": "attic", "name": "", "capacity": -1}],
        "participants": named("noether", members=["hilbert"], affiliations=[{"organisation": "unido"}]),
        "sessions": [
            session("opening", "09:00-10:00", "attic", "cellar", kind="gala", people=["noether", "gauss"]),
            session("talk", track="algebra", parent="block"),
            session("talk", people=[{"participant": "noether", "affiliations": [{"organisation": "who"}]}]),
            "lunch",
        ],
    }
    faults_found = faults(lambda: Schedule.model_validate(broken))
    assert sorted(each[:88] for each in faults_found) == sorted(
        each[:88]
        for each in (
            "conference.zone: 'Mars/Olympus' is not a time zone: use an IANA name such as Asia/Shanghai, Eu",
            "rooms.1.name: is empty: leave it out instead",
            "rooms.1.capacity: Input should be greater than 0",
            "sessions.0.kind: Input should be 'block', 'opening', 'closing', 'ceremony', 'keynote', 'talk', ",
            "sessions.3: Input should be a valid dictionary or instance of Session",
            "sessions.2.id: 'talk' is used twice: sessions[1] has it already",
            f"sessions.2.uid: '{session('talk')['uid']}' is used twice: sessions[1] has it already",
            _missing("conference.organisations.0.organisation", "organisation", "unesco"),
            _missing("participants.0.affiliations.0.organisation", "organisation", "unido"),
            _missing("participants.0.members.0", "participant", "hilbert"),
            _missing("sessions.1.parent", "session", "block"),
            _missing("sessions.1.track", "track", "algebra"),
            _missing("sessions.0.slot.rooms.1", "room", "cellar"),
            _missing("sessions.0.people.1.participant", "participant", "gauss"),
            _missing("sessions.2.people.0.affiliations.0.organisation", "organisation", "who"),
        )
    )


def test_references_into_an_unreadable_list_are_not_reported_as_well() -> None:
    """One fault is told as one: not once more for each session that names a room."""
    talk = session("talk", "09:00-10:00", "hall")
    assert faults(lambda: schedule(talk, rooms="hall")) == ["rooms: Input should be a valid tuple"]


def test_a_cycle_of_sessions_is_reported_once_starting_at_the_first_in_the_file() -> None:
    faults_found = faults(
        lambda: schedule(
            session("d", parent="b"),  # hangs on the circle and is not part of it
            session("a", parent="c"),
            session("b", parent="a"),
            session("c", parent="b"),
            session("e", parent="e"),
        )
    )
    assert faults_found == [
        "sessions.1.parent: is part of itself: a in c in b in a",
        "sessions.4.parent: is part of itself: e in e",
    ]


def test_sessions_are_nested_four_deep_and_no_deeper() -> None:
    nest = [session("a"), *(session(id_, parent=above) for above, id_ in zip("abcde", "bcdef", strict=True))]
    assert len(schedule(*nest[:4]).sessions) == 4
    assert faults(lambda: schedule(*nest)) == [
        "sessions.4.parent: is nested 5 deep, and 4 is the limit: move it further up",
        "sessions.5.parent: is nested 6 deep, and 4 is the limit: move it further up",
    ]


def test_braces_in_an_unknown_id_do_not_hide_it() -> None:
    faults_found = faults(lambda: schedule(session("a", parent="{reason}")))
    assert _missing("sessions.0.parent", "session", "{reason}") in faults_found


@pytest.mark.parametrize("shape", ["line", "circle"])
def test_thousands_of_nested_sessions_are_refused_quickly(shape: str) -> None:
    """Nobody writes them, but a broken importer might; a walk up from each would run 1,500 lines for each."""
    count = 3_000
    nest = [session(f"s{at}", parent=f"s{at + 1}") for at in range(count)]
    nest.append(session(f"s{count}", parent="s0" if shape == "circle" else None))
    reported: list[str] = []
    lines = lines_run(lambda: reported.extend(faults(lambda: schedule(*nest))))
    assert len(reported) == (1 if shape == "circle" else count + 1 - 4)
    assert lines < 500 * count


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from(["a", "hall"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(
            st.sampled_from(
                ["id", "uid", "name", "title", "parent", "people", "participant", "slot", "rooms"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
COLLECTIONS = ["conference", "organisations", "rooms", "tracks", "participants", "sessions", "other"]
members = anything | st.lists(anything, max_size=4)


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(COLLECTIONS), members))
def test_any_invalid_schedule_raises_a_validation_error(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        Schedule.model_validate({"conference": CONFERENCE, **values, "other": 1})
    assert all(error["msg"] for error in caught.value.errors())
