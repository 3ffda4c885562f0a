"""A ``session.json`` as records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from eventkit.formats.ccip.words import CO_WRITE, OTHERS, QUESTIONS, SLIDES, owner
from eventkit.intake import (
    ImportLog,
    Location,
    RawAppearance,
    RawConference,
    RawLink,
    RawPerson,
    RawProse,
    RawRoom,
    RawSchedule,
    RawSession,
    RawText,
    RawTrack,
)
from eventkit.intake.language_detection import parse_language_tag as tag_of
from eventkit.intake.raw_objects import RawObject
from eventkit.intake.word_lists import parse_kind
from eventkit.model import Kind
from eventkit.texts import matching

_TEXTS = frozenset({"title", "name", "description", "bio"})
_APART = re.compile(r"\s*[,;/、&+]\s*")


def records(root: Any, log: ImportLog, languages: tuple[str, ...]) -> RawSchedule:
    """What the file says.

    A type is a kind of session where its name is known for one, and else the track. Where no session has
    more than one tag, the tags are the tracks; where some have more they are kept as extra.

    Args:
        root: The file as JSON.
        log: Where it is told what could not be read.
        languages: The languages of the conference, if they are known.
    """
    where = Location(log.name)
    whole = RawObject(root if isinstance(root, dict) else {"sessions": root}, where, log)
    tongues = _Tongues(languages)
    types = _named(whole.objects("session_types"), tongues)
    tags = _named(whole.objects("tags"), tongues)
    sessions = whole.objects("sessions")
    reader = _Reader(
        tongues, types, tags, is_one_tag_each=all(len(each.text_list("tags")) < 2 for each in sessions)
    )
    rooms = [_room(each, tongues) for each in whole.objects("rooms")]
    people = [_person(each, tongues) for each in whole.objects("speakers")]
    made = [reader.session(each) for each in sessions]
    return RawSchedule(
        source="ccip",
        conference=RawConference(location=where, languages=tongues.seen, extra=whole.unused()),
        rooms=rooms,
        tracks=[
            RawTrack(location=where, key=key, name=name)
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

    def parts(self, each: RawObject) -> dict[str, RawObject]:
        """The texts of an object by language."""
        found: dict[str, RawObject] = {}
        for name, texts in each.nested_objects.items():
            tag = tag_of(name) if 2 <= len(name) <= 12 and _TEXTS & texts.keys() else None
            if tag is not None and (part := each.object(name)) is not None:
                found.setdefault(matching(tag, self._given) or tag, part)
        return found

    def words(self, parts: dict[str, RawObject], name: str) -> RawText | None:
        """A text in each of its languages, once where it is the same in several, as untranslated ones are."""
        by_text: dict[str, list[str]] = {}
        for tag, part in parts.items():
            if (text := part.text(name)) is not None:
                by_text.setdefault(text, []).append(tag)
        found = {owner(text, tags): text for text, tags in by_text.items()}
        ordered = {tag: found[tag] for tag in parts if tag in found}
        self._met |= {tag: tag in ordered or self._met.get(tag, False) for tag in parts}
        return ordered or None


def _named(each: list[RawObject], tongues: _Tongues) -> dict[str, RawText]:
    """The names of things by their keys."""
    told = ((one.text("id"), _name(one, tongues.parts(one), tongues)) for one in each)
    return {key: name for key, name in told if key is not None and name is not None}


def _name(each: RawObject, parts: dict[str, RawObject], tongues: _Tongues) -> RawText | None:
    return tongues.words(parts, "name") or each.text("name") or each.text("id")


def _room(room: RawObject, tongues: _Tongues) -> RawRoom:
    parts = tongues.parts(room)
    made = RawRoom(location=room.location, key=room.text("id"), name=_name(room, parts, tongues) or "")
    _leftovers(made, room, parts)
    return made


def _person(speaker: RawObject, tongues: _Tongues, key: str | None = None) -> RawPerson:
    parts = tongues.parts(speaker)
    biography = tongues.words(parts, "bio") or speaker.text("bio", "biography")
    made = RawPerson(
        location=speaker.location,
        key=speaker.text("id") or key,
        name=tongues.words(parts, "name") or speaker.text("name") or "",
        biography=RawProse(biography) if biography is not None else None,
        links=tuple(each for name, label in OTHERS for each in speaker.link(name, label)),
        field_names={"biography": "bio"},
    )
    _leftovers(made, speaker, parts)
    return made


def _leftovers(made: Any, each: RawObject, parts: dict[str, RawObject]) -> None:
    made.extra |= each.unused()
    made.extra |= {tag: rest for tag, part in parts.items() if (rest := part.unused())}


class _Reader:
    """Reads sessions."""

    def __init__(
        self, tongues: _Tongues, types: dict[str, RawText], tags: dict[str, RawText], *, is_one_tag_each: bool
    ) -> None:
        self._tongues = tongues
        self._types = types
        self._tags = tags
        self._is_one_tag_each = is_one_tag_each
        self.people: list[RawPerson] = []

    def session(self, session: RawObject) -> RawSession:
        """A session; speakers in it are added to the people."""
        parts = self._tongues.parts(session)
        abstract = self._tongues.words(parts, "description") or session.text("description")
        kind, track = self._sorted_under(session.text("type"))
        tags = session.text_list("tags")
        if track is None and self._is_one_tag_each and tags:
            track, tags = tags[0], ()
        made = RawSession(
            location=session.location,
            key=session.text("id"),
            title=self._tongues.words(parts, "title") or session.text("title"),
            subtitle=self._tongues.words(parts, "subtitle"),
            abstract=RawProse(abstract) if abstract is not None else None,
            kind=kind,
            track=track,
            start=session.datetime("start"),
            end=session.datetime("end"),
            rooms=tuple(dict.fromkeys((*session.text_list("room"), *session.text_list("broadcast")))),
            people=tuple(self._appearances(session)),
            languages=tuple(filter(None, _APART.split(session.text("language") or "")))
            or session.text_list("language"),
            links=tuple(_links(session)),
            field_names={"abstract": "description", "kind": "type"},
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
        known = next((each for each in words if parse_kind(each) is not None), None)
        if known is not None or not self._types or (self._is_one_tag_each and self._tags):
            return known or words[0], None
        return None, key

    def _appearances(self, session: RawObject) -> Iterator[RawAppearance]:
        by_id = session.text_list("speakers")
        yield from map(RawAppearance, by_id)
        for at, speaker in enumerate([] if by_id else session.objects("speakers")):
            made = _person(speaker, self._tongues, None)
            if made.key is None:
                # Nothing but the name tells those apart who have no id; two texts of one name are one person.
                made.key = _plain(made.name) or f"{session.location.field}-{at}"
            self.people.append(made)
            yield RawAppearance(made.key)


def _links(session: RawObject) -> Iterator[RawLink]:
    for name, label in (("slide", SLIDES), ("qa", QUESTIONS), ("co_write", CO_WRITE), ("uri", None)):
        yield from session.link(name, label)
    yield from session.link("live", stream="live")
    yield from session.link("record", stream="recording")


def _plain(words: RawText) -> str:
    return words if isinstance(words, str) else next(iter(words.values()), "")
