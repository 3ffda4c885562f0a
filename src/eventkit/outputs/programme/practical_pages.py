"""Practical information and the list of organisations: venue, hours, tracks, rooms, sponsors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from math import ceil
from operator import methodcaller
from typing import TypeVar

from eventkit.model import Backing, Involvement, Organisation, Room, Track
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.print_context import (
    PrintContext,
    Spans,
    code_span,
    join_languages,
    set_paired,
    set_stacked,
)
from eventkit.outputs.programme.sections import Section, build_section, heading_spans, set_heading
from eventkit.outputs.programme.theme import fit_logo, scale_style, secondary_style
from eventkit.outputs.programme.web_links import set_address, set_site, set_web_links
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.typesetting import (
    Colour,
    Mark,
    PlacedLine,
    Rectangle,
    RuleLine,
    Span,
    Style,
    TextLine,
    fit_picture,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import (
    Block,
    list_item,
    merge_into,
    stack,
    tag_marks,
    total_height,
    wrap,
)
from eventkit.typesetting.layout.page_breaks import break_pages
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import (
    TextColumn,
    align_tops,
    keep_together,
    link_to,
    pair_lines,
    place_line,
    row_of,
)
from eventkit.typesetting.text.line_breaking import break_lines
from eventkit.wording import Wording

# Of each level, the highest first: the height of logos in millimetres on A5, how many are in a row, the size
# of names at scale 1.
_LEVELS = ((26, 1, 9.5), (17, 3, 8.0), (12, 4, 7.5), (8, 4, 7.5))

_NAME_LEAD = 1.3  # of the size of names

_LOGO_SHARE = 0.8  # of the width of a cell

_NAME = Style(8, weight=500, typeface="labels")
_LEVEL = Style(8, weight=600, typeface="labels")


def has_wall(context: PrintContext) -> bool:
    backings = context.schedule.conference.organisations
    return any(backing.organisation in context.style.logos for backing in backings)


def set_level(
    context: PrintContext,
    rank: int,  # the rank of the level, 0 for the highest
    label: Spans,
    organisations: Sequence[Organisation],  # the organisations in the order of protocol
    *,
    scale: float = 1,
    is_first: bool = False,  # whether it is the first, which has the rule of the heading above it
) -> Iterator[Block]:
    """Set one level: its label below a rule, then rows of logos with names."""
    logo_height, per_row, size = _LEVELS[min(rank, len(_LEVELS) - 1)]
    column = context.column()
    across = min(per_row, len(organisations))  # a few are not crowded at the beginning of the line
    cell = column.width / across, scale * logo_height * context.page_format.margin_unit
    name = _style(context, _NAME, size)
    name, entries = replace(name, fixed_leading=_NAME_LEAD * name.size), StructureElement("L")
    rows = [organisations[start : start + per_row] for start in range(0, len(organisations), per_row)]
    blocks = [
        _set_label(context, label, has_rule=not is_first),
        *(_set_row(context, row, cell, name, entries, is_bilingual=per_row == 1) for row in rows),
    ]
    return iter(keep_together(blocks[:2], space_above=context.page_format.leading) + blocks[2:])


def _set_label(context: PrintContext, label: Spans, *, has_rule: bool) -> Block:
    """The label of a level: the first language at its beginning, the others at its end.

    It is below a rule, unless there is one already.
    """
    unit, column = context.page_format.unit, context.column()
    spans = [span._replace(style=_style(context, _LEVEL, colour=context.colours.accent)) for span in label]
    words = column.set_block([spans[0]])
    if len(spans) > 1:
        other = column.one_line(join_languages(spans[1:]))
        words = align_tops(words, place_line(other, column.width - other.width))
    (tagged,) = merge_into(heading(3), [words])
    rule = RuleLine(0, -unit, column.width, -unit, 0.18 * unit, context.colours.accent)
    return tagged._replace(marks=(*([rule] if has_rule else []), *tagged.marks), keep_with_next=True)


def _set_row(
    context: PrintContext,
    organisations: Sequence[Organisation],
    cell: tuple[float, float],
    name: Style,
    entries: StructureElement,
    *,
    is_bilingual: bool,
) -> Block:
    width, height = cell
    leading = context.page_format.leading
    if not any(organisation.id in context.style.logos for organisation in organisations):
        height = 0
    marks: list[Mark] = []
    bottom = height
    for index, organisation in enumerate(organisations):
        left, item = index * width, (entries, StructureElement("LI"), StructureElement("LBody"))
        lines = _name_lines(context, organisation, name, _LOGO_SHARE * width, is_bilingual=is_bilingual)
        inset = (1 - _LOGO_SHARE) / 2 * width
        area = Rectangle(left + inset, 0, _LOGO_SHARE * width, height)
        file = context.style.logos.get(organisation.id, "")
        content = context.pictures.get(file)
        logo = fit_logo(file, content, area, next(iter(organisation.name.values()))) if content else None
        placed: list[Mark] = [logo] if logo else []
        y = height + 0.35 * leading if logo else height / 2
        for line in lines:
            y += line.leading
            x = left + (width - line.width) / 2
            placed.append(PlacedLine(line, x, y - 0.3 * line.leading, (organisation.id,)))
        bottom = max(bottom, y)
        marks += tag_marks(item, placed)
    step = leading / 2
    return Block(step * ceil((bottom + leading / 4) / step), tuple(marks), space_above=step)


def _name_lines(
    context: PrintContext, organisation: Organisation, style: Style, width: float, *, is_bilingual: bool
) -> list[TextLine]:
    """The name in the first language, and on the highest level in the others too."""
    spans = context.text_spans(organisation.name, style, secondary_style(style))
    chosen = spans if is_bilingual else spans[:1]
    return [line for span in chosen for line in break_lines(context.fonts, [span], width, balanced=True)]


def _style(
    context: PrintContext, style: Style, size: float | None = None, colour: Colour | None = None
) -> Style:
    sized = replace(style, size=size or style.size, colour=colour or context.colours.ink)
    return replace(scale_style(sized, context.page_format.scale), fixed_leading=context.page_format.leading)


ORGANISATIONS = "organisations"

_OrganisationGroups = Mapping[tuple[Involvement, Text | None], Sequence[Backing]]


def organisations_by_role(context: PrintContext) -> _OrganisationGroups:
    groups: dict[tuple[Involvement, Text | None], list[Backing]] = {}
    for backing in context.schedule.conference.organisations:
        groups.setdefault((backing.role, backing.level), []).append(backing)
    return groups


def role_label(
    context: PrintContext, role: Involvement, level: Text | None, style: Style, *, is_plural: bool
) -> Spans:
    """The label of a role and level: Organiser, Sponsors: Gold."""

    def label(wording: Wording) -> str:
        role_name = wording.label(role, many=is_plural)
        return (
            wording.pair(role_name, level.best(wording.asked, *context.languages)[1]) if level else role_name
        )

    return context.spans_of(label, style)


def set_organisations(context: PrintContext) -> Iterator[Section]:
    """Set all organisations of the conference: as a wall of logos, or as lists with addresses."""
    groups, title = organisations_by_role(context), methodcaller("word", "organisations")
    if groups and has_wall(context):
        yield _set_wall(context, groups, title)
    elif groups:
        roles, head = [_set_role(context, *group, of) for group, of in groups.items()], None
        if len(roles) == 1:  # its label is above both columns
            ((label, pieces),) = roles
            opening = set_heading(context, heading_spans(context, title), ORGANISATIONS)
            head = stack([opening, *label])._replace(space_above=opening.space_above, keep_with_next=True)
        else:
            pieces = [piece for label, of in roles for piece in _keep_whole(context, [*label, *of])]
        yield build_section(context, ORGANISATIONS, title, pieces, columns=2, is_movable=True, head=head)


_LOGO_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""The scales of logos that are tried, so that the last level is not alone on a page."""


