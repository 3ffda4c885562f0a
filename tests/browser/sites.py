"""Sites of the browser tests: built in a folder, and served by a plain file server below a path."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
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


def large_day() -> Schedule:
    """A day of 260 talks of 5 to 50 minutes in 20 rooms and 40 tracks."""
    sessions = []
    begin = datetime(2027, 9, 4, 8, tzinfo=UTC)
    for room in range(20):
        at = begin + timedelta(minutes=5 * (room % 3))
        for turn in range(13):
            minutes = (25, 5, 50, 15, 30, 10, 20)[(room + turn) % 7]
            number = room * 13 + turn
            sessions.append(
                {
                    "id": f"talk-{number}",
                    "uid": f"00000000-0000-4000-8000-{number:012}",
                    "title": f"Number {number}: what the tables of the harbour say about rain in a dry year",
                    "track": f"track-{room * 2 + turn // 7}",
                    "people": [{"participant": f"p{number % 70}", "role": "speaker"}],
                    "slot": {
                        "period": {"start": at, "end": at + timedelta(minutes=minutes)},
                        "rooms": [f"room-{room}"],
                    },
                }
            )
            at += timedelta(minutes=minutes + 5 * (turn % 2))
    return Schedule(
        conference={
            "id": "large",
            "uid": "00000000-0000-4000-9000-000000000000",
            "title": {"en": "Assembly of Tables", "ar": "ملتقى الجداول"},
            "start": begin.date(),
            "end": begin.date(),
            "zone": "Africa/Cairo",
            "languages": ["en", "ar"],
        },
        rooms=[{"id": f"room-{n}", "name": f"Room {n + 1}"} for n in range(20)],
        tracks=[
            {"id": f"track-{n}", "name": f"Track {n + 1}", "code": f"{n + 10}", "colour": "#2a6099"}
            for n in range(40)
        ],
        participants=[{"id": f"p{n}", "name": f"{chr(65 + n % 20)}nna Name{n}"} for n in range(70)],
        sessions=sessions,
    )


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
