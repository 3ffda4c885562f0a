"""Conditions of talks in an organiser's words, each of which can be dropped to see what it prevents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import partial, reduce
from typing import Any, TypeVar

from eventkit.editing.edits import rebuild
from eventkit.editing.edits import replace as replace_in
from eventkit.findings import Severity
from eventkit.messages import Fact, Listed, Message, Plural, sentence
from eventkit.model import Kind, Participant, Room, Session, SessionId, Slot
from eventkit.planning.plans import name, names, place_words
from eventkit.planning.problem.free_time import (
    FreeTime,
    add_further_rooms,
    close_later,
    cut,
    instant_of,
    join,
    minute,
    opening_hours,
    periods_of,
    window_of,
    windows_of,
)
from eventkit.rules import OpeningHours, WishKind, rule_by_code
from eventkit.rules.block_rules import RIVAL_RULES, rival_rule
from eventkit.rules.person_rules import is_one_person
from eventkit.rules.room_rules import PAUSES
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex
from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import Schedule
from eventkit.times import Period

T = TypeVar("T")

_FIXED_LIMIT = 24  # the most sessions in the way that are considered
_PAUSES_LIMIT = 4  # the most breaks and meals that are named
_CROWD = 30  # from how many talks on the conditions of single people are not considered
_SINGLE_LIMIT = 4  # the most sessions of which each is tried with fewer people, before all of them are
_LATER = (30, 60, 120, 180)  # by how many minutes later rooms might close

SHORTER = (5, 10, 15, 20, 30, 45, 60)
"""By how many minutes a session is shortened, and a block made longer."""

_FOLLOWING_LIMIT = 3
"""The most sessions after a late one that are tried shortened, or unpinned."""

_PLAIN_RULES = (
    *RIVAL_RULES,
    *("bad-hour", "no-booths", "outside-days", "no-room", "opening-order", "too-many-talks"),
)
"""Rules that exclude a talk from a place where they are errors, and have no conditions of their own here."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The basis of a plan."""

    schedule: Schedule
    settings: StatedSettings
    days: frozenset[date] | None = None


@dataclass(frozen=True, slots=True)
class Timetable:
    """A timetable that is possible once something is changed: the proof that this would help."""

    schedule: Schedule
    placed: tuple[SessionId, ...]

    def sessions(self) -> Iterator[Session]:
        return map(self.schedule.session, self.placed)


Edit = Callable[[Basis], Basis]
"""Changes what a plan is made from."""

Words = Callable[[Timetable], Message | None]
"""Words for what would have to be otherwise, as a timetable has it; ``None`` if there are none."""

Remedy = tuple[tuple[Edit, ...], Words]
"""Changes, the mildest first, of which the first with a timetable is proposed, and the words for it."""


