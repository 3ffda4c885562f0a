"""Desks: the present state of a conference in this process, stepped by each change, with its listeners.

A desk is a cache of the store. Each second, and when PostgreSQL announces a commit, it asks how far the
conference has come, so that changes by the command line and by other processes reach its listeners as its own
do. Rules run after a change is committed,
on the checker of the state before.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from eventkit.differences import difference
from eventkit.errors import NoSuchRelease
from eventkit.findings import Finding
from eventkit.office.office import Office
from eventkit.rules import Checker, Effect, RuleSettings, Waiver
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import ChangeNote, Version
from eventkit.web.board_state import BoardState, Json, word_reason
from eventkit.web.listeners import Listeners, StreamMessage, to_json
from eventkit.wording.public_schedule import for_readers

T = TypeVar("T")

SESSIONS_LIMIT = 200
"""The most changed sessions in one message; after larger changes, boards load the state again."""

ANSWERS_LIMIT = 500
"""The most answers to requests that are remembered, in case the same request is sent again."""

ANSWERS_BYTES = 2 * 2**20  # the most bytes of all of them: a change of all sessions has a long answer


@dataclass(frozen=True)
class DeskState:
    """A conference at one moment, as a desk has it."""

    version: Version
    last: ChangeNote
    checker: Checker
    settings: RuleSettings
    findings: Mapping[str, Finding]  # the findings by their keys, gravest first, waived ones included
    release: str | None  # the name of the newest release; None before the first
    released: Schedule | None

    @property
    def schedule(self) -> Schedule:
        return self.checker.schedule

    @property
    def number(self) -> int:
        """The number of the last change of the schedule."""
        return self.version.revision

    @cached_property
    def revision(self) -> str:
        """The revision: it differs after any change that boards show, of waivers and releases too.

        Its first part is the number of the last change, its last one differs where history was rewritten.
        """
        shown = _shown(self.version)
        digest = sha256(repr(shown).encode()).hexdigest()[:8]
        return f"{shown.revision}.{shown.settings}.{shown.releases}.{digest}"

    @cached_property
    def waivers(self) -> Mapping[str, Waiver]:
        return {waiver.identity: waiver for waiver in self.settings.waivers}

    @cached_property
    def unreleased(self) -> int:
        """The number of changes that readers do not know of yet; before the first release, all sessions."""
        if self.released is None:
            return len(for_readers(self.schedule).sessions)
        return len(difference(for_readers(self.released), for_readers(self.schedule)))


@dataclass(frozen=True)
class DeskStep:
    """A step of a desk from one state to the next."""

    before: DeskState
    after: DeskState
    # Whether the state before is no longer part of the history: a person was erased, a backup was restored,
    # or it is another conference of the same id.
    is_rewritten: bool = False
    _forms: dict[str, Json] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def sessions(self) -> tuple[str, ...]:
        known = EntityKind.SESSION.by_id(self.before.schedule)
        return tuple(
            session.id
            for session in self.after.schedule.sessions
            if (old := known.get(session.id)) is not session and old != session
        )

    @cached_property
    def shown_sessions(self) -> tuple[str, ...]:
        """The ids of sessions that look different: those that differ, their parts and their blocks."""
        after = self.after.schedule
        shown: dict[str, None] = {}
        for id_ in self.sessions:
            session = after.session(id_)
            shown |= dict.fromkeys(inner.id for _, inner in after.within(session))
            shown |= dict.fromkeys(outer.id for outer in after.lineage(session))
        return tuple(shown)

    @cached_property
    def gone(self) -> tuple[str, ...]:
        known = EntityKind.SESSION.by_id(self.after.schedule)
        return tuple(session.id for session in self.before.schedule.sessions if session.id not in known)

    @cached_property
    def needs_reload(self) -> bool:
        """True if more than sessions changed, so that boards load the state again."""
        before, after = self.before.schedule, self.after.schedule
        return (
            self.is_rewritten
            or len(self.sessions) > SESSIONS_LIMIT
            or any(
                getattr(before, name) is not getattr(after, name)
                and getattr(before, name) != getattr(after, name)
                for name in ("conference", "rooms", "tracks", "participants", "organisations")
            )
        )

    def findings(self, board: BoardState) -> Json:
        """The findings that are new or read differently, and the keys of those that are gone."""
        old, new = self.before, self.after
        added = [
            board.finding(finding, new.waivers.get(key))
            for key, finding in new.findings.items()
            if old.findings.get(key) != finding or old.waivers.get(key) != new.waivers.get(key)
        ]
        return {"added": added, "removed": [key for key in old.findings if key not in new.findings]}

    def form(self, language: str) -> Json:
        """The step as JSON, for readers of a language; made once for each language."""
        if language not in self._forms:
            self._forms[language] = self._make_form(language)
        return self._forms[language]

    def _make_form(self, language: str) -> Json:
        board = BoardState(self.after.schedule, language)
        last = self.after.last if self.after.number > self.before.number else None
        sessions = () if self.needs_reload else self.shown_sessions
        return {
            "number": self.after.number,
            "revision": self.after.revision,
            "by": last.author if last else "",
            "at": last.at.isoformat() if last else None,
            "why": word_reason(last.why, board.schedule, language) if last else "",
            "sessions": board.sessions(sessions),
            "gone": list(self.gone),
            "findings": {"added": [], "removed": []} if self.needs_reload else self.findings(board),
            "release": self.after.release,
            **({"reload": True} if self.needs_reload else {}),
        }


class Desk:
    """The present state of one conference, and its listeners.

    Operations on it run one after the other; what only reads may run beside them.
    """

    def __init__(
        self, office: Callable[[str], Office], monotonic: Callable[[], float], limiter: CapacityLimiter
    ) -> None:
        self.listeners = Listeners(monotonic)
        # Answers to requests by author and id, for a request that is sent again.
        self.answers: OrderedDict[tuple[str, str], tuple[int, bytes]] = OrderedDict()
        self._answers_size = 0
        self._office = office
        self._limiter = limiter
        self._state: DeskState | None = None
        self._states: dict[str, bytes] = {}
        self._order = asyncio.Lock()
        self._checks = threading.Lock()

    async def recent(self) -> DeskState:
        """The state that listeners have; changes by other processes in the last second may be missing."""
        return self._state or await self.current()

    async def current(self) -> DeskState:
        """The present state, after changes by others."""
        async with self._order:
            step = await self._run(self._advance)
            await self._publish(step)
            return step.after

    async def change(self, author: str, operation: Callable[[Office], T]) -> tuple[T, DeskStep]:
        """Run an operation of the office, and send the step to the state after it to all listeners."""

        def run() -> tuple[DeskStep, T, DeskStep]:
            others = self._advance()
            result = operation(self._office(author))
            return others, result, self._advance()

        async with self._order:
            others, result, step = await self._run(run)
            await self._publish(others)
            await self._publish(step)
            return result, step

    async def read(self, author: str, operation: Callable[[Office], T]) -> T:
        """Run an operation of the office that writes nothing."""
        return await self._run(lambda: operation(self._office(author)))

    async def try_out(self, edit: Callable[[Schedule], Schedule]) -> tuple[DeskState, Schedule, Effect]:
        """The effect that an edit would have on the findings; nothing is written."""
        state = await self.recent()

        def run() -> tuple[DeskState, Schedule, Effect]:
            after = edit(state.schedule)
            with self._checks:
                return state, after, state.checker.effect(after)

        return await self._run(run)

    async def compute(
        self, function: Callable[[DeskState, Callable[[Schedule], Effect]], T]
    ) -> tuple[DeskState, T]:
        """The present state, and a value computed in a thread from it and the effect of edits on findings.

        Changes of others go on between two calls of the function that gives the effect.
        """
        state = await self.current()

        def effect(after: Schedule) -> Effect:
            with self._checks:
                return state.checker.effect(after)

        return state, await self._run(lambda: function(state, effect))

    async def state_form(self, language: str) -> tuple[DeskState, bytes]:
        """The state and its members as JSON, without the braces; made once for each language."""
        state = await self.current()
        key = f"{state.revision} {language}"
        if key not in self._states:
            made = await self._run(lambda: _state_members(state, language))
            self._states = {
                known: form for known, form in self._states.items() if known.startswith(f"{state.revision} ")
            }
            self._states[key] = made
        return state, self._states[key]

    def remember(self, author: str, request: str, status: int, answer: bytes) -> None:
        """Remember the answer to a request; the oldest are forgotten where there are too many."""
        _, known = self.answers.pop((author, request), (0, b""))
        self.answers[author, request] = (status, answer)
        self._answers_size += len(answer) - len(known)
        while len(self.answers) > ANSWERS_LIMIT or self._answers_size > ANSWERS_BYTES:
            _, (_, oldest) = self.answers.popitem(last=False)
            self._answers_size -= len(oldest)

    async def _run(self, function: Callable[[], T]) -> T:
        return await to_thread.run_sync(function, limiter=self._limiter)

    async def _publish(self, step: DeskStep) -> None:
        if step.before is step.after:
            return
        if step.is_rewritten:
            self.listeners.forget_messages()
            self.answers.clear()
            self._answers_size = 0
        languages = self.listeners.languages
        self.listeners.publish(
            StreamMessage.of("change", step.form, step.after.revision, languages=languages)
        )
        # Listeners write their messages before the next change begins: beside a thread that computes, each of
        # hundreds of writes waits for the interpreter.
        await asyncio.sleep(0)

    def _advance(self) -> DeskStep:
        """The step to the present state of the store; without changes, from the state to itself."""
        office = self._office("")
        version = office.store.version(office.conference)
        before = self._state
        if before is not None and _shown(version) == _shown(before.version):
            return DeskStep(before, before)
        with self._checks:
            after = _load_state(office, version, before)
        self._state = after
        if before is None:
            return DeskStep(after, after)
        is_rewritten = not office.store.has_change(office.conference, before.version.change)
        return DeskStep(before, after, is_rewritten)


def _shown(version: Version) -> Version:
    """A version without what boards do not show: contacts."""
    return replace(version, roster=0)


def _settings(version: Version) -> tuple[int, str]:
    """The data of a version by which its rule settings are known."""
    return version.settings, version.settings_at


def _load_state(office: Office, version: Version, before: DeskState | None) -> DeskState:
    stored = office.load()
    if before is None or _settings(before.version) != _settings(version):
        settings = office.rules.settings()
    else:
        settings = before.settings
    if before is not None and _without_waivers(before.settings) == _without_waivers(settings):
        checker, _ = before.checker.moved(stored.schedule)
    else:
        checker = Checker(stored.schedule, settings)
    if before is not None and before.version.release == version.release:
        release, released = before.release, before.released
    else:
        release, released = _newest_release(office)
    # Findings that a step leaves alone are the same objects, so that their keys need not be computed again.
    keys = {id(finding): key for key, finding in before.findings.items()} if before else {}
    findings = {keys.get(id(finding)) or finding.identity: finding for finding in checker.findings}
    version = replace(version, revision=stored.revision)
    return DeskState(version, stored.last.note, checker, settings, findings, release, released)


def _without_waivers(settings: RuleSettings) -> RuleSettings:
    return settings.model_copy(update={"waivers": ()})


def _newest_release(office: Office) -> tuple[str | None, Schedule | None]:
    try:
        released = office.releases.load()
    except NoSuchRelease:
        return None, None
    return released.release.name, released.schedule


def _state_members(state: DeskState, language: str) -> bytes:
    board = BoardState(state.schedule, language)
    form = {
        "revision": state.revision,
        "number": state.number,
        "language": language,
        "conference": board.conference(),
        "rooms": board.rooms(),
        "tracks": board.tracks(),
        "people": board.people(),
        "sessions": board.sessions(),
        "findings": board.findings(state.findings.values(), state.waivers),
        "unreleased": state.unreleased,
        "release": state.release,
    }
    return to_json(form)[1:-1].encode()
