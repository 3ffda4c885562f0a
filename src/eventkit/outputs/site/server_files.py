"""Files beside the pages: headers for servers, the map for search engines, packs for reading offline."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from eventkit.findings import Finding, Severity
from eventkit.messages import Message
from eventkit.outputs.site.script_data import to_json
from eventkit.outputs.site.site_assets import FOLDER as ASSETS
from eventkit.outputs.site.site_assets import static_file
from eventkit.public_pages.page_addresses import (
    CALENDARS,
    DATA,
    OFFLINE,
    SERVICE_WORKER,
    absolute_url,
    in_language,
)

HEADERS = "_headers"
"""The headers of responses, for hosts that read them from a file: Netlify, Cloudflare Pages, Codeberg."""

NO_JEKYLL = ".nojekyll"
"""An empty file: GitHub Pages serves the folder as it is, with names that begin with a low line."""

SITEMAP = "sitemap.xml"
"""The map of the site (https://www.sitemaps.org), for search engines."""

URL_SET = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
)

FOR_EVER = "public, max-age=31536000, immutable"
"""Caching of a file whose name contains a hash of its content."""

MINUTES = "public, max-age=300, must-revalidate"
"""Caching of a file that may change with the next release."""


def server_files(
    policy: str, pages: Iterable[str], languages: Mapping[str, str], *, base: str, draft: bool
) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of each file for servers and search engines.

    Args:
        base: The address at which the site is published; without it there is no map, which needs addresses.
        draft: Whether search engines are to leave the site out.
    """
    yield NO_JEKYLL, b""
    yield HEADERS, headers_file(policy, draft=draft)
    if base and not draft:
        yield SITEMAP, sitemap(base, pages, languages)


def headers_file(policy: str, *, draft: bool) -> bytes:
    """The headers of all responses, and of files of single folders.

    Args:
        draft: Whether search engines are to leave the site out.
    """
    everywhere = {
        # A page may be shown within another of the same site only, as on the screen at a door.
        "Content-Security-Policy": f"{policy}; frame-ancestors 'self'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        **({"X-Robots-Tag": "noindex"} if draft else {}),
    }
    # Other programs read these, also from pages of others.
    shared = {"Access-Control-Allow-Origin": "*", "Cache-Control": MINUTES}
    rules = {
        "/*": everywhere,
        f"/{ASSETS}/*": {"Cache-Control": FOR_EVER},
        f"/{CALENDARS}/*": shared,
        f"/{DATA}/*": shared,
    }
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in rules.items()
    ).encode()


def sitemap(base: str, pages: Iterable[str], languages: Mapping[str, str]) -> bytes:
    """The map of the site: each page, with the same page in the other languages."""
    known = {*pages}
    by_folder = {
        folder: [*paths]
        for folder, paths in groupby(sorted(known), key=lambda path: path.partition("/")[0])
        if folder in languages
    }
    entries = [
        _entry(base, path, _alternates(path, folder, languages, known))
        for folder, paths in by_folder.items()
        for path in paths
    ]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', URL_SET, *entries, "</urlset>", ""]
    return "\n".join(lines).encode()


def _alternates(
    path: str, folder: str, languages: Mapping[str, str], known: set[str]
) -> Sequence[tuple[str, str]]:
    """The page in each language, with the language; none if there is only one."""
    versions = [(language, in_language(path, folder, other)) for other, language in languages.items()]
    return [version for version in versions if version[1] in known] if len(languages) > 1 else []


def _entry(base: str, path: str, alternates: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(address)}/>'
        for language, address in ((language, absolute_url(base, other)) for language, other in alternates)
    )
    return f"<url><loc>{escape(absolute_url(base, path))}</loc>{links}</url>"


PACKED = (".html", ".css", ".js", ".svg")
"""The endings of the files in a pack: text that pages need. Pictures would be most of it."""

LARGE_PACK = 1_000_000
"""The size from which a pack is reported, in compressed bytes: phones load it at the first visit."""

_STRETCH = 1 << 17
"""The length of a stretch that is compressed for an estimate: a compressor looks back a quarter of that."""

_SAMPLED = 16
"""One of how many stretches is compressed for an estimate."""

_PAGES = LARGE_PACK // 2
"""The place in a large pack after which it contains pages alone."""

_FOR_OTHERS = re.compile(
    r'<script type="application/ld\+json">[^<]*</script>\n?'
    r'|<(?:meta property=|meta name="description"|link rel="(?:alternate|canonical)")[^<>]*>\n?'
)
"""The parts of pages for search engines and previews, which are a quarter of a pack."""

NO_PACKS = "const PACKS = {};"
"""The line of the script that the names of the packs replace."""


def offline_files(files: Mapping[str, bytes], folders: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of each pack, and of the service worker."""
    folders = tuple(folders)
    packs: dict[str, str] = {}
    common = {path: data for path, data in files.items() if _is_common(path, folders)}
    for folder in folders:
        pages = {path: data for path, data in files.items() if path.startswith(f"{folder}/")}
        data = to_json(
            {path: _text(data) for path, data in sorted({**common, **pages}.items()) if path.endswith(PACKED)}
        ).encode()
        path = f"{OFFLINE}/{folder}.json"
        packs[folder] = f"{path}?{sha256(data).hexdigest()[:16]}"
        yield path, data
    yield SERVICE_WORKER, service_worker(packs)


def service_worker(packs: Mapping[str, str]) -> bytes:
    """The service worker; without packs it removes those that it stored before."""
    script = static_file(SERVICE_WORKER).decode()
    return script.replace(NO_PACKS, f"const PACKS = {to_json(packs)};").encode()


def find_large_packs(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Findings for packs that take long on a mobile connection."""
    for path, data in files.items():
        if path.startswith(f"{OFFLINE}/") and len(data) > LARGE_PACK:
            # An estimate is rather too high: compressing each stretch anew costs more than it saves.
            size = len(zlib.compress(data)) if estimate_compressed_size(data) > LARGE_PACK else 0
            if size > LARGE_PACK:
                yield Finding(
                    Severity.INFO,
                    "large-offline-pack",
                    (path,),
                    Message(
                        "The pack for reading offline is large: {megabytes} MB, compressed. "
                        "Phones load it at the first visit. The site can be published without the pack.",
                        megabytes=f"{size / 1000000.0:.1f}",
                    ),
                )


def estimate_compressed_size(data: bytes) -> int:
    """The size of text compressed by a server, from one of each few stretches of it."""
    # Style sheets and scripts, at the beginning, are compressed far less than pages.
    stretches = [data[at : at + _STRETCH] for at in range(_PAGES, len(data), _STRETCH * _SAMPLED)]
    sampled = sum(map(len, stretches))
    return sum(len(zlib.compress(stretch)) for stretch in stretches) * len(data) // max(sampled, 1)


def _is_common(path: str, folders: tuple[str, ...]) -> bool:
    folder = path.partition("/")[0]
    return folder not in folders and folder != CALENDARS


def _text(data: bytes) -> str:
    """The text of a file; that of a page without the parts of its head that are for others."""
    head, end, body = data.decode().partition("</head>")
    return f"{_FOR_OTHERS.sub('', head)}{end}{body}" if end else head
