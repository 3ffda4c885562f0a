"""What is found of a print is told before it is written, for people and for machines, and can be waived."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

COMMANDS = ("programme", "badges")


def findings(call: Any, command: str, *words: str, code: int = 0) -> list[dict[str, Any]]:
    told = call(command, "--json", "-o", "made.pdf", *words, code=code).stdout
    found: list[dict[str, Any]] = json.loads(told)["findings"]
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_machines_are_told_the_same_in_one_form(call: Any, folder: Path, command: str) -> None:
    call("import", "congress.yaml")
    told = findings(call, command)
    assert {each["code"] for each in told} == {"no-organisation"}
    assert all(each["waived"] is None and len(each["identity"]) == 10 for each in told)
    assert (folder / "made.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("command", COMMANDS)
def test_findings_and_file_do_not_go_to_one_place(call: Any, command: str) -> None:
    call("import", "congress.yaml")
    assert "standard output" in call(command, "--json", "-o", "-", code=2).stderr


def test_of_many_of_a_kind_the_first_are_told_and_how_many_more_there_are(call: Any) -> None:
    call("import", "congress.yaml")
    lines = call("programme", "-o", "made.pdf").stderr.splitlines()
    alike = [line for line in lines if "no-organisation" in line]
    assert len(alike) == 7
    assert alike[-1] == "and 3 more no-organisation: --json tells all"


def test_an_error_stops_the_print_until_it_is_waived(begun: Any, folder: Path) -> None:
    begun("rules", "set", "no-organisation", "error")
    (error,) = [each for each in findings(begun, "programme", code=1) if each["severity"] == "error"]
    assert (error["code"], error["about"]) == ("no-organisation", ["amina-yusuf"])
    assert not (folder / "made.pdf").exists()
    begun("waive", error["identity"], "--reason", "she speaks for herself")
    for command in COMMANDS:
        told = findings(begun, command)
        assert [each["waived"]["reason"] for each in told if each["waived"]] == ["she speaks for herself"]
    assert "1 waived" in begun("programme", "-o", "made.pdf").stderr


def test_what_was_waived_elsewhere_has_not_lapsed_in_print(begun: Any) -> None:
    begun("rules", "set", "no-organisation", "error")
    (error,) = [each for each in findings(begun, "badges", code=1) if each["severity"] == "error"]
    begun("waive", error["identity"], "--reason", "she speaks for herself")
    told = json.loads(begun("programme", "--edition", "grid", "--json", "-o", "grid.pdf").stdout)
    assert told["lapsed"] == []


def test_what_is_wrong_with_a_page_can_be_waived_too(call: Any, folder: Path) -> None:
    text = (folder / "hongqiao-forum.yaml").read_text(encoding="utf-8")
    odd = text.replace("full: Gerd Müller, given: Gerd, family: Müller", "full: Gerd \U00016d40")
    (folder / "odd.yaml").write_text(odd, encoding="utf-8")
    call("import", "odd.yaml")
    errors = [each for each in findings(call, "programme", code=1) if each["severity"] == "error"]
    assert {each["code"] for each in errors} == {"missing-glyph"}
    call("waive", *sorted({each["identity"] for each in errors}), "--reason", "a letter of his own")
    assert all(each["waived"] for each in findings(call, "programme") if each["severity"] == "error")
    listed = call("waive", "--list").stdout
    assert "waived where they are printed" in listed
    assert "lapsed" not in listed
    assert "no longer so" not in call("check", "--waived").stdout
    call("waive", "--lift", *sorted({each["identity"] for each in errors}))
    call("programme", "-o", "made.pdf", code=1)
