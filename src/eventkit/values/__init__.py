"""The base of every frozen value."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sized
from enum import Enum, auto
from functools import cache
from inspect import Parameter, Signature, cleandoc
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Never,
    NewType,
    Self,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
)

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
)
from pydantic._internal._model_construction import ModelMetaclass
from pydantic.fields import FieldInfo

from eventkit.values.field_docstrings import field_docstrings
from eventkit.values.field_errors import invalid_value


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


T = TypeVar("T", bound=BaseModel)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field, PrivateAttr))
class ValueClass(ModelMetaclass):
    """The class of the classes of values: their constructors, and ``help``, which shows their fields."""

    def __call__(self: type[T], *args: Any, **fields: Any) -> T:  # type: ignore[misc] # of a class of values
        """A value of the fields, as a program gives them: a lone string is a list of one.

        What pydantic reads and validates by other ways does not pass here: lists of documents are lists.
        """
        try:
            value: T = type.__call__(self, *args, **with_lists(self, fields))
        except ValidationError as error:
            raise invalid_value(self, error, fields) from None
        return value

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
            about = "".join((_type_name(field.annotation), *_default_of(field)))
            lines.append(f"    {name} ({about}): {' '.join(described.get(name, '').split())}")
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


def _type_name(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_name(arguments[0])
    if origin is tuple:
        return f"list of {_type_name(arguments[0])}"
    if origin in {Union, UnionType}:
        return " or ".join(_type_name(each) for each in arguments if each is not NoneType)
    if annotation is AwareDatetime:
        return "aware datetime"
    return str(getattr(annotation, "__name__", annotation))


def _default_of(field: FieldInfo) -> Iterator[str]:
    """The default of a field in its description; nothing if it is required."""
    if field.is_required():
        return
    if field.default_factory in {dict, list, set, tuple}:
        yield ", empty by default"
    elif field.default_factory is not None:
        yield ", derived if omitted"
    elif field.default is None:
        yield ", optional"
    elif isinstance(field.default, Sized) and not isinstance(field.default, str):
        yield ", empty by default"
    else:
        value = field.default.value if isinstance(field.default, Enum) else field.default
        yield f", {value!r} by default"


class _Omitted:
    def __repr__(self) -> str:
        return "..."


_OMITTED = _Omitted()
_SHOWN = frozenset({"model_copy"})  # the attributes of pydantic that are for users


class Value(BaseModel, metaclass=ValueClass):
    """A frozen value: equal by content, strict about unknown fields, changed only by making another.

    Raises:
        InvalidValue: A field is invalid; all faults are reported at once, each with its place. It is a
            `ValueError`.
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

    def __setattr__(self, name: str, value: Never) -> None:
        """Refuse a change.

        Raises:
            InvalidValue: Always.
        """
        try:
            super().__setattr__(name, value)
        except ValidationError as error:
            raise invalid_value(type(self), error, self._fields()) from None

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
            InvalidValue: The new value is invalid.
        """
        # Not `dict(self)`: a field may be called ``keys``, as the method by which a mapping is recognised.
        return type(self)(**{**self._fields(), **(update or {})})


def with_lists(cls: type[BaseModel], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with a lone string as a list of one where a list of strings is due: never its letters."""
    lists = _lists_of_strings(cls)
    return {
        name: (value,) if isinstance(value, str) and name in lists else value
        for name, value in fields.items()
    }


@cache
def _lists_of_strings(cls: type[BaseModel]) -> frozenset[str]:
    """The fields of a class that are lists whose members can be written as strings."""
    return frozenset(
        name
        for name, field in cls.model_fields.items()
        if get_origin(field.annotation) is tuple
        and not any(isinstance(each, BeforeValidator) for each in field.metadata)
        and _is_written_as_string(get_args(field.annotation)[0])
    )


def _is_written_as_string(annotation: Any) -> bool:
    arguments = get_args(annotation)
    if any(isinstance(each, BeforeValidator) for each in arguments[1:]):
        return True
    inner = arguments[0] if arguments else annotation
    while isinstance(inner, NewType):
        inner = inner.__supertype__
    return inner is str
