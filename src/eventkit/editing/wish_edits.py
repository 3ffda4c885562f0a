"""Edits of needs and wishes: a relation, a preference or features at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise
from typing import Any

from eventkit.editing.edits import replace
from eventkit.editing.lookup import find
from eventkit.errors import Refused
from eventkit.messages import Listed, Message, Term
from eventkit.model import SessionId
from eventkit.model.wishes import ALONE, IN_ORDER, OF_ALL, WishWords, split_wish, write_wish
from eventkit.schedule import EntityKind, Schedule


def set_needs(schedule: Schedule, sessions: Collection[str], features: Iterable[str]) -> Schedule:
    """The schedule in which some sessions need those features of their rooms, and no others."""
    needs = tuple(features)
    changed = [
        session.model_copy(update={"needs": needs}) for session in schedule.sessions if session.id in sessions
    ]
    return replace(schedule, *changed) if changed else schedule


def set_preference(schedule: Schedule, kind: EntityKind, id: str, words: Iterable[str]) -> Schedule:
    """The schedule in which a session, a person or a track prefers times and rooms; without words, none."""
    entity: Any = kind.by_id(schedule)[id]
    others = [wish for wish in entity.wishes if split_wish(wish).word != "prefer"]
    line = " ".join(("prefer", *words))
    wishes = (*others, *([line] if line != "prefer" else []))
    return replace(schedule, entity.model_copy(update={"wishes": wishes}))


def add_wish(schedule: Schedule, word: str, sessions: tuple[str, ...], reason: str | None = None) -> Schedule:
    """The schedule with a relation of sessions: of neighbours where their order matters, or of every two."""
    if twice := next((id_ for id_ in sessions if sessions.count(id_) > 1), None):
        raise Refused("The wish names '{id}' twice.", id=twice)
    schedule = lift_wish(schedule, word, sessions)
    for owner, names in _owners(word, sessions):
        session = schedule.session(SessionId(owner))
        line = write_wish(WishWords(word, is_preferred=False, names=names, reason=reason))
        schedule = replace(schedule, session.model_copy(update={"wishes": (*session.wishes, line)}))
    return schedule


def _owners(word: str, ids: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sessions that have the lines of a relation, with those that each line names."""
    if word == ALONE:
        yield from ((id_, ()) for id_ in ids)
    elif word in IN_ORDER:
        yield from ((one, (other,)) for one, other in pairwise(ids))
    elif word in OF_ALL:
        yield ids[0], ids[1:]
    else:
        yield from ((id_, ids[at:]) for at, id_ in enumerate(ids[:-1], 1))


def lift_wish(schedule: Schedule, word: str, sessions: Collection[str]) -> Schedule:
    """The schedule without a relation between sessions; the same one if there is none.

    Other sessions that a line names stay in it. Of sessions that are removed, the others may still name them.
    """
    ids = tuple(sessions)
    for id_ in ids:
        session = next((session for session in schedule.sessions if session.id == id_), None)
        if session is not None:
            wishes = tuple(_without(session.wishes, word, _partner_test(word, ids, id_), {*ids}))
            if wishes != session.wishes:
                schedule = replace(schedule, session.model_copy(update={"wishes": wishes}))
    return schedule


def _partner_test(word: str, ids: tuple[str, ...], owner: str) -> Callable[[str, str], bool]:
    """The test whether a name in a line of a session, with its word, is of the relation."""
    pairs = {*pairwise(ids)}
    if word in IN_ORDER:
        return lambda of, name: ((owner, name) if of == word else (name, owner)) in pairs
    return lambda _, name: name in ids


def _without(
    wishes: Iterable[str], word: str, is_partner: Callable[[str, str], bool], ids: set[str]
) -> Iterator[str]:
    alike = {word, "after"} if word == "before" else {word}
    for wish in wishes:
        words = split_wish(wish)
        names = tuple(name for name in words.names if not is_partner(words.word, name))
        if words.word not in alike or words.is_preferred:
            yield wish
        elif word in OF_ALL:
            if not {*words.names} <= ids:
                yield wish
        elif names != words.names and names:
            yield write_wish(words._replace(names=names))
        elif names == words.names and word != ALONE:
            yield wish


def find_owner(schedule: Schedule, words: str) -> tuple[EntityKind, str]:
    """The session, person or track that is meant, by its id, or the beginning of its id or name."""
    kinds = (EntityKind.SESSION, EntityKind.PARTICIPANT, EntityKind.TRACK)
    matches = [(kind, words) for kind in kinds if words in kind.by_id(schedule)]
    if len(matches) != 1:
        matches = [(kind, id_) for kind in kinds if (id_ := _find(schedule, kind, words)) is not None]
    if len(matches) == 1:
        return matches[0]
    several = tuple(Message("the {kind} '{id}'", kind=Term(kind), id=id_) for kind, id_ in matches)
    raise Refused(
        "'{words}' may be {several}. Give the id."
        if matches
        else "There is no session, person or track '{words}'.",
        words=words,
        several=Listed(several, "or"),
    )


def _find(schedule: Schedule, kind: EntityKind, words: str) -> str | None:
    try:
        return find(schedule, kind, words)
    except Refused:
        return None
