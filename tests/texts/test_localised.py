"""A text in one or more languages."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from pydantic import TypeAdapter

from eventkit.texts import Text
from model.building import faults

OPENING = Text({"en": "Opening", "zh": "开幕式"})
TEXT: TypeAdapter[Text] = TypeAdapter(Text)


def test_a_reader_is_given_the_first_of_their_languages_and_never_nothing() -> None:
    assert OPENING.best("fr", "zh-Hans", "en") == ("zh", "开幕式")
    assert OPENING.best("fr") == ("en", "Opening")
    assert OPENING.best() == ("en", "Opening")
    assert str(OPENING) == "Opening"


def test_readers_of_several_languages_are_given_each_entry_once() -> None:
    assert OPENING.versions(["zh", "en"]) == (("zh", "开幕式"), ("en", "Opening"))
    assert OPENING.versions(["zh", "zh-Hant", "fr"]) == (("zh", "开幕式"),)
    assert OPENING.versions(["fr"], "zh") == (("zh", "开幕式"),)
    assert OPENING.versions([]) == (("en", "Opening"),)


def test_a_text_is_equal_to_one_of_the_same_words_in_the_same_order() -> None:
    """The order is part of it: it says what is printed for a reader of neither language."""
    assert Text({"EN": "Opening", "zh": "开幕式"}) == OPENING
    assert hash(Text({"EN": "Opening", "zh": "开幕式"})) == hash(OPENING)
    assert Text({"zh": "开幕式", "en": "Opening"}) != OPENING
    assert OPENING != {"en": "Opening", "zh": "开幕式"}


def test_a_text_can_be_sent_to_another_process() -> None:
    """Hashes of strings differ from process to process, so none may travel along."""
    assert pickle.loads(pickle.dumps(OPENING)) == OPENING  # noqa: S301 - our own bytes
    assert b"_hash" not in pickle.dumps(OPENING)


def test_a_bare_string_is_in_the_language_that_the_reader_of_a_document_names() -> None:
    assert TEXT.validate_python("开幕式", context={"language": "zh"}) == Text({"zh": "开幕式"})
    assert TEXT.validate_python("Opening") == Text("Opening") == Text({"und": "Opening"})


def test_a_text_goes_through_json_without_loss() -> None:
    assert TEXT.validate_json(TEXT.dump_json(OPENING)) == OPENING


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"en": "a\x00", "zh": " b", "q": "c"},
            ["en: contains", "zh: begins", "q: 'q' is not a language tag"],
        ),
        (
            {"no": "Åpning", False: "Åpning"},
            ["False: The language tag must be text. Write 'false' in quotes."],
        ),
        ({"en": 5, 1: "a"}, ["en: must be text", "1: The language tag must be text. Write '1' in quotes."]),
        ({"en": "a", "EN": "b"}, [": names a language twice"]),
        ({}, [": is empty"]),
        ("", [": is empty"]),
        (None, [": must be a text, or texts by language"]),
        ("a" * 20_001, [": is 20,001 characters long: 20,000 is the limit"]),
    ],
)
def test_every_fault_of_a_text_is_reported_with_its_language(given: Any, expected: list[str]) -> None:
    """``no`` and other keys that YAML takes for something else are no reason for a traceback."""
    faults_found = faults(lambda: TEXT.validate_python(given))
    assert len(faults_found) == len(expected)
    assert all(fault.startswith(begins) for fault, begins in zip(faults_found, expected, strict=True))


@pytest.mark.parametrize("given", [{}, {"en": 5}, {5: "a"}, {"e": "a"}, {"en": ""}])
def test_a_text_cannot_be_made_of_anything_else(given: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        Text(given)
