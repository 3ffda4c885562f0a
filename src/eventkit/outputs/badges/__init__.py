"""Badges, place cards, door signs and certificates: what a template makes of those who come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from io import BytesIO
from typing import BinaryIO

from eventkit.changes import Ledger
from eventkit.exporters import Output, exporter
from eventkit.findings import Finding, Severity, sort_findings
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    ConferenceTexts,
    PrivateDetails,
    conference_texts,
)
from eventkit.outputs.badges.badge_preflight import HolderLog, printed_content_of
from eventkit.outputs.badges.badge_selection import EVERYONE, BadgeOrder, BadgeSelection, selection_filter
from eventkit.outputs.badges.badge_selection import sort_holders as sorted_by
from eventkit.outputs.badges.badge_sheets import PLAIN_PAPER, BadgePaper, BadgeSheets
from eventkit.outputs.badges.badge_sides import BadgeBatch, SideRenderer, common_sizes
from eventkit.outputs.badges.badge_template import (
    DEFAULT_TEMPLATE,
    BadgeTemplate,
    builtin_template,
    parse_template,
)
from eventkit.outputs.badges.schedule_holders import person_holders, room_holders
from eventkit.outputs.print_rules import check_printed
from eventkit.rules import DEFAULT_SETTINGS, RuleSettings
from eventkit.schedule import Schedule
from eventkit.typesetting import Book, DocumentInfo, Fonts, Page, PagedDocument, PaintOptions, mm, paint
from eventkit.wording import Wording

__all__ = [
    "BadgeBatch",
    "BadgeHolder",
    "BadgePaper",
    "BadgeSelection",
    "BadgeTemplate",
    "ConferenceTexts",
    "PrivateDetails",
    "SideRenderer",
    "badge_holders",
    "badges",
    "bound",
    "conference_texts",
    "parse_template",
    "write_badges",
]


@exporter(".pdf", "application/pdf")
def badges(
    schedule: Schedule,
    *,
    ledger: Ledger,  # noqa: ARG001 - every output takes it; badges show no revision
    languages: tuple[str, ...] = (),
    fonts: Fonts | None = None,
    template: BadgeTemplate | None = None,
    pictures: Mapping[str, bytes] | None = None,
    private: Mapping[str, PrivateDetails] | None = None,
    codes: Mapping[str, str] | None = None,
    sort: BadgeOrder = "name",
    proof: bool = False,
    only: BadgeSelection = EVERYONE,
    paper: BadgePaper = PLAIN_PAPER,
    executor: Executor | None = None,
    settings: RuleSettings = DEFAULT_SETTINGS,
) -> Output:
    """A badge for each person who appears, or a sign for each room on each day, as a PDF.

    Args:
        schedule: Who appears, as what.
        ledger: The revisions of its sessions.
        languages: Those of the readers, the foremost first; the conference's where none are named.
        fonts: The faces; those of the font packages where left out.
        template: How they look; as the A6 badges that come along where left out.
        pictures: The files of the folder of pictures, by name.
        private: What the office keeps of people and wants printed, by their ids.
        codes: What the code of each says, by their ids; where to find them on the web site, or their ids, for
            all others.
        sort: In which order.
        proof: Whether the boxes of the template, the ink in them and sizes are drawn over them.
        only: For whom.
        paper: On what they are printed.
        executor: Encodes and compresses pages; the bytes do not depend on it.
        settings: What the conference asks of the rules that are held against what is printed.

    Raises:
        eventkit.errors.Unprintable: No font package is installed, or a document cannot hold so much.
        eventkit.errors.EventkitError: The badges do not fit the paper.
    """
    languages = languages or schedule.conference.languages
    look = template or builtin_template(DEFAULT_TEMPLATE)
    found = sorted_by(badge_holders(schedule, languages, look, private=private, codes=codes), sort)
    out = BytesIO()
    findings = write_badges(
        out,
        schedule,
        filter(selection_filter(schedule, only), found),
        look,
        languages=languages,
        fonts=fonts,
        pictures=pictures,
        proof=proof,
        paper=paper,
        executor=executor,
        settings=settings,
    )
    return Output(out.getvalue(), findings)


def write_badges(
    out: BinaryIO,
    schedule: Schedule,
    wearing: Iterable[BadgeHolder],
    look: BadgeTemplate,
    *,
    languages: tuple[str, ...],
    fonts: Fonts | None = None,
    pictures: Mapping[str, bytes] | None = None,
    proof: bool = False,
    paper: BadgePaper = PLAIN_PAPER,
    executor: Executor | None = None,
    settings: RuleSettings = DEFAULT_SETTINGS,
) -> tuple[Finding, ...]:
    """Write the badges of those who wear them as a PDF, one after the other and keeping none of them.

    Args:
        out: Where to.
        schedule: The conference.
        wearing: Who wears them, in the order in which they are printed.
        look: How they look.
        languages: Those of the readers, the foremost first.
        fonts: As for `badges`, and so are the others.
        pictures: The files of the folder of pictures, by name.
        proof: Whether the boxes of the template are drawn.
        paper: On what they are printed.
        executor: As for `badges`.
        settings: As for `badges`.

    Returns:
        What should be known of them before they are printed.

    Raises:
        eventkit.errors.Unprintable: As `badges` does.
        eventkit.errors.EventkitError: As `badges` does.
    """
    seen = HolderLog()
    batch, pages = make_pages(
        look,
        conference_texts(schedule, languages),
        seen.watch(wearing),
        fonts or Fonts.found(),
        pictures=pictures,
        proof=proof,
        paper=paper,
    )
    document = PagedDocument(DocumentInfo(document_title(schedule, languages), languages[0]), lambda: pages)
    paint(document, out, PaintOptions(share_marks=True, compression=1), executor)
    of_rules = check_printed(schedule, printed_content_of(look, languages, seen), settings)
    return sort_findings([*batch.findings, *of_rules])


def badge_holders(
    schedule: Schedule,
    languages: tuple[str, ...],
    look: BadgeTemplate,
    *,
    private: Mapping[str, PrivateDetails] | None = None,
    codes: Mapping[str, str] | None = None,
) -> Iterator[BadgeHolder]:
    """Those whom a template is for: everyone who comes, or every room on every day."""
    if look.made_for == "rooms":
        return room_holders(schedule, languages)
    return person_holders(schedule, languages, private=private, codes=codes)


def make_pages(
    look: BadgeTemplate,
    of: ConferenceTexts,
    chosen: Iterable[BadgeHolder],
    fonts: Fonts,
    *,
    pictures: Mapping[str, bytes] | None = None,
    proof: bool = False,
    paper: BadgePaper = PLAIN_PAPER,
) -> tuple[BadgeBatch, Iterator[Page]]:
    """The batch and its pages, which are made when they are asked for, one at a time.

    Those who wear them are looked through twice where texts are to have one size in common, and else once.
    """
    sheets = BadgeSheets(look, paper)
    plain = SideRenderer(look, of, fonts, pictures=pictures, proof=proof)
    common: Mapping[int, float] = {}
    if plain.has_common_sizes:
        chosen = list(chosen)
        common = common_sizes(plain, chosen)
    batch = BadgeBatch(
        SideRenderer(look, of, fonts, pictures=pictures, proof=proof, common=common) if common else plain
    )
    batch.report(sheets.findings)
    return batch, _or_one_blank(batch, sheets.pages(batch.leaves(chosen)), of)


def _or_one_blank(batch: BadgeBatch, pages: Iterable[Page], of: ConferenceTexts) -> Iterator[Page]:
    """The pages, numbered; where nobody comes, an empty one and a finding: a PDF has one page at least."""
    number = 0
    for number, page in enumerate(pages, start=1):
        yield Page(page.width, page.height, page.marks, str(number), page.trim, page.bleed)
    if not number:
        look = batch.template
        wanted = "There is no badge to print, since nobody appears in a session yet. Add people to sessions."
        if look.made_for == "rooms":
            wanted = (
                "There is no sign to print, since no session has a room yet. Give sessions a time and a room."
            )
        batch.report([Finding(Severity.ERROR, "no-badges", (of.id,), wanted)])
        yield Page(look.width * mm, look.height * mm, ())


def document_title(schedule: Schedule, languages: tuple[str, ...]) -> str:
    """The title of the document."""
    conference = schedule.conference.title.best(*languages, *schedule.conference.languages)[1]
    return f"{conference}: {Wording.of(languages[0]).word('badges')}"


def bound(
    schedule: Schedule,
    languages: tuple[str, ...],
    fonts: Fonts,
    look: BadgeTemplate | None = None,
    *,
    private: Mapping[str, PrivateDetails] | None = None,
    sort: BadgeOrder = "name",
) -> tuple[Book, tuple[Finding, ...]]:
    """All badges as pages, before they are painted, and what their makers noticed."""
    look = look or builtin_template(DEFAULT_TEMPLATE)
    chosen = sorted_by(badge_holders(schedule, languages, look, private=private), sort)
    batch, pages = make_pages(look, conference_texts(schedule, languages), chosen, fonts)
    book = Book(tuple(pages), DocumentInfo(document_title(schedule, languages), languages[0]))
    return book, batch.findings
