"""What ledgers keep from release to release, whatever was done between: numbers, and what is told as gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from hypothesis import given, settings

from eventkit.ledger import Revision, is_moved, visibility
from eventkit.schedule import find_renames, rename_ids
from eventkit.wording.public_schedule import for_readers
from outputs.histories import Published, histories


def revision(of: Revision) -> tuple[int, datetime]:
    """How new an entry is (RFC 5546 2.1.5)."""
    return of.sequence, of.modified


@settings(max_examples=60)
@given(histories())
def test_a_session_is_ahead_of_every_tombstone_of_it(history: Sequence[Published]) -> None:
    for of in history:
        shown = for_readers(of.schedule).sessions
        numbers = {session.uid: revision(of.ledger.sessions[session.id]) for session in shown}
        for uid, left in of.ledger.left.items():
            reported = [revision(each.revision) for each in left]
            reported += [revision(of.ledger.gone[uid].revision)] if uid in of.ledger.gone else []
            reported += [numbers[uid]] if uid in numbers and uid not in of.ledger.gone else []
            assert all(earlier < later for earlier, later in pairwise(reported))


@settings(max_examples=60)
@given(histories())
def test_the_sequence_of_an_active_session_grows_only_with_its_time_place_and_status(
    history: Sequence[Published],
) -> None:
    """By one, and by two where it leaves a calendar too, unless it was moved more often."""
    for old, new in pairwise(history):
        read, reads = (for_readers(each.schedule) for each in (old, new))
        before = {each.uid: each for each in read.sessions if each.slot}
        for session in reads.sessions:
            earlier = before.get(session.uid)
            if earlier is None or session.slot is None:
                continue
            was, now = (
                visibility(read, earlier, new.ledger.names).places,
                visibility(reads, session, new.ledger.names).places,
            )
            followed = rename_ids(read, find_renames(read, reads))
            least = int(is_moved(followed, followed.by_uid[session.uid], reads, session))
            least *= 1 + bool(was - now)
            grown = new.ledger.sessions[session.id].sequence - old.ledger.sessions[earlier.id].sequence
            assert grown >= least
            assert bool(grown) == bool(least)


@settings(max_examples=60)
@given(histories())
def test_a_session_that_left_a_calendar_has_a_tombstone_until_it_returns(
    history: Sequence[Published],
) -> None:
    """Each place where a session ever stood is its own now, or a tombstone's; each tombstone has one."""
    ever: dict[object, set[tuple[str, str]]] = {}
    for of in history:
        shown = for_readers(of.schedule)
        contained = {
            session.uid: visibility(shown, session, of.ledger.names).places
            for session in shown.sessions
            if session.slot
        }
        for uid, places in contained.items():
            ever.setdefault(uid, set()).update(places)
        for uid, places in ever.items():
            reported = [each.visibility.places for each in of.ledger.left.get(uid, ())]
            reported += [of.ledger.gone[uid].visibility.places] if uid in of.ledger.gone else []
            stood, visible = (
                {(items, of.ledger.aliases.get(key, key)) for items, key in those}
                for those in (places, set().union(contained.get(uid, set()), *reported))
            )
            assert stood == visible
            later = contained.get(uid, frozenset())
            for each in reversed(reported):
                assert not each <= later
                later = each


@given(histories())
def test_releasing_an_unchanged_schedule_returns_the_same_ledger(history: Sequence[Published]) -> None:
    last = history[-1]
    shown = for_readers(last.schedule)
    assert last.ledger.released(shown, (shown, last.ledger)) is last.ledger
