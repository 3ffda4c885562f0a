from __future__ import annotations

import pytest

from eventkit.typesetting import Fonts


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """The faces of the installed font packages."""
    return Fonts.discover()
