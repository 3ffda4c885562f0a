"""The terminal: a display with the office that a command works with, and reports of what it changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from eventkit.cli.display import EXAMPLES, Display, current_settings
from eventkit.cli.finding_report import CHECK, report_examples
from eventkit.differences import Change, Code, difference
from eventkit.errors import StoreError
from eventkit.office.office import Office
from eventkit.office.outcomes import Outcome
from eventkit.schedule import Schedule
from eventkit.store import Erasure
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence, is_news

R = TypeVar("R")

CHANGES_SHOWN = 12
"""The number of changes up to which all are listed; of more, examples of each kind are."""


class Terminal(Display):
    """A command's output, and the office it works with."""

    def office(self, conference: str | None = None, *, make: bool = False, removed: bool = False) -> Office:
        """The office of a conference; its store is closed when the command ends.

        Args:
            make: Whether to create the store if there is none.
            removed: Whether the conference that was named may have been removed.
        """
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

    def warn_incomplete(self, erased: Erasure) -> None:
        """Warn if erased data may still be in the files of the store."""
        if not erased.is_complete:
            self.err.print(
                "The data may still be in the files of the store, since another program is reading it. Close "
                "all programs that have it open, then run 'eventkit doctor'.",
            )


def report(terminal: Terminal, outcome: Outcome, sentence: str = "", about: str = "") -> None:
    """Report what an operation changed, the findings it added and removed, and its notices.

    Args:
        sentence: A sentence for what differences do not show as it was meant, such as a merge.
        about: The id of the entity that the sentence is about instead of those of the differences.
    """
    if outcome.before is None:
        terminal.out.print(f"conference {outcome.after.conference.id} is back")
    elif not outcome.changed:
        terminal.out.print("nothing changed")
    else:
        if terminal.settings.dry_run:
            terminal.out.print("this would change:", style="dim")
        _report_changes(terminal, outcome.before, outcome.after, sentence, about)
        for findings, mark in ((outcome.added, "new: "), (outcome.removed, "resolved: ")):
            report_examples(
                terminal, findings, terminal.out, mark=mark, hint=f"'{CHECK}' lists open findings"
            )
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
            terminal.out.print(f"and {more} more of this kind")
    if not changes and not sentence:
        terminal.out.print("changed; the published programme looks the same")


def pass_terminal(command: Callable[..., R]) -> Callable[..., R]:
    """Pass a command its terminal as the first argument."""

    @wraps(command)
    def with_terminal(*args: Any, **kwargs: Any) -> R:
        return command(Terminal(current_settings()), *args, **kwargs)

    return with_terminal
