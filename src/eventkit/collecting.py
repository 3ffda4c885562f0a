"""Making very many values at once without looking for garbage among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Within it Python's collector of circular garbage rests; afterwards it is as it was before.

    It looks through everything that is there each time so many more values are. Of ten thousand sessions
    that are read, and of the marks of pages, all are there to stay: it finds nothing, and takes up to as
    long as the work itself does.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
