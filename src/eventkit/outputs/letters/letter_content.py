"""Letter content: the people whom a change concerns, the values of their letters, and the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from traceback import extract_tb
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from eventkit.differences import Change, Code, about, difference, under_new_ids
from eventkit.errors import Fault, Unreadable
from eventkit.messages import Listed, Message, foreign
from eventkit.model import Appearance, Participant, ParticipantId, Session, SessionId, Status
from eventkit.schedule import EntityKind, Schedule
from eventkit.suggestions import suggest
from eventkit.texts import Text, first_script, match_language
from eventkit.texts.normalisation import as_sentence
from eventkit.times import Period
from eventkit.wording import LANGUAGES, Wording, official_languages
from eventkit.wording.change_texts import change_sentence

FOLDER = files(__package__) / "templates"

ENDING = ".txt"
SUBJECT = "Subject:"  # the beginning of the first line of a template, which has the subject
_BLANK_LINES = re.compile(r"\n{3,}")

_FROM_RIGHT = "\u200f"


@cache
def letter_templates() -> Mapping[str, str]:
    """The templates of eventkit by their file names, for an organiser to copy: ``letter.en.txt``."""
    return {
        template_name(language): (FOLDER / template_name(language)).read_text("utf-8")
        for language in LANGUAGES
    }


def template_name(language: str) -> str:
    return f"letter.{language}{ENDING}"


class LetterTemplates:
    """The templates of letters.

    A name that a template uses and no letter has is an error, and none reaches anything but its values. Those
    of an organiser take the place of those of eventkit.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        known = letter_templates()
        for name, text in own.items():
            if name not in known:
                hint = suggest(name, known) or Message("Templates: {known}.", known=Listed(tuple(known)))
                raise Unreadable(name, (Fault(Message("No letter uses a template of this name.", hint)),))
            if not text.lstrip("\ufeff").startswith(SUBJECT):
                raise Unreadable(
                    name,
                    (
                        Fault(
                            Message(
                                "The first line has to be the subject, and begin with '{subject}'.",
                                subject=SUBJECT,
                            ),
                            line=1,
                        ),
                    ),
                )
        self._sources = {**known, **own}
        self._environment = SandboxedEnvironment(
            loader=FunctionLoader(lambda name: (self._sources[name], name, lambda: True)),
            autoescape=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for name in own:
            self._template(name)

    def render(self, language: str, values: Mapping[str, Any]) -> tuple[str, str]:
        """The subject and the body of a letter in a language; in English if there is no template for it."""
        wording = Wording.of(language)
        name = template_name(match_language(wording.language, LANGUAGES) or LANGUAGES[0])
        try:
            text = self._template(name).render(values)
        except Exception as error:
            lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == name]
            if not lines and not isinstance(error, TemplateError):
                raise
            raise Unreadable(name, (Fault(_sentence(error), line=lines[-1] if lines else None),)) from None
        head, _, body = text.lstrip("\ufeff").partition("\n")
        subject = " ".join(head.removeprefix(SUBJECT).split())
        body = _BLANK_LINES.sub("\n\n", body).strip()
        if wording.direction == "rtl" and not wording.is_fallback:
            # Mail programs take the direction of a line from its first letter, which may be of a Latin name.
            subject = f"{_FROM_RIGHT}{subject}"
            body = "\n".join(f"{_FROM_RIGHT}{line}" if line.strip() else line for line in body.split("\n"))
        return subject, f"{body}\n"

    def _template(self, name: str) -> Any:
        try:
            return self._environment.get_template(name)
        except TemplateSyntaxError as error:
            raise Unreadable(name, (Fault(_sentence(error), line=error.lineno),)) from None


def _sentence(error: Exception) -> Message:
    if isinstance(error, RecursionError):
        return Message("It calls itself without end.")
    text = error.message or "" if isinstance(error, TemplateError) else str(error)
    return foreign(as_sentence(text))


_SCRIPTS: Mapping[str, frozenset[str]] = {
    "am": frozenset({"ETHIOPIC"}),
    "ar": frozenset({"ARABIC"}),
    "el": frozenset({"GREEK"}),
    "fa": frozenset({"ARABIC"}),
    "he": frozenset({"HEBREW"}),
    "hi": frozenset({"DEVANAGARI"}),
    "ja": frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    "ko": frozenset({"HANGUL", "CJK"}),
    "ru": frozenset({"CYRILLIC"}),
    "th": frozenset({"THAI"}),
    "uk": frozenset({"CYRILLIC"}),
    "zh": frozenset({"CJK"}),
}
"""The scripts of the names of readers, by language; those of all other languages are in Latin letters."""

_LATIN = frozenset({"LATIN"})

_LATE = datetime.max.replace(tzinfo=UTC)

_ENTRIES = frozenset({Code.ADDED, Code.REMOVED})
"""Changes of the list of people: a reader learns from their sessions whether they take part."""

_VENUE_FIELDS = frozenset({"start", "end", "zone", "venue"})
"""Fields of a conference that change where and when everyone has to be."""

