"""The serve command: the board and the public site for browsers, and the users who may sign in."""

from __future__ import annotations

import logging
import socket
import sys
import time
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import click

from eventkit.cli.commands import BadValue, WrongUse
from eventkit.cli.input_values import parse_url
from eventkit.cli.shared_options import author_option, store_options
from eventkit.cli.terminal import Terminal, command
from eventkit.errors import EventkitError, NoSuchStore
from eventkit.messages import Message, Verbatim, system_reason
from eventkit.store import Store
from eventkit.web.users_file import WORDS, SecretFile, User, UsersFile, hash_password, write_user

MISSING_EXTRA = ""
"""The message that the extra is missing. The command loads without it, so that its help does."""

try:
    from eventkit.web.access import AccessPolicy, TrustedHeader, new_link_token
    from eventkit.web.application import serve
    from eventkit.web.guard import is_loopback
    from eventkit.web.web_server import ServerSettings, WebServer
except ModuleNotFoundError as missing:
    if (missing.name or "").partition(".")[0] == "eventkit":
        raise
    MISSING_EXTRA = Message(
        "'eventkit serve' requires the package {name}, which is not installed. Run: pip install "
        "'conference-eventkit[web]'",
        name=missing.name or "",
    )

Network = IPv4Network | IPv6Network


def _parse_network(typed: str) -> Network:
    try:
        return ip_network(typed)
    except ValueError:
        raise BadValue(
            "'{text}' is not a network. Write it as 10.0.0.0/8, or as one address.", text=typed
        ) from None


def _parse_own_url(typed: str) -> str:
    url = parse_url(typed) if typed else ""
    if urlsplit(url).path.strip("/"):
        raise BadValue("The address may not have a path: give the server a host name of its own.")
    return url


def _parse_sign_out(typed: str) -> str:
    is_path = typed.startswith("/") and not typed.startswith("//")
    return typed if is_path or not typed else parse_url(typed)


@command()
@click.option(
    "--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="The address to listen on."
)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8400, show_default=True, help="The port; 0 for any."
)
@click.option(
    "--users",
    "users_path",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The users who may sign in: 'eventkit serve add-user' writes the file.",
)
@click.option(
    "--url", metavar="URL", type=_parse_own_url, default="", help="The address in browsers, behind a proxy."
)
@click.option("--trust-header", metavar="NAME", help="The header in which a proxy names its user.")
@click.option(
    "--proxy",
    "proxies",
    metavar="CIDR",
    multiple=True,
    type=_parse_network,
    help="A network of proxies whose headers are trusted. Repeatable.",
)
@click.option(
    "--role",
    type=click.Choice(list(WORDS)),
    default="viewer",
    show_default=True,
    help="The role of users whom the proxy names and FILE does not list.",
)
@click.option(
    "--secret",
    "secret_path",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Signs the forms of users whom a proxy names, on all servers with it. Made if missing.",
)
@click.option(
    "--sign-out",
    "sign_out_url",
    metavar="URL",
    type=_parse_sign_out,
    default="",
    help="Where 'Sign out' leads, such as /oauth2/sign_out.",
)
@click.option("--open", "opens", is_flag=True, help="Open the board in a browser.")
@author_option
@store_options
def start(
    terminal: Terminal,
    host: str,
    port: int,
    users_path: Path | None,
    url: str,
    trust_header: str | None,
    proxies: tuple[Network, ...],
    role: str,
    secret_path: Path | None,
    sign_out_url: str,
    opens: bool,
) -> None:
    """Serve the board and the public site to browsers.

    Without --users, only this machine is served, and whoever has the printed link may change everything. On
    any other address, users sign in with a password, or a proxy names them.

    Example:
      eventkit serve start --open
      eventkit serve start --host 0.0.0.0 --users users.txt
    """
    if MISSING_EXTRA:
        raise EventkitError(MISSING_EXTRA)
    _require_protection(host, users_path, trust_header, proxies)
    if sign_out_url and not trust_header:
        raise WrongUse("--sign-out is for users whom a proxy names: add --trust-header NAME --proxy CIDR.")
    users = UsersFile(users_path) if users_path else None
    header = TrustedHeader(trust_header, WORDS[role], sign_out_url) if trust_header else None
    token = "" if users or header else new_link_token()
    secret_file = SecretFile(secret_path) if secret_path else None
    policy = AccessPolicy(token, terminal.settings.author, users, header, proxies, secret_file)
    store = _open_store(terminal)
    only = terminal.settings.conference and terminal.conference_id(store)
    with _listen(host, port) as listener:
        port = listener.getsockname()[1]
        settings = ServerSettings(host, port, url, only or "", terminal.settings.store)
        address = url.rstrip("/") or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        link = f"{address}/" if header else f"{address}/sign-in"
        link += f"?token={token}" if token else ""
        _report_start(terminal, link, public=f"{address}/" if users and not header else "")
        logging.basicConfig(format="eventkit: %(message)s", level=logging.WARNING)
        web = WebServer(store, settings, policy, clock=terminal.now, monotonic=time.monotonic)
        if opens:
            single = web.access.single_use_token()
            webbrowser.open(link.replace(token, single) if token else link)
        with suppress(KeyboardInterrupt):  # it is how the server is stopped
            serve(web, listener)


