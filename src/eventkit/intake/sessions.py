"""The sessions of a file: each with its identity, its time and place, and those who appear."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from eventkit.intake.addresses import links
from eventkit.intake.appearing import Appearances
from eventkit.intake.desk import Desk, at
from eventkit.intake.ids import derived, identity
from eventkit.intake.languages import tag
from eventkit.intake.nesting import circles, raised
from eventkit.intake.numbers import count
from eventkit.intake.places import Rooms, Tracks
from eventkit.intake.placing import Clocks
from eventkit.intake.records import RawSession
from eventkit.intake.register import Register, as_key, key_of
from eventkit.intake.strings import excerpt
from eventkit.intake.twins import joined
from eventkit.intake.vocabulary import kind_of, labelled_kind, pause_of, status_of
from eventkit.model import Extra, Kind, Session, Slot, Status
from eventkit.texts import TEXT_LIMIT, Text
from eventkit.times import Period

Fields = dict[str, Any]

_NO_EXTRA = Extra()


@dataclass(slots=True)
class _Taken:
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


class Sessions:
    """Makes the sessions of a file.

    Args:
        desk: Where what is noticed is told.
        source: What they are known to come from.
        conference: The identity of the conference, which theirs are derived of where they have none.
        clocks: Make periods of their times.
        rooms: Where they are.
        tracks: What they belong to.
        appearances: Tell who appears.
    """

    def __init__(
        self,
        desk: Desk,
        source: str,
        conference: UUID,
        *,
        clocks: Clocks,
        rooms: Rooms,
        tracks: Tracks,
        appearances: Appearances,
    ) -> None:
        self._desk = desk
        self._source = source
        self._conference = conference
        self._clocks = clocks
        self._rooms = rooms
        self._tracks = tracks
        self._appearances = appearances
        self._register = Register("session", desk, source)
        self._uids: dict[UUID, str] = {}
        self.periods: list[Period] = []

    def made(self, raws: list[RawSession]) -> tuple[Session, ...]:
        """All of them, in the order of the file; those that are on no agenda are left out and told."""
        taken = [each for raw in joined(raws, self._desk) if (each := self._taken(raw))]
        parents = self._parents(taken)
        whole = set(parents.values())
        made = (self._made(each, parents.get(each.id), is_whole=each.id in whole) for each in taken)
        return tuple(each for each in made if each is not None)

    def _taken(self, raw: RawSession) -> _Taken | None:
        unread: Fields = {}
        status = self._status(raw, unread) if raw.status else Status.CONFIRMED
        if status is None:
            message = f"'{excerpt(str(raw.title))}' is {raw.status}, so not on the agenda: it is left out"
            self._desk.kept("not-on-agenda", message, raw, "status")
            return None
        faults = len(self._desk.notes.faults)
        title = self._desk.text(raw.title, raw, "title", literal=True)
        if title is None:
            if len(self._desk.notes.faults) == faults:
                message = "a session has no title: fill it in, or take the session out"
                self._desk.notes.refuse(message, at(raw, "title"))
            return None
        given = self._register.entered(raw, *title.values())
        given["uid"] = self._uid(raw, given)
        return _Taken(raw, given["id"], given, title, status, unread)

    def _status(self, raw: RawSession, unread: Fields) -> Status | None:
        said = self._desk.line(raw.status, raw, "status")
        found = status_of(said) if said else Status.CONFIRMED
        if found is None or isinstance(found, Status):
            return found
        unread["status"] = said
        message = f"'{excerpt(said)}' is not known as a status: taken for confirmed, kept as extra"
        self._desk.often("status", message, raw, "status")
        return Status.CONFIRMED

    def _uid(self, raw: RawSession, given: Fields) -> UUID:
        """The identity it has or, where that is none or another's, one derived of what stays."""
        said = self._desk.line(raw.uid, raw, "uid") if raw.uid else ""
        found = (identity(said) if said else None) or derived(
            self._conference, "session", self._source, said or given["source_id"]
        )
        if found in self._uids:
            message = f"'{said or found}' is the UID of '{self._uids[found]}' too: this session gets another"
            self._desk.mended("uid-twice", message, raw, "uid", given["id"])
        while found in self._uids:
            found = derived(found, "session", given["source_id"])
        self._uids[found] = given["id"]
        return found

    def _parents(self, taken: list[_Taken]) -> dict[str, str]:
        """What each session is part of; what cannot be is told, and kept as extra."""
        if all(each.raw.parent is None for each in taken):
            return {}
        by_key: dict[str, str] = {}
        for each in taken:
            if key := key_of(each.raw):
                by_key.setdefault(key, each.id)
        known = {each.id: each for each in taken}
        parent_of: dict[str, str] = {}
        for each in taken:
            key = as_key(each.raw.parent) if each.raw.parent is not None else None
            if key in by_key:
                parent_of[each.id] = by_key[key]
            elif key is not None:
                self._loose(each, f"is part of '{excerpt(key)}', which is not there: it stands alone")
        for circle in circles(parent_of):
            line = " in ".join((*circle[:10], circle[0]))
            self._loose(known[circle[0]], f"is part of itself ({line}): it stands alone")
            del parent_of[circle[0]]
        for part, above in raised([*known], parent_of).items():
            known[part].unread["parent"] = known[part].raw.parent
            message = f"is nested too deep: it is made a part of '{above}'"
            self._desk.mended("too-deep", message, known[part].raw, "parent", part)
            parent_of[part] = above
        return parent_of

    def _loose(self, session: _Taken, message: str) -> None:
        session.unread["parent"] = session.raw.parent
        self._desk.left_out("parent", message, session.raw, "parent", session.id)

    def _made(self, taken: _Taken, parent: str | None, *, is_whole: bool) -> Session | None:
        raw, about, desk, unread = taken.raw, taken.id, self._desk, taken.unread
        # What most records do not have is not asked for.
        fields: Fields = {"slot": self._slot(taken), "kind": self._kind(taken, is_whole=is_whole)}
        if raw.people or raw.cell:
            fields["people"] = self._appearances.of(raw, about, unread)
        if raw.links:
            fields["links"], fields["streams"] = links(raw.links, raw, desk, about)
        if raw.abstract or raw.description:
            fields["abstract"] = self._abstract(taken)
        if raw.subtitle:
            fields["subtitle"] = desk.text(raw.subtitle, raw, "subtitle", about=about)
        if raw.track is not None:
            fields["track"] = self._tracks.of(raw, about)
        if raw.languages:
            fields["languages"] = self._languages(taken)
        if raw.audience is not None:
            fields["audience"] = self._audience(taken)
        extra = desk.beside(raw, "session", about, unread) if raw.extra or unread else _NO_EXTRA
        return desk.made(
            Session, raw, about, **taken.given, **fields, title=taken.title, parent=parent,
            plenary=bool(raw.plenary), status=taken.status, extra=extra,
        )  # fmt: skip

    def _slot(self, taken: _Taken) -> Slot | None:
        period, unread = self._clocks.period(taken.raw, taken.id)
        if period is None:
            taken.unread |= unread
            return None
        self.periods.append(period)
        rooms = self._rooms.of(taken.raw, taken.id) if taken.raw.rooms else ()
        return self._desk.made(Slot, taken.raw, taken.id, period=period, rooms=rooms)

    def _kind(self, taken: _Taken, *, is_whole: bool) -> Kind:
        raw = taken.raw
        said = self._desk.name(raw.kind, raw, "kind", about=taken.id) if raw.kind else ""
        found = kind_of(said) if said else None
        if said and said.casefold() != found:
            taken.unread["kind"] = said
        # A word such as "1 hour session" says no more than that something is held: a title may say what.
        if found is None or (found is Kind.TALK and said.casefold() != found and labelled_kind(said) is None):
            found = next(filter(None, map(pause_of, taken.title.values())), found)
            if said and found is None:
                message = (
                    f"'{excerpt(said)}' is not known as a kind of session: taken for a talk, kept as extra"
                )
                self._desk.often("kind", message, raw, "kind", taken.id)
        if is_whole and found in {None, Kind.TALK}:
            return Kind.BLOCK
        return found or Kind.TALK

    def _languages(self, taken: _Taken) -> tuple[str, ...]:
        found = {str(each): tag(str(each)) for each in taken.raw.languages if each}
        unknown = [each for each, language in found.items() if language is None and each.strip()]
        if unknown:
            taken.unread["languages"] = unknown
            message = f"'{excerpt(unknown[0])}' is no language known: it is kept as extra"
            self._desk.often("language", message, taken.raw, "languages", taken.id)
        return tuple(dict.fromkeys(filter(None, found.values())))

    def _audience(self, taken: _Taken) -> int | None:
        found = count(taken.raw.audience)
        if found is None and taken.raw.audience:
            taken.unread["audience"] = taken.raw.audience
            message = f"'{excerpt(str(taken.raw.audience))}' is no number of people: it is kept as extra"
            self._desk.mended("audience", message, taken.raw, "audience", taken.id)
        return found

    def _abstract(self, taken: _Taken) -> Text | None:
        """The abstract and the description, one after the other where they are not the same."""
        raw, desk = taken.raw, self._desk
        short = desk.prose(raw.abstract, raw, "abstract", about=taken.id) if raw.abstract else {}
        long = desk.prose(raw.description, raw, "description", about=taken.id) if raw.description else {}
        both = {each: _both(short.get(each, ""), long.get(each, "")) for each in (*short, *long)}
        for text in both.values():
            if len(text) > TEXT_LIMIT:
                length = f"is {len(text):,} characters long with its description"
                message = f"{length}, and {TEXT_LIMIT:,} is the limit: shorten it"
                desk.notes.refuse(message, at(raw, "abstract"))
                return None
        return Text(both) if both else None


def _both(short: str, long: str) -> str:
    if not short or not long or short == long:
        return short or long
    if long.startswith(short):
        return long
    return short if short.startswith(long) else f"{short}\n\n{long}"
