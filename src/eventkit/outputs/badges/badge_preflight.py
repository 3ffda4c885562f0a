"""Badge preflight: names too small, text that overflows, missing photographs, equal badges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit.findings import Finding, Severity, shorten
from eventkit.messages import Listed, Message, as_message, sentence
from eventkit.model import ParticipantId
from eventkit.outputs.badges.badge_holders import BadgeHolder, ConferenceTexts, check_order
from eventkit.outputs.badges.badge_template import BadgeTemplate
from eventkit.outputs.badges.badge_text import NAME_SIZE_AT_3_METRES, FittedText
from eventkit.outputs.badges.session_list import SessionList
from eventkit.outputs.badges.template_elements import (
    MAIN_NAME_FIELDS,
    SECOND_NAME_FIELDS,
    BoxElement,
    PictureElement,
    TextElement,
)
from eventkit.outputs.name_order import NameOrder
from eventkit.outputs.print_rules import ContentPart, PrintedContent
from eventkit.typesetting import Mark, PlacedLine, Rectangle


class BadgePreflight:
    """Checks one badge after the other before they are printed.

    A fault of all badges is reported once. Of two badges with the same text, the second is reported.
    """

    def __init__(self, template: BadgeTemplate, conference: ConferenceTexts) -> None:
        self._template = template
        self._conference = conference
        self._holder = BadgeHolder("", conference.title[0])
        self._findings: list[Finding] = []
        self._reported: set[str] = set()
        self._holders_by_text: dict[int, str] = {}

    def start_badge(self, holder: BadgeHolder) -> None:
        self._holder = holder
        self._findings = []

    def finish_badge(self, marks: tuple[Mark, ...]) -> tuple[Finding, ...]:
        holder = self._holder
        if holder.id and self._template.made_for == "people":
            # A number of 64 bits for each, so that a hundred thousand of them stay small.
            key = hash(tuple([mark.line.text for mark in marks if type(mark) is PlacedLine]))
            other = self._holders_by_text.setdefault(key, holder.id)
            if other != holder.id:
                message = Message(
                    "The badges of {holder} and {other} are identical. Add a badge name or badge line, "
                    "or merge the two entries if they are one person.",
                    holder=holder_label(holder),
                    other=other,
                )
                self._report(Severity.WARNING, "same-badge", message, other)
        return tuple(self._findings)

    def check_text(self, element: TextElement, text: FittedText) -> None:
        """Report a text that is smaller than it should be, or does not fit."""
        label = holder_label(self._holder)
        if element.field in MAIN_NAME_FIELDS or element.field == "rest-of-name":
            self._check_name(element, text)
        elif element.field in SECOND_NAME_FIELDS:
            if not text.fits:
                message = Message(
                    "The second name of {label} does not fit the badge at {size} pt. Add a shorter badge "
                    "name.",
                    label=label,
                    size=f"{text.size:g}",
                )
                self._report(Severity.WARNING, "name-too-long", message)
            else:
                self._report_small(element, text)
        elif text.fits:
            self._report_small(element, text)
        elif element.field == "country":
            message = Message(
                "The name of {label} does not fit the plate at {size} pt. "
                "Use a template that sets it smaller.",
                label=label,
                size=f"{text.size:g}",
            )
            self._report(Severity.WARNING, "name-too-long", message)
        elif element.field in {"positions", "position", "organisation"}:
            message = Message(
                "The positions of {label} are truncated at {size} pt. Shorten them, or remove one.",
                label=label,
                size=f"{text.size:g}",
            )
            self._report(Severity.WARNING, "positions-too-long", message)
        elif element.field in {"conference", "short-conference"}:
            message = Message(
                "The title of the conference is truncated at {size} pt. Shorten it.", size=f"{text.size:g}"
            )
            self._report_once(Severity.WARNING, "title-too-long", message)
        else:
            message = Message(
                "The text '{field}' of {label} is truncated at {size} pt. Shorten it."
                if element.field
                else "A text of {label} is truncated at {size} pt. Shorten it.",
                field=element.field or "",
                label=label,
                size=f"{text.size:g}",
            )
            self._report(Severity.WARNING, "text-too-long", message)

    def _report_small(self, element: TextElement, text: FittedText) -> None:
        """Report a text that is whole, but smaller than the template asks for."""
        message = Message(
            "'{text}' is printed at {size} pt; the template asks for {required} pt. Shorten it.",
            text=shorten(" ".join(line.text for line, _, _ in text.lines)),
            size=f"{text.size:.1f}",
            required=f"{element.smallest or text.size:g}",
        )
        self._report(Severity.WARNING, "small-type", message)

    def _check_name(self, element: TextElement, name: FittedText) -> None:
        label = holder_label(self._holder)
        if not name.fits:
            message = Message(
                "The name of {label} does not fit the badge at {size} pt. Add a shorter badge name.",
                label=label,
                size=f"{name.size:g}",
            )
            self._report(Severity.ERROR, "name-too-long", message)
            return
        required = element.smallest or NAME_SIZE_AT_3_METRES
        if required != NAME_SIZE_AT_3_METRES:
            size = sentence(
                "The name of {label} is printed at {size} pt; the template asks for {required} pt."
            )
        elif name.size < NAME_SIZE_AT_3_METRES:
            size = sentence(
                "The name of {label} is printed at {size} pt; {required} pt is needed to read it from 3 m."
            )
        else:
            size = sentence("The name of {label} is printed at {size} pt.")
        is_room = self._template.made_for == "sessions"
        message = Message(
            size,
            "Give the room a shorter name." if is_room else "Add a shorter badge name.",
            label=label,
            size=f"{name.size:.0f}",
            required=f"{required:g}",
        )
        self._report(Severity.WARNING, "small-name", message)

    def report_omitted_sessions(self, sessions: SessionList) -> None:
        message = Message(
            "{left_out} people of {holder} are left out, since the list does not fit at {size} "
            "pt. Enlarge the list in the template."
            if not self._holder.sessions
            else "{left_out} sessions of {holder} are left out, since the list does not fit at {size} "
            "pt. Enlarge the list in the template.",
            left_out=sessions.left_out,
            holder=holder_label(self._holder),
            size=f"{sessions.size:g}",
        )
        code = "sessions-left-out" if self._holder.sessions else "people-left-out"
        self._report(Severity.WARNING, code, message)

    def report_missing_picture(self, file: str | None) -> None:
        if file is None:
            message = Message(
                "{holder} has no photograph. Add {id}.jpg or {id}.png to the folder of pictures.",
                holder=holder_label(self._holder),
                id=self._holder.id,
            )
            self._report(Severity.WARNING, "missing-photo", message)
        else:
            message = Message(
                "The picture {file} of the template is missing. Add it to the folder of pictures.", file=file
            )
            self._report_once(Severity.ERROR, "missing-picture", message)

    def report_long_line(self, text: str) -> None:
        message = Message(
            "'{text}' does not fit its line on the certificate. Give it a shorter name.", text=shorten(text)
        )
        self._report_once(Severity.ERROR, "text-too-long", message)

    def report_broken_picture(self, name: str, reason: str) -> None:
        self._report_once(
            Severity.ERROR,
            "broken-picture",
            Message("The picture {name} cannot be printed: {reason}", name=name, reason=as_message(reason)),
        )

    def report_missing_code(self, reason: str) -> None:
        message = Message(
            "The badge of {holder} has no QR code: {reason}",
            holder=holder_label(self._holder),
            reason=as_message(reason),
        )
        self._report(Severity.ERROR, "no-code", message)

    def _report(self, severity: Severity, code: str, message: str, *others: str) -> None:
        self._findings.append(Finding(severity, code, (self._holder.id, *others), message))

    def _report_once(self, severity: Severity, code: str, message: str) -> None:
        if message not in self._reported:
            self._reported.add(message)
            self._findings.append(Finding(severity, code, (self._conference.id,), message))


def holder_label(holder: BadgeHolder) -> str:
    return f"'{shorten(holder.name.text)}' ({holder.id})"


def check_artwork_texts(template: BadgeTemplate, conference: str) -> Iterator[Finding]:
    """Report texts without a colour of their own over vector artwork, whose colours are not known.

    Over boxes and pictures the more legible of ink and white is chosen, and the contrast is measured.
    """
    for elements in (template.front, template.back):
        over: dict[str, list[str]] = {}
        covers: list[tuple[Rectangle, str]] = []
        for element in elements:
            if isinstance(element, BoxElement) and element.fill:
                covers.append((_box_of(element), ""))
            elif isinstance(element, PictureElement) and (element.file or "").lower().endswith(_VECTOR):
                covers.append((_box_of(element), element.file or ""))
            elif isinstance(element, TextElement) and not element.colour:
                top = element.baseline if element.baseline is not None else element.y
                if top is not None and (file := _uppermost(covers, element.x + element.width / 2, top)):
                    over.setdefault(file, []).append(element.field or "text")
        for file, fields in over.items():
            yield Finding(
                Severity.INFO,
                "text-on-artwork",
                (conference,),
                Message(
                    "The texts {fields} are printed over {file} in ink, since its colours are not known. "
                    "Look at a proof, and set their `colour`, such as paper on dark artwork.",
                    fields=Listed(tuple(dict.fromkeys(fields))),
                    file=file,
                ),
            )


def _box_of(element: BoxElement | PictureElement) -> Rectangle:
    return Rectangle(element.x, element.y, element.width, element.height)


def _uppermost(covers: list[tuple[Rectangle, str]], x: float, y: float) -> str:
    """The file of the uppermost cover of a point; empty for a box or none."""
    return next(
        (file for area, file in reversed(covers) if area.x <= x <= area.right and area.y <= y <= area.bottom),
        "",
    )


_VECTOR = (".pdf", ".svg")  # the suffixes of artwork whose colours are not known before it is printed
_POSITION_FIELDS = ("positions", "organisation")


class HolderLog:
    """The log of the holders for whom badges are made."""

    def __init__(self, template: BadgeTemplate, conference: ConferenceTexts) -> None:
        self.ids: set[ParticipantId] = set()  # their ids; attendees who appear in no session are among them
        self.count = 0  # their number, with badges without a name
        self.names = NameOrder()
        self._conference = conference
        self._are_people = template.made_for == "people"
        elements = (*template.front, *template.back)
        self._divides = any(
            isinstance(element, TextElement) and element.field == "rest-of-name" for element in elements
        )

    def watch(self, holders: Iterable[BadgeHolder]) -> Iterator[BadgeHolder]:
        for holder in holders:
            self.ids.add(ParticipantId(holder.id))
            self.count += 1
            if self._are_people and holder.name.text:
                check_order(self.names, holder, self._conference, divides=self._divides)
            yield holder


def printed_content_of(template: BadgeTemplate, languages: tuple[str, ...], log: HolderLog) -> PrintedContent:
    """The content of a schedule that badges print; door signs print no people."""
    parts: set[ContentPart] = set()
    if template.made_for == "people":
        parts.add("names")
        if any(map(_shows_positions, (*template.front, *template.back))):
            parts.add("positions")
    return PrintedContent(languages, frozenset(parts), sessions=frozenset(), people=log.ids)


def _shows_positions(element: object) -> bool:
    if not isinstance(element, TextElement):
        return False
    texts = element.text.values() if element.text is not None else ()
    return element.field in _POSITION_FIELDS or any(
        f"{{{name}}}" in text for name in _POSITION_FIELDS for text in texts
    )
