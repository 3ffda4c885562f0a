"""The cover: what is held, when and where, and who holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import methodcaller

from eventkit.model import Backing, Venue
from eventkit.outputs.programme.frame import draft_marks, turned
from eventkit.outputs.programme.images import fitted
from eventkit.outputs.programme.look import ACCENT, GREY, INK, magnified, second
from eventkit.outputs.programme.organisations import as_what, in_roles
from eventkit.outputs.programme.setting import Setting, Spans, below, pair
from eventkit.outputs.programme.web import addressed, addresses
from eventkit.texts import Text
from eventkit.typesetting import Anchor, Box, Mark, Page, Picture, Rule, Span, Style, Words, shape
from eventkit.typesetting.flow import Column, Piece, abreast, flowed, height_of, moved, together
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import heading
from eventkit.typesetting.tagged import as_one
from eventkit.wording import Wording

ANCHOR = "cover"

# In the sizes of A5.
OCCASION = Style(10, weight=500, colour=GREY)
WHEN = Style(11, weight=700, colour=ACCENT)
WHERE = Style(10, colour=INK)
WEB = Style(8.5, colour=INK)
LABEL = Style(8, weight=600, colour=ACCENT, lead=12)
ORGANISER = Style(10, weight=600, colour=INK, lead=14)
CLOSE = Style(9, weight=600, colour=INK, lead=12)

# Sizes of the title, in points, and whether organisers are set close: the first is taken with which the
# cover holds everything. A smaller title does less harm than organisers set small.
TRIALS = (
    *((size, False) for size in (27.0, 23.0, 20.0)),
    *((size, True) for size in (27.0, 23.0, 20.0, 17.0)),
)
_SMALL = ((14.5, True), (12.0, True))

_SHARES = (0.3, 0.22, 0.15, 0.1)
"""How much of the height of the cover its picture may take: as much as leaves room for everything.

