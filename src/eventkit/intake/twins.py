"""Sessions that a file tells of more than once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from eventkit.intake.desk import Cleaner
from eventkit.intake.records import RawSession
from eventkit.intake.strings import excerpt

_JOINED = frozenset({"location", "key", "field_names", "extra", "rooms", "people", "links"})
_OTHERS = tuple(field.name for field in fields(RawSession) if field.name not in _JOINED)


def merge_duplicates(raws: list[RawSession], cleaner: Cleaner) -> list[RawSession]:
    """The sessions, with one for those that are the same at the same time: it is in all their rooms.

    The same are those of one key and title, or rows alike in title, rooms and people. What has one key and
    another time is another session. Of what they tell differently, the first counts, which is told.
    """
    first_of: dict[Any, int] = {}
    found: list[RawSession] = []
    for raw in raws:
        twin = _twin(raw)
        at = first_of.setdefault(twin, len(found)) if twin is not None else len(found)
        if at == len(found):
            found.append(raw)
        else:
            found[at] = _merge(found[at], raw, cleaner)
    return found


def _merge(first: RawSession, second: RawSession, cleaner: Cleaner) -> RawSession:
    rooms = tuple(dict.fromkeys((*first.rooms, *second.rooms)))
    called = excerpt(str(second.title))
    differing = [
        first.field_names.get(name, name)
        for name in _OTHERS
        if getattr(first, name) and getattr(second, name) and getattr(first, name) != getattr(second, name)
    ]
    but = f"; of its {', '.join(differing)} what was told first counts" if differing else ""
    if len(rooms) > len(first.rooms):
        message = f"'{called}' is told of in several rooms at one time: it is one session in all of them{but}"
        cleaner.warning("in-several-rooms", message, second, "rooms")
    else:
        cleaner.warning("told-twice", f"'{called}' is told of twice: once is kept{but}", second, "")
    missing = {name: getattr(second, name) for name in _OTHERS if not getattr(first, name)}
    return replace(
        first,
        **missing,
        rooms=rooms,
        people=(*first.people, *(each for each in second.people if each not in first.people)),
        links=(*first.links, *(each for each in second.links if each not in first.links)),
        extra={**second.extra, **first.extra},
    )


def _twin(raw: RawSession) -> Any:
    """What two records of the same session have in common, ``None`` for one that can have no other."""
    if raw.start is None:
        return None
    when = [(each.replace(tzinfo=None), each.fold, each.utcoffset()) for each in (raw.start, raw.end) if each]
    if raw.key is not None:
        return (str(raw.key), str(raw.title), raw.minutes, *when)
    return (
        None,
        repr((raw.title, raw.rooms, raw.people, raw.people_text, raw.parent, raw.uid)),
        raw.minutes,
        *when,
    )
