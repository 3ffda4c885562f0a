"""What was done is known, and can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any

from eventkit.errors import NoSuchConference, UndoRefused
from eventkit.model import Status
from eventkit.schedule import Schedule
from eventkit.store import Alteration, LogEntry, Store
from store import do
from store.small import AT, EMPTY, FORUM, NOTED, adding, replace_by, setting
from strategies import schedules

BACK: dict[str, Any] = {"author": "Office", "at": AT + timedelta(days=1)}
PARTY = FORUM.session("party")


def without(schedule: Schedule | None, id_: str) -> Schedule:
    """The schedule without a session."""
    assert schedule is not None
    return schedule.model_copy(
        update={"sessions": tuple(session for session in schedule.sessions if session.id != id_)}
    )


@pytest.fixture
def forum(store: Store) -> Store:
    """A store that holds the forum, as its first change."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    return store


def changed(transaction: LogEntry) -> dict[tuple[str, str], tuple[Any, Any]]:
    """For each thing and field, what it was and what it became."""
    return {
        (alteration.id, name): ((alteration.before or {}).get(name), (alteration.after or {}).get(name))
        for alteration in transaction.alterations
        for name in {**(alteration.before or {}), **(alteration.after or {})}
        if alteration.touches(name)
    }


def test_the_log_lists_who_changed_what_when_and_why_newest_first(forum: Store) -> None:
    at = AT + timedelta(hours=1)
    do.change(forum, "forum", setting("party", audience=30), author="Hypatia", why="guests", at=at)
    second, first = forum.history.log("forum")
    assert (second.number, second.author, second.why, second.at) == (2, "Hypatia", "guests", at)
    assert changed(second) == {("party", "audience"): (None, 30)}
    assert (first.number, first.author, first.undoes) == (1, "Office", None)
    assert [(alteration.table, alteration.id) for alteration in first.alterations] == [
        ("conference", "forum"),
        ("organisation", "academy"),
        ("room", "hall"),
        ("room", "yard"),
        ("track", "number"),
        ("participant", "hypatia"),
        ("participant", "noether"),
        ("session", "lecture"),
        ("session", "morning"),
        ("session", "opening"),
        ("session", "party"),
    ]
    assert all(alteration.before is None for alteration in first.alterations)


def test_emptied_and_newly_filled_fields_are_logged(forum: Store) -> None:
    """A field that was emptied is a change like any other."""
    do.change(forum, "forum", setting("party", audience=30), **NOTED)
    do.change(forum, "forum", setting("party", audience=None), **NOTED)
    do.change(forum, "forum", setting("party", audience=0), **NOTED)
    third, second, first, _ = forum.history.log("forum")
    assert [changed(each)["party", "audience"] for each in (first, second, third)] == [
        (None, 30),
        (30, None),
        (None, 0),
    ]


def test_times_are_logged_in_local_time(forum: Store) -> None:
    alteration = forum.history.log("forum", session="lecture")[0].alterations[0]
    assert alteration.after is not None
    assert alteration.after["slot"]["period"] == {
        "start": "2026-11-05T10:00:00+08:00[Asia/Shanghai]",
        "end": "2026-11-05T11:00:00+08:00[Asia/Shanghai]",
    }


def test_the_log_of_a_session_contains_only_its_changes(forum: Store) -> None:
    do.change(forum, "forum", setting("party", audience=1), **NOTED)
    do.change(forum, "forum", setting("lecture", audience=2), **NOTED)
    found = forum.history.log("forum", session="party")
    assert [each.number for each in found] == [2, 1]
    assert {alteration.id for each in found for alteration in each.alterations} == {"party"}
    assert forum.history.log("forum", session="nothing") == ()


def test_the_log_stops_at_its_limit(forum: Store) -> None:
    for n in range(3):
        do.change(forum, "forum", setting("party", audience=n), **NOTED)
    found = forum.history.log("forum", limit=2)
    assert [(each.number, changed(each)) for each in found] == [
        (4, {("party", "audience"): (1, 2)}),
        (3, {("party", "audience"): (0, 1)}),
    ]


def test_a_change_of_order_alone_is_logged(forum: Store) -> None:
    turned = FORUM.model_copy(update={"rooms": FORUM.rooms[::-1]})
    do.change(forum, "forum", replace_by(turned), **NOTED)
    (moved,) = forum.history.log("forum")[0].alterations
    assert moved.before == moved.after
    assert moved.table == "room"


