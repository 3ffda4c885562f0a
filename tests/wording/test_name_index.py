"""The order of an index of names, and the letters above its entries."""

from __future__ import annotations

import pytest

from eventkit.wording.name_index import index_key
from outputs.calendars import schedule


def listed(language: str, *names: str) -> list[tuple[str, str]]:
    """The names in the order of an index, each with its letter."""
    people = [{"id": f"p{number}", "name": {language: {"full": name}}} for number, name in enumerate(names)]
    of = schedule({"id": "talk", "people": [person["id"] for person in people]}, participants=people)
    keys = [(index_key(of, person, (language,)), person.name[0].full) for person in of.participants]
    return [(key.initial, name) for key, name in sorted(keys)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", [("", "3M"), ("A", "Ásta"), ("B", "bell hooks"), ("ا", "أحمد")]),
        ("ar", [("ا", "أحمد"), ("ا", "آلان"), ("ا", "إلياس"), ("خ", "الخوارزمي"), ("ي", "ياسمين")]),
        ("fa", [("ا", "آرش"), ("پ", "پریسا"), ("ک", "كيان"), ("گ", "گلی"), ("ی", "یاس"), ("A", "Abel")]),
        ("zh", [("B", "白"), ("C", "Cantor"), ("#", "㐂田")]),
        ("he", [("א", "אבא"), ("ש", "שרה"), ("B", "Bolyai")]),
        ("ko", [("ㄱ", "김철수"), ("ㅂ", "빵집"), ("ㅎ", "홍정하")]),
        ("ja", [("あ", "あべ"), ("さ", "ざくろ"), ("や", "ヤマダ"), ("わ", "わたなべ")]),
        ("ka", [("ა", "ანდრია"), ("რ", "რაზმაძე")]),
        ("th", [("ก", "กมล"), ("ม", "เมธี"), ("ส", "สมชาย")]),
    ],
)
def test_names_are_listed_under_the_letters_of_the_readers_alphabet(
    language: str, expected: list[tuple[str, str]]
):
    names = [name for _, name in expected]

    assert listed(language, *reversed(names)) == expected
