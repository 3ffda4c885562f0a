"""Erasure of a person from schedule, roster, history and releases, and of a whole conference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, func, select

from eventkit.errors import StoreError
from eventkit.findings import Subject
from eventkit.ledger import feed_key
from eventkit.model import WITHDRAWN, Participant, ParticipantId, Session, SessionId
from eventkit.schedule import ENTITY_KINDS, Schedule
from eventkit.store import (
    badge_store,
    change_notes,
    checksums,
    hash_chain,
    import_sources,
    journal,
    json_forms,
    mailboxes,
    merged_contacts,
    release_store,
    roster_store,
    row_writer,
    rule_settings_store,
    tables,
)
from eventkit.store.change_notes import ChangeNote, NumberedNote
from eventkit.store.conference_state import ConferenceState
from eventkit.store.forgotten_people import (
    ForgottenPeople,
    Identity,
    neutral_id,
    remove_people,
    withdraw,
)
from eventkit.store.journal import JournalStep
from eventkit.store.removed_people import owners_of, set_aside_owner
from eventkit.store.stored_conference import StoredState, number_in_order
from eventkit.texts import UNDETERMINED
from eventkit.values import Value

FollowSettings = Callable[
    [Mapping[str, Any], Schedule, Schedule, Mapping[Subject, str]], Mapping[str, Any] | None
]
"""Returns a document of rule settings under new ids, from the schedules before and after; ``None`` if nothing
in it changes."""


def keep_settings(
    document: Mapping[str, Any], before: Schedule, after: Schedule, renames: Mapping[Subject, str]
) -> None:
    """Leave rule settings as they are, but for the ids of people."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """The result of erasing a person.

    Attributes:
        participant: The id of the withdrawn participant who took their place.
        is_complete: Whether the erased data is out of the files of the database. If not, another program was
            reading an SQLite file: its log is emptied when all programs have closed it.
    """

    participant: str
    is_complete: bool = True


class Remain(NamedTuple):
    """A text that an erasure does not reach, in which a name of the person stands, or a word of it."""

    kind: str  # the kind of the entity; `author`; or for a reason the table that has it, such as `revision`
    # Its id: of a reason the number of the change, the name of the release or the holder of the badge.
    id: str
    field: str  # the field, such as `abstract`; empty for an author
    words: tuple[str, ...] = ()  # the names and words in it

    @property
    def is_reason(self) -> bool:
        """True if it is a reason or a note, from which an erasure deletes words that it is given."""
        return self.kind in {*_REASONS, tables.rule_settings.name}


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """The reach of an erasure: what it would change, and where.

    Attributes:
        participant: Their id.
        names: All their names and spellings, at any time, in alphabetical order.
        former: The ids of former entries that are erased with theirs, in alphabetical order.
        sessions: The ids of the sessions that name them now, in the order of the schedule.
        teams: The ids of the teams and delegations that they are a member of.
        has_contact: Whether there are contact details.
        has_badge: Whether a badge was issued to them.
        remains: The texts that people wrote in which a name of theirs still stands afterwards.
    """

    participant: str
    names: tuple[str, ...]
    former: tuple[str, ...]
    sessions: tuple[SessionId, ...]
    teams: tuple[ParticipantId, ...]
    has_contact: bool
    has_badge: bool
    remains: tuple[Remain, ...] = ()


def preview_erasure(
    db: Connection, conference: str, state: ConferenceState, participant: str, words: Collection[str] = ()
) -> ErasurePreview:
    """The reach of `erase_person`; nothing is written."""
    person = _Person.of(db, conference, state.stored, participant)
    badges = owners_of(db, conference, tables.badge.columns.holder, participant)
    has_badge = bool(badge_store.find(db, conference, badges))
    has_contact = bool(_emails(db, conference, participant))
    _require_known(conference, participant, is_known=person.is_known or has_badge or has_contact)
    schedule = state.stored.schedule if state.stored is not None else None
    return ErasurePreview(
        participant,
        tuple(sorted(person.names)),
        tuple(sorted(person.former)),
        tuple(
            session.id
            for session in (schedule.in_order if schedule is not None else ())
            if any(appearance.participant == participant for appearance in session.people)
        ),
        tuple(
            team.id
            for team in (schedule.teams if schedule is not None else ())
            if participant in team.members
        ),
        has_contact,
        has_badge,
        tuple(_remains(db, conference, schedule, person, words)),
    )


def _remains(
    db: Connection, conference: str, schedule: Schedule | None, person: _Person, erased: Collection[str]
) -> Iterator[Remain]:
    """The texts in which names of a person stand, or words of them that nobody else's name has."""
    mine = {person.id, *person.former}
    people = schedule.participants if schedule is not None else ()
    others = [other for other in people if other.id not in mine]
    if not (searched := _distinctive_words(person, others) | person.names):
        return
    pattern = _pattern_of(word for word in searched if len(word) >= _SHORTEST_WORD or word in person.names)
    for kind, id_, place, text in _texts(schedule, mine) if schedule is not None else ():
        if left := _matches(pattern, text):
            yield Remain(kind, id_, place, left)
    pattern = _pattern_of(searched)
    redaction = Redaction(dict.fromkeys(mine, WITHDRAWN), person.names, words=erased)
    for table, id_, place, text in _reasons(db, conference):
        if left := _matches(pattern, redaction.text(text)):
            yield Remain(table, id_, place, left)
    cells = tables.revision.columns
    authors = db.scalars(select(cells.author).where(cells.conference == conference).distinct())
    for author in sorted(authors):
        if author in person.names:
            yield Remain("author", author, "")


