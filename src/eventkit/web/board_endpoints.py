"""Endpoints of the board: its page, state, events and presence, edits, trials, undo, the log of a session."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal, TypeAlias

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.responses import Response, StreamingResponse

from eventkit.editing import Conflict, MergeConflict, Refused
from eventkit.editing.board_edits import (
    NOWHERE,
    BoardEdit,
    PinSession,
    PlaceSession,
    SeenPlace,
    ShiftSessions,
    SwapSessions,
    apply_board_edits,
    describe_edits,
)
from eventkit.errors import UndoRefused
from eventkit.messages import Reader, as_message
from eventkit.model import Session
from eventkit.office.change_summaries import headings_of_change
from eventkit.office.office import Office
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.store import Alteration, LogEntry
from eventkit.values.field_errors import error_sentence
from eventkit.web.board_state import BoardState, Json, parse_time, word_reason
from eventkit.web.desk import Desk, DeskState, DeskStep
from eventkit.web.endpoints import Body, Call, Endpoint, RequestRefused, json_response, parse_number
from eventkit.web.listeners import Listener, StreamMessage, to_json
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_files import takes_gzip
from eventkit.web.web_pages import asset, static_folder, translate_error, words
from eventkit.wording import Wording

EDITS_LIMIT = 20  # the most edits of one request
SESSIONS_LIMIT = 500  # the most sessions that are shifted at once
REASON_LIMIT = 500  # the longest reason, in characters
MINUTES_LIMIT = 14 * 24 * 60  # by how many minutes sessions are shifted at most
_Id: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class _Place(_Part):
    start: Annotated[str, Field(max_length=40)] | None = None
    end: Annotated[str, Field(max_length=40)] | None = None
    rooms: Annotated[list[_Id], Field(max_length=200)] = []

    def parse(self, schedule: Schedule) -> SeenPlace:
        if self.start is None and self.end is None:
            return NOWHERE
        if self.start is None or self.end is None:
            raise Refused("A place has a start and an end, or neither.")
        try:
            start, end = (parse_time(text, schedule) for text in (self.start, self.end))
        except ValueError as error:
            raise Refused(
                "The time {start} to {end} is invalid: it {reason}",
                start=self.start,
                end=self.end,
                reason=as_message(error),
            ) from None
        return SeenPlace(start, end, tuple(self.rooms))


class _PlaceEdit(_Part):
    op: Literal["place"]
    session: _Id
    seen: _Place
    to: _Place

    def parse(self, schedule: Schedule) -> BoardEdit:
        return PlaceSession(self.session, self.seen.parse(schedule), self.to.parse(schedule))


class _SwapEdit(_Part):
    op: Literal["swap"]
    sessions: Annotated[list[_Id], Field(min_length=2, max_length=2)]
    seen: Annotated[list[_Place], Field(min_length=2, max_length=2)]

    def parse(self, schedule: Schedule) -> BoardEdit:
        first, second = (place.parse(schedule) for place in self.seen)
        return SwapSessions((self.sessions[0], self.sessions[1]), (first, second))


class _ShiftEdit(_Part):
    op: Literal["shift"]
    sessions: Annotated[list[_Id], Field(min_length=1, max_length=SESSIONS_LIMIT)]
    minutes: Annotated[int, Field(ge=-MINUTES_LIMIT, le=MINUTES_LIMIT)]
    seen: dict[str, _Place]

    def parse(self, schedule: Schedule) -> BoardEdit:
        missing = [id_ for id_ in self.sessions if id_ not in self.seen]
        if missing:
            raise Refused("What was seen of session '{missing}' is missing.", missing=missing[0])
        return ShiftSessions(self.minutes, {id_: self.seen[id_].parse(schedule) for id_ in self.sessions})


class _PinEdit(_Part):
    op: Literal["pin"]
    session: _Id
    pinned: bool

    def parse(self, _: Schedule) -> BoardEdit:
        return PinSession(self.session, self.pinned)


class WaiveEdit(_Part):
    op: Literal["waive"]
    waiver: _Id
    reason: Annotated[str, Field(min_length=1, max_length=REASON_LIMIT)]


class LiftEdit(_Part):
    op: Literal["lift"]
    waiver: _Id


_Edit = Annotated[
    _PlaceEdit | _SwapEdit | _ShiftEdit | _PinEdit | WaiveEdit | LiftEdit, Field(discriminator="op")
]


class _Request(_Part):
    id: Annotated[str, Field(max_length=100)] = ""
    edits: Annotated[list[_Edit], Field(min_length=1, max_length=EDITS_LIMIT)]
    why: Annotated[str, Field(max_length=REASON_LIMIT)] = ""


@dataclass(frozen=True, slots=True)
class EditRequest:
    """A request of the board's script."""

    id: str
    why: str  # the reason in the author's words; may be empty
    edits: tuple[BoardEdit, ...] = ()  # edits of the schedule; empty if it is about a waiver
    waiver: WaiveEdit | LiftEdit | None = None


_REQUEST = TypeAdapter(_Request)


