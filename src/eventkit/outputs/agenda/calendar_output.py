"""Calendar output: the bytes of a calendar, and the same calendar as an object of the `icalendar` library."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from eventkit.outputs import Made

if TYPE_CHECKING:
    import icalendar


@dataclass(frozen=True, slots=True)
class CalendarOutput(Made):
    """A finished calendar.

    What `icalendar` writes of it with ``to_ical(sorted=False)`` are exactly the bytes of ``data``.
    """

    def calendar(self) -> icalendar.Calendar:
        """The calendar as an object, parsed anew by each call since it can be changed.

        Its entries are parsed when they are first used, so that a large agenda costs little.
        """
        # Loaded only for those who ask for the object: it doubles the time an agenda takes to start.
        library = import_module("icalendar")
        calendar: icalendar.Calendar = library.LazyCalendar.from_ical(self.data)
        return calendar
