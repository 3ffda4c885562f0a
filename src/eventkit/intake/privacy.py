"""What of a file looks as if it were nobody else's business."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"""
      e.?mail | phone | mobile | \btel\b | telefon | fax\b | whatsapp | wechat
    | gender | pronoun.?private | birth | \bage\b | nationality | passport | \bvisa\b
    | diet | allerg | food | vegetarian | accessib | disabilit | t.?shirt | \bsize\b
    | emergency | travel | hotel | accommodation | arrival | departure | reimburs | expense | \bbank\b
    | home.?address | postal | street | zip.?code | \bip\b | password | token | secret
    | owner.?notes | internal | private | confidential | organi[sz]ers? | committee | reviewer | review
    | heard.?(?:from|about) | speaking.?experience | sponsorship.?required | \bcomments?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ADDRESS = re.compile(r"^[^\s@<>\",;:]{1,64}@[^\s@<>\",;:]{1,190}\.[^\s@<>\",;:]{2,}$")


def is_private_field(name: str) -> bool:
    """Whether a field or a question of that name is likely to hold what is nobody else's business.

    Asked of what a format does not name itself: answers to questions, further columns, leftovers. Rather one
    too many: what is left out is told, and can be looked up in the file.
    """
    return _WORDS.search(_HUMP.sub(" ", name[:400]).replace("_", " ").replace("-", " ")) is not None


def is_email_address(value: object) -> bool:
    """Whether a value is an e-mail address and nothing else."""
    return isinstance(value, str) and len(value) <= 254 and _ADDRESS.match(value.strip()) is not None