def write_remedies(
    remedies: Iterable[Remedy], basis: Basis, find: Callable[[Basis], Timetable | None]
) -> Iterator[Message]:
    """The words for those remedies with which there is a timetable."""
    for edits, write in remedies:
        timetable = next(filter(None, (find(edit(basis)) for edit in edits)), None)
        words = write(timetable) if timetable is not None else None
        if words is not None:
            yield words


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that excludes talks from places."""

    sentence: Message
    drop: Edit
    remedies: tuple[Remedy, ...]


def minimal_core(conditions: Sequence[T], is_impossible: Callable[[Sequence[T]], bool]) -> list[T]:
    """A smallest set of conditions that makes something impossible: without any one of them it is not.

    Conditions are left out as long as it stays impossible, many at once, then fewer, then one by one.
    """
    core, size = [*conditions], 1 << len(conditions).bit_length()
    while size := size // 2:
        at = 0
        while at < len(core):
            rest = core[:at] + core[at + size :]
            if is_impossible(rest):
                core = rest
            else:
                at += size
    return core


class ConditionCollector:
    """The conditions of some talks: of their people, rooms and blocks, of wishes and rules.

    Where one talk is enough for a remedy, it is the one that is asked about, if possible.
    """

    def __init__(
        self, index: ScheduleIndex, talks: Iterable[SessionId], free_time: FreeTime, about: SessionId
    ) -> None:
        self.index = index
        self.schedule, self.settings = index.schedule, index.settings
        self.about = about
        self.talks = [*index.sessions(talks)]
        self.ids = {talk.id for talk in self.talks}
        self.free_time = free_time
        self.rooms = {room for place in free_time.places for room in place}
        people = (who.participant for talk in self.talks for who in talk.people if who.comes)
        self.people = [*index.participants(dict.fromkeys(people))]
        self.name, self.names = partial(name, index.schedule), partial(names, index.schedule)

    def collect(self) -> Iterator[Condition]:
        """All of them, in an order that is always the same."""
        if len(self.talks) < _CROWD:
            yield from self._of_people()
        yield from self._of_rooms()
        yield from self._of_pauses()
        yield from self._of_fixed_sessions()
        yield from self._of_wishes()
        yield from self._of_preferences()
        yield from self._of_blocks()
        if self._is_error("missing-feature"):
            yield from self._of_features()
        if self._is_error("room-too-small"):
            yield from self._of_audiences()
        keynotes = [at.session for at in sorted(self.index.occupancies(self.index.keynotes))]
        for code in filter(self._is_error, _PLAIN_RULES):
            words = Message("the rule '{rule}' is an error here", rule=code)
            if beside := [keynote for keynote in keynotes if rival_rule(keynote) == code]:
                words = Message("nothing may be at the same time as {sessions}", sessions=self.names(beside))
            warned = Message("the rule '{rule}' becomes a warning", rule=code)
            yield _condition(words, _with_warning(code), warned)
        if self.free_time.days is not None:
            yield _condition(
                Message("only {days} is planned", days=self.names(sorted(self.free_time.days))),
                lambda basis: replace(basis, days=None),
                Message("other days are planned as well"),
            )

    def _is_error(self, code: str) -> bool:
        usual = rule_by_code(code).severity
        return self.settings.grade(code, usual, usual) is Severity.ERROR

    # People and rooms

    def _of_people(self) -> Iterator[Condition]:
        for who in self.people:
            person = self.name(who)
            if who.available:
                periods = self.names(periods_of(windows_of(who.available)))
                yield _condition(
                    Message("{person} can only come {periods}", person=person, periods=periods),
                    _change(Schedule.participant, who.id, available=()),
                    _also(who),
                )
            for at in self.index.appointments(who.id) if is_one_person(who) else ():
                facts = {"person": person, "session": self.name(at.session)}
                people = tuple(each for each in at.session.people if each.participant != who.id)
                absence = _change(Schedule.session, at.id, people=people)
                words = Message("{person} is not needed in {session}", **facts)
                yield Condition(
                    Message("{person} is in {session} {period}", **facts, period=self.name(at.period)),
                    absence,
                    (*self._move_away(at), ((absence,), _constant(words))),
                )

    def _of_rooms(self) -> Iterator[Condition]:
        for room in self.schedule.rooms:
            if room.id in self.rooms and room.available:
                periods = self.names(periods_of(windows_of(room.available)))
                yield _condition(
                    Message("{room} is only available {periods}", room=self.name(room), periods=periods),
                    _change(Schedule.room, room.id, available=()),
                    _also(room),
                )
        if minutes := self.settings.turnaround:
            yield _condition(
                Message("sessions in a room are {minutes} minutes apart", minutes=minutes),
                _set(turnaround=0),
                Message("sessions in a room may follow one another at once"),
            )
        if (hours := self.free_time.hours) is not None:
            always = _set(hours=OpeningHours(opens=time(), closes=time()), room_hours={})
            sentence = Message("rooms are open {hours}", hours=str(hours))
            yield Condition(sentence, always, (_close_later(hours),))

    # Sessions that are placed, and wishes

    def _of_fixed_sessions(self) -> Iterator[Condition]:
        """Sessions that take the time of blocks, or of rooms outside blocks; pinned ones first."""
        in_the_way = [at for at in self.index.occupancies(self.schedule.sessions) if self._is_in_the_way(at)]
        in_the_way.sort(key=lambda at: (not at.session.pinned, at))
        for at in in_the_way[:_FIXED_LIMIT]:
            facts = {"session": self.name(at.session), "period": self.name(at.period)}
            sentence = Message("{session} takes place {period}", **facts)
            if at.session.pinned:
                sentence = Message("{session} is pinned {period}", **facts)
            yield Condition(sentence, _without_time(at), (*self._move_away(at),))

    def _of_pauses(self) -> Iterator[Condition]:
        """The breaks and meals that cut the free time of rooms: no remedy moves them."""
        pauses = [
            at
            for at in self.index.occupancies(self.schedule.sessions)
            if at.session.kind in PAUSES and (not at.rooms or self.rooms.intersection(at.rooms))
        ]
        if pauses and self.free_time.hours is not None:
            periods = tuple(map(self.name, periods_of(windows_of(pauses))))
            listed = Listed(periods, "and", _PAUSES_LIMIT)
            sentence = Message("nothing takes place during breaks and meals: {periods}", periods=listed)
            yield Condition(sentence, _without_times(pauses), ())

    def _move_away(self, at: Occupancy) -> Iterator[Remedy]:
        """The remedy that a session moves that is neither a pause nor a plenary nor a frame of others."""
        if not (at.session.kind.is_pause or at.session.plenary or self.index.parts(at.id)):
            yield (_without_time(at),), _moved_away(at)

    def _is_in_the_way(self, at: Occupancy) -> bool:
        """True if something fixed takes time in which one of the talks might be."""
        if at.session.plenary:
            return True
        if at.session.kind.is_pause or at.session.kind is Kind.BLOCK or self.index.parts(at.id):
            return False
        if any(block.id == at.session.parent and self._may_be_in(block) for block in self.free_time.blocks):
            return True
        shares_room = bool(self.rooms.intersection(at.rooms))
        return shares_room and (self.free_time.hours is not None or at.session.parent is None)

    def _may_be_in(self, block: Session) -> bool:
        """True if the track of a block is open to one of the talks."""
        return any(
            block.id == talk.parent or None in {block.track, talk.track} or block.track == talk.track
            for talk in self.talks
        )

    def _of_wishes(self) -> Iterator[Condition]:
        for wish in self.settings.wishes:
            sessions = [self.name(each) for each in self.index.sessions(wish.sessions)]
            is_known = len(sessions) == len(wish.sessions) and wish.kind in _WISHES
            if is_known and self.ids.intersection(wish.sessions):
                first = sessions[0] if len(sessions) < 3 else Listed(tuple(sessions[:-1]))
                words = Message(_WISHES[wish.kind], one=first, other=sessions[-1])
                dropped = Message("the wish that {wish} is dropped", wish=words)
                yield _condition(words, _without("wishes", wish), dropped)

    def _of_preferences(self) -> Iterator[Condition]:
        for preference in self.settings.preferences:
            if not self._is_error("restriction" if preference.required else "preference"):
                continue
            talks = [
                talk
                for talk in self.talks
                if preference.session == talk.id or None is not preference.track == talk.track
            ]
            owners: list[Session | Participant] = [
                *talks[:1],
                *(who for who in self.people if who.id == preference.participant),
            ]
            for owner in owners:
                facts: dict[str, Fact] = {"owner": self.name(owner), "what": preference.words}
                yield _condition(
                    Message("the wish “{what}” of {owner} must be met", **facts),
                    _without("preferences", preference),
                    Message("the wish “{what}” of {owner} is dropped", **facts),
                )

    # Blocks and rooms that suit

    def _of_blocks(self) -> Iterator[Condition]:
        if any(block.track is not None for block in self.free_time.blocks) and any(
            talk.track is not None for talk in self.talks
        ):
            yield _condition(
                Message("blocks of other tracks are not open to it"),
                _without_tracks,
                Message("blocks of other tracks are open to it"),
            )
        for block in self.schedule.sessions:
            at = self.index.occupancy(block) if block.kind is Kind.BLOCK and block.pinned else None
            if at is not None and self._may_be_in(block) and self.free_time.hours is None:
                facts = {"block": self.name(block), "period": self.name(at.period)}
                yield _condition(
                    Message("the block {block} is pinned {period}", **facts),
                    _change(Schedule.session, block.id, pinned=False),
                    Message("the block {block} is unpinned", **facts),
                )
        for talk in self.talks:
            if talk.parent is not None:
                whole = self.schedule.session(talk.parent)
                facts = {"session": self.name(talk), "whole": self.name(whole)}
                yield _condition(
                    Message("{session} is part of {whole}", **facts),
                    _change(Schedule.session, talk.id, parent=None),
                    Message("{session} is moved out of {whole}", **facts),
                )

    def _of_features(self) -> Iterator[Condition]:
        for feature in dict.fromkeys(each for talk in self.talks for each in talk.needs):
            sessions = [talk for talk in self.talks if feature in talk.needs]
            rooms = [room for room in self.schedule.rooms if feature in room.features]
            facts: dict[str, Fact] = {"sessions": self._named(sessions), "feature": feature}
            nowhere = Plural(
                "{sessions} needs {feature}, which no room has",
                "{sessions} need {feature}, which no room has",
            )
            somewhere = Plural(
                "{sessions} needs {feature}, which only {rooms} has",
                "{sessions} need {feature}, which only {rooms} has",
            )
            ids = {session.id for session in sessions}
            yield _condition(
                Message(
                    somewhere if rooms else nowhere, **facts, rooms=self.names(rooms), count=len(sessions)
                ),
                _without_need(ids, feature),
                partial(_with_feature, feature, ids),
            )

    def _of_audiences(self) -> Iterator[Condition]:
        by_rooms: dict[tuple[Room, ...], list[Session]] = {}
        for talk in self.talks:
            if (audience := talk.audience) is not None:
                open_rooms = (room for room in self.schedule.rooms if room.id in self.rooms)
                rooms = (room for room in open_rooms if room.capacity is None or room.capacity >= audience)
                by_rooms.setdefault(tuple(rooms), []).append(talk)
        for large, talks in by_rooms.items():
            audience = min(talk.audience or 0 for talk in talks)
            facts: dict[str, Fact] = {"sessions": self._named(talks), "audience": audience}
            nowhere = Plural(
                "{sessions} expects {audience} people, and no room has so many seats",
                "{sessions} expect {audience} people or more, and no room has so many seats",
            )
            somewhere = Plural(
                "{sessions} expects {audience} people, and only {rooms} has so many seats",
                "{sessions} expect {audience} people or more, and only {rooms} has so many seats",
            )
            ids = [talk.id for talk in talks]
            singles = sorted(ids, key=lambda id_: id_ != self.about)[:_SINGLE_LIMIT]
            edits = (*(_without_audiences([id_]) for id_ in singles), _without_audiences(ids))
            words = Message(
                somewhere if large else nowhere, **facts, rooms=self.names(large), count=len(talks)
            )
            yield Condition(
                words, _without_audiences(ids), ((edits, partial(_in_smaller_rooms, self.index)),)
            )

    def _named(self, sessions: Sequence[Session]) -> Message | Listed:
        """Some of the talks by name; in short if they are all of them."""
        if len(sessions) < len(self.talks):
            return self.names(sessions)
        return Message("it") if len(sessions) == 1 else Message("all of them")


def _condition(sentence: Message, drop: Edit, words: Words | Message) -> Condition:
    """A condition with one remedy, that it is dropped."""
    return Condition(sentence, drop, (((drop,), _constant(words) if isinstance(words, Message) else words),))


def _constant(words: Message) -> Words:
    return lambda _: words


def _also(of: Participant | Room) -> Words:
    """The times at which somebody or a room would have to be available, too."""

    def words(timetable: Timetable) -> Message | None:
        needed = (
            session.slot.period
            for session in timetable.sessions()
            if session.slot is not None
            and (
                of.id in timetable.schedule.rooms_of(session)
                or any(appearance.participant == of.id for appearance in session.people)
            )
        )
        known = windows_of(of.available)
        missing = periods_of(join(part for period in needed for part in cut(window_of(period), known)))
        if not missing:
            return None
        schedule = timetable.schedule
        facts: dict[str, Fact] = {"whom": name(schedule, of), "periods": names(schedule, missing)}
        if isinstance(of, Room):
            return Message("{whom} is also available {periods}", **facts)
        return Message("{whom} can also come {periods}", **facts)

    return words


def _moved_away(at: Occupancy) -> Words:
    def words(timetable: Timetable) -> Message | None:
        schedule, session = timetable.schedule, timetable.schedule.session(at.id)
        if session.slot is None or session.slot == at.session.slot:
            return None
        facts: dict[str, Fact] = {"session": name(schedule, session), "place": place_words(schedule, session)}
        if at.session.pinned:
            return Message("{session} is unpinned and moves to {place}", **facts)
        return Message("{session} moves to {place}", **facts)

    return words


def _close_later(hours: OpeningHours) -> Remedy:
    later = (close_later(hours, minutes) for minutes in _LATER)
    return tuple(_set(hours=each) for each in later if each is not None), _open_until


def _open_until(timetable: Timetable) -> Message:
    ends = (session.slot.period.end for session in timetable.sessions() if session.slot is not None)
    return Message("rooms are open until {time}", time=timetable.schedule.wall(max(ends)).time())


def _with_feature(feature: str, ids: Collection[SessionId], timetable: Timetable) -> Message | None:
    """The rooms that need a feature, which some of the talks are in."""
    schedule = timetable.schedule
    used = (room for each in timetable.sessions() if each.id in ids for room in schedule.rooms_of(each))
    rooms = [room for room in map(schedule.room, dict.fromkeys(used)) if feature not in room.features]
    facts: dict[str, Fact] = {"rooms": names(schedule, rooms), "feature": feature, "count": len(rooms)}
    return Message(Plural("{rooms} gets {feature}", "{rooms} get {feature}"), **facts) if rooms else None


def _in_smaller_rooms(index: ScheduleIndex, timetable: Timetable) -> Message | None:
    """The sessions in rooms with too few seats, limited to the fewest of these."""
    seats: dict[Session, int] = {}
    for session in timetable.sessions():
        known = index.session(session.id)
        capacities = [timetable.schedule.room(room).capacity for room in timetable.schedule.rooms_of(session)]
        there = sum(capacity or 0 for capacity in capacities)
        if known is not None and None not in capacities and there < (known.audience or 0):
            seats[known] = there
    if not seats or not min(seats.values()):
        return None
    limited = Plural(
        "{sessions} is limited to {seats} people", "{sessions} are limited to {seats} people each"
    )
    least = min(seats.values())
    return Message(limited, sessions=names(index.schedule, [*seats]), seats=least, count=len(seats))


_WISHES = {
    WishKind.APART: sentence("{one} and {other} must not overlap"),
    WishKind.BEFORE: sentence("{one} must end before {other} begins"),
    WishKind.SAME_DAY: sentence("{one} and {other} must be on the same day"),
    WishKind.ONE_DAY: sentence("{one} and {other} must be on the same day"),
    WishKind.SAME_ROOM: sentence("{one} and {other} must be in the same room"),
    WishKind.ONE_ROOM: sentence("{one} and {other} must be in the same room"),
    WishKind.CONSECUTIVE: sentence("{other} must follow {one} in the same room"),
    WishKind.SPREAD: sentence("{one} and {other} must be on different days"),
    WishKind.AFTER_BREAK: sentence("{one} must begin right after a break"),
}


# A late session


def late_remedies(index: ScheduleIndex, late: Session, earliest: int) -> Iterator[Remedy]:
    """The remedies of a late session that has no place from a minute on; those that change least first."""
    rooms, day = {*index.rooms(late)}, index.day(instant_of(earliest))
    following = [
        at
        for at in sorted(index.occupancies(index.schedule.sessions))
        if minute(at.end) > earliest
        and index.day(at.start) == day
        and at.id != late.id
        and rooms.intersection(at.rooms)
    ][:_FOLLOWING_LIMIT]
    yield from _shorten(index, late)
    for at in following:
        if at.session.pinned:
            yield (_change(Schedule.session, at.id, pinned=False),), _moved_away(at)
    for at in following:
        yield from _shorten(index, at.session)
    yield _close_later(opening_hours(index))
    for who in index.participants(appearance.participant for appearance in late.people):
        if who.available:
            yield (_change(Schedule.participant, who.id, available=()),), _also(who)
    yield (lambda basis: replace(basis, schedule=add_further_rooms(basis.schedule, 1)),), _in_further_room


def _shorten(index: ScheduleIndex, session: Session) -> Iterator[Remedy]:
    """A session with the most minutes with which there is a place; at least half of it is left."""
    slot = session.slot
    if slot is None or index.parts(session.id):
        return
    ends = [slot.period.end - timedelta(minutes=less) for less in SHORTER if 2 * less <= slot.period.minutes]
    slots = (Slot(period=Period(start=slot.period.start, end=end), rooms=slot.rooms) for end in ends)
    edits = tuple(_change(Schedule.session, session.id, slot=shorter) for shorter in slots)

    def words(timetable: Timetable) -> Message | None:
        shorter = timetable.schedule.session(session.id).slot
        return shortened(timetable.schedule, session, shorter.period.minutes) if shorter is not None else None

    yield edits, words


def shortened(schedule: Schedule, session: Session, minutes: int) -> Message:
    facts: dict[str, Fact] = {"session": name(schedule, session), "minutes": minutes}
    return Message("{session} is shortened to {minutes} minutes", **facts)


def _in_further_room(timetable: Timetable) -> Message | None:
    """The times at which a further room, the last one, would have to be free."""
    schedule, room = timetable.schedule, timetable.schedule.rooms[-1].id
    slots = [session.slot for session in timetable.sessions() if session.slot is not None]
    periods = sorted((slot.period for slot in slots if room in slot.rooms), key=lambda period: period.start)
    return Message("another room is free {periods}", periods=names(schedule, periods)) if periods else None


# Edits that drop a condition


def _change(find: Callable[[Schedule, Any], Any], id_: str, **fields: Any) -> Edit:

    def edit(basis: Basis) -> Basis:
        changed = find(basis.schedule, id_).model_copy(update=fields)
        return replace(basis, schedule=replace_in(basis.schedule, changed))

    return edit


def _without_times(sessions: Iterable[Occupancy]) -> Edit:
    edits = [*map(_without_time, sessions)]
    return lambda basis: reduce(lambda changed, edit: edit(changed), edits, basis)


def _set(**fields: Any) -> Edit:
    return lambda basis: replace(basis, settings=basis.settings.model_copy(update=fields))


def _with_warning(code: str) -> Edit:
    return lambda basis: _set(severities={**basis.settings.severities, code: "warning"})(basis)


def _without(field: str, item: object) -> Edit:

    def edit(basis: Basis) -> Basis:
        return _set(**{field: tuple(each for each in getattr(basis.settings, field) if each != item)})(basis)

    return edit


def _without_time(at: Occupancy) -> Edit:
    """The session may be at any time, and in any other block if it is in one."""

    def edit(basis: Basis) -> Basis:
        parent = basis.schedule.session(at.id).parent
        if parent is not None and basis.schedule.session(parent).kind is Kind.BLOCK:
            parent = None
        fields = {"slot": None, "minutes": at.minutes, "pinned": False, "parent": parent}
        return _change(Schedule.session, at.id, **fields)(basis)

    return edit


def _without_audiences(ids: Iterable[SessionId]) -> Edit:
    def edit(basis: Basis) -> Basis:
        for id_ in ids:
            basis = _change(Schedule.session, id_, audience=None)(basis)
        return basis

    return edit


def _without_tracks(basis: Basis) -> Basis:
    sessions = tuple(
        session.model_copy(update={"track": None}) if session.kind is Kind.BLOCK else session
        for session in basis.schedule.sessions
    )
    return replace(basis, schedule=rebuild(basis.schedule, "blocks", sessions=sessions))


def _without_need(ids: Collection[SessionId], feature: str) -> Edit:
    def edit(basis: Basis) -> Basis:
        for id_ in ids:
            needs = tuple(need for need in basis.schedule.session(id_).needs if need != feature)
            basis = _change(Schedule.session, id_, needs=needs)(basis)
        return basis

    return edit
