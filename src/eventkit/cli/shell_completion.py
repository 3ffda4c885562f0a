"""Shell completion from an index of all commands, so that a shell waits for none of them to load."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    PowerShellComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from eventkit.cli.command_index import Entry, read_index
from eventkit.cli.command_settings import COMPLETION_VARIABLE, CliSettings, settings_from
from eventkit.cli.completion_sources import Source, complete

SETTING_OPTIONS = {"--store": "store", "--conference": "conference"}
"""The options that decide which names there are."""

NOTHING: Entry = {"parameters": ()}
"""The entry of a command that there is not."""


@dataclass
class CommandLine:
    """The words of a command line so far, followed through the index.

    Attributes:
        takes_options: False after ``--``.
    """

    entry: Entry
    settings: CliSettings
    arguments: int = 0
    open_option: Entry | None = None
    takes_options: bool = True

    def take(self, word: str) -> None:
        if self.open_option is not None:
            self._set(self.open_option["options"][0], word)
            self.open_option = None
        elif word == "--":
            self.takes_options = False
        elif self.takes_options and word.startswith("-") and word != "-":
            self._take_option(*word.partition("="))
        elif "commands" in self.entry:
            commands, default = self.entry["commands"], self.entry.get("default")
            name = self.entry["plurals"].get(word, word)
            if name in commands:
                self.entry = commands[name]
            elif default:
                self.entry, self.arguments = commands[default], 1
            else:
                self.entry = NOTHING
        else:
            self.arguments += 1

    def _take_option(self, name: str, sign: str, value: str) -> None:
        option = self.option(name)
        if option is not None and option["words"]:
            if sign:
                self._set(name, value)
            else:
                self.open_option = option

    def _set(self, option: str, value: str) -> None:
        if option in SETTING_OPTIONS:
            setattr(self.settings, SETTING_OPTIONS[option], value)

    def option(self, name: str) -> Entry | None:
        return next(
            (parameter for parameter in self.entry["parameters"] if name in parameter["options"]), None
        )

    def complete(self, typed: str) -> Iterator[CompletionItem]:
        name, sign, value = typed.partition("=")
        option = self.option(name) if sign and self.takes_options else None
        if self.open_option is not None:
            yield from _values(self.open_option, self.settings, typed)
        elif option is not None:
            for item in _values(option, self.settings, value):
                yield CompletionItem(f"{name}={item.value}", item.type, item.help)
        elif self.takes_options and typed.startswith("-"):
            yield from self._options(typed)
        else:
            yield from self._commands_and_arguments(typed)

    def _options(self, typed: str) -> Iterator[CompletionItem]:
        for parameter in self.entry["parameters"]:
            for name in parameter["options"]:
                if name.startswith(typed):
                    yield CompletionItem(name, help=parameter.get("help"))

    def _commands_and_arguments(self, typed: str) -> Iterator[CompletionItem]:
        entry, position = self.entry, self.arguments
        for name, inner in entry.get("commands", {}).items():
            if name.startswith(typed):
                yield CompletionItem(name, help=inner["help"])
        if entry.get("default"):
            entry = entry["commands"][entry["default"]]
        for argument in (parameter for parameter in entry["parameters"] if not parameter["options"]):
            if position < argument["words"] or argument["words"] < 0:
                yield from _values(argument, self.settings, typed)
                return
            position -= argument["words"]


def complete_words(index: Entry, words: Iterable[str], typed: str) -> Iterator[CompletionItem]:
    """The items that complete what was typed after some words, which do not include the program."""
    line = CommandLine(index, settings_from(os.environ, ""))
    for word in words:
        line.take(word)
    return line.complete(typed)


def _values(parameter: Entry, settings: CliSettings, typed: str) -> Iterator[CompletionItem]:
    if "source" in parameter:
        yield from complete(Source(parameter["source"]), settings, typed)
    for value, help_line in parameter.get("values", {}).items():
        if value.startswith(typed):
            yield CompletionItem(value, help=help_line or None)
    if "path" in parameter:
        yield CompletionItem(typed, type=parameter["path"])


class IndexedCompletion(ShellComplete):
    """Completion from the index."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        if sys.platform == "win32":
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        return [*complete_words(read_index(self.cli), args, incomplete)]


class Bash(IndexedCompletion, BashComplete):
    """Completion in bash, which inserts words as they are."""

    def format_completion(self, item: CompletionItem) -> str:
        """An item, with a backslash before what would end or change the word."""
        value = "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in str(item.value))
        return f"{item.type},{value}"

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """The items; what was typed is one of them where bash would replace it.

        It puts in the beginning that all items share, also where they were found by a word of their title.
        """
        items = super().get_completions(args, incomplete)
        values = [str(item.value) for item in items]
        are_alike = len({value[:1] for value in values}) == 1
        if len(values) > 1 and are_alike and not values[0].casefold().startswith(incomplete.casefold()):
            items.append(CompletionItem(incomplete))
        return items


class Zsh(IndexedCompletion, ZshComplete):
    """Completion in zsh."""


class Fish(IndexedCompletion, FishComplete):
    """Completion in fish, with titles and helps that may have commas."""

    source_template = FishComplete.source_template.replace('split ","', 'split --max 1 ","')


class PowerShell(IndexedCompletion, PowerShellComplete):
    """Completion in PowerShell, which inserts words as they are."""

    def format_completion(self, item: CompletionItem) -> str:
        """An item, in quotation marks if it has spaces or signs."""
        value = str(item.value)
        if _SPECIAL.intersection(value):
            item = CompletionItem("'" + value.replace("'", "''") + "'", item.type, item.help)
        return super().format_completion(item)


_SPECIAL = frozenset(" \t'\"\\$`&|;<>()[]{}*?#~!")

SHELLS: Mapping[str, type[IndexedCompletion]] = {
    "bash": Bash,
    "zsh": Zsh,
    "fish": Fish,
    "powershell": PowerShell,
}


def register() -> None:
    for name, shell in SHELLS.items():
        add_completion_class(shell, name)


@click.command()
@click.argument("shell", type=click.Choice([*SHELLS]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for your shell.

    Commands, options, ids, names of releases, formats and languages are completed. A session, person or room
    is also found by a word of its title or name.

    \b
    Example:
      eventkit completion bash >> ~/.bashrc
      eventkit completion zsh > ~/.zfunc/_eventkit
      eventkit completion fish > ~/.config/fish/completions/eventkit.fish
      eventkit completion powershell >> $PROFILE
    """
    root = context.find_root()
    click.echo(SHELLS[shell](root.command, {}, "eventkit", COMPLETION_VARIABLE).source())
