"""The public site: pages and calendars of the newest release, made once and served from memory.

A site is made in a process of its own when its release is first asked for, or was replaced; until it is done,
the one before is served, unless that is published no more. A site is known by the hash of its release, which
an erasure changes, and which a restored backup or another conference of that id does not have. Headers of its
files are those that it brings for other servers (``_headers``).
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from itertools import chain
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from eventkit.errors import EventkitError
from eventkit.files.limited_process import ProcessFailure, run_in_process
from eventkit.office.office import Office
from eventkit.outputs.agenda import agenda
from eventkit.outputs.site.server_files import HEADERS, NO_JEKYLL
from eventkit.public_pages.page_addresses import CALENDARS, DATA, absolute_url
from eventkit.store import ReleasedConference
from eventkit.web.jobs import open_office
from eventkit.web.web_files import WebFile

T = TypeVar("T")

log = logging.getLogger("eventkit.web")
SELECTIONS_REMEMBERED = 500  # the most calendars of chosen sessions of a release in the cache
VERSION_SECONDS = 1.0  # for how long the version of a conference is not asked for again
PATIENCE_SECONDS = 20.0
"""For how long a calendar program waits for the newest site: it asks next in an hour, or in a day."""

RETRY_SECONDS = 30.0  # after how long a site that could not be made is tried again
SHARED = {"cross-origin-resource-policy": "cross-origin"}  # the headers of files that programs of others read


@dataclass(frozen=True)
class PublishedSite:
    released: ReleasedConference
    files: Mapping[str, WebFile]
    headers: Mapping[str, Mapping[str, str]]  # the headers of files, by patterns of paths, in order
    # Calendars of chosen sessions that were made of it, by their paths.
    selections: OrderedDict[str, WebFile] = field(default_factory=OrderedDict)

    @property
    def hash(self) -> str:
        return self.released.release.hash

    def headers_of(self, path: str) -> dict[str, str]:
        headers: dict[str, str] = {"cache-control": "no-cache"}
        for pattern, values in self.headers.items():
            if fnmatch(f"/{path}", pattern):
                headers |= values
        return headers | (SHARED if path.startswith((f"{CALENDARS}/", f"{DATA}/")) else {})

    def modified(self, path: str) -> datetime:
        """The time of the last change of a file: a calendar's with the ledger, a page's with the release."""
        ledger = self.released.ledger.revised
        return ledger if path.startswith(f"{CALENDARS}/") else max(ledger, self.released.release.at)


SiteBuilder = Callable[[str, str, str], Mapping[str, WebFile]]
"""Makes the files of a site from the URL of a store, the id of a conference and the address of the site."""


def build_site(url: str, conference: str, base: str) -> Mapping[str, WebFile]:
    """The files of the site of the newest release, compressed; it may have no address of its own."""
    with open_office(url, conference) as office:
        output = office.site.export(office.snapshot(), base=base, has_selections=True)
    return {path: WebFile.of(path, data) for path, data in output.files.items()}


def build_site_in_process(url: str, conference: str, base: str) -> Mapping[str, WebFile]:
    """The files of a site, made in a process of its own, so that boards go on meanwhile."""
    return run_in_process(build_site, url, conference, base)


@dataclass
class _Entry:
    site: PublishedSite | None = None  # the site; None until it is made
    # The hashes of the releases, oldest first; None until they were asked for.
    releases: Sequence[str] | None = None
    asked: float = float("-inf")
    failed: float = float("-inf")  # when the site could not be made
    task: asyncio.Task[None] | None = None

    @property
    def published(self) -> PublishedSite | None:
        """The site, if its release is one still; another hash is another release."""
        return self.site if self.site is not None and self.site.hash in (self.releases or ()) else None


class PublicSites:
    """The sites of all conferences, at one address of the server or, without it, at several."""

    def __init__(
        self,
        office: Callable[[str], Office],
        url: str,
        address: str,
        *,
        build: SiteBuilder,
        monotonic: Callable[[], float],
        limiter: CapacityLimiter,
    ) -> None:
        self._office = office
        self._url = url
        self._address = address.rstrip("/")
        self._build = build
        self._monotonic = monotonic
        self._limiter = limiter
        self._entries: dict[str, _Entry] = {}

    async def find(self, conference: str, patience: float = 0.0) -> PublishedSite | None:
        """The site of the newest release, or, after ``patience`` seconds of making it, of the one before.

        It is ``None`` before the first release, and if the site cannot be made.
        """
        entry = self._entries.setdefault(conference, _Entry())
        if entry.releases is None or self._monotonic() - entry.asked >= VERSION_SECONDS:
            await self._ask(conference, entry)
        while entry.releases and (entry.published is None or entry.published.hash != entry.releases[-1]):
            if entry.task is None and self._monotonic() - entry.failed < RETRY_SECONDS:
                break
            if entry.task is None:
                entry.task = asyncio.create_task(self._make(conference, entry))
            if entry.published is not None:
                if patience:
                    await asyncio.wait([entry.task], timeout=patience)
                break
            await asyncio.shield(entry.task)
        return entry.published

    async def _ask(self, conference: str, entry: _Entry) -> None:
        entry.asked = self._monotonic()
        releases = await self._run(self._office(conference).releases.all)
        entry.releases = tuple(release.hash for release in releases)
        entry.site = entry.published  # what is published no more is not kept in memory either

    async def _make(self, conference: str, entry: _Entry) -> None:
        office = self._office(conference)
        try:
            released = await self._run(office.releases.load)
            files = dict(await to_thread.run_sync(self._build, self._url, conference, self._base(conference)))
            headers = parse_headers(files.pop(HEADERS).data.decode())
            files.pop(NO_JEKYLL, None)
            entry.site = PublishedSite(released, files, headers)
            await self._ask(conference, entry)  # somebody may have been erased meanwhile
        except (EventkitError, ProcessFailure) as error:
            log.warning("The site of '%s' could not be made: %s", conference, error)
            entry.failed = self._monotonic()
        except Exception:
            log.exception("The site of '%s' could not be made", conference)
            entry.failed = self._monotonic()
        finally:
            entry.task = None

    async def select(
        self, site: PublishedSite, language: str, sessions: Sequence[str], path: str
    ) -> WebFile | None:
        """The calendar of chosen sessions, made once for each choice, at a path of the site.

        It is ``None`` without sessions, and if the conference never was in that language.
        """
        if path not in site.selections:
            schedule, ledger = site.released.schedule, site.released.ledger
            languages = schedule.conference.languages
            if not sessions or language not in {*languages, *chain.from_iterable(ledger.languages)}:
                return None
            base = self._base(schedule.conference.id)
            calendar = await self._run(
                lambda: agenda(
                    schedule,
                    ledger=ledger,
                    languages=[language if language in languages else languages[0]],
                    sessions=sessions,
                    pages=base or None,
                    feed=absolute_url(base, path) if base else None,
                )
            )
            site.selections[path] = WebFile.of(path, calendar.data)
            while len(site.selections) > SELECTIONS_REMEMBERED:
                site.selections.popitem(last=False)
        return site.selections[path]

    def _base(self, conference: str) -> str:
        """The address of a site; empty if browsers reach it by several."""
        return f"{self._address}/site/{conference}" if self._address else ""

    async def _run(self, function: Callable[[], T]) -> T:
        return await to_thread.run_sync(function, limiter=self._limiter)


def parse_headers(text: str) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    headers: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith(" "):
            headers = rules.setdefault(line.strip(), {})
        elif ":" in line:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
    return rules
