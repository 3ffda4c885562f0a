"""Agenda commands: calendars, calendar folders, invitations, comparison."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import click
from click.core import ParameterSource
from pydantic import TypeAdapter, ValidationError

from eventkit.cli.export_command import tell_if_stale, write_output
from eventkit.cli.file_arguments import CALENDAR, JCAL, output_option
from eventkit.cli.input_values import Day, OneOf, language_tags
from eventkit.cli.shared_options import Command, all_of, draft_options, language_option, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import find
from eventkit.errors import EventkitError
from eventkit.model import Kind
from eventkit.model.fields import Url
from eventkit.office.file_access import write_file
from eventkit.office.snapshots import Snapshot
from eventkit.outputs.agenda import Cancelled
from eventkit.outputs.agenda.calendar_views import ALARMS, FILTER_KINDS, Profile, SessionDepth
from eventkit.outputs.agenda.invitations import invitations as written
from eventkit.schedule import Schedule, Thing, complaint
from eventkit.store import ReleasedConference

COMPARISON_MODULE = f"{__package__}.calendar_comparison"
"""What reads calendars back: loaded where that is asked for, since what it needs takes a while."""


DESTINATIONS = {"target": "-o", "folder": "--all", "held": "--verify"}
"""Where calendars go or come from: one of these in each call."""


OPTION_NAMES = {**DESTINATIONS, "due": "--deadlines"}


FILTERS = ("days", "kinds", *FILTER_KINDS, "items")


CALENDAR_OPTIONS = ("all_day", "cancelled", "alarm", "profile", "pages", "refresh")


DEADLINE_OPTIONS = ("profile", "refresh")
"""What of the manner has a meaning for deadlines, too."""


INAPPLICABLE: Mapping[str, frozenset[str]] = {
    "target": frozenset({"base"}),
    "folder": frozenset({*FILTERS, "due", "feed", "as_jcal"}),
    "held": frozenset({*FILTERS, *CALENDAR_OPTIONS, "due", "feed", "as_jcal", "base", "languages"}),
    "due": frozenset({*FILTERS, *CALENDAR_OPTIONS}.difference(DEADLINE_OPTIONS)),
}
"""What has no meaning with each of them, and with deadlines."""


_URL: TypeAdapter[str] = TypeAdapter(Url)


def _parse_url(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else _URL.validate_python(value)
    except ValidationError as error:
        message = f"'{value}' {complaint(error.errors(include_url=False)[0])}"
        raise click.BadParameter(message, context, option) from None


def _filter_option(
    name: str, called: str, metavar: str, what: str, **more: Any
) -> Callable[[Command], Command]:
    return click.option(called, name, metavar=metavar, multiple=True, help=what, **more)


destination_options = all_of(
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
    _filter_option("days", "--day", "YYYY-MM-DD", "What begins on that day.", type=Day()),
    _filter_option("rooms", "--room", "ROOM", "What is held in that room."),
    _filter_option("tracks", "--track", "TRACK", "What is in that track."),
    _filter_option("kinds", "--kind", "KIND", "What is of that kind.", type=OneOf(Kind)),
    _filter_option("sessions", "--session", "SESSION", "That session with its parts."),
    _filter_option(
        "participants", "--participant", "PERSON", "Where that person appears: their own calendar."
    ),
    _filter_option("organisations", "--organisation", "ORGANISATION", "Where someone appears for it."),
    click.option(
        "--items",
        type=click.Choice(get_args(SessionDepth)),
        default="both",
        show_default=True,
        help="Of sessions that hold talks: both, or one of them.",
    ),
)


calendar_options = all_of(
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
    click.option("--pages", metavar="URL", callback=_parse_url, help="Where URL/LANGUAGE/SESSION are pages."),
    click.option("--feed", metavar="URL", callback=_parse_url, help="Where the file will be found."),
    click.option("--base", metavar="URL", callback=_parse_url, help="Where the folder will be found."),
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
@destination_options
@filter_options
@calendar_options
@language_option
@draft_options
@store_options
@pass_terminal
def agenda(
    terminal: Terminal,
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
    _require_applicable(click.get_current_context())
    state = terminal.snapshot(release, draft=draft)
    if held is not None:
        tell_if_stale(terminal, state, "agenda")
        import_module(COMPARISON_MODULE).compare(terminal, state, held)
    elif folder is not None:
        options = {name: given[name] for name in (*CALENDAR_OPTIONS, "base")}
        write_output(terminal, state, "calendars", folder, given["languages"], **options)
    elif target is not None:
        into = import_module(COMPARISON_MODULE).to_jcal if given["as_jcal"] else None
        options = {
            name: given[name] for name in (*(DEADLINE_OPTIONS if given["due"] else CALENDAR_OPTIONS), "feed")
        }
        if not given["due"]:
            options |= _parse_filters(state, given)
        what = "deadlines" if given["due"] else "agenda"
        write_output(terminal, state, what, target, given["languages"], convert=into, **options)


def _require_applicable(context: click.Context) -> None:
    """Refuse a call that names no place, or several, or what means nothing there."""
    places = [name for name in DESTINATIONS if context.params[name] is not None]
    if len(places) != 1:
        message = "say where to with -o FILE or --all DIR, or what to look at with --verify FILE: one of them"
        raise click.UsageError(message)
    asked = [places[0], *(["due"] if context.params["due"] else [])]
    for option in context.command.params:
        is_given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        unfit = [name for name in asked if is_given and option.name in INAPPLICABLE[name]]
        if unfit:
            message = f"{option.opts[0]} has no meaning with {OPTION_NAMES[unfit[0]]}: leave it out"
            raise click.UsageError(message)


def _parse_filters(state: Snapshot, given: Mapping[str, Any]) -> dict[str, Any]:
    """The filters, with the ids of what their words mean."""
    moments: tuple[datetime, ...] = given["days"]
    meant = {
        name: tuple(dict.fromkeys(_find_id(state, name, thing, words) for words in given[name]))
        for name, thing in FILTER_KINDS.items()
    }
    days = tuple(each.date() for each in moments)
    return {"days": days, "kinds": given["kinds"], "items": given["items"], **meant}


def _find_id(state: Snapshot, name: str, thing: Thing, words: str) -> str:
    # What was taken out has a calendar still, which says so.
    is_gone = words not in thing.known(state.schedule) and words in state.ledger.told_of(state.schedule, name)
    return words if is_gone else find(state.schedule, thing, words)


@click.command()
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False),
    help="The folder for the files: a new or empty one each time, so that none is sent twice.",
)
@click.option("--since", metavar="RELEASE", help="Only what is news to those invited after that release.")
@language_option
@store_options
@pass_terminal
def invitations(terminal: Terminal, folder: str, since: str | None, languages: tuple[str, ...]) -> None:
    """Write an invitation for each participant to each of their sessions.

    They are made from the newest release, for all whose address 'eventkit person contact' keeps; answers go
    to the contact of the conference. Each file is told with the media type to attach it under. With --since,
    those who need no longer come get a file that takes the invitation back.

    \b
    Example:
      eventkit invitations -o invitations
      eventkit invitations --since 1.0 -o invitations-2
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        now = store.releases.load(conference)
        before = store.releases.load(conference, since) if since is not None else None
        roster = store.roster.load(conference)
    addresses: dict[str, str] = {
        each.participant: each.email for each in roster.contacts if each.email is not None
    }
    made = written(
        now.schedule,
        now.ledger,
        addresses,
        _reply_address(now),
        before=(before.schedule, before.ledger) if before is not None else None,
        languages=language_tags(languages),
    )
    if without := _without_address(now.schedule, addresses):
        told = f"no address is known of {', '.join(without)}: 'eventkit person contact' keeps it"
        terminal.err.print(told, style="dim", soft_wrap=True)
    if not made:
        terminal.out.print("there is nobody to write to")
        return
    place = _require_empty(folder)
    place.mkdir(parents=True, exist_ok=True)
    for each in made:
        write_file(place / each.filename, each.data)
        terminal.out.print(f"{place / each.filename}  {each.media_type}", soft_wrap=True)


def _require_empty(folder: str) -> Path:
    """The folder, which must hold nothing yet: whoever sends all of it sends nothing of before."""
    place = Path(folder)
    if place.is_dir() and any(place.iterdir()):
        message = (
            f"{place} holds files already, and invitations of before would be sent once more: name a new "
            "folder with -o, or empty this one"
        )
        raise EventkitError(message)
    return place


def _reply_address(now: ReleasedConference) -> str:
    contact = now.schedule.conference.contact
    if contact is None:
        message = (
            f"release {now.release.name} has no contact for answers to go to: set it with "
            "'eventkit conference edit --contact ADDRESS', and release again"
        )
        raise EventkitError(message)
    return contact


def _without_address(schedule: Schedule, addresses: Container[str]) -> list[str]:
    """Those who are to come at some time and cannot be written to."""
    return [
        person.id
        for person in schedule.participants
        if person.id not in addresses
        and any(session.slot and it.comes for session, it in schedule.appearances(person.id))
    ]
