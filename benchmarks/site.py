"""How fast the public site is made, how large its pages are, and how long a browser works on one.

Making is measured in seconds of processor time, beside the calendars alone. Pages are opened in Chromium with
the processor slowed down four times, as on a phone: what counts is how long the main thread is busy until the
page is painted. A floor page has the titles in one plain list. With the script of pretalx's schedule
(AGPL-3.0, from its wheel: ``pip install --no-deps --target DIR pretalx``), the same sessions are opened with
that, too:

    python -m benchmarks.site --pretalx DIR/pretalx/static/agenda/js/pretalx-schedule.min.js

The schedule is a made one; ``--schedule schedule.xml`` measures that of a conference, in any format that
eventkit reads.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from tests.browser import chromium

from benchmarks.made import made_schedule
from eventkit import Ledger, Schedule, read, site
from eventkit.model import RoomId, TrackId
from eventkit.plugins.exporters import Context, get_exporter
from eventkit.public_pages.page_addresses import calendar_file, data_file

WRITTEN = datetime(2026, 9, 1, 8, tzinfo=UTC)
LANGUAGES = ("en", "zh")
BASE = "https://conference.example/2026"
RUNS = 5
SLOWED = 4
"""How many times slower a phone is than the processor of this machine."""

SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description="Speed and size of the public site.")
    parser.add_argument("--pretalx", type=Path, help="pretalx-schedule.min.js, to compare with")
    parser.add_argument(
        "--schedule", type=Path, help="the schedule of a conference, in the place of a made one"
    )
    arguments = parser.parse_args()
    widget: Path | None = arguments.pretalx
    own = read(arguments.schedule).schedule if arguments.schedule else None
    files = make(own or made_schedule(1_000))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one_day = own or made_schedule(250, people=300, days=1, rooms=24)
        day = write_day(one_day, folder)
        sizes(files, folder / day)
        write_floor(one_day, folder)
        pages = {"floor: a plain list": "floor.html", "the page of a day": day}
        if widget is not None:
            write_widget(one_day, widget, folder)
            pages["pretalx, the same sessions"] = "pretalx.html"
        browse(folder, pages)


def make(schedule: Schedule) -> Mapping[str, bytes]:
    """The files of a site in two languages; prints how long they take."""
    ledger = Ledger.first(schedule, WRITTEN)
    exporters = {"schedule.json": get_exporter("schedule-json"), "schedule.xml": get_exporter("schedule-xml")}

    def make_feeds() -> dict[str, bytes]:
        options = {"base": f"{BASE}/calendars", "pages": BASE, "together": False}
        folder: Any = get_exporter("calendars").export(
            schedule, Context(ledger=ledger, languages=LANGUAGES, options=options)
        )
        feeds = {calendar_file(path): data for path, data in folder.files.items() if path != folder.index}
        for name, exporter in exporters.items():
            output: Any = exporter.export(schedule, Context(ledger=ledger))
            feeds[data_file(name)] = output.data
        return feeds

    feeds, feed_seconds = processor_time(make_feeds)
    made: Mapping[str, bytes]
    made, seconds = processor_time(
        lambda: site(schedule, ledger=ledger, languages=LANGUAGES, base=BASE, feeds=feeds).files
    )
    print(
        f"{f'{len(schedule.sessions):,} sessions in two languages':<45}{'seconds':>9}{'files':>9}{'MiB':>9}"
    )
    for name, spent, result in (("calendars and data", feed_seconds, feeds), ("pages", seconds, made)):
        print(f"{name:<45}{spent:>9.2f}{len(result):>9,}{sum(map(len, result.values())) / 2**20:>9.1f}")
    print(f"{'together':<45}{feed_seconds + seconds:>9.2f}   (at most 5)\n")
    return made


def sizes(files: Mapping[str, bytes], day: Path) -> None:
    """Print the compressed size of what a reader loads."""
    packs = [data for path, data in files.items() if path.startswith("offline/")]
    sessions = [data for path, data in files.items() if path.startswith("en/sessions/")]
    [script] = (data for path, data in files.items() if path.startswith("assets/site."))
    print(f"{'bytes, compressed with gzip':<45}{'bytes':>9}{'at most':>12}")
    for name, data, limit in (
        ("page of a day, the largest", [day.read_bytes()], 40_000),
        ("page of a session, the largest", sessions, 3_000),
        ("script", [script], 6_000),
        ("pack for reading offline, the largest", packs, 1_000_000),
    ):
        print(f"{name:<45}{max(len(gzip.compress(one, 9)) for one in data):>9,}{limit:>12,}")
    print()


def processor_time(make: Callable[[], Any]) -> tuple[Any, float]:
    """A result, with the seconds of processor time that it took."""
    begin = time.process_time()
    result = make()
    return result, time.process_time() - begin


def write_day(schedule: Schedule, folder: Path) -> str:
    """Write a site in English; returns the path of the page of its largest day."""
    files = site(schedule, ledger=Ledger.first(schedule, WRITTEN), languages=["en"]).files
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    days = [path for path in files if path.startswith("en/days/")]
    return max(days, key=lambda path: len(files[path]))


def write_floor(schedule: Schedule, folder: Path) -> None:
    """Write the same titles as one list without any style."""
    items = "".join(f"<li><a href='#'>{escape(session.title['en'])}</a>" for session in schedule.sessions)
    (folder / "floor.html").write_text(f"<!doctype html><meta charset=utf-8><ol>{items}</ol>", "utf-8")


def write_widget(schedule: Schedule, script: Path, folder: Path) -> None:
    """Write a page with the schedule of pretalx, and its data in the form of its `build_data`."""
    rooms = {room.id: number for number, room in enumerate(schedule.rooms, start=1)}
    tracks = {track.id: number for number, track in enumerate(schedule.tracks, start=1)}
    written = WRITTEN.isoformat()
    data = {
        "talks": list(widget_talks(schedule, rooms, tracks)),
        "version": "1",
        "schedule_id": 1,
        "timezone": schedule.conference.zone,
        "event_start": schedule.conference.start.isoformat(),
        "event_end": schedule.conference.end.isoformat(),
        "tracks": [
            {"id": tracks[track.id], "name": dict(track.name), "description": {}, "color": track.colour}
            for track in schedule.tracks
        ],
        "rooms": [
            {"id": rooms[room.id], "name": dict(room.name), "description": {}} for room in schedule.rooms
        ],
        "speakers": [
            {"code": person.id, "name": person.name[0].full, "avatar": "", "updated": written}
            for person in schedule.participants
        ],
    }
    feed = folder / "schedule" / "widgets" / "schedule.json"
    feed.parent.mkdir(parents=True, exist_ok=True)
    feed.write_text(json.dumps(data), "utf-8")
    (folder / "pretalx.js").write_bytes(script.read_bytes())
    zone = schedule.conference.zone
    (folder / "pretalx.html").write_text(
        "<!doctype html><html lang=en><meta charset=utf-8><script type=module src=pretalx.js></script>"
        f'<pretalx-schedule event-url="./" locale="en" timezone="{zone}"></pretalx-schedule>',
        "utf-8",
    )


def widget_talks(
    schedule: Schedule, rooms: Mapping[RoomId, int], tracks: Mapping[TrackId, int]
) -> Iterator[Mapping[str, Any]]:
    """The talks of `build_data`."""
    for number, session in enumerate(schedule.sessions, start=1):
        if session.slot is None:
            continue
        period = session.slot.period
        yield {
            "code": f"T{number}",
            "id": number,
            "title": session.title["en"],
            "abstract": session.abstract["en"] if session.abstract else "",
            "speakers": [person.participant for person in session.people],
            "track": tracks[session.track] if session.track is not None else None,
            "start": schedule.wall(period.start).isoformat(),
            "end": schedule.wall(period.end).isoformat(),
            "room": rooms[schedule.rooms_of(session)[0]],
            "duration": period.minutes,
            "updated": WRITTEN.isoformat(),
            "state": None,
            "content_locale": "en",
            "do_not_record": None,
        }


def browse(folder: Path, pages: Mapping[str, str]) -> None:
    """Print how long the main thread of a browser is busy with each page."""
    heading = f"main thread, processor slowed {SLOWED} times"
    print(f"{heading:<45}{'seconds':>9}{'elements':>10}{'floor = 1':>11}{'day = 1':>9}")
    with serve(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find())
        found = {name: open_page(browser, address + path) for name, path in pages.items()}
        browser.close()
    floor, day = (seconds for seconds, _ in list(found.values())[:2])
    for name, (seconds, elements) in found.items():
        print(f"{name:<45}{seconds:>9.2f}{elements:>10,}{seconds / floor:>11.1f}{seconds / day:>9.1f}")


def open_page(browser: Browser, address: str) -> tuple[float, int]:
    """The median of seconds until a page is painted in a browser without a cache, and its elements."""
    spent, elements = [], 0
    for _ in range(RUNS):
        context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate(SETTLED)
        metrics = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
        spent.append(metrics["TaskDuration"])
        elements = page.evaluate(ELEMENTS)
        context.close()
    return statistics.median(spent), elements


ELEMENTS = """() => {
  const count = (root) => [...root.querySelectorAll("*")].reduce(
    (sum, element) => sum + 1 + (element.shadowRoot ? count(element.shadowRoot) : 0), 0);
  return count(document);
}"""


class QuietHandler(SimpleHTTPRequestHandler):
    """A handler that logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Log nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a server of a folder, while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
