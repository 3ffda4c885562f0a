"""Board state: a conference as the board's script receives it, in JSON values.

Times are wall times of the conference, ``2027-05-01T09:30``; where the clocks are put back over one, it has
its offset from UTC, ``2027-10-31T02:30+01:00``. Nothing of the roster is known here: the values come from a
schedule and from findings of rules alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeAlias

from eventkit.editing.board_edits import SeenPlace
from eventkit.findings import Finding, Severity
from eventkit.messages import Interface, Message, read_message
from eventkit.model import Participant, Room, Session, Status
from eventkit.outputs.reader_languages import retag_session
from eventkit.planning.problem.free_time import USUAL_HOURS
from eventkit.rules import Waiver
from eventkit.schedule import EntityKind, Schedule
from eventkit.schedule.entities import ENTITY_KINDS, title
from eventkit.texts import Text
from eventkit.texts.hyphenation import with_soft_hyphens
from eventkit.times import Period, SkippedTime, instant, is_ambiguous
from eventkit.times.wall_times import parse_wall_time
from eventkit.web.web_pages import translate_finding
from eventkit.wording import Wording
from eventkit.wording.public_schedule import block_place, is_untitled

Json: TypeAlias = dict[str, Any]

GRADES: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
"""The grades of findings on the board."""


def word_reason(why: str, schedule: Schedule, language: str) -> str:
    """The reason of a change in a language, with titles and names where the command line has ids."""
    if not isinstance(why, Message):
        return why

    def name(fact: str) -> str:
        entities = (kind.by_id(schedule).get(fact) for kind in reversed(ENTITY_KINDS))
        names = (title(entity) for entity in entities if entity)
        return next((name.best(language, *schedule.conference.languages)[1] for name in names if name), fact)

    def replace_ids(form: Any) -> Any:
        match form:
            case {"sentences": sentences, "facts": facts}:
                parts = [part if isinstance(part, str) else replace_ids(part) for part in sentences]
                return {"sentences": parts, "facts": {key: replace_ids(fact) for key, fact in facts.items()}}
            case {"list": facts, "joint": joint}:
                return {"list": [*map(replace_ids, facts)], "joint": joint}
            case str():
                return name(form)
        return form

    named: Message = read_message(replace_ids(why.form))
    return named.in_language(language, Interface.BROWSER).text


def parse_time(text: str, schedule: Schedule) -> datetime:
    return parse_wall_time(text, schedule.zone)


PLACED = frozenset(
    {
        "part-outside",
        "block-overlap",
        "unscheduled",
        "plenary-parallel",
        "opening-parallel",
        "keynote-parallel",
        "opening-order",
        "track-parallel",
        "wish",
        "person-clash",
        "person-unavailable",
        "change-over",
        "too-little-rest",
        "bad-hour",
        "preference",
        "room-clash",
        "room-unavailable",
        "room-too-small",
        "missing-feature",
        "no-booths",
        "outside-hours",
        "outside-days",
        "no-room",
    }
)
"""The rules whose findings another place settles."""

EDITED: Mapping[str, tuple[EntityKind, str, str]] = {
    **dict.fromkeys(("untitled", "one-language", "long-title"), (EntityKind.SESSION, "title", "title")),
    **dict.fromkeys(("address-shown", "text-one-language"), (EntityKind.SESSION, "abstract", "text")),
    **dict.fromkeys(
        ("panel-unmoderated", "moderator-panellist", "no-keynote-speaker", "nobody", "not-confirmed"),
        (EntityKind.SESSION, "people", "people"),
    ),
    "block-unchaired": (EntityKind.SESSION, "people", "chair"),
    "dead-stream": (EntityKind.SESSION, "streams", "streams"),
    **dict.fromkeys(
        ("unnamed", "same-name", "lookalike-name", "mixed-script", "name-otherwise"),
        (EntityKind.PARTICIPANT, "name", "name"),
    ),
    "no-organisation": (EntityKind.PARTICIPANT, "affiliations", "organisation"),
    "same-room-name": (EntityKind.ROOM, "name", "name"),
}
"""The field that settles the findings of a rule: whose it is, its name, and the words for it on the board."""

FORMS = {EntityKind.SESSION: "sessions", EntityKind.PARTICIPANT: "people", EntityKind.ROOM: "rooms"}


class BoardState:
    """The JSON values of a schedule for readers of a language."""

    def __init__(self, schedule: Schedule, language: str) -> None:
        self.schedule = schedule
        self.language = language
        self._wording = Wording.of(language)
        self._languages = (language, *schedule.conference.languages)

    def time(self, at: datetime) -> str:
        shown = self.schedule.wall(at)
        text = shown.replace(fold=0).isoformat(timespec="minutes")
        if not is_ambiguous(shown, self.schedule.zone):
            return text
        return text + at.astimezone(self.schedule.zone).isoformat()[len("2022-11-05T09:00:00") :]

    def period(self, period: Period) -> list[str]:
        return [self.time(period.start), self.time(period.end)]

    def text(self, text: Text) -> Json:
        """A text in the language of the readers, or else in the first one of the conference that it has."""
        language, string = text.best(*self._languages)
        return {"text": string, "lang": language}

    def conference(self) -> Json:
        conference = self.schedule.conference
        return {
            "id": conference.id,
            "title": self.text(conference.title),
            "zone": conference.zone,
            "days": [
                {"date": day.isoformat(), "start": self.time(hours.start), "end": self.time(hours.end)}
                for day, hours in self.days.items()
            ],
        }

    def rooms(self) -> list[Json]:
        return [
            {
                "id": room.id,
                "name": self.text(room.name),
                "capacity": room.capacity,
                "shared": room.shared,
                "closed": self._absences(room),
            }
            for room in self.schedule.rooms
        ]

    def tracks(self) -> list[Json]:
        return [
            {"id": track.id, "name": self.text(track.name), "code": track.code, "colour": track.colour}
            for track in self.schedule.tracks
        ]

    def people(self) -> list[Json]:
        return [
            {"id": person.id, "name": self._name(person), "absent": self._absences(person)}
            for person in self.schedule.participants
        ]

    def sessions(self, ids: Iterable[str] | None = None) -> list[Json]:
        """The sessions, or those of some ids that exist; a part has the rooms of what it is part of."""
        if ids is None:
            return [self.session(session) for session in self.schedule.sessions]
        known = EntityKind.SESSION.by_id(self.schedule)
        return [self.session(session) for id_ in ids if isinstance(session := known.get(id_), Session)]

    def session(self, session: Session) -> Json:
        span = self.schedule.span(session) if session.slot is None else None
        return {
            "id": session.id,
            "title": self._title(session),
            "kind": session.kind.value,
            "kind_label": self._wording.label(session.kind),
            "minutes": session.length,
            "track": session.track,
            **self.place(SeenPlace.of(self.schedule, session)),
            "people": [[person.participant, person.role.value] for person in session.people],
            "pinned": session.pinned,
            "cancelled": session.status is Status.CANCELLED,
            "confirmed": session.status is Status.CONFIRMED,
            "parts": len(self.schedule.parts(session.id)),
            "parent": session.parent,
            "span": self.period(span) if span else None,
            "plenary": session.plenary,
            "audience": session.audience,
            "untitled": is_untitled(session),
        }

    def _title(self, session: Session) -> Json:
        """The title, with soft hyphens too if it has a word that a card may not hold.

        A block that nobody has named has its place, as findings name it.
        """
        if is_untitled(session):
            return {"text": block_place(self.schedule, session, self.language), "lang": self.language}
        title = self.text(retag_session(session).title)
        divided = with_soft_hyphens(title["text"], title["lang"])
        return title if divided == title["text"] else {**title, "divided": divided}

    def place(self, place: SeenPlace) -> Json:
        return {
            "start": self.time(place.start) if place.start else None,
            "end": self.time(place.end) if place.end else None,
            "rooms": list(place.rooms),
        }

    def findings(self, findings: Iterable[Finding], waivers: Mapping[str, Waiver]) -> list[Json]:
        """Findings, gravest first, with the waivers of them by their identities."""
        return [self.finding(finding, waivers.get(finding.identity)) for finding in findings]

    def finding(self, finding: Finding, waiver: Waiver | None = None) -> Json:
        """A finding; its key stays the same while the facts do."""
        text = translate_finding(finding, self.language)
        identity = finding.identity
        return {
            "key": identity,
            "rule": finding.code,
            "grade": GRADES[finding.severity],
            "text": text.sentence.text,
            "remedy": text.remedy.text,
            "lang": text.sentence.language,
            "sessions": _ids(finding, EntityKind.SESSION),
            "people": _ids(finding, EntityKind.PARTICIPANT),
            "rooms": _ids(finding, EntityKind.ROOM),
            "place": finding.code in PLACED,
            "edit": _edit(finding),
            "waived": {"by": waiver.author, "reason": waiver.reason} if waiver else None,
            "waiver": identity,
        }

    def place_text(self, place: SeenPlace) -> str:
        """A place in words: Sat, 5 Nov, 09:00–09:40, Main Hall."""
        if place.start is None or place.end is None:
            return self.field_text("start", None)
        start = self.schedule.wall(place.start)
        when = self._wording.times(start, self.schedule.wall(place.end))
        if self._wording.direction == "rtl":  # else the end would come first (Unicode Annex 9)
            when = f"\u2066{when}\u2069"
        day = self._wording.short_day_of(self.schedule.conference, start.date())
        return self._wording.listed(filter(None, (day, when, self.room_names(place.rooms))))

    def field_text(self, field: str, value: Any) -> str:
        if isinstance(value, datetime):
            shown = self.schedule.wall(value)
            day = self._wording.short_day_of(self.schedule.conference, shown.date())
            return self._wording.listed((day, self._wording.time(shown)))
        if field == "rooms" and value:
            return self.room_names(value)
        return "–"

    def room_names(self, rooms: Iterable[str]) -> str:
        known = EntityKind.ROOM.by_id(self.schedule)
        names = (
            room.name.best(*self._languages)[1] if isinstance(room := known.get(id_), Room) else id_
            for id_ in rooms
        )
        return self._wording.listed(names)

    @cached_property
    def days(self) -> Mapping[date, Period]:
        """The days of the conference and those with sessions, each with its first and last minute."""
        hours: dict[date, Period | None] = dict.fromkeys(self.schedule.conference.dates[:366])
        for session in self.schedule.sessions:
            if session.slot is not None:
                period = session.slot.period
                day = self.schedule.day(period.start)
                known = hours.get(day) or period
                hours[day] = Period(start=min(known.start, period.start), end=max(known.end, period.end))
        return {day: hours[day] or self._usual_hours(day) for day in sorted(hours)}

    def _usual_hours(self, day: date) -> Period:
        clocks = (USUAL_HOURS.opens, USUAL_HOURS.closes)
        start, end = (self._instant(datetime.combine(day, clock)) for clock in clocks)
        return Period(start=start, end=end)

    def _instant(self, shown: datetime) -> datetime:
        while True:
            try:
                return instant(shown, self.schedule.zone)
            except SkippedTime:
                shown += timedelta(minutes=30)

    def _absences(self, owner: Room | Participant) -> list[list[str]]:
        if not owner.available:
            return []
        change = self.schedule.conference.day_change
        first, last = min(self.days), max(self.days)
        start = self._instant(datetime.combine(first, change))
        end = self._instant(datetime.combine(last + timedelta(days=1), change))
        absences: list[list[str]] = []
        for period in sorted(owner.available, key=lambda period: period.start):
            if start < min(period.start, end):
                absences.append([self.time(start), self.time(min(period.start, end))])
            start = max(start, period.end)
        if start < end:
            absences.append([self.time(start), self.time(end)])
        return absences

    def _name(self, person: Participant) -> Json:
        if person.is_withdrawn:
            language = self._languages[0]
            return {"text": Wording.of(language).word("withdrawn"), "lang": language}
        form = person.named(*self._languages)[0]
        return {"text": form.full, "lang": form.language}


def _ids(finding: Finding, kind: EntityKind) -> list[str]:
    return [subject.id for subject in finding.subjects if subject.kind == kind]


def _edit(finding: Finding) -> Json | None:
    kind, field, words = EDITED.get(finding.code, (None, "", ""))
    ids = _ids(finding, kind) if kind is not None else []
    return {"page": FORMS[kind], "id": ids[0], "field": field, "words": words} if kind and ids else None
