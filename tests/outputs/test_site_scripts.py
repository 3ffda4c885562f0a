"""The scripts of the site and their data, without a browser."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from uuid import UUID

import pytest

from eventkit.ledger import Ledger
from eventkit.model import SessionId
from eventkit.outputs.agenda import agenda
from eventkit.outputs.site import site
from eventkit.outputs.site.server_files import LARGE_PACK, find_large_packs
from eventkit.outputs.site.session_entries import session_key
from eventkit.schedule import Schedule
from eventkit.texts import Text

WRITTEN = datetime(2027, 8, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def files(forum: Schedule) -> dict[str, bytes]:
    """The site of the forum in Chinese and English, with a Chinese calendar."""
    ledger = Ledger.first(forum, WRITTEN)
    calendar = agenda(forum, ledger=ledger, languages=["zh"]).data
    feeds = {"calendars/zh/all.ics": calendar}
    return dict(site(forum, ledger=ledger, languages=["zh", "en"], feeds=feeds).files)


def data_of(script: bytes) -> dict[str, object]:
    """The object that a script of data assigns."""
    literals = re.sub(
        r"`((?:[^`\\]|\\.)*)`", _as_json, script.decode().partition(" = ")[2].removesuffix(";\n")
    )
    value: dict[str, object] = json.loads(literals)
    return value


def _as_json(literal: re.Match[str]) -> str:
    return json.dumps(re.sub(r"\\(.)", r"\1", literal[1]))


def unpack(pack: bytes) -> dict[str, str]:
    """The files of a pack, as the service worker stores them."""
    content = json.loads(pack)
    lines, files = content["lines"], content["files"]
    return {
        path: "\n".join(lines[piece] if isinstance(piece, int) else piece for piece in pieces)
        for path, pieces in files.items()
    }


def test_the_script_of_every_page_is_small(files: dict[str, bytes]) -> None:
    [script] = (data for path, data in files.items() if path.startswith("assets/site."))
    assert len(gzip.compress(script, 9)) <= 6_000


def test_the_data_contain_every_session_by_its_key(files: dict[str, bytes], forum: Schedule) -> None:
    sessions = data_of(files["en/sessions.js"])["sessions"]
    assert isinstance(sessions, list)
    assert {row[0] for row in sessions} == {session_key(session.uid) for session in forum.sessions}
    starts = [row[2] for row in sessions]
    assert starts == sorted(starts)


def test_a_key_depends_on_the_uid_alone_and_suits_links() -> None:
    assert session_key(UUID(int=1)) == session_key(UUID(int=1))
    keys = {session_key(UUID(int=number)) for number in range(1000)}
    assert len(keys) == 1000
    assert all(key.replace("-", "").replace("_", "").isalnum() and len(key) == 8 for key in keys)


def test_only_pages_with_a_calendar_have_its_events(files: dict[str, bytes], forum: Schedule) -> None:
    assert "en/calendar.js" not in files
    assert b'data-slot="calendar"' not in files["en/mine.html"]
    events = data_of(files["zh/calendar.js"])["events"]
    assert isinstance(events, dict)
    timed = {session_key(session.uid) for session in forum.sessions if session.slot is not None}
    assert set(events) == timed


def test_a_pack_is_all_that_the_pages_of_a_language_need_and_no_more(files: dict[str, bytes]) -> None:
    pack = unpack(files["offline/zh.json"])
    needed = {
        path
        for path in files
        if path.endswith((".html", ".css", ".js", ".svg")) and not path.startswith(("en/", "sw.js"))
    }
    assert set(pack) == needed - {"zh/calendar.js"}
    assert pack["zh/sessions.js"] == files["zh/sessions.js"].decode()
    for part in ("application/ld+json", " download>"):
        assert part in files["zh/index.html"].decode()
        assert part not in pack["zh/index.html"]
    digest = sha256(files["offline/en.json"]).hexdigest()[:16]
    assert f"offline/en.json?{digest}".encode() in files["sw.js"]


def with_abstract(forum: Schedule, abstract: str) -> Schedule:
    """The forum, whose opening has an abstract."""
    text = Text({"en": abstract})
    sessions = (
        session.model_copy(update={"abstract": text}) if session.id == "opening" else session
        for session in forum.sessions
    )
    return forum.model_copy(update={"sessions": tuple(sessions)})


def test_what_several_files_of_a_pack_have_is_in_it_once(forum: Schedule) -> None:
    of = with_abstract(forum, "On the measure of the circle.")
    pack = site(of, ledger=Ledger.first(of, WRITTEN), languages=["en"]).files["offline/en.json"].decode()
    assert pack.count("On the measure of the circle.") == 1
    for session in of.sessions:
        # In lists, and on its own page.
        assert pack.count(f'data-session=\\"{session_key(session.uid)}') <= 2


def test_texts_of_the_search_survive_signs_of_scripts(forum: Schedule) -> None:
    of = with_abstract(forum, "`cost` in ${dollars}\n\nand C:\\\\temp")
    files = site(of, ledger=Ledger.first(of, WRITTEN), languages=["en"]).files
    first, _, _ = files["en/search.js"].partition(b"programme.pages")
    assert data_of(first)[session_key(of.session(SessionId("opening")).uid)] == (
        "\n<p><code>cost</code> in ${dollars}</p><p>and C:\\temp</p>\n"
    )


def test_without_packs_the_service_worker_removes_what_it_stored(forum: Schedule) -> None:
    ledger = Ledger.first(forum, WRITTEN)
    files = site(forum, ledger=ledger, languages=["en"], offline=False).files
    assert not [path for path in files if path.startswith("offline/")]
    assert b"const PACKS = {};" in files["sw.js"]
    assert b"data-worker" not in files["en/index.html"]


def test_a_pack_that_takes_long_to_load_is_reported() -> None:
    noise = Random(1).randbytes(LARGE_PACK + 1_000)  # noqa: S311
    [finding] = find_large_packs({"offline/en.json": noise, "en/index.html": noise})
    assert finding.code == "large-offline-pack"
    assert "published without the pack" in finding.message
    assert list(find_large_packs({"offline/en.json": b"a" * 2 * LARGE_PACK})) == []
