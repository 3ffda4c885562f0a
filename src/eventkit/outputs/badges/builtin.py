"""The templates that come along."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from eventkit.errors import EventkitError
from eventkit.outputs.badges.template import Template, template

STANDARD = "a6"
"""The template that is taken where none is named."""

_SUFFIX = ".toml"


@cache
def names() -> tuple[str, ...]:
    """What they are called, in alphabetical order."""
    folder = files(__package__) / "templates"
    return tuple(
        sorted(each.name.removesuffix(_SUFFIX) for each in folder.iterdir() if each.name.endswith(_SUFFIX))
    )


def text(name: str) -> str:
    """The file of one of them.

    Raises:
        EventkitError: There is none of that name; the message lists those there are.
    """
    if name not in names():
        message = f"there is no template '{name}': there are {', '.join(names())}"
        raise EventkitError(message)
    return (files(__package__) / "templates" / f"{name}{_SUFFIX}").read_text("utf-8")


@cache
def builtin(name: str) -> Template:
    """One of them.

    Raises:
        EventkitError: As `text` does.
    """
    return template(text(name), f"{name}{_SUFFIX}")
