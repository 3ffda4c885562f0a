"""The objective of CoSPLib: its terms as its publication and its own evaluator define them, and validity.

Its evaluator accepts two things that no schedule can mean, and they are refused here: a submission in a room
in which no track takes place, and a room that a track uses without submissions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from benchmarks.cosplib import Instance, InstanceError, as_text, read_rows

EMPTY = -1
"""No track, or no submission."""

Incidence = tuple[int, int, int]
"""A session, a room, and the track that takes place there."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """A solution of an instance, as CoSPLib writes it.

    Attributes:
        tracks: The track in each session and room, or `EMPTY`.
        slots: The submission in each session, room and time slot, or `EMPTY`.
    """

    tracks: tuple[tuple[int, ...], ...]
    slots: tuple[tuple[tuple[int, ...], ...], ...]

    def used(self) -> Iterator[Incidence]:
        """The rooms in use in each session, and their track."""
        for session, rooms in enumerate(self.tracks):
            for room, track in enumerate(rooms):
                if track != EMPTY:
                    yield session, room, track

    def places(self) -> Iterator[tuple[int, int, int, int]]:
        """The time slots in use, as session, room, slot and submission."""
        for session, rooms in enumerate(self.slots):
            for room, slots in enumerate(rooms):
                for slot, submission in enumerate(slots):
                    if submission != EMPTY:
                        yield session, room, slot, submission


def read_timetable(path: Path, instance: Instance) -> Timetable:
    """The timetable in a solution file of CoSPLib: tracks by session and room, then submissions by time slot.

    Raises:
        InstanceError: It is not a solution file of the instance.
    """
    rows = next(iter(read_rows(path).values()))
    submissions = {talk.name: number for number, talk in enumerate(instance.submissions)}
    tracks = {name: number for number, name in enumerate(instance.tracks)}

    def cells(row: int, names: dict[str, int]) -> tuple[int, ...]:
        try:
            return tuple(
                names[as_text(cell)] if cell != "" else EMPTY
                for cell in rows[row][1 : 1 + len(instance.rooms)]
            )
        except (IndexError, KeyError) as error:
            message = f"{path.name}, row {row + 1}: it does not belong to {instance.name}: {error}"
            raise InstanceError(message) from None

    count, at = len(instance.sessions), len(instance.sessions) + 2
    by_session = []
    for capacity in instance.capacities:
        by_session.append(
            tuple(zip(*(cells(at + slot, submissions) for slot in range(capacity)), strict=True))
        )
        at += capacity
    return Timetable(tuple(cells(row, tracks) for row in range(1, count + 1)), tuple(by_session))


def find_faults(instance: Instance, timetable: Timetable) -> Iterator[str]:
    """The reasons for which a timetable is not valid."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for session, room, slot, submission in timetable.places():
        found.setdefault(submission, []).append((session, room, slot))
        track, at = timetable.tracks[session][room], f"{instance.sessions[session]}, {instance.rooms[room]}"
        talk = instance.submissions[submission]
        if track == EMPTY:
            yield f"{talk.name} is in a room without a track: {at}"
        elif track != talk.track:
            yield f"{talk.name} is in another track: {at}"
    for number, talk in enumerate(instance.submissions):
        places = found.get(number, [])
        expected = [(*places[0][:2], places[0][2] + offset) for offset in range(talk.slots)] if places else []
        if talk.slots > max(instance.capacities):
            yield f"{talk.name} has no place: no session has the {talk.slots} time slots that it needs"
        elif not places:
            yield f"{talk.name} has no place"
        elif places != expected:
            yield f"{talk.name} has not its {talk.slots} time slots one after the other"
    for session, room, track in timetable.used():
        if all(submission == EMPTY for submission in timetable.slots[session][room]):
            at = f"{instance.sessions[session]}, {instance.rooms[room]}"
            yield f"{instance.tracks[track]} has no submission there: {at}"


def evaluate(instance: Instance, timetable: Timetable) -> dict[str, int]:
    """The objective by term, weighted; terms without a weight or an amount are missing."""
    amounts = Counter[str]()
    for amount in (_of_tracks, _of_runs, _of_submissions, _of_conflicts):
        amounts.update(amount(instance, timetable))
    amounts["submissions-order"] = _misplaced(instance, timetable)
    weighted = {term: weight * amounts[term] for term, weight in instance.weights.items()}
    return {term: value for term, value in weighted.items() if value}


