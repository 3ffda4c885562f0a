"""Files for servers and search engines: headers, the map of the site, and no processing by GitHub Pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from eventkit.outputs.site.site_style import FOLDER as ASSETS
from eventkit.public_pages.page_addresses import CALENDARS, DATA, absolute_url, in_language

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
