"""Plans: what the planner proposes, its price and days, what is left out and why, and how it is applied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from eventkit.editing import Refused, remove_session
from eventkit.editing.edits import build, replace
from eventkit.findings import Finding, Severity
from eventkit.messages import Fact, Listed, Message, Plural, as_message
from eventkit.model import Kind, RoomId, Session, SessionId, Slot
from eventkit.planning.problem.free_time import FreeTime, instant_of
from eventkit.planning.problem.objective import DOMINANT, Charge, unit_words
from eventkit.planning.problem.planning_model import NOWHERE
from eventkit.planning.search.arrangement import Arrangement
from eventkit.rules import Checker
from eventkit.rules.rule import Fact as RuleFact
from eventkit.rules.rule_messages import ScheduleFact
from eventkit.schedule import Schedule
from eventkit.times import Period

NAMED_LIMIT = 8
"""The most sessions or other things that a message names one by one."""


def name(schedule: Schedule, fact: RuleFact) -> ScheduleFact:
    """An entity by its name, a period or a day, as a fact of messages."""
    return ScheduleFact(fact, schedule, has_id=False)


def names(schedule: Schedule, facts: Iterable[RuleFact]) -> Listed:
    return Listed(tuple(name(schedule, fact) for fact in facts), "and", NAMED_LIMIT)


def place_words(schedule: Schedule, session: Session) -> Message | ScheduleFact:
    """The time and the rooms of a session that has a time."""
    assert session.slot is not None  # noqa: S101 - only such a session has a place
    period = name(schedule, session.slot.period)
    rooms = [*map(schedule.room, schedule.rooms_of(session))]
    return Message("{period} in {rooms}", period=period, rooms=names(schedule, rooms)) if rooms else period


@dataclass(frozen=True, slots=True)
class Move:
    """A session at another time, in other rooms or in another block.

    Attributes:
        slot: Its new time and rooms; ``None`` if it loses its place.
        old_slot: Its time and rooms before; ``None`` if it had none.
    """

    session: SessionId
    slot: Slot | None
    parent: SessionId | None
    old_slot: Slot | None = None
    old_parent: SessionId | None = None

    def form(self, before: Schedule, after: Schedule) -> dict[str, Any]:
        """The move as JSON has it, of two schedules; times are ISO 8601, rooms may be those of the block."""
        old, new = before.session(self.session), after.session(self.session)
        return {
            "session": self.session,
            "part_of": self.parent,
            **_slot_form(self.slot, after.rooms_of(new), "start", "end", "rooms"),
            **_slot_form(self.old_slot, before.rooms_of(old), "old_start", "old_end", "old_rooms"),
            "minutes": self.slot.period.minutes if self.slot else old.length,
        }


@dataclass(frozen=True, slots=True)
class Price:
    """The amount of something before and after a plan.

    Attributes:
        before: How many units there are before.
        after: How many there are afterwards.
        points: By how much the price of the schedule rises; negative where it falls.
    """

    code: str
    before: int
    after: int
    points: int

    @property
    def sentence(self) -> Message:
        """The difference: 3 more people without a seat."""
        difference = abs(self.after - self.before)
        facts: dict[str, Fact] = {"count": difference, "unit": unit_words(self.code, difference)}
        if self.after > self.before:
            return Message("{count} more {unit}", **facts)
        return Message("{count} fewer {unit}", **facts)


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason why a session gets no place.

    Attributes:
        code: A stable name of the reason.
        summary: The reason without the conditions.
        remedies: What would help: any one of them.
        conditions: The conditions without any one of which there might be a place.
    """

    code: str
    summary: Message
    remedies: tuple[Message, ...] = ()
    conditions: tuple[Message, ...] = ()

    @property
    def sentence(self) -> Message:
        """The reason with its conditions."""
        if not self.conditions:
            return self.summary
        return Message("{reason}: {conditions}", reason=self.summary, conditions=Listed(self.conditions, ";"))


NO_PLACE = Reason("no-place", Message("no free time meets all of its conditions"))
"""The reason of a session that fits nowhere, without a proof."""

ALL_TAKEN = Reason(
    "no-time-left", Message("all places that suit it are taken, and no other arrangement was found")
)
"""The reason of a session that would fit somewhere, without a proof."""


def more_time(minutes: int) -> Message:
    """The remedy where nothing else is known to help."""
    return Message(
        "there are {minutes} more minutes of free time on another day or in another room", minutes=minutes
    )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A session without a place."""

    session: SessionId
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal: where sessions should be, at what price.

    Attributes:
        moves: What it changes, by time.
        price: What it costs, by code: what is the same before and after is not in it.
        left_out: The sessions that get no place.
        placed: The number of sessions that were to be placed and have a place.
        seed: The seed; with ``moves_tried`` it repeats the plan.
        moves_tried: The number of changes that were tried.
        removed: Blocks without talks that it removes, since their room is lost.
    """

    basis: Schedule = field(repr=False)
    moves: tuple[Move, ...]
    price: tuple[Price, ...]
    left_out: tuple[LeftOut, ...]
    placed: int
    seed: int
    moves_tried: int
    is_repair: bool = False
    removed: tuple[SessionId, ...] = ()

    @property
    def points(self) -> int:
        """By how much the price of the schedule rises, sessions without a time aside."""
        return sum(price.points for price in self.price if price.code != DOMINANT)

    def apply(self, schedule: Schedule) -> Schedule:
        """The schedule with the plan applied.

        Raises:
            Refused: It is not the schedule that the plan was made for, since somebody has changed it.
        """
        if schedule is not self.basis and schedule != self.basis:
            raise Refused("The conference has changed since this plan was made. Plan again.")
        return apply_plan(schedule, self.moves, self.removed)

    def form(self) -> dict[str, Any]:
        """The plan as JSON has it."""
        after = apply_plan(self.basis, self.moves, self.removed)
        return {
            "placed": self.placed,
            "moves": [move.form(self.basis, after) for move in self.moves],
            "price": [{**asdict(price), "sentence": price.sentence} for price in self.price],
            "left_out": [
                {
                    "session": left_out.session,
                    "reason": left_out.reason.code,
                    "sentence": left_out.reason.sentence,
                    "remedies": [*left_out.reason.remedies],
                }
                for left_out in self.left_out
            ],
            "removed": list(self.removed),
            "points": self.points,
            "seed": self.seed,
            "moves_tried": self.moves_tried,
        }


