"""Agenda commands: calendars, calendar folders, invitations, comparison."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import click
from click.core import ParameterSource

from eventkit.cli.check_command import findings_option
from eventkit.cli.commands import WrongUse
from eventkit.cli.failures import FAILED
from eventkit.cli.file_arguments import folder_option, output_option
from eventkit.cli.input_values import OneOf, language_tags, parse_days, parse_url
from eventkit.cli.shared_options import (
    AliasedOption,
    all_of,
    draft_options,
    language_option,
    of_entities,
    store_options,
)
from eventkit.cli.terminal import Terminal, command, report_if_stale, write_output
from eventkit.editing import find
from eventkit.files.output_files import CALENDAR, JCAL
from eventkit.model import Kind
from eventkit.office.snapshots import Snapshot
from eventkit.outputs.agenda.calendar_views import ALARMS, FILTER_KINDS, Cancelled, Profile, SessionDepth
from eventkit.schedule import EntityKind

DESTINATIONS = {"target": "-o", "folder": "--all", "verified": "--verify"}
"""The options of which each call needs exactly one."""

OPTION_NAMES = {**DESTINATIONS, "due": "--deadlines"}

FILTERS = ("days", "kinds", *FILTER_KINDS, "items")

CALENDAR_OPTIONS = ("all_day", "cancelled", "alarm", "profile", "pages", "image", "refresh")
DEADLINE_OPTIONS = ("profile", "refresh")  # the options of calendars that apply to deadlines too

INAPPLICABLE: Mapping[str, frozenset[str]] = {
    "target": frozenset({"base"}),
    "folder": frozenset({*FILTERS, "due", "feed", "as_jcal", "overwrite"}),
    "verified": frozenset(
        {*FILTERS, *CALENDAR_OPTIONS, "due", "feed", "as_jcal", "base", "languages", "every", "overwrite"}
    ),
    "due": frozenset({*FILTERS, *CALENDAR_OPTIONS}.difference(DEADLINE_OPTIONS)),
}
"""The options that do not apply with each of them, and with deadlines."""


destination_options = all_of(
    output_option(lambda options: JCAL if options.get("as_jcal") else CALENDAR, required=False),
    click.option(
        "--all",
        "folder",
        metavar="DIR",
        type=click.Path(file_okay=False),
        help="Write all calendars into a folder, by language: the whole agenda, each day, room, track, "
        "person and session, and the deadlines.",
    ),
    click.option(
        "--verify",
        "verified",
        metavar="FILE",
        type=click.Path(dir_okay=False),
        help="Compare a published calendar with the store; exit with 1 if they differ.",
    ),
)

filter_options = all_of(
    click.option("--day", "days", metavar="DAY", multiple=True, help="Sessions that start on this day."),
    of_entities("--room", "rooms", EntityKind.ROOM, "Sessions in this room."),
    of_entities("--track", "tracks", EntityKind.TRACK, "Sessions in this track."),
    click.option(
        "--kind", "kinds", metavar="KIND", multiple=True, type=OneOf(Kind), help="Sessions of this kind."
    ),
    of_entities("--session", "sessions", EntityKind.SESSION, "This session and its parts."),
    of_entities(
        "--person",
        "participants",
        EntityKind.PARTICIPANT,
        "Sessions of this person: their own calendar.",
        cls=AliasedOption,
        aliases=("--participant",),  # its former name
    ),
    of_entities(
        "--organisation",
        "organisations",
        EntityKind.ORGANISATION,
        "Sessions with someone from this organisation.",
    ),
    click.option(
        "--items",
        type=click.Choice(get_args(SessionDepth)),
        default="both",
        show_default=True,
        help="Sessions that have parts, their parts, or both.",
    ),
)

calendar_options = all_of(
    click.option("--deadlines", "due", is_flag=True, help="The calendar of deadlines, without sessions."),
    click.option("--all-day", is_flag=True, help="Add the conference itself, as an all-day entry."),
    click.option(
        "--cancelled",
        type=click.Choice(get_args(Cancelled)),
        default="keep",
        show_default=True,
        help="Include or hide cancelled sessions.",
    ),
    click.option(
        "--alarm", type=click.Choice(ALARMS), help="Add an alarm that many minutes before each session."
    ),
    click.option(
        "--profile",
        type=click.Choice(get_args(Profile)),
        default="interop",
        show_default=True,
        help="interop: read by all programs; full: more detail; caldav: for a CalDAV server.",
    ),
    click.option(
        "--pages",
        metavar="URL",
        type=parse_url,
        help="The address of the conference's site: entries link to URL/LANGUAGE/sessions/SESSION.html.",
    ),
    click.option("--image", metavar="URL", type=parse_url, help="A picture of the conference."),
    click.option("--feed", metavar="URL", type=parse_url, help="The address where the file is published."),
    click.option("--base", metavar="URL", type=parse_url, help="The address where the folder is published."),
    click.option(
        "--refresh",
        metavar="MINUTES",
        type=click.IntRange(min=1),
        default=60,
        show_default=True,
        help="Minutes between checks for updates.",
    ),
    click.option(
        "--jcal", "as_jcal", is_flag=True, is_eager=True, help="Write jCal: application/calendar+json."
    ),
)


@command(
    sections={
        "target": "Files",
        "days": "Which sessions",
        "due": "Content of the calendar",
        "languages": "Languages and release",
    }
)
@destination_options
@filter_options
@calendar_options
@language_option
@draft_options
@findings_option
@store_options
def agenda(
    terminal: Terminal,
    *,
    target: str | None,
    folder: str | None,
    verified: str | None,
    release: str | None,
    draft: bool,
    every: bool,
    **values: Any,
) -> None:
    """Write the agenda as an iCalendar file.

    It is made from the newest release. If nothing is released yet, and with --draft, every entry is marked
    as tentative. Repeat a filter for more of the same; different filters together show the sessions that
    match all of them.

    The folder of --all has to be new or empty the first time. Later, only files that changed are written,
    and those that are no longer needed are removed.

    Example:
      eventkit agenda -o agenda.ics
      eventkit agenda --day 2027-09-06 --room main-hall --language zh -o hall.zh.ics
      eventkit agenda --deadlines -o deadlines.ics
      eventkit agenda --all calendars --base https://example.org/calendars
      eventkit agenda --verify agenda.ics
    """
    _require_applicable(click.get_current_context())
    state = terminal.snapshot(release, draft=draft)
    if verified is not None:
        report_if_stale(terminal, state, "agenda")
        _compare(terminal, state, verified)
    elif folder is not None:
        options = {name: values[name] for name in (*CALENDAR_OPTIONS, "base")}
        write_output(terminal, state, "calendars", folder, values["languages"], every=every, **options)
    elif target is not None:
        into = None
        if values["as_jcal"]:
            from eventkit.outputs.agenda.calendar_check import to_jcal  # noqa: PLC0415 - it loads icalendar

            into = to_jcal
        options = {
            name: values[name]
            for name in (*(DEADLINE_OPTIONS if values["due"] else CALENDAR_OPTIONS), "feed")
        }
        if not values["due"]:
            options |= _parse_filters(state, values)
        what = "deadlines" if values["due"] else "agenda"
        write_output(terminal, state, what, target, values["languages"], every=every, convert=into, **options)


def _compare(terminal: Terminal, state: Snapshot, file: str) -> None:
    from eventkit.outputs.agenda.calendar_check import check_calendar  # noqa: PLC0415 - it loads icalendar

    data = Path(file).read_bytes()
    # A calendar that was handed out as a draft is compared as one: that every session in it is tentative
    # is no news of any of them.
    draft = b"STATUS:CONFIRMED" not in data
    findings = check_calendar(data, state.schedule, state.ledger, name=file, draft=draft)
    terminal.report_findings(findings, terminal.out)
    if findings:
        sys.exit(FAILED)
    terminal.out.say("{file} matches the store", file=file)


def _require_applicable(context: click.Context) -> None:
    places = [name for name in DESTINATIONS if context.params[name] is not None]
    if len(places) != 1:
        raise WrongUse("Choose one of -o FILE, --all DIR and --verify FILE.")
    asked = [places[0], *(["due"] if context.params["due"] else [])]
    for option in context.command.params:
        is_given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        unfit = [name for name in asked if is_given and option.name in INAPPLICABLE[name]]
        if unfit:
            raise WrongUse(
                "{opts} does not apply with {option_names}. Remove it.",
                opts=option.opts[0],
                option_names=OPTION_NAMES[unfit[0]],
            )


def _parse_filters(state: Snapshot, values: Mapping[str, Any]) -> dict[str, Any]:
    meant = {
        name: tuple(dict.fromkeys(_find_id(state, name, thing, words) for words in values[name]))
        for name, thing in FILTER_KINDS.items()
    }
    days = parse_days(values["days"], state.schedule.conference)
    return {"days": days, "kinds": values["kinds"], "items": values["items"], **meant}


def _find_id(state: Snapshot, name: str, thing: EntityKind, words: str) -> str:
    # A removed entity still has a calendar, which says so.
    emptied = state.ledger.emptied_feeds(name)
    is_gone = words not in thing.by_id(state.schedule) and words in emptied
    return words if is_gone else find(state.schedule, thing, words)


@command()
@folder_option("A new or empty folder.")
@click.option("--since", metavar="RELEASE", help="Only changes of time, place and people since that release.")
@click.option("--texts", is_flag=True, help="With --since: changes of texts, too. They ask for no reply.")
@language_option
@store_options
def invitations(
    terminal: Terminal, folder: str, since: str | None, texts: bool, languages: tuple[str, ...]
) -> None:
    """Write an invitation for each participant to each of their sessions.

    They are made from the newest release, for everyone with an e-mail address in the store. Answers go to
    the contact of the conference. With --since, invitations that no longer apply are withdrawn, and
    nobody is asked again whose sessions have the same time, place and status.

    Example:
      eventkit invitations -o invitations
      eventkit invitations --since 1.0 -o invitations-2
    """
    run = terminal.office().invitations.prepare(since=since, texts=texts, languages=language_tags(languages))
    if run.without_address:
        named, count = ", ".join(run.without_address[:3]), len(run.without_address)
        terminal.err.say(
            "No e-mail address for {names}. Add it with 'eventkit person contact'."
            if count <= 3
            else "No e-mail address for {count} people, such as {names}. "
            "Add it with 'eventkit person contact'.",
            names=named,
            count=count,
            style="dim",
        )
    if not run.invitations:
        terminal.out.say("No invitation is needed.")
        return
    for path, invitation in zip(run.write(Path(folder)), run.invitations, strict=True):
        terminal.out.print(f"{path}  {invitation.media_type}")
