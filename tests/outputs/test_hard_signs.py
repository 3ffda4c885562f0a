"""Signs and certificates under hard data: what is cut says so, and what is wrong on them is an error."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eventkit.findings import Finding, Severity
from eventkit.outputs.badges import BadgeHolder, make_pages
from eventkit.outputs.badges.badge_holders import HolderSession, LocalisedText, SignPerson
from eventkit.outputs.badges.badge_template import builtin_template
from eventkit.typesetting import Fonts, Page, PlacedLine, mm
from outputs.badging import OCCASION

LONG = (
    "On the Periods of Bodies That Return After Many Generations, With an Account of the Errors of Earlier "
    "Tables, a Proposal for a Register Common to All Observatories, and Remarks on Comets Known Only From "
    "Observations in the Southern Hemisphere"
)


def sign(
    fonts: Fonts, title: str = "Comets", following: str = "", people: int = 0
) -> tuple[Page, Sequence[Finding]]:
    """The door sign of a session, the next session and that many people."""
    session = HolderSession((LocalisedText(title, "en"),))
    holder = BadgeHolder(
        "hall",
        LocalisedText("Hall", "en"),
        session=session,
        next_session=HolderSession((LocalisedText(following, "en"), LocalisedText("下一场", "zh")))
        if following
        else None,
        people=tuple(
            SignPerson(
                (LocalisedText("Panellists", "en"),),
                (LocalisedText(f"Person Number {number}", "en"),),
                (LocalisedText("Observatory of the North", "en"),),
            )
            for number in range(people)
        ),
    )
    batch, pages = make_pages(builtin_template("door-sign"), OCCASION, [holder], fonts)
    (page,) = pages
    return page, batch.findings


def lines(page: Page) -> list[PlacedLine]:
    return [mark for mark in page.marks if isinstance(mark, PlacedLine)]


def test_the_next_session_of_a_door_sign_is_cut_at_its_smallest_size(fonts: Fonts) -> None:
    page, findings = sign(fonts, following=f"{LONG}, {LONG}")

    foot = [mark.line for mark in lines(page) if mark.y > 277 * mm]
    assert {line.size for line in foot} >= {10}
    assert min(line.size for line in foot) >= 9
    assert foot[0].text.endswith("…")
    assert foot[-1].text == "下一场"
    assert [finding.code for finding in findings] == ["text-too-long"]


def test_a_title_that_is_cut_in_its_box_ends_in_an_ellipsis(fonts: Fonts) -> None:
    page, findings = sign(fonts, LONG)

    title = [mark.line.text for mark in lines(page) if 97 < mark.y / mm < 157]
    assert title[-1].endswith("…")
    assert [finding.code for finding in findings] == ["text-too-long"]
