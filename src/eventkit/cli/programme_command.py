"""The programme command, and the options that it shares with the badges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import click

from eventkit.cli.check_command import findings_option
from eventkit.cli.commands import BadValue, WrongUse
from eventkit.cli.file_arguments import STDIO, output_option
from eventkit.cli.input_values import ChoiceWithSynonyms, parse_days, parse_url
from eventkit.cli.shared_options import all_of, draft_options, language_option, store_options
from eventkit.cli.synonyms import OTHER_EDITIONS
from eventkit.cli.terminal import Terminal, command, write_output
from eventkit.files.output_files import PROGRAMME
from eventkit.files.toml_files import SIZE_LIMIT
from eventkit.messages import Listed, Message
from eventkit.office.file_access import PictureFolder, read_text
from eventkit.outputs.programme.editions import EDITIONS, PAPERS
from eventkit.outputs.programme.printed_texts import parse_length
from eventkit.outputs.programme.theme import PAGE_FORMATS as BOOK_PAPERS
from eventkit.outputs.style_file import SECTIONS, Arrangement, SectionName, StyleFile, parse_style_file
from eventkit.suggestions import suggest
from eventkit.typesetting import Fonts
from eventkit.typesetting.press_profiles import PressProfile

edition_options = all_of(
    click.option(
        "--edition",
        type=ChoiceWithSynonyms(EDITIONS, OTHER_EDITIONS, "edition"),
        default="book",
        show_default=True,
        help="A book; posters with the grid of each day; handouts of a day; door signs for each room; or the "
        "agenda as a leaflet of one folded sheet.",
    ),
    click.option(
        "--paper",
        type=click.Choice(sorted({*PAPERS, *BOOK_PAPERS}), case_sensitive=False),
        help="The paper size.  [book: that of the style file, or a5; posters: a3; others: a4; tabloid and "
        "letter if the style file has the book on letter]",
    ),
    click.option(
        "--day",
        "days",
        metavar="DAY",
        multiple=True,
        help="Only this day. Repeatable.",
    ),
    click.option(
        "--room",
        "rooms",
        metavar="ROOM",
        multiple=True,
        help="Only this room's sign; repeatable.",
    ),
    click.option(
        "--rooms-per-sheet",
        metavar="N",
        type=click.IntRange(min=1),
        help="The most rooms on a poster.  [as many as can be read on a wall]",
    ),
)


black_option = click.option(
    "--black",
    type=click.Choice(["rgb", "k"], case_sensitive=False),
    default="rgb",
    help="k: black and grey in black ink alone, for offset presses.",
)
"""The option for black ink, which programmes and badges share."""


def _load_profile(name: str) -> PressProfile:
    return PressProfile.parse(Path(name).read_bytes(), name)


profile_option = click.option(
    "--profile",
    metavar="FILE",
    type=_load_profile,
    help="The ICC profile of the press: all colours are converted to its inks, and the file is prepared as "
    "PDF/X-4.",
)
"""The option for the profile of a press, which programmes and badges share."""


press_options = all_of(
    click.option(
        "--bleed",
        "bleed_mm",
        type=click.FloatRange(0, 20),
        metavar="MM",
        default=0,
        help="The bleed: how far backgrounds extend beyond the cut; mostly 3.",
    ),
    black_option,
    profile_option,
    click.option("--crop-marks", is_flag=True, help="Print crop marks, a slug line and a colour bar."),
    click.option(
        "--press-sheet",
        metavar="PAPER",
        help="As many pages as fit on this paper, or a booklet on it, with crop marks: sra3, sra4, 13x19 "
        "or millimetres such as 320x450.",
    ),
    click.option(
        "--booklet",
        is_flag=True,
        help="Impose pages as a booklet: two to a side, to be folded and stapled.",
    ),
)


def _parse_sections(typed: str) -> tuple[SectionName, ...]:
    names = [name.strip().lower() for name in typed.split(",") if name.strip()]
    for name in names:
        if name not in SECTIONS:
            hint = suggest(name, SECTIONS) or Message("Sections: {known}.", known=Listed(tuple(SECTIONS)))
            raise BadValue("There is no section '{name}'.", hint, name=name)
    return tuple(known for name in names for known in SECTIONS if known == name)


style_option = click.option(
    "--style",
    metavar="FILE",
    help="A style file (TOML): colours, fonts, logo, pictures, practical information.",
)

book_options = all_of(
    click.option(
        "--sections",
        type=_parse_sections,
        metavar="NAMES",
        default="",
        help=f"The sections in order, separated by commas: {', '.join(SECTIONS)}.  [all but delegations]",
    ),
    click.option(
        "--layout",
        type=click.Choice(get_args(Arrangement), case_sensitive=False),
        help="How the languages of a session are arranged: each below the other, or in facing columns.  "
        "[columns if they run in opposite directions]",
    ),
    click.option(
        "--abstracts",
        metavar="LENGTH",
        type=parse_length,
        default="all",
        show_default=True,
        help="The length of abstracts: all, none, first for the first paragraph, or a number of words.",
    ),
    style_option,
)


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


json_option = click.option("--json", "as_json", is_flag=True, help="Print findings and waivers as JSON.")

force_option = click.option("--force", is_flag=True, help="Write the file in spite of errors.")


def require_file_beside_json(target: str, *, as_json: bool) -> None:
    """Refuse to put both the findings and the file on standard output."""
    if as_json and target == STDIO:
        raise WrongUse("--json prints to standard output, and so does -o -. Write the file to a name.")


@command(
    sections={
        "target": "File, languages and release",
        "edition": "Edition and content",
        "style": "Style and press",
        "as_json": "Findings",
    },
)
@output_option(PROGRAMME)
@language_option
@draft_options
@edition_options
@book_options
@press_options
@click.option(
    "--pages",
    metavar="URL",
    type=parse_url,
    help="The address of the conference's site: titles link to URL/LANGUAGE/sessions/SESSION.html, and a QR "
    "code leads to the site; on door signs, to the page of the room.",
)
@json_option
@findings_option
@force_option
@store_options
def programme(
    terminal: Terminal,
    target: str,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
    force: bool,
    as_json: bool,
    every: bool,
    style: str | None,
    **options: Any,
) -> None:
    """Write the programme as a PDF: a book from cover to index, or another edition.

    It is made from the newest release. If nothing is released yet, and with --draft, each page is marked as a
    draft. If there are errors that are not waived, no file is written, unless --force is given.

    Example:
      eventkit programme --language en --language zh -o programme.pdf
      eventkit programme --sections cover,sessions,speakers --style style.toml -o short.pdf
      eventkit programme --edition grid --paper a1 -o posters.pdf
      eventkit programme --edition room --room main-hall --day 2027-09-06 -o door.pdf
      eventkit programme --pages https://www.example.org/2027 -o programme.pdf
      eventkit programme --bleed 3 --black k --booklet -o to-be-printed.pdf
      eventkit programme --bleed 3 --crop-marks --profile PSOcoated_v3.icc -o press.pdf
    """
    require_file_beside_json(target, as_json=as_json)
    state = terminal.snapshot(release, draft=draft)
    options |= load_style(style)
    options["days"] = parse_days(options["days"], state.schedule.conference)
    if state.release is not None:
        published = state.schedule.calendar_date(state.release.at)
        options |= {"release": state.release.name, "published": published}
    write_output(
        terminal,
        state,
        "programme",
        target,
        languages,
        force=force,
        as_json=as_json,
        every=every,
        **options,
    )
