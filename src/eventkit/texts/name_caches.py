"""Name caches: results for names of people, cleared as a whole once a file is read or a person is erased."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

_Function = TypeVar("_Function", bound=Callable[..., Any])

_clear: list[Callable[[], None]] = []


def cache_names(size: int) -> Callable[[_Function], _Function]:
    """Cache the results of a function of names, or of texts with names in them, up to that number."""

    def decorate(function: _Function) -> _Function:
        cached = lru_cache(maxsize=size)(function)
        _clear.append(cached.cache_clear)
        return cast("_Function", cached)

    return decorate


def clear_names() -> None:
    """Clear all of them, so that no name remains in memory that is nowhere else."""
    for clear in _clear:
        clear()
