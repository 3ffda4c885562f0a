"""The desk over which everything of a file goes: it is cleaned, kept, and told of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from eventkit.intake.languages import tag
from eventkit.intake.markup import markdown
from eventkit.intake.notes import Notes
from eventkit.intake.records import Place, Prose, Record, Words
from eventkit.intake.strings import NOT_YET, NOTHING, excerpt, is_something, is_tidy, line, passage
from eventkit.model import TITLE_LIMIT, Extra
from eventkit.schedule import complaint
from eventkit.texts import TEXT_LIMIT, Text
from eventkit.values import Value

V = TypeVar("V", bound=Value)

_LISTED = 10
_MARKED_UP = 5
_NO_EXTRA = Extra()


class Desk:
    """Cleans texts, keeps what has no place, and tells of both.

    Args:
        notes: Where it is told.
        language: The language that bare texts are in.
    """

    def __init__(self, notes: Notes, language: str) -> None:
        self.notes = notes
        self.language = language
        self._often: dict[tuple[str, str], tuple[Place, list[str], int]] = {}

    def mended(self, code: str, message: str, record: Record, name: str, *about: str) -> None:
        """Tell of something in an attribute of a record that was put right."""
        self.notes.mended(code, message, at(record, name), *filter(None, about))

    def kept(self, code: str, message: str, record: Record, name: str, *about: str) -> None:
        """Tell of something in an attribute of a record that is worth knowing."""
        self.notes.kept(code, message, at(record, name), *filter(None, about))

    def left_out(self, code: str, message: str, record: Record, name: str, *about: str) -> None:
        """Tell of something in an attribute of a record that could not be taken in."""
        self.notes.left_out(code, message, at(record, name), *filter(None, about))

    def often(self, code: str, message: str, record: Record, name: str, about: str = "") -> None:
        """Something to be told once for all its places, with the first of them."""
        found = self._often.get((code, message))
        first, things, count = found or (at(record, name), [], 0)
        if about and len(things) < _LISTED and about not in things:
            things.append(about)
        self._often[code, message] = first, things, count + 1

    def tell_often(self) -> None:
        """Tell what was put aside to be told once."""
        for (code, message), (place, things, count) in self._often.items():
            times = f" ({count} times)" if count > 1 else ""
            self.notes.kept(code, f"{message}{times}", place, *things)

    def line(self, given: Any, record: Record, name: str, *, about: str = "", literal: bool = False) -> str:
        """A string of one line, cleaned and tidied; empty where there is nothing in it.

        What programs write for nothing is nothing, unless it is to be taken by the letter.
        """
        if isinstance(given, str) and is_tidy(given):
            text = given
        elif given is None:
            return ""
        else:
            text, mends, is_tidied = line(given if isinstance(given, str) else str(given))
            for code, message in mends:
                self.mended(code, message, record, name, about)
            if is_tidied:
                called = record.named.get(name, name)
                self.often(
                    "tidied",
                    f"{called}: blanks too many, or a line break, were taken out",
                    record,
                    name,
                    about,
                )
        return text if text not in NOTHING or literal else self._nothing(text, record, name, about)

    def _nothing(self, text: str, record: Record, name: str, about: str) -> str:
        message = f"'{text}' is what a program writes for nothing: it is left out"
        self.mended("placeholder", message, record, name, about)
        return ""

    def name(self, given: Any, record: Record, name: str, *, about: str = "") -> str:
        """A string that names something: empty, and told, where it only says that it is not known yet."""
        found = self.line(given, record, name, about=about)
        if found not in NOT_YET:
            return found
        message = f"'{found}' stands for what is not known yet: it is left out"
        self.kept("placeholder", message, record, name, about)
        return ""

    def text(
        self,
        words: Words | None,
        record: Record,
        name: str,
        *,
        about: str = "",
        limit: int = TITLE_LIMIT,
        literal: bool = False,
    ) -> Text | None:
        """A text of one line in each of its languages; ``None`` where nothing is in it.

        One that is longer than ``limit`` code points is refused.
        """
        if not words:
            return None
        if isinstance(words, str) and len(words) <= limit and is_tidy(words) and words not in NOTHING:
            return Text(words, self.language)
        entries: dict[str, str] = {}
        for language, string in self._by_language(words, record, name, about):
            found = self.line(string, record, name, about=about, literal=literal)
            if len(found) > limit:
                message = (
                    f"is {len(found)} characters long, and {limit} is the limit: shorten '{excerpt(found)}'"
                )
                self.notes.refuse(message, at(record, name))
                return None
            if found:
                entries[language] = found
        return Text(entries) if entries else None

    def prose(self, prose: Prose, record: Record, name: str, *, about: str = "") -> dict[str, str]:
        """A long text in Markdown, by language; one that is too long is refused."""
        found: dict[str, str] = {}
        for language, string in self._by_language(prose.words, record, name, about):
            kept = passage(string if isinstance(string, str) else str(string))
            # Of markup nothing may be left, so that more of it is taken, though not without end.
            if len(kept.text) > _MARKED_UP * TEXT_LIMIT:
                self._too_long(kept.text, record, name)
                continue
            made = markdown(kept.text, prose.markup)
            again = passage(made.text) if made.text != kept.text else kept
            for code, message in dict.fromkeys((*kept.mends, *again.mends)):
                self.mended(code, message, record, name, about)
            if made.dropped:
                message = (
                    f"{', '.join(made.dropped)}: taken out, since only text, lists, tables and links are kept"
                )
                self.mended("markup-dropped", message, record, name, about)
            text = again.text.strip()
            if text in NOTHING:
                self._nothing(text, record, name, about)
            elif len(text) > TEXT_LIMIT:
                self._too_long(text, record, name)
            elif is_something(text):
                found[language] = text
        return found

    def _too_long(self, text: str, record: Record, name: str) -> None:
        message = f"is {len(text):,} characters long, and {TEXT_LIMIT:,} is the limit: shorten it"
        self.notes.refuse(message, at(record, name))

    def _by_language(self, words: Words, record: Record, name: str, about: str) -> Iterator[tuple[str, Any]]:
        if not isinstance(words, Mapping):
            yield self.language, words
            return
        seen: set[str] = set()
        for said, string in words.items():
            if not string:
                continue
            language = tag(str(said))
            if language is None:
                language = self.language
                message = f"'{excerpt(str(said))}' is no language known: taken for {language}"
                self.mended("language", message, record, name, about)
            if language in seen:
                message = f"has two texts in {language}: '{excerpt(str(string))}' is left out"
                self.left_out("text-twice", message, record, name, about)
                continue
            seen.add(language)
            yield language, string

    def beside(self, record: Record, kind: str, about: str, raw: Mapping[str, Any] | None = None) -> Extra:
        """What came along that has no place, told once for each name; ``raw``: what could not be read."""
        if not record.extra and not raw:
            return _NO_EXTRA
        values = {**record.extra}
        for name, value in (raw or {}).items():
            called = record.named.get(name, name)
            values[called if called not in values else f"{called} (raw)"] = value
        for name in record.extra:
            message = f"'{name}' of a {kind} has no place of its own: it is kept as extra"
            self.often("kept-extra", message, record, "", about)
        try:
            return Extra.cleaned(values)
        except (ValueError, RecursionError):
            return self._what_can_be(values, record, about)

    def _what_can_be(self, values: dict[str, Any], record: Record, about: str) -> Extra:
        """As much of it as can be kept, one after the other."""
        kept = _NO_EXTRA
        for name, value in values.items():
            try:
                kept = Extra({**kept.plain(), **Extra.cleaned({name: value}).plain()})
            except (ValueError, RecursionError) as error:
                why = str(error) if isinstance(error, ValueError) else "is nested too deep"
                message = f"'{excerpt(str(name))}' cannot be kept as extra: with it, that {why}"
                self.left_out("extra-too-much", message, record, "", about)
        return kept

    def made(self, model: type[V], record: Record, about: str = "", /, **fields: Any) -> V | None:
        """A value of the model, or ``None``, and refused, where something in it is wrong."""
        try:
            return model(**fields)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                name = str(each["loc"][0]) if each["loc"] else ""
                of = f" ({about})" if about else ""
                self.notes.refuse(f"{complaint(each)}{of}", at(record, name))
            return None


def at(record: Record, name: str = "") -> Place:
    """Where an attribute of a record stands, by the file's own word for it."""
    called = record.named.get(name, name)
    if not called:
        return record.where
    outer = record.where.field
    return replace(record.where, field=f"{outer}.{called}" if outer else called)
