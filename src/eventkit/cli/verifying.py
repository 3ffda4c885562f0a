"""The command that tells whether a badge is good."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from eventkit.cli.command_loader import FAILED
from eventkit.cli.shared_options import store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.errors import EventkitError
from eventkit.schedule import Schedule
from eventkit.times import zone
from eventkit.tokens import LENGTH, PublicKeys, Verified, read_key_file, verify


@click.command("verify")
@click.argument("token", metavar="TOKEN|IMAGE")
@click.option(
    "--keys",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="The public keys, as 'keys export' writes them.  [those of the store]",
)
@click.option("--now", "at", metavar="TIME", help="As if it were that time: 2027-09-06T09:00.  [the present]")
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON, one line for each badge.")
@store_options
@pass_terminal
def verify_badge(
    workspace: Terminal,
    token: str,
    file: Path | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Tell whether a badge is good: the TOKEN that its code says, or an IMAGE of it.

    Exits with 1 where one is refused. With --keys no store is needed, as at a door; whose the badge is, only
    the store tells.

    \b
    Example:
      eventkit badges verify photograph.jpg
      eventkit badges verify photograph.jpg --keys door.json
    """
    schedule = None if file else workspace.kept().schedule
    keys = read_key_file(file.read_bytes(), str(file)) if file else _of_store(workspace)
    now = _time(at, schedule.conference.zone if schedule else "UTC") if at else workspace.now()
    told = [_judged(workspace, schedule, each, keys, now) for each in _tokens(token)]
    for each in told:
        if as_json:
            click.echo(json.dumps(each, ensure_ascii=False))
        else:
            _tell(workspace, each)
    if not all(each["good"] for each in told):
        sys.exit(FAILED)


def _of_store(workspace: Terminal) -> PublicKeys:
    with workspace.store() as store:
        return store.door_keys(workspace.chosen(store))


def _tokens(words: str) -> tuple[str, ...]:
    """What is to be judged: a text of the length of a token is one, all else is a picture."""
    text = words.strip()
    if len(text) == LENGTH and text.isalnum():
        return (text,)
    try:
        there = Path(words).is_file()
    except (OSError, ValueError):  # no name that a file could have
        there = False
    if there:
        return _scanned(Path(words))
    if Path(words).suffix:
        message = f"there is no file {words}"
        raise EventkitError(message)
    return (text,)


def _scanned(picture: Path) -> tuple[str, ...]:
    try:
        scanning = import_module("eventkit.cli.scanning")
    except ModuleNotFoundError:
        message = "to read codes from pictures, install what does it: pip install 'conference-eventkit[scan]'"
        raise EventkitError(message) from None
    found: tuple[str, ...] = scanning.scanned(picture)
    return found


def _time(typed: str, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        message = f"'{typed}' is no time: write it as 2027-09-06T09:00"
        raise click.BadParameter(message, param_hint="--now") from None
    return (found if found.tzinfo else found.replace(tzinfo=zone(where))).astimezone(UTC)


def _judged(
    workspace: Terminal, schedule: Schedule | None, token: str, keys: PublicKeys, now: datetime
) -> dict[str, Any]:
    found = verify(token, keys, now)
    told: dict[str, Any] = {"good": isinstance(found, Verified), "conference": keys.conference}
    if not isinstance(found, Verified):
        told |= {"reason": found.reason.value, "says": str(found)}
    if found.number is not None:
        told |= {"number": found.number, "issue": found.issue}
        told |= {"holder": _holder(workspace, keys.conference, found.number)} if schedule else {}
    if isinstance(found, Verified):
        told |= {"ticket": found.ticket, "key": found.kid}
    if schedule and (name := _name(schedule, told.get("holder"))):
        told["name"] = name
    return told


def _holder(workspace: Terminal, conference: str, number: int) -> str | None:
    with workspace.store() as store:
        badge = store.badge_numbered(conference, number)
    return badge.holder if badge else None


def _name(schedule: Schedule, holder: str | None) -> str | None:
    found = next((each for each in schedule.participants if each.id == holder), None)
    return found.name[0].full if found else None


def _tell(workspace: Terminal, told: dict[str, Any]) -> None:
    whose = " ".join(
        part
        for part in (
            told.get("name")
            or told.get("holder")
            or (f"number {told['number']}" if "number" in told else ""),
            f"({told['holder']})" if told.get("name") else "",
        )
        if part
    )
    issue = f"issue {told['issue']}" if told.get("issue") else ""
    ticket = f"ticket {told['ticket']}" if told.get("ticket") else ""
    said = ", ".join(part for part in (whose, issue, ticket) if part)
    if told["good"]:
        workspace.out.print(f"good: {said}", style="green", soft_wrap=True)
    else:
        of = f" [{said}]" if said else ""
        workspace.out.print(f"refused: {told['says']}{of}", style="bold red", soft_wrap=True)
