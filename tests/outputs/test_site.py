"""The public site: its pages, links and languages."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from posixpath import dirname, join, normpath

import pytest
from lxml import html

from eventkit.errors import Unreadable
from eventkit.formats import get_importer
from eventkit.ledger import Ledger
from eventkit.outputs.site import site
from eventkit.schedule import Schedule
from structure.source import ROOT

WRITTEN = datetime(2027, 8, 20, 9, tzinfo=UTC)


@cache
def congress() -> Schedule:
    path = ROOT / "fixtures" / "congress.yaml"
    return get_importer("document").read(path.read_bytes(), path.name).schedule


def files_of(schedule: Schedule, **options: object) -> dict[str, bytes]:
    return dict(site(schedule, ledger=Ledger.first(schedule, WRITTEN), **options).files)  # type: ignore[arg-type]


@cache
def congress_files() -> dict[str, bytes]:
    return files_of(congress(), languages=("en", "ar"), pairs=("zh/en",), release="1.0")


def test_every_link_within_the_site_leads_to_a_file_or_an_element_of_one() -> None:
    files = congress_files()
    pages = {path: html.fromstring(data) for path, data in files.items() if path.endswith(".html")}
    anchors = {
        path: {element.get("id") for element in page.iter() if element.get("id")}
        for path, page in pages.items()
    }
    broken = []
    for path, page in pages.items():
        for element in page.iter("a", "link", "img", "script", "form"):
            target = element.get("href") or element.get("src") or element.get("action") or ""
            if target.startswith(("https:", "http:", "mailto:")):
                continue
            address, _, anchor = target.partition("#")
            address, _, _ = address.partition("?")
            file = normpath(join(dirname(path), address)) if address else path
            if file not in files or (anchor and anchor not in anchors[file]):
                broken.append(f"{path}: {target}")
    assert broken == []
    assert len(pages) > 500


def test_every_element_of_a_page_has_an_id_of_its_own() -> None:
    for path, data in congress_files().items():
        if path.endswith(".html"):
            ids = html.fromstring(data).xpath("//@id")
            assert len(ids) == len(set(ids)), path


def test_no_page_has_inline_styles_or_scripts_or_loads_anything_from_elsewhere() -> None:
    for path, data in congress_files().items():
        if path.endswith(".html"):
            page = html.fromstring(data)
            assert not page.xpath("//@style | //style | //@onclick"), path
            scripts = page.xpath("//script[not(@src)]/@type")
            assert {*scripts} <= {"application/ld+json"}, path
            assert not page.xpath(
                "//link[@rel='stylesheet'][starts-with(@href, 'http')] | //img[starts-with(@src, 'http')]"
            )


def test_the_same_schedule_gives_the_same_bytes() -> None:
    assert files_of(congress(), languages=("en",)) == files_of(congress(), languages=("en",))


def test_a_template_that_uses_an_unknown_name_is_reported_with_its_line() -> None:
    with pytest.raises(Unreadable, match=r"rooms\.html: line 3: .*'romms' is undefined"):
        files_of(
            congress(),
            templates={
                "rooms.html": '{% extends "page.html" %}\n{% block main %}\n{{ romms }}{% endblock %}'
            },
        )
