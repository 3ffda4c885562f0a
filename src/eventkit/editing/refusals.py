"""What cannot be done, said to an organiser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from eventkit.errors import EventkitError
from eventkit.model import Session, SessionId
from eventkit.schedule import Held, Schedule, Thing, complaint

_NEAR = 3
_SHOWN = 6

_POINTERS: Mapping[str, Thing] = {
    "organisation": Thing.ORGANISATION,
    "participant": Thing.PARTICIPANT,
    "members": Thing.PARTICIPANT,
    "rooms": Thing.ROOM,
    "track": Thing.TRACK,
    "parent": Thing.SESSION,
}
"""The fields that name another thing, and of which kind."""


class Refused(EventkitError):
    """A change that cannot be made; the text says why and what to do instead. Nothing was changed."""


def held(schedule: Schedule, kind: Thing, id: str) -> Held:
    """The thing of that kind and id.

    Raises:
        Refused: There is none; those of near names are suggested.
    """
    found = kind.known(schedule).get(id)
    if found is None:
        raise Refused(unknown(kind, id, kind.known(schedule)))
    return found


def held_session(schedule: Schedule, id: str) -> Session:
    """The session of that id; `Refused` likewise."""
    held(schedule, Thing.SESSION, id)
    return schedule.session(SessionId(id))


def unknown(kind: Thing, given: str, known: Iterable[str]) -> str:
    """That there is none of that name, and which may have been meant."""
    wanted, names = given.lower(), list(known)
    close = get_close_matches(wanted, names, n=_NEAR, cutoff=0.6)
    near = close or [name for name in names if wanted and wanted in name][:_NEAR]
    return f"there is no {kind} '{given}'" + (f": did you mean {either(near)}?" if near else "")


def either(names: Iterable[str]) -> str:
    """One or the other: a, b or c."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def several(names: Iterable[str]) -> str:
    """All of several, the first few by name: a, b, c and 4 more."""
    named = list(names)
    shown, more = named[:_SHOWN], len(named) - _SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def refused(error: ValidationError, what: str, schedule: Schedule) -> Refused:
    """The refusal of what the model found broken; ``what`` is what it was found in."""
    told = dict.fromkeys(_sentences(error, what, schedule))
    return Refused("\n".join(told))


def _sentences(error: ValidationError, what: str, schedule: Schedule) -> Iterator[str]:
    for each in error.errors(include_url=False):
        lost = _POINTERS.get(_pointer(each))
        if each["type"] == "broken" and lost is not None and each["input"] not in lost.known(schedule):
            yield f"{what}: {unknown(lost, each['input'], lost.known(schedule))}"
        elif each["type"] == "extra_forbidden":
            yield f"{what}: there is no field '{each['loc'][-1]}'"
        else:
            field = _field(each)
            yield f"{what}: {field} {complaint(each)}" if field else f"{what}: {complaint(each)}"


def _pointer(error: ErrorDetails) -> str:
    return next((step for step in reversed(error["loc"]) if isinstance(step, str)), "")


def _field(error: ErrorDetails) -> str:
    """The way to what is wrong, without the collection and the place of the thing in it."""
    loc: tuple[Any, ...] = error["loc"]
    if loc[:1] and loc[0] in {kind.collection for kind in Thing}:
        loc = loc[1 if loc[0] == Thing.CONFERENCE.collection else 2 :]
    return ".".join(str(step) for step in loc)
