"""Endpoints for everybody: the public site, pages to sign in and out, static files, and the sign of life."""

from __future__ import annotations

from collections.abc import Iterable

from anyio import to_thread
from starlette.responses import RedirectResponse, Response

from eventkit.outputs.site.server_files import MINUTES
from eventkit.outputs.site.session_entries import session_key
from eventkit.public_pages.page_addresses import CALENDARS, LANGUAGE_CHOICE, NOT_FOUND, selection_folder
from eventkit.web.access import COOKIE_DAYS, KNOWN_DAYS, TooManyAttempts
from eventkit.web.endpoints import Body, Call, Endpoint, RequestRefused, local_path, sign_in_page
from eventkit.web.published_sites import PATIENCE_SECONDS, SHARED, PublishedSite
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_files import serve_file
from eventkit.web.web_pages import preferred_language, static_files, static_folder

PASSWORD_LIMIT = 1_000  # the longest password, in characters
FOR_EVER = "public, max-age=31536000, immutable"


async def show_sign_in(call: Call) -> Response:
    """The page to sign in; with the token of the printed link, the visitor is signed in at once."""
    query = call.request.query_params
    token, target = query.get("token", ""), query.get("next", "")
    if not token:
        message = call.word("is-signed-out") if "out" in query else ""
        if call.server.access.has_sign_in:
            return sign_in_page(call, target, message)
        return sign_in_page(call, target, f"{message} {call.word('no-link')}".strip(), 401)
    cookie = call.server.access.enter(token)
    if cookie is None:
        return sign_in_page(call, target, call.word("wrong-link"), 401)
    return _signed_in(call, target, cookie)


async def sign_in(call: Call) -> Response:
    values = (call.body.get(name) for name in ("name", "password", "next"))
    name, password, target = (value if isinstance(value, str) else "" for value in values)
    address = call.request.client.host if call.request.client else ""
    if call.server.access.is_proxy(call.request):
        # The last entry of the last line is the one that our own proxy added.
        lines = call.request.headers.getlist("x-forwarded-for") or [address]
        address = lines[-1].rpartition(",")[2].strip()
    try:
        cookie = await to_thread.run_sync(
            call.server.access.sign_in,
            name.strip(),
            password[:PASSWORD_LIMIT],
            address,
            call.request.cookies.get(call.server.access.known_cookie, ""),
            limiter=call.server.sign_in_limiter,
        )
    except TooManyAttempts as error:
        message = call.word("too-many-attempts", seconds=str(error.seconds))
        response = sign_in_page(call, target, message, 429)
        response.headers["retry-after"] = str(error.seconds)
        return response
    if cookie is None:
        return sign_in_page(call, target, call.word("wrong-password"), 401)
    return _signed_in(call, target, cookie)


async def sign_out(call: Call) -> Response:
    """Sign the visitor out of this browser, and of every other that has a copy of its cookie."""
    await to_thread.run_sync(call.server.sign_out, call.visitor)
    response = RedirectResponse("/sign-in?out=1", 303)
    response.delete_cookie(call.server.access.cookie, httponly=True, samesite="strict")
    return response


async def show_start(call: Call) -> Response:
    """The first page: the board or the site of the only conference, or a choice."""
    present = await to_thread.run_sync(call.server.conferences, limiter=call.server.public_limiter)
    is_organiser = call.visitor.may(AccessLevel.VIEWER)
    if len(present) == 1:
        target = f"/board/{present[0]}" if is_organiser else f"/site/{present[0]}/"
        return RedirectResponse(target, 303)
    may_create = call.visitor.may(AccessLevel.PUBLISHER) and not call.server.settings.conference
    return call.page(
        "start.html",
        title="eventkit",
        conferences=present,
        is_organiser=is_organiser,
        may_create=may_create,
    )


async def get_static(call: Call) -> Response:
    """A static file; its folder is named by a hash, so that it never changes."""
    folder, _, name = call.request.path_params["path"].partition("/")
    file = static_files().get(name)
    if file is None or folder != static_folder():
        raise RequestRefused(404, call.word("not-found"))
    return serve_file(call.request, file, {"cache-control": FOR_EVER})


async def get_health(call: Call) -> Response:
    """A sign of life: the store can be read."""
    await to_thread.run_sync(call.server.conferences, limiter=call.server.public_limiter)
    return Response(b"ok\n", media_type="text/plain")


def _signed_in(call: Call, target: str, cookie: str) -> Response:
    """A page that goes on to the target: a redirect would not send the cookie after a link from elsewhere."""
    response = call.page("signed_in.html", title=call.page_word("continue"), target=local_path(target) or "/")
    response.set_cookie(
        call.server.access.cookie,
        cookie,
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        samesite="strict",
        secure=call.server.access.is_encrypted(call.request),
    )
    if known := call.server.access.known_browser(cookie):
        response.set_cookie(
            call.server.access.known_cookie,
            known,
            max_age=KNOWN_DAYS * 86_400,
            path="/sign-in",
            httponly=True,
            samesite="strict",
            secure=call.server.access.is_encrypted(call.request),
        )
    return response


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
    Endpoint("GET", "/", AccessLevel.PUBLIC, show_start, is_page=True),
    Endpoint("GET", "/sign-in", AccessLevel.PUBLIC, show_sign_in, is_page=True),
    Endpoint("POST", "/sign-in", AccessLevel.PUBLIC, sign_in, Body.FORM, is_page=True),
    Endpoint("POST", "/sign-out", AccessLevel.VIEWER, sign_out, Body.FORM, is_page=True),
    Endpoint("GET", "/static/{path:path}", AccessLevel.PUBLIC, get_static),
    Endpoint("GET", "/healthz", AccessLevel.PUBLIC, get_health),
    Endpoint("GET", "/site/{conference}", AccessLevel.PUBLIC, show_site_root, is_page=True),
    Endpoint(
        "GET",
        f"/site/{{conference}}/{selection_folder('{language}')}{{keys}}.ics",
        AccessLevel.PUBLIC,
        get_calendar_of_selection,
    ),
    Endpoint("GET", "/site/{conference}/{path:path}", AccessLevel.PUBLIC, show_site, is_page=True),
)
