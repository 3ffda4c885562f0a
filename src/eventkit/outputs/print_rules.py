"""Rules of the schedule, narrowed to what a document prints.

Nothing is judged twice: rules find it, graded by the settings of the conference, and their findings have
the identities of ``eventkit check``, so that a waiver of one is a waiver of the other.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from eventkit.findings import Finding
from eventkit.model import ParticipantId, SessionId
from eventkit.rules import RULES, Checker, RuleSettings
from eventkit.schedule import Schedule

ContentPart = Literal["titles", "abstracts", "names", "positions", "bodies", "places", "waiting"]
"""What may be printed of a schedule: titles of sessions; their subtitles and abstracts; names of people;
their positions and organisations; names of bodies; of rooms and tracks; that a session has no time yet."""


# Which rules matter, and what of their findings: the variants of a rule that are about something else are
# named with it.
_RULES: dict[str, ContentPart] = {
    "unscheduled": "waiting",
    "untitled": "titles",
    "one-language": "titles",
    "part-of-cancelled": "titles",
    "text-one-language": "abstracts",
    "text-one-language/organisation": "bodies",
    "name-otherwise": "names",
    "unnamed": "names",
    "same-name": "names",
    "no-organisation": "positions",
    "frame-one-language": "places",
}


_ALWAYS = {"frame-one-language/title"}


_RESOLVED_BY_PRINT = {"unscheduled/parts"}  # print shows such a session at the time of its parts


_OF_ALL = ("text-one-language", "frame-one-language")  # rules whose variants are of several parts


@dataclass(frozen=True, slots=True)
class PrintedContent:
    """What is printed of a schedule.

    Attributes:
        languages: In which languages, the foremost first.
        parts: What is told.
        sessions: Of which sessions; of all where ``None``.
        people: Of which people; where ``None``, of all who are announced in these sessions.
    """

    languages: tuple[str, ...]
    parts: frozenset[ContentPart]
    sessions: AbstractSet[SessionId] | None = None
    people: AbstractSet[ParticipantId] | None = None


def check_printed(schedule: Schedule, printed: PrintedContent, settings: RuleSettings) -> tuple[Finding, ...]:
    """What the rules find wrong with what is printed, gravest first; waived findings are among them.

    Texts are wanted in the languages of the print, be they all of the conference's or one of them.
    """
    languages = tuple(dict.fromkeys(printed.languages))
    conference = schedule.conference
    if languages != conference.languages:
        conference = conference.model_copy(update={"languages": languages})
        read = schedule.model_copy(update={"conference": conference})
    else:
        read = schedule
    ids: set[str] = {conference.id, *(room.id for room in schedule.rooms)}
    ids |= {track.id for track in schedule.tracks}
    ids |= _sessions(schedule, printed) | _people(schedule, printed)
    chosen = tuple(rule for rule in RULES if rule.code in _OF_ALL or _RULES.get(rule.code) in printed.parts)
    found = Checker(read, settings, chosen).findings
    return tuple(each for each in found if _concerns(each, printed.parts) and ids.issuperset(each.about))


def _sessions(schedule: Schedule, printed: PrintedContent) -> AbstractSet[str]:
    if printed.sessions is None:
        return {session.id for session in schedule.sessions}
    return set(printed.sessions)


def _people(schedule: Schedule, printed: PrintedContent) -> AbstractSet[str]:
    if printed.people is not None:
        return set(printed.people)
    sessions = _sessions(schedule, printed)
    return {
        each.participant
        for session in schedule.sessions
        if session.id in sessions
        for each in session.people
        if each.comes
    }


def _concerns(finding: Finding, parts: AbstractSet[ContentPart]) -> bool:
    variant = f"{finding.code}/{dict(finding.facts).get('variant', '')}"
    if variant in _RESOLVED_BY_PRINT:
        return False
    return variant in _ALWAYS or _RULES.get(variant, _RULES[finding.code]) in parts
