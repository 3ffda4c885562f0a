"""Where conferences are kept: an SQLite file, or a PostgreSQL database for a team.

    with Store.open("sqlite:///eventkit.db") as store:
        kept = store.load("forum-2022")

`Store.change` is the only way to write. What comes out is what went in; what two people change at the same
time stands both; every change is known by its author, time and reason, and can be taken back. What was
published stays as it was.
"""

from eventkit.store.badge_issues import Badge
from eventkit.store.conference_state import BadgeWrites, Commit, ConferenceState, Operation, Writes
from eventkit.store.history import Alteration, Blame, Transaction
from eventkit.store.imports import ImportedSource
from eventkit.store.kept import Entry, Kept
from eventkit.store.releases import NewRelease, Release, Released
from eventkit.store.revisions import ChangeNote
from eventkit.store.store import Edit, Store

__all__ = [
    "Alteration",
    "Badge",
    "BadgeWrites",
    "Blame",
    "ChangeNote",
    "Commit",
    "ConferenceState",
    "Edit",
    "Entry",
    "ImportedSource",
    "Kept",
    "NewRelease",
    "Operation",
    "Release",
    "Released",
    "Store",
    "Transaction",
    "Writes",
]
