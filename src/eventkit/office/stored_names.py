"""Stored names: ids and names in any store, as `eventkit.store_names` reads them from an SQLite file."""

from __future__ import annotations

from eventkit.errors import EventkitError
from eventkit.schedule import EntityKind, title
from eventkit.store import Store
from eventkit.store_names import StoredName


def load_names(url: str, kind: str, conference: str | None = None) -> tuple[StoredName, ...]:
    """The names of all entities of a kind; none if the store or the conference cannot be loaded.

    Args:
        url: The URL of the store.
        kind: A kind of entity, ``deadline``, ``language`` or ``release``.
        conference: The id of the conference or the beginning of it; without one, the only one there is.
    """
    try:
        with Store.open(url, make=False) as store:
            return tuple(_names(store, kind, conference))
    except EventkitError:
        return ()


def _names(store: Store, kind: str, conference: str | None) -> list[StoredName]:
    conferences = store.conferences()
    if kind == EntityKind.CONFERENCE:
        return [StoredName(entry.id, tuple(entry.title.values())) for entry in conferences]
    near = [entry.id for entry in conferences if entry.id.startswith(conference or "")]
    chosen = [id_ for id_ in near if id_ == conference] or near
    if len(chosen) != 1:
        return []
    if kind == "release":
        releases = reversed(store.releases.all(chosen[0]))
        return [StoredName(release.name, (release.note,)) for release in releases]
    schedule = store.load(chosen[0]).schedule
    if kind == "language":
        return [StoredName(tag, ()) for tag in schedule.conference.languages]
    if kind == "deadline":
        deadlines = schedule.conference.deadlines
        return [StoredName(deadline.id, tuple(title(deadline).values())) for deadline in deadlines]
    return [StoredName(each.id, tuple(title(each).values())) for each in EntityKind(kind).of(schedule)]
