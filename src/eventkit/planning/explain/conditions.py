"""Conditions of talks in an organiser's words, each of which can be dropped to see what it prevents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import partial
from typing import Any, TypeVar

from eventkit.editing.edits import rebuild
from eventkit.editing.edits import replace as replace_in
from eventkit.findings import Severity
from eventkit.model import Kind, Participant, Room, Session, SessionId
from eventkit.planning.planning_messages import Phrase, PhraseBook
from eventkit.planning.problem.free_time import (
    FreeTime,
    day_bounds,
    instant_of,
    join,
    minute,
    periods_outside,
)
from eventkit.rules import OpeningHours, RuleSettings, StatedPreference, Wish, WishKind, rule_by_code
from eventkit.rules.person_rules import is_one_person
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period

T = TypeVar("T")

_FIXED_LIMIT = 24
"""The most sessions in the way that are considered."""

_CROWD = 30
"""From how many talks on the conditions of single people are not considered."""

_SINGLE_LIMIT = 4
"""The most sessions of which each is tried with fewer people, before all of them are."""

_LATER = (30, 60, 120, 180)
"""By how many minutes later rooms might close."""

_PLAIN_RULES = ("no-booths", "outside-days", "no-room", "opening-order")
"""Rules that exclude a talk from a place where they are errors, and have no conditions of their own here."""

_WISHES = {
    WishKind.APART: "wish-apart",
    WishKind.BEFORE: "wish-before",
    WishKind.SAME_DAY: "wish-same-day",
    WishKind.SAME_ROOM: "wish-same-room",
    WishKind.CONSECUTIVE: "wish-consecutive",
    WishKind.SPREAD: "wish-spread",
    WishKind.AFTER_BREAK: "wish-after-break",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The basis of a plan.

    Attributes:
        days: The days on which to plan; all of them if ``None``.
    """

    schedule: Schedule
    settings: RuleSettings
    days: frozenset[date] | None = None


Edit = Callable[[Terms], Terms]
"""Changes what a plan is made from."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A timetable that is possible once a condition is dropped: the proof that this would help.

    Attributes:
        schedule: The schedule with the condition dropped and all of the talks placed.
    """

    schedule: Schedule
    placed: tuple[SessionId, ...]

    def sessions(self) -> Iterator[Session]:
        """The sessions that were placed."""
        return map(self.schedule.session, self.placed)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change that would help, if there is a timetable with it.

    Attributes:
        edits: Changes of the terms, the mildest first: the first of them with a timetable is proposed.
        words: What would have to be otherwise, as that timetable has it; ``None`` if that is not one thing.
    """

    edits: tuple[Edit, ...]
    words: Callable[[Witness], Phrase | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that excludes talks from places.

    Attributes:
        drop: Makes the terms without it.
        remedies: What would have to be otherwise: any one of them.
    """

    sentence: Phrase
    drop: Edit
    remedies: tuple[Remedy, ...]


def _condition(sentence: Phrase, drop: Edit, words: Callable[[Witness], Phrase | None]) -> Condition:
    """A condition with one remedy, that it is dropped."""
    return Condition(sentence, drop, (Remedy((drop,), words),))


def find_conditions(
    index: ScheduleIndex, talks: Iterable[SessionId], free_time: FreeTime, about: SessionId
) -> list[Condition]:
    """The conditions of some talks: of their people, rooms and blocks, of wishes and rules.

    Where one talk is enough for a remedy, it is the one that is asked about, if possible.
    """
    return [*_Collector(index, [*index.sessions(talks)], free_time, about).collect()]


