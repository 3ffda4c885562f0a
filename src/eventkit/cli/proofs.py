"""What is found of a print, told before its file is written: what stands, and what was waived."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import click
from rich.text import Text as Words

from eventkit.cli.check_command import verdict_form
from eventkit.cli.command_loader import fail, the_errors
from eventkit.cli.file_arguments import STDIO
from eventkit.cli.terminal import Terminal
from eventkit.findings import Finding, Severity
from eventkit.office.verdicts import load_settings
from eventkit.rules import Settings, judged

PRINTED = ("programme", "badges")
"""The outputs that are held against the rules before they are written."""

SHOWN = 6
"""How many findings of one code are told one by one: nobody reads more of a kind in a terminal."""

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print what is found, and what was waived, as JSON."
)

force_option = click.option("--force", is_flag=True, help="Write the file in spite of errors.")


def refuse_json_beside_file(target: str, *, as_json: bool) -> None:
    """Refuse to put both the findings and the file on standard output.

    Raises:
        click.UsageError: Both would go there.
    """
    if as_json and target == STDIO:
        message = "the file goes to standard output: write it to a file to have the findings there"
        raise click.UsageError(message)


def asked_of_print(workspace: Terminal, conference: str) -> Settings:
    """What a conference asks of the rules, those of print among them.

    Raises:
        eventkit.errors.EventkitError: The store holds what this eventkit does not understand.
    """
    with workspace.store() as store:
        return load_settings(store, conference)


def tell_proofs(
    workspace: Terminal,
    findings: Iterable[Finding],
    settings: Settings,
    target: str,
    *,
    lenient: bool,
    as_json: bool = False,
) -> None:
    """Tell what was found; where errors stand the file is not written, but for who is lenient."""
    # What is not printed was not looked at: a waiver of it has not lapsed.
    found = replace(judged(findings, settings), lapsed=())
    if as_json:
        click.echo(json.dumps(verdict_form(found, workspace.settings.language), ensure_ascii=False, indent=2))
    else:
        _tell(workspace, found.standing)
        if found.waived:
            workspace.err.print(f"{len(found.waived)} waived", style="dim")
    errors = sum(finding.severity is Severity.ERROR for finding in found.standing)
    if errors and not lenient:
        fail(
            f"{target} is not written: mend {the_errors(errors)} above, or write it all the same with --force"
        )


def _tell(workspace: Terminal, findings: Iterable[Finding]) -> None:
    """Tell all errors, and of all else the first few of a kind with how many more there are."""
    kinds: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.severity, finding.code), []).append(finding)
    for (severity, code), alike in kinds.items():
        shown = alike if severity is Severity.ERROR or len(alike) == SHOWN + 1 else alike[:SHOWN]
        workspace.tell(shown)
        if more := len(alike) - len(shown):
            line = Words.assemble(f"and {more} more ", (code, "dim"), ": --json tells all")
            workspace.err.print(line, soft_wrap=True)