def _texts(schedule: Schedule, without: Container[str]) -> Iterator[tuple[str, str, str, str]]:
    """The texts of a schedule, but for those of some people: the kind, the id, the field and the text."""
    entities: list[tuple[str, Any]] = [("conference", schedule.conference)]
    entities += [(kind.value, value) for kind in ENTITY_KINDS for value in kind.of(schedule)]
    for kind, value in entities:
        if kind == "participant" and value.id in without:
            continue
        for name, form in value.model_dump(mode="json", exclude_none=True).items():
            if name not in _IDS:
                yield kind, value.id, name, json.dumps(form, ensure_ascii=False)


def _distinctive_words(person: _Person, others: Iterable[Participant]) -> set[str]:
    known = {word.casefold() for other in others for name in _full_names(other) for word in name.split()}
    words = {word.strip(",.") for name in person.names for word in name.split()}
    return {word for word in words if len(word) > 1 and word.casefold() not in known}


def _pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """The pattern of whole words, the longest first; short ones as they are written, others in any case."""
    patterns = [
        _whole_words(word) if len(word) < _SHORTEST_WORD else f"(?i:{_whole_words(word)})"
        for word in sorted(words, key=lambda word: (-len(word), word))
    ]
    return re.compile("|".join(patterns) or "(?!)")


def _matches(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(sorted(set(pattern.findall(text))))


def _reasons(db: Connection, conference: str) -> Iterator[tuple[str, str, str, str]]:
    """The reasons and notes beside the schedule: the table, the key of the row, the field and the text."""
    for name, (key, *places) in _REASONS.items():
        cells = tables.metadata.tables[name].columns
        columns = [cells[each] for each in (key, *places)]
        rows = db.execute(select(*columns).where(cells.conference == conference).order_by(cells[key])).all()
        for id_, *texts in rows:
            yield from (
                (name, str(id_), place, text or "") for place, text in zip(places, texts, strict=True)
            )
    for reason in _reasons_in(rule_settings_store.load(db, conference)):
        yield tables.rule_settings.name, conference, "reason", reason


_REASONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "revision": ("number", "why"),
        "settings_change": ("number", "why"),
        "contact_change": ("number", "why"),
        "release": ("name", "note", "forced"),
        "badge": ("holder", "why"),
    }
)
"""The tables with reasons and notes, by name: the column of the key, and those of the texts."""

_SHORTEST_WORD = 4
"""The shortest word of a name that is searched alone outside of reasons and notes, in letters."""

_IDS = frozenset({"id", "uid", "people", "members", "parent", "track", "source", "source_id"})
"""Fields with ids, which the erasure rewrites."""


