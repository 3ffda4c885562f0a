"""The PDF file on ReportLab's object model: incremental output, object streams, xref stream, XMP.

ReportLab models the objects of a PDF (catalogue, pages, labels, destinations, outline, annotations, images,
forms), but retains all of them until the end and writes them one by one, followed by a cross-reference table.
Here the same objects are written and released as soon as they are complete: dictionaries in object streams,
and the cross-reference table as a stream (PDF 32000-1 7.5.7, 7.5.8). A book with a structure tree is a third
of the size that way, and ten thousand badges need no more memory than ten.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, BinaryIO
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from reportlab.pdfbase.pdfdoc import (
    BasicFonts,
    PDFArray,
    PDFCatalog,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFPages,
    PDFStream,
    PDFText,
    PDFZCompress,
    xObjectName,
)

from eventkit.typesetting.layout.pages import DocumentInfo
from eventkit.typesetting.press_profiles import srgb_profile

CREATOR = "eventkit"


def creator_of(info: DocumentInfo) -> str:
    """The creator in the document information, with the output, by which a file is recognised."""
    return f"{CREATOR} {info.output}".rstrip()


OVERPRINT = "OPB"  # the name of the graphics state in which black overprints, in files for a press
_OVERPRINT_STATE = PDFDictionary({"Type": "/ExtGState", "OP": "true", "op": "true", "OPM": 1})

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a document without one; the time of painting is not recorded, for reproducible output."""

_OBJECTS_PER_STREAM = 512
_PAGES_PER_NODE = 128
# Level 9 makes rising numbers no smaller than level 5, in twenty times the time.
_NUMBERS_LEVEL = 5
_FREE, _AT_OFFSET, _IN_STREAM = 0, 1, 2  # entry types of the cross-reference stream
_XREF_ENTRY = struct.Struct(">BQH")
_PLAIN_TEXT = frozenset(map(chr, range(0x20, 0x7F))) - set("()\\")


@lru_cache(maxsize=16384)  # most places on a page occur on the pages before it
def format_number(value: float, digits: int = 3) -> str:
    """Format a number in PDF syntax: no exponent, no trailing zeros (PDF 32000-1 7.3.3)."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def compress(data: bytes, level: int = 9) -> bytes:
    """Compress data for the filter ``FlateDecode`` (PDF 32000-1 7.4.4)."""
    return zlib.compress(data, level)


def compressed_stream(data: bytes, *, level: int = 9, **entries: Any) -> PDFStream:
    return PDFStream(PDFDictionary({**entries, "Filter": "/FlateDecode"}), compress(data, level))


@lru_cache(maxsize=1024)  # languages above all
def text_string(value: str) -> str:
    """A text string (PDF 32000-1 7.9.2.2): a literal for plain ASCII, else UTF-16 in hexadecimal."""
    if _PLAIN_TEXT.issuperset(value):
        return f"({value})"
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"


class ObjectReference(PDFObjectReference):
    """A reference to an object that is numbered at its first occurrence in the file.

    Numbering in the order of writing makes the bytes independent of how far ahead pages are prepared.
    """

    number = 0
    text = ""

    def __init__(self) -> None:
        """A reference without a name, which ReportLab would require: its identity is the key."""

    def format(self, document: PdfFile) -> bytes:
        return document.format_reference(self).encode("ascii")


class _ObjectNumbers(dict[str, tuple[int, int]]):
    """The numbers of ReportLab's objects by name, assigned when one is first looked up."""

    def __init__(self, document: PdfFile) -> None:
        super().__init__()
        self._document = document

    def __missing__(self, name: str) -> tuple[int, int]:
        self[name] = number = self._document.next_number(), 0
        return number


class PdfCatalog(PDFCatalog):
    """The catalogue with output intents, which ReportLab's lacks."""

    __NoDefault__ = [*PDFCatalog.__NoDefault__, "OutputIntents"]  # noqa: RUF012 - as ReportLab declares it
    OutputIntents = None


