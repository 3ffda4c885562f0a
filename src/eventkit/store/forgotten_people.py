"""Forgotten people: withdrawn entries in their place, and keyed hashes by which an import recognises them."""

from __future__ import annotations

import hmac
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, Self

from sqlalchemy import Connection, select

from eventkit.messages import Message
from eventkit.model import WITHDRAWN, Name, Participant, ParticipantId, Session
from eventkit.schedule import Schedule
from eventkit.store import checksums
from eventkit.store.tables import erasure_key, forgotten_hash
from eventkit.texts import UNDETERMINED, fold_name
from eventkit.texts.name_patterns import is_degree, strip_titles

NO_EMAILS: Mapping[str, str] = MappingProxyType({})


class Identity(NamedTuple):
    """A property of a person that identifies them in an import."""

    kind: str  # `origin`, `name`, `core` or `email`
    # The source and the id there, the folded name, whole or without what comes and goes with it, or the
    # address.
    text: str

    @classmethod
    def of_origin(cls, source: str, source_id: str) -> Self:
        return cls("origin", f"{source}\0{source_id}")

    @classmethod
    def of_name(cls, name: str) -> Self:
        """The identity of a name, independent of case, accents and the order of its words."""
        return cls("name", fold_name(name))

    @classmethod
    def of_core(cls, name: str) -> Self | None:
        """The identity of a name without titles, degrees, initials and what is in quotes or brackets.

        ``None`` for a name of which one word would be left, which very many people have.
        """
        words: list[str] = []
        for word in strip_titles(_ASIDES.sub(" ", name)).replace(",", " ").split():
            bare = word.strip(".")
            is_initial = len(bare) == 1 and bare.lower() != bare.upper()
            if bare and not is_initial and not is_degree(word, " ".join(words)):
                words.append(word)
        return cls("core", fold_name(" ".join(words))) if len(words) > 1 else None

    @classmethod
    def of_email(cls, address: str) -> Self:
        return cls("email", address.strip().casefold())


_ASIDES = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]|[\"“”„«»'‘’][^\"“”„«»'‘’]+[\"“”„«»'‘’](?=\s|$)")


class ForgottenPeople:
    """The people who were erased from a conference, recognised by keyed hashes of what identified them.

    The key is in the same store: somebody who has all of it can check whether a name they guess was erased.
    """

    def __init__(self, key: bytes, ids: Mapping[str, str] | None = None) -> None:
        """The forgotten people of a conference.

        Args:
            key: The key of the hashes.
            ids: The neutral id by hash.
        """
        self._key = key
        self._ids = ids or {}

    @classmethod
    def load(cls, db: Connection, conference: str) -> Self:
        """The forgotten people of a conference."""
        cells = forgotten_hash.columns
        rows = db.execute(select(cells.hash, cells.participant).where(cells.conference == conference))
        return cls(cls.key(db, conference) or b"", {row.hash: row.participant for row in rows})

    @staticmethod
    def key(db: Connection, conference: str) -> bytes | None:
        """The key of a conference; ``None`` if nobody was erased from it."""
        cells = erasure_key.columns
        digits: str | None = db.scalar(select(cells.key).where(cells.conference == conference))
        return None if digits is None else bytes.fromhex(digits)

    @property
    def neutral_ids(self) -> frozenset[str]:
        """The ids of the withdrawn participants."""
        return frozenset(self._ids.values())

    def find(self, person: Participant, email: str = "") -> str | None:
        """The neutral id of a forgotten person, by origin, name or address; ``None`` for others."""
        if not self._ids:
            return None
        names = (*(name.full for name in person.name), *person.variants)
        identities = [*map(Identity.of_name, names), *filter(None, map(Identity.of_core, names))]
        if email:
            identities.append(Identity.of_email(email))
        if person.source is not None and person.source_id is not None:
            identities.insert(0, Identity.of_origin(person.source, person.source_id))
        return next(
            (self._ids[digest] for digest in map(self._hash, identities) if digest in self._ids), None
        )

    def find_all(self, schedule: Schedule, emails: Mapping[str, str] = NO_EMAILS) -> dict[str, str]:
        """The neutral ids of the forgotten people in an imported schedule, by their ids in it.

        Args:
            emails: The addresses of people in it; one that several have is an office's.
        """
        ids: dict[str, str] = {}
        shared = Counter(address.strip().casefold() for address in emails.values())
        own = {id_: email for id_, email in emails.items() if shared[email.strip().casefold()] == 1}
        for person in schedule.participants:
            if (id_ := self.find(person, own.get(person.id, ""))) is not None:
                ids[person.id] = id_
        return ids

    def remember(self, db: Connection, conference: str, identities: Iterable[tuple[Identity, str]]) -> None:
        """Store the hashes of identities, each with a neutral id."""
        cells = forgotten_hash.columns
        known = set(db.scalars(select(cells.hash).where(cells.conference == conference)))
        hashes = {self._hash(identity): participant for identity, participant in identities}
        rows = [
            {"conference": conference, "hash": digest, "participant": participant}
            for digest, participant in hashes.items()
            if digest not in known
        ]
        if rows:
            with checksums.update(db, conference, forgotten_hash, [row["hash"] for row in rows]):
                db.execute(forgotten_hash.insert(), rows)

    def readmit(self, db: Connection, conference: str, people: Iterable[Participant]) -> None:
        """Delete the hashes of people who may be imported again."""
        ids = {self.find(person) for person in people} - {None}
        cells = forgotten_hash.columns
        rows = (cells.conference == conference, cells.participant.in_(ids))
        with checksums.update(db, conference, forgotten_hash, db.scalars(select(cells.hash).where(*rows))):
            db.execute(forgotten_hash.delete().where(*rows))

    def _hash(self, identity: Identity) -> str:
        return hmac.digest(self._key, f"{identity.kind}\0{identity.text}".encode(), "sha256").hex()


