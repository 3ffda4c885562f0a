"""Foreign objects: fonts that are not embedded, and RGB, among the objects that drawings bring to a document.

Operators of a page are converted to the inks of a press as they are painted; objects are copied as they are.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFImageXObject, PDFObjectReference, PDFStream

_RGB_SPACES = frozenset({"DeviceRGB", "CalRGB", "RGB"})
_RGB_CHANNELS = "3"  # of a profile (PDF 32000-1 8.6.5.5)
_FONT_FILES = frozenset({"FontFile", "FontFile2", "FontFile3"})
_RGB_OPERATOR = re.compile(rb"(?:^|\s)(?:rg|RG)(?=\s|$)")


def find_rgb(document: Any) -> tuple[str, ...]:
    """The kinds of objects of a document of ReportLab that are in RGB: gradients, pictures, shapes."""
    search = _Search(document.idToObject)
    return tuple(sorted({kind for obj in document.idToObject.values() for kind in search.kinds_of(obj)}))


def find_unembedded_fonts(document: Any) -> tuple[str, ...]:
    """The names of fonts of a document of ReportLab that are in artwork and without their font files."""
    objects = document.idToObject
    fonts = (obj for obj in objects.values() if isinstance(obj, PDFDictionary))
    return tuple(sorted({name for font in fonts if (name := _unembedded_name(font.dict, objects))}))


def _unembedded_name(font: dict[str, Any], objects: dict[str, Any]) -> str:
    """The name of a font without a file (PDF 32000-1 9.6.2, 9.8); empty for others and other objects."""
    if _name(font.get("Type")) != "Font" or _name(font.get("Subtype")) in {"Type0", "Type3"}:
        return ""  # a composite font has its file in its descendant
    descriptor = font.get("FontDescriptor")
    if isinstance(descriptor, PDFObjectReference):
        descriptor = objects.get(descriptor.name)
    entries = descriptor.dict if isinstance(descriptor, PDFDictionary) else {}
    return "" if entries.keys() & _FONT_FILES else _name(font.get("BaseFont", "a font"))


class _Search:
    def __init__(self, objects: dict[str, Any]) -> None:
        self._objects = objects

    def kinds_of(self, obj: Any) -> Iterator[str]:
        match obj:
            case PDFImageXObject():
                if _name(obj.colorSpace) in _RGB_SPACES:
                    yield "pictures"
            case PDFStream():
                yield from self._kinds_of_stream(obj)
            case PDFDictionary():
                yield from self._kinds_of_entries(obj.dict)
            case PDFArray():
                for value in obj.sequence:
                    yield from self.kinds_of(value)

    def _kinds_of_stream(self, stream: PDFStream) -> Iterator[str]:
        entries = stream.dictionary.dict
        subtype = _name(entries.get("Subtype"))
        if subtype == "Image":
            if self._is_rgb(entries.get("ColorSpace")):
                yield "pictures"
            return
        if subtype == "Form" and _sets_rgb(stream.content):
            yield "shapes"
        yield from self._kinds_of_entries(entries)

    def _kinds_of_entries(self, entries: dict[str, Any]) -> Iterator[str]:
        for key, value in entries.items():
            if key != "ColorSpace":
                yield from self.kinds_of(value)
                continue
            # That of a gradient, or those of a page by their names.
            spaces = value.dict.values() if isinstance(value, PDFDictionary) else [value]
            if any(map(self._is_rgb, spaces)):
                yield "gradients" if "ShadingType" in entries else "shapes"

    def _is_rgb(self, space: Any) -> bool:
        """True if a colour space is RGB, or based on it (PDF 32000-1 8.6)."""
        match space:
            case PDFObjectReference():
                return self._is_rgb(self._objects.get(space.name))
            case PDFArray():
                return any(map(self._is_rgb, space.sequence))
            case PDFStream():
                return str(space.dictionary.dict.get("N")) == _RGB_CHANNELS
        return _name(space) in _RGB_SPACES


def _sets_rgb(content: bytes) -> bool:
    """True if a form sets a colour in RGB by an operator; not if it is compressed in an unusual way."""
    with suppress(zlib.error):  # not compressed
        content = zlib.decompress(content)
    return _RGB_OPERATOR.search(content) is not None


def _name(value: Any) -> str:
    return str(value).removeprefix("/")
