"""What a calendar says of itself, before its first entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from eventkit.changes import Ledger
from eventkit.model import Conference
from eventkit.outputs.agenda import lines
from eventkit.outputs.agenda.manner import Manner, minutes
from eventkit.outputs.agenda.readers import Readers, Said, in_a_line

PRODID = "-//eventkit//1//EN"
"""Who writes the calendars; the number grows with their form, not with every release of eventkit."""


def preamble(method: str | None) -> Iterator[bytes]:
    """What every calendar begins with; VERSION first, as readers that sniff files expect."""
    yield lines.token("VERSION", "2.0")
    yield lines.text("PRODID", PRODID)
    yield lines.token("CALSCALE", "GREGORIAN")
    if method is not None:
        yield lines.token("METHOD", method)


def head(
    conference: Conference,
    ledger: Ledger,
    readers: Readers,
    manner: Manner,
    *,
    uid: UUID,
    name: Said,
    modified: datetime | None = None,
) -> Iterator[bytes]:
    """The properties of a calendar that is published (RFC 7986): of that identity, and called so.

    It was modified when anything was, if it is not known better.
    """
    yield from preamble("PUBLISH" if is_published(conference, manner) else None)
    yield lines.text("UID", str(uid))
    yield lines.instant("LAST-MODIFIED", modified or ledger.revised)
    if manner.draft:
        drafts = in_a_line((wording.language, wording.word("draft")) for wording in readers.wordings)
        name = name._replace(text=f"{name.text} ({drafts.text})")
    yield lines.text("NAME", name.text, name.parameters)
    yield lines.text("X-WR-CALNAME", name.text)
    if about := conference.theme or conference.subtitle:
        told = readers.in_a_line(about)
        yield lines.text("DESCRIPTION", told.text, told.parameters)
        yield lines.text("X-WR-CALDESC", told.text)
    if conference.url is not None:
        yield lines.uri("URL", conference.url)
    if manner.feed is not None:
        yield lines.uri("SOURCE", manner.feed, (("VALUE", "URI"),))
    yield lines.token("REFRESH-INTERVAL", minutes(manner.refresh), (("VALUE", "DURATION"),))
    yield lines.token("X-PUBLISHED-TTL", minutes(manner.refresh))
    yield lines.text("X-WR-TIMEZONE", conference.zone)


def is_published(conference: Conference, manner: Manner) -> bool:
    """Whether METHOD says so: it wants an ORGANIZER in each entry (RFC 5546 3.2.1), which is the office,
    and has no place in what is kept by CalDAV (RFC 4791 4.1).
    """
    return conference.contact is not None and manner.profile != "caldav"


def organiser(conference: Conference, readers: Readers, manner: Manner) -> Iterator[bytes]:
    """Who publishes the calendar, for each of its entries; nobody, where it is not published."""
    if conference.contact is not None and is_published(conference, manner):
        yield organiser_line(conference, conference.contact, readers)


def organiser_line(conference: Conference, address: str, readers: Readers) -> bytes:
    """The office of the conference at its own address, never that of a person."""
    name = readers.in_a_line(conference.title).text
    return lines.uri("ORGANIZER", mailto(address), (("CN", name),))


def mailto(address: str) -> str:
    """An e-mail address as a URI (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}"
