"""How values are said to readers of a language: labels, fixed words, days, people.

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

from babel import Locale

from eventkit.model import Appearance, Conference, Enumeration, Name, Organisation, Participant
from eventkit.schedule import Schedule
from eventkit.texts import Text, match_language
from eventkit.wording import date_formats, name_lines
from eventkit.wording.fixed_words import FALLBACK, LANGUAGES, Word, words

__all__ = ["LANGUAGES", "Word", "Wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said to readers of one language; made by `Wording.of`.

    Any language tag is taken. Where its words are not known they are English, so that every output can
    be made in every language; its dates and names of languages are its own wherever CLDR knows them.

    Attributes:
        asked: The tag that was asked for.
        language: The language the words are in: one of `LANGUAGES`.
        dates_language: The language of dates, names of languages and of countries.
        locale: The CLDR locale of those.
    """

    asked: str
    language: str
    dates_language: str
    locale: Locale

    @staticmethod
    def of(language: str) -> Wording:
        """The wording for readers of a language."""
        return _wording(language)

    def label(self, value: Enumeration, *, many: bool = False) -> str:
        """What a kind, role or other listed value is called; ``many`` for the heading of several."""
        said: str | list[str] = words(self.language)[value.section()][value.value]
        return said if isinstance(said, str) else said[many]

    def word(self, name: Word, **filling: str) -> str:
        """A fixed word, with its places filled: ``word("as-of", date="5 November 2022")``."""
        said: str = words(self.language)["word"][name]
        for place, text in filling.items():  # not str.format: the words are data, and so is the filling
            said = said.replace(f"{{{place}}}", text)
        return said

    def field(self, name: str) -> str:
        """What a field is called: Deadlines, Capacity.

        Raises:
            KeyError: It is none that readers are told of.
        """
        said: str = words(self.language)["field"][name]
        return said

    def pair(self, label: str, value: str) -> str:
        """A label and what it labels, with the colon of the language: Room: 4.2, 会议室：4.2."""
        return f"{label}{words(self.language)['colon']}{value}"

    def listed(self, items: Iterable[str]) -> str:
        """Several things in a row, with the comma of the language."""
        comma: str = words(self.language)["list"]
        return comma.join(items)

    def day(self, on: date) -> str:
        """A day with its weekday: Saturday, 5 November 2022."""
        return date_formats.day(on, self.locale)

    def moment(self, shown: date) -> str:
        """A day, with the time where it is one of the clocks: Saturday, 5 November 2022, 18:00."""
        if not isinstance(shown, datetime):
            return self.day(shown)
        return f"{self.day(shown.date())}, {shown:%H:%M}"

    def short_day(self, on: date) -> str:
        """A day, short and without its year: Sat, 5 Nov."""
        return date_formats.short_day(on, self.locale)

    def short_day_of(self, conference: Conference, on: date) -> str:
        """A day, short; with its year where it is none of the conference's: Sat, 5 Nov; Sat, 5 Nov 2022."""
        if conference.start.year <= on.year <= conference.end.year:
            return self.short_day(on)
        return date_formats.short_day_of_year(on, self.locale)

    def days(self, start: date, end: date) -> str:
        """From which day to which, both included: 5–7 November 2022."""
        return date_formats.days(start, end, self.locale)

    def times(self, start: datetime, end: datetime, on: date | None = None) -> str:
        """From when to when by the wall clock: 09:00–09:40; 22:00–00:30 +1 past midnight; and under the day
        ``on`` before, 01:00 +1–02:00 +1.
        """
        return date_formats.times(start, end, on)

    def introduced(self, participant: Participant, name: Name) -> str:
        """One of the participant's names as it is announced: H.E. Ms. Song Yuyan, 宋雨燕女士."""
        return name_lines.introduce(participant.honorific, name, (self.asked,))

    def affiliation(self, position: Text | None, organisation: Organisation | None, *fallback: str) -> str:
        """A position at an organisation: Director, Peking University; 北京大学教授.

        It is in the first language that has both, of the one asked for and the ``fallback``: a line half in
        one language serves no reader. Where none has both, each is in the first it has.
        """
        return name_lines.affiliation_in((self.asked, *fallback), position, organisation)

    def affiliations(self, schedule: Schedule, of: Appearance | Participant) -> tuple[str, ...]:
        """The positions and organisations of a participant, or as of an appearance; the foremost first."""
        held = schedule.affiliations_of(of) if isinstance(of, Appearance) else of.affiliations
        return tuple(
            self.affiliation(
                each.position,
                schedule.organisation(each.organisation) if each.organisation is not None else None,
                *schedule.conference.languages,
            )
            for each in held
        )

    def with_affiliations(self, name: str, affiliations: Iterable[str]) -> str:
        """A name and all its affiliations in one line: Lin Yifu, Dean, Institute A; Professor, School B."""
        signs = words(self.language)
        held: str = signs["semicolon"].join(affiliations)
        return f"{name}{signs['comma']}{held}" if held else name

    def language_name(self, tag: str) -> str:
        """What a language is called: Chinese, Brazilian Portuguese; the tag itself if CLDR has no name."""
        named: Mapping[str, str] = self.locale.languages
        subtags = tag.split("-")
        for length in range(len(subtags), 0, -1):
            if said := named.get("_".join(subtags[:length])):
                return said
        return tag

    def country(self, code: str) -> str:
        """What the country of an ISO 3166-1 code is called; the code itself if CLDR has no name."""
        named: Mapping[str, str] = self.locale.territories
        return named.get(code, code)


@lru_cache(maxsize=256)
def _wording(language: str) -> Wording:
    own = date_formats.cldr_locale(language)
    if own is None:
        return replace(_wording(FALLBACK), asked=language)
    # Through CLDR, since it knows that zh-TW is written in traditional characters.
    words_in = match_language(str(own).replace("_", "-"), LANGUAGES) or FALLBACK
    return Wording(asked=language, language=words_in, dates_language=language, locale=own)
