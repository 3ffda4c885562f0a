"""Why a session has no place: what is proved is true, as small as it can be, and names what would help."""

from __future__ import annotations

from random import Random
from time import process_time
from typing import Any

import pytest

from eventkit.planning import Plan, Progress, plan
from eventkit.planning.explain.conditions import minimal_core
from eventkit.planning.explain.infeasibility import find_proof
from eventkit.planning.search.annealing import arrange
from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import Schedule
from model.building import named, period, session
from planning.planted_contradictions import Planted, draw_feasible, draw_planted, plant_several
from planning.talks_and_blocks import block, case, conference, draw_conference, talk

SECONDS = 10
"""How long a plan with its explanation takes at most; the aim is five, on a machine that is not busy."""

HALL = block("morning", "09:00-10:00", "hall")
NOON = block("noon", "11:00-12:00", "hall")
TUESDAY = block("tuesday", "5 09:00-10:00", "hall")
SEATS = [{"id": "hall", "name": "Hall", "capacity": 300}, {"id": "attic", "name": "Attic", "capacity": 80}]
DUET = ("groups", "rings")


def people(**hours: str) -> list[dict[str, Any]]:
    """Participants who can come in one period each."""
    return [
        {"id": id_, "name": id_.title(), "available": [period(when.replace("_", " "))]}
        for id_, when in hours.items()
    ]


