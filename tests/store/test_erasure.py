"""Erasure: a person is gone from the tables, the files, and every later import."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import icalendar
import psycopg
import pytest
from sqlalchemy import make_url

from eventkit.editing import add_person, edit_participant, merge_participants, remove_participant
from eventkit.errors import NoSuchConference, StoreError, UndoRefused
from eventkit.findings import Subject
from eventkit.model import Participant, ParticipantId
from eventkit.outputs.agenda import agenda
from eventkit.roster import Contact, Roster
from eventkit.schedule import Schedule, rename_ids
from eventkit.store import ChangeNote, ConferenceState, ImportedSource, Store, Writes, tables
from eventkit.store.store_doctor import examine
from store import do
from store.filled import CONTACT, everything, fill
from store.small import AT, FORUM, NOTED, replace_by, setting, with_session
from store.test_roster import adding, shown, without_noether

ID = "noether"


@pytest.fixture
def forum(store: Store) -> Store:
    """A store with the forum."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    return store


EMMY = Participant.model_validate(
    {
        "id": "noether",
        "name": {"en": {"full": "Emmy xyzzyNoether", "sort": "xyzzyN"}, "zh": "xyzzy诺特"},
        "honorific": "xyzzyProf.",
        "affiliations": [{"position": "xyzzyDean", "organisation": "academy"}],
        "country": "AT",
        "variants": ["xyzzyEmmi"],
        "biography": "Born in xyzzyErlangen.",
        "pronouns": "xyzzythey",
        "links": [{"url": "https://xyzzy.example"}],
    }
)
TEAM = Participant.model_validate({"id": "team", "name": "Team", "kind": "team", "members": ["noether"]})


def known() -> Schedule:
    """The forum with much of one person in it."""
    people = FORUM.session("opening").people
    position = people[0].model_copy(update={"affiliations": ({"position": "xyzzyRector"},)})
    return with_session(
        FORUM.model_copy(update={"participants": (EMMY, *FORUM.participants[1:], TEAM)}),
        "opening",
        people=(position, *people[1:]),
    )


def spread(store: Store) -> None:
    """Leave a person in every place that a store has for one."""
    do.change(store, "forum", replace_by(edit_participant(known(), ID, id="xyzzy-emmy")), **NOTED)
    do.change(
        store, "forum", replace_by(known()), author="Office", why="rename 'xyzzy-emmy' to 'noether'", at=AT
    )
    do.change(store, "forum", replace_by(known()), **NOTED)
    do.change_roster(store, "forum", adding(CONTACT), author="Office", why="xyzzyquill wrote", at=AT)
    do.change_rule_settings(store, "forum", lambda _: {"about": [ID, "Emmy xyzzyNoether"]}, **NOTED)
    do.add_badge_key(store, "forum", bytes(range(32)), author="Office", at=AT)
    do.issue_badges(store, "forum", {ID: "speaker"}, author="Office", at=AT, why="noether lost it")
    do.release(store, "forum", "1.0", author="Office", at=AT, note="with Emmy xyzzyNoether")
    imported = FORUM.model_copy(
        update={"participants": (EMMY, *FORUM.participants[1:]), "sessions": known().sessions}
    )
    do.change(store, "forum", setting("party", audience=2), came=ImportedSource("cfp", imported), **NOTED)
    renamed = EMMY.model_copy(update={"name": ({"full": "xyzzyAmalie"},)})
    do.change(
        store,
        "forum",
        replace_by(known().model_copy(update={"participants": (renamed, *known().participants[1:])})),
        **NOTED,
    )
    gone = known().model_copy(
        update={"sessions": tuple(session for session in known().sessions if session.id != "opening")}
    )
    do.change(store, "forum", replace_by(gone), **NOTED)
    do.release(store, "forum", "2.0", author="Office", at=AT)
    do.change(store, "forum", replace_by(known()), **NOTED)


def remains(url: str) -> list[str]:
    """The tables in which anything of the person is left, their id included."""
    return [
        table
        for table, rows in everything(url).items()
        for row in rows
        for cell in row
        if shown([plain := gzip.decompress(cell) if isinstance(cell, bytes) else str(cell).encode()])
        or ID.encode() in plain
    ]


