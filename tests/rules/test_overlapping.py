"""The walk over overlapping sessions, against looking at every pair."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from eventkit.model import Session, Status
from eventkit.rules.rule import overlapping
from eventkit.times import Period
from model.building import at, schedule, session

hours = st.integers(0, 8)
spans = st.tuples(hours, hours, st.sampled_from(Status)) | st.none()


def drawn(spans: list[tuple[int, int, Status] | None]) -> tuple[Session, ...]:
    """Sessions from one hour to another, in any state, or unscheduled."""
    return schedule(
        *(
            session(f"s{at}")
            if span is None
            else session(f"s{at}", f"{span[0]:02}:00-{max(span[0] + 1, span[1]):02}:00", status=span[2])
            for at, span in enumerate(spans)
        )
    ).sessions


@given(st.lists(spans, max_size=12).map(drawn))
def test_every_two_that_share_a_time_are_found_once_with_what_they_share(
    sessions: tuple[Session, ...],
) -> None:
    found = {frozenset({one.id, other.id}): period for one, other, period in overlapping(sessions)}
    held = [each for each in sessions if each.slot is not None and each.status is not Status.CANCELLED]
    expected = {}
    for one, other in combinations(held, 2):
        assert one.slot is not None
        assert other.slot is not None
        if one.slot.period.overlaps(other.slot.period):
            expected[frozenset({one.id, other.id})] = Period(
                start=max(one.slot.period.start, other.slot.period.start),
                end=min(one.slot.period.end, other.slot.period.end),
            )
    assert found == expected
    assert len(list(overlapping(sessions))) == len(found)


@given(st.lists(spans, max_size=8).map(drawn), st.randoms(use_true_random=False))
def test_pairs_come_in_one_order_however_the_sessions_were_mixed(
    sessions: tuple[Session, ...], random: Random
) -> None:
    mixed = list(sessions)
    random.shuffle(mixed)
    assert list(overlapping(mixed)) == list(overlapping(sessions))


def test_the_earlier_of_two_comes_first() -> None:
    late, early = schedule(session("late", "10:00-12:00"), session("early", "09:00-11:00")).sessions
    assert list(overlapping([late, early])) == [(early, late, Period(start=at("10:00"), end=at("11:00")))]
