"""Invitations after merges, removals and new ids of people: every mailbox ends with the truth, asked once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from eventkit.editing import add_participant, edit_session, remove_participant
from eventkit.model import Participant
from eventkit.office.office import Office
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import Store, tables
from office.test_subscribers import PLACE, Entry, entries_of, is_live, revision
from outputs.calendars import MORNING, at, schedule
from outputs.histories import BEGUN

PEOPLE = [{"id": "hypatia", "name": "Hypatia"}, {"id": "twin", "name": "Hypatia (TBC)"}]
NIGHT = at("2026-10-24T19:00Z", "2026-10-24T20:00Z")
NOON = at("2026-10-24T10:00Z", "2026-10-24T11:00Z")
ADDRESSES: Mapping[str, Mapping[str, str]] = {
    "both": {"hypatia": "hypatia@example.org", "twin": "twin@example.org"},
    "both the same": {"hypatia": "hypatia@example.org", "twin": "Hypatia@example.org"},
    "who stays": {"hypatia": "hypatia@example.org"},
    "who goes": {"twin": "twin@example.org"},
}
HISTORIES = (
    "release merge rename release move release",
    "release merge leave release join release move release",
    "release merge release undo rename release move release",
    "release merge release undo release merge release move release",
    "release remove add-again release remove release",
    "release rename add-namesake release move release",
    "release type release move release",
    "release type merge release undo release",
    "release rename type release move release",
)
FORUM = schedule(
    {"id": "hers", "slot": MORNING, "people": ["hypatia"]},
    {"id": "the-other", "slot": NOON, "people": ["twin"]},
    {"id": "of-both", "slot": NIGHT, "people": ["twin", "hypatia"]},
    participants=PEOPLE,
    contact="office@example.org",
)


class Mailboxes:
    """The entries that were sent to each address, as a client shows them (RFC 5546 2.1.5)."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], Entry] = {}

    def receive(self, office: Office, since: str | None) -> None:
        known = dict(self.entries)
        for letter in office.invitations.prepare(since=since).invitations:
            (entry,) = entries_of(letter.data).values()
            key = (entry["ATTENDEE"].partition("mailto:")[2].casefold(), entry["UID"])
            before = known.get(key)
            if before is not None and since is not None:
                assert revision(before) < revision(entry), (before, entry)
                is_same = all(before.get(name) == entry.get(name) for name in PLACE)
                assert letter.method == "CANCEL" or not is_same, (before, entry)
            assert letter.method == "REQUEST" or (before is not None and is_live(before)), entry
            self.entries[key] = entry

    def live(self, office: Office) -> Mapping[tuple[str, str], str]:
        """The entries that take place, but for those at addresses that were replaced, which nobody knows."""
        roster = office.contacts.roster(removed=True)
        known = {contact.email.casefold() for contact in roster.contacts if contact.email}
        return {
            key: entry["DTSTART"]
            for key, entry in self.entries.items()
            if is_live(entry) and (key[0] in known or "typed@example.org" not in known)
        }


def due(office: Office) -> Mapping[tuple[str, str], str]:
    """The entries that should be in each mailbox."""
    now = office.releases.load().schedule
    addresses = {contact.participant: contact.email for contact in office.contacts.roster().contacts}
    return {
        (address.casefold(), f"UID:{session.uid}"): start_line(session.slot.period.start.astimezone(now.zone))
        for session in now.sessions
        if session.slot is not None
        for person in session.people
        if (address := addresses.get(person.participant)) is not None
    }


def start_line(start: datetime) -> str:
    return f"DTSTART;TZID=Europe/Vienna:{start:%Y%m%dT%H%M%S}"


def present_id(office: Office) -> str:
    ids = {person.id for person in office.load().schedule.participants}
    return "hypatia-of-alexandria" if "hypatia-of-alexandria" in ids else "hypatia"


def do(office: Office, step: str) -> None:
    if step == "merge":
        office.merge(EntityKind.PARTICIPANT, present_id(office), "twin")
    elif step == "undo":
        office.undo(max(entry.number for entry in office.log() if str(entry.why).startswith("merge")))
    elif step == "type":
        office.contacts.edit(present_id(office), email="typed@example.org")
    elif step == "rename":
        office.rename(EntityKind.PARTICIPANT, "hypatia", "hypatia-of-alexandria")
    else:
        office.edit(lambda now: EDITS[step](now, present_id(office)), step)


