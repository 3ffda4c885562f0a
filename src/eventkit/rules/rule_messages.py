"""Rule messages: violations as findings, in the words of each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from eventkit.findings import Finding, Severity, Subject, Where
from eventkit.messages import Interface, Message, Reader
from eventkit.model import Conference, Enumeration, Participant, Room, Session, Track
from eventkit.rules.rule import Fact, Violation
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.wording import Wording
from eventkit.wording.public_schedule import block_place, is_untitled

_AND = {"en": " and ", "zh": "和", "ar": " و"}
_KINDS: Mapping[type, str] = {
    Session: "session",
    Participant: "participant",
    Room: "room",
    Track: "track",
    Conference: "conference",
}

_Entity = Session | Participant | Room | Track | Conference


@dataclass(frozen=True, slots=True)
class ScheduleFact:
    """A fact of a message, with the schedule that has its languages and its time zone."""

    fact: Fact
    schedule: Schedule = field(compare=False, repr=False)
    has_id: bool = True  # whether an entity has its id beside its name

    def in_words(self, reader: Reader, /) -> str:
        # Pages link to what is meant, so that nobody who clicks needs an id.
        has_id = self.has_id and reader.interface is not Interface.BROWSER
        return reader.isolate(_format(self.fact, reader.language, self.schedule, has_id=has_id))


def _format(fact: Fact, language: str, schedule: Schedule, *, has_id: bool = True) -> str:
    match fact:
        case Session() | Participant() | Room() | Track() | Conference():
            return _format_entity(fact, language, schedule, has_id=has_id)
        case Period():
            return _format_period(fact, language, schedule)
        case date():
            return Wording.of(language).short_day_of(schedule.conference, fact)
        case tuple():
            items = (_format(item, language, schedule, has_id=has_id) for item in fact)
            return join_texts([*map(Wording.of(language).isolate, items)], language)
        case Enumeration():
            return Wording.of(language).label(fact).lower()
        case str() | int():
            return str(fact)


def _format_period(period: Period, language: str, schedule: Schedule) -> str:
    """A period as its day and times; as days alone if it is whole days, by the calendar or of the conference.

    One that ends on another day of the conference has the day of its end as well.
    """
    start, end = schedule.wall(period.start), schedule.wall(period.end)
    day, wording = _format(start.date(), language, schedule), Wording.of(language)
    if start.time() == end.time() and start.time() in {time.min, schedule.conference.day_change}:
        last = end.date() - timedelta(days=1)
        return day if last == start.date() else f"{day} – {_format(last, language, schedule)}"
    if schedule.day(period.start) == schedule.day(period.end - _MINUTE):
        return f"{day} {wording.times(start, end)}"
    end_day = _format(end.date(), language, schedule)
    return f"{day} {wording.time(start)} – {end_day} {wording.time(end)}"


_MINUTE = timedelta(minutes=1)


def join_texts(texts: Sequence[str], language: str) -> str:
    """Texts as a list in a sentence: A, B and C."""
    if len(texts) < 2:
        return "".join(texts)
    *most, last = texts
    return Wording.of(language).listed(most) + _AND[language] + last


def _best_text(text: Text, language: str, schedule: Schedule) -> str:
    if language in text:
        return text[language]
    return text.best(language, *schedule.conference.languages)[1]


def name_entity(entity: _Entity, language: str, schedule: Schedule) -> str:
    match entity:
        case Session() if is_untitled(entity):
            return f"“{block_place(schedule, entity, language)}”"
        case Session():
            return f"“{_best_text(entity.title, language, schedule)}”"
        case Participant():
            return entity.named(language)[0].full
        case Conference():
            return _best_text(entity.title, language, schedule)
        case Room() | Track():
            return _best_text(entity.name, language, schedule)


def _format_entity(entity: _Entity, language: str, schedule: Schedule, *, has_id: bool) -> str:
    """The name of an entity, and its id; the id alone of a person who was erased."""
    if isinstance(entity, Participant) and entity.is_withdrawn:
        return entity.id
    name = name_entity(entity, language, schedule)
    if not has_id:
        return name
    return f"{name}（{entity.id}）" if language == "zh" else f"{name} ({entity.id})"


def to_finding(violation: Violation, severity: Severity, index: ScheduleIndex) -> Finding:
    facts = {name: ScheduleFact(fact, index.schedule) for name, fact in violation.facts.items()}
    subjects = tuple(_subjects(violation.facts))
    return Finding(
        severity=severity,
        code=violation.code,
        about=tuple(subject.id for subject in subjects),
        message=Message.with_remedy(violation.sentence, violation.remedy, **facts),
        subjects=subjects,
        where=_where(violation, index),
        facts=tuple(_identifying_facts(violation, index)),
    )


def _subjects(facts: Mapping[str, Fact]) -> Iterator[Subject]:
    for fact in facts.values():
        for item in fact if isinstance(fact, tuple) else (fact,):
            if isinstance(item, Session | Participant | Room | Track | Conference):
                yield Subject(_KINDS[type(item)], item.id)


def _where(violation: Violation, index: ScheduleIndex) -> Where | None:
    facts = violation.facts.values()
    session = next((fact for fact in facts if isinstance(fact, Session)), None)
    room = next((fact for fact in facts if isinstance(fact, Room)), None)
    period = next((fact for fact in facts if isinstance(fact, Period)), None)
    place = room.id if room else next(iter(index.rooms(session)), None) if session else None
    if period is None and session and session.slot:
        period = session.slot.period
    if period is not None:
        return Where(index.day(period.start), place, period.start, period.end)
    day = next((fact for fact in facts if isinstance(fact, date)), None)
    return Where(day, place) if day or place else None


def _identifying_facts(violation: Violation, index: ScheduleIndex) -> Iterator[tuple[str, str]]:
    if violation.variant:
        yield "variant", violation.variant
    for name, fact in violation.facts.items():
        yield name, _identify(fact, index, timed=violation.timed)


def _identify(fact: Fact, index: ScheduleIndex, *, timed: bool) -> str:
    """A fact as text that no translation and no new title changes."""
    match fact:
        case Session() if timed and (at := index.occupancy(fact)):
            return f"{at.id} {at.start.isoformat()}/{at.end.isoformat()} {','.join(at.rooms)}"
        case Session() | Participant() | Room() | Track() | Conference():
            return str(fact.id)
        case Period():
            return f"{fact.start.isoformat()}/{fact.end.isoformat()}"
        case tuple():
            return " ".join(_identify(item, index, timed=timed) for item in fact)
        case _:
            return str(fact)
