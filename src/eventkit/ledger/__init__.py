"""The ledger: SEQUENCE, LAST-MODIFIED and tombstones of a schedule, for the readers of its calendars."""

from __future__ import annotations

from eventkit.ledger.changed_sessions import find_changed_sessions
from eventkit.ledger.entry_revisions import TICK, Revision
from eventkit.ledger.feed_visibility import Visibility, feed_key, organisations_in, visibility
from eventkit.ledger.ledger import Ledger
from eventkit.ledger.ledger_fields import Tombstone, tombstones_until
from eventkit.ledger.visible_fields import entry_fields, is_moved, streams_of, takes_place

__all__ = [
    "TICK",
    "Ledger",
    "Revision",
    "Tombstone",
    "Visibility",
    "entry_fields",
    "feed_key",
    "find_changed_sessions",
    "is_moved",
    "organisations_in",
    "streams_of",
    "takes_place",
    "tombstones_until",
    "visibility",
]
