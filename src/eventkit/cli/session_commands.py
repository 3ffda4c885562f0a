"""Session commands: add, change, move, cancel, and a session in an editor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from eventkit.cli.commands import BadValue, WrongUse
from eventkit.cli.entity_commands import EntityCommands, innermost_first, quoted
from eventkit.cli.entity_reports import SESSION, summarise
from eventkit.cli.failures import fail
from eventkit.cli.input_values import TIME, OneOf, Values, later_moment, moment, parse_minutes, text
from eventkit.cli.shared_options import all_of, change_options, of_entities
from eventkit.cli.shell_completion import complete_ids
from eventkit.cli.terminal import Terminal, command, report
from eventkit.editing import (
    Conflict,
    MergeConflict,
    Refused,
    add_person,
    add_session,
    cancel_session,
    edit_person,
    edit_session,
    find,
    move_session,
    nest,
    pin,
    remove_person,
    remove_session,
    restore_session,
    set_people,
    swap_sessions,
    unnest,
    unschedule_session,
)
from eventkit.errors import EventkitError, Unreadable
from eventkit.files.output_files import write_file
from eventkit.messages import Message, Term, as_message
from eventkit.model import Affiliation, Appearance, Kind, OrganisationId, ParticipantId, Role, Status
from eventkit.model.value_codecs import TEXT
from eventkit.office.office import Office
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import StoredConference

time_options = all_of(
    click.option("--start", metavar=TIME, help="The start: 09:00, or '2027-09-06 09:00'."),
    click.option("--end", metavar=TIME, help="The end."),
    click.option("--minutes", type=parse_minutes, metavar="N", help="The length, instead of --end."),
    of_entities("--room", "rooms", EntityKind.ROOM, "The room. Repeatable."),
)

parts_option = click.option("--without-parts", is_flag=True, help="Leave its parts where they are.")


def _apply(schedule: Schedule, id_: str, values: Values) -> Schedule:
    if values["status"]:
        schedule = edit_session(schedule, id_, status=values["status"])
    if values.get("no_parent"):
        schedule = unnest(schedule, id_)
    if values["parent"]:
        schedule = nest(schedule, id_, find(schedule, EntityKind.SESSION, values["parent"]))
    schedule = _place(schedule, id_, values)
    if values["people"] or values.get("no_person"):
        schedule = set_people(schedule, id_, _appearances(schedule, id_, values["people"]))
    return schedule


def _place(schedule: Schedule, id_: str, values: Mapping[str, Any]) -> Schedule:
    if values["rooms"] and values.get("no_room"):
        raise WrongUse("--room and --no-room cannot be used together. Give one of them.")
    session = schedule.session(id_)
    start = end = None
    if values["start"] is not None:
        start = moment(values["start"], schedule, "--start", _day(schedule, id_))
    begins = start or (session.slot.period.start if session.slot else None)
    if values["end"] is not None:
        if begins is None:
            raise BadValue("needs a start: give --start as well", param_hint="--end")
        end = later_moment(values["end"], schedule, "--end", begins)
    rooms = [find(schedule, EntityKind.ROOM, words) for words in values["rooms"]]
    has_rooms = bool(rooms) or bool(values.get("no_room"))
    if not has_rooms and (start, end, values["minutes"]) == (None, None, None):
        return schedule
    return move_session(
        schedule,
        id_,
        start=start,
        end=end,
        minutes=values["minutes"],
        rooms=rooms if has_rooms else None,
        with_parts=not values.get("without_parts"),
    )


def _day(schedule: Schedule, id_: str) -> date:
    """The day of a time without a date: the session's, that of the session it is part of, or the first."""
    lineage = schedule.lineage(schedule.session(id_))
    slot = next((session.slot for session in lineage if session.slot is not None), None)
    return schedule.day(slot.period.start) if slot else schedule.conference.start


