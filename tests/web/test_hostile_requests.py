"""What a hostile visitor tries: odd values in requests, many attempts at once, forged headers, floods."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from eventkit.web import application, guard
from eventkit.web.access import AccessPolicy, AttemptLimit, TooManyAttempts, TrustedHeader, address_key
from eventkit.web.listeners import LISTENERS_LIMIT
from web.server_kit import CONFERENCE, HOST, Browser, EventStream, ServerKit, run_async

ODD_VALUES = (
    None,
    True,
    [],
    {},
    "",
    "x\0y",
    "\ud800",
    -1,
    10**30,
    1.5,
    "9999-12-31T23:59",
    ["\ud800"],
    [None],
)

REQUESTS: dict[str, Any] = {
    "edits": {
        "id": "1",
        "why": "because",
        "edits": [
            {
                "op": "place",
                "session": "late",
                "seen": {"start": None, "end": None, "rooms": []},
                "to": {"start": "2027-05-01T14:00", "end": "2027-05-01T14:20", "rooms": ["hall"]},
            }
        ],
    },
    "trial": {"id": "2", "edits": [{"op": "pin", "session": "dust", "pinned": True}]},
    "undo": {"number": 1},
    "presence": {"tab": "t", "lifted": "dust"},
    "plan": {"kind": "alternatives?", "sessions": ["dust"], "day": "2027-05-01", "seconds": 1},
}


def with_odd_values(value: Any) -> Iterator[Any]:
    """A JSON value with each of its members replaced by each odd value."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, member in members:
        for odd in (*ODD_VALUES, *with_odd_values(member)):
            copy = dict(value) if isinstance(value, dict) else list(value)
            copy[key] = odd
            yield copy


def test_odd_values_in_requests_of_the_board_are_refused_in_words(kit: ServerKit) -> None:
    browser = kit.browser("publisher")
    kit.server.jobs.start = lambda *_: pytest.fail("a plan was started")  # type: ignore[assignment]
    for path, body in REQUESTS.items():
        for odd in with_odd_values(body):
            # Each is refused, or carried out where the value is sound: none is a failure of the server.
            text = json.dumps(odd)
            answer = browser.client.post(f"/api/{CONFERENCE}/{path}", content=text, headers=browser.headers)
            assert answer.status_code in {200, 204, 400, 409, 422}, (path, text, answer.text)
            if answer.status_code >= 400:
                assert answer.json()["message"], (path, text)
    nonsense = '{"number": NaN}', '{"number": 1e999}', '{"number": ' + "9" * 5_000 + "}"
    for text in nonsense:
        answer = browser.client.post(f"/api/{CONFERENCE}/undo", content=text, headers=browser.headers)
        assert answer.status_code in {400, 422}


def test_odd_paths_and_names_find_nothing(kit: ServerKit) -> None:
    browser = kit.browser("publisher")
    for path in (
        "/api/%00/state",
        f"/api/{CONFERENCE}/sessions/%00/log",
        f"/{CONFERENCE}/sessions/%00",
        f"/site/{CONFERENCE}/../../../etc/passwd",
        f"/site/{CONFERENCE}/%2e%2e/%2e%2e/etc/passwd",
        "/static/../access.py",
        "/static/x/%2e%2e/access.py",
        f"/{CONFERENCE}/outputs/x/..%2f..%2fsecret",
    ):
        assert browser.get(path).status_code in {400, 404}, path
    for name in ("1\0", "a\r\nset-cookie: x=1", "\ud800"):
        data = {"form_token": browser.token, "name": name, "note": name, "force": "x"}
        body = urlencode(data, errors="surrogatepass")
        form = {"content-type": "application/x-www-form-urlencoded"}
        answer = browser.client.post(f"/{CONFERENCE}/release", content=body, headers=form)
        assert answer.status_code in {303, 400, 409, 422}
        assert "x" not in answer.cookies
    huge = "9" * 5_000
    assert browser.get(f"/{CONFERENCE}/log?before={huge}").status_code == 200
    for path in ("undo", "sessions/dust"):
        data = {"form_token": browser.token, "number": huge, "base": "1", "minutes": "9" * 12}
        data |= {"place.start": "10:00", "people.0.was": huge, f"people.{huge}.role": "speaker"}
        for button in ("save", f"up:people.{huge}", "add:people"):
            data["place.day"] = "2027-02-30"
            answer = browser.client.post(f"/{CONFERENCE}/{path}", data={**data, "do": button})
            assert answer.status_code in {200, 404, 409, 422}


def test_attempts_at_the_same_time_count_before_they_are_verified() -> None:
    limit, ana = AttemptLimit(lambda: 0.0), {"name ana": 5}
    for _ in range(5):
        limit.begin(ana)
    with pytest.raises(TooManyAttempts):
        limit.begin(ana)
    limit.succeed(ana)
    limit.begin(ana)
    # Of an IPv6 network all addresses are one visitor's.
    assert address_key("2001:db8::1") == address_key("2001:db8::ffff") != address_key("2001:db8:0:1::1")
    assert address_key("10.0.0.1") != address_key("10.0.0.2")
    assert address_key("no address")


