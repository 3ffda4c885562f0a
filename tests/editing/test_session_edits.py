"""Sessions are added, moved, cancelled and removed; what cannot be is refused in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit import editing
from eventkit.editing import Refused
from eventkit.model import Kind, Session, Slot, Status
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from strategies import schedules

TEN = datetime(2022, 11, 5, 2, tzinfo=UTC)  # 10:00 in Shanghai
HOUR = timedelta(hours=1)


def coffee(**fields: object) -> Session:
    return Session.model_validate({"id": "coffee", "uid": UUID(int=7), "title": "Coffee", **fields})


def starts(schedule: Schedule) -> dict[str, datetime | None]:
    return {session.id: session.slot and session.slot.period.start for session in schedule.sessions}


def test_a_session_is_added_to_its_parent(forum: Schedule) -> None:
    more = editing.add_session(forum, coffee(parent=forum.sessions[0].id))

    assert "coffee" in [part.id for part in more.parts(forum.sessions[0].id)]
    assert len(more.sessions) == len(forum.sessions) + 1


@pytest.mark.parametrize(
    ("session", "sentence"),
    [
        (coffee(id="panel"), "There is a session 'panel' already. Edit that one, or choose another id."),
        (coffee(parent="keynot"), "Session 'coffee': there is no session 'keynot'. Did you mean 'keynotes'?"),
        (coffee(people=["lin-yfu"]), "there is no participant 'lin-yfu'. Did you mean 'lin-yifu'"),
    ],
)
def test_a_session_that_cannot_be_added_is_refused_with_the_reason(
    forum: Schedule, session: Session, sentence: str
) -> None:
    with pytest.raises(Refused) as caught:
        editing.add_session(forum, session)
    assert sentence in str(caught.value)


def test_texts_given_as_strings_are_in_the_first_language(forum: Schedule) -> None:
    edited = editing.edit_session(forum, "panel", title="Round Table", subtitle="On parks", track=None)

    first = forum.conference.languages[0]
    assert edited.session("panel").title[first] == "Round Table"
    assert edited.session("panel").subtitle == Text("On parks", first)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"titel": "x"}, "A session has no field 'titel'. Did you mean 'title'?"),
        ({"audience": -1}, "Session 'panel': audience must be at least 0"),
        ({"title": "two\nlines"}, "Session 'panel': title must be one line, without tabs"),
        ({"id": "keynotes"}, "There is a session 'keynotes' already. Choose another id for 'panel'."),
        ({"id": "No Id"}, "Session 'panel': id must be lower-case letters and digits, joined by hyphens"),
        ({"parent": "panel"}, "Session 'panel': parent is part of itself: panel in panel"),
        ({"track": "green"}, "Session 'panel': there is no track 'green'."),
    ],
)
def test_an_impossible_edit_is_refused_with_the_reason(
    forum: Schedule, fields: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused) as caught:
        editing.edit_session(forum, "panel", **fields)
    assert str(caught.value).startswith(sentence)


def test_parts_follow_a_session_that_gets_another_id(forum: Schedule) -> None:
    whole = forum.session("panel").parent
    assert whole is not None
    renamed = editing.edit_session(forum, whole, id="morning")

    assert {part.id for part in renamed.parts("morning")} == {"opening", "keynotes", "panel"}
    assert renamed.session("morning").uid == forum.session(whole).uid


def test_moving_a_session_preserves_its_length_and_moves_its_parts(forum: Schedule) -> None:
    whole = forum.session("panel").parent
    before = starts(forum)
    moved = editing.move_session(forum, whole, start=before[whole] + HOUR)

    assert starts(moved) == {id_: at + HOUR for id_, at in before.items()}
    assert moved.session(whole).slot.period.minutes == forum.session(whole).slot.period.minutes
    left = editing.move_session(forum, whole, start=before[whole] + HOUR, with_parts=False)
    assert starts(left) == {**before, whole: before[whole] + HOUR}


def test_a_session_is_made_longer_by_its_end_or_its_minutes(forum: Schedule) -> None:
    start = forum.session("panel").slot.period.start

    assert editing.move_session(forum, "panel", minutes=90).session("panel").slot.period.minutes == 90
    until = editing.move_session(forum, "panel", end=start + HOUR / 2).session("panel").slot.period
    assert (until.start, until.minutes) == (start, 30)


@pytest.mark.parametrize(
    ("placing", "sentence"),
    [
        ({"end": TEN, "minutes": 5}, "Session 'panel': an end and a length cannot be used together"),
        ({"end": TEN}, "Session 'panel': end must be after start"),
        ({"start": "ten o'clock"}, "Session 'panel': start must be a time such as"),
        ({"minutes": 0}, "Session 'panel': 0 minutes is not a length. Give 1 to 100,000."),
        ({"minutes": 10**15}, "Session 'panel': 1000000000000000 minutes is not a length"),
        (
            {"start": datetime(3022, 1, 1, tzinfo=UTC)},
            "Session 'panel': start is in the year 3022: is that a slip?",
        ),
        ({"rooms": ["hal"]}, "Session 'panel': there is no room 'hal'."),
    ],
)
def test_an_impossible_move_is_refused_with_the_reason(
    forum: Schedule, placing: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused) as caught:
        editing.move_session(forum, "panel", **placing)
    assert str(caught.value).startswith(sentence)


def test_an_unscheduled_session_remembers_its_length(forum: Schedule) -> None:
    waiting = editing.unschedule_session(forum, "panel")

    assert (waiting.session("panel").minutes, waiting.session("panel").length) == (60, 60)
    placed = editing.move_session(waiting, "panel", start=TEN + HOUR).session("panel")
    assert placed.slot == Slot(period=Period(start=TEN + HOUR, end=TEN + 2 * HOUR))
    assert (placed.minutes, placed.length) == (None, 60)


def test_a_length_without_a_time_is_the_planned_length(forum: Schedule) -> None:
    waiting = editing.move_session(editing.unschedule_session(forum, "panel"), "panel", minutes=25)

    assert (waiting.session("panel").slot, waiting.session("panel").minutes) == (None, 25)
    assert editing.move_session(waiting, "panel", start=TEN).session("panel").length == 25


def of_kind(forum: Schedule, kind: Kind, *lengths: int | None) -> Schedule:
    """The schedule with sessions of a kind that are to have those lengths."""
    for number, length in enumerate(lengths):
        session = forum.session("panel").model_copy(
            update={"id": f"extra-{number}", "uid": uuid4(), "slot": None, "minutes": length, "kind": kind}
        )
        forum = editing.add_session(forum, session)
    return forum


@pytest.mark.parametrize(
    ("lengths", "usual"),
    [((20, 90, 30), 30), ((20, 30, 45, 90), 30), ((None, 15), 15), ((None,), None)],
)
def test_the_usual_length_of_a_kind_is_the_median_of_those_there_are(
    forum: Schedule, lengths: tuple[int | None, ...], usual: int | None
) -> None:
    assert editing.usual_length(of_kind(forum, Kind.TUTORIAL, *lengths), Kind.TUTORIAL) == usual


def test_a_session_of_unknown_length_gets_the_usual_one_of_its_kind_or_is_refused(forum: Schedule) -> None:
    waiting = of_kind(forum, Kind.TUTORIAL, 20, 90, 30, None)
    assert editing.move_session(waiting, "extra-3", start=TEN).session("extra-3").length == 30
    with pytest.raises(Refused, match="has no length, nor has any other tutorial in the conference"):
        editing.move_session(of_kind(forum, Kind.TUTORIAL, None), "extra-0", start=TEN)


def test_moving_a_session_without_a_time_requires_a_start(forum: Schedule) -> None:
    waiting = editing.unschedule_session(forum, "panel")

    assert waiting.session("panel").slot is None
    with pytest.raises(Refused, match=r"has no time yet\. Give a start"):
        editing.move_session(waiting, "panel", rooms=["hall"])
    with pytest.raises(Refused, match="has no time"):
        editing.unschedule_session(waiting, "panel")
    with pytest.raises(Refused, match=r"has no time yet\. Give it one before it is pinned"):
        editing.pin(waiting, "panel")
    back = editing.move_session(waiting, "panel", start=TEN, minutes=60)
    assert back.session("panel").slot == Slot(period=Period(start=TEN, end=TEN + HOUR))
    assert editing.pin(back, "panel").session("panel").pinned


def test_a_cancelled_session_is_restored_with_its_parts(forum: Schedule) -> None:
    whole = forum.session("panel").parent
    cancelled = editing.cancel_session(forum, whole)

    assert {session.status for session in cancelled.sessions} == {Status.CANCELLED}
    assert editing.restore_session(cancelled, whole) == forum
    with pytest.raises(Refused, match=r"which is cancelled\. Restore that one"):
        editing.restore_session(cancelled, "panel")
    with pytest.raises(Refused, match="is cancelled already"):
        editing.cancel_session(cancelled, "panel")
    with pytest.raises(Refused, match="is not cancelled"):
        editing.restore_session(forum, "panel")


def test_a_session_with_parts_goes_only_with_them(forum: Schedule) -> None:
    whole = forum.session("panel").parent

    with pytest.raises(Refused) as caught:
        editing.remove_session(forum, whole)
    assert str(caught.value) == (
        f"Session '{whole}' has parts: opening, keynotes, panel. Remove them with it, or lift them out first."
    )
    assert editing.remove_session(forum, whole, with_parts=True).sessions == ()
    assert len(editing.remove_session(forum, "panel").sessions) == len(forum.sessions) - 1


def test_a_part_moved_to_the_top_level_stays_in_its_room_and_can_return(forum: Schedule) -> None:
    whole = forum.session("panel").parent
    lifted = editing.unnest(forum, "panel")

    assert lifted.session("panel").parent is None
    assert lifted.rooms_of(lifted.session("panel")) == forum.rooms_of(forum.session("panel"))
    assert editing.nest(lifted, "panel", whole).session("panel").parent == whole
    with pytest.raises(Refused, match="'panel' is part of no other"):
        editing.unnest(lifted, "panel")
    with pytest.raises(Refused, match="is part of itself"):
        editing.nest(forum, whole, "panel")


@given(schedules(), st.data())
def test_every_session_can_be_moved_there_and_back(schedule: Schedule, data: st.DataObject) -> None:
    placed = [each for each in schedule.sessions if each.slot is not None]
    if not placed:
        return
    session = data.draw(st.sampled_from(placed))
    moved = editing.move_session(schedule, session.id, start=session.slot.period.start + HOUR)
    back = editing.move_session(moved, session.id, start=session.slot.period.start)
    assert back.session(session.id).slot.period == session.slot.period
    assert back.rooms_of(back.session(session.id)) == schedule.rooms_of(session)
    if moved.session(session.id).parent == back.session(session.id).parent == session.parent:
        assert back == schedule
