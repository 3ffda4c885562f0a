"""The cleaner: turns raw texts and URLs into values of the model, and logs every repair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from eventkit.intake.html_to_markdown import to_markdown
from eventkit.intake.import_log import ImportLog
from eventkit.intake.language_detection import parse_language_tag
from eventkit.intake.records import Location, RawLink, RawProse, RawRecord, RawText
from eventkit.intake.text_repair import (
    NULL_WORDS,
    PLACEHOLDER_WORDS,
    excerpt,
    has_visible_text,
    is_clean_line,
    repair_line,
    repair_text,
)
from eventkit.model import TITLE_LIMIT, Extra, Link, Stream, StreamKind
from eventkit.schedule import complaint
from eventkit.texts import TEXT_LIMIT, Text
from eventkit.values import Value

V = TypeVar("V", bound=Value)
_MARKUP_FACTOR = 5
_NO_EXTRA = Extra()


class Cleaner:
    """Cleans texts, keeps what has no place, and tells of both.

    Args:
        log: Where it is told.
        language: The language that bare texts are in.
    """

    def __init__(self, log: ImportLog, language: str) -> None:
        self.log = log
        self.language = language

    def warning(self, code: str, message: str, record: RawRecord, name: str, *about: str) -> None:
        """Tell of something in an attribute of a record that was put right."""
        self.log.warning(code, message, location_of(record, name), *filter(None, about))

    def info(self, code: str, message: str, record: RawRecord, name: str, *about: str) -> None:
        """Tell of something in an attribute of a record that is worth knowing."""
        self.log.info(code, message, location_of(record, name), *filter(None, about))

    def error(self, code: str, message: str, record: RawRecord, name: str, *about: str) -> None:
        """Tell of something in an attribute of a record that could not be taken in."""
        self.log.error(code, message, location_of(record, name), *filter(None, about))

    def once(self, code: str, message: str, record: RawRecord, name: str, about: str = "") -> None:
        """Tell of something that recurs, once: at its first place, with a count."""
        self.log.once(code, message, location_of(record, name), *filter(None, (about,)))

    def line(
        self, given: Any, record: RawRecord, name: str, *, about: str = "", literal: bool = False
    ) -> str:
        """A string of one line, cleaned and tidied; empty where there is nothing in it.

        What programs write for nothing is nothing, unless it is to be taken by the letter.
        """
        if isinstance(given, str) and is_clean_line(given):
            text = given
        elif given is None:
            return ""
        else:
            text, mends, is_tidied = repair_line(given if isinstance(given, str) else str(given))
            for code, message in mends:
                self.warning(code, message, record, name, about)
            if is_tidied:
                called = record.field_names.get(name, name)
                self.once(
                    "whitespace",
                    f"Extra spaces or line breaks in '{called}'. Removed.",
                    record,
                    name,
                    about,
                )
        return text if text not in NULL_WORDS or literal else self._nothing(text, record, name, about)

    def _nothing(self, text: str, record: RawRecord, name: str, about: str) -> str:
        message = f"'{text}' means an empty value. Left out."
        self.warning("placeholder", message, record, name, about)
        return ""

    def name(self, given: Any, record: RawRecord, name: str, *, about: str = "") -> str:
        """A string that names something: empty, and told, where it only says that it is not known yet."""
        found = self.line(given, record, name, about=about)
        if found not in PLACEHOLDER_WORDS:
            return found
        message = f"'{found}' is a placeholder for an unknown value. Left out."
        self.info("placeholder", message, record, name, about)
        return ""

    def text(
        self,
        words: RawText | None,
        record: RawRecord,
        name: str,
        *,
        about: str = "",
        limit: int = TITLE_LIMIT,
        literal: bool = False,
    ) -> Text | None:
        """A text of one line in each of its languages; ``None`` where nothing is in it.

        One that is longer than ``limit`` code points is refused.
        """
        if not words:
            return None
        if (
            isinstance(words, str)
            and len(words) <= limit
            and is_clean_line(words)
            and words not in NULL_WORDS
        ):
            return Text(words, self.language)
        entries: dict[str, str] = {}
        for language, string in self._by_language(words, record, name, about):
            found = self.line(string, record, name, about=about, literal=literal)
            if len(found) > limit:
                message = f"{len(found)} characters, but the limit is {limit}. Shorten '{excerpt(found)}'."
                self.log.fault(message, location_of(record, name))
                return None
            if found:
                entries[language] = found
        return Text(entries) if entries else None

    def long_text(self, prose: RawProse, record: RawRecord, name: str, *, about: str = "") -> dict[str, str]:
        """A long text in Markdown, by language; one that is too long is refused."""
        found: dict[str, str] = {}
        for language, string in self._by_language(prose.text, record, name, about):
            kept = repair_text(string if isinstance(string, str) else str(string))
            # Of markup nothing may be left, so that more of it is taken, though not without end.
            if len(kept.text) > _MARKUP_FACTOR * TEXT_LIMIT:
                self._too_long(kept.text, record, name)
                continue
            made = to_markdown(kept.text, prose.markup)
            again = repair_text(made.text) if made.text != kept.text else kept
            for code, message in dict.fromkeys((*kept.repairs, *again.repairs)):
                self.warning(code, message, record, name, about)
            if made.removed:
                message = (
                    f"Removed from the text: {', '.join(made.removed)}. "
                    "Only text, lists, tables and links are imported."
                )
                self.warning("markup-dropped", message, record, name, about)
            text = again.text.strip()
            if text in NULL_WORDS:
                self._nothing(text, record, name, about)
            elif len(text) > TEXT_LIMIT:
                self._too_long(text, record, name)
            elif has_visible_text(text):
                found[language] = text
        return found

    def _too_long(self, text: str, record: RawRecord, name: str) -> None:
        message = f"{len(text):,} characters, but the limit is {TEXT_LIMIT:,}. Shorten the text."
        self.log.fault(message, location_of(record, name))

    def _by_language(
        self, words: RawText, record: RawRecord, name: str, about: str
    ) -> Iterator[tuple[str, Any]]:
        if not isinstance(words, Mapping):
            yield self.language, words
            return
        seen: set[str] = set()
        for said, string in words.items():
            if not string:
                continue
            language = parse_language_tag(str(said))
            if language is None:
                language = self.language
                message = f"Unknown language '{excerpt(str(said))}'. Imported as {language}."
                self.warning("language", message, record, name, about)
            if language in seen:
                message = f"Two texts in {language}. Left out: '{excerpt(str(string))}'."
                self.error("duplicate-text", message, record, name, about)
                continue
            seen.add(language)
            yield language, string

    def extra_data(
        self, record: RawRecord, kind: str, about: str, raw: Mapping[str, Any] | None = None
    ) -> Extra:
        """What came along that has no place, told once for each name; ``raw``: what could not be read."""
        if not record.extra and not raw:
            return _NO_EXTRA
        values = {**record.extra}
        for name, value in (raw or {}).items():
            called = record.field_names.get(name, name)
            values[called if called not in values else f"{called} (raw)"] = value
        for name in record.extra:
            message = f"Unknown {kind} field '{name}'. Saved as extra data."
            self.once("extra-data", message, record, "", about)
        try:
            return Extra.cleaned(values)
        except (ValueError, RecursionError):
            return self._what_can_be(values, record, about)

    def _what_can_be(self, values: dict[str, Any], record: RawRecord, about: str) -> Extra:
        """As much of it as can be kept, one after the other."""
        kept = _NO_EXTRA
        for name, value in values.items():
            try:
                kept = Extra({**kept.plain(), **Extra.cleaned({name: value}).plain()})
            except (ValueError, RecursionError) as error:
                why = str(error) if isinstance(error, ValueError) else "is nested too deeply"
                message = f"'{excerpt(str(name))}' cannot be saved as extra data, which then {why}. Left out."
                self.error("extra-data-too-large", message, record, "", about)
        return kept

    def validate(self, model: type[V], record: RawRecord, about: str = "", /, **fields: Any) -> V | None:
        """A value of the model, or ``None``, and refused, where something in it is wrong."""
        try:
            return model(**fields)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                name = str(each["loc"][0]) if each["loc"] else ""
                of = f" ({about})" if about else ""
                self.log.fault(f"{complaint(each)}{of}", location_of(record, name))
            return None


def location_of(record: RawRecord, name: str = "") -> Location:
    """Where an attribute of a record stands, by the file's own word for it."""
    called = record.field_names.get(name, name)
    if not called:
        return record.location
    outer = record.location.field
    return replace(record.location, field=f"{outer}.{called}" if outer else called)


