"""The printed programme: cover, the agenda of each day, an index of those who appear.

Pages are computed as values, then painted: what stands where can be looked at before it is a PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eventkit.changes import Ledger
from eventkit.errors import EventkitError
from eventkit.model import Involvement
from eventkit.outputs import Made, makes
from eventkit.outputs.programme.cover import ANCHOR as COVER
from eventkit.outputs.programme.cover import cover
from eventkit.outputs.programme.days import days
from eventkit.outputs.programme.frame import framed
from eventkit.outputs.programme.index import index
from eventkit.outputs.programme.look import PAPERS
from eventkit.outputs.programme.sections import Section, session_anchor
from eventkit.outputs.programme.setting import Setting, Spans
from eventkit.schedule import Schedule
from eventkit.typesetting import Anchor, Book, Bookmark, Fonts, Mark, Page, paint, preflight
from eventkit.typesetting.flow import flowed

__all__ = ["bound", "programme"]

STRETCH = 0.5
"""How much the spaces of a page may grow to fill it, as a part of themselves."""

Columns = Sequence[Sequence[Mark]]
"""The text of each page, from its top left corner."""


@makes(".pdf", "application/pdf")
def programme(
    schedule: Schedule,
    *,
    ledger: Ledger,  # noqa: ARG001 - every output takes it; the first edition prints no revision
    languages: tuple[str, ...] = (),
    paper: str = "a5",
    draft: bool = False,
    fonts: Fonts | None = None,
) -> Made:
    """The programme as a PDF for readers of one or several languages.

    Args:
        schedule: What is printed.
        ledger: The revisions of its sessions.
        languages: Those of the readers, the foremost first; the conference's where none are named.
        paper: The size of a page: a4, a5 or letter.
        draft: Whether the schedule may still change: then every page says so.
        fonts: The faces; those of the font packages where left out.

    Raises:
        EventkitError: There is no such paper.
        eventkit.errors.Unprintable: No font package is installed.
    """
    if paper not in PAPERS:
        message = f"there is no paper '{paper}': there are {', '.join(PAPERS)}"
        raise EventkitError(message)
    asked = languages or schedule.conference.languages
    book = bound(Setting.of(schedule, asked, fonts or Fonts.found(), PAPERS[paper], draft=draft))
    return Made(paint(book), preflight(book))


def bound(setting: Setting) -> Book:
    """The whole programme as pages, before it is painted.

    The index stands last and nothing before it depends on it, so its page numbers are right at once.
    """
    front, more = cover(setting)
    first = 2 + len(more)
    agenda = list(days(setting))
    places = _places(_flowed(setting, agenda), first)
    sections = [*agenda, *index(setting, places)]
    columns = _flowed(setting, sections)
    title = setting.text(setting.schedule.conference.title, setting.type.head)
    return Book(
        (front, *_pages(setting, [*more, *columns], sections)),
        title=" / ".join(span.text for span in title),
        language=setting.languages[0],
        author=", ".join(_organisers(setting)),
        bookmarks=tuple(_bookmarks(setting, sections)),
    )


def _organisers(setting: Setting) -> Iterator[str]:
    for backing in setting.schedule.conference.organisations:
        if backing.role in {Involvement.ORGANISER, Involvement.CO_ORGANISER}:
            yield setting.schedule.organisation(backing.organisation).name.best(*setting.languages)[1]


def _flowed(setting: Setting, sections: Sequence[Section]) -> Columns:
    pieces = (piece for section in sections for piece in section.pieces)
    return flowed(pieces, setting.sheet.depth, stretch=STRETCH)


def _anchors(marks: Sequence[Mark]) -> list[str]:
    return [mark.name for mark in marks if isinstance(mark, Anchor)]


def _places(columns: Columns, first: int) -> Mapping[str, str]:
    """The page number each anchor is on."""
    numbered = enumerate(columns, start=first)
    return {name: str(number) for number, marks in numbered for name in _anchors(marks)}


def _pages(setting: Setting, columns: Columns, sections: Sequence[Section]) -> Iterator[Page]:
    """The pages after the cover, each with the guide of the section that begins on it, or else goes on."""
    guides = {section.anchor: section.guide for section in sections}
    guide: Spans = ()
    for number, marks in enumerate(columns, start=2):
        begun = [guides[name] for name in _anchors(marks) if name in guides]
        guide = begun[0] if begun else guide
        yield framed(setting, number, marks, guide)
        guide = begun[-1] if begun else guide


def _bookmarks(setting: Setting, sections: Sequence[Section]) -> Iterator[Bookmark]:
    languages = (*setting.languages, *setting.schedule.conference.languages)
    yield Bookmark(setting.schedule.conference.title.best(*languages)[1], COVER)
    for section in sections:
        yield Bookmark(section.title[0].text, section.anchor)
        for session in section.sessions:
            for depth, part in setting.schedule.within(session):
                yield Bookmark(part.title.best(*languages)[1], session_anchor(part), depth + 1)
