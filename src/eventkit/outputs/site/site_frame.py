"""The frame of the site's pages: navigation, choice of language, links, notes, metadata."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from markupsafe import Markup, escape

from eventkit.markup import begin_text
from eventkit.model import Conference, Kind, Participant, Session, Status
from eventkit.outputs.site.day_grid import days_of
from eventkit.outputs.site.page_templates import PageTemplates
from eventkit.outputs.site.readership import Readership
from eventkit.outputs.site.session_entries import SessionEntry
from eventkit.public_pages.page_addresses import (
    SERVICE_WORKER,
    FeedAddresses,
    SitePage,
    absolute_url,
    day_page,
    entity_page,
    in_language,
    relative_link,
    site_page,
)
from eventkit.public_pages.structured_data import EventNodeBuilder, JsonLdNode, serialise
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.wording import Sign, SiteWord, Word
from eventkit.wording.date_formats import WESTERN_FIGURES

SUMMARY_LENGTH = 200  # the most characters of a summary: previews show no more
PageSubject = Conference | Session | Participant  # the subject of a page that has metadata of its own


@dataclass(frozen=True, slots=True)
class PageMetadata:
    kind: str  # the type of Open Graph (https://ogp.me): `website`, `article` or `profile`
    summary: str  # a summary on one line, without markup; may be empty
    structured: Markup  # JSON-LD, safe within a script element; empty for a page without it


class MetadataWriter:
    """The metadata of the pages of one folder; without a base, no address is named."""

    def __init__(self, readers: Readership, base: str) -> None:
        self._readers = readers
        self._base = base
        # Many sessions share a period.
        self._when = cache(self._write_when)

    def describe(self, subject: PageSubject | None) -> PageMetadata:
        match subject:
            case Session():
                schedule, wording = self._readers.schedule, self._readers.wording
                pieces = []
                if subject.status is Status.CANCELLED:
                    pieces.append(wording.word("cancelled"))
                if subject.slot is not None:
                    pieces.append(self._when(subject.slot.period))
                pieces += [
                    self._readers.plain(schedule.room(room).name) for room in schedule.rooms_of(subject)
                ]
                summary = " – ".join(filter(None, (" · ".join(pieces), self._shorten(subject.abstract))))
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

    def _write_when(self, period: Period) -> str:
        wording = self._readers.wording
        start, end = (self._readers.schedule.wall(at) for at in (period.start, period.end))
        return f"{wording.day(start.date())}{wording.sign('comma')}{wording.time_range(start, end)}"

    def _shorten(self, text: Text | None) -> str:
        return "" if text is None else begin_text(self._readers.plain(text), SUMMARY_LENGTH)


POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
"""The content security policy of the pages: nothing of a third party, and no script within a page."""

ENTRY_TEMPLATE = "entry.html"  # the template with the markup of entries in lists
PROGRAMME = "programme"  # the section of days and sessions in the navigation


@dataclass(frozen=True, slots=True)
class SitePicture:
    path: str
    width: int
    height: int
    double: str = ""  # the path of the same picture at twice the size; empty without one


@dataclass(frozen=True, slots=True)
class SitePictures:
    cover: SitePicture | None = None  # the picture of the first page
    logos: Mapping[str, SitePicture] = field(default_factory=dict)  # the logos of organisations by their ids
    people: Mapping[str, SitePicture] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SiteAssets:
    """The paths of the files that pages need."""

    sheets: tuple[str, ...]  # the style sheets, in their order
    script: str
    code: str
    icon: str
    large: str  # the style sheet of days and indexes of hundreds of entries
    hours: str


@dataclass(frozen=True, slots=True)
class NavigationItem:
    section: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A page in another language, or this one."""

    language: str
    name: str
    link: Markup
    address: Markup  # its address: absolute where that of the site is known
    is_current: bool


