"""The site of any conference: whole, inert, and the same for the same schedule."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from eventkit.ledger import Ledger
from eventkit.outputs.agenda.calendar_folder import calendar_files
from eventkit.outputs.site import PublishedRelease, site
from eventkit.public_pages.page_addresses import calendar_file
from eventkit.schedule import Schedule
from outputs.calendars import WRITTEN, at, schedule
from outputs.site_crawler import find_active_content, find_broken_links, pages_of
from strategies import schedules

BASE = "https://forum.example/2027"


def files_of(of: Schedule, **options: Any) -> Mapping[str, bytes]:
    ledger = Ledger.first(of, WRITTEN)
    feeds = {
        calendar_file(path): data for path, data in calendar_files(of, ledger, options.get("languages", ()))
    }
    return site(of, ledger=ledger, feeds=feeds, **options).files


@settings(max_examples=4, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(schedules(), st.booleans())
def test_the_site_of_any_schedule_is_whole_inert_and_the_same_for_the_same_schedule(of, draft) -> None:
    files = files_of(of, base=BASE, draft=draft)

    assert find_broken_links(files, BASE) == []
    assert find_active_content(files) == []
    for path, page in pages_of(files).items():
        assert bool(page.xpath("//meta[@name='robots'][@content='noindex']")) == (
            draft or path == "404.html"
        ), path
    again = Schedule.model_validate_json(of.model_dump_json())
    assert files_of(again, base=BASE, draft=draft) == files


HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% for x in y %}",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></script></style><svg onload=alert(1)>",
    "&lt;b&gt; &amp;#x3c;",
    "[x](javascript:alert(1)) <javascript:alert(1)> ![x](https://evil.example/x.png)",
    "]]><!-- --!>",
    "\\\\ \\22 } body{display:none} /*",
)


@pytest.fixture(scope="module")
def hostile() -> Mapping[str, bytes]:
    text = " ".join(HOSTILE)
    link = {"url": "https://evil.example/?a='&b=;//javascript:alert(1)", "label": text}
    of = schedule(
        {
            "id": "talk",
            "title": {"en": text, "zh": text},
            "subtitle": text,
            "abstract": text,
            "slot": at("2026-10-24T09:00+02:00", "2026-10-24T10:00+02:00", "hall"),
            "track": "ai",
            "links": [link],
            "streams": [link],
            "people": [{"participant": "eve", "role": "speaker", "affiliations": [{"position": text}]}],
        },
        {"id": "people", "title": text, "parent": "talk", "status": "cancelled"},
        {
            "id": "index",
            "title": text,
            "kind": "poster",
            "slot": at("2026-10-24T09:00Z", "2026-10-24T09:05Z"),
        },
        title=text,
        subtitle=text,
        theme=text,
        venue={"name": text, "address": text, "city": text},
        links=[link],
        streams=[link],
        organisations=[{"id": "body", "name": text, "short": text}],
        rooms=[
            {"id": "hall", "name": text, "building": text, "features": [text]},
            {"id": "annex", "name": text},
        ],
        tracks=[{"id": "ai", "name": text, "code": "AI", "colour": "#336699"}],
        participants=[
            {"id": "eve", "name": text[:200], "pronouns": text[:20], "biography": text, "links": [link]}
        ],
    )
    before = Schedule.model_validate({**of.model_dump(), "sessions": of.model_dump()["sessions"][:1]})
    releases = [PublishedRelease(text, of.conference.start, before)]
    return files_of(of, languages=("en", "zh"), base=BASE, release=text, releases=releases)


def test_hostile_texts_are_inert_on_every_page(hostile: Mapping[str, bytes]) -> None:
    assert find_active_content(hostile) == []
    assert find_broken_links(hostile, BASE) == []
    for path in ("en/sessions/talk.html", "zh/people/eve.html", "en/rooms/hall.html", "en/changes.html"):
        shown = pages_of(hostile)[path].text_content()
        assert HOSTILE[0] in shown, path
        assert "{{ 7 * 7 }}" in shown, path
    json.loads(hostile["index.json"])


def test_hostile_names_of_releases_stay_within_the_strings_of_their_style_sheet(
    hostile: Mapping[str, bytes],
) -> None:
    sheet = hostile["release.css"].decode()

    outside = re.sub(r'"(?:[^"\\\n]|\\.)*"', "", sheet)
    assert "display:none" in sheet
    assert not re.search("display:none|alert|<", outside)


def test_the_crawler_finds_what_it_looks_for() -> None:
    page = b"""<a href="javascript:x()">a</a> <a href="lost.html">b</a> <p onclick="x">c</p>
        <img src="https://evil.example/x.png" srcset="gone.jpg 2x"> <script>x()</script> <a href="#n">d</a>"""

    assert len(find_active_content({"a.html": page})) == 4
    assert find_broken_links({"a.html": page}) == [
        "a.html: javascript:x()",
        "a.html: lost.html",
        "a.html: gone.jpg",
        "a.html: #n",
    ]
