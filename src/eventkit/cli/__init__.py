"""The command line: the only reader of the clock, the environment and paths.

A command is loaded when it is called, so that ``eventkit --help`` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import os

import click

from eventkit.cli.commands import COMPLETION_VARIABLE, SECTIONS, CommandLoader
from eventkit.cli.shared_options import store_options


@click.group(
    cls=CommandLoader,
    table_name="",
    sections=SECTIONS,
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
    epilog="A plural word lists: 'eventkit rooms' is 'eventkit room list'.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="conference-eventkit", prog_name="eventkit")
@store_options
def main() -> None:
    """Manage conferences in one store, and make calendars, programmes and badges from them.

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
        from eventkit.cli.shell_completion import register  # noqa: PLC0415 - only shells need it

        register()
    main(complete_var=COMPLETION_VARIABLE)
