"""Command groups, with their help."""

from __future__ import annotations

import click

from eventkit.cli.command_loader import CommandLoader


@click.group(cls=CommandLoader, table_name="session")
def session() -> None:
    """List, add, change, move and cancel sessions.

    \b
    Example:
      eventkit session list --unscheduled
      eventkit session add "Opening" --start "2027-09-06 09:00" --minutes 30 --room hall
      eventkit session swap opening panel
    """


@click.group(cls=CommandLoader, table_name="serve", default="start")
def serve() -> None:
    """Serve the board and the public site to browsers.

    'eventkit serve' without a command is 'eventkit serve start'.

    \b
    Example:
      eventkit serve --open
      eventkit serve add-user users.txt "Ana Sousa" --role editor
      eventkit serve --host 0.0.0.0 --users users.txt
    """


@click.group(cls=CommandLoader, table_name="plan", default="sessions")
def plan() -> None:
    """Schedule the sessions without a time, or add blocks for them.

    'eventkit plan' without a command is 'eventkit plan sessions'.

    \b
    Example:
      eventkit plan blocks "mon-wed 09:00-10:30, 11:00-12:30" --rooms hall,annex
      eventkit plan --dry-run
    """


@click.group(cls=CommandLoader, table_name="person")
def person() -> None:
    """List, add, change, merge and erase people.

    \b
    Example:
      eventkit person list
      eventkit person add "Lin Yifu" --name zh=林毅夫 --position Dean --organisation pku
    """


@click.group(cls=CommandLoader, table_name="room")
def room() -> None:
    """List, add, change and remove rooms.

    \b
    Example:
      eventkit room list
      eventkit room add "Hall 4.2" --capacity 400
    """


@click.group(cls=CommandLoader, table_name="track")
def track() -> None:
    """List, add, change and remove tracks.

    \b
    Example:
      eventkit track list
      eventkit track add "Health" --code HE --colour "#336699"
    """


@click.group(cls=CommandLoader, table_name="organisation")
def organisation() -> None:
    """List, add, change, merge and remove organisations.

    \b
    Example:
      eventkit organisation list
      eventkit organisation add "Peking University" --name zh=北京大学 --as host
    """


@click.group(cls=CommandLoader, table_name="deadline")
def deadline() -> None:
    """List, add, change and remove deadlines.

    \b
    Example:
      eventkit deadline list
      eventkit deadline add "Papers are due" --at 2027-03-01
    """


@click.group(cls=CommandLoader, table_name="conference")
def conference() -> None:
    """List, create, change and remove conferences.

    \b
    Example:
      eventkit conference list
      eventkit conference new forum-2027 "Forum 2027" --start 2027-09-06 --zone Asia/Shanghai
    """


@click.group(cls=CommandLoader, table_name="release", default="add", takes_name=True)
def release() -> None:
    """Publish the conference as it is now, as a named release.

    'eventkit release NAME' is 'eventkit release add NAME'. A release never changes and is never removed.

    \b
    Example:
      eventkit release 1.0 --note "as sent to the printer"
      eventkit release list
    """


@click.group(cls=CommandLoader, table_name="template")
def template() -> None:
    """List, show and copy the templates of badges.

    \b
    Example:
      eventkit template copy a6 -o ours.toml
    """


@click.group(cls=CommandLoader, table_name="sheet")
def sheet() -> None:
    """List and show the known sheets of labels and badges.

    \b
    Example:
      eventkit sheet list
    """


@click.group(cls=CommandLoader, table_name="key")
def key() -> None:
    """Manage the keys that badges are signed with, and revoke badges.

    \b
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

    \b
    Example:
      eventkit rule list
      eventkit rule set room-clash warning
    """
