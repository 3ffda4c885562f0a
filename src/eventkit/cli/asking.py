"""Commands that say what a conference asks of its rules: hours, ways between rooms, needs and wishes."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import time
from typing import Any

import click
from pydantic import ValidationError

from eventkit.cli.outcome_report import count_severities
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import find
from eventkit.errors import EventkitError
from eventkit.office.verdicts import dump_settings, load_settings, parse_settings
from eventkit.rules import Hours, Settings, WishKind, check, judged
from eventkit.schedule import Schedule, Thing, complaint
from eventkit.texts import cleaned
from eventkit.times.wall_times import parse_clock_time

USUAL = "usual"
"""The word that takes a setting away, so that it is as where nobody said anything."""

_KINDS = {"int_parsing": "must be a whole number", "float_parsing": "must be a number"}

Asking = Callable[[Settings, Schedule], Settings]
"""Makes settings from the present ones, for that schedule."""


def ask(terminal: Terminal, edit: Asking, why: str) -> None:
    """Change what the conference asks of its rules, unless it is only to be told, and tell what that does.

    Args:
        terminal: The store, the conference and who makes the change.
        edit: Makes the new settings. Must be pure.
        why: What for, where the organiser gave no reason.

    Raises:
        EventkitError: It cannot be asked so; nothing was written.
    """
    told = terminal.settings
    with terminal.store() as store:
        schedule = store.load(terminal.chosen(store)).schedule
        conference = schedule.conference.id
        before = load_settings(store, conference)

        def edited(document: dict[str, Any]) -> dict[str, Any]:
            return dump_settings(_sound(edit, parse_settings(document, conference), schedule, why))

        if told.dry_run:
            after = parse_settings(edited(dump_settings(before)), conference)
        else:
            kept = store.change_rule_settings(
                conference, edited, author=told.author, why=told.why or why, at=terminal.now()
            )
            after = parse_settings(kept, conference)
    if after == before:
        terminal.out.print("nothing changed")
        return
    found = [count_severities(judged(check(schedule, each), each).standing) for each in (before, after)]
    would = "would find" if told.dry_run else "now finds"
    terminal.out.print(f"{why}: 'check' {would} {found[1]} (before: {found[0]})", soft_wrap=True)


def line(typed: str) -> str:
    """What was typed as one line, without what nobody can see and no database takes."""
    return " ".join(cleaned(typed).split())


def _sound(edit: Asking, settings: Settings, schedule: Schedule, why: str) -> Settings:
    try:
        return edit(settings, schedule)
    except ValidationError as error:
        first = error.errors()[0]
        said = _KINDS.get(first["type"]) or complaint(first)
        field = str(first["loc"][0]).replace("_", "-") if first["loc"] else ""
        message = f"{field} '{first['input']}' {said}" if field else f"'{why}' cannot be asked: it {said}"
        raise EventkitError(message) from None


def _clock(_: click.Context, __: click.Parameter, given: str | None) -> time | None:
    try:
        return None if given is None else parse_clock_time(given)
    except ValueError as error:
        message = f"'{given}' {error}"
        raise click.BadParameter(message, param_hint="OPENS CLOSES") from None


@click.command()
@click.argument("opens", metavar="[OPENS", required=False, callback=_clock)
@click.argument("closes", metavar="CLOSES]", required=False, callback=_clock)
@click.option("--room", metavar="ROOM", help="The hours of that room alone.")
@click.option("--any", "at_any_time", is_flag=True, help="At any time: without hours.")
@change_options
@pass_terminal
def hours(
    terminal: Terminal,
    opens: time | None,
    closes: time | None,
    *,
    room: str | None,
    at_any_time: bool,
) -> None:
    """Say from when to when the conference is open each day, or a room.

    \b
    Example:
      eventkit rules hours 08:00 19:00
      eventkit rules hours 08:00 02:00 --room bar
      eventkit rules hours --any
    """
    if at_any_time == (opens is not None) or (opens is None) != (closes is None):
        message = "give when it opens and when it closes, or --any"
        raise click.UsageError(message)
    given = Hours(opens=opens, closes=closes) if opens is not None and closes is not None else None

    def edit(settings: Settings, schedule: Schedule) -> Settings:
        if room is None:
            return settings.model_copy(update={"hours": given})
        id_ = _meant(schedule, Thing.ROOM, room, () if given else settings.room_hours)
        return settings.model_copy(update={"room_hours": _put(settings.room_hours, id_, given)})

    of = f" of {room}" if room else ""
    ask(terminal, edit, f"hours{of} {given}" if given else f"no hours{of}")


@click.command()
@click.argument("minutes")
@click.argument("rooms", nargs=-1, metavar="[ROOM ROOM]")
@change_options
@pass_terminal
def change_over(terminal: Terminal, minutes: str, rooms: tuple[str, ...]) -> None:
    """Say how many MINUTES it takes from any room to any other, or between two.

    The word 'usual' takes away what was said before.

    \b
    Example:
      eventkit rules change-over 10
      eventkit rules change-over 25 main-hall annex
      eventkit rules change-over usual main-hall annex
    """
    if len(rooms) not in {0, 2}:
        message = "a way is between two rooms: name both, or none for all of them"
        raise click.UsageError(message)
    back = minutes.lower() == USUAL

    def edit(settings: Settings, schedule: Schedule) -> Settings:
        if not rooms:
            usual = Settings().change_over
            return settings.model_copy(update={"change_over": usual if back else minutes})
        named = {room for each in settings.change_overs for room in each.rooms} if back else ()
        pair = tuple(_meant(schedule, Thing.ROOM, each, named) for each in rooms)
        kept = [each for each in settings.change_overs if {*each.rooms} != {*pair}]
        new = [] if back else [{"rooms": pair, "minutes": minutes}]
        return settings.model_copy(update={"change_overs": (*kept, *new)})

    between = f" between {rooms[0]} and {rooms[1]}" if rooms else ""
    ask(terminal, edit, f"change-over {minutes}{between}")


@click.command()
@click.argument("session")
@click.argument("features", metavar="[FEATURE]...", nargs=-1)
@change_options
@pass_terminal
def need(terminal: Terminal, session: str, features: tuple[str, ...]) -> None:
    """Say which features a session needs its rooms to have; none takes away what was said.

    \b
    Example:
      eventkit rules need opening interpretation piano
    """

    def edit(settings: Settings, schedule: Schedule) -> Settings:
        id_ = _meant(schedule, Thing.SESSION, session, () if features else settings.needs)
        needed = tuple(line(each) for each in features)
        return settings.model_copy(update={"needs": _put(settings.needs, id_, needed or None)})

    ask(terminal, edit, f"{session} needs {', '.join(features) or 'nothing'}")


@click.command()
@click.argument("kind", metavar="KIND", type=click.Choice([each.value for each in WishKind]))
@click.argument("one", metavar="SESSION")
@click.argument("other", metavar="SESSION")
@click.option("--reason", metavar="TEXT", help="Why: kept with the wish.")
@click.option("--lift", is_flag=True, help="Take the wish back.")
@change_options
@pass_terminal
def wish(
    terminal: Terminal,
    kind: str,
    one: str,
    other: str,
    *,
    reason: str | None,
    lift: bool,
) -> None:
    """Ask for two sessions to be apart, one before the other, on one day or in one room.

    KIND is apart (not at the same time), before (the first has ended when the second begins), same-day or
    same-room.

    \b
    Example:
      eventkit rules wish apart vaccines-panel hospitals-panel --reason "the ministers want to hear both"
      eventkit rules wish before opening closing
      eventkit rules wish before opening closing --lift
    """

    def edit(settings: Settings, schedule: Schedule) -> Settings:
        named = {session for each in settings.wishes for session in each.sessions} if lift else ()
        pair = tuple(_meant(schedule, Thing.SESSION, each, named) for each in (one, other))
        same = {pair} if kind == WishKind.BEFORE else {pair, pair[::-1]}
        kept = [each for each in settings.wishes if each.kind != kind or each.sessions not in same]
        if lift and len(kept) == len(settings.wishes):
            message = (
                f"nobody wished '{pair[0]}' and '{pair[1]}' to be {kind}: 'eventkit rules parameter' tells"
            )
            raise EventkitError(message)
        new = [] if lift else [{"kind": kind, "sessions": pair, "reason": line(reason or "") or None}]
        return settings.model_copy(update={"wishes": (*kept, *new)})

    ask(terminal, edit, f"{'no longer ' if lift else ''}{one} {kind} {other}")


def _meant(schedule: Schedule, kind: Thing, words: str, named: Container[str]) -> str:
    """The id that is meant: what is no more can be called by the whole id that settings name it by."""
    return words if words in named else find(schedule, kind, words)


def _put(before: Mapping[Any, Any], key: str, value: Any) -> dict[Any, Any]:
    """The mapping with a value put in, or taken out where there is none."""
    kept = {name: each for name, each in before.items() if name != key}
    return kept if value is None else {**kept, key: value}
