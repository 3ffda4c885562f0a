"""Invitations: to each of those who appear, about what is theirs, and never with another's address."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from eventkit.ledger import Ledger
from eventkit.model import WITHDRAWN
from eventkit.outputs.agenda.invitations import Invitation, invitations
from eventkit.schedule import Schedule
from eventkit.wording.public_schedule import for_readers
from outputs.calendars import MORNING, WRITTEN, at, entries, made, read, schedule

ADDRESSES = {"noether": "emmy@example.org", "hypatia": "hypatia@example.org", "gone": "gone@example.org"}
OFFICE = "office@example.org"
PEOPLE = [{"id": "noether", "name": "Emmy Noether"}, {"id": "hypatia", "name": "Hypatia"}]
PEOPLE += [{"id": "unknown", "name": "Nicolas Bourbaki"}]


def forum(*people: object, **more: object) -> Schedule:
    talk = {"id": "talk", "slot": MORNING, "people": [*people], **more}
    return schedule(talk, {"id": "tea", "slot": MORNING}, participants=PEOPLE)


def sent(old: Schedule, new: Schedule, **options: bool) -> list[Invitation]:
    """What is sent with a release an hour after the one before."""
    draft = Ledger.first(old, WRITTEN)
    first = draft.released(old, None)
    second = draft.after(old, new, WRITTEN + timedelta(hours=1)).released(new, (old, first))
    return [*invitations(new, second, ADDRESSES, OFFICE, before=(old, first), languages=["en"], **options)]


def recipients(found: list[Invitation]) -> list[tuple[str, str, str]]:
    return [(each.method, each.participant, each.session) for each in found]


def test_people_with_known_addresses_are_invited_only_to_sessions_they_appear_in():
    of = forum("noether", "hypatia", "unknown")

    sent_invitations = invitations(of, Ledger.first(of, WRITTEN), ADDRESSES, OFFICE)

    assert recipients([*sent_invitations]) == [("REQUEST", "hypatia", "talk"), ("REQUEST", "noether", "talk")]
    one = sent_invitations[1]
    assert (one.filename, one.media_type) == (
        "noether.talk.ics",
        "text/calendar; method=REQUEST; charset=utf-8",
    )
    calendar = read(one.data)
    (entry,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert entry["UID"] == str(of.sessions[0].uid)
    assert entry["ATTENDEE"] == "mailto:emmy@example.org"
    assert entry["ATTENDEE"].params["CN"] == "Emmy Noether"
    assert entry["ORGANIZER"] == "mailto:office@example.org"
    assert b"hypatia@" not in one.data


def test_nobody_is_invited_if_absent_or_the_session_is_unscheduled_or_cancelled():
    away = {"participant": "noether", "status": "cancelled"}
    for of in (forum(away), forum("noether", slot=None), forum("noether", status="cancelled")):
        assert invitations(of, Ledger.first(of, WRITTEN), ADDRESSES, OFFICE) == ()


def test_members_of_an_erased_team_are_invited_only_to_sessions_they_appear_in_themselves():
    """They come in its place, and no release before its erasure invited them."""
    team = {"id": "withdrawn-1", "name": WITHDRAWN, "kind": "team", "members": ["noether"]}
    talk = {"id": "talk", "slot": MORNING, "people": ["withdrawn-1"]}
    erased = schedule(talk, {"id": "tea", "slot": MORNING}, participants=[*PEOPLE, team])

    assert [person.participant for person in for_readers(erased).session("talk").people] == ["noether"]
    assert invitations(erased, Ledger.first(erased, WRITTEN), ADDRESSES, OFFICE) == ()
    assert sent(erased, forum()) == []
    assert recipients(sent(erased, forum("noether"))) == [("REQUEST", "noether", "talk")]
    assert recipients(sent(forum("noether"), erased)) == [("CANCEL", "noether", "talk")]


def test_a_part_of_a_cancelled_session_is_cancelled_in_calendars_and_invitations_alike():
    def symposium(status: str) -> Schedule:
        part = {"id": "talk", "slot": MORNING, "people": ["noether"], "parent": "symposium"}
        return schedule({"id": "symposium", "slot": MORNING, "status": status}, part, participants=PEOPLE)

    old, new = symposium("confirmed"), symposium("cancelled")
    draft = Ledger.first(old, WRITTEN)
    first = draft.released(old, None)
    read = for_readers(new)
    second = draft.after(old, new, WRITTEN + timedelta(hours=1)).released(read, (old, first))
    shown = {str(entry["UID"]): entry for entry in entries(made(new, ["en"], second))}
    talk = shown[str(new.session("talk").uid)]
    assert (talk["STATUS"], talk["SEQUENCE"]) == ("CANCELLED", 1)
    assert recipients(sent(old, new)) == [("CANCEL", "noether", "talk")]
    third = draft.released(read, (read, second)).released(old, (read, second))
    assert third.sessions["talk"].sequence > 1


def test_nothing_is_sent_twice():
    assert sent(forum("noether"), forum("noether")) == []


LATER = at("2026-10-24T09:30Z", "2026-10-24T10:30Z")


def test_a_session_at_another_time_asks_again_and_one_with_another_title_does_not():
    (asking,) = sent(forum("noether"), forum("noether", slot=LATER))
    asked = entries(asking.data)[0]["ATTENDEE"].params
    assert (asking.asks, asked["PARTSTAT"], asked["RSVP"]) == (True, "NEEDS-ACTION", "TRUE")

    assert sent(forum("noether"), forum("noether", title="Another")) == []
    (informing,) = sent(forum("noether"), forum("noether", title="Another"), texts=True)
    (entry,) = entries(informing.data)
    assert (informing.asks, entry["SUMMARY"], entry["SEQUENCE"]) == (False, "Another", 0)
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
    assert "PARTSTAT" not in entry["ATTENDEE"].params


def test_a_participant_with_another_id_is_not_asked_again():
    renamed = [{**person, "id": person["id"].replace("noether", "emmy-noether")} for person in PEOPLE]
    new = schedule({"id": "talk", "slot": MORNING, "people": ["emmy-noether"]}, participants=renamed)
    old = schedule({"id": "talk", "slot": MORNING, "people": ["noether"]}, participants=PEOPLE)
    addresses = {"emmy-noether": "emmy@example.org"}
    first = Ledger.first(old, WRITTEN).released(old, None)
    draft = Ledger.first(old, WRITTEN).after(old, new, WRITTEN + timedelta(hours=1))
    second = draft.released(new, (old, first))
    assert invitations(new, second, addresses, OFFICE, before=(old, first)) == ()


def test_somebody_who_is_back_in_a_session_is_asked_past_the_cancellation_and_nobody_else():
    both, one = forum("noether", "hypatia"), forum("noether")
    history = [both, one, both, one, both, forum("noether", "hypatia", slot=LATER)]
    draft = Ledger.first(history[0], WRITTEN)
    ledgers = [draft.released(history[0], None)]
    for hours, (old, new) in enumerate(pairwise(history), start=1):
        draft = draft.after(old, new, WRITTEN + timedelta(hours=hours))
        ledgers.append(draft.released(new, (old, ledgers[-1])))
    found = []
    for (old, before), (new, now) in pairwise(zip(history, ledgers, strict=True)):
        letters = invitations(new, now, ADDRESSES, OFFICE, before=(old, before))
        found += [(each.participant, each.method, *revision(each)) for each in letters]
    asked = [letter[:2] for letter in found]
    assert asked[:4] == [("hypatia", "CANCEL"), ("hypatia", "REQUEST")] * 2
    assert asked[4:] == [("hypatia", "REQUEST"), ("noether", "REQUEST")]
    numbers = [letter[2:] for letter in found if letter[0] == "hypatia"]
    assert numbers[0][0] == 1
    assert all(earlier < later for earlier, later in pairwise(numbers))


def test_a_session_that_was_moved_and_moved_back_since_asks_nobody():
    history = [forum("noether"), forum("noether", slot=LATER), forum("noether")]
    draft = Ledger.first(history[0], WRITTEN)
    ledgers = [draft.released(history[0], None)]
    for hours, (old, new) in enumerate(pairwise(history), start=1):
        draft = draft.after(old, new, WRITTEN + timedelta(hours=hours))
        ledgers.append(draft.released(new, (old, ledgers[-1])))
    before = history[0], ledgers[0]
    assert invitations(history[-1], ledgers[-1], ADDRESSES, OFFICE, before=before) == ()


def revision(of: Invitation) -> tuple[int, datetime]:
    """How new an invitation is (RFC 5546 2.1.5)."""
    (entry,) = entries(of.data)
    return entry["SEQUENCE"], entry["DTSTAMP"].dt


def test_assistants_see_invitations_and_nobody_proposes_another_time():
    (entry,) = entries(sent(forum("noether"), forum("noether", slot=LATER))[0].data)
    assert (entry["CLASS"], entry["X-MICROSOFT-DISALLOW-COUNTER"]) == ("PUBLIC", "TRUE")


def test_a_removed_participant_gets_a_cancellation_and_nobody_else_a_file():
    (cancel,) = sent(forum("noether", "hypatia"), forum("noether"))

    assert recipients([cancel]) == [("CANCEL", "hypatia", "talk")]
    (entry,) = entries(cancel.data)
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 1)
    assert entry["DTSTAMP"].dt == WRITTEN + timedelta(hours=1)
    assert entry["ATTENDEE"] == "mailto:hypatia@example.org"
    assert cancel.filename == "hypatia.talk.cancel.ics"
    assert cancel.media_type == "text/calendar; method=CANCEL; charset=utf-8"


def test_everyone_gets_a_cancellation_when_a_session_is_cancelled_unscheduled_or_deleted():
    old = forum("noether")
    without = schedule({"id": "tea", "slot": MORNING}, participants=PEOPLE)
    for new in (forum("noether", slot=None), forum("noether", status="cancelled"), without):
        (cancel,) = sent(old, new)

        (entry,) = entries(cancel.data)
        assert (cancel.method, entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
        assert entry["DTSTART"].dt == old.sessions[0].slot.period.start
