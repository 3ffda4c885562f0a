"""A change writes the rows that it is about, and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from eventkit.store import Store
from store import do
from store.small import AT, FORUM, NOTED, adding, replace_by, setting

LATER = NOTED | {"at": AT + timedelta(hours=1)}
NOTED_CHANGE = {"insert revision": 1, "insert journal": 1, "update revision": 2}
"""What every change of one entity writes beside it; the update is the hash, which stands for the line as "
"well."""

WRITING = ("INSERT INTO", "UPDATE", "DELETE FROM")


@pytest.fixture
def written() -> Iterator[Counter[str]]:
    """Counts the rows written to each table, by what is done to them."""
    found: Counter[str] = Counter()

    def count(_db: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:  # noqa: FBT001
        for doing in WRITING:
            if statement.startswith(doing):
                table = statement.removeprefix(doing).split()[0].strip("(")
                found[f"{doing.split()[0].lower()} {table}"] += len(parameters) if many else 1

    event.listen(Engine, "before_cursor_execute", count)
    yield found
    event.remove(Engine, "before_cursor_execute", count)


@pytest.fixture
def forum(store: Store, written: Counter[str]) -> Store:
    """A store that holds the forum, with nothing counted yet."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    written.clear()
    return store


def of_the_schedule(written: Counter[str]) -> dict[str, int]:
    return {what: rows for what, rows in written.items() if not what.endswith((" ledger", " checksum"))}


def test_an_edit_that_changes_nothing_writes_nothing(forum: Store, written: Counter[str]) -> None:
    do.change(forum, "forum", replace_by(FORUM), **LATER)
    assert written == {}


def test_a_move_writes_one_session(forum: Store, written: Counter[str]) -> None:
    do.change(forum, "forum", setting("lecture", slot=FORUM.session("opening").slot), **LATER)
    assert of_the_schedule(written) == {"update session": 1, **NOTED_CHANGE}


def test_a_line_of_the_ledger_is_written_where_it_changed(forum: Store, written: Counter[str]) -> None:
    before = forum.load("forum").ledger
    after = do.change(forum, "forum", setting("lecture", title="Another"), **LATER).ledger
    changed = dict(after.sessions.items() - before.sessions.items())
    assert "lecture" in changed
    assert "party" not in changed
    assert written["update ledger"] == len(changed)


def test_inserting_a_session_first_leaves_the_others_unchanged(forum: Store, written: Counter[str]) -> None:
    do.change(forum, "forum", adding("welcome", at=0), **LATER)
    assert written == {
        "insert session": 1,
        "insert ledger": 1,
        "insert checksum": 2,
        **NOTED_CHANGE,
    }


def test_removing_a_session_removes_only_its_rows(forum: Store, written: Counter[str]) -> None:
    without = FORUM.model_copy(update={"sessions": FORUM.sessions[:1] + FORUM.sessions[2:]})
    do.change(forum, "forum", replace_by(without), **LATER)
    assert of_the_schedule(written) == {
        "delete session": 1,
        "delete appearance": 2,
        "delete appearance_affiliation": 1,
        **NOTED_CHANGE,
    }


def test_adding_a_person_to_a_session_writes_one_row(forum: Store, written: Counter[str]) -> None:
    lecture = FORUM.session("lecture")
    chair = FORUM.session("opening").people[0]
    do.change(forum, "forum", setting("lecture", people=(*lecture.people, chair)), **LATER)
    assert of_the_schedule(written) == {
        "insert appearance": 1,
        "insert appearance_affiliation": 1,
        **NOTED_CHANGE,
    }


def test_changing_the_zone_rewrites_only_local_times(forum: Store, written: Counter[str]) -> None:
    """The instants stay, and what the clocks show at them differs."""
    conference = FORUM.conference.model_copy(update={"zone": "Europe/Vienna"})
    do.change(forum, "forum", replace_by(FORUM.model_copy(update={"conference": conference})), **LATER)
    scheduled = [session for session in FORUM.sessions if session.slot]
    assert (written["update conference"], written["update session"]) == (1, len(scheduled))
    assert written["update room"] == written["update participant"] == 0


def test_two_texts_in_another_order_are_another_text(forum: Store, written: Counter[str]) -> None:
    """The order is what fallback goes by, so it is written, though the words are the same."""
    title = {"zh": "论坛", "en": "Forum"}
    conference = FORUM.conference.model_copy(update={"title": title})
    do.change(forum, "forum", replace_by(FORUM.model_copy(update={"conference": conference})), **LATER)
    assert written["update conference"] == 1
