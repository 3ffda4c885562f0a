"""What stands beside the schedule, made to follow where a thing gets another id."""

from __future__ import annotations

from typing import Any

from eventkit.cli.terminal import Terminal
from eventkit.findings import Subject
from eventkit.model import ParticipantId, Session
from eventkit.office.verdicts import find_all, parse_settings
from eventkit.rules.following import renamed, waived_again
from eventkit.schedule import HELD, Held, Schedule, Thing, title

ANOTHER_ID = "another id"
"""What is noted where a contact follows someone to another id."""

MERGE = "merge"
"""What is noted where the contacts of two entries are made one."""


def renamings(before: Schedule, after: Schedule) -> dict[Subject, str]:
    """The things that have another id than before, and which: sessions are known again by their identity,
    other things by going by the same name, or by being the only one that went where only one came.
    """
    found: dict[Subject, str] = {}
    for kind in HELD:
        old, new = kind.known(before), kind.known(after)
        gone = [each for id_, each in old.items() if id_ not in new]
        come = [each for id_, each in new.items() if id_ not in old]
        for each in gone:
            alike = [other for other in come if _mark(other) == _mark(each)]
            if not alike and kind is not Thing.SESSION and len(gone) == 1:
                alike = come
            if len(alike) == 1:
                found[Subject(kind, each.id)] = alike[0].id
    return found


def _mark(value: Held) -> object:
    return value.uid if isinstance(value, Session) else title(value)


def followed(before: Schedule | None, after: Schedule, document: dict[str, Any]) -> dict[str, Any]:
    """The settings of the rules, as the store keeps them, once the schedule has changed: what named a thing
    by its old id names it by the new, waivers too.

    Raises:
        EventkitError: A thing has another id, and this eventkit does not understand the settings.
    """
    ids = renamings(before, after) if before and document else {}
    if before is None or not ids:
        return document
    settings = parse_settings(document, after.conference.id)
    now = renamed(settings, ids)
    if settings.waivers:
        now = waived_again(now, find_all(before, settings), find_all(after, now), ids)
    return now.model_dump(mode="json", exclude_defaults=True)


def pass_on(terminal: Terminal, gone: ParticipantId, keep: ParticipantId, why: str) -> None:
    """Keep the contact and the badge of someone under another id."""
    author, at = terminal.settings.author, terminal.now()
    with terminal.store() as store:
        conference = terminal.chosen(store)
        store.change_roster(
            conference, lambda roster: roster.merged(keep, gone), author=author, why=why, at=at
        )
        store.pass_badge_on(conference, gone, keep, author=author, at=at)


def follow_back(terminal: Terminal, before: Schedule, after: Schedule) -> None:
    """Once a change is taken back, let contacts and badges follow those whose ids it gave back.

    Whose contact cannot is told: what a merge made one is kept apart nowhere.
    """
    were, are = Thing.PARTICIPANT.known(before), Thing.PARTICIPANT.known(after)
    come = are.keys() - were.keys()
    if not come:
        return
    with terminal.store() as store:
        log = store.roster_log(after.conference.id)
    last = {each: noted for noted in reversed(log) for each in noted.participants if each in come}
    for (kind, gone), back in renamings(before, after).items():
        noted = last.get(ParticipantId(back))
        followed_then = noted is not None and noted.why == ANOTHER_ID and gone in noted.participants
        if kind == Thing.PARTICIPANT and (followed_then or _mark(were[gone]) == _mark(are[back])):
            pass_on(terminal, ParticipantId(gone), ParticipantId(back), ANOTHER_ID)
    for each, noted in sorted(last.items()):
        if noted.why == MERGE and (kept := [id_ for id_ in noted.participants if id_ in were]):
            terminal.out.print(_told(each, kept[0]), soft_wrap=True)


def _told(back: str, kept: str) -> str:
    return (
        f"the contact of '{back}' went into that of '{kept}' with the merge, and stays there: "
        f"'eventkit person contact {kept} --show' shows it, and 'eventkit person contact {back}' takes what "
        "is to be kept for them again"
    )
