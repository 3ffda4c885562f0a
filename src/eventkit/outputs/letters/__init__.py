"""Letters: a message to each person whom a release concerns, as e-mail and as a list for mail merge.

This is the only output with e-mail addresses, and it is passed those that it writes to. Nothing is sent.
It is not an entry point: only the office has the addresses, and what a command exports must have none.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import HeaderParser
from email.policy import SMTP, default
from hashlib import sha256
from io import StringIO
from types import MappingProxyType
from typing import Any, Literal

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
from eventkit.plugins.exporters import FolderOutput, folder_exporter
from eventkit.schedule import Schedule
from eventkit.texts.normalisation import escape_formula
from eventkit.wording import Wording
from eventkit.wording.public_schedule import for_readers

_BREAK = "\r\n"
_LINE = 76  # the longest line with encoded words (RFC 2047, 2)
_ASCII = SMTP.clone(cte_type="7bit")

_UNICODE = SMTP.clone(cte_type="7bit", utf8=True)
"""Headers in UTF-8 (RFC 6532), for addresses that have letters beyond ASCII before the @."""


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A calendar entry that is attached to a letter."""

    method: Literal["REQUEST", "CANCEL"]  # REQUEST invites or announces a change, CANCEL withdraws
    data: bytes
    filename: str


@dataclass(frozen=True, slots=True)
class MailMessage:
    sender: str
    sender_name: str  # its name: the title of the conference
    recipient: str
    recipient_name: str
    subject: str
    body: str
    language: str
    date: datetime
    identity: str  # what identifies the message: the same message has the same Message-ID
    calendars: tuple[CalendarPart, ...]


def serialise(mail: MailMessage) -> bytes:
    """The bytes of an e-mail, the same for the same values.

    Headers are in ASCII, with words in other scripts encoded (RFC 2047) and domains by IDNA; only an address
    with such letters before the @ needs them in UTF-8, and a server that takes them (RFC 6531).
    """
    sender, recipient = _address(mail.sender_name, mail.sender), _address(mail.recipient_name, mail.recipient)
    is_ascii = all(address.username.isascii() for address in (sender, recipient))
    message = EmailMessage(policy=_ASCII if is_ascii else _UNICODE)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = mail.date
    message["Message-ID"] = f"<{_digest(mail.identity, 'id')}@{sender.domain}>"
    # Mail programs open it as a draft, to be looked at and sent.
    message["X-Unsent"] = "1"
    message.set_content(mail.body, cte="quoted-printable" if _is_mostly_ascii(mail.body) else "base64")
    if mail.calendars:
        _attach(message, mail.calendars)
        message.set_boundary(f"=_{_digest(mail.identity, 'boundary')}")
    message["Content-Language"] = mail.language  # at last: a content moves such headers to its part
    head = _address_header("From", sender) + _address_header("To", recipient)
    _require_one_address(head, sender, recipient)
    return head + message.as_bytes()


def _address_header(header: str, address: Address) -> bytes:
    """A header of one address (RFC 5322, 3.4).

    A name in another script, or for which one line is too short, is of encoded words (RFC 2047): where Python
    folds a quoted name, it loses the quotes, and a name with a comma in it would be two addresses.
    """
    line = f"{header}: {address}"
    if not address.display_name.isascii() or len(line) > _LINE:
        words = Header(address.display_name, "utf-8", maxlinelen=_LINE, header_name=header)
        line = f"{header}: {words.encode(linesep=_BREAK)}{_BREAK} <{address.addr_spec}>"
    return f"{line}{_BREAK}".encode()


def _require_one_address(head: bytes, sender: Address, recipient: Address) -> None:
    """Require that mail programs read each header as the one address that it is meant to be."""
    parsed = HeaderParser(policy=default).parsestr(head.decode())
    for header, address in (("From", sender), ("To", recipient)):
        addresses: tuple[Address, ...] = parsed[header].addresses
        if [read.addr_spec for read in addresses] != [address.addr_spec]:
            raise EventkitError(
                "'{name}' cannot be written as the name of one address. Shorten it.",
                name=address.display_name,
            )


def _attach(message: EmailMessage, calendars: Iterable[CalendarPart]) -> None:
    for calendar in calendars:
        message.add_attachment(
            calendar.data,
            maintype="text",
            subtype="calendar",
            cte="base64",
            filename=calendar.filename,
            params={"charset": "utf-8", "method": calendar.method},
        )


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise EventkitError(
            "'{domain}' is not the domain of an e-mail address. Correct the address of {name}.",
            domain=domain,
            name=name,
        ) from None
    return Address(" ".join(name.split()), user, ascii_domain)


def _is_mostly_ascii(text: str) -> bool:
    return sum(map(str.isascii, text)) * 4 > len(text) * 3


def _digest(identity: str, purpose: str) -> str:
    return sha256(f"{purpose} {identity}".encode()).hexdigest()[:32]


INDEX = "index.json"
LETTERS = "letters.csv"  # the list for mail merge
UNREACHABLE = "no-address.csv"  # the letters to those without an e-mail address
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Recipient:
    address: str = ""  # their e-mail address; empty if it is unknown
    language: str = ""  # the language they read; empty for that of their name


@dataclass(frozen=True, slots=True)
class Letter:
    content: LetterContent  # what it is about, in the language of the reader
    address: str  # the e-mail address; empty if it is unknown
    subject: str
    body: str
    calendars: tuple[CalendarPart, ...]
    asked: str = ""  # the language that its reader should have: another one if eventkit has no wording in it

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
