"""The face of a badge: who, from where, as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eventkit.findings import Finding, Severity
from eventkit.model import Appearance, Participant, Role
from eventkit.outputs.badges import look
from eventkit.outputs.badges.blocks import fitted
from eventkit.outputs.badges.names import called, judged, name_block, second_form
from eventkit.outputs.badges.positions import positions_block
from eventkit.outputs.badges.roles import COLOURS, foremost
from eventkit.schedule import Schedule
from eventkit.typesetting import (
    WHITE,
    Box,
    Code,
    Fonts,
    Line,
    Mark,
    Span,
    Style,
    Words,
    mm,
    readable_on,
    shape,
)
from eventkit.typesetting.flow import Column, Piece, mirrored, together
from eventkit.typesetting.joining import joined
from eventkit.wording import Wording
from eventkit.wording.several import forms, positions


@dataclass(frozen=True, slots=True)
class Face:
    """What is on one badge, and what should be known about it before it is printed."""

    marks: tuple[Mark, ...]
    findings: tuple[Finding, ...] = ()


class Faces:
    """Makes the badges of a conference for readers of some languages.

    They are laid out from left to right, and turned round where the foremost language runs the other way.

    Attributes:
        findings: What should be known of all of them.
    """

    def __init__(self, schedule: Schedule, languages: tuple[str, ...], fonts: Fonts) -> None:
        self._schedule = schedule
        self._languages = languages
        self._fonts = fonts
        self._column = Column(fonts, look.MEASURE, languages, left=look.MARGIN)
        self._head, self.findings = self._titles()
        self._feet: dict[Role, tuple[Mark, ...]] = {}

    def face(self, person: Participant, appearances: Sequence[Appearance]) -> Face:
        """The badge of a person who comes as what the appearances say.

        The name stands in the form of the foremost language, below it in the owner's own or the next
        language's, whichever is another one.
        """
        appearance, about = foremost(appearances), (person.id,)
        named = forms(self._schedule, person, self._languages)
        style = Style(look.LARGEST_NAME, weight=700, colour=look.INK)
        name = name_block(self._column, named[0], style, look.NAME_HEIGHT, about)
        findings = [*judged(person, name)]
        marks = [*self._head, *name.at(look.NAME_TOP)]
        y = look.NAME_TOP + name.piece.height + 4.5 * mm
        if form := second_form(person, named):
            style = Style(0.72 * name.size, weight=500, colour=look.GREY)
            second = name_block(self._column, form, style, look.SECOND_HEIGHT, about)
            marks += second.at(y)
            y += second.piece.height + 4.5 * mm
        code = self._code(person)
        top = y + 1 * mm
        said = positions(self._schedule, appearance, self._languages)
        held = positions_block(self._column, said, code.y - top, about)
        if not held.whole:
            message = (
                f"not all positions of {called(person)} fit their badge even at {held.size:g} points: "
                "shorten them, or name fewer"
            )
            findings.append(Finding(Severity.WARNING, "positions-too-long", (person.id,), message))
        marks += [*held.at(top), *self._foot(appearance.role), code]
        if self._column.direction == "rtl":
            marks = [mirrored(mark, look.WIDTH) for mark in marks]
        return Face(tuple(marks), tuple(findings))

    def _titles(self) -> tuple[list[Mark], tuple[Finding, ...]]:
        """The band with the conference's title, each language on lines of its own, centred on its height."""
        conference = self._schedule.conference
        entries = conference.title.each(self._languages, *conference.languages)[: look.LANGUAGES]

        def lines(size: float) -> list[Piece]:
            pieces: list[Piece] = []
            for language, string in entries:
                style = Style(size * 0.9 if pieces else size, weight=600, colour=WHITE)
                pieces += together(self._column.lines([Span(string, language, style)]), before=0.3 * size)
            return pieces

        title = fitted(look.TITLES, look.HEAD - 5 * mm, lines)
        box = Box(0, 0, look.WIDTH, look.HEAD, fill=look.ACCENT)
        marks = [box, *title.at((look.HEAD - title.piece.height) / 2)]
        if title.whole:
            return marks, ()
        message = f"the conference's title is cut off on badges, even at {title.size:g} points: shorten it"
        return marks, (Finding(Severity.WARNING, "title-too-long", (conference.id,), message),)

    def _foot(self, role: Role) -> tuple[Mark, ...]:
        """The band with the role in the colour of the role, in one line."""
        if role not in self._feet:
            ground = COLOURS[role]
            languages = self._languages[: look.LANGUAGES]
            labels = {Wording.of(language).label(role): language for language in languages}

            def line(size: float) -> Line:
                style = Style(size, weight=600, colour=readable_on(ground))
                return shape(self._fonts, joined([Span(*each, style) for each in labels.items()]))

            said = line(look.ROLE)
            if said.width > look.MEASURE:
                said = line(look.ROLE * look.MEASURE / said.width)
            y = look.HEIGHT - look.FOOT / 2 - (said.ink.top + said.ink.bottom) / 2
            box = Box(0, look.HEIGHT - look.FOOT, look.WIDTH, look.FOOT, fill=ground)
            self._feet[role] = (box, Words(said, look.MARGIN, y))
        return self._feet[role]

    def _code(self, person: Participant) -> Code:
        """Leads to the person at the conference: its web site where it has one, else their two ids.

        Nothing private is in it, and anyone may read it. Its modules stand flush with the margins.
        """
        conference = self._schedule.conference
        content = f"{conference.url}#{person.id}" if conference.url else f"{conference.id}/{person.id}"
        code = Code(content, 0, 0, look.CODE)
        inset = look.CODE - code.quiet * code.module
        x, y = look.WIDTH - look.MARGIN - inset, look.HEIGHT - look.FOOT - 5 * mm - inset
        return replace(code, x=x, y=y)
