"""The base of every frozen value."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from enum import Enum, auto
from inspect import Parameter, Signature, cleandoc
from typing import Any, Self, dataclass_transform

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from pydantic._internal._model_construction import ModelMetaclass

from eventkit.field_docstrings import field_docstrings


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


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field, PrivateAttr))
class ValueClass(ModelMetaclass):
    """The class of the classes of values, for ``help``: it shows their fields, and not those of pydantic."""

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """The docstring of the class, with a description of each field."""
        text = cleandoc(vars(self).get("__doc__") or "")
        fields = getattr(self, "model_fields", {})
        if not fields:
            return text
        described = field_docstrings(self)  # type: ignore[arg-type]
        lines = []
        for name, field in fields.items():
            optional = "" if field.is_required() else " (optional)"
            lines.append(f"    {name}: {' '.join(described.get(name, '').split())}{optional}")
        return "\n".join([text, "", "Fields:", *lines])

    @property
    def __signature__(self) -> Signature:
        """The names of the fields, without the constraints of their types."""
        parameters = [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=Parameter.empty if field.is_required() else _OMITTED,
            )
            for name, field in getattr(self, "model_fields", {}).items()
        ]
        return Signature(parameters)

    @__signature__.setter
    def __signature__(self, value: Any) -> None:
        """Ignore the signature that pydantic makes, with the constraints of all types."""

    def __dir__(self) -> list[str]:
        """The public attributes of the class, without those of pydantic."""
        names = (name for name in type.__dir__(self) if not name.startswith("_"))
        return [name for name in names if name in _SHOWN or not hasattr(BaseModel, name)]


class _Omitted:
    """The default of a parameter that may be omitted."""

    def __repr__(self) -> str:
        return "..."


_OMITTED = _Omitted()

_SHOWN = frozenset({"model_copy"})
"""The attributes of pydantic that are for users."""


class Value(BaseModel, metaclass=ValueClass):
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

    def __init_subclass__(cls, *, init: bool = True, **config: Any) -> None:
        """Accept ``init=False``, by which type checkers take the constructor of a base class."""
        super().__init_subclass__(**config)

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
