"""The people builder: participants and their appearances; records of the same person are merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from eventkit.editing.namesakes import Contradiction, PersonFacts, contradiction
from eventkit.intake.cleaner import Cleaner, clean_links, location_of
from eventkit.intake.name_details import ParsedPerson, mask_email_addresses, parse_name
from eventkit.intake.people_parser import parse_people
from eventkit.intake.records import RawPerson, RawRecord, RawSession
from eventkit.intake.reference_builders import (
    IdRegistry,
    OrganisationBuilder,
    normalise_key,
    parse_uid,
    record_key,
)
from eventkit.intake.text_repair import excerpt
from eventkit.intake.word_lists import parse_choice, parse_country, parse_role
from eventkit.messages import Listed, Message
from eventkit.model import (
    NAME_LIMIT,
    Affiliation,
    Appearance,
    Kind,
    Link,
    Name,
    Participant,
    ParticipantKind,
    Role,
    Status,
)
from eventkit.texts import UNDETERMINED, Text, clean, fold
from eventkit.texts.language_detection import fits_script
from eventkit.texts.name_caches import cache_names
from eventkit.texts.name_marks import is_placeholder

_Resolved = tuple[str | None, tuple[Affiliation, ...]]
"""The id of a person, ``None`` without one, and the affiliations beside the name."""

_CONTACT_FIELDS = ("email", "phone", "ticket", "notes")


@dataclass(slots=True)
class _Person:
    """A participant while records of the same person are merged."""

    identity: dict[str, Any]
    record: RawPerson
    names: tuple[Name, ...]
    affiliations: tuple[Affiliation, ...] = ()
    variants: dict[str, None] = field(default_factory=dict)

    @property
    def id(self) -> str:
        id_: str = self.identity["id"]
        return id_


class PeopleBuilder:
    """The participants of a file."""

    def __init__(self, cleaner: Cleaner, source: str, organisations: OrganisationBuilder) -> None:
        self._cleaner = cleaner
        self._register = IdRegistry("participant", cleaner, source)
        self._organisations = organisations
        self._all: dict[str, _Person] = {}
        self._by_key: dict[str, list[_Person]] = {}
        self._by_name: dict[str, list[_Person]] = {}
        self._nameless: set[str] = set()
        self._placeholders: set[str] = set()
        self._statuses: dict[str, Status] = {}
        self.contacts: dict[str, dict[str, str]] = {}

    def add_all(self, raws: Iterable[RawPerson]) -> None:
        """Add the people of the file: one for each key, and for each name without a key."""
        for raw_person in raws:
            raw = self._separate_details(raw_person)
            names = self._names(raw)
            if not names:
                self._log_nameless(raw)
                continue
            has_name_as_key = record_key(raw) in map(normalise_key, _forms(raw_person))
            known = self._find_same(raw, names, by_name=has_name_as_key)
            if known is None:
                self._add(raw, names)
                continue
            self._merge(known, raw, names)
            if (key := record_key(raw)) and known not in self._by_key.get(key, ()):
                self._by_key.setdefault(key, []).append(known)

    def _separate_details(self, raw: RawPerson) -> RawPerson:
        """The record with a name free of marks and of details in brackets, which are logged."""
        if raw.kind and parse_choice(raw.kind, ParticipantKind) is not ParticipantKind.PERSON:
            return raw
        forms = {"": raw.name} if isinstance(raw.name, str) else {**raw.name}
        details = {language: parse_name(name) for language, name in forms.items() if isinstance(name, str)}
        if all(name.name == " ".join(forms[language].split()) for language, name in details.items()):
            return raw
        # The record of the reader is not changed.
        record = replace(raw, contact=dict(raw.contact))
        names = {**forms, **{language: name.name for language, name in details.items()}}
        record.name = names[""] if isinstance(raw.name, str) else names
        for language, name in details.items():
            if remark := name.remark(forms[language]):
                self._cleaner.info("name-mark", remark, raw, "name")
            for attribute in ("position", "organisation", "pronouns", "country"):
                if not getattr(record, attribute):
                    setattr(record, attribute, getattr(name, attribute) or None)
            if name.email:
                record.contact.setdefault("email", name.email)
            if name.status and (key := record_key(raw)):
                self._statuses.setdefault(key, name.status)
        return record

    def _log_nameless(self, raw: RawPerson) -> None:
        key = record_key(raw)
        forms = _forms(raw)
        if any(map(is_placeholder, forms)):
            self._placeholders.update(filter(None, (key, *map(normalise_key, forms))))
            return
        if key:
            self._nameless.add(key)
        self._cleaner.error("nameless", Message("A person without a name. Left out."), raw, "name")

    def _names(self, raw: RawPerson) -> tuple[Name, ...]:
        text = self._cleaner.text(raw.name, raw, "name", limit=NAME_LIMIT)
        names: list[Name] = []
        for language, full in (text or {}).items():
            if not self._cleaner.name(full, raw, "name"):
                continue
            bare = isinstance(raw.name, str) and not fits_script(full, language)
            # The parts are of the one form that the file has; of several, of the first.
            parts = {} if names else {
                part: self._cleaner.line(value, raw, part) or None
                for part, value in (("given", raw.given), ("family", raw.family), ("sort", raw.sort))
                if value is not None
            }  # fmt: skip
            name = self._cleaner.validate(
                Name, raw, full[:40], language=UNDETERMINED if bare else language, full=full, **parts
            )
            if name:
                names.append(name)
        return tuple(names)

    def _find_same(self, raw: RawPerson, names: tuple[Name, ...], *, by_name: bool) -> _Person | None:
        """The person of an earlier record with the same key and name, or ``by_name`` alone."""
        key = record_key(raw)
        full = names[0].full
        if key is None or by_name:
            if not (namesakes := self._by_name.get(_spelling_key(full))):
                return None
            facts = facts_of(raw)
            same = (person for person in namesakes if contradiction(facts_of(person.record), facts) is None)
            if (known := next(same, None)) is None:
                message = describe_namesakes(full, facts_of(namesakes[0].record), facts)
                self._cleaner.warning("same-name", message, raw, "name", namesakes[0].id)
            return known
        sharing = self._by_key.get(key, [])
        for person in sharing:
            if any(fold(full) == fold(name.full) for name in person.names):
                return person
        if sharing:
            self._log_shared_key(sharing[0], full, raw, "name")
        return None

    def _add(self, raw: RawPerson, names: tuple[Name, ...]) -> _Person:
        person = _Person(self._register.register(raw, *(name.full for name in names)), raw, names)
        self._all[person.id] = person
        if key := record_key(raw):
            self._by_key.setdefault(key, []).append(person)
        for name in names:
            self._by_name.setdefault(_spelling_key(name.full), []).append(person)
        person.affiliations = self._organisations.affiliations(raw.position, raw.organisation, raw, person.id)
        self._contact(person, raw)
        return person

    def _merge(self, known: _Person, raw: RawPerson, names: tuple[Name, ...]) -> None:
        for name in names:
            self._add_spelling(known, name.full, raw, "name")
        affiliations = self._organisations.affiliations(raw.position, raw.organisation, raw, known.id)
        if known.affiliations and affiliations and affiliations != known.affiliations:
            message = Message(
                "'{full}' is listed twice with different affiliations. Imported as one person with "
                "both. Check whether they are two people.",
                full=names[0].full,
            )
            self._cleaner.warning("one-or-two-people", message, raw, "", known.id)
        known.affiliations = tuple(dict.fromkeys((*known.affiliations, *affiliations)))
        # The record of the reader is not changed.
        first = known.record = replace(known.record, extra={**raw.extra, **known.record.extra})
        for attribute in ("kind", "honorific", "country", "biography", "pronouns"):
            if getattr(first, attribute) is None:
                setattr(first, attribute, getattr(raw, attribute))
            elif (second := getattr(raw, attribute)) is not None and second != getattr(first, attribute):
                message = Message(
                    "Two different values for '{full}'. Imported the first.", full=names[0].full
                )
                self._cleaner.warning("conflicting-details", message, raw, attribute, known.id)
        first.links += raw.links
        first.variants += raw.variants
        self._contact(known, raw)

    def _add_spelling(self, known: _Person, full: str, record: RawRecord, field_name: str) -> None:
        if full in known.variants or any(full == form.full for form in known.names):
            return
        known.variants[full] = None
        message = Message(
            "'{name}' is also spelt '{other}'. Imported as another spelling.",
            name=known.names[0].full,
            other=full,
        )
        self._cleaner.info("other-spelling", message, record, field_name, known.id)

    def _contact(self, person: _Person, raw: RawPerson) -> None:
        """Keep private contact data apart; messages never quote it."""
        for name, value in raw.contact.items():
            text = clean(str(value), single_line=True) if value else ""
            if not text:
                continue
            if name not in _CONTACT_FIELDS:
                message = Message("Unknown contact field '{name}'. Left out.", name=name)
                self._cleaner.error("contact", message, raw, name, person.id)
                continue
            contact = self.contacts.setdefault(person.id, {})
            if contact.setdefault(name, text) != text:
                message = Message("A second {name} of one person. Left out.", name=name)
                self._cleaner.warning("two-contacts", message, raw, name, person.id)

    def resolve(self, reference: str, name: str | None, session: RawRecord, about: str) -> _Resolved:
        """The person an appearance refers to: by key, by key and name, or by name alone.

        Without an id, and logged, if there is no such person.
        """
        key = normalise_key(reference)
        sharing = self._by_key.get(key, []) if key else []
        if len(sharing) == 1 and (not name or sharing[0].names[0].full == name):
            return sharing[0].id, ()
        if key in self._nameless:
            message = Message("Person '{reference}' has no name. Left out.", reference=excerpt(reference))
            self._cleaner.error("nameless", message, session, "people", about)
        if key in self._nameless or key in self._placeholders:
            return None, ()
        details = parse_name(name or ("" if sharing else reference))
        full = self._cleaner.name(details.name, session, "people", about=about)
        for person in sharing:
            if not full or any(full == name.full or fold(full) == fold(name.full) for name in person.names):
                return person.id, ()
        if sharing and full:
            self._log_shared_key(sharing[0], full, session, "people", about)
        elif full and not name and self._by_key and (full.isdigit() or parse_uid(full)):
            message = Message("No person has the key '{full}'. Saved as extra data.", full=excerpt(full))
            self._cleaner.error("no-such-person", message, session, "people", about)
            return None, ()
        details.name = full
        if full and (remark := details.remark(name or reference)):
            self._cleaner.info("name-mark", remark, session, "people", about)
        return self.resolve_parsed(
            details, session, "people", about, key=None if sharing or not name else key
        )

    def status(self, reference: str, name: str | None) -> Status | None:
        """The status that marks in a name state for an appearance; ``None`` without such a mark."""
        key = normalise_key(reference)
        return _status_in(name or reference) or (self._statuses.get(key) if key else None)

    def _log_shared_key(self, first: _Person, full: str, record: RawRecord, name: str, *about: str) -> None:
        message = Message(
            "'{name}' and '{other}' share one key. Imported as two people. Check whether they are the same.",
            name=first.names[0].full,
            other=full,
        )
        self._cleaner.warning("one-key-two-people", message, record, name, *about, first.id)

    def resolve_parsed(
        self, parsed: ParsedPerson, record: RawRecord, name: str, about: str, key: str | None = None
    ) -> _Resolved:
        """The person whom a record names, added if nobody has that name, and the affiliations beside it."""
        full = parsed.name
        namesakes = self._by_name.get(_spelling_key(full), ())
        if len(namesakes) > 1:
            message = Message(
                "{count} people are called '{full}'. Imported as the first. Check it.",
                count=len(namesakes),
                full=full,
            )
            self._cleaner.warning("one-of-several", message, record, name, namesakes[0].id)
        known = namesakes[0] if namesakes else None
        if known:
            self._add_spelling(known, full, record, name)
        if known is None or parsed.pronouns or parsed.email or parsed.country:
            # Messages give the location of the session, without a field.
            raw = RawPerson(
                name=full,
                location=location_of(record, name),
                key=key,
                field_names={"name": ""},
                contact={"email": parsed.email} if parsed.email else {},
                kind="team" if parsed.is_group else None,
                pronouns=parsed.pronouns or None,
                country=parsed.country or None,
            )
            if known:
                self._merge(known, raw, known.names)
            elif names := self._names(raw):
                known = self._add(raw, names)
        if known is None:
            return None, ()
        return known.id, self._organisations.affiliations(parsed.position, parsed.organisation, record, about)

    def session_affiliations(
        self, person: str, affiliations: tuple[Affiliation, ...]
    ) -> tuple[Affiliation, ...]:
        """The affiliations to state in one session: none if they are the person's usual ones.

        The first affiliations of a person without any become their usual ones.
        """
        known = self._all[person]
        if affiliations and not known.affiliations:
            known.affiliations = affiliations
        return () if affiliations == known.affiliations else affiliations

    def build(self) -> tuple[Participant, ...]:
        return tuple(filter(None, map(self._build, self._all.values())))

    def _build(self, person: _Person) -> Participant | None:
        raw, cleaner, about = person.record, self._cleaner, person.id
        unread: dict[str, Any] = {}
        # Most records lack most fields, which are not built then.
        fields: dict[str, Any] = {}
        if raw.country:
            fields["country"] = parse_country(raw.country)
        if raw.kind:
            fields["kind"] = parse_choice(raw.kind, ParticipantKind) or ParticipantKind.PERSON
        if raw.honorific:
            fields["honorific"] = cleaner.text(raw.honorific, raw, "honorific", about=about)
        if raw.biography and (biography := cleaner.long_text(raw.biography, raw, "biography", about=about)):
            fields["biography"] = Text(biography)
        if raw.pronouns:
            fields["pronouns"] = cleaner.line(raw.pronouns, raw, "pronouns", about=about) or None
        if raw.links:
            pages, streams = clean_links(raw.links, raw, cleaner, about)
            fields["links"] = (
                *pages,
                *(Link(url=stream.url, label=stream.label) for stream in streams if stream.url),
            )
        if raw.variants or person.variants:
            fields["variants"] = self._spellings(person)
        for name, is_unread in (
            ("country", fields.get("country", "") is None),
            ("kind", bool(raw.kind) and parse_choice(raw.kind or "", ParticipantKind) is None),
        ):
            if is_unread:
                unread[name] = word = getattr(raw, name)
                message = Message(
                    "Unknown {name} '{word}'. Saved as extra data.", name=name, word=excerpt(str(word))
                )
                cleaner.once(name, message, raw, name, about)
        return cleaner.validate(
            Participant, raw, about, **person.identity, **fields, name=person.names,
            affiliations=person.affiliations, available=raw.available,
            extra=cleaner.extra_data(raw, "participant", about, unread),
        )  # fmt: skip

    def _spellings(self, person: _Person) -> tuple[str, ...]:
        raw = person.record
        spellings = [
            self._cleaner.line(variant, raw, "variants", about=person.id) for variant in raw.variants
        ]
        names = {"", *(name.full for name in person.names)}
        return tuple(
            spelling for spelling in dict.fromkeys((*spellings, *person.variants)) if spelling not in names
        )


@cache_names(4096)
def _status_in(name: str) -> Status | None:
    return parse_name(name).status


def facts_of(raw: RawPerson) -> PersonFacts:
    organisation = raw.organisation
    names = [organisation] if organisation is None or isinstance(organisation, str) else organisation.values()
    return PersonFacts.of((raw.contact.get("email"),), (str(name) for name in names if name))


def describe_namesakes(name: str, one: PersonFacts, other: PersonFacts) -> Message:
    """The message about two people of one name in a file, which never quotes an address."""
    remedy = Message(
        "Imported as two people. If they are one person, merge the two entries, or give both the same id "
        "in the "
        "file."
    )
    if contradiction(one, other) is Contradiction.EMAIL:
        return Message(Message("'{name}' is listed with different e-mail addresses.", name=name), remedy)
    both = tuple(Message("'{word}'", word=excerpt(facts.organisations[0])) for facts in (one, other))
    listed = Message("'{name}' is listed with the organisations {both}.", name=name, both=Listed(both, "and"))
    return Message(listed, remedy)


def _forms(raw: RawPerson) -> tuple[str, ...]:
    forms = (raw.name,) if isinstance(raw.name, str) else raw.name.values()
    return tuple(str(form) for form in forms if form)


_SIGNS = str.maketrans("\u2019\u02bc\u2018`\u2010\u2011", "''''--", ".")


def _spelling_key(full: str) -> str:
    """A name for comparison without what keyboards and habits change: apostrophes, full stops and case."""
    return " ".join(full.translate(_SIGNS).casefold().split()) or full


class _Mention(NamedTuple):
    person: str
    role: Role | None
    word: str
    affiliations: tuple[Affiliation, ...]
    status: Status | None = None


class AppearanceBuilder:
    def __init__(self, cleaner: Cleaner, people: PeopleBuilder, organisations: OrganisationBuilder) -> None:
        self._cleaner = cleaner
        self._people = people
        self._organisations = organisations

    def build(
        self, raw: RawSession, about: str, unread: dict[str, Any], kind: Kind
    ) -> tuple[Appearance, ...]:
        """Build the appearances of a session of a kind, each person once in a role."""
        appearances: dict[tuple[str, Role], Appearance] = {}
        mentions = [*self._from_list(raw, about, unread)]
        if raw.people_text:
            mentions += self._from_text(raw, about, unread)
        for mention in mentions:
            role = mention.role or self._resolve_role(mention, raw, about, unread) or kind.unstated_role
            affiliations = (
                self._people.session_affiliations(mention.person, mention.affiliations)
                if mention.affiliations
                else ()
            )
            if (mention.person, role) in appearances:
                message = Message(
                    "'{person}' is listed twice as {role}. Imported once.",
                    person=mention.person,
                    role=role,
                )
                self._cleaner.warning("duplicate-appearance", message, raw, "people", about, mention.person)
            elif appearance := self._cleaner.validate(
                Appearance, raw, about, participant=mention.person, role=role, affiliations=affiliations,
                status=mention.status or Status.CONFIRMED,
            ):  # fmt: skip
                appearances[mention.person, role] = appearance
        return tuple(appearances.values())

    def _from_list(self, raw: RawSession, about: str, unread: dict[str, Any]) -> Iterator[_Mention]:
        for appearance in raw.people:
            person, affiliations = self._people.resolve(appearance.person, appearance.name, raw, about)
            if person is None:
                if appearance.person and appearance.person.strip():
                    unread.setdefault("people", []).append(appearance.person)
                continue
            if appearance.position or appearance.organisation:
                affiliations = self._organisations.affiliations(
                    appearance.position, appearance.organisation, raw, about
                )
            word = self._cleaner.line(appearance.role, raw, "role", about=about) if appearance.role else ""
            status = appearance.status or self._people.status(appearance.person, appearance.name)
            yield _Mention(person, None, word, affiliations, status)

    def _from_text(self, raw: RawSession, about: str, unread: dict[str, Any]) -> Iterator[_Mention]:
        cell = raw.people_text or ""
        parsed = parse_people(cell)
        for ambiguity in parsed.ambiguities:
            self._cleaner.info("ambiguous-people", ambiguity, raw, "people_text", about)
        for remark in parsed.remarks:
            self._cleaner.info("name-mark", remark, raw, "people_text", about)
        for who in parsed.people:
            if name := self._cleaner.name(who.name, raw, "people_text", about=about):
                named = replace(who, name=name)
                person, affiliations = self._people.resolve_parsed(named, raw, "people_text", about)
                if person is not None:
                    yield _Mention(person, who.role, who.role_word, affiliations, who.status)
        if len(parsed.people) > 1 or any(who.name != who.raw for who in parsed.people):
            # The result may be wrong: keep the original text, without private data.
            unread["people" if "people" not in unread else "people_text"] = mask_email_addresses(cell).strip()

    def _resolve_role(
        self, mention: _Mention, raw: RawSession, about: str, unread: dict[str, Any]
    ) -> Role | None:
        if not mention.word:
            return None
        role = parse_role(mention.word)
        if role is None:
            message = Message(
                "Unknown role '{word}'. Imported as speaker; the word is saved as extra data.",
                word=excerpt(mention.word),
            )
            self._cleaner.once("role", message, raw, "role", about)
            unread.setdefault("roles", {})[mention.person] = mention.word
            return Role.SPEAKER
        return role
