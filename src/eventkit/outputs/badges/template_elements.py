"""Template elements: text, box, rule, picture, QR code and session list; ``{field}`` placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from eventkit.model import Title
from eventkit.texts.suggestions import suggest
from eventkit.values import Value

FieldName = Literal[
    "name",
    "second-name",
    "full-name",
    "formal-name",
    "second-formal-name",
    "given",
    "family",
    "honorific",
    "country",
    "capacity",
    "organisers",
    "short-organisation",
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
"""The fields a text element can show. ``positions`` are positions at their organisations, or the badge lines
of the office instead; the names are set as large as they fit in one or two lines."""

PLACEHOLDERS = (*(name for name in get_args(FieldName) if name != "badge-lines"), "sessions", "id")
"""The fields that can be placeholders."""


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_placeholders(text: str) -> str:
    """The text, whose placeholders must be known.

    Raises:
        ValueError: A placeholder is unknown.
    """
    for name in placeholders(text):
        if name not in PLACEHOLDERS:
            known = [f"{{{field}}}" for field in PLACEHOLDERS]
            hint = suggest(f"{{{name}}}", known) or f"Use one of {', '.join(known)}."
            message = f"Unknown placeholder {{{name}}}. {hint}"
            raise ValueError(message)
    return text


def fill_placeholders(text: str, value_of: Callable[[str], str]) -> str:
    """The text with its fields filled in; empty where it has fields and all of them are empty."""
    names = placeholders(text)
    if not names:
        return text
    values = {name: value_of(name) for name in names}
    if not any(values.values()):
        return ""
    # In one pass: values may contain braces.
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text).strip()


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
"""A colour as ``#rrggbb``, the name of one under ``colours``, or ``role``, ``ticket`` or ``track``:
those of the holder."""


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
"""The name of a PNG or JPEG file in the folder of pictures: a name alone, never a path."""


MAIN_NAME_FIELDS = frozenset({"name", "full-name", "formal-name"})
"""The fields that are the main name of a badge."""

SECOND_NAME_FIELDS = frozenset({"second-name", "second-formal-name"})
"""The fields that are the name in another script or language."""

NAME_FIELDS = MAIN_NAME_FIELDS | SECOND_NAME_FIELDS
"""The fields that are names."""


def _check_texts(text: Any) -> Any:
    for version in text.values():
        check_placeholders(version)
    return text


class TemplateElement(Value):
    """The fields of all elements."""

    roles: Condition = ()
    """Only for holders with one of these roles, such as ``host``."""

    tickets: Condition = ()
    """Only for holders with one of these classes of ticket."""

    tracks: Condition = ()
    """Only for holders on one of these tracks, by their two letters."""


class TextElement(TemplateElement):
    """A field, or a text of your own, in a box."""

    kind: Literal["text"]
    """Text."""

    field: FieldName | None = None
    """The field of the holder or conference that it shows."""

    text: Annotated[Title, AfterValidator(_check_texts)] | None = None
    """A text instead, in one or several languages. ``{name}`` and other fields in braces are filled in; if
    all of them are empty, the text is left out."""

    x: Length
    """Millimetres from the left edge to its box."""

    y: Length | None = None
    """Millimetres from the upper edge to its box; or set `below`."""

    below: Annotated[float, Field(ge=0, le=500)] | None = None
    """Millimetres below the end of the text before it."""

    width: Extent
    """Millimetres across."""

    height: Extent | None = None
    """The greatest height in millimetres; or set `bottom`."""

    bottom: Length | None = None
    """Millimetres from the upper edge to its lower limit."""

    size: Points
    """The largest size."""

    smallest: Points | None = None
    """The smallest size; a smaller text is reported. Names are set down to 8 points if they have to be."""

    of_name: Annotated[float, Field(gt=0, le=1)] | None = None
    """The largest size as a part of that of the name above it."""

    lines: Annotated[int, Field(ge=1, le=20)] | None = None
    """The most lines; by default two for names, as many as fit for other texts."""

    weight: Annotated[int, Field(ge=100, le=900)] = 400
    """400 is regular, 700 is bold."""

    colour: ColourName | None = None
    """By default ink on light backgrounds, white on dark ones."""

    align: Literal["start", "middle", "end"] = "start"
    """The alignment of lines: ``start`` is the left edge, and the right one for Arabic and Hebrew."""

    vertical: Literal["top", "middle", "bottom"] = "top"
    """The vertical alignment in a box with a `height`."""

    languages: Literal["lines", "row", "first"] = "lines"
    """Languages one below the other, side by side on one line, or only the first."""

    common: bool = False
    """Whether all badges have it at one size: the size that nine in ten of them reach. Longer texts are set
    smaller."""

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
    """The colour of its inside; by default none."""

    stroke: ColourName | None = None
    """The colour of its outline; by default none."""

    stroke_width: Annotated[float, Field(gt=0, le=10)] = 0.2
    """The width of its outline in millimetres."""

    radius: Annotated[float, Field(ge=0, le=500)] = 0
    """The radius of its corners in millimetres; half of its height makes a square a dot."""

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
    """Millimetres from the left edge to its beginning."""

    y: Length
    """Millimetres from the upper edge."""

    width: Annotated[float, Field(ge=0, le=2000)] = 0
    """Millimetres across; 0 for a vertical one."""

    height: Annotated[float, Field(ge=0, le=2000)] = 0
    """Millimetres down; 0 for a horizontal one."""

    thickness: Annotated[float, Field(gt=0, le=10)] = 0.2
    """The thickness in millimetres."""

    colour: ColourName = "ink"
    """Its colour."""


class PictureElement(TemplateElement):
    """A picture from the folder of pictures: a file, or the photograph of the holder."""

    kind: Literal["picture"]
    """A picture."""

    file: FileName | None = None
    """The name of a PNG or JPEG file in the folder; by default the photograph of the holder, named after the
    id: ``ada-lovelace.jpg``."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge."""

    width: Extent
    """Millimetres across; the picture is as large as fits the box, in its middle, and never distorted."""

    height: Extent
    """Millimetres down."""

    alternative: Annotated[str, StringConstraints(max_length=300)] = ""
    """The alternative text for screen readers."""


