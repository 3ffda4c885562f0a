"""The eventkit document: one conference in one YAML or JSON file, without loss."""

from __future__ import annotations

import re

from eventkit.formats.document.node_tree import DocumentLog, decode
from eventkit.formats.document.reader import build_schedule
from eventkit.formats.document.syntax import parse_json_tree, parse_yaml_tree, to_json, to_yaml
from eventkit.formats.document.writer import to_tree
from eventkit.intake import NO_HINTS, ImportHints, ImportResult, SourceFile
from eventkit.plugins.exporters import NO_OPTIONS, PLAIN, Context, Output, require_options
from eventkit.schedule import Schedule
from eventkit.values.arguments import checked_methods

JSON_SUFFIX = ".json"


# Other JSON with a conference has one of these beside it.
_FOREIGN_BEGIN = frozenset({"schedule", "events", "days"})

_DOCUMENT_BEGIN = re.compile(rb"^(?:eventkit|conference):", re.MULTILINE)

_SEARCHED_BYTES = 65_536


@checked_methods
class DocumentFormat:
    """The document format: read without guessing, all faults reported at once, written without loss."""

    title = "the document of eventkit, with everything in the schedule"
    suffixes = (".yaml", ".yml", JSON_SUFFIX)
    fields = frozenset({"conference", "rooms", "tracks", "participants", "sessions", "title", "start", "end"})
    options = NO_OPTIONS

    def recognises(self, source: SourceFile) -> bool:
        if source.looks_like_json:
            root = source.json
            return isinstance(root, dict) and "conference" in root and root.keys().isdisjoint(_FOREIGN_BEGIN)
        return (
            source.suffix in {".yaml", ".yml"}
            or _DOCUMENT_BEGIN.search(source.data[:_SEARCHED_BYTES]) is not None
        )

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:  # noqa: ARG002 - documents need no hints
        """The schedule in a file's bytes: JSON where the name ends so, and else YAML.

        Texts are stripped and normalised to NFC; characters that cannot be stored are cleaned
        away, each with a finding ``cleaned-text``.
        """
        report = DocumentLog(name)
        text = decode(data, report)
        root = (
            parse_json_tree(text, report)
            if name.lower().endswith(JSON_SUFFIX)
            else parse_yaml_tree(text, report)
        )
        return ImportResult(build_schedule(root, report), report.findings())

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        """The schedule as a file: JSON or YAML by its ending.

        The same schedule gives the same bytes; `read` gives back an equal one.
        """
        require_options(self, context)
        tree = to_tree(schedule)
        return Output((to_json(tree) if context.ending == JSON_SUFFIX else to_yaml(tree)).encode())


document = DocumentFormat()  # the one there is: what the entry point names
