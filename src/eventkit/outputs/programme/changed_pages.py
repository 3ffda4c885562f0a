"""Changed pages: the pages of the book that differ between two schedules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any, NamedTuple

from eventkit.outputs.programme.editions import EditionOptions, lay_out_edition
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.schedule import Schedule
from eventkit.typesetting import Destination, Drawing, Fonts, LinkArea, Page, Picture, PlacedLine, QrCode
from eventkit.wording.public_schedule import for_readers


class _Print(NamedTuple):
    """A page as it is printed, without links and tags."""

    label: str
    marks: tuple[Any, ...]


def find_changed_pages(
    old: Schedule | None, new: Schedule, fonts: Fonts | None = None
) -> tuple[tuple[str, ...], int]:
    """The pages of the usual book that differ from the same pages in the book of an earlier schedule.

    Returns their numbers as they are printed, and how many pages the book has; all of them without an earlier
    schedule. Pages are compared as they are laid out, and nothing is painted. A page that moved differs,
    since its number does.
    """
    fonts = fonts or Fonts.discover()
    changed, total = [], 0
    for before, page in zip_longest(_prints(old, fonts) if old else (), _prints(new, fonts)):
        if page is not None:
            total += 1
            if page != before:
                changed.append(page.label or str(total))
    return tuple(changed), total


def _prints(schedule: Schedule, fonts: Fonts) -> Iterator[_Print]:
    context = PrintContext.build(for_readers(schedule), schedule.conference.languages, fonts)
    for page in lay_out_edition("book", context, EditionOptions()).document.pages():
        yield _Print(page.label, tuple(_painted(page)))


def _painted(page: Page) -> Iterator[Any]:
    for mark in page.marks:
        if isinstance(mark, PlacedLine):
            yield mark.line, mark.x, mark.y
        elif isinstance(mark, QrCode | Picture | Drawing):
            yield replace(mark, structure=())
        elif not isinstance(mark, LinkArea | Destination):
            yield mark
