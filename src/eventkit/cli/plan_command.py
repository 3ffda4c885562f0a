"""The plan command: places for sessions that wait for a time."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from typing import Any

import click

from eventkit.cli.command_loader import SectionedCommand
from eventkit.cli.input_values import OneOf, parse_days
from eventkit.cli.plan_adoption import Adoption, choice_options, interest_option
from eventkit.cli.plan_progress import count_moves, search_line, watch_progress
from eventkit.cli.plan_report import repetition, report_weights
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import find
from eventkit.messages import Message, Verbatim
from eventkit.model import Conference
from eventkit.planning import Goals, Group, Plan, usual_seeds
from eventkit.planning.planner import SearchOptions
from eventkit.planning.problem.free_time import has_open_blocks
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import EntityKind

EXPLAINED = 20
"""For how many sessions without a place `--explain` looks for reasons."""

JOBS_LIMIT = 256
"""The most processors that are used."""

_NAMED_LIMIT = 5
"""The most sessions without a place that a command to repeat names."""

_REPAIR_OPTIONS = (
    "--repair",
    "--without-room",
    "--without-person",
    "--start",
    "--end",
    "--late",
    "--against",
)
"""Options of the command for repairs, which are answered with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    names: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    favour: Group | None = None
    in_rooms: bool = False
    moves: int | None = None
    seconds: float | None = None
    seed: int | None = None
    seeds: int | None = None
    jobs: int | None = None
    interest: str | None = None
    show_weights: bool = False
    explain: bool = False
    alternatives: int | None = None
    take: str | None = None
    picture: str | None = None
    as_json: bool = False

    def require_consistency(self) -> None:
        is_comparison = self.alternatives is not None or self.take is not None
        refusals = {
            "--moves and --seconds cannot be used together. Give one of them.": (
                self.moves is not None and self.seconds is not None
            ),
            "--picture draws one plan. Use --take to choose it.": (
                self.alternatives is not None and self.picture is not None and self.take is None
            ),
            "--explain is about a single plan. Remove --alternatives and --take.": (
                self.explain and is_comparison
            ),
            "--jobs is the number of processors for several seeds. Use it with --seeds.": (
                self.jobs is not None and self.seeds == 1
            ),
            "--show-weights can only be combined with --for.": (
                self.show_weights and self._has_more_than_weights
            ),
        }
        for message, is_refused in refusals.items():
            if is_refused:
                raise click.UsageError(message)

    @property
    def _has_more_than_weights(self) -> bool:
        usual = PlanOptions(favour=self.favour, show_weights=True)
        return self != usual

    def dates(self, conference: Conference) -> tuple[date, ...] | None:
        """The days to plan on; all of them if ``None``."""
        return parse_days(self.days, conference) or None


def _answer_repair_options(command: Callable[..., None]) -> Callable[..., None]:
    def answer(_: click.Context, option: click.Parameter, value: object) -> None:
        if value:
            raise click.UsageError(
                Message("{opts} is an option of 'eventkit plan repair'.", opts=option.opts[0])
            )

    for name in _REPAIR_OPTIONS:
        shape: dict[str, Any] = {"is_flag": True} if name == "--repair" else {"multiple": True}
        if name == "--late":
            shape["type"] = (str, str)
        option = click.option(name, hidden=True, expose_value=False, is_eager=True, callback=answer, **shape)
        command = option(command)
    return command


