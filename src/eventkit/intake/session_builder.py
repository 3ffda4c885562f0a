"""The session builder: times, rooms, hierarchy and duplicates of imported sessions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from eventkit.intake.cleaner import Cleaner, clean_links
from eventkit.intake.people_builder import AppearanceBuilder
from eventkit.intake.records import Location, RawSession
from eventkit.intake.reference_builders import (
    IdRegistry,
    RoomBuilder,
    TrackBuilder,
    derive_uid,
    normalise_key,
    parse_uid,
    record_key,
)
from eventkit.intake.text_repair import excerpt
from eventkit.intake.word_lists import (
    kind_from_title,
    kind_in_title,
    parse_choice,
    parse_count,
    parse_kind,
    parse_kind_label,
    parse_status,
)
from eventkit.messages import Listed, Message, as_message
from eventkit.model import Extra, Kind, Role, Session, Slot, Status
from eventkit.model.sessions import Appearance
from eventkit.model.specs import SPECS, shape_of
from eventkit.schedule import MAX_DEPTH, find_cycles
from eventkit.texts import Text
from eventkit.texts.name_marks import without_cancellation
from eventkit.times import YEARS, Period, SkippedTime, instant, is_ambiguous, wall
from eventkit.times.wall_times import ONE_DAY
from eventkit.wording import LANGUAGES, Wording

Raw = dict[str, Any]  # raw values of a record, by their names
_NIGHT = timedelta(hours=12)


def limit_depth(ids: Sequence[str], parent_of: Mapping[str, str]) -> dict[str, str]:
    """A new parent for each session that is nested too deeply.

    There must be no cycles.
    """
    parts: dict[str, list[str]] = {}
    for id_ in ids:
        if id_ in parent_of:
            parts.setdefault(parent_of[id_], []).append(id_)
    moved: dict[str, str] = {}
    stack = [(id_, 1) for id_ in ids if id_ not in parent_of]
    above: dict[str, str] = dict(parent_of)
    while stack:
        id_, depth = stack.pop()
        if depth > MAX_DEPTH:
            # Its parent is at the limit: it becomes a sibling of it.
            above[id_] = moved[id_] = above[above[id_]]
            depth = MAX_DEPTH
        stack += [(part, depth + 1) for part in parts.get(id_, ())]
    return moved


_JOINED = frozenset({"location", "key", "field_names", "extra", "reported", "rooms", "people", "links"})
_OTHERS = tuple(field.name for field in fields(RawSession) if field.name not in _JOINED)


def merge_duplicates(raws: list[RawSession], cleaner: Cleaner) -> list[RawSession]:
    """Merge records of one session at one time: it takes place in all their rooms.

    Records are the same if they share key and title, or title, rooms and people. The same key at another time
    is another session. Of different values the first is imported, which is logged.
    """
    first_of: dict[Any, int] = {}
    merged: list[RawSession] = []
    for raw in raws:
        twin = _identity(raw)
        at = first_of.setdefault(twin, len(merged)) if twin is not None else len(merged)
        if at == len(merged):
            merged.append(raw)
        else:
            merged[at] = _merge(merged[at], raw, cleaner)
    return merged


def _merge(first: RawSession, second: RawSession, cleaner: Cleaner) -> RawSession:
    rooms = tuple(dict.fromkeys((*first.rooms, *second.rooms)))
    words = second.title
    title = excerpt(str(next(iter(words.values()), "") if isinstance(words, Mapping) else words))
    differing = [
        first.field_names.get(name, name)
        for name in _OTHERS
        if getattr(first, name) and getattr(second, name) and getattr(first, name) != getattr(second, name)
    ]
    but = (
        Message("They differ in {fields}: imported the first value.", fields=Listed(tuple(differing)))
        if differing
        else ""
    )
    if len(rooms) > len(first.rooms):
        message = Message(
            Message(
                "'{title}' is listed in several rooms at the same time. Imported as one session in "
                "all of them.",
                title=title,
            ),
            but,
        )
        cleaner.warning("in-several-rooms", message, second, "rooms")
    else:
        message = Message(Message("'{title}' is listed twice. Imported once.", title=title), but)
        cleaner.warning("duplicate-session", message, second, "")
    missing = {name: getattr(second, name) for name in _OTHERS if not getattr(first, name)}
    return replace(
        first,
        **missing,
        rooms=rooms,
        people=(*first.people, *(person for person in second.people if person not in first.people)),
        links=(*first.links, *(link for link in second.links if link not in first.links)),
        extra={**second.extra, **first.extra},
        reported=first.reported | second.reported,
    )


def _identity(raw: RawSession) -> Any:
    """The common key of records of the same session; ``None`` for one that has no duplicates."""
    if raw.start is None:
        return None
    when = [
        (moment.replace(tzinfo=None), moment.fold, moment.utcoffset())
        for moment in (raw.start, raw.end)
        if moment
    ]
    if raw.key is not None:
        return (str(raw.key), str(raw.title), raw.minutes, *when)
    return (
        None,
        repr((raw.title, raw.rooms, raw.people, raw.people_text, raw.parent, raw.uid)),
        raw.minutes,
        *when,
    )


class PeriodBuilder:
    """Periods from the raw times of sessions."""

    def __init__(self, cleaner: Cleaner, where: ZoneInfo) -> None:
        self._cleaner = cleaner
        self._where = where
        self._instants: dict[tuple[datetime, int], datetime | str] = {}
        self._periods: dict[tuple[datetime, datetime], Period] = {}
        self._ambiguous: set[tuple[datetime, int]] = set()

    def period(self, session: RawSession, about: str) -> tuple[Period | None, Raw]:
        """The period of a session, and the raw values that could not be used.

        Without a period the session is unscheduled, which is logged if the file states any time.
        """
        if session.start is None:
            raw = _raw_values(session, "end", "rooms", *([] if planned_length(session) else ["minutes"]))
            if raw.keys() == {"rooms"} and "start" not in session.reported:
                message = Message(
                    "A room but no time. Imported without a time; the room is saved as extra data."
                )
                self._cleaner.info("unscheduled", message, session, "rooms", about)
            elif raw and "start" not in session.reported:
                self._log_unscheduled(
                    session,
                    "start",
                    Message("No start time. Imported without a time. Add a start time."),
                    about,
                )
            return None, raw
        start = self._to_instant(session.start, session, "start", about)
        end = self._end(session, start, about) if start is not None else None
        if start is None or end is None:
            length = () if planned_length(session) else ("minutes",)
            return None, _raw_values(session, "start", "end", *length, "rooms")
        if end - start > ONE_DAY:
            message = Message(
                "Lasts {hours} hours. Check the end.", hours=f"{(end - start).total_seconds() / 3600:g}"
            )
            self._cleaner.warning("several-days", message, session, "end", about)
        period = self._periods.get((start, end))
        if period is None:
            period = self._periods[start, end] = Period(start=start, end=end)
        return period, {}

    def _end(self, session: RawSession, start: datetime, about: str) -> datetime | None:
        lasting = session.minutes if isinstance(session.minutes, int) else None
        length = planned_length(session)
        by_length = start + timedelta(minutes=length) if length else None
        if session.end is None:
            if by_length is None and "end" not in session.reported:
                self._log_unscheduled(
                    session,
                    "minutes" if lasting is not None else "end",
                    Message(
                        "A duration of {minutes} minutes. Imported without a time. Add an end time.",
                        minutes=lasting,
                    )
                    if lasting
                    else Message("No end time and no duration. Imported without a time. Add an end time."),
                    about,
                )
            return by_length
        end = self._to_instant(session.end, session, "end", about)
        if end is not None and end > start:
            if by_length is not None and by_length != end:
                message = Message(
                    "Ends at {end}, which is not {minutes} minutes after the start. Used the end.",
                    end=f"{wall(end, self._where):%H:%M}",
                    minutes=str(lasting),
                )
                self._cleaner.warning("length", message, session, "minutes", about)
            return end
        if by_length is not None:
            message = Message(
                "Does not end after its start. Used its length of {minutes} minutes.",
                minutes=str(lasting),
            )
            self._cleaner.warning("end-before-start", message, session, "end", about)
            return by_length
        return self._next_day(session, start, end, about) if end is not None else None

    def _next_day(self, session: RawSession, start: datetime, end: datetime, about: str) -> datetime | None:
        """The end in the following night, if it has the date of the start and no night is longer."""
        shown = wall(start, self._where), wall(end, self._where)
        if end < start and shown[0].date() == shown[1].date() and shown[1] + ONE_DAY - shown[0] <= _NIGHT:
            message = Message(
                "Ends at {end}, before its start at {start}. Imported as ending the next day. Check it.",
                end=f"{shown[1]:%H:%M}",
                start=f"{shown[0]:%H:%M}",
            )
            self._cleaner.warning("end-before-start", message, session, "end", about)
            try:
                return instant(shown[1] + ONE_DAY, self._where)
            except SkippedTime:
                return end + ONE_DAY
        self._log_unscheduled(
            session,
            "end",
            Message(
                "Ends when it starts. Imported without a time. Correct the end."
                if start == end
                else "Ends before it starts. Imported without a time. Correct the end."
            ),
            about,
        )
        return None

    def _to_instant(self, stated: datetime, session: RawSession, name: str, about: str) -> datetime | None:
        key = (stated, stated.fold)
        parsed = self._instants.get(key)
        if parsed is None:
            parsed = self._instants[key] = self._resolve_instant(stated, key)
        if isinstance(parsed, str):
            self._log_unscheduled(
                session, name, Message("{parsed}. Imported without a time. Correct it.", parsed=parsed), about
            )
            return None
        if key in self._ambiguous:
            message = Message(
                "{time} occurs twice on {day}, because clocks go back. Imported as the first. Check it.",
                time=f"{stated:%H:%M}",
                day=stated.date(),
            )
            self._cleaner.warning("ambiguous-time", message, session, name, about)
        if stated.second or stated.microsecond:
            message = Message("Seconds in the {name}. Rounded to the minute.", name=name)
            self._cleaner.once("seconds", message, session, name, about)
        return parsed

    def _resolve_instant(self, stated: datetime, key: tuple[datetime, int]) -> datetime | str:
        if stated.year not in YEARS or stated.year in {YEARS[0], YEARS[-1]}:
            return Message("The year is {year}", year=stated.year)
        if stated.second or stated.microsecond:
            half = timedelta(seconds=30)
            stated = (stated + half).replace(second=0, microsecond=0)
        if stated.tzinfo is not None:
            try:
                parsed = stated.astimezone(UTC)
            except (ValueError, OverflowError):
                return Message("The time is outside the calendar")
            return parsed.replace(second=0, microsecond=0)
        try:
            parsed = instant(stated, self._where)
        except SkippedTime as error:
            return as_message(error)
        if not stated.fold and is_ambiguous(stated, self._where):
            self._ambiguous.add(key)
        return parsed.replace(second=0, microsecond=0)

    def _log_unscheduled(self, session: RawSession, name: str, message: Message, about: str) -> None:
        self._cleaner.error("unscheduled", message, session, name, about)


_LONGEST = 60 * 24 * 60


def planned_length(session: RawSession) -> int | None:
    """The length in minutes that a file gives a session; ``None`` if it gives none that can be true."""
    length = session.minutes
    return length if isinstance(length, int) and 0 < length <= _LONGEST else None


def _raw_values(session: RawSession, *names: str) -> Raw:
    values: Raw = {}
    for name in names:
        value = getattr(session, name)
        if value is None or value == ():
            continue
        values[name] = (
            value.isoformat(" ", "minutes")
            if isinstance(value, date) and isinstance(value, datetime)
            else value
        )
    return values


Fields = dict[str, Any]
_NO_EXTRA = Extra()
_SPEAKERS = frozenset({Role.SPEAKER, Role.PANELLIST})
_UNTITLED = "Untitled"
"""The title of a session without one: it is imported all the same, and seen in every output."""


@dataclass(slots=True)
class _PendingSession:
    """A session while it is built: its record, and what is settled of it."""

    raw: RawSession
    id: str
    identity: Fields
    title: Text
    status: Status
    # Values that could not be parsed, by attribute: they become extra data.
    unread: Fields = field(default_factory=dict)


class SessionBuilder:
    """The sessions of a file."""

    def __init__(
        self,
        cleaner: Cleaner,
        source: str,
        conference: UUID,
        *,
        clocks: PeriodBuilder,
        rooms: RoomBuilder,
        tracks: TrackBuilder,
        appearances: AppearanceBuilder,
    ) -> None:
        self._cleaner = cleaner
        self._source = source
        self._conference = conference
        self._clocks = clocks
        self._rooms = rooms
        self._tracks = tracks
        self._appearances = appearances
        self._registry = IdRegistry("session", cleaner, source)
        self._uids: dict[UUID, str] = {}
        self.locations: dict[str, Location] = {}
        """The locations of sessions in the file, by their ids."""
        self.periods: list[Period] = []

    def build(self, raws: list[RawSession]) -> tuple[Session, ...]:
        """Build the sessions, in the order of the file; those not on the agenda are left out and logged."""
        merged = merge_duplicates(raws, self._cleaner)
        pending = [session for raw in merged if (session := self._prepare(raw))]
        parents = self._parents(pending)
        whole = set(parents.values())
        sessions = (
            self._build(session, parents.get(session.id), is_whole=session.id in whole) for session in pending
        )
        return tuple(session for session in sessions if session is not None)

    def _prepare(self, raw: RawSession) -> _PendingSession | None:
        unread: Fields = {}
        status = self._status(raw, unread) if raw.status else Status.CONFIRMED
        if status is None:
            message = Message(
                "'{title}' is {status}, so it is not on the agenda. Left out.",
                title=excerpt(str(raw.title)),
                status=raw.status or "",
            )
            self._cleaner.info("not-on-agenda", message, raw, "status")
            return None
        status = self._take_cancellation(raw) or status
        title = self._cleaner.text(raw.title, raw, "title", literal=True, directed=True)
        if title is None:
            title = Text(_UNTITLED, "en")
            message = Message(
                "A session without a title. Imported as '{untitled}'. Fill in the title.",
                untitled=_UNTITLED,
            )
            self._cleaner.warning("no-title", message, raw, "title")
        identity = self._registry.register(raw, *title.values())
        identity["uid"] = self._uid(raw, identity)
        self.locations[identity["id"]] = raw.location
        return _PendingSession(raw, identity["id"], identity, title, status, unread)

    def _take_cancellation(self, raw: RawSession) -> Status | None:
        """Remove from a title the mark that the session is cancelled, and return that status."""
        texts = raw.title if isinstance(raw.title, Mapping) else {"": str(raw.title or "")}
        bare = {language: without_cancellation(text) for language, text in texts.items()}
        if bare == texts:
            return None
        message = Message("'{title}' was imported as cancelled.", title=excerpt(next(iter(texts.values()))))
        self._cleaner.info("cancelled-title", message, raw, "title")
        raw.title = bare if isinstance(raw.title, Mapping) else bare[""]
        return Status.CANCELLED

    def _status(self, raw: RawSession, unread: Fields) -> Status | None:
        word = self._cleaner.line(raw.status, raw, "status")
        status = parse_status(word) if word else Status.CONFIRMED
        if status is None or isinstance(status, Status):
            return status
        unread["status"] = word
        message = Message(
            "Unknown status '{word}'. Imported as confirmed; the word is saved as extra data.",
            word=excerpt(word),
        )
        self._cleaner.once("status", message, raw, "status")
        return Status.CONFIRMED

    def _uid(self, raw: RawSession, identity: Fields) -> UUID:
        """The UID in the file, or else one derived from what stays the same."""
        stated = self._cleaner.line(raw.uid, raw, "uid") if raw.uid else ""
        uid = (parse_uid(stated) if stated else None) or derive_uid(
            self._conference, "session", self._source, stated or identity["source_id"]
        )
        if uid in self._uids:
            message = Message(
                "'{id}' has the same UID, '{uid}'. Created another for this session.",
                id=self._uids[uid],
                uid=stated or str(uid),
            )
            self._cleaner.warning("duplicate-uid", message, raw, "uid", identity["id"])
        while uid in self._uids:
            uid = derive_uid(uid, "session", identity["source_id"])
        self._uids[uid] = identity["id"]
        return uid

    def _parents(self, pending: list[_PendingSession]) -> dict[str, str]:
        """The parent of each session; invalid ones are logged and saved as extra data."""
        if all(session.raw.parent is None for session in pending):
            return {}
        by_key: dict[str, str] = {}
        for session in pending:
            if key := record_key(session.raw):
                by_key.setdefault(key, session.id)
        known = {session.id: session for session in pending}
        parent_of: dict[str, str] = {}
        for session in pending:
            key = normalise_key(session.raw.parent) if session.raw.parent is not None else None
            if key in by_key:
                parent_of[session.id] = by_key[key]
            elif key is not None:
                self._log_parent(
                    session,
                    Message(
                        "Part of session '{key}', which is not in the file. Imported as a top-level session.",
                        key=excerpt(key),
                    ),
                )
        for cycle in find_cycles(parent_of):
            line = ", ".join((*cycle[:10], cycle[0]))
            self._log_parent(
                known[cycle[0]],
                Message(
                    "Circular hierarchy: {line}. Imported as a top-level session. Correct the parent.",
                    line=line,
                ),
            )
            del parent_of[cycle[0]]
        for part, above in limit_depth([*known], parent_of).items():
            known[part].unread["parent"] = known[part].raw.parent
            message = Message("Nested too deeply. Imported as part of '{above}'.", above=above)
            self._cleaner.warning("too-deep", message, known[part].raw, "parent", part)
            parent_of[part] = above
        return parent_of

    def _log_parent(self, session: _PendingSession, message: Message) -> None:
        session.unread["parent"] = session.raw.parent
        self._cleaner.error("parent", message, session.raw, "parent", session.id)

    def _build(self, pending: _PendingSession, parent: str | None, *, is_whole: bool) -> Session | None:
        raw, about, cleaner, unread = pending.raw, pending.id, self._cleaner, pending.unread
        # Most records lack most fields, which are not built then.
        kind = self._kind(pending, is_whole=is_whole)
        fields: Fields = {"slot": self._slot(pending), "kind": kind}
        if fields["slot"] is None and (length := planned_length(raw)):
            fields["minutes"] = length
        if raw.people or raw.people_text:
            fields["people"] = self._appearances.build(raw, about, unread, kind)
            is_exact = is_whole or "kind" not in unread
            fields["kind"] = kind if is_exact else _kind_without_parts(kind, fields["people"])
        if raw.links:
            fields["links"], fields["streams"] = clean_links(raw.links, raw, cleaner, about)
        if raw.abstract or raw.description:
            fields["abstract"] = self._abstract(pending)
        if raw.subtitle:
            fields["subtitle"] = cleaner.text(raw.subtitle, raw, "subtitle", about=about, directed=True)
        if raw.track is not None:
            fields["track"] = self._tracks.resolve(raw, about)
        if raw.languages:
            fields["languages"] = self._languages(pending)
        if raw.audience is not None:
            fields["audience"] = self._audience(pending)
        for name in ("needs", "wishes"):
            lines = (cleaner.line(line, raw, name, about=about) for line in getattr(raw, name))
            fields[name] = tuple(filter(None, lines))
        fields |= _find_choices(raw.extra)
        extra = cleaner.extra_data(raw, "session", about, unread) if raw.extra or unread else _NO_EXTRA
        return cleaner.validate(
            Session, raw, about, **pending.identity, **fields, title=pending.title, parent=parent,
            plenary=bool(raw.plenary), status=pending.status, extra=extra,
        )  # fmt: skip

    def _slot(self, pending: _PendingSession) -> Slot | None:
        period, unread = self._clocks.period(pending.raw, pending.id)
        if period is None:
            pending.unread |= unread
            return None
        self.periods.append(period)
        rooms = self._rooms.resolve(pending.raw, pending.id) if pending.raw.rooms else ()
        return self._cleaner.validate(Slot, pending.raw, pending.id, period=period, rooms=rooms)

    def _kind(self, pending: _PendingSession, *, is_whole: bool) -> Kind:
        raw = pending.raw
        word = self._cleaner.name(raw.kind, raw, "kind", about=pending.id) if raw.kind else ""
        kind = parse_kind(word) if word else None
        if word and word.casefold() != kind:
            pending.unread["kind"] = word
        # A word such as "1 hour session" does not state a kind; the title may.
        if kind is None or (kind is Kind.TALK and word.casefold() != kind and parse_kind_label(word) is None):
            kind = next(filter(None, map(kind_from_title, pending.title.values())), kind)
            if word and kind is None:
                message = Message(
                    "Unknown session kind '{word}'. Imported as a talk; the word is saved as extra data.",
                    word=excerpt(word),
                )
                self._cleaner.once("kind", message, raw, "kind", pending.id)
        if kind is None and not word:
            has_people = bool(raw.people or raw.people_text)
            titles = pending.title.values()
            kind = next(filter(None, (kind_in_title(title, has_people=has_people) for title in titles)), None)
        if is_whole and kind in {None, Kind.TALK}:
            return Kind.BLOCK
        return kind or Kind.TALK

    def _languages(self, pending: _PendingSession) -> tuple[str, ...]:
        tags = {
            str(stated): self._cleaner.parse_language(str(stated))
            for stated in pending.raw.languages
            if stated
        }
        unknown = [stated for stated, language in tags.items() if language is None and stated.strip()]
        if unknown:
            pending.unread["languages"] = unknown
            message = Message(
                "Unknown language '{unknown}'. Saved as extra data.", unknown=excerpt(unknown[0])
            )
            self._cleaner.once("language", message, pending.raw, "languages", pending.id)
        return tuple(dict.fromkeys(filter(None, tags.values())))

    def _audience(self, pending: _PendingSession) -> int | None:
        audience = parse_count(pending.raw.audience)
        if audience is None and pending.raw.audience:
            pending.unread["audience"] = pending.raw.audience
            message = Message(
                "'{audience}' is not a number of people. Saved as extra data.",
                audience=excerpt(str(pending.raw.audience)),
            )
            self._cleaner.warning("audience", message, pending.raw, "audience", pending.id)
        return audience

    def _abstract(self, pending: _PendingSession) -> Text | None:
        """The abstract and the description, joined unless they are the same."""
        raw, cleaner = pending.raw, self._cleaner
        about = pending.id
        short, long = (
            cleaner.long_text(prose, raw, name, about=about, is_whole=True) if prose else {}
            for name, prose in (("abstract", raw.abstract), ("description", raw.description))
        )
        name = "abstract" if short else "description"
        texts = {
            tag: cleaner.shorten(
                _join_texts(short.get(tag, ""), long.get(tag, "")), raw, name, tag, about=about
            )
            for tag in (*short, *long)
        }
        return Text(texts) if texts else None


_CHOICES = {
    spec.name: choices
    for spec in SPECS[Session]
    if spec.public and (choices := shape_of(Session, spec.name).choices)
    if spec.name not in {"kind", "status"}
}
"""The fields that are one of a list and that no format has a place for."""


@cache
def _names_of(field: str) -> re.Pattern[str]:
    """The names of a field in foreign files, in any language: Level, Experience level, 难度."""
    labels = {field, *(Wording.of(language).field(field) for language in LANGUAGES)}
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, sorted(labels)))})(?![a-z])", re.IGNORECASE)


def _kind_without_parts(kind: Kind, people: Iterable[Appearance]) -> Kind:
    """The kind of a session without parts: a special session where people speak is a talk, no block."""
    speaks = any(one.role in _SPEAKERS for one in people)
    return Kind.TALK if kind is Kind.BLOCK and speaks else kind


def _find_choices(extra: dict[str, Any]) -> Fields:
    """Take fields out of extra data that have a known name and a known word: ``{"Level": "Expert"}``.

    Answers to the questions of an organiser count as well.
    """
    chosen: Fields = {}
    for members in filter(None, (extra, extra.get("answers"))):
        for name, word in [*members.items()] if isinstance(members, dict) else []:
            for target, choices in _CHOICES.items():
                if target in chosen or not isinstance(word, str) or not _names_of(target).search(name):
                    continue
                if (choice := parse_choice(word, choices)) is not None:
                    chosen[target] = choice
                    del members[name]
    return chosen


def _join_texts(short: str, long: str) -> str:
    if not short or not long or short == long:
        return short or long
    if long.startswith(short):
        return long
    return short if short.startswith(long) else f"{short}\n\n{long}"
