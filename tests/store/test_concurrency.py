"""Several at work on one conference: nothing is lost, and nobody sees half a change."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from eventkit.errors import StoreError, StoreProblem, StoreUnavailable
from eventkit.schedule import Schedule
from eventkit.store import Store
from postgresql import Schemas
from store import do
from store.small import FORUM, NOTED, replace_by, setting
from store.writer import SHARED, one_more

WRITER = Path(__file__).parent / "writer.py"

FOUR_OPENERS = """if True:
    import sys
    from multiprocessing import get_context
    import eventkit.store.migrations
    from eventkit.store import Store

    def open_and_close():
        Store.open(sys.argv[1]).close()

    openers = [get_context("fork").Process(target=open_and_close) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    sys.exit([opener.exitcode for opener in openers] != [0] * 4)
"""
"""A program that opens a store in four processes at once: forks, which begin at the same moment."""


def begin(*command: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-W", "error", *command]
    return subprocess.Popen(program, stderr=subprocess.PIPE, text=True)  # noqa: S603


def end(*programs: subprocess.Popen[str]) -> None:
    errors = [program.communicate()[1] for program in programs]
    assert [program.returncode for program in programs] == [0] * len(programs), errors


def test_of_eight_writers_none_loses_a_change(
    store: Store, store_url: str, request: pytest.FixtureRequest
) -> None:
    """All of them write to one session, and two each to another; the journal knows every step."""
    changes = 100 if request.config.getoption("--long") else 6
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    own = [session.id for session in FORUM.sessions] * 2
    end(begin(str(WRITER), store_url, ",".join(own), str(changes)))
    stored = store.load("forum")
    assert stored.revision == 1 + changes * len(own)
    assert {session.id: session.audience for session in stored.schedule.sessions} == dict.fromkeys(
        own, 2 * changes
    ) | {SHARED: changes * len(own)}
    steps = [each.alterations[0].after for each in store.history.log("forum", session=SHARED)]
    assert [step.get("audience") for step in steps if step] == [*range(changes * len(own), 0, -1), None]
    assert Counter(each.author for each in store.history.log("forum")[:-1]) == dict.fromkeys(own, 2 * changes)


def test_the_later_of_two_writers_loses_nothing(store: Store, store_url: str) -> None:
    """Two organisers change two sessions at the same moment: both changes stand."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    with Store.open(store_url) as other:
        seen: list[Schedule | None] = []

        def edit(schedule: Schedule | None) -> Schedule:
            if not seen:
                do.change(other, "forum", setting("lecture", audience=7), **NOTED)
            seen.append(schedule)
            return setting("party", audience=5)(schedule)

        stored = do.change(store, "forum", edit, **NOTED)
        assert len(seen) == 2
        assert stored.revision == 3
        assert (stored.schedule.session("party").audience, stored.schedule.session("lecture").audience) == (
            5,
            7,
        )
        assert other.load("forum") == stored


def test_a_repeatedly_overtaken_writer_eventually_succeeds(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    with Store.open(store_url) as other:
        overtakes = iter([3])

        def edit(schedule: Schedule | None) -> Schedule:
            for _ in range(next(overtakes, 0)):
                do.change(other, "forum", lambda there: one_more(there, "lecture"), **NOTED)
            return one_more(schedule, "party")

        stored = do.change(store, "forum", edit, **NOTED)
    assert stored.schedule.session("party").audience == 1
    assert stored.schedule.session("lecture").audience == 3
    assert stored.revision == 1 + 3 + 1


def test_concurrent_creation_of_one_conference_succeeds_once(store: Store, store_url: str) -> None:
    with Store.open(store_url) as other:
        seen: list[Schedule | None] = []

        def edit(schedule: Schedule | None) -> Schedule:
            if not seen:
                do.change(other, "forum", replace_by(FORUM), **NOTED)
            seen.append(schedule)
            return FORUM

        assert do.change(store, "forum", edit, **NOTED).revision == 1
    assert seen == [None, FORUM]


def numbered(n: int) -> Schedule:
    """The forum with one number written all over it, in rows of many tables."""
    return FORUM.model_copy(
        update={
            "rooms": tuple(room.model_copy(update={"capacity": n}) for room in FORUM.rooms),
            "participants": tuple(
                participant.model_copy(update={"pronouns": str(n)}) for participant in FORUM.participants
            ),
            "sessions": tuple(session.model_copy(update={"audience": n}) for session in FORUM.sessions),
        }
    )


def test_nobody_sees_a_torn_schedule(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(numbered(1)), **NOTED)
    program = """if True:
        import sys
        sys.path[:0] = [sys.argv[2]]
        from eventkit.store import Store
        from store import do
        from store.small import NOTED, replace_by
        from store.test_concurrency import numbered
        with Store.open(sys.argv[1]) as store:
            for n in range(2, 22):
                do.change(store, "forum", replace_by(numbered(n)), **NOTED)
    """
    writer = begin("-c", program, store_url, str(Path(__file__).parents[1]))
    while writer.poll() is None:
        stored = store.load("forum")
        assert stored.schedule == numbered(stored.revision)
    end(writer)
    assert store.load("forum").revision == 21


def test_concurrent_opening_of_a_new_store_creates_one(store_url: str) -> None:
    end(begin("-c", FOUR_OPENERS, store_url))
    with Store.open(store_url) as store:
        assert store.conferences() == ()


def test_nobody_waits_for_a_locked_table_for_ever(postgresql_schemas: Schemas) -> None:
    with postgresql_schemas.empty_store() as url, Store.open(url) as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
        with Store.open(url, patience=0.1) as waiting, store._database.write.begin() as db:
            db.exec_driver_sql("LOCK TABLE revision IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(StoreUnavailable) as caught:
                waiting.load("forum")
    assert caught.value.problem is StoreProblem.BUSY


def test_a_writer_waiting_too_long_for_a_lock_is_refused(store: Store, store_url: str) -> None:
    stored = do.change(store, "forum", replace_by(FORUM), **NOTED)
    with Store.open(store_url, patience=0.1) as waiting, store._database.writing("forum"):
        assert waiting.load("forum") == stored  # reading never waits
        with pytest.raises(StoreError, match="is in use by another program"):
            do.change(waiting, "forum", setting("party", audience=1), **NOTED)
    assert do.change(store, "forum", setting("party", audience=1), **NOTED).revision == 2
