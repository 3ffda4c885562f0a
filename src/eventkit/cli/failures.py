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

from eventkit.cli.commands import HELP_OPTION
from eventkit.cli.console import Console
from eventkit.cli.shell_completion import Completer, Source
from eventkit.cli.synonyms import (
    COMMANDS_FOR_OPTIONS,
    IMPOSSIBLE,
    OPTIONS_OF_OTHERS,
    OTHER_NAMES,
    OTHER_OPTIONS,
    VERBS,
)
from eventkit.errors import (
    ConferenceExists,
    EventkitError,
    NoSigningKey,
    NoSuchEntity,
    NoSuchFinding,
    NoSuchRelease,
    NoSuchRevision,
    NoSuchStore,
    SettingsUnreadable,
)
from eventkit.messages import (
    Fact,
    Interface,
    Listed,
    Message,
    Plural,
    Reader,
    Term,
    Verbatim,
    as_message,
    foreign,
    in_language,
    sentence,
    system_reason,
)
from eventkit.suggestions import ask_whether, find_similar, suggest_command
from eventkit.texts import clean
from eventkit.texts.normalisation import escape_forbidden

CHOICES_NAMED = 8  # the most choices that are all named; of more, the first ones are, with their number

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

_ID_OR_TITLE = sentence("an id, a title, or a part of a title that no other has")
_ID_OR_NAME = sentence("an id, a name, or a part of a name that no other has")

MEANINGS: Mapping[str, str] = {
    **dict.fromkeys(("SESSION", "SESSION...", "DEADLINE", "DEADLINE..."), _ID_OR_TITLE),
    **dict.fromkeys(("PERSON", "PERSON...", "ROOM", "ROOM...", "TRACK", "TRACK..."), _ID_OR_NAME),
    **dict.fromkeys(("ORGANISATION", "ORGANISATION..."), _ID_OR_NAME),
    "SESSION|TRACK|all": sentence("the id, the title or the name of a session or a track, or all sessions"),
    "SESSION|PERSON|TRACK": sentence("the id, the title or the name of a session, a person or a track"),
    "SESSION|PERSON": sentence("the id, the title or the name of a session or a person"),
    "KEEP": sentence("the entry that stays, by its id or name"),
    "GONE": sentence("the entry that is merged into the other and removed, by its id or name"),
    "TITLE": sentence("the title, in quotation marks if it has spaces"),
    "NAME": sentence("the name, in quotation marks if it has spaces"),
    "ID": sentence("the id of the conference, of lower-case letters and digits, such as forum-2027"),
    "NEW_ID": sentence("the new id, of lower-case letters and digits, such as forum-2027"),
    "RELEASE": sentence("the name of a release"),
    "CODE": sentence("the code of a rule, which 'eventkit rule list' lists"),
    "{error|warning|info|off}": sentence("the severity of the rule in this conference"),
    "{bash|zsh|fish|powershell}": sentence("your shell"),
    "MINUTES": sentence("the changeover time"),
    "KIND": sentence("the kind of wish"),
    "DAYS TIMES...": sentence("the days and times of the blocks"),
    "TEMPLATE": sentence("a template, which 'eventkit template list' lists"),
    "SHEET": sentence("a sheet, which 'eventkit sheet list' lists"),
    "NUMBER": sentence("the number of a key, which 'eventkit key list' lists"),
    "TOKEN|NUMBER|IMAGE": sentence("the text of a code, the number of a badge, or a photograph of it"),
    "STORE": sentence("the store to copy to: a file, or the URL of a database"),
    # In one command
    "release add NAME": sentence("a name for the release, which readers of the programme see"),
    "export NAME": sentence("an output or a format"),
    "import FILE": sentence("a file or a folder with a conference, or - for standard input"),
    "backup FILE": sentence("the file to write the backup to"),
    "restore FILE": sentence("the file of a backup"),
    "serve add-user FILE": sentence("the file of users, which is made if there is none"),
    "serve add-user NAME": sentence("the name of the user, in quotation marks if it has spaces"),
}
"""The meanings of arguments, by what the usage of their command calls them, or by the command as well."""

EXISTING: Mapping[str, Source] = {"release add NAME": Source.RELEASE}
"""Arguments for new names, and where those that are taken are found."""


def missing_parameter(error: click.MissingParameter) -> Message:
    """The message about a missing argument or option; that of click if nobody knows its command."""
    context, parameter = error.ctx, error.param
    if context is None or parameter is None:
        return foreign(error.format_message())
    name = call_parameter(parameter, context)
    about = meaning(parameter, context)
    what = Message(
        "{parameter} is missing: {meaning}." if about else "{parameter} is missing.",
        parameter=name,
        meaning=about,
    )
    return Message(what, _choices(parameter, context), _example(context))


