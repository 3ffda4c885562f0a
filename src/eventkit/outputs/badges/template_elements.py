"""Template elements: text, box, rule, picture, QR code and session list; ``{field}`` placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from eventkit.messages import Listed, Message, sentence
from eventkit.model import Title
from eventkit.suggestions import suggest
from eventkit.values import Value
from eventkit.values.field_errors import matching

FieldName = Literal[
    "name",
    "second-name",
    "full-name",
    "formal-name",
    "second-formal-name",
    "given",
    "family",
    "honorific",
    "first-name",
    "rest-of-name",
    "other-name",
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
    "short-conference",
    "dates",
    "venue",
    "place-and-dates",
    "number",
    "verification",
    "day",
    "session",
    "times",
    "presiding",
    "next-time",
    "next-session",
    "sign-number",
]
"""The fields a text element can show. ``positions`` are positions at their organisations, or the badge lines
of the office instead; the names are set as large as they fit in one or two lines."""

PLACEHOLDERS = (*(name for name in get_args(FieldName) if name != "badge-lines"), "sessions", "id")
"""The fields that can be placeholders."""

EMPHASIS_START, EMPHASIS_END = "\x02", "\x03"
"""The limits of bold words in a text, written ``**words**`` in templates; no value contains them."""

NAME_START, NAME_END = "\x0e", "\x0f"
"""The limits of a person's name in a text, which stays on one line as far as it fits."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_placeholders(text: str) -> str:
    for name in placeholders(text):
        if name not in PLACEHOLDERS:
            known = [f"{{{field}}}" for field in PLACEHOLDERS]
            hint = suggest(f"{{{name}}}", known) or Message("Use one of {known}.", known=Listed(tuple(known)))
            raise ValueError(Message("Unknown placeholder {name}.", hint, name=f"{{{name}}}"))
    return text


def fill_placeholders(text: str, value_of: Callable[[str], str]) -> str:
    """The text with its fields filled in; empty if it has fields and all of them are empty.

    A middle dot at either end, beside which a field was empty, is left out.
    """
    names = placeholders(text)
    if not names:
        return text
    values = {name: value_of(name) for name in names}
    if not any(values.values()):
        return ""
    # In one pass: values may contain braces.
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text).strip(" ·")


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

SHORT_NAME = r"^[a-z][a-z0-9-]{0,40}$"

SHORT_NAME_WORDS = sentence("must be a short name of lower-case letters, digits and hyphens, such as qr-code")

FontName = Annotated[
    str,
    matching(r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}$", sentence("must be the name of one font, such as Inter")),
]
"""A font: see `TextElement.font`."""

ColourName = Annotated[
    str,
    matching(
        r"^(#[0-9A-Fa-f]{6}|[a-z][a-z0-9-]{0,40})$",
        sentence("must be a colour such as #336699, or the name of one"),
    ),
]
"""A colour as ``#rrggbb``, the name of one under ``colours``, or ``role``, ``ticket`` or ``track``:
those of the holder."""

ShapeName = Literal[
    "role",
    "disc",
    "ring",
    "target",
    "square",
    "frame",
    "diamond",
    "diamond-frame",
    "triangle",
    "wedge",
    "pentagon",
    "hexagon",
    "star",
    "four-point-star",
    "six-point-star",
    "plus",
    "cross",
    "chevron",
]
"""A shape; ``role`` is that of the holder's role."""

Condition = tuple[Annotated[str, StringConstraints(min_length=1, max_length=200)], ...]

DrawingFileName = Annotated[
    str,
    matching(
        r"^[^/\\:*?\"<>|\x00-\x1f.][^/\\:*?\"<>|\x00-\x1f]*\.([Ss][Vv][Gg]|[Pp][Nn][Gg]|[Jj][Pp][Ee]?[Gg])$",
        sentence("must be the name of an SVG, PNG or JPEG file, without a path"),
    ),
    Field(max_length=120),
]
"""The name of an SVG, PNG or JPEG file, never a path."""