class PdfFile(PDFDocument):
    """ReportLab's document, written sequentially without seeking."""

    defaultStreamFilters = (PDFZCompress,)
    Catalog: Any  # ReportLab sets it, its type stubs leave it out

    def __init__(self, out: BinaryIO, language: str, *, for_press: bool = False) -> None:
        self._last_number = 0
        self._is_for_press = for_press
        self._default_rgb: PDFArray | None = None
        self._page = ObjectReference()
        self.registered: list[str] = []  # names of the objects registered since the list was last replaced
        # The outline; ReportLab's own has no entries and is left out.
        self.outline_root: ObjectReference | None = None
        super().__init__(compression=1, invariant=1, pdfVersion=(1, 7), lang=language)
        self.idToObjectNumberAndVersion = _ObjectNumbers(self)
        # ReportLab's own is seeded with the time.
        self._digest = hashlib.sha256()
        self._out = out
        self._offset = 0
        self._xref = bytearray(_XREF_ENTRY.pack(_FREE, 0, 0xFFFF))
        self._waiting: list[tuple[int, bytes]] = []
        catalog = PdfCatalog()
        vars(catalog).update(vars(self.Catalog))
        self.Catalog = catalog
        self.Pages = self.Catalog.Pages = _PageTree(self)
        self._fonts: PDFDictionary = self.idToObject[BasicFonts]  # type: ignore[assignment] # no other object
        self._xobjects = PDFDictionary()
        # Gradients and spot colours, by their names in content.
        self.shadings, self.colour_spaces = PDFDictionary(), PDFDictionary()
        # Graphics states, such as that of overprint, by their names in content.
        self.states = PDFDictionary({OVERPRINT: _OVERPRINT_STATE} if for_press else {})
        # The fonts, forms, images and gradients of all pages and forms.
        self.shared_resources: PDFObjectReference = self.Reference(self.resources())
        # PDF/X-4 is defined on PDF 1.6 (ISO 15930-7 6.1).
        self._send(b"%%PDF-1.%d\n%%\xe2\xe3\xcf\xd3\n" % (6 if for_press else 7))

    def next_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def format_reference(self, reference: PDFObjectReference) -> str:
        """A reference as text, numbering its object if the file did not mention it before."""
        if isinstance(reference, ObjectReference):
            if not reference.text:
                reference.number = self.next_number()
                reference.text = f"{reference.number} 0 R"
            return reference.text
        return f"{self.idToObjectNumberAndVersion[reference.name][0]} 0 R"

    def Reference(self, obj: Any, name: str | None = None) -> Any:
        """Register an object, which is retained until it is written, and return a reference to it."""
        known = getattr(obj, "__InternalName__", None)
        if known is None:
            if name is None and (not isinstance(obj, PDFObject) or isinstance(obj, PDFObjectReference)):
                return obj
            self.objectcounter += 1
            known = obj.__InternalName__ = name or f"R{self.objectcounter}"
            self.idToObject[known] = obj
            self.registered.append(known)
        return PDFObjectReference(known)

    def addForm(self, name: str, form: PDFObject) -> None:
        super().addForm(name, form)
        internal = xObjectName(name)
        self._xobjects[internal] = PDFObjectReference(internal)

    def shorten_form_name(self, name: str) -> None:
        """Give a form its plain name in content, which mentions it on every page."""
        internal = xObjectName(name)
        del self._xobjects.dict[internal]
        self._xobjects[name] = PDFObjectReference(internal)

    def resources(self, **entries: Any) -> PDFDictionary:
        """A resource dictionary: shared resources, and entries of one page or form (PDF 32000-1 7.8.3)."""
        shared = {
            "Font": PDFObjectReference(BasicFonts),
            "XObject": self._xobjects,
            "Shading": self.shadings,
            "ColorSpace": self.colour_spaces,
        }
        if self.states.dict:
            shared["ExtGState"] = self.states
        return PDFDictionary({**shared, **entries})

    def default_rgb(self) -> PDFArray | None:
        """The colour space of RGB in a file for a press: sRGB by its profile; ``None`` in other files.

        PDF/X-4 requires it for RGB that artwork and plug-ins bring (ISO 15930-7 6.2, PDF 32000-1 8.6.5.6).
        """
        if self._is_for_press and self._default_rgb is None:
            profile = compressed_stream(srgb_profile(), N=3, Alternate="/DeviceRGB")
            self._default_rgb = PDFArray(["/ICCBased", self.Reference(profile)])
            self.colour_spaces["DefaultRGB"] = self._default_rgb
        return self._default_rgb

    def add_font(self, name: str, reference: PDFObjectReference) -> None:
        """Add a font to the resources of all pages and forms, which share one font dictionary."""
        self._fonts[name] = reference

    def thisPageRef(self) -> PDFObjectReference:
        """The page that is being painted, to which ReportLab lets destinations lead."""
        return self._page

    def end_page(self) -> tuple[PDFObjectReference, ObjectReference]:
        """Add the page to the page tree; its node there, and the page, which is written later."""
        page, self._page = self._page, ObjectReference()
        self.inObject = None
        return self.Pages.append(page), page

    def write(self, obj: PDFObject, reference: ObjectReference | None = None) -> PDFObjectReference:
        reference = reference or ObjectReference()
        self.format_reference(reference)
        self.write_numbered(reference.number, encode_object(obj, self))
        return reference

    def write_encoded(self, body: bytes, reference: ObjectReference) -> None:
        """Write an object that is encoded already."""
        self.format_reference(reference)
        self.write_numbered(reference.number, body)

    def write_compressed(self, data: bytes, reference: ObjectReference) -> None:
        """Write a stream of compressed data without further entries."""
        self.format_reference(reference)
        head = b"<</Filter/FlateDecode/Length %d>>" % len(data)
        self.write_numbered(reference.number, b"%b\nstream\n%b\nendstream\n" % (head, data))

    def write_registered(self, names: Iterable[str], kinds: tuple[type, ...]) -> None:
        for name in names:
            if isinstance(self.idToObject.get(name), kinds):
                self._write_named(name)

    def format(self) -> bytes:
        """Write the remaining objects and the cross-reference stream; ReportLab calls this at the end."""
        self.Catalog.Outlines = self.outline_root
        root, info = self.Reference(self.Catalog), self.Reference(self.info)
        while self.idToObject:  # writing may register more
            self._write_named(next(iter(self.idToObject)))
        self._write_waiting()
        start, number = self._offset, self.next_number()
        self._enter(number, _AT_OFFSET, start, 0)
        identifier = PDFArray([PDFText(self._digest.digest()[:16], enc="raw")] * 2)
        table = compressed_stream(
            bytes(self._xref),
            level=_NUMBERS_LEVEL,
            Type="/XRef",
            Size=number + 1,
            W="[1 8 2]",
            Root=root,
            Info=info,
            ID=identifier,
        )
        self.write_numbered(number, encode_object(table, self))
        self._send(f"startxref\n{start}\n%%EOF\n".encode("ascii"))
        return b""

    def _write_named(self, name: str) -> None:
        obj = self.idToObject.pop(name)
        self.write_numbered(self.idToObjectNumberAndVersion[name][0], encode_object(obj, self))

    def write_numbered(self, number: int, body: bytes) -> None:
        """Write an object: streams at once, others in object streams of many objects."""
        if body.endswith(b"endstream\n"):
            self._enter(number, _AT_OFFSET, self._offset, 0)
            self._send(b"%d 0 obj\n%bendobj\n" % (number, body))
            return
        self._waiting.append((number, body))
        if len(self._waiting) == _OBJECTS_PER_STREAM:
            self._write_waiting()

    def _write_waiting(self) -> None:
        """Write the waiting objects as one object stream, which begins with their numbers and offsets."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        holder = self.next_number()
        offset, places = 0, []
        for index, (number, body) in enumerate(waiting):
            self._enter(number, _IN_STREAM, holder, index)
            places.append(f"{number} {offset}")
            offset += len(body) + 1
        head = " ".join(places).encode("ascii") + b"\n"
        data = head + b"\n".join([body for _, body in waiting])
        stream = compressed_stream(
            data, level=_NUMBERS_LEVEL, Type="/ObjStm", N=len(waiting), First=len(head)
        )
        self.write_numbered(holder, encode_object(stream, self))

    def _enter(self, number: int, kind: int, where: int, index: int) -> None:
        if (missing := (number + 1) * _XREF_ENTRY.size - len(self._xref)) > 0:
            self._xref += bytes(missing)
        _XREF_ENTRY.pack_into(self._xref, number * _XREF_ENTRY.size, kind, where, index)

    def _send(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self._offset += len(data)


class _PageNode(PDFPages):
    Parent: PDFObjectReference


class _PageTree(PDFPages):
    """A page tree of two levels, in place of ReportLab's single list of all pages."""

    def __init__(self, document: PdfFile) -> None:
        super().__init__()
        self._document = document
        self._node: _PageNode | None = None
        self.count = 0

    def append(self, page: ObjectReference) -> PDFObjectReference:
        """Add a page; the node that it is in."""
        if self._node is None or len(self._node.pages) == _PAGES_PER_NODE:
            self._node = _PageNode()
            self._node.Parent = self._document.Reference(self)
            self.pages.append(self._document.Reference(self._node))
        self._node.pages.append(page)
        self.count += 1
        node: PDFObjectReference = self.pages[-1]
        return node

    def check_format(self, document: PDFDocument) -> None:
        super().check_format(document)
        self.Count = self.count


