"""Listeners: connections that receive messages of a desk as server-sent events, and who is at the board."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eventkit.web.web_pages import LANGUAGES

QUEUE_LIMIT = 200
"""The most messages that wait for a listener; beyond that, its connection is closed and it reconnects."""

MESSAGES_LIMIT = 300  # the most messages remembered for listeners that reconnect
LISTENERS_LIMIT = 64  # the most connections of one person to one conference
ALL_LISTENERS_LIMIT = 1_000  # the most connections to one conference
HEARTBEAT_SECONDS = 15.0  # the seconds between two comments to listeners
PRESENCE_SECONDS = 90.0  # after how many seconds without news a colleague counts as gone


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class StreamMessage:
    data: Mapping[str, bytes]  # its bytes as a server-sent event (HTML Living Standard, 9.2.6), by language
    revision: str = ""  # the revision after it; empty for what is not part of the history
    visitor: str = ""  # the visitor it is for; empty for all

    @classmethod
    def of(
        cls,
        event: str,  # its kind: `change`, `presence` or `job`
        make: Callable[[str], Any],
        revision: str = "",
        visitor: str = "",
        languages: Iterable[str] = LANGUAGES,
    ) -> StreamMessage:
        """A message with data made once for all readers of each language."""
        head = f"id: {revision}\nevent: {event}\n" if revision else f"event: {event}\n"
        data = {language: f"{head}data: {to_json(make(language))}\n\n".encode() for language in languages}
        return cls(data, revision, visitor)

    @classmethod
    def in_any_language(cls, event: str, value: Any, revision: str = "") -> StreamMessage:
        """A message with data that are the same for all readers, made once."""
        message = cls.of(event, lambda _: value, revision, languages=LANGUAGES[:1])
        return cls(dict.fromkeys(LANGUAGES, message.data[LANGUAGES[0]]), revision)


HEARTBEAT = StreamMessage(dict.fromkeys(LANGUAGES, b": still here\n\n"))
"""A comment, which keeps proxies from closing a connection."""


class Listener:
    """A connection that receives messages."""

    def __init__(
        self, visitor: str, language: str, tab: str = "", is_allowed: Callable[[], bool] = lambda: True
    ) -> None:
        self.visitor = visitor
        self.language = language
        self.tab = tab  # the tab of the browser; may be empty
        # Whether the visitor may still listen: a session ends, or a user is removed.
        self.is_allowed = is_allowed
        self._queue: asyncio.Queue[StreamMessage | None] = asyncio.Queue()
        self._is_closed = False

    def put(self, message: StreamMessage) -> None:
        """Queue a message; a listener that is too slow is closed."""
        if self._is_closed or (message.visitor and message.visitor != self.visitor):
            return
        if self._queue.qsize() >= QUEUE_LIMIT:
            self.close()
        else:
            self._queue.put_nowait(message)

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._queue.put_nowait(None)

    async def next(self) -> bytes | None:
        """The next message; ``None`` at the end."""
        message = await self._queue.get()
        return None if message is None else message.data[self.language]


@dataclass(slots=True)
class Presence:
    """A tab of a browser in which somebody has the board open."""

    name: str
    lifted: str | None  # the session that they have lifted; None for none
    until: float  # when it is forgotten without news


@dataclass
class Listeners:
    """The listeners of a conference, the latest messages, and who is at the board."""

    monotonic: Callable[[], float]  # a clock that never goes back, in seconds
    _all: set[Listener] = field(default_factory=set)
    _messages: deque[StreamMessage] = field(default_factory=lambda: deque(maxlen=MESSAGES_LIMIT))
    _tabs: dict[str, Presence] = field(default_factory=dict)
    _beaten: float = 0.0

    def __len__(self) -> int:
        return len(self._all)

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(listener.language for listener in self._all)

    def add(self, listener: Listener) -> bool:
        """Add a listener, unless there are too many of its visitor, or in all."""
        own = sum(other.visitor == listener.visitor for other in self._all)
        if own >= LISTENERS_LIMIT or len(self._all) >= ALL_LISTENERS_LIMIT:
            return False
        self._all.add(listener)
        return True

    def remove(self, listener: Listener) -> None:
        """Remove a listener; the tab it belongs to is no longer present."""
        self._all.discard(listener)
        known = self._tabs.get(listener.tab)
        if known is not None and known.name == listener.visitor:
            del self._tabs[listener.tab]
            self._publish_presence()

    def publish(self, message: StreamMessage) -> None:
        """Send a message to all it is for; one with a revision is remembered."""
        if message.revision:
            self._messages.append(message)
        for listener in self._all:
            listener.put(message)

    def forget_messages(self) -> None:
        """Forget the messages remembered for those who reconnect: their boards load the state again."""
        self._messages.clear()

    def close_ended(self) -> None:
        """Close the connections of those who may not listen any more."""
        for listener in self._all:
            if not listener.is_allowed():
                listener.close()

    def beat(self) -> None:
        """Send a heartbeat to all listeners who still may listen, if the last one was long ago."""
        now = self.monotonic()
        if now - self._beaten >= HEARTBEAT_SECONDS:
            self._beaten = now
            self.close_ended()
            self.publish(HEARTBEAT)

    def messages_after(self, revision: str, language: str) -> list[StreamMessage] | None:
        """The messages after a revision; ``None`` if they are not remembered that far back in a language."""
        missed: list[StreamMessage] = []
        for message in reversed(self._messages):
            if message.revision == revision:
                return missed[::-1]
            if language not in message.data:
                return None
            missed.append(message)
        return None

    def close(self) -> None:
        for listener in self._all:
            listener.close()

    def set_presence(self, tab: str, name: str, lifted: str | None) -> bool:
        """Note that a tab is present, and what it lifted; false if it is not theirs, or one too many."""
        known = self._tabs.get(tab)
        if known is None:
            self.forget_absent()
            if sum(presence.name == name for presence in self._tabs.values()) >= LISTENERS_LIMIT:
                return False
        elif known.name != name:
            return False
        self._tabs[tab] = Presence(name, lifted, self.monotonic() + PRESENCE_SECONDS)
        if known is None or known.lifted != lifted:
            self._publish_presence()
        return True

    def forget_absent(self) -> None:
        """Forget tabs without news."""
        now = self.monotonic()
        gone = [tab for tab, presence in self._tabs.items() if presence.until < now]
        for tab in gone:
            del self._tabs[tab]
        if gone:
            self._publish_presence()

    def presence(self) -> StreamMessage:
        people = [
            {"name": presence.name, "tab": tab, "lifted": presence.lifted}
            for tab, presence in self._tabs.items()
        ]
        return StreamMessage.in_any_language("presence", {"people": people})

    def _publish_presence(self) -> None:
        self.publish(self.presence())

    def __iter__(self) -> Iterator[Listener]:
        return iter(self._all)
