"""How every command changes the conference, and tells what it changed."""

from __future__ import annotations

from collections.abc import Callable

from eventkit.cli.following import followed
from eventkit.cli.telling import tell_outcome
from eventkit.cli.workspace import Workspace
from eventkit.editing import Joined, find
from eventkit.errors import NoSuchConference
from eventkit.schedule import Schedule, Thing
from eventkit.store import Store

PureEdit = Callable[[Schedule], Schedule]
"""Makes a schedule from the present one; called again where someone else was faster."""


def change(workspace: Workspace, edit: PureEdit, why: str) -> None:
    """Change the conference, unless it is only to be told, and tell what that changes.

    Args:
        workspace: The store, the conference and who makes the change.
        edit: Makes the new schedule. Must be pure.
        why: What for, where the organiser gave no reason.

    Raises:
        EventkitError: The change cannot be made; nothing was written.
    """
    with workspace.store() as store:
        before, after = changed(workspace, store, edit, why)
    tell_outcome(workspace, before, after)


def changed(workspace: Workspace, store: Store, edit: PureEdit, why: str) -> tuple[Schedule, Schedule]:
    """Change the conference in a store, unless it is only to be told; what it was, and what it is now."""
    conference = workspace.chosen(store)
    before = store.load(conference).schedule
    if workspace.settings.dry_run:
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
        author=workspace.settings.author,
        why=workspace.settings.why or why,
        at=workspace.now(),
        follow=followed,
    )
    return before, kept.schedule


def merge_told(
    workspace: Workspace, kind: Thing, merge: Callable[[Schedule, str, str], Joined], two: tuple[str, str]
) -> None:
    """Make one thing of two, and tell what of the other could not be joined.

    Args:
        workspace: The store, the conference and who makes the change.
        kind: What both are.
        merge: Makes one of two, by their ids.
        two: What to call the one that stays and the one that goes.

    Raises:
        EventkitError: They cannot be joined; nothing was written.
    """
    joined: list[Joined] = []

    def edit(schedule: Schedule) -> Schedule:
        keep, gone = (find(schedule, kind, words) for words in two)
        joined[:] = [merge(schedule, keep, gone)]
        return joined[0].schedule

    change(workspace, edit, f"merge {kind} '{two[1]}' into '{two[0]}'")
    workspace.tell(joined[0].findings, workspace.out)
