"""The book: its chapters in order, cover, note pages, and what is missing from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import methodcaller
from typing import NamedTuple

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.outputs.programme.cover import set_cover
from eventkit.outputs.programme.day_sections import UNSCHEDULED, compose_days
from eventkit.outputs.programme.indexes import OTHERS, PeopleIndex, poster_index, room_index, set_contents
from eventkit.outputs.programme.overview import set_overview
from eventkit.outputs.programme.pagination import Chapter, assemble, settle_page_numbers
from eventkit.outputs.programme.practical_pages import set_organisations, set_practical_information
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.running_heads import add_running_heads
from eventkit.outputs.programme.sections import Section, build_section, set_heading
from eventkit.outputs.programme.style_file import SECTIONS, SectionName
from eventkit.typesetting import Book, Mark, Page, PagedDocument, Rule

NOTES = "notes"


_PAGES_PER_SHEET = 4
"""The pages of a sheet that is folded once."""


def note_pages(context: PrintContext, before: int) -> Section:
    """Ruled pages behind that many others: one at least, and then as many as make the sheets full."""
    count = 1 + -(before + 1) % _PAGES_PER_SHEET
    made = build_section(context, NOTES, methodcaller("word", "notes"), (), plates=((),) * count)
    heading = set_heading(context, made.title)
    lines = tuple(_ruled_lines(context, 0))
    first = (*heading.marks, *_ruled_lines(context, heading.height))
    return replace(made, full_pages=(first, *(lines for _ in range(count - 1))))


def _ruled_lines(context: PrintContext, top: float) -> Iterator[Mark]:
    """Every second line of the grid is ruled, so that those of facing pages are level."""
    sheet, step = context.page_format, 2 * context.page_format.leading
    for y in (step * nth for nth in range(1, sheet.line_count // 2 + 1)):
        if y >= top + step:
            yield Rule(0, y, sheet.text_width, y, 0.14 * sheet.unit, context.colours.hairline)


def select_sections(sections: Iterable[SectionName], order: Iterable[SectionName]) -> tuple[SectionName, ...]:
    """The sections that are wanted, in order: the cover, those that ``order`` names, the others.

    Args:
        sections: Those that are wanted; all where none are named.
        order: Those that come first; the others follow as they usually do.
    """
    wanted = dict.fromkeys([*sections] or SECTIONS)
    first = [name for name in dict.fromkeys(order) if name in wanted]
    named = [*first, *(name for name in SECTIONS if name in wanted and name not in first)]
    return tuple(sorted(named, key=lambda name: name != "cover"))


def build_chapters(context: PrintContext, names: Sequence[SectionName]) -> list[Chapter]:
    """The chapters of these names, without cover and notes; each day has its grid before its sessions."""
    of_days = frozenset(name for name in names if name in {"grid", "sessions"})
    index = PeopleIndex(context)
    made: dict[SectionName, Chapter] = {
        "practical": Chapter(lambda *_: set_practical_information(context)),
        "contents": Chapter(
            lambda *told: [set_contents(context, *told)], prints_page_numbers=True, reads_sections=True
        ),
        "glance": Chapter(lambda *_: set_overview(context)),
        "grid": Chapter(lambda *_: compose_days(context, of_days)),
        "sessions": Chapter(lambda *_: compose_days(context, of_days)),
        "posters": Chapter(lambda places, _: poster_index(context, places), prints_page_numbers=True),
        "rooms": Chapter(lambda places, _: room_index(context, places), prints_page_numbers=True),
        "speakers": Chapter(lambda places, _: index.sections(places), prints_page_numbers=True),
        "organisations": Chapter(lambda *_: set_organisations(context)),
    }
    if len(of_days) > 1:  # they stand together, where the first of them is named
        del made[max(of_days, key=names.index)]
    return [made[name] for name in names if name in made]


class Bound(NamedTuple):
    """A book before it is painted, and what was noticed when it was made."""

    book: Book
    findings: tuple[Finding, ...]


class LaidOut(NamedTuple):
    """A book whose pages are made when they are asked for, and what was noticed when it was laid out."""

    volume: PagedDocument
    findings: tuple[Finding, ...]


def lay_out_book(context: PrintContext, sections: Sequence[SectionName] = SECTIONS) -> LaidOut:
    """The sections as a book, in the order given; the cover stands before them and the notes behind.

    Raises:
        EventkitError: The schedule has nothing for any of the sections.
    """
    front = tuple(cover_pages(context)) if "cover" in sections else ()

    def last(before: int) -> Sequence[Section]:
        return [note_pages(context, before)] if "notes" in sections else []

    made = settle_page_numbers(context, len(front) + 1, build_chapters(context, sections), last)
    if not front and not made.sections:
        message = f"there is nothing to print: the schedule has nothing for {', '.join(sections)}"
        raise EventkitError(message)
    findings = [finding for section in made.sections for finding in section.findings]
    return LaidOut(
        assemble(front, made),
        (
            *findings,
            *context.style.findings(),
            *_check_logos(context),
            *_check_sections(sections, made.sections),
            *_check_page_numbers(stable=made.is_stable),
        ),
    )


def bound(context: PrintContext, sections: Sequence[SectionName] = SECTIONS) -> Bound:
    """The same with all of its pages.

    Raises:
        EventkitError: As `lay_out_book` does.
    """
    made = lay_out_book(context, sections)
    return Bound(Book(tuple(made.volume.pages()), made.volume.info), made.findings)


def cover_pages(context: PrintContext) -> Iterator[Page]:
    """The cover, and the pages for what it does not hold."""
    page, more = set_cover(context)
    yield page
    yield from (add_running_heads(context, number, marks, ()) for number, marks in enumerate(more, start=2))


def _check_sections(sections: Sequence[SectionName], made: Sequence[Section]) -> Iterator[Finding]:
    """The sections that were asked for by name and that the schedule has nothing for."""
    if set(sections) == set(SECTIONS):
        return
    there = {section.anchor for section in made} | {"cover"}
    there |= {"sessions" for section in made if section.sessions or section.anchor == UNSCHEDULED}
    there |= {"grid" for section in made if section.sessions and section.full_pages}
    there |= {"speakers" for section in made if section.anchor == OTHERS}
    for name in sections:
        if name not in there:
            message = f"the schedule has nothing for the section '{name}': it is left out"
            yield Finding(Severity.INFO, "empty-section", (name,), message)


def _check_logos(context: PrintContext) -> Iterator[Finding]:
    """Logos of organisations that are none of the conference's."""
    behind = [backing.organisation for backing in context.schedule.conference.organisations]
    for name in context.style.logos:
        if name not in behind:
            message = (
                f"the logo of '{name}' is not printed: no such organisation stands behind the conference"
            )
            yield Finding(Severity.WARNING, "unknown-logo", (name,), message, "style file")


def _check_page_numbers(*, stable: bool) -> Iterator[Finding]:
    if not stable:
        message = (
            "page numbers in lists may be off by one: change the order of sections so that lists come last"
        )
        yield Finding(Severity.WARNING, "page-numbers", (), message)
