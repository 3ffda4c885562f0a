"""A server over a small conference, and browsers of each level, for all tests of the server."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any, TypeVar

import anyio
from starlette.testclient import TestClient

from eventkit.formats import read_file
from eventkit.outputs.site.session_entries import session_key
from eventkit.schedule import Schedule
from eventkit.store import Store
from eventkit.web.access import AccessPolicy, Visitor
from eventkit.web.application import build_application
from eventkit.web.jobs import Job, JobRequest, JobState
from eventkit.web.published_sites import build_site
from eventkit.web.users_file import AccessLevel, User, UsersFile
from eventkit.web.web_server import ServerSettings, WebServer
from two_days import slot, talk, two_days

T = TypeVar("T")

HOST = "testserver"
CONFERENCE = "days"
NOW = datetime(2027, 4, 1, 9, tzinfo=UTC)
PATIENCE = 60
"""Seconds in which a server answers, on a machine with much else to do."""

CHEAP_HASH = "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$rkTI9fAgA7thDzzR8FHXhMiojYBreJBmYTkEzWypBCQ"
"""The hash of ``correct horse`` with little cost."""


def small_schedule(**changes: Any) -> Schedule:
    """The two days with a block of two parts, talks with people, and one without a time."""

    def report(id_: str, **fields: Any) -> dict[str, Any]:
        return talk(id_, {"en": f"Talk {id_}", "zh": f"报告 {id_}"}, **fields)

    sessions = [
        report("opening", kind="ceremony", slot=slot(1, "09:00", "09:30", "hall")),
        report("dust", slot=slot(1, "10:00", "10:30", "hall"), people=["vera"], track="stars"),
        report("light", slot=slot(1, "11:00", "11:20", "annex"), people=["ana"]),
        report("block", kind="block", slot=slot(2, "09:00", "10:30", "annex")),
        report("first", slot=slot(2, "09:00", "09:30"), parent="block", people=["lin"]),
        report("second", slot=slot(2, "09:30", "10:00"), parent="block"),
        report("late", minutes=20, people=["vera"]),
    ]
    return two_days(CONFERENCE, sessions, **changes)


def selection(schedule: Schedule, *ids: str) -> str:
    """The address of the English calendar of chosen sessions."""
    keys = [session_key(schedule.session(id_).uid) for id_ in ids]
    return f"/site/{CONFERENCE}/calendars/en/mine/{'.'.join(keys)}.ics"


@dataclass
class Browser:
    """A signed-in browser.

    Attributes:
        client: The client, which sends the cookie.
        token: The form token of its pages.
    """

    client: TestClient
    token: str = ""

    def get(self, path: str, **options: Any) -> Any:
        """The answer to a GET."""
        return self.client.get(path, **options)

    def api(self, path: str) -> Any:
        """The JSON at a path of the conference."""
        return self.client.get(f"/api/{CONFERENCE}/{path}").json()

    def post(self, path: str, body: Mapping[str, Any], *, status: int = 200, method: str = "POST") -> Any:
        """The JSON of the answer to a request, which has the status expected."""
        response = self.client.request(
            method, f"/api/{CONFERENCE}/{path}", content=json.dumps(body), headers=self.headers
        )
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request by the board's script."""
        return {"x-form-token": self.token, "content-type": "application/json"}

    def place(self, session: str, to: Mapping[str, Any] | None, *, seen: Any = None, **options: Any) -> Any:
        """The answer to a move of a session from where the state has it."""
        if seen is None:
            seen = place_of(self.api("state"), session)
        nowhere = {"start": None, "end": None, "rooms": []}
        edit = {"op": "place", "session": session, "seen": seen, "to": to or nowhere}
        status = options.pop("status", 200)
        return self.post("edits", {"id": "", "edits": [edit], **options}, status=status)


def place_of(state: Mapping[str, Any], session: str) -> dict[str, Any]:
    """The place of a session in a state or an answer."""
    found = next(each for each in state["sessions"] if each["id"] == session)
    return {name: found[name] for name in ("start", "end", "rooms")}


def users_file(folder: Path) -> UsersFile:
    """A file with a user of each level, named after it, with the password ``correct horse``."""
    path = folder / "users.txt"
    levels = [level for level in AccessLevel if level]
    path.write_text("".join(User(level.word, level, CHEAP_HASH).line() for level in levels), "utf-8")
    return UsersFile(path)


