"""The site of an office: made from a release, and nothing of the private side is in it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path

from eventkit.model import Slot
from eventkit.office.office import Office
from eventkit.office.snapshots import take_snapshot
from eventkit.store import Store
from eventkit.texts import Text
from eventkit.times import Period
from outputs.site_crawler import find_broken_links
from store.small import AT, FORUM, period, setting

PRIVATE = {
    "email": "canary-mail@private.example",
    "phone": "+99 555 01 canary",
    "notes": "canary: no nuts",
    "ticket": "canary-ticket",
    "badge_lines": ("canary line",),
}


def test_no_word_of_the_contacts_is_in_the_site(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'eventkit.db'}") as store:
        office = Office(store, "forum", author="ada", clock=lambda: AT)
        office.create(FORUM)
        office.contacts.edit("hypatia", **PRIVATE)
        output = office.site.export(take_snapshot(store, "forum"), base="https://forum.example")

    assert "en/people/hypatia.html" in output.files
    pages = b"".join(data for path, data in output.files.items() if path.endswith(".html"))
    calendars = [path for path in output.files if path.endswith(".ics")]
    assert [path for path in calendars if path.encode() not in pages] == [], "no page leads to these"
    assert find_broken_links(output.files, "https://forum.example") == []
    assert [path for path, data in output.files.items() if b"canary" in data or "canary" in path] == []


def test_after_an_edit_of_a_draft_only_calendars_with_the_session_differ(tmp_path: Path) -> None:
    hours = count(1)
    with Store.open(f"sqlite:///{tmp_path / 'eventkit.db'}") as store:
        office = Office(store, "forum", author="ada", clock=lambda: AT + timedelta(hours=next(hours)))
        office.create(FORUM)
        before = office.site.export(office.snapshot(draft=True)).files
        office.edit(setting("lecture", title=Text({"en": "Renamed"})), "new title")
        after = office.site.export(office.snapshot(draft=True)).files

    calendars = {path for path in after if path.endswith(".ics")}
    assert {path for path in calendars if before[path] != after[path]} == {
        path for path in calendars if b"Renamed" in after[path]
    }
    assert "calendars/en/rooms/hall.ics" in calendars
    assert not [path for path in calendars if "together" in path], "no page leads to them"


def test_a_title_changed_in_one_language_leaves_the_pages_and_calendars_of_others_as_they_are(
    tmp_path: Path,
) -> None:
    hours = count(1)
    with Store.open(f"sqlite:///{tmp_path / 'eventkit.db'}") as store:
        office = Office(store, "forum", author="ada", clock=lambda: AT + timedelta(hours=next(hours)))
        office.create(FORUM)
        office.edit(setting("lecture", title=Text({"en": "Lecture", "zh": "讲座"})), "both languages")
        sites = []
        for name, title in (("1.0", "Lecture"), ("2.0", "Renamed")):
            office.edit(setting("lecture", title=Text({"en": title, "zh": "讲座"})), "English title")
            office.releases.publish(name)
            sites.append(office.site.export(office.snapshot(name), languages=["en", "zh"]).files)

    before, after = sites
    changed = {path for path in after if before.get(path) != after[path]}
    assert "calendars/en/all.ics" in changed
    # The search finds titles in all languages, and the page of changes names both releases.
    in_chinese = {path for path in changed if "zh" in path}
    assert in_chinese == {"offline/zh.json", "zh/changes.html", "zh/sessions.js"}
    assert before.keys() == after.keys()


def test_a_second_release_writes_only_the_files_that_show_what_was_moved(tmp_path: Path) -> None:
    hours = count(1)
    later = {key: at + timedelta(minutes=5) for key, at in period(2).items()}
    moved = Slot(period=Period(**later), rooms=())
    with Store.open(f"sqlite:///{tmp_path / 'eventkit.db'}") as store:
        office = Office(store, "forum", author="ada", clock=lambda: AT + timedelta(hours=next(hours)))
        office.create(FORUM)
        sites = []
        for name in ("1.0", "2.0"):
            office.releases.publish(name)
            sites.append(office.site.export(office.snapshot(name), base="https://forum.example").files)
            office.edit(setting("lecture", slot=moved), "later")

    before, after = sites
    assert before.keys() == after.keys()
    changed = {path for path in after if before[path] != after[path]}
    of_a_language = {
        *("changes.html", "days/2026-11-05.html", "people/hypatia.html", "tracks/number.html"),
        *("rooms/hall.html", "rooms/yard.html", "sessions/lecture.html", "sessions/morning.html"),
        *("index.html", "tracks.html", "sessions.js", "calendar.js"),
    }
    calendars = {path for path in after if b"T100500" in after[path] or b"10:05" in after[path]}
    shared = {"data/schedule.json", "data/schedule.xml", "release.css", "sw.js"}
    shared |= {"offline/en.json", "offline/zh.json", "days/2026-11-05.css"}
    pages = {f"{language}/{name}" for language in ("en", "zh") for name in of_a_language}
    assert {path for path in changed if not path.endswith(".ics")} == pages | shared
    assert {path for path in changed if path.endswith(".ics")} <= calendars
