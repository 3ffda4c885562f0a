"""The folder of pictures that templates show: nothing outside it is ever read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from eventkit.errors import EventkitError

LARGEST = 20_000_000
"""The largest file of a picture taken, in bytes."""

_ENDINGS = frozenset({".png", ".jpg", ".jpeg"})


class Pictures(Mapping[str, bytes]):
    """The PNG and JPEG files of a folder by their names, each read when it is asked for.

    Links that lead out of the folder and what is no file, such as a pipe, are not among them.

    Raises:
        EventkitError: There is no such folder; on reading, a file is too large.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            message = f"there is no folder of pictures at {folder}"
            raise EventkitError(message)
        inside = folder.resolve()
        self._paths = {
            path.name: path
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in _ENDINGS and path.is_file() and path.resolve().parent == inside
        }

    def __getitem__(self, name: str) -> bytes:
        path = self._paths[name]
        if path.stat().st_size > LARGEST:
            message = f"{path} has more than {LARGEST // 1_000_000} MB: make the picture smaller"
            raise EventkitError(message)
        return path.read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
