"""A crawler over the files of a site: what every page links to, and what of it acts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree, html

ADDRESSES = ("href", "src", "action", "poster", "data")

WEB = ("https:", "http:", "mailto:", "webcal:")


@cache
def parse_page(data: bytes) -> html.HtmlElement:
    """A page as a browser reads it."""
    return html.document_fromstring(data.decode())


def pages_of(files: Mapping[str, bytes]) -> dict[str, html.HtmlElement]:
    """The pages among files, by their paths."""
    return {path: parse_page(data) for path, data in files.items() if path.endswith(".html")}


def links_of(page: html.HtmlElement) -> Iterator[str]:
    """Every address that a page names: of links, alternates, style sheets, scripts and pictures."""
    for element in page.iter(etree.Element):
        for attribute in ADDRESSES:
            if address := element.get(attribute):
                yield address
        for candidate in filter(None, (element.get("srcset") or "").split(",")):
            yield candidate.split()[0]
        if element.get("property") in {"og:url", "og:image"}:
            yield element.get("content")


def find_broken_links(files: Mapping[str, bytes], base: str = "") -> list[str]:
    """The links of all pages, and of the map of the site, that lead to no file or to no element of one."""
    pages = pages_of(files)
    anchors = {path: {*page.xpath("//@id")} for path, page in pages.items()}
    links = [(path, link) for path, page in pages.items() for link in links_of(page)]
    if "sitemap.xml" in files:
        root = etree.fromstring(files["sitemap.xml"])
        links += [
            ("sitemap.xml", address) for address in root.xpath("//*[local-name()='loc']/text() | //@href")
        ]
    broken, root_path = [], urlsplit(base).path
    for path, link in links:
        address, _, anchor = link.partition("#")
        address = address.partition("?")[0]
        if base.startswith("https:"):
            address = re.sub("^webcal:", "https:", address)
        if base and address.startswith(f"{base}/"):
            file = address.removeprefix(f"{base}/")
        elif address.startswith(WEB):
            continue
        elif address.startswith(f"{root_path}/"):  # a page for any address links from the root
            file = address.removeprefix(f"{root_path}/")
        else:
            file = normpath(join(dirname(path), address)) if address else path
        file = unquote(file)
        if file not in files or (anchor and file in anchors and anchor not in anchors[file]):
            broken.append(f"{path}: {link}")
    return broken


def find_active_content(files: Mapping[str, bytes]) -> list[str]:
    """Elements and attributes of pages that act, or load something from elsewhere."""
    return [f"{path}: {what}" for path, page in pages_of(files).items() for what in _active(page)]


def _active(page: html.HtmlElement) -> Iterator[str]:
    for element in page.iter(etree.Element):
        names = {*element.attrib}
        yield from (f"{name} of {element.tag}" for name in names if name.startswith("on") or name == "style")
        if element.tag in {"style", "iframe", "object", "embed", "base", "applet"}:
            yield element.tag
        if element.tag == "script":
            if element.get("type") == "application/ld+json":
                json.loads(element.text or "")
            elif element.get("src") is None or (element.text or "").strip():
                yield "an inline script"
        for attribute in ADDRESSES:
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", element.get(attribute) or "", re.IGNORECASE)
            if scheme is None:
                continue
            if scheme[0].lower() not in WEB:
                yield f"the address {element.get(attribute)}"
            elif element.tag in {"script", "img", "form"} or element.get("rel") == "stylesheet":
                yield f"something loaded from {element.get(attribute)}"
