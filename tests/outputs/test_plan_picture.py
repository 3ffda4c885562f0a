"""Pictures of plans: every moved session is in them, in any script, and they are sound SVG."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from eventkit.outputs.plan_picture import plan_picture
from eventkit.planning import plan
from eventkit.schedule import Schedule
from planning.talks_and_blocks import block, conference, talk

SVG = "{http://www.w3.org/2000/svg}"
ROOMS = [
    {"id": "hall", "name": {"en": "Hall", "zh": "大厅"}},
    {"id": "attic", "name": {"en": "قاعة", "zh": "阁楼"}},
]
BEFORE = conference(
    block("morning", "09:00-10:00", "hall"),
    block("beside", "09:00-10:00", "attic"),
    talk("rings", 60, title={"en": "Rings & <Fields>", "zh": "环与域"}),
    talk(
        "long",
        30,
        title={
            "en": "A title that is much longer than half an hour is high",
            "zh": "一个比半小时还要长得多的题目" * 3,
        },
    ),
    rooms=ROOMS,
)


def after() -> Schedule:
    return plan(BEFORE, moves=50).apply(BEFORE)


def elements(picture: str, name: str, css: str) -> list[ET.Element]:
    root = ET.fromstring(picture)  # noqa: S314 - our own
    return [each for each in root.iter(f"{SVG}{name}") if css in (each.get("class") or "").split()]


def test_what_comes_is_marked_after_and_what_goes_is_marked_before() -> None:
    placed = after()
    picture = plan_picture(BEFORE, placed)
    assert len(elements(picture, "rect", "comes")) == 2
    assert elements(picture, "rect", "goes") == []
    assert len(elements(picture, "rect", "block")) == 4
    undone = plan_picture(placed, BEFORE)
    assert len(elements(undone, "rect", "goes")) == 2
    assert elements(undone, "rect", "comes") == []


def test_titles_and_rooms_are_in_the_language_of_the_reader_and_in_any_script() -> None:
    words = [each.text for each in elements(plan_picture(BEFORE, after()), "text", "on")]
    assert "Rings &" in words
    assert "<Fields>" in words
    assert words[-1] is not None
    assert any(word.endswith("…") for word in words if word)
    chinese = plan_picture(BEFORE, after(), "zh")
    assert "环与域" in [each.text for each in elements(chinese, "text", "on")]
    assert {each.text for each in elements(chinese, "text", "name")} == {"大厅", "阁楼"}
    assert "قاعة" in [each.text for each in elements(plan_picture(BEFORE, after()), "text", "name")]


def test_every_label_is_within_its_box_and_the_picture() -> None:
    for language in ("en", "zh"):
        picture = plan_picture(BEFORE, after(), language)
        root = ET.fromstring(picture)  # noqa: S314 - our own
        width, height = (int(root.get(side) or 0) for side in ("width", "height"))
        boxes = [
            (
                int(box.get("x") or 0),
                int(box.get("y") or 0),
                int(box.get("width") or 0),
                int(box.get("height") or 0),
            )
            for box in elements(picture, "rect", "comes")
        ]
        for left, top, wide, high in boxes:
            assert 0 <= left < left + wide <= width
            assert 0 <= top < top + high <= height
        for label in elements(picture, "text", "on"):
            x, y = int(label.get("x") or 0), int(label.get("y") or 0)
            assert any(
                left <= x < left + wide and top < y <= top + high for left, top, wide, high in boxes
            ), label.text


def test_the_same_schedules_give_the_same_picture_and_equal_ones_an_empty_one() -> None:
    assert plan_picture(BEFORE, after()) == plan_picture(BEFORE, after())
    assert elements(plan_picture(BEFORE, BEFORE), "rect", "block") == []
