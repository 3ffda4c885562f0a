"""Access: who a visitor is and what they may do, by a link, a file of users, or the header of a proxy.

A visitor is recognised by a signed cookie: it is signed with the key of the link, or with the password hash
of the user, so that a new password ends all sessions of that user, and each process that reads the same file
of users accepts the cookies of the others. Only sessions that ended by signing out are stored, until their
cookies expire (`EndedSessions`). The same keys sign form tokens.
Those of users whom a proxy names are signed with a secret of a `SecretFile`. Tokens belong to a user, not a
session, so that a form that was open while its user had to sign in again can still be sent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from starlette.requests import HTTPConnection

from eventkit.messages import system_reason
from eventkit.web.users_file import SECRET_BYTES, AccessLevel, SecretFile, User, UsersFile, verify_password

log = logging.getLogger("eventkit.web")

COOKIE_DAYS = 7  # for how many days a browser stays signed in
ID_BYTES = 16  # the length of the random identifier of a session, in bytes
FREE_ATTEMPTS = 5  # after how many wrong passwords in a row further ones have to wait
ADDRESS_ATTEMPTS = 50  # after how many from one address, for whatever names; others may be behind it
LONGEST_WAIT = 900  # the longest time between two attempts, in seconds
FORGIVEN_SECONDS = 3_600  # after what time without an attempt wrong passwords count no more
REMEMBERED_NAMES = 10_000
"""For how many names and addresses wrong passwords are counted; the oldest are forgotten."""

KNOWN_DAYS = 365  # for how many days a browser is known to be one of a user


@dataclass(frozen=True, slots=True)
class SignIn:
    id: str
    expires: int  # when its cookie expires, in seconds since 1970

    @property
    def file_name(self) -> str:
        """The name of its file once it has ended."""
        return f"{self.expires}-{self.id}"


@dataclass(frozen=True, slots=True)
class Visitor:
    name: str = ""  # the name, which is the author of changes; empty for the public
    level: AccessLevel = AccessLevel.PUBLIC
    # Sign the form tokens of their pages: the first signs, and all are accepted.
    keys: tuple[bytes, ...] = field(default=(), repr=False)
    # The session of the cookie that identifies them; None if something else does.
    sign_in: SignIn | None = None

    def may(self, level: AccessLevel) -> bool:
        return self.level >= level


THE_PUBLIC = Visitor()

_IDENTIFIER = re.compile(rf"[0-9a-f]{{{2 * ID_BYTES}}}")


@dataclass(frozen=True, slots=True)
class TrustedHeader:
    """A header by which a proxy names its users."""

    name: str  # the name of the header, such as `X-Forwarded-User`
    level: AccessLevel = AccessLevel.VIEWER  # the level of users whom the file of users does not list
    sign_out: str = ""  # the address at which the proxy signs them out; empty for none


@dataclass(frozen=True)
class AccessPolicy:
    """The ways in which visitors are recognised; at least one."""

    link_token: str = ""  # the secret of the link that is printed at the start; empty for none
    link_author: str = "organiser"  # the author of changes by visitors who came by the link
    users: UsersFile | None = None
    header: TrustedHeader | None = None
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    # Signs forms of users whom a proxy names; None for a secret of this process.
    secret_file: SecretFile | None = None


class EndedSessions:
    """The sessions that ended by signing out, shared with other servers, or without a folder of this process.

    Who signs out gives up a session, of which somebody may have copied the cookie. Each ended session is an
    empty file in a folder, named after the time at which the cookie expires, and after the session. A file is
    created at once or not at all, so that servers which share the folder need no lock, and a restart forgets
    nothing. Files of expired cookies are deleted with the next sign-out.
    """

    def __init__(self, folder: Path | None, now: Callable[[], float]) -> None:
        self._folder = folder
        self._now = now
        self._names: set[str] = set()

    def __contains__(self, sign_in: SignIn) -> bool:
        name = sign_in.file_name
        return name in self._names or (self._folder is not None and (self._folder / name).exists())

    def add(self, sign_in: SignIn) -> None:
        """End a session. Where the folder cannot be written, only this process knows of it."""
        self._names = {name for name in self._names if not self._is_expired(name)}
        if self._folder is not None:
            try:
                self._folder.mkdir(mode=0o700, exist_ok=True)
                (self._folder / sign_in.file_name).touch(mode=0o600)
            except OSError as error:
                said = "%s cannot be written: %s. Other servers do not learn of sign-outs."
                log.warning(said, self._folder, system_reason(error))
            else:
                self._sweep(self._folder)
                return
        self._names.add(sign_in.file_name)

    def _sweep(self, folder: Path) -> None:
        for path in _files(folder):
            if self._is_expired(path.name):
                with suppress(OSError):  # another server was faster
                    path.unlink()

    def _is_expired(self, name: str) -> bool:
        expires = name.partition("-")[0]
        return expires.isdecimal() and int(expires) < self._now()


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from folder.iterdir()


class AccessControl:
    """Recognises visitors, and signs them in and out; a cookie is named, as it is for all ports."""

    def __init__(
        self,
        policy: AccessPolicy,
        cookie: str,
        now: Callable[[], float],
        monotonic: Callable[[], float],
    ) -> None:
        self.policy = policy
        self.cookie = cookie
        self._now = now
        self._attempts = AttemptLimit(monotonic)
        self._secret = secrets.token_bytes(SECRET_BYTES)
        self._single_use = ""
        users = policy.users
        folder = users.path.with_name(f"{users.path.name}.signed-out") if users else None
        self._ended = EndedSessions(folder, now)

    @property
    def has_sign_in(self) -> bool:
        return self.policy.users is not None and self.policy.users.has_passwords()

    def is_proxy(self, connection: HTTPConnection) -> bool:
        if connection.client is None or not self.policy.proxies:
            return False
        try:
            address = ip_address(connection.client.host)
        except ValueError:
            return False
        return any(address in network for network in self.policy.proxies)

    def is_encrypted(self, connection: HTTPConnection) -> bool:
        """True if the browser uses TLS, itself or by way of a trusted proxy."""
        if self.is_proxy(connection):
            return connection.headers.get("x-forwarded-proto", "") == "https"
        return connection.url.scheme == "https"

    def recognise(self, connection: HTTPConnection) -> Visitor:
        policy = self.policy
        if policy.header is not None and self.is_proxy(connection):
            name = _header_text(connection, policy.header.name)
            if name:
                listed = policy.users.find(name) if policy.users else None
                keys = policy.secret_file.secrets() if policy.secret_file else (self._secret,)
                return Visitor(name, listed.level if listed else policy.header.level, keys)
        if not (value := connection.cookies.get(self.cookie, "")):
            return THE_PUBLIC
        cookie = _read_cookie(value)
        if cookie is None or cookie.sign_in.expires < self._now():
            return THE_PUBLIC
        name, author, level, key = cookie.name, policy.link_author, AccessLevel.PUBLISHER, policy.link_token
        if name:
            user = policy.users.find(name) if policy.users else None
            author, level, key = (user.name, user.level, user.password) if user else ("", level, "")
        # Only a session that is signed is looked for among those that ended: it names a file.
        if not key or not cookie.is_signed(key.encode()) or cookie.sign_in in self._ended:
            return THE_PUBLIC
        return Visitor(author, level, (key.encode(),), cookie.sign_in)

    def sign_out_url(self, visitor: Visitor) -> str:
        """The address at which the proxy that named a visitor signs them out; empty for none."""
        header = self.policy.header
        return header.sign_out if header and visitor.name and visitor.sign_in is None else ""

    def sign_out(self, visitor: Visitor) -> None:
        """End the session of a visitor: its cookie is worth nothing any more, wherever it is."""
        if visitor.sign_in is not None:
            self._ended.add(visitor.sign_in)

    def single_use_token(self) -> str:
        """A token for the link that opens in a browser, whose command line others on the machine can read."""
        self._single_use = new_link_token() if self.policy.link_token else ""
        return self._single_use

    def enter(self, token: str) -> str | None:
        """The cookie for a visitor who came by the link; ``None`` for a wrong token."""
        expected, single = self.policy.link_token, self._single_use
        if single and hmac.compare_digest(token.encode(), single.encode()):
            self._single_use = ""
        elif not expected or not hmac.compare_digest(token.encode(), expected.encode()):
            return None
        return self._signed_cookie("", expected.encode())

    def sign_in(self, name: str, password: str, address: str, known: str = "") -> str | None:
        """The cookie for a user; ``None`` for a wrong name or password.

        It takes as long for an unknown name as for a wrong password. Wrong passwords are counted for the name
        and the address together, so that nobody locks others out, and for the address alone. A browser in
        which the user signed in before has a count of its own.
        """
        users = self.policy.users
        if users is None:
            return None
        user, place = users.find(name), address_key(address)
        if user is not None and (browser := _known_browser(known, user)):
            keys = {f"browser {browser}": FREE_ATTEMPTS}
        else:
            keys = {f"name {name} {place}": FREE_ATTEMPTS, f"address {place}": ADDRESS_ATTEMPTS}
        self._attempts.begin(keys)
        if not verify_password(password, user.password if user else "") or user is None:
            return None
        self._attempts.succeed(keys)
        return self._signed_cookie(user.name, user.password.encode())

    @property
    def known_cookie(self) -> str:
        return f"{self.cookie}-known"

    def known_browser(self, cookie: str) -> str:
        """The value of that cookie for a browser in which a user signs in, by the cookie of the session."""
        parsed = _read_cookie(cookie)
        user = self.policy.users.find(parsed.name) if self.policy.users and parsed and parsed.name else None
        if parsed is None or user is None:
            return ""
        return f"{parsed.sign_in.id}.{_browser_signature(user, parsed.sign_in.id)}"

    def form_token(self, visitor: Visitor) -> str:
        return _form_token(visitor.keys[0], visitor.name) if visitor.keys else ""

    def is_own_form(self, visitor: Visitor, token: str) -> bool:
        expected = [_form_token(key, visitor.name) for key in visitor.keys]
        return any(hmac.compare_digest(token.encode(), known.encode()) for known in expected)

    def _signed_cookie(self, name: str, key: bytes) -> str:
        expires = int(self._now()) + COOKIE_DAYS * 86_400
        content = json.dumps([name, expires, secrets.token_hex(ID_BYTES)], ensure_ascii=True)
        payload = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
        return f"{payload}.{_signature(key, payload)}"


class TooManyAttempts(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds  # after how many seconds the next attempt is allowed


class AttemptLimit:
    """Counts wrong passwords by keys; from some number on, each doubles the time to wait."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def begin(self, keys: Mapping[str, int]) -> None:
        """Count an attempt as failed, before the password is verified: several may come at once.

        Each key comes with the number of attempts that need not wait.
        """
        with self._lock:
            wait = max(self._allowed_at(key, free) for key, free in keys.items()) - self._now()
            if wait > 0:
                raise TooManyAttempts(int(wait) + 1)
            for key in keys:
                count, last = self._failures.pop(key, (0, 0.0))
                is_forgiven = self._now() - last > FORGIVEN_SECONDS
                self._failures[key] = (1 if is_forgiven else count + 1, self._now())
            while len(self._failures) > REMEMBERED_NAMES:
                self._failures.pop(next(iter(self._failures)))

    def succeed(self, keys: Mapping[str, int]) -> None:
        """Forget the wrong passwords before the right one, but for others from the same address."""
        with self._lock:
            for key, free in keys.items():
                count, last = self._failures.pop(key, (0, 0.0))
                if free > FREE_ATTEMPTS and count > 1:
                    self._failures[key] = (count - 1, last)

    def _allowed_at(self, key: str, free: int) -> float:
        count, last = self._failures.get(key, (0, 0.0))
        if count < free:
            return 0.0
        return last + min(2.0 ** (count - free + 1), LONGEST_WAIT)


