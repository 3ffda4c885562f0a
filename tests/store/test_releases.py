"""What was published stays, and calendars can go by it."""

from __future__ import annotations

import gzip
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from eventkit.editing import edit_room
from eventkit.errors import NoSuchConference, NoSuchRelease, ReleaseRefused, StoreError
from eventkit.ledger import Ledger, entry_fields, is_moved, visibility
from eventkit.model import SessionId, Status
from eventkit.schedule import Schedule
from eventkit.store import ReleasedConference, Store, json_forms, tables, triggers
from eventkit.store.release_store import release_body
from eventkit.wording.public_schedule import for_readers
from store import do
from store.small import AT, FORUM, NOTED, adding, replace_by, setting, with_session

BY: dict[str, Any] = {"author": "Office", "at": AT + timedelta(days=1)}
EMPTY_FORM = gzip.compress(b"{}", mtime=0)


@pytest.fixture
def forum(store: Store) -> Store:
    """A store that holds the forum."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    return store


def test_a_release_has_revisions_of_blocks_too_that_readers_do_not_see(forum: Store) -> None:
    """Another version may have another word for a block, by which they see it."""
    for name, frame in (("1.0", "first-frame"), ("2.0", "second-frame")):
        do.change(forum, "forum", adding(frame), **NOTED)
        do.change(forum, "forum", setting(frame, title="Session", kind="block"), **NOTED)
        do.release(forum, "forum", name, **BY)
        released = forum.releases.load("forum", name)
        assert frame not in {session.id for session in for_readers(released.schedule).sessions}
        assert released.ledger.sessions.keys() >= {session.id for session in released.schedule.sessions}


def test_the_details_of_a_release_are_stored(forum: Store) -> None:
    made = do.release(forum, "forum", "1.0", **BY, note="to the printer", forced="the hall is double-booked")
    assert (made.name, made.author, made.at) == ("1.0", "Office", AT + timedelta(days=1))
    assert (made.note, made.forced, made.revision) == ("to the printer", "the hall is double-booked", 1)
    assert forum.releases.all("forum") == (made,)


def test_releases_come_oldest_first_and_the_newest_is_found_without_its_name(forum: Store) -> None:
    assert forum.releases.all("forum") == ()
    for name in ("b", "a", "c"):
        do.release(forum, "forum", name, **BY)
    assert [each.name for each in forum.releases.all("forum")] == ["b", "a", "c"]
    assert forum.releases.load("forum").release.name == "c"
    assert forum.releases.load("forum", "a").release.name == "a"


def test_a_release_without_a_change_has_the_hash_of_the_one_before(forum: Store) -> None:
    first = do.release(forum, "forum", "1", **BY)
    second = do.release(forum, "forum", "2", author="Office", at=AT + timedelta(days=9))
    assert second == replace(first, name="2", at=second.at, hash=second.hash)


def test_a_release_stays_when_everything_changes(forum: Store) -> None:
    before = forum.releases.load("forum", do.release(forum, "forum", "1", **BY).name)
    do.change(forum, "forum", setting("party", title="Ball"), **NOTED)
    do.release(forum, "forum", "2", **BY)
    do.remove(forum, "forum", **NOTED)
    assert forum.releases.load("forum", "1") == before


def test_an_unknown_release_is_reported_with_the_existing_ones(forum: Store) -> None:
    with pytest.raises(NoSuchRelease, match="has no release yet"):
        forum.releases.load("forum")
    do.release(forum, "forum", "1", **BY)
    do.release(forum, "forum", "2", **BY)
    with pytest.raises(NoSuchRelease, match="has no release '3': it has 1, 2"):
        forum.releases.load("forum", "3")


@pytest.mark.parametrize("name", ["draft", "Draft", "", " 1", "a\nb", "x" * 81, "1"])
def test_an_invalid_release_name_is_refused(forum: Store, name: str) -> None:
    do.release(forum, "forum", "1", **BY)
    with pytest.raises(ReleaseRefused):
        do.release(forum, "forum", name, **BY)
    assert len(forum.releases.all("forum")) == 1


def test_an_unknown_conference_cannot_be_released(store: Store) -> None:
    with pytest.raises(NoSuchConference):
        do.release(store, "forum", "1", **BY)
    assert store.releases.all("forum") == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release SET note = 'x'",
        "UPDATE release SET note = 'x', redactions = redactions + 1",
        "UPDATE release SET name = '2'",
        "DELETE FROM release",
    ],
)
def test_the_database_refuses_changes_to_a_release(forum: Store, statement: str) -> None:
    do.release(forum, "forum", "1", **BY)
    with pytest.raises(StoreError, match="a release is final"), forum._database.writing("forum") as db:
        db.exec_driver_sql(statement)
    assert forum.releases.load("forum", "1").schedule == FORUM


@pytest.mark.parametrize("damaged", [b"", b"no gzip", EMPTY_FORM, EMPTY_FORM[:-4]])
def test_a_damaged_release_is_reported(forum: Store, damaged: bytes) -> None:
    do.release(forum, "forum", "1", **BY)
    with forum._database.writing("forum") as db, triggers.suspended(db, tables.release):
        db.execute(tables.release.update().values(body=damaged))
    for name in ("1", None):
        with pytest.raises(StoreError, match="Release '1' is damaged"):
            forum.releases.load("forum", name)
    with pytest.raises(StoreError, match="Release '1' is damaged"):
        do.release(forum, "forum", "2", **BY)


def test_going_back_to_a_release_is_a_change_like_any_other(forum: Store) -> None:
    do.release(forum, "forum", "1", **BY)
    changed = do.change(forum, "forum", setting("lecture", status=Status.CANCELLED), **NOTED)
    back = do.revert(forum, "forum", "1", **BY, why="the printer had it already")
    assert back.schedule == FORUM
    assert back.ledger.sessions["lecture"].sequence == changed.ledger.sessions["lecture"].sequence + 1
    assert forum.history.log("forum")[0].why == "the printer had it already"
    assert do.undo(forum, "forum", **BY).schedule == changed.schedule


def released(store: Store, *edits: Any) -> list[ReleasedConference]:
    """The releases after each of some edits of the forum, an hour apart."""
    found = [store.releases.load("forum", do.release(store, "forum", "0", **BY).name)]
    for n, edit in enumerate(edits, start=1):
        at = BY["at"] + timedelta(hours=n)
        do.change(store, "forum", edit, author="Office", why="", at=at)
        found.append(
            store.releases.load("forum", do.release(store, "forum", str(n), author="Office", at=at).name)
        )
    return found


def without(id_: str) -> Any:
    """An edit that takes a session out."""

    def edit(schedule: Schedule) -> Schedule:
        return schedule.model_copy(
            update={"sessions": tuple(session for session in schedule.sessions if session.id != id_)}
        )

    return edit


def test_a_removed_session_is_recorded_as_last_published(forum: Store) -> None:
    moved = setting("lecture", slot=FORUM.session("opening").slot)
    first, second, third, fourth = released(forum, moved, without("lecture"), setting("party", audience=1))
    assert first.ledger.gone == second.ledger.gone == {}
    gone = third.ledger.gone[FORUM.session("lecture").uid]
    assert gone.session == second.schedule.session("lecture")
    assert [room.id for room in gone.rooms] == ["hall", "yard"]
    assert gone.revision.sequence == second.ledger.sessions["lecture"].sequence + 1
    assert fourth.ledger.gone == third.ledger.gone


def test_an_unscheduled_session_is_removed_from_calendars(forum: Store) -> None:
    slot = FORUM.session("lecture").slot
    _, unscheduled, again = released(forum, setting("lecture", slot=None), setting("lecture", slot=slot))
    assert list(unscheduled.ledger.gone) == [FORUM.session("lecture").uid]
    assert again.ledger.gone == {}
    assert [each.ledger.sessions["lecture"].sequence for each in (unscheduled, again)] == [1, 2]


def test_removing_a_session_without_a_time_leaves_no_tombstone(forum: Store) -> None:
    assert released(forum, without("party"))[-1].ledger.gone == {}


def test_an_unpublished_session_leaves_no_tombstone(forum: Store) -> None:
    do.release(forum, "forum", "1", **BY)
    do.change(forum, "forum", adding("secret"), **NOTED)
    do.change(forum, "forum", without("secret"), **NOTED)
    do.release(forum, "forum", "2", **BY)
    assert "secret" not in forum.releases.load("forum", "2").ledger.sessions


def test_changes_reverted_in_the_draft_are_not_published(forum: Store) -> None:
    do.release(forum, "forum", "1", **BY)
    slot = FORUM.session("lecture").slot
    for new in (FORUM.session("opening").slot, slot):
        do.change(forum, "forum", setting("lecture", slot=new), **NOTED | {"at": AT + timedelta(days=2)})
    do.release(forum, "forum", "2", author="Office", at=AT + timedelta(days=3))
    assert (
        forum.releases.load("forum", "2").ledger.sessions == forum.releases.load("forum", "1").ledger.sessions
    )


def test_a_restored_conference_continues_its_sequences(forum: Store) -> None:
    cancelled = with_session(FORUM, "lecture", status=Status.CANCELLED)
    do.change(forum, "forum", replace_by(cancelled), **NOTED)
    do.release(forum, "forum", "1", **BY)
    do.remove(forum, "forum", **NOTED)
    do.change(forum, "forum", replace_by(FORUM), **NOTED)
    do.release(forum, "forum", "2", **BY)
    before, after = (forum.releases.load("forum", name).ledger for name in ("1", "2"))
    assert before.sessions["lecture"].sequence == 1
    assert after.sessions["lecture"].sequence > 1
    assert after.sessions["party"] == before.sessions["party"]


def test_another_conference_of_the_same_id_has_none_of_its_sessions(forum: Store) -> None:
    do.release(forum, "forum", "1", **BY)
    do.remove(forum, "forum", **NOTED)
    conference = FORUM.conference.model_copy(update={"uid": "4b3ad2ed-5a1d-4d0c-92b4-f1b3ae6a8d3c"})
    do.change(
        forum,
        "forum",
        replace_by(Schedule(conference=conference, organisations=FORUM.organisations)),
        **NOTED,
    )
    do.release(forum, "forum", "2", **BY)
    ledger = forum.releases.load("forum", "2").ledger
    assert (ledger.sessions, ledger.gone) == ({}, {})


Step = tuple[str, int]
steps = st.lists(
    st.tuples(st.sampled_from(["edit", "edit", "edit", "release", "revert", "undo"]), st.integers(0, 999)),
    min_size=2,
    max_size=12,
)
EDITS: list[Any] = [
    setting("lecture", status=Status.CANCELLED),
    setting("lecture", slot=None),
    setting("lecture", slot=FORUM.session("lecture").slot),
    setting("lecture", title="Another"),
    setting("opening", people=()),
    setting("morning", slot=FORUM.session("lecture").slot),
    replace_by(FORUM),
    without("lecture"),
    without("opening"),
]


def is_news(old: ReleasedConference, new: ReleasedConference, id_: SessionId) -> tuple[bool, bool]:
    """Whether a reader is shown another session than before, and whether at another place."""
    read = [some.schedule.with_cancelled_parts() for some in (old, new)]
    pair = [next((session for session in some.sessions if session.id == id_), None) for some in read]
    # The tombstone of a session without a time, or removed, shows it as it was, but cancelled.
    are_gone = [each is None or each.slot is None for each in pair]
    is_still_cancelled = any(are_gone) and all(
        gone or (each is not None and each.status is Status.CANCELLED)
        for gone, each in zip(are_gone, pair, strict=True)
    )
    if pair[0] is None or pair[1] is None:
        return pair[0] is not pair[1], pair[0] is not pair[1] and not is_still_cancelled
    sides = [(some, each) for some, each in zip(read, pair, strict=True) if each]
    one, other = (entry_fields(*side) for side in sides)
    return one != other, is_moved(*sides[0], *sides[1]) and not is_still_cancelled


def is_shown_elsewhere(old: ReleasedConference, new: ReleasedConference, id_: SessionId) -> bool:
    """Whether other calendars show a session than before, as that of talks alone, which shows no blocks."""
    before, after = (
        [visibility(some.schedule, session) for session in some.schedule.sessions if session.id == id_]
        for some in (old, new)
    )
    return before != after


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_any(steps)
def test_published_sequences_only_move_forward_through_edits_and_reverts(
    store: Store, taken: list[Step]
) -> None:
    """The revision a reader knows grows exactly where something is new to them, and never falls."""
    id_ = f"forum-{len(store.conferences())}"
    do.change(store, id_, replace_by(as_of(FORUM, id_)), **NOTED)
    published: list[ReleasedConference] = []
    for hour, (what, choice) in enumerate([*taken, ("release", 0)], start=1):
        by: dict[str, Any] = {"author": "Office", "at": AT + timedelta(hours=hour)}
        if what == "release":
            published.append(store.releases.load(id_, do.release(store, id_, str(len(published)), **by).name))
        elif what == "revert" and published:
            do.revert(store, id_, str(choice % len(published)), **by)
        elif what == "undo" and store.load(id_).revision > 1:
            tried(lambda by=by: do.undo(store, id_, **by))
        else:
            edit = EDITS[choice % len(EDITS)]
            tried(lambda edit=edit, by=by: do.change(store, id_, lambda s: as_of(edit(s), id_), why="", **by))
    for old, new in pairwise(published):
        for session, before in old.ledger.sessions.items():
            after = new.ledger.sessions[session]
            is_reported, moved = is_news(old, new, session)
            assert after.created == before.created
            if not is_reported and is_shown_elsewhere(old, new, session):
                # A calendar that it left has its tombstone, with a number below that of where it is held.
                assert after.sequence >= before.sequence
                continue
            assert (
                (after.sequence > before.sequence)
                if moved
                else (after.sequence == before.sequence or is_reported)
            )
            assert after.sequence >= before.sequence
            assert (after.modified > before.modified) if is_reported else (after == before)
    scheduled = {each.uid for some in published for each in some.schedule.sessions if each.slot}
    contained = {each.uid for each in published[-1].schedule.sessions if each.slot}
    assert set(published[-1].ledger.gone) == scheduled - contained


def as_of(schedule: Schedule, id_: str) -> Schedule:
    """The schedule, under another id."""
    return schedule.model_copy(update={"conference": schedule.conference.model_copy(update={"id": id_})})


def tried(act: Any) -> None:
    """Do it, unless it comes to nothing: not every edit fits every schedule."""
    with suppress(StoreError, ValueError):
        act()


@pytest.mark.parametrize(
    ("retained", "read"),
    [
        # As the law is: the offset and the zone agree.
        ("2026-11-05T09:00:00+08:00[Asia/Shanghai]", datetime(2026, 11, 5, 1, tzinfo=UTC)),
        # Written before 2024, when Almaty was an hour further: the clocks are right.
        ("2026-11-05T10:00:00+06:00[Asia/Almaty]", datetime(2026, 11, 5, 5, tzinfo=UTC)),
        # An hour that is shown twice: the offset tells which.
        ("2026-10-25T02:30:00+02:00[Europe/Vienna]", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30:00+01:00[Europe/Vienna]", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_release_preserves_local_times(retained: str, read: datetime) -> None:
    form = json_forms.to_json_form(FORUM.session("lecture"), "UTC")
    form["slot"]["period"] = {"start": retained, "end": "2026-12-31T00:00:00+00:00[UTC]"}
    session = json_forms.from_json_form("session", form)
    assert session.slot.period.start == read  # type: ignore[attr-defined]


def test_an_erased_person_is_erased_from_journal_and_releases(forum: Store) -> None:
    do.release(forum, "forum", "1", **BY)
    emptied = FORUM.model_copy(
        update={"sessions": tuple(session.model_copy(update={"people": ()}) for session in FORUM.sessions)}
    )
    do.change(forum, "forum", replace_by(emptied), **NOTED)
    do.change(
        forum,
        "forum",
        replace_by(emptied.model_copy(update={"participants": FORUM.participants[1:]})),
        **NOTED,
    )
    before = forum.releases.all("forum")[0]
    id_ = do.forget(forum, "forum", "noether", **BY)
    with forum._database.reading() as db:
        texts = [str(row) for row in db.exec_driver_sql("SELECT before FROM journal")]
    found = forum.releases.load("forum", "1")
    texts.append(release_body(found.schedule, found.ledger).decode())
    assert not any("Emmy" in text or "Dean" in text for text in texts)
    assert any("Ὑπατία" in text for text in texts)
    assert found.release.sha256 not in {before.sha256, ""}
    assert str(found.schedule.participant(id_).name[0].full) == "(withdrawn)"
    assert do.undo(forum, "forum", 3, **BY).schedule.participant(id_).name[0].full == "(withdrawn)"


def test_the_first_release_has_the_revisions_of_its_draft(forum: Store) -> None:
    do.change(forum, "forum", without("opening"), **NOTED)
    draft = forum.load("forum")
    do.release(forum, "forum", "1", **BY)
    ledger = forum.releases.load("forum", "1").ledger
    assert ledger == Ledger(
        revised=draft.ledger.revised,
        sessions={session.id: draft.ledger.sessions[session.id] for session in draft.schedule.sessions},
    )


def test_tombstones_do_not_reveal_an_erased_person(forum: Store) -> None:
    """The tombstones that a session left behind stay in the calendars of person, day and room."""
    *_, last = released(forum, setting("opening", people=()))
    (left,) = last.ledger.left[FORUM.session("opening").uid]
    assert {"participants=noether", "organisations=academy"} <= {*left.visibility.ties}

    do.forget(forum, "forum", "noether", **BY)

    found = forum.releases.load("forum")
    assert "organisations=academy" not in release_body(found.schedule, found.ledger).decode()
    assert found.ledger.emptied_feeds("participants") == {"hypatia"}
    assert found.ledger.emptied_feeds("organisations") == set()


def test_a_draft_has_the_sequences_of_the_next_release(forum: Store) -> None:
    before = forum.releases.draft("forum")
    assert before.ledger.sessions == forum.load("forum").ledger.sessions
    released(forum, setting("opening", people=()))
    do.change(forum, "forum", without("lecture"), **NOTED | {"at": AT + timedelta(days=2)})

    forthcoming = forum.releases.draft("forum")
    do.release(forum, "forum", "2", author="Office", at=AT + timedelta(days=3))

    now = forum.releases.load("forum", "2")
    assert (forthcoming.schedule, forthcoming.ledger) == (now.schedule, now.ledger)
    with pytest.raises(NoSuchConference):
        forum.releases.draft("fair")


def test_a_room_with_another_id_and_another_name_is_the_same_in_calendars(store: Store) -> None:
    """The names have nothing in common, but the store has the rename between."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    hall = FORUM.rooms[0]
    do.change(store, "forum", replace_by(edit_room(FORUM, hall.id, id="pavilion")), **NOTED)
    do.change(
        store,
        "forum",
        replace_by(edit_room(store.load("forum").schedule, "pavilion", name="Pavilion")),
        **NOTED,
    )
    do.release(store, "forum", "2.0", author="Office", at=AT)

    first, second = (store.releases.load("forum", name) for name in ("1.0", "2.0"))
    assert second.ledger.former_ids("rooms") == {hall.id: "pavilion"}
    assert not second.ledger.left
    for id_, revision in first.ledger.sessions.items():
        assert second.ledger.sessions[id_].sequence == revision.sequence
