"""The site command: the public web site of a conference in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from eventkit.cli.check_command import findings_option, report_output
from eventkit.cli.commands import BadValue
from eventkit.cli.file_arguments import (
    folder_option,
    read_templates,
    show_template_option,
    template_folder_option,
)
from eventkit.cli.input_values import language_tags, parse_url
from eventkit.cli.print_options import read_style, style_option
from eventkit.cli.shared_options import all_of, draft_options, language_option, store_options
from eventkit.cli.terminal import Terminal, command, report_folder, report_if_stale, report_published
from eventkit.files.input_records import digest_of, read_record, write_record
from eventkit.files.output_folders import PublishedFolder
from eventkit.messages import Message
from eventkit.office.file_access import PictureFolder
from eventkit.office.site_office import SITE
from eventkit.outputs.site import INDEX, published_address
from eventkit.outputs.site.page_templates import built_in_templates
from eventkit.rules import DEFAULT_SETTINGS

TEMPLATE_ENDING = ".html"


def _parse_pair(typed: str) -> str:
    languages = tuple(filter(None, typed.split("/")))
    if len(languages) != 2:
        raise BadValue("'{text}' is not a pair of languages. Write it as zh/en.", text=typed)
    return "/".join(language_tags(languages))


page_options = all_of(
    folder_option("The folder of the site."),
    language_option,
    click.option(
        "--pair",
        "pairs",
        metavar="TAG/TAG",
        multiple=True,
        type=_parse_pair,
        help="Further pages in two languages, the second beneath the first, such as zh/en. Repeatable.",
    ),
    click.option(
        "--base",
        metavar="URL",
        type=parse_url,
        help="The address where the folder is published; calendars and search engines need it.  "
        "[that of the last run]",
    ),
    template_folder_option,
    style_option,
    click.option(
        "--pictures",
        "picture_folder",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False),
        help="A folder of pictures of people, named by their ids: lin-yifu.jpg.",
    ),
    show_template_option(built_in_templates, "session.html"),
    click.option("--no-offline", is_flag=True, help="Do not store pages in browsers."),
    click.option("--no-feeds", is_flag=True, help="Leave out calendars and data."),
    click.option("--full", is_flag=True, help="Make every page, even if nothing changed."),
)


@command()
@page_options
@draft_options
@findings_option
@store_options
def site(
    terminal: Terminal,
    folder: str,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
    base: str | None,
    template_folder: str | None,
    style: str | None,
    picture_folder: str | None,
    no_offline: bool,
    no_feeds: bool,
    full: bool,
    every: bool,
    **options: Any,
) -> None:
    """Write the public web site into a folder, for any web server.

    It is made from the newest release. If nothing is released yet, and with --draft, each page is marked
    as a draft. The folder has to be new or empty the first time. Later, only files that changed are
    written, and those that are no longer needed are removed.

    Example:
      eventkit site -o public
      eventkit site -o public --base https://example.org/2027 --language zh --language en --pair zh/en
      eventkit site --draft -o preview
    """
    if style is not None:
        options["design"], options["style_pictures"] = read_style(Path(style))
    base = base or _last_address(Path(folder, INDEX))
    state = terminal.snapshot(release, draft=draft)
    office = terminal.office(state.schedule.conference.id)
    report_if_stale(terminal, state, SITE)
    options |= {
        "languages": language_tags(languages),
        "base": base,
        "feeds": not no_feeds,
        "offline": not no_offline,
        "templates": read_templates(template_folder, TEMPLATE_ENDING, "page.html"),
        "pictures": PictureFolder(Path(picture_folder)) if picture_folder else {},
    }
    # What is printed about the pages depends on these, too, and is printed again without making them.
    printed = terminal.settings.language, terminal.err.width, every
    inputs = digest_of(office.site.inputs(state, **options), printed)
    record = None if full else read_record(Path(folder), inputs)
    if record is not None:
        terminal.err.write(record.report)
        report_published(terminal, Path(folder), PublishedFolder(0, len(record.files), 0))
        return
    with terminal.working(Message("making the site …")):
        output = office.site.export(state, **options)
    with terminal.err.capture() as report:
        report_output(terminal, folder, output.findings, DEFAULT_SETTINGS, force=True, every=every)
    terminal.err.write("".join(report))
    report_folder(terminal, Path(folder), output)
    write_record(Path(folder), inputs, output.files, "".join(report))


def _last_address(index: Path) -> str:
    return published_address(index.read_bytes()) if index.is_file() else ""
