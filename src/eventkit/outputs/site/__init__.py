"""The public site of a conference: a folder of pages, style sheets and calendars for any web server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from eventkit.errors import InvalidValue
from eventkit.findings import Finding, Severity
from eventkit.ledger import Ledger
from eventkit.messages import Message
from eventkit.model import Url
from eventkit.outputs.reader_languages import check_reader_languages, retag_texts
from eventkit.outputs.site.change_list import (
    ChangeWriter,
    PublishedRelease,
    ReleaseStep,
    describe_release,
    release_steps,
)
from eventkit.outputs.site.day_grid import DayLayout, days_of, lay_out_day
from eventkit.outputs.site.entity_pages import EntityPages
from eventkit.outputs.site.overview_pages import OverviewContent, OverviewPages, describe_days
from eventkit.outputs.site.page_templates import PageTemplates, load_templates
from eventkit.outputs.site.readership import Readership
from eventkit.outputs.site.script_data import ScriptData, key_script
from eventkit.outputs.site.server_files import SITEMAP, find_large_packs, offline_files, server_files
from eventkit.outputs.site.session_entries import EntryWriter
from eventkit.outputs.site.site_assets import (
    RELEASE_SHEET,
    PeoplePictures,
    ReleaseNotes,
    StylePictures,
    day_keys,
    day_sheet,
    encode_people,
    encode_style_pictures,
    hashed_path,
    icon,
    release_sheet,
    static_file,
    theme_sheet,
    versioned_link,
)
from eventkit.outputs.site.site_frame import POLICY, PageFrame, PageRenderer, SiteAssets, SitePictures
from eventkit.outputs.style_file import DEFAULT_STYLE, StyleFile
from eventkit.plugins.exporters import FolderOutput, folder_exporter
from eventkit.public_pages.page_addresses import (
    ALL_SESSIONS,
    LANGUAGE_CHOICE,
    NOT_FOUND,
    SitePage,
    absolute_url,
    calendar_file,
    site_page,
)
from eventkit.schedule import Schedule
from eventkit.texts import Language, canonicalise_tag
from eventkit.wording import Wording
from eventkit.wording.public_schedule import for_readers

__all__ = ["PublishedRelease", "site"]
INDEX = "index.json"  # the file that lists all others
ENDINGS = (".html", ".css", ".js", ".svg", ".jpg", ".ics", ".json", ".xml", "")
"""The endings of the files of a site; some have none, such as ``_headers``."""

NO_FILES: Mapping[str, bytes] = {}
NO_TEXTS: Mapping[str, str] = {}

LARGE_FILES = ("large.css", "hours.js")
"""The style sheet and the script of days and indexes of hundreds of entries."""

NO_ADDRESS = Finding(
    Severity.INFO,
    "no-address",
    (),
    Message(
        "The site has no {page} and no {map}, which need its address. Publish it with its address.",
        page=NOT_FOUND,
        map=SITEMAP,
    ),
)
"""The finding on a site that is published without its address."""

ACCENT = "#2036a8"
"""The accent of a site without a style file, as in its style sheet."""


@folder_exporter
def site(
    schedule: Schedule,
    *,
    ledger: Ledger | None = None,
    languages: Sequence[Language] = (),
    draft: bool = False,
    pairs: Sequence[str] = (),
    base: Url | Literal[""] = "",
    release: str = "",
    published: date | None = None,
    releases: Sequence[PublishedRelease] = (),
    templates: Mapping[str, str] = NO_TEXTS,
    design: StyleFile = DEFAULT_STYLE,
    feeds: Mapping[str, bytes] = NO_FILES,
    pictures: Mapping[str, bytes] = NO_FILES,
    offline: bool = True,
    style_pictures: Mapping[str, bytes] = NO_FILES,
    has_selections: bool = False,
) -> FolderOutput:
    """The public site: pages of days, sessions, people, rooms and tracks, for any web server.

    The pages are whole without a script, link to each other by relative addresses, and load nothing from
    elsewhere.

    Args:
        ledger: The revisions of its sessions: the day of the last change; none by default.
        languages: The languages of the readers; those of the conference if none are named.
        draft: Whether the schedule may still change; pages are marked so, and search engines leave them out.
        pairs: Pairs of languages, as ``zh/en``, each for further pages with the second language beneath.
        base: The address at which the site is published; without it there is no page for missing addresses,
            and no map of the site.
        release: The name of the release.
        published: The day of the release, or of the draft; by default that of the last change in the ledger.
            Without either, pages name no day.
        releases: The releases before it, the oldest first.
        templates: An organiser's templates by their names, in the place of those of eventkit.
        design: Colours, fonts, logos and practical information.
        feeds: Calendars and files for other programs by their paths in the site, which pages link to.
        pictures: Pictures of people by the names of their files, ``lin-yifu.jpg``; they are re-encoded.
        offline: Whether browsers store the pages of the languages that are opened, for reading offline.
        style_pictures: The pictures that ``design`` names, by their names: of the first page, and logos.
        has_selections: Whether the server of the site makes calendars of the sessions that readers choose.

    Raises:
        EventkitError: A picture of the style file is missing or damaged.
        Unreadable: A template breaks the syntax of Jinja, or uses a name that no value has.
    """
    asked = tuple(languages) or schedule.conference.languages
    schedule = for_readers(schedule, asked)
    releases = [replace(earlier, schedule=for_readers(earlier.schedule, asked)) for earlier in releases]
    groups = [*((language,) for language in asked), *map(_pair, pairs)]
    if published is None and ledger is not None:
        published = schedule.calendar_date(ledger.revised)
    current = PublishedRelease(release, published, schedule)
    steps = release_steps(releases, current)
    schedule = retag_texts(schedule)  # after the comparison: a language that is guessed is not a change
    people = encode_people(schedule, pictures)
    source = _Source(
        choices=tuple(Readership(schedule, group) for group in groups),
        grids={day: lay_out_day(schedule, day) for day in days_of(schedule)},
        steps=steps,
        current=current,
        draft=draft,
        base=base,
        offline=offline,
        templates=load_templates(templates),
        design=design,
        feeds=feeds,
        people=people,
        look=encode_style_pictures(design, style_pictures),
        has_selections=has_selections,
    )
    files = dict(source.files())
    files |= offline_files(files, [readers.folder for readers in source.choices if offline])
    files[INDEX] = _index(schedule.conference.id, base, files)
    unused = check_reader_languages(schedule, languages)
    findings = (*unused, *people.findings, *find_large_packs(files), *([] if base or draft else [NO_ADDRESS]))
    return FolderOutput(files, INDEX, findings, endings=ENDINGS)


def published_address(index: bytes) -> str:
    """The address in the index of a site; empty without one, or if it is not an index of a site."""
    try:
        content = json.loads(index)
        return str(content.get("base", "")) if content["output"] == "site" else ""
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _pair(written: str) -> tuple[str, ...]:
    languages = written.split("/")
    try:
        if len(languages) > 1:
            return tuple(map(canonicalise_tag, languages))
    except ValueError:
        pass
    raise InvalidValue.of(
        "'{written}' among pairs is not a pair of languages such as zh/en.", "pairs", written=written
    )


def _index(conference: str, base: str, paths: Iterable[str]) -> bytes:
    """The address of the site, and the list of all files: a line for each, so that runs can be compared."""
    listed = ",\n".join(json.dumps({"path": path}, ensure_ascii=False) for path in sorted(paths))
    about = {"output": "site", "conference": conference} | ({"base": base} if base else {})
    head = "\n".join(f'"{key}": {json.dumps(value, ensure_ascii=False)},' for key, value in about.items())
    return f'{{\n{head}\n"files": [\n{listed}\n]}}\n'.encode()


class StartReference(NamedTuple):
    """The first page of a language."""

    readers: Readership
    title: str  # the title of the conference, without markup
    start: str
    address: str  # its address: absolute where that of the site is known


@dataclass(frozen=True)
class _Source:
    """All that the files of a site are made from."""

    choices: tuple[Readership, ...]
    grids: Mapping[date, DayLayout]
    steps: tuple[ReleaseStep, ...]  # the changes of each release, the newest first
    current: PublishedRelease
    draft: bool  # whether it may still change
    base: str  # the address of the site; may be empty
    offline: bool  # whether browsers store the pages for reading offline
    templates: PageTemplates
    design: StyleFile  # colours, fonts, logos and practical information
    feeds: Mapping[str, bytes]
    people: PeoplePictures
    look: StylePictures
    has_selections: bool

    def files(self) -> Iterator[tuple[str, bytes]]:
        sheets = {day: grid.rules.encode() for day, grid in self.grids.items() if len(grid.columns) > 1}
        keys = {day: key_script(grid.hours) for day, grid in self.grids.items() if grid.hours}
        yield from ((day_sheet(day), rules) for day, rules in sheets.items())
        yield from ((day_keys(day), script) for day, script in keys.items())
        links = (
            {day: versioned_link(day_sheet(day), rules) for day, rules in sheets.items()},
            {day: versioned_link(day_keys(day), script) for day, script in keys.items()},
        )
        assets, files = self._assets()
        yield from files
        yield from self.feeds.items()
        yield from self.people.files.items()
        yield from self.look.files.items()
        yield LANGUAGE_CHOICE, self._choice_page("languages.html", assets)
        if self.base:
            # A server shows this page below any folder, where relative links fail.
            root = f"{urlsplit(self.base).path.rstrip('/')}/"
            yield NOT_FOUND, self._choice_page("not_found.html", assets, root=root)
        paths = []
        for readers in self.choices:
            for path, page in self._pages(readers, assets, links):
                if path.endswith(".html"):
                    paths.append(path)
                yield path, page
        languages = {readers.folder: readers.language for readers in self.choices}
        yield from server_files(POLICY, paths, languages, base=self.base, draft=self.draft)

    def _assets(self) -> tuple[SiteAssets, list[tuple[str, bytes]]]:
        style, theme = static_file("style.css"), theme_sheet(self.design, self.current.schedule.tracks)
        files = [
            (hashed_path("style.css", style), style),
            (hashed_path("theme.css", theme), theme),
            (
                RELEASE_SHEET,
                release_sheet({readers.language: self._notes(readers.wording) for readers in self.choices}),
            ),
        ]
        sign = icon(
            str(self.design.colours.named("accent"))
            if "accent" in self.design.colours.model_fields_set
            else ACCENT
        )
        scripts = [
            (hashed_path(name, data), data) for name in ("site.js", "qr.js") for data in [static_file(name)]
        ]
        sheets = tuple(path for path, _ in files)
        further = [(hashed_path(name, data), data) for name in LARGE_FILES for data in [static_file(name)]]
        paths = [path for path, _ in (*scripts, *further)]
        assets = SiteAssets(sheets, paths[0], paths[1], hashed_path("icon.svg", sign), paths[2], paths[3])
        return assets, [*files, *scripts, (assets.icon, sign), *further]

    def _notes(self, wording: Wording) -> ReleaseNotes:
        on = self.current.on
        return ReleaseNotes(
            describe_release(wording, self.current.name, on),
            wording.site_word("offline", date=wording.days(on, on)) if on is not None else "",
        )

    def _choice_page(self, template: str, assets: SiteAssets, root: str = "") -> bytes:
        choices = []
        for readers in self.choices:
            start = site_page(SitePage.START, readers.folder)
            title = readers.plain(self.current.schedule.conference.title)
            address = absolute_url(self.base, start) if self.base else start
            choices.append(StartReference(readers, title, start, address))
        titles = {choice.title: choice for choice in reversed(choices)}
        conference, first = self.current.schedule.conference, self.choices[0]
        return self.templates.render(
            template,
            choices=choices,
            further_titles=[choice for choice in choices[1:] if titles[choice.title] is choice],
            days=describe_days(first, conference.start, conference.end),
            venue=first.first(conference.venue.name) if conference.venue else "",
            assets=assets,
            policy=POLICY,
            draft=self.draft,
            root=root,
        )

    def _pages(
        self, readers: Readership, assets: SiteAssets, links: tuple[Mapping[date, str], Mapping[date, str]]
    ) -> Iterator[tuple[str, bytes]]:
        all_sessions = calendar_file(f"{readers.language}/{ALL_SESSIONS}.ics")
        subscription = all_sessions if all_sessions in self.feeds else ""
        frame = PageFrame(
            readers,
            self.choices,
            assets,
            self.draft,
            self.base,
            self.offline,
            subscription,
            self.has_selections,
        )
        renderer = PageRenderer(self.templates, frame)
        writer = EntryWriter(readers, self.steps[0].former_slots if self.steps else {})
        pictures = SitePictures(self.look.cover, self.look.logos, self.people.by_person)
        entities = EntityPages(renderer, writer, self.feeds.keys(), pictures.people)
        changes = [ChangeWriter(readers).write(step) for step in self.steps]
        calendar = self.feeds.get(subscription, b"")
        content = OverviewContent(
            self.grids, *links, pictures, self.design.practical, changes, has_calendar=bool(calendar)
        )
        overview = OverviewPages(renderer, writer, entities, content)
        yield from overview.render()
        yield from entities.render()
        yield from ScriptData(renderer, writer, calendar).files()
