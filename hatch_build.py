"""Build hook: compiles the catalogues of messages, and makes the index of commands.

Both go into the wheel, and beside the sources of an editable.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WRITE_INDEX = """
import sys
from pathlib import Path
from eventkit.cli import main
from eventkit.cli.commands import write_index
print(write_index(Path(sys.argv[1]), main))
"""


class GeneratedFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the files that are not in the repository."""

    def dependencies(self) -> list[str]:
        """What has to be installed first: the index is made from the commands themselves."""
        return list(self.metadata.core.dependencies)

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the files, and add them to what is built."""
        source = Path(self.root, "src")
        for made in (*_compile_catalogues(source), _write_index(source)):
            build_data["artifacts"].append(made.relative_to(self.root).as_posix())


def _compile_catalogues(source: Path) -> Iterator[Path]:
    """A ``.mo`` of each ``.po``."""
    for catalogue in sorted((source / "eventkit/messages/locale").glob("*.po")):
        target = catalogue.with_suffix(".mo")
        with catalogue.open("rb") as file, target.open("wb") as compiled:
            write_mo(compiled, read_po(file, locale=catalogue.stem))
        yield target


def _write_index(source: Path) -> Path:
    """The index of commands, made by another process, in which nothing of eventkit is loaded yet."""
    program = [sys.executable, "-c", WRITE_INDEX, str(source / "eventkit/cli")]
    # What pip installs for a build is found by the same variable.
    path = os.pathsep.join(filter(None, (str(source), os.environ.get("PYTHONPATH", ""))))
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(program, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    return Path(done.stdout.strip())
