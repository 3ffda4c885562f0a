"""Ids for what other systems know by numbers, codes or nothing."""

from __future__ import annotations

import re
from uuid import UUID, uuid5

from eventkit.editing import slug

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
        found, number = stem, 2
        if not stem:
            stem, number = self._kind, 1
        number = self._next.get(stem, number)
        while not found or found in self._taken:
            found = f"{stem}-{number}"
            number += 1
            self._next[stem] = number
        self._taken.add(found)
        return found


def is_usable_id(key: str) -> bool:
    """Whether a key can be an id as it is: an id in form, with a letter, and none that a machine made."""
    return len(key) <= _ID_LIMIT and bool(_READABLE.fullmatch(key)) and not _MACHINE.search(key)


def parse_uid(text: str) -> UUID | None:
    """The UUID that a text is, ``None`` for any other."""
    found = _UUID.fullmatch(text.strip())
    return UUID(found[1]) if found else None


def derive_uid(of: UUID, *parts: str) -> UUID:
    """An identity that is the same whenever it is derived anew from the same parts."""
    return uuid5(of, ":".join(parts).encode(errors="surrogatepass").decode(errors="replace"))
