"""Tables, as they are shown in the terminal."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.table import Table


def table(*columns: str) -> Table:
    """An empty table with those columns, whose cells are folded and never cut."""
    made = Table(box=SIMPLE, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made
