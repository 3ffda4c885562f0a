"""The letters command: messages to the people whom a release concerns, in a folder."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from eventkit.cli.file_arguments import (
    folder_option,
    read_templates,
    show_template_option,
    template_folder_option,
)
from eventkit.cli.finding_report import findings_option, plural, report_output
from eventkit.cli.input_values import language_tags
from eventkit.cli.output_runs import report_folder
from eventkit.cli.shared_options import language_option, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.exporters import FolderOutput
from eventkit.office.letter_run import prepare_letters
from eventkit.outputs.letters.letter_templates import ENDING, letter_templates
from eventkit.rules import DEFAULT_SETTINGS

EXAMPLE = "letter.en.txt"
"""The template that help and messages name."""


@click.command()
@folder_option("The folder of the letters. They contain e-mail addresses: do not publish it.")
@click.option("--since", metavar="RELEASE", help="Only to people whom a change since that release concerns.")
@language_option
@template_folder_option
@show_template_option(letter_templates, EXAMPLE)
@findings_option
@store_options
@pass_terminal
def letters(
    terminal: Terminal,
    folder: str,
    since: str | None,
    languages: tuple[str, ...],
    template_folder: str | None,
    every: bool,
) -> None:
    """Write a letter to each person whom a release concerns, as e-mails and for mail merge.

    Each letter lists what changed since the release of --since, and the sessions of its reader as they are
    now; calendar entries are attached. Without --since, everyone who appears gets their sessions. Nothing is
    sent: open the files in mail/ with a mail program, or use letters.csv for a mail merge. no-address.csv
    has the letters to people without an e-mail address.

    People read the language that 'eventkit person contact --language' stored, or else the one of the
    conference in which their name is written. A second run replaces the letters of the first.

    \b
    Example:
      eventkit letters --since 1.0 -o letters
      eventkit letters --language zh --language en -o letters
      eventkit letters --show-template letter.en.txt
    """
    office = terminal.office()
    with terminal.working("writing letters"):
        output = prepare_letters(
            office,
            since=since,
            languages=language_tags(languages),
            templates=read_templates(template_folder, ENDING, EXAMPLE),
        )
    report_output(terminal, folder, output.findings, DEFAULT_SETTINGS, force=True, every=every)
    report_folder(terminal, Path(folder), output)
    terminal.out.print(_count(output), soft_wrap=True)


def _count(output: FolderOutput) -> str:
    """The number of letters, by language."""
    letters = json.loads(output.files[output.index])["letters"]
    if not letters:
        return "nobody has to be written to by e-mail"
    languages = Counter(letter["language"] for letter in letters)
    shares = ", ".join(f"{count} in {language}" for language, count in sorted(languages.items()))
    return f"{plural(len(letters), 'letter')}: {shares}. Nothing was sent."
