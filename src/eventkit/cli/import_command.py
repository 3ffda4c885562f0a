"""The import command, with its preview and column map."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from eventkit.cli.check_command import findings_option, group_findings
from eventkit.cli.commands import WrongUse
from eventkit.cli.display import local
from eventkit.cli.entity_reports import summarise
from eventkit.cli.failures import fail
from eventkit.cli.file_arguments import read_argument
from eventkit.cli.input_values import OneOf, parse_date
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, command, report
from eventkit.editing import Conflict, Gone, Winner
from eventkit.errors import ConferenceExists, EventkitError, Fault, NoTitleColumn, Unreadable
from eventkit.files.limited_process import run_in_copy
from eventkit.files.output_files import write_file
from eventkit.files.toml_files import format_toml, tree_of
from eventkit.findings import Finding, Severity
from eventkit.formats import read_foreign_file
from eventkit.intake import ImportHints, ImportResult, merge_similar
from eventkit.messages import Fact, Interface, Listed, Message, Plural, Term, Verbatim, as_message, sentence
from eventkit.model import Conference
from eventkit.office.import_merge import Counts
from eventkit.office.outcomes import ImportOutcome
from eventkit.schedule import EntityKind, Schedule

LINES = 12  # the most lines of findings; `--findings` prints all of them
_LEFT_OUT = frozenset({"extra", "private", "ignore"})
_COLUMNS_SHOWN = 5


def report_reading(
    terminal: Terminal, reading: ImportResult, notices: Sequence[Finding], *, every: bool
) -> None:
    """Report what was read: how many sessions have a time, which columns have no place, and the findings."""
    language = terminal.settings.language
    terminal.out.print(
        local(Message("{summary}.", summary=describe_reading(reading)), language), style="bold"
    )
    findings = merge_similar((*reading.findings, *notices))
    if every:
        terminal.report_findings(findings)
        return
    shown = [_without_file(finding, reading.name) for finding in findings]
    grave = [finding for finding in shown if finding.severity is not Severity.INFO]
    if len(shown) == len(grave) + 1:
        grave = shown  # The text of one note takes no more space than its number.
    examples = [*_examples(grave, LINES)]
    terminal.report_findings(examples)
    rest = len(grave) - len(examples)
    notes = len(shown) - len(grave)
    more = (
        *([Message(Plural("{count} more finding", "{count} more findings"), count=rest)] if rest else ()),
        *([Message(Plural("{count} note", "{count} notes"), count=notes)] if notes else ()),
    )
    if more:
        terminal.err.say("{more}: --findings lists all", more=Listed(more, "and"), style="dim")


def describe_reading(reading: ImportResult) -> Message:
    """Describe what came in: 57 of 60 sessions have a time; 1 column left out: 'Seats' (40)."""
    sessions = reading.schedule.sessions
    timed = sum(session.slot is not None for session in sessions)
    times = Message(
        Plural("{timed} of {count} session has a time", "{timed} of {count} sessions has a time")
        if timed == 1
        else Plural("{timed} of {count} session have a time", "{timed} of {count} sessions have a time"),
        timed=timed,
        count=len(sessions),
    )
    columns = tuple(_iter_left_out(reading))
    if not columns:
        return times
    left_out = Message(
        Plural("{count} column left out: {columns}", "{count} columns left out: {columns}"),
        count=len(columns),
        columns=Listed(columns, limit=_COLUMNS_SHOWN),
    )
    return Message("{parts}", parts=Listed((times, left_out), ";"))


def _iter_left_out(reading: ImportResult) -> Iterator[Message]:
    """The columns of a table that are not part of the schedule, each with a value."""
    described = reading.columns.get("columns", {})
    for header, meaning in described.items():
        name = header.rpartition("!")[2]
        if meaning not in _LEFT_OUT:
            continue
        if meaning != "extra":
            yield Message("'{name}' (private)" if meaning == "private" else "'{name}' (ignored)", name=name)
            continue
        if value := reading.example_of(header):
            yield Message("'{name}' ({value})", name=name, value=value)


def _without_file(finding: Finding, name: str) -> Finding:
    """A finding without the name of the file, which all places begin with."""
    place = as_message(finding.place)
    match place.facts.get("place"):
        case Listed(facts=(str(file), *others)) if file == name:
            place = Message("{place}", place=Listed(tuple(others)))
        case None if place == name:
            place = Message("")
    return replace(finding, place=place)


def _examples(findings: Sequence[Finding], lines: int) -> Iterator[Finding]:
    """The findings to print: those of each kind in turn, up to a number of lines, in the order of kinds."""
    groups = [list(group.findings) for group in group_findings(findings)]
    shown = [0] * len(groups)
    for rank in range(max(map(len, groups), default=0)):
        for at, group in enumerate(groups):
            if rank < len(group) and sum(shown) < lines:
                shown[at] = rank + 1
    for count, group in zip(shown, groups, strict=True):
        yield from group[:count]


LISTED = 50  # the most entries of a kind listed in a terminal; `--json` lists all of them


@command("import")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--format", "name", metavar="NAME", help="The format of FILE; see 'formats'.  [recognised]")
@click.option("--new", is_flag=True, help="Create a new conference, even if there is one already.")
@click.option("--id", "id_", metavar="ID", help="The id of a new conference.  [from its acronym or title]")
@click.option("--title", metavar="TEXT", help="The title of a new conference.  [the one in FILE]")
@click.option(
    "--start", type=parse_date, metavar="DAY", help="The first day of the conference.  [the one in FILE]"
)
@click.option("--end", type=parse_date, metavar="DAY", help="The last day.  [the first]")
@click.option("--zone", metavar="ZONE", help="The time zone of times without one: Asia/Shanghai.")
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    help="The language of texts without one. Repeatable.",
)
@click.option(
    "--source", metavar="NAME", help="The earlier file or the system that FILE comes from.  [recognised]"
)
@click.option(
    "--sheet",
    "sheets",
    metavar="NAME",
    multiple=True,
    help="A sheet of a workbook to read. Repeatable.  [those with sessions or people]",
)
@click.option(
    "--map",
    "columns",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A TOML file that maps the columns of a table to fields. It is created if it does not exist.",
)
@click.option(
    "--ours/--theirs",
    "ours",
    default=None,
    help="The side that wins where a field changed both here and in FILE.  [ours, and it is reported again]",
)
@click.option(
    "--gone",
    type=OneOf(Gone),
    help="What happens to sessions that are no longer in FILE.  [they stay, and are listed again]",
)
@click.option("--readmit", is_flag=True, help="Also import people who were erased.")
@click.option("--contacts", is_flag=True, help="Store private contact details, such as e-mail addresses.")
@findings_option
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@change_options
def import_file(
    terminal: Terminal,
    file: str,
    name: str | None,
    columns: Path | None,
    sheets: tuple[str, ...],
    new: bool,
    ours: bool | None,
    gone: Gone | None,
    readmit: bool,
    contacts: bool,
    every: bool,
    as_json: bool,
    **values: Any,
) -> None:
    """Import a conference from FILE, or from a folder.

    A document or workbook of eventkit becomes the conference with its id. Any other file updates the
    conference that --conference names, or the only one there is; --new creates another. Importing FILE
    again applies what changed in it, and does not overwrite changes made here.

    Entries of its last version that FILE no longer has are listed; --gone sets what happens to them.

    Example:
      eventkit import forum.yaml
      eventkit import schedule.xml --dry-run
      eventkit import talks.xlsx --conference forum-2027 --map talks.toml
      eventkit import talks.xlsx --gone cancel
    """
    into = _target(terminal, values["id_"], new=new)
    settings = _column_map(columns) | ({"sheet": [*sheets]} if sheets else {})
    hints = _hints(values, into, settings)
    try:
        format_name, reading = read_foreign_file(*read_argument(file), name, hints, run=run_in_copy)
    except Unreadable as error:
        _advise(terminal, error, file, columns)
        raise
    _write_column_map(columns, reading.columns)
    if into is not None and reading.source is None and not terminal.settings.conference:
        into = None  # a document of eventkit contains the id of its conference
    if into is not None and not terminal.settings.conference:
        _require_same_days(terminal, into, reading)
    if into is None:
        _require_target(terminal, reading, new=new or values["id_"] is not None)
    winner = None if ours is None else Winner.OURS if ours else Winner.THEIRS
    conference = into.conference.id if into else reading.schedule.conference.id
    office = terminal.office(conference, make=True)
    outcome = office.import_file(
        reading,
        winner=winner,
        gone=gone,
        contacts=contacts,
        readmit=readmit,
        why=Message("import {file}", file=Path(file).name),
    )
    if as_json:
        form = {
            "format": format_name,
            "dry_run": terminal.settings.dry_run,
            **_outcome_form(outcome, reading, terminal.settings.language),
        }
        terminal.out.print(json.dumps(form, ensure_ascii=False, indent=2, default=str))
        _fail_on_errors(terminal, reading)
        return
    report_reading(terminal, reading, outcome.notices, every=every)
    _report(terminal, outcome, format_name, winner, gone)
    if reading.contacts and not contacts:
        terminal.out.say(
            Plural(
                "the file has contacts of 1 person, which were not stored: use --contacts to store them",
                "the file has contacts of {count} people, which were not stored: use --contacts "
                "to store them",
            ),
            count=len(reading.contacts),
        )
    if reading.columns and reading.columns != hints.columns:
        if every:
            terminal.out.say("the columns were read as follows; --map FILE changes that:", style="dim")
            terminal.out.print(format_toml(reading.columns).rstrip(), style="dim")
        elif columns is None:
            terminal.out.say("--map FILE writes how columns were read; change it there", style="dim")
    _fail_on_errors(terminal, reading)


def _advise(terminal: Terminal, error: Unreadable, file: str, columns: Path | None) -> None:
    """Say what can be done with a file that was refused; a column map that was asked for is written."""
    if isinstance(error, NoTitleColumn) and error.lists_people:
        terminal.err.say(
            "print badges for these people with 'eventkit badges --attendees {file}'", file=Verbatim(file)
        )
    elif _write_column_map(columns, error.columns):
        terminal.err.say(
            "wrote {columns}: set the column of titles there, and import {file} again"
            if isinstance(error, NoTitleColumn)
            else "wrote {columns}: correct it if needed, and import {file} again",
            columns=str(columns),
            file=file,
        )


def _write_column_map(path: Path | None, columns: Mapping[str, Any]) -> bool:
    if path is None or not columns or path.exists():
        return False
    write_file(path, format_toml(columns).encode())
    return True


def _target(terminal: Terminal, id_: str | None, *, new: bool) -> Schedule | None:
    """The conference to import into; ``None`` if a new one is created, or the file decides."""
    if terminal.settings.conference:
        if new:
            raise WrongUse("--conference and --new cannot be used together. Give one of them.")
        return terminal.office(make=True).load().schedule
    present = terminal.conference_ids()
    if new:
        if id_ in present:
            raise ConferenceExists(id_ or "")
        return None
    if id_ is not None:
        return terminal.office(id_).load().schedule if id_ in present else None
    return terminal.office(present[0]).load().schedule if len(present) == 1 else None


def _require_same_days(terminal: Terminal, into: Schedule, reading: ImportResult) -> None:
    """Ask whether a file belongs to the conference, where it has other days; refuse it without a terminal."""
    mine, theirs = into.conference, reading.schedule.conference
    if theirs.start <= mine.end and mine.start <= theirs.end:
        return
    message = Message(
        "The file is for {of_file}, but conference '{id}' is on {of_mine}.",
        of_file=_days_in_words(theirs),
        id=mine.id,
        of_mine=_days_in_words(mine),
    )
    if terminal.err.is_terminal and sys.stdin.isatty():
        terminal.confirm(Message(message, Message("Import it into '{id}'?", id=mine.id)))
        return
    use = Message("Use --conference {id} to import it there, or --new to create a conference.", id=mine.id)
    raise EventkitError(Message(message, use))


def _days_in_words(conference: Conference) -> Fact:
    if conference.start == conference.end:
        return conference.start
    return Message("{start} to {end}", start=conference.start, end=conference.end)


def _require_target(terminal: Terminal, reading: ImportResult, *, new: bool) -> None:
    present = terminal.conference_ids()
    id_ = reading.schedule.conference.id
    if reading.source is not None and new and id_ in present:
        raise ConferenceExists(id_)
    if reading.source is not None and not new and len(present) > 1:
        raise EventkitError(
            "The store has several conferences. Choose one with --conference: {present}; or "
            "create another with --new.",
            present=Listed(tuple(present)),
        )


def _fail_on_errors(terminal: Terminal, reading: ImportResult) -> None:
    errors = sum(finding.severity is Severity.ERROR for finding in reading.findings)
    if errors:
        reach = (
            Plural(
                "would import with {count} error: correct it in the file before you import it",
                "would import with {count} errors: correct them in the file before you import it",
            )
            if terminal.settings.dry_run
            else Plural(
                "imported with {count} error: correct it in the file and import it again",
                "imported with {count} errors: correct them in the file and import it again",
            )
        )
        fail(Message(reach, count=errors))


def _column_map(path: Path | None) -> dict[str, Any]:
    if path is None or not path.exists():
        return {}
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            str(path), (Fault(Message("is not UTF-8: {reason}", reason=as_message(error.reason))),)
        ) from None
    return tree_of(text, str(path), "column map")


def _hints(values: dict[str, Any], into: Schedule | None, columns: dict[str, Any]) -> ImportHints:
    """Hints for the reader: from the options, or else from the conference it is imported into."""
    known = ImportHints() if into is None else ImportHints.of(into.conference)
    days = _days(values["start"], values["end"])
    return replace(
        known,
        days=days or known.days,
        has_stated_days=days is not None,
        id=values["id_"],
        title=values["title"] or known.title,
        zone=values["zone"] or known.zone,
        languages=values["languages"] or known.languages,
        source=values["source"],
        columns=columns,
    )


def _days(start: date | None, end: date | None) -> tuple[date, date] | None:
    if start is None and end is None:
        return None
    if start is None or (end is not None and end < start):
        raise WrongUse("--end needs --start, and may not be before it.")
    return start, end or start


def _report(
    terminal: Terminal, outcome: ImportOutcome, format_name: str, winner: Winner | None, gone: Gone | None
) -> None:
    before, after = outcome.before, outcome.after
    facts = {"id": after.conference.id, "format": format_name}
    if terminal.settings.dry_run:
        what = (
            sentence("would import {id}, from {format}:")
            if before
            else sentence("would import {id}, a new conference, from {format}:")
        )
    else:
        what = (
            sentence("imported {id}, from {format}:")
            if before
            else sentence("imported {id}, a new conference, from {format}:")
        )
    terminal.out.say(what, **facts)
    for kind, counts in outcome.counts.items():
        terminal.out.say(
            "{kind}: {counts}", kind=_KINDS[kind.collection], counts=_counts(counts), indent="  "
        )
    if before is not None:
        report(terminal, replace(outcome, notices=()))  # they are printed with the findings of the file
        if outcome.source is not None:
            terminal.out.say(
                "not compared, since it is the first import of '{source}'"
                if outcome.is_first
                else "compared with the last import of '{source}'",
                source=outcome.source,
                style="dim",
            )
        if outcome.renamed:
            terminal.out.say(
                "if this is not its next version, undo the import and repeat it with --source {name}",
                name=outcome.renamed,
            )
    _list(
        terminal, _conflicts_heading(winner), [_conflict(conflict, after) for conflict in outcome.conflicts]
    )
    _list(
        terminal,
        Message("skipped, because they were erased; use --readmit to import them:"),
        [*outcome.forgotten],
    )
    _list(
        terminal,
        _unplaced_heading(gone),
        [
            Message(
                "session {id}"
                if gone is not None
                else "session {id}: 'eventkit session unschedule {id}' removes it",
                id=Verbatim(id_),
            )
            for id_ in outcome.unplaced
        ],
    )
    _list(terminal, _gone_heading(gone), [_vanished(*ref, gone) for ref in outcome.vanished])
    _list(
        terminal,
        Message("restored, because they are in the file again:"),
        [f"{kind} {id_}" for kind, id_ in outcome.returned],
    )


_KINDS = {
    "conference": Message("conference"),
    "rooms": Message("rooms"),
    "tracks": Message("tracks"),
    "organisations": Message("organisations"),
    "participants": Message("participants"),
    "sessions": Message("sessions"),
}
"""The words for the entities of a kind."""


def _counts(counts: Counts) -> Listed:
    forms = {
        sentence("{count} in all"): counts.total,
        sentence("{count} added"): counts.added,
        sentence("{count} changed"): counts.changed,
        sentence("{count} removed"): counts.removed,
        sentence("{count} unchanged"): counts.unchanged,
    }
    return Listed(tuple(Message(form, count=Verbatim(number)) for form, number in forms.items() if number))


def _gone_heading(gone: Gone | None) -> Message:
    match gone:
        case Gone.CANCEL:
            return Message("no longer in the file; sessions were cancelled, everything else is unchanged:")
        case Gone.REMOVE:
            return Message("no longer in the file, and removed unless something refers to it:")
        case Gone.KEEP:
            return Message("no longer in the file, and not listed again:")
    return Message("no longer in the file; use --gone cancel, remove or keep:")


def _unplaced_heading(gone: Gone | None) -> Message:
    if gone in {Gone.CANCEL, Gone.REMOVE}:
        return Message("no longer in this file, but in another: without a time now:")
    if gone is Gone.KEEP:
        return Message("no longer in this file, but in another: their times are unchanged:")
    return Message(
        "no longer in this file, but in another: their times are unchanged unless you remove them:"
    )


def _vanished(kind: EntityKind, id_: str, gone: Gone | None) -> str:
    word = "person" if kind is EntityKind.PARTICIPANT else kind.value
    if gone is not None:
        return f"{word} {id_}"
    if kind is EntityKind.SESSION:
        return Message(
            "session {id}: 'eventkit session cancel {id}' shows it as cancelled, 'remove' removes it",
            id=Verbatim(id_),
        )
    return Message(
        "{kind} {id}: 'eventkit {kind} remove {id}' removes it", kind=Verbatim(word), id=Verbatim(id_)
    )


def _list(terminal: Terminal, heading: Message, lines: Sequence[str]) -> None:
    if lines:
        terminal.out.print(heading)
    for line in lines[:LISTED]:
        terminal.out.print(("  ", line))
    if (more := len(lines) - LISTED) > 0:
        terminal.out.say("and {count} more: --json lists all", count=more, indent="  ")


def _conflicts_heading(winner: Winner | None) -> Message:
    if winner is Winner.THEIRS:
        return Message("changed both here and in the file: the value in the file was used:")
    if winner is not None:
        return Message("changed both here and in the file: the value here was not changed:")
    return Message(
        "changed both here and in the file: the value here was not changed; choose with --ours or --theirs:"
    )


def _conflict(conflict: Conflict, schedule: Schedule) -> Message:
    entity = (
        Message("the conference")
        if conflict.kind is EntityKind.CONFERENCE
        else Message("{kind} {id}", kind=Term(conflict.kind), id=conflict.id)
    )
    if not conflict.field:
        removed_here = conflict.mine is None
        return Message(
            "{entity}: removed here, changed in the file"
            if removed_here
            else "{entity}: changed here, removed in the file",
            entity=entity,
        )
    here, there = (summarise(side, schedule) for side in (conflict.mine, conflict.theirs))
    return Message(
        "{entity}, {field}: here {here}, in the file {there}",
        entity=entity,
        field=conflict.field,
        here=here,
        there=there,
    )


def _outcome_form(outcome: ImportOutcome, reading: ImportResult, language: str) -> dict[str, Any]:
    after = outcome.after
    return {
        "conference": after.conference.id,
        "new": outcome.before is None,
        "source": outcome.source,
        "counts": {
            kind.collection: {
                "in all": counts.total,
                "added": counts.added,
                "changed": counts.changed,
                "removed": counts.removed,
                "as they were": counts.unchanged,
            }
            for kind, counts in outcome.counts.items()
        },
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "message": finding.in_language(language, Interface.COMMAND).sentence,
                "place": finding.place,
                "about": list(finding.about),
            }
            for finding in (*reading.findings, *outcome.notices)
        ],
        "contested": [
            {
                "kind": conflict.kind.value,
                "id": conflict.id,
                "field": conflict.field,
                "ours": summarise(conflict.mine, after),
                "theirs": summarise(conflict.theirs, after),
            }
            for conflict in outcome.conflicts
        ],
        "vanished": [{"kind": kind.value, "id": id_} for kind, id_ in outcome.vanished],
        "unplaced": list(outcome.unplaced),
        "returned": [{"kind": kind.value, "id": id_} for kind, id_ in outcome.returned],
        "forgotten": list(outcome.forgotten),
        "contacts": len(reading.contacts),
        "columns": dict(reading.columns),
    }
