"""The command that says how someone appears in a session, and those who appear as options name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from eventkit.cli.changing import change
from eventkit.cli.input_values import TEXT, OneOf, text
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import add_person, edit_person, find, remove_person
from eventkit.model import Affiliation, Appearance, ParticipantId, Role, SessionId, Status
from eventkit.schedule import Schedule, Thing

_ROLES = ", ".join(Role)


@click.command()
@click.argument("session")
@click.argument("person_", metavar="PERSON")
@click.option("--role", type=OneOf(Role), metavar="ROLE", help=f"As what: one of {_ROLES}.")
@click.option("--also", is_flag=True, help="In that role beside the one they have there.")
@click.option("--position", multiple=True, metavar=TEXT, help="Their position as of then.")
@click.option("--organisation", metavar="ORGANISATION", help="Their organisation as of then.")
@click.option("--no-position", is_flag=True, help="Their own positions and organisations again.")
@click.option("--first", is_flag=True, help="Before all others.")
@click.option("--at", type=click.IntRange(1), metavar="N", help="In that place, counted from 1.")
@click.option("--status", type=OneOf(Status), metavar="STATUS", help=f"One of {', '.join(Status)}.")
@click.option("--remove", is_flag=True, help="Take them out of the session; with --role, out of that role.")
@change_options
@pass_terminal
def person(terminal: Terminal, session: str, person_: str, **given: Any) -> None:
    """Say as what, with which position and in which place someone appears.

    Who does not appear in SESSION yet is added to it, as its speaker unless told otherwise.

    \b
    Example:
      eventkit session person opening lin-yifu --role moderator --first
      eventkit session person opening lin-yifu --position Dean --organisation pku
      eventkit session person opening lin-yifu --remove
    """
    at = 1 if given["first"] else given["at"]

    def edit(schedule: Schedule) -> Schedule:
        id_ = find(schedule, Thing.SESSION, session)
        who = find(schedule, Thing.PARTICIPANT, person_)
        role = given["role"]
        if given["remove"]:
            return remove_person(schedule, id_, who, role=role)
        there = [each for each in schedule.session(SessionId(id_)).people if each.participant == who]
        told: dict[str, Any] = {"status": given["status"]} if given["status"] else {}
        if affiliations := _affiliations(schedule, given):
            told["affiliations"] = affiliations
        if not there or (given["also"] and role not in {each.role for each in there}):
            return add_person(schedule, id_, who, role=role or Role.SPEAKER, at=at, **told)
        if given["no_position"]:
            told["affiliations"] = ()
        if len(there) == 1 and role is not None:
            return edit_person(schedule, id_, who, at=at, as_role=role, **told)
        return edit_person(schedule, id_, who, role=role, at=at, **told)

    change(terminal, edit, f"'{person_}' in session '{session}'")


def _affiliations(schedule: Schedule, given: dict[str, Any]) -> tuple[Affiliation, ...]:
    if not given["position"] and not given["organisation"]:
        return ()
    return (affiliation(schedule, given["position"], given["organisation"]),)


def affiliation(schedule: Schedule, position: Iterable[str], organisation: str | None) -> Affiliation:
    """A position at an organisation, of which one may be left out.

    Raises:
        eventkit.editing.Refused: There is no such organisation.
        click.BadParameter: The position is wrong.
    """
    at = find(schedule, Thing.ORGANISATION, organisation) if organisation else None
    try:
        return Affiliation.model_validate(
            {"position": text(position, schedule, "--position"), "organisation": at}
        )
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--position") from None


def appearances(schedule: Schedule, session: str, given: Iterable[str]) -> list[Appearance]:
    """Those who are named, ``lin-yifu`` or ``lin-yifu:moderator``; who appeared so before stays as they were.

    Raises:
        eventkit.editing.Refused: There is no such person.
        click.BadParameter: There is no such role.
    """
    before = {(each.participant, each.role): each for each in schedule.session(SessionId(session)).people}
    found = []
    for each in given:
        words, _, role = each.partition(":")
        who = ParticipantId(find(schedule, Thing.PARTICIPANT, words.strip()))
        as_what = (
            OneOf(Role).convert(role) if role else next((r for w, r in before if w == who), Role.SPEAKER)
        )
        found.append(before.get((who, as_what)) or Appearance(participant=who, role=as_what))
    return found
