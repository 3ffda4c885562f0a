"""Lists within lists are heard as such: the tree is read back from the PDF."""

from __future__ import annotations

import pytest

from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from outputs.calendars import MORNING, WRITTEN, schedule
from typesetting.reading import heard

NESTED = """\
- outer one
  - inner one
  - inner two

    goes on
- outer two
  1. third

After it.

- another list
"""


def tree(abstract: str) -> list[tuple[int, str]]:
    """Roles and texts of the only page, each with how deep it stands, from the first list on."""
    of = schedule(
        {"id": "talk", "title": {"en": "Talk"}, "slot": MORNING, "abstract": {"en": abstract.strip()}},
        languages=["en"],
    )
    data = programme(of, ledger=Ledger.first(of, WRITTEN), sections=("sessions",)).data
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in heard(data)]
    first = next(at for at, (_, content) in enumerate(lines) if content == "L")
    return [((depth - lines[first][0]) // 2, content) for depth, content in lines[first:]]


def above(lines: list[tuple[int, str]], item: str) -> list[str]:
    """What something is in, the innermost last, without paragraphs."""
    at = next(at for at, (_, each) in enumerate(lines) if each.strip("'").strip() == item)
    found, depth = [], lines[at][0]
    for level, role in reversed(lines[:at]):
        if level < depth:
            found, depth = [role, *found], level
    return [role for role in found if role != "P"]


@pytest.mark.parametrize(
    ("item", "within"),
    [
        ("outer one", ["L", "LI", "LBody"]),
        ("inner one", ["L", "LI", "LBody", "L", "LI", "LBody"]),
        ("goes on", ["L", "LI", "LBody", "L", "LI", "LBody"]),
        ("third", ["L", "LI", "LBody", "L", "LI", "LBody"]),
        ("1.", ["L", "LI", "LBody", "L", "LI", "Lbl"]),
        ("After it.", []),
        ("another list", ["L", "LI", "LBody"]),
    ],
)
def test_a_nested_list_is_inside_its_parent_item(item: str, within: list[str]) -> None:
    assert above(tree(NESTED), item) == within


def test_every_list_and_item_is_tagged() -> None:
    roles = [role for _, role in tree(NESTED)]

    assert roles.count("L") == 4
    assert roles.count("LI") == roles.count("LBody") == roles.count("Lbl") == 6
