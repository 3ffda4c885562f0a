"""Web files: served from memory, compressed where browsers take it, and not sent twice."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".xml": "application/xml",
    ".ics": "text/calendar; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".woff2": "font/woff2",
}
"""The media types of files by their endings."""

COMPRESSED = ("text/", "image/svg", "application/json", "application/xml")
"""The beginnings of media types that are worth compressing."""


@dataclass(frozen=True, slots=True)
class WebFile:
    data: bytes
    compressed: bytes  # the same by gzip; empty if that does not make it smaller
    media_type: str
    digest: str  # its strong entity tag, without quotes

    @classmethod
    def of(cls, path: str, data: bytes) -> WebFile:
        media_type = media_type_of(path)
        compressed = gzip.compress(data, 6, mtime=0) if media_type.startswith(COMPRESSED) else b""
        if len(compressed) >= len(data):
            compressed = b""
        return cls(data, compressed, media_type, sha256(data).hexdigest()[:32])


def media_type_of(path: str) -> str:
    _, dot, ending = path.rpartition(".")
    return MEDIA_TYPES.get(f"{dot}{ending}".lower(), "application/octet-stream")


NO_HEADERS: Mapping[str, str] = {}


def serve_file(
    request: Request,  # the request; `HEAD` is answered without the body
    file: WebFile,
    headers: Mapping[str, str] = NO_HEADERS,
    modified: datetime | None = None,
) -> Response:
    """A file as the response to a request (RFC 9110): whole, or 304 where the browser has it.

    The entity tag is strong, and another for the compressed form, since both are different bytes.
    """
    encoded = bool(file.compressed) and takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{file.digest}{"-gzip" if encoded else ""}"'
    common = {"etag": tag, "vary": "Accept-Encoding", **headers}
    if modified is not None:
        common["last-modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if _is_known(request, file.digest, modified):
        return Response(status_code=304, headers=common)
    data = file.compressed if encoded else file.data
    if encoded:
        common["content-encoding"] = "gzip"
    response = Response(data, headers=common)
    # Set here: Starlette would add a charset of its own.
    response.headers["content-type"] = file.media_type
    return response


def _is_known(request: Request, digest: str, modified: datetime | None) -> bool:
    """True if the browser has the file: by its tag, else by its time (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
        return "*" in known or bool(known & {digest, f"{digest}-gzip"})
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def takes_gzip(accepted: str) -> bool:
    """True if an ``Accept-Encoding`` header allows gzip (RFC 9110, 12.5.3)."""
    for entry in accepted.split(","):
        name, _, weight = entry.partition(";")
        if name.strip().lower() in {"gzip", "*"}:
            return weight.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
