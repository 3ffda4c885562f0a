"""What operations return: one shape, and a line for those who print it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import eventkit
from eventkit import editing
from eventkit.office.outcomes import Outcome
from eventkit.office.planning_office import BlocksOutcome

FORUM = eventkit.read(Path(__file__).parents[2] / "fixtures" / "hongqiao-forum.yaml").schedule


def test_operations_that_write_return_one_shape(tmp_path: Path) -> None:
    with eventkit.Store.open(tmp_path / "forum.db") as store:
        office = eventkit.Office(
            store, FORUM.conference.id, author="Ada", clock=lambda: datetime(2027, 1, 1, tzinfo=UTC)
        )
        first = FORUM.in_order[0].id
        imported = office.import_file(eventkit.read(Path("fixtures/hongqiao-forum.yaml")))
        moved = office.edit(lambda now: editing.move_session(now, first, minutes=20), "late")
        undone = office.undo()
        released = office.releases.publish("1.0", force="for a test")
    outcomes = (imported, moved, undone, released)
    assert all(isinstance(outcome, Outcome) for outcome in outcomes)
    assert issubclass(BlocksOutcome, Outcome)
    assert [outcome.revision for outcome in outcomes] == [1, 2, 3, 3]
    assert [bool(outcome.changes) for outcome in outcomes] == [False, True, True, False]
    assert [outcome.changed for outcome in outcomes] == [True, True, True, False]
    assert undone.after == FORUM


def test_what_a_terminal_shows_of_large_values_is_one_short_line(tmp_path: Path) -> None:
    read = eventkit.read(Path("fixtures/hongqiao-forum.yaml"))
    with eventkit.Store.open(tmp_path / "forum.db") as store:
        office = eventkit.Office(
            store, FORUM.conference.id, author="Ada", clock=lambda: datetime(2027, 1, 1, tzinfo=UTC)
        )
        outcome = office.import_file(read)
        stored = store.load(FORUM.conference.id)
        shown = (read, FORUM, outcome, store, office, stored, stored.ledger, office.check())
        shown += (*eventkit.check(FORUM), eventkit.Output(bytes(10_000)))
        lines = [*map(repr, shown), str(FORUM)]
    assert [line for line in lines if len(line) > 200 + len(str(tmp_path)) or "\n" in line] == []
    assert f"conference '{FORUM.conference.id}'" in repr(FORUM)
    assert repr(outcome).startswith("<ImportOutcome: conference")
    assert str(tmp_path) in repr(store)
