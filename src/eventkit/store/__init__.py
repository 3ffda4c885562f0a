"""The store: conferences in an SQLite file or a PostgreSQL database.

    with Store.open("sqlite:///eventkit.db") as store:
        schedule = store.load("forum-2022").schedule

`Store.commit` is the way to write: an operation answers the present state with all that is to be written,
and that is done in one transaction. What goes in comes out the same; what two people change at the same time
is merged; every change is known by its author, time and reason, and can be undone; a release never changes.
"""

from eventkit.store.badge_store import Badge, DoorRecord, KeyRecord
from eventkit.store.change_notes import ChangeNote
from eventkit.store.conference_state import BadgeWrites, Commit, ConferenceState, Operation, Writes
from eventkit.store.history import Alteration, Blame, LogEntry
from eventkit.store.import_sources import ImportedSource
from eventkit.store.release_store import NewRelease, Release, ReleasedConference
from eventkit.store.store import Store, Version
from eventkit.store.stored_conference import ConferenceEntry, StoredConference

__all__ = [
    "Alteration",
    "Badge",
    "BadgeWrites",
    "Blame",
    "ChangeNote",
    "Commit",
    "ConferenceEntry",
    "ConferenceState",
    "DoorRecord",
    "ImportedSource",
    "KeyRecord",
    "LogEntry",
    "NewRelease",
    "Operation",
    "Release",
    "ReleasedConference",
    "Store",
    "StoredConference",
    "Version",
    "Writes",
]
