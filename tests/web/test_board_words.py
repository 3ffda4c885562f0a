"""Words of the board: each that its script uses exists in every language, with the same placeholders."""

from __future__ import annotations

import re
import tomllib

import pytest

from eventkit.web.web_pages import LANGUAGES, PACKAGE, words

WORDINGS = {
    language: tomllib.loads((PACKAGE / "wordings" / f"board.{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
}
PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")
PLACEHOLDER = re.compile(r"\{\w+\}")
BEGINNINGS = (
    "count_",
    "edit_",
    "hint_",
    "key_",
    "keys_",
    "lost_",
    "page_",
    "plan_",
    "shading_",
    "sort_",
    "zoom_",
)
"""Words that are chosen by the rest of their names."""


def test_the_script_uses_words_that_exist_and_all_words_are_used() -> None:
    folder = PACKAGE / "static" / "board"
    files = [file for file in folder.iterdir() if file.name.endswith(".js")]
    text = "".join(file.read_text("utf-8") for file in files)
    known = {PLURAL.sub("", key) for key in WORDINGS["en"]}
    used = set(re.findall(r'\b(?:t|rich)\("(\w+)"', text))
    assert used - known == set()
    template = (PACKAGE / "templates" / "board.html").read_text("utf-8")
    named = set(re.findall(r'"(\w+)"', text)) | set(re.findall(r"texts\.(\w+)", template))
    assert {word for word in known - named if not word.startswith(BEGINNINGS)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_with_the_same_placeholders(language: str) -> None:
    english, own = (
        {PLURAL.sub("", key): text for key, text in WORDINGS[name].items()} for name in ("en", language)
    )
    assert own.keys() == english.keys()
    for key, text in words("board", language).items():
        allowed = set(PLACEHOLDER.findall(english[PLURAL.sub("", key)])) | {"{name}"}
        assert set(PLACEHOLDER.findall(text)) <= allowed, key


def test_a_language_without_a_form_for_one_does_not_fall_back_to_the_english_one() -> None:
    assert "here_too_one" in words("board", "en")
    assert "here_too_one" not in words("board", "ar")
