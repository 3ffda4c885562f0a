"""The Chromium that tests drive. ``python tests/browser/chromium.py`` installs it where it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ABSENT = (
    "The browser tests need Chromium, and none was found. Install Chromium or Chrome, or give the path of "
    "its program in the environment variable CHROMIUM, or run `make browser`, which installs it."
)
WRONG = "The environment variable CHROMIUM is {}, which is not a program. Correct or unset it."

FONT_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
"""The packages with the faces that style sheets of pages name first, which eventkit prints with."""

FONT_SETTINGS = """\
<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  {folders}
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


class ChromiumMissing(Exception):
    """No Chromium is on the machine, or CHROMIUM does not lead to one."""


def find() -> Path:
    """The program: that of ``CHROMIUM``, else one on ``PATH``, else the one that playwright installs."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if shutil.which(chosen) is None:
            raise ChromiumMissing(WRONG.format(chosen))
        return Path(chosen)
    for name in NAMES:
        if program := shutil.which(name):
            return Path(program)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if own.is_file():
        return own
    raise ChromiumMissing(ABSENT)


def own_fonts(folder: Path) -> dict[str, str]:
    """The environment of a Chromium that draws pages in the same faces on every machine (Fontconfig).

    Args:
        folder: A folder for the settings, and what is made of the fonts once.
    """
    packages = [find_spec(name) for name in FONT_PACKAGES]
    paths = [Path(package.origin).parent for package in packages if package and package.origin]
    folders = "\n  ".join(f"<dir>{path}</dir>" for path in paths)
    settings = folder / "fonts.conf"
    settings.write_text(FONT_SETTINGS.format(folders=folders, cache=folder / "cache"), encoding="utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(settings)}


def install() -> Path:
    """Install Chromium: with ``apt-get`` for root on Debian, else with playwright."""
    root = os.geteuid() == 0
    apt = shutil.which("apt-get")
    if root and apt:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        update = [apt, "-qq", "update"]
        package = [apt, "-qq", "install", "--yes", "--no-install-recommends", "chromium"]
        # Ubuntu has no such package: playwright's own build is next.
        if _succeeds(update, environment) and _succeeds(package, environment):
            return find()
    with_libraries = ["--with-deps"] if root and apt else []
    _succeeds([sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"], dict(os.environ))
    return find()


def _succeeds(command: list[str], environment: dict[str, str]) -> bool:
    finished = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    return finished.returncode == 0


def main() -> None:
    """Print where Chromium is, after installing it if it is missing."""
    try:
        program = find()
    except ChromiumMissing:
        if "CHROMIUM" in os.environ:
            raise
        program = install()
    print(f"Browser tests use {program}.")  # noqa: T201


if __name__ == "__main__":
    try:
        main()
    except ChromiumMissing as missing:
        sys.exit(str(missing))
