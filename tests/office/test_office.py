"""The operations of an organiser: whole, in one transaction, and the same by every way in."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eventkit.cli import main
from eventkit.editing import (
    MergeConflict,
    Refused,
    add_participant,
    add_person,
    edit_participant,
    edit_room,
    edit_session,
    free_id,
    move_session,
    remove_participant,
)
from eventkit.errors import (
    ConferenceExists,
    NoSuchConference,
    NoSuchFinding,
    NoSuchRelease,
    SettingsUnreadable,
    UndoRefused,
)
from eventkit.findings import Subject
from eventkit.formats import get_importer
from eventkit.intake import ImportHints
from eventkit.model import Participant, RoomId, SessionId
from eventkit.office.office import Office
from eventkit.office.verdicts import ReleaseBlocked, dump_settings, release_writes
from eventkit.rules import Changeover, RuleSettings
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import BadgeWrites, ChangeNote, ConferenceState, Store, Writes
from store.filled import everything
from store.small import AT, FORUM
from structure.source import STORE_VALUES

ROOT = Path(__file__).parents[2]
CLI = ROOT / "src" / "eventkit" / "cli"
KEY = bytes(range(32))
NOTE = ChangeNote("Office", "test", AT)


@dataclass(frozen=True)
class File:
    """What was read from a file."""

    schedule: Schedule
    source: str | None = None
    contacts: Any = None
    chosen_colours: frozenset[str] = frozenset()
    findings: tuple[Any, ...] = ()
    name: str = ""
    columns: Any = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "contacts", self.contacts or {})


def office(store: Store, author: str = "ada", **more: Any) -> Office:
    return Office(store, "forum", author=author, clock=lambda: AT, **more)


@pytest.fixture
def forum(store: Store) -> Store:
    """A store with the forum: Hypatia has a contact, a badge and a waiver; settings name the opening."""
    fill(store)
    return store


def fill(store: Store) -> None:
    ours = office(store)
    ours.create(FORUM)
    ours.contacts.edit("hypatia", email="hypatia@example.org", ticket="speaker")
    badges = BadgeWrites(new_key=KEY, issue={"hypatia": "speaker"})
    store.commit("forum", lambda _: Writes(badges=badges), NOTE)
    ours.rules.change(lambda settings, _: settings.model_copy(update=dict(SETTINGS)), "as agreed")
    (about_hypatia,) = (each for each in ours.check().open if "hypatia" in each.about)
    ours.rules.waive([about_hypatia.identity], "known")


SETTINGS = RuleSettings(
    room_hours={RoomId("yard"): {"opens": "08:00", "closes": "19:00"}},
    change_overs=(Changeover(rooms=(RoomId("hall"), RoomId("yard")), minutes=20),),
)


def contents(store: Store) -> dict[str, Any]:
    """All that a rename could leave behind, and the number of changes."""
    settings = office(store).rules.settings()
    return {
        "schedule": store.load("forum").schedule.model_dump(mode="json"),
        "revision": store.load("forum").revision,
        "settings": dump_settings(settings.model_copy(update={"waivers": ()})),
        "waived": [each.about for each in settings.waivers],
        "lapsed": [waiver.identity for waiver in office(store).check().lapsed],
        "contacts": [contact.model_dump() for contact in store.roster.load("forum").contacts],
        "badges": [(badge.holder, badge.number) for badge in store.badges.all("forum")],
    }


def test_a_rename_takes_everything_along_in_one_change(forum: Store) -> None:
    before = forum.load("forum").revision
    outcome = office(forum).rename(EntityKind.PARTICIPANT, "hypatia", "alma")
    after = contents(forum)
    assert outcome.renames == {Subject("participant", "hypatia"): "alma"}
    assert (outcome.added, outcome.removed) == ((), ())
    assert after["revision"] == before + 1
    assert [contact["participant"] for contact in after["contacts"]] == ["alma"]
    assert [holder for holder, _ in after["badges"]] == ["alma"]
    assert after["waived"] == [("alma",)]
    assert after["lapsed"] == []


def test_rule_settings_follow_a_session_and_a_room(forum: Store) -> None:
    office(forum).rename(EntityKind.SESSION, "opening", "welcome")
    office(forum).rename(EntityKind.ROOM, "yard", "court")
    settings = office(forum).rules.settings()
    assert [*settings.room_hours] == ["court"]
    assert settings.change_overs[0].rooms == ("hall", "court")


def test_wishes_that_put_sessions_in_a_circle_are_refused_where_they_are_set(forum: Store) -> None:
    def wish(session: str, *wishes: str) -> None:
        office(forum).edit(lambda now: edit_session(now, session, wishes=wishes), "as asked")

    wish("opening", "before morning", "prefer after morning")
    with pytest.raises(Refused, match="morning → opening → morning is a circle"):
        wish("morning", "before opening")
    with pytest.raises(Refused, match="is a circle"):
        wish("opening", "before morning", "after morning")
    assert forum.load("forum").schedule.session(SessionId("morning")).wishes == ()


WAYS: dict[str, Callable[[Store, Path], object]] = {
    "the operation": lambda store, _: office(store).rename(EntityKind.PARTICIPANT, "hypatia", "alma"),
    "an edit": lambda store, _: office(store).edit(
        lambda now: edit_participant(now, "hypatia", id="alma"), "rename participant 'hypatia' to 'alma'"
    ),
    "an imported document": lambda store, _: office(store).import_file(
        File(edit_participant(store.load("forum").schedule, "hypatia", id="alma"))
    ),
    "the command rename": lambda _, path: call(path, "person", "rename", "hypatia", "alma"),
    "the command edit": lambda _, path: call(path, "person", "edit", "hypatia", "--id", "alma"),
}


def call(path: Path, *words: str) -> str:
    url = f"sqlite:///{path}"
    result = CliRunner().invoke(main, [*words], env={"EVENTKIT_STORE": url, "EVENTKIT_AUTHOR": "ada"})
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a store with the forum."""
    with Store.open(f"sqlite:///{tmp_path / 'forum.db'}") as store:
        fill(store)
    return tmp_path / "forum.db"