def _open_store(terminal: Terminal) -> Store:
    """The store; a new one if there is none, since a first conference is imported in the browser."""
    try:
        return terminal.opened_store()
    except NoSuchStore as error:
        if terminal.settings.conference:
            raise
        terminal.out.say("There was no store at {name}: an empty one was created.", name=error.name)
        return terminal.opened_store(make=True)


def _require_protection(
    host: str, users: Path | None, trust_header: str | None, proxies: Sequence[Network]
) -> None:
    """Refuse an address that others reach, if nobody would have to sign in."""
    if trust_header and not proxies:
        raise WrongUse("--trust-header requires --proxy: otherwise everybody could send that header.")
    if not is_loopback(host) and users is None and trust_header is None:
        raise WrongUse(
            "Others can reach {host}. Let users sign in with --users FILE, or let a proxy name "
            "them with --trust-header NAME --proxy CIDR.",
            host=host,
        )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise EventkitError(
            "The address {host}, port {port}, cannot be used: {reason}. Choose another with --port.",
            host=host,
            port=port,
            reason=system_reason(error),
        ) from None


def _report_start(terminal: Terminal, link: str, *, public: str) -> None:
    terminal.out.print(link)
    if public:
        terminal.out.say(
            "Users sign in there. Everybody sees the newest release at {address}", address=public
        )
    if "?token=" in link:
        terminal.out.say("Keep this link to yourself: anybody who has it can change everything.")
    terminal.out.say("Stop the server with Ctrl+C.")
    sys.stdout.flush()


@command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("name")
@click.option(
    "--role", type=click.Choice(list(WORDS)), default="editor", show_default=True, help="What they may do."
)
@click.option("--no-password", is_flag=True, help="For a user whom a proxy names.")
@click.password_option(help="The password; it is asked for if omitted.", prompt_required=False)
def add_user(
    terminal: Terminal, file: Path, name: str, role: str, no_password: bool, password: str | None
) -> None:
    """Add NAME to the users in FILE, or give them another role and password.

    Viewers see the board, editors change the schedule, the office also sees contacts, and publishers release.
    FILE is readable by its owner only, and contains no password but its scrypt hash.

    Example:
      eventkit serve add-user users.txt "Ana Sousa" --role editor
    """
    if ":" in name or "\n" in name or not name.strip() or name.startswith("#"):
        raise EventkitError(
            "'{name}' cannot be a name: leave out ':' and line breaks, and do not begin with '#'.", name=name
        )
    if password is None and not no_password:
        again = terminal.err.local(Message("Once more"))
        question = terminal.err.local(Message("Password"))
        password = click.prompt(question, hide_input=True, confirmation_prompt=again)
    user = User(" ".join(name.split()), WORDS[role], "" if no_password else hash_password(password or ""))
    is_new = write_user(file, user)
    terminal.out.say(
        "added: {name}, {role}" if is_new else "changed: {name}, {role}", name=user.name, role=Verbatim(role)
    )
