"""A file is known by what is in it: by one format and by no other."""

from __future__ import annotations

import pytest

from eventkit.errors import Unreadable
from eventkit.formats import detect_format
from eventkit.intake import SourceFile
from formats import test_acl_order, test_ccip, test_indico, test_open_event, test_sessionize
from formats.foreign import as_json, calendar, folder

FILES = {
    "acl-order": test_acl_order.ORDER.encode(),
    "ccip": test_ccip.whole(test_ccip.SESSION),
    "indico": test_indico.response([{**test_indico.EVENT, "contributions": [test_indico.TALK]}]),
    "icalendar": calendar("SUMMARY:Engines"),
    "open-event": test_open_event.files(),
    "sessionize": test_sessionize.whole(test_sessionize.session()),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("called", ["file", "file.txt", "file.json", "file.zip"])
def test_a_format_is_detected_under_any_file_name(name: str, called: str) -> None:
    assert detect_format(SourceFile(FILES[name], called))[0] == name


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 ...", "A PDF document. Ask for the schedule as a spreadsheet or calendar."),
        (b"<!DOCTYPE html><html><body>Talks</body></html>", "A web page without a table."),
        (b"Dear all,\nthe talks are on Monday.\n", "Text without a row of known column headings"),
        (
            b"<rss><channel><item><title>Engines</title></item></channel></rss>",
            "XML with the root element <rss>. The nearest format is ",
        ),
        (
            as_json({"submissions": [{"code": "A", "title": "Engines", "speakers": []}]}),
            "The nearest format is pretalx: the file has code, speakers, submissions, title, but not slots, ",
        ),
        (as_json({"weather": [1]}), "JSON. No field in it is one of a known format."),
    ],
)
def test_a_file_that_fits_no_format_is_described_with_the_nearest_one(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        detect_format(SourceFile(data, "file"))
    (fault,) = caught.value.faults
    assert fault.message.startswith("Unknown file format. ")
    assert reason in fault.message


def test_a_folder_of_sessionize_is_not_one_of_open_event() -> None:
    files = {"sessions.json": [test_sessionize.session()], "speakers.json": [test_sessionize.ADA]}
    assert detect_format(SourceFile(folder(files), "dump"))[0] == "sessionize"


def test_the_list_of_2019_is_of_ccip() -> None:
    assert detect_format(SourceFile(as_json([test_ccip.SESSION]), "session.json"))[0] == "ccip"
