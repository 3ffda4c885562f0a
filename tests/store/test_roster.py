"""The private side: kept beside the schedule, shown by nothing, and erased for good."""

from __future__ import annotations

import gzip
import logging
import traceback
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from pypdfium2 import PdfDocument
from sqlalchemy.exc import DBAPIError

from eventkit.editing import add_person, edit_participant, merge_participants
from eventkit.errors import ChangedMeanwhile, NoSuchConference, StoreError
from eventkit.exporters import Context, get_exporter
from eventkit.model import Participant, ParticipantId
from eventkit.roster import Contact, Roster
from eventkit.schedule import Schedule
from eventkit.store import Store, tables
from store import do
from store.filled import CONTACT, SECRETS, everything, fill
from store.small import AT, FORUM, NOTED, given, setting, with_session

NOETHER = ParticipantId("noether")
HYPATIA = ParticipantId("hypatia")
LATER = NOTED | {"at": AT + timedelta(hours=1)}
MARK = "xyzzy"
"""What is in every secret, and in nothing else."""


def adding(contact: Contact) -> Callable[[Roster], Roster]:
    return lambda roster: roster.with_contact(contact)


@pytest.fixture
def forum(store: Store) -> Store:
    """A store that holds the forum."""
    do.change(store, "forum", given(FORUM), **NOTED)
    return store


def without_noether() -> Schedule:
    sessions = tuple(session.model_copy(update={"people": ()}) for session in FORUM.sessions)
    return FORUM.model_copy(update={"participants": FORUM.participants[1:], "sessions": sessions})


def test_what_comes_out_is_what_went_in(forum: Store, store_url: str) -> None:
    bare = Contact(participant=HYPATIA)
    do.change_roster(forum, "forum", lambda _: Roster(contacts=(CONTACT, bare)), **NOTED)
    with Store.open(store_url) as afresh:
        assert afresh.roster.load("forum") == Roster(contacts=(bare, CONTACT))
        assert afresh.roster.load("forum").contact(NOETHER) == CONTACT
        assert afresh.roster.load("forum").contact(ParticipantId("nobody")) is None


def test_a_roster_is_empty_at_first_and_can_be_emptied(forum: Store) -> None:
    assert forum.roster.load("forum") == Roster()
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED)
    assert do.change_roster(forum, "forum", lambda roster: roster.without(NOETHER), **NOTED) == Roster()
    assert forum.roster.load("forum") == Roster()


def test_a_conference_that_is_not_there_has_no_roster(forum: Store) -> None:
    with pytest.raises(NoSuchConference):
        forum.roster.load("congress")
    with pytest.raises(NoSuchConference):
        do.change_roster(forum, "congress", adding(CONTACT), **NOTED)


def test_a_contact_is_of_someone_in_the_schedule(forum: Store) -> None:
    with pytest.raises(ValueError, match="has no participant 'nobody'"):
        do.change_roster(forum, "forum", adding(Contact(participant=ParticipantId("nobody"))), **NOTED)
    assert forum.roster.load("forum") == Roster()


def test_that_a_contact_was_changed_is_noted_and_not_to_what(forum: Store) -> None:
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED)
    do.change_roster(forum, "forum", adding(CONTACT), **LATER)  # changes nothing
    do.change_roster(forum, "forum", lambda roster: roster.without(NOETHER), author="Hypatia", why="", at=AT)
    last, first = forum.roster.log("forum")
    assert (first.author, first.why, first.at, first.participants) == ("Office", "test", AT, (NOETHER,))
    assert (last.author, last.participants) == ("Hypatia", (NOETHER,))


def test_a_change_of_the_roster_is_none_of_the_schedule(forum: Store, store_url: str) -> None:
    """Else readers of calendars would be told of it."""
    before = forum.load("forum")
    do.change_roster(forum, "forum", adding(CONTACT), **LATER)
    with Store.open(store_url) as afresh:
        assert afresh.load("forum") == before


