"""Missing parameters: what an argument or an option is for, what there is to choose from, and an example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import click
from click.shell_completion import CompletionItem

from eventkit.cli.completion_sources import Completer, Source
from eventkit.texts import clean

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
