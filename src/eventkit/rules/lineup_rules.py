"""Rules of who does what in a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit.findings import Severity
from eventkit.model import WITHDRAWN, Appearance, Kind, Participant, Role, Session, Status
from eventkit.rules.room_rules import COME_AND_SEE
from eventkit.rules.rule import Rule, Violation, rule
from eventkit.rules.rule_examples import a_person, a_session, example, in_role
from eventkit.rules.rule_scopes import ALL, SESSION
from eventkit.rules.schedule_index import ScheduleIndex
from eventkit.schedule import Schedule
from eventkit.wording.public_schedule import is_frame

_LEADING = frozenset({Role.MODERATOR, Role.CHAIR, Role.HOST})

_SILENT = frozenset({Role.INTERPRETER, Role.PARTICIPANT, Role.GUEST, Role.CHAIR, Role.MODERATOR, Role.HOST})
"""Roles of those who do not give a keynote."""


def _roles(session: Session) -> set[Role]:
    return {appearance.role for appearance in session.people if appearance.comes}


def _has_leader(index: ScheduleIndex, session: Session) -> bool:
    return any(not _LEADING.isdisjoint(_roles(outer)) for outer in index.lineage(session))


@rule(
    "panel-unmoderated",
    Severity.WARNING,
    SESSION,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", kind="panel", people=in_role("panellist", "noether"))
    ),
)
def panels_are_moderated(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every panel has a moderator, chair or host, itself or in a session it is part of.

    Someone has to open it, share out the time and end it.
    """
    for session in sessions:
        if (
            session.kind is Kind.PANEL
            and session.status is not Status.CANCELLED
            and not _has_leader(index, session)
        ):
            yield panels_are_moderated.violation(
                "{session} is a panel without a moderator", "add a moderator", session=session
            )


