"""Label sheets: die-cut stationery by maker and code (`label_sheets.toml`), and own sheets."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from eventkit.errors import EventkitError, Fault, Unreadable
from eventkit.messages import Message, as_message, foreign
from eventkit.suggestions import ask_whether, find_similar
from eventkit.typesetting.layout.imposition import PressSheet
from eventkit.typesetting.layout.pages import A3, A4, A5, LETTER, Size, mm
from eventkit.values import Value
from eventkit.values.field_errors import error_sentence

SIZE_LIMIT = 100_000  # the maximum length of the file of a sheet, in characters
_PAPERS: dict[str, Size] = {"a3": A3, "a4": A4, "a5": A5, "letter": LETTER}

_OWN_SHEET = "own"

Length = Annotated[float, Field(ge=0, le=2000, allow_inf_nan=False)]

Count = Annotated[int, Field(ge=1, le=100)]


class LabelSheetSpec(Value):
    """A sheet as a file describes it; lengths are millimetres."""

    maker: Annotated[str, Field(max_length=80)] = _OWN_SHEET
    """The maker."""
    code: Annotated[str, Field(max_length=80)] = ""
    """The maker's code."""
    also: tuple[str, ...] = ()
    """The codes of sheets of the same layout."""
    what: Annotated[str, Field(max_length=80)] = "labels"
    """The product name."""
    paper: Literal["a3", "a4", "a5", "letter"]
    """The paper size."""
    size: tuple[Length, Length]
    """Width and height of a cell."""
    cells: tuple[Count, Count]
    """The number of columns and of rows."""
    first: tuple[Length, Length]
    """From the left and the upper edge of the paper to the first."""
    pitch: tuple[Length, Length]
    """From the left edge of one to that of the next, and from the upper edge likewise."""

    @property
    def sheet(self) -> PressSheet:
        width, height, left, top, across, down = (
            length * mm for pair in (self.size, self.first, self.pitch) for length in pair
        )
        return PressSheet(*_PAPERS[self.paper], width, height, *self.cells, left, top, across, down)


@dataclass(frozen=True, slots=True)
class LabelSheet:
    id: str  # the name, such as `avery-l4785`
    maker: str
    code: str
    also: tuple[str, ...]
    what: str
    paper: str
    sheet: PressSheet


@cache
def label_sheets() -> tuple[LabelSheet, ...]:
    table = tomllib.loads((files(__package__) / "label_sheets.toml").read_text("utf-8"))
    return tuple(_build_label_sheet(LabelSheetSpec.model_validate(row)) for row in table["sheet"])


def find_label_sheet(name: str) -> LabelSheet:
    """The sheet with a name, made of its maker and one of its codes; case is ignored.

    >>> find_label_sheet("Avery L4784").id, find_label_sheet("avery-l4785").sheet.count
    ('avery-l4785', 10)
    """
    key = "-".join(name.casefold().split())
    known = _by_name()
    if key in known:
        return known[key]
    similar = find_similar(key, known, 3) or [sheet for sheet in known if key in sheet.rpartition("-")[2]]
    hint = ask_whether(similar[:3]) or Message("The list of label sheets has the known ones.")
    raise EventkitError("There is no sheet '{name}'.", hint, name=name)


@cache
def _by_name() -> dict[str, LabelSheet]:
    """The sheets by all their codes; a code of two sheets belongs to the first."""
    sheets: dict[str, LabelSheet] = {}
    for label in label_sheets():
        for code in (label.code, *label.also):
            sheets.setdefault(_normalise_name(label.maker, code), label)
    return sheets


def _normalise_name(maker: str, code: str) -> str:
    return "-".join(f"{maker} {code}".casefold().split())


def _build_label_sheet(measures: LabelSheetSpec) -> LabelSheet:
    return LabelSheet(
        _normalise_name(measures.maker, measures.code),
        measures.maker,
        measures.code,
        measures.also,
        measures.what,
        measures.paper,
        measures.sheet,
    )


def parse_label_sheet(text: str, name: str) -> LabelSheet:
    """Parse a sheet in TOML: one ``[[sheet]]``, as `to_toml` writes it."""
    if len(text) > SIZE_LIMIT:
        raise Unreadable(
            name,
            (
                Fault(
                    Message(
                        "is longer than {limit} characters, so it does not describe a sheet", limit=SIZE_LIMIT
                    )
                ),
            ),
        )
    try:
        rows = tomllib.loads(text).get("sheet")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(
            name, (Fault(Message("is not TOML: {reason}", reason=foreign(str(error)))),)
        ) from None
    if not isinstance(rows, list) or len(rows) != 1:
        raise Unreadable(
            name, (Fault(Message("must have exactly one [[sheet]], as a known sheet has in TOML")),)
        )
    try:
        return _build_label_sheet(LabelSheetSpec.model_validate(rows[0]))
    except ValidationError as error:
        faults = (
            Fault(error_sentence(details), ".".join(map(str, details["loc"]))) for details in error.errors()
        )
        raise Unreadable(name, tuple(faults)) from None
    except ValueError as error:
        raise Unreadable(name, (Fault(as_message(error)),)) from None


def to_toml(label: LabelSheet) -> str:
    sheet = label.sheet

    def pair(one: float, other: float) -> str:
        return f"[{_format_length(one / mm)}, {_format_length(other / mm)}]"

    return "\n".join(
        (
            "[[sheet]]  # lengths are millimetres",
            f'maker = "{label.maker}"',
            f'code = "{label.code}"',
            f'what = "{label.what}"',
            f'paper = "{label.paper}"',
            f"size = {pair(sheet.cell_width, sheet.cell_height)}  # of each",
            f"cells = [{sheet.columns}, {sheet.rows}]  # side by side, one below the other",
            f"first = {pair(sheet.left, sheet.top)}  # from the left and the upper edge of the paper",
            f"pitch = {pair(sheet.across, sheet.down)}  # from one to the next",
        )
    )


def _format_length(length: float) -> str:
    return f"{length:.2f}".rstrip("0").rstrip(".")
