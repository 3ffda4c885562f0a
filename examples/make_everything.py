"""Make the calendar, programme and badges of a conference from a document, without a store.

Run it as ``python examples/make_everything.py fixtures/congress.yaml out``.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import eventkit


def main(document: str, folder: str) -> None:
    """Write the outputs to the folder, and print their findings."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    schedule = eventkit.document.read(Path(document).read_bytes(), document).schedule
    ledger = eventkit.Ledger.first(schedule, datetime(2027, 1, 1, tzinfo=UTC))
    outputs = {
        "agenda.ics": eventkit.agenda(schedule, ledger=ledger),
        "programme.pdf": eventkit.programme(schedule, ledger=ledger),
        "badges.pdf": eventkit.badges(schedule, ledger=ledger),
    }
    for name, output in outputs.items():
        output.save(out / name)
        for finding in output.findings:
            print(f"{name}: {finding.severity}: {finding.message}")


if __name__ == "__main__":
    main(*sys.argv[1:])
