"""Jobs: long work in a process of its own, with progress, and ended at once when it is stopped.

A task is a function of a module that a fresh interpreter can import: it gets a function to report its
progress with, then its arguments, and returns its result. All of these are pickled. A task opens the store
itself, by its URL, and reads through an office like everything else.

    what = JobRequest("plan", visitor.name, conference, state.version.change, form)
    job = server.jobs.start(what, propose, url, conference)

One job runs at a time, since it takes a processor; others wait. Results are remembered for two hours.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from operator import methodcaller
from typing import Any, Protocol

from eventkit.errors import EventkitError
from eventkit.messages import Interface, Message, in_language
from eventkit.office.office import Office
from eventkit.store import Store
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_pages import words

log = logging.getLogger("eventkit.web")
UNFINISHED_LIMIT = 3  # the most jobs of one visitor that run or wait
REMEMBERED_LIMIT = 50  # the most jobs that are remembered after their end
REMEMBERED_SECONDS = 2 * 3_600.0
"""The time for which a job is remembered after its end, in seconds: its result may be a document of many
megabytes."""


@contextmanager
def open_office(url: str, conference: str, author: str = "") -> Iterator[Office]:
    """The office of a conference for a task, with a store of its own; one that writes has an author."""
    with Store.open(url, make=False) as store:
        yield Office(store, conference, author=author, clock=lambda: datetime.now(UTC))


class Report(Protocol):
    """Reports the progress of a task."""

    def __call__(self, share: float, message: str, /, **values: str) -> None:
        """Report the share that is done, and a key of the server's words for jobs, with its values."""
        ...


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class JobRequest:
    """The description of a job, and of the one that it is for."""

    kind: str  # its kind, which is the key of its first message
    owner: str
    conference: str
    # The hash of the last change of the conference at its start. The result is shown as long as that change
    # is in the history: it may name somebody who was erased since.
    change: str
    # Makes further members of its JSON from its result, which is None before it is done, for readers of a
    # language.
    present: Callable[[Any, str], dict[str, Any]]
    level: AccessLevel = AccessLevel.VIEWER  # the level that its result may be shown to


@dataclass
class Job:
    id: str
    request: JobRequest
    state: JobState = JobState.RUNNING
    progress: float = 0.0  # the share that is done, from 0 to 1
    message: str = "waiting"
    values: Mapping[str, str] = field(default_factory=dict)
    error: tuple[Message, ...] = ()  # the messages of an error that an organiser can act on; may be empty
    result: Any = None
    ended: float | None = None  # when it ended, by the clock of the runner; None before
    process: BaseProcess | None = field(default=None, repr=False)

    def form(self, language: str) -> dict[str, Any]:
        phrases: Mapping[str, str] = words("server", language)["job"]
        message = phrases[self.message]
        for placeholder, value in self.values.items():
            message = message.replace(f"{{{placeholder}}}", value)
        return {
            "id": self.id,
            "kind": self.request.kind,
            "state": self.state.value,
            "progress": round(self.progress, 3),
            "message": in_language(self.error, language, Interface.BROWSER).text or message,
            **self.request.present(self.result, language),
        }


class TooManyJobs(Exception):
    """A visitor has too many jobs that run or wait."""


class JobRunner:
    """Runs jobs, each in a process of its own, one at a time; ``notify`` is called from another thread."""

    def __init__(
        self, notify: Callable[[Job], None], monotonic: Callable[[], float], workers: int = 1
    ) -> None:
        self._notify = notify
        self._monotonic = monotonic
        self._turns = threading.Semaphore(workers)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._context = multiprocessing.get_context("spawn")

    def start(self, request: JobRequest, task: Callable[..., Any], *arguments: Any) -> Job:
        with self._lock:
            unfinished = [
                job
                for job in self._jobs.values()
                if job.request.owner == request.owner and job.state is JobState.RUNNING
            ]
            if len(unfinished) >= UNFINISHED_LIMIT:
                raise TooManyJobs
            job = Job(secrets.token_urlsafe(12), request)
            self._jobs[job.id] = job
        try:
            threading.Thread(target=self._run, args=(job, task, arguments), daemon=True).start()
        except RuntimeError:  # the system allows no more threads
            log.exception("a job did not start")
            self._break_off(job)
        return job

    def forget_old(self) -> None:
        """Forget jobs that ended long ago, and the oldest of those that ended if there are too many."""
        with self._lock:
            before = self._monotonic() - REMEMBERED_SECONDS
            ended = {id_: job.ended for id_, job in self._jobs.items() if job.ended is not None}
            surplus = len(ended) - REMEMBERED_LIMIT
            for at, (id_, time) in enumerate(ended.items()):
                if at < surplus or time < before:
                    del self._jobs[id_]

    def find(self, id_: str, conference: str) -> Job | None:
        job = self._jobs.get(id_)
        return job if job is not None and job.request.conference == conference else None

    def forget(self, job: Job) -> None:
        self.cancel(job)
        with self._lock:
            self._jobs.pop(job.id, None)

    def cancel(self, job: Job) -> None:
        """Stop a job; one that has ended stays as it is."""
        self._end(job, JobState.CANCELLED, "cancelled", methodcaller("terminate"))

    def close(self) -> None:
        for job in list(self._jobs.values()):
            self.cancel(job)

    def _run(self, job: Job, task: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """Run a job when it is its turn; it ends, whatever becomes of its process."""
        with self._turns:
            try:
                self._run_process(job, task, arguments)
            except Exception:
                log.exception("a job broke off")
                self._break_off(job)

    def _run_process(self, job: Job, task: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        ours, theirs = self._context.Pipe(duplex=False)
        with ours:
            with theirs, self._lock:
                if job.state is not JobState.RUNNING:
                    return
                work = theirs, gc.get_threshold(), task, arguments
                process = self._context.Process(target=_work, args=work, daemon=True)
                process.start()
                job.process, job.message = process, job.request.kind
            self._notify(job)
            self._follow(job, ours)
        process.join()
        job.process = None

    def _break_off(self, job: Job) -> None:
        """End a job whose process cannot go on; one that has ended stays as it is."""
        self._end(job, JobState.FAILED, "broken-off", methodcaller("kill"))

    def _end(self, job: Job, state: JobState, message: str, stop: Callable[[BaseProcess], object]) -> None:
        with self._lock:
            if job.state is not JobState.RUNNING:
                return
            job.state, job.message, job.ended = state, message, self._monotonic()
            if job.process is not None:
                stop(job.process)
        self._notify(job)

    def _follow(self, job: Job, connection: Connection) -> None:
        while True:
            try:
                kind, *values = connection.recv()
            except (EOFError, OSError):  # the process was killed
                self._break_off(job)
                return
            with self._lock:
                if job.state is not JobState.RUNNING:
                    return
                match kind:
                    case "progress":
                        job.progress, job.message, job.values = values
                    case "done":
                        job.result, job.progress = values[0], 1.0
                        job.state, job.message = JobState.DONE, "done"
                    case _:
                        job.error, job.state, job.message = values[0], JobState.FAILED, "failed"
                if kind != "progress":
                    job.ended = self._monotonic()
            self._notify(job)
            if kind != "progress":
                return


def _work(
    connection: Connection,
    thresholds: tuple[int, int, int],
    task: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> None:
    gc.set_threshold(*thresholds)

    def report(share: float, message: str, /, **values: str) -> None:
        connection.send(("progress", share, message, values))

    try:
        result = task(report, *arguments)
    except EventkitError as error:
        connection.send(("error", error.messages))
    except Exception:
        log.exception("a job failed")
        connection.send(("error", ()))
    else:
        connection.send(("done", result))
