"""The book: its chapters in order, cover, note pages, and what is missing from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import methodcaller

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message
from eventkit.model import Kind
from eventkit.outputs.programme.contents import set_contents
from eventkit.outputs.programme.cover import set_back_cover, set_cover
from eventkit.outputs.programme.day_sections import UNSCHEDULED, compose_days
from eventkit.outputs.programme.grid import grid_anchor
from eventkit.outputs.programme.indexes import OTHERS, PeopleIndex, check_names, poster_index, room_index
from eventkit.outputs.programme.overview import set_overview
from eventkit.outputs.programme.pagination import (
    Chapter,
    Layout,
    PaginatedSections,
    assemble,
    settle_page_numbers,
)
from eventkit.outputs.programme.participant_list import set_biographies, set_participant_list
from eventkit.outputs.programme.practical_pages import (
    set_maps,
    set_organisations,
    set_practical_information,
)
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.running_heads import add_running_heads
from eventkit.outputs.programme.sections import Section, build_section, set_heading
from eventkit.outputs.style_file import DEFAULT_SECTIONS, BackCover, SectionName
from eventkit.schedule import Schedule
from eventkit.typesetting import Mark, Page, PagedDocument, RuleLine

NOTES = "notes"
_PAGES_PER_SHEET = 4  # the pages of a sheet that is folded once
_PAGES_PER_LEAF = 2


def note_pages(context: PrintContext, pages_before: int) -> list[Section]:
    """Ruled pages for notes that fill the last sheet of the book: none if it is full, at most three.

    None for a book of two pages either: it is a leaf, which is not folded.
    """
    count = -pages_before % _PAGES_PER_SHEET
    if not count or pages_before <= _PAGES_PER_LEAF:
        return []
    section = build_section(context, NOTES, methodcaller("word", "notes"), (), full_pages=((),) * count)
    lines = tuple(_ruled_lines(context, 0))
    first = _first_note_page(context, section)
    return [replace(section, full_pages=(first, *(lines for _ in range(count - 1))))]


def _first_note_page(context: PrintContext, section: Section) -> tuple[Mark, ...]:
    heading = set_heading(context, section.title)
    return (*heading.marks, *_ruled_lines(context, heading.height))


def _ruled_lines(context: PrintContext, top: float) -> Iterator[Mark]:
    """A rule at every second line of the baseline grid, so that facing pages are level."""
    page_format, step = context.page_format, 2 * context.page_format.leading
    for y in (step * index for index in range(1, page_format.line_count // 2 + 1)):
        if y >= top + step:
            yield RuleLine(0, y, page_format.text_width, y, 0.14 * page_format.unit, context.colours.hairline)


def select_sections(sections: Iterable[SectionName]) -> tuple[SectionName, ...]:
    """The sections as they were chosen, the cover first; `DEFAULT_SECTIONS` if none were."""
    return tuple(sorted(dict.fromkeys([*sections] or DEFAULT_SECTIONS), key=lambda name: name != "cover"))


def _leave_out_repetitions(schedule: Schedule) -> tuple[SectionName, ...]:
    """The sections of a book for which none is named, without those that would repeat a short agenda."""
    sessions = [session for session in schedule.sessions if not session.kind.is_pause]
    is_short = len(sessions) < _FEWEST_SESSIONS
    repetitions: dict[SectionName, bool] = {
        "contents": is_short,
        "glance": len(schedule.days) < _MANY_DAYS,  # contents and grids have them
        "posters": sum(session.kind is Kind.POSTER for session in sessions) <= _FEW_SESSIONS,
        "rooms": sum(session.parent is None for session in sessions) <= _FEW_SESSIONS,
        "speakers": is_short,
    }
    return tuple(name for name in DEFAULT_SECTIONS if not repetitions.get(name))


_FEWEST_SESSIONS = 3  # of a book in which somebody looks for one of them
_MANY_DAYS = 3
_FEW_SESSIONS = 12


def build_chapters(
    context: PrintContext, names: Sequence[SectionName], *, by_default: bool = False
) -> list[Chapter]:
    """The chapters of these sections, without cover and notes; grid and sessions are one chapter.

    By default days that do not fit on one page at a glance are left out.
    """
    day_parts = frozenset(name for name in names if name in {"grid", "sessions"})
    index = PeopleIndex(context)
    chapters: dict[SectionName, Chapter] = {
        "practical": Chapter(lambda *_: [*set_practical_information(context), *set_maps(context)]),
        "contents": Chapter(
            lambda *arguments: [set_contents(context, *arguments)],
            prints_page_numbers=True,
            reads_sections=True,
        ),
        "glance": Chapter(lambda *_: set_overview(context, most_pages=1 if by_default else None)),
        "grid": Chapter(lambda *_: compose_days(context, day_parts)),
        "sessions": Chapter(lambda *_: compose_days(context, day_parts)),
        "posters": Chapter(
            lambda page_numbers, _: poster_index(context, page_numbers), prints_page_numbers=True
        ),
        "rooms": Chapter(lambda page_numbers, _: room_index(context, page_numbers), prints_page_numbers=True),
        "speakers": Chapter(lambda page_numbers, _: index.sections(page_numbers), prints_page_numbers=True),
        "biographies": Chapter(lambda *_: set_biographies(context)),
        "delegations": Chapter(lambda *_: set_participant_list(context)),
        "organisations": Chapter(lambda *_: set_organisations(context)),
    }
    if len(day_parts) > 1:  # one chapter, at the place of the first of the two
        del chapters[max(day_parts, key=names.index)]
    return [chapters[name] for name in names if name in chapters]


def lay_out_book(context: PrintContext, sections: Sequence[SectionName] = DEFAULT_SECTIONS) -> Layout:
    """Lay out sections as a book, in the order given, behind the cover and before the note pages.

    The default sections are without those that would repeat a short agenda. The last page is the back cover
    if the style file describes one, or if a page for notes would be last; two pages are a leaf without.
    """
    by_default = tuple(sections) == DEFAULT_SECTIONS
    sections = _leave_out_repetitions(context.schedule) if by_default else sections
    shows_site = bool(context.site) and "practical" not in sections
    has_list, has_index = "organisations" in sections, "speakers" in sections
    front = (
        tuple(cover_pages(context, show_site=shows_site, has_list=has_list)) if "cover" in sections else ()
    )

    back, has_notes = context.style.back if front else None, "notes" in sections

    has_back, is_leaf = bool(back), False

    def compose_notes(pages_before: int) -> Sequence[Section]:
        nonlocal has_back, is_leaf
        if not has_notes:
            return []
        is_leaf = pages_before <= _PAGES_PER_LEAF
        has_back = bool(back or (front and not is_leaf and pages_before % _PAGES_PER_SHEET))
        return note_pages(context, pages_before + has_back)

    chapters = build_chapters(context, sections, by_default=by_default)
    paginated = settle_page_numbers(context, len(front) + 1, chapters, compose_notes, is_facing=True)
    if not front and not paginated.sections:
        raise EventkitError(
            "Nothing to print. The schedule has no content for {sections}.", sections=Listed(tuple(sections))
        )
    book = assemble(front, paginated)
    return Layout(
        _add_back_cover(context, book, back or BackCover()) if has_back else book,
        (
            *(finding for section in paginated.sections for finding in section.findings),
            *context.style.findings(),
            *_check_picture_ids(context),
            *(() if by_default else _check_sections(sections, paginated)),
            *_check_page_numbers(stable=paginated.is_stable),
            *(_no_back_cover() if front and has_notes and not (has_back or is_leaf) else ()),
            *(check_names(context, has_index=has_index) if has_index or by_default else ()),
        ),
    )


def _no_back_cover() -> Iterator[Finding]:
    message = Message(
        "The book fills its sheets without a back cover, so that its last page is outside.",
        "For a back cover, with up to three pages for notes, describe one under [back] in the style file.",
    )
    yield Finding(Severity.INFO, "no-back-cover", (), message)


def _add_back_cover(context: PrintContext, book: PagedDocument, back: BackCover) -> PagedDocument:
    """The book with its back cover as the last page, behind the pages for notes."""

    def pages() -> Iterator[Page]:
        count = 0
        for page in book.pages():
            count += 1
            yield page
        yield set_back_cover(context, back, count + 1)

    return PagedDocument(book.info, pages)


def cover_pages(context: PrintContext, *, show_site: bool = False, has_list: bool = False) -> Iterator[Page]:
    """The cover, with the site or without, and pages for what does not fit on it and no other page lists."""
    page, continuations = set_cover(context, show_site=show_site, has_list=has_list)
    yield page
    yield from (
        add_running_heads(context, number, marks, ()) for number, marks in enumerate(continuations, start=2)
    )


def _check_sections(names: Sequence[SectionName], paginated: PaginatedSections) -> Iterator[Finding]:
    """Report sections that were chosen by name and for which the schedule has nothing."""
    sections = paginated.sections
    printed = {section.anchor for section in sections} | {"cover"}
    printed |= {"sessions" for section in sections if section.sessions or section.anchor == UNSCHEDULED}
    printed |= {"grid" for name in paginated.page_numbers if name.startswith(grid_anchor())}
    printed |= {"speakers" for section in sections if section.anchor == OTHERS}
    for name in names:
        if name not in printed:
            yield Finding(
                Severity.INFO,
                "empty-section",
                (name,),
                Message("The section '{name}' is left out. The schedule has no content for it.", name=name),
            )


def _check_picture_ids(context: PrintContext) -> Iterator[Finding]:
    """Report logos without an organisation of the conference, and photographs of unknown people."""
    yield from check_logo_ids(context)
    people = {person.id for person in context.schedule.participants}
    for id_ in (name for name in context.style.photographs if name not in people):
        message = Message(
            "The photograph of '{id}' is not printed.",
            "No person has this id. Correct it under [photographs].",
            id=id_,
        )
        yield Finding(Severity.WARNING, "unknown-photograph", (id_,), message, "style file")


def check_logo_ids(context: PrintContext) -> Iterator[Finding]:
    """Report logos of organisations without a role in the conference."""
    organisations = {backing.organisation for backing in context.schedule.conference.organisations}
    for id_ in (name for name in context.style.logos if name not in organisations):
        message = Message(
            "The logo of '{id}' is not printed.",
            "No organiser, sponsor or partner of the conference has this id. Correct it under [logos].",
            id=id_,
        )
        yield Finding(Severity.WARNING, "unknown-logo", (id_,), message, "style file")


def _check_page_numbers(*, stable: bool) -> Iterator[Finding]:
    if not stable:
        yield Finding(
            Severity.WARNING,
            "page-numbers",
            (),
            Message(
                "Page numbers in the contents or indexes may be wrong by one. Put contents and "
                "indexes last among the sections."
            ),
        )
