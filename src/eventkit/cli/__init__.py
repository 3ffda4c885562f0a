"""The command line: the only reader of the clock, the environment and paths.

A command is loaded when it is called, so that ``eventkit --help`` answers at once.
"""

from __future__ import annotations

import click

from eventkit.cli.door import Door
from eventkit.cli.options import store_options


@click.group(
    cls=Door,
    commands={
        "demo": ("demo:demo", "Build a real forum's agenda, programme and badges in a folder."),
        "import": ("files:import_file", "Take a conference from FILE into the store."),
        "export": ("files:export", "Write a conference from the store to a file."),
        "conferences": ("looking:conferences", "List the conferences in the store."),
        "show": ("looking:show", "Show the agenda as a table, in the local time of the conference."),
        "people": ("looking:people", "List who appears, as what and where, sorted by name."),
        "check": (
            "looking:check",
            "Tell what is wrong with a schedule; exit with 1 where something must be mended.",
        ),
        "agenda": ("making:agenda", "Write the agenda as an iCalendar file."),
        "programme": (
            "making:programme",
            "Set the programme as a PDF: cover, agenda of each day, index of speakers.",
        ),
        "badges": ("making:badges", "Set the badges as a PDF, one A6 page for each person who appears."),
        "completion": ("completion:completion", "Print the script that completes commands in your shell."),
    },
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="conference-eventkit", prog_name="eventkit")
@store_options
def main() -> None:
    """Keep a conference in one store; make calendars, programmes and badges from it.

    \b
    Example:
      eventkit import forum.yaml
      eventkit show
      eventkit agenda -o agenda.ics
      eventkit programme --language en --language zh -o programme.pdf
      eventkit badges -o badges.pdf
    """
