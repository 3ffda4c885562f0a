"""The sessions of a file: each with its identity, its time and place, and those who appear."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from eventkit.intake.addresses import links
from eventkit.intake.appearing import AppearanceBuilder
from eventkit.intake.desk import Cleaner, location_of
from eventkit.intake.ids import derive_uid, parse_uid
from eventkit.intake.languages import parse_language_tag
from eventkit.intake.nesting import find_cycles, limit_depth
from eventkit.intake.numbers import parse_count
from eventkit.intake.places import RoomBuilder, TrackBuilder
from eventkit.intake.placing import PeriodBuilder
from eventkit.intake.records import RawSession
from eventkit.intake.register import IdRegistry, normalise_key, record_key
from eventkit.intake.strings import excerpt
from eventkit.intake.twins import merge_duplicates
from eventkit.intake.vocabulary import kind_from_title, parse_kind, parse_kind_label, parse_status
from eventkit.model import Extra, Kind, Session, Slot, Status
from eventkit.texts import TEXT_LIMIT, Text
from eventkit.times import Period

Fields = dict[str, Any]

_NO_EXTRA = Extra()


@dataclass(slots=True)
class _PendingSession:
    """A session while it is put together: its record, and what is settled of it.

    Attributes:
        raw: Its record.
        id: Its id.
        given: Its id, identity and origin, as fields of the model.
        title: Its title.
        status: Whether it takes place.
        unread: What could not be understood, by attribute of the record: it is kept as extra.
    """

    raw: RawSession
    id: str
    given: Fields
    title: Text
    status: Status
    unread: Fields = field(default_factory=dict)


class SessionBuilder:
    """Makes the sessions of a file.

    Args:
        cleaner: Where what is noticed is told.
        source: What they are known to come from.
        conference: The identity of the conference, which theirs are derived of where they have none.
        clocks: Make periods of their times.
        rooms: Where they are.
        tracks: What they belong to.
        appearances: Tell who appears.
    """

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
        self._register = IdRegistry("session", cleaner, source)
        self._uids: dict[UUID, str] = {}
        self.periods: list[Period] = []

    def build(self, raws: list[RawSession]) -> tuple[Session, ...]:
        """All of them, in the order of the file; those that are on no agenda are left out and told."""
        taken = [each for raw in merge_duplicates(raws, self._cleaner) if (each := self._taken(raw))]
        parents = self._parents(taken)
        whole = set(parents.values())
        made = (self._made(each, parents.get(each.id), is_whole=each.id in whole) for each in taken)
        return tuple(each for each in made if each is not None)

    def _taken(self, raw: RawSession) -> _PendingSession | None:
        unread: Fields = {}
        status = self._status(raw, unread) if raw.status else Status.CONFIRMED
        if status is None:
            message = f"'{excerpt(str(raw.title))}' is {raw.status}, so not on the agenda: it is left out"
            self._cleaner.info("not-on-agenda", message, raw, "status")
            return None
        faults = len(self._cleaner.log.faults)
        title = self._cleaner.text(raw.title, raw, "title", literal=True)
        if title is None:
            if len(self._cleaner.log.faults) == faults:
                message = "a session has no title: fill it in, or take the session out"
                self._cleaner.log.fault(message, location_of(raw, "title"))
            return None
        given = self._register.register(raw, *title.values())
        given["uid"] = self._uid(raw, given)
        return _PendingSession(raw, given["id"], given, title, status, unread)

    def _status(self, raw: RawSession, unread: Fields) -> Status | None:
        said = self._cleaner.line(raw.status, raw, "status")
        found = parse_status(said) if said else Status.CONFIRMED
        if found is None or isinstance(found, Status):
            return found
        unread["status"] = said
        message = f"'{excerpt(said)}' is not known as a status: taken for confirmed, kept as extra"
        self._cleaner.once("status", message, raw, "status")
        return Status.CONFIRMED

    def _uid(self, raw: RawSession, given: Fields) -> UUID:
        """The identity it has or, where that is none or another's, one derived of what stays."""
        said = self._cleaner.line(raw.uid, raw, "uid") if raw.uid else ""
        found = (parse_uid(said) if said else None) or derive_uid(
            self._conference, "session", self._source, said or given["source_id"]
        )
        if found in self._uids:
            message = f"'{said or found}' is the UID of '{self._uids[found]}' too: this session gets another"
            self._cleaner.warning("uid-twice", message, raw, "uid", given["id"])
        while found in self._uids:
            found = derive_uid(found, "session", given["source_id"])
        self._uids[found] = given["id"]
        return found

    def _parents(self, taken: list[_PendingSession]) -> dict[str, str]:
        """What each session is part of; what cannot be is told, and kept as extra."""
        if all(each.raw.parent is None for each in taken):
            return {}
        by_key: dict[str, str] = {}
        for each in taken:
            if key := record_key(each.raw):
                by_key.setdefault(key, each.id)
        known = {each.id: each for each in taken}
        parent_of: dict[str, str] = {}
        for each in taken:
            key = normalise_key(each.raw.parent) if each.raw.parent is not None else None
            if key in by_key:
                parent_of[each.id] = by_key[key]
            elif key is not None:
                self._loose(each, f"is part of '{excerpt(key)}', which is not there: it stands alone")
        for circle in find_cycles(parent_of):
            line = " in ".join((*circle[:10], circle[0]))
            self._loose(known[circle[0]], f"is part of itself ({line}): it stands alone")
            del parent_of[circle[0]]
        for part, above in limit_depth([*known], parent_of).items():
            known[part].unread["parent"] = known[part].raw.parent
            message = f"is nested too deep: it is made a part of '{above}'"
            self._cleaner.warning("too-deep", message, known[part].raw, "parent", part)
            parent_of[part] = above
        return parent_of

    def _loose(self, session: _PendingSession, message: str) -> None:
        session.unread["parent"] = session.raw.parent
        self._cleaner.error("parent", message, session.raw, "parent", session.id)

    def _made(self, taken: _PendingSession, parent: str | None, *, is_whole: bool) -> Session | None:
        raw, about, cleaner, unread = taken.raw, taken.id, self._cleaner, taken.unread
        # What most records do not have is not asked for.
        fields: Fields = {"slot": self._slot(taken), "kind": self._kind(taken, is_whole=is_whole)}
        if raw.people or raw.people_text:
            fields["people"] = self._appearances.build(raw, about, unread)
        if raw.links:
            fields["links"], fields["streams"] = links(raw.links, raw, cleaner, about)
        if raw.abstract or raw.description:
            fields["abstract"] = self._abstract(taken)
        if raw.subtitle:
            fields["subtitle"] = cleaner.text(raw.subtitle, raw, "subtitle", about=about)
        if raw.track is not None:
            fields["track"] = self._tracks.resolve(raw, about)
        if raw.languages:
            fields["languages"] = self._languages(taken)
        if raw.audience is not None:
            fields["audience"] = self._audience(taken)
        extra = cleaner.extra_data(raw, "session", about, unread) if raw.extra or unread else _NO_EXTRA
        return cleaner.validate(
            Session, raw, about, **taken.given, **fields, title=taken.title, parent=parent,
            plenary=bool(raw.plenary), status=taken.status, extra=extra,
        )  # fmt: skip

    def _slot(self, taken: _PendingSession) -> Slot | None:
        period, unread = self._clocks.period(taken.raw, taken.id)
        if period is None:
            taken.unread |= unread
            return None
        self.periods.append(period)
        rooms = self._rooms.resolve(taken.raw, taken.id) if taken.raw.rooms else ()
        return self._cleaner.validate(Slot, taken.raw, taken.id, period=period, rooms=rooms)

    def _kind(self, taken: _PendingSession, *, is_whole: bool) -> Kind:
        raw = taken.raw
        said = self._cleaner.name(raw.kind, raw, "kind", about=taken.id) if raw.kind else ""
        found = parse_kind(said) if said else None
        if said and said.casefold() != found:
            taken.unread["kind"] = said
        # A word such as "1 hour session" says no more than that something is held: a title may say what.
        if found is None or (
            found is Kind.TALK and said.casefold() != found and parse_kind_label(said) is None
        ):
            found = next(filter(None, map(kind_from_title, taken.title.values())), found)
            if said and found is None:
                message = (
                    f"'{excerpt(said)}' is not known as a kind of session: taken for a talk, kept as extra"
                )
                self._cleaner.once("kind", message, raw, "kind", taken.id)
        if is_whole and found in {None, Kind.TALK}:
            return Kind.BLOCK
        return found or Kind.TALK

    def _languages(self, taken: _PendingSession) -> tuple[str, ...]:
        found = {str(each): parse_language_tag(str(each)) for each in taken.raw.languages if each}
        unknown = [each for each, language in found.items() if language is None and each.strip()]
        if unknown:
            taken.unread["languages"] = unknown
            message = f"'{excerpt(unknown[0])}' is no language known: it is kept as extra"
            self._cleaner.once("language", message, taken.raw, "languages", taken.id)
        return tuple(dict.fromkeys(filter(None, found.values())))

    def _audience(self, taken: _PendingSession) -> int | None:
        found = parse_count(taken.raw.audience)
        if found is None and taken.raw.audience:
            taken.unread["audience"] = taken.raw.audience
            message = f"'{excerpt(str(taken.raw.audience))}' is no number of people: it is kept as extra"
            self._cleaner.warning("audience", message, taken.raw, "audience", taken.id)
        return found

    def _abstract(self, taken: _PendingSession) -> Text | None:
        """The abstract and the description, one after the other where they are not the same."""
        raw, cleaner = taken.raw, self._cleaner
        short = cleaner.long_text(raw.abstract, raw, "abstract", about=taken.id) if raw.abstract else {}
        long = (
            cleaner.long_text(raw.description, raw, "description", about=taken.id) if raw.description else {}
        )
        both = {each: _both(short.get(each, ""), long.get(each, "")) for each in (*short, *long)}
        for text in both.values():
            if len(text) > TEXT_LIMIT:
                length = f"is {len(text):,} characters long with its description"
                message = f"{length}, and {TEXT_LIMIT:,} is the limit: shorten it"
                cleaner.log.fault(message, location_of(raw, "abstract"))
                return None
        return Text(both) if both else None


def _both(short: str, long: str) -> str:
    if not short or not long or short == long:
        return short or long
    if long.startswith(short):
        return long
    return short if short.startswith(long) else f"{short}\n\n{long}"