The logo may take half as much, and no more than a tenth.
"""

# Where a title may be parted by its sense: after its colon, and at the blanks of a script without them.
_BY_SENSE = re.compile("(?<=[:：]) *|(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])")


def cover(setting: Setting) -> tuple[Page, tuple[Sequence[Mark], ...]]:
    """The first page, and the text of those that follow where it does not hold everything.

    Occasion, titles and theme stand from the top, date and place below them, organisers at the foot.
    """
    sheet, unit = setting.sheet, setting.sheet.unit
    margin, gap = 17 * unit, 9 * unit
    column = Column(setting.fonts, sheet.width - 2 * margin, setting.languages)
    for share, brief, trials in _ways(setting):
        ground = tuple(_ground(setting, share))
        top = max(mark.y + mark.height for mark in ground) + (8 if setting.design.logo else 12) * unit
        room = sheet.height - top - margin
        head, foot = _fitting(setting, column, room - gap, trials, brief=brief)
        if height_of(head) + height_of(foot) <= room - gap:
            break
    below_head = room - height_of(head) - height_of(foot)
    foot[0] = foot[0]._replace(before=max(gap, below_head))
    first, *rest = flowed([*head, *foot], room + 1)
    marks = (
        *ground,
        Anchor(ANCHOR, 0, 0),
        *(moved(mark, margin, top) for mark in first),
        *draft_marks(setting, 1),
    )
    return turned(setting, marks, label="1"), tuple(rest)


def _ways(setting: Setting) -> Iterator[tuple[float, bool, Sequence[tuple[float, bool]]]]:
    """How large the picture is, whether addresses are left to the practical page, and which titles are tried.

    A lower picture does less harm than a small title, and so does a cover with one address.
    Where nothing helps, organisers go on behind it.
    """
    if setting.design.cover or setting.design.logo:
        yield from ((share, False, TRIALS) for share in _SHARES)
        yield from ((share, True, TRIALS) for share in _SHARES)
        yield _SHARES[-1], True, _SMALL
    yield _SHARES[-1], False, (*TRIALS, *_SMALL)


def _ground(setting: Setting, share: float) -> Iterator[Box | Picture]:
    """A band of colour, or the picture of the cover, at the head of the page; below it the logo."""
    sheet, unit = setting.sheet, setting.sheet.unit
    title = setting.schedule.conference.title.best(*setting.languages)[1]
    band, picture = 14 * unit, setting.pictures.get(setting.design.cover or "")
    if picture:
        shown = fitted(picture, sheet.width, share * sheet.height, "")
        band = shown.height
        yield Box(0, 0, sheet.width, band, fill=setting.palette.accent)
        yield replace(shown, x=(sheet.width - shown.width) / 2)
    else:
        yield Box(0, 0, sheet.width, band, fill=setting.palette.accent)
    if logo := setting.pictures.get(setting.design.logo or ""):
        shown = fitted(logo, 60 * unit, min(0.1, 0.5 * share) * sheet.height, title)
        yield replace(shown, x=17 * unit, y=band + 8 * unit)


def _fitting(
    setting: Setting, column: Column, room: float, trials: Sequence[tuple[float, bool]], *, brief: bool
) -> tuple[list[Piece], list[Piece]]:
    """Head and foot in the first way in which the cover holds them.

    Where it does in none, organisers go on behind it and the title may be as large as leaves them half.
    """
    scale = setting.sheet.scale
    parted: list[Piece] = []
    for size, close in trials:
        head, foot = _head(setting, column, size * scale, brief=brief), _foot(setting, column, close=close)
        if height_of(head) + height_of(foot) <= room:
            return head, foot
        if not parted and height_of(head) <= room / 2:
            parted = head
    return parted or head, foot


def _style(setting: Setting, style: Style) -> Style:
    return magnified(setting.palette.inked(style), setting.sheet.scale)


def _other(style: Style) -> Style:
    """That of a second language, as close set as its size wants it: a cover has no grid."""
    return replace(second(style), lead=None)


def _head(setting: Setting, column: Column, size: float, *, brief: bool) -> list[Piece]:
    """All but the organisers, for a title of that size in points; in brief with the first address alone."""
    conference, unit, scale = setting.schedule.conference, setting.sheet.unit, setting.sheet.scale
    pieces: list[Piece] = []
    if conference.occasion:
        style = _style(setting, OCCASION)
        pieces += together(below(setting.text(conference.occasion, style, _other(style)), column))
    pieces += together(_title(setting, conference.title, column, size), before=7 * unit)
    if conference.subtitle:
        style = Style(max(11 * scale, size * 0.55), colour=setting.palette.ink)
        lines = below(setting.text(conference.subtitle, style, _other(style)), column)
        pieces += together(lines, before=2 * unit)
    if conference.theme:
        pieces += _theme(setting, conference.theme, column, size)
    when = _style(setting, WHEN)
    days = setting.said(methodcaller("days", conference.start, conference.end), when)
    pieces += together(pair(days, column), before=8 * unit)
    if conference.venue:
        pieces += together(_place(setting, conference.venue, column), before=1.5 * unit)
    web = list(_web(setting, column))[: 1 if brief else None]
    return pieces + (together(web, before=2.5 * unit) if web else [])


def _title(setting: Setting, title: Text, column: Column, size: float) -> list[Piece]:
    """The title in each language, close set: at display sizes the leading of text is too wide."""
    style = Style(size, weight=700, colour=setting.palette.accent, lead=size * 1.22)
    smaller = Style(size * 0.82, weight=600, colour=setting.palette.accent, lead=size)
    pieces: list[Piece] = []
    for span in setting.text(title, style, smaller):
        first, *rest = _broken(span, column)
        pieces += [first._replace(before=size * 0.3), *rest]
    return as_one(heading(1), pieces)


def _theme(setting: Setting, theme: Text, column: Column, size: float) -> list[Piece]:
    """The theme in each language, below a short rule."""
    unit = setting.sheet.unit
    style = Style(max(10.5 * setting.sheet.scale, size * 0.5), weight=500, colour=setting.palette.ink)
    lines: list[Piece] = []
    for span in setting.text(theme, style, _other(style)):
        first, *rest = _broken(span, column)
        lines += [first._replace(before=1.5 * unit if lines else 0), *rest]
    # It begins where the text does, which is at the other edge where that runs against the book.
    words = next(mark for mark in lines[0].marks if isinstance(mark, Words))
    x = column.width - 22 * unit if words.x > column.left else 0
    rule = Rule(x, 0, x + 22 * unit, 0, 0.55 * unit, setting.palette.accent)
    return together([Piece(4.5 * unit, (rule,)), *lines], before=4.5 * unit)


def _broken(span: Span, column: Column) -> Sequence[Piece]:
    """A title in lines about equally long, and broken by its sense where that costs no line."""
    even = column.lines([span], balanced=True)
    parted = _BY_SENSE.sub("\n", span.text).strip()
    by_sense = column.lines([span._replace(text=parted)])
    return by_sense if parted != span.text and len(by_sense) <= len(even) else even


def _place(setting: Setting, venue: Venue, column: Column) -> list[Piece]:
    """The venue, where it stands and, unless its name tells it, the city: a line for each language."""

    def say(wording: Wording) -> str:
        name, address, city = (
            text.best(wording.asked, *setting.languages)[1] if text else ""
            for text in (venue.name, venue.address, venue.city)
        )
        return wording.listed([name, *address.splitlines(), *([] if city in name else [city])])

    style = _style(setting, WHERE)
    first, *others = setting.said(say, style)
    return below([first, *(span._replace(style=_other(style)) for span in others)], column)


def _web(setting: Setting, column: Column) -> Iterator[Piece]:
    """Where more is told, and where to watch and to ask."""
    conference, style = setting.schedule.conference, _style(setting, WEB)
    if conference.url:
        yield from addressed((), conference.url, style, column)
    yield from addresses(setting, conference, style, column)
    if conference.contact:
        yield from addressed((), f"mailto:{conference.contact}", style, column, shown=conference.contact)


def _foot(setting: Setting, column: Column, *, close: bool) -> list[Piece]:
    """The organisations behind it by role and level, in the order of protocol; set close, beside these."""
    unit = setting.sheet.unit
    groups = in_roles(setting)
    if not groups:
        return [Piece(0)]
    rule = Rule(0, 0, column.width, 0, 0.18 * unit, setting.palette.hairline)
    pieces = [Piece(0.5 * unit, (rule,), keeps=True)]
    style = _style(setting, LABEL)
    labels = {group: as_what(setting, *group, style, many=len(of) > 1) for group, of in groups.items()}
    widest = max(shape(setting.fonts, joined(label)).width for label in labels.values())
    inset = min(widest, 0.4 * column.width) + 4 * unit
    for group, backings in groups.items():
        if close:
            pieces += _row(setting, labels[group], backings, column, inset)
        else:
            heading = together(pair(labels[group], column), before=3 * unit)
            pieces += [piece._replace(keeps=True) for piece in heading]
            pieces += _listed(setting, backings, column)
    return pieces


def _listed(setting: Setting, backings: Sequence[Backing], column: Column) -> Iterator[Piece]:
    """Organisations one below the other, each language on lines of its own."""
    style = _style(setting, ORGANISER)
    for backing in backings:
        lines = below(_named(setting, backing, style), column)
        yield from together(lines, before=1.2 * setting.sheet.unit)


def _row(
    setting: Setting, label: Spans, backings: Sequence[Backing], column: Column, inset: float
) -> list[Piece]:
    """A role's label and its organisations beside it, each in one line where that fits."""
    inner, style = column.narrowed(inset), _style(setting, CLOSE)
    names = [
        piece for backing in backings for piece in together(pair(_named(setting, backing, style), inner))
    ]
    first, *others = abreast(names, pair(label, replace(column, width=inset)))
    return [first._replace(before=2 * setting.sheet.unit), *others]


def _named(setting: Setting, backing: Backing, style: Style) -> Spans:
    return setting.text(setting.schedule.organisation(backing.organisation).name, style, _other(style))
