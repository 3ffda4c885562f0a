"""The page of commands says what their help says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import copy
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

## Shared options

Every command has `--help`. Options that at least {often} commands describe alike are described here; each of
these commands names them in its last line.

```
{shared}
```
"""

OFTEN = 8
"""The number of commands from which on an option is described once for all of them."""

Record = tuple[str, str]
"""An option with its help."""


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


def context_of(path: tuple[str, ...], command: click.Command) -> click.Context:
    return click.Context(command, info_name=" ".join(path), terminal_width=96)


def options_of(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[click.Option, Record]]:
    for parameter in command.params:
        if isinstance(parameter, click.Option) and (
            record := parameter.get_help_record(context_of(path, command))
        ):
            yield parameter, record


def shared_options() -> dict[Record, str]:
    """The options that many commands describe alike, with their names, in the order in which they come up."""
    counts: Counter[Record] = Counter()
    names: dict[Record, str] = {}
    for path, command in commands(main, ("eventkit",)):
        for option, record in options_of(path, command):
            counts[record] += 1
            names[record] = option.opts[0]
    return {record: names[record] for record, count in counts.items() if count >= OFTEN}


def help_of(path: tuple[str, ...], command: click.Command, shared: Mapping[Record, str]) -> str:
    """The help of a command, with the names alone of the options that are described for all."""
    present = [record for _, record in options_of(path, command) if record in shared]
    own = copy(command)
    own.params = [copy(parameter) for parameter in command.params]
    own.add_help_option = False
    for option, record in options_of(path, own):
        option.hidden = record in shared
    names = " ".join(shared[record] for record in shared if record in present)
    return own.get_help(context_of(path, own)).rstrip() + (f"\n\nShared options: {names}" if names else "")


def page() -> str:
    shared = shared_options()
    formatter = click.HelpFormatter(width=96)
    formatter.write_dl([*shared])
    parts = [INTRODUCTION.format(often=OFTEN, shared=formatter.getvalue().rstrip())]
    for path, command in commands(main, ("eventkit",)):
        parts.append(f"## {' '.join(path[1:])}\n\n```\n{help_of(path, command, shared)}\n```\n")
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
