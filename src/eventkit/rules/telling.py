"""Breaches put into words: the sentences of each language stand in ``messages/``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, NamedTuple

from eventkit.findings import Finding, Said, Severity, Subject, Where
from eventkit.model import Conference, Enumeration, Participant, Room, Session, Track
from eventkit.rules.rule import Breach
from eventkit.rules.survey import Survey
from eventkit.schedule import Schedule
from eventkit.texts import Text, matching
from eventkit.times import Period
from eventkit.wording import Wording

LANGUAGES = ("en", "zh")
"""The languages findings are said in."""

_AND = {"en": " and ", "zh": "和"}
_KINDS: Mapping[type, str] = {
    Session: "session",
    Participant: "participant",
    Room: "room",
    Track: "track",
    Conference: "conference",
}
Pieces = tuple[tuple[str, str | None], ...]


class Sentence(NamedTuple):
    """What a language says of a breach: pieces of text, each with the fact that follows it."""

    says: Pieces
    mend: Pieces


@cache
def messages(language: str) -> Mapping[str, Sentence]:
    """What one of the `LANGUAGES` says, by code of the rule, ``code/variant`` where it has several."""
    told = tomllib.loads((files(__package__) / "messages" / f"{language}.toml").read_text("utf-8"))
    return {code: Sentence(_pieces(each["says"]), _pieces(each["mend"])) for code, each in told.items()}


def _pieces(template: str) -> Pieces:
    return tuple((before, fact) for before, fact, _, _ in Formatter().parse(template))


@dataclass(frozen=True, slots=True)
class Teller:
    """Says one breach in any language; kept by its finding."""

    breach: Breach
    survey: Survey

    def __call__(self, language: str) -> Said:
        """The breach for readers of a language, in English where that language is not known."""
        known = matching(language, LANGUAGES) or LANGUAGES[0]
        code, variant = self.breach.code, self.breach.variant
        sentence = messages(known)[f"{code}/{variant}" if variant else code]
        return Said(self._filled(sentence.says, known), self._filled(sentence.mend, known))

    def _filled(self, pieces: Pieces, language: str) -> str:
        facts = self.breach.facts
        return "".join(
            before if fact is None else before + self._word(facts[fact], language) for before, fact in pieces
        )

    def _word(self, value: Any, language: str) -> str:
        say = _SAID.get(type(value))
        return say(value, language, self.survey.schedule) if say else str(value)


def _best(text: Text, language: str, schedule: Schedule) -> str:
    if language in text:
        return text[language]
    return text.best(language, *schedule.conference.languages)[1]


def _with_id(called: str, value: Any, language: str) -> str:
    return f"{called}（{value.id}）" if language == "zh" else f"{called} ({value.id})"


def _session(session: Session, language: str, schedule: Schedule) -> str:
    return _with_id(f"“{_best(session.title, language, schedule)}”", session, language)


def _participant(who: Participant, language: str, _: Schedule) -> str:
    return _with_id(who.named(language)[0].full, who, language)


def _named(value: Room | Track, language: str, schedule: Schedule) -> str:
    return _with_id(_best(value.name, language, schedule), value, language)


def _period(period: Period, language: str, schedule: Schedule) -> str:
    start, end = schedule.wall(period.start), schedule.wall(period.end)
    return f"{_day(start.date(), language, schedule)} {Wording.of(language).times(start, end)}"


def _day(day: date, language: str, schedule: Schedule) -> str:
    return Wording.of(language).short_day_of(schedule.conference, day)


def _several(values: tuple[Any, ...], language: str, schedule: Schedule) -> str:
    said = [say(each, language, schedule) if (say := _SAID.get(type(each))) else str(each) for each in values]
    if len(said) > 1:
        said[-2:] = [said[-2] + _AND[language] + said[-1]]
    return Wording.of(language).listed(said)


def _label(value: Enumeration, language: str, _: Schedule) -> str:
    return Wording.of(language).label(value).lower()


_SAID: Mapping[type, Callable[[Any, str, Schedule], str]] = {
    Session: _session,
    Participant: _participant,
    Room: _named,
    Track: _named,
    Period: _period,
    date: _day,
    tuple: _several,
    **dict.fromkeys(Enumeration.__subclasses__(), _label),
}
"""How facts are said, by their type; others are text already."""


def finding(breach: Breach, severity: Severity, survey: Survey) -> Finding:
    """The finding of a breach, said in English; its `Finding.said` says it in the other languages."""
    teller = Teller(breach, survey)
    said = teller(LANGUAGES[0])
    subjects = tuple(_subjects(breach.facts))
    return Finding(
        severity=severity,
        code=breach.code,
        about=tuple(each.id for each in subjects),
        message=f"{said.sentence}: {said.remedy}",
        subjects=subjects,
        where=_where(breach, survey),
        facts=tuple(_facts(breach, survey)),
        telling=teller,
    )


def _subjects(facts: Mapping[str, Any]) -> Iterator[Subject]:
    for value in facts.values():
        for each in value if type(value) is tuple else (value,):
            kind = _KINDS.get(type(each))
            if kind is not None:
                yield Subject(kind, each.id)


def _where(breach: Breach, survey: Survey) -> Where | None:
    by_type = {type(value): value for value in reversed([*breach.facts.values()])}
    session, room, period = (by_type.get(each) for each in (Session, Room, Period))
    place = room.id if room else next(iter(survey.rooms(session)), None) if session else None
    if period is None and session and session.slot:
        period = session.slot.period
    if period is not None:
        return Where(survey.day(period.start), place, period.start, period.end)
    day = by_type.get(date)
    return Where(day, place) if day or place else None


def _facts(breach: Breach, survey: Survey) -> Iterator[tuple[str, str]]:
    if breach.variant:
        yield "variant", breach.variant
    for name, value in breach.facts.items():
        yield name, _plain(value, survey, timed=breach.timed)


def _plain(value: Any, survey: Survey, *, timed: bool) -> str:
    """A fact as no translation and no new title changes it."""
    kind = type(value)
    if kind is Session and timed and (at := survey.placed(value)):
        return f"{at.id} {at.start.isoformat()}/{at.end.isoformat()} {','.join(at.rooms)}"
    if kind in _KINDS:
        return str(value.id)
    if kind is Period:
        return f"{value.start.isoformat()}/{value.end.isoformat()}"
    if kind is tuple:
        return " ".join(_plain(each, survey, timed=timed) for each in value)
    return str(value)
