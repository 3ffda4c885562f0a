"""How the server does with ten organisers and two hundred listeners: what an edit costs, and what is lost.

The server is a process of its own, over an SQLite file with a thousand sessions, or over another store. Each
organiser moves sessions of their own and waits a little; each listener has an open event stream. Every
listener has to receive every change, each session has to be where it was put last, and the memory has to stay
where it was after the first tenth of the time.

    python -m benchmarks.board --minutes 5
    python -m benchmarks.board --minutes 1 --store postgresql://localhost/empty
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.made import made_schedule
from eventkit import Office, Store
from eventkit.web.users_file import AccessLevel, User, hash_password, write_user

SESSIONS, PEOPLE = 1_000, 800
ORGANISERS, LISTENERS = 10, 200
PAUSE = 2.0
"""How long an organiser thinks between two edits, in seconds, on average."""

PASSWORD = "correct horse"  # noqa: S105 - of a server that lives for a minute

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Tally:
    """What was seen.

    Attributes:
        sent: When each revision was asked for.
        answers: How long each edit took, in seconds.
        arrivals: How long each message took to each listener, in seconds.
        statuses: How many answers had each status.
        seen: The numbers of changes that each listener received.
        places: Where each session was put last.
        lost: How many streams were closed.
    """

    sent: dict[int, float] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)
    arrivals: list[tuple[int, float]] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seen: list[list[int]] = field(default_factory=list)
    places: dict[str, Any] = field(default_factory=dict)
    lost: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--listeners", type=int, default=LISTENERS)
    parser.add_argument("--store", default="", help="the URL of an empty store; an SQLite file if omitted")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), options.store) as (process, port):
        asyncio.run(run(process.pid, port, options.minutes * 60, options.listeners))


@contextmanager
def server(folder: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server over a store that was just made."""
    url, users = url or f"sqlite:///{folder / 'eventkit.db'}", folder / "users.txt"
    schedule = made_schedule(SESSIONS, PEOPLE)
    with Store.open(url) as store:
        Office(store, schedule.conference.id, author="made", clock=lambda: datetime.now(UTC)).create(schedule)
    hashed = hash_password(PASSWORD)
    for number in range(ORGANISERS):
        write_user(users, User(f"organiser-{number}", AccessLevel.EDITOR, hashed))
    command = [sys.executable, "-m", "eventkit", "--store", url, "serve", "start", "--port", "0"]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [*command, "--users", str(users)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = re.search(r":(\d+)/", process.stdout.readline())
    assert address is not None
    try:
        yield process, int(address[1])
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)


async def run(pid: int, port: int, seconds: float, count: int) -> None:
    tally = Tally()
    browsers = [await Browser.sign_in(port, f"organiser-{number}") for number in range(ORGANISERS)]
    conference = made_schedule(10, 10).conference.id
    state = await browsers[0].state(conference)
    loop = asyncio.get_running_loop()
    for number in range(count):
        listener = partial(EventListener, browsers[number % ORGANISERS], conference, tally)
        await loop.create_connection(listener, "127.0.0.1", port)
    await asyncio.sleep(2)
    talks = [session for session in state["sessions"] if session["start"] and session["parent"]]
    end = time.perf_counter() + seconds
    processor, memory = usage(pid)
    marks = [memory]
    organisers = [
        asyncio.create_task(organise(browser, conference, talks[number::ORGANISERS], tally, end))
        for number, browser in enumerate(browsers)
    ]
    while time.perf_counter() < end:
        await asyncio.sleep(seconds / 10)
        marks.append(usage(pid)[1])
    await asyncio.gather(*organisers)
    await asyncio.sleep(2)
    await check_places(browsers[0], conference, tally)
    report(tally, usage(pid)[0] - processor, marks, seconds, count)


def usage(pid: int) -> tuple[float, float]:
    """The processor time of a process in seconds, and its memory in megabytes."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS, int(fields[21]) * PAGE / 1e6


@dataclass
class Browser:
    """A signed-in browser.

    Attributes:
        port: The port of the server.
        cookie: Its cookie.
        token: The form token of its pages.
    """

    port: int
    cookie: str
    token: str = ""

    @classmethod
    async def sign_in(cls, port: int, name: str) -> Browser:
        body = f"name={name}&password={PASSWORD.replace(' ', '+')}&next="
        head, _ = await cls(port, "").request("POST", "/sign-in", body, "application/x-www-form-urlencoded")
        cookie = re.search(r"set-cookie: ([^;]+)", head)
        assert cookie, head
        browser = cls(port, cookie[1])
        conference = made_schedule(10, 10).conference.id
        _, page = await browser.request("GET", f"/board/{conference}")
        token = re.search(r'name="form-token" content="([^"]+)"', page)
        assert token, page
        browser.token = token[1]
        return browser

    async def request(
        self, method: str, path: str, body: str = "", media_type: str = "application/json"
    ) -> tuple[str, str]:
        """The head and the body of the answer to a request, over a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n"
            f"X-Form-Token: {self.token}\r\nContent-Type: {media_type}\r\n"
            f"Content-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body.encode())
        answer = (await reader.read(-1)).decode()
        writer.close()
        first, _, rest = answer.partition("\r\n\r\n")
        return first, rest

    async def state(self, conference: str) -> Any:
        _, body = await self.request("GET", f"/api/{conference}/state")
        return json.loads(body)