def _appearances(schedule: Schedule, session: str, people: Iterable[str]) -> list[Appearance]:
    """Appearances as typed, ``lin-yifu`` or ``lin-yifu:moderator``; those there were stay as they are."""
    before = {
        (appearance.participant, appearance.role): appearance
        for appearance in schedule.session(session).people
    }
    appearances = []
    for typed in people:
        words, _, role_typed = typed.partition(":")
        participant = ParticipantId(find(schedule, EntityKind.PARTICIPANT, words.strip()))
        earlier = next((role for id_, role in before if id_ == participant), Role.SPEAKER)
        role = OneOf(Role).convert(role_typed) if role_typed else earlier
        appearances.append(before.get((participant, role)) or Appearance(participant=participant, role=role))
    return appearances


session = EntityCommands(
    SESSION,
    add_session,
    edit_session,
    remove_session,
    by_hand=frozenset({"slot", "parent", "status", "people", "pinned", "minutes"}),
    options=(
        time_options,
        click.option("--part-of", "parent", metavar="SESSION", help="The session it is part of."),
        click.option(
            "--person",
            "people",
            multiple=True,
            metavar="PERSON[:ROLE]",
            help="A person in the session. Repeatable, in order.",
        ),
        click.option("--tentative", "status", flag_value="tentative", help="Mark it as tentative."),
        click.option("--confirmed", "status", flag_value="confirmed", help="Mark it as confirmed."),
    ),
    edit_options=(
        click.option("--no-person", is_flag=True, help="Remove all people."),
        click.option("--no-room", is_flag=True, help="Remove the rooms."),
        click.option(
            "--no-part-of", "no_parent", is_flag=True, help="Remove it from the session that it is part of."
        ),
    ),
    remove_options=(click.option("--with-parts", is_flag=True, help="Remove its parts as well."),),
    apply=_apply,
    sections={
        "new_id": "Title and content",
        "start": "Time and rooms",
        "parent": "People and place in the programme",
        "no_person": "Remove",
    },
    summaries={
        "edit": "Change a session: its texts, time, rooms and people.",
        "remove": "Remove a session; use 'session cancel' to show it as cancelled instead.",
    },
    about={
        "add": "A session without a time is unscheduled. A time without a date is on the first day,"
        " or on the day of the session it is part of.",
        "edit": "SESSION is an id, the start of an id, or a title. --person replaces all people; "
        "'session assign' changes one of them. A title in one language does not change the others; "
        "'zh=' removes the Chinese one.",
    },
    examples={
        "add": 'eventkit session add "Opening" --title zh=开幕式 --kind opening \\\n'
        '  --start "2027-09-06 09:00" --minutes 30 --room main-hall --person lin-yifu:moderator',
        "edit": "eventkit session edit opening --title zh=开幕仪式 --minutes 45\n"
        "eventkit session edit panel --no-track --tentative",
        "rename": "eventkit session rename opening opening-ceremony",
        "remove": "eventkit session remove rehearsal",
    },
)


def _change(terminal: Terminal, words: str, edit: Callable[[Schedule, str], Schedule], why: str) -> None:
    office = terminal.office()
    id_ = find(office.load().schedule, EntityKind.SESSION, words)
    report(terminal, office.edit(lambda schedule: edit(schedule, id_), Message(why, id=id_)))


@command()
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@time_options
@click.option("--no-room", is_flag=True, help="Remove the rooms.")
@parts_option
@change_options
def move(terminal: Terminal, session: str, **values: Any) -> None:
    """Move a session to another time or other rooms.

    A new start does not change the length, and the parts of the session move with it. A time without a date
    is on the current day of the session.

    Example:
      eventkit session move opening --start 10:00
      eventkit session move opening --start "2027-09-07 09:00" --room annex
    """
    if all(values[name] in {None, (), False} for name in ("start", "end", "minutes", "rooms", "no_room")):
        raise WrongUse("Give the new time or rooms: --start, --end, --minutes or --room.")
    _change(terminal, session, lambda schedule, id_: _place(schedule, id_, values), "move '{id}'")