class _Collector:
    """Collects the conditions of some talks."""

    def __init__(
        self, index: ScheduleIndex, talks: list[Session], free_time: FreeTime, about: SessionId
    ) -> None:
        self.index = index
        self.about = about
        self.talks = talks
        self.free_time = free_time
        self.phrase = PhraseBook(index.schedule)
        self.rooms = {room for place in free_time.places for room in place}

    def collect(self) -> Iterator[Condition]:
        """All of them, in an order that is always the same."""
        if len(self.talks) < _CROWD:
            yield from self._of_people()
        yield from self._of_rooms()
        yield from self._of_fixed_sessions()
        yield from self._of_wishes()
        yield from self._of_preferences()
        yield from self._of_nights()
        yield from self._of_blocks()
        yield from self._of_features()
        yield from self._of_audiences()
        yield from self._of_keynotes()
        yield from self._of_rules()
        yield from self._of_days()

    def _people(self) -> Iterable[Participant]:
        """Everybody who comes to one of the talks."""
        ids = dict.fromkeys(
            appearance.participant for talk in self.talks for appearance in talk.people if appearance.comes
        )
        return self.index.participants(ids)

    def _of_people(self) -> Iterator[Condition]:
        for who in self._people():
            if who.available:
                yield _condition(
                    self.phrase("person-hours", person=who, periods=who.available),
                    _without_hours(who),
                    self._also(who),
                )
            for at in self.index.appointments(who.id) if is_one_person(who) else ():
                absence = _without_appearance(at.session.id, who)
                words = self._as_words("person-free", person=who, session=at.session)
                yield Condition(
                    self.phrase("person-session", person=who, session=at.session, period=at.period),
                    absence,
                    (*self._move_away(at), Remedy((absence,), words)),
                )

    def _of_rooms(self) -> Iterator[Condition]:
        for room in self.index.schedule.rooms:
            if room.id in self.rooms and room.available:
                yield _condition(
                    self.phrase("room-hours", room=room, periods=room.available),
                    _without_room_hours(room),
                    self._also(room),
                )
        hours = self.free_time.hours
        if hours is not None:

            def open_also(witness: Witness) -> Phrase:
                periods = [
                    closed
                    for session in witness.sessions()
                    if session.slot is not None
                    for closed in self._beyond_hours(session.slot.period, hours)
                ]
                return self.phrase("open-also", periods=_in_order(periods))

            edits = (*(_with_later_close(hours, later) for later in _LATER), _without_opening_hours)
            words = self.phrase("opening-hours", hours=str(hours))
            yield Condition(words, _without_opening_hours, (Remedy(edits, open_also),))

    def _of_fixed_sessions(self) -> Iterator[Condition]:
        """Sessions that take the time of blocks, or of rooms outside blocks; pinned ones first."""
        in_the_way = [
            at for at in self.index.occupancies(self.index.schedule.sessions) if self._is_in_the_way(at)
        ]
        in_the_way.sort(key=lambda at: (not at.session.pinned, at))
        for at in in_the_way[:_FIXED_LIMIT]:
            key = "pinned" if at.session.pinned else "fixed"
            sentence = self.phrase(key, session=at.session, period=at.period)
            yield Condition(sentence, _without_time(at), (*self._move_away(at),))

    def _move_away(self, at: Occupancy) -> Iterator[Remedy]:
        """The remedy that a session moves that is no pause, no plenary and no frame of others."""
        session = at.session
        if not (session.kind.is_pause or session.plenary or self.index.parts(at.id)):
            key = "unpinned" if session.pinned else "moves"
            yield Remedy((_without_time(at),), self._moves(key, session))

    def _is_in_the_way(self, at: Occupancy) -> bool:
        """True if something fixed takes time in which one of the talks might be."""
        if at.session.kind.is_pause or at.session.kind is Kind.BLOCK or self.index.parts(at.id):
            return False
        if at.session.parent is not None and any(
            block.id == at.session.parent and self._may_be_in(block) for block in self.free_time.blocks
        ):
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
        ids = {talk.id for talk in self.talks}
        for wish in self.index.settings.wishes:
            sessions = tuple(self.index.sessions(wish.sessions))
            if ids.intersection(wish.sessions) and len(sessions) == wish.kind.number:
                words = self.phrase(_WISHES[wish.kind], one=sessions[0], other=sessions[-1])
                yield _condition(words, _without_wish(wish), self._as_words("wish-dropped", wish=words))

    def _of_preferences(self) -> Iterator[Condition]:
        """Preferences that have to be met: a condition for each part of the day, days and rooms."""
        sessions = {talk.id: talk for talk in self.talks}
        people = {who.id: who for who in self._people()}
        for number, preference in enumerate(self.index.settings.preferences):
            if not self._is_error("restriction" if preference.required else "preference"):
                continue
            session = sessions.get(preference.session) if preference.session is not None else None
            if preference.track is not None:
                session = next((talk for talk in self.talks if talk.track == preference.track), None)
            who = people.get(preference.participant) if preference.participant is not None else None
            owner = {"session": session} if session is not None else {"person": who}
            for key, facts, without in self._aspects(preference) if session or who else ():
                words = self.phrase(f"{'session' if session else 'person'}-{key}", **owner, **facts)
                yield _condition(
                    words,
                    _without_preference(number, without),
                    self._as_words("preference-dropped", preference=words),
                )

    def _aspects(
        self, preference: StatedPreference
    ) -> Iterator[tuple[str, dict[str, Any], dict[str, object]]]:
        """The preference: the key of its message, the facts, and the fields without it."""
        if preference.words is not None:
            nothing: dict[str, object] = {"part_of_day": None, "days": (), "rooms": (), "periods": ()}
            yield "stated", {"wish": preference.words}, nothing
            return
        if preference.part_of_day is not None:
            yield f"only-{preference.part_of_day}", {}, {"part_of_day": None}
        if preference.days:
            yield "only-days", {"days": preference.days}, {"days": ()}
        rooms = tuple(room for room in self.index.schedule.rooms if room.id in preference.rooms)
        if rooms:
            yield "only-rooms", {"rooms": rooms}, {"rooms": ()}

    def _of_nights(self) -> Iterator[Condition]:
        """The nights of people who take part online, where they must not be on the programme then."""
        for who in self._people() if self._is_error("bad-hour") else ():
            if who.online is not None:
                yield Condition(
                    self.phrase("person-nights", person=who, zone=who.online),
                    _without_zone(who),
                    (Remedy((_with_warning("bad-hour"),), self._as_words("person-at-night", person=who)),),
                )

    def _of_blocks(self) -> Iterator[Condition]:
        if any(block.track is not None for block in self.free_time.blocks) and any(
            talk.track is not None for talk in self.talks
        ):
            yield _condition(self.phrase("other-tracks"), _without_tracks, self._in_another_track)
        for block in self.index.schedule.sessions:
            at = self.index.occupancy(block) if block.kind is Kind.BLOCK and block.pinned else None
            if at is not None and self._may_be_in(block) and self.free_time.hours is None:
                yield _condition(
                    self.phrase("block-pinned", block=block, period=at.period),
                    _without_pin(block.id),
                    self._as_words("block-unpinned", block=block),
                )
        for talk in self.talks:
            if talk.parent is not None:
                whole = self.index.schedule.session(talk.parent)
                yield _condition(
                    self.phrase("part-of", session=talk, whole=whole),
                    _without_parent(talk.id),
                    self._as_words("moved-out", session=talk, whole=whole),
                )

    def _in_another_track(self, witness: Witness) -> Phrase | None:
        """The one session that is in a block of another track, and the block."""
        strangers = [
            (session, block)
            for session in witness.sessions()
            for block in [self.index.session(session.parent) if session.parent is not None else None]
            if block is not None and None not in {block.track, session.track} and block.track != session.track
        ]
        if len(strangers) != 1:
            return None
        session, block = strangers[0]
        return self.phrase("track-open", session=session, block=block)

    def _of_features(self) -> Iterator[Condition]:
        """The needs of talks in their rooms, where a missing one is an error."""
        if not self._is_error("missing-feature"):
            return
        needs = self.index.settings.needs
        features = dict.fromkeys(feature for talk in self.talks for feature in needs.get(talk.id, ()))
        for feature in features:
            sessions = tuple(talk for talk in self.talks if feature in needs.get(talk.id, ()))
            rooms = tuple(room for room in self.index.schedule.rooms if feature in room.features)
            key = self._key("feature", sessions)
            yield _condition(
                self.phrase(
                    key if rooms else f"{key}-nowhere", sessions=sessions, feature=feature, rooms=rooms
                ),
                _without_need([session.id for session in sessions], feature),
                partial(self._with_feature, feature, sessions),
            )

    def _with_feature(self, feature: str, sessions: Sequence[Session], witness: Witness) -> Phrase | None:
        """The rooms that need a feature, which some of the talks are in."""
        ids = {session.id for session in sessions}
        rooms = [
            witness.schedule.room(room)
            for session in witness.sessions()
            if session.id in ids
            for room in witness.schedule.rooms_of(session)
        ]
        lacking = tuple(room for room in dict.fromkeys(rooms) if feature not in room.features)
        if not lacking:
            return None
        key = "feature-added" if len(lacking) == 1 else "feature-added-several"
        return self.phrase(key, rooms=lacking, feature=feature)

    def _of_audiences(self) -> Iterator[Condition]:
        """The seats that talks need, where too few are an error."""
        if not self._is_error("room-too-small"):
            return
        by_rooms: dict[tuple[Room, ...], list[Session]] = {}
        for talk in self.talks:
            if talk.audience is not None:
                by_rooms.setdefault(self._rooms_for(talk.audience), []).append(talk)
        for rooms, talks in by_rooms.items():
            ids = [talk.id for talk in talks]
            key = self._key("seats", talks)
            sentence = self.phrase(
                key if rooms else f"{key}-nowhere",
                sessions=tuple(talks),
                audience=min(talk.audience or 0 for talk in talks),
                rooms=rooms,
            )
            singles = sorted(ids, key=lambda id_: id_ != self.about)[:_SINGLE_LIMIT]
            edits = (*(_without_audiences([id_]) for id_ in singles), _without_audiences(ids))
            remedy = Remedy(edits, self._in_smaller_rooms)
            yield Condition(sentence, _without_audiences(ids), (remedy,))

    def _key(self, key: str, sessions: Sequence[Session]) -> str:
        """The key of a message about some of the talks, about all of them or about the only one."""
        if len(sessions) == len(self.talks):
            return f"{key}-of-it" if len(sessions) == 1 else f"{key}-of-all"
        return key if len(sessions) == 1 else f"{key}-of-several"

    def _rooms_for(self, audience: int) -> tuple[Room, ...]:
        """The rooms that have seats for so many people."""
        return tuple(
            room
            for room in self.index.schedule.rooms
            if room.id in self.rooms and (room.capacity is None or room.capacity >= audience)
        )

    def _in_smaller_rooms(self, witness: Witness) -> Phrase | None:
        """The sessions in rooms with too few seats, limited to the fewest of these."""
        limited: list[Session] = []
        fewest: list[int] = []
        for session in witness.sessions():
            known = self.index.session(session.id)
            rooms = map(witness.schedule.room, witness.schedule.rooms_of(session))
            capacities = [room.capacity for room in rooms]
            seats = sum(capacity or 0 for capacity in capacities)
            if known is not None and None not in capacities and seats < (known.audience or 0):
                limited.append(known)
                fewest.append(seats)
        if not fewest or not min(fewest):
            return None
        key = "limited-audience" if len(limited) == 1 else "limited-audiences"
        return self.phrase(key, sessions=tuple(limited), seats=min(fewest))

    def _of_keynotes(self) -> Iterator[Condition]:
        """The openings and keynotes beside which nothing may be, where that is an error."""
        if self._is_error("keynote-parallel"):
            keynotes = tuple(at.session for at in sorted(self.index.occupancies(self.index.keynotes)))
            if keynotes:
                yield _condition(
                    self.phrase("beside-keynotes", sessions=keynotes),
                    _with_warning("keynote-parallel"),
                    self._as_words("rule-warning", rule="keynote-parallel"),
                )

    def _of_rules(self) -> Iterator[Condition]:
        for code in _PLAIN_RULES:
            if self._is_error(code):
                yield _condition(
                    self.phrase("rule", rule=code),
                    _with_warning(code),
                    self._as_words("rule-warning", rule=code),
                )

    def _of_days(self) -> Iterator[Condition]:
        if self.free_time.days is not None:
            words = self.phrase("days", days=tuple(sorted(self.free_time.days)))
            yield _condition(words, lambda terms: replace(terms, days=None), self._as_words("more-days"))

    def _is_error(self, code: str) -> bool:
        usual = rule_by_code(code).severity
        return self.index.settings.grade(code, usual, usual) is Severity.ERROR

    # What would have to be otherwise

    def _as_words(self, key: str, **facts: Any) -> Callable[[Witness], Phrase]:
        return lambda _: self.phrase(key, **facts)

    def _moves(self, key: str, session: Session) -> Callable[[Witness], Phrase]:
        """The place of a session that moves."""

        def words(witness: Witness) -> Phrase:
            moved = witness.schedule.session(session.id)
            period = moved.slot.period if moved.slot else None
            rooms = tuple(map(witness.schedule.room, witness.schedule.rooms_of(moved)))
            place = self.phrase("at-place", period=period, rooms=rooms) if rooms else period
            return self.phrase(key, session=session, place=place)

        return words

    def _also(self, of: Participant | Room) -> Callable[[Witness], Phrase]:
        """The times at which somebody or a room would have to be available, too."""

        def words(witness: Witness) -> Phrase:
            periods = [
                missing
                for session in witness.sessions()
                if session.slot is not None and _concerns(of, session, witness.schedule)
                for missing in periods_outside(session.slot.period, of.available)
            ]
            if isinstance(of, Room):
                return self.phrase("room-also", room=of, periods=_in_order(periods))
            return self.phrase("person-also", person=of, periods=_in_order(periods))

        return words

    def _beyond_hours(self, period: Period, hours: OpeningHours) -> Iterator[Period]:
        """The parts of a period in which rooms are closed."""
        bounds = day_bounds(self.index, self.index.day(period.start).toordinal(), hours)
        if bounds is not None:
            opens, closes = map(instant_of, bounds)
            yield from periods_outside(period, [Period(start=opens, end=closes)])


