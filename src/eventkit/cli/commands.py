"""The commands: their settings, index and table, and how each is loaded when it is called.

What a command does is written once, in its docstring; lists of commands take the first paragraph of it from
the index. The build of a wheel writes that. Where there is none, as in a checkout that was never installed,
it is made from the commands themselves, which takes a second.
"""

from __future__ import annotations

import getpass
import io
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from inspect import cleandoc
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click
from click.exceptions import Exit

from eventkit.messages import Fact, Message, Sentence

COMPLETION_VARIABLE = "_EVENTKIT_COMPLETE"
"""The variable of the environment by which a shell asks for the words that complete one."""

DEFAULT_STORE = "eventkit.db"

HELP, HELP_OPTION = "help", "--help"


class WrongUse(click.UsageError):
    """A call that cannot be meant, as a message says."""

    def __init__(self, *sentences: Sentence, **facts: Fact) -> None:
        super().__init__(Message(*sentences, **facts))


class BadValue(click.BadParameter):
    """A value that an option or argument does not take, as a message says.

    Click knows the parameter while it reads it; later, the hint names it.
    """

    def __init__(self, *sentences: Sentence, param_hint: str | None = None, **facts: Fact) -> None:
        super().__init__(Message(*sentences, **facts), param_hint=param_hint)


@dataclass
class CliSettings:
    """The settings of a command, from its options and the environment."""

    store: str = DEFAULT_STORE  # the store: the path of an SQLite file, or a URL
    conference: str | None = None  # the id of the conference, if one is given
    author: str = ""
    why: str = ""  # the reason, if one is given
    dry_run: bool = False  # whether changes are only shown, and not made
    language: str = "en"
    no_pager: bool = False  # whether long output is printed without a pager


def settings_from(environment: Mapping[str, str], user: str) -> CliSettings:
    """The settings without options: from the environment, and the name of the system's user."""
    return CliSettings(
        store=environment.get("EVENTKIT_STORE") or DEFAULT_STORE,
        conference=environment.get("EVENTKIT_CONFERENCE") or None,
        author=environment.get("EVENTKIT_AUTHOR") or user or "someone",
        language=environment.get("EVENTKIT_LANGUAGE") or "en",
    )


INDEX = "completion_index.json"
SOURCE = "source"  # the type of an item that is a source of completions
Entry = Mapping[str, Any]  # a command in the index: its parameters, and the commands of a group


@cache
def read_index(root: click.Command) -> Entry:
    """The index of all commands, made of ``root`` where there is none."""
    file = files(__package__) / INDEX
    if file.is_file():
        index: Entry = json.loads(file.read_text("utf-8"))
        return index
    return build_index(root)


def write_index(folder: Path, root: click.Command) -> Path:
    file = folder / INDEX
    text = json.dumps(build_index(root), ensure_ascii=False, separators=(",", ":"))
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
    return file


def build_index(command: click.Command) -> dict[str, Any]:
    context = click.Context(command, help_option_names=["-h", "--help"])
    first_paragraph = (command.help or "").partition("\n\n")[0]
    entry: dict[str, Any] = {
        "help": " ".join(first_paragraph.split()),
        "parameters": [
            _parameter(parameter)
            for parameter in command.get_params(context)
            if not getattr(parameter, "hidden", False)
        ],
    }
    if isinstance(command, click.Group):
        entry["default"] = getattr(command, "default", None)
        entry["plurals"] = dict(getattr(command, "plurals", {}))
        loaded = ((name, command.get_command(context, name)) for name in command.list_commands(context))
        entry["commands"] = {name: build_index(inner) for name, inner in loaded if inner is not None}
    return entry


