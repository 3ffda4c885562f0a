"""The page of commands says what their help says."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import copy
from itertools import groupby
from pathlib import Path

import click
import pytest

from eventkit.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
INTRODUCTION = """\
# Commands

What `eventkit COMMAND --help` says of each, in one place; examples of a single line are left out. Exit
codes: 0 all is well, 1 something is wrong with the conference or a file, 2 the call is wrong, 70 there is an
error in eventkit itself. Colours are left out where `NO_COLOR` is set or the output is not a terminal.

What commands print is in the language of `EVENTKIT_LANGUAGE`: `en`, `zh` or `ar`. Help is in English, as
this page is.

## Shared options

Every command has `--help`, and every one that uses a store `--store` and `--conference`. Options that
several commands describe alike are described here; other options of `edit` are described with `add` or
`new`. The last lines of a command name them.

```
{shared}
```
"""

EVERYWHERE = ("--store", "--conference")
"""The options that no command names: nearly all have them."""

OFTEN = 2
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
    """The options that several commands describe alike, one for each name, in their first order."""
    counts: Counter[Record] = Counter()
    names: dict[Record, str] = {}
    for path, command in commands(main, ("eventkit",)):
        for option, record in options_of(path, command):
            counts[record] += path[-1] != "edit"
            names[record] = option.opts[0]
    commonest = {names[record]: record for record, _ in reversed(counts.most_common())}
    return {
        record: names[record]
        for record, count in counts.items()
        if count >= OFTEN and commonest[names[record]] == record
    }


def help_of(
    path: tuple[str, ...], command: click.Command, elsewhere: Mapping[str, Mapping[Record, str]]
) -> str:
    """The help of a command, with the names alone of the options that are described elsewhere, by where."""
    present = [record for _, record in options_of(path, command)]
    own = copy(command)
    own.params = [copy(parameter) for parameter in command.params]
    own.add_help_option = False
    text, _, examples = (own.help or "").partition("\b\n")
    if len(examples.strip().splitlines()) == 2:
        own.help = text.rstrip()
    for option, record in options_of(path, own):
        option.hidden = any(record in described for described in elsewhere.values())
    lines = [
        f"{place}: {' '.join(names)}"
        for place, described in elsewhere.items()
        if (
            names := [
                name for record, name in described.items() if record in present and name not in EVERYWHERE
            ]
        )
    ]
    return own.get_help(context_of(path, own)).removeprefix("Usage: ").replace(
        " [OPTIONS]", "", 1
    ).rstrip() + "".join(
        "\n\n" + textwrap.fill(line, 96, subsequent_indent="  ", break_on_hyphens=False) for line in lines
    )


def line_of(path: tuple[str, ...], command: click.Command, shared: Mapping[Record, str]) -> str | None:
    """The line of a command that one sentence describes, without options of its own."""
    sentence, _, rest = (command.help or "").partition("\n\n")
    options = [record for option, record in options_of(path, command) if option.opts[0] not in EVERYWHERE]
    if not rest.strip("\b\n ").startswith("Example:") or any(record not in shared for record in options):
        return None
    context = context_of(path, command)
    usage = " ".join((*path[1:], *command.collect_usage_pieces(context)[1:]))
    names = " ".join(shared[record] for record in shared if record in options)
    return f"- `{usage}`: {' '.join(sentence.split())}{f' `{names}`' if names else ''}\n"


def page() -> str:
    shared = shared_options()
    formatter = click.HelpFormatter(width=96)
    formatter.write_dl([*shared])
    parts = [INTRODUCTION.format(shared=formatter.getvalue().rstrip())]
    described: dict[str, dict[Record, str]] = {}
    for first, members in groupby(commands(main, ("eventkit",)), key=lambda member: member[0][1]):
        lines, sections = [], []
        for path, command in members:
            name = " ".join(path[1:])
            options = {
                record: option.opts[0] for option, record in options_of(path, command) if record not in shared
            }
            elsewhere: dict[str, Mapping[Record, str]] = {"Shared options": shared}
            if name.endswith(" edit"):
                (model,) = {f"{first} add", f"{first} new"} & described.keys()
                removing = {
                    record: option for record, option in options.items() if option.startswith("--no-")
                }
                elsewhere = {
                    f"Options of '{model}'": described[model],
                    "To remove what they set": removing,
                    **elsewhere,
                }
            described[name] = options
            if line := line_of(path, command, shared):
                lines.append(line)
            else:
                level = "##" if name == first else "###"
                sections.append(f"{level} {name}\n\n```\n{help_of(path, command, elsewhere)}\n```\n")
        if not sections or not sections[0].startswith("## "):
            parts.append(f"## {first}\n")
        if lines:
            sections.insert(1 if sections and sections[0].startswith("## ") else 0, "".join(lines))
        parts.extend(sections)
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