def score(instance: Instance, timetable: Timetable) -> int:
    """The objective: the sum of its terms."""
    return sum(evaluate(instance, timetable).values())


def _of_tracks(instance: Instance, timetable: Timetable) -> Counter[str]:
    """Penalties of tracks where they take place, and beside each other."""
    amounts = Counter[str]()
    by_session: dict[int, list[int]] = {}
    for session, room, track in timetable.used():
        amounts["tracks-sessions"] += instance.tracks_sessions[track][session]
        amounts["tracks-rooms"] += instance.tracks_rooms[track][room]
        amounts["sessions-rooms"] += instance.sessions_rooms[session][room]
        by_session.setdefault(session, []).append(track)
    for tracks in by_session.values():
        amounts["parallel-tracks"] += len(tracks) - len({*tracks})
        for one, other in combinations(tracks, 2):
            amounts["similar-tracks"] += instance.similar_tracks[one][other]
            amounts["chairs-conflicts"] += (min(one, other), max(one, other)) in instance.chairs
    return amounts


def _of_runs(_: Instance, timetable: Timetable) -> Counter[str]:
    """Rooms of each track beyond its first, and tracks with gaps."""
    rooms: dict[int, set[int]] = {}
    sessions: dict[int, set[int]] = {}
    for session, room, track in timetable.used():
        rooms.setdefault(track, set()).add(room)
        sessions.setdefault(track, set()).add(session)
    return Counter(
        {
            "rooms-per-track": sum(len(used) - 1 for used in rooms.values()),
            "consecutive-tracks": sum(max(used) - min(used) + 1 != len(used) for used in sessions.values()),
        }
    )


def _of_submissions(instance: Instance, timetable: Timetable) -> Counter[str]:
    """Penalties of submissions where they are: they count for each time slot."""
    amounts = Counter[str]()
    for session, room, _, submission in timetable.places():
        amounts["submissions-timezones"] += instance.submissions_timezones[submission][session]
        amounts["submissions-sessions"] += instance.submissions_sessions[submission][session]
        amounts["submissions-rooms"] += instance.submissions_rooms[submission][room]
    return amounts


def _of_conflicts(instance: Instance, timetable: Timetable) -> Counter[str]:
    """Pairs of submissions in two rooms during one session, and in one time slot."""
    in_session: dict[int, set[tuple[int, int]]] = {}
    in_slot: dict[tuple[int, int], set[int]] = {}
    for session, room, slot, submission in timetable.places():
        in_session.setdefault(session, set()).add((submission, room))
        in_slot.setdefault((session, slot), set()).add(submission)
    amounts = Counter[str]()
    for code, pairs in (
        ("presenters-conflicts", instance.presenters),
        ("attendees-conflicts", instance.attendees),
    ):
        for places in in_session.values():
            amounts[code] += sum(
                (one, other) in pairs and room != other_room
                for (one, room), (other, other_room) in combinations(sorted(places), 2)
            )
        for submissions in in_slot.values():
            both = combinations(sorted(submissions), 2)
            amounts[f"{code}-in-slots"] += sum(pair in pairs for pair in both)
    return amounts


def _misplaced(instance: Instance, timetable: Timetable) -> int:
    """Submissions that are not at their position in their track, and pairs with an order in one time slot.

    The positions of a track count session by session, and in each of them room by room.
    """
    sequences: dict[int, dict[int, None]] = {}
    in_slot: dict[tuple[int, int], set[int]] = {}
    for session, room, slot, submission in timetable.places():
        track = timetable.tracks[session][room]
        if track != EMPTY:
            sequences.setdefault(track, {}).setdefault(submission)
            in_slot.setdefault((session, slot), set()).add(submission)
    talks = instance.submissions
    misplaced = sum(
        talks[submission].order not in {0, position}
        for sequence in sequences.values()
        for position, submission in enumerate(sequence, 1)
    )
    at_once = sum(
        talks[one].track == talks[other].track and bool(talks[one].order and talks[other].order)
        for submissions in in_slot.values()
        for one, other in combinations(submissions, 2)
    )
    return misplaced + at_once