@pytest.mark.parametrize("way", WAYS)
def test_a_rename_gives_the_same_store_by_every_way(way: str, path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    with Store.open(f"sqlite:///{path}") as store, Store.open(f"sqlite:///{other}") as expected:
        office(expected).rename(EntityKind.PARTICIPANT, "hypatia", "alma")
        WAYS[way](store, path)
        assert contents(store) == contents(expected)


def test_a_merge_gives_the_same_store_by_program_and_by_command(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with Store.open(f"sqlite:///{path}") as store:
        office(store).contacts.edit("noether", phone="+30 1")
    other.write_bytes(path.read_bytes())
    with Store.open(f"sqlite:///{path}") as store, Store.open(f"sqlite:///{other}") as expected:
        outcome = office(expected).merge(EntityKind.PARTICIPANT, "noether", "hypatia")
        call(path, "person", "merge", "noether", "hypatia")
        assert contents(store) == contents(expected)
    assert outcome.renames == {Subject("participant", "hypatia"): "noether"}
    (contact,) = contents_of(other)["contacts"]
    assert (contact["email"], contact["phone"]) == ("hypatia@example.org", "+30 1")


def test_an_import_gives_the_same_store_by_program_and_by_command(path: Path, tmp_path: Path) -> None:
    other, table = tmp_path / "other.db", tmp_path / "times.csv"
    other.write_bytes(path.read_bytes())
    table.write_text("Title,Date,Time,Room\nParty,2026-11-05,18:00-19:00,Yard\nWalk,,,\n", encoding="utf-8")
    call(path, "import", str(table))
    hints = ImportHints(title="Forum", zone="Asia/Shanghai", languages=("en", "zh"))
    reading = get_importer("table").read(table.read_bytes(), str(table), hints)
    with Store.open(f"sqlite:///{other}") as store:
        outcome = office(store).import_file(reading, why=f"import {table}")
    assert contents_of(path) == contents_of(other)
    assert [outcome.counts[EntityKind.SESSION].added, outcome.counts[EntityKind.SESSION].changed] == [1, 1]


def contents_of(path: Path) -> dict[str, Any]:
    with Store.open(f"sqlite:///{path}") as store:
        return contents(store)


def test_forgetting_gives_the_same_store_by_program_and_by_command(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    with Store.open(f"sqlite:///{other}") as expected:
        office(expected).contacts.forget("hypatia")
    call(path, "person", "forget", "hypatia", "--yes")
    here, there = (re.sub(r"withdrawn-[0-9a-f]+", "X", str(contents_of(each))) for each in (path, other))
    assert here == there
    assert contents_of(path)["contacts"] == []
    assert "Ὑπατία" not in str(contents_of(path)["schedule"])


def test_a_new_person_inherits_nothing_from_one_removed_in_the_same_edit(forum: Store) -> None:
    stranger = Participant.model_validate({"id": "stranger", "name": "Someone Else"})

    def edit(now: Schedule) -> Schedule:
        without = remove_participant(now, "hypatia", everywhere=True)
        return without.model_copy(update={"participants": (*without.participants, stranger)})

    outcome = office(forum).edit(edit, "another speaker")
    assert outcome.renames == {}
    assert forum.roster.load("forum").contacts == ()
    assert [badge.holder for badge in forum.badges.all("forum")] == ["hypatia (removed 2)"]


def test_undoing_a_rename_renames_back_even_with_another_name(forum: Store) -> None:
    before = {**contents(forum), "revision": None}
    office(forum).edit(
        lambda now: edit_participant(now, "hypatia", id="alma", name="E. Noether"),
        "as she signs",
        renames={Subject("participant", "hypatia"): "alma"},
    )
    assert contents(forum)["contacts"][0]["participant"] == "alma"
    office(forum).undo()
    assert {**contents(forum), "revision": None} == before


def test_reverting_to_a_release_renames_back(forum: Store) -> None:
    office(forum).releases.publish("1.0", force="a test")
    before = {**contents(forum), "revision": None}
    office(forum).rename(EntityKind.SESSION, "opening", "welcome")
    office(forum).rename(EntityKind.PARTICIPANT, "hypatia", "alma")
    office(forum).revert("1.0")
    assert {**contents(forum), "revision": None} == before
    with pytest.raises(NoSuchRelease):
        office(forum).revert("2.0")


class Fault(Exception):
    """A crash at one moment of a write."""


@pytest.mark.parametrize("module", ["roster_store", "badge_store", "rule_settings_store"])
def test_a_crash_within_a_rename_leaves_nothing_half_done(
    forum: Store, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(forum)

    def crash(*_: Any, **__: Any) -> None:
        raise Fault

    function = "follow" if module == "badge_store" else "write"
    monkeypatch.setattr(f"eventkit.store.{module}.{function}", crash)
    with pytest.raises(Fault):
        office(forum).edit(
            lambda now: edit_participant(edit_session(now, "opening", id="welcome"), "hypatia", id="alma"),
            "two new ids",
        )
    monkeypatch.undo()
    assert contents(forum) == before


def clash(now: Schedule) -> Schedule:
    """The schedule with an error: a session in the room of another at the same time."""
    other = now.session(SessionId("opening")).model_copy(
        update={"id": "other", "uid": "00000000-0000-0000-0000-000000000001", "parent": None}
    )
    slot = now.session(SessionId("morning")).slot
    return now.model_copy(update={"sessions": (*now.sessions, other.model_copy(update={"slot": slot}))})


def test_a_release_with_errors_needs_a_reason_which_is_stored(store: Store) -> None:
    office(store).create(clash(FORUM))
    with pytest.raises(ReleaseBlocked) as blocked:
        office(store).releases.publish("1.0")
    assert {finding.severity for finding in blocked.value.findings} == {"error"}
    assert store.releases.all("forum") == ()
    made = office(store).releases.publish("1.0", "as printed", force="the wall is taken down")
    assert made.release is not None
    assert (made.release.note, made.release.forced) == ("as printed", "the wall is taken down")
    assert made.errors == blocked.value.findings


BLANK = ["", " ", "\n\t", "\u200b"]


@pytest.mark.parametrize("reason", BLANK)
def test_a_blank_reason_for_a_release_is_none(store: Store, reason: str) -> None:
    office(store).create(clash(FORUM))
    with pytest.raises(ReleaseBlocked):
        office(store).releases.publish("1.0", force=reason)
    assert store.releases.all("forum") == ()


@pytest.mark.parametrize("reason", BLANK)
def test_a_blank_reason_for_a_waiver_is_refused(store: Store, reason: str) -> None:
    office(store).create(clash(FORUM))
    rules = office(store).rules
    identity = office(store).check().open[0].identity
    with pytest.raises(Refused, match="A waiver needs a reason"):
        rules.waive([identity], reason)
    with pytest.raises(Refused, match=r"The reason of a waiver .*1,?000 characters"):
        rules.waive([identity], "long" * 300)
    assert rules.settings().waivers == ()


@pytest.mark.parametrize("reason", BLANK)
def test_a_blank_reason_of_the_author_leaves_that_of_the_operation(forum: Store, reason: str) -> None:
    office(forum, why=reason).rename(EntityKind.ROOM, "yard", "court")
    assert office(forum).log(limit=1)[0].why == "rename room 'yard' to 'court'"


def test_a_reason_is_not_stored_without_errors(store: Store) -> None:
    office(store).create(FORUM)
    made = office(store).releases.publish("1.0", force="in case")
    assert made.release is not None
    assert (made.release.forced, made.previous) == ("", None)
    assert office(store).releases.publish("2.0").previous == made.release


def test_an_edit_between_check_and_release_is_never_published_unchecked(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody edits once the release has been checked, and before it is written: it is checked again."""
    with Store.open(store_url) as store, Store.open(store_url) as other:
        office(store).create(FORUM)
        edits: list[int] = []

        def check_then_edit(state: ConferenceState, release: Any) -> Writes:
            writes = release_writes(state, release)
            if not edits:
                edits.append(office(other, "ben").edit(clash, "a late talk").revision)
            return writes

        monkeypatch.setattr("eventkit.office.conference_office.release_writes", check_then_edit)
        with pytest.raises(ReleaseBlocked):
            office(store).releases.publish("1.0")
        assert edits == [2]
        assert store.releases.all("forum") == ()


def test_undo_without_a_number_reverts_the_authors_last_change(forum: Store) -> None:
    office(forum, "ada").edit(lambda now: edit_room(now, "hall", capacity=100), "measured")
    office(forum, "ben").edit(lambda now: edit_room(now, "yard", capacity=900), "measured")
    undone = office(forum, "ada").undo()
    rooms = forum.load("forum").schedule
    assert undone.changed
    assert rooms.room(RoomId("hall")).capacity is None
    assert rooms.room(RoomId("yard")).capacity == 900
    with pytest.raises(UndoRefused):
        office(forum, "carl").undo()
    office(forum, "carl").undo(undone.undone + 1)
    assert forum.load("forum").schedule.room(RoomId("yard")).capacity is None


def test_an_edit_of_an_older_version_preserves_later_changes(forum: Store) -> None:
    seen = forum.load("forum").schedule
    office(forum, "ben").edit(lambda now: edit_room(now, "hall", capacity=100), "measured")
    office(forum).edit(lambda now: edit_room(now, "hall", name="Great Hall"), "as on the door", base=seen)
    hall = forum.load("forum").schedule.room(RoomId("hall"))
    assert (hall.capacity, hall.name["en"]) == (100, "Great Hall")
    with pytest.raises(MergeConflict) as error:
        office(forum).edit(lambda now: edit_room(now, "hall", name="Aula"), "no", base=seen)
    assert {(conflict.id, conflict.by, conflict.at) for conflict in error.value.conflicts} == {
        ("hall", "ada", AT)
    }


def test_a_rename_by_somebody_else_stays_when_an_older_version_is_edited(forum: Store) -> None:
    seen = forum.load("forum")
    office(forum, "ben").rename(EntityKind.SESSION, "opening", "welcome")
    outcome = office(forum).edit(
        lambda now: edit_room(now, "hall", capacity=100), "measured", base=office(forum).at(seen.revision)
    )
    assert "welcome" in EntityKind.SESSION.by_id(outcome.after)
    assert [*office(forum).rules.settings().room_hours] == ["yard"]
    assert [change.why for change in office(forum).changes_since(seen.revision)] == [
        "rename session 'opening' to 'welcome'",
        "measured",
    ]


def test_a_dry_run_reports_and_writes_nothing(forum: Store) -> None:
    before = contents(forum)
    trial = office(forum, dry_run=True)
    assert trial.rename(EntityKind.PARTICIPANT, "hypatia", "alma").changed
    assert trial.merge(EntityKind.PARTICIPANT, "noether", "hypatia").changed
    assert trial.releases.publish("1.0", force="a test").release is None
    trial.rules.change(lambda settings, _: settings.model_copy(update={"breather": 5}), "no")
    trial.rules.reset()
    trial.contacts.edit("hypatia", email="else@example.org")
    trial.contacts.forget("hypatia")
    trial.remove("no")
    assert contents(forum) == before
    assert forum.releases.all("forum") == ()


def test_an_import_writes_schedule_contacts_and_source_at_once(forum: Store, monkeypatch: Any) -> None:
    before = contents(forum)
    file = File(
        edit_room(FORUM, "hall", capacity=80), "pretalx", {"noether": {"email": "noether@example.org"}}
    )

    def crash(*_: Any, **__: Any) -> None:
        raise Fault

    with monkeypatch.context() as patched:
        patched.setattr("eventkit.store.import_sources.write", crash)
        with pytest.raises(Fault):
            office(forum).import_file(file, contacts=True)
    assert contents(forum) == before
    outcome = office(forum).import_file(file, contacts=True)
    assert outcome.contacts == 1
    assert outcome.counts[EntityKind.ROOM].changed == 1
    assert office(forum).contacts.show("noether") is not None
    assert forum.imports.last("forum", "pretalx") == file.schedule


def test_a_wrong_field_of_a_contact_in_a_file_costs_neither_the_others_nor_the_contact_that_is_known(
    forum: Store,
) -> None:
    office(forum).contacts.edit("hypatia", phone="+20 3 483 9999")
    contacts = {
        "hypatia": {"email": "hypatia@example.org", "phone": "1" * 99},
        "noether": {"email": "at home", "ticket": "speaker"},
    }
    outcome = office(forum).import_file(File(FORUM, "pretalx", contacts), contacts=True)

    assert [(finding.code, finding.about) for finding in outcome.notices] == [
        ("wrong-contact", ("hypatia",)),
        ("wrong-contact", ("noether",)),
    ]
    assert outcome.contacts == 2
    roster = office(forum).contacts.roster()
    stored = {contact.participant: contact for contact in roster.contacts}
    assert (stored["hypatia"].email, stored["hypatia"].phone) == ("hypatia@example.org", "+20 3 483 9999")
    assert (stored["noether"].email, stored["noether"].ticket) == (None, "speaker")


def test_a_document_of_another_conference_is_refused(forum: Store) -> None:
    conference = FORUM.conference.model_copy(update={"id": "congress"})
    other = FORUM.model_copy(update={"conference": conference})
    with pytest.raises(Refused, match="'congress'"):
        office(forum).import_file(File(other))


def test_a_conference_is_created_once(forum: Store) -> None:
    with pytest.raises(ConferenceExists):
        office(forum).create(FORUM)
    office(forum).remove("it was a rehearsal")
    with pytest.raises(NoSuchConference):
        office(forum).edit(lambda now: now, "nothing")
    assert office(forum).undo().after == FORUM


def test_a_schedule_of_another_conference_is_refused(forum: Store) -> None:
    conference = FORUM.conference.model_copy(update={"id": "congress"})
    other = FORUM.model_copy(update={"conference": conference})
    message = (
        "The schedule is of conference 'congress', and this is the office of 'forum'. "
        "Use for_conference('congress')."
    )
    for call in (
        lambda: office(forum).create(other),
        lambda: office(forum).edit(lambda now: now.model_copy(update={"conference": conference}), "renamed"),
    ):
        with pytest.raises(Refused, match=re.escape(message)):
            call()
    assert office(forum).load().schedule == FORUM
    office(forum).for_conference("congress").create(other)


@pytest.mark.parametrize(
    "kind", [EntityKind.ROOM, EntityKind.TRACK, EntityKind.SESSION, EntityKind.CONFERENCE]
)
def test_a_merge_of_a_kind_that_has_none_is_refused(forum: Store, kind: EntityKind) -> None:
    message = f"A {kind} cannot be merged, only organisations and participants."
    with pytest.raises(Refused, match=message):
        office(forum).merge(kind, "hall", "yard")


def test_a_new_id_of_the_conference_is_refused(forum: Store) -> None:
    with pytest.raises(Refused, match="The id of a conference cannot be changed"):
        office(forum).rename(EntityKind.CONFERENCE, "forum", "congress")


def test_waivers_are_named_by_the_beginning_of_an_identity(forum: Store) -> None:
    (waived,) = office(forum).rules.waivers().waived
    identity = waived[0].identity
    assert office(forum).rules.lift([identity[:6]]) == (identity,)
    with pytest.raises(NoSuchFinding) as none:
        office(forum).rules.lift([identity])
    assert none.value.near == ()
    with pytest.raises(NoSuchFinding) as several:
        office(forum).rules.waive([""], "no")
    assert several.value.identity == ""


def test_settings_of_another_version_block_a_rename_and_not_an_edit(forum: Store) -> None:
    document = {"tea": "milk"}
    forum.commit("forum", lambda _: Writes(rule_settings=document), NOTE)
    outcome = office(forum).edit(lambda now: edit_room(now, "hall", capacity=9), "measured")
    assert [notice.code for notice in outcome.notices] == ["settings-unreadable"]
    with pytest.raises(SettingsUnreadable) as unreadable:
        office(forum).rename(EntityKind.SESSION, "opening", "welcome")
    assert (unreadable.value.conference, unreadable.value.place) == ("forum", "tea")
    office(forum).rules.reset()
    assert office(forum).rules.settings() == RuleSettings()


def test_the_reason_of_the_author_replaces_that_of_the_operation(forum: Store) -> None:
    office(forum, why="the programme committee").rename(EntityKind.ROOM, "yard", "court")
    office(forum).edit(lambda now: move_session(now, "opening", minutes=20), "the minister is late")
    newest, before = office(forum).log(limit=2)
    assert (newest.why, newest.author, newest.at) == ("the minister is late", "ada", AT.astimezone(UTC))
    assert before.why == "the programme committee"


OPENERS = {"demo", "display", "serve_command", "store_commands", "terminal"}
"""The modules of commands that open a store."""


def command_modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(CLI.glob("*.py")):
        yield file.stem, ast.parse(file.read_text(encoding="utf-8"))


def test_commands_import_only_values_from_the_store() -> None:
    imported = [
        f"{name}: {alias.name}"
        for name, tree in command_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("eventkit.store.")
        for alias in node.names
        if name not in OPENERS and alias.name not in STORE_VALUES
    ]
    assert imported == []


def test_commands_write_only_through_the_office() -> None:
    writing = {"commit", "preview", "erase"}
    called = [
        f"{name}:{node.lineno}"
        for name, tree in command_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in writing
    ]
    assert called == []
    built = {"Writes", "BadgeWrites", "NewRelease", "ImportedSource", "ChangeNote"}
    names = {
        node.id for _, tree in command_modules() for node in ast.walk(tree) if isinstance(node, ast.Name)
    }
    assert names & built == set()


def test_ids_that_are_addresses_of_the_server_are_refused(forum: Store) -> None:
    stranger = Participant.model_validate({"id": "new", "name": "Someone Else"})
    before = forum.load("forum")
    with pytest.raises(Refused, match="'new' is reserved"):
        office(forum).edit(
            lambda now: now.model_copy(update={"participants": (*now.participants, stranger)}), "a stranger"
        )
    with pytest.raises(Refused, match="'new' is reserved"):
        office(forum).rename(EntityKind.SESSION, "opening", "new")
    for id_ in ("site", "board", "static", "new"):
        other = before.schedule.model_copy(
            update={"conference": before.schedule.conference.model_copy(update={"id": id_})}
        )
        with pytest.raises(Refused, match="reserved"):
            office(forum).for_conference(id_).create(other)
    assert free_id(before.schedule, EntityKind.SESSION, "New!") == "new-2"
    assert forum.load("forum") == before


def test_whoever_an_old_document_puts_under_an_id_has_what_is_theirs_and_nothing_else(store: Store) -> None:
    """A document is exported, the id goes to somebody else, and the document is imported again."""
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    office.badges.make_first_key(bytes(range(32)))
    office.contacts.edit("noether", email="noether@example.org")
    office.rename(EntityKind.PARTICIPANT, "noether", "emmy")
    office.rename(EntityKind.PARTICIPANT, "hypatia", "noether")
    office.contacts.edit("noether", email="hypatia@example.org")
    office.badges.issue({"noether": ""})
    before = office.load().schedule
    office.import_file(File(FORUM))
    emails = {each.participant: each.email for each in office.contacts.roster().contacts}
    assert emails == {"noether": "noether@example.org", "hypatia": "hypatia@example.org"}
    assert [badge.holder for badge in office.badges.badges()] == ["hypatia"]
    office.undo()
    assert office.load().schedule == before
    emails = {each.participant: each.email for each in office.contacts.roster().contacts}
    assert emails == {"emmy": "noether@example.org", "noether": "hypatia@example.org"}
    assert [badge.holder for badge in office.badges.badges()] == ["noether"]


def test_an_id_that_two_people_had_since_a_release_is_no_hindrance_for_the_next(store: Store) -> None:
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    alma = Participant.model_validate({"id": "alma", "name": "Alma"})
    office.edit(lambda now: add_person(add_participant(now, alma), "party", "alma"), "a guest")
    office.releases.publish("1.0", force="a test")
    office.rename(EntityKind.PARTICIPANT, "noether", "guest")
    office.merge(EntityKind.PARTICIPANT, "hypatia", "guest")
    office.rename(EntityKind.PARTICIPANT, "alma", "guest")
    office.releases.publish("1.1", force="a test")
    aliases = office.releases.load("1.1").ledger.aliases
    assert aliases == {"participants=alma": "participants=guest", "participants=guest": "participants=guest"}


def test_the_calendar_of_somebody_who_is_gone_is_continued_by_nobody(store: Store) -> None:
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    office.releases.publish("1.0", force="a test")
    office.rename(EntityKind.PARTICIPANT, "noether", "guest")
    office.edit(lambda now: remove_participant(now, "guest", everywhere=True), "she does not come")
    alma = Participant.model_validate({"id": "guest", "name": "Alma"})
    office.edit(lambda now: add_person(add_participant(now, alma), "party", "guest"), "another guest")
    office.rename(EntityKind.PARTICIPANT, "guest", "alma")
    office.releases.publish("1.1", force="a test")
    assert office.releases.load("1.1").ledger.aliases == {}


def test_a_person_with_the_name_of_one_and_the_id_of_another_is_no_hindrance_for_a_release(
    store: Store,
) -> None:
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    office.releases.publish("1.0", force="a test")
    office.edit(lambda now: remove_participant(now, "noether", everywhere=True), "twice the same")
    office.rename(EntityKind.PARTICIPANT, "hypatia", "guest")
    office.edit(lambda now: edit_participant(now, "guest", name={"en": "Emmy Noether"}), "her name")
    office.releases.publish("1.1", force="a test")
    assert office.releases.load("1.1").ledger.aliases["participants=hypatia"] == "participants=guest"


def test_an_erasure_reaches_the_id_under_which_a_document_brought_somebody_back(
    store: Store, store_url: str
) -> None:
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    guest = Participant.model_validate({"id": "xyzzy", "name": "Alma Xyzzy"})
    office.edit(lambda now: add_participant(now, guest), "a guest")
    earlier = office.load().schedule
    office.edit(lambda now: remove_participant(now, "xyzzy", everywhere=True), "she does not come")
    office.import_file(File(earlier))
    office.contacts.forget("xyzzy")
    assert "xyzzy" not in repr(everything(store_url)).casefold()


def test_the_undo_of_a_merge_leaves_what_was_typed_since(store: Store) -> None:
    """What the merge had added to the contact is not added again when the merge is done again."""
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    office.contacts.edit("noether", phone="+43 1")
    office.merge(EntityKind.PARTICIPANT, "hypatia", "noether")
    office.contacts.edit("hypatia", phone="+30 2")
    merged = office.contacts.roster()
    office.undo()
    assert {each.participant: each.phone for each in office.contacts.roster().contacts} == {
        "hypatia": "+30 2",
        "noether": "+43 1",
    }
    office.undo(3)
    assert office.contacts.roster() == merged


def test_whoever_an_earlier_document_separates_again_has_contact_and_badge_again(store: Store) -> None:
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    office.badges.make_first_key(bytes(range(32)))
    office.contacts.edit("noether", email="noether@example.org")
    before = office.badges.issue({"noether": "", "hypatia": ""})
    roster = office.contacts.roster()
    office.merge(EntityKind.PARTICIPANT, "hypatia", "noether")
    merged = office.contacts.roster()
    office.import_file(File(FORUM))
    assert office.load().schedule == FORUM
    assert office.contacts.roster() == roster
    assert {badge.holder: badge for badge in office.badges.badges()} == before
    office.undo()
    assert office.contacts.roster() == merged
    assert [badge.holder for badge in office.badges.badges() if badge.valid] == ["hypatia"]


@pytest.mark.parametrize("again", [False, True], ids=["one merge", "two merges"])
def test_a_document_without_somebody_merged_leaves_nobody_what_they_had(store: Store, *, again: bool) -> None:
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    office.badges.make_first_key(bytes(range(32)))
    alma = Participant.model_validate({"id": "alma", "name": "Alma"})
    office.edit(lambda now: add_participant(now, alma), "a guest")
    office.contacts.edit("alma", email="alma@example.org")
    office.badges.issue({"alma": "", "noether": ""})
    office.merge(EntityKind.PARTICIPANT, "hypatia", "alma")
    if again:
        office.merge(EntityKind.PARTICIPANT, "noether", "hypatia")

    def valid_badges() -> list[str]:
        return [badge.holder for badge in office.badges.badges() if badge.valid]

    before = office.load().schedule, office.contacts.roster(), valid_badges()
    office.import_file(File(FORUM))
    assert office.contacts.roster().contacts == ()
    assert valid_badges() == ["alma (removed 3)", "noether"]
    office.undo()
    assert (office.load().schedule, office.contacts.roster(), valid_badges()) == before


def test_a_conference_with_the_uids_of_another_is_reported(forum: Store) -> None:
    """Calendars would take its sessions for those of the other, as in a copy for the next year."""
    of = office(forum)
    copy = of.load().schedule
    copy = copy.model_copy(update={"conference": copy.conference.model_copy(update={"id": "next-year"})})
    outcome = of.for_conference("next-year").create(copy)
    assert [notice.code for notice in outcome.notices] == ["same-uids"]
    assert f"'{of.conference}'" in str(outcome.notices[0].message)
    assert (
        of.for_conference("next-year").edit(lambda now: edit_room(now, "hall", capacity=9), "").notices == ()
    )


@pytest.mark.parametrize("last", ["alma", "noether"])
def test_whoever_an_old_document_brings_back_under_an_id_inherits_nothing_of_whom_they_were_merged_into(
    store: Store, last: str
) -> None:
    """Somebody else has the id, or had it after them, and has their name by a merge alone."""
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    office.create(FORUM)
    office.badges.make_first_key(bytes(range(32)))
    office.rename(EntityKind.PARTICIPANT, "noether", "emmy")
    alma = Participant.model_validate({"id": "noether", "name": "Alma"})
    office.edit(lambda now: add_participant(now, alma), "a guest")
    office.contacts.edit("noether", phone="+43 1")
    office.badges.issue({"noether": ""})
    office.rename(EntityKind.PARTICIPANT, "noether", "alma")
    office.contacts.edit("emmy", email="noether@example.org")
    office.merge(EntityKind.PARTICIPANT, "alma", "emmy")
    if last != "alma":
        office.rename(EntityKind.PARTICIPANT, "alma", last)
    before = office.load().schedule, office.contacts.roster(), office.badges.badges()
    office.import_file(File(FORUM))
    emails = {each.participant: each.email for each in office.contacts.roster().contacts}
    assert emails == {"noether": "noether@example.org"}
    assert {badge.holder for badge in office.badges.badges()}.isdisjoint({"noether", "hypatia"})
    office.undo()
    assert (office.load().schedule, office.contacts.roster(), office.badges.badges()) == before
