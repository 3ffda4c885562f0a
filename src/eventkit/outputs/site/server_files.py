"""Files beside the pages: headers for servers, the map for search engines, packs for reading offline."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from eventkit.findings import Finding, Severity
from eventkit.messages import Message
from eventkit.outputs.site.script_data import CALENDAR_SCRIPT, to_json
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

SITEMAP = "sitemap.xml"  # the map of the site (https://www.sitemaps.org), for search engines

URL_SET = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
)

FOR_EVER = "public, max-age=31536000, immutable"
"""Caching of a file whose name contains a hash of its content."""

MINUTES = "public, max-age=300, must-revalidate"  # caching of a file that may change with the next release


def server_files(
    policy: str, pages: Iterable[str], languages: Mapping[str, str], *, base: str, draft: bool
) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of each file for servers and search engines; a map needs the ``base``."""
    yield NO_JEKYLL, b""
    yield HEADERS, headers_file(policy, draft=draft)
    if base and not draft:
        yield SITEMAP, sitemap(base, pages, languages)


def headers_file(policy: str, *, draft: bool) -> bytes:
    """The headers of all responses, and of files of single folders."""
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

SHARED = 8
"""The length from which a line of several files is stored once: its number is shorter, comma and all."""

_FOR_OTHERS = re.compile(
    r'<script type="application/ld\+json">[^<]*</script>\n?'
    r'|<(?:meta property=|meta name="description"|link rel="(?:alternate|canonical)")[^<>]*>\n?'
)
"""The parts of the heads of pages for search engines and previews."""

_FOR_THE_NETWORK = re.compile(
    r'<p><a href="https?:[^<>]*>(?:[^<]|</?bdi[^<>]*>)*</a></p>|<a [^<>]* download>[^<]*</a>'
    r'|<div class="feed"[^<>]*>(?:[^<]|<(?!/?div))*</div>'
)
"""The parts of pages that nobody can use without a network: links to elsewhere, downloads, subscriptions."""

NO_PACKS = "const PACKS = {};"  # the line of the script that the names of the packs replace


def offline_files(files: Mapping[str, bytes], folders: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of each pack, and of the service worker."""
    folders = tuple(folders)
    packs: dict[str, str] = {}
    common = {path: data for path, data in files.items() if _is_common(path, folders)}
    for folder in folders:
        pages = {path: data for path, data in files.items() if path.startswith(f"{folder}/")}
        texts = {path: _text(data) for path, data in sorted({**common, **pages}.items()) if _is_read(path)}
        data = to_json(pack(texts)).encode()
        path = f"{OFFLINE}/{folder}.json"
        packs[folder] = f"{path}?{sha256(data).hexdigest()[:16]}"
        yield path, data
    yield SERVICE_WORKER, service_worker(packs)


def pack(files: Mapping[str, str]) -> dict[str, object]:
    """Lines that several files share, and the pieces of each file: numbers of such lines, and other text.

    A session is in the lists of its day, room, track and people, and compressors look back 32 kB only.
    """
    count = Counter(line for text in files.values() for line in text.split("\n"))
    lines = [line for line, occurrences in count.items() if occurrences > 1 and len(line) >= SHARED]
    numbers = {line: number for number, line in enumerate(lines)}
    return {"lines": lines, "files": {path: [*_pieces(text, numbers)] for path, text in files.items()}}


def _pieces(text: str, numbers: Mapping[str, int]) -> Iterator[int | str]:
    for shared, lines in groupby(text.split("\n"), key=numbers.__contains__):
        if shared:
            yield from map(numbers.__getitem__, lines)
        else:
            yield "\n".join(lines)


def service_worker(packs: Mapping[str, str]) -> bytes:
    """The service worker; without packs it removes those that it stored before."""
    script = static_file(SERVICE_WORKER).decode()
    return script.replace(NO_PACKS, f"const PACKS = {to_json(packs)};").encode()


def find_large_packs(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Findings for packs that take long on a mobile connection."""
    for path, data in files.items():
        if path.startswith(f"{OFFLINE}/") and len(data) > LARGE_PACK:
            size = len(zlib.compress(data))
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


def _is_common(path: str, folders: tuple[str, ...]) -> bool:
    folder = path.partition("/")[0]
    return folder not in folders and folder != CALENDARS


def _is_read(path: str) -> bool:
    """A file that pages need without a network; a calendar is downloaded."""
    return path.endswith(PACKED) and not path.endswith(f"/{CALENDAR_SCRIPT}")


def _text(data: bytes) -> str:
    """The text of a file; that of a page without what is for others, or needs the network."""
    head, end, body = data.decode().partition("</head>")
    return f"{_FOR_OTHERS.sub('', head)}{end}{_FOR_THE_NETWORK.sub('', body)}" if end else head