def placement_counts(plan: Plan) -> Message:
    """The number of sessions with a place, and of those without."""
    waiting = len(plan.left_out)
    if not plan.placed and waiting:
        return Message(Plural("1 session has no place", "{count} sessions have no place"), count=waiting)
    placed = Message(Plural("1 session has a place", "{count} sessions have a place"), count=plan.placed)
    if not waiting:
        return placed
    return Message(
        Plural("{placed}, 1 has none", "{placed}, {count} have none"), placed=placed, count=waiting
    )


def apply_moves(schedule: Schedule, moves: Iterable[Move]) -> Schedule:
    """The schedule with sessions moved, all of them in one edit."""
    changed: list[Session] = []
    for move in moves:
        session = schedule.session(move.session)
        minutes = session.length if move.slot is None else None
        fields = {"slot": move.slot, "parent": move.parent, "minutes": minutes}
        changed.append(build(session, fields, schedule))
    return replace(schedule, *changed) if changed else schedule


def apply_plan(schedule: Schedule, moves: Iterable[Move], removed: Iterable[SessionId] = ()) -> Schedule:
    after = apply_moves(schedule, moves)
    for id_ in removed:
        after = remove_session(after, id_)
    return after


def compare_charges(before: Mapping[str, Charge], after: Mapping[str, Charge]) -> tuple[Price, ...]:
    """The differences between the prices of two schedules, the dearest first."""
    nothing = Charge(0, 0)
    prices = [
        Price(code, old.amount, new.amount, new.points - old.points)
        for code in sorted({*before, *after})
        for old, new in [(before.get(code, nothing), after.get(code, nothing))]
        if old != new
    ]
    return tuple(sorted(prices, key=lambda price: (-price.points, price.code)))


def _slot_form(
    slot: Slot | None, in_rooms: tuple[RoomId, ...], start: str, end: str, rooms: str
) -> dict[str, Any]:
    if slot is None:
        return {}
    period: Period = slot.period
    return {start: period.start.isoformat(), end: period.end.isoformat(), rooms: [*in_rooms]}


def to_moves(arrangement: Arrangement, free_time: FreeTime, schedule: Schedule) -> list[Move]:
    """The talks that have a place, by time."""
    problem = arrangement.problem
    order = sorted(
        (talk for talk, stretch in enumerate(arrangement.stretch) if stretch != NOWHERE),
        key=lambda talk: (arrangement.start[talk], arrangement.stretch[talk]),
    )
    moves = []
    for talk in order:
        stretch = problem.stretches[arrangement.stretch[talk]]
        start = arrangement.start[talk]
        period = Period(start=instant_of(start), end=instant_of(start + problem.talks[talk].minutes))
        old = schedule.session(problem.talks[talk].id)
        in_block = stretch.block != NOWHERE
        moves.append(
            Move(
                session=old.id,
                slot=Slot(period=period, rooms=() if in_block else free_time.places[stretch.place]),
                parent=free_time.blocks[stretch.block].id if in_block else None,
                old_slot=old.slot,
                old_parent=old.parent,
            )
        )
    return moves


def without_times(schedule: Schedule, sessions: Iterable[Session]) -> Schedule:
    """The schedule in which those sessions have no time, and are part of no block that they could leave."""
    freed = [
        session.model_copy(
            update={"slot": None, "minutes": session.length, "parent": fixed_parent(schedule, session)}
        )
        for session in sessions
        if session.slot is not None
    ]
    return replace(schedule, *freed) if freed else schedule


def fixed_parent(schedule: Schedule, session: Session) -> SessionId | None:
    """The session that a scheduled one has to stay in; none if it is in a block, which it may leave."""
    if session.parent is None:
        return None
    parent = schedule.session(session.parent)
    return None if parent.kind is Kind.BLOCK and not parent.pinned else parent.id


def find_added_errors(checker: Checker, moves: Collection[Move]) -> list[Finding]:
    """The errors that moves add to a schedule, those that are waived aside."""
    waived = {waiver.identity for waiver in checker.settings.waivers}
    added = checker.effect(apply_moves(checker.schedule, moves)).added
    return [
        finding for finding in added if finding.severity is Severity.ERROR and finding.identity not in waived
    ]


def pass_checker(checker: Checker, moves: list[Move]) -> tuple[list[Move], list[LeftOut]]:
    """The moves without those that would add an error, and these as left out, with what was found."""
    accepted, refused = moves, []
    while errors := find_added_errors(checker, accepted):
        ids = {move.session for move in accepted}
        finding = next((error for error in errors if ids.intersection(error.about)), errors[0])
        concerned = [move for move in accepted if move.session in finding.about] or accepted[-1:]
        refused_move = concerned[-1]
        accepted = [move for move in accepted if move is not refused_move]
        reason = Reason(finding.code, as_message(finding.message).without_remedy)
        refused.append(LeftOut(refused_move.session, reason))
    return accepted, refused
