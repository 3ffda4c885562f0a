"""Two people change one schedule: both changes stand, or the second is told what the first did."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit import editing
from eventkit.editing import MergeConflict, Refused, merge
from eventkit.model import Role, Room
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from strategies import schedules

Edit = Callable[[Schedule], Schedule]

APART: dict[str, tuple[Edit, Edit]] = {
    "different sessions": (
        lambda it: editing.move_session(it, "panel", minutes=50),
        lambda it: editing.move_session(it, "opening", minutes=30),
    ),
    "different fields of one session": (
        lambda it: editing.edit_session(it, "panel", kind="discussion"),
        lambda it: editing.edit_session(it, "panel", audience=80),
    ),
    "time and rooms": (
        lambda it: editing.move_session(it, "panel", minutes=50),
        lambda it: editing.move_session(it, "panel", rooms=[it.rooms[0].id]),
    ),
    "two languages of one title": (
        lambda it: editing.edit_session(
            it, "panel", title={**it.session("panel").title, "en": "Round Table"}
        ),
        lambda it: editing.edit_session(it, "panel", title={**it.session("panel").title, "zh": "圆桌会议"}),
    ),
    "different people of one session": (
        lambda it: editing.add_person(it, "keynotes", "song-yuyan"),
        lambda it: editing.edit_person(it, "keynotes", "lin-yifu", status="cancelled"),
    ),
    "both add someone": (
        lambda it: editing.add_person(it, "panel", "lin-yifu"),
        lambda it: editing.add_person(it, "panel", "li-fei", role=Role.CHAIR),
    ),
    "one removes, one adds": (
        lambda it: editing.remove_person(it, "keynotes", "lin-yifu"),
        lambda it: editing.add_room(it, Room(id="foyer", name=Text("Foyer"))),
    ),
    "the conference": (
        lambda it: editing.edit_conference(it, theme="Parks"),
        lambda it: editing.edit_conference(it, contact="office@example.org"),
    ),
}


@pytest.mark.parametrize("edits", APART.values(), ids=APART)
def test_independent_changes_merge_in_either_order(forum: Schedule, edits: tuple[Edit, Edit]) -> None:
    mine, theirs = (edit(forum) for edit in edits)

    joined = merge(forum, mine, theirs)

    assert joined == merge(forum, theirs, mine)
    assert joined in (edits[0](theirs), edits[1](mine))
    assert mine != joined != theirs


AT_ODDS: dict[str, tuple[Edit, Edit, tuple[str, str, str]]] = {
    "one time": (
        lambda it: editing.move_session(it, "panel", minutes=50),
        lambda it: editing.move_session(it, "panel", minutes=40),
        ("session", "panel", "slot.period"),
    ),
    "one title": (
        lambda it: editing.edit_session(it, "panel", title={**it.session("panel").title, "en": "A"}),
        lambda it: editing.edit_session(it, "panel", title={**it.session("panel").title, "en": "B"}),
        ("session", "panel", "title.en"),
    ),
    "removed here and changed there": (
        lambda it: editing.remove_session(it, "panel"),
        lambda it: editing.move_session(it, "panel", minutes=40),
        ("session", "panel", ""),
    ),
    "one person": (
        lambda it: editing.edit_person(it, "panel", "song-yuyan", status="cancelled"),
        lambda it: editing.edit_person(it, "panel", "song-yuyan", status="tentative"),
        ("session", "panel", "people.song-yuyan/panellist.status"),
    ),
    "one person removed here and changed there": (
        lambda it: editing.remove_person(it, "panel", "song-yuyan"),
        lambda it: editing.edit_person(it, "panel", "song-yuyan", status="tentative"),
        ("session", "panel", "people.song-yuyan/panellist"),
    ),
    "someone named whom the other removed": (
        lambda it: editing.remove_participant(it, "lin-yifu", everywhere=True),
        lambda it: editing.add_person(it, "panel", "lin-yifu"),
        ("session", "panel", "people"),
    ),
    "each within the other": (
        lambda it: editing.nest(it, "panel", "opening"),
        lambda it: editing.nest(it, "opening", "panel"),
        ("session", "panel", "parent"),
    ),
    "one position": (
        lambda it: editing.edit_participant(it, "li-fei", affiliations=[{"position": "A"}]),
        lambda it: editing.edit_participant(it, "li-fei", affiliations=[{"position": "B"}]),
        ("participant", "li-fei", "affiliations"),
    ),
    "the days, which must follow each other": (
        lambda it: editing.edit_conference(it, start="2022-11-06", end="2022-11-06"),
        lambda it: editing.edit_conference(it, start="2022-11-04"),
        ("conference", "hongqiao-forum-2022", "start"),
    ),
}


@pytest.mark.parametrize(("mine", "theirs", "where"), AT_ODDS.values(), ids=AT_ODDS)
def test_conflicting_changes_are_reported_with_their_place(
    forum: Schedule, mine: Edit, theirs: Edit, where: tuple[str, str, str]
) -> None:
    with pytest.raises(MergeConflict) as caught:
        merge(forum, mine(forum), theirs(forum))

    assert where in [clash[:3] for clash in caught.value.conflicts]
    assert "Load it again" in str(caught.value)


def test_a_conflict_contains_the_original_and_both_new_values(forum: Schedule) -> None:
    edits = [editing.edit_session(forum, "panel", kind=kind) for kind in ("talk", "workshop")]
    with pytest.raises(MergeConflict) as caught:
        merge(forum, *edits)
    assert tuple(conflict[:6] for conflict in caught.value.conflicts) == (
        (EntityKind.SESSION, "panel", "kind", "panel", "talk", "workshop"),
    )
    assert (
        str(caught.value)
        == "session 'panel': someone else changed its kind too. Load it again, then decide which is right."
    )


def with_someone(schedule: Schedule, session: str) -> Schedule:
    return editing.add_person(schedule, session, schedule.participants[0].id, role=Role.HOST, at=1)


EDITS: tuple[Callable[[Schedule, str], Schedule], ...] = (
    lambda it, session: editing.edit_session(it, session, audience=1),
    lambda it, session: editing.edit_session(it, session, audience=2),
    lambda it, session: editing.edit_session(it, session, title="x"),
    lambda it, session: editing.remove_session(it, session, with_parts=True),
    lambda it, session: editing.set_people(it, session, it.session(session).people[::-1]),
    lambda it, _: editing.remove_participant(it, it.participants[-1].id, everywhere=True),
    editing.pin,
    editing.cancel_session,
    editing.unnest,
    with_someone,
)


@st.composite
def edits(draw: st.DrawFn, schedule: Schedule) -> Schedule:
    """The schedule after some edits, of those that can be made."""
    for edit in draw(st.lists(st.sampled_from(EDITS), max_size=3)):
        if schedule.sessions:
            with suppress(Refused, IndexError):
                schedule = edit(schedule, draw(st.sampled_from(schedule.sessions)).id)
    return schedule


@given(schedules(), st.data())
def test_merging_an_unchanged_side_discards_nothing(base: Schedule, data: st.DataObject) -> None:
    changed = data.draw(edits(base) | schedules())

    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


def outcome(*schedules: Schedule) -> object:
    try:
        return merge(*schedules)
    except MergeConflict as clash:
        return sorted(one[:3] for one in clash.conflicts)


@given(schedules(), st.data())
def test_merging_is_symmetric(base: Schedule, data: st.DataObject) -> None:
    mine, theirs = data.draw(edits(base)), data.draw(edits(base))

    assert outcome(base, mine, theirs) == outcome(base, theirs, mine)


@given(schedules(), schedules(), schedules())
def test_any_three_schedules_merge_or_conflict(base: Schedule, mine: Schedule, theirs: Schedule) -> None:
    assert outcome(base, mine, theirs) == outcome(base, theirs, mine)
