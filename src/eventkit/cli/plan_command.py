"""The plan commands: places for sessions that wait for a time, and blocks to put them into."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from time import perf_counter
from types import FrameType
from typing import NamedTuple, TypeVar
from uuid import uuid4

import click

from eventkit.cli.command_loader import SectionedCommand
from eventkit.cli.failures import FAILED
from eventkit.cli.file_arguments import write_target
from eventkit.cli.finding_report import CHECK, report_examples
from eventkit.cli.input_files import read_argument
from eventkit.cli.input_values import Day, OneOf
from eventkit.cli.outcome_report import report
from eventkit.cli.plan_report import (
    alternative_form,
    report_alternatives,
    report_plan,
    report_weights,
    summary,
)
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import find
from eventkit.office.planning_office import PlanningOffice, RepairOptions, SearchOptions
from eventkit.planning import NO_INTEREST, Engine, Goals, Group, Interest, Plan, Progress
from eventkit.planning.alternatives import Alternative
from eventkit.planning.block_grid import BlockGrid, parse_periods
from eventkit.planning.engines import choose_engine, seconds_of_move
from eventkit.planning.free_time import has_open_blocks
from eventkit.planning.interest import FLOOR
from eventkit.planning.plan_picture import plan_picture
from eventkit.planning.planning_messages import count_message, planning_message
from eventkit.planning.repair import Disruption, RepairProgress, RepairWatcher, repair_summary
from eventkit.planning.weights import parse_weight, read_weights
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import EntityKind
from eventkit.texts.text_encodings import decode_text

P = TypeVar("P")
"""The progress of a search or of a repair."""

EXPLAINED = 20
"""For how many sessions without a place `--explain` looks for reasons."""

JOBS_LIMIT = 256
"""The most processors that are used."""

_NAMED_LIMIT = 5
"""The most sessions without a place that a command to repeat names."""

_TRIAL = 512
"""How many changes are tried to see how many a second are possible."""


_WITH_REPAIR = (
    "--without-room, --without-person, --day, --late, --against, --for, --interest, --seconds, "
    "--alternatives, --take, --picture and --json"
)
"""The options that a repair takes."""


@click.command(
    cls=SectionedCommand,
    sections={
        "names": "Which sessions and where",
        "favour": "What counts, and the search",
        "explain": "Reasons and alternatives",
        "is_repair": "Repair",
        "picture": "Output",
    },
)
@click.argument("names", nargs=-1, metavar="[SESSION]...")
@click.option("--track", "tracks", multiple=True, metavar="TRACK", help="Only sessions of that track.")
@click.option(
    "--day",
    "days",
    multiple=True,
    type=Day(),
    metavar="YYYY-MM-DD",
    help="Only on that day; repair: lost on that day only.",
)
@click.option(
    "--for",
    "favour",
    type=OneOf(Group),
    metavar="GROUP",
    help=f"The group to favour: {', '.join(Group)}.  [none]",
)
@click.option("--in-rooms", is_flag=True, help="Use the free time of rooms, even if there are blocks.")
@click.option("--moves", type=click.IntRange(0), metavar="N", help="The number of changes to try.")
@click.option("--seconds", type=click.FloatRange(0.1), metavar="N", help="The seconds to search for.")
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    metavar="N",
    help="The random seed; another seed gives another plan.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 1_000),
    default=1,
    metavar="N",
    help="Try N seeds; the best plan counts.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, JOBS_LIMIT),
    metavar="N",
    help="Processors to use for several seeds.  [all of them]",
)
@click.option(
    "--engine",
    type=OneOf(Engine),
    metavar="ENGINE",
    help=f"The engine: {', '.join(Engine)}.  [the solver, if it is installed]",
)
@click.option(
    "--interest",
    metavar="FILE",
    help="Votes for sessions (CSV): who wants to attend which. '-' is standard input.",
)
@click.option("--show-weights", is_flag=True, help="Show what counts how much in a plan, and plan nothing.")
@click.option("--explain", is_flag=True, help="Explain why sessions cannot be placed, and what would help.")
@click.option(
    "--alternatives", type=click.IntRange(2, 5), metavar="N", help="Show up to N plans that differ."
)
@click.option("--take", metavar="LETTER", help="Apply the alternative with this letter.")
@click.option("--repair", "is_repair", is_flag=True, help="Remove the errors with as few moves as possible.")
@click.option(
    "--without-room", "lost", multiple=True, metavar="ROOM", help="Repair: this room can no longer be used."
)
@click.option(
    "--without-person",
    "absent",
    multiple=True,
    metavar="PERSON",
    help="Repair: this person cannot come.",
)
@click.option(
    "--late",
    multiple=True,
    type=(str, click.IntRange(1)),
    metavar="SESSION MINUTES",
    help="Repair: this session starts that much later.",
)
@click.option(
    "--against", metavar="RELEASE", help="Repair: the release that attendees know.  [the newest release]"
)
@click.option("--picture", metavar="FILE", help="Draw the days before and after in an SVG file.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@change_options
@pass_terminal
def sessions(
    terminal: Terminal,
    *,
    names: tuple[str, ...],
    tracks: tuple[str, ...],
    days: tuple[datetime, ...],
    favour: Group | None,
    in_rooms: bool,
    moves: int | None,
    seconds: float | None,
    seed: int,
    seeds: int,
    jobs: int | None,
    engine: Engine | None,
    interest: str | None,
    show_weights: bool,
    explain: bool,
    alternatives: int | None,
    take: str | None,
    is_repair: bool,
    lost: tuple[str, ...],
    absent: tuple[str, ...],
    late: tuple[tuple[str, int], ...],
    against: str | None,
    picture: str | None,
    as_json: bool,
) -> None:
    """Schedule the sessions without a time; exit with 1 if some cannot be placed.

    They are placed in blocks: sessions of kind block that are not pinned. If there are none, they are placed
    in the free time of rooms within the opening hours. The plan adds no errors, and moves only sessions that
    are named. It is one change, which 'eventkit undo' reverts. Ctrl-C stops the search and uses the best plan
    so far.

    --alternatives compares several plans and changes nothing. To apply the second of them, use the same
    options with --take B.

    --interest counts the people who want to attend each session and each two sessions: the first row of the
    file is 'voter,session', 'voter,session,stars' or 'session,session,count'. Counts below three and what
    single people want are neither stored nor printed.

    --repair moves sessions that have a time already, to remove the errors of times and rooms. As few sessions
    as possible move, and as few people as possible have to be notified. Pinned sessions do not move. Sessions
    without a time that are named get a place, although others may have to move for them. With --day, rooms
    and people are lost on that day only. After --seconds, or Ctrl-C, what has been repaired counts. With
    --alternatives, it compares repairs by what they keep lowest: moves, people to notify, changes of rooms,
    changes of times, or the price.

    --picture draws the days that change, before and after, as SVG.

    \b
    Example:
      eventkit plan --dry-run
      eventkit plan --alternatives 3
      eventkit plan --repair --without-room annex
      eventkit plan panel --repair
      eventkit plan --repair --without-person lin --day 2027-09-07 --alternatives 3
      eventkit plan --repair --late opening 60 --dry-run --picture repair.svg
      eventkit plan sessions --track health --for speakers
      eventkit plan --interest votes.csv --seeds 8
      eventkit plan opening panel --day 2027-09-07 --seconds 20
    """
    if moves is not None and seconds is not None:
        message = "--moves and --seconds cannot be used together: give one of them"
        raise click.UsageError(message)
    if alternatives is not None and picture is not None and take is None:
        message = "--picture draws one plan: use --take to choose it"
        raise click.UsageError(message)
    reporting, comparison = _Reporting(as_json, picture), _Comparison(alternatives, take)
    language = terminal.settings.language
    office = terminal.office()
    planning = PlanningOffice(office)
    schedule = office.load().schedule
    if show_weights:
        report_weights(terminal, office.rules.settings(), favour)
        return
    if is_repair or lost or absent or late or against:
        searches = (*tracks, in_rooms, moves, seed, seeds - 1, jobs, engine, explain)
        if any(value not in {None, 0} for value in searches):
            message = f"--repair can only be combined with {_WITH_REPAIR}"
            raise click.UsageError(message)
        disruption = Disruption(
            lost_rooms=[find(schedule, EntityKind.ROOM, words) for words in lost],
            absent=[find(schedule, EntityKind.PARTICIPANT, words) for words in absent],
            days=tuple(day.date() for day in days) or None,
            late={find(schedule, EntityKind.SESSION, words): minutes for words, minutes in late},
        )
        votes = NO_INTEREST if interest is None else _read_interest(terminal, planning, interest)
        place = [find(schedule, EntityKind.SESSION, words) for words in names]
        request = _RepairRequest(disruption, against, {"place": place, "favour": favour, "interest": votes})
        _repair(terminal, planning, request, seconds, comparison, reporting)
        return
    chosen = [find(schedule, EntityKind.SESSION, words) for words in names]
    in_tracks = [find(schedule, EntityKind.TRACK, words) for words in tracks]
    goals = Goals(favour, tuple(day.date() for day in days) or None, in_rooms)
    engine = choose_engine(engine)
    options: SearchOptions = {"goals": goals, "seed": seed, "engine": engine}
    if interest is not None:
        options["interest"] = _read_interest(terminal, planning, interest)
    workers = min(jobs or os.cpu_count() or 1, seeds)
    if seconds is not None:
        make = partial(planning.plan, chosen, tracks=in_tracks, **options | {"engine": Engine.ANNEALING})
        moves = _moves_in(seconds, engine, make) // -(-seeds // workers)
    options |= {"moves": moves, "seeds": seeds}
    with _watcher(terminal, _progress_line) as watch, _processes(workers) as executor:
        options |= {"watch": watch, "executor": executor}
        if comparison.is_made:
            plans = planning.find_alternatives(chosen, tracks=in_tracks, **options)
        else:
            reasons = EXPLAINED if explain else 0
            plan = planning.plan(chosen, tracks=in_tracks, reasons=reasons, **options)
    if comparison.is_made:
        _choose(terminal, planning, plans, comparison, reporting)
        return
    index = ScheduleIndex(schedule, office.rules.settings())
    hint = _hint(plan, index, terminal, is_explained=explain, in_rooms=in_rooms)
    _adopt(terminal, planning, plan, _headline(plan, language), reporting, hint)


def _hint(plan: Plan, index: ScheduleIndex, terminal: Terminal, *, is_explained: bool, in_rooms: bool) -> str:
    """What to do where sessions have no place, one a line; empty if all have one."""
    if not plan.left_out:
        return ""
    language = terminal.settings.language
    lines = []
    if not is_explained:
        lines.append(planning_message("use-explain", language))
    elif any(left_out.reason.remedies for left_out in plan.left_out):
        ids = " ".join(left_out.session for left_out in plan.left_out[:_NAMED_LIMIT])
        key = "plan-again" if terminal.settings.dry_run or in_rooms else "place-again"
        lines.append(planning_message(key, language, sessions=ids))
    if not in_rooms and has_open_blocks(index):
        lines.append(planning_message("use-rooms", language))
    return "\n".join(lines)


class _Reporting(NamedTuple):
    """How a plan is reported.

    Attributes:
        as_json: Whether as JSON.
        picture: The file of its picture, if there is to be one.
    """

    as_json: bool
    picture: str | None


class _Comparison(NamedTuple):
    """How many plans are compared, and which of them is adopted.

    Attributes:
        limit: How many plans are compared at most.
        take: The letter of the plan to adopt.
    """

    limit: int | None
    take: str | None

    @property
    def is_made(self) -> bool:
        """True if there is anything to compare."""
        return self.limit is not None or self.take is not None


class _RepairRequest(NamedTuple):
    """What a repair is asked for: what has happened, the release that people know, and options."""

    disruption: Disruption
    against: str | None
    options: RepairOptions


def _repair(
    terminal: Terminal,
    planning: PlanningOffice,
    request: _RepairRequest,
    seconds: float | None,
    comparison: _Comparison,
    reporting: _Reporting,
) -> None:
    """Adopt a repair, or compare several; after so many seconds, with what has been repaired by then."""
    disruption, against, options = request
    with _watcher(terminal, _repair_line) as watch:
        options = {**options, "watch": watch if seconds is None else _until(perf_counter() + seconds, watch)}
        if comparison.is_made:
            plans = planning.find_repairs(disruption, against=against, **options)
        else:
            plan = planning.repair(disruption, against=against, **options)
    if comparison.is_made:
        _choose(terminal, planning, plans, comparison, reporting)
    else:
        _adopt(terminal, planning, plan, _headline(plan, terminal.settings.language), reporting)


def _until(end: float, watch: RepairWatcher) -> RepairWatcher:
    """A watcher that ends a repair at a time of the clock."""
    return lambda progress: watch(progress) and perf_counter() < end


def _headline(plan: Plan, language: str) -> str:
    """What a plan or a repair does, in a sentence."""
    return repair_summary(plan, language) if plan.engine is None else summary(plan, language)


def _choose(
    terminal: Terminal,
    planning: PlanningOffice,
    plans: tuple[Alternative, ...],
    comparison: _Comparison,
    reporting: _Reporting,
) -> None:
    """Adopt one of several plans; without a letter, print how they differ.

    Raises:
        click.BadParameter: No plan has that letter.
    """
    plans, take = plans[: comparison.limit], comparison.take
    if take is not None:
        by_name = {alternative.name: alternative.plan for alternative in plans}
        plan = by_name.get(take.upper())
        if plan is None:
            known = f"there are {', '.join(by_name)}" if len(by_name) > 1 else "there is only A"
            message = f"there is no alternative '{take}': {known}"
            raise click.BadParameter(message, param_hint="--take")
        _adopt(terminal, planning, plan, _headline(plan, terminal.settings.language), reporting)
        return
    if reporting.as_json:
        forms = [alternative_form(alternative) for alternative in plans]
        click.echo(json.dumps(forms, ensure_ascii=False, indent=2))
    else:
        report_alternatives(terminal, plans)
    if plans[0].plan.left_out:
        sys.exit(FAILED)


def _adopt(
    terminal: Terminal,
    planning: PlanningOffice,
    plan: Plan,
    headline: str,
    reporting: _Reporting,
    hint: str = "",
) -> None:
    """Adopt a plan and print it; exit with 1 if it leaves something out."""
    dry_run = planning.office.dry_run
    outcome = planning.adopt(plan)
    if reporting.picture is not None:
        drawing = plan_picture(plan.basis, outcome.after, terminal.settings.language)
        write_target(reporting.picture, drawing.encode())
    if reporting.as_json:
        form = {**plan.form(), "applied": not dry_run and outcome.changed}
        click.echo(json.dumps(form, ensure_ascii=False, indent=2))
    elif not plan.moves and not plan.left_out:
        terminal.out.print(planning_message("nothing-to-plan", terminal.settings.language))
    else:
        if dry_run:
            terminal.out.print(planning_message("would-change", terminal.settings.language), style="dim")
        report_plan(terminal, plan, outcome.after, headline)
        checking = f"'{CHECK}' lists open findings"
        report_examples(terminal, outcome.added, terminal.out, mark="new: ", hint=checking)
        if hint:
            terminal.out.print(hint, style="dim")
    if plan.left_out:
        sys.exit(FAILED)


def _read_interest(terminal: Terminal, planning: PlanningOffice, file: str) -> Interest:
    """The interest in a file of votes; what could not be counted is reported."""
    language = terminal.settings.language
    read = planning.read_interest(*read_argument(file), language)
    interest = read.interest
    counts = {"sessions": f"{len(interest.totals):,}", "pairs": f"{len(interest.pairs):,}"}
    line = planning_message("votes", language, floor=str(FLOOR), **counts)
    terminal.err.print(line, style="dim", soft_wrap=True)
    if read.unknown:
        line = count_message("votes-unknown", len(read.unknown), language)
        terminal.err.print(line, style="dim", soft_wrap=True)
    return interest


def _processes(jobs: int) -> AbstractContextManager[Executor | None]:
    """The processes that try seeds at once; none for a single job.

    Ctrl-C is left to this process: theirs complete what they have begun.
    """
    if jobs == 1:
        return nullcontext()
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))


class _Stopwatch:
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


def _moves_in(seconds: float, engine: Engine, make: Callable[..., Plan]) -> int:
    """How many changes can be tried in so many seconds, by a short trial."""
    stopwatch = _Stopwatch()
    make(moves=_TRIAL, watch=stopwatch)
    took = seconds_of_move(stopwatch.seconds, engine)
    return int(seconds / took) if stopwatch.seconds else 0


@contextmanager
def _watcher(terminal: Terminal, write_line: Callable[[P, str], str]) -> Iterator[Callable[[P], bool]]:
    """Shows the progress on standard error; the first Ctrl-C stops the search, the second the command."""
    stopped = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        if not terminal.err.is_terminal:
            yield lambda _: not stopped
            return
        language = terminal.settings.language
        with terminal.err.status(planning_message("progress-start", language)) as status:

            def watch(progress: P) -> bool:
                status.update(write_line(progress, language))
                return not stopped

            yield watch
    finally:
        signal.signal(signal.SIGINT, before)


def _progress_line(progress: Progress, language: str) -> str:
    """How far the search is, in a line."""

    def write(key: str, **texts: str) -> str:
        return planning_message(key, language, **texts)

    price, points = "", f"{progress.price:,}"
    if not progress.left_out and progress.bound is not None:
        price = write("progress-bound", points=points, bound=f"{progress.bound:,}")
    elif not progress.left_out:
        price = write("progress-price", points=points)
    return write(
        "progress",
        done=str(100 * progress.moves_tried // max(progress.moves, 1)),
        solver=write("progress-solver", share=f"{100 * progress.solved:.0f}") if progress.solved else "",
        placed=str(progress.placed),
        total=str(progress.placed + progress.left_out),
        price=price,
    )


def _repair_line(progress: RepairProgress, language: str) -> str:
    """How far a repair is, in a line."""
    return planning_message(
        "repair-progress",
        language,
        aim=planning_message(f"aim-{progress.aim}", language),
        done=str(progress.done),
        total=str(progress.total),
        people=count_message("people", progress.people, language),
    )


@click.command()
@click.argument("periods", nargs=-1, required=True, metavar="DAYS TIMES...")
@click.option("--rooms", required=True, metavar="ROOM,...", help="The rooms, with commas between them.")
@click.option(
    "--track", metavar="TRACK", help="The track of the blocks: only its sessions are placed in them."
)
@change_options
@pass_terminal
def blocks(terminal: Terminal, periods: tuple[str, ...], rooms: str, track: str | None) -> None:
    """Add blocks for planning: one in each room for each period.

    Days are weekdays of the conference, ranges of them, 'daily' or dates. No block is added where a room is
    occupied. Blocks are ordinary sessions: move, edit and remove them as usual.

    \b
    Example:
      eventkit plan blocks "mon-wed 09:00-10:30, 11:00-12:30" --rooms hall,annex
      eventkit plan blocks "2027-09-06 14:00-15:30" --rooms hall --track health
    """
    office = terminal.office()
    schedule = office.load().schedule
    try:
        parsed = [period for text in periods for period in parse_periods(text, schedule)]
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="DAYS TIMES") from None
    grid = BlockGrid(
        periods=tuple(dict.fromkeys(parsed)),
        rooms=tuple(
            find(schedule, EntityKind.ROOM, words.strip()) for words in rooms.split(",") if words.strip()
        ),
        new_uid=uuid4,
        track=find(schedule, EntityKind.TRACK, track) if track else None,
    )
    report(terminal, PlanningOffice(office).add_blocks(grid))


@click.command()
@click.argument("words", nargs=-1, metavar="[CODE WEIGHT]...")
@click.option("--file", metavar="FILE", help="Set the weights of a TOML file, in its table [planning].")
@change_options
@pass_terminal
def weights(terminal: Terminal, words: tuple[str, ...], file: str | None) -> None:
    """Set what counts how much in plans; without a CODE, show it.

    A WEIGHT is ignore, a-little (a quarter), normal, strongly (four times) or above-all (before everything
    else, sessions without a time aside). It counts for every plan of the conference, whichever group a plan
    is for.

    \b
    Example:
      eventkit plan weights
      eventkit plan weights track-rooms strongly room-too-small above-all
      eventkit plan weights --file weights.toml
    """
    office = terminal.office()
    if len(words) % 2:
        message = "give a weight for each code: track-rooms strongly"
        raise click.UsageError(message)
    language = terminal.settings.language
    pairs = zip(words[::2], words[1::2], strict=True)
    named = dict(parse_weight(code, word, language) for code, word in pairs)
    if file is not None:
        data, name = read_argument(file)
        named = {**read_weights(decode_text(data, name).text, name, language), **named}
    if named:
        outcome = PlanningOffice(office).set_weights(named)
        if not outcome.changed:
            terminal.out.print(planning_message("nothing-changed", language))
            return
        if terminal.settings.dry_run:
            terminal.out.print(planning_message("would-change", language), style="dim")
        report_weights(terminal, outcome.after, only=named)
    else:
        report_weights(terminal, office.rules.settings())
