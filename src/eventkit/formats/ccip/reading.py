"""A ``session.json`` as records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from eventkit.formats.ccip.words import CO_WRITE, OTHERS, QUESTIONS, SLIDES, owner
from eventkit.intake import (
    Notes,
    Place,
    Prose,
    RawAppearance,
    RawConference,
    RawLink,
    RawPerson,
    RawRoom,
    RawSession,
    RawTrack,
    Records,
    Words,
)
from eventkit.intake.languages import tag as tag_of
from eventkit.intake.objects import Object
from eventkit.intake.vocabulary import kind_of
from eventkit.model import Kind
from eventkit.texts import matching

_TEXTS = frozenset({"title", "name", "description", "bio"})
_APART = re.compile(r"\s*[,;/、&+]\s*")


def records(root: Any, notes: Notes, languages: tuple[str, ...]) -> Records:
    """What the file says.

    A type is a kind of session where its name is known for one, and else the track. Where no session has
    more than one tag, the tags are the tracks; where some have more they are kept as extra.

    Args:
        root: The file as JSON.
        notes: Where it is told what could not be read.
        languages: The languages of the conference, if they are known.
    """
    where = Place(notes.name)
    whole = Object(root if isinstance(root, dict) else {"sessions": root}, where, notes)
    tongues = _Tongues(languages)
    types = _named(whole.objects("session_types"), tongues)
    tags = _named(whole.objects("tags"), tongues)
    sessions = whole.objects("sessions")
    reader = _Reader(
        tongues, types, tags, is_one_tag_each=all(len(each.texts("tags")) < 2 for each in sessions)
    )
    rooms = [_room(each, tongues) for each in whole.objects("rooms")]
    people = [_person(each, tongues) for each in whole.objects("speakers")]
    made = [reader.session(each) for each in sessions]
    return Records(
        source="ccip",
        conference=RawConference(where=where, languages=tongues.seen, extra=whole.extra()),
        rooms=rooms,
        tracks=[
            RawTrack(where=where, key=key, name=name)
            for key, name in {**types, **tags}.items()
            if key in {each.track for each in made}
        ],
        people=[*people, *reader.people],
        sessions=made,
    )


class _Tongues:
    """The languages of texts: each a member of an object, by its tag."""

    def __init__(self, languages: Iterable[str]) -> None:
        self._given = tuple(languages)
        self._met: dict[str, bool] = {}

    @property
    def seen(self) -> tuple[str, ...]:
        """The languages that any text is in, in the order in which they stand in the file."""
        return tuple(tag for tag, is_there in self._met.items() if is_there)

    def parts(self, each: Object) -> dict[str, Object]:
        """The texts of an object by language."""
        found: dict[str, Object] = {}
        for name, texts in each.nested.items():
            tag = tag_of(name) if 2 <= len(name) <= 12 and _TEXTS & texts.keys() else None
            if tag is not None and (part := each.object(name)) is not None:
                found.setdefault(matching(tag, self._given) or tag, part)
        return found

    def words(self, parts: dict[str, Object], name: str) -> Words | None:
        """A text in each of its languages, once where it is the same in several, as untranslated ones are."""
        by_text: dict[str, list[str]] = {}
        for tag, part in parts.items():
            if (text := part.text(name)) is not None:
                by_text.setdefault(text, []).append(tag)
        found = {owner(text, tags): text for text, tags in by_text.items()}
        ordered = {tag: found[tag] for tag in parts if tag in found}
        self._met |= {tag: tag in ordered or self._met.get(tag, False) for tag in parts}
        return ordered or None


def _named(each: list[Object], tongues: _Tongues) -> dict[str, Words]:
    """The names of things by their keys."""
    told = ((one.text("id"), _name(one, tongues.parts(one), tongues)) for one in each)
    return {key: name for key, name in told if key is not None and name is not None}


def _name(each: Object, parts: dict[str, Object], tongues: _Tongues) -> Words | None:
    return tongues.words(parts, "name") or each.text("name") or each.text("id")


def _room(room: Object, tongues: _Tongues) -> RawRoom:
    parts = tongues.parts(room)
    made = RawRoom(where=room.where, key=room.text("id"), name=_name(room, parts, tongues) or "")
    _leftovers(made, room, parts)
    return made


def _person(speaker: Object, tongues: _Tongues, key: str | None = None) -> RawPerson:
    parts = tongues.parts(speaker)
    biography = tongues.words(parts, "bio") or speaker.text("bio", "biography")
    made = RawPerson(
        where=speaker.where,
        key=speaker.text("id") or key,
        name=tongues.words(parts, "name") or speaker.text("name") or "",
        biography=Prose(biography) if biography is not None else None,
        links=tuple(each for name, label in OTHERS for each in speaker.link(name, label)),
        named={"biography": "bio"},
    )
    _leftovers(made, speaker, parts)
    return made


def _leftovers(made: Any, each: Object, parts: dict[str, Object]) -> None:
    made.extra |= each.extra()
    made.extra |= {tag: rest for tag, part in parts.items() if (rest := part.extra())}


class _Reader:
    """Reads sessions."""

    def __init__(
        self, tongues: _Tongues, types: dict[str, Words], tags: dict[str, Words], *, is_one_tag_each: bool
    ) -> None:
        self._tongues = tongues
        self._types = types
        self._tags = tags
        self._is_one_tag_each = is_one_tag_each
        self.people: list[RawPerson] = []

    def session(self, session: Object) -> RawSession:
        """A session; speakers in it are added to the people."""
        parts = self._tongues.parts(session)
        abstract = self._tongues.words(parts, "description") or session.text("description")
        kind, track = self._sorted_under(session.text("type"))
        tags = session.texts("tags")
        if track is None and self._is_one_tag_each and tags:
            track, tags = tags[0], ()
        made = RawSession(
            where=session.where,
            key=session.text("id"),
            title=self._tongues.words(parts, "title") or session.text("title"),
            subtitle=self._tongues.words(parts, "subtitle"),
            abstract=Prose(abstract) if abstract is not None else None,
            kind=kind,
            track=track,
            start=session.moment("start"),
            end=session.moment("end"),
            rooms=tuple(dict.fromkeys((*session.texts("room"), *session.texts("broadcast")))),
            people=tuple(self._appearances(session)),
            languages=tuple(filter(None, _APART.split(session.text("language") or "")))
            or session.texts("language"),
            links=tuple(_links(session)),
            named={"abstract": "description", "kind": "type"},
        )
        if tags:
            made.extra["tags"] = [_plain(self._tags.get(each, each)) for each in tags]
        _leftovers(made, session, parts)
        return made

    def _sorted_under(self, key: str | None) -> tuple[str | None, str | None]:
        """The kind and the track that a type stands for."""
        if key is None:
            return None, None
        if key in set(Kind):
            return key, None
        name = self._types.get(key, key)
        words = [name] if isinstance(name, str) else list(name.values())
        known = next((each for each in words if kind_of(each) is not None), None)
        if known is not None or not self._types or (self._is_one_tag_each and self._tags):
            return known or words[0], None
        return None, key

    def _appearances(self, session: Object) -> Iterator[RawAppearance]:
        by_id = session.texts("speakers")
        yield from map(RawAppearance, by_id)
        for at, speaker in enumerate([] if by_id else session.objects("speakers")):
            made = _person(speaker, self._tongues, None)
            if made.key is None:
                # Nothing but the name tells those apart who have no id; two texts of one name are one person.
                made.key = _plain(made.name) or f"{session.where.field}-{at}"
            self.people.append(made)
            yield RawAppearance(made.key)


def _links(session: Object) -> Iterator[RawLink]:
    for name, label in (("slide", SLIDES), ("qa", QUESTIONS), ("co_write", CO_WRITE), ("uri", None)):
        yield from session.link(name, label)
    yield from session.link("live", stream="live")
    yield from session.link("record", stream="recording")


def _plain(words: Words) -> str:
    return words if isinstance(words, str) else next(iter(words.values()), "")
