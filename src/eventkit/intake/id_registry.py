"""The id registry: readable ids, stable UIDs and source ids of imported entities; lookup of references."""

from __future__ import annotations

import re
from hashlib import blake2s
from typing import Any
from uuid import UUID, uuid5

from eventkit.editing import slug
from eventkit.intake.cleaner import Cleaner
from eventkit.intake.records import RawRecord
from eventkit.intake.text_repair import has_visible_text
from eventkit.texts import Text, cleaned

NAMESPACE = UUID("2f2a7f7e-8a43-5d0e-8a55-61d5f0c0a9b1")
"""What the identities of imported conferences are derived in."""

_READABLE = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_MACHINE = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4,}){2,}")
_ID_LIMIT = 80
_UUID = re.compile(
    r"(?:urn:uuid:)?\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE
)


class IdGenerator:
    """Gives ids to the things of one kind, each once.

    Args:
        kind: What a thing is called that nothing else can be made of: ``session`` gives ``session-1``.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def generate(self, key: str | None, *words: str) -> str:
        """An id from the key if people can read it, or else from the first words with Latin letters.

        What has neither goes by the kind and its key, as in ``session-6561``, or a number.
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
    """Whether a key can be an id as it is: an id in form, with a letter, and none that a machine made."""
    return len(key) <= _ID_LIMIT and bool(_READABLE.fullmatch(key)) and not _MACHINE.search(key)


def parse_uid(text: str) -> UUID | None:
    """The UUID that a text is, ``None`` for any other."""
    match = _UUID.fullmatch(text.strip())
    return UUID(match[1]) if match else None


def derive_uid(of: UUID, *parts: str) -> UUID:
    """An identity that is the same whenever it is derived anew from the same parts."""
    return uuid5(of, ":".join(parts).encode(errors="surrogatepass").decode(errors="replace"))


_KEY_LIMIT = 500


class IdRegistry:
    """Gives things of one kind their ids and origins.

    Args:
        kind: What one of them is called in messages: ``session``.
        cleaner: Where keys that are used twice are told.
        source: What all of them are known to come from.
    """

    def __init__(self, kind: str, cleaner: Cleaner, source: str) -> None:
        self.kind = kind
        self.cleaner = cleaner
        self._source = source
        self._ids = IdGenerator(kind)
        self._origins: dict[str, int] = {}

    def register(self, record: RawRecord, *words: str) -> dict[str, Any]:
        """The id, source and source_id of one more thing; what has no key goes by the first of its words."""
        key = record_key(record)
        id_ = self._ids.generate(key, *words)
        origin = key or next(filter(None, words), id_)
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
            message = f"Another {self.kind} has the key '{origin}' too. Imported with the key '{free}'."
            self.cleaner.warning("duplicate-key", message, record, "key", id_)
        return free


def record_key(record: RawRecord) -> str | None:
    """What a file knows a thing by, as it can be kept; ``None`` where it has nothing."""
    return None if record.key is None else normalise_key(record.key)


def normalise_key(key: object) -> str | None:
    """A key in the one form in which keys are compared."""
    text = str(key).strip()
    if not (text.isascii() and text.isprintable()):
        text = " ".join(cleaned(text).split())
        text = text if has_visible_text(text) else ""
    if len(text) > _KEY_LIMIT:
        text = f"{text[:60]}#{blake2s(text.encode(), digest_size=10).hexdigest()}"
    return text or None


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
        identity = self.registry.register(record, *name.values())
        if key := record_key(record):
            self._by_key.setdefault(key, identity["id"])
        for form in name.values():
            self._by_name.setdefault(form, identity["id"])
        return identity

    def log_unknown_key(self, name: str, record: RawRecord, attribute: str, about: str) -> None:
        """Tell where a name looks like a key that leads nowhere, though others lead somewhere."""
        if self._by_key and (name.isdigit() or parse_uid(name)):
            kind = self.registry.kind
            message = f"No {kind} has the key '{name}'. Created one of that name. Rename it."
            self.cleaner.warning(f"no-such-{kind}", message, record, attribute, about)

    def find_duplicate(self, record: RawRecord, name: Text) -> str | None:
        """The id of what is told of a second time, by the same key and name, or by its name alone."""
        key = record_key(record)
        of_name = self._by_name.get(next(iter(name.values())))
        return of_name if of_name and (key is None or self._by_key.get(key) == of_name) else None
