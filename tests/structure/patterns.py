"""Regular expressions of the source, and texts on which each of them has to backtrack the most."""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from structure.source import MODULES, SOURCE, nodes, place

_PARSER: Any = importlib.import_module("re._parser")
_CALLS = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
_ANCHORED = frozenset({"match", "fullmatch"})
_FLAGS_AT = {"compile": 1, "search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2}


@dataclass(frozen=True)
class Pattern:
    """A regular expression in the source.

    Attributes:
        place: Its file and line.
        compiled: The expression.
        methods: The methods by which it is used, such as ``search``.
    """

    place: str
    compiled: re.Pattern[Any]
    methods: frozenset[str]


def patterns() -> list[Pattern]:
    """Every regular expression that is compiled or written into a call in the source."""
    uses = _uses()
    return [
        Pattern(place(path, call), compiled, _methods(call, names, uses, path))
        for path in MODULES
        for call, names in _calls(path)
        if (compiled := _evaluate(path, call)) is not None
    ]


def _calls(path: Path) -> Iterator[tuple[ast.Call, tuple[str, ...]]]:
    """The calls of ``re`` with the names that they are assigned to."""
    names: dict[ast.expr, tuple[str, ...]] = {
        node.value: tuple(target.id for target in node.targets if isinstance(target, ast.Name))
        for node in nodes(path, ast.Assign)
    }
    for node in nodes(path, ast.Call):
        if (
            isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in _CALLS
        ):
            yield node, names.get(node, ())


def _uses() -> dict[str, dict[Path, set[str]]]:
    """The methods that are called of each name, by file."""
    uses: dict[str, dict[Path, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in MODULES:
        for node in nodes(path, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.attr in _CALLS and node.value.id != "re":
                uses[node.value.id][path].add(node.attr)
    return uses


def _methods(
    call: ast.Call, names: tuple[str, ...], uses: dict[str, dict[Path, set[str]]], path: Path
) -> frozenset[str]:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr != "compile":
        return frozenset({call.func.attr})
    methods = {
        method
        for name in names
        for file, used in uses[name].items()
        if file == path or not name.startswith("_")
        for method in used
    }
    return frozenset(methods or {"search", "fullmatch"})


def _evaluate(path: Path, call: ast.Call) -> re.Pattern[Any] | None:
    """The expression of a call; ``None`` for one that is built from local values."""
    assert isinstance(call.func, ast.Attribute)
    flags_at = _FLAGS_AT.get(call.func.attr, len(call.args))
    flags = [*call.args[flags_at : flags_at + 1], *(k.value for k in call.keywords if k.arg == "flags")]
    parts = list(path.relative_to(SOURCE).with_suffix("").parts)
    if all(isinstance(part, ast.Constant) for part in call.args[:1]):
        scope: dict[str, Any] = {"re": re}
    else:
        scope = vars(importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts)))
    try:
        pattern, *options = (
            eval(compile(ast.Expression(part), str(path), "eval"), scope)  # noqa: S307 - our own source
            for part in (call.args[0], *flags)
        )
    except NameError:
        return None
    return pattern if isinstance(pattern, re.Pattern) else re.compile(pattern, *options)


# --- texts

_LETTERS = " a0\n."
"""What a class of characters is filled with, where it takes it."""
_BRANCHES = 4
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_LONG_REPEAT = 8
_ENDS = ("\x00", "\n\x00")


@dataclass(frozen=True)
class Attack:
    """A text of any length on which a pattern may have to try many ways.

    Attributes:
        head: What precedes.
        pump: What is repeated.
        end: What follows, on which a match fails.
    """

    head: str
    pump: str
    end: str

    def text(self, length: int) -> str:
        """The text of about that length."""
        return self.head + self.pump * max(1, length // len(self.pump)) + self.end


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """The texts that are built from each repetition in a pattern: what it repeats, after what precedes it."""
    source = pattern.pattern
    tree = _PARSER.parse(source if isinstance(source, str) else source.decode("latin-1"), pattern.flags)
    pairs = dict.fromkeys(
        pair
        for letter in _LETTERS
        for head, pump in _repetitions(list(tree), "", letter)
        if pump
        for pair in ((head, pump), ("", pump), ("", head + pump))
    )
    return [Attack(head, pump, end) for head, pump in pairs for end in _ENDS]


def _repetitions(nodes: list[Any], before: str, letter: str) -> Iterator[tuple[str, str]]:
    """Each long repetition with what precedes it: one turn of it, and one with all within it twice."""
    for operator, argument in nodes:
        name = str(operator)
        if name in _REPEATS and int(argument[1]) - int(argument[0]) >= _LONG_REPEAT:
            for turns in (1, 2):
                yield from ((before, text) for text in _samples(list(argument[2]), letter, turns))
        for branch in _children(name, argument):
            yield from _repetitions(branch, before, letter)
        before += next(iter(_samples([(operator, argument)], letter, 1)), "")


def _children(name: str, argument: Any) -> list[list[Any]]:
    """The sequences of nodes within a node."""
    if name in _REPEATS or name == "SUBPATTERN":
        return [list(argument[-1])]
    if name == "ATOMIC_GROUP":
        return [list(argument)]
    if name in {"ASSERT", "ASSERT_NOT"}:
        return [list(argument[1])]
    return [list(branch) for branch in argument[1]] if name == "BRANCH" else []


def _samples(nodes: list[Any], letter: str, turns: int) -> list[str]:
    """Texts that a sequence of nodes matches, with the letter wherever it may be."""
    choices = [_node_samples(str(operator), argument, letter, turns) for operator, argument in nodes]
    return ["".join(parts) for parts, _ in zip(product(*choices), range(_BRANCHES), strict=False)]


def _node_samples(name: str, argument: Any, letter: str, turns: int) -> list[str]:
    if name == "LITERAL":
        return [chr(argument)]
    if name in {"NOT_LITERAL", "ANY", "IN"}:
        return [_character(name, argument, letter)]
    if name.startswith("ASSERT"):
        return [""]
    texts = [text for branch in _children(name, argument) for text in _samples(branch, letter, turns)]
    if name in _REPEATS:
        times = min(max(int(argument[0]), turns), int(argument[1]))
        return [text * times for text in texts]
    return texts[:_BRANCHES] or [""]


def _character(name: str, argument: Any, letter: str) -> str:
    """A character that a class takes: the letter if it can be, else the first of a few."""
    if name == "ANY":
        return letter if letter != "\n" else "a"
    if name == "NOT_LITERAL":
        return letter if ord(letter) != argument else "a" if letter != "a" else "b"
    for char in (letter, *_LETTERS, *map(chr, range(33, 127)), *"–—、，：上午年月日第"):
        if _takes(argument, char):
            return char
    first, value = next((kind, value) for kind, value in argument if str(kind) in {"LITERAL", "RANGE"})
    return chr(value if str(first) == "LITERAL" else value[0])


_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}


def _takes(items: Any, char: str) -> bool:
    negated, taken = False, False
    for kind, value in items:
        name = str(kind)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            taken |= ord(char) == value
        elif name == "RANGE":
            taken |= value[0] <= ord(char) <= value[1]
        elif name == "CATEGORY":
            category = str(value).removeprefix("CATEGORY_")
            holds = re.match(_CATEGORIES[category.removeprefix("NOT_")], char) is not None
            taken |= holds != category.startswith("NOT_")
    return taken != negated


# --- time

_LONG = 2_000
_STEPS = (12, 16, 20, 24, 28, 32, 36, 40, 46, 54, 64, 120, 250, 500)
_SLOW, _HOPELESS = 8, 400
"""How many times as long as the linear pattern a match takes to be suspected, and to be condemned at once."""
_TOLERANCE = 3.5
"""How much more than in proportion to the length a match may take before it counts as more than linear."""
_CONFIRMATIONS = 2
"""How many times a slow match is measured anew, for a processor may be slower for a moment."""


def find_slow_attack(pattern: Pattern) -> Attack | None:
    """The first text on which the time of a pattern grows more than in proportion to its length."""
    unit = _unit()
    for attack in attacks(pattern.compiled):
        for method in sorted(pattern.methods & _ANCHORED or {"search"}):
            call = partial(_run, getattr(pattern.compiled, method))
            if _is_superlinear(call, attack, unit) and all(
                _is_superlinear(call, attack, _unit()) for _ in range(_CONFIRMATIONS)
            ):
                return attack
    return None


def _unit() -> float:
    """The seconds of the linear pattern."""
    return _seconds(_LINEAR.fullmatch, "a" * _LONG + "\x00", 3)


def _run(call: Callable[[Any], object], text: str) -> None:
    try:
        call(text)
    except TypeError:  # a pattern of bytes
        call(text.encode())


def _is_superlinear(call: Callable[[str], object], attack: Attack, unit: float) -> bool:
    # Exponential time shows while texts are short; a long one would never end.
    for length in _STEPS:
        if _seconds(call, attack.text(length), 1) > _HOPELESS * unit:
            return _seconds(call, attack.text(length), 2) > _HOPELESS * unit
    if _seconds(call, attack.text(_LONG), 1) < _SLOW * unit:
        return False
    short, long = (_seconds(call, attack.text(length), 5) for length in (_LONG // 8, _LONG))
    return long > _TOLERANCE * 8 * short


_LINEAR = re.compile(r"(?:a|b)*c")


def _seconds(call: Callable[[str], object], text: str, times: int) -> float:
    """The shortest processor time of a few tries: what else runs on the machine only ever adds to it."""
    best = float("inf")
    for _ in range(times):
        began = time.thread_time()
        call(text)
        best = min(best, time.thread_time() - began)
    return best
