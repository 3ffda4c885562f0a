"""A file is known by what is in it: by one format and by no other."""

from __future__ import annotations

import pytest

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
def test_a_file_is_known_whatever_it_is_called(name: str, called: str) -> None:
    assert detect_format(SourceFile(FILES[name], called))[0] == name


def test_a_folder_of_sessionize_is_not_one_of_open_event() -> None:
    files = {"sessions.json": [test_sessionize.session()], "speakers.json": [test_sessionize.ADA]}
    assert detect_format(SourceFile(folder(files), "dump"))[0] == "sessionize"


def test_the_list_of_2019_is_of_ccip() -> None:
    assert detect_format(SourceFile(as_json([test_ccip.SESSION]), "session.json"))[0] == "ccip"
