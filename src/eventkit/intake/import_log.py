"""The import log: every repair, omission and fault of one import, with its location in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.intake.import_sentences import ImportMessage
from eventkit.intake.records import Location

_SHOWN_APART = 3
_EXAMPLES = 3
_ROWS_SHOWN = 20
_IDS_SHOWN = 10
_ROW = re.compile(r", row (\d+)")
_COUNTED = re.compile(r" \((\d+) times(?:: ([^()]*))?\)$")
# The parts of a message that differ between locations: quoted values and numbers.
_VALUES = re.compile(r"“[^“”]*”|'[^']*'(?!\w)|\d+(?:[.,:]\d+)*")


@dataclass(slots=True)
class _Repeated:
    """A message that is logged once: its first location, the ids it concerns, and how often it occurred."""

    severity: Severity
    location: Location
    ids: list[str] = field(default_factory=list)
    count: int = 0


class ImportLog:
    """Findings about what was imported, and faults for which the file will be refused.

    Args:
        name: The file, as messages call it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self._findings: list[Finding] = []
        self._repeated: dict[tuple[str, str], _Repeated] = {}

    def info(self, code: str, message: str, at: Location, *ids: str) -> None:
        """Log something worth knowing by which nothing is lost."""
        self._log(Severity.INFO, code, message, at, ids)

    def warning(self, code: str, message: str, at: Location, *ids: str) -> None:
        """Log a repair: it may be a wrong guess."""
        self._log(Severity.WARNING, code, message, at, ids)

    def error(self, code: str, message: str, at: Location, *ids: str) -> None:
        """Log something that could not be imported, while the rest could."""
        self._log(Severity.ERROR, code, message, at, ids)

    def once(
        self, code: str, message: str, at: Location, *ids: str, severity: Severity = Severity.INFO
    ) -> None:
        """Log something that recurs: one finding at its first location, with a count, after all others."""
        repeated = self._repeated.setdefault((code, message), _Repeated(severity, at))
        repeated.count += 1
        for id_ in ids:
            if id_ not in repeated.ids and len(repeated.ids) < _IDS_SHOWN:
                repeated.ids.append(id_)

    def headline(self, code: str, message: str) -> None:
        """Log an error about the file as a whole, before all others."""
        self._findings.insert(0, _finding(Severity.ERROR, code, (), message, self.name))

    def fault(self, message: str, at: Location | None = None) -> None:
        """Log something for which the whole file is refused."""
        at = at or Location(self.name)
        field_ = ", ".join(filter(None, (at.part, at.field)))
        self.faults.append(Fault(message, field_, at.row))

    def as_error(self, message: str = "", at: Location | None = None) -> Unreadable:
        """The error to raise, with all faults; ``message`` is one more."""
        if message:
            self.fault(message, at)
        return Unreadable(self.name, tuple(self.faults))

    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the file, each once.

        More than a few findings with one message are one at the location of the first, with the rows of all.
        """
        findings = list(dict.fromkeys([*self._findings, *self._once()]))
        return _merge_alike(findings, lambda finding: (finding.severity, finding.code, finding.message))

    def _log(self, severity: Severity, code: str, message: str, at: Location, ids: tuple[str, ...]) -> None:
        self._findings.append(_finding(severity, code, ids, message, str(at)))

    def _once(self) -> list[Finding]:
        findings = []
        for (code, message), repeated in self._repeated.items():
            times = f" ({repeated.count} times)" if repeated.count > 1 else ""
            ids, location = tuple(repeated.ids), str(repeated.location)
            findings.append(_finding(repeated.severity, code, ids, f"{message}{times}", location))
        return findings


def _finding(severity: Severity, code: str, ids: tuple[str, ...], message: str, place: str) -> Finding:
    return Finding(severity, code, ids, message, place, translate=ImportMessage(message))


def merge_similar(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings for a terminal: one for those about the same problem, with their number and three examples.

    Messages about the same problem differ only in quoted values and numbers.
    """
    return _merge_alike(findings, _problem)


def _problem(finding: Finding) -> Hashable:
    return finding.severity, finding.code, _VALUES.sub("", _COUNTED.sub("", finding.message))


def _merge_alike(findings: Iterable[Finding], key: Callable[[Finding], Hashable]) -> tuple[Finding, ...]:
    """The findings, with one in place of the first for more than a few of the same key."""
    findings = tuple(findings)
    alike: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(key(finding), []).append(finding)
    groups = ((finding, alike[key(finding)]) for finding in findings)
    return tuple(
        finding if len(same) <= _SHOWN_APART else _merge(same)
        for finding, same in groups
        if len(same) <= _SHOWN_APART or finding is same[0]
    )


def _merge(findings: list[Finding]) -> Finding:
    """One finding for several about one problem: with their rows or, in a file without rows, their ids."""
    ids = tuple(dict.fromkeys(id_ for finding in findings for id_ in finding.about))
    rows = list(dict.fromkeys(row for finding in findings for row in _rows(finding)))
    shown = rows if len(rows) > 1 else list(ids)
    more = f" and {len(shown) - _ROWS_SHOWN} more" if len(shown) > _ROWS_SHOWN else ""
    where = f": {'rows ' if shown is rows else ''}{', '.join(shown[:_ROWS_SHOWN])}{more}" if shown else ""
    counts = (_COUNTED.search(finding.message) for finding in findings)
    times = sum(int(count[1]) if count else 1 for count in counts)
    messages = [_COUNTED.sub("", finding.message) for finding in findings]
    examples = _examples(messages)
    such = f", such as {', '.join(examples)}" if examples else ""
    message = f"{messages[0]} ({times} times{such}{where})"
    return replace(findings[0], message=message, about=ids, translate=ImportMessage(message))


def _rows(finding: Finding) -> Iterator[str]:
    """The rows of a finding: that of its place, and those that its message lists."""
    if match := _ROW.search(finding.place):
        yield match[1]
    counted = _COUNTED.search(finding.message)
    if counted and counted[2] and counted[2].startswith("rows "):
        yield from counted[2].removeprefix("rows ").partition(" and ")[0].split(", ")


def _examples(messages: list[str]) -> list[str]:
    """Some of the values in which messages differ, quoted ones rather than numbers; empty without any."""
    columns = zip(*map(_VALUES.findall, messages), strict=True)
    different = [values for column in columns if len(values := list(dict.fromkeys(column))) > 1]
    quoted = (values for values in different if not values[0][0].isdecimal())
    return next(chain(quoted, different), [])[:_EXAMPLES]
