"""Synonyms: commands, options, exports and editions that users may try, and those to suggest."""

from __future__ import annotations

from collections.abc import Mapping

from eventkit.messages import sentence

OTHER_NAMES: Mapping[str, str] = {
    # Start and store
    **dict.fromkeys(("begin", "conference add", "create", "init", "new", "start"), "conference new"),
    **dict.fromkeys(("load", "read", "sync", "update"), "import"),
    **dict.fromkeys(("archive", "dump"), "backup"),
    **dict.fromkeys(("repair", "migrate", "upgrade"), "doctor"),
    **dict.fromkeys(("count", "info", "overview", "stats", "summary"), "conference show"),
    **dict.fromkeys(("conference rename", "config", "options", "settings"), "conference edit"),
    **dict.fromkeys(("login", "user", "users"), "serve add-user"),
    **dict.fromkeys(("board", "open", "server"), "serve"),
    "help": "--help",
    "version": "--version",
    # Plan
    **dict.fromkeys(("add", "session copy", "talk"), "session add"),
    **dict.fromkeys(("abstracts", "papers", "submissions"), "session list"),
    **dict.fromkeys(("break", "breaks", "coffee"), "session add TITLE --kind break"),
    **dict.fromkeys(("grid", "timetable"), "show --grid"),
    **dict.fromkeys(("list", "ls", "schedule", "view"), "show"),
    **dict.fromkeys(("now", "today"), "show --day"),
    **dict.fromkeys(("availability", "available", "free", "room free", "slots"), "show --free"),
    **dict.fromkeys(("unplaced", "unscheduled"), "show --unscheduled"),
    **dict.fromkeys(("arrange", "autoplan", "schedule-all", "solve"), "plan"),
    "plan fix": "plan repair",
    **dict.fromkeys(("delay", "session delay", "session shift", "shift"), "plan repair --late"),
    **dict.fromkeys(("plan list", "plan preview", "plan show"), "plan --dry-run"),
    **dict.fromkeys(("participant", "speaker"), "person"),
    **dict.fromkeys(("contact", "contacts", "person email", "person mail", "person phone"), "person contact"),
    **dict.fromkeys(("person sessions", "person talks"), "person show"),
    **dict.fromkeys(("person affiliation", "person organisation", "person position"), "person edit"),
    **dict.fromkeys(
        ("affiliation", "companies", "exhibitor", "exhibitors", "organization", "sponsor", "sponsors"),
        "organisation",
    ),
    **dict.fromkeys(("assign", "session person", "session speaker"), "session assign"),
    **dict.fromkeys(("session unassign", "unassign"), "session assign SESSION PERSON --remove"),
    **dict.fromkeys(("delete", "remove", "rm", "session delete"), "session remove"),
    **dict.fromkeys(
        ("move", "session reschedule", "session room", "session schedule", "session time"), "session move"
    ),
    **dict.fromkeys(("find", "search"), "session show"),
    **dict.fromkeys(("room capacity", "room name"), "room edit"),
    **dict.fromkeys(("track color", "track colour"), "track edit"),
    "cancel": "session cancel",
    **dict.fromkeys(("person cancel", "person unassign"), "session assign SESSION PERSON --remove"),
    **dict.fromkeys(("move-store", "migrate", "store"), "copy"),
    **dict.fromkeys(("room lost", "room close", "room closed"), "plan repair --without-room"),
    **dict.fromkeys(("talk list", "talks", "sessions"), "session list"),
    "duplicates": "person duplicates",
    **dict.fromkeys(("forget", "person erase"), "person forget"),
    "merge": "person merge",
    "pin": "session pin",
    "rename": "session rename",
    "session uncancel": "session restore",
    "swap": "session swap",
    "unschedule": "session unschedule",
    # Check
    **dict.fromkeys(
        (
            *("clash", "clashes", "conflicts", "errors", "findings", "lint", "problems", "status", "test"),
            *("validate", "verify", "warnings"),
        ),
        "check",
    ),
    **dict.fromkeys(("hours", "room hours"), "rule hours"),
    **dict.fromkeys(("rule change", "rule edit", "rule severity"), "rule set"),
    **dict.fromkeys(
        ("rule disable", "rule ignore", "rule mute", "rule off", "rule remove"), "rule set CODE off"
    ),
    **dict.fromkeys(("rule enable", "rule on"), "rule reset"),
    **dict.fromkeys(("rule waive", "ignore"), "waive"),
    "rule weights": "plan weights",
    "waivers": "waive --list",
    # Publish
    **dict.fromkeys(("changes", "compare", "release compare", "release diff"), "diff"),
    **dict.fromkeys(("preview", "release preview"), "release NAME --dry-run"),
    **dict.fromkeys(("release restore", "release revert", "release undo"), "revert"),
    **dict.fromkeys(("homepage", "html", "publish-site", "upload", "web", "webpage", "website"), "site"),
    **dict.fromkeys(("calendar", "calendars", "feed", "ical", "icalendar", "ics"), "agenda"),
    **dict.fromkeys(
        ("email", "emails", "letter", "mail", "mails", "message", "messages", "notify", "send"), "letters"
    ),
    **dict.fromkeys(("invitation", "invite", "person invite"), "invitations"),
    **dict.fromkeys(("person letter", "person notify"), "letters --person"),
    **dict.fromkeys(("excel", "ods", "spreadsheet", "workbook", "xlsx"), "export spreadsheet"),
    **dict.fromkeys(("download", "write"), "export"),
    "csv": "export csv",
    "publish": "release",
    "save": "export document",
    # Print
    **dict.fromkeys(("book", "brochure", "handbook", "pdf", "print", "program"), "programme"),
    **dict.fromkeys(("poster", "posters"), "programme --edition grid"),
    **dict.fromkeys(("leaflet", "leaflets"), "programme --edition agenda"),
    **dict.fromkeys(("door-sign", "door-signs", "sign", "signs"), "programme --edition room"),
    **dict.fromkeys(("badge", "label", "labels", "lanyards", "nametags", "person badge", "qr"), "badges"),
    **dict.fromkeys(("certificate", "certificates"), "badges --template certificate"),
    **dict.fromkeys(("place-card", "place-cards"), "badges --template place-card"),
    **dict.fromkeys(("attendees", "guests", "registrations", "tickets"), "badges --attendees"),
    **dict.fromkeys(("scan", "badges scan"), "badges verify"),
    **dict.fromkeys(("key create", "key new"), "key make"),
    **dict.fromkeys(("key download", "key public"), "key export"),
    **dict.fromkeys(("key reissue", "key replace"), "badges replace"),
    "sheet copy": "sheet show",
    "key add": "key make",
    "key edit": "key rotate",
    "key remove": "key retire",
    # Keep
    **dict.fromkeys(("history", "versions"), "log"),
    **dict.fromkeys(("author", "who"), "blame"),
    **dict.fromkeys(("plan undo", "redo"), "undo"),
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
        sentence(
            "A release never changes and is never removed: publish another with 'eventkit release NAME'."
        ),
    ),
    "rule add": sentence(
        "Rules come with eventkit and its plug-ins: 'eventkit rule set' changes how much one counts. "
        "'eventkit rule wish' and 'rule need' add what you ask of sessions."
    ),
    **dict.fromkeys(
        ("rule rename", "rule copy"),
        sentence("Rules come with eventkit and its plug-ins: 'eventkit rule set CODE off' switches one off."),
    ),
    **dict.fromkeys(
        ("sheet add", "sheet edit", "sheet remove", "sheet rename"),
        sentence(
            "The list of sheets is built in. For one of your own, use a file: 'eventkit sheet show' prints "
            "one to adapt."
        ),
    ),
    **dict.fromkeys(
        ("template add", "template edit", "template remove", "template rename"),
        sentence(
            "The templates are built in. Those of your own are files: 'eventkit template copy' writes one to "
            "adapt."
        ),
    ),
    "key rename": sentence("Keys have numbers and never change: 'eventkit key rotate' makes another."),
    **dict.fromkeys(
        ("conference select", "conference switch", "conference use", "use"),
        sentence(
            "Choose the conference with --conference ID in each command, or once in EVENTKIT_CONFERENCE."
        ),
    ),
    **dict.fromkeys(
        ("conference copy", "conference duplicate"),
        sentence(
            "Copy it through a file: 'eventkit export document -o copy.yaml', change the id and the dates in "
            "it, then 'eventkit import copy.yaml'."
        ),
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
    **dict.fromkeys(("--at",), ("--start",)),
    **dict.fromkeys(("--today", "--tomorrow"), ("--day",)),
    **dict.fromkeys(("--url", "--address", "--site"), ("--base",)),
    "--format": ("--paper",),
    "--size": ("--paper", "--capacity"),
    **dict.fromkeys(("--duration", "--length"), ("--minutes",)),
    **dict.fromkeys(("--file", "--out", "--output"), ("-o",)),
    **dict.fromkeys(("--finish", "--to", "--until"), ("--end",)),
    **dict.fromkeys(("--clear", "--reset"), ("--always",)),
    **dict.fromkeys(("--remove", "--undo", "--delete"), ("--lift",)),
    **dict.fromkeys(("--best", "--optimal"), ("--engine", "--seconds")),
    **dict.fromkeys(("--emblem", "--logo"), ("--style",)),
    **dict.fromkeys(("--guests",), ("--guest", "--attendees", "--blanks")),
    **dict.fromkeys(("--job", "--job-title"), ("--position",)),
    **dict.fromkeys(("--location", "--place"), ("--room", "--venue", "--address")),
    **dict.fromkeys(("--for", "--participant", "--people", "--speaker", "--speakers"), ("--person",)),
    **dict.fromkeys(("--timezone", "--tz"), ("--zone",)),
    **dict.fromkeys(("--day", "--days"), ("--day", "--start")),
    "--max-people": ("--capacity",),
    **dict.fromkeys(("--force", "--replace"), ("--overwrite",)),
    "--description": ("--abstract",),
    "--name": ("--title",),
    "--note": ("--why", "--reason"),
    "--seats": ("--capacity",),
    "--title": ("--name",),
    "--type": ("--kind",),
}
"""Options that users may try, and the options to suggest: those of them that the command has."""

