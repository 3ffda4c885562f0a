"""The style of a day grid: type, spaces and box colours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from eventkit.model import Session, Status, Track
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import secondary_style
from eventkit.typesetting import Colour, Style, darken, mm, tint

_TINT = 0.14

_PAUSE_FILL = Colour.parse("#f1f2f4")


class _Sizes(NamedTuple):
    """Sizes and leadings in points, for type of the usual scale."""

    room: tuple[float, float]
    label: tuple[float, float]
    title: tuple[float, float]
    part: tuple[float, float]
    band: tuple[float, float]
    band_other: tuple[float, float]
    text: tuple[float, float]


_PAGE_SIZES = _Sizes((7.2, 9.4), (7, 9.4), (6.9, 8.6), (6.9, 8.6), (7.8, 9.6), (6.6, 8.4), (6.6, 8.4))
_POSTER_SIZES = _Sizes((8, 10), (8, 10), (8.4, 9.3), (6.5, 7.9), (11.4, 12.8), (8.4, 12.8), (6.5, 7.9))


@dataclass(frozen=True, slots=True)
class BoxColours:
    """The colours of a box: its background if it is a band, one for all tracks, or the rule above it."""

    fill: Colour
    rule: Colour


@dataclass(frozen=True, slots=True)
class GridStyle:
    """The styles and lengths of a grid, in points."""

    unit: float  # what lengths are counted in, a millimetre for type of the usual size
    heading: Style
    heading_other: Style
    room: Style
    room_other: Style
    label: Style  # the time at which a row begins, beside the axis
    time: Style
    code: Style
    note: Style
    title: Style
    part: Style
    pause: Style
    band: Style
    other: Style
    band_other: Style  # the title of a session for everyone in the others
    people: Style
    item: Style
    legend: Style
    quiet: Colour  # the colour of what is no matter of the agenda, or not to be
    accent: Colour  # that of boxes without a track
    hairline: Colour

    @classmethod
    def build(cls, context: PrintContext) -> GridStyle:
        """The style of the grids of a programme: its type scale, closer and smaller.

        A poster is read from several distances, so that its sizes differ more: sessions for everyone are
        1.75 times as large as parts and names, other sessions 1.3 times.
        """
        scale, lead, palette = context.page_format.scale, context.page_format.lead, context.colours
        type_ = context.type_scale.in_labels()
        sizes = _POSTER_SIZES if context.page_format.is_framed else _PAGE_SIZES

        def sized(style: Style, size: float, leading: float) -> Style:
            return replace(style, size=size * scale, fixed_leading=leading * scale * lead)

        title = replace(type_.part_title, hyphenate=True)
        other = replace(type_.plain_name, weight=400, hyphenate=True)
        return cls(
            unit=scale * mm,
            heading=sized(type_.heading, 12, 15),
            heading_other=sized(secondary_style(type_.heading), 10, 15),
            room=sized(replace(type_.entry, weight=700, colour=palette.accent), *sizes.room),
            room_other=sized(replace(type_.position, colour=palette.accent), 6.8, 9.4),
            label=sized(type_.time, *sizes.label),
            time=sized(type_.time, 6.5, 8.4),
            code=sized(type_.time, 6.5, 8.4),
            note=sized(type_.note, 6.5, 8.4),
            title=sized(title, *sizes.title),
            part=sized(title, *sizes.part),
            pause=sized(replace(title, weight=500, colour=palette.grey), *sizes.part),
            band=sized(title, *sizes.band),
            other=sized(other, *sizes.text),
            band_other=sized(other, *sizes.band_other),
            people=sized(type_.position, *sizes.text),
            item=sized(replace(type_.plain_name, weight=500, hyphenate=True), *sizes.text),
            legend=sized(type_.note, 6.5, 9),
            quiet=palette.grey,
            accent=palette.accent,
            hairline=palette.hairline,
        )

    @property
    def smallest(self) -> float:
        """The size of its smallest text in points."""
        return min(style.size for style in (self.note, self.time, self.people, self.other, self.legend))

    @property
    def gap(self) -> float:
        """The space between the time of a box and its track code."""
        return 1.2 * self.unit

    @property
    def list_gap(self) -> float:
        """The space above each entry of a list."""
        return 0.5 * self.unit

    @property
    def gutter(self) -> float:
        """The width of the hours beside the columns."""
        return 11 * self.unit

    @property
    def minimum_column(self) -> float:
        return 22.5 * self.unit

    @property
    def minimum_lane(self) -> float:
        return 15 * self.unit

    @property
    def column_gap(self) -> float:
        return 2.6 * self.unit

    @property
    def box_gap(self) -> float:
        return 0.6 * self.unit

    @property
    def rule(self) -> float:
        return 0.35 * self.unit

    @property
    def inset(self) -> float:
        """The space at either side of the text of a band."""
        return 1.6 * self.unit

    @property
    def padding(self) -> float:
        """The space above and below the text of a box."""
        return 0.7 * self.unit

    def box_colours(self, context: PrintContext, session: Session | None) -> BoxColours:
        """The colours of a session's box: the rule has that of its track, made legible."""
        if session is not None and (session.kind.is_pause or session.status is Status.CANCELLED):
            return BoxColours(_PAUSE_FILL, self.hairline)
        track = context.schedule.track(session.track) if session is not None and session.track else None
        return BoxColours(
            tint(self.accent, _TINT), darken(Colour.parse(track.colour) if track else self.accent)
        )

    def track_colour(self, track: Track) -> Colour:
        """The colour of a track's code, legible on bands of sessions and of pauses."""
        return _code_colour(Colour.parse(track.colour), self.accent)


@lru_cache(maxsize=1024)
def _code_colour(colour: Colour, accent: Colour) -> Colour:
    code_colour = colour
    for fill in (tint(accent, _TINT), _PAUSE_FILL):
        code_colour = darken(code_colour, against=fill)
    return code_colour
