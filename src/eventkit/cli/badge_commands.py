"""Badge commands: printing, selection, replacement, issued badges."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import click

from eventkit.cli.check_command import findings_option, report_output
from eventkit.cli.commands import CommandLoader, WrongUse
from eventkit.cli.failures import fail
from eventkit.cli.file_arguments import STDIO, open_target, output_option, read_argument
from eventkit.cli.input_values import OneOf, language_tags, parse_url
from eventkit.cli.print_options import json_option, load_style, require_file_beside_json
from eventkit.cli.shared_options import (
    all_of,
    author_option,
    draft_options,
    force_option,
    language_option,
    of_entities,
    store_options,
)
from eventkit.cli.stationery_commands import load_template, paper_options, parse_paper
from eventkit.cli.terminal import Terminal, command, pass_terminal, report_if_stale, report_written
from eventkit.cli.token_commands import TELL_DOORS, holders_options
from eventkit.editing import find
from eventkit.files.output_files import BADGES
from eventkit.messages import Listed, Message, Plural, Verbatim, as_message, sentence
from eventkit.model import OrganisationId, Role, SessionId
from eventkit.office.badge_attendees import AttendeeFile, AttendeeTotals
from eventkit.office.badge_print_run import BadgeRequest, NoBadgeChanged, PrintBlocked
from eventkit.office.file_access import PictureFolder
from eventkit.office.office import Office
from eventkit.outputs.badges import Attendee, BadgePaper, BadgeTemplate
from eventkit.outputs.badges.badge_selection import BADGE_ORDERS, EVERYONE, BadgeSelection
from eventkit.outputs.badges.badge_sides import best_template_for
from eventkit.outputs.badges.badge_template import DEFAULT_TEMPLATE, builtin_template
from eventkit.outputs.badges.element_values import CodeKind
from eventkit.outputs.style_file import DEFAULT_STYLE, StyleFile
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import Badge
from eventkit.times import wall
from eventkit.typesetting import Fonts

selection_options = all_of(
    of_entities(
        "--person",
        "people",
        EntityKind.PARTICIPANT,
        "Only this person or attendee, by id or name. Repeatable.",
    ),
    click.option(
        "--role",
        "roles",
        multiple=True,
        metavar="ROLE",
        type=OneOf(Role),
        help="Only people with this role, such as host. Repeatable.",
    ),
    of_entities(
        "--organisation",
        "organisations",
        EntityKind.ORGANISATION,
        "Only people from this organisation. Repeatable.",
    ),
    of_entities(
        "--session",
        "sessions",
        EntityKind.SESSION,
        "Only people in this session or a part of it. Repeatable.",
    ),
)
"""The options that select people; `parse_selection` reads them."""


def parse_selection(
    schedule: Schedule,
    people: Sequence[str],
    roles: Sequence[Role],
    organisations: Sequence[str],
    sessions: Sequence[str],
    *,
    listed: bool,  # whether there is a list of attendees, which people are looked up in when it is read
) -> BadgeSelection:
    """The values of the options of `selection_options`."""
    return BadgeSelection(
        frozenset(people if listed else (find(schedule, EntityKind.PARTICIPANT, words) for words in people)),
        frozenset(roles),
        frozenset(OrganisationId(find(schedule, EntityKind.ORGANISATION, words)) for words in organisations),
        frozenset(SessionId(find(schedule, EntityKind.SESSION, words)) for words in sessions),
    )


BLANKS_LIMIT = 10_000

LOGO_ENDINGS = frozenset({".png", ".jpg", ".jpeg"})


@click.group(
    cls=CommandLoader,
    invoke_without_command=True,
    option_sections={
        "target": "File and design",
        "people": "Which badges",
        "code": "Codes",
        "contacts": "Private data",
        "paper": "Paper and press",
        "languages": "Languages and release",
    },
    table_name="badges",
)
@output_option(BADGES, required=False, note="  [required]")
@click.option(
    "--template",
    metavar="TEMPLATE",
    help="The template: one of 'template list', or your own file.  "
    f"[{DEFAULT_TEMPLATE}, or what fits the --sheet]",
)
@click.option(
    "--style",
    metavar="FILE",
    help="A style file (TOML): colours, fonts, and the emblems, seal and signatories of certificates.",
)
@click.option("--logo", metavar="FILE", help="A PNG or JPEG file of the logo, on the head of each badge.")
@click.option("--pictures", metavar="FOLDER", help="The folder of logos and photographs that it shows.")
@click.option("--proof", is_flag=True, help="Also draw the boxes of the template, the ink and the sizes.")
@click.option(
    "--data-only", is_flag=True, help="Print only what differs between people, on pre-printed shells."
)
@click.option("--sort", type=click.Choice(BADGE_ORDERS), help="The order.  [name; a list in its own order]")
@selection_options
@click.option(
    "--changed-since", "since", metavar="RELEASE", help="Only badges that differ from those of this release."
)
@click.option(
    "--attendees",
    metavar="FILE",
    help="Also for the people in this file (CSV, XLSX, ODS); - is standard input.",
)
@click.option(
    "--guest",
    "guests",
    multiple=True,
    metavar="NAME, ORGANISATION",
    help="Only for this guest, who is in no session. Repeatable.",
)
@click.option("--no-people", is_flag=True, help="Leave out the people who appear in sessions.")
@click.option(
    "--blanks",
    metavar="N",
    type=click.IntRange(0, BLANKS_LIMIT),
    default=0,
    help="Add N badges without a name.",
)
@click.option(
    "--code",
    type=click.Choice([kind.value for kind in CodeKind]),
    help="The content of codes.  [token if there is a key, else none]",
)
@click.option(
    "--pages",
    metavar="URL",
    type=parse_url,
    help="The address of the conference's site: codes of --code url, vcard and mecard lead to "
    "URL/LANGUAGE/people/PERSON.html.",
)
@click.option("--contacts", is_flag=True, help="Put e-mail and phone into contact cards, for anyone to read.")
@click.option("--replace", is_flag=True, help="Issue a new badge to each person and revoke earlier ones.")
@paper_options
@json_option
@findings_option
@language_option
@draft_options
@force_option
@author_option
@store_options
@pass_terminal
def badges(
    terminal: Terminal,
    target: str | None,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
    force: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Write badges, place cards, door signs or certificates as a PDF.

    There is one for each person who appears, or for each room on each day. They are made from the newest
    release, or from the draft if nothing is released yet.

    Example:
      eventkit badges -o badges.pdf
      eventkit badges --sheet avery-l4784 --template cr80 --skip 3 -o labels.pdf
      eventkit badges --paper a3 --template 4x3in --bleed 3 --crop-marks -o printer.pdf
      eventkit badges --attendees registered.xlsx --blanks 20 -o badges.pdf
      eventkit badges --guest "Mary Somerville, Royal Society" -o guest.pdf
      eventkit badges --changed-since 1.0 --replace -o again.pdf
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    if target is None:
        raise WrongUse("Missing option '-o' / '--output'.")
    require_file_beside_json(target, as_json=as_json)
    office, snapshot = terminal.office(), terminal.snapshot(release, draft=draft)
    report_if_stale(terminal, snapshot, "badges")
    force = force or options["proof"]  # a proof shows what is wrong
    with ExitStack() as stack:
        request = _request(terminal, office, snapshot.schedule, options, stack)
        request = replace(request, languages=language_tags(languages), force=force)
        try:
            with terminal.working(Message("making the badges …")):
                run = office.badges.print(snapshot.schedule, open_target(target), request)
        except NoBadgeChanged as unchanged:
            fail(as_message(unchanged), code=0)  # scripts go on
        except PrintBlocked as blocked:
            run = blocked.run
    if run.ignored_columns:
        terminal.err.say(
            "{file}: columns that are not printed: {columns}",
            file=options["attendees"],
            columns=Listed(run.ignored_columns),
            style="dim",
        )
    if run.attendees is not None:
        terminal.err.print((options["attendees"] or "--guest", ": ", _describe_totals(run.attendees)))
    report_output(
        terminal,
        target,
        run.findings,
        office.rules.settings(),
        force=force,
        as_json=as_json,
        every=options["every"],
        outdated=snapshot.outdated,
    )
    report_written(terminal, target, run.counts)
    _report_reissued(terminal, run.reissued)


def _request(
    terminal: Terminal, office: Office, schedule: Schedule, options: dict[str, Any], stack: ExitStack
) -> BadgeRequest:
    paper = parse_paper(options)
    template = (
        load_template(options["template"]) if options["template"] else _default_template(terminal, paper)
    )
    selection = parse_selection(
        schedule,
        *(options[name] for name in ("people", "roles", "organisations", "sessions")),
        listed=options["attendees"] is not None,
    )
    style = load_style(options["style"])
    design: StyleFile = style.get("design", DEFAULT_STYLE)
    pictures: Mapping[str, bytes] = style.get("pictures", {})
    if options["logo"]:
        design, pictures = _with_logo(design, pictures, template, options["logo"])
    if options["pictures"]:
        pictures = PictureFolder(Path(options["pictures"]), pictures)
    request = BadgeRequest(
        template,
        paper,
        style.get("fonts") or Fonts.discover(),
        style=design,
        pictures=pictures,
        selection=selection,
        since=office.snapshot(options["since"]).schedule if options["since"] is not None else None,
        people=not (options["no_people"] or options["guests"]),
        blanks=options["blanks"],
        order=options["sort"],
        code=CodeKind(options["code"]) if options["code"] else None,
        pages=options["pages"] or "",
        contacts=options["contacts"],
        reissue=options["replace"],
        proof=options["proof"],
        data_only=options["data_only"],
    )
    _require_applicable(request, options)
    if options["guests"]:
        return replace(request, attendees=_list_guests(options["guests"]))
    return replace(
        request,
        attendees=_open_list(options["attendees"], stack) if options["attendees"] is not None else None,
    )


def _with_logo(
    design: StyleFile, pictures: Mapping[str, bytes], template: BadgeTemplate, file: str
) -> tuple[StyleFile, Mapping[str, bytes]]:
    """The style and its pictures, with a logo as the only emblem."""
    if template.emblems is None:
        raise WrongUse(
            "The template has no place for a logo. Add a picture with {source} to it, or remove --logo.",
            source=Verbatim('source = "emblems"'),
        )
    ending = Path(file).suffix.lower()
    if ending not in LOGO_ENDINGS:
        raise WrongUse("--logo must be a PNG or JPEG file, not '{file}'.", file=file)
    name = f"--logo{ending}"
    protocol = design.protocol.model_copy(update={"emblems": (name,)})
    design = design.model_copy(update={"protocol": protocol})
    return design, {**pictures, name: read_argument(file)[0]}


def _list_guests(written: Sequence[str]) -> AttendeeFile:
    """The list of attendees of some guests, each with the organisation after the first comma."""
    text = StringIO()
    table = csv.writer(text)
    table.writerow(("name", "organisation"))
    for guest in map(Attendee.parse, written):
        table.writerow((guest.name, guest.organisation))
    return AttendeeFile(BytesIO(text.getvalue().encode()), "--guest")


_KINDS = {
    "sessions": sentence("Door signs are for sessions, and --{name} is for people. Remove it."),
    "delegations": sentence("Plates are for delegations, and --{name} is for people. Remove it."),
}


def _require_applicable(request: BadgeRequest, options: dict[str, Any]) -> None:
    if request.template.made_for != "people":
        kind = _KINDS[request.template.made_for]
        for name in ("attendees", "guests", "blanks", "replace", "code", "pages", "contacts"):
            if options[name]:
                raise WrongUse(kind, name=name)
    elif request.reissue and not request.template.shows_codes:
        raise WrongUse("The template shows no code that could be replaced. Remove --replace.")
    elif (request.code or request.contacts or request.pages) and not request.template.shows_codes:
        raise WrongUse("The template shows no code. Remove --code, --pages and --contacts.")
    if request.pages and request.code not in {CodeKind.URL, CodeKind.VCARD, CodeKind.MECARD}:
        raise WrongUse("--pages is for codes with an address. Add --code url, vcard or mecard.")
    if options["guests"] and options["attendees"]:
        raise WrongUse(
            "--guest and --attendees exclude each other. Add the guest to the list, or leave one out."
        )
    if not request.people and not (options["attendees"] or options["guests"]) and not request.blanks:
        raise WrongUse("--no-people leaves nobody. Add --attendees FILE or --blanks N.")
    if request.reissue and request.selection == EVERYONE and request.since is None:
        raise WrongUse(
            "--replace revokes earlier badges. Select people, for instance with --person or --role."
        )


def _open_list(name: str, stack: ExitStack) -> AttendeeFile:
    if name == STDIO:
        return AttendeeFile(BytesIO(read_argument(name)[0]), "standard input")
    return AttendeeFile(stack.enter_context(Path(name).open("rb")), name)


def _describe_totals(totals: AttendeeTotals) -> Message:
    counts = [
        Message(Plural("{count} speaker", "{count} speakers"), count=totals.speakers),
        Message(Plural("{count} badge", "{count} badges"), count=totals.badges),
    ]
    if others := totals.rows - totals.speakers - totals.badges:
        counts.append(Message("{count} not printed", count=others))
    rows = Plural("{count} row: {counts}", "{count} rows: {counts}")
    return Message(rows, count=totals.rows, counts=Listed(tuple(counts)))


def _report_reissued(terminal: Terminal, badges: Sequence[Badge]) -> None:
    if not badges:
        return
    first = badges[0]
    printed = (
        Message("{count} badges were replaced; earlier ones are refused.", count=len(badges))
        if len(badges) > 1
        else Message(
            "Issue {issue} of the badge of {holder} was printed; earlier ones are refused.",
            issue=first.issue,
            holder=first.holder,
        )
    )
    terminal.err.say(printed, TELL_DOORS, style="dim")


def _default_template(terminal: Terminal, paper: BadgePaper) -> BadgeTemplate:
    """The template if none is named; the one that fits the labels best is reported."""
    name = DEFAULT_TEMPLATE if paper.label is None else best_template_for(paper.label.sheet)
    if name != DEFAULT_TEMPLATE:
        terminal.err.say("The badges use the template {name}.", name=name, style="dim")
    return builtin_template(name)


@command()
@holders_options
def replace_badges(terminal: Terminal, people: tuple[str, ...]) -> None:
    """Issue a replacement badge to each PERSON and revoke the old one.

    PERSON is an id, the start of an id, a name, or the id of an attendee in a list. The new badge has the
    current ticket of the person.

    Example:
      eventkit badges replace lin-yifu --why "lost on the way"
      eventkit badges -o badges.pdf
      eventkit key export -o door.json
    """
    office = terminal.office().badges
    office.require_replaceable(people[0])
    holders = list(dict.fromkeys(office.find_holder(words) for words in people))
    issued = office.replace(holders)
    for holder in holders:
        terminal.out.say(
            "{holder}: issue {issue} of the badge; earlier ones are refused",
            holder=holder,
            issue=issued[holder].issue,
        )
    terminal.out.say("Print the badges, and give the doors the new 'eventkit key export'.")


@command()
@click.argument("people", metavar="[PERSON...]", nargs=-1)
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="The number of badges to list."
)
@store_options
def issued(terminal: Terminal, people: tuple[str, ...], limit: int) -> None:
    """List issued badges: the holder, and when, by whom and why each was last issued or revoked.

    Newest first. Times are in the time zone of the conference.

    Example:
      eventkit badges issued
      eventkit badges issued lin-yifu
    """
    conference = terminal.office()
    office, zone = conference.badges, conference.load().schedule.zone
    log = office.log([office.find_holder(words) for words in people] or None)
    table = terminal.headed_table("Holder", "Number", "Issue", "", "When", "Who", "Why")
    for badge, note in log[:limit]:
        when = f"{wall(note.at, zone):%Y-%m-%d %H:%M}"
        state = terminal.out.local(Message("valid" if badge.valid else "revoked"))
        table.add_row(badge.holder, str(badge.number), str(badge.issue), state, when, note.author, note.why)
    terminal.out.print(table if log else Message("No badge has been issued."))
    if len(log) > limit:
        terminal.out.say("and {count} more: see --limit", count=len(log) - limit)
