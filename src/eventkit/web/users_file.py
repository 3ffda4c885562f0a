"""The files of users and secrets. A line of that of users has their name, level and password hash.

    # eventkit users
    Ana Sousa:editor:$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA

Names may have spaces and any letters, but no colon. Without a hash a user cannot sign in with a password: the
line only gives the level of somebody whom a proxy names. The file is read again when it changes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
import stat
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import BinaryIO

from eventkit.errors import EventkitError
from eventkit.messages import Listed, Message, system_reason
from eventkit.texts import clean

COST = 15
"""The logarithm of scrypt's cost parameter N: 32 MB of memory, about a tenth of a second."""

MEMORY_LIMIT = 128 * 1024 * 1024

SHORTEST_PASSWORD = 8
SECRET_BYTES = 32  # the length of a new secret, and the shortest that is accepted, in bytes

HEADING = "# eventkit users: name:level:password hash. Write it with 'eventkit serve add-user'.\n"

_HASH = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")


class AccessLevel(IntEnum):
    """The rights of a visitor; each level includes those before it."""

    PUBLIC = 0
    """Read the public site and its calendars."""
    VIEWER = 1
    """See the board, the draft and the log."""
    EDITOR = 2
    """Change the schedule: move, pin, waive, undo, plan, and edit what is published."""
    OFFICE = 3
    """See and change contacts, import files."""
    PUBLISHER = 4
    """Release the conference."""

    @property
    def word(self) -> str:
        """The level in the users file."""
        return self.name.lower()


WORDS: Mapping[str, AccessLevel] = {level.word: level for level in AccessLevel if level}
"""The levels that a user may have, by their words."""


@dataclass(frozen=True, slots=True)
class User:
    """A user.

    Attributes:
        name: The name, which is the author of changes.
        level: What they may do.
        password: The hash of the password; empty if they cannot sign in with one.
    """

    name: str
    level: AccessLevel
    password: str = ""

    def line(self) -> str:
        """The line of the user in the file."""
        return f"{self.name}:{self.level.word}:{self.password}\n"


class UsersFile:
    """The users in a file, read again when it changes.

    Raises:
        EventkitError: It cannot be read, has an invalid line, or everybody on the machine may write it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] = (0, 0)
        self._users: Mapping[str, User] = {}
        self._read()

    def find(self, name: str) -> User | None:
        """The user of a name; ``None`` if there is none."""
        return self.users().get(name)

    def has_passwords(self) -> bool:
        """True if any user can sign in with a password."""
        return any(user.password for user in self.users().values())

    def users(self) -> Mapping[str, User]:
        """The users by name. A file that cannot be read any more has none."""
        with self._lock:
            try:
                if self._stamp != _stamp(self.path):
                    self._read()
            except (OSError, EventkitError):
                self._users, self._stamp = {}, (0, 0)
            return self._users

    def _read(self) -> None:
        try:
            stamp, text = _stamp(self.path), self.path.read_text("utf-8")
            mode = self.path.stat().st_mode
        except (OSError, UnicodeDecodeError) as error:
            raise EventkitError(
                "{path} cannot be read: {reason}. 'eventkit serve add-user' creates it.",
                path=self.path,
                reason=system_reason(error)
                if isinstance(error, OSError)
                else Message("it is not UTF-8 text"),
            ) from None
        if mode & stat.S_IWOTH:
            raise EventkitError(
                "Everybody on this machine can write {path}. Run: chmod o-w {path}", path=self.path
            )
        self._users = {user.name: user for user in parse_users(text, str(self.path))}
        self._stamp = stamp


def parse_users(text: str, name: str) -> tuple[User, ...]:
    """The users in the text of a users file.

    Args:
        name: The name of the file in messages.

    Raises:
        EventkitError: A line is invalid, or a name occurs twice.
    """
    users: dict[str, User] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{name}, line {number}"
        user, _, rest = line.partition(":")
        level, _, password = rest.partition(":")
        user = clean(user, single_line=True)
        if not user or level.strip() not in WORDS:
            raise EventkitError(
                "{where}: write it as NAME:LEVEL:HASH, with the level {words}.",
                where=where,
                words=Listed(tuple(WORDS), "or"),
            )
        if password.strip() and not _HASH.fullmatch(password.strip()):
            raise EventkitError(
                "{where}: the password hash is invalid. Set it with 'eventkit serve add-user'.", where=where
            )
        if user in users:
            raise EventkitError(
                "{where}: the name '{user}' is used twice. Delete one of the lines.", where=where, user=user
            )
        users[user] = User(user, WORDS[level.strip()], password.strip())
    return tuple(users.values())


def write_user(path: Path, user: User) -> bool:
    """Add a user to a users file, or replace the one of that name; other lines stay as they are.

    The file is readable by its owner only.

    Returns:
        Whether the user is new.

    Raises:
        EventkitError: The file has an invalid line.
        OSError: It cannot be written.
    """
    text = path.read_text("utf-8") if path.exists() else HEADING
    parse_users(text, str(path))
    lines = text.splitlines(keepends=True)
    places = [at for at, line in enumerate(lines) if _is_of(line, user.name)]
    if places:
        lines[places[0]] = user.line()
    else:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.append(user.line())
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with _open_private(part) as file:
            file.write("".join(lines).encode())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return not places


class SecretFile:
    """The secrets that sign forms of users whom a proxy names, in a file that several servers share.

    A line contains one secret in base64url (RFC 4648, 5). The first one signs, and all are accepted. To
    replace a secret, write a new line above it, and delete the old one once pages from before are closed. The
    file is made with a new secret if it is missing, and read again when it changes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] = (0, 0)
        self._secrets: tuple[bytes, ...] = ()
        try:
            _create_secrets(path)
            self._read()
        except OSError as error:
            raise EventkitError(
                "{path} cannot be read or made: {reason}. Choose another file with --secret.",
                path=path,
                reason=system_reason(error),
            ) from None

    def secrets(self) -> tuple[bytes, ...]:
        """The secrets, that which signs first; those known before where the file became unreadable."""
        with self._lock:
            with suppress(OSError, EventkitError):
                if self._stamp != _stamp(self.path):
                    self._read()
            return self._secrets

    def _read(self) -> None:
        stamp, text = _stamp(self.path), self.path.read_bytes()
        if self.path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise EventkitError(
                "Others on this machine can read {path}. Run: chmod 600 {path}", path=self.path
            )
        stored = tuple(_decode_secret(line, self.path) for line in text.split() if line)
        if not stored:
            raise EventkitError("{path} has no secret. Delete it, and a new one is made.", path=self.path)
        self._secrets, self._stamp = stored, stamp