def _set_wall(context: PrintContext, groups: _OrganisationGroups, title: Callable[[Wording], str]) -> Section:
    """The wall with the largest logos with which it takes one page; in full size if it takes more anyway."""
    leading = context.page_format.leading
    walls = [
        build_section(
            context,
            ORGANISATIONS,
            title,
            list(_set_levels(context, groups, scale)),
            starts_page=True,
            is_movable=True,
        )
        for scale in _LOGO_SCALES
    ]
    height = context.page_format.line_count * leading
    fitting = (wall for wall in walls if len([*break_pages(wall.blocks, height, grid=leading)]) == 1)
    return next(fitting, walls[0])


def _set_levels(context: PrintContext, groups: _OrganisationGroups, scale: float) -> Iterator[Block]:
    for index, ((role, level), backings) in enumerate(groups.items()):
        label = role_label(context, role, level, context.type_scale.role, is_plural=len(backings) > 1)
        organisations = [context.schedule.organisation(backing.organisation) for backing in backings]
        rank = _rank(groups, role, level)
        yield from set_level(context, rank, label, organisations, scale=scale, is_first=not index)


def _rank(groups: Iterable[tuple[Involvement, Text | None]], role: Involvement, level: Text | None) -> int:
    """The rank of a group on the wall: sponsors by the order of their levels."""
    if role is Involvement.SPONSOR:
        return [group for group in groups if group[0] is role].index((role, level))
    return _RANKS.get(role, 2)


