"""Read a conference from a document and make its calendar, programme and badges, without a store.

Run it as ``python examples/make_everything.py fixtures/congress.yaml out``.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import eventkit


def main(document: str, folder: str) -> None:
    """Make everything into the folder, and tell what there is to know about it."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    schedule = eventkit.document.read(Path(document).read_bytes(), document).schedule
    ledger = eventkit.Ledger.first(schedule, datetime(2027, 1, 1, tzinfo=UTC))
    for make in (eventkit.agenda, eventkit.programme, eventkit.badges):
        made = make(schedule, ledger=ledger)
        (out / f"{make.__name__}{make.suffixes[0]}").write_bytes(made.data)
        for finding in made.findings:
            print(f"{finding.severity}: {finding.message}")


if __name__ == "__main__":
    main(*sys.argv[1:])