@rule(
    "moderator-panellist",
    Severity.WARNING,
    SESSION,
    lambda: example(
        a_session(
            "algebra",
            "09:00-10:00",
            "hall",
            kind="panel",
            people=[*in_role("moderator", "noether"), *in_role("panellist", "noether", "hypatia")],
        )
    ),
)
def moderators_only_moderate(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """No moderator is a panellist of the same session.

    Who shares out the time should not be waiting for it; in most files it is one person entered twice.
    """
    for session in sessions:
        if len(session.people) < 2 or session.status is Status.CANCELLED:
            continue
        panel = {one.participant for one in session.people if one.role is Role.PANELLIST and one.comes}
        for one in session.people:
            if one.role is Role.MODERATOR and one.comes and one.participant in panel:
                yield moderators_only_moderate.violation(
                    "{person} is both moderator and panellist of {session}",
                    "keep one of the two roles",
                    person=_participant_of(index, one),
                    session=session,
                )


def _participant_of(index: ScheduleIndex, appearance: Appearance) -> Participant:
    (participant,) = index.participants([appearance.participant])
    return participant


@rule(
    "no-keynote-speaker",
    Severity.WARNING,
    SESSION,
    lambda: example(a_session("algebra", "09:00-10:00", "hall", kind="keynote")),
)
def keynotes_have_speakers(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every keynote names who gives it, itself or in its parts.

    It is what people come for, and its speaker is on every poster.
    """
    for session in sessions:
        if (
            session.kind is Kind.KEYNOTE
            and session.status is not Status.CANCELLED
            and _roles(session) <= _SILENT
            and not index.parts(session.id)
        ):
            yield keynotes_have_speakers.violation(
                "{session} is a keynote without a speaker", "add the speaker", session=session
            )


@rule("nobody", Severity.INFO, SESSION, lambda: example(a_session("algebra", "09:00-10:00", "hall")))
def someone_speaks(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every talk names someone, itself or in its parts.

    A programme shows an empty line, and nobody gets a badge or an invitation.
    """
    for session in sessions:
        if (
            session.kind is Kind.TALK
            and session.status is not Status.CANCELLED
            and not any(one.comes for one in session.people)
            and not index.parts(session.id)
        ):
            yield someone_speaks.violation("{session} has no people yet", "add the speakers", session=session)


@rule(
    "block-unchaired",
    Severity.INFO,
    SESSION,
    lambda: example(
        a_session("symposium", "09:00-10:00", "hall", kind="block"),
        a_session("algebra", "09:00-09:30", parent="symposium", people=["noether"]),
        a_session("geometry", "09:30-10:00", parent="symposium", people=["hypatia"]),
    ),
)
def blocks_are_chaired(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every block of several talks has a chair, moderator or host, itself, above it or in its parts.

    Someone has to introduce the speakers and keep the time.
    """
    for block in sessions:
        if block.kind is not Kind.BLOCK or block.status is Status.CANCELLED or _has_leader(index, block):
            continue
        parts = [
            part
            for part in index.parts(block.id)
            if part.people and part.status is not Status.CANCELLED and part.kind not in COME_AND_SEE
        ]
        if len(parts) > 1 and not any(not _LEADING.isdisjoint(_roles(part)) for part in parts):
            yield blocks_are_chaired.violation(
                "{session} has several talks but no chair", "add a chair or a moderator", session=block
            )


@rule(
    "empty-block",
    Severity.INFO,
    ALL,
    lambda: example(
        a_session("symposium", "09:00-10:00", "hall", kind="block"),
        a_session("algebra", "09:00-09:30", parent="symposium", people=["noether"]),
        a_session("session", "09:00-10:00", "attic", kind="block", title={"en": "Session", "zh": "专场"}),
    ),
)
def blocks_have_talks(_: ScheduleIndex, schedules: Iterable[Schedule]) -> Iterator[Violation]:
    """Every block without a title of its own has talks, once any block has some.

    Readers do not see an empty one: its room seems to be free.
    """
    for schedule in schedules:
        blocks = [session for session in schedule.sessions if session.kind is Kind.BLOCK]
        if any(schedule.parts(block.id) for block in blocks):
            for block in blocks:
                if block.status is not Status.CANCELLED and is_frame(block) and not schedule.parts(block.id):
                    yield blocks_have_talks.violation(
                        "{session} has no talks, so it is not printed",
                        "plan talks into it, or remove it",
                        session=block,
                    )


@rule(
    "not-confirmed",
    Severity.INFO,
    SESSION,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", people=in_role("speaker", "noether", status="cancelled"))
    ),
)
def everyone_has_confirmed(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Everyone who is named has confirmed that they come.

    A name that is printed should be sure. Who cancelled and is still listed is a warning: nobody is found
    in their place yet.
    """
    for session in sessions:
        if session.status is Status.CANCELLED:
            continue
        for one in session.people:
            if one.status is not Status.CONFIRMED:
                is_cancelled = one.status is Status.CANCELLED
                yield everyone_has_confirmed.violation(
                    "{person} has cancelled but is still listed as {role} of {session}"
                    if is_cancelled
                    else "{person} has not confirmed yet as {role} of {session}",
                    "find someone else, or remove the name"
                    if is_cancelled
                    else "ask, and set the appearance to confirmed or cancelled",
                    "cancelled" if is_cancelled else "",
                    Severity.WARNING if is_cancelled else None,
                    person=_participant_of(index, one),
                    role=one.role,
                    session=session,
                )


@rule(
    "erased-person",
    Severity.WARNING,
    SESSION,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", people=["withdrawn-1a2b"]),
        participants=[a_person("withdrawn-1a2b", name={"und": WITHDRAWN})],
    ),
)
def erased_people_are_replaced(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """No session that takes place names someone who was erased.

    Readers see the session without them, and nobody is found for their task yet.
    """
    for session in sessions:
        if session.status is Status.CANCELLED:
            continue
        for one in session.people:
            if one.comes and (who := _participant_of(index, one)).is_withdrawn:
                yield erased_people_are_replaced.violation(
                    "{session} names {person}, who was erased, as {role}",
                    "find someone else, remove the entry, or cancel the session",
                    person=who,
                    role=one.role,
                    session=session,
                )


RULES: tuple[Rule, ...] = (
    panels_are_moderated,
    moderators_only_moderate,
    keynotes_have_speakers,
    someone_speaks,
    blocks_are_chaired,
    blocks_have_talks,
    everyone_has_confirmed,
    erased_people_are_replaced,
)