# ReportLab escapes names character by character and pads lines with spaces. These functions write the same
# objects in a third of the time and four fifths of the bytes; other objects are left to ReportLab.

_name = lru_cache(maxsize=4096)(PDFName)


def encode_object(obj: Any, document: PdfFile) -> bytes:
    """Encode an indirect object's body; a stream ends with ``endstream`` and a line feed."""
    if type(obj) is PDFStream and "Filter" in obj.dictionary:
        head = _encode_dictionary({**obj.dictionary.dict, "Length": len(obj.content)}, document)
        return b"%b\nstream\n%b\nendstream\n" % (head.encode("latin-1"), obj.content)
    if isinstance(obj, PDFDictionary | PDFArray):
        return encode(obj, document).encode("latin-1")
    if isinstance(obj, PDFCatalog) and type(obj).format is PDFCatalog.format:
        return _encode_catalog(obj, document).encode("latin-1")
    return bytes(obj.format(document))


def encode(value: Any, document: PdfFile) -> str:
    """Encode a value within an object; text and bytes are in the syntax of PDF already."""
    match value:
        case str():
            encoded = value
        case PDFObjectReference():
            encoded = document.format_reference(value)
        case int():
            encoded = str(value)
        case float():
            encoded = format_number(value)
        case PDFArray():
            encoded = f"[{' '.join([encode(item, document) for item in value.sequence])}]"
        case PDFDictionary():
            encoded = _encode_dictionary(value.dict, document)
        case bytes():
            encoded = value.decode("latin-1")
        case _ if getattr(value, "__RefOnly__", 0):  # objects that ReportLab never nests in another
            encoded = document.format_reference(document.Reference(value))
        case _:
            encoded = value.format(document).decode("latin-1")
    return encoded