def move(now: Schedule, _: str) -> Schedule:
    for session in now.sessions:
        assert session.slot is not None
        start, end = (
            instant + timedelta(hours=1) for instant in (session.slot.period.start, session.slot.period.end)
        )
        now = edit_session(now, session.id, slot=at(f"{start}", f"{end}"))
    return now


EDITS = {
    "remove": lambda now, who: remove_participant(now, who, everywhere=True),
    "add-again": lambda now, who: edit_session(
        add_participant(now, Participant(**PEOPLE[0])), "hers", people=[who]
    ),
    "add-namesake": lambda now, _: add_participant(now, Participant(id="hypatia", name="Hypatia of Thebes")),
    "leave": lambda now, _: edit_session(now, "the-other", people=[]),
    "join": lambda now, who: edit_session(now, "the-other", people=[who]),
    "move": move,
    "leave-both": lambda now, _: edit_session(now, "of-both", people=["twin"]),
    "join-both": lambda now, who: edit_session(now, "of-both", people=["twin", who]),
}


def test_invitations_to_all_who_were_merged_into_somebody_can_be_withdrawn(store: Store) -> None:
    office = Office(store, "congress", author="ada", clock=lambda: BEGUN)
    office.create(FORUM)
    for person, address in ADDRESSES["both"].items():
        office.contacts.edit(person, email=address)
    office.releases.publish("r1", force="a test")
    office.merge(EntityKind.PARTICIPANT, "hypatia", "twin")
    withdrawn = office.invitations.withdraw("hypatia").invitations
    assert {(each.participant, each.session, each.method) for each in withdrawn} == {
        ("hypatia", "hers", "CANCEL"),
        ("hypatia", "of-both", "CANCEL"),
        ("twin", "the-other", "CANCEL"),
        ("twin", "of-both", "CANCEL"),
    }


def test_invitations_of_somebody_who_has_the_id_of_another_since_are_withdrawn(office: Office) -> None:
    office.contacts.edit("twin", email="twin@example.org")
    office.releases.publish("r2", force="a test")
    for old, new in (("hypatia", "other"), ("twin", "hypatia"), ("other", "twin")):
        office.rename(EntityKind.PARTICIPANT, old, new)
    withdrawn = office.invitations.withdraw("hypatia").invitations
    assert {(each.participant, each.session) for each in withdrawn} == {
        ("twin", "the-other"),
        ("twin", "of-both"),
    }
    assert all(b"mailto:twin@example.org" in each.data for each in withdrawn)


def test_a_withdrawal_is_newer_than_an_invitation_past_a_cancellation(office: Office) -> None:
    """Without a release between the two, both have the number after that of the session."""
    mailboxes = Mailboxes()
    mailboxes.receive(office, None)
    for number, step in enumerate(("leave-both", "join-both"), start=2):
        do(office, step)
        office.releases.publish(f"r{number}", force="a test")
        mailboxes.receive(office, f"r{number - 1}")
    entries = [entries_of(each.data) for each in office.invitations.withdraw("hypatia").invitations]
    assert len(entries) == 2
    for (entry,) in map(dict.values, entries):
        assert revision(mailboxes.entries["hypatia@example.org", entry["UID"]]) < revision(entry)


@pytest.fixture
def office(store: Store) -> Office:
    """An office with a release, and an address of Hypatia."""
    office = Office(store, "congress", author="ada", clock=lambda: BEGUN)
    office.create(FORUM)
    office.contacts.edit("hypatia", email="hypatia@example.org")
    office.releases.publish("r1", force="a test")
    return office


def sent(office: Office, since: str | None = None) -> list[tuple[str, str, str]]:
    run = office.invitations.prepare(since=since)
    return [(each.participant, each.session, each.method) for each in run.invitations]


