"""The command line: the only reader of the clock, the environment and paths.

A command is loaded when it is called, so that ``eventkit --help`` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import os

import click

from eventkit.cli.command_loader import CommandLoader
from eventkit.cli.shared_options import store_options


@click.group(
    cls=CommandLoader,
    sections={
        "demo": "Start",
        "conference": "Edit and plan",
        "import": "Import and export",
        "conferences": "View",
        "check": "Check",
        "log": "History",
        "release": "Release",
        "agenda": "Publish and print",
        "templates": "Badges",
        "backup": "Store",
        "completion": "Shell",
    },
    commands={
        "demo": ("demo:demo", "Build a real forum's agenda, programme, badges and web site in a folder."),
        "conference": ("command_loader:conference", "Create a conference, change its settings, remove it."),
        "room": ("command_loader:room", "Add, change and remove rooms."),
        "track": ("command_loader:track", "Add, change and remove tracks."),
        "organisation": ("command_loader:organisation", "Add, change, merge and remove organisations."),
        "person": ("command_loader:person", "Add, change, merge and erase people."),
        "session": ("command_loader:session", "Add, change, move, cancel and show sessions."),
        "plan": (
            "command_loader:plan",
            "Schedule the sessions without a time, or add blocks for them.",
        ),
        "deadline": ("command_loader:deadline", "Add, change and remove deadlines."),
        "edit": (
            "session_editor:edit_session",
            "Open a session, with its parts, as a document in your editor.",
        ),
        "import": (
            "import_command:import_file",
            "Import a conference from FILE, or from a folder.",
        ),
        "export": (
            "export_command:export",
            "Export the conference as NAME: any output or format that 'formats' lists.",
        ),
        "formats": (
            "export_command:list_formats",
            "List the formats for import and export, including those of plug-ins.",
        ),
        "conferences": ("show_commands:conferences", "List the conferences in the store."),
        "show": ("show_commands:show", "Show the agenda as a table, in the local time of the conference."),
        "people": ("show_commands:people", "List the people, with their positions and sessions, by name."),
        "check": (
            "check_command:check",
            "Check the schedule; exit with 1 if there are errors.",
        ),
        "waive": (
            "rule_commands:waive",
            "Waive findings of 'check', so that they no longer count.",
        ),
        "rules": ("rule_commands:rules", "Show the rules, and set them for this conference."),
        "log": ("history_commands:log", "List the changes, newest first: who made them, when and why."),
        "undo": ("history_commands:undo", "Undo the change with that number, or your own last change."),
        "blame": ("history_commands:blame", "Show who last changed each field of a session."),
        "release": ("release_commands:release", "Publish the conference as it is now, as a named release."),
        "releases": ("release_commands:releases", "List the releases, the oldest first."),
        "diff": ("history_commands:diff", "Show what changed from A to B for readers of the programme."),
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
        "programme": (
            "programme_command:programme",
            "Write the programme as a PDF: a book from cover to index, or another edition.",
        ),
        "badges": (
            "badge_commands:badges",
            "Write badges, place cards, door signs or certificates as a PDF.",
        ),
        "site": (
            "site_command:site",
            "Write the public web site into a folder, for any web server.",
        ),
        "serve": ("command_loader:serve", "Serve the board and the public site to browsers."),
        "templates": ("command_loader:templates", "List, show and copy the templates of badges."),
        "sheets": ("command_loader:sheets", "List and show the known sheets of labels and badges."),
        "keys": ("command_loader:keys", "Manage the keys that badges are signed with, and revoke badges."),
        "backup": (
            "store_commands:backup",
            "Back up the whole store to one file, even while it is in use.",
        ),
        "restore": ("store_commands:restore", "Restore a backup into the store."),
        "copy": ("store_commands:copy", "Copy the whole store to another, with its history."),
        "doctor": ("store_commands:doctor", "Check the store; exit with 1 if something is broken."),
        "completion": (
            "command_loader:completion",
            "Print the completion script for your shell.",
        ),
    },
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


def run() -> None:
    """Run the command that the command line names: the program ``eventkit``."""
    # Nearly everything a command allocates, modules and then the values of a conference, lives until it ends:
    # searching it for cyclic garbage again and again takes up to as long as the work itself, and the search
    # at the end of the process a fifth of the time of a short command.
    gc.set_threshold(300_000, 20, 20)
    atexit.register(gc.freeze)
    # Pydantic looks for plugins among all that is installed, which takes as long as reading a conference.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    main()
