"""Commands for templates: what badges, place cards, door signs and certificates look like."""

from __future__ import annotations

import json
from pathlib import Path

import click

from eventkit.cli.file_arguments import STDIO, TOML, output_option, write_target
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.errors import EventkitError
from eventkit.office.file_access import read_text
from eventkit.outputs.badges.badge_template import (
    BadgeTemplate,
    builtin_names,
    builtin_template,
    builtin_text,
    parse_template,
)
from eventkit.toml_files import SIZE_LIMIT

SUFFIX = ".toml"


def chosen(said: str) -> BadgeTemplate:
    """The template that is meant: one that comes along, by its name, or that in a file.

    Raises:
        EventkitError: There is neither, or the file is no template; every fault is told with its line.
    """
    if said in builtin_names():
        return builtin_template(said)
    path = Path(said)
    if path.suffix.lower() != SUFFIX and not path.is_file():
        message = (
            f"there is no template '{said}': name the file of one, or one of those that come along: "
            f"{', '.join(builtin_names())}"
        )
        raise EventkitError(message)
    return parse_template(read_text(path, SIZE_LIMIT, "a template"), said)


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_terminal
def list_templates(workspace: Terminal, as_json: bool) -> None:
    """List the templates that come along.

    \b
    Example:
      eventkit templates list
    """
    known = [(name, builtin_template(name)) for name in builtin_names()]
    language = workspace.settings.language
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
        workspace.out.print(json.dumps(told, ensure_ascii=False, indent=2), soft_wrap=True)
        return
    shown = make_table("template", "for", "what it is")
    for name, look in known:
        shown.add_row(name, look.made_for, look.title.best(language, "en")[1])
    workspace.out.print(shown)


@click.command()
@click.argument("name", metavar="TEMPLATE")
@pass_terminal
def show(workspace: Terminal, name: str) -> None:
    """Show the file of a template that comes along.

    \b
    Example:
      eventkit templates show a6
    """
    workspace.out.print(builtin_text(name).rstrip(), soft_wrap=True)


@click.command()
@click.argument("name", metavar="TEMPLATE")
@output_option(TOML)
def copy(name: str, target: str) -> None:
    """Copy a template that comes along to a file, to make it your own.

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
