"""Commands that make documents from the schedule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from eventkit.cli.editions import edition_options
from eventkit.cli.input_values import language_tags
from eventkit.cli.output_files import PDF, output_option
from eventkit.cli.pressing import press_options
from eventkit.cli.proofs import PRINTED, asked_of_print, json_option, refuse_json_beside_file, tell_proofs
from eventkit.cli.shared_options import draft_options, language_option, store_options
from eventkit.cli.styling import book_options, styled
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.cli.writing import write_whole
from eventkit.office.snapshots import Snapshot
from eventkit.outputs import output
from eventkit.rules import USUAL

MARKED = frozenset({"agenda", "deadlines", "programme"})
"""The outputs that are marked as made from a draft."""

force_option = click.option("--force", is_flag=True, help="Write the file in spite of errors.")


@click.command()
@output_option(PDF)
@language_option
@draft_options
@edition_options
@book_options
@press_options
@json_option
@force_option
@store_options
@pass_terminal
def programme(
    workspace: Terminal,
    target: str,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
    force: bool,
    as_json: bool,
    style: str | None,
    **wanted: Any,
) -> None:
    """Set the programme as a PDF: a book from the cover to the index of speakers, or another edition.

    It is made from the newest release. Where nothing is released yet, and with --draft, each page is marked
    as a draft. What would look wrong in print is told first; with errors that nobody waived no file is
    written, unless --force says so.

    \b
    Example:
      eventkit programme --language en --language zh -o programme.pdf
      eventkit programme --sections cover,sessions,speakers --style style.toml -o short.pdf
      eventkit programme --edition grid --paper a1 -o posters.pdf
      eventkit programme --edition room --room main-hall --day 2027-09-06 -o door.pdf
      eventkit programme --bleed 3 --black k --booklet -o to-be-printed.pdf
    """
    refuse_json_beside_file(target, as_json=as_json)
    state = workspace.state(release, draft=draft)
    look = styled(style)
    make(workspace, state, "programme", target, languages, force=force, as_json=as_json, **look, **wanted)


def make(
    workspace: Terminal,
    state: Snapshot,
    name: str,
    target: str,
    languages: tuple[str, ...],
    *,
    force: bool = False,
    as_json: bool = False,
    into: Callable[[bytes], bytes] | None = None,
    **more: Any,
) -> None:
    """Make an output and write it, telling its findings; with errors among them the file is not written.

    What is made from a draft says so, where the output knows how. ``into`` turns its bytes into another form.
    """
    settings = USUAL
    if name in MARKED:
        more["draft"] = state.release is None
    if name in PRINTED:
        settings = more["settings"] = asked_of_print(workspace, state.schedule.conference.id)
    tell_if_stale(workspace, state, name)
    with workspace.working(f"making the {name}"):
        made = output(name)(state.schedule, ledger=state.ledger, languages=language_tags(languages), **more)
    tell_proofs(workspace, made.findings, settings, target, lenient=force, as_json=as_json)
    write_whole(target, made.data if into is None else into(made.data))


def tell_if_stale(workspace: Terminal, state: Snapshot, name: str) -> None:
    """Tell that what is made comes from a release, where the conference was changed since."""
    if state.outdated:
        hint = "the conference has changed since, --draft shows it"
        workspace.err.print(f"{name}: {state.label}; {hint}", style="dim", soft_wrap=True)
