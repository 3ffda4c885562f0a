"""Input records: what a folder was made from, so that a run that would make the same files is recognised.

The record is a hidden file of the folder, with a digest of the inputs, the size and time of each file, and
what the run reported. It is believed only if every file is as that run left it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel

from eventkit.files.output_files import write_file
from eventkit.files.output_folders import JOURNAL

RECORD = ".eventkit-inputs"  # the file with the record
_LIBRARIES = ("babel", "jinja2", "markdown-it-py", "icalendar", "pillow", "pydantic", "tzdata")
_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class InputRecord:
    inputs: str  # the digest of its inputs, see `digest_of`
    # The size and the time of the last change of each file, in nanoseconds, by its path.
    files: Mapping[str, tuple[int, int]]
    report: str = ""


def read_record(folder: Path, inputs: str) -> InputRecord | None:
    """The record of a folder with these inputs; ``None`` if it has others, or a file is not as it was."""
    try:
        form = json.loads((folder / RECORD).read_bytes())
        files = {path: (size, time) for path, (size, time) in form["files"].items()}
        record = InputRecord(form["inputs"], files, form["report"])
        is_current = record.inputs == inputs and not (folder / JOURNAL).exists()
        return record if is_current and _stamps(folder, files) == files else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # there is none, a file is missing, or somebody changed it


def write_record(folder: Path, inputs: str, paths: Iterable[str], report: str) -> None:
    """Record the inputs of the files that a run left in a folder, and what it printed.

    Without a record, as in a folder that is read only, the next run makes the files again.
    """
    with suppress(OSError):
        form = {"inputs": inputs, "files": _stamps(folder, paths), "report": report}
        write_file(folder / RECORD, json.dumps(form, ensure_ascii=False).encode())


def _stamps(folder: Path, paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    root = os.fspath(folder)
    found = {path: os.stat(f"{root}/{path}") for path in paths}  # noqa: PTH116 - a third of the time
    return {path: (status.st_size, status.st_mtime_ns) for path, status in found.items()}


def digest_of(*inputs: object) -> str:
    """A digest of inputs and of the software: values, texts, bytes, and sequences and mappings of them.

    A path counts as the size and the time of its file.
    """
    digest = sha256()
    for part in _parts((_software(), inputs)):
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _parts(value: object) -> Iterable[bytes]:
    """A value as bytes, its members each after their number."""
    if isinstance(value, BaseModel):
        yield value.model_dump_json().encode()
    elif isinstance(value, bytes):
        yield value
    elif isinstance(value, Path):
        status = value.stat()
        yield repr((str(value), status.st_size, status.st_mtime_ns)).encode()
    elif isinstance(value, Mapping):
        yield from _parts(sorted(value.items()))
    elif isinstance(value, tuple | list):
        yield str(len(value)).encode()
        for each in value:
            yield from _parts(each)
    else:
        yield repr(value).encode()


@cache
def _software() -> tuple[str, ...]:
    """The versions of what makes files, and eventkit's own files, which may change without a version."""
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    files = (Path(parent, name) for parent, _, names in os.walk(_PACKAGE) for name in names)
    own = sorted(
        f"{file.relative_to(_PACKAGE)} {status.st_size} {status.st_mtime_ns}"
        for file in files
        if file.suffix != ".pyc" and (status := file.stat())
    )
    return sys.version, *libraries, *own
