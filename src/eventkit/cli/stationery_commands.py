"""Stationery commands: label sheets and templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from eventkit.cli.commands import BadValue, SectionedCommand, WrongUse
from eventkit.cli.file_arguments import output_option, write_target
from eventkit.cli.print_options import black_option, profile_option
from eventkit.cli.shared_options import all_of
from eventkit.cli.synonyms import ROOM_SIGNS, SMALLER_BADGES
from eventkit.cli.terminal import Terminal, command
from eventkit.errors import EventkitError
from eventkit.files.output_files import TOML
from eventkit.files.toml_files import SIZE_LIMIT
from eventkit.messages import Listed, as_message
from eventkit.office.file_access import read_text
from eventkit.outputs.badges.badge_sides import BadgePaper
from eventkit.outputs.badges.badge_template import (
    BadgeTemplate,
    builtin_names,
    builtin_template,
    builtin_text,
    parse_template,
)
from eventkit.typesetting import A3, A4, LETTER, Size, mm
from eventkit.typesetting.layout.imposition import PRESS_PAPERS, FlipEdge, parse_paper_size
from eventkit.typesetting.layout.label_sheets import SIZE_LIMIT as LABEL_FILE_LIMIT
from eventkit.typesetting.layout.label_sheets import (
    LabelSheet,
    find_label_sheet,
    label_sheets,
    parse_label_sheet,
    to_toml,
)

PAPERS = {"a4": A4, "a3": A3, "letter": LETTER, **PRESS_PAPERS}

TOML_SUFFIX = ".toml"

BLEED_LIMIT = 10.0

SHIFT_LIMIT = 20.0
ALIASES_SHOWN = 6  # the number of other codes of a sheet that are listed


def _parse_paper(typed: str) -> Size:
    try:
        return parse_paper_size(typed, PAPERS)
    except EventkitError as error:
        raise BadValue(as_message(error)) from None


def _parse_offset(typed: str) -> tuple[float, float]:
    """Two lengths in millimetres, to the right and down: ``1.5,-0.5``."""
    try:
        across, down = (float(length) for length in typed.replace(" ", "").split(","))
    except ValueError:
        across = down = SHIFT_LIMIT + 1
    if not (abs(across) <= SHIFT_LIMIT and abs(down) <= SHIFT_LIMIT):
        raise BadValue(
            "'{text}' is not an offset. Write millimetres to the right and down: 1.5,-0.5.", text=typed
        )
    return across, down


paper_options = all_of(
    click.option(
        "--paper",
        type=_parse_paper,
        metavar="PAPER",
        help=f"As many as fit on a sheet of this paper: {', '.join(PAPERS)}, or millimetres (320x450).  "
        "[each on its own page]",
    ),
    click.option(
        "--sheet",
        "label",
        metavar="NAME",
        help="Pre-cut sheets: one of 'sheet list', such as avery-l4784, or your own file.",
    ),
    click.option(
        "--skip",
        metavar="N",
        type=click.IntRange(0),
        default=0,
        help="Skip N used places of the first sheet.",
    ),
    click.option("--crop-marks", is_flag=True, help="Print crop marks, a slug line and a colour bar."),
    black_option,
    profile_option,
    click.option(
        "--bleed",
        metavar="MM",
        type=click.FloatRange(0, BLEED_LIMIT),
        default=0.0,
        help="The bleed: how far backgrounds extend beyond the cut, mostly 2 or 3.",
    ),
    click.option(
        "--duplex",
        type=click.Choice([edge.value for edge in FlipEdge]),
        default=FlipEdge.LONG.value,
        show_default=True,
        help="The edge that the printer flips the paper on.",
    ),
    click.option(
        "--back-offset",
        "shift",
        metavar="MM,MM",
        type=_parse_offset,
        default="0,0",
        help="Shift the backs to the right and down: 1.5,-0.5.",
    ),
)
"""The options for paper and label sheets; `parse_paper` reads them."""


def parse_paper(options: dict[str, Any]) -> BadgePaper:
    names = ("paper", "label", "skip", "crop_marks", "bleed", "duplex", "shift", "black", "profile")
    paper, label, skip, marks, bleed, duplex, shift, black, profile = (options.pop(name) for name in names)
    if label is not None and paper is not None:
        raise WrongUse("A pre-cut sheet has its own paper. Use --sheet or --paper.")
    if label is not None and marks:
        raise WrongUse("A pre-cut sheet needs no crop marks. Remove --crop-marks.")
    if skip and label is None and paper is None:
        raise WrongUse("--skip only applies to sheets with several badges. Add --sheet or --paper.")
    across, down = shift
    return BadgePaper(
        paper,
        _load_label(label) if label else None,
        skip,
        marks,
        bleed * mm,
        FlipEdge(duplex),
        (across * mm, down * mm),
        black == "k",
        profile,
    )


def _load_label(name: str) -> LabelSheet:
    path = Path(name)
    if path.suffix.lower() != TOML_SUFFIX and not path.is_file():
        return find_label_sheet(name)
    return parse_label_sheet(read_text(path, LABEL_FILE_LIMIT, "the file of a sheet"), name)


@command()
@click.argument("name", metavar="SHEET")
def show_sheet(terminal: Terminal, name: str) -> None:
    """Print the dimensions of a sheet as a file, to describe a similar one.

    Example:
      eventkit sheet show avery-l4784
    """
    terminal.out.print(to_toml(find_label_sheet(name)))


@command("list")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Only sheets of this paper.")
@click.option("--maker", metavar="NAME", help="Only sheets of this maker.")
def list_sheets(terminal: Terminal, paper: str | None, maker: str | None) -> None:
    """List the known sheets of labels and badges, by maker.

    Example:
      eventkit sheet list
      eventkit sheet list --maker durable
    """
    shown = terminal.headed_table("Name", "Also", "What", "mm", "On a sheet", "Paper")
    for label in label_sheets():
        if paper not in {None, label.paper} or (maker and maker.casefold() not in label.maker.casefold()):
            continue
        sheet = label.sheet
        size = f"{sheet.cell_width / mm:.1f} x {sheet.cell_height / mm:.1f}"
        count = f"{sheet.columns} x {sheet.rows} = {sheet.count}"
        also = ", ".join(label.also[:ALIASES_SHOWN]) + (", ..." if len(label.also) > ALIASES_SHOWN else "")
        shown.add_row(label.id, also, label.what, size, count, label.paper.upper())
    terminal.out.print(shown if shown.rows else "No sheet matches.")


def load_template(name: str) -> BadgeTemplate:
    if name in builtin_names():
        return builtin_template(name)
    if name in ROOM_SIGNS:
        raise EventkitError(
            "Signs with the day of a room are an edition: print them by 'eventkit programme --edition room'."
        )
    if name in SMALLER_BADGES:
        raise EventkitError(
            "There is no template '{name}'. '--template a6 --paper {paper}' prints badges of that size.",
            name=name,
            paper=SMALLER_BADGES[name],
        )
    path = Path(name)
    if path.suffix.lower() != TOML_SUFFIX and not path.is_file():
        raise EventkitError(
            "There is no template '{name}'. Use your own file, or one of the built-in templates: {names}.",
            name=name,
            names=Listed(tuple(builtin_names())),
        )
    return parse_template(read_text(path, SIZE_LIMIT, "a template"), name)


@command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_templates(terminal: Terminal, as_json: bool) -> None:
    """List the built-in templates.

    Example:
      eventkit template list
    """
    known = [(name, builtin_template(name)) for name in builtin_names()]
    language = terminal.settings.language
    if as_json:
        templates = [
            {
                "name": name,
                "title": template.title.best(language, "en")[1],
                "width": template.width,
                "height": template.height,
                "fold": template.fold,
                "made_for": template.made_for,
            }
            for name, template in known
        ]
        terminal.out.print(json.dumps(templates, ensure_ascii=False, indent=2))
        return
    shown = terminal.headed_table("template", "for", "description")
    for name, template in known:
        shown.add_row(name, template.made_for, template.title.best(language, "en")[1])
    terminal.out.print(shown)


@command()
@click.argument("name", metavar="TEMPLATE")
def show_template(terminal: Terminal, name: str) -> None:
    """Print the file of a built-in template.

    Example:
      eventkit template show a6
    """
    terminal.out.print(builtin_text(name).rstrip())


@click.command(cls=SectionedCommand)
@click.argument("name", metavar="TEMPLATE")
@output_option(TOML)
def copy_template(name: str, target: str) -> None:
    """Copy a built-in template to a file, to adapt it.

    Example:
      eventkit template copy a6 -o ours.toml
      eventkit badges --template ours.toml --proof -o proof.pdf
    """
    write_target(target, builtin_text(name).encode())
