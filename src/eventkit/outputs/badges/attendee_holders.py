"""Badge holders from an attendee list, matched with the people who appear, and blank badges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, NamedTuple, Self

from pydantic import StringConstraints

from eventkit.findings import Finding, Severity, shorten
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
from eventkit.outputs.badges.schedule_holders import people_appearing
from eventkit.schedule import Schedule
from eventkit.texts import clean, first_script, fold, fold_name, match_language
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
DEFAULT_ROLE = Role.PARTICIPANT  # the role of an attendee whose row has none
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
    """Builds the holders of an attendee list, except people who have a badge for their sessions."""

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
                message = Message("The row has no name, so it gets no badge. Add one.")
                self._report(Severity.WARNING, "no-name", message, place)
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
                joined, parts = _join_name(given, family)
                text = full or joined
                split = parts if len(parts) == 2 and text == " ".join(parts) else ()
                localised = LocalisedText(text, language or self._language(text), split)
                names_by_language.setdefault(localised.language, localised)
        order = [tag for language in self._languages if (tag := match_language(language, names_by_language))]
        names = [names_by_language[language] for language in dict.fromkeys((*order, *names_by_language))]
        if second := fields.get(("second-name", ""), ""):
            names.insert(1, LocalisedText(second, self._language(second)))
        return names

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


@dataclass(frozen=True, slots=True)
class SpeakerIdentity:
    """The data by which a person who appears is recognised in a list."""

    id: str
    names: frozenset[str]
    organisations: frozenset[str] = frozenset()
    email: str = ""  # the e-mail address that the office has, in small letters; empty if it has none


def speaker_identities(schedule: Schedule, emails: Mapping[str, str]) -> tuple[SpeakerIdentity, ...]:
    return tuple(
        SpeakerIdentity(
            person.id,
            frozenset(fold_name(text) for form in person.name for text in (form.full, form.badge) if text),
            frozenset(
                fold(name)
                for _, appearance in appearances
                for affiliation in schedule.affiliations_of(appearance)
                if affiliation.organisation
                for name in schedule.organisation(affiliation.organisation).name.values()
            ),
            emails.get(person.id, "").casefold(),
        )
        for person, appearances in people_appearing(schedule)
    )


@dataclass(frozen=True, slots=True)
class AttendeeMatches:
    """The rows of a list that belong to people who appear."""

    # The fields of the row of each person, by participant.
    rows: Mapping[str, AttendeeFields] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()
    # The participants by the ids that the list has for them.
    ids: Mapping[str, str] = field(default_factory=dict)


class _Row(NamedTuple):
    number: int
    fields: AttendeeFields
    name: str
    names: frozenset[str]
    organisations: frozenset[str]
    email: str

    @classmethod
    def read(cls, number: int, fields: AttendeeFields) -> _Row:
        texts = {key: text for key, raw in fields.items() if (text := clean(raw))}
        names = attendee_names(texts)
        return cls(
            number,
            texts,
            names[0] if names else "",
            frozenset(map(fold_name, names)),
            frozenset(fold(text) for (name, _), text in texts.items() if name == "organisation"),
            texts.get(("email", ""), "").casefold(),
        )


class _Match(NamedTuple):
    """A row that may belong to a person: the lower the rank, the surer."""

    rank: int
    row: _Row


_BY_ID, _BY_EMAIL, _BY_NAME = range(3)


def match_attendees(
    rows: Iterable[tuple[int, AttendeeFields]],
    speakers: Iterable[SpeakerIdentity],
    file: str,
    on_finding: Callable[[Finding], None],
) -> AttendeeMatches:
    """Match the rows of a list with people who appear, and report those of which only the name is equal."""
    matcher = _Matcher(speakers)
    for number, fields in rows:
        matcher.add(_Row.read(number, fields))
    matches = dict(matcher.best_matches())
    for id_, match in matches.items():
        for finding in _check_match(matcher.speakers[id_], match, file):
            on_finding(finding)
    numbers = {match.row.number: speaker for speaker, match in matches.items()}
    for speaker, row in matcher.similar_rows():
        if row.number not in numbers:
            first = matches.get(speaker.id)
            on_finding(_namesake(speaker, row, first.row.number if first else None, file))
    return AttendeeMatches(
        {id_: match.row.fields for id_, match in matches.items()},
        frozenset(numbers),
        {id_: speaker for speaker, match in matches.items() if (id_ := match.row.fields.get(("id", ""), ""))},
    )


class _Matcher:
    """The people who appear, with the rows that may be theirs."""

    def __init__(self, speakers: Iterable[SpeakerIdentity]) -> None:
        self.speakers = {speaker.id: speaker for speaker in speakers}
        self._by_email = _group((speaker.email, speaker) for speaker in self.speakers.values())
        self._by_name = _group(
            (name, speaker) for speaker in self.speakers.values() for name in speaker.names
        )
        self._matches: dict[str, list[_Match]] = {}
        self._similar: list[tuple[SpeakerIdentity, _Row]] = []

    def add(self, row: _Row) -> None:
        if not row.name:
            return
        named = {speaker.id: speaker for name in row.names for speaker in self._by_name.get(name, ())}
        if speaker := self.speakers.get(row.fields.get(("id", ""), "")):
            self._note(speaker, _BY_ID, row)
        elif row.email and len(owners := self._by_email.get(row.email, [])) == 1:
            self._note(owners[0], _BY_EMAIL, row)
        else:
            proven = [speaker for speaker in named.values() if _same_organisation(speaker, row)]
            if len(proven) == 1:
                self._note(proven[0], _BY_NAME, row)
        self._similar += [(speaker, row) for speaker in named.values()]

    def _note(self, speaker: SpeakerIdentity, rank: int, row: _Row) -> None:
        self._matches.setdefault(speaker.id, []).append(_Match(rank, row))
        if not speaker.names & row.names:
            self._similar.append((speaker, row))

    def best_matches(self) -> Iterator[tuple[str, _Match]]:
        """The row of each person: the surest, of equal ones one with the person's name, then the first."""
        for id_, matches in self._matches.items():
            names = self.speakers[id_].names
            yield id_, min(matches, key=lambda match: (match.rank, not match.row.names & names))

    def similar_rows(self) -> Iterable[tuple[SpeakerIdentity, _Row]]:
        return self._similar


