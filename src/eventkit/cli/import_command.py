"""The import command, with its preview and column map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from eventkit.cli.finding_report import report_examples
from eventkit.cli.input_files import read_schedule
from eventkit.cli.outcome_report import report, summarise
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import Conflict, Winner
from eventkit.errors import Fault, Unreadable
from eventkit.intake import ImportHints, ImportResult
from eventkit.office.file_access import write_file
from eventkit.office.import_merge import Counts
from eventkit.office.outcomes import ImportOutcome
from eventkit.schedule import EntityKind, Schedule
from eventkit.toml_files import format_toml, tree_of

LISTED = 50
"""How many of a kind are listed in a terminal; --json lists all of them."""


@click.command("import")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--format", "name", metavar="NAME", help="The format of FILE; see 'formats'.  [recognised]")
@click.option("--id", "id_", metavar="ID", help="The id of a new conference.  [from its title]")
@click.option("--title", metavar="TEXT", help="The title of a new conference, if FILE has none.")
@click.option("--zone", metavar="ZONE", help="The time zone of times without one: Asia/Shanghai.")
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    help="The language of texts without one. Repeat it for several.",
)
@click.option("--source", metavar="NAME", help="The system that FILE comes from, if one format has several.")
@click.option(
    "--map",
    "columns",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A TOML file that says what the columns of a table hold. If it is missing, it is written.",
)
@click.option(
    "--ours/--theirs",
    "ours",
    default=None,
    help="The side that wins where a field changed both here and in FILE.  [ours, and it is reported again]",
)
@click.option("--contacts", is_flag=True, help="Store e-mail addresses and the like for the office.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@change_options
@pass_terminal
def import_file(
    terminal: Terminal,
    file: str,
    name: str | None,
    columns: Path | None,
    ours: bool | None,
    contacts: bool,
    as_json: bool,
    **values: Any,
) -> None:
    """Import a conference from FILE, or from a folder.

    A document or workbook of eventkit becomes the conference with its id. Any other file updates the
    conference that --conference names, or creates one. Imported again, it brings what changed in the file,
    keeps what was changed here, and removes nothing. Nothing is stored unless all of FILE can be read.

    \b
    Example:
      eventkit import forum.yaml
      eventkit import schedule.xml --dry-run
      eventkit import talks.xlsx --conference forum-2027 --map talks.toml
    """
    into = terminal.office(make=True).load().schedule if terminal.settings.conference else None
    hints = _hints(values, into, _column_map(columns))
    format_name, reading = read_schedule(file, name, hints)
    winner = None if ours is None else Winner.OURS if ours else Winner.THEIRS
    conference = into.conference.id if into else reading.schedule.conference.id
    outcome = terminal.office(conference, make=True).import_file(
        reading, winner=winner, contacts=contacts, why=f"import {file}"
    )
    if columns is not None and reading.columns and not columns.exists():
        write_file(columns, format_toml(reading.columns).encode())
    if as_json:
        form = {
            "format": format_name,
            "dry_run": terminal.settings.dry_run,
            **_outcome_form(outcome, reading),
        }
        terminal.out.print(json.dumps(form, ensure_ascii=False, indent=2, default=str), soft_wrap=True)
        return
    report_examples(terminal, reading.findings)
    _report(terminal, outcome, format_name, winner)
    if reading.contacts and not contacts:
        people = "1 person" if len(reading.contacts) == 1 else f"{len(reading.contacts)} people"
        terminal.out.print(
            f"the file has contacts of {people}, which are not stored: --contacts stores them", soft_wrap=True
        )
    if reading.columns and reading.columns != hints.columns:
        terminal.out.print("the columns were read as follows; --map FILE changes that:", style="dim")
        terminal.out.print(format_toml(reading.columns).rstrip(), style="dim", soft_wrap=True)


def _column_map(path: Path | None) -> dict[str, Any]:
    """The column map in a file; empty if there is no file yet.

    Raises:
        Unreadable: It is not TOML.
    """
    if path is None or not path.exists():
        return {}
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(str(path), (Fault(f"is not UTF-8: {error.reason}"),)) from None
    return tree_of(text, str(path), "column map")


def _hints(values: dict[str, Any], into: Schedule | None, columns: dict[str, Any]) -> ImportHints:
    """What the options say about the file, and otherwise the conference it is imported into."""
    conference = into.conference if into else None
    return ImportHints(
        id=values["id_"],
        title=values["title"] or (conference.title.best(*conference.languages)[1] if conference else None),
        zone=values["zone"] or (conference.zone if conference else None),
        languages=values["languages"] or (conference.languages if conference else ()),
        days=(conference.start, conference.end) if conference else None,
        source=values["source"],
        columns=columns,
    )


def _report(terminal: Terminal, outcome: ImportOutcome, format_name: str, winner: Winner | None) -> None:
    """Report an import: the numbers of entities, what changed, and what needs a decision."""
    before, after = outcome.outcome.before, outcome.outcome.after
    verb = "would import" if terminal.settings.dry_run else "imported"
    new = "" if before else ", a new conference"
    terminal.out.print(f"{verb} {after.conference.id}{new}, from {format_name}:", soft_wrap=True)
    for kind, counts in outcome.counts.items():
        terminal.out.print(f"  {kind.collection}: {_counts(counts)}", soft_wrap=True)
    if before is not None:
        report(terminal, outcome.outcome)
    _list(
        terminal, _conflicts_heading(winner), [_conflict(conflict, after) for conflict in outcome.conflicts]
    )
    _list(terminal, "no longer in the file, and kept:", [_vanished(*ref) for ref in outcome.vanished])
    _list(
        terminal,
        "restored, since the file names them again:",
        [f"{kind} {id_}" for kind, id_ in outcome.returned],
    )


def _counts(counts: Counts) -> str:
    parts = (
        (counts.total, "in all"),
        (counts.added, "added"),
        (counts.changed, "changed"),
        (counts.removed, "removed"),
        (counts.unchanged, "unchanged"),
    )
    return ", ".join(f"{number} {word}" for number, word in parts if number)


def _vanished(kind: EntityKind, id_: str) -> str:
    if kind is EntityKind.SESSION:
        return f"session {id_}: 'eventkit session cancel {id_}' lets people know, 'remove' removes it"
    word = "person" if kind is EntityKind.PARTICIPANT else kind.value
    return f"{word} {id_}: 'eventkit {word} remove {id_}' removes it"


def _list(terminal: Terminal, heading: str, lines: list[str]) -> None:
    if lines:
        terminal.out.print(heading, soft_wrap=True)
    for line in lines[:LISTED]:
        terminal.out.print(f"  {line}", soft_wrap=True)
    if (more := len(lines) - LISTED) > 0:
        terminal.out.print(f"  and {more} more: --json lists all")


def _conflicts_heading(winner: Winner | None) -> str:
    winning = "the file's value is taken" if winner is Winner.THEIRS else "the value here is kept"
    decide = "" if winner else "; decide with --ours or --theirs"
    return f"changed both here and in the file: {winning}{decide}:"


def _conflict(conflict: Conflict, schedule: Schedule) -> str:
    entity = "the conference" if conflict.kind is EntityKind.CONFERENCE else f"{conflict.kind} {conflict.id}"
    if not conflict.field:
        here, there = ("removed" if side is None else "changed" for side in (conflict.mine, conflict.theirs))
        return f"{entity}: {here} here, {there} in the file"
    here, there = (summarise(side, schedule) for side in (conflict.mine, conflict.theirs))
    return f"{entity}, {conflict.field}: here {here}, in the file {there}"


def _outcome_form(outcome: ImportOutcome, reading: ImportResult) -> dict[str, Any]:
    """The outcome of an import as JSON holds it."""
    after = outcome.outcome.after
    return {
        "conference": after.conference.id,
        "new": outcome.outcome.before is None,
        "source": reading.source,
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
                "message": finding.message,
                "place": finding.place,
                "about": list(finding.about),
            }
            for finding in reading.findings
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
        "returned": [{"kind": kind.value, "id": id_} for kind, id_ in outcome.returned],
        "contacts": len(reading.contacts),
        "columns": dict(reading.columns),
    }
