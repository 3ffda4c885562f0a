"""What codes on badges say, apart from tokens: addresses and cards."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.model import Name
from eventkit.outputs.badges.badge_holders import BadgeHolder, LocalisedText
from eventkit.outputs.badges.element_values import (
    CodeKind,
    ContactCard,
    code_content,
    contact_card,
    mecard,
    vcard,
)

LIN = ContactCard(
    "Lin Yifu", "Lin", "Yifu", "Peking University", "Dean", "lin@example.org", "+86 10 1", "https://a.example"
)
TEXTS = st.text(max_size=40) | st.sampled_from(
    ["a;b", "a,b", "a\\", "a\r\nEMAIL:x@y.example", "N:", '"', ";;", ""]
)


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value)


def properties(card: str) -> dict[str, str]:
    """The lines of a vCard by their names, each of which may come once."""
    lines = card.split("\r\n")
    assert (lines[0], lines[1], *lines[-2:]) == ("BEGIN:VCARD", "VERSION:3.0", "END:VCARD", "")
    found = [line.partition(":")[::2] for line in lines[2:-2]]
    assert len(dict(found)) == len(found)
    return dict(found)


def fields(card: str) -> dict[str, str]:
    """The fields of a MeCard by their names, each of which may come once."""
    assert card.startswith("MECARD:")
    assert card.endswith(";;")
    found = re.findall(r"([A-Z]+):((?:\\.|[^\\;])*);", card.removeprefix("MECARD:").removesuffix(";"))
    assert "".join(f"{name}:{value};" for name, value in found) == card[len("MECARD:") : -1]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_a_vcard_has_the_fields_of_a_business_card() -> None:
    assert vcard(LIN).split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Lin;Yifu;;;",
        "FN:Lin Yifu",
        "ORG:Peking University",
        "TITLE:Dean",
        "EMAIL:lin@example.org",
        "TEL:+86 10 1",
        "URL:https://a.example",
        "END:VCARD",
        "",
    ]


def test_a_mecard_is_shorter() -> None:
    assert mecard(LIN) == (
        "MECARD:N:Lin,Yifu;ORG:Peking University;TEL:+86 10 1;EMAIL:lin@example.org;URL:https\\://a.example;;"
    )


def test_a_name_without_known_parts_is_not_split() -> None:
    assert properties(vcard(ContactCard("Hypatia")))["N"] == "Hypatia;;;;"
    assert fields(mecard(ContactCard("ሂፓቲያ")))["N"] == "ሂፓቲያ"


# Not `filter(str.split)`: for that hypothesis has a way of its own, which lets U+0085 pass.
@given(TEXTS.filter(lambda text: bool(text.split())), TEXTS, TEXTS, TEXTS)
def test_no_text_can_inject_a_field(full: str, organisation: str, position: str, email: str) -> None:
    card = ContactCard(full, organisation=organisation, position=position, email=email)
    values = {"FN": full, "ORG": organisation, "TITLE": position, "EMAIL": email}
    expected = {name: " ".join(value.split()) for name, value in values.items() if value.split()}
    in_vcard = properties(vcard(card))
    assert {name: unescaped(value) for name, value in in_vcard.items() if name != "N"} == expected
    short = fields(mecard(card))
    assert {name: unescaped(value) for name, value in short.items() if name != "N"} == {
        name: value for name, value in expected.items() if name not in {"FN", "TITLE"}
    }


WEARER = BadgeHolder(
    "lin",
    LocalisedText("林毅夫", "zh"),
    organisation=(LocalisedText("Peking University", "en"), LocalisedText("北京大学", "zh")),
    position=(LocalisedText("Dean", "en"),),
    code="https://a.example/#lin",
)


def test_a_card_is_in_the_language_of_the_name_and_has_no_private_data() -> None:
    name = Name(language="zh", full="林毅夫", given="毅夫", family="林")
    card = contact_card(WEARER, name=name)
    assert card == ContactCard("林毅夫", "林", "毅夫", "北京大学", "Dean", url="https://a.example/#lin")
    assert contact_card(WEARER, email="lin@example.org").email == "lin@example.org"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (CodeKind.TOKEN, "ABC"),
        (CodeKind.URL, "https://a.example"),
        (CodeKind.VCARD, vcard(LIN)),
        (CodeKind.MECARD, mecard(LIN)),
        (CodeKind.NONE, ""),
    ],
)
def test_a_code_contains_the_requested_content(kind: CodeKind, content: str) -> None:
    assert code_content(kind, token="ABC", url="https://a.example", card=LIN) == content  # noqa: S106 - no secret
