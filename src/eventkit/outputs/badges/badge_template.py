"""Badge templates: the file format, its checks, its JSON Schema and the built-in templates.

A template is a file of TOML, described by ``schemas/template.schema.json`` and in ``docs/badges.md``. Its
lengths are millimetres from the upper left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails

from eventkit.errors import EventkitError, Fault, Unreadable
from eventkit.model import HexColour, Title
from eventkit.outputs.badges.template_elements import (
    ELEMENT_KINDS,
    AnyElement,
    Extent,
    TemplateElement,
    TextElement,
)
from eventkit.schema_generator import Schema, SchemaGenerator
from eventkit.texts.suggestions import suggest
from eventkit.toml_files import line_of, tree_of
from eventkit.values import Value

ELEMENTS_LIMIT = 200
"""The most elements of a side."""


HOLDER_COLOURS = frozenset({"role", "ticket", "track"})
"""Names of colours that are those of the wearer's role, ticket or track."""


INK, PAPER = "#14181f", "#ffffff"


DEFAULT_COLOURS: Mapping[str, str] = {"ink": INK, "grey": "#4a5058", "paper": PAPER, "accent": "#17365d"}
"""The colours that are named in every template, unless it gives them itself."""


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,40}$")]


Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class BadgeTemplate(Value):
    """How one badge looks, in front and on its back."""

    title: Title
    """What it is, in a few words."""

    made_for: Literal["people", "rooms"] = "people"
    """Whether one is made for each person who comes, or for each room on each day."""

    width: Extent
    """Millimetres across, when cut and folded."""

    height: Extent
    """Millimetres down, when cut and folded."""

    radius: Annotated[float, Field(ge=0, le=100)] = 0
    """How round its corners are cut, in millimetres."""

    fold: Literal["none", "below", "above"] = "none"
    """Whether front and back are one piece that is folded: the back ``below`` the front, as of a butterfly
    badge, or ``above`` it, as of a card that stands on a table. Either way it is printed upside down."""

    languages: Annotated[int, Field(ge=1, le=4)] = 2
    """In how many languages titles and roles are printed, where the readers have more."""

    colours: dict[Name, HexColour] = Field(default={})
    """Colours by name; ``ink``, ``grey``, ``paper`` and ``accent`` are there already."""

    role_colours: dict[Key, HexColour] = Field(default={})
    """The colour of each role, in place of the usual ones; ``other`` is that of all the rest."""

    ticket_colours: dict[Key, HexColour] = Field(default={})
    """The colour of each class of ticket; ``other`` is that of all the rest."""

    front: Annotated[tuple[AnyElement, ...], Field(min_length=1, max_length=ELEMENTS_LIMIT)]
    """What is on its front, the lowermost first."""

    back: Annotated[tuple[AnyElement, ...], Field(max_length=ELEMENTS_LIMIT)] = ()
    """What is on its back, likewise; nothing where left out."""

    same_back: bool = False
    """Whether its back shows what its front does."""

    @model_validator(mode="before")
    @classmethod
    def _without_schema(cls, value: Any) -> Any:
        """Where editors find the schema is no part of the template."""
        return (
            {key: each for key, each in value.items() if key != "$schema"}
            if isinstance(value, dict)
            else value
        )

    @model_validator(mode="after")
    def _check_whole(self, info: ValidationInfo) -> Self:  # noqa: ARG002 - pydantic's signature
        if self.same_back and self.back:
            message = "`back` and `same_back = true` exclude each other. Remove one of them."
            raise ValueError(message)
        if faults := list(self._faults()):
            raise ValueError(_SEPARATOR.join(f"{path}\t{message}" for path, message in faults))
        return self

    def _faults(self) -> Iterator[tuple[str, str]]:
        """What lies between elements and not in one of them, each with its place."""
        for name in sorted(HOLDER_COLOURS & self.colours.keys()):
            yield (
                f"colours.{name}",
                f"This name is reserved for the colour of the holder's {name}. Choose another one.",
            )
        for side in ("front", "back"):
            elements: tuple[TemplateElement, ...] = getattr(self, side)
            for at, element in enumerate(elements):
                for name in ("colour", "fill", "stroke"):
                    colour = getattr(element, name, None)
                    if colour and not colour.startswith("#") and colour not in self.known_colours:
                        yield f"{side}.{at}.{name}", self._unknown_colour(colour)
                below = isinstance(element, TextElement) and element.below is not None
                if below and not any(isinstance(each, TextElement) for each in elements[:at]):
                    yield f"{side}.{at}.below", "No text element precedes this one. Set `y` instead."

    def _unknown_colour(self, colour: str) -> str:
        known = sorted(self.known_colours)
        hint = suggest(colour, known) or f"Use one of {', '.join(known)}."
        return f"Unknown colour '{colour}'. {hint}"

    @property
    def known_colours(self) -> frozenset[str]:
        """The names of all colours."""
        return frozenset({*DEFAULT_COLOURS, *self.colours, *HOLDER_COLOURS})


