"""The style of messages and docstrings: sentences, or predicates that follow the place of a fault."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.catalogues import error_classes

from structure.source import MODULES, SOURCE, nodes, place

PREDICATE = re.compile(
    r"(?:is|has|must|may|needs|contains|names|repeats|requires|refuses|gives|was|does|cannot|begins|comes|end)\b"
)
"""The beginning of a predicate: its subject is the field or the file before it."""

FIELD = re.compile(r"(?:source|bottom|smallest) ")
"""The beginning of a message with a field of a file as its subject, which has no capital letter there."""

CLAUSES = {
    "module 'eventkit' has no attribute '{}'",  # as Python has it
    "imported with {} in the file and import it again",
    "would import with {} in the file before you import it",
    "it has no revisions",
    "the name '{}' occurs twice in one object",
    "a number has {} digits",
}
"""Clauses within other messages."""

PLACES = {"style file"}
"""Places of findings, which are not messages."""

PACKAGE = SOURCE / "eventkit"

VAGUE = re.compile(r"(?:How|What|Where|Whether|Which|Why|Whose)\b")


def messages() -> Iterator[tuple[str, str]]:
    """The messages that are raised, with their places; ``{}`` stands for values."""
    for path in MODULES:
        for node in nodes(path, ast.Assign):
            if [getattr(target, "id", "") for target in node.targets] == ["message"]:
                for text in _texts(node.value):
                    yield place(path, node), text
        for call in nodes(path, ast.Call):
            if getattr(call.func, "attr", getattr(call.func, "id", "")) in {"fail", "Refused"}:
                for text in _texts(*call.args[:1]):
                    yield place(path, call), text


def _texts(*values: ast.expr) -> Iterator[str]:
    for value in values:
        match value:
            case ast.IfExp(body=body, orelse=other):
                yield from _texts(body, other)
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=parts):
                yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)  # type: ignore[misc]
            case _:
                pass


def test_messages_are_sentences_or_predicates() -> None:
    written = [
        f"{where}: {text}"
        for where, text in messages()
        if " " in text and text[0].islower() and text not in CLAUSES
        if not PREDICATE.match(text) and not FIELD.match(text)
    ]
    assert written == []


def test_sentences_of_messages_end_with_a_full_stop() -> None:
    """A sentence that ends with a value may be a list, an address or the message of another program."""
    written = [
        f"{where}: {text}"
        for where, text in messages()
        if " " in text
        and text[0].isupper()
        and not re.search(r"[.?!]$|\{\w*\}'?$|pip install \S+$", text.rstrip())
    ]
    assert written == []


def test_messages_of_findings_and_faults_begin_alike() -> None:
    """A sentence with a capital letter, or a predicate after the place of a fault."""
    begun = {"Fault", "Finding", "error", "fault", "fault_at", "headline", "info", "warning"}
    written = [
        f"{place(path, call)}: {text}"
        for path in MODULES
        for call in nodes(path, ast.Call)
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in begun
        for text in _texts(*call.args, *(keyword.value for keyword in call.keywords))
        if " " in text and text[0].islower() and not PREDICATE.match(text) and text not in PLACES
    ]
    assert written == []


def test_docstrings_begin_with_the_concept() -> None:
    written = [
        f"{place(path, node)}: {text.value}"
        for path in MODULES
        for node in nodes(path, ast.Expr)
        if isinstance(text := node.value, ast.Constant)
        and isinstance(text.value, str)
        and VAGUE.match(text.value)
    ]
    assert written == []


def test_the_library_names_no_options_and_no_commands() -> None:
    """A program or a browser cannot type them: commands have the options in ``en.po``."""
    option = re.compile(r"(?<![\w-])--[a-z]{3}|'eventkit [a-z]")
    named = []
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0] in {"cli", "web"}:
            continue
        docstrings = {id(node.value) for node in nodes(path, ast.Expr)}
        named += [
            f"{place(path, node)}: {node.value}"
            for node in nodes(path, ast.Constant)
            if isinstance(node.value, str) and id(node) not in docstrings
            if " " in node.value and option.search(node.value)
        ]
    assert named == []


CARRIERS = {
    *("Fault", "Finding", "Message", "InputFault", "RequestRefused", "ValueError", "TypeError", "unreadable"),
    *("UsageError", "BadParameter", "ClickException", "fail"),
    *("warning", "info", "error", "once", "headline", "fault", "fault_at", "as_error"),
}
"""What takes a message beside errors: faults, findings, and the methods of import logs."""

LOGGERS = {"log.error", "log.warning", "log.info", "logger.error", "logger.warning", "logger.info"}


def carried() -> Iterator[tuple[str, ast.expr]]:
    """The texts that are raised or logged, with their places, and those that are named ``message`` before."""
    carriers = error_classes() | CARRIERS
    for path in MODULES:
        for call in nodes(path, ast.Call):
            function = call.func.value if getattr(call.func, "attr", "") == "of" else call.func  # type: ignore[attr-defined]
            if getattr(function, "attr", getattr(function, "id", "")) in carriers:
                yield from ((place(path, call), argument) for argument in call.args)
        for node in nodes(path, ast.Assign):
            if [getattr(target, "id", "") for target in node.targets] == ["message"]:
                yield place(path, node), node.value


def test_no_message_is_made_of_finished_texts() -> None:
    """An f-string stays English for ever, and loses the sentences and facts of messages within it."""
    made = [
        f"{where}: {ast.unparse(string)}"
        for where, text in carried()
        for string in ast.walk(text)
        if isinstance(string, ast.JoinedStr)
        and any(isinstance(part, ast.Constant) and PROSE.search(str(part.value)) for part in string.values)
        and not ast.unparse(string).startswith(tuple(NO_PROSE))
    ]
    assert made == []


PROSE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
"""Two words, and not a place, a setting or a name."""

NO_PROSE = {
    "f\"module 'eventkit' has no attribute",  # as Python has it
}
