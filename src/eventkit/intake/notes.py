"""What is noticed while a file is taken in."""

from __future__ import annotations

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.intake.records import Place


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
        """What was noticed, in the order of the file, each once."""
        return tuple(dict.fromkeys(self.findings))
