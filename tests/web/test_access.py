"""Who may do what: every route with every level, forms of other sites, wrong hosts, passwords and cookies."""

from __future__ import annotations

import base64
import json
import logging
import re
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection
from starlette.routing import Route
from starlette.testclient import TestClient

from eventkit.errors import EventkitError
from eventkit.web.access import (
    AccessControl,
    AccessPolicy,
    EndedSessions,
    SignIn,
    TooManyAttempts,
    TrustedHeader,
    Visitor,
    _signature,
    new_link_token,
)
from eventkit.web.forms.entity_forms import FORMS
from eventkit.web.guard import HostList
from eventkit.web.listeners import HEARTBEAT_SECONDS
from eventkit.web.users_file import (
    AccessLevel,
    SecretFile,
    User,
    UsersFile,
    hash_password,
    parse_users,
    verify_password,
    write_user,
)
from web.server_kit import CHEAP_HASH, CONFERENCE, HOST, NOW, Browser, EventStream, ServerKit, users_file

PUBLIC, VIEWER, EDITOR, OFFICE, PUBLISHER = AccessLevel

LEVELS = {
    "GET /": PUBLIC,
    "GET /sign-in": PUBLIC,
    "POST /sign-in": PUBLIC,
    "POST /sign-out": VIEWER,
    "GET /static/{path:path}": PUBLIC,
    "GET /healthz": PUBLIC,
    "GET /site/{conference}": PUBLIC,
    "GET /site/{conference}/{path:path}": PUBLIC,
    "GET /site/{conference}/calendars/{language}/mine/{keys}.ics": PUBLIC,
    "GET /board/{conference}": VIEWER,
    "GET /api/{conference}/state": VIEWER,
    "GET /api/{conference}/events": VIEWER,
    "POST /api/{conference}/presence": VIEWER,
    "GET /api/{conference}/sessions/{session}/log": VIEWER,
    "GET /api/{conference}/sessions/{session}/card": VIEWER,
    "POST /api/{conference}/edits": EDITOR,
    "POST /api/{conference}/trial": EDITOR,
    "POST /api/{conference}/undo": EDITOR,
    "GET /api/{conference}/places/{session}": EDITOR,
    "POST /api/{conference}/plan": EDITOR,
    "GET /api/{conference}/jobs/{job}": EDITOR,
    "DELETE /api/{conference}/jobs/{job}": EDITOR,
    "POST /api/{conference}/jobs/{job}/apply": EDITOR,
    **{f"GET /{{conference}}/{page}": VIEWER for page in FORMS},
    **{f"GET /{{conference}}/{page}/{{id}}": VIEWER for page in FORMS},
    **{f"POST /{{conference}}/{page}/{{id}}": EDITOR for page in FORMS},
    "GET /{conference}/log": VIEWER,
    "POST /{conference}/undo": EDITOR,
    "GET /{conference}/rules": VIEWER,
    "POST /{conference}/rules": EDITOR,
    "GET /{conference}/blocks": VIEWER,
    "POST /{conference}/blocks": EDITOR,
    "GET /{conference}/release": VIEWER,
    "POST /{conference}/release": PUBLISHER,
    "POST /{conference}/release/changes": EDITOR,
    "POST /{conference}/waivers": EDITOR,
    "GET /{conference}/outputs": VIEWER,
    "POST /{conference}/outputs": EDITOR,
    "GET /{conference}/outputs/{job}": VIEWER,
    "POST /{conference}/outputs/{job}": EDITOR,
    "GET /{conference}/outputs/{job}/{file}": VIEWER,
    "GET /{conference}/import": OFFICE,
    "GET /{conference}/imported": OFFICE,
    "POST /{conference}/import": OFFICE,
    "GET /import": PUBLISHER,
    "POST /import": PUBLISHER,
}
"""The level that each route needs: a new route has to be entered here."""

VALUES = {
    "conference": CONFERENCE,
    "session": "dust",
    "job": "j",
    "code": "x",
    "path": "x",
    "id": "x",
    "file": "x",
}
STREAMS = {"GET /api/{conference}/events"}
"""Routes whose answer does not end: only those who may not open it are tried."""


def routes_of(kit: ServerKit) -> dict[str, tuple[str, str]]:
    """The method and a path of each route of the application."""
    found = {}
    for route in kit.app.routes:
        assert isinstance(route, Route)
        (method,) = (route.methods or set()) - {"HEAD"}
        path = re.sub(r"\{(\w+)(?::path)?\}", lambda match: VALUES.get(match[1], "x"), route.path)
        found[f"{method} {route.path}"] = (method, path)
    return found


