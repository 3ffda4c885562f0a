"""Catalogues: collect the sentences of messages, update their translations, check and compile them.

Run ``python -m tools.catalogues update`` after a change of messages, and write what it added to ``zh.po`` and
``ar.po``; then ``check``. ``compile`` makes the files that eventkit reads.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from eventkit.editing.people_matcher import Contradiction
from eventkit.findings import Severity
from eventkit.model.enumerations import Enumeration
from eventkit.model.specs import SPECS
from eventkit.rules import installed_rules
from eventkit.rules.rule_settings import describe_settings
from eventkit.schedule import EntityKind

SOURCES = Path(__file__).parents[1] / "src" / "eventkit"
LOCALE = SOURCES / "messages" / "locale"
TRANSLATED = ("zh", "ar")
ENGLISH = "en"
"""The catalogue of other English sentences for those who type or click: it is written by hand."""

FILES = ("column map", "file of weights", "style file", "template")
"""The files of settings that `tree_of` reads."""

LOSSES = tuple(dict.fromkeys(spec.phrase for specs in SPECS.values() for spec in specs))
"""The words for fields that a format cannot store."""

PLUGINS = ("drawing", "format", "output", "rule")
"""The kinds of plug-ins."""

TERMS = (
    *(form for kind in EntityKind for form in (kind, f"{kind}s", kind.capitalize())),
    *("deadline", "deadlines", "Deadline", "person", *Contradiction),
    *chain(Severity, *Enumeration.__subclasses__()),
    *("edition", "group", "involvement", "kind", "name", "release", "role", "status", "title"),
    *FILES,
    *PLUGINS,
    *LOSSES,
)
"""The words for `Term` that sources compute."""

OPTIONS = frozenset({"indent", "param_hint", "severity", "style"})
"""The keywords of calls with a sentence that are not facts."""

Key = tuple[str | None, str]
"""The context and the sentence of an entry."""


class Entry(NamedTuple):
    """A sentence of the sources: its English forms and its context."""

    texts: tuple[str, ...]
    context: str | None = None


class Unextractable(ValueError):
    """A message that no catalogue can have."""


@cache
def error_classes() -> frozenset[str]:
    """The names of `EventkitError` and of all that derive from it, and of the errors of commands."""
    bases: dict[str, set[str]] = {}
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    found = {"EventkitError", "BadValue", "WrongUse"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return frozenset(found)


def extract(source: str) -> Iterator[Entry]:
    """The sentences of a module.

    Raises:
        Unextractable: A sentence is made at run time, or names a fact that its call does not have.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="Message") | ast.Attribute(attr="say")):
                yield from _of_call(node, node.args)
            case ast.Call(func=ast.Name(id="Plural"), args=[one, many, *_]):
                yield from (Entry(texts) for texts in [(*_literals(one), *_literals(many))])
            case ast.Call(func=ast.Attribute(attr="violation" | "with_remedy"), args=[sentence, remedy, *_]):
                yield from _of_call(node, [sentence, remedy])
            case ast.Call(func=ast.Name(id="sentence"), args=[text, *_]):
                yield from (Entry((literal,)) for literal in _literals(text))
            case ast.Call(func=ast.Attribute(attr="headed_table"), args=headings):
                yield from (Entry((text,)) for heading in headings for text in _literals(heading) if text)
            case ast.Call(func=ast.Name(id="Term"), args=[word, *_]):
                yield from (Entry((text,), "term") for text in _literals(word))
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="reader"), attr="translate"),
                args=[word, ast.Constant(value=str(context))],
            ):
                yield from (Entry((text,), context) for text in _literals(word))
            case ast.Call() if (place := _place(node)) is not None and len(node.args) > place:
                yield from _of_error(node, place)
            case _:
                pass