def erase_person(
    db: Connection,
    conference: str,
    state: ConferenceState,
    participant: str,
    note: ChangeNote,
    *,
    secret: bytes,
    remove: bool,
    words: Collection[str] = (),
    follow: FollowSettings,
) -> str:
    """Erase a participant, under the conference's lock; returns the id that replaces theirs.

    The participant may be in the history only. Unless ``remove``, a withdrawn participant has their
    appearances. ``words``, such as a family name, are deleted from reasons and notes too. ``secret`` is the
    key for hashes of what identified people, if the conference has none yet.
    """
    person = _Person.of(db, conference, state.stored, participant)
    emails = _emails(db, conference, participant)
    has_badge = badge_store.erase(db, conference, participant)
    has_contact = roster_store.erase(db, conference, participant, note)
    _require_known(conference, participant, is_known=person.is_known or has_badge or has_contact)
    key = _key(db, conference, secret)
    taken = _taken_ids(db, conference, state.stored)
    ids = {former: neutral_id(key, former, taken) for former in sorted(person.former)}
    was_erased = participant in state.forgotten.neutral_ids
    ids[participant] = participant if was_erased else neutral_id(key, participant, taken)
    emails += merged_contacts.erase(db, conference, participant, lambda _: True)
    for former in person.former:
        emails += _emails(db, conference, former)
        roster_store.erase(db, conference, former, note)
        emails += merged_contacts.erase(db, conference, former, lambda _: True)
    asides = {
        set_aside_owner(tenure.id, tenure.until): neutral_id(key, f"{tenure.id} {tenure.until}", taken)
        for tenure in person.tenures
    }
    for owner in asides:
        emails += _emails(db, conference, owner)
        badge_store.erase(db, conference, owner)
        roster_store.erase(db, conference, owner, note)
    for tenure in person.tenures:
        emails += merged_contacts.erase(db, conference, tenure.id, tenure.covers)
    tenures = dict(zip(person.tenures, asides.values(), strict=True))
    people = state.stored.schedule.participants if state.stored is not None else ()
    of_others = {
        name for other in people if other.id not in ids for name in (*_full_names(other), *other.variants)
    }
    spellings = person.names - of_others
    redaction = Redaction(ids, {*person.names, *filter(None, emails)}, tenures, words, spellings)
    _record(db, conference, "participant", note)
    if state.stored is not None:
        if participant in {person.id for person in state.stored.schedule.participants}:
            _rewrite_schedule(db, state.stored, redaction, note, remove=remove)
        _rewrite_settings(db, state, redaction, follow, note)
    journal.redact(db, conference, redaction.entity_at, redaction.ids_at)
    release_store.redact(db, conference, redaction.release_at, redaction.text, note.at)
    mailboxes.erase(db, conference, lambda revision: redaction.ids_at(revision + 1))
    import_sources.withdraw_people(db, conference, ids, person.origins)
    change_notes.redact(db, conference, redaction.text, redaction.ids_at)
    roster_store.rename_in_log(db, conference, {**ids, **asides})
    badge_store.redact(db, conference, redaction.text)
    own = [Identity.of_email(email) for email in emails if email and not _is_shared(db, conference, email)]
    identities = [*person.identities(ids), *((identity, ids[participant]) for identity in own)]
    ForgottenPeople(key).remember(db, conference, identities)
    checksums.forget_earlier_sums(db, conference)
    hash_chain.link_all(db, conference)
    return ids[participant]


def erase_conference(db: Connection, conference: str, note: ChangeNote) -> None:
    """Erase a conference, its history, releases and contacts, in a transaction with its lock."""
    _record(db, conference, "conference", note)
    for table in (tables.journal, tables.revision):  # releases can only be deleted without any revision
        db.execute(table.delete().where(table.columns.conference == conference))
    done = (tables.marker, tables.erasure, tables.journal, tables.revision)
    for table in reversed(tables.metadata.sorted_tables):
        if table not in done:
            db.execute(table.delete().where(tables.conference_column(table) == conference))


class Tenure(NamedTuple):
    """A time in which a person had an id that is somebody else's now."""

    id: str
    since: int  # the change that gave them the id; 0 if the history does not have it
    until: int  # the change that took it from them

    def covers(self, number: int) -> bool:
        """True if the person had the id just before a change."""
        return self.since < number <= self.until


_NO_TENURES: Mapping[Tenure, str] = MappingProxyType({})


