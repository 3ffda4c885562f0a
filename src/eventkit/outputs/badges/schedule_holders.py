"""Badge holders from a schedule: people who appear, and rooms by day for door signs."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from eventkit.model import (
    Affiliation,
    Appearance,
    Name,
    Organisation,
    OrganisationId,
    Participant,
    ParticipantId,
    ParticipantKind,
    Role,
    Session,
    SessionId,
)
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    HolderSession,
    HolderTrack,
    LocalisedText,
    LocalisedTexts,
    PrivateDetails,
    badge_name,
    bearer_labels,
    group_by_language,
    holder_session,
    localise,
)
from eventkit.outputs.precedence import find_delegations, leading_role
from eventkit.public_pages.page_addresses import absolute_url, entity_page
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text, match_language
from eventkit.wording import Wording
from eventkit.wording.name_lines import name_forms, position_lines

_CACHE_SIZE = 4096  # positions at organisations


def person_holders(
    schedule: Schedule,
    languages: tuple[str, ...],
    *,
    private: Mapping[str, PrivateDetails] | None = None,
    codes: Mapping[str, str] | None = None,
    named: Collection[str] = (),
) -> Iterator[BadgeHolder]:
    """The persons who appear, in the order of their names; teams and delegations get no badge.

    Args:
        codes: The content of QR codes, by participant; `public_code` for the others.
        named: The ids of the only persons who get a badge, also of those who no longer appear; all who appear
            if empty.
    """
    builder = _HolderBuilder(schedule, languages)
    private, codes, no_details = private or {}, codes or {}, PrivateDetails()
    for participant, appearances in people_appearing(schedule, named):
        details = private.get(participant.id, no_details)
        code = codes.get(participant.id)
        yield builder.build(participant, appearances, details, public_code(schedule, participant.id, code))


def people_appearing(
    schedule: Schedule, named: Collection[str] = ()
) -> Iterator[tuple[Participant, tuple[tuple[Session, Appearance], ...]]]:
    """The persons who appear, by their sort keys, each with their sessions and appearances.

    Args:
        named: The ids of the only persons among them, with the sessions that they were in if they no longer
            appear; all who appear if empty.
    """
    people = [
        participant
        for participant in schedule.participants
        if participant.kind is ParticipantKind.PERSON and (not named or participant.id in named)
    ]
    for participant in sorted(people, key=lambda participant: (participant.sort_key, participant.id)):
        appearances = schedule.active_appearances(participant.id)
        if not appearances and named:
            appearances = schedule.appearances(participant.id)
        if appearances:
            yield participant, appearances


def page_codes(schedule: Schedule, site: str, language: str) -> dict[str, str]:
    """The addresses of the pages of people on the conference's site, by participant."""
    return {
        participant.id: absolute_url(site, entity_page(EntityKind.PARTICIPANT, participant.id, language))
        for participant in schedule.participants
    }


def public_code(schedule: Schedule, participant: ParticipantId, code: str | None = None) -> str:
    """The content of a QR code: what was chosen for the person, or else the ids of conference and person.

    It contains nothing private, and no address of a page that need not exist.
    """
    return f"{schedule.conference.id}/{participant}" if code is None else code


class _AffiliationTexts(NamedTuple):
    """Positions and organisations, each by themselves and joined, as `BadgeHolder` has them."""

    position: LocalisedTexts
    organisation: LocalisedTexts
    positions: LocalisedTexts
    organisations: tuple[Organisation, ...]