_UNSAFE_IN_URL = re.compile(r"""[\s<>"{}|\\^`\x00-\x20\x7f]""")
_SAFE_URL = re.compile(r"https?://[!#-;=?-Z_a-z~\[\]]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_URL_WITHOUT_SCHEME = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:[/?#:].*)?")
_URL_LIMIT = 2000


def address(given: Any, record: RawRecord, name: str, cleaner: Cleaner, about: str = "") -> str | None:
    """An address of http or https; any other is left out and told."""
    if isinstance(given, str) and len(given) <= _URL_LIMIT and _SAFE_URL.fullmatch(given):
        return given
    said = cleaner.line(given, record, name, about=about)
    if not said:
        return None
    found = said
    if found.startswith("//"):
        found = f"https:{found}"
    elif not _SCHEME.match(found) and _URL_WITHOUT_SCHEME.fullmatch(found):
        found = f"https://{found}"
    scheme, mark, rest = found.partition("://")
    if scheme.lower() in {"http", "https"} and mark and rest:
        found = f"{scheme.lower()}://{_UNSAFE_IN_URL.sub(_percent_encode, rest)}"
        if len(found) <= _URL_LIMIT:
            if found != said and found.lower() != said.lower():
                cleaner.warning("url", f"Completed '{said[:120]}' to {found[:120]}.", record, name, about)
            return found
    why = (
        f"is longer than {_URL_LIMIT} characters"
        if len(found) > _URL_LIMIT
        else "is not an http or https URL"
    )
    cleaner.warning("invalid-url", f"'{said[:120]}' {why}. Left out.", record, name, about)
    return None


def _percent_encode(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace"))


def links(
    given: Iterable[RawLink], record: RawRecord, cleaner: Cleaner, about: str = ""
) -> tuple[tuple[Link, ...], tuple[Stream, ...]]:
    """The pages and the streams among addresses, each once."""
    pages: dict[str, Link] = {}
    streams: dict[str, Stream] = {}
    for each in given:
        url = address(each.url, record, "links", cleaner, about)
        if url is None:
            continue
        label = cleaner.text(each.label, record, "links", about=about)
        if each.stream is None:
            if url not in pages and (link := cleaner.validate(Link, record, about, url=url, label=label)):
                pages[url] = link
            continue
        kind = StreamKind.RECORDING if each.stream.strip().lower().startswith("rec") else StreamKind.LIVE
        language = parse_language_tag(each.language) if each.language else None
        made = cleaner.validate(Stream, record, about, url=url, label=label, kind=kind, language=language)
        if url not in streams and made:
            streams[url] = made
    return tuple(pages.values()), tuple(streams.values())
