"""Erasure of a person from schedule, roster, history and releases, and of a whole conference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import nullcontext
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from eventkit.editing.entity_edits import MERGED_FROM
from eventkit.errors import StoreError
from eventkit.findings import Subject
from eventkit.ledger import feed_key
from eventkit.model import WITHDRAWN, Participant, ParticipantId, SessionId
from eventkit.roster import Contact
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
from eventkit.store.erased_person import ErasedPerson
from eventkit.store.forgotten_people import ForgottenPeople, Identity, neutral_id, remove_people, withdraw
from eventkit.store.stored_conference import StoredState, number_in_order
from eventkit.store.tenures import LAST, full_names, spellings
from eventkit.texts import UNDETERMINED

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
    # Its id: of a reason the number of the change, the name of the release, or whose badge or contact it is.
    id: str
    field: str  # the field, such as `abstract`; empty for an author
    words: tuple[str, ...] = ()  # the names and words in it

    @property
    def is_reason(self) -> bool:
        """True if it is a reason or a note, from which an erasure deletes words that it is given."""
        return self.kind in {tables.rule_settings.name, *(table.name for table in _TEXTS)}


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
    person = ErasedPerson(db, conference, state.stored, participant)
    has_badge = bool(badge_store.find(db, conference, person.owners))
    contacts = roster_store.of_owners(db, conference, person.owners)
    has_contact = bool(contacts)
    _require_known(conference, participant, is_known=person.is_known or has_badge or has_contact)
    schedule = state.stored.schedule if state.stored is not None else None
    return ErasurePreview(
        participant,
        tuple(sorted(person.names)),
        tuple(sorted(person.ids - {participant, *(other.id for other in _people(state))})),
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
        tuple(_remains(db, conference, schedule, person, contacts, erased=words)),
    )


def _remains(
    db: Connection,
    conference: str,
    schedule: Schedule | None,
    person: ErasedPerson,
    contacts: Iterable[Contact],
    *,
    erased: Collection[str],
) -> Iterator[Remain]:
    """The texts in which names or addresses of a person stand, or words that nobody else's name has."""
    addresses = [*_address_patterns(contacts)]
    people = schedule.participants if schedule is not None else ()
    mine = person.ids - ({other.id for other in people} - {person.id})
    others = [other for other in people if other.id not in mine]
    searched = _distinctive_words(person, others) | person.names
    long = [word for word in searched if len(word) >= _SHORTEST_WORD or word in person.names]
    pattern = _pattern_of(long, addresses)
    for kind, id_, place, text in _texts(schedule, mine) if schedule is not None else ():
        if left := _matches(pattern, text):
            yield Remain(kind, id_, place, left)
    pattern = _pattern_of(searched, addresses)
    redaction = Redaction(dict.fromkeys(mine, WITHDRAWN), person.names, words=erased, addresses=addresses)
    for table, id_, place, text in _reasons(db, conference):
        if table == tables.contact.name and id_ in person.owners:
            continue
        if left := _matches(pattern, redaction.text(text)):
            yield Remain(table, id_, place, left)
    authors = {texts.get("author") for table in _TEXTS for _, texts in _rows(db, conference, table)}
    for author in sorted(person.names & authors):
        if redaction.author(author) == author:
            yield Remain("author", author, "", (author,))


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


def _distinctive_words(person: ErasedPerson, others: Iterable[Participant]) -> set[str]:
    known = {word.casefold() for other in others for name in full_names(other) for word in name.split()}
    words = {word.strip(",.") for name in person.names for word in name.split()}
    return {word for word in words if len(word) > 1 and word.casefold() not in known}


def _pattern_of(words: Iterable[str], addresses: Iterable[str]) -> re.Pattern[str]:
    """The pattern of whole words, the longest first; short ones as they are written, others in any case.

    The patterns of addresses, of which words may be a part, stand before them.
    """
    patterns = [
        _whole_words(word) if len(word) < _SHORTEST_WORD else f"(?i:{_whole_words(word)})"
        for word in sorted(words, key=lambda word: (-len(word), word))
    ]
    return re.compile("|".join([*addresses, *patterns]) or "(?!)")


