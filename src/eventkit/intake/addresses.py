"""Addresses of the web as files have them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from eventkit.intake.desk import Cleaner
from eventkit.intake.languages import parse_language_tag
from eventkit.intake.records import RawLink, RawRecord
from eventkit.model import Link, Stream, StreamKind

_UNSAFE = re.compile(r"""[\s<>"{}|\\^`\x00-\x20\x7f]""")
_SAFE = re.compile(r"https?://[!#-;=?-Z_a-z~\[\]]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BARE = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:[/?#:].*)?")
_LIMIT = 2000


def address(given: Any, record: RawRecord, name: str, cleaner: Cleaner, about: str = "") -> str | None:
    """An address of http or https; any other is left out and told."""
    if isinstance(given, str) and len(given) <= _LIMIT and _SAFE.fullmatch(given):
        return given
    said = cleaner.line(given, record, name, about=about)
    if not said:
        return None
    found = said
    if found.startswith("//"):
        found = f"https:{found}"
    elif not _SCHEME.match(found) and _BARE.fullmatch(found):
        found = f"https://{found}"
    scheme, mark, rest = found.partition("://")
    if scheme.lower() in {"http", "https"} and mark and rest:
        found = f"{scheme.lower()}://{_UNSAFE.sub(_encoded, rest)}"
        if len(found) <= _LIMIT:
            if found != said and found.lower() != said.lower():
                cleaner.warning("address", f"'{said[:120]}' was made {found[:120]}", record, name, about)
            return found
    why = f"is longer than {_LIMIT} characters" if len(found) > _LIMIT else "is no address of http or https"
    cleaner.warning("address-dropped", f"'{said[:120]}' {why}: it is left out", record, name, about)
    return None


def _encoded(found: re.Match[str]) -> str:
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
