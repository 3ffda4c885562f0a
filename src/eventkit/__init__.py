"""Conference schedules in one store; agendas, programmes, badges and web sites made from it.

The public names; each is loaded from its module when it is first used, so that a program that only
reads documents loads neither a database nor a typesetter. `docs/library.md` explains what they are for, and
which modules are meant for use beside them.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "eventkit.ledger": ("Ledger", "Revision"),
    "eventkit.editing": ("Refused",),
    "eventkit.errors": (
        "ChangedMeanwhile",
        "EventkitError",
        "Fault",
        "NoSuchConference",
        "StoreError",
        "Unprintable",
        "Unreadable",
    ),
    "eventkit.exporters": ("Context", "Exporter", "FolderOutput", "Output", "exporter"),
    "eventkit.findings": ("Finding", "Severity"),
    "eventkit.formats.document": ("document",),
    "eventkit.intake": ("ImportResult",),
    "eventkit.model": (
        *("Affiliation", "Appearance", "Backing", "Conference", "Deadline", "Involvement", "Kind", "Link"),
        *("Name", "Organisation", "Participant", "ParticipantKind", "Role", "Room", "Session", "Slot"),
        *("Status", "Stream", "Track", "Venue"),
    ),
    "eventkit.office.office": ("Office",),
    "eventkit.office.outcomes": ("Outcome",),
    "eventkit.office.release_gate": ("ReleaseBlocked",),
    "eventkit.outputs.agenda": ("agenda", "deadlines"),
    "eventkit.outputs.badges": ("badges",),
    "eventkit.outputs.programme": ("programme",),
    "eventkit.outputs.site": ("site",),
    "eventkit.rules": ("check",),
    "eventkit.schedule": ("Schedule",),
    "eventkit.store": ("Store", "StoredConference"),
    "eventkit.texts": ("Text",),
    "eventkit.times": ("Period",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - the stub beside this file lists them for type checkers


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        message = f"module 'eventkit' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