def test_a_change_of_the_zone_is_no_change_of_every_session(forum: Store) -> None:
    conference = FORUM.conference.model_copy(update={"zone": "Europe/Vienna"})
    do.change(forum, "forum", replace_by(FORUM.model_copy(update={"conference": conference})), **NOTED)
    assert changed(forum.history.log("forum")[0]) == {("forum", "zone"): ("Asia/Shanghai", "Europe/Vienna")}


def test_the_log_of_an_unknown_conference_is_refused(store: Store) -> None:
    with pytest.raises(NoSuchConference):
        store.history.log("forum")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_any(one=schedules(), other=schedules())
def test_any_change_is_undone_and_redone(
    store: Store, store_url: str, one: Schedule, other: Schedule
) -> None:
    id_ = one.conference.id
    other = other.model_copy(update={"conference": other.conference.model_copy(update={"id": id_})})
    before = do.change(store, id_, replace_by(one), **NOTED)
    after = do.change(store, id_, replace_by(other), **NOTED)
    if before.revision == after.revision:
        return
    assert do.undo(store, id_, **BACK).schedule == one
    again = do.undo(store, id_, after.revision + 1, **BACK)
    assert again.schedule == other
    with Store.open(store_url) as afresh:
        assert afresh.load(id_) == again


def test_repeated_undo_goes_further_back_and_can_be_undone(forum: Store) -> None:
    for n in (1, 2, 3):
        do.change(forum, "forum", setting("party", audience=n), **NOTED)

    def audience(number: int | None = None) -> int | None:
        return do.undo(forum, "forum", number, **BACK).schedule.session("party").audience

    assert audience() == 2  # change 5 takes 4 back
    assert audience() == 1  # change 6 takes 3 back
    assert audience(6) == 2  # change 7 takes 6 back: 3 stands again
    assert audience() == 1
    assert audience() is None
    assert [each.undoes for each in forum.history.log("forum")] == [2, 3, 6, 3, 4, None, None, None, None]


def test_undo_preserves_other_changes(forum: Store) -> None:
    do.change(forum, "forum", setting("party", audience=9, title="Ball"), **NOTED)
    do.change(forum, "forum", setting("party", status=Status.CANCELLED), **NOTED)
    party = do.undo(forum, "forum", 2, **BACK).schedule.session("party")
    assert (party.audience, party.title, party.status) == (None, PARTY.title, Status.CANCELLED)


def test_a_field_changed_since_is_not_undone_and_is_reported(forum: Store) -> None:
    do.change(forum, "forum", setting("party", audience=9), **NOTED)
    at = AT + timedelta(hours=2)
    do.change(forum, "forum", setting("party", audience=5), author="Noether", why="fewer seats", at=at)
    do.change(forum, "forum", setting("party", plenary=True), **NOTED)
    before = forum.load("forum")
    with pytest.raises(UndoRefused) as caught:
        do.undo(forum, "forum", 2, **BACK)
    assert str(caught.value) == (
        "Change 2 cannot be undone: Noether changed 'Audience' of session 'party' since, "
        "at 2026-01-02 05:04 UTC (fewer seats). Undo change 3 first."
    )
    assert forum.load("forum") == before
    assert do.undo(forum, "forum", 3, **BACK).schedule.session("party").audience == 9
    assert do.undo(forum, "forum", 2, **BACK).schedule.session("party").audience is None


def test_an_addition_edited_since_is_not_undone(forum: Store) -> None:
    do.change(forum, "forum", adding("walk"), **NOTED)
    do.change(forum, "forum", setting("walk", audience=5), **NOTED)
    with pytest.raises(UndoRefused, match="Office changed session 'walk' since"):
        do.undo(forum, "forum", 2, **BACK)


def test_an_addition_referenced_since_is_not_undone(forum: Store) -> None:
    do.change(forum, "forum", adding("walk"), **NOTED)
    do.change(forum, "forum", setting("party", parent="walk"), **NOTED)
    with pytest.raises(UndoRefused, match=r"There is no session 'walk'\."):
        do.undo(forum, "forum", 2, **BACK)


def test_undo_restores_a_removed_entity_in_its_place(forum: Store) -> None:
    do.change(forum, "forum", lambda schedule: without(schedule, "opening"), **NOTED)
    assert do.undo(forum, "forum", **BACK).schedule == FORUM


def test_undo_restores_a_removed_conference_completely(forum: Store) -> None:
    before = do.change(forum, "forum", setting("lecture", status=Status.CANCELLED), **NOTED)
    do.remove(forum, "forum", author="Office", why="called off", at=AT)
    removed = forum.history.log("forum")[0]
    assert {alteration.after for alteration in removed.alterations} == {None}
    back = do.undo(forum, "forum", **BACK)
    assert back.schedule == before.schedule
    assert back.ledger.sessions["lecture"].sequence > before.ledger.sessions["lecture"].sequence


