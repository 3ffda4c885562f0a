"""Who stands behind the conference, by role and level, in the order of protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import methodcaller

from eventkit.model import Backing, Involvement, Organisation
from eventkit.outputs.programme.images import fit_picture
from eventkit.outputs.programme.look import secondary_style
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.setting import PrintContext, Spans, set_paired, set_stacked
from eventkit.outputs.programme.web import set_address
from eventkit.texts import Text
from eventkit.typesetting import Style
from eventkit.typesetting.flow import Column, Piece, beside, height_of, stacked, together
from eventkit.typesetting.roles import Element, heading
from eventkit.typesetting.tagged import as_one, item, within
from eventkit.wording import Wording

ORGANISATIONS = "organisations"


def organisations_by_role(
    context: PrintContext,
) -> Mapping[tuple[Involvement, Text | None], Sequence[Backing]]:
    """The organisations in each role and, of sponsors, on each level."""
    groups: dict[tuple[Involvement, Text | None], list[Backing]] = {}
    for backing in context.schedule.conference.organisations:
        groups.setdefault((backing.role, backing.level), []).append(backing)
    return groups


def role_label(
    context: PrintContext, role: Involvement, level: Text | None, style: Style, *, many: bool
) -> Spans:
    """What organisations are: Organiser, Sponsors: Gold."""

    def say(wording: Wording) -> str:
        said = wording.label(role, many=many)
        return wording.pair(said, level.best(wording.asked, *context.languages)[1]) if level else said

    return context.spans_of(say, style)


def set_organisations(context: PrintContext) -> Iterator[Section]:
    """All who stand behind the conference, each with its logo and address; nothing where nobody does."""
    pieces = [
        piece
        for (role, level), backings in organisations_by_role(context).items()
        for piece in _set_role(context, role, level, backings)
    ]
    if pieces:
        say, columns = methodcaller("word", "organisations"), _organisation_columns(context)
        yield build_section(context, ORGANISATIONS, say, pieces, columns=columns)


def _organisation_columns(context: PrintContext) -> int:
    """Two, unless logos would leave too little room in them for names."""
    return context.page_format.columns if context.style.logos else 2


def _set_role(
    context: PrintContext, role: Involvement, level: Text | None, backings: Sequence[Backing]
) -> Iterator[Piece]:
    column, style = context.column(of=_organisation_columns(context)), context.type_scale.role
    style = replace(style, size=style.size * 1.15)
    label = set_paired(role_label(context, role, level, style, many=len(backings) > 1), column)
    head = together(as_one(heading(3), label), before=context.page_format.leading)
    pieces = [piece._replace(keeps=True) for piece in head]
    listed = Element("L")
    for at, backing in enumerate(backings):
        entry = _set_organisation(context, context.schedule.organisation(backing.organisation), column)
        entry[0] = entry[0]._replace(before=context.page_format.leading / 2 if at else 0)
        pieces += within(listed, item(entry))
    short = height_of(pieces) <= context.page_format.text_height / 3
    yield from together(pieces, before=context.page_format.leading) if short else pieces


def _set_organisation(context: PrintContext, organisation: Organisation, column: Column) -> list[Piece]:
    unit, about = context.page_format.unit, (organisation.id,)
    picture = context.pictures.get(context.style.logos.get(organisation.id, ""))
    name = next(iter(organisation.name.values()))
    logo = fit_picture(picture, 30 * unit, 16 * unit, name) if picture else None
    inner = column.narrowed(35 * unit) if logo else column
    style = context.type_scale.name
    lines = set_stacked(
        context.text_spans(organisation.name, style, secondary_style(style)), inner, about, balanced=True
    )
    if organisation.country:
        said = context.spans_of(methodcaller("country", organisation.country), context.type_scale.position)
        lines += set_paired(said, inner, about)
    if organisation.url:
        lines += set_address((), organisation.url, context.type_scale.position, inner)
    if logo:
        whole = beside(Piece(logo.height, (logo,)), stacked(lines))
        return [whole]
    return together(lines)
