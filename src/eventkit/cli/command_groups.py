"""Command groups: the commands of each kind of thing, with the first sentences of their help."""

from __future__ import annotations

from collections.abc import Mapping

import click

from eventkit.cli.command_loader import CommandLoader

Lines = Mapping[str, tuple[str, str]]
"""The place of each command in this package, and the first sentence of its help."""


def entity_lines(
    reports: str,
    place: str,
    noun: str,
    plural: str,
    *,
    add: str = "",
    edit: str = "",
    remove: str = "",
    rename: str = "",
) -> Lines:
    """The commands that every kind of entity has.

    Args:
        reports: The name of its `EntityReports`.
        place: The place of its `EntityCommands`, ``module:name``.
        noun: One of it, with its article.
        plural: Several of it.
        add: The first sentences of the help of commands, where they are not the usual ones.
        edit: As `add`.
        remove: As `add`.
        rename: As `add`.
    """
    return {
        "list": (f"entity_reports:{reports}.list_all", f"List the {plural}."),
        "show": (f"entity_reports:{reports}.show", f"Show the details of {noun}."),
        "add": (f"{place}.add", add or f"Add {noun} called NAME."),
        "edit": (f"{place}.edit", edit or f"Change {noun}."),
        "rename": (f"{place}.rename", rename or f"Give {noun} another id, and update all references."),
        "remove": (f"{place}.remove", remove or f"Remove {noun} that nothing refers to."),
    }


@click.group(
    cls=CommandLoader,
    commands={
        **entity_lines(
            "sessions",
            "session_commands:session",
            "a session",
            "sessions",
            add="Add a session called TITLE.",
            edit="Change a session: its texts, time, rooms and people.",
            remove="Remove a session; use 'session cancel' to show it as cancelled instead.",
        ),
        "move": ("session_commands:move", "Move a session to another time or other rooms."),
        "swap": ("session_commands:swap", "Exchange the starts and the rooms of two sessions."),
        "assign": (
            "session_commands:assign",
            "Assign a person to a session, with a role, a position and a rank.",
        ),
        "unschedule": ("session_commands:unschedule", "Remove the time and the rooms of a session."),
        "pin": (
            "session_commands:pin_session",
            "Pin the time and the rooms of a session, so that planning does not move it.",
        ),
        "cancel": (
            "session_commands:cancel",
            "Cancel sessions: they stay on the agenda, marked as cancelled.",
        ),
        "restore": ("session_commands:restore", "Restore a cancelled session."),
    },
)
def session() -> None:
    """List, add, change, move and cancel sessions.

    \b
    Example:
      eventkit session list --unscheduled
      eventkit session add "Opening" --start "2027-09-06 09:00" --minutes 30 --room hall
      eventkit session swap opening panel
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
            "plan_setup_command:blocks",
            "Add blocks for planning: one in each room for each period.",
        ),
        "weights": (
            "plan_setup_command:weights",
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
        **entity_lines(
            "people",
            "person_commands:person",
            "a person",
            "people, with their positions and sessions",
            add="Add a person, team or delegation called NAME.",
            edit="Change what is printed about a person.",
            rename="Change the id of a person, also in references, contact details and badge.",
            remove="Remove a person who is in no session and no team.",
        ),
        "available": ("conference_commands:person_available", "Set when a person is available."),
        "contact": ("person_commands:contact", "Show or store the private contact details of a person."),
        "duplicates": (
            "person_commands:list_duplicates",
            "List pairs of entries that may be one person, with the evidence; nothing is merged.",
        ),
        "merge": ("person_commands:person.merge", "Merge two entries for the same person."),
        "forget": (
            "person_commands:forget",
            "Erase a person for good: contact details, name and history, in all releases too.",
        ),
    },
)
def person() -> None:
    """List, add, change, merge and erase people.

    \b
    Example:
      eventkit person list
      eventkit person add "Lin Yifu" --name zh=林毅夫 --position Dean --organisation pku
    """


@click.group(
    cls=CommandLoader,
    commands={
        **entity_lines(
            "rooms", "entity_commands:room", "a room", "rooms", remove="Remove a room without sessions."
        ),
        "available": ("conference_commands:room_available", "Set when a room is available."),
    },
)
def room() -> None:
    """List, add, change and remove rooms.

    \b
    Example:
      eventkit room list
      eventkit room add "Hall 4.2" --capacity 400
    """


@click.group(
    cls=CommandLoader,
    commands=entity_lines(
        "tracks", "entity_commands:track", "a track", "tracks", remove="Remove a track without sessions."
    ),
)
def track() -> None:
    """List, add, change and remove tracks.

    \b
    Example:
      eventkit track list
      eventkit track add "Health" --code HE --colour "#336699"
    """


@click.group(
    cls=CommandLoader,
    commands={
        **entity_lines("organisations", "entity_commands:organisation", "an organisation", "organisations"),
        "merge": ("entity_commands:organisation.merge", "Merge two entries for the same organisation."),
    },
)
def organisation() -> None:
    """List, add, change, merge and remove organisations.

    \b
    Example:
      eventkit organisation list
      eventkit organisation add "Peking University" --name zh=北京大学 --as host
    """


@click.group(
    cls=CommandLoader,
    commands=entity_lines(
        "deadlines",
        "entity_commands:deadline",
        "a deadline",
        "deadlines",
        add="Add a deadline called TITLE.",
        rename="Change the id of a deadline; calendars treat it as the same deadline.",
        remove="Remove a deadline; calendars no longer show it.",
    ),
)
def deadline() -> None:
    """List, add, change and remove deadlines.

    \b
    Example:
      eventkit deadline list
      eventkit deadline add "Papers are due" --at 2027-03-01
    """


@click.group(
    cls=CommandLoader,
    commands={
        "list": ("conference_commands:list_conferences", "List the conferences in the store."),
        "show": ("conference_commands:show", "Show the details of the conference."),
        "new": ("conference_commands:new", "Create a conference with that id and title."),
        "edit": ("conference_commands:edit", "Change the conference itself: title, days, time zone, venue."),
        "remove": (
            "conference_commands:remove",
            "Remove a conference from the store, but not its history and releases.",
        ),
    },
)
def conference() -> None:
    """List, create, change and remove conferences.

    \b
    Example:
      eventkit conference list
      eventkit conference new forum-2027 "Forum 2027" --start 2027-09-06 --zone Asia/Shanghai
    """


@click.group(
    cls=CommandLoader,
    default="add",
    takes_name=True,
    commands={
        "list": ("release_commands:list_releases", "List the releases, the oldest first."),
        "show": ("release_commands:show", "Show the details of a release."),
        "add": ("release_commands:add", "Publish the conference as it is now, as a named release."),
    },
)
def release() -> None:
    """Publish the conference as it is now, as a named release.

    'eventkit release NAME' is 'eventkit release add NAME'. A release never changes and is never removed.

    \b
    Example:
      eventkit release 1.0 --note "as sent to the printer"
      eventkit release list
    """


@click.group(
    cls=CommandLoader,
    commands={
        "list": ("stationery_commands:list_templates", "List the built-in templates."),
        "show": ("stationery_commands:show_template", "Print the file of a built-in template."),
        "copy": ("stationery_commands:copy_template", "Copy a built-in template to a file, to adapt it."),
    },
)
def template() -> None:
    """List, show and copy the templates of badges.

    \b
    Example:
      eventkit template copy a6 -o ours.toml
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
def sheet() -> None:
    """List and show the known sheets of labels and badges.

    \b
    Example:
      eventkit sheet list
    """


