"""Strips of text told what they are: a heading, a list, a part of the book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from eventkit.typesetting.flow import Piece
from eventkit.typesetting.pages import Code, Mark, Picture, Words
from eventkit.typesetting.roles import Element, Role, Tags


def within(element: Element | Role, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces, and all in them, in an element; nothing that they are in already changes."""
    outer = (Element(element) if isinstance(element, str) else element,)
    return [
        # As `replace` would, which takes five times as long.
        Piece(
            piece.height,
            tuple([_in(outer, mark) for mark in piece.marks]),
            piece.before,
            piece.keeps,
            piece.joint,
            piece.room,
        )
        for piece in pieces
    ]


def as_one(element: Element | Role, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces as one thing, such as a heading: the paragraphs in it are no more than parts of that."""
    paragraphs = dict.fromkeys(
        mark.tags[-1] for piece in pieces for mark in piece.marks if isinstance(mark, Words) and mark.tags
    )
    single = len(paragraphs) == 1
    parts: dict[int, Tags] = {
        id(each): () if single else (Element("Span"),) for each in paragraphs if each.role == "P"
    }
    merged = [
        replace(piece, marks=tuple([_without(parts, mark) for mark in piece.marks])) for piece in pieces
    ]
    return within(element, merged)


def item(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces as an item of a list."""
    return within("LI", within("LBody", pieces))


def tagged(tags: Tags, marks: Iterable[Mark]) -> list[Mark]:
    """The marks, and all they are in already, in these elements."""
    return [_in(tags, mark) for mark in marks]


def _in(outer: Tags, mark: Mark) -> Mark:
    if isinstance(mark, Words):  # most marks are, and `replace` takes five times as long
        return Words(mark.line, mark.x, mark.y, mark.about, outer + mark.tags)
    if isinstance(mark, Code | Picture):
        return replace(mark, tags=outer + mark.tags)
    return mark


def _without(parts: dict[int, Tags], mark: Mark) -> Mark:
    if isinstance(mark, Words) and mark.tags and id(mark.tags[-1]) in parts:
        return replace(mark, tags=mark.tags[:-1] + parts[id(mark.tags[-1])])
    return mark
