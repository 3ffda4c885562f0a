"""Biographies: everyone who appears and has one, with a photograph."""

from __future__ import annotations

from collections.abc import Iterator
from operator import methodcaller

from eventkit.model import Participant
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.print_context import PrintContext, set_paired, set_stacked
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.typesetting import Picture, Rectangle, fit_picture
from eventkit.typesetting.layout.flow_blocks import Block, list_item, total_height
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.wording.name_index import index_key
from eventkit.wording.name_lines import name_forms

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
    blocks += set_stacked(context.position_spans(person), inner, about)
    if person.biography:
        blocks += set_abstract(context, person.biography, inner, about)
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