PLANTED: dict[str, tuple[Schedule, dict[str, Any], str, str, list[str]]] = {
    "a session that is longer than any free time": (
        conference(HALL, NOON, talk("epic", 100)),
        {},
        "no-place",
        "it takes 100 minutes, and the longest free time has 60",
        [
            "“Epic” is shortened to 60 minutes",
            "the block “Morning” (Mon, 4 May 09:00–10:00 in Hall) lasts until 10:40",
        ],
    ),
    "two speakers who come on different days": (
        conference(
            HALL,
            TUESDAY,
            talk("duet", 30, "noether", "lin"),
            participants=people(noether="09:00-12:00", lin="5 09:00-12:00"),
        ),
        {},
        "no-place",
        "Noether can only come Mon, 4 May 09:00–12:00; Lin can only come Tue, 5 May 09:00–12:00",
        ["Noether can also come Tue, 5 May 09:00–09:30", "Lin can also come Mon, 4 May 09:00–09:30"],
    ),
    "three talks and the time between them": (
        conference(HALL, *(talk(each, 20) for each in ("groups", "rings", "fields")), rooms=named("hall")),
        {"turnaround": 10},
        "no-packing",
        "the free time that they can use: 60 minutes: sessions in a room are 10 minutes apart",
        [
            "sessions in a room may follow one another at once",
            "“Fields” is left out instead",
            "“Groups” is left out instead",
            "the block “Morning” (Mon, 4 May 09:00–10:00 in Hall) lasts until 10:20",
        ],
    ),
    "a speaker with more talks than hours": (
        conference(
            HALL,
            NOON,
            *(talk(each, 30, "lin") for each in ("groups", "rings", "fields")),
            participants=people(lin="09:00-10:00"),
        ),
        {},
        "person-without-time",
        "Lin cannot be in “Fields”, “Groups” and “Rings” one after the other: Lin can only come",
        [
            "Lin can also come Mon, 4 May 11:00–11:30",
            "“Fields” is left out instead",
            "“Groups” is left out instead",
        ],
    ),
    "a speaker whose preferred part of the day and preferred day have to be met and exclude each other": (
        conference(NOON, block("evening", "18:00-19:00", "hall"), TUESDAY, talk("cubics", 30, "lin")),
        {
            "severities": {"preference": "error"},
            "preferences": [
                {
                    "participant": "lin",
                    "part_of_day": "evening",
                    "days": ["2026-05-05"],
                    "words": "prefer evening 2026-05-05",
                }
            ],
        },
        "no-place",
        "conditions: the wish “prefer evening 2026-05-05” of Lin must be met",
        ["the wish “prefer evening 2026-05-05” of Lin is dropped"],
    ),
    "a session that has to be in one of the rooms": (
        conference(HALL, talk("cubics", 30)),
        {
            "severities": {"preference": "error"},
            "preferences": [{"session": "cubics", "rooms": ["attic"], "words": "prefer attic"}],
        },
        "no-place",
        "the wish “prefer attic” of “Cubics” must be met",
        ["the wish “prefer attic” of “Cubics” is dropped"],
    ),
    "a speaker online who would have to be awake at night": (
        conference(
            HALL,
            NOON,
            talk("cubics", 30, "lin"),
            participants=[{"id": "lin", "name": "Lin", "online": "America/Los_Angeles"}],
        ),
        {"severities": {"bad-hour": "error"}},
        "no-place",
        "the rule 'bad-hour' is an error here",
        ["the rule 'bad-hour' becomes a warning"],
    ),
    "a pin in the way": (
        conference(
            HALL,
            session("panel", "09:15-10:00", parent="morning", pinned=True),
            talk("groups", 30),
        ),
        {},
        "no-place",
        "it takes 30 minutes, and the longest free time has 15: “Panel” is pinned Mon, 4 May 09:15–10:00",
        [
            "“Groups” is shortened to 15 minutes",
            "the block “Morning” (Mon, 4 May 09:00–10:00 in Hall) lasts until 10:30",
        ],
    ),
    "a session of the speaker that does not move": (
        conference(
            HALL,
            session("keynote", "09:00-09:40", "attic", people=[{"participant": "lin"}]),
            talk("groups", 30, "lin"),
        ),
        {},
        "no-place",
        "Lin is in “Keynote” Mon, 4 May 09:00–09:40",
        [
            "Lin is not needed in “Keynote”",
            "“Groups” is shortened to 20 minutes",
            "the block “Morning” (Mon, 4 May 09:00–10:00 in Hall) lasts until 10:10",
        ],
    ),
    "too many sessions for the blocks": (
        conference(HALL, *(talk(each, 25) for each in ("groups", "rings", "fields"))),
        {},
        "too-few-minutes",
        "“Fields”, “Groups” and “Rings” need 75 minutes together, and the free time that they can use has 60",
        [
            "“Fields” is left out instead",
            "“Groups” is left out instead",
            "the block “Morning” (Mon, 4 May 09:00–10:00 in Hall) lasts until 10:15",
        ],
    ),
    "lengths that do not add up": (
        conference(HALL, NOON, *(talk(each, 40) for each in ("groups", "rings", "fields"))),
        {},
        "no-packing",
        (
            "“Fields”, “Groups” and “Rings” need 120 minutes together, and do not "
            "fit into the free time that they can use: 60 and 60 minutes"
        ),
        [
            "“Rings” is shortened to 20 minutes",
            "“Fields” is left out instead",
            "“Groups” is left out instead",
            "the block “Morning” (Mon, 4 May 09:00–10:00 in Hall) lasts until 10:20",
        ],
    ),
    "a full block, and a room without blocks that is free": (
        conference(
            HALL,
            session("groups", "09:00-10:00", parent="morning", pinned=True),
            session("rings", "5 09:00-09:30", "hall"),
            talk("cubics", 60),
        ),
        {},
        "no-place",
        "no free time meets all of its conditions: “Groups” is pinned Mon, 4 May 09:00–10:00",
        ["“Cubics” takes place outside the blocks, Mon, 4 May 09:00–10:00 in Attic"],
    ),
    "a room that closes": (
        conference(
            HALL,
            talk("groups", 60),
            rooms=[{"id": "hall", "name": "Hall", "available": [period("09:00-09:45")]}],
        ),
        {},
        "no-place",
        "Hall is only available Mon, 4 May 09:00–09:45",
        ["Hall is also available Mon, 4 May 09:45–10:00", "“Groups” is shortened to 45 minutes"],
    ),
    "more people than all rooms but one have seats for": (
        conference(
            HALL,
            block("beside", "09:00-10:00", "attic"),
            *(talk(each, 60, audience=200) for each in ("groups", "rings")),
            rooms=SEATS,
        ),
        {"severities": {"room-too-small": "error"}},
        "too-few-minutes",
        "all of them expect 200 people or more, and only Hall has so many seats",
        [
            "“Rings” is limited to 80 people",
            "“Groups” is left out instead",
            "the block “Morning” (Mon, 4 May 09:00–10:00 in Hall) lasts until 11:00",
        ],
    ),
    "features that no room of a block has": (
        conference(
            HALL,
            block("beside", "09:00-10:00", "attic"),
            talk("groups", 60),
            talk("rings", 60, needs=["piano"]),
        ),
        {"severities": {"missing-feature": "error"}},
        "no-place",
        "it needs piano, which no room has",
        ["Hall gets piano"],
    ),
    "a wish against the hours of a speaker": (
        conference(
            HALL,
            TUESDAY,
            talk("groups", 30, "lin"),
            session("opening", "5 08:00-08:30", "hall"),
            participants=people(lin="09:00-10:00"),
        ),
        {"wishes": [{"kind": "same-day", "sessions": ["groups", "opening"]}]},
        "no-place",
        (
            "Lin can only come Mon, 4 May 09:00–10:00; “Opening” takes place Tue, 5 May 08:00–08:30; "
            "“Groups” and “Opening” must be on the same day"
        ),
        [
            "Lin can also come Tue, 5 May 09:00–09:30",
            "“Opening” moves to Mon, 4 May 09:30–10:00 in Hall",
            "the wish that “Groups” and “Opening” must be on the same day is dropped",
        ],
    ),
    "a block of another track": (
        conference(
            block("morning", "09:00-10:00", "hall", track="geometry"), talk("groups", 30, track="algebra")
        ),
        {},
        "no-place",
        "blocks of other tracks are not open to it",
        ["blocks of other tracks are open to it"],
    ),
    "an opening beside which nothing may be": (
        conference(
            session("opening", "09:00-09:50", "hall", kind="opening"),
            talk("groups", 30),
            block("beside", "09:00-10:00", "attic"),
        ),
        {"severities": {"opening-parallel": "error"}},
        "no-place",
        "no free time meets all of its conditions: nothing may be at the same time as “Opening”",
        [
            "the rule 'opening-parallel' becomes a warning",
            "the block “Beside” (Mon, 4 May 09:00–10:00 in Attic) lasts until 10:20",
        ],
    ),
    "opening hours": (
        conference(
            talk("epic", 100),
            rooms=named("hall"),
            conference={**conference().conference.model_dump(), "end": "2026-05-04"},
        ),
        {"hours": {"opens": "09:00", "closes": "10:00"}},
        "no-place",
        "rooms are open 09:00–10:00",
        ["rooms are open until 10:40", "“Epic” is shortened to 60 minutes"],
    ),
    "a break that cuts the day": (
        conference(
            session("tea", "09:50-10:00", kind="break"),
            talk("epic", 60),
            rooms=named("hall"),
            conference={**conference().conference.model_dump(), "end": "2026-05-04"},
        ),
        {"hours": {"opens": "09:00", "closes": "10:50"}},
        "no-place",
        "nothing takes place during breaks and meals: Mon, 4 May 09:50–10:00",
        ["rooms are open until 11:00", "“Epic” is shortened to 50 minutes"],
    ),
}


