"""Endpoints: a table of paths with the level that each needs, and the way of every request through it.

An endpoint is a function from a `Call` to a response. Before it runs, the visitor was recognised and may do
what the endpoint does, the body was parsed, and a request that changes something had the form token of the
visitor's page. Errors of the office become statuses and sentences here, and nowhere else.

To add pages: write functions that take a `Call`, list them as `Endpoint` values, and add the list to the
table in `application`. ``tests/web`` tries every entry of the table with every level.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeAlias
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from eventkit.editing import MergeConflict
from eventkit.errors import (
    EventkitError,
    NoSuchConference,
    NoSuchRelease,
    NoSuchRevision,
    ReleaseRefused,
    StoreError,
    StoreUnavailable,
    UndoRefused,
)
from eventkit.messages import LocalText
from eventkit.office.office import Office
from eventkit.schedule import Schedule
from eventkit.web.access import Visitor
from eventkit.web.desk import Desk
from eventkit.web.guard import BODY_LIMIT
from eventkit.web.jobs import Job
from eventkit.web.listeners import to_json
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_pages import page_language, render_page, translate_error, words
from eventkit.web.web_server import WebServer

log = logging.getLogger("eventkit.web")

FORM_TOKEN_HEADER = "x-form-token"  # noqa: S105 - the name of the header
FORM_TOKEN_FIELD = "form_token"  # noqa: S105 - the name of the field
NUMBER_DIGITS = 15  # the most digits of the number of a change, so that any store can look for it
LANGUAGE_COOKIE = "eventkit-language"

_PATH_OF_PAGE = re.compile(r"https?://[^/]*(/[^?#]*)")


class Body(Enum):
    NONE = auto()  # None
    JSON = auto()  # a JSON object, with the form token in the header `X-Form-Token`
    FORM = auto()  # a form with the field `form_token`; it may have files


@dataclass(frozen=True)
class Call:
    """A request on its way to an endpoint."""

    server: WebServer
    request: Request
    visitor: Visitor
    language: str  # the language of the answer, one of `web_pages.LANGUAGES`
    body: Any = None  # the body: a JSON object, a form, or None

    @property
    def conference(self) -> str:
        conference: str = self.request.path_params["conference"]
        return conference

    @property
    def root(self) -> str:
        """The address of the organisers' pages of that conference, without a slash at its end."""
        return f"/{self.conference}"

    @property
    def strings(self) -> dict[str, str]:
        """The strings of the form that was sent, by their names, without its files and its token."""
        fields = self.body.items() if self.body else ()
        return {name: value for name, value in fields if isinstance(value, str) and name != FORM_TOKEN_FIELD}

    def title_of(self, schedule: Schedule) -> str:
        conference = schedule.conference
        return conference.title.best(self.language, *conference.languages)[1]

    @property
    def desk(self) -> Desk:
        return self.server.desk(self.conference)

    @property
    def office(self) -> Office:
        return self.server.office(self.conference, self.visitor.name)

    async def find_job(self, id_: str) -> Job | None:
        """The job of an id; ``None`` if there is none, or what it was made of was erased since."""
        job = self.server.jobs.find(id_, self.conference)
        if job is None:
            return None
        change = job.request.change
        if not await self.server.run(lambda: self.server.store.has_change(self.conference, change)):
            self.server.jobs.forget(job)
            return None
        return job

    @property
    def form_token(self) -> str:
        return self.server.access.form_token(self.visitor)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page made from a template, with what `web_pages.render_page` adds.

        Templates get the visitor as ``user`` and ``role``, whether they can sign in or out, and the form
        token as ``form_token``.
        """
        body = render_page(
            template,
            self.language,
            **{
                "form_token": self.form_token,
                "user": self.visitor.name,
                "role": self.visitor.level.word,
                "can_sign_in": not self.visitor.name and self.server.access.has_sign_in,
                "can_sign_out": self.visitor.sign_in is not None,
                "sign_out_url": self.server.access.sign_out_url(self.visitor),
                **values,
            },
        )
        return Response(body, status, media_type="text/html")

    def page_word(self, name: str) -> str:
        text: str = words("pages", self.language)[name]
        return text

    def word(self, name: str, /, **values: str) -> str:
        text: str = words("server", self.language)[name]
        for placeholder, value in values.items():
            text = text.replace(f"{{{placeholder}}}", value)
        return text


Answer: TypeAlias = Callable[[Call], Awaitable[Response]]  # an endpoint: from a call to a response


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An entry in the table of endpoints."""

    method: str  # the method; GET answers HEAD too
    path: str  # the path, as Starlette writes it: `/api/{conference}/state`
    level: AccessLevel
    answer: Answer
    body: Body = Body.NONE
    limit: int = BODY_LIMIT  # the largest body, in bytes
    # Whether people see the answer: errors are pages then, and strangers are asked to sign in.
    is_page: bool = False

    def route(self, server: WebServer) -> Route:
        async def handle(request: Request) -> Response:
            return await _handle(self, server, request)

        return Route(self.path, handle, methods=[self.method], name=f"{self.method} {self.path}")