@click.command(
    cls=SectionedCommand,
    sections={
        "names": "Which sessions and where",
        "favour": "What counts, and the search",
        "explain": "Reasons and alternatives",
        "picture": "Output",
    },
)
@click.argument("names", nargs=-1, metavar="[SESSION]...")
@click.option("--track", "tracks", multiple=True, metavar="TRACK", help="Only sessions of that track.")
@click.option(
    "--day",
    "days",
    multiple=True,
    metavar="DAY",
    help="Only on that day.",
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
    metavar="N",
    help="The random seed; another seed gives another plan.  [0, and those after it]",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 1_000),
    metavar="N",
    help="Try N seeds; the best plan counts.  [4 up to 250 sessions]",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, JOBS_LIMIT),
    metavar="N",
    help="Processors to use for several seeds.  [all of them]",
)
@interest_option
@click.option("--show-weights", is_flag=True, help="Show what counts how much in a plan, and plan nothing.")
@click.option("--explain", is_flag=True, help="Explain why sessions cannot be placed, and what would help.")
@click.option(
    "--alternatives", type=click.IntRange(2, 5), metavar="N", help="Show up to N plans that differ."
)
@choice_options
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@_answer_repair_options
@change_options
@pass_terminal
def sessions(terminal: Terminal, **options: Any) -> None:
    """Schedule the sessions without a time; exit with 1 if some cannot be placed.

    They are placed in blocks: sessions of kind block that are not pinned. What no block takes, such as a
    workshop among blocks of talks, goes to the free time of rooms within the opening hours; without blocks
    all do. The plan adds no errors, and moves only sessions that are named. It is one change, which 'eventkit
    undo' reverts. Ctrl-C stops the search and uses the best plan so far.

    --alternatives compares several plans and changes nothing. To apply the second of them, use the same
    options with --take B.

    --interest counts the people who want to attend each session and each two sessions: the first row of the
    file is 'voter,session', 'voter,session,stars' or 'session,session,count'. Counts below three and what
    single people want are neither stored nor printed.

    --picture draws the days that change, before and after, as SVG.

    \b
    Example:
      eventkit plan --dry-run
      eventkit plan --alternatives 3
      eventkit plan sessions --track health --for speakers
      eventkit plan --interest votes.csv --seeds 8
      eventkit plan opening panel --day 2027-09-07 --seconds 20
    """
    chosen = PlanOptions(**options)
    chosen.require_consistency()
    planning = terminal.office().plans
    if chosen.show_weights:
        report_weights(terminal, planning.office.rules.settings(), chosen.favour)
        return
    output = Adoption(terminal, planning, chosen.as_json, chosen.picture, chosen.alternatives, chosen.take)
    _search(output, chosen)


def _search(output: Adoption, options: PlanOptions) -> None:
    terminal, planning = output.terminal, output.planning
    schedule = planning.office.load().schedule
    named = [find(schedule, EntityKind.SESSION, words) for words in options.names]
    tracks = [find(schedule, EntityKind.TRACK, words) for words in options.tracks]
    search: SearchOptions = {
        "goals": Goals(options.favour, options.dates(schedule.conference), options.in_rooms),
        "seed": options.seed or 0,
        "interest": output.read_interest(options.interest),
    }
    processors = options.jobs or os.cpu_count() or 1
    moves, seeds = options.moves, options.seeds
    if options.seconds is not None:
        make = partial(planning.plan, named, tracks=tracks, **search | {"seeds": 1})
        seeds = seeds or processors
        moves = count_moves(options.seconds, make) // -(-seeds // processors)
    elif seeds is None and (options.seed is not None or moves is not None):
        seeds = 1
    search |= {"moves": moves, "seeds": seeds}
    workers = min(processors, seeds or usual_seeds(0))
    with watch_progress(terminal, search_line) as watch, _processes(workers) as executor:
        search |= {"watch": watch, "executor": executor}
        if output.is_comparison:
            plans = planning.find_alternatives(named, tracks=tracks, **search)
        else:
            reasons = EXPLAINED if options.explain else 0
            plan = planning.plan(named, tracks=tracks, reasons=reasons, **search)
    if output.is_comparison:
        output.choose(plans)
    else:
        hints = [*_hints(plan, output, options)]
        if plan.moves and not watch.is_stopped:
            hints.append(repetition(plan))
        output.adopt(plan, hints)


def _hints(plan: Plan, output: Adoption, options: PlanOptions) -> Iterator[Message]:
    if not plan.left_out:
        return
    settings = output.terminal.settings
    if not options.explain:
        yield Message("use --explain to see why, and what would help")
    elif any(left_out.reason.remedies for left_out in plan.left_out):
        ids = " ".join(left_out.session for left_out in plan.left_out[:_NAMED_LIMIT])
        if settings.dry_run or options.in_rooms:
            yield Message("after one of these changes, plan again")
        else:
            yield Message(
                "after one of these changes: 'eventkit plan repair {sessions}' (other sessions move only if "
                "they have to)",
                sessions=Verbatim(ids),
            )
    index = ScheduleIndex(plan.basis, output.planning.office.rules.settings())
    if not options.in_rooms and has_open_blocks(index):
        yield Message(
            "sessions were placed in blocks only: --in-rooms also uses the free time of rooms outside blocks"
        )


def _processes(jobs: int) -> AbstractContextManager[Executor | None]:
    """The processes that try seeds at once beside this one; none for a single job.

    Ctrl-C is left to this process: theirs complete what they have begun.
    """
    if jobs == 1:
        return nullcontext()
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs - 1, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))
