"""YAML into a tree: every scalar is text, and nothing is shared, tagged or merged.

YAML 1.1 takes ``no`` for false, ``09:30`` now for a number and now for text, ``010`` for eight and
``1.10`` for 1.1. None of that happens here: a scalar is what is written, and a field that wants a number
reads it from there. Aliases, which can unfold to any size, tags, which can name code, and merge keys are
refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from eventkit.formats.document.tree import DEPTH_LIMIT, Node, Place, Quoted, Report, Untyped

# The parser in C is some ten times as fast; where PyYAML was built without it, the other reads the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_IN_OUR_WORDS = {
    "mapping values are not allowed": "a colon stands where none can: is the indentation right, "
    "or does a text with a colon want quotation marks?",
    "did not find expected key": "does not fit the lines above: is the indentation right?",
    "expected <block end>": "does not fit the lines above: is the indentation right?",
    "did not find expected '-' indicator": "does not go on with '-' as the list above began",
    "did not find expected ',' or": "a list or mapping in brackets is not closed",
    "did not find expected node content": "a value is missing, or a bracket is not closed",
    "could not find expected ':'": "a colon and a value are missing after the field",
    "unexpected end of stream": "a text is not closed with a quotation mark",
    "unknown escape character": "a backslash in double quotation marks stands before a character that wants "
    "none: write two backslashes, or use single quotation marks",
    "invalid Unicode character": "an escape names no character",
    "found unexpected ':'": "a blank is missing after a colon, or a text with a colon wants quotation marks",
    "maximum nesting depth": f"is nested deeper than {DEPTH_LIMIT} levels",
}


def yaml_tree(text: str, report: Report) -> Node:
    """The tree of a YAML text.

    Raises:
        Unreadable: It is not YAML, is empty, or holds several documents. What else is refused is told to the
            report.
    """
    try:
        return _Reader(yaml.parse(text, Loader=_LOADER), report).document()
    except yaml.MarkedYAMLError as error:
        report.fault(*_reworded(error, text))
    except yaml.YAMLError as error:
        report.fault(f"is not YAML: {error}")
    raise report.unreadable()


def _reworded(error: yaml.MarkedYAMLError, text: str) -> tuple[str, Place, int]:
    """What is wrong, in no field yet, and the line: what is not closed is told where it begins."""
    problem = str(error.problem)
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return f"is not YAML: {problem}", (), 1
    if "cannot start any token" in problem:
        char = "".join(text.splitlines()[mark.line : mark.line + 1])[mark.column : mark.column + 1]
        if char == "\t":
            return "is indented with a tab: YAML wants blanks", (), mark.line + 1
        return f"a text cannot begin with {char}: put it in quotation marks", (), mark.line + 1
    known = (words for part, words in _IN_OUR_WORDS.items() if part in problem)
    ours = next(known, f"is not YAML: {problem}")
    if "not closed" in ours and error.context_mark is not None:
        mark = error.context_mark
    return ours, (), mark.line + 1


class _Reader:
    """Builds the tree from the parser's events: unlike its nodes, they tell of anchors that nobody uses."""

    def __init__(self, events: Iterator[Any], report: Report) -> None:
        self._events = events
        self._report = report

    def document(self) -> Node:
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._report.fault("is empty", line=1)
            raise self._report.unreadable()
        root = self._node(next(self._events), ())
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._report.fault("a second document begins here: keep one in a file", line=_line(after))
            raise self._report.unreadable()
        return root

    def _node(self, event: Any, place: Place, line: int | None = None) -> Node:
        self._report.count()
        line = line or _line(event)
        if isinstance(event, yaml.AliasEvent):
            self._report.fault(f"*{event.anchor} stands for another value: write that out", place, line)
            return Node(None, line)
        if event.anchor is not None:
            self._report.fault(f"&{event.anchor} is not taken: leave it out", place, line)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._report.fault(f"the tag {tag} is not taken: leave it out", place, line)
        if isinstance(event, yaml.ScalarEvent):
            return Node(Untyped(event.value) if event.implicit[0] else Quoted(event.value), line)
        if len(place) >= DEPTH_LIMIT:
            self._report.fault(f"is nested deeper than {DEPTH_LIMIT} levels", place, line)
            raise self._report.unreadable()
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(list(self._items(place)), line)
        return Node(self._fields(place), line)

    def _items(self, place: Place) -> Iterator[Node]:
        at = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, (*place, at))
            at += 1

    def _fields(self, place: Place) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._node(event, (*place, "?")).value
            if not isinstance(key, str):
                self._report.fault("the name of a field must be text", (*place, "?"), line)
                self._node(next(self._events), (*place, "?"))
                continue
            inner = (*place, str(key))
            value = self._node(next(self._events), inner, line)
            if key == "<<" and not isinstance(key, Quoted):
                self._report.fault("<< is not taken: write the fields out", inner, line)
            elif key in fields:
                self._report.fault(f"is given twice: line {fields[key].line} has it already", inner, line)
            else:
                fields[str(key)] = value
        return fields


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
