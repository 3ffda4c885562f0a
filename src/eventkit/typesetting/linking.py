"""Links and what they lie over: the words that lead somewhere, and the figures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from eventkit.typesetting.pages import Code, Link, Page, Picture, Words
from eventkit.typesetting.roles import block
from eventkit.typesetting.text import Hole, Run

# What orders and divides text on paper, and says nothing.
SILENT = dict.fromkeys(map(ord, "\u00ad\u2066\u2067\u2068\u2069"))


def claimed(page: Page, links: Sequence[Link]) -> dict[int, list[Link]]:
    """By the identity of words and figures, the links that lie over them.

    A link lies over words of one paragraph: where there are more, as on a box with a title and names, they
    are of the first that is read out itself.
    """
    if not links:
        return {}
    places = sorted(_places(page), key=lambda place: place.y)
    heights = [place.y for place in places]
    found: dict[int, list[Link]] = {}
    for link in links:
        start, end = bisect_left(heights, link.y), bisect_right(heights, link.y + link.height)
        here = places[start:end]
        below = [place.mark for place in here if _meets(link, place.left, place.right)]
        # What is told instead of a paragraph would be told instead of a link in it.
        first = next((mark for mark in below if not any(tag.alternative for tag in mark.tags)), None)
        for mark in below:
            if first and block(mark.tags) == block(first.tags) and (mark.tags or mark is first):
                found.setdefault(id(mark), []).append(link)
    return found


class _Place(NamedTuple):
    """Where a link has to be to lie over something: at the baseline of words, or the middle of all else."""

    y: float
    left: float
    right: float
    mark: Words | Code | Picture


def _places(page: Page) -> Iterator[_Place]:
    for mark in page.marks:
        match mark:
            case Words() if mark.line.runs:
                yield _Place(mark.y, mark.x, mark.x + mark.line.width, mark)
            case Code():
                yield _Place(mark.y + mark.size / 2, mark.x, mark.x + mark.size, mark)
            case Picture():
                yield _Place(mark.y + mark.height / 2, mark.x, mark.x + mark.width, mark)


def _meets(link: Link, left: float, right: float) -> bool:
    return link.x < right and left < link.x + link.width


def led(words: Words, links: Sequence[Link]) -> Iterator[tuple[Words, Link | None]]:
    """The words in parts that lead to one place each, or nowhere."""
    if not links:
        yield words, None
        return
    last: Link | None = None
    parts: list[tuple[Link | None, list[Run | Hole]]] = []
    for run in words.line.runs:
        middle = words.x + run.x + run.width / 2
        blank = not _text(run).translate(SILENT).strip()
        link = last if blank else next((link for link in links if _meets(link, middle, middle)), None)
        if parts and (blank or link is last):
            parts[-1][1].append(run)
        elif parts and not any(_text(each).translate(SILENT).strip() for each in parts[-1][1]):
            parts[-1] = link, [*parts[-1][1], run]
        else:
            parts.append((link, [run]))
        last = link
    for link, runs in parts:
        if len(parts) == 1:
            yield words, link
        else:
            line = replace(words.line, runs=tuple(runs), text="".join(map(_text, runs)))
            yield words._replace(line=line), link


def _text(run: Run | Hole) -> str:
    return run.shaped.text if isinstance(run, Run) else run.text