def _encode_dictionary(entries: Mapping[str, Any], document: PdfFile) -> str:
    parts = []
    for key, value in entries.items():
        encoded = encode(value, document)
        parts.append(f"{_name(key)}{encoded}" if encoded[0] in "/<[(" else f"{_name(key)} {encoded}")
    return f"<<{''.join(parts)}>>"


def _encode_catalog(obj: PDFCatalog, document: PdfFile) -> str:
    """Encode the objects that ReportLab models by attributes: the catalogue, page tree and page labels."""
    obj.check_format(document)
    kind: Any = type(obj)
    names, references = _catalog_entries(kind)
    entries = {name: getattr(obj, name, value) for name, value in obj.__Defaults__.items()}
    entries |= {name: value for name, value in vars(obj).items() if name in names}
    return _encode_dictionary(
        {
            name: document.Reference(value) if name in references else value
            for name, value in entries.items()
            if value is not None
        },
        document,
    )


@lru_cache(maxsize=64)
def _catalog_entries(kind: Any) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset({*kind.__Defaults__, *kind.__NoDefault__}), frozenset(kind.__Refs__)


_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}
_PRESS_NAMESPACES = {
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
}
_DOCUMENTS = UUID("6f1c1d0e-6a0b-5c36-9a7b-0f0e5b1c9d42")  # the name space of identifiers of documents


def utc_date(info: DocumentInfo) -> datetime:
    return (info.modified or UNDATED).astimezone(UTC)


