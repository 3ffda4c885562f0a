"""Who stands behind the conference, by role and level, in the order of protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import methodcaller

from eventkit.model import Backing, Involvement, Organisation
from eventkit.outputs.programme.images import fitted
from eventkit.outputs.programme.look import second
from eventkit.outputs.programme.sections import Section, section
from eventkit.outputs.programme.setting import Setting, Spans, below, pair
from eventkit.outputs.programme.web import addressed
from eventkit.texts import Text
from eventkit.typesetting import Style
from eventkit.typesetting.flow import Column, Piece, beside, height_of, stacked, together
from eventkit.typesetting.roles import Element, heading
from eventkit.typesetting.tagged import as_one, item, within
from eventkit.wording import Wording

ANCHOR = "organisations"


def in_roles(setting: Setting) -> Mapping[tuple[Involvement, Text | None], Sequence[Backing]]:
    """The organisations in each role and, of sponsors, on each level."""
    groups: dict[tuple[Involvement, Text | None], list[Backing]] = {}
    for backing in setting.schedule.conference.organisations:
        groups.setdefault((backing.role, backing.level), []).append(backing)
    return groups


def as_what(setting: Setting, role: Involvement, level: Text | None, style: Style, *, many: bool) -> Spans:
    """What organisations are: Organiser, Sponsors: Gold."""

    def say(wording: Wording) -> str:
        said = wording.label(role, many=many)
        return wording.pair(said, level.best(wording.asked, *setting.languages)[1]) if level else said

    return setting.said(say, style)


def organisations(setting: Setting) -> Iterator[Section]:
    """All who stand behind the conference, each with its logo and address; nothing where nobody does."""
    pieces = [
        piece
        for (role, level), backings in in_roles(setting).items()
        for piece in _group(setting, role, level, backings)
    ]
    if pieces:
        say, columns = methodcaller("word", "organisations"), _columns(setting)
        yield section(setting, ANCHOR, say, pieces, columns=columns)


def _columns(setting: Setting) -> int:
    """Two, unless logos would leave too little room in them for names."""
    return setting.sheet.columns if setting.design.logos else 2


def _group(
    setting: Setting, role: Involvement, level: Text | None, backings: Sequence[Backing]
) -> Iterator[Piece]:
    column, style = setting.column(of=_columns(setting)), setting.type.role
    style = replace(style, size=style.size * 1.15)
    label = pair(as_what(setting, role, level, style, many=len(backings) > 1), column)
    head = together(as_one(heading(3), label), before=setting.sheet.line)
    pieces = [piece._replace(keeps=True) for piece in head]
    listed = Element("L")
    for at, backing in enumerate(backings):
        entry = _entry(setting, setting.schedule.organisation(backing.organisation), column)
        entry[0] = entry[0]._replace(before=setting.sheet.line / 2 if at else 0)
        pieces += within(listed, item(entry))
    short = height_of(pieces) <= setting.sheet.depth / 3
    yield from together(pieces, before=setting.sheet.line) if short else pieces


def _entry(setting: Setting, organisation: Organisation, column: Column) -> list[Piece]:
    unit, about = setting.sheet.unit, (organisation.id,)
    picture = setting.pictures.get(setting.design.logos.get(organisation.id, ""))
    name = next(iter(organisation.name.values()))
    logo = fitted(picture, 30 * unit, 16 * unit, name) if picture else None
    inner = column.narrowed(35 * unit) if logo else column
    style = setting.type.name
    lines = below(setting.text(organisation.name, style, second(style)), inner, about, balanced=True)
    if organisation.country:
        said = setting.said(methodcaller("country", organisation.country), setting.type.position)
        lines += pair(said, inner, about)
    if organisation.url:
        lines += addressed((), organisation.url, setting.type.position, inner)
    if logo:
        whole = beside(Piece(logo.height, (logo,)), stacked(lines))
        return [whole]
    return together(lines)
