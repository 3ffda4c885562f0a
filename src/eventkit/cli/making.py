"""Commands that make documents from the schedule."""

from __future__ import annotations

from typing import Any

import click

from eventkit.cli.door import fail
from eventkit.cli.options import language_option, store_options
from eventkit.cli.workspace import Workspace, pass_workspace
from eventkit.cli.writing import output_option, write_whole
from eventkit.findings import Severity
from eventkit.outputs import output
from eventkit.store import Kept
from eventkit.texts import language_tag

PAPERS = click.Choice(["a4", "a5", "letter"], case_sensitive=False)

force_option = click.option("--force", is_flag=True, help="Write the file in spite of errors.")


@click.command()
@output_option
@language_option
@store_options
@pass_workspace
def agenda(workspace: Workspace, target: str, languages: tuple[str, ...]) -> None:
    """Write the agenda as an iCalendar file.

    \b
    Example:
      eventkit agenda -o agenda.ics
      eventkit agenda --language zh -o agenda.zh.ics
    """
    make(workspace, workspace.kept(), "agenda", target, languages)


@click.command()
@output_option
@language_option
@click.option("--paper", type=PAPERS, default="a5", show_default=True, help="The size of a page.")
@force_option
@store_options
@pass_workspace
def programme(workspace: Workspace, target: str, languages: tuple[str, ...], paper: str, force: bool) -> None:  # noqa: FBT001
    """Set the programme as a PDF: cover, agenda of each day, index of speakers.

    \b
    Example:
      eventkit programme --language en --language zh -o programme.pdf
    """
    make(workspace, workspace.kept(), "programme", target, languages, force=force, paper=paper)


@click.command()
@output_option
@language_option
@force_option
@store_options
@pass_workspace
def badges(workspace: Workspace, target: str, languages: tuple[str, ...], force: bool) -> None:  # noqa: FBT001
    """Set the badges as a PDF, one A6 page for each person who appears.

    \b
    Example:
      eventkit badges -o badges.pdf
    """
    make(workspace, workspace.kept(), "badges", target, languages, force=force)


def make(
    workspace: Workspace,
    kept: Kept,
    name: str,
    target: str,
    languages: tuple[str, ...],
    *,
    force: bool = False,
    **more: Any,
) -> None:
    """Make an output and write it, telling its findings; with errors among them the file is not written."""
    with workspace.working(f"making the {name}"):
        made = output(name)(kept.schedule, ledger=kept.ledger, languages=tags(languages), **more)
    workspace.tell(made.findings)
    errors = sum(finding.severity is Severity.ERROR for finding in made.findings)
    if errors and not force:
        fail(
            f"{target} is not written: mend the {errors} errors above, or write it all the same with --force"
        )
    write_whole(target, made.data)


def tags(given: tuple[str, ...]) -> tuple[str, ...]:
    """The language tags that were given, in their usual case, each once.

    Raises:
        click.BadParameter: One is no language tag.
    """
    try:
        return tuple(dict.fromkeys(language_tag(each) for each in given))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--language") from None
