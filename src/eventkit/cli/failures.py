"""Failures: errors as messages and exit codes, and a report file for errors that nobody foresaw."""

from __future__ import annotations

import errno
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import NoReturn

import click

from eventkit.errors import (
    ConferenceExists,
    ContactFault,
    EventkitError,
    NoSigningKey,
    NoSuchFinding,
    NoSuchRelease,
    NoSuchRevision,
    NoSuchStore,
    SettingsUnreadable,
)
from eventkit.texts.normalisation import escape_forbidden
from eventkit.texts.suggestions import suggest

FAILED = 1
"""Exit code where something is wrong with the conference or a file; a wrong call exits with 2."""

CRASHED = os.EX_SOFTWARE if hasattr(os, "EX_SOFTWARE") else 70
"""Exit code of an error in eventkit itself (``EX_SOFTWARE`` of sysexits.h)."""


OTHER_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("add", "talk", "talks"), "session add"),
    **dict.fromkeys(("book", "brochure", "pdf", "print", "program"), "programme"),
    **dict.fromkeys(("calendar", "calendars", "ical", "icalendar", "ics"), "agenda"),
    **dict.fromkeys(("create", "init", "new", "start"), "conference new"),
    **dict.fromkeys(("grid", "list", "schedule", "sessions", "timetable"), "show"),
    **dict.fromkeys(("html", "web", "website"), "site"),
    **dict.fromkeys(("lint", "status", "validate", "verify"), "check"),
    **dict.fromkeys(("participants", "persons", "speaker", "speakers"), "people"),
    "cancel": "session cancel",
    "conference list": "conferences",
    "conference show": "show",
    "deadlines": "deadline list",
    "find": "session show",
    "forget": "person forget",
    "help": "--help",
    "history": "log",
    "invite": "invitations",
    "load": "import",
    "merge": "person merge",
    "move": "session move",
    "organisations": "organisation list",
    "organization": "organisation",
    "organizations": "organisation list",
    "person list": "people",
    "person show": "people",
    "publish": "release",
    "read": "import",
    "remove": "session remove",
    "rename": "session rename",
    "rooms": "room list",
    "rule": "rules",
    "room show": "room list",
    "save": "export document",
    "session list": "show",
    "swap": "session move",
    "tracks": "track list",
    "version": "--version",
    "write": "export",
    "xlsx": "export spreadsheet",
}
"""Commands that users may try, and the command to suggest."""


def fail_unknown_command(context: click.Context, name: str, known: Sequence[str]) -> NoReturn:
    """Fail with the command that was probably meant, or with those there are.

    Args:
        context: The context of the group.
        name: What was typed.
        known: The commands of the group.

    Raises:
        click.UsageError: Always.
    """
    _, *groups = context.command_path.split()
    word = name.casefold().replace("_", "-")
    if (words := " ".join((*groups, word))) in OTHER_NAMES:
        hint = f"Did you mean '{OTHER_NAMES[words]}'?"
    elif groups:
        hint = suggest(word, known) or f"The commands of '{groups[-1]}' are {', '.join(known)}."
    else:
        hint = suggest(word, known, 3) or "'eventkit --help' lists the commands."
    context.fail(f"there is no command '{' '.join((*groups, name))}'. {hint}")


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Print every line of a message to standard error, and exit.

    Control and invisible characters of what was typed are printed as their code points.
    """
    for line in message.splitlines():
        click.echo(f"eventkit: {escape_forbidden(line)}", err=True)
    sys.exit(code)


def fail_with(error: Exception, command: str) -> NoReturn:
    """Exit with the message of an error that ended a command; click prints its own errors.

    Args:
        error: The error. One that an organiser can act on exits with 1. Any other is an error in eventkit: it
            goes into a report file, and exits with 70.
        command: The words of the command, without its arguments.

    Raises:
        click.ClickException: The call is wrong, which click prints with the usage of the command.
    """
    match error:
        case click.UsageError() if (message := error.format_message()) != escape_forbidden(message):
            raise click.UsageError(escape_forbidden(message), error.ctx)
        case click.ClickException():
            raise error
        case EventkitError():
            fail(explain(error))
        case OSError(errno=errno.EPIPE):  # the reader of our output has seen enough
            sys.exit(FAILED)
        case OSError(errno=int()):
            where = f"{error.filename}: " if error.filename else ""
            fail(f"{where}{(error.strerror or str(error)).lower()}")
        case MemoryError():
            fail(f"'{command}' ran out of memory. Close other programs, or use a machine with more.", CRASHED)
        case _:
            fail(_crash_message(error, command), CRASHED)


def _crash_message(error: Exception, command: str) -> str:
    message = f"'{command}' stopped because of an error in eventkit ({type(error).__name__})."
    try:
        report = _write_crash_report(error, command)
    except OSError as unwritable:
        return f"{message} No report could be written: {(unwritable.strerror or '').lower()}."
    return f"{message} Send this report to its maintainers: {report}"


def _write_crash_report(error: Exception, command: str) -> str:
    """Write the traceback into a file in the folder for temporary files that only its owner can read.

    Neither the arguments of the command nor the values of variables are in it.
    """
    handle, path = tempfile.mkstemp(prefix="eventkit-report-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"eventkit {version('conference-eventkit')}, Python {platform.python_version()}, ")
        file.write(f"{platform.platform()}\ncommand: {command}\n\n")
        file.writelines(traceback.format_exception(error))
    return path


def explain(error: EventkitError) -> str:
    """The message of an error, with the command that helps."""
    hint = ""
    match error:
        case SettingsUnreadable():
            hint = ": use the version of eventkit that wrote them, or remove them with 'eventkit rules reset'"
        case ConferenceExists():
            hint = ": change it with 'eventkit conference edit'"
        case NoSuchFinding(near=()):
            hint = f": '{'eventkit waive --list' if error.waiver else 'eventkit check'}' lists them"
        case NoSuchRelease(present=()):
            hint = ": 'eventkit release NAME' makes one"
        case NoSuchRevision():
            hint = ": 'eventkit log' lists its changes"
        case NoSigningKey():
            hint = ": 'eventkit keys make' makes one"
        case NoSuchStore():
            hint = (
                " in --store or EVENTKIT_STORE; to create a store, use 'eventkit conference new' or "
                "'eventkit import FILE'"
            )
        case ContactFault():
            hint = "\nfix the contacts, or leave them out"
        case _:
            pass
    return f"{error}{hint}"


def the_errors(errors: int) -> str:
    """The errors to fix, with their number: the error, the 3 errors."""
    return "the error" if errors == 1 else f"the {errors} errors"
