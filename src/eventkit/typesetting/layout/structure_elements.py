"""Structure elements of tagged documents: types, nesting paths, artifacts (PDF 32000-1 14.8.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Literal

# fmt: off
StructureType = Literal[
    "Document", "Part", "Sect", "Div", "TOC", "TOCI", "Index", "BlockQuote", "Caption",
    "H1", "H2", "H3", "H4", "H5", "H6", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD",
    "Span", "Reference", "Code", "Link", "Figure", "Artifact", "Header", "Footer",
]
# fmt: on
"""The structure types in use (14.8.4). The last three are artifacts, which are not read out
(14.8.2.2): decoration, running heads and feet."""

CONTENT_TYPES = frozenset(
    {
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "P",
        "Lbl",
        "TH",
        "TD",
        "Span",
        "Reference",
        "Code",
        "Link",
        "Caption",
    }
)
"""The types that can contain text; in all others, text becomes a paragraph."""

ARTIFACT_TYPES = frozenset({"Artifact", "Header", "Footer"})  # the types of artifacts, which are not read out
_numbers = count(1)


@dataclass(eq=False, slots=True)  # not frozen, since three are made for each badge
class StructureElement:
    """A structure element of a document.

    Elements are equal by their number, so that two paragraphs with the same properties differ, and a copy of
    an element is the same element.
    """

    type: StructureType
    language: str = ""  # the language of its content (BCP 47); by default that of its text
    alternative: str = ""  # the text for screen readers, instead of its content
    columns: int = 1
    rows: int = 1
    scope: Literal["", "Row", "Column"] = ""  # the row or column that a heading cell applies to
    number: int = field(default_factory=lambda: next(_numbers), repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StructureElement) and self.number == other.number

    def __hash__(self) -> int:
        return self.number


StructurePath = tuple[StructureElement, ...]  # the structure elements around a mark, the outermost first
ARTIFACT: StructurePath = (StructureElement("Artifact"),)

HEADER: StructurePath = (StructureElement("Header"),)

FOOTER: StructurePath = (StructureElement("Footer"),)


def heading(level: int) -> StructureElement:
    """A heading: level 1 is the title of the document, 6 is the lowest."""
    levels: tuple[StructureType, ...] = ("H1", "H2", "H3", "H4", "H5", "H6")
    return StructureElement(levels[min(level, 6) - 1])


def without_spans(structure: StructurePath) -> StructurePath:
    """Drop trailing Span elements, which are parts of a paragraph and not blocks."""
    end = len(structure)
    while end and structure[end - 1].type == "Span":
        end -= 1
    return structure[:end]
