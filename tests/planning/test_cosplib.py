"""Instances of CoSPLib are read as their library reads them, and timetables have its objective."""

from __future__ import annotations

from itertools import combinations, pairwise, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter
from benchmarks.cosplib import TERMS, Instance, InstanceError, read_instance
from benchmarks.cosplib_evaluator import EMPTY, Timetable, evaluate, find_faults, read_timetable, score
from benchmarks.cosplib_problem import to_problem, to_timetable
from benchmarks.cosplib_runs import Budget, run_folder

from eventkit.planning.engines import Engine
from eventkit.planning.search import arrange
from planning.cosplib_workbooks import WEIGHTS, write_instance


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    return read_instance(write_instance(tmp_path_factory.mktemp("cosplib") / "Small.xlsx"))


def test_a_workbook_is_read_with_its_names_weights_and_conflicts(instance: Instance) -> None:
    assert instance.name == "Small"
    assert instance.tracks == ("Ethics", "Grids", "7")
    assert instance.capacities == (3, 2, 4)
    assert tuple(instance.weights.values()) == WEIGHTS
    assert [talk.track for talk in instance.submissions] == [0, 0, 0, 1, 1, 2, 2]
    assert instance.similar_tracks == ((0, 2, 0), (2, 0, 5), (0, 5, 0))  # The upper triangle decides.
    # Ann presents two; Bo presents two; Lin presents one talk of Ethics and chairs Grids.
    assert instance.presenters == {(0, 3), (1, 5), (1, 3), (1, 4)}
    # Cy attends and presents; Dee attends two; Lin attends one of 7, presents one, and chairs Grids.
    assert instance.attendees == {(1, 4), (2, 3), (1, 5), (3, 5), (4, 5)}
    assert instance.chairs == {(0, 1)}


def test_hours_are_judged_where_the_presenter_is(instance: Instance) -> None:
    # The conference is at GMT+1: sessions from 9, 11 and 20 o'clock. 0 suits, 1 suits less, 10 not at all.
    by_zone = {
        "GMT+0": (1, 0, 1),  # 8-9, 10-11 and 19-20
        "GMT+9": (0, 1, 10),  # 17-18, 19-20 and 4-5
        "GMT-5": (10, 10, 0),  # 3-4, 5-6 and 14-15
        "GMT+1": (1, 0, 1),
    }
    zones = ["GMT+0", "GMT+9", "GMT-5", "GMT+0", "GMT+1", "GMT+0", "GMT+0"]
    assert instance.submissions_timezones == tuple(by_zone[zone] for zone in zones)


def test_each_term_agrees_with_its_definition_in_any_timetable(instance: Instance) -> None:
    for seed in range(40):
        timetable = random_timetable(instance, Random(seed))  # noqa: S311
        plain = defined_amounts(instance, timetable)
        expected = {term: instance.weights[term] * plain[term] for term in TERMS if plain[term]}
        assert evaluate(instance, timetable) == expected, seed
        assert score(instance, timetable) == sum(expected.values())


def test_terms_without_weight_do_not_count(tmp_path: Path) -> None:
    path = write_instance(tmp_path / "Light.xlsx", weights=[0] * 15 + [1])
    light = read_instance(path)
    timetable = random_timetable(light, Random(3))  # noqa: S311
    assert {*evaluate(light, timetable)} <= {"attendees-conflicts-in-slots"}


def test_a_timetable_is_valid_only_if_every_submission_is_once_in_a_room_of_its_track(
    instance: Instance,
) -> None:
    valid = in_cells(
        instance,
        {(0, 0): (0, [0, 1, 1]), (1, 0): (0, [2]), (0, 1): (1, [4, 4, 3]), (2, 2): (2, [EMPTY, 5, 6])},
    )
    assert [*find_faults(instance, valid)] == []
    cases = {
        "e1 is in another track: Mon1, R1": {(0, 0): (1, [0, 1, 1])},
        "e1 is in a room without a track: Mon1, R1": {(0, 0): (EMPTY, [0, 1, 1])},
        "e3 has no place": {(1, 0): (EMPTY, [])},
        "e2 has not its 2 time slots one after the other": {(0, 0): (0, [1, 0, 1])},
        "Ethics has no submission there: Tue1, R1": {(2, 0): (0, [])},
        "e3 has not its 1 time slots one after the other": {(1, 0): (0, [2, 2])},
    }
    for fault, changed in cases.items():
        tracks = [[*row] for row in valid.tracks]
        slots = [[[*cell] for cell in row] for row in valid.slots]
        for (session, room), (track, talks) in changed.items():
            tracks[session][room] = track
            slots[session][room] = [*talks, *[EMPTY] * (instance.capacities[session] - len(talks))]
        broken = Timetable(tuple(map(tuple, tracks)), tuple(tuple(map(tuple, row)) for row in slots))
        assert fault in [*find_faults(instance, broken)]


