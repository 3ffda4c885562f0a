"""Failures: errors and incomplete calls as messages and exit codes, and reports of what nobody foresaw."""

from __future__ import annotations

import errno
import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from shlex import quote
from typing import IO, Any, NoReturn

import click
from click.exceptions import NoArgsIsHelpError
from click.shell_completion import CompletionItem

from eventkit.cli.command_settings import HELP_OPTION
from eventkit.cli.completion_sources import Completer, Source
from eventkit.cli.console import Console
from eventkit.cli.option_sentences import error_text
from eventkit.cli.synonyms import COMMANDS_FOR_OPTIONS, IMPOSSIBLE, OTHER_NAMES, OTHER_OPTIONS, VERBS
from eventkit.errors import (
    ConferenceExists,
    ContactFault,
    EventkitError,
    NoSigningKey,
    NoSuchEntity,
    NoSuchFinding,
    NoSuchRelease,
    NoSuchRevision,
    NoSuchStore,
    SettingsUnreadable,
)
from eventkit.messages import Listed, Message, Term, Verbatim, sentence
from eventkit.suggestions import ask_whether, find_similar, suggest_command
from eventkit.texts import clean
from eventkit.texts.normalisation import escape_forbidden

CHOICES_NAMED = 8
"""The most choices that are all named; of more, the first ones are, with their number."""

LISTS: Mapping[str, str] = {
    Source.CONFERENCE: "conference list",
    Source.ORGANISATION: "organisation list",
    Source.ROOM: "room list",
    Source.TRACK: "track list",
    Source.PARTICIPANT: "person list",
    Source.SESSION: "session list",
    Source.DEADLINE: "deadline list",
    Source.RELEASE: "release list",
    Source.FORMAT: "formats",
}
"""The commands that list what a source completes."""

_ID_OR_TITLE = "an id, a title, or a part of a title that no other has"
_ID_OR_NAME = "an id, a name, or a part of a name that no other has"
_NEW_NAME = "in quotation marks if it has spaces"

MEANINGS: Mapping[str, str] = {
    **dict.fromkeys(("SESSION", "SESSION...", "DEADLINE", "DEADLINE..."), _ID_OR_TITLE),
    **dict.fromkeys(("PERSON", "PERSON...", "ROOM", "ROOM...", "TRACK", "TRACK..."), _ID_OR_NAME),
    **dict.fromkeys(("ORGANISATION", "ORGANISATION..."), _ID_OR_NAME),
    "SESSION|TRACK|all": "the id, the title or the name of a session or a track, or all sessions",
    "SESSION|PERSON|TRACK": "the id, the title or the name of a session, a person or a track",
    "SESSION|PERSON": "the id, the title or the name of a session or a person",
    "KEEP": "the entry that stays, by its id or name",
    "GONE": "the entry that is merged into the other and removed, by its id or name",
    "TITLE": f"the title, {_NEW_NAME}",
    "NAME": f"the name, {_NEW_NAME}",
    "ID": "the id of the conference, of lower-case letters and digits, such as forum-2027",
    "NEW_ID": "the new id, of lower-case letters and digits, such as forum-2027",
    "RELEASE": "the name of a release",
    "CODE": "the code of a rule, which 'eventkit rule list' lists",
    "{error|warning|info|off}": "the severity of the rule in this conference",
    "{bash|zsh|fish|powershell}": "your shell",
    "MINUTES": "the changeover time",
    "KIND": "the kind of wish",
    "DAYS TIMES...": "the days and times of the blocks",
    "TEMPLATE": "a template, which 'eventkit template list' lists",
    "SHEET": "a sheet, which 'eventkit sheet list' lists",
    "NUMBER": "the number of a key, which 'eventkit key list' lists",
    "TOKEN|NUMBER|IMAGE": "the text of a code, the number of a badge, or a photograph of it",
    "STORE": "the store to copy to: a file, or the URL of a database",
    # In one command
    "release add NAME": "a name for the release, which readers of the programme see",
    "export NAME": "an output or a format",
    "import FILE": "a file or a folder with a conference, or - for standard input",
    "backup FILE": "the file to write the backup to",
    "restore FILE": "the file of a backup",
    "serve add-user FILE": "the file of users, which is made if there is none",
    "serve add-user NAME": f"the name of the user, {_NEW_NAME}",
}
"""The meanings of arguments, by what the usage of their command calls them, or by the command as well."""

EXISTING: Mapping[str, Source] = {"release add NAME": Source.RELEASE}
"""Arguments for new names, and where those that are taken are found."""


def missing_parameter(error: click.MissingParameter) -> str:
    """The message about a missing argument or option; that of click if nobody knows its command."""
    context, parameter = error.ctx, error.param
    if context is None or parameter is None:
        return error.format_message()
    name = call_parameter(parameter, context)
    what = f"{name} is missing: {meaning(parameter, context)}."
    return " ".join(filter(None, (what, _choices(parameter, context), _example(context))))


