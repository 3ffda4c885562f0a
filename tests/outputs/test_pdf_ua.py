"""Every printed output meets the points of PDF/UA-1 that a machine can check."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest

from eventkit.ledger import Ledger
from eventkit.outputs.badges import badges
from eventkit.outputs.badges.badge_template import builtin_template
from eventkit.outputs.programme import programme
from outputs.calendars import MORNING, WRITTEN, schedule
from outputs.printed import fixture, fixture_programme
from pdf_ua import faults

FORUM = fixture("hongqiao-forum")


@pytest.mark.parametrize("edition", ["grid", "day", "room", "agenda"])
def test_editions_meet_what_a_machine_can_check(edition: Any) -> None:
    data = programme(FORUM, ledger=Ledger.first(FORUM, WRITTEN), languages=("en",), edition=edition).data
    assert faults(data) == []


def test_books_meet_what_a_machine_can_check() -> None:
    assert faults(fixture_programme("congress").data) == []


@pytest.mark.parametrize("template", ["a6", "certificate", "place-card", "door-sign"])
def test_badges_certificates_and_signs_meet_what_a_machine_can_check(template: str) -> None:
    options = {"ledger": Ledger.first(FORUM, WRITTEN), "languages": ("en", "zh")}
    assert faults(badges(FORUM, template=builtin_template(template), **options).data) == []


def _with_table() -> bytes:
    """A session whose abstract has a table; grids and indexes are lists, which need no header cells."""
    table = "| hour | room |\n|---|---|\n| nine | hall |\n| ten | attic |"
    of = schedule({"id": "talk", "title": "Talk", "abstract": table, "slot": MORNING})
    return programme(of, ledger=Ledger.first(of, WRITTEN), sections=("sessions",)).data


def test_tables_have_header_cells_with_their_scope() -> None:
    data = _with_table()
    assert faults(data) == []

    with pikepdf.open(BytesIO(data)) as pdf:
        cells = [
            each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TH"
        ]
        assert len(cells) == 2
        del cells[0].A
        scopeless, plain = BytesIO(), BytesIO()
        pdf.save(scopeless)
        for cell in cells:
            cell.S = pikepdf.Name.TD
        pdf.save(plain)
    assert [fault[:6] for fault in faults(scopeless.getvalue())] == ["15-003"]
    assert [fault[:6] for fault in faults(plain.getvalue())] == ["15-005"]


def test_the_checker_finds_what_is_wrong() -> None:
    data = programme(FORUM, ledger=Ledger.first(FORUM, WRITTEN), languages=("en",), edition="room").data
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.Root.MarkInfo, pdf.Root.Lang
        pdf.pages[0].Contents = pdf.make_stream(b"0 0 9 9 re f")
        pdf.Root.StructTreeRoot.K = pdf.make_indirect({})
        heading = pikepdf.Dictionary(S=pikepdf.Name.H3, K=[pikepdf.Dictionary(S=pikepdf.Name.Figure)])
        pdf.Root.StructTreeRoot.K = pikepdf.Array([heading])
        out = BytesIO()
        pdf.save(out)
    found = faults(out.getvalue())
    for code in ("06-001", "11-006", "01-005", "14-003", "13-004"):
        assert any(code in fault for fault in found), code
