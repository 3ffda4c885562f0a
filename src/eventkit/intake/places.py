"""Rooms and tracks, those that a file tells of and those that its sessions only name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from eventkit.intake.desk import Cleaner, location_of
from eventkit.intake.ids import parse_uid
from eventkit.intake.numbers import parse_count
from eventkit.intake.records import RawRecord, RawRoom, RawSession, RawTrack
from eventkit.intake.register import IdRegistry, normalise_key, record_key
from eventkit.model import Room, Track
from eventkit.texts import Text, folded

_COLOURS = (
    "#1f5fa8", "#b3412e", "#2e7d4f", "#7a4ea3", "#a8641f", "#1d7a8c", "#a83c74", "#5c6b1f", "#4a55b5",
    "#8c4a3a", "#2f6f6f", "#94357f",
)  # fmt: skip
_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})(?:[fF]{2})?")
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class ReferenceTable:
    """What is known by its key, or by its name.

    Args:
        register: Gives ids.
    """

    def __init__(self, register: IdRegistry) -> None:
        self.registry = register
        self.cleaner = register.cleaner
        self._by_key: dict[str, str] = {}
        self._by_name: dict[str, str] = {}

    def lookup(self, reference: str) -> str | None:
        """The id of what a reference leads to."""
        return self._by_key.get(reference) or self._by_name.get(reference)

    def add(self, record: RawRecord, name: Text) -> dict[str, Any]:
        """Give an id to what has a name, and remember what leads to it."""
        given = self.registry.register(record, *name.values())
        if key := record_key(record):
            self._by_key.setdefault(key, given["id"])
        for each in name.values():
            self._by_name.setdefault(each, given["id"])
        return given

    def log_unknown_key(self, name: str, record: RawRecord, attribute: str, about: str) -> None:
        """Tell where a name looks like a key that leads nowhere, though others lead somewhere."""
        if self._by_key and (name.isdigit() or parse_uid(name)):
            kind = self.registry.kind
            message = f"there is no {kind} of the key '{name}': one of that name was made, rename it"
            self.cleaner.warning(f"no-such-{kind}", message, record, attribute, about)

    def find_duplicate(self, record: RawRecord, name: Text) -> str | None:
        """The id of what is told of a second time, by the same key and name, or by its name alone."""
        key = record_key(record)
        of_name = self._by_name.get(next(iter(name.values())))
        return of_name if of_name and (key is None or self._by_key.get(key) == of_name) else None


class RoomBuilder(ReferenceTable):
    """The rooms of a file."""

    def __init__(self, cleaner: Cleaner, source: str) -> None:
        super().__init__(IdRegistry("room", cleaner, source))
        self.rooms: list[Room] = []

    def add_all(self, raws: Iterable[RawRoom]) -> None:
        """The rooms that the file tells of."""
        for raw in raws:
            name = self.cleaner.text(raw.name, raw, "name")
            if name is None:
                self.cleaner.error("nameless", "a room without a name is left out", raw, "name")
            elif twin := self.find_duplicate(raw, name):
                self.cleaner.info(
                    "told-twice", f"room '{name}' is told of twice: once is kept", raw, "", twin
                )
            else:
                self._make(raw, name)

    def _make(self, raw: RawRoom, name: Text) -> str:
        given = self.add(raw, name)
        about: str = given["id"]
        capacity = parse_count(raw.capacity) or None
        unread = (
            {"capacity": raw.capacity} if raw.capacity not in {None, "", 0, "0"} and capacity is None else {}
        )
        if unread:
            message = f"'{str(raw.capacity)[:40]}' is no number of seats: it is kept as extra"
            self.cleaner.warning("capacity", message, raw, "capacity", about)
        features = [self.cleaner.line(each, raw, "features", about=about) for each in raw.features]
        made = self.cleaner.validate(
            Room, raw, about, **given, name=name, capacity=capacity, shared=raw.shared,
            building=self.cleaner.text(raw.building, raw, "building", about=about),
            features=tuple(dict.fromkeys(filter(None, features))),
            extra=self.cleaner.extra_data(raw, "room", about, unread),
        )  # fmt: skip
        if made:
            self.rooms.append(made)
        return about

    def resolve(self, session: RawSession, about: str) -> tuple[str, ...]:
        """The ids of the rooms that a session names, each once."""
        found: dict[str, None] = {}
        for reference in session.rooms:
            key = normalise_key(reference)
            if key is None:
                continue
            if given := self.lookup(key):
                found[given] = None
            elif name := self.cleaner.name(reference, session, "rooms", about=about):
                given = self.lookup(name)
                if given is None and (text := self.cleaner.text(name, session, "rooms", about=about)):
                    self.log_unknown_key(name, session, "rooms", about)
                    given = self._make(RawRoom(name=name, location=location_of(session, "rooms")), text)
                if given:
                    self._by_key[key] = given
                    found[given] = None
        return tuple(found)


class TrackBuilder(ReferenceTable):
    """The tracks of a file."""

    def __init__(self, cleaner: Cleaner, source: str) -> None:
        super().__init__(IdRegistry("track", cleaner, source))
        self.tracks: list[Track] = []
        self._codes: set[str] = set()

    def add_all(self, raws: Iterable[RawTrack]) -> None:
        """The tracks that the file tells of."""
        for raw in raws:
            name = self.cleaner.text(raw.name, raw, "name")
            if name is None:
                self.cleaner.error("nameless", "a track without a name is left out", raw, "name")
            elif twin := self.find_duplicate(raw, name):
                self.cleaner.info(
                    "told-twice", f"track '{name}' is told of twice: once is kept", raw, "", twin
                )
            else:
                self._make(raw, name)

    def _make(self, raw: RawTrack, name: Text) -> str:
        given = self.add(raw, name)
        about: str = given["id"]
        said = _COLOUR.fullmatch(str(raw.colour or "").strip())
        unread: dict[str, Any] = {}
        if raw.colour and not said:
            message = f"'{str(raw.colour)[:40]}' is no colour such as #336699: another was chosen"
            self.cleaner.warning("colour", message, raw, "colour", about)
            unread["colour"] = raw.colour
        digits = said[1] if said else ""
        colour = f"#{''.join(2 * each for each in digits) if len(digits) == 3 else digits}".lower()
        code = raw.code if raw.code and re.fullmatch("[A-Z0-9]{2}", raw.code) else None
        if raw.code and code is None:
            unread["code"] = raw.code
        made = self.cleaner.validate(
            Track, raw, about, **given, name=name,
            code=self._code(code, name),
            colour=colour if said else _COLOURS[len(self.tracks) % len(_COLOURS)],
            extra=self.cleaner.extra_data(raw, "track", about, unread),
        )  # fmt: skip
        if made:
            self.tracks.append(made)
        return about

    def _code(self, given: str | None, name: Text) -> str:
        """Two signs that no other track has: those given, or of the beginnings of the words of its name."""
        words = re.findall(r"[A-Z0-9]+", " ".join(map(folded, name.values())).upper())
        letters = "".join(words)
        wanted = [given or "", "".join(word[0] for word in words[:2]), letters[:2]]
        wanted += [letters[:1] + each for each in letters[1:]]
        free = (each for each in wanted if len(each) == 2 and each not in self._codes)
        numbered = (f"{one}{other}" for one in f"T{_SIGNS}" for other in _SIGNS[::-1][:10][::-1] + _SIGNS)
        code = next(free, None) or next((each for each in numbered if each not in self._codes), "T0")
        self._codes.add(code)
        return code

    def resolve(self, session: RawSession, about: str) -> str | None:
        """The id of the track that a session names."""
        key = normalise_key(session.track) if session.track is not None else None
        if key is None:
            return None
        if given := self.lookup(key):
            return given
        name = self.cleaner.name(session.track, session, "track", about=about)
        if not name:
            return None
        given = self.lookup(name)
        if given is None and (text := self.cleaner.text(name, session, "track", about=about)):
            self.log_unknown_key(name, session, "track", about)
            given = self._make(RawTrack(name=name, location=location_of(session, "track")), text)
        if given:
            self._by_key[key] = given
        return given