def test_a_header_that_comes_twice_names_nobody(kit: ServerKit) -> None:
    policy = AccessPolicy(header=TrustedHeader("x-user"), proxies=(ip_network("127.0.0.0/8"),))
    kit.server.access.policy = policy
    client = TestClient(kit.app, base_url=f"http://{HOST}", client=("127.0.0.1", 1), follow_redirects=False)
    client.portal = kit.client.portal
    assert client.get("/api/days/state", headers=[("x-user", "ana")]).status_code == 200
    assert client.get("/api/days/state", headers=[("x-user", "ana"), ("x-user", "lin")]).status_code == 401


def test_one_person_has_a_limit_of_tabs_and_no_say_about_those_of_others(kit: ServerKit) -> None:
    ana, lin = kit.browser("viewer"), kit.browser("editor")
    lin.post("presence", {"tab": "lins", "lifted": "dust"}, status=204)
    for number in range(LISTENERS_LIMIT):
        ana.post("presence", {"tab": f"t{number}", "lifted": None}, status=204)
    assert "too often" in ana.post("presence", {"tab": "more", "lifted": None}, status=429)["message"]
    ana.post("presence", {"tab": "t0", "lifted": "dust"}, status=204)
    ana.post("presence", {"tab": "lins", "lifted": None}, status=429)
    stream = EventStream(kit, ana, tab="lins")
    stream.next("presence")
    stream.close()
    present = kit.server.desk(CONFERENCE).listeners.presence().data["en"]
    assert b'{"name":"editor","tab":"lins","lifted":"dust"}' in present


def test_head_of_a_stream_ends_and_a_missing_page_is_a_page(kit: ServerKit, editor: Browser) -> None:
    answer = editor.client.head(f"/api/{CONFERENCE}/events")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert not len(kit.server.desk(CONFERENCE).listeners)
    assert editor.client.options(f"/{CONFERENCE}/sessions").status_code == 405
    page = editor.get("/nothing/here", headers={"accept": "text/html,*/*"})
    assert page.status_code == 404
    assert "<h1" in page.text
    assert "There is nothing at this address." in page.text


def test_a_body_that_trickles_ends_as_a_broken_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.05)
    seen: list[str] = []

    async def app(_: Scope, receive: Receive, __: Send) -> None:
        while (message := await receive())["type"] == "http.request" and message["more_body"]:
            seen.append(message["body"].decode())
        seen.append(message["type"])
        if message["type"] == "http.request":
            # After the body, a connection stays open for as long as it likes: a stream.
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(receive(), 0.2)

    def trickle(*parts: tuple[str, bool]) -> list[str]:
        seen.clear()
        rest = list(parts)

        async def receive() -> Message:
            if not rest:
                await asyncio.sleep(60)
            body, more = rest.pop(0)
            return {"type": "http.request", "body": body.encode(), "more_body": more}

        async def send(_: Message) -> None:
            """Nothing is answered."""

        headers = [(b"host", HOST.encode())]
        scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
        hosts = guard.HostList(frozenset({HOST}))
        run_async(guard.Guard(app, hosts, []), scope, receive, send)
        return seen

    assert trickle(("a", True), ("b", True)) == ["a", "b", "http.disconnect"]
    assert trickle(("a", True), ("b", False)) == ["a", "http.request"]


def test_a_connection_that_sends_no_whole_head_is_closed_and_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(application, "HEAD_SECONDS", 0.05)

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(0.3)
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})

    async def exchange() -> list[bytes]:
        config = uvicorn.Config(app, log_config=None, lifespan="off", http=application.Connection)
        config.load()
        loop, state = asyncio.get_running_loop(), uvicorn.server.ServerState()
        server = await loop.create_server(
            lambda: application.Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        port = server.sockets[0].getsockname()[1]

        async def answer(sent: bytes) -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            received = await asyncio.wait_for(reader.read(), 5)
            writer.close()
            return received

        slow_answer = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        half_head = b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nho"
        answers = await asyncio.gather(*map(answer, (b"", b"GET / HT", slow_answer, half_head)))
        server.close()
        return answers

    silent, half, whole, second = run_async(exchange)
    assert (silent, half) == (b"", b"")
    assert whole.startswith(b"HTTP/1.1 204")
    assert second.count(b"HTTP/1.1 204") == 1


def _archive(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, data)
    return target.getvalue()


def test_files_that_unpack_to_very_much_are_refused(kit: ServerKit) -> None:
    clerk = kit.browser("publisher")
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a0 "ha">{entities}]><schedule>&a9;</schedule>'
    reads = (
        '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY f SYSTEM "file:///etc/passwd">]><schedule>&f;</schedule>'
    )
    for name, data in (
        ("laughs.xml", laughs.encode()),
        ("reads.xml", reads.encode()),
        ("deep.json", b"[" * 100_000),
        ("bomb.xlsx", _archive("xl/workbook.xml", bytes(32 * 2**20))),
        ("../../etc/passwd", b"root:x:0:0"),
    ):
        answer = clerk.client.post(
            f"/{CONFERENCE}/import",
            data={"form_token": clerk.token, "do": "preview"},
            files={"file": (name, data)},
        )
        assert answer.status_code == 422, name
        assert "root:" not in answer.text


def test_a_body_with_two_ends_is_refused_and_the_connection_closed(kit: ServerKit) -> None:
    headers = {"content-length": "4", "transfer-encoding": "chunked"}
    answer = kit.browser("public").client.post("/sign-in", headers=headers, content=b"0\r\n\r\n")
    assert (answer.status_code, answer.headers["connection"]) == (400, "close")
