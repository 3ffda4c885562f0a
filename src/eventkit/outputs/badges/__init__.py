"""Badges, place cards, door signs and certificates, one for each person, or for each room and day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain
from typing import BinaryIO, NamedTuple

from eventkit.findings import Finding, Severity, sort_findings
from eventkit.ledger import Ledger
from eventkit.messages import Message, Plural
from eventkit.outputs.badges.attendee_holders import Attendee, AttendeeHolders
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    ConferenceTexts,
    PrivateDetails,
    conference_texts,
)
from eventkit.outputs.badges.badge_preflight import HolderLog, check_artwork_texts, printed_content_of
from eventkit.outputs.badges.badge_selection import (
    EVERYONE,
    BadgeOrder,
    BadgeSelection,
    find_absent,
    require_someone,
    selection_filter,
    sort_holders,
)
from eventkit.outputs.badges.badge_sides import (
    PLAIN_PAPER,
    BadgeBatch,
    BadgePaper,
    BadgeSheets,
    CommonSizes,
    SideRenderer,
    common_sizes,
)
from eventkit.outputs.badges.badge_template import (
    DEFAULT_TEMPLATE,
    BadgeTemplate,
    apply_style,
    builtin_template,
    parse_template,
)
from eventkit.outputs.badges.schedule_holders import delegation_holders, person_holders, session_holders
from eventkit.outputs.print_rules import check_printed
from eventkit.outputs.reader_languages import check_reader_languages, check_wordings
from eventkit.outputs.style_file import DEFAULT_STYLE, StyleFile
from eventkit.plugins.exporters import Output, exporter
from eventkit.rules import DEFAULT_SETTINGS, RuleSettings
from eventkit.schedule import Schedule
from eventkit.texts import Language
from eventkit.typesetting import DocumentInfo, Fonts, Page, PagedDocument, PaintOptions, mm, paint
from eventkit.typesetting.pdf.drawings import has_previews
from eventkit.typesetting.press_profiles import PressOutput
from eventkit.wording import Wording
from eventkit.wording.public_schedule import for_readers

__all__ = [
    "Attendee",
    "BadgeBatch",
    "BadgeHolder",
    "BadgePaper",
    "BadgeSelection",
    "BadgeTemplate",
    "ConferenceTexts",
    "PrintedBadges",
    "PrivateDetails",
    "SideRenderer",
    "badge_holders",
    "badges",
    "conference_texts",
    "parse_template",
    "write_badges",
]


@exporter(".pdf", "application/pdf")
def badges(
    schedule: Schedule,
    *,
    ledger: Ledger | None = None,  # noqa: ARG001 - every output takes it; badges show no revision
    languages: Sequence[Language] = (),
    fonts: Fonts | None = None,
    template: BadgeTemplate | None = None,
    style: StyleFile = DEFAULT_STYLE,
    pictures: Mapping[str, bytes] | None = None,
    private: Mapping[str, PrivateDetails] | None = None,
    codes: Mapping[str, str] | None = None,
    sort: BadgeOrder = "name",
    proof: bool = False,
    data_only: bool = False,
    only: BadgeSelection = EVERYONE,
    attendees: Sequence[Attendee] = (),
    people: bool = True,
    paper: BadgePaper = PLAIN_PAPER,
    settings: RuleSettings = DEFAULT_SETTINGS,
) -> Output:
    """Typeset a badge for each person who appears, or a sign for each room on each day, as a PDF.

    Args:
        ledger: The revisions of its sessions; badges print none.
        languages: The readers' languages, the foremost first; by default those of the conference.
        fonts: The fonts; by default those of the installed font packages.
        template: The template; by default the built-in A6 badge.
        style: The colours, emblems, seal and signatories of a style file.
        pictures: The files of the folder of pictures, by name.
        private: Private details that are printed, by participant.
        codes: The content of the QR code of each participant, such as the address of a page; by default
            there are no codes.
        proof: Whether the frames of the template, the ink in them and type sizes are drawn over the badges.
        data_only: Whether only what differs between holders is printed, for pre-printed shells.
        only: The holders whose badges are printed.
        attendees: Guests with a badge who appear in no session.
        people: Whether people who appear have badges, too.
        settings: The rule settings of the conference.

    Raises:
        eventkit.errors.Unprintable: No font package is installed, or the document would be too large.
        eventkit.errors.EventkitError: The badges do not fit the paper, or nobody matches the selection.
    """
    languages = tuple(languages) or schedule.conference.languages
    template = template or builtin_template(DEFAULT_TEMPLATE)
    everyone: Iterable[BadgeHolder] = ()
    if people or template.made_for != "people":
        everyone = badge_holders(
            schedule, languages, template, private=private, codes=codes, named=only.people
        )
    guests = AttendeeHolders(languages).holders(
        enumerate((attendee.fields() for attendee in attendees), start=1), "attendees"
    )
    holders = sort_holders(filter(selection_filter(schedule, only), chain(everyone, guests)), sort)
    if only != EVERYONE:
        holders = [*require_someone(iter(holders), schedule, only)]
    out = BytesIO()
    printed = write_badges(
        out,
        schedule,
        holders,
        template,
        languages=languages,
        fonts=fonts,
        style=style,
        pictures=pictures,
        proof=proof,
        data_only=data_only,
        paper=paper,
        settings=settings,
    )
    findings = printed.findings
    if codes is None and template.shows_codes and printed.counts[0].facts["count"]:
        message = Message(
            "The codes are left out, since their content is not given. Pass that of each person as `codes`."
        )
        findings = sort_findings(
            [*findings, Finding(Severity.INFO, "no-code-content", (schedule.conference.id,), message)]
        )
    if people and template.made_for == "people":
        findings = sort_findings([*findings, *find_absent(schedule, only)])
    return Output(out.getvalue(), findings, counts=printed.counts)


class PrintedBadges(NamedTuple):
    findings: tuple[Finding, ...]
    counts: tuple[Message, ...]


_NOUNS = {
    "people": Plural("{count} person", "{count} people"),
    "sessions": Plural("{count} sign", "{count} signs"),
    "delegations": Plural("{count} plate", "{count} plates"),
}
"""The number of what a template is made for."""


def write_badges(
    out: BinaryIO,
    schedule: Schedule,
    holders: Iterable[BadgeHolder],
    template: BadgeTemplate,
    *,
    languages: tuple[str, ...],
    fonts: Fonts | None = None,
    style: StyleFile = DEFAULT_STYLE,
    pictures: Mapping[str, bytes] | None = None,
    proof: bool = False,
    data_only: bool = False,
    paper: BadgePaper = PLAIN_PAPER,
    settings: RuleSettings = DEFAULT_SETTINGS,
) -> PrintedBadges:
    """Write the badges of some holders as a PDF, one after the other; none stays in memory.

    Args:
        holders: The holders, in printing order.
        languages: The readers' languages, the foremost first.
        fonts: As for `badges`; so are the others.
        pictures: The files of the folder of pictures, by name.
        proof: Whether the frames of the template are drawn.
        data_only: As for `badges`.
        settings: As for `badges`.

    Returns:
        The findings to read before printing, and the numbers of badges and pages.

    Raises:
        eventkit.errors.Unprintable: As `badges` does.
        eventkit.errors.EventkitError: As `badges` does.
    """
    conference, fonts = conference_texts(schedule, languages, style.protocol), fonts or Fonts.discover()
    log = HolderLog(template, conference)
    batch, pages = make_pages(
        apply_style(template, style),
        conference,
        log.watch(holders),
        fonts,
        pictures=pictures,
        proof=proof,
        data_only=data_only,
        paper=paper,
    )
    info = DocumentInfo(document_title(schedule, languages), languages[0], output="badges")
    inks = {**style.colours.inks, **template.inks}
    document = PagedDocument(info, lambda: paper.finish(pages, fonts, info, inks))
    spots = {ink.spot: ink for ink in inks.values() if ink.spot}
    press = PressOutput(paper.profile, tuple(spots.values())) if paper.profile else None
    count = paint(document, out, PaintOptions(share_marks=True, compression=1, press=press))
    of_rules = check_printed(schedule, printed_content_of(template, languages, log), settings)
    of_languages = (
        *check_reader_languages(schedule, languages),
        *check_wordings(map(Wording.of, languages)),
    )
    findings = sort_findings(
        [*fonts.findings, *of_languages, *batch.findings, *log.names.findings(), *of_rules]
    )
    made = Message(_NOUNS[template.made_for], count=log.count)
    return PrintedBadges(findings, (made, Message(Plural("{count} page", "{count} pages"), count=count)))


def badge_holders(
    schedule: Schedule,
    languages: tuple[str, ...],
    template: BadgeTemplate,
    *,
    private: Mapping[str, PrivateDetails] | None = None,
    codes: Mapping[str, str] | None = None,
    named: Collection[str] = (),
) -> Iterator[BadgeHolder]:
    """The holders for a template: people who appear, sessions by day and room, or delegations.

    With ``named`` the people are those with these ids, also if they no longer appear.
    """
    schedule = for_readers(schedule, languages)
    if template.made_for == "sessions":
        return session_holders(schedule, languages)
    if template.made_for == "delegations":
        return delegation_holders(schedule, languages)
    return person_holders(schedule, languages, private=private, codes=codes, named=named)


def make_pages(
    template: BadgeTemplate,
    conference: ConferenceTexts,
    holders: Iterable[BadgeHolder],
    fonts: Fonts,
    *,
    pictures: Mapping[str, bytes] | None = None,
    proof: bool = False,
    data_only: bool = False,
    paper: BadgePaper = PLAIN_PAPER,
) -> tuple[BadgeBatch, Iterator[Page]]:
    """The batch and its pages, which are made one at a time when they are requested.

    Holders are read twice if the template has texts of a common size, otherwise once.
    """
    sheets = BadgeSheets(template, paper)
    fonts = fonts.including(template.fonts)
    renderer = SideRenderer(template, conference, fonts, pictures=pictures, proof=proof, data_only=data_only)
    common = CommonSizes({}, ())
    if renderer.has_common_sizes:
        holders = list(holders)
        common = common_sizes(renderer, holders)
    batch = BadgeBatch(
        SideRenderer(
            template,
            conference,
            fonts,
            pictures=pictures,
            proof=proof,
            common=common.sizes,
            data_only=data_only,
        )
        if common.sizes
        else renderer,
        for_press=paper.profile is not None,
        bleed=paper.bleed,
    )
    artwork = () if data_only or has_previews() else check_artwork_texts(template, conference.id)
    batch.report([*sheets.findings, *common.findings, *artwork])
    return batch, _or_one_blank(batch, sheets.pages(batch.leaves(holders)), conference)


def _or_one_blank(batch: BadgeBatch, pages: Iterable[Page], conference: ConferenceTexts) -> Iterator[Page]:
    """The pages, numbered; without holders, an empty one and a finding, since a PDF has a page at least."""
    number = 0
    for number, page in enumerate(pages, start=1):
        yield Page(
            page.width,
            page.height,
            page.marks,
            str(number),
            page.trim_box,
            page.bleed_box,
            page.bookmark,
        )
    if not number:
        template = batch.template
        match template.made_for:
            case "sessions":
                message = Message(
                    "There is no sign to print, since no session has a room yet. "
                    "Give sessions a time and a room."
                )
            case "delegations":
                message = Message(
                    "There is no plate to print, since nobody has a country. Add countries to people."
                )
            case _:
                message = Message(
                    "There is no badge to print, since nobody appears in a session yet. "
                    "Add people to sessions."
                )
        batch.report([Finding(Severity.ERROR, "no-badges", (conference.id,), message)])
        yield Page(template.width * mm, template.height * mm, ())


def document_title(schedule: Schedule, languages: tuple[str, ...]) -> str:
    conference = schedule.conference.title.best(*languages, *schedule.conference.languages)[1]
    return f"{conference}: {Wording.of(languages[0]).word('badges')}"
