"""Badges in the store: who has which number, what signs them, and what doors are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventkit.editing import add_participant
from eventkit.errors import ChangedMeanwhile, NoSuchConference, StoreError
from eventkit.model import Participant
from eventkit.office import badge_keys
from eventkit.office.office import Office
from eventkit.schedule import EntityKind
from eventkit.store import Badge, ChangeNote, KeyRecord, Store, badge_store, tables
from eventkit.store.backups import backup, copy, restore
from eventkit.store.store_doctor import examine
from eventkit.tokens.verification import Rejected, RejectionReason, Verified, verify
from store import do
from store.filled import everything
from store.small import AT, FORUM, NOTED, replace_by

SEED, OTHER = bytes(range(32)), bytes(range(1, 33))
NOW = datetime(2026, 11, 5, 9, tzinfo=UTC)
OFFICE = {"author": "Office", "at": AT}


@pytest.fixture
def forum(store: Store) -> Store:
    """A store that holds the forum, with a key."""
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    do.add_badge_key(store, "forum", SEED, **OFFICE)
    return store


def token(store: Store, badge: Badge) -> str:
    signer = badge_keys.signer(store, "forum")
    assert signer is not None
    return signer.sign_badge(badge.number, badge.issue, badge.category)


def judged(store: Store, token: str) -> Verified | Rejected:
    return verify(token, badge_keys.door_keys(store, "forum"), NOW)


def anew(store: Store, **tickets: str) -> dict[str, Badge]:
    """Badges issued anew, and those before them refused."""
    found = do.further_badges(store, "forum", tickets, **OFFICE)
    do.settle_badges(store, "forum", found.values(), **OFFICE)
    return found


def test_a_badge_that_is_issued_opens_the_doors_of_its_conference(forum: Store) -> None:
    badge = do.issue_badges(forum, "forum", {"noether": "speaker"}, **OFFICE)["noether"]
    assert judged(forum, token(forum, badge)) == Verified(badge.number, 1, 1, "speaker", 1)
    assert forum.badges.by_number("forum", badge.number) == badge
    assert forum.badges.by_number("forum", badge.number ^ 1) is None


def test_issuing_again_returns_the_existing_badge(forum: Store, store_url: str) -> None:
    first = do.issue_badges(forum, "forum", {"noether": "speaker"}, **OFFICE)
    before = everything(store_url)
    assert do.issue_badges(forum, "forum", {"noether": "press"}, **OFFICE) == first
    assert everything(store_url) == before
    more = do.issue_badges(forum, "forum", {"noether": "press", "walk-in 7": "press"}, **OFFICE)
    assert more["noether"] == first["noether"]
    assert [badge.holder for badge in forum.badges.all("forum")] == ["noether", "walk-in 7"]


def test_a_reissued_badge_has_the_new_ticket_and_earlier_ones_are_refused(forum: Store) -> None:
    old = do.issue_badges(forum, "forum", {"noether": "speaker"}, **OFFICE)["noether"]
    new = anew(forum, noether="press", hypatia="")
    assert new["noether"] == Badge("noether", old.number, issue=2, revoked=1, category=2)
    assert new["hypatia"].issue == 1
    assert judged(forum, token(forum, old)) == Rejected(RejectionReason.REVOKED, old.number, 1)
    assert judged(forum, token(forum, new["noether"])) == Verified(old.number, 2, 2, "press", 1)


def test_a_badge_is_good_until_the_next_one_is_there(forum: Store) -> None:
    """What is made anew may not come to be printed."""
    old = do.issue_badges(forum, "forum", {"noether": "speaker"}, **OFFICE)["noether"]
    new = do.further_badges(forum, "forum", {"noether": "press"}, **OFFICE)["noether"]
    assert do.further_badges(forum, "forum", {"noether": "press"}, **OFFICE)["noether"] == new
    assert isinstance(judged(forum, token(forum, old)), Verified)
    do.settle_badges(forum, "forum", [new], **OFFICE)
    assert judged(forum, token(forum, old)) == Rejected(RejectionReason.REVOKED, old.number, 1)
    do.settle_badges(forum, "forum", [new], **OFFICE)
    assert forum.badges.all("forum") == (new,)


def test_the_later_of_two_concurrent_reissues_is_refused(forum: Store) -> None:
    do.issue_badges(forum, "forum", {"noether": "speaker"}, **OFFICE)
    mine = do.further_badges(forum, "forum", {"noether": "press"}, **OFFICE)
    anew(forum, noether="guest")
    with pytest.raises(ChangedMeanwhile, match="Office changed the badge of 'noether'"):
        do.settle_badges(forum, "forum", mine.values(), **OFFICE)
    assert forum.badges.all("forum")[0].issue == 2


def test_a_revoked_badge_is_refused_until_another_is_issued(forum: Store) -> None:
    badge = do.issue_badges(forum, "forum", {"noether": "", "hypatia": ""}, **OFFICE)["noether"]
    gone = do.revoke_badges(forum, "forum", ["noether", "nobody"], **OFFICE, why="lost")
    assert [each.holder for each in gone] == ["noether"]
    assert do.revoke_badges(forum, "forum", ["noether"], **OFFICE) == ()
    assert badge_keys.door_keys(forum, "forum").revoked == ((badge.number, 1),)
    again = do.issue_badges(forum, "forum", {"noether": ""}, **OFFICE)["noether"]
    assert not again.valid
    assert judged(forum, token(forum, again)) == Rejected(RejectionReason.REVOKED, badge.number, 1)
    new = anew(forum, noether="")["noether"]
    assert isinstance(judged(forum, token(forum, new)), Verified)


def test_the_last_issue_or_revocation_of_a_badge_is_recorded(forum: Store) -> None:
    do.issue_badges(forum, "forum", {"noether": "", "hopper": ""}, **OFFICE)
    later = {"author": "Desk", "at": AT + timedelta(hours=1), "why": "lost on the way"}
    do.revoke_badges(forum, "forum", ["hopper"], **later)
    (refused, why), (first, whence) = forum.badges.log("forum")
    assert (refused.holder, refused.valid, why) == (
        "hopper",
        False,
        ChangeNote("Desk", "lost on the way", later["at"]),
    )
    assert (first.holder, first.valid, whence) == ("noether", True, ChangeNote("Office", "", AT))
    assert [badge.holder for badge, _ in forum.badges.log("forum", ["noether", "nobody"])] == ["noether"]
    do.forget(forum, "forum", "noether", author="Office", at=AT)
    assert "noether" not in str(forum.badges.log("forum"))


def test_a_badge_can_be_issued_255_times(forum: Store) -> None:
    do.issue_badges(forum, "forum", {"noether": ""}, **OFFICE)
    with forum._database.writing("forum") as db:
        db.execute(tables.badge.update().values(issue=255))
    with pytest.raises(StoreError, match="badge of 'noether' was issued 255 times"):
        anew(forum, noether="", hypatia="")
    assert [badge.holder for badge in forum.badges.all("forum")] == ["noether"], "all or nothing"


def test_colliding_badge_numbers_are_resolved(forum: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 100,000 people two do, as likely as not."""
    monkeypatch.setattr(badge_store, "badge_number", lambda _, __, attempt: 7 + attempt)
    first = do.issue_badges(forum, "forum", dict.fromkeys("cab", ""), **OFFICE)
    assert {holder: badge.number for holder, badge in first.items()} == {"a": 7, "b": 8, "c": 9}
    later = do.issue_badges(forum, "forum", dict.fromkeys("edc", ""), **OFFICE)
    assert {holder: badge.number for holder, badge in later.items()} == {"c": 9, "d": 10, "e": 11}


