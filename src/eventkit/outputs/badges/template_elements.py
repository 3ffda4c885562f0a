"""Template elements: text, box, rule, picture, QR code and session list; ``{field}`` placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from eventkit.model import Title
from eventkit.texts.suggestions import suggest
from eventkit.values import Value

PLACEHOLDERS = (
    "name",
    "second-name",
    "positions",
    "position",
    "organisation",
    "pronouns",
    "role",
    "ticket",
    "track",
    "sessions",
    "day",
    "conference",
    "dates",
    "venue",
    "id",
)
"""What may stand in braces."""


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_placeholders(text: str) -> str:
    """The text, which names only fields there are.

    Raises:
        ValueError: It names another one.
    """
    for name in placeholders(text):
        if name not in PLACEHOLDERS:
            hint = suggest(name, PLACEHOLDERS) or f"Use one of {', '.join(PLACEHOLDERS)}."
            message = f"Unknown placeholder {{{name}}}. {hint}"
            raise ValueError(message)
    return text


def fill_placeholders(text: str, of: Callable[[str], str]) -> str:
    """The text with its fields filled in; empty where it has fields and all of them are empty."""
    names = placeholders(text)
    if not names:
        return text
    said = {name: of(name) for name in names}
    if not any(said.values()):
        return ""
    # In one pass: what is filled in may have braces of its own.
    return _PLACEHOLDER.sub(lambda match: said[match[1]], text).strip()


@lru_cache(maxsize=512)
def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces, in order and without repeats."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


Length = Annotated[float, Field(strict=True, ge=-50, le=2000, allow_inf_nan=False)]
"""Millimetres from the left or the upper edge."""


Extent = Annotated[float, Field(strict=True, gt=0, le=2000, allow_inf_nan=False)]
"""Millimetres across or down."""


Points = Annotated[float, Field(strict=True, ge=4, le=1000, allow_inf_nan=False)]
"""The size of type in points."""


ColourName = Annotated[str, StringConstraints(pattern=r"^(#[0-9A-Fa-f]{6}|[a-z][a-z0-9-]{0,40})$")]
"""A colour as ``#rrggbb``, the name of one under ``colours``, or ``role``, ``ticket`` or ``track``: that of
the wearer's."""


Condition = tuple[Annotated[str, StringConstraints(min_length=1, max_length=200)], ...]


DrawingFileName = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*\.([Ss][Vv][Gg]|[Pp][Nn][Gg]|[Jj][Pp][Ee]?[Gg])$"
    ),
    Field(max_length=120),
]
"""The name of an SVG, PNG or JPEG file, never a path."""


FileName = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*\.([Pp][Nn][Gg]|[Jj][Pp][Ee]?[Gg])$", max_length=120
    ),
]
"""The name of a PNG or JPEG file in the folder of pictures: a name alone, no way to elsewhere."""


FieldName = Literal[
    "name",
    "second-name",
    "positions",
    "position",
    "organisation",
    "badge-lines",
    "pronouns",
    "role",
    "ticket",
    "track",
    "conference",
    "dates",
    "venue",
    "day",
]
"""What a text element can show. ``positions`` are positions at their organisations, or the badge lines the
office keeps in their place; ``name`` and ``second-name`` are set as large as they fit in one or two lines."""


def _check_texts(text: Any) -> Any:
    for said in text.values():
        check_placeholders(said)
    return text


class TemplateElement(Value):
    """What every element may say."""

    roles: Condition = ()
    """Only for those who wear one of these roles, such as ``host``."""

    tickets: Condition = ()
    """Only for those with one of these classes of ticket."""

    tracks: Condition = ()
    """Only for those on one of these tracks, by their two letters."""


class TextElement(TemplateElement):
    """A field, or a text of the organiser's own, in a box."""

    kind: Literal["text"]
    """Text."""

    field: FieldName | None = None
    """What it shows of the wearer or the conference."""

    text: Annotated[Title, AfterValidator(_check_texts)] | None = None
    """What it says instead, in one language or several; ``{name}`` and the other fields in braces are filled
    in, and where all of them are empty the text is left out."""

    x: Length
    """Millimetres from the left edge to its box."""

    y: Length | None = None
    """Millimetres from the upper edge to its box; or give `below`."""

    below: Annotated[float, Field(ge=0, le=500)] | None = None
    """Millimetres below the text before it, wherever that ends."""

    width: Extent
    """Millimetres across."""

    height: Extent | None = None
    """The most millimetres down; or give `bottom`."""

    bottom: Length | None = None
    """Millimetres from the upper edge down to which it may reach."""

    size: Points
    """The largest size."""

    smallest: Points | None = None
    """The size it should not fall below; what does is told. Names are then set smaller still, down to 8
    points."""

    of_name: Annotated[float, Field(gt=0, le=1)] | None = None
    """The largest size as a part of that of the name above it."""

    lines: Annotated[int, Field(ge=1, le=20)] | None = None
    """The most lines; names have two, other texts as many as there is room for."""

    weight: Annotated[int, Field(ge=100, le=900)] = 400
    """400 is regular, 700 is bold."""

    colour: ColourName | None = None
    """Where left out: ink on light grounds, white on dark ones."""

    align: Literal["start", "middle", "end"] = "start"
    """Where lines stand in the box: ``start`` is the left edge, and the right one for readers of Arabic or
    Hebrew."""

    vertical: Literal["top", "middle", "bottom"] = "top"
    """Where the lines stand in a box with a `height`."""

    languages: Literal["lines", "row", "first"] = "lines"
    """Languages one below the other, side by side in one line, or the foremost alone."""

    common: bool = False
    """Whether all wearers have it at one size, so that a batch looks calm: that which nine in ten of them
    reach; those for whom it is too large go below."""

    @model_validator(mode="after")
    def _check_choices(self) -> Self:
        for one, other in (("field", "text"), ("y", "below"), ("height", "bottom")):
            if (getattr(self, one) is None) == (getattr(self, other) is None):
                message = f"Set either {one} or {other}."
                raise ValueError(message)
        if self.y is not None and self.bottom is not None and self.bottom <= self.y:
            message = f"bottom ({self.bottom:g}) is above y ({self.y:g}). Set it below."
            raise ValueError(message)
        if self.smallest is not None and self.smallest > self.size:
            message = f"smallest ({self.smallest:g}) is larger than size ({self.size:g}). Reduce it."
            raise ValueError(message)
        return self


