"""The guard: a middleware that every request passes, before any endpoint knows of it.

It refuses requests for a host that the server does not answer for (a page elsewhere could reach it by DNS
rebinding), requests that change something and come from another origin, and bodies that are too large or too
slow, and it adds the headers that browsers protect users by. Endpoints add form tokens and levels
(`endpoints`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from re import Pattern
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BOARD_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""The content security policy of organisers' pages."""

BODY_LIMIT = 1_000_000  # the largest body of a request, in bytes, where a route sets no other limit
BODY_SECONDS = 30.0
"""For how long a body may make the server wait, in seconds, beside the time that its bytes may take."""

BODY_RATE = 10_000
"""The slowest rate of a body, in bytes for each second: trickling connections would use up all there are."""

SAFE_METHODS = frozenset({"GET", "HEAD"})

_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "x-content-type-options": "nosniff",
        # Not "no-referrer": browsers would send forms with the origin "null".
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "content-security-policy": BOARD_POLICY,
        "cache-control": "no-store",
    }
)
"""The headers of every response that does not set them itself."""


@dataclass(frozen=True, slots=True)
class HostList:
    """The hosts that a server answers for."""

    names: frozenset[str]  # names with their ports, such as `forum.example.org` or `localhost:8400`
    any_address: bool = False  # whether any IP address is right: no name can be rebound to it

    @classmethod
    def of(cls, host: str, port: int, urls: Iterable[str] = ()) -> HostList:
        """The hosts of a server that listens on an address, and of the URLs by which proxies reach it."""
        is_local = is_loopback(host)
        names = (
            {"localhost", "127.0.0.1", "[::1]"} if is_local else {host if ":" not in host else f"[{host}]"}
        )
        hosts = {f"{name}:{port}" for name in names} | (names if port == 80 else set())
        hosts |= {urlsplit(url).netloc.lower() for url in urls}
        return cls(frozenset(hosts), any_address=not is_local)

    def contains(self, host: str) -> bool:
        if host.lower() in self.names:
            return True
        return self.any_address and _is_address(host)


def is_loopback(host: str) -> bool:
    """True if an address is reached from the same machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Guard:
    """The middleware; ``limits`` are by patterns of paths where they are not `BODY_LIMIT`."""

    def __init__(self, app: ASGIApp, hosts: HostList, limits: Sequence[tuple[Pattern[str], int]]) -> None:
        self._app = app
        self._hosts = hosts
        self._limits = tuple(limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if (refusal := self._refusal(scope)) is not None:
            await _refuse(send, *refusal)
            return
        limit = self._limit(scope["path"])
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                add_headers(message)
            await send(message)

        try:
            await self._app(scope, _limited(receive, limit), send_with_headers)
        except BodyTooLarge:
            if not started:
                await _refuse(send, 413, f"The body is larger than {limit:,} bytes.")

    def _limit(self, path: str) -> int:
        return next((size for pattern, size in self._limits if pattern.match(path)), BODY_LIMIT)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        if "\0" in scope["path"]:
            return 400, "The address is invalid."
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.contains(hosts[0]):
            message = (
                "This server does not answer for that host. Use the address that it printed at its start, or "
                "start it with --url."
            )
            return 421, message
        if scope["method"] not in SAFE_METHODS and not _is_same_origin(headers, hosts[0]):
            return 403, "The request comes from another site."
        length = headers.get("content-length", "0")
        has_two_ends = "content-length" in headers and "transfer-encoding" in headers  # RFC 9112, 6.3
        if has_two_ends or not length.isdigit():
            return 400, "The length of the body is invalid."
        limit = self._limit(scope["path"])
        if int(length) > limit:
            return 413, f"The body is larger than {limit:,} bytes."
        return None


class BodyTooLarge(Exception):
    """A body that is larger than its limit."""


def add_headers(message: Message) -> None:
    """Add the headers that browsers protect users by, where a response does not set them."""
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)


def _limited(receive: Receive, limit: int) -> Receive:
    """Receive a body up to a limit, whatever length was announced, and no slower than `BODY_RATE`."""
    size, is_whole = 0, False
    begun = asyncio.get_running_loop().time()

    async def receive_some() -> Message:
        nonlocal size, is_whole
        try:
            async with asyncio.timeout_at(None if is_whole else begun + BODY_SECONDS + size / BODY_RATE):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            size += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            if size > limit:
                raise BodyTooLarge
        return message

    return receive_some


def _is_same_origin(headers: Headers, host: str) -> bool:
    """True if a request comes from a page of this host, by what browsers add to it.

    Programs send neither header: they need a form token as well, which no other site can read.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    # Not the scheme, which a proxy that ends TLS changes.
    return origin is None or origin.partition("://")[2].lower() == host.lower()


def _is_address(host: str) -> bool:
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


async def _refuse(send: Send, status: int, message: str) -> None:
    body = json.dumps({"message": message}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # what is left of the request is not read
    ]
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    add_headers(start)
    await send(start)
    await send({"type": "http.response.body", "body": body})
