"""Raw objects: lenient access to JSON objects and XML elements; fields nobody asked for become extra data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from eventkit.intake.datetime_parser import ParseFailure, parse_datetime, parse_duration
from eventkit.intake.import_log import ImportLog
from eventkit.intake.privacy import drop_private
from eventkit.intake.records import Location, Markup, RawLink, RawProse, RawRecord, RawText
from eventkit.messages import Message, as_message
from eventkit.texts.language_detection import parse_language_tag

_EMPTY: tuple[Any, ...] = (None, "", [], {})


class RawObject:
    """A JSON object with its location; the fields that nobody reads become extra data.

    Names are alike in both dialects: ``starts-at`` and ``starts_at`` are one. A member that is not of the
    requested type is not read, and so becomes extra data; nothing raises.
    """

    def __init__(self, values: Mapping[str, Any], where: Location, log: ImportLog) -> None:
        self.location = where
        self._values = values
        self._log = log
        self._spelt = {name.replace("-", "_"): name for name in reversed(list(values))}
        self._taken: set[str] = set()
        self._children: dict[str, RawObject] = {}

    def __contains__(self, name: str) -> bool:
        return self._value(name) not in _EMPTY

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._spelt)

    @property
    def nested_objects(self) -> dict[str, Mapping[str, Any]]:
        return {name: value for name, value in self._values.items() if isinstance(value, dict)}

    def at(self, name: str) -> Location:
        spelt = self._spelt.get(name, name)
        return replace(
            self.location, field=f"{self.location.field}.{spelt}" if self.location.field else spelt
        )

    def text(self, *names: str) -> str | None:
        """The first of the fields with a text or number, as text."""
        for name in names:
            if (text := _to_text(self._value(name))) is not None:
                self.ignore(name)
                return text
        return None

    def text_by_language(self, *names: str) -> RawText | None:
        """The first of the fields with a text, or with an object of texts by language."""
        for name in names:
            value = self._value(name)
            if (bare := self.text(name)) is not None:
                return bare
            if isinstance(value, dict) and value and all(map(parse_language_tag, value)):
                texts = {tag: text for tag, inner in value.items() if (text := _to_text(inner)) is not None}
                if texts and len(texts) == len([tag for tag in value.values() if tag not in _EMPTY]):
                    self.ignore(name)
                    return texts
        return None

    def long_text(self, *names: str, markup: Markup = Markup.UNKNOWN) -> RawProse | None:
        """The first of the fields with a text, as a long text."""
        text = self.text_by_language(*names)
        return None if text is None else RawProse(text, markup)

    def number(self, name: str) -> float | None:
        try:
            number = float(self._value(name))
        except (TypeError, ValueError, OverflowError):
            return None
        if isinstance(self._value(name), bool) or not abs(number) < 10**12:
            return None
        self.ignore(name)
        return number

    def boolean(self, name: str) -> bool:
        value = self._value(name)
        if value in (True, False, "true", "false", "True", "False"):
            self.ignore(name)
        return value in (True, "true", "True")

    def datetime(self, *names: str) -> datetime | None:
        """The first of the fields with a value, as a date and time; a failure is logged."""
        for name in names:
            value = self._value(name)
            if (text := _to_text(value)) is None:
                continue
            is_number = isinstance(value, int | float)
            parsed = parse_datetime(value if is_number else text)
            if isinstance(parsed, datetime):
                self.ignore(name)
                return parsed
            message = Message(
                "'{text}' {reason}. Left out.", text=text[:60], reason=as_message(parsed.reason)
            )
            self._log.error("unread-time", message, self.at(name))
        return None

    def duration(self, *names: str) -> int | None:
        """The first of the fields with a value, as a duration in minutes; a failure is logged."""
        for name in names:
            if (text := _to_text(self._value(name))) is None:
                continue
            parsed = parse_duration(text)
            if not isinstance(parsed, ParseFailure):
                self.ignore(name)
                return parsed
            message = Message(
                "'{text}' {reason}. Left out.", text=text[:60], reason=as_message(parsed.reason)
            )
            self._log.error("unread-length", message, self.at(name))
        return None

    def text_list(self, *names: str) -> tuple[str, ...]:
        """Fields that are lists of texts or numbers, or a single one; all joined."""
        return tuple(text for name in names for text in self._texts(name))

    def _texts(self, name: str) -> list[str]:
        value = self._value(name)
        values = value if isinstance(value, list) else [value]
        texts = [item for item in map(_to_text, values) if item is not None]
        if len(texts) == len([item for item in values if item not in _EMPTY]):
            self.ignore(name)
            return texts
        return []

    def object(self, name: str) -> RawObject | None:
        value = self._value(name)
        if not isinstance(value, dict):
            return None
        self.ignore(name)
        child = RawObject(value, self.at(name), self._log)
        self._children[self._spelt.get(name, name)] = child
        return child

    def objects(self, name: str) -> list[RawObject]:
        """A field that is a list of objects, or an object of objects by id; anything else in it is logged."""
        value = self._value(name)
        if not isinstance(value, list | dict):
            return []
        self.ignore(name)
        return list(iter_objects(value, self.at(name), self._log))

    def link(self, name: str, label: str | None = None, stream: str | None = None) -> Iterator[RawLink]:
        if (url := self.text(name)) is not None:
            yield RawLink(url, label, stream)

    def ignore(self, *names: str) -> None:
        """Mark fields as read: they repeat other fields."""
        self._taken.update(self._spelt.get(name, name) for name in names)

    def field_names(self, **names: str) -> dict[str, str]:
        """The file's names of attributes, see `RawRecord.field_names`; of several, the one it has."""
        return {
            attribute: next(
                (self._spelt[candidate] for candidate in candidates.split() if candidate in self._spelt),
                candidates.split()[0],
            )
            for attribute, candidates in names.items()
        }

    def unused(self) -> dict[str, Any]:
        """The fields that were not read, here and in the objects within; each is returned once.

        Private ones are left out and logged.
        """
        rest = {
            name: value
            for name, value in self._values.items()
            if name not in self._taken and value not in _EMPTY
        }
        self._taken.update(rest)
        within = {name: inner for name, child in self._children.items() if (inner := child.unused())}
        return {**drop_private(rest, self.location, self._log), **within}

    def _value(self, name: str) -> Any:
        return self._values.get(self._spelt.get(name, name))


