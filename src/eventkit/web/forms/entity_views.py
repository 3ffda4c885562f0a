"""Entity views: the list of all entities of a kind, and the form of one, as values for their templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from eventkit.editing import Conflict
from eventkit.editing.board_edits import SeenPlace
from eventkit.model import Enumeration, Participant, Session, Slot
from eventkit.model.specs import spec_of
from eventkit.office.change_summaries import field_changes, value_summary
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule, title
from eventkit.store import Alteration, Blame, LogEntry
from eventkit.texts import Text, fold
from eventkit.values import Value
from eventkit.web.board_state import BoardState, word_reason
from eventkit.web.forms.entity_forms import FORMS, EntityForm, Submission
from eventkit.web.forms.form_fields import FormBuilder, FormInput, FormWords, InputType
from eventkit.web.forms.form_values import DAY, MINUTES, ROOMS, START, EntityNames, Strings, days_of
from eventkit.wording.public_schedule import block_place, is_untitled

_IDENTITY = {"id", "uid"}
HISTORY_LENGTH = 8  # the most changes listed beside a form
OPEN_LINES = 8
"""The most lines of a change that are shown at once; more are folded, below how many of what it alters."""

ALTERATIONS_LISTED = 100  # the most entities of one change that are listed; the rest are counted


@dataclass(frozen=True)
class EntityViews:
    """The pages of one conference for one reader."""

    schedule: Schedule
    words: FormWords

    def list_page(self, form: EntityForm, query: str) -> dict[str, Any]:
        """The list of the entities of a kind, of those alone that match what was typed."""
        entities = form.entities(self.schedule)
        folded = fold(query)
        shown = [entity for entity in entities if not folded or folded in _searched(entity)]
        count = (
            self.words.word("count", shown=len(shown), all=len(entities)) if query else f"{len(entities):,}"
        )
        return {
            "heading": self.words.word(form.page),
            "columns": [self.words.word("name"), *(self._heading(form.cls, name) for name in form.columns)],
            "rows": [self._row(form, entity) for entity in shown],
            "query": query,
            "count": count,
        }

    def form_page(self, form: EntityForm, submission: Submission) -> dict[str, Any]:
        builder = FormBuilder(submission.strings, self.schedule, self.words, submission.faults)
        sections = [
            {
                "name": name,
                "heading": self.words.word(f"section-{name}"),
                "fields": builder.fields(form.cls, names=names),
            }
            for name, names in form.fields_by_section().items()
        ]
        entity = form.entity(self.schedule, submission.id) if submission.id else None
        place = self._place(builder, submission.strings, entity) if form.cls is Session else None
        return {
            "heading": _name(entity, self.schedule) if entity else self.words.word(f"new-{form.page}"),
            "sections": sections,
            "place": place,
            "suggestions": builder.suggestions,
            "base": submission.base,
            "conflicts": [self._conflict(form, conflict) for conflict in submission.conflicts],
            "unplaced_faults": builder.unplaced_faults,
        }

    def _place(self, builder: FormBuilder, strings: Strings, session: Session | None) -> dict[str, Any]:
        wording, days = self.words.wording, days_of(self.schedule, strings)
        choices = tuple((str(day), wording.short_day_of(self.schedule.conference, day)) for day in days)
        day = FormInput(DAY, self.words.word("day"), InputType.CHOICE, strings.get(DAY, ""), choices=choices)
        inputs = (
            day,
            builder.input(START, self.words.word("starts"), InputType.LINE),
            builder.input(MINUTES, self.words.word("minutes"), InputType.NUMBER),
        )
        clock = self.words.word("clock", place=wording.zone_city(self.schedule.zone))
        return {
            "inputs": inputs,
            "rooms": builder.rooms(ROOMS),
            "clock": clock,
            "inherited": self._inherited_rooms(session),
        }

    def _inherited_rooms(self, session: Session | None) -> str:
        """The rooms that a session has from what it is part of, in a sentence; empty where it has its own."""
        if session is None or session.parent is None or (session.slot is not None and session.slot.rooms):
            return ""
        rooms = [self._name(EntityKind.ROOM, room) for room in self.schedule.rooms_of(session)]
        if not rooms:
            return ""
        parent = self._name(EntityKind.SESSION, session.parent)
        return self.words.word("inherited-rooms", rooms=self.words.wording.listed(rooms), name=parent)

    def _heading(self, cls: type[Value], name: str) -> str:
        return self.words.heading(cls, spec_of(cls, name))

    def _row(self, form: EntityForm, entity: Any) -> dict[str, Any]:
        return {
            "id": entity.id,
            "names": _names(entity, self.schedule),
            "cells": [self._cell(entity, name) for name in form.columns],
        }

    def _cell(self, entity: Any, name: str) -> str:
        value, wording = getattr(entity, name), self.words.wording
        match value:
            case None:
                words = ""
            case Text():
                words = value.best(self.words.language, *self.schedule.conference.languages)[1]
            case Slot():
                words = self._place_cell(value)
            case datetime():
                words = f"{self.schedule.wall(value):%Y-%m-%d %H:%M}"
            case Enumeration():
                words = wording.label(value)
            case tuple():
                words = self._list_cell(entity, name)
            case _:
                is_country = name == "country"
                words = wording.country(value) if is_country else self._name(EntityKind.TRACK, str(value))
        return words

    def _place_cell(self, slot: Slot) -> str:
        start, wording = slot.period.start, self.words.wording
        day = wording.short_day_of(self.schedule.conference, self.schedule.day(start))
        rooms = (self._name(EntityKind.ROOM, id_) for id_ in slot.rooms)
        return wording.listed((f"{day} {self.schedule.wall(start):%H:%M}", *rooms))

    def _list_cell(self, entity: Any, name: str) -> str:
        wording = self.words.wording
        if name == "affiliations":
            return wording.listed(wording.affiliations(self.schedule, entity))
        if name == "people":
            people = dict.fromkeys(appearance.participant for appearance in entity.people)
            return wording.listed(self._name(EntityKind.PARTICIPANT, id_) for id_ in people)
        return wording.listed(map(str, getattr(entity, name)))

    def _name(self, kind: EntityKind, id: str) -> str:
        return self._names.by_id(kind).get(id, id)

    @cached_property
    def _names(self) -> EntityNames:
        return EntityNames(self.schedule, unique=False)

    def _conflict(self, form: EntityForm, conflict: Conflict) -> dict[str, str]:
        root, _, language = conflict.field.partition(".")
        known = root in form.cls.model_fields
        label = self._heading(form.cls, root) if known else conflict.id
        if language and isinstance(conflict.mine, str):
            label = f"{label} ({language})"
        return {
            "path": conflict.field,
            "label": label,
            "by": conflict.by or self.words.word("someone"),
            "at": f"{self.schedule.wall(conflict.at):%Y-%m-%d %H:%M}" if conflict.at else "",
            "base": self.value_text(conflict.base),
            "mine": self.value_text(conflict.mine),
            "theirs": self.value_text(conflict.theirs),
        }

    def value_text(self, value: Any) -> str:
        if value is None:
            return self.words.word("nothing")
        if hasattr(value, "start") and hasattr(value, "end"):
            ends = (self.schedule.wall(value.start), self.schedule.wall(value.end))
            return "{:%Y-%m-%d %H:%M}–{:%H:%M}".format(*ends)
        if isinstance(value, Value):
            value = value.model_dump(mode="json", exclude_defaults=True)
        elif isinstance(value, tuple):
            value = [
                member.model_dump(mode="json", exclude_defaults=True)
                if isinstance(member, Value)
                else str(member)
                for member in value
            ]
        return value_summary(dict(value) if isinstance(value, Text) else value)

    def import_cells(self, session: Session) -> dict[str, str]:
        wording, slot = self.words.wording, session.slot
        start = self.schedule.wall(slot.period.start) if slot else None
        day = self.schedule.day(slot.period.start) if slot else None
        return {
            "title": " / ".join(_names(session, self.schedule)),
            "people": self._list_cell(session, "people"),
            "track": self._name(EntityKind.TRACK, session.track) if session.track else "",
            "minutes": str(session.length or ""),
            "day": wording.short_day_of(self.schedule.conference, day) if day else "",
            "start": f"{start:%H:%M}" if start else "",
            "room": wording.listed(self._name(EntityKind.ROOM, id_) for id_ in slot.rooms) if slot else "",
        }

    def import_conflict(self, conflict: Conflict) -> dict[str, str]:
        path = f"{conflict.id} · {conflict.field}" if conflict.field else conflict.id
        return {
            "label": path,
            "mine": self.value_text(conflict.mine),
            "theirs": self.value_text(conflict.theirs),
        }

    @cached_property
    def _board(self) -> BoardState:
        return BoardState(self.schedule, self.words.language)

    # History

    def blame(self, fields: Sequence[Blame]) -> list[dict[str, str]]:
        """The last change of each field of a session, without fields that were never set."""
        first = min((field.number for field in fields), default=0)
        return [
            {
                "label": self._heading(Session, field.field),
                "author": field.author,
                "at": f"{self.schedule.wall(field.at):%Y-%m-%d %H:%M}",
            }
            for field in fields
            if field.field in Session.model_fields
            and field.field not in _IDENTITY
            and (field.number > first or field.value)
        ]

    def history(self, entries: Sequence[LogEntry], *, table: str = "", id: str = "") -> list[dict[str, Any]]:
        """Changes for a list: what they altered, by whom, when and why."""
        return [self._entry(entry, table, id) for entry in entries]

    def _entry(self, entry: LogEntry, table: str, id: str) -> dict[str, Any]:
        about = [
            alteration
            for alteration in entry.alterations
            if not id or (alteration.table, alteration.id) == (table, id)
        ]
        lines = [
            line
            for alteration in about[:ALTERATIONS_LISTED]
            for line in self._lines(alteration, named=not id)
        ]
        if len(about) > ALTERATIONS_LISTED:
            lines.append(f"… +{len(about) - ALTERATIONS_LISTED}")
        return {
            "number": entry.number,
            "author": entry.author,
            "at": f"{self.schedule.wall(entry.at):%Y-%m-%d %H:%M}",
            "iso": entry.at.isoformat(timespec="seconds"),
            "why": word_reason(entry.why, self.schedule, self.words.language),
            "lines": lines,
            "summary": self._counted(about) if len(lines) > OPEN_LINES else "",
        }

    def _counted(self, alterations: Sequence[Alteration]) -> str:
        """The number of entities of each kind that are new, gone and changed: ``+ Sessions: 31``."""
        counts = Counter(
            " ".join(filter(None, (_sign(each), self.words.word(_FORMS_BY_TABLE[each.table].page))))
            for each in alterations
        )
        pair = self.words.wording.pair
        return " · ".join(pair(kind, f"{count:,}") for kind, count in counts.items())

    def _lines(self, alteration: Alteration, *, named: bool) -> list[str]:
        form, wording = _FORMS_BY_TABLE[alteration.table], self.words.wording
        before, after = alteration.before, alteration.after
        name = self._isolate(self._altered_name(alteration))
        if before is None or after is None:
            kind = self.words.word(form.page)
            if not named:
                return [self.words.word("count-added" if before is None else "count-removed")]
            return [wording.pair(f"{_sign(alteration)} {kind}", name)]
        subject = f"{name} · " if named else ""
        return [
            subject
            + wording.pair(
                self._field_label(form.cls, change.field),
                wording.becomes(
                    self._isolate(self._altered_value(before, change.field, change.before)),
                    self._isolate(self._altered_value(after, change.field, change.after)),
                ),
            )
            for change in field_changes(alteration)
        ]

    def _isolate(self, text: str) -> str:
        """A text whose direction is its own, where it may be another than around it (Unicode Annex 9)."""
        is_alike = text.isascii() and self.words.wording.direction == "ltr"
        return text if is_alike else f"\u2068{text}\u2069"

    def _altered_name(self, alteration: Alteration) -> str:
        """The name of an entity in the log: its present one, or else the one that it had."""
        known = alteration.table in ENTITY_KINDS and self._names.by_id(EntityKind(alteration.table))
        if known and alteration.id in known:
            return known[alteration.id]
        fields = alteration.after or alteration.before or {}
        text = fields.get("title", fields.get("name"))
        languages = (self.words.language, *self.schedule.conference.languages)
        return Text(text).best(*languages)[1] if text and isinstance(text, Mapping) else alteration.id

    def _altered_value(self, fields: Mapping[str, Any], field: str, summary: str) -> str:
        match field, fields.get(field):
            case "slot", {"period": {"start": str(start), "end": str(end)}, **rest}:
                first, last = (datetime.fromisoformat(text.partition("[")[0]) for text in (start, end))
                rooms: Any = rest.get("rooms", ())
                return self._board.place_text(SeenPlace(first, last, tuple(rooms)))
            case "parent", str(id_):
                return self._name(EntityKind.SESSION, id_)
            case "track", str(id_):
                return self._name(EntityKind.TRACK, id_)
        return summary

    def _field_label(self, cls: type[Value], path: str) -> str:
        root, _, language = path.partition(".")
        label = self._heading(cls, root) if root in cls.model_fields else root
        return f"{label} ({language})" if language else label


_FORMS_BY_TABLE = {form.cls.__name__.lower(): form for form in FORMS.values()}
"""The forms of entities by their tables in the log."""


def _sign(alteration: Alteration) -> str:
    if alteration.before is None:
        return "+"
    return "−" if alteration.after is None else ""


def _name(entity: Any, schedule: Schedule) -> str:
    return _names(entity, schedule)[0]


def _names(entity: Any, schedule: Schedule) -> tuple[str, ...]:
    text, languages = title(entity), schedule.conference.languages
    if isinstance(entity, Session) and is_untitled(entity):
        return (block_place(schedule, entity, languages[0]),)
    return tuple(dict.fromkeys(string for _, string in text.versions(languages, *text)))


def _searched(entity: Any) -> str:
    spellings = entity.variants if isinstance(entity, Participant) else ()
    return fold("\n".join((entity.id, *title(entity).values(), *spellings)))
