"""The people of a session: each with positions and organisations, beside their role or below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from eventkit.model import (
    Appearance,
    Kind,
    Participant,
    ParticipantId,
    ParticipantKind,
    Role,
    Session,
    Status,
)
from eventkit.outputs.programme.print_context import (
    WIDE_SPACE,
    PrintContext,
    Spans,
    join_languages,
    set_paired,
)
from eventkit.texts import first_script
from eventkit.typesetting import Destination, Span, language_direction
from eventkit.typesetting.layout.flow_blocks import Block, list_item, merge_into, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import (
    TextColumn,
    keep_together,
    link_to,
    pair_lines,
    row_of,
)
from eventkit.typesetting.text.paragraph import isolate_spans, join_spans
from eventkit.wording import Wording

# Roles that the kind of a session implies, so that they are not printed; any kind implies speakers.
_IMPLIED_ROLES = {Kind.KEYNOTE: Role.KEYNOTE_SPEAKER, Kind.POSTER: Role.PRESENTER}

_NAMES_ONLY = frozenset({Role.INTERPRETER})
"""Roles printed with names alone: these people serve the session and are not its subject."""

_WIDE_GROUP = 8  # the most people of a role that are set in one column; more take two


# Behind a comma a position is divided from its organisation, or an organisation from its place.
_COMMA = re.compile("[,،፣;؛፤] ")

_UNSPACED = frozenset({"CJK", "HIRAGANA", "KATAKANA"})
"""Scripts in which a space follows a name, and no comma."""


def person_anchor(participant: Participant) -> str:
    return f"person-{participant.id}"


def appearance_anchor(session: Session, participant: ParticipantId) -> str:
    """The destination name of the place where a session names a participant; ids contain no slash."""
    return f"appearance-{session.id}/{participant}"


Entry = list[list[Block]]
"""An entry of a list of people in its fields: the name, then the positions; or a caption alone."""


def set_speakers(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Block]:
    """Set everyone with a task in the order of protocol, each run of people beside the role that it shares.

    Roles are printed if one of them does not go without saying. A role with many people is set below its
    label in two columns, to be read across.
    """
    runs = list(_runs_of_roles(session))
    has_labels = any(_is_labelled(context, session, role) for role, _ in runs)
    inner = column.indent(context.page_format.label_column) if has_labels else column
    for index, (role, group) in enumerate(runs):
        if len(group) > _WIDE_GROUP:
            lines = list(_set_wide_group(context, session, role, group, column))
        else:
            listed = StructureElement("L")
            lines = _set_run(context, session, group, inner, listed)
            if has_labels:
                lines = _beside(lines, wrap(listed, _set_label(context, role, group, column)))
        # The people of a part are directly below its title.
        has_space = index == 0 and session.parent is None
        yield from _with_space(lines, context.page_format.leading / 2 if has_space else 0)


def set_attendees(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Block]:
    """Set those who take part without a task, below the positions that a run of them has in common."""
    group = _attendees(session)
    if not group:
        return
    leading, listed = context.page_format.leading, StructureElement("L")
    inner = column.indent(context.page_format.label_column)
    lines: list[Block] = []
    for index, (shared, run) in enumerate(_runs_of_positions(context, group)):
        heading = keep_together(set_paired(shared, inner)) if shared else []
        entries = [
            wrap(listed, list_item([line._replace(keep_with_next=True) for line in heading])),
            *(
                list_item(lines, of=listed)
                for lines in _keep_company(
                    [_set_person(context, session, one, inner, positions=not shared) for one in run],
                    is_group=bool(shared),
                )
            ),
        ]
        entry_lines = [line for entry in entries for line in entry]
        lines += _with_space(entry_lines, leading / 2 if index else 0)
    label = wrap(listed, _set_label(context, Role.PARTICIPANT, group, column))
    yield from _with_space(_beside(lines, label), leading)


def speaker_entries(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Entry]:
    """The entries of everyone with a task for facing columns, each role after its caption, if it has one."""
    is_below_title = session.parent is not None
    for role, group in _runs_of_roles(session):
        for entry in _role_entries(context, session, role, group, (column,), hang=0):
            has_lines = any(entry)
            # The people of a part are directly below its title.
            yield [_with_space(lines, 0) for lines in entry] if is_below_title and has_lines else entry
            is_below_title = is_below_title and not has_lines


def attendee_entries(context: PrintContext, session: Session, column: TextColumn) -> Iterator[Entry]:
    """The entries of those who take part without a task: their caption, shared positions, and names."""
    group = _attendees(session)
    listed = StructureElement("L")
    if group:
        caption = _set_caption(context, Role.PARTICIPANT, group, column)
        yield [wrap(listed, [caption._replace(space_above=context.page_format.leading)])]
    for index, (shared, run) in enumerate(_runs_of_positions(context, group)):
        space = context.page_format.leading / 2 if index else 0
        heading = keep_together(set_paired(shared, column), space_above=space) if shared else []
        yield [wrap(listed, list_item([line._replace(keep_with_next=True) for line in heading]))]
        names = [_set_name(context, session, appearance, column) for appearance in run]
        entries = [
            name if shared else _add_positions(context, name, appearance, column, 0)
            for name, appearance in zip(names, run, strict=True)
        ]
        for name, lines in zip(names, _keep_company(entries, is_group=bool(shared)), strict=True):
            item = list_item(lines, of=listed)
            yield [item[: len(name)], item[len(name) :]]


def _runs_of_roles(session: Session) -> Iterator[tuple[Role, list[Appearance]]]:
    appearances = [
        appearance
        for appearance in session.people
        if appearance.comes and appearance.role is not Role.PARTICIPANT
    ]
    for role, run in groupby(appearances, key=lambda appearance: appearance.role):
        yield role, list(run)


def _attendees(session: Session) -> list[Appearance]:
    return [
        appearance
        for appearance in session.people
        if appearance.comes and appearance.role is Role.PARTICIPANT
    ]


def _runs_of_positions(
    context: PrintContext, group: Sequence[Appearance]
) -> Iterator[tuple[Spans, list[Appearance]]]:
    for shared, run in groupby(group, key=lambda appearance: _common_positions(context, appearance)):
        yield shared, list(run)


def _common_positions(context: PrintContext, appearance: Appearance) -> Spans:
    """The positions that a run of delegations may have in common; none for persons."""
    if context.schedule.participant(appearance.participant).kind is ParticipantKind.PERSON:
        return []
    return context.position_spans(appearance)


def _is_labelled(context: PrintContext, session: Session, role: Role) -> bool:
    """True if a role is printed: neither the kind of the session nor its title says it."""
    implied = {Role.SPEAKER, _IMPLIED_ROLES.get(session.kind)}
    return role not in implied and not context.title_repeats_label(session.title, role)


def _set_run(
    context: PrintContext,
    session: Session,
    group: Sequence[Appearance],
    column: TextColumn,
    listed: StructureElement,
) -> list[Block]:
    entries = [
        _set_person(context, session, appearance, column, positions=appearance.role not in _NAMES_ONLY)
        for appearance in group
    ]
    return [line for entry in _keep_company(entries) for line in list_item(entry, of=listed)]


def _set_label(
    context: PrintContext, role: Role, group: Sequence[Appearance], column: TextColumn
) -> list[Block]:
    label = context.label_spans(role, context.type_scale.note, is_plural=len(group) > 1)
    width = context.page_format.label_column - 1.5 * context.page_format.unit
    return merge_into("Caption", set_paired(label, replace(column, width=width)))


def _beside(lines: Sequence[Block], label: Sequence[Block]) -> list[Block]:
    """The lines with a label beside the first of them, which stays on one page with all of the label."""
    both = pair_lines(lines, label)
    return [
        line._replace(keep_with_next=line.keep_with_next or index < len(label) - 1)
        for index, line in enumerate(both)
    ]


def _with_space(lines: Sequence[Block], space: float) -> list[Block]:
    return [lines[0]._replace(space_above=space), *lines[1:]] if lines else []


def _set_person(
    context: PrintContext,
    session: Session,
    appearance: Appearance,
    column: TextColumn,
    *,
    positions: bool,
) -> list[Block]:
    """A name with the positions in the first language run on, and those in others on lines of their own."""
    participant = context.schedule.participant(appearance.participant)
    about, inner = (participant.id,), column.indent(context.page_format.hang)
    plain = appearance.role is Role.PARTICIPANT or appearance.role in _NAMES_ONLY
    forms = context.participant_spans(
        participant, context.type_scale.plain_name if plain else context.type_scale.name
    )
    first, *others = _join_positions(context, appearance) if positions else [Span("", "und", forms[0].style)]
    names: Spans = join_spans(forms, WIDE_SPACE)
    if not first.text and not column.fits(names):  # each form from a line of its own
        names, others = forms[:1], [*forms[1:]]
    if first.text:
        names = [*_in_line_of(first, names), *_run_on(context, first)]
    lines = set_run_in(names, column, context.page_format.hang, about)
    if status := _tentative_label(context, session, appearance):
        lines += set_paired(status, inner, about)
    hang = context.page_format.hang
    lines += [line for span in others for line in inner.set_hanging([span], hang, about)]
    lines = keep_together(lines)
    lines[0] = link_to(lines[0], f"#{person_anchor(participant)}")
    return _add_anchor(session, appearance, lines)


def _in_line_of(position: Span, names: Spans) -> Spans:
    """Names before a position, whose line runs as its language does also if the first name does not."""
    if language_direction(names[0].language) == language_direction(position.language):
        return names
    return [position._replace(text=""), *isolate_spans([*names, position])[: len(names)]]


def _join_positions(context: PrintContext, appearance: Appearance) -> list[Span]:
    """The positions in each language: a few as one list, many each for itself; empty text without any."""
    joined: list[Span] = []
    spans = context.position_spans(appearance)
    for language, group in groupby(spans, key=lambda span: span.language):
        positions = list(group)
        if len(positions) > _FEW_POSITIONS:
            joined += positions
        else:
            text = Wording.of(language).sign("semicolon").join(span.text for span in positions)
            joined.append(positions[0]._replace(text=text))
    return joined or [Span("", "und", context.type_scale.position)]


_FEW_POSITIONS = 2  # the most positions of a person that are run on; more have a line each


def _run_on(context: PrintContext, positions: Span) -> tuple[Span, Span]:
    """Positions in the style of the text, behind a comma or the space of a language without one."""
    language = positions.language
    style = replace(context.type_scale.plain_name, typeface=positions.style.typeface)
    is_unspaced = first_script(positions.text) in _UNSPACED
    separator = WIDE_SPACE if is_unspaced else Wording.of(language).sign("comma")
    return Span(separator, language, style), positions._replace(style=style)


def set_run_in(spans: Spans, column: TextColumn, hang: float, about: tuple[str, ...] = ()) -> list[Block]:
    """Set a person in lines with a hanging indent; two lines are divided at a comma where there is one.

    That is the last one with several words behind it, so that a city stays with its university, or else the
    one behind the name.
    """
    if column.fits(spans):
        return list(column.set_paragraph(spans, about))
    below = column.indent(hang)
    *before, last = spans
    commas = [match.end() for match in _COMMA.finditer(last.text)]
    # The last first, and those before a single word at the end.
    for end in sorted(commas, key=lambda end: (" " not in last.text[end:], -end)):
        if " " not in last.text[end:] and below.fits([last]):
            break  # all of the position is on the second line
        head, tail = last._replace(text=last.text[: end - 1]), last._replace(text=last.text[end:])
        if column.fits([*before, head]) and below.fits([tail]):
            lines = [column.set_block([*before, head], about), below.set_block([tail], about)]
            return merge_into("P", lines)
    lines = [*column.set_hanging(spans, hang, about, balanced=len(spans) == 1)]
    if before and below.fits([last]):
        apart = [*column.set_hanging(before, hang, about), below.set_block([last], about)]
        return merge_into("P", apart) if len(apart) <= len(lines) else lines
    return lines


def _tentative_label(context: PrintContext, session: Session, appearance: Appearance) -> Spans:
    if appearance.status is not Status.TENTATIVE or session.status is Status.TENTATIVE:
        return ()
    return context.label_spans(appearance.status, context.type_scale.status)


def _add_anchor(session: Session, appearance: Appearance, lines: list[Block]) -> list[Block]:
    """The lines with the destination that the index leads to, in the foremost place of the participant."""
    if appearance is not _first_appearance(session, appearance.participant):
        return lines
    anchor = Destination(appearance_anchor(session, appearance.participant), 0, 0)
    return [lines[0]._replace(marks=(anchor, *lines[0].marks)), *lines[1:]]


def _first_appearance(session: Session, participant: ParticipantId) -> Appearance:
    """The foremost of the printed appearances of a participant who has several tasks in a session."""
    printed = [one for one in session.people if one.comes and one.participant == participant]
    return min(printed, key=lambda appearance: appearance.role is Role.PARTICIPANT)


def _set_wide_group(
    context: PrintContext, session: Session, role: Role, group: Sequence[Appearance], column: TextColumn
) -> Iterator[Block]:
    """The people of a role in two columns, to be read across, below the label of the role."""
    gap = context.page_format.gutter / 2
    width = (column.width - gap) / 2
    halves = replace(column, width=width), replace(column, width=width, left=column.left + width + gap)
    hang = context.page_format.hang
    caption, *entries = _role_entries(context, session, role, group, halves, hang=hang)
    yield from (block for field in caption for block in field)
    entries_of_rows = [
        [[block for field in entry for block in field] for entry in entries[index : index + len(halves)]]
        for index in range(0, len(entries), len(halves))
    ]
    for row in entries_of_rows:
        yield from keep_together(row_of(*row), space_above=row[0][0].space_above) if row[1:] else row[0]


def _role_entries(
    context: PrintContext,
    session: Session,
    role: Role,
    group: Sequence[Appearance],
    columns: Sequence[TextColumn],
    *,
    hang: float,
) -> Iterator[Entry]:
    """The caption of a role, then its people, in columns by turns.

    It is empty for the first role if the session implies that.
    """
    listed = StructureElement("L")
    is_first = role is next(_runs_of_roles(session))[0]
    has_caption = not is_first or _is_labelled(context, session, role)
    yield [wrap(listed, [_set_caption(context, role, group, columns[0])])] if has_caption else []
    names = [
        _set_name(context, session, appearance, columns[index % len(columns)])
        for index, appearance in enumerate(group)
    ]
    entries = [
        lines
        if role in _NAMES_ONLY
        else _add_positions(context, lines, appearance, columns[index % len(columns)], hang)
        for index, (lines, appearance) in enumerate(zip(names, group, strict=True))
    ]
    if has_caption:
        entries[: len(columns)] = [keep_together(entry) for entry in entries[: len(columns)]]
    for name, lines in zip(names, _keep_company(entries), strict=True):
        item = list_item(lines, of=listed)
        yield [item[: len(name)], item[len(name) :]]


def _keep_company(entries: Sequence[list[Block]], *, is_group: bool = False) -> Iterator[list[Block]]:
    """Keep fewer than three lines of a list from being alone at the top or foot of a page.

    A group below its own heading stays whole, unless it is long.
    """
    above, below = 0, sum(map(len, entries))
    fewest = below if is_group and below <= _LONGEST_WHOLE else _FEWEST_LINES
    for lines in entries:
        above, below = above + len(lines), below - len(lines)
        keep_with_next = below and min(above, below) < fewest
        yield [*lines[:-1], lines[-1]._replace(keep_with_next=True)] if keep_with_next else lines


_FEWEST_LINES = 3
"""The lines of a list that stay together at its beginning and at its end."""
_LONGEST_WHOLE = 12
"""The most lines of a group that stay together."""


def _set_caption(context: PrintContext, role: Role, group: Sequence[Appearance], column: TextColumn) -> Block:
    label = join_languages(context.label_spans(role, context.type_scale.note, is_plural=len(group) > 1))
    (caption,) = merge_into("Caption", [column.set_block(label)])
    return caption._replace(space_above=context.page_format.leading / 2, keep_with_next=True)


def _set_name(
    context: PrintContext, session: Session, appearance: Appearance, column: TextColumn
) -> list[Block]:
    participant = context.schedule.participant(appearance.participant)
    about = (participant.id,)
    plain = appearance.role is Role.PARTICIPANT or appearance.role in _NAMES_ONLY
    names = context.participant_spans(
        participant, context.type_scale.plain_name if plain else context.type_scale.name
    )
    lines = [link_to(piece, f"#{person_anchor(participant)}") for piece in set_paired(names, column, about)]
    if status := _tentative_label(context, session, appearance):
        lines += set_paired(status, column, about)
    return keep_together(_add_anchor(session, appearance, lines))


def _add_positions(
    context: PrintContext, name: Sequence[Block], appearance: Appearance, column: TextColumn, hang: float
) -> list[Block]:
    """A name above its positions, each from a line of its own."""
    about, style = (appearance.participant,), context.type_scale.plain_name
    spans = context.position_spans(appearance)
    first = [span._replace(style=style) for span in spans if span.language == spans[0].language]
    positions = [
        line for span in (*first, *spans[len(first) :]) for line in set_run_in([span], column, hang, about)
    ]
    return keep_together([*name, *positions], space_above=context.page_format.leading / 2)
