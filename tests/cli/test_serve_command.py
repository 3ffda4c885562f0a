"""The serve command: a server that its link opens, that is refused where it would be open, and its users."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import reload
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from eventkit.cli import main, serve_command
from eventkit.cli.commands import build_index
from eventkit.office.office import Office
from eventkit.store import Store
from eventkit.web import users_file
from eventkit.web.users_file import AccessLevel, UsersFile, verify_password
from web.server_kit import CONFERENCE, NOW, small_schedule


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a store with a conference."""
    url = f"sqlite:///{tmp_path / 'eventkit.db'}"
    with Store.open(url) as store:
        Office(store, CONFERENCE, author="made", clock=lambda: NOW).create(small_schedule())
    return url


@pytest.fixture
def process(url: str) -> Iterator[subprocess.Popen[str]]:
    """A server on any free port, as the program starts it."""
    command = [sys.executable, "-m", "eventkit", "--store", url, "serve", "--port", "0", "--author", "Ana"]
    program = subprocess.Popen(  # noqa: S603 - our own interpreter and program
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield program
    program.kill()
    program.communicate()


def test_the_printed_link_opens_the_board_and_ctrl_c_ends_the_server(
    process: subprocess.Popen[str],
) -> None:
    assert process.stdout is not None
    link = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/sign-in\?token=[\w-]{32}", link)
    base, _, token = link.partition("/sign-in?token=")
    with httpx2.Client(base_url=base) as browser:
        assert browser.get(f"/api/{CONFERENCE}/state").status_code == 401
        assert browser.get(link).status_code == 200
        assert browser.get(f"/api/{CONFERENCE}/state").json()["me"]["name"] == "Ana"
        with browser.stream("GET", f"/api/{CONFERENCE}/events") as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("retry:")
            process.send_signal(signal.SIGINT)
            list(lines)  # they end
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert token not in out + err
    assert "Traceback" not in err


def test_a_missing_store_is_created_unless_a_conference_in_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[object] = []
    monkeypatch.setattr(serve_command, "serve", lambda web, _: served.append(web.conferences()))
    file = tmp_path / "new.db"
    words = ["--store", f"sqlite:///{file}", "serve", "start", "--port", "0"]
    named = CliRunner().invoke(main, [*words, "--conference", "forum"])
    assert named.exit_code == 1
    assert not file.exists()
    done = CliRunner().invoke(main, words)
    assert "an empty one was created" in done.output
    assert "/sign-in?token=" in done.output
    assert served == [()]


def test_organisers_get_the_address_at_which_they_sign_in(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve_command, "serve", lambda *_: None)
    monkeypatch.setattr(users_file, "COST", 4)
    file = tmp_path / "users.txt"
    hashed = users_file.hash_password("correct horse")
    users_file.write_user(file, users_file.User("Ana", AccessLevel.EDITOR, hashed))

    def run(*words: str) -> list[str]:
        command = ["--store", url, "serve", "start", "--port", "0", "--users", str(file), *words]
        return CliRunner().invoke(main, command).output.splitlines()

    link, public, *_ = run()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/sign-in", link)
    assert (
        public == f"Users sign in there. Everybody sees the newest release at {link.removesuffix('sign-in')}"
    )
    # A proxy signs its users in before they reach the server.
    assert run("--trust-header", "X-User", "--proxy", "127.0.0.1")[0].endswith("/")


def test_an_address_for_others_without_users_is_refused(url: str) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(main, ["--store", url, "serve", "start", *words])
        assert done.exit_code == 2, done.output
        return " ".join(done.output.split())

    for host in ("0.0.0.0", "::", "192.0.2.1", "forum.example.org"):  # noqa: S104 - refused
        assert f"Others can reach {host}. Let users sign in with --users FILE" in run("--host", host)
    assert "requires --proxy" in run("--trust-header", "X-User")
    assert "add --trust-header" in run("--sign-out", "/oauth2/sign_out")
    assert "'javascript:1'" in run("--sign-out", "javascript:1")
    assert "not a network" in run("--proxy", "nowhere")
    assert "may not have a path" in run("--url", "https://example.org/forum")


def test_users_are_added_changed_and_never_stored_with_their_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(users_file, "COST", 4)
    file = tmp_path / "users.txt"

    def run(*words: str, code: int = 0, typed: str = "") -> str:
        done = CliRunner().invoke(main, ["serve", "add-user", str(file), *words], input=typed)
        assert done.exit_code == code, done.output
        return done.output

    typed_word = "correct horse"
    assert "added: Ana Sousa, editor" in run("Ana Sousa", typed=f"{typed_word}\n{typed_word}\n")
    assert "changed: Ana Sousa, office" in run("Ana Sousa", "--role", "office", "--password", typed_word)
    assert "added: ana@example.org, viewer" in run("ana@example.org", "--role", "viewer", "--no-password")
    assert typed_word not in file.read_text("utf-8")
    ana = UsersFile(file).find("Ana Sousa")
    assert ana is not None
    assert ana.level is AccessLevel.OFFICE
    assert verify_password(typed_word, ana.password)
    assert "too short" in run("Lin", "--password", "x", code=1)
    assert "cannot be a name" in run("a:b", "--no-password", code=1)


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eventkit.web.access", None)
    monkeypatch.setitem(sys.modules, "starlette", None)
    missing = ModuleNotFoundError("no module", name="starlette.requests")

    class Finder:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "eventkit.web.access":
                raise missing

    monkeypatch.delitem(sys.modules, "eventkit.web.access")
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    reload(serve_command)
    # Its help and its completions need no extra: a build makes the index of commands without any.
    assert build_index(serve_command.start)["parameters"]
    refused = CliRunner().invoke(main, ["serve", "start"])
    assert "Run: pip install 'conference-eventkit[web]'" in refused.output
    monkeypatch.undo()
    reload(serve_command)
