"""Wall posters: the grid of each day on one sheet, or on several where type would be too small to be read."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from math import inf
from operator import methodcaller
from typing import NamedTuple

from eventkit.findings import Finding, Severity, Subject
from eventkit.messages import Message, Plural
from eventkit.model import RoomId
from eventkit.outputs.programme.book import check_logo_ids
from eventkit.outputs.programme.editions.brief_agenda import lay_out_days, list_sessions
from eventkit.outputs.programme.editions.poster_frame import (
    LowPosterSheet,
    PosterHeading,
    PosterSheet,
    fits_a_line,
    frame_posters,
    smallest_poster_type,
)
from eventkit.outputs.programme.grid import days_with_sessions, draw_sheet
from eventkit.outputs.programme.grid.box_text import Quality
from eventkit.outputs.programme.grid.day_sheets import DaySheet, MeasuredDays, divide_day, fill_sheet
from eventkit.outputs.programme.grid.grid_pagination import GridFrame, fit_on_one_page, paginate_grid
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.pagination import Layout
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.theme import type_scales
from eventkit.typesetting import A3, Size, landscape
from eventkit.wording import Wording

_LARGEST_POSTER, _SMALLEST_POSTER = 4.2, 1.1  # on A3; what is read from afar grows with the paper
_WORTH_OF_HEAD = 1.15  # the factor by which type may be larger for a low head to be preferred to a tall one
_LOW_SHEETS = 2
"""The number of sheets with a low head: what fits on any sheet fits on one of these, in the smallest type."""

_POSTER_TRIALS = (
    (Quality.COMPLETE, 1),
    (Quality.NAMED, 1),
    (Quality.READABLE, 1),
    (Quality.NAMED, 4),
    (Quality.READABLE, 4),
)
"""The acceptable posters, best first: the least that each shows, and the most grids on it."""

_MOST_SHEETS = 4
"""The most sheets of a day for type of the size that a wall needs; more are not hung side by side."""

_LIGHT = 0.75  # the part of the height up to which a sheet is filled by a light day, whose type may be larger
_ENLARGEMENTS = (1.3, 1.2, 1.1)  # the factors by which the type of a light day may be larger


class _Poster(NamedTuple):
    context: PrintContext
    sheet: DaySheet


def wall_posters(context: PrintContext, size: Size, rooms_per_sheet: int | None = None) -> Layout:
    """Lay out posters of each day, all in one type size: the largest with which each day fits on a sheet.

    The sheet is portrait, with a tall head where it leaves space, or landscape. Before type is too small to
    read from where one stands before a poster of that size, translations are left out, then names, then rooms
    are divided into several frames below one another. If that is not enough, a day takes up to `_MOST_SHEETS`
    low sheets, divided by buildings, rooms and hours. Only what needs more is in smaller type, and with
    ``rooms_per_sheet``, which keeps days whole. On the sheet of a light day type is somewhat larger, and the
    rows of every sheet are apart as far as it has space.
    """
    minimum = smallest_poster_type(size)
    chosen, posters = _choose_posters(context, size, minimum, rooms_per_sheet)
    posters = [_fill(poster) for poster in posters]
    sections = dict(_compose_posters(chosen, posters))
    layout = lay_out_days(chosen, [section for section, _ in sections.values()])
    headings = {anchor: heading for anchor, (_, heading) in sections.items()}
    findings = (
        *layout.findings,
        *_check_type_size(posters, minimum),
        *([] if rooms_per_sheet else _check_sheets(posters, minimum)),
        *check_logo_ids(context),
    )
    return layout._replace(document=frame_posters(chosen, layout.document, headings), findings=findings)


def _choose_posters(
    context: PrintContext, size: Size, minimum: float, rooms_per_sheet: int | None
) -> tuple[PrintContext, Sequence[_Poster]]:
    upright = min(size), max(size)
    tall = PosterSheet(*upright) if fits_a_line(context, PosterSheet(*upright)) else LowPosterSheet(*upright)
    low = LowPosterSheet(*landscape(size)), LowPosterSheet(*upright)
    enlargement = (min(size) / min(A3)) ** 0.75
    least = minimum / GridStyle.build(context.on(tall).at_scale(1)).smallest
    largest, smallest = _LARGEST_POSTER * enlargement, _SMALLEST_POSTER * max(1, enlargement)
    legible_scales, small_scales = type_scales(largest, least), type_scales(least, smallest)
    if rooms_per_sheet and _is_divided(context.on(low[-1]).at_scale(smallest), rooms_per_sheet):
        scales = [*legible_scales, *small_scales]
        candidates = [context.on(sheet).at_scale(scale) for scale in scales for sheet in low]
        return _in_largest_type(candidates, rooms_per_sheet)
    legible = _poster_sizes(context, legible_scales, tall, low)
    chosen = _largest_type(legible)
    if chosen is None and not rooms_per_sheet:
        several = _SeveralSheets(context, low, legible_scales, small_scales)
        # What does not fit in the smallest type fits in no larger one: most days that are divided in vain.
        for quality in (Quality.NAMED, Quality.READABLE) if several.fit(Quality.READABLE) else ():
            if divided := several.posters(quality):
                return divided[0].context, divided
    chosen = (
        chosen
        or _largest_type([*legible, *_poster_sizes(context, small_scales, tall, low)])
        or context.on(low[-1]).at_scale(smallest)
    )
    return chosen, [
        poster for day in days_with_sessions(context.schedule) for poster in _paginate(chosen, day)
    ]


def _paginate(context: PrintContext, day: date) -> Iterator[_Poster]:
    """The posters of a day that is not divided by rooms: one, unless even the smallest type is too large."""
    pages = paginate_grid(context, day, _text_size(context))
    windows = [(page[0].window[0], page[-1].window[1]) for page in pages]
    for page, window in zip(pages, windows, strict=True):
        is_whole = all(window[0] <= start and end <= window[1] for start, end in windows)
        yield _Poster(context, DaySheet(day, page, window=None if is_whole else window))


def _text_size(context: PrintContext) -> Size:
    return context.page_format.text_width, context.page_format.text_height


def _is_divided(context: PrintContext, rooms_per_sheet: int) -> bool:
    return any(
        len(divide_day(context, day, _text_size(context), Quality.MINIMAL, rooms_per_sheet=rooms_per_sheet))
        > 1
        for day in days_with_sessions(context.schedule)
    )


def _divide_days(
    context: PrintContext,
    quality: Quality,
    rooms_per_sheet: int | None = None,
    most: float = inf,  # the most sheets of a day: none are made if a day has more
    measured: MeasuredDays | None = None,
) -> Sequence[_Poster]:
    """The sheets of all days in the type of a context; none if any does not show that quality."""
    posters = list[_Poster]()
    for day in days_with_sessions(context.schedule):
        sheets = divide_day(
            context,
            day,
            _text_size(context),
            quality,
            rooms_per_sheet=rooms_per_sheet,
            most=most,
            measured=measured,
        )
        if len(sheets) > most or any(not sheet.fits or sheet.quality < quality for sheet in sheets):
            return ()
        posters += (_Poster(context, sheet) for sheet in sheets)
    return posters


def _in_largest_type(
    candidates: Sequence[PrintContext], rooms_per_sheet: int
) -> tuple[PrintContext, Sequence[_Poster]]:
    """Sheets of so many rooms in the largest type that shows the best quality."""
    for quality in (Quality.COMPLETE, Quality.NAMED, Quality.READABLE):
        if not _divide_days(candidates[-1], quality, rooms_per_sheet):
            continue
        for context in candidates:
            if posters := _divide_days(context, quality, rooms_per_sheet):
                return context, posters
    smallest = candidates[-1]
    return smallest, [
        _Poster(smallest, sheet)
        for day in days_with_sessions(smallest.schedule)
        for sheet in divide_day(
            smallest, day, _text_size(smallest), Quality.MINIMAL, rooms_per_sheet=rooms_per_sheet
        )
    ]


@dataclass(frozen=True)
class _SeveralSheets:
    """Days on up to `_MOST_SHEETS` each: the fewest in legible type, or else in the largest there is."""

    context: PrintContext
    formats: Sequence[PosterSheet]
    legible_scales: Sequence[float]  # the scales of type that can be read on a wall, the largest first
    small_scales: Sequence[float]  # the scales below them, the largest first
    _measured: MeasuredDays = field(default_factory=dict)

    def fit(self, quality: Quality) -> bool:
        """True if the smallest type shows a quality on few enough sheets of a format."""
        smallest = (*self.legible_scales, *self.small_scales)[-1]
        return any(self._divide(quality, smallest, index) for index in range(len(self.formats)))

    def _divide(self, quality: Quality, scale: float, index: int) -> Sequence[_Poster]:
        sized = self.context.on(self.formats[index]).at_scale(scale)
        return _divide_days(sized, quality, most=_MOST_SHEETS, measured=self._measured)

    def posters(self, quality: Quality) -> Sequence[_Poster]:
        """The posters that show a quality; none if a day takes too many sheets even in the smallest type."""
        divide, formats = cache(partial(self._divide, quality)), range(len(self.formats))

        def is_possible(scale: float) -> bool:
            return any(divide(scale, index) for index in formats)

        def fewest(scale: float) -> tuple[int, Sequence[_Poster]]:
            """The index of the format with the fewest sheets, and these; none if no format has few enough."""
            divided = [
                (len(posters), index, posters) for index in formats if (posters := divide(scale, index))
            ]
            _, index, posters = min(divided, key=lambda each: each[:2], default=(0, 0, ()))
            return index, posters

        if not self.fit(quality):
            return ()
        index, chosen = fewest(self.legible_scales[-1])
        if not chosen:
            at = bisect_left(self.small_scales, 1, key=is_possible)
            chosen = fewest(self.small_scales[at])[1] if at < len(self.small_scales) else ()
            return self._with_translations(chosen)
        for scale in [*reversed(self.legible_scales)][1:]:
            posters = divide(scale, index)
            if len(posters) != len(chosen):
                break
            chosen = posters
        return self._with_translations(chosen)

    def _with_translations(self, posters: Sequence[_Poster]) -> Sequence[_Poster]:
        """The same number of sheets with translations, if they can be divided so."""
        if all(poster.sheet.quality is Quality.COMPLETE for poster in posters):
            return posters  # or there are none
        complete = _divide_days(
            posters[0].context, Quality.COMPLETE, most=_MOST_SHEETS, measured=self._measured
        )
        return complete if len(complete) == len(posters) else posters


def _poster_sizes(
    context: PrintContext, scales: Sequence[float], tall: PosterSheet, low: Sequence[PosterSheet]
) -> Sequence[PrintContext]:
    """The context at each scale on each sheet, the best first: a tall head is worth somewhat smaller type."""
    sizes = [(scale, sheet) for scale in scales for sheet in (tall, *low)]
    sizes.sort(key=lambda size: size[0] * (_WORTH_OF_HEAD if size[1] is tall else 1), reverse=True)
    return [context.on(sheet).at_scale(scale) for scale, sheet in sizes]


def _largest_type(candidates: Sequence[PrintContext]) -> PrintContext | None:
    """The first context in which each day fits on a poster; the smallest are tried first."""
    frames = cache(lambda index, grids: _single_page_frames(candidates[index], grids))

    def shows(index: int, quality: Quality, grids: int) -> bool:
        return all(frame is not None and frame.quality >= quality for frame in frames(index, grids))

    indexes = range(len(candidates))
    for quality, grids in _POSTER_TRIALS:
        if any(shows(index, quality, grids) for index in indexes[-_LOW_SHEETS:]):
            return next(candidates[index] for index in indexes if shows(index, quality, grids))
    return None


def _single_page_frames(context: PrintContext, grids: int) -> tuple[GridFrame | None, ...]:
    """The frames of all days, each on one page; ends with none at the first day that does not fit."""
    frames = list[GridFrame | None]()
    for day in days_with_sessions(context.schedule):
        frames += fit_on_one_page(context, day, _text_size(context), grids=grids) or (None,)
        if frames[-1] is None:
            break
    return tuple(frames)


def _fill(poster: _Poster) -> _Poster:
    """A poster in somewhat larger type if its day is light, and with its rows apart."""
    context, sheet = poster
    if not sheet.fits:
        return poster
    if sheet.fill < _LIGHT and len(sheet.page) == 1:
        for factor in _ENLARGEMENTS:
            larger = context.at_scale(factor * context.page_format.scale)
            filled = fill_sheet(larger, sheet, _text_size(larger))
            if filled.fits and filled.quality >= sheet.quality:
                return _Poster(larger, filled)
    return _Poster(context, fill_sheet(context, sheet, _text_size(context)))


def _compose_posters(
    context: PrintContext, posters: Sequence[_Poster]
) -> Iterator[tuple[str, tuple[Section, PosterHeading]]]:
    """The section of each sheet by its anchor: its grid, then the sessions whose titles it truncates."""
    sheets = [poster.sheet for poster in posters]
    numbers: dict[date, int] = {}
    for scaled, sheet in posters:
        number = numbers[sheet.day] = numbers.get(sheet.day, 0) + 1
        grid = draw_sheet(scaled, sheet.day, sheet.page)
        truncated = {finding.about[0] for finding in grid.findings if finding.code == "cut-in-grid"}
        rows = [(0, session) for session in context.schedule.in_order if session.id in truncated]
        findings = list(grid.findings)
        if grid.unnamed:
            findings.append(_left_out_names(context, sheet.day, grid.unnamed))
        anchor = f"day-{sheet.day}" + (f"-{number}" if number > 1 else "")
        section = build_section(
            context,
            anchor,
            partial(_sheet_title, context, sheet, sheets),
            list_sessions(context, rows, show_places=True),
            running_head=methodcaller("short_day", sheet.day),
            sessions=tuple(session for _, session in rows),
            full_pages=grid.pages,
            starts_page=True,
            findings=tuple(findings),
        )
        label = _sheet_label(context, sheet, sheets, context.wordings[0])
        yield anchor, (section, PosterHeading(sheet.day, label))


def _sheet_title(context: PrintContext, sheet: DaySheet, sheets: Sequence[DaySheet], wording: Wording) -> str:
    return " · ".join([wording.day(sheet.day), *_sheet_label(context, sheet, sheets, wording)])


def _sheet_label(
    context: PrintContext, sheet: DaySheet, sheets: Sequence[DaySheet], wording: Wording
) -> tuple[str, ...]:
    """The building or rooms and the hours that a sheet has of its day; nothing if it has all."""
    schedule, languages = context.schedule, (wording.asked, *context.schedule.conference.languages)
    label = [wording.listed(building.best(*languages)[1] for building in sheet.buildings)]
    at_once = [
        other.rooms
        for other in sheets
        if (other.day, other.buildings, other.window) == (sheet.day, sheet.buildings, sheet.window)
    ]
    if len(at_once) > 1:
        together = {room for rooms in at_once for room in rooms}
        label.append(_name_rooms(context, sheet.rooms, together, wording))
    if sheet.window:
        label.append(wording.times(*map(schedule.wall, sheet.window)))
    return tuple(part for part in label if part)


def _name_rooms(
    context: PrintContext, rooms: Sequence[RoomId], together: Iterable[RoomId], wording: Wording
) -> str:
    """Some of several rooms: one or two by name, more in a row as the first and the last, others in part."""
    schedule, languages = context.schedule, (wording.asked, *context.schedule.conference.languages)
    names = [schedule.room(room).name.best(*languages)[1] for room in rooms]
    among = {*together}
    in_order = [room.id for room in schedule.rooms if room.id in among]
    if len(names) < _ROOMS_IN_A_ROW:
        return wording.listed(names)
    first = in_order.index(rooms[0])
    if tuple(in_order[first : first + len(rooms)]) == tuple(rooms):
        return f"{names[0]} – {names[-1]}"
    more = wording.word("and-more", count=wording.in_figures(str(len(names) - 2)))
    return f"{wording.listed(names[:2])} {more}"


_ROOMS_IN_A_ROW = 3  # the number of neighbouring rooms from which on only the first and the last are named


def _check_type_size(posters: Sequence[_Poster], minimum: float) -> Iterator[Finding]:
    """Report text too small to be read from where one stands before a poster."""
    size = min(GridStyle.build(poster.context).smallest for poster in posters)
    if size < minimum - _ROUNDING:
        yield Finding(
            Severity.WARNING,
            "small-poster",
            (),
            Message(
                "Text on the posters is printed in {size} pt. Paper of this size needs {minimum} pt "
                "or more on a wall. Use larger paper, or put fewer rooms on a sheet."
                if size > _SUITABLE * minimum
                else "Text on the posters is printed in {size} pt. Paper of this size needs {minimum} pt "
                "or more on a wall. So many sessions do not suit a poster. Print a sign for each room, or a "
                "handout of each day.",
                size=f"{size:.1f}",
                minimum=f"{minimum:.0f}",
            ),
        )


_ROUNDING = 0.01  # points by which type may be smaller
_SUITABLE = 0.6  # of the least size: days in smaller type are too full for posters


def _check_sheets(posters: Sequence[_Poster], minimum: float) -> Iterator[Finding]:
    """Report days on several sheets, which one sheet would have in smaller type."""
    sheets = Counter(poster.sheet.day for poster in posters)
    if any(count > 1 for count in sheets.values()):
        yield Finding(
            Severity.INFO,
            "divided-poster",
            (),
            Message(
                "The days take {count} posters, because text below {minimum} pt cannot be read on a "
                "wall. Put more rooms on a sheet for fewer posters in smaller type.",
                count=len(posters),
                minimum=f"{minimum:.0f}",
            ),
        )


def _left_out_names(context: PrintContext, on: date, session_ids: Sequence[str]) -> Finding:
    title = context.schedule.session(session_ids[0]).title.best(*context.languages)[1]
    message = Message(
        Plural(
            "The grid of {on} has no space for the people of the session '{title}'.",
            "The grid of {on} has no space for the people of {count} sessions, such as '{title}'.",
        ),
        "Use larger paper, or print the day as a list.",
        on=on,
        count=len(session_ids),
        title=title,
    )
    subjects = tuple(Subject("session", session_id) for session_id in session_ids)
    return Finding(Severity.INFO, "people-left-out", tuple(session_ids), message, subjects=subjects)
