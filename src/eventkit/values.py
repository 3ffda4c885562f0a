"""The base of every frozen value."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from enum import Enum, auto
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class ValueType(Enum):
    """The type of a field's values as organisers know it, such as a title, independent of its Python type.

    It is metadata of annotations whose Python type does not determine it: ``Title`` and ``Text`` are both
    texts by language. For all others `eventkit.model.specs.shape_of` derives it.
    """

    ID = auto()
    REFERENCE = auto()
    """The id of another value."""
    UID = auto()
    TITLE = auto()
    """One line in each of its languages."""
    TEXT = auto()
    """Paragraphs in each of their languages."""
    STRING = auto()
    """One line in no particular language."""
    URL = auto()
    EMAIL = auto()
    COLOUR = auto()
    COUNTRY = auto()
    LANGUAGE = auto()
    ZONE = auto()
    INTEGER = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    DATE = auto()
    TIME = auto()
    DAY_OR_INSTANT = auto()
    CHOICE = auto()
    """One of the members of an enumeration."""
    PERIOD = auto()
    LINK = auto()
    STREAM = auto()
    EXTRA = auto()
    """Data of other systems, as JSON."""
    OBJECT = auto()
    """Another value with fields of its own."""


class Value(BaseModel):
    """A frozen value: equal by content, strict about unknown fields, changed only by making another.

    Raises:
        pydantic.ValidationError: A field is invalid; all faults are reported at once, each with its place.
            It is a `ValueError`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        # Built when first used: most commands need few of the models that they load.
        defer_build=True,
        revalidate_instances="never",
    )

    # Values cache what they derive from their fields among their attributes. The cache must not be copied
    # where only the fields are meant: into a copy that differs, or into another process.

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:
        for name in type(self).model_fields:
            yield name, getattr(self, name)

    def _fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields}

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "__dict__": self._fields()}

    def model_copy(
        self,
        *,
        update: Mapping[str, Any] | None = None,
        deep: bool = False,  # noqa: ARG002 - of the base; what never changes need not be copied deeply
    ) -> Self:
        """Another value that differs in the fields given; it is checked like any other.

        Raises:
            pydantic.ValidationError: The new value is invalid.
        """
        # Not `dict(self)`: a field may be called ``keys``, as the method by which a mapping is recognised.
        return type(self)(**{**self._fields(), **(update or {})})
