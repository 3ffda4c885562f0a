"""Sheets of a day: the rooms and hours that share a poster, where a day does not fit on one.

Rooms of one building, or of several small ones, share a sheet where they fit, and a sheet has all hours of
its rooms. Where that takes more sheets than `_WORTH_OF_WHOLE_DAYS` allows, or one room alone does not fit,
hours are cut near the middle of the day, where fewest sessions run on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import inf

from eventkit.model import RoomId
from eventkit.outputs.programme.grid.box_text import Quality
from eventkit.outputs.programme.grid.grid_pagination import GridFrame, GridPage, GridPaginator
from eventkit.outputs.programme.grid.room_columns import (
    TimeWindow,
    columns_with_content,
    session_period,
    sessions_during,
    split_evenly,
)
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PageFormat
from eventkit.texts import Text
from eventkit.typesetting import Size

_WORTH_OF_WHOLE_DAYS = 1.3  # the factor by which sheets may be more for each to have all hours of its rooms
_MOST_CUTS = 6  # the most times that hours are halved
_CUTS_OF_CHOICE = 3  # the most times that hours are halved only to save sheets


@dataclass(frozen=True)
class DaySheet:
    """The rooms and hours of a day on one poster."""

    day: date
    page: GridPage
    # The rooms with sessions of their own on it, in their order; none if it has all of the day.
    rooms: tuple[RoomId, ...] = ()
    buildings: tuple[Text, ...] = ()  # the buildings that it has, if the day is in several
    window: TimeWindow | None = None  # the hours, if it does not have all of them

    @property
    def quality(self) -> Quality:
        return min(frame.quality for frame in self.page)

    @property
    def fits(self) -> bool:
        return all(frame.fits for frame in self.page)

    @property
    def fill(self) -> float:
        """The height of its grid as a part of the height there is."""
        return sum(frame.axis.height for frame in self.page) / self.page[0].axis_space


_TRIES_LIKE_BEFORE = 2
"""As many columns as before and one more, or one less."""

Columns = tuple[int, ...]

Frames = dict[tuple[TimeWindow, Columns], GridFrame]

MeasuredDays = dict[tuple[PageFormat, date], tuple[GridPaginator, Frames]]
"""The grid of each day on a page format, which has a type size, with the frames that were measured so far."""


def divide_day(
    context: PrintContext,
    on: date,
    size: Size,
    quality: Quality,
    *,
    rooms_per_sheet: int | None = None,
    most: float = inf,
    measured: MeasuredDays | None = None,
) -> tuple[DaySheet, ...]:
    """Divide a day over as few sheets as show it in some quality; none for a day without sessions.

    ``size`` is that of the grid of a sheet in points. A division that takes more sheets than ``most`` is
    broken off. With ``rooms_per_sheet`` a sheet has all of the day, whether that fits or not. ``measured``
    are grids of other qualities, to which this one is added.
    """
    measured = {} if measured is None else measured
    grid = context.page_format, on
    if grid not in measured:
        measured[grid] = GridPaginator.build(context, on, size), {}
    paginator, frames = measured[grid]
    if not paginator.view.outer:
        return ()
    return tuple(_Division(paginator, quality, rooms_per_sheet, most, frames).sheets())


def fill_sheet(context: PrintContext, sheet: DaySheet, size: Size) -> DaySheet:
    """A sheet with its grid set in the type of a context, its rows apart as far as there is space.

    A grid in several frames stays as it is.
    """
    if len(sheet.page) > 1:
        return sheet
    paginator = GridPaginator.build(context, sheet.day, size)
    (frame,) = sheet.page
    return replace(
        sheet, page=(paginator.spread(paginator.most_detailed_frame(frame.window, frame.layout.columns)),)
    )


@dataclass
class _Division:
    paginator: GridPaginator
    quality: Quality
    rooms_per_sheet: int | None
    most: float
    _frames: Frames

    def sheets(self) -> Iterator[DaySheet]:
        whole_day, columns = self.paginator.whole_day, self.paginator.columns_of_day
        if self._fits(whole_day, columns):
            yield DaySheet(self.paginator.day, (self._frame(whole_day, columns),))
            return
        for buildings, window, group in self._divide_buildings(whole_day, columns):
            yield DaySheet(
                self.paginator.day,
                (self._frame(window, group),),
                self._rooms(window, group),
                buildings,
                None if window == whole_day else window,
            )

    def _divide_buildings(
        self, whole_day: TimeWindow, columns: Columns
    ) -> Sequence[tuple[tuple[Text, ...], TimeWindow, Columns]]:
        """The buildings, hours and columns of each sheet; neighbouring small buildings share one."""
        groups = self._by_building(columns)
        sheets = list[tuple[tuple[Text, ...], TimeWindow, Columns]]()
        before: Columns = ()  # of a sheet with whole buildings
        for building, own in groups:
            buildings = (building,) if building is not None and len(groups) > 1 else ()
            together = tuple(sorted((*before, *own)))
            if before and buildings and self._share_a_sheet(whole_day, together):
                sheets[-1] = ((*sheets[-1][0], *buildings), whole_day, together)
                before = together
                continue
            if len(sheets) > self.most:
                break
            parts = self._divide(whole_day, own, _MOST_CUTS)
            sheets += ((buildings, window, group) for window, group in parts)
            before = own if buildings and len(parts) == 1 else ()
        return sheets

    def _share_a_sheet(self, whole_day: TimeWindow, columns: Columns) -> bool:
        if self.rooms_per_sheet:
            return len(columns) <= self.rooms_per_sheet
        return self._fits(whole_day, columns)

    def _divide(
        self, window: TimeWindow, columns: Columns, cuts: int
    ) -> Sequence[tuple[TimeWindow, Columns]]:
        groups = [(window, group) for group in self._groups(window, columns)]
        is_fit = all(self._fits(*each) for each in groups)
        is_enough = is_fit and (len(groups) <= 1 or cuts <= _MOST_CUTS - _CUTS_OF_CHOICE)
        if self.rooms_per_sheet or not cuts or is_enough:
            return groups
        instant = self._middle(window, columns)
        if instant is None:
            return groups
        halves = [*self._divide((window[0], instant), columns, cuts - 1)]
        if len(halves) <= self.most:
            halves += self._divide((instant, window[1]), columns, cuts - 1)
        worth = 1 if self._is_for_all(window) else _WORTH_OF_WHOLE_DAYS
        return groups if is_fit and len(groups) < len(halves) * worth else halves

    def _groups(self, window: TimeWindow, columns: Columns) -> Sequence[Columns]:
        """Neighbouring columns on as few sheets as these hours of them need, as evenly as they fit."""
        limit = self.rooms_per_sheet or self.paginator.columns_per_page
        columns = columns_with_content(self.paginator.view, columns, window, limit)
        if self.rooms_per_sheet:
            return list(split_evenly(columns, limit))
        groups = list[Columns]()
        rest = columns
        while rest:
            if len(groups) > self.most * _WORTH_OF_WHOLE_DAYS:
                return groups
            count = self._count_fitting(window, rest[:limit], like=len(groups[-1]) if groups else 0)
            groups.append(rest[:count])
            rest = rest[count:]
        even = list(split_evenly(columns, -(-len(columns) // max(1, len(groups)))))
        return even if all(self._fits(window, group) for group in even) else groups

    def _count_fitting(self, window: TimeWindow, columns: Columns, like: int) -> int:
        """The most columns that fit, which are mostly as many as in the group before."""
        fitting, too_many, tries = 1, len(columns) + 1, _TRIES_LIKE_BEFORE if like else 0
        while too_many - fitting > 1:
            tried = (fitting + too_many) // 2
            if tries > 0:
                tried, tries = min(max(like, fitting + 1), too_many - 1), tries - 1
            if self._fits(window, columns[:tried]):
                fitting = tried
            else:
                too_many = tried
        return fitting

    def _fits(self, window: TimeWindow, columns: Columns) -> bool:
        limit = self.rooms_per_sheet or self.paginator.columns_per_page
        if len(columns) > limit:
            return False
        frame = self._frame(window, columns)
        return frame.fits and frame.quality >= self.quality

    def _frame(self, window: TimeWindow, columns: Columns) -> GridFrame:
        if (window, columns) not in self._frames:
            self._frames[window, columns] = self.paginator.most_detailed_frame(window, columns)
        return self._frames[window, columns]

    def _is_for_all(self, window: TimeWindow) -> bool:
        """True if most hours have sessions for everyone, which each group of rooms would repeat."""
        view = self.paginator.view
        sessions = [session for session in sessions_during(view, window) if not session.kind.is_pause]
        shared = {session_period(session).start for session in sessions if session.id in view.bands}
        return 2 * len(shared) > len({session_period(session).start for session in sessions})

    def _middle(self, window: TimeWindow, columns: Columns) -> datetime | None:
        """The instant near the middle of the grid at which fewest sessions run on."""
        axis = self._frame(window, columns[: self.paginator.columns_per_page]).axis
        periods = [
            session_period(session)
            for session in sessions_during(self.paginator.view, window)
            if not set(columns).isdisjoint(self.paginator.view.columns[session.id])
        ]

        def cost(instant: datetime) -> float:
            across = sum(period.start < instant < period.end for period in periods)
            return across / len(columns) + abs(axis.y(instant) / axis.height - 0.5)

        starts = {period.start for period in periods if window[0] < period.start < window[1]}
        return min(sorted(starts & {*axis.instants}), key=cost, default=None)

    def _by_building(self, columns: Columns) -> Sequence[tuple[Text | None, Columns]]:
        schedule, view = self.paginator.context.schedule, self.paginator.view
        by_building: dict[Text | None, Columns] = {}
        for column in columns:
            rooms = self._rooms(self.paginator.whole_day, (column,))
            room = view.rooms[column]
            buildings = [room.building] if room else [schedule.room(id_).building for id_ in rooms[:1]]
            building = buildings[0] if buildings else None
            by_building[building] = (*by_building.get(building, ()), column)
        return list(by_building.items())

    def _rooms(self, window: TimeWindow, columns: Columns) -> tuple[RoomId, ...]:
        view = self.paginator.view
        used = {
            room
            for session in sessions_during(view, window)
            if session.id not in view.bands and not set(columns).isdisjoint(view.columns[session.id])
            for room in view.schedule.rooms_of(session)
        }
        return tuple(room.id for room in view.schedule.rooms if room.id in used)
