"""The web server: what all endpoints share: the store, the desks of its conferences, access and jobs."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from eventkit.errors import EventkitError, NoSuchConference
from eventkit.formats import read_foreign_file
from eventkit.intake import ImportHints, ImportResult
from eventkit.office.office import Office
from eventkit.store import Store
from eventkit.web.access import AccessControl, AccessPolicy, Visitor
from eventkit.web.desk import Desk
from eventkit.web.guard import HostList
from eventkit.web.jobs import Job, JobRunner
from eventkit.web.listeners import StreamMessage
from eventkit.web.published_sites import PublicSites, SiteBuilder, build_site_in_process

T = TypeVar("T")

log = logging.getLogger("eventkit.web")
THREADS = 8  # the number of operations of organisers on the store that run at the same time
PUBLIC_THREADS = 4
"""The number of operations for the public that run at the same time, so that organisers never wait for
them."""

SIGN_IN_THREADS = 2
"""The number of passwords that are verified at the same time: each takes a tenth of a second, and 32 MB."""

UPLOADS_LIMIT = 8  # the most uploads that the server remembers; the oldest is forgotten for a new one
UPLOADS_BYTES = 128 * 2**20  # the most bytes of all of them; one alone may be as large as the limit of files


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes
    author: str
    conference: str  # the id of the conference it is for; empty for a new one


UploadReader = Callable[[bytes, str, str | None, ImportHints], tuple[str, ImportResult]]
"""Reads an upload from its bytes, its name, the name of its format, and what is known beside it."""


class Uploads:
    """The uploads that the server remembers, by keys that nobody can guess."""

    def __init__(self) -> None:
        self._by_key: dict[str, Upload] = {}

    def add(self, upload: Upload) -> str:
        room = UPLOADS_BYTES - len(upload.data)
        while self._by_key and (
            len(self._by_key) >= UPLOADS_LIMIT
            or sum(len(known.data) for known in self._by_key.values()) > room
        ):
            self._by_key.pop(next(iter(self._by_key)))
        key = secrets.token_urlsafe(16)
        self._by_key[key] = upload
        return key

    def get(self, key: str, author: str, conference: str) -> Upload | None:
        """The upload of a key, for its author and conference; ``None`` if there is none any more."""
        upload = self._by_key.get(key)
        mine = upload is not None and (upload.author, upload.conference) == (author, conference)
        return upload if mine else None

    def forget(self, key: str) -> None:
        self._by_key.pop(key, None)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    host: str = "127.0.0.1"
    port: int = 8400
    url: str = ""  # the address by which browsers reach it through a proxy; empty for none
    conference: str = ""  # the only conference that is served; empty for all in the store
    store_url: str = ""  # the URL of the store, which jobs open themselves
    # How often the store is asked for changes by the command line and by other processes; PostgreSQL
    # announces them at once.
    poll_seconds: float = 1.0

    @property
    def hosts(self) -> HostList:
        return HostList.of(self.host, self.port, [self.url] if self.url else [])


class WebServer:
    """The state that all endpoints share: the store, the desks, and who may do what."""

    def __init__(
        self,
        store: Store,
        settings: ServerSettings,
        policy: AccessPolicy,  # how visitors are recognised
        *,
        clock: Callable[[], datetime],  # gives the present as an aware time
        monotonic: Callable[[], float],  # a clock that never goes back, in seconds
        build_site: SiteBuilder = build_site_in_process,  # makes the files of public sites
        read_upload: UploadReader = read_foreign_file,
    ) -> None:
        self.store = store  # the store; whoever opened it closes it
        self.settings = settings
        self.clock = clock
        self.access = AccessControl(
            policy, f"eventkit-{settings.port}", lambda: clock().timestamp(), monotonic
        )
        # Runs plans and other long work in processes of their own.
        self.jobs = JobRunner(self._job_changed, monotonic)
        self.limiter = CapacityLimiter(THREADS)
        self.public_limiter = CapacityLimiter(PUBLIC_THREADS)
        self.sign_in_limiter = CapacityLimiter(SIGN_IN_THREADS)
        self.sites = PublicSites(
            lambda conference: self.office(conference, ""),
            settings.store_url,
            settings.url,
            build=build_site,
            monotonic=monotonic,
            limiter=self.public_limiter,
        )
        self.uploads = Uploads()  # the files that were uploaded and not imported yet
        self.read_upload = read_upload
        self._monotonic = monotonic
        self._desks: dict[str, Desk] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def office(self, conference: str, author: str) -> Office:
        return Office(self.store, conference, author=author, clock=self.clock)

    async def run(self, operation: Callable[[], T]) -> T:
        return await to_thread.run_sync(operation, limiter=self.limiter)

    def desk(self, conference: str) -> Desk:
        if conference not in self._desks:
            present = self.conferences()
            if conference not in present:
                raise NoSuchConference(conference, present)
            self._desks[conference] = Desk(
                lambda author: self.office(conference, author), self._monotonic, self.limiter
            )
        return self._desks[conference]

    def conferences(self) -> tuple[str, ...]:
        only = self.settings.conference
        return tuple(entry.id for entry in self.store.conferences() if not only or entry.id == only)

    async def watch_store(self) -> None:
        """Send changes by others to listeners, until it is cancelled."""
        self._loop = asyncio.get_running_loop()
        with closing(self.store.watch()) as changes:
            while True:
                await to_thread.run_sync(changes.wait, self.settings.poll_seconds, abandon_on_cancel=True)
                await self._send_changes()

    async def _send_changes(self) -> None:
        self.jobs.forget_old()
        for conference, desk in list(self._desks.items()):
            if not len(desk.listeners):
                continue
            desk.listeners.forget_absent()
            desk.listeners.beat()
            try:
                await desk.current()
            except NoSuchConference:
                desk.listeners.close()
                del self._desks[conference]
            except EventkitError as error:  # such as a database that is away for a moment
                log.warning("%s", error)

    def _job_changed(self, job: Job) -> None:
        """Tell the owner of a job that it changed; called from the thread of the job."""
        if self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._publish_job, job)

    def _publish_job(self, job: Job) -> None:
        desk = self._desks.get(job.request.conference)
        if desk is not None:
            desk.listeners.publish(StreamMessage.of("job", job.form, visitor=job.request.owner))

    def stop(self) -> None:
        """Close the connections of all listeners, from any thread or a signal handler."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.close_streams)

    def sign_out(self, visitor: Visitor) -> None:
        """End the session of a visitor, and the connections of its listeners; from any thread."""
        self.access.sign_out(visitor)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._close_ended)

    def _close_ended(self) -> None:
        for desk in self._desks.values():
            desk.listeners.close_ended()

    def close_streams(self) -> None:
        for desk in self._desks.values():
            desk.listeners.close()
