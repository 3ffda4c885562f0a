"""The readers of a folder of pages: their languages, and texts, names and times as markup for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from markupsafe import Markup, escape

from eventkit.markup.markdown_blocks import markdown_to_html
from eventkit.model import Enumeration, Name, Participant
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, Text, match_language
from eventkit.times import Period
from eventkit.wording import Wording
from eventkit.wording.name_lines import name_forms

PAIR_SIGN = "_"  # between the languages of a bilingual folder: no tag contains it


def write_pair(languages: Iterable[str]) -> str:
    """The folder of pages in several languages: ``zh_en``."""
    return PAIR_SIGN.join(languages)


def markdown_markup(text: str) -> Markup:
    """A text in Markdown as markup that can be trusted: HTML in it is text like any other."""
    return Markup(markdown_to_html(text))  # noqa: S704 - escaped by its writer


def element(name: str, attributes: Markup, content: Markup) -> Markup:
    return Markup(f"<{name}{attributes}>{content}</{name}>")  # noqa: S704 - its pieces are markup


@dataclass(frozen=True)
class Readership:
    """The readers of the pages of one folder."""

    schedule: Schedule
    languages: tuple[str, ...]  # their languages, the primary one first. The second one is below the first.

    @cached_property
    def folder(self) -> str:
        """The folder of their pages: a language tag, or ``zh_en`` for two languages."""
        return write_pair(self.languages)

    @property
    def language(self) -> str:
        return self.languages[0]

    @cached_property
    def name(self) -> str:
        """The name of the pages in the choice of languages: English, 中文, 中文 / English."""
        return " / ".join(Wording.of(tag).own_name for tag in self.languages)

    @cached_property
    def wording(self) -> Wording:
        """The wording of the primary language, with its digits in the country of the conference."""
        return Wording.of(self.language).in_figures_of(self.schedule.conference)

    @cached_property
    def direction(self) -> str:
        """The direction of the page: ``ltr`` or ``rtl``."""
        return self.wording.direction

    def text(self, text: Text) -> Markup:
        """A text in the readers' languages, the second one beneath; marked where it is in another one."""
        first, *further = text.versions(self.languages, *self.schedule.conference.languages)
        return self._stack(self.foreign(*first), further)

    def first(self, text: Text) -> Markup:
        """A text in the first language that serves the readers, for lines that have no space for two."""
        return self.foreign(*text.best(*self.languages, *self.schedule.conference.languages))

    def plain(self, text: Text) -> str:
        """A text in the primary language, or in the first language of the conference that has one."""
        return text.best(*self.languages, *self.schedule.conference.languages)[1]

    def markdown(self, text: Text) -> Markup:
        first, *further = text.versions(self.languages, *self.schedule.conference.languages)
        attributes, body = self.attributes(first[0]), markdown_markup(first[1])
        beneath = (
            Markup('<div class="l2" lang="{}" dir="{}">{}</div>').format(
                language, Wording.of(language).direction, markdown_markup(string)
            )
            for language, string in further
        )
        first_body = Markup("<div{}>{}</div>").format(attributes, body) if attributes else body
        return first_body + Markup("").join(beneath)

    def foreign(self, language: str, string: str) -> Markup:
        """A string, isolated and marked with its language if that is not the language of the page."""
        attributes = self.attributes(language)
        return element("bdi", attributes, escape(string)) if attributes else escape(string)

    def attributes(self, language: str) -> Markup:
        """The attributes ``lang`` and ``dir`` of a text; none if it is in the language of the page."""
        attributes = self._attributes.get(language)
        if attributes is None:
            attributes = self._attributes[language] = self._language_attributes(language)
        return attributes

    @cached_property
    def _attributes(self) -> dict[str, Markup]:
        return {}

    def _language_attributes(self, language: str) -> Markup:
        if match_language(self.language, (language,)) is not None:
            return Markup("")
        if language == UNDETERMINED:
            return Markup(' lang="" dir="auto"')
        return Markup(' lang="{}" dir="{}"').format(language, Wording.of(language).direction)

    def _stack(self, first: Markup, further: Sequence[tuple[str, str]]) -> Markup:
        lines = (
            Markup(' <span class="l2" lang="{}" dir="{}">{}</span>').format(
                language, Wording.of(language).direction, string
            )
            for language, string in further
        )
        return first + Markup("").join(lines) if further else first

    def label(self, value: Enumeration, *, many: bool = False) -> Markup:
        """The label of a kind or role in the readers' languages; the plural if ``many``."""
        first, *further = ((tag, Wording.of(tag).label(value, many=many)) for tag in self.languages)
        return self._stack(escape(first[1]), further)

    def short_name(self, participant: Participant) -> Markup:
        """The name of a participant in one form: the readers', or else the owner's."""
        form = name_forms(self.schedule, participant, self.languages)[0]
        return self.foreign(form.language, form.full)

    def full_name(self, participant: Participant) -> Markup:
        forms = name_forms(self.schedule, participant, self.languages)
        served = [form for form in forms[1:] if self._serves(form)]
        first = self.foreign(forms[0].language, self.wording.introduced(participant, forms[0]))
        return self._stack(first, [(form.language, form.full) for form in served])

    def own_names(self, participant: Participant) -> tuple[Markup, ...]:
        """The forms of a name that are in none of the readers' languages, such as the owner's."""
        forms = name_forms(self.schedule, participant, self.languages)
        return tuple(self.isolated(form) for form in forms[1:] if not self._serves(form))

    def _serves(self, form: Name) -> bool:
        return any(match_language(tag, (form.language,)) is not None for tag in self.languages)

    def isolated(self, form: Name) -> Markup:
        return element("bdi", self.attributes(form.language), escape(form.full))

    def listed(self, items: Iterable[Markup]) -> Markup:
        return escape(self.wording.sign("list")).join(items)

    def line(self, language: str, line: str) -> Markup:
        """A line of text in a language: beneath the others in the second language of the readers."""
        if any(match_language(tag, (language,)) is not None for tag in self.languages[1:]):
            return self._stack(Markup(""), [(language, line)])
        return self.foreign(language, line)

    def plain_name(self, participant: Participant) -> str:
        return name_forms(self.schedule, participant, self.languages)[0].full

    def clock(self, at: datetime, day: date) -> Markup:
        """The time of an instant as a ``time`` element, with the days since the day of the list."""
        clock = self._clocks.get((at, day))
        if clock is None:
            clock = self._clocks[at, day] = self._time_element(at, day)
        return clock

    @cached_property
    def _clocks(self) -> dict[tuple[datetime, date], Markup]:
        return {}

    def _time_element(self, at: datetime, day: date) -> Markup:
        shown = self.schedule.wall(at)
        later = (shown.date() - day).days
        stamp = at.astimezone(self.schedule.zone).isoformat(timespec="minutes")
        return Markup('<bdi><time datetime="{}">{}{}</time></bdi>').format(
            stamp, self.wording.time(shown), self.wording.in_figures(f" {later:+}") if later else ""
        )

    def times(self, period: Period, day: date) -> Markup:
        """A period as two ``time`` elements, each isolated, so that the start comes first in any script."""
        start, end = self.clock(period.start, day), self.clock(period.end, day)
        return Markup("{}{}{}").format(start, self.separator, end)

    @cached_property
    def separator(self) -> str:
        """The sign between the start and the end of a period, as CLDR has it for the language."""
        noon = datetime(1970, 1, 1, 12)  # noqa: DTZ001 - a wall time
        return self.wording.time_range(noon, noon + timedelta(hours=1)).separator
