"""A schedule to edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventkit.formats.document import document
from eventkit.schedule import Schedule

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="session")
def forum() -> Schedule:
    """The forum of Hongqiao: one block with an opening, keynotes and a panel."""
    name = "hongqiao-forum.yaml"
    return document.read((FIXTURES / name).read_bytes(), name).schedule
