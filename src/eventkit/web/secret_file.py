"""The secret file: the secrets that sign forms of users whom a proxy names, shared by several servers.

A line contains one secret in base64url (RFC 4648, 5). The first one signs, and all are accepted. To replace a
secret, write a new line above it, and delete the old one once pages from before are closed. The file is read
again when it changes.
"""

from __future__ import annotations

import base64
import os
import secrets
import stat
import threading
from contextlib import suppress
from pathlib import Path

from eventkit.errors import EventkitError
from eventkit.messages import system_reason

SECRET_BYTES = 32  # the length of a new secret, and the shortest that is accepted, in bytes


class SecretFile:
    """The secrets in a file, which is made with a new secret if it is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] = (0, 0)
        self._secrets: tuple[bytes, ...] = ()
        try:
            _create(path)
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
        stored = tuple(_decode(line, self.path) for line in text.split() if line)
        if not stored:
            raise EventkitError("{path} has no secret. Delete it, and a new one is made.", path=self.path)
        self._secrets, self._stamp = stored, stamp


def _create(path: Path) -> None:
    """Make the file unless it exists; of two servers that start at once, one makes it."""
    if path.exists():
        return
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)


def _decode(line: bytes, path: Path) -> bytes:
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


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
