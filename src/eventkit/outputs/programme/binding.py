"""Sections into pages: laid out again until every page number that is printed is the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eventkit.model import Involvement
from eventkit.outputs.programme.cover import ANCHOR as COVER
from eventkit.outputs.programme.frame import framed
from eventkit.outputs.programme.sections import Plate, Section, session_anchor
from eventkit.outputs.programme.setting import Setting, Spans
from eventkit.outputs.programme.tabs import tabbed
from eventkit.typesetting import Anchor, Book, Bookmark, Link, Mark, Page
from eventkit.typesetting.flow import flowed

STRETCH = 1.5
"""How much the spaces of a page may grow to fill it, as a part of themselves."""

SHRINK = 0.25
"""How much they may shrink so that more is on it."""

PASSES = 8
"""How often a book is laid out at most; two are enough unless a page number changes how long a list is."""

Places = Mapping[str, str]
"""The number of the page that each anchor is on; nothing is known of any before the first pass."""

Leaves = Sequence[tuple[Plate, Spans]]
"""What is on each page, and what the head of the page says."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What gives one or several sections of the book.

    Attributes:
        make: The sections, by the page numbers as far as they are known, and the sections of the others.
        told: Whether any page number is printed in it, so that it changes when these do.
        lists: Whether it tells of the others, and so is made when these are.
    """

    make: Callable[[Places, Sequence[Section]], Iterable[Section]]
    told: bool = False
    lists: bool = False


def laid(
    setting: Setting, first: int, chapters: Sequence[Chapter], last: Callable[[int], Sequence[Section]]
) -> tuple[Leaves, tuple[Section, ...], bool]:
    """The pages of the chapters from that number on, their sections, and whether page numbers are right.

    Args:
        setting: What the programme is set with.
        first: The number of the first page.
        chapters: What is on them.
        last: What stands at the end of the book, by how many pages there are before it.
    """
    kept = {at: tuple(each.make({}, ())) for at, each in enumerate(chapters) if not each.told}
    known: Places = {}
    runs: dict[tuple[Section, ...], Leaves] = {}
    for _ in range(PASSES):
        sections = list(_made(chapters, kept, known))
        sections += last(first - 1 + sum(map(len, _in_runs(setting, sections, runs))))
        leaves = [leaf for run in _in_runs(setting, sections, runs) for leaf in run]
        found = places(leaves, first)
        if found == known:
            return leaves, tuple(sections), True
        known = found
    return leaves, tuple(sections), False


def _made(
    chapters: Sequence[Chapter], kept: Mapping[int, Sequence[Section]], known: Places
) -> Iterator[Section]:
    """The sections of all chapters, in order."""
    made = {
        at: kept[at] if at in kept else tuple(each.make(known, ()))
        for at, each in enumerate(chapters)
        if not each.lists
    }
    others = [section for at in sorted(made) for section in made[at]]
    for at, each in enumerate(chapters):
        yield from each.make(known, others) if each.lists else made[at]


def _in_runs(
    setting: Setting, sections: Sequence[Section], known: dict[tuple[Section, ...], Leaves]
) -> Iterator[Leaves]:
    """The pages of each run of sections that flow on from one another; those set before are not set again."""
    run: list[Section] = []
    for section in [*sections, None]:
        if run and (section is None or section.fresh):
            key = tuple(run)
            if key not in known:
                known[key] = tuple(_leaves(setting, run))
            yield known[key]
            run = []
        if section is not None:
            run.append(section)


def _leaves(setting: Setting, run: Sequence[Section]) -> Iterator[tuple[Plate, Spans]]:
    """The plates of the first section, then the text of all; a page has the guide of what begins on it."""
    first, guides = run[0], {section.anchor: section.guide for section in run}
    guide = first.guide
    yield from ((_anchored(first, plate, at), guide) for at, plate in enumerate(first.plates))
    pieces = (piece for section in run for piece in section.pieces)
    for marks in flowed(pieces, setting.sheet.depth, stretch=STRETCH, shrink=SHRINK):
        begun = [guides[name] for name in anchors(marks) if name in guides]
        yield marks, begun[0] if begun else guide
        guide = begun[-1] if begun else guide


def _anchored(section: Section, plate: Plate, at: int) -> Plate:
    """The first plate of a section with the anchor of that."""
    anchor = Anchor(section.anchor, 0, 0)
    if at or section.anchor in anchors(plate):
        return plate
    return replace(plate, marks=(anchor, *plate.marks)) if isinstance(plate, Page) else (anchor, *plate)


def _marks(plate: Plate) -> Sequence[Mark]:
    return plate.marks if isinstance(plate, Page) else plate


def anchors(plate: Plate) -> list[str]:
    """The names of the places on a page."""
    return [mark.name for mark in _marks(plate) if isinstance(mark, Anchor)]


def places(leaves: Leaves, first: int) -> Places:
    """The page number each anchor is on."""
    numbered = enumerate(leaves, start=first)
    return {name: str(number) for number, (plate, _) in numbered for name in anchors(plate)}


def bound_up(setting: Setting, front: Sequence[Page], leaves: Leaves, sections: Sequence[Section]) -> Book:
    """The book: pages that are there already, then those laid out, each in its frame.

    What would lead to a section that is left out leads nowhere.
    """
    pages = list(tabbed(setting, [*front, *_framed(setting, len(front) + 1, leaves)], sections))
    there = {mark.name for page in pages for mark in page.marks if isinstance(mark, Anchor)}
    title = setting.text(setting.schedule.conference.title, setting.type.head)
    return Book(
        tuple(_led(page, there) for page in pages),
        title=" / ".join(span.text for span in title),
        language=setting.languages[0],
        author=", ".join(_organisers(setting)),
        subject=_subject(setting),
        titles=tuple((span.language, span.text) for span in title),
        bookmarks=tuple(_leading(_bookmarks(setting, sections), there)),
    )


def _framed(setting: Setting, first: int, leaves: Leaves) -> Iterator[Page]:
    for number, (plate, guide) in enumerate(leaves, start=first):
        if isinstance(plate, Page):
            yield replace(plate, label=str(number))
        else:
            yield framed(setting, number, plate, guide)


def _led(page: Page, there: set[str]) -> Page:
    lost = [mark for mark in page.marks if isinstance(mark, Link) and _is_lost(mark, there)]
    return replace(page, marks=tuple(mark for mark in page.marks if mark not in lost)) if lost else page


def _is_lost(link: Link, there: set[str]) -> bool:
    return link.target.startswith("#") and link.target[1:] not in there


def _subject(setting: Setting) -> str:
    """What catalogues tell of it: the days, and where."""
    conference, (wording, *_) = setting.schedule.conference, setting.wordings
    city = conference.venue.city if conference.venue else None
    days = wording.days(conference.start, conference.end)
    return wording.listed([days, city.best(*setting.languages)[1]]) if city else days


def _organisers(setting: Setting) -> Iterator[str]:
    for backing in setting.schedule.conference.organisations:
        if backing.role in {Involvement.ORGANISER, Involvement.CO_ORGANISER}:
            yield setting.schedule.organisation(backing.organisation).name.best(*setting.languages)[1]


def _leading(bookmarks: Iterable[Bookmark], there: set[str]) -> Iterator[Bookmark]:
    """The bookmarks that lead somewhere, once each; what was below one that does not moves up."""
    levels: list[int] = []
    for bookmark in bookmarks:
        if bookmark.anchor in there:
            there = there - {bookmark.anchor}
            levels = [level for level in levels if level < bookmark.level]
            yield replace(bookmark, level=len(levels))
            levels.append(bookmark.level)


def _bookmarks(setting: Setting, sections: Sequence[Section]) -> Iterator[Bookmark]:
    languages = (*setting.languages, *setting.schedule.conference.languages)
    yield Bookmark(setting.schedule.conference.title.best(*languages)[1], COVER)
    for section in sections:
        yield Bookmark(section.title[0].text, section.anchor)
        for session in section.sessions:
            for depth, part in setting.schedule.within(session):
                yield Bookmark(part.title.best(*languages)[1], session_anchor(part), depth + 1)
