"""The node tree: a parsed document in which every value knows its line, and the log of its faults."""

from __future__ import annotations

import re
from typing import NamedTuple

from eventkit.errors import Fault, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.intake import ImportLog, Location
from eventkit.messages import Message, as_message, foreign
from eventkit.texts import TEXT_LIMIT, clean, find_forbidden, to_nfc

SIZE_LIMIT = 50_000_000  # the largest file taken, in bytes: some forty congresses of 1,000 sessions
NODES_LIMIT = 1_000_000  # the most values of a file: some twenty congresses of 1,000 sessions
DEPTH_LIMIT = 32  # the greatest depth of nested lists and mappings
FAULTS_LIMIT = 1000
"""The most faults reported; a file with more is not a document that someone is about to fix."""


_QUOTED_LIMIT = 300


# Characters that neither YAML nor JSON may contain unescaped; pasted in from terminals and word processors.
_RAW_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


# Line breaks to some readers and not to others; taken as blanks they leave the count of lines alone.
_RAW_BREAK = re.compile("[\x85\u2028\u2029]")


_SURROGATE = re.compile(r"[\ud800-\udfff]")


_BARE_KEY = re.compile(r"[\w$-]{1,40}")
NodePath = tuple[str | int, ...]  # the way from the root of a tree to a node: keys and positions


class PlainScalar(str):
    """A scalar of a YAML file: a text, which a numeric field parses as a number."""

    __slots__ = ()


class QuotedScalar(PlainScalar):
    """A scalar in quotation marks or in a block: always a text if a field accepts any value."""

    __slots__ = ()


class DocumentNode(NamedTuple):
    """A value with its line, counted from 1: that of its key in a mapping, of its item in a list."""

    value: str | int | float | bool | list[DocumentNode] | dict[str, DocumentNode] | None
    line: int


def format_path(place: NodePath) -> str:
    """The place in the document's own words: ``sessions[0].title.en``."""
    words = ""
    for step in place:
        if isinstance(step, int):
            words += f"[{step}]"
        elif _BARE_KEY.fullmatch(step):
            words += f".{step}" if words else step
        else:
            words += f"['{_one_line(step)[:40]}']"
    return words


def _one_line(text: str) -> str:
    line = clean(text, single_line=True)
    return line if len(line) <= _QUOTED_LIMIT else f"{line[:_QUOTED_LIMIT]}..."


class DocumentLog(ImportLog):
    """The import log of a document: its faults are at paths in the tree, and limited in number."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._faulty: set[NodePath] = set()
        """The paths with a fault from which others at and below them may follow."""
        self._nodes = 0

    def count(self) -> None:
        self._nodes += 1
        if self._nodes > NODES_LIMIT:
            self.fault_at(
                Message("contains more than {limit} values, more than any document has", limit=NODES_LIMIT)
            )
            raise self.as_error()

    def fault_at(
        self, message: Message, place: NodePath = (), line: int | None = None, *, covers: bool = True
    ) -> None:
        """Log a fault at a path, unless it may follow from one there or above.

        With ``covers`` false, further faults there do not follow from this one, and are logged too.
        """
        if any(place[:end] in self._faulty for end in range(1, len(place) + 1)):
            return
        short = _one_line(message)
        shown = message if short == message else foreign(short)
        self.faults.append(Fault(shown, format_path(place), line))
        if covers:
            self._faulty.add(place)
        if len(self.faults) == FAULTS_LIMIT:
            self.faults.append(Fault(Message("There are more faults. Fix these first.")))
            raise self.as_error()

    def repaired(self, message: Message, place: NodePath, line: int) -> None:
        where = ", ".join(filter(None, (f"line {line}", format_path(place))))
        self._findings.append(Finding(Severity.WARNING, "cleaned-text", (), message, f"{self.name}: {where}"))

    def as_error(self, message: Message | None = None, at: Location | None = None) -> Unreadable:
        """The error to raise, with all faults in the order of the file; ``message`` is one more."""
        error = super().as_error(message, at)
        in_order = sorted(error.faults, key=lambda fault: (fault.line is None, fault.line or 0))
        return Unreadable(self.name, tuple(in_order))


def decode(data: bytes, report: DocumentLog) -> str:
    """The text of a file in UTF-8, without characters that no text file may contain."""
    if len(data) > SIZE_LIMIT:
        report.fault_at(Message("is larger than {size} MB: no document is", size=SIZE_LIMIT // 1000000))
        raise report.as_error()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        report.fault_at(Message("is in UTF-16: save it as UTF-8"))
        raise report.as_error()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.fault_at(Message("is not in UTF-8 here: save the file as UTF-8"), line=line)
        raise report.as_error() from None
    characters = set(text)
    for pattern, instead in ((_RAW_CONTROL, ""), (_RAW_BREAK, " ")):
        for char in sorted(filter(pattern.match, characters)):
            line = text.count("\n", 0, text.index(char)) + 1
            message = Message(
                "contains U+{code}, which no text may contain: removed", code=f"{ord(char):04X}"
            )
            report.repaired(message, (), line)
        text = pattern.sub(instead, text)
    return text


def clean_line(text: str, place: NodePath, line: int, report: DocumentLog, *, directed: bool = False) -> str:
    """The text without blanks at its ends and characters that cannot be stored, which is reported."""
    return clean_stored(text.strip(), place, line, report, directed=directed).strip()


def clean_stored(
    text: str, place: NodePath, line: int, report: DocumentLog, *, directed: bool = False
) -> str:
    """The text without characters that cannot be stored, which is reported."""
    if text.isascii() and text.isprintable():
        return text
    text = to_nfc(text)
    if len(text) <= TEXT_LIMIT and (why := find_forbidden(text, directed=directed)):
        if half := _SURROGATE.search(text):
            message = Message(
                "contains U+{code}, one half of a character: type the text again", code=f"{ord(half[0]):04X}"
            )
            report.fault_at(message, place, line)
        else:
            message = Message("{clause}: it was cleaned, please look at it", clause=as_message(why))
            report.repaired(message, place, line)
        text = clean(text, directed=directed)
    return text