def test_a_solution_file_is_read(instance: Instance, tmp_path: Path) -> None:
    timetable = random_timetable(instance, Random(1))  # noqa: S311
    path = tmp_path / "SmallSolution.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("sol")
        sheet.write_row(0, 1, instance.rooms)
        row = 1
        for session, tracks in enumerate(timetable.tracks):
            names = ["" if track == EMPTY else instance.tracks[track] for track in tracks]
            sheet.write_row(row, 0, [instance.sessions[session], *names])
            row += 1
        row += 1
        for session, capacity in enumerate(instance.capacities):
            for slot in range(capacity):
                talks = [cell[slot] for cell in timetable.slots[session]]
                names = ["" if talk == EMPTY else instance.submissions[talk].name for talk in talks]
                sheet.write_row(row, 0, [instance.sessions[session], *names])
                row += 1
    assert read_timetable(path, instance) == timetable


def test_a_missing_sheet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "Broken.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("other").write(0, 0, "x")
    with pytest.raises(InstanceError, match="Broken, sheet 'tracks': the sheet is missing or empty"):
        read_instance(path)


ODD: dict[str, tuple[dict[str, Any], str]] = {
    "no track": (
        {"submissions": [("e1", "", 1, 0, "GMT+0", "", "")]},
        "Odd, sheet 'submissions': 'e1' has no track",
    ),
    "unknown track": (
        {"submissions": [("e1", "Art", 1, 0, "GMT+0", "", "")]},
        "Odd, sheet 'submissions': 'e1' is in the unknown track 'Art'",
    ),
    "no slots": (
        {"submissions": [("e1", "Grids", "", 0, "GMT+0", "", "")]},
        "Odd, sheet 'submissions': 'e1' needs 0 time slots; it has to be one at least",
    ),
    "twice": (
        {"submissions": [("e1", "Grids", 1, 0, "GMT+0", "", "")] * 2},
        "Odd, sheet 'submissions': 'e1' is there twice",
    ),
    "no submissions": ({"submissions": []}, "Odd, sheet 'submissions': it has no row below its heading"),
    "sessions without slots": (
        {"columns": {"sessions": 1}},
        "Odd, sheet 'sessions': it has 1 columns, of at least 2",
    ),
    "sessions without times": (
        {"columns": {"sessions": 4}},
        "Odd, sheet 'sessions': it has 4 columns, of at least 5",
    ),
    "few similar tracks": (
        {"columns": {"similar tracks": 2}},
        "Odd, sheet 'similar tracks': it has 2 columns, of at least 4",
    ),
    "less than no slots": (
        {"slots": [3, -2, 4]},
        "Odd, sheet 'sessions': 'Mon2' has -2 time slots; it has to be 0 at least",
    ),
    "a folder of time zones": (
        {"submissions": [("e1", "Grids", 1, 0, "America", "", "")]},
        "Odd, sheet 'submissions': 'America' is not a time zone",
    ),
    "no rooms": ({"rooms": []}, "Odd, sheet 'rooms': it has no row below its heading"),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_workbook_is_reported_and_the_others_are_planned(
    odd: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes, message = ODD[odd]
    write_instance(tmp_path / "Odd.xlsx", **changes)
    write_instance(tmp_path / "Small.xlsx")
    run_folder(tmp_path, names=(), budget=Budget(20, None, 0, Engine.ANNEALING))
    _, reported, planned = capsys.readouterr().out.splitlines()
    assert reported.split(maxsplit=2) == ["Odd", "no", message]
    assert planned.split()[:2] == ["Small", "yes"]


def test_a_submission_longer_than_any_session_has_no_place(tmp_path: Path) -> None:
    submissions = [("e1", "Grids", 5, 0, "GMT+0", "", ""), ("e2", "Grids", 4, 0, "GMT+0", "", "")]
    odd = read_instance(write_instance(tmp_path / "Odd.xlsx", submissions=submissions))
    arrangement, _ = arrange(to_problem(odd), moves=20, seed=0)
    assert [*find_faults(odd, to_timetable(odd, arrangement))] == [
        "e1 has no place: no session has the 5 time slots that it needs"
    ]


def test_sessions_too_short_for_every_submission_leave_all_of_them_out(tmp_path: Path) -> None:
    odd = read_instance(write_instance(tmp_path / "Odd.xlsx", slots=[0, 0, 0]))
    arrangement, _ = arrange(to_problem(odd), moves=2_000, seed=0)
    assert len(arrangement.left_out) == len(odd.submissions)


def in_cells(instance: Instance, cells: dict[tuple[int, int], tuple[int, list[int]]]) -> Timetable:
    """The timetable with tracks and submissions in some rooms."""
    rooms = range(len(instance.rooms))
    return Timetable(
        tuple(
            tuple(cells.get((session, room), (EMPTY, []))[0] for room in rooms)
            for session in range(len(instance.sessions))
        ),
        tuple(
            tuple(
                tuple((cells.get((session, room), (EMPTY, []))[1] + [EMPTY] * capacity)[:capacity])
                for room in rooms
            )
            for session, capacity in enumerate(instance.capacities)
        ),
    )


def random_timetable(instance: Instance, random: Random) -> Timetable:
    """A timetable without faults: rooms get a track at random, then submissions time slots of their track."""
    while True:
        cells: dict[tuple[int, int], tuple[int, list[int]]] = {}
        free = [*product(range(len(instance.sessions)), range(len(instance.rooms)))]
        order = [*range(len(instance.submissions))]
        random.shuffle(order)
        for number in order:
            talk = instance.submissions[number]
            random.shuffle(free)
            for cell in free:
                track, talks = cells.get(cell, (talk.track, []))
                capacity = instance.capacities[cell[0]]
                if track == talk.track and len(talks) + talk.slots <= capacity and random.random() < 0.7:
                    gap = [EMPTY] * (random.randrange(2) if len(talks) + talk.slots < capacity else 0)
                    cells[cell] = (track, [*talks, *gap, *[number] * talk.slots])
                    break
        timetable = in_cells(instance, cells)
        if not [*find_faults(instance, timetable)]:
            return timetable


def defined_amounts(instance: Instance, timetable: Timetable) -> dict[str, int]:
    """Each term of the objective counted from its definition, one cell and one pair at a time."""
    amounts = dict.fromkeys(TERMS, 0)
    for session, room in product(range(len(instance.sessions)), range(len(instance.rooms))):
        count_cell(instance, timetable, amounts, session, room)
    for track in range(len(instance.tracks)):
        count_track(instance, timetable, amounts, track)
    where: dict[int, list[tuple[int, int, int]]] = {}
    for session, room, slot, talk in timetable.places():
        where.setdefault(talk, []).append((session, room, slot))
    for one, other in combinations(sorted(where), 2):
        count_pair(instance, amounts, (one, other), where)
    return amounts


def count_cell(
    instance: Instance, timetable: Timetable, amounts: dict[str, int], session: int, room: int
) -> None:
    """The terms of one room in one session."""
    track = timetable.tracks[session][room]
    if track == EMPTY:
        return
    amounts["tracks-sessions"] += instance.tracks_sessions[track][session]
    amounts["tracks-rooms"] += instance.tracks_rooms[track][room]
    amounts["sessions-rooms"] += instance.sessions_rooms[session][room]
    for other in timetable.tracks[session][room + 1 :]:
        if other not in {EMPTY, track}:
            amounts["similar-tracks"] += instance.similar_tracks[track][other]
            amounts["chairs-conflicts"] += tuple(sorted((track, other))) in instance.chairs
    for talk in timetable.slots[session][room]:
        if talk != EMPTY:
            amounts["submissions-timezones"] += instance.submissions_timezones[talk][session]
            amounts["submissions-sessions"] += instance.submissions_sessions[talk][session]
            amounts["submissions-rooms"] += instance.submissions_rooms[talk][room]


def count_track(instance: Instance, timetable: Timetable, amounts: dict[str, int], track: int) -> None:
    """The terms of one track wherever it is."""
    used = [(session, room) for session, room, other in timetable.used() if other == track]
    sessions = sorted({session for session, _ in used})
    amounts["rooms-per-track"] += max(len({room for _, room in used}) - 1, 0)
    amounts["parallel-tracks"] += len(used) - len(sessions)
    amounts["consecutive-tracks"] += any(later - before > 1 for before, later in pairwise(sessions))
    position = 0
    for session, room in used:
        slots = timetable.slots[session][room]
        for slot, talk in enumerate(slots):
            if talk != EMPTY and talk not in slots[:slot]:
                position += 1
                amounts["submissions-order"] += instance.submissions[talk].order not in {0, position}


def count_pair(
    instance: Instance,
    amounts: dict[str, int],
    pair: tuple[int, int],
    where: dict[int, list[tuple[int, int, int]]],
) -> None:
    """The terms of two submissions, with the session, room and slots of each."""
    places = [where[talk] for talk in pair]
    shared = sum(one[::2] == other[::2] for one, other in product(*places))
    (one_session, one_room, _), (other_session, other_room, _) = (place[0] for place in places)
    beside = one_session == other_session and one_room != other_room
    one, other = (instance.submissions[talk] for talk in pair)
    if one.track == other.track and one.order and other.order:
        amounts["submissions-order"] += shared
    for term, pairs in (("presenters", instance.presenters), ("attendees", instance.attendees)):
        if pair in pairs:
            amounts[f"{term}-conflicts"] += beside
            amounts[f"{term}-conflicts-in-slots"] += shared
