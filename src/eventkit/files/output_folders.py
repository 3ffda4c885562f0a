"""Output folders: a set of files in a directory, of which only changed ones are written, the index last.

A web server may serve the folder meanwhile. All files are written under other names before the first gets
its place. The index never leads to a file that is not there yet, and a file with the same bytes is not
touched, so that subscribers are not notified without a change.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import Any, NamedTuple

from eventkit.errors import EventkitError, InvalidValue
from eventkit.files.output_files import (
    SQLITE_COMPANIONS,
    database_of,
    permissions_of,
    resolve_links,
    sync_file,
    write_file,
)
from eventkit.messages import Message, Verbatim

JOURNAL = ".eventkit-unfinished"
"""The file that lists the files of a run until that is complete: one that was broken off knows its own."""

PRIVATE = 0o600
"""The permissions of files that only their owner may read."""

STAGE = ".eventkit-staged"
"""The folder of files that are written and wait for their places."""

MANY = 100
"""The number of files from which a disk is waited for once and not for each: thousands would take minutes."""


@dataclass(frozen=True, slots=True)
class PublishedFolder:
    """The result of publishing a folder.

    Attributes:
        written: The number of files that are new or were changed.
        unchanged: The number of files that were up to date.
        removed: The number of files of the last run that this one does not have.
    """

    written: int
    unchanged: int
    removed: int


def publish_folder(
    folder: Path,
    files: Mapping[str, bytes],
    index: str,
    owner: FolderOwner,
    endings: Iterable[str] = (),
    *,
    is_private: bool = False,
) -> PublishedFolder:
    """Write files to a folder.

    The first run needs a new or empty folder; hidden files, such as those of a version control system, may
    be in it. Later runs accept other files beside their own. Files that an earlier index lists and that are
    no longer among the files are removed. No other file is ever removed, and no file is replaced that is not
    in an earlier index.

    Args:
        files: Their bytes by their paths in the folder, with ``/`` between its parts.
        index: The path of the file that lists all others: a JSON object with the name of the ``output``, the
            id of the ``conference``, and lists of objects that have a ``path`` each.
        owner: The output and the conference that the index names, see `require_index`.
        endings: The endings of files that may be removed, with the dot, beside those of the files.
        is_private: Whether only their owner may read the files.

    Raises:
        EventkitError: The folder contains the files of another output or conference, an SQLite database, an
            index of another program, or a file of someone else under the name of one of these, or at all
            before the first run; nothing is written then.
        OSError: A file cannot be written: none was changed if the disk is full. Where a run is broken off
            later, the next one finishes the work.
    """
    listed = _listed(folder, index, owner)
    places = {path: folder / path for path in files}
    present = {path: file for path, file in places.items() if os.path.lexists(file)}
    _require_inside(folder, places.values(), present.values())
    changed = {
        path: data for path, data in files.items() if path not in present or not _is_same(present[path], data)
    }
    _require_no_database(
        folder, (places[path] for path in changed if path in present or path.endswith(SQLITE_COMPANIONS))
    )
    for path in changed:
        if path in present and path not in listed:
            _require_own(present[path])
    if not listed:
        _require_new(folder, files, owner)
    removable = {*endings, *(PurePosixPath(path).suffix for path in files)}
    outdated = sorted(path for path in listed.difference(files) if _is_removable(folder, path, removable))
    if changed or outdated:
        folder.mkdir(parents=True, exist_ok=True)
        ordered = {path: changed[path] for path in sorted(changed, key=index.__eq__)}
        _replace_files(folder, ordered, owner, sorted(listed.union(files)), is_private=is_private)
        for path in outdated:  # the journal still knows of them, should this be broken off
            (folder / path).unlink()
        shutil.rmtree(folder / STAGE)
    (folder / JOURNAL).unlink(missing_ok=True)
    return PublishedFolder(len(changed), len(files) - len(changed), len(outdated))


def write_new_folder(folder: Path, files: Mapping[str, bytes], output: str) -> None:
    """Write files that only their owner may read to a new or empty folder, all of which is to be sent.

    A run that was broken off is begun anew: its files are removed first. If these files are there already,
    and no others, nothing is written.

    Raises:
        EventkitError: The folder contains files of another run.
        OSError: A file cannot be written.
    """
    owner = FolderOwner(output, "")
    if (folder / JOURNAL).exists():
        for path in _read_list(folder / JOURNAL, owner):
            if _is_removable(folder, path, {PurePosixPath(path).suffix for path in files}):
                (folder / path).unlink()
    present = _shown(folder) if folder.is_dir() else []
    if (
        present
        and {file.name for file in present} == files.keys()
        and all(_is_same(file, files[file.name]) for file in present)
    ):
        return
    if present:
        raise EventkitError(
            "{folder} already contains files, which would be sent again with these. "
            "Choose a new folder, or empty this one.",
            folder=folder,
        )
    folder.mkdir(parents=True, exist_ok=True)
    _replace_files(folder, files, owner, files, is_private=True)
    shutil.rmtree(folder / STAGE)
    (folder / JOURNAL).unlink()


def _shown(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if not file.name.startswith(".")]


def _replace_files(
    folder: Path, files: Mapping[str, bytes], owner: FolderOwner, listed: Iterable[str], *, is_private: bool
) -> None:
    """Write files beside their places, with the journal of those listed, and then put each into its place.

    The disk is full, if at all, before the first file of the folder is changed.
    """
    stage = folder / STAGE
    if stage.exists():
        shutil.rmtree(stage)
    staged = [(folder / path, stage / str(number)) for number, path in enumerate(files)]
    try:
        stage.mkdir()
        for data, (_, waiting) in zip(files.values(), staged, strict=True):
            write_staged(waiting, data)
        _sync([waiting for _, waiting in staged])
        for file, waiting in staged:
            if is_private:
                waiting.chmod(PRIVATE)
            elif file.exists():
                waiting.chmod(permissions_of(file))
        for parent in {file.parent for file, _ in staged}:
            parent.mkdir(parents=True, exist_ok=True)
        journal = {**owner._asdict(), "files": [{"path": path} for path in listed]}
        write_file(folder / JOURNAL, json.dumps(journal).encode())
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        failure = OSError(error.errno, error.strerror, str(folder))
        failure.add_note("No file there was changed.")
        raise failure from None
    for file, waiting in staged:
        replace_file(file, waiting)


def write_staged(file: Path, data: bytes) -> None:
    """Write a file of the stage, which nobody reads yet: it needs no temporary name of its own."""
    with file.open("xb") as staged:
        staged.write(data)


def _sync(files: Sequence[Path]) -> None:
    """Wait until files are on the disk; many by one call, which waits for it on Linux alone (sync(2))."""
    if sys.platform == "linux" and len(files) >= MANY:
        os.sync()
    else:
        for file in files:
            sync_file(file)


def replace_file(path: Path, staged: Path) -> None:
    """Give a staged file its place; a link is followed."""
    staged.replace(resolve_links(path) if path.is_symlink() else path)


class FolderOwner(NamedTuple):
    """The output and the conference whose files a folder contains."""

    output: str
    conference: str


class InvalidIndex(InvalidValue):
    """The index of a folder does not list its files as `publish_folder` needs it."""


def require_index(files: Mapping[str, bytes], index: str) -> FolderOwner:
    """The owner of files, by the index among them.

    Raises:
        InvalidIndex: The index is missing, or is no such object as `publish_folder` needs.
    """
    if index not in files:
        raise _invalid_index(index, Message("is not among its files"))
    try:
        content = json.loads(files[index])
    except ValueError:
        raise _invalid_index(index, Message("is not JSON")) from None
    if fault := _fault_of_index(content, files.keys() - {index}):
        raise _invalid_index(index, fault)
    return FolderOwner(content["output"], content["conference"])


def _invalid_index(index: str, fault: str) -> InvalidIndex:
    form = '{"output": NAME, "conference": ID, "files": [{"path": PATH}, ...]}'
    return InvalidIndex.of(
        "The index '{index}' of the folder {fault}. It must be {form}.",
        "index",
        index=index,
        fault=fault,
        form=Verbatim(form),
    )


def _fault_of_index(content: Any, paths: AbstractSet[str]) -> str:
    """The fault of the content of an index of those paths, as a predicate; empty if there is none."""
    if not isinstance(content, dict):
        return Message("is not a JSON object")
    for key in FolderOwner._fields:
        if not isinstance(content.get(key), str):
            return Message("lacks '{key}'", key=key)
    try:
        unlisted = sorted(paths - {*_listed_paths(content)})
    except (KeyError, TypeError):
        return Message("has a list with an entry that lacks 'path'")
    return Message("does not list '{unlisted}'", unlisted=unlisted[0]) if unlisted else ""


def _listed_paths(content: Mapping[str, Any]) -> list[str]:
    lists = [entries for entries in content.values() if isinstance(entries, list)]
    return [str(entry["path"]) for entries in lists for entry in entries]


def _listed(folder: Path, index: str, owner: FolderOwner) -> set[str]:
    """The paths of the files that earlier runs wrote: by the index, and by the journal of a broken one."""
    paths: set[str] = set()
    for file in (folder / JOURNAL, folder / index):
        if file.exists():
            paths |= {index, *_read_list(file, owner)}
    return paths


def _read_list(file: Path, owner: FolderOwner) -> Iterator[str]:
    try:
        form = json.loads(file.read_bytes())
        found = FolderOwner(form["output"], form["conference"])
        paths = _listed_paths(form)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EventkitError(
            "{file} is not an index that eventkit wrote. Nothing was written. Choose a folder of "
            "its own, or remove that file.",
            file=file,
        ) from None
    if found.output != owner.output:
        raise EventkitError(
            "{folder} contains the output '{output}'. Nothing was written. Choose another folder "
            "for '{own}'.",
            folder=file.parent,
            output=found.output,
            own=owner.output,
        )
    if found.conference != owner.conference:
        raise EventkitError(
            "{folder} contains the files of '{conference}'. Nothing was written. Choose another "
            "folder for '{own}'.",
            folder=file.parent,
            conference=found.conference,
            own=owner.conference,
        )
    yield from paths


def _require_no_database(folder: Path, files: Iterable[Path]) -> None:
    """Refuse a folder with a store in it, which a web server would publish, or that a file would replace."""
    beside = sorted(folder.iterdir()) if folder.is_dir() else ()
    for file in (*beside, *files):
        if database_of(file):
            raise EventkitError(
                "{file} belongs to an SQLite database. Nothing was written. Choose another folder.", file=file
            )


def _require_new(folder: Path, files: Mapping[str, bytes], owner: FolderOwner) -> None:
    """Refuse a folder for the first run that contains files of others; hidden ones may be there."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in (Path(parent, name) for name in sorted(names) if not name.startswith(".")):
            path = file.relative_to(folder).as_posix()
            if path not in files or not _is_same(file, files[path]):
                raise EventkitError(
                    "{folder} is not empty: it contains {path}. Nothing was written. Choose a new or "
                    "empty folder for '{output}'.",
                    folder=folder,
                    path=path,
                    output=owner.output,
                )


def _require_inside(folder: Path, files: Iterable[Path], present: Iterable[Path]) -> None:
    """Refuse files that lie outside the folder; a directory is resolved once for all its files."""
    links = (file for file in present if file.is_symlink())
    for place in (*dict.fromkeys(file.parent for file in files), *links):
        if not _is_inside(folder, place):
            raise EventkitError(
                "{file} leads out of the folder. Nothing was written. Remove that link.", file=place
            )


def _require_own(file: Path) -> None:
    if file.exists():
        raise EventkitError(
            "{file} was not written by eventkit. Nothing was written. Move it away, or choose a "
            "folder of its own.",
            file=file,
        )


def _is_removable(folder: Path, path: str, endings: AbstractSet[str]) -> bool:
    """True if a listed file is there and of a kind that eventkit writes there: the index may list others."""
    file = folder / path
    return (
        file.suffix in endings and file.is_file() and _is_inside(folder, file) and database_of(file) is None
    )


def _is_inside(folder: Path, file: Path) -> bool:
    return resolve_links(file).is_relative_to(resolve_links(folder))


def _is_same(file: Path, data: bytes) -> bool:
    try:
        found = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return S_ISREG(found.st_mode) and found.st_size == len(data) and file.read_bytes() == data
