"""The command loader: commands imported when called, with errors turned into messages and exit codes."""

from __future__ import annotations

import getpass
import io
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import click
from click.exceptions import Exit
from click.shell_completion import CompletionItem, get_completion_class

from eventkit.cli.shared_options import settings_from

FAILURES_MODULE = f"{__package__}.failures"
"""The module of messages and reports of errors, loaded only for one: it needs the model."""

SHELLS = ("bash", "zsh", "fish")


class CommandLoader(click.Group):
    """A group of commands that are imported when they are called.

    A command may itself be such a group.

    Args:
        commands: For each command, its place in this package, ``module:name`` or ``module:object.name``, and
            the first sentence of its help.
        default: The command that runs where no other is named; may be empty.
        sections: The headings of sections in the help, by the first command of each.
    """

    def __init__(
        self,
        *args: Any,
        commands: Mapping[str, tuple[str, str]],
        default: str | None = None,
        sections: Mapping[str, str] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = commands
        self.default = default
        self._sections = sections

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with the default command before them where none is named."""
        if self.default and not (args and (args[0] in self.lines or args[0] in ctx.help_option_names)):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of a call, with the settings the environment gives in it before options speak."""
        if parent is None:
            _escape_unprintable()
            extra = {"obj": settings_from(os.environ, _system_user()), **extra}
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order in which an organiser meets them."""
        return list(self.lines)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded; ``None`` if there is none."""
        if cmd_name not in self.lines:
            return None
        module, _, name = self.lines[cmd_name][0].partition(":")
        command: click.Command = attrgetter(name)(import_module(f"{__package__}.{module}"))
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options that complete what was typed, without loading a command."""
        commands = [
            CompletionItem(name, help=line)
            for name, (_, line) in self.lines.items()
            if name.startswith(incomplete)
        ]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; an unknown name fails with a suggestion of similar ones."""
        if args and args[0] not in self.lines and not args[0].startswith("-"):
            import_module(FAILURES_MODULE).fail_unknown_command(ctx, args[0], [*self.lines])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from their one-line helps, without loading any."""
        sections: dict[str, list[tuple[str, str]]] = {}
        heading, width = "Commands", max(map(len, self.lines))
        for name, (_, line) in self.lines.items():
            heading = self._sections.get(name, heading)
            sections.setdefault(heading, []).append((name.ljust(width), line))
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
            import_module(FAILURES_MODULE).fail_with(error, command)


def _escape_unprintable() -> None:
    """Escape characters that the terminal cannot encode, so that no name ends a command."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a system that has no name for its user, as in some containers
        return ""


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for your shell.

    \b
    Example:
      eventkit completion bash >> ~/.bashrc
      eventkit completion fish > ~/.config/fish/completions/eventkit.fish
    """
    script = get_completion_class(shell)
    if script is None:
        raise click.BadParameter(shell)
    root = context.find_root()
    click.echo(script(root.command, {}, "eventkit", "_EVENTKIT_COMPLETE").source())


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("session_commands:session.add", "Add a session called TITLE."),
        "edit": ("session_commands:session.edit", "Change a session: its texts, time, rooms and people."),
        "rename": (
            "session_commands:session.rename",
            "Give a session another id, and update all references.",
        ),
        "move": ("session_commands:move", "Move a session to another time or other rooms."),
        "person": (
            "session_commands:person",
            "Set the role, the position and the rank of a person in a session.",
        ),
        "show": ("session_commands:show", "Show the details of a session."),
        "cancel": (
            "session_commands:cancel",
            "Cancel sessions: they stay on the agenda, marked as cancelled.",
        ),
        "restore": ("session_commands:restore", "Restore a cancelled session."),
        "unschedule": ("session_commands:unschedule", "Remove the time and the rooms of a session."),
        "pin": (
            "session_commands:pin_session",
            "Pin the time and the rooms of a session, so that planning does not move it.",
        ),
        "remove": (
            "session_commands:session.remove",
            "Remove a session; use 'session cancel' to show it as cancelled instead.",
        ),
    },
)
def session() -> None:
    """Add, change, move, cancel and show sessions.

    \b
    Example:
      eventkit session add "Opening" --start "2027-09-06 09:00" --minutes 30 --room hall
    """


@click.group(
    cls=CommandLoader,
    default="start",
    commands={
        "start": ("serve_command:start", "Serve the board and the public site to browsers."),
        "add-user": (
            "serve_command:add_user",
            "Add NAME to the users in FILE, or give them another role and password.",
        ),
    },
)
def serve() -> None:
    """Serve the board and the public site to browsers.

    'eventkit serve' without a command is 'eventkit serve start'.

    \b
    Example:
      eventkit serve --open
      eventkit serve add-user users.txt "Ana Sousa" --role editor
      eventkit serve --host 0.0.0.0 --users users.txt
    """


@click.group(
    cls=CommandLoader,
    default="sessions",
    commands={
        "sessions": (
            "plan_command:sessions",
            "Schedule the sessions without a time; exit with 1 if some cannot be placed.",
        ),
        "blocks": (
            "plan_command:blocks",
            "Add blocks for planning: one in each room for each period.",
        ),
        "weights": (
            "plan_command:weights",
            "Set what counts how much in plans; without a CODE, show it.",
        ),
    },
)
def plan() -> None:
    """Schedule the sessions without a time, or add blocks for them.

    'eventkit plan' without a command is 'eventkit plan sessions'.

    \b
    Example:
      eventkit plan blocks "mon-wed 09:00-10:30, 11:00-12:30" --rooms hall,annex
      eventkit plan --dry-run
    """


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("person_commands:person.add", "Add a person, team or delegation called NAME."),
        "edit": ("person_commands:person.edit", "Change what is printed about a person."),
        "rename": (
            "person_commands:person.rename",
            "Change the id of a person, also in references, contact details and badge.",
        ),
        "available": ("conference_commands:person_available", "Set when a person is available."),
        "contact": (
            "person_commands:contact",
            "Store the private contact details of a person.",
        ),
        "merge": ("person_commands:person.merge", "Merge two entries for the same person."),
        "remove": ("person_commands:person.remove", "Remove a person who is in no session and no team."),
        "forget": (
            "person_commands:forget",
            "Erase a person for good: contact details, name and history, in all releases too.",
        ),
    },
)
def person() -> None:
    """Add, change, merge and erase people.

    \b
    Example:
      eventkit person add "Lin Yifu" --name zh=林毅夫 --position Dean --organisation pku
    """


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("entity_commands:room.add", "Add a room called NAME."),
        "list": ("entity_commands:room.list_all", "List the rooms."),
        "edit": ("entity_commands:room.edit", "Change a room."),
        "rename": ("entity_commands:room.rename", "Give a room another id, and update all references."),
        "available": ("conference_commands:room_available", "Set when a room is available."),
        "remove": ("entity_commands:room.remove", "Remove a room without sessions."),
    },
)
def room() -> None:
    """Add, change and remove rooms.

    \b
    Example:
      eventkit room add "Hall 4.2" --capacity 400
    """


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("entity_commands:track.add", "Add a track called NAME."),
        "list": ("entity_commands:track.list_all", "List the tracks."),
        "edit": ("entity_commands:track.edit", "Change a track."),
        "rename": ("entity_commands:track.rename", "Give a track another id, and update all references."),
        "remove": ("entity_commands:track.remove", "Remove a track without sessions."),
    },
)
def track() -> None:
    """Add, change and remove tracks.

    \b
    Example:
      eventkit track add "Health" --code HE --colour "#336699"
    """


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("entity_commands:organisation.add", "Add an organisation called NAME."),
        "list": ("entity_commands:organisation.list_all", "List the organisations."),
        "edit": ("entity_commands:organisation.edit", "Change an organisation."),
        "rename": (
            "entity_commands:organisation.rename",
            "Give an organisation another id, and update all references.",
        ),
        "merge": ("entity_commands:organisation.merge", "Merge two entries for the same organisation."),
        "remove": ("entity_commands:organisation.remove", "Remove an organisation that nothing refers to."),
    },
)
def organisation() -> None:
    """Add, change, merge and remove organisations.

    \b
    Example:
      eventkit organisation add "Peking University" --name zh=北京大学 --as host
    """


@click.group(
    cls=CommandLoader,
    commands={
        "new": ("conference_commands:new", "Create a conference with that id and title."),
        "edit": ("conference_commands:edit", "Change the conference itself: title, days, time zone, venue."),
        "remove": (
            "conference_commands:remove",
            "Remove a conference from the store, but not its history and releases.",
        ),
    },
)
def conference() -> None:
    """Create a conference, change its settings, remove it.

    \b
    Example:
      eventkit conference new forum-2027 "Forum 2027" --start 2027-09-06 --zone Asia/Shanghai
    """


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("entity_commands:deadline.add", "Add a deadline called TITLE."),
        "list": ("entity_commands:deadline.list_all", "List the deadlines."),
        "edit": ("entity_commands:deadline.edit", "Change a deadline."),
        "rename": (
            "entity_commands:deadline.rename",
            "Change the id of a deadline; calendars treat it as the same deadline.",
        ),
        "remove": ("entity_commands:deadline.remove", "Remove a deadline; calendars no longer show it."),
    },
)
def deadline() -> None:
    """Add, change and remove deadlines.

    \b
    Example:
      eventkit deadline add "Papers are due" --at 2027-03-01
    """


@click.group(
    cls=CommandLoader,
    commands={
        "list": ("stationery_commands:list_templates", "List the built-in templates."),
        "show": ("stationery_commands:show_template", "Print the file of a built-in template."),
        "copy": (
            "stationery_commands:copy_template",
            "Copy a built-in template to a file, to adapt it.",
        ),
    },
)
def templates() -> None:
    """List, show and copy the templates of badges.

    \b
    Example:
      eventkit templates copy a6 -o ours.toml
    """


@click.group(
    cls=CommandLoader,
    commands={
        "list": (
            "stationery_commands:list_sheets",
            "List the known sheets of labels and badges, by maker.",
        ),
        "show": (
            "stationery_commands:show_sheet",
            "Print the dimensions of a sheet as a file, to describe a similar one.",
        ),
    },
)
def sheets() -> None:
    """List and show the known sheets of labels and badges.

    \b
    Example:
      eventkit sheets list
    """


@click.group(
    cls=CommandLoader,
    commands={
        "make": (
            "token_commands:make_key",
            "Create the first signing key; codes on badges are signed tokens from then on.",
        ),
        "list": (
            "token_commands:list_keys",
            "List the signing keys, oldest first, and the number of badges issued.",
        ),
        "rotate": ("token_commands:rotate_key", "Create another key, which signs from now on."),
        "retire": (
            "token_commands:retire_key",
            "Reject everything signed with key NUMBER, for instance if it may have leaked.",
        ),
        "revoke": (
            "token_commands:revoke_badges",
            "Revoke the badge of each PERSON, for instance one that is lost and not replaced.",
        ),
        "export": (
            "token_commands:export_keys",
            "Write the key file that doors need to verify badges: public keys and revoked badges.",
        ),
    },
)
def keys() -> None:
    """Manage the keys that badges are signed with, and revoke badges.

    \b
    Example:
      eventkit keys make
      eventkit badges -o badges.pdf
      eventkit keys export -o door.json
    """