COMMANDS_FOR_OPTIONS: Mapping[str, str] = {
    **dict.fromkeys(
        ("--email", "--mail", "--phone"),
        sentence("'eventkit person contact PERSON' stores addresses, apart from what is printed."),
    ),
    **dict.fromkeys(
        ("--csv", "--excel", "--xlsx"),
        sentence("'eventkit export spreadsheet' and 'eventkit export csv' write tables."),
    ),
    **dict.fromkeys(("--json", "--yaml"), sentence("'eventkit export document' writes everything as data.")),
    **dict.fromkeys(
        ("--available", "--availability"),
        sentence(
            "'eventkit person available' and 'eventkit room available' say when somebody or a room can be "
            "had."
        ),
    ),
    **dict.fromkeys(
        ("--quiet", "--silent", "-q"), sentence("The exit status says the same: redirect the output.")
    ),
    "--pdf": sentence("'eventkit programme' writes a PDF."),
    "--redo": sentence("To redo a change, undo the undo by its number."),
    "--rule": sentence("'eventkit rule set CODE off' switches a rule off."),
    "--status": sentence("'eventkit session cancel' and 'eventkit session restore' change the status."),
    "--unused": sentence("'eventkit person list' counts the sessions of each."),
    "--duplicates": sentence("'eventkit person duplicates' lists them."),
    **dict.fromkeys(("--certificate", "--certificates"), sentence("Choose it with --template certificate.")),
    "--html": sentence("'eventkit site' writes web pages."),
    "--fix": sentence("'eventkit plan repair' moves sessions so that errors disappear."),
    "--order": sentence("'--sections' has the sections in their order, separated by commas."),
    "--thickness": sentence("A booklet is folded from paper of 0.1 mm; its inner sheets are moved for that."),
    "--poster": sentence("'eventkit programme --edition grid' writes posters."),
}
"""Options that users may try where a command has none like it, and what helps."""

