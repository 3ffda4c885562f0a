"""Badge commands: printing, selection, reprints, issued badges."""

from __future__ import annotations

import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import Any, BinaryIO

import click

from eventkit.cli.command_loader import CommandLoader
from eventkit.cli.export_command import tell_if_stale
from eventkit.cli.file_arguments import PDF, open_target, output_option
from eventkit.cli.holders import holder, holders_options
from eventkit.cli.input_values import OneOf, language_tags
from eventkit.cli.print_options import (
    force_option,
    json_option,
    load_print_settings,
    report_preflight,
    require_file_beside_json,
)
from eventkit.cli.shared_options import Command, author_option, draft_options, language_option, store_options
from eventkit.cli.stationery_commands import load_template, paper_options, parse_paper
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.cli.wearing import Wearing
from eventkit.editing import find
from eventkit.findings import Finding, in_order
from eventkit.model import OrganisationId, ParticipantId, Role, SessionId
from eventkit.office.file_access import PictureFolder
from eventkit.office.snapshots import Snapshot
from eventkit.outputs.badges import BadgePaper, BadgeTemplate, write_badges
from eventkit.outputs.badges.badge_selection import BADGE_ORDERS, BadgeSelection
from eventkit.outputs.badges.badge_sheets import best_template_for
from eventkit.outputs.badges.badge_template import DEFAULT_TEMPLATE, builtin_template
from eventkit.outputs.badges.element_values import CodeKind
from eventkit.rules import Settings
from eventkit.schedule import Schedule, Thing
from eventkit.store import Store
from eventkit.times import wall
from eventkit.typesetting import Fonts


