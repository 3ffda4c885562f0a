"""Wording: the labels, fixed words, dates and names of people in a language.

>>> wording = Wording.of("en")
>>> wording.label(Role.PANELLIST, many=True)
'Panellists'
>>> wording.day(date(2022, 11, 5))
'Saturday, 5 November 2022'
>>> Wording.of("zh").word("programme")
'会议手册'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.languages import get_official_languages

from eventkit.model import Appearance, Conference, Enumeration, Name, Organisation, Participant, Role
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, Text, match_language
from eventkit.wording import date_formats, name_lines
from eventkit.wording.date_formats import TimeRangeText
from eventkit.wording.fixed_words import FALLBACK, LANGUAGES, Sign, SiteWord, Word, words

__all__ = ["LANGUAGES", "Sign", "SiteWord", "TimeRangeText", "Word", "Wording", "official_languages"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of one language; created by `Wording.of`.

    Any language tag is accepted. The words of an unsupported language are English, so that every output
    exists in every language; its dates and names of languages are its own as far as CLDR has them.

    Attributes:
        asked: The requested tag.
        locale: The CLDR locale of dates and names.
        figures: The digits of dates, times and numbers: the western ones, unless `with_own_figures` chose
            those of the language.
    """

    asked: str
    language: str
    locale: Locale
    figures: str = date_formats.WESTERN_FIGURES

    @staticmethod
    def of(language: str) -> Wording:
        """The wording for readers of a language."""
        return _wording(language)

    def with_own_figures(self, country: str | None = None) -> Wording:
        """The wording with the digits that CLDR has for the language in a country: ۱۲ in Persian; ١٢ in
        Arabic in Egypt, 12 in the Emirates.
        """
        return replace(self, figures=date_formats.own_figures(self.locale, country))

    def in_figures_of(self, conference: Conference) -> Wording:
        """The wording with the digits of its language in the country of a conference, as print and the public
        site have them.
        """
        return self.with_own_figures(conference.venue.country if conference.venue else None)

    def in_figures(self, text: str) -> str:
        """The text with its western digits replaced by the `figures`."""
        return date_formats.in_figures(text, self.figures)

    @property
    def is_fallback(self) -> bool:
        """True if the words are English because the requested language has none of its own."""
        return self.asked != UNDETERMINED and match_language(self.asked, LANGUAGES) is None

    def label(self, value: Enumeration, *, many: bool = False) -> str:
        """The label of a kind, role or other enumeration value; the plural if ``many``."""
        forms: str | list[str] = words(self.language)[value.section()][value.value]
        return forms if isinstance(forms, str) else forms[many]

    def capacity(self, role: Role) -> str:
        """A role as a certificate states it in mid-sentence: as a keynote speaker, 作为主旨演讲嘉宾."""
        capacity: str = words(self.language)["capacity"][role.value]
        return capacity

    def bearer(self, role: Role) -> str:
        """The label of someone in a role, on a badge: Opening speaker rather than Opening remarks."""
        bearer: str = words(self.language)["bearer"].get(role.value) or self.label(role)
        return bearer

    def word(self, name: Word, /, **values: str) -> str:
        """A fixed word, with its placeholders filled in: ``word("as-of", date="5 November 2022")``."""
        return _fill(words(self.language)["word"][name], values)

    def site_word(self, name: SiteWord, /, **values: str) -> str:
        """A word of the public site, with its placeholders filled in: Until 10:45."""
        return _fill(words(self.language)["site"][name], values)

    def site_template(self, name: SiteWord) -> str:
        """A word of the public site with its placeholders, which a page or a script fills in."""
        word: str = words(self.language)["site"][name]
        return word

    def field(self, name: str) -> str:
        """The label of a field: Deadlines, Capacity.

        Raises:
            KeyError: Readers never see that field.
        """
        label: str = words(self.language)["field"][name]
        return label

    def pair(self, label: str, value: str) -> str:
        """A label and its value, with the colon of the language: Room: 4.2, 会议室：4.2."""
        return f"{label}{words(self.language)['colon']}{value}"

    def becomes(self, before: str, after: str) -> str:
        """A value before and after a change, with an arrow in the direction of the language: 4.1 → 4.2."""
        pattern: str = words(self.language)["change"]["becomes"]
        return pattern.format(before=before, after=after)

    def number(self, count: int) -> str:
        """A whole number as the language writes it: 1,200; 1 200."""
        return date_formats.number(count, self.locale, self.figures)

    def sign(self, name: Sign) -> str:
        """A sign of punctuation with its spaces: the comma of a list, the colon after a label."""
        sign: str = words(self.language)[name]
        return sign

    def listed(self, items: Iterable[str]) -> str:
        """A list, with the comma of the language."""
        comma: str = words(self.language)["list"]
        return comma.join(items)

    def annotated(self, text: str, note: str) -> str:
        """A text with a note in the brackets of the language: Live stream (English); 直播（英语）."""
        brackets: str = words(self.language)["brackets"]
        return text + brackets.format(note=note)

    def isolate(self, text: str) -> str:
        """A text of any direction within a sentence; isolated in one from right to left (Unicode UAX 9)."""
        return f"\u2068{text}\u2069" if text and self.direction == "rtl" else text

    def day(self, on: date) -> str:
        """A day with its weekday: Saturday, 5 November 2022."""
        return self.in_figures(date_formats.day(on, self.locale))

    def moment(self, shown: date) -> str:
        """A day, with the time of day of a datetime: Saturday, 5 November 2022, 18:00."""
        if not isinstance(shown, datetime):
            return self.day(shown)
        return f"{self.day(shown.date())}{self.sign('comma')}{self.in_figures(f'{shown:%H:%M}')}"

    def weekday_and_number(self, on: date) -> str:
        """The weekday and the day of the month, short: Mon 6."""
        return self.in_figures(date_formats.weekday_and_number(on, self.locale))

    def short_day(self, on: date) -> str:
        """A day, short and without its year: Sat, 5 Nov."""
        return self.in_figures(date_formats.short_day(on, self.locale))

    def short_day_of(self, conference: Conference, on: date) -> str:
        """A day, short; with its year outside the years of the conference: Sat, 5 Nov; Sat, 5 Nov 2022."""
        if conference.start.year <= on.year <= conference.end.year:
            return self.short_day(on)
        return self.in_figures(date_formats.short_day_of_year(on, self.locale))

    def days(self, start: date, end: date) -> str:
        """A period of days, both included: 5–7 November 2022."""
        return self.in_figures(date_formats.days(start, end, self.locale))

    def times(self, start: datetime, end: datetime, on: date | None = None) -> str:
        """A period in wall times: 09:00–09:40; 22:00–00:30 +1 past midnight; listed under an earlier day
        ``on``, 01:00 +1–02:00 +1.
        """
        return self.in_figures(date_formats.times(start, end, on))

    def time(self, at: datetime) -> str:
        """A wall time as the language writes it: 09:00; 9.00 in Finnish."""
        return self.in_figures(date_formats.clock_time(at, self.locale))

    def time_range(self, start: datetime, end: datetime) -> TimeRangeText:
        """A period in wall times as the language writes it, in reading order: 09:00–09:40; 9:00～9:40."""
        return date_formats.TimeRangeText(
            *map(self.in_figures, date_formats.time_range(start, end, self.locale))
        )

    def weekday(self, on: date, *, short: bool = False) -> str:
        """The weekday of a day: Saturday; Sat if ``short``."""
        return date_formats.weekday(on, self.locale, short=short)

    def month(self, on: date) -> str:
        """The month of a day with its year: November 2022."""
        return self.in_figures(date_formats.month(on, self.locale))

    def zone_city(self, zone: ZoneInfo) -> str:
        """The city that a time zone is named after: Shanghai."""
        return date_formats.zone_city(zone, self.locale)

    def listed_name(self, participant: Participant, *others: str) -> str:
        """The name in lists for organisers, in the language, else in others; of an erased person, that."""
        if participant.is_withdrawn:
            return self.word("withdrawn")
        return participant.named(self.asked, *others)[0].full

    def introduced(self, participant: Participant, name: Name) -> str:
        """A name of the participant with the honorific: H.E. Ms. Song Yuyan, 宋雨燕女士."""
        return name_lines.introduce(participant.honorific, name, (self.asked,))

    def index_form(self, participant: Participant, name: Name) -> tuple[str, str]:
        """A name as an index prints it, the words it is sorted by apart: ("Cantor", ", Georg (Prof.)")."""
        return name_lines.index_form(participant.honorific, name, (self.asked,))

    def affiliation(self, position: Text | None, organisation: Organisation | None, *fallback: str) -> str:
        """A position at an organisation: Director, Peking University; 北京大学教授.

        It is in the first language that has both, of the requested one and the ``fallback``, so that one line
        is in one language. If none has both, each is in the first language it has.
        """
        return name_lines.affiliation_in((self.asked, *fallback), position, organisation)

    def affiliations(self, schedule: Schedule, of: Appearance | Participant) -> tuple[str, ...]:
        """The affiliations of a participant or of an appearance, the foremost first."""
        affiliations = schedule.affiliations_of(of) if isinstance(of, Appearance) else of.affiliations
        return tuple(
            self.affiliation(
                affiliation.position,
                schedule.organisation(affiliation.organisation)
                if affiliation.organisation is not None
                else None,
                *schedule.conference.languages,
            )
            for affiliation in affiliations
        )

    def with_affiliations(self, name: str, affiliations: Iterable[str]) -> str:
        """A name and all its affiliations in one line: Lin Yifu, Dean, Institute A; Professor, School B."""
        signs = words(self.language)
        joined: str = signs["semicolon"].join(affiliations)
        return f"{name}{signs['comma']}{joined}" if joined else name

    def language_name(self, tag: str) -> str:
        """The name of a language: Chinese, Brazilian Portuguese; the tag itself if CLDR has no name."""
        names: Mapping[str, str] = self.locale.languages
        subtags = tag.split("-")
        for length in range(len(subtags), 0, -1):
            if name := names.get("_".join(subtags[:length])):
                return name
        return tag

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The direction of writing of the requested language."""
        return "rtl" if self.locale.character_order == "right-to-left" else "ltr"

    @property
    def own_name(self) -> str:
        """The name of the requested language in itself, as a menu shows it: English, Français, 中文.

        A variety that CLDR calls as the language itself has its country: Português (Brasil).
        """
        if date_formats.cldr_locale(self.asked) is None:
            return self.asked
        name = self.language_name(self.asked)
        if name == self.asked:
            return name
        language, _, region = self.asked.rpartition("-")
        if len(region) == 2 and name == self.language_name(language):
            name = self.annotated(name, self.country(region.upper()))
        return f"{name[:1].title()}{name[1:]}"

    def country(self, code: str) -> str:
        """The name of the country of an ISO 3166-1 code; the code itself if CLDR has no name."""
        names: Mapping[str, str] = self.locale.territories
        return names.get(code, code)


def _fill(word: str, values: Mapping[str, str]) -> str:
    for placeholder, text in values.items():  # str.format would interpret braces in the words
        word = word.replace(f"{{{placeholder}}}", text)
    return word


@lru_cache(maxsize=256)
def _wording(language: str) -> Wording:
    own = date_formats.cldr_locale(language)
    if own is None:
        return replace(_wording(FALLBACK), asked=language)
    # Through CLDR, which has the script of zh-TW.
    words_in = match_language(str(own).replace("_", "-"), LANGUAGES) or FALLBACK
    return Wording(asked=language, language=words_in, locale=own)


def official_languages(country: str) -> tuple[str, ...]:
    """The official languages of a country as tags, those of most speakers first; none of an unknown country.

    Args:
        country: Its two letters (ISO 3166-1).
    """
    return tuple(tag.replace("_", "-") for tag in get_official_languages(country, de_facto=True))