@dataclass(frozen=True)
class PageFrame:
    """The values that a page has in common with all others of its readers."""

    readers: Readership
    choices: tuple[Readership, ...]
    assets: SiteAssets
    draft: bool  # whether the schedule may still change
    base: str  # the address at which the site is published; empty if that is unknown
    offline: bool  # whether browsers store the pages for reading offline
    subscription: str  # the path of the calendar of all sessions; empty if the site has none
    has_selections: bool  # whether its server makes calendars of chosen sessions

    policy = Markup(POLICY)  # noqa: S704 - a constant of this module
    """The content security policy of the pages."""

    worker = SERVICE_WORKER  # the path of the service worker

    @cached_property
    def links(self) -> dict[int, dict[str, Markup]]:
        """The links between files of the site that were made already, by the depth of the page."""
        return {}

    @cached_property
    def entry_markup(self) -> dict[tuple[str, str, int], Markup]:
        """The markup that macros made of entries, by their name, the session, and the depth of the page."""
        return {}

    @cached_property
    def fragments(self) -> dict[tuple[str, str, str, str], Markup]:
        return {}

    @cached_property
    def words(self) -> dict[SiteWord, Markup]:
        return {}

    @property
    def icon(self) -> str:
        return self.assets.icon

    @property
    def schedule(self) -> Schedule:
        return self.readers.schedule

    @cached_property
    def metadata(self) -> MetadataWriter:
        return MetadataWriter(self.readers, self.base)

    @property
    def digits(self) -> str:
        figures = self.readers.wording.figures
        return "" if figures == WESTERN_FIGURES else figures

    @cached_property
    def title(self) -> str:
        return self.readers.plain(self.schedule.conference.title)

    @cached_property
    def title_markup(self) -> Markup:
        return escape(self.title)

    @cached_property
    def name(self) -> Markup:
        return self.readers.first(self.schedule.conference.title)

    @cached_property
    def venue(self) -> Markup:
        """The name of the venue; empty without one."""
        venue = self.schedule.conference.venue
        return self.readers.first(venue.name) if venue else Markup("")

    @cached_property
    def start(self) -> str:
        return site_page(SitePage.START, self.readers.folder)

    @cached_property
    def search(self) -> str:
        return site_page(SitePage.SEARCH, self.readers.folder)

    @cached_property
    def zone_note(self) -> str:
        wording, venue = self.readers.wording, self.schedule.conference.venue
        city = (
            self.readers.plain(venue.city) if venue and venue.city else wording.zone_city(self.schedule.zone)
        )
        return wording.site_word("all-times", place=city)

    @cached_property
    def navigation(self) -> tuple[NavigationItem, ...]:
        """The pages that every page leads to: those there are."""
        wording, schedule, folder = self.readers.wording, self.schedule, self.readers.folder
        items = []
        if days := days_of(schedule):
            programme = day_page(days[0], folder)
            items.append(NavigationItem(PROGRAMME, wording.site_word("programme"), programme))
        posters = any(session.kind is Kind.POSTER for session in schedule.sessions)
        for page, label, exists in (
            (SitePage.NOW, wording.site_word("now"), bool(days)),
            (SitePage.PEOPLE, wording.word("people"), bool(schedule.participants)),
            (SitePage.ROOMS, wording.word("rooms"), bool(schedule.rooms)),
            (SitePage.TRACKS, wording.word("tracks"), bool(schedule.tracks)),
            (SitePage.POSTERS, wording.word("posters"), posters),
            (SitePage.MINE, wording.site_word("my-programme"), bool(days)),
            (SitePage.CHANGES, wording.site_word("changes"), True),
        ):
            if exists:
                items.append(NavigationItem(page, label, site_page(page, folder)))
        return tuple(items)

    @cached_property
    def navigation_paths(self) -> frozenset[str]:
        return frozenset((*(item.path for item in self.navigation), self.search))

    def page(
        self,
        path: str,
        title: str,  # its title, without markup
        section: str = "",
        sheets: Sequence[str] = (),
        *,
        subject: PageSubject | None = None,  # what the page is about, if it has metadata of its own
        picture: SitePicture | None = None,
    ) -> PageValues:
        return PageValues(self, path, title, section, tuple(sheets), subject, picture)


