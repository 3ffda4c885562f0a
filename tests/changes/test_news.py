"""What is news is found without looking at everything."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.changes import news, placed, shown
from eventkit.schedule import Schedule
from strategies import schedules


def otherwise(value: Any) -> Any:
    """The value, with something of it that readers are shown changed."""
    fields = type(value).model_fields
    if "slot" in fields:
        return value.model_copy(update={"title": "Another title"})
    return value.model_copy(update={"name": "Another name"})


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Schedule, Schedule]:
    """A schedule, and one in which some things of some kinds are otherwise, or in another order."""
    old = draw(schedules())
    changed: dict[str, Any] = {}
    for kind in ("organisations", "rooms", "tracks", "participants", "sessions"):
        values = getattr(old, kind)
        if draw(st.booleans()):
            values = tuple(otherwise(value) if draw(st.booleans()) else value for value in values)
        if draw(st.integers(0, 9)) == 0:
            values = values[::-1]
        changed[kind] = values
    return old, old.model_copy(update=changed)


@settings(max_examples=150)
@given(pairs() | st.tuples(schedules(), schedules()))
def test_nothing_that_is_news_is_overlooked(pair: tuple[Schedule, Schedule]) -> None:
    old, new = pair
    before = {session.id: session for session in old.sessions}
    expected = {
        session.id: session.id not in before or placed(old, before[session.id]) != placed(new, session)
        for session in new.sessions
        if session.id not in before
        or old.conference != new.conference
        or placed(old, before[session.id]) != placed(new, session)
        or shown(old, before[session.id]) != shown(new, session)
    }
    assert dict(news(old, new)) == expected
