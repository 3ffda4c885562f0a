"""Why a session has no place: what is proved is true, as small as it can be, and names what would help."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from eventkit.planning import Plan, plan
from eventkit.planning.certificates import find_certificate
from eventkit.planning.conditions import minimal_core
from eventkit.planning.planner import arrange
from eventkit.rules import RuleSettings
from eventkit.schedule import Schedule
from model.building import named, period, session
from planning.talks_and_blocks import block, case, conference, draw_conference, talk

HALL = block("morning", "09:00-10:00", "hall")
NOON = block("noon", "11:00-12:00", "hall")
TUESDAY = block("tuesday", "5 09:00-10:00", "hall")


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
        ["it is shortened to 60 minutes", "there are 100 more minutes of free time for it"],
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
        ["Noether can come at another time as well", "Lin can come at another time as well"],
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
        ["Lin can come at another time as well"],
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
        ["“Panel” is unpinned and moves"],
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
        ["Lin is not needed in “Keynote”"],
    ),
    "too many sessions for the blocks": (
        conference(HALL, *(talk(each, 25) for each in ("groups", "rings", "fields"))),
        {},
        "too-few-minutes",
        "“Fields”, “Groups” and “Rings” take 75 minutes, and share 60",
        ["one of them is shortened or left out"],
    ),
    "lengths that do not add up": (
        conference(HALL, NOON, *(talk(each, 40) for each in ("groups", "rings", "fields"))),
        {},
        "no-packing",
        "“Fields”, “Groups” and “Rings” take 120 minutes, but the 120",
        ["one of them is shortened or left out"],
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
        ["Hall is available for longer"],
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
        "Lin can only come Mon, 4 May 09:00–10:00; “Groups” and “Opening” are to be on one day",
        [
            "Lin can come at another time as well",
            "the wish that “Groups” and “Opening” are to be on one day is dropped",
        ],
    ),
    "a block of another track": (
        conference(
            block("morning", "09:00-10:00", "hall", track="geometry"), talk("groups", 30, track="algebra")
        ),
        {},
        "no-place",
        "blocks of other tracks do not take it",
        ["a block of another track takes it"],
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
        ["rooms are open for longer"],
    ),
}


def explained(schedule: Schedule, settings: dict[str, Any]) -> Plan:
    return plan(schedule, RuleSettings.model_validate(settings), moves=300, reasons=1)


@pytest.mark.parametrize("planted", PLANTED)
def test_the_reason_names_exactly_the_planted_causes(planted: str) -> None:
    schedule, settings, code, sentence, remedies = PLANTED[planted]
    (left_out,) = explained(schedule, settings).left_out
    assert left_out.reason.code == code
    assert sentence in left_out.reason.sentence
    assert set(remedies) <= {*left_out.reason.remedies}
    always = {"one of them is shortened or left out"}
    others = [remedy for remedy in left_out.reason.remedies if remedy not in {*remedies, *always}]
    assert all("more minutes of free time" in other or "is shortened to" in other for other in others), others


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


def test_remedies_are_offered_even_without_a_proof() -> None:
    schedule = conference(
        HALL,
        block("beside", "09:00-10:00", "attic"),
        talk("groups", 30, "lin", "noether"),
        talk("rings", 30, "lin", "gauss"),
        talk("fields", 30, "noether", "gauss"),
    )
    (left_out,) = explained(schedule, {}).left_out
    assert left_out.reason.code == "no-time-left"
    assert "there are 30 more minutes of free time for it" in left_out.reason.remedies


def test_no_proof_is_false() -> None:
    """Where all sessions have places, nothing proves that they cannot."""
    whole = 0
    for number in range(60):
        made = case(*draw_conference(Random(number), in_rooms=number % 3 == 0))  # noqa: S311
        arrangement, _ = arrange(made.problem, moves=200, seed=number)
        placed = [talk for talk in range(len(made.problem.talks)) if talk not in arrangement.left_out]
        assert find_certificate(made.problem, placed) is None, number
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