def call_parameter(parameter: click.Parameter, context: click.Context) -> str:
    """The word for a parameter in the usage of its command: SESSION, or -o."""
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(context)
    return parameter.opts[0]


def meaning(parameter: click.Parameter, context: click.Context) -> Message | Verbatim:
    """The meaning of a parameter, as a clause without a full stop; that of an option is its help.

    The help of commands is in English for all: who reads another language gets none.
    """
    if isinstance(parameter, click.Option):
        if Reader.of(_reader_language()).language != "en":
            return Verbatim("")
        help_ = re.split(r"\.(?:\s|$)|  \[", parameter.help or "", maxsplit=1)[0]
        return Verbatim(help_[:1].lower() + help_[1:])
    name = call_parameter(parameter, context)
    return Message(MEANINGS.get(_in_command(name, context)) or MEANINGS[name])


def _in_command(name: str, context: click.Context) -> str:
    _, *words = context.command_path.split()
    return " ".join((*words, name))


def _choices(parameter: click.Parameter, context: click.Context) -> Message:
    if taken := EXISTING.get(_in_command(call_parameter(parameter, context), context)):
        names = _words(Completer(taken)(context, parameter, ""))
        form = Plural("{names} is taken.", "{names} are taken.")
        return Message(form, count=len(names), names=Listed(tuple(names), "and")) if names else Message("")
    completer = getattr(parameter, "_custom_shell_complete", None)
    source = completer.source if isinstance(completer, Completer) else None
    choices = _words(parameter.shell_complete(context, ""))
    if len(choices) <= CHOICES_NAMED:
        form = Plural("There is {choices}.", "There are {choices}.")
        listed = Listed(tuple(choices), "and")
        return Message(form, count=len(choices), choices=listed) if choices else Message("")
    examples = Listed(tuple(choices[:3]), "and")
    if source is None or source not in LISTS:
        return Message("There are {count}, such as {examples}.", count=len(choices), examples=examples)
    return Message(
        "There are {count}, such as {examples}: '{command}' lists them.",
        count=len(choices),
        examples=examples,
        command=Verbatim(f"eventkit {LISTS[source]}"),
    )


def _words(items: Iterable[CompletionItem]) -> list[str]:
    """The words that items complete to, without those of files, which the shell lists."""
    return [clean(item.value, single_line=True) for item in items if item.type == "plain"]


def _example(context: click.Context) -> Message:
    """The first example in the help of the command that calls it, in one line."""
    text = (context.command.help or "").replace("\\\n", " ")
    _, *words = context.command_path.split()
    called = " ".join(("eventkit", *words))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    examples = [line for line in lines if line.startswith("eventkit ")]
    example = next((line for line in examples if line.startswith(called)), examples[0])
    return Message("For example: {command}", command=Verbatim(example))


FAILED = 1  # exit code where something is wrong with the conference or a file; a wrong call exits with 2
CRASHED = os.EX_SOFTWARE if hasattr(os, "EX_SOFTWARE") else 70
"""Exit code of an error in eventkit itself (``EX_SOFTWARE`` of sysexits.h)."""

MOST_SUGGESTED = 3  # the most options that one message suggests
ADDED_BY = {"organisation": "organisation", "participant": "person", "room": "room", "track": "track"}
"""The groups of commands that add what others name, by its kind."""


class WrongCall(click.UsageError):
    """A wrong call, whose message is broken between words on a terminal."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the usage of the command, where its help is, and the message."""
        console = Console(stderr=True, file=file)
        if self.ctx is not None:
            usage = Verbatim(self.ctx.get_usage().removeprefix("Usage: "))
            console.print(_local(Message("Usage: {usage}", usage=usage)))
            command = Verbatim(f"{self.ctx.command_path} {HELP_OPTION}")
            console.print(_local(Message("Try '{command}' for help.", command=command)) + "\n")
        console.print(_local(Message("Error: {message}", message=Verbatim(self.message))))


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
        way = Message("")
        if path not in IMPOSSIBLE:
            command = " ".join(("eventkit", *groups, default, word))
            way = Message("For a {kind} of that name: '{command}'.", kind=Term(groups[-1]), command=command)
        context.fail(Message("There is no command '{path}'.", hint, way, path=path))


def _hint(groups: Sequence[str], name: str, known: Sequence[str]) -> Message:
    word = name.casefold().replace("_", "-")
    path = " ".join((*groups, word))
    verb = VERBS.get(word)
    if groups and verb and path not in OTHER_NAMES:
        path = " ".join((*groups, verb))
    if path in IMPOSSIBLE:
        return Message(IMPOSSIBLE[path])
    if path in OTHER_NAMES:
        return ask_whether([OTHER_NAMES[path]])
    if groups and verb in known:
        return ask_whether([path])
    return suggest_command(word, known, 1 if groups else 3)


