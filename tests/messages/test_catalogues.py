"""Catalogues: every sentence is there in every language, with the facts that it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.catalogues import Unextractable, compile_all, extract, faults


def test_every_sentence_is_translated_with_its_facts() -> None:
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        ('Message("A {b}.", b=1)', ["A {b}."]),
        ('Message("A." if x else "B.")', ["A.", "B."]),
        ('Message(Plural("{count} cell", "{count} cells"), count=2)', ["{count} cell", "{count} cells"]),
        ('UNITS = {"gap": Plural("minute", "minutes")}', ["minute", "minutes"]),
        ("raise Refused(\"Session '{id}' is.\", id=id)", ["Session '{id}' is."]),
        ('raise InvalidValue.of("Not {a}.", "field", a=a)', ["Not {a}."]),
        ('rule.violation("{room} is full", "move one", room=room)', ["{room} is full", "move one"]),
        ('logger.warning("%s requests", count)', []),
    ],
)
def test_sentences_are_found_where_they_are_raised(source: str, sentences: list[str]) -> None:
    assert [text for entry in extract(source) for text in entry.texts] == sentences


@pytest.mark.parametrize(
    "source",
    [
        'Message(f"{a} is wrong.")',
        'Message("A" + b)',
        'Message("{a} is.", b=1)',
        'raise Refused(f"{a} is wrong.")',
        'raise EventkitError("{a} is wrong.", "Use {b}.", a=a, b=b)',
        'Message(Plural("{count} cell", f"{count} {cells}"), count=2)',
    ],
)
def test_a_message_that_no_catalogue_can_have_is_refused(source: str) -> None:
    with pytest.raises(Unextractable):
        list(extract(source))


def test_catalogues_are_compiled_again_once_they_change(tmp_path: Path) -> None:
    source = tmp_path / "zh.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a"\nmsgstr "b"\n'
    )
    compile_all(tmp_path)
    first = (tmp_path / "zh.mo").read_bytes()
    source.write_text(source.read_text() + '\nmsgid "c"\nmsgstr "d"\n')
    compile_all(tmp_path)
    assert first != (tmp_path / "zh.mo").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["zh.mo", "zh.po"]
