"""Rule settings: opening hours, changeover times, needs and wishes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from itertools import combinations, pairwise
from typing import Any

import click

from eventkit.cli.completion_sources import complete_ids
from eventkit.cli.finding_report import count_severities
from eventkit.cli.input_values import parse_time_of_day
from eventkit.cli.shared_options import change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import Refused, find
from eventkit.messages import Message
from eventkit.model import Kind
from eventkit.office.rules_office import RuleEdit, one_line
from eventkit.rules import DayPart, OpeningHours, RuleSettings, StatedPreference, WishKind
from eventkit.schedule import EntityKind, Schedule
from eventkit.times.wall_times import DATE_PATTERN

USUAL = "usual"
"""The word that resets a changeover time."""


def change_settings(terminal: Terminal, edit: RuleEdit, why: str) -> None:
    outcome = terminal.office().rules.change(edit, why)
    if not outcome.changed:
        terminal.out.print("nothing changed")
        return
    before, after = (count_severities(verdict.open) for verdict in outcome.verdicts())
    would = "would find" if terminal.settings.dry_run else "now finds"
    terminal.out.print(f"{why}: 'check' {would} {after} (before: {before})")


@click.command()
@click.argument("times", metavar="[OPENS CLOSES]", nargs=-1)
@click.option("--room", metavar="ROOM", help="The hours of that room.")
@click.option("--any", "at_any_time", is_flag=True, help="At any time.")
@change_options
@pass_terminal
def hours(
    terminal: Terminal,
    times: tuple[str, ...],
    *,
    room: str | None,
    at_any_time: bool,
) -> None:
    """Set the opening hours of each day, or of a room.

    \b
    Example:
      eventkit rule hours 08:00-19:00
      eventkit rule hours 08:00 02:00 --room bar
      eventkit rule hours --any
    """
    written = [clock for words in times for clock in re.split("[-–—]", words)]
    clocks = [parse_time_of_day(clock, "OPENS CLOSES") for clock in written]
    if len(clocks) != (0 if at_any_time else 2):
        raise click.UsageError(Message("Give the opening and the closing time, or --any."))
    new_hours = OpeningHours(opens=clocks[0], closes=clocks[1]) if clocks else None

    def edit(settings: RuleSettings, schedule: Schedule) -> RuleSettings:
        if room is None:
            return settings.model_copy(update={"hours": new_hours})
        id_ = _known_id(schedule, EntityKind.ROOM, room, () if new_hours else settings.room_hours)
        return settings.model_copy(update={"room_hours": _with_value(settings.room_hours, id_, new_hours)})

    of = f" of {room}" if room else ""
    change_settings(terminal, edit, f"hours{of} {new_hours}" if new_hours else f"no hours{of}")


@click.command()
@click.argument("minutes")
@click.argument("rooms", nargs=-1, metavar="[ROOM ROOM]")
@change_options
@pass_terminal
def change_over(terminal: Terminal, minutes: str, rooms: tuple[str, ...]) -> None:
    """Set the changeover time in MINUTES between all rooms, or between two.

    'usual' resets the time to its default.

    \b
    Example:
      eventkit rule change-over 10
      eventkit rule change-over 25 main-hall annex
      eventkit rule change-over usual main-hall annex
    """
    if len(rooms) not in {0, 2}:
        raise click.UsageError(
            Message("A changeover is between two rooms. Name both, or none for all rooms.")
        )
    back = minutes.lower() == USUAL

    def edit(settings: RuleSettings, schedule: Schedule) -> RuleSettings:
        if not rooms:
            usual = RuleSettings().change_over
            return settings.model_copy(update={"change_over": usual if back else minutes})
        named = {room for changeover in settings.change_overs for room in changeover.rooms} if back else ()
        pair = tuple(_known_id(schedule, EntityKind.ROOM, words, named) for words in rooms)
        others = [changeover for changeover in settings.change_overs if {*changeover.rooms} != {*pair}]
        new = [] if back else [{"rooms": pair, "minutes": minutes}]
        return settings.model_copy(update={"change_overs": (*others, *new)})

    between = f" between {rooms[0]} and {rooms[1]}" if rooms else ""
    change_settings(terminal, edit, f"change-over {minutes}{between}")


@click.command()
@click.argument("owner", metavar="SESSION|TRACK|all", shell_complete=complete_ids(EntityKind.SESSION))
@click.argument("features", metavar="[FEATURE]...", nargs=-1)
@click.option("--but", multiple=True, metavar="SESSION", help="Not this session of the track, or of all.")
@change_options
@pass_terminal
def need(terminal: Terminal, owner: str, features: tuple[str, ...], but: tuple[str, ...]) -> None:
    """Set the features that sessions need in their rooms; without any, remove them.

    The sessions are one, those of a track, or all that are no breaks and no blocks.

    \b
    Example:
      eventkit rule need opening interpretation piano
      eventkit rule need health projector --but panel
      eventkit rule need all projector
    """

    def edit(settings: RuleSettings, schedule: Schedule) -> RuleSettings:
        needed = tuple(one_line(feature) for feature in features) or None
        left = {find(schedule, EntityKind.SESSION, words) for words in but}
        needs = settings.needs
        for id_ in _sessions_that_need(schedule, owner, () if features else settings.needs):
            if id_ not in left:
                needs = _with_value(needs, id_, needed)
        return settings.model_copy(update={"needs": needs})

    except_ = f" but {', '.join(but)}" if but else ""
    change_settings(terminal, edit, f"{owner}{except_} needs {', '.join(features) or 'nothing'}")


def _sessions_that_need(schedule: Schedule, owner: str, named: Container[str]) -> list[str]:
    sessions = [each for each in schedule.sessions if not each.kind.is_pause and each.kind is not Kind.BLOCK]
    if owner == "all":
        return [session.id for session in sessions]
    try:
        return [_known_id(schedule, EntityKind.SESSION, owner, named)]
    except Refused:
        with suppress(Refused):
            track = find(schedule, EntityKind.TRACK, owner)
            return [session.id for session in sessions if session.track == track]
        raise


@click.command()
@click.argument("kind", metavar="KIND", type=click.Choice([kind.value for kind in WishKind]))
@click.argument(
    "names",
    metavar="SESSION...",
    nargs=-1,
    required=True,
    shell_complete=complete_ids(EntityKind.SESSION),
)
@click.option("--reason", metavar="TEXT", help="The reason: stored with the wish.")
@click.option("--lift", is_flag=True, help="Remove the wish.")
@change_options
@pass_terminal
def wish(
    terminal: Terminal,
    kind: str,
    names: tuple[str, ...],
    *,
    reason: str | None,
    lift: bool,
) -> None:
    """Ask for sessions to be apart, in order, in one room or after a break.

    KIND is apart (not at the same time), before (each has ended when the next begins), consecutive (each
    follows the one before in the same room, at once or after a break), same-day, spread (on different days),
    same-room, or after-break (each begins right after a break or meal). The rule 'wish' checks it.

    \b
    Example:
      eventkit rule wish apart vaccines-panel hospitals-panel --reason "the ministers want to hear both"
      eventkit rule wish consecutive tutorial-1 tutorial-2
      eventkit rule wish spread tour-1 tour-2 tour-3
      eventkit rule wish after-break demonstration --reason "it has to be set up"
      eventkit rule wish before opening closing --lift
    """
    wished = WishKind(kind)
    if len(names) < wished.number:
        raise click.UsageError(
            Message("'{wished}' is about two sessions or more. Name another one.", wished=wished)
        )

    def edit(settings: RuleSettings, schedule: Schedule) -> RuleSettings:
        named = {session for wish in settings.wishes for session in wish.sessions} if lift else ()
        ids = tuple(_known_id(schedule, EntityKind.SESSION, words, named) for words in names)
        groups = [*_groups_of(wished, ids)]
        same = {*groups} if wished.in_order else {*groups, *(group[::-1] for group in groups)}
        others = [wish for wish in settings.wishes if wish.kind is not wished or wish.sessions not in same]
        if lift and len(others) == len(settings.wishes):
            pair = " and ".join(f"'{id_}'" for id_ in ids)
            raise Refused(
                "There is no wish '{kind}' for {pair}: 'eventkit rule parameter' lists the wishes.",
                kind=kind,
                pair=pair,
            )
        why = one_line(reason or "") or None
        new = [] if lift else [{"kind": kind, "sessions": group, "reason": why} for group in groups]
        return settings.model_copy(update={"wishes": (*others, *new)})

    change_settings(terminal, edit, f"{'no longer ' if lift else ''}{kind} {' '.join(names)}")


def _groups_of(kind: WishKind, ids: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """The sessions of single wishes: each one, neighbours where the order matters, or every two."""
    if kind.number == 1:
        return ((id_,) for id_ in ids)
    return pairwise(ids) if kind.in_order else combinations(ids, 2)


@click.command()
@click.argument("owner", metavar="SESSION|PERSON|TRACK")
@click.argument("words", metavar="[WHEN|ROOM]...", nargs=-1)
@change_options
@pass_terminal
def prefer(terminal: Terminal, owner: str, words: tuple[str, ...]) -> None:
    """Set when and where a session, a person or a track prefers to be.

    WHEN is morning (before noon), afternoon or evening (from 18:00 on), or a day of the conference. Several
    days, or several rooms, are alternatives. Without WHEN and ROOM the preference is removed. The preferences
    of a person apply to all sessions in which they have to be present, those of a track to all its sessions.
    The rule 'preference' reports what is not met, and plans count it; neither forbids anything.

    \b
    Example:
      eventkit rule prefer lin-yifu morning
      eventkit rule prefer opening 2027-09-06 main-hall
      eventkit rule prefer health main-hall
      eventkit rule prefer lin-yifu
    """

    def edit(settings: RuleSettings, schedule: Schedule) -> RuleSettings:
        owners = [preference.owner for preference in settings.preferences]
        named = next((known for known in owners if known[1] == owner and not words), None)
        kind, id_ = named or _find_owner(schedule, owner)
        others = [preference for preference in settings.preferences if preference.owner != (kind, id_)]
        new = [{kind: id_, **_parse_preference(schedule, words)}] if words else []
        return settings.model_copy(update={"preferences": (*others, *new)})

    change_settings(terminal, edit, f"{owner} prefers {', '.join(words) or 'nothing'}")


def _find_owner(schedule: Schedule, words: str) -> tuple[str, str]:
    kinds = (EntityKind.SESSION, EntityKind.PARTICIPANT, EntityKind.TRACK)
    exact = [(kind.value, words) for kind in kinds if words in kind.by_id(schedule)]
    if len(exact) == 1:
        return exact[0]
    matches = []
    for kind in kinds:
        with suppress(Refused):
            matches.append((kind.value, find(schedule, kind, words)))
    if len(matches) == 1:
        return matches[0]
    several = " or ".join(f"the {kind} '{id_}'" for kind, id_ in matches)
    raise Refused(
        "'{words}' may be {several}. Give the id."
        if matches
        else "There is no session, person or track '{words}'.",
        words=words,
        several=several,
    )


def _parse_preference(schedule: Schedule, words: tuple[str, ...]) -> dict[str, Any]:
    fields: dict[str, Any] = {"days": [], "rooms": []}
    for word in words:
        if word.lower() in [*DayPart]:
            fields["part_of_day"] = word.lower()
        elif re.fullmatch(DATE_PATTERN, word):
            first, last = schedule.conference.start.isoformat(), schedule.conference.end.isoformat()
            if not first <= word <= last:
                raise Refused(
                    "'{word}' is no day of the conference: it is from {first} to {last}.",
                    word=word,
                    first=first,
                    last=last,
                )
            fields["days"].append(word)
        else:
            fields["rooms"].append(find(schedule, EntityKind.ROOM, word))
    return fields


def preference_line(preference: StatedPreference) -> str:
    part = [preference.part_of_day] if preference.part_of_day is not None else []
    return " ".join((preference.owner[1], *part, *map(str, preference.days), *preference.rooms))


def _known_id(schedule: Schedule, kind: EntityKind, words: str, named: Container[str]) -> str:
    """The id of an entity; one that no longer exists is named by the whole id that the settings have."""
    return words if words in named else find(schedule, kind, words)


def _with_value(before: Mapping[Any, Any], key: str, value: Any) -> dict[Any, Any]:
    """The mapping with a value for a key; without the key if the value is ``None``."""
    others = {name: old for name, old in before.items() if name != key}
    return others if value is None else {**others, key: value}
