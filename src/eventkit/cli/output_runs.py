"""Output runs: an export written to its target, with its findings and losses on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eventkit.cli.file_arguments import STDIO, write_target
from eventkit.cli.finding_report import report_output
from eventkit.cli.input_values import language_tags
from eventkit.cli.terminal import Terminal
from eventkit.files.output_folders import PublishedFolder
from eventkit.office.exports import SETTINGS
from eventkit.office.snapshots import Snapshot
from eventkit.plugins.exporters import Count, Exporter, FolderOutput, get_exporter
from eventkit.rules import DEFAULT_SETTINGS


def write_output(
    terminal: Terminal,
    state: Snapshot,
    name: str,
    target: str,
    languages: tuple[str, ...],
    *,
    force: bool = False,
    as_json: bool = False,
    every: bool = False,
    convert: Callable[[bytes], bytes] | None = None,
    **options: Any,
) -> None:
    """Export a conference to a file or folder, with its findings and losses on the terminal.

    With errors among the findings nothing is written, unless ``force`` is set. ``every`` lists all findings
    and losses, and ``convert`` turns the bytes into another form.
    """
    exporter, office = get_exporter(name), terminal.office(state.schedule.conference.id)
    report_if_stale(terminal, state, name)
    with terminal.working(f"making the {name}"):
        output = office.exports.export(
            state,
            name,
            languages=language_tags(languages),
            ending=_ending(exporter, target),
            options=options,
        )
    settings = office.rules.settings() if SETTINGS in exporter.options else DEFAULT_SETTINGS
    report_output(
        terminal,
        target,
        output.findings,
        settings,
        losses=output.losses,
        force=force,
        as_json=as_json,
        every=every,
        outdated=state.outdated,
    )
    if isinstance(output, FolderOutput):
        report_folder(terminal, Path(target), output)
    else:
        write_target(target, output.data if convert is None else convert(output.data))
        report_written(terminal, target, output.counts)


def report_written(terminal: Terminal, target: str, counts: Sequence[Count]) -> None:
    """Print what a file contains, unless it was written to standard output."""
    if target != STDIO:
        contents = ", ".join(map(str, counts)) or "written"
        terminal.err.print(f"{target}: {contents}", style="dim")


def report_folder(terminal: Terminal, folder: Path, output: FolderOutput) -> None:
    with terminal.working(f"writing {folder}"):
        published = output.publish(folder)
    report_published(terminal, folder, published)


def report_published(terminal: Terminal, folder: Path, published: PublishedFolder) -> None:
    terminal.out.print(
        f"{folder}: {published.written} written, {published.unchanged} unchanged, "
        f"{published.removed} removed",
    )


def report_if_stale(terminal: Terminal, state: Snapshot, name: str) -> None:
    """Print that an output is of a release, if the conference was changed since."""
    if state.outdated:
        hint = "the conference has changed since; use --draft to see it"
        terminal.err.print(f"{name}: {state.label}; {hint}", style="dim")


def _ending(exporter: Exporter, target: str) -> str:
    ending = Path(target).suffix.lower() if target != STDIO else ""
    return ending if ending in exporter.suffixes else ""
