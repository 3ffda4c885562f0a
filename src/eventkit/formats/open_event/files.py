"""The files of an archive of Open Event."""

from __future__ import annotations

from typing import Any

from eventkit.intake import ImportLog, Location, SourceFile
from eventkit.intake.raw_objects import RawObject, iter_objects
from eventkit.intake.source_file import parse_json


class Files:
    """The files of an archive."""

    def __init__(self, source: SourceFile, log: ImportLog) -> None:
        self._offered = source
        self._log = log

    def event(self) -> RawObject:
        """What is said of the event; an empty object where nothing is."""
        root, where = self._root("event")
        return RawObject(root if isinstance(root, dict) else {}, where, self._log)

    def objects(self, called: str) -> list[RawObject]:
        """The objects in a file; some versions put the list under a name."""
        root, where = self._root(called)
        if isinstance(root, dict) and isinstance(root.get(called), list):
            root = root[called]
        return list(iter_objects([] if root is None else root, where, self._log))

    def _root(self, called: str) -> tuple[Any, Location]:
        for each in (called, called.replace("_", "-"), called.replace("_", "")):
            if (member := self._offered.members_by_stem.get(each)) is not None:
                where = Location(self._offered.name, member)
                return parse_json(self._offered.read_member(member), f"{self._offered.name}, {member}"), where
        return None, Location(self._offered.name, called)
