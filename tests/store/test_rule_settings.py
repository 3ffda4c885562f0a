"""What a conference asks of its rules, kept beside it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventkit.errors import NoSuchConference, StoreError
from eventkit.rules import RuleSettings, Waiver
from eventkit.store import Store, tables
from eventkit.store.backups import backup, restore
from store import do
from store.filled import everything
from store.small import AT, FORUM, NOTED, replace_by

SETTINGS = RuleSettings.model_validate(
    {
        "severities": {"room-clash": "warning"},
        "hours": {"opens": "08:00", "closes": "19:30"},
        "room_hours": {"hall": {"opens": "09:00", "closes": "18:00"}},
        "waivers": [
            Waiver(
                identity="93bc485b37",
                code="room-clash",
                about=("opening", "hall"),
                reason="同传: it is \N{SNOWMAN} cold",
                author="Office",
                at=AT,
            )
        ],
    }
)
DOCUMENT: dict[str, Any] = SETTINGS.model_dump(mode="json", exclude_defaults=True)


@pytest.fixture
def forum(store: Store) -> Store:
    """A store that holds the forum."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    return store


def put(store: Store, document: dict[str, Any], **noted: Any) -> dict[str, Any]:
    return do.change_rule_settings(store, "forum", lambda _: document, **NOTED | noted)


def test_rule_settings_are_empty_at_first(forum: Store) -> None:
    assert forum.rule_settings.load("forum") == {}
    assert forum.rule_settings.load("never-was") == {}
    assert forum.rule_settings.log("forum") == ()


def test_stored_content_round_trips_unchanged(forum: Store, store_url: str) -> None:
    assert put(forum, DOCUMENT) == DOCUMENT
    with Store.open(store_url) as afresh:
        assert RuleSettings.model_validate(afresh.rule_settings.load("forum")) == SETTINGS


def test_an_edit_starts_from_the_current_settings_and_can_empty_them(forum: Store) -> None:
    put(forum, {"breather": 5})
    do.change_rule_settings(forum, "forum", lambda before: {**before, "night": 60}, **NOTED)
    assert forum.rule_settings.load("forum") == {"breather": 5, "night": 60}
    assert put(forum, {}) == forum.rule_settings.load("forum") == {}


def test_every_effective_change_is_logged(forum: Store) -> None:
    put(forum, {"breather": 5})
    put(forum, {"breather": 5}, author="Hypatia")
    put(forum, {"breather": 6}, author="Hypatia", why="tired", at=AT + timedelta(hours=1))
    entries = [(each.author, each.why, each.at) for each in forum.rule_settings.log("forum")]
    assert entries == [("Hypatia", "tired", AT + timedelta(hours=1)), ("Office", "test", AT)]


def test_settings_are_no_change_of_the_conference(forum: Store) -> None:
    before = forum.load("forum")
    put(forum, DOCUMENT)
    assert forum.load("forum") == before
    assert len(forum.history.log("forum")) == 1


def test_an_edit_that_fails_leaves_everything_as_it_was(forum: Store) -> None:
    put(forum, DOCUMENT)

    def fails(_: dict[str, Any]) -> dict[str, Any]:
        raise KeyError

    with pytest.raises(KeyError):
        do.change_rule_settings(forum, "forum", fails, **NOTED)
    assert forum.rule_settings.load("forum") == DOCUMENT
    assert len(forum.rule_settings.log("forum")) == 1


def test_settings_are_removed_with_their_conference_and_their_log_stays(forum: Store, store_url: str) -> None:
    put(forum, DOCUMENT)
    do.remove(forum, "forum", **NOTED)
    assert everything(store_url)["rule_settings"] == []
    assert len(forum.rule_settings.log("forum")) == 1
    with pytest.raises(NoSuchConference):
        put(forum, DOCUMENT)
    do.change(forum, "forum", replace_by(FORUM), **NOTED)
    assert forum.rule_settings.load("forum") == {}


def test_settings_corrupted_in_the_tables_are_reported(forum: Store) -> None:
    put(forum, DOCUMENT)
    with forum._database.writing("forum") as db:
        db.execute(tables.rule_settings.update().values(body="{"))
    with pytest.raises(StoreError, match=r"Conference 'forum' in .* is broken"):
        forum.rule_settings.load("forum")


def test_a_backup_carries_settings(forum: Store, store_url: str, tmp_path: Path) -> None:
    put(forum, DOCUMENT)
    backup(store_url, saved := tmp_path / "saved.db")
    put(forum, {})
    restore(saved, store_url, overwrite=True)
    with Store.open(store_url) as afresh:
        assert afresh.rule_settings.load("forum") == DOCUMENT
