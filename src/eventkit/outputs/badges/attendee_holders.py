"""Badge holders from an attendee list, and blank badges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Self

from pydantic import StringConstraints

from eventkit.findings import Finding, Severity
from eventkit.intake.word_lists import parse_role
from eventkit.messages import Message
from eventkit.model import Role
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    LocalisedText,
    LocalisedTexts,
    bearer_labels,
    role_labels,
)
from eventkit.texts import clean, first_script, match_language
from eventkit.values import Value
from eventkit.wording.name_lines import affiliation_line

AttendeeFields = Mapping[tuple[str, str], str]
"""The fields of a row, by name and language; the language is empty if the heading names none.

The names are ``name``, ``given``, ``family``, ``second-name``, ``organisation``, ``position``, ``pronouns``,
``role``, ``ticket``, ``line``, ``id`` and ``email``, which is never printed.
"""


class Attendee(Value):
    """A guest: somebody with a badge who appears in no session."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """The name as it is printed."""

    organisation: str = ""
    """The organisation."""

    position: str = ""
    """The position there."""

    ticket: str = ""
    """The class of the ticket, which templates may print or colour by."""

    id: str = ""
    """The id in registration, for codes."""

    @classmethod
    def parse(cls, written: str) -> Self:
        """The guest of "Mary Somerville, Royal Society": the organisation follows the first comma."""
        name, _, organisation = written.partition(",")
        return cls(name=name.strip(), organisation=organisation.strip())

    def fields(self) -> AttendeeFields:
        """The guest as a row of a list of attendees."""
        return {(name, ""): value for name in type(self).model_fields if (value := getattr(self, name))}


NAME_LIMIT = 200


LINE_LIMIT = 500


LINES_LIMIT = 4


DEFAULT_ROLE = Role.PARTICIPANT
"""The role of an attendee whose row has none."""


_UNDETERMINED = "und"


_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "CJK": ("zh", "ja", "ko"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "ARABIC": ("ar", "fa", "ur"),
    "HEBREW": ("he", "yi"),
    "ETHIOPIC": ("am", "ti"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "THAI": ("th",),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "kk"),
    "GREEK": ("el",),
}


_UNSPACED_SCRIPTS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


class AttendeeHolders:
    """Builds the holders of an attendee list.

    Args:
        languages: The readers' languages, the foremost first.
        matched: The numbers of the rows that belong to people who appear in sessions and have a badge.
    """

    def __init__(
        self,
        languages: tuple[str, ...],
        *,
        matched: frozenset[int] = frozenset(),
        on_finding: Callable[[Finding], None] = lambda _: None,
    ) -> None:
        self._languages = languages
        self._matched = matched
        self._on_finding = on_finding

    def holders(self, rows: Iterable[tuple[int, AttendeeFields]], file: str) -> Iterator[BadgeHolder]:
        for number, fields in rows:
            if number in self._matched:
                continue
            row_fields = {key: text for key, raw in fields.items() if (text := clean(raw))}
            place = f"{file}, row {number}"
            names = self._names(row_fields)
            if not names:
                self._report(
                    Severity.WARNING, "no-name", "The row has no name, so it gets no badge. Add one.", place
                )
            elif any(len(name.text) > NAME_LIMIT for name in names):
                message = Message(
                    "The name has more than {limit} characters. Enter one person in each row.",
                    limit=NAME_LIMIT,
                )
                self._report(Severity.ERROR, "long-name", message, place)
            else:
                yield self._build_holder(row_fields, names, number)

    def complete(self, holder: BadgeHolder, fields: AttendeeFields) -> BadgeHolder:
        """The holder of a person who appears, with what only the person's row of the list has.

        What the office or the schedule has takes precedence.
        """
        changes: dict[str, Any] = {}
        if not holder.ticket:
            changes["ticket"] = fields.get(("ticket", ""), "")[:LINE_LIMIT]
        if not holder.pronouns:
            changes["pronouns"] = fields.get(("pronouns", ""), "")[:LINE_LIMIT]
        if not holder.badge_lines:
            changes["badge_lines"] = _badge_lines(fields)
        if not holder.organisation and (organisation := self._field_texts(fields, "organisation")):
            position = holder.position or self._field_texts(fields, "position")
            changes["organisation"], changes["position"] = organisation, position
            changes["positions"] = self._positions_at_organisations(position, organisation)
        return replace(holder, **changes)

    def _build_holder(self, fields: AttendeeFields, names: list[LocalisedText], number: int) -> BadgeHolder:
        role, labels = self._role(fields.get(("role", ""), ""))
        position, organisation = (self._field_texts(fields, field) for field in ("position", "organisation"))
        return BadgeHolder(
            holder_id(number, fields),
            names[0],
            next((name for name in names[1:] if name.text != names[0].text), None),
            role=role,
            roles=labels,
            position=position,
            organisation=organisation,
            positions=self._positions_at_organisations(position, organisation),
            badge_lines=_badge_lines(fields),
            pronouns=fields.get(("pronouns", ""), "")[:LINE_LIMIT],
            ticket=fields.get(("ticket", ""), "")[:LINE_LIMIT],
        )

    def _names(self, fields: AttendeeFields) -> list[LocalisedText]:
        """The forms of the name, that of the readers' first language first."""
        names_by_language: dict[str, LocalisedText] = {}
        for language in dict.fromkeys(language for _, language in fields):
            full, given, family = (fields.get((field, language), "") for field in ("name", "given", "family"))
            if full or given or family:
                localised = self._name(full, given, family, language)
                names_by_language.setdefault(localised.language, localised)
        order = [tag for language in self._languages if (tag := match_language(language, names_by_language))]
        names = [names_by_language[language] for language in dict.fromkeys((*order, *names_by_language))]
        if second := fields.get(("second-name", ""), ""):
            names.insert(1, LocalisedText(second, self._language(second)))
        return names

    def _name(self, full: str, given: str, family: str, language: str) -> LocalisedText:
        joined, parts = _join_name(given, family)
        text = full or joined
        split = parts if len(parts) == 2 and text == " ".join(parts) else ()
        return LocalisedText(text, language or self._language(text), split)

    def _field_texts(self, fields: AttendeeFields, field: str) -> LocalisedTexts:
        """A field in the readers' languages, or once in another."""
        texts = {
            language or self._language(text): text[:LINE_LIMIT]
            for (name, language), text in fields.items()
            if name == field
        }
        requested = [tag for language in self._languages if (tag := match_language(language, texts))]
        return tuple(LocalisedText(texts[tag], tag) for tag in dict.fromkeys(requested or list(texts)[:1]))

    def _positions_at_organisations(
        self, positions: LocalisedTexts, organisations: LocalisedTexts
    ) -> LocalisedTexts:
        languages = dict.fromkeys(form.language for form in (*positions, *organisations))
        joined = []
        for language in languages:
            position, organisation = (
                next((form.text for form in forms if form.language == language), None)
                for forms in (positions, organisations)
            )
            joined.append(LocalisedText(affiliation_line(position, organisation), language))
        return tuple(joined)

    def _role(self, word: str) -> tuple[str, LocalisedTexts]:
        role = parse_role(word) if word else DEFAULT_ROLE
        if role is None:
            return word.casefold(), (LocalisedText(word, _UNDETERMINED),)
        return role.value, bearer_labels(role, self._languages)

    def _language(self, text: str) -> str:
        """The probable language of a text by its script: one of the readers' that uses it."""
        script_languages = _SCRIPTS.get(first_script(text))
        readers = [(language, language.partition("-")[0]) for language in self._languages]
        if script_languages is not None:
            return next((tag for tag, base in readers if base in script_languages), script_languages[0])
        others = {base for bases in _SCRIPTS.values() for base in bases}
        return next((tag for tag, base in readers if base not in others), "en")

    def _report(self, severity: Severity, code: str, message: str, place: str) -> None:
        self._on_finding(Finding(severity, code, (), message, place))