async def organise(
    browser: Browser, conference: str, talks: Sequence[Mapping[str, Any]], tally: Tally, end: float
) -> None:
    """Move sessions to and back, one after the other, until the end.

    No more than one of them is away at a time: findings, and the memory that they take, stay as many.
    """
    chance = random.Random(browser.cookie)  # noqa: S311 - no secret
    places = {talk["id"]: {name: talk[name] for name in ("start", "end", "rooms")} for talk in talks}
    away = ""
    while time.perf_counter() < end:
        id_ = away or chance.choice([*places])
        seen = places[id_]
        by = timedelta(minutes=-5 if away else 5)
        away = "" if away else id_
        to = {
            name: (datetime.fromisoformat(seen[name]) + by).isoformat(timespec="minutes")
            for name in ("start", "end")
        } | {"rooms": seen["rooms"]}
        edit = {"op": "place", "session": id_, "seen": seen, "to": to}
        start = time.perf_counter()
        head, body = await browser.request(
            "POST", f"/api/{conference}/edits", json.dumps({"id": str(chance.random()), "edits": [edit]})
        )
        status = int(head.split()[1])
        tally.statuses[status] = tally.statuses.get(status, 0) + 1
        if status == 200:
            tally.places[id_] = to
            answer = json.loads(body)
            tally.answers.append(time.perf_counter() - start)
            tally.sent[answer["number"]] = start
            places[id_] = to
        await asyncio.sleep(chance.uniform(0.5, 1.5) * PAUSE)


class EventListener(asyncio.Protocol):
    """A connection that receives the events of a conference.

    Args:
        browser: The browser.
        conference: The id of the conference.
        tally: Where arrivals are noted.
    """

    NUMBER = re.compile(rb'data: \{"number":(\d+)')

    def __init__(self, browser: Browser, conference: str, tally: Tally) -> None:
        self._head = (
            f"GET /api/{conference}/events HTTP/1.1\r\nHost: 127.0.0.1:{browser.port}\r\n"
            f"Cookie: {browser.cookie}\r\n\r\n"
        )
        self._tally = tally
        self._numbers: list[int] = []
        tally.seen.append(self._numbers)
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._head.encode())

    def data_received(self, data: bytes) -> None:
        data, at = self._rest + data, time.perf_counter()
        end = data.rfind(b"\n") + 1
        for match in self.NUMBER.finditer(data, 0, end):
            self._numbers.append(int(match[1]))
            self._tally.arrivals.append((int(match[1]), at))
        self._rest = data[end:]

    def connection_lost(self, _: Exception | None) -> None:
        self._tally.lost += 1


async def check_places(browser: Browser, conference: str, tally: Tally) -> None:
    """Check that each session is where its organiser last put it."""
    state = await browser.state(conference)
    found = {session["id"]: session for session in state["sessions"]}
    for id_, place in tally.places.items():
        assert {name: found[id_][name] for name in place} == place, f"an edit of {id_} is lost"


def report(tally: Tally, processor: float, marks: Sequence[float], seconds: float, count: int) -> None:
    edits = len(tally.answers)
    every = sorted(tally.sent)
    missing = sum(len({*every} - {*numbers}) for numbers in tally.seen)
    delays = [at - tally.sent[number] for number, at in tally.arrivals if number in tally.sent]
    print(f"{SESSIONS} sessions, {ORGANISERS} organisers, {count} listeners, {seconds:.0f} s\n")
    show("edits carried out", f"{edits:,}")
    show("answers by status", str(tally.statuses))
    show("answer to an edit, median and 95 %", spread(tally.answers))
    show("change at a listener after it was sent, the same", spread(delays))
    show("processor time of the server for each edit", f"{1000 * processor / max(edits, 1):,.1f} ms")
    show("messages received", f"{len(tally.arrivals):,}")
    show("messages missing", f"{missing:,}")
    show("streams closed", f"{tally.lost:,}")
    show("memory after a tenth, and at the end", f"{marks[1]:,.0f} and {marks[-1]:,.0f} MB")
    show(
        "load of the machine, of one, five and fifteen minutes",
        "{:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg()),
    )
    assert missing == 0, "messages are missing"
    assert tally.lost == 0, "streams were closed"
    assert marks[-1] <= 1.15 * marks[1] + 10, "the memory grows"


def show(what: str, value: str) -> None:
    print(f"{what:<52}{value:>26}")


def spread(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "–"
    return f"{1000 * median(seconds):,.0f} and {1000 * quantiles(seconds, n=20)[-1]:,.0f} ms"


if __name__ == "__main__":
    main()
