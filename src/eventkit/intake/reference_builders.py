"""Builders of the entities that sessions refer to: rooms, tracks and organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2s
from typing import Any
from uuid import UUID, uuid5

from eventkit.editing import slug
from eventkit.editing.lookup import NEW
from eventkit.intake.cleaner import Cleaner, clean_url, location_of
from eventkit.intake.records import RawOrganisation, RawRecord, RawRoom, RawSession, RawText, RawTrack
from eventkit.intake.text_repair import has_visible_text
from eventkit.intake.word_lists import parse_choice, parse_count, parse_country
from eventkit.messages import Message
from eventkit.model import Affiliation, Backing, Involvement, Organisation, Room, Track
from eventkit.model.conference import free_code, free_colour
from eventkit.texts import Text, clean, fold
from eventkit.texts.name_caches import cache_names

NAMESPACE = UUID("2f2a7f7e-8a43-5d0e-8a55-61d5f0c0a9b1")  # the UUID namespace of imported conferences
_READABLE = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_MACHINE = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4,}){2,}")
_ID_LIMIT = 80
_UUID = re.compile(
    r"(?:urn:uuid:)?\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE
)


class IdGenerator:
    """Unique readable ids for entities of one kind: ``session-1`` where nothing else gives one."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._taken = {NEW}
        self._next: dict[str, int] = {}

    def generate(self, key: str | None, *words: str) -> str:
        """An id from the key if it is readable, or else from the first words with Latin letters.

        Without either, it is the kind and the key, as in ``session-6561``, or a number.
        """
        if key is not None and is_usable_id(key) and key not in self._taken:
            self._taken.add(key)
            return key
        stem = next(filter(None, map(slug, words)), "")
        if stem or not key:
            return self._numbered(stem)
        of_key = "" if _MACHINE.search(key.lower()) else slug(key)
        return self._numbered(of_key if of_key[:1].isalpha() else f"{self._kind}-{of_key}" if of_key else "")

    def _numbered(self, stem: str) -> str:
        id_, number = stem, 2
        if not stem:
            stem, number = self._kind, 1
        number = self._next.get(stem, number)
        while not id_ or id_ in self._taken:
            id_ = f"{stem}-{number}"
            number += 1
            self._next[stem] = number
        self._taken.add(id_)
        return id_


def is_usable_id(key: str) -> bool:
    """True for a key that can be an id as it is: valid, with a letter, and not made by a machine."""
    return len(key) <= _ID_LIMIT and bool(_READABLE.fullmatch(key)) and not _MACHINE.search(key)


def parse_uid(text: str) -> UUID | None:
    """The UUID in a text; ``None`` for any other text."""
    match = _UUID.fullmatch(text.strip())
    return UUID(match[1]) if match else None


def derive_uid(of: UUID, *parts: str) -> UUID:
    """Derive a UUID: the same parts give the same UUID."""
    return uuid5(of, ":".join(parts).encode(errors="surrogatepass").decode(errors="replace"))


_KEY_LIMIT = 500


class IdRegistry:
    """Ids and source ids for entities of one kind."""

    def __init__(self, kind: str, cleaner: Cleaner, source: str) -> None:
        self.kind = kind
        self.cleaner = cleaner
        self._source = source
        self._ids = IdGenerator(kind)
        self._origins: dict[str, int] = {}

    def register(self, record: RawRecord, *words: str) -> dict[str, Any]:
        """Register an entity: its id, source and source id; without a key the first word is its source id."""
        key = record_key(record)
        id_ = self._ids.generate(key, *words)
        # An id has no marks of direction, which the title may have.
        origin = key or next(filter(None, map(clean, words)), id_)
        return {
            "id": id_,
            "source": self._source,
            "source_id": self._origin(origin, record, id_, is_key=bool(key)),
        }

    def _origin(self, origin: str, record: RawRecord, id_: str, *, is_key: bool) -> str:
        if origin not in self._origins:
            self._origins[origin] = 1
            return origin
        free = origin
        while free in self._origins:
            self._origins[origin] += 1
            free = f"{origin}#{self._origins[origin]}"
        self._origins[free] = 1
        if is_key:
            message = Message(
                "Another {kind} has the key '{origin}' too. Imported with the key '{free}'.",
                kind=self.kind,
                origin=origin,
                free=free,
            )
            self.cleaner.warning("duplicate-key", message, record, "key", id_)
        return free


