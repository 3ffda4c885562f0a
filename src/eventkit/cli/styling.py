"""Options that say what a programme is made of and how it looks."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import click

from eventkit.cli.pictures import Pictures
from eventkit.office.file_access import read_text
from eventkit.outputs.programme.style_file import SECTIONS, SectionName, parse_style_file
from eventkit.toml_files import SIZE_LIMIT
from eventkit.typesetting import Fonts

Command = TypeVar("Command", bound=Callable[..., Any])


class Sections(click.ParamType[tuple[SectionName, ...]]):
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
        type=Sections(),
        metavar="NAMES",
        default=(),
        help=f"What it is made of, with commas between: {', '.join(SECTIONS)}.  [all of them]",
    )
    order = click.option(
        "--order",
        type=Sections(),
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


def styled(said: str | None) -> dict[str, Any]:
    """What a style file says, its pictures and its fonts, as the programme takes them.

    Raises:
        EventkitError: It cannot be read, or a picture or folder that it names is not beside it.
    """
    if said is None:
        return {}
    path = Path(said)
    look = parse_style_file(read_text(path, SIZE_LIMIT, "a style file"), said)
    beside = Pictures(path.parent)
    pictures = {name: beside[name] for name in look.files if name in beside}
    told: dict[str, Any] = {"design": look, "pictures": pictures}
    if look.fonts is not None:
        told["fonts"] = Fonts.found((path.parent / look.fonts,))
    return told
