"""Endpoints of the public: the site and the calendars of the newest release, and those of chosen sessions."""

from __future__ import annotations

from collections.abc import Iterable

from anyio import to_thread
from starlette.responses import RedirectResponse, Response

from eventkit.outputs.site.server_files import MINUTES
from eventkit.outputs.site.session_entries import session_key
from eventkit.public_pages.page_addresses import CALENDARS, LANGUAGE_CHOICE, NOT_FOUND, selection_folder
from eventkit.web.endpoints import Call, Endpoint, RequestRefused
from eventkit.web.published_sites import PATIENCE_SECONDS, SHARED, PublishedSite
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_files import serve_file
from eventkit.web.web_pages import preferred_language

SELECTION_LIMIT = 200  # the most sessions of a calendar of chosen ones


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


async def get_calendar_of_selection(call: Call) -> Response:
    """The calendar of chosen sessions, whose keys are in the address, of the newest release."""
    conference, language = call.conference, call.request.path_params["language"]
    keys = tuple(dict.fromkeys(call.request.path_params["keys"].split(".")))[:SELECTION_LIMIT]
    is_present = conference in await _present(call)
    site = await call.server.sites.find(conference, PATIENCE_SECONDS) if is_present else None
    if site is None:
        raise RequestRefused(404, call.word("no-release"))
    path = f"{selection_folder(language)}{'.'.join(keys)}.ics"
    file = await call.server.sites.select(site, language, _sessions_of(site, keys), path)
    if file is None:
        raise RequestRefused(404, call.word("no-release"))
    headers = {"cache-control": MINUTES, "access-control-allow-origin": "*", **SHARED}
    return serve_file(call.request, file, headers, site.released.ledger.revised)


def _sessions_of(site: PublishedSite, keys: Iterable[str]) -> list[str]:
    """The ids of sessions by their keys; those that were never published are left out."""
    schedule, ledger = site.released.schedule, site.released.ledger
    present = {session.id for session in schedule.sessions}
    gone = [left[0].session for left in ledger.tombstones() if left[0].session.id not in present]
    ids = {session_key(session.uid): session.id for session in (*gone, *schedule.sessions)}
    return [ids[key] for key in keys if key in ids]


async def _present(call: Call) -> tuple[str, ...]:
    return await to_thread.run_sync(call.server.conferences, limiter=call.server.public_limiter)


def _language_folder(call: Call, site: PublishedSite) -> str:
    """The folder of the pages in the reader's language; empty if none of them is preferred."""
    folders = {path.partition("/")[0] for path in site.files if path.endswith("/index.html")}
    return preferred_language(call.request.headers.get("accept-language", ""), sorted(folders))


ENDPOINTS = (
    Endpoint("GET", "/site/{conference}", AccessLevel.PUBLIC, show_site_root, is_page=True),
    Endpoint(
        "GET",
        f"/site/{{conference}}/{selection_folder('{language}')}{{keys}}.ics",
        AccessLevel.PUBLIC,
        get_calendar_of_selection,
    ),
    Endpoint("GET", "/site/{conference}/{path:path}", AccessLevel.PUBLIC, show_site, is_page=True),
)
