"""The covers: title, theme, dates, venue and organisers, fitted to one page, and the back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, product
from operator import methodcaller

from eventkit.model import Backing, Involvement, Organisation, Venue
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.practical_pages import organisations_by_role, role_label
from eventkit.outputs.programme.print_context import (
    PrintContext,
    Spans,
    join_languages,
    set_paired,
    set_stacked,
)
from eventkit.outputs.programme.running_heads import edition_marks, edition_spans, mirror_page
from eventkit.outputs.programme.theme import (
    ACCENT,
    GREY,
    INK,
    ThemeColours,
    is_pdf,
    is_svg,
    scale_style,
    secondary_style,
)
from eventkit.outputs.programme.web_links import set_address, set_site, set_web_links, web_code
from eventkit.outputs.style_file import BackCover
from eventkit.texts import Text
from eventkit.typesetting import (
    Box,
    Colour,
    Destination,
    Drawing,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
    Rectangle,
    RuleLine,
    Span,
    Style,
    crop_picture,
    darken,
    fit_picture,
    mm,
    readable_on,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, move, stack, total_height
from eventkit.typesetting.layout.image_files import in_one_ink
from eventkit.typesetting.layout.page_breaks import break_pages
from eventkit.typesetting.layout.structure_elements import StructurePath, heading
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together, pair_lines
from eventkit.wording import Wording

COVER = "cover"

OrganiserGroups = Sequence[tuple[tuple[Involvement, Text | None], Sequence[Backing]]]
"""Organisations by their role and level."""

# In the sizes of A5.
OCCASION_STYLE = Style(10, weight=500, colour=GREY, typeface="labels")
DATES_STYLE = Style(11, weight=700, colour=ACCENT, typeface="labels")
PLACE_STYLE = Style(10, colour=INK, typeface="text")
WEB_STYLE = Style(8.5, colour=INK, typeface="labels")
LABEL_STYLE = Style(8, weight=600, colour=ACCENT, fixed_leading=12, typeface="labels")
ORGANISER_STYLE = Style(10, weight=600, colour=INK, fixed_leading=14, typeface="text")
_MARK_NAME = Style(7.5, colour=INK, fixed_leading=9.5, typeface="labels")
CLOSE_STYLE = Style(9, weight=600, colour=INK, fixed_leading=12, typeface="text")

# Sizes of the title, in points, and whether organisers are set close: the first is taken with which the
# cover holds everything. A smaller title does less harm than organisers set small.
COVER_TRIALS = (
    *((size, False) for size in (27.0, 23.0, 20.0)),
    *((size, True) for size in (27.0, 23.0, 20.0, 17.0)),
)
_SMALL_TRIALS = ((14.5, True), (12.0, True))

_PICTURE_SHARES = (0.3, 0.22, 0.15, 0.1)
"""Shares of the height of the cover for its picture: the largest that leaves space for everything is taken.

