"""Session ends: a session with a start alone ends when the next one in its place begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from eventkit.intake import ImportLog, RawSession
from eventkit.intake.word_lists import kind_from_title
from eventkit.messages import Message, Plural, sentence

_LONGEST = timedelta(hours=4)  # the longest session of which nothing but the next start states the end
_FOR_ALL, _ANYWHERE = object(), object()  # the places of what is for everyone, and of all sessions

_END_MARK = re.compile(
    r"(?:(?:the )?end|(?:das )?ende|schluss|fin|fine|fim|final|einde|slut|slutt|konec|koniec|vége|son|конец"
    r"|终了|終了|結束|结束|끝|종료|النهاية)"
    r"(?: (?:of (?:the )?|der |des |de |de la |del |della |do |da |van de )?"
    r"(?:day|event|conference|program(?:me)?|meeting|tage?s?|tagung|veranstaltung|programms?|journée|jornada"
    r"|día|evento|encuentro|giornata|dia|dag|dnia|dne|дня))?[.!]?"
    r"|(?:[^\W\d_]+ ){1,3}(?:closes?|schließt|schliesst|ferme|cierra|chiude|fecha|sluit|stänger|lukker"
    r"|stenger)[.!]?",
    re.IGNORECASE,
)


def end_at_next(
    sessions: Iterable[tuple[RawSession, RawSession | None]], minutes: int | None, log: ImportLog
) -> list[RawSession]:
    """End sessions that have a start alone, each given with the block that states its hours, if any.

    The place of a session is its rooms, or else its track or block. It ends when the next one in its place
    or for everyone begins, and with its block; after ``minutes``, if they are set and nothing begins before.
    If none follows soon, it keeps its start alone.
    Those that are returned mark the end of the day and are not sessions.
    """
    timed = [
        (session, block, session.start.replace(tzinfo=None), session.start.tzinfo)
        for session, block in sessions
        if session.start is not None
    ]
    without_end = [each for each in timed if each[0].end is None and each[0].minutes is None]
    if not without_end:
        return []
    longest = _LONGEST if minutes is None else timedelta(minutes=minutes)
    starts: dict[object, list[datetime]] = defaultdict(list)
    for session, block, start, _ in sorted(timed, key=itemgetter(2)):
        for_all = [_FOR_ALL] if _is_for_all(session, block) else []
        for place in (*_places(session, block), *for_all, _ANYWHERE):
            starts[place].append(start)
    ended, left, marks = list[RawSession](), list[RawSession](), list[RawSession]()
    for session, block, start, zone in without_end:
        within = [_ANYWHERE] if _is_for_all(session, block) else [*_places(session, block), _FOR_ALL]
        ends = [end for place in within for end in starts[place][bisect_right(starts[place], start) :][:1]]
        ends += [block.end.replace(tzinfo=None)] if block and block.end else []
        ends += [start + timedelta(minutes=minutes)] if minutes else []
        end = min((end for end in ends if start < end <= start + longest), default=None)
        if end is None:
            is_mark = isinstance(session.title, str) and not session.people and marks_end(session.title)
            (marks if is_mark else left).append(session)
        else:
            session.end = end.replace(tzinfo=zone)
            ended.append(session)
    for session in marks:
        message = Message(
            "'{title}' is the end of the day, and no session. Left out.", title=str(session.title)
        )
        log.info("end-of-day", message, session.location)
    if minutes is None:
        _log_open_ends(ended, left, log)
    return marks


def marks_end(title: str) -> bool:
    """True for a title that marks the end of the day: End, Ende der Tagung, Museum closes."""
    return _END_MARK.fullmatch(title.strip()) is not None


def _places(session: RawSession, block: RawSession | None) -> tuple[object, ...]:
    return session.rooms or tuple(filter(None, [session.track or (block and id(block))]))


def _is_for_all(session: RawSession, block: RawSession | None) -> bool:
    """True for a session without a place, and for a pause in any room."""
    kind = kind_from_title(session.title) if isinstance(session.title, str) else None
    return not _places(session, block) or (kind is not None and kind.is_pause)


def _log_open_ends(ended: Sequence[RawSession], left: Sequence[RawSession], log: ImportLog) -> None:
    for report, sessions, outcome in (
        (
            log.warning,
            ended,
            [sentence("Each was imported until the next one in its room, or for everyone, starts.")],
        ),
        (log.error, left, [sentence("No other one follows soon."), sentence("Imported without a time.")]),
    ):
        if sessions:
            message = Message(
                Plural("{count} session has a start only.", "{count} sessions have a start only."),
                *outcome,
                "Add ends or, if these have the same duration, set minutes = 45 in the column map.",
                count=len(sessions),
            )
            report("no-end", message, sessions[0].location)
    for session in left:
        session.reported |= {"end"}


def period_of_parts(parts: Iterable[RawSession]) -> tuple[datetime | None, datetime | None]:
    """The first start and the last end of the parts; ``None`` if one of them has no end."""
    starts, ends = [], []
    for part in parts:
        if part.start is None:
            continue
        starts.append(part.start)
        last = part.end or (part.start + timedelta(minutes=part.minutes) if part.minutes else None)
        if last is None:
            return None, None
        ends.append(last)
    if not starts or len({instant.tzinfo is None for instant in (*starts, *ends)}) > 1:
        return None, None
    return min(starts), max(ends)