def xmp(info: DocumentInfo, *, for_press: bool = False) -> bytes:
    """The document information as XMP (ISO 16684-1), with titles in several languages.

    It does not claim conformance to PDF/A or PDF/UA; for a press it has the properties that PDF/X-4 requires
    (ISO 15930-7 6.2).
    """
    date = f"{utc_date(info):%Y-%m-%dT%H:%M:%SZ}"
    languages = dict.fromkeys([info.language, *(language for language, _ in info.titles_by_language)])
    titles = [
        ("x-default", info.title),
        *(dict(info.titles_by_language) or {info.language: info.title}).items(),
    ]
    properties = [
        "<dc:format>application/pdf</dc:format>",
        _xmp_property("dc:title", "Alt", titles),
        _xmp_property("dc:language", "Bag", [("", language) for language in languages]),
        _xmp_property("dc:creator", "Seq", [("", info.author)] if info.author else []),
        _xmp_property("dc:description", "Alt", [("x-default", info.subject)] if info.subject else []),
        _xmp_property("dc:subject", "Bag", [("", word) for word in info.keywords]),
        f"<pdf:Keywords>{_xml_text(', '.join(info.keywords))}</pdf:Keywords>" if info.keywords else "",
        f"<pdf:Producer>{CREATOR}</pdf:Producer>",
        f"<xmp:CreatorTool>{_xml_text(creator_of(info))}</xmp:CreatorTool>",
        f"<xmp:CreateDate>{date}</xmp:CreateDate>",
        f"<xmp:ModifyDate>{date}</xmp:ModifyDate>",
    ]
    known = {**_NAMESPACES, **(_PRESS_NAMESPACES if for_press else {})}
    if for_press:
        properties += [
            f"<xmp:MetadataDate>{date}</xmp:MetadataDate>",
            "<pdf:Trapped>False</pdf:Trapped>",
            f"<xmpMM:DocumentID>uuid:{uuid5(_DOCUMENTS, f'{info.title} {date}')}</xmpMM:DocumentID>",
            "<xmpMM:VersionID>1</xmpMM:VersionID>",
            "<xmpMM:RenditionClass>default</xmpMM:RenditionClass>",
            "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>",
        ]
    namespaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in known.items())
    lines = [
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {namespaces}><rdf:Description rdf:about="">',
        *(line for line in properties if line),
        "</rdf:Description></rdf:RDF></x:xmpmeta>",
        '<?xpacket end="r"?>',
    ]
    return "\n".join(lines).encode()


def _xmp_property(name: str, container: str, values: Sequence[tuple[str, str]]) -> str:
    """A property with several values, each with its language where it has one."""
    if not values:
        return ""
    items = (
        f"<rdf:li{f' xml:lang={quoteattr(language)}' if language else ''}>{_xml_text(value)}</rdf:li>"
        for language, value in values
    )
    return f"<{name}><rdf:{container}>{''.join(items)}</rdf:{container}></{name}>"


def _xml_text(value: str) -> str:
    """The value as XML text, with control characters replaced, which XML does not allow (XML 1.0 2.2)."""
    allowed = (
        character if character >= " " and character not in "\ufffe\uffff" else " " for character in value
    )
    return escape("".join(allowed))


@dataclass(slots=True)
class _Entry:
    title: str = ""
    destination: str = ""
    previous: ObjectReference | None = None
    reference: ObjectReference = field(default_factory=ObjectReference)
    first: ObjectReference | None = None
    last: ObjectReference | None = None
    count: int = 0


class Outline:
    """The outline of a document while it is written to the file.

    An entry is written once the next one of its level is known, so that only one of each level is in memory.
    ReportLab's outline has all entries in memory until the end, and one for each destination.
    """

    def __init__(self, document: PdfFile) -> None:
        self._document = document
        self._open = [_Entry()]

    def add(self, title: str, destination: str, level: int = 0) -> None:
        """Add the next entry, collapsed if there are entries below it; 0 is the outermost level."""
        entry = _Entry(title, destination)
        self._close(level + 1)
        if len(self._open) > level + 1:
            before = self._open.pop()
            self._write(before, entry.reference)
            entry.previous = before.reference
        above = self._open[-1]
        above.first = above.first or entry.reference
        above.last = entry.reference
        above.count += 1
        self._open.append(entry)

    def finish(self) -> ObjectReference | None:
        """Write the remaining entries and the root; ``None`` if the outline has no entry."""
        self._close(0)
        root = self._open[0]
        if not root.count:
            return None
        body = f"<</Type/Outlines{self._kids(root)}/Count {root.count}>>"
        self._document.write_encoded(body.encode("ascii"), root.reference)
        return root.reference

    def _close(self, level: int) -> None:
        while len(self._open) > level + 1:
            self._write(self._open.pop(), None)

    def _write(self, entry: _Entry, following: ObjectReference | None) -> None:
        refer = self._document.format_reference
        body = f"<</Title{text_string(entry.title)}/Parent {refer(self._open[-1].reference)}"
        if entry.previous:
            body += f"/Prev {refer(entry.previous)}"
        if following:
            body += f"/Next {refer(following)}"
        if entry.count:
            body += f"{self._kids(entry)}/Count {-entry.count}"
        body += f"/Dest{entry.destination}>>"
        self._document.write_encoded(body.encode("latin-1"), entry.reference)

    def _kids(self, entry: _Entry) -> str:
        refer = self._document.format_reference
        return f"/First {refer(entry.first)}/Last {refer(entry.last)}" if entry.first and entry.last else ""
