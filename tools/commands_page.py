"""The help of all commands on one page, as the documentation site shows it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from eventkit.cli import main


def members(group: click.Group = main, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The commands within a group, with the words that call each; a group comes before its members."""
    context = click.Context(group)
    for name in group.list_commands(context):
        member = group.get_command(context, name)
        assert member is not None  # noqa: S101 - it is in the list
        yield (*path, name), member
        if isinstance(member, click.Group):
            yield from members(member, *path, name)


def commands_page() -> str:
    """What follows the introduction that the repository has."""
    sections = []
    for path, member in members():
        name = " ".join(path)
        context = click.Context(member, info_name=f"eventkit {name}", terminal_width=88)
        sections.append(f"{'#' * (1 + len(path))} {name}\n\n```text\n{member.get_help(context)}\n```\n")
    return "\n".join(sections)
