"""Letters: a message to each person whom a release concerns, as e-mail and as a list for mail merge.

This is the only output with e-mail addresses, and it is passed those that it writes to. Nothing is sent.
It is no entry point: only the office has the addresses, and what a command exports must have none.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from types import MappingProxyType
from typing import Any

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity, Subject
from eventkit.ledger import Ledger
from eventkit.messages import Listed, Message
from eventkit.model import ParticipantId
from eventkit.outputs.letters.letter_content import (
    LetterComposer,
    LetterContent,
    LetterTemplates,
    reading_language,
    writing_language,
)
from eventkit.outputs.letters.mail_messages import CalendarPart, MailMessage, serialise
from eventkit.plugins.exporters import FolderOutput, folder_exporter
from eventkit.schedule import Schedule
from eventkit.texts.normalisation import escape_formula
from eventkit.wording import Wording
from eventkit.wording.public_schedule import for_readers

INDEX = "index.json"

LETTERS = "letters.csv"
"""The list for mail merge."""

UNREACHABLE = "no-address.csv"
"""The letters to those without an e-mail address."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to write to.

    Attributes:
        address: Their e-mail address; empty if it is unknown.
        language: The language they read; empty for that of their name.
    """

    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one reader.

    Attributes:
        content: What it is about, in the language of the reader.
        address: The e-mail address; empty if it is unknown.
        asked: The language that its reader should have: another one if eventkit has no wording in it.
    """

    content: LetterContent
    address: str
    subject: str
    body: str
    calendars: tuple[CalendarPart, ...]
    asked: str = ""

    @property
    def path(self) -> str:
        return f"mail/{self.content.participant}.eml"

    @property
    def calendar_paths(self) -> tuple[str, ...]:
        return tuple(f"calendars/{calendar.filename}" for calendar in self.calendars)


@folder_exporter
def letters(
    schedule: Schedule,
    *,
    ledger: Ledger,
    languages: Sequence[str] = (),
    before: Schedule | None = None,
    recipients: Mapping[str, Recipient] = NOTHING,
    calendars: Mapping[str, Sequence[CalendarPart]] = NOTHING,
    templates: Mapping[str, str] = NOTHING,
    people: Collection[str] = (),
    release: str = "",
    sent: datetime | None = None,
) -> FolderOutput:
    """Letters to the people whom a release concerns, as e-mails and as a list for mail merge.

    Each reader gets one letter, in the language they read: what changed, their sessions now, and their
    calendar entries. The same values give the same bytes.

    Args:
        ledger: The revisions of its sessions; letters without ``sent`` are dated by it.
        languages: The languages to write in; those of the conference by default.
        before: The schedule that the last letters were about; without it, everyone who appears is written to.
        recipients: The addresses and languages of participants, by id.
        calendars: Invitations and their withdrawals, by the id of the participant.
        templates: An organiser's templates by their names, such as ``letter.en.txt``.
        people: The ids of those to write to; all whom the release concerns by default.
        sent: The date of the letters: the time of the release.

    Raises:
        EventkitError: The conference has no contact, or a domain of an address is invalid.
        Unreadable: A template cannot be used.
    """
    sender = schedule.conference.contact
    if sender is None:
        raise EventkitError("The conference has no contact that answers could go to.")
    written = compose_letters(
        schedule,
        languages=languages,
        before=before,
        recipients=recipients,
        calendars=calendars,
        templates=templates,
        people=people,
    )
    reachable = [letter for letter in written if letter.address]
    unreachable = [letter for letter in written if not letter.address]
    files: dict[str, bytes] = {}
    for letter in reachable:
        files[letter.path] = serialise(_mail(letter, sender, schedule, release, sent or ledger.revised))
        files.update(
            zip(letter.calendar_paths, (calendar.data for calendar in letter.calendars), strict=True)
        )
    files[LETTERS] = _mail_merge(reachable)
    files[UNREACHABLE] = _mail_merge(unreachable)
    files[INDEX] = _index(schedule, release, reachable, files)
    return FolderOutput(
        files,
        INDEX,
        tuple(_findings(reachable, unreachable)),
        endings=(".eml", ".ics", ".csv"),
        is_private=True,
    )


def compose_letters(
    schedule: Schedule,
    *,
    languages: Sequence[str] = (),
    before: Schedule | None = None,
    recipients: Mapping[str, Recipient] = NOTHING,
    calendars: Mapping[str, Sequence[CalendarPart]] = NOTHING,
    templates: Mapping[str, str] = NOTHING,
    people: Collection[str] = (),
) -> tuple[Letter, ...]:
    """The letters that a schedule calls for, by the ids of their readers, from the arguments of `letters`."""
    offered = tuple(languages) or schedule.conference.languages
    schedule = for_readers(schedule, offered)
    before = for_readers(before, offered) if before is not None else None
    composer, own = LetterComposer(schedule, before), LetterTemplates(templates)
    written = []
    for participant in composer.readers():
        if people and participant.id not in people:
            continue
        recipient = recipients.get(participant.id, Recipient())
        asked = recipient.language or reading_language(participant, offered)
        language = writing_language(asked, participant, offered)
        content = composer.compose(participant, language)
        attached = tuple(calendars.get(participant.id, ()))
        subject, body = own.render(language, template_values(content, schedule, attached))
        written.append(Letter(content, recipient.address, subject, body, attached, asked))
    return tuple(written)


