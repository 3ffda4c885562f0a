"""The colours of a template, by name, and by the role, ticket or track of a wearer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from eventkit.model import Role
from eventkit.outputs.badges.roles import COLOURS
from eventkit.outputs.badges.template import STANDARD, Template
from eventkit.outputs.badges.wearers import Wearer
from eventkit.typesetting import WHITE, Box, Colour, contrast

_ROLES = {role.value: role for role in Role}
_OTHER = "other"


class Palette:
    """Finds colours for one template."""

    def __init__(self, template: Template) -> None:
        self._named = {name: Colour.parse(code) for name, code in {**STANDARD, **template.colours}.items()}
        self._roles = _folded(template.role_colours)
        self._tickets = _folded(template.ticket_colours)
        self._inks: dict[Colour, Colour] = {}  # what reads best on each ground there was

    def colour(self, name: str, wearer: Wearer) -> Colour:
        """The colour that is called so in a template."""
        if found := self._named.get(name):
            return found
        grey = self._named["grey"]
        if name == "role":
            own = self._roles.get(wearer.role.casefold())
            usual = COLOURS[_ROLES[wearer.role]] if wearer.role in _ROLES else None
            return own or usual or self._roles.get(_OTHER, grey)
        if name == "ticket":
            return self._tickets.get(wearer.ticket.casefold()) or self._tickets.get(_OTHER, grey)
        if name == "track":
            return _parsed(wearer.track.colour) if wearer.track else grey
        return _parsed(name)

    def readable(self, grounds: list[Box], x: float, y: float) -> Colour:
        """Ink or white, whichever reads better on the last of the filled boxes that holds the point."""
        ground = WHITE
        for box in reversed(grounds):
            if box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height:
                ground = box.fill or WHITE
                break
        ink = self._inks.get(ground)
        if ink is None:
            ink = max((self._named["ink"], WHITE), key=lambda ink: contrast(ink, ground))
            self._inks[ground] = ink
        return ink


def _folded(colours: Mapping[str, str]) -> dict[str, Colour]:
    return {name.casefold(): Colour.parse(code) for name, code in colours.items()}


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Colour:
    return Colour.parse(text)