def explained(schedule: Schedule, settings: dict[str, Any]) -> Plan:
    made = StatedSettings.model_validate(settings)
    return plan(schedule, made, moves=300, reasons=1)


@pytest.mark.parametrize("planted", PLANTED)
def test_the_reason_names_exactly_the_planted_causes_and_what_would_help(planted: str) -> None:
    schedule, settings, code, sentence, remedies = PLANTED[planted]
    (left_out,) = explained(schedule, settings).left_out
    assert left_out.reason.code == code
    assert sentence in left_out.reason.sentence
    assert [*left_out.reason.remedies] == remedies


def test_sessions_that_are_too_many_have_one_reason_together_and_others_their_own() -> None:
    schedule = conference(
        HALL,
        NOON,
        *(talk(f"talk-{number}", 30) for number in range(20)),
        talk("duet", 30, "noether", "lin"),
        participants=people(noether="09:00-12:00", lin="5 09:00-12:00"),
    )
    left_out = plan(schedule, moves=300, reasons=20).left_out
    assert len(left_out) == 17
    shared = {left.reason.sentence for left in left_out if left.session != "duet"}
    assert shared == {
        "20 sessions need 600 minutes together, and the free time that they can use has 120",
    }
    (duet,) = (left for left in left_out if left.session == "duet")
    assert "Lin can only come Tue, 5 May" in duet.reason.sentence


