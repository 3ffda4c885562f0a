"""Precedence: the order of people in lists of participants, and the delegations in which they are listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from eventkit.model import (
    Appearance,
    OrganisationId,
    Participant,
    ParticipantId,
    ParticipantKind,
    Role,
    Session,
)
from eventkit.model.field_types import COUNT_LIMIT
from eventkit.schedule import Schedule
from eventkit.texts import fold
from eventkit.texts.pinyin import pinyin_key
from eventkit.wording import Wording
from eventkit.wording.name_index import without_article

ROLES_BY_RANK: tuple[Role, ...] = (
    Role.OPENING_REMARKS,
    Role.KEYNOTE_SPEAKER,
    Role.CLOSING_REMARKS,
    Role.HOST,
    Role.CHAIR,
    Role.MODERATOR,
    Role.PANELLIST,
    Role.DISCUSSANT,
    Role.SPEAKER,
    Role.PRESENTER,
    Role.AUTHOR,
    Role.CONTRIBUTOR,
    Role.PERFORMER,
    Role.INTERPRETER,
    Role.GUEST,
    Role.PARTICIPANT,
)
"""The roles by rank: a person with several roles wears and is listed by the first of them."""

ROLE_RANKS: dict[str, int] = {role.value: rank for rank, role in enumerate(ROLES_BY_RANK)}
"""The rank of roles, by their keys: 0 is the highest."""


class Delegation(NamedTuple):
    """The participants of a country, or of a delegation without one, by precedence."""

    country: str  # the code of the country; empty for a delegation without one, and for all others
    # The delegation as a participant, if it has no country; None for a country and for others.
    head: Participant | None
    members: tuple[Participant, ...]


def find_delegations(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[Delegation]:
    """The delegations of all who take part, in alphabetical order of the first language.

    A person belongs to their own country, or to that of a delegation they are a member of, or to that of
    their first organisation. Those without any come last, together.
    """
    memberships = {
        member: participant
        for participant in schedule.participants
        if participant.kind is not ParticipantKind.PERSON
        for member in participant.members
    }
    groups: dict[tuple[str, ParticipantId | None], list[Participant]] = {}
    for participant in sorted(_listed(schedule), key=_Precedence(schedule).key):
        outer = memberships.get(participant.id)
        country = participant.country or _country(schedule, outer) or _country(schedule, participant)
        head = outer.id if outer is not None and not country else None
        groups.setdefault((country, head), []).append(participant)
    delegations = [
        Delegation(country, schedule.participant(head) if head is not None else None, tuple(members))
        for (country, head), members in groups.items()
    ]
    wording = Wording.of(languages[0])
    is_by_pinyin = languages[0].split("-")[0] == "zh"

    def order(delegation: Delegation) -> tuple[bool, str]:
        head = delegation.head
        name = (
            wording.country(delegation.country) if delegation.country else head.name[0].full if head else ""
        )
        key = pinyin_key(name) if is_by_pinyin else fold(without_article(name))
        return not delegation.country and head is None, key

    yield from sorted(delegations, key=order)


def _listed(schedule: Schedule) -> Iterator[Participant]:
    """Those who appear, and members of teams and delegations that do; no delegation beside its members."""
    present = {
        participant.id for participant in schedule.participants if schedule.active_appearances(participant.id)
    }
    members = {
        member
        for participant in schedule.participants
        if participant.id in present
        for member in participant.members
    }
    for participant in schedule.participants:
        if participant.id in members or (participant.id in present and not participant.members):
            yield participant


def _country(schedule: Schedule, participant: Participant | None) -> str:
    """The country of a participant, or of their first organisation that has one; empty without any."""
    if participant is None:
        return ""
    if participant.country:
        return participant.country
    organisations: list[OrganisationId] = [
        affiliation.organisation
        for affiliation in participant.affiliations
        if affiliation.organisation is not None
    ]
    countries = (schedule.organisation(organisation).country for organisation in organisations)
    return next((country for country in countries if country), "")


def leading_role(appearances: Iterable[tuple[Session, Appearance]]) -> tuple[Session, Appearance]:
    """The appearance in the highest-ranking role, the earliest of several, with its session."""
    return min(appearances, key=lambda pair: ROLE_RANKS[pair[1].role])


class _Precedence:
    """The order of participants: by rank, then by role, session, and position among its people."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._places = {session.id: place for place, session in enumerate(schedule.in_order)}

    def key(self, participant: Participant) -> tuple[int, int, int, int, str]:
        rank = participant.precedence or COUNT_LIMIT + 1
        appearances = self._schedule.active_appearances(participant.id)
        if not appearances:
            return rank, len(ROLES_BY_RANK), 0, 0, participant.sort_key
        session, appearance = leading_role(appearances)
        place = self._places[session.id]
        return (
            rank,
            ROLE_RANKS[appearance.role],
            place,
            session.people.index(appearance),
            participant.sort_key,
        )