class Redaction:
    """The replacement of a person's ids, names and data in stored forms and texts."""

    def __init__(
        self,
        ids: Mapping[str, str],
        names: Collection[str],
        tenures: Mapping[Tenure, str] = _NO_TENURES,
        words: Collection[str] = (),
        spellings: Collection[str] = (),
    ) -> None:
        """A redaction of the ids of a person, to neutral ones, and of names and words in any case.

        ``tenures`` are neutral ids for the time in which an id was theirs that is somebody else's now,
        ``spellings`` names of theirs that others had among their own after a merge that was undone.
        """
        self.ids = ids
        self._names = names
        self._tenures = tenures
        self._spellings = spellings
        self._feeds = {feed_key("participants", id_) for id_ in ids}
        # The longest first: a name may be contained in another.
        texts = sorted({*names, *ids}, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(_whole_words, texts)))
        self._words = re.compile("|".join(map(_whole_words, filter(None, words))) or "(?!)", re.IGNORECASE)

    def ids_at(self, number: int) -> Mapping[str, str]:
        """The neutral ids, also of ids that were the person's just before a change."""
        here = {tenure.id: id_ for tenure, id_ in self._tenures.items() if tenure.covers(number)}
        return {**self.ids, **here}

    def entity_at(self, number: int, kind: str, form: json_forms.Form) -> json_forms.Form:
        """The form of an entity before a change, without the person."""
        return self._at(number).entity(kind, form)

    def release_at(self, revision: int, form: json_forms.Form) -> None:
        """Redact the form of a release of a revision in place."""
        self._at(revision + 1).release(form)

    def _at(self, number: int) -> Redaction:
        ids = self.ids_at(number)
        return self if ids == self.ids else Redaction(ids, self._names, spellings=self._spellings)

    def text(self, text: str) -> str:
        """A text without the names and ids of the person, and without the further words."""
        return self._words.sub(WITHDRAWN, self.without_names(text))

    def without_names(self, text: str) -> str:
        """A text without the names and ids of the person."""
        return self._pattern.sub(lambda match: self.ids.get(match[0], WITHDRAWN), text)

    def entity(self, kind: str, form: json_forms.Form) -> json_forms.Form:
        """The form of an entity without the person."""
        if kind == "participant":
            if form["id"] in self.ids:
                id_ = self.ids[form["id"]]
                members = [self.ids.get(member, member) for member in form["members"]]
                name = [{"language": UNDETERMINED, "full": WITHDRAWN}]
                return {"id": id_, "name": name, "kind": form["kind"], "members": members}
            form["members"] = [self.ids.get(member, member) for member in form["members"]]
            if "variants" in form:
                form["variants"] = [each for each in form["variants"] if each not in self._spellings]
            others = [name for name in form["name"] if name["full"] not in self._spellings]
            form["name"] = others or form["name"]
        elif kind == "session":
            for appearance in form["people"]:
                if appearance["participant"] in self.ids:
                    appearance["participant"] = self.ids[appearance["participant"]]
                    appearance["affiliations"] = []
        return form

    def release(self, form: json_forms.Form) -> None:
        schedule = form["schedule"]
        for kind in ("participant", "session"):
            schedule[f"{kind}s"] = [self.entity(kind, entity) for entity in schedule[f"{kind}s"]]
        for tombstone in json_forms.tombstone_forms(form["ledger"]):
            tombstone["session"] = self.entity("session", tombstone["session"])
            self._visibility(tombstone["visibility"])
        for name in ("aliases", "headed"):  # their calendar does not continue, at no address
            if name in form["ledger"]:
                form["ledger"][name] = {
                    key: value
                    for key, value in form["ledger"][name].items()
                    if key not in self._feeds and value not in self._feeds
                }

    def _visibility(self, form: json_forms.Form) -> None:
        """Redact the calendars that showed a tombstone."""
        if self._feeds.isdisjoint(form["ties"]):
            return
        for name, keys in form.items():
            # Nothing shows which of the people appeared for an organisation.
            others = {key for key in keys if not key.startswith(feed_key("organisations", ""))}
            form[name] = sorted(others - self._feeds)


def _whole_words(text: str) -> str:
    """The pattern of a text as whole words; only ASCII letters and digits have boundaries around them."""
    before, after = (
        r"\w-" if letter.isascii() and letter.isalnum() else "" for letter in (text[0], text[-1])
    )
    return f"{f'(?<![{before}])' if before else ''}{re.escape(text)}{f'(?![{after}])' if after else ''}"


