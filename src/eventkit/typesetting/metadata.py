"""What a file tells of what is in it, to viewers and to catalogues of libraries.

It says what is known and claims nothing: no conformance to any standard of archives or accessibility.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from eventkit.typesetting.file import text
from eventkit.typesetting.pages import Imprint

CREATOR = "eventkit"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a book that tells none: the time of painting is not part of it."""

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}


def information(imprint: Imprint) -> str:
    """The dictionary of information (PDF 32000-1 14.3.3)."""
    at = f"(D:{_utc(imprint):%Y%m%d%H%M%S}Z)"
    told = {
        "Title": imprint.title,
        "Author": imprint.author,
        "Subject": imprint.subject,
        "Keywords": ", ".join(imprint.keywords),
        "Creator": CREATOR,
        "Producer": CREATOR,
    }
    said = "".join(f"/{key} {text(value)}" for key, value in told.items() if value)
    return f"<<{said}/CreationDate {at}/ModDate {at}>>"


def xmp(imprint: Imprint) -> bytes:
    """The same as XMP (ISO 16684-1), where titles are told by their languages."""
    at = f"{_utc(imprint):%Y-%m-%dT%H:%M:%SZ}"
    languages = dict.fromkeys([imprint.language, *(language for language, _ in imprint.titles)])
    titles = [
        ("x-default", imprint.title),
        *(dict(imprint.titles) or {imprint.language: imprint.title}).items(),
    ]
    properties = [
        "<dc:format>application/pdf</dc:format>",
        _listed("dc:title", "Alt", titles),
        _listed("dc:language", "Bag", [("", language) for language in languages]),
        _listed("dc:creator", "Seq", [("", imprint.author)] if imprint.author else []),
        _listed("dc:description", "Alt", [("x-default", imprint.subject)] if imprint.subject else []),
        _listed("dc:subject", "Bag", [("", word) for word in imprint.keywords]),
        f"<pdf:Keywords>{_text(', '.join(imprint.keywords))}</pdf:Keywords>" if imprint.keywords else "",
        f"<pdf:Producer>{CREATOR}</pdf:Producer>",
        f"<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>",
        f"<xmp:CreateDate>{at}</xmp:CreateDate>",
        f"<xmp:ModifyDate>{at}</xmp:ModifyDate>",
    ]
    spaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _SPACES.items())
    lines = [
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {spaces}><rdf:Description rdf:about="">',
        *(line for line in properties if line),
        "</rdf:Description></rdf:RDF></x:xmpmeta>",
        '<?xpacket end="r"?>',
    ]
    return "\n".join(lines).encode()


def _utc(imprint: Imprint) -> datetime:
    return (imprint.dated or UNDATED).astimezone(UTC)


def _listed(name: str, kind: str, values: Sequence[tuple[str, str]]) -> str:
    """A property with several values, each of a language where one is told."""
    if not values:
        return ""
    items = (
        f"<rdf:li{f' xml:lang={quoteattr(language)}' if language else ''}>{_text(value)}</rdf:li>"
        for language, value in values
    )
    return f"<{name}><rdf:{kind}>{''.join(items)}</rdf:{kind}></{name}>"


def _text(value: str) -> str:
    """The value as text of XML, which cannot hold control characters (XML 1.0 2.2)."""
    allowed = (
        character if character >= " " and character not in "\ufffe\uffff" else " " for character in value
    )
    return escape("".join(allowed))