@click.group(
    cls=CommandLoader,
    commands={
        "list": (
            "token_commands:list_keys",
            "List the signing keys, oldest first, and the number of badges issued.",
        ),
        "show": (
            "token_commands:show_key",
            "Show a signing key, with the public half to compare with the key file of a door.",
        ),
        "make": (
            "token_commands:make_key",
            "Create the first signing key; codes on badges are signed tokens from then on.",
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
def key() -> None:
    """Manage the keys that badges are signed with, and revoke badges.

    \b
    Example:
      eventkit key make
      eventkit badges -o badges.pdf
      eventkit key export -o door.json
    """


@click.group(
    cls=CommandLoader,
    commands={
        "list": ("rule_commands:listing", "List the rules, with their severities in this conference."),
        "show": ("rule_commands:show", "Show a rule: its reason, an example and its parameters."),
        "set": ("rule_commands:set_severity", "Set the severity of a rule: error, warning, info or off."),
        "parameter": ("rule_commands:parameter", "Set a parameter of the rules; without one, list all."),
        "hours": ("rule_settings_commands:hours", "Set the opening hours of each day, or of a room."),
        "change-over": (
            "rule_settings_commands:change_over",
            "Set the changeover time in MINUTES between all rooms, or between two.",
        ),
        "need": (
            "rule_settings_commands:need",
            "Set the features that a session needs in its rooms; without any, remove them.",
        ),
        "wish": (
            "rule_settings_commands:wish",
            "Ask for sessions to be apart, in order, in one room or after a break.",
        ),
        "prefer": (
            "rule_settings_commands:prefer",
            "Set when and where a session or person prefers to be.",
        ),
        "reset": ("rule_commands:reset", "Reset a rule or a parameter to its default, or all of them."),
        "log": ("rule_commands:log", "List the changes of rule settings, newest first."),
    },
)
def rule() -> None:
    """List the rules, and set them for this conference.

    Rule settings are included in copies and backups of the store, but not in documents, releases or the
    history.

    \b
    Example:
      eventkit rule list
      eventkit rule set room-clash warning
    """
