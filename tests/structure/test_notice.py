"""NOTICE names every distribution that eventkit requires, with the licence in its own metadata."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from structure.source import ROOT

PROJECT = "conference-eventkit"

WORDS = {
    "Apache-2.0": "apache",
    "BSD-2-Clause": "bsd",
    "BSD-3-Clause": "bsd",
    "GPL-2.0-or-later": "gplv2+",
    "LGPL-2.0-or-later": "lgplv2+",
    "LGPL-3.0-only": "lgpl",
    "LGPL-3.0-or-later": "lgpl",
    "MIT": "mit",
    "MIT-CMU": "mit-cmu",
    "MPL-1.1": "mpl 1.1",
    "OFL-1.1": "ofl-1.1",
    "PSF-2.0": "psf",
}
"""A word of each licence, as metadata without SPDX expressions has it."""


def licences() -> dict[str, str]:
    """The licences in NOTICE by the names of distributions."""
    entries = re.findall(
        r"^([a-z0-9-]+)  +(\S.*?)(?:  +\S+)?$", (ROOT / "NOTICE").read_text("utf-8"), re.MULTILINE
    )
    return dict(entries)


def requirements(name: str) -> Iterator[tuple[str, str]]:
    """The names that a distribution requires here, each with its extra."""
    for requirement, extra in own_requirements() if name == PROJECT else requirements_of(name):
        if extra or requirement.marker is None or requirement.marker.evaluate():
            yield canonicalize_name(requirement.name), extra


def own_requirements() -> Iterator[tuple[Requirement, str]]:
    """The requirements of eventkit, as the project has them now and not as it was when it was installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for extra, lines in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        yield from ((Requirement(line), extra) for line in lines)


def requirements_of(name: str) -> Iterator[tuple[Requirement, str]]:
    for requirement in map(Requirement, distribution(name).requires or ()):
        extra = re.search(r'extra == "(.+?)"', str(requirement.marker))
        yield requirement, extra[1] if extra else ""


def required() -> set[str]:
    """The distributions that eventkit requires, directly or not, without its extras."""
    found: set[str] = set()
    waiting = [PROJECT]
    while waiting:
        more = {name for name, extra in requirements(waiting.pop()) if not extra} - found
        found |= more
        waiting += more
    return found


def is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def licence_words(metadata: PackageMetadata) -> str:
    fields = [metadata.get("License-Expression") or metadata.get("License") or ""]
    return " ".join((*fields, *(metadata.get_all("Classifier") or ()))).lower()


def test_notice_has_every_requirement_and_the_licence_that_it_declares() -> None:
    noticed = licences()
    extras = {name for name, extra in requirements(PROJECT) if extra}
    assert noticed.keys() == required() | extras
    for name, licence in noticed.items():
        words = licence_words(distribution(name).metadata) if is_installed(name) else ""
        for single in licence.split(" OR "):
            assert not words or WORDS[single] in words, (name, single, words[:200])