@dataclass(frozen=True)
class PageValues:
    """The values of one page: its address, its title, and what templates ask it for."""

    frame: PageFrame
    path: str
    title: str  # its title, without markup
    section: str  # the section of the navigation that it belongs to
    own_sheets: tuple[str, ...] = ()
    subject: PageSubject | None = None  # what it is about, if it has metadata of its own
    picture: SitePicture | None = None  # the picture of a preview; None without one

    @property
    def language(self) -> str:
        return self.frame.readers.language

    @property
    def direction(self) -> str:
        """The direction of the page: ``ltr`` or ``rtl``."""
        return self.frame.readers.direction

    @cached_property
    def switch(self) -> tuple[LanguageChoice, ...]:
        return tuple(map(self._choice, self.frame.choices))

    def _choice(self, readers: Readership) -> LanguageChoice:
        own = self.frame.readers.folder
        is_current = readers.folder == own
        path = in_language(self.path, own, readers.folder)
        link = self.link(path) if is_current else escape("../" * self._depth + path)
        address = escape(absolute_url(self.frame.base, path)) if self.frame.base else link
        return LanguageChoice(readers.language, readers.name, link, address, is_current)

    @property
    def metadata(self) -> PageMetadata:
        """The metadata of the page for other programs: previews in messages, results of a search."""
        return self.frame.metadata.describe(self.subject)

    def link(self, path: str) -> Markup:
        link = self._links.get(path)
        if link is None:
            link = self._links[path] = escape(relative_link(path, self._origin))
        return link

    @cached_property
    def _depth(self) -> int:
        return self.path.count("/")

    @cached_property
    def _origin(self) -> str:
        # In a folder of no page, so that all pages of a depth have the same links, and lists the same markup.
        return "/".join([self.frame.readers.folder, *("-" * self._depth)])

    @cached_property
    def _links(self) -> dict[str, Markup]:
        return self.frame.links.setdefault(self._depth, {})

    def address(self, path: str) -> str:
        """The address of a file of the site: absolute where that of the site is known."""
        return absolute_url(self.frame.base, path) if self.frame.base else self.link(path)

    def subscription(self, path: str) -> FeedAddresses | None:
        """The addresses of a calendar of the site; ``None`` where that of the site is unknown."""
        return FeedAddresses.of(absolute_url(self.frame.base, path)) if self.frame.base else None

    def once(self, macro: Callable[[PageValues, PageFrame], Markup]) -> Markup:
        """The markup of a macro about what pages of one folder and section share, made once."""
        folder, _, _ = self.path.rpartition("/")
        # The navigation marks the page itself.
        own = self.path if self.path in self.frame.navigation_paths else ""
        key = (str(getattr(macro, "name", macro)), folder, self.section, own)
        markup = self.frame.fragments.get(key)
        if markup is None:
            markup = self.frame.fragments[key] = macro(self, self.frame)
        return markup

    def of_entry(self, macro: Callable[[PageValues, SessionEntry], Markup], entry: SessionEntry) -> Markup:
        """The markup of a macro that uses entry, links and words alone, made once for pages of a depth."""
        key = (str(getattr(macro, "name", macro)), entry.id, self._depth)
        markup = self.frame.entry_markup.get(key)
        if markup is None:
            markup = self.frame.entry_markup[key] = macro(self, entry)
        return markup

    def word(self, name: Word) -> str:
        return self.frame.readers.wording.word(name)

    def site_word(self, name: SiteWord, /, **values: object) -> Markup:
        word = self.frame.words.get(name)
        if word is None:
            word = self.frame.words[name] = escape(self.frame.readers.wording.site_template(name))
        for placeholder, value in values.items():
            word = word.replace(f"{{{placeholder}}}", escape(value))
        return word

    def script_words(self, *names: SiteWord, **composed: str) -> str:
        """Words that the script of the page fills in, as JSON."""
        words: dict[str, str] = {name: self.frame.readers.wording.site_template(name) for name in names}
        return json.dumps(words | composed, ensure_ascii=False)

    def field(self, name: str) -> str:
        return self.frame.readers.wording.field(name)

    def sign(self, name: Sign) -> str:
        return self.frame.readers.wording.sign(name)

    @property
    def separator(self) -> str:
        return self.frame.readers.separator


class PageRenderer:
    """The templates of a site with the frame of its readers: makes pages of values."""

    def __init__(self, templates: PageTemplates, frame: PageFrame) -> None:
        self._templates = templates
        self.frame = frame

    def render(self, template: str, page: PageValues, **values: object) -> tuple[str, bytes]:
        return page.path, self._templates.render(template, site=self.frame, page=page, **values)

    def call(self, macro: str, page: PageValues, *arguments: object) -> str:
        return self._templates.call(ENTRY_TEMPLATE, macro, page, *arguments)
