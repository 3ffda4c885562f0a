"""Pages: the environment of templates, the words of pages, and static files under hashed paths.

Templates are in ``templates``, words in ``wordings/NAME.LANGUAGE.toml``, and files that browsers load in
``static``. All three are read once. A static file is served below a folder that is named by a hash of all of
them, so that it may be cached for ever, and modules find each other by relative paths. Scripts are served
without their comments.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eventkit.findings import Finding
from eventkit.messages import Interface, LocalText, as_message, in_language
from eventkit.texts import match_language
from eventkit.texts.normalisation import as_sentence
from eventkit.web.web_files import WebFile
from eventkit.wording import Wording

PACKAGE = files(__package__)

LANGUAGES = ("en", "zh", "ar")
ENGLISH = LANGUAGES[0]
HASH_LENGTH = 12

COMMENTS = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n|/\*\* @[^*\n]*\*/ ?", re.MULTILINE | re.DOTALL
)
"""Comments on lines of their own and types, a third of a script; no text of one begins like a comment."""


@cache
def static_files() -> Mapping[str, WebFile]:
    """The static files by their paths, ``board/board.js``; types of scripts are for developers only."""
    return {
        path: WebFile.of(path, COMMENTS.sub("", data.decode()).encode() if path.endswith(".js") else data)
        for path, data in _walk(PACKAGE / "static")
        if not path.endswith(".d.ts")
    }


@cache
def static_folder() -> str:
    """The name of the folder of static files: a hash of their paths and contents."""
    digest = sha256()
    for path, file in sorted(static_files().items()):
        digest.update(f"{path} {file.digest}\n".encode())
    return digest.hexdigest()[:HASH_LENGTH]


def asset(name: str) -> str:
    """The address of a static file by its path below ``static/board``, or else below ``static``."""
    path = next((path for path in (f"board/{name}", name) if path in static_files()), None)
    if path is None:
        raise KeyError(name)
    return f"/static/{static_folder()}/{path}"


@cache
def words(name: str, language: str) -> Mapping[str, Any]:
    """The words in ``wordings/NAME.LANGUAGE.toml``; those that a language lacks are English."""
    english, own = read_words(name, LANGUAGES[0]), read_words(name, language)
    # A language that has no form of its own for the number one uses the form for the others.
    merged = {key: text for key, text in english.items() if f"{key.removesuffix('_one')}_other" not in own}
    return _merge(merged, own)


def page_language(asked: str, fallback: str = "") -> str:
    """The language of pages by the choice of a reader, or else ``Accept-Language`` (RFC 9110, 12.5.4)."""
    return preferred_language(f"{asked},{fallback}", LANGUAGES) or LANGUAGES[0]


def preferred_language(preferences: str, languages: Iterable[str]) -> str:
    """The language that a reader prefers of those there are (RFC 9110, 12.5.4); empty if none."""
    known = tuple(languages)
    for part in preferences.split(","):
        tag = part.partition(";")[0].strip()
        try:
            if tag and (language := match_language(tag, known)):
                return language
        except ValueError:
            continue
    return ""


@cache
def environment() -> Environment:
    """The environment of the templates: texts are escaped, and an unknown name is an error.

    Templates can use ``asset(path)`` and the filter ``json_text``, which writes a value into an element
    ``<script type="application/json">``.
    """
    jinja = Environment(
        loader=PackageLoader("eventkit.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    jinja.globals["asset"] = asset
    jinja.filters["json_text"] = _json_text
    return jinja


def render_page(template: str, language: str, **values: Any) -> bytes:
    """A page made from a template, with the words ``w`` of pages in the language of the reader."""
    wording = Wording.of(language)
    names = {
        "language": language,
        "direction": wording.direction,
        "languages": [{"tag": tag, "name": Wording.of(tag).own_name} for tag in LANGUAGES],
        "w": words("pages", language),
    }
    return environment().get_template(template).render({**names, **values}).encode()


class LocalFinding(NamedTuple):
    """The text of a finding for readers at a browser: what is wrong, and what to do."""

    sentence: LocalText
    remedy: LocalText


def translate_error(error: Exception, language: str) -> LocalText:
    """The text of an error for readers at a browser."""
    return in_language(getattr(error, "messages", (as_message(error),)), language, Interface.BROWSER)


def translate_finding(finding: Finding, language: str) -> LocalFinding:
    """The text of a finding, as sentences."""
    text = finding.in_language(language, Interface.BROWSER)
    is_named = as_message(finding.message).begins_with_name
    sentence, remedy = (
        LocalText(as_sentence(part, text.language, is_named=named), text.language)
        for part, named in ((text.sentence, is_named), (text.remedy, False))
    )
    return LocalFinding(sentence, remedy)


def _json_text(value: Any) -> Markup:
    """A value as JSON that cannot end the element it is in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - all signs that end the element are escaped


def read_words(name: str, language: str) -> Mapping[str, Any]:
    """The words in ``wordings/NAME.LANGUAGE.toml`` alone; none if a language lacks that list."""
    file = PACKAGE / "wordings" / f"{name}.{language}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def _merge(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(first)
    for key, value in second.items():
        known = merged.get(key)
        merged[key] = _merge(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def _walk(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/")
        elif not entry.name.startswith((".", "_")):
            yield f"{above}{entry.name}", entry.read_bytes()
