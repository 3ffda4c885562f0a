"""Badges, place cards, door signs and certificates: what a template makes of those who come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import BinaryIO

from eventkit.changes import Ledger
from eventkit.findings import Finding, Severity, in_order
from eventkit.outputs import Made, makes
from eventkit.outputs.badges.batch import Batch
from eventkit.outputs.badges.builtin import STANDARD, builtin
from eventkit.outputs.badges.coming import people
from eventkit.outputs.badges.evening import common_sizes
from eventkit.outputs.badges.faces import Faces
from eventkit.outputs.badges.occasion import Occasion, occasion
from eventkit.outputs.badges.proofs import Seen, printed_on
from eventkit.outputs.badges.rooms import rooms
from eventkit.outputs.badges.selection import EVERYONE, Selection, chosen
from eventkit.outputs.badges.sheets import PLAIN, Paper, Sheets
from eventkit.outputs.badges.sorting import Order
from eventkit.outputs.badges.sorting import in_order as sorted_by
from eventkit.outputs.badges.template import Template, template
from eventkit.outputs.badges.wearers import Private, Wearer
from eventkit.outputs.print_rules import check_printed
from eventkit.rules import USUAL, Settings
from eventkit.schedule import Schedule
from eventkit.typesetting import Book, Fonts, Imprint, Page, mm, stream
from eventkit.wording import Wording

__all__ = [
    "Batch",
    "Faces",
    "Occasion",
    "Paper",
    "Private",
    "Selection",
    "Template",
    "Wearer",
    "badges",
    "bound",
    "occasion",
    "template",
    "wearers",
    "write",
]


@makes(".pdf", "application/pdf")
def badges(
    schedule: Schedule,
    *,
    ledger: Ledger,  # noqa: ARG001 - every output takes it; badges show no revision
    languages: tuple[str, ...] = (),
    fonts: Fonts | None = None,
    template: Template | None = None,
    pictures: Mapping[str, bytes] | None = None,
    private: Mapping[str, Private] | None = None,
    codes: Mapping[str, str] | None = None,
    sort: Order = "name",
    proof: bool = False,
    only: Selection = EVERYONE,
    paper: Paper = PLAIN,
    jobs: int = 1,
    settings: Settings = USUAL,
) -> Made:
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
        jobs: How many processes work; the bytes do not depend on it.
        settings: What the conference asks of the rules that are held against what is printed.

    Raises:
        eventkit.errors.Unprintable: No font package is installed, or a document cannot hold so much.
        eventkit.errors.EventkitError: The badges do not fit the paper.
    """
    languages = languages or schedule.conference.languages
    look = template or builtin(STANDARD)
    found = sorted_by(wearers(schedule, languages, look, private=private, codes=codes), sort)
    out = BytesIO()
    findings = write(
        out,
        schedule,
        filter(chosen(schedule, only), found),
        look,
        languages=languages,
        fonts=fonts,
        pictures=pictures,
        proof=proof,
        paper=paper,
        jobs=jobs,
        settings=settings,
    )
    return Made(out.getvalue(), findings)


def write(
    out: BinaryIO,
    schedule: Schedule,
    wearing: Iterable[Wearer],
    look: Template,
    *,
    languages: tuple[str, ...],
    fonts: Fonts | None = None,
    pictures: Mapping[str, bytes] | None = None,
    proof: bool = False,
    paper: Paper = PLAIN,
    jobs: int = 1,
    settings: Settings = USUAL,
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
        jobs: How many processes work.
        settings: As for `badges`.

    Returns:
        What should be known of them before they are printed.

    Raises:
        eventkit.errors.Unprintable: As `badges` does.
        eventkit.errors.EventkitError: As `badges` does.
    """
    seen = Seen()
    batch, pages = printed(
        look,
        occasion(schedule, languages),
        seen.through(wearing),
        fonts or Fonts.found(),
        pictures=pictures,
        proof=proof,
        paper=paper,
    )
    stream(pages, out, title=title_of(schedule, languages), language=languages[0], jobs=jobs)
    of_rules = check_printed(schedule, printed_on(look, languages, seen), settings)
    return in_order([*batch.told(), *of_rules])


def wearers(
    schedule: Schedule,
    languages: tuple[str, ...],
    look: Template,
    *,
    private: Mapping[str, Private] | None = None,
    codes: Mapping[str, str] | None = None,
) -> Iterator[Wearer]:
    """Those whom a template is for: everyone who comes, or every room on every day."""
    if look.made_for == "rooms":
        return rooms(schedule, languages)
    return people(schedule, languages, private=private, codes=codes)


def printed(
    look: Template,
    of: Occasion,
    chosen: Iterable[Wearer],
    fonts: Fonts,
    *,
    pictures: Mapping[str, bytes] | None = None,
    proof: bool = False,
    paper: Paper = PLAIN,
) -> tuple[Batch, Iterator[Page]]:
    """The batch and its pages, which are made when they are asked for, one at a time.

    Those who wear them are looked through twice where texts are to have one size in common, and else once.
    """
    sheets = Sheets(look, paper)
    plain = Faces(look, of, fonts, pictures=pictures, proof=proof)
    common: Mapping[int, float] = {}
    if plain.has_common_sizes:
        chosen = list(chosen)
        common = common_sizes(plain, chosen)
    batch = Batch(Faces(look, of, fonts, pictures=pictures, proof=proof, common=common) if common else plain)
    batch.findings.extend(sheets.findings)
    return batch, _or_one_blank(batch, sheets.pages(batch.leaves(chosen)), of)


def _or_one_blank(batch: Batch, pages: Iterable[Page], of: Occasion) -> Iterator[Page]:
    """The pages, numbered; where nobody comes, an empty one and a finding: a PDF has one page at least."""
    number = 0
    for number, page in enumerate(pages, start=1):
        yield Page(page.width, page.height, page.marks, str(number), page.trim, page.bleed)
    if not number:
        look = batch.template
        wanted = "nobody appears in a session yet, so there is no badge to print: add people to the sessions"
        if look.made_for == "rooms":
            wanted = (
                "nothing is held in a room yet, so there is no sign to print: give sessions a time and a room"
            )
        batch.findings.append(Finding(Severity.ERROR, "no-badges", (of.id,), wanted))
        yield Page(look.width * mm, look.height * mm, ())


def title_of(schedule: Schedule, languages: tuple[str, ...]) -> str:
    """The title of the document."""
    conference = schedule.conference.title.best(*languages, *schedule.conference.languages)[1]
    return f"{conference}: {Wording.of(languages[0]).word('badges')}"


def bound(
    schedule: Schedule,
    languages: tuple[str, ...],
    fonts: Fonts,
    look: Template | None = None,
    *,
    private: Mapping[str, Private] | None = None,
    sort: Order = "name",
) -> tuple[Book, tuple[Finding, ...]]:
    """All badges as pages, before they are painted, and what their makers noticed."""
    look = look or builtin(STANDARD)
    chosen = sorted_by(wearers(schedule, languages, look, private=private), sort)
    batch, pages = printed(look, occasion(schedule, languages), chosen, fonts)
    book = Book(tuple(pages), Imprint(title_of(schedule, languages), languages[0]))
    return book, batch.told()
