"""Components and content lines (RFC 5545 3.1, 3.6): parsing with repair of broken folding and nesting."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from eventkit.findings import Severity
from eventkit.intake import ImportLog, Location
from eventkit.intake.source_file import log_decoding
from eventkit.messages import Message
from eventkit.texts.text_encodings import decode_text

DEPTH_LIMIT = 10  # the greatest depth of nested components: an alarm in an event in a calendar is three
EVENTS_LIMIT = 20_000  # the most components: ten times those of the largest calendar seen
HEAD_LIMIT = 8_192  # the longest property name with parameters, in code points
LINES_LIMIT = 400_000  # the most lines of a file


# Programs that write in text mode on Windows end lines with CR CR LF.
_LINE_BREAK = re.compile(rb"\r{0,2}\n|\r")

_TEXT_PROPERTIES = frozenset(
    {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "X-ALT-DESC", "X-WR-CALDESC", "X-WR-CALNAME"}
)

_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})

_NAME = re.compile(r"[A-Z][A-Z0-9-]*|(?:begin|end|uid|dtstart|dtend|summary|description|location)", re.ASCII)

_LINE_HEAD = re.compile(r"""([A-Za-z][A-Za-z0-9-]*)[ \t]*((?:;[^:";]*(?:"[^"]*"[^:";]*)*)*):""")

_PARAMETER = re.compile(r""";\s*([A-Za-z0-9-]+)\s*=((?:"[^"]*"|[^;"])*)""")

_VALUE = re.compile(r"""\s*("[^"]*"|[^,]*)(?:,|$)""")

_CARET = {"^n": "\n", "^'": '"', "^^": "^"}


def property_names(names: str) -> frozenset[str]:
    return frozenset(names.split())


@dataclass(frozen=True, slots=True)
class CalendarProperty:
    """A property (RFC 5545 3.1)."""

    name: str
    # Its parameters by name in capitals, unquoted and without the escapes of RFC 6868.
    parameters: Mapping[str, tuple[str, ...]]
    value: str  # its raw value, without leading blanks
    line: int  # the number of its first line, from 1

    def parameter(self, name: str) -> str:
        """The first value of a parameter; empty if there is none."""
        return next(iter(self.parameters.get(name, ())), "")


@dataclass(slots=True)
class CalendarComponent:
    """A component (RFC 5545 3.6): its properties and inner components, in the order of the file."""

    name: str
    line: int
    properties: list[CalendarProperty] = field(default_factory=list)
    components: list[CalendarComponent] = field(default_factory=list)

    def all_of(self, *names: str) -> list[CalendarProperty]:
        return [item for item in self.properties if item.name in names and item.value.strip()]

    def first(self, *names: str) -> CalendarProperty | None:
        """The first property with a value, in the order of the names."""
        return next((item for name in names for item in self.all_of(name)), None)

    def value(self, name: str) -> str:
        """The value of the first property of a name, without surrounding blanks; empty if there is none."""
        item = self.first(name)
        return item.value.strip() if item else ""

    def within(self, name: str) -> Iterator[tuple[CalendarComponent, CalendarComponent]]:
        for component in self.components:
            if component.name == name:
                yield self, component
            yield from component.within(name)


def parse_calendar(data: bytes, log: ImportLog) -> CalendarComponent:
    """Parse a file into a component without a name that contains its calendars.

    Accepted are line ends of any kind, lines that are too long or folded within a character, blanks around
    names, text that is not folded, and components that are not closed; content outside of components is
    left out.
    """
    tree = _ComponentTreeBuilder(log)
    for line, text in _unfold(_physical_lines(data, log), log):
        tree.line(line, text)
    return tree.finish()


class _ComponentTreeBuilder:
    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self._open = [CalendarComponent("", 1)]
        self._count = 0

    def line(self, line: int, text: str) -> None:
        parsed, inner = _parse_line(text, line), self._open[-1]
        if parsed is None:
            if text.strip():
                self._continue(line, text)
        elif parsed.name == "BEGIN":
            self._begin(parsed)
        elif parsed.name == "END":
            _close(self._open, parsed, self._log)
        elif inner is self._open[0]:
            message = Message("Content outside of calendars. Left out.")
            self._log.once("outside", message, Location(self._log.name, row=line), severity=Severity.WARNING)
        else:
            inner.properties.append(parsed)

    def _continue(self, line: int, text: str) -> None:
        inner = self._open[-1]
        if not inner.properties or inner.properties[-1].name not in _TEXT_PROPERTIES:
            message = Message("'{text}' is not a property. Left out.", text=text.strip()[:60])
            self._log.warning("outside", message, Location(self._log.name, row=line))
            return
        message = Message("Text that is not folded. Imported as part of the text before it.")
        self._log.once("unfolded", message, Location(self._log.name, row=line), severity=Severity.WARNING)
        last = inner.properties.pop()
        inner.properties.append(replace(last, value=f"{last.value}\\n{text}"))

    def _begin(self, parsed: CalendarProperty) -> None:
        self._count += 1
        name = parsed.value.strip().upper()
        if name in _ENTRIES:
            # Entries are never nested: the one before has not been closed.
            while any(component.name in _ENTRIES for component in self._open):
                _log_missing_end(self._open.pop(), self._log)
        self._open[-1].components.append(CalendarComponent(name, parsed.line))
        self._open.append(self._open[-1].components[-1])
        if len(self._open) > DEPTH_LIMIT or self._count > EVENTS_LIMIT:
            raise self._log.as_error(
                Message(
                    "More than {limit} components, or nested more than {depth} deep. Check that it is a "
                    "calendar.",
                    limit=EVENTS_LIMIT,
                    depth=DEPTH_LIMIT,
                ),
                Location(self._log.name, row=parsed.line),
            )

    def finish(self) -> CalendarComponent:
        for component in self._open[1:]:
            _log_missing_end(component, self._log)
        return self._open[0]


def _close(open_: list[CalendarComponent], parsed: CalendarProperty, log: ImportLog) -> None:
    name = parsed.value.strip().upper()
    if all(component.name != name for component in open_[1:]):
        message = Message("END:{name} without a BEGIN. Left out.", name=name[:40])
        log.warning("unopened", message, Location(log.name, row=parsed.line))
        return
    while (last := open_.pop()).name != name:
        _log_missing_end(last, log)


def _log_missing_end(component: CalendarComponent, log: ImportLog) -> None:
    message = Message(
        "END:{name} is missing. Imported what there is. Check that the file is complete, or export it again.",
        name=component.name,
    )
    log.error("no-end", message, Location(log.name, row=component.line))


def _physical_lines(data: bytes, log: ImportLog) -> Iterator[tuple[int, bytes]]:
    """Unfolded lines (RFC 5545 3.1) with numbers; as bytes, since some programs fold within characters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = decode_text(data, log.name).text.encode(errors="replace")
    data = data.removeprefix(BOM_UTF8)
    number, pieces, start = 0, [b""], 0
    for at, line_break in enumerate(chain(_LINE_BREAK.finditer(data), [None]), 1):
        line = data[start : line_break.start() if line_break else None]
        start = line_break.end() if line_break else start
        if at > LINES_LIMIT:
            raise log.as_error(
                Message("More than {limit} lines. Check that it is a calendar.", limit=LINES_LIMIT),
                Location(log.name, row=at),
            )
        if line[:1] in {b" ", b"\t"} and number:
            pieces.append(line[1:])
        elif not line:
            continue  # some programs write an empty line after each, also within folded ones
        else:
            yield number, b"".join(pieces)
            number, pieces = at, [line]
    yield number, b"".join(pieces)


def _unfold(lines: Iterator[tuple[int, bytes]], log: ImportLog) -> Iterator[tuple[int, str]]:
    """Decode lines; if some are not UTF-8, all are decoded in the likeliest encoding."""
    numbers, raw = zip(*lines, strict=True)
    whole = b"\n".join(raw)
    decoded = decode_text(whole, log.name)
    log_decoding(decoded, log, numbers)
    yield from zip(numbers, decoded.text.split("\n"), strict=False)


def _parse_line(text: str, line: int) -> CalendarProperty | None:
    match = _LINE_HEAD.match(text, 0, HEAD_LIMIT)
    if match is None:
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
    if not _NAME.fullmatch(match[1]):
        return None
    return CalendarProperty(match[1].upper(), _parse_parameters(match[2]), text[match.end() :].lstrip(), line)


def _parse_parameters(text: str) -> dict[str, tuple[str, ...]]:
    if not text:
        return {}
    return {
        match[1].upper(): tuple(map(_unescape_parameter, filter(None, _VALUE.findall(match[2]))))
        for match in _PARAMETER.finditer(text)
    }


def _unescape_parameter(value: str) -> str:
    """Remove quotes and the escapes of RFC 6868 from a parameter value."""
    return re.sub(r"\^[n'^]", lambda match: _CARET[match[0]], value.strip().strip('"'))
