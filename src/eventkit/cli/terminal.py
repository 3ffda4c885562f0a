"""The terminal: a display with the office that a command works with, and reports of changes and outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from eventkit.cli import display
from eventkit.cli.check_command import OPEN_FINDINGS, report_examples, report_output
from eventkit.cli.display import EXAMPLES, Display, pass_display
from eventkit.cli.file_arguments import STDIO, write_target
from eventkit.cli.input_values import language_tags
from eventkit.differences import Change, Code, difference
from eventkit.errors import StoreError
from eventkit.files.output_folders import PublishedFolder
from eventkit.messages import Listed, Message
from eventkit.office.exports import SETTINGS
from eventkit.office.office import Office
from eventkit.office.outcomes import Outcome
from eventkit.office.snapshots import Snapshot
from eventkit.plugins.exporters import Exporter, FolderOutput, get_exporter
from eventkit.rules import DEFAULT_SETTINGS
from eventkit.schedule import Schedule
from eventkit.store import Erasure
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence, is_news

R = TypeVar("R")
CHANGES_SHOWN = 12  # the number of changes up to which all are listed; of more, examples of each kind are


class Terminal(Display):
    """A command's output, and the office it works with."""

    def office(self, conference: str | None = None, *, make: bool = False, removed: bool = False) -> Office:
        """The office of a conference, even a ``removed`` one; its store is closed when the command ends."""
        store = self.opened_store(make=make)
        return Office(
            store,
            conference or self.conference_id(store, removed=removed),
            author=self.settings.author,
            clock=self.now,
            why=self.settings.why,
            dry_run=self.settings.dry_run,
        )

    def conference_ids(self) -> tuple[str, ...]:
        """The ids of the conferences in the store; none if there is no store yet."""
        try:
            return tuple(entry.id for entry in self.conferences())
        except StoreError:  # it is not there, or whoever opens it to write reports the error
            return ()

    def confirm(self, question: Message) -> None:
        """Ask on standard error whether to go on; the command ends if not."""
        click.confirm(self.err.local(question), abort=True, err=True)

    def warn_incomplete(self, erased: Erasure) -> None:
        """Warn if erased data may still be in the files of the store."""
        if not erased.is_complete:
            self.err.say(
                "The data may still be in the files of the store, since another program is reading it. Close "
                "all programs that have it open, then run 'eventkit doctor'."
            )


def report(terminal: Terminal, outcome: Outcome, sentence: str = "", about: str = "") -> None:
    """Report what an operation changed, the findings it added and removed, and its notices.

    ``sentence`` is for what differences do not show as it was meant, such as a merge of the entity ``about``.
    """
    if outcome.before is None:
        terminal.out.say("conference {id} is back", id=outcome.after.conference.id)
    elif not outcome.changed:
        terminal.out.say("nothing changed")
    else:
        if terminal.settings.dry_run:
            terminal.out.say("this would change:", style="dim")
        _report_changes(terminal, outcome.before, outcome.after, sentence, about)
        for findings, mark in ((outcome.added, Message("new:")), (outcome.removed, Message("resolved:"))):
            report_examples(terminal, findings, terminal.out, mark=mark, hint=OPEN_FINDINGS)
    terminal.report_findings(outcome.notices, terminal.out)


def _report_changes(
    terminal: Terminal, before: Schedule, after: Schedule, sentence: str = "", about: str = ""
) -> None:
    changes = [
        change
        for change in difference(before, after)
        if (not about or change.subject != about)
        # A part that leaves a session keeps the rooms of it, now by itself.
        and (change.field != "slot.rooms" or is_news(change, before, after))
    ]
    if sentence:
        terminal.out.print(sentence)
    wording = Wording.of(terminal.settings.language)
    by_code: dict[Code, list[Change]] = {}
    for change in changes:
        by_code.setdefault(change.code, []).append(change)
    for code, group in by_code.items():
        shown = group if len(changes) <= CHANGES_SHOWN else group[:EXAMPLES]
        for change in shown:
            subject = f"  {change.about} {change.subject}" if code is Code.ADDED else ""
            line = (change_sentence(change, before, after, wording), (subject, "dim"))
            terminal.out.print(line)
        if more := len(group) - len(shown):
            terminal.out.say("and {count} more of this kind", count=more)
    if not changes and not sentence:
        terminal.out.say("changed; the published programme looks the same")


pass_terminal = partial(pass_display, shown=Terminal)
command = partial(display.command, shown=Terminal)
"""A command, whose function gets its terminal as the first argument."""


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
    with terminal.working(Message("making the {name} …", name=name)):
        output = office.exports.export(
            state, name, languages=language_tags(languages), ending=_ending(exporter, target), options=options
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


def report_written(terminal: Terminal, target: str, counts: Sequence[Message]) -> None:
    """Print what a file contains, unless it was written to standard output."""
    if target != STDIO:
        contents = Message("{counts}", counts=Listed(tuple(counts))) if counts else Message("written")
        terminal.err.print((target, ": ", contents), style="dim")


def report_folder(terminal: Terminal, folder: Path, output: FolderOutput) -> None:
    with terminal.working(Message("writing {folder} …", folder=folder)):
        published = output.publish(folder)
    report_published(terminal, folder, published)


def report_published(terminal: Terminal, folder: Path, published: PublishedFolder) -> None:
    terminal.out.say(
        "{folder}: {written} written, {unchanged} unchanged, {removed} removed",
        folder=folder,
        written=published.written,
        unchanged=published.unchanged,
        removed=published.removed,
    )


def report_if_stale(terminal: Terminal, state: Snapshot, name: str) -> None:
    """Print that an output is of a release, if the conference was changed since."""
    if state.outdated:
        terminal.err.say(
            "{name}: {label}; the conference has changed since; use --draft to see it",
            name=name,
            label=state.label,
            style="dim",
        )


def _ending(exporter: Exporter, target: str) -> str:
    ending = Path(target).suffix.lower() if target != STDIO else ""
    return ending if ending in exporter.suffixes else ""
