"""The store: conferences in an SQLite file or a PostgreSQL database.

    with Store.open("eventkit.db") as store:
        schedule = store.load("forum-2022").schedule

`Store.commit` is the way to write: an operation is given the present state and returns what is to be written,
which is written in one transaction. Concurrent edits are merged; every change is recorded with its author,
time and reason, and can be undone; a release never changes.
"""

from eventkit.store.badge_store import Badge, DoorRecord, KeyRecord
from eventkit.store.change_notes import ChangeNote
from eventkit.store.conference_state import BadgeWrites, Commit, ConferenceState, Operation, Writes
from eventkit.store.erasure import Erasure, ErasurePreview
from eventkit.store.forgotten_people import ForgottenPeople, remove_people, withdraw
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
    "Erasure",
    "ErasurePreview",
    "ForgottenPeople",
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
    "remove_people",
    "withdraw",
]
