"""Badges as values: what a template makes of a wearer, without a schedule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eventkit.outputs.badges import Batch, Faces, Occasion, Template, Wearer, template
from eventkit.outputs.badges.wearers import Form
from eventkit.typesetting import Fonts, Mark, Page, Words

HEAD = 'title = "Ours"\nwidth = 100\nheight = 60\n'
NAME = """
[[front]]
kind = "text"
field = "name"
x = 5
y = 5
width = 90
height = 20
size = 40
"""

OCCASION = Occasion("congress", ("en",), (Form("en", "Congress"),), (Form("en", "5–7 November"),))
ADA = Wearer("ada-lovelace", Form("en", "Ada Lovelace", ("Ada", "Lovelace")))


def look(*elements: str, head: str = HEAD) -> Template:
    """A template of some elements, each written as in its file but for the two lines in front."""
    return template(head + "".join(elements), "ours.toml")


def text(field: str, **more: Any) -> str:
    """A text element in a box of its own."""
    return element("text", field=field, **{"x": 5, "y": 30, "width": 90, "height": 25, "size": 12, **more})


def element(kind: str, *, side: str = "front", **fields: Any) -> str:
    """An element as a file has it."""
    lines = [f"{name} = {_toml(value)}" for name, value in {"kind": kind, **fields}.items()]
    return "\n".join(["", f"[[{side}]]", *lines, ""])


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def batch(
    fonts: Fonts,
    looks: Template,
    *wearers: Wearer,
    occasion: Occasion = OCCASION,
    **more: Any,
) -> tuple[list[tuple[Page, Page | None]], Batch]:
    """The two sides of each badge, and the batch that tells what was found."""
    made = Batch(Faces(looks, occasion, fonts, **more))
    return [(leaf.front, leaf.back) for leaf in made.leaves(wearers or (ADA,))], made


def front(fonts: Fonts, looks: Template, wearer: Wearer = ADA, **more: Any) -> tuple[Mark, ...]:
    """What is on the front of one badge."""
    return batch(fonts, looks, wearer, **more)[0][0][0].marks


def lines(marks: Iterable[Mark]) -> list[str]:
    """The lines of text, in order."""
    return [mark.line.text for mark in marks if isinstance(mark, Words)]
