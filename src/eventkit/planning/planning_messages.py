"""Planning messages: reasons, conditions and remedies in the words of each language."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from eventkit.findings import Finding
from eventkit.model import Enumeration, Participant, Room, Session
from eventkit.planning.problem.free_time import minute, whole_day
from eventkit.rules.rule_messages import join_texts, name_entity
from eventkit.schedule import Schedule
from eventkit.texts import match_language
from eventkit.times import Period
from eventkit.wording import Wording

Words = Callable[[str], str]
"""A text in the language of a tag; English where that language is unknown."""

LANGUAGES = ("en", "zh", "ar")
"""The languages of the messages."""

NAMED_LIMIT = 8
"""The most sessions or other things that a message names one by one."""

_MORE = {"en": "{count} more", "zh": "另外{count}项", "ar": "{count} أخرى"}
_SEMICOLON = {"en": "; ", "zh": "；", "ar": "؛ "}


@cache
def planning_messages(language: str) -> Mapping[str, str]:
    """The messages in a language, by key."""
    file = files("eventkit.planning") / "messages" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def planning_message(key: str, language: str, **texts: str) -> str:
    """A message of texts for readers of a language; in English where that language is unknown."""
    known = match_language(language, LANGUAGES) or LANGUAGES[0]
    return planning_messages(known)[key].format_map(texts)


def units(code: str, count: int, language: str) -> str:
    """The unit of a price, with its number: people without a seat."""
    return planning_message(f"{'one' if count == 1 else 'many'}-{code}", language)


def count_message(key: str, count: int, language: str, **texts: str) -> str:
    """A message with a number: that for one, or that for many."""
    form = "one" if count == 1 else "many"
    return planning_message(f"{key}-{form}", language, count=f"{count:,}", **texts)


@dataclass(frozen=True)
class Phrase:
    """A message with its facts, in any language.

    Attributes:
        schedule: The schedule that the facts come from.
        facts: The facts: sessions, people, rooms, periods, days, numbers, texts, other phrases, or tuples.
    """

    key: str
    schedule: Schedule = field(repr=False, compare=False)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, language: str) -> str:
        """The message for readers of a language; in English where that language is unknown."""
        known = match_language(language, LANGUAGES) or LANGUAGES[0]
        texts = {name: _format(fact, known, self.schedule) for name, fact in self.facts.items()}
        return planning_message(self.key, known, **texts)


@dataclass(frozen=True)
class FindingPhrase:
    """The sentence of a finding in any language, without its remedy."""

    finding: Finding

    def __call__(self, language: str) -> str:
        """The sentence for readers of a language."""
        return self.finding.in_language(language).sentence


@dataclass(frozen=True)
class PhraseBook:
    """Makes phrases about a schedule."""

    schedule: Schedule

    def __call__(self, key: str, **facts: Any) -> Phrase:
        """The message of a key with its facts."""
        return Phrase(key, self.schedule, facts)


def join_clauses(clauses: tuple[str, ...], language: str) -> str:
    """Clauses in a row, with the semicolon of the language."""
    return _SEMICOLON[match_language(language, LANGUAGES) or LANGUAGES[0]].join(clauses)


def _format(fact: Any, language: str, schedule: Schedule) -> str:  # noqa: PLR0911 - one for each type
    """A fact in the words of a language."""
    match fact:
        case Session() | Participant() | Room():
            return Wording.of(language).isolate(name_entity(fact, language, schedule))
        case Period():
            return Wording.of(language).isolate(_format_period(fact, language, schedule))
        case date():
            return Wording.of(language).short_day_of(schedule.conference, fact)
        case Enumeration():
            return Wording.of(language).label(fact).lower()
        case Phrase() | FindingPhrase():
            return fact(language)
        case tuple() if fact and all(isinstance(item, Phrase | FindingPhrase) for item in fact):
            return join_clauses(tuple(item(language) for item in fact), language)
        case tuple():
            texts = [_format(item, language, schedule) for item in fact]
            if len(texts) > NAMED_LIMIT:
                more = _MORE[language].format(count=len(texts) - NAMED_LIMIT + 1)
                texts = [*texts[: NAMED_LIMIT - 1], more]
            return join_texts(texts, language)
        case int():
            return f"{fact:,}"
        case _:
            return str(fact)


def _format_period(period: Period, language: str, schedule: Schedule) -> str:
    """A period as its day and its times; as its day alone, if it is a whole day of the conference."""
    start, end = schedule.wall(period.start), schedule.wall(period.end)
    wording = Wording.of(language)
    day = wording.short_day_of(schedule.conference, start.date())
    if (minute(period.start), minute(period.end)) == whole_day(schedule, schedule.day(period.start)):
        return day
    return f"{day} {wording.times(start, end)}"
