"""What earlier versions released is read as it was meant, and goes on from there."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import icalendar
import pytest

from eventkit.outputs.agenda import agenda
from eventkit.store import ReleasedConference, Store, json_forms, triggers
from eventkit.store.json_forms import compress, decompress, to_json
from eventkit.store.tables import release as table
from store import do
from store.small import AT, FORUM, NOTED, given, setting

LECTURE = FORUM.session("lecture")

OF_OLD = """{
 "revised": "2026-01-02T05:04:05Z",
 "sessions": {
  "lecture": {"sequence": 1, "created": "2026-01-02T03:04:05Z", "modified": "2026-01-02T05:04:05Z"}
 },
 "gone": {
  "lecture": {
   "session": {
    "id": "lecture", "uid": "7d1f1a3e-6f0e-4a58-9a8e-0a4f3f6d1c11", "title": {"en": "Lecture"},
    "kind": "talk", "parent": "morning", "track": "algebra", "plenary": false, "languages": [],
    "interpreted": [], "streams": [], "links": [], "status": "confirmed", "pinned": false,
    "slot": {
     "period": {
      "start": "2026-11-05T09:00:00+08:00[Asia/Shanghai]", "end": "2026-11-05T10:00:00+08:00[Asia/Shanghai]"
     },
     "rooms": []
    },
    "people": [
     {"participant": "noether", "role": "speaker", "affiliations": [], "status": "confirmed"}
    ]
   },
   "rooms": [{"id": "hall", "name": {"en": "Hall"}, "shared": false, "features": [], "available": []}],
   "revision": {"sequence": 1, "created": "2026-01-02T03:04:05Z", "modified": "2026-01-02T05:04:05Z"}
  }
 }
}"""
"""A ledger as version 2 of the store kept it."""


def test_a_ledger_in_the_old_format_is_read() -> None:
    ledger = json_forms.ledger_from_form(json.loads(OF_OLD))

    (gone,) = ledger.gone.values()
    assert [*ledger.gone] == [gone.session.uid]
    assert ledger.left == {}
    assert ledger.emptied_feeds(FORUM, "rooms") == {"hall"}
    assert ledger.emptied_feeds(FORUM, "days") == {"2026-11-05"}
    assert ledger.emptied_feeds(FORUM, "participants") == {"noether"}
    assert ledger.emptied_feeds(FORUM, "tracks") == {"algebra"}
    assert ledger.emptied_feeds(FORUM, "sessions") == {"lecture", "morning"}


def test_an_old_ledger_is_unchanged_by_writing_and_reading() -> None:
    ledger = json_forms.ledger_from_form(json.loads(OF_OLD))

    again = json_forms.ledger_from_form(json.loads(to_json(json_forms.ledger_form(ledger, "Asia/Shanghai"))))

    assert again == ledger


def make_old(store: Store, name: str) -> None:
    """Give a release the form it would have had from version 2, which knew what is gone by ids alone."""
    its = table.columns
    with store._database.writing("forum") as db, triggers.suspended(db, table):
        row = db.execute(table.select().where(its.name == name)).one()
        report = json.loads(decompress(row.body))
        ledger = report["ledger"]
        gone = {each["session"]["id"]: each for each in ledger["gone"].values()}
        for each in gone.values():
            del each["standing"]
        report["ledger"] = {"revised": ledger["revised"], "sessions": ledger["sessions"], "gone": gone}
        content = to_json(report).encode()
        new = {"body": compress(content), "sha256": sha256(content).hexdigest()}
        db.execute(table.update().where(its.name == name), new)


def released(store: Store, edit: Any, name: str) -> ReleasedConference:
    at = AT + timedelta(hours=int(name))
    do.change(store, "forum", edit, author="Office", why="", at=at)
    do.release(store, "forum", name, author="Office", at=at)
    return store.releases.load("forum", name)


def entry(of: ReleasedConference, **view: Any) -> icalendar.Event | None:
    data = agenda(of.schedule, ledger=of.ledger, languages=["en"], **view).data
    found = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return next((each for each in found if each["UID"] == str(LECTURE.uid)), None)


@pytest.fixture
def old(store: Store) -> Store:
    """A store in which the lecture has lost its time, and that was released by version 2."""
    do.change(store, "forum", given(FORUM), **NOTED)
    do.release(store, "forum", "0", author="Office", at=AT)
    released(store, setting("lecture", slot=None), "1")
    make_old(store, "1")
    return store


def test_calendars_retain_the_tombstones_of_an_old_release(old: Store) -> None:
    first = old.releases.load("forum", "1")
    second = released(old, setting("party", title="Feast"), "2")

    for view in ({}, {"rooms": [FORUM.rooms_of(LECTURE)[0]]}, {"sessions": ["lecture"]}):
        before, after = entry(first, **view), entry(second, **view)
        assert before == after
        assert before is not None
        assert (before["STATUS"], before["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_session_returning_after_an_old_release_supersedes_its_tombstone(old: Store) -> None:
    second = released(old, setting("lecture", slot=LECTURE.slot), "2")

    found = entry(second)
    assert found is not None
    assert (found["STATUS"], found["SEQUENCE"]) == ("CONFIRMED", 2)
    assert second.ledger.gone == {}


def test_an_unchanged_schedule_after_an_old_release_is_the_same_release(old: Store) -> None:
    do.release(old, "forum", "2", author="Office", at=AT + timedelta(days=2))

    first, second = (old.releases.load("forum", name) for name in ("1", "2"))
    assert second.ledger == first.ledger