@dataclass(slots=True)
class _Person:
    """A participant at all times."""

    id: str
    is_known: bool = False  # whether schedule or history have a participant of that id
    # The ids of former entries that were renamed to the present one, or merged into it.
    former: set[str] = field(default_factory=set)
    # Their times under such ids, where somebody else has the id now.
    tenures: list[Tenure] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # all names and spellings of any of the entries, at any time
    # The sources that any of the entries came from, each with the id there and the id here.
    origins: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, db: Connection, conference: str, now: StoredState | None, participant: str) -> Self:
        """The person of an id, found by reading the history from its end to its beginning."""
        present = {person.id: person for person in now.schedule.participants} if now else {}
        person = cls(participant)
        person._add(present.get(participant), participant)  # type: ignore[call-overload] # a plain id
        steps = journal.steps(db, conference, journal.present_versions(now))
        for _, change in groupby(steps, key=attrgetter("number")):
            person._read(tuple(change), present)
        return person

    def identities(self, ids: Mapping[str, str]) -> Iterable[tuple[Identity, str]]:
        for origin, id_ in self.origins.items():
            yield Identity.of_origin(*origin), ids[id_]
        for name in self.names:
            yield Identity.of_name(name), ids[self.id]
            if (core := Identity.of_core(name)) is not None:
                yield core, ids[self.id]

    def _read(self, steps: Collection[JournalStep], present: Mapping[ParticipantId, Participant]) -> None:
        under_others = {tenure.id: at for at, tenure in enumerate(self.tenures) if not tenure.since}
        ids = {self.id, *self.former, *under_others}
        people = {step.key[1]: step for step in steps if step.key[0] == "participant"}
        for id_ in ids & people.keys():
            own = self.id if id_ in under_others else id_
            self._add(people[id_].before.value, own)
            self._add(people[id_].after.value, own)
            if id_ in under_others and people[id_].before.value is None:
                at = under_others[id_]
                self.tenures[at] = self.tenures[at]._replace(since=people[id_].number)
        # Of two names in one language, a merge makes one a variant.
        taken = {
            name
            for id_ in ids & people.keys()
            if isinstance(after := people[id_].after.value, Participant)
            for name in {*_full_names(after), *after.variants}
        }
        for id_, step in people.items():
            names = _full_names(step.before.value)
            if id_ in ids or step.after.value is not None or not names:
                continue
            if step.before.value == present.get(ParticipantId(id_)):  # somebody else, who came back
                continue
            was_theirs = id_ in {tenure.id for tenure in self.tenures}  # removed, and brought back by an undo
            if names <= taken or (
                names <= self.names and (was_theirs or any(_passes_on(other, id_, ids) for other in steps))
            ):
                if id_ in present:
                    self.tenures.append(Tenure(id_, 0, step.number))
                else:
                    self.former.add(id_)
                self._add(step.before.value, self.id if id_ in present else id_)

    def _add(self, value: Value | None, id_: str) -> None:
        self.is_known = self.is_known or (id_ == self.id and value is not None)
        if isinstance(value, Participant):
            self.names |= {*_full_names(value), *value.variants}
            if value.source is not None and value.source_id is not None:
                self.origins[value.source, value.source_id] = id_


def _passes_on(step: JournalStep, former: str, ids: Container[str]) -> bool:
    """True if in a session one of the ids took the place of a former participant."""
    before, after = step.before.value, step.after.value
    if not (isinstance(before, Session) and isinstance(after, Session)):
        return False
    new = {appearance.participant for appearance in after.people} - {
        appearance.participant for appearance in before.people
    }
    return any(appearance.participant == former for appearance in before.people) and any(
        participant in ids for participant in new
    )


def _full_names(value: Value | None) -> set[str]:
    return {name.full for name in value.name} - {WITHDRAWN} if isinstance(value, Participant) else set()


def _require_known(conference: str, participant: str, *, is_known: bool) -> None:
    if not is_known:
        raise StoreError(
            "No participant of conference '{conference}' has the id '{participant}', or ever had "
            "it. Give the whole id.",
            conference=conference,
            participant=participant,
        )


