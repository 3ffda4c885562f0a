"""Remedies: after any one of them, carried out as its words say, the session has a place."""

from __future__ import annotations

from functools import partial
from random import Random

import pytest

from eventkit.findings import Severity
from eventkit.messages import Message
from eventkit.model import Kind, SessionId
from eventkit.planning import Plan, Progress, plan
from eventkit.planning.planner import find_waiting
from eventkit.planning.repair.repair_plan import repair
from eventkit.rules import Checker
from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import Schedule
from model.building import named, period
from planning.explain.remedies_by_hand import Plans, follow, sentence_of
from planning.explain.test_explanation import PLANTED
from planning.planted_contradictions import draw_planted
from planning.talks_and_blocks import BLOCKS, PEOPLE, block, conference, draw_conference, talk

GENERAL = {
    "the search goes on for longer, or begins with another seed",
    "there are {minutes} more minutes of free time on another day or in another room",
    "one of the conditions is dropped, and there are {minutes} more minutes of free time then",
    "set the length of '{id}'",
}
"""Remedies that are not a single change of the conference."""


def follow_all(schedule: Schedule, settings: StatedSettings) -> int:
    """Carry out each remedy of a plan: without the plan, and after it; the number of remedies."""
    explained = plan(schedule, settings, moves=300, reasons=3)
    count = 0
    for left_out in explained.left_out:
        for remedy in left_out.reason.remedies:
            if sentence_of(remedy) not in GENERAL:
                count += 1
                _plan_anew(Plans(schedule, settings), remedy, explained, left_out.session)
                _place_alone(Plans(explained.apply(schedule), settings), remedy, left_out.session)
    return count


def _plan_anew(plans: Plans, remedy: Message, explained: Plan, session: str) -> None:
    """All that had a place, and the session itself, have places after the remedy."""
    changed = follow(plans, remedy)
    aside = {*changed.aside, *(left_out.session for left_out in explained.left_out)} - {session}
    only = [waiting.id for waiting in find_waiting(changed.schedule) if waiting.id not in aside]
    assert (session in only) is (changed.schedule.session(SessionId(session)).slot is None)
    left_out = plan(changed.schedule, changed.settings, only=only, moves=2_000).left_out
    assert left_out == (), (remedy, [(item.session, item.reason.sentence) for item in left_out])


def _place_alone(plans: Plans, remedy: Message, session: str) -> None:
    """The session has a place beside others; these move only if they have to."""
    changed = follow(plans, remedy)
    if changed.schedule.session(SessionId(session)).slot is not None:
        effect = Checker(plans.schedule, plans.settings).effect(changed.schedule)
        assert not any(finding.severity is Severity.ERROR for finding in effect.added), remedy
        return
    alone = plan(changed.schedule, changed.settings, only=[session], moves=300)
    if alone.left_out:
        repaired = repair(changed.schedule, changed.settings, place=[session])
        # What was wrong before it may stay so.
        reasons = {left_out.session: left_out.reason.sentence for left_out in repaired.left_out}
        assert session not in reasons, (remedy, reasons)


@pytest.mark.parametrize("planted", PLANTED)
def test_after_each_remedy_the_session_has_a_place(planted: str) -> None:
    schedule, settings, *_ = PLANTED[planted]
    assert follow_all(schedule, StatedSettings.model_validate(settings))


def crowded_conference(random: Random, *, in_rooms: bool) -> Schedule:
    """More talks than places, some of whose speakers come on one day only."""
    day = [period("09:00-12:00"), period("5 09:00-12:00")]
    talks = [
        talk(f"talk-{number}", random.choice((20, 30, 45)), *random.sample(PEOPLE, random.randint(0, 1)))
        for number in range(random.randint(22, 28))
    ]
    blocks = () if in_rooms else [block(f"block-{n}", when, "hall") for n, when in enumerate(BLOCKS)]
    participants = named(*PEOPLE)
    participants[0]["available"] = [random.choice(day)]
    return conference(*blocks, *talks, rooms=named("hall"), participants=participants)


@pytest.mark.parametrize("in_rooms", [False, True])
def test_after_each_remedy_of_too_many_sessions_all_of_them_have_places(
    request: pytest.FixtureRequest,
    in_rooms: bool,  # noqa: FBT001
) -> None:
    hours = {"hours": {"opens": "09:00", "closes": "12:00"}} if in_rooms else {}
    settings, keys = StatedSettings.model_validate(hours), set()
    for number in range(40 if request.config.getoption("--long") else 5):
        schedule = crowded_conference(Random(number), in_rooms=in_rooms)  # noqa: S311
        explained = plan(schedule, settings, moves=100, reasons=1)
        reason = explained.left_out[0].reason
        crowd = [left.session for left in explained.left_out if left.reason is reason]
        sentence = sentence_of(reason.summary)
        if sentence.startswith("{count} sessions need") and "{where}" not in sentence:
            talks = [session for session in schedule.sessions if session.kind is Kind.TALK]
            assert reason.summary.facts["needed"] == sum(session.length or 0 for session in talks)
        for remedy in reason.remedies:
            change = remedy.facts.get("remedy", remedy)
            assert isinstance(change, Message)
            if sentence_of(change) in GENERAL:
                continue
            keys.add(sentence_of(change))
            changed = follow(Plans(explained.apply(schedule), settings), change)
            promised = remedy.facts.get("placed", len(crowd))
            assert isinstance(promised, int)
            watch = partial(_has_more_without_place, len(crowd) - promised)
            placed = plan(changed.schedule, changed.settings, only=crowd, watch=watch).placed
            assert placed >= promised, (number, remedy)
    assert any("more rooms" in key for key in keys)
    assert any("close" in key or "more block" in key for key in keys) is in_rooms


def _has_more_without_place(most: int, progress: Progress) -> bool:
    """Search until no more than that many lack a place."""
    return progress.left_out > most


def test_after_each_remedy_of_drawn_contradictions_the_session_has_a_place(
    request: pytest.FixtureRequest,
) -> None:
    is_long = request.config.getoption("--long")
    for _, planted in draw_planted(4, 12) if is_long else ():
        assert follow_all(planted.schedule, planted.settings)
    numbers = range(150) if is_long else range(12, 18)
    drawn = [draw_conference(Random(number), in_rooms=number % 3 == 0) for number in numbers]  # noqa: S311
    assert sum(follow_all(schedule, settings) for schedule, settings in drawn) > len(drawn) // 2
