"""The cleaner: turns raw texts and URLs into values of the model, and logs every repair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from eventkit.intake.html_to_markdown import to_markdown
from eventkit.intake.import_log import ImportLog
from eventkit.intake.records import Location, RawLink, RawProse, RawRecord, RawText
from eventkit.intake.text_repair import (
    NULL_WORDS,
    excerpt,
    has_visible_text,
    is_clean_line,
    repair_line,
    repair_text,
    split_text,
    truncate,
)
from eventkit.messages import Listed, Message, as_message
from eventkit.model import TITLE_LIMIT, Extra, Link, Stream, StreamKind
from eventkit.model.provenance import EXTRA_LIMIT
from eventkit.texts import TEXT_LIMIT, UNDETERMINED, Text
from eventkit.texts.language_detection import parse_language_tag
from eventkit.texts.name_marks import is_placeholder
from eventkit.values import Value
from eventkit.values.field_errors import error_sentence

V = TypeVar("V", bound=Value)
_MARKUP_FACTOR = 5
_NO_EXTRA = Extra()


class Cleaner:
    """Cleaning of raw texts and URLs, with a log entry for every repair.

    ``chinese`` is the tag of texts in Chinese without a script, see `conference_builder.choose_chinese`.
    """

    def __init__(self, log: ImportLog, language: str, chinese: str = "zh") -> None:
        self.log = log
        self.language = language
        self._chinese = chinese

    def warning(self, code: str, message: Message, record: RawRecord, name: str, *about: str) -> None:
        self.log.warning(code, message, location_of(record, name), *filter(None, about))

    def info(self, code: str, message: Message, record: RawRecord, name: str, *about: str) -> None:
        self.log.info(code, message, location_of(record, name), *filter(None, about))

    def error(self, code: str, message: Message, record: RawRecord, name: str, *about: str) -> None:
        """Log an attribute of a record that could not be imported."""
        self.log.error(code, message, location_of(record, name), *filter(None, about))

    def once(self, code: str, message: Message, record: RawRecord, name: str, about: str = "") -> None:
        """Log something that recurs, once: at its first location, with a count."""
        self.log.once(code, message, location_of(record, name), *filter(None, (about,)))

    def line(
        self,
        value: Any,
        record: RawRecord,
        name: str,
        *,
        about: str = "",
        literal: bool = False,
        directed: bool = False,
    ) -> str:
        """A clean single line; empty if nothing visible is in it.

        Words for a null value count as empty, unless ``literal`` is true. Marks of direction stay in a
        ``directed`` one.
        """
        if isinstance(value, str) and is_clean_line(value):
            text = value
        elif value is None:
            return ""
        else:
            text, repairs, is_tidied = repair_line(str(value), directed=directed)
            for code, message in repairs:
                self.warning(code, message, record, name, about)
            if is_tidied:
                label = record.field_names.get(name, name)
                self.once(
                    "whitespace",
                    Message("Extra spaces or line breaks in '{column}'. Removed.", column=label),
                    record,
                    name,
                    about,
                )
        return text if text not in NULL_WORDS or literal else self._log_null_word(text, record, name, about)

    def _log_null_word(self, text: str, record: RawRecord, name: str, about: str) -> str:
        message = Message("'{text}' means an empty value. Left out.", text=text)
        self.warning("placeholder", message, record, name, about)
        return ""

    def name(self, value: Any, record: RawRecord, name: str, *, about: str = "") -> str:
        """A clean name; empty, and logged, for a placeholder such as TBA."""
        text = self.line(value, record, name, about=about)
        if not is_placeholder(text):
            return text
        message = Message("'{text}' is a placeholder for an unknown value. Left out.", text=text)
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
        directed: bool = False,
    ) -> Text | None:
        """A single-line text in each of its languages, see `line`; ``None`` if it is empty.

        One that is longer than ``limit`` code points is truncated, with its full text in the extra data.
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
            line = self.line(string, record, name, about=about, literal=literal, directed=directed)
            if line:
                entries[language] = self.shorten(line, record, name, language, about=about, limit=limit)
        return Text(entries) if entries else None

    def long_text(
        self, prose: RawProse, record: RawRecord, name: str, *, about: str = "", is_whole: bool = False
    ) -> dict[str, str]:
        """A long text as Markdown, by language.

        One that is too long is truncated at a paragraph, with its full text in the extra data; with
        ``is_whole``, the caller shortens it after joining it with others.
        """
        texts: dict[str, str] = {}
        for language, string in self._by_language(prose.text, record, name, about):
            repaired = repair_text(str(string), directed=True)
            # Markup shrinks when it is converted, so that longer text is converted, within a limit.
            if len(repaired.text) > _MARKUP_FACTOR * TEXT_LIMIT:
                self._save_whole(repaired.text, record, name, language, about=about)
                repaired = repaired._replace(text=truncate(repaired.text, _MARKUP_FACTOR * TEXT_LIMIT))
            converted = to_markdown(repaired.text, prose.markup)
            is_same = converted.text == repaired.text
            cleaned = repaired if is_same else repair_text(converted.text, directed=True)
            for code, message in dict.fromkeys((*repaired.repairs, *cleaned.repairs)):
                self.warning(code, message, record, name, about)
            if converted.removed:
                message = Message(
                    "Removed from the text: {removed}. Only text, lists, tables and links are imported.",
                    removed=Listed(tuple(converted.removed)),
                )
                self.warning("markup-dropped", message, record, name, about)
            text = cleaned.text.strip()
            if text in NULL_WORDS:
                self._log_null_word(text, record, name, about)
            elif has_visible_text(text):
                texts[language] = (
                    text if is_whole else self.shorten(text, record, name, language, about=about)
                )
        return texts

    def shorten(
        self,
        text: str,
        record: RawRecord,
        name: str,
        language: str,
        *,
        about: str = "",
        limit: int = TEXT_LIMIT,
    ) -> str:
        """A text within a limit of code points: a longer one is truncated, and saved as a whole."""
        if len(text) <= limit:
            return text
        self._save_whole(text, record, name, language, about=about, limit=limit)
        return truncate(text, limit)

    def _save_whole(
        self, text: str, record: RawRecord, name: str, language: str, *, about: str, limit: int = TEXT_LIMIT
    ) -> None:
        """Add a text to the extra data of its record, and log that it is too long."""
        label = record.field_names.get(name, name)
        label = label if language == self.language else f"{label} ({language})"
        if label in record.extra:
            return
        record.extra[label] = text
        record.reported |= {label}
        message = Message(
            "{count} characters, but the limit is {limit}. Imported the beginning; the full text "
            "is saved as extra data.",
            count=len(text),
            limit=limit,
        )
        self.warning("text-too-long", message, record, name, about)

    def _by_language(
        self, words: RawText, record: RawRecord, name: str, about: str
    ) -> Iterator[tuple[str, Any]]:
        if not isinstance(words, Mapping):
            yield self.language, words
            return
        stated = {self.parse_language(str(key)) for key in words if key}
        unstated = UNDETERMINED if self.language in stated else self.language
        seen: set[str] = set()
        for key, string in words.items():
            if not string:
                continue
            language = self.parse_language(str(key)) if key else unstated
            if language is None:
                language = self.language
                message = Message(
                    "Unknown language '{key}'. Imported as {language}.",
                    key=excerpt(str(key)),
                    language=language,
                )
                self.warning("language", message, record, name, about)
            if language in seen:
                message = Message(
                    "Two texts in {language}. Left out: '{string}'.",
                    language=language,
                    string=excerpt(str(string)),
                )
                self.error("duplicate-text", message, record, name, about)
                continue
            seen.add(language)
            yield language, string

    def parse_language(self, name: str) -> str | None:
        """The tag of a language, with the script of Chinese; ``None`` if it is unknown."""
        language = parse_language_tag(name)
        return self._chinese if language == "zh" else language

    def extra_data(
        self, record: RawRecord, kind: str, about: str, raw: Mapping[str, Any] | None = None
    ) -> Extra:
        """Extra data of a record, each unknown name logged once; ``raw``: values that could not be parsed.

        Names about which the reader of the file has logged a finding are not logged again.
        """
        if not record.extra and not raw:
            return _NO_EXTRA
        values = {**record.extra}
        for name, value in (raw or {}).items():
            label = record.field_names.get(name, name)
            values[label if label not in values else f"{label} (raw)"] = value
        for name in filter(lambda name: name not in record.reported, record.extra):
            message = Message("Unknown {kind} field '{name}'. Saved as extra data.", kind=kind, name=name)
            self.once("extra-data", message, record, "", about)
        values = {name: _split_long(value) for name, value in values.items()}
        try:
            return Extra.cleaned(values)
        except (ValueError, RecursionError):
            return self._extra_within_limits(values, record, about)

    def _extra_within_limits(self, values: dict[str, Any], record: RawRecord, about: str) -> Extra:
        """As many of the values as fit into the limits of extra data, in their order."""
        members: dict[str, Any] = {}
        size = _NO_EXTRA.size
        for name, value in values.items():
            try:
                member = Extra.cleaned({name: value})
            except (ValueError, RecursionError) as error:
                why = as_message(error) if isinstance(error, ValueError) else Message("is nested too deeply")
            else:
                # The members of an object are separated by commas, and share its braces.
                size_with = size + member.size - _NO_EXTRA.size + bool(members)
                if size_with <= EXTRA_LIMIT:
                    members |= member.plain()
                    size = size_with
                    continue
                why = Message("exceeds {limit} characters", limit=EXTRA_LIMIT)
            message = Message(
                "'{name}' cannot be saved as extra data, which then {predicate}. Left out.",
                name=excerpt(str(name)),
                predicate=why,
            )
            self.warning("extra-data-too-large", message, record, "", about)
        return Extra(members)

    def validate(self, model: type[V], record: RawRecord, about: str = "", /, **fields: Any) -> V | None:
        """A value of the model; ``None``, and a fault, if the model refuses it."""
        try:
            return model.model_validate(fields)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                name = str(detail["loc"][0]) if detail["loc"] else ""
                message = as_message(error_sentence(detail))
                if about:
                    message = Message("{message} ({about})", message=message, about=about)
                self.log.fault(message, location_of(record, name))
            return None


