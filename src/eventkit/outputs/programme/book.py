"""The book: all that is to be told of a conference, from the cover to the pages for notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.outputs.programme.binding import bound_up, laid
from eventkit.outputs.programme.chapters import chapters
from eventkit.outputs.programme.cover import cover
from eventkit.outputs.programme.days import UNSCHEDULED
from eventkit.outputs.programme.design import SECTIONS, SectionName
from eventkit.outputs.programme.frame import framed
from eventkit.outputs.programme.index import OTHERS
from eventkit.outputs.programme.notes import notes
from eventkit.outputs.programme.sections import Section
from eventkit.outputs.programme.setting import Setting
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


def laid_out(setting: Setting, sections: Sequence[SectionName] = SECTIONS) -> LaidOut:
    """The sections as a book, in the order given; the cover stands before them and the notes behind.

    Raises:
        EventkitError: The schedule has nothing for any of the sections.
    """
    front = tuple(covers(setting)) if "cover" in sections else ()

    def last(before: int) -> Sequence[Section]:
        return [notes(setting, before)] if "notes" in sections else []

    made = laid(setting, len(front) + 1, chapters(setting, sections), last)
    if not front and not made.sections:
        message = f"there is nothing to print: the schedule has nothing for {', '.join(sections)}"
        raise EventkitError(message)
    findings = [finding for section in made.sections for finding in section.findings]
    return LaidOut(
        bound_up(front, made),
        (
            *findings,
            *setting.design.findings(),
            *_of_logos(setting),
            *_of_sections(sections, made.sections),
            *_of_numbers(stable=made.stable),
        ),
    )


def bound(setting: Setting, sections: Sequence[SectionName] = SECTIONS) -> Bound:
    """The same with all of its pages.

    Raises:
        EventkitError: As `laid_out` does.
    """
    made = laid_out(setting, sections)
    return Bound(made.volume.book, made.findings)


def covers(setting: Setting) -> Iterator[Page]:
    """The cover, and the pages for what it does not hold."""
    page, more = cover(setting)
    yield page
    yield from (framed(setting, number, marks, ()) for number, marks in enumerate(more, start=2))


def _of_sections(sections: Sequence[SectionName], made: Sequence[Section]) -> Iterator[Finding]:
    """The sections that were asked for by name and that the schedule has nothing for."""
    if set(sections) == set(SECTIONS):
        return
    there = {section.anchor for section in made} | {"cover"}
    there |= {"sessions" for section in made if section.sessions or section.anchor == UNSCHEDULED}
    there |= {"grid" for section in made if section.sessions and section.plates}
    there |= {"speakers" for section in made if section.anchor == OTHERS}
    for name in sections:
        if name not in there:
            message = f"the schedule has nothing for the section '{name}': it is left out"
            yield Finding(Severity.INFO, "empty-section", (name,), message)


def _of_logos(setting: Setting) -> Iterator[Finding]:
    """Logos of organisations that are none of the conference's."""
    behind = [backing.organisation for backing in setting.schedule.conference.organisations]
    for name in setting.design.logos:
        if name not in behind:
            message = (
                f"the logo of '{name}' is not printed: no such organisation stands behind the conference"
            )
            yield Finding(Severity.WARNING, "unknown-logo", (name,), message, "style file")


def _of_numbers(*, stable: bool) -> Iterator[Finding]:
    if not stable:
        message = (
            "page numbers in lists may be off by one: change the order of sections so that lists come last"
        )
        yield Finding(Severity.WARNING, "page-numbers", (), message)
