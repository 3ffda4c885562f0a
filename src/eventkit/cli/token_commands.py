"""Token commands: signing keys, revocation, verification at the door."""

from __future__ import annotations

import json
import secrets
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from eventkit.cli.command_loader import FAILED
from eventkit.cli.file_arguments import KEY_FILE, output_option, write_target
from eventkit.cli.holders import holder, holders_options
from eventkit.cli.shared_options import author_option, store_options
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.errors import EventkitError
from eventkit.office.badge_office import door_keys
from eventkit.schedule import Schedule
from eventkit.store import KeyRecord
from eventkit.times import zone
from eventkit.tokens.token_format import SEED_LENGTH, TOKEN_LENGTH
from eventkit.tokens.verification import PublicKeys, Verified, parse_keys, serialise_keys, verify


@click.command()
@author_option
@store_options
@pass_terminal
def make_key(terminal: Terminal) -> None:
    """Create the first signing key; codes on badges are signed tokens from then on.

    Its private half stays in the store, and in backups of it: who has those can make badges.

    \b
    Example:
      eventkit keys make
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        if present := store.badges.keys(conference):
            message = (
                f"conference '{conference}' has key {present[-1].kid} already: 'eventkit keys rotate' makes "
                "a further one"
            )
            raise EventkitError(message)
        key = _add_key(terminal, conference)
    terminal.out.print(
        f"key {key.kid} made: badges are signed with it from now on; 'eventkit keys export' writes what "
        "doors have to know",
        soft_wrap=True,
    )


@click.command()
@click.option("--retire", "retiring", is_flag=True, help="Refuse what the keys before it signed, at once.")
@author_option
@store_options
@pass_terminal
def rotate_key(terminal: Terminal, retiring: bool) -> None:
    """Create another key, which signs from now on.

    Badges that were signed before are good until their key is retired, or the conference is over.

    \b
    Example:
      eventkit keys rotate
      eventkit keys rotate --retire
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        before = [key for key in store.badges.keys(conference) if key.retired is None]
        if not before:
            message = f"conference '{conference}' has no key yet: 'eventkit keys make' makes the first"
            raise EventkitError(message)
        key = _add_key(terminal, conference)
        for each in before if retiring else ():
            terminal.office(conference).badges.retire_key(each.kid)
    old = ", ".join(str(each.kid) for each in before)
    said = f"what {old} signed is refused: print the badges anew" if retiring else f"{old} is good as ever"
    terminal.out.print(
        f"key {key.kid} made; {said}; give the doors the new 'eventkit keys export'", soft_wrap=True
    )


def _add_key(terminal: Terminal, conference: str) -> KeyRecord:
    return terminal.office(conference).badges.make_key(secrets.token_bytes(SEED_LENGTH))


@click.command()
@click.argument("kid", metavar="NUMBER", type=int)
@store_options
@pass_terminal
def retire_key(terminal: Terminal, kid: int) -> None:
    """Reject everything signed with key NUMBER, for instance if it may have leaked.

    \b
    Example:
      eventkit keys rotate
      eventkit keys retire 1
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        terminal.office(conference).badges.retire_key(kid)
    terminal.out.print(
        f"what key {kid} signed is refused, once the doors have the new 'eventkit keys export': print those "
        "badges anew",
        soft_wrap=True,
    )


@click.command("list")
@store_options
@pass_terminal
def list_keys(terminal: Terminal) -> None:
    """List the signing keys, oldest first, and the number of badges issued.

    \b
    Example:
      eventkit keys list
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        keys, badges = store.badges.keys(conference), store.badges.all(conference)
    if not keys:
        terminal.out.print("there is no key yet: 'eventkit keys make' makes one")
        return
    signing = [key.kid for key in keys if key.retired is None][-1]
    shown = make_table("Key", "Made", "By", "")
    for key in keys:
        state = f"refused since {key.retired:%Y-%m-%d %H:%M} UTC" if key.retired else "good"
        state = "signs" if key.kid == signing else state
        shown.add_row(str(key.kid), f"{key.made:%Y-%m-%d %H:%M} UTC", key.author, state)
    terminal.out.print(shown)
    revoked = sum(not badge.valid for badge in badges)
    terminal.out.print(f"{len(badges)} badges issued, {revoked} of them revoked")