def call_parameter(parameter: click.Parameter, context: click.Context) -> str:
    """The word for a parameter in the usage of its command: SESSION, or -o."""
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(context)
    return parameter.opts[0]


def meaning(parameter: click.Parameter, context: click.Context) -> str:
    """The meaning of a parameter, as a clause without a full stop; that of an option is its help."""
    if isinstance(parameter, click.Option):
        sentence = re.split(r"\.(?:\s|$)|  \[", parameter.help or "", maxsplit=1)[0]
        return sentence[:1].lower() + sentence[1:]
    name = call_parameter(parameter, context)
    return MEANINGS.get(_in_command(name, context)) or MEANINGS[name]


def _in_command(name: str, context: click.Context) -> str:
    _, *words = context.command_path.split()
    return " ".join((*words, name))


def _choices(parameter: click.Parameter, context: click.Context) -> str:
    if taken := EXISTING.get(_in_command(call_parameter(parameter, context), context)):
        names = _words(Completer(taken)(context, parameter, ""))
        return f"{_and(names)} {'is' if len(names) == 1 else 'are'} taken." if names else ""
    completer = getattr(parameter, "_custom_shell_complete", None)
    source = completer.source if isinstance(completer, Completer) else None
    choices = _words(parameter.shell_complete(context, ""))
    if len(choices) > CHOICES_NAMED:
        where = f": 'eventkit {LISTS[source]}' lists them" if source and source in LISTS else ""
        return f"There are {len(choices)}, such as {_and(choices[:3])}{where}."
    return "" if not choices else f"There {'is' if len(choices) == 1 else 'are'} {_and(choices)}."


def _words(items: Iterable[CompletionItem]) -> list[str]:
    """The words that items complete to, without those of files, which the shell lists."""
    return [clean(item.value, single_line=True) for item in items if item.type == "plain"]


def _and(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _example(context: click.Context) -> str:
    """The first example in the help of the command that calls it, in one line."""
    text = (context.command.help or "").replace("\\\n", " ")
    _, *words = context.command_path.split()
    called = " ".join(("eventkit", *words))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    examples = [line for line in lines if line.startswith("eventkit ")]
    return f"For example: {next((line for line in examples if line.startswith(called)), examples[0])}"


FAILED = 1
"""Exit code where something is wrong with the conference or a file; a wrong call exits with 2."""

CRASHED = os.EX_SOFTWARE if hasattr(os, "EX_SOFTWARE") else 70
"""Exit code of an error in eventkit itself (``EX_SOFTWARE`` of sysexits.h)."""

MOST_SUGGESTED = 3
"""The most options that one message suggests."""

ADDED_BY = {"organisation": "organisation", "participant": "person", "room": "room", "track": "track"}
"""The groups of commands that add what others name, by its kind."""


class WrongCall(click.UsageError):
    """A wrong call, whose message is broken between words on a terminal."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the usage of the command, where its help is, and the message."""
        console = Console(stderr=True, file=file)
        if self.ctx is not None:
            console.print(self.ctx.get_usage())
            console.print(f"Try '{self.ctx.command_path} {HELP_OPTION}' for help.\n")
        console.print(f"Error: {self.message}")


def fail_unknown_command(context: click.Context, name: str, known: Sequence[str]) -> NoReturn:
    """Fail with the command that was probably meant, or with those there are."""
    _, *groups = context.command_path.split()
    hint = _hint(groups, name, known)
    if not hint and groups:
        hint = Message("The commands of '{group}' are {known}.", group=groups[-1], known=Listed(tuple(known)))
    hint = hint or Message("'eventkit --help' lists the commands.")
    context.fail(Message("There is no command '{path}'.", hint, path=" ".join((*groups, name))))


def refuse_slip(context: click.Context, word: str, known: Sequence[str], default: str) -> None:
    """Fail if a word that would be a new name resembles the name of a command."""
    _, *groups = context.command_path.split()
    if hint := _hint(groups, word, known):
        path = " ".join((*groups, word))
        way = ""
        if path not in IMPOSSIBLE:
            command = " ".join(("eventkit", *groups, default, word))
            way = Message("For a {kind} of that name: '{command}'.", kind=Term(groups[-1]), command=command)
        context.fail(Message("There is no command '{path}'.", hint, way, path=path))


def _hint(groups: Sequence[str], name: str, known: Sequence[str]) -> str:
    word = name.casefold().replace("_", "-")
    path = " ".join((*groups, word))
    verb = VERBS.get(word)
    if groups and verb and path not in OTHER_NAMES:
        path = " ".join((*groups, verb))
    if path in IMPOSSIBLE:
        return IMPOSSIBLE[path]
    if path in OTHER_NAMES:
        return f"Did you mean '{OTHER_NAMES[path]}'?"
    if groups and verb in known:
        return f"Did you mean '{path}'?"
    return suggest_command(word, known, 1 if groups else 3)


def _unknown_option(error: click.NoSuchOption) -> str:
    typed = error.option_name
    message = Message("There is no option '{typed}'.", typed=typed)
    if error.ctx is None:
        return message
    parameters = error.ctx.command.get_params(error.ctx)
    known = [name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)]
    meant = [name for name in OTHER_OPTIONS.get(typed.casefold().replace("_", "-"), ()) if name in known]
    by_word = {name.lstrip("-"): name for name in known}
    similar = [by_word[word] for word in find_similar(typed.lstrip("-"), by_word)]
    if not meant and (command := COMMANDS_FOR_OPTIONS.get(typed.casefold())):
        return f"{message} {command}"
    hint = ask_whether(meant or similar or _options_about(typed.lstrip("-"), parameters))
    return error_text((Message("There is no option '{typed}'.", hint, typed=typed),), _reader_language())


