"""Document syntax: JSON, and YAML without anchors, tags or merges, to a node tree and back."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from eventkit.formats.document.node_tree import (
    DEPTH_LIMIT,
    DocumentLog,
    DocumentNode,
    NodePath,
    PlainScalar,
    QuotedScalar,
)
from eventkit.messages import Listed, Message, as_message, foreign

# The parser in C is some ten times as fast; where PyYAML was built without it, the other reads the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Tree = Mapping[str, Any]  # strings, numbers, booleans, lists and mappings, as both YAML and JSON have them

_MESSAGES = {
    "mapping values are not allowed": Message(
        "a colon is not allowed here: is the indentation right, "
        "or does a text with a colon need quotation marks?"
    ),
    "did not find expected key": Message("does not fit the lines above: is the indentation right?"),
    "expected <block end>": Message("does not fit the lines above: is the indentation right?"),
    "did not find expected '-' indicator": Message("does not go on with '-' as the list above began"),
    "did not find expected ',' or": Message("a list or mapping in brackets is not closed"),
    "did not find expected node content": Message("a value is missing, or a bracket is not closed"),
    "could not find expected ':'": Message("a colon and a value are missing after the field"),
    "unexpected end of stream": Message("a text is not closed with a quotation mark"),
    "unknown escape character": Message(
        "a backslash in double quotation marks is before a character that needs "
        "none: write two backslashes, or use single quotation marks"
    ),
    "invalid Unicode character": Message("an escape names no character"),
    "found unexpected ':'": Message(
        "a space is missing after a colon, or a text with a colon needs quotation marks"
    ),
    "maximum nesting depth": Message("is nested deeper than {limit} levels", limit=DEPTH_LIMIT),
}


def parse_yaml_tree(text: str, report: DocumentLog) -> DocumentNode:
    try:
        return _YamlReader(yaml.parse(text, Loader=_LOADER), report).document()
    except yaml.MarkedYAMLError as error:
        report.fault_at(*_reword(error, text))
    except yaml.YAMLError as error:
        report.fault_at(Message("is not YAML: {reason}", reason=as_message(error)))
    raise report.as_error()


def _reword(error: yaml.MarkedYAMLError, text: str) -> tuple[Message, NodePath, int]:
    """The message, path and line of a syntax error: something unclosed is reported where it begins."""
    problem = str(error.problem)
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Message("is not YAML: {reason}", reason=foreign(problem)), (), 1
    if "cannot start any token" in problem:
        char = "".join(text.splitlines()[mark.line : mark.line + 1])[mark.column : mark.column + 1]
        if char == "\t":
            return Message("is indented with a tab: YAML requires spaces"), (), mark.line + 1
        return (
            Message("a text cannot begin with {char}: put it in quotation marks", char=char),
            (),
            mark.line + 1,
        )
    known = (words for part, words in _MESSAGES.items() if part in problem)
    ours = next(known, Message("is not YAML: {reason}", reason=foreign(problem)))
    if "not closed" in ours and error.context_mark is not None:
        mark = error.context_mark
    return ours, (), mark.line + 1


class _YamlReader:
    """Builds the tree from the parser's events: unlike its nodes, they include anchors that nobody uses."""

    def __init__(self, events: Iterator[Any], report: DocumentLog) -> None:
        self._events = events
        self._report = report

    def document(self) -> DocumentNode:
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._report.fault_at(Message("is empty"), line=1)
            raise self._report.as_error()
        root = self._node(next(self._events), ())
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._report.fault_at(
                Message("begins a second document: keep one in a file"), line=_line_of(after)
            )
            raise self._report.as_error()
        return root

    def _node(self, event: Any, place: NodePath, line: int | None = None) -> DocumentNode:
        self._report.count()
        line = line or _line_of(event)
        if isinstance(event, yaml.AliasEvent):
            self._report.fault_at(
                Message(
                    "*{anchor} is a reference to another value: write that value here",
                    anchor=event.anchor or "",
                ),
                place,
                line,
            )
            return DocumentNode(None, line)
        if event.anchor is not None:
            self._report.fault_at(
                Message("&{anchor} is not taken: leave it out", anchor=event.anchor or ""), place, line
            )
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._report.fault_at(
                Message("has the tag {tag}, which is not taken: leave it out", tag=tag), place, line
            )
        if isinstance(event, yaml.ScalarEvent):
            return DocumentNode(
                PlainScalar(event.value) if event.implicit[0] else QuotedScalar(event.value), line
            )
        if len(place) >= DEPTH_LIMIT:
            self._report.fault_at(
                Message("is nested deeper than {limit} levels", limit=DEPTH_LIMIT), place, line
            )
            raise self._report.as_error()
        if isinstance(event, yaml.SequenceStartEvent):
            return DocumentNode(list(self._items(place)), line)
        return DocumentNode(self._fields(place), line)

    def _items(self, place: NodePath) -> Iterator[DocumentNode]:
        at = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, (*place, at))
            at += 1

    def _fields(self, place: NodePath) -> dict[str, DocumentNode]:
        fields: dict[str, DocumentNode] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line_of(event)
            key = self._node(event, (*place, "?")).value
            if not isinstance(key, str):
                self._report.fault_at(Message("must be text, as every name of a field"), (*place, "?"), line)
                self._node(next(self._events), (*place, "?"))
                continue
            inner = (*place, str(key))
            value = self._node(next(self._events), inner, line)
            if key == "<<" and not isinstance(key, QuotedScalar):
                self._report.fault_at(Message("<< is not taken: write the fields out"), inner, line)
            elif key in fields:
                self._report.fault_at(
                    Message("is duplicated: it is already on line {line}", line=fields[key].line), inner, line
                )
            else:
                fields[str(key)] = value
        return fields


