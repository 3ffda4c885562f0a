"""The walk over overlapping sessions, against looking at every pair."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from eventkit.model import Status
from eventkit.rules import RuleSettings
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex, overlapping_pairs
from eventkit.times import Period
from model.building import at, schedule, session

hours = st.integers(0, 8)
spans = st.tuples(hours, hours, st.sampled_from(Status)) | st.none()


def drawn(spans: list[tuple[int, int, Status] | None]) -> tuple[Occupancy, ...]:
    """Sessions from one hour to another, in any state, or unscheduled, as far as they take place."""
    made = schedule(
        *(
            session(f"s{at}")
            if span is None
            else session(f"s{at}", f"{span[0]:02}:00-{max(span[0] + 1, span[1]):02}:00", status=span[2])
            for at, span in enumerate(spans)
        )
    )
    return tuple(ScheduleIndex(made, RuleSettings()).occupancies(made.sessions))


@given(st.lists(spans, max_size=12).map(drawn))
def test_every_overlapping_pair_is_found_once(sessions: tuple[Occupancy, ...]) -> None:
    found = [frozenset({one.id, other.id}) for one, other in overlapping_pairs(sessions)]
    assert all(session.session.status is not Status.CANCELLED for session in sessions)
    assert sorted(map(sorted, found)) == sorted(
        sorted({one.id, other.id})
        for one, other in combinations(sessions, 2)
        if one.period.overlaps(other.period)
    )


@given(st.lists(spans, max_size=8).map(drawn), st.randoms(use_true_random=False))
def test_pairs_come_in_one_order_however_the_sessions_were_mixed(
    sessions: tuple[Occupancy, ...], random: Random
) -> None:
    mixed = list(sessions)
    random.shuffle(mixed)
    assert list(overlapping_pairs(mixed)) == list(overlapping_pairs(sessions))


def test_overlapping_pairs_are_in_order_and_give_the_shared_period() -> None:
    late, early = drawn([(10, 12, Status.CONFIRMED), (9, 11, Status.TENTATIVE)])
    assert list(overlapping_pairs([late, early])) == [(early, late)]
    assert early.shared(late) == Period(start=at("10:00"), end=at("11:00"))
    assert (early.minutes, early.period) == (120, Period(start=at("09:00"), end=at("11:00")))