def selection_options(command: Command) -> Command:
    """Let a command be told whom it is for; `parse_selection` makes a value of it."""
    options = (
        click.option(
            "--person",
            "people",
            multiple=True,
            metavar="PERSON",
            help="Only this person, or who is known so in the list of attendees; again for more.",
        ),
        click.option(
            "--role",
            "roles",
            multiple=True,
            metavar="ROLE",
            type=OneOf(Role),
            help="Only those who appear as this, such as host; again for more.",
        ),
        click.option(
            "--organisation",
            "organisations",
            multiple=True,
            metavar="ORGANISATION",
            help="Only those from this organisation; again for more.",
        ),
        click.option(
            "--session",
            "sessions",
            multiple=True,
            metavar="SESSION",
            help="Only those who appear in this session or a part of it; again for more.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def parse_selection(given: dict[str, Any], schedule: Schedule, *, listed: bool) -> BadgeSelection:
    """What the options of `selection_options` say; they are taken out of those given.

    Args:
        given: The options.
        schedule: Where people, organisations and sessions are found by what is said of them.
        listed: Whether there is a list of attendees besides, in which anyone may be.

    Raises:
        eventkit.errors.EventkitError: Something is not found, or it may be several.
    """
    people, roles, organisations, sessions = (
        given.pop(name) for name in ("people", "roles", "organisations", "sessions")
    )
    ids = [
        each if listed and each not in _participant_ids(schedule) else _find_participant(schedule, each)
        for each in people
    ]
    return BadgeSelection(
        frozenset(ids),
        frozenset(roles),
        frozenset(OrganisationId(find(schedule, Thing.ORGANISATION, each)) for each in organisations),
        frozenset(SessionId(find(schedule, Thing.SESSION, each)) for each in sessions),
    )


def _participant_ids(schedule: Schedule) -> set[str]:
    return {person.id for person in schedule.participants}


def _find_participant(schedule: Schedule, words: str) -> str:
    return find(schedule, Thing.PARTICIPANT, words)


BLANKS_LIMIT = 10_000


JOBS_LIMIT = 64


@click.group(
    cls=CommandLoader,
    invoke_without_command=True,
    commands={
        "verify": (
            "token_commands:verify_badge",
            "Verify a badge: the TOKEN in its code, or an IMAGE of it.",
        ),
        "reprint": (
            "badge_commands:reprint",
            "Issue a replacement badge to each PERSON and revoke the old one.",
        ),
        "issued": (
            "badge_commands:issued",
            "List issued badges: the holder, and when, by whom and why each was last issued or revoked.",
        ),
    },
)
@output_option(PDF, required=False, note="  [required]")
@click.option(
    "--template",
    "look",
    metavar="TEMPLATE",
    help="How they look: one of 'templates list', or your own file.  "
    f"[{DEFAULT_TEMPLATE}, or what fits the --sheet]",
)
@click.option("--pictures", metavar="FOLDER", help="The folder of logos and photographs a template shows.")
@click.option("--proof", is_flag=True, help="Draw the boxes of the template, the ink and the sizes too.")
@click.option("--sort", type=click.Choice(BADGE_ORDERS), help="In which order.  [name; a list as it is]")
@selection_options
@click.option(
    "--changed-since",
    "since",
    metavar="RELEASE",
    help="Only those whose badge looks otherwise than it did in this release.",
)
@click.option(
    "--attendees",
    "listed",
    metavar="FILE",
    help="Also for the people in this CSV, XLSX or ODS file; - is standard input.",
)
@click.option("--no-people", is_flag=True, help="Leave out those who appear in sessions.")
@click.option(
    "--blanks",
    metavar="N",
    type=click.IntRange(0, BLANKS_LIMIT),
    default=0,
    help="As many more without a name, for those who come unexpected.",
)
@click.option(
    "--code",
    type=click.Choice([each.value for each in CodeKind]),
    help="What the code says.  [token where there is a key, or else url]",
)
@click.option(
    "--contacts", is_flag=True, help="Let cards in codes tell addresses and numbers, to all who look."
)
@click.option(
    "--reprint", is_flag=True, help="Issue each anew: the codes of badges issued before are refused."
)
@paper_options
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1, JOBS_LIMIT), default=1, help="How many processors work."
)
@json_option
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
    **given: Any,
) -> None:
    """Write badges, place cards, door signs or certificates as a PDF.

    There is one for each person who appears, or for each room on each day. They are made from the newest
    release, or from the draft where nothing is released yet.

    \b
    Example:
      eventkit badges -o badges.pdf
      eventkit badges --sheet avery-l4784 --template cr80 --skip 3 -o labels.pdf
      eventkit badges --paper a3 --template 86x120 --bleed 3 --crop-marks -o printer.pdf
      eventkit badges --attendees registered.xlsx --blanks 20 -o badges.pdf
      eventkit badges --changed-since 1.0 --reprint -o again.pdf
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    if target is None:
        message = "Missing option '-o' / '--output'."
        raise click.UsageError(message)
    require_file_beside_json(target, as_json=given["as_json"])
    state = terminal.snapshot(release, draft=draft)
    tell_if_stale(terminal, state, "badges")
    asked = language_tags(languages) or state.schedule.conference.languages
    lenient = force or given["proof"]  # a proof is for looking at what is wrong
    settings = load_print_settings(terminal, state.schedule.conference.id)
    with open_target(target) as out, terminal.working("making the badges"):
        wearing, findings = _write(terminal, state, out, asked, given, settings=settings)
        report_preflight(terminal, findings, settings, target, lenient=lenient, as_json=given["as_json"])
    if not given["proof"]:
        wearing.settle()


def _write(
    terminal: Terminal,
    state: Snapshot,
    out: BinaryIO,
    languages: tuple[str, ...],
    given: dict[str, Any],
    *,
    settings: Settings,
) -> tuple[Wearing, tuple[Finding, ...]]:
    """Write the badges; who wears them, and what should be known of them, gravest first."""
    paper, fonts = parse_paper(given), Fonts.found()
    look = load_template(given["look"]) if given["look"] else _default_template(terminal, paper)
    pictures = PictureFolder(Path(given["pictures"])) if given["pictures"] else None
    selection = parse_selection(given, state.schedule, listed=given["listed"] is not None)
    wearing = Wearing(terminal, state.schedule, languages, look, given, fonts, pictures, selection)
    with ExitStack() as stack:
        found = write_badges(
            out,
            state.schedule,
            wearing.all(stack),
            look,
            languages=languages,
            fonts=fonts,
            pictures=pictures,
            proof=given["proof"],
            paper=paper,
            executor=stack.enter_context(_executor(given["jobs"])),
            settings=settings,
        )
    return wearing, in_order([*wearing.told, *found])


def _executor(jobs: int) -> AbstractContextManager[Executor | None]:
    """The processes that help this one; none of them for a single job.

    They are forked on Linux, where a command has no threads yet, and started anew elsewhere.
    """
    if jobs == 1:
        return nullcontext()
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs - 1, mp_context=context)


def _default_template(terminal: Terminal, paper: BadgePaper) -> BadgeTemplate:
    """What badges look like where no template is named: on labels as it fits those, which is told."""
    name = DEFAULT_TEMPLATE if paper.label is None else best_template_for(paper.label.sheet)
    if name != DEFAULT_TEMPLATE:
        terminal.err.print(f"badges: by template {name}", style="dim", soft_wrap=True)
    return builtin_template(name)


@click.command()
@holders_options
@pass_terminal
def reprint(terminal: Terminal, people: tuple[str, ...], why: str) -> None:
    """Issue a replacement badge to each PERSON and revoke the old one.

    PERSON is an id, its beginning or a name, or the id that an attendee has in a list. The badge tells the
    ticket that the office keeps now.

    \b
    Example:
      eventkit badges reprint lin-yifu --why "lost on the way"
      eventkit badges -o badges.pdf
      eventkit keys export -o door.json
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        whose = [holder(store, conference, who) for who in people]
        wanted = {each: _ticket_class(store, conference, each) for each in whose}
        issued = terminal.office(conference).badges.renew(wanted, why)
    for each in wanted:
        terminal.out.print(f"{each}: issue {issued[each].issue} of the badge; those before it are refused")
    terminal.out.print("print it, and give the doors the new 'eventkit keys export'")


