"""Alternatives: plans that differ in times or in the group they favour; repairs that differ in their aim."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

from eventkit.planning.planner import Goals, make_plan
from eventkit.planning.planning_messages import PhraseBook, Words, planning_message, units
from eventkit.planning.plans import Plan, Price, compare_charges
from eventkit.planning.problem.free_time import minute
from eventkit.planning.problem.interest import NO_INTEREST, Interest
from eventkit.planning.problem.objective import DOMINANT, Group, charge
from eventkit.planning.problem.planning_model import Problem
from eventkit.planning.repair.disruptions import Disruption
from eventkit.planning.repair.repair_costs import RepairAim
from eventkit.planning.repair.repair_plan import RepairProgress, RepairWatcher, make_repair, repair_counts
from eventkit.planning.search.multi_start import Watcher
from eventkit.rules import DEFAULT_SETTINGS, RuleSettings
from eventkit.schedule import Schedule
from eventkit.values.arguments import Count, Positive, checked
from eventkit.wording import Wording

ELSEWHERE = 0.3
"""The share of sessions that are in another period in a plan that is laid out otherwise."""

_COMPARABLE = 2
"""A search that was ended counts if it tried at least this part, a half, of the changes of the first."""

_OTHER_SEED = 1_000
"""The distance of the seed of a second search for a group, if the first found nothing better for it."""

_EFFORT_OF_OTHERS = 0.2
"""The share of the usual search for each repair beside the first: they are five."""

_AWAY_PRICES = (2_400, 9_600, 38_400)
"""Prices of a session in the same period as before, tried until enough of them are elsewhere."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan beside others.

    Attributes:
        name: Its letter, from A on.
        about: How it is meant to differ, in the words of each language.
        differences: How its price differs from that of the first.
    """

    name: str
    about: Words
    plan: Plan
    differences: tuple[Price, ...] = ()


@checked
def find_alternatives(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    *,
    only: Collection[str] = (),
    goals: Goals | None = None,
    interest: Interest = NO_INTEREST,
    moves: Count | None = None,
    seed: int = 0,
    seeds: Positive | None = None,
    executor: Executor | None = None,
    watch: Watcher | None = None,
) -> tuple[Alternative, ...]:
    """The best plan that is found, one with at least 30 % of the sessions at other times, one for each group.

    Alternatives that leave out more sessions, or that are an earlier one again, are not among them. Nor is
    one for a group for which the best plan is as good, by the weights of that group: that plan says so. All
    prices are by the same goals, so that they can be compared; the cheapest plan comes first. The arguments
    are those of `eventkit.planning.plan`.
    """
    goals = goals or Goals()
    make = partial(
        make_plan,
        schedule,
        settings,
        only=only,
        interest=interest,
        moves=moves,
        seed=seed,
        seeds=seeds or 1,
        executor=executor,
        watch=watch,
    )
    best = make(goals=goals)

    def price_for(group: Group | None, made: Plan) -> Plan:
        return _reprice(made, settings, replace(goals, favour=group), interest)

    others = [
        (about, price_for(goals.favour, other))
        for about, other in _others(make, goals, best, price_for)
        if _COMPARABLE * other.moves_tried >= best.moves_tried
    ]
    winner = min((best, *(other for _, other in others)), key=lambda made: (len(made.left_out), made.points))
    if winner is not best:
        others = [*((about, other) for about, other in others if other is not winner), ("runner-up", best)]
    different, also = [], []
    for about, other in others:
        group = _GROUPS.get(about)
        if group is not None and price_for(group, other).points >= price_for(group, winner).points:
            also.append(about)
        elif about != "other-times" or share_elsewhere(winner, other) >= ELSEWHERE:
            different.append((about, other))
    first, *rest = _choose_different(("best-plan", winner), different)
    return (replace(first, about=AlsoBest(tuple(also))), *rest) if also else (first, *rest)


_GROUPS = {f"for-{group}": group for group in Group}


@dataclass(frozen=True, slots=True)
class AlsoBest:
    """The description of a plan that is also the best for some groups.

    Attributes:
        groups: The keys of what is said of the groups.
    """

    groups: tuple[str, ...]

    def __call__(self, language: str) -> str:
        """The description for readers of a language."""
        groups = Wording.of(language).listed([planning_message(key, language) for key in self.groups])
        return planning_message("best-plan-also", language, groups=groups)


def _reprice(plan: Plan, settings: RuleSettings, goals: Goals, interest: Interest) -> Plan:
    """A plan with its price by other goals than those that it was made for."""
    before, after = (
        charge(schedule, settings, goals.favour, interest)
        for schedule in (plan.basis, plan.apply(plan.basis))
    )
    return replace(plan, price=compare_charges(before, after))


@checked
def find_repairs(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    disruption: Disruption | None = None,
    *,
    place: Collection[str] = (),
    published: Schedule | None = None,
    favour: Group | None = None,
    interest: Interest = NO_INTEREST,
    watch: RepairWatcher | None = None,
) -> tuple[Alternative, ...]:
    """The repair with the fewest moves, and those that differ from it by each other aim.

    Repairs that leave out more sessions, or that are an earlier one again, are not among them. The arguments
    are those of `eventkit.planning.repair.repair`; once ``watch`` ends the search, only the repairs that are
    complete are compared.
    """
    is_stopped = False

    def check(progress: RepairProgress) -> bool:
        nonlocal is_stopped
        is_stopped = watch is not None and not watch(progress)
        return not is_stopped

    repairs: list[tuple[str, Plan]] = []
    for aim in RepairAim:
        made = make_repair(
            schedule,
            settings,
            disruption,
            place=place,
            published=published,
            aim=aim,
            favour=favour,
            interest=interest,
            watch=None if watch is None else check,
            effort=_EFFORT_OF_OTHERS if repairs else 1.0,
        )
        if not is_stopped or not repairs:
            repairs.append((f"repair-{aim}", made))
        if is_stopped:
            break
    first, *others = repairs
    return _choose_different(first, others)


def _choose_different(first: tuple[str, Plan], others: Iterable[tuple[str, Plan]]) -> tuple[Alternative, ...]:
    """The first plan, and those of the others that differ from all before and leave out no more."""
    _, best = first
    different = [first]
    for about, other in others:
        fits = len(other.left_out) <= len(best.left_out)
        if fits and all(other.moves != known.moves for _, known in different):
            different.append((about, other))
    phrase = PhraseBook(best.basis)
    return tuple(
        Alternative(chr(ord("A") + number), phrase(about), made, compare_plans(best, made) if number else ())
        for number, (about, made) in enumerate(different)
    )


def _others(
    make: Callable[..., Plan],
    goals: Goals,
    best: Plan,
    price_for: Callable[[Group, Plan], Plan],
) -> Iterator[tuple[str, Plan]]:
    for price in _AWAY_PRICES if best.moves else ():
        other = make(goals=goals, adjust=partial(_away_from, best, price))
        if share_elsewhere(best, other) >= ELSEWHERE:
            yield "other-times", other
            break
    for group in Group:
        if group is not goals.favour:
            of_group = replace(goals, favour=group)
            made = make(goals=of_group)
            if made.points >= price_for(group, best).points:
                again = make(goals=of_group, seed=best.seed + _OTHER_SEED)
                made = min(made, again, key=lambda known: (len(known.left_out), known.points))
            yield f"for-{group}", made


def _away_from(best: Plan, price: int, problem: Problem) -> Problem:
    """The problem in which every session costs more in the period in which a plan has it."""
    starts = {
        str(move.session): minute(move.slot.period.start) for move in best.moves if move.slot is not None
    }
    options = []
    for talk, places in zip(problem.talks, problem.options, strict=True):
        start = starts.get(talk.id)
        dearer = {}
        for number, option in places.items():
            stretch = problem.stretches[number]
            is_same = start is not None and stretch.start <= start < stretch.end
            fees = (*option.fees, ("other-period", price)) if is_same else option.fees
            dearer[number] = option._replace(fees=fees)
        options.append(dearer)
    return replace(problem, options=tuple(options))


def describe(alternative: Alternative, language: str = "en") -> str:
    """The difference of a plan from the first, in a sentence: B · for the house: 3 fewer changes of room."""
    differences = describe_price(alternative, language)
    if alternative.plan.is_repair:
        moves, people = repair_counts(alternative.plan, language)
        differences = planning_message(
            "repair-and-price", language, moves=moves, people=people, price=differences
        )
    return planning_message(
        "alternative",
        language,
        name=alternative.name,
        about=alternative.about(language),
        differences=differences,
    )


def describe_price(alternative: Alternative, language: str) -> str:
    """The price of the first plan in words; of another, what falls, and what rises as the price for it."""
    is_first = alternative.name == "A"
    prices = alternative.plan.price if is_first else alternative.differences
    known = [price for price in prices if price.code != DOMINANT]
    is_new = is_first and not alternative.plan.is_repair
    words = _amounts(known, language) if is_new else _balance(known, language)
    return words or planning_message("no-price" if is_first else "same-price", language)


def _amounts(prices: Iterable[Price], language: str) -> str:
    """The cost of a plan: amounts of what there was nothing of before, differences of all else."""
    words = [
        price.in_language(language)
        if price.before
        else planning_message(
            "amount", language, count=f"{price.after:,}", unit=units(price.code, price.after, language)
        )
        for price in prices
    ]
    return Wording.of(language).listed(words) if words else ""


def _balance(prices: Iterable[Price], language: str) -> str:
    """The gains of a plan, and then its losses, as the price for them."""
    by_sign: dict[bool, list[str]] = {False: [], True: []}
    for price in prices:
        by_sign[price.after > price.before].append(price.in_language(language))
    gains, losses = (Wording.of(language).listed(words) if words else "" for words in by_sign.values())
    if gains and losses:
        return planning_message("gains-and-losses", language, gains=gains, losses=losses)
    return gains or losses


def share_elsewhere(one: Plan, other: Plan) -> float:
    """The share of the sessions of both plans that begin at least half an hour apart in the two."""
    starts = {move.session: move.slot.period.start for move in one.moves if move.slot is not None}
    apart = [
        abs((move.slot.period.start - starts[move.session]).total_seconds()) >= 1800
        for move in other.moves
        if move.slot is not None and move.session in starts
    ]
    return sum(apart) / len(apart) if apart else 0.0


def compare_plans(one: Plan, other: Plan) -> tuple[Price, ...]:
    """The difference between the prices of two plans: what falls, then what rises, by their points."""
    prices = {price.code: price for price in one.price}
    others = {price.code: price for price in other.price}
    differences = []
    for code in sorted({*prices, *others} - {DOMINANT}):
        either = others.get(code) or prices[code]
        now = others[code].after if code in others else either.before
        before = prices[code].after if code in prices else either.before
        points = sum(
            price[code].points * sign for price, sign in ((others, 1), (prices, -1)) if code in price
        )
        if now != before:
            differences.append(Price(code, before, now, points))
    return tuple(
        sorted(differences, key=lambda price: (price.after > price.before, -abs(price.points), price.code))
    )
