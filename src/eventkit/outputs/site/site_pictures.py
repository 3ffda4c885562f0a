"""Pictures of the site in two sizes: of people, by their ids, and those that a style file names."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.messages import Message, as_message
from eventkit.outputs.site.site_frame import SitePicture
from eventkit.outputs.site.site_style import hashed_path
from eventkit.outputs.style_file import StyleFile
from eventkit.schedule import EntityKind, Schedule

FORMATS = ("PNG", "JPEG")

PIXELS_LIMIT = 40_000_000
"""The most pixels of a picture: decoded, they take up to 160 MB of memory."""

QUALITY = 80

PAPER = (255, 255, 255)
"""The colour beneath transparent parts."""


class WebPicture(NamedTuple):
    """A picture in one size.

    Attributes:
        data: The bytes of a progressive JPEG.
    """

    data: bytes
    width: int
    height: int


def encode_sizes(content: bytes, widths: Sequence[int]) -> tuple[WebPicture, ...]:
    """A PNG or JPEG file as pictures of some widths, never larger than it is itself.

    Args:
        widths: The widths in pixels, ascending. A picture narrower than the first has its own width.
    """
    try:
        picture = _open_upright(content)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(
            Message("The file is damaged, or is neither PNG nor JPEG. Export it again as PNG or JPEG.")
        ) from error
    return tuple(_encode(picture, width) for width in _fitting_widths(picture.width, widths))


def _fitting_widths(own: int, widths: Sequence[int]) -> Iterator[int]:
    yield min(own, widths[0])
    yield from (width for width in widths[1:] if width <= own)


def _open_upright(content: bytes) -> Image.Image:
    """The decoded picture in sRGB, turned as the camera recorded its orientation."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        opened = Image.open(BytesIO(content), formats=FORMATS)
    if opened.width * opened.height > PIXELS_LIMIT:
        raise ValueError(
            Message(
                "It has {width} × {height} pixels. Reduce it to {millions} million in all.",
                width=opened.width,
                height=opened.height,
                millions=PIXELS_LIMIT // 1000000,
            )
        )
    profile = opened.info.get("icc_profile")
    picture = ImageOps.exif_transpose(opened)
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        picture = Image.new("RGB", seen.size, PAPER)
        picture.paste(seen, mask=seen.getchannel("A"))
    elif profile and (converted := _convert_profile(picture, profile)) is not None:
        picture = converted
    return picture.convert("RGB")


def _convert_profile(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """The picture in sRGB; ``None`` if its colour profile cannot be read."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (OSError, ImageCms.PyCMSError):
        return None


def _encode(picture: Image.Image, width: int) -> WebPicture:
    height = max(1, round(picture.height * width / picture.width))
    sized = picture.resize((width, height), Image.Resampling.LANCZOS) if width != picture.width else picture
    # A new picture has pixels and nothing else.
    plain = Image.frombytes("RGB", sized.size, sized.tobytes())
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return WebPicture(out.getvalue(), width, height)


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