def run_async(main: Callable[..., Awaitable[T]], *arguments: Any) -> T:
    """The result of a coroutine function in another thread: browsers of tests have a loop in this one."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(anyio.run, main, *arguments).result()


class ServerKit:
    """A server under test."""

    def __init__(self, store: Store, users: UsersFile, **settings: Any) -> None:
        self.store = store
        self.seconds = 0.0
        self.server = WebServer(
            store,
            ServerSettings(
                host="127.0.0.1", port=8400, url=f"http://{HOST}", **({"poll_seconds": 0.05} | settings)
            ),
            AccessPolicy(users=users),
            clock=lambda: NOW,
            monotonic=self.monotonic,
            build_site=build_site,
            read_upload=read_file,
        )
        self.app = build_application(self.server)
        self.client = TestClient(self.app, base_url=f"http://{HOST}", follow_redirects=False)

    def monotonic(self) -> float:
        """The clock of the server, in seconds; tests move it on."""
        return self.seconds

    def browser(self, level: str = "editor") -> Browser:
        """A browser of a user; ``public`` is signed in as nobody."""
        client = TestClient(self.app, base_url=f"http://{HOST}", follow_redirects=False)
        client.portal = self.client.portal
        if level == "public":
            return Browser(client)
        cookie = self.server.access.sign_in(level, "correct horse", "127.0.0.1")
        assert cookie is not None
        client.cookies.set(self.server.access.cookie, cookie)
        users = self.server.access.policy.users
        user = users and users.find(level)
        assert user
        visitor = Visitor(level, user.level, (user.password.encode(),))
        return Browser(client, self.server.access.form_token(visitor))


def finished_job(kit: ServerKit, kind: str, result: Any, level: AccessLevel = AccessLevel.VIEWER) -> Job:
    """A job of the publisher that is done, with its result."""
    change = kit.store.version(CONFERENCE).change
    request = JobRequest(kind, "publisher", CONFERENCE, change, lambda *_: {}, level)
    job = Job("finished", request, JobState.DONE, 1.0, "done", result=result, ended=kit.seconds)
    kit.server.jobs._jobs[job.id] = job
    return job


class EventStream:
    """An open connection for server-sent events."""

    def __init__(self, kit: ServerKit, browser: Browser, *, since: str = "", tab: str = "") -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())
        headers = {"host": HOST, "cookie": cookies, "last-event-id": since}
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": f"/api/{CONFERENCE}/events",
            "raw_path": b"",
            "root_path": "",
            "query_string": f"tab={tab}".encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
            "client": ("127.0.0.1", 50_000),
            "server": (HOST, 80),
        }
        self.status: int | None = None
        self._parts: Queue[bytes] = Queue()
        self._events: list[tuple[str, str, Any]] = []
        self._portal = kit.client.portal
        self._is_over = Event()
        assert self._portal is not None
        self._task = self._portal.start_task_soon(self._run, kit.app)

    async def _run(self, app: Any) -> None:
        self._gone = anyio.Event()

        async def receive() -> dict[str, Any]:
            if not self._is_over.is_set():
                await self._gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            else:
                self._parts.put(message.get("body", b""))

        await app(self._scope, receive, send)

    def next(self, kind: str) -> tuple[str, Any]:
        """The id and the data of the next event of a kind."""
        while True:
            for at, (event, id_, data) in enumerate(self._events):
                if event == kind:
                    del self._events[: at + 1]
                    return id_, data
            for block in self._parts.get(timeout=PATIENCE).decode().split("\n\n"):
                fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
                if "event" in fields:
                    self._events.append((fields["event"], fields.get("id", ""), json.loads(fields["data"])))

    def comment(self) -> str:
        """The next comment; events before it are passed over."""
        while not (part := self._parts.get(timeout=PATIENCE).decode()).startswith(": "):
            pass
        return part.removeprefix(": ").strip()

    def close(self) -> None:
        """Close the connection, as a browser does that leaves the page."""
        self._is_over.set()
        self._portal.call(self._gone.set)
        self._task.result(timeout=PATIENCE)


def open_kit(store: Store, folder: Path, **settings: Any) -> Iterator[ServerKit]:
    """A running server."""
    kit = ServerKit(store, users_file(folder), **settings)
    with kit.client:
        yield kit
