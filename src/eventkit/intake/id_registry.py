"""The id registry: readable ids, stable UIDs and source ids of imported entities; lookup of references."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2s
from typing import Any
from uuid import UUID, uuid5

from eventkit.editing import slug
from eventkit.editing.lookup import NEW
from eventkit.intake.cleaner import Cleaner
from eventkit.intake.records import RawRecord
from eventkit.intake.text_repair import has_visible_text
from eventkit.messages import Message
from eventkit.texts import Text, clean

NAMESPACE = UUID("2f2a7f7e-8a43-5d0e-8a55-61d5f0c0a9b1")
"""The UUID namespace of imported conferences."""

_READABLE = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_MACHINE = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4,}){2,}")
_ID_LIMIT = 80
_UUID = re.compile(
    r"(?:urn:uuid:)?\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE
)


class IdGenerator:
    """Unique readable ids for entities of one kind.

    Args:
        kind: The prefix of ids without any other source: ``session`` gives ``session-1``.
    """

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
    """Ids and source ids for entities of one kind.

    Args:
        kind: Their kind, for messages: ``session``.
    """

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
    """Normalise a key, so that keys can be compared."""
    return _normalise_text(str(key).strip())


@lru_cache(maxsize=1 << 13)  # a person has the same key in each of their sessions
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

    def lookup(self, reference: str) -> str | None:
        return self._by_key.get(reference) or self._by_name.get(reference)

    def add(self, record: RawRecord, name: Text) -> dict[str, Any]:
        identity = self.registry.register(record, *name.values())
        if key := record_key(record):
            self._by_key.setdefault(key, identity["id"])
        for form in name.values():
            self._by_name.setdefault(form, identity["id"])
        return identity

    def log_unknown_key(self, name: str, record: RawRecord, attribute: str, about: str) -> None:
        """Log a name that looks like a key, while other entities have keys."""
        if self._by_key and (name.isdigit() or parse_uid(name)):
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
