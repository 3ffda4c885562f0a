"""The grids of a day: rooms and hours shared out over pages, each as its marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from eventkit.findings import Finding, Severity, Subject
from eventkit.model import RoomId, SessionId
from eventkit.outputs.programme.grid.boxes import drawn
from eventkit.outputs.programme.grid.columns import Cell
from eventkit.outputs.programme.grid.look import Look
from eventkit.outputs.programme.grid.plan import Leaf, Plan
from eventkit.outputs.programme.grid.planning import planned
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import Anchor, Mark, Rule, Size, Span, Words, shape
from eventkit.typesetting.flow import moved, set_at
from eventkit.typesetting.roles import ARTIFACT, HEADER, Element
from eventkit.typesetting.tagged import tagged


@dataclass(frozen=True)
class Grid:
    """The grids of a day.

    Attributes:
        pages: The marks of each page, from the top left corner of its text.
        findings: What is not told in full.
    """

    pages: tuple[tuple[Mark, ...], ...]
    findings: tuple[Finding, ...]


def anchor(on: date) -> str:
    """What links and bookmarks call the grid of a day."""
    return f"grid-{on}"


def day_grids(setting: Setting, on: date, size: Size | None = None, *, links: bool = True) -> Grid:
    """The grid of a day, on as many pages as its rooms and hours need.

    Rooms are shared out over pages evenly, in their order, and what concerns everyone is told on each; a
    day too full for the height of a page is parted where nothing goes on, or as little as can be.

    Args:
        setting: What it is set with.
        on: The day; nothing comes of one without sessions.
        size: Width and height of the text, in points; the sheet's where left out.
        links: Whether boxes lead to their sessions, which then must be anchored elsewhere in the book.
    """
    leaves = planned(setting, on, size or (setting.sheet.measure, setting.sheet.depth))
    pages = [_page(setting, leaf, links=links, again=at > 0) for at, leaf in enumerate(leaves)]
    if not pages:
        return Grid((), ())
    first = (Anchor(anchor(on), 0, 0), *pages[0][0])
    lost = dict.fromkeys(which for _, those in pages for which in those)
    rooms = dict.fromkeys(room for leaf in leaves for plan in leaf for room in plan.cut)
    findings = (
        *(_told_short(setting, which, on) for which in lost),
        *(_named_short(setting, room) for room in rooms),
    )
    return Grid((first, *(marks for marks, _ in pages[1:])), findings)


def _told_short(setting: Setting, which: str, on: date) -> Finding:
    title = setting.schedule.session(SessionId(which)).title.best(*setting.languages)[1]
    message = (
        f"the grid of {on} has no room for the whole of '{title}': shorten its title, or take larger paper"
    )
    return Finding(Severity.INFO, "cut-in-grid", (which,), message, subjects=(Subject("session", which),))


def _named_short(setting: Setting, which: RoomId) -> Finding:
    name = setting.schedule.room(which).name.best(*setting.languages)[1]
    message = (
        f"the columns of the grid have no room for the name of '{name}': shorten it, or take larger paper"
    )
    return Finding(Severity.INFO, "room-cut-in-grid", (which,), message, subjects=(Subject("room", which),))


def _page(
    setting: Setting, leaf: Leaf, *, links: bool, again: bool
) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """The marks of a page, and the sessions whose title it cuts; a day that is told again is not heard."""
    marks, lost, top = list[Mark](), dict[str, None](), 0.0
    for plan in leaf:
        drawn_, cut, height = _grid(setting, plan, links=links, again=again)
        marks += [moved(mark, 0, top) for mark in drawn_]
        lost |= dict.fromkeys(cut)
        top += height
    return tuple(marks), tuple(lost)


def _grid(
    setting: Setting, plan: Plan, *, links: bool, again: bool
) -> tuple[list[Mark], Iterator[str], float]:
    """The marks of a grid, the sessions whose title it cuts, and how high it is."""
    look = Look.of(setting)
    top = plan.head.height
    boxes = [drawn(setting, box, plan.amount, plan.axis, links=links) for box in plan.boxes]
    head = map(_unheard, plan.head.marks) if again else plan.head.marks
    marks = [*head, *(moved(mark, 0, top) for mark in _hours(setting, look, plan))]
    marks += tagged((Element("L"),), (moved(mark, 0, top) for box in boxes for mark in box.marks))
    y = top + plan.axis.height
    for piece in plan.legend:
        marks += [moved(mark, 0, y) for mark in piece.marks]
        y += piece.height
    return marks, (which for box in boxes for which in box.lost), y


def _unheard(mark: Mark) -> Mark:
    if isinstance(mark, Words) and mark.tags and mark.tags[0].role == "H2":
        return mark._replace(tags=HEADER)
    return mark


def _hours(setting: Setting, look: Look, plan: Plan) -> Iterator[Mark]:
    """A hairline wherever something begins, and the hour beside it unless it would touch the one above."""
    right = plan.across.left + len(plan.across.columns) * plan.across.width - plan.across.between
    begins = sorted({max(cell.start, plan.window[0]) for cell in _all(box.cell for box in plan.boxes)})
    free = -look.label.leading
    for instant in begins:
        y = plan.axis.at(instant)
        yield Rule(plan.across.left, y, right, y, 0.12 * look.unit, look.hairline)
        if y - free >= look.label.leading:
            said = f"{setting.schedule.wall(instant):%H:%M}"
            line = shape(setting.fonts, Span(said, setting.languages[0], look.label), "ltr")
            x = plan.across.left - line.width - 1.2 * look.unit
            yield from (moved(mark, x, y) for mark in set_at(line, 0, tags=ARTIFACT).marks)
            free = y


def _all(of: Iterable[Cell]) -> Iterator[Cell]:
    for cell in of:
        yield cell
        yield from _all(cell.inside)
