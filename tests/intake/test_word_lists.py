"""The labels of eventkit for kinds of sessions are recognised."""

from __future__ import annotations

import pytest

from eventkit.intake.word_lists import parse_kind_label
from eventkit.model import Kind
from eventkit.wording import LANGUAGES, Wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_every_language_are_known(language: str) -> None:
    wording = Wording.of(language)
    for many in (False, True):
        for kind in set(Kind) - {Kind.OTHER}:
            label = wording.label(kind, many=many)
            found = parse_kind_label(label)
            # One word may be that of two kinds, within a language or in another one.
            assert found is kind or (
                found is not None and any(label.casefold() == said.casefold() for said in _called(found))
            )


def _called(kind: Kind) -> set[str]:
    every = [Wording.of(language) for language in LANGUAGES]
    return {wording.label(kind, many=many) for wording in every for many in (False, True)}


def test_a_word_that_is_no_label_is_none() -> None:
    assert parse_kind_label("Something else") is None
    # Whatever is of no kind is called so.
    assert parse_kind_label("Event") is None
