"""What ledgers keep from release to release, whatever was done between: numbers, and what is told as gone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings

from eventkit.ledger import placement, visibility
from outputs.histories import Published, histories


@settings(max_examples=60)
@given(histories())
def test_a_session_is_ahead_of_every_tombstone_of_it(history: Sequence[Published]) -> None:
    for of in history:
        numbers = {session.uid: of.ledger.sessions[session.id].sequence for session in of.schedule.sessions}
        for uid, left in of.ledger.left.items():
            told = [each.revision.sequence for each in left]
            told += [of.ledger.gone[uid].revision.sequence] if uid in of.ledger.gone else []
            told += [numbers[uid]] if uid in numbers and uid not in of.ledger.gone else []
            assert all(earlier < later for earlier, later in pairwise(told))


@settings(max_examples=60)
@given(histories())
def test_the_sequence_of_an_active_session_grows_only_with_its_place_and_calendars(
    history: Sequence[Published],
) -> None:
    """By one, and by two where it leaves a calendar: but for what was moved more often in the draft."""
    for old, new in pairwise(history):
        before = {each.uid: each for each in old.schedule.sessions if each.slot}
        for session in new.schedule.sessions:
            earlier = before.get(session.uid)
            if earlier is None or session.slot is None:
                continue
            was, now = (
                visibility(old.schedule, earlier).places,
                visibility(new.schedule, session).places,
            )
            left = old.ledger.left.get(session.uid, ())
            told = [old.ledger.visibility_of(old.schedule, each).places for each in left]
            least = 2 if was - now else int(any((now - was) & each for each in told))
            least = max(least, int(placement(old.schedule, earlier) != placement(new.schedule, session)))
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
        held = {
            session.uid: visibility(of.schedule, session).places
            for session in of.schedule.sessions
            if session.slot
        }
        for uid, places in held.items():
            ever.setdefault(uid, set()).update(places)
        for uid, places in ever.items():
            told = [of.ledger.visibility_of(of.schedule, each).places for each in of.ledger.left.get(uid, ())]
            told += (
                [of.ledger.visibility_of(of.schedule, of.ledger.gone[uid]).places]
                if uid in of.ledger.gone
                else []
            )
            assert places == set().union(held.get(uid, set()), *told)
            later = held.get(uid, frozenset())
            for each in reversed(told):
                assert not each <= later
                later = each


@given(histories())
def test_releasing_an_unchanged_schedule_returns_the_same_ledger(history: Sequence[Published]) -> None:
    last = history[-1]
    draft = last.ledger
    assert draft.released(last.schedule, (last.schedule, last.ledger)) is last.ledger
