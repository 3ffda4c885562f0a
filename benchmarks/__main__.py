"""Benchmarks: ``make bench`` runs all of them, one after the other, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LIBRARIES = {
    "__init__",
    "__main__",
    "badge_peers",
    "badge_people",
    "book_peer",
    "compare",
    "cosplib",
    "cosplib_evaluator",
    "made",
    "planning_sizes",
}
"""Modules that benchmarks import or run for one size, and `compare`, which needs a commit to compare with."""


def main() -> None:
    """Run all benchmarks; exits with 1 if one of them fails."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in LIBRARIES)
    failed = False
    for name in names:
        print(f"\n## {name}\n", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        failed |= subprocess.run(command, check=False).returncode != 0  # noqa: S603 - our own modules
    sys.exit(failed)


if __name__ == "__main__":
    main()
