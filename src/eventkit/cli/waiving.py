"""The command that lets findings stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from eventkit.cli.asking import line
from eventkit.cli.check_command import LAPSED, waiver_table
from eventkit.cli.outcome_report import count_severities
from eventkit.cli.proofs import PRINTED, asked_of_print
from eventkit.cli.shared_options import author_option, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.errors import EventkitError
from eventkit.findings import Finding
from eventkit.office.verdicts import (
    CHECKED_CODES,
    judge,
    judge_with_duplicates,
    load_settings,
    parse_settings,
)
from eventkit.outputs import output
from eventkit.rules import Judged, Settings, Waiver, judged
from eventkit.schedule import Schedule


@click.command()
@click.argument("findings", metavar="[FINDING]...", nargs=-1)
@click.option("--reason", metavar="TEXT", default="", help="Why it may stand: kept with the waiver.")
@click.option("--list", "listed", is_flag=True, help="List the waivers that hold, and those that lapsed.")
@click.option("--lift", is_flag=True, help="Take the waiver back: the finding counts again.")
@author_option
@store_options
@pass_terminal
def waive(
    terminal: Terminal,
    findings: tuple[str, ...],
    *,
    reason: str,
    listed: bool,
    lift: bool,
) -> None:
    """Let a finding of 'check' stand, for a reason; several at once, if you name them.

    FINDING is the ten digits that 'eventkit check' or 'eventkit people duplicates' tells it with, or the
    first few of them; or what 'programme --json' or 'badges --json' tells. The waiver lapses by itself when
    what is found changes: when a session is moved, or other people appear in it.

    \b
    Example:
      eventkit waive 93bc485b37 --reason "one of them is a poster, and hangs there all day"
      eventkit waive --list
      eventkit waive --lift 93bc
    """
    if listed + lift > 1 or listed == bool(findings) or ((listed or lift) and reason):
        message = "give findings with --reason, or findings with --lift, or --list alone"
        raise click.UsageError(message)
    reason = line(reason)
    if not (listed or lift or reason):
        message = "say with --reason why it may stand: it is kept with the waiver"
        raise click.UsageError(message)
    with terminal.store() as store:
        schedule = store.load(terminal.chosen(store)).schedule
        found = judge_with_duplicates(schedule, load_settings(store, schedule.conference.id))
        if listed:
            _list(terminal, schedule, found)
            return
        if not lift and not all(_is_told(each, found) for each in findings):
            found = _with_prints(terminal, found)
        changed = _lifted(findings, found) if lift else _given(findings, found, terminal, reason)
        store.change_rule_settings(
            conference := schedule.conference.id,
            lambda document: _with(parse_settings(document, conference), changed),
            author=terminal.settings.author,
            why=f"{'lift the waiver of' if lift else 'waive'} {', '.join(changed)}",
            at=terminal.now(),
        )
        left = judge(schedule, load_settings(store, conference)).standing
    for identity, waiver in changed.items():
        terminal.out.print(f"waived {waiver.code} {identity}" if waiver else f"lifted {identity}")
    terminal.out.print(f"left: {count_severities(left)}")


def _is_told(named: str, found: Judged) -> bool:
    there = (*found.standing, *(finding for finding, _ in found.waived))
    return any(each.identity.startswith(named.strip().lower()) for each in there)


def _with_prints(terminal: Terminal, found: Judged) -> Judged:
    """The same with what is told of the book and the badges as they usually are, which takes a while."""
    state = terminal.state(None, draft=True)
    asked_for = asked_of_print(terminal, state.schedule.conference.id)
    with terminal.working("looking through the programme and the badges"):
        told = [
            finding
            for name in PRINTED
            for finding in output(name)(state.schedule, ledger=state.ledger, settings=asked_for).findings
        ]
    known = (*found.standing, *(finding for finding, _ in found.waived))
    return judged((*known, *told), asked_for)


def _list(terminal: Terminal, schedule: Schedule, found: Judged) -> None:
    holding = [waiver for _, waiver in found.waived]
    of_prints = [waiver for waiver in found.lapsed if waiver.code not in CHECKED_CODES]
    lapsed = [waiver for waiver in found.lapsed if waiver.code in CHECKED_CODES]
    if holding:
        terminal.out.print(waiver_table(holding, schedule, "waived"))
    if of_prints:
        terminal.out.print(waiver_table(of_prints, schedule, "waived where they are printed"))
    if lapsed:
        terminal.out.print(waiver_table(lapsed, schedule, LAPSED))
    if not holding and not found.lapsed:
        terminal.out.print("nothing is waived")


def _given(
    named: tuple[str, ...], found: Judged, terminal: Terminal, reason: str
) -> dict[str, Waiver | None]:
    """The waivers of the findings that are meant."""
    there: dict[str, Finding] = {
        each.identity: each for each in (*found.standing, *(finding for finding, _ in found.waived))
    }
    by, at = line(terminal.settings.author) or "someone", terminal.now()
    return {
        identity: Waiver.of(there[identity], reason=reason, author=by, at=at)
        for identity in (_meant(each, there, "finding", "eventkit check") for each in named)
    }


def _lifted(named: tuple[str, ...], found: Judged) -> dict[str, Waiver | None]:
    there = {waiver.identity: waiver for waiver in (*(each for _, each in found.waived), *found.lapsed)}
    return {_meant(each, there, "waiver of", "eventkit waive --list"): None for each in named}


def _meant(beginning: str, there: Mapping[str, Any], called: str, where: str) -> str:
    wanted = beginning.strip().lower()
    near = sorted(identity for identity in there if wanted and identity.startswith(wanted))
    if len(near) == 1:
        return near[0]
    if near:
        message = f"'{beginning}' may be {' or '.join(near)}: give more of its digits"
    else:
        message = f"there is no {called} '{beginning}': '{where}' tells those there are"
    raise EventkitError(message)


def _with(settings: Settings, changed: Mapping[str, Waiver | None]) -> dict[str, Any]:
    """The settings with those waivers, each instead of an earlier one of the same finding."""
    kept = [waiver for waiver in settings.waivers if waiver.identity not in changed]
    given = [waiver for waiver in changed.values() if waiver]
    after = settings.model_copy(update={"waivers": (*kept, *given)})
    return after.model_dump(mode="json", exclude_defaults=True)
