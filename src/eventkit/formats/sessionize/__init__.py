"""What Sessionize hands out as JSON: its views All, Sessions, Speakers and GridSmart, and dumps made of them.

There is no public schema. Times are those of the conference's wall clock, in a zone that the files do not
tell; where a site has them in UTC they end in ``Z``.
"""

from __future__ import annotations

from typing import Any

from eventkit.formats.sessionize.views import OF_SESSIONS, OF_SPEAKERS, Views, has_members
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    SourceFile,
    build_schedule,
)
from eventkit.intake.source_file import parse_json

_MARKERS = tuple(f'"{name}"'.encode() for name in sorted(OF_SESSIONS | OF_SPEAKERS))


class Sessionize:
    """The format: JSON alone, or several files of it in a folder or an archive."""

    title = "JSON of Sessionize: All, Sessions, Speakers and GridSmart"
    suffixes = (".json", ".zip")

    def recognises(self, source: SourceFile) -> bool:
        """Whether sessions or speakers have members that only those of Sessionize have."""
        if source.looks_like_json:
            return _is_ours(source.json)
        # Without reading them whole: what is wrong in one of them is for who reads it to tell.
        return any(marker in source.read_member(name) for name in _members(source) for marker in _MARKERS)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """The schedule in JSON, or in all JSON of an archive together.

        Service sessions are breaks unless their title says another pause. What organisers asked and speakers
        answered is kept as extra, save what looks private.

        Raises:
            eventkit.errors.Unreadable: It cannot be taken in; every fault is listed with its place.
        """
        offered = SourceFile(data, name)
        log = ImportLog(name)
        views = Views(log)
        if offered.members:
            for member in _members(offered):
                views.take(
                    parse_json(offered.read_member(member), f"{name}, {member}"), Location(name, member)
                )
        else:
            views.take(parse_json(data, name), Location(name))
        records = views.records()
        if not records.sessions and not records.people:
            message = "holds neither sessions nor speakers of Sessionize: is its schedule published yet?"
            raise log.as_error(message)
        return build_schedule(records, log, hints)


def _members(source: SourceFile) -> list[str]:
    """The members of an archive that are JSON, in the order of their names."""
    return sorted(member for member in source.members_by_stem.values() if member.lower().endswith(".json"))


def _is_ours(root: Any) -> bool:
    """Whether a value is a view; an object that tells of a conference is the document of eventkit."""
    if isinstance(root, dict) and "conference" not in root:
        known = {"sessions", "speakers", "questions", "categories", "rooms"}
        if known <= root.keys() or any(
            has_members(each) for each in (root, root.get("sessions"), root.get("speakers"))
        ):
            return True
    if isinstance(root, list):
        return has_members(root) or any(
            isinstance(each, dict)
            and (
                {"date", "rooms", "timeSlots"} <= each.keys()
                or "groupName" in each
                or has_members(each.get("sessions"))
            )
            for each in root[:3]
        )
    return False


sessionize = Sessionize()
"""The format, ready to be used."""
