"""``make bench``: every benchmark, one after the other, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ASIDE = {"__init__", "__main__", "badge_peers", "badge_people", "book_peer", "made"}


def main() -> None:
    """Run them, and fail if one fails."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in ASIDE)
    failed = False
    for name in names:
        print(f"\n## {name}\n", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        failed |= subprocess.run(command, check=False).returncode != 0  # noqa: S603 - our own
    sys.exit(failed)


if __name__ == "__main__":
    main()