def record_key(record: RawRecord) -> str | None:
    """The normalised key of a record; ``None`` if it has none."""
    return None if record.key is None else normalise_key(record.key)


def normalise_key(key: object) -> str | None:
    return _normalise_text(str(key).strip())


@cache_names(1 << 13)  # a person has the same key in each of their sessions
def _normalise_text(text: str) -> str | None:
    if not (text.isascii() and text.isprintable()):
        text = clean(text, single_line=True)
        text = text if has_visible_text(text) else ""
    if len(text) > _KEY_LIMIT:
        text = f"{text[:60]}#{blake2s(text.encode(), digest_size=10).hexdigest()}"
    return text or None


class ReferenceTable:
    """Lookup of entities by key or by name."""

    def __init__(self, register: IdRegistry) -> None:
        self.registry = register
        self.cleaner = register.cleaner
        self._by_key: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._has_keys = False  # true if a record of the file has a key, beside the names that sessions state

    def lookup(self, reference: str) -> str | None:
        return self._by_key.get(reference) or self._by_name.get(reference)

    def add(self, record: RawRecord, name: Text) -> dict[str, Any]:
        identity = self.registry.register(record, *name.values())
        if key := record_key(record):
            self._by_key.setdefault(key, identity["id"])
            self._has_keys = True
        for form in name.values():
            self._by_name.setdefault(form, identity["id"])
        return identity

    def log_unknown_key(self, name: str, record: RawRecord, attribute: str, about: str) -> None:
        """Log a name that looks like a key, while other entities have keys."""
        if self._has_keys and (name.isdigit() or parse_uid(name)):
            kind = self.registry.kind
            message = Message(
                "No {kind} has the key '{name}'. Created one of that name. Rename it.",
                kind=kind,
                name=name,
            )
            self.cleaner.warning(f"no-such-{kind}", message, record, attribute, about)

    def find_duplicate(self, record: RawRecord, name: Text) -> str | None:
        key = record_key(record)
        of_name = self._by_name.get(next(iter(name.values())))
        return of_name if of_name and (key is None or self._by_key.get(key) == of_name) else None


_HEX_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})(?:[fF]{2})?")
_CODE = re.compile("[A-Z0-9]{2}")


class RoomBuilder(ReferenceTable):
    """The rooms of a file, and those that only sessions name."""

    def __init__(self, cleaner: Cleaner, source: str) -> None:
        super().__init__(IdRegistry("room", cleaner, source))
        self.rooms: list[Room] = []
        self._only_named: dict[str, tuple[str, str]] = {}

    def add_all(self, raws: Iterable[RawRoom]) -> None:
        for raw in raws:
            name = self.cleaner.text(raw.name, raw, "name")
            if name is None:
                self.cleaner.error("nameless", Message("A room without a name. Left out."), raw, "name")
            elif twin := self.find_duplicate(raw, name):
                message = Message("Room '{name}' is listed twice. Imported once.", name=str(name))
                self.cleaner.info("duplicate-room", message, raw, "", twin)
            else:
                self._build(raw, name)

    def _build(self, raw: RawRoom, name: Text) -> str:
        identity = self.add(raw, name)
        id_: str = identity["id"]
        capacity = parse_count(raw.capacity) or None
        unread = (
            {"capacity": raw.capacity} if raw.capacity not in {None, "", 0, "0"} and capacity is None else {}
        )
        if unread:
            message = Message(
                "'{capacity}' is not a number of seats. Saved as extra data.",
                capacity=str(raw.capacity)[:40],
            )
            self.cleaner.warning("capacity", message, raw, "capacity", id_)
        features = [self.cleaner.line(feature, raw, "features", about=id_) for feature in raw.features]
        room = self.cleaner.validate(
            Room, raw, id_, **identity, name=name, capacity=capacity, shared=raw.shared,
            available=raw.available,
            building=self.cleaner.text(raw.building, raw, "building", about=id_),
            features=tuple(dict.fromkeys(filter(None, features))),
            extra=self.cleaner.extra_data(raw, "room", id_, unread),
        )  # fmt: skip
        if room:
            self.rooms.append(room)
        return id_

    def resolve(self, session: RawSession, about: str) -> tuple[str, ...]:
        """The ids of the rooms that a session names, each once; unknown names become rooms."""
        ids: dict[str, None] = {}
        for reference in session.rooms:
            key = normalise_key(reference)
            if key is None:
                continue
            if id_ := self.lookup(key):
                ids[id_] = None
            elif name := self.cleaner.name(reference, session, "rooms", about=about):
                id_ = self.lookup(name) or self._find_spelling(name, session, about)
                if id_ is None and (text := self.cleaner.text(name, session, "rooms", about=about)):
                    self.log_unknown_key(name, session, "rooms", about)
                    id_ = self._build(RawRoom(name=name, location=location_of(session, "rooms")), text)
                    self._log_similar(name, session, about)
                    self._only_named[fold(name)] = name, id_
                if id_:
                    self._by_key[key] = id_
                    ids[id_] = None
        return tuple(ids)

    def _find_spelling(self, name: str, session: RawSession, about: str) -> str | None:
        """The id of a room that only sessions name, in another case or with other accents."""
        known = self._only_named.get(fold(name))
        if known is None:
            return None
        message = Message(
            "Room '{known}' is also spelt '{name}'. Imported as one room.", known=known[0], name=str(name)
        )
        self.cleaner.once("other-spelling", message, session, "rooms", about)
        return known[1]

    def _log_similar(self, name: str, session: RawSession, about: str) -> None:
        """Log a room whose name is that of another without a word such as hall."""
        for other, _ in self._only_named.values():
            if _own_words(name) == _own_words(other):
                message = Message(
                    "Rooms '{other}' and '{name}' may be one. If they are, give them one name in the file.",
                    other=other,
                    name=str(name),
                )
                self.cleaner.warning("similar-room", message, session, "rooms", about)


