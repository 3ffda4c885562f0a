"""What both directions go by: what links are called, and which language a text is in."""

from __future__ import annotations

import re

_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")

SLIDES = "Slides"
QUESTIONS = "Q&A"
CO_WRITE = "Shared notes"

LABELS = {"slide": SLIDES, "qa": QUESTIONS, "co_write": CO_WRITE}
"""The labels by the member."""

OTHERS = (
    ("uri", None),
    ("url", None),
    ("github", "GitHub"),
    ("twitter", "Twitter"),
    ("facebook", "Facebook"),
)
"""The addresses that speakers are met with, each with its label."""


def owner(text: str, tags: list[str]) -> str:
    """Of languages with the same text, the one it was written in.

    That is Chinese where it has characters of it, and else any that the format does not ask for.
    """
    is_han = bool(_HAN.search(text))
    own = [tag for tag in tags if tag.partition("-")[0] not in {"zh", "en"}]
    fitting = [tag for tag in tags if tag.startswith("zh") == is_han]
    return (fitting if is_han and fitting else own or fitting or tags)[0]
