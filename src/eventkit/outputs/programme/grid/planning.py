"""What is on which page of a day's grid: rooms and hours shared out, and how much each box tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from eventkit.model import Session
from eventkit.outputs.programme.grid.axis import Axis, axis
from eventkit.outputs.programme.grid.boxes import Across, Boxed, boxed, needs
from eventkit.outputs.programme.grid.bringing import Window, brought, columns_needed, seen
from eventkit.outputs.programme.grid.columns import Cell, DayView, cells, period, shared_out
from eventkit.outputs.programme.grid.heads import cut_short, head_of, legend_of
from eventkit.outputs.programme.grid.look import Look
from eventkit.outputs.programme.grid.plan import Leaf, Plan
from eventkit.outputs.programme.grid.sharing import Block, Day, Share, shares
from eventkit.outputs.programme.grid.telling import AMOUNTS, GOOD, Amount, Teller, teller
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import Size
from eventkit.typesetting.flow import Piece, height_of, stacked

_PACE, _FASTEST = 0.16, 3.0  # points a minute, of A5
_LEAST = 0.7  # units between two instants
_BETWEEN = 3.5  # units between two grids of a page
_WIDTHS = 6  # for how many widths of columns boxes are measured at most


def planned(setting: Setting, on: date, size: Size) -> tuple[Leaf, ...]:
    """The pages of a day's grid before they are drawn, in the order in which they are read."""
    planner = _Planner.of(setting, on, size)
    return tuple(planner.leaves()) if planner.view.outer else ()


def on_one_page(setting: Setting, on: date, size: Size, *, grids: int = 1) -> Leaf:
    """The grids of a day on one page, below one another; nothing where its rooms need more of them."""
    planner = _Planner.of(setting, on, size)
    groups = planner.groups(Share(planner.whole, planner.columns)) if planner.view.outer else []
    if len(groups) > grids:
        return ()
    plans = tuple(planner.fullest(planner.whole, columns) for columns in groups)
    return planner.below_one_another(plans) if len(plans) > 1 else plans


