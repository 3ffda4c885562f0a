"""Conditions of talks in an organiser's words, each of which can be dropped to see what it prevents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import TypeVar

from eventkit.editing.edits import rebuild, replace
from eventkit.model import Kind, Participant, Room, Session, SessionId
from eventkit.planning.free_time import FreeTime
from eventkit.rules import OpeningHours, RuleSettings, Wish, WishKind, rule_by_code
from eventkit.rules.person_rules import is_one_person
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.wording import Wording

T = TypeVar("T")

Terms = tuple[Schedule, RuleSettings]
"""What a plan is made from."""

_FIXED_LIMIT = 12
"""The most sessions in the way that are looked at."""

_ROOM_RULES = ("room-too-small", "missing-feature", "no-booths", "outside-days", "no-room")
"""Rules that exclude a talk from a stretch where they are errors."""

_WISHES = {
    WishKind.APART: "are to be apart",
    WishKind.BEFORE: "are to be in this order",
    WishKind.SAME_DAY: "are to be on one day",
    WishKind.SAME_ROOM: "are to be in one room",
    WishKind.CONSECUTIVE: "are to follow one another in one room",
    WishKind.SPREAD: "are to be on different days",
    WishKind.AFTER_BREAK: "is to begin right after a break",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that excludes talks from places.

    Attributes:
        sentence: The condition, as part of a sentence.
        remedy: What would have to be otherwise.
        drop: Makes the terms without it.
    """

    sentence: str
    remedy: str
    drop: Callable[[Terms], Terms]


def find_conditions(
    index: ScheduleIndex, talks: Iterable[SessionId], free_time: FreeTime, language: str = "en"
) -> list[Condition]:
    """The conditions of some talks: of their people, rooms and blocks, of wishes and rules."""
    return [*_Collector(index, [*index.sessions(talks)], free_time, language).collect()]


class _Collector:
    """Collects the conditions of some talks."""

    def __init__(
        self, index: ScheduleIndex, talks: list[Session], free_time: FreeTime, language: str
    ) -> None:
        self.index = index
        self.talks = talks
        self.free_time = free_time
        self.language = language

    def collect(self) -> Iterator[Condition]:
        """All of them, in an order that is always the same."""
        yield from self._of_people()
        yield from self._of_rooms()
        yield from self._of_fixed_sessions()
        yield from self._of_wishes()
        yield from self._of_blocks()
        yield from self._of_rules()

    def _of_people(self) -> Iterator[Condition]:
        ids = dict.fromkeys(
            appearance.participant for talk in self.talks for appearance in talk.people if appearance.comes
        )
        for who in self.index.participants(ids):
            name = who.named(self.language)[0].full
            if who.available:
                yield Condition(
                    f"{name} can only come {self._periods(who.available)}",
                    f"{name} can come at another time as well",
                    _without_hours(who),
                )
            for at in self.index.appointments(who.id) if is_one_person(who) else ():
                yield Condition(
                    f"{name} is in {self._quoted(at.session)} {self._periods([at.period])}",
                    f"{name} is not needed in {self._quoted(at.session)}",
                    _without_appearance(at.session.id, who),
                )

    def _of_rooms(self) -> Iterator[Condition]:
        rooms = {room for place in self.free_time.places for room in place}
        for room in self.index.schedule.rooms:
            if room.id in rooms and room.available:
                name = room.name.best(self.language)[1]
                yield Condition(
                    f"{name} is only available {self._periods(room.available)}",
                    f"{name} is available for longer",
                    _without_room_hours(room),
                )
        hours = self.free_time.hours
        if hours is not None:
            yield Condition(f"rooms are open {hours}", "rooms are open for longer", _without_opening_hours)

    def _of_fixed_sessions(self) -> Iterator[Condition]:
        """Sessions that take the time of blocks, or of rooms outside blocks; pinned ones first."""
        blocks = {block.id for block in self.free_time.blocks}
        in_the_way = [
            at
            for at in self.index.occupancies(self.index.schedule.sessions)
            if at.session.parent in blocks or (self.free_time.hours is not None and at.rooms)
        ]
        in_the_way.sort(key=lambda at: (not at.session.pinned, at))
        for at in in_the_way[:_FIXED_LIMIT]:
            title = self._quoted(at.session)
            pinned = "is pinned" if at.session.pinned else "takes place"
            yield Condition(
                f"{title} {pinned} {self._periods([at.period])}",
                f"{title} is unpinned and moves" if at.session.pinned else f"{title} moves",
                _without_time(at),
            )

    def _of_wishes(self) -> Iterator[Condition]:
        ids = {talk.id for talk in self.talks}
        for wish in self.index.settings.wishes:
            sessions = [*self.index.sessions(wish.sessions)]
            if ids.intersection(wish.sessions) and len(sessions) == wish.kind.number:
                pair = " and ".join(map(self._quoted, sessions))
                words = f"{pair} {_WISHES[wish.kind]}"
                yield Condition(words, f"the wish that {words} is dropped", _without_wish(wish))

    def _of_blocks(self) -> Iterator[Condition]:
        if any(block.track is not None for block in self.free_time.blocks) and any(
            talk.track is not None for talk in self.talks
        ):
            words = "blocks of other tracks do not take it"
            yield Condition(words, "a block of another track takes it", _without_tracks)
        for talk in self.talks:
            if talk.parent is not None:
                whole = self._quoted(self.index.schedule.session(talk.parent))
                yield Condition(
                    f"{self._quoted(talk)} is part of {whole}",
                    f"{self._quoted(talk)} is moved out of {whole}",
                    _without_parent(talk.id),
                )

    def _of_rules(self) -> Iterator[Condition]:
        settings = self.index.settings
        for code in _ROOM_RULES:
            if settings.severities.get(code) == "error":
                words = f"the rule '{code}' is an error here: {rule_by_code(code).sentence.rstrip('.')}"
                yield Condition(words, f"the rule '{code}' becomes a warning", _with_warning(code))

    def _quoted(self, session: Session) -> str:
        return f"“{session.title.best(self.language)[1]}”"

    def _periods(self, periods: Iterable[Period]) -> str:
        wording = Wording.of(self.language)
        words = []
        for period in periods:
            start, end = (self.index.schedule.wall(at) for at in (period.start, period.end))
            words.append(f"{wording.short_day(start.date())} {wording.times(start, end)}")
        return ", ".join(words)


