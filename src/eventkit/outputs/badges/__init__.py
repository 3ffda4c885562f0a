"""Badges for the people who appear: one A6 page each, the name as large as fits."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.changes import Ledger
from eventkit.findings import Finding, Severity, in_order
from eventkit.model import Appearance, Participant, ParticipantKind
from eventkit.outputs import Made, makes
from eventkit.outputs.badges.face import Faces
from eventkit.schedule import Schedule
from eventkit.typesetting import A6, Book, Fonts, Page, paint, preflight
from eventkit.wording import Wording

__all__ = ["badges", "bound", "wearers"]


@makes(".pdf", "application/pdf")
def badges(
    schedule: Schedule,
    *,
    ledger: Ledger,  # noqa: ARG001 - every output takes it; badges show no revision
    languages: tuple[str, ...] = (),
    fonts: Fonts | None = None,
) -> Made:
    """A badge for each person who appears, sorted by name, as a PDF of A6 pages.

    Args:
        schedule: Who appears, as what.
        ledger: The revisions of its sessions.
        languages: Those of the readers, the foremost first; the conference's where none are named.
        fonts: The faces; those of the font packages where left out.

    Raises:
        eventkit.errors.Unprintable: No font package is installed.
    """
    book, findings = bound(schedule, languages or schedule.conference.languages, fonts or Fonts.found())
    return Made(paint(book), in_order([*findings, *preflight(book)]))


def bound(schedule: Schedule, languages: tuple[str, ...], fonts: Fonts) -> tuple[Book, tuple[Finding, ...]]:
    """All badges as pages, before they are painted, and what their makers noticed."""
    faces = Faces(schedule, languages, fonts)
    made = [faces.face(person, appearances) for person, appearances in wearers(schedule)]
    told = [*faces.findings, *(finding for face in made for finding in face.findings)]
    pages = [Page(*A6, face.marks, label=str(number)) for number, face in enumerate(made, start=1)]
    if not pages:
        message = "nobody appears in a session yet, so there is no badge to print: add people to the sessions"
        told.append(Finding(Severity.ERROR, "no-badges", (schedule.conference.id,), message))
        pages.append(Page(*A6, ()))  # a PDF has one page at least
    conference = schedule.conference.title.best(*languages, *schedule.conference.languages)[1]
    title = f"{conference}: {Wording.of(languages[0]).word('badges')}"
    return Book(tuple(pages), title=title, language=languages[0]), tuple(told)


def wearers(schedule: Schedule) -> Iterator[tuple[Participant, tuple[Appearance, ...]]]:
    """The persons who come, sorted by name, each as what; teams and delegations wear no badge."""
    for participant in sorted(schedule.participants, key=lambda each: (each.sort_key, each.id)):
        appearances = tuple(each for _, each in schedule.appearances(participant.id) if each.comes)
        if appearances and participant.kind is ParticipantKind.PERSON:
            yield participant, appearances