def _create_secrets(path: Path) -> None:
    """Make the file unless it exists; of two servers that start at once, one makes it."""
    if path.exists():
        return
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with _open_private(part) as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)


def _decode_secret(line: bytes, path: Path) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(line + b"=" * (-len(line) % 4))
    except ValueError:
        secret = b""
    if len(secret) < SECRET_BYTES:
        raise EventkitError(
            "{path} has a line that is not {secret_bytes} bytes in base64url. Delete the file for a new one.",
            path=path,
            secret_bytes=SECRET_BYTES,
        )
    return secret


def hash_password(password: str) -> str:
    """The scrypt hash of a password with a random salt, as a users file contains it.

    Raises:
        EventkitError: The password is too short.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise EventkitError(
            "The password is too short: {shortest_password} characters are the least.",
            shortest_password=SHORTEST_PASSWORD,
        )
    salt = secrets.token_bytes(16)
    derived = _scrypt(password, salt, COST, 8, 1)
    return f"$scrypt$ln={COST},r=8,p=1${_encode(salt)}${_encode(derived)}"


def verify_password(password: str, hashed: str) -> bool:
    """Check a password; without a hash, it takes as long and is always wrong."""
    match = _HASH.fullmatch(hashed) or _HASH.fullmatch(_NOBODY)
    if match is None:
        return False
    cost, size, lanes = (int(number) for number in match.group(1, 2, 3))
    salt, expected = _decode(match[4]), _decode(match[5])
    derived = _scrypt(password, salt, cost, size, lanes)
    return hmac.compare_digest(derived, expected) and bool(hashed)


_NOBODY = f"$scrypt$ln={COST},r=8,p=1${base64.b64encode(bytes(16)).decode().rstrip('=')}${'A' * 43}"


def _scrypt(password: str, salt: bytes, cost: int, size: int, lanes: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=2**cost, r=size, p=lanes, maxmem=MEMORY_LIMIT, dklen=32
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _open_private(path: Path) -> BinaryIO:
    """A new file to write to, which its owner alone may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _is_of(line: str, name: str) -> bool:
    return not line.startswith("#") and clean(line.partition(":")[0], single_line=True) == name
