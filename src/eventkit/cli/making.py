"""Commands that make documents from the schedule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from eventkit.cli.door import counted, fail
from eventkit.cli.options import draft_options, language_option, store_options
from eventkit.cli.tags import tags
from eventkit.cli.workspace import State, Workspace, pass_workspace
from eventkit.cli.writing import output_option, write_whole
from eventkit.findings import Severity
from eventkit.outputs import output

PAPERS = click.Choice(["a4", "a5", "letter"], case_sensitive=False)

MARKED = frozenset({"agenda", "deadlines", "programme"})
"""The outputs that are marked as made from a draft."""

force_option = click.option("--force", is_flag=True, help="Write the file in spite of errors.")


@click.command()
@output_option
@language_option
@draft_options
@click.option("--paper", type=PAPERS, default="a5", show_default=True, help="The size of a page.")
@force_option
@store_options
@pass_workspace
def programme(  # noqa: PLR0917 - click hands over what the command line says
    workspace: Workspace,
    target: str,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,  # noqa: FBT001
    paper: str,
    force: bool,  # noqa: FBT001
) -> None:
    """Set the programme as a PDF: cover, agenda of each day, index of speakers.

    It is made from the newest release. Where nothing is released yet, and with --draft, each page is marked
    as a draft.

    \b
    Example:
      eventkit programme --language en --language zh -o programme.pdf
    """
    state = workspace.state(release, draft=draft)
    make(workspace, state, "programme", target, languages, force=force, paper=paper)


@click.command()
@output_option
@language_option
@draft_options
@force_option
@store_options
@pass_workspace
def badges(  # noqa: PLR0917 - click hands over what the command line says
    workspace: Workspace,
    target: str,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
) -> None:
    """Set the badges as a PDF, one A6 page for each person who appears.

    They are made from the newest release, or from the draft where nothing is released yet.

    \b
    Example:
      eventkit badges -o badges.pdf
    """
    make(workspace, workspace.state(release, draft=draft), "badges", target, languages, force=force)


def make(
    workspace: Workspace,
    state: State,
    name: str,
    target: str,
    languages: tuple[str, ...],
    *,
    force: bool = False,
    into: Callable[[bytes], bytes] | None = None,
    **more: Any,
) -> None:
    """Make an output and write it, telling its findings; with errors among them the file is not written.

    What is made from a draft says so, where the output knows how. ``into`` turns its bytes into another form.
    """
    if name in MARKED:
        more["draft"] = state.release is None
    tell_if_stale(workspace, state, name)
    with workspace.working(f"making the {name}"):
        made = output(name)(state.schedule, ledger=state.ledger, languages=tags(languages), **more)
    workspace.tell(made.findings)
    errors = sum(finding.severity is Severity.ERROR for finding in made.findings)
    if errors and not force:
        fail(f"{target} is not written: mend {counted(errors)} above, or write it all the same with --force")
    write_whole(target, made.data if into is None else into(made.data))


def tell_if_stale(workspace: Workspace, state: State, name: str) -> None:
    """Tell that what is made comes from a release, where the conference was changed since."""
    if state.stale:
        workspace.err.print(f"{name}: {state.called}", style="dim", soft_wrap=True)