def test_two_who_change_two_contacts_at_once_both_do(forum: Store) -> None:
    seen = forum.roster.load("forum")
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED, expecting=seen)
    do.change_roster(
        forum, "forum", adding(Contact(participant=HYPATIA, ticket="press")), **NOTED, expecting=seen
    )
    assert len(forum.roster.load("forum").contacts) == 2


def test_the_later_of_two_who_change_one_contact_is_told_who_was_first(forum: Store) -> None:
    seen = forum.roster.load("forum")
    do.change_roster(forum, "forum", adding(CONTACT), author="Hypatia", why="", at=AT, expecting=seen)
    with pytest.raises(ChangedMeanwhile, match="Hypatia changed the contact of 'noether' in") as caught:
        do.change_roster(forum, "forum", adding(Contact(participant=NOETHER)), **NOTED, expecting=seen)
    assert MARK not in str(caught.value)
    assert forum.roster.load("forum").contact(NOETHER) == CONTACT


def test_who_is_taken_out_by_a_slip_comes_back_with_their_contact(forum: Store) -> None:
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED)
    do.change(forum, "forum", given(without_noether()), **NOTED)
    assert forum.roster.load("forum").contact(NOETHER) == CONTACT, "until they are forgotten"
    do.undo(forum, "forum", author="Office", at=AT)
    assert forum.roster.load("forum").contact(NOETHER) == CONTACT


def test_a_roster_goes_with_its_conference(forum: Store, store_url: str) -> None:
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED)
    do.remove(forum, "forum", **NOTED)
    assert everything(store_url)["contact"] == []


# What nobody else may see

NO_ROW = {"conference": None, "participant": "noether", **SECRETS, "badge_lines": "xyzzybadge"}
"""What no database takes, for it belongs to no conference."""


def shown(texts: Iterable[object]) -> bool:
    """Whether anything of a secret is in any of the texts."""
    return any(MARK.encode() in (text if isinstance(text, bytes) else str(text).encode()) for text in texts)


def words(data: bytes) -> list[object]:
    """What a reader can get at in a document, in a PDF its properties as well."""
    if not data.startswith(b"%PDF"):
        return [data]
    with PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        return [*pages, document.get_metadata_dict(), [mark.get_title() for mark in document.get_toc()]]


def test_no_output_shows_anything_of_a_roster(store: Store) -> None:
    fill(store)
    kept, released = store.load("forum"), store.releases.load("forum")
    for schedule, ledger in ((kept.schedule, kept.ledger), (released.schedule, released.ledger)):
        for name in ("agenda", "programme", "badges"):
            made = get_exporter(name)(schedule, ledger=ledger, languages=("en",))
            assert not shown([*words(made.data), *made.findings]), name
        for suffix in get_exporter("document").suffixes:
            assert not shown([get_exporter("document").export(schedule, Context(ending=suffix)).data])
        assert not shown([schedule.model_dump_json(), repr(schedule), repr(ledger)])


def test_no_history_and_no_release_holds_anything_of_a_roster(store: Store, store_url: str) -> None:
    fill(store)
    do.forget(store, "forum", "hypatia", author="Office", at=AT)
    assert not shown([store.history.log("forum"), store.roster.log("forum"), store.releases.all("forum")])
    for table, rows in everything(store_url).items():
        cells = [cell for row in rows for cell in row]
        bodies = [gzip.decompress(cell) for cell in cells if isinstance(cell, bytes)]
        assert shown([*cells, *bodies]) == (table == "contact"), table


