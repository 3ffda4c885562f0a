"""Edits of who appears in a session, as what, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from eventkit.editing.refusals import Refused, held, held_session, refused
from eventkit.editing.values import made, put
from eventkit.model import Affiliation, Appearance, Role, Session, Status
from eventkit.schedule import Schedule, Thing


def set_people(schedule: Schedule, session: str, people: Iterable[Appearance]) -> Schedule:
    """With those who appear in a session, all of them, in the order of protocol.

    Raises:
        Refused: There is no such session or participant, or someone comes twice in one role.
    """
    return _with(schedule, held_session(schedule, session), tuple(people))


def add_person(
    schedule: Schedule,
    session: str,
    participant: str,
    *,
    role: Role = Role.SPEAKER,
    affiliations: Sequence[Affiliation] = (),
    status: Status = Status.CONFIRMED,
    at: int | None = None,
) -> Schedule:
    """With one more who appears in a session, the last, or the one ``at`` that place, counted from 1.

    ``affiliations`` are positions and organisations as of then, where they are not the participant's own.

    Raises:
        Refused: There is no such session or participant, or they appear there in that role already.
    """
    among = held_session(schedule, session)
    held(schedule, Thing.PARTICIPANT, participant)
    if any((each.participant, each.role) == (participant, role) for each in among.people):
        message = f"'{participant}' appears in session '{session}' as {role} already"
        raise Refused(message)
    one = _appearance(
        schedule,
        session,
        {"participant": participant, "role": role, "affiliations": tuple(affiliations), "status": status},
    )
    return _with(schedule, among, _at(among.people, one, at))


def edit_person(
    schedule: Schedule,
    session: str,
    participant: str,
    /,
    *,
    role: Role | None = None,
    at: int | None = None,
    **fields: Any,
) -> Schedule:
    """With an appearance changed: fields of it, or its place ``at`` which it comes, counted from 1.

    ``role`` tells which one is meant where the participant appears in several; to change it, give
    ``as_role`` among the fields; to send someone else instead, give ``participant``.

    Raises:
        Refused: There is no such appearance, several are and no role tells which, or what is given is wrong.
    """
    among = held_session(schedule, session)
    found = _appearing(schedule, among, participant, role)
    if len(found) > 1:
        roles = " and ".join(each.role for each in found)
        message = f"'{participant}' appears in session '{session}' as {roles}: say which role is meant"
        raise Refused(message)
    if "as_role" in fields:
        fields["role"] = fields.pop("as_role")
    changed = _appearance(schedule, session, {**dict(found[0]), **fields})
    place = at if at is not None else among.people.index(found[0]) + 1
    rest = tuple(each for each in among.people if each is not found[0])
    return _with(schedule, among, _at(rest, changed, place))


def remove_person(
    schedule: Schedule, session: str, participant: str, *, role: Role | None = None
) -> Schedule:
    """Without a participant in a session: in one role, or in all.

    Raises:
        Refused: There is no such session or participant, or they do not appear there.
    """
    among = held_session(schedule, session)
    found = _appearing(schedule, among, participant, role)
    return _with(schedule, among, tuple(each for each in among.people if each not in found))


def _appearing(schedule: Schedule, session: Session, participant: str, role: Role | None) -> list[Appearance]:
    held(schedule, Thing.PARTICIPANT, participant)
    there = [each for each in session.people if each.participant == participant]
    found = [each for each in there if role in (None, each.role)]
    if not found:
        as_what = f" as {role}" if role else ""
        only = f", only as {' and '.join(each.role for each in there)}" if there else ""
        message = f"'{participant}' does not appear in session '{session.id}'{as_what}{only}"
        raise Refused(message)
    return found


def _appearance(schedule: Schedule, session: str, fields: dict[str, Any]) -> Appearance:
    try:
        return Appearance.model_validate(fields, context={"language": schedule.conference.languages[0]})
    except ValidationError as error:
        what = f"'{fields['participant']}' in session '{session}'"
        raise refused(error, what, schedule) from None


def _at(people: tuple[Appearance, ...], one: Appearance, at: int | None) -> tuple[Appearance, ...]:
    place = len(people) if at is None else max(at - 1, 0)
    return (*people[:place], one, *people[place:])


def _with(schedule: Schedule, session: Session, people: tuple[Appearance, ...]) -> Schedule:
    return put(schedule, made(session, {"people": people}, schedule))
