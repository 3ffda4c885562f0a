"""Commands for the keys that badges are signed with, and for what is refused."""

from __future__ import annotations

import secrets

import click

from eventkit.cli.file_arguments import KEY_FILE, output_option, write_target
from eventkit.cli.holders import holder, holders_options
from eventkit.cli.shared_options import author_option, store_options
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.errors import EventkitError
from eventkit.store import Store
from eventkit.tokens import SEED_LENGTH, SigningKey, key_file


@click.command()
@author_option
@store_options
@pass_terminal
def make(workspace: Terminal) -> None:
    """Make the first key; from then on the code of each badge is a signed token.

    Its private half stays in the store, and in backups of it: who has those can make badges.

    \b
    Example:
      eventkit keys make
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        if present := store.badge_keys(conference):
            message = (
                f"conference '{conference}' has key {present[-1].kid} already: 'eventkit keys rotate' makes "
                "a further one"
            )
            raise EventkitError(message)
        key = _made(workspace, store, conference)
    workspace.out.print(
        f"key {key.kid} made: badges are signed with it from now on; 'eventkit keys export' writes what "
        "doors have to know",
        soft_wrap=True,
    )


@click.command()
@click.option("--retire", "retiring", is_flag=True, help="Refuse what the keys before it signed, at once.")
@author_option
@store_options
@pass_terminal
def rotate(workspace: Terminal, retiring: bool) -> None:
    """Make a further key, which signs from now on.

    Badges that were signed before are good until their key is retired, or the conference is over.

    \b
    Example:
      eventkit keys rotate
      eventkit keys rotate --retire
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        before = [key for key in store.badge_keys(conference) if key.retired is None]
        if not before:
            message = f"conference '{conference}' has no key yet: 'eventkit keys make' makes the first"
            raise EventkitError(message)
        key = _made(workspace, store, conference)
        for each in before if retiring else ():
            store.retire_badge_key(conference, each.kid, at=workspace.now())
    old = ", ".join(str(each.kid) for each in before)
    said = f"what {old} signed is refused: print the badges anew" if retiring else f"{old} is good as ever"
    workspace.out.print(
        f"key {key.kid} made; {said}; give the doors the new 'eventkit keys export'", soft_wrap=True
    )


def _made(workspace: Terminal, store: Store, conference: str) -> SigningKey:
    seed = secrets.token_bytes(SEED_LENGTH)
    return store.add_badge_key(conference, seed, author=workspace.settings.author, at=workspace.now())


@click.command()
@click.argument("kid", metavar="NUMBER", type=int)
@store_options
@pass_terminal
def retire(workspace: Terminal, kid: int) -> None:
    """Refuse all that the key of that NUMBER signed, as when others may have got hold of it.

    \b
    Example:
      eventkit keys rotate
      eventkit keys retire 1
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        store.retire_badge_key(conference, kid, at=workspace.now())
    workspace.out.print(
        f"what key {kid} signed is refused, once the doors have the new 'eventkit keys export': print those "
        "badges anew",
        soft_wrap=True,
    )


@click.command("list")
@store_options
@pass_terminal
def listing(workspace: Terminal) -> None:
    """List the keys, the oldest first, and how many badges were issued.

    \b
    Example:
      eventkit keys list
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        keys, badges = store.badge_keys(conference), store.badges(conference)
    if not keys:
        workspace.out.print("there is no key yet: 'eventkit keys make' makes one")
        return
    signing = [key.kid for key in keys if key.retired is None][-1]
    shown = make_table("Key", "Made", "By", "")
    for key in keys:
        state = f"refused since {key.retired:%Y-%m-%d %H:%M} UTC" if key.retired else "good"
        state = "signs" if key.kid == signing else state
        shown.add_row(str(key.kid), f"{key.made:%Y-%m-%d %H:%M} UTC", key.author, state)
    workspace.out.print(shown)
    revoked = sum(not badge.stands for badge in badges)
    workspace.out.print(f"{len(badges)} badges issued, {revoked} of them revoked")


@click.command()
@holders_options
@pass_terminal
def revoke(workspace: Terminal, people: tuple[str, ...], why: str) -> None:
    """Refuse the badge of each PERSON, as when one is lost and its owner gets none in its place.

    PERSON is an id, its beginning or a name, or the id that an attendee has in a list.

    \b
    Example:
      eventkit keys revoke lin-yifu --why "lost on the way"
      eventkit keys export -o door.json
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        whose = [holder(store, conference, each) for each in people]
        gone = store.revoke_badges(
            conference, whose, author=workspace.settings.author, at=workspace.now(), why=why
        )
    for each in whose:
        was = next((badge for badge in gone if badge.holder == each), None)
        said = f"badge {was.issue} is refused" if was else "there is no badge that was good"
        workspace.out.print(f"{each}: {said}", soft_wrap=True)
    if gone:
        workspace.out.print("give the doors the new 'eventkit keys export'")


@click.command()
@output_option(KEY_FILE)
@store_options
@pass_terminal
def export(workspace: Terminal, target: str) -> None:
    """Write what doors have to know to tell good badges: public halves of keys, and what is revoked.

    Nothing of it is secret, and no person is named in it.

    \b
    Example:
      eventkit keys export -o door.json
    """
    with workspace.store() as store:
        conference = workspace.chosen(store)
        keys = store.door_keys(conference)
    if not keys.keys:
        message = f"conference '{conference}' has no key yet: 'eventkit keys make' makes one"
        raise EventkitError(message)
    write_target(target, key_file(keys))
