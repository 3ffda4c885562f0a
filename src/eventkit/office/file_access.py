"""File access: files and folders read within limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from eventkit.errors import EventkitError


def read_text(path: Path, limit: int, kind: str) -> str:
    """The text of a file, but no more of it than shows that it is longer than a limit in characters.

    Messages call it by its kind: ``a template``.

    Raises:
        OSError: It cannot be opened.
        EventkitError: It is not text in UTF-8.
    """
    with path.open("rb") as file:
        data = file.read(4 * limit + 1)  # a character has four bytes at the most (RFC 3629)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EventkitError(
            "{path}: {kind} has to be text in UTF-8, and this file is not. Save it as UTF-8.",
            path=path,
            kind=kind,
        ) from None


PICTURE_LIMIT = 20_000_000
"""The largest file of a picture taken, in bytes."""

_PICTURE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".svg", ".pdf"})

_NO_PICTURES: Mapping[str, bytes] = {}


class PictureFolder(Mapping[str, bytes]):
    """The PNG, JPEG, SVG and PDF files of a folder by their names, each read when it is requested.

    Links that lead out of the folder and what is not a file, such as a pipe, are not among them.

    Args:
        others: Pictures from elsewhere, for names that the folder does not have.

    Raises:
        EventkitError: There is no such folder; on reading, a file is too large.
    """

    def __init__(self, folder: Path, others: Mapping[str, bytes] = _NO_PICTURES) -> None:
        self._others = others
        if not folder.is_dir():
            raise EventkitError("There is no folder of pictures at {folder}.", folder=folder)
        inside = folder.resolve()
        self._paths = {
            path.name: path
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in _PICTURE_ENDINGS and path.is_file() and path.resolve().parent == inside
        }

    @property
    def inputs(self) -> tuple[object, ...]:
        """The pictures as a digest of inputs takes them, which are not read."""
        return self._paths, self._others

    def __getitem__(self, name: str) -> bytes:
        if name not in self._paths:
            return self._others[name]
        path = self._paths[name]
        if path.stat().st_size > PICTURE_LIMIT:
            raise EventkitError(
                "{path} has more than {size} MB. Make the picture smaller.",
                path=path,
                size=PICTURE_LIMIT // 1000000,
            )
        return path.read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter({**self._paths, **self._others})

    def __len__(self) -> int:
        return len({**self._paths, **self._others})
