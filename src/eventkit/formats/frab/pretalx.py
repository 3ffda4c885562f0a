"""pretalx API objects: submissions, slots, speakers and rooms, as lists or as a grid of days and rooms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eventkit.formats.frab.frab_values import (
    ListedDay,
    has_value,
    is_scalar,
    other_fields,
    parse_leading_date,
    text,
    text_by_language,
    wall_time_at,
)
from eventkit.formats.frab.record_builder import FrabRecordBuilder, first_form
from eventkit.intake import ImportLog, Location, RawSchedule, SourceFile
from eventkit.intake.privacy import drop_private
from eventkit.intake.raw_objects import add_extra
from eventkit.intake.source_file import parse_json
from eventkit.messages import Message

_PAGE_NUMBER = re.compile(r"(?<!\d)[-_ ]?(?<!\d)\d+$")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

KINDS = {
    "submissions": "submission",
    "talks": "submission",
    "slots": "slot",
    "speakers": "speaker",
    "rooms": "room",
    "tracks": "track",
    "submission_types": "type",
    "submission-types": "type",
    "questions": "question",
    "answers": "answer",
    "tags": "tag",
    "results": "",
}
"""The kinds of objects in lists, by name; ``results`` contains any kind."""


@dataclass(frozen=True, slots=True)
class PretalxCell:
    """The position of an object in a grid, which replaces missing slot data."""

    on: str = ""
    minute: str = ""
    room: str = ""  # the room; empty if it goes across all of them
    ends: int | None = None  # the minute at which the next line of that day begins, if there is one


NO_CELL = PretalxCell()  # the position of an object in a list
Found = tuple[Mapping[str, Any], Location, PretalxCell]
"""An object, with its place in the file and in a layout."""


class PretalxObjects:
    """API objects by kind, such as ``submission`` or ``slot``; see `KINDS`."""

    def __init__(self, name: str, log: ImportLog) -> None:
        self._name = name
        self._log = log
        self._found: dict[str, list[Found]] = {}

    def of(self, kind: str) -> list[Found]:
        return self._found.get(kind, [])

    def add(self, kind: str, value: Mapping[str, Any], place: Location, cell: PretalxCell = NO_CELL) -> None:
        self._found.setdefault(kind, []).append((value, place, cell))

    def add_all(self, top: Mapping[str, Any]) -> None:
        filled = _minutes_by_day(top)
        for name, value in top.items():
            if is_day_grid(value):
                self._grid(value, name, filled)
            elif name == "schedule" and isinstance(value, dict):
                self.add_all({key: inner for key, inner in value.items() if key in KINDS})
            elif name in KINDS:
                self._list(value, name)
        if has_value(top.get("next")):
            here, all_ = len(as_list(top.get("results"))), text(top.get("count"))
            message = Message(
                "One page of several: {here} of {all} entries. Request all of them from the API and "
                "import them together.",
                here=here,
                all=all_,
            )
            self._log.error("one-page", message, Location(self._name, field="next"))

    def _list(self, values: Any, name: str) -> None:
        pairs = values.items() if isinstance(values, dict) else enumerate(as_list(values))
        for at, pair in pairs:
            place = Location(self._name, field=f"{name}[{at}]")
            if kind := (KINDS[name] or _kind(pair)) if isinstance(pair, dict) else "":
                self.add(kind, pair, place)
            elif has_value(pair):
                self._log.error("not-an-object", Message("Unknown object. Left out."), place)

    def _grid(self, days: Mapping[str, Any], name: str, filled: Mapping[str, list[int]]) -> None:
        for on, minutes in days.items():
            for minute, cells in minutes.items():
                where = Location(self._name, field=f"{name}.{on}.{minute}")
                ends = next((value for value in filled[on] if value > int(minute)), None)
                # A cell with a title spans all rooms: it is a break.
                across = isinstance(cells, dict) and "title" in cells
                for room, value in (
                    {"": cells}.items() if across else (cells if isinstance(cells, dict) else {}).items()
                ):
                    if isinstance(value, dict):
                        place = replace(where, field=f"{where.field}.{room}") if room else where
                        self.add("submission", value, place, PretalxCell(on, minute, room, ends))
                    elif has_value(value):
                        self._log.error("not-an-object", Message("Unknown object. Left out."), where)


def join_pages(source: SourceFile) -> Any:
    """The content of a JSON file, or of an archive of API responses, each under the name of its resource.

    A resource of several pages may be several files: ``submissions-1.json``, ``submissions-2.json``.
    """
    if not source.members:
        return source.json
    top: dict[str, Any] = {}
    for stem, member in source.members_by_stem.items():
        if not member.lower().endswith(".json"):
            continue
        root = parse_json(source.read_member(member), f"{source.name}, {member}")
        resource = _PAGE_NUMBER.sub("", stem)
        pages = root.get("results") if isinstance(root, dict) else root
        if isinstance(pages, list):
            top.setdefault(resource if resource in KINDS else "results", []).extend(pages)
        elif isinstance(root, dict) and "date_from" in root:
            top["event"] = root
        elif isinstance(root, dict):
            top |= {
                name: value for name, value in root.items() if name in _KNOWN_MEMBERS or is_day_grid(value)
            }
    return top


def is_pretalx(root: Any) -> bool:
    if isinstance(root, list):
        return bool(root) and _kind(root[0]) in {"submission", "slot"}
    if not isinstance(root, dict):
        return False
    if any(is_day_grid(value) for value in root.values()):
        return True
    firsts = (
        value
        for name in ("results", "submissions", "talks", "slots")
        for value in as_list(root.get(name))[:1]
    )
    return any(_kind(value) in {"submission", "slot"} for value in firsts)


_MEMBERS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("submission", frozenset({"title", "code"}), frozenset({"state", "submission_type"})),
    ("slot", frozenset({"submission", "start"}), frozenset()),
    ("question", frozenset({"question", "variant"}), frozenset()),
    ("answer", frozenset({"question", "answer"}), frozenset()),
    ("tag", frozenset({"tag"}), frozenset()),
    ("speaker", frozenset({"name", "code"}), frozenset()),
    ("room", frozenset({"name"}), frozenset({"capacity", "guid"})),
)
"""The members of each kind of object: all of the first set, and one of the second if that is not empty."""


def _kind(value: Any) -> str:
    """The kind of an API object, by its members; empty if it is unknown."""
    if not isinstance(value, dict):
        return ""
    kinds = (
        kind
        for kind, all_of, any_of in _MEMBERS
        if all_of <= value.keys() and (not any_of or any_of & value.keys())
    )
    return next(kinds, "")


def is_day_grid(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(_DATE.fullmatch(str(on)) and isinstance(minutes, dict) for on, minutes in value.items())
        and all(
            str(minute).isdecimal() and len(str(minute)) < 5
            for minutes in value.values()
            for minute in minutes
        )
    )


def _minutes_by_day(top: Mapping[str, Any]) -> Mapping[str, list[int]]:
    """For each day of all grids, the minutes at which rows begin, in order."""
    minutes_by_day: dict[str, set[int]] = {}
    for grid in filter(is_day_grid, top.values()):
        for on, minutes in grid.items():
            minutes_by_day.setdefault(on, set()).update(
                int(minute) for minute, cells in minutes.items() if cells
            )
    return {on: sorted(minutes) for on, minutes in minutes_by_day.items()}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# Members that are read elsewhere, or useless without the server.
_READ_ELSEWHERE = frozenset({
    "slot", "slots", "speakers", "submission_type", "submission_type_id", "track_id", "tag_ids",
    "content_locale", "state", "duration", "slot_count", "resources", "image", "answers",
    "pending_state", "title", "abstract", "description", "track", "code",
})  # fmt: skip
_SCALARS = ("code", "state", "content_locale")
_TYPE_MEMBERS = frozenset({"id", "name", "default_duration", "deadline", "requires_access_code"})
_SLOT_MEMBERS = frozenset({"id", "start", "end", "room", "room_id", "duration", "submission", "schedule"})
_KNOWN_MEMBERS = frozenset({*KINDS, "schedule", "event", "conference", "count", "next", "previous"})
_PRIVATE = ("notes", "internal_notes", "reviews", "assigned_reviewers", "anonymised_data", "invitation_token")


def parse_pretalx(root: Any, name: str, log: ImportLog) -> RawSchedule:
    return _PretalxParser(name, log).records(root)


class _PretalxParser:
    def __init__(self, name: str, log: ImportLog) -> None:
        self._name = name
        self._log = log
        self._builder = FrabRecordBuilder(name, log, "pretalx")
        self._names: dict[str, dict[str, Any]] = {"track": {}, "type": {}, "question": {}, "tag": {}}
        self._answers_by_id: dict[str, Mapping[str, Any]] = {}
        self._objects = PretalxObjects(name, log)

    def records(self, root: Any) -> RawSchedule:
        top = root if isinstance(root, dict) else {"results": root}
        self._objects.add_all(top)
        self._conference(top)
        for value, place, _ in self._objects.of("room"):
            self._builder.rooms.add(value, place)
        for kind in ("track", "type"):
            for value, place, _ in self._objects.of(kind):
                self._names[kind][text(value.get("id"))] = value.get("name")
                if kind == "track":
                    self._builder.tracks.add(value, place)
        for kind in ("question", "tag"):
            for value, _, _ in self._objects.of(kind):
                self._names[kind][text(value.get("id"))] = value.get(kind)
        self._answers_by_id = {text(value.get("id")): value for value, _, _ in self._objects.of("answer")}
        for value, place, _ in self._objects.of("speaker"):
            self._builder.people.add(self._speaker(value, place), place)
        self._sessions()
        return self._builder.records

    def _conference(self, top: Mapping[str, Any]) -> None:
        event: Mapping[str, Any] = next(
            (top[key] for key in ("event", "conference") if isinstance(top.get(key), dict)), {}
        )
        conference = {
            **other_fields(
                event, ("name", "slug", "date_from", "date_to", "timezone", "locale", "locales", "urls")
            ),
            "title": event.get("name"),
            "acronym": event.get("slug"),
            "start": event.get("date_from"),
            "end": event.get("date_to"),
            "time_zone_name": event.get("timezone"),
            "languages": event.get("locales") or event.get("content_locales") or event.get("locale"),
        }
        schedule = top.get("schedule")
        version = schedule.get("version") if isinstance(schedule, dict) else None
        rest = {name: key for name, key in top.items() if name not in _KNOWN_MEMBERS and not is_day_grid(key)}
        self._builder.set_conference(conference, {**rest, "version": version}, Location(self._name))

    def _sessions(self) -> None:
        slots: dict[str, list[Mapping[str, Any]]] = {}
        pauses: list[tuple[Mapping[str, Any], Location]] = []
        for slot, place, _ in self._objects.of("slot"):
            submission = slot.get("submission")
            code = text(submission.get("code") if isinstance(submission, dict) else submission)
            if isinstance(submission, dict):
                self._objects.add("submission", submission, place)
            if code:
                slots.setdefault(code, []).append(slot)
            else:
                pauses.append((slot, place))
        seen = set()
        for submission, place, cell in self._objects.of("submission"):
            code = text(submission.get("code"))
            if code and not cell.on and code in seen:
                continue
            seen.add(code)
            own_slots = [*_own_slots(submission), *slots.pop(code, ())]
            self._submission(submission, _unique_slots(own_slots), place, cell)
        for slot, place in pauses:
            self._break(slot, place)
        for code in slots:
            message = Message(
                "A slot for {code}, but no submission {code}. Left out. Import the submissions as well.",
                code=code,
            )
            self._log.error("slot-alone", message, Location(self._name, field="slots"))

    def _submission(
        self,
        submission: Mapping[str, Any],
        slots: list[Mapping[str, Any]],
        place: Location,
        cell: PretalxCell,
    ) -> None:
        locale = text(submission.get("content_locale"))
        code = text(submission.get("code") or submission.get("id"))
        event: dict[str, Any] = {
            **other_fields(submission, (*_READ_ELSEWHERE, *_PRIVATE, "id")),
            **{
                key: _in_language(submission.get(key), locale) for key in ("title", "abstract", "description")
            },
            "type": _english_word(self._name_of("type", submission.get("submission_type")))
            or ("break" if cell.on and not cell.room else ""),
            "track": self._name_of("track", submission.get("track")),
            "language": locale,
            **self._speakers(submission.get("speakers"), place),
            "links": submission.get("resources"),
            "logo": submission.get("image"),
            "tags": [
                tag.get("tag", tag) if isinstance(tag, dict) else self._names["tag"].get(text(tag), tag)
                for tag in as_list(submission.get("tags"))
            ]
            or submission.get("tags"),
            "answers": self._answers(submission, place),
        }
        for number, slot in enumerate(slots or [{}], 1):
            self._log_guessed_end(slot, submission, place, cell)
            own = {
                "code": code if number == 1 else f"{code}/{number}",
                **_time_and_room(slot, submission, cell),
            }
            record = self._builder.add_event({**event, **own}, ListedDay(), place)
            record.field_names = {"kind": "submission_type", "minutes": "duration", "people": "speakers"}
            record.status = text(submission.get("state")) or None
            add_extra(record, _unread_fields(submission), self._log)
        if private := [key for key in _PRIVATE if has_value(submission.get(key))]:
            message = Message("Field '{private}' is for organisers only. Left out.", private=private[0])
            self._log.warning("private-left-out", message, Location(self._name, field=private[0]))

    def _log_guessed_end(
        self, slot: Mapping[str, Any], submission: Mapping[str, Any], place: Location, cell: PretalxCell
    ) -> None:
        if cell.ends is not None and not any(map(has_value, (slot.get("start"), submission.get("duration")))):
            message = Message(
                "No duration. Imported as ending when the next row of the grid starts. Check it."
            )
            self._log.warning("guessed-end", message, place)

    def _break(self, slot: Mapping[str, Any], place: Location) -> None:
        title = text_by_language(slot.get("description")) or text_by_language(slot.get("title"))
        if title is None and not has_value(slot.get("start")):
            return
        event = {
            "code": f"slot {text(slot.get('id'))}",
            "title": title,
            "type": "break",
            **_time_and_room(slot, {}, NO_CELL),
        }
        self._builder.add_event(event, ListedDay(), place)

    def _speakers(self, speakers: Any, place: Location) -> dict[str, Any]:
        if not isinstance(speakers, list):
            return {"speakers": speakers}
        return {"speakers": [self._speaker(speaker, place) for speaker in speakers]}

    def _speaker(self, speaker: Any, place: Location) -> Any:
        if not isinstance(speaker, dict):
            return {"code": text(speaker)} if is_scalar(speaker) else speaker
        return {**other_fields(speaker, ("submissions", *_PRIVATE)), "answers": self._answers(speaker, place)}

    def _answers(self, record: Mapping[str, Any], place: Location) -> dict[str, Any]:
        """Answers by question; the question decides whether an answer is private."""
        answers: dict[str, Any] = {}
        for entry in as_list(record.get("answers")):
            answer_object = entry if isinstance(entry, dict) else self._answers_by_id.get(text(entry))
            if answer_object is not None:
                question = answer_object.get("question")
                asked = question.get("question") if isinstance(question, dict) else question
                name = _english_word(self._names["question"].get(text(asked), asked))
                if has_value(answer := answer_object.get("answer")) and name:
                    answers[name[:200]] = answer
        return drop_private(answers, replace(place, field=f"{place.field}.answers"), self._log)

    def _name_of(self, kind: str, value: Any) -> Any:
        if isinstance(value, dict) and "name" in value:
            return value if kind == "track" else value["name"]
        return self._names[kind].get(text(value), value) if isinstance(value, int | str) else value


def _unread_fields(submission: Mapping[str, Any]) -> dict[str, Any]:
    """The values of known fields that are not of a shape that can be read: they become extra data."""
    unread = {name: submission[name] for name in _SCALARS if not is_scalar(submission.get(name))}
    kind = submission.get("submission_type")
    if not _english_word(kind.get("name") if isinstance(kind, dict) and "name" in kind else kind):
        unread["submission_type"] = kind
    elif isinstance(kind, dict) and "name" in kind:
        unread["submission_type"] = other_fields(kind, _TYPE_MEMBERS)
    slot = submission.get("slot")
    unread["slot"] = other_fields(slot, _SLOT_MEMBERS) if isinstance(slot, dict) else slot
    answers = submission.get("answers")
    unread["unread answers"] = [
        answer
        for answer in (answers if isinstance(answers, list) else [answers])
        if not isinstance(answer, int)
        and not (isinstance(answer, dict) and has_value(answer.get("question")))
    ]
    return {name: value for name, value in unread.items() if has_value(value) and value != [None]}


def _own_slots(submission: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for slot in (submission.get("slot"), *as_list(submission.get("slots"))):
        if isinstance(slot, dict) and has_value(slot.get("start")):
            yield slot


def _unique_slots(slots: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The slots without repetitions from older versions of the schedule."""
    return list({(text(slot.get("start")), repr(slot.get("room"))): slot for slot in slots}.values())


def _time_and_room(
    slot: Mapping[str, Any], submission: Mapping[str, Any], cell: PretalxCell
) -> dict[str, Any]:
    """Time and room, from the slot or else from the position in the grid."""
    room = slot.get("room") if has_value(slot.get("room")) else slot.get("room_id")
    if isinstance(room, dict) and "name" not in room:
        room = {"name": room, "id": text(slot.get("room_id"))}
    event: dict[str, Any] = {
        "room": room if isinstance(room, dict) else text(room) or cell.room,
        "start": slot.get("start"),
        "end": slot.get("end"),
        "duration": submission.get("duration") or slot.get("duration"),
    }
    if (on := parse_leading_date(cell.on)) and not has_value(event["start"]):
        event["start"] = wall_time_at(on, int(cell.minute)).isoformat()
        if not has_value(event["duration"]) and cell.ends is not None:
            event["duration"] = cell.ends - int(cell.minute)
    return event


def _in_language(value: Any, locale: str) -> Any:
    return {locale: value} if locale and isinstance(value, str) and value.strip() else value


def _english_word(value: Any) -> str:
    forms = text_by_language(value)
    return forms.get("en") or first_form(forms) if isinstance(forms, dict) else first_form(forms)
