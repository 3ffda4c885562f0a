"""The import log: what is logged, in which order and how often."""

from __future__ import annotations

from eventkit.findings import Severity
from eventkit.intake import ImportLog, Location, merge_similar
from eventkit.messages import Message

FILE = "talks.csv"


def row(number: int, field: str = "") -> Location:
    """A row of the file."""
    return Location(FILE, row=number, field=field)


def test_the_method_sets_the_severity() -> None:
    log = ImportLog(FILE)
    log.error("a", Message("Left out."), row(1))
    log.warning("b", Message("Repaired."), row(2), "opening")
    log.info("c", Message("Imported."), row(3))
    assert [(each.severity, each.place) for each in log.findings()] == [
        (Severity.ERROR, "talks.csv, row 1"),
        (Severity.WARNING, "talks.csv, row 2"),
        (Severity.INFO, "talks.csv, row 3"),
    ]
    assert log.findings()[1].about == ("opening",)


def test_repeated_findings_become_one_at_the_first_location_after_all_others() -> None:
    log = ImportLog(FILE)
    for number in range(2, 5):
        log.once("seconds", Message("Rounded to the minute."), row(number), f"talk-{number}")
        log.warning("title", Message("No title in {number}.", number=number), row(number))
    *others, once = log.findings()
    assert len(others) == 3
    assert (once.message, once.place) == ("Rounded to the minute. (3 times)", "talks.csv, row 2")
    assert once.about == ("talk-2", "talk-3", "talk-4")


def test_a_single_finding_has_no_count() -> None:
    log = ImportLog(FILE)
    log.once("seconds", Message("Rounded to the minute."), row(2), severity=Severity.WARNING)
    (finding,) = log.findings()
    assert (finding.severity, finding.message) == (Severity.WARNING, "Rounded to the minute.")


def test_rows_of_a_finding_are_in_their_order() -> None:
    log = ImportLog(FILE)
    for number in (4, 17, 20, 8):
        log.warning("no-time", Message("No start time."), row(number))
    (finding,) = log.findings()
    assert finding.message == "No start time. (4 times: rows 4, 8, 17, 20)"


def test_one_message_in_many_rows_is_one_finding_with_the_rows() -> None:
    log = ImportLog(FILE)
    for number in range(2, 9):
        log.error("unscheduled", Message("No start time."), row(number), f"talk-{number}")
    (finding,) = log.findings()
    assert finding.message == "No start time. (7 times: rows 2, 3, 4, 5, 6, 7, 8)"
    assert len(finding.about) == 7


def test_messages_that_differ_in_a_value_are_one_finding_with_three_examples() -> None:
    log = ImportLog(FILE)
    for number, name in enumerate(("CNRS", "MIT", "ETH", "CNRS", "Bergen"), start=2):
        log.warning(
            "cell",
            Message("{number} speakers but 1 affiliation ('{name}'). Saved.", number=number, name=name),
            row(number),
        )
    log.warning("cell", Message("No speakers for the affiliation '{name}'. Saved.", name="UN"), row(9))
    assert len(log.findings()) == 6
    merged, other = merge_similar(log.findings())
    assert merged.message == (
        "2 speakers but 1 affiliation ('CNRS'). Saved. "
        "(5 times, such as 'CNRS', 'MIT', 'ETH': rows 2, 3, 4, 5, 6)"
    )
    assert merged.place == "talks.csv, row 2"
    assert other.message == "No speakers for the affiliation 'UN'. Saved."


def test_messages_that_were_counted_are_counted_together() -> None:
    log = ImportLog(FILE)
    for name in ("CNRS", "MIT", "ETH", "UN"):
        for number in range(2, 6):
            log.warning("cell", Message("Unknown '{name}'.", name=name), row(number))
    (finding,) = merge_similar(log.findings())
    assert finding.message == ("Unknown 'CNRS'. (16 times, such as 'CNRS', 'MIT', 'ETH': rows 2, 3, 4, 5)")


def test_a_few_messages_that_differ_in_a_value_are_not_merged() -> None:
    log = ImportLog(FILE)
    for name in ("CNRS", "MIT", "ETH"):
        log.warning("cell", Message("Unknown '{name}'.", name=name), row(2))
    assert len(merge_similar(log.findings())) == 3


def test_the_same_finding_twice_is_one() -> None:
    log = ImportLog(FILE)
    log.error("unscheduled", Message("No start time."), row(2))
    log.error("unscheduled", Message("No start time."), row(2))
    assert len(log.findings()) == 1


def test_all_faults_are_in_the_error() -> None:
    log = ImportLog(FILE)
    log.fault(Message("No title."), row(2, "Title"))
    error = log.as_error(Message("No sessions."))
    assert [str(fault) for fault in error.faults] == ["line 2, Title: No title.", "No sessions."]
