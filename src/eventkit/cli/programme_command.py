"""The programme command."""

from __future__ import annotations

from typing import Any

import click

from eventkit.cli.command_loader import SectionedCommand
from eventkit.cli.file_arguments import output_option
from eventkit.cli.finding_report import findings_option
from eventkit.cli.input_values import parse_days, parse_url
from eventkit.cli.output_runs import write_output
from eventkit.cli.print_options import (
    book_options,
    edition_options,
    force_option,
    json_option,
    load_style,
    press_options,
    require_file_beside_json,
)
from eventkit.cli.shared_options import draft_options, language_option, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.files.output_files import PROGRAMME


@click.command(
    cls=SectionedCommand,
    sections={
        "target": "File, languages and release",
        "edition": "Edition and content",
        "style": "Style and press",
        "as_json": "Findings",
    },
)
@output_option(PROGRAMME)
@language_option
@draft_options
@edition_options
@book_options
@press_options
@click.option(
    "--pages",
    metavar="URL",
    callback=parse_url,
    help="The address of the conference's site: titles link to URL/LANGUAGE/sessions/SESSION.html, and a QR "
    "code leads to the site; on door signs, to the page of the room.",
)
@json_option
@findings_option
@force_option
@store_options
@pass_terminal
def programme(
    terminal: Terminal,
    target: str,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
    force: bool,
    as_json: bool,
    every: bool,
    style: str | None,
    **options: Any,
) -> None:
    """Write the programme as a PDF: a book from cover to index, or another edition.

    It is made from the newest release. If nothing is released yet, and with --draft, each page is marked as a
    draft. If there are errors that are not waived, no file is written, unless --force is given.

    \b
    Example:
      eventkit programme --language en --language zh -o programme.pdf
      eventkit programme --sections cover,sessions,speakers --style style.toml -o short.pdf
      eventkit programme --edition grid --paper a1 -o posters.pdf
      eventkit programme --edition room --room main-hall --day 2027-09-06 -o door.pdf
      eventkit programme --pages https://www.example.org/2027 -o programme.pdf
      eventkit programme --bleed 3 --black k --booklet -o to-be-printed.pdf
      eventkit programme --bleed 3 --crop-marks --profile PSOcoated_v3.icc -o press.pdf
    """
    require_file_beside_json(target, as_json=as_json)
    state = terminal.snapshot(release, draft=draft)
    options |= load_style(style)
    options["days"] = parse_days(options["days"], state.schedule.conference)
    if state.release is not None:
        published = state.schedule.calendar_date(state.release.at)
        options |= {"release": state.release.name, "published": published}
    write_output(
        terminal,
        state,
        "programme",
        target,
        languages,
        force=force,
        as_json=as_json,
        every=every,
        **options,
    )
