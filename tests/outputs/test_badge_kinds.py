"""What badges of one kind have alike is made once, and no badge depends on those made before it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.outputs.badges import Faces, Occasion, Template, Wearer
from eventkit.outputs.badges.builtin import builtin
from eventkit.outputs.badges.wearers import Form, Forms, Held, Thread
from eventkit.typesetting import Box, Fonts, Mark, Words
from outputs.badging import HEAD, NAME, OCCASION, batch, element, look, text

FONTS = Fonts.found()
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
TEMPLATES = [OURS, *(builtin(name) for name in ("a6", "butterfly", "cr80"))]
ARABIC = Occasion("congress", ("ar", "en"), (Form("ar", "المؤتمر"), Form("en", "Congress")))

ROLES: dict[str, Forms] = {
    "speaker": (Form("en", "Speaker"),),
    "chair": (Form("en", "Chair"), Form("ar", "الرئيس")),
    "volunteer": (Form("und", "Volunteer who opens and closes all the doors of the house"),),
}
POSITIONS = [
    (),
    (Form("en", "Göttingen"),),
    (Form("en", "Professor of Algebra, University of Göttingen"), Form("ar", "جامعة القاهرة")),
    tuple(Form("en", f"Member {at} of all the learned societies there are") for at in range(6)),
]


@st.composite
def wearers(draw: st.DrawFn) -> Wearer:
    """People of few kinds, in each of which there is something of its own."""
    role = draw(st.sampled_from(sorted(ROLES)))
    parts = draw(
        st.sampled_from([("Ada", "Lovelace"), ("Emmy", "Noether"), ("Sofya Vasilyevna", "Lovelace")])
    )
    names = [Form("en", " ".join(parts), parts), Form("zh", "祖冲之"), Form("ar", "فاطمة الفهري")]
    return Wearer(
        draw(st.sampled_from("abc")),
        draw(st.sampled_from(names)),
        draw(st.sampled_from([None, Form("en", "Zu Chongzhi")])),
        role=role,
        roles=ROLES[role],
        positions=draw(st.sampled_from(POSITIONS)),
        ticket=draw(st.sampled_from(["", "Press"])),
        track=draw(st.sampled_from([None, Thread("AL", (Form("en", "Algebra"),), "#7a4fb0")])),
        sessions=draw(st.sampled_from([(), (Held((Form("en", "On Rings"),)),)])),
        code=draw(st.sampled_from(["", "EK1:ABC", "https://example.org/2026/programme#ada-lovelace"])),
    )


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(TEMPLATES),
    st.sampled_from([OCCASION, ARABIC]),
    st.lists(wearers(), min_size=2, max_size=6),
)
def test_a_badge_does_not_depend_on_those_made_before(
    template: Template, occasion: Occasion, people: list[Wearer]
) -> None:
    faces = Faces(template, occasion, FONTS)
    for each in people:
        made, alone = faces.face(each), Faces(template, occasion, FONTS).face(each)
        assert (made.front, made.back) == (alone.front, alone.back)


def marks(faces: Faces, kind: type[Mark], **of: object) -> list[Mark]:
    wearer = Wearer(**{"id": "x", "name": Form("en", "Ada Lovelace"), "roles": ROLES["chair"], **of})  # type: ignore[arg-type]
    return [mark for mark in faces.face(wearer).front if isinstance(mark, kind)]


def test_what_is_alike_is_the_same_object_and_what_is_not_is_another() -> None:
    faces = Faces(OURS, OCCASION, FONTS)
    one, other, third = (
        (marks(faces, Box, id=id_, role=role), marks(faces, Words, id=id_, role=role)[1:2])
        for id_, role in (("x", "chair"), ("y", "chair"), ("z", "host"))
    )
    assert all(a is b for a, b in zip(one[0] + one[1], other[0] + other[1], strict=True))
    assert not any(a is b for a, b in product(one[0], third[0]))


def test_a_shared_text_stands_clear_of_the_code_of_each() -> None:
    """The codes of two who are alike in all else have their modules, and so their margins, of two sizes."""
    beside = look(element("code", x=70, y=5, size=20), text("role", y=5, height=22, size=30))
    faces = Faces(beside, OCCASION, FONTS)
    for code in ("", "EK1:ABC", "x" * 200, "EK1:ABD", ""):
        wearer = Wearer("x", Form("en", "Ada"), roles=ROLES["volunteer"], code=code)
        assert faces.face(wearer).front == Faces(beside, OCCASION, FONTS).face(wearer).front


@pytest.mark.parametrize("field", ["role", "ticket"])
def test_a_shared_text_that_is_cut_off_is_told_of_everyone_who_wears_it(fonts: Fonts, field: str) -> None:
    said = "so much that nothing could ever hold it all " * 5
    people = [
        Wearer(id_, Form("en", id_), role="chair", roles=(Form("en", said),), ticket=said) for id_ in "abc"
    ]
    _, found = batch(fonts, look(NAME, text(field, width=30, height=5)), *people)
    assert [(each.code, each.about) for each in found.findings] == [
        ("text-too-long", (id_,)) for id_ in "abc"
    ]