def _concerns(of: Participant | Room, session: Session, schedule: Schedule) -> bool:
    if isinstance(of, Room):
        return of.id in schedule.rooms_of(session)
    return any(appearance.participant == of.id for appearance in session.people)


def _in_order(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Periods in order, those that follow one another at once as one."""
    windows = join((minute(period.start), minute(period.end)) for period in periods)
    return tuple(Period(start=instant_of(start), end=instant_of(end)) for start, end in windows)


# Edits that drop a condition


def _edit_schedule(edit: Callable[[Schedule], Schedule]) -> Edit:
    return lambda terms: replace(terms, schedule=edit(terms.schedule))


def _edit_settings(edit: Callable[[RuleSettings], dict[str, Any]]) -> Edit:
    return lambda terms: replace(terms, settings=terms.settings.model_copy(update=edit(terms.settings)))


def _change_session(id_: SessionId, **fields: Any) -> Edit:
    return _edit_schedule(
        lambda schedule: replace_in(schedule, schedule.session(id_).model_copy(update=fields))
    )


def _without_hours(who: Participant) -> Edit:
    return _change_participant(who, available=())


def _without_zone(who: Participant) -> Edit:
    return _change_participant(who, online=None)


def _change_participant(who: Participant, **fields: Any) -> Edit:
    return _edit_schedule(
        lambda schedule: replace_in(schedule, schedule.participant(who.id).model_copy(update=fields))
    )


def _without_room_hours(room: Room) -> Edit:
    return _edit_schedule(lambda schedule: replace_in(schedule, room.model_copy(update={"available": ()})))


def _without_appearance(id_: SessionId, who: Participant) -> Edit:
    def edit(schedule: Schedule) -> Schedule:
        session = schedule.session(id_)
        people = tuple(appearance for appearance in session.people if appearance.participant != who.id)
        return replace_in(schedule, session.model_copy(update={"people": people}))

    return _edit_schedule(edit)


def _without_time(at: Occupancy) -> Edit:
    """The session may be at any time, and in any other block if it is in one."""

    def edit(schedule: Schedule) -> Schedule:
        session = schedule.session(at.id)
        block = schedule.session(session.parent) if session.parent is not None else None
        parent = None if block is not None and block.kind is Kind.BLOCK else session.parent
        cleared = {"slot": None, "minutes": at.minutes, "pinned": False, "parent": parent}
        return replace_in(schedule, session.model_copy(update=cleared))

    return _edit_schedule(edit)


def _without_pin(id_: SessionId) -> Edit:
    return _change_session(id_, pinned=False)


def _without_parent(id_: SessionId) -> Edit:
    return _change_session(id_, parent=None)


def _without_audiences(ids: Collection[SessionId]) -> Edit:
    return _edit_schedule(
        lambda schedule: replace_in(
            schedule, *(schedule.session(id_).model_copy(update={"audience": None}) for id_ in ids)
        )
    )


def _without_tracks(terms: Terms) -> Terms:
    schedule = terms.schedule
    sessions = tuple(
        session.model_copy(update={"track": None}) if session.kind is Kind.BLOCK else session
        for session in schedule.sessions
    )
    return replace(terms, schedule=rebuild(schedule, "blocks", sessions=sessions))


_without_opening_hours = _edit_settings(
    lambda _: {"hours": OpeningHours(opens=time(), closes=time()), "room_hours": {}}
)


def _with_later_close(hours: OpeningHours, minutes: int) -> Edit:
    closes = min(hours.closes.hour * 60 + hours.closes.minute + minutes, 24 * 60 - 1)
    later = OpeningHours(opens=hours.opens, closes=time(closes // 60, closes % 60))
    return _edit_settings(lambda _: {"hours": later})


def _without_wish(wish: Wish) -> Edit:
    return _edit_settings(
        lambda settings: {"wishes": tuple(other for other in settings.wishes if other != wish)}
    )


def _without_preference(number: int, without: Mapping[str, object]) -> Edit:
    """The terms in which something is no part of a preference, by its number."""

    def edit(settings: RuleSettings) -> dict[str, Any]:
        preferences = [*settings.preferences]
        preferences[number] = preferences[number].model_copy(update=without)
        return {"preferences": tuple(preferences)}

    return _edit_settings(edit)


def _without_need(ids: Collection[SessionId], feature: str) -> Edit:
    def edit(settings: RuleSettings) -> dict[str, Any]:
        needs = {
            id_: tuple(need for need in features if id_ not in ids or need != feature)
            for id_, features in settings.needs.items()
        }
        return {"needs": needs}

    return _edit_settings(edit)


def _with_warning(code: str) -> Edit:
    return _edit_settings(lambda settings: {"severities": {**settings.severities, code: "warning"}})


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
