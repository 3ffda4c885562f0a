"""What was imported is kept as it came, with the change that was made of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from eventkit.model import Deadline, Extra
from eventkit.schedule import Schedule
from eventkit.store import ImportedSource, Store, tables
from eventkit.store.store_doctor import examine
from store import do
from store.small import AT, FORUM, NOTED, setting, uid
from store.small import replace_by as just


def from_elsewhere(**fields: Any) -> Schedule:
    """The forum as another system has it: Noether came from there, under another id."""
    came = {"source": "pretalx", "source_id": "XYZZY", "extra": {"avatar": "xyzzy.png"}} | fields
    noether, hypatia = FORUM.participants
    return FORUM.model_copy(update={"participants": (noether.model_copy(update=came), hypatia)})


LATER = NOTED | {"at": AT + timedelta(days=7)}
CAME = ImportedSource("pretalx", from_elsewhere())


def test_the_last_import_of_each_source_is_available(store: Store) -> None:
    assert store.imports.last("forum", "pretalx") is None
    do.change(store, "forum", just(FORUM), came=CAME, **NOTED)
    do.change(
        store, "forum", setting("party", audience=7), came=ImportedSource("people.xlsx", FORUM), **NOTED
    )
    assert store.imports.last("forum", "pretalx") == CAME.schedule
    assert store.imports.last("forum", "people.xlsx") == FORUM
    assert store.imports.last("forum", "indico") is None


def test_an_import_without_changes_is_stored_without_a_revision(store: Store) -> None:
    do.change(store, "forum", just(FORUM), came=ImportedSource("pretalx", FORUM), **NOTED)
    assert do.change(store, "forum", just(FORUM), came=CAME, **NOTED).revision == 1
    assert store.imports.last("forum", "pretalx") == CAME.schedule


def test_a_failed_import_leaves_the_previous_one(store: Store) -> None:
    do.change(store, "forum", just(FORUM), came=CAME, **NOTED)

    def fails(_: Schedule | None) -> Schedule:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do.change(store, "forum", fails, came=ImportedSource("pretalx", FORUM), **NOTED)
    assert store.imports.last("forum", "pretalx") == CAME.schedule


def test_undoing_a_change_discards_its_import(store: Store) -> None:
    """The next import would else take all of it for something that was undone here on purpose."""
    do.change(store, "forum", just(FORUM), **NOTED)
    for day, audience in enumerate((1, 2, 3)):
        came = ImportedSource("pretalx", setting("party", audience=audience)(FORUM))
        noted = NOTED | {"at": AT + timedelta(days=day + 1)}
        do.change(store, "forum", setting("party", audience=audience), came=came, **noted)
        do.change(store, "forum", setting("party", audience=audience), came=came, **LATER)
    for audience in (2, 1):
        do.undo(store, "forum", author="Office", at=AT + timedelta(days=8))
        last = store.imports.last("forum", "pretalx")
        assert last is not None
        assert last.session("party").audience == audience
    do.undo(store, "forum", author="Office", at=AT + timedelta(days=9))
    assert store.imports.last("forum", "pretalx") is None


def test_imports_go_with_their_conference(store: Store) -> None:
    do.change(store, "forum", just(FORUM), came=CAME, **NOTED)
    do.remove(store, "forum", **NOTED)
    assert store.imports.last("forum", "pretalx") is None


@pytest.mark.parametrize("id_", ["noether", "speaker-7"])
def test_an_erased_person_is_erased_from_stored_imports(store: Store, id_: str) -> None:
    """Be it under another id: where they came from is the same."""
    do.change(store, "forum", just(from_elsewhere()), **NOTED)
    team = FORUM.participants[0].model_copy(
        update={"id": id_, "source": "pretalx", "source_id": "XYZZY", "extra": {"bio": "xyzzy"}}
    )
    came = FORUM.model_copy(update={"participants": (team, FORUM.participants[1]), "sessions": ()})
    do.change(store, "forum", setting("party", audience=7), came=ImportedSource("pretalx", came), **NOTED)
    do.forget(store, "forum", "noether", author="Office", at=AT + timedelta(days=1))
    last = store.imports.last("forum", "pretalx")
    assert last is not None
    assert "xyzzy" not in f"{last!r} {store.load('forum').schedule!r} {store.history.log('forum')!r}".lower()
    assert "Noether" not in repr(last)


def test_a_damaged_import_is_found(store: Store, store_url: str) -> None:
    do.change(store, "forum", just(FORUM), came=CAME, **NOTED)
    assert examine(store_url) == ()
    with store._database.writing("forum") as db:
        db.execute(tables.imports.update(), {"document": b"nonsense"})
    altered, finding = sorted(examine(store_url), key=lambda finding: finding.code, reverse=True)
    assert altered.code == "present-altered"
    assert (finding.code, finding.about) == ("import-damaged", ("forum", "pretalx"))


def test_sources_of_entities_are_stored(store: Store) -> None:
    extra = Extra({"a": None, "b": [True, 1, 1.5, "x\n"]})
    conference = FORUM.conference.model_copy(
        update={
            "extra": extra,
            "deadlines": (
                Deadline(id="papers", uid=uid("papers"), title="Papers", at=date(2026, 3, 1)),
                Deadline(id="fees", uid=uid("fees"), title="Fees", at=AT.replace(second=0)),
            ),
        }
    )
    schedule = from_elsewhere(extra=extra).model_copy(update={"conference": conference})
    do.change(store, "forum", just(schedule), **NOTED)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    with Store(store._database) as other:
        assert other.load("forum").schedule == schedule
        assert other.releases.load("forum").schedule == schedule


def test_a_deadline_is_stored_in_local_time(store: Store) -> None:
    due = Deadline(id="fees", uid=uid("fees"), title="Fees", at=AT.replace(second=0))
    conference = FORUM.conference.model_copy(update={"deadlines": (due,)})
    do.change(store, "forum", just(FORUM.model_copy(update={"conference": conference})), **NOTED)
    with store._database.reading() as db:
        stored = db.scalar(select(tables.conference.columns.deadlines))
    assert '"at":"2026-01-02T11:04:00+08:00[Asia/Shanghai]"' in str(stored)
