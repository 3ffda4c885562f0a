"""Sections into pages: laid out again until every page number that is printed is the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from eventkit.model import Involvement
from eventkit.outputs.programme.cover import ANCHOR as COVER
from eventkit.outputs.programme.frame import framed
from eventkit.outputs.programme.sections import Plate, Section, session_anchor
from eventkit.outputs.programme.setting import Setting, Spans
from eventkit.outputs.programme.tabs import tabbed
from eventkit.outputs.programme.volume import Volume
from eventkit.typesetting import Anchor, Bookmark, Imprint, Link, Mark, Page
from eventkit.typesetting.flow import Columns, Piece
from eventkit.typesetting.forms import Form
from eventkit.typesetting.paging import anchored, flowing

STRETCH = 1.5
"""How much the spaces of a page may grow to fill it, as a part of themselves."""

SHRINK = 0.4
"""How full a last page may be for which pages before it are set closer, so that it is not needed."""

PASSES = 8
"""How often a book is laid out at most; two are enough unless a page number changes how long a list is."""

Places = Mapping[str, str]
"""The number of the page that each anchor is on; nothing is known of any before the first pass."""

Leaf = tuple[Plate, Spans]
"""What is on a page, and what the head of the page says."""


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


@dataclass(frozen=True, slots=True)
class Laid:
    """Sections of which it is known on which pages they stand, and nothing of these pages is kept.

    Attributes:
        setting: What they are set with.
        first: The number of the first page.
        sections: The sections, in order.
        places: The page number each anchor is on.
        stable: Whether the page numbers that are printed in them are right.
    """

    setting: Setting
    first: int
    sections: tuple[Section, ...]
    places: Places
    stable: bool

    def leaves(self) -> Iterator[Leaf]:
        """The pages, made one after the other."""
        for run in _runs(self.sections):
            yield from _leaves(self.setting, run)


def laid(
    setting: Setting, first: int, chapters: Sequence[Chapter], last: Callable[[int], Sequence[Section]]
) -> Laid:
    """The sections of the chapters, laid out until their page numbers are right.

    Args:
        setting: What the programme is set with.
        first: The number of the first page.
        chapters: What is on the pages from that number on.
        last: What stands at the end of the book, by how many pages there are before it.
    """
    kept = {at: tuple(each.make({}, ())) for at, each in enumerate(chapters) if not each.told}
    known: Places = {}
    measured: _Measured = {}
    forms = {section: Form() for sections in kept.values() for section in sections if section.columns == 1}
    for _ in range(PASSES):
        sections = list(_made(chapters, kept, known))
        before = _measured(setting, sections, measured, forms)
        sections += last(first - 1 + sum(map(len, before.values())))
        measured = _measured(setting, sections, before, forms)
        pages = (names for run in measured.values() for names in run)
        found = {name: str(number) for number, names in enumerate(pages, first) for name in names}
        if found == known:
            return Laid(setting, first, tuple(sections), known, stable=True)
        known = found
    return Laid(setting, first, tuple(sections), known, stable=False)


_Measured = Mapping[tuple[Section, ...], Sequence[Sequence[str]]]
"""The anchors on each page of a run of sections that flow on from one another."""


_Forms = Mapping[Section, Form]
"""The forms of the sections that stay what they are; those of sections that were never set are empty."""


def _measured(setting: Setting, sections: Sequence[Section], before: _Measured, forms: _Forms) -> _Measured:
    """What is on which page of each run, in order; those that were measured before are not set again."""
    return {run: before.get(run) or [*_names(setting, run, forms)] for run in _runs(sections)}


def _names(setting: Setting, run: Sequence[Section], forms: _Forms) -> Iterator[Sequence[str]]:
    """The anchors on each of the leaves of a run."""
    first, sheet = run[0], setting.sheet
    yield from (anchors(_anchored(first, plate, at)) for at, plate in enumerate(first.plates))
    # Only where it flows on from others, or they from it, is a section that stays what it is measured again.
    known = forms if len(run) > 1 else {}
    pieces = (piece for section in run for piece in _formed(section, known.get(section)))
    yield from anchored(pieces, sheet.lines * sheet.line, shrink=SHRINK, grid=sheet.line)


def _formed(section: Section, form: Form | None) -> Iterable[Piece | Columns]:
    """The pieces of a section, or what has their form once that is known."""
    if form is None:
        return section.flow
    return form.pieces() if form else form.taken(section.text())


def _runs(sections: Iterable[Section]) -> Iterator[tuple[Section, ...]]:
    """Sections that flow on from one another."""
    run: list[Section] = []
    for section in sections:
        if run and section.fresh:
            yield tuple(run)
            run = []
        run.append(section)
    if run:
        yield tuple(run)


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


def _leaves(setting: Setting, run: Sequence[Section]) -> Iterator[Leaf]:
    """The plates of the first section, then the text of all; a page has the guide of what begins on it."""
    sheet, first, guides = setting.sheet, run[0], {section.anchor: section.guide for section in run}
    guide = first.guide
    yield from ((_anchored(first, plate, at), guide) for at, plate in enumerate(first.plates))
    pieces = (piece for section in run for piece in section.flow)
    for marks in flowing(pieces, sheet.lines * sheet.line, stretch=STRETCH, shrink=SHRINK, grid=sheet.line):
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


def bound_up(front: Sequence[Page], laid_: Laid) -> Volume:
    """The book: pages that are there already, then those laid out, each in its frame.

    What would lead to a section that is left out leads nowhere.
    """
    setting, sections = laid_.setting, laid_.sections
    there = {*laid_.places, *(name for page in front for name in anchors(page))}

    def pages() -> Iterator[Page]:
        framed_ = chain(front, _framed(setting, len(front) + 1, laid_.leaves()))
        return (_led(page, there) for page in tabbed(setting, framed_, sections))

    title = setting.text(setting.schedule.conference.title, setting.type.head)
    imprint = Imprint(
        title=" / ".join(span.text for span in title),
        language=setting.languages[0],
        author=", ".join(_organisers(setting)),
        subject=_subject(setting),
        titles=tuple((span.language, span.text) for span in title),
        bookmarks=tuple(_leading(_bookmarks(setting, sections), there)),
    )
    return Volume(imprint, pages)


def _framed(setting: Setting, first: int, leaves: Iterable[Leaf]) -> Iterator[Page]:
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
