"""What the person who imports a file says besides, for the file does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class ImportHints:
    """What is said of a file from outside of it; all of it may be left out.

    Attributes:
        id: The id the conference is to have.
        title: The title of the conference.
        zone: The IANA name of the time zone of wall times that come without one.
        languages: The languages of the conference, the first one first: bare texts are in that one.
        days: The first and the last day of the conference, where the file names none.
        source: What things from the file are known to come from, where the format's own name will not do:
            two files of one format are two sources.
        columns: How the columns of a table are to be understood, as the format of tables takes it.
    """

    id: str | None = None
    title: str | None = None
    zone: str | None = None
    languages: tuple[str, ...] = ()
    days: tuple[date, date] | None = None
    source: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


NO_HINTS = ImportHints()
"""Nothing is said: the file has to do."""
