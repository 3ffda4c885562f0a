"""Synonyms: commands, options, exports and editions that users may try, and those to suggest."""

from __future__ import annotations

from collections.abc import Mapping

OTHER_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("add", "talk"), "session add"),
    **dict.fromkeys(("book", "brochure", "handbook", "pdf", "print", "program"), "programme"),
    **dict.fromkeys(("calendar", "calendars", "feed", "ical", "icalendar", "ics"), "agenda"),
    **dict.fromkeys(("begin", "conference add", "create", "init", "new", "start"), "conference new"),
    **dict.fromkeys(("grid", "timetable"), "show --grid"),
    **dict.fromkeys(("list", "ls", "schedule", "view"), "show"),
    **dict.fromkeys(("free", "available", "availability"), "show --free"),
    **dict.fromkeys(("unplaced", "unscheduled"), "show --unscheduled"),
    **dict.fromkeys(("html", "web", "website"), "site"),
    **dict.fromkeys(("board", "server"), "serve"),
    **dict.fromkeys(("autoplan", "arrange", "schedule-all", "solve"), "plan"),
    **dict.fromkeys(("lint", "status", "test", "validate", "verify"), "check"),
    **dict.fromkeys(("participant", "speaker"), "person"),
    **dict.fromkeys(("affiliation", "sponsor", "sponsors", "organization"), "organisation"),
    **dict.fromkeys(("assign", "session person", "session speaker"), "session assign"),
    **dict.fromkeys(("delete", "remove", "rm", "session delete"), "session remove"),
    **dict.fromkeys(("changes", "compare"), "diff"),
    **dict.fromkeys(("mail", "mails", "invite"), "invitations"),
    "badge": "badges",
    "cancel": "session cancel",
    "certificate": "badges --help",
    "duplicates": "person duplicates",
    "find": "session show",
    "forget": "person forget",
    "help": "--help",
    "history": "log",
    "hours": "rule hours",
    "key add": "key make",
    "key remove": "key retire",
    "label": "sheet",
    "load": "import",
    "merge": "person merge",
    "move": "session move",
    "pin": "session pin",
    "publish": "release",
    "read": "import",
    "redo": "undo",
    "rename": "session rename",
    "save": "export document",
    "session uncancel": "session restore",
    "session delete": "session remove",
    "swap": "session swap",
    "template add": "template copy",
    "template edit": "template copy",
    "unschedule": "session unschedule",
    "version": "--version",
    "waivers": "waive --list",
    "write": "export",
    "xlsx": "export spreadsheet",
}
"""Commands that users may try, and the command to suggest."""

VERBS: Mapping[str, str] = {
    **dict.fromkeys(("all", "ls"), "list"),
    **dict.fromkeys(("create", "insert", "new"), "add"),
    **dict.fromkeys(("change", "modify", "set", "update"), "edit"),
    **dict.fromkeys(("delete", "del", "drop", "rm"), "remove"),
    **dict.fromkeys(("details", "get", "info", "view"), "show"),
}
"""Verbs that users may try in a group, and those of eventkit."""

IMPOSSIBLE: Mapping[str, str] = {
    **dict.fromkeys(
        ("release edit", "release remove", "release rename"),
        "A release never changes and is never removed: publish another with 'eventkit release NAME'.",
    ),
}
"""Commands that there cannot be, and the reason."""

OTHER_OPTIONS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("--affiliation", "--company", "--org"), ("--organisation",)),
    **dict.fromkeys(("--begin", "--from", "--time", "--when"), ("--start", "--day")),
    **dict.fromkeys(("--color", "--colors"), ("--colour",)),
    **dict.fromkeys(("--comment", "--message", "--reason", "-m"), ("--why", "--reason", "--note")),
    **dict.fromkeys(("--count", "--max", "-n"), ("--limit", "--count")),
    **dict.fromkeys(("--database", "--db"), ("--store",)),
    **dict.fromkeys(("--date", "--dates", "--on"), ("--day", "--start", "--at")),
    **dict.fromkeys(("--duration", "--length"), ("--minutes",)),
    **dict.fromkeys(("--file", "--out", "--output"), ("-o",)),
    **dict.fromkeys(("--finish", "--to", "--until"), ("--end",)),
    **dict.fromkeys(("--guest", "--guests"), ("--attendees", "--blanks")),
    **dict.fromkeys(("--job", "--job-title"), ("--position",)),
    **dict.fromkeys(("--location", "--place"), ("--room", "--venue", "--address")),
    **dict.fromkeys(("--participant", "--people", "--speaker", "--speakers"), ("--person",)),
    **dict.fromkeys(("--timezone", "--tz"), ("--zone",)),
    "--description": ("--abstract",),
    "--name": ("--title",),
    "--seats": ("--capacity",),
    "--title": ("--name",),
    "--type": ("--kind",),
}
"""Options that users may try, and the options to suggest: those of them that the command has."""

OTHER_EXPORTS: Mapping[str, str] = {
    **dict.fromkeys(("book", "pdf"), "programme"),
    **dict.fromkeys(("calendar", "ical", "icalendar", "ics"), "agenda"),
    **dict.fromkeys(("excel", "workbook", "xlsx"), "export spreadsheet"),
    **dict.fromkeys(("html", "web", "website"), "site"),
    **dict.fromkeys(("frab", "pentabarf", "xml"), "export schedule-xml"),
    **dict.fromkeys(("yaml", "yml"), "export document"),
    "badge": "badges",
    "letters": "letters",
}
"""Names that users may try to export, and the command to suggest."""

OTHER_EDITIONS: Mapping[str, str] = {
    **dict.fromkeys(("brochure", "handbook", "programme"), "book"),
    **dict.fromkeys(("door", "door-sign", "door-signs", "rooms", "sign", "signs"), "room"),
    **dict.fromkeys(("days", "handout", "handouts"), "day"),
    **dict.fromkeys(("flyer", "folder", "leaflet", "leaflets"), "agenda"),
    **dict.fromkeys(("poster", "posters", "timetable", "wall"), "grid"),
}
"""Words that users may try for an edition of the programme, and the edition to suggest."""
