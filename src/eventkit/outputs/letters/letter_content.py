"""Letter content: the people whom a change concerns, and the values of their letters as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eventkit.differences import Change, Code, about, difference
from eventkit.model import Appearance, Participant, ParticipantId, Session, SessionId, Status
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text, first_script, match_language
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence

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

_VENUE_FIELDS = frozenset({"start", "end", "zone", "venue"})
"""Fields of a conference that change where and when everyone has to be."""

_ROOM_FIELDS = frozenset({"name", "building"})


@dataclass(frozen=True, slots=True)
class LetterSession:
    """A session of a reader, in their language.

    Attributes:
        title: Its title.
        part_of: The title of the session it is part of; empty without one.
        when: Day and times; words for a session without a time.
        where: Its rooms; empty where they are unknown.
        role: The roles of the reader in it.
        tentative: Whether it is not certain yet.
    """

    title: str
    part_of: str
    when: str
    where: str
    role: str
    tentative: bool


@dataclass(frozen=True, slots=True)
class LetterContent:
    """The content of one letter, in the language of its reader.

    Attributes:
        participant: The id of the reader.
        language: The language.
        name: Their name with the honorific.
        full_name: Their name alone.
        first: Whether it announces their sessions, and not changes.
        changes: A sentence for each change that concerns them.
        sessions: Their sessions as they are now, by time.
    """

    participant: ParticipantId
    language: str
    name: str
    full_name: str
    first: bool
    changes: tuple[str, ...]
    sessions: tuple[LetterSession, ...]


def reading_language(participant: Participant, offered: Sequence[str]) -> str:
    """The language of letters to a participant, of those offered: that of a name in its own script.

    Lists of speakers often have all names in one language: a name in Latin letters is not taken for one of
    a reader of Chinese, whatever language it is marked with. Without such a language, the first one.
    """
    forms = [(form.language, first_script(form.full)) for form in participant.name]
    fitting = [
        language
        for tag, script in forms
        if (language := match_language(tag, offered)) is not None and script in _scripts(language)
    ]
    by_script = [language for _, script in forms for language in offered if script in _scripts(language)]
    return next(iter((*fitting, *by_script, *offered)))


def _scripts(language: str) -> frozenset[str]:
    return _SCRIPTS.get(language.partition("-")[0], _LATIN)


class LetterComposer:
    """Composes the letters that a schedule calls for, or the changes since an earlier one.

    Args:
        schedule: The schedule as it is released.
        before: The schedule that the last letters were about; ``None`` for the first letters.
    """

    def __init__(self, schedule: Schedule, before: Schedule | None) -> None:
        self._schedule = schedule
        self._before = before
        self._changes = difference(before, schedule) if before is not None else ()

    def readers(self) -> tuple[Participant, ...]:
        """Those to write to, by id: everyone who appears, or everyone whom a change concerns."""
        people = {participant.id: participant for participant in self._schedule.participants}
        if self._before is None:
            concerned = [id_ for id_ in people if self._appearances(self._schedule, id_)]
        else:
            people = {participant.id: participant for participant in self._before.participants} | people
            causes = [change for change in self._changes if _calls_for_letter(change)]
            concerned = [id_ for id_ in people if self._is_concerned(id_, causes)]
        return tuple(people[id_] for id_ in sorted(concerned) if not people[id_].is_withdrawn)

    def compose(self, participant: Participant, language: str) -> LetterContent:
        """The letter to a participant in a language."""
        schedule, before = self._schedule, self._before or self._schedule
        wording = Wording.of(language)
        fallback = schedule.conference.languages
        name = participant.named(language, *fallback)[0]
        listed = [
            change
            for change in about(self._changes, participant.id)
            if _is_listed(change, participant.id) and not self._is_of_others(change, participant.id)
        ]
        return LetterContent(
            participant=participant.id,
            language=language,
            name=wording.introduced(participant, name),
            full_name=name.full,
            first=self._before is None,
            changes=tuple(
                dict.fromkeys(change_sentence(change, before, schedule, wording) for change in listed)
            ),
            sessions=tuple(self._sessions(participant.id, wording)),
        )

    def _is_concerned(self, participant: ParticipantId, causes: Iterable[Change]) -> bool:
        """True if a change concerns a participant; one for everyone concerns those who appear."""
        appears = bool(self._appearances(self._schedule, participant))
        return any(
            appears if change.concerns is None else participant in change.concerns for change in causes
        )

    def _is_of_others(self, change: Change, participant: ParticipantId) -> bool:
        """True if a change of a session is without interest to someone who no longer appears in it."""
        if change.about is not EntityKind.SESSION or change.code in {Code.REMOVED, Code.STATUS}:
            return False
        before, after = (
            {session.id for session, _ in self._appearances(schedule, participant)}
            for schedule in (self._before or self._schedule, self._schedule)
        )
        appearance = change.before if isinstance(change.before, Appearance) else change.after
        is_own = isinstance(appearance, Appearance) and appearance.participant == participant
        return change.subject in before - after and not is_own

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
        timed = (outer.slot.period for outer in self._schedule.lineage(session) if outer.slot is not None)
        period = next(timed, None)
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


def _is_listed(change: Change, participant: str) -> bool:
    """True if a letter lists a change: a reason to write, or how the reader is announced."""
    return _calls_for_letter(change) or (
        change.about is EntityKind.PARTICIPANT and change.subject == participant
    )
