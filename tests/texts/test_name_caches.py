"""Name caches: no name remains in them once a file is read or a person is erased."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from eventkit import check, formats
from eventkit.formats import read_file
from eventkit.intake import ImportHints
from eventkit.store import Store
from eventkit.texts import name_caches
from store import do
from store.small import AT, FORUM, NOTED, replace_by

TABLE = (
    b'Title,Speaker,Date,Start,End,Room\nLunes,"Hippocrates of Chios, Academy",2027-09-06,09:00,10:00,Hall\n'
)
HINTS = ImportHints(zone="Africa/Cairo", title="Forum")


def sizes() -> Iterable[int]:
    return [clear.__self__.cache_info().currsize for clear in name_caches._clear]  # type: ignore[attr-defined]


def test_a_file_that_is_read_leaves_no_name_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    name_caches.clear_names()
    with monkeypatch.context() as patched:
        patched.setattr(formats, "clear_names", lambda: None)
        read_file(TABLE, "talks.csv", "table", HINTS)
    assert any(sizes())
    read_file(TABLE, "talks.csv", "table", HINTS)
    assert not any(sizes())


def test_an_erasure_leaves_no_name_in_them(store: Store) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    check(FORUM)
    assert any(sizes())
    store.erase("forum", "noether", do.ChangeNote("Office", "", AT), secret=bytes(32))
    assert not any(sizes())
