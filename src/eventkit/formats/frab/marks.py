"""What eventkit marks its own files with, so that it knows them again."""

from __future__ import annotations

from uuid import UUID

OURS = "eventkit"
"""The generator of files that eventkit wrote."""

NUMBERS_END = 2**31 - 1
"""The largest number an event gets: programs keep it in 32 bits."""

FRAB = "frab"
"""What things from these files are known to come from."""

X_EVENTKIT = "x-eventkit"
"""The key under which a ``schedule2`` keeps what the format has no fields for."""

NO_TRACK = "no-track"
"""What stands for no track in a ``schedule2``: the schema wants one of every event."""


def number_of(uid: UUID) -> int:
    """The number, from 1 on, of an event that came with none."""
    return uid.int % NUMBERS_END + 1
