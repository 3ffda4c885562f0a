"""Boards of the browser tests: a real server in a thread, small conferences, and pages of organisers."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import uvicorn
from playwright.sync_api import Locator, Page

from eventkit.model import SessionId
from eventkit.office.office import Office
from eventkit.schedule import Schedule
from eventkit.store import Store
from eventkit.web.access import AccessPolicy, TrustedHeader
from eventkit.web.application import build_application
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_server import ServerSettings, WebServer

NOW = datetime(2027, 4, 1, 9, tzinfo=UTC)
USER_HEADER = "x-user"
START_SECONDS = 60
"""Seconds in which a server starts or ends, on a machine with much else to do."""
POLL_SECONDS = 0.2


def build_server(store: Store, url: str, port: int, level: AccessLevel) -> tuple[WebServer, uvicorn.Server]:
    """A server of a store; a header of the request names the organiser."""
    header = TrustedHeader(USER_HEADER, level)
    policy = AccessPolicy(header=header, proxies=(ip_network("127.0.0.0/8"),))
    settings = ServerSettings("127.0.0.1", port, store_url=url, poll_seconds=POLL_SECONDS)
    web = WebServer(store, settings, policy, clock=lambda: NOW, monotonic=time.monotonic)
    application = build_application(web)
    config = uvicorn.Config(application, log_config=None, timeout_graceful_shutdown=1, ws="none")
    return web, uvicorn.Server(config)


@contextmanager
def serve(store: Store, url: str, level: AccessLevel = AccessLevel.EDITOR) -> Iterator[str]:
    """The address of a server of the store at a URL, while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        web, server = build_server(store, url, port, level)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
        web.stop()
        server.should_exit = True
        thread.join(START_SECONDS)


def add_conference(store: Store, schedule: Schedule) -> str:
    """The id of a conference that is added to a store."""
    conference = schedule.conference.id
    Office(store, conference, author="Import", clock=lambda: NOW).create(schedule)
    return conference


@dataclass
class BoardPage:
    """A board in a tab of an organiser.

    Attributes:
        page: The tab.
        store: The store of the server.
        conference: The id of the conference.
    """

    page: Page
    store: Store
    conference: str

    def card(self, session: str) -> Locator:
        """The card of a session: in the timetable, in the list, or on a phone."""
        return self.page.locator(f"[data-id='{session}']").first

    def focus(self, session: str) -> None:
        """Focus the card of a session."""
        self.card(session).focus()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def status(self) -> str:
        """The sentence that was spoken last."""
        return self.page.locator("#status").inner_text()

    def record_speech(self) -> None:
        """Record the sentences that are spoken from now on."""
        self.page.evaluate(
            """() => {
              window.spoken = [];
              const status = document.getElementById("status");
              const record = () => spoken.push(status.textContent);
              new MutationObserver(record).observe(status, { childList: true });
            }"""
        )

    @property
    def spoken(self) -> list[str]:
        """The sentences that were recorded."""
        sentences: list[str] = self.page.evaluate("window.spoken")
        return sentences

    def heard(self) -> tuple[str, str]:
        """What the accessibility tree has of the sentence spoken last, and of what has the focus."""
        client = self.page.context.new_cdp_session(self.page)
        nodes = client.send("Accessibility.getFullAXTree")["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        status = next(node for node in nodes if node.get("role", {}).get("value") == "status")
        texts = [
            by_id[child]["name"]["value"] for child in status.get("childIds", ()) if "name" in by_id[child]
        ]
        focused = [
            node["name"]["value"]
            for node in nodes
            if any(
                entry["name"] == "focused" and entry["value"]["value"] for entry in node.get("properties", ())
            )
            and node["role"]["value"] != "RootWebArea"
        ]
        return " ".join(texts), focused[-1]

    def await_status(self, words: str) -> None:
        """Wait until a sentence with some words is spoken."""
        self.page.wait_for_function(
            "words => document.getElementById('status').textContent.includes(words)", arg=words
        )

    def await_saved(self) -> None:
        """Wait until the server has answered all edits."""
        self.page.wait_for_function(
            "key => (sessionStorage.getItem(key) ?? '[]') === '[]'",
            arg=f"eventkit.board.{self.conference}.queue",
        )

    def await_time(self, session: str, time: str) -> None:
        """Wait until the card of a session shows a time."""
        self.page.wait_for_function(
            "([id, time]) => document.querySelector(`[data-id='${id}']`)?.textContent.includes(time)",
            arg=[session, time],
        )

    def place(self, session: str) -> tuple[str, ...]:
        """The place of a session in the store: its start, its end and its rooms; empty if it has none."""
        schedule = Office(self.store, self.conference, author="Reader", clock=lambda: NOW).load().schedule
        found = schedule.session(SessionId(session))
        if found is None or found.slot is None:
            return ()
        start, end = (
            schedule.wall(at).strftime("%H:%M") for at in (found.slot.period.start, found.slot.period.end)
        )
        return (start, end, *found.slot.rooms)

    def box(self, session: str) -> Any:
        """The box of a card on the screen."""
        return self.card(session).bounding_box()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag from one point to another, and stay there with the button pressed."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*end)
        # Positions are taken over once for each frame.
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )


