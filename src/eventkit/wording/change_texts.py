"""Change texts: differences in a reader's language, for attendees and speakers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Literal

from eventkit.differences import Change, Code
from eventkit.model import (
    Affiliation,
    Appearance,
    Backing,
    Deadline,
    Enumeration,
    Kind,
    ParticipantId,
    Session,
    Status,
    Venue,
)
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.wording import Wording
from eventkit.wording.fixed_words import Word, words
from eventkit.wording.public_schedule import block_place, is_untitled

Phrase = Literal[
    "added",
    "added-when",
    "added-where",
    "becomes",
    "cancelled",
    "confirmed",
    "field",
    "further",
    "heading",
    "heading-for",
    "moved",
    "no",
    "nothing",
    "order",
    "person-added",
    "person-cancelled",
    "person-confirmed",
    "person-field",
    "person-removed",
    "person-tentative",
    "quoted",
    "removed",
    "renamed",
    "restored",
    "rewritten",
    "rooms",
    "rooms-assigned",
    "rooms-left",
    "scheduled",
    "tentative",
    "unscheduled",
    "yes",
    "you-added",
    "you-cancelled",
    "you-confirmed",
    "you-field",
    "you-removed",
    "you-role",
    "you-tentative",
]
"""The keys of the table ``change`` in the words of each language."""

_TITLED = {EntityKind.CONFERENCE, EntityKind.SESSION}
"""The kinds of entities that have a title; the others have a name."""

FIELD_WORDS: Mapping[str, Word] = {
    "kind": "kind",
    "track": "track",
    "abstract": "abstract",
    "languages": "languages",
    "interpreted": "interpretation",
    "streams": "stream",
    "theme": "theme",
    "venue": "venue",
    "organisations": "organisations",
    "url": "website",
}
"""Fields whose label is a fixed word; the labels of all others are in the table ``field``."""

_EMPTY = "–"

_PLACEHOLDER = re.compile(r"{(\w+)}")

_LINE_LIMIT = 200
"""The limit of texts that are quoted before and after; of longer ones only the change is reported."""

_FULL_STOPS = re.compile(r"\.\.$")
"""Two full stops at the end of a sentence, where a value has one of its own: Form of address: – → Prof."""

_REFERENCES = {"parent": EntityKind.SESSION, "track": EntityKind.TRACK}


class FieldValueText:
    """Texts for the field values of two schedules: of the new one, or of the old one for removed entities."""

    def __init__(self, old: Schedule, new: Schedule, wording: Wording) -> None:
        self.both = (new, old)
        self.wording = wording

    def phrase(self, name: Phrase, /, **values: str) -> str:
        # All at once: a value may look like a placeholder itself.
        pattern: str = words(self.wording.language)["change"][name]
        return _PLACEHOLDER.sub(lambda match: values[match[1]], pattern)

    def text(self, text: Text) -> str:
        """A text in the language, or in the first language of the conference that it has."""
        return text.best(self.wording.asked, *self.both[0].conference.languages)[1]

    def name(self, participant: str) -> str:
        entity = self.find(EntityKind.PARTICIPANT, participant)
        languages = (self.wording.asked, *self.both[0].conference.languages)
        full: str = entity.named(*languages)[0].full
        return full

    def before_and_after(self, field: str, before: Any, after: Any) -> str:
        """The label of a field, with its value before and after: Track: Green → Blue."""
        old, new = (
            self._value(field, value) if value not in (None, ()) else _EMPTY for value in (before, after)
        )
        if old == new and field == "parent":
            old, new = self._distinguish(before, after)
        if old is not None and old == new and isinstance(before or after, Text):
            return self.in_other_languages(field, before or {}, after or {})
        if old is None or new is None or old == new or not _fits_line(old) or not _fits_line(new):
            return self.rewritten(field)
        return self.wording.pair(self._label(field), self.wording.becomes(old, new))

    def in_other_languages(self, field: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
        """The label of a field whose text is another in languages that are not the reader's, with these.

        The text before and after is quoted if it is in one language: Title (Chinese): – → 论坛.
        """
        tags = [tag for tag in {**before, **after} if before.get(tag) != after.get(tag)]
        if not tags:  # another sort key, or another part of a name
            return self.rewritten(field)
        names = self.wording.listed(map(self.wording.language_name, tags))
        label = self.wording.annotated(self._label(field), names)
        texts = [text.get(tag, _EMPTY) for tag in tags for text in (before, after)]
        if len(tags) != 1 or not all(map(_fits_line, texts)):
            return self.wording.pair(label, self.phrase("rewritten"))
        return self.wording.pair(label, self.wording.becomes(*texts))

    def _distinguish(self, before: str, after: str) -> tuple[str, str]:
        """Texts for two sessions with one title, of either schedule: with their places, or else their ids."""
        new, old = self.both
        texts = self._placed(old, before), self._placed(new, after)
        return (before, after) if texts[0] == texts[1] else texts

    def _placed(self, schedule: Schedule, id: str) -> str:
        session = schedule.session(id)
        place = block_place(schedule, session, self.wording.language)
        return place if is_untitled(session) else self.wording.annotated(self.text(session.title), place)

    def rewritten(self, field: str) -> str:
        return self.wording.pair(self._label(field), self.phrase("rewritten"))

    def _label(self, field: str) -> str:
        if field in FIELD_WORDS or field == "title":
            return self.wording.word(FIELD_WORDS.get(field, "title"))
        return self.wording.field(field)

    def _value(self, field: str, value: Any) -> str | None:
        """A field value in one line; ``None`` if it does not fit into one."""
        text: str | None = str(value)
        match value:
            case bool():
                text = self.phrase("yes" if value else "no")
            case Enumeration():
                text = self.wording.label(value)
            case Text():
                text = self.text(value)
            case Venue():
                text = self.text(value.name)
            case date():
                text = self.wording.day(value)
            case time():
                text = f"{value:%H:%M}"
            case tuple():
                members = [self._member(field, member) for member in value]
                text = self.wording.listed(filter(None, members)) if None not in members else None
            case str() if field in _REFERENCES:
                text = self.place_of_untitled(value) if field == "parent" else None
                text = text or self.text(title(self.find(_REFERENCES[field], value)))
            case str() if field == "country":
                text = self.wording.country(value)
        return text

    def _member(self, field: str, member: Any) -> str | None:
        match member:
            case Affiliation():
                at = member.organisation
                organisation = self.find(EntityKind.ORGANISATION, at) if at is not None else None
                languages = self.both[0].conference.languages
                return self.wording.affiliation(member.position, organisation, *languages)
            case Backing():
                name = self.text(self.find(EntityKind.ORGANISATION, member.organisation).name)
                return self.wording.annotated(name, self.wording.label(member.role))
            case Deadline():
                return self.wording.annotated(self.text(member.title), self._due(member.at))
            case str() if field in {"languages", "interpreted"}:
                return self.wording.language_name(member)
            case str():
                return self.name(member) if field == "members" else member
        return None

    def _due(self, at: date) -> str:
        return self.wording.moment(self.both[0].wall(at) if isinstance(at, datetime) else at)

    def title_text(self, value: Any) -> str:
        if isinstance(value, Text):
            return self.text(value)
        return self.text(Text(_texts_by_language(value)))

    def place_of_untitled(self, id: str) -> str | None:
        """The rooms, the day and the start of an untitled block of either schedule; `None` for others."""
        for schedule in self.both:
            session = EntityKind.SESSION.by_id(schedule).get(id)
            if isinstance(session, Session):
                return block_place(schedule, session, self.wording.language) if is_untitled(session) else None
        return None

    def find(self, kind: EntityKind, id: str) -> Any:
        """The entity of that id, in the new schedule or else in the old one."""
        for schedule in self.both:
            if (entity := kind.by_id(schedule).get(id)) is not None:
                return entity
        raise KeyError(id)


def _texts_by_language(value: Any) -> Mapping[str, str]:
    return value if isinstance(value, Text) else {form.language: form.full for form in value}


def _fits_line(text: str) -> bool:
    return "\n" not in text and len(text) <= _LINE_LIMIT


def _sentence(what: str) -> str:
    return _FULL_STOPS.sub(".", f"{what}.")


def change_sentence(
    change: Change,
    old: Schedule,
    new: Schedule,
    wording: Wording,
    *,
    to: ParticipantId | None = None,  # the participant it is addressed to: You now appear in “Panel” (Chair)
) -> str:
    """The sentence for a change between two schedules: “Panel” is cancelled."""
    writer = _ChangeWriter(old, new, wording)
    if to is None:
        return writer.sentence(change)
    is_own = change.about is EntityKind.PARTICIPANT and change.subject == to
    own = writer.own_field(change) if is_own else writer.address(change, to)
    return own or writer.sentence(change)


def is_news(change: Change, old: Schedule, new: Schedule) -> bool:
    """Check whether readers notice a change.

    They do not if a session is in the same rooms as before, or has left or entered a block, which is a period
    of a room.
    """
    if change.about is not EntityKind.SESSION or change.field not in {"slot.rooms", "parent"}:
        return True
    before, after = (schedule.session(change.subject) for schedule in (old, new))
    if change.field == "slot.rooms":
        return old.rooms_of(before) != new.rooms_of(after)
    parents = (
        schedule.session(session.parent)
        for schedule, session in ((old, before), (new, after))
        if session.parent is not None
    )
    return any(parent.kind is not Kind.BLOCK for parent in parents)


def notice(
    changes: Sequence[Change],
    old: Schedule,
    new: Schedule,
    language: str,
    *,
    to: ParticipantId | None = None,
) -> str:
    """A notice of changes for attendees, or one participant (of `about`): a sentence a line, by day."""
    writer = _ChangeWriter(old, new, Wording.of(language))
    conference = writer.text(new.conference.title)
    if to is None:
        heading = writer.phrase("heading", title=conference)
    else:
        heading = writer.phrase("heading-for", title=conference, name=writer.name(to))
    by_day: dict[date | None, list[str]] = {}
    for change in changes:
        if not is_news(change, old, new):
            continue
        by_day.setdefault(writer.day(change), []).append(writer.sentence(change))
    sections = [heading]
    for on in sorted(by_day, key=lambda day: day or date.max):
        day = writer.wording.day(on) if on is not None else None
        if day is None and len(by_day) > 1:
            day = writer.phrase("further")
        sections.append("\n".join([*([day] if day else []), *(f"- {line}" for line in by_day[on])]))
    if not by_day:
        sections.append(writer.phrase("nothing"))
    return "\n\n".join(sections) + "\n"


class _ChangeWriter(FieldValueText):
    def day(self, change: Change) -> date | None:
        """The conference day of a changed session, in the new schedule or else in the old one."""
        if change.about is not EntityKind.SESSION:
            return None
        for schedule in self.both:
            session = EntityKind.SESSION.by_id(schedule).get(change.subject)
            slot = getattr(session, "slot", None)
            if slot is not None:
                return schedule.day(slot.period.start)
        return None

    def sentence(self, change: Change) -> str:
        return _SENTENCES[change.code](self, change)

    def address(self, change: Change, reader: ParticipantId) -> str | None:
        """The sentence for a change of a reader's own appearance; ``None`` for any other change."""
        appearance = change.after or change.before
        if not isinstance(appearance, Appearance) or appearance.participant != reader:
            return None
        title, role = self.title(change), self.wording.label(appearance.role)
        match change.code:
            case Code.PERSON_ADDED:
                return self.phrase("you-added", title=title, role=role)
            case Code.PERSON_REMOVED:
                return self.phrase("you-removed", title=title, role=role)
            case Code.ROLE:
                before = self.wording.label(change.before.role)
                return self.phrase("you-role", title=title, before=before, after=role)
            case Code.POSITION:
                positions = change.before.affiliations, change.after.affiliations
                what = self.before_and_after("affiliations", *positions)
                return self.phrase("you-field", title=title, what=what)
            case _:
                return self.phrase(_OWN_ATTENDANCE[appearance.status], title=title)

    def own_field(self, change: Change) -> str | None:
        """The label of a changed field of a reader's own entry, and its values: their name is not needed."""
        match change.code:
            case Code.RENAMED:
                before, after = map(self.title_text, (change.before, change.after))
                label = self.wording.field("name")
                what = self.wording.becomes(before, after) if before != after else self.phrase("rewritten")
                return _sentence(self.wording.pair(label, what))
            case Code.FIELD:
                return _sentence(self.before_and_after(change.field, change.before, change.after))
            case _:
                return None

    def title(self, change: Change) -> str:
        if change.about is EntityKind.PARTICIPANT:
            return self.name(change.subject)
        if change.about is EntityKind.SESSION and (place := self.place_of_untitled(change.subject)):
            return self.phrase("quoted", title=place)
        title = self.text(change.title)
        return self.phrase("quoted", title=title) if change.about is EntityKind.SESSION else title

    def added(self, change: Change) -> str:
        title, slot = self.title(change), getattr(change.after, "slot", None)
        if slot is None:
            return self.phrase("added", title=title)
        when = self._when(self.both[0], slot.period)
        rooms = self.both[0].rooms_of(change.after)
        if not rooms:
            return self.phrase("added-when", title=title, when=when)
        return self.phrase("added-where", title=title, when=when, where=self._rooms(rooms))

    def removed(self, change: Change) -> str:
        return self.phrase("removed", title=self.title(change))

    def moved(self, change: Change) -> str:
        new, old = self.both
        title = self.title(change)
        if change.before is None:
            return self.phrase("scheduled", title=title, after=self._when(new, change.after))
        before = self._when(old, change.before)
        if change.after is None:
            return self.phrase("unscheduled", title=title, before=before)
        same_day = old.wall(change.before.start).date() == new.wall(change.after.start).date()
        after = self._hours(new, change.after) if same_day else self._when(new, change.after)
        return self.phrase("moved", title=title, before=before, after=after)

    def rooms(self, change: Change) -> str:
        title, before, after = self.title(change), self._rooms(change.before), self._rooms(change.after)
        if not change.after:
            return self.phrase("rooms-left", title=title, before=before)
        if not change.before:
            return self.phrase("rooms-assigned", title=title, after=after)
        return self.phrase("rooms", title=title, before=before, after=after)

    def status(self, change: Change) -> str:
        was_cancelled = change.before is Status.CANCELLED and change.after is Status.CONFIRMED
        phrase: Phrase = "restored" if was_cancelled else _STATUS[change.after]
        return self.phrase(phrase, title=self.title(change))

    def renamed(self, change: Change) -> str:
        before, after = map(self.title_text, (change.before, change.after))
        if before == after:  # the change is in another language
            name_field = "title" if change.about in _TITLED else "name"
            texts = map(_texts_by_language, (change.before, change.after))
            what = self.in_other_languages(name_field, *texts)
            if change.about is EntityKind.CONFERENCE:
                return _sentence(what)
            return self.phrase("field", title=self.title(change), what=what)
        if change.about is EntityKind.SESSION:
            before, after = (self.phrase("quoted", title=text) for text in (before, after))
        return self.phrase("renamed", before=before, after=after)

    def field(self, change: Change) -> str:
        what = self.before_and_after(change.field, change.before, change.after)
        if change.about is EntityKind.CONFERENCE:
            return _sentence(what)
        return _FULL_STOPS.sub(".", self.phrase("field", title=self.title(change), what=what))

    def person(self, change: Change) -> str:
        appearance: Appearance = change.after or change.before
        phrase: Phrase = "person-added" if change.before is None else "person-removed"
        role = self.wording.label(appearance.role)
        return self.phrase(
            phrase, name=self.name(appearance.participant), title=self.title(change), role=role
        )

    def role(self, change: Change) -> str:
        before, after = (self.wording.label(appearance.role) for appearance in (change.before, change.after))
        return self._of_person(change, self.wording.becomes(before, after))

    def position(self, change: Change) -> str:
        before, after = change.before.affiliations, change.after.affiliations
        return self._of_person(change, self.before_and_after("affiliations", before, after))

    def attendance(self, change: Change) -> str:
        phrase = _ATTENDANCE[change.after.status]
        return self.phrase(phrase, name=self.name(change.after.participant), title=self.title(change))

    def order(self, change: Change) -> str:
        return self.phrase("order", title=self.title(change))

    def _of_person(self, change: Change, what: str) -> str:
        name = self.name(change.after.participant)
        return self.phrase("person-field", name=name, title=self.title(change), what=what)

    def _rooms(self, rooms: Iterable[str]) -> str:
        return self.wording.listed(self.text(self.find(EntityKind.ROOM, room).name) for room in rooms)

    def _when(self, schedule: Schedule, period: Period) -> str:
        on = self.wording.short_day_of(self.both[0].conference, schedule.wall(period.start).date())
        return f"{on} {self._hours(schedule, period)}"

    def _hours(self, schedule: Schedule, period: Period) -> str:
        return self.wording.times(schedule.wall(period.start), schedule.wall(period.end))


