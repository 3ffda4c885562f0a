"""Assets of the site: style sheets, scripts, icons, and pictures in two sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.messages import Message, as_message
from eventkit.model import Track
from eventkit.outputs.site.site_frame import SitePicture
from eventkit.outputs.style_file import StyleFile
from eventkit.public_pages.page_addresses import DAYS
from eventkit.schedule import EntityKind, Schedule
from eventkit.typesetting.layout.image_files import image_size, open_image

STATIC = files(__package__) / "static"
FOLDER = "assets"  # the folder of style sheets, scripts and icons
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
    """
    first, *further = (STATIC / name).read_text("utf-8").split("/*")
    source = first + "".join(piece.partition("*/")[2] for piece in further)
    lines = (line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("//"))
    return "".join(line if name.endswith(".css") else f"{line}\n" for line in lines).encode()


def theme_sheet(style: StyleFile, tracks: Iterable[Track]) -> bytes:
    """The organiser's part of the style: colours, fonts, and the colour of each track, numbered from 1."""
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
    release: str  # its name and day, for the foot of the pages; may be empty
    stored: str  # the note above a page that is shown without a network; may be empty


def release_sheet(notes: Mapping[str, ReleaseNotes]) -> bytes:
    """The style sheet with the notes of the release."""
    rules = [
        f".release:lang({language})::after{{{_content(note.release)}}}"
        for language, note in notes.items()
        if note.release
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
    """The icon of the site: a ribbon on a field of the accent, ``#rrggbb``."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{accent}" d="M0 0h32v32H0z"/><path fill="#fff" d="M9 6h14v21l-7-5-7 5z"/></svg>\n'
    ).encode()


QUALITY = 80
PAPER = (255, 255, 255)  # the colour beneath transparent parts


class WebPicture(NamedTuple):
    data: bytes  # the bytes of a progressive JPEG
    width: int
    height: int


def encode_sizes(content: bytes, widths: Sequence[int]) -> tuple[WebPicture, ...]:
    """A PNG or JPEG file as pictures of some widths in pixels, never larger than it is itself."""
    image_size(content)  # refuses what cannot be decoded
    picture = _open_upright(content)
    return tuple(_encode(picture, width) for width in _fitting_widths(picture.width, widths))


def _fitting_widths(own: int, widths: Sequence[int]) -> Iterator[int]:
    yield min(own, widths[0])
    yield from (width for width in widths[1:] if width <= own)


def _open_upright(content: bytes) -> Image.Image:
    """The decoded picture in sRGB, turned as the camera recorded its orientation."""
    with open_image(content) as opened:
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


WIDTHS = (320, 640)  # the widths in pixels: that of the page, and twice that for fine screens
COVER_WIDTHS = (900, 1800)  # the widths of the picture on the first page, in pixels
ENDINGS = frozenset({".jpg", ".jpeg", ".png"})


class PeoplePictures(NamedTuple):
    by_person: Mapping[str, SitePicture]
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def encode_people(schedule: Schedule, pictures: Mapping[str, bytes]) -> PeoplePictures:
    """The pictures of people, re-encoded without metadata; ``lin-yifu.jpg`` is of ``lin-yifu``."""
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
    # The picture of the first page; None for a PDF file, which browsers do not show as one.
    cover: SitePicture | None
    # The logos of organisations by their ids; SVG files, which may contain scripts, are for print.
    logos: Mapping[str, SitePicture]
    files: Mapping[str, bytes]


def encode_style_pictures(style: StyleFile, pictures: Mapping[str, bytes]) -> StylePictures:
    """The pictures that a style file names, re-encoded without metadata."""
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