def address_key(address: str) -> str:
    """The address by which attempts are counted: of IPv6, the network, all of which is one visitor's."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def new_link_token() -> str:
    """A secret for the link that is printed at the start: 192 random bits."""
    return secrets.token_urlsafe(24)


def _header_text(connection: HTTPConnection, name: str) -> str:
    """The user in a header: UTF-8, which HTTP passes as Latin-1; nobody if the header comes twice."""
    values = connection.headers.getlist(name)
    value = values[0].strip() if len(values) == 1 else ""
    try:
        return value.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return value


@dataclass(frozen=True, slots=True)
class _Cookie:
    """A cookie as a browser sends it."""

    name: str  # the name of the user; empty for a visitor who came by the link
    sign_in: SignIn
    payload: str
    signature: str  # the signature, which is not verified yet

    def is_signed(self, key: bytes) -> bool:
        return hmac.compare_digest(self.signature.encode(), _signature(key, self.payload).encode())


def _read_cookie(value: str) -> _Cookie | None:
    payload, _, signature = value.partition(".")
    try:
        name, expires, id_ = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, TypeError, RecursionError):
        return None
    is_sound = isinstance(name, str) and type(expires) is int and isinstance(id_, str)
    # Whoever has the link could sign any identifier, and this one names a file.
    if not is_sound or not _IDENTIFIER.fullmatch(id_):
        return None
    return _Cookie(name, SignIn(id_, expires), payload, signature)


def _form_token(key: bytes, name: str) -> str:
    digest = hmac.new(key, f"form {name}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _known_browser(cookie: str, user: User) -> str:
    """The identifier of a browser in which a user has signed in; empty for any other cookie."""
    id_, _, signature = cookie.partition(".")
    is_own = hmac.compare_digest(signature.encode(), _browser_signature(user, id_).encode())
    return id_ if user.password and is_own else ""


def _browser_signature(user: User, id_: str) -> str:
    key, content = user.password.encode(), f"browser {user.name} {id_}"
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def _signature(key: bytes, payload: str) -> str:
    return hmac.new(key, f"cookie {payload}".encode(), hashlib.sha256).hexdigest()
