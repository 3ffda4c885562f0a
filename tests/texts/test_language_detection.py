"""The language of texts that a file does not state, by script, words and zone."""

from __future__ import annotations

import pytest

from eventkit.intake import ImportHints, ImportResult
from eventkit.texts.language_detection import guess_language
from eventkit.wording import Wording
from intake.made import made, only, talk

TITLES = {
    "en": ["The future of science", "How to teach with data", "Machine learning"],
    "de": ["Die Zukunft der Forschung", "Wissen für alle", "Machine Learning"],
    "fr": ["Le futur de la recherche", "Comment enseigner avec des données"],
    "es": ["El futuro de la investigación", "Cómo enseñar ciencia"],
    "pt": ["O futuro da pesquisa", "Ciência para todos"],
    "it": ["Il futuro della ricerca", "Intelligenza artificiale e società"],
    "nl": ["De toekomst van het onderzoek", "Hoe werkt een laboratorium"],
    "sv": ["Framtidens forskning och utbildning", "Hur vi kan lära"],
    "nb": ["Forskning og utdanning for fremtiden", "Hva er nytt"],
    "pl": ["Przyszłość badań w Polsce", "Jak uczyć"],
    "tr": ["Bilim ve toplum için yeni yaklaşımlar"],
    "vi": ["Khoa học và xã hội", "Tương lai của giáo dục"],
    "zh": ["人工智能与科学传播"],
    "zh-Hant": ["人工智慧與科學傳播"],
    "ja": ["国際会議の開催"],
    "uk": ["Майбутнє дослідження і наука в Україні"],
}


@pytest.mark.parametrize(("language", "titles"), TITLES.items(), ids=TITLES)
def test_titles_are_recognised_by_script_and_words(language: str, titles: list[str]) -> None:
    assert guess_language(titles) == language


@pytest.mark.parametrize(
    "titles", [["Keynote"], ["Docker", "Kubernetes 101"], ["Die Hard"], ["42"], [], ["A. Turing", "I, Robot"]]
)
def test_too_few_words_of_another_language_are_read_as_english(titles: list[str]) -> None:
    assert guess_language(titles) == "en"


@pytest.mark.parametrize("zone", ["Asia/Taipei", "Asia/Hong_Kong", "Asia/Macau"])
def test_characters_of_both_scripts_are_traditional_in_traditional_zones(zone: str) -> None:
    assert guess_language(["公民科技"], zone) == "zh-Hant"
    assert guess_language(["公民科技"], "Asia/Shanghai") == "zh"
    assert guess_language(["开放数据"], zone) == "zh"


def chinese(title: str, zone: str, *languages: str, hints: ImportHints | None = None) -> ImportResult:
    """A conference in Chinese, of whose script its file states nothing."""
    session = talk({"zh": title, "en": "Open Data"}, languages=("zh",))
    conference = {"title": {"zh": title}, "zone": zone, "languages": languages}
    return made(session, conference=conference, hints=hints or ImportHints())


@pytest.mark.parametrize(
    ("title", "zone"),
    [("開放資料", "Europe/Vienna"), ("公民科技", "Asia/Taipei"), ("公民科技", "Asia/Hong_Kong")],
)
def test_traditional_characters_or_a_zone_make_all_texts_traditional_chinese(title: str, zone: str) -> None:
    result = chinese(title, zone, "zh", "en")
    assert result.schedule.conference.languages == ("zh-Hant", "en")
    assert dict(only(result).title) == {"zh-Hant": title, "en": "Open Data"}
    assert only(result).languages == ("zh-Hant",)
    assert Wording.of(result.schedule.conference.languages[0]).word("programme") == "大會手冊"


def test_simplified_chinese_is_plain_chinese_in_any_time_zone() -> None:
    assert chinese("开放数据", "Asia/Taipei", "zh", "en").schedule.conference.languages == ("zh", "en")


def test_script_tags_and_hints_override_the_detected_script() -> None:
    stated = chinese("開放資料", "Asia/Taipei", "zh-Hans", "zh")
    assert stated.schedule.conference.languages == ("zh-Hans", "zh")
    hinted = chinese("開放資料", "Asia/Taipei", hints=ImportHints(languages=("zh", "en")))
    assert hinted.schedule.conference.languages == ("zh", "en")
