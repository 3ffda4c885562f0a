"""Where conferences are kept: an SQLite file, or a PostgreSQL database for a team.

    with Store.open("sqlite:///eventkit.db") as store:
        kept = store.load("forum-2022")

`Store.change` is the only way to write. What comes out is what went in; what two people change at the same
time stands both; and every change is known by its author, time and reason.
"""

from eventkit.store.changing import Edit
from eventkit.store.keeping import Entry, Kept, Store

__all__ = ["Edit", "Entry", "Kept", "Store"]
