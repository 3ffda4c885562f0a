"""Short addresses: web addresses as people read and type them."""

from __future__ import annotations

import re


def plain_address(url: str) -> str:
    """An address without its scheme."""
    return re.sub(r"^\w+://(www\.)?", "", url).rstrip("/")


def shorten_address(url: str, longest: int) -> str:
    """An address without its scheme, whole up to a number of letters, else its host."""
    address = plain_address(url)
    return address if len(address) <= longest else f"{re.split('[/?#]', address)[0]}/…"
