"""A schedule as ``session.json``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from eventkit.formats.ccip.words import LABELS, owner
from eventkit.model import Kind, Link, Participant, ParticipantId, Session, Status, StreamKind
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.wording import Wording

ASKED_FOR = ("zh", "en")
"""The languages that the app looks for, whatever those of the conference are."""


def is_written(session: Session) -> bool:
    """Whether a session is on the agenda as the format has it: with a time, and not cancelled."""
    return session.slot is not None and session.status is not Status.CANCELLED


def members(languages: Iterable[str]) -> dict[str, str]:
    """The languages texts are written in, by the names of their members: those of the conference first.

    Every Chinese is ``zh`` and every English ``en``, for the app knows no other; the first of them is taken.
    """
    found: dict[str, str] = {}
    for language in (*languages, *ASKED_FOR):
        primary = language.partition("-")[0]
        found.setdefault(primary if primary in ASKED_FOR else language, language)
    return found


def written(schedule: Schedule) -> bytes:
    """The file, in UTF-8."""
    return f"{json.dumps(_Writer(schedule).whole(), ensure_ascii=False, indent=2)}\n".encode()


class _Writer:
    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._members = members(schedule.conference.languages)
        self._sessions = [session for session in schedule.in_order if is_written(session)]

    def whole(self) -> dict[str, Any]:
        kinds = [kind for kind in Kind if any(session.kind is kind for session in self._sessions)]
        tracks = {session.track for session in self._sessions}
        return {
            "sessions": [self._session(each) for each in self._sessions],
            "speakers": [self._speaker(self._schedule.participant(each)) for each in self._speakers()],
            "session_types": [{"id": kind.value, **self._kind(kind)} for kind in kinds],
            "rooms": [{"id": room.id, **self._named(room.name)} for room in self._schedule.rooms],
            "tags": [
                {"id": track.id, **self._named(track.name)}
                for track in self._schedule.tracks
                if track.id in tracks
            ],
        }

    def _speakers(self) -> list[ParticipantId]:
        """Who appears in what is written, in the order of the schedule."""
        there = {each.participant for session in self._sessions for each in session.people if each.comes}
        return [each.id for each in self._schedule.participants if each.id in there]

    def _session(self, session: Session) -> dict[str, Any]:
        rooms = self._schedule.rooms_of(session)
        period = session.slot.period if session.slot else None
        links, streams = _members_of_links(session.links), _members_of_streams(session)
        return {
            "id": session.id,
            "type": session.kind.value,
            "room": rooms[0] if rooms else None,
            "broadcast": list(rooms) if len(rooms) > 1 else None,
            "start": period and period.start.astimezone(self._schedule.zone).isoformat(),
            "end": period and period.end.astimezone(self._schedule.zone).isoformat(),
            "language": ", ".join(session.languages) or None,
            **{name: links.get(name) for name in (*LABELS, "uri")},
            **{name: streams.get(name) for name in ("live", "record")},
            **self._each(
                lambda tag: {
                    "title": self._best(session.title, tag),
                    "description": self._best(session.abstract, tag) if session.abstract else "",
                }
            ),
            "speakers": list(dict.fromkeys(each.participant for each in session.people if each.comes)),
            "tags": [] if session.track is None else [session.track],
        }

    def _speaker(self, person: Participant) -> dict[str, Any]:
        languages = self._schedule.conference.languages
        return {
            "id": person.id,
            "avatar": None,
            **self._each(
                lambda tag: {
                    "name": person.named(tag, *languages)[0].full,
                    "bio": self._best(person.biography, tag) if person.biography else "",
                }
            ),
        }

    def _each(self, said: Callable[[str], dict[str, str]]) -> dict[str, dict[str, str]]:
        return {name: said(tag) for name, tag in self._members.items()}

    def _named(self, name: Text) -> dict[str, dict[str, str]]:
        return self._each(lambda tag: _called(self._best(name, tag)))

    def _kind(self, kind: Kind) -> dict[str, dict[str, str]]:
        return self._each(lambda tag: _called(Wording.of(tag).label(kind)))

    def _best(self, text: Text, tag: str) -> str:
        return text.best(tag, *self._schedule.conference.languages)[1]


def _called(name: str) -> dict[str, str]:
    return {"name": name, "description": ""}


def _members_of_links(links: Iterable[Link]) -> dict[str, str]:
    """The links the format has members for, each once: those of a known label, and the first without any."""
    found: dict[str, str] = {}
    for link in links:
        if (name := member_of(link)) is not None:
            found.setdefault(name, link.url)
    return found


def member_of(link: Link) -> str | None:
    """The member for a link, by its label."""
    if link.label is None:
        return "uri"
    return next((name for name, label in LABELS.items() if label in link.label.values()), None)


def _members_of_streams(session: Session) -> dict[str, str]:
    found: dict[str, str] = {}
    for stream in session.streams:
        if stream.url is not None:
            found.setdefault("live" if stream.kind is StreamKind.LIVE else "record", stream.url)
    return found


def fits(text: Text, languages: tuple[str, ...]) -> bool:
    """Whether a text is read back as it is by who knows the languages of the conference."""
    by_text: dict[str, list[str]] = {}
    for tag in members(languages).values():
        by_text.setdefault(text.best(tag, *languages)[1], []).append(tag)
    return {owner(said, tags): said for said, tags in by_text.items()} == dict(text)
