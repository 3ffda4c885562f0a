"""The command line: the only reader of the clock, the environment and paths.

A command is loaded when it is called, so that ``eventkit --help`` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import os
from importlib import import_module

import click

from eventkit.cli.command_loader import CommandLoader
from eventkit.cli.command_settings import COMPLETION_VARIABLE
from eventkit.cli.shared_options import store_options

COMPLETION_MODULE = f"{__package__}.shell_completion"
"""The module that completes words, loaded only where a shell asks."""


@click.group(
    cls=CommandLoader,
    sections={
        "demo": "Start",
        "session": "Plan",
        "check": "Check",
        "release": "Publish",
        "programme": "Print",
        "log": "Keep",
    },
    plurals={
        "conferences": "conference",
        "sessions": "session",
        "talks": "session",
        "people": "person",
        "persons": "person",
        "participants": "person",
        "speakers": "person",
        "rooms": "room",
        "tracks": "track",
        "organisations": "organisation",
        "organizations": "organisation",
        "deadlines": "deadline",
        "rules": "rule",
        "releases": "release",
        "templates": "template",
        "sheets": "sheet",
        "keys": "key",
    },
    commands={
        "demo": ("demo:demo", "Build a real forum's agenda, programme, badges and web site in a folder."),
        "conference": ("command_groups:conference", "List, create, change and remove conferences."),
        "import": ("import_command:import_file", "Import a conference from FILE, or from a folder."),
        "formats": (
            "export_command:list_formats",
            "List the formats for import and export, including those of plug-ins.",
        ),
        "completion": ("shell_completion:completion", "Print the completion script for your shell."),
        "session": ("command_groups:session", "List, add, change, move and cancel sessions."),
        "person": ("command_groups:person", "List, add, change, merge and erase people."),
        "room": ("command_groups:room", "List, add, change and remove rooms."),
        "track": ("command_groups:track", "List, add, change and remove tracks."),
        "organisation": (
            "command_groups:organisation",
            "List, add, change, merge and remove organisations.",
        ),
        "deadline": ("command_groups:deadline", "List, add, change and remove deadlines."),
        "plan": ("command_groups:plan", "Schedule the sessions without a time, or add blocks for them."),
        "show": ("show_commands:show", "Show the agenda as a table, in the local time of the conference."),
        "edit": (
            "session_editor:edit_session",
            "Open a session, with its parts, as a document in your editor.",
        ),
        "check": ("check_command:check", "Check the schedule; exit with 1 if there are errors."),
        "waive": ("rule_commands:waive", "Waive findings of 'check', so that they no longer count."),
        "rule": ("command_groups:rule", "List the rules, and set them for this conference."),
        "diff": ("history_commands:diff", "Show what changed from A to B for readers of the programme."),
        "release": ("command_groups:release", "Publish the conference as it is now, as a named release."),
        "revert": ("release_commands:revert", "Revert the conference to a release."),
        "agenda": ("agenda_command:agenda", "Write the agenda as an iCalendar file."),
        "invitations": (
            "agenda_command:invitations",
            "Write an invitation for each participant to each of their sessions.",
        ),
        "letters": (
            "letters_command:letters",
            "Write a letter to each person whom a release concerns, as e-mails and for mail merge.",
        ),
        "site": (
            "site_command:site",
            "Write the public web site into a folder, for any web server.",
        ),
        "serve": ("command_groups:serve", "Serve the board and the public site to browsers."),
        "export": (
            "export_command:export",
            "Export the conference as NAME: any output or format that 'formats' lists.",
        ),
        "programme": (
            "programme_command:programme",
            "Write the programme as a PDF: a book from cover to index, or another edition.",
        ),
        "badges": (
            "badge_commands:badges",
            "Write badges, place cards, door signs or certificates as a PDF.",
        ),
        "template": ("command_groups:template", "List, show and copy the templates of badges."),
        "sheet": ("command_groups:sheet", "List and show the known sheets of labels and badges."),
        "key": ("command_groups:key", "Manage the keys that badges are signed with, and revoke badges."),
        "log": ("log_command:log", "List the changes, newest first: who made them, when and why."),
        "undo": ("history_commands:undo", "Undo the change with that number, or your own last change."),
        "blame": ("history_commands:blame", "Show who last changed each field of a session."),
        "backup": (
            "store_commands:backup",
            "Back up the whole store to one file, even while it is in use.",
        ),
        "restore": ("store_commands:restore", "Restore a backup into the store."),
        "copy": ("store_commands:copy", "Copy the whole store to another, with its history."),
        "doctor": ("store_commands:doctor", "Check the store; exit with 1 if something is broken."),
    },
    epilog="A plural word lists: 'eventkit rooms' is 'eventkit room list'.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="conference-eventkit", prog_name="eventkit")
@store_options
def main() -> None:
    """Manage conferences in one store, and make calendars, programmes and badges from them.

    \b
    Example, from an empty folder:
      eventkit conference new forum-2027 "Forum 2027" --start 2027-09-06 --zone Asia/Shanghai
      eventkit room add "Main Hall"
      eventkit session add "Opening" --start 09:00 --minutes 30 --room main-hall
      eventkit show
      eventkit release "1.0"
      eventkit programme -o programme.pdf
    """


def collect_rarely() -> None:
    """Search for cyclic garbage rarely, until the process ends.

    Nearly everything a command allocates, modules and then the values of a conference, lives until it ends:
    searching it again and again takes up to as long as the work itself. The library leaves this to programs.
    """
    gc.set_threshold(300_000, 20, 20)


def run() -> None:
    """Run the command that the command line names: the program ``eventkit``."""
    collect_rarely()
    # The search at the end of the process takes a fifth of the time of a short command.
    atexit.register(gc.freeze)
    # Pydantic looks for plugins among all that is installed, which takes as long as reading a conference.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if COMPLETION_VARIABLE in os.environ:
        import_module(COMPLETION_MODULE).register()
    main(complete_var=COMPLETION_VARIABLE)
