"""Alternatives: plans that differ in times or in the group they favour; repairs that differ in their aim."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Unpack

from eventkit.messages import Listed, Message
from eventkit.planning.planner import Goals, SearchOptions, Unlike, plan
from eventkit.planning.plans import Plan, Price, compare_charges
from eventkit.planning.problem.interest import NO_INTEREST
from eventkit.planning.problem.objective import DOMINANT, Group, charge, unit_words
from eventkit.planning.repair.disruptions import Disruption
from eventkit.planning.repair.repair_costs import RepairAim
from eventkit.planning.repair.repair_plan import RepairOptions, RepairProgress, repair, repair_counts
from eventkit.planning.search.annealing import Progress, Watcher
from eventkit.rules import DEFAULT_SETTINGS, RuleSettings
from eventkit.schedule import Schedule

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

_GROUPS = {
    Group.AUDIENCE: Message("for the audience"),
    Group.SPEAKERS: Message("for the speakers"),
    Group.HOUSE: Message("for the house"),
}
"""The descriptions of plans for groups."""

_AIMS = {
    RepairAim.MOVES: Message("fewest moves"),
    RepairAim.PEOPLE: Message("fewest people to notify"),
    RepairAim.ROOMS: Message("rooms stay where they can"),
    RepairAim.TIMES: Message("times stay where they can"),
    RepairAim.TRACKS: Message("tracks stay together"),
    RepairAim.PRICE: Message("best for the audience and the house"),
}
"""The descriptions of repairs by their aim."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan beside others.

    Attributes:
        name: Its letter, from A on.
        about: How it is meant to differ.
        differences: How its price differs from that of the first.
    """

    name: str
    about: Message
    plan: Plan
    differences: tuple[Price, ...] = ()


def find_alternatives(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    *,
    only: Collection[str] = (),
    **options: Unpack[SearchOptions],
) -> tuple[Alternative, ...]:
    """The best plan that is found, one with at least 30 % of the sessions at other times, one for each group.

    Alternatives that leave out more sessions, or that are an earlier one again, are not among them. Nor is
    one for a group for which the best plan is as good, by the weights of that group: that plan says so. All
    prices are by the same goals, so that they can be compared; the cheapest plan comes first. The arguments
    are those of `eventkit.planning.plan`.
    """
    goals = options.get("goals") or Goals()
    made_with = SearchOptions(**{**options, "seeds": options.get("seeds") or 1})
    make = partial(plan, schedule, settings, only=only, **made_with)
    best = make(goals=goals)

    def price_for(group: Group | None, made: Plan) -> Plan:
        """A plan with its price for a group."""
        interest = options.get("interest", NO_INTEREST)
        before, after = (
            charge(each, settings, group, interest) for each in (made.basis, made.apply(made.basis))
        )
        return replace(made, price=compare_charges(before, after))

    others = [
        (group, price_for(goals.favour, other))
        for group, other in _others(make, goals, best, price_for, options.get("watch"))
        if _COMPARABLE * other.moves_tried >= best.moves_tried
    ]
    winner = min((best, *(other for _, other in others)), key=lambda made: (len(made.left_out), made.points))
    different: list[tuple[Message, Plan]] = []
    also: list[Message] = []
    for group, other in others:
        if group is None:
            if other is not winner and share_elsewhere(winner, other) >= ELSEWHERE:
                different.append((Message("at other times"), other))
        elif other is winner:
            continue
        elif price_for(group, other).points >= price_for(group, winner).points:
            also.append(_GROUPS[group])
        else:
            different.append((_GROUPS[group], other))
    if winner is not best:
        different.append((Message("the next best"), best))
    about = Message("best overall")
    if also:
        about = Message("best overall, also {groups}", groups=Listed(tuple(also)))
    return _choose_different((about, winner), different)


def find_repairs(
    schedule: Schedule,
    settings: RuleSettings = DEFAULT_SETTINGS,
    disruption: Disruption | None = None,
    **options: Unpack[RepairOptions],
) -> tuple[Alternative, ...]:
    """The repair with the fewest moves, and those that differ from it by each other aim.

    Repairs that leave out more sessions, or that are an earlier one again, are not among them. The arguments
    are those of `eventkit.planning.repair.repair`; once ``watch`` ends the search, only the repairs that are
    complete are compared.
    """
    is_stopped = False
    watch = options.get("watch")

    def check(progress: RepairProgress) -> bool:
        nonlocal is_stopped
        is_stopped = watch is not None and not watch(progress)
        return not is_stopped

    make = partial(repair, schedule, settings, disruption, **options)
    repairs: list[tuple[Message, Plan]] = []
    for aim in RepairAim:
        effort = _EFFORT_OF_OTHERS if repairs else 1.0
        made = make(aim=aim, effort=effort, watch=None if watch is None else check)
        if not is_stopped or not repairs:
            repairs.append((_AIMS[aim], made))
        if is_stopped:
            break
    first, *others = repairs
    return _choose_different(first, others)


def _choose_different(
    first: tuple[Message, Plan], others: Iterable[tuple[Message, Plan]]
) -> tuple[Alternative, ...]:
    """The first plan, and those of the others that differ from all before and leave out no more."""
    _, best = first
    different = [first]
    for about, other in others:
        fits = len(other.left_out) <= len(best.left_out)
        if fits and all(other.moves != known.moves for _, known in different):
            different.append((about, other))
    return tuple(
        Alternative(chr(ord("A") + number), about, made, compare_plans(best, made) if number else ())
        for number, (about, made) in enumerate(different)
    )


def _others(
    make: Callable[..., Plan],
    goals: Goals,
    best: Plan,
    price_for: Callable[[Group, Plan], Plan],
    watch: Watcher | None,
) -> Iterator[tuple[Group | None, Plan]]:
    begun = Progress(best.placed, len(best.left_out), best.points, moves_tried=0, moves=0)

    def has_time() -> bool:
        """True unless the watcher, who is asked before each further search too, ends it there."""
        return watch is None or watch(begun)

    for price in _AWAY_PRICES if best.moves else ():
        if not has_time():
            return
        other = make(goals=goals, unlike=Unlike(best, price))
        if share_elsewhere(best, other) >= ELSEWHERE:
            yield None, other
            break
    for group in Group:
        if not has_time():
            return
        if group is not goals.favour:
            of_group = replace(goals, favour=group)
            made = make(goals=of_group)
            if made.points >= price_for(group, best).points:
                again = make(goals=of_group, seed=best.seed + _OTHER_SEED)
                made = min(made, again, key=lambda known: (len(known.left_out), known.points))
            yield group, made


def describe(alternative: Alternative) -> Message:
    """The difference of a plan from the first, in a sentence: B · for the house: 3 fewer changes of room."""
    differences = describe_price(alternative)
    if alternative.plan.is_repair:
        moves, people = repair_counts(alternative.plan)
        differences = Message("{moves}, {people}; {price}", moves=moves, people=people, price=differences)
    return Message(
        "{name} · {about}: {differences}",
        name=alternative.name,
        about=alternative.about,
        differences=differences,
    )


def describe_price(alternative: Alternative) -> Message:
    """The price of the first plan in words; of another, what falls, and what rises as the price for it."""
    gains, costs = gains_and_costs(alternative)
    is_first = alternative.name == "A"
    if not (gains or costs):
        return Message("it costs nothing") if is_first else Message("the same price")
    if is_first and not alternative.plan.is_repair:
        return Message("{prices}", prices=Listed((*gains, *costs)))
    if gains and costs:
        return Message("{gains}; the price: {losses}", gains=Listed(gains), losses=Listed(costs))
    return Message("{prices}", prices=Listed(gains or costs))


def gains_and_costs(alternative: Alternative) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Gains and costs of a plan: of the first against the schedule as it is, of others against the first."""
    is_first = alternative.name == "A"
    prices = alternative.plan.price if is_first else alternative.differences
    has_amounts = is_first and not alternative.plan.is_repair
    words = {
        price: _amount(price) if has_amounts else price.sentence for price in prices if price.code != DOMINANT
    }
    gains = tuple(word for price, word in words.items() if price.after <= price.before)
    return gains, tuple(word for price, word in words.items() if price.after > price.before)


def _amount(price: Price) -> Message:
    """The amount of what there was nothing of before; of all else the difference."""
    if price.before:
        return price.sentence
    return Message("{count} {unit}", count=price.after, unit=unit_words(price.code, price.after))


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
    prices, others = ({price.code: price for price in made.price} for made in (one, other))
    differences = []
    for code in sorted({*prices, *others} - {DOMINANT}):
        amount = (prices.get(code) or others[code]).before
        unchanged = Price(code, amount, amount, 0)
        before, now = prices.get(code, unchanged), others.get(code, unchanged)
        if now.after != before.after:
            differences.append(Price(code, before.after, now.after, now.points - before.points))
    return tuple(
        sorted(differences, key=lambda price: (price.after > price.before, -abs(price.points), price.code))
    )
