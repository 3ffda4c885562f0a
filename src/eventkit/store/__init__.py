"""Where conferences are kept: an SQLite file, or a PostgreSQL database for a team.

    with Store.open("sqlite:///eventkit.db") as store:
        kept = store.load("forum-2022")

`Store.change` is the only way to write. What comes out is what went in; what two people change at the same
time stands both; every change is known by its author, time and reason, and can be taken back. What was
published stays as it was.
"""

from eventkit.store.badge_store import Badge
from eventkit.store.change_notes import ChangeNote
from eventkit.store.conference_state import BadgeWrites, Commit, ConferenceState, Operation, Writes
from eventkit.store.history import Alteration, Blame, LogEntry
from eventkit.store.import_sources import ImportedSource
from eventkit.store.release_store import NewRelease, Release, ReleasedConference
from eventkit.store.store import Edit, Store
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
    "Edit",
    "ImportedSource",
    "LogEntry",
    "NewRelease",
    "Operation",
    "Release",
    "ReleasedConference",
    "Store",
    "StoredConference",
    "Writes",
]