_RANKS = {Involvement.MEDIA_PARTNER: 3}  # the ranks of roles without levels; that of others is the third


def _set_role(
    context: PrintContext, role: Involvement, level: Text | None, backings: Sequence[Backing]
) -> tuple[list[Block], list[Block]]:
    """The label of a role and its organisations."""
    column, style = context.column(of=2), context.type_scale.role
    style = replace(style, size=style.size * 1.15)
    label = set_paired(role_label(context, role, level, style, is_plural=len(backings) > 1), column)
    label = merge_into(heading(3), label)
    entries, list_element = list[Block](), StructureElement("L")
    for index, backing in enumerate(backings):
        entry = _set_organisation(context, context.schedule.organisation(backing.organisation), column)
        entry[0] = entry[0]._replace(space_above=context.page_format.leading / 2 if index else 0)
        entries += wrap(list_element, list_item(entry))
    return [piece._replace(keep_with_next=True) for piece in label], entries


def _keep_whole(context: PrintContext, pieces: list[Block]) -> list[Block]:
    """A role with its organisations, together if it is short."""
    leading, most = context.page_format.leading, context.page_format.text_height / 3
    if total_height(pieces) <= most:
        return keep_together(pieces, space_above=leading)
    return [pieces[0]._replace(space_above=leading), *pieces[1:]]


def _set_organisation(context: PrintContext, organisation: Organisation, column: TextColumn) -> list[Block]:
    about, style = (organisation.id,), context.type_scale.name
    lines = set_stacked(
        context.text_spans(organisation.name, style, secondary_style(style)), column, about, balanced=True
    )
    if organisation.country:
        country = context.spans_of(methodcaller("country", organisation.country), context.type_scale.position)
        lines += set_paired(country, column, about)
    if organisation.url:
        lines += set_address((), organisation.url, context.type_scale.position, column)
    return keep_together(lines)


def set_maps(context: PrintContext) -> Iterator[Section]:
    page_format = context.page_format
    name = context.wordings[0].word("venue")
    area = Rectangle(0, 0, page_format.text_width, page_format.text_height)
    pages = [
        (fit_picture(context.pictures[picture], area, name, align="middle"),)
        for picture in context.style.maps
    ]
    if pages:
        yield build_section(context, MAPS, methodcaller("word", "venue"), (), full_pages=tuple(pages))


MAPS = "maps"

PRACTICAL = "practical"
_LONG_ENTRY = 16  # the number of lines from which an entry may be divided between pages
_LONG_LIST = 12  # the number of tracks or rooms up to which they are listed in one column
_FULL_PAGE = 2 / 3
"""The part of a page from which the entries have the page to themselves, with wide spaces between them."""


def set_practical_information(context: PrintContext) -> Iterator[Section]:
    """Set what a visitor needs before the first session; no section if the schedule has none of it.

    Entries that fill a page have spaces of a line between them. Others are closer, so that the contents fit
    below them: all of them alike.
    """
    pieces = list(_practical_blocks(context))
    page_height = (context.page_format.line_count - 3) * context.page_format.leading  # below the heading
    spaced = [
        piece._replace(space_above=context.page_format.leading * bool(piece.space_above)) for piece in pieces
    ]
    if pieces:
        fills_page = _FULL_PAGE * page_height <= total_height(spaced) <= page_height
        blocks = spaced if fills_page else pieces
        yield build_section(context, PRACTICAL, methodcaller("word", "practical"), blocks, starts_page=True)


def _practical_blocks(context: PrintContext) -> Iterator[Block]:
    if context.style.practical:
        yield from set_abstract(context, context.style.practical, context.column())
    list_element, rows = (
        StructureElement("L"),
        [row for row in _set_entries(context, context.column(_label_width(context))) if row],
    )
    # The key to the grids stays on one page: a few lines on the next would look stranded.
    *others, last = [list(wrap(list_element, row)) for row in rows]
    if others and total_height([*others[-1], *last]) < context.page_format.text_height / 2:
        last = keep_together([*others.pop(), *last], space_above=context.page_format.leading / 2)
    yield from (piece for row in [*others, last] for piece in row)


