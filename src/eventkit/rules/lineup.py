"""Rules of who does what in a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit.findings import Severity
from eventkit.model import Appearance, Kind, Participant, Role, Session, Status
from eventkit.rules.examples import as_, example, session
from eventkit.rules.rooms import COME_AND_SEE
from eventkit.rules.rule import Breach, Rule, rule
from eventkit.rules.scope import SESSION
from eventkit.rules.survey import Survey

_LEADING = frozenset({Role.MODERATOR, Role.CHAIR, Role.HOST})
_SILENT = frozenset({Role.INTERPRETER, Role.PARTICIPANT, Role.GUEST, Role.CHAIR, Role.MODERATOR, Role.HOST})
"""Roles of those who do not give a keynote."""


def _roles(session_: Session) -> set[Role]:
    return {each.role for each in session_.people if each.comes}


def _led(survey: Survey, session_: Session) -> bool:
    return any(not _LEADING.isdisjoint(_roles(each)) for each in survey.line(session_))


@rule(
    "panel-unmoderated",
    Severity.WARNING,
    SESSION,
    lambda: example(
        session("algebra", "09:00-10:00", "hall", kind="panel", people=as_("panellist", "noether"))
    ),
)
def panels_are_moderated(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every panel has a moderator, chair or host, itself or in a session it is part of.

    Someone has to open it, share out the time and end it.
    """
    for each in sessions:
        if each.kind is Kind.PANEL and each.status is not Status.CANCELLED and not _led(survey, each):
            yield panels_are_moderated.breach(session=each)


@rule(
    "moderator-panellist",
    Severity.WARNING,
    SESSION,
    lambda: example(
        session(
            "algebra",
            "09:00-10:00",
            "hall",
            kind="panel",
            people=[*as_("moderator", "noether"), *as_("panellist", "noether", "hypatia")],
        )
    ),
)
def moderators_only_moderate(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """No moderator is a panellist of the same session.

    Who shares out the time should not be waiting for it; in most files it is one person entered twice.
    """
    for each in sessions:
        if len(each.people) < 2 or each.status is Status.CANCELLED:
            continue
        panel = {one.participant for one in each.people if one.role is Role.PANELLIST and one.comes}
        for one in each.people:
            if one.role is Role.MODERATOR and one.comes and one.participant in panel:
                yield moderators_only_moderate.breach(person=_who(survey, one), session=each)


def _who(survey: Survey, appearance: Appearance) -> Participant | None:
    return survey.participant(appearance.participant)


@rule(
    "no-keynote-speaker",
    Severity.WARNING,
    SESSION,
    lambda: example(session("algebra", "09:00-10:00", "hall", kind="keynote")),
)
def keynotes_are_given(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every keynote names who gives it, itself or in its parts.

    It is what people come for, and its speaker is on every poster.
    """
    for each in sessions:
        if (
            each.kind is Kind.KEYNOTE
            and each.status is not Status.CANCELLED
            and _roles(each) <= _SILENT
            and not survey.parts(each.id)
        ):
            yield keynotes_are_given.breach(session=each)


@rule("nobody", Severity.INFO, SESSION, lambda: example(session("algebra", "09:00-10:00", "hall")))
def someone_speaks(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every talk names someone, itself or in its parts.

    A programme shows an empty line, and nobody gets a badge or an invitation.
    """
    for each in sessions:
        if (
            each.kind is Kind.TALK
            and each.status is not Status.CANCELLED
            and not any(one.comes for one in each.people)
            and not survey.parts(each.id)
        ):
            yield someone_speaks.breach(session=each)


@rule(
    "block-unchaired",
    Severity.INFO,
    SESSION,
    lambda: example(
        session("symposium", "09:00-10:00", "hall", kind="block"),
        session("algebra", "09:00-09:30", parent="symposium", people=["noether"]),
        session("geometry", "09:30-10:00", parent="symposium", people=["hypatia"]),
    ),
)
def blocks_are_chaired(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every block of several talks has a chair, moderator or host, itself, above it or in its parts.

    Someone has to introduce the speakers and keep the time.
    """
    for block in sessions:
        if block.kind is not Kind.BLOCK or block.status is Status.CANCELLED or _led(survey, block):
            continue
        parts = [
            part
            for part in survey.parts(block.id)
            if part.people and part.status is not Status.CANCELLED and part.kind not in COME_AND_SEE
        ]
        if len(parts) > 1 and not any(not _LEADING.isdisjoint(_roles(part)) for part in parts):
            yield blocks_are_chaired.breach(session=block)


@rule(
    "not-confirmed",
    Severity.INFO,
    SESSION,
    lambda: example(
        session("algebra", "09:00-10:00", "hall", people=as_("speaker", "noether", status="cancelled"))
    ),
)
def everyone_has_confirmed(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Everyone who is named has confirmed that they come.

    A name that is printed should be sure. Who cancelled and is still listed is a warning: nobody is found
    in their place yet.
    """
    for each in sessions:
        if each.status is Status.CANCELLED:
            continue
        for one in each.people:
            if one.status is not Status.CONFIRMED:
                gone = one.status is Status.CANCELLED
                yield everyone_has_confirmed.breach(
                    "cancelled" if gone else "",
                    Severity.WARNING if gone else None,
                    person=_who(survey, one),
                    role=one.role,
                    session=each,
                )


RULES: tuple[Rule, ...] = (
    panels_are_moderated,
    moderators_only_moderate,
    keynotes_are_given,
    someone_speaks,
    blocks_are_chaired,
    everyone_has_confirmed,
)
