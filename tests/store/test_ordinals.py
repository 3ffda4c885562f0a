from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eventkit.store.stored_conference import GAP, assign_ordinals

orders = st.lists(st.sampled_from("abcdefghij"), unique=True)


def rise(numbers: dict[str, int], order: list[str]) -> bool:
    in_order = [numbers[id_] for id_ in order]
    return in_order == sorted(set(in_order))


@given(st.lists(orders, min_size=1, max_size=8))
def test_they_rise_in_the_order_given_after_any_changes(steps: list[list[str]]) -> None:
    numbers: dict[str, int] = {}
    for order in steps:
        numbers = assign_ordinals(order, numbers)
        assert list(numbers) == order
        assert rise(numbers, order)


@given(orders, st.data())
def test_removing_inserting_or_moving_an_entity_changes_one_number(
    order: list[str], data: st.DataObject
) -> None:
    before = assign_ordinals(order, {})
    mover = data.draw(st.sampled_from([*order, "new"]))
    others = [id_ for id_ in order if id_ != mover]
    at = data.draw(st.integers(0, len(others)))
    for after in (others, [*others[:at], mover, *others[at:]]):
        numbers = assign_ordinals(after, before)
        assert len([id_ for id_ in after if numbers[id_] != before.get(id_)]) <= 1


def test_without_a_gap_all_are_renumbered() -> None:
    assert assign_ordinals(["a", "new", "b"], {"a": 4, "b": 5}) == {"a": 0, "new": GAP, "b": 2 * GAP}


def test_a_gap_takes_ten_halvings() -> None:
    numbers = assign_ordinals(["a", "z"], {})
    order = ["a", "z"]
    for n in range(10):
        order.insert(1, str(n))
        numbers = assign_ordinals(order, numbers)
        assert (numbers["a"], numbers["z"]) == (0, GAP)
