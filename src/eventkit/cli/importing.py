"""The command that takes conferences in from files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from eventkit.cli.arriving import Arrival, arrive, roster_with
from eventkit.cli.following import followed
from eventkit.cli.mapping import mapping_from, mapping_of
from eventkit.cli.previewing import plain, tell_arrival
from eventkit.cli.reading import read
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.cli.writing import write_whole
from eventkit.editing import Winner
from eventkit.intake import ImportHints, ImportResult
from eventkit.schedule import Schedule
from eventkit.store import ImportedSource, Store


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be taken in: by which name, who wins if that is said, whether contacts are kept."""

    file: str
    winner: Winner | None
    contacts: bool


@click.command("import")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--format", "name", metavar="NAME", help="What FILE is; see 'formats'.  [by what is in it]")
@click.option("--id", "id_", metavar="ID", help="The id of a new conference.  [from its title]")
@click.option("--title", metavar="TEXT", help="The title of a new conference, where FILE has none.")
@click.option("--zone", metavar="ZONE", help="The time zone of times that come without one: Asia/Shanghai.")
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    help="The language of texts that come without one; give it again for more languages.",
)
@click.option("--source", metavar="NAME", help="What FILE comes from, where one format has several sources.")
@click.option(
    "--map",
    "columns",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A TOML file of what the columns of a table hold; written with the guess where there is none.",
)
@click.option(
    "--ours/--theirs",
    "ours",
    default=None,
    help="Whose change stands where something changed both here and in FILE.  [ours, until one is said]",
)
@click.option("--contacts", is_flag=True, help="Keep e-mail addresses and the like for the office.")
@click.option("--json", "as_json", is_flag=True, help="Tell what comes of it as JSON.")
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
    **said: Any,
) -> None:
    """Take a conference from FILE, or a folder, into the store.

    A document or a workbook of eventkit becomes the conference of its id. What comes from elsewhere adds to
    the conference that --conference names, or begins one; a second time it brings what changed there, keeps
    what was changed here, and removes nothing. Nothing is stored unless all of FILE can be read.

    \b
    Example:
      eventkit import forum.yaml
      eventkit import schedule.xml --dry-run
      eventkit import talks.xlsx --conference forum-2027 --map talks.toml
    """
    with terminal.store(make=True) as store:
        into = store.load(terminal.chosen(store)).schedule if terminal.settings.conference else None
        given = _given(said, into, mapping_from(columns))
        format_name, reading = read(file, name, given)
        winner = None if ours is None else Winner.OURS if ours else Winner.THEIRS
        asked = Asked(file, winner, contacts)
        arrival = _imported(terminal, store, reading, asked, into)
    if columns is not None and reading.columns and not columns.exists():
        write_whole(columns, mapping_of(reading.columns).encode())
    if as_json:
        told = {"format": format_name, "dry_run": terminal.settings.dry_run, **plain(arrival, reading)}
        terminal.out.print(json.dumps(told, ensure_ascii=False, indent=2, default=str), soft_wrap=True)
        return
    terminal.tell(reading.findings)
    settled = asked.winner is not None
    tell_arrival(terminal, arrival, reading, format_name, contacts=contacts, settled=settled)
    if reading.columns and reading.columns != given.columns:
        terminal.out.print("how the columns were understood; --map FILE says otherwise:", style="dim")
        terminal.out.print(mapping_of(reading.columns).rstrip(), style="dim", soft_wrap=True)


def _given(said: dict[str, Any], into: Schedule | None, columns: dict[str, Any]) -> ImportHints:
    """What is said of the file; what is not goes by the conference it is taken into."""
    conference = into.conference if into else None
    return ImportHints(
        id=said["id_"],
        title=said["title"] or (conference.title.best(*conference.languages)[1] if conference else None),
        zone=said["zone"] or (conference.zone if conference else None),
        languages=said["languages"] or (conference.languages if conference else ()),
        days=(conference.start, conference.end) if conference else None,
        source=said["source"],
        columns=columns,
    )


def _imported(
    terminal: Terminal, store: Store, reading: ImportResult, ask: Asked, into: Schedule | None
) -> Arrival:
    """Take what was read into the store, unless it is only to be told."""
    id_ = into.conference.id if into else reading.schedule.conference.id
    held = id_ in {entry.id for entry in store.conferences()}
    base = store.last_import(id_, reading.source) if held and reading.source else None
    winner = ask.winner or Winner.OURS
    arrival = arrive(reading, store.load(id_).schedule if held else None, base, winner)
    kept = ask.contacts and bool(reading.contacts)
    if kept:  # what is wrong in them is told before anything is written
        roster_with(store.roster(id_) if held else None, reading, arrival)
    if terminal.settings.dry_run:
        return arrival

    def edit(now: Schedule | None) -> Schedule:
        nonlocal arrival
        arrival = arrive(reading, now, base, winner)
        return arrival.after

    author, at = terminal.settings.author, terminal.now()
    why = terminal.settings.why or f"import {ask.file}"
    # What nobody has decided is to be contested the next time too.
    settled = reading.schedule if ask.winner else arrival.undecided or reading.schedule
    came = ImportedSource(reading.source, settled) if reading.source else None
    store.change(id_, edit, author=author, why=why, at=at, came=came, follow=followed)
    if kept:
        store.change_roster(
            id_, lambda roster: roster_with(roster, reading, arrival), author=author, why=why, at=at
        )
    return arrival
