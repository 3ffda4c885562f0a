"""The event stream of a conference: server-sent events, resumed where a connection broke, and presence."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from eventkit.store import LogEntry
from eventkit.web.board_state import Json, word_reason
from eventkit.web.desk import Desk, DeskState
from eventkit.web.endpoints import Body, Call, Endpoint, RequestRefused, parse_number
from eventkit.web.listeners import Listener, StreamMessage
from eventkit.web.users_file import AccessLevel

MEDIA_TYPE = "text/event-stream"

HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
RETRY_MILLISECONDS = 2_000  # after what time browsers connect again
MISSED_LIMIT = 100  # the most changes that are listed for a listener who missed them
TEXT_LIMIT = 200  # the longest name of a tab and the longest id of a session, in characters


async def get_events(call: Call) -> Response:
    """The events of a conference, from those after ``Last-Event-ID`` on."""
    desk = call.desk
    state = await desk.current()
    if call.request.method == "HEAD":
        return Response(headers=HEADERS, media_type=MEDIA_TYPE)
    since = call.request.headers.get("last-event-id", "") or call.request.query_params.get("since", "")
    changes: tuple[LogEntry, ...] = ()
    if since and since != state.revision and desk.listeners.messages_after(since, call.language) is None:
        first = _number_of(since)
        entries = await desk.read(
            call.visitor.name, lambda office: office.changes_since(first, alterations=False)
        )
        changes = entries[-MISSED_LIMIT:]
    tab = call.request.query_params.get("tab", "")[:TEXT_LIMIT]

    def is_allowed() -> bool:
        visitor = call.server.access.recognise(call.request)
        return visitor.name == call.visitor.name and visitor.may(AccessLevel.VIEWER)

    listener = Listener(call.visitor.name, call.language, tab, is_allowed)
    if not desk.listeners.add(listener):
        raise RequestRefused(429, call.word("too-many-listeners"), retry_after="30")
    # Nothing can be missed: between here and the registration no other task ran.
    missed = _missed(desk, since, call.language, await desk.current(), changes) if since else []
    return StreamingResponse(
        _events(desk, listener, missed),
        headers=HEADERS,
        media_type=MEDIA_TYPE,
    )


async def _events(desk: Desk, listener: Listener, missed: list[StreamMessage]) -> AsyncIterator[bytes]:
    try:
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        for message in missed:
            yield message.data[listener.language]
        yield desk.listeners.presence().data[listener.language]
        while (data := await listener.next()) is not None:
            yield data
    finally:
        desk.listeners.remove(listener)


def _missed(
    desk: Desk, since: str, language: str, state: DeskState, changes: tuple[LogEntry, ...]
) -> list[StreamMessage]:
    """The messages for a listener who knows the conference as of an earlier revision.

    Where the desk does not remember them, as after a restart, the changes are listed, and the board has to
    load the state again.
    """
    if since == state.revision:
        return []
    if (messages := desk.listeners.messages_after(since, language)) is not None:
        return messages

    def form(entry: LogEntry | None) -> Json:
        return {
            "number": entry.number if entry else state.number,
            "revision": state.revision,
            "by": entry.author if entry else "",
            "at": entry.at.isoformat() if entry else None,
            "why": word_reason(entry.why, state.schedule, language) if entry else "",
            "sessions": [],
            "gone": [],
            "findings": {"added": [], "removed": []},
            "release": state.release,
            "reload": True,
        }

    return [
        StreamMessage.in_any_language("change", form(entry), state.revision) for entry in changes or (None,)
    ]


def _number_of(revision: str) -> int:
    """The number of the last change in a revision, or in a bare number; 0 where it is neither."""
    return parse_number(revision.partition(".")[0])


async def post_presence(call: Call) -> Response:
    tab, lifted = call.body.get("tab"), call.body.get("lifted")
    if not isinstance(tab, str) or not tab or len(tab) > TEXT_LIMIT:
        raise RequestRefused(422, call.word("not-json"))
    if lifted is not None and (not isinstance(lifted, str) or len(lifted) > TEXT_LIMIT):
        raise RequestRefused(422, call.word("not-json"))
    if not call.desk.listeners.set_presence(tab, call.visitor.name, lifted):
        raise RequestRefused(429, call.word("too-many-listeners"), retry_after="30")
    return Response(status_code=204)


ENDPOINTS = (
    Endpoint("GET", "/api/{conference}/events", AccessLevel.VIEWER, get_events),
    Endpoint("POST", "/api/{conference}/presence", AccessLevel.VIEWER, post_presence, Body.JSON),
)
