"""An organiser makes keys, prints badges whose codes are tokens, and a door judges them."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from pypdfium2 import PdfDocument

from cli.conftest import Call
from eventkit.cli.terminal import Terminal

DURING = ("--now", "2027-09-06T12:00")
AFTER = ("--now", "2027-09-08T04:00")


@pytest.fixture
def keyed(begun: Call) -> Call:
    """Call a command, where the conference has a key."""
    begun("key", "make")
    return begun


def codes(file: str | Path) -> list[str]:
    """What the codes of a PDF say, page by page."""
    with PdfDocument(file) as document:
        pictures = [page.render(scale=2).to_pil() for page in document]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


def tokens(call: Call, *words: str) -> list[str]:
    """The codes of badges that are printed."""
    call("badges", "-o", "badges.pdf", *words)
    return codes("badges.pdf")


def verdict(call: Call, token: str, *words: str, code: int = 0) -> dict[str, Any]:
    """What a door tells of a token."""
    found: dict[str, Any] = json.loads(call("badges", "verify", token, "--json", *words, code=code).output)
    return found


def test_badges_are_signed_as_soon_as_there_is_a_key(begun: Call) -> None:
    assert tokens(begun) == []
    assert (
        "no key to sign codes with. Make one with 'eventkit key make'"
        in begun("badges", "-o", "b.pdf", "--findings").output
    )
    assert "Key 1 signs badges" in begun("key", "make").output
    amina, lin = tokens(begun)
    assert verdict(begun, amina, *DURING)["name"] == "Amina Yusuf"
    assert "valid: Lin Yifu (lin-yifu), issue 1" in begun("badges", "verify", lin, *DURING).output
    assert tokens(begun, "--code", "url") == [], "an id without a page means nothing"
    assert tokens(begun, "--code", "none") == []


def test_codes_lead_to_the_pages_of_people_on_the_site(begun: Call) -> None:
    site = ("--pages", "https://forum.example/2027/")
    assert tokens(begun, "--code", "url", *site, "--language", "zh", "--person", "lin") == [
        "https://forum.example/2027/zh/people/lin-yifu.html"
    ]
    (card,) = tokens(begun, "--code", "vcard", *site, "--person", "lin")
    assert "URL:https://forum.example/2027/en/people/lin-yifu.html" in card


def test_badges_printed_twice_are_the_same_bytes(keyed: Call, folder: Path) -> None:
    keyed("badges", "-o", "one.pdf")
    keyed("badges", "-o", "two.pdf")
    assert (folder / "one.pdf").read_bytes() == (folder / "two.pdf").read_bytes()


def test_a_door_without_the_store_judges_by_the_file_of_keys(keyed: Call, folder: Path) -> None:
    amina, _ = tokens(keyed)
    keyed("key", "export", "-o", "door.json")
    assert "yusuf" not in (folder / "door.json").read_text(encoding="utf-8").lower()
    (folder / "eventkit.db").rename(folder / "elsewhere.db")
    found = verdict(keyed, amina, "--keys", "door.json", *DURING)
    assert found["good"]
    assert {"name", "holder"}.isdisjoint(found)
    assert verdict(keyed, amina, "--keys", "door.json", *AFTER, code=1)["reason"] == "over"
    assert not (folder / "eventkit.db").exists(), "a door makes no store"


def test_a_badge_is_refused_once_another_is_issued(keyed: Call) -> None:
    old, _ = tokens(keyed)
    keyed("person", "contact", "amina", "--ticket", "press")
    assert (
        "warning ticket-changed: Amina Yusuf has the ticket 'press'" in keyed("badges", "-o", "b.pdf").output
    )
    assert "amina-yusuf: issue 2" in keyed("badges", "replace", "amina", "--why", "lost").output
    new, _ = tokens(keyed)
    assert verdict(keyed, old, *DURING, code=1)["reason"] == "revoked"
    assert verdict(keyed, new, *DURING) == {
        "good": True, "conference": "forum", "issue": 2,
        "number": verdict(keyed, old, *DURING, code=1)["number"],
        "holder": "amina-yusuf", "ticket": "press", "key": 1, "name": "Amina Yusuf",
    }  # fmt: skip


def test_reissued_badges_replace_the_earlier_ones(keyed: Call) -> None:
    old, lin = tokens(keyed)
    (new,) = tokens(keyed, "--person", "amina", "--replace")
    assert [verdict(keyed, each, *DURING)["issue"] for each in (new, lin)] == [2, 1]
    assert verdict(keyed, old, *DURING, code=1)["reason"] == "revoked"


def test_a_reissued_badge_reports_its_issue_and_reprinting_does_not_change_it(keyed: Call) -> None:
    """As after a paper jam: the file may be made as often as one likes, and only --replace counts."""
    tokens(keyed)
    report = keyed("badges", "-o", "b.pdf", "--person", "amina", "--replace").stderr
    assert "Issue 2 of the badge of amina-yusuf" in report
    assert "key export" in report
    first = codes("b.pdf")
    assert tokens(keyed, "--person", "amina") == first
    assert verdict(keyed, first[0], *DURING)["issue"] == 2
    report = keyed("badges", "-o", "b.pdf", "--role", "chair", "--role", "moderator", "--replace").stderr
    assert "2 badges were replaced; earlier ones are refused" in report


def test_after_a_backup_is_brought_back_a_badge_can_be_issued_beyond_those_it_does_not_know(
    keyed: Call, folder: Path
) -> None:
    """The store knows of issue 1; of issue 2, lost since, it does not, and would make it again."""
    tokens(keyed)
    (folder / "eventkit.db").rename(folder / "kept.db")
    (folder / "eventkit.db").write_bytes((folder / "kept.db").read_bytes())
    (lost,) = tokens(keyed, "--person", "amina", "--replace")
    (folder / "kept.db").replace(folder / "eventkit.db")
    keyed("badges", "replace", "amina")
    assert verdict(keyed, lost, *DURING)["good"]
    assert "issue 3" in keyed("badges", "replace", "amina").output
    assert verdict(keyed, lost, *DURING, code=1)["reason"] == "revoked"


def test_issued_and_revoked_badges_are_listed_with_reasons(keyed: Call) -> None:
    assert "No badge has been issued" in keyed("badges", "issued").output
    tokens(keyed)
    keyed("key", "revoke", "lin", "--why", "lost on the way", "--author", "Desk")
    keyed("badges", "replace", "amina", "--why", "spilt tea")
    listed = keyed("badges", "issued").output
    amina, lin = (
        next(line for line in listed.splitlines() if each in line) for each in ("amina", "lin-yifu")
    )
    assert re.search(r"\b2 +valid\b", amina)
    assert "spilt tea" in amina
    assert "revoked" in lin
    assert "Desk" in lin
    assert "lost on the way" in lin
    assert "lin-yifu" not in keyed("badges", "issued", "amina").output
    assert "and 1 more: see --limit" in keyed("badges", "issued", "--limit", "1").output


def test_contact_codes_are_not_reissued(begun: Call, folder: Path) -> None:
    message = begun("badges", "-o", "b.pdf", "--person", "amina", "--replace", code=1).stderr
    assert "Only badges with tokens can be replaced, but the codes are of kind url" in message
    assert not (folder / "b.pdf").exists()


def test_a_failed_or_proof_print_leaves_the_existing_badge_valid(keyed: Call, folder: Path) -> None:
    old, _ = tokens(keyed)
    (folder / "there").mkdir()
    keyed("badges", "-o", "there/no/b.pdf", "--person", "amina", "--replace", code=1)
    keyed("badges", "-o", "proof.pdf", "--person", "amina", "--replace", "--proof")
    assert verdict(keyed, old, *DURING)["issue"] == 1


def test_a_template_without_a_code_issues_no_badge(keyed: Call) -> None:
    keyed("badges", "-o", "cards.pdf", "--template", "place-card")
    assert "0 badges issued" in keyed("key", "list").output
    again = keyed("badges", "-o", "c.pdf", "--template", "place-card", "--person", "lin", "--replace", code=2)
    assert "The template shows no code" in again.output


def test_a_revoked_badge_is_refused_and_printed_without_a_code(keyed: Call) -> None:
    amina, lin = tokens(keyed)
    assert "amina-yusuf: badge 1 is refused" in keyed("key", "revoke", "amina").output
    assert "there was no valid badge" in keyed("key", "revoke", "amina").output
    refused = keyed("badges", "verify", amina, *DURING, code=1).output
    assert "refused: the badge was revoked" in refused
    assert "Amina Yusuf" in refused
    assert tokens(keyed) == [lin]
    assert "badges replace amina-yusuf" in keyed("badges", "-o", "b.pdf").output


def test_badge_and_contact_follow_a_renamed_person(keyed: Call) -> None:
    amina, lin = tokens(keyed)
    keyed("person", "contact", "amina", "--phone", "555-0123")
    keyed("person", "edit", "amina", "--id", "yusuf")
    assert verdict(keyed, amina, *DURING)["holder"] == "yusuf"
    assert "555-0123" in keyed("person", "contact", "yusuf", "--show").output
    keyed("person", "edit", "yusuf", "--id", "amina", "--dry-run")
    keyed("person", "merge", "lin-yifu", "yusuf")
    assert verdict(keyed, amina, *DURING, code=1)["reason"] == "revoked", "they had two"
    assert verdict(keyed, lin, *DURING)["holder"] == "lin-yifu"


def test_keys_are_rotated(keyed: Call) -> None:
    old, _ = tokens(keyed)
    assert "1 stays valid" in keyed("key", "rotate").output
    new, _ = tokens(keyed)
    assert [verdict(keyed, each, *DURING)["key"] for each in (old, new)] == [1, 2]
    keyed("key", "retire", "1")
    present = "--now", "2999-01-01"
    assert verdict(keyed, old, *present, code=1)["reason"] == "retired-key"
    assert verdict(keyed, new, *present, code=1)["reason"] == "over"
    assert "is the only one that is not retired" in keyed("key", "retire", "2", code=1).output
    assert "Badges signed with key 2 are refused" in keyed("key", "rotate", "--retire").output
    listed = keyed("key", "list").output
    assert [word in listed for word in ("signs", "retired since", "2 badges issued, 0 of them revoked")] == [
        True
    ] * 3


def test_a_key_is_made_once_and_needed_for_all_else(begun: Call) -> None:
    assert "There is no key yet" in begun("key", "list").output
    for words in (("rotate",), ("export", "-o", "door.json")):
        assert "Make one with 'eventkit key make'" in begun("key", *words, code=1).output
    assert "no key to sign badges with" in begun("badges", "-o", "b.pdf", "--code", "token", code=1).output
    refused = begun("badges", "replace", "ORD0100", code=1).output
    assert "no key to sign badges with" in refused
    assert "eventkit badges --person ORD0100 -o badge.pdf" in refused
    begun("key", "make")
    assert "has key 1 already. Make another with 'eventkit key rotate'" in begun("key", "make", code=1).output


def test_a_badge_of_another_conference_is_refused(keyed: Call) -> None:
    amina, _ = tokens(keyed)
    keyed("conference", "new", "other", "Other", "--start", "2027-09-06", "--zone", "Asia/Shanghai")
    keyed("key", "make", "--conference", "other")
    found = verdict(keyed, amina, "--conference", "other", *DURING, code=1)
    assert found["reason"] == "other-conference"


def test_attendees_get_tokens_by_the_ids_of_their_list(keyed: Call, folder: Path) -> None:
    rows = "id,name,ticket\nT-1,Ada Lovelace,press\nT-2,Emmy Noether,\n,Hypatia,\nT-1,Sophie Germain,press\n"
    (folder / "list.csv").write_text(rows, encoding="utf-8")
    printed = keyed("badges", "-o", "b.pdf", "--attendees", "list.csv", "--no-people").output
    assert "no-id: Hypatia has no id in the list" in printed
    assert "same-id: Sophie Germain has the same id 'T-1' as another person" in printed
    ada, emmy, sophie = codes("b.pdf")
    assert ada == sophie
    found = verdict(keyed, ada, *DURING)
    assert (found["holder"], found["ticket"]) == ("T-1", "press")
    keyed("badges", "replace", "T-1")
    assert verdict(keyed, ada, *DURING, code=1)["reason"] == "revoked"
    assert verdict(keyed, emmy, *DURING)["holder"] == "T-2"
    keyed("person", "forget", "T-2", "--yes")
    assert verdict(keyed, emmy, *DURING, code=1)["holder"].startswith("(withdrawn)")


def test_vcards_contain_addresses_only_on_request(begun: Call) -> None:
    begun("person", "contact", "lin", "--email", "lin@example.org", "--phone", "+86 10 1")
    (card,) = tokens(begun, "--code", "vcard", "--person", "lin")
    assert "FN:Lin Yifu\r\nORG:Peking University\r\nTITLE:Dean\r\nEND" in card
    (card,) = tokens(begun, "--code", "mecard", "--person", "lin", "--contacts")
    assert card == "MECARD:N:Lin Yifu;ORG:Peking University;TEL:+86 10 1;EMAIL:lin@example.org;;"


# Pictures


def test_codes_are_read_from_a_photograph_of_several_badges(keyed: Call, folder: Path) -> None:
    amina, lin = tokens(keyed)
    with PdfDocument("badges.pdf") as document:
        one, other = (page.render(scale=2).to_pil() for page in document)
    both = one.resize((one.width, 2 * one.height))
    both.paste(one, (0, 0))
    both.paste(other, (0, one.height))
    both.rotate(7, expand=True, fillcolor="white").save(folder / "both.jpg")
    keyed("key", "revoke", "lin")
    lines = keyed("badges", "verify", "both.jpg", *DURING, "--json", code=1).output.splitlines()
    assert [json.loads(line)["good"] for line in lines] == [True, False]
    assert verdict(keyed, amina, *DURING)["good"]
    assert not verdict(keyed, lin, *DURING, code=1)["good"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("none.png", None, "There is no file none.png"),
        ("text.png", b"no picture", "text.png is not a readable picture. Save it as PNG or JPEG"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff", "cut.png is not a readable picture"),
        ("badges.pdf", b"%PDF-1.7", "badges.pdf is not a readable picture"),
        ("empty.gif", b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
         "No code was found in empty.gif"),
    ],
)  # fmt: skip
def test_an_image_without_a_code_is_reported_in_one_line(
    keyed: Call, folder: Path, name: str, data: bytes | None, says: str
) -> None:
    if data is not None:
        (folder / name).write_bytes(data)
    assert says in keyed("badges", "verify", name, code=1).output


def test_a_missing_code_scanner_is_reported_with_the_package_to_install(
    keyed: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, _ = tokens(keyed)
    (folder / "badge.png").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    assert "pip install 'conference-eventkit[scan]'" in keyed("badges", "verify", "badge.png", code=1).output
    assert verdict(keyed, amina, *DURING)["good"], "tokens are verified all the same"


@pytest.mark.parametrize("token", ["", "hello", "\0", "é" * 119, "A" * 119, "A" * 100_000, "a/b" * 2000])
def test_invalid_tokens_are_refused(keyed: Call, token: str) -> None:
    assert verdict(keyed, token, code=1)["good"] is False


def test_a_typed_number_is_looked_up_in_the_store(keyed: Call) -> None:
    amina, lin = tokens(keyed)
    number = str(verdict(keyed, lin, *DURING)["number"])

    assert (
        "issued: Lin Yifu (lin-yifu), issue 1\nCompare the name" in keyed("badges", "verify", number).output
    )
    assert verdict(keyed, number)["holder"] == "lin-yifu"
    assert "no badge or certificate has this number" in keyed("badges", "verify", "12", code=1).output
    keyed("key", "revoke", "amina-yusuf")
    amina_number = str(verdict(keyed, amina, *DURING, code=1)["number"])
    assert verdict(keyed, amina_number, code=1)["reason"] == "revoked"
    keyed("key", "export", "-o", "door.json")
    refused = keyed("badges", "verify", number, "--keys", "door.json", code=2).output
    assert "Look the number up in the store" in refused


def test_the_office_confirms_a_certificate_after_the_conference_and_a_door_does_not(
    keyed: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, lin = tokens(keyed)
    monkeypatch.setattr(Terminal, "now", lambda _: datetime(2031, 1, 1, tzinfo=UTC))

    assert (
        "genuine: Lin Yifu (lin-yifu), issue 1\nThe conference is over"
        in keyed("badges", "verify", lin).output
    )
    assert verdict(keyed, lin, *AFTER, code=1)["reason"] == "over"


def test_an_invalid_time_or_key_file_is_reported(keyed: Call, folder: Path) -> None:
    assert "'soon' is not a time" in keyed("badges", "verify", "A", "--now", "soon", code=2).output
    (folder / "door.json").write_bytes(b"{}")
    assert (
        "door.json: Not a file of public keys"
        in keyed("badges", "verify", "A", "--keys", "door.json", code=1).output
    )


def test_a_key_is_shown_with_the_public_half_that_doors_have(begun: Call, folder: Path) -> None:
    assert "There is no key yet. Make one with" in begun("key", "show", code=1).stderr
    begun("key", "make")
    begun("key", "rotate", "--retire")
    begun("key", "export", "-o", "door.json")
    door = (folder / "door.json").read_text(encoding="utf-8")

    newest, first = begun("key", "show").stdout, begun("key", "show", "1").stdout

    assert "signs" in newest
    assert "retired since" in first
    for shown in (newest, first):
        assert shown.split()[-1] in door
    assert "There is no key 3. The keys are 1, 2." in begun("key", "show", "3", code=1).stderr
