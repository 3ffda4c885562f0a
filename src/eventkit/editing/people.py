"""Edits of participants, and making one of two who are the same."""

from __future__ import annotations

from typing import Any

from eventkit.editing.joining import Joined, Joining
from eventkit.editing.pointers import pointers
from eventkit.editing.refusals import Refused, held, several
from eventkit.editing.values import add, edit, made, put_for, rebuilt, remove
from eventkit.model import Name, Participant, ParticipantId
from eventkit.schedule import Schedule, Thing
from eventkit.texts import UNDETERMINED, folded_name


def add_participant(schedule: Schedule, participant: Participant) -> Schedule:
    """With one more participant.

    Raises:
        Refused: The id is taken, or something named is not there.
    """
    return add(schedule, participant)


def edit_participant(schedule: Schedule, id: str, /, **fields: Any) -> Schedule:
    """With fields of a participant changed; where the id is, all that names it follows.

    Raises:
        Refused: There is no such participant or field, or what is given is wrong.
    """
    return edit(schedule, Thing.PARTICIPANT, id, fields)


def remove_participant(schedule: Schedule, id: str, *, everywhere: bool = False) -> Schedule:
    """Without a participant; ``everywhere``: taken out of all sessions and teams as well.

    Raises:
        Refused: There is no such participant, or they still appear or belong somewhere.
    """
    if not everywhere:
        return remove(schedule, Thing.PARTICIPANT, id)
    held(schedule, Thing.PARTICIPANT, id)
    return rebuilt(
        schedule,
        f"participant '{id}'",
        participants=tuple(
            each.model_copy(update={"members": tuple(member for member in each.members if member != id)})
            if id in each.members
            else each
            for each in schedule.participants
            if each.id != id
        ),
        sessions=tuple(
            each.model_copy(
                update={"people": tuple(person for person in each.people if person.participant != id)}
            )
            if id in pointers(each, Thing.PARTICIPANT)
            else each
            for each in schedule.sessions
        ),
    )


def merge_participants(schedule: Schedule, keep: str, gone: str) -> Joined:
    """With one participant of two who are the same: ``keep`` stays and takes over all that ``gone`` has.

    Names in further languages are taken over, other spellings become variants; affiliations, members,
    links and appearances are joined. Where both say different things in a field that holds one, ``keep``'s
    stands, and what was left is reported.

    Raises:
        Refused: There is no such participant, both are one, or one is a member of the other.
    """
    one, other = _participant(schedule, keep), _participant(schedule, gone)
    if keep == gone:
        message = f"'{keep}' cannot be merged with itself"
        raise Refused(message)
    if gone in one.members or keep in other.members:
        message = f"'{keep}' and '{gone}': one is a member of the other, so they are not the same"
        raise Refused(message)
    joining = Joining(Thing.PARTICIPANT, one, other)
    names, spellings = _names(one, other)
    fields = {
        "name": names,
        "variants": tuple(dict.fromkeys((*one.variants, *spellings, *other.variants))),
        **{name: joining.one_of(name) for name in ("kind", "country", "pronouns", "available")},
        **{name: joining.text(name) for name in ("honorific", "biography")},
        **{name: joining.all_of(name) for name in ("affiliations", "links")},
        **joining.origin(),
        "members": tuple(each for each in joining.all_of("members") if each != gone),
    }
    joined = made(one, fields, schedule)
    joining.left += _unlike_appearances(schedule, keep, gone)
    return joining.told(put_for(schedule, joined, gone))


def _participant(schedule: Schedule, id: str) -> Participant:
    held(schedule, Thing.PARTICIPANT, id)
    return schedule.participant(ParticipantId(id))


def _names(one: Participant, other: Participant) -> tuple[tuple[Name, ...], list[str]]:
    """The forms of both names, one a language, and the spellings that are not among them.

    A form of no told language that is the same name, accents and case aside, is a spelling and no form.
    """
    forms = {form.language: form for form in one.name}
    alike = {folded_name(form.full) for form in one.name}
    for form in other.name:
        if form.language == UNDETERMINED and folded_name(form.full) in alike:
            continue
        mine = forms.setdefault(form.language, form)
        if mine.full == form.full:
            forms[form.language] = form.model_copy(
                update={part: given for part, given in mine if given is not None}
            )
    kept = {form.full for form in forms.values()} | set(one.variants)
    return tuple(forms.values()), [form.full for form in other.name if form.full not in kept]


def _unlike_appearances(schedule: Schedule, keep: str, gone: str) -> list[str]:
    """Where both appear in one role, but not in the same way."""
    left = []
    for session in schedule.sessions:
        mine = {each.role: each for each in session.people if each.participant == keep}
        for each in session.people:
            if each.participant != gone or each.role not in mine:
                continue
            said = [
                name
                for name in ("status", "affiliations")
                if getattr(each, name) not in (getattr(mine[each.role], name), ())
                and getattr(mine[each.role], name) != ()
            ]
            if said:
                left.append(f"{several(said)} of '{gone}' as {each.role} in session '{session.id}'")
    return left
