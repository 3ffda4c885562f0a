"""Pictures that the style file names, as large as their place holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eventkit.errors import EventkitError
from eventkit.typesetting import Picture, pixels


def load_pictures(names: Iterable[str], pictures: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The pictures of these names.

    Raises:
        EventkitError: One is not there, or is no whole PNG or JPEG file.
    """
    found = {}
    for name in names:
        if name not in pictures:
            message = f"there is no picture '{name}' beside the style file"
            raise EventkitError(message)
        found[name] = pictures[name]
        try:
            pixels(found[name])
        except ValueError as error:
            message = f"the picture '{name}' cannot be printed: {error}"
            raise EventkitError(message) from None
    return found


def fit_picture(content: bytes, width: float, height: float, tells: str) -> Picture:
    """The picture as large as a place of that size holds it, never distorted, in its upper left corner.

    Raises:
        ValueError: It is no whole PNG or JPEG file.
    """
    across, down = pixels(content)
    scale = min(width / across, height / down)
    return Picture(content, 0, 0, across * scale, down * scale, tells)