class _HolderBuilder:
    """Builds the holders of a schedule for readers of some languages.

    Data that many holders share is built once: many come from few places, in few roles, to the same sessions.
    """

    def __init__(self, schedule: Schedule, languages: tuple[str, ...]) -> None:
        self._schedule = schedule
        self._languages = languages
        self._posts: dict[Hashable, _AffiliationTexts] = {}
        self._bodies: dict[OrganisationId, LocalisedTexts] = {}
        self._labels: dict[Role, LocalisedTexts] = {}
        self._sessions: dict[SessionId, tuple[HolderSession, HolderTrack | None, Mapping[int, int]]] = {}

    def build(
        self,
        person: Participant,
        appearances: tuple[tuple[Session, Appearance], ...],
        private: PrivateDetails,
        code: str,
    ) -> BadgeHolder:
        session, appearance = leading_role(appearances)
        affiliation_texts = self._affiliation_texts(appearance)
        # Most people have one name, which is printed for all readers.
        names = person.name if len(person.name) == 1 else name_forms(self._schedule, person, self._languages)
        second_name = self._second_name(person, names)
        return BadgeHolder(
            id=person.id,
            name=badge_name(names[0]),
            second_name=badge_name(second_name) if second_name else None,
            sort_key=next((form.sort for form in person.name if form.sort), ""),
            role=appearance.role.value,
            roles=self._role_labels(appearance),
            position=affiliation_texts.position,
            organisation=affiliation_texts.organisation,
            positions=affiliation_texts.positions,
            badge_lines=private.badge_lines,
            pronouns=person.pronouns or "",
            ticket=private.ticket,
            track=self._session_data(session)[1],
            sessions=tuple([self._holder_session(*appearance) for appearance in appearances]),
            code=code,
            person=person,
            names=names,
            organisations=affiliation_texts.organisations,
        )

    def _second_name(self, person: Participant, names: tuple[Name, ...]) -> Name | None:
        """The second form of a name: in another of the readers' languages, or else the owner's own."""
        others = [form for form in (*names[1:], person.name[0]) if form != names[0]]
        read = (form for form in others if match_language(form.language, self._languages))
        return next(read, others[-1] if others else None)

    def _affiliation_texts(self, appearance: Appearance) -> _AffiliationTexts:
        affiliations = self._schedule.affiliations_of(appearance)
        key = tuple([(affiliation.position, affiliation.organisation) for affiliation in affiliations])
        texts = self._posts.get(key)
        if texts is None:
            if len(self._posts) >= _CACHE_SIZE:
                self._posts.clear()
            texts = self._posts[key] = self._join_affiliations(appearance, affiliations)
        return texts

    def _join_affiliations(
        self, appearance: Appearance, affiliations: Sequence[Affiliation]
    ) -> _AffiliationTexts:
        """The positions and organisations without repeats, all of one language before the next."""
        positions_ = position_lines(self._schedule, appearance, self._languages)
        organisations = {
            affiliation.organisation: self._schedule.organisation(affiliation.organisation)
            for affiliation in affiliations
            if affiliation.organisation
        }
        return _AffiliationTexts(
            group_by_language(
                form
                for affiliation in affiliations
                if affiliation.position
                for form in self._localise(affiliation.position)
            ),
            group_by_language(
                form
                for organisation in organisations.values()
                for form in self._organisation_name(organisation)
            ),
            tuple([LocalisedText(text, language) for language, text in positions_]),
            tuple(organisations.values()),
        )

    def _organisation_name(self, organisation: Organisation) -> LocalisedTexts:
        if organisation.id not in self._bodies:
            self._bodies[organisation.id] = self._localise(organisation.name)
        return self._bodies[organisation.id]

    def _role_labels(self, appearance: Appearance) -> LocalisedTexts:
        if appearance.role not in self._labels:
            self._labels[appearance.role] = bearer_labels(appearance.role, self._languages)
        return self._labels[appearance.role]

    def _session_data(self, session: Session) -> tuple[HolderSession, HolderTrack | None, Mapping[int, int]]:
        """A session, its track, and the rank of each of its appearances, by identity."""
        data = self._sessions.get(session.id)
        if data is None:
            ranks = {id(appearance): rank for rank, appearance in enumerate(session.people)}
            data = holder_session(self._schedule, session, self._languages), self._track(session), ranks
            self._sessions[session.id] = data
        return data

    def _holder_session(self, session: Session, appearance: Appearance) -> HolderSession:
        shown, _, ranks = self._session_data(session)
        return shown._replace(role=self._role_labels(appearance), rank=ranks[id(appearance)])

    def _track(self, session: Session) -> HolderTrack | None:
        if session.track is None:
            return None
        track = self._schedule.track(session.track)
        return HolderTrack(track.code, self._localise(track.name), track.colour)

    def _localise(self, text: Text) -> LocalisedTexts:
        return localise(text, self._languages, *self._schedule.conference.languages)


def delegation_holders(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[BadgeHolder]:
    """A plate for each country and each delegation without one, in the order of the list of participants."""
    for rank, delegation in enumerate(find_delegations(schedule, languages)):
        head = delegation.head
        if delegation.country:
            name = LocalisedText(Wording.of(languages[0]).country(delegation.country), languages[0])
            yield BadgeHolder(
                delegation.country.lower(), name, sort_key=f"{rank:06}", country=delegation.country
            )
        elif head is not None:
            forms = name_forms(schedule, head, languages)
            yield BadgeHolder(
                head.id,
                LocalisedText(forms[0].full, forms[0].language),
                sort_key=f"{rank:06}",
                person=head,
                names=forms,
            )
