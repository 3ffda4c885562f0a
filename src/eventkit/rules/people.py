"""Rules of people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from eventkit.findings import Finding, Severity
from eventkit.model import Kind, Participant, ParticipantKind, Role, Session, SessionId, Status
from eventkit.rules.rule import Rule, called, line_up, nested, overlapping, rule, when
from eventkit.schedule import Schedule

_ASIDE = frozenset({Role.PARTICIPANT, Role.AUTHOR, Role.CONTRIBUTOR, Role.GUEST})
"""Roles that do not hold one to the place for the whole time."""

_COME_AND_GO = frozenset({Kind.POSTER, Kind.WORKSHOP, Kind.DEMONSTRATION, Kind.SOCIAL, Kind.BREAK, Kind.MEAL})
"""Sessions that one may leave for a while."""

# Canonical combining classes of marks that make another letter and are no accent: nukta, the voicing of
# kana, virama (Unicode 4.3).
_LETTERS_OWN = frozenset({7, 8, 9})


@rule("person-clash", Severity.ERROR)
def one_place_at_a_time(schedule: Schedule) -> Iterator[Finding]:
    """No person is in two places at once; teams, delegations and parts of one session aside."""
    for person in schedule.participants:
        if person.kind is not ParticipantKind.PERSON:
            continue
        held: dict[SessionId, set[Role]] = {}
        for session, appearance in schedule.appearances(person.id):
            if appearance.comes:
                held.setdefault(session.id, set()).add(appearance.role)
        for one, other, period in overlapping(map(schedule.session, held)):
            if nested(schedule, one, other):
                continue
            loose = any(_may_leave(each, held[each.id]) for each in (one, other))
            yield one_place_at_a_time.finding(
                (person.id, one.id, other.id),
                f"{_who(person)} is in {called(one)} and {called(other)} at once, "
                f"{when(schedule, period)}: move one of them",
                Severity.WARNING if loose else Severity.ERROR,
            )


def _may_leave(session: Session, roles: set[Role]) -> bool:
    return session.kind in _COME_AND_GO or roles <= _ASIDE


@rule("same-name", Severity.WARNING)
def one_entry_for_one_name(schedule: Schedule) -> Iterator[Finding]:
    """No two participants have the same name, be it spelt with other accents, case or order of words."""
    by_name: dict[str, dict[str, Participant]] = {}
    for participant in schedule.participants:
        for spelling in (*(form.full for form in participant.name), *participant.variants):
            by_name.setdefault(folded(spelling), {})[participant.id] = participant
    for alike in by_name.values():
        if len(alike) > 1:
            *others, last = map(_who, alike.values())
            yield one_entry_for_one_name.finding(
                tuple(alike),
                f"{', '.join(others)} and {last} share a name: if they are the same, keep one entry and "
                "list the other spelling under variants",
            )


def folded(name: str) -> str:
    """A name without accents, case, punctuation and order of words, for finding the same one again."""
    kept = (
        char if unicodedata.category(char)[0] in "LMN" else " "
        for char in unicodedata.normalize("NFKD", name)
        if unicodedata.combining(char) in {0, *_LETTERS_OWN}
    )
    return " ".join(sorted("".join(kept).casefold().split())) or name


def _who(participant: Participant) -> str:
    return f"{participant.name[0].full} ({participant.id})"


@rule("panel-unmoderated", Severity.WARNING)
def panels_are_moderated(schedule: Schedule) -> Iterator[Finding]:
    """Every panel has a moderator or a chair, itself or in a session it is part of."""
    for session in schedule.sessions:
        if session.kind is not Kind.PANEL or session.status is Status.CANCELLED:
            continue
        roles = {
            appearance.role
            for each in line_up(schedule, session)
            for appearance in schedule.session(each).people
            if appearance.comes
        }
        if not roles & {Role.MODERATOR, Role.CHAIR, Role.HOST}:
            yield panels_are_moderated.finding(
                (session.id,), f"{called(session)} is a panel without a moderator: name one"
            )


@rule("nobody", Severity.INFO)
def someone_speaks(schedule: Schedule) -> Iterator[Finding]:
    """Every keynote and talk names someone."""
    for session in schedule.sessions:
        spoken = session.kind in {Kind.KEYNOTE, Kind.TALK} and session.status is not Status.CANCELLED
        if (
            spoken
            and not any(appearance.comes for appearance in session.people)
            and not schedule.parts(session.id)
        ):
            yield someone_speaks.finding((session.id,), f"{called(session)} names nobody yet: add who speaks")


RULES: tuple[Rule, ...] = (
    one_place_at_a_time,
    one_entry_for_one_name,
    panels_are_moderated,
    someone_speaks,
)