@command()
@click.argument("first", metavar="SESSION", shell_complete=complete_ids(EntityKind.SESSION))
@click.argument("second", metavar="SESSION", shell_complete=complete_ids(EntityKind.SESSION))
@change_options
def swap(terminal: Terminal, first: str, second: str) -> None:
    """Exchange the starts and the rooms of two sessions.

    Each keeps its length, and its parts move with it. One of the two may have no time yet.

    Example:
      eventkit session swap opening panel
    """
    office = terminal.office()
    schedule = office.load().schedule
    one, other = (find(schedule, EntityKind.SESSION, words) for words in (first, second))
    edit = partial(swap_sessions, first=one, second=other)
    report(
        terminal,
        office.edit(edit, Message("swap '{one}' and '{other}'", one=one, other=other), base=schedule),
    )


@command()
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@click.argument("participant", metavar="PERSON", shell_complete=complete_ids(EntityKind.PARTICIPANT))
@click.option("--role", type=OneOf(Role), metavar="ROLE", help=f"The role. One of {', '.join(Role)}.")
@click.option("--also", is_flag=True, help="Add the role to the roles that they have.")
@click.option("--position", multiple=True, metavar=TEXT, help="Their position at the time.")
@click.option("--organisation", metavar="ORGANISATION", help="Their organisation at the time.")
@click.option("--no-position", is_flag=True, help="Remove both: use those of the person.")
@click.option("--first", is_flag=True, help="List them first.")
@click.option("--at", type=click.IntRange(1), metavar="N", help="List them at this rank, counted from 1.")
@click.option("--status", type=OneOf(Status), metavar="STATUS", help=f"One of {', '.join(Status)}.")
@click.option("--remove", is_flag=True, help="Remove them from the session; with --role, from that role.")
@change_options
def assign(terminal: Terminal, session: str, participant: str, **values: Any) -> None:
    """Assign a person to a session, with a role, a position and a rank.

    PERSON is added as a speaker, or as a panellist of a panel, unless --role is given. Of a person who is
    in SESSION already, the role, the position or the rank is changed.

    Example:
      eventkit session assign opening lin-yifu --role moderator --first
      eventkit session assign opening lin-yifu --position Dean --organisation pku
      eventkit session assign opening lin-yifu --remove
    """
    place = 1 if values["first"] else values["at"]

    def edit(schedule: Schedule) -> Schedule:
        id_ = find(schedule, EntityKind.SESSION, session)
        who = find(schedule, EntityKind.PARTICIPANT, participant)
        role = values["role"]
        if values["remove"]:
            return remove_person(schedule, id_, who, role=role)
        people = schedule.session(id_).people
        appearances = [appearance for appearance in people if appearance.participant == who]
        roles = [appearance.role for appearance in appearances]
        is_new = not roles or (values["also"] and role not in roles)
        changed = [
            appearance
            for appearance in appearances
            if not is_new and (len(roles) == 1 or role in {None, appearance.role})
        ]
        before = changed[0].affiliations if len(changed) == 1 else ()
        fields: dict[str, Any] = {"status": values["status"]} if values["status"] else {}
        fields |= affiliation_fields(
            schedule, before, values, Message("'{person}' in session '{id}'", person=who, id=id_)
        )
        if is_new:
            role = role or schedule.session(id_).kind.unstated_role
            return add_person(schedule, id_, who, role=role, at=place, **fields)
        if len(roles) == 1 and role is not None:
            return edit_person(schedule, id_, who, at=place, as_role=role, **fields)
        return edit_person(schedule, id_, who, role=role, at=place, **fields)

    report(
        terminal,
        terminal.office().edit(
            edit, Message("'{participant}' in session '{session}'", participant=participant, session=session)
        ),
    )