def _parameter(parameter: click.Parameter) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "options": [*parameter.opts, *parameter.secondary_opts]
        if parameter.param_type_name == "option"
        else [],
        "words": 0 if getattr(parameter, "is_flag", False) else parameter.nargs,
    }
    if help_line := (getattr(parameter, "help", "") or ""):
        entry["help"] = " ".join(help_line.split())
    items = parameter.shell_complete(click.Context(click.Command("index")), "")
    if values := {item.value: item.help or "" for item in items if item.type == "plain"}:
        entry["values"] = values
    for item in items:
        if item.type == SOURCE:
            entry["source"] = str(item.value)
        elif item.type in {"file", "dir"}:
            entry["path"] = item.type
    return {key: value for key, value in entry.items() if value not in ("", None)}


Places = Mapping[str, str]  # the places of commands in this package, `module:name` or `module:object.name`


def entity_places(word: str, reports: str, place: str) -> Places:
    """The commands that every kind of entity has."""
    seen = {name: f"entity_reports:{reports}.{attribute}" for name, attribute in SHOWN.items()}
    changed = {name: f"{place}.{name}" for name in ("add", "edit", "rename", "remove")}
    return {f"{word} {name}": command for name, command in {**seen, **changed}.items()}


SHOWN = {"list": "list_all", "show": "show"}
"""The commands that show entities, with the attributes of `EntityReports`."""

COMMANDS: Places = {
    # Start
    "demo": "demo:demo",
    "conference": "commands:conference",
    "conference list": "conference_commands:list_conferences",
    "conference show": "conference_commands:show",
    "conference new": "conference_commands:new",
    "conference edit": "conference_commands:edit",
    "conference remove": "conference_commands:remove",
    "import": "import_command:import_file",
    "formats": "export_command:list_formats",
    "completion": "shell_completion:completion",
    # Plan
    "session": "commands:session",
    **entity_places("session", "sessions", "session_commands:session"),
    "session move": "session_commands:move",
    "session swap": "session_commands:swap",
    "session assign": "session_commands:assign",
    "session unschedule": "session_commands:unschedule",
    "session pin": "session_commands:pin_session",
    "session cancel": "session_commands:cancel",
    "session restore": "session_commands:restore",
    "person": "commands:person",
    **entity_places("person", "people", "person_commands:person"),
    "person available": "conference_commands:person_available",
    "person contact": "person_commands:contact",
    "person duplicates": "person_commands:list_duplicates",
    "person merge": "person_commands:person.merge",
    "person forget": "person_commands:forget",
    "room": "commands:room",
    **entity_places("room", "rooms", "entity_commands:room"),
    "room available": "conference_commands:room_available",
    "track": "commands:track",
    **entity_places("track", "tracks", "entity_commands:track"),
    "organisation": "commands:organisation",
    **entity_places("organisation", "organisations", "entity_commands:organisation"),
    "organisation merge": "entity_commands:organisation.merge",
    "deadline": "commands:deadline",
    **entity_places("deadline", "deadlines", "entity_commands:deadline"),
    "plan": "commands:plan",
    "plan sessions": "plan_commands:sessions",
    "plan repair": "plan_commands:repair",
    "plan blocks": "plan_commands:blocks",
    "plan weights": "plan_commands:weights",
    "show": "show_commands:show",
    "edit": "session_commands:edit_text",
    # Check
    "check": "check_command:check",
    "waive": "rule_commands:waive",
    "rule": "commands:rule",
    "rule list": "rule_commands:listing",
    "rule show": "rule_commands:show",
    "rule set": "rule_commands:set_severity",
    "rule parameter": "rule_commands:parameter",
    "rule hours": "rule_commands:hours",
    "rule change-over": "rule_commands:change_over",
    "rule need": "rule_commands:need",
    "rule wish": "rule_commands:wish",
    "rule prefer": "rule_commands:prefer",
    "rule reset": "rule_commands:reset",
    "rule log": "rule_commands:log",
    "diff": "history_commands:diff",
    # Publish
    "release": "commands:release",
    "release list": "history_commands:list_releases",
    "release show": "history_commands:show",
    "release add": "history_commands:add",
    "revert": "history_commands:revert",
    "agenda": "agenda_command:agenda",
    "invitations": "agenda_command:invitations",
    "letters": "letters_command:letters",
    "site": "site_command:site",
    "serve": "commands:serve",
    "serve start": "serve_command:start",
    "serve add-user": "serve_command:add_user",
    "export": "export_command:export",
    # Print
    "programme": "programme_command:programme",
    "badges": "badge_commands:badges",
    "badges verify": "token_commands:verify_badge",
    "badges replace": "badge_commands:replace_badges",
    "badges issued": "badge_commands:issued",
    "template": "commands:template",
    "template list": "stationery_commands:list_templates",
    "template show": "stationery_commands:show_template",
    "template copy": "stationery_commands:copy_template",
    "sheet": "commands:sheet",
    "sheet list": "stationery_commands:list_sheets",
    "sheet show": "stationery_commands:show_sheet",
    "key": "commands:key",
    "key list": "token_commands:list_keys",
    "key show": "token_commands:show_key",
    "key make": "token_commands:make_key",
    "key rotate": "token_commands:rotate_key",
    "key retire": "token_commands:retire_key",
    "key revoke": "token_commands:revoke_badges",
    "key export": "token_commands:export_keys",
    # Keep
    "log": "log_command:log",
    "undo": "history_commands:undo",
    "blame": "history_commands:blame",
    "backup": "store_commands:backup",
    "restore": "store_commands:restore",
    "copy": "store_commands:copy",
    "doctor": "store_commands:doctor",
}
"""Every command and group, in the order in which an organiser meets them."""