def parse_edit_request(body: Mapping[str, Any], schedule: Schedule) -> EditRequest:
    try:
        request = _REQUEST.validate_python(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Refused(
            "The request is malformed: {place} {predicate}.", place=place, predicate=error_sentence(first)
        ) from None
    about_waivers = [edit for edit in request.edits if isinstance(edit, WaiveEdit | LiftEdit)]
    if about_waivers and len(request.edits) > 1:
        raise Refused("A waiver is set or lifted alone in a request.")
    if about_waivers:
        return EditRequest(request.id, request.why, waiver=about_waivers[0])
    edits = (edit.parse(schedule) for edit in request.edits if not isinstance(edit, WaiveEdit | LiftEdit))
    return EditRequest(request.id, request.why, tuple(edits))


def conflict_form(conflict: Conflict, board: BoardState) -> Json:
    """A conflict as the board shows it: what it was, mine and theirs, by whom and when."""
    field = conflict.field.rpartition(".")[2]
    labels = words("server", board.language)["field"]
    values = {"base": conflict.base, "mine": conflict.mine, "theirs": conflict.theirs}
    return {
        "kind": conflict.kind.value,
        "id": conflict.id,
        "field": field,
        "field_label": labels.get(field or "session", field),
        **{name: _value(value, board) for name, value in values.items()},
        **{f"{name}_text": _value_text(field, value, board) for name, value in values.items()},
        "by": conflict.by,
        "at": conflict.at.isoformat() if conflict.at else None,
    }


def _value(value: Any, board: BoardState) -> Any:
    match value:
        case datetime():
            return board.time(value)
        case SeenPlace():
            return board.place(value)
        case tuple():
            return list(value)
        case _:
            return value


def _value_text(field: str, value: Any, board: BoardState) -> str:
    if isinstance(value, SeenPlace):
        return board.place_text(value)
    if field == "" and value is None:
        text: str = words("server", board.language)["removed"]
        return text
    return board.field_text(field, value)


LOG_LIMIT = 50  # the most changes of a session that are listed


async def show_board(call: Call) -> Response:
    """The page of the board; its script loads the rest."""
    state = await call.desk.current()
    conference = state.schedule.conference
    root = f"/api/{conference.id}"
    urls = {
        **{
            name: f"{root}/{name}" for name in ("state", "events", "edits", "trial", "places", "undo", "plan")
        },
        **{name: f"{root}/{name}" for name in ("jobs", "sessions", "presence")},
        "board": f"/board/{conference.id}",
        "forms": call.root,
        "release": f"{call.root}/release",
        "log": f"{call.root}/log",
        "site": f"/site/{conference.id}/",
        "login": "/sign-in",
        "sign_out": "/sign-out",
    }
    return call.page(
        "board.html",
        conference_id=conference.id,
        title=call.title_of(state.schedule),
        urls=urls,
        texts=words("board", call.language),
        may_edit=call.visitor.may(AccessLevel.EDITOR),
        version=static_folder(),
        script=asset("board.js"),
    )


async def get_state(call: Call) -> Response:
    state, members = await call.desk.state_form(call.language)
    tag = f'"{state.revision}-{call.language}-{call.visitor.level.word}-{static_folder()}"'
    headers = {
        "etag": tag,
        "cache-control": "private, no-cache",
        "vary": "Cookie, Accept-Language, Accept-Encoding",
    }
    if call.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    me = to_json({"name": call.visitor.name, "role": call.visitor.level.word}).encode()
    script = to_json(static_folder()).encode()
    body = b'{"me":' + me + b',"script":' + script + b"," + members + b"}"
    if takes_gzip(call.request.headers.get("accept-encoding", "")):
        body = await to_thread.run_sync(gzip.compress, body, 1, limiter=call.server.limiter)
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers, media_type="application/json")


async def post_edits(call: Call) -> Response:
    """Carry out the edits of a request; one that was carried out gets its first answer again."""
    desk, author = call.desk, call.visitor.name
    request = await _parse_request(call)
    if request.id and (known := desk.answers.get((author, request.id))):
        status, answer = known
        return Response(answer, status, media_type="application/json")
    response = await carry_out(call, _operation(request))
    if request.id:
        desk.remember(author, request.id, response.status_code, bytes(response.body))
    return response


async def post_trial(call: Call) -> Response:
    """The findings that edits would add and remove; nothing is written."""
    request = await _parse_request(call)
    if request.waiver is not None:
        raise RequestRefused(422, call.word("no-trial"))
    try:
        state, after, effect = await call.desk.try_out(
            partial(apply_board_edits, edits=request.edits, as_seen=False)
        )
    except MergeConflict as error:
        raise await _contested(call, error) from None
    board = BoardState(after, call.language)
    return json_response(
        {
            "added": board.findings(effect.added, state.waivers),
            "removed": [finding.identity for finding in effect.removed],
        }
    )


async def post_undo(call: Call) -> Response:
    number = call.body.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or not parse_number(str(number)):
        raise RequestRefused(422, call.word("no-number"))
    try:
        return await carry_out(call, lambda office: office.undo(number))
    except UndoRefused as error:
        details: Json = {"by": error.by, "at": error.at.isoformat() if error.at else None, "contested": []}
        status = 409 if error.blocking is not None else 422
        message = _undo_message(call, error, (await call.desk.recent()).schedule)
        raise RequestRefused(status, message, details) from None


