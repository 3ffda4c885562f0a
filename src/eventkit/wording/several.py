"""People and their positions for readers of several languages at once."""

from __future__ import annotations

from eventkit.model import Affiliation, Appearance, Name, Participant, ParticipantKind
from eventkit.schedule import Schedule
from eventkit.texts import matching
from eventkit.wording.people import affiliation_in


def forms(schedule: Schedule, participant: Participant, languages: tuple[str, ...]) -> tuple[Name, ...]:
    """The forms of a name to print, the foremost first: one for each language that has one, then the owner's.

    Where none of the languages has one, that of the conference's next language comes first: a Chinese page
    that names someone in Georgian alone would be read by nobody.
    """
    there = [form.language for form in participant.name]
    known = [language for language in languages if matching(language, there)]
    named = participant.named(*(known or schedule.conference.languages))
    if known and participant.kind is not ParticipantKind.PERSON:
        # Names of bodies are translated, not owned: who reads 中国政府 need not be told in English.
        asked = {matching(language, there) for language in known}
        others = {matching(language, there) for language in schedule.conference.languages} - asked
        return tuple(form for form in named if form.language not in others)
    return named


def positions(
    schedule: Schedule, of: Appearance | Participant, languages: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """What to print of someone's positions: language and line, all of one language before the next.

    A position is said in each language that has all of it, or else in the conference's first that has, and
    where none has, once, as well as it can be: a line half in one language and half in another serves the
    readers of neither.
    """
    held = schedule.affiliations_of(of) if isinstance(of, Appearance) else of.affiliations
    lines: dict[str, dict[str, None]] = {language: {} for language in languages}
    for each in held:
        whole = [language for language in languages if _has(schedule, each, language)]
        others = (language for language in schedule.conference.languages if _has(schedule, each, language))
        for language in whole or [next(others, languages[0])]:
            said = _said(schedule, each, language, languages)
            if all(said not in known for known in lines.values()):
                lines.setdefault(language, {})[said] = None
    return tuple((language, line) for language, known in lines.items() for line in known)


def _said(schedule: Schedule, affiliation: Affiliation, language: str, languages: tuple[str, ...]) -> str:
    held_at = affiliation.organisation
    organisation = schedule.organisation(held_at) if held_at is not None else None
    fallback = (*languages, *schedule.conference.languages)
    return affiliation_in((language, *fallback), affiliation.position, organisation)


def _has(schedule: Schedule, affiliation: Affiliation, language: str) -> bool:
    texts = [affiliation.position]
    if affiliation.organisation is not None:
        texts.append(schedule.organisation(affiliation.organisation).name)
    return all(text is None or matching(language, text) is not None for text in texts)
