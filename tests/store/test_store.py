"""What every store does, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, example, settings
from hypothesis import given as for_any

from eventkit.errors import NoSuchConference
from eventkit.ledger import Ledger
from eventkit.model import Role, Status
from eventkit.schedule import Schedule
from eventkit.store import ImportedSource, Store
from eventkit.store.release_store import release_body
from store import do
from store.small import AT, EMPTY, FORUM, NOTED, adding, replace_by, setting, with_session
from strategies import schedules


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_any(schedules())
@example(EMPTY)
@example(FORUM)
def test_any_schedule_its_import_and_its_release_are_stored_unchanged(
    store: Store, store_url: str, schedule: Schedule
) -> None:
    """Examples follow one another in one store: each is a change from any schedule to any other as well."""
    conference = schedule.conference.id
    came = ImportedSource("any", schedule)
    stored = do.change(store, conference, replace_by(schedule), came=came, **NOTED)
    with Store.open(store_url) as afresh:
        assert afresh.load(conference) == stored
        assert stored.schedule == schedule
        assert afresh.imports.last(conference, "any") == schedule
        name = str(len(store.releases.all(conference)) + 1)
        release = do.release(store, conference, name, author="Office", at=AT + timedelta(days=1))
        found = afresh.releases.load(conference, name)
    assert (found.schedule, found.release) == (schedule, release)
    assert release.revision == stored.revision
    assert release.sha256 == sha256(release_body(found.schedule, found.ledger)).hexdigest()


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.conferences() == ()
    with pytest.raises(NoSuchConference, match="no conference 'forum': it is empty"):
        store.load("forum")


def test_conferences_are_listed_by_id_with_their_last_change(store: Store) -> None:
    other = FORUM.model_copy(update={"conference": FORUM.conference.model_copy(update={"id": "academy-day"})})
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    do.change(store, "academy-day", replace_by(other), **NOTED)
    later = AT + timedelta(hours=1)
    do.change(store, "forum", setting("party", audience=3), author="Hypatia", why="guests", at=later)
    first, second = store.conferences()
    assert (first.id, first.revision, first.author, first.changed) == ("academy-day", 1, "Office", AT)
    assert (second.id, second.revision, second.author, second.changed) == ("forum", 2, "Hypatia", later)
    assert (second.title, second.start) == (FORUM.conference.title, FORUM.conference.start)


def test_an_unknown_conference_is_reported_with_the_existing_ones(store: Store) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    with pytest.raises(NoSuchConference) as caught:
        store.load("congress")
    assert caught.value.present == ("forum",)


def test_an_edit_receives_the_current_schedule(store: Store) -> None:
    seen: list[Schedule | None] = []

    def edit(schedule: Schedule | None) -> Schedule:
        seen.append(schedule)
        return FORUM

    do.change(store, "forum", edit, **NOTED)
    do.change(store, "forum", edit, **NOTED)
    assert seen == [None, FORUM]


def test_an_edit_without_changes_makes_no_revision(store: Store) -> None:
    before = do.change(store, "forum", replace_by(FORUM), **NOTED)
    after = do.change(
        store, "forum", replace_by(FORUM), author="Other", why="nothing", at=AT + timedelta(days=1)
    )
    assert after == before
    assert store.conferences()[0].author == "Office"


def test_each_change_has_the_next_revision(store: Store) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    revisions = [do.change(store, "forum", setting("party", audience=n), **NOTED).revision for n in (1, 2, 3)]
    assert revisions == [2, 3, 4]


def test_an_edit_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    stored = do.change(store, "forum", replace_by(FORUM), **NOTED)

    def fails(_: Schedule | None) -> Schedule:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do.change(store, "forum", fails, **NOTED)
    assert store.load("forum") == stored


def test_an_edit_cannot_give_a_conference_another_id(store: Store) -> None:
    with pytest.raises(ValueError, match="gave conference 'congress' the id 'forum'"):
        do.change(store, "congress", replace_by(FORUM), **NOTED)
    assert store.conferences() == ()


def test_the_time_of_a_change_is_aware_and_stored_exactly(store: Store) -> None:
    with pytest.raises(ValueError, match="aware"):
        do.change(store, "forum", replace_by(FORUM), author="", why="", at=datetime(2026, 1, 1))  # noqa: DTZ001
    at = datetime(2026, 1, 2, 11, 4, 5, 678901, tzinfo=timezone(timedelta(hours=8)))
    stored = do.change(store, "forum", replace_by(FORUM), author="Office", why="", at=at)
    assert stored.ledger.revised == at
    assert store.conferences()[0].changed == at
    assert store.conferences()[0].changed.tzinfo is UTC


def test_an_unstorable_author_name_is_cleaned(store: Store) -> None:
    """The names of a system's users are any bytes."""
    do.change(store, "forum", replace_by(FORUM), author=" Off\x00ice\udcff ", why="\ud800", at=AT)
    assert store.conferences()[0].author == "Office"


def test_the_ledger_follows_the_changes(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    later = AT + timedelta(hours=1)
    stored = do.change(
        store, "forum", setting("lecture", status=Status.CANCELLED), author="Office", why="ill", at=later
    )
    cancelled = with_session(FORUM, "lecture", status=Status.CANCELLED)
    assert stored.ledger == Ledger.first(FORUM, AT).after(FORUM, cancelled, later)
    assert stored.ledger.sessions["lecture"].sequence == 1
    with Store.open(store_url) as afresh:
        assert afresh.load("forum") == stored


def test_order_is_preserved_through_every_kind_of_move(store: Store, store_url: str) -> None:
    """Rooms turned round, people turned round, a session put in first, one taken from the middle."""
    turned = FORUM.model_copy(update={"rooms": FORUM.rooms[::-1], "participants": FORUM.participants[::-1]})
    people = turned.session("opening").people
    steps = (
        replace_by(FORUM),
        replace_by(turned),
        setting("opening", people=people[::-1]),
        setting("opening", people=(people[1].model_copy(update={"role": Role.HOST}), *people)),
        adding("welcome", at=0),
        setting("lecture", parent=None),
        setting("opening", parent="party"),
    )
    for edit in steps:
        stored = do.change(store, "forum", edit, **NOTED)
        with Store.open(store_url) as afresh:
            assert afresh.load("forum") == stored


def test_a_removed_conference_is_gone_and_its_revision_numbers_continue(store: Store) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    do.remove(store, "forum", author="Office", why="called off", at=AT)
    assert store.conferences() == ()
    with pytest.raises(NoSuchConference):
        store.load("forum")
    with pytest.raises(NoSuchConference):
        do.remove(store, "forum", **NOTED)
    assert do.change(store, "forum", replace_by(FORUM), **NOTED).revision == 3


def test_removing_one_conference_leaves_another(store: Store, store_url: str) -> None:
    other = FORUM.model_copy(update={"conference": FORUM.conference.model_copy(update={"id": "other"})})
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    stored = do.change(store, "other", replace_by(other), **NOTED)
    do.remove(store, "forum", **NOTED)
    with Store.open(store_url) as afresh:
        assert afresh.load("other") == stored
