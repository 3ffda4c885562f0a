"""The plan command: places for sessions that wait for a time, and repairs of what has a place."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from typing import Any

import click

from eventkit.cli.command_loader import SectionedCommand
from eventkit.cli.file_arguments import OutputFile
from eventkit.cli.input_files import read_argument
from eventkit.cli.input_values import OneOf, parse_days, parse_time_of_day
from eventkit.cli.plan_adoption import Adoption
from eventkit.cli.plan_progress import count_moves, end_after, repair_line, search_line, watch_progress
from eventkit.cli.plan_report import planner_sentence, repetition, report_weights
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import find
from eventkit.files.output_files import PICTURE
from eventkit.model import Conference
from eventkit.office.planning_office import PlanningOffice, SearchOptions
from eventkit.planning import NO_INTEREST, Goals, Group, Interest, Plan
from eventkit.planning.planning_messages import count_message, planning_message
from eventkit.planning.problem.free_time import has_open_blocks
from eventkit.planning.problem.interest import FLOOR
from eventkit.planning.repair.disruptions import Disruption
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import EntityKind, Schedule

EXPLAINED = 20
"""For how many sessions without a place `--explain` looks for reasons."""

JOBS_LIMIT = 256
"""The most processors that are used."""

_NAMED_LIMIT = 5
"""The most sessions without a place that a command to repeat names."""

_WITH_REPAIR = (
    "--without-room, --without-person, --day, --start, --end, --late, --against, --for, --interest, "
    "--seconds, --alternatives, --take, --picture and --json"
)
"""The options that a repair takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """The options of the command, by the names of its parameters."""

    names: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    favour: Group | None = None
    in_rooms: bool = False
    moves: int | None = None
    seconds: float | None = None
    seed: int = 0
    seeds: int = 1
    jobs: int | None = None
    interest: str | None = None
    show_weights: bool = False
    explain: bool = False
    alternatives: int | None = None
    take: str | None = None
    is_repair: bool = False
    lost: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    late: tuple[tuple[str, int], ...] = ()
    against: str | None = None
    picture: str | None = None
    as_json: bool = False

    def require_consistency(self) -> None:
        """Refuse options that exclude one another.

        Raises:
            click.UsageError: Two of them do.
        """
        is_comparison = self.alternatives is not None or self.take is not None
        is_loss = bool(self.lost or self.absent)
        refusals = {
            "--moves and --seconds cannot be used together. Give one of them.": (
                self.moves is not None and self.seconds is not None
            ),
            "--picture draws one plan. Use --take to choose it.": (
                self.alternatives is not None and self.picture is not None and self.take is None
            ),
            f"--repair can only be combined with {_WITH_REPAIR}.": (
                self.is_repair_asked and self._has_search_options
            ),
            "--start and --end are the times of a loss. Use them with --without-room or --without-person.": (
                not is_loss and (self.start is not None or self.end is not None)
            ),
            "The --day of a repair is that of a loss. Use it with --without-room or --without-person.": (
                self.is_repair_asked and not is_loss and bool(self.days)
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
    def is_repair_asked(self) -> bool:
        """True for a repair, which need not be named as one where something is lost or late."""
        return bool(self.is_repair or self.lost or self.absent or self.late or self.against)

    @property
    def _has_search_options(self) -> bool:
        """True if there is an option that only a search for a plan takes."""
        options = (self.tracks, self.in_rooms, self.seed, self.seeds - 1, self.explain)
        return any(options) or self.moves is not None or self.jobs is not None

    @property
    def _has_more_than_weights(self) -> bool:
        """True if there is an option besides those of the weights."""
        usual = PlanOptions(favour=self.favour, show_weights=True)
        return self != usual

    def dates(self, conference: Conference) -> tuple[date, ...] | None:
        """The days to plan on; all of them if ``None``."""
        return parse_days(self.days, conference) or None


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
    metavar="DAY",
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
@click.option("--start", metavar="TIME", help="Repair: lost from that time of the day.")
@click.option("--end", metavar="TIME", help="Repair: lost until that time of the day.")
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
@click.option(
    "--picture",
    metavar="FILE",
    type=OutputFile(PICTURE),
    help="Draw the days before and after in an SVG file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@change_options
@pass_terminal
def sessions(terminal: Terminal, **options: Any) -> None:
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
    and people are lost on that day only; with
    --start and --end, for a part of the day. After --seconds, or Ctrl-C, what has been repaired counts. With
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
      eventkit plan --repair --without-room annex --day 2027-09-07 --start 14:00
      eventkit plan --repair --late opening 60 --dry-run --picture repair.svg
      eventkit plan sessions --track health --for speakers
      eventkit plan --interest votes.csv --seeds 8
      eventkit plan opening panel --day 2027-09-07 --seconds 20
    """
    chosen = PlanOptions(**options)
    chosen.require_consistency()
    planning = PlanningOffice(terminal.office())
    if chosen.show_weights:
        report_weights(terminal, planning.office.rules.settings(), chosen.favour)
        return
    output = Adoption(terminal, planning, chosen.as_json, chosen.picture, chosen.alternatives, chosen.take)
    make = _repair if chosen.is_repair_asked else _search
    make(output, chosen)


def _search(output: Adoption, options: PlanOptions) -> None:
    """Adopt a plan for sessions without a time, or compare several."""
    terminal, planning = output.terminal, output.planning
    schedule = planning.office.load().schedule
    named = [find(schedule, EntityKind.SESSION, words) for words in options.names]
    tracks = [find(schedule, EntityKind.TRACK, words) for words in options.tracks]
    search: SearchOptions = {
        "goals": Goals(options.favour, options.dates(schedule.conference), options.in_rooms),
        "seed": options.seed,
        "interest": _read_interest(output, options.interest),
    }
    workers = min(options.jobs or os.cpu_count() or 1, options.seeds)
    moves = options.moves
    if options.seconds is not None:
        make = partial(planning.plan, named, tracks=tracks, **search)
        moves = count_moves(options.seconds, make) // -(-options.seeds // workers)
    search |= {"moves": moves, "seeds": options.seeds}
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
            hints.append(repetition(plan, terminal.settings.language))
        output.adopt(plan, hints)


def _repair(output: Adoption, options: PlanOptions) -> None:
    """Adopt a repair, or compare several; after some seconds, with what has been repaired by then."""
    schedule = output.planning.office.load().schedule
    disruption = _disruption(schedule, options)
    output = output._replace(disruption=disruption)
    place = [find(schedule, EntityKind.SESSION, words) for words in options.names]
    interest = _read_interest(output, options.interest)
    with watch_progress(output.terminal, repair_line) as watch:
        repair = partial(
            output.planning.find_repairs if output.is_comparison else output.planning.repair,
            disruption,
            against=options.against,
            place=place,
            favour=options.favour,
            interest=interest,
            watch=end_after(options.seconds, watch),
        )
        made = repair()
    if isinstance(made, Plan):
        output.adopt(made)
    else:
        output.choose(made)


def _disruption(schedule: Schedule, options: PlanOptions) -> Disruption:
    """The rooms and people that are lost, and the sessions that begin later."""
    return Disruption(
        lost_rooms=[find(schedule, EntityKind.ROOM, words) for words in options.lost],
        absent=[find(schedule, EntityKind.PARTICIPANT, words) for words in options.absent],
        days=options.dates(schedule.conference),
        since=None if options.start is None else parse_time_of_day(options.start, "--start"),
        until=None if options.end is None else parse_time_of_day(options.end, "--end"),
        late={find(schedule, EntityKind.SESSION, words): minutes for words, minutes in options.late},
    )


def _hints(plan: Plan, output: Adoption, options: PlanOptions) -> Iterator[str]:
    """The commands that help where sessions have no place; none if all have one."""
    if not plan.left_out:
        return
    settings = output.terminal.settings
    if not options.explain:
        yield planner_sentence("use-explain", settings.language)
    elif any(left_out.reason.remedies for left_out in plan.left_out):
        ids = " ".join(left_out.session for left_out in plan.left_out[:_NAMED_LIMIT])
        key = "plan-again" if settings.dry_run or options.in_rooms else "place-again"
        yield planner_sentence(key, settings.language, sessions=ids)
    index = ScheduleIndex(plan.basis, output.planning.office.rules.settings())
    if not options.in_rooms and has_open_blocks(index):
        yield planner_sentence("use-rooms", settings.language)


def _read_interest(output: Adoption, file: str | None) -> Interest:
    """The interest in a file of votes, if there is one; what could not be counted is reported."""
    if file is None:
        return NO_INTEREST
    terminal = output.terminal
    language = terminal.settings.language
    read = output.planning.read_interest(*read_argument(file), language)
    interest = read.interest
    counts = {"sessions": f"{len(interest.totals):,}", "pairs": f"{len(interest.pairs):,}"}
    line = planning_message("votes", language, floor=str(FLOOR), **counts)
    terminal.err.print(line, style="dim")
    if read.unknown:
        line = count_message("votes-unknown", len(read.unknown), language)
        terminal.err.print(line, style="dim")
    return interest


def _processes(jobs: int) -> AbstractContextManager[Executor | None]:
    """The processes that try seeds at once; none for a single job.

    Ctrl-C is left to this process: theirs complete what they have begun.
    """
    if jobs == 1:
        return nullcontext()
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))
