"""Encodings of text files that do not state theirs."""

import pytest

from eventkit.texts.text_encodings import decode_text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1254", "Tarih;Salon;Oturum Başlığı\n03.11.2026;Büyük Salon;Açılış Konuşması"),
        ("iso8859-9", "Ad;Soyad\nMahir;Tokatlı\nAyşe;Yılmaz"),
        ("cp1252", "Fyrirlestur;Þóra Jónsdóttir;Ráðhús;Erindi um orku og þýðingar"),
        ("cp1252", "Déjeuner;Hélène Garçon;Œuvre d’été – 1"),
        ("cp1250", "Wykład otwierający;Paweł Święch;Łódź;Sala główna;zażółć gęślą jaźń"),
        ("cp1251", "Доклад;Иван Петров;Зал"),
    ],
)
def test_a_text_is_read_in_the_encoding_of_its_language(encoding: str, text: str) -> None:
    decoded = decode_text(text.encode(encoding), "table.csv")
    assert decoded.text == text
    assert decoded.guessed