def _unknown_option(error: click.NoSuchOption) -> Message:
    typed = error.option_name
    hint = Message("")
    if error.ctx is not None:
        if elsewhere := OPTIONS_OF_OTHERS.get(_in_command(typed, error.ctx)):
            return Message(elsewhere, opts=typed, word=typed.lstrip("-"))
        parameters = error.ctx.command.get_params(error.ctx)
        known = [name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)]
        meant = [name for name in OTHER_OPTIONS.get(typed.casefold().replace("_", "-"), ()) if name in known]
        by_word = {name.lstrip("-"): name for name in known}
        similar = [by_word[word] for word in find_similar(typed.lstrip("-"), by_word)]
        files = [one.make_metavar(error.ctx) for one in parameters if isinstance(one, click.Argument)]
        if typed in {"-o", "--output"} and len(files) == 1:
            hint = Message("Write the file alone: {file}.", file=Verbatim(files[0]))
        elif not meant and (command := COMMANDS_FOR_OPTIONS.get(typed.casefold())):
            hint = Message(command)
        else:
            hint = ask_whether(meant or similar or _options_about(typed.lstrip("-"), parameters))
    return Message("There is no option '{typed}'.", hint, typed=typed)


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
    (re.compile(pattern), words)
    for pattern, words in (
        (r"File '(?P<path>.*)' is a directory\.", sentence("'{path}' is a folder. Name a file.")),
        (r"Directory '(?P<path>.*)' is a file\.", sentence("'{path}' is a file. Name a folder.")),
        (
            r"File '(?P<path>.*)' does not exist\.",
            sentence("There is no file '{path}'. Check its name and folder."),
        ),
        (
            r"'(?P<typed>.*)' is not a valid integer(?: range)?\.",
            sentence("'{typed}' is not a whole number, such as 20."),
        ),
        (
            r"'(?P<typed>.*)' is not a valid float(?: range)?\.",
            sentence("'{typed}' is not a number, such as 2.5."),
        ),
        (
            r"(?P<typed>\S+) is not in the range x>=(?P<low>\S+)\.",
            sentence("{typed} is too small. Give {low} or more."),
        ),
        (
            r"(?P<typed>\S+) is not in the range (?P<low>\S+)<=x<=(?P<high>\S+)\.",
            sentence("{typed} is out of range. Give a number from {low} to {high}."),
        ),
        (r"'(?P<typed>.*)' is not one of (?P<known>.*)\.", sentence("'{typed}' is not one of {known}.")),
        (r"Option '(?P<option>.*)' does not take a value\.", sentence("{option} takes no value.")),
        (
            r"Option '(?P<option>.*)' requires an argument\.",
            sentence("{option} needs a value after it. --help describes each option."),
        ),
    )
)
"""Click's messages, and ours, which say what to do."""

_TIME_OR_DATE = re.compile(r"\d{1,2}[:.]\d{2}|\d{1,2} ?[ap]m|\d{4}-\d{2}-\d{2}", re.IGNORECASE)


def _unexpected_words(words: str, context: click.Context | None) -> Message:
    surplus = (
        sentence("'{words}' is one word too many.")
        if " " not in words
        else sentence("'{words}' are words too many.")
    )
    known = (
        {name for option in context.command.get_params(context) for name in option.opts} if context else ()
    )
    named = next((name for name in ("--start", "--at", "--day") if name in known), None)
    if not _TIME_OR_DATE.match(words):
        about = [name for name in ("--session", "--person", "--room", "--track") if name in known]
        named = about[0] if len(about) == 1 else None
    if named is not None:
        meant = Verbatim(f"{named} '{words}'" if " " in words else f"{named} {words}")
        return Message(surplus, "Did you mean {meant}?", words=words, meant=meant)
    return Message(surplus, "A name with spaces needs quotation marks: 'Main Hall'.", words=words)


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Print every line of a message to standard error, in the language of the reader, and exit.

    Control and invisible characters of what was typed are printed as their code points.
    """
    console = Console(stderr=True)
    for line in _local(message).splitlines():
        console.print(f"eventkit: {_escape(line)}")
    sys.exit(code)


def fail_with(error: BaseException, command: str) -> NoReturn:
    """Exit with the message of an error that ended a command; click prints its own errors.

    One that an organiser can act on exits with 1. Any other is an error in eventkit: it goes into a report
    file, and exits with 70.
    """
    match error:
        case click.Abort() | KeyboardInterrupt():
            if isinstance(error, KeyboardInterrupt):
                click.echo(err=True)  # the terminal shows ^C
            fail(Message("Stopped."))
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
    match error:
        case click.NoSuchOption():
            message = _unknown_option(error)
        case click.MissingParameter():
            message = missing_parameter(error)
        case click.BadParameter():
            message = _explain_value(error)
        case _ if extra := _EXTRA.fullmatch(error.message):
            message = _unexpected_words(extra["words"], error.ctx)
        case _:
            message = _of_click(error.message)
    return _escape(_local(message))


def _of_click(message: str) -> Message:
    """A message that may be click's, in our words as far as they are known."""
    if not isinstance(message, Message):
        for pattern, words in _OF_CLICK:
            if match := pattern.fullmatch(message):
                facts: dict[str, Fact] = {name: Verbatim(text) for name, text in match.groupdict().items()}
                if "known" in facts:
                    facts["known"] = Listed(tuple(match["known"].replace("'", "").split(", ")))
                return Message(words, **facts)
        return foreign(message)
    return message


