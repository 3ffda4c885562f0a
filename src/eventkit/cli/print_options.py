"""Options of printed outputs that commands share: style file, fonts, press."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from eventkit.cli.commands import WrongUse
from eventkit.cli.file_arguments import STDIO
from eventkit.files.toml_files import SIZE_LIMIT
from eventkit.office.file_access import PictureFolder, read_text
from eventkit.outputs.style_file import StyleFile, parse_style_file
from eventkit.typesetting import Fonts
from eventkit.typesetting.press_profiles import PressProfile

black_option = click.option(
    "--black",
    type=click.Choice(["rgb", "k"], case_sensitive=False),
    default="rgb",
    help="k: black and grey in black ink alone, for offset presses.",
)


def _load_profile(name: str) -> PressProfile:
    return PressProfile.parse(Path(name).read_bytes(), name)


profile_option = click.option(
    "--profile",
    metavar="FILE",
    type=_load_profile,
    help="The ICC profile of the press: all colours are converted to its inks, and the file is prepared as "
    "PDF/X-4.",
)

style_option = click.option(
    "--style",
    metavar="FILE",
    help="A style file (TOML): colours, fonts, logo, pictures, practical information.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print findings and waivers as JSON.")


def read_style(path: Path) -> tuple[StyleFile, dict[str, bytes]]:
    style = parse_style_file(read_text(path, SIZE_LIMIT, "a style file"), str(path))
    folder = PictureFolder(path.parent)
    return style, {file: folder[file] for file in style.files if file in folder}


def load_style(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    path = Path(name)
    style, pictures = read_style(path)
    return {"design": style, "pictures": pictures, "fonts": load_fonts(style, path.parent)}


def load_fonts(style: StyleFile, folder: Path) -> Fonts:
    """The fonts of a style file in a folder: its own files, installed packages, the operating system's."""
    return Fonts.discover(
        (folder / style.fonts,) if style.fonts is not None else (),
        style.type.choices(),
        base=folder,
        system=[place for place in _font_folders() if place.is_dir()],
    )


def _font_folders() -> Sequence[Path]:
    """The folders where operating systems keep fonts, those of the user first."""
    home = Path.home()
    return (
        *(home / ".local/share/fonts", home / ".fonts", home / "Library/Fonts"),
        home / "AppData/Local/Microsoft/Windows/Fonts",
        *map(Path, ("/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts")),
        Path("C:/Windows/Fonts"),
    )


def require_file_beside_json(target: str, *, as_json: bool) -> None:
    """Refuse to put both the findings and the file on standard output."""
    if as_json and target == STDIO:
        raise WrongUse("--json prints to standard output, and so does -o -. Write the file to a name.")
