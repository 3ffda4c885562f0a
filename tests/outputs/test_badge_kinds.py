"""What badges of one kind have alike is made once, and no badge depends on those made before it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.outputs.badges import BadgeHolder, BadgeTemplate, ConferenceTexts, SideRenderer
from eventkit.outputs.badges.badge_holders import HolderSession, HolderTrack, LocalisedText, LocalisedTexts
from eventkit.outputs.badges.badge_template import builtin_template
from eventkit.typesetting import Box, Fonts, Mark, PlacedLine
from eventkit.typesetting.layout.flow_blocks import without_structure
from eventkit.typesetting.layout.structure_elements import StructureType
from outputs.badging import HEAD, NAME, OCCASION, batch, element, look, text

FONTS = Fonts.discover()
BAND = {"x": 0, "y": 50, "width": 100, "height": 10}
OURS = look(
    element("box", **{**BAND, "y": 0, "height": 50}, fill="track"),
    element("box", **BAND, fill="role"),
    NAME,
    text("role", y=30, height=20, size=14, languages="row"),
    element("text", field="positions", x=5, below=1, width=90, bottom=58, size=14, smallest=7),
    element("text", text="{ticket} at {conference}", x=5, y=51, width=60, height=8, size=9),
    element("text", text="{name}", x=5, y=5, width=20, height=8, size=9, tickets=["press"]),
    element("code", x=70, y=34, size=20, roles=["chair", "speaker"]),
    element("sessions", x=5, y=30, width=40, height=20, size=8, side="back"),
    element("text", field="name", x=5, y=2, width=90, height=20, size=30, side="back"),
    head=HEAD,
)
TEMPLATES = [OURS, *(builtin_template(name) for name in ("a6", "butterfly", "cr80"))]
ARABIC = ConferenceTexts(
    "congress", ("ar", "en"), (LocalisedText("المؤتمر", "ar"), LocalisedText("Congress", "en"))
)

ROLES: dict[str, LocalisedTexts] = {
    "speaker": (LocalisedText("Speaker", "en"),),
    "chair": (LocalisedText("Chair", "en"), LocalisedText("الرئيس", "ar")),
    "volunteer": (LocalisedText("Volunteer who opens and closes all the doors of the house", "und"),),
}
POSITIONS = [
    (),
    (LocalisedText("Göttingen", "en"),),
    (
        LocalisedText("Professor of Algebra, University of Göttingen", "en"),
        LocalisedText("جامعة القاهرة", "ar"),
    ),
    tuple(LocalisedText(f"Member {at} of all the learned societies there are", "en") for at in range(6)),
]


@st.composite
def wearers(draw: st.DrawFn) -> BadgeHolder:
    """People of few kinds, in each of which there is something of its own."""
    role = draw(st.sampled_from(sorted(ROLES)))
    parts = draw(
        st.sampled_from([("Ada", "Lovelace"), ("Emmy", "Noether"), ("Sofya Vasilyevna", "Lovelace")])
    )
    names = [
        LocalisedText(" ".join(parts), "en", parts),
        LocalisedText("祖冲之", "zh"),
        LocalisedText("فاطمة الفهري", "ar"),
    ]
    return BadgeHolder(
        draw(st.sampled_from("abc")),
        draw(st.sampled_from(names)),
        draw(st.sampled_from([None, LocalisedText("Zu Chongzhi", "en")])),
        role=role,
        roles=ROLES[role],
        positions=draw(st.sampled_from(POSITIONS)),
        ticket=draw(st.sampled_from(["", "Press"])),
        track=draw(st.sampled_from([None, HolderTrack("AL", (LocalisedText("Algebra", "en"),), "#7a4fb0")])),
        sessions=draw(st.sampled_from([(), (HolderSession((LocalisedText("On Rings", "en"),)),)])),
        code=draw(st.sampled_from(["", "EK1:ABC", "https://example.org/2026/programme#ada-lovelace"])),
    )


@given(
    st.sampled_from(TEMPLATES),
    st.sampled_from([OCCASION, ARABIC]),
    st.lists(wearers(), min_size=2, max_size=6),
)
def test_a_badge_does_not_depend_on_those_made_before(
    template: BadgeTemplate, occasion: ConferenceTexts, people: list[BadgeHolder]
) -> None:
    faces = SideRenderer(template, occasion, FONTS)
    for each in people:
        made, alone = faces.sides(each), SideRenderer(template, occasion, FONTS).sides(each)
        assert looks(made.front) == looks(alone.front)
        assert looks(made.back) == looks(alone.back)


def looks(marks: Iterable[Mark]) -> list[tuple[Mark, list[StructureType]]]:
    """The marks, and the types of the structure elements they are in: these are of each badge its own."""
    return [
        (without_structure(mark), [element.type for element in getattr(mark, "structure", ())])
        for mark in marks
    ]


def marks(faces: SideRenderer, kind: type[Mark], **of: object) -> list[Mark]:
    wearer = BadgeHolder(
        **{"id": "x", "name": LocalisedText("Ada Lovelace", "en"), "roles": ROLES["chair"], **of}
    )  # type: ignore[arg-type]
    return [mark for mark in faces.sides(wearer).front if isinstance(mark, kind)]


def test_identical_marks_are_shared_and_different_ones_are_not() -> None:
    faces = SideRenderer(OURS, OCCASION, FONTS)
    one, other, third = (
        (
            marks(faces, Box, id=id_, role=role),
            [mark.line for mark in marks(faces, PlacedLine, id=id_, role=role)[1:2]],
        )
        for id_, role in (("x", "chair"), ("y", "chair"), ("z", "host"))
    )
    assert all(a is b for a, b in zip(one[0] + one[1], other[0] + other[1], strict=True))
    assert not any(a is b for a, b in product(one[0], third[0]))


def test_a_shared_text_is_placed_around_the_code_of_each_badge() -> None:
    """Codes of different length have modules, and thus margins, of different sizes."""
    beside = look(element("code", x=70, y=5, size=20), text("role", y=5, height=22, size=30))
    faces = SideRenderer(beside, OCCASION, FONTS)
    for code in ("", "EK1:ABC", "x" * 200, "EK1:ABD", ""):
        wearer = BadgeHolder("x", LocalisedText("Ada", "en"), roles=ROLES["volunteer"], code=code)
        alone = SideRenderer(beside, OCCASION, FONTS)
        assert looks(faces.sides(wearer).front) == looks(alone.sides(wearer).front)


@pytest.mark.parametrize("field", ["role", "ticket"])
def test_a_truncated_shared_text_is_reported_for_every_holder(fonts: Fonts, field: str) -> None:
    long_text = "so much that nothing could ever hold it all " * 5
    people = [
        BadgeHolder(
            id_,
            LocalisedText(id_, "en"),
            role="chair",
            roles=(LocalisedText(long_text, "en"),),
            ticket=long_text,
        )
        for id_ in "abc"
    ]
    _, badge_batch = batch(fonts, look(NAME, text(field, width=30, height=5)), *people)
    assert [(each.code, each.about) for each in badge_batch.findings] == [
        ("text-too-long", (id_,)) for id_ in "abc"
    ]
