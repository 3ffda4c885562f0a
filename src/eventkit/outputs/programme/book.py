"""The book: all that is to be told of a conference, from the cover to the pages for notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.outputs.programme.binding import assemble, settle_page_numbers
from eventkit.outputs.programme.chapters import build_chapters
from eventkit.outputs.programme.cover import set_cover
from eventkit.outputs.programme.days import UNSCHEDULED
from eventkit.outputs.programme.design import SECTIONS, SectionName
from eventkit.outputs.programme.frame import add_running_heads
from eventkit.outputs.programme.index import OTHERS
from eventkit.outputs.programme.notes import note_pages
from eventkit.outputs.programme.sections import Section
from eventkit.outputs.programme.setting import PrintContext
from eventkit.outputs.programme.volume import Volume
from eventkit.typesetting import Book, Page


class Bound(NamedTuple):
    """A book before it is painted, and what was noticed when it was made."""

    book: Book
    findings: tuple[Finding, ...]


class LaidOut(NamedTuple):
    """A book whose pages are made when they are asked for, and what was noticed when it was laid out."""

    volume: Volume
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
    return Bound(made.volume.book, made.findings)


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