_ROOM_FIELDS = frozenset({"name", "building"})


@dataclass(frozen=True, slots=True)
class LetterSession:
    title: str
    part_of: str  # the title of the session it is part of; empty without one
    when: str  # day and times; words for a session without a time
    where: str  # its rooms; empty where they are unknown
    role: str
    tentative: bool  # whether it is not certain yet


@dataclass(frozen=True, slots=True)
class LetterContent:
    participant: ParticipantId
    language: str
    name: str
    full_name: str
    first: bool  # whether it announces their sessions, and not changes
    changes: tuple[str, ...]
    sessions: tuple[LetterSession, ...]


def reading_language(participant: Participant, offered: Sequence[str]) -> str:
    """The language of letters to a participant whose own is not stored, of those offered.

    It is, in this order, the language

    1. in whose own script their name is, unless that is Latin: a reader of Chinese is known by 林毅夫, while
       lists of speakers often have the names of all in Latin letters;
    2. that is official in their country, and first of several the one that their name is marked with;
    3. that their name is marked with;
    4. that comes first of those written in the script of their name, and without one of all.
    """
    forms = [(form.language, first_script(form.full)) for form in participant.name]
    marked = [
        language
        for tag, script in forms
        if (language := match_language(tag, offered)) is not None and script in _scripts(language)
    ]
    by_script = [language for _, script in forms for language in offered if script in _scripts(language)]
    own_script = [language for language in (*marked, *by_script) if _scripts(language) != _LATIN]
    national = official_languages(participant.country or "")
    of_country = [language for tag in national if (language := match_language(tag, offered)) is not None]
    both = [language for language in marked if language in of_country]
    return next(iter((*own_script, *both, *of_country, *marked, *by_script, *offered)))


def writing_language(asked: str, participant: Participant, offered: Sequence[str]) -> str:
    """The language that a letter is written in: the one asked for, if eventkit has a wording in it.

    Otherwise it is the `reading_language` among the others that are offered, and English without any.
    """
    if asked and match_language(asked, LANGUAGES) is not None:
        return asked
    worded = [language for language in offered if match_language(language, LANGUAGES) is not None]
    return reading_language(participant, worded or LANGUAGES[:1])


def _scripts(language: str) -> frozenset[str]:
    return _SCRIPTS.get(language.partition("-")[0], _LATIN)


