"""People, rooms, tracks, organisations and the conference itself, from the command line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest


def test_names_in_several_languages_and_their_parts(begun) -> None:
    begun("person", "edit", "lin", "--family", "Lin", "--sort", "Lin, Yifu", "--badge-name", "zh=林")
    written = begun("export", "document", "-o", "-").stdout
    for part in ("family: Lin", "sort: Lin, Yifu", "full: 林毅夫", "badge: 林"):
        assert part in written
    message = begun("person", "edit", "lin", "--given", "fr=Yifu", code=2).stderr
    assert "There is no name in fr" in message
    begun("person", "edit", "lin", "--name", "zh=")
    assert "林毅夫" not in begun("export", "document", "-o", "-").stdout


def test_a_name_without_latin_letters_can_be_added(begun) -> None:
    assert "participant participant-1" in begun("person", "add", "zh=王芳").stdout
    assert "王芳" in begun("people").stdout


def test_merging_two_entries_of_a_person_reports_discarded_values(begun) -> None:
    begun("person", "add", "Justin Lin", "--country", "CN", "--name", "fr=Justin Lin")
    begun("person", "edit", "lin-yifu", "--country", "SG")
    begun("session", "assign", "opening", "justin", "--role", "speaker")
    output = begun("person", "merge", "lin-yifu", "justin").stdout
    assert (
        "The entry Justin Lin (justin-lin) is merged into Lin Yifu, Peking University (lin-yifu)." in output
    )
    assert "Justin Lin is no longer in the programme" not in output
    assert "warning not-merged: country of 'justin-lin'" in output
    assert "justin" not in begun("session", "show", "opening").stdout
    assert "cannot be merged with itself" in begun("person", "merge", "lin", "lin", code=1).stderr


def test_merging_two_entries_carries_over_the_contact(begun) -> None:
    begun("person", "add", "Justin Lin")
    begun("person", "contact", "justin", "--email", "old@example.org", "--phone", "+86 10 1")
    begun("person", "contact", "lin-yifu", "--email", "office@example.org")
    begun("person", "merge", "lin-yifu", "justin", "--dry-run")
    assert "+86 10 1" in begun("person", "contact", "justin", "--show").stdout
    begun("person", "merge", "lin-yifu", "justin")
    output = begun("person", "contact", "lin-yifu", "--show").stdout
    assert "office@example.org" in output
    assert "+86 10 1" in output
    assert "email of 'justin-lin': old@example.org" in output, "nothing is lost"


def test_a_person_with_appearances_is_removed_only_on_request(begun) -> None:
    assert "is still named by" in begun("person", "remove", "amina", code=1).stderr
    begun("person", "remove", "amina", "--everywhere")
    assert "amina" not in begun("show").stdout


def test_availability_is_stored_and_checked_but_never_published(begun) -> None:
    output = begun("person", "available", "lin", "2027-09-06 10:00-12:00", "2027-09-07").stdout
    assert output.startswith(
        "Lin Yifu, Peking University is available Mon, 6 Sept 10:00–12:00; Tue, 7 Sept.\n"
    )
    assert "person-unavailable" in begun("check", code=1).stdout
    written = begun("export", "document", "-o", "-").stdout
    assert "2027-09-06 10:00" in written
    always = begun("person", "available", "lin", "--always").stdout
    assert always.startswith("Lin Yifu, Peking University is available at any time.\n")
    assert "available" not in begun("export", "document", "-o", "-").stdout
    assert "--always" in begun("room", "available", "annex", code=2).stderr
    assert "Give a day" in begun("room", "available", "annex", "morning", code=2).stderr
    assert "has no end" in begun("room", "available", "annex", "2027-09-07 09:00", code=2).stderr
    begun("room", "available", "annex", "2027-09-07 09:00-18:00")


def test_an_unknown_organisation_or_room_is_refused_with_the_command_that_adds_it(begun) -> None:
    refused = begun("person", "edit", "lin", "--organisation", "New Academy", code=1).stderr
    assert "To add one: eventkit organisation add 'New Academy'" in refused
    assert (
        "To add one: eventkit room add Attic"
        in begun("session", "move", "opening", "--room", "Attic", code=1).stderr
    )
    assert "To add one" not in begun("session", "move", "opening", "--room", "anex", code=1).stderr


def test_contacts_are_shown_by_one_command_alone(begun) -> None:
    begun(
        *("person", "contact", "lin", "--email", "secret@example.org", "--phone", "555-0123"),
        *("--note", "vegan", "--badge-line", "Guest of honour", "--ticket", "press"),
    )
    shown = begun("person", "contact", "lin", "--show").stdout
    private = ("secret@example.org", "555-0123", "vegan", "Guest of honour", "press")
    assert all(each in shown for each in private)
    everybody = begun("person", "contact").stdout
    assert re.search(r"^lin-yifu +secret@example\.org +555-0123", everybody, re.MULTILINE)
    assert "Name the person" in begun("person", "contact", "--phone", "1", code=2).stderr
    begun("conference", "edit", "--contact", "office@example.org")
    begun("release", "1.0")
    for words in (
        ("show",),
        ("people",),
        ("log",),
        ("releases",),
        ("blame", "opening"),
        ("session", "show", "opening"),
        ("export", "document", "-o", "-"),
        ("agenda", "-o", "-"),
    ):
        output = begun(*words).output
        assert not any(each in output for each in private), words
    begun("person", "contact", "lin", "--phone", "")
    assert "555-0123" not in begun("person", "contact", "lin", "--show").stdout
    assert "secret@example.org" in begun("person", "contact", "lin", "--show").stdout


def test_a_wrong_contact_is_refused_without_repeating_it(begun) -> None:
    message = begun("person", "contact", "lin", "--email", "not-an-address", code=1).stderr
    assert "email must be an e-mail address" in message
    assert "not-an-address" not in message


def test_contact_details_are_shown_where_no_field_is_given(begun) -> None:
    begun("person", "contact", "lin", "--email", "lin@example.org")
    assert "lin@example.org" in begun("person", "contact", "lin").stdout
    assert "no contact is stored" in begun("person", "contact", "amina").stdout


def test_a_position_alone_does_not_remove_the_organisation_nor_the_reverse(begun) -> None:
    begun("organisation", "add", "Port of Vigo")
    begun("person", "add", "Zoe", "--position", "Harbour master")

    def position() -> str:
        return begun("person", "show", "zoe", "--language", "en").stdout

    begun("person", "edit", "zoe", "--organisation", "port")
    assert "Harbour master, Port of Vigo" in position()
    begun("person", "edit", "zoe", "--position", "Chief pilot")
    assert "Chief pilot, Port of Vigo" in position()
    begun("person", "edit", "zoe", "--no-position", "--position", "Retired")
    assert "Retired" in position()
    assert "Port of Vigo" not in position()


def test_of_several_positions_it_must_be_clear_which_one_changes(begun) -> None:
    begun("organisation", "add", "Port of Vigo")
    begun("person", "add", "Zoe Vega", "--position", "Pilot", "--organisation", "port")
    begun("person", "add", "Z. Vega", "--position", "Author")
    begun("person", "merge", "zoe-vega", "z-vega")
    message = begun("person", "edit", "zoe", "--position", "Captain", code=1).stderr
    assert (
        "'zoe-vega' has 2 positions. Give both --position and --organisation, or add --no-position" in message
    )
    begun("person", "edit", "zoe", "--position", "Captain", "--organisation", "port")
    shown = begun("person", "show", "zoe").stdout
    assert "Captain, Port of Vigo" in shown
    assert "Author" not in shown


def test_a_position_at_the_time_does_not_remove_the_organisation_at_the_time(begun) -> None:
    begun("organisation", "add", "Port of Vigo")
    begun("session", "assign", "panel", "lin", "--position", "Guest", "--organisation", "port")
    begun("session", "assign", "panel", "lin", "--position", "Visitor")
    shown = begun("export", "document", "-o", "-").stdout
    assert "Visitor" in shown
    assert "organisation: port-of-vigo" in shown
    begun("session", "assign", "panel", "lin", "--organisation", "pku")
    shown = begun("export", "document", "-o", "-").stdout
    assert "Visitor" in shown
    assert "organisation: port-of-vigo" not in shown


def test_an_erased_person_is_gone_from_the_history(begun) -> None:
    begun("person", "contact", "lin", "--email", "secret@example.org")
    begun("conference", "edit", "--contact", "office@example.org")
    begun("release", "1.0")
    assert "Erase 'lin-yifu' for good?" in begun("person", "forget", "lin", input="n\n", code=1).stderr
    assert "Lin Yifu" in begun("show").stdout
    assert "'withdrawn-" in begun("person", "forget", "lin", input="y\n").stdout
    assert "Lin Yifu" not in begun("show", "--release", "1.0").stdout
    assert "林毅夫" not in begun("export", "document", "-o", "-").stdout
    assert "no contact is stored" in begun("person", "contact", "(withdrawn)", "--show").stdout
    for name in ("schema-org", "schedule2", "ccip"):
        for release in ([], ["--release", "1.0"]):
            assert "lin-yifu" not in begun("export", name, "-o", "-", *release).stdout
    assert "lin-yifu" not in begun("log").stdout


def test_an_erasure_lists_the_texts_that_still_have_the_name(begun) -> None:
    begun("session", "edit", "closing", "--abstract", "With thanks to Lin YIFU, and others.")
    begun("conference", "edit", "--theme", "Yifu and friends")
    tried = begun("person", "forget", "lin-yifu", "--dry-run").stdout
    done = begun("person", "forget", "lin-yifu", "--yes").stdout
    for output in (tried, done):
        assert "abstract of session 'closing': 'eventkit session edit closing' changes it" in output
        assert "theme of the conference: 'eventkit conference edit' changes it" in output
        assert "'opening':" not in output


def test_an_erased_person_is_added_again_only_by_an_option(begun) -> None:
    begun("person", "forget", "lin-yifu", "--yes")
    for command in (("add", "LIN Yifu"), ("edit", "amina", "--name", "LIN Yifu")):
        refused = begun("person", *command, code=1).stderr
        assert "Erased from this conference for good: LIN Yifu. --readmit adds them" in refused
    begun("person", "add", "LIN Yifu", "--readmit")
    begun("person", "edit", "lin-yifu", "--name", "LIN Yi Fu", "--name", "zh=林毅夫")


def test_an_erasure_lists_what_it_reaches_before_it_asks(begun) -> None:
    """Seen: it asked whether to erase someone who does not exist, and named no session."""
    begun("person", "contact", "lin", "--email", "secret@example.org")
    tried = begun("person", "forget", "lin", "--dry-run").stdout
    assert "lin-yifu: Lin Yifu, 林毅夫" in tried
    assert "their contact details" in tried
    assert "sessions would be shown to readers without them:" in tried
    assert "Panel (panel)" in tried
    assert "nothing was erased" in tried
    assert "would lose them:" in begun("person", "forget", "lin", "--remove", "--dry-run").stdout
    asked = begun("person", "forget", "lin", input="n\n", code=1).stderr
    assert asked.index("Panel (panel)") < asked.index("Erase 'lin-yifu' for good?")
    refused = begun("person", "forget", "invented", input="y\n", code=1).stderr
    assert "There is no participant 'invented'." in refused
    assert "Give the whole id of a person who is only in the history." in refused
    assert "for good?" not in refused


def test_an_erasure_asks_which_of_two_people_is_meant(begun) -> None:
    begun("person", "add", "Lin Dan", "--position", "Player")
    refused = begun("person", "forget", "Lin", "--yes", code=1).stderr
    assert "'Lin' may be 2 participants. Choose one by its id:" in refused
    assert "lin-dan: Lin Dan, Player" in refused
    assert "lin-yifu: Lin Yifu, Peking University" in refused


def test_a_person_is_erased_from_a_conference_that_was_removed(begun) -> None:
    begun("person", "contact", "lin", "--email", "secret@example.org")
    begun("conference", "remove", "forum", "--yes")
    begun("person", "forget", "lin-yifu", "--yes", "--conference", "forum")
    data = b"".join(file.read_bytes() for file in Path().glob("eventkit.db*"))
    assert b"secret@example.org" not in data
    assert "林毅夫".encode() not in data


def test_rooms_tracks_and_organisations_are_edited_and_removed(begun) -> None:
    begun(
        "room", "edit", "annex", "--capacity", "80", "--shared", "--feature", "stream", "--building", "East"
    )
    begun("room", "edit", "annex", "--id", "east-annex", "--no-capacity", "--no-shared")
    assert "east-annex" in begun("session", "show", "closing").stdout
    assert "Room 'east-annex' is still named by" in begun("room", "remove", "east", code=1).stderr
    begun("track", "add", "Health", "--code", "he", "--colour", "#336699")
    begun("track", "edit", "health", "--name", "zh=健康", "--code", "HL")
    begun("track", "remove", "健康")
    assert (
        "two capital letters"
        in begun("track", "add", "X", "--code", "x", "--colour", "#336699", code=1).stderr
    )
    begun("organisation", "add", "PKU", "--as", "sponsor", "--level", "Gold")
    begun("organisation", "merge", "pku", "pku-2")
    begun("organisation", "edit", "pku", "--short", "PKU", "--not-as")
    assert "is still named by" in begun("organisation", "remove", "pku", code=1).stderr
    assert "Give --as" in begun("organisation", "edit", "pku", "--level", "Gold", code=2).stderr


def test_settings_of_the_conference(begun) -> None:
    output = begun(
        "conference", "edit", "--venue", "Convention Centre", "--city", "Shanghai", "--country", "cn"
    ).stdout
    assert "Convention Centre" in output
    begun(
        "conference",
        "edit",
        "--title",
        "zh=世界健康论坛",
        "--theme",
        "Health for all",
        "--day-change",
        "03:00",
    )
    begun("conference", "edit", "--no-theme", "--no-venue")
    written = begun("export", "document", "-o", "-").stdout
    assert "Health for all" not in written
    assert "Convention" not in written
    begun("conference", "edit", "--zone", "Europe/Vienna")
    assert "09:00–09:30" in begun("show").stdout


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (
            ("new", "forum", "Again", "--start", "2027-09-06", "--zone", "UTC"),
            1,
            "Conference 'forum' already exists.",
        ),
        (("new", "other", "Other", "--start", "soon", "--zone", "UTC"), 2, "must be a date such as"),
        (("new", "other", "Other", "--start", "5/1/2027", "--zone", "UTC"), 2, "the day or the month first"),
        (("new", "other", "Other", "--start", "2027-09-06", "--zone", "Shanghai"), 1, "is not a time zone"),
        (("new", "An Id", "Other", "--start", "2027-09-06", "--zone", "UTC"), 1, "lower-case letters"),
        (("new", "other", "Other", "--zone", "UTC"), 2, "--start"),
        (("edit", "--end", "2027-09-01"), 1, "is before start"),
        (("edit", "--city", "Shanghai"), 2, "Give --venue"),
        (("edit", "--day-change", "soon"), 2, "must be a time of day"),
    ],
)
def test_invalid_conference_settings_are_refused(
    begun, words: tuple[str, ...], code: int, expected: str
) -> None:
    assert expected in " ".join(begun("conference", *words, code=code).stderr.split())


def test_a_removed_conference_can_be_restored(begun) -> None:
    assert "Remove conference 'forum'?" in begun("conference", "remove", "forum", input="n\n", code=1).stderr
    begun("conference", "remove", "forum", "--yes", "--why", "a rehearsal")
    assert "The store is empty" in begun("show", code=1).stderr
    assert "a rehearsal" in begun("log", "--conference", "forum").stdout
    assert "forum is back" in begun("undo", "--conference", "forum").stdout
    assert "Opening" in begun("show").stdout
    assert "has no conference 'other'" in begun("conference", "remove", "other", "--yes", code=1).stderr
    assert "has no conference 'other'" in begun("log", "--conference", "other", code=1).stderr


def test_too_many_badge_lines_are_refused_with_the_limit(begun) -> None:
    lines = [word for each in "abcde" for word in ("--badge-line", each)]
    message = begun("person", "contact", "lin", *lines, code=1).stderr
    assert "eventkit: badge lines has more than 4 members" in message


def test_a_contact_follows_an_undone_rename(begun) -> None:
    begun("person", "contact", "lin", "--email", "office@example.org")
    begun("person", "edit", "lin", "--id", "dean-lin")
    begun("undo")
    assert "office@example.org" in begun("person", "contact", "lin-yifu", "--show").stdout
    begun("person", "edit", "lin", "--id", "dean", "--name", "The Dean", "--name", "zh=院长")
    begun("undo")
    assert "office@example.org" in begun("person", "contact", "lin-yifu", "--show").stdout


def test_undoing_a_merge_gives_back_the_other_contact(begun) -> None:
    begun("person", "add", "Justin Lin")
    begun("person", "contact", "justin", "--email", "old@example.org")
    begun("person", "merge", "lin-yifu", "justin")
    output = begun("undo").stdout
    assert "stays merged" not in output
    assert "old@example.org" not in output
    assert "old@example.org" in begun("person", "contact", "justin-lin", "--show").stdout
    begun("person", "add", "Emmy Noether")
    begun("person", "merge", "lin-yifu", "emmy")
    assert "stays merged" not in begun("undo").stdout, "nothing was known of how to reach her"


def test_forget_lists_reasons_that_have_a_word_of_the_name_and_the_command_that_deletes_it(begun) -> None:
    begun("person", "add", "Emmy Noether")
    begun("person", "edit", "emmy", "--country", "DE", "--why", "Noether told us")
    number = begun("log", "--limit", "1").stdout.split("\n")[2].split()[0]
    output = begun("person", "forget", "emmy-noether", "--yes").stdout
    assert f"the reason of change {number} has 'Noether'" in output
    (command,) = re.findall("'eventkit (person forget .*?)'", output)
    assert command.startswith("person forget withdrawn-")
    assert command.endswith("--word noether")
    begun(*command.split(), "--yes")
    assert "(withdrawn) told us" in begun("log").stdout


def test_forget_lists_changes_by_the_person_and_the_command_that_deletes_the_author(begun) -> None:
    begun("person", "add", "Emmy Noether", "--author", "Emmy Noether")
    begun("release", "1.0", "--author", "Emmy Noether", "--note", "first")
    output = begun("person", "forget", "emmy-noether", "--yes").stdout
    assert "the log has changes by 'Emmy Noether'" in output
    (command,) = re.findall("'eventkit (person forget .*?)' deletes", output)
    assert command.endswith("--word 'emmy noether'")
    assert "Emmy Noether" in begun("log").stdout
    begun(*shlex.split(command), "--yes")
    assert "Emmy Noether" not in begun("log").stdout
    assert "no problems" in begun("doctor").stdout


def test_an_erased_person_is_merged_with_nobody(begun) -> None:
    begun("session", "assign", "opening", "lin", "--role", "speaker")
    begun("person", "forget", "lin-yifu", "--yes")
    (erased,) = set(re.findall(r"withdrawn-\w+", begun("people").stdout))
    for pair in ((erased, "amina"), ("amina", erased)):
        assert "stands for somebody who was erased" in begun("person", "merge", *pair, code=1).stderr


def test_an_erasure_is_skipped_by_undo_and_named(begun) -> None:
    begun("room", "add", "Attic")
    begun("person", "forget", "lin-yifu", "--yes")
    number = begun("log", "--limit", "1").stdout.split("\n")[2].split()[0]
    output = begun("undo").stdout
    assert f"change {number} erased a person and cannot be undone: skipped" in output
    assert "Attic is no longer in the programme." in output
    refused = begun("undo", number, code=1).stderr
    assert f"Change {number} cannot be undone: it erased a person." in refused


def test_erasing_without_a_question_needs_the_whole_id(begun) -> None:
    refused = begun("person", "forget", "林毅夫", "--yes", code=1).stderr
    assert "'林毅夫' is not an id. With --yes give the whole id" in refused
    assert "'eventkit person forget lin-yifu --yes'" in refused
