"""Metadata of pages for other programs: Open Graph for previews in messages, JSON-LD for search engines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from eventkit.markup import begin_text
from eventkit.model import Conference, Participant, Session, Status
from eventkit.outputs.site.readership import Readership
from eventkit.public_pages.page_addresses import SitePage, absolute_url, entity_page, site_page
from eventkit.public_pages.structured_data import EventNodeBuilder, JsonLdNode, serialise
from eventkit.schedule import EntityKind
from eventkit.texts import Text
from eventkit.times import Period

SUMMARY_LENGTH = 200
"""The most characters of a summary: previews show no more."""

PageSubject = Conference | Session | Participant
"""The subject of a page that has metadata of its own."""


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The metadata of a page.

    Attributes:
        kind: The type of Open Graph (https://ogp.me): ``website``, ``article`` or ``profile``.
        summary: A summary on one line, without markup; may be empty.
        structured: JSON-LD, safe within a script element; empty for a page without it.
    """

    kind: str
    summary: str
    structured: Markup


class MetadataWriter:
    """The metadata of the pages of one folder.

    Args:
        base: The address at which the site is published; without it, no address is named.
    """

    def __init__(self, readers: Readership, base: str) -> None:
        self._readers = readers
        self._base = base
        # Many sessions share a period.
        self._when = cache(self._write_when)

    def describe(self, subject: PageSubject | None) -> PageMetadata:
        match subject:
            case Session():
                summary = self._session_summary(subject)
                return PageMetadata("article", summary, self._structured(self._nodes.session_alone(subject)))
            case Participant():
                person = {"@type": "ProfilePage", "mainEntity": self._nodes.participant(subject)}
                return PageMetadata("profile", self._shorten(subject.biography), self._structured(person))
            case Conference():
                about = subject.theme or subject.subtitle
                event = self._nodes.conference_alone()
                if self._base and subject.url is None:
                    start = site_page(SitePage.START, self._readers.folder)
                    event["url"] = absolute_url(self._base, start)
                return PageMetadata("website", self._shorten(about), self._structured(event))
            case None:
                return PageMetadata("website", "", Markup(""))

    @property
    def _nodes(self) -> EventNodeBuilder:
        # Each page has its own, because a builder writes an entity in full only once.
        return EventNodeBuilder(self._readers.schedule, self._page_of, self._readers.language)

    def _structured(self, node: JsonLdNode) -> Markup:
        return Markup(serialise(node))  # noqa: S704 - escaped for script elements by its writer

    def _page_of(self, kind: EntityKind, id_: str) -> str | None:
        return absolute_url(self._base, entity_page(kind, id_, self._readers.folder)) if self._base else None

    def _session_summary(self, session: Session) -> str:
        schedule, wording = self._readers.schedule, self._readers.wording
        pieces = []
        if session.status is Status.CANCELLED:
            pieces.append(wording.word("cancelled"))
        if session.slot is not None:
            pieces.append(self._when(session.slot.period))
        pieces += [self._readers.plain(schedule.room(room).name) for room in schedule.rooms_of(session)]
        return " – ".join(filter(None, (" · ".join(pieces), self._shorten(session.abstract))))

    def _write_when(self, period: Period) -> str:
        wording = self._readers.wording
        start, end = (self._readers.schedule.wall(at) for at in (period.start, period.end))
        return f"{wording.day(start.date())}{wording.sign('comma')}{wording.time_range(start, end)}"

    def _shorten(self, text: Text | None) -> str:
        return "" if text is None else begin_text(self._readers.plain(text), SUMMARY_LENGTH)