def neutral_id(key: bytes, old: str, taken: set[str]) -> str:
    """An id that reveals nothing about the person without the key; it is added to the taken ones."""
    digits = hmac.digest(key, f"id\0{old}".encode(), "sha256").hex()
    for length in range(4, len(digits) + 1):
        if (id_ := f"withdrawn-{digits[:length]}") not in taken:
            taken.add(id_)
            return id_
    raise ValueError(Message("'{old}' was erased before.", old=old))


def withdraw(schedule: Schedule, ids: Mapping[str, str]) -> Schedule:
    """The schedule with withdrawn participants, under neutral ids, in the place of some people.

    Their appearances and memberships stay, without positions and organisations. People with the same neutral
    id become one.
    """
    participants = {
        person.id: person for person in (_withdrawn(person, ids) for person in schedule.participants)
    }
    sessions = tuple(_with_ids(session, ids) for session in schedule.sessions)
    return schedule.model_copy(update={"participants": tuple(participants.values()), "sessions": sessions})


def _withdrawn(person: Participant, ids: Mapping[str, str]) -> Participant:
    members = tuple(dict.fromkeys(ParticipantId(ids.get(member, member)) for member in person.members))
    if person.id not in ids:
        return person if members == person.members else person.model_copy(update={"members": members})
    name = (Name(language=UNDETERMINED, full=WITHDRAWN),)
    return Participant(id=ParticipantId(ids[person.id]), name=name, kind=person.kind, members=members)


def _with_ids(session: Session, ids: Mapping[str, str]) -> Session:
    if not any(appearance.participant in ids for appearance in session.people):
        return session
    people = {
        (appearance.participant, appearance.role): appearance
        for appearance in (
            appearance.model_copy(
                update={"participant": ParticipantId(ids[appearance.participant]), "affiliations": ()}
            )
            if appearance.participant in ids
            else appearance
            for appearance in session.people
        )
    }
    return session.model_copy(update={"people": tuple(people.values())})


def remove_people(schedule: Schedule, people: Collection[str]) -> Schedule:
    """The schedule without some participants and their appearances."""
    return schedule.model_copy(
        update={
            "participants": tuple(
                person.model_copy(update={"members": tuple(m for m in person.members if m not in people)})
                for person in schedule.participants
                if person.id not in people
            ),
            "sessions": tuple(
                session.model_copy(
                    update={"people": tuple(who for who in session.people if who.participant not in people)}
                )
                for session in schedule.sessions
            ),
        }
    )
