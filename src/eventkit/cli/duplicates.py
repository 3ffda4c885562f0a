"""The command that tells which entries may be of one person, and how to say whether they are."""

from __future__ import annotations

import click

from eventkit.cli.shared_options import store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing.duplicate_people import DuplicatePair, find_duplicates
from eventkit.model import ParticipantId
from eventkit.office.verdicts import load_settings, same_person
from eventkit.rules import RULES, Checker, Settings
from eventkit.schedule import Schedule

_SAME_NAME = tuple(rule for rule in RULES if rule.code == "same-name")


@click.command("duplicates")
@store_options
@pass_terminal
def list_duplicates(terminal: Terminal) -> None:
    """List entries that may be of one person, with what speaks for it; nothing is merged.

    Those of the same name come first. Names that are merely alike are told only of people who have more in
    common: a session, an organisation, or a country with a position. If they are one person, merge them; if
    they are two, waive it, and they are not told again.

    \b
    Example:
      eventkit people duplicates
      eventkit person merge ada-lovelace a-lovelace --dry-run
      eventkit waive 93bc485b37 --reason "father and daughter"
    """
    with terminal.store() as store:
        schedule = store.load(terminal.chosen(store)).schedule
        settings = load_settings(store, schedule.conference.id)
    waived = {waiver.identity for waiver in settings.waivers}
    rule = _identities(schedule, settings)
    shown, hidden = 0, 0
    for pair in find_duplicates(schedule):
        own = same_person(pair, schedule).identity
        identity = rule.get(frozenset((pair.keep, pair.gone)), own)
        if waived.isdisjoint((own, identity)):
            shown += 1
            terminal.out.print(_said(pair, schedule, identity, _where(terminal)), soft_wrap=True)
        else:
            hidden += 1
    terminal.out.print(_summary(shown, hidden), soft_wrap=True)


def _summary(shown: int, hidden: int) -> str:
    pairs = "1 pair" if shown == 1 else f"{shown} pairs"
    said = f"{pairs}: none is merged unless you say so" if shown else "no two entries look like one person"
    return f"{said}; {hidden} waived: 'eventkit waive --list' shows them" if hidden else said


def _identities(schedule: Schedule, settings: Settings) -> dict[frozenset[str], str]:
    """What 'check' calls two of the same name, by the two: one waiver then answers both commands."""
    found = Checker(schedule, settings, _SAME_NAME).findings
    return {frozenset(each.about): each.identity for each in found if len(each.about) == 2}


def _where(terminal: Terminal) -> str:
    conference = terminal.settings.conference
    return f" --conference {conference}" if conference is not None else ""


def _said(pair: DuplicatePair, schedule: Schedule, identity: str, where: str) -> str:
    names = [
        f"{schedule.participant(ParticipantId(id_)).name[0].full} ({id_})" for id_ in (pair.keep, pair.gone)
    ]
    lines = [
        f"{'same name' if pair.same else 'alike'}: {' and '.join(names)}",
        *(f"  {each}" for each in pair.evidence),
        *(f"  but {each}" for each in pair.against),
        f"  one person?  eventkit person merge {pair.keep} {pair.gone}{where}",
        f'  two people?  eventkit waive {identity} --reason "two people"{where}',
        "",
    ]
    return "\n".join(lines)
