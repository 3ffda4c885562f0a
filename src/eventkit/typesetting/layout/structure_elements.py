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
"""The structure types in use (14.8.4). The last three are none: an artifact is only for the eye (14.8.2.2),
as are the running heads and feet of pages."""


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
"""What text may stand in; in anything else it is a paragraph."""


ARTIFACT_TYPES = frozenset({"Artifact", "Header", "Footer"})
"""What is not read out."""


_numbers = count(1)


@dataclass(frozen=True, eq=False, slots=True)
class StructureElement:
    """A structure element: a part of the document of some type.

    Each has a number of its own, by which two paragraphs with the same properties are two. A copy of an
    element is the same element.

    Attributes:
        type: What it is.
        language: Of all in it (BCP 47); that of its text where none is named.
        alternative: What is said instead of it to who cannot see it.
        columns: How many columns of its table a cell spans.
        rows: How many rows.
        scope: Of what a cell is the heading.
        number: Tells it from all others made in this process.
    """

    type: StructureType
    language: str = ""
    alternative: str = ""
    columns: int = 1
    rows: int = 1
    scope: Literal["", "Row", "Column"] = ""
    number: int = field(default_factory=lambda: next(_numbers), repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StructureElement) and self.number == other.number

    def __hash__(self) -> int:
        return self.number


StructurePath = tuple[StructureElement, ...]
"""The elements a mark is in, the outermost first."""


ARTIFACT: StructurePath = (StructureElement("Artifact"),)


HEADER: StructurePath = (StructureElement("Header"),)


FOOTER: StructurePath = (StructureElement("Footer"),)


def heading(level: int) -> StructureElement:
    """A heading: 1 is the title of the document, and none is lower than 6."""
    levels: tuple[StructureType, ...] = ("H1", "H2", "H3", "H4", "H5", "H6")
    return StructureElement(levels[min(level, 6) - 1])


def without_spans(tags: StructurePath) -> StructurePath:
    """The tags without the spans at their end, which are no more than parts of a paragraph."""
    end = len(tags)
    while end and tags[end - 1].type == "Span":
        end -= 1
    return tags[:end]
