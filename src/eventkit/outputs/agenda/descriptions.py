"""What a calendar says of a session at length: plain text, a block for each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import groupby

from eventkit.model import Appearance, ParticipantId, Role, Session, Status, Stream
from eventkit.outputs.agenda.readers import Readers, Said, stream_label
from eventkit.schedule import Schedule
from eventkit.wording import Word, Wording

BETWEEN_BLOCKS = "\n\n* * *\n\n"
"""What parts the blocks of several languages."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class Descriptions:
    """The descriptions of a schedule's sessions.

    Each tells topic, people, parts, abstract and languages in a block for each language of the readers;
    after all blocks, once, come the addresses: streams, links and at last the conference's own page,
    since few calendars show them in any other way.
    """

    def __init__(self, schedule: Schedule, readers: Readers) -> None:
        self._page = schedule.conference.url
        self._readers = readers
        self._voices = tuple(_Voice(schedule, wording, readers.fallback) for wording in readers.wordings)

    def of(self, session: Session, streams: Iterable[Stream]) -> Said | None:
        """The description of a session with its streams, or ``None`` where there is nothing to say."""
        blocks = BETWEEN_BLOCKS.join([block for block in self._blocks(session) if block])
        addresses = "\n".join(self._addresses(session, streams))
        text = f"{blocks}\n\n{addresses}" if blocks and addresses else blocks or addresses
        return Said(text, self._language(session)) if text else None

    def _language(self, session: Session) -> str | None:
        """Its language, where it is for readers of one: that of the abstract, its greatest part."""
        if len(self._readers.wordings) > 1:
            return None
        if session.abstract:
            return session.abstract.best(*self._readers.languages, *self._readers.fallback)[0]
        return self._readers.wordings[0].language

    def _blocks(self, session: Session) -> Iterator[str]:
        in_blocks = self._readers.in_blocks
        texts = zip(*map(in_blocks, (session.title, session.subtitle, session.abstract)), strict=True)
        for voice, (title, topic, abstract) in zip(self._voices, texts, strict=True):
            if title or topic or abstract:  # a language it is not in at all gets no block of labels alone
                yield voice.block(session, topic, abstract)

    def _addresses(self, session: Session, streams: Iterable[Stream]) -> Iterator[str]:
        pair = self._readers.wordings[0].pair
        for stream in streams:
            if stream.url is not None:
                yield pair(stream_label(stream, self._readers).text, stream.url)
        for link in session.links:
            yield pair(self._readers.in_a_line(link.label).text, link.url) if link.label else link.url
        if self._page is not None:
            yield self._page


class _Voice:
    """What is said of sessions in one language."""

    def __init__(self, schedule: Schedule, wording: Wording, fallback: tuple[str, ...]) -> None:
        self._schedule = schedule
        self._wording = wording
        self._languages = (wording.asked, *fallback)
        # People appear again and again and are called alike each time; so it is with languages.
        self._tongues = cache(self._lines_of_languages)
        self._introduction = cache(self._introduced)
        self._usually = cache(self._usual)
        self._name = cache(self._full_name)
        self._times = cache(self._times_there)

    def block(self, session: Session, topic: str | None, abstract: str | None) -> str:
        """All that is said of a session in the language, in paragraphs; may be empty."""
        paragraphs = (
            topic,
            "\n".join(self._people(session)),
            "\n".join(self._parts(session)),
            abstract and _unescaped(abstract),
            self._tongues(session.languages, session.interpreted),
        )
        return "\n\n".join([paragraph for paragraph in paragraphs if paragraph])

    def _people(self, session: Session) -> Iterator[str]:
        """Who appears: one person beside the role, several below it."""
        for role, group in groupby(_coming(session), key=_role):
            people = [self._person(appearance) for appearance in group]
            if len(people) == 1:
                yield self._wording.pair(self._wording.label(role), people[0])
            else:
                yield self._wording.pair(self._wording.label(role, many=True), "").rstrip()
                yield from (f"– {person}" for person in people)

    def _person(self, appearance: Appearance) -> str:
        """Who it is, with positions and organisations as of then."""
        who = appearance.participant
        if appearance.affiliations:
            as_of_then = self._wording.affiliations(self._schedule, appearance)
            said = self._wording.with_affiliations(self._introduction(who), as_of_then)
        else:
            said = self._usually(who)
        if appearance.status is Status.TENTATIVE:
            return f"{said} ({self._wording.label(Status.TENTATIVE)})"
        return said

    def _usual(self, who: ParticipantId) -> str:
        held = self._wording.affiliations(self._schedule, self._schedule.participant(who))
        return self._wording.with_affiliations(self._introduction(who), held)

    def _introduced(self, who: ParticipantId) -> str:
        participant = self._schedule.participant(who)
        return self._wording.introduced(participant, participant.named(*self._languages)[0])

    def _full_name(self, who: ParticipantId) -> str:
        return self._schedule.participant(who).named(*self._languages)[0].full

    def _parts(self, session: Session) -> Iterator[str]:
        """What it is made of, each with its time, its title and its people's names."""
        for part in self._schedule.parts(session.id):
            if part.slot is None or part.status is Status.CANCELLED:
                continue
            times = self._times(part.slot.period.start, part.slot.period.end)
            title = part.title.best(*self._languages)[1]
            names = self._wording.listed([self._name(each.participant) for each in _coming(part)])
            yield f"{times} {self._wording.pair(title, names) if names else title}"

    def _times_there(self, start: datetime, end: datetime) -> str:
        return self._wording.times(self._schedule.wall(start), self._schedule.wall(end))

    def _lines_of_languages(self, spoken: tuple[str, ...], interpreted: tuple[str, ...]) -> str:
        """In which languages it is held and into which it is interpreted, where that is told."""
        told: tuple[tuple[Word, tuple[str, ...]], ...] = (
            ("languages", spoken),
            ("interpretation", interpreted),
        )
        return "\n".join(
            self._wording.pair(
                self._wording.word(label),
                self._wording.listed(map(self._wording.language_name, languages)),
            )
            for label, languages in told
            if languages
        )


def _unescaped(markdown: str) -> str:
    """A text in Markdown as a calendar shows it: without the backslashes before signs (CommonMark 2.4).

    All else is readable as it is written.
    """
    return _ESCAPED.sub(r"\1", markdown) if "\\" in markdown else markdown


def _coming(session: Session) -> list[Appearance]:
    return [appearance for appearance in session.people if appearance.comes]


def _role(appearance: Appearance) -> Role:
    return appearance.role
