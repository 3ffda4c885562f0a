"""Plan reports: the grid of a plan, its price and what it leaves out; its progress; and its adoption."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from types import FrameType
from typing import Any, Generic, NamedTuple, TypeVar

import click

from eventkit.cli.check_command import OPEN_FINDINGS, report_examples
from eventkit.cli.commands import BadValue
from eventkit.cli.console import TerminalTable, make_table
from eventkit.cli.display import local
from eventkit.cli.failures import FAILED
from eventkit.cli.file_arguments import OutputFile, read_argument, write_target
from eventkit.cli.input_values import OneOf
from eventkit.cli.shared_options import all_of
from eventkit.cli.terminal import Terminal
from eventkit.differences import ChangedDay, changed_days
from eventkit.files.output_files import PICTURE
from eventkit.findings import Severity
from eventkit.messages import Fact, Listed, Message, Plural, Reader, Verbatim, sentence
from eventkit.model import Room, RoomId, Session
from eventkit.office.planning_office import PlanningOffice
from eventkit.outputs.plan_picture import plan_picture
from eventkit.planning import NO_INTEREST, Interest, LeftOut, Plan, Progress
from eventkit.planning.alternatives import Alternative, describe, share_elsewhere
from eventkit.planning.plans import Reason, name, placement_counts
from eventkit.planning.problem.interest import FLOOR
from eventkit.planning.problem.objective import DOMINANT, SHARED_MINUTES, Group, Prices, trades
from eventkit.planning.repair import RepairAim
from eventkit.planning.repair.disruptions import Disruption, loss_sentences
from eventkit.planning.repair.repair_plan import (
    RepairProgress,
    RepairWatcher,
    people_words,
    repair_changes,
    repair_summary,
)
from eventkit.rules import RuleSettings
from eventkit.rules.rule_messages import ScheduleFact, name_entity
from eventkit.schedule import Schedule
from eventkit.wording import Wording

ROOM_COLUMNS, TIME_COLUMNS = 17, 10
"""The columns of the terminal that a room needs to be read, and those of the times beside them."""

CHANGES_LISTED = 6  # the most changes of a repair that are listed beside those of others
REMEDIES_LISTED, SESSIONS_LISTED = 4, 6
"""The most remedies and conditions of a reason, and the most sessions with the same reason, that are listed;
``--json`` has all of them."""

ENGLISH = "en"  # the language of JSON
COMES, GOES = "+", "−"  # the marks of a session that gets a place, and of one that leaves it


def report_plan(terminal: Terminal, plan: Plan, after: Schedule, headline: Message) -> None:
    """Print a plan: the days that it changes as grids, its price, and what it leaves out."""
    language = terminal.settings.language
    for grid in grids(plan, after, language, terminal.out.width):
        terminal.out.print(grid)
    terminal.out.print(headline)
    for block in map(plan.basis.session, plan.removed):
        terminal.out.say(
            "{name} is removed: its room is lost, and no talk is left in it", name=name(plan.basis, block)
        )
    for price in plan.price:
        if price.code != DOMINANT:
            terminal.out.print(("  ", price.sentence))
    for line in left_out_lines(plan.left_out, after, language):
        terminal.out.print(line)


def summary(plan: Plan) -> Message:
    """The number of sessions with a place, and by how much the price of the conference changes."""
    facts: dict[str, Fact] = {"placed": placement_counts(plan), "points": abs(plan.points)}
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


def report_alternatives(terminal: Terminal, alternatives: Sequence[Alternative]) -> None:
    language, first = terminal.settings.language, alternatives[0]
    for alternative in alternatives:
        plan = alternative.plan
        terminal.out.print(describe(alternative))
        for line in _changes(plan, language):
            terminal.out.print(f"  {line}")
        facts: dict[str, Fact] = {"placed": placement_counts(plan), "points": Verbatim(f"{plan.points:+,}")}
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
        terminal.out.print(("  ", words), style="dim")
    compared = Message("B and those after it are compared with A")
    if len(alternatives) == 1:
        compared = Message("no other plan that was tried differs from it")
    letters = "/".join(alternative.name for alternative in alternatives)
    take = Message("nothing was changed: use --take {letters} to apply a plan", letters=Verbatim(letters))
    for words in (compared, take):
        terminal.out.print(words, style="dim")


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
    table = terminal.headed_table("Code", "Weight", "Traded for people")
    for code, weight, trade in trades(Prices(settings, favour)):
        if only is None or code in only:
            table.add_row(code, str(weight), local(trade, language))
    terminal.out.print(table)
    terminal.out.say(
        "“People” are those who cannot attend both of two talks of {minutes} minutes. "
        "'eventkit plan weights CODE WEIGHT' sets a weight.",
        minutes=SHARED_MINUTES,
        style="dim",
    )


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


P = TypeVar("P")  # the progress of a search or of a repair
_TRIAL = 512  # the number of changes tried to measure how many a second are possible


class Stopwatch:
    """Measures how long a change takes, once the first arrangement is there."""

    def __init__(self) -> None:
        self._first = (0, 0.0)
        self._last = (0, 0.0)

    def __call__(self, progress: Progress) -> bool:
        self._last = (progress.moves_tried, perf_counter())
        if not progress.moves_tried:
            self._first = self._last
        return True

    @property
    def seconds(self) -> float:
        """The seconds of one change; 0 if none was tried."""
        tried, took = (last - first for first, last in zip(self._first, self._last, strict=True))
        return took / tried if tried else 0.0


def count_moves(seconds: float, make: Callable[..., Plan]) -> int:
    """The number of changes that can be tried in so many seconds, by a short trial."""
    stopwatch = Stopwatch()
    make(moves=_TRIAL, watch=stopwatch)
    return int(seconds / stopwatch.seconds) if stopwatch.seconds else 0


def end_after(seconds: float | None, watch: RepairWatcher) -> RepairWatcher:
    """A watcher that ends a repair after so many seconds; the same one without a limit."""
    if seconds is None:
        return watch
    end = perf_counter() + seconds
    return lambda progress: watch(progress) and perf_counter() < end


class ProgressWatch(Generic[P]):
    """Shows the progress of a search or a repair, and ends it after Ctrl-C."""

    def __init__(self) -> None:
        self.is_stopped = False
        self.show: Callable[[P], None] | None = None

    def __call__(self, progress: P) -> bool:
        if self.show is not None:
            self.show(progress)
        return not self.is_stopped


@contextmanager
def watch_progress(terminal: Terminal, write_line: Callable[[P], Message]) -> Iterator[ProgressWatch[P]]:
    """Shows the progress on standard error; the first Ctrl-C stops the search, the second the command."""
    watch = ProgressWatch[P]()

    def stop(_: int, __: FrameType | None) -> None:
        watch.is_stopped = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        if not terminal.err.is_terminal:
            yield watch
            return
        language = terminal.settings.language
        with terminal.err.progress(local(Message("planning …"), language)) as shown:
            watch.show = lambda progress: shown.update(local(write_line(progress), language))
            yield watch
    finally:
        signal.signal(signal.SIGINT, before)


def search_line(progress: Progress) -> Message:
    """The progress of the search, in a line."""
    facts = {
        "done": 100 * progress.moves_tried // max(progress.moves, 1),
        "placed": progress.placed,
        "total": progress.placed + progress.left_out,
        "points": progress.price,
    }
    if progress.left_out:
        return Message(
            "planning … {done} %, {placed} of {total} placed; Ctrl-C uses the best so far", **facts
        )
    return Message(
        "planning … {done} %, {placed} of {total} placed, price {points}; Ctrl-C uses the best so far",
        **facts,
    )


_AIMS = {
    RepairAim.MOVES: Message("moves"),
    RepairAim.PEOPLE: Message("people"),
    RepairAim.ROOMS: Message("rooms"),
    RepairAim.TIMES: Message("times"),
    RepairAim.TRACKS: Message("tracks"),
    RepairAim.PRICE: Message("price"),
}


def repair_line(progress: RepairProgress) -> Message:
    return Message(
        "repairing ({aim}) … {done} %, {people}; Ctrl-C uses the best so far",
        aim=_AIMS[progress.aim],
        done=round(100 * progress.share),
        people=people_words(progress.people),
    )


_OF_FILLED_BLOCKS = frozenset({"block-unchaired", "empty-block"})
"""Findings that every plan of blocks has, until these have chairs: `check` lists them."""

favour_option = click.option(
    "--for",
    "favour",
    type=OneOf(Group),
    metavar="GROUP",
    help=f"The group to favour: {', '.join(Group)}.  [none]",
)

interest_option = click.option(
    "--interest", metavar="FILE", help="Votes for sessions (CSV); '-' is standard input."
)


choice_options = all_of(
    click.option("--take", metavar="LETTER", help="Apply the alternative with this letter."),
    click.option(
        "--picture",
        metavar="FILE",
        type=OutputFile(PICTURE),
        help="Draw the days before and after in an SVG file.",
    ),
)


class Adoption(NamedTuple):
    terminal: Terminal
    planning: PlanningOffice
    as_json: bool = False
    picture: str | None = None  # the file of the picture of a plan, if there is to be one
    limit: int | None = None  # the number of plans to compare; None for a single plan
    take: str | None = None  # the letter of the plan to adopt among those that are compared
    # What a repair is for; its lost rooms and absent people are recorded.
    disruption: Disruption | None = None

    @property
    def is_comparison(self) -> bool:
        return self.limit is not None or self.take is not None

    def read_interest(self, file: str | None) -> Interest:
        if file is None:
            return NO_INTEREST
        read = self.planning.read_interest(*read_argument(file))
        interest = read.interest
        words = Message(
            "wanted by {floor} people or more: sessions: {sessions}, pairs of sessions: {pairs}",
            floor=FLOOR,
            sessions=len(interest.totals),
            pairs=len(interest.pairs),
        )
        self.terminal.err.print(words, style="dim")
        if read.unknown:
            unknown = Plural(
                "1 session is not in this conference, and ignored",
                "{count} sessions are not in this conference, and ignored",
            )
            words = Message(unknown, count=len(read.unknown))
            self.terminal.err.print(words, style="dim")
        return interest

    def choose(self, plans: Sequence[Alternative]) -> None:
        """Adopt one of several plans; without a letter, print how they differ."""
        plans = plans[: self.limit]
        if self.take is not None:
            self.adopt(_find(plans, self.take))
            return
        if self.as_json:
            forms = [alternative_form(alternative) for alternative in plans]
            click.echo(json.dumps(forms, ensure_ascii=False, indent=2))
        elif not any(alternative.plan.moves for alternative in plans):
            self.adopt(plans[0].plan)
        else:
            report_alternatives(self.terminal, plans)
        if plans[0].plan.left_out:
            sys.exit(FAILED)

    def adopt(self, plan: Plan, hints: Iterable[Message] = ()) -> None:
        """Adopt a plan and print it; exit with 1 if it leaves something out."""
        terminal = self.terminal
        language, is_dry_run = terminal.settings.language, self.planning.office.dry_run
        outcome = self.planning.adopt(plan, disruption=self.disruption)
        if self.picture is not None:
            drawing = plan_picture(plan.basis, outcome.after, language)
            write_target(self.picture, drawing.encode())
        if self.as_json:
            form = {
                "sentence": _headline(plan),
                **plan_form(plan),
                "changes": [*repair_changes(plan, "en")] if plan.is_repair else [],
                "new": [finding.form() for finding in outcome.added],
                "losses": [local(line, "en") for line in self._losses(outcome.after)],
                "applied": not is_dry_run and outcome.changed,
            }
            click.echo(json.dumps(form, ensure_ascii=False, indent=2))
        elif not plan.moves and not plan.left_out:
            terminal.out.print(_headline(plan))
        else:
            if is_dry_run and plan.moves:
                terminal.out.say("this would change:", style="dim")
            report_plan(terminal, plan, outcome.after, _headline(plan))
            added = [
                finding
                for finding in outcome.added
                if finding.code not in _OF_FILLED_BLOCKS or finding.severity is Severity.ERROR
            ]
            report_examples(terminal, added, terminal.out, mark=Message("new:"), hint=OPEN_FINDINGS)
            for hint in hints:
                terminal.out.print(hint, style="dim")
        if not self.as_json:
            for line in self._losses(outcome.after):
                terminal.out.print(line)
        if plan.left_out:
            sys.exit(FAILED)

    def _losses(self, after: Schedule) -> tuple[Message, ...]:
        if self.disruption is None:
            return ()
        is_done = not self.planning.office.dry_run
        return loss_sentences(self.disruption, after, is_done=is_done)


def _find(plans: Sequence[Alternative], letter: str) -> Plan:
    by_name = {alternative.name: alternative.plan for alternative in plans}
    plan = by_name.get(letter.upper())
    if plan is None:
        unknown = sentence(
            "There is no alternative '{letter}': there are {known}."
            if len(by_name) > 1
            else "There is no alternative '{letter}': there is only A."
        )
        raise BadValue(unknown, letter=letter, known=Listed(tuple(by_name)), param_hint="--take")
    return plan


def _headline(plan: Plan) -> Message:
    if not plan.moves and not plan.left_out:
        if plan.is_repair:
            return Message("nothing to repair: no session has to move")
        return Message("nothing to plan: every session has a place, and none has to move")
    return repair_summary(plan) if plan.is_repair else summary(plan)
