"""Plan reports: the grid of a plan, its price in sentences, and the sessions it leaves out."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from eventkit.cli.console import TerminalTable, make_table
from eventkit.cli.display import local
from eventkit.cli.terminal import Terminal
from eventkit.messages import Fact, Message, Plural, Reader, Verbatim
from eventkit.model import Room, RoomId, Session
from eventkit.planning import LeftOut, Plan
from eventkit.planning.alternatives import Alternative, describe, share_elsewhere
from eventkit.planning.plans import ChangedDay, Reason, changed_days, name
from eventkit.planning.problem.objective import DOMINANT, SHARED_MINUTES, Group, UnitPrices, trades
from eventkit.planning.repair.repair_plan import repair_changes
from eventkit.rules import RuleSettings
from eventkit.rules.rule_messages import ScheduleFact, name_entity
from eventkit.schedule import Schedule
from eventkit.wording import Wording

ROOM_COLUMNS, TIME_COLUMNS = 17, 10
"""The columns of the terminal that a room needs to be read, and those of the times beside them."""

CHANGES_LISTED = 6
"""The most changes of a repair that are listed beside those of others."""

REMEDIES_LISTED, SESSIONS_LISTED = 4, 6
"""The most remedies and conditions of a reason, and the most sessions with the same reason, that are listed;
``--json`` has all of them."""

ENGLISH = "en"
"""The language of JSON."""

COMES, GOES = "+", "−"
"""The marks of a session that gets a place, and of one that leaves it."""


def report_plan(terminal: Terminal, plan: Plan, after: Schedule, headline: Message) -> None:
    """Print a plan: the days that it changes as grids, its price, and what it leaves out."""
    language = terminal.settings.language
    for grid in grids(plan, after, language, terminal.out.width):
        terminal.out.print(grid)
    terminal.out.print(local(headline, language))
    for block in map(plan.basis.session, plan.removed):
        words = Message(
            "{name} is removed: its room is lost, and no talk is left in it", name=name(plan.basis, block)
        )
        terminal.out.print(local(words, language))
    for price in plan.price:
        if price.code != DOMINANT:
            terminal.out.print(f"  {local(price.sentence, language)}")
    for line in left_out_lines(plan.left_out, after, language):
        terminal.out.print(line)


def summary(plan: Plan) -> Message:
    """The number of sessions with a place, and by how much the price of the conference changes."""
    facts: dict[str, Fact] = {"placed": _placed(plan), "points": abs(plan.points)}
    if not plan.placed:
        return Message("{placed}.", **facts)
    if not plan.points:
        return Message("{placed}. The price stays the same.", **facts)
    if plan.points > 0:
        return Message("{placed}. The price rises by {points} points.", **facts)
    return Message("{placed}. The price falls by {points} points.", **facts)


def repetition(plan: Plan) -> Message:
    """The options that repeat a plan."""
    return Message(
        "to repeat this plan: --moves {moves} --seed {seed}; another seed gives another plan",
        moves=Verbatim(plan.moves_tried),
        seed=plan.seed,
    )


def _placed(plan: Plan) -> Message:
    """The number of sessions with a place, and of those without."""
    waiting = len(plan.left_out)
    if not plan.placed and waiting:
        return Message(Plural("1 session has no place", "{count} sessions have no place"), count=waiting)
    placed = Message(Plural("1 session has a place", "{count} sessions have a place"), count=plan.placed)
    if not waiting:
        return placed
    return Message(
        Plural("{placed}, 1 has none", "{placed}, {count} have none"), placed=placed, count=waiting
    )


def report_alternatives(terminal: Terminal, alternatives: Sequence[Alternative]) -> None:
    language, first = terminal.settings.language, alternatives[0]
    for alternative in alternatives:
        plan = alternative.plan
        terminal.out.print(local(describe(alternative), language))
        for line in _changes(plan, language):
            terminal.out.print(f"  {line}")
        facts: dict[str, Fact] = {"placed": _placed(plan), "points": Verbatim(f"{plan.points:+,}")}
        words = Message("{placed}, price {points}", **facts)
        if plan.is_repair:  # it has its counts in its description
            words = Message("price {points}", **facts)
        elif alternative is not first:
            share = round(100 * share_elsewhere(first.plan, plan))
            words = Message(
                "{placed}, price {points}; {share} % of the sessions at another time than in A",
                **facts,
                share=share,
            )
        terminal.out.print(f"  {local(words, language)}", style="dim")
    compared = Message("B and those after it are compared with A")
    if len(alternatives) == 1:
        compared = Message("no other plan that was tried differs from it")
    letters = "/".join(alternative.name for alternative in alternatives)
    take = Message("nothing was changed: use --take {letters} to apply a plan", letters=Verbatim(letters))
    for words in (compared, take):
        terminal.out.print(local(words, language), style="dim")


def _changes(plan: Plan, language: str) -> Iterator[str]:
    """The first changes of a repair for readers; those of a whole plan are too many."""
    changes = repair_changes(plan, language) if plan.is_repair else ()
    yield from changes[:CHANGES_LISTED]
    if more := len(changes[CHANGES_LISTED:]):
        further = Message(Plural("and 1 more change", "and {count} more changes"), count=more)
        yield local(further, language)


def report_weights(
    terminal: Terminal,
    settings: RuleSettings,
    favour: Group | None = None,
    only: Container[str] | None = None,
) -> None:
    language = terminal.settings.language
    heads = Message("Code"), Message("Weight"), Message("Traded for people")
    table = make_table(*(local(head, language) for head in heads))
    for code, weight, trade in trades(settings, UnitPrices(settings.planning, favour)):
        if only is None or code in only:
            table.add_row(code, str(weight), local(trade, language))
    terminal.out.print(table)
    legend = Message(
        "“People” are those who cannot attend both of two talks of {minutes} minutes. "
        "'eventkit plan weights CODE WEIGHT' sets a weight.",
        minutes=SHARED_MINUTES,
    )
    terminal.out.print(local(legend, language), style="dim")


def alternative_form(alternative: Alternative) -> dict[str, Any]:
    return {
        "name": alternative.name,
        "about": alternative.about,
        "sentence": describe(alternative),
        "differences": [price.sentence for price in alternative.differences],
        **plan_form(alternative.plan),
    }


def plan_form(plan: Plan) -> dict[str, Any]:
    """A plan as JSON has it, with the commands that help what it leaves out."""
    form = plan.form()
    for left_out in form["left_out"]:
        left_out["sentence"] = local(left_out["sentence"], ENGLISH)
        left_out["remedies"] = [local(remedy, ENGLISH) for remedy in left_out["remedies"]]
    return form


def left_out_lines(left_out: Sequence[LeftOut], schedule: Schedule, language: str) -> Iterator[str]:
    """The reasons why sessions have no place, the remedies and the conditions; what is the same, once."""
    alike: dict[tuple[Reason, bool], list[Session]] = {}
    for each in left_out:
        session = schedule.session(each.session)
        alike.setdefault((each.reason, session.slot is None), []).append(session)
    for (reason, is_waiting), sessions in alike.items():
        # The sentence of a finding has its own full stop.
        summary = local(reason.summary, language).rstrip(".。")
        facts: dict[str, Fact] = {
            "session": ScheduleFact(sessions[0], schedule),
            "count": len(sessions),
            "reason": summary,
        }
        if is_waiting and len(sessions) > 1:
            words = Message("No place for {count} sessions: {reason}.", **facts)
        elif is_waiting:
            words = Message("No place for {session}: {reason}.", **facts)
        elif len(sessions) > 1:
            words = Message("{count} sessions stay where they are: {reason}.", **facts)
        else:
            words = Message("{session} stays where it is: {reason}.", **facts)
        yield local(words, language)
        reader = Reader.of(language)
        names = [ScheduleFact(each, schedule).in_words(reader) for each in sessions]
        remedies = [local(remedy, language) for remedy in reason.remedies]
        conditions = [local(condition, language) for condition in reason.conditions]
        heading = Message("Any one of:") if len(remedies) > 1 else Message("This would help:")
        for title, items, limit in (
            (Message("Sessions:"), names if len(names) > 1 else [], SESSIONS_LISTED),
            (heading, remedies, REMEDIES_LISTED),
            (Message("Conditions:"), conditions, REMEDIES_LISTED),
        ):
            if items:
                yield f"  {local(title, language)}"
                yield from (f"    {line}" for line in _shortened(items, limit, language))


def _shortened(items: Sequence[str], limit: int, language: str) -> Iterator[str]:
    """The first of some texts, with the number of the others; one more rather than a line about one."""
    shown = len(items) if len(items) <= limit + 1 else limit
    yield from items[:shown]
    if more := len(items) - shown:
        yield local(Message(Plural("and 1 more", "and {count} more"), count=more), language)


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
