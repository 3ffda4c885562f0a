"""Conference schedules in one store; agendas, programmes, badges and web sites made from it.

    build       ScheduleBuilder: a conference in a line for each thing
    files       read, write; document: the format without loss
    values      Schedule, Conference, Session, Slot, Period, Appearance, Participant, Name, Affiliation,
                Organisation, Backing, Room, Track, Venue, Deadline, Link, Stream, Text
    words       Kind, Role, Status, ParticipantKind, Involvement, EntityKind
    check       check, Finding, Severity
    make        agenda, deadlines, programme, badges, site: each with the method save
    organise    Store, Office, Outcome, Ledger: a conference with its history, releases and contacts
    extend      exporter, Exporter, Context, Output, FolderOutput
    errors      EventkitError and its kinds

`help(eventkit.Session)` lists the fields of a value. Each name is loaded when it is first used, so that a
program that only reads documents loads neither a database nor a typesetter. `docs/library.md` explains them,
and which modules are meant for use beside them.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "eventkit.ledger": ("Ledger", "Revision"),
    "eventkit.editing.builder": ("ScheduleBuilder",),
    "eventkit.errors": (
        "ChangedMeanwhile",
        "EventkitError",
        "Fault",
        "InvalidValue",
        "NoSuchConference",
        "Refused",
        "StoreError",
        "UnknownId",
        "Unprintable",
        "Unreadable",
    ),
    "eventkit.plugins.exporters": ("Context", "Exporter", "FolderOutput", "Output", "exporter"),
    "eventkit.findings": ("Finding", "Severity"),
    "eventkit.formats.document": ("document",),
    "eventkit.intake": ("ImportResult",),
    "eventkit.model": (
        *("Affiliation", "Appearance", "Backing", "Conference", "Deadline", "Involvement", "Kind", "Link"),
        *("Name", "Organisation", "Participant", "ParticipantKind", "Role", "Room", "Session", "Slot"),
        *("Status", "Stream", "Track", "Venue"),
    ),
    "eventkit.office.conference_files": ("read", "write"),
    "eventkit.office.office": ("Office",),
    "eventkit.office.outcomes": ("Outcome",),
    "eventkit.office.verdicts": ("ReleaseBlocked",),
    "eventkit.outputs.agenda": ("agenda", "deadlines"),
    "eventkit.outputs.badges": ("badges",),
    "eventkit.outputs.programme": ("programme",),
    "eventkit.outputs.site": ("site",),
    "eventkit.rules": ("check",),
    "eventkit.schedule": ("EntityKind", "Schedule"),
    "eventkit.store": ("Store", "StoredConference"),
    "eventkit.texts": ("Text",),
    "eventkit.times": ("Period",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - the stub beside this file lists them for type checkers


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("conference-eventkit")
    if name not in _HOME_OF:
        message = f"module 'eventkit' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
