"""What badges print of a schedule: who wears them, and what their template tells of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit.model import ParticipantId
from eventkit.outputs.badges.elements import TextElement
from eventkit.outputs.badges.template import Template
from eventkit.outputs.badges.wearers import Wearer
from eventkit.outputs.print_rules import ContentPart, PrintedContent

_POSITIONS = ("positions", "organisation")


class Seen:
    """Who wears the badges, noted while these are made one after the other.

    Attributes:
        ids: Of all who were gone through; those of a list who appear nowhere are among them.
    """

    def __init__(self) -> None:
        self.ids: set[ParticipantId] = set()

    def through(self, wearing: Iterable[Wearer]) -> Iterator[Wearer]:
        """The same, noted."""
        for wearer in wearing:
            self.ids.add(ParticipantId(wearer.id))
            yield wearer


def printed_on(look: Template, languages: tuple[str, ...], seen: Seen) -> PrintedContent:
    """What is printed of those who were seen; signs for doors name nobody."""
    parts: set[ContentPart] = set()
    if look.made_for == "people":
        parts.add("names")
        if any(map(_tells_organisations, (*look.front, *look.back))):
            parts.add("positions")
    return PrintedContent(languages, frozenset(parts), sessions=frozenset(), people=seen.ids)


def _tells_organisations(element: object) -> bool:
    if not isinstance(element, TextElement):
        return False
    said = element.text.values() if element.text is not None else ()
    return element.field in _POSITIONS or any(f"{{{name}}}" in text for name in _POSITIONS for text in said)