def _matches(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(sorted(set(pattern.findall(text))))


def _reasons(db: Connection, conference: str) -> Iterator[tuple[str, str, str, str]]:
    """The reasons and notes beside the schedule: the table, the key of the row, the field and the text."""
    for table in _TEXTS:
        for id_, texts in _rows(db, conference, table):
            yield from (
                (table.name, str(id_), name, text) for name, text in texts.items() if name != "author"
            )
    reasons: list[str] = []

    def collect(key: str, text: str) -> str:
        if key == "reason":
            reasons.append(text)
        return text

    _with_texts(rule_settings_store.load(db, conference), collect)
    yield from ((tables.rule_settings.name, conference, "reason", reason) for reason in reasons)


def _rows(db: Connection, conference: str, table: Table) -> Iterator[tuple[Any, dict[str, str]]]:
    """The keys of the rows of a conference, and the texts in each, by column."""
    of_conference, key = table.primary_key
    columns = [table.columns[name] for name in _TEXTS[table]]
    for id_, *texts in db.execute(
        select(key, *columns).where(of_conference == conference).order_by(key)
    ).all():
        yield id_, {name: text for name, text in zip(_TEXTS[table], texts, strict=True) if text}


_WRITTEN = ("author", "why", "note", "forced", "notes")

_TEXTS: Mapping[Table, Sequence[str]] = MappingProxyType(
    {
        table: names
        for table in tables.metadata.sorted_tables
        if table is not tables.erasure  # who had somebody erased stays on record
        if (names := [name for name in _WRITTEN if name in table.columns])
    }
)
"""The columns with authors, reasons and notes beside the schedule, by table."""

_SHORTEST_WORD = 4
"""The shortest word of a name that is searched alone outside of reasons and notes, in letters."""

_SHORTEST_PHONE = 6
"""The shortest telephone number that is not an extension, which may number anything, in digits."""

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
    person = ErasedPerson(db, conference, state.stored, participant)
    contacts = roster_store.of_owners(db, conference, person.owners)
    has_badge = badge_store.erase(db, conference, person.owners)
    has_contact = roster_store.erase(db, conference, person.owners, person.ids, note)
    _require_known(conference, participant, is_known=person.is_known or has_badge or has_contact)
    for tenure in person.tenures:
        contacts += merged_contacts.erase(db, conference, tenure.id, tenure.covers)
    key = _key(db, conference, secret)
    taken = _taken_ids(db, conference, state.stored)
    was_erased = participant in state.forgotten.neutral_ids
    ids = {
        id_: id_ if was_erased and id_ == participant else neutral_id(key, id_, taken)
        for id_ in sorted(person.ids, key=lambda id_: (id_ == participant, id_))
    }
    others = [other for other in _people(state) if other.id != participant]
    addresses = _address_patterns(contacts)
    redaction = Redaction(ids, person.names, person, words, others=others, addresses=addresses)
    _record(db, conference, "participant", note)
    if state.stored is not None:
        if redaction.ids_at(LAST):
            _rewrite_schedule(db, state.stored, redaction, note, remove=remove)
        _rewrite_settings(db, state, redaction, follow, note)
    journal.redact(db, conference, redaction.entity_at, redaction.ids_at)
    release_store.redact(
        db,
        conference,
        redaction.release_at,
        note.at,
        redact_text=redaction.text,
        redact_author=redaction.author,
    )
    mailboxes.erase(db, conference, lambda revision: redaction.ids_at(revision + 1))
    import_sources.withdraw_people(db, conference, ids, person.origins, person.names)
    change_notes.redact_renames(db, conference, redaction.ids_at)
    roster_store.rename_in_log(db, conference, ids)
    _redact_texts(db, conference, redaction)
    emails = sorted({contact.email for contact in contacts if contact.email})
    own = [Identity.of_email(email) for email in emails if not _is_shared(db, conference, email)]
    identities = [*person.identities(ids), *((identity, ids[participant]) for identity in own)]
    ForgottenPeople(key).remember(db, conference, identities)
    checksums.forget_earlier_sums(db, conference)
    hash_chain.link_all(db, conference)
    return ids[participant]


def _redact_texts(db: Connection, conference: str, redaction: Redaction) -> None:
    """Redact reasons, notes and authors; those of releases are redacted with the releases."""
    for table in _TEXTS:
        of_conference, key = table.primary_key
        for id_, texts in _rows(db, conference, table) if table is not tables.release else ():
            cells: dict[str, str | None] = {
                name: redaction.author(text) if name == "author" else redaction.text(text)
                for name, text in texts.items()
            }
            if cells == texts:
                continue
            if "why_form" in table.columns and cells.get("why") != texts.get("why"):
                cells["why_form"] = None
            is_history = table not in checksums.PRESENT
            with nullcontext() if is_history else checksums.update(db, conference, table, [id_]):
                db.execute(table.update().where(of_conference == conference, key == id_).values(**cells))


def erase_conference(db: Connection, conference: str, note: ChangeNote) -> None:
    """Erase a conference, its history, releases and contacts, in a transaction with its lock."""
    _record(db, conference, "conference", note)
    for table in (tables.journal, tables.revision):  # releases can only be deleted without any revision
        db.execute(table.delete().where(table.columns.conference == conference))
    done = (tables.marker, tables.erasure, tables.journal, tables.revision)
    for table in reversed(tables.metadata.sorted_tables):
        if table not in done:
            db.execute(table.delete().where(tables.conference_column(table) == conference))


class Redaction:
    """The replacement of a person's ids, names and data in stored forms and texts."""

    def __init__(
        self,
        ids: Mapping[str, str],
        names: Collection[str],
        person: ErasedPerson | None = None,
        words: Collection[str] = (),
        *,
        others: Iterable[Participant] = (),
        addresses: Iterable[str] = (),
    ) -> None:
        """A redaction of the ids of a person, to neutral ones, of names, words in any case, and the patterns
        of addresses.

        The ids are theirs at times, if the person is given. Names and origins of theirs that ``others`` have
        are not theirs alone; any that others had for a time are from a merge that was undone.
        """
        self.ids = ids
        self._person = person
        self._spellings, self._origins = set(names), set(person.origins if person is not None else ())
        for other in others:
            self._spellings -= spellings(other)
            self._origins.discard((other.source or "", other.source_id or ""))
        self._feeds = {feed_key("participants", id_) for id_ in ids}
        # The longest first: a name may be contained in another.
        texts = sorted({*names, *ids}, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join([*addresses, *map(_whole_words, texts)]))
        self._words = re.compile("|".join(map(_whole_words, filter(None, words))) or "(?!)", re.IGNORECASE)

    def ids_at(self, number: int) -> Mapping[str, str]:
        """The neutral ids of ids that were the person's just before a change."""
        tenures = self._person.tenures if self._person is not None else ()
        return {tenure.id: self.ids[tenure.id] for tenure in tenures if tenure.covers(number)}

    def entity_at(self, number: int, kind: str, form: json_forms.Form) -> json_forms.Form:
        """The form of an entity before a change, without the person."""
        for gain in self._person.gains if self._person is not None else ():
            gain.remove_from(number, kind, form)
        return self._entity(self.ids_at(number), kind, form)

    def text(self, text: str) -> str:
        """A text without the names and ids of the person, and without the further words."""
        return self._words.sub(WITHDRAWN, self.without_names(text))

    def author(self, name: str) -> str:
        """The author of a change, whose name is deleted only if it is one of the further words as a whole."""
        return WITHDRAWN if self._words.fullmatch(name) else name

    def without_names(self, text: str) -> str:
        """A text without the names and ids of the person."""
        return self._pattern.sub(lambda match: self.ids.get(match[0], WITHDRAWN), text)

    def _entity(self, ids: Mapping[str, str], kind: str, form: json_forms.Form) -> json_forms.Form:
        """The form of an entity without the person, who had some ids at the time."""
        if kind == "participant":
            if form["id"] in ids:
                members = [ids.get(member, member) for member in form["members"]]
                name = [{"language": UNDETERMINED, "full": WITHDRAWN}]
                return {"id": ids[form["id"]], "name": name, "kind": form["kind"], "members": members}
            form["members"] = [ids.get(member, member) for member in form["members"]]
            if "variants" in form:
                form["variants"] = [each for each in form["variants"] if each not in self._spellings]
            others = [name for name in form["name"] if name["full"] not in self._spellings]
            form["name"] = others or form["name"]
            self._remove_origins(form)
        elif kind == "session":
            for appearance in form["people"]:
                if appearance["participant"] in ids:
                    appearance["participant"] = ids[appearance["participant"]]
                    appearance["affiliations"] = []
        return form

    def _remove_origins(self, form: json_forms.Form) -> None:
        def is_theirs(origin: json_forms.Form) -> bool:
            return (origin.get("source"), origin.get("source_id")) in self._origins

        if is_theirs(form):
            del form["source"], form["source_id"]
        merged = form.get("extra", {}).get(MERGED_FROM)
        if isinstance(merged, list) and any(map(is_theirs, merged)):
            form["extra"][MERGED_FROM] = [origin for origin in merged if not is_theirs(origin)]

    def release_at(self, revision: int, form: json_forms.Form) -> None:
        """Redact the form of a release of a revision in place."""
        schedule = form["schedule"]
        for kind in ("participant", "session"):
            schedule[f"{kind}s"] = [
                self.entity_at(revision + 1, kind, entity) for entity in schedule[f"{kind}s"]
            ]
        # Their calendar does not continue, unless somebody else has one at its address by now.
        others = {person["id"] for person in schedule["participants"]}.difference(self.ids.values())
        ended = self._feeds - {feed_key("participants", id_) for id_ in others}
        for tombstone in json_forms.tombstone_forms(form["ledger"]):
            tombstone["session"] = self._entity(self.ids, "session", tombstone["session"])
            self._visibility(tombstone["visibility"], ended)
        for name in ("aliases", "headed"):
            if name in form["ledger"]:
                form["ledger"][name] = {
                    key: value
                    for key, value in form["ledger"][name].items()
                    if key not in ended and value not in ended
                }

    def _visibility(self, form: json_forms.Form, ended: AbstractSet[str]) -> None:
        """Redact the calendars that showed a tombstone, some of which have ended."""
        if self._feeds.isdisjoint(form["ties"]):
            return
        for name, keys in form.items():
            # Nothing shows which of the people appeared for an organisation.
            others = {key for key in keys if not key.startswith(feed_key("organisations", ""))}
            form[name] = sorted(others - ended)


def _address_patterns(contacts: Iterable[Contact]) -> Iterator[str]:
    """The patterns of e-mail addresses, in any case, and of telephone numbers, grouped in any way."""
    for contact in contacts:
        if contact.email:
            yield f"(?i:{_whole_words(contact.email)})"
        number, *_ = re.split(r"[^\d\s()+./-]", contact.phone or "", maxsplit=1)
        if len(digits := re.findall(r"\d", number)) >= _SHORTEST_PHONE:
            yield rf"(?<!\d)\+?{'[ ()./-]*'.join(digits)}(?!\d)"


def _whole_words(text: str) -> str:
    """The pattern of a text as whole words; only ASCII letters and digits have boundaries around them."""
    before, after = (
        r"\w-" if letter.isascii() and letter.isalnum() else "" for letter in (text[0], text[-1])
    )
    return f"{f'(?<![{before}])' if before else ''}{re.escape(text)}{f'(?![{after}])' if after else ''}"


def _people(state: ConferenceState) -> tuple[Participant, ...]:
    return state.schedule.participants if state.schedule is not None else ()


def _require_known(conference: str, participant: str, *, is_known: bool) -> None:
    if not is_known:
        raise StoreError(
            "No participant of conference '{conference}' has the id '{participant}', or ever had "
            "it. Give the whole id.",
            conference=conference,
            participant=participant,
        )


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
    conference, ids = before.schedule.conference.id, redaction.ids_at(LAST)
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
    ids = redaction.ids_at(LAST)
    renames = {Subject("participant", old): new for old, new in ids.items()}
    after = follow(before, state.schedule, withdraw(state.schedule, ids), renames) or before

    def redact(key: str, text: str) -> str:  # words that may be ids of others are deleted from reasons alone
        return redaction.text(text) if key == "reason" else redaction.without_names(text)

    rule_settings_store.write(db, state.conference, before, _with_texts(after, redact), note)


def _with_texts(value: Any, change: Callable[[str, str], str], key: str = "") -> Any:
    """Rule settings with each of their texts changed, given the key that it is under."""
    match value:
        case str():
            return change(key, value)
        case Mapping():
            return {name: _with_texts(item, change, name) for name, item in value.items()}
        case list() | tuple():
            return [_with_texts(item, change, key) for item in value]
        case _:
            return value
