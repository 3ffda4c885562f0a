"""Badge holders from a schedule: people who appear, and rooms by day for door signs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from eventkit.model import (
    Affiliation,
    Appearance,
    OrganisationId,
    Participant,
    ParticipantId,
    ParticipantKind,
    Role,
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
    badge_name,
    holder_session,
    leading_role,
    localise,
    role_labels,
)
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.wording import Wording
from eventkit.wording.several import forms, positions

_CACHE_SIZE = 4096  # positions at organisations


def person_holders(
    schedule: Schedule,
    languages: tuple[str, ...],
    *,
    private: Mapping[str, PrivateDetails] | None = None,
    codes: Mapping[str, str] | None = None,
) -> Iterator[BadgeHolder]:
    """The persons who come, in the order of their names; teams and delegations wear no badge.

    Args:
        schedule: Who appears, as what.
        languages: Those of the readers, the foremost first.
        private: By participant, what the office keeps of them.
        codes: By participant, what their code says; `public_code` of those who are not in it.
    """
    made = _HolderBuilder(schedule, languages)
    private, codes, nothing = private or {}, codes or {}, PrivateDetails()
    for participant, appearances in people_appearing(schedule):
        known = private.get(participant.id, nothing)
        code = codes.get(participant.id)
        yield made.build(participant, appearances, known, public_code(schedule, participant.id, code))


def people_appearing(
    schedule: Schedule,
) -> Iterator[tuple[Participant, tuple[tuple[Session, Appearance], ...]]]:
    """The persons who come, by their sort keys, each with where and as what they appear."""
    for participant in sorted(schedule.participants, key=lambda each: (each.sort_key, each.id)):
        appearances = tuple([each for each in schedule.appearances(participant.id) if each[1].comes])
        if appearances and participant.kind is ParticipantKind.PERSON:
            yield participant, appearances


def public_code(schedule: Schedule, participant: ParticipantId, code: str | None = None) -> str:
    """What a code says where nothing else is asked for: the person at the web site of the conference, or the
    two ids. Nothing private is in it, and anyone may read it.
    """
    if code is not None:
        return code
    conference = schedule.conference
    return f"{conference.url}#{participant}" if conference.url else f"{conference.id}/{participant}"


class _AffiliationTexts(NamedTuple):
    """Positions and organisations, each by themselves and joined, as `BadgeHolder` has them."""

    position: LocalisedTexts
    organisation: LocalisedTexts
    positions: LocalisedTexts


class _HolderBuilder:
    """Makes wearers of a schedule for readers of some languages.

    What many of them have alike is made once: many come from few places, in few roles, to the same sessions.
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
        appearing: tuple[tuple[Session, Appearance], ...],
        private: PrivateDetails,
        code: str,
    ) -> BadgeHolder:
        session, appearance = leading_role(appearing)
        # Most people have one name, which is the one to print for whoever reads it.
        named = person.name if len(person.name) == 1 else forms(self._schedule, person, self._languages)
        own = person.name[0]
        other = own if own is not named[0] and own != named[0] else next(iter(named[1:]), None)
        return BadgeHolder(
            person.id,
            badge_name(named[0]),
            badge_name(other) if other else None,
            next((form.sort for form in person.name if form.sort), ""),
            appearance.role.value,
            self._role_labels(appearance),
            *self._affiliation_texts(appearance),
            private.badge_lines,
            person.pronouns or "",
            private.ticket,
            self._session_data(session)[1],
            "",
            tuple([self._holder_session(session, each) for session, each in appearing]),
            (),
            code,
        )

    def _affiliation_texts(self, appearance: Appearance) -> _AffiliationTexts:
        affiliations = self._schedule.affiliations_of(appearance)
        key = tuple([(each.position, each.organisation) for each in affiliations])
        post = self._posts.get(key)
        if post is None:
            if len(self._posts) >= _CACHE_SIZE:
                self._posts.clear()
            post = self._posts[key] = self._join_affiliations(appearance, affiliations)
        return post

    def _join_affiliations(self, appearance: Appearance, held: Sequence[Affiliation]) -> _AffiliationTexts:
        """No text comes twice, and all of one language before the next."""
        said = positions(self._schedule, appearance, self._languages)
        return _AffiliationTexts(
            _group_by_language(
                form for each in held if each.position for form in self._localise(each.position)
            ),
            _group_by_language(
                form
                for each in held
                if each.organisation
                for form in self._organisation_name(each.organisation)
            ),
            tuple([LocalisedText(text, language) for language, text in said]),
        )

    def _organisation_name(self, organisation: OrganisationId) -> LocalisedTexts:
        if organisation not in self._bodies:
            self._bodies[organisation] = self._localise(self._schedule.organisation(organisation).name)
        return self._bodies[organisation]

    def _role_labels(self, appearance: Appearance) -> LocalisedTexts:
        if appearance.role not in self._labels:
            self._labels[appearance.role] = role_labels(appearance, self._languages)
        return self._labels[appearance.role]

    def _session_data(self, session: Session) -> tuple[HolderSession, HolderTrack | None, Mapping[int, int]]:
        """What is told of a session, its track, and the rank of each appearance in it, by identity."""
        found = self._sessions.get(session.id)
        if found is None:
            ranks = {id(each): rank for rank, each in enumerate(session.people)}
            found = holder_session(self._schedule, session, self._languages), self._track(session), ranks
            self._sessions[session.id] = found
        return found

    def _holder_session(self, session: Session, appearance: Appearance) -> HolderSession:
        held, _, ranks = self._session_data(session)
        return HolderSession(
            *held[:4], self._role_labels(appearance), held.people, held.colour, ranks[id(appearance)]
        )

    def _track(self, session: Session) -> HolderTrack | None:
        if session.track is None:
            return None
        track = self._schedule.track(session.track)
        return HolderTrack(track.code, self._localise(track.name), track.colour)

    def _localise(self, text: Text) -> LocalisedTexts:
        return localise(text, self._languages, *self._schedule.conference.languages)


