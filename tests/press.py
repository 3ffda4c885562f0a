"""A profile of four inks for tests, since those of presses may not be passed on; checks of PDF/X-4."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product

import pikepdf

_WHITE = (0.9642, 1, 0.8249)  # D50

_GRID = 9  # nodes of the table from Lab to inks on each axis


def _lab_to_inks(lightness: float, a: float, b: float) -> tuple[float, float, float, float]:
    """Inks of a colour (CIE Lab, D50) by way of sRGB, with all grey in black ink."""
    y = (lightness + 16) / 116
    xyz = [white * _cube(part) for part, white in zip((y + a / 500, y, y - b / 200), _WHITE, strict=True)]
    matrix = ((3.1339, -1.6169, -0.4906), (-0.9788, 1.9161, 0.0335), (0.0719, -0.2290, 1.4052))
    light = [sum(row[i] * xyz[i] for i in range(3)) for row in matrix]
    rgb = [_gamma(min(max(channel, 0), 1)) for channel in light]
    light_most = max(*rgb, 1e-6)
    cyan, magenta, yellow = ((light_most - channel) / light_most for channel in rgb)
    return cyan, magenta, yellow, 1 - light_most


def _cube(part: float) -> float:
    return part**3 if part > 6 / 29 else 3 * (6 / 29) ** 2 * (part - 4 / 29)


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _inks_to_lab(cyan: float, magenta: float, yellow: float, black: float) -> tuple[float, float, float]:
    rgb = [(1 - ink) * (1 - black) for ink in (cyan, magenta, yellow)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    matrix = ((0.4361, 0.3851, 0.1431), (0.2225, 0.7169, 0.0606), (0.0139, 0.0971, 0.7141))
    xyz = [sum(row[i] * light[i] for i in range(3)) for row in matrix]
    x, y, z = (
        part ** (1 / 3) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29
        for part in (value / white for value, white in zip(xyz, _WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _table(inputs: int, grid: int, values: bytes, outputs: int) -> bytes:
    """A table of the type lut8 (ICC.1 10.9), with straight curves."""
    identity = b"".join(
        struct.pack(">l", 65536 if row == column else 0) for row in range(3) for column in range(3)
    )
    straight = bytes(range(256))
    head = b"mft1" + bytes(4) + bytes([inputs, outputs, grid, 0]) + identity
    return head + straight * inputs + values + straight * outputs


@cache
def press_profile() -> bytes:
    """The ICC profile (version 2) of a press whose inks mix as light does."""
    to_lab = b"".join(
        bytes(
            (
                round(lightness * 2.55),
                min(max(round(a + 128), 0), 255),
                min(max(round(b + 128), 0), 255),
            )
        )
        for lightness, a, b in (_inks_to_lab(*node) for node in product((0, 1 / 3, 2 / 3, 1), repeat=4))
    )
    steps = [255 * step / (_GRID - 1) for step in range(_GRID)]
    to_inks = b"".join(
        bytes(round(255 * ink) for ink in _lab_to_inks(lightness / 2.55, a - 128, b - 128))
        for lightness, a, b in product(steps, repeat=3)
    )
    name = b"Press of the tests\0"
    description = b"desc" + bytes(4) + struct.pack(">L", len(name)) + name + bytes(12 + 67)
    tags = {
        b"desc": description,
        b"cprt": b"text" + bytes(4) + b"Public domain\0",
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3l", *(round(65536 * v) for v in _WHITE)),
        b"A2B0": _table(4, 4, to_lab, 3),
        b"B2A0": _table(3, _GRID, to_inks, 4),
    }
    offset, directory, body = 128 + 4 + 12 * len(tags), b"", b""
    for signature, data in tags.items():
        directory += signature + struct.pack(">2L", offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = offset + len(body)
    header = struct.pack(">L4sL4s4s4s", size, bytes(4), 0x02400000, b"prtr", b"CMYK", b"Lab ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += struct.pack(">3l", *(round(65536 * v) for v in _WHITE))
    header += bytes(128 - len(header))
    return header + struct.pack(">L", len(tags)) + directory + body


_BOXES = ("/MediaBox", "/BleedBox", "/TrimBox")
_FORBIDDEN_KEYS = frozenset(
    {"/AA", "/OPI", "/Alternates", "/TR", "/TR2", "/HTP", "/PS", "/Encrypt", "/JavaScript"}
)
_FORBIDDEN_FILTERS = frozenset({"/LZWDecode"})
_DEVICE_RGB = re.compile(rb"(?<![\w.])(?:rg|RG)(?![\w.])")


def pdfx_faults(pdf: pikepdf.Pdf) -> list[str]:
    """The entries that PDF/X-4 (ISO 15930-7) requires and that a file lacks, and what it has and must not.

    It is not a validator: colour is checked by operators and images, transparency and fonts by their entries.
    """
    root, info = pdf.Root, pdf.docinfo
    metadata = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    intents = [intent for intent in root.get("/OutputIntents", []) if intent.get("/S") == "/GTS_PDFX"]
    profiles = [intent.get("/DestOutputProfile") for intent in intents]
    dates = {name: re.search(rf"<xmp:{name}>(.*?)<", metadata) for name in ("CreateDate", "ModifyDate")}
    required = {
        "version 1.6": pdf.pdf_version == "1.6",
        "ID": "/ID" in pdf.trailer,
        "not encrypted": not pdf.is_encrypted,
        "output intent": len(intents) == 1,
        "profile of a press": all(each is not None and each.N == 4 for each in profiles),
        "condition": all(str(each.get("/OutputConditionIdentifier", "")) for each in intents),
        "version in XMP": "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in metadata,
        "trapped": info.get("/Trapped") == "/False" and "<pdf:Trapped>False<" in metadata,
        "title": bool(str(info.get("/Title", ""))) and "<dc:title>" in metadata,
        "dates": all(dates.values()) and "/CreationDate" in info and "/ModDate" in info,
        "document id": "<xmpMM:DocumentID>uuid:" in metadata and "<xmpMM:RenditionClass>" in metadata,
        "no actions": "/OpenAction" not in root and "/AA" not in root,
    }
    faults = [name for name, holds in required.items() if not holds]
    for number, page in enumerate(pdf.pages, start=1):
        faults += [f"page {number}: {fault}" for fault in _page_faults(page)]
    return faults + [fault for obj in pdf.objects for fault in _object_faults(obj)]


def _page_faults(page: pikepdf.Page) -> Iterator[str]:
    boxes = [[float(edge) for edge in page[name]] for name in _BOXES if name in page]
    if "/TrimBox" not in page or "/ArtBox" in page:
        yield "trim box"
    for outer, inner in pairwise(boxes):
        if not (
            outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
        ):
            yield "boxes are not within each other"
    if "/Annots" in page:
        yield "annotations"
    if not _has_default_rgb(page.Resources):
        if _DEVICE_RGB.search(page.Contents.read_bytes()):
            yield "RGB"
        yield from _rgb_objects(page.Resources)


def _object_faults(obj: pikepdf.Object) -> Iterator[str]:
    if not isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
        return
    keys = set(obj.keys())
    yield from sorted(keys & _FORBIDDEN_KEYS)
    if "RGB" in str(obj.get("/CS", "")):
        yield "RGB group"
    if str(obj.get("/Filter", "")) in _FORBIDDEN_FILTERS:
        yield "LZW"
    if obj.get("/Type") == "/FontDescriptor" and not keys & {"/FontFile", "/FontFile2", "/FontFile3"}:
        yield "font is not embedded"
    if obj.get("/Subtype") == "/Form" and isinstance(obj, pikepdf.Stream):
        resources = obj.get("/Resources", pikepdf.Dictionary())
        if not _has_default_rgb(resources):
            if _DEVICE_RGB.search(obj.read_bytes()):
                yield "RGB form"
            yield from _rgb_objects(resources)


def _has_default_rgb(resources: pikepdf.Object) -> bool:
    """Check for a colour space by a profile that replaces DeviceRGB (ISO 32000-1 8.6.5.6)."""
    space = resources.get("/ColorSpace", pikepdf.Dictionary()).get("/DefaultRGB")
    return space is not None and space[0] == "/ICCBased" and space[1].N == 3


def _rgb_objects(resources: pikepdf.Object) -> Iterator[str]:
    """Images and gradients in DeviceRGB."""
    for kind in ("/XObject", "/Shading"):
        for name, inner in resources.get(kind, pikepdf.Dictionary()).items():
            if "/DeviceRGB" in str(inner.get("/ColorSpace", "")):
                yield f"{name} in RGB"
