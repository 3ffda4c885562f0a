"""The public site of a conference: its pages, with calendars, files for other programs, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eventkit.errors import EventkitError
from eventkit.files.input_records import digest_of
from eventkit.messages import Message
from eventkit.office.conference_office import ConferenceOffice
from eventkit.office.exports import CALENDARS, ExportsOffice
from eventkit.office.file_access import PictureFolder
from eventkit.office.snapshots import Snapshot
from eventkit.outputs.site import PublishedRelease
from eventkit.plugins.exporters import FolderOutput, Output
from eventkit.public_pages.page_addresses import absolute_url, calendar_file, data_file

SITE = "site"

DATA: Mapping[str, str] = {"schedule.json": "schedule-json", "schedule.xml": "schedule-xml"}
"""The files for other programs, with their exporters: apps on phones read them."""

HISTORY = 6  # the number of earlier releases whose changes the site lists


class SiteOffice:
    """The public site of one conference."""

    def __init__(self, office: ConferenceOffice) -> None:
        self._office = office

    def export(
        self,
        snapshot: Snapshot,
        *,
        languages: Sequence[str] = (),
        base: str = "",
        feeds: bool = True,
        **options: Any,
    ) -> FolderOutput:
        """The public site of a snapshot of the conference.

        Args:
            snapshot: A release of it, or its draft.
            base: The address at which the site is published; without it, calendars do not link to pages.
            feeds: Whether the site has calendars and files for other programs.
            options: Further options of `eventkit.outputs.site.site`.

        Raises:
            EventkitError: There is no such option, or a template cannot be used.
        """
        release = snapshot.release
        published_at = release.at if release else snapshot.ledger.revised
        values = {
            "base": base,
            "release": release.name if release else "",
            "published": snapshot.schedule.calendar_date(published_at),
            "releases": tuple(_earlier_releases(self._office, snapshot)),
            "feeds": dict(_feeds(self._office, snapshot, languages, base)) if feeds else {},
            **options,
        }
        output = ExportsOffice(self._office).export(snapshot, SITE, languages=languages, options=values)
        if not isinstance(output, FolderOutput):
            raise TypeError(Message("The exporter '{site}' makes no folder.", site=SITE))
        return output

    def inputs(self, snapshot: Snapshot, **options: Any) -> str:
        """A digest of all that the site of a snapshot is made from: with the same, the files are the same.

        Args:
            snapshot: A release of it, or its draft.
            options: The arguments of `export`.
        """
        releases = [(release.name, release.at, release.hash) for release in self._office.releases.all()]
        values = {
            name: value.inputs if isinstance(value, PictureFolder) else value
            for name, value in options.items()
        }
        return digest_of(snapshot.schedule, snapshot.ledger, snapshot.release, releases, values)


def _earlier_releases(office: ConferenceOffice, snapshot: Snapshot) -> Iterator[PublishedRelease]:
    names = [release.name for release in office.releases.all()]
    if snapshot.release is not None:
        names = names[: names.index(snapshot.release.name)]
    for name in names[-HISTORY:]:
        released = office.releases.load(name)
        schedule = released.schedule
        yield PublishedRelease(name, schedule.calendar_date(released.release.at), schedule)


def _feeds(
    office: ConferenceOffice, snapshot: Snapshot, languages: Sequence[str], base: str
) -> Iterator[tuple[str, bytes]]:
    # No page leads to calendars in several languages.
    options: dict[str, Any] = {"together": False}
    options |= {"base": absolute_url(base, calendar_file("")), "pages": base} if base else {}
    exports = ExportsOffice(office)
    calendars = exports.export(snapshot, CALENDARS, languages=languages, options=options)
    if isinstance(calendars, FolderOutput):
        for path, data in calendars.files.items():
            if path != calendars.index:  # the index of the site lists all files
                yield calendar_file(path), data
    for name, exporter in DATA.items():
        output = exports.export(snapshot, exporter)
        if not isinstance(output, Output):
            raise EventkitError("The exporter '{exporter}' makes no single file.", exporter=exporter)
        yield data_file(name), output.data
