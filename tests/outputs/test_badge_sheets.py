"""Badges on sheets: how many on which paper, what is behind what, and for whom."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from eventkit.errors import EventkitError
from eventkit.findings import Severity
from eventkit.model import OrganisationId, Role, SessionId
from eventkit.outputs.badges import (
    BadgeHolder,
    BadgePaper,
    BadgeSelection,
    BadgeTemplate,
    SideRenderer,
    badge_holders,
    conference_texts,
)
from eventkit.outputs.badges.badge_holders import LocalisedText
from eventkit.outputs.badges.badge_selection import changed_badges, selection_filter
from eventkit.outputs.badges.badge_sides import BadgeSheets, best_template_for
from eventkit.outputs.badges.badge_template import builtin_names, builtin_template
from eventkit.schedule import Schedule
from eventkit.typesetting import A3, A4, DocumentInfo, Fonts, Page, PagedDocument, mm
from eventkit.typesetting.layout.imposition import FlipEdge, Leaf
from eventkit.typesetting.layout.label_sheets import find_label_sheet
from eventkit.typesetting.layout.pages import PlacedPage, RuleLine
from outputs.badging import HEAD, NAME, batch, element, look
from outputs.printed import fixture
from typesetting.reading import painted

TWO_SIDED = look(
    NAME,
    element("code", x=60, y=30, size=24),
    element("box", side="back", x=0, y=0, width=100, height=9, fill="accent"),
    element("code", side="back", x=10, y=30, size=24),
)


def pages(fonts: Fonts, template: BadgeTemplate, paper: BadgePaper, count: int) -> list[Page]:
    people = [
        BadgeHolder(f"p{number}", LocalisedText(f"Ada {number}", "en"), code=f"FORUM/{number}")
        for number in range(count)
    ]
    made, _ = batch(fonts, template, *people)
    leaves = [Leaf(front, back) for front, back in made]
    return list(BadgeSheets(template, paper).pages(leaves))


@pytest.mark.parametrize("flip", FlipEdge)
@pytest.mark.parametrize(
    "paper",
    [BadgePaper(size=A4), BadgePaper(size=A4[::-1]), BadgePaper(label=find_label_sheet("avery-5390"))],
)
def test_front_and_back_codes_align_on_a_duplex_sheet(
    fonts: Fonts, flip: FlipEdge, paper: BadgePaper
) -> None:
    """Each code on a back is exactly behind the code on the front of the same badge.

    The code is on the right of the front and on the left of the back.
    """
    made = pages(fonts, TWO_SIDED, replace(paper, flip=flip), 5)
    sheets = PagedDocument(DocumentInfo("Badges", "en"), lambda: made)
    with pypdfium2.PdfDocument(painted(sheets, share_marks=True)) as document:
        front, back = (codes(document[at]) for at in (0, 1))
        width, height = document[0].get_size()
    upright = (flip is FlipEdge.LONG) == (height >= width)
    assert front.keys() == {f"FORUM/{number}" for number in range(5)}
    assert front.keys() == back.keys()
    for content, (x, y) in back.items():
        pin = (width - x, y) if upright else (x, height - y)
        # In front the middle of the code is at 72 of 100 mm, on the back at 22, that is at 78 from behind.
        assert front[content] == pytest.approx(pin, abs=7 * mm)


def codes(page: pypdfium2.PdfPage) -> dict[str, tuple[float, float]]:
    """What the codes of a page say, and where their middles are."""
    scale = 2
    picture = page.render(scale=scale).to_pil()
    found = {}
    for code in zxingcpp.read_barcodes(picture):
        corners = [
            code.position.top_left,
            code.position.top_right,
            code.position.bottom_left,
            code.position.bottom_right,
        ]
        found[code.text] = (
            sum(corner.x for corner in corners) / 4 / scale,
            sum(corner.y for corner in corners) / 4 / scale,
        )
    return found


@pytest.mark.parametrize("name", builtin_names())
def test_every_template_is_printed_on_paper_it_fits(name: str) -> None:
    template = builtin_template(name)
    size = (template.width * mm, template.height * mm * {"none": 1, "tent": 3}.get(template.fold, 2))
    paper = BadgePaper(size=A3)
    sheets = BadgeSheets(template, paper)
    assert sheets.sheet.count >= 1
    assert (sheets.sheet.cell_width, sheets.sheet.cell_height) == pytest.approx(size)
    marked = BadgeSheets(template, BadgePaper(cut_marks=True, bleed=3 * mm)).sheet
    assert marked.width > size[0] + 6 * mm


def test_only_fronts_have_crop_marks(fonts: Fonts) -> None:
    front, back = pages(fonts, TWO_SIDED, BadgePaper(size=A4, cut_marks=True), 4)
    assert any(isinstance(mark, RuleLine) for mark in front.marks)
    assert not any(isinstance(mark, RuleLine) for mark in back.marks)


def test_there_is_a_template_of_exactly_the_size_of_the_usual_name_badges() -> None:
    sheets = BadgeSheets(builtin_template("80x50"), BadgePaper(label=find_label_sheet("avery-l4784")))
    assert sheets.findings == ()
    assert (sheets.sheet.cell_width, sheets.sheet.cell_height) == (80 * mm, 50 * mm)
    assert best_template_for(sheets.sheet) == "80x50"


def test_badges_that_are_folded_are_printed_on_one_side(fonts: Fonts) -> None:
    folded = look(
        NAME,
        element("box", side="back", x=0, y=0, width=9, height=9, fill="accent"),
        head=f'{HEAD}fold = "below"\n',
    )
    (page,) = pages(fonts, folded, BadgePaper(size=A4), 2)
    halves = [mark for leaf in page.marks if isinstance(leaf, PlacedPage) for mark in leaf.page.marks]
    assert [mark.rotation for mark in halves if isinstance(mark, PlacedPage)] == [0, 180, 0, 180]


def test_a_badge_without_a_back_is_printed_on_one_side(fonts: Fonts) -> None:
    assert len(pages(fonts, look(NAME), BadgePaper(size=A4), 3)) == 1


def test_a_badge_with_nothing_on_the_back_still_takes_an_empty_back(fonts: Fonts) -> None:
    """Otherwise every later back would be printed behind the wrong front."""
    some = look(
        NAME, element("box", side="back", x=0, y=0, width=9, height=9, fill="accent", tickets=["press"])
    )
    people = [
        BadgeHolder("a", LocalisedText("Ada", "en")),
        BadgeHolder("b", LocalisedText("Emmy", "en"), ticket="press"),
    ]
    made, _ = batch(fonts, some, *people)
    sides = list(BadgeSheets(some, BadgePaper()).pages(Leaf(*each) for each in made))
    assert len(sides) == 4
    assert [bool(side.marks) for side in sides] == [True, False, True, True]


def test_badges_shrink_to_smaller_labels_with_a_warning() -> None:
    sheets = BadgeSheets(builtin_template("4x3in"), BadgePaper(label=find_label_sheet("avery-7164")))
    assert [(each.code, each.severity) for each in sheets.findings] == [("smaller-badges", Severity.WARNING)]
    assert "at 71 %" in sheets.findings[0].message


def test_badges_are_smaller_on_paper_that_is_smaller_than_they_are() -> None:
    sheets = BadgeSheets(builtin_template("a6"), BadgePaper(size=(74 * mm, 105 * mm)))
    assert [(each.code, each.severity) for each in sheets.findings] == [("smaller-badges", Severity.INFO)]
    assert "at 70 %" in sheets.findings[0].message
    assert sheets.sheet.count == 1
    assert (sheets.sheet.width, sheets.sheet.height) == (74 * mm, 105 * mm)


@pytest.mark.parametrize(
    ("name", "paper", "why"),
    [
        ("a6", BadgePaper(label=find_label_sheet("avery-5160")), "is larger than the label"),
        ("butterfly", BadgePaper(label=find_label_sheet("avery-l4785")), "is larger than the label"),
        ("certificate", BadgePaper(size=(200.0, 200.0)), "is larger than the paper"),
        ("butterfly", BadgePaper(size=(74 * mm, 190 * mm)), "is larger than the paper"),
        ("a6", BadgePaper(size=(86 * mm, 120 * mm), bleed=3 * mm), "is larger than the paper"),
        ("a6", BadgePaper(size=A4, skip=4), "after 4 skipped"),
        ("a6", BadgePaper(skip=1), "after 1 skipped"),
    ],
)
def test_a_template_that_does_not_fit_the_paper_is_rejected(name: str, paper: BadgePaper, why: str) -> None:
    with pytest.raises(EventkitError, match=why):
        BadgeSheets(builtin_template(name), paper)


def test_a_bleed_adds_space_between_badges() -> None:
    sheet = BadgeSheets(builtin_template("4x3in"), BadgePaper(size=A3, bleed=3 * mm)).sheet
    assert (sheet.columns, sheet.rows) == (2, 5)
    assert sheet.gutters == pytest.approx((6 * mm, 6 * mm))


CONGRESS = fixture("congress")


def selected(schedule: Schedule, selection: BadgeSelection) -> set[str]:
    is_chosen = selection_filter(schedule, selection)
    return {
        wearer.id for wearer in badge_holders(schedule, ("en",), builtin_template("a6")) if is_chosen(wearer)
    }


def test_everyone_is_printed_without_a_selection() -> None:
    assert len(selected(CONGRESS, BadgeSelection())) > 20


def test_people_are_selected_by_role_and_session() -> None:
    everyone = selected(CONGRESS, BadgeSelection())
    chairs = selected(CONGRESS, BadgeSelection(roles=frozenset({Role.CHAIR})))
    expected = {
        each.participant
        for session in CONGRESS.sessions
        for each in session.people
        if each.role is Role.CHAIR and each.comes and each.participant in everyone
    }
    assert chairs == expected
    assert chairs
    session = next(session for session in CONGRESS.sessions if len(session.people) > 1)
    there = selected(CONGRESS, BadgeSelection(sessions=frozenset({session.id})))
    assert {each.participant for each in session.people if each.comes} & everyone <= there
    both = selected(CONGRESS, BadgeSelection(roles=frozenset({Role.CHAIR}), sessions=frozenset({session.id})))
    assert both == chairs & there


def test_people_in_a_part_are_selected_with_its_parent_session() -> None:
    part = next(each for each in CONGRESS.sessions if each.parent is not None and each.people)
    assert part.parent is not None
    there = selected(CONGRESS, BadgeSelection(sessions=frozenset({SessionId(part.parent)})))
    assert {each.participant for each in part.people if each.comes} <= there


def test_people_are_selected_by_their_organisation() -> None:
    person, body = next(
        (person, each.organisation)
        for person in CONGRESS.participants
        for each in person.affiliations
        if each.organisation is not None and person.id in selected(CONGRESS, BadgeSelection())
    )
    people = selected(CONGRESS, BadgeSelection(organisations=frozenset({OrganisationId(body)})))
    assert person.id in people
    assert len(people) < len(selected(CONGRESS, BadgeSelection()))


def test_an_attendee_is_selected_by_id_role_and_the_name_of_the_organisation() -> None:
    body = CONGRESS.organisations[0]
    wearer = BadgeHolder(
        "R7",
        LocalisedText("Ada", "en"),
        role="participant",
        organisation=(LocalisedText(next(iter(body.name.values())), "en"),),
    )
    for selection, is_in in (
        (BadgeSelection(people=frozenset({"R7"})), True),
        (BadgeSelection(people=frozenset({"R8"})), False),
        (BadgeSelection(roles=frozenset({Role.PARTICIPANT})), True),
        (BadgeSelection(roles=frozenset({Role.CHAIR})), False),
        (BadgeSelection(organisations=frozenset({body.id})), True),
        (BadgeSelection(sessions=frozenset({CONGRESS.sessions[0].id})), False),
    ):
        assert selection_filter(CONGRESS, selection)(wearer) is is_in


def moved(schedule: Schedule, person: str) -> Schedule:
    """The schedule where that person has another name."""
    people = tuple(
        each.model_copy(
            update={"name": (each.name[0].model_copy(update={"full": "Another Name", "badge": None}),)}
        )
        if each.id == person
        else each
        for each in schedule.participants
    )
    return schedule.model_copy(update={"participants": people})


def test_only_badges_that_changed_are_reprinted(fonts: Fonts) -> None:
    person = min(selected(CONGRESS, BadgeSelection()))
    later = moved(CONGRESS, person)
    template = builtin_template("a6")

    def side(schedule: Schedule) -> tuple[SideRenderer, list[BadgeHolder]]:
        faces = SideRenderer(template, conference_texts(schedule, ("en",)), fonts)
        return faces, list(badge_holders(schedule, ("en",), template))

    assert changed_badges(side(CONGRESS), side(CONGRESS)) == frozenset()
    assert changed_badges(side(CONGRESS), side(later)) == {person}
    assert selected(later, BadgeSelection(changed=frozenset({person}))) == {person}