def _own_words(name: str) -> frozenset[str]:
    """The words of the name of a room without those for rooms; all of them if it has no others."""
    words = frozenset(fold(name).split())
    return words - _ROOM_WORDS or words


_ROOM_WORDS = frozenset(
    {"amphi", "amphitheatre", "aula", "auditorium", "hall", "horsaal", "lecture", "raum", "room", "saal"}
    | {"sal", "sala", "salle", "salon", "seminarraum", "the", "theatre", "zaal"}
)
"""Words for rooms, folded: one room is called Salle Colbert and Colbert."""


class TrackBuilder(ReferenceTable):
    """The tracks of a file, and those that only sessions name; none has the code of a language."""

    def __init__(self, cleaner: Cleaner, source: str, languages: Iterable[str]) -> None:
        super().__init__(IdRegistry("track", cleaner, source))
        self.tracks: list[Track] = []
        self._codes: set[str] = set()
        self._stated_codes: set[str] = set()
        self._languages = tuple(languages)
        self.chosen_colours: set[str] = set()
        """The ids of tracks whose colour the file does not state."""

    def add_all(self, raws: Iterable[RawTrack]) -> None:
        raws = list(raws)
        self._stated_codes.update(raw.code for raw in raws if raw.code and _CODE.fullmatch(raw.code))
        for raw in raws:
            name = self.cleaner.text(raw.name, raw, "name")
            if name is None:
                self.cleaner.error("nameless", Message("A track without a name. Left out."), raw, "name")
            elif twin := self.find_duplicate(raw, name):
                message = Message("Track '{name}' is listed twice. Imported once.", name=str(name))
                self.cleaner.info("duplicate-track", message, raw, "", twin)
            else:
                self._build(raw, name)

    def _build(self, raw: RawTrack, name: Text) -> str:
        identity = self.add(raw, name)
        id_: str = identity["id"]
        match = _HEX_COLOUR.fullmatch(str(raw.colour or "").strip())
        unread: dict[str, Any] = {}
        if raw.colour and not match:
            message = Message(
                "'{colour}' is not a colour such as #336699. Chose another; the value is saved as "
                "extra data.",
                colour=str(raw.colour)[:40],
            )
            self.cleaner.warning("colour", message, raw, "colour", id_)
            unread["colour"] = raw.colour
        digits = match[1] if match else ""
        colour = f"#{''.join(2 * digit for digit in digits) if len(digits) == 3 else digits}".lower()
        code = raw.code if raw.code and _CODE.fullmatch(raw.code) and raw.code not in self._codes else None
        if raw.code and code is None:
            unread["code"] = raw.code
        track = self.cleaner.validate(
            Track, raw, id_, **identity, name=name,
            code=self._add_code(code, name),
            colour=colour if match else free_colour([known.colour for known in self.tracks]),
            extra=self.cleaner.extra_data(raw, "track", id_, unread),
        )  # fmt: skip
        if track:
            self.tracks.append(track)
            self.chosen_colours.update([] if match else [id_])
        return id_

    def _add_code(self, stated: str | None, name: Text) -> str:
        """The code of a track: the stated one, or a free one."""
        code = stated or free_code(name, self._codes | self._stated_codes, self._languages)
        self._codes.add(code)
        return code

    def resolve(self, session: RawSession, about: str) -> str | None:
        """The id of the track that a session names; an unknown name becomes a track."""
        key = normalise_key(session.track) if session.track is not None else None
        if key is None:
            return None
        if id_ := self.lookup(key):
            return id_
        name = self.cleaner.name(session.track, session, "track", about=about)
        if not name:
            return None
        id_ = self.lookup(name)
        if id_ is None and (text := self.cleaner.text(name, session, "track", about=about)):
            self.log_unknown_key(name, session, "track", about)
            id_ = self._build(RawTrack(name=name, location=location_of(session, "track")), text)
        if id_:
            self._by_key[key] = id_
        return id_