def test_the_first_change_cannot_be_undone(forum: Store) -> None:
    with pytest.raises(UndoRefused, match="Change 1 created the conference"):
        do.undo(forum, "forum", **BACK)


@pytest.mark.parametrize("number", [0, -1, 7])
def test_an_unknown_change_cannot_be_undone(forum: Store, number: int) -> None:
    with pytest.raises(UndoRefused, match=f"There is no change {number}"):
        do.undo(forum, "forum", number, **BACK)


def test_an_undo_racing_with_an_edit_loses_nothing(forum: Store, store_url: str) -> None:
    do.change(forum, "forum", setting("party", audience=9), **NOTED)
    with Store.open(store_url) as other:
        other.load("forum")
        do.change(forum, "forum", setting("lecture", audience=3), **NOTED)
        retained = do.undo(other, "forum", 2, **BACK)
    assert retained.schedule.session("lecture").audience == 3
    assert retained.schedule.session("party").audience is None


def test_blame_shows_the_last_author_of_each_field(forum: Store) -> None:
    do.change(forum, "forum", setting("party", audience=1, title="Ball"), **NOTED)
    at = AT + timedelta(hours=3)
    do.change(forum, "forum", setting("party", audience=2), author="Noether", why="more", at=at)
    do.change(forum, "forum", setting("lecture", audience=2), **NOTED)
    found = {each.field: each for each in forum.history.blame("forum", "party")}
    assert {field: each.number for field, each in found.items()} == {
        "id": 1,
        "uid": 1,
        "title": 2,
        "kind": 1,
        "people": 1,
        "plenary": 1,
        "languages": 1,
        "interpreted": 1,
        "streams": 1,
        "links": 1,
        "status": 1,
        "level": 1,
        "pinned": 1,
        "needs": 1,
        "wishes": 1,
        "audience": 3,
    }
    last = found["audience"]
    assert (last.value, last.author, last.at, last.why) == (2, "Noether", at, "more")
    with pytest.raises(KeyError):
        forum.history.blame("forum", "nothing")


def test_a_session_keeps_its_history_under_another_id(forum: Store) -> None:
    do.change(forum, "forum", setting("party", title="Ball"), author="Noether", why="nicer", at=AT)
    do.change(forum, "forum", setting("party", id="ball"), author="Hypatia", why="as well", at=AT)
    do.change(forum, "forum", setting("ball", id="dance"), author="Hypatia", why="at last", at=AT)
    log = forum.history.log("forum", session="dance")

    assert [entry.number for entry in log] == [4, 3, 2, 1]
    assert changed(log[0]) == {("dance", "id"): ("ball", "dance")}
    found = {each.field: each.number for each in forum.history.blame("forum", "dance")}
    assert (found["id"], found["title"], found["uid"]) == (4, 2, 1)
    assert len(forum.history.log("forum", session="dance", limit=2)) == 2


def test_later_changes_of_a_field_name_their_author(forum: Store) -> None:
    do.change(forum, "forum", setting("party", audience=1), author="Noether", why="", at=AT)
    do.change(forum, "forum", setting("party", plenary=True), author="Hypatia", why="", at=AT)

    def author(since: int, field: str, kind: str = "session") -> str | None:
        found = forum.history.last_change("forum", kind, "party", field, since=since)
        return found.author if found else None

    assert author(1, "audience") == "Noether"
    assert author(1, "plenary") == author(1, "") == "Hypatia"
    assert author(2, "audience") is None
    assert author(1, "title") is None
    assert author(0, "title") == "Office"
    assert author(0, "title", "room") is None


def test_blame_covers_nested_fields() -> None:
    alteration = Alteration("session", "party", {"slot": {"rooms": []}}, {"slot": {"rooms": ["hall"]}})
    assert alteration.touches("slot.rooms")
    assert not alteration.touches("title")


def test_rows_of_the_journal_are_few(store: Store) -> None:
    """What each thing was is written once, when it is no longer so."""
    do.change(store, "forum", replace_by(EMPTY), **NOTED)
    do.change(store, "forum", adding("walk"), **NOTED)
    with store._database.reading() as db:
        written = db.exec_driver_sql("SELECT number, thing, id, before FROM journal ORDER BY 1, 2, 3").all()
    assert [tuple(row) for row in written if row.number == 2] == [(2, "session", "walk", None)]
