"""The repair command: the fewest letters by which a conference is without errors again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import click

from eventkit.cli.command_loader import SectionedCommand
from eventkit.cli.input_values import OneOf, parse_days, parse_time_of_day
from eventkit.cli.plan_adoption import Adoption, choice_options, interest_option
from eventkit.cli.plan_progress import end_after, repair_line, watch_progress
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import find
from eventkit.messages import Message
from eventkit.planning import Group, Plan
from eventkit.planning.repair.disruptions import Disruption
from eventkit.schedule import EntityKind, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairCommandOptions:
    names: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    late: tuple[tuple[str, int], ...] = ()
    against: str | None = None
    favour: Group | None = None
    interest: str | None = None
    seconds: float | None = None
    alternatives: int | None = None
    take: str | None = None
    picture: str | None = None
    as_json: bool = False

    def require_consistency(self) -> None:
        is_loss = bool(self.lost or self.absent)
        if self.alternatives is not None and self.picture is not None and self.take is None:
            raise click.UsageError(Message("--picture draws one repair. Use --take to choose it."))
        if not is_loss and (self.start is not None or self.end is not None or self.days):
            raise click.UsageError(
                Message("--day, --start and --end are for a loss. Add --without-room or --without-person.")
            )

    def disruption(self, schedule: Schedule) -> Disruption:
        return Disruption(
            lost_rooms=[find(schedule, EntityKind.ROOM, words) for words in self.lost],
            absent=[find(schedule, EntityKind.PARTICIPANT, words) for words in self.absent],
            days=parse_days(self.days, schedule.conference) or None,
            since=None if self.start is None else parse_time_of_day(self.start, "--start"),
            until=None if self.end is None else parse_time_of_day(self.end, "--end"),
            late={find(schedule, EntityKind.SESSION, words): minutes for words, minutes in self.late},
        )


@click.command(
    cls=SectionedCommand,
    sections={"names": "What has happened", "favour": "What counts, and the search", "picture": "Output"},
)
@click.argument("names", nargs=-1, metavar="[SESSION]...")
@click.option(
    "--without-room", "lost", multiple=True, metavar="ROOM", help="This room can no longer be used."
)
@click.option("--without-person", "absent", multiple=True, metavar="PERSON", help="This person cannot come.")
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
@click.option(
    "--for",
    "favour",
    type=OneOf(Group),
    metavar="GROUP",
    help=f"The group to favour: {', '.join(Group)}.  [none]",
)
@interest_option
@click.option("--seconds", type=click.FloatRange(0.1), metavar="N", help="The most seconds to search for.")
@click.option(
    "--alternatives", type=click.IntRange(2, 6), metavar="N", help="Show up to N repairs that differ."
)
@choice_options
@click.option("--json", "as_json", is_flag=True, help="Print the repair as JSON.")
@change_options
@pass_terminal
def repair(terminal: Terminal, **options: Any) -> None:
    """Repair the schedule after a loss, a delay or an error; exit with 1 if that is not possible.

    As few sessions as possible move, and as few people as possible have to be notified; the talks of a track
    stay together where that costs little. Pinned sessions do not move, and no error is added. Sessions
    without a time that are named get a place, although others may have to move for them. It is one change,
    which 'eventkit undo' reverts.

    With --day, rooms and people are lost on that day only, and that is recorded; with --start and --end, for
    a part of the day. Blocks of a lost room become shorter, or are removed if they are empty.

    --alternatives compares repairs by what they keep lowest: moves, people to notify, changes of rooms,
    changes of times, the rooms of each track, or the price. To apply the second of them, use the same options
    with --take B. After --seconds, or Ctrl-C, the best repair so far counts.

    \b
    Example:
      eventkit plan repair
      eventkit plan repair --without-room annex --day 2027-09-07 --start 14:00
      eventkit plan repair --without-person lin --day 2027-09-07 --alternatives 3
      eventkit plan repair --late opening 60 --dry-run --picture repair.svg
      eventkit plan repair panel
    """
    chosen = RepairCommandOptions(**options)
    chosen.require_consistency()
    planning = terminal.office().plans
    schedule = planning.office.load().schedule
    disruption = chosen.disruption(schedule)
    output = Adoption(
        terminal, planning, chosen.as_json, chosen.picture, chosen.alternatives, chosen.take, disruption
    )
    place = [find(schedule, EntityKind.SESSION, words) for words in chosen.names]
    interest = output.read_interest(chosen.interest)
    with watch_progress(terminal, repair_line) as watch:
        make = partial(
            planning.find_repairs if output.is_comparison else planning.repair,
            disruption,
            against=chosen.against,
            place=place,
            favour=chosen.favour,
            interest=interest,
            watch=end_after(chosen.seconds, watch),
        )
        made = make()
    if isinstance(made, Plan):
        output.adopt(made)
    else:
        output.choose(made)
