"""The explanation of talks without a place: what they share with which others, why, and what would help.

A remedy is only proposed if a timetable is found with it that places the session and everything that had a
place, and that adds no error. Few sessions move in the search for it: first none, then those that keep the
session out, then all that are where these might be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from eventkit.editing.edits import rebuild
from eventkit.editing.edits import replace as replace_in
from eventkit.findings import Severity
from eventkit.messages import Fact, Listed, Message, Plural
from eventkit.model import Kind, ParticipantId, RoomId, Session, SessionId, Slot
from eventkit.planning.explain.conditions import (
    SHORTER,
    Basis,
    Condition,
    ConditionCollector,
    Timetable,
    minimal_core,
    shortened,
    write_remedies,
)
from eventkit.planning.explain.infeasibility import (
    Proof,
    Shortage,
    find_confined,
    find_proof,
    shared_minutes,
)
from eventkit.planning.plans import (
    ALL_TAKEN,
    NAMED_LIMIT,
    NO_PLACE,
    Reason,
    apply_moves,
    find_added_errors,
    more_time,
    name,
    names,
    place_words,
    to_moves,
    without_times,
)
from eventkit.planning.problem.free_time import (
    FreeTime,
    add_further_rooms,
    close_later,
    find_free_time,
    instant_of,
    minute,
    opening_hours,
    window_of,
)
from eventkit.planning.problem.model_builder import build_problem
from eventkit.planning.problem.planning_model import Problem
from eventkit.planning.problem.talk_requests import TalkRequest
from eventkit.planning.search.annealing import anneal
from eventkit.planning.search.arrangement import arrange_one_by_one
from eventkit.rules import Checker
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.wording.public_schedule import untitled

_CORE_LIMIT = 100  # the most sessions that are too many together of which the conditions are looked for
_PIECES_LIMIT = 6  # the most pieces of free time of which the minutes are listed

_TRIES, _NEIGHBOURS_LIMIT = 1_500, 90
"""The number of changes that are tried in the search for one timetable, and the most sessions that move."""

_BLOCKS_LIMIT, _INSTEAD_LIMIT = 5, 4
"""The most blocks that are tried with a later end, and the most sessions that might be left out instead."""

_AMOUNTS_TRIED, _ROOMS_LIMIT = 4, 20
"""For how many amounts, from the least that may be enough, a timetable of too many sessions is looked for;
and the most further rooms that are proposed."""

_LONGER = range(30, 241, 30)
"""By how many minutes days become longer for too many sessions."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Sessions that were to be planned, and what came of it."""

    index: ScheduleIndex
    requests: Sequence[TalkRequest]
    free_time: FreeTime
    problem: Problem
    after: Schedule

    def session_of(self, talk: int) -> SessionId:
        return SessionId(self.problem.talks[talk].id)


