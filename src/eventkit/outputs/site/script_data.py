"""The data of the site's script: all sessions, the texts of the search, and the events of a calendar.

They are scripts themselves, beside the pages of a language, because browsers load no other files from disk.

The search has no index: a scan of a thousand sessions takes less than a millisecond, and finds parts of
words, also in scripts that do not separate words. Titles and names are in all their languages, abstracts in
those of the readers. Texts that only the page of a session shows are in a file of their own, which is larger
and stays the same when a session is moved or renamed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from markupsafe import escape

from eventkit.model import Participant, ParticipantId, Role, Session, Status
from eventkit.outputs.site.day_grid import DayHour, days_of
from eventkit.outputs.site.session_entries import UNLISTED, EntryWriter, session_key
from eventkit.outputs.site.site_frame import PageRenderer
from eventkit.public_pages.page_addresses import entity_page
from eventkit.schedule import Entity, EntityKind, Schedule, title
from eventkit.texts import Text
from eventkit.wording import Word

SESSIONS_SCRIPT = "sessions.js"  # the file with all scheduled sessions, in the folder of a language
SEARCH_SCRIPT = "search.js"
"""The file with the texts of pages of sessions, and all other pages, in the folder of a language."""

CALENDAR_SCRIPT = "calendar.js"  # the file with the event of each session, in the folder of a language

SEARCHED_KINDS: Mapping[EntityKind, Word] = {
    EntityKind.PARTICIPANT: "people",
    EntityKind.ROOM: "room",
    EntityKind.TRACK: "track",
    EntityKind.ORGANISATION: "organisations",
}
"""The kinds of pages that the search finds beside sessions, and the words for them."""

OF_THE_FEED = frozenset(
    {
        "UID",
        "LAST-MODIFIED",
        "DESCRIPTION",
        "X-WR-CALDESC",
        "SOURCE",
        "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL",
    }
)
"""Properties of a calendar that do not apply to a selection of its events, which nobody subscribes to."""

BETWEEN = " · "  # between the texts of an entry
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_PROPERTY_NAME = re.compile(r"[A-Z-]+")
_FOLD = "\r\n "


class ScriptData:
    """The scripts of data for one folder of pages."""

    def __init__(self, renderer: PageRenderer, writer: EntryWriter, calendar: bytes) -> None:
        self._renderer, self._writer, self._calendar = renderer, writer, calendar
        self._readers, self._schedule = writer.readers, writer.schedule
        # Markup is that of a page in a folder beside all others: its lines are those of lists on other pages,
        # and the script shortens its links.
        self._page = renderer.frame.page(f"{self._readers.folder}/lists/list.html", "")
        spans = [(session, self._schedule.span(session)) for session in self._schedule.in_order]
        self._timed = [(session, span) for session, span in spans if span is not None]
        self._unscheduled = [session for session, span in spans if span is None]

    def files(self) -> Iterator[tuple[str, bytes]]:
        folder = self._readers.folder
        yield f"{folder}/{SESSIONS_SCRIPT}", self._sessions()
        yield f"{folder}/{SEARCH_SCRIPT}", self._texts()
        if self._calendar:
            yield f"{folder}/{CALENDAR_SCRIPT}", calendar_script(self._schedule, self._calendar)

    def _sessions(self) -> bytes:
        wording = self._readers.wording
        programme = {
            "days": {day.isoformat(): wording.day(day) for day in days_of(self._schedule)},
            "sessions": [
                [
                    session_key(session.uid),
                    self._schedule.day(span.start).isoformat(),
                    _minutes(span.start),
                    _minutes(span.end),
                    self._entry(session),
                    _state(self._schedule, session),
                    session_key(self._schedule.session(session.parent).uid) if session.parent else "",
                    *self._entry_texts(session),
                ]
                for session, span in self._timed
            ],
        }
        return f"var programme = {_to_script(programme)};\n".encode()

    def _texts(self) -> bytes:
        """The script with the texts of pages of sessions, and with all other pages as entries in markup."""
        texts = {session_key(session.uid): self._page_texts(session) for session in self._schedule.in_order}
        pages = [self._unscheduled_row(session) for session in self._unscheduled]
        pages += [
            [name, "", BETWEEN.join(further), self._entity_entry(kind, entity)]
            for kind in SEARCHED_KINDS
            for entity in kind.of(self._schedule)
            for name, *further in [_forms(title(entity), self._readers.languages)]
        ]
        by_key = dict(sorted((key, text) for key, text in texts.items() if text))
        return f"programme.texts = {_to_script(by_key)};\nprogramme.pages = {_to_script(pages)};\n".encode()

    def _unscheduled_row(self, session: Session) -> list[str]:
        return [*self._entry_texts(session), self._entry(session), session_key(session.uid)]

    def _entry(self, session: Session) -> str:
        return self._renderer.call("session_item", self._page, self._writer.entry(session))

    def _entity_entry(self, kind: EntityKind, entity: Entity) -> str:
        person = entity if isinstance(entity, Participant) else None
        readers = self._readers
        return self._renderer.call(
            "result_item",
            self._page,
            readers.wording.word(SEARCHED_KINDS[kind]),
            entity_page(kind, entity.id, readers.folder),
            readers.short_name(person) if person else readers.text(title(entity)),
        )

    def _entry_texts(self, session: Session) -> tuple[str, str, str]:
        """The title, the other texts of an entry, and the forms of all these in other languages."""
        schedule, languages = self._schedule, self._readers.languages
        own_title, *further = _forms(session.title, languages)
        shown = [
            title(schedule.participant(id_)) for id_, role in _coming(session).items() if role not in UNLISTED
        ]
        shown += [schedule.room(room).name for room in schedule.rooms_of(session)]
        shown += [schedule.track(session.track).name] if session.track is not None else []
        forms = [_forms(name, languages) for name in shown]
        further += [form for _, *others in forms for form in others]
        return own_title, BETWEEN.join(first for first, *_ in forms), BETWEEN.join(further)

    def _page_texts(self, session: Session) -> str:
        """The texts that its page alone shows, as markup: the abstract in the lines of the page."""
        languages = self._readers.languages
        unlisted = [
            title(self._schedule.participant(id_))
            for id_, role in _coming(session).items()
            if role in UNLISTED
        ]
        subtitle = [session.subtitle] if session.subtitle is not None else []
        texts = [form for text in (*unlisted, *subtitle) for form in _forms(text, languages)]
        listed = escape(BETWEEN.join(texts))
        return f"{listed}\n{self._readers.markdown(session.abstract)}\n" if session.abstract else listed


def key_script(hours: Iterable[DayHour]) -> bytes:
    keys = " ".join(session_key(timed.session.uid) for hour in hours for timed in hour.sessions)
    return f'var keys = "{keys}";\n'.encode()


def calendar_script(schedule: Schedule, calendar: bytes) -> bytes:
    """The script with the events of a calendar, of which the browser makes the reader's own file."""
    head, *events = calendar.decode().removesuffix("END:VCALENDAR\r\n").split("BEGIN:VEVENT\r\n")
    by_uid = {UUID(event.partition("UID:")[2][:36]): f"BEGIN:VEVENT\r\n{event}" for event in events}
    parts = {
        "head": "".join(_own_head(head)),
        "events": {
            session_key(session.uid): by_uid[session.uid]
            for session in schedule.sessions
            if session.uid in by_uid
        },
    }
    return f"programme.calendar = {to_json(parts)};\n".encode()


