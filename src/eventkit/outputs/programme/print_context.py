"""The print context: schedule, readers' languages, fonts, page format and type scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from eventkit.model import Appearance, Enumeration, Participant, ParticipantKind, Track
from eventkit.outputs.programme.printed_texts import AbstractLength, smarten, smarten_entries
from eventkit.outputs.programme.theme import (
    PAGE_FORMATS,
    RTL_LEAD,
    TYPE_SCALE,
    PageFormat,
    ThemeColours,
    TypeScale,
    in_second_language,
    secondary_style,
)
from eventkit.outputs.reader_languages import retag_texts
from eventkit.outputs.style_file import DEFAULT_STYLE, Arrangement, StyleFile
from eventkit.schedule import Schedule
from eventkit.texts import Text, first_script, match_language
from eventkit.times import Period
from eventkit.typesetting import (
    Colour,
    Direction,
    Fonts,
    Mark,
    PlacedLine,
    Span,
    Style,
    darken,
    language_direction,
    mm,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import Block
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import TextColumn
from eventkit.typesetting.text.paragraph import MIDDLE_DOT, base_direction, join_spans
from eventkit.typesetting.text.spans import BASELINE, EPSILON
from eventkit.wording import Wording
from eventkit.wording.date_formats import WESTERN_FIGURES
from eventkit.wording.name_lines import name_forms, position_lines

WIDE_SPACE = "  "  # the separator of two forms of a name


class PrintedRelease(NamedTuple):
    """The release that is printed: its name and its day, in the zone of the conference."""

    name: str
    on: date


class FacingSide(NamedTuple):
    """One of two facing columns, each in languages of its own."""

    # 0 for the column of the first language, which also has the texts in none of the languages of the
    # readers; 1 for that of the others.
    number: int
    languages: tuple[str, ...]


Spans = Sequence[Span]
"""One text in several languages, a span for each; `set_paired` and `set_stacked` set it in lines."""


@dataclass(frozen=True)
class PrintContext:
    """The context in which every part of a programme is set."""

    schedule: Schedule
    wordings: tuple[Wording, ...]  # the wordings of the readers' languages, the primary one first
    fonts: Fonts
    page_format: PageFormat
    type_scale: TypeScale  # the styles, in the sizes and colours of this programme
    draft: bool = False  # whether the schedule may still change; every page is then marked as a draft
    style: StyleFile = DEFAULT_STYLE
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    site: str = ""  # the address of the conference's site; empty if nothing leads to its pages
    # How the languages of a session are arranged; by default in columns where the first two run in opposite
    # directions and some session has a title in both.
    arrangement: Arrangement | None = None
    # The release, which is named on every page; None if unknown, and for a draft.
    release: PrintedRelease | None = None
    abstracts: AbstractLength = "all"
    # The column that this context sets, where languages are in facing columns.
    facing: FacingSide | None = None
    palette: ThemeColours | None = None  # the colours, in place of those of the style file

    @classmethod
    def build(
        cls,
        schedule: Schedule,
        languages: tuple[str, ...],
        fonts: Fonts,
        page_format: PageFormat = PAGE_FORMATS["a5"],
        *,
        draft: bool = False,
        style: StyleFile = DEFAULT_STYLE,
        pictures: Mapping[str, bytes] | None = None,
        site: str = "",
        arrangement: Arrangement | None = None,
        release: PrintedRelease | None = None,
        abstracts: AbstractLength = "all",
    ) -> PrintContext:
        """Build the context for readers of the languages, the primary one first.

        Dates, times and page numbers have the digits of their language in the country of the conference.
        """
        wordings = tuple(Wording.of(language).in_figures_of(schedule.conference) for language in languages)
        tagged = retag_texts(schedule)
        context = cls(
            smarten_entries(tagged) if style.smart else tagged,
            wordings,
            fonts,
            page_format,
            TYPE_SCALE,
            draft,
            style,
            pictures or {},
            site,
            arrangement or style.layout,
            release,
            abstracts,
        )
        return context.on(page_format)

    def on(self, page_format: PageFormat) -> PrintContext:
        if any(language_direction(language) == "rtl" for language in self.languages):
            page_format = replace(page_format, lead=RTL_LEAD)
        type_scale = TYPE_SCALE.recolour(self.colours).scale(page_format.scale).with_lead(page_format.lead)
        return replace(self, page_format=page_format, type_scale=type_scale)

    def at_scale(self, factor: float) -> PrintContext:
        """The same in this page format, with type that many times as large as on A5."""
        return self.on(replace(self.page_format, unit=factor * mm))

    def without_abstracts(self) -> PrintContext:
        """The same without what a short edition leaves to the book: abstracts, streams and links."""
        omitted = {"abstract": None, "streams": (), "links": ()}
        sessions = tuple(session.model_copy(update=omitted) for session in self.schedule.sessions)
        return replace(self, schedule=self.schedule.model_copy(update={"sessions": sessions}))

    @cached_property
    def colours(self) -> ThemeColours:
        return self.palette or ThemeColours.of(self.style)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the readers, the primary one first."""
        return tuple(wording.asked for wording in self.wordings)

    @property
    def direction(self) -> Direction:
        """The direction of the document, which is that of its first language."""
        return language_direction(self.languages[0])

    @cached_property
    def is_in_columns(self) -> bool:
        """True if sessions have the first language and the others in facing columns."""
        if len(self.languages) == 1 or self.arrangement == "lines":
            return False
        if self.arrangement == "columns":
            return True
        pair = self.languages[:2]
        return language_direction(pair[0]) != language_direction(pair[1]) and any(
            all(match_language(language, session.title) for language in pair)
            for session in self.schedule.sessions
        )

    def facing_sides(self) -> tuple[PrintContext, PrintContext]:
        """The contexts of two facing columns: the first language, and the others."""
        first, *others = self.wordings
        return (
            replace(self, wordings=(first,), facing=FacingSide(0, self.languages)),
            replace(self, wordings=tuple(others), facing=FacingSide(1, self.languages)),
        )

    @property
    def direction_of_times(self) -> Direction:
        """The direction of times: from left to right, unless a language has other digits and runs the other
        way.
        """
        return "ltr" if self.wordings[0].figures == WESTERN_FIGURES else self.direction

    def page_number(self, number: int) -> str:
        """A page number in the digits of the first language."""
        return self.wordings[0].in_figures(str(number))

    def time_range(self, period: Period) -> str:
        """Start and end of a period by the clocks of the conference, in the readers' first language."""
        return self.wordings[0].times(self.schedule.wall(period.start), self.schedule.wall(period.end))

    def column(self, inset: float = 0, *, of: int = 1) -> TextColumn:
        """The first of that many columns of a page, indented by the inset."""
        width = self.page_format.column_step(of) - self.page_format.gutter
        return TextColumn(self.fonts, width, self.languages).indent(inset)

    def text_spans(self, text: Text, style: Style, other_style: Style | None = None) -> Spans:
        """A text in each of the readers' languages that it has, or else in one language.

        Languages with the same text are merged. Languages after the first take ``other_style``.
        """
        spans = self.unchanged_spans(text, style, other_style)
        return [span._replace(text=self.smarten(span.text, span.language)) for span in spans]

    def unchanged_spans(self, text: Text, style: Style, other_style: Style | None = None) -> Spans:
        """A text as `text_spans` has it, with its quotation marks as they are in the data."""
        if self.facing and not self._is_on_this_side(text):
            return []
        entries = text.versions(self.languages, *self.schedule.conference.languages)
        languages_by_text = {string: language for language, string in reversed(entries)}
        return _style_spans(languages_by_text, style, other_style)

    def smarten(self, text: str, language: str, before: str = "") -> str:
        """The text with the quotation marks of its language, if the style file asks for them."""
        return smarten(text, language, before) if self.style.smart else text

    def _is_on_this_side(self, text: Text) -> bool:
        """True if a text is set in this one of two facing columns: in its own language, or at all."""
        if self.facing is None or any(match_language(language, text) for language in self.languages):
            return True
        return self.facing.number == 0 and not any(
            match_language(language, text) for language in self.facing.languages
        )

    def spans_of(
        self, phrase: Callable[[Wording], str], style: Style, other_style: Style | None = None
    ) -> Spans:
        """A phrase in each of the readers' languages; languages with the same phrase are merged.

        Languages after the first take ``other_style``.
        """
        languages_by_text = {phrase(wording): wording.asked for wording in reversed(self.wordings)}
        return _style_spans(languages_by_text, style, other_style)

    def label_spans(self, value: Enumeration, style: Style, *, is_plural: bool = False) -> Spans:
        return self.spans_of(lambda wording: wording.label(value, many=is_plural), style)

    def title_repeats_label(self, title: Text, value: Enumeration) -> bool:
        """True if a title contains a label: Opening Remarks need no label Opening.

        Facing columns print a label on both sides or on neither.
        """
        languages = self.facing.languages if self.facing else self.languages
        labels = [Wording.of(language).label(value).casefold() for language in languages]
        return any(label in string.casefold() for label in labels for string in title.values())

    def participant_spans(self, participant: Participant, style: Style) -> Spans:
        """The forms of a name, each with its honorific; lines do not end within them if they fit on one."""
        style = replace(style, unbroken=participant.kind is ParticipantKind.PERSON)
        forms = name_forms(self.schedule, participant, self.languages)
        if self.facing:
            other = [language for language in self.facing.languages if language not in self.languages]
            forms = (forms[0], *(form for form in forms[1:] if not match_language(form.language, other)))
            forms = forms[:1] if self.facing.number == 0 else forms
        return [
            Span(
                Wording.of(form.language).introduced(participant, form),
                form.language,
                in_second_language(style, secondary_style(style), form.language) if index else style,
            )
            for index, form in enumerate(forms)
        ]

    def position_spans(self, owner: Appearance | Participant) -> Spans:
        """The positions of someone, all of one language before the next."""
        languages = self.facing.languages if self.facing else self.languages
        lines = position_lines(self.schedule, owner, languages)
        return [
            Span(line, language, self.type_scale.position)
            for language, line in lines
            if not self.facing
            or language in self.languages
            or (self.facing.number == 0 and language not in languages)
        ]


