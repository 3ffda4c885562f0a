"""What the objects of the API of pretalx say, be they in lists or laid out by day, minute and room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from eventkit.formats.frab.gathering import Gathering
from eventkit.formats.frab.listed import Day
from eventkit.formats.frab.pretalx_layout import KINDS, NOWHERE, Cell, Objects, is_grid, listed
from eventkit.formats.frab.taking import day, later, names, says, text, without, words
from eventkit.formats.frab.things import first
from eventkit.intake import ImportLog, Location, RawSchedule
from eventkit.intake.privacy import drop_private

# What is said elsewhere, or is of no use without the server.
_ASIDE = names(
    "slot slots speakers submission_type submission_type_id track_id tag_ids content_locale state duration "
    "slot_count resources image answers pending_state title abstract description track code"
)
_TAKEN = frozenset({*KINDS, "schedule", "event", "conference", "count", "next", "previous"})
_PRIVATE = ("notes", "internal_notes", "reviews", "assigned_reviewers", "anonymised_data", "invitation_token")


def records(root: Any, name: str, log: ImportLog) -> RawSchedule:
    """What the file says."""
    return _Reading(name, log).records(root)


class _Reading:
    def __init__(self, name: str, log: ImportLog) -> None:
        self._name = name
        self._log = log
        self._gathering = Gathering(name, log, "pretalx")
        self._names: dict[str, dict[str, Any]] = {"track": {}, "type": {}}
        self._objects = Objects(name, log)

    def records(self, root: Any) -> RawSchedule:
        top = root if isinstance(root, dict) else {"results": root}
        self._objects.take(top)
        self._conference(top)
        for each, place, _ in self._objects.of("room"):
            self._gathering.rooms.named(each, place)
        for kind in ("track", "type"):
            for each, place, _ in self._objects.of(kind):
                self._names[kind][text(each.get("id"))] = each.get("name")
                if kind == "track":
                    self._gathering.tracks.named(each, place)
        for each, place, _ in self._objects.of("speaker"):
            self._gathering.people.named(self._speaker(each, place), place)
        self._sessions()
        return self._gathering.records

    def _conference(self, top: Mapping[str, Any]) -> None:
        event: Mapping[str, Any] = next(
            (top[each] for each in ("event", "conference") if isinstance(top.get(each), dict)), {}
        )
        told = {
            **without(
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
        rest = {name: each for name, each in top.items() if name not in _TAKEN and not is_grid(each)}
        self._gathering.conference(told, {**rest, "version": version}, Location(self._name))

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
            held = [*_own_slots(submission), *slots.pop(code, ())]
            self._submission(submission, _once_each(held), place, cell)
        for slot, place in pauses:
            self._break(slot, place)
        for code in slots:
            message = f"tells when {code} is held, but not what {code} is: give the submissions as well"
            self._log.error("slot-alone", message, Location(self._name, field="slots"))

    def _submission(
        self, told: Mapping[str, Any], slots: list[Mapping[str, Any]], place: Location, cell: Cell
    ) -> None:
        locale = text(told.get("content_locale"))
        code = text(told.get("code") or told.get("id"))
        event: dict[str, Any] = {
            **without(told, (*_ASIDE, *_PRIVATE, "id")),
            **{each: _in(told.get(each), locale) for each in ("title", "abstract", "description")},
            "type": _word(self._name_of("type", told.get("submission_type")))
            or ("break" if cell.on and not cell.room else ""),
            "track": self._name_of("track", told.get("track")),
            "language": locale,
            "speakers": [self._speaker(each, place) for each in listed(told.get("speakers"))],
            "links": told.get("resources"),
            "logo": told.get("image"),
            "answers": self._answers(told, place),
        }
        for number, slot in enumerate(slots or [{}], 1):
            self._guessed(slot, told, place, cell)
            own = {"code": code if number == 1 else f"{code}/{number}", **_when(slot, told, cell)}
            record = self._gathering.event({**event, **own}, Day(), place)
            record.field_names = {"kind": "submission_type", "minutes": "duration", "people": "speakers"}
            record.status = text(told.get("state")) or None
        if kept := [each for each in _PRIVATE if says(told.get(each))]:
            message = f"'{kept[0]}' is for organisers alone: it is left out"
            self._log.warning("private-left-out", message, Location(self._name, field=kept[0]))

    def _guessed(self, slot: Mapping[str, Any], told: Mapping[str, Any], place: Location, cell: Cell) -> None:
        if cell.ends is not None and not any(map(says, (slot.get("start"), told.get("duration")))):
            message = "does not say how long it lasts: it is taken to last until the next line of the layout"
            self._log.warning("guessed-end", message, place)

    def _break(self, slot: Mapping[str, Any], place: Location) -> None:
        title = words(slot.get("description")) or words(slot.get("title"))
        if title is None and not says(slot.get("start")):
            return
        told = {
            "code": f"slot {text(slot.get('id'))}",
            "title": title,
            "type": "break",
            **_when(slot, {}, NOWHERE),
        }
        self._gathering.event(told, Day(), place)

    def _speaker(self, told: Any, place: Location) -> Any:
        if not isinstance(told, dict):
            return {"code": text(told)}
        return {**without(told, ("submissions", *_PRIVATE)), "answers": self._answers(told, place)}

    def _answers(self, told: Mapping[str, Any], place: Location) -> dict[str, Any]:
        """What was answered, by question; whether that is private is judged by the question."""
        found: dict[str, Any] = {}
        for each in listed(told.get("answers")):
            if isinstance(each, dict):
                question = each.get("question")
                asked = question.get("question") if isinstance(question, dict) else question
                if says(answer := each.get("answer")) and (name := _word(asked)):
                    found[name[:200]] = answer
        return drop_private(found, replace(place, field=f"{place.field}.answers"), self._log)

    def _name_of(self, kind: str, value: Any) -> Any:
        """The name of a track or type that is given as its id, its name or an object."""
        if isinstance(value, dict) and "name" in value:
            return value if kind == "track" else value["name"]
        return self._names[kind].get(text(value), value) if isinstance(value, int | str) else value


def _own_slots(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for each in (told.get("slot"), *listed(told.get("slots"))):
        if isinstance(each, dict) and says(each.get("start")):
            yield each


def _once_each(slots: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The slots without those of an older version of the schedule that say the same."""
    return list({(text(each.get("start")), repr(each.get("room"))): each for each in slots}.values())


def _when(slot: Mapping[str, Any], told: Mapping[str, Any], cell: Cell) -> dict[str, Any]:
    """When and where, by the slot, or else by where in the layout it stands."""
    room = slot.get("room") if says(slot.get("room")) else slot.get("room_id")
    if isinstance(room, dict) and "name" not in room:
        room = {"name": room, "id": text(slot.get("room_id"))}
    found: dict[str, Any] = {
        "room": room if isinstance(room, dict) else text(room) or cell.room,
        "start": slot.get("start"),
        "end": slot.get("end"),
        "duration": told.get("duration") or slot.get("duration"),
    }
    if (on := day(cell.on)) and not says(found["start"]):
        found["start"] = later(on, int(cell.minute)).isoformat()
        if not says(found["duration"]) and cell.ends is not None:
            found["duration"] = cell.ends - int(cell.minute)
    return found


def _in(value: Any, locale: str) -> Any:
    return {locale: value} if locale and isinstance(value, str) and value.strip() else value


def _word(value: Any) -> str:
    """The word for a kind: the English one where there are several."""
    said = words(value)
    return said.get("en") or first(said) if isinstance(said, dict) else first(said)
