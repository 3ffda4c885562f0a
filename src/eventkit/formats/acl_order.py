"""The order file of ACLPUB, by which conferences of computational linguistics set their programme.

::

    * Monday, June 1, 2015
    + 7:30--8:45 Registration %room Foyer
    = Session 1A: Semantics %chair Hopper, Grace %room Hall
    455 10:40--11:05 # A title
    + 11:05--11:30 Break

A star begins a day, ``=`` a session that contains the papers below it, ``+`` or ``!`` is anything else, and
what begins with the number of a paper is a paper, its title behind ``#``. There are no time zones: the hints
have to state one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from eventkit.findings import Severity
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    RawConference,
    RawSchedule,
    RawSession,
    SourceFile,
    build_schedule,
)
from eventkit.intake.datetime_parser import (
    DayOrder,
    ParseFailure,
    TimeRange,
    parse_date,
    parse_time_range,
)
from eventkit.intake.source_file import log_decoding
from eventkit.intake.word_lists import parse_kind
from eventkit.messages import Message, as_message
from eventkit.texts.text_encodings import decode_text

_TEX_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
}
_TEX_ACCENT = re.compile(r"""\\(?:([`'^~"=.])\s*|([uvHckrd])(?:\s+|(?=\{)))\{?(\\?[A-Za-z])\}?""")
_TEX_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "ldots": "…",
    "dots": "…",
    "textendash": "–",
    "textemdash": "—",
}
_TEX_LETTER = re.compile(rf"\\({'|'.join(sorted(_TEX_LETTERS, key=len, reverse=True))})(?:\{{\}}|\b\s?)")
_TEX_FONT = re.compile(
    r"\\(?:em|it|bf|sc|sl|tt|rm|emph|textit|textbf|texttt|textsc|textrm|textsl|mbox|noun)\b\s*"
)
_TEX_ESCAPE = re.compile(r"\\([&%$#_{}])")
_TEX_LINE_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\newline\b")
_TEX_BRACE = re.compile(r"(?<!\\)[{}]")


def tex_to_text(text: str) -> str:
    """Convert TeX to plain text: accents applied, and fonts, braces and commands removed.

    Unknown commands are left as they are.
    """
    if not any(sign in text for sign in ("\\", "{", "~", "--", "``", "''", "$")):
        return " ".join(text.split())
    text = _TEX_LINE_END.sub(" ", text)
    text = _TEX_ACCENT.sub(_accented, text)
    text = _TEX_LETTER.sub(lambda match: _TEX_LETTERS[match[1]], text)
    text = _TEX_FONT.sub("", text)
    text = _TEX_ESCAPE.sub(r"\1", _TEX_BRACE.sub("", text))
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”").replace("~", " ")
    return " ".join(text.split())


def _accented(match: re.Match[str]) -> str:
    letter = match[3].removeprefix("\\")
    return unicodedata.normalize("NFC", letter + _TEX_ACCENTS[match[1] or match[2]])


_DAY_LINE = re.compile(r"\*\s*(.+)")
_LINE = re.compile(r"(?P<sign>[=+!@]|(?P<paper>\w[\w./-]*)(?=\s|$))\s*(?P<rest>.*)")
_HOURS = re.compile(
    r"[(]?(\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\b\.?)?(?:\s*(?:-{1,3}|[\u2013\u2014])\s*\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\b\.?)?)?)[)]?(?=\s|$)",
    re.IGNORECASE,
)
_KEY_VALUE = re.compile(r"(?:^|\s)%([a-z]+)[ \t:]+")
_COMMENT = re.compile(r"(?:^|\s)#\s*")
_NUMBERED = re.compile(r"(?=[\w./-]*\d)\w[\w./-]{0,39}")
_ENTRY_BEGIN = re.compile(r"[=+!]\s|\d+\s")
_ORDER_BEGIN = re.compile(r"[*=+!@]|\d")
_HOUR = re.compile(r"(\d{1,2})[:.]\d\d")
_MORNING, _HALF = 8 * 60, 12 * 60
_HEAD = 65_536
_LINES_BELOW_DAY = 40
_LINES_LIMIT = 100_000


class AclOrderFormat:
    """The order file of ACLPUB; only read."""

    title = "order file of ACLPUB"
    suffixes = (".txt", ".order")

    def recognises(self, source: SourceFile) -> bool:
        """True if the file begins as an order file does, and a day with its date precedes an entry."""
        head = source.data[:_HEAD]
        if b"*" not in head or b"\x00" in head or source.looks_like_json:
            return False
        return _has_day_with_entries(head.decode("utf-8-sig", errors="replace").splitlines())

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """Read an order file; its times are in the zone of the hints."""
        log = ImportLog(name)
        decoded = decode_text(data, name)
        log_decoding(decoded, log)
        lines = decoded.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(lines) > _LINES_LIMIT:
            raise log.as_error(
                Message("More than {limit} lines. Check that it is an order file.", limit=_LINES_LIMIT)
            )
        order = _OrderFileParser(log, by_halves=_uses_half_days(lines))
        for number, line in enumerate(lines, 1):
            order.parse_line(line.strip().lstrip("\ufeff"), Location(name, row=number))
        if not order.sessions:
            raise log.as_error(Message("No session (=), event (+) or paper. Check that it is an order file."))
        return build_schedule(order.records(), log, hints)


def _has_day_with_entries(lines: list[str]) -> bool:
    """True if an entry follows within a few lines of a day; prose before both is not an order file."""
    written = [line for line in lines if line.strip() and not line.startswith(("#", "%"))]
    if not written or _ORDER_BEGIN.match(written[0]) is None:
        return False
    lines_left = 0
    for line in written:
        if (star := _DAY_LINE.fullmatch(line)) is not None:
            lines_left = _LINES_BELOW_DAY if isinstance(_parse_day(star[1]), date) else 0
        elif lines_left:
            if _ENTRY_BEGIN.match(line) is not None:
                return True
            lines_left -= 1
    return False


def _parse_day(text: str) -> date | ParseFailure:
    return parse_date(_COMMENT.split(text, maxsplit=1)[0], order=DayOrder.MONTH_FIRST)


@dataclass(slots=True)
class _OrderFileParser:
    log: ImportLog
    by_halves: bool = False
    is_begun: bool = False
    day: date | None = None
    block: RawSession | None = None
    event: RawSession | None = None
    sessions: list[RawSession] = field(default_factory=list)
    parts: dict[str, list[RawSession]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    def parse_line(self, line: str, where: Location) -> None:
        if not line or line.startswith(("#", "%")):
            return
        if (star := _DAY_LINE.fullmatch(line)) is not None:
            self._day(star[1], where)
            return
        match = _LINE.fullmatch(line)
        if match is None or (match["paper"] and not _NUMBERED.fullmatch(match["paper"])):
            message = Message(
                "'{line}' is not a day (*), a session (=), an event (+) or a paper. Left out.",
                line=line[:60],
            )
            self.log.error("unread-line", message, where)
        elif match["paper"]:
            self._paper(match["paper"], match["rest"], where)
        elif match["sign"] == "=":
            self._block(match["rest"], where)
        else:
            self.event = self._session(match["rest"], where, None)
            # Invited Talk: A title
            kind, colon, _ = str(self.event.title or "").partition(":")
            if colon and parse_kind(kind) is not None:
                self.event.kind = kind

    def _day(self, text: str, where: Location) -> None:
        parsed = _parse_day(text)
        self.block = self.event = None
        self.is_begun = False
        self.day = parsed if isinstance(parsed, date) else None
        if not isinstance(parsed, date):
            message = Message(
                "'{text}' {reason}. Imported the sessions below without a time. Correct the date.",
                text=text[:60],
                reason=as_message(parsed.reason),
            )
            self.log.error("unread-day", message, where)

    def _block(self, rest: str, where: Location) -> None:
        self.block, self.event = self._session(rest, where, None), None
        self.block.kind = "block"
        self._give_key(self.block)

    def _paper(self, key: str, rest: str, where: Location) -> None:
        head, title = (*_COMMENT.split(rest, maxsplit=1), "")[:2]
        read, _ = self._hours(head, where)
        session = self._session(f"{head} {title}" if title else head, where, key)
        if not session.title:
            session.title = f"Paper {key}"
            message = Message("Paper {key} has no title after #. Used its number. Add the title.", key=key)
            self.log.warning("no-title", message, where)
        # A paper without a time belongs to the event above, such as a poster session.
        parent = self.event if self.event is not None and read is None else self.block
        session.kind = "poster" if parent is not None and "poster" in str(parent.title).casefold() else "talk"
        if parent is not None:
            session.parent = self._give_key(parent)
            self.parts.setdefault(session.parent, []).append(session)

    def _give_key(self, session: RawSession) -> str:
        """A key for a session with papers: its day and title, which stay when lines are inserted above."""
        if session.key is None:
            key = f"{self.day} {session.title}"
            session.key = f"{key} ({session.location.row})" if key in self.keys else key
            self.keys.add(session.key)
        return session.key

    def _session(self, rest: str, where: Location, key: str | None) -> RawSession:
        between, text = self._hours(rest, where)
        title, *pairs = _KEY_VALUE.split(text)
        by_name = {name: value.strip() for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
        title, *comment = _COMMENT.split(title, maxsplit=1)
        session = RawSession(location=where, key=key, title=tex_to_text(title) or None)
        if comment and comment[0].strip():
            session.extra["comment"] = comment[0].strip()
        if between is not None and self.day is not None:
            session.start = _wall_time(self.day, between.start)
            session.end = None if between.end is None else _wall_time(self.day, between.end)
        session.rooms = tuple(filter(None, (tex_to_text(by_name.pop("room", "")),)))
        session.people_text = "; ".join(_parse_people(by_name)) or None
        session.extra |= {name: value for name, value in by_name.items() if value}
        self.sessions.append(session)
        return session

    def _hours(self, text: str, where: Location) -> tuple[TimeRange | None, str]:
        match = _HOURS.match(text)
        if match is None:
            return None, text
        parsed = parse_time_range(match[1].replace(".", ":"))
        if isinstance(parsed, TimeRange):
            return self._to_half_of_day(parsed, where) if self.by_halves else parsed, text[
                match.end() :
            ].strip()
        message = Message("'{match}' {reason}. Left out.", match=match[1], reason=as_message(parsed.reason))
        self.log.error("unread-time", message, where)
        return None, text[match.end() :].strip()

    def _to_half_of_day(self, read: TimeRange, where: Location) -> TimeRange:
        """The time range in the right half of the day: 1:45 is in the afternoon after 9:00."""
        start, end = read.start, read.end
        if start >= _MORNING:
            self.is_begun = True
        elif self.is_begun:
            start += _HALF
        if end is not None and end < start < end + _HALF:
            end += _HALF
        if (start, end) != (read.start, read.end):
            message = Message(
                "Times after noon are written without am or pm. Imported as afternoon. Check them."
            )
            self.log.once("half-of-day", message, where, severity=Severity.WARNING)
        return TimeRange(start, end)

    def records(self) -> RawSchedule:
        """All records; a session without times lasts as long as its papers."""
        for session in self.sessions:
            timed = [part for part in self.parts.get(session.key or "", ()) if part.start is not None]
            if session.start is None and timed:
                session.start = min(part.start for part in timed if part.start)
                session.end = max((part.end or part.start for part in timed if part.start), default=None)
        where = Location(self.log.name)
        return RawSchedule(
            source="acl-order", conference=RawConference(location=where), sessions=self.sessions
        )


def _uses_half_days(lines: list[str]) -> bool:
    """True if times are counted to twelve, and no line has am or pm."""
    matches = (match for line in lines if (match := _LINE.fullmatch(line.strip())))
    hours = [hour[1] for match in matches if (hour := _HOURS.match(match["rest"]))]
    shown = [int(hour) for text in hours for hour in _HOUR.findall(text)]
    return bool(shown) and max(shown) <= 12 and not any("m" in text.casefold() for text in hours)


def _parse_people(values: dict[str, str]) -> Iterator[str]:
    """The speakers and the chair, as one would write them; removed from the values."""
    if by := tex_to_text(values.pop("by", "")):
        yield by
    for name in ("chair", "chairs", "cochair"):
        if chair := tex_to_text(values.pop(name, "")):
            yield f"Chair: {chair}"


def _wall_time(on: date, minute: int) -> datetime:
    return datetime.combine(on, time.min) + timedelta(minutes=minute)


acl_order_format = AclOrderFormat()