SECTIONS = {
    "demo": "Start",
    "session": "Plan",
    "check": "Check",
    "release": "Publish",
    "programme": "Print",
    "log": "Keep",
}
"""The headings in the list of commands, by the first command of each."""


def commands_of(group: str) -> Places:
    """The commands of a group, by their last word; those that are in none for an empty name."""
    parts = ((words.rpartition(" "), place) for words, place in COMMANDS.items())
    return {name: place for (within, _, name), place in parts if within == group}


LIST = "list"  # the command of a group that its plural word calls: `rooms` for `room list`
COMMON = ("why", "dry_run", "author", "store", "conference", HELP)
"""The parameters of options that many commands share, in the order of their section."""


_EXAMPLES = re.compile(r"^(?=Example\b.*:$)", re.MULTILINE)


def _with_lines(text: str | None) -> str | None:
    """A help whose examples keep their lines: click would fill them as a paragraph."""
    return text and _EXAMPLES.sub("\b\n", cleandoc(text))


class SectionedCommand(click.Command):
    """A command with its options in sections, each with a heading before the option of a parameter.

    The options that many commands share come last, in a section of their own.
    """

    def __init__(self, *args: Any, sections: Mapping[str, str] = MappingProxyType({}), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = _with_lines(self.help)
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
    if common:
        title = "Change and store" if "author" in common else "Store"
        sections[title] = [common[name] for name in COMMON if name in common]
    for title, records in sections.items():
        with formatter.section(title):
            formatter.write_dl(records)


class CommandLoader(click.Group):
    """A group of commands that are imported when they are called.

    A command may itself be such a group.

    Args:
        table_name: Its name in the table of commands; that of all commands is empty.
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
        self.help = _with_lines(self.help)
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
        except Exit:
            raise
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last catch: no traceback reaches an organiser
            _, *groups = ctx.command_path.split()
            command = " ".join(filter(None, ("eventkit", *groups, ctx.invoked_subcommand)))
            from eventkit.cli.failures import fail_with  # noqa: PLC0415 - it needs the model

            fail_with(error, command)


def _require_text(words: Sequence[str]) -> None:
    """Refuse words with bytes that are not text in the encoding of the system, as Chinese in ASCII."""
    if any("\udc80" <= character <= "\udcff" for word in words for character in word):
        raise WrongUse(
            "This terminal works in {sys}, in which what you typed is not text. Set LANG=C.UTF-8, "
            "or another locale with UTF-8, and try again.",
            sys=sys.getfilesystemencoding(),
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


@click.group(cls=CommandLoader, table_name="session")
def session() -> None:
    """List, add, change, move and cancel sessions.

    Example:
      eventkit session list --unscheduled
      eventkit session add "Opening" --start "2027-09-06 09:00" --minutes 30 --room hall
      eventkit session swap opening panel
    """


@click.group(cls=CommandLoader, table_name="serve", default="start")
def serve() -> None:
    """Serve the board and the public site to browsers.

    'eventkit serve' without a command is 'eventkit serve start'.

    Example:
      eventkit serve --open
      eventkit serve add-user users.txt "Ana Sousa" --role editor
      eventkit serve --host 0.0.0.0 --users users.txt
    """


@click.group(cls=CommandLoader, table_name="plan", default="sessions")
def plan() -> None:
    """Schedule the sessions without a time, or add blocks for them.

    'eventkit plan' without a command is 'eventkit plan sessions'.

    Example:
      eventkit plan blocks "mon-wed 09:00-10:30, 11:00-12:30" --rooms hall,annex
      eventkit plan --dry-run
    """


@click.group(cls=CommandLoader, table_name="person")
def person() -> None:
    """List, add, change, merge and forget people.

    Example:
      eventkit person list
      eventkit person add "Lin Yifu" --name zh=林毅夫 --position Dean --organisation pku
    """


@click.group(cls=CommandLoader, table_name="room")
def room() -> None:
    """List, add, change and remove rooms.

    Example:
      eventkit room list
      eventkit room add "Hall 4.2" --capacity 400
    """


@click.group(cls=CommandLoader, table_name="track")
def track() -> None:
    """List, add, change and remove tracks.

    Example:
      eventkit track list
      eventkit track add "Health" --code HE --colour "#336699"
    """


@click.group(cls=CommandLoader, table_name="organisation")
def organisation() -> None:
    """List, add, change, merge and remove organisations.

    Example:
      eventkit organisation list
      eventkit organisation add "Peking University" --name zh=北京大学 --as host
    """


@click.group(cls=CommandLoader, table_name="deadline")
def deadline() -> None:
    """List, add, change and remove deadlines.

    Example:
      eventkit deadline list
      eventkit deadline add "Papers are due" --at 2027-03-01
    """


@click.group(cls=CommandLoader, table_name="conference")
def conference() -> None:
    """List, create, change and remove conferences.

    Example:
      eventkit conference list
      eventkit conference new forum-2027 "Forum 2027" --start 2027-09-06 --zone Asia/Shanghai
    """


@click.group(cls=CommandLoader, table_name="release", default="add", takes_name=True)
def release() -> None:
    """Publish the conference as it is now, as a named release.

    'eventkit release NAME' is 'eventkit release add NAME'. A release never changes and is never removed.

    Example:
      eventkit release 1.0 --note "as sent to the printer"
      eventkit release list
    """


@click.group(cls=CommandLoader, table_name="template")
def template() -> None:
    """List, show and copy the templates of badges.

    Example:
      eventkit template copy a6 -o ours.toml
    """


@click.group(cls=CommandLoader, table_name="sheet")
def sheet() -> None:
    """List and show the known sheets of labels and badges.

    Example:
      eventkit sheet list
    """


@click.group(cls=CommandLoader, table_name="key")
def key() -> None:
    """Manage the keys that badges are signed with, and revoke badges.

    Example:
      eventkit key make
      eventkit badges -o badges.pdf
      eventkit key export -o door.json
    """


@click.group(cls=CommandLoader, table_name="rule")
def rule() -> None:
    """List the rules, and set them for this conference.

    Rule settings are included in copies and backups of the store, but not in documents, releases or the
    history.

    Example:
      eventkit rule list
      eventkit rule set room-clash warning
    """
