"""What is noticed while a file is taken in."""

from __future__ import annotations

import re
from dataclasses import replace

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.intake.records import Place

_Alike = tuple[Severity, str, str]

_EACH_TOLD = 5
_NAMED = 20
_ROW = re.compile(r", row (\d+)")


class Notes:
    """Collects what was mended, left aside or refused, each with its place.

    Args:
        name: The file as its reader was told it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.faults: list[Fault] = []

    def mended(self, code: str, message: str, place: Place, *about: str) -> None:
        """Something wrong that was put right: a warning, for a guess may be wrong."""
        self.findings.append(Finding(Severity.WARNING, code, about, message, str(place)))

    def kept(self, code: str, message: str, place: Place, *about: str) -> None:
        """Something that is worth knowing and lost nothing."""
        self.findings.append(Finding(Severity.INFO, code, about, message, str(place)))

    def left_out(self, code: str, message: str, place: Place, *about: str) -> None:
        """Something that could not be taken in, while the rest could: an error to look at."""
        self.findings.append(Finding(Severity.ERROR, code, about, message, str(place)))

    def refuse(self, message: str, place: Place | None = None) -> None:
        """Something for which the whole file cannot be taken in."""
        place = place or Place(self.name)
        field = ", ".join(filter(None, (place.part, place.field)))
        self.faults.append(Fault(message, field, place.row))

    def unreadable(self, message: str = "", place: Place | None = None) -> Unreadable:
        """The error to raise, with all that was refused, and this besides."""
        if message:
            self.refuse(message, place)
        return Unreadable(self.name, tuple(self.faults))

    def told(self) -> tuple[Finding, ...]:
        """What was noticed, in the order of the file, each once.

        What is so in more than a few places is told at the first of them, with the rows of the others.
        """
        alike: dict[_Alike, list[Finding]] = {}
        for each in dict.fromkeys(self.findings):
            alike.setdefault((each.severity, each.code, each.message), []).append(each)
        # They stand where the first of them does: nothing is told before it is met with.
        return tuple(
            each if len(every) <= _EACH_TOLD else _all_in_one(every)
            for each in dict.fromkeys(self.findings)
            if len(every := alike[each.severity, each.code, each.message]) <= _EACH_TOLD or each is every[0]
        )


def _all_in_one(every: list[Finding]) -> Finding:
    """The first, with the rows of all or, in a file that has none, the things they are about."""
    about = tuple(dict.fromkeys(thing for each in every for thing in each.about))
    rows = list(dict.fromkeys(row[1] for each in every if (row := _ROW.search(each.place))))
    named = rows if len(rows) > 1 else list(about)
    rest = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    which = f": {'rows ' if named is rows else ''}{', '.join(named[:_NAMED])}{rest}" if named else ""
    return replace(every[0], message=f"{every[0].message} ({len(every)} times{which})", about=about)
