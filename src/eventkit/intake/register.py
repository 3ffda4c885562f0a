"""The things of one kind as they come in: their ids, and what the file knows each of them by."""

from __future__ import annotations

from hashlib import blake2s
from typing import Any

from eventkit.intake.desk import Cleaner
from eventkit.intake.ids import IdGenerator
from eventkit.intake.records import RawRecord
from eventkit.intake.strings import has_visible_text
from eventkit.texts import cleaned

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
        given = self._ids.generate(key, *words)
        told = key or next(filter(None, words), given)
        return {
            "id": given,
            "source": self._source,
            "source_id": self._origin(told, record, given, is_key=bool(key)),
        }

    def _origin(self, told: str, record: RawRecord, given: str, *, is_key: bool) -> str:
        if told not in self._origins:
            self._origins[told] = 1
            return told
        found = told
        while found in self._origins:
            self._origins[told] += 1
            found = f"{told}#{self._origins[told]}"
        self._origins[found] = 1
        if is_key:
            message = f"'{told}' is the key of another {self.kind} too: this one is known as '{found}'"
            self.cleaner.warning("key-twice", message, record, "key", given)
        return found


def record_key(record: RawRecord) -> str | None:
    """What a file knows a thing by, as it can be kept; ``None`` where it has nothing."""
    return None if record.key is None else normalise_key(record.key)


def normalise_key(given: object) -> str | None:
    """A key in the one form in which keys are compared."""
    text = str(given).strip()
    if not (text.isascii() and text.isprintable()):
        text = " ".join(cleaned(text).split())
        text = text if has_visible_text(text) else ""
    if len(text) > _KEY_LIMIT:
        text = f"{text[:60]}#{blake2s(text.encode(), digest_size=10).hexdigest()}"
    return text or None
