"""Strips of text told what they are: a heading, a list, a part of the book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eventkit.typesetting.flow import Piece
from eventkit.typesetting.pages import Mark, Words
from eventkit.typesetting.pieces import inside, opened
from eventkit.typesetting.roles import Element, Role, Tags


def within(element: Element | Role, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces, and all in them, in an element; nothing that they are in already changes."""
    return _within((Element(element) if isinstance(element, str) else element,), pieces)


def _within(outer: Tags, pieces: Iterable[Piece]) -> list[Piece]:
    return [
        # As `replace` would, which takes much longer.
        Piece(
            piece.height,
            piece.marks,
            piece.before,
            piece.keeps,
            piece.joint,
            piece.room,
            outer + piece.tags,
        )
        for piece in pieces
    ]


def as_one(element: Element | Role, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces as one thing, such as a heading: the paragraphs in it are no more than parts of that."""
    pieces = [opened(piece) for piece in pieces]
    paragraphs = dict.fromkeys(
        mark.tags[-1] for piece in pieces for mark in piece.marks if isinstance(mark, Words) and mark.tags
    )
    single = len(paragraphs) == 1
    parts: dict[Element, Tags] = {
        each: () if single else (Element("Span"),) for each in paragraphs if each.role == "P"
    }
    merged = [
        piece._replace(marks=tuple([_without(parts, mark) for mark in piece.marks])) for piece in pieces
    ]
    return within(element, merged)


def item(pieces: Sequence[Piece], *, of: Element | None = None) -> list[Piece]:
    """The pieces as an item of a list, within that list if it is given."""
    own = (Element("LI"), Element("LBody"))
    return _within((of, *own) if of else own, pieces)


def tagged(tags: Tags, marks: Iterable[Mark]) -> list[Mark]:
    """The marks, and all they are in already, in these elements."""
    return [inside(tags, mark) for mark in marks]


def _without(parts: dict[Element, Tags], mark: Mark) -> Mark:
    if isinstance(mark, Words) and mark.tags and mark.tags[-1] in parts:
        return Words(mark.line, mark.x, mark.y, mark.about, mark.tags[:-1] + parts[mark.tags[-1]])
    return mark