def test_every_route_lets_in_its_level_and_nobody_below(kit: ServerKit) -> None:
    routes = routes_of(kit)
    assert routes.keys() == LEVELS.keys()
    browsers = {level: kit.browser(level.word) for level in AccessLevel}
    for name in sorted(routes, key="POST /sign-out".__eq__):  # it ends the sessions: last
        method, path = routes[name]
        if name == "POST /sign-in":  # a wrong password is no matter of levels
            continue
        for level, browser in browsers.items():
            allowed = level >= LEVELS[name]
            if not (allowed and name in STREAMS):
                assert _lets_in(browser, method, path) is allowed, (name, level)


def _lets_in(browser: Browser, method: str, path: str) -> bool:
    headers = {**browser.headers}
    is_form = not path.startswith("/api/")
    if is_form:
        headers["content-type"] = "application/x-www-form-urlencoded"
    body = None if method == "GET" else "" if is_form else "{}"
    response = browser.client.request(method, path, content=body, headers=headers)
    leads_to_sign_in = response.headers.get("location", "").startswith("/sign-in?next")
    return response.status_code not in {401, 403} and not leads_to_sign_in


def test_a_change_needs_the_form_token_of_the_visitors_own_page(kit: ServerKit, editor: Browser) -> None:
    other = kit.browser("office")
    for token in ("", "x", other.token):
        browser = Browser(editor.client, token)
        answer = browser.post("undo", {"number": 1}, status=403)
        assert answer["message"] == "This page is out of date. Load it again."