def iter_objects(values: Any, where: Location, log: ImportLog) -> Iterator[RawObject]:
    """The objects in a list, or in an object of objects by id, each with its location.

    An object by id without an ``id`` gets it. Anything else is logged.
    """
    is_keyed = isinstance(values, dict)
    pairs: Iterable[tuple[Any, Any]] = (
        values.items() if is_keyed else enumerate(values if isinstance(values, list) else [values])
    )
    for at, value in pairs:
        place = replace(where, field=f"{where.field}[{at}]")
        if isinstance(value, dict):
            yield RawObject({"id": at, **value} if is_keyed and isinstance(at, str) else value, place, log)
        elif value not in _EMPTY:
            log.error(
                "not-an-object",
                Message(
                    "{what} is not an object. Left out.",
                    what="A list" if isinstance(value, list) else f"'{str(value)[:40]}'",
                ),
                place,
            )


def add_extra(record: RawRecord, values: Mapping[str, Any], log: ImportLog) -> None:
    """Add to the extra data of a record, except private values; a name in use gets a number."""
    for name, value in drop_private(values, record.location, log).items():
        record.extra[_free_name(name, record.extra)] = value


def _free_name(name: str, extra: Mapping[str, Any]) -> str:
    """The name, with a number if it is in use.

    The number is found by doubling and halving, so that the time is linear in thousands of equal names.
    """
    if name not in extra:
        return name
    used, free = 1, 2
    while f"{name} {free}" in extra:
        used, free = free, 2 * free
    while free - used > 1:
        middle = (used + free) // 2
        used, free = (middle, free) if f"{name} {middle}" in extra else (used, middle)
    return f"{name} {free}"


def _to_text(value: Any) -> str | None:
    """A text or number as text; ``None`` for anything else, and for blank text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    try:
        text = str(value)
    except ValueError:  # more digits than Python makes a text of
        return None
    return text if text.strip() else None