def _style_spans(texts: dict[str, str], style: Style, other_style: Style | None) -> Spans:
    """Texts in reverse order with their languages, those after the first in the other style."""
    return [
        Span(
            string,
            language,
            in_second_language(style, other_style, language) if index and other_style else style,
        )
        for index, (string, language) in enumerate(reversed(texts.items()))
    ]


def code_span(track: Track, style: Style) -> Span:
    """The code of a track in bold, in its colour, as dark as letters have to be."""
    return Span(track.code, "en", replace(style, weight=700, colour=darken(Colour.parse(track.colour))))


def join_languages(spans: Spans) -> Spans:
    """A text in several languages side by side: a space tells scripts apart, a dot words of one script."""
    scripts = {first_script(span.text) for span in spans}
    return join_spans(spans, WIDE_SPACE if len(scripts) == len(spans) else MIDDLE_DOT)


def set_stacked(
    spans: Spans, column: TextColumn, about: tuple[str, ...] = (), *, balanced: bool = False
) -> list[Block]:
    return [piece for span in spans for piece in column.set_paragraph([span], about, balanced=balanced)]


def set_paired(
    spans: Spans,
    column: TextColumn,
    about: tuple[str, ...] = (),
    *,
    balanced: bool = False,
) -> list[Block]:
    """Set spans side by side if they fit on one line, else below one another."""
    line = join_languages(spans)
    if column.fits(line):
        return [column.set_block(line, about)]
    return set_stacked(spans, column, about, balanced=balanced)


