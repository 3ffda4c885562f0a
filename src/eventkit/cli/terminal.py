"""The terminal: a display with the office that a command works with."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from eventkit.cli.display import COLOURS, Display, current_settings, when_heading
from eventkit.cli.terminal_tables import make_table
from eventkit.errors import StoreError
from eventkit.office.office import Office
from eventkit.store import Erasure, Store

__all__ = ["COLOURS", "Terminal", "make_table", "pass_terminal", "when_heading"]

R = TypeVar("R")


class Terminal(Display):
    """A command's output, and the office it works with."""

    def office(self, conference: str | None = None, *, make: bool = False, removed: bool = False) -> Office:
        """The office of a conference; its store is closed when the command ends.

        Args:
            conference: The id of the conference. Without it, the one that was named on the command line, or
                the only one there is.
            make: Whether to create the store if there is none.
            removed: Whether the conference that was named may have been removed.

        Raises:
            NoSuchConference: There is none of that id.
            EventkitError: No id was given, and the store has no conference or several.
            StoreError: The store cannot be opened, or is not there and not to be created.
        """
        id_, store = self.settings.conference, self.opened_store(make=make)
        if conference is None and removed and id_ is not None and _is_removed(store, id_):
            conference = id_
        return Office(
            store,
            conference or self.conference_id(store),
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
                "the data may still be in the files of the store, since another program is reading it: close "
                "all programs that have it open, then run 'eventkit doctor'",
            )


def _is_removed(store: Store, id_: str) -> bool:
    """True if a conference that is named by its whole id was removed.

    Raises:
        NoSuchConference: There never was one of that id.
    """
    if any(entry.id.startswith(id_) for entry in store.conferences()):
        return False
    store.history.log(id_, limit=1)  # refuses one that never was
    return True


def pass_terminal(command: Callable[..., R]) -> Callable[..., R]:
    """Pass a command its terminal as the first argument."""

    @wraps(command)
    def with_terminal(*args: Any, **kwargs: Any) -> R:
        return command(Terminal(current_settings()), *args, **kwargs)

    return with_terminal
