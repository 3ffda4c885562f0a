"""The Arabic fixtures are the English ones with Arabic texts: whoever changes one changes both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pytest

from outputs.printed import fixture

_OWN = {"conference.id", "conference.languages.0", "conference.languages.1"}


def differences(english: Any, arabic: Any, path: str = "") -> Iterator[str]:
    """The places where the trees differ in more than their languages, or a text has no Arabic."""
    if isinstance(english, dict) and "en" in english:
        if english["en"] != (arabic or {}).get("en") or "ar" not in arabic:
            yield path
    elif path.endswith(".name") and isinstance(english, list):
        if not same_name(english, arabic):
            yield path
    elif isinstance(english, dict):
        for key in english.keys() | (arabic or {}).keys():
            yield from differences(english.get(key), (arabic or {}).get(key), f"{path}.{key}".strip("."))
    elif isinstance(english, list):
        for index, (one, other) in enumerate(zip_longest(english, arabic or ())):
            yield from differences(one, other, f"{path}.{index}")
    elif english != arabic and path not in _OWN and not path.endswith("uid"):
        yield path


def same_name(english: Any, arabic: Any) -> bool:
    """Whether a name has an Arabic form and otherwise the same ones, Chinese left aside."""
    ours, theirs = (
        {form["language"]: form["full"] for form in forms if form["language"] not in {"ar", "zh"}}
        for forms in (english, arabic)
    )
    return ours == theirs and any(form["language"] == "ar" for form in arabic)


@pytest.mark.parametrize("name", ["congress", "hongqiao-forum"])
def test_an_arabic_fixture_has_the_same_sessions_people_and_rooms_with_arabic_texts(name: str) -> None:
    english, arabic = (
        fixture(variant).model_dump(mode="json", exclude_none=True) for variant in (name, f"{name}-arabic")
    )
    assert list(differences(english, arabic)) == []
