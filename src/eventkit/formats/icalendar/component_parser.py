"""Components and content lines (RFC 5545 3.1, 3.6): parsing with repair of broken folding and nesting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from eventkit.errors import Unreadable
from eventkit.findings import Severity
from eventkit.intake import ImportLog, Location
from eventkit.intake.source_file import decode_text

DEPTH_LIMIT = 10
"""How deep components may be nested: an alarm in an entry in a calendar is three."""


EVENTS_LIMIT = 20_000
"""The most components taken: ten times those of the largest calendar looked at."""


HEAD_LIMIT = 8_192
"""The longest name with its parameters that is looked at, in code points."""


LINES_LIMIT = 400_000
"""The most lines taken."""


_LINE_BREAK = re.compile(rb"\r\n|\n|\r")


_NAME = re.compile(r"[A-Z][A-Z0-9-]*|(?:begin|end|uid|dtstart|dtend|summary|description|location)", re.ASCII)


_LINE_HEAD = re.compile(r"""([A-Za-z][A-Za-z0-9-]*)[ \t]*((?:;[^:";]*(?:"[^"]*"[^:";]*)*)*):""")


_PARAMETER = re.compile(r""";\s*([A-Za-z0-9-]+)\s*=((?:"[^"]*"|[^;"])*)""")


_VALUE = re.compile(r"""\s*("[^"]*"|[^,]*)(?:,|$)""")


_CARET = {"^n": "\n", "^'": '"', "^^": "^"}


def property_names(told: str) -> frozenset[str]:
    """Names of properties, written with blanks between them."""
    return frozenset(told.split())


@dataclass(frozen=True, slots=True)
class CalendarProperty:
    """One property.

    Attributes:
        name: Its name in capitals.
        parameters: Its parameters by their names in capitals, unquoted and without the escapes of RFC 6868.
        value: Its value as it stands, without blanks before it.
        line: The line it begins in, counted from 1.
    """

    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: str
    line: int

    def parameter(self, name: str) -> str:
        """The first value of a parameter; empty where there is none."""
        return next(iter(self.parameters.get(name, ())), "")


@dataclass(slots=True)
class CalendarComponent:
    """A component with its properties and the components in it, in the order of the file."""

    name: str
    line: int
    properties: list[CalendarProperty] = field(default_factory=list)
    components: list[CalendarComponent] = field(default_factory=list)

    def every(self, *names: str) -> list[CalendarProperty]:
        """All properties of those names that say anything."""
        return [each for each in self.properties if each.name in names and each.value.strip()]

    def first(self, *names: str) -> CalendarProperty | None:
        """The first property that says anything, by the order of the names."""
        return next((each for name in names for each in self.every(name)), None)

    def value(self, name: str) -> str:
        """The value of the first property of a name, without blanks about it; empty where there is none."""
        found = self.first(name)
        return found.value.strip() if found else ""

    def within(self, name: str) -> Iterator[tuple[CalendarComponent, CalendarComponent]]:
        """All components of a name, at whatever depth, each with the one it is in."""
        for each in self.components:
            if each.name == name:
                yield self, each
            yield from each.within(name)


def parse_calendar(data: bytes, log: ImportLog) -> CalendarComponent:
    """A component without a name that holds the calendars of a file.

    Taken are line ends of any sort, lines that are too long or folded within a letter, blanks about names,
    and lines of text that somebody forgot to fold; what stands outside of calendars is passed over.

    Raises:
        Unreadable: It is no text; a component is not closed; there are too many, or too deep in one another.
    """
    tree = _ComponentTreeBuilder(log)
    for line, text in _unfold(_physical_lines(data, log), log):
        tree.line(line, text)
    return tree.whole()


class _ComponentTreeBuilder:
    """Components as they open and close."""

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self._open = [CalendarComponent("", 1)]
        self._count = 0

    def line(self, line: int, text: str) -> None:
        """Take in one line."""
        made, inner = _parse_line(text, line), self._open[-1]
        if made is None:
            if text.strip():
                self._further(line, text)
        elif made.name == "BEGIN":
            self._begin(made)
        elif made.name == "END":
            _close(self._open, made, self._log)
        elif inner is self._open[0]:
            self._ignore(line)
        else:
            inner.properties.append(made)

    def _further(self, line: int, text: str) -> None:
        inner = self._open[-1]
        if not inner.properties:
            self._ignore(line)
            return
        message = "text that is not folded is taken as a line of the text before it"
        self._log.once("unfolded", message, Location(self._log.name, row=line), severity=Severity.WARNING)
        last = inner.properties.pop()
        inner.properties.append(replace(last, value=f"{last.value}\\n{text}"))

    def _ignore(self, line: int) -> None:
        """Log content outside of calendars."""
        message = "what stands outside of calendars is passed over"
        self._log.once("outside", message, Location(self._log.name, row=line), severity=Severity.WARNING)

    def _begin(self, made: CalendarProperty) -> None:
        self._count += 1
        self._open[-1].components.append(CalendarComponent(made.value.strip().upper(), made.line))
        self._open.append(self._open[-1].components[-1])
        if len(self._open) > DEPTH_LIMIT or self._count > EVENTS_LIMIT:
            much = f"nests more than {DEPTH_LIMIT} deep or holds more than {EVENTS_LIMIT:,} components"
            message = f"{much}: is it a calendar?"
            raise self._log.as_error(message, Location(self._log.name, row=made.line))

    def whole(self) -> CalendarComponent:
        """What all of it is in, once all lines are taken in."""
        for each in self._open[1:]:
            self._log.fault(f"{each.name} is never closed", Location(self._log.name, row=each.line))
        if self._log.faults:
            raise self._log.as_error()
        return self._open[0]


def _close(open_: list[CalendarComponent], made: CalendarProperty, log: ImportLog) -> None:
    name = made.value.strip().upper()
    if all(each.name != name for each in open_[1:]):
        message = f"END:{name[:40]} closes nothing: it is passed over"
        log.warning("unopened", message, Location(log.name, row=made.line))
        return
    while (last := open_.pop()).name != name:
        log.fault(f"{last.name} is never closed", Location(log.name, row=last.line))


def _physical_lines(data: bytes, log: ImportLog) -> Iterator[tuple[int, bytes]]:
    """Lines unfolded (RFC 5545 3.1), with their numbers: as bytes, for some programs fold within letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = decode_text(data, log.name).text.encode(errors="replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    number, pieces, start = 0, [b""], 0
    for at, found in enumerate(chain(_LINE_BREAK.finditer(data), [None]), 1):
        line = data[start : found.start() if found else None]
        start = found.end() if found else start
        if at > LINES_LIMIT:
            message = f"has more than {LINES_LIMIT:,} lines: is it a calendar?"
            raise log.as_error(message, Location(log.name, row=at))
        if line[:1] in {b" ", b"\t"} and number:
            pieces.append(line[1:])
        else:
            yield number, b"".join(pieces)
            number, pieces = at, [line]
    yield number, b"".join(pieces)


def _unfold(lines: Iterator[tuple[int, bytes]], log: ImportLog) -> Iterator[tuple[int, str]]:
    """Lines as text; where some are not in UTF-8, all are decoded in the likeliest encoding."""
    numbers, raw = zip(*lines, strict=True)
    whole = b"\n".join(raw)
    try:
        text = whole.decode()
    except UnicodeDecodeError:
        try:
            text = decode_text(whole, log.name).text
        except Unreadable as refused:
            fault = refused.faults[0]
            line = numbers[min(fault.line or 1, len(numbers)) - 1]
            raise log.as_error(fault.message, Location(log.name, row=line)) from None
    yield from zip(numbers, text.split("\n"), strict=False)


def _parse_line(text: str, line: int) -> CalendarProperty | None:
    """The property in a line; ``None`` where there is none."""
    found = _LINE_HEAD.match(text, 0, HEAD_LIMIT)
    if found is None:
        # A quote that is not closed hides the colon.
        head, colon, value = text.partition(":")
        if len(head) > HEAD_LIMIT:
            return None
        name, _, rest = head.partition(";")
        if not colon or not _NAME.fullmatch(name.strip()):
            return None
        return CalendarProperty(
            name.strip().upper(), _parse_parameters(f";{rest}".replace('"', "")), value.lstrip(), line
        )
    if not _NAME.fullmatch(found[1]):
        return None
    return CalendarProperty(found[1].upper(), _parse_parameters(found[2]), text[found.end() :].lstrip(), line)


def _parse_parameters(text: str) -> dict[str, tuple[str, ...]]:
    if not text:
        return {}
    return {
        found[1].upper(): tuple(map(_unescape_parameter, filter(None, _VALUE.findall(found[2]))))
        for found in _PARAMETER.finditer(text)
    }


def _unescape_parameter(value: str) -> str:
    """A parameter's value without quotes and the escapes of RFC 6868."""
    return re.sub(r"\^[n'^]", lambda found: _CARET[found[0]], value.strip().strip('"'))
