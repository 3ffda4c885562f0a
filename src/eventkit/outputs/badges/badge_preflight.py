"""Badge preflight: names too small, text that overflows, missing photographs, equal badges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit.findings import Finding, Severity
from eventkit.model import ParticipantId
from eventkit.outputs.badges.badge_holders import BadgeHolder, ConferenceTexts
from eventkit.outputs.badges.badge_template import BadgeTemplate
from eventkit.outputs.badges.badge_text import NAME_SIZE_AT_3_METRES, FittedText, SessionList
from eventkit.outputs.badges.template_elements import TextElement
from eventkit.outputs.print_rules import ContentPart, PrintedContent
from eventkit.typesetting import Mark, PlacedLine


class BadgePreflight:
    """Gathers what is to be said of one badge after the other.

    What concerns all of them is said once, and of two badges that look alike the second is told.
    """

    def __init__(self, template: BadgeTemplate, occasion: ConferenceTexts) -> None:
        self._template = template
        self._conference = occasion
        self._holder = BadgeHolder("", occasion.title[0])
        self._findings: list[Finding] = []
        self._reported: set[str] = set()
        self._holders_by_text: dict[int, str] = {}

    def start_badge(self, wearer: BadgeHolder) -> None:
        """Go on with the next badge."""
        self._holder = wearer
        self._findings = []

    def finish_badge(self, marks: tuple[Mark, ...]) -> tuple[Finding, ...]:
        """What was found of it."""
        wearer = self._holder
        if wearer.id and self._template.made_for == "people":
            # A number of 64 bits for each, so that a hundred thousand of them stay small.
            key = hash(tuple([mark.line.text for mark in marks if isinstance(mark, PlacedLine)]))
            other = self._holders_by_text.setdefault(key, wearer.id)
            if other != wearer.id:
                message = (
                    f"{holder_label(wearer)} and {other} have the same badge: tell them apart by a badge "
                    "name or line, or merge the two entries if they are one person"
                )
                self._report(Severity.WARNING, "same-badge", message, other)
        return tuple(self._findings)

    def check_text(self, element: TextElement, block: FittedText) -> None:
        """That a text is smaller than it should be, or does not fit."""
        who = holder_label(self._holder)
        if element.field == "name":
            self._check_name(element, block)
        elif element.field == "second-name":
            if not block.fits:
                message = (
                    f"the second form of the name of {who} does not fit their badge even at {block.size:g} "
                    "points: give a shorter form as 'badge'"
                )
                self._report(Severity.WARNING, "name-too-long", message)
        elif block.fits:
            return
        elif element.field == "positions":
            message = (
                f"not all positions of {who} fit their badge even at {block.size:g} points: "
                "shorten them, or name fewer"
            )
            self._report(Severity.WARNING, "positions-too-long", message)
        elif element.field == "conference":
            message = (
                f"the conference's title is cut off on badges, even at {block.size:g} points: shorten it"
            )
            self._report_once(Severity.WARNING, "title-too-long", message)
        else:
            what = element.field or "text"
            message = f"the {what} of {who} is cut off even at {block.size:g} points: shorten it"
            self._report(Severity.WARNING, "text-too-long", message)

    def _check_name(self, element: TextElement, block: FittedText) -> None:
        wanted = element.smallest or NAME_SIZE_AT_3_METRES
        if not block.fits:
            message = (
                f"the name of {holder_label(self._holder)} does not fit their badge even at {block.size:g} "
                "points: give a shorter form as 'badge'"
            )
            self._report(Severity.ERROR, "name-too-long", message)
            return
        far = ", and below 24 it cannot be read at three metres" if block.size < NAME_SIZE_AT_3_METRES else ""
        far = far if wanted == NAME_SIZE_AT_3_METRES else f", less than the {wanted:g} its template wants"
        message = (
            f"the name of {holder_label(self._holder)} is set at {block.size:.0f} points{far}: "
            "give a shorter form as 'badge'"
        )
        self._report(Severity.WARNING, "small-name", message)

    def report_omitted_sessions(self, found: SessionList) -> None:
        """That not all sessions fit."""
        message = (
            f"{found.left_out} of the sessions of {holder_label(self._holder)} do not fit even at "
            f"{found.size:g} points and are left out: give their list more room in the template"
        )
        self._report(Severity.WARNING, "sessions-left-out", message)

    def report_missing_picture(self, file: str | None) -> None:
        """That a picture is not in the folder of pictures."""
        if file is None:
            message = (
                f"there is no photograph of {holder_label(self._holder)}: put one called "
                f"{self._holder.id}.jpg or {self._holder.id}.png into the folder of pictures"
            )
            self._report(Severity.WARNING, "missing-photo", message)
        else:
            message = f"the template shows {file}, which is not in the folder of pictures: put it there"
            self._report_once(Severity.ERROR, "missing-picture", message)

    def report_broken_picture(self, name: str, why: str) -> None:
        """That a file is no picture."""
        self._report_once(Severity.ERROR, "broken-picture", f"{name} cannot be printed: {why}")

    def report_missing_code(self, why: str) -> None:
        """That a code cannot be made."""
        self._report(
            Severity.ERROR, "no-code", f"the badge of {holder_label(self._holder)} has no code: {why}"
        )

    def _report(self, severity: Severity, code: str, message: str, *also: str) -> None:
        self._findings.append(Finding(severity, code, (self._holder.id, *also), message))

    def _report_once(self, severity: Severity, code: str, message: str) -> None:
        if message not in self._reported:
            self._reported.add(message)
            self._findings.append(Finding(severity, code, (self._conference.id,), message))


def holder_label(wearer: BadgeHolder) -> str:
    """Someone's name and id in a message."""
    name = wearer.name.text
    return f"{name if len(name) <= 40 else f'{name[:39]}…'} ({wearer.id})"


_POSITION_FIELDS = ("positions", "organisation")


class HolderLog:
    """Who wears the badges, noted while these are made one after the other.

    Attributes:
        ids: Of all who were gone through; those of a list who appear nowhere are among them.
    """

    def __init__(self) -> None:
        self.ids: set[ParticipantId] = set()

    def watch(self, wearing: Iterable[BadgeHolder]) -> Iterator[BadgeHolder]:
        """The same, noted."""
        for wearer in wearing:
            self.ids.add(ParticipantId(wearer.id))
            yield wearer


def printed_content_of(look: BadgeTemplate, languages: tuple[str, ...], seen: HolderLog) -> PrintedContent:
    """What is printed of those who were seen; signs for doors name nobody."""
    parts: set[ContentPart] = set()
    if look.made_for == "people":
        parts.add("names")
        if any(map(_shows_positions, (*look.front, *look.back))):
            parts.add("positions")
    return PrintedContent(languages, frozenset(parts), sessions=frozenset(), people=seen.ids)


def _shows_positions(element: object) -> bool:
    if not isinstance(element, TextElement):
        return False
    said = element.text.values() if element.text is not None else ()
    return element.field in _POSITION_FIELDS or any(
        f"{{{name}}}" in text for name in _POSITION_FIELDS for text in said
    )