def test_requirements_of_other_sessions_are_not_named() -> None:
    """Of many sessions only the few are named that keep one another out."""
    crowd = [talk(f"talk-{number}", 20) for number in range(9)]
    schedule = conference(
        *(block(f"block-{number}", f"{9 + number:02}:00-{10 + number}:00", "hall") for number in range(5)),
        *crowd,
        *(talk(each, 30, "lin") for each in ("groups", "rings", "fields")),
        participants=[*people(lin="09:00-10:10"), *named("noether")],
    )
    (left_out,) = explained(schedule, {}).left_out
    assert left_out.reason.sentence.startswith("Lin cannot be in “Fields”, “Groups” and “Rings” one after")


def test_three_sessions_with_people_in_common_and_two_rooms_for_an_hour_have_no_timetable() -> None:
    schedule = conference(
        HALL,
        block("beside", "09:00-10:00", "attic"),
        talk("groups", 30, "lin", "noether"),
        talk("rings", 30, "lin", "gauss"),
        talk("fields", 30, "noether", "gauss"),
    )
    (left_out,) = explained(schedule, {}).left_out
    assert left_out.reason.code == "no-order"
    assert left_out.reason.sentence == "no timetable has a place for all of “Fields”, “Groups” and “Rings”"


@pytest.mark.parametrize("count", [2, 3, 5])
def test_wishes_that_go_round_in_a_circle_are_named_and_each_of_them_may_be_dropped(count: int) -> None:
    ids = [f"talk-{number}" for number in range(count)]
    wishes = [{"kind": "before", "sessions": [one, ids[(at + 1) % count]]} for at, one in enumerate(ids)]
    crowd = [talk(f"other-{number}", 20) for number in range(9)]
    days = [block(f"block-{day}", f"{day} 09:00-12:00", "hall") for day in (4, 5, 6)]
    schedule = conference(*days, *crowd, *(talk(each, 10) for each in ids))
    (left_out,) = explained(schedule, {"wishes": wishes}).left_out
    assert left_out.reason.code == "no-order"
    assert len(left_out.reason.conditions) == count
    assert all("must end before" in condition for condition in left_out.reason.conditions)
    assert sum("is dropped" in remedy for remedy in left_out.reason.remedies) == count


def test_sessions_that_must_be_on_one_day_and_cannot_are_named_with_their_wishes() -> None:
    schedule = conference(
        *(block(f"block-{day}", f"{day} 09:00-12:00", "hall") for day in (4, 5)),
        *(talk(each, 10) for each in ("groups", "rings", "fields")),
    )
    wishes = [
        {"kind": "one-day", "sessions": ["groups", "rings", "fields"]},
        {"kind": "spread", "sessions": ["groups", "rings"]},
    ]
    (left_out,) = explained(schedule, {"wishes": wishes}).left_out
    assert left_out.reason.code == "no-order"
    assert [str(each) for each in left_out.reason.conditions] == [
        "“Groups”, “Rings” and “Fields” must be on the same day",
        "“Groups” and “Rings” must be on different days",
    ]


def test_more_sessions_of_a_person_than_their_days_allow_are_named_with_the_rule() -> None:
    schedule = conference(
        *(block(f"block-{day}", f"{day} 09:00-12:00", "hall") for day in (4, 5)),
        *(talk(each, 10, "lin") for each in ("groups", "rings", "fields")),
    )
    (left_out,) = explained(schedule, {"most_talks": 1, "severities": {"too-many-talks": "error"}}).left_out
    assert left_out.reason.code == "person-without-time"
    assert [str(each) for each in left_out.reason.conditions] == [
        "the rule 'too-many-talks' is an error here"
    ]