def _escape(text: str) -> str:
    """The text with control and invisible characters as code points, but those around values in Arabic."""
    shown = escape_forbidden(text)
    if _reader_language().startswith("ar"):
        for mark in "\u200e\u2068\u2069":
            shown = shown.replace(f"<U+{ord(mark):04X}>", mark)
    return shown


def _explain_value(error: click.BadParameter) -> Message:
    message, parameter = _of_click(error.message), error.param
    if error.param_hint:
        name = error.param_hint if isinstance(error.param_hint, str) else " / ".join(error.param_hint)
    elif isinstance(parameter, click.Argument):
        name = (parameter.metavar or str(parameter.name).upper()).strip("[].")
    elif parameter is not None and error.ctx is not None:
        name = " / ".join(parameter.opts)
    else:
        return Message("Invalid value: {message}", message=message)
    return Message("Invalid value for {parameter}: {message}", parameter=name, message=message)


def _explain_system_error(error: OSError) -> Message:
    path = str(error.filename) if error.filename else ""
    if error.errno == errno.ENOENT and not path:
        return Message("The current folder does not exist any more. Change to another folder.")
    parent = Path(os.fsdecode(error.filename)).parent if isinstance(error.filename, str | bytes) else None
    if error.errno == errno.ENOENT and parent is not None and not parent.exists():
        return Message(
            "{path}: there is no folder {parent}. Create it, or correct its name.", path=path, parent=parent
        )
    if error.errno == errno.ENOENT:
        return Message("{path}: there is no such file. Check its name and folder.", path=path)
    # The words of the system are in its own language.
    reason = Verbatim(". ".join((system_reason(error), *_notes(error))))
    what = Message("{path}: {reason}", path=path, reason=reason) if path else Message("{path}", path=reason)
    advice = _ADVICE.get(error.errno or 0)
    return Message("{clause}. {advice}", clause=what, advice=Message(advice)) if advice else what


_ADVICE = {
    errno.ENOSPC: sentence("Free some space and try again."),
    errno.EACCES: sentence("Check who may read the file and write to its folder, or name another."),
    errno.EFBIG: sentence("Choose another disk."),
    errno.EDQUOT: sentence("Free some of your space and try again."),
    errno.EROFS: sentence("Name a file on another disk."),
}
"""The advice on errors of the system, by their numbers."""


def _notes(error: OSError) -> Iterator[str]:
    """The notes on an error, such as that nothing was changed, without the full stop."""
    return (note.rstrip(".") for note in getattr(error, "__notes__", ()))


def _crash_message(error: BaseException, command: str) -> Message:
    message = Message(
        "'{command}' stopped because of an error in eventkit ({name}).",
        command=command,
        name=type(error).__name__,
    )
    try:
        report = _write_crash_report(error, command)
    except OSError as unwritable:
        reason = system_reason(unwritable)
        return Message(message, Message("No report could be written: {reason}.", reason=reason))
    return Message(message, Message("Send this report to its maintainers: {path}", path=report))


def _write_crash_report(error: BaseException, command: str) -> str:
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
    hint = sentence("")
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
                "'eventkit import FILE'."
            )
            messages = (Message("There is no store at {name}.", name=error.name),)
        case _:
            pass
    if hint:
        messages = (*messages[:-1], Message(messages[-1], hint))
    return _local(*messages)


def _local(*messages: str) -> str:
    """Messages, a line each, in the language of the reader, with the options and commands that help."""
    if all(isinstance(message, Message) for message in messages):
        return in_language(map(as_message, messages), _reader_language(), Interface.COMMAND).text
    return "\n".join(messages)


def _reader_language() -> str:
    return os.environ.get("EVENTKIT_LANGUAGE") or "en"
