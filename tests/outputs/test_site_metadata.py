"""What other programs read of the site: previews, structured data, the map of the site, headers."""

from __future__ import annotations

import json
import re

import pytest
from lxml import etree, html

from eventkit.model import Status
from eventkit.outputs.site.server_files import headers_file
from outputs.test_site import congress, congress_files, files_of

BASE = "https://congress.example/2027"
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(scope="module")
def published() -> dict[str, bytes]:
    return files_of(congress(), languages=("en", "zh"), base=f"{BASE}/", release="1.0")


def meta(page: bytes) -> dict[str, str]:
    return {
        element.get("property") or element.get("name"): element.get("content")
        for element in html.fromstring(page).iter("meta")
        if element.get("property") or element.get("name")
    }


def structured(page: bytes) -> dict[str, object]:
    (script,) = html.fromstring(page).xpath("//script[@type='application/ld+json']/text()")
    return json.loads(script)


def test_a_session_is_described_for_previews_and_search_engines(published: dict[str, bytes]) -> None:
    session = next(each for each in congress().in_order if each.slot and each.people and each.abstract)
    path = f"en/sessions/{session.id}.html"

    about, event = meta(published[path]), structured(published[path])

    title = session.title.best("en")[1]
    assert about["og:title"] == event["name"] == title
    assert about["og:url"] == event["url"] == f"{BASE}/{path}"
    assert about["og:type"] == "article"
    assert about["og:description"] == about["description"]
    assert re.search(r"2027, \d\d:\d\d–\d\d:\d\d · ", about["description"])
    assert event["@id"] == session.uid.urn
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["superEvent"]["name"] == congress().conference.title.best("en")[1]
    people = event["performer"] if isinstance(event["performer"], list) else [event["performer"]]
    assert all(f"{person['url'].removeprefix(BASE + '/')}" in published for person in people)
    chinese = structured(published[path.replace("en/", "zh/", 1)])
    assert chinese["name"] == session.title.best("zh", "en")[1]


def test_cancelled_sessions_are_described_as_cancelled(published: dict[str, bytes]) -> None:
    session = next(each for each in congress().sessions if each.status is Status.CANCELLED)
    page = published[f"en/sessions/{session.id}.html"]

    assert structured(page)["eventStatus"] == "https://schema.org/EventCancelled"
    assert meta(page)["description"].startswith("Cancelled · ")


def test_people_and_the_conference_have_structured_data(published: dict[str, bytes]) -> None:
    person = structured(published[f"en/people/{congress().participants[0].id}.html"])
    assert person["@type"] == "ProfilePage"
    assert person["mainEntity"]["name"] == congress().participants[0].named("en")[0].full
    start = structured(published["en/index.html"])
    assert start["@id"] == congress().conference.uid.urn
    assert "subEvent" not in start


def test_the_map_has_every_page_once_with_its_languages(published: dict[str, bytes]) -> None:
    root = etree.fromstring(published["sitemap.xml"])
    pages = {path for path in published if path.endswith(".html") and "/" in path}

    addresses = [str(loc) for loc in root.xpath("//s:loc/text()", namespaces=NAMESPACES)]
    assert sorted(addresses) == sorted(f"{BASE}/{path}" for path in pages)
    for url in root.xpath("//s:url", namespaces=NAMESPACES):
        (loc,) = url.xpath("s:loc/text()", namespaces=NAMESPACES)
        others = {
            link.get("hreflang"): link.get("href") for link in url.xpath("x:link", namespaces=NAMESPACES)
        }
        assert [*others] == ["en", "zh"]
        assert loc in others.values()


def test_a_draft_is_left_out_by_search_engines() -> None:
    files = files_of(congress(), languages=("en",), base=BASE, draft=True)

    assert "sitemap.xml" not in files
    assert b"X-Robots-Tag: noindex" in files["_headers"]
    for path, data in files.items():
        if path.endswith(".html"):
            assert meta(data)["robots"] == "noindex", path


def test_without_an_address_nothing_names_one() -> None:
    files = congress_files()

    assert not {"404.html", "sitemap.xml"} & {*files}, "both need the address"
    assert b"noindex" not in files["_headers"]
    assert "og:url" not in meta(files["en/index.html"])


def test_only_files_with_a_hash_in_their_names_are_cached_for_ever(published: dict[str, bytes]) -> None:
    headers = published["_headers"].decode()
    rules = {
        block[0]: block[1:]
        for block in (part.split("\n  ") for part in re.split(r"\n(?=/)", headers.strip()))
    }

    (for_ever,) = [path for path, lines in rules.items() if any("immutable" in line for line in lines)]
    cached = [path for path in published if path.startswith(for_ever.strip("/*"))]
    assert cached
    assert all(re.search(r"\.[0-9a-f]{10}\.\w+$", path) for path in cached)
    (policy,) = [line for line in rules["/*"] if line.startswith("Content-Security-Policy: ")]
    assert "default-src 'none'; style-src 'self'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert published[".nojekyll"] == b""
    assert headers_file("x", draft=False).endswith(b"\n")
