"""Badge templates: the file format, its checks and the built-in templates.

A template is a file of TOML, described by ``schemas/template.schema.json`` and in ``docs/templates.md``. Its
lengths are millimetres from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails

from eventkit.errors import EventkitError, Fault, Unreadable
from eventkit.files.toml_files import line_of, tree_of
from eventkit.messages import Listed, Message, Term, Verbatim, as_message
from eventkit.model import Title
from eventkit.outputs.badges.template_elements import (
    ELEMENT_KINDS,
    SHORT_NAME,
    SHORT_NAME_WORDS,
    AnyElement,
    CodeElement,
    Extent,
    PictureElement,
    TemplateElement,
    TextElement,
)
from eventkit.outputs.style_file import COLOUR_FORMS, StyleColour, StyleFile, StyleInks
from eventkit.suggestions import suggest
from eventkit.typesetting import Colour
from eventkit.typesetting.colour import InkColour
from eventkit.values import Value
from eventkit.values.field_errors import error_sentence, matching

ELEMENTS_LIMIT = 200
"""The most elements of a side."""

HOLDER_COLOURS = frozenset({"role", "role-edge", "ticket", "track"})
"""The names of colours that depend on the role, ticket or track of the holder."""

DEFAULT_COLOURS: Mapping[str, str] = {
    "ink": "#14181f",
    "grey": "#4a5058",
    "paper": "#ffffff",
    "accent": "#14284b",
}
"""The colours that every template has by name, unless it defines them itself."""

Name = Annotated[str, matching(SHORT_NAME, SHORT_NAME_WORDS)]

Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class BadgeTemplate(Value):
    """A badge template: size, colours, and the elements of front and back."""

    title: Title
    """A short description."""

    made_for: Literal["people", "sessions", "delegations"] = "people"
    """The subject of each badge: one for each person, for each session in each of its rooms, or for each
    delegation."""

    width: Extent
    """Millimetres across, when cut and folded."""

    height: Extent
    """Millimetres down, when cut and folded."""

    radius: Annotated[float, Field(ge=0, le=100)] = 0
    """The radius of its cut corners in millimetres."""

    fold: Literal["none", "below", "above", "tent"] = "none"
    """The fold between front and back: the back ``below`` the front, as of a butterfly badge, or
    ``above`` it, as of a card on a table, or a ``tent``, above it and with a foot below of the same height.
    The back is printed upside down."""

    languages: Annotated[int, Field(ge=1, le=4)] = 2
    """The number of languages of titles and roles, if the readers have more."""

    colours: dict[Name, StyleColour] = Field(default={})
    """Colours by name, such as #336699, or inks, {cmyk = [100, 60, 0, 30]}; ``ink``, ``grey``, ``paper``
    and ``accent`` exist already."""

    role_colours: dict[Key, StyleColour] = Field(default={})
    """The colour of each role, instead of the usual ones; ``other`` is for all other roles."""

    ticket_colours: dict[Key, StyleColour] = Field(default={})
    """The colour of each class of ticket; ``other`` is for all other classes."""

    front: Annotated[tuple[AnyElement, ...], Field(min_length=1, max_length=ELEMENTS_LIMIT)]
    """The elements of the front, the lowermost first."""

    back: Annotated[tuple[AnyElement, ...], Field(max_length=ELEMENTS_LIMIT)] = ()
    """The elements of the back, in the same order; by default none."""

    same_back: bool = False
    """True if the back is the same as the front."""

    document: bool = False
    """True for a document that is read on its own, such as a certificate: all of it is read out then. On
    badges the texts about the conference, which all have in common, are not."""

    @property
    def is_formal(self) -> bool:
        """True for a certificate, plate, place card or sign, which nobody corrects once it is up.

        Unlike a badge, it is not printed with an overlap, a name that is cut or text that is too small.
        """
        return self.document or self.fold == "tent" or self.made_for != "people"

    @model_validator(mode="before")
    @classmethod
    def _without_schema(cls, value: Any) -> Any:
        return (
            {key: entry for key, entry in value.items() if key != "$schema"}
            if isinstance(value, dict)
            else value
        )

    @model_validator(mode="after")
    def _check_whole(self, info: ValidationInfo) -> Self:  # noqa: ARG002 - pydantic's signature
        if self.same_back and self.back:
            raise ValueError(Message("`back` and `same_back = true` exclude each other. Remove one of them."))
        if faults := list(self._faults()):
            raise ValueError(faults)
        return self

    def _faults(self) -> Iterator[tuple[str, Message]]:
        for name in sorted(HOLDER_COLOURS & self.colours.keys()):
            yield (
                f"colours.{name}",
                Message(
                    "This name is reserved for the colour of the holder's {name}. Choose another one.",
                    name=Term(name),
                ),
            )
        for side in ("front", "back"):
            elements: tuple[TemplateElement, ...] = getattr(self, side)
            for index, element in enumerate(elements):
                for name in ("colour", "second_colour", "fill", "stroke"):
                    colour = getattr(element, name, None)
                    if colour and not colour.startswith("#") and colour not in self.known_colours:
                        yield f"{side}.{index}.{name}", self._unknown_colour(colour)
                below = getattr(element, "below", None) is not None
                if below and not any(isinstance(earlier, TextElement) for earlier in elements[:index]):
                    yield (
                        f"{side}.{index}.below",
                        Message("No text element precedes this one. Set `y` instead."),
                    )

    def _unknown_colour(self, colour: str) -> Message:
        known = sorted(self.known_colours)
        hint = suggest(colour, known) or Message("Use one of {known}.", known=Listed(tuple(known)))
        return Message("Unknown colour '{colour}'.", hint, colour=colour)

    @property
    def emblems(self) -> PictureElement | None:
        """The emblems on its front; ``None`` if it has no place for them."""
        pictures = (element for element in self.front if isinstance(element, PictureElement))
        return next((picture for picture in pictures if picture.source == "emblems"), None)

    @property
    def shows_codes(self) -> bool:
        """True if it shows codes of people; without, no badge is issued."""
        elements = (*self.front, *self.back)
        return self.made_for == "people" and any(
            isinstance(element, CodeElement) and not element.text for element in elements
        )

    @property
    def inks(self) -> Mapping[Colour, InkColour]:
        """The colours that are given in inks, by what they look like on screens."""
        given = [*self.colours.values(), *self.role_colours.values(), *self.ticket_colours.values()]
        return {screen_colour(ink): ink.colour for ink in given if isinstance(ink, StyleInks)}

    @property
    def fonts(self) -> tuple[str, ...]:
        """The fonts that its elements name."""
        named = (getattr(element, "font", None) for element in (*self.front, *self.back))
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def known_colours(self) -> frozenset[str]:
        """The names of all colours."""
        return frozenset({*DEFAULT_COLOURS, *self.colours, *HOLDER_COLOURS})


def screen_colour(value: str | StyleInks) -> Colour:
    """A colour of a template in sRGB, as inks look on screens."""
    return Colour.parse(str(value.colour) if isinstance(value, StyleInks) else value)


def apply_style(template: BadgeTemplate, style: StyleFile) -> BadgeTemplate:
    """The template with the accent, ink and grey of a style file, if the template has none of its own.

    Texts with a box that begin beside its emblems end before them.
    """
    colours = {
        name: str(style.colours.named(name))
        for name in style.colours.model_fields_set & DEFAULT_COLOURS.keys()
    }
    update: dict[str, Any] = {"colours": {**colours, **template.colours}} if colours else {}
    if style.protocol.emblems and (emblems := template.emblems):
        update["front"] = tuple(_end_before(emblems, element) for element in template.front)
    return template.model_copy(update=update) if update else template


_EMBLEM_GAP = 3
"""The millimetres between a text and the emblems beside it."""


def _end_before(emblems: PictureElement, element: AnyElement) -> AnyElement:
    if not isinstance(element, TextElement) or element.y is None or element.height is None:
        return element
    beside = element.y < emblems.y + emblems.height and emblems.y < element.y + element.height
    width = emblems.x - _EMBLEM_GAP - element.x
    if not beside or not 0 < width < element.width:
        return element
    return element.model_copy(update={"width": width})


def parse_template(text: str, name: str) -> BadgeTemplate:
    """Parse a template in TOML.

    Args:
        text: The content of the file.
        name: The name of the file in messages.

    Raises:
        eventkit.errors.Unreadable: It is not a template; every fault has its line and field.
    """
    tree = tree_of(text, name, "template")
    try:
        return BadgeTemplate.model_validate(tree, context={"language": "und"})
    except ValidationError as error:
        errors = error.errors(include_url=False)
        # A list is not reported as empty if only its members are wrong.
        filled = {detail["loc"][:1] for detail in errors if len(detail["loc"]) > 1}
        faults = [
            fault
            for detail in errors
            if detail["type"] != "too_short" or detail["loc"] not in filled
            for fault in _faults(detail, text)
        ]
        raise Unreadable(name, tuple(sorted(faults, key=lambda fault: fault.line or 0))) from None


_NO_KIND = Message(
    'has no kind. Set kind = "text", "box", "rule", "picture", "code", "sessions" or "drawing"'
)
_NO_TABLE = Message("must be a table")

_FIELDS = sorted(
    {*BadgeTemplate.model_fields, *(name for kind in ELEMENT_KINDS for name in kind.model_fields)}
)


def _faults(error: ErrorDetails, text: str) -> Iterator[Fault]:
    context: Mapping[str, Any] = error.get("ctx", {})
    # After the number of an element comes its kind, which is not a field.
    place = (
        error["loc"][:2] + error["loc"][3:]
        if error["loc"][:1] in {("front",), ("back",)}
        else tuple(step for step in error["loc"] if step not in COLOUR_FORMS)
    )
    if error["type"] != "value_error":
        yield _fault(place, _message(error, context), text)
        return
    reason = context["error"].args[0]
    if isinstance(reason, str):
        yield _fault(place, as_message(context["error"]), text)
        return
    for path, message in reason:
        yield _fault(tuple(int(step) if step.isdigit() else step for step in path.split(".")), message, text)


def _message(error: ErrorDetails, context: Mapping[str, Any]) -> Message:
    if error["loc"][-1] == COLOUR_FORMS[0]:
        return Message("must be a colour such as #336699, or inks such as {cmyk = [100, 60, 0, 30]}")
    match error["type"]:
        case "extra_forbidden":
            hint = suggest(str(error["loc"][-1]), _FIELDS)
            return Message("Unknown field.", hint) if hint else Message("Unknown field. Remove it.")
        case "union_tag_not_found":
            return _NO_KIND
        case "union_tag_invalid":
            known = Verbatim(context["expected_tags"])
            return Message("Unknown kind '{kind}'. Use one of {known}.", kind=context["tag"], known=known)
        case "dict_type" | "mapping_type" | "model_type":
            return _NO_TABLE
        case _:
            return error_sentence(error)


def _fault(place: tuple[int | str, ...], message: Message, text: str) -> Fault:
    path = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    return Fault(message, path, line_of(place, text))


DEFAULT_TEMPLATE = "a6"
"""The template if none is named."""

_TEMPLATE_SUFFIX = ".toml"


@cache
def builtin_names() -> tuple[str, ...]:
    """The names of the built-in templates, in alphabetical order."""
    folder = files(__package__) / "templates"
    return tuple(
        sorted(
            file.name.removesuffix(_TEMPLATE_SUFFIX)
            for file in folder.iterdir()
            if file.name.endswith(_TEMPLATE_SUFFIX)
        )
    )


def builtin_text(name: str) -> str:
    """The text of a built-in template.

    Raises:
        EventkitError: There is no such template; the message lists the names.
    """
    if name not in builtin_names():
        raise EventkitError(
            "Unknown template '{name}'. Use one of {known}.", name=name, known=Listed(tuple(builtin_names()))
        )
    return (files(__package__) / "templates" / f"{name}{_TEMPLATE_SUFFIX}").read_text("utf-8")


@cache
def builtin_template(name: str) -> BadgeTemplate:
    """A built-in template.

    Raises:
        EventkitError: As `builtin_text` does.
    """
    return parse_template(builtin_text(name), f"{name}{_TEMPLATE_SUFFIX}")