def test_an_address_that_is_typed_after_a_release_is_asked_for_all_sessions(office: Office) -> None:
    office.contacts.edit("hypatia", email="other@example.org")
    office.releases.publish("r2", force="a test")
    assert sent(office, "r1") == [("hypatia", "hers", "REQUEST"), ("hypatia", "of-both", "REQUEST")]


def test_whoever_got_invitations_at_an_address_typed_after_the_release_is_not_asked_again(
    office: Office,
) -> None:
    office.contacts.edit("twin", email="twin@example.org")
    assert ("twin", "of-both", "REQUEST") in sent(office)
    office.releases.publish("r2", force="a test")
    assert sent(office, "r1") == []


def test_a_letter_to_one_person_records_the_address_of_nobody_else(office: Office) -> None:
    office.contacts.edit("twin", email="twin@example.org")
    office.contacts.edit("hypatia", email="other@example.org")
    office.letters.prepare(people=["hypatia"])
    office.releases.publish("r2", force="a test")
    assert {who for who, _, _ in sent(office, "r1")} == {"twin"}


def test_an_erasure_leaves_nobody_invited_under_any_id_of_the_person(office: Office) -> None:
    office.contacts.edit("twin", email="twin@example.org")
    office.releases.publish("r2", force="a test")
    office.rename(EntityKind.PARTICIPANT, "hypatia", "hypatia-of-alexandria")
    office.releases.publish("r3", force="a test")
    office.merge(EntityKind.PARTICIPANT, "hypatia-of-alexandria", "twin")
    assert [set(office.store.releases.invited("congress", name)) for name in ("r1", "r2", "r3")] == [
        {"hypatia"},
        {"hypatia", "twin"},
        {"hypatia-of-alexandria", "twin"},
    ]
    office.contacts.forget("hypatia-of-alexandria")
    with office.store._database.reading() as db:
        assert db.execute(tables.invited.select()).all() == []


def test_the_number_of_an_address_that_was_replaced_is_nobody_elses(office: Office) -> None:
    office.contacts.edit("hypatia", email=None)
    office.contacts.edit("twin", email="twin@example.org")
    assert office.store.releases.invited("congress", "r1") == {}


def test_an_address_in_other_letters_is_the_same(office: Office) -> None:
    office.contacts.edit("hypatia", email="Hypatia@EXAMPLE.org")
    office.releases.publish("r2", force="a test")
    assert sent(office, "r1") == []


def test_invitations_of_a_release_reach_whoever_has_another_id_since(office: Office) -> None:
    office.rename(EntityKind.PARTICIPANT, "hypatia", "hypatia-of-alexandria")
    assert sent(office) == [("hypatia", "hers", "REQUEST"), ("hypatia", "of-both", "REQUEST")]


def test_an_address_that_somebody_gets_with_the_id_of_another_is_theirs_alone(office: Office) -> None:
    office.rename(EntityKind.PARTICIPANT, "hypatia", "hypatia-of-alexandria")
    office.edit(lambda now: add_participant(now, Participant(id="hypatia", name="Hypatia of Thebes")), "new")
    office.contacts.edit("hypatia", email="thebes@example.org")
    run = office.invitations.prepare()
    assert b"thebes@" not in b"".join(each.data for each in run.invitations)


# PostgreSQL has every history once: which address is whose is decided before anything is stored.
@pytest.mark.parametrize(
    ("store_url", "who"),
    [*(("sqlite", who) for who in ADDRESSES), ("postgresql", "both")],
    indirect=["store_url"],
)
@pytest.mark.parametrize("history", HISTORIES)
def test_every_mailbox_ends_with_the_truth(store: Store, history: str, who: str) -> None:
    now = [BEGUN]
    office = Office(store, "congress", author="ada", clock=lambda: now[0])
    office.create(FORUM)
    for person, address in ADDRESSES[who].items():
        office.contacts.edit(person, email=address)
    mailboxes, names = Mailboxes(), [None]
    for step in history.split():
        now[0] += timedelta(hours=1)
        if step != "release":
            do(office, step)
            continue
        office.releases.publish(f"r{len(names)}", force="a test")
        mailboxes.receive(office, names[-1])
        assert mailboxes.live(office) == due(office)
        names.append(f"r{len(names)}")