def _set_entries(context: PrintContext, column: TextColumn) -> Iterator[list[Block]]:
    conference, schedule = context.schedule.conference, context.schedule
    yield _set_entry(context, methodcaller("word", "venue"), _set_venue(context, column))
    times = [*_set_days(context, column), *_set_zone(context, column)]
    yield _set_entry(context, methodcaller("word", "time"), times)
    has_address = conference.url and conference.url.rstrip("/") != context.site.rstrip("/")
    web = set_address((), conference.url, context.type_scale.plain_name, column) if has_address else ()
    yield _set_entry(context, methodcaller("word", "website"), [*web, *_set_links(context, column)])
    if context.site:
        site = set_site(context, context.type_scale.plain_name, column)
        yield _set_entry(context, methodcaller("site_word", "programme"), site)
    if conference.contact:
        target = f"mailto:{conference.contact}"
        contact = set_address(
            (), target, context.type_scale.plain_name, column, display_text=conference.contact
        )
        yield _set_entry(context, methodcaller("field", "contact"), contact)
    yield _set_list(context, methodcaller("word", "tracks"), column, schedule.tracks, _set_tracks)
    # Grids and indexes have the names, which are not worth a page of their own.
    if len(schedule.rooms) <= _LONG_LIST or any(room.capacity or room.building for room in schedule.rooms):
        yield _set_list(context, methodcaller("word", "rooms"), column, schedule.rooms, _set_rooms)


_Item = TypeVar("_Item", bound=Track | Room)


