"""The server over both databases, beside another process: nothing is lost and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from eventkit.office.office import Office
from eventkit.store import Store
from web.server_kit import CONFERENCE, NOW, EventStream, open_kit, place_of, small_schedule

TEN = {"start": "2027-05-01T10:00", "end": "2027-05-01T10:30", "rooms": ["hall"]}
NOON = {"start": "2027-05-01T12:00", "end": "2027-05-01T12:30", "rooms": ["hall"]}


def test_postgresql_announces_changes_to_other_servers_at_once(
    new_schema: Callable[[], str], tmp_path: Path
) -> None:
    url = new_schema()
    with Store.open(url) as store, Store.open(url) as other_store:
        Office(store, CONFERENCE, author="made", clock=lambda: NOW).create(small_schedule())
        never = 3_600.0
        for kit in open_kit(store, tmp_path):
            for other in open_kit(other_store, tmp_path, poll_seconds=never):
                stream = EventStream(other, other.browser("office"))
                stream.next("presence")
                kit.browser("editor").place("dust", NOON)
                _, change = stream.next("change")
                assert place_of(change, "dust") == NOON
                stream.close()


def test_two_servers_over_one_store_merge_conflict_and_hear_of_each_other(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    Office(store, CONFERENCE, author="made", clock=lambda: NOW).create(small_schedule())
    with Store.open(store_url) as other_store:
        for kit in open_kit(store, tmp_path):
            for other in open_kit(other_store, tmp_path):
                ana, lin = kit.browser("editor"), other.browser("office")
                stream = EventStream(other, lin)
                stream.next("presence")
                ana.place("dust", {**TEN, "rooms": ["annex"]})
                _, change = stream.next("change")
                assert (change["by"], place_of(change, "dust")["rooms"]) == ("editor", ["annex"])
                merged = lin.place("dust", NOON, seen=TEN)
                assert place_of(merged, "dust") == {**NOON, "rooms": ["annex"]}
                (conflict, _) = ana.place(
                    "dust",
                    {**TEN, "start": "2027-05-01T09:55", "end": "2027-05-01T10:25"},
                    seen=TEN,
                    status=409,
                )["contested"]
                assert (conflict["by"], conflict["theirs"]) == ("office", "2027-05-01T12:00")
                stream.close()