OPTIONS_OF_OTHERS: Mapping[str, str] = {
    **{
        f"plan sessions --{word}": sentence("{opts} is an option of 'eventkit plan repair'.")
        for word in ("repair", "without-room", "without-person", "start", "end", "late", "against")
    },
    **{
        f"export --{word}": sentence("Give the options of an export by --option, such as --option {word}=….")
        for word in ("day", "edition", "kind", "organisation", "paper", "person", "room", "track")
    },
    **{
        f"check --{word}": sentence(
            "'eventkit check --format lines' prints a line for each finding, to search."
        )
        for word in ("day", "person", "room", "session", "track")
    },
    "diff --since": sentence("Name what to compare: 'eventkit diff 1.0 draft'."),
    "badges --room": sentence(
        "'eventkit programme --edition room --room ROOM' makes the signs of a room; --session selects badges "
        "and signs of sessions."
    ),
}
"""Options that users may try in one command, and what to use instead."""

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

ROOM_SIGNS = frozenset({"room", "room-day", "room-sign", "rooms"})
"""Words that users may try for a template of badges, and that are an edition of the programme."""

SMALLER_BADGES: Mapping[str, str] = {"a7": "74x105", "86x120": "86x120"}
"""Words that users may try for a template of badges, and the paper on which the usual one is as small."""

OTHER_EDITIONS: Mapping[str, str] = {
    **dict.fromkeys(("brochure", "handbook", "programme"), "book"),
    **dict.fromkeys(("door", "door-sign", "door-signs", "rooms", "sign", "signs"), "room"),
    **dict.fromkeys(("days", "handout", "handouts"), "day"),
    **dict.fromkeys(("flyer", "folder", "leaflet", "leaflets"), "agenda"),
    **dict.fromkeys(("poster", "posters", "timetable", "wall"), "grid"),
}
"""Words that users may try for an edition of the programme, and the edition to suggest."""
