"""What organisers mean by a few words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit import editing
from eventkit.editing import Refused
from eventkit.model import Track
from eventkit.schedule import Schedule, Thing
from eventkit.texts import Text
from strategies import schedules


@pytest.mark.parametrize(
    ("kind", "words", "id_"),
    [
        (Thing.SESSION, "panel", "panel"),
        (Thing.SESSION, "key", "keynotes"),
        (Thing.SESSION, "Keynote Addresses", "keynotes"),
        (Thing.SESSION, "主旨演讲", "keynotes"),
        (Thing.SESSION, "addresses", "keynotes"),
        (Thing.PARTICIPANT, "lin", "lin-yifu"),
        (Thing.PARTICIPANT, "Müller", "gerd-mueller"),
        (Thing.PARTICIPANT, "林毅夫", "lin-yifu"),
        (Thing.ORGANISATION, "unido", "unido"),
    ],
)
def test_ids_and_titles_are_matched_kindly(forum: Schedule, kind: Thing, words: str, id_: str) -> None:
    assert editing.find(forum, kind, words) == id_


@pytest.mark.parametrize(
    ("kind", "words", "sentence"),
    [
        (Thing.SESSION, "kaynotes", "there is no session 'kaynotes': did you mean keynotes?"),
        (Thing.SESSION, "xyz", "there is no session 'xyz'"),
        (Thing.SESSION, " ", "there is no session ' '"),
        (Thing.TRACK, "green", "there is no track 'green': there is no track at all yet"),
        (Thing.PARTICIPANT, "i", "'i' may be several participants: say which of"),
    ],
)
def test_what_is_not_found_or_may_be_several_is_told_with_what_there_is(
    forum: Schedule, kind: Thing, words: str, sentence: str
) -> None:
    with pytest.raises(Refused) as told:
        editing.find(forum, kind, words)
    assert str(told.value).startswith(sentence)


def test_a_new_thing_gets_an_id_from_its_title(forum: Schedule) -> None:
    assert editing.free_id(forum, Thing.SESSION, "Café & Closing") == "cafe-closing"
    assert editing.free_id(forum, Thing.SESSION, "Panel") == "panel-2"
    assert editing.free_id(forum, Thing.SESSION, "闭幕式") == "session-1"
    assert editing.free_id(forum, Thing.ROOM, "Hall " * 40).endswith("hall")


@given(schedules(), st.sampled_from(list(Thing)), st.text(max_size=60))
def test_any_words_give_a_free_id_and_find_something_or_are_refused(
    schedule: Schedule, kind: Thing, words: str
) -> None:
    new = editing.free_id(schedule, kind, words)

    assert new not in kind.known(schedule)
    assert Track(id=new, name=Text("x"), code="XX", colour="#000000").id == new
    try:
        assert editing.find(schedule, kind, words) in kind.known(schedule)
    except Refused as told:
        assert str(told)  # noqa: PT017
