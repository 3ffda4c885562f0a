"""Badge holders from a schedule: people who appear, and rooms by day with their sessions for door signs."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from eventkit.model import (
    Affiliation,
    Appearance,
    Name,
    Organisation,
    OrganisationId,
    Participant,
    ParticipantKind,
    Role,
    Room,
    Session,
    SessionId,
    Status,
)
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    HolderSession,
    HolderTrack,
    LocalisedText,
    LocalisedTexts,
    PrivateDetails,
    SignPerson,
    badge_name,
    bearer_labels,
    group_by_language,
    holder_session,
    localise,
    localise_figures,
    role_labels,
)
from eventkit.outputs.badges.badge_text import mark_name
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

    If persons are named, these alone get one, also if they no longer appear.
    """
    builder = _HolderBuilder(schedule, languages)
    private, codes, no_details = private or {}, codes or {}, PrivateDetails()
    for participant, appearances in people_appearing(schedule, named):
        details = private.get(participant.id, no_details)
        yield builder.build(participant, appearances, details, codes.get(participant.id, ""))


def people_appearing(
    schedule: Schedule, named: Collection[str] = ()
) -> Iterator[tuple[Participant, tuple[tuple[Session, Appearance], ...]]]:
    """The persons who appear, by their sort keys, each with their sessions and appearances.

    If persons are named, these alone, with the sessions that they were in if they no longer appear.
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
        affiliations = self._schedule.affiliations_of(appearance)
        key = tuple([(affiliation.position, affiliation.organisation) for affiliation in affiliations])
        texts = self._posts.get(key)
        if texts is None:
            if len(self._posts) >= _CACHE_SIZE:
                self._posts.clear()
            texts = self._posts[key] = self._join_affiliations(appearance, affiliations)
        affiliation_texts = texts
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


_UNLISTED_ROLES = frozenset({Role.INTERPRETER, Role.PARTICIPANT})
"""The roles that no sign lists: the audience does not come for them."""

_POSITIONS_LIMIT = 2  # the most positions of a person on a sign


def session_holders(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[BadgeHolder]:
    """A sign for each session in each of its rooms, by day, room and time.

    Parts of a session in the same room are listed on its sign; breaks have none.
    """
    for day in schedule.days:
        for rank, room in enumerate(schedule.rooms):
            yield from _signs_of(schedule, room, day, rank, languages)


def _signs_of(
    schedule: Schedule, room: Room, day: date, rank: int, languages: tuple[str, ...]
) -> Iterator[BadgeHolder]:
    sessions = _sessions_in(schedule, room, day)
    listed = {session.id for session in sessions}
    outer = [
        session
        for session in sessions
        if not session.kind.is_pause
        and listed.isdisjoint(around.id for around in schedule.lineage(session) if around is not session)
    ]
    shown = [holder_session(schedule, session, languages) for session in outer]
    name, *others = localise(room.name, languages, *schedule.conference.languages)
    country = schedule.conference.venue.country if schedule.conference.venue else None
    figures = Wording.of(languages[0]).with_own_figures(country)
    for index, (session, own) in enumerate(zip(outer, shown, strict=True)):
        parts = tuple(_list_parts(schedule, session, room, languages))
        yield BadgeHolder(
            id=session.id,
            name=name,
            second_name=next(iter(others), None),
            sort_key=f"{day.isoformat()} {rank:06} {index:06}",
            day=localise_figures(lambda wording: wording.day(day), languages, country),
            session=own._replace(people=_presiding(schedule, session, languages) if parts else ()),
            sessions=parts,
            people=() if parts else tuple(_sign_people(schedule, session, languages)),
            next_session=shown[index + 1] if index + 1 < len(shown) else None,
            sign_number=figures.in_figures(f"{index + 1}/{len(outer)}") if len(outer) > 1 else "",
        )


def _sessions_in(schedule: Schedule, room: Room, day: date) -> list[Session]:
    """The sessions in a room on a day that have a time of their own."""
    return [
        session
        for session in schedule.in_order
        if session.slot is not None
        and session.status is not Status.CANCELLED
        and schedule.day(session.slot.period.start) == day
        and room.id in schedule.rooms_of(session)
    ]


def _list_session(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> HolderSession:
    """A session of a list with the names of its people, as they are announced in the first language."""
    names = (
        _announced_name(schedule, appearance, languages)[0] for appearance in _listed_appearances(session)
    )
    shown = holder_session(schedule, session, languages)._replace(people=tuple(names))
    # A part without a time of its own has none beside it.
    return shown if session.slot else shown._replace(start=None, end=None)


def _list_parts(
    schedule: Schedule, session: Session, room: Room, languages: tuple[str, ...]
) -> Iterator[HolderSession]:
    for depth, part in schedule.within(session):
        if depth and part.status is not Status.CANCELLED and room.id in schedule.rooms_of(part):
            yield _list_session(schedule, part, languages)


def _listed_appearances(session: Session) -> Iterator[Appearance]:
    for appearance in session.people:
        if appearance.comes and appearance.role not in _UNLISTED_ROLES:
            yield appearance


def _announced_name(schedule: Schedule, appearance: Appearance, languages: tuple[str, ...]) -> LocalisedTexts:
    """The name with its honorific in the first language, and its next form."""
    person = schedule.participant(appearance.participant)
    first, *others = name_forms(schedule, person, languages)
    announced = LocalisedText(Wording.of(languages[0]).introduced(person, first), languages[0])
    return announced, *(LocalisedText(form.full, form.language) for form in others[:1])


def _presiding(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> LocalisedTexts:
    """The people of a session with parts by their roles: Chair: Marquise Émilie du Châtelet."""
    wording = Wording.of(languages[0])
    lines = []
    for role, appearances in groupby(_listed_appearances(session), key=lambda appearance: appearance.role):
        names = [_announced_name(schedule, appearance, languages)[0].text for appearance in appearances]
        label = wording.label(role, many=len(names) > 1)
        lines.append(wording.pair(label, wording.listed(map(mark_name, names))))
    return tuple(LocalisedText(line, languages[0]) for line in lines)


def _sign_people(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> Iterator[SignPerson]:
    for role, run in groupby(_listed_appearances(session), key=lambda appearance: appearance.role):
        appearances = list(run)
        labels = role_labels(role, languages, many=len(appearances) > 1)
        for appearance in appearances:
            lines = position_lines(schedule, appearance, languages)
            positions = tuple(
                LocalisedText(line, language) for language, line in lines if language == lines[0][0]
            )
            name = _announced_name(schedule, appearance, languages)
            yield SignPerson(labels, name, positions[:_POSITIONS_LIMIT])
