"""CCIP session.json: the format of the OPass app and of conferences in Taiwan, read and written.

There is no public schema. Every text is a member of its language, ``zh`` and ``en``, and perhaps of others. A
session that is broadcast into several rooms lists them. In 2019 the file was a list of sessions with their
speakers in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from eventkit.files.output_files import GENERATOR
from eventkit.formats.losses import (
    CANCELLED_APPEARANCES,
    SEVERAL_ROLES,
    TENTATIVE_SESSIONS,
    LossSpec,
    Omission,
    PartialLoss,
    find_losses,
)
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
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
    SourceFile,
    build_schedule,
)
from eventkit.intake.raw_objects import RawObject
from eventkit.intake.source_file import parse_json
from eventkit.intake.word_lists import parse_kind
from eventkit.messages import Listed, Message
from eventkit.model import (
    Appearance,
    Kind,
    Link,
    Name,
    Participant,
    ParticipantId,
    Room,
    Session,
    Slot,
    Status,
    Stream,
    StreamKind,
    Track,
)
from eventkit.plugins.exporters import NO_OPTIONS, PLAIN, Context, Output, require_options
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text, match_language
from eventkit.texts.language_detection import parse_language_tag as tag_of
from eventkit.wording import Wording
from eventkit.wording.public_schedule import for_readers

_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
SLIDES = "Slides"
QUESTIONS = "Q&A"
CO_WRITE = "Shared notes"
LABELS = {"slide": SLIDES, "qa": QUESTIONS, "co_write": CO_WRITE}  # the labels by the member

OTHERS = (
    ("uri", None),
    ("url", None),
    ("github", "GitHub"),
    ("twitter", "Twitter"),
    ("facebook", "Facebook"),
)
"""The addresses that speakers are met with, each with its label."""


def original_language(text: str, tags: list[str]) -> str:
    """The language a text was written in, if several have the same text.

    That is Chinese where it has characters of it, and else any that the format does not ask for.
    """
    is_han = bool(_HAN.search(text))
    own = [tag for tag in tags if tag.partition("-")[0] not in {"zh", "en"}]
    fitting = [tag for tag in tags if tag.startswith("zh") == is_han]
    return (fitting if is_han and fitting else own or fitting or tags)[0]


_TEXTS = frozenset({"title", "name", "description", "bio"})
_BETWEEN_NAMES = re.compile(r"(?:(?<!\s)\s+)?[,;/、&+]\s*")


def parse_ccip(root: Any, log: ImportLog, languages: tuple[str, ...]) -> RawSchedule:
    """Parse a session.json into raw records.

    A type is a kind of session where its name is known for one, and else the track. Where no session has
    more than one tag, the tags are the tracks; else they become extra data.
    """
    where = Location(log.name)
    whole = RawObject(root if isinstance(root, dict) else {"sessions": root}, where, log)
    members = _LanguageMembers(languages)
    types = _names_by_key(whole.objects("session_types"), members)
    tags = _names_by_key(whole.objects("tags"), members)
    sessions = whole.objects("sessions")
    reader = _CcipSessionReader(
        members,
        types,
        tags,
        is_one_tag_each=all(len(session.text_list("tags")) < 2 for session in sessions),
    )
    rooms = [_read_room(room, members) for room in whole.objects("rooms")]
    people = [_read_person(speaker, members) for speaker in whole.objects("speakers")]
    records = [reader.session(session) for session in sessions]
    return RawSchedule(
        source="ccip",
        conference=RawConference(location=where, languages=members.seen, extra=whole.unused()),
        rooms=rooms,
        tracks=[
            RawTrack(location=where, key=key, name=name)
            for key, name in {**types, **tags}.items()
            if key in {session.track for session in records}
        ],
        people=[*people, *reader.people],
        sessions=records,
    )


class _LanguageMembers:
    """The members of an object that contain its texts in one language."""

    def __init__(self, languages: Iterable[str]) -> None:
        self._given = tuple(languages)
        self._met: dict[str, bool] = {}

    @property
    def seen(self) -> tuple[str, ...]:
        return tuple(tag for tag, is_there in self._met.items() if is_there)

    def members(self, raw: RawObject) -> dict[str, RawObject]:
        parts: dict[str, RawObject] = {}
        for name, texts in raw.nested_objects.items():
            tag = tag_of(name) if 2 <= len(name) <= 12 and _TEXTS & texts.keys() else None
            if tag is not None and (part := raw.object(name)) is not None:
                parts.setdefault(match_language(tag, self._given) or tag, part)
        return parts

    def text_by_language(self, parts: dict[str, RawObject], name: str) -> RawText | None:
        """A text by language; untranslated copies are left out."""
        by_text: dict[str, list[str]] = {}
        for tag, part in parts.items():
            if (text := part.text(name)) is not None:
                by_text.setdefault(text, []).append(tag)
        by_language = {original_language(text, tags): text for text, tags in by_text.items()}
        ordered = {tag: by_language[tag] for tag in parts if tag in by_language}
        self._met |= {tag: tag in ordered or self._met.get(tag, False) for tag in parts}
        return ordered or None


def _names_by_key(raws: list[RawObject], languages: _LanguageMembers) -> dict[str, RawText]:
    pairs = ((raw.text("id"), _name_or_id(raw, languages.members(raw), languages)) for raw in raws)
    return {key: name for key, name in pairs if key is not None and name is not None}


def _name_or_id(raw: RawObject, parts: dict[str, RawObject], languages: _LanguageMembers) -> RawText | None:
    return languages.text_by_language(parts, "name") or raw.text("name") or raw.text("id")


def _read_room(room: RawObject, languages: _LanguageMembers) -> RawRoom:
    parts = languages.members(room)
    return RawRoom(
        location=room.location,
        key=room.text("id"),
        name=_name_or_id(room, parts, languages) or "",
        extra=room.unused(),
    )


def _read_person(speaker: RawObject, languages: _LanguageMembers, key: str | None = None) -> RawPerson:
    parts = languages.members(speaker)
    biography = languages.text_by_language(parts, "bio") or speaker.text("bio", "biography")
    return RawPerson(
        location=speaker.location,
        key=speaker.text("id") or key,
        name=languages.text_by_language(parts, "name") or speaker.text("name") or "",
        biography=RawProse(biography) if biography is not None else None,
        links=tuple(link for name, label in OTHERS for link in speaker.link(name, label)),
        field_names={"biography": "bio"},
        extra=speaker.unused(),
    )


class _CcipSessionReader:
    def __init__(
        self,
        languages: _LanguageMembers,
        types: dict[str, RawText],
        tags: dict[str, RawText],
        *,
        is_one_tag_each: bool,
    ) -> None:
        self._languages = languages
        self._types = types
        self._tags = tags
        self._is_one_tag_each = is_one_tag_each
        self.people: list[RawPerson] = []

    def session(self, session: RawObject) -> RawSession:
        """Read a session; speakers inside it are added to the people."""
        parts = self._languages.members(session)
        abstract = self._languages.text_by_language(parts, "description") or session.text("description")
        kind, track = self._sorted_under(session.text("type"))
        tags = session.text_list("tags")
        if track is None and self._is_one_tag_each and tags:
            track, tags = tags[0], ()
        return RawSession(
            location=session.location,
            key=session.text("id"),
            title=self._languages.text_by_language(parts, "title") or session.text("title"),
            subtitle=self._languages.text_by_language(parts, "subtitle"),
            abstract=RawProse(abstract) if abstract is not None else None,
            kind=kind,
            track=track,
            start=session.datetime("start"),
            end=session.datetime("end"),
            rooms=tuple(dict.fromkeys((*session.text_list("room"), *session.text_list("broadcast")))),
            people=tuple(self._appearances(session)),
            languages=tuple(filter(None, _BETWEEN_NAMES.split(session.text("language") or "")))
            or session.text_list("language"),
            links=tuple(_links(session)),
            field_names={"abstract": "description", "kind": "type"},
            extra={
                **({"tags": [_first_form(self._tags.get(tag, tag)) for tag in tags]} if tags else {}),
                **session.unused(),
            },
        )

    def _sorted_under(self, key: str | None) -> tuple[str | None, str | None]:
        """The kind and the track that a type means."""
        if key is None:
            return None, None
        if key in set(Kind):
            return key, None
        name = self._types.get(key, key)
        words = [name] if isinstance(name, str) else list(name.values())
        known = next((word for word in words if parse_kind(word) is not None), None)
        if known is not None or not self._types or (self._is_one_tag_each and self._tags):
            return known or words[0], None
        return None, key

    def _appearances(self, session: RawObject) -> Iterator[RawAppearance]:
        by_id = session.text_list("speakers")
        yield from map(RawAppearance, by_id)
        for at, speaker in enumerate([] if by_id else session.objects("speakers")):
            record = _read_person(speaker, self._languages, None)
            if record.key is None:
                # Without an id the name is the key: the same name twice is one person.
                record.key = _first_form(record.name) or f"{session.location.field}-{at}"
            self.people.append(record)
            yield RawAppearance(record.key)


def _links(session: RawObject) -> Iterator[RawLink]:
    for name, label in (("slide", SLIDES), ("qa", QUESTIONS), ("co_write", CO_WRITE), ("uri", None)):
        yield from session.link(name, label)
    yield from session.link("live", stream="live")
    yield from session.link("record", stream="recording")


def _first_form(words: RawText) -> str:
    return words if isinstance(words, str) else next(iter(words.values()), "")


REQUIRED_LANGUAGES = ("zh", "en")
"""The languages that the app looks for, whatever those of the conference are."""


def is_exported(session: Session) -> bool:
    """True for a session with a time that is not cancelled."""
    return session.slot is not None and session.status is not Status.CANCELLED


def language_members(languages: Iterable[str]) -> dict[str, str]:
    """The languages of texts by the names of their members, those of the conference first.

    Any Chinese is ``zh`` and any English ``en``, since the app knows no other; the first of them is used.
    """
    members: dict[str, str] = {}
    for language in (*languages, *REQUIRED_LANGUAGES):
        primary = language.partition("-")[0]
        members.setdefault(primary if primary in REQUIRED_LANGUAGES else language, language)
    return members


def serialise_ccip(schedule: Schedule) -> bytes:
    return f"{json.dumps(_CcipWriter(schedule).whole(), ensure_ascii=False, indent=2)}\n".encode()


class _CcipWriter:
    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._members = language_members(schedule.conference.languages)
        self._sessions = [session for session in schedule.in_order if is_exported(session)]

    def whole(self) -> dict[str, Any]:
        kinds = [kind for kind in Kind if any(session.kind is kind for session in self._sessions)]
        tracks = {session.track for session in self._sessions}
        return {
            "generator": {"name": GENERATOR},
            "sessions": [self._session(session) for session in self._sessions],
            "speakers": [self._speaker(self._schedule.participant(speaker)) for speaker in self._speakers()],
            "session_types": [{"id": kind.value, **self._kind(kind)} for kind in kinds],
            "rooms": [{"id": room.id, **self._named(room.name)} for room in self._schedule.rooms],
            "tags": [
                {"id": track.id, **self._named(track.name)}
                for track in self._schedule.tracks
                if track.id in tracks
            ],
        }

    def _speakers(self) -> list[ParticipantId]:
        there = {
            person.participant for session in self._sessions for person in session.people if person.comes
        }
        return [participant.id for participant in self._schedule.participants if participant.id in there]

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
            **self._by_language(
                lambda tag: {
                    "title": self._best(session.title, tag),
                    "description": self._best(session.abstract, tag) if session.abstract else "",
                }
            ),
            "speakers": list(dict.fromkeys(person.participant for person in session.people if person.comes)),
            "tags": [] if session.track is None else [session.track],
        }

    def _speaker(self, person: Participant) -> dict[str, Any]:
        languages = self._schedule.conference.languages
        return {
            "id": person.id,
            "avatar": None,
            **self._by_language(
                lambda tag: {
                    "name": person.named(tag, *languages)[0].full,
                    "bio": self._best(person.biography, tag) if person.biography else "",
                }
            ),
        }

    def _by_language(self, member: Callable[[str], dict[str, str]]) -> dict[str, dict[str, str]]:
        return {name: member(tag) for name, tag in self._members.items()}

    def _named(self, name: Text) -> dict[str, dict[str, str]]:
        return self._by_language(lambda tag: _name_by_language(self._best(name, tag)))

    def _kind(self, kind: Kind) -> dict[str, dict[str, str]]:
        return self._by_language(lambda tag: _name_by_language(Wording.of(tag).label(kind)))

    def _best(self, text: Text, tag: str) -> str:
        return text.best(tag, *self._schedule.conference.languages)[1]


def _name_by_language(name: str) -> dict[str, str]:
    return {"name": name, "description": ""}


def _members_of_links(links: Iterable[Link]) -> dict[str, str]:
    """The links that have a member, each once: known labels, and the first link without a label."""
    members: dict[str, str] = {}
    for link in links:
        if (name := link_field(link)) is not None:
            members.setdefault(name, link.url)
    return members


def link_field(link: Link) -> str | None:
    if link.label is None:
        return "uri"
    return next((name for name, label in LABELS.items() if label in link.label.values()), None)


def _members_of_streams(session: Session) -> dict[str, str]:
    members: dict[str, str] = {}
    for stream in session.streams:
        if stream.url is not None:
            members.setdefault("live" if stream.kind is StreamKind.LIVE else "record", stream.url)
    return members


def survives_round_trip(text: Text, languages: tuple[str, ...]) -> bool:
    """True if a text is read back unchanged with the languages of the conference."""
    by_text: dict[str, list[str]] = {}
    for tag in language_members(languages).values():
        by_text.setdefault(text.best(tag, *languages)[1], []).append(tag)
    return {original_language(form, tags): form for form, tags in by_text.items()} == dict(text)


def _is_absent(participant: Participant, schedule: Schedule) -> bool:
    return not any(
        appearance.comes and is_exported(session)
        for session, appearance in schedule.appearances(participant.id)
    )


def _is_unused(track: Track, schedule: Schedule) -> bool:
    return not any(session.track == track.id and is_exported(session) for session in schedule.sessions)


def _loses_links(session: Session, _: Schedule) -> bool:
    """True if links have other labels than those of the format, or share one."""
    members = [link_field(link) for link in session.links]
    labels = [link.label for link in session.links if link.label is not None]
    are_ours = all({*label.values()} <= {*LABELS.values()} for label in labels)
    return None in members or len(set(members)) < len(members) or not are_ours


def _loses_streams(session: Session, _: Schedule) -> bool:
    kinds = [stream.kind for stream in session.streams]
    return len(set(kinds)) < len(kinds) or any(stream.url is None for stream in session.streams)


def _loses_name(participant: Participant, schedule: Schedule) -> bool:
    forms = Text({form.language: form.full for form in participant.name})
    return not survives_round_trip(forms, schedule.conference.languages)


CCIP_LOSSES = LossSpec(
    format="session.json",
    fields={
        Session: {
            "id",
            "title",
            "kind",
            "slot",
            "people",
            "track",
            "abstract",
            "languages",
            "links",
            "streams",
            "status",
        },
        Slot: {"period", "rooms"},
        Appearance: {"participant"},
        Link: {"url", "label"},
        Stream: {"url", "kind"},
        Room: {"id", "name"},
        Track: {"id", "name"},
        Participant: {"id", "name", "biography"},
        Name: {"full", "language"},
    },
    partial=(
        TENTATIVE_SESSIONS,
        CANCELLED_APPEARANCES,
        SEVERAL_ROLES,
        PartialLoss(
            "session.links",
            Message(
                "more than one link, and one each labelled {labels}", labels=Listed(tuple(LABELS.values()))
            ),
            _loses_links,
        ),
        PartialLoss(
            "session.streams",
            Message("more than one live stream and one recording of a session"),
            _loses_streams,
        ),
        PartialLoss(
            "participant.name", Message("names in other languages than Chinese and English"), _loses_name
        ),
    ),
    omissions=(
        Omission(
            EntityKind.SESSION,
            Message("sessions that are cancelled or without a time"),
            lambda session, _: not is_exported(session),
        ),
        Omission(EntityKind.PARTICIPANT, Message("people who appear in none of its sessions"), _is_absent),
        Omission(EntityKind.TRACK, Message("tracks without a session"), _is_unused),
    ),
    stores_text=lambda _, text, schedule: survives_round_trip(text, schedule.conference.languages),
    text_loss=lambda phrase: Message(
        "the language of {phrase}, which it has under both zh and en", phrase=phrase
    ),
)


class CcipFormat:
    """session.json of CCIP and OPass."""

    title = "session.json of CCIP and OPass"
    suffixes = (".json",)
    fields = frozenset({"sessions", "speakers", "session_types", "rooms", "tags", "zh", "en", "start"})
    options = NO_OPTIONS

    def recognises(self, source: SourceFile) -> bool:
        root = source.json
        if isinstance(root, dict) and "conference" not in root:
            return {"sessions", "session_types"} <= root.keys() or _is_bilingual(root.get("sessions"))
        return _is_bilingual(root)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """Read a session.json. The languages of the hints state which Chinese ``zh`` is: ``zh-Hant``."""
        log = ImportLog(name)
        root = parse_json(data, name)
        raw = parse_ccip(root, log, hints.languages)
        is_empty = isinstance(root, dict) and "sessions" in root
        if not raw.sessions and not raw.people and not is_empty:
            raise log.as_error(Message("No CCIP sessions or speakers. Check that it is the right file."))
        return build_schedule(raw, log, hints)

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        """Export a session.json in UTF-8; the same schedule gives the same bytes."""
        require_options(self, context)
        shown = for_readers(schedule)
        return Output(serialise_ccip(shown), losses=find_losses(shown, CCIP_LOSSES))


def _is_bilingual(sessions: Any) -> bool:
    first = sessions[:3] if isinstance(sessions, list) else ()
    return any(
        isinstance(session, dict)
        and "start" in session
        and any(isinstance(session.get(tag), dict) for tag in ("zh", "en"))
        for session in first
    )


ccip_format = CcipFormat()
