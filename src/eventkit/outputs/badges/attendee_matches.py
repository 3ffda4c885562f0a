"""Attendee matches: the rows of a list that belong to people who appear in sessions.

A row belongs to a person by the person's id, by an e-mail address that the office has, or by name and
organisation; one row to a person at most. A name alone proves nothing, since many people share theirs: both
badges are printed then, and a finding says so. A badge too many is thrown away at the desk; one that is
missing keeps a guest waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from eventkit.findings import Finding, Severity, shorten
from eventkit.messages import Message
from eventkit.outputs.badges.attendee_holders import AttendeeFields, attendee_names
from eventkit.outputs.badges.schedule_holders import people_appearing
from eventkit.schedule import Schedule
from eventkit.texts import clean, fold, fold_name


@dataclass(frozen=True, slots=True)
class SpeakerIdentity:
    """The data by which a person who appears is recognised in a list.

    Attributes:
        email: The e-mail address that the office has, in small letters; empty if it has none.
    """

    id: str
    names: frozenset[str]
    organisations: frozenset[str] = frozenset()
    email: str = ""


def speaker_identities(schedule: Schedule, emails: Mapping[str, str]) -> tuple[SpeakerIdentity, ...]:
    """The identities of the persons who appear in sessions."""
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
    """The rows of a list that belong to people who appear.

    Attributes:
        rows: The fields of the row of each person, by participant.
        ids: The participants by the ids that the list has for them.
    """

    rows: Mapping[str, AttendeeFields] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()
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
