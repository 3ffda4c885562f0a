"""Exports: a snapshot of a conference made into a file or folder, and calendars published in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eventkit.files.output_folders import PublishedFolder
from eventkit.messages import Message
from eventkit.office.conference_office import ConferenceOffice
from eventkit.office.snapshots import Snapshot
from eventkit.plugins.exporters import AnyOutput, Context, FolderOutput, get_exporter
from eventkit.values.arguments import checked_methods

CALENDARS = "calendars"  # the exporter of all calendars of a conference
SETTINGS = "settings"  # the option of exporters that check their output by the rules of the conference
NOTHING: Mapping[str, Any] = {}


@checked_methods
class ExportsOffice:
    """The files and folders made of one conference by exporters."""

    def __init__(self, office: ConferenceOffice) -> None:
        self._office = office

    def export(
        self,
        snapshot: Snapshot,
        name: str,
        *,
        languages: Sequence[str] = (),
        ending: str = "",
        options: Mapping[str, Any] = NOTHING,
    ) -> AnyOutput:
        """A snapshot of the conference as a file or folder, made by any exporter, built in or installed.

        An exporter that checks its output by the rules gets the rule settings of the conference, and a
        draft is marked as one if the exporter can.

        Args:
            snapshot: A release of it, or its draft.
            name: The name of the exporter: ``programme``, ``schedule-xml``.
            ending: The ending of the file, with the dot; the exporter's usual one where empty.
            options: Values of the options that the exporter declares.

        Raises:
            EventkitError: There is no such exporter, it does not take an option, or it cannot make the
                output.
        """
        exporter = get_exporter(name)
        if SETTINGS in exporter.options:
            options = {SETTINGS: self._office.rules.settings(), **options}
        context = Context(tuple(languages), snapshot.ledger, snapshot.release is None, ending, options)
        return exporter.export(snapshot.schedule, context)

    def publish_calendars(
        self, snapshot: Snapshot, folder: Path, *, languages: Sequence[str] = (), **options: Any
    ) -> PublishedFolder:
        """Write every calendar of the conference to a served folder: of each day, room, track and person.

        Args:
            snapshot: A release of it, or its draft.
            folder: The folder; nothing in it is touched that is not of these calendars.
            languages: The languages; the conference's by default.
            options: Options of `eventkit.outputs.agenda.calendar_folder.calendars`.

        Raises:
            EventkitError: There is no such option, or the folder contains files of another program.
            OSError: A file cannot be written. The next run finishes the work.
        """
        output = self.export(snapshot, CALENDARS, languages=languages, options=options)
        if not isinstance(output, FolderOutput):
            raise TypeError(Message("The exporter '{calendars}' makes no folder.", calendars=CALENDARS))
        return output.publish(folder)
