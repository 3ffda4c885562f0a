"""Pictures of people on the site: files named by ids, re-encoded in two sizes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from eventkit.findings import Finding, Severity
from eventkit.outputs.site.site_frame import SitePicture
from eventkit.outputs.site.site_style import hashed_path
from eventkit.schedule import EntityKind, Schedule
from eventkit.web_pictures import encode_sizes

WIDTHS = (320, 640)
"""The widths in pixels: that of the page, and twice that for fine screens."""

ENDINGS = frozenset({".jpg", ".jpeg", ".png"})


class PeoplePictures(NamedTuple):
    """The pictures of people.

    Attributes:
        by_person: The picture of each person who has one, by id.
        files: The files by their paths.
        findings: Files that cannot be read or belong to nobody.
    """

    by_person: Mapping[str, SitePicture]
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def encode_people(schedule: Schedule, pictures: Mapping[str, bytes]) -> PeoplePictures:
    """The pictures of people of the schedule, re-encoded without metadata.

    Args:
        schedule: The schedule.
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
            findings.append(_finding("unknown-person", name, "No participant has this id."))
        elif file.stem in by_person:
            findings.append(_finding("second-picture", name, f"'{file.stem}' has a picture already."))
        else:
            try:
                sizes = encode_sizes(pictures[name], WIDTHS)
            except ValueError as error:
                findings.append(_finding("picture", name, str(error)))
                continue
            paths = [hashed_path(f"{file.stem}-{size.width}.jpg", size.data) for size in sizes]
            files |= {path: size.data for path, size in zip(paths, sizes, strict=True)}
            larger = paths[1] if len(paths) > 1 else ""
            by_person[file.stem] = SitePicture(paths[0], sizes[0].width, sizes[0].height, larger)
    return PeoplePictures(by_person, files, tuple(findings))


def _finding(code: str, name: str, why: str) -> Finding:
    return Finding(Severity.WARNING, code, (), f"The picture '{name}' is left out. {why}")
