"""What the fields of a schedule's things hold, said in one line of a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Literal

from eventkit.model import Affiliation, Backing, Deadline, Enumeration, Venue
from eventkit.schedule import Schedule, Thing, title
from eventkit.texts import Text
from eventkit.wording import Wording
from eventkit.wording.words import Word, words

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
    "rooms-given",
    "rooms-left",
    "scheduled",
    "tentative",
    "unscheduled",
    "yes",
]
"""The names of the sentences in the table ``change`` of each language."""

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
"""Fields whose label is a fixed word anyhow; those of all others are in the table ``field``."""

_NOTHING = "–"
_PLACE = re.compile(r"{(\w+)}")
_LINE_LIMIT = 200
"""The longest text that is told before and after; of a longer one it is only said that it changed."""

_POINTED_TO = {"parent": Thing.SESSION, "track": Thing.TRACK}


class Saying:
    """Says what things of two schedules hold: as they are in the new one, or were before they went.

    Attributes:
        both: The new schedule and the old.
        wording: The wording of the language.
    """

    def __init__(self, old: Schedule, new: Schedule, wording: Wording) -> None:
        self.both = (new, old)
        self.wording = wording

    def phrase(self, name: Phrase, /, **filling: str) -> str:
        """A sentence with its places filled, all at once: what is filled in may look like a place itself."""
        said: str = words(self.wording.language)["change"][name]
        return _PLACE.sub(lambda place: filling[place[1]], said)

    def text(self, text: Text) -> str:
        """A text in the language, or the conference's next that it is in."""
        return text.best(self.wording.asked, *self.both[0].conference.languages)[1]

    def name(self, participant: str) -> str:
        """What a participant is called, now or before."""
        found = self.find(Thing.PARTICIPANT, participant)
        languages = (self.wording.asked, *self.both[0].conference.languages)
        full: str = found.named(*languages)[0].full
        return full

    def turned(self, field: str, before: Any, after: Any) -> str:
        """A field's label, and what it was and is: Track: Green → Blue."""
        said = [self._value(field, each) if each not in (None, ()) else _NOTHING for each in (before, after)]
        if (
            None in said
            or said[0] == said[1]
            or any("\n" in (each or "") or len(each or "") > _LINE_LIMIT for each in said)
        ):
            return self.rewritten(field)
        becomes = self.phrase("becomes", before=said[0] or "", after=said[1] or "")
        return self.wording.pair(self._label(field), becomes)

    def rewritten(self, field: str) -> str:
        """That a field changed, and no more."""
        return self.wording.pair(self._label(field), self.phrase("rewritten"))

    def _label(self, field: str) -> str:
        if field in FIELD_WORDS or field == "title":
            return self.wording.word(FIELD_WORDS.get(field, "title"))
        return self.wording.field(field)

    def _value(self, field: str, value: Any) -> str | None:
        """What a field holds, in one line; ``None`` for what is no matter of one line."""
        said: str | None = str(value)
        match value:
            case bool():
                said = self.phrase("yes" if value else "no")
            case Enumeration():
                said = self.wording.label(value)
            case Text():
                said = self.text(value)
            case Venue():
                said = self.text(value.name)
            case date():
                said = self.wording.day(value)
            case time():
                said = f"{value:%H:%M}"
            case tuple():
                each = [self._member(field, member) for member in value]
                said = self.wording.listed(filter(None, each)) if None not in each else None
            case str() if field in _POINTED_TO:
                said = self.text(title(self.find(_POINTED_TO[field], value)))
            case str() if field == "country":
                said = self.wording.country(value)
        return said

    def _member(self, field: str, member: Any) -> str | None:
        match member:
            case Affiliation():
                at = member.organisation
                organisation = self.find(Thing.ORGANISATION, at) if at is not None else None
                languages = self.both[0].conference.languages
                return self.wording.affiliation(member.position, organisation, *languages)
            case Backing():
                name = self.text(self.find(Thing.ORGANISATION, member.organisation).name)
                return f"{name} ({self.wording.label(member.role)})"
            case Deadline():
                return f"{self.text(member.title)} ({self._due(member.at)})"
            case str() if field in {"languages", "interpreted"}:
                return self.wording.language_name(member)
            case str():
                return self.name(member) if field == "members" else member
        return None

    def _due(self, at: date) -> str:
        return self.wording.moment(self.both[0].wall(at) if isinstance(at, datetime) else at)

    def called(self, value: Any) -> str:
        """A title, or the forms of a name, as it is said here."""
        if isinstance(value, Text):
            return self.text(value)
        return self.text(Text({form.language: form.full for form in value}))

    def find(self, kind: Thing, id: str) -> Any:
        """The thing of that id, as it is now, or as it was before it went."""
        for schedule in self.both:
            if (found := kind.known(schedule).get(id)) is not None:
                return found
        raise KeyError(id)
