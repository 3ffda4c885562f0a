"""What organisers mean by a few words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit import editing
from eventkit.editing import Refused
from eventkit.model import Track
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from strategies import schedules


@pytest.mark.parametrize(
    ("kind", "words", "id_"),
    [
        (EntityKind.SESSION, "panel", "panel"),
        (EntityKind.SESSION, "key", "keynotes"),
        (EntityKind.SESSION, "Keynote Addresses", "keynotes"),
        (EntityKind.SESSION, "主旨演讲", "keynotes"),
        (EntityKind.SESSION, "addresses", "keynotes"),
        (EntityKind.PARTICIPANT, "lin", "lin-yifu"),
        (EntityKind.PARTICIPANT, "Müller", "gerd-mueller"),
        (EntityKind.PARTICIPANT, "林毅夫", "lin-yifu"),
        (EntityKind.ORGANISATION, "unido", "unido"),
    ],
)
def test_ids_and_titles_are_matched_leniently(
    forum: Schedule, kind: EntityKind, words: str, id_: str
) -> None:
    assert editing.find(forum, kind, words) == id_


@pytest.mark.parametrize(
    ("kind", "words", "sentence"),
    [
        (EntityKind.SESSION, "kaynotes", "There is no session 'kaynotes'. Did you mean 'keynotes'?"),
        (EntityKind.SESSION, "xyz", "There is no session 'xyz'."),
        (EntityKind.SESSION, " ", "There is no session ' '."),
        (EntityKind.TRACK, "green", "There is no track 'green'. The conference has no track yet."),
        (EntityKind.PARTICIPANT, "i", "'i' may be 16 participants. Choose one by its id:"),
    ],
)
def test_an_unknown_or_ambiguous_name_is_reported_with_the_candidates(
    forum: Schedule, kind: EntityKind, words: str, sentence: str
) -> None:
    with pytest.raises(Refused) as caught:
        editing.find(forum, kind, words)
    assert str(caught.value).startswith(sentence)


def test_a_new_entity_gets_an_id_from_its_title(forum: Schedule) -> None:
    assert editing.free_id(forum, EntityKind.SESSION, "Café & Closing") == "cafe-closing"
    assert editing.free_id(forum, EntityKind.SESSION, "Panel") == "panel-2"
    assert editing.free_id(forum, EntityKind.SESSION, "闭幕式") == "session-1"
    assert editing.free_id(forum, EntityKind.ROOM, "Hall " * 40).endswith("hall")


@given(schedules(), st.sampled_from(list(EntityKind)), st.text(max_size=60))
def test_any_words_give_an_unused_id_and_find_a_match_or_are_refused(
    schedule: Schedule, kind: EntityKind, words: str
) -> None:
    new = editing.free_id(schedule, kind, words)

    assert new not in kind.by_id(schedule)
    assert Track(id=new, name=Text("x"), code="XX", colour="#000000").id == new
    try:
        assert editing.find(schedule, kind, words) in kind.by_id(schedule)
    except Refused as refusal:
        assert str(refusal)  # noqa: PT017
