"""Plans: what the planner proposes, its price, what is left out and why, and how it is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from eventkit.editing import Refused, remove_session
from eventkit.editing.edits import build, replace
from eventkit.model import RoomId, Session, SessionId, Slot
from eventkit.planning.planning_messages import Words, join_clauses, planning_message, units
from eventkit.planning.problem.objective import DOMINANT, Charge
from eventkit.schedule import Schedule
from eventkit.times import Period


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
    def sentence(self) -> str:
        """The difference in English: 3 more people without a seat."""
        return self.in_language("en")

    def in_language(self, language: str) -> str:
        """The difference for readers of a language; in English where that language is unknown."""
        difference = self.after - self.before
        unit = units(self.code, abs(difference), language)
        key = "more-units" if difference > 0 else "fewer-units"
        return planning_message(key, language, count=f"{abs(difference):,}", unit=unit)


class ReasonText(NamedTuple):
    """A reason in one language.

    Attributes:
        sentence: The reason with its conditions.
        remedies: What would help: any one of them.
        summary: The reason without them.
        conditions: The conditions without any one of which there might be a place.
    """

    sentence: str
    remedies: tuple[str, ...]
    summary: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason why a session gets no place.

    Attributes:
        code: A stable name of the reason.
        remedy_words: What would help, any one of them, in the words of each language.
        condition_words: The conditions that it is about, in the words of each language.
    """

    code: str
    words: Words
    remedy_words: tuple[Words, ...] = ()
    condition_words: tuple[Words, ...] = ()

    @property
    def sentence(self) -> str:
        """The reason with its conditions, in English."""
        return self.in_language("en").sentence

    @property
    def remedies(self) -> tuple[str, ...]:
        """The remedies, in English."""
        return self.in_language("en").remedies

    def in_language(self, language: str) -> ReasonText:
        """The reason for readers of a language; in English where that language is unknown."""
        remedies = dict.fromkeys(words(language) for words in self.remedy_words)
        conditions = tuple(words(language) for words in self.condition_words)
        summary = sentence = self.words(language)
        if conditions:
            listed = join_clauses(conditions, language)
            sentence = planning_message("because", language, reason=summary, conditions=listed)
        return ReasonText(sentence, tuple(remedies), summary, conditions)


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
            message = "The conference has changed since this plan was made. Plan again."
            raise Refused(message)
        return apply_plan(schedule, self.moves, self.removed)

    def form(self) -> dict[str, Any]:
        """The plan as JSON has it."""
        after = apply_plan(self.basis, self.moves, self.removed)
        return {
            "placed": self.placed,
            "moves": [move.form(self.basis, after) for move in self.moves],
            "price": [
                {
                    "code": price.code,
                    "before": price.before,
                    "after": price.after,
                    "points": price.points,
                    "sentence": price.sentence,
                }
                for price in self.price
            ],
            "left_out": [
                {
                    "session": left_out.session,
                    "reason": left_out.reason.code,
                    "sentence": left_out.reason.sentence,
                    "remedies": list(left_out.reason.remedies),
                }
                for left_out in self.left_out
            ],
            "removed": list(self.removed),
            "points": self.points,
            "seed": self.seed,
            "moves_tried": self.moves_tried,
        }


def apply_moves(schedule: Schedule, moves: Iterable[Move]) -> Schedule:
    """The schedule with sessions moved, all of them in one edit.

    Raises:
        Refused: The resulting schedule would be invalid.
    """
    changed: list[Session] = []
    for move in moves:
        session = schedule.session(move.session)
        minutes = session.length if move.slot is None else None
        fields = {"slot": move.slot, "parent": move.parent, "minutes": minutes}
        changed.append(build(session, fields, schedule))
    return replace(schedule, *changed) if changed else schedule


def apply_plan(schedule: Schedule, moves: Iterable[Move], removed: Iterable[SessionId] = ()) -> Schedule:
    """The schedule with sessions moved, and blocks removed that they have left."""
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
