"""The frab family of formats: schedule.xml, schedule.json, schedule2 and pretalx API objects.

The first two are read by most apps, signage and video tools. Exports conform to the schemas of c3voc
(``voc/schedule``, folder ``validator``); imports need not, since hardly any real file does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from eventkit.errors import Unreadable
from eventkit.formats.frab.export_plan import ExportPlan, json_losses, xml_losses
from eventkit.formats.frab.frab_values import EXTENSION_KEY
from eventkit.formats.frab.pretalx import is_pretalx, join_pages, parse_pretalx
from eventkit.formats.frab.schedule_json import (
    build_schedule2,
    build_schedule_json,
    embed_schedule,
    is_schedule2,
    is_v1,
    parse_schedule_json,
    serialise_json,
)
from eventkit.formats.frab.schedule_xml import parse_schedule_xml, serialise_schedule_xml
from eventkit.formats.losses import find_losses
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    SourceFile,
    build_schedule,
)
from eventkit.intake.source_file import parse_json, unreadable
from eventkit.messages import Message
from eventkit.plugins.exporters import NO_OPTIONS, PLAIN, Context, Output, require_options
from eventkit.schedule import Schedule
from eventkit.wording.public_schedule import without_erased

__all__ = ["pretalx_format", "schedule2_format", "schedule_json_format", "schedule_xml_format"]


class ScheduleXmlFormat:
    """schedule.xml: read in all its dialects, written to the present schema."""

    title = "schedule.xml of frab, pretalx and Pentabarf, which apps, signage and video tools read"
    suffixes = (".xml",)
    fields = frozenset(
        {"schedule", "conference", "day", "room", "event", "title", "start", "duration", "persons"}
    )
    options = NO_OPTIONS

    def recognises(self, source: SourceFile) -> bool:
        """True if the root element is ``schedule``."""
        return source.root_element == "schedule"

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        log = ImportLog(name)
        return build_schedule(parse_schedule_xml(data, name, log), log, hints)

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        require_options(self, context)
        shown = without_erased(schedule)
        plan = ExportPlan(shown)
        return Output(serialise_schedule_xml(plan), losses=find_losses(shown, xml_losses(plan)))


class ScheduleJsonFormat:
    """schedule.json (v1): the content of a schedule.xml as JSON."""

    title = "schedule.json of frab and pretalx (v1)"
    suffixes = (".json",)
    fields = frozenset({"schedule", "conference", "days", "rooms", "title", "start", "duration", "persons"})
    options = NO_OPTIONS

    def recognises(self, source: SourceFile) -> bool:
        """True for JSON with days with rooms with events."""
        return source.looks_like_json and is_v1(source.json)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        root = parse_json(data, name)
        if not is_v1(root):
            raise _wrong_format(name, "days with rooms in schedule.conference, as a schedule.json has them")
        log = ImportLog(name)
        return build_schedule(parse_schedule_json(root, name, log), log, hints)

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        require_options(self, context)
        shown = without_erased(schedule)
        plan = ExportPlan(shown)
        return Output(serialise_json(build_schedule_json(plan)), losses=find_losses(shown, json_losses(plan)))


class Schedule2Format:
    """schedule2: flat, with roles, breaks and texts by language.

    The schema allows other keys beside the conference. Under one of them eventkit embeds the whole schedule,
    and imports that as long as nothing else in the file was changed.
    """

    title = "schedule2 of c3voc, a flat JSON with roles, in which eventkit loses nothing"
    suffixes = (".json",)
    fields = frozenset({"schedule", "conference", "events", "title", "start", "duration", "persons"})
    options = NO_OPTIONS

    def recognises(self, source: SourceFile) -> bool:
        """True for JSON with a flat list of events beside the conference."""
        return source.looks_like_json and is_schedule2(source.json)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        root = parse_json(data, name)
        if not is_schedule2(root):
            raise _wrong_format(name, "a list of events beside schedule.conference, as a schedule2 has it")
        log = ImportLog(name)
        own = root["schedule"].get(EXTENSION_KEY)
        if own is not None and hints == NO_HINTS:
            if (schedule := _embedded_schedule(own, root)) is not None:
                return ImportResult(schedule)
            message = Message(
                "The file was changed after eventkit exported it. Imported from the fields of the format."
            )
            log.warning("changed-since", message, Location(name, field=f"schedule.{EXTENSION_KEY}"))
        return build_schedule(parse_schedule_json(root, name, log), log, hints)

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        """Export a schedule2 that conforms to the schema, with the whole schedule embedded."""
        require_options(self, context)
        return Output(serialise_json(build_schedule2(ExportPlan(schedule))))


def _embedded_schedule(own: Any, root: Mapping[str, Any]) -> Schedule | None:
    """The embedded schedule, if the file is still what eventkit exports for it."""
    try:
        schedule = Schedule.model_validate(own)
    except ValidationError:
        return None
    return (
        schedule
        if build_schedule2(ExportPlan(schedule)) == root and embed_schedule(schedule) == own
        else None
    )


class PretalxFormat:
    """pretalx API objects, in lists or in a grid of days, minutes and rooms; only read."""

    title = "objects of the API of pretalx: submissions, slots, speakers, rooms"
    suffixes = (".json",)
    fields = frozenset({"submissions", "slots", "code", "title", "state", "submission_type", "speakers"})

    def recognises(self, source: SourceFile) -> bool:
        """True for JSON with submissions or slots, or a grid of them, and for an archive with such files."""
        if source.looks_like_json:
            return is_pretalx(source.json)
        # Without parsing them: faults are reported when the file is read.
        return any(
            b'"submission_type"' in source.read_member(member)
            for member in source.members
            if member.lower().endswith(".json")
        )

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        root = join_pages(SourceFile(data, name))
        if not is_pretalx(root):
            raise _wrong_format(name, "submissions or slots as the API of pretalx gives them")
        log = ImportLog(name)
        return build_schedule(parse_pretalx(root, name, log), log, hints)


def _wrong_format(name: str, expected: str) -> Unreadable:
    return unreadable(
        Message("The file does not have {expected}. Check the format.", expected=expected), name
    )


schedule_xml_format = ScheduleXmlFormat()
schedule_json_format = ScheduleJsonFormat()
schedule2_format = Schedule2Format()
pretalx_format = PretalxFormat()
