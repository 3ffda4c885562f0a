"""Ended sessions: sign-ins that a server forgets before their cookies expire, shared with other servers.

Who signs out gives up a session, of which somebody may have copied the cookie. Each ended session is an empty
file in a folder, named after the time at which the cookie expires, and after the session. A file is created
at once or not at all, so that servers which share the folder need no lock, and a restart forgets nothing.
Files of expired cookies are deleted with the next sign-out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger("eventkit.web")


@dataclass(frozen=True, slots=True)
class SignIn:
    id: str
    expires: int  # when its cookie expires, in seconds since 1970

    @property
    def file_name(self) -> str:
        """The name of its file once it has ended."""
        return f"{self.expires}-{self.id}"


class EndedSessions:
    """The sessions that ended by signing out; without a folder, those of this process only."""

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
                reason = (error.strerror or str(error)).lower()
                log.warning(
                    "%s cannot be written: %s. Other servers do not learn of sign-outs.", self._folder, reason
                )
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