def _group_by_language(forms: Iterable[LocalisedText]) -> LocalisedTexts:
    """Texts without repeats, all of one language before the next."""
    found = dict.fromkeys(forms)
    order = list(dict.fromkeys(form.language for form in found))
    return tuple(sorted(found, key=lambda form: order.index(form.language)))


def room_holders(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[BadgeHolder]:
    """A sign for each room on each day on which something is held in it, day by day.

    Args:
        schedule: What is held where.
        languages: Those of the readers, the foremost first.
    """
    for on in schedule.days:
        for rank, room in enumerate(schedule.rooms):
            sessions = tuple(
                holder_session(schedule, session, languages)._replace(
                    people=_people_of(schedule, session, languages)
                )
                for session in schedule.in_order
                if session.slot is not None
                and session.status is not Status.CANCELLED
                and schedule.day(session.slot.period.start) == on
                and room.id in schedule.rooms_of(session)
            )
            if sessions:
                name, *others = localise(room.name, languages, *schedule.conference.languages)
                days = {Wording.of(language).day(on): language for language in languages}
                yield BadgeHolder(
                    room.id,
                    name,
                    next(iter(others), None),
                    sort_key=f"{on.isoformat()} {rank:06}",  # as they are shown, whatever they are called
                    sessions=sessions,
                    day=tuple(LocalisedText(said, language) for said, language in days.items()),
                )


def _people_of(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> LocalisedTexts:
    """Who appears in a session, as they are announced to the foremost readers."""
    wording = Wording.of(languages[0])
    coming = [schedule.participant(each.participant) for each in session.people if each.comes]
    return tuple(
        LocalisedText(wording.introduced(each, forms(schedule, each, languages)[0]), languages[0])
        for each in coming
    )