@pytest.mark.parametrize("remove", [False, True])
def test_an_erased_person_is_nowhere_in_the_store(store: Store, store_url: str, *, remove: bool) -> None:
    spread(store)
    assert {"participant", "appearance_affiliation", "contact", "journal", "release"} <= {*remains(store_url)}
    do.forget(store, "forum", "noether", author="Office", at=AT, remove=remove)
    assert remains(store_url) == []
    assert not shown(
        [
            store.history.log("forum"),
            store.load("forum"),
            store.roster.load("forum"),
            store.roster.log("forum"),
        ]
    )
    assert not shown(store.releases.load("forum", release.name) for release in store.releases.all("forum"))


def files(url: str) -> Iterator[bytes]:
    """The bytes of all files of the tables of a store."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        yield from (path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        return
    data = Path(str(make_url(url).query["host"])) / "data"
    with closing(psycopg.connect(url, autocommit=True)) as db:
        db.execute("CHECKPOINT")
        paths = db.execute(
            "SELECT pg_relation_filepath(each.oid) FROM pg_class JOIN pg_class each "
            "ON each.oid IN (pg_class.oid, pg_class.reltoastrelid) "
            "WHERE pg_class.relnamespace = current_schema()::regnamespace"
        ).fetchall()
    yield from ((data / path).read_bytes() for (path,) in paths if path and (data / path).exists())


def bodies(url: str) -> set[bytes]:
    """The compressed cells of a store in which the person is found."""
    cells = (cell for rows in everything(url).values() for row in rows for cell in row)
    return {cell for cell in cells if isinstance(cell, bytes) and shown([gzip.decompress(cell)])}


def test_a_person_who_was_erased_is_in_no_file_of_the_database(store: Store, store_url: str) -> None:
    """Databases leave deleted data where it was, unless they are made to overwrite it."""
    spread(store)
    compressed = bodies(store_url)
    assert any(shown([data]) and ID.encode() in data for data in files(store_url))
    do.forget(store, "forum", ID, author="Office", at=AT)
    for data in files(store_url):
        assert not shown([data])
        assert ID.encode() not in data
        assert not any(body[20:] in data for body in compressed)


def test_a_withdrawn_participant_under_a_neutral_id_takes_the_place_of_a_person(store: Store) -> None:
    spread(store)
    id_ = ParticipantId(do.forget(store, "forum", "noether", author="Office", at=AT))
    assert id_.startswith("withdrawn-")
    schedule = store.load("forum").schedule
    person = schedule.participant(id_)
    assert [name.full for name in person.name] == ["(withdrawn)"]
    assert person == Participant(id=id_, name=person.name)
    assert [participant.id for participant in schedule.participants] == [id_, "hypatia", "team"]
    assert schedule.participant(ParticipantId("team")).members == (id_,)
    assert [each.participant for each in schedule.session("opening").people] == [id_, "hypatia"]
    assert store.history.log("forum", limit=1)[0].why == "a participant is erased"


def test_an_erased_person_can_be_removed_with_their_appearances(store: Store) -> None:
    spread(store)
    do.forget(store, "forum", "noether", author="Office", at=AT, remove=True)
    schedule = store.load("forum").schedule
    assert [participant.id for participant in schedule.participants] == ["hypatia", "team"]
    assert schedule.participant(ParticipantId("team")).members == ()
    assert [person.participant for person in schedule.session("opening").people] == ["hypatia"]


def test_an_erasure_leaves_the_rest_of_the_history_intact(store: Store) -> None:
    spread(store)
    do.change(store, "forum", setting("party", audience=3), **NOTED)
    numbers = [each.number for each in store.history.log("forum")]
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert [each.number for each in store.history.log("forum")][1:] == numbers
    assert store.history.blame("forum", "party")
    do.undo(store, "forum", numbers[0], author="Office", at=AT)
    assert store.load("forum").schedule.session("party").audience is None
    do.undo(store, "forum", author="Office", at=AT)


def test_undo_does_not_restore_an_erased_person(store: Store, store_url: str) -> None:
    spread(store)
    do.forget(store, "forum", "noether", author="Office", at=AT, remove=True)
    with pytest.raises(UndoRefused):
        do.undo(store, "forum", author="Office", at=AT)
    do.revert(store, "forum", "1.0", author="Office", at=AT)
    assert remains(store_url) == []


def test_a_removed_person_can_still_be_erased(store: Store, store_url: str) -> None:
    spread(store)
    do.change(store, "forum", replace_by(without_noether()), **NOTED)
    before = store.load("forum")
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []
    assert store.load("forum") == before


def test_a_withdrawn_participant_can_be_removed_afterwards(store: Store) -> None:
    spread(store)
    id_ = do.forget(store, "forum", "noether", author="Office", at=AT)
    assert do.forget(store, "forum", id_, author="Office", at=AT, remove=True) == id_
    assert [participant.id for participant in store.load("forum").schedule.participants] == [
        "hypatia",
        "team",
    ]
    with store._database.reading() as db:
        forgotten = db.execute(tables.forgotten_hash.select()).all()
    assert {row.participant for row in forgotten} >= {id_}


def test_a_conference_is_erased_with_all_that_it_had(store: Store, store_url: str) -> None:
    fill(store)
    for conference in ("forum", "gone"):
        store.erase_conference(conference, do.ChangeNote("Office", "", AT))
        with pytest.raises(NoSuchConference):
            store.history.log(conference)
    rows = [(table, row) for table, rows in everything(store_url).items() for row in rows]
    assert {table for table, row in rows if row[0] in {"forum", "gone"}} == {"erasure"}
    assert not shown(files(store_url))
    assert [each.id for each in store.conferences()] == ["congress", "memorial"]
    assert [finding for finding in examine(store_url) if finding.severity.value == "error"] == []
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    with pytest.raises(StoreError, match="a release is final"), store._database.writing("forum") as db:
        db.execute(tables.release.delete().where(tables.release.columns.conference == "forum"))


@pytest.mark.parametrize("reader", [True, False])
def test_an_erasure_reports_a_reader_blocking_the_removal_of_data(tmp_path: Path, *, reader: bool) -> None:
    url = f"sqlite:///{tmp_path / 'eventkit.db'}"
    with Store.open(url, patience=0.1) as store, Store.open(url) as other:
        spread(store)
        with other._database.reading() as db:
            if reader:
                db.execute(tables.participant.select()).all()
            erased = store.erase("forum", ID, do.ChangeNote("Office", "", AT), secret=bytes(32))
            assert erased.is_complete is not reader
            codes = [finding.code for finding in examine(url, patience=0.1)]
            assert ("erasure-incomplete" in codes) is reader
        codes = [finding.code for finding in examine(url, patience=0.1)]
        assert "erasure-incomplete" not in codes
        assert not any(shown([data]) for data in files(url))


def test_rows_that_moved_to_another_page_leave_nothing_of_an_erased_person_in_the_file(
    tmp_path: Path,
) -> None:
    """SQLite clears deleted rows, but not the former place of a row that it moved."""
    people = [Participant.model_validate({"id": f"guest-{at:03}", "name": f"Abc{at:03}"}) for at in range(70)]

    def visit(country: str) -> Callable[[Schedule | None], Schedule]:
        def edit(schedule: Schedule | None) -> Schedule:
            for person in people:
                schedule = edit_participant(schedule or FORUM, person.id, country=country)
            return schedule or FORUM

        return edit

    url = f"sqlite:///{tmp_path / 'eventkit.db'}"
    with Store.open(url) as store:
        do.change(store, "forum", replace_by(FORUM), **NOTED)
        do.change(store, "forum", with_people(*people), **NOTED)
        for country in ("DE", "FR", "IT"):
            do.change(store, "forum", visit(country), **NOTED)
        for person in people:
            store.erase("forum", person.id, do.ChangeNote("Office", "", AT), secret=bytes(32))
            assert not [data for data in files(url) if person.id.encode() in data]


def with_people(*people: Participant) -> Callable[[Schedule | None], Schedule]:
    """An edit that adds people."""

    def edit(schedule: Schedule | None) -> Schedule:
        assert schedule is not None
        return schedule.model_copy(update={"participants": (*schedule.participants, *people)})

    return edit


TWIN = Participant(id="twin", name="NOETHER, xyzzyEmmy")
NAMESAKE = EMMY.model_copy(update={"id": "twin"})


def beside(*people: Participant) -> Schedule:
    return known().model_copy(update={"participants": (*known().participants, *people)})


@pytest.mark.parametrize(
    ("before", "becoming"),
    [
        (beside(TWIN), lambda now: merge_participants(now, "noether", "twin").schedule),
        (
            add_person(beside(NAMESAKE), "party", "twin"),
            lambda now: merge_participants(now, "noether", "twin").schedule,
        ),
        (
            edit_participant(known(), "noether", id="twin"),
            lambda now: edit_participant(now, "twin", id="noether"),
        ),
    ],
    ids=["merged", "merged with one of the same name", "called otherwise"],
)
def test_an_erasure_covers_former_ids(
    store: Store, store_url: str, before: Schedule, becoming: Callable[[Schedule], Schedule]
) -> None:
    do.change(store, "forum", replace_by(before), **NOTED)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    do.change(store, "forum", becoming, **NOTED)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []


def test_an_erasure_covers_a_former_id_that_somebody_else_has_now(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(edit_participant(known(), "noether", id="twin")), **NOTED)
    contact = CONTACT.model_copy(update={"participant": "twin"})
    do.change_roster(store, "forum", lambda roster: roster.with_contact(contact), **NOTED)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    do.change(store, "forum", lambda now: edit_participant(now, "twin", id="noether"), **NOTED)
    hopper = Participant(id="twin", name="Grace Hopper")
    do.change(store, "forum", with_people(hopper), **NOTED)
    do.change(store, "forum", lambda now: edit_participant(now, "twin", country="US"), **NOTED)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []
    assert store.load("forum").schedule.participant("twin").name[0].full == "Grace Hopper"
    assert "Grace Hopper" in str(store.history.log("forum")[1].alterations)
    assert [finding for finding in examine(store_url) if finding.severity.value == "error"] == []


HOPPER = Participant.model_validate({"id": ID, "name": {"en": "Grace Hopper"}})


def test_whoever_had_the_id_of_an_erased_person_before_stays_in_the_history(
    store: Store, store_url: str
) -> None:
    """Grace Hopper has both ids of Emmy Noether before her, a contact, and a place in a release."""
    before = FORUM.model_copy(update={"participants": (HOPPER, *FORUM.participants[1:])})
    do.change(store, "forum", replace_by(edit_participant(before, ID, id="twin")), **NOTED)
    do.change(store, "forum", lambda now: edit_participant(now, "twin", id=ID), **NOTED)
    do.change_roster(store, "forum", adding(Contact(participant=ID, email="hopper@example.org")), **NOTED)
    do.add_badge_key(store, "forum", bytes(range(32)), author="Office", at=AT)
    (badge,) = do.issue_badges(store, "forum", {ID: ""}, author="Office", at=AT).values()
    do.release(store, "forum", "1.0", author="Office", at=AT)
    do.change(store, "forum", lambda now: remove_participant(now, ID, everywhere=True), **NOTED)
    do.change(store, "forum", replace_by(edit_participant(known(), ID, id="twin")), **NOTED)
    do.change(store, "forum", lambda now: edit_participant(now, "twin", id=ID), **NOTED)
    id_ = do.forget(store, "forum", ID, author="Office", at=AT)
    assert not [name for name, rows in everything(store_url).items() if "xyzzy" in repr(bodies_of(rows))]
    released = store.releases.load("forum", "1.0").schedule
    assert released.participant(ID) == HOPPER
    assert any(appearance.participant == ID for _, appearance in released.appearances(ID))
    assert [
        store.history.at("forum", number).participant(who).name for number, who in ((1, "twin"), (2, ID))
    ] == [HOPPER.name] * 2
    do.revert(store, "forum", "1.0", author="Office", at=AT)
    assert store.load("forum").schedule.participant(ID) == HOPPER
    assert [contact.email for contact in store.roster.load("forum").contacts] == ["hopper@example.org"]
    assert store.badges.all("forum") == (badge,)
    assert id_ not in {person.id for person in store.load("forum").schedule.participants}
    assert [finding for finding in examine(store_url) if finding.severity.value == "error"] == []


def test_whoever_was_merged_by_mistake_is_not_remembered_as_erased_with_the_other(store: Store) -> None:
    do.change(store, "forum", replace_by(known()), **NOTED)
    do.change(store, "forum", lambda now: merge_participants(now, "hypatia", ID).schedule, **NOTED)
    do.change(store, "forum", setting("party", audience=3), **NOTED)
    do.undo(store, "forum", 2, author="Office", at=AT)
    assert store.preview_erasure("forum", "hypatia").names == ("Ὑπατία",)
    do.forget(store, "forum", "hypatia", author="Office", at=AT)
    assert store.forgotten("forum").find(EMMY) is None
    assert store.forgotten("forum").find(FORUM.participants[1]) is not None


def test_a_removed_namesake_is_not_erased(store: Store) -> None:
    other = FORUM.participants[1].model_copy(update={"id": "hypatia-2"})
    do.change(
        store,
        "forum",
        replace_by(FORUM.model_copy(update={"participants": (*FORUM.participants, other)})),
        **NOTED,
    )
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    do.forget(store, "forum", "hypatia", author="Office", at=AT)
    (left,) = store.history.log("forum", limit=2)[1].alterations
    assert "withdrawn" not in str(left.before)


def test_the_name_of_an_erased_person_is_removed_from_reasons(store: Store, store_url: str) -> None:
    do.change(
        store, "forum", replace_by(known()), author="Office", why="add 'Emmy xyzzyNoether' (Xyz)", at=AT
    )
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []
    assert store.history.log("forum")[-1].why == "add '(withdrawn)' (Xyz)"


def test_of_what_names_others_too_an_erasure_takes_the_name_alone(forum: Store) -> None:
    notes = "vegan, shares a room with Emmy Noether (Emmy@Example.org, +43-1/23 45; 43 1 23456 is another)"
    contacts = (
        Contact(participant=ParticipantId("hypatia"), notes=notes),
        Contact(participant=ParticipantId("noether"), email="emmy@example.org"),
    )
    note = ChangeNote("Office", "rooms of Emmy Noether and Hypatia", AT)
    forum.commit("forum", lambda _: Writes(roster=Roster(contacts=contacts)), note)
    phoned = contacts[1].model_copy(update={"phone": "+43 1 2345"})
    forum.commit("forum", lambda _: Writes(roster=Roster(contacts=(contacts[0], phoned))), note)
    called = setting("opening", abstract="Ask +4312345, or Hypatia.")
    do.change(forum, "forum", called, **NOTED)
    (remain,) = forum.preview_erasure("forum", "noether").remains
    assert (remain.kind, remain.id, remain.words) == ("session", "opening", ("+4312345",))
    do.forget(forum, "forum", "noether", author="Office", at=AT)
    (left,) = forum.roster.load("forum").contacts
    assert left.notes == (
        "vegan, shares a room with (withdrawn) ((withdrawn), (withdrawn); 43 1 23456 is another)"
    )
    assert [change.why for change in forum.roster.log("forum")[1:]] == [
        "",  # of her alone
        "rooms of (withdrawn) and Hypatia",
    ]


def test_an_undone_merge_leaves_no_name_of_who_is_erased_in_the_history_of_the_other(
    store: Store, store_url: str
) -> None:
    do.change(store, "forum", replace_by(known()), **NOTED)
    joined = merge_participants(known(), "hypatia", "noether").schedule
    do.change(store, "forum", replace_by(joined), **NOTED)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    do.undo(store, "forum", author="Office", at=AT)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    left = {name for name, rows in everything(store_url).items() if "xyzzy" in repr(bodies_of(rows))}
    assert not left, "nor anything else that they got from the merge"
    assert store.load("forum").schedule.participant(ParticipantId("hypatia")) == FORUM.participants[1]


def merge(store: Store, keep: str, gone: str) -> None:
    """Merge somebody into another, as the office does."""

    def operation(state: ConferenceState) -> Writes:
        merged = merge_participants(state.existing(), keep, gone).schedule
        return Writes(merged, {Subject("participant", gone): keep})

    store.commit("forum", operation, ChangeNote("Office", "", AT))


OTHER = Participant(id="other", name="Alma Marx")


@pytest.fixture
def merged_elsewhere(store: Store) -> Store:
    """A store in which Emmy was merged into Hypatia, into Alma for a time, and into Hypatia again."""
    do.change(store, "forum", replace_by(known()), **NOTED)
    merge(store, "hypatia", ID)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    do.undo(store, "forum", author="Office", at=AT)
    do.change(store, "forum", with_people(OTHER), **NOTED)
    merge(store, "other", ID)
    do.revert(store, "forum", "1.0", author="Office", at=AT)
    return store


def test_whoever_a_revert_merged_again_is_erased_with_the_other(
    merged_elsewhere: Store, store_url: str
) -> None:
    assert ID in merged_elsewhere.preview_erasure("forum", "hypatia").former
    do.forget(merged_elsewhere, "forum", "hypatia", author="Office", at=AT)
    assert remains(store_url) == []


def test_whoever_had_somebody_merged_for_a_time_is_erased_alone(merged_elsewhere: Store) -> None:
    store = merged_elsewhere
    before, first = store.load("forum").schedule, store.history.at("forum", 1)
    do.undo(store, "forum", author="Office", at=AT)
    do.revert(store, "forum", "1.0", author="Office", at=AT)
    assert store.preview_erasure("forum", "other").names == ("Alma Marx",)
    do.forget(store, "forum", "other", author="Office", at=AT)
    assert store.load("forum").schedule == before
    assert store.history.at("forum", 1) == first
    assert store.forgotten("forum").find(EMMY) is None


def test_whoever_is_back_as_a_new_entry_is_erased_without_those_who_were_merged_with_the_old_one(
    store: Store,
) -> None:
    do.change(store, "forum", replace_by(known()), **NOTED)
    do.change(store, "forum", with_people(OTHER), **NOTED)
    merge(store, "other", "hypatia")
    do.undo(store, "forum", author="Office", at=AT)
    do.change(store, "forum", replace_by(edit_participant(known(), "hypatia", name="Theon")), **NOTED)
    do.change(store, "forum", with_people(OTHER), **NOTED)
    assert store.preview_erasure("forum", "other").names == ("Alma Marx",)
    do.forget(store, "forum", "other", author="Office", at=AT)
    assert store.history.at("forum", 1) == known()


def test_whoever_was_merged_under_a_former_id_of_somebody_is_not_erased_with_them(store: Store) -> None:
    hopper = HOPPER.model_copy(update={"id": "twin"})
    do.change(store, "forum", replace_by(beside(hopper)), **NOTED)
    do.change(store, "forum", lambda now: edit_participant(now, "twin", id="hopper"), **NOTED)
    do.change(store, "forum", with_people(OTHER.model_copy(update={"id": "twin"})), **NOTED)
    merge(store, "hypatia", "twin")
    merge(store, "hopper", "hypatia")
    do.undo(store, "forum", author="Office", at=AT)
    assert store.preview_erasure("forum", "hopper").names == ("Grace Hopper",)
    do.forget(store, "forum", "hopper", author="Office", at=AT)
    assert store.history.at("forum", 3).participant(ParticipantId("twin")).name[0].full == "Alma Marx"


def bodies_of(rows: list[tuple[object, ...]]) -> list[object]:
    return [gzip.decompress(cell) if isinstance(cell, bytes) else cell for row in rows for cell in row]


def test_somebody_who_was_removed_and_brought_back_under_another_id_is_erased(
    store: Store, store_url: str
) -> None:
    do.change(store, "forum", replace_by(known()), **NOTED)
    do.change(store, "forum", replace_by(remove_participant(known(), ID, everywhere=True)), **NOTED)
    do.undo(store, "forum", author="Office", at=AT)
    moved = edit_participant(known(), ID, id="emmy")
    do.change(store, "forum", replace_by(moved), **NOTED)
    namesake = FORUM.participants[0].model_copy(update={"id": ID, "name": FORUM.participants[1].name})
    taken = moved.model_copy(update={"participants": (*moved.participants, namesake)})
    do.change(store, "forum", replace_by(taken), **NOTED)
    do.forget(store, "forum", "emmy", author="Office", at=AT)
    left = {name for name, rows in everything(store_url).items() if "xyzzyNoether" in repr(bodies_of(rows))}
    assert not left


def test_a_family_name_alone_in_a_reason_is_listed_and_deleted_on_request(store: Store) -> None:
    do.change(store, "forum", replace_by(known()), author="Office", why="XYZZYNOETHER asked for it", at=AT)
    waiver = {"waivers": [{"about": ["xyzzynoether"], "reason": "xyzzyNoether knows"}]}
    do.change_rule_settings(store, "forum", lambda _: waiver, **{**NOTED, "why": "as xyzzyNoether wished"})
    do.release(store, "forum", "1.0", author="Office", at=AT, note="after xyzzyNoether's call")
    reasons = {"revision", "settings_change", "release", "rule_settings"}

    def left(id_: str, *words: str) -> set[str]:
        remains = store.preview_erasure("forum", id_, words).remains
        assert all("xyzzynoether" in map(str.casefold, remain.words) for remain in remains)
        return {remain.kind for remain in remains if remain.is_reason}

    assert left("noether") == reasons
    assert left("noether", "xyzzyNoether") == set()
    id_ = do.forget(store, "forum", "noether", author="Office", at=AT)
    assert "XYZZYNOETHER" in store.history.log("forum")[-1].why
    do.forget(store, "forum", id_, author="Office", at=AT, words=["xyzzyNoether"])
    assert store.history.log("forum")[-1].why == "(withdrawn) asked for it"
    assert store.releases.all("forum")[0].note == "after (withdrawn)'s call"
    assert store.rule_settings.log("forum")[-1].why == "as (withdrawn) wished"
    (settings,) = store.rule_settings.load("forum")["waivers"]
    assert settings == {"about": ["xyzzynoether"], "reason": "(withdrawn) knows"}, "ids of others stay"
    assert store.load("forum").schedule.participant(ParticipantId(id_)).is_withdrawn


def test_the_addresses_of_everybody_who_was_merged_are_remembered(store: Store) -> None:
    other = FORUM.participants[1].model_copy(update={"id": "hypatia-2", "name": EMMY.name})
    both = (EMMY, other, *FORUM.participants[1:])
    do.change(store, "forum", replace_by(FORUM.model_copy(update={"participants": both})), **NOTED)
    contacts = [
        Contact(participant="noether", email="emmy@example.org"),
        Contact(participant="hypatia-2", email="Vexa@example.org"),
    ]
    do.change_roster(store, "forum", lambda _: Roster(contacts=contacts), **NOTED)
    merged = merge_participants(store.load("forum").schedule, "noether", "hypatia-2").schedule
    renames = {Subject("participant", "hypatia-2"): "noether"}
    note = do.ChangeNote("Office", "", AT)
    store.commit("forum", lambda _: do.Writes(merged, renames), note)
    id_ = do.forget(store, "forum", "noether", author="Office", at=AT)
    stranger = Participant(id="new", name="A. V.")
    found: list[str | None] = []

    def look(state: ConferenceState) -> do.Writes:
        found.extend(state.forgotten.find(stranger, f"{word}@example.org") for word in ("emmy", "vexa"))
        return do.Writes()

    store.commit("forum", look, note)
    assert found == [id_, id_]


def test_people_of_a_removed_conference_can_still_be_erased(store: Store, store_url: str) -> None:
    spread(store)
    do.remove(store, "forum", **NOTED)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []


def test_people_with_the_same_id_in_another_conference_are_not_erased(store: Store) -> None:
    fill(store)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert store.load("congress").schedule == FORUM.model_copy(
        update={"conference": FORUM.conference.model_copy(update={"id": "congress"})}
    )


def test_an_unknown_person_cannot_be_erased(forum: Store) -> None:
    before = forum.load("forum")
    with pytest.raises(StoreError, match="'forum' has the id 'nobody', or ever had it"):
        do.forget(forum, "forum", "nobody", author="Office", at=AT)
    with pytest.raises(NoSuchConference):
        do.forget(forum, "congress", "noether", author="Office", at=AT)
    assert forum.load("forum") == before
    assert forum.roster.log("forum") == ()


@pytest.mark.parametrize("remove", [False, True])
def test_every_entry_that_reads_differently_after_an_erasure_is_newer(store: Store, *, remove: bool) -> None:
    """At once, and in the next release: programs skip an entry with the number that they have."""
    do.change(store, "forum", replace_by(known()), **NOTED)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    before = calendar(store)

    do.forget(store, "forum", "noether", author="Office", at=AT, remove=remove)
    erased = calendar(store)
    do.release(store, "forum", "2.0", author="Office", at=AT)

    steps = [before, erased, calendar(store)]
    assert any(shown([str(event)]) for event in before.events)
    assert not any(shown([str(event)]) for event in erased.events)
    for old, new in pairwise(steps):
        olds, news = ({str(event["UID"]): event for event in step.events} for step in (old, new))
        for uid, was in olds.items():
            if was.to_ical() != news[uid].to_ical():
                assert news[uid]["DTSTAMP"].dt > was["DTSTAMP"].dt
                assert new["LAST-MODIFIED"].dt > old["LAST-MODIFIED"].dt
    assert [event["SEQUENCE"] for event in erased.events] == [event["SEQUENCE"] for event in before.events]


def test_a_calendar_with_the_former_id_of_an_erased_person_still_cancels_sessions_that_left_it(
    forum: Store,
) -> None:
    """Two people change their ids, and one is erased: the other has the calendar at that address by now."""
    do.release(forum, "forum", "1.0", author="Office", at=AT)
    before = calendar(forum, participants=["hypatia"])
    for old, new in (("noether", "new"), ("hypatia", "noether"), ("new", "hypatia")):
        renames = {Subject("participant", old): new}
        renamed = rename_ids(forum.load("forum").schedule, renames)
        forum.commit(
            "forum", lambda _, now=renamed, ids=renames: Writes(now, ids), ChangeNote("Office", "", AT)
        )
    do.release(forum, "forum", "2.0", author="Office", at=AT)

    do.forget(forum, "forum", "noether", author="Office", at=AT)

    after = calendar(forum, participants=["hypatia"])
    assert {event["SUMMARY"]: event["STATUS"] for event in before.events} == {
        "Opening": "CONFIRMED",
        "Lecture": "CONFIRMED",
    }
    assert {event["SUMMARY"]: event["STATUS"] for event in after.events} == {
        "Opening": "CONFIRMED",
        "Cancelled: Lecture": "CANCELLED",
    }
    assert "Ὑπατία" not in after.to_ical().decode()


def calendar(store: Store, **filters: list[str]) -> icalendar.Calendar:
    """The calendar of the newest release."""
    released = store.releases.load("forum")
    return agenda(released.schedule, ledger=released.ledger, **filters).calendar()


def test_an_entry_that_was_merged_is_erased_also_if_an_older_change_brought_it_back(forum: Store) -> None:
    """A removal before the merge is undone after it, and the entry that came back so is removed again."""
    guest = Participant.model_validate({"id": "xyzzy", "name": "Ada xyzzyLovelace"})
    do.change(forum, "forum", with_people(guest), **NOTED)
    do.release(forum, "forum", "1.0", author="Office", at=AT)
    do.change(forum, "forum", lambda now: remove_participant(now, "xyzzy"), **NOTED)
    do.revert(forum, "forum", "1.0", author="Office", at=AT)
    merge(forum, "hypatia", "xyzzy")
    do.undo(forum, "forum", 3, author="Office", at=AT)
    do.change(forum, "forum", lambda now: edit_participant(now, "xyzzy", name="Eva xyzzyLovelace"), **NOTED)
    do.change(forum, "forum", lambda now: remove_participant(now, "xyzzy"), **NOTED)
    do.forget(forum, "forum", "hypatia", author="Office", at=AT)
    assert "xyzzy" not in forum.releases.load("forum", "1.0").schedule.model_dump_json()
    assert "xyzzy" not in forum.history.at("forum", 7).model_dump_json()
