"""Who appears in a session: people below their roles, and those who take part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from eventkit.model import Appearance, Kind, Participant, ParticipantKind, Role, Session, Status
from eventkit.outputs.programme.setting import WIDE_SPACE, PrintContext, Spans, set_paired, set_stacked
from eventkit.typesetting.flow import Column, Piece, linked, together
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import as_one, item, within

# What a session's kind says already need not be said of its people.
_IMPLIED_ROLES = {
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


def set_speakers(context: PrintContext, session: Session, column: Column) -> Iterator[Piece]:
    """Everyone with a task, in the order of protocol, below a role for each run of people who share it."""
    active = [each for each in session.people if each.comes and each.role is not Role.PARTICIPANT]
    for role, run in groupby(active, key=lambda appearance: appearance.role):
        group, listed = list(run), Element("L")
        captioned = _IMPLIED_ROLES.get(session.kind) is not role and not context.title_repeats_label(
            session.title, role
        )
        if captioned:
            yield from within(listed, [_set_role(context, role, group, column)])
        entries = [_set_name(context, session, each, column) for each in group]
        if role not in _NAMES_ONLY:
            told = zip(entries, group, strict=True)
            entries = [_add_positions(context, lines, each, column) for lines, each in told]
        if captioned:
            entries[0] = together(entries[0])
        yield from (piece for lines in _keep_company(entries) for piece in item(lines, of=listed))


def set_attendees(context: PrintContext, session: Session, column: Column) -> Iterator[Piece]:
    """Who takes part without a task: bodies by name, below what a run of them has in common."""
    group = [each for each in session.people if each.comes and each.role is Role.PARTICIPANT]
    listed = Element("L")
    if group:
        caption = _set_role(context, Role.PARTICIPANT, group, column)
        yield from within(listed, [caption._replace(before=context.page_format.leading)])
    runs = groupby(group, key=lambda each: _common_positions(context, each))
    for at, (shared, run) in enumerate(runs):
        space = context.page_format.leading / 2 if at else 0
        heading = together(set_paired(shared, column), before=space) if shared else []
        yield from within(listed, item([line._replace(keeps=True) for line in heading]))
        told = [(_set_name(context, session, each, column), each) for each in run]
        entries = [lines if shared else _add_positions(context, lines, each, column) for lines, each in told]
        yield from (piece for lines in _keep_company(entries) for piece in item(lines, of=listed))


def _keep_company(entries: Sequence[list[Piece]]) -> Iterator[list[Piece]]:
    """The entries of a list, no single line of which stands alone where a page ends or begins."""
    last = len(entries) - 1
    for at, lines in enumerate(entries):
        alone = at == 0 or (at == last - 1 and len(entries[last]) == 1)
        keeps = alone and at < last and len(lines) == 1
        yield [*lines[:-1], lines[-1]._replace(keeps=True)] if keeps else lines


def _common_positions(context: PrintContext, appearance: Appearance) -> Spans:
    """What may be said once of a run of bodies; nothing of a person, whose position is theirs alone."""
    if context.schedule.participant(appearance.participant).kind is ParticipantKind.PERSON:
        return []
    return context.position_spans(appearance)


def _set_role(context: PrintContext, role: Role, group: Sequence[Appearance], column: Column) -> Piece:
    said = joined(context.label_spans(role, context.type_scale.role, many=len(group) > 1))
    (caption,) = as_one("Caption", [column.text(said)])
    return caption._replace(before=context.page_format.leading / 2, keeps=True)


def _set_name(context: PrintContext, session: Session, appearance: Appearance, column: Column) -> list[Piece]:
    """The name, linked to the index, and whether they may not come."""
    participant = context.schedule.participant(appearance.participant)
    about = (participant.id,)
    plain = appearance.role is Role.PARTICIPANT or appearance.role in _NAMES_ONLY
    names = context.participant_spans(
        participant, context.type_scale.plain_name if plain else context.type_scale.name
    )
    lines = [
        linked(piece, f"#{person_anchor(participant)}")
        for piece in set_paired(names, column, about, WIDE_SPACE)
    ]
    if appearance.status is Status.TENTATIVE and session.status is not Status.TENTATIVE:
        lines += set_paired(context.label_spans(appearance.status, context.type_scale.status), column, about)
    return together(lines)


def _add_positions(
    context: PrintContext, name: Sequence[Piece], appearance: Appearance, column: Column
) -> list[Piece]:
    """A name above the positions, each language on lines of its own."""
    sheet, about = context.page_format, (appearance.participant,)
    held = set_stacked(
        context.position_spans(appearance), column.narrowed(2 * sheet.unit), about, balanced=True
    )
    return together([*name, *held], before=sheet.leading / 2)
