"""The Unicode bidirectional algorithm (UAX 9): the embedding level of each character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeVar

_T = TypeVar("_T")

_DEEPEST = 125  # BD2

_MOST_OPEN = 63  # BD16

_ISOLATING = frozenset({"LRI", "RLI", "FSI"})

_REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})  # X9

_EMBEDDING = {"LRE": 0, "RLE": 1, "LRO": 0, "RLO": 1}

_NEUTRAL = frozenset({"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"})  # NI of N1


# The pairs of BidiBrackets.txt, opening before closing: unicodedata has Bidi_Mirrored, but not
# Bidi_Paired_Bracket.
_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋\u2329\u232a❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽"
    "⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)

CLOSING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
"""The closing bracket of each opening bracket (BD14, BD15)."""

_CLOSERS = frozenset(CLOSING.values())

_SAME = str.maketrans("\u2329\u232a", "\u3008\u3009")  # canonical equivalents, which match under BD16


# These blocks contain every character of class R, AL or AN and every explicit formatting character.
_RTL = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


# Marks that are part of a Latin word, though neutral by the algorithm: C++, C#, US$, .NET, @office.
_WORD_MARKS = re.compile(
    r"(?<=[A-Za-z\u00c0-\u024f])[0-9]*[+#*$]+|(?<![^\s(\[{\u2066-\u2069])[.#@$]+(?=[A-Za-z\u00c0-\u024f])"
)


def is_plain(text: str) -> bool:
    """True if the text has no right-to-left or formatting characters, so that all of it has level 0."""
    return text.isascii() or not _RTL.search(text)


def bidi_class(character: str) -> str:
    """The Bidi_Class of a character; L for unassigned ones."""
    return unicodedata.bidirectional(character) or "L"


def paragraph_level(text: str) -> int | None:
    """The paragraph level by the first strong character outside isolates (P2, P3); ``None`` without one."""
    if is_plain(text):
        return 0 if any(bidi_class(character) == "L" for character in text) else None
    classes = [bidi_class(character) for character in text]
    return _first_strong(classes, _matching_isolates(classes), 0, len(classes))


def embedding_levels(text: str, base: int) -> list[int]:
    """The embedding level of each character of a paragraph at level ``base``, before rule L1."""
    if base == 0 and is_plain(text):
        return [0] * len(text)
    classes = [bidi_class(character) for character in text]
    for marks in _WORD_MARKS.finditer(text):  # HL3 of UAX 9: marks as letters of their word
        classes[marks.start() : marks.end()] = "L" * len(marks[0])
    mates = _matching_isolates(classes)
    levels, types = _resolve_explicit(classes, mates, base)
    for sequence in _sequences(classes, mates, levels, base):
        _resolve_weak(sequence, types)
        _resolve_brackets(sequence, types, classes, text)
        _resolve_neutral(sequence, types)
        for at in sequence.indices:  # I1, I2
            if types[at] == "R":
                levels[at] += 1 - levels[at] % 2
            elif types[at] in {"AN", "EN"}:
                levels[at] += 2 - levels[at] % 2
            elif levels[at] % 2:
                levels[at] += 1
    _fill_removed(classes, levels, base)
    return levels


def line_levels(text: str, levels: Sequence[int], base: int) -> list[int]:
    """The levels of one line, with separators and trailing white space reset to the paragraph level (L1)."""
    result = list(levels)
    trailing = True
    for at in range(len(text) - 1, -1, -1):
        kind = bidi_class(text[at])
        if kind in {"B", "S"}:
            trailing = True
        elif kind != "WS" and kind not in _ISOLATING and kind != "PDI" and kind not in _REMOVED:
            trailing = False
        if trailing:
            result[at] = base
    return result


def visual_order(items: Sequence[_T], level_of: Callable[[_T], int]) -> list[_T]:
    """The items in visual order: runs are reversed, from the highest level down (L2)."""
    order = list(items)
    if not order:
        return order
    highest = max(map(level_of, order))
    lowest_odd = min((level for level in map(level_of, order) if level % 2), default=highest + 1)
    for level in range(highest, lowest_odd - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and level_of(order[end]) >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    return order


@dataclass(frozen=True, slots=True)
class _Sequence:
    """An isolating run sequence (BD13): its indices in the text, its level, sos and eos (X10)."""

    indices: list[int]
    level: int
    before: str
    after: str

    @property
    def direction(self) -> str:
        return _strong(self.level)


def _strong(level: int) -> str:
    return "R" if level % 2 else "L"


def _matching_isolates(classes: Sequence[str]) -> dict[int, int]:
    """The matching PDI of each isolate initiator that has one (BD9)."""
    mates: dict[int, int] = {}
    waiting: list[int] = []
    for at, kind in enumerate(classes):
        if kind in _ISOLATING:
            waiting.append(at)
        elif kind == "PDI" and waiting:
            mates[waiting.pop()] = at
        elif kind == "B":
            waiting.clear()
    return mates


def _first_strong(classes: Sequence[str], mates: dict[int, int], start: int, end: int) -> int | None:
    at = start
    while at < end:
        if classes[at] == "L":
            return 0
        if classes[at] in {"R", "AL"}:
            return 1
        at = mates.get(at, end) if classes[at] in _ISOLATING else at + 1
    return None


class _Embeddings:
    """The directional status stack of X1, with its three counters."""

    def __init__(self, base: int) -> None:
        self._entries: list[tuple[int, str, bool]] = [(base, "", False)]
        self._lost_isolates = 0
        self._lost_embeddings = 0
        self._isolates = 0

    @property
    def level(self) -> int:
        return self._entries[-1][0]

    @property
    def override(self) -> str:
        """``L`` or ``R`` inside LRO and RLO, empty elsewhere."""
        return self._entries[-1][1]

    def open(self, direction: int, override: str = "", *, isolate: bool = False) -> None:
        """Push the next level of a parity, or count an overflow (X2 to X5c)."""
        level = self.level + 1 + (self.level + 1 + direction) % 2
        if level <= _DEEPEST and not self._lost_isolates and not self._lost_embeddings:
            self._isolates += isolate
            self._entries.append((level, override, isolate))
        elif isolate:
            self._lost_isolates += 1
        elif not self._lost_isolates:
            self._lost_embeddings += 1

    def close_isolate(self) -> None:
        """Pop to the matching isolate initiator (X6a)."""
        if self._lost_isolates:
            self._lost_isolates -= 1
        elif self._isolates:
            self._lost_embeddings = 0
            while not self._entries.pop()[2]:
                pass
            self._isolates -= 1

    def close_embedding(self) -> None:
        """Pop an embedding or override (X7)."""
        if self._lost_isolates:
            return
        if self._lost_embeddings:
            self._lost_embeddings -= 1
        elif len(self._entries) > 1 and not self._entries[-1][2]:
            self._entries.pop()


def _resolve_explicit(
    classes: Sequence[str], mates: dict[int, int], base: int
) -> tuple[list[int], list[str]]:
    """The explicit levels, and the classes with overrides applied (X1 to X8)."""
    levels: list[int] = []
    types = list(classes)
    stack = _Embeddings(base)
    for at, kind in enumerate(classes):
        if kind == "PDI":
            stack.close_isolate()
        levels.append(base if kind == "B" else stack.level)
        if stack.override and kind not in _REMOVED and kind != "B":
            types[at] = stack.override
        if kind in _EMBEDDING:
            stack.open(_EMBEDDING[kind], kind[0] if kind.endswith("O") else "")
        elif kind in _ISOLATING:
            inside = _first_strong(classes, mates, at + 1, mates.get(at, len(classes)))
            stack.open(int(kind == "RLI" or (kind == "FSI" and inside == 1)), isolate=True)
        elif kind == "PDF":
            stack.close_embedding()
    return levels, types


def _sequences(
    classes: Sequence[str], mates: dict[int, int], levels: Sequence[int], base: int
) -> list[_Sequence]:
    """The isolating run sequences, with sos and eos (X10)."""
    remaining = [at for at, kind in enumerate(classes) if kind not in _REMOVED]
    place = {at: order for order, at in enumerate(remaining)}
    closing = set(mates.values())
    runs = {run[0]: run for run in (list(run) for _, run in groupby(remaining, key=levels.__getitem__))}
    sequences: list[_Sequence] = []
    for start, run in runs.items():
        if start in closing:
            continue
        indices = list(run)
        while (mate := mates.get(indices[-1])) is not None:
            indices += runs[mate]
        level = levels[start]
        before = levels[remaining[place[start] - 1]] if place[start] else base
        last = place[indices[-1]] + 1
        open_ended = classes[indices[-1]] in _ISOLATING
        after = base if open_ended or last == len(remaining) else levels[remaining[last]]
        sequences.append(_Sequence(indices, level, _strong(max(level, before)), _strong(max(level, after))))
    return sequences


def _resolve_weak(sequence: _Sequence, types: list[str]) -> None:
    indices = sequence.indices
    previous = strong = sequence.before
    for at in indices:
        if types[at] == "NSM":  # W1
            types[at] = "ON" if previous in _ISOLATING or previous == "PDI" else previous
        previous = types[at]
        if previous in {"L", "R", "AL"}:
            strong = previous
        elif previous == "EN" and strong == "AL":  # W2
            types[at] = "AN"
    for at in indices:
        if types[at] == "AL":  # W3
            types[at] = "R"
    _resolve_numbers(indices, types)
    _resolve_leftover(sequence, types)


def _resolve_leftover(sequence: _Sequence, types: list[str]) -> None:
    """Resolve separators outside numbers to neutral (W6), and numbers after L to L (W7)."""
    strong = sequence.before
    for at in sequence.indices:
        if types[at] in {"ES", "ET", "CS"}:
            types[at] = "ON"
        elif types[at] in {"L", "R"}:
            strong = types[at]
        elif types[at] == "EN" and strong == "L":
            types[at] = "L"


def _resolve_numbers(indices: Sequence[int], types: list[str]) -> None:
    """Resolve separators between digits and terminators next to them to numbers (W4, W5)."""
    for left, at, right in zip(indices, indices[1:], indices[2:], strict=False):
        number = types[left]
        if number == types[right] and (
            (number == "EN" and types[at] in {"ES", "CS"}) or (number == "AN" and types[at] == "CS")
        ):
            types[at] = number
    for order in (indices, indices[::-1]):
        for previous, at in pairwise(order):
            if types[previous] == "EN" and types[at] == "ET":
                types[at] = "EN"


def _direction(kind: str) -> str:
    """The direction of a resolved class in N0 to N2: numbers count as R; empty for neutrals."""
    return "R" if kind in {"R", "EN", "AN"} else "L" if kind == "L" else ""


def _resolve_brackets(sequence: _Sequence, types: list[str], classes: Sequence[str], text: str) -> None:
    """Resolve bracket pairs to the direction of their content or their context (N0)."""
    indices = sequence.indices
    for opening, closing in _bracket_pairs(indices, types, text):
        inside = {_direction(types[at]) for at in indices[opening + 1 : closing]}
        direction = sequence.direction
        opposite = "L" if direction == "R" else "R"
        if direction not in inside:
            if opposite not in inside:
                continue
            before = (_direction(types[at]) for at in reversed(indices[:opening]))
            if next(filter(None, before), sequence.before) == opposite:
                direction = opposite
        for bracket in (opening, closing):
            types[indices[bracket]] = direction
            for at in indices[bracket + 1 :]:
                if classes[at] != "NSM":
                    break
                types[at] = direction


def _bracket_pairs(indices: Sequence[int], types: Sequence[str], text: str) -> list[tuple[int, int]]:
    """The bracket pairs as indices into the sequence, in the order of the opening brackets (BD16)."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, at in enumerate(indices):
        if types[at] != "ON":
            continue
        character = text[at].translate(_SAME)
        if character in CLOSING:
            if len(waiting) == _MOST_OPEN:
                break
            waiting.append((CLOSING[character], place))
        elif character in _CLOSERS:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == character:
                    pairs.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def _resolve_neutral(sequence: _Sequence, types: list[str]) -> None:
    """Resolve neutrals to the direction on both sides of them, else to the embedding direction (N1, N2)."""
    indices = sequence.indices
    before = sequence.before
    start = 0
    while start < len(indices):
        end = start
        while end < len(indices) and types[indices[end]] in _NEUTRAL:
            end += 1
        after = _direction(types[indices[end]]) if end < len(indices) else sequence.after
        for at in indices[start:end]:
            types[at] = before if before == after else sequence.direction
        before, start = after, end + 1


def _fill_removed(classes: Sequence[str], levels: list[int], base: int) -> None:
    for at, kind in enumerate(classes):
        if kind in _REMOVED:
            levels[at] = levels[at - 1] if at else base