The logo has half as much, and no more than a tenth.
"""

# Where a title may be broken by sense: after its colon, and at the spaces of a script without word spaces.
_SENSE_BREAK = re.compile("(?<=[:：]) *|(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])")


def set_cover(
    context: PrintContext, *, show_site: bool = False, has_list: bool = False
) -> tuple[Page, tuple[Sequence[Mark], ...]]:
    """Set the cover: its page, and the marks of further pages if not everything fits on it.

    Occasion, titles and theme are set from the top, date and place below them, organisers at the foot. On a
    picture over all of it links and other organisations are left to the pages that have them. A finished
    cover is artwork alone. If another page lists all organisations, those that do not fit are left to it, the
    last in the order of protocol first.
    """
    if context.style.cover and context.style.cover_size == "finished":
        conference, wording = context.schedule.conference, context.wordings[0]
        title = conference.title.best(*context.languages)[1]
        text = wording.listed([title, wording.days(conference.start, conference.end)])
        artwork = place_artwork(context, context.style.cover, 1, text, (heading(1),))
        return mirror_page(context, (artwork, Destination(COVER, 0, 0)), label="1"), ()
    context = _on_picture(context.at_scale(context.page_format.margin_unit / mm))
    page_format, unit = context.page_format, context.page_format.unit
    margin, gap = 17 * unit, 9 * unit
    column = TextColumn(context.fonts, page_format.width - 2 * margin, context.languages)
    groups = tuple(organisations_by_role(context).items())
    if _is_over_picture(context) and has_list:
        groups = tuple(group for group in groups if group[0][0] in _HOSTS) or groups
    shortest = 1 if has_list and groups else len(groups)
    for shown, (share, is_brief, trials) in product(
        range(len(groups), shortest - 1, -1), tuple(_cover_variants(context))
    ):
        background = tuple(_background(context, share))
        top = _text_top(context, background)
        height = page_format.height - top - margin
        head, foot = _fit_cover(
            context, column, height - gap, trials, groups[:shown], brief=is_brief, show_site=show_site
        )
        if total_height(head) + total_height(foot) <= height - gap:
            break
    below_head = height - total_height(head) - total_height(foot)
    foot[0] = foot[0]._replace(space_above=max(gap, below_head))
    first, *rest = break_pages([*head, *foot], height + 1)
    marks = (
        *background,
        Destination(COVER, 0, 0),
        *(move(mark, margin, top) for mark in first),
        *edition_marks(context, 1),
    )
    return mirror_page(context, marks, label="1"), tuple(rest)


def place_artwork(
    context: PrintContext, name: str, share: float, alternative: str = "", structure: StructurePath = ()
) -> Drawing | PlacedPage:
    """A picture or the page of a PDF file over a share of the height of the page, cropped to fill it."""
    page_format, content = context.page_format, context.pictures[name]
    area = Rectangle(0, 0, page_format.width, share * page_format.height)
    if not is_pdf(name):
        return crop_picture(content, area, alternative, structure)
    place = (area.x, area.y, area.width, area.height)
    return Drawing("pdf", *place, name, (), content, alternative, structure)


_HOSTS = (Involvement.ORGANISER, Involvement.CO_ORGANISER)
"""The roles of organisations that are on a picture over the whole cover; others are in their list alone."""


def _is_over_picture(context: PrintContext) -> bool:
    """True if the text of the cover is on a picture over all of it, which few lines do not spoil."""
    return bool(context.style.cover) and context.style.cover_size == "page"


def _on_picture(context: PrintContext) -> PrintContext:
    """The context with all text in the colour for a picture over the whole cover, if there is one."""
    if not _is_over_picture(context):
        return context
    ink = Colour.parse(context.style.cover_ink)
    return replace(context, palette=ThemeColours(ink, ink, ink, ink)).on(context.page_format)


def _cover_variants(context: PrintContext) -> Iterator[tuple[float, bool, Sequence[tuple[float, bool]]]]:
    """Shares of height for the picture, whether links are left to the practical page, and title sizes to try.

    A lower picture does less harm than a small title, and so does a cover with one link. If nothing helps,
    organisers continue on the next page.
    """
    if _is_over_picture(context):
        # Organisers are low at the foot, where pictures are mostly quiet.
        yield 1, False, [(size, True) for size, is_close in COVER_TRIALS if is_close]
    elif context.style.cover or context.style.logo:
        yield from ((share, False, COVER_TRIALS) for share in _PICTURE_SHARES)
        yield from ((share, True, COVER_TRIALS) for share in _PICTURE_SHARES)
        yield _PICTURE_SHARES[-1], True, _SMALL_TRIALS
    yield _PICTURE_SHARES[-1], False, (*COVER_TRIALS, *_SMALL_TRIALS)


COVER_BAND = 14  # the height of the band at the head of a cover without a picture, in units


def _background(context: PrintContext, share: float) -> Iterator[Box | Drawing | Picture | PlacedPage]:
    """A band of colour or the picture, at the head of the page or over all of it; below it the logo."""
    page_format, unit = context.page_format, context.page_format.unit
    title = context.schedule.conference.title.best(*context.languages)[1]
    band, name = COVER_BAND * unit, context.style.cover
    if name and _is_over_picture(context):
        yield place_artwork(context, name, 1)
    elif name:
        band = share * page_format.height
        yield place_artwork(context, name, share)
    else:
        yield Box(0, 0, page_format.width, band, fill=context.colours.accent)
    if logo := context.pictures.get(context.style.logo or ""):
        placed = fit_picture(
            logo, Rectangle(0, 0, 60 * unit, min(0.1, 0.5 * share) * page_format.height), title
        )
        yield replace(placed, x=17 * unit, y=band + 8 * unit)


def _text_top(context: PrintContext, background: Sequence[Box | Drawing | Picture | PlacedPage]) -> float:
    """The top of the text: below the picture at the head and the logo."""
    unit, marks = context.page_format.unit, list(background)
    if _is_over_picture(context):
        del marks[0]
    bottoms = [mark.height if isinstance(mark, Box) else mark.area.bottom for mark in marks]
    return max(bottoms, default=10 * unit) + (8 if context.style.logo else 12) * unit


def _fit_cover(
    context: PrintContext,
    column: TextColumn,
    height: float,
    trials: Sequence[tuple[float, bool]],
    groups: OrganiserGroups,
    *,
    brief: bool,
    show_site: bool,
) -> tuple[list[Block], list[Block]]:
    """Upper part and organisers in the first trial that fits.

    If none does, organisers continue on the next page, and the title leaves them at least half of this one.
    """
    scale = context.page_format.scale
    fallback_head: list[Block] = []
    for size, is_close in trials:
        head, foot = (
            _set_upper_part(context, column, size * scale, brief=brief, show_site=show_site),
            _set_organisers(context, column, groups, close=is_close),
        )
        if total_height(head) + total_height(foot) <= height:
            return head, foot
        if not fallback_head and total_height(head) <= height / 2:
            fallback_head = head
    return fallback_head or head, foot


def _cover_style(context: PrintContext, style: Style) -> Style:
    return scale_style(context.colours.recolour(style), context.page_format.scale)


def _secondary(style: Style) -> Style:
    """The style of a second language, with its natural leading: a cover has no baseline grid."""
    return replace(secondary_style(style), fixed_leading=None)


def _set_upper_part(
    context: PrintContext, column: TextColumn, size: float, *, brief: bool, show_site: bool
) -> list[Block]:
    """Everything but the organisers, for a title size in points; ``brief`` prints the first link only."""
    conference, unit, scale = context.schedule.conference, context.page_format.unit, context.page_format.scale
    pieces: list[Block] = []
    if conference.occasion:
        style = _cover_style(context, OCCASION_STYLE)
        pieces += keep_together(
            set_stacked(context.text_spans(conference.occasion, style, _secondary(style)), column)
        )
    pieces += keep_together(_set_title(context, conference.title, column, size), space_above=7 * unit)
    if conference.subtitle:
        style = Style(max(11 * scale, size * 0.55), colour=context.colours.ink, typeface="titles")
        lines = set_stacked(context.text_spans(conference.subtitle, style, _secondary(style)), column)
        pieces += keep_together(lines, space_above=2 * unit)
    if conference.theme:
        pieces += _set_theme(context, conference.theme, column, size)
    when = _cover_style(context, DATES_STYLE)
    days = context.spans_of(methodcaller("days", conference.start, conference.end), when)
    pieces += keep_together(set_paired(days, column), space_above=8 * unit)
    if conference.venue:
        pieces += keep_together(_set_place(context, conference.venue, column), space_above=1.5 * unit)
    web = [] if _is_over_picture(context) and not show_site else [*_set_web(context, column)]
    web = web[: 1 if brief else None]
    pieces += keep_together(web, space_above=2.5 * unit) if web else []
    site = set_site(context, _cover_style(context, WEB_STYLE), column) if show_site else []
    return pieces + keep_together(site, space_above=2.5 * unit)


def _set_title(context: PrintContext, title: Text, column: TextColumn, size: float) -> list[Block]:
    style = Style(
        size, weight=700, colour=context.colours.accent, fixed_leading=size * 1.22, typeface="titles"
    )
    smaller = Style(
        size * 0.82, weight=600, colour=context.colours.accent, fixed_leading=size, typeface="titles"
    )
    pieces: list[Block] = []
    for span in context.text_spans(title, style, smaller):
        first, *rest = break_title(span, column)
        pieces += [first._replace(space_above=size * 0.3), *rest]
    return merge_into(heading(1), pieces)


def _set_theme(context: PrintContext, theme: Text, column: TextColumn, size: float) -> list[Block]:
    unit = context.page_format.unit
    style = Style(
        max(10.5 * context.page_format.scale, size * 0.5),
        weight=500,
        colour=context.colours.ink,
        typeface="titles",
    )
    lines: list[Block] = []
    for span in context.text_spans(theme, style, _secondary(style)):
        first, *rest = break_title(span, column)
        lines += [first._replace(space_above=1.5 * unit if lines else 0), *rest]
    # It begins where the text does, which is at the other edge where that runs against the book.
    words = next(mark for mark in lines[0].marks if isinstance(mark, PlacedLine))
    x = column.width - 22 * unit if words.x > column.left else 0
    rule = RuleLine(x, 0, x + 22 * unit, 0, 0.55 * unit, context.colours.accent)
    return keep_together([Block(4.5 * unit, (rule,)), *lines], space_above=4.5 * unit)


def break_title(span: Span, column: TextColumn) -> Sequence[Block]:
    """A title in balanced lines at one edge, broken by its sense where that costs no line."""
    balanced = column.set_paragraph([span], balanced=True)
    broken = _SENSE_BREAK.sub("\n", span.text).strip()
    by_sense = column.set_paragraph([span._replace(text=broken)])
    return by_sense if broken != span.text and len(by_sense) <= len(balanced) else balanced


def _set_place(context: PrintContext, venue: Venue, column: TextColumn) -> list[Block]:
    """The venue, its address and, unless its name contains it, the city: a line in each language.

    They are joined as in the language of the name, so that a venue without translation is printed once.
    """

    def describe(wording: Wording) -> str:
        language, name = venue.name.best(wording.asked, *context.languages)
        return Wording.of(language).listed([name, *place_parts(context, venue, wording)])

    style = _cover_style(context, PLACE_STYLE)
    first, *others = context.spans_of(describe, style)
    return set_stacked([first, *(span._replace(style=_secondary(style)) for span in others)], column)


def place_parts(context: PrintContext, venue: Venue, wording: Wording) -> list[str]:
    """The lines of its address and, unless its name contains it, the city of a venue, in one language."""
    name, address, city = (
        text.best(wording.asked, *context.languages)[1] if text else ""
        for text in (venue.name, venue.address, venue.city)
    )
    return [*address.splitlines(), *([] if city in name else [city])]


def _set_web(context: PrintContext, column: TextColumn) -> Iterator[Block]:
    conference, style = context.schedule.conference, _cover_style(context, WEB_STYLE)
    if conference.url:
        yield from set_address((), conference.url, style, column)
    yield from set_web_links(context, conference, style, column)
    if conference.contact:
        yield from set_address(
            (), f"mailto:{conference.contact}", style, column, display_text=conference.contact
        )


def _set_organisers(
    context: PrintContext, column: TextColumn, groups: OrganiserGroups, *, close: bool
) -> list[Block]:
    """The organisations by role and level, in the order of protocol; ``close`` sets roles beside them."""
    unit = context.page_format.unit
    if not groups:
        return [Block(0)]
    if marks := _set_marks(context, column, groups):
        return marks
    rule = RuleLine(0, 0, column.width, 0, 0.18 * unit, context.colours.hairline)
    pieces = [Block(0.5 * unit, (rule,), keep_with_next=True)]
    style = _cover_style(context, LABEL_STYLE)
    labels = {group: role_label(context, *group, style, is_plural=len(of) > 1) for group, of in groups}
    widest = max(set_line(context.fonts, join_languages(label)).width for label in labels.values())
    inset = min(widest, 0.4 * column.width) + 4 * unit
    for group, backings in groups:
        if close:
            pieces += _set_role_row(context, labels[group], backings, column, inset)
        else:
            heading = keep_together(set_paired(labels[group], column), space_above=3 * unit)
            pieces += [piece._replace(keep_with_next=True) for piece in heading]
            pieces += _list_organisers(context, backings, column)
    return pieces


_MARK = 10  # the height of the mark of an organiser on a picture over the whole cover, in units
_MARKS_IN_ROW = 3


def _set_marks(context: PrintContext, column: TextColumn, groups: OrganiserGroups) -> list[Block]:
    """The logos of organisers on a picture over the whole cover, in one ink and each with its name.

    There are none unless all of them have one. SVG files keep their inks, so that these are left to the wall.
    """
    organisations = [
        context.schedule.organisation(of.organisation) for _, backings in groups for of in backings
    ]
    files = [context.style.logos.get(organisation.id, "") for organisation in organisations]
    if not _is_over_picture(context) or any(not name or is_svg(name) for name in files):
        return []
    across, unit = min(_MARKS_IN_ROW, len(files)), context.page_format.unit
    items = [
        _set_mark(context, column.width / across, *each) for each in zip(organisations, files, strict=True)
    ]
    # Marks are below each other, and the space between them is the same.
    widths = [max(width for width, *_ in items[at::across]) for at in range(across)]
    gap = (column.width - sum(widths)) / max(1, across - 1)
    lefts = [0.0, *accumulate(width + gap for width in widths)]
    rows: list[Block] = []
    for at in range(0, len(items), across):
        row = items[at : at + across]
        high = max([_MARK * unit, *(piece.height for _, *pieces in row for piece in pieces)])
        marks = [
            move(mark, left, (high - piece.height) / 2)
            for left, (_, *pieces) in zip(lefts, row, strict=False)
            for piece in pieces
            for mark in piece.marks
        ]
        rows.append(Block(high, tuple(marks), space_above=4 * unit if rows else 0, keep_with_next=True))
    return rows


def _set_mark(
    context: PrintContext, width: float, organisation: Organisation, name: str
) -> tuple[float, Block, Block]:
    """The width of an organiser that is at most so wide, its logo, and its name beside it."""
    unit, ink = context.page_format.unit, context.colours.ink
    area = Rectangle(0, 0, _MARK_SHARE * width, _MARK * unit)
    logo = fit_picture(in_one_ink(context.pictures[name], ink), area, "")
    inset = logo.width + 3 * unit
    column = TextColumn(context.fonts, width - inset - 2 * unit, context.languages, left=inset)
    first, *_ = context.text_spans(organisation.name, _cover_style(context, _MARK_NAME))
    for _ in range(2):  # then as wide as its lines are
        lines = column.set_paragraph([first], (organisation.id,), balanced=True)
        words = [mark.line.width for line in lines for mark in line.marks if isinstance(mark, PlacedLine)]
        column = replace(column, width=max(words) + _ROUNDING)
    return inset + column.width, Block(logo.height, (replace(logo, y=0),)), stack(lines)


_MARK_SHARE = 0.4
"""The most that a mark takes of the width for it and its name."""

_ROUNDING = 0.01  # points, by which words set alone may be narrower than in their line


def _list_organisers(
    context: PrintContext, backings: Sequence[Backing], column: TextColumn
) -> Iterator[Block]:
    style = _cover_style(context, ORGANISER_STYLE)
    for backing in backings:
        lines = set_stacked(_organisation_spans(context, backing, style), column, balanced=True)
        yield from keep_together(lines, space_above=1.2 * context.page_format.unit)


def _set_role_row(
    context: PrintContext, label: Spans, backings: Sequence[Backing], column: TextColumn, inset: float
) -> list[Block]:
    inner, style = column.indent(inset), _cover_style(context, CLOSE_STYLE)
    names = [
        piece
        for backing in backings
        for piece in keep_together(
            set_paired(_organisation_spans(context, backing, style), inner, balanced=True)
        )
    ]
    first, *others = pair_lines(names, set_paired(label, replace(column, width=inset)))
    return [first._replace(space_above=2 * context.page_format.unit), *others]


def _organisation_spans(context: PrintContext, backing: Backing, style: Style) -> Spans:
    return context.text_spans(
        context.schedule.organisation(backing.organisation).name, style, _secondary(style)
    )


_PICTURE_SHARE = 0.295  # of the height of the page
# In millimetres on A5: of the text, below the picture, and of the release at the foot.
_MARGIN, _TOP, _FOOT = 15, 10, 24
_COLUMN_GAP = 6  # in units
_ABOVE_FOOT = 8  # in units: the space between text and the rule above the release
_GAPS = (1.5, 1.0, 0.5)  # between groups, in lines: the first with which all of them fit
_CODE = 26  # the width of a QR code with its quiet zone

# In the sizes of A5.
_THEME = Style(14, weight=600, typeface="titles")
_HEAD = Style(8, weight=600, fixed_leading=13, typeface="labels")
_TEXT = Style(9, fixed_leading=13, typeface="labels")
_SMALL = Style(7.5, fixed_leading=11, typeface="labels")


def set_back_cover(context: PrintContext, back: BackCover, number: int, *, band: float = 0) -> Page:
    """Set the back cover, the last page of a book or leaflet.

    Office printers need it white below a ``band`` at its head; 0 is for all of it in the accent colour.
    """
    if back.picture and back.size == "finished":
        return mirror_page(context, (place_artwork(context, back.picture, 1),), label=str(number))
    accent = context.colours.accent
    context = context if band else _on_accent(context)
    page_format, unit = context.page_format, context.page_format.margin_unit
    marks: list[Mark] = [Box(0, 0, page_format.width, band or page_format.height, fill=accent)]
    top = _TOP * unit + band
    if back.picture:
        head = place_artwork(context, back.picture, _PICTURE_SHARE)
        marks.append(head)
        top = _TOP * unit + head.area.height
    column, small = context.column(), _style(context, _SMALL)
    blocks: list[Block] = []
    if edition := edition_spans(context, replace(small, weight=600)):
        blocks += set_paired(edition, column)
    if back.imprint:
        blocks += set_stacked(context.text_spans(back.imprint, small, secondary_style(small)), column)
    foot = stack(blocks) if blocks else Block(0)
    # The distance of the rule above the foot from the lower edge.
    foot_height = max(_FOOT * unit, foot.height + 10 * unit)
    free = page_format.height - top - foot_height
    for gap in _GAPS:
        text = [*_text_blocks(context, back, gap * page_format.leading)]
        if (height := total_height(text)) <= free:
            break
    while total_height(text) > free:  # the longest is left out: the cover has it, too
        text.remove(max(text, key=lambda block: block.height))
    height = total_height(text)
    if not back.picture and not band and text[1:]:  # titles above, the rest on the foot
        spare = max(0, free - height - _ABOVE_FOOT * unit)
        text[1] = text[1]._replace(space_above=text[1].space_above + spare)
    marks += [move(mark, _MARGIN * unit, top) for mark in stack(text).marks]
    if foot.height:
        y, right = page_format.height - foot_height, page_format.width - _MARGIN * unit
        marks.append(RuleLine(_MARGIN * unit, y, right, y, 0.18 * unit, context.colours.ink))
        marks += [move(mark, _MARGIN * unit, y + 3 * unit) for mark in foot.marks]
    return mirror_page(context, marks, label=str(number))


def _on_accent(context: PrintContext) -> PrintContext:
    """The context with text that can be read on the accent colour, which becomes that of hairlines."""
    accent = context.colours.accent
    ink = readable_on(accent)
    quiet = darken(ink.mix(accent, 0.25), accent)
    return replace(context, palette=ThemeColours(ink, quiet, accent, ink)).on(context.page_format)


def _style(context: PrintContext, style: Style, colour: Colour | None = None) -> Style:
    return replace(scale_style(style, context.page_format.scale), colour=colour or context.colours.ink)


def _text_blocks(context: PrintContext, back: BackCover, gap: float) -> Iterator[Block]:
    conference, unit = context.schedule.conference, context.page_format.margin_unit
    column = context.column()
    half = replace(column, width=(column.width - _COLUMN_GAP * unit) / 2)
    theme = _style(context, _THEME)
    titles = context.text_spans(conference.theme or conference.title, theme, secondary_style(theme))
    yield stack([line for title in titles for line in break_title(title, column)])
    site = stack(set_site_beside_code(context, column))
    if site.height:
        yield site._replace(space_above=gap)
    groups = [stack(group) for group in _set_groups(context, back, half) if group]
    step = half.width + _COLUMN_GAP * unit
    for start in range(0, len(groups), 2):
        row = groups[start : start + 2]
        marks = [move(mark, index * step, 0) for index, group in enumerate(row) for mark in group.marks]
        yield Block(max(group.height for group in row), tuple(marks), space_above=gap)


def set_site_beside_code(context: PrintContext, column: TextColumn) -> Iterator[Block]:
    address = context.site or context.schedule.conference.url or ""
    if not address:
        return
    code, unit = web_code(address), context.page_format.margin_unit
    size = max(_CODE * unit, code.size if code else 0)
    narrow = replace(column, width=column.width - size - 4 * unit)
    label = set_paired(context.spans_of(methodcaller("word", "website"), _style(context, _HEAD)), narrow)
    words = stack([*label, *set_address((), address, _style(context, _TEXT), narrow)])
    if code:
        placed = replace(code, x=column.width - size, y=0, size=size)
        words = Block(max(words.height, size), (*words.marks, placed))
    yield words


def _set_groups(context: PrintContext, back: BackCover, column: TextColumn) -> Iterator[Sequence[Block]]:
    conference = context.schedule.conference
    text, head = _style(context, _TEXT), _style(context, _HEAD)
    if conference.contact:
        label = set_paired(context.spans_of(methodcaller("field", "contact"), head), column)
        target = f"mailto:{conference.contact}"
        yield [*label, *set_address((), target, text, column, display_text=conference.contact)]
    if conference.venue:
        yield _set_venue(context, conference.venue, column)
    if back.text:
        scale = context.type_scale
        plain = replace(text, fixed_leading=scale.body.leading)
        in_labels = replace(context, type_scale=replace(scale, body=plain))
        yield list(set_abstract(in_labels, back.text, column))


def _set_venue(context: PrintContext, venue: Venue, column: TextColumn) -> Sequence[Block]:
    text, head = _style(context, _TEXT), _style(context, _HEAD)

    def describe(wording: Wording) -> str:
        language, _ = venue.name.best(wording.asked, *context.languages)
        return Wording.of(language).listed(place_parts(context, venue, wording))

    lines = set_paired(context.text_spans(venue.name, head), column, balanced=True)
    places = [span for span in context.spans_of(describe, text) if span.text]
    return [*lines, *set_stacked(places, column)]
