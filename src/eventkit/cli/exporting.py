"""Commands that write conferences to files of every format, and list the formats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from eventkit.cli.output_files import FileKind, output_option
from eventkit.cli.shared_options import draft_options, store_options
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.cli.writing import STDOUT, write_whole
from eventkit.errors import EventkitError
from eventkit.formats import Reader, Writer, formats, writer_named
from eventkit.formats.spreadsheet.workbook import template

ELSEWHERE = {"agenda": "agenda", "icalendar": "agenda", "ics": "agenda", "programme": "programme"}
"""What is written by commands of their own."""


def _kind(options: Mapping[str, Any]) -> FileKind:
    """The kind of file that an export writes."""
    name = options.get("name", "")
    if name in ELSEWHERE:
        message = f"'eventkit {ELSEWHERE[name]}' writes that"
        raise click.UsageError(message)
    return FileKind(f"a {name} file", writer_named(name).suffixes, is_document=name == "document")


@click.command()
@click.argument("name", metavar="FORMAT", is_eager=True)
@output_option(_kind)
@click.option("--template", "empty", is_flag=True, help="Of a spreadsheet: an empty one, to be filled in.")
@click.option("--zone", metavar="ZONE", help="The time zone of the template.  [the conference's]")
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    help="A language of the template; again for more.  [the conference's]",
)
@draft_options
@store_options
@pass_terminal
def export(
    workspace: Terminal,
    name: str,
    target: str,
    empty: bool,
    zone: str | None,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
) -> None:
    """Write the conference to a file in FORMAT; 'formats' lists them.

    A document and a spreadsheet hold all that the store knows of the conference, and can be edited and
    imported again. What a format of others has no place for is told.

    \b
    Example:
      eventkit export document -o forum.yaml
      eventkit export spreadsheet --template --language en --language zh --zone Asia/Shanghai -o empty.xlsx
      eventkit export schedule-xml -o schedule.xml
    """
    if empty:
        if name != "spreadsheet":
            message = "only a spreadsheet has a template: export spreadsheet --template"
            raise click.UsageError(message)
        write_whole(target, _template(workspace, zone, languages))
        return
    writer = writer_named(name)
    suffix = _suffix(writer, target)
    schedule = workspace.state(release, draft=draft).schedule
    data = writer.write(schedule, suffix)
    workspace.tell(writer.lost(schedule))
    write_whole(target, data)


def _suffix(writer: Writer, target: str) -> str:
    suffix = Path(target).suffix.lower() if target != STDOUT else ""
    return suffix if suffix in writer.suffixes else writer.suffixes[0]


def _template(workspace: Terminal, zone: str | None, languages: tuple[str, ...]) -> bytes:
    """An empty workbook, for the conference where there is one, or for what was said."""
    if zone and languages:
        id_ = title = ""
    else:
        conference = workspace.state(None, draft=True).schedule.conference
        id_, title = conference.id, conference.title.best(*conference.languages)[1]
        zone, languages = zone or conference.zone, languages or conference.languages
    try:
        return template(languages, zone, id_, title)
    except ValueError as error:
        raise EventkitError(str(error)) from None


@click.command("formats")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_terminal
def list_formats(workspace: Terminal, as_json: bool) -> None:
    """List the formats of files that are read and written, those of plug-ins among them.

    \b
    Example:
      eventkit formats
    """
    known = [
        (name, each.title, each.suffixes, isinstance(each, Reader), isinstance(each, Writer))
        for name, each in formats()
    ]
    if as_json:
        keys = ("name", "title", "endings", "reads", "writes")
        told = [dict(zip(keys, each, strict=True)) for each in known]
        workspace.out.print(json.dumps(told, ensure_ascii=False, indent=2), soft_wrap=True)
        return
    shown = make_table("format", "read", "written", "endings", "what it is")
    for name, title, suffixes, reads, writes in known:
        shown.add_row(name, "yes" if reads else "", "yes" if writes else "", " ".join(suffixes), title)
    workspace.out.print(shown)
