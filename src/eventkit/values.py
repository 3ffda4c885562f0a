"""The base of every frozen value."""

from __future__ import annotations

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