def test_requests_from_other_sites_and_for_other_hosts_are_refused(editor: Browser) -> None:
    body = json.dumps({"number": 1})
    for extra, status in (
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"host": "evil.example"}, 421),
        ({"host": f"{HOST}.evil.example"}, 421),
        ({"content-type": "text/plain"}, 415),
        ({"content-length": "99999999"}, 413),
        ({"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}, 422),
    ):
        headers = {**editor.headers, **extra}
        response = editor.client.post("/api/days/undo", content=body, headers=headers)
        assert response.status_code == status, extra
    assert editor.client.post("/api/days/state", headers=editor.headers).status_code == 405
    assert editor.client.get("/nothing/here").status_code == 404
    for nonsense in ("", "[]", "{", "[" * 100_000, "null"):
        response = editor.client.post("/api/days/undo", content=nonsense, headers=editor.headers)
        assert response.status_code == 400
    big = json.dumps({"id": "x" * 1_100_000})
    chunks = (part.encode() for part in (big[:500_000], big[500_000:]))
    response = editor.client.post("/api/days/undo", content=chunks, headers=editor.headers)
    assert response.status_code == 413


def test_every_answer_has_the_headers_that_protect(kit: ServerKit) -> None:
    browser = kit.browser("viewer")
    for path in ("/api/days/state", "/board/days", "/nothing", "/api/days/jobs/x", "/sign-in"):
        headers = browser.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "require-trusted-types-for 'script'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "server" not in headers


def test_hosts_are_those_of_the_address_and_of_the_proxy() -> None:
    local = HostList.of("127.0.0.1", 8400, ["https://forum.example.org"])
    known = ("127.0.0.1:8400", "localhost:8400", "[::1]:8400", "forum.example.org", "Forum.Example.org")
    assert all(map(local.contains, known))
    strange = ("127.0.0.1", "10.0.0.7:8400", "forum.example.org:81", "", "localhost:8401", "[::1")
    assert not any(map(local.contains, strange))
    # An address cannot be rebound by a name server.
    assert HostList.of("0.0.0.0", 8400).contains("10.0.0.7:8400")  # noqa: S104
    assert not HostList.of("0.0.0.0", 8400).contains("evil.example:8400")  # noqa: S104


def test_the_link_is_exchanged_for_a_cookie_and_never_logged(
    kit: ServerKit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = new_link_token()
    access, token = kit.server.access, new_link_token()
    access.policy = AccessPolicy(link_token=token, link_author="Ana")
    browser = kit.browser("public")
    assert browser.get("/sign-in?token=wrong").status_code == 401
    page = browser.get(f"/sign-in?token={token}&next=//evil.example")
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert token not in page.text + cookie
    assert 'content="0;url=/"' in page.text
    state = browser.api("state")
    assert state["me"] == {"name": "Ana", "role": "publisher"}
    assert token not in json.dumps(state) + caplog.text.replace(f"{HOST}/sign-in?token={token}", "")
    board = browser.get("/board/days").text
    assert token not in board
    form_token = re.search(r'name="form-token" content="([^"]+)"', board)
    assert form_token
    Browser(browser.client, form_token[1]).post("undo", {"number": 77}, status=422)
    access.policy = AccessPolicy(link_token=new_link_token())
    assert browser.get("/api/days/state").status_code == 401


def test_strangers_find_where_to_sign_in_before_anything_is_published(kit: ServerKit) -> None:
    stranger, viewer = kit.browser("public"), kit.browser("viewer")
    assert stranger.get("/").headers["location"] == f"/site/{CONFERENCE}/"
    for browser, way in ((stranger, 'href="/sign-in?lang=en"'), (viewer, 'href="/"')):
        page = browser.get(f"/site/{CONFERENCE}/")
        assert page.status_code == 404
        assert "Nothing is published here yet" in page.text
        assert f'<p><a class="b{" p" * (browser is stranger)}" {way}>' in page.text


def test_users_sign_in_by_a_form_and_out_again(kit: ServerKit) -> None:
    browser = kit.browser("public")
    assert 'name="password"' in browser.get("/sign-in?next=/board/days").text
    right = {"name": "editor", "password": "correct horse", "next": "/board/days"}
    assert browser.client.post("/sign-in", data={**right, "password": "wrong"}).status_code == 401
    page = browser.client.post("/sign-in", data=right)
    assert 'content="0;url=/board/days"' in page.text
    assert browser.api("state")["me"] == {"name": "editor", "role": "editor"}
    token = re.search(r'name="form-token" content="([^"]+)"', browser.get("/board/days").text)
    assert token
    assert browser.client.post("/sign-out", data={"form_token": token[1]}).status_code == 303
    assert browser.get("/api/days/state").status_code == 401


def test_who_is_signed_out_signs_in_and_comes_back_to_where_they_were(
    kit: ServerKit, editor: Browser
) -> None:
    public = kit.browser("public")
    leads = public.get("/days/sessions/dust?saved=1&lang=zh").headers["location"]
    assert leads == "/sign-in?next=/days/sessions/dust%3Fsaved%3D1%26lang%3Dzh"
    assert 'value="/days/sessions/dust?saved=1&amp;lang=zh"' in public.get(leads).text
    # The form that was open meanwhile is refused, and sent again after signing in.
    form = {"form_token": editor.token, "title.en": "Dust and gas", "base": "1"}
    refused = public.client.post(
        "/days/sessions/dust", data=form, headers={"referer": f"http://{HOST}/days/sessions/dust?lang=en"}
    )
    assert refused.status_code == 401
    assert "nothing was saved" in refused.text
    assert 'name="next" value="/days/sessions/dust"' in refused.text
    public.client.post("/sign-in", data={"name": "editor", "password": "correct horse"})
    assert public.client.post("/days/sessions/dust", data=form).status_code == 303
    assert public.get("/days/sessions").text.count('action="/sign-out?lang=en"') == 1
    signed_out = public.client.post("/sign-out", data={"form_token": editor.token})
    assert signed_out.headers["location"] == "/sign-in?out=1"
    assert "You are signed out." in public.get("/sign-in?out=1").text


def test_signing_out_ends_the_session_of_a_copied_cookie_on_all_servers(
    kit: ServerKit, tmp_path: Path
) -> None:
    access, ana, laptop = kit.server.access, kit.browser("editor"), kit.browser("editor")
    thief = Browser(kit.browser("public").client, ana.token)
    cookie = ana.client.cookies[access.cookie]
    thief.client.cookies.set(access.cookie, cookie)
    stream, other = EventStream(kit, thief), EventStream(kit, laptop)
    for listener in (stream, other):
        listener.next("presence")
    ana.client.post("/sign-out", data={"form_token": ana.token})
    thief.post("undo", {"number": 1}, status=401)
    assert thief.get("/api/days/state").status_code == 401
    stream._task.result(timeout=5)  # the connection was closed
    assert laptop.get("/api/days/state").status_code == 200
    other.close()
    # Another server with the same users file, and one that starts later, know it too.
    beside = AccessControl(
        AccessPolicy(users=UsersFile(tmp_path / "users.txt")),
        access.cookie,
        NOW.timestamp,
        lambda: 0.0,
    )

    def recognise(cookie: str) -> Visitor:
        headers = [(b"cookie", f"{access.cookie}={cookie}".encode())]
        return beside.recognise(HTTPConnection({"type": "http", "headers": headers}))

    assert recognise(cookie).level is PUBLIC
    assert recognise(laptop.client.cookies[access.cookie]).level is EDITOR


def test_ended_sessions_are_forgotten_with_their_cookies_and_survive_a_full_disk(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [1_000.0]
    ended = EndedSessions(tmp_path / "ended", lambda: clock[0])
    first, second = SignIn("a" * 32, 2_000), SignIn("b" * 32, 9_000)
    ended.add(first)
    assert first in ended
    assert second not in ended
    clock[0] = 3_000
    ended.add(second)
    assert [path.name for path in (tmp_path / "ended").iterdir()] == [second.file_name]
    unwritable = EndedSessions(tmp_path / "no" / "folder", lambda: clock[0])
    unwritable.add(second)
    assert second in unwritable
    assert "Other servers do not learn of sign-outs." in caplog.text


def test_who_came_by_the_link_can_sign_out_and_names_no_file_by_a_forged_session(kit: ServerKit) -> None:
    access, token = kit.server.access, new_link_token()
    access.policy = AccessPolicy(link_token=token, link_author="Ana")
    browser = kit.browser("public")
    for id_, status in (("0" * 32, 200), ("../../users.txt", 401), ("", 401), (7, 401)):
        payload = base64.urlsafe_b64encode(json.dumps(["", 4_000_000_000, id_]).encode()).decode().rstrip("=")
        browser.client.cookies.clear()
        browser.client.cookies.set(access.cookie, f"{payload}.{_signature(token.encode(), payload)}")
        assert browser.get("/api/days/state").status_code == status, id_
    cookie = access.enter(token)
    assert cookie
    browser.client.cookies.clear()
    browser.client.cookies.set(access.cookie, cookie)
    form_token = re.search(r'name="form-token" content="([^"]+)"', browser.get("/board/days").text)
    assert form_token
    browser.client.post("/sign-out", data={"form_token": form_token[1]})
    browser.client.cookies.set(access.cookie, cookie)
    assert browser.get("/api/days/state").status_code == 401


def test_an_open_stream_ends_when_its_user_is_removed(kit: ServerKit, tmp_path: Path) -> None:
    stream = EventStream(kit, kit.browser("viewer"))
    stream.next("presence")
    path = tmp_path / "users.txt"
    path.write_text(
        "".join(
            line
            for line in path.read_text("utf-8").splitlines(keepends=True)
            if not line.startswith("viewer")
        ),
        "utf-8",
    )
    kit.seconds += HEARTBEAT_SECONDS
    stream._task.result(timeout=5)


def test_form_tokens_are_valid_on_all_servers_with_the_same_secrets(tmp_path: Path) -> None:
    users = users_file(tmp_path)
    policy = AccessPolicy(users=users, secret_file=SecretFile(tmp_path / "secret"))
    other = AccessControl(
        AccessPolicy(users=users, secret_file=SecretFile(tmp_path / "secret")), "c", lambda: 0.0, lambda: 0.0
    )
    own = AccessControl(policy, "c", lambda: 0.0, lambda: 0.0)
    assert own.policy.secret_file
    assert own.policy.secret_file.path.stat().st_mode & 0o077 == 0
    proxied = Visitor("Zoë", VIEWER, own.policy.secret_file.secrets())
    token = own.form_token(proxied)
    assert other.is_own_form(proxied, token)
    assert not other.is_own_form(Visitor("Ana", VIEWER, proxied.keys), token)
    # A new secret above the old one signs, and forms from before are accepted until that is deleted.
    path, old = own.policy.secret_file.path, own.policy.secret_file.path.read_text("ascii")
    for text, is_accepted in (("A" * 43 + "\n" + old, True), ("A" * 43 + "\n", False)):
        path.write_text(text, "ascii")
        visitor = Visitor(
            "Zoë", VIEWER, other.policy.secret_file.secrets() if other.policy.secret_file else ()
        )
        assert other.form_token(visitor) != token
        assert other.is_own_form(visitor, token) is is_accepted
    for text, mode, part in (
        ("", 0o600, "no secret"),
        ("short\n", 0o600, "32 bytes"),
        (old, 0o640, "chmod 600"),
    ):
        path.write_text(text, "ascii")
        path.chmod(mode)
        with pytest.raises(EventkitError, match=part):
            SecretFile(path)


def test_a_new_password_a_lower_level_and_a_removal_count_at_once(kit: ServerKit, tmp_path: Path) -> None:
    browser = kit.browser("editor")
    path = tmp_path / "users.txt"
    lines = path.read_text("utf-8")
    path.write_text(lines.replace("editor:editor", "editor:viewer") + "#\n", "utf-8")
    assert browser.api("state")["me"]["role"] == "viewer"
    path.write_text(lines.replace("editor:editor:" + CHEAP_HASH, "editor:editor:"), "utf-8")
    assert browser.get("/api/days/state").status_code == 401
    path.unlink()
    assert browser.get("/api/days/state").status_code == 401


def test_cookies_that_are_old_forged_or_of_others_are_worth_nothing(kit: ServerKit) -> None:
    browser = kit.browser("editor")
    name = kit.server.access.cookie
    good = browser.client.cookies[name]
    payload, _, signature = good.partition(".")
    publisher = kit.browser("publisher").client.cookies[name].partition(".")[0]
    forged = (f"{payload}.", f"{payload}.{'0' * 64}", f"{publisher}.{signature}")
    far = base64.urlsafe_b64encode(f'["editor", {"9" * 300}, "{"0" * 32}"]'.encode()).decode()
    other = kit.browser("editor")
    other.client.post("/sign-out", data={"form_token": other.token})  # sessions that ended are looked for
    for bad in ("x", "%%%.x", "." * 900, f"{far}.{'0' * 64}", *forged):
        browser.client.cookies.clear()
        browser.client.cookies.set(name, bad)
        assert browser.get("/api/days/state").status_code == 401, bad
    browser.client.cookies.clear()
    browser.client.cookies.set(name, good)
    assert browser.get("/api/days/state").status_code == 200
    kit.server.access._now = lambda: 4e9
    assert browser.get("/api/days/state").status_code == 401


def test_a_form_from_an_odd_page_asks_who_is_signed_out_to_sign_in(kit: ServerKit) -> None:
    for page in ("http://[", "javascript:", f"http://{HOST}/days/sessions/late"):
        answer = kit.browser("public").client.post("/days/sessions/late", headers={"referer": page})
        assert answer.status_code == 401
        assert ('value="/days/sessions/late"' in answer.text) is page.endswith("late")


def test_the_address_that_a_proxy_adds_in_a_line_of_its_own_counts(kit: ServerKit) -> None:
    kit.server.access.policy = replace(kit.server.access.policy, proxies=(ip_network("127.0.0.0/8"),))
    client = TestClient(kit.app, base_url=f"http://{HOST}", client=("127.0.0.1", 1), follow_redirects=False)
    client.portal = kit.client.portal
    wrong = {"name": "editor", "password": "wrong"}
    statuses = [
        client.post(
            "/sign-in",
            data=wrong,
            headers=[("x-forwarded-for", f"192.0.2.{number}"), ("x-forwarded-for", "198.51.100.1")],
        ).status_code
        for number in range(7)
    ]
    assert statuses == [401] * 5 + [429] * 2


def test_wrong_passwords_make_the_next_attempt_wait(kit: ServerKit) -> None:
    access = kit.server.access
    for _ in range(5):
        assert access.sign_in("editor", "wrong", "10.0.0.1") is None
    with pytest.raises(TooManyAttempts) as raised:
        access.sign_in("editor", "correct horse", "10.0.0.1")
    assert raised.value.seconds == 3
    assert access.sign_in("editor", "correct horse", "10.0.0.2"), "nobody locks others out"
    client = kit.browser("public").client
    for status in (*[401] * 5, 429):
        page = client.post("/sign-in", data={"name": "editor", "password": "x"})
        assert page.status_code == status
    assert page.headers["retry-after"] == "3"
    kit.seconds += 3
    assert access.sign_in("editor", "correct horse", "10.0.0.1")


def test_a_browser_in_which_a_user_signed_in_waits_for_its_own_attempts_alone(
    kit: ServerKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventkit.web.users_file._NOBODY", CHEAP_HASH)  # a tenth of a second otherwise
    access = kit.server.access
    known = access.known_browser(access.sign_in("editor", "correct horse", "10.0.0.1") or "")
    for n in range(50):
        assert access.sign_in(f"name {n}", "wrong", "10.0.0.1") is None
    with pytest.raises(TooManyAttempts):
        access.sign_in("editor", "correct horse", "10.0.0.1")
    assert access.sign_in("editor", "correct horse", "10.0.0.1", known)
    with pytest.raises(TooManyAttempts):
        access.sign_in("office", "correct horse", "10.0.0.1", known)
    for _ in range(5):
        assert access.sign_in("editor", "wrong", "10.0.0.1", known) is None
    with pytest.raises(TooManyAttempts):
        access.sign_in("editor", "wrong", "10.0.0.1", known)
    kit.seconds += 4_000
    assert access.sign_in("office", "correct horse", "10.0.0.1")


def test_signing_in_makes_a_browser_known_for_the_page_to_sign_in(kit: ServerKit) -> None:
    client = kit.browser("public").client
    client.post("/sign-in", data={"name": "editor", "password": "correct horse"})
    (known,) = [cookie for cookie in client.cookies.jar if cookie.name.endswith("-known")]
    assert known.path == "/sign-in"
    assert known.value
    stranger = kit.browser("public").client
    for _ in range(6):
        stranger.post("/sign-in", data={"name": "editor", "password": "x"})
    assert client.post("/sign-in", data={"name": "editor", "password": "correct horse"}).status_code == 200


def test_a_header_counts_from_a_trusted_proxy_only(kit: ServerKit) -> None:
    browser = kit.browser("public")
    users = kit.server.access.policy.users
    header = TrustedHeader("X-Forwarded-User")
    named = {"x-forwarded-user": "Zoë".encode()}
    kit.server.access.policy = AccessPolicy(users=users, header=header, proxies=(ip_network("127.0.0.0/8"),))
    assert browser.get("/api/days/state", headers=named).status_code == 401
    client = TestClient(kit.app, base_url=f"http://{HOST}", client=("127.0.0.1", 1), follow_redirects=False)
    client.portal = kit.client.portal
    assert client.get("/api/days/state", headers=named).json()["me"] == {"name": "Zoë", "role": "viewer"}
    listed = client.get("/api/days/state", headers={"x-forwarded-user": "publisher"}).json()
    assert listed["me"]["role"] == "publisher"
    # The proxy has the session: there is nothing here to sign out of, save at an address of the proxy.
    for sign_out in ("", "/oauth2/sign_out"):
        header = TrustedHeader("X-Forwarded-User", sign_out=sign_out)
        kit.server.access.policy = replace(kit.server.access.policy, header=header)
        for page in ("/board/days", "/days/sessions"):
            text = client.get(page, headers=named).text
            assert 'action="/sign-out' not in text
            assert ('href="/oauth2/sign_out"' in text) is bool(sign_out)
    assert client.get("/api/days/state").status_code == 401


def test_a_users_file_is_written_read_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    assert write_user(path, User("Ana Sousa", EDITOR, CHEAP_HASH))
    assert write_user(path, User("林 薇", VIEWER))
    assert not write_user(path, User("Ana Sousa", AccessLevel.OFFICE, hash_password("battery staple")))
    assert path.stat().st_mode & 0o077 == 0
    users = UsersFile(path)
    ana = users.find("Ana Sousa")
    assert ana is not None
    assert ana.level is AccessLevel.OFFICE
    assert verify_password("battery staple", ana.password)
    assert verify_password("correct horse", CHEAP_HASH)
    assert not verify_password("correct donkey", CHEAP_HASH)
    with pytest.raises(EventkitError, match="too short"):
        hash_password("short")
    for text, part in (
        ("Ana", "line 1: write it as NAME:LEVEL:HASH"),
        ("Ana:king:", "viewer, editor, office or publisher"),
        ("Ana:editor:plain", "hash is invalid"),
        ("Ana:editor:\nAna:viewer:", "line 2: the name 'Ana' is used twice"),
    ):
        with pytest.raises(EventkitError, match=re.escape(part)):
            parse_users(text, "users.txt")
    path.chmod(0o666)
    with pytest.raises(EventkitError, match="Everybody on this machine"):
        UsersFile(path)


def test_users_of_the_kit_are_all_levels(tmp_path: Path) -> None:
    assert {user.level for user in users_file(tmp_path).users().values()} == set(AccessLevel) - {PUBLIC}


def test_the_token_that_a_browser_is_opened_with_signs_in_once() -> None:
    policy = AccessPolicy(link_token="the-link")  # noqa: S106 - of this test
    access = AccessControl(policy, "cookie", lambda: 0.0, lambda: 0.0)
    token = access.single_use_token()
    assert token != "the-link"  # noqa: S105
    assert access.enter(token)
    assert access.enter(token) is None
    assert access.enter("the-link")
    assert access.enter("") is None