def affiliation_fields(
    schedule: Schedule, before: Sequence[Affiliation], values: Values, where: str
) -> dict[str, tuple[Affiliation, ...]]:
    """The field `affiliations` with the position and the organisation of options; empty without them.

    Both together replace all affiliations. One of them changes a single affiliation, which keeps the other.
    """
    position, organisation = values["position"], values["organisation"]
    if values.get("no_position"):
        before = ()
    if not position and not organisation:
        return {"affiliations": ()} if values.get("no_position") else {}
    if position and organisation:
        before = ()
    if len(before) > 1:
        raise Refused(
            "{where} has {count} positions. Give both --position and --organisation, or add "
            "--no-position, to replace all of them.",
            where=where,
            count=len(before),
        )
    old = before[0] if before else None
    organisation_id = old.organisation if old else None
    if organisation:
        organisation_id = OrganisationId(find(schedule, EntityKind.ORGANISATION, organisation))
    fields = {
        "position": text(position, schedule, "--position", old.position if old else None),
        "organisation": organisation_id,
    }
    try:
        return {"affiliations": (Affiliation.model_validate(fields),)}
    except ValueError as error:
        raise BadValue(as_message(error), param_hint="--position") from None


@command()
@click.argument(
    "sessions", metavar="SESSION...", nargs=-1, required=True, shell_complete=complete_ids(EntityKind.SESSION)
)
@change_options
def cancel(terminal: Terminal, sessions: tuple[str, ...]) -> None:
    """Cancel sessions: they stay on the agenda, marked as cancelled.

    Their parts are cancelled as well. Calendars show them as cancelled. If one of several sessions cannot be
    cancelled, none is.

    Example:
      eventkit session cancel panel --why "the moderator is ill"
      eventkit session cancel engines looms
    """
    office = terminal.office()
    schedule = office.load().schedule
    ids = innermost_first(schedule, (find(schedule, EntityKind.SESSION, words) for words in sessions))

    def edit(now: Schedule) -> Schedule:
        for id_ in ids:
            now = cancel_session(now, id_)
        return now

    report(terminal, office.edit(edit, Message("cancel session {ids}", ids=quoted(ids))))


@command()
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@change_options
def restore(terminal: Terminal, session: str) -> None:
    """Restore a cancelled session.

    Example:
      eventkit session restore panel
    """
    _change(terminal, session, restore_session, "restore session '{id}'")


@command()
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@parts_option
@change_options
def unschedule(terminal: Terminal, session: str, without_parts: bool) -> None:
    """Remove the time and the rooms of a session.

    Example:
      eventkit session unschedule panel
    """
    _change(
        terminal,
        session,
        lambda schedule, id_: unschedule_session(schedule, id_, with_parts=not without_parts),
        "unschedule '{id}'",
    )


@command("pin")
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@click.option("--off", is_flag=True, help="Let planning move it again.")
@change_options
def pin_session(terminal: Terminal, session: str, off: bool) -> None:
    """Pin the time and the rooms of a session, so that planning does not move it.

    Example:
      eventkit session pin opening
    """
    _change(
        terminal,
        session,
        lambda schedule, id_: pin(schedule, id_, pinned=not off),
        "unpin '{id}'" if off else "pin '{id}'",
    )


NAME = Message("your text")

HEAD = f"""\
# Session '{{session}}' of {{conference}}. Save and close to change it; close without changes to cancel.
# kind: {", ".join(Kind)}
# role: {", ".join(Role)}
# status: {", ".join(Status)}
"""


@command("edit")
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@change_options
def edit_text(terminal: Terminal, session: str) -> None:
    """Open a session, with its parts, as a document in your editor.

    The editor is VISUAL or EDITOR. Changes that others make in the meantime are not overwritten: if they
    change the same field, you see who changed it, and can edit again.

    Example:
      eventkit edit opening
    """
    from eventkit.formats.document.writer import (  # noqa: PLC0415 - other commands do without documents
        extract_session,
        replace_session,
    )

    office = terminal.office()
    stored = office.load()
    id_ = find(stored.schedule, EntityKind.SESSION, session)
    text = f"{HEAD.format(session=id_, conference=office.conference)}{extract_session(stored.schedule, id_)}"
    while (written := _edited(text, id_)) is not None:
        try:
            mine = replace_session(stored.schedule, id_, written, NAME)
            outcome = office.edit(
                partial(_edited_schedule, mine),
                Message("edit {kind} '{id}'", kind=Term("session"), id=id_),
                base=stored.schedule,
            )
        except Unreadable as error:
            _ask_again(terminal, written, id_, error.messages)
            text = written
        except MergeConflict as clash:
            conflicts = [_conflict(office, stored, conflict) for conflict in clash.conflicts]
            _ask_again(terminal, written, id_, conflicts)
            stored = office.load()
            text = _both(stored.schedule, id_, written, [*map(terminal.err.local, conflicts)])
        else:
            report(terminal, outcome)
            return
    terminal.out.say("nothing changed")


