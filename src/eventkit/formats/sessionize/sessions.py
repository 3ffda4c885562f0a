"""The sessions of Sessionize."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eventkit.formats.sessionize.lookups import Lookups
from eventkit.intake import ImportLog, RawAppearance, RawPerson, RawRoom, RawSession, RawText
from eventkit.intake.raw_objects import RawObject, add_extra
from eventkit.intake.word_lists import kind_from_title

_KINDS = frozenset({"session format", "sessionformat", "format", "session type", "type"})
_TRACKS = frozenset({"track", "tracks", "topic", "stream", "theme"})
_LANGUAGES = frozenset({"language", "languages", "spoken language", "session language"})


class SessionReader:
    """Makes sessions.

    Args:
        lookups: What they refer to; a room that a session alone tells of is added.
        log: Where it is told what could not be read.
    """

    def __init__(self, lookups: Lookups, log: ImportLog) -> None:
        self._lookups = lookups
        self._log = log
        self.inline: dict[str, RawPerson] = {}
        """Speakers by id, as sessions tell of them."""

    def session(self, session: RawObject, in_room: str | None) -> RawSession:
        """A session; ``in_room`` is the id of the room in whose list it stands."""
        room, called = session.text("roomId") or in_room, session.text("room")
        if room is not None and called is not None and room not in self._lookups.rooms:
            self._lookups.rooms[room] = RawRoom(location=session.at("room"), key=room, name=called)
        made = RawSession(
            location=session.location,
            key=session.text("id"),
            field_names={"start": "startsAt", "end": "endsAt", "abstract": "description", "rooms": "roomId"},
            title=session.text_by_language("title", "name"),
            abstract=session.long_text("description"),
            start=session.datetime("startsAt"),
            end=session.datetime("endsAt"),
            rooms=tuple(filter(None, (room or called,))),
            plenary=session.boolean("isPlenumSession"),
            kind=_pause(session),
            status=session.text("status"),
            people=tuple(self._appearances(session)),
            links=(
                *session.link("liveUrl", stream="live"),
                *session.link("recordingUrl", stream="recording"),
                *session.link("videoUrl", stream="recording"),
                *session.link("slideUrl", "Slides"),
            ),
        )
        answers = self._lookups.answers(session)
        self._sort_in(session, made)
        made.extra |= session.unused()
        add_extra(made, answers, self._log)
        return made

    def _appearances(self, session: RawObject) -> Iterator[RawAppearance]:
        """Speakers by id, or as objects with id and name."""
        by_id = session.text_list("speakers")
        yield from map(RawAppearance, by_id)
        for speaker in [] if by_id else session.objects("speakers"):
            key, name = speaker.text("id"), speaker.text("name", "fullName")
            if key is not None and name is not None and key != name:
                self.inline.setdefault(key, RawPerson(location=speaker.location, key=key, name=name))
            if key or name:
                yield RawAppearance(key or name or "")

    def _sort_in(self, session: RawObject, made: RawSession) -> None:
        """Put what a session is sorted under where it belongs: kind, track, languages; the rest is extra."""
        found: dict[str, list[str]] = {}
        for title, name in self._sorted_under(session):
            word = title.casefold().strip()
            if word in _KINDS and made.kind is None:
                made.kind = name
            elif word in _TRACKS and made.track is None:
                made.track = name
            elif word in _LANGUAGES:
                made.languages += (name,)
            else:
                found.setdefault(title, []).append(name)
        rest = {title: names[0] if len(names) == 1 else names for title, names in found.items()}
        add_extra(made, rest, self._log)

    def _sorted_under(self, session: RawObject) -> Iterator[tuple[str, str]]:
        """Category and item; by id, or as objects."""
        for key in session.text_list("categoryItems"):
            yield self._lookups.items.get(key, ("categoryItems", key))
        for category in session.objects("categories"):
            title = category.text("name", "title") or "category"
            for item in [*category.objects("categoryItems"), *category.objects("items")]:
                if (name := item.text("name", "title")) is not None:
                    yield title, name


def _pause(session: RawObject) -> str | None:
    """That a service session is a break, unless its title says better."""
    is_service = session.boolean("isServiceSession")
    return (
        "break"
        if is_service and not any(map(kind_from_title, _forms(session.text_by_language("title"))))
        else None
    )


def _forms(words: RawText | None) -> list[str]:
    """A text in all its languages."""
    return [*map(str, words.values())] if isinstance(words, Mapping) else [words or ""]
