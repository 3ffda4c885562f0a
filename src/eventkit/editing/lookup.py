"""Lookup of entities by id, the beginning of an id, or name; free ids for new ones."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from eventkit.errors import NoSuchEntity, Refused
from eventkit.messages import Message, Term, Verbatim
from eventkit.model import Deadline, Organisation, Participant
from eventkit.schedule import Entity, EntityKind, Schedule, title
from eventkit.suggestions import ask_whether, find_similar
from eventkit.texts import Text, fold
from eventkit.texts.normalisation import slug
from eventkit.values.arguments import checked

Named = Entity | Deadline

_SUGGESTED = 4
_LISTED = 8  # the most candidates that a message lists


@checked
def find(schedule: Schedule, kind: EntityKind, words: str) -> str:
    """The id of the entity of that kind which the words mean.

    They may be, in this order: its id, the beginning of its id that no other shares, its title or name in
    any language without regard to case and accents, or a part of that which no other has.

    Raises:
        Refused: Nothing comes of them: things with near names are suggested; or several do: they are listed.
    """
    return _find(schedule, kind.by_id(schedule), words, kind.value, kind.collection)


@checked
def find_deadline(schedule: Schedule, words: str) -> str:
    """The id of the deadline that the words mean; `Refused` unless exactly one matches."""
    return _find(schedule, _deadlines(schedule), words, "deadline", "deadlines")


def _deadlines(schedule: Schedule) -> Mapping[str, Deadline]:
    return {deadline.id: deadline for deadline in schedule.conference.deadlines}


def _find(schedule: Schedule, known: Mapping[str, Named], words: str, kind: str, several_of_it: str) -> str:
    if words in known:
        return words
    folded = fold(words)
    ways: tuple[Callable[[Named], bool], ...] = (
        lambda value: value.id.startswith(folded),
        lambda value: folded in _titles(value),
        lambda value: any(folded in title for title in _titles(value)),
    )
    for way in ways if folded else ():
        matching = [value for value in known.values() if way(value)]
        if len(matching) == 1:
            return matching[0].id
        if matching:
            candidates = [(value.id, describe(schedule, value)) for value in matching]
            raise Refused(ask_which(words, several_of_it, candidates))
    near = _near(known.values(), folded)
    message = Message("There is no {kind} '{words}'.", kind=Term(kind), words=words)
    if not known:
        message = Message(message, Message("The conference has no {kind} yet.", kind=Term(kind)))
    raise NoSuchEntity(Message(message, ask_whether(near)), kind, words, not near)


def ask_which(words: str, kinds: str, candidates: Sequence[tuple[str, str]]) -> str:
    """A message that words match several candidates, with a line for the id and description of each."""
    lines = "".join(f"\n  {id_}: {description}" for id_, description in candidates[:_LISTED])
    which = Message(
        "'{words}' may be {count} {kinds}. Choose one by its id:{candidates}",
        words=words,
        count=len(candidates),
        kinds=Term(kinds),
        candidates=Verbatim(lines),
    )
    if (more := len(candidates) - _LISTED) > 0:
        return Message("{which}\n  and {count} more", which=which, count=more)
    return which


def describe(schedule: Schedule, value: Named) -> str:
    """An entity by its title or name; a participant with their organisations, or positions without any."""

    def text(of: Text) -> str:
        return of.best(*schedule.conference.languages)[1]

    if not isinstance(value, Participant):
        return text(title(value))
    organisations = [
        schedule.organisation(affiliation.organisation).name
        for affiliation in value.affiliations
        if affiliation.organisation is not None
    ]
    positions = [affiliation.position for affiliation in value.affiliations if affiliation.position]
    return ", ".join(dict.fromkeys((value.name[0].full, *map(text, organisations or positions))))


@checked
def free_id(schedule: Schedule, kind: EntityKind, words: str) -> str:
    """A free id for a new entity, made from its title or name where that has Latin letters."""
    return _free_id(kind.by_id(schedule), words, kind.value)


@checked
def free_deadline_id(schedule: Schedule, words: str) -> str:
    """A free id for a new deadline, made from its title."""
    return _free_id(_deadlines(schedule), words, "deadline")


def latin(text: Mapping[str, str] | None) -> str:
    """The first string of a text with Latin letters or digits, to make an id from; empty without one."""
    strings = (text or {}).values()
    return next((string for string in strings if any(c.isascii() and c.isalnum() for c in string)), "")


NEW = "new"  # the id that no entity gets: it is the address of the form for a new one


def _free_id(known: Container[str], words: str, kind: str) -> str:
    stem = slug(words)
    if stem and stem not in known and stem != NEW:
        return stem
    number = 2 if stem else 1
    while f"{stem or kind}-{number}" in known:
        number += 1
    return f"{stem or kind}-{number}"


def _titles(value: Named) -> Iterator[str]:
    for string in title(value).values():
        yield fold(string)
    if isinstance(value, Participant):
        yield from map(fold, value.variants)
    if isinstance(value, Organisation) and value.short is not None:
        yield from map(fold, value.short.values())


def _near(values: Iterable[Named], folded: str) -> list[str]:
    names: dict[str, str] = {}
    for value in values:
        for name in (value.id, *_titles(value)):
            names.setdefault(name, value.id)
        for name in (value.id, *_titles(value)):
            for word in name.split():
                names.setdefault(word, value.id)
    return list(dict.fromkeys(names[name] for name in find_similar(folded, names, _SUGGESTED)))