class OrganisationBuilder(ReferenceTable):
    def __init__(self, cleaner: Cleaner, source: str) -> None:
        super().__init__(IdRegistry("organisation", cleaner, source))
        self.organisations: list[Organisation] = []
        self.backings: list[Backing] = []

    def add_all(self, raws: Iterable[RawOrganisation]) -> None:
        for raw in raws:
            name = self.cleaner.text(raw.name, raw, "name")
            if name is None:
                self.cleaner.error(
                    "nameless", Message("An organisation without a name. Left out."), raw, "name"
                )
                continue
            id_ = self.find_duplicate(raw, name) or self._build(raw, name)
            self._add_backing(raw, id_)

    def _build(self, raw: RawOrganisation, name: Text) -> str:
        identity = self.add(raw, name)
        id_: str = identity["id"]
        raw_values = {}
        where = parse_country(raw.country)
        if raw.country and where is None:
            raw_values["country"] = raw.country
        role = self.cleaner.line(raw.role, raw, "role", about=id_)
        if role and parse_choice(role, Involvement) is None:
            raw_values["role"] = role
            message = Message(
                "Unknown role '{role}' of an organisation. Imported as partner; the word is saved as "
                "extra data.",
                role=role[:40],
            )
            self.cleaner.warning("involvement", message, raw, "role", id_)
        organisation = self.cleaner.validate(
            Organisation, raw, id_, **identity, name=name, country=where,
            short=self.cleaner.text(raw.short, raw, "short", about=id_),
            url=clean_url(raw.url, raw, "url", self.cleaner, id_),
            extra=self.cleaner.extra_data(raw, "organisation", id_, raw_values),
        )  # fmt: skip
        if organisation:
            self.organisations.append(organisation)
        return id_

    def _add_backing(self, raw: RawOrganisation, organisation: str) -> None:
        role = self.cleaner.line(raw.role, raw, "role", about=organisation)
        level = self.cleaner.text(raw.level, raw, "level", about=organisation)
        if not role and level is None:
            return
        involvement = parse_choice(role, Involvement) if role else Involvement.SPONSOR
        backing = self.cleaner.validate(
            Backing,
            raw,
            organisation,
            organisation=organisation,
            role=involvement or Involvement.PARTNER,
            level=level,
        )
        if backing and backing not in self.backings:
            self.backings.append(backing)

    def resolve(self, words: RawText | None, record: RawRecord, name: str, about: str) -> str | None:
        """The id of the organisation of that name, added if it is new."""
        if not words:
            return None
        if isinstance(words, str):
            if id_ := self.lookup(words):
                return id_
            if not self.cleaner.name(words, record, name, about=about):
                return None
        text = self.cleaner.text(words, record, name, about=about)
        if text is None:
            return None
        id_ = next(filter(None, map(self._by_name.get, text.values())), None)
        return id_ or self._build(RawOrganisation(name=words, location=location_of(record, name)), text)

    def affiliations(
        self, position: RawText | None, organisation: RawText | None, record: RawRecord, about: str
    ) -> tuple[Affiliation, ...]:
        """The affiliation with that position and organisation; none if both are empty."""
        if not position and not organisation:
            return ()
        where = self.resolve(organisation, record, "organisation", about)
        what = self.cleaner.text(position, record, "position", about=about)
        if where is None and what is None:
            return ()
        affiliation = self.cleaner.validate(Affiliation, record, about, position=what, organisation=where)
        return (affiliation,) if affiliation else ()
