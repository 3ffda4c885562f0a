"""The command that makes calendars: of what is wanted, of everything in a folder; or reads one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, TypeVar, get_args

import click
from click.core import ParameterSource
from pydantic import TypeAdapter, ValidationError

from eventkit.cli.export_command import tell_if_stale, write_output
from eventkit.cli.file_arguments import CALENDAR, JCAL, output_option
from eventkit.cli.input_values import Day, OneOf
from eventkit.cli.shared_options import all_of, draft_options, language_option, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import find
from eventkit.model import Kind
from eventkit.model.fields import Url
from eventkit.office.snapshots import Snapshot
from eventkit.outputs.agenda import Cancelled
from eventkit.outputs.agenda.calendar_views import ALARMS, FILTER_KINDS, Profile, SessionDepth
from eventkit.schedule import Thing, complaint

Command = TypeVar("Command", bound=Callable[..., Any])

READING = f"{__package__}.rereading"
"""What reads calendars back: loaded where that is asked for, since what it needs takes a while."""

PLACES = {"target": "-o", "folder": "--all", "held": "--verify"}
"""Where calendars go or come from: one of these in each call."""

CALLED = {**PLACES, "due": "--deadlines"}

FILTERS = ("days", "kinds", *FILTER_KINDS, "items")
MANNER = ("all_day", "cancelled", "alarm", "profile", "pages", "refresh")
OF_DEADLINES = ("profile", "refresh")
"""What of the manner has a meaning for deadlines, too."""

UNFIT: Mapping[str, frozenset[str]] = {
    "target": frozenset({"base"}),
    "folder": frozenset({*FILTERS, "due", "feed", "as_jcal"}),
    "held": frozenset({*FILTERS, *MANNER, "due", "feed", "as_jcal", "base", "languages"}),
    "due": frozenset({*FILTERS, *MANNER}.difference(OF_DEADLINES)),
}
"""What has no meaning with each of them, and with deadlines."""

_ADDRESS: TypeAdapter[str] = TypeAdapter(Url)


def _address(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else _ADDRESS.validate_python(value)
    except ValidationError as error:
        message = f"'{value}' {complaint(error.errors(include_url=False)[0])}"
        raise click.BadParameter(message, context, option) from None


def _filter(name: str, called: str, metavar: str, what: str, **more: Any) -> Callable[[Command], Command]:
    return click.option(called, name, metavar=metavar, multiple=True, help=what, **more)


place_options = all_of(
    output_option(lambda options: JCAL if options.get("as_jcal") else CALENDAR, required=False),
    click.option(
        "--all",
        "folder",
        metavar="DIR",
        type=click.Path(file_okay=False),
        help="Write every calendar into a folder: of all, each day, room, track and person, of deadlines; by "
        "language.",
    ),
    click.option(
        "--verify",
        "held",
        metavar="FILE",
        type=click.Path(dir_okay=False),
        help="Tell what a calendar handed out before shows wrong; exit with 1 if anything.",
    ),
)

filter_options = all_of(
    _filter("days", "--day", "YYYY-MM-DD", "What begins on that day.", type=Day()),
    _filter("rooms", "--room", "ROOM", "What is held in that room."),
    _filter("tracks", "--track", "TRACK", "What is in that track."),
    _filter("kinds", "--kind", "KIND", "What is of that kind.", type=OneOf(Kind)),
    _filter("sessions", "--session", "SESSION", "That session with its parts."),
    _filter("participants", "--participant", "PERSON", "Where that person appears: their own calendar."),
    _filter("organisations", "--organisation", "ORGANISATION", "Where someone appears for it."),
    click.option(
        "--items",
        type=click.Choice(get_args(SessionDepth)),
        default="both",
        show_default=True,
        help="Of sessions that hold talks: both, or one of them.",
    ),
)

manner_options = all_of(
    click.option("--deadlines", "due", is_flag=True, help="Show the deadlines, and no sessions."),
    click.option("--all-day", is_flag=True, help="Show the conference too, over whole days."),
    click.option(
        "--cancelled",
        type=click.Choice(get_args(Cancelled)),
        default="keep",
        show_default=True,
        help="What to do with what will not take place.",
    ),
    click.option("--alarm", type=click.Choice(ALARMS), help="Ring so many minutes before a session."),
    click.option(
        "--profile",
        type=click.Choice(get_args(Profile)),
        default="interop",
        show_default=True,
        help="What all clients understand, more for those that do, or objects for a CalDAV server.",
    ),
    click.option("--pages", metavar="URL", callback=_address, help="Where URL/LANGUAGE/SESSION are pages."),
    click.option("--feed", metavar="URL", callback=_address, help="Where the file will be found."),
    click.option("--base", metavar="URL", callback=_address, help="Where the folder will be found."),
    click.option(
        "--refresh",
        metavar="MINUTES",
        type=click.IntRange(min=1),
        default=60,
        show_default=True,
        help="How often subscribers look for news.",
    ),
    click.option(
        "--jcal", "as_jcal", is_flag=True, is_eager=True, help="As jCal: application/calendar+json."
    ),
)


@click.command()
@place_options
@filter_options
@manner_options
@language_option
@draft_options
@store_options
@pass_terminal
def agenda(
    workspace: Terminal,
    *,
    target: str | None,
    folder: str | None,
    held: str | None,
    release: str | None,
    draft: bool,
    **given: Any,
) -> None:
    """Write the agenda as an iCalendar file.

    It is made from the newest release. Where nothing is released yet, and with --draft, every entry is
    marked as tentative. Filters can be given again for more of the same; several together show what answers
    to each of them.

    With --all, only files that changed are written, and those that index.json listed before and that are no
    longer made are removed.

    \b
    Example:
      eventkit agenda -o agenda.ics
      eventkit agenda --day 2027-09-06 --room main-hall --language zh -o hall.zh.ics
      eventkit agenda --deadlines -o deadlines.ics
      eventkit agenda --all public --base https://example.org/calendars
      eventkit agenda --verify agenda.ics
    """
    _check_call(click.get_current_context())
    state = workspace.state(release, draft=draft)
    if held is not None:
        tell_if_stale(workspace, state, "agenda")
        import_module(READING).compare(workspace, state, held)
    elif folder is not None:
        options = {name: given[name] for name in (*MANNER, "base")}
        write_output(workspace, state, "calendars", folder, given["languages"], **options)
    elif target is not None:
        into = import_module(READING).to_jcal if given["as_jcal"] else None
        options = {name: given[name] for name in (*(OF_DEADLINES if given["due"] else MANNER), "feed")}
        if not given["due"]:
            options |= _filters(state, given)
        what = "deadlines" if given["due"] else "agenda"
        write_output(workspace, state, what, target, given["languages"], convert=into, **options)


def _check_call(context: click.Context) -> None:
    """Refuse a call that names no place, or several, or what means nothing there."""
    places = [name for name in PLACES if context.params[name] is not None]
    if len(places) != 1:
        message = "say where to with -o FILE or --all DIR, or what to look at with --verify FILE: one of them"
        raise click.UsageError(message)
    asked = [places[0], *(["due"] if context.params["due"] else [])]
    for option in context.command.params:
        is_given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        unfit = [name for name in asked if is_given and option.name in UNFIT[name]]
        if unfit:
            message = f"{option.opts[0]} has no meaning with {CALLED[unfit[0]]}: leave it out"
            raise click.UsageError(message)


def _filters(state: Snapshot, given: Mapping[str, Any]) -> dict[str, Any]:
    """The filters, with the ids of what their words mean."""
    moments: tuple[datetime, ...] = given["days"]
    meant = {
        name: tuple(dict.fromkeys(_id(state, name, thing, words) for words in given[name]))
        for name, thing in FILTER_KINDS.items()
    }
    days = tuple(each.date() for each in moments)
    return {"days": days, "kinds": given["kinds"], "items": given["items"], **meant}


def _id(state: Snapshot, name: str, thing: Thing, words: str) -> str:
    # What was taken out has a calendar still, which says so.
    is_gone = words not in thing.known(state.schedule) and words in state.ledger.told_of(state.schedule, name)
    return words if is_gone else find(state.schedule, thing, words)