FileName = Annotated[
    str,
    matching(
        r"^[^/\\:*?\"<>|\x00-\x1f.][^/\\:*?\"<>|\x00-\x1f]*"
        r"\.([Pp][Nn][Gg]|[Jj][Pp][Ee]?[Gg]|[Pp][Dd][Ff]|[Ss][Vv][Gg])$",
        sentence("must be the name of a PNG, JPEG, PDF or SVG file in the folder of pictures"),
    ),
    Field(max_length=120),
]
"""The name of a PNG, JPEG, PDF or SVG file in the folder of pictures: a name alone, never a path."""

MAIN_NAME_FIELDS = frozenset({"name", "full-name", "formal-name", "first-name"})
"""The fields that are the main name of a badge."""

SECOND_NAME_FIELDS = frozenset({"second-name", "second-formal-name", "rest-of-name", "other-name"})
"""The fields that are the name in another script or language."""

NAME_FIELDS = MAIN_NAME_FIELDS | SECOND_NAME_FIELDS  # the fields that are names


def _check_texts(text: Any) -> Any:
    for version in text.values():
        check_placeholders(version)
    return text


def _check_alternatives(element: TemplateElement, *groups: tuple[str, ...]) -> None:
    for names in groups:
        if sum(getattr(element, name) is not None for name in names) != 1:
            raise ValueError(Message("Set either {names}.", names=Listed(tuple(names), "or")))


class TemplateElement(Value):
    """The fields of all elements."""

    roles: Condition = ()
    """Only for holders with one of these roles, such as ``host``."""

    tickets: Condition = ()
    """Only for holders with one of these classes of ticket."""

    tracks: Condition = ()
    """Only for holders on one of these tracks, by their two letters."""

    directions: Literal["same", "opposed"] | None = None
    """Only where both languages run in the same direction, or in opposed ones, such as English and Arabic."""

    bilingual: bool | None = None
    """Only for readers of two languages or more, if true; only for readers of one, if false."""