class CodeElement(TemplateElement):
    """A QR code, in a quiet zone of four modules that is printed white."""

    kind: Literal["code"]
    """A QR code."""

    x: Length
    """Millimetres from the left edge to its dark part."""

    y: Length
    """Millimetres from the upper edge to its dark part."""

    size: Extent
    """The width of its dark part in millimetres; modules below 0.4 mm are reported."""

    level: Literal["L", "M", "Q", "H"] = "M"
    """The error correction, by how much of it may be lost: L 7 %, M 15 %, Q 25 %, H 30 %."""

    text: (
        Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(check_placeholders)]
        | None
    ) = None
    """Its content, with fields in braces; by default the content of badge codes."""


class SessionsElement(TemplateElement):
    """The sessions of the holder, or of the room and day of a door sign, one below the other."""

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
    """The smallest size; if not all sessions fit, the last are left out, which is reported."""

    show: tuple[Literal["day", "time", "room", "role", "people"], ...] = ("day", "time", "room")
    """The details beside the title of a session."""

    languages: Annotated[int, Field(ge=1, le=4)] = 1
    """The number of languages of titles."""

    colour: ColourName | None = None
    """By default ink on light backgrounds, white on dark ones."""


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
    """The name of the drawing: ``code128``, ``datamatrix``, ``gradient``, ``svg``, or that of a plug-in."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge."""

    width: Extent
    """Millimetres across."""

    height: Extent
    """Millimetres down."""

    text: Annotated[str, StringConstraints(max_length=500), AfterValidator(check_placeholders)] = ""
    """Its content, with fields in braces."""

    colours: tuple[ColourName, ...] = ()
    """Its colours, if its function takes any."""

    file: DrawingFileName | None = None
    """The name of the file in the folder of pictures that it draws."""

    alternative: Annotated[str, StringConstraints(max_length=300), AfterValidator(check_placeholders)] = ""
    """The alternative text for screen readers, with fields in braces."""


AnyElement = Annotated[
    TextElement | BoxElement | RuleElement | PictureElement | CodeElement | SessionsElement | DrawingElement,
    Field(discriminator="kind"),
]
