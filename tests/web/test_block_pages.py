"""Blocks from the browser: added in rooms on days, as the command does it, and refused in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eventkit.model import Kind
from eventkit.schedule import Schedule
from web.server_kit import CONFERENCE, Browser, ServerKit

PAGE = f"/{CONFERENCE}/blocks"
MORNING = {"start.0": "07:00", "end.0": "07:30", "start.1": "07:40", "end.1": "08:10"}


def schedule_of(kit: ServerKit) -> Schedule:
    return kit.store.load(CONFERENCE).schedule


def sent(browser: Browser, strings: dict[str, str | Sequence[str]], *, status: int) -> str:
    answer = browser.client.post(PAGE, data={"form_token": browser.token, **strings})
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def test_blocks_are_added_in_each_room_for_each_period_of_each_day(kit: ServerKit, editor: Browser) -> None:
    schedule = schedule_of(kit)
    days, rooms = [str(day) for day in schedule.conference.dates], [room.id for room in schedule.rooms]
    before = sum(session.kind is Kind.BLOCK for session in schedule.sessions)
    assert all(f'value="{value}" checked' in editor.get(PAGE).text for value in (*days, *rooms))
    sent(editor, {**MORNING, "day": days, "room": rooms}, status=303)
    blocks = [session for session in schedule_of(kit).sessions if session.kind is Kind.BLOCK]
    assert len(blocks) == before + len(days) * len(rooms) * 2
    assert f"Blocks: {len(blocks)}" in editor.get(PAGE).text


@pytest.mark.parametrize(
    ("strings", "message"),
    [
        ({}, "Choose at least one day and one room, and enter a period."),
        ({**MORNING, "end.1": ""}, "Each period needs a start and an end."),
        ({**MORNING, "start.0": "soon"}, "soon"),
        ({**MORNING, "end.0": "06:00"}, "07:00-06:00 ends before it begins."),
        ({**MORNING, "track": "no-such-track"}, "no-such-track"),
    ],
)
def test_a_form_that_makes_no_blocks_is_shown_again_with_the_reason(
    kit: ServerKit, editor: Browser, strings: dict[str, str | Sequence[str]], message: str
) -> None:
    before = schedule_of(kit)
    day, room = str(before.conference.start), before.rooms[0].id
    page = sent(editor, {"day": [day], "room": [room], **strings}, status=422)
    assert message in page
    assert f'value="{day}" checked' in page
    assert f'value="{before.conference.end}" checked' not in page
    assert schedule_of(kit) == before


def test_the_page_says_where_no_block_was_added_and_what_takes_place_there(
    kit: ServerKit, editor: Browser
) -> None:
    schedule = schedule_of(kit)
    busy = next(session for session in schedule.sessions if session.slot and session.slot.rooms)
    assert busy.slot is not None
    start, end = schedule.wall(busy.slot.period.start), schedule.wall(busy.slot.period.end)
    times = {"start.0": f"{start:%H:%M}", "end.0": f"{end:%H:%M}", "start.1": "07:00", "end.1": "07:30"}
    choice = {"day": [str(start.date())], "room": [busy.slot.rooms[0]], **times}
    page = sent(editor, choice, status=200)
    assert "Saved." in page
    assert f"({busy.id}) takes place there then." in page
    assert "Choose other times or rooms." in sent(editor, choice, status=422)