class TextElement(TemplateElement):
    """A field, or a text of your own, in a box."""

    kind: Literal["text"]
    """Text."""

    field: FieldName | None = None
    """The field of the holder or conference that it shows."""

    text: Annotated[Title, AfterValidator(_check_texts)] | None = None
    """A text instead, in one or several languages. ``{name}`` and other fields in braces are filled in; if
    all of them are empty, the text is left out. Words between ``**`` are bold."""

    x: Length
    """Millimetres from the left edge to its box."""

    y: Length | None = None
    """Millimetres from the upper edge to its box; or set `below`."""

    below: Annotated[float, Field(ge=0, le=500)] | None = None
    """Millimetres below the end of the text before it; or set `baseline`. With `y` as well it is never higher
    than that."""

    baseline: Length | None = None
    """Millimetres from the upper edge to its baseline: of its first line, of its last with ``vertical =
    "bottom"``, or of the middle of its lines. It is the same for all holders, however long the text is."""

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

    narrowest: Annotated[float, Field(ge=50, le=100)] = 100
    """The width of letters, in per cent of the usual, down to which a name, or a text in a box, is condensed
    before it is set smaller: 62.5 is extra-condensed. Fonts without condensed letters ignore it."""

    of_name: Annotated[float, Field(gt=0, le=1)] | None = None
    """The largest size as a part of that of the name above it."""

    lines: Annotated[int, Field(ge=1, le=20)] | None = None
    """The most lines; by default two for names, one on a `baseline`, as many as fit for other texts."""

    weight: Annotated[int, Field(ge=100, le=900)] = 400
    """400 is regular, 700 is bold."""

    font: FontName | None = None
    """``sans``, ``serif``, a role of the style file (``text``, ``titles``, ``names``, ``labels``), or a
    family by its name; by default ``names`` or ``labels``, if the style file has them, or else ``sans``."""

    italic: bool = False
    """True for italic letters, in Latin, Greek and Cyrillic script."""

    capitals: bool = False
    """True for capitals; names of people never are set in them."""

    track: Annotated[float, Field(ge=-5, le=50)] = 0
    """The space after each letter in points, except in scripts with joined letters."""

    lead: Annotated[float, Field(gt=0, le=1000)] | None = None
    """The distance of baselines, in points at the largest size; by default 1.35 times the size."""

    rotate: Literal[0, 90, 180, 270] = 0
    """The rotation of the box about its middle, clockwise."""

    colour: ColourName | None = None
    """By default ink on light backgrounds, white on dark ones."""

    second_colour: ColourName | None = None
    """The colour of further languages; by default the same."""

    align: Literal["start", "middle", "end", "left", "right"] = "start"
    """The alignment of lines: ``start`` is the left edge, and the right one for Arabic and Hebrew. With
    ``left`` or ``right``, lines of both directions are at one edge; a mirrored badge exchanges the two."""

    vertical: Literal["top", "middle", "bottom"] = "top"
    """The vertical alignment in a box with a `height`."""

    languages: Literal["lines", "row", "first", "second", "other", "others"] = "lines"
    """Languages one below the other, or side by side in a ``row``, which on a `baseline` with several `lines`
    becomes lines if these are much larger; only the ``first``; only the ``second``;
    ``other``, the second if there is one, else the first; or ``others``, all but the first in a row."""

    foremost: bool = False
    """True if only the first of several positions or organisations is printed; lines of the office are all
    printed."""

    common: bool = False
    """True if all badges have it at one size: the largest at which the longest fits, not below `smallest`.
    Still longer texts are set smaller."""

    @model_validator(mode="after")
    def _check_choices(self) -> Self:
        groups = [("field", "text"), ("y", "below", "baseline"), ("height", "bottom")]
        if self.y is not None and self.below is not None:
            groups[1] = ("y", "baseline")
        if self.baseline is not None:
            groups = groups[:2]  # its height follows from its lines
        _check_alternatives(self, *groups)
        if self.baseline is not None and not (self.height is None and self.bottom is None):
            raise ValueError(
                Message("A text on a baseline has no height. Set `lines` instead of height or bottom.")
            )
        if self.capitals and self.field in NAME_FIELDS:
            raise ValueError(Message("Names are printed as their owners write them. Remove capitals."))
        if self.y is not None and self.bottom is not None and self.bottom <= self.y:
            raise ValueError(
                Message(
                    "bottom ({bottom}) is above y ({y}). Set it below.",
                    bottom=f"{self.bottom:g}",
                    y=f"{self.y:g}",
                )
            )
        if self.smallest is not None and self.smallest > self.size:
            raise ValueError(
                Message(
                    "smallest ({smallest}) is larger than size ({size}). Reduce it.",
                    smallest=f"{self.smallest:g}",
                    size=f"{self.size:g}",
                )
            )
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
            raise ValueError(Message("The box is invisible. Set `fill` or `stroke`."))
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
    """A picture from the folder of pictures: a file, the photograph of the holder, emblems or a seal."""

    kind: Literal["picture"]
    """A picture."""

    file: FileName | None = None
    """The name of a PNG, JPEG, PDF or SVG file in the folder; by default the photograph of the holder, named
    after the id: ``ada-lovelace.jpg``."""

    fit: Literal["contain", "cover"] = "contain"
    """The fit of the picture: it fits into the box, or covers it and is cropped, as the first page of a PDF
    always does. What covers a box up to the edge extends into the bleed."""

    source: Literal["emblems", "seal"] | None = None
    """The emblems side by side or the seal of the style file instead; nothing if it names none."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge."""

    width: Extent
    """Millimetres across; the picture is as large as fits the box, in its middle, and never distorted."""

    height: Extent
    """Millimetres down."""

    align: Literal["start", "middle", "end"] = "middle"
    """The alignment of emblems that do not fill the width."""

    fill: ColourName | None = None
    """The colour below each emblem and a millimetre around it; by default none."""

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
    """The sessions of the holder, or of the room and day of a door sign, one below the other.

    On the sign of a session they are its parts, or its people if it has none.
    """

    kind: Literal["sessions"]
    """A list of sessions."""

    x: Length
    """Millimetres from the left edge."""

    y: Length | None = None
    """Millimetres from the upper edge; or set `below`."""

    below: Annotated[float, Field(ge=0, le=500)] | None = None
    """Millimetres below the end of the text before it."""

    width: Extent
    """Millimetres across."""

    height: Extent | None = None
    """Millimetres down; or set `bottom`."""

    bottom: Length | None = None
    """Millimetres from the upper edge to its lower limit."""

    size: Points
    """The largest size of titles."""

    smallest: Points = 6
    """The smallest size; if not all sessions fit, the last are left out, which is reported."""

    show: tuple[Literal["day", "time", "start", "room", "role", "people"], ...] = ("day", "time", "room")
    """The details beside the title of a session; ``start`` is the beginning of its ``time`` alone."""

    languages: Annotated[int, Field(ge=1, le=4)] = 1
    """The number of languages of titles."""

    ruled: bool = False
    """True for a rule above each entry, instead of a bar in the colour of the track beside it."""

    colour: ColourName | None = None
    """By default ink on light backgrounds, white on dark ones."""

    second_colour: ColourName | None = None
    """The colour of titles in further languages; by default the same."""

    @model_validator(mode="after")
    def _check_place(self) -> Self:
        _check_alternatives(self, ("y", "below"), ("height", "bottom"))
        return self


