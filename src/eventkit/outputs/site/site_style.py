"""The style sheets of the site: that of eventkit, the organiser's colours, grids, the release in the foot.

Files that may be cached for ever have a hash of their content in their names. The grid of a day changes
often, and its name stays: the link to it has the hash. The release has a style sheet of its own, with a plain
name: it is in the foot of every page, and a release should touch only the pages whose content changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from eventkit.model import Track
from eventkit.outputs.style_file import StyleFile
from eventkit.public_pages.page_addresses import DAYS

STATIC = files(__package__) / "static"

FOLDER = "assets"
"""The folder of style sheets, scripts and icons."""

RELEASE_SHEET = "release.css"
"""The style sheet of the release: not in that folder, whose files are cached for ever."""

HASH_LENGTH = 10


def hashed_path(name: str, data: bytes) -> str:
    """The path of a file whose name contains a hash of its content: ``assets/style.1a2b3c4d5e.css``."""
    stem, dot, ending = name.rpartition(".")
    return f"{FOLDER}/{stem}.{_digest(data)}{dot}{ending}"


def day_sheet(day: date) -> str:
    """The path of the style sheet with the grid of a day: not in the folder of files cached for ever."""
    return f"{DAYS}/{day}.css"


def day_keys(day: date) -> str:
    return f"{DAYS}/{day}.js"


def versioned_link(path: str, data: bytes) -> str:
    """A link to a file, with a hash of its content as the query: ``days/2027-09-06.css?1a2b3c4d5e``."""
    return f"{path}?{_digest(data)}"


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:HASH_LENGTH]


@cache
def static_file(name: str) -> bytes:
    """A script or style sheet of eventkit, without the comments: a quarter of a script.

    A style sheet is one line, since its breaks between rules mean nothing.

    Args:
        name: The name of the file, such as ``style.css``.
    """
    first, *further = (STATIC / name).read_text("utf-8").split("/*")
    source = first + "".join(piece.partition("*/")[2] for piece in further)
    lines = (line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("//"))
    return "".join(line if name.endswith(".css") else f"{line}\n" for line in lines).encode()


def theme_sheet(style: StyleFile, tracks: Iterable[Track]) -> bytes:
    """The organiser's part of the style: colours, fonts, and the colour of each track.

    Args:
        tracks: The tracks, numbered from 1 in their order.
    """
    own = style.colours.model_fields_set
    rules = [
        *([f"--accent:{style.colours.named('accent')}"] if "accent" in own else []),
        *([f"--ink-light:{style.colours.named('ink')}"] if "ink" in own else []),
        *(
            f"--{name}-1:" + ",".join(f'"{family}"' for family in families)
            for name, families in (("serif", style.site.serif), ("sans", style.site.sans))
            if families
        ),
    ]
    lines = [f":root{{{';'.join(rules)}}}"] if rules else []
    lines += [f".t{number}{{--h:{track.colour}}}" for number, track in enumerate(tracks, start=1)]
    return ("\n".join(lines) + "\n").encode()


class ReleaseNotes(NamedTuple):
    """The notes of a release in one language.

    Attributes:
        release: Its name and day, for the foot of the pages; may be empty.
        stored: The note above a page that is shown without a network; may be empty.
    """

    release: str
    stored: str


def release_sheet(notes: Mapping[str, ReleaseNotes]) -> bytes:
    """The style sheet with the notes of the release.

    Args:
        notes: The notes by the languages of pages.
    """
    rules = [
        f".release:lang({language})::after{{{_content(note.release)}}}"
        for language, note in notes.items()
        if note.release
    ]
    rules += [
        "[data-stored] body::before{display:block;padding:.5rem;text-align:center;border-block-end:1px solid}"
    ]
    rules += [
        f"[data-stored]:lang({language}) body::before{{{_content(note.stored)}}}"
        for language, note in notes.items()
        if note.stored
    ]
    return ("\n".join(rules) + "\n").encode()


def _content(text: str) -> str:
    return f'content:"{_escape(text)}"'


def _escape(text: str) -> str:
    """A text as the content of a CSS string (CSS Syntax 3, 4.3.5)."""
    return "".join(f"\\{ord(sign):x} " if sign in '"\\\n<' else sign for sign in text)


def icon(accent: str) -> bytes:
    """The icon of the site: a ribbon on a field of the accent.

    Args:
        accent: The colour of the field, as ``#rrggbb``.
    """
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{accent}" d="M0 0h32v32H0z"/><path fill="#fff" d="M9 6h14v21l-7-5-7 5z"/></svg>\n'
    ).encode()
