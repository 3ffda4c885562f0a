"""Print options: edition, paper, style, prepress, and the preflight report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from rich.text import Text as Words

from eventkit.cli.check_command import verdict_form
from eventkit.cli.command_loader import fail, the_errors
from eventkit.cli.file_arguments import STDIO
from eventkit.cli.shared_options import Command
from eventkit.cli.terminal import Terminal
from eventkit.findings import Finding, Severity
from eventkit.office.file_access import PictureFolder, read_text
from eventkit.outputs.programme.editions import EDITIONS, PAPERS
from eventkit.outputs.programme.style_file import SECTIONS, SectionName, parse_style_file
from eventkit.outputs.programme.theme import PAGE_FORMATS as BOOK_PAPERS
from eventkit.rules import RuleSettings, apply_waivers
from eventkit.toml_files import SIZE_LIMIT
from eventkit.typesetting import Fonts


def _parse_dates(_: click.Context, __: click.Parameter, said: Sequence[datetime]) -> tuple[date, ...]:
    return tuple(day.date() for day in said)


def edition_options(command: Command) -> Command:
    """Let a command be told the edition, its paper, and the days and rooms that are wanted of it."""
    edition = click.option(
        "--edition",
        type=click.Choice(EDITIONS, case_sensitive=False),
        default="book",
        show_default=True,
        help="A book; posters with the grid of each day; handouts of a day; signs for the door of each room; "
        "or the agenda as a leaflet of one sheet, folded once.",
    )
    paper = click.option(
        "--paper",
        type=click.Choice(sorted({*PAPERS, *BOOK_PAPERS}), case_sensitive=False),
        help="The size of the paper.  [of a book that of the style file, or a5; of posters a3; else a4; "
        "or tabloid and letter, where the style file has the book on letter]",
    )
    days = click.option(
        "--day",
        "days",
        metavar="YYYY-MM-DD",
        multiple=True,
        type=click.DateTime(["%Y-%m-%d"]),
        callback=_parse_dates,
        help="That day only; may be said several times.",
    )
    rooms = click.option("--room", "rooms", metavar="ROOM", multiple=True, help="The sign of that room only.")
    return edition(paper(days(rooms(command))))


def press_options(command: Command) -> Command:
    """Let a command be told how its pages are given to a printer."""
    options = (
        click.option(
            "--bleed",
            "bleed_mm",
            type=click.FloatRange(0, 20),
            metavar="MM",
            default=0,
            help="How far the ground goes on where pages are cut; printers mostly want 3.",
        ),
        click.option(
            "--black",
            type=click.Choice(["rgb", "k"], case_sensitive=False),
            default="rgb",
            help="k prints black and grey with black ink alone, as an offset press wants it.",
        ),
        click.option(
            "--booklet",
            is_flag=True,
            help="Put pages two by two on sheets, to be printed on both sides, folded and stapled.",
        ),
        click.option(
            "--thickness",
            "thickness_mm",
            type=click.FloatRange(0, 2),
            metavar="MM",
            default=0.1,
            show_default=True,
            help="Of the paper of a booklet: what it pushes out at the inner sheets is given back.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


class SectionNames(click.ParamType[tuple[SectionName, ...]]):
    """Names of sections with commas between."""

    name = "sections"

    def convert(
        self,
        value: str | tuple[SectionName, ...],
        param: click.Parameter | None = None,
        ctx: click.Context | None = None,
    ) -> tuple[SectionName, ...]:
        """The sections that are named.

        Raises:
            click.BadParameter: There is none of a name.
        """
        if isinstance(value, tuple):
            return value
        wanted = [name.strip().lower() for name in value.split(",") if name.strip()]
        for name in wanted:
            if name not in SECTIONS:
                near = get_close_matches(name, SECTIONS, 1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(SECTIONS)}"
                message = f"there is no section '{name}': {hint}"
                raise click.BadParameter(message, ctx, param)
        return tuple(known for name in wanted for known in SECTIONS if known == name)


def book_options(command: Command) -> Command:
    """Let a command be told of what a programme is made, in which order, and how it looks."""
    sections = click.option(
        "--sections",
        type=SectionNames(),
        metavar="NAMES",
        default=(),
        help=f"What it is made of, with commas between: {', '.join(SECTIONS)}.  [all of them]",
    )
    order = click.option(
        "--order",
        type=SectionNames(),
        metavar="NAMES",
        default=(),
        help="Which sections come first, in that order; the others follow as usual.",
    )
    style = click.option(
        "--style",
        metavar="FILE",
        help="A style file (TOML): colours, fonts, logo, pictures, practical information.",
    )
    return sections(order(style(command)))


def load_style(said: str | None) -> dict[str, Any]:
    """What a style file says, its pictures and its fonts, as the programme takes them.

    Raises:
        EventkitError: It cannot be read, or a picture or folder that it names is not beside it.
    """
    if said is None:
        return {}
    path = Path(said)
    look = parse_style_file(read_text(path, SIZE_LIMIT, "a style file"), said)
    beside = PictureFolder(path.parent)
    pictures = {name: beside[name] for name in look.files if name in beside}
    told: dict[str, Any] = {"design": look, "pictures": pictures}
    if look.fonts is not None:
        told["fonts"] = Fonts.found((path.parent / look.fonts,))
    return told


PRINTED = ("programme", "badges")
"""The outputs that are held against the rules before they are written."""


FINDINGS_SHOWN = 6
"""How many findings of one code are told one by one: nobody reads more of a kind in a terminal."""


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print what is found, and what was waived, as JSON."
)


force_option = click.option("--force", is_flag=True, help="Write the file in spite of errors.")


def require_file_beside_json(target: str, *, as_json: bool) -> None:
    """Refuse to put both the findings and the file on standard output.

    Raises:
        click.UsageError: Both would go there.
    """
    if as_json and target == STDIO:
        message = "the file goes to standard output: write it to a file to have the findings there"
        raise click.UsageError(message)


def report_preflight(
    terminal: Terminal,
    findings: Iterable[Finding],
    settings: RuleSettings,
    target: str,
    *,
    lenient: bool,
    as_json: bool = False,
) -> None:
    """Tell what was found; where errors stand the file is not written, but for who is lenient."""
    # What is not printed was not looked at: a waiver of it has not lapsed.
    found = replace(apply_waivers(findings, settings), lapsed=())
    if as_json:
        click.echo(json.dumps(verdict_form(found, terminal.settings.language), ensure_ascii=False, indent=2))
    else:
        _report_grouped(terminal, found.open)
        if found.waived:
            terminal.err.print(f"{len(found.waived)} waived", style="dim")
    errors = sum(finding.severity is Severity.ERROR for finding in found.open)
    if errors and not lenient:
        fail(
            f"{target} is not written: mend {the_errors(errors)} above, or write it all the same with --force"
        )


def _report_grouped(terminal: Terminal, findings: Iterable[Finding]) -> None:
    """Tell all errors, and of all else the first few of a kind with how many more there are."""
    kinds: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.severity, finding.code), []).append(finding)
    for (severity, code), alike in kinds.items():
        shown = (
            alike
            if severity is Severity.ERROR or len(alike) == FINDINGS_SHOWN + 1
            else alike[:FINDINGS_SHOWN]
        )
        terminal.report_findings(shown)
        if more := len(alike) - len(shown):
            line = Words.assemble(f"and {more} more ", (code, "dim"), ": --json tells all")
            terminal.err.print(line, soft_wrap=True)
