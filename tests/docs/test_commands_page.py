"""The page of commands says what their help says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from eventkit.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
INTRODUCTION = """\
# Commands

What `eventkit COMMAND --help` says of each, in one place. Exit codes: 0 all is well, 1 something is wrong
with the conference or a file, 2 the call is wrong, 70 there is an error in eventkit itself. Colours are left
out where `NO_COLOR` is set or the output is not a terminal.
"""


def commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield (*path, name), command
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def groups(group: click.Group) -> Iterator[click.Group]:
    """The groups within a group."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield command
            yield from groups(command)


def page() -> str:
    parts = [INTRODUCTION]
    for path, command in commands(main, ("eventkit",)):
        context = click.Context(
            command,
            info_name=" ".join(path),
            terminal_width=96,
            help_option_names=main.context_settings["help_option_names"],
        )
        parts.append(f"## {' '.join(path[1:])}\n\n```\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def test_the_page_of_commands_is_up_to_date(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("path", [path for path, _ in commands(main, ())], ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    (command,) = (command for found, command in commands(main, ()) if found == path)
    assert command.help is not None
    assert "Example:\n" in command.help
    assert f"  eventkit {' '.join(path)}" in command.help


def test_the_list_of_commands_has_the_first_sentence_of_each() -> None:
    for group in (main, *groups(main)):
        for name in group.list_commands(click.Context(group)):
            command = group.get_command(click.Context(group), name)
            assert command is not None
            first_paragraph = " ".join((command.help or "").partition("\n\n")[0].split())
            assert first_paragraph.endswith(".")
            assert first_paragraph in " ".join(group.get_help(click.Context(group)).split())


def test_the_options_of_a_large_command_are_in_sections() -> None:
    large = {
        " ".join(path): command
        for path, command in commands(main, ())
        if len(command.get_params(click.Context(command))) > 24
    }
    assert "session edit" in large
    for path, command in large.items():
        text = command.get_help(click.Context(command, info_name=path))
        assert "\nOptions:\n" not in text, path
