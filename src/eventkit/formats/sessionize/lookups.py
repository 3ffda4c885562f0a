"""What sessions and speakers of Sessionize refer to: rooms, categories and questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eventkit.intake import RawRoom, RawText
from eventkit.intake.raw_objects import RawObject


@dataclass(slots=True)
class Lookups:
    """Rooms by id, items of categories as category and item, and questions by id."""

    rooms: dict[str, RawRoom] = field(default_factory=dict)
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)

    def take_rooms(self, rooms: Iterable[RawObject]) -> None:
        """Note rooms."""
        for room in rooms:
            key, name = room.text("id"), room.text_by_language("name")
            known = key or (name if isinstance(name, str) else None)
            if name is not None and known is not None and known not in self.rooms:
                room.ignore("sort", "sessions", "session", "hasOnlyPlenumSessions", "index")
                self.rooms[known] = RawRoom(location=room.location, key=key, name=name, extra=room.unused())

    def take_categories(self, categories: Iterable[RawObject]) -> None:
        """Note the items of categories."""
        for category in categories:
            title = _one(category.text_by_language("title", "name")) or "category"
            for item in [*category.objects("items"), *category.objects("categoryItems")]:
                key, name = item.text("id"), _one(item.text_by_language("name", "title"))
                if key is not None and name is not None:
                    self.items[key] = (title, name)

    def take_questions(self, questions: Iterable[RawObject]) -> None:
        """Note questions."""
        for question in questions:
            key, said = question.text("id"), _one(question.text_by_language("question"))
            if key is not None and said is not None:
                self.questions[key] = said

    def answers(self, record: RawObject) -> dict[str, Any]:
        """The answers in a record by what was asked."""
        found: dict[str, Any] = {}
        for answer in record.objects("questionAnswers"):
            key = answer.text("questionId", "id") or ""
            asked = answer.text("question") or self.questions.get(key) or f"question {key}".strip()
            said = answer.text("answerValue", "answer", "answerExtra")
            if said is not None:
                found[asked] = said
        return found


def _one(words: RawText | None) -> str | None:
    """A text, in English where it is told in several languages: what it is known by here."""
    if not isinstance(words, Mapping):
        return words
    return str(words.get("en") or next(iter(words.values())))
