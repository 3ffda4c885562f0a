"""Plan commands: places for sessions that wait for a time, repairs, and the blocks and weights for plans."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

import click

from eventkit.cli.commands import BadValue, WrongUse
from eventkit.cli.file_arguments import read_argument
from eventkit.cli.input_values import Values, parse_days, parse_time_of_day
from eventkit.cli.plan_report import (
    Adoption,
    choice_options,
    count_moves,
    end_after,
    favour_option,
    interest_option,
    repair_line,
    repetition,
    report_weights,
    search_line,
    watch_progress,
)
from eventkit.cli.shared_options import change_options, of_entities
from eventkit.cli.terminal import Terminal, command, report
from eventkit.editing import find
from eventkit.messages import Message, Verbatim, as_message
from eventkit.office.planning_office import BlocksOutcome, PlanningOffice
from eventkit.planning import Goals, Plan, usual_seeds
from eventkit.planning.block_grid import BlockGrid, parse_periods
from eventkit.planning.planner import SearchOptions
from eventkit.planning.problem.free_time import has_open_blocks
from eventkit.planning.problem.objective import parse_weight, read_weights
from eventkit.planning.repair.disruptions import Disruption
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import EntityKind
from eventkit.texts.text_encodings import decode_text

EXPLAINED = 20  # for how many sessions without a place `--explain` looks for reasons
JOBS_LIMIT = 256  # the most processors that are used
_NAMED_LIMIT = 5  # the most sessions without a place that a command to repeat names


def _options_with_values(options: Values) -> set[str]:
    """The options that were given, also as 0 or as an empty text."""
    return {name for name, value in options.items() if not (value is None or value is False or value == ())}


def _require_consistency(options: Values) -> None:
    given = _options_with_values(options)
    is_comparison = not given.isdisjoint(("alternatives", "take"))
    if given >= {"moves", "seconds"}:
        raise WrongUse("--moves and --seconds cannot be used together. Give one of them.")
    if given >= {"alternatives", "picture"} and "take" not in given:
        raise WrongUse("--picture draws one plan. Use --take to choose it.")
    if "explain" in given and is_comparison:
        raise WrongUse("--explain is about a single plan. Remove --alternatives and --take.")
    if "jobs" in given and options["seeds"] == 1:
        raise WrongUse("--jobs is the number of processors for several seeds. Use it with --seeds.")
    if "show_weights" in given and given - {"show_weights", "favour"}:
        raise WrongUse("--show-weights can only be combined with --for.")


@command(
    sections={
        "names": "Which sessions and where",
        "favour": "What counts, and the search",
        "explain": "Reasons and alternatives",
        "picture": "Output",
    }
)
@click.argument("names", nargs=-1, metavar="[SESSION]...")
@of_entities("--track", "tracks", EntityKind.TRACK, "Only sessions of that track.")
@click.option("--day", "days", multiple=True, metavar="DAY", help="Only on that day.")
@favour_option
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
    help="Try N seeds; the best plan counts.  [4 up to 350 sessions]",
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
@change_options
def sessions(terminal: Terminal, **options: Any) -> None:
    """Schedule the sessions without a time; exit with 1 if some cannot be placed.

    They are placed in blocks: sessions of kind block that are not pinned. What no block takes goes to the
    free time of rooms within the opening hours; without blocks all do. The plan adds no errors, and moves
    only sessions that are named. 'eventkit undo' reverts a plan. Ctrl-C stops the search and uses the best
    plan so far.

    --alternatives compares several plans and changes nothing. The same options with --take B apply the
    second.

    The first row of a file for --interest is 'voter,session', 'voter,session,stars' or
    'session,session,count'.

    Example:
      eventkit plan --dry-run
      eventkit plan --alternatives 3
      eventkit plan sessions --track health --for speakers
      eventkit plan --interest votes.csv --seeds 8
      eventkit plan opening panel --day 2027-09-07 --seconds 20
    """
    _require_consistency(options)
    planning = terminal.office().plans
    if options["show_weights"]:
        report_weights(terminal, planning.office.rules.settings(), options["favour"])
    else:
        _search(_adoption(terminal, planning, options), options)


def _adoption(
    terminal: Terminal, planning: PlanningOffice, options: Values, disruption: Disruption | None = None
) -> Adoption:
    return Adoption(
        terminal,
        planning,
        options["as_json"],
        options["picture"],
        options["alternatives"],
        options["take"],
        disruption,
    )


def _search(output: Adoption, options: Values) -> None:
    terminal, planning = output.terminal, output.planning
    schedule = planning.office.load().schedule
    named = [find(schedule, EntityKind.SESSION, words) for words in options["names"]]
    tracks = [find(schedule, EntityKind.TRACK, words) for words in options["tracks"]]
    days = parse_days(options["days"], schedule.conference) or None
    search: SearchOptions = {
        "goals": Goals(options["favour"], days, options["in_rooms"]),
        "seed": options["seed"] or 0,
        "interest": output.read_interest(options["interest"]),
    }
    processors = options["jobs"] or os.cpu_count() or 1
    moves, seeds = options["moves"], options["seeds"]
    if options["seconds"] is not None:
        make = partial(planning.plan, named, tracks=tracks, **search | {"seeds": 1})
        seeds = seeds or processors
        moves = count_moves(options["seconds"], make) // -(-seeds // processors)
    elif seeds is None and (options["seed"] is not None or moves is not None):
        seeds = 1
    search |= {"moves": moves, "seeds": seeds}
    workers = min(processors, seeds or usual_seeds(0))
    with watch_progress(terminal, search_line) as watch, _processes(workers) as executor:
        search |= {"watch": watch, "executor": executor}
        if output.is_comparison:
            plans = planning.find_alternatives(named, tracks=tracks, **search)
        else:
            search["reasons"] = EXPLAINED if options["explain"] else 0
            plan = planning.plan(named, tracks=tracks, **search)
    if output.is_comparison:
        output.choose(plans)
    else:
        hints = [*_hints(plan, output, options)]
        if plan.moves and not watch.is_stopped:
            hints.append(repetition(plan))
        output.adopt(plan, hints)


def _hints(plan: Plan, output: Adoption, options: Values) -> Iterator[Message]:
    if not plan.left_out:
        return
    settings = output.terminal.settings
    if not options["explain"]:
        yield Message("use --explain to see why, and what would help")
    elif any(left_out.reason.remedies for left_out in plan.left_out):
        ids = " ".join(left_out.session for left_out in plan.left_out[:_NAMED_LIMIT])
        if settings.dry_run or options["in_rooms"]:
            yield Message("after one of these changes, plan again")
        else:
            yield Message(
                "after one of these changes: 'eventkit plan repair {sessions}' (other sessions move only if "
                "they have to)",
                sessions=Verbatim(ids),
            )
    index = ScheduleIndex(plan.basis, output.planning.office.rules.settings())
    if not options["in_rooms"] and has_open_blocks(index):
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


@command(
    sections={"names": "What has happened", "favour": "What counts, and the search", "picture": "Output"}
)
@click.argument("names", nargs=-1, metavar="[SESSION]...")
@of_entities("--without-room", "lost", EntityKind.ROOM, "This room can no longer be used.", metavar="ROOM")
@of_entities(
    "--without-person", "absent", EntityKind.PARTICIPANT, "This person cannot come.", metavar="PERSON"
)
@click.option("--day", "days", multiple=True, metavar="DAY", help="Lost on that day only.")
@click.option("--start", metavar="TIME", help="Lost from that time of the day.")
@click.option("--end", metavar="TIME", help="Lost until that time of the day.")
@click.option(
    "--late",
    multiple=True,
    type=(str, click.IntRange(1)),
    metavar="SESSION MINUTES",
    help="This session starts that much later.",
)
@click.option("--against", metavar="RELEASE", help="The release that attendees know.  [the newest release]")
@favour_option
@interest_option
@click.option("--seconds", type=click.FloatRange(0.1), metavar="N", help="The most seconds to search for.")
@click.option(
    "--alternatives", type=click.IntRange(2, 6), metavar="N", help="Show up to N repairs that differ."
)
@choice_options
@click.option("--json", "as_json", is_flag=True, help="Print the repair as JSON.")
@change_options
def repair(terminal: Terminal, **options: Any) -> None:
    """Repair the schedule after a loss, a delay or an error; exit with 1 if that is not possible.

    As few sessions as possible move, and as few people as possible have to be notified. Pinned sessions
    do not move, and no error is added. Sessions without a time that are named get a place, although
    others may have to move for them. 'eventkit undo' reverts a repair.

    With --day, rooms and people are lost on that day only, and that is recorded; with --start and --end, for
    a part of the day. Blocks of a lost room become shorter, or are removed if they are empty.

    --alternatives compares repairs and changes nothing. The same options with --take B apply the second.
    After --seconds, or Ctrl-C, the best repair so far counts.

    Example:
      eventkit plan repair
      eventkit plan repair --without-room annex --day 2027-09-07 --start 14:00
      eventkit plan repair --without-person lin --day 2027-09-07 --alternatives 3
      eventkit plan repair --late opening 60 --dry-run --picture repair.svg
      eventkit plan repair panel
    """
    given = _options_with_values(options)
    if given >= {"alternatives", "picture"} and "take" not in given:
        raise WrongUse("--picture draws one repair. Use --take to choose it.")
    if given.isdisjoint(("lost", "absent")) and not given.isdisjoint(("start", "end", "days")):
        raise WrongUse("--day, --start and --end are for a loss. Add --without-room or --without-person.")
    planning = terminal.office().plans
    schedule = planning.office.load().schedule
    disruption = Disruption(
        lost_rooms=[find(schedule, EntityKind.ROOM, words) for words in options["lost"]],
        absent=[find(schedule, EntityKind.PARTICIPANT, words) for words in options["absent"]],
        days=parse_days(options["days"], schedule.conference) or None,
        since=parse_time_of_day(options["start"], "--start") if "start" in given else None,
        until=parse_time_of_day(options["end"], "--end") if "end" in given else None,
        late={find(schedule, EntityKind.SESSION, words): minutes for words, minutes in options["late"]},
    )
    output = _adoption(terminal, planning, options, disruption)
    place = [find(schedule, EntityKind.SESSION, words) for words in options["names"]]
    interest = output.read_interest(options["interest"])
    with watch_progress(terminal, repair_line) as watch:
        search = planning.find_repairs if output.is_comparison else planning.repair
        made = search(
            disruption,
            against=options["against"],
            place=place,
            favour=options["favour"],
            interest=interest,
            watch=end_after(options["seconds"], watch),
        )
    if isinstance(made, Plan):
        output.adopt(made)
    else:
        output.choose(made)


@command()
@click.argument("periods", nargs=-1, required=True, metavar="DAYS TIMES...")
@click.option("--rooms", required=True, metavar="ROOM,...", help="The rooms, with commas between them.")
@click.option(
    "--track", metavar="TRACK", help="The track of the blocks: only its sessions are placed in them."
)
@click.option("--json", "as_json", is_flag=True, help="Print what is added and what is not as JSON.")
@change_options
def blocks(
    terminal: Terminal, periods: tuple[str, ...], rooms: str, track: str | None, *, as_json: bool
) -> None:
    """Add blocks for planning: one in each room for each period.

    Days are weekdays of the conference, ranges of them or dates; without any, all of them. No block is
    added where a room is occupied, or beside a plenary.

    Example:
      eventkit plan blocks "mon-wed 09:00-10:30, 11:00-12:30" --rooms hall,annex
      eventkit plan blocks "2027-09-06 14:00-15:30" --rooms hall --track health
    """
    office = terminal.office()
    schedule = office.load().schedule
    try:
        parsed = [period for text in periods for period in parse_periods(text, schedule)]
    except ValueError as error:
        raise BadValue(as_message(error), param_hint="DAYS TIMES") from None
    grid = BlockGrid(
        periods=tuple(dict.fromkeys(parsed)),
        rooms=tuple(
            find(schedule, EntityKind.ROOM, words.strip()) for words in rooms.split(",") if words.strip()
        ),
        new_uid=uuid4,
        track=find(schedule, EntityKind.TRACK, track) if track else None,
    )
    made = office.plans.add_blocks(grid)
    if as_json:
        form = {**_blocks_form(made), "applied": not terminal.settings.dry_run}
        click.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    report(terminal, made)
    for omitted in made.omitted:
        terminal.out.print(omitted.words, style="dim")


def _blocks_form(made: BlocksOutcome) -> dict[str, Any]:
    before = made.before
    known = {session.id for session in before.sessions} if before is not None else set()
    return {
        "added": [
            {
                "session": session.id,
                "start": session.slot.period.start.isoformat(),
                "end": session.slot.period.end.isoformat(),
                "rooms": [*session.slot.rooms],
            }
            for session in made.after.sessions
            if session.id not in known and session.slot is not None
        ],
        "omitted": [omitted.form() for omitted in made.omitted],
    }


@command()
@click.argument("words", nargs=-1, metavar="[CODE WEIGHT]...")
@click.option("--file", metavar="FILE", help="Set the weights of a TOML file, in its table [planning].")
@change_options
def weights(terminal: Terminal, words: tuple[str, ...], file: str | None) -> None:
    """Set what counts how much in plans; without a CODE, show it.

    A WEIGHT is ignore, a-little (a quarter), normal, strongly (four times) or above-all (before everything
    else, sessions without a time aside). It counts for every plan of the conference, whichever group a plan
    is for.

    Example:
      eventkit plan weights
      eventkit plan weights track-rooms strongly room-too-small above-all
      eventkit plan weights --file weights.toml
    """
    office = terminal.office()
    if len(words) % 2:
        raise WrongUse("Give a weight for each code: track-rooms strongly.")
    pairs = zip(words[::2], words[1::2], strict=True)
    named = dict(parse_weight(code, word) for code, word in pairs)
    if file is not None:
        data, name = read_argument(file)
        named = {**read_weights(decode_text(data, name).text, name), **named}
    if named:
        outcome = office.plans.set_weights(named)
        if not outcome.changed:
            terminal.out.say("nothing changed")
            return
        if terminal.settings.dry_run:
            terminal.out.say("this would change:", style="dim")
        report_weights(terminal, outcome.after, only=named)
    else:
        report_weights(terminal, office.rules.settings())
