"""Days and rooms of talks that wishes tie to one another: what is proved of them is true."""

from __future__ import annotations

from random import Random

import pytest

from eventkit.planning.explain.infeasibility import may_all_be_placed
from eventkit.rules.stated_wishes import StatedSettings
from model.building import session
from planning.exhaustive_plans import least_left_out
from planning.talks_and_blocks import block, case, conference, talk

KINDS = ("same-day", "spread", "same-room", "consecutive", "consecutive")


def draw_wishes(random: Random) -> list[dict[str, object]]:
    """Some wishes about three talks."""
    ids = [f"talk-{number}" for number in range(3)]
    return [
        {"kind": random.choice(KINDS), "sessions": random.sample(ids, 2)} for _ in range(random.randint(2, 4))
    ]


def test_what_wishes_are_said_to_exclude_is_in_no_timetable() -> None:
    """By every start of every talk, and the rules themselves."""
    proved = 0
    for number in range(50):
        random = Random(number)  # noqa: S311
        blocks = [
            block(f"block-{at}", when, random.choice(["hall", "attic"]))
            for at, when in enumerate(("09:00-09:40", "10:00-10:40", "5 09:00-09:40"))
        ]
        pauses = [session("coffee", "09:40-10:00", kind="break")] if random.random() < 0.5 else []
        talks = [talk(f"talk-{at}", random.choice([30, 40])) for at in range(3)]
        schedule = conference(*blocks, *pauses, *talks)
        settings = StatedSettings.model_validate({"wishes": draw_wishes(random)})
        problem = case(schedule, settings).problem
        if not may_all_be_placed(problem, range(len(problem.talks))):
            least = least_left_out(schedule, settings, 25)
            assert least is None or least > 0, number
            proved += least is not None
    assert proved > 12


@pytest.mark.parametrize(
    ("breaks", "possible"),
    [(["10:30-11:00"], True), (["10:30-10:45"], False), (["10:30-10:50"], True), ([], False)],
)
def test_talks_follow_one_another_across_breaks_and_a_pause_of_ten_minutes(
    breaks: list[str], *, possible: bool
) -> None:
    schedule = conference(
        block("morning", "09:00-10:30", "hall"),
        block("noon", "11:00-12:30", "hall"),
        *(session(f"pause-{when[6:8]}", when, kind="break") for when in breaks),
        talk("one", 90),
        talk("other", 90),
    )
    wishes = [{"kind": "consecutive", "sessions": ["one", "other"]}]
    problem = case(schedule, StatedSettings.model_validate({"wishes": wishes})).problem
    assert may_all_be_placed(problem, [0, 1]) is possible
