"""JSON syntax (RFC 8259): parsing into a node tree with line numbers, and serialising."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NoReturn

from eventkit.formats.document.node_tree import DEPTH_LIMIT, DocumentLog, DocumentNode, NodePath
from eventkit.formats.document.writer import Tree
from eventkit.messages import Listed, Message, as_message

_DIGITS_LIMIT = 18


_BLANK = re.compile(r"[ \t\n\r]*")


_BREAK = re.compile("\r\n?|\n")


def parse_json_tree(text: str, report: DocumentLog) -> DocumentNode:
    return _JsonReader(text, report).document()


def _number(digits: str) -> float:
    if len(digits) > _DIGITS_LIMIT + 1:
        raise ValueError(Message("is a number with too many digits"))
    return int(digits)


def _fraction(digits: str) -> float:
    if abs(number := float(digits)) == float("inf"):
        raise ValueError(Message("is a number that is too large"))
    return number


def _constant(name: str) -> NoReturn:
    raise ValueError(Message("{name} is no number", name=name))


_SCALAR = json.JSONDecoder(parse_int=_number, parse_float=_fraction, parse_constant=_constant)


class _JsonReader:
    def __init__(self, text: str, report: DocumentLog) -> None:
        self._text = text
        self._report = report
        self._breaks = [match.end() for match in _BREAK.finditer(text)]
        self._at = 0

    def document(self) -> DocumentNode:
        root = self._value(())
        if self._next() != "":
            self._stop(Message("the document ended before this: keep one in a file"))
        return root

    def _line(self) -> int:
        return bisect_right(self._breaks, self._at) + 1

    def _stop(self, message: Message, place: NodePath = ()) -> NoReturn:
        self._report.fault_at(message, place, self._line())
        raise self._report.as_error()

    def _next(self) -> str:
        """The next character that is no blank; empty at the end."""
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._text[self._at : self._at + 1]

    def _take(self, *expected: str) -> str:
        symbol = self._next()
        if symbol not in expected:
            before = f"'{symbol}'" if symbol else "the end of the file: is it whole?"
            self._stop(
                Message(
                    "{expected} is missing before {before}",
                    expected=Listed(tuple(expected), "or"),
                    before=before,
                )
            )
        self._at += 1
        return symbol

    def _value(self, place: NodePath, line: int | None = None) -> DocumentNode:
        self._report.count()
        symbol = self._next()
        line = line or self._line()
        if symbol in {"{", "["}:
            if len(place) >= DEPTH_LIMIT:
                self._stop(Message("is nested deeper than {limit} levels", limit=DEPTH_LIMIT), place)
            self._at += 1
            return DocumentNode(self._fields(place) if symbol == "{" else list(self._items(place)), line)
        return DocumentNode(self._scalar(place), line)

    def _scalar(self, place: NodePath) -> Any:
        try:
            value, self._at = _SCALAR.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            self._stop(_reword(error, self._text), place)
        except ValueError as error:
            self._stop(as_message(error), place)
        return value

    def _items(self, place: NodePath) -> Iterator[DocumentNode]:
        if self._next() == "]":
            self._at += 1
            return
        at, symbol = 0, ","
        while symbol == ",":
            yield self._value((*place, at))
            at += 1
            symbol = self._take(",", "]")

    def _fields(self, place: NodePath) -> dict[str, DocumentNode]:
        fields: dict[str, DocumentNode] = {}
        if self._next() == "}":
            self._at += 1
            return fields
        symbol = ","
        while symbol == ",":
            if self._next() != '"':
                self._stop(Message("the name of a field, in double quotation marks, is missing here"), place)
            line = self._line()
            key = str(self._scalar(place))
            self._take(":")
            inner = (*place, key)
            value = self._value(inner, line)
            if key in fields:
                self._report.fault_at(
                    Message("is duplicated: it is already on line {line}", line=fields[key].line), inner, line
                )
            else:
                fields[key] = value
            symbol = self._take(",", "}")
        return fields


def _reword(error: json.JSONDecodeError, text: str) -> Message:
    if error.msg.startswith("Unterminated string"):
        return Message("a text is not closed with a quotation mark")
    if error.msg.startswith("Invalid control character"):
        return Message("a text contains a line break or tab: write \\n or \\t")
    if error.msg.startswith("Invalid") and "escape" in error.msg:
        return Message("a backslash before this character is not allowed: write two")
    if error.pos >= len(text):
        return Message("the file ends where a value is expected: it may be incomplete")
    return Message("a value is missing here; texts need double quotation marks")


def to_json(tree: Tree) -> str:
    """The tree in JSON (RFC 8259)."""
    return json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
