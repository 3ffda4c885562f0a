"""Adding to a schedule, changing a thing in it, taking one out: what all edits are made of."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from eventkit.editing.pointers import pointed_at, redirected
from eventkit.editing.refusals import Refused, held, refused, several
from eventkit.model import Conference, Deadline
from eventkit.schedule import Held, Schedule, Thing

V = TypeVar("V", bound=Conference | Deadline | Held)

Fields = Mapping[str, Any]


def made(value: V, fields: Fields, schedule: Schedule) -> V:
    """The value with those fields; bare strings in texts are in the conference's first language.

    Raises:
        Refused: It has no such field, or what is given for one is wrong.
    """
    kind = type(value).__name__.lower()
    known = list(type(value).model_fields)
    for name in fields:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f": did you mean '{near[0]}'?" if near else f": there are {', '.join(known)}"
            message = f"a {kind} has no field '{name}'{hint}"
            raise Refused(message)
    context = {"language": schedule.conference.languages[0]}
    try:
        return cast("V", type(value).model_validate({**dict(value), **fields}, context=context))
    except ValidationError as error:
        raise refused(error, f"{kind} '{value.id}'", schedule) from None


def rebuilt(schedule: Schedule, what: str, **collections: Any) -> Schedule:
    """The schedule with other collections, or another conference.

    Raises:
        Refused: It would be broken; ``what`` is told to be at fault.
    """
    try:
        return schedule.model_copy(update=collections)
    except ValidationError as error:
        raise refused(error, what, schedule) from None


def put(schedule: Schedule, *values: Held) -> Schedule:
    """The schedule with those values, all of one kind, in the place of those of the same ids."""
    kind = kind_of(values[0])
    anew = {value.id: value for value in values}
    changed = tuple(anew.get(each.id, each) for each in kind.of(schedule))
    return rebuilt(schedule, f"{kind} '{values[0].id}'", **{kind.collection: changed})


def put_for(schedule: Schedule, value: Held, old: str) -> Schedule:
    """The schedule in which a value is what another was, which goes: all that named that names the value.

    The value stands where the one of its id did, or else, as its id is new, where the other did.

    Raises:
        Refused: What comes of it would be broken.
    """
    kind = kind_of(value)
    place = value.id if value.id in kind.known(schedule) else old
    collections = {name: getattr(schedule, name) for name in type(schedule).model_fields}
    collections[kind.collection] = tuple(
        value if each.id == place else each
        for each in kind.of(schedule)
        if each.id == place or each.id != old
    )
    return rebuilt(schedule, f"{kind} '{place}'", **redirected(collections, kind, old, value.id))


def add(schedule: Schedule, value: Held) -> Schedule:
    """The schedule with one more thing, the last of its kind.

    Raises:
        Refused: Its id is taken, or it names something that is not there.
    """
    kind = kind_of(value)
    if value.id in kind.known(schedule):
        message = f"there is a {kind} '{value.id}' already: edit that one, or choose another id"
        raise Refused(message)
    what = f"{kind} '{value.id}'"
    return rebuilt(schedule, what, **{kind.collection: (*kind.of(schedule), value)})


def edit(schedule: Schedule, kind: Thing, id: str, fields: Fields) -> Schedule:
    """The schedule with some fields of a thing changed; where its id is, all that names it follows.

    Raises:
        Refused: There is no such thing or field, what is given is wrong, or the new id is taken.
    """
    before = held(schedule, kind, id)
    after = made(before, fields, schedule)
    if after.id == id:
        return put(schedule, after)
    if after.id in kind.known(schedule):
        message = f"there is a {kind} '{after.id}' already: choose another id for '{id}'"
        raise Refused(message)
    return put_for(schedule, after, id)


def remove(schedule: Schedule, kind: Thing, id: str) -> Schedule:
    """The schedule without a thing.

    Raises:
        Refused: There is no such thing, or something still names it.
    """
    held(schedule, kind, id)
    if by := pointed_at(schedule, kind, id):
        message = f"{kind} '{id}' is still named by {several(by)}: change that first"
        raise Refused(message)
    rest = tuple(each for each in kind.of(schedule) if each.id != id)
    return rebuilt(schedule, f"{kind} '{id}'", **{kind.collection: rest})


def kind_of(value: Held) -> Thing:
    """The kind of a thing."""
    return Thing(type(value).__name__.lower())