def set_titles(
    spans: Spans, column: TextColumn, about: tuple[str, ...] = (), *, balanced: bool = False
) -> list[Block]:
    """Set a title side by side in its languages if they fit on one line, each tagged with its language."""
    if len(spans) < 2 or column.at_end or not column.fits(join_languages(spans)):
        return set_stacked(spans, column, about, balanced=balanced)
    lines = [set_line(column.fonts, span, base_direction([span])) for span in spans]
    leading, x = max(line.leading for line in lines), column.left
    marks: list[Mark] = []
    for line in lines:
        marks.append(PlacedLine(line, x, leading * BASELINE, about, (StructureElement("P"),)))
        x += line.width + _TITLE_GAP * spans[0].style.size
    return [Block(leading, tuple(marks))]


_TITLE_GAP = 0.55  # the space between a title and its translation, in em: a little more than `WIDE_SPACE`


def set_rows(
    groups: Sequence[Spans], bar: Span, column: TextColumn, about: tuple[str, ...] = ()
) -> list[Block]:
    """Set groups side by side with a bar between, as many as fit on each line."""
    return [piece for row in _fill_rows(groups, bar, column) for piece in column.set_paragraph(row, about)]


def set_balanced_rows(groups: Sequence[Spans], bar: Span, column: TextColumn) -> list[Block]:
    """Set groups side by side with a bar between, in the fewest lines, as equal in length as they can be."""
    rows = _fill_rows(groups, bar, column)
    for share in _NARROWER if len(rows) > 1 else ():
        narrower = _fill_rows(groups, bar, column, share)
        if len(narrower) > len(rows):
            break
        rows = narrower
    return [piece for row in rows for piece in column.set_paragraph(row)]


_NARROWER = tuple(share / 20 for share in range(19, 0, -1))
"""The shares of a column's width that balanced rows are tried in."""


def _fill_rows(groups: Sequence[Spans], bar: Span, column: TextColumn, share: float = 1) -> list[Spans]:
    """The lines of groups with a bar between, as many on each as fit a share of the column's width."""
    rows: list[list[Span]] = []
    between, used = set_line(column.fonts, bar).width, 0.0
    for group in groups:
        width = set_line(column.fonts, group).width
        if rows and used + between + width <= share * column.width + EPSILON:
            rows[-1] += [bar, *group]
            used += between + width
        else:
            rows.append(list(group))
            used = width
    return list(rows)
