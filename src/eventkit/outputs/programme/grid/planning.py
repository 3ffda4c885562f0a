"""What is on which page of a day's grid: rooms and hours shared out, and how much each box tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from eventkit.model import RoomId, Session
from eventkit.outputs.programme.grid.axis import Axis, axis
from eventkit.outputs.programme.grid.boxes import Across, Boxed, boxed, needs
from eventkit.outputs.programme.grid.columns import Cell, DayView, cells, period, shared_out
from eventkit.outputs.programme.grid.heads import Window, cut_short, head_of, legend_of
from eventkit.outputs.programme.grid.look import Look
from eventkit.outputs.programme.grid.parting import parted
from eventkit.outputs.programme.grid.telling import AMOUNTS, FULL, GOOD, Amount
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import Size
from eventkit.typesetting.flow import Piece, height_of

_ROUNDING = 0.01
_PACE, _FASTEST = 0.16, 3.0  # points a minute, of A5


@dataclass(frozen=True)
class Plan:
    """A page that is not drawn yet.

    Attributes:
        window: From when to when it reaches.
        across: Its columns.
        boxes: Its boxes.
        axis: Its axis of time.
        amount: How much its boxes hold at least.
        head: What stands above that.
        legend: What stands below.
        depth: The height of the whole.
        cut: The rooms whose names are cut.
    """

    window: Window
    across: Across
    boxes: tuple[Boxed, ...]
    axis: Axis
    amount: Amount
    head: Piece
    legend: tuple[Piece, ...]
    depth: float
    cut: tuple[RoomId, ...] = ()

    @property
    def room(self) -> float:
        """The height there is for the axis."""
        return self.depth - self.head.height - height_of(self.legend)

    @property
    def holds(self) -> bool:
        """Whether the page is high enough for its axis."""
        return self.axis.height <= self.room + _ROUNDING

    @property
    def in_full(self) -> bool:
        """Whether its boxes hold all there is to tell, up to some of the names."""
        return self.holds and self.amount in AMOUNTS[:FULL]

    @property
    def reads_well(self) -> bool:
        """Whether its boxes hold what makes it worth reading."""
        return self.holds and self.amount in AMOUNTS[:GOOD]


def planned(setting: Setting, on: date, size: Size) -> tuple[Plan, ...]:
    """The pages of a day's grid before they are drawn, morning before afternoon, then room by room."""
    planner = _Planner.of(setting, on, size)
    return tuple(planner.plans(planner.whole)) if planner.view.outer else ()


def on_one_page(setting: Setting, on: date, size: Size) -> Plan | None:
    """The grid of a day as one page, however little it tells; none where its rooms need several."""
    planner = _Planner.of(setting, on, size)
    if len(planner.columns) != 1:
        return None
    return planner.fullest(planner.whole, planner.columns[0])


@dataclass(frozen=True)
class _Planner:
    setting: Setting
    look: Look
    view: DayView
    on: date
    size: Size
    columns: Sequence[range]

    @classmethod
    def of(cls, setting: Setting, on: date, size: Size) -> _Planner:
        view, look = DayView.of(setting.schedule, on), Look.of(setting)
        most = int((size[0] - look.gutter) / look.column)
        return cls(setting, look, view, on, size, tuple(shared_out(len(view.rooms), most)))

    @property
    def whole(self) -> Window:
        """From the first beginning to the last end."""
        periods = [period(session) for session in self.view.outer]
        return min(each.start for each in periods), max(each.end for each in periods)

    def plans(self, window: Window) -> Iterator[Plan]:
        """The pages of a time, for each part of it one for each group of rooms."""
        whole = [self.fullest(window, columns) for columns in self.columns]
        if all(page.reads_well for page in whole):
            yield from whole
            return
        ends = parted(self._runs(whole), self._crossing, self._instants(window))
        for part in pairwise(ends):
            yield from self._part(part)

    def _part(self, window: Window) -> Iterator[Plan]:
        """The pages of a part of the day; parted once more where one is too low for the least there is."""
        pages = [self.fullest(window, columns, self._hours(window)) for columns in self.columns]
        instants = self._instants(window)
        if len(instants) > 2 and not all(page.holds for page in pages):
            middle = instants[len(instants) // 2]
            yield from self._part((window[0], middle))
            yield from self._part((middle, window[1]))
        else:
            yield from (page for page in pages if page.boxes)

    def _hours(self, window: Window) -> Window | None:
        """From the first beginning to the last end within a part of the day; none if that is all of it."""
        seen = [period(session) for session in self._seen(window)]
        if window == self.whole or not seen:
            return None
        start, end = min(each.start for each in seen), max(each.end for each in seen)
        return max(start, window[0]), min(end, window[1])

    def _runs(self, pages: Iterable[Plan]) -> Iterator[tuple[Axis, float]]:
        """The axis of each page at the least amount worth reading, and the height there is for it."""
        for page in pages:
            yield self._axis(page, AMOUNTS[GOOD - 1]), page.room

    def _crossing(self, instant: datetime) -> int:
        """How many sessions are going on at an instant."""
        return sum(period(session).start < instant < period(session).end for session in self.view.outer)

    def _instants(self, window: Window) -> list[datetime]:
        moments = {
            moment
            for session in self._seen(window)
            for moment in (period(session).start, period(session).end)
        }
        return sorted({*window, *(moment for moment in moments if window[0] < moment < window[1])})

    def _seen(self, window: Window) -> Iterator[Session]:
        for session in self.view.outer:
            for each in (session, *self.view.within(session)):
                if period(each).start < window[1] and window[0] < period(each).end:
                    yield each

    def fullest(self, window: Window, columns: range, told: Window | None = None) -> Plan:
        """The page with the most text that it is high enough for, or else with the least."""
        look = self.look
        width = (self.size[0] - look.gutter) / len(columns)
        across = Across(columns, look.gutter, width, look.between)
        within = cells(self.view, columns, window, max(1, int(width / look.lane)))
        boxes = boxed(self.setting, look, within, across)
        own = tuple(sorted(_moments(within, window) or {*window}))
        head = head_of(self.setting, self.view.rooms, self.on, across, told)
        legend = tuple(legend_of(self.setting, look, boxes, self.size))
        flat, cut = Axis(own, (0.0,) * len(own)), cut_short(self.setting, self.view.rooms, across)
        page = Plan(window, across, boxes, flat, AMOUNTS[-1], head, legend, self.size[1], cut)
        for amount in AMOUNTS:
            page = replace(page, amount=amount, axis=self._axis(page, amount))
            if page.holds:
                return replace(page, axis=page.axis.stretched(page.room, _FASTEST * self.setting.sheet.scale))
        return page

    def _axis(self, page: Plan, amount: Amount) -> Axis:
        wanted = [need for box in page.boxes for need in needs(box, amount, page.axis)]
        pace = _PACE * self.setting.sheet.scale
        return axis(page.axis.instants, wanted, pace=pace, least=0.7 * self.look.unit)


def _moments(within: Iterable[Cell], window: Window) -> set[datetime]:
    """The instants at which something begins or ends, no further than the window reaches."""
    found = set[datetime]()
    for cell in within:
        found |= {min(max(cell.start, window[0]), window[1]), min(max(cell.end, window[0]), window[1])}
        found |= _moments(cell.inside, window)
    return found