def _ticket_class(store: Store, conference: str, of: str) -> str:
    """The class of someone's ticket: as the office keeps it, or as the badge they have tells it."""
    known = store.roster.load(conference).contact(ParticipantId(of))
    if known is not None:
        return known.ticket or ""
    badge = next((each for each in store.badges.all(conference) if each.holder == of), None)
    tickets = store.badges.door_record(conference).tickets
    return tickets[badge.category - 1] if badge and badge.category else ""


@click.command()
@click.argument("people", metavar="[PERSON...]", nargs=-1)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many at most.")
@store_options
@pass_terminal
def issued(terminal: Terminal, people: tuple[str, ...], limit: int) -> None:
    """List issued badges: the holder, and when, by whom and why each was last issued or revoked.

    They are listed with the newest first. Times are those of the conference.

    \b
    Example:
      eventkit badges issued
      eventkit badges issued lin-yifu
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        zone = store.load(conference).schedule.zone
        whose = [holder(store, conference, who) for who in people]
        found = store.badges.log(conference, whose or None)
    shown = make_table("Whose", "Number", "Issue", "", "When", "Who", "Why")
    for badge, note in found[:limit]:
        when = f"{wall(note.at, zone):%Y-%m-%d %H:%M}"
        state = "good" if badge.valid else "refused"
        shown.add_row(badge.holder, str(badge.number), str(badge.issue), state, when, note.author, note.why)
    terminal.out.print(shown if found else "no badge was issued", soft_wrap=not found)
    if len(found) > limit:
        terminal.out.print(f"and {len(found) - limit:,} more: --limit shows more")
