"""Token commands: signing keys, revocation, verification at the door."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from eventkit.cli.commands import BadValue, WrongUse
from eventkit.cli.entity_reports import detail_table
from eventkit.cli.failures import FAILED
from eventkit.cli.file_arguments import output_option, write_target
from eventkit.cli.shared_options import all_of, author_option, store_options, why_option
from eventkit.cli.terminal import Terminal, command
from eventkit.errors import EventkitError
from eventkit.files.output_files import KEY_FILE
from eventkit.messages import Fact, Listed, Message, Plural, as_message, sentence
from eventkit.office.badge_keys import door_keys, signing_key
from eventkit.office.badge_office import BadgeOffice
from eventkit.schedule import Schedule
from eventkit.store import KeyRecord
from eventkit.times import zone
from eventkit.tokens.token_format import SEED_LENGTH, TOKEN_LENGTH, read_private_key
from eventkit.tokens.verification import (
    PublicKeys,
    Rejected,
    RejectionReason,
    Verified,
    parse_keys,
    serialise_keys,
    verify,
)

holders_options = all_of(
    click.argument("people", metavar="PERSON...", nargs=-1, required=True),
    why_option,
    author_option,
    store_options,
)


TELL_DOORS = Message("Give the doors the new 'eventkit key export'.")


@command()
@author_option
@store_options
def make_key(terminal: Terminal) -> None:
    """Create the first signing key; codes on badges are signed tokens from then on.

    The private half stays in the store and its backups. Anyone with access to them can make valid badges.

    Example:
      eventkit key make
    """
    terminal.office().badges.make_first_key(_new_seed())
    terminal.out.say("Key 1 signs badges from now on. 'eventkit key export' writes the key file for doors.")


@command()
@click.option("--retire", is_flag=True, help="Reject everything signed with earlier keys.")
@author_option
@store_options
def rotate_key(terminal: Terminal, retire: bool) -> None:
    """Create another key, which signs from now on.

    Badges signed before are valid until their key is retired, or the conference is over.

    Example:
      eventkit key rotate
      eventkit key rotate --retire
    """
    key, before = terminal.office().badges.rotate_keys(_new_seed(), retire=retire)
    old = Listed(tuple(key.kid for key in before))
    effect = (
        Message("Badges signed with key {old} are refused: print them again.", old=old)
        if retire
        else Message("Key {old} stays valid.", old=old)
    )
    terminal.out.say(Message("Key {new} signs badges from now on.", new=key.kid), effect, TELL_DOORS)


@command()
@click.argument("kid", metavar="NUMBER", type=int)
@store_options
def retire_key(terminal: Terminal, kid: int) -> None:
    """Reject everything signed with key NUMBER, for instance if it may have leaked.

    Example:
      eventkit key rotate
      eventkit key retire 1
    """
    terminal.office().badges.retire_key(kid)
    refused = sentence(
        "Badges signed with key {old} are refused as soon as the doors have the new 'eventkit key export'."
    )
    terminal.out.say(Message(refused, old=kid), Message("Print them again."))


@command("list")
@store_options
def list_keys(terminal: Terminal) -> None:
    """List the signing keys, oldest first, and the number of badges issued.

    Example:
      eventkit key list
    """
    office = terminal.office().badges
    keys, badges = office.keys(), office.badges()
    if not keys:
        terminal.out.say("There is no key yet. Make one with 'eventkit key make'.")
        return
    table = terminal.headed_table("Key", "Made", "By", "")
    for key in keys:
        table.add_row(
            str(key.kid),
            f"{key.made:%Y-%m-%d %H:%M} UTC",
            key.author,
            terminal.out.local(_key_state(key, keys)),
        )
    terminal.out.print(table)
    revoked = sum(not badge.valid for badge in badges)
    terminal.out.say(
        Plural(
            "{count} badge issued, {revoked} of them revoked",
            "{count} badges issued, {revoked} of them revoked",
        ),
        count=len(badges),
        revoked=revoked,
    )


@command()
@click.argument("kid", metavar="[NUMBER]", type=int, required=False)
@store_options
def show_key(terminal: Terminal, kid: int | None) -> None:
    """Show a signing key, with the public half to compare with the key file of a door.

    Without NUMBER, the key that signs. The private half is never shown.

    Example:
      eventkit key show
      eventkit key show 1
    """
    keys = terminal.office().badges.keys()
    number = kid or (_signing_key(keys).kid if keys else None)
    key = next((key for key in keys if key.kid == number), None)
    if key is None:
        if not keys:
            raise EventkitError("There is no key yet. Make one with 'eventkit key make'.")
        numbers = Listed(tuple(key.kid for key in keys))
        raise EventkitError(
            "There is no key {kid}. The keys are {numbers}.", kid=str(number), numbers=numbers
        )
    rows = (
        ("Key", str(key.kid)),
        ("Made", f"{key.made:%Y-%m-%d %H:%M} UTC"),
        ("By", key.author),
        (sentence("State"), _key_state(key, keys)),
        (sentence("Public half"), signing_key(key).public.hex()),
    )
    terminal.out.print(detail_table(terminal, rows))


def _signing_key(keys: Sequence[KeyRecord]) -> KeyRecord:
    """The key that signs: the newest one that is not retired. There always is one if there are keys."""
    return [key for key in keys if key.retired is None][-1]


def _key_state(key: KeyRecord, keys: Sequence[KeyRecord]) -> Message:
    if key.retired is not None:
        return Message("retired since {time} UTC", time=key.retired)
    return Message("signs" if key is _signing_key(keys) else "valid")


@command()
@holders_options
def revoke_badges(terminal: Terminal, people: tuple[str, ...]) -> None:
    """Revoke the badge of each PERSON, for instance one that is lost and not replaced.

    PERSON is an id, the start of an id, a name, or the id of an attendee in a list.

    Example:
      eventkit key revoke lin-yifu --why "lost on the way"
      eventkit key export -o door.json
    """
    office = terminal.office().badges
    holders = list(dict.fromkeys(office.find_holder(words) for words in people))
    revoked = {badge.holder: badge for badge in office.revoke(holders)}
    for holder in holders:
        badge = revoked.get(holder)
        terminal.out.say(
            "{holder}: badge {issue} is refused" if badge else "{holder}: there was no valid badge",
            holder=holder,
            issue=badge.issue if badge else 0,
        )
    if revoked:
        terminal.out.print(TELL_DOORS)


@command()
@output_option(KEY_FILE)
@store_options
def export_keys(terminal: Terminal, target: str) -> None:
    """Write the key file that doors need to verify badges: public keys and revoked badges.

    Nothing in it is secret, and it names no person.

    Example:
      eventkit key export -o door.json
    """
    office = terminal.office()
    keys = door_keys(office.store, office.conference)
    if not keys.keys:
        raise EventkitError(
            "Conference '{conference}' has no key yet. Make one with 'eventkit key make'.",
            conference=office.conference,
        )
    write_target(target, serialise_keys(keys))


@command("verify")
@click.argument("token", metavar="TOKEN|NUMBER|IMAGE")
@click.option(
    "--keys",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="The public keys, as 'key export' writes them.  [those of the store]",
)
@click.option("--now", "at", metavar="TIME", help="Verify as of this time: 2027-09-06T09:00.  [now]")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one line for each badge.")
@store_options
def verify_badge(terminal: Terminal, token: str, file: Path | None, at: str | None, as_json: bool) -> None:
    """Verify a badge or certificate: the TOKEN in its code, its NUMBER, or an IMAGE.

    Exits with 1 if one is refused. With --keys no store is needed, for instance at a door, and no names are
    shown. The office looks up typed numbers in the store, and confirms certificates after the conference.

    Example:
      eventkit badges verify photograph.jpg
      eventkit badges verify 3091010872
      eventkit badges verify photograph.jpg --keys door.json
    """
    number = _parse_number(token)
    if file:
        if number is not None:
            raise WrongUse(
                "A key file has no numbers of badges. Look the number up in the store, without --keys."
            )
        keys, now = parse_keys(file.read_bytes(), str(file)), _parse_time(at, "UTC") if at else terminal.now()
        results = [_result(verify(code, keys, now), keys) for code in _read_tokens(token)]
    else:
        conference = terminal.office()
        office, schedule = conference.badges, conference.load().schedule
        keys = door_keys(conference.store, conference.conference)
        if number is not None:
            results = [_look_up(number, office, keys)]
        else:
            now = _parse_time(at, schedule.conference.zone) if at else terminal.now()
            verdicts = (verify(code, keys, now) for code in _read_tokens(token))
            results = [_result(verdict, keys, at_door=at is not None) for verdict in verdicts]
        results = [_with_holder(result, office, schedule) for result in results]
    for result in results:
        if as_json:
            click.echo(json.dumps(result, ensure_ascii=False))
        else:
            _report(terminal, result)
    if not all(result["good"] for result in results):
        sys.exit(FAILED)


def _parse_number(words: str) -> int | None:
    """The number that was typed; ``None`` for a token or the name of a file."""
    text = words.strip()
    return int(text) if len(text) <= _NUMBER_LENGTH and text.isascii() and text.isdigit() else None


_NUMBER_LENGTH = 10


def _look_up(number: int, office: BadgeOffice, keys: PublicKeys) -> dict[str, Any]:
    result: dict[str, Any] = {"good": True, "conference": keys.conference, "typed": True}
    badge = office.by_number(number)
    if badge is None:
        says = Message("no badge or certificate has this number")
        return result | {"good": False, "reason": "unknown-number", "says": says, "number": number}
    if badge.revoked >= badge.issue:
        revoked = Rejected(RejectionReason.REVOKED)
        result |= {"good": False, "reason": revoked.reason.value, "says": as_message(str(revoked))}
    return result | {"number": number, "issue": badge.issue, "ticket": office.tickets()[badge.category]}


def _read_tokens(words: str) -> tuple[str, ...]:
    """The tokens to verify: a word as long as a token, or those in a picture of that name."""
    text = words.strip()
    if len(text) == TOKEN_LENGTH and text.isalnum():
        return (text,)
    try:
        is_file = Path(words).is_file()
    except (OSError, ValueError):  # not a possible file name
        is_file = False
    if is_file:
        return _scan_codes(Path(words))
    if Path(words).suffix:
        raise EventkitError("There is no file {words}.", words=words)
    return (text,)


PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
SIZE_LIMIT = 50_000_000  # the bytes of the largest picture that is read


def _scan_codes(picture: Path) -> tuple[str, ...]:
    """The texts of the QR codes in a photograph, as one reads."""
    try:
        import zxingcpp  # noqa: PLC0415 - it is an extra
    except ModuleNotFoundError:
        raise EventkitError(
            "Reading pictures needs an extra. Install it with: pip install 'conference-eventkit[scan]'"
        ) from None
    from PIL import Image  # noqa: PLC0415 - it loads long

    unreadable = EventkitError(
        "{picture} is not a readable picture. Save it as PNG or JPEG.", picture=picture
    )
    if picture.stat().st_size > SIZE_LIMIT:
        raise unreadable
    try:
        with Image.open(picture, formats=PICTURE_FORMATS) as opened:
            image = opened.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise unreadable from None
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    if not codes:
        raise EventkitError(
            "No code was found in {picture}. Take the photograph closer, sharp and in good light.",
            picture=picture,
        )
    in_order = sorted(codes, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return tuple(code.text for code in in_order)


def _new_seed() -> bytes:
    seed = secrets.token_bytes(SEED_LENGTH)
    read_private_key(seed)
    return seed


def _parse_time(typed: str, where: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(typed)
    except ValueError:
        raise BadValue(
            "'{typed}' is not a time. Write it as 2027-09-06T09:00.", typed=typed, param_hint="--now"
        ) from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone(where))).astimezone(UTC)


def _result(verdict: Verified | Rejected, keys: PublicKeys, *, at_door: bool = True) -> dict[str, Any]:
    """A verdict as a JSON object; only a door refuses what was valid until the end of the conference."""
    result: dict[str, Any] = {"good": isinstance(verdict, Verified), "conference": keys.conference}
    if not at_door and isinstance(verdict, Rejected) and verdict.reason is RejectionReason.OVER:
        result |= {"good": True, "over": True}
    elif isinstance(verdict, Rejected):
        result |= {"reason": verdict.reason.value, "says": as_message(str(verdict))}
    if verdict.number is not None:
        result |= {"number": verdict.number, "issue": verdict.issue}
    if isinstance(verdict, Verified):
        result |= {"ticket": verdict.ticket, "key": verdict.kid}
    return result


def _with_holder(result: dict[str, Any], office: BadgeOffice, schedule: Schedule) -> dict[str, Any]:
    if "number" not in result:
        return result
    badge = office.by_number(result["number"])
    holder = badge.holder if badge else None
    person = next((person for person in schedule.participants if person.id == holder), None)
    return {**result, "holder": holder, **({"name": person.name[0].full} if person else {})}


def _report(terminal: Terminal, result: dict[str, Any]) -> None:
    details: list[Fact] = []
    if result.get("name"):
        details.append(f"{result['name']} ({result['holder']})")
    elif result.get("holder"):
        details.append(result["holder"])
    elif "number" in result:
        details.append(Message("number {number}", number=str(result["number"])))
    if result.get("issue"):
        details.append(Message("issue {number}", number=result["issue"]))
    if result.get("ticket"):
        details.append(Message("ticket {name}", name=result["ticket"]))
    known = Listed(tuple(details))
    if result["good"]:
        head = sentence("issued" if result.get("typed") else "genuine" if result.get("over") else "valid")
        terminal.out.print((Message(head), ": ", Message("{details}", details=known)), style="green")
        if result.get("typed"):
            terminal.out.say("Compare the name: anyone can copy a number.")
        elif result.get("over"):
            terminal.out.say("The conference is over: it opens no door.")
    else:
        terminal.out.say(
            "refused: {reason} [{details}]" if details else "refused: {reason}",
            reason=result["says"],
            details=known,
            style="bold red",
        )
