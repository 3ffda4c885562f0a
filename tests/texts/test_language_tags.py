"""Tags of languages: their form, their usual case, and which of several serves a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.texts import canonicalise_tag, match_language


@pytest.mark.parametrize(
    ("given_as", "usual"),
    [
        ("EN", "en"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("ZH-YUE-HANT-hk", "zh-yue-Hant-HK"),
        ("es-419", "es-419"),
        ("de-CH-1901", "de-CH-1901"),
        ("sl-ROZAJ-biske", "sl-rozaj-biske"),
        ("en-CA-x-CA", "en-CA-x-ca"),  # nothing is raised after a singleton (RFC 5646 2.1.1)
        ("ar-u-NU-latn", "ar-u-nu-latn"),
        ("und", "und"),
    ],
)
def test_tags_are_brought_to_their_usual_case(given_as: str, usual: str) -> None:
    assert canonicalise_tag(given_as) == usual
    assert canonicalise_tag(usual) == usual


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "e",
        "english_",
        "en_GB",
        "en-",
        "-en",
        "en--GB",
        "123",
        "en\n",
        "zh-Hans-Hant",
        "en-GB-US",
        "en-x",
        "ſv",
    ],
)
def test_an_invalid_tag_is_refused(tag: str) -> None:
    """The last one folds to ASCII letters without being one: ſ is a long s."""
    with pytest.raises(ValueError, match="is not a language tag: use one such as en"):
        canonicalise_tag(tag)


@pytest.mark.parametrize(
    ("reader", "present", "served"),
    [
        ("en", ["zh", "en"], "en"),
        ("en-GB", ["en-US", "en"], "en"),
        ("en-GB", ["en-US"], "en-US"),
        ("en", ["en-GB", "en-US"], "en-GB"),
        ("zh-Hans-CN", ["zh", "zh-Hans"], "zh-Hans"),
        ("zh-TW", ["zh-Hans", "zh-Hant"], "zh-Hant"),
        ("zh-HK", ["zh", "zh-Hant"], "zh-Hant"),
        ("zh-Hant", ["zh-CN", "zh-TW"], "zh-TW"),
        ("zh", ["zh-Hant", "zh-Hans"], "zh-Hans"),
        ("zh-Hant", ["zh"], "zh"),
        ("sr-Latn", ["sr-Cyrl", "sr-Latn-RS"], "sr-Latn-RS"),
        ("EN", ["en"], "en"),
        ("en", ["zh", "und"], None),
        ("fi", ["fil"], None),
        ("en", [], None),
    ],
)
def test_readers_are_served_the_nearest_form_of_their_language(
    reader: str, present: list[str], served: str | None
) -> None:
    """Script goes before region: Traditional Chinese is read in Taipei whatever the tag leaves out."""
    assert match_language(reader, present) == served


@given(
    st.lists(st.sampled_from(["en", "en-GB", "zh", "zh-Hant", "zh-TW", "sr-Latn", "und"]), unique=True),
    st.sampled_from(["en", "en-GB", "zh", "zh-Hant", "zh-TW", "sr", "und", "fr"]),
)
def test_a_tag_that_is_there_serves_itself_and_no_other_language_ever_does(
    present: list[str], reader: str
) -> None:
    served = match_language(reader, present)
    if reader in present:
        assert served == reader
    language, *_ = reader.split("-")
    same_language = [tag for tag in present if tag == language or tag.startswith(f"{language}-")]
    assert (served in same_language) if same_language else served is None