def _edit_schedule(edit: Callable[[Schedule], Schedule]) -> Callable[[Terms], Terms]:
    return lambda terms: (edit(terms[0]), terms[1])


def _without_hours(who: Participant) -> Callable[[Terms], Terms]:
    return _edit_schedule(lambda schedule: replace(schedule, who.model_copy(update={"available": ()})))


def _without_room_hours(room: Room) -> Callable[[Terms], Terms]:
    return _edit_schedule(lambda schedule: replace(schedule, room.model_copy(update={"available": ()})))


def _without_appearance(id_: SessionId, who: Participant) -> Callable[[Terms], Terms]:
    def edit(schedule: Schedule) -> Schedule:
        session = schedule.session(id_)
        people = tuple(appearance for appearance in session.people if appearance.participant != who.id)
        return replace(schedule, session.model_copy(update={"people": people}))

    return _edit_schedule(edit)


def _without_time(at: Occupancy) -> Callable[[Terms], Terms]:
    def edit(schedule: Schedule) -> Schedule:
        session = schedule.session(at.id)
        cleared = {"slot": None, "minutes": at.minutes, "pinned": False}
        return replace(schedule, session.model_copy(update=cleared))

    return _edit_schedule(edit)


def _without_parent(id_: SessionId) -> Callable[[Terms], Terms]:
    return _edit_schedule(
        lambda schedule: replace(schedule, schedule.session(id_).model_copy(update={"parent": None}))
    )


def _without_tracks(terms: Terms) -> Terms:
    schedule, settings = terms
    sessions = tuple(
        session.model_copy(update={"track": None}) if session.kind is Kind.BLOCK else session
        for session in schedule.sessions
    )
    return rebuild(schedule, "blocks", sessions=sessions), settings


def _without_opening_hours(terms: Terms) -> Terms:
    schedule, settings = terms
    always = OpeningHours(opens=time(), closes=time())
    return schedule, settings.model_copy(update={"hours": always, "room_hours": {}})


def _without_wish(wish: Wish) -> Callable[[Terms], Terms]:
    def drop(terms: Terms) -> Terms:
        schedule, settings = terms
        wishes = tuple(other for other in settings.wishes if other != wish)
        return schedule, settings.model_copy(update={"wishes": wishes})

    return drop


def _with_warning(code: str) -> Callable[[Terms], Terms]:
    def drop(terms: Terms) -> Terms:
        schedule, settings = terms
        severities = {**settings.severities, code: "warning"}
        return schedule, settings.model_copy(update={"severities": severities})

    return drop


def minimal_core(conditions: Sequence[T], is_impossible: Callable[[Sequence[T]], bool]) -> list[T]:
    """A smallest set of conditions that makes something impossible: without any one of them it is not.

    QuickXplain (Junker 2004): it halves the conditions, so that few of many take few trials.

    Args:
        conditions: The conditions; together they make it impossible.
        is_impossible: Whether some of them alone do.
    """

    def explain(background: list[T], grew: bool, candidates: list[T]) -> list[T]:  # noqa: FBT001
        if grew and is_impossible(background):
            return []
        if len(candidates) == 1:
            return candidates
        middle = len(candidates) // 2
        first, second = candidates[:middle], candidates[middle:]
        of_second = explain([*background, *first], True, second)  # noqa: FBT003
        of_first = explain([*background, *of_second], bool(of_second), first)
        return [*of_first, *of_second]

    if not conditions or is_impossible([]):
        return []
    core = explain([], False, [*conditions])  # noqa: FBT003
    return [condition for condition in conditions if condition in core]