def _group(pairs: Iterable[tuple[str, SpeakerIdentity]]) -> dict[str, list[SpeakerIdentity]]:
    groups: dict[str, list[SpeakerIdentity]] = {}
    for key, speaker in pairs:
        groups.setdefault(key, []).append(speaker)
    return groups


def _same_organisation(speaker: SpeakerIdentity, row: _Row) -> bool:
    """True if name and organisation are proof: not if both have an e-mail address, and these differ."""
    if speaker.email and row.email and speaker.email != row.email:
        return False
    return bool(speaker.organisations & row.organisations)


def _check_match(speaker: SpeakerIdentity, match: _Match, file: str) -> Iterator[Finding]:
    row, place = match.row, f"{file}, row {match.row.number}"
    if speaker.names & row.names:
        yield Finding(
            Severity.INFO,
            "has-badge",
            (speaker.id,),
            Message(
                "'{name}' appears in a session, so the badge is that of '{id}'.",
                name=shorten(row.name),
                id=speaker.id,
            ),
            place,
        )
        return
    yield Finding(
        Severity.WARNING,
        "other-name",
        (speaker.id,),
        Message(
            "'{name}' has the id of '{id}', but another name. The row gets no badge of its own. "
            "Correct the id if these are two people."
            if match.rank == _BY_ID
            else "'{name}' has the e-mail address of '{id}', but another name. The row gets no badge of its "
            "own. Correct the address if these are two people.",
            name=shorten(row.name),
            id=speaker.id,
        ),
        place,
    )


def _namesake(speaker: SpeakerIdentity, row: _Row, matched: int | None, file: str) -> Finding:
    name = shorten(row.name)
    difference = Message(
        "'{name}' has the name of '{id}', but nothing else in common.", name=name, id=speaker.id
    )
    if speaker.email and row.email and speaker.email != row.email:
        difference = Message(
            "'{name}' has the name of '{id}', but another e-mail address.", name=name, id=speaker.id
        )
    elif speaker.organisations and row.organisations - speaker.organisations:
        difference = Message(
            "'{name}' has the name of '{id}', but another organisation.", name=name, id=speaker.id
        )
    elif matched is not None:
        return Finding(
            Severity.WARNING,
            "namesake",
            (speaker.id,),
            Message(
                "'{name}' matches '{id}', as row {matched} does. This row gets a badge of its own. "
                "Remove the row if both are one person.",
                name=name,
                id=speaker.id,
                matched=matched,
            ),
            f"{file}, row {row.number}",
        )
    return Finding(
        Severity.WARNING,
        "namesake",
        (speaker.id,),
        Message(
            difference,
            "Both badges are printed. Put the id '{id}' into the row if both are one person.",
            id=speaker.id,
        ),
        f"{file}, row {row.number}",
    )
