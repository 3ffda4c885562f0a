"""What changed from one schedule to another for the readers of calendars, and the ledger they need of it.

`showing` says what an entry shows, `standing` which calendars show it, and `news` which sessions are shown
otherwise. `ledger` counts: SEQUENCE, LAST-MODIFIED; it keeps in `memory` what is no longer where it was, and
`releasing` finds that from one release to the next.
"""

from __future__ import annotations

from eventkit.changes.gone import Gone
from eventkit.changes.ledger import Ledger
from eventkit.changes.memory import told_until
from eventkit.changes.news import news
from eventkit.changes.revisions import Revision
from eventkit.changes.showing import placed, shown, streams_of
from eventkit.changes.standing import Standing, standing, tie

__all__ = [
    "Gone",
    "Ledger",
    "Revision",
    "Standing",
    "news",
    "placed",
    "shown",
    "standing",
    "streams_of",
    "tie",
    "told_until",
]