class BoxElement(TemplateElement):
    """A band, a box or, with round corners, a dot."""

    kind: Literal["box"]
    """A box."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge."""

    width: Extent
    """Millimetres across."""

    height: Extent
    """Millimetres down."""

    fill: ColourName | None = None
    """What it is filled with; nothing where left out."""

    stroke: ColourName | None = None
    """The colour of its outline; none where left out."""

    stroke_width: Annotated[float, Field(gt=0, le=10)] = 0.2
    """The width of its outline in millimetres."""

    radius: Annotated[float, Field(ge=0, le=500)] = 0
    """How round its corners are, in millimetres; half of its height makes a dot of a square."""

    @model_validator(mode="after")
    def _check_visible(self) -> Self:
        if self.fill is None and self.stroke is None:
            message = "The box is invisible. Set `fill` or `stroke`."
            raise ValueError(message)
        return self


class RuleElement(TemplateElement):
    """A straight line."""

    kind: Literal["rule"]
    """A rule."""

    x: Length
    """Millimetres from the left edge to where it begins."""

    y: Length
    """Millimetres from the upper edge."""

    width: Annotated[float, Field(ge=0, le=2000)] = 0
    """Millimetres across; 0 for one that runs down."""

    height: Annotated[float, Field(ge=0, le=2000)] = 0
    """Millimetres down; 0 for one that runs across."""

    thickness: Annotated[float, Field(gt=0, le=10)] = 0.2
    """Millimetres."""

    colour: ColourName = "ink"
    """Its colour."""


class PictureElement(TemplateElement):
    """A picture from the folder of pictures: a file, or the photograph of the wearer."""

    kind: Literal["picture"]
    """A picture."""

    file: FileName | None = None
    """The name of a PNG or JPEG file in the folder; where left out, the wearer's photograph, which is called
    like their id: ``ada-lovelace.jpg``."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge."""

    width: Extent
    """Millimetres across; the picture is as large as the box holds it, in the middle, and never distorted."""

    height: Extent
    """Millimetres down."""

    alternative: Annotated[str, StringConstraints(max_length=300)] = ""
    """What it shows, for those who cannot see it."""


class CodeElement(TemplateElement):
    """A QR code. Around it a margin of four modules is kept white, as readers of codes want it."""

    kind: Literal["code"]
    """A QR code."""

    x: Length
    """Millimetres from the left edge to its dark part."""

    y: Length
    """Millimetres from the upper edge to its dark part."""

    size: Extent
    """Millimetres of its dark part; modules below 0.4 mm are told."""

    level: Literal["L", "M", "Q", "H"] = "M"
    """How much of it may be lost: L 7 %, M 15 %, Q 25 %, H 30 %."""

    text: (
        Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(check_placeholders)]
        | None
    ) = None
    """What it says, with fields in braces; where left out, what codes of badges say."""


class SessionsElement(TemplateElement):
    """The sessions of the wearer, or of the room and day of a door sign, one below the other."""

    kind: Literal["sessions"]
    """A list of sessions."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge."""

    width: Extent
    """Millimetres across."""

    height: Extent
    """Millimetres down."""

    size: Points
    """The largest size of titles."""

    smallest: Points = 6
    """The smallest; where not all sessions fit, the last are left out, which is told."""

    show: tuple[Literal["day", "time", "room", "role", "people"], ...] = ("day", "time", "room")
    """What is said of a session beside its title."""

    languages: Annotated[int, Field(ge=1, le=4)] = 1
    """In how many languages titles are given."""

    colour: ColourName | None = None
    """Where left out: ink on light grounds, white on dark ones."""


ELEMENT_KINDS: tuple[type[TemplateElement], ...] = (
    TextElement,
    BoxElement,
    RuleElement,
    PictureElement,
    CodeElement,
    SessionsElement,
)
"""All kinds of elements."""


class DrawingElement(TemplateElement):
    """A drawing by a function that eventkit or a plug-in offers by name: a barcode, a gradient, a chart."""

    kind: Literal["drawing"]
    """A drawing."""

    draw: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,40}$")]
    """Its name: ``code128``, ``datamatrix``, ``gradient``, ``svg``, or that of a plug-in."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge."""

    width: Extent
    """Millimetres across."""

    height: Extent
    """Millimetres down."""

    text: Annotated[str, StringConstraints(max_length=500), AfterValidator(check_placeholders)] = ""
    """What it shows, with fields in braces."""

    colours: tuple[ColourName, ...] = ()
    """What it is drawn in, as far as its function asks for colours."""

    file: DrawingFileName | None = None
    """The name of a file in the folder of pictures that it draws."""

    alternative: Annotated[str, StringConstraints(max_length=300), AfterValidator(check_placeholders)] = ""
    """What it shows, for those who cannot see it, with fields in braces."""


AnyElement = Annotated[
    TextElement | BoxElement | RuleElement | PictureElement | CodeElement | SessionsElement | DrawingElement,
    Field(discriminator="kind"),
]