def template_values(
    content: LetterContent, schedule: Schedule, calendars: Sequence[CalendarPart]
) -> dict[str, Any]:
    conference = schedule.conference
    wording, fallback = Wording.of(content.language), conference.languages
    venue = conference.venue
    places = (venue.name, venue.city) if venue is not None else ()
    methods = Counter(calendar.method for calendar in calendars)
    return {
        "conference": conference.title.best(content.language, *fallback)[1],
        "dates": wording.days(conference.start, conference.end),
        "venue": wording.listed(place.best(content.language, *fallback)[1] for place in places if place),
        "website": conference.url or "",
        "contact": conference.contact or "",
        "name": content.name,
        "full_name": content.full_name,
        "first": content.first,
        "changes": content.changes,
        "sessions": content.sessions,
        "local_time": wording.site_word("all-times", place=wording.zone_city(schedule.zone)),
        "tentative": wording.word("tentative"),
        "invitations": methods["REQUEST"],
        "cancellations": methods["CANCEL"],
    }


def _mail(letter: Letter, sender: str, schedule: Schedule, release: str, sent: datetime) -> MailMessage:
    conference, content = schedule.conference, letter.content
    return MailMessage(
        sender=sender,
        sender_name=conference.shortest_title.best(content.language, *conference.languages)[1],
        recipient=letter.address,
        recipient_name=content.name,
        subject=letter.subject,
        body=letter.body,
        language=content.language,
        date=sent,
        identity=f"{conference.uid} {release} {sent.isoformat()} {content.participant}",
        calendars=letter.calendars,
    )


def _mail_merge(letters: Iterable[Letter]) -> bytes:
    """The letters as CSV in UTF-8, with a byte order mark, without which Excel and Word read another."""
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(("address", "name", "language", "subject", "body", "calendars", "person"))
    for letter in letters:
        content = letter.content
        cells = (
            letter.address,
            content.name,
            content.language,
            letter.subject,
            letter.body,
            ";".join(letter.calendar_paths) if letter.address else "",
            content.participant,
        )
        rows.writerow(map(escape_formula, cells))
    return text.getvalue().encode("utf-8-sig")


def _index(schedule: Schedule, release: str, letters: Iterable[Letter], files: Mapping[str, bytes]) -> bytes:
    """The list of the files; it has no addresses."""
    written = {letter.path: letter.content for letter in letters}
    content = {
        "output": "letters",
        "conference": schedule.conference.id,
        "release": release,
        "letters": [
            {"path": path, "participant": content.participant, "language": content.language}
            for path, content in written.items()
        ],
        "files": [{"path": path} for path in sorted(files) if path not in written],
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode()


def other_languages(letters: Iterable[Letter]) -> dict[tuple[str, str], tuple[ParticipantId, ...]]:
    """The readers of letters in another language than theirs, by that asked for and that written in."""
    readers: dict[tuple[str, str], tuple[ParticipantId, ...]] = {}
    for letter in letters:
        languages = letter.asked, letter.content.language
        if letter.asked and languages[0] != languages[1]:
            readers[languages] = (*readers.get(languages, ()), letter.content.participant)
    return readers


def _findings(reachable: Sequence[Letter], unreachable: Sequence[Letter]) -> Iterable[Finding]:
    for letter in unreachable:
        participant = letter.content.participant
        yield Finding(
            Severity.WARNING,
            "no-address",
            (participant,),
            Message(
                "{name} has no e-mail address. Their letter is in {file}; add the address to the "
                "contact of '{id}'.",
                name=letter.content.name,
                file=UNREACHABLE,
                id=participant,
            ),
            subjects=(Subject("participant", participant),),
        )
    for (asked, language), people in sorted(other_languages((*reachable, *unreachable)).items()):
        yield Finding(
            Severity.INFO,
            "no-wording",
            people,
            Message(
                "There is no wording in {language}, so letters are in {other}: those to {people}.",
                language=asked,
                other=language,
                people=Listed(tuple(people)),
            ),
            subjects=tuple(Subject("participant", id_) for id_ in people),
        )
    shared = Counter(letter.address.casefold() for letter in reachable)
    for address, count in sorted(shared.items()):
        if count > 1:
            people = tuple(
                letter.content.participant for letter in reachable if letter.address.casefold() == address
            )
            yield Finding(
                Severity.INFO,
                "shared-address",
                people,
                Message(
                    "{count} letters go to one e-mail address: those of {people}.",
                    count=count,
                    people=Listed(tuple(people)),
                ),
            )
