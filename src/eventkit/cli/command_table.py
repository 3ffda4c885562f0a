"""The table of commands: the place of each, by its words.

A command is imported when it is called. What it does is written once, in its docstring; lists of commands
take the first paragraph of it from the index of commands (`command_index`).
"""

from __future__ import annotations

from collections.abc import Mapping

Places = Mapping[str, str]
"""The places of commands in this package, ``module:name`` or ``module:object.name``."""


def entity_places(word: str, reports: str, place: str) -> Places:
    """The commands that every kind of entity has.

    Args:
        reports: The name of its `EntityReports`.
        place: The place of its `EntityCommands`.
    """
    seen = {name: f"entity_reports:{reports}.{attribute}" for name, attribute in SHOWN.items()}
    changed = {name: f"{place}.{name}" for name in ("add", "edit", "rename", "remove")}
    return {f"{word} {name}": command for name, command in {**seen, **changed}.items()}


SHOWN = {"list": "list_all", "show": "show"}
"""The commands that show entities, with the attributes of `EntityReports`."""

COMMANDS: Places = {
    # Start
    "demo": "demo:demo",
    "conference": "command_groups:conference",
    "conference list": "conference_commands:list_conferences",
    "conference show": "conference_commands:show",
    "conference new": "conference_commands:new",
    "conference edit": "conference_commands:edit",
    "conference remove": "conference_commands:remove",
    "import": "import_command:import_file",
    "formats": "export_command:list_formats",
    "completion": "shell_completion:completion",
    # Plan
    "session": "command_groups:session",
    **entity_places("session", "sessions", "session_commands:session"),
    "session move": "session_commands:move",
    "session swap": "session_commands:swap",
    "session assign": "session_commands:assign",
    "session unschedule": "session_commands:unschedule",
    "session pin": "session_commands:pin_session",
    "session cancel": "session_commands:cancel",
    "session restore": "session_commands:restore",
    "person": "command_groups:person",
    **entity_places("person", "people", "person_commands:person"),
    "person available": "conference_commands:person_available",
    "person contact": "person_commands:contact",
    "person duplicates": "person_commands:list_duplicates",
    "person merge": "person_commands:person.merge",
    "person forget": "person_commands:forget",
    "room": "command_groups:room",
    **entity_places("room", "rooms", "entity_commands:room"),
    "room available": "conference_commands:room_available",
    "track": "command_groups:track",
    **entity_places("track", "tracks", "entity_commands:track"),
    "organisation": "command_groups:organisation",
    **entity_places("organisation", "organisations", "entity_commands:organisation"),
    "organisation merge": "entity_commands:organisation.merge",
    "deadline": "command_groups:deadline",
    **entity_places("deadline", "deadlines", "entity_commands:deadline"),
    "plan": "command_groups:plan",
    "plan sessions": "plan_command:sessions",
    "plan repair": "repair_command:repair",
    "plan blocks": "plan_setup_command:blocks",
    "plan weights": "plan_setup_command:weights",
    "show": "show_commands:show",
    "edit": "session_editor:edit_session",
    # Check
    "check": "check_command:check",
    "waive": "rule_commands:waive",
    "rule": "command_groups:rule",
    "rule list": "rule_commands:listing",
    "rule show": "rule_commands:show",
    "rule set": "rule_commands:set_severity",
    "rule parameter": "rule_commands:parameter",
    "rule hours": "rule_settings_commands:hours",
    "rule change-over": "rule_settings_commands:change_over",
    "rule need": "rule_settings_commands:need",
    "rule wish": "rule_settings_commands:wish",
    "rule prefer": "rule_settings_commands:prefer",
    "rule reset": "rule_commands:reset",
    "rule log": "rule_commands:log",
    "diff": "history_commands:diff",
    # Publish
    "release": "command_groups:release",
    "release list": "release_commands:list_releases",
    "release show": "release_commands:show",
    "release add": "release_commands:add",
    "revert": "release_commands:revert",
    "agenda": "agenda_command:agenda",
    "invitations": "agenda_command:invitations",
    "letters": "letters_command:letters",
    "site": "site_command:site",
    "serve": "command_groups:serve",
    "serve start": "serve_command:start",
    "serve add-user": "serve_command:add_user",
    "export": "export_command:export",
    # Print
    "programme": "programme_command:programme",
    "badges": "badge_commands:badges",
    "badges verify": "token_commands:verify_badge",
    "badges replace": "badge_commands:replace_badges",
    "badges issued": "badge_commands:issued",
    "template": "command_groups:template",
    "template list": "stationery_commands:list_templates",
    "template show": "stationery_commands:show_template",
    "template copy": "stationery_commands:copy_template",
    "sheet": "command_groups:sheet",
    "sheet list": "stationery_commands:list_sheets",
    "sheet show": "stationery_commands:show_sheet",
    "key": "command_groups:key",
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
