"""The groups of commands, each with the list of its own: nothing but words, so that help comes at once."""

from __future__ import annotations

import click

from eventkit.cli.command_loader import CommandLoader


@click.group(
    cls=CommandLoader,
    commands={
        "add": ("session_commands:session.add", "Add a session called TITLE."),
        "edit": ("session_commands:session.edit", "Change a session: its texts, time, rooms and people."),
        "rename": (
            "session_commands:session.rename",
            "Give a session another id; whatever names it follows.",
        ),
        "move": ("session_commands:move", "Move a session to another time or other rooms."),
        "person": (
            "session_commands:person",
            "Set the role, the position and the place of a person in a session.",
        ),
        "show": ("session_commands:show", "Show the details of a session."),
        "cancel": (
            "session_commands:cancel",
            "Cancel a session: it stays on the agenda, marked as cancelled.",
        ),
        "restore": ("session_commands:restore", "Restore a cancelled session: it takes place after all."),
        "unschedule": ("session_commands:unschedule", "Remove the time and the rooms of a session."),
        "pin": (
            "session_commands:pin_session",
            "Pin the time and the rooms of a session: planning does not move it.",
        ),
        "remove": (
            "session_commands:session.remove",
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
        "add": ("person_commands:person.add", "Add a person, team or delegation called NAME."),
        "edit": ("person_commands:person.edit", "Change what is printed about a person."),
        "rename": (
            "person_commands:person.rename",
            "Give a person another id; contact, badge and whatever names it follow.",
        ),
        "available": ("conference_commands:person_available", "Set when a person is available."),
        "contact": (
            "person_commands:contact",
            "Store the contact of a person: for the office alone, never printed.",
        ),
        "merge": ("person_commands:person.merge", "Merge two entries that are the same person."),
        "remove": ("person_commands:person.remove", "Remove a person who appears nowhere."),
        "forget": (
            "person_commands:forget",
            "Erase a person for good: contact, name and history, also in all releases.",
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
        "edit": ("entity_commands:room.edit", "Change a room."),
        "rename": ("entity_commands:room.rename", "Give a room another id; whatever names it follows."),
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
        "edit": ("entity_commands:track.edit", "Change a track."),
        "rename": ("entity_commands:track.rename", "Give a track another id; whatever names it follows."),
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
        "edit": ("entity_commands:organisation.edit", "Change an organisation."),
        "rename": (
            "entity_commands:organisation.rename",
            "Give an organisation another id; whatever names it follows.",
        ),
        "merge": ("entity_commands:organisation.merge", "Merge two entries that are the same organisation."),
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
            "Remove a conference from the store; its history and releases stay.",
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
        "edit": ("entity_commands:deadline.edit", "Change a deadline."),
        "rename": (
            "entity_commands:deadline.rename",
            "Give a deadline another id; in calendars it stays the same deadline.",
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
