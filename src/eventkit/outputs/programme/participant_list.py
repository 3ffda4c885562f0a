"""The list of participants: by country or delegation, members by precedence; and their biographies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from operator import methodcaller

from eventkit.model import Participant
from eventkit.outputs.precedence import Delegation, find_delegations
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.print_context import (
    WIDE_SPACE,
    PrintContext,
    Spans,
    set_paired,
    set_stacked,
)
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.session_people import set_run_in
from eventkit.outputs.programme.theme import secondary_style
from eventkit.typesetting import Picture, PlacedLine, Rectangle, RuleLine, Span, Style, fit_picture, set_line
from eventkit.typesetting.layout.flow_blocks import Block, list_item, merge_into, total_height, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together, pair_lines
from eventkit.typesetting.text.paragraph import isolate_spans
from eventkit.typesetting.text.spans import BASELINE
from eventkit.wording import Wording
from eventkit.wording.name_index import index_key
from eventkit.wording.name_lines import name_forms

DELEGATIONS = "delegations"
_NAME_SHARE = 0.43  # the part of the width for names; positions have the rest
_GUTTER = 2.0  # units between names and positions
_HANG = 4.0  # units by which further lines of a position are indented


def set_participant_list(context: PrintContext) -> Iterator[Section]:
    """Set everyone who takes part by country; no section if nobody does."""
    delegations = tuple(find_delegations(context.schedule, context.languages))
    if delegations:
        title = methodcaller("word", "participant-list")
        pieces = [piece for delegation in delegations for piece in _set_delegation(context, delegation)]
        if len(delegations) == 1 and not delegations[0].country and delegations[0].head is None:
            pieces = pieces[1:]  # "Other participants" would be all of them
        has_order = len(delegations) > 1
        yield build_section(
            context, DELEGATIONS, title, pieces, note=partial(_order, context) if has_order else None
        )


def _order(context: PrintContext, wording: Wording) -> str:
    return wording.word("participant-order", language=wording.language_name(context.languages[0]))


def _set_delegation(context: PrintContext, delegation: Delegation) -> Iterator[Block]:
    """A delegation; its heading stays with the first two entries, and entries are not divided."""
    rows = StructureElement("L")
    entries = [
        wrap(rows, list_item(keep_together(_set_member(context, member)))) for member in delegation.members
    ]
    first, rest = entries[:2], entries[2:]
    head = _set_heading(context, delegation)
    yield from keep_together(
        [head, *(block for entry in first for block in entry)], space_above=context.page_format.leading / 2
    )
    for entry in rest:
        yield from entry


def _set_heading(context: PrintContext, delegation: Delegation) -> Block:
    column, page_format = context.column(), context.page_format
    style = replace(context.type_scale.letter, letterspace=0.4)
    first, *others = _heading_spans(context, delegation, style)
    lines = [set_line(context.fonts, first._replace(text=first.text.upper()))]
    lines += [set_line(context.fonts, span._replace(style=replace(style, weight=400))) for span in others[:1]]
    baseline = BASELINE * page_format.leading
    marks = [
        PlacedLine(line, column.left + index * (column.width - line.width), baseline)
        for index, line in enumerate(lines)
    ]
    y = baseline + 0.42 * page_format.leading
    rule = RuleLine(column.left, y, column.left + column.width, y, 0.5, context.colours.accent)
    (block,) = merge_into(heading(3), [Block(1.5 * page_format.leading, (*marks, rule))])
    return block


def _heading_spans(context: PrintContext, delegation: Delegation, style: Style) -> Spans:
    if delegation.country:
        return context.spans_of(methodcaller("country", delegation.country), style)
    if delegation.head is not None:
        return context.participant_spans(delegation.head, style)
    return context.spans_of(methodcaller("word", "other-participants"), style)


def _set_member(context: PrintContext, participant: Participant) -> list[Block]:
    page_format, about = context.page_format, (participant.id,)
    column = context.column()
    edge = _NAME_SHARE * column.width
    gutter = _GUTTER * page_format.unit
    names = TextColumn(column.fonts, edge - gutter, column.languages, column.left)
    hang = _HANG * page_format.unit
    style = replace(context.type_scale.plain_name, unbroken=False)
    spans = context.position_spans(participant)
    first, *others = isolate_spans(context.participant_spans(participant, context.type_scale.name))
    whole = [first]
    for span in others:
        whole += [Span(WIDE_SPACE, "und", replace(span.style, unbroken=False)), span]
    name_lines = (
        [names.set_block(whole, about)] if names.fits(whole) else set_stacked(whole[::2], names, about)
    )
    other_style = replace(secondary_style(style), colour=context.colours.grey)
    position_lines = [
        line
        for span in spans
        for line in set_run_in(
            [span._replace(style=style if span.language == spans[0].language else other_style)],
            column.indent(edge),
            hang,
        )
    ]
    return merge_into("P", pair_lines(name_lines, position_lines))


BIOGRAPHIES = "biographies"

_PHOTOGRAPH = (22, 29)  # in units: the width and height that it may have
_GAP = 4  # in units, between photograph and text


def set_biographies(context: PrintContext) -> Iterator[Section]:
    schedule = context.schedule
    appearing = {
        appearance.participant
        for session in schedule.sessions
        for appearance in session.people
        if appearance.comes
    }
    people = [
        person
        for person in schedule.participants
        if person.id in appearing and (person.biography or person.id in context.style.photographs)
    ]
    people.sort(key=lambda person: index_key(schedule, person, context.languages))
    entries = StructureElement("L")
    pieces = [piece for person in people for piece in list_item(_set_biography(context, person), of=entries)]
    if pieces:
        yield build_section(context, BIOGRAPHIES, methodcaller("word", "biographies"), pieces)


def _set_biography(context: PrintContext, person: Participant) -> list[Block]:
    """A name with positions and the text, beside the photograph; the first lines stay beside it."""
    unit, leading, about = context.page_format.unit, context.page_format.leading, (person.id,)
    photograph = _photograph(context, person)
    column = context.column()
    inner = column.indent((_PHOTOGRAPH[0] + _GAP) * unit) if photograph else column
    blocks = set_paired(context.participant_spans(person, context.type_scale.name), inner, about)
    positions = context.position_spans(person)
    blocks += set_stacked(positions, inner, about)
    if person.biography:
        above = {span.text for span in positions}
        blocks += set_abstract(context, person.biography, inner, about, above=above)
    if photograph:
        first, *rest = blocks
        blocks = [first._replace(marks=(photograph, *first.marks)), *rest]
        if (missing := photograph.height - total_height(blocks)) > 0:
            blocks.append(Block(leading / 2 * -(-missing // (leading / 2))))
    reach = photograph.height if photograph else 3 * leading
    connected = []
    for index, block in enumerate(blocks):
        beside = total_height(blocks[:index]) < reach
        connected.append(
            block._replace(keep_with_next=block.keep_with_next or (beside and index + 1 < len(blocks)))
        )
    return [connected[0]._replace(space_above=leading), *connected[1:]]


def _photograph(context: PrintContext, person: Participant) -> Picture | None:
    content = context.pictures.get(context.style.photographs.get(person.id, ""))
    if content is None:
        return None
    unit = context.page_format.unit
    name = name_forms(context.schedule, person, context.languages)[0].full
    return fit_picture(content, Rectangle(0, 1.5 * unit, _PHOTOGRAPH[0] * unit, _PHOTOGRAPH[1] * unit), name)
