"""Making very many values at once without looking for garbage among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Within it the collector of circular garbage rests.

    It looks through everything that is there each time so many more values are, and of ten thousand
    sessions that are being read all are there to stay: it would take as long as reading them does.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
