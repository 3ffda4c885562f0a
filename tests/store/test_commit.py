"""Operations: all that one asks for is written in one transaction, and what has a new id is followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

from eventkit.editing import (
    edit_participant,
    edit_session,
    merge_participants,
    remove_participant,
)
from eventkit.errors import (
    ChangedMeanwhile,
    NoSuchConference,
    NoSuchRevision,
    ReleaseRefused,
    UndoRefused,
)
from eventkit.findings import Subject
from eventkit.model import ParticipantId
from eventkit.roster import Contact, Roster
from eventkit.schedule import Schedule, find_renames
from eventkit.store import (
    BadgeWrites,
    ChangeNote,
    ConferenceState,
    ImportedSource,
    NewRelease,
    Operation,
    Store,
    Version,
    Writes,
)
from store import do
from store.filled import CONTACT, everything
from store.small import AT, FORUM, NOTED, adding, replace_by, setting

NOTE = ChangeNote("Office", "test", AT)
ALMA = Contact(participant=ParticipantId("hypatia"), email="hypatia@example.org")
SETTINGS = {"needs": {"opening": ["booths"]}, "waivers": [{"about": ["noether"], "reason": "known"}]}


def edits(edit: Callable[[Schedule], Schedule], **more: Any) -> Operation:
    """The operation that edits the schedule, with other writes beside it."""
    return lambda state: Writes(edit(state.existing()), **more)


def writes(**fields: Any) -> Operation:
    """The operation that asks for the same writes whatever the state."""
    return lambda _: Writes(**fields)


@pytest.fixture
def forum(store: Store) -> Store:
    """A store with the forum, where Emmy Noether has a contact and a badge."""
    store.commit("forum", writes(schedule=FORUM), NOTE)
    store.commit("forum", writes(roster=Roster(contacts=(CONTACT,))), NOTE)
    badges = BadgeWrites(new_key=bytes(range(32)), issue={"noether": "speaker"})
    store.commit("forum", writes(badges=badges), NOTE)
    return store


def owners(store: Store) -> tuple[list[str], list[str]]:
    """Who has a contact, and who a valid badge."""
    contacts = [contact.participant for contact in store.roster.load("forum").contacts]
    return contacts, [badge.holder for badge in store.badges.all("forum") if badge.valid]


RENAMES: dict[str, Callable[[Store], object]] = {
    "a commit": lambda store: store.commit(
        "forum", edits(lambda now: edit_participant(now, "noether", id="emmy")), NOTE
    ),
    "a plain change": lambda store: do.change(
        store, "forum", lambda now: edit_participant(now or FORUM, "noether", id="emmy"), **NOTED
    ),
    "an imported document": lambda store: store.commit(
        "forum",
        writes(
            schedule=edit_participant(FORUM, "noether", id="emmy"),
            imported=ImportedSource("people.xlsx", FORUM),
        ),
        NOTE,
    ),
    "a rename with another name, declared": lambda store: store.commit(
        "forum",
        edits(
            lambda now: edit_participant(now, "noether", id="emmy", name="E. Noether"),
            renames={Subject("participant", "noether"): "emmy"},
        ),
        NOTE,
    ),
}


@pytest.mark.parametrize("door", RENAMES)
def test_contact_and_badge_follow_a_new_id_in_one_commit(forum: Store, door: str) -> None:
    RENAMES[door](forum)
    assert owners(forum) == (["emmy"], ["emmy"])
    assert forum.load("forum").revision == 2
    assert forum.roster.load("forum").contacts[0].email == CONTACT.email


def test_contact_and_badge_follow_back_when_a_rename_is_undone(forum: Store) -> None:
    RENAMES["a commit"](forum)
    forum.commit("forum", lambda state: state.undo(), NOTE)
    assert owners(forum) == (["noether"], ["noether"])


def test_contact_and_badge_follow_back_to_a_release(forum: Store) -> None:
    forum.commit("forum", writes(release=NewRelease("1.0")), NOTE)
    RENAMES["a commit"](forum)
    forum.commit("forum", lambda state: state.revert("1.0"), NOTE)
    assert owners(forum) == (["noether"], ["noether"])


def test_a_rename_with_another_name_is_undone_and_done_again(forum: Store) -> None:
    """The schedules do not show it: the history remembers it."""
    RENAMES["a rename with another name, declared"](forum)
    forum.commit("forum", lambda state: state.undo(), NOTE)
    assert owners(forum) == (["noether"], ["noether"])
    forum.commit("forum", lambda state: state.undo(3), NOTE)
    assert owners(forum) == (["emmy"], ["emmy"])


def test_a_release_is_reached_back_through_several_renames(forum: Store) -> None:
    forum.commit("forum", writes(release=NewRelease("1.0")), NOTE)
    RENAMES["a rename with another name, declared"](forum)
    forum.commit("forum", edits(lambda now: edit_participant(now, "emmy", id="amalie")), NOTE)
    assert owners(forum) == (["amalie"], ["amalie"])
    forum.commit("forum", lambda state: state.revert("1.0"), NOTE)
    assert owners(forum) == (["noether"], ["noether"])


def test_a_merge_that_is_undone_renames_nobody(forum: Store) -> None:
    merge = edits(
        lambda now: merge_participants(now, "hypatia", "noether").schedule,
        renames={Subject("participant", "noether"): "hypatia"},
    )
    forum.commit("forum", merge, NOTE)
    commit = forum.commit("forum", lambda state: state.undo(), NOTE)
    assert (commit.renames, commit.after) == ({}, FORUM)
    assert owners(forum) == (["noether"], ["noether"])


def test_a_new_person_inherits_nothing_from_a_removed_one(forum: Store) -> None:
    def exchange(now: Schedule) -> Schedule:
        now = remove_participant(now, "noether", everywhere=True)
        stranger = now.participants[0].model_copy(update={"id": "zu", "name": "Zu Chongzhi"})
        return now.model_copy(update={"participants": (*now.participants, stranger)})

    commit = forum.commit("forum", edits(exchange), NOTE)
    assert commit.renames == {}
    assert owners(forum) == ([], ["noether (removed 2)"]), "should she come back"


def remove(forum: Store, person: str = "noether") -> None:
    forum.commit("forum", edits(lambda now: remove_participant(now, person, everywhere=True)), NOTE)


def add(forum: Store, id_: str = "noether") -> None:
    other = FORUM.participants[0].model_copy(update={"id": id_})
    add_other = edits(lambda now: now.model_copy(update={"participants": (*now.participants, other)}))
    forum.commit("forum", add_other, NOTE)


def test_a_new_person_under_the_id_of_a_removed_one_inherits_nothing(forum: Store) -> None:
    remove(forum)
    add(forum)
    assert owners(forum) == ([], ["noether (removed 2)"])
    roster = Roster(contacts=(ALMA.model_copy(update={"participant": "noether"}),))
    forum.commit("forum", writes(roster=roster, badges=BadgeWrites(issue={"noether": ""})), NOTE)
    badges = {badge.holder: badge.number for badge in forum.badges.all("forum")}
    assert len(set(badges.values())) == 2
    remove(forum)
    forum.commit("forum", lambda state: state.undo(4), NOTE)
    assert forum.roster.load("forum").contacts[0].email == ALMA.email
    forum.commit("forum", lambda state: state.undo(3), NOTE)
    forum.commit("forum", lambda state: state.undo(2), NOTE)
    assert forum.roster.load("forum").contacts == (CONTACT,)
    assert {badge.holder: badge.number for badge in forum.badges.all("forum")}["noether"] == badges[
        "noether (removed 2)"
    ]


def test_a_revert_brings_back_what_the_people_of_the_release_had(forum: Store) -> None:
    remove(forum)
    add(forum)
    forum.commit("forum", writes(release=NewRelease("1.0")), NOTE)
    roster = Roster(contacts=(ALMA.model_copy(update={"participant": "noether"}),))
    forum.commit("forum", writes(roster=roster), NOTE)
    remove(forum)
    forum.commit("forum", lambda state: state.revert("1.0"), NOTE)
    assert forum.roster.load("forum").contacts == roster.contacts
    assert owners(forum)[1] == ["noether (removed 2)"]


def test_a_revert_that_puts_somebody_else_under_an_id_sets_aside_what_the_other_one_has(
    forum: Store,
) -> None:
    forum.commit("forum", writes(release=NewRelease("1.0")), NOTE)
    remove(forum)
    add(forum)
    roster = Roster(contacts=(ALMA.model_copy(update={"participant": "noether"}),))
    forum.commit("forum", writes(roster=roster), NOTE)
    forum.commit("forum", edits(lambda now: edit_participant(now, "noether", biography="Another")), NOTE)
    forum.commit("forum", lambda state: state.revert("1.0"), NOTE)
    assert forum.roster.load("forum").contacts == (CONTACT,)
    forum.commit("forum", lambda state: state.undo(5), NOTE)
    assert forum.roster.load("forum").contacts == roster.contacts


def test_who_is_renamed_to_the_id_of_a_removed_person_keeps_their_own_contact_alone(forum: Store) -> None:
    remove(forum)
    rename = edits(lambda now: edit_participant(now, "hypatia", id="noether"))
    forum.commit("forum", rename, NOTE)
    assert owners(forum) == ([], ["noether (removed 2)"])
    forum.commit("forum", lambda state: state.undo(), NOTE)
    assert owners(forum) == ([], ["noether (removed 2)"])


def test_what_was_set_aside_is_erased_with_the_person(forum: Store, store_url: str) -> None:
    remove(forum)
    add(forum)
    forum.commit("forum", writes(badges=BadgeWrites(issue={"noether": ""})), NOTE)
    remove(forum)
    assert do.forget(forum, "forum", "noether", author="Office", at=AT)
    assert everything(store_url)["contact"] == []
    holders = {badge.holder: badge.valid for badge in forum.badges.all("forum")}
    assert len(holders) == 2
    assert not any(holders.values())
    assert "noether" not in repr(holders)


def test_two_new_entries_with_one_name_are_not_a_rename() -> None:
    emmy = FORUM.participants[0].model_copy(update={"id": "emmy"})
    twin = emmy.model_copy(update={"id": "emmy-2"})
    gone = remove_participant(FORUM, "noether", everywhere=True)
    after = gone.model_copy(update={"participants": (*gone.participants, emmy, twin)})
    assert find_renames(FORUM, after) == {}


def test_a_session_is_known_by_its_uid_and_not_by_its_title() -> None:
    renamed = edit_session(FORUM, "party", id="ball", title="Ball")
    assert find_renames(FORUM, renamed) == {Subject("session", "party"): "ball"}
    sessions = (*FORUM.sessions[:-1], FORUM.sessions[-1].model_copy(update={"id": "p", "uid": uuid4()}))
    assert find_renames(FORUM, FORUM.model_copy(update={"sessions": sessions})) == {}


def test_a_merge_joins_contacts_and_refuses_the_second_badge(forum: Store) -> None:
    roster = Roster(contacts=(CONTACT, ALMA))
    forum.commit("forum", writes(roster=roster, badges=BadgeWrites(issue={"hypatia": ""})), NOTE)
    merge = edits(
        lambda now: merge_participants(now, "hypatia", "noether").schedule,
        renames={Subject("participant", "noether"): "hypatia"},
    )
    forum.commit("forum", merge, NOTE)
    assert owners(forum) == (["hypatia"], ["hypatia"])
    contact = forum.roster.load("forum").contacts[0]
    assert (contact.email, contact.phone) == (ALMA.email, CONTACT.phone)


MERGE = edits(
    lambda now: merge_participants(now, "hypatia", "noether").schedule,
    renames={Subject("participant", "noether"): "hypatia"},
)
THEIRS = ALMA.model_copy(update={"email": None, "language": "el", "notes": "vegan"})


@pytest.mark.parametrize("mine", [None, ALMA, THEIRS], ids=["none", "an address", "all but an address"])
@pytest.mark.parametrize("road", ["undo", "revert"])
def test_whoever_comes_back_from_a_merge_has_their_contact_again(
    forum: Store, mine: Contact | None, road: str
) -> None:
    before = Roster(contacts=(CONTACT, *([mine] if mine else [])))
    forum.commit("forum", writes(roster=before), NOTE)
    do.release(forum, "forum", "1.0", author="Office", at=AT)
    forum.commit("forum", MERGE, NOTE)
    assert [contact.participant for contact in forum.roster.load("forum", removed=True).contacts] == [
        "hypatia"
    ]
    forum.commit("forum", lambda state: state.undo() if road == "undo" else state.revert("1.0"), NOTE)
    assert forum.roster.load("forum") == before


@pytest.mark.parametrize("mine", ["", "hypatia"], ids=["a badge", "two badges"])
@pytest.mark.parametrize("road", ["undo", "revert"])
def test_a_merge_that_is_done_again_joins_contacts_and_badges_again(
    forum: Store, mine: str, road: str
) -> None:
    holders = {mine: ""} if mine else {}
    roster = Roster(contacts=(CONTACT, ALMA))
    forum.commit("forum", writes(roster=roster, badges=BadgeWrites(issue=holders)), NOTE)
    separate = forum.load("forum").schedule, forum.roster.load("forum"), owners(forum)
    forum.commit("forum", MERGE, NOTE)
    do.release(forum, "forum", "1.0", author="Office", at=AT)
    merged = forum.load("forum").schedule, forum.roster.load("forum"), owners(forum)
    for number in (2, 4):
        forum.commit("forum", lambda state, number=number: state.undo(number), NOTE)
        assert (forum.load("forum").schedule, forum.roster.load("forum"), owners(forum)) == separate
        again = number + 1
        forum.commit(
            "forum",
            lambda state, again=again: state.undo(again) if road == "undo" else state.revert("1.0"),
            NOTE,
        )
        assert (forum.load("forum").schedule, forum.roster.load("forum"), owners(forum)) == merged
    forum.commit("forum", lambda state: state.undo(2), NOTE)
    assert (forum.load("forum").schedule, forum.roster.load("forum"), owners(forum)) == separate


@pytest.mark.parametrize("erased", ["noether", "hypatia"])
def test_nobody_is_merged_again_with_somebody_who_was_erased(forum: Store, erased: str) -> None:
    roster = Roster(contacts=(CONTACT, ALMA))
    forum.commit("forum", writes(roster=roster, badges=BadgeWrites(issue={"hypatia": ""})), NOTE)
    forum.commit("forum", MERGE, NOTE)
    do.release(forum, "forum", "1.0", author="Office", at=AT)
    forum.commit("forum", lambda state: state.undo(), NOTE)
    do.forget(forum, "forum", erased, author="Office", at=AT)
    forum.commit("forum", lambda state: state.revert("1.0"), NOTE)
    left = ["hypatia"] if erased == "noether" else []
    assert [contact.participant for contact in forum.roster.load("forum").contacts] == left
    people = {person.id for person in forum.load("forum").schedule.participants}
    assert [holder for holder in owners(forum)[1] if holder in people] == left


def test_a_merge_is_reverted_to_after_one_the_other_way_and_a_removal(forum: Store) -> None:
    forum.commit("forum", writes(roster=Roster(contacts=(CONTACT, ALMA))), NOTE)
    forum.commit("forum", MERGE, NOTE)
    merged = forum.load("forum").schedule
    do.release(forum, "forum", "1.0", author="Office", at=AT)
    forum.commit("forum", lambda state: state.undo(), NOTE)
    the_other_way = edits(
        lambda now: merge_participants(now, "noether", "hypatia").schedule,
        renames={Subject("participant", "hypatia"): "noether"},
    )
    forum.commit("forum", the_other_way, NOTE)
    forum.commit("forum", edits(lambda now: remove_participant(now, "noether", everywhere=True)), NOTE)
    forum.commit("forum", lambda state: state.revert("1.0"), NOTE)
    assert forum.load("forum").schedule == merged
    assert forum.roster.load("forum").contacts == (ALMA,)


def test_what_was_changed_since_a_merge_stays_when_it_is_undone(forum: Store) -> None:
    forum.commit("forum", writes(roster=Roster(contacts=(CONTACT, ALMA))), NOTE)
    forum.commit("forum", MERGE, NOTE)
    (joined,) = forum.roster.load("forum").contacts
    edited = joined.model_copy(update={"phone": "+1 2", "notes": f"{joined.notes}\nvegan"})
    forum.commit("forum", writes(roster=Roster(contacts=(edited,))), NOTE)
    forum.commit("forum", lambda state: state.undo(), NOTE)
    left = ALMA.model_copy(update={"phone": "+1 2", "notes": "vegan"})
    assert forum.roster.load("forum").contacts == (left, CONTACT)


@pytest.mark.parametrize("rename", [True, False])
@pytest.mark.parametrize("road", ["undo", "revert", "revert of a removal"])
def test_somebody_erased_after_a_merge_was_undone_has_left_no_contact(
    forum: Store, store_url: str, road: str, *, rename: bool
) -> None:
    do.release(forum, "forum", "1.0", author="Office", at=AT)
    forum.commit("forum", MERGE, NOTE)
    if rename and road != "undo":
        forum.commit("forum", edits(lambda now: edit_participant(now, "hypatia", id="alma")), NOTE)
    if road == "revert of a removal":
        person = "alma" if rename else "hypatia"
        forum.commit("forum", edits(lambda now: remove_participant(now, person, everywhere=True)), NOTE)
    forum.commit("forum", lambda state: state.undo() if road == "undo" else state.revert("1.0"), NOTE)
    do.forget(forum, "forum", "noether", author="Office", at=AT)
    assert not [name for name, rows in everything(store_url).items() if "xyzzy" in repr(rows)]


def test_an_erasure_of_a_merged_person_reaches_what_both_had(forum: Store, store_url: str) -> None:
    forum.commit("forum", writes(roster=Roster(contacts=(CONTACT, ALMA))), NOTE)
    forum.commit("forum", MERGE, NOTE)
    do.forget(forum, "forum", "hypatia", author="Office", at=AT)
    assert everything(store_url)["contact"] == []


@pytest.mark.parametrize(
    ("old", "new"), [("noether", "nobody"), ("nobody", "emmy"), ("hypatia", "noether"), ("emmy", "noether")]
)
def test_a_declared_rename_has_to_be_one(forum: Store, old: str, new: str) -> None:
    operation = edits(
        lambda now: edit_participant(now, "noether", id="emmy"), renames={Subject("participant", old): new}
    )
    with pytest.raises(ValueError, match="is declared as renamed"):
        forum.commit("forum", operation, NOTE)
    assert owners(forum) == (["noether"], ["noether"])


@pytest.mark.parametrize(("kind", "old"), [("session", "opening"), ("participant", "noether")])
def test_rule_settings_are_never_left_behind_by_a_rename(forum: Store, kind: str, old: str) -> None:
    forum.commit("forum", writes(rule_settings=SETTINGS), NOTE)
    edit = edit_session if kind == "session" else edit_participant
    with pytest.raises(
        ValueError, match=f"{kind.capitalize()} '{old}' gets the id 'new', and the rule settings"
    ):
        forum.commit("forum", edits(lambda now: edit(now, old, id="new")), NOTE)
    with pytest.raises(ValueError, match="rule settings"):
        forum.preview("forum", edits(lambda now: edit(now, old, id="new")), NOTE)
    assert forum.load("forum").schedule == FORUM
    forum.commit("forum", edits(lambda now: edit(now, old, id="new"), rule_settings={"needs": {}}), NOTE)
    assert forum.rule_settings.load("forum") == {"needs": {}}
    forum.commit("forum", edits(lambda now: edit(now, "new", id="newer")), NOTE)


FAULTS = (
    "change_notes.write_note",
    "row_writer.save",
    "roster_store.write",
    "badge_store.follow",
    "rule_settings_store.write",
    "import_sources.write",
    "badge_store.issue",
    "badge_store.revoke",
    "release_store.publish",
)


@pytest.mark.parametrize("place", FAULTS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_fault_anywhere_leaves_the_old_state(
    forum: Store, store_url: str, monkeypatch: pytest.MonkeyPatch, place: str, when: str
) -> None:
    module, name = place.split(".")
    function = getattr(import_module(f"eventkit.store.{module}"), name)

    def fail(*args: Any, **options: Any) -> None:
        if when == "after":
            function(*args, **options)
        raise KeyboardInterrupt

    operation = edits(
        lambda now: edit_participant(now, "noether", id="emmy"),
        roster=Roster(contacts=(CONTACT, ALMA)),
        rule_settings=SETTINGS,
        badges=BadgeWrites(issue={"hypatia": ""}, revoke=["noether"]),
        release=NewRelease("1.0"),
        imported=ImportedSource("people.xlsx", FORUM),
    )
    monkeypatch.setattr(f"eventkit.store.{place}", fail)
    with pytest.raises(KeyboardInterrupt):
        forum.commit("forum", operation, NOTE)
    monkeypatch.undo()
    with Store.open(store_url) as afresh:
        for each in (forum, afresh):
            assert each.load("forum").schedule == FORUM
            assert owners(each) == (["noether"], ["noether"])
            assert (each.rule_settings.load("forum"), each.releases.all("forum")) == ({}, ())
            assert each.imports.last("forum", "people.xlsx") is None
    commit = forum.commit("forum", operation, NOTE)
    assert commit.release == forum.releases.all("forum")[0]
    assert owners(forum) == (["emmy", "hypatia"], ["emmy", "hypatia"]), "the revoked one was renamed first"


def test_a_release_is_checked_on_its_published_content(forum: Store, store_url: str) -> None:
    """An edit between the judgement and the release is judged too."""
    seen: list[int | None] = []

    def gate(state: ConferenceState) -> Writes:
        seen.append(audience := state.existing().session("party").audience)
        if audience == 13:
            message = "an error"
            raise ReleaseRefused(message)
        if len(seen) == 1:
            with Store.open(store_url) as other:
                do.change(other, "forum", setting("party", audience=13), **NOTED)
        return Writes(release=NewRelease("1.0"))

    with pytest.raises(ReleaseRefused, match="an error"):
        forum.commit("forum", gate, NOTE)
    assert seen == [None, 13]
    assert forum.releases.all("forum") == ()


def test_an_operation_is_retried_on_concurrent_changes(forum: Store, store_url: str) -> None:
    calls: list[int] = []

    def operation(state: ConferenceState) -> Writes:
        calls.append(state.revision)
        if len(calls) == 1:
            with Store.open(store_url) as other:
                do.change(other, "forum", setting("lecture", plenary=True), **NOTED)
        return Writes(setting("party", audience=9)(state.schedule))

    commit = forum.commit("forum", operation, NOTE)
    assert calls == [1, 2]
    assert commit.after.session("lecture").plenary
    assert (commit.after.session("party").audience, commit.revision) == (9, 3)


def test_an_operation_that_changes_nothing_writes_nothing(forum: Store) -> None:
    before = forum.load("forum")
    same = writes(
        schedule=FORUM,
        roster=forum.roster.load("forum"),
        rule_settings={},
        renames={Subject("participant", "noether"): "noether"},
    )
    commit = forum.commit("forum", same, ChangeNote("Other", "nothing", AT + timedelta(days=1)))
    assert not commit.changed
    assert commit.revision == before.revision
    assert forum.load("forum") == before
    assert len(forum.roster.log("forum")) == 1


def test_a_preview_shows_the_outcome_and_writes_nothing(forum: Store) -> None:
    operation = edits(
        lambda now: edit_participant(now, "noether", id="emmy"), release=NewRelease("1.0"), roster=Roster()
    )
    commit = forum.preview("forum", operation, NOTE)
    assert commit.renames == {Subject("participant", "noether"): "emmy"}
    assert commit.after.participant(ParticipantId("emmy"))
    assert commit.release is None
    assert forum.load("forum").schedule == FORUM
    assert owners(forum) == (["noether"], ["noether"])
    assert forum.releases.all("forum") == ()
    with pytest.raises(ReleaseRefused, match="draft"):
        forum.preview("forum", writes(release=NewRelease("draft")), NOTE)


def test_an_operation_needs_a_conference_or_makes_one(store: Store) -> None:
    with pytest.raises(NoSuchConference, match="no conference 'forum'"):
        store.commit("forum", writes(roster=Roster()), NOTE)
    commit = store.commit("forum", writes(schedule=FORUM), NOTE)
    assert (commit.before, commit.after, commit.revision) == (None, FORUM, 1)


def test_undo_reverts_the_authors_own_last_change(forum: Store) -> None:
    do.change(forum, "forum", setting("party", audience=9), author="Hypatia", why="", at=AT)
    do.change(forum, "forum", setting("lecture", plenary=True), author="Noether", why="", at=AT)
    commit = forum.commit("forum", lambda state: state.undo(author="Hypatia"), NOTE)
    assert commit.after.session("party").audience is None
    assert commit.after.session("lecture").plenary
    assert commit.writes.undoes == 2
    with pytest.raises(UndoRefused, match="no change by Hypatia to undo"):
        forum.commit("forum", lambda state: state.undo(author="Hypatia"), NOTE)


def test_a_refused_undo_names_the_conflicting_change(forum: Store) -> None:
    do.change(forum, "forum", setting("party", audience=9), **NOTED)
    do.change(forum, "forum", setting("party", audience=5), author="Noether", why="fewer seats", at=AT)
    with pytest.raises(UndoRefused) as caught:
        forum.commit("forum", lambda state: state.undo(2), NOTE)
    error = caught.value
    assert (error.number, error.subject, error.field) == (2, Subject("session", "party"), "audience")
    assert (error.by, error.at, error.blocking) == ("Noether", AT, 3)
    assert "Noether changed 'Audience' of session 'party' since" in str(error)


def test_undo_skips_erased_data(forum: Store) -> None:
    do.change(forum, "forum", adding("walk"), **NOTED)
    do.forget(forum, "forum", "hypatia", author="Office", at=AT)
    assert do.undo(forum, "forum", author="Office", at=AT).schedule.sessions == FORUM.sessions[:1] + tuple(
        forum.load("forum").schedule.sessions[1:]
    )
    assert forum.history.log("forum", limit=1)[0].undoes == 2
    with pytest.raises(UndoRefused, match="it erased a person"):
        do.undo(forum, "forum", 3, author="Office", at=AT)


def test_the_state_contains_everything_an_operation_may_need(forum: Store) -> None:
    forum.commit("forum", writes(release=NewRelease("1.0"), rule_settings={"breather": 5}), NOTE)
    forum.commit("forum", writes(imported=ImportedSource("people.xlsx", FORUM)), NOTE)
    seen: list[object] = []

    def look(state: ConferenceState) -> Writes:
        newest = state.release()
        seen[:] = [
            state.roster.contacts,
            dict(state.rule_settings),
            newest.release.name,
            state.last_imports("people.xlsx"),
        ]
        return Writes()

    forum.commit("forum", look, NOTE)
    assert seen == [(CONTACT,), {"breather": 5}, "1.0", (ImportedSource("people.xlsx", FORUM),)]


def test_further_badges_are_valid_once_they_are_activated(forum: Store) -> None:
    reserved = forum.commit("forum", writes(badges=BadgeWrites(reissue={"noether": "press"})), NOTE).badges
    assert forum.badges.all("forum")[0].issue == 1
    forum.commit("forum", writes(badges=BadgeWrites(activate=tuple(reserved.values()))), NOTE)
    assert forum.badges.all("forum")[0].issue == 2
    with pytest.raises(ChangedMeanwhile, match="Office changed the badge of 'noether'"):
        forum.commit(
            "forum",
            writes(badges=BadgeWrites(activate=[reserved["noether"]._replace(issue=5)])),
            NOTE,
        )
    gone = forum.commit("forum", writes(badges=BadgeWrites(revoke=["noether"])), NOTE).badges
    assert not gone["noether"].valid
    key = forum.commit("forum", writes(badges=BadgeWrites(new_key=bytes(32), retire_keys=(1,))), NOTE).key
    assert key is not None
    assert key.kid == 2


def test_the_same_schedule_given_again_makes_no_revision(forum: Store) -> None:
    do.change(forum, "forum", replace_by(FORUM), **NOTED)
    assert forum.load("forum").revision == 1


def test_following_a_conference_reports_every_change(forum: Store) -> None:
    before = forum.version("forum")
    for n in (1, 2, 3):
        do.change(forum, "forum", setting("party", audience=n), **NOTED)
    assert forum.version("forum").revision == before.revision + 3
    assert [each.number for each in forum.history.changes_since("forum", 1)] == [2, 3, 4]
    assert [each.number for each in forum.history.changes_since("forum", 1, limit=2)] == [2, 3]
    forum.commit("forum", writes(rule_settings=SETTINGS, release=NewRelease("1.0")), NOTE)
    after = forum.version("forum")
    assert (after.settings, after.releases, after.roster) == (before.settings + 1, 1, before.roster)
    assert after.release == forum.releases.all("forum")[0].hash
    assert forum.version("nowhere") == Version(0, 0, 0, 0)


def test_a_conference_is_read_as_it_was_after_any_change(forum: Store) -> None:
    for n in (1, 2):
        do.change(forum, "forum", setting("party", audience=n), **NOTED)
    assert forum.history.at("forum", 1) == FORUM
    assert forum.history.at("forum", 2).session("party").audience == 1
    assert forum.history.at("forum", 3) == forum.load("forum").schedule
    for revision in (0, 4):
        with pytest.raises(NoSuchRevision, match=f"no schedule of change {revision}"):
            forum.history.at("forum", revision)