def _set_list(
    context: PrintContext,
    label: Callable[[Wording], str],
    column: TextColumn,
    items: Sequence[_Item],
    set_items: Callable[[PrintContext, TextColumn, Sequence[_Item]], Iterator[Block]],
) -> list[Block]:
    """Set the items of a list beside its label, in two columns if no item is then longer than a line.

    A long list is below its label, in two or three columns.
    """
    whole, gutter = context.column(), context.page_format.gutter

    def across(within: TextColumn, count: int) -> list[Block]:
        length = -(-len(items) // count)
        width = (within.width - (count - 1) * gutter) / count
        columns = (
            replace(within, width=width, left=within.left + index * (width + gutter))
            for index in range(count)
        )
        parts = [items[start : start + length] for start in range(0, len(items), length)]
        return row_of(
            *([*set_items(context, each, part)] for each, part in zip(columns, parts, strict=False))
        )

    if len(items) <= _LONG_LIST:
        halves = across(column, 2) if len(items) > _SHORT_LIST else []
        is_even = len(halves) == -(-len(items) // 2)
        return _set_entry(context, label, halves if is_even else set_items(context, column, items))
    lines = min((across(whole, count) for count in _LIST_COLUMNS), key=total_height)
    caption = merge_into("Lbl", set_paired(context.spans_of(label, context.type_scale.role), whole))
    first, *rest = wrap("LI", keep_together([*caption, *wrap("LBody", lines)]))
    return [first._replace(space_above=context.page_format.leading / 2), *rest]


_LIST_COLUMNS = (2, 3)

_SHORT_LIST = 3
"""The number of tracks or rooms up to which they are not divided into columns."""


def _label_width(context: PrintContext) -> float:
    return context.page_format.time_column + 6 * context.page_format.unit


def _set_entry(
    context: PrintContext, label_function: Callable[[Wording], str], content: Iterable[Block]
) -> list[Block]:
    pieces = list(content)
    if not pieces:
        return []
    unit = context.page_format.unit
    spans = context.spans_of(label_function, context.type_scale.role)
    label = merge_into(
        "Lbl", set_paired(spans, replace(context.column(), width=_label_width(context) - 3 * unit))
    )
    if len(pieces) == 1:  # beside a picture, all lines of the label
        label = [stack(label)]
    body = wrap("LBody", keep_together(pieces) if len(pieces) < _LONG_ENTRY else pieces)
    first, *rest = wrap("LI", pair_lines(body, label))
    return [first._replace(space_above=context.page_format.leading / 2, keep_with_next=bool(rest)), *rest]


def _set_venue(context: PrintContext, column: TextColumn) -> Iterator[Block]:
    venue = context.schedule.conference.venue
    if venue is None:
        return
    style = context.type_scale.name
    yield from set_paired(context.text_spans(venue.name, style, secondary_style(style)), column)
    for text in (venue.address, venue.city):
        if text and text != venue.name:
            yield from set_paired(context.text_spans(text, context.type_scale.plain_name), column)
    if venue.url:
        yield from set_address((), venue.url, context.type_scale.plain_name, column)


def _set_days(context: PrintContext, column: TextColumn) -> Iterator[Block]:
    for day, sessions in context.schedule.days.items():
        spans = [span for session in sessions if (span := context.schedule.span(session))]
        period = Period(start=min(span.start for span in spans), end=max(span.end for span in spans))
        line = _day_spans(context, day, context.time_range(period))
        yield from (link_to(piece, f"#day-{day}") for piece in column.set_paragraph(line))


def _day_spans(context: PrintContext, day: date, times: str) -> Spans:
    style = context.type_scale.plain_name
    days = join_languages(context.spans_of(methodcaller("short_day", day), style))
    if context.direction == "rtl" and context.direction_of_times == "ltr":
        times = f"\N{LEFT-TO-RIGHT ISOLATE}{times}\N{POP DIRECTIONAL ISOLATE}"
    return [Span(f"{times}   ", context.languages[0], replace(style, tabular=True)), *days]


def _set_zone(context: PrintContext, column: TextColumn) -> Sequence[Block]:
    conference = context.schedule.conference
    noon = datetime.combine(conference.start, time(12), context.schedule.zone)
    offset = f"{noon:%z}"
    zone = f"{conference.zone.replace('_', ' ')} (UTC{offset[:3]}:{offset[3:]})"
    return set_paired([Span(zone, "en", context.type_scale.plain_name)], column)


def _set_links(context: PrintContext, column: TextColumn) -> Iterator[Block]:
    yield from set_web_links(context, context.schedule.conference, context.type_scale.plain_name, column)


def _set_tracks(context: PrintContext, column: TextColumn, tracks: Sequence[Track]) -> Iterator[Block]:
    """The tracks, with their names one below the other behind the codes."""
    style = context.type_scale.plain_name
    codes = [set_line(context.fonts, code_span(track, style)) for track in tracks]
    inner = column.indent(max(code.width for code in codes) + 2 * context.page_format.unit)
    for track, code in zip(tracks, codes, strict=True):
        names = inner.set_paragraph(join_languages(context.text_spans(track.name, style)), (track.id,))
        beside = place_line(code, column.left, (track.id,), structure=(StructureElement("P"),))
        yield from merge_into("P", [align_tops(beside, names[0]), *names[1:]])


def _set_rooms(context: PrintContext, column: TextColumn, rooms: Sequence[Room]) -> Iterator[Block]:
    style, has_capacities = context.type_scale.plain_name, any(room.capacity for room in rooms)
    inner = replace(column, width=column.width - has_capacities * _CAPACITY_WIDTH * context.page_format.unit)
    caption = set_paired(context.spans_of(methodcaller("field", "capacity"), context.type_scale.note), column)
    for index, room in enumerate(rooms):
        lines = list(inner.set_hanging(room_spans(context, room), context.page_format.hang, (room.id,)))
        if has_capacities and index == 0:
            # The caption is above the numbers.
            yield from (_place_right(Block(0), piece, column) for piece in caption)
        if room.capacity:
            capacity = context.wordings[0].in_figures(str(room.capacity))
            number = set_line(context.fonts, Span(capacity, "en", replace(style, tabular=True)))
            lines[0] = _place_right(lines[0], place_line(number, 0), column)
        yield from merge_into("P", lines)


_CAPACITY_WIDTH = 14  # the width of the column of capacities, in units


def _place_right(piece: Block, other: Block, column: TextColumn) -> Block:
    words = [mark for mark in other.marks if isinstance(mark, PlacedLine)]
    edge = column.left + column.width
    moved_marks = [mark._replace(x=edge - mark.line.width) for mark in words]
    return align_tops(piece, other._replace(marks=tuple(moved_marks)))


def room_spans(context: PrintContext, room: Room) -> Spans:
    style = context.type_scale.plain_name
    note = replace(context.type_scale.note, fixed_leading=style.fixed_leading)
    line = list(join_languages(context.text_spans(room.name, style)))
    if room.building:
        line += [Span("   ", "und", note), *join_languages(context.text_spans(room.building, note))]
    return line
