"""Options that say on what badges are printed, and the sheets that are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.office.file_access import read_text
from eventkit.outputs.badges.badge_sheets import BadgePaper
from eventkit.typesetting import A3, A4, LETTER, mm
from eventkit.typesetting.imposition import Flip, Label, described, label, labels, own_label
from eventkit.typesetting.imposition.labels import SIZE_LIMIT

Command = TypeVar("Command", bound=Callable[..., Any])

PAPERS = {"a4": A4, "a3": A3, "letter": LETTER}
SUFFIX = ".toml"
BLEED_LIMIT = 10.0
SHIFT_LIMIT = 20.0
SHOWN = 6
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
    """Let a command be told on what it prints; `paper_of` makes a value of it."""
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
            type=click.Choice([each.value for each in Flip]),
            default=Flip.LONG.value,
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


def paper_of(given: dict[str, Any]) -> BadgePaper:
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
        _label(called) if called else None,
        skip,
        marks,
        bleed * mm,
        Flip(duplex),
        (across * mm, down * mm),
    )


def _label(called: str) -> Label:
    """The sheet of that name, or that a file describes.

    Raises:
        eventkit.errors.EventkitError: There is neither, or the file describes none.
    """
    path = Path(called)
    if path.suffix.lower() != SUFFIX and not path.is_file():
        return label(called)
    return own_label(read_text(path, SIZE_LIMIT, "the file of a sheet"), called)


@click.command()
@click.argument("name", metavar="SHEET")
@pass_terminal
def show(workspace: Terminal, name: str) -> None:
    """Show the measures of a sheet as a file, to describe another one like it.

    \b
    Example:
      eventkit sheets show avery-l4784
    """
    workspace.out.print(described(label(name)), soft_wrap=True)


@click.command("list")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Only those of that paper.")
@click.option("--maker", metavar="NAME", help="Only those of that maker.")
@pass_terminal
def listing(workspace: Terminal, paper: str | None, maker: str | None) -> None:
    """List the sheets of labels and badges that are known, by maker.

    \b
    Example:
      eventkit sheets list
      eventkit sheets list --maker durable
    """
    shown = make_table("Name", "Also", "What", "mm", "On a sheet", "Paper")
    for each in labels():
        if paper not in {None, each.paper} or (maker and maker.casefold() not in each.maker.casefold()):
            continue
        sheet = each.sheet
        size = f"{sheet.cell_width / mm:.1f} x {sheet.cell_height / mm:.1f}"
        count = f"{sheet.columns} x {sheet.rows} = {sheet.count}"
        also = ", ".join(each.also[:SHOWN]) + (", ..." if len(each.also) > SHOWN else "")
        shown.add_row(each.id, also, each.what, size, count, each.paper.upper())
    workspace.out.print(shown if shown.rows else "none is known", soft_wrap=not shown.rows)
