"""Plan pictures: the days that a plan changes, before and after, as a drawing in SVG.

The drawing is the same bytes for the same schedules, is readable in light and in dark surroundings, and needs
no font: widths are estimated, and what would not fit is shortened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from unicodedata import combining, east_asian_width
from xml.sax.saxutils import escape

from eventkit.differences import ChangedDay, blocks_on, changed_days
from eventkit.messages import Message
from eventkit.model import Kind, Room, RoomId, Session
from eventkit.rules.rule_messages import name_entity
from eventkit.schedule import Schedule
from eventkit.wording import Wording

_COLUMN, _LONGEST_WIDTH = 116, 700
"""The usual width of a room, and that of all rooms of one day from which on they become narrower."""

_NARROWEST = 64
"""The least width of a room."""

_AXIS, _MARGIN, _BETWEEN = 44, 16, 28
"""The widths of the column of times, of the margin, and between the two grids."""

_HEADING, _NAMES = 26, 22  # the heights of the heading of a day and of the names of rooms
_SCALE = 1.2  # the height of a minute
_FONT, _LINE = 11, 13  # the size of text, and the height of a line

_STYLE = """
.plan{font:11px system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif}
.paper{fill:#fff}.ink{fill:#1b1f24}.dim{fill:#57606a}.rule{stroke:#d5dae0;stroke-width:1}
.block{fill:#f4f6f8;stroke:#c3cad2}.stays{fill:#e2e6eb}.comes{fill:#1d4ed8}.on{fill:#fff}
.goes{fill:none;stroke:#b4232a;stroke-width:1.5;stroke-dasharray:4 3}.gone{fill:#b4232a}
.heading{font-weight:600;font-size:13px}.name{font-weight:600}text{unicode-bidi:plaintext}
@media(prefers-color-scheme:dark){.paper{fill:#12161b}.ink{fill:#e8ebef}.dim{fill:#9aa4af}
.rule{stroke:#2f3740}.block{fill:#181d23;stroke:#3a434d}.stays{fill:#2b323a}.comes{fill:#7aa2ff}.on{fill:#0b1020}
.goes{stroke:#ff8f8f}.gone{fill:#ff8f8f}}
""".replace("\n", "")


def plan_picture(before: Schedule, after: Schedule, language: str = "en") -> str:
    """The days on which two schedules differ as SVG: before on the left, after on the right."""
    return _Picture(before, after, language).draw()


@dataclass(frozen=True, slots=True)
class _Frame:
    """The position of a grid, and the minutes and rooms that it shows."""

    left: int
    top: int
    opens: int
    closes: int
    column: int
    rooms: tuple[RoomId | None, ...]

    @property
    def width(self) -> int:
        return self.column * len(self.rooms)

    def at(self, moment: int) -> int:
        """The height of a minute."""
        return self.top + round((moment - self.opens) * _SCALE)


class _Picture:
    def __init__(self, before: Schedule, after: Schedule, language: str) -> None:
        self.schedules = (before, after)
        self.language = language
        self.wording = Wording.of(language)
        self.parts: list[str] = []

    def draw(self) -> str:
        grids = [*changed_days(*self.schedules)]
        top, width = _MARGIN, 2 * _MARGIN + 320
        for grid in grids:
            bottom, right = self._draw_day(grid, top)
            top, width = bottom + _MARGIN, max(width, right + _MARGIN)
        days = self.wording.listed(self.wording.short_day(grid.day) for grid in grids)
        title = self._word(Message("The plan, before and after: {days}", days=days or "–"))
        size = f'viewBox="0 0 {width} {top}" width="{width}" height="{top}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" class="eventkit plan">'
            f"<title>{escape(title)}</title><style>{_STYLE}</style>"
            f'<rect class="paper" width="{width}" height="{top}"/>{"".join(self.parts)}</svg>\n'
        )

    def _word(self, message: Message) -> str:
        return message.in_language(self.language).text

    def _draw_day(self, grid: ChangedDay, top: int) -> tuple[int, int]:
        """Draw a day, and return its lower and its right edge."""
        rooms = tuple(room.id if room is not None else None for room in grid.rooms)
        column = max(min(_COLUMN, _LONGEST_WIDTH // len(rooms)), _NARROWEST)
        opens, closes = self._hours(grid)
        self._text(_MARGIN, top + 14, self.wording.day(grid.day), "ink heading")
        left, bottom = _MARGIN + _AXIS, top
        times = Message("before"), Message("after")
        for schedule, sessions, words in zip(self.schedules, (grid.before, grid.after), times, strict=True):
            frame = _Frame(left, top + 2 * _HEADING + _NAMES, opens, closes, column, rooms)
            self._text(left, top + _HEADING + 14, self._word(words), "dim")
            self._draw_grid(frame, grid, schedule, sessions)
            left, bottom = frame.left + frame.width + _BETWEEN + _AXIS, frame.at(closes)
        return bottom, left - _BETWEEN - _AXIS

    def _hours(self, grid: ChangedDay) -> tuple[int, int]:
        """The hours between which anything is in the rooms of a day."""
        periods = [
            session.slot.period
            for schedule, sessions in zip(self.schedules, (grid.before, grid.after), strict=True)
            for session in (*sessions, *blocks_on(schedule, grid.day))
            if session.slot is not None and _columns(session, schedule, grid.rooms)
        ]
        opens = min(_minute(period.start) for period in periods) // 30 * 30
        closes = -(-max(_minute(period.end) for period in periods) // 30) * 30
        return opens, closes

    def _draw_grid(
        self, frame: _Frame, grid: ChangedDay, schedule: Schedule, sessions: Sequence[Session]
    ) -> None:
        for at, room in enumerate(grid.rooms):
            name = name_entity(room, self.language, schedule) if room is not None else "–"
            words = _shorten(name, frame.column - 8)
            self._text(frame.left + at * frame.column + 4, frame.top - 7, words, "ink name")
        for moment in range(-(-frame.opens // 60) * 60, frame.closes + 1, 60):
            height = frame.at(moment)
            self.parts.append(
                f'<path class="rule" d="M{frame.left - 6} {height}H{frame.left + frame.width}"/>'
            )
            clock = f"{schedule.wall(datetime.fromtimestamp(60 * moment, UTC)):%H:%M}"
            self._text(frame.left - _AXIS + 2, height + 4, clock, "dim")
        for block in blocks_on(schedule, grid.day):
            for column in _columns(block, schedule, grid.rooms):
                self._box(frame, column, block, "block")
        for session in sessions:
            mark = self._mark(session, grid, schedule)
            for column in _columns(session, schedule, grid.rooms):
                if session.kind is not Kind.BLOCK:
                    self._box(frame, column, session, mark)
                    self._label(frame, column, session, schedule, mark)

    def _mark(self, session: Session, grid: ChangedDay, schedule: Schedule) -> str:
        """The class of a session: it stays, comes to its place or goes from it."""
        if session.id not in grid.moved:
            return "stays"
        return "comes" if schedule is self.schedules[1] else "goes"

    def _box(self, frame: _Frame, column: int, session: Session, mark: str) -> None:
        if session.slot is None:
            return
        top, bottom = (frame.at(_minute(at)) for at in (session.slot.period.start, session.slot.period.end))
        left, gap = frame.left + column * frame.column, 2 if mark == "block" else 4
        self.parts.append(
            f'<rect class="{mark}" x="{left + gap}" y="{top + 1}" width="{frame.column - 2 * gap}" '
            f'height="{max(bottom - top - 2, 1)}" rx="3"/>'
        )

    def _label(self, frame: _Frame, column: int, session: Session, schedule: Schedule, mark: str) -> None:
        """The title of a session in as many lines as fit into its box."""
        if session.slot is None:
            return
        period = session.slot.period
        top, height = frame.at(_minute(period.start)), round(period.minutes * _SCALE)
        title = name_entity(session, self.language, schedule)[1:-1]
        lines = _break_lines(title, frame.column - 18, max((height - 4) // _LINE, 1))
        ink = {"stays": "ink", "comes": "on", "goes": "gone"}[mark]
        left = frame.left + column * frame.column + 9
        first = top + min(12, height // 2 + 4)
        for number, line in enumerate(lines):
            self._text(left, first + number * _LINE, line, ink)

    def _text(self, left: int, baseline: int, words: str, ink: str) -> None:
        self.parts.append(f'<text class="{ink}" x="{left}" y="{baseline}">{escape(words)}</text>')


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _columns(session: Session, schedule: Schedule, rooms: Sequence[Room | None]) -> list[int]:
    own = schedule.rooms_of(session) or (None,)
    return [at for at, room in enumerate(rooms) if (room.id if room is not None else None) in own]


def _width(words: str) -> float:
    ems = sum(0.0 if combining(sign) else 1.0 if east_asian_width(sign) in "WF" else 0.58 for sign in words)
    return ems * _FONT


def _shorten(words: str, width: float) -> str:
    """Words that are not wider than so much, with an ellipsis where they were."""
    if _width(words) <= width:
        return words
    while words and _width(words) + _FONT > width:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _break_lines(words: str, width: float, most: int) -> list[str]:
    """Words in at most so many lines: broken at spaces, and after any ideograph."""
    lines = [""]
    for piece in _pieces(words):
        if lines[-1] and _width(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    shown = [line.strip() for line in lines[:most]]
    if len(lines) > most:
        shown[-1] = _shorten(f"{shown[-1]} {lines[most].strip()}", width)
    return [_shorten(line, width) for line in shown]


def _pieces(words: str) -> Iterator[str]:
    """The unbreakable parts of a text: words with the space after them, and single ideographs."""
    piece = ""
    for sign in words:
        piece += sign
        if sign.isspace() or east_asian_width(sign) in "WF":
            yield piece
            piece = ""
    if piece:
        yield piece
