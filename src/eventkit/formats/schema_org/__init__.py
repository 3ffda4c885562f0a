"""The schedule for search engines: schema.org's Event in JSON-LD 1.1, to be put into a web page.

The conference is an Event, sessions are its subEvents and parts theirs. Texts are told by language, as value
objects with ``@language``. Who appears is in ``performer``, but for those who only take part (``attendee``)
and interpreters (``translator``). Signs that end a script in HTML are written as escapes, so that the whole
may stand in ``<script type="application/ld+json">`` as it is.
"""

from __future__ import annotations

import json

from eventkit.findings import Finding
from eventkit.formats.losses import find_losses
from eventkit.formats.schema_org.events import CONTEXT, Events
from eventkit.formats.schema_org.losses import SCHEMA_ORG_LOSSES
from eventkit.schedule import Schedule

# "<", ">" and "&" end or begin something in HTML, and can stand in JSON as escapes.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


class SchemaOrg:
    """The format: only written."""

    title = "schema.org events (JSON-LD), for search engines"
    suffixes = (".jsonld",)

    def write(self, schedule: Schedule, suffix: str) -> bytes:  # noqa: ARG002 - there is one
        """The file; the same schedule gives the same bytes."""
        event = {"@context": CONTEXT, **Events(schedule).conference()}
        text = json.dumps(event, ensure_ascii=False, allow_nan=False, indent=2)
        return f"{text.translate(_ESCAPES)}\n".encode()

    def lost(self, schedule: Schedule) -> tuple[Finding, ...]:
        """What schema.org cannot store; see `eventkit.formats.losses`."""
        return find_losses(schedule, SCHEMA_ORG_LOSSES)


schema_org = SchemaOrg()
"""The one there is: what the entry point names."""
