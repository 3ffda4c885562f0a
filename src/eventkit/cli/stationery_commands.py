"""Stationery commands: label sheets and templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from eventkit.cli.file_arguments import STDIO, TOML, output_option, write_target
from eventkit.cli.shared_options import Command
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.errors import EventkitError
from eventkit.office.file_access import read_text
from eventkit.outputs.badges.badge_sheets import BadgePaper
from eventkit.outputs.badges.badge_template import (
    BadgeTemplate,
    builtin_names,
    builtin_template,
    builtin_text,
    parse_template,
)
from eventkit.toml_files import SIZE_LIMIT
from eventkit.typesetting import A3, A4, LETTER, mm
from eventkit.typesetting.layout.imposition import FlipEdge
from eventkit.typesetting.layout.label_sheets import SIZE_LIMIT as LABEL_FILE_LIMIT
from eventkit.typesetting.layout.label_sheets import (
    LabelSheet,
    find_label_sheet,
    label_sheets,
    parse_label_sheet,
    to_toml,
)

PAPERS = {"a4": A4, "a3": A3, "letter": LETTER}


TOML_SUFFIX = ".toml"


BLEED_LIMIT = 10.0


SHIFT_LIMIT = 20.0


ALIASES_SHOWN = 6
"""How many codes of sheets that are alike are listed."""


class Offset(click.ParamType[tuple[float, float]]):
    """Two lengths in millimetres, to the right and down: ``1.5,-0.5``."""

    name = "offset"

    def convert(
        self,
        value: str | tuple[float, float],
        param: click.Parameter | None = None,
        ctx: click.Context | None = None,
    ) -> tuple[float, float]:
        """The two lengths.

        Raises:
            click.BadParameter: It is none.
        """
        if isinstance(value, tuple):
            return value
        try:
            across, down = (float(each) for each in value.replace(" ", "").split(","))
        except ValueError:
            across = down = SHIFT_LIMIT + 1
        if not (abs(across) <= SHIFT_LIMIT and abs(down) <= SHIFT_LIMIT):
            message = f"'{value}' is no offset: give millimetres to the right and down, as in 1.5,-0.5"
            raise click.BadParameter(message, ctx, param)
        return across, down


def paper_options(command: Command) -> Command:
    """Let a command be told on what it prints; `parse_paper` makes a value of it."""
    options = (
        click.option(
            "--paper",
            type=click.Choice(list(PAPERS), case_sensitive=False),
            help="As many on a sheet of paper as it holds.  [each on a page of its own]",
        ),
        click.option(
            "--sheet",
            "label",
            metavar="NAME",
            help="On sheets sold ready cut: one of 'sheets list', such as avery-l4784, or your own file.",
        ),
        click.option(
            "--skip",
            metavar="N",
            type=click.IntRange(0),
            default=0,
            help="So many of the first sheet are used.",
        ),
        click.option("--crop-marks", is_flag=True, help="Mark where to cut."),
        click.option(
            "--bleed",
            metavar="MM",
            type=click.FloatRange(0, BLEED_LIMIT),
            default=0.0,
            help="How far the ground goes on beyond the edges: 2 or 3, where they are cut afterwards.",
        ),
        click.option(
            "--duplex",
            type=click.Choice([each.value for each in FlipEdge]),
            default=FlipEdge.LONG.value,
            show_default=True,
            help="About which edge the printer turns the paper for the backs.",
        ),
        click.option(
            "--back-offset",
            "shift",
            metavar="MM,MM",
            type=Offset(),
            default="0,0",
            help="Print the backs so much further to the right and down: 1.5,-0.5.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def parse_paper(given: dict[str, Any]) -> BadgePaper:
    """What the options of `paper_options` say; they are taken out of those given.

    Raises:
        click.UsageError: They do not go together.
        eventkit.errors.EventkitError: There is no such sheet.
    """
    names = ("paper", "label", "skip", "crop_marks", "bleed", "duplex", "shift")
    paper, called, skip, marks, bleed, duplex, shift = (given.pop(name) for name in names)
    if called is not None and paper is not None:
        message = "a sheet that is sold ready cut has a paper of its own: give --sheet or --paper"
        raise click.UsageError(message)
    if called is not None and marks:
        message = "a sheet that is sold ready cut is not cut again: leave --crop-marks away"
        raise click.UsageError(message)
    if skip and called is None and paper is None:
        message = "--skip is of sheets that hold several: give --sheet or --paper"
        raise click.UsageError(message)
    across, down = shift
    return BadgePaper(
        PAPERS[paper] if paper else None,
        _load_label(called) if called else None,
        skip,
        marks,
        bleed * mm,
        FlipEdge(duplex),
        (across * mm, down * mm),
    )


def _load_label(called: str) -> LabelSheet:
    """The sheet of that name, or that a file describes.

    Raises:
        eventkit.errors.EventkitError: There is neither, or the file describes none.
    """
    path = Path(called)
    if path.suffix.lower() != TOML_SUFFIX and not path.is_file():
        return find_label_sheet(called)
    return parse_label_sheet(read_text(path, LABEL_FILE_LIMIT, "the file of a sheet"), called)


@click.command()
@click.argument("name", metavar="SHEET")
@pass_terminal
def show_sheet(terminal: Terminal, name: str) -> None:
    """Print the measures of a sheet as a file, to describe a similar one.

    \b
    Example:
      eventkit sheets show avery-l4784
    """
    terminal.out.print(to_toml(find_label_sheet(name)), soft_wrap=True)


@click.command("list")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Only those of that paper.")
@click.option("--maker", metavar="NAME", help="Only those of that maker.")
@pass_terminal
def list_sheets(terminal: Terminal, paper: str | None, maker: str | None) -> None:
    """List the known sheets of labels and badges, by maker.

    \b
    Example:
      eventkit sheets list
      eventkit sheets list --maker durable
    """
    shown = make_table("Name", "Also", "What", "mm", "On a sheet", "Paper")
    for each in label_sheets():
        if paper not in {None, each.paper} or (maker and maker.casefold() not in each.maker.casefold()):
            continue
        sheet = each.sheet
        size = f"{sheet.cell_width / mm:.1f} x {sheet.cell_height / mm:.1f}"
        count = f"{sheet.columns} x {sheet.rows} = {sheet.count}"
        also = ", ".join(each.also[:ALIASES_SHOWN]) + (", ..." if len(each.also) > ALIASES_SHOWN else "")
        shown.add_row(each.id, also, each.what, size, count, each.paper.upper())
    terminal.out.print(shown if shown.rows else "none is known", soft_wrap=not shown.rows)


def load_template(said: str) -> BadgeTemplate:
    """The template that is meant: one that comes along, by its name, or that in a file.

    Raises:
        EventkitError: There is neither, or the file is no template; every fault is told with its line.
    """
    if said in builtin_names():
        return builtin_template(said)
    path = Path(said)
    if path.suffix.lower() != TOML_SUFFIX and not path.is_file():
        message = (
            f"there is no template '{said}': name the file of one, or one of those that come along: "
            f"{', '.join(builtin_names())}"
        )
        raise EventkitError(message)
    return parse_template(read_text(path, SIZE_LIMIT, "a template"), said)


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_terminal
def list_templates(terminal: Terminal, as_json: bool) -> None:
    """List the built-in templates.

    \b
    Example:
      eventkit templates list
    """
    known = [(name, builtin_template(name)) for name in builtin_names()]
    language = terminal.settings.language
    if as_json:
        told = [
            {
                "name": name,
                "title": look.title.best(language, "en")[1],
                "width": look.width,
                "height": look.height,
                "fold": look.fold,
                "made_for": look.made_for,
            }
            for name, look in known
        ]
        terminal.out.print(json.dumps(told, ensure_ascii=False, indent=2), soft_wrap=True)
        return
    shown = make_table("template", "for", "what it is")
    for name, look in known:
        shown.add_row(name, look.made_for, look.title.best(language, "en")[1])
    terminal.out.print(shown)


@click.command()
@click.argument("name", metavar="TEMPLATE")
@pass_terminal
def show_template(terminal: Terminal, name: str) -> None:
    """Print the file of a built-in template.

    \b
    Example:
      eventkit templates show a6
    """
    terminal.out.print(builtin_text(name).rstrip(), soft_wrap=True)


@click.command()
@click.argument("name", metavar="TEMPLATE")
@output_option(TOML)
def copy_template(name: str, target: str) -> None:
    """Copy a built-in template to a file, to adapt it.

    \b
    Example:
      eventkit templates copy a6 -o ours.toml
      eventkit badges --template ours.toml --proof -o proof.pdf
    """
    data = builtin_text(name).encode()
    if target != STDIO and Path(target).exists():
        message = f"{target} is there already: take another name, or move it away"
        raise EventkitError(message)
    write_target(target, data)
