"""Reading offline: a pack of all files for each folder of pages, and the service worker that stores packs.

A browser that opens a page loads the pack of its folder: one request instead of one for each page. The
service worker contains the address of each pack, with a hash of its content as the query. A new release
changes it, and browsers then load the new pack; those with the former service worker find one at the same
path.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from eventkit.findings import Finding, Severity
from eventkit.messages import Message
from eventkit.outputs.site.script_data import to_json
from eventkit.outputs.site.site_style import static_file
from eventkit.public_pages.page_addresses import CALENDARS, OFFLINE, SERVICE_WORKER

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
        data = _pack({**common, **pages})
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


def _pack(files: Mapping[str, bytes]) -> bytes:
    return to_json(
        {path: _text(data) for path, data in sorted(files.items()) if path.endswith(PACKED)}
    ).encode()


def _text(data: bytes) -> str:
    """The text of a file; that of a page without the parts of its head that are for others."""
    head, end, body = data.decode().partition("</head>")
    return f"{_FOR_OTHERS.sub('', head)}{end}{body}" if end else head
