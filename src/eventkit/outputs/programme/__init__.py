"""The printed programme: a tagged book, or an edition for walls, doors, hands and pockets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

from eventkit.findings import sort_findings
from eventkit.ledger import Ledger
from eventkit.messages import Message, Plural
from eventkit.model import RoomId, Url
from eventkit.outputs.print_rules import check_printed
from eventkit.outputs.programme.editions import (
    Edition,
    EditionOptions,
    chosen_sections,
    lay_out_edition,
    select_days,
    validate_options,
)
from eventkit.outputs.programme.print_context import PrintContext, PrintedRelease
from eventkit.outputs.programme.print_finish import PrintFinish, apply_finish
from eventkit.outputs.programme.printed_content import PagePreflight, printed_content
from eventkit.outputs.programme.printed_texts import AbstractLength
from eventkit.outputs.programme.theme import load_pictures
from eventkit.outputs.reader_languages import check_reader_languages, check_wordings
from eventkit.outputs.style_file import DEFAULT_STYLE, Arrangement, SectionName, StyleFile
from eventkit.plugins.exporters import Output, exporter
from eventkit.rules import DEFAULT_SETTINGS as ASKED
from eventkit.rules import RuleSettings
from eventkit.schedule import Schedule
from eventkit.texts import Language
from eventkit.typesetting import Fonts, PaintOptions, paint
from eventkit.typesetting.press_profiles import PressOutput, PressProfile
from eventkit.wording.public_schedule import for_readers

__all__ = ["programme"]


@exporter(".pdf", "application/pdf")
def programme(
    schedule: Schedule,
    *,
    ledger: Ledger | None = None,
    languages: Sequence[Language] = (),
    edition: Edition = "book",
    paper: str | None = None,
    days: Sequence[date] = (),
    rooms: Sequence[str] = (),
    rooms_per_sheet: int | None = None,
    sections: Sequence[SectionName] = (),
    layout: Arrangement | None = None,
    abstracts: AbstractLength = "all",
    design: StyleFile = DEFAULT_STYLE,
    pictures: Mapping[str, bytes] | None = None,
    draft: bool = False,
    bleed_mm: float = 0,
    black: str = "rgb",
    booklet: bool = False,
    crop_marks: bool = False,
    press_sheet: str | None = None,
    profile: PressProfile | None = None,
    pages: Url | None = None,
    release: str = "",
    published: date | None = None,
    fonts: Fonts | None = None,
    settings: RuleSettings = ASKED,
) -> Output:
    """Typeset the schedule as a PDF for readers of one or several languages.

    Args:
        ledger: The revisions of its sessions: the date of the file; none by default.
        languages: The readers' languages, the primary one first; by default those of the conference.
        edition: The ``book``; or posters with the ``grid`` of each day, handouts of a ``day``, signs for the
            doors of a ``room``, or the ``agenda`` as a leaflet.
        paper: The paper: a4, a5 or letter for the book, up to a0 for posters; by default that of the style
            file, or the usual one of the edition.
        days: The days to print; by default all.
        rooms: The rooms that get door signs; by default all.
        rooms_per_sheet: The most rooms on a poster, in type as small as these need; by default as many as can
            be read from where one stands before it.
        sections: The sections of the book, in order; by default those of the style file, or all.
        layout: ``lines``, each language of a session below the other, or ``columns`` that face each other; by
            default that of the style file, or columns where the first two languages run in opposite
            directions.
        abstracts: The length of abstracts: ``all``, ``none``, ``first`` for their first paragraph, or the
            most words.
        pictures: The pictures that it names, by file name.
        draft: Whether every page is marked as a draft.
        bleed_mm: How far the background extends beyond the trimmed page.
        black: ``rgb``, or ``k`` to print greys with black ink alone.
        booklet: Whether pages are imposed two by two on sheets, to be folded and stapled.
        crop_marks: Whether pages have crop marks and a slug line.
        press_sheet: The paper on which as many pages are imposed as fit, or the sides of a booklet: sra3,
            sra4, 13x19, or millimetres such as 320x450.
        profile: The profile of the press, whose inks all colours are converted to.
        pages: The address of the conference's site: titles of sessions link to their pages, and a QR code
            leads to the site, or from a door sign to the page of the room.
        release: The name of the release, which is printed at the foot of each page.
        published: The day of the release; that of the last change where unknown.
        fonts: The fonts; by default those of the installed font packages.

    Raises:
        EventkitError: An option names an edition, paper, section, day or room that does not exist, a picture
            is missing or broken, or nothing is left to print.
        eventkit.errors.Unprintable: No font package is installed.
    """
    options = EditionOptions(
        paper, tuple(map(RoomId, rooms)), tuple(sections), booklet, pages or "", rooms_per_sheet
    )
    validate_options(edition, options)
    finish = PrintFinish.parse(
        bleed_mm,
        black,
        booklet=booklet,
        crop_marks=crop_marks,
        sheet=press_sheet,
        profile=profile,
    )
    design = design if profile else design.for_screens()
    languages = tuple(languages) or schedule.conference.languages
    selection = select_days(for_readers(schedule, languages), tuple(days))
    context = PrintContext.build(
        selection,
        languages,
        fonts or Fonts.discover(),
        draft=draft,
        style=design,
        pictures=load_pictures(design.files, pictures or {}),
        site=options.site,
        arrangement=layout,
        abstracts=abstracts,
        release=_printed_release(schedule, ledger, release, published),
    )

    laid_out = lay_out_edition(edition, context, options)  # until every printed page number is right
    revised = replace(
        laid_out.document, info=replace(laid_out.document.info, modified=ledger.revised if ledger else None)
    )
    preflight = PagePreflight(for_press=profile is not None, bleed=finish.bleed)
    document = apply_finish(preflight.watch(revised), finish, context.fonts)  # bleed, marks, inks, sheets
    pdf = BytesIO()
    press = PressOutput(profile, design.colours.spots) if profile else None
    pages_made = paint(
        document, pdf, PaintOptions(press=press)
    )  # each page is laid out, checked, painted and released

    content = printed_content(
        selection,
        languages,
        edition,
        chosen_sections(design, options),
        options.rooms,
        positions=laid_out.prints_positions,
    )
    findings = [
        *context.fonts.findings,
        *context.fonts.find_missing_serifs(languages),
        *check_reader_languages(schedule, languages),
        *check_wordings(context.wordings),
        *laid_out.findings,
        *preflight.findings,
        *check_printed(selection, content, settings),
    ]
    pages = Message(Plural("{count} page", "{count} pages"), count=pages_made)
    return Output(pdf.getvalue(), sort_findings(findings), counts=(pages,))


def _printed_release(
    schedule: Schedule, ledger: Ledger | None, name: str, published: date | None
) -> PrintedRelease | None:
    """The release that the programme names; ``None`` without a name, or a day on which it was made."""
    if published is None and ledger is not None:
        published = schedule.calendar_date(ledger.revised)
    return PrintedRelease(name, published) if name and published is not None else None
