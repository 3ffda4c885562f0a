"""The command that prints badges, place cards, door signs and certificates."""

from __future__ import annotations

import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import Any, BinaryIO

import click

from eventkit.cli.choosing import choice_options
from eventkit.cli.command_loader import CommandLoader
from eventkit.cli.export_command import tell_if_stale
from eventkit.cli.file_arguments import PDF, open_target, output_option
from eventkit.cli.input_values import language_tags
from eventkit.cli.paper import paper_of, paper_options
from eventkit.cli.pictures import Pictures
from eventkit.cli.proofs import (
    asked_of_print,
    force_option,
    json_option,
    refuse_json_beside_file,
    tell_proofs,
)
from eventkit.cli.shared_options import author_option, draft_options, language_option, store_options
from eventkit.cli.templates import chosen
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.cli.wearing import Wearing
from eventkit.findings import Finding, in_order
from eventkit.office.snapshots import Snapshot
from eventkit.outputs.badges import BadgePaper, BadgeTemplate, write_badges
from eventkit.outputs.badges.badge_selection import BADGE_ORDERS
from eventkit.outputs.badges.badge_sheets import best_template_for
from eventkit.outputs.badges.badge_template import DEFAULT_TEMPLATE, builtin_template
from eventkit.outputs.badges.element_values import CodeKind
from eventkit.rules import Settings
from eventkit.typesetting import Fonts

BLANKS_LIMIT = 10_000
JOBS_LIMIT = 64


@click.group(
    cls=CommandLoader,
    invoke_without_command=True,
    commands={
        "verify": (
            "verifying:verify_badge",
            "Tell whether a badge is good: the TOKEN that its code says, or an IMAGE of it.",
        ),
        "reprint": (
            "issuing:reprint",
            "Issue a further badge to each PERSON, and refuse those they had.",
        ),
        "issued": (
            "issuing:issued",
            "List badges that were issued: whose, and when, by whom and why each was last issued or refused.",
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
@choice_options
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
    workspace: Terminal,
    target: str | None,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
    force: bool,
    **given: Any,
) -> None:
    """Set badges, place cards, door signs or certificates as a PDF.

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
    refuse_json_beside_file(target, as_json=given["as_json"])
    state = workspace.state(release, draft=draft)
    tell_if_stale(workspace, state, "badges")
    asked = language_tags(languages) or state.schedule.conference.languages
    lenient = force or given["proof"]  # a proof is for looking at what is wrong
    settings = asked_of_print(workspace, state.schedule.conference.id)
    with open_target(target) as out, workspace.working("making the badges"):
        wearing, findings = _written(workspace, state, out, asked, given, settings=settings)
        tell_proofs(workspace, findings, settings, target, lenient=lenient, as_json=given["as_json"])
    if not given["proof"]:
        wearing.settle()


def _written(
    workspace: Terminal,
    state: Snapshot,
    out: BinaryIO,
    languages: tuple[str, ...],
    given: dict[str, Any],
    *,
    settings: Settings,
) -> tuple[Wearing, tuple[Finding, ...]]:
    """Write the badges; who wears them, and what should be known of them, gravest first."""
    paper, fonts = paper_of(given), Fonts.found()
    look = chosen(given["look"]) if given["look"] else _usual(workspace, paper)
    pictures = Pictures(Path(given["pictures"])) if given["pictures"] else None
    wearing = Wearing(workspace, state.schedule, languages, look, given, fonts, pictures)
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


def _usual(workspace: Terminal, paper: BadgePaper) -> BadgeTemplate:
    """What badges look like where no template is named: on labels as it fits those, which is told."""
    name = DEFAULT_TEMPLATE if paper.label is None else best_template_for(paper.label.sheet)
    if name != DEFAULT_TEMPLATE:
        workspace.err.print(f"badges: by template {name}", style="dim", soft_wrap=True)
    return builtin_template(name)
