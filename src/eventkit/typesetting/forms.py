"""The form of a text: what of its pieces decides where pages end, kept in a few numbers each.

A long text is not kept until it is laid out again, and to set it again takes long. Its form is about a
hundred bytes for each line, and pages are filled with it as they are with the text.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from eventkit.typesetting.faces import Ink
from eventkit.typesetting.pages import Anchor, Words
from eventkit.typesetting.pieces import Piece
from eventkit.typesetting.text import Line

_OF_PIECE, _OF_WORDS = 5, 8


class Form:
    """Pieces as far as pages are filled with them."""

    def __init__(self) -> None:
        self._numbers = array("d")  # of each piece in turn, each followed by those of its words
        self._places: dict[int, tuple[tuple[Anchor, ...], tuple[Anchor, ...]]] = {}
        self._count = 0

    def __len__(self) -> int:
        """How many pieces they are."""
        return self._count

    def taken(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces as they are, the form of each taken as it goes by."""
        for piece in pieces:
            self._take(piece)
            yield piece

    def _take(self, piece: Piece) -> None:
        words = [mark for mark in piece.marks if isinstance(mark, Words)]
        self._numbers.extend((piece.height, piece.before, piece.keeps, piece.room, len(words)))
        for each in words:
            line = each.line
            self._numbers.extend((each.x, each.y, line.width, line.size, *line.ink))
        if len(words) < len(piece.marks) or piece.joint:
            self._places[self._count] = _places(piece.marks), _places(piece.joint)
        self._count += 1

    def pieces(self) -> Iterator[Piece]:
        """Pieces of that form, whose words say nothing; of all else in them only the places are there."""
        at = 0
        for order in range(self._count):
            height, before, keeps, room, count = self._numbers[at : at + _OF_PIECE]
            at += _OF_PIECE
            words = []
            for _ in range(int(count)):
                words.append(_words(*self._numbers[at : at + _OF_WORDS]))
                at += _OF_WORDS
            marks, joint = self._places.get(order, ((), ()))
            yield Piece(height, (*marks, *words), before, bool(keeps), joint, room)


def _places(marks: Iterable[object]) -> tuple[Anchor, ...]:
    return tuple([mark for mark in marks if isinstance(mark, Anchor)])


def _words(x: float, y: float, width: float, size: float, *ink: float) -> Words:
    line = Line("", (), width, 0, 0, 0)
    line.__dict__.update(ink=Ink(*ink), size=size)  # which nothing in it tells
    return Words(line, x, y)