def test_badge_numbers_do_not_depend_on_order_or_batches(forum: Store) -> None:
    holders = [f"attendee {n}" for n in range(500)]
    one = do.issue_badges(forum, "forum", dict.fromkeys(holders, ""), **OFFICE)
    do.remove(forum, "forum", **NOTED)
    do.change(forum, "forum", replace_by(FORUM), **NOTED)
    do.add_badge_key(forum, "forum", SEED, **OFFICE)
    other: dict[str, Badge] = {}
    for at in range(500, 0, -50):
        other |= do.issue_badges(forum, "forum", dict.fromkeys(holders[at - 50 : at], ""), **OFFICE)
    assert other == one


def test_more_than_a_database_is_asked_for_at_once_are_issued(
    forum: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(badge_store, "_QUERY_LIMIT", 7)
    holders = dict.fromkeys((f"attendee {n}" for n in range(50)), "")
    one = do.issue_badges(forum, "forum", holders, **OFFICE)
    assert len({badge.number for badge in one.values()}) == 50
    assert do.issue_badges(forum, "forum", holders, **OFFICE) == one


def test_there_are_255_classes_of_tickets(forum: Store) -> None:
    do.issue_badges(forum, "forum", {f"p{n}": f"class {n:03}" for n in range(255)}, **OFFICE)
    with pytest.raises(StoreError, match="more than 255 classes of tickets, such as 'one more'"):
        do.issue_badges(forum, "forum", {"q": "one more"}, **OFFICE)
    assert badge_keys.door_keys(forum, "forum").tickets[254] == "class 254"


# Keys


def test_the_newest_key_signs_and_those_before_are_good_until_they_are_retired(forum: Store) -> None:
    badge = do.issue_badges(forum, "forum", {"noether": ""}, **OFFICE)["noether"]
    old = token(forum, badge)
    assert do.add_badge_key(forum, "forum", OTHER, **OFFICE).kid == 2
    new = token(forum, badge)
    assert [judged(forum, each).kid for each in (old, new)] == [1, 2]  # type: ignore[union-attr]
    do.retire_badge_key(forum, "forum", 1, at=NOW)
    do.retire_badge_key(forum, "forum", 1, at=NOW + timedelta(days=1))
    assert judged(forum, old) == Rejected(RejectionReason.RETIRED_KEY, badge.number, 1)
    assert isinstance(judged(forum, new), Verified)


def test_a_key_that_leaked_can_be_retired_and_the_one_before_signs_again(forum: Store) -> None:
    do.add_badge_key(forum, "forum", OTHER, **OFFICE)
    do.retire_badge_key(forum, "forum", 2, at=NOW)
    signer = badge_keys.signer(forum, "forum")
    assert signer is not None
    assert signer.key.kid == 1


def test_the_only_key_that_signs_is_not_retired(forum: Store) -> None:
    with pytest.raises(StoreError, match=r"Key 1 is the only one that is not retired\. Make another first\."):
        do.retire_badge_key(forum, "forum", 1, at=NOW)
    with pytest.raises(StoreError, match="has no key 2: it has 1"):
        do.retire_badge_key(forum, "forum", 2, at=NOW)


def test_a_conference_has_fifteen_keys_at_most(forum: Store) -> None:
    for _ in range(14):
        do.add_badge_key(forum, "forum", OTHER, **OFFICE)
    with pytest.raises(StoreError, match="has had 15 keys"):
        do.add_badge_key(forum, "forum", OTHER, **OFFICE)


def test_without_a_key_nothing_is_issued(store: Store) -> None:
    do.change(store, "forum", replace_by(FORUM), **NOTED)
    assert badge_keys.signer(store, "forum") is None
    with pytest.raises(StoreError, match="no key to sign badges with"):
        do.issue_badges(store, "forum", {"noether": ""}, **OFFICE)
    assert store.badges.all("forum") == ()


def test_a_conference_that_is_not_there_has_no_badges(forum: Store) -> None:
    for call in (forum.badges.keys, forum.badges.door_record, forum.badges.all):
        with pytest.raises(NoSuchConference):
            call("congress")
    with pytest.raises(NoSuchConference):
        do.add_badge_key(forum, "congress", SEED, **OFFICE)


def test_a_key_of_another_conference_opens_no_door_here(forum: Store) -> None:
    other = FORUM.conference.model_copy(
        update={"id": "congress", "uid": "6f1c0f4e-5a53-4d5b-9d0a-0a54f7f6d2aa"}
    )
    do.change(forum, "congress", replace_by(FORUM.model_copy(update={"conference": other})), **NOTED)
    do.add_badge_key(forum, "congress", SEED, **OFFICE)  # the very same, by whatever slip
    signer = badge_keys.signer(forum, "congress")
    assert signer is not None
    assert judged(forum, signer.sign_badge(7)) == Rejected(RejectionReason.OTHER_CONFERENCE)


def test_the_conference_is_over_when_its_last_day_changes(forum: Store) -> None:
    """At four in the morning, by its own clocks."""
    conference = FORUM.conference
    until = badge_keys.door_keys(forum, "forum").until
    shown = FORUM.wall(until)
    assert shown.date() == conference.end + timedelta(days=1)
    assert shown.time() == conference.day_change


# As the private side of the store


def test_backups_and_copies_contain_the_keys(forum: Store, store_url: str, tmp_path: object) -> None:
    badge = do.issue_badges(forum, "forum", {"noether": "speaker"}, **OFFICE)["noether"]
    signed = token(forum, badge)
    backup(store_url, tmp_path / "backup.db")  # type: ignore[operator]
    copied, restored = (f"sqlite:///{tmp_path}/{name}.db" for name in ("copy", "restored"))
    copy(store_url, copied)
    restore(tmp_path / "backup.db", restored)  # type: ignore[operator]
    for url in (copied, restored):
        with Store.open(url) as afresh:
            assert token(afresh, badge) == signed
            assert badge_keys.door_keys(afresh, "forum") == badge_keys.door_keys(forum, "forum")


def test_keys_and_badges_go_with_their_conference(forum: Store, store_url: str) -> None:
    do.issue_badges(forum, "forum", {"noether": "speaker"}, **OFFICE)
    do.remove(forum, "forum", **NOTED)
    found = everything(store_url)
    assert [found[name] for name in ("badge_key", "badge", "badge_category")] == [[], [], []]


@pytest.mark.parametrize("who", ["noether", "walk-in 7"])
def test_the_badge_of_an_erased_person_is_refused_and_anonymous(forum: Store, who: str) -> None:
    badge = do.issue_badges(forum, "forum", {who: "speaker"}, author="Office", at=AT, why="for Emmy")[who]
    signed = token(forum, badge)
    do.forget(forum, "forum", who, author="Office", at=AT)
    assert judged(forum, signed) == Rejected(RejectionReason.REVOKED, badge.number, 1)
    (left,) = forum.badges.all("forum")
    assert left == Badge(f"(withdrawn) {badge.number}", badge.number, 1, revoked=1)
    with forum._database.reading() as db:
        assert db.execute(tables.badge.select()).one().why is None


def test_a_damaged_key_is_reported_by_the_doctor_without_its_content(forum: Store, store_url: str) -> None:
    do.issue_badges(forum, "forum", {"noether": ""}, **OFFICE)
    assert [each for each in examine(store_url) if "badge" in each.code] == []
    with forum._database.writing("forum") as db:
        db.execute(tables.badge_key.update().values(seed="xyzzy"))
    (finding,) = (each for each in examine(store_url) if "badge" in each.code)
    assert (finding.code, finding.about) == ("badge-key-damaged", ("forum", "1"))
    with pytest.raises(StoreError, match="Signing key 1 of conference 'forum' is damaged") as caught:
        badge_keys.signer(forum, "forum")
    assert "xyzzy" not in f"{caught.value}{finding.message}"
    with forum._database.writing("forum") as db:
        db.execute(tables.badge_key.delete())
    assert [each.code for each in examine(store_url) if "badge" in each.code] == ["no-badge-key"]


def test_no_history_contains_a_private_key(forum: Store, store_url: str) -> None:
    do.issue_badges(forum, "forum", {"noether": ""}, **OFFICE)
    do.release(forum, "forum", "1.0", author="Office", at=AT)
    holding = {name for name, rows in everything(store_url).items() if SEED.hex() in repr(rows)}
    assert holding == {"badge_key"}
    (key,) = forum.badges.keys("forum")
    assert isinstance(key, KeyRecord)
    assert SEED.hex() not in repr([key, badge_keys.door_keys(forum, "forum"), forum.history.log("forum")])


def test_whoever_gets_the_id_of_a_merged_person_gets_a_badge_of_their_own(forum: Store) -> None:
    before = do.issue_badges(forum, "forum", {"noether": "", "hypatia": ""}, **OFFICE)
    office = Office(forum, "forum", author="Office", clock=lambda: AT)
    office.merge(EntityKind.PARTICIPANT, "hypatia", "noether")
    revoked = forum.badges.by_number("forum", before["noether"].number)
    assert revoked is not None
    assert not revoked.valid
    after = do.issue_badges(forum, "forum", {"noether": ""}, **OFFICE)["noether"]
    assert after.valid
    assert after.number != revoked.number


def merged(store: Store, **badges: str) -> tuple[Office, dict[str, Badge]]:
    """An office that released the forum, and then merged Emmy Noether into Hypatia, and the badges before."""
    office = Office(store, "forum", author="Office", clock=lambda: AT)
    before = do.issue_badges(store, "forum", badges, **OFFICE)
    office.releases.publish("1.0")
    office.merge(EntityKind.PARTICIPANT, "hypatia", "noether")
    return office, before


@pytest.mark.parametrize("other", [{}, {"hypatia": ""}], ids=["one has a badge", "both have badges"])
@pytest.mark.parametrize("road", ["undo", "revert", "revert after further changes"])
def test_an_undone_merge_gives_the_badge_back(
    forum: Store, store_url: str, road: str, other: dict[str, str]
) -> None:
    office, before = merged(forum, noether="speaker", **other)
    assert [badge.holder for badge in forum.badges.all("forum") if badge.valid] == ["hypatia"]
    if road == "revert after further changes":
        office.edit(lambda now: add_participant(now, Participant(id="ada", name="Ada Lovelace")), "")
        office.rename(EntityKind.PARTICIPANT, "hypatia", "alma")
        office.merge(EntityKind.PARTICIPANT, "ada", "alma")
    office.undo() if road == "undo" else office.revert("1.0")
    assert {badge.holder: badge for badge in forum.badges.all("forum")} == before
    assert isinstance(judged(forum, token(forum, before["noether"])), Verified)
    assert [finding for finding in examine(store_url) if finding.severity.value == "error"] == []


def test_a_badge_that_was_revoked_before_a_merge_comes_back_revoked(forum: Store) -> None:
    do.issue_badges(forum, "forum", {"noether": ""}, **OFFICE)
    do.revoke_badges(forum, "forum", ["noether"], **OFFICE)
    office, before = merged(forum, noether="", hypatia="")
    office.undo()
    assert forum.badges.find("forum", ["noether", "hypatia"]) == before


def test_a_badge_that_was_issued_again_since_a_merge_stays_with_its_holder(forum: Store) -> None:
    office, before = merged(forum, noether="")
    anew(forum, hypatia="")
    office.undo()
    (badge,) = forum.badges.all("forum")
    assert badge == before["noether"]._replace(holder="hypatia", issue=2, revoked=1)
    other = do.issue_badges(forum, "forum", {"noether": ""}, **OFFICE)["noether"]
    assert other.number != badge.number


def test_an_erasure_reaches_the_badge_that_a_merge_gave_to_another(forum: Store, store_url: str) -> None:
    _, before = merged(forum, noether="")
    signed = token(forum, before["noether"])
    do.forget(forum, "forum", "noether", author="Office", at=AT)
    assert isinstance(judged(forum, signed), Rejected)
    assert "noether" not in repr(everything(store_url)["badge"])