def _split_long(value: Any) -> Any:
    """A value of extra data, with each text beyond the limit as a list of its pieces."""
    return split_text(value, TEXT_LIMIT) if isinstance(value, str) and len(value) > TEXT_LIMIT else value


def location_of(record: RawRecord, name: str = "") -> Location:
    label = record.field_names.get(name, name)
    if not label:
        return record.location
    outer = record.location.field
    return replace(record.location, field=f"{outer}.{label}" if outer else label)


_UNSAFE_IN_URL = re.compile(r"""[\s<>"{}|\\^`\x00-\x20\x7f]""")
_SAFE_URL = re.compile(r"https?://[!#-;=?-Z_a-z~\[\]]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_URL_WITHOUT_SCHEME = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:[/?#:].*)?")
_URL_LIMIT = 2000


def clean_url(value: Any, record: RawRecord, name: str, cleaner: Cleaner, about: str = "") -> str | None:
    """An http or https URL; any other is left out and logged."""
    if isinstance(value, str) and len(value) <= _URL_LIMIT and _SAFE_URL.fullmatch(value):
        return value
    text = cleaner.line(value, record, name, about=about)
    if not text:
        return None
    url = text
    if url.startswith("//"):
        url = f"https:{url}"
    elif not _SCHEME.match(url) and _URL_WITHOUT_SCHEME.fullmatch(url):
        url = f"https://{url}"
    scheme, mark, rest = url.partition("://")
    rest = rest.lstrip()
    if scheme.lower() in {"http", "https"} and mark and rest:
        url = f"{scheme.lower()}://{_UNSAFE_IN_URL.sub(_percent_encode, rest)}"
        if len(url) <= _URL_LIMIT:
            if url != text and url.lower() != text.lower():
                message = Message("Completed '{url}' to {whole}.", url=text[:120], whole=url[:120])
                cleaner.warning("url", message, record, name, about)
            return url
    message = Message(
        "'{url}' is longer than {limit} characters. Left out."
        if len(url) > _URL_LIMIT
        else "'{url}' is not an http or https URL. Left out.",
        url=text[:120],
        limit=_URL_LIMIT,
    )
    cleaner.warning("invalid-url", message, record, name, about)
    return None


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode(errors="replace"))


def clean_links(
    raw_links: Iterable[RawLink], record: RawRecord, cleaner: Cleaner, about: str = ""
) -> tuple[tuple[Link, ...], tuple[Stream, ...]]:
    """The links and the streams among raw links, without duplicates."""
    pages: dict[str, Link] = {}
    streams: dict[str, Stream] = {}
    for raw in raw_links:
        url = clean_url(raw.url, record, "links", cleaner, about)
        if url is None:
            continue
        label = cleaner.text(raw.label, record, "links", about=about)
        if raw.stream is None:
            if url not in pages and (link := cleaner.validate(Link, record, about, url=url, label=label)):
                pages[url] = link
            continue
        kind = StreamKind.RECORDING if raw.stream.strip().lower().startswith("rec") else StreamKind.LIVE
        language = cleaner.parse_language(raw.language) if raw.language else None
        stream = cleaner.validate(Stream, record, about, url=url, label=label, kind=kind, language=language)
        if url not in streams and stream:
            streams[url] = stream
    return tuple(pages.values()), tuple(streams.values())