@dataclass(frozen=True)
class _Planner:
    setting: Setting
    look: Look
    view: DayView
    on: date
    size: Size
    tell: Teller

    @classmethod
    def of(cls, setting: Setting, on: date, size: Size) -> _Planner:
        look = Look.of(setting)
        return cls(setting, look, DayView.of(setting.schedule, on), on, size, teller(setting, look))

    @property
    def columns(self) -> tuple[int, ...]:
        """All of them."""
        return tuple(range(len(self.view.rooms)))

    @property
    def most(self) -> int:
        """How many of them a page has at most."""
        return max(1, int((self.size[0] - self.look.gutter) / self.look.column))

    @property
    def whole(self) -> Window:
        """From the first beginning to the last end."""
        periods = [period(session) for session in self.view.outer]
        return min(each.start for each in periods), max(each.end for each in periods)

    def groups(self, share: Share) -> list[tuple[int, ...]]:
        """The columns of each page of a share."""
        needed = columns_needed(self.view, share.columns, share.window, self.most)
        return list(shared_out(needed, self.most))

    def leaves(self) -> Iterator[Leaf]:
        """The pages of the day; grids that are low share one."""
        leaf: Leaf = ()
        for plan in self.plans():
            together = self.below_one_another((*leaf, plan)) if leaf else (plan,)
            if not together:
                yield leaf
            leaf = together or (plan,)
        yield leaf

    def below_one_another(self, plans: Leaf) -> Leaf:
        """Grids on one page, with all the text that it holds; none where that is not worth reading."""
        heads = [plans[0].head, *(self._head_below(plan) for plan in plans[1:])]
        boxes = [box for plan in plans for box in plan.boxes]
        legend = tuple(legend_of(self.setting, self.look, boxes, self.size))
        free = self.size[1] - height_of(heads) - height_of(legend)
        fastest = _FASTEST * self.setting.sheet.scale
        for amount in AMOUNTS[:GOOD]:
            axes = [self._axis(plan, amount) for plan in plans]
            whole = sum(each.height for each in axes)
            if whole <= free:
                axes = [each.stretched(each.height * free / whole, fastest) for each in axes]
                legends: list[tuple[Piece, ...]] = [()] * (len(plans) - 1) + [legend]
                return tuple(
                    replace(plan, amount=amount, axis=each, head=head, legend=below)
                    for plan, each, head, below in zip(plans, axes, heads, legends, strict=True)
                )
        return ()

    def _below(self) -> float:
        """What another grid takes of a page besides its axis, at most."""
        heads = (
            head_of(self.setting, self.view.rooms, None, self._across(some, self.most), self.whole)
            for some in shared_out(self.columns, self.most)
        )
        return max(head.height for head in heads) + _BETWEEN * self.look.unit

    def _head_below(self, plan: Plan) -> Piece:
        """The head of a grid below another one, with space above it."""
        told = self._hours(plan.window, plan.across.columns)
        head = head_of(self.setting, self.view.rooms, None, plan.across, told)
        return stacked([Piece(_BETWEEN * self.look.unit), head])

    def plans(self) -> Iterator[Plan]:
        """The grids of the day: of all of it for each group of rooms, or in shares where that is too much."""
        together = Share(self.whole, self.columns)
        at_once = [self.fullest(self.whole, columns) for columns in self.groups(together)]
        if all(page.reads_well for page in at_once):
            yield from at_once
            return
        for share in self._shares():
            for columns in self.groups(share):
                yield from self._held(share.window, columns)

    def _shares(self) -> Sequence[Share]:
        """Hours and rooms that share pages."""
        needed = columns_needed(self.view, self.columns, self.whole, self.most)
        scale, by_count = self.setting.sheet.scale, cache(self._blocks)

        @cache
        def blocks(columns: tuple[int, ...]) -> tuple[Block, ...]:
            there = by_count(self._about(len(columns)))
            return tuple(block for block in there if not set(columns).isdisjoint(block.columns))

        day = Day(
            self.whole,
            needed,
            self.most,
            blocks,
            cache(lambda count: self._room(self._about(count))),
            self._below(),
            _PACE * scale,
            _LEAST * self.look.unit,
        )
        # A part with all the rooms may have those in which nothing is but what concerns all.
        return [
            share._replace(columns=self.columns) if share.columns == needed else share
            for share in shares(day)
        ]

    def _about(self, count: int) -> int:
        """Not many fewer columns than a page has, so that boxes are measured for few widths alone."""
        step = -(-self.most // _WIDTHS)
        return min(self.most, -(-count // step) * step)

    def _held(self, window: Window, columns: tuple[int, ...]) -> Iterator[Plan]:
        """A page, or several where it is too low for the least there is."""
        page = self.fullest(window, columns)
        instants = self._instants(window, columns)
        if page.holds or len(instants) < 3:
            yield page
            return
        middle = instants[len(instants) // 2]
        for part in ((window[0], middle), (middle, window[1])):
            some = columns_needed(self.view, columns, part, self.most)
            yield from self._held(part, some) if some else ()

    def _instants(self, window: Window, columns: Sequence[int]) -> list[datetime]:
        moments = {
            moment
            for session in self._seen(window, columns)
            for moment in (period(session).start, period(session).end)
        }
        return sorted({*window, *(moment for moment in moments if window[0] < moment < window[1])})

    def _seen(self, window: Window, columns: Sequence[int]) -> Iterator[Session]:
        for session in seen(self.view, window):
            if not set(columns).isdisjoint(self.view.columns[session.id]):
                yield session
                for each in self.view.within(session):
                    if period(each).start < window[1] and window[0] < period(each).end:
                        yield each

    def _hours(self, window: Window, columns: Sequence[int]) -> Window | None:
        """From the first beginning to the last end on a page that tells a part of the day."""
        there = [period(session) for session in self._seen(window, columns)]
        if window == self.whole or not there:
            return None
        start, end = min(each.start for each in there), max(each.end for each in there)
        return max(start, window[0]), min(end, window[1])

    def _across(self, columns: tuple[int, ...], count: int) -> Across:
        width = (self.size[0] - self.look.gutter) / count
        return Across(columns, self.look.gutter, width, self.look.between)

    def _boxes(self, across: Across, window: Window) -> tuple[Boxed, ...]:
        within = cells(self.view, across.columns, window, max(1, int(across.width / self.look.lane)))
        return boxed(self.tell, self.look, within, across)

    def _blocks(self, count: int) -> tuple[Block, ...]:
        """All boxes of the day as they are where a page has so many columns."""
        boxes = self._boxes(self._across(self.columns, count), self.whole)
        ends = Axis(self.whole, (0.0, 0.0))
        return tuple(
            Block(
                box.cell.start,
                box.cell.end,
                box.cell.columns,
                tuple(brought(self.view, [box.cell])),
                tuple(needs(box, AMOUNTS[GOOD - 1], ends)),
            )
            for box in boxes
        )

    def _room(self, count: int) -> float:
        """The height for the axis where a page has so many columns, whichever they are."""
        heads = (
            head_of(self.setting, self.view.rooms, self.on, self._across(some, count), self.whole)
            for some in shared_out(self.columns, count)
        )
        boxes = self._boxes(self._across(self.columns, count), self.whole)
        legend = height_of(list(legend_of(self.setting, self.look, boxes, self.size)))
        return max(1.0, self.size[1] - max(head.height for head in heads) - legend)

    def fullest(self, window: Window, columns: tuple[int, ...]) -> Plan:
        """The page with the most text that it is high enough for, or else with the least."""
        across = self._across(columns, len(columns))
        boxes = self._boxes(across, window)
        own = tuple(sorted(_moments((box.cell for box in boxes), window) or {*window}))
        told = self._hours(window, columns)
        head = head_of(self.setting, self.view.rooms, self.on, across, told)
        legend = tuple(legend_of(self.setting, self.look, boxes, self.size))
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
        return axis(page.axis.instants, wanted, pace=pace, least=_LEAST * self.look.unit)


def _moments(within: Iterable[Cell], window: Window) -> set[datetime]:
    """The instants at which something begins or ends, no further than the window reaches."""
    found = set[datetime]()
    for cell in within:
        found |= {min(max(cell.start, window[0]), window[1]), min(max(cell.end, window[0]), window[1])}
        found |= _moments(cell.inside, window)
    return found