def holder_id(number: int, fields: AttendeeFields) -> str:
    """The id of the holder of a row: that in the list, or else the number of the row."""
    return clean(fields.get(("id", ""), "")) or f"row {number}"


def attendee_names(fields: AttendeeFields) -> list[str]:
    names = []
    for language in dict.fromkeys(language for _, language in fields):
        full, given, family, second = (
            fields.get((field, language), "") for field in ("name", "given", "family", "second-name")
        )
        names += [name for name in (full or _join_name(given, family)[0], second) if name]
    return names


def _join_name(given: str, family: str) -> tuple[str, tuple[str, ...]]:
    """The whole name and its parts, as the script of the name orders and separates them."""
    parts = tuple(part for part in (given, family) if part)
    if parts and first_script(parts[-1]) in _UNSPACED_SCRIPTS:  # the family name comes first
        parts = parts[::-1]
        return "".join(parts), parts
    return " ".join(parts), parts


def _badge_lines(fields: AttendeeFields) -> tuple[str, ...]:
    lines = [line.strip() for line in fields.get(("line", ""), "").splitlines() if line.strip()]
    return tuple(line[:LINE_LIMIT] for line in lines[:LINES_LIMIT])


def blank_holders(count: int, languages: tuple[str, ...]) -> Iterator[BadgeHolder]:
    """Badges without a name, which is written by hand for unexpected guests."""
    labels = role_labels(DEFAULT_ROLE, languages)
    for _ in range(count):
        yield BadgeHolder("", LocalisedText("", languages[0]), role=DEFAULT_ROLE.value, roles=labels)
