"""Options that say how a printer gets a programme: with bleed, in black ink, as a booklet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


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
