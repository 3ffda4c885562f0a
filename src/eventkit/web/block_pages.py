"""Block pages: blocks in rooms, which a plan fills with sessions, so that there are breaks between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import time
from typing import Any
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from eventkit.editing import Refused
from eventkit.messages import Interface, Message
from eventkit.model import Kind
from eventkit.office.office import Office
from eventkit.office.planning_office import BlocksOutcome
from eventkit.office.typed_times import read_clock
from eventkit.planning.block_grid import BlockGrid, block_periods
from eventkit.schedule import Schedule
from eventkit.web.endpoints import Body, Call, Endpoint
from eventkit.web.forms.form_endpoints import error_message, office_page
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.users_file import AccessLevel
from eventkit.wording import Wording

PERIODS = 6  # the number of periods of a day that the form has inputs for
_BLOCKS = "blocks"


async def show_blocks(call: Call) -> Response:
    added = call.request.query_params.get("added")
    words = FormWords.of(call.language)
    return await _page(call, [{"style": "k", "text": words.word("saved")}] if added else [])


async def post_blocks(call: Call) -> Response:
    strings = {name: value.strip() for name, value in call.strings.items()}
    days, rooms = _chosen(call, "day"), _chosen(call, "room")
    try:
        add = _blocks_to_add(strings, days, rooms)
        made, _ = await call.desk.change(call.visitor.name, add)
    except (Refused, ValueError) as error:
        message = error_message(error, call.language)
        return await _page(call, [message], status=422, strings=strings, days=days, rooms=rooms)
    if made.omitted:
        saved = {"style": "k", "text": FormWords.of(call.language).word("saved")}
        omissions = (
            {"style": "w", "text": each.words.in_language(call.language, Interface.BROWSER).text}
            for each in made.omitted
        )
        return await _page(call, [saved, *omissions])
    return RedirectResponse(f"{call.root}/{_BLOCKS}?added=1", 303)


def _blocks_to_add(
    strings: Mapping[str, str], days: Collection[str], rooms: Collection[str]
) -> Callable[[Office], BlocksOutcome]:
    times = list(_times(strings))
    if not (days and rooms and times):
        raise ValueError(Message("Choose at least one day and one room, and enter a period."))

    def add(office: Office) -> BlocksOutcome:
        schedule = office.load().schedule
        dates = [day for day in schedule.conference.dates if str(day) in days]
        grid = BlockGrid(
            periods=block_periods(schedule, dates, times),
            rooms=tuple(room.id for room in schedule.rooms if room.id in rooms),
            new_uid=uuid4,
            track=strings.get("track") or None,
        )
        return office.plans.add_blocks(grid)

    return add


def _chosen(call: Call, name: str) -> list[str]:
    return [value for value in call.body.getlist(name) if isinstance(value, str)]


def _times(strings: Mapping[str, str]) -> Iterator[tuple[time, time]]:
    for number in range(PERIODS):
        start, end = strings.get(f"start.{number}", ""), strings.get(f"end.{number}", "")
        if bool(start) != bool(end):
            raise ValueError(Message("Each period needs a start and an end."))
        if start:
            yield read_clock(start), read_clock(end)


async def _page(
    call: Call,
    messages: Sequence[Mapping[str, Any]],
    *,
    status: int = 200,
    strings: Mapping[str, str] | None = None,
    days: Collection[str] | None = None,
    rooms: Collection[str] | None = None,
) -> Response:
    words = FormWords.of(call.language)
    schedule = (await call.desk.current()).schedule
    strings = strings or {}
    return office_page(
        call,
        "blocks.html",
        schedule,
        current=_BLOCKS,
        status=status,
        heading=words.word(_BLOCKS),
        messages=messages,
        number=sum(session.kind is Kind.BLOCK for session in schedule.sessions),
        periods=[
            (number, strings.get(f"start.{number}", ""), strings.get(f"end.{number}", ""))
            for number in range(PERIODS)
        ],
        chosen_days=days,
        chosen_rooms=rooms,
        chosen_track=strings.get("track", ""),
        days=_days(schedule, call.language),
        rooms=[(room.id, *room.name.best(call.language)) for room in schedule.rooms],
        tracks=[(track.id, *track.name.best(call.language)) for track in schedule.tracks],
    )


def _days(schedule: Schedule, language: str) -> list[tuple[str, str, str]]:
    wording = Wording.of(language)
    conference = schedule.conference
    return [(str(day), language, wording.short_day_of(conference, day)) for day in conference.dates]


ENDPOINTS = (
    Endpoint("GET", "/{conference}/blocks", AccessLevel.VIEWER, show_blocks, is_page=True),
    Endpoint("POST", "/{conference}/blocks", AccessLevel.EDITOR, post_blocks, Body.FORM, is_page=True),
)
