"""Endpoints of the public: the site and the calendars of the newest release, and personal calendars."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from anyio import to_thread
from starlette.responses import RedirectResponse, Response

from eventkit.outputs.site.server_files import MINUTES
from eventkit.public_pages.page_addresses import CALENDARS, LANGUAGE_CHOICE, NOT_FOUND
from eventkit.web.endpoints import Call, Endpoint, RequestRefused
from eventkit.web.published_sites import PATIENCE_SECONDS, SHARED, PublishedSite
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_files import serve_file
from eventkit.web.web_pages import preferred_language

PICK_LIMIT = 200
"""The most sessions of a personal calendar."""

CODE_LIMIT = 8_000
"""The longest code of a personal calendar, in characters."""


def pick_code(conference: str, sessions: Iterable[str]) -> str:
    """The code of a personal calendar: the conference and the sessions, in base64url (RFC 4648, 5)."""
    text = f"{conference}:{','.join(sessions)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parse_pick(code: str) -> tuple[str, tuple[str, ...]]:
    """The conference and the sessions in the code of a personal calendar; empty if it is no code."""
    if len(code) > CODE_LIMIT:
        return "", ()
    try:
        text = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode()
    except ValueError:
        return "", ()
    conference, _, ids = text.partition(":")
    return conference, tuple(dict.fromkeys(filter(None, ids.split(","))))[:PICK_LIMIT]


async def show_site(call: Call) -> Response:
    conference, path = call.conference, call.request.path_params.get("path", "")
    patience = PATIENCE_SECONDS if path.startswith(f"{CALENDARS}/") else 0.0
    site = await call.server.sites.find(conference, patience) if conference in await _present(call) else None
    if site is None:
        raise RequestRefused(404, call.word("no-release"))
    if not path and (language := _language_folder(call, site)):
        return RedirectResponse(f"{language}/index.html", 302, {"vary": "Accept-Language"})
    path = f"{path}{LANGUAGE_CHOICE}" if not path or path.endswith("/") else path
    file = site.files.get(path)
    if file is None and NOT_FOUND not in site.files:  # browsers reach the server by several addresses
        raise RequestRefused(404, call.word("not-found"))
    if file is None:
        response = serve_file(call.request, site.files[NOT_FOUND], site.headers_of(NOT_FOUND))
        response.status_code = 404
        return response
    return serve_file(call.request, file, site.headers_of(path), site.modified(path))


async def show_site_root(call: Call) -> Response:
    """The address of a site without its last slash."""
    return RedirectResponse(f"/site/{call.conference}/", 301)


async def get_personal_calendar(call: Call) -> Response:
    conference, sessions = parse_pick(call.request.path_params["code"])
    is_present = conference in await _present(call)
    site = await call.server.sites.find(conference, PATIENCE_SECONDS) if is_present else None
    file = await call.server.sites.pick(site, sessions) if site is not None else None
    if site is None or file is None:
        raise RequestRefused(404, call.word("no-release"))
    headers = {"cache-control": MINUTES, "access-control-allow-origin": "*", **SHARED}
    return serve_file(call.request, file, headers, site.released.ledger.revised)


async def _present(call: Call) -> tuple[str, ...]:
    return await to_thread.run_sync(call.server.conferences, limiter=call.server.public_limiter)


def _language_folder(call: Call, site: PublishedSite) -> str:
    """The folder of the pages in the reader's language; empty if none of them is preferred."""
    folders = {path.partition("/")[0] for path in site.files if path.endswith("/index.html")}
    return preferred_language(call.request.headers.get("accept-language", ""), sorted(folders))


ENDPOINTS = (
    Endpoint("GET", "/site/{conference}", AccessLevel.PUBLIC, show_site_root, is_page=True),
    Endpoint("GET", "/site/{conference}/{path:path}", AccessLevel.PUBLIC, show_site, is_page=True),
    Endpoint("GET", "/cal/pick/{code}.ics", AccessLevel.PUBLIC, get_personal_calendar),
)
