"""Who appears in a session: people below their roles, and those who take part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from eventkit.model import Appearance, Kind, Participant, ParticipantKind, Role, Session, Status
from eventkit.outputs.programme.setting import APART, Setting, Spans, below, pair
from eventkit.typesetting.flow import Column, Piece, linked, together
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import as_one, item, within

# What a session's kind says already need not be said of its people.
_SAID = {
    Kind.TALK: Role.SPEAKER,
    Kind.KEYNOTE: Role.KEYNOTE_SPEAKER,
    Kind.LIGHTNING: Role.SPEAKER,
    Kind.POSTER: Role.PRESENTER,
}

_NAMES_ONLY = frozenset({Role.INTERPRETER})
"""Roles whose people are called by name alone: they serve, and are not the matter of the session."""


def person_anchor(participant: Participant) -> str:
    """What links call someone's entry in the index."""
    return f"person-{participant.id}"


def speaking(setting: Setting, session: Session, column: Column) -> Iterator[Piece]:
    """Everyone with a task, in the order of protocol, below a role for each run of people who share it."""
    active = [each for each in session.people if each.comes and each.role is not Role.PARTICIPANT]
    for role, run in groupby(active, key=lambda appearance: appearance.role):
        group, listed = list(run), Element("L")
        captioned = _SAID.get(session.kind) is not role and not setting.says(session.title, role)
        if captioned:
            yield from within(listed, [_role(setting, role, group, column)])
        entries = [_name(setting, session, each, column) for each in group]
        if role not in _NAMES_ONLY:
            told = zip(entries, group, strict=True)
            entries = [_with_positions(setting, lines, each, column) for lines, each in told]
        if captioned:
            entries[0] = together(entries[0])
        yield from (piece for lines in _in_company(entries) for piece in item(lines, of=listed))


def attending(setting: Setting, session: Session, column: Column) -> Iterator[Piece]:
    """Who takes part without a task: bodies by name, below what a run of them has in common."""
    group = [each for each in session.people if each.comes and each.role is Role.PARTICIPANT]
    listed = Element("L")
    if group:
        caption = _role(setting, Role.PARTICIPANT, group, column)
        yield from within(listed, [caption._replace(before=setting.sheet.line)])
    runs = groupby(group, key=lambda each: _in_common(setting, each))
    for at, (shared, run) in enumerate(runs):
        space = setting.sheet.line / 2 if at else 0
        heading = together(pair(shared, column), before=space) if shared else []
        yield from within(listed, item([line._replace(keeps=True) for line in heading]))
        told = [(_name(setting, session, each, column), each) for each in run]
        entries = [lines if shared else _with_positions(setting, lines, each, column) for lines, each in told]
        yield from (piece for lines in _in_company(entries) for piece in item(lines, of=listed))


def _in_company(entries: Sequence[list[Piece]]) -> Iterator[list[Piece]]:
    """The entries of a list, no single line of which stands alone where a page ends or begins."""
    last = len(entries) - 1
    for at, lines in enumerate(entries):
        alone = at == 0 or (at == last - 1 and len(entries[last]) == 1)
        keeps = alone and at < last and len(lines) == 1
        yield [*lines[:-1], lines[-1]._replace(keeps=True)] if keeps else lines


def _in_common(setting: Setting, appearance: Appearance) -> Spans:
    """What may be said once of a run of bodies; nothing of a person, whose position is theirs alone."""
    if setting.schedule.participant(appearance.participant).kind is ParticipantKind.PERSON:
        return []
    return setting.positions(appearance)


def _role(setting: Setting, role: Role, group: Sequence[Appearance], column: Column) -> Piece:
    said = joined(setting.label(role, setting.type.role, many=len(group) > 1))
    (caption,) = as_one("Caption", [column.text(said)])
    return caption._replace(before=setting.sheet.line / 2, keeps=True)


def _name(setting: Setting, session: Session, appearance: Appearance, column: Column) -> list[Piece]:
    """The name, linked to the index, and whether they may not come."""
    participant = setting.schedule.participant(appearance.participant)
    about = (participant.id,)
    plain = appearance.role is Role.PARTICIPANT or appearance.role in _NAMES_ONLY
    names = setting.name(participant, setting.type.plain_name if plain else setting.type.name)
    lines = [linked(piece, f"#{person_anchor(participant)}") for piece in pair(names, column, about, APART)]
    if appearance.status is Status.TENTATIVE and session.status is not Status.TENTATIVE:
        lines += pair(setting.label(appearance.status, setting.type.status), column, about)
    return together(lines)


def _with_positions(
    setting: Setting, name: Sequence[Piece], appearance: Appearance, column: Column
) -> list[Piece]:
    """A name above the positions, each language on lines of its own."""
    sheet, about = setting.sheet, (appearance.participant,)
    held = below(setting.positions(appearance), column.narrowed(2 * sheet.unit), about, balanced=True)
    return together([*name, *held], before=sheet.line / 2)