class RequestRefused(Exception):
    def __init__(
        self, status: int, message: str | LocalText, details: Mapping[str, Any] | None = None, **headers: str
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details or {}
        self.headers = headers


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(to_json(value).encode(), status, headers, media_type="application/json")


def routes_of(endpoints: Iterable[Endpoint], server: WebServer) -> list[Route]:
    return [endpoint.route(server) for endpoint in endpoints]


async def _handle(endpoint: Endpoint, server: WebServer, request: Request) -> Response:
    visitor = server.access.recognise(request)
    asked = request.query_params.get("lang", "") or request.cookies.get(LANGUAGE_COOKIE, "")
    language = page_language(asked, request.headers.get("accept-language", ""))
    call = Call(server, request, visitor, language)
    try:
        if not visitor.may(endpoint.level):
            return _stop(endpoint, call)
        body = await _read_body(endpoint, call)
        response = await endpoint.answer(Call(server, request, visitor, language, body))
    except ClientDisconnect:
        response = Response(status_code=400)
    except HTTPException as error:
        response = _error(endpoint, call, RequestRefused(error.status_code, str(error.detail)))
    except RequestRefused as error:
        response = _error(endpoint, call, error)
    except EventkitError as error:
        response = _error(endpoint, call, _refusal_of(error, call))
    finally:
        await request.close()  # with the files of a form
    if endpoint.is_page and "lang" in request.query_params:
        response.set_cookie(LANGUAGE_COOKIE, language, httponly=True, samesite="strict")
    return response


def _stop(endpoint: Endpoint, call: Call) -> Response:
    if call.visitor.level > AccessLevel.PUBLIC:
        return _error(endpoint, call, RequestRefused(403, call.word("forbidden")))
    if endpoint.is_page and endpoint.method == "GET":
        url = call.request.url
        address = f"{url.path}?{url.query}" if url.query else url.path
        return RedirectResponse(f"/sign-in?next={quote(address, safe='/')}", 303)
    if endpoint.is_page:
        # The browser still has the form, which can be sent once its user has signed in again.
        page = _PATH_OF_PAGE.match(call.request.headers.get("referer", ""))
        return sign_in_page(call, page[1] if page else "", call.word("signed-out-form"), 401)
    return _error(endpoint, call, RequestRefused(401, call.word("signed-out"), {"sign_in": "/sign-in"}))


async def _read_body(endpoint: Endpoint, call: Call) -> Any:
    request, own = call.request, call.server.access
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    token = request.headers.get(FORM_TOKEN_HEADER, "")
    body: Any = None
    match endpoint.body:
        case Body.JSON:
            if media_type != "application/json":
                raise RequestRefused(415, call.word("not-json"))
            try:
                body = json.loads(await request.body(), parse_constant=_refuse_constant)
            except (ValueError, RecursionError):
                raise RequestRefused(400, call.word("not-json")) from None
            if not isinstance(body, dict) or not _is_text(to_json(body)):
                raise RequestRefused(400, call.word("not-json"))
        case Body.FORM:
            if media_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
                raise RequestRefused(415, call.word("not-a-form"))
            body = await request.form(max_files=20, max_fields=2_000, max_part_size=endpoint.limit)
            if not all(_is_text(string) for pair in body.multi_items() for string in pair):
                raise RequestRefused(400, call.word("not-a-form"))
            token = token or _field(body, FORM_TOKEN_FIELD)
    changes = endpoint.method not in {"GET", "HEAD"}
    if changes and endpoint.level and not own.is_own_form(call.visitor, token):
        raise RequestRefused(403, call.word("stale-form"))
    return body


def parse_number(text: str) -> int:
    """The number of a change, as an address or a form has it; 0 if it is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS
    return int(text) if is_number else 0


def _refuse_constant(name: str) -> None:
    """Refuse a number that JSON does not have: NaN and the infinities."""
    raise ValueError(name)


def _is_text(value: object) -> bool:
    """True if a string of a request is text that a store can contain; files are."""
    if not isinstance(value, str):
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value and "\\u0000" not in value


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def sign_in_page(call: Call, target: str, message: str = "", status: int = 200) -> Response:
    """The page to sign in, which goes on to a path of this server afterwards; any other target is ignored."""
    return call.page(
        "sign_in.html",
        status,
        title=call.page_word("sign-in"),
        message=message,
        target=local_path(target),
        has_form=call.server.access.has_sign_in,
    )


def local_path(target: str) -> str:
    """A path of this server to go on to; empty for any other address."""
    if not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return ""
    return quote(target, safe="/-._~?=&%")


def _refusal_of(error: EventkitError, call: Call) -> RequestRefused:
    """An error of the office as a status and a sentence.

    Where the store is, and what its database reports, are for the log alone.
    """
    match error:
        case StoreUnavailable():
            log.error("%s", error)
            return RequestRefused(503, call.word(f"store-{error.problem}"))
        case NoSuchConference() | NoSuchRelease() | NoSuchRevision():
            status = 404
        case MergeConflict() | UndoRefused():
            status = 409
        case ReleaseRefused():
            status = 422
        case StoreError():
            log.error("%s", error)
            status = 503
        case _:
            status = 422
    return RequestRefused(status, translate_error(error, call.language))


def _error(endpoint: Endpoint, call: Call, error: RequestRefused) -> Response:
    headers = {name.replace("_", "-"): value for name, value in error.headers.items()}
    if endpoint.is_page:
        # Browsers fill a form in again where its answer was an error and the reader goes back.
        stays = endpoint.body is Body.FORM and error.status >= 500
        response = call.page(
            "message.html", error.status, message=error.message, title=call.word("error"), typed_stays=stays
        )
        response.headers.update(headers)
        return response
    message = error.message if isinstance(error.message, str) else error.message.text
    return json_response({"message": message, **error.details}, error.status, headers)
