"""Sites of the browser tests: built in a folder, and served by a plain file server below a path."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda
from eventkit.outputs.site import site
from eventkit.public_pages.page_addresses import calendar_file
from eventkit.schedule import Schedule

WRITTEN = datetime(2027, 9, 1, 8, tzinfo=UTC)

LANGUAGES = ("en", "zh", "ar")


def build(schedule: Schedule, folder: Path, languages: tuple[str, ...] = LANGUAGES, **options: Any) -> None:
    """Write the site of a schedule into a folder, which then contains these files and no others.

    Calendars of all sessions are part of it.
    """
    ledger = Ledger.first(schedule, WRITTEN)
    calendars = {
        calendar_file(f"{language}/all.ics"): agenda(schedule, ledger=ledger, languages=[language]).data
        for language in languages
    }
    files = site(schedule, ledger=ledger, languages=languages, feeds=calendars, **options).files
    for former in [path for path in folder.rglob("*") if path.is_file()]:
        if former.relative_to(folder).as_posix() not in files:
            former.unlink()
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


class QuietHandler(SimpleHTTPRequestHandler):
    """A handler that logs nothing and lets browsers cache nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Log nothing."""

    def end_headers(self) -> None:
        """Send the headers, after one that makes browsers ask each time."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a server of a folder, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