def _line_of(event: Any) -> int:
    return int(event.start_mark.line) + 1


_INDENT = "  "

_FLOW_WIDTH = 80


# Words and shapes that YAML 1.1 or 1.2 take for something other than a string all begin with a sign, a
# digit or a dot, save these (YAML 1.1, types bool and null).
_RESERVED_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})

_PLAIN_TEXT = re.compile(
    r"[^\W\d_](?:[^\x00-\x1f:#\x7f-\x9f]|:(?=[^\s,\[\]{}])|(?<=\S)#)*"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a UUID, whatever it begins with
)


# Between brackets YAML 1.1 stumbles over more: ``[a?]`` is not a list to some.
_PLAIN_FLOW_TEXT = re.compile(r"[^\W\d_][\w .-]*")


def to_yaml(tree: Mapping[str, Any]) -> str:
    """The tree in YAML, in the order given; strings, numbers, booleans, nulls, lists and mappings."""
    return "".join(f"{line}\n" for line in _mapping(tree, ""))


def _mapping(tree: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in tree.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent)


def _entry(lead: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield lead
        yield from _mapping(value, indent + _INDENT)
    elif isinstance(value, list) and (flow := _flow(value)) is None:
        yield lead
        for member in value:
            yield from _member(member, indent + _INDENT)
    elif isinstance(value, list):
        yield f"{lead} {flow}"
    elif isinstance(value, str) and "\n" in value and value == value.strip():
        yield f"{lead} |-"
        yield from (f"{indent}{_INDENT}{line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{lead} {_scalar(value)}"


def _member(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        lines = _mapping(value, indent + _INDENT)
        yield f"{indent}- {next(lines).lstrip()}"
        yield from lines
    else:
        yield from _entry(f"{indent}-", value, indent)


def _flow(values: Sequence[Any]) -> str | None:
    """A list on one line, such as ``[en, zh]``; ``None`` if it holds more than a few words."""
    if any(isinstance(value, Mapping | list) or "\n" in str(value) for value in values):
        return None
    line = f"[{', '.join(_scalar(value, in_flow=True) for value in values)}]"
    return line if len(line) <= _FLOW_WIDTH else None


def _scalar(value: Any, *, in_flow: bool = False) -> str:
    if isinstance(value, str):
        plain = _PLAIN_FLOW_TEXT if in_flow else _PLAIN_TEXT
        if plain.fullmatch(value) and value.lower() not in _RESERVED_WORDS and not value.endswith(" "):
            return value
        return json.dumps(value, ensure_ascii=False)  # which YAML reads in double quotation marks
    if isinstance(value, float):
        digits = format(Decimal(repr(value)), "f")  # without an exponent, which not all take for a number
        return digits if "." in digits else f"{digits}.0"
    return json.dumps(value)  # numbers, booleans, null and the empty mapping, alike in both


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
    raise ValueError(Message("{name} is not a number", name=name))


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
        """The next character that is not a blank; empty at the end."""
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
            self._stop(_reword_json(error, self._text), place)
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


def _reword_json(error: json.JSONDecodeError, text: str) -> Message:
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
