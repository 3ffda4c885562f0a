"""Those who come, as wearers of badges: what a schedule tells of them, for readers of some languages."""

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
)
from eventkit.outputs.badges.roles import foremost
from eventkit.outputs.badges.wearers import (
    Form,
    Forms,
    Held,
    Private,
    Thread,
    Wearer,
    form_of,
    forms_of,
    held,
    labels,
)
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.wording.several import forms, positions

_REMEMBERED = 4096  # positions at organisations


def people(
    schedule: Schedule,
    languages: tuple[str, ...],
    *,
    private: Mapping[str, Private] | None = None,
    codes: Mapping[str, str] | None = None,
) -> Iterator[Wearer]:
    """The persons who come, in the order of their names; teams and delegations wear no badge.

    Args:
        schedule: Who appears, as what.
        languages: Those of the readers, the foremost first.
        private: By participant, what the office keeps of them.
        codes: By participant, what their code says; `public_code` of those who are not in it.
    """
    made = _Maker(schedule, languages)
    private, codes, nothing = private or {}, codes or {}, Private()
    for participant, appearances in coming(schedule):
        known = private.get(participant.id, nothing)
        code = codes.get(participant.id)
        yield made.wearer(participant, appearances, known, public_code(schedule, participant.id, code))


def coming(schedule: Schedule) -> Iterator[tuple[Participant, tuple[tuple[Session, Appearance], ...]]]:
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


class _Post(NamedTuple):
    """Positions and organisations, each by themselves and joined, as `Wearer` has them."""

    position: Forms
    organisation: Forms
    positions: Forms


class _Maker:
    """Makes wearers of a schedule for readers of some languages.

    What many of them have alike is made once: many come from few places, in few roles, to the same sessions.
    """

    def __init__(self, schedule: Schedule, languages: tuple[str, ...]) -> None:
        self._schedule = schedule
        self._languages = languages
        self._posts: dict[Hashable, _Post] = {}
        self._bodies: dict[OrganisationId, Forms] = {}
        self._labels: dict[Role, Forms] = {}
        self._sessions: dict[SessionId, tuple[Held, Thread | None, Mapping[int, int]]] = {}

    def wearer(
        self,
        person: Participant,
        appearing: tuple[tuple[Session, Appearance], ...],
        private: Private,
        code: str,
    ) -> Wearer:
        session, appearance = foremost(appearing)
        # Most people have one name, which is the one to print for whoever reads it.
        named = person.name if len(person.name) == 1 else forms(self._schedule, person, self._languages)
        own = person.name[0]
        other = own if own is not named[0] and own != named[0] else next(iter(named[1:]), None)
        return Wearer(
            person.id,
            form_of(named[0]),
            form_of(other) if other else None,
            next((form.sort for form in person.name if form.sort), ""),
            appearance.role.value,
            self._label(appearance),
            *self._post(appearance),
            private.badge_lines,
            person.pronouns or "",
            private.ticket,
            self._session(session)[1],
            "",
            tuple([self._held(session, each) for session, each in appearing]),
            (),
            code,
        )

    def _post(self, appearance: Appearance) -> _Post:
        affiliations = self._schedule.affiliations_of(appearance)
        key = tuple([(each.position, each.organisation) for each in affiliations])
        post = self._posts.get(key)
        if post is None:
            if len(self._posts) >= _REMEMBERED:
                self._posts.clear()
            post = self._posts[key] = self._made_post(appearance, affiliations)
        return post

    def _made_post(self, appearance: Appearance, held: Sequence[Affiliation]) -> _Post:
        """No text comes twice, and all of one language before the next."""
        said = positions(self._schedule, appearance, self._languages)
        return _Post(
            _in_turn(form for each in held if each.position for form in self._each(each.position)),
            _in_turn(form for each in held if each.organisation for form in self._body(each.organisation)),
            tuple([Form(*each) for each in said]),
        )

    def _body(self, organisation: OrganisationId) -> Forms:
        if organisation not in self._bodies:
            self._bodies[organisation] = self._each(self._schedule.organisation(organisation).name)
        return self._bodies[organisation]

    def _label(self, appearance: Appearance) -> Forms:
        if appearance.role not in self._labels:
            self._labels[appearance.role] = labels(appearance, self._languages)
        return self._labels[appearance.role]

    def _session(self, session: Session) -> tuple[Held, Thread | None, Mapping[int, int]]:
        """What is told of a session, its track, and the rank of each appearance in it, by identity."""
        found = self._sessions.get(session.id)
        if found is None:
            ranks = {id(each): rank for rank, each in enumerate(session.people)}
            found = held(self._schedule, session, self._languages), self._track(session), ranks
            self._sessions[session.id] = found
        return found

    def _held(self, session: Session, appearance: Appearance) -> Held:
        held, _, ranks = self._session(session)
        return Held(*held[:4], self._label(appearance), held.people, held.colour, ranks[id(appearance)])

    def _track(self, session: Session) -> Thread | None:
        if session.track is None:
            return None
        track = self._schedule.track(session.track)
        return Thread(track.code, self._each(track.name), track.colour)

    def _each(self, text: Text) -> Forms:
        return forms_of(text, self._languages, *self._schedule.conference.languages)


def _in_turn(forms: Iterable[Form]) -> Forms:
    """Texts without repeats, all of one language before the next."""
    found = dict.fromkeys(forms)
    order = list(dict.fromkeys(form.language for form in found))
    return tuple(sorted(found, key=lambda form: order.index(form.language)))
