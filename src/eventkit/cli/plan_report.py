"""Plan reports: the grid of a plan, its price in sentences, and the sessions it leaves out."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date
from typing import Any

from rich.table import Table

from eventkit.cli.terminal import Terminal, make_table
from eventkit.model import Room, RoomId, Session, Status
from eventkit.planning import LeftOut, Plan
from eventkit.planning.alternatives import Alternative, share_elsewhere
from eventkit.planning.planning_messages import join_clauses, planning_message
from eventkit.planning.planning_twins import DOMINANT, Group, Tariff
from eventkit.planning.repair import people_to_write_to
from eventkit.planning.weights import SHARED_MINUTES, trades
from eventkit.rules import RuleSettings
from eventkit.rules.rule_messages import name_entity
from eventkit.schedule import Schedule
from eventkit.wording import Wording

ROOMS_IN_A_TABLE = 6
"""How many rooms are side by side: more would be too narrow to be read."""

COMES, GOES = "+", "−"
"""The marks of a session that gets a place, and of one that leaves it."""


def report_plan(terminal: Terminal, plan: Plan, after: Schedule, headline: str) -> None:
    """Print a plan: the days that it changes as grids, its price, and what it leaves out."""
    for grid in grids(plan, after, terminal.settings.language):
        terminal.out.print(grid)
    terminal.out.print(headline, soft_wrap=True)
    for price in plan.price:
        if price.code != DOMINANT:
            terminal.out.print(f"  {price.in_language(terminal.settings.language)}", soft_wrap=True)
    for left_out in plan.left_out:
        for line in left_out_lines(left_out, after, terminal.settings.language):
            terminal.out.print(line, soft_wrap=True)


def summary(plan: Plan, language: str) -> str:
    """The number of sessions with a place, and the options that repeat the plan."""

    def write(key: str, **texts: str) -> str:
        return planning_message(key, language, **texts)

    placed = write("placed-one" if plan.placed == 1 else "placed-many", count=f"{plan.placed:,}")
    if waiting := len(plan.left_out):
        key = "and-waiting-one" if waiting == 1 else "and-waiting-many"
        placed = write(key, placed=placed, count=f"{waiting:,}")
    bound = write("no-bound") if plan.bound is None else write("bound", bound=f"{plan.bound:,}")
    return write(
        "plan-summary",
        placed=placed,
        points=f"{plan.points:+,}",
        bound=bound,
        moves=str(plan.moves_tried),
        seed=str(plan.seed),
    )


def report_alternatives(terminal: Terminal, alternatives: Sequence[Alternative]) -> None:
    """Print how plans differ from the first of them."""
    for alternative in alternatives:
        plan = alternative.plan
        placed = f"{plan.placed:,} placed, {len(plan.left_out):,} left out, price {plan.points:+,}"
        terminal.out.print(f"{alternative.name} · {alternative.about}: {placed}", soft_wrap=True)
        prices = plan.price if alternative is alternatives[0] else alternative.differences
        for price in prices:
            if price.code != DOMINANT:
                terminal.out.print(f"  {price.in_language(terminal.settings.language)}", soft_wrap=True)
        if alternative is not alternatives[0]:
            share = round(100 * share_elsewhere(alternatives[0].plan, plan))
            terminal.out.print(f"  {share} % of the sessions at another time than in A", soft_wrap=True)
    letters = " or ".join(alternative.name for alternative in alternatives)
    terminal.out.print(f"nothing was changed: use --take {letters} to apply a plan", style="dim")


def report_weights(
    terminal: Terminal,
    settings: RuleSettings,
    favour: Group | None = None,
    only: Container[str] | None = None,
) -> None:
    """Print what counts how much in a plan, as trades."""
    language = terminal.settings.language
    table = make_table("Code", "Weight", "Traded for people")
    for code, weight, trade in trades(settings, Tariff(settings.planning, favour), language):
        if only is None or code in only:
            table.add_row(code, str(weight), trade)
    terminal.out.print(table)
    legend = planning_message("trade-legend", language, minutes=str(SHARED_MINUTES))
    terminal.out.print(legend, style="dim")


def alternative_form(alternative: Alternative) -> dict[str, Any]:
    """An alternative as JSON has it."""
    return {
        "name": alternative.name,
        "about": alternative.about,
        "differences": [price.sentence for price in alternative.differences],
        **alternative.plan.form(),
    }


def repair_summary(plan: Plan) -> str:
    """The numbers of sessions that move or change rooms, and of people to notify."""
    moved = sum(
        move.old_slot is not None and move.slot is not None and move.slot.period != move.old_slot.period
        for move in plan.moves
    )
    elsewhere = len(plan.moves) - moved
    counts = [
        *([f"{moved} {'session moves' if moved == 1 else 'sessions move'}"] if moved else []),
        *([f"{elsewhere} only {'changes' if elsewhere == 1 else 'change'} rooms"] if elsewhere else []),
    ]
    people = len(people_to_write_to(plan))
    letters = f"{people} {'person' if people == 1 else 'people'} to notify"
    return f"{', '.join(counts) or 'nothing moves'}; {letters}."


def left_out_lines(left_out: LeftOut, schedule: Schedule, language: str) -> Iterator[str]:
    """The reason why a session has no place, and the remedies."""
    session = schedule.session(left_out.session)
    reason = left_out.reason.in_language(language)
    title = name_entity(session, language, schedule)
    yield planning_message(
        "no-place-for", language, session=f"{title} ({session.id})", reason=reason.sentence
    )
    if len(reason.remedies) == 1:
        yield f"  → {reason.remedies[0]}"
    elif reason.remedies:
        remedies = join_clauses(reason.remedies, language)
        yield f"  → {planning_message('any-one-of', language, remedies=remedies)}"


def grids(plan: Plan, after: Schedule, language: str) -> Iterator[Table]:
    """The days that a plan changes, with the rooms in which it does so side by side; breaks are left out."""
    moved = _moved(plan.basis, after)
    days = {
        schedule.day(session.slot.period.start)
        for schedule in (plan.basis, after)
        for session in schedule.sessions
        if session.id in moved and session.slot is not None
    }
    for day in sorted(days):
        rooms = _changed_rooms(plan.basis, after, moved, day)
        for first in range(0, len(rooms), ROOMS_IN_A_TABLE):
            yield _grid(day, rooms[first : first + ROOMS_IN_A_TABLE], moved, (plan.basis, after), language)


def _moved(before: Schedule, after: Schedule) -> frozenset[str]:
    """The sessions that are at another time or in other rooms, their own or those of their block."""
    return frozenset(
        now.id
        for now in after.sessions
        for old in [before.session(now.id)]
        if (now.slot and now.slot.period, after.rooms_of(now))
        != (old.slot and old.slot.period, before.rooms_of(old))
    )


def _on(schedule: Schedule, day: date) -> list[Session]:
    """The sessions of a day that are no mere frame of others and no breaks, by time."""
    return [
        session
        for session in schedule.in_order
        if session.slot is not None
        and session.status is not Status.CANCELLED
        and not session.kind.is_pause
        and schedule.day(session.slot.period.start) == day
        and not any(part.slot is not None for part in schedule.parts(session.id))
    ]


def _changed_rooms(before: Schedule, after: Schedule, moved: frozenset[str], day: date) -> list[Room | None]:
    """The rooms that sessions enter or leave on a day, in their written order; ``None`` for none."""
    used: set[RoomId | None] = set()
    for schedule in (before, after):
        for session in _on(schedule, day):
            if session.id in moved:
                used.update(schedule.rooms_of(session) or (None,))
    return [*(room for room in after.rooms if room.id in used), *([None] if None in used else [])]


def _grid(
    day: date,
    rooms: list[Room | None],
    moved: frozenset[str],
    schedules: tuple[Schedule, Schedule],
    language: str,
) -> Table:
    """A day in some rooms: what is there afterwards, and what has left."""
    wording = Wording.of(language)
    names = [room.name.best(language)[1] if room else "–" for room in rooms]
    table = make_table(wording.word("time"), *names)
    table.title = wording.day(day)
    table.columns[0].no_wrap = True
    before, after = schedules
    cells: dict[str, dict[RoomId | None, list[str]]] = {}
    for schedule, mark in ((after, COMES), (before, GOES)):
        for session in _on(schedule, day):
            if session.slot is None or (mark == GOES and session.id not in moved):
                continue
            start = f"{schedule.wall(session.slot.period.start):%H:%M}"
            sign = f"{mark} " if session.id in moved else ""
            line = f"{sign}{_title(session, language)} ({session.slot.period.minutes})"
            for room in schedule.rooms_of(session) or (None,):
                cells.setdefault(start, {}).setdefault(room, []).append(line)
    for start in sorted(cells):
        row = ["\n".join(cells[start].get(room.id if room else None, ())) for room in rooms]
        if any(row):
            table.add_row(start, *row)
    return table


def _title(session: Session, language: str) -> str:
    return session.title.best(language)[1]