def explain(attempt: Attempt, missed: Sequence[int], limit: int) -> dict[int, Reason]:
    """The reasons why talks have no place, and what would help: any one of the remedies of each.

    Of that a talk cannot be placed beside those with a place, a proof is looked for, and made as small as it
    can be, first its talks and then their conditions. Talks that are too many have one reason together.
    """
    explainer = _Explainer(attempt, missed)
    crowds = [*explainer.crowds(missed[:limit])]
    counted = {talk for crowd in crowds for talk in crowd.talks}
    reasons: dict[int, Reason] = {}
    for talk in missed[:limit]:
        proof = explainer.prove(talk, is_counted=talk in counted)
        if proof is not None or talk not in counted:
            reasons[talk] = explainer.explain_one(talk, proof)
    for crowd in crowds:
        alike = [talk for talk in crowd.talks if talk not in reasons]
        if len(alike) == 1:
            reasons[alike[0]] = explainer.explain_one(alike[0], explainer.prove(alike[0]))
        elif alike:
            reasons |= dict.fromkeys(alike, explainer.explain_crowd(crowd, alike))
    return reasons


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Talks that need more minutes than they can use."""

    talks: Sequence[int]
    confined: Sequence[int]
    stretches: frozenset[int]
    needed: int
    there: int


class _Explainer:
    def __init__(self, attempt: Attempt, missed: Sequence[int]) -> None:
        self.attempt = attempt
        self.missed = missed
        self.problem = attempt.problem
        self.schedule = attempt.index.schedule
        self.placed = [
            talk
            for talk, _ in enumerate(self.problem.talks)
            if attempt.after.session(attempt.session_of(talk)).slot is not None
        ]

    def prove(self, talk: int, *, is_counted: bool = False) -> Proof | None:
        """A proof that a talk cannot be placed with those that have a place, or with all others."""
        proof = find_proof(self.problem, [*self.placed, talk], talk, is_counted=is_counted)
        if proof is not None or is_counted:
            return proof
        return find_proof(self.problem, [*self.placed, *self.missed], talk, is_counted=True)

    def crowds(self, talks: Sequence[int]) -> Iterator[_Crowd]:
        options = self.problem.options
        everything = [talk for talk in (*self.placed, *self.missed) if options[talk]]
        counted: set[int] = set()
        for talk in talks:
            if not options[talk] or talk in counted:
                continue
            found = find_confined(self.problem, everything, talk)
            if found is None:
                return  # without a crowd around the first talks there is hardly one around another
            stretches = frozenset(stretch for each in found for stretch in options[each])
            confined = [each for each in everything if stretches.issuperset(options[each])]
            needed = sum(self.problem.talks[each].minutes for each in confined)
            there = shared_minutes(self.problem, stretches, confined)
            alike = [each for each in confined if each in self.missed]
            if needed <= there or len(alike) < 2:
                return
            counted |= {*alike}
            yield _Crowd(alike, confined, stretches, needed, there)

    def explain_crowd(self, crowd: _Crowd, talks: Sequence[int]) -> Reason:
        """The reason of talks that, with those that are placed, need more minutes than they share."""
        where = tuple(self._where(crowd.stretches))
        facts = {"count": len(crowd.confined), "needed": crowd.needed, "minutes": crowd.there}
        words = _too_many(crowd.needed, crowd.there, len(crowd.confined))
        if where:
            words = Message(
                "{count} sessions need {needed} minutes together, and the free time that they can use, "
                "{where}, has {minutes}",
                **facts,
                where=Listed(where, "and"),
            )
        missing = crowd.needed - crowd.there
        core = self._core(crowd.confined, talks[0]) if len(crowd.confined) <= _CORE_LIMIT else []
        remedies = [*_CrowdRemedies(self._trial(talks), missing).find()] or [_more_time(missing, core)]
        conditions = tuple(condition.sentence for condition in core)
        return Reason(Shortage.MINUTES.value, words, tuple(remedies), conditions)

    def _where(self, stretches: Collection[int]) -> Iterator[Message]:
        """The days and rooms of stretches, where these are not all that are planned."""
        every, own = self.problem.stretches, [self.problem.stretches[stretch] for stretch in stretches]
        days, all_days = ({stretch.day for stretch in some} for some in (own, every))
        if days < all_days:
            yield Message("on {days}", days=names(self.schedule, map(date.fromordinal, sorted(days))))
        places = self.attempt.free_time.places
        rooms, all_rooms = ({room for at in some for room in places[at.place]} for some in (own, every))
        if rooms < all_rooms:
            known = [room for room in self.schedule.rooms if room.id in rooms]
            yield Message("in {rooms}", rooms=names(self.schedule, known))

    def explain_one(self, talk: int, proof: Proof | None) -> Reason:
        talks = proof.talks if proof is not None else (talk,)
        trial = self._trial([talk], talks)
        core = self._core(talks, talk) if proof is not None else []
        remedies = [*find_remedies(trial, core)] or [*_find_places_outside_blocks(trial)]
        if proof is None:
            longer = Message("the search goes on for longer, or begins with another seed")
            return replace(ALL_TAKEN, remedies=(*remedies, longer))
        conditions = tuple(condition.sentence for condition in core)
        if not remedies:
            remedies = [_more_time(self.problem.talks[talk].minutes, core)]
        return Reason(proof.shortage.value, self._sentence(proof, core), tuple(remedies), conditions)

    def _trial(self, talks: Sequence[int], core: Sequence[int] = ()) -> Trial:
        attempt = self.attempt
        return Trial(
            basis=Basis(attempt.after, attempt.index.settings, attempt.free_time.days),
            sessions=[attempt.session_of(talk) for talk in talks],
            core=[attempt.session_of(talk) for talk in core],
            lengths={request.session.id: request.minutes for request in attempt.requests},
            problem=self.problem,
            in_rooms=attempt.free_time.hours is not None,
        )

    def _core(self, talks: Iterable[int], about: int) -> list[Condition]:
        """The conditions without any one of which those talks might have places."""
        attempt, free_time = self.attempt, self.attempt.free_time
        ids = [attempt.session_of(talk) for talk in talks]
        collector = ConditionCollector(attempt.index, ids, free_time, attempt.session_of(about))
        conditions = [*collector.collect()]
        trial = replace(
            self._trial([about]), basis=Basis(self.schedule, attempt.index.settings, free_time.days)
        )

        def is_impossible(active: Sequence[Condition]) -> bool:
            basis = trial.basis
            for condition in conditions:
                if condition not in active:
                    basis = condition.drop(basis)
            _, problem = trial.pose(basis, ids)
            return find_proof(problem, range(len(problem.talks))) is not None

        return minimal_core(conditions, is_impossible)

    def _sentence(self, proof: Proof, core: Sequence[Condition]) -> Message:
        talks = self.attempt.index.sessions(map(self.attempt.session_of, proof.talks))
        needed = sum(self.problem.talks[talk].minutes for talk in proof.talks)
        facts: dict[str, Fact] = {
            "sessions": names(self.schedule, talks),
            "needed": needed,
            "minutes": proof.minutes,
        }
        match proof.shortage:
            case Shortage.PLACE:
                words = self._without_place(needed, core)
            case Shortage.PERSON:
                who = self.schedule.participant(ParticipantId(proof.person))
                facts["person"] = name(self.schedule, who)
                words = Message("{person} cannot be in {sessions} one after the other", **facts)
            case Shortage.MINUTES if len(proof.talks) > NAMED_LIMIT:
                words = _too_many(needed, proof.minutes, len(proof.talks))
            case Shortage.MINUTES:
                words = Message(
                    "{sessions} need {needed} minutes together, and the free time that they can use has "
                    "{minutes}",
                    **facts,
                )
            case Shortage.PACKING:
                stretches = {stretch for talk in proof.talks for stretch in self.problem.options[talk]}
                there = [self.problem.stretches[stretch] for stretch in sorted(stretches)]
                facts["pieces"] = Listed(tuple(stretch.end - stretch.start for stretch in there), "and")
                if len(there) > _PIECES_LIMIT:
                    words = Message(
                        "{sessions} need {needed} minutes together, and do not fit into the free time that "
                        "they can use, which has {minutes}",
                        **facts,
                    )
                else:
                    words = Message(
                        "{sessions} need {needed} minutes together, and do not fit into the free time that "
                        "they can use: {pieces} minutes",
                        **facts,
                    )
            case Shortage.ORDER:
                words = Message("no timetable has a place for all of {sessions}", **facts)
        return words

    def _without_place(self, minutes: int, core: Sequence[Condition]) -> Message:
        """The reason why no free time is long enough or meets the conditions of a talk."""
        longest = max((stretch.end - stretch.start for stretch in self.problem.stretches), default=0)
        if not longest and not core:
            return Message("there is no free time")
        if 0 < longest < minutes:
            return Message(
                "it takes {minutes} minutes, and the longest free time has {longest}",
                minutes=minutes,
                longest=longest,
            )
        return NO_PLACE.summary


def _too_many(needed: int, minutes: int, count: int) -> Message:
    return Message(
        "{count} sessions need {needed} minutes together, and the free time that they can use has {minutes}",
        count=count,
        needed=needed,
        minutes=minutes,
    )


def _more_time(minutes: int, core: Sequence[Condition]) -> Message:
    if core:
        return Message(
            "one of the conditions is dropped, and there are {minutes} more minutes of free time then",
            minutes=minutes,
        )
    return more_time(minutes)


# Remedies


@dataclass(frozen=True, slots=True)
class Trial:
    """The trial of remedies for sessions without a place, where all others have theirs."""

    basis: Basis
    sessions: Sequence[SessionId]
    core: Sequence[SessionId]
    lengths: Mapping[SessionId, int]
    problem: Problem
    in_rooms: bool

    @property
    def session(self) -> Session:
        return self.basis.schedule.session(self.sessions[0])

    def pose(self, basis: Basis, ids: Iterable[SessionId]) -> tuple[FreeTime, Problem]:
        index = ScheduleIndex(basis.schedule, basis.settings)
        requests = [
            TalkRequest(session, self.lengths.get(session.id) or session.length or 0)
            for session in index.sessions(ids)
        ]
        parents = [request.session.parent for request in requests if request.session.parent is not None]
        free_time = find_free_time(index, parents, days=basis.days, in_rooms=self.in_rooms)
        return free_time, build_problem(index, requests, free_time, grid=self.problem.grid)

    def place_anew(
        self, basis: Basis, ids: Sequence[SessionId], *, is_partial: bool = False
    ) -> Timetable | None:
        """A timetable in which some sessions are placed anew and nothing else moves; ``None`` for none."""
        schedule = without_times(basis.schedule, map(basis.schedule.session, ids))
        free_time, problem = self.pose(replace(basis, schedule=schedule), ids)
        if not (is_partial or all(problem.options)):
            return None
        arrangement = arrange_one_by_one(problem, 0)
        if arrangement.left_out and len(problem.talks) > 1:
            anneal(arrangement, _TRIES, 0)
        moves = to_moves(arrangement, free_time, schedule)
        if (arrangement.left_out and not is_partial) or find_added_errors(
            Checker(schedule, basis.settings), moves
        ):
            return None
        return Timetable(apply_moves(schedule, moves), tuple(move.session for move in moves))

    def find_timetable(self, basis: Basis) -> Timetable | None:
        """A timetable on another basis in which everything has a place that had one, and the session has."""
        freed = [
            session.id
            for session in basis.schedule.sessions
            if session.slot is None
            and session.id not in self.lengths
            and self.basis.schedule.session(session.id).slot is not None
        ]
        waiting = [self.sessions[0], *freed]
        core = [*dict.fromkeys((*waiting, *self.core))]
        planned = [session for session in basis.schedule.sessions if session.id in self.lengths]
        _, alone = self.pose(replace(basis, schedule=without_times(basis.schedule, planned)), core)
        if find_proof(alone, range(len(alone.talks))) is not None:
            return None
        tried: list[SessionId] = []
        for ids in (waiting, core, [*dict.fromkeys((*core, *self._neighbours(basis.schedule)))]):
            if ids != tried and len(ids) <= _NEIGHBOURS_LIMIT:
                timetable = self.place_anew(basis, ids)
                if timetable is not None:
                    return timetable
            tried = ids
        return None

    def stretches(self) -> set[int]:
        """The stretches in which those of the core might be; all, if the session fits into none."""
        number = {talk.id: index for index, talk in enumerate(self.problem.talks)}
        own = {stretch for id_ in self.core if id_ in number for stretch in self.problem.options[number[id_]]}
        return own or {*range(len(self.problem.stretches))}

    def _neighbours(self, schedule: Schedule) -> list[SessionId]:
        """Sessions of the plan that are when those of the core might be, those with few places first."""
        places = [self.problem.stretches[stretch] for stretch in self.stretches()]
        there = []
        for number, talk in enumerate(self.problem.talks):
            session = schedule.session(SessionId(talk.id))
            if session.slot is not None:
                start, end = window_of(session.slot.period)
                if any(place.start < end and start < place.end for place in places):
                    there.append((len(self.problem.options[number]), session.id))
        return [id_ for _, id_ in sorted(there)]

    @property
    def missing_minutes(self) -> int:
        """By how much the session is longer than any free time was."""
        longest = max((stretch.end - stretch.start for stretch in self.problem.stretches), default=0)
        return max(self.lengths[self.sessions[0]] - longest, 0)


def find_remedies(trial: Trial, conditions: Iterable[Condition]) -> Iterator[Message]:
    """The remedies, any one of which helps: no condition of those, less to place, or more time."""
    remedies = (remedy for condition in conditions for remedy in condition.remedies)
    yield from write_remedies(remedies, trial.basis, trial.find_timetable)
    yield from _shorten(trial)
    yield from _leave_out_another(trial)
    if not trial.in_rooms:
        yield from _lengthen_a_block(trial)


def _shorten(trial: Trial) -> Iterator[Message]:
    """The session with the most minutes with which it has a place; less than half is another session."""
    session = trial.session
    minutes = trial.lengths[session.id]
    lengths = {minutes - cut for cut in SHORTER} | {minutes - trial.missing_minutes}
    for length in sorted(lengths - {minutes}, reverse=True):
        shorter = replace(trial, lengths={**trial.lengths, session.id: length})
        if 2 * length >= minutes and shorter.find_timetable(trial.basis) is not None:
            yield shortened(trial.basis.schedule, session, length)
            return


def _leave_out_another(trial: Trial) -> Iterator[Message]:
    """Another of the sessions that keep one another out, without which there is a place."""
    schedule = trial.basis.schedule
    others = [id_ for id_ in trial.core if id_ != trial.sessions[0]]
    for other in others if len(others) <= _INSTEAD_LIMIT else ():
        session = schedule.session(other)
        rest = replace(trial, core=[id_ for id_ in trial.core if id_ != other])
        basis = replace(trial.basis, schedule=without_times(schedule, [session]))
        if rest.find_timetable(basis) is not None:
            yield Message("{session} is left out instead", session=name(schedule, session))


def _lengthen_a_block(trial: Trial) -> Iterator[Message]:
    """The first block that may last longer, by as little as it takes."""
    schedule = trial.basis.schedule
    checker = Checker(schedule, trial.basis.settings)
    blocks = _blocks_of(trial)[:_BLOCKS_LIMIT]
    for more in sorted({*SHORTER, trial.missing_minutes} - {0}):
        for block, slot in blocks:
            end = instant_of(minute(slot.period.end) + more)
            longer = Slot(period=Period(start=slot.period.start, end=end), rooms=slot.rooms)
            after = replace_in(schedule, block.model_copy(update={"slot": longer}))
            if any(finding.severity is Severity.ERROR for finding in checker.effect(after).added):
                continue
            if trial.find_timetable(replace(trial.basis, schedule=after)) is not None:
                yield Message(
                    "the block {block} ({place}) lasts until {until}",
                    block=name(schedule, block),
                    place=place_words(schedule, block),
                    until=schedule.wall(end).time(),
                )
                return


def _blocks_of(trial: Trial) -> list[tuple[Session, Slot]]:
    """The blocks that a later end might help: where those of the core may be, or any for a long session.

    Those with most time left come first.
    """
    schedule, session = trial.basis.schedule, trial.session
    starts = {trial.problem.stretches[stretch].start for stretch in trial.stretches()}
    blocks = []
    for block in schedule.sessions:
        is_open = None in {block.track, session.track} or block.track == session.track
        if block.kind is not Kind.BLOCK or not block.slot or block.pinned or not is_open:
            continue
        period = block.slot.period
        parts = [part.slot for part in schedule.parts(block.id) if part.slot is not None]
        left = period.minutes - sum(slot.period.minutes for slot in parts)
        is_there = any(minute(period.start) <= start < minute(period.end) for start in starts)
        if is_there and session.parent in {None, block.id}:
            blocks.append((-left, block.id, block, block.slot))
    return [(block, slot) for _, _, block, slot in sorted(blocks, key=lambda item: item[:2])]


def _find_places_outside_blocks(trial: Trial) -> Iterator[Message]:
    """A place of the session outside blocks, within the hours of rooms; nothing else moves."""
    timetable = None
    if not trial.in_rooms:
        timetable = replace(trial, in_rooms=True).place_anew(trial.basis, trial.sessions)
    if timetable is not None:
        (session,) = timetable.sessions()
        schedule = timetable.schedule
        yield Message(
            "{session} takes place outside the blocks, {place}",
            session=name(schedule, session),
            place=place_words(schedule, session),
        )


class _CrowdRemedies:
    """Further rooms and longer days for too many sessions, counted first, then proved by a timetable.

    The count says how much is needed at least; a timetable of all of them, that it is enough.
    """

    def __init__(self, trial: Trial, missing: int) -> None:
        self.trial = trial
        self.schedule = trial.basis.schedule
        self.missing = missing
        days, chosen = self.schedule.conference.dates, trial.basis.days
        self.days = tuple(day for day in days if chosen is None or day in chosen)

    def find(self) -> Iterator[Message]:
        """The remedies, any one of which gives all of the sessions a place, or all for which there is one."""
        sessions = self.trial.sessions
        possible = self._placed(self._with_rooms(_ROOMS_LIMIT), sessions)
        if not possible:
            return
        impossible = sum(self.trial.lengths[id_] for id_ in sessions if id_ not in possible)
        missing = max(self.missing - impossible, 1)
        make = self._with_later_close if self.trial.in_rooms else self._with_evening_blocks
        for write, edit, amounts in (
            (self._further_rooms, self._with_rooms, range(1, _ROOMS_LIMIT + 1)),
            (self._longer_days, make, _LONGER),
        ):
            remedy = self._least(sorted(possible), missing, ((each, edit(each)) for each in amounts))
            if remedy is not None:
                words = write(*remedy)
                partly = Message(
                    "{remedy}; {placed} of the {count} sessions have a place then",
                    remedy=words,
                    placed=len(possible),
                    count=len(sessions),
                )
                yield partly if impossible else words

    def _least(
        self, sessions: Sequence[SessionId], missing: int, bases: Iterable[tuple[int, Basis | None]]
    ) -> tuple[int, int] | None:
        """The least amount with which all have places, and the minutes that it adds."""
        free, tried = self._free_minutes(self.trial.basis), 0
        for amount, basis in bases:
            added = self._free_minutes(basis) - free if basis is not None else 0
            if basis is not None and added >= missing and tried < _AMOUNTS_TRIED:
                if len(self._placed(basis, sessions)) == len(sessions):
                    return amount, added
                tried += 1
        return None

    def _placed(self, basis: Basis, sessions: Sequence[SessionId]) -> frozenset[SessionId]:
        """Those that have places in a timetable on another basis in which nothing else moves."""
        timetable = self.trial.place_anew(basis, sessions, is_partial=True)
        return frozenset() if timetable is None else frozenset(timetable.placed)

    def _free_minutes(self, basis: Basis) -> int:
        free_time, _ = self.trial.pose(basis, ())
        return sum(stretch.end - stretch.start for stretch in free_time.stretches)

    def _further_rooms(self, count: int, minutes: int) -> Message:
        free = Plural(
            "one more room is free on {days} days while rooms are open: {hours} more hours of room time",
            "{count} more rooms are free on {days} days while rooms are open: {hours} more hours of room "
            "time",
        )
        with_blocks = Plural(
            "one more room with the same blocks on {days} days: {hours} more hours of room time",
            "{count} more rooms with the same blocks on {days} days: {hours} more hours of room time",
        )
        words = free if self.trial.in_rooms else with_blocks
        return Message(words, count=count, days=len(self.days), hours=-(-minutes // 60))

    def _longer_days(self, minutes: int, _: int) -> Message:
        if self.trial.in_rooms:
            return Message("all rooms close {minutes} minutes later each day", minutes=minutes)
        return Message(
            "one more block of {minutes} minutes in every room each day, after its last session",
            minutes=minutes,
        )

    def _with_rooms(self, count: int) -> Basis:
        """The basis with further rooms, and blocks in them where others have them."""
        after = add_further_rooms(self.schedule, count)
        periods: list[Period] = []
        for day in self.days if not self.trial.in_rooms else ():
            blocks = self._blocks(day).values()
            periods += max(blocks, key=lambda some: sum(each.minutes for each in some), default=[])
        places = [(room.id, period) for room in after.rooms[-count:] for period in periods]
        return replace(self.trial.basis, schedule=_with_blocks(after, places))

    def _blocks(self, day: date) -> Mapping[RoomId, list[Period]]:
        blocks: dict[RoomId, list[Period]] = {}
        for session in self.schedule.sessions:
            slot = session.slot if session.kind is Kind.BLOCK else None
            if slot is not None and self.schedule.day(slot.period.start) == day:
                for room in self.schedule.rooms_of(session):
                    blocks.setdefault(room, []).append(slot.period)
        return blocks

    def _with_later_close(self, minutes: int) -> Basis | None:
        """The basis in which all rooms close later; ``None`` if that is not on the same day."""
        basis = self.trial.basis
        usual = close_later(opening_hours(ScheduleIndex(self.schedule, basis.settings)), minutes)
        longer = {room: close_later(known, minutes) for room, known in basis.settings.room_hours.items()}
        if usual is None or None in longer.values():
            return None
        update = {"hours": usual, "room_hours": longer}
        return replace(basis, settings=basis.settings.model_copy(update=update))

    def _with_evening_blocks(self, minutes: int) -> Basis | None:
        """The basis with a further block in each room after its last session, if that adds no error."""
        basis, schedule = self.trial.basis, self.schedule
        ends: dict[tuple[RoomId, date], int] = {}
        for at in ScheduleIndex(schedule, basis.settings).occupancies(schedule.sessions):
            for room in at.rooms:
                key = room, schedule.day(at.start)
                ends[key] = max(ends.get(key, 0), minute(at.end))
        places = [
            (room, Period(start=instant_of(ends[room, day]), end=instant_of(ends[room, day] + minutes)))
            for day in self.days
            for room in self._blocks(day)
        ]
        after = _with_blocks(schedule, places)
        added = Checker(schedule, basis.settings).effect(after).added
        is_possible = not any(finding.severity is Severity.ERROR for finding in added)
        return replace(basis, schedule=after) if is_possible else None


def _with_blocks(schedule: Schedule, places: Iterable[tuple[RoomId, Period]]) -> Schedule:
    blocks = [
        Session(
            id=SessionId(f"eventkit.further-block-{number}"),
            uid=UUID(int=number),
            title=untitled(schedule.conference.languages),
            kind=Kind.BLOCK,
            slot=Slot(period=period, rooms=(room,)),
        )
        for number, (room, period) in enumerate(places, 1)
    ]
    return rebuild(schedule, "blocks", sessions=(*schedule.sessions, *blocks)) if blocks else schedule
