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
            parsed = parse_kind_label(label)
            # One word may be that of two kinds, within a language or in another one.
            assert parsed is kind or (
                parsed is not None and any(label.casefold() == other.casefold() for other in _called(parsed))
            )


def _called(kind: Kind) -> set[str]:
    every = [Wording.of(language) for language in LANGUAGES]
    return {wording.label(kind, many=many) for wording in every for many in (False, True)}


def test_an_unknown_label_is_none() -> None:
    assert parse_kind_label("Something else") is None
    # 'Event' is the label of sessions of no particular kind.
    assert parse_kind_label("Event") is None
