"""The application: the table of all endpoints, its start and its end, and the process that serves it."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from uvicorn.protocols.http.h11_impl import H11Protocol

from eventkit.web import (
    board_endpoints,
    import_pages,
    output_pages,
    plan_endpoints,
    public_endpoints,
    release_pages,
    rules_pages,
)
from eventkit.web.endpoints import Endpoint, json_response, routes_of
from eventkit.web.forms import form_endpoints
from eventkit.web.guard import BODY_LIMIT, Guard
from eventkit.web.web_pages import page_language, render_page, words
from eventkit.web.web_server import WebServer

log = logging.getLogger("eventkit.web")

HEAD_SECONDS = 15.0
"""The time that the head of a request may take, in seconds; its connection is closed within twice the
time."""

STOP_SECONDS = 3  # the time that requests have to end after the server was stopped, in seconds

ENDPOINTS: tuple[Endpoint, ...] = (
    *public_endpoints.ENDPOINTS,
    *board_endpoints.ENDPOINTS,
    *plan_endpoints.ENDPOINTS,
    *import_pages.ENDPOINTS,
    *output_pages.ENDPOINTS,
    *release_pages.ENDPOINTS,
    *rules_pages.ENDPOINTS,
    *form_endpoints.ENDPOINTS,
)
"""The table of all endpoints, each with the level that it needs."""


def build_application(server: WebServer) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watch = asyncio.create_task(server.watch_store())
        try:
            yield
        finally:
            watch.cancel()
            server.jobs.close()
            server.close_streams()

    limits = [
        (compile_path(endpoint.path)[0], endpoint.limit)
        for endpoint in ENDPOINTS
        if endpoint.limit != BODY_LIMIT
    ]
    return Starlette(
        routes=routes_of(ENDPOINTS, server),
        middleware=[Middleware(Guard, hosts=server.settings.hosts, limits=limits)],
        exception_handlers={404: _answer_missing, 405: _answer_wrong_method, 500: _answer_failure},
        lifespan=lifespan,
    )


async def _answer_missing(request: Request, _: Exception) -> Response:
    """The answer if there is no endpoint: a page for people, JSON for scripts."""
    message = _word(request, "not-found")
    if "text/html" not in request.headers.get("accept", ""):
        return json_response({"message": message}, 404)
    page = render_page(
        "message.html",
        _language(request),
        title=_word(request, "error"),
        message=message,
        typed_stays=False,
        can_sign_in=False,
        form_token="",
    )
    return Response(page, 404, media_type="text/html")


async def _answer_wrong_method(request: Request, error: Exception) -> Response:
    headers: Mapping[str, str] = getattr(error, "headers", None) or {}
    return json_response({"message": _word(request, "not-found")}, 405, headers)


async def _answer_failure(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return json_response({"message": _word(request, "failed")}, 500)


def _word(request: Request, name: str) -> str:
    text: str = words("server", _language(request))[name]
    return text


def _language(request: Request) -> str:
    return page_language("", request.headers.get("accept-language", ""))


def serve(server: WebServer, listener: socket.socket) -> None:
    """Serve an application on a socket, until a signal stops the process.

    Requests are not logged: their addresses may contain the token of the printed link.
    """
    config = uvicorn.Config(
        build_application(server),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        ws="none",
        http=Connection,
    )
    asyncio.run(_Process(config, server).serve([listener]))


class Connection(H11Protocol):
    """A connection that is closed if the head of a request does not arrive in time.

    uvicorn closes connections that are idle after an answer, but waits for ever for the rest of a head.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch(asyncio.get_running_loop(), None)

    def _watch(self, loop: asyncio.AbstractEventLoop, before: object) -> None:
        """Close the connection if it still waits for the head that it waited for the last time."""
        if self.transport.is_closing():
            return
        is_waiting = self.cycle is None or self.cycle.response_complete
        after = (self.cycle or self) if is_waiting else None
        if after is not None and after is before:
            self.transport.close()
        else:
            loop.call_later(HEAD_SECONDS, self._watch, loop, after)


class _Process(uvicorn.Server):
    """The process; connections that stay open are closed when it is stopped."""

    def __init__(self, config: uvicorn.Config, server: WebServer) -> None:
        super().__init__(config)
        self._web = server

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, because of a signal."""
        self._web.stop()
        super().handle_exit(sig, frame)
