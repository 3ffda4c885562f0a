"""The command loader: commands imported when called, with errors turned into messages and exit codes."""

from __future__ import annotations

import getpass
import io
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import click
from click.exceptions import Exit

from eventkit.cli.command_index import read_index
from eventkit.cli.command_settings import HELP, HELP_OPTION, settings_from
from eventkit.cli.command_table import commands_of
from eventkit.messages import Message

LIST = "list"
"""The command of a group that its plural word calls: ``rooms`` for ``room list``."""

COMMON = ("why", "dry_run", "author", "store", "conference", HELP)
"""The parameters of options that many commands share, in the order of their section."""


class SectionedCommand(click.Command):
    """A command with its options in sections.

    Args:
        sections: The headings of the sections, by the parameter of the first option of each. The options that
            many commands share come last, in a section of their own.
    """

    def __init__(self, *args: Any, sections: Mapping[str, str] = MappingProxyType({}), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.sections:
            write_sections(self, ctx, formatter, self.sections)
        else:
            super().format_options(ctx, formatter)


def write_sections(
    command: click.Command,
    context: click.Context,
    formatter: click.HelpFormatter,
    headings: Mapping[str, str],
) -> None:
    """Write the options of a command in sections, those that many commands share last."""
    sections: dict[str, list[tuple[str, str]]] = {}
    common: dict[str, tuple[str, str]] = {}
    heading = "Options"
    for parameter in command.get_params(context):
        name = HELP if HELP_OPTION in parameter.opts else parameter.name or ""
        heading = headings.get(name, heading)
        is_option = parameter.param_type_name == "option"
        record = parameter.get_help_record(context) if is_option else None
        if record is not None and name in COMMON:
            common[name] = record
        elif record is not None:
            sections.setdefault(heading, []).append(record)
    sections[_heading_of(common)] = [common[name] for name in COMMON if name in common]
    for title, records in sections.items():
        with formatter.section(title):
            formatter.write_dl(records)


def _heading_of(common: Mapping[str, object]) -> str:
    return "Change and store" if "author" in common else "Store"


class CommandLoader(click.Group):
    """A group of commands that are imported when they are called.

    A command may itself be such a group.

    Args:
        table_name: Its name in the `command_table`; that of all commands is empty.
        default: The command that runs if no other is named; may be empty.
        takes_name: Whether the first argument of the default command is a new name. A word that resembles
            the name of another command is refused then, so that a slip does not become a name.
        sections: The headings of sections in the help, by the first command of each.
        option_sections: The headings of sections of its own options, as of a `SectionedCommand`.
        plurals: The groups that are also called by a plural word, by that word. Alone, or before options, it
            lists; before the name of a command it is the group.
    """

    def __init__(
        self,
        *args: Any,
        table_name: str,
        default: str | None = None,
        takes_name: bool = False,
        sections: Mapping[str, str] = MappingProxyType({}),
        option_sections: Mapping[str, str] = MappingProxyType({}),
        plurals: Mapping[str, str] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = commands_of(table_name)
        self.table_name = table_name
        self.default = default
        self._takes_name = takes_name
        self._sections = sections
        self._option_sections = option_sections
        self.plurals = plurals

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with the default command before them if none is named."""
        if self.default and not (args and (args[0] in self.places or args[0] in ctx.help_option_names)):
            if self._takes_name and args:
                from eventkit.cli.failures import refuse_slip  # noqa: PLC0415 - it needs the model

                refuse_slip(ctx, args[0], [*self.places], self.default)
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of a call, with the settings the environment gives in it before options speak."""
        if parent is None:
            _escape_unprintable()
            _require_text(args)
            extra = {"obj": settings_from(os.environ, _system_user()), **extra}
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order in which an organiser meets them."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded; ``None`` if there is none."""
        if cmd_name not in self.places:
            return None
        module, _, name = self.places[cmd_name].partition(":")
        command: click.Command = attrgetter(name)(import_module(f"{__package__}.{module}"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; an unknown name fails with a suggestion of similar ones."""
        if args and args[0] in self.plurals:
            word, *rest = args
            is_list = rest[0].startswith("-") if rest else not ctx.resilient_parsing
            args = [self.plurals[word], *([LIST] if is_list else []), *rest]
        if args and args[0] not in self.places and not args[0].startswith("-"):
            from eventkit.cli.failures import fail_unknown_command  # noqa: PLC0415 - it needs the model

            fail_unknown_command(ctx, args[0], [*self.places, *self.plurals])
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, in sections if it has any, and the commands."""
        if self._option_sections:
            write_sections(self, ctx, formatter, self._option_sections)
            self.format_commands(ctx, formatter)
        else:
            super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the index, without loading any."""
        sections: dict[str, list[tuple[str, str]]] = {}
        heading, width = "Commands", max(map(len, self.places))
        index = read_index(ctx.find_root().command)
        indexed = (index["commands"][self.table_name] if self.table_name else index)["commands"]
        for name in self.places:
            heading = self._sections.get(name, heading)
            sections.setdefault(heading, []).append((name.ljust(width), indexed[name]["help"]))
        for heading, lines in sections.items():
            with formatter.section(heading):
                formatter.write_dl(lines)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that ends it becomes its message and exit code."""
        try:
            return super().invoke(ctx)
        except (click.Abort, Exit):
            raise
        except Exception as error:  # noqa: BLE001 - the last catch: no traceback reaches an organiser
            _, *groups = ctx.command_path.split()
            command = " ".join(filter(None, ("eventkit", *groups, ctx.invoked_subcommand)))
            from eventkit.cli.failures import fail_with  # noqa: PLC0415 - it needs the model

            fail_with(error, command)


def _require_text(words: Sequence[str]) -> None:
    """Refuse words with bytes that are no text in the encoding of the system, as Chinese in ASCII."""
    if any("\udc80" <= character <= "\udcff" for word in words for character in word):
        raise click.UsageError(
            Message(
                "This terminal works in {sys}, in which what you typed is no text. Set LANG=C.UTF-8, "
                "or another locale with UTF-8, and try again.",
                sys=sys.getfilesystemencoding(),
            )
        )


def _escape_unprintable() -> None:
    """Escape characters that the terminal cannot encode, so that no name ends a command."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a system that has no name for its user, as in some containers
        return ""
