"""Whose badges are printed: of those who are named, who appear somewhere, or whose badge changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from eventkit.model import OrganisationId, ParticipantId, Role, SessionId
from eventkit.outputs.badges.coming import coming
from eventkit.outputs.badges.faces import Faces
from eventkit.outputs.badges.wearers import Wearer
from eventkit.schedule import Schedule
from eventkit.texts import folded


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom badges are for. Of each kind one is enough; of all kinds that say anything, each must hold.

    Attributes:
        people: Their ids, or those they have in a list of attendees.
        roles: As what they appear, whatever else they appear as.
        organisations: Whom they come from.
        sessions: Where they appear, there or in a part of it.
        changed: The ids of those whose badge changed; ``None`` where that is not asked for.
    """

    people: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    organisations: frozenset[OrganisationId] = frozenset()
    sessions: frozenset[SessionId] = frozenset()
    changed: frozenset[str] | None = None


EVERYONE = Selection()
"""Nobody is left out."""


def chosen(schedule: Schedule, selection: Selection) -> Callable[[Wearer], bool]:
    """Whether a wearer is among those that are selected.

    Whoever is in no session, of a list of attendees, is known by id, role and the name of the organisation.
    """
    if selection == EVERYONE:
        return lambda _: True
    appearing = {person.id: appearances for person, appearances in coming(schedule)}
    within = {
        part.id for each in selection.sessions for _, part in schedule.within(schedule.session(each))
    } | selection.sessions
    bodies = {
        folded(name) for each in selection.organisations for name in schedule.organisation(each).name.values()
    }

    def is_chosen(wearer: Wearer) -> bool:
        if selection.people and wearer.id not in selection.people:
            return False
        if selection.changed is not None and wearer.id not in selection.changed:
            return False
        appearances = appearing.get(ParticipantId(wearer.id))
        if appearances is None:
            return (
                not selection.sessions
                and (not selection.roles or wearer.role in selection.roles)
                and (not bodies or any(folded(form.text) in bodies for form in wearer.organisation))
            )
        if selection.roles and not any(each.role in selection.roles for _, each in appearances):
            return False
        if selection.sessions and not any(session.id in within for session, _ in appearances):
            return False
        held = {each.organisation for _, one in appearances for each in schedule.affiliations_of(one)}
        return not selection.organisations or not selection.organisations.isdisjoint(held)

    return is_chosen


def changed(before: tuple[Faces, Iterable[Wearer]], after: tuple[Faces, Iterable[Wearer]]) -> frozenset[str]:
    """The ids of those whose badge looks otherwise than before, or who had none.

    What no badge shows, such as the hour of a session where the template lists none, asks for no new one.
    """
    faces, wearers = before
    old: dict[str, list[object]] = {}
    for wearer in wearers:
        old.setdefault(wearer.id, []).append(_looks(faces, wearer))
    faces, wearers = after
    new: dict[str, list[object]] = {}
    for wearer in wearers:
        new.setdefault(wearer.id, []).append(_looks(faces, wearer))
    return frozenset(id_ for id_, looks in new.items() if looks != old.get(id_))


def _looks(faces: Faces, wearer: Wearer) -> object:
    face = faces.face(wearer)
    return face.front, face.back
