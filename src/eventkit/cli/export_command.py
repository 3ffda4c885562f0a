"""The export command: every output and format, built in or installed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import click
from pydantic import PydanticSchemaGenerationError, TypeAdapter, ValidationError

from eventkit.cli.check_command import findings_option
from eventkit.cli.commands import WrongUse
from eventkit.cli.file_arguments import output_option, write_target
from eventkit.cli.shared_options import draft_options, force_option, language_option, store_options
from eventkit.cli.shell_completion import Source, complete_ids
from eventkit.cli.synonyms import OTHER_EXPORTS
from eventkit.cli.terminal import Terminal, command, write_output
from eventkit.errors import EventkitError
from eventkit.files.output_files import CALENDAR, PDF, FileKind
from eventkit.formats import Importer, broken_formats, iter_formats
from eventkit.formats.spreadsheet.workbook import template
from eventkit.messages import Listed, Message, as_message
from eventkit.office.exports import SETTINGS
from eventkit.plugins.exporters import Exporter, broken_exporters, get_exporter, iter_exporters


def _kind(options: Mapping[str, Any]) -> FileKind:
    name = options.get("name", "")
    try:
        exporter = get_exporter(name)
    except EventkitError:
        command = OTHER_EXPORTS.get(name.casefold())
        if command is None:
            raise
        raise WrongUse(
            "There is no output or format '{name}'. 'eventkit {command}' writes that.",
            name=name,
            command=command,
        ) from None
    for kind in (CALENDAR, PDF):
        if exporter.suffixes and exporter.suffixes[0] in kind.endings:
            return replace(kind, endings=exporter.suffixes, is_known=kind is not PDF)
    return FileKind(Message("a file of the export {name}", name=name), exporter.suffixes, is_known=False)


def _require_known(context: click.Context, parameter: click.Parameter, name: str) -> str:  # noqa: ARG001
    """The name of an export, refused before a missing file is, with the command that was probably meant."""
    _kind({"name": name})
    return name


@command()
@click.argument(
    "name", metavar="NAME", is_eager=True, callback=_require_known, shell_complete=complete_ids(Source.FORMAT)
)
@output_option(_kind)
@click.option(
    "--option",
    "options",
    metavar="NAME=VALUE",
    multiple=True,
    help="An option such as paper=a4; 'formats --json' lists them. Repeatable.",
)
@click.option("--zone", metavar="ZONE", help="The time zone of a template.  [the conference's]")
@click.option("--template", "empty", is_flag=True, help="For a spreadsheet: write an empty one to fill in.")
@language_option
@draft_options
@findings_option
@force_option
@store_options
def export(
    terminal: Terminal,
    name: str,
    target: str,
    options: tuple[str, ...],
    zone: str | None,
    empty: bool,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
    force: bool,
    every: bool,
) -> None:
    """Export the conference as NAME: any output or format that 'formats' lists.

    A document and a spreadsheet contain the whole conference, and can be edited and imported again. Other
    formats cannot store everything: losses are counted, and --findings lists them. An option that NAME does
    not support is an error.

    Example:
      eventkit export document -o forum.yaml
      eventkit export spreadsheet --template --language en --language zh --zone Asia/Shanghai -o empty.xlsx
      eventkit export schedule-xml -o schedule.xml
      eventkit export programme --language en --option paper=a4 -o programme.pdf
    """
    if empty:
        if name != "spreadsheet":
            raise WrongUse("Only a spreadsheet has a template: eventkit export spreadsheet --template.")
        write_target(target, _template(terminal, zone, languages))
        return
    exporter = get_exporter(name)
    values = parse_options(exporter, [*options, *([f"zone={zone}"] if zone else [])])
    state = terminal.snapshot(release, draft=draft)
    write_output(terminal, state, name, target, languages, force=force, every=every, **values)


def parse_options(exporter: Exporter, words: Sequence[str]) -> dict[str, Any]:
    """Options written as ``name=value``, with values of the types that an exporter declares."""
    texts: dict[str, list[str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise WrongUse("'{word}' is not an option. Write it as name=value, such as paper=a4.", word=word)
        texts.setdefault(name.strip().replace("-", "_"), []).append(value.strip())
    known = [option for option in exporter.options if option not in {SETTINGS, "languages"}]
    for name in texts:
        if name not in known:
            message = Message(
                "'{name}' is not an option here.",
                "Options: {known}." if known else "There are none.",
                name=name,
                known=Listed(tuple(sorted(known))),
            )
            raise click.UsageError(message)
    return {name: _parse(name, exporter.options[name], values) for name, values in texts.items()}


def _parse(name: str, kind: Any, texts: list[str]) -> Any:
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(kind)
    except PydanticSchemaGenerationError:
        raise WrongUse("The option '{name}' can only be given in Python.", name=name) from None
    for value in (texts, texts[-1]) if len(texts) == 1 else (texts,):
        try:
            return adapter.validate_python(value)
        except ValidationError:
            continue
    raise WrongUse("'{texts}' is not a value of the option '{name}'.", texts=Listed(tuple(texts)), name=name)


def _template(terminal: Terminal, zone: str | None, languages: tuple[str, ...]) -> bytes:
    if zone and languages:
        id_ = title = ""
    else:
        conference = terminal.snapshot(None, draft=True).schedule.conference
        id_, title = conference.id, conference.title.best(*conference.languages)[1]
        zone, languages = zone or conference.zone, languages or conference.languages
    try:
        return template(languages, zone, id_, title)
    except ValueError as error:
        raise EventkitError(str(error)) from None


@command("formats")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the options of each.")
def list_formats(terminal: Terminal, as_json: bool) -> None:
    """List the formats for import and export, including those of plug-ins.

    Those of plug-ins that do not work are reported, and left out.

    Example:
      eventkit formats
    """
    importers = {name: listed for name, listed in iter_formats() if isinstance(listed, Importer)}
    exporters = dict(iter_exporters())
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "title": (importers.get(name) or exporters[name]).title,
            "endings": (importers.get(name) or exporters[name]).suffixes,
            "reads": name in importers,
            "writes": name in exporters,
            "options": sorted(exporters[name].options) if name in exporters else [],
        }
        for name in sorted({*importers, *exporters})
    ]
    for broken in dict.fromkeys(map(as_message, (*broken_exporters(), *broken_formats()))):
        terminal.err.print(((Message("warning"), "yellow"), ": ", broken))
    if as_json:
        terminal.out.print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = terminal.headed_table("name", "import", "export", "endings", "description")
    for row in rows:
        reads, writes = ("yes" if row[key] else "" for key in ("reads", "writes"))
        table.add_row(row["name"], reads, writes, " ".join(row["endings"]) or "folder", row["title"])
    terminal.out.print(table)