def _literals(node: ast.expr) -> Iterator[str]:
    for part in _alternatives(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _place(call: ast.Call) -> int | None:
    """The place of the sentence among the arguments of an error."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name), attr="of") if name in error_classes():
            return 0
        case _:
            return None


def _of_error(call: ast.Call, place: int) -> Iterator[Entry]:
    yield from _of_call(call, [call.args[place]])
    if any(" " in text for argument in call.args[place + 1 :] for text in _literals(argument)):
        message = f"line {call.lineno}: an error has one sentence: join several in a message"
        raise Unextractable(message)


def _of_call(call: ast.Call, arguments: list[ast.expr]) -> Iterator[Entry]:
    facts = {keyword.arg for keyword in call.keywords if keyword.arg not in OPTIONS}
    for argument in arguments:
        for part in _alternatives(argument):
            match part:
                case ast.Call(func=ast.Name(id="Plural"), args=[one, many, *_]):
                    forms = [form for each in (one, many) for form in _alternatives(each)]
                case ast.Constant(value=str()):
                    forms = [part]
                case ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()):
                    forms = [part]
                case _:  # a message of its own
                    continue
            texts = tuple(text for form in forms for text in _literals(form))
            if len(texts) < len(forms):
                message = f"line {part.lineno}: a sentence is made at run time"
                raise Unextractable(message)
            if facts and None not in facts and (missing := fields(*texts) - facts):
                message = f"line {part.lineno}: {texts[0]!r} has no fact {', '.join(sorted(missing))}"
                raise Unextractable(message)
            if texts[0] and isinstance(part, ast.Constant):
                yield Entry(texts)


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.IfExp():
            yield from _alternatives(node.body)
            yield from _alternatives(node.orelse)
        case ast.Starred():
            pass
        case _:
            yield node


def fields(*sentences: str) -> set[str]:
    """The names of the facts in sentences; none in one that has braces of another meaning."""
    try:
        return {name for text in sentences for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


@cache
def template() -> Catalog:
    """All sentences of eventkit: those of the sources, and for those who type or click those of English."""
    catalog = Catalog(project="eventkit", charset="utf-8", fuzzy=False)
    for term in TERMS:
        catalog.add(str(term), context="term")
    rules = [rule for rule in installed_rules() if rule.package.startswith("eventkit.")]
    described = describe_settings()
    parameters = (described[name] for rule in rules for name in rule.settings)
    sentences = (text for rule in rules for text in (rule.requirement, rule.explanation))
    for text in chain(sentences, parameters):
        catalog.add(str(text))
    for path in sorted(SOURCES.rglob("*.py")):
        try:
            for texts, context in extract(path.read_text("utf-8")):
                catalog.add(texts if len(texts) > 1 else texts[0], context=context)
        except Unextractable as error:
            message = f"{path.relative_to(SOURCES)}: {error}"
            raise Unextractable(message) from None
    for entry in entries(read(ENGLISH)):
        catalog.add(entry.id, context=entry.context, auto_comments=[f"{entry.context}: {_forms(entry)[-1]}"])
    return catalog


def entries(catalog: Catalog) -> Iterator[Message]:
    """The entries of a catalogue without its header."""
    return (entry for entry in catalog if entry.id)


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one if it has none yet."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language, project="eventkit", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalog: Catalog) -> None:
    """Write a catalogue in an order that changes only where sentences do."""
    catalog.header_comment = "# Messages of eventkit: python -m tools.catalogues"
    with (LOCALE / f"{language}.po").open("wb") as file:
        write_po(
            file,
            catalog,
            width=0,
            no_location=True,
            omit_header=False,
            sort_output=True,
            ignore_obsolete=True,
        )


def update() -> None:
    """Add new sentences to the translations, and remove those that are gone; nothing is guessed."""
    for language in TRANSLATED:
        catalog = read(language)
        catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
        catalog.fuzzy = False
        write(language, catalog)


def faults() -> Iterator[str]:
    """The faults of the catalogues: sentences that are missing, left over or unsure, and unknown facts."""
    wanted = {key(entry) for entry in entries(template())}
    for entry in entries(read(ENGLISH)):
        if (None, key(entry)[1]) not in wanted:
            yield f"en: no message has the sentence {entry.id!r}"
        yield from _unknown_facts(ENGLISH, entry)
    for language in TRANSLATED:
        present = {key(entry): entry for entry in entries(read(language))}
        for context, sentence in sorted(wanted - present.keys(), key=str):
            yield f"{language}: {sentence!r} ({context or 'library'}) is missing"
        for context, sentence in sorted(present.keys() - wanted, key=str):
            yield f"{language}: {sentence!r} ({context or 'library'}) is in no source"
        for entry in present.values():
            if entry.fuzzy:
                yield f"{language}: {entry.id!r} is marked as fuzzy"
            if not all(_forms(entry)):
                yield f"{language}: {entry.id!r} ({entry.context or 'library'}) has no translation"
            yield from _unknown_facts(language, entry)


def _unknown_facts(language: str, entry: Message) -> Iterator[str]:
    known = fields(*((entry.id,) if isinstance(entry.id, str) else entry.id))
    if unknown := fields(*_forms(entry)) - known:
        yield f"{language}: {entry.id!r} has no fact {', '.join(sorted(unknown))}"


def _forms(entry: Message) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))


def key(entry: Message) -> Key:
    """What identifies an entry."""
    return entry.context, entry.id if isinstance(entry.id, str) else entry.id[0]


def compile_all(folder: Path = LOCALE) -> None:
    """Compile the catalogues that are newer than what was made of them."""
    for source in sorted(folder.glob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        temporary = target.with_suffix(f".{os.getpid()}")
        with source.open("rb") as file, temporary.open("wb") as compiled:
            write_mo(compiled, read_po(file, locale=source.stem))
        temporary.replace(target)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case _:
            sys.exit("\n".join(faults()) or 0)