def test_planted_contradictions_are_named_and_without_any_member_all_sessions_fit(
    request: pytest.FixtureRequest,
) -> None:
    each, talks, most, moves = (2, 500, 9, 5_000) if request.config.getoption("--long") else (1, 12, 1, 300)
    for name, planted in draw_planted(each, talks):
        _require_reasons(planted, name)
        for talk_id in sorted(planted.talks)[:most]:
            rest = planted.without(talk_id)
            again = plan(rest, planted.settings, moves=moves, watch=_has_talks_without_place)
            assert again.left_out == (), (name, talk_id)


def test_several_contradictions_at_once_are_named_each_for_itself(request: pytest.FixtureRequest) -> None:
    many, talks = (30, 500) if request.config.getoption("--long") else (2, 12)
    for number in range(many):
        planted = plant_several(2 + number % 2, Random(number), talks)  # noqa: S311
        _require_reasons(planted, number)


def test_talks_that_have_to_follow_one_another_have_their_reason_though_two_have_no_place() -> None:
    _require_reasons(plant_several(1, Random(1017), 55), "five in a row")  # noqa: S311


def _require_reasons(planted: Planted, name: object) -> None:
    """Each contradiction has its reason, which names its talks and all that it is about, and nothing else."""
    schedule, count = planted.schedule, len(planted.contradictions)
    start = process_time()
    result = plan(schedule, planted.settings, moves=1_000, reasons=2 * count)
    assert process_time() - start < SECONDS * count, name
    waiting = {f"“{session.title['en']}”": session.id for session in schedule.sessions if not session.slot}
    contradictions, named = dict(planted.contradictions), set[frozenset[str]]()
    for left_out in result.left_out:
        sentence = left_out.reason.sentence
        talks = {id_ for title, id_ in waiting.items() if title in sentence} | {left_out.session}
        names = contradictions.get(frozenset(talks))
        assert names is not None, (name, sentence)
        named.add(frozenset(talks))
        assert all(words in sentence for words in names), (name, sentence)
        assert left_out.reason.remedies, name
    assert named == {*contradictions}, name


def _has_talks_without_place(progress: Progress) -> bool:
    """Search until everything has a place."""
    return progress.left_out > 0


def test_nothing_is_proved_of_a_conference_that_has_a_timetable(request: pytest.FixtureRequest) -> None:
    many, talks = (40, 500) if request.config.getoption("--long") else (2, 26)
    for number in range(many):
        feasible = draw_feasible(Random(number), talks)  # noqa: S311
        problem = case(feasible.schedule, feasible.settings).problem
        everything = range(len(problem.talks))
        for about in Random(number).sample(everything, min(len(everything), 25)):  # noqa: S311
            assert find_proof(problem, everything, about) is None, (number, about)


def test_no_proof_is_false() -> None:
    """Where all sessions have places, nothing proves that they cannot."""
    whole = 0
    for number in range(60):
        made = case(*draw_conference(Random(number), in_rooms=number % 3 == 0))  # noqa: S311
        arrangement, _ = arrange(made.problem, moves=200, seed=number)
        placed = [talk for talk in range(len(made.problem.talks)) if talk not in arrangement.left_out]
        assert find_proof(made.problem, placed) is None, number
        whole += len(placed)
    assert whole > 100


def test_a_minimal_core_contains_nothing_superfluous() -> None:
    random = Random(3)  # noqa: S311
    for _ in range(50):
        needed = [set(random.sample(range(8), random.randint(1, 3))) for _ in range(2)]

        def is_impossible(active: Any, needed: list[set[int]] = needed) -> bool:
            return any(each <= set(active) for each in needed)

        core = minimal_core(range(8), is_impossible)
        assert is_impossible(core)
        assert not any(is_impossible([each for each in core if each != gone]) for gone in core)
    assert minimal_core(range(3), lambda _: True) == []