def _emails(db: Connection, conference: str, participant: str) -> list[str | None]:
    """The e-mail address of each contact of a participant, set aside or not; ``None`` if it has none."""
    cells = tables.contact.columns
    owners = owners_of(db, conference, cells.participant, participant)
    query = select(cells.email).where(cells.conference == conference, cells.participant.in_(owners))
    return list(db.scalars(query))


def _is_shared(db: Connection, conference: str, email: str) -> bool:
    """True if somebody else's contact has the address too, which is an office's then."""
    cells = tables.contact.columns
    emails = db.scalars(select(cells.email).where(cells.conference == conference, cells.email.is_not(None)))
    return email.casefold() in {str(other).casefold() for other in emails}


def _key(db: Connection, conference: str, secret: bytes) -> bytes:
    """The key of the conference for keyed hashes, created with the first erasure."""
    if (key := ForgottenPeople.key(db, conference)) is not None:
        return key
    with checksums.update(db, conference, tables.erasure_key, [conference]):
        db.execute(tables.erasure_key.insert(), {"conference": conference, "key": secret.hex()})
    return secret


def _taken_ids(db: Connection, conference: str, now: StoredState | None) -> set[str]:
    cells = tables.journal.columns
    query = select(cells.id).where(cells.conference == conference, cells.thing == "participant").distinct()
    present = {person.id for person in now.schedule.participants} if now else set()
    return {*db.scalars(query), *present}


def _record(db: Connection, conference: str, scope: str, note: ChangeNote) -> None:
    cells = tables.erasure.columns
    last: int | None = db.scalar(select(func.max(cells.number)).where(cells.conference == conference))
    row = {"conference": conference, "number": (last or 0) + 1, "scope": scope}
    db.execute(tables.erasure.insert(), {**row, "at": note.at.isoformat(), "author": note.author})


def _rewrite_schedule(
    db: Connection, before: StoredState, redaction: Redaction, note: ChangeNote, *, remove: bool
) -> None:
    """Write the schedule without the person as a change; the journal of it has their neutral ids only."""
    conference, ids = before.schedule.conference.id, redaction.ids
    schedule = withdraw(before.schedule, ids)
    ordinals = {
        table: {
            ids.get(id_, id_) if table == "participant" else id_: number for id_, number in numbers.items()
        }
        for table, numbers in before.ordinals.items()
    }
    withdrawn = StoredState(
        schedule=schedule,
        ledger=before.ledger.after(before.schedule, schedule, note.at),
        last=NumberedNote(before.last.number + 1, note),
        ordinals=number_in_order(schedule, ordinals),
    )
    change_notes.write_note(db, conference, withdrawn.last, erasure=True)
    row_writer.replace_rows(db, before, withdrawn)
    if remove:
        schedule = remove_people(schedule, {*ids.values()})
        removed = replace(
            withdrawn,
            schedule=schedule,
            ledger=withdrawn.ledger.after(withdrawn.schedule, schedule, note.at),
            ordinals=number_in_order(schedule, withdrawn.ordinals),
        )
        row_writer.save(db, withdrawn, removed)


def _rewrite_settings(
    db: Connection, state: ConferenceState, redaction: Redaction, follow: FollowSettings, note: ChangeNote
) -> None:
    before = state.rule_settings
    if not before or state.schedule is None:
        return
    renames = {Subject("participant", old): new for old, new in redaction.ids.items()}
    after = follow(before, state.schedule, withdraw(state.schedule, redaction.ids), renames) or before
    rule_settings_store.write(db, state.conference, before, _redact_texts(after, redaction), note)


def _redact_texts(value: Any, redaction: Redaction, key: str = "") -> Any:
    """Rule settings without the person; words that may be ids of others are deleted from reasons alone."""
    match value:
        case str():
            return redaction.text(value) if key == "reason" else redaction.without_names(value)
        case Mapping():
            return {name: _redact_texts(item, redaction, name) for name, item in value.items()}
        case list() | tuple():
            return [_redact_texts(item, redaction, key) for item in value]
        case _:
            return value


def _reasons_in(value: Any, key: str = "") -> Iterator[str]:
    """The reasons in rule settings."""
    match value:
        case str() if key == "reason":
            yield value
        case Mapping():
            for name, item in value.items():
                yield from _reasons_in(item, name)
        case list() | tuple():
            for item in value:
                yield from _reasons_in(item, key)