def _options_about(word: str, parameters: Sequence[click.Parameter]) -> list[str]:
    """The options that take a value and whose help has a word, in one or two: website, web site."""
    letters = "[ -]?".join(map(re.escape, re.sub(r"[-_]", "", word)))
    pattern = re.compile(rf"\b{letters}\b", re.IGNORECASE)
    return [
        option.opts[0]
        for option in parameters
        if isinstance(option, click.Option) and not option.is_flag and pattern.search(option.help or "")
    ][:MOST_SUGGESTED]


_EXTRA = re.compile(r"Got unexpected extra arguments? \((?P<words>.*)\)")

_OF_CLICK = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"File '(?P<path>.*)' is a directory\.", "'{path}' is a folder. Name a file."),
        (r"Directory '(?P<path>.*)' is a file\.", "'{path}' is a file. Name a folder."),
        (r"File '(?P<path>.*)' does not exist\.", "There is no file '{path}'. Check its name and folder."),
        (r"'(?P<typed>.*)' is not a valid integer(?: range)?\.", "'{typed}' is no whole number, such as 20."),
        (r"'(?P<typed>.*)' is not a valid float(?: range)?\.", "'{typed}' is no number, such as 2.5."),
        (
            r"(?P<typed>\S+) is not in the range x>=(?P<low>\S+)\.",
            "{typed} is too small. Give {low} or more.",
        ),
        (
            r"(?P<typed>\S+) is not in the range (?P<low>\S+)<=x<=(?P<high>\S+)\.",
            "{typed} is out of range. Give a number from {low} to {high}.",
        ),
    )
)
"""Click's messages about values, and ours, which say what to do."""

_TIME_OR_DATE = re.compile(r"\d{1,2}[:.]\d{2}|\d{1,2} ?[ap]m|\d{4}-\d{2}-\d{2}", re.IGNORECASE)


