"""Rules of the schedule, narrowed to what a document prints.

The findings are those of the rules, graded by the settings of the conference. They have the identities of
``eventkit check``, so that one waiver covers both.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, NamedTuple
from weakref import ref

from eventkit.findings import Finding
from eventkit.model import ParticipantId, SessionId
from eventkit.rules import RULES, Checker, RuleSettings
from eventkit.schedule import Schedule

ContentPart = Literal["titles", "abstracts", "names", "positions", "bodies", "places", "waiting"]
"""A part of the content: titles of sessions; subtitles and abstracts; names of people; positions and
organisations; names of bodies; names of rooms and tracks; the list of unscheduled sessions."""


# The part that each rule is about; a variant of a rule about another part has an entry of its own.
_RULES: dict[str, ContentPart] = {
    "unscheduled": "waiting",
    "untitled": "titles",
    "one-language": "titles",
    "text-one-language": "abstracts",
    "text-one-language/organisation": "bodies",
    "text-one-language/honorific": "names",
    "text-one-language/most-honorifics": "names",
    "name-otherwise": "names",
    "unnamed": "names",
    "same-name": "names",
    "no-organisation": "positions",
    "frame-one-language": "places",
}

_ALWAYS = {"frame-one-language/title"}

_RESOLVED_BY_PRINT = {"unscheduled/parts"}  # print shows such a session at the time of its parts

_OF_ALL = ("text-one-language", "frame-one-language")  # rules whose variants are about several parts


@dataclass(frozen=True, slots=True)
class PrintedContent:
    languages: tuple[str, ...]  # the languages of the print, the primary one first
    parts: frozenset[ContentPart]
    sessions: AbstractSet[SessionId] | None = None
    # The printed people; where None, all who appear in these sessions.
    people: AbstractSet[ParticipantId] | None = None


def check_printed(schedule: Schedule, printed: PrintedContent, settings: RuleSettings) -> tuple[Finding, ...]:
    """The findings of the rules about the printed content, most severe first, waived ones included.

    Texts are required in the languages of the print rather than in those of the conference.
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
    findings = _find(schedule, read, printed.parts, settings)
    return tuple(
        finding for finding in findings if _concerns(finding, printed.parts) and ids.issuperset(finding.about)
    )


class _Checked(NamedTuple):
    schedule: ref[Schedule]
    languages: tuple[str, ...]
    parts: AbstractSet[ContentPart]
    settings: RuleSettings
    findings: tuple[Finding, ...]


_recent: deque[_Checked] = deque(maxlen=8)
"""The last checks: one badge after the other may be requested of the same schedule."""


def _find(
    schedule: Schedule, read: Schedule, parts: AbstractSet[ContentPart], settings: RuleSettings
) -> tuple[Finding, ...]:
    languages = read.conference.languages
    for checked in tuple(_recent):
        if checked.schedule() is schedule and checked[1:4] == (languages, parts, settings):
            return checked.findings
    chosen = tuple(rule for rule in RULES if rule.code in _OF_ALL or _RULES.get(rule.code) in parts)
    findings = Checker(read, settings, chosen).findings
    _recent.append(_Checked(ref(schedule), languages, parts, settings, findings))
    return findings


def _sessions(schedule: Schedule, printed: PrintedContent) -> AbstractSet[str]:
    if printed.sessions is None:
        return {session.id for session in schedule.sessions}
    return set(printed.sessions)


def _people(schedule: Schedule, printed: PrintedContent) -> AbstractSet[str]:
    if printed.people is not None:
        return set(printed.people)
    sessions = _sessions(schedule, printed)
    return {
        appearance.participant
        for session in schedule.sessions
        if session.id in sessions
        for appearance in session.people
        if appearance.comes
    }


def _concerns(finding: Finding, parts: AbstractSet[ContentPart]) -> bool:
    variant = f"{finding.code}/{dict(finding.facts).get('variant', '')}"
    if variant in _RESOLVED_BY_PRINT:
        return False
    return variant in _ALWAYS or _RULES.get(variant, _RULES[finding.code]) in parts
