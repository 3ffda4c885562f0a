"""Finding what an organiser means by a few words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from eventkit.editing.refusals import Refused, either, several
from eventkit.model import Organisation, Participant
from eventkit.schedule import Held, Schedule, Thing, title

_SUGGESTED = 4
_CUTOFF = 0.6
_ID_LIMIT = 40
_BETWEEN = re.compile(r"[^a-z0-9]+")


def find(schedule: Schedule, kind: Thing, words: str) -> str:
    """The id of the thing of that kind which the words mean.

    They may be, in this order: its id, the beginning of its id that no other shares, its title or name in
    any language without regard to case and accents, or a part of that which no other has.

    Raises:
        Refused: Nothing comes of them: things with near names are suggested; or several do: they are listed.
    """
    known = kind.known(schedule)
    if words in known:
        return words
    wanted = folded(words)
    ways: tuple[Callable[[Held], bool], ...] = (
        lambda value: value.id.startswith(wanted),
        lambda value: wanted in _titles(value),
        lambda value: any(wanted in each for each in _titles(value)),
    )
    for way in ways if wanted else ():
        found = [value for value in known.values() if way(value)]
        if len(found) == 1:
            return found[0].id
        if found:
            raise Refused(_ambiguous(kind, words, [value.id for value in found]))
    near = _near(known.values(), wanted)
    message = f"there is no {kind} '{words}'"
    if near:
        message += f": did you mean {either(near)}?"
    elif not known:
        message += f": there is no {kind} at all yet"
    raise Refused(message)


def folded(words: str) -> str:
    """Words without case, accents and doubled blanks, for comparing (NFKD, Unicode 3.13 D146)."""
    letters = unicodedata.normalize("NFKD", words)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def free_id(schedule: Schedule, kind: Thing, words: str) -> str:
    """An id for a new thing, from its title or name where that has Latin letters, that none has yet."""
    stem = _BETWEEN.sub("-", folded(words)).strip("-")
    if len(stem) > _ID_LIMIT:
        stem = stem[:_ID_LIMIT].rpartition("-")[0] or stem[:_ID_LIMIT]
    known = kind.known(schedule)
    if stem and stem not in known:
        return stem
    number = 2 if stem else 1
    while f"{stem or kind.value}-{number}" in known:
        number += 1
    return f"{stem or kind.value}-{number}"


def _titles(value: Held) -> Iterator[str]:
    for string in title(value).values():
        yield folded(string)
    if isinstance(value, Participant):
        yield from map(folded, value.variants)
    if isinstance(value, Organisation) and value.short is not None:
        yield from map(folded, value.short.values())


def _near(values: Iterable[Held], wanted: str) -> list[str]:
    """The ids of things whose id or title, or a word of it, is nearly what was wanted."""
    names: dict[str, str] = {}
    for value in values:
        for name in (value.id, *_titles(value)):
            names.setdefault(name, value.id)
        for name in (value.id, *_titles(value)):
            for word in name.split():
                names.setdefault(word, value.id)
    close = get_close_matches(wanted, names, n=_SUGGESTED, cutoff=_CUTOFF)
    return list(dict.fromkeys(names[name] for name in close))


def _ambiguous(kind: Thing, words: str, ids: list[str]) -> str:
    return f"'{words}' may be several {kind.collection}: say which of {several(ids)}"