def _unexpected_words(words: str, context: click.Context | None) -> str:
    surplus = (
        sentence("'{words}' is one word too many.")
        if " " not in words
        else sentence("'{words}' are words too many.")
    )
    known = (
        {name for option in context.command.get_params(context) for name in option.opts} if context else ()
    )
    named = next((name for name in ("--start", "--at", "--day") if name in known), None)
    if named is not None and _TIME_OR_DATE.match(words):
        meant = Verbatim(f"{named} '{words}'" if " " in words else f"{named} {words}")
        message = Message(surplus, "Did you mean {meant}?", words=words, meant=meant)
    else:
        message = Message(surplus, "A name with spaces needs quotation marks: 'Main Hall'.", words=words)
    return error_text((message,), _reader_language())


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Print every line of a message to standard error, in the language of the reader, and exit.

    Control and invisible characters of what was typed are printed as their code points.
    """
    console = Console(stderr=True)
    text = error_text((message,), _reader_language()) if isinstance(message, Message) else message
    for line in text.splitlines():
        console.print(f"eventkit: {_escape(line)}")
    sys.exit(code)


def fail_with(error: Exception, command: str) -> NoReturn:
    """Exit with the message of an error that ended a command; click prints its own errors.

    Args:
        error: The error. One that an organiser can act on exits with 1. Any other is an error in eventkit: it
            goes into a report file, and exits with 70.
        command: The words of the command, without its arguments.
    """
    match error:
        case click.UsageError() if not isinstance(error, NoArgsIsHelpError):
            raise WrongCall(_explain_call(error), error.ctx)
        case click.ClickException():
            raise error
        case EventkitError():
            fail(explain(error))
        case OSError(errno=errno.EPIPE):  # the reader of our output has seen enough
            sys.exit(FAILED)
        case OSError(errno=int()):
            fail(_explain_system_error(error))
        case MemoryError():
            fail(
                Message(
                    "'{command}' ran out of memory. Close other programs, or use a machine with more.",
                    command=command,
                ),
                CRASHED,
            )
        case _:
            fail(_crash_message(error, command), CRASHED)


def _explain_call(error: click.UsageError) -> str:
    message = error.format_message()
    if isinstance(error.message, Message):
        message = message.replace(error.message, error_text((error.message,), _reader_language()))
    match error:
        case click.NoSuchOption():
            message = _unknown_option(error)
        case click.MissingParameter():
            message = missing_parameter(error)
        case click.BadParameter():
            message = _explain_value(error, message)
        case click.BadOptionUsage() if message.endswith("requires an argument."):
            message = f"{error.option_name} needs a value after it. --help describes each option."
        case _ if extra := _EXTRA.fullmatch(message):
            message = _unexpected_words(extra["words"], error.ctx)
        case _:
            pass
    return _escape(message)


def _escape(text: str) -> str:
    """The text with control and invisible characters as code points, but those around values in Arabic."""
    shown = escape_forbidden(text)
    if _reader_language().startswith("ar"):
        for mark in "\u200e\u2068\u2069":
            shown = shown.replace(f"<U+{ord(mark):04X}>", mark)
    return shown


def _explain_value(error: click.BadParameter, message: str) -> str:
    if isinstance(error.param, click.Argument) and error.ctx is not None and not error.param_hint:
        name = (error.param.metavar or str(error.param.name).upper()).strip("[].")
        message = message.replace(error.param.get_error_hint(error.ctx), name, 1)
    for pattern, words in _OF_CLICK:
        if match := pattern.search(message):
            return message[: match.start()] + words.format(**match.groupdict())
    return message


def _explain_system_error(error: OSError) -> str:
    if error.errno == errno.ENOENT and not error.filename:
        return "The current folder does not exist any more. Change to another folder."
    where = f"{error.filename}: " if error.filename else ""
    reason = ". ".join(((error.strerror or str(error)).lower(), *_notes(error)))
    parent = Path(os.fsdecode(error.filename)).parent if isinstance(error.filename, str | bytes) else None
    if error.errno == errno.ENOENT and parent is not None and not parent.exists():
        return f"{where}there is no folder {parent}. Create it first."
    if error.errno == errno.ENOENT:
        return f"{where}there is no such file. Check its name and folder."
    advice = {
        errno.ENOSPC: " Free some space and try again.",
        errno.EACCES: " Check who may read the file and write to its folder, or name another.",
        errno.EFBIG: " Choose another disk.",
        errno.EDQUOT: " Free some of your space and try again.",
        errno.EROFS: " Name a file on another disk.",
    }.get(error.errno or 0, "")
    return f"{where}{reason}{advice and '.'}{advice}"


def _notes(error: OSError) -> Iterator[str]:
    """The notes on an error, such as that nothing was changed, without the full stop."""
    return (note.rstrip(".") for note in getattr(error, "__notes__", ()))


def _crash_message(error: Exception, command: str) -> str:
    message = Message(
        "'{command}' stopped because of an error in eventkit ({name}).",
        command=command,
        name=type(error).__name__,
    )
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


def explain(error: EventkitError) -> str:  # noqa: C901 - a case for each kind of errors
    hint = ""
    messages = error.messages
    match error:
        case SettingsUnreadable():
            hint = Message(
                "Use the version of eventkit that wrote them, or remove them with 'eventkit rule reset'."
            )
        case ConferenceExists():
            hint = Message("Change it with 'eventkit conference edit'.")
        case NoSuchEntity(is_new=True) if error.kind in ADDED_BY:
            command = Verbatim(f"eventkit {ADDED_BY[error.kind]} add {quote(error.words)}")
            hint = Message("To add one: {command}", command=command)
        case NoSuchFinding(near=()):
            hint = Message(
                "'eventkit waive --list' lists them." if error.waiver else "'eventkit check' lists them."
            )
        case NoSuchRelease(present=()):
            hint = Message("'eventkit release NAME' makes one.")
            messages = (Message("Conference '{id}' has no release yet.", id=error.conference),)
        case NoSuchRevision():
            hint = Message("'eventkit log' lists its changes.")
        case NoSigningKey():
            hint = Message("'eventkit key make' makes one.")
        case NoSuchStore():
            hint = Message(
                "Check --store or EVENTKIT_STORE. To create a store, use 'eventkit conference new' or "
                "'eventkit "
                "import FILE'."
            )
            messages = (Message("There is no store at {name}.", name=error.name),)
        case ContactFault():
            messages = (*messages, Message("Fix the contacts, or leave them out."))
        case _:
            pass
    if hint:
        messages = (*messages[:-1], Message(messages[-1], hint))
    return error_text(messages, _reader_language())


def _reader_language() -> str:
    return os.environ.get("EVENTKIT_LANGUAGE") or "en"
