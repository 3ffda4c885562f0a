"""Edit requests: what the board's script sends, parsed into edits, and conflicts as it shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from eventkit.editing import Conflict, Refused
from eventkit.editing.board_edits import (
    NOWHERE,
    BoardEdit,
    PinSession,
    PlaceSession,
    SeenPlace,
    ShiftSessions,
    SwapSessions,
)
from eventkit.messages import as_message
from eventkit.schedule import Schedule
from eventkit.web.board_state import BoardState, Json, parse_time
from eventkit.web.web_pages import words

EDITS_LIMIT = 20
"""The most edits of one request."""

SESSIONS_LIMIT = 500
"""The most sessions that are shifted at once."""

REASON_LIMIT = 500
"""The longest reason, in characters."""

MINUTES_LIMIT = 14 * 24 * 60
"""By how many minutes sessions are shifted at most."""

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
    """A request of the board's script.

    Attributes:
        why: The reason in the author's words; may be empty.
        edits: Edits of the schedule; empty if it is about a waiver.
    """

    id: str
    why: str
    edits: tuple[BoardEdit, ...] = ()
    waiver: WaiveEdit | LiftEdit | None = None


_REQUEST = TypeAdapter(_Request)


def parse_edit_request(body: Mapping[str, Any], schedule: Schedule) -> EditRequest:
    try:
        request = _REQUEST.validate_python(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Refused(
            "The request is malformed at {place}: {first}.", place=place, first=first["msg"]
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
