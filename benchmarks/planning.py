"""Plans of made conferences by size.

``python -m benchmarks.planning`` measures CPU seconds of the first plan, of the whole, and of repairs; each
size in a process of its own, from a cold start.
"""

from __future__ import annotations

import subprocess
import sys

SIZES = ((60, 5, 2), (200, 10, 3), (500, 20, 3), (1000, 35, 3))
"""Talks, rooms and days."""


def main() -> None:
    print(
        f"{'talks':>6} {'rooms':>6} {'first':>8} {'done':>8} {'left out':>9} {'price':>8} {'MB':>5}  repairs"
    )
    for size in SIZES:
        words = [sys.executable, "-m", "benchmarks.planning_sizes", *map(str, size)]
        subprocess.run(words, check=True)  # noqa: S603 - our own


if __name__ == "__main__":
    main()