def _own_head(head: str) -> Iterator[str]:
    calendar, separator, zone = head.partition("BEGIN:VTIMEZONE\r\n")
    for line in calendar.replace(_FOLD, "\n").split("\r\n")[:-1]:
        name = _PROPERTY_NAME.match(line)
        if name is None or name[0] not in OF_THE_FEED:
            yield line.replace("\n", _FOLD) + "\r\n"
    yield separator + zone


def to_json(data: object) -> str:
    """Data as compact JSON, which scripts may contain as it is (ECMAScript 2019)."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _to_script(data: object) -> str:
    """Data as a script; a text of several lines is a template literal, whose lines are those of pages."""
    return _STRING.sub(_literal, to_json(data))


def _literal(string: re.Match[str]) -> str:
    if "\\n" not in string[0]:
        return string[0]
    text: str = json.loads(string[0])
    for sign in ("\\", "`", "${"):
        text = text.replace(sign, f"\\{sign}")
    return f"`{text}`"


def _minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _state(schedule: Schedule, session: Session) -> int:
    """The number by which the script knows a cancelled session, 0, and one with parts, 2, from others, 1."""
    if session.status is Status.CANCELLED:
        return 0
    return 2 if schedule.parts(session.id) else 1


def _coming(session: Session) -> Mapping[ParticipantId, Role]:
    """The people who appear in a session, each with the last of their roles."""
    return {person.participant: person.role for person in session.people if person.comes}


def _forms(text: Text, languages: Iterable[str]) -> list[str]:
    language, first = text.best(*languages)
    return [first, *(other for tag, other in text.items() if tag != language)]
