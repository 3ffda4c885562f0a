"""How large a picture is, told by its first bytes."""

from __future__ import annotations

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"

# The segments of a JPEG that tell its size (ITU T.81 table B.1): all starts of frame.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers that nothing follows
_LARGEST = 12_000
"""Pixels to a side: more would not be seen on paper, and unpacked would fill the memory."""


def pixels(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG (W3C PNG 11.2.2) or JPEG (ITU T.81 B.2.2) image in pixels.

    Raises:
        ValueError: It is neither, ends too early, or is larger than a print needs.
    """
    found = _of_png(content) if content.startswith(PNG) else _of_jpeg(content)
    if found is None or not all(found):
        message = "it is no whole PNG or JPEG file: save it anew"
        raise ValueError(message)
    if max(found) > _LARGEST:
        message = f"it has {found[0]} x {found[1]} pixels: make it smaller than {_LARGEST} to a side"
        raise ValueError(message)
    return found


def _of_png(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return None
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _of_jpeg(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(JPEG):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        if marker == 0xFF:  # filling
            at += 1
        else:
            at += 2 + (0 if marker in _ALONE else int.from_bytes(content[at + 2 : at + 4]))
    return None
