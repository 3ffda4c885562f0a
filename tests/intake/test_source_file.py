"""Folders and archives as one source file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eventkit.intake import SourceFile
from eventkit.intake.source_file import zip_folder

names = st.from_regex(r"[a-zé]{1,8}(/[a-z]{1,8}){0,2}", fullmatch=True)


@given(st.dictionaries(names, st.binary(max_size=20), max_size=5))
def test_a_folder_is_packed_and_found_again(files: dict[str, bytes]) -> None:
    data = zip_folder(files)
    offered = SourceFile(data, "folder")
    assert {name: offered.read_member(name) for name in offered.members} == files
    assert data == zip_folder(dict(reversed(files.items())))


def test_members_are_found_by_stem_in_any_folder() -> None:
    files = ("b/Sessions.JSON", "a/speakers", "event", "a/event", ".hidden", "__MACOSX/rooms", "b/._tracks")
    offered = SourceFile(zip_folder(dict.fromkeys(files, b"")), "export.zip")
    assert offered.members_by_stem == {
        "event": "event",
        "speakers": "a/speakers",
        "sessions": "b/Sessions.JSON",
    }


def test_a_file_that_is_not_an_archive_has_no_members() -> None:
    assert SourceFile(b"{}", "a.json").members_by_stem == {}
