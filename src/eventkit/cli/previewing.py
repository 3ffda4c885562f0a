"""What an import does, told before or after it is done."""

from __future__ import annotations

from typing import Any

from eventkit.cli.arriving import Arrival
from eventkit.cli.outcome_report import report_difference, summarise
from eventkit.cli.terminal import Terminal
from eventkit.editing import Conflict, Winner
from eventkit.intake import ImportResult
from eventkit.schedule import Schedule, Thing

LISTED = 50
"""How many of a kind are listed: nobody reads more in a terminal, and --json has them all."""


def tell_arrival(
    terminal: Terminal,
    arrival: Arrival,
    reading: ImportResult,
    format_name: str,
    *,
    contacts: bool,
    settled: bool,
) -> None:
    """Tell what comes of an import: how many of each kind, what is different, and what is to be looked at.

    It is ``settled`` whose change stands where somebody said whose.
    """
    verb = "would import" if terminal.settings.dry_run else "imported"
    id_, out = arrival.after.conference.id, terminal.out
    new = "" if arrival.before else ", a new conference"
    out.print(f"{verb} {id_}{new}, from {format_name}:", soft_wrap=True)
    for kind, numbers in arrival.counts().items():
        said = ", ".join(f"{number} {word}" for word, number in numbers.items() if number)
        out.print(f"  {kind.collection}: {said}", soft_wrap=True)
    if arrival.before is not None:
        report_difference(terminal, arrival.before, arrival.after)
    _tell_contested(terminal, arrival, settled=settled)
    _tell_some(terminal, "not in the file any more, and kept:", [_gone(*ref) for ref in arrival.vanished])
    _tell_some(
        terminal,
        "back, since the file names them again:",
        [f"{kind} {id_}" for kind, id_ in arrival.returned],
    )
    if reading.contacts and not contacts:
        number = len(reading.contacts)
        whose = "1 person" if number == 1 else f"{number} people"
        out.print(f"addresses and the like of {whose} were in it and are not kept: --contacts keeps them")


def _gone(kind: Thing, id_: str) -> str:
    if kind is Thing.SESSION:
        return f"session {id_}: 'eventkit session cancel {id_}' lets people know, 'remove' takes it out"
    word = "person" if kind is Thing.PARTICIPANT else kind.value
    return f"{word} {id_}: 'eventkit {word} remove {id_}' takes it out"


def _tell_some(terminal: Terminal, head: str, lines: list[str]) -> None:
    if lines:
        terminal.out.print(head, soft_wrap=True)
    for line in lines[:LISTED]:
        terminal.out.print(f"  {line}", soft_wrap=True)
    if (more := len(lines) - LISTED) > 0:
        terminal.out.print(f"  and {more} more: --json lists all")


def _tell_contested(terminal: Terminal, arrival: Arrival, *, settled: bool) -> None:
    whose = "what is here stands" if arrival.winner is Winner.OURS else "what came is taken"
    ask = "" if settled else "; say --ours or --theirs to settle it"
    head = f"changed both here and there: {whose}{ask}:"
    schedule = arrival.after
    _tell_some(terminal, head, [_contested(each, schedule) for each in arrival.contested])


def _contested(each: Conflict, schedule: Schedule) -> str:
    what = "the conference" if each.kind is Thing.CONFERENCE else f"{each.kind} {each.id}"
    if not each.field:
        here, there = ("removed" if side is None else "changed" for side in (each.mine, each.theirs))
        return f"{what}: {here} here, {there} there"
    here, there = (summarise(side, schedule) for side in (each.mine, each.theirs))
    return f"{what}, {each.field}: here {here}, there {there}"


def plain(arrival: Arrival, reading: ImportResult) -> dict[str, Any]:
    """What comes of an import as JSON has it."""
    return {
        "conference": arrival.after.conference.id,
        "new": arrival.before is None,
        "source": reading.source,
        "counts": {kind.collection: numbers for kind, numbers in arrival.counts().items()},
        "findings": [
            {"severity": each.severity.value, "code": each.code, "message": each.message,
             "place": each.place, "about": list(each.about)}
            for each in reading.findings
        ],
        "contested": [
            {"kind": each.kind.value, "id": each.id, "field": each.field,
             "ours": summarise(each.mine, arrival.after), "theirs": summarise(each.theirs, arrival.after)}
            for each in arrival.contested
        ],
        "vanished": [{"kind": kind.value, "id": id_} for kind, id_ in arrival.vanished],
        "returned": [{"kind": kind.value, "id": id_} for kind, id_ in arrival.returned],
        "contacts": len(reading.contacts),
        "columns": dict(reading.columns),
    }  # fmt: skip
