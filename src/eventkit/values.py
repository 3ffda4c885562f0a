"""The base of every frozen value."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value: equal by content, strict about unknown fields, changed only by making another.

    Raises:
        pydantic.ValidationError: Something in it is wrong; all faults are told at once, each with its
            place. It is a `ValueError`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        revalidate_instances="never",
    )

    # A value may remember what it once worked out of its fields. That is kept among its attributes, and
    # must not come along where only its fields are meant: in a copy that differs, or in another process.

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:
        for name in type(self).model_fields:
            yield name, getattr(self, name)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "__dict__": dict(self)}

    def model_copy(
        self,
        *,
        update: Mapping[str, Any] | None = None,
        deep: bool = False,  # noqa: ARG002 - of the base; what never changes need not be copied deeply
    ) -> Self:
        """Another value that differs in the fields given; it is checked like any other.

        Raises:
            pydantic.ValidationError: What comes of it is broken.
        """
        return type(self)(**{**dict(self), **(update or {})})
