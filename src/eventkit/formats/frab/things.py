"""Rooms, tracks and people: what events refer to in one way or another, each made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eventkit.formats.frab.taking import links, names, text, without, words
from eventkit.intake import (
    ImportLog,
    Location,
    Markup,
    RawAppearance,
    RawLink,
    RawPerson,
    RawProse,
    RawRoom,
    RawText,
    RawTrack,
)
from eventkit.intake.privacy import drop_private

_TRACK = frozenset({"name", "slug", "color", "guid"})
_PERSON = names(
    "name public_name full_public_name display_name guid id code biography abstract description email links "
    "url role pronouns first_name last_name"
)


class _Refs:
    """How records refer to things that are told of by several ids, or by a name alone.

    A name and an id may be alike and not mean the same thing.
    """

    def __init__(self) -> None:
        self._by_id: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def found(self, ids: Sequence[str], name: str) -> str | None:
        """The thing of one of the ids; where there are none, or none is known, that of the name."""
        known = next(filter(None, map(self._by_id.get, ids)), None)
        if known is not None:
            return known
        ref = self._by_name.get(name)
        # Of a name that has ids already, others are another thing's.
        return ref if ref is not None and (not ids or ref not in self._by_id.values()) else None

    def mentioned(self, said: str) -> str | None:
        """The thing that is meant by a bare name, or else by a bare id."""
        return self._by_name.get(said) or self._by_id.get(said)

    def add(self, ref: str, ids: Sequence[str], name: str) -> None:
        """Remember a thing, of whose ids one is the reference."""
        for each in ids:
            self._by_id.setdefault(each, ref)
        if name:
            self._by_name.setdefault(name, ref)
        self.names[ref] = name or ref


class Rooms:
    """The rooms; others refer to one by its GUID, its slug or its name."""

    def __init__(self, log: ImportLog) -> None:
        self.records: list[RawRoom] = []
        self._log = log
        self._refs = _Refs()

    def name(self, ref: str) -> str:
        """What the room of that reference is called."""
        return self._refs.names.get(ref, ref)

    def is_called(self, ref: str, name: str) -> bool:
        """Whether the room of that reference has that name, blanks at the ends aside."""
        return self._refs.names.get(ref) == name.strip()

    def named(self, told: Any, place: Location) -> str | None:
        """How records refer to the room that is told of, by its name or as an object; made if it is new."""
        if not isinstance(told, dict):
            if found := self._refs.mentioned(text(told)):
                return found
            told = {"name": told}
        called = words(told.get("name"))
        ids = [found for each in ("guid", "slug", "id") if (found := text(told.get(each)))]
        name = first(called)
        if called is None and ("name" in told or not ids):
            return None  # what has a name that is empty stands for no room
        if found := self._refs.found(ids, name):
            return found
        ref = ids[0] if ids else name
        self._refs.add(ref, ids, name)
        known = {
            "name",
            "capacity",
            next((each for each in ("guid", "slug", "id") if text(told.get(each))), ""),
        }
        self.records.append(
            RawRoom(
                location=place,
                key=ref if ids else None,
                name=called or ref,
                capacity=_capacity(told.get("capacity")),
                extra=drop_private(without(told, known), place, self._log),
            )
        )
        return ref


class Tracks:
    """The tracks; others refer to one by its GUID, its slug or its name."""

    def __init__(self, log: ImportLog) -> None:
        self.records: list[RawTrack] = []
        self._log = log
        self._refs = _Refs()

    def named(self, told: Any, place: Location) -> str | None:
        """How records refer to the track that is told of, by its name or as an object; made if it is new."""
        if isinstance(told, str):
            if found := self._refs.mentioned(told.strip()):
                return found
            told = {"name": told}
        elif not isinstance(told, dict):
            return None
        called = words(told.get("name"))
        ids = [found for each in ("guid", "slug", "id") if (found := text(told.get(each)))]
        if called is None and not ids:
            called, told = words(told), {}  # a name by language
        name = first(called)
        if not (ids or name):
            return None
        if found := self._refs.found(ids, name):
            return found
        ref = ids[0] if ids else name
        self._refs.add(ref, ids, name)
        colours = told.get("colors")
        light = text(colours.get("light")) if isinstance(colours, dict) else ""
        self.records.append(
            RawTrack(
                location=place,
                key=ref if ids else None,
                name=called or ref,
                colour=text(told.get("color")) or light or None,
                extra=drop_private(without(told, _TRACK), place, self._log),
            )
        )
        return ref


class People:
    """Those who appear; events refer to one by an id of some sort, or by the name alone.

    An id with two names gives a record for each: which of them is meant, an appearance tells by the name.
    """

    def __init__(self, log: ImportLog, markup: Markup) -> None:
        self.records: list[RawPerson] = []
        self.markup = markup
        self._log = log
        self._known: dict[tuple[str, str], RawPerson] = {}
        self._by_key: dict[str, RawPerson] = {}

    def named(self, told: Any, place: Location, role: str | None = None) -> RawAppearance | None:
        """The appearance of the person who is told of; a record is made if they are new, filled up if not."""
        if not isinstance(told, dict):
            key, name = text(told), ""
            return RawAppearance(key, role) if key else None
        name = _called(told)
        key = text(told.get("guid")) or text(told.get("code")) or text(told.get("id"))
        if not (key or name):
            return None
        if key or len(told) > 1:
            self._take(told, key, name, place)
        return RawAppearance(key or name, role, name=name or None if key else None)

    def _take(self, told: Mapping[str, Any], key: str, name: str, place: Location) -> None:
        known = self._known.get((key, name)) if name else self._by_key.get(key)
        if known is None:
            known = self._made(told, name or key, key or None, place)
            self._known[key, name] = known
            self._by_key.setdefault(key, known)
        if len(told) > 2:
            self._fill(known, told, place)

    def _made(self, told: Mapping[str, Any], name: str, key: str | None, place: Location) -> RawPerson:
        by_language = words(told.get("name")) if isinstance(told.get("name"), dict) else None
        record = RawPerson(location=place, key=key, name=by_language or name)
        self.records.append(record)
        return record

    def _fill(self, record: RawPerson, told: Mapping[str, Any], place: Location) -> None:
        for each in ("biography", "description", "abstract"):
            if record.biography is None and (said := words(told.get(each))):
                record.biography = RawProse(said, self.markup)
        if email := text(told.get("email")):
            record.contact["email"] = email
        record.given = record.given or text(told.get("first_name")) or None
        record.family = record.family or text(told.get("last_name")) or None
        record.pronouns = record.pronouns or text(told.get("pronouns")) or None
        own = [RawLink(text(told["url"]))] if text(told.get("url")) else []
        record.links = tuple(dict.fromkeys((*record.links, *own, *_hashable(links(told.get("links"))))))
        known = record.key or ""
        ids = {each: told[each] for each in ("id", "code") if text(told.get(each)) not in ("", known)}
        rest = {**without(told, _PERSON), **ids}
        if new := {each: value for each, value in rest.items() if each not in record.extra}:
            record.extra |= drop_private(new, place, self._log)


def first(said: RawText | None) -> str:
    """A text, or the first of its languages, without blanks at its ends; empty where there is none."""
    if said is None:
        return ""
    return (said if isinstance(said, str) else next(iter(said.values()))).strip()


def _called(told: Mapping[str, Any]) -> str:
    if isinstance(name := told.get("name"), str) and (name := name.strip()):
        return name
    for each in ("name", "public_name", "full_public_name", "display_name"):
        if found := first(words(told.get(each))):
            return found
    return " ".join(filter(None, (text(told.get(each)) for each in ("first_name", "last_name"))))


def _capacity(value: Any) -> str | int | None:
    found = text(value)
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 10 else found or None


def _hashable(found: Any) -> list[RawLink]:
    return [each for each in found if each.label is None or isinstance(each.label, str)]
