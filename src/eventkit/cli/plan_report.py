"""Plan reports: the grid of a plan, its price in sentences, and the sessions it leaves out."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from eventkit.cli.option_sentences import name_options
from eventkit.cli.terminal import Terminal
from eventkit.cli.terminal_tables import TerminalTable, make_table
from eventkit.model import Room, RoomId, Session
from eventkit.planning import LeftOut, Plan
from eventkit.planning.alternatives import Alternative, describe, share_elsewhere
from eventkit.planning.planning_messages import count_message, join_clauses, planning_message
from eventkit.planning.plans import ChangedDay, ReasonText, changed_days
from eventkit.planning.problem.objective import DOMINANT, Group, UnitPrices
from eventkit.planning.problem.weights import SHARED_MINUTES, trades
from eventkit.planning.repair.repair_plan import repair_changes
from eventkit.rules import RuleSettings
from eventkit.rules.rule_messages import name_entity
from eventkit.schedule import Schedule
from eventkit.wording import Wording

ROOM_COLUMNS, TIME_COLUMNS = 17, 10
"""The columns of the terminal that a room needs to be read, and those of the times beside them."""

CHANGES_LISTED = 6
"""The most changes of a repair that are listed beside those of others."""

REMEDIES_LISTED, SESSIONS_LISTED = 4, 6
"""The most remedies and conditions of a reason, and the most sessions with the same reason, that are listed;
``--json`` has all of them."""

COMES, GOES = "+", "−"
"""The marks of a session that gets a place, and of one that leaves it."""


def report_plan(terminal: Terminal, plan: Plan, after: Schedule, headline: str) -> None:
    """Print a plan: the days that it changes as grids, its price, and what it leaves out."""
    width = terminal.out.width
    for grid in grids(plan, after, terminal.settings.language, width):
        terminal.out.print(grid)
    terminal.out.print(headline)
    for block in map(plan.basis.session, plan.removed):
        name = name_entity(block, terminal.settings.language, plan.basis)
        terminal.out.print(planning_message("block-removed", terminal.settings.language, name=name))
    for price in plan.price:
        if price.code != DOMINANT:
            terminal.out.print(f"  {price.in_language(terminal.settings.language)}")
    for line in left_out_lines(plan.left_out, after, terminal.settings.language):
        terminal.out.print(line)


def summary(plan: Plan, language: str) -> str:
    """The number of sessions with a place, and by how much the price of the conference changes."""
    if not plan.placed:
        key = "plan-nothing"
    elif plan.points:
        key = "plan-dearer" if plan.points > 0 else "plan-cheaper"
    else:
        key = "plan-same"
    return planning_message(key, language, placed=_placed(plan, language), points=f"{abs(plan.points):,}")


def planner_sentence(key: str, language: str, **texts: str) -> str:
    """A message of the planner as commands have it: with the names of options."""
    return name_options(planning_message(key, language, **texts))


def repetition(plan: Plan, language: str) -> str:
    return planner_sentence("repeat-plan", language, moves=str(plan.moves_tried), seed=str(plan.seed))


def _placed(plan: Plan, language: str) -> str:
    if not plan.placed and plan.left_out:
        return count_message("waiting", len(plan.left_out), language)
    placed = count_message("placed", plan.placed, language)
    if not plan.left_out:
        return placed
    return count_message("and-waiting", len(plan.left_out), language, placed=placed)


def report_alternatives(terminal: Terminal, alternatives: Sequence[Alternative]) -> None:
    language = terminal.settings.language
    for alternative in alternatives:
        plan = alternative.plan
        terminal.out.print(describe(alternative, language))
        points = f"{plan.points:+,}"
        placed = planning_message("counts", language, placed=_placed(plan, language), points=points)
        for line in _changes(plan, language):
            terminal.out.print(f"  {line}")
        # A repair has its counts in its description.
        counts = [planning_message("price", language, points=points) if plan.is_repair else placed]
        if not plan.is_repair and alternative is not alternatives[0]:
            share = round(100 * share_elsewhere(alternatives[0].plan, plan))
            counts.append(planning_message("elsewhere", language, share=str(share)))
        terminal.out.print(f"  {join_clauses(tuple(counts), language)}", style="dim")
    if len(alternatives) == 1:
        terminal.out.print(planning_message("only-one", language), style="dim")
    else:
        terminal.out.print(planning_message("compared-with-first", language), style="dim")
    letters = "/".join(alternative.name for alternative in alternatives)
    terminal.out.print(planner_sentence("take-one", language, letters=letters), style="dim")


def _changes(plan: Plan, language: str) -> Iterator[str]:
    """The first changes of a repair for readers; those of a whole plan are too many."""
    changes = repair_changes(plan, language) if plan.is_repair else ()
    yield from changes[:CHANGES_LISTED]
    if more := len(changes[CHANGES_LISTED:]):
        yield count_message("more-changes", more, language)


def report_weights(
    terminal: Terminal,
    settings: RuleSettings,
    favour: Group | None = None,
    only: Container[str] | None = None,
) -> None:
    language = terminal.settings.language
    heads = ("weight-code", "weight-word", "weight-trade")
    table = make_table(*(planning_message(head, language) for head in heads))
    for code, weight, trade in trades(settings, UnitPrices(settings.planning, favour), language):
        if only is None or code in only:
            table.add_row(code, str(weight), trade)
    terminal.out.print(table)
    legend = planner_sentence("trade-legend", language, minutes=str(SHARED_MINUTES))
    terminal.out.print(legend, style="dim")


def alternative_form(alternative: Alternative) -> dict[str, Any]:
    return {
        "name": alternative.name,
        "about": alternative.about("en"),
        "sentence": describe(alternative),
        "differences": [price.sentence for price in alternative.differences],
        **plan_form(alternative.plan),
    }


def plan_form(plan: Plan) -> dict[str, Any]:
    """A plan as JSON has it, with the commands that help what it leaves out."""
    form = plan.form()
    for left_out in form["left_out"]:
        left_out["sentence"] = name_options(left_out["sentence"])
        left_out["remedies"] = [name_options(remedy) for remedy in left_out["remedies"]]
    return form


def left_out_lines(left_out: Sequence[LeftOut], schedule: Schedule, language: str) -> Iterator[str]:
    """The reasons why sessions have no place, the remedies and the conditions; what is the same, once."""
    alike: dict[tuple[ReasonText, bool], list[str]] = {}
    for each in left_out:
        session = schedule.session(each.session)
        name = f"{name_entity(session, language, schedule)} ({session.id})"
        alike.setdefault((each.reason.in_language(language), session.slot is None), []).append(name)
    for (reason, is_waiting), names in alike.items():
        keys = ("no-place-for", "no-place-for-all") if is_waiting else ("stays-there", "stay-there")
        # The sentence of a finding has its own full stop.
        facts = {"reason": reason.summary.rstrip(".。"), "session": names[0], "count": f"{len(names):,}"}
        yield planning_message(keys[len(names) > 1], language, **facts)
        lists = (
            ("sessions-are", names if len(names) > 1 else (), SESSIONS_LISTED),
            ("any-one-of" if len(reason.remedies) > 1 else "this-helps", reason.remedies, REMEDIES_LISTED),
            ("conditions-are", reason.conditions, REMEDIES_LISTED),
        )
        for heading, items, limit in lists:
            if items:
                yield f"  {planning_message(heading, language)}"
                yield from (f"    {name_options(line)}" for line in _shortened(items, limit, language))


def _shortened(items: Sequence[str], limit: int, language: str) -> Iterator[str]:
    """The first of some texts, with the number of the others; one more rather than a line about one."""
    shown = len(items) if len(items) <= limit + 1 else limit
    yield from items[:shown]
    if more := len(items) - shown:
        yield count_message("and-others", more, language)


def grids(plan: Plan, after: Schedule, language: str, width: int) -> Iterator[TerminalTable]:
    """The days that a plan changes, with the rooms in which it does so side by side; breaks are left out.

    As many rooms are side by side as can be read in the columns of the terminal.
    """
    for grid in changed_days(plan.basis, after):
        most = max((width - TIME_COLUMNS) // ROOM_COLUMNS, 1)
        tables = -(-len(grid.rooms) // most)
        share = -(-len(grid.rooms) // max(tables, 1))
        for first in range(0, len(grid.rooms), max(share, 1)):
            yield _table(grid, grid.rooms[first : first + share], (plan.basis, after), language)


def _table(
    grid: ChangedDay, rooms: Sequence[Room | None], schedules: tuple[Schedule, Schedule], language: str
) -> TerminalTable:
    wording = Wording.of(language)
    names = [name_entity(room, language, schedules[1]) if room else "–" for room in rooms]
    table = make_table(wording.word("time"), *names)
    table.title = wording.day(grid.day)
    table.columns[0].no_wrap = True
    before, after = schedules
    cells: dict[str, dict[RoomId | None, list[str]]] = {}
    for schedule, sessions, mark in ((after, grid.after, COMES), (before, grid.before, GOES)):
        for session in sessions:
            if session.slot is None or (mark == GOES and session.id not in grid.moved):
                continue
            start = f"{schedule.wall(session.slot.period.start):%H:%M}"
            sign = f"{mark} " if session.id in grid.moved else ""
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