_STATUS: Mapping[Status, Phrase] = {
    Status.CONFIRMED: "confirmed",
    Status.TENTATIVE: "tentative",
    Status.CANCELLED: "cancelled",
}

_ATTENDANCE: Mapping[Status, Phrase] = {
    Status.CONFIRMED: "person-confirmed",
    Status.TENTATIVE: "person-tentative",
    Status.CANCELLED: "person-cancelled",
}

_OWN_ATTENDANCE: Mapping[Status, Phrase] = {
    Status.CONFIRMED: "you-confirmed",
    Status.TENTATIVE: "you-tentative",
    Status.CANCELLED: "you-cancelled",
}

_SENTENCES: Mapping[Code, Callable[[_ChangeWriter, Change], str]] = {
    Code.ADDED: _ChangeWriter.added,
    Code.REMOVED: _ChangeWriter.removed,
    Code.MOVED: _ChangeWriter.moved,
    Code.ROOMS: _ChangeWriter.rooms,
    Code.STATUS: _ChangeWriter.status,
    Code.RENAMED: _ChangeWriter.renamed,
    Code.FIELD: _ChangeWriter.field,
    Code.PERSON_ADDED: _ChangeWriter.person,
    Code.PERSON_REMOVED: _ChangeWriter.person,
    Code.ROLE: _ChangeWriter.role,
    Code.POSITION: _ChangeWriter.position,
    Code.ATTENDANCE: _ChangeWriter.attendance,
    Code.ORDER: _ChangeWriter.order,
}