_SEPARATOR = "\n"


def parse_template(text: str, name: str) -> BadgeTemplate:
    """The template that a file of TOML holds.

    Args:
        text: What is in the file.
        name: What messages call it.

    Raises:
        eventkit.errors.Unreadable: It is none; every fault is told with its line and field.
    """
    tree = tree_of(text, name, "template")
    try:
        return BadgeTemplate.model_validate(tree, context={"language": "und"})
    except ValidationError as error:
        told = error.errors(include_url=False)
        # A list of which all members are broken is not empty besides.
        broken = {each["loc"][:1] for each in told if len(each["loc"]) > 1}
        told = [each for each in told if each["type"] != "too_short" or each["loc"] not in broken]
        faults = [fault for each in told for fault in _faults(each, text)]
        raise Unreadable(name, tuple(sorted(faults, key=lambda fault: fault.line or 0))) from None


_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "Unknown field. Remove it.",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "string_type": "must be a text",
    "literal_error": "must be {expected}",
    "too_long": "has more than {max_length} members",
    "too_short": "must not be empty",
    "union_tag_not_found": (
        'has no kind. Set kind = "text", "box", "rule", "picture", "code", "sessions" or "drawing"'
    ),
    "union_tag_invalid": "Unknown kind '{tag}'. Use one of {expected_tags}.",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
}


_FIELDS = sorted(
    {*BadgeTemplate.model_fields, *(name for each in ELEMENT_KINDS for name in each.model_fields)}
)


_PATTERNS = {
    "(#": "a colour such as #336699, or the name of one",
    "#": "a colour such as #336699",
    "[pp]": "the name of a PNG or JPEG file in the folder of pictures",
}


def _faults(error: ErrorDetails, text: str) -> Iterator[Fault]:
    """One thing the model finds wrong, as faults with their places."""
    context: Mapping[str, Any] = error.get("ctx", {})
    # Behind the number of an element stands its kind, which is no field.
    place = (
        error["loc"][:2] + error["loc"][3:] if error["loc"][:1] in {("front",), ("back",)} else error["loc"]
    )
    if error["type"] != "value_error":
        yield _fault(place, _message(error, context), text)
        return
    for said in str(context["error"]).split(_SEPARATOR):
        path, tab, message = said.rpartition("\t")
        inner = tuple(int(step) if step.isdigit() else step for step in path.split(".")) if tab else place
        yield _fault(inner, message, text)


def _message(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    if error["type"] == "string_pattern_mismatch":
        pattern = context["pattern"].lower()
        return f"must be {next((said for key, said in _PATTERNS.items() if key in pattern), 'a short name')}"
    if error["type"] == "extra_forbidden" and (hint := suggest(str(error["loc"][-1]), _FIELDS)):
        return f"Unknown field. {hint}"
    if error["type"] in _MESSAGES:
        said = _MESSAGES[error["type"]]
        return re.sub(r"\{(\w+)(:g)?\}", lambda match: _format_value(context.get(match[1], "")), said)
    return error["msg"][:1].lower() + error["msg"][1:]


def _format_value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _fault(place: tuple[int | str, ...], message: str, text: str) -> Fault:
    said = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    return Fault(message, said, line_of(place, text))


DEFAULT_TEMPLATE = "a6"
"""The template that is taken where none is named."""


_TEMPLATE_SUFFIX = ".toml"


@cache
def builtin_names() -> tuple[str, ...]:
    """What they are called, in alphabetical order."""
    folder = files(__package__) / "templates"
    return tuple(
        sorted(
            each.name.removesuffix(_TEMPLATE_SUFFIX)
            for each in folder.iterdir()
            if each.name.endswith(_TEMPLATE_SUFFIX)
        )
    )


def builtin_text(name: str) -> str:
    """The file of one of them.

    Raises:
        EventkitError: There is none of that name; the message lists those there are.
    """
    if name not in builtin_names():
        message = f"Unknown template '{name}'. Use one of {', '.join(builtin_names())}."
        raise EventkitError(message)
    return (files(__package__) / "templates" / f"{name}{_TEMPLATE_SUFFIX}").read_text("utf-8")


@cache
def builtin_template(name: str) -> BadgeTemplate:
    """One of them.

    Raises:
        EventkitError: As `builtin_text` does.
    """
    return parse_template(builtin_text(name), f"{name}{_TEMPLATE_SUFFIX}")


SCHEMA_FILENAME = "template.schema.json"


def template_schema() -> Schema:
    """The schema of a template."""
    made = BadgeTemplate.model_json_schema(schema_generator=SchemaGenerator)
    defs = made.pop("$defs")
    whole = made
    whole["properties"] = {
        "$schema": {"type": "string", "description": "Where this schema is found, for editors."},
        **whole["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "eventkit template",
        **whole,
        "$defs": dict(sorted(defs.items())),
    }