def _edited_schedule(mine: Schedule, _: Schedule) -> Schedule:
    return mine


def _edited(text: str, session: str) -> str | None:
    if not (os.environ.get("VISUAL") or os.environ.get("EDITOR") or sys.stdin.isatty()):
        # The system's own editor would wait for someone who cannot type.
        raise EventkitError("There is no terminal to edit in. Set VISUAL or EDITOR to the editor to open.")
    try:
        return click.edit(text, extension=".yaml")
    except UnicodeDecodeError as error:
        rejected = f"{session}.rejected.yaml"
        write_file(Path(rejected), error.object)
        raise EventkitError(
            "Your text is not UTF-8: nothing was changed, and the text is saved in {rejected}. "
            "Set your editor to save as UTF-8.",
            rejected=rejected,
        ) from None


def _ask_again(terminal: Terminal, written: str, session: str, wrong: Iterable[Message]) -> None:
    """Report what is wrong, and ask whether to edit again; if not, the text is saved in a file."""
    for line in (line for message in wrong for line in terminal.err.local(message).splitlines()):
        terminal.err.print(f"eventkit: {line}")
    try:
        again = click.confirm(terminal.err.local(Message("Edit it again?")), default=True, err=True)
    except click.Abort:
        again = False
    if not again:
        rejected = f"{session}.rejected.yaml"
        write_file(Path(rejected), written.encode())
        fail(Message("Nothing was changed; your text is saved in {rejected}.", rejected=rejected))


def _conflict(office: Office, seen: StoredConference, conflict: Conflict) -> Message:
    by = office.last_change(conflict, since=seen.revision)
    if by is None:
        return as_message(MergeConflict((conflict,)))
    entity = Message("{kind} '{id}'", kind=Term(conflict.kind), id=conflict.id)
    of_field = Message("{field} of {entity}", field=conflict.field, entity=entity)
    at = seen.schedule.wall(by.at)
    base, mine, theirs = (
        Term("nothing") if side in (None, "", ()) else f"'{summarise(side, seen.schedule)}'"
        for side in (conflict.base, conflict.mine, conflict.theirs)
    )
    return Message(
        "{author} changed the {what} on {day} at {time} ({why}): {base} became {theirs}, but you wrote {mine}"
        if by.why
        else "{author} changed the {what} on {day} at {time}: {base} became {theirs}, but you wrote {mine}",
        author=by.author,
        what=of_field if conflict.field else entity,
        day=at.date(),
        time=at.time(),
        why=by.why,
        base=base,
        theirs=theirs,
        mine=mine,
    )


def _both(now: Schedule, session: str, written: str, conflicts: list[str]) -> str:
    from eventkit.formats.document.writer import extract_session  # noqa: PLC0415 - as above

    if session not in EntityKind.SESSION.by_id(now):
        raise EventkitError(
            "Session '{session}' was removed meanwhile, as 'eventkit log --session {session}' shows.",
            session=session,
        )
    mine = [line for line in written.splitlines() if not line.startswith("#")]
    below = [*(line for conflict in conflicts for line in conflict.splitlines()), "Your text:", *mine]
    commented = "\n".join(f"# {line}" for line in below)
    head = HEAD.format(session=session, conference=now.conference.id)
    return f"{head}{extract_session(now, session)}\n{commented}\n"
