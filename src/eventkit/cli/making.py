"""Commands that make documents from the schedule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from eventkit.cli.door import counted, fail
from eventkit.cli.editions import edition_options
from eventkit.cli.options import draft_options, language_option, store_options
from eventkit.cli.pressing import press_options
from eventkit.cli.styling import book_options, styled
from eventkit.cli.tags import tags
from eventkit.cli.workspace import State, Workspace, pass_workspace
from eventkit.cli.writing import output_option, write_whole
from eventkit.findings import Severity
from eventkit.outputs import output

MARKED = frozenset({"agenda", "deadlines", "programme"})
"""The outputs that are marked as made from a draft."""

force_option = click.option("--force", is_flag=True, help="Write the file in spite of errors.")


@click.command()
@output_option
@language_option
@draft_options
@edition_options
@book_options
@press_options
@force_option
@store_options
@pass_workspace
def programme(  # noqa: PLR0917 - click hands over what the command line says
    workspace: Workspace,
    target: str,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
    style: str | None,
    **wanted: Any,
) -> None:
    """Set the programme as a PDF: a book from the cover to the index of speakers, or another edition.

    It is made from the newest release. Where nothing is released yet, and with --draft, each page is marked
    as a draft.

    \b
    Example:
      eventkit programme --language en --language zh -o programme.pdf
      eventkit programme --sections cover,sessions,speakers --style style.toml -o short.pdf
      eventkit programme --edition grid --paper a1 -o posters.pdf
      eventkit programme --edition room --room main-hall --day 2027-09-06 -o door.pdf
      eventkit programme --bleed 3 --black k --booklet -o to-be-printed.pdf
    """
    state = workspace.state(release, draft=draft)
    look = styled(style)
    make(workspace, state, "programme", target, languages, force=force, **look, **wanted)


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
