"""The groups of commands, each with the list of its own: nothing but words, so that help comes at once."""

from __future__ import annotations

import click

from eventkit.cli.command_loader import CommandLoader


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("sessions:add", "Add a session called TITLE."),
        "edit": ("sessions:edit", "Change what a session is, when and where it is."),
        "move": ("placing:move", "Move a session to another time or other rooms."),
        "person": (
            "appearing:person",
            "Say as what, with which position and in which place someone appears.",
        ),
        "show": ("sessions:show", "Show all that is known of a session."),
        "cancel": ("placing:cancel", "Cancel a session: it stays on the agenda, marked as cancelled."),
        "restore": ("placing:restore", "Let a cancelled session take place after all."),
        "unschedule": ("placing:unschedule", "Take the time and the rooms from a session."),
        "pin": (
            "placing:pin",
            "Settle the time and the rooms of a session, so that planning leaves it alone.",
        ),
        "remove": (
            "placing:remove",
            "Remove a session as if it had never been; to let people know, cancel it.",
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
    commands={
        "add": ("people:add", "Add someone who appears, called NAME."),
        "edit": ("people:edit", "Change what is printed of someone."),
        "available": ("available:person", "Say when someone can appear."),
        "contact": (
            "contacts:contact",
            "Keep how to reach someone: known to the office alone, printed nowhere.",
        ),
        "merge": ("people:merge", "Make one of two entries that are the same person."),
        "remove": ("people:remove", "Remove someone who appears nowhere."),
        "forget": (
            "contacts:forget",
            "Forget someone for good: contact, name and history, in all that was ever released.",
        ),
    },
)
def person() -> None:
    """Add, change, merge and forget those who appear.

    \b
    Example:
      eventkit person add "Lin Yifu" --name zh=林毅夫 --position Dean --organisation pku
    """


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("rooms:add", "Add a room called NAME."),
        "edit": ("rooms:edit", "Change a room."),
        "available": ("available:room", "Say when a room may be used."),
        "remove": ("rooms:remove", "Remove a room in which nothing is held."),
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
        "add": ("tracks:add", "Add a track called NAME."),
        "edit": ("tracks:edit", "Change a track."),
        "remove": ("tracks:remove", "Remove a track that no session is on."),
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
        "add": ("organisations:add", "Add an organisation called NAME."),
        "edit": ("organisations:edit", "Change an organisation."),
        "merge": ("organisations:merge", "Make one of two entries that are the same organisation."),
        "remove": ("organisations:remove", "Remove an organisation that nothing names."),
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
        "new": ("occasion:new", "Begin a conference of that id and title."),
        "edit": ("occasion:edit", "Change the conference itself: title, days, zone, venue."),
        "remove": ("occasion:remove", "Remove a conference from the store; its history and releases stay."),
    },
)
def conference() -> None:
    """Begin a conference, change its settings, remove it.

    \b
    Example:
      eventkit conference new forum-2027 "Forum 2027" --start 2027-09-06 --zone Asia/Shanghai
    """


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("deadlines:add", "Add a deadline called TITLE."),
        "edit": ("deadlines:edit", "Change a deadline."),
        "remove": ("deadlines:remove", "Remove a deadline as if it had never been."),
    },
)
def deadline() -> None:
    """Add, change and remove deadlines: by when something is to be done.

    \b
    Example:
      eventkit deadline add "Papers are due" --at 2027-03-01
    """


@click.group(
    cls=CommandLoader,
    commands={
        "list": ("templates:list_templates", "List the templates that come along."),
        "show": ("templates:show", "Show the file of a template that comes along."),
        "copy": ("templates:copy", "Copy a template that comes along to a file, to make it your own."),
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
        "list": ("paper:listing", "List the sheets of labels and badges that are known, by maker."),
        "show": ("paper:show", "Show the measures of a sheet as a file, to describe another one like it."),
    },
)
def sheets() -> None:
    """List and show the sheets of labels and badges that are known.

    \b
    Example:
      eventkit sheets list
    """


@click.group(
    cls=CommandLoader,
    commands={
        "make": ("keys:make", "Make the first key; from then on the code of each badge is a signed token."),
        "list": ("keys:listing", "List the keys, the oldest first, and how many badges were issued."),
        "rotate": ("keys:rotate", "Make a further key, which signs from now on."),
        "retire": (
            "keys:retire",
            "Refuse all that the key of that NUMBER signed, as when others may have got hold of it.",
        ),
        "revoke": (
            "keys:revoke",
            "Refuse the badge of each PERSON, as when one is lost and its owner gets none in its place.",
        ),
        "export": (
            "keys:export",
            "Write what doors have to know to tell good badges: public halves of keys, and what is revoked.",
        ),
    },
)
def keys() -> None:
    """Make the keys that badges are signed with, and say what doors refuse.

    \b
    Example:
      eventkit keys make
      eventkit badges -o badges.pdf
      eventkit keys export -o door.json
    """