def _undo_message(call: Call, error: UndoRefused, schedule: Schedule) -> str:
    if error.subject is None or not error.subject[1]:
        return translate_error(error, call.language).text
    kind, id_ = error.subject
    entity = EntityKind(kind).by_id(schedule).get(id_)
    name = title(entity).best(call.language, *schedule.conference.languages)[1] if entity else id_
    if error.at is None:
        return call.word("undo-changed", name=name)
    by_whom = "undo-changed-by-you" if error.by == call.visitor.name else "undo-changed-by"
    return call.word(by_whom, name=name, by=error.by, time=f"{schedule.wall(error.at):%H:%M}")


async def get_session_log(call: Call) -> Response:
    """The last changes of a session, newest first."""
    return json_response({"entries": await _log_entries(call, LOG_LIMIT)})


async def get_session_card(call: Call) -> Response:
    state = await call.desk.current()
    session = EntityKind.SESSION.by_id(state.schedule).get(call.request.path_params["session"])
    if not isinstance(session, Session):
        raise RequestRefused(404, call.word("no-session"))
    schedule, wording = state.schedule, Wording.of(call.language)
    board = BoardState(schedule, call.language)
    form = board.session(session)
    people = []
    for appearance in session.people:
        person = schedule.participant(appearance.participant)
        name = wording.listed_name(person, *schedule.conference.languages)
        people.append(wording.with_affiliations(name, wording.affiliations(schedule, appearance)))
    entries = await _log_entries(call, 5)
    return json_response({**form, "people": people, "abstract_html": None, "entries": entries})


async def _log_entries(call: Call, limit: int) -> list[Json]:
    session = call.request.path_params["session"]
    entries = await call.desk.read(call.visitor.name, lambda office: office.log(session=session, limit=limit))
    schedule = (await call.desk.recent()).schedule
    return [
        {
            "number": entry.number,
            "by": entry.author,
            "at": entry.at.isoformat(),
            "why": word_reason(entry.why, schedule, call.language),
            "what": [
                words
                for alteration in entry.alterations
                if alteration.id == session
                for words in _altered(alteration, call.language)
            ],
        }
        for entry in entries
    ]


def _altered(alteration: Alteration, language: str) -> Sequence[str]:
    if alteration.before is None or alteration.after is None:
        return [words("server", language)["changed"]["added" if alteration.before is None else "removed"]]
    return [heading.in_words(Reader.of(language)) for heading in headings_of_change(alteration)]


async def _parse_request(call: Call) -> EditRequest:
    state = await call.desk.recent()
    return parse_edit_request(call.body, state.schedule)


def _operation(request: EditRequest) -> Callable[[Office], object]:
    match request.waiver:
        case WaiveEdit(waiver=key, reason=reason):
            return lambda office: office.rules.waive([key], reason)
        case LiftEdit(waiver=key):
            return lambda office: office.rules.lift([key])
        case None:
            why = request.why or describe_edits(request.edits)
            return lambda office: office.edit(partial(apply_board_edits, edits=request.edits), why)


async def carry_out(call: Call, operation: Callable[[Office], object]) -> Response:
    """Run an operation in the name of the visitor, and answer with what it changed."""
    try:
        _, step = await call.desk.change(call.visitor.name, operation)
    except MergeConflict as error:
        raise await _contested(call, error) from None
    return json_response(_step_form(step, call.language))


async def _contested(call: Call, error: MergeConflict) -> RequestRefused:
    state = await call.desk.current()
    board = BoardState(state.schedule, call.language)
    conflicts = [conflict_form(conflict, board) for conflict in error.conflicts]
    return RequestRefused(409, call.word("contested"), {"contested": conflicts, "number": state.number})


def _step_form(step: DeskStep, language: str) -> Json:
    form = step.form(language)
    if step.before is step.after:
        form = {**form, "sessions": [], "findings": {"added": [], "removed": []}}
    return form


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
    Endpoint("GET", "/board/{conference}", AccessLevel.VIEWER, show_board, is_page=True),
    Endpoint("GET", "/api/{conference}/state", AccessLevel.VIEWER, get_state),
    Endpoint("POST", "/api/{conference}/edits", AccessLevel.EDITOR, post_edits, Body.JSON),
    Endpoint("POST", "/api/{conference}/trial", AccessLevel.EDITOR, post_trial, Body.JSON),
    Endpoint("POST", "/api/{conference}/undo", AccessLevel.EDITOR, post_undo, Body.JSON),
    Endpoint("GET", "/api/{conference}/sessions/{session}/log", AccessLevel.VIEWER, get_session_log),
    Endpoint("GET", "/api/{conference}/sessions/{session}/card", AccessLevel.VIEWER, get_session_card),
    Endpoint("GET", "/api/{conference}/events", AccessLevel.VIEWER, get_events),
    Endpoint("POST", "/api/{conference}/presence", AccessLevel.VIEWER, post_presence, Body.JSON),
)
