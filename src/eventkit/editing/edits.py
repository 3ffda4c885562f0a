"""Edits: build, replace and remove entities; references follow; refusals in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from eventkit.errors import InvalidValue, Refused
from eventkit.messages import Fact, Listed, Message, Term
from eventkit.model import Affiliation, Appearance, Backing, Conference, Deadline, Name, Participant, Session
from eventkit.model.wishes import rename_in_wishes
from eventkit.schedule import KINDS_BY_CLASS, Entity, EntityKind, Schedule
from eventkit.suggestions import ask_whether, find_similar
from eventkit.texts import Text
from eventkit.values import with_lists
from eventkit.values.field_errors import error_sentence, finish, join_predicate, unknown_field

T = TypeVar("T")

M = TypeVar("M", Affiliation, Backing)


def referrers(schedule: Schedule, kind: EntityKind, id: str) -> tuple[Message, ...]:
    """The entities that refer to an entity: ``session 'opening'``, ``the conference``."""
    referrers = [Message("the conference")] if _refers_to(schedule.conference, kind, id) else []
    for other in (EntityKind.PARTICIPANT, EntityKind.SESSION):
        referrers += [
            Message("{kind} '{id}'", kind=other, id=entity.id)
            for entity in other.of(schedule)
            if _refers_to(entity, kind, id)
        ]
    return tuple(referrers)


def _refers_to(value: Conference | Entity, kind: EntityKind, id: str) -> bool:
    return id in references(value, kind)


def references(value: Conference | Entity, kind: EntityKind) -> tuple[str, ...]:
    """The ids of entities of one kind that a value refers to, without its own."""
    named: list[str | None] = []
    match value, kind:
        case Conference(), EntityKind.ORGANISATION:
            named = [backing.organisation for backing in value.organisations]
        case Participant(), EntityKind.ORGANISATION:
            named = [affiliation.organisation for affiliation in value.affiliations]
        case Participant(), EntityKind.PARTICIPANT:
            named = list(value.members)
        case Session(), EntityKind.ORGANISATION:
            named = [
                affiliation.organisation for person in value.people for affiliation in person.affiliations
            ]
        case Session(), EntityKind.PARTICIPANT:
            named = [person.participant for person in value.people]
        case Session(), EntityKind.ROOM:
            named = list(value.slot.rooms) if value.slot else []
        case Session(), EntityKind.TRACK:
            named = [value.track]
        case Session(), EntityKind.SESSION:
            named = [value.parent]
    return tuple(ref for ref in named if ref is not None)


def redirect(collections: Mapping[str, Any], kind: EntityKind, old: str, new: str) -> dict[str, Any]:
    """The collections of a schedule with every reference to one entity turned into one to another.

    Of two appearances of one participant in one role that result, the first is used, with the affiliations of
    the second where it has none itself.
    """

    def follow(value: Any) -> Any:
        wishes = rename_in_wishes(value.wishes, kind, {old: new})
        if wishes != value.wishes:
            value = value.model_copy(update={"wishes": wishes})
        return _redirect_in(value, kind, old, new) if _refers_to(value, kind, old) else value

    return {
        **collections,
        "conference": follow(collections["conference"]),
        **{name: tuple(map(follow, collections[name])) for name in ("tracks", "participants", "sessions")},
    }


def _redirect_in(value: Conference | Participant | Session, kind: EntityKind, old: str, new: str) -> Any:
    def swap(id: str | None) -> str | None:
        return new if id == old else id

    def at_new(members: Iterable[M]) -> Iterator[M]:
        return (member.model_copy(update={"organisation": swap(member.organisation)}) for member in members)

    def once(members: Iterable[T]) -> tuple[T, ...]:
        # Where both were named, one of two that have become equal goes.
        return tuple(dict.fromkeys(members) if new in references(value, kind) else members)

    fields: dict[str, Any] = {}
    match value, kind:
        case Conference(), _:
            fields["organisations"] = once(at_new(value.organisations))
        case Participant(), EntityKind.ORGANISATION:
            fields["affiliations"] = once(at_new(value.affiliations))
        case Participant(), _:
            fields["members"] = once(map(swap, value.members))
        case Session(), EntityKind.ORGANISATION:
            fields["people"] = tuple(
                appearance.model_copy(update={"affiliations": once(at_new(appearance.affiliations))})
                for appearance in value.people
            )
        case Session(), EntityKind.PARTICIPANT:
            fields["people"] = _join_appearances(
                appearance.model_copy(update={"participant": swap(appearance.participant)})
                for appearance in value.people
            )
        case Session(slot=slot), EntityKind.ROOM if slot is not None:
            fields["slot"] = slot.model_copy(update={"rooms": once(map(swap, slot.rooms))})
        case _:
            fields[kind if kind is EntityKind.TRACK else "parent"] = new
    return value.model_copy(update=fields)


def _join_appearances(people: Iterable[Appearance]) -> tuple[Appearance, ...]:
    joined: dict[tuple[str, str], Appearance] = {}
    for appearance in people:
        key = (appearance.participant, appearance.role)
        first = joined.setdefault(key, appearance)
        if not first.affiliations and appearance.affiliations:
            joined[key] = first.model_copy(update={"affiliations": appearance.affiliations})
    return tuple(joined.values())


_SUGGESTIONS = 3

_LISTED = 6

_REFERENCE_FIELDS: Mapping[str, EntityKind] = {
    "organisation": EntityKind.ORGANISATION,
    "participant": EntityKind.PARTICIPANT,
    "members": EntityKind.PARTICIPANT,
    "rooms": EntityKind.ROOM,
    "track": EntityKind.TRACK,
    "parent": EntityKind.SESSION,
}
"""The fields that name another thing, and of which kind."""


def require(schedule: Schedule, kind: EntityKind, id: str) -> Entity:
    """The entity of that kind and id; if there is none, `Refused` suggests similar ids."""
    entity = kind.by_id(schedule).get(id)
    if entity is None:
        raise Refused(unknown_id(kind, id, kind.by_id(schedule)))
    return entity


def require_session(schedule: Schedule, id: str) -> Session:
    require(schedule, EntityKind.SESSION, id)
    return schedule.session(id)


def unknown_id(kind: EntityKind, id: str, known: Iterable[str]) -> Message:
    return Message(Message("There is no {kind} '{id}'.", kind=kind, id=id), _suggest_ids(id, known))


def _suggest_ids(id: str, known: Iterable[str]) -> str:
    ids, beginning = list(known), id.lower()
    similar = find_similar(id, ids, _SUGGESTIONS) or [id_ for id_ in ids if beginning and beginning in id_]
    return ask_whether(similar[:_SUGGESTIONS])


def and_list(names: Iterable[Fact]) -> Listed:
    """A list, shortened: a, b, c and 4 more."""
    return Listed(tuple(names), limit=_LISTED)


def name_at_start(kind: EntityKind, id: str) -> Message:
    """An entity at the beginning of a message: ``Session 'opening'``."""
    return Message("{kind} '{id}'", kind=Term(kind.capitalize()), id=id)


def refusal(
    details: Iterable[ErrorDetails], what: str, schedule: Schedule, cls: type[BaseModel] | None = None
) -> Refused:
    """The refusal for the faults of a value; ``what`` names the entity they were found in."""
    return Refused(*dict.fromkeys(_sentences(details, what, schedule, cls)))


def _sentences(
    faults: Iterable[ErrorDetails], what: str, schedule: Schedule, cls: type[BaseModel] | None
) -> Iterator[str]:
    for details in faults:
        lost, value = _REFERENCE_FIELDS.get(_reference_field(details)), details["input"]
        if details["type"] == "broken" and lost is not None and value not in lost.by_id(schedule):
            missing = Message("{what}: there is no {kind} '{id}'.", what=what, kind=lost, id=value)
            yield Message(missing, _suggest_ids(value, lost.by_id(schedule)))
        elif details["type"] == "extra_forbidden":
            yield Message("{what}: there is no field '{field}'.", what=what, field=str(details["loc"][-1]))
        else:
            yield finish(join_predicate(what, _field_path(details), error_sentence(details, cls)))


def _reference_field(error: ErrorDetails) -> str:
    return next((step for step in reversed(error["loc"]) if isinstance(step, str)), "")


def _field_path(error: ErrorDetails) -> str:
    """The path of the field in error, without the collection and the index of the entity in it."""
    loc: tuple[Any, ...] = error["loc"]
    if loc[:1] and loc[0] in {kind.collection for kind in EntityKind}:
        loc = loc[1 if loc[0] == EntityKind.CONFERENCE.collection else 2 :]
    return ".".join(str(step) for step in loc)


V = TypeVar("V", bound=Conference | Deadline | Entity)

Fields = Mapping[str, Any]


def build(value: V, fields: Fields, schedule: Schedule) -> V:
    """An entity with fields changed.

    A plain string for a text, or for the name of a participant, is in the conference's first language, and
    other languages stay as they are. A mapping, a `Text` or a list of names replaces all of them.
    """
    cls = type(value)
    kind = cls.__name__.lower()
    for name in fields:
        if name not in cls.model_fields:
            raise Refused("A {kind} {predicate}", kind=Term(kind), predicate=unknown_field(cls, name))
    language = schedule.conference.languages[0]
    changed = {name: _in_language(language, getattr(value, name), new) for name, new in fields.items()}
    try:
        context = {"language": language}
        return cast("V", cls.model_validate({**dict(value), **with_lists(cls, changed)}, context=context))
    except ValidationError as error:
        what = Message("{kind} '{id}'", kind=Term(cls.__name__), id=value.id)
        raise refusal(error.errors(), what, schedule, cls) from None


def _in_language(language: str, before: Any, new: Any) -> Any:
    """A new value of a field: a plain string replaces the text, or the form of a name, in one language."""
    match before, new:
        case Text(), str():
            return {**before, language: new}
        case (Name(), *_), str():
            forms = {form.language: dict(form) for form in before}
            return [
                *{**forms, language: {**forms.get(language, {}), "language": language, "full": new}}.values()
            ]
        case _:
            return new


def rebuild(schedule: Schedule, what: str, **collections: Any) -> Schedule:
    try:
        return schedule.model_copy(update=collections)
    except InvalidValue as error:
        raise refusal(error.details, what, schedule) from None


def replace(schedule: Schedule, *values: Entity) -> Schedule:
    kind = kind_of(values[0])
    anew = {value.id: value for value in values}
    changed = tuple(anew.get(entity.id, entity) for entity in kind.of(schedule))
    return rebuild(schedule, name_at_start(kind, values[0].id), **{kind.collection: changed})


def replace_id(schedule: Schedule, value: Entity, old: str) -> Schedule:
    """The schedule with an entity replaced by one of another id; references follow, and the old one is
    removed.

    The value takes the place of the one with its id, or, where its id is new, of the other.
    """
    kind = kind_of(value)
    place = value.id if value.id in kind.by_id(schedule) else old
    collections = {name: getattr(schedule, name) for name in type(schedule).model_fields}
    collections[kind.collection] = tuple(
        value if entity.id == place else entity
        for entity in kind.of(schedule)
        if entity.id == place or entity.id != old
    )
    return rebuild(schedule, name_at_start(kind, place), **redirect(collections, kind, old, value.id))


def add_entity(schedule: Schedule, value: Entity) -> Schedule:
    """The schedule with one more entity, the last of its kind."""
    kind = kind_of(value)
    if value.id in kind.by_id(schedule):
        raise Refused(
            "There is a {kind} '{id}' already. Edit that one, or choose another id.", kind=kind, id=value.id
        )
    what = name_at_start(kind, value.id)
    return rebuild(schedule, what, **{kind.collection: (*kind.of(schedule), value)})


def edit_entity(schedule: Schedule, kind: EntityKind, id: str, fields: Fields) -> Schedule:
    """The schedule with fields of an entity changed; where its id changes, references follow."""
    before = require(schedule, kind, id)
    after = build(before, fields, schedule)
    if after.id == id:
        return replace(schedule, after)
    if after.id in kind.by_id(schedule):
        raise Refused(
            "There is a {kind} '{id}' already. Choose another id for '{before}'.",
            kind=kind,
            id=after.id,
            before=id,
        )
    return replace_id(schedule, after, id)


def remove_entity(schedule: Schedule, kind: EntityKind, id: str) -> Schedule:
    require(schedule, kind, id)
    if by := referrers(schedule, kind, id):
        raise Refused(
            "{kind} '{id}' is still named by {others}. Change that first.",
            kind=Term(kind.capitalize()),
            id=id,
            others=and_list(by),
        )
    rest = tuple(entity for entity in kind.of(schedule) if entity.id != id)
    return rebuild(schedule, name_at_start(kind, id), **{kind.collection: rest})


def kind_of(value: Entity) -> EntityKind:
    return KINDS_BY_CLASS[type(value)]
