"""Pictures of the site in two sizes: of people, by their ids, and those that a style file names."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.messages import Message, as_message
from eventkit.outputs.site.site_frame import SitePicture
from eventkit.outputs.site.site_style import hashed_path
from eventkit.outputs.site.web_pictures import encode_sizes
from eventkit.outputs.style_file import StyleFile
from eventkit.schedule import EntityKind, Schedule

WIDTHS = (320, 640)
"""The widths in pixels: that of the page, and twice that for fine screens."""

COVER_WIDTHS = (900, 1800)
"""The widths of the picture on the first page, in pixels."""

ENDINGS = frozenset({".jpg", ".jpeg", ".png"})


class PeoplePictures(NamedTuple):
    """The pictures of people."""

    by_person: Mapping[str, SitePicture]
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def encode_people(schedule: Schedule, pictures: Mapping[str, bytes]) -> PeoplePictures:
    """The pictures of people of the schedule, re-encoded without metadata.

    Args:
        pictures: PNG or JPEG files by their names, ``lin-yifu.jpg`` for the participant ``lin-yifu``.
    """
    known = EntityKind.PARTICIPANT.by_id(schedule)
    by_person: dict[str, SitePicture] = {}
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    for name in sorted(pictures):
        file = PurePosixPath(name)
        if file.suffix.lower() not in ENDINGS:
            continue
        if file.stem not in known:
            findings.append(_finding("unknown-person", name, Message("No participant has this id.")))
        elif file.stem in by_person:
            findings.append(
                _finding("second-picture", name, Message("'{id}' has a picture already.", id=file.stem))
            )
        else:
            try:
                sizes = encode_sizes(pictures[name], WIDTHS)
            except ValueError as error:
                findings.append(_finding("picture", name, as_message(error.args[0])))
                continue
            paths = [hashed_path(f"{file.stem}-{size.width}.jpg", size.data) for size in sizes]
            files |= {path: size.data for path, size in zip(paths, sizes, strict=True)}
            larger = paths[1] if len(paths) > 1 else ""
            by_person[file.stem] = SitePicture(paths[0], sizes[0].width, sizes[0].height, larger)
    return PeoplePictures(by_person, files, tuple(findings))


class StylePictures(NamedTuple):
    """The pictures of a style file.

    Attributes:
        cover: The picture of the first page; ``None`` for a PDF file, which browsers do not show as one.
        logos: The logos of organisations by their ids; SVG files, which may contain scripts, are for print.
    """

    cover: SitePicture | None
    logos: Mapping[str, SitePicture]
    files: Mapping[str, bytes]


def encode_style_pictures(style: StyleFile, pictures: Mapping[str, bytes]) -> StylePictures:
    """The pictures that a style file names, re-encoded without metadata.

    Args:
        pictures: The files by their names.
    """
    files: dict[str, bytes] = {}

    def encode(name: str, widths: tuple[int, ...]) -> SitePicture:
        if name not in pictures:
            raise EventkitError("The picture '{name}' is missing. Put it beside the style file.", name=name)
        try:
            sizes = encode_sizes(pictures[name], widths)
        except ValueError as error:
            raise EventkitError(
                "The picture '{name}' cannot be used. {reason}", name=name, reason=as_message(error)
            ) from None
        stem = sha256(name.encode()).hexdigest()[:6]  # names of files may have any characters
        paths = [hashed_path(f"picture-{stem}-{size.width}.jpg", size.data) for size in sizes]
        files.update((path, size.data) for path, size in zip(paths, sizes, strict=True))
        larger = paths[1] if len(paths) > 1 else ""
        return SitePicture(paths[0], sizes[0].width, sizes[0].height, larger)

    cover = None if style.cover is None or style.cover.lower().endswith(".pdf") else style.cover
    logos = {
        organisation: encode(name, WIDTHS)
        for organisation, name in style.logos.items()
        if not name.lower().endswith(".svg")
    }
    return StylePictures(encode(cover, COVER_WIDTHS) if cover else None, logos, files)


def _finding(code: str, name: str, why: Message) -> Finding:
    return Finding(Severity.WARNING, code, (), Message("The picture '{name}' is left out.", why, name=name))
