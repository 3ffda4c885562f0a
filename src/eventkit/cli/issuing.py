"""Commands for badges that were issued: a further one for who lost theirs, and what was issued to whom."""

from __future__ import annotations

from typing import Any

import click

from eventkit.cli.holders import holder, holders_options
from eventkit.cli.shared_options import store_options
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.model import ParticipantId
from eventkit.store import Store
from eventkit.times import wall


@click.command()
@holders_options
@pass_terminal
def reprint(workspace: Terminal, people: tuple[str, ...], why: str) -> None:
    """Issue a further badge to each PERSON, and refuse those they had.

    PERSON is an id, its beginning or a name, or the id that an attendee has in a list. The badge tells the
    ticket that the office keeps now.

    \b
    Example:
      eventkit badges reprint lin-yifu --why "lost on the way"
      eventkit badges -o badges.pdf
      eventkit keys export -o door.json
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        whose = [holder(store, conference, who) for who in people]
        wanted = {each: _ticket(store, conference, each) for each in whose}
        noted: dict[str, Any] = {"author": workspace.settings.author, "at": workspace.now(), "why": why}
        issued = store.further_badges(conference, wanted, **noted)
        store.settle_badges(conference, issued.values(), **noted)
    for each in wanted:
        workspace.out.print(f"{each}: issue {issued[each].issue} of the badge; those before it are refused")
    workspace.out.print("print it, and give the doors the new 'eventkit keys export'")


def _ticket(store: Store, conference: str, of: str) -> str:
    """The class of someone's ticket: as the office keeps it, or as the badge they have tells it."""
    known = store.roster(conference).contact(ParticipantId(of))
    if known is not None:
        return known.ticket or ""
    badge = next((each for each in store.badges(conference) if each.holder == of), None)
    return store.door_keys(conference).tickets[badge.category - 1] if badge and badge.category else ""


@click.command()
@click.argument("people", metavar="[PERSON...]", nargs=-1)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many at most.")
@store_options
@pass_terminal
def issued(workspace: Terminal, people: tuple[str, ...], limit: int) -> None:
    """List badges that were issued: whose, and when, by whom and why each was last issued or refused.

    They are listed with the newest first. Times are those of the conference.

    \b
    Example:
      eventkit badges issued
      eventkit badges issued lin-yifu
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        zone = store.load(conference).schedule.zone
        whose = [holder(store, conference, who) for who in people]
        found = store.badge_log(conference, whose or None)
    shown = make_table("Whose", "Number", "Issue", "", "When", "Who", "Why")
    for badge, note in found[:limit]:
        when = f"{wall(note.at, zone):%Y-%m-%d %H:%M}"
        state = "good" if badge.stands else "refused"
        shown.add_row(badge.holder, str(badge.number), str(badge.issue), state, when, note.author, note.why)
    workspace.out.print(shown if found else "no badge was issued", soft_wrap=not found)
    if len(found) > limit:
        workspace.out.print(f"and {len(found) - limit:,} more: --limit shows more")