def crowded_day(rooms: int = 40, sessions: int = 463) -> Schedule:
    """A day on which sessions of 5 to 60 minutes fill many rooms, each with a speaker of its own."""
    lengths = (30, 45, 20, 60, 5, 30, 25)
    clock = [datetime(2027, 5, 1, 7, tzinfo=UTC)] * rooms
    talks = []
    for number in range(sessions):
        room = number % rooms
        start, length = clock[room], lengths[(number // rooms + room) % len(lengths)]
        end = start + timedelta(minutes=length)
        clock[room] = end + timedelta(minutes=5 * (number % 3))
        talks.append(
            {
                "id": f"s{number}",
                "uid": f"00000000-0000-4000-8000-{number:012d}",
                "title": f"Lecture {number} on the geometry of numbers",
                "track": f"t{room % 8}",
                "people": [f"p{number}"],
                "slot": {"period": {"start": start, "end": end}, "rooms": [f"r{room}"]},
            }
        )
    document = {
        "conference": {
            "id": "crowded",
            "uid": "00000000-0000-4000-8000-999999999999",
            "title": "A crowded day",
            "start": "2027-05-01",
            "end": "2027-05-01",
            "zone": "Europe/Vienna",
            "languages": ["en"],
        },
        "rooms": [{"id": f"r{n}", "name": f"Room {n}", "capacity": 40 + n} for n in range(rooms)],
        "tracks": [
            {"id": f"t{n}", "name": f"Track {n}", "code": f"T{n}", "colour": f"#{n * 30:02x}50c0"}
            for n in range(8)
        ],
        "participants": [{"id": f"p{n}", "name": [{"full": f"Person {n}"}]} for n in range(sessions)],
        "sessions": talks,
    }
    return Schedule.model_validate(document, context={"language": "en"})


TITLES = (
    "A twin of the tide, updated each minute",
    "What the emissions trading rules change for a small line",
    "Badges that expire at midnight",
    "Twelve apprentices, four languages, one safety briefing",
    "Counting emissions twice",
    "Panel: Who pays when the ship arrives early?",
    "Heat pumps in a warehouse that must stay at minus twenty",
    "Spoofed positions in the estuary",
    "Ammonia bunkering beside a city of six hundred thousand people",
)


def four_rooms(conference: str = "harbour") -> Schedule:
    """A day of 37 talks of 15 to 90 minutes in four rooms, most of them in blocks with and without titles."""
    lengths: tuple[tuple[int, ...], ...] = (
        (30, 15, 45),
        (20, 40, 30),
        (90,),
        (15, 30, 25, 20),
        (45, 45),
        (60, 30),
    )
    sessions: list[dict[str, Any]] = []
    names = [
        {"full": f"{given} {family}"}
        for family in ("Okonkwo", "van der Berg", "Nagy", "Dubois")
        for given in ("Amina", "Giorgos", "Saskia", "Hiroshi", "Maren")
    ]
    number = 0

    def add(id_: str, title: str, at: datetime, minutes: int, room: int, **fields: Any) -> None:
        period = {"start": at, "end": at + timedelta(minutes=minutes)}
        uid = f"00000000-0000-4000-8000-{len(sessions):012d}"
        slot = {"period": period, "rooms": [f"r{room}"]}
        sessions.append({"id": id_, "uid": uid, "title": title, "slot": slot, **fields})

    for room in range(4):
        for block, hour in enumerate((7, 9, 12, 14)):
            at = datetime(2027, 5, 1, hour, tzinfo=UTC)
            inside = lengths[(room * 2 + block) % len(lengths)]
            if number + len(inside) > 37:
                inside = inside[: 37 - number]
            title = "Ten thousand boxes a day" if block == 1 else "Session"
            add(f"b{room}{block}", title, at, 100, room, kind="block")
            for minutes in inside:
                track = f"t{number % 3}" if room == 3 else f"t{room}"
                people = [f"p{(number * 3 + n) % 20}" for n in range(1 + number % 2)]
                add(
                    f"s{number}",
                    TITLES[number % len(TITLES)],
                    at,
                    minutes,
                    room,
                    track=track,
                    people=people,
                    parent=f"b{room}{block}",
                )
                at += timedelta(minutes=minutes)
                number += 1
    document = {
        "conference": {
            "id": conference,
            "uid": "00000000-0000-4000-8000-999999999998",
            "title": "Harbour days",
            "start": "2027-05-01",
            "end": "2027-05-01",
            "zone": "Europe/Amsterdam",
            "languages": ["en"],
        },
        "rooms": [
            {"id": f"r{n}", "name": name, "capacity": 40 + n}
            for n, name in enumerate(("Rotterdam Hall", "Room Maas", "Room Schelde", "Workshop"))
        ],
        "tracks": [
            {"id": f"t{n}", "name": name, "code": code, "colour": colour}
            for n, (name, code, colour) in enumerate(
                (
                    ("Green shipping", "GS", "#b3332b"),
                    ("Digital twins", "DT", "#1f5fa8"),
                    ("Customs", "CU", "#2b7a3d"),
                    ("Security", "SE", "#8a4b00"),
                )
            )
        ],
        "participants": [{"id": f"p{n}", "name": [name]} for n, name in enumerate(names)],
        "sessions": sessions,
    }
    return Schedule.model_validate(document, context={"language": "en"})
