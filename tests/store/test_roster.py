"""The private side: kept beside the schedule, shown by nothing, and erased for good."""

from __future__ import annotations

import gzip
import logging
import traceback
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from pydantic import ValidationError
from pypdfium2 import PdfDocument
from sqlalchemy.exc import DBAPIError

from eventkit.errors import InvalidValue, NoSuchConference, StoreError
from eventkit.model import ParticipantId
from eventkit.plugins.exporters import Context, get_exporter
from eventkit.roster import Contact, Roster
from eventkit.schedule import Schedule
from eventkit.store import Store, tables
from store import do
from store.filled import CONTACT, SECRETS, everything, fill
from store.small import AT, FORUM, NOTED, replace_by

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
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    return store


def without_noether() -> Schedule:
    sessions = tuple(session.model_copy(update={"people": ()}) for session in FORUM.sessions)
    return FORUM.model_copy(update={"participants": FORUM.participants[1:], "sessions": sessions})


def test_stored_content_round_trips_unchanged(forum: Store, store_url: str) -> None:
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


def test_a_contact_belongs_to_someone_in_the_schedule(forum: Store) -> None:
    with pytest.raises(ValueError, match="has no participant 'nobody'"):
        do.change_roster(forum, "forum", adding(Contact(participant=ParticipantId("nobody"))), **NOTED)
    assert forum.roster.load("forum") == Roster()


def test_changes_of_a_contact_are_logged_without_their_content(forum: Store) -> None:
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED)
    do.change_roster(forum, "forum", adding(CONTACT), **LATER)  # changes nothing
    do.change_roster(forum, "forum", lambda roster: roster.without(NOETHER), author="Hypatia", why="", at=AT)
    last, first = forum.roster.log("forum")
    assert (first.author, first.why, first.at, first.participants) == ("Office", "test", AT, (NOETHER,))
    assert (last.author, last.participants) == ("Hypatia", (NOETHER,))


def test_a_change_of_the_roster_does_not_change_the_schedule(forum: Store, store_url: str) -> None:
    """Else readers of calendars would be told of it."""
    before = forum.load("forum")
    do.change_roster(forum, "forum", adding(CONTACT), **LATER)
    with Store.open(store_url) as afresh:
        assert afresh.load("forum") == before


def test_a_person_removed_by_mistake_is_restored_with_their_contact(forum: Store) -> None:
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED)
    do.change(forum, "forum", replace_by(without_noether()), **NOTED)
    assert forum.roster.load("forum") == Roster(), "set aside, until they are forgotten"
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
    retained, released = store.load("forum"), store.releases.load("forum")
    for schedule, ledger in ((retained.schedule, retained.ledger), (released.schedule, released.ledger)):
        for name in ("agenda", "programme", "badges"):
            made = get_exporter(name)(schedule, ledger=ledger, languages=("en",))
            assert not shown([*words(made.data), *made.findings]), name
        for suffix in get_exporter("document").suffixes:
            assert not shown([get_exporter("document").export(schedule, Context(ending=suffix)).data])
        assert not shown([schedule.model_dump_json(), repr(schedule), repr(ledger)])


def test_no_history_and_no_release_contains_roster_data(store: Store, store_url: str) -> None:
    fill(store)
    do.forget(store, "forum", "hypatia", author="Office", at=AT)
    assert not shown([store.history.log("forum"), store.roster.log("forum"), store.releases.all("forum")])
    for table, rows in everything(store_url).items():
        cells = [cell for row in rows for cell in row]
        bodies = [gzip.decompress(cell) for cell in cells if isinstance(cell, bytes)]
        assert shown([*cells, *bodies]) == (table == "contact"), table


def test_no_error_and_no_log_contains_personal_data(
    forum: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither their text nor a traceback, which a server would write into its log."""
    caplog.set_level(logging.DEBUG)
    spoken: list[str] = []

    def fails(call: Callable[[], object], *kinds: type[Exception]) -> None:
        with pytest.raises(kinds) as caught:
            call()
        spoken.append("".join(traceback.format_exception(caught.value)))

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
    fails(lambda: Roster(contacts=(CONTACT, CONTACT)), InvalidValue)
    fails(lambda: do.change_roster(forum, "congress", adding(CONTACT), **NOTED), NoSuchConference)
    stranger = CONTACT.model_copy(update={"participant": "nobody"})
    fails(lambda: do.change_roster(forum, "forum", adding(stranger), **NOTED), ValueError)
    # What the database itself will not take.
    monkeypatch.setattr("eventkit.store.roster_store.contact_rows", lambda *_: [NO_ROW])
    fails(lambda: do.change_roster(forum, "forum", adding(CONTACT), **NOTED), StoreError, DBAPIError)
    spoken += [repr(CONTACT), str(CONTACT), repr(Roster(contacts=(CONTACT,))), caplog.text]
    hidden = [line for text in spoken for line in text.splitlines() if MARK in line]
    # A traceback quotes the lines of this test itself.
    assert [line for line in hidden if "fails(" not in line and "{" not in line] == []


def test_a_roster_corrupted_in_the_tables_is_reported_without_its_content(forum: Store) -> None:
    do.change_roster(forum, "forum", adding(CONTACT), **NOTED)
    with forum._database.writing("forum") as db:
        db.execute(tables.contact.update().values(email="xyzzyquill at private.example"))
    with pytest.raises(StoreError, match=r"Conference 'forum' in .* is broken") as caught:
        forum.roster.load("forum")
    assert not shown(traceback.format_exception(caught.value))


def test_what_a_merge_added_goes_with_its_undo_under_any_id() -> None:
    """The id in a note may have been rewritten, since somebody who had it later was erased."""
    mine = Contact(participant=HYPATIA, email="hypatia@example.org", phone="+30 1")
    other = Contact(participant=NOETHER, email="noether@example.org", phone="+43 1", notes="vegan")
    merged = Roster(contacts=(mine, other)).merged(HYPATIA, NOETHER).contacts[0]
    altered = (merged.notes or "").replace("email of 'noether'", "email of 'withdrawn-1a2b'")
    contact = merged.model_copy(update={"notes": f"phone of 'alma': +43 1\n{altered}"})
    assert contact.separated(mine, other) == mine.model_copy(update={"notes": "phone of 'alma': +43 1"})
