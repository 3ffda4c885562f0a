"""The style of a day grid: type, spaces and box colours."""

from __future__ import annotations

from dataclasses import dataclass, replace

from eventkit.model import Session, Status, Track
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.typesetting import Colour, Style, darken, mm, tint

_TINT = 0.14


_PAUSE_FILL = Colour.parse("#f1f2f4")


_PLAIN_TINT = 0.07


@dataclass(frozen=True, slots=True)
class BoxColours:
    """The colours of a box: its background, and the bar at its beginning edge."""

    fill: Colour
    bar: Colour


@dataclass(frozen=True, slots=True)
class GridStyle:
    """The styles and lengths of a grid, in points.

    Attributes:
        unit: What lengths are counted in, a millimetre for type of the usual size.
        heading: The day.
        room: A room in the foremost language.
        room_other: A room in the others.
        label: An hour beside the axis.
        time: The time of a box.
        code: The code of its track.
        note: Further details of time and place.
        title: Its title in the foremost language.
        other: Its title in the others.
        people: Its names.
        item: An entry of a list.
        legend: The names of the tracks.
        quiet: The colour of what is no matter of the agenda, or not to be.
        accent: That of boxes without a track.
        hairline: Of the lines behind the boxes.
    """

    unit: float
    heading: Style
    room: Style
    room_other: Style
    label: Style
    time: Style
    code: Style
    note: Style
    title: Style
    other: Style
    people: Style
    item: Style
    legend: Style
    quiet: Colour
    accent: Colour
    hairline: Colour

    @classmethod
    def build(cls, context: PrintContext) -> GridStyle:
        """The style of the grids of a programme: its type scale, closer and smaller."""
        scale, palette = context.page_format.scale, context.colours
        type_ = context.type_scale.in_labels()

        def sized(style: Style, size: float, leading: float) -> Style:
            return replace(style, size=size * scale, fixed_leading=leading * scale)

        return cls(
            unit=scale * mm,
            heading=sized(type_.heading, 12, 15),
            room=sized(type_.entry, 7.6, 9.6),
            room_other=sized(replace(type_.position, weight=500), 6.8, 9),
            label=sized(type_.time, 6.4, 8),
            time=sized(type_.time, 6.2, 8.2),
            code=sized(type_.time, 6.2, 8.2),
            note=sized(type_.note, 6.2, 8.2),
            title=sized(replace(type_.part_title, hyphenate=True), 7.4, 9),
            other=sized(replace(type_.plain_name, weight=400, hyphenate=True), 6.7, 8.6),
            people=sized(type_.position, 6.3, 8),
            item=sized(replace(type_.plain_name, weight=500, hyphenate=True), 6.6, 8.2),
            legend=sized(type_.note, 6.4, 9),
            quiet=palette.grey,
            accent=palette.accent,
            hairline=palette.hairline,
        )

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
        """The width of the hours, left of the first column."""
        return 9.5 * self.unit

    @property
    def minimum_column(self) -> float:
        """The least width of a column."""
        return 26 * self.unit

    @property
    def minimum_lane(self) -> float:
        """The least width of a lane."""
        return 15 * self.unit

    @property
    def box_gap(self) -> float:
        """The space between two boxes, side by side or stacked."""
        return 0.45 * self.unit

    @property
    def bar(self) -> float:
        """The width of the bar of a box."""
        return 0.9 * self.unit

    @property
    def padding(self) -> float:
        """The space within a box, around its text."""
        return 0.8 * self.unit

    def box_colours(self, context: PrintContext, session: Session | None) -> BoxColours:
        """The colours of a session's box: those of its track, made legible."""
        if session is not None and (session.kind.is_pause or session.status is Status.CANCELLED):
            return BoxColours(_PAUSE_FILL, self.hairline)
        if session is None or session.track is None:
            return BoxColours(tint(self.accent, _PLAIN_TINT), darken(self.accent))
        colour = Colour.parse(context.schedule.track(session.track).colour)
        return BoxColours(tint(colour, _TINT), darken(colour))

    def track_colour(self, track: Track) -> Colour:
        """The colour of a track's code, legible on its boxes and on those of pauses."""
        colour = Colour.parse(track.colour)
        return darken(darken(colour, against=tint(colour, _TINT)), against=_PAUSE_FILL)
