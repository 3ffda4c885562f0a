"""Pages to sign in and out, the first page, static files, and the sign of life."""

from __future__ import annotations

from anyio import to_thread
from starlette.responses import RedirectResponse, Response

from eventkit.web.access import COOKIE_DAYS, KNOWN_DAYS, TooManyAttempts
from eventkit.web.endpoints import Body, Call, Endpoint, RequestRefused, local_path, sign_in_page
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_files import serve_file
from eventkit.web.web_pages import static_files, static_folder

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
        # The last entry is the one that our own proxy added.
        address = call.request.headers.get("x-forwarded-for", address).rpartition(",")[2].strip()
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


ENDPOINTS = (
    Endpoint("GET", "/", AccessLevel.PUBLIC, show_start, is_page=True),
    Endpoint("GET", "/sign-in", AccessLevel.PUBLIC, show_sign_in, is_page=True),
    Endpoint("POST", "/sign-in", AccessLevel.PUBLIC, sign_in, Body.FORM, is_page=True),
    Endpoint("POST", "/sign-out", AccessLevel.VIEWER, sign_out, Body.FORM, is_page=True),
    Endpoint("GET", "/static/{path:path}", AccessLevel.PUBLIC, get_static),
    Endpoint("GET", "/healthz", AccessLevel.PUBLIC, get_health),
)
