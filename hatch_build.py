"""Build hook: compiles the catalogues of messages into the wheel, and beside the sources of an editable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes a ``.mo`` of each ``.po``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the catalogues, and add them to what is built."""
        for source in sorted(Path(self.root, "src/eventkit/messages/locale").glob("*.po")):
            target = source.with_suffix(".mo")
            with source.open("rb") as file, target.open("wb") as compiled:
                write_mo(compiled, read_po(file, locale=source.stem))
            build_data["artifacts"].append(target.relative_to(self.root).as_posix())
