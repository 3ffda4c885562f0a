"""The ``session.json`` of CCIP and its app OPass, as conferences in Taiwan publish it; read and written.

There is no public schema. Every text stands under its language, ``zh`` and ``en``, and may in others besides.
A session that is broadcast into several rooms lists them. In 2019 the file was a list of sessions with their
speakers in them.
"""

from __future__ import annotations

from typing import Any

from eventkit.findings import Finding
from eventkit.formats.ccip.losing import CCIP_LOSSES
from eventkit.formats.ccip.reading import records
from eventkit.formats.ccip.writing import written
from eventkit.formats.losses import find_losses
from eventkit.intake import NO_HINTS, ImportHints, ImportLog, ImportResult, SourceFile, build_schedule
from eventkit.intake.source_file import parse_json
from eventkit.schedule import Schedule


class Ccip:
    """The format."""

    title = "session.json of CCIP and OPass"
    suffixes = (".json",)

    def recognises(self, source: SourceFile) -> bool:
        """Whether it holds sessions whose texts stand under languages."""
        root = source.json
        if isinstance(root, dict) and "conference" not in root:
            return {"sessions", "session_types"} <= root.keys() or _is_bilingual(root.get("sessions"))
        return _is_bilingual(root)

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """The schedule in a file. The languages given say which Chinese its ``zh`` is: ``zh-Hant``.

        Raises:
            eventkit.errors.Unreadable: It cannot be taken in; every fault is listed with its place.
        """
        log = ImportLog(name)
        root = parse_json(data, name)
        told = records(root, log, hints.languages)
        is_empty = isinstance(root, dict) and "sessions" in root
        if not told.sessions and not told.people and not is_empty:
            message = "holds neither sessions nor speakers of CCIP: is it the right file?"
            raise log.as_error(message)
        return build_schedule(told, log, hints)

    def write(self, schedule: Schedule, suffix: str) -> bytes:  # noqa: ARG002 - there is one
        """The file that holds the schedule as far as the format can, see `lost`; in UTF-8.

        The same schedule gives the same bytes.
        """
        return written(schedule)

    def lost(self, schedule: Schedule) -> tuple[Finding, ...]:
        """What the format cannot store; see `eventkit.formats.losses`."""
        return find_losses(schedule, CCIP_LOSSES)


def _is_bilingual(sessions: Any) -> bool:
    first = sessions[:3] if isinstance(sessions, list) else ()
    return any(
        isinstance(each, dict)
        and "start" in each
        and any(isinstance(each.get(tag), dict) for tag in ("zh", "en"))
        for each in first
    )


ccip = Ccip()
"""The format, ready to be used."""
