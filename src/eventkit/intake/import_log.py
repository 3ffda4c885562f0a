"""The import log: every repair, omission and fault of one import, with its location in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.intake.records import Location
from eventkit.messages import Fact, Listed, Message, Plural, as_message, sentence

_SHOWN_APART = 3
_EXAMPLES = 3
_PLACES_SHOWN = 20
_IDS_SHOWN = 10
_ROW = re.compile(r", row (\d+)")
_COUNTED = (
    sentence("({count} times)"),
    sentence("({count} times, such as {examples})"),
    sentence("({count} times: rows {places})"),
    sentence("({count} times, such as {examples}: rows {places})"),
    sentence("({count} times: {places})"),
    sentence("({count} times, such as {examples}: {places})"),
)
"""The numbers after a message that stands for several."""


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
        self._repeated: dict[tuple[str, Message], _Repeated] = {}

    def info(self, code: str, message: Message, at: Location, /, *ids: str) -> None:
        """Log something worth knowing by which nothing is lost."""
        self._log(Severity.INFO, code, message, at, ids)

    def warning(self, code: str, message: Message, at: Location, /, *ids: str) -> None:
        """Log a repair: it may be a wrong guess."""
        self._log(Severity.WARNING, code, message, at, ids)

    def error(self, code: str, message: Message, at: Location, /, *ids: str) -> None:
        """Log something that could not be imported, while the rest could."""
        self._log(Severity.ERROR, code, message, at, ids)

    def once(
        self,
        code: str,
        message: Message,
        at: Location,
        /,
        *ids: str,
        severity: Severity = Severity.INFO,
    ) -> None:
        """Log something that recurs: one finding at its first location, with a count, after all others."""
        repeated = self._repeated.setdefault((code, message), _Repeated(severity, at))
        repeated.count += 1
        for id_ in ids:
            if id_ not in repeated.ids and len(repeated.ids) < _IDS_SHOWN:
                repeated.ids.append(id_)

    def headline(self, code: str, message: Message) -> None:
        """Log an error about the file as a whole, before all others."""
        self._findings.insert(0, Finding(Severity.ERROR, code, (), message, self.name))

    def fault(self, message: Message, at: Location | None = None) -> None:
        """Log something for which the whole file is refused."""
        at = at or Location(self.name)
        field_ = ", ".join(filter(None, (at.part, at.field)))
        self.faults.append(Fault(message, field_, at.row))

    def as_error(self, message: Message | None = None, at: Location | None = None) -> Unreadable:
        """The error to raise, with all faults; ``message`` is one more."""
        if message is not None:
            self.fault(message, at)
        return Unreadable(self.name, tuple(self.faults))

    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the file, each once.

        More than a few findings with one message are one at the location of the first, with the rows of all.
        """
        findings = list(dict.fromkeys([*self._findings, *self._once()]))
        return _merge_alike(findings, lambda finding: (finding.severity, finding.code, finding.message))

    def _log(
        self, severity: Severity, code: str, message: Message, at: Location, ids: tuple[str, ...]
    ) -> None:
        self._findings.append(Finding(severity, code, ids, message, at.message))

    def _once(self) -> list[Finding]:
        findings = []
        for (code, message), repeated in self._repeated.items():
            logged = message
            if repeated.count > 1:
                logged = Message(message, Message(_COUNTED[0], count=repeated.count))
            ids, location = tuple(repeated.ids), repeated.location.message
            findings.append(Finding(repeated.severity, code, ids, logged, location))
        return findings


def merge_similar(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings for a terminal: one for those about the same problem, with their number and three examples.

    Messages about the same problem have the same sentences, and differ in facts.
    """
    return _merge_alike(findings, _problem)


def _problem(finding: Finding) -> Hashable:
    return finding.severity, finding.code, _sentences_of(_without_count(finding)[0])


def _sentences_of(message: Message) -> Hashable:
    """The sentences of a message and of those in it, without facts."""
    nested = (fact for fact in message.facts.values() if isinstance(fact, Message))
    parts = (_sentences_of(part) if isinstance(part, Message) else part for part in message.sentences)
    return (*parts, *map(_sentences_of, nested))


def _without_count(finding: Finding) -> tuple[Message, Message | None]:
    """The message of a finding, and what was added to it where it stands for several."""
    message = as_message(finding.message)
    match message.sentences:
        case (Message() as first, Message(sentences=(str(added),)) as count) if added in _COUNTED:
            return first, count
        case _:
            return message, None


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
    rows = sorted({row for finding in findings for row in _rows(finding)}, key=int)
    shown = rows if len(rows) > 1 else list(ids)
    parts = [_without_count(finding) for finding in findings]
    times = sum(int(str(count.facts["count"])) if count else 1 for _, count in parts)
    examples = _examples([message for message, _ in parts])
    times_only, such_as, of_rows, rows_such_as, of_ids, ids_such_as = _COUNTED
    form = (
        (of_rows, rows_such_as)
        if shown is rows
        else (of_ids, ids_such_as)
        if shown
        else (times_only, such_as)
    )
    count = Message(
        form[bool(examples)],
        count=times,
        examples=Listed(tuple(examples)),
        places=Listed(tuple(shown), limit=_PLACES_SHOWN),
    )
    return replace(findings[0], message=Message(parts[0][0], count), about=ids)


def _rows(finding: Finding) -> Iterator[str]:
    """The rows of a finding: that of its place, and those that its message lists."""
    if match := _ROW.search(finding.place):
        yield match[1]
    _, count = _without_count(finding)
    if count is not None and count.sentences[0] in _COUNTED[2:4]:
        places = count.facts["places"]
        assert isinstance(places, Listed)  # noqa: S101 - as `_merge` lists them
        yield from map(str, places.facts[:_PLACES_SHOWN])


def _examples(messages: list[Message]) -> list[Fact]:
    """Some of the facts in which messages differ, quoted ones rather than numbers; empty without any."""
    quoted: list[list[Fact]] = []
    numbers: list[list[Fact]] = []
    for column in zip(*map(_facts_of, messages), strict=False):
        values = list(dict.fromkeys(fact for fact, _ in column))
        if len(values) < 2 or isinstance(values[0], Message):
            continue
        if column[0][1]:
            quoted.append([Message("'{word}'", word=value) for value in values])
        elif isinstance(values[0], int):
            numbers.append(values)
    return next(iter([*quoted, *numbers]), [])[:_EXAMPLES]


def _facts_of(message: Message) -> Iterator[tuple[Fact, bool]]:
    """The facts of a message and of those in it, and whether they are quoted."""
    sentences = "".join(part for part in message.sentences if not isinstance(part, Message | Plural))
    for part in message.sentences:
        if isinstance(part, Message):
            yield from _facts_of(part)
    for name, fact in message.facts.items():
        yield fact, any(quote in sentences for quote in (f"'{{{name}}}'", f"“{{{name}}}”"))
