"""The programme command: the programme as a PDF."""

from __future__ import annotations

from typing import Any, get_args

import click

from eventkit.cli.check_command import findings_option
from eventkit.cli.commands import BadValue
from eventkit.cli.file_arguments import output_option
from eventkit.cli.input_values import ChoiceWithSynonyms, parse_days, parse_url
from eventkit.cli.print_options import (
    black_option,
    json_option,
    load_style,
    profile_option,
    require_file_beside_json,
    style_option,
)
from eventkit.cli.shared_options import all_of, draft_options, force_option, language_option, store_options
from eventkit.cli.synonyms import OTHER_EDITIONS
from eventkit.cli.terminal import Terminal, command, write_output
from eventkit.files.output_files import PROGRAMME
from eventkit.messages import Listed, Message
from eventkit.outputs.programme.editions import EDITIONS, PAPERS
from eventkit.outputs.programme.printed_texts import parse_length
from eventkit.outputs.programme.theme import PAGE_FORMATS as BOOK_PAPERS
from eventkit.outputs.style_file import SECTIONS, Arrangement, SectionName
from eventkit.suggestions import suggest

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
    click.option("--day", "days", metavar="DAY", multiple=True, help="Only this day. Repeatable."),
    click.option("--room", "rooms", metavar="ROOM", multiple=True, help="Only this room's sign; repeatable."),
    click.option(
        "--rooms-per-sheet",
        metavar="N",
        type=click.IntRange(min=1),
        help="The most rooms on a poster.  [as many as can be read on a wall]",
    ),
)


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
        "--booklet", is_flag=True, help="Impose pages as a booklet: two to a side, to be folded and stapled."
    ),
)


def _parse_sections(typed: str) -> tuple[SectionName, ...]:
    names = [name.strip().lower() for name in typed.split(",") if name.strip()]
    for name in names:
        if name not in SECTIONS:
            hint = suggest(name, SECTIONS) or Message("Sections: {known}.", known=Listed(tuple(SECTIONS)))
            raise BadValue("There is no section '{name}'.", hint, name=name)
    return tuple(known for name in names for known in SECTIONS if known == name)


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


@command(
    sections={
        "target": "File, languages and release",
        "edition": "Edition and content",
        "style": "Style and press",
        "as_json": "Findings",
    }
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
        terminal, state, "programme", target, languages, force=force, as_json=as_json, every=every, **options
    )
