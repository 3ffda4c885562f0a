"""Constructors take what people write, and type checkers know it."""

from __future__ import annotations

import pytest

from model.constructor_stub import STUB, stub


def test_the_signatures_for_type_checkers_follow_the_fields(request: pytest.FixtureRequest) -> None:
    """``--golden`` writes them again."""
    if request.config.getoption("--golden"):
        STUB.write_text(stub(), encoding="utf-8")
    assert STUB.read_text(encoding="utf-8") == stub()
