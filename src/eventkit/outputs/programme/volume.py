"""A book whose pages are made when they are asked for, so that none need be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from eventkit.typesetting import Book, Imprint, Page


@dataclass(frozen=True, slots=True)
class Volume:
    """What a book tells of itself, and its pages.

    Attributes:
        imprint: What it tells.
        pages: Its pages in the order of reading; each call makes them anew, and all calls the same.
    """

    imprint: Imprint
    pages: Callable[[], Iterable[Page]]

    @classmethod
    def of(cls, book: Book) -> Self:
        """A book that is there already."""
        return cls(book.imprint, lambda: book.pages)

    @property
    def book(self) -> Book:
        """All of it as a value."""
        return Book(tuple(self.pages()), self.imprint)
