"""The command that writes invitations, to be attached to mails."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

import click

from eventkit.cli.input_values import language_tags
from eventkit.cli.shared_options import language_option, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.errors import EventkitError
from eventkit.office.file_access import write_file
from eventkit.outputs.agenda.invitations import invitations as written
from eventkit.schedule import Schedule
from eventkit.store import ReleasedConference


@click.command()
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False),
    help="The folder for the files: a new or empty one each time, so that none is sent twice.",
)
@click.option("--since", metavar="RELEASE", help="Only what is news to those invited after that release.")
@language_option
@store_options
@pass_terminal
def invitations(workspace: Terminal, folder: str, since: str | None, languages: tuple[str, ...]) -> None:
    """Write an invitation for each who appears, to each of their sessions.

    They are made from the newest release, for all whose address 'eventkit person contact' keeps; answers go
    to the contact of the conference. Each file is told with the media type to attach it under. With --since,
    those who need no longer come get a file that takes the invitation back.

    \b
    Example:
      eventkit invitations -o invitations
      eventkit invitations --since 1.0 -o invitations-2
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        now = store.released(conference)
        before = store.released(conference, since) if since is not None else None
        roster = store.roster(conference)
    addresses: dict[str, str] = {
        each.participant: each.email for each in roster.contacts if each.email is not None
    }
    made = written(
        now.schedule,
        now.ledger,
        addresses,
        _office(now),
        before=(before.schedule, before.ledger) if before is not None else None,
        languages=language_tags(languages),
    )
    if without := _out_of_reach(now.schedule, addresses):
        told = f"no address is known of {', '.join(without)}: 'eventkit person contact' keeps it"
        workspace.err.print(told, style="dim", soft_wrap=True)
    if not made:
        workspace.out.print("there is nobody to write to")
        return
    place = _empty(folder)
    place.mkdir(parents=True, exist_ok=True)
    for each in made:
        write_file(place / each.filename, each.data)
        workspace.out.print(f"{place / each.filename}  {each.media_type}", soft_wrap=True)


def _empty(folder: str) -> Path:
    """The folder, which must hold nothing yet: whoever sends all of it sends nothing of before."""
    place = Path(folder)
    if place.is_dir() and any(place.iterdir()):
        message = (
            f"{place} holds files already, and invitations of before would be sent once more: name a new "
            "folder with -o, or empty this one"
        )
        raise EventkitError(message)
    return place


def _office(now: ReleasedConference) -> str:
    contact = now.schedule.conference.contact
    if contact is None:
        message = (
            f"release {now.release.name} has no contact for answers to go to: set it with "
            "'eventkit conference edit --contact ADDRESS', and release again"
        )
        raise EventkitError(message)
    return contact


def _out_of_reach(schedule: Schedule, addresses: Container[str]) -> list[str]:
    """Those who are to come at some time and cannot be written to."""
    return [
        person.id
        for person in schedule.participants
        if person.id not in addresses
        and any(session.slot and it.comes for session, it in schedule.appearances(person.id))
    ]
