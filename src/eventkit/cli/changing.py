"""How every command changes the conference, and tells what it changed."""

from __future__ import annotations

from collections.abc import Callable

from eventkit.cli.following import followed
from eventkit.cli.outcome_report import report_difference
from eventkit.cli.terminal import Terminal
from eventkit.editing import Merged, find
from eventkit.errors import NoSuchConference
from eventkit.schedule import Schedule, Thing
from eventkit.store import Store

PureEdit = Callable[[Schedule], Schedule]
"""Makes a schedule from the present one; called again where someone else was faster."""


def change(terminal: Terminal, edit: PureEdit, why: str) -> None:
    """Change the conference, unless it is only to be told, and tell what that changes.

    Args:
        terminal: The store, the conference and who makes the change.
        edit: Makes the new schedule. Must be pure.
        why: What for, where the organiser gave no reason.

    Raises:
        EventkitError: The change cannot be made; nothing was written.
    """
    with terminal.store() as store:
        before, after = changed(terminal, store, edit, why)
    report_difference(terminal, before, after)


def changed(terminal: Terminal, store: Store, edit: PureEdit, why: str) -> tuple[Schedule, Schedule]:
    """Change the conference in a store, unless it is only to be told; what it was, and what it is now."""
    conference = terminal.chosen(store)
    before = store.load(conference).schedule
    if terminal.settings.dry_run:
        return before, edit(before)

    def edited(now: Schedule | None) -> Schedule:
        nonlocal before
        if now is None:  # taken out by someone since it was loaded
            raise NoSuchConference(conference, ())
        before = now
        return edit(now)

    kept = store.change(
        conference,
        edited,
        author=terminal.settings.author,
        why=terminal.settings.why or why,
        at=terminal.now(),
        follow=followed,
    )
    return before, kept.schedule


def merge_told(
    terminal: Terminal, kind: Thing, merge: Callable[[Schedule, str, str], Merged], two: tuple[str, str]
) -> None:
    """Make one thing of two, and tell what of the other could not be joined.

    Args:
        terminal: The store, the conference and who makes the change.
        kind: What both are.
        merge: Makes one of two, by their ids.
        two: What to call the one that stays and the one that goes.

    Raises:
        EventkitError: They cannot be joined; nothing was written.
    """
    joined: list[Merged] = []

    def edit(schedule: Schedule) -> Schedule:
        keep, gone = (find(schedule, kind, words) for words in two)
        joined[:] = [merge(schedule, keep, gone)]
        return joined[0].schedule

    change(terminal, edit, f"merge {kind} '{two[1]}' into '{two[0]}'")
    terminal.tell(joined[0].findings, terminal.out)