class LetterComposer:
    """Composes the letters that a schedule calls for, or the changes since an earlier one."""

    def __init__(self, schedule: Schedule, before: Schedule | None) -> None:
        self._schedule = schedule
        self._is_first = before is None
        self._before = under_new_ids(before, schedule) if before is not None else schedule
        self._changes = difference(before, schedule) if before is not None else ()

    def readers(self) -> tuple[Participant, ...]:
        """Those to write to, by id: everyone who appears, or everyone whom a change concerns."""
        people = {participant.id: participant for participant in self._schedule.participants}
        if self._is_first:
            concerned = [id_ for id_ in people if self._appearances(self._schedule, id_)]
        else:
            people = {participant.id: participant for participant in self._before.participants} | people
            concerned = [id_ for id_ in people if any(map(_calls_for_letter, self._own_changes(id_)))]
        return tuple(people[id_] for id_ in sorted(concerned))

    def compose(self, participant: Participant, language: str) -> LetterContent:
        schedule, before = self._schedule, self._before
        wording = Wording.of(language)
        fallback = schedule.conference.languages
        name = participant.named(language, *fallback)[0]
        return LetterContent(
            participant=participant.id,
            language=language,
            name=wording.introduced(participant, name),
            full_name=name.full,
            first=self._is_first,
            changes=tuple(
                dict.fromkeys(
                    change_sentence(change, before, schedule, wording, to=participant.id)
                    for change in self._own_changes(participant.id)
                )
            ),
            sessions=tuple(self._sessions(participant.id, wording)),
        )

    def _own_changes(self, participant: ParticipantId) -> tuple[Change, ...]:
        """The changes that a letter to a participant lists: of their sessions, by time, and of the frame.

        A talk without a time or room of its own has those of its block. It is the talk that its speaker reads
        about, not the block.
        """
        concerning = about(self._changes, participant)
        if not concerning:
            return ()
        was, now = (
            {session.id: session for session, _ in self._appearances(schedule, participant)}
            for schedule in (self._before, self._schedule)
        )
        own: dict[SessionId, list[Change]] = {id_: [] for id_ in self._by_time(was, now)}
        frame = []
        for change in concerning:
            id_ = SessionId(change.subject)
            if change.about is not EntityKind.SESSION:
                is_own = change.subject == participant and change.code not in _ENTRIES
                if is_own or (now and _calls_for_letter(change)):
                    frame.append(change)
            elif id_ in own and self._is_news(change, participant, was=id_ in was, now=id_ in now):
                own[id_].append(change)
        for id_, changes in own.items():
            if id_ in was and id_ in now:
                changes[:0] = self._placing(was[id_], now[id_], participant)
            elif id_ in was and not changes:  # the block that it is part of was cancelled
                changes.append(_cancellation(was[id_], participant))
        return (*frame, *(change for changes in own.values() for change in changes))

    def _by_time(
        self, was: Mapping[SessionId, Session], now: Mapping[SessionId, Session]
    ) -> Iterable[SessionId]:
        """The ids of sessions before and after the changes, in the order of time."""
        starts = {
            id_: period.start if (period := _period(schedule, session)) is not None else _LATE
            for schedule, sessions in ((self._before, was), (self._schedule, now))
            for id_, session in sessions.items()
        }
        return sorted(starts, key=lambda id_: (starts[id_], id_))

    def _is_news(self, change: Change, participant: ParticipantId, *, was: bool, now: bool) -> bool:
        """True if a change of a session is news to someone who appeared in it before, or appears in it now.

        Times and rooms of those who appear in it before and after are compared apart.
        """
        appearance = change.before if isinstance(change.before, Appearance) else change.after
        if isinstance(appearance, Appearance) and appearance.participant == participant:
            return True
        if not was or not now:
            return change.code in {Code.ADDED, Code.REMOVED, Code.STATUS}
        return change.code not in {Code.MOVED, Code.ROOMS, Code.ORDER} and change.field != "parent"

    def _placing(self, was: Session, now: Session, participant: ParticipantId) -> Iterator[Change]:
        """The changes of the time and rooms of a session, or of the block that it has them from."""

        def change(code: Code, field: str, before: object, after: object) -> Change:
            return Change(EntityKind.SESSION, now.id, now.title, code, field, before, after, (participant,))

        periods = _period(self._before, was), _period(self._schedule, now)
        rooms = self._before.rooms_of(was), self._schedule.rooms_of(now)
        if periods[0] != periods[1]:
            yield change(Code.MOVED, "slot.period", *periods)
        if rooms[0] != rooms[1] and periods[1] is not None:
            yield change(Code.ROOMS, "slot.rooms", *rooms)

    def _sessions(self, participant: ParticipantId, wording: Wording) -> Iterator[LetterSession]:
        for session, appearances in self._appearances(self._schedule, participant):
            roles = dict.fromkeys(wording.label(appearance.role) for appearance in appearances)
            parent = next(iter([*self._schedule.lineage(session)][1:]), None)
            yield LetterSession(
                title=self._text(session.title, wording),
                part_of=self._text(parent.title, wording) if parent is not None else "",
                when=self._when(session, wording),
                where=wording.listed(self._places(session, wording)),
                role=wording.listed(roles),
                tentative=session.status is Status.TENTATIVE
                or all(appearance.status is Status.TENTATIVE for appearance in appearances),
            )

    def _appearances(
        self, schedule: Schedule, participant: ParticipantId
    ) -> tuple[tuple[Session, Sequence[Appearance]], ...]:
        """The sessions that take place in which a participant appears, alone or with a team, by time."""
        teams = [team.id for team in schedule.teams if participant in team.members]
        appearances: dict[SessionId, list[Appearance]] = {}
        for id_ in (participant, *teams):
            for session, appearance in schedule.active_appearances(id_):
                appearances.setdefault(session.id, []).append(appearance)
        return tuple(
            (session, appearances[session.id]) for session in schedule.in_order if session.id in appearances
        )

    def _when(self, session: Session, wording: Wording) -> str:
        period = _period(self._schedule, session)
        if period is None:
            return wording.word("unscheduled")
        start, end = self._schedule.wall(period.start), self._schedule.wall(period.end)
        return f"{wording.day(start.date())}{wording.sign('comma')}{wording.times(start, end)}"

    def _places(self, session: Session, wording: Wording) -> Iterator[str]:
        for room in map(self._schedule.room, self._schedule.rooms_of(session)):
            name = self._text(room.name, wording)
            if room.building is not None:
                name += f"{wording.sign('comma')}{self._text(room.building, wording)}"
            yield name

    def _text(self, text: Text, wording: Wording) -> str:
        return text.best(wording.asked, *self._schedule.conference.languages)[1]


def _calls_for_letter(change: Change) -> bool:
    """True if a change is a reason to write: one of a session, or of where and when people meet."""
    if change.about is EntityKind.SESSION:
        return change.code is not Code.ORDER
    fields = {EntityKind.CONFERENCE: _VENUE_FIELDS, EntityKind.ROOM: _ROOM_FIELDS}
    return change.field in fields.get(change.about, ())


def _period(schedule: Schedule, session: Session) -> Period | None:
    """The period of a session, or of the innermost session around it that has one."""
    timed = (outer.slot.period for outer in schedule.lineage(session) if outer.slot is not None)
    return next(timed, None)


def _cancellation(session: Session, participant: ParticipantId) -> Change:
    return Change(
        EntityKind.SESSION,
        session.id,
        session.title,
        Code.STATUS,
        "status",
        session.status,
        Status.CANCELLED,
        (participant,),
    )
