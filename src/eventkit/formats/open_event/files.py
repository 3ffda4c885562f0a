"""The files of an archive of Open Event."""

from __future__ import annotations

from typing import Any

from eventkit.intake import Notes, Offered, Place
from eventkit.intake.objects import Object, objects
from eventkit.intake.offered import parsed


class Files:
    """The files of an archive."""

    def __init__(self, offered: Offered, notes: Notes) -> None:
        self._offered = offered
        self._notes = notes

    def event(self) -> Object:
        """What is said of the event; an empty object where nothing is."""
        root, where = self._root("event")
        return Object(root if isinstance(root, dict) else {}, where, self._notes)

    def objects(self, called: str) -> list[Object]:
        """The objects in a file; some versions put the list under a name."""
        root, where = self._root(called)
        if isinstance(root, dict) and isinstance(root.get(called), list):
            root = root[called]
        return list(objects([] if root is None else root, where, self._notes))

    def _root(self, called: str) -> tuple[Any, Place]:
        for each in (called, called.replace("_", "-"), called.replace("_", "")):
            if (member := self._offered.parts.get(each)) is not None:
                where = Place(self._offered.name, member)
                return parsed(self._offered.member(member), f"{self._offered.name}, {member}"), where
        return None, Place(self._offered.name, called)