def test_no_error_and_no_log_shows_what_it_is_about(
    forum: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither their text nor a traceback, which a server would write into its log."""
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    def fails(call: Callable[[], object], *kinds: type[Exception]) -> None:
        with pytest.raises(kinds) as caught:
            call()
        said.append("".join(traceback.format_exception(caught.value)))

    for broken in (
        {"email": "xyzzyquill at private.example"},
        {"phone": "xyzzy7001\x00"},
        {"notes": "xyzzynotes\x00"},
        {"badge_lines": ["xyzzybadge"] * 9},
        {"ticket": "xyzzyticket\nxyzzy"},
        {"ticket": ["xyzzyticket"]},
        {"fax": "xyzzyfax"},
    ):
        form = {"participant": "noether", **SECRETS, **broken}
        fails(lambda form=form: Contact.model_validate(form), ValidationError)  # type: ignore[misc]
        fails(lambda form=form: Roster.model_validate({"contacts": [form]}), ValidationError)  # type: ignore[misc]
    fails(lambda: Roster(contacts=(CONTACT, CONTACT)), ValidationError)
    fails(lambda: do.change_roster(forum, "congress", adding(CONTACT), **NOTED), NoSuchConference)
    stranger = CONTACT.model_copy(update={"participant": "nobody"})
    fails(lambda: do.change_roster(forum, "forum", adding(stranger), **NOTED), ValueError)
    # What the database itself will not take.
    monkeypatch.setattr("eventkit.store.roster_store._row", lambda *_: NO_ROW)
    fails(lambda: do.change_roster(forum, "forum", adding(CONTACT), **NOTED), StoreError, DBAPIError)
    said += [repr(CONTACT), str(CONTACT), repr(Roster(contacts=(CONTACT,))), caplog.text]
    hidden = [line for text in said for line in text.splitlines() if MARK in line]
    # A traceback quotes the lines of this test itself.
    assert [line for line in hidden if "fails(" not in line and "{" not in line] == []


def test_a_roster_that_someone_broke_in_the_tables_is_told_without_it(forum: Store) -> None:
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED)
    with forum._database.writing("forum") as db:
        db.execute(tables.contact.update().values(email="xyzzyquill at private.example"))
    with pytest.raises(StoreError, match="holds a conference 'forum' that is broken") as caught:
        forum.roster.load("forum")
    assert not shown(traceback.format_exception(caught.value))


# Forgetting

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
    do.change(store, "forum", given(known()), **NOTED)
    do.change_roster(store, "forum", adding(CONTACT), author="Office", why="xyzzyquill wrote", at=AT)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    renamed = EMMY.model_copy(update={"name": ({"full": "xyzzyAmalie"},)})
    do.change(
        store,
        "forum",
        given(known().model_copy(update={"participants": (renamed, *known().participants[1:])})),
        **NOTED,
    )
    gone = known().model_copy(
        update={"sessions": tuple(each for each in known().sessions if each.id != "opening")}
    )
    do.change(store, "forum", given(gone), **NOTED)
    do.release(store, "forum", "2.0", author="Office", at=AT)
    do.change(store, "forum", given(known()), **NOTED)


def remains(url: str) -> list[str]:
    """The tables in which anything of the person is left."""
    return [
        table
        for table, rows in everything(url).items()
        for row in rows
        for cell in row
        if shown([gzip.decompress(cell) if isinstance(cell, bytes) else cell])
    ]


@pytest.mark.parametrize("remove", [False, True])
def test_someone_forgotten_is_nowhere_in_the_store(store: Store, store_url: str, *, remove: bool) -> None:
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


@pytest.mark.parametrize("name", ["eventkit.db", "eventkit.db-wal"])
def test_someone_forgotten_is_not_left_lying_in_the_file(tmp_path: Path, name: str) -> None:
    """Databases leave what they delete where it was, unless told to overwrite it."""
    with Store.open(f"sqlite:///{tmp_path / 'eventkit.db'}") as store:
        spread(store)
        do.forget(store, "forum", "noether", author="Office", at=AT)
        assert not shown([(tmp_path / name).read_bytes()])
    assert not shown([(tmp_path / "eventkit.db").read_bytes()])


def test_someone_withdrawn_stands_in_the_place_of_who_is_forgotten(store: Store) -> None:
    spread(store)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    schedule = store.load("forum").schedule
    person = schedule.participant(NOETHER)
    assert [name.full for name in person.name] == ["(withdrawn)"]
    assert person == Participant(id=NOETHER, name=person.name)
    assert [each.participant for each in schedule.session("opening").people] == ["noether", "hypatia"]
    assert store.history.log("forum", limit=1)[0].why == "a participant is erased"


def test_someone_forgotten_can_be_taken_out_with_their_appearances(store: Store) -> None:
    spread(store)
    do.forget(store, "forum", "noether", author="Office", at=AT, remove=True)
    schedule = store.load("forum").schedule
    assert [each.id for each in schedule.participants] == ["hypatia", "team"]
    assert schedule.participant(ParticipantId("team")).members == ()
    assert [each.participant for each in schedule.session("opening").people] == ["hypatia"]


def test_the_rest_of_history_stands_after_someone_was_forgotten(store: Store) -> None:
    spread(store)
    do.change(store, "forum", setting("party", audience=3), **NOTED)
    numbers = [each.number for each in store.history.log("forum")]
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert [each.number for each in store.history.log("forum")][1:] == numbers
    assert store.history.blame("forum", "party")
    do.undo(store, "forum", numbers[0], author="Office", at=AT)
    assert store.load("forum").schedule.session("party").audience is None
    do.undo(store, "forum", author="Office", at=AT)


def test_undoing_does_not_bring_someone_back_who_was_forgotten(store: Store, store_url: str) -> None:
    spread(store)
    do.forget(store, "forum", "noether", author="Office", at=AT, remove=True)
    do.undo(store, "forum", author="Office", at=AT)
    do.revert(store, "forum", "1.0", author="Office", at=AT)
    assert remains(store_url) == []


def test_who_left_before_can_still_be_forgotten(store: Store, store_url: str) -> None:
    spread(store)
    do.change(store, "forum", given(without_noether()), **NOTED)
    before = store.load("forum")
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []
    assert store.load("forum") == before


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
def test_who_stood_under_another_id_once_is_forgotten_under_that_too(
    store: Store, store_url: str, before: Schedule, becoming: Callable[[Schedule], Schedule]
) -> None:
    do.change(store, "forum", given(before), **NOTED)
    do.release(store, "forum", "1.0", author="Office", at=AT)
    do.change(store, "forum", becoming, **NOTED)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []


def test_one_of_the_same_name_who_merely_left_is_not_forgotten(store: Store) -> None:
    other = FORUM.participants[1].model_copy(update={"id": "hypatia-2"})
    do.change(
        store,
        "forum",
        given(FORUM.model_copy(update={"participants": (*FORUM.participants, other)})),
        **NOTED,
    )
    do.change(store, "forum", given(FORUM), **NOTED)
    do.forget(store, "forum", "hypatia", author="Office", at=AT)
    (left,) = store.history.log("forum", limit=2)[1].alterations
    assert "withdrawn" not in str(left.before)


def test_the_name_of_someone_forgotten_is_taken_out_of_reasons(store: Store, store_url: str) -> None:
    do.change(store, "forum", given(known()), author="Office", why="add 'Emmy xyzzyNoether' (Xyz)", at=AT)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []
    assert store.history.log("forum")[-1].why == "add '(withdrawn)' (Xyz)"


def test_those_of_a_removed_conference_can_still_be_forgotten(store: Store, store_url: str) -> None:
    spread(store)
    do.remove(store, "forum", **NOTED)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert remains(store_url) == []


def test_others_of_that_id_in_another_conference_are_not_forgotten(store: Store) -> None:
    fill(store)
    do.forget(store, "forum", "noether", author="Office", at=AT)
    assert store.load("congress").schedule == FORUM.model_copy(
        update={"conference": FORUM.conference.model_copy(update={"id": "congress"})}
    )


def test_nobody_is_forgotten_whom_nobody_knows(forum: Store) -> None:
    before = forum.load("forum")
    with pytest.raises(StoreError, match="'forum' has the id 'nobody', or ever had it"):
        do.forget(forum, "forum", "nobody", author="Office", at=AT)
    with pytest.raises(NoSuchConference):
        do.forget(forum, "congress", "noether", author="Office", at=AT)
    assert forum.load("forum") == before
    assert forum.roster.log("forum") == ()