class IssuersElement(TemplateElement):
    """The organisers on a certificate, in both languages.

    One is in the middle and two are at the edges; of more, those of a language are side by side on one line.
    Languages of opposed directions have an edge each, with the organisers one below the other.
    """

    kind: Literal["issuers"]
    """The organisers."""

    x: Length
    """Millimetres from the left edge."""

    baseline: Length
    """Millimetres from the upper edge to the first baseline."""

    width: Extent
    """Millimetres across."""

    lead: Extent = 5
    """Millimetres from one baseline to the next."""

    size: Points
    """The largest size."""

    weight: Annotated[int, Field(ge=100, le=900)] = 600
    """The weight of the first language; the second is regular."""

    font: FontName = "text"
    """The font, as of a text; by default that of text, a serif."""

    colour: ColourName = "accent"
    """Its colour."""


class SignatoriesElement(TemplateElement):
    """The signatories of the style file, side by side: a line to sign on, the name and the position.

    One is at the end, two are at both edges, and three fill the width. Without any there is one line, for
    a signature.
    """

    kind: Literal["signatories"]
    """The signatories."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge to the lines that are signed on."""

    width: Extent
    """Millimetres across all of them."""

    column: Extent
    """Millimetres across for each."""

    size: Points = 10.5
    """The size of names; positions are 0.85 times as large."""

    font: FontName = "text"
    """The font, as of a text; by default that of text, a serif."""


class ShapeElement(TemplateElement):
    """A shape that tells roles apart without colour: a disc for speakers, a square for hosts."""

    kind: Literal["shape"]
    """A shape."""

    shape: ShapeName = "role"
    """The shape, by default that of the holder's role."""

    x: Length
    """Millimetres from the left edge."""

    y: Length
    """Millimetres from the upper edge."""

    size: Extent
    """Millimetres across and down."""

    colour: ColourName | None = None
    """By default ink on light backgrounds, white on dark ones."""


ELEMENT_KINDS: tuple[type[TemplateElement], ...] = (
    TextElement,
    BoxElement,
    RuleElement,
    PictureElement,
    CodeElement,
    SessionsElement,
    IssuersElement,
    SignatoriesElement,
    ShapeElement,
)
"""All kinds of elements."""


class DrawingElement(TemplateElement):
    """A drawing by a function that eventkit or a plug-in offers by name: a vector logo, a chart."""

    kind: Literal["drawing"]
    """A drawing."""

    draw: Annotated[str, matching(SHORT_NAME, SHORT_NAME_WORDS)]
    """The name of the drawing: ``svg``, ``pdf``, or that of a plug-in."""

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
    TextElement
    | BoxElement
    | RuleElement
    | PictureElement
    | CodeElement
    | SessionsElement
    | DrawingElement
    | IssuersElement
    | SignatoriesElement
    | ShapeElement,
    Field(discriminator="kind"),
]