@click.command()
@holders_options
@pass_terminal
def revoke_badges(terminal: Terminal, people: tuple[str, ...], why: str) -> None:
    """Revoke the badge of each PERSON, for instance one that is lost and not replaced.

    PERSON is an id, its beginning or a name, or the id that an attendee has in a list.

    \b
    Example:
      eventkit keys revoke lin-yifu --why "lost on the way"
      eventkit keys export -o door.json
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        whose = [holder(store, conference, each) for each in people]
        gone = terminal.office(conference).badges.revoke(whose, why)
    for each in whose:
        was = next((badge for badge in gone if badge.holder == each), None)
        said = f"badge {was.issue} is refused" if was else "there is no badge that was good"
        terminal.out.print(f"{each}: {said}", soft_wrap=True)
    if gone:
        terminal.out.print("give the doors the new 'eventkit keys export'")


@click.command()
@output_option(KEY_FILE)
@store_options
@pass_terminal
def export_keys(terminal: Terminal, target: str) -> None:
    """Write the key file that doors need to verify badges: public keys and revoked badges.

    Nothing of it is secret, and no person is named in it.

    \b
    Example:
      eventkit keys export -o door.json
    """
    with terminal.store() as store:
        conference = terminal.conference_id(store)
        keys = door_keys(store, conference)
    if not keys.keys:
        message = f"conference '{conference}' has no key yet: 'eventkit keys make' makes one"
        raise EventkitError(message)
    write_target(target, serialise_keys(keys))


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
    terminal: Terminal,
    token: str,
    file: Path | None,
    at: str | None,
    as_json: bool,
) -> None:
    """Verify a badge: the TOKEN in its code, or an IMAGE of it.

    Exits with 1 where one is refused. With --keys no store is needed, as at a door; whose the badge is, only
    the store tells.

    \b
    Example:
      eventkit badges verify photograph.jpg
      eventkit badges verify photograph.jpg --keys door.json
    """
    schedule = None if file else terminal.office().load().schedule
    keys = parse_keys(file.read_bytes(), str(file)) if file else _stored_keys(terminal)
    now = _parse_time(at, schedule.conference.zone if schedule else "UTC") if at else terminal.now()
    told = [_verify(terminal, schedule, each, keys, now) for each in _read_tokens(token)]
    for each in told:
        if as_json:
            click.echo(json.dumps(each, ensure_ascii=False))
        else:
            _report(terminal, each)
    if not all(each["good"] for each in told):
        sys.exit(FAILED)


def _stored_keys(terminal: Terminal) -> PublicKeys:
    with terminal.store() as store:
        return door_keys(store, terminal.conference_id(store))


def _read_tokens(words: str) -> tuple[str, ...]:
    """What is to be judged: a text of the length of a token is one, all else is a picture."""
    text = words.strip()
    if len(text) == TOKEN_LENGTH and text.isalnum():
        return (text,)
    try:
        there = Path(words).is_file()
    except (OSError, ValueError):  # no name that a file could have
        there = False
    if there:
        return _scan(Path(words))
    if Path(words).suffix:
        message = f"there is no file {words}"
        raise EventkitError(message)
    return (text,)


def _scan(picture: Path) -> tuple[str, ...]:
    try:
        scanner = import_module("eventkit.cli.code_scanner")
    except ModuleNotFoundError:
        message = "to read codes from pictures, install what does it: pip install 'conference-eventkit[scan]'"
        raise EventkitError(message) from None
    found: tuple[str, ...] = scanner.scan_codes(picture)
    return found


def _parse_time(typed: str, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        message = f"'{typed}' is no time: write it as 2027-09-06T09:00"
        raise click.BadParameter(message, param_hint="--now") from None
    return (found if found.tzinfo else found.replace(tzinfo=zone(where))).astimezone(UTC)


def _verify(
    terminal: Terminal, schedule: Schedule | None, token: str, keys: PublicKeys, now: datetime
) -> dict[str, Any]:
    found = verify(token, keys, now)
    told: dict[str, Any] = {"good": isinstance(found, Verified), "conference": keys.conference}
    if not isinstance(found, Verified):
        told |= {"reason": found.reason.value, "says": str(found)}
    if found.number is not None:
        told |= {"number": found.number, "issue": found.issue}
        told |= {"holder": _find_holder(terminal, keys.conference, found.number)} if schedule else {}
    if isinstance(found, Verified):
        told |= {"ticket": found.ticket, "key": found.kid}
    if schedule and (name := _find_name(schedule, told.get("holder"))):
        told["name"] = name
    return told


def _find_holder(terminal: Terminal, conference: str, number: int) -> str | None:
    with terminal.store() as store:
        badge = store.badges.by_number(conference, number)
    return badge.holder if badge else None


def _find_name(schedule: Schedule, holder: str | None) -> str | None:
    found = next((each for each in schedule.participants if each.id == holder), None)
    return found.name[0].full if found else None


def _report(terminal: Terminal, told: dict[str, Any]) -> None:
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
        terminal.out.print(f"good: {said}", style="green", soft_wrap=True)
    else:
        of = f" [{said}]" if said else ""
        terminal.out.print(f"refused: {told['says']}{of}", style="bold red", soft_wrap=True)
