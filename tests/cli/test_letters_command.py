"""Letters at a terminal: written for a release, and its missing contact reported before."""

from __future__ import annotations

from pathlib import Path

OFFICE = "office@example.org"


def letter(folder: Path) -> bytes:
    """The only letter in a folder."""
    (path,) = (folder / "mail").iterdir()
    return path.read_bytes()


def test_a_release_without_a_contact_is_refused_once_people_can_be_written_to(begun) -> None:
    early = begun("release", "1.0").stderr
    assert "no e-mail address for answers" in early
    assert "no-address" not in early
    begun("person", "contact", "amina", "--email", "amina@example.org")

    assert "no e-mail address for answers" in begun("check", code=1).stdout
    refused = begun("release", "2.0", code=1).stderr
    assert "eventkit conference edit --contact ADDRESS" in refused
    begun("release", "2.0", "--force", "letters are sent elsewhere")
    begun("conference", "edit", "--contact", OFFICE)
    assert "no e-mail address for answers" not in begun("check").stdout


def test_a_release_reports_how_many_people_of_the_programme_have_no_address(begun) -> None:
    begun("conference", "edit", "--contact", OFFICE)
    assert begun("release", "1.0").stderr == ""
    begun("person", "contact", "amina", "--email", "amina@example.org")
    assert begun("release", "2.0").stderr == (
        "info no-address: 1 of 2 people in the programme has no e-mail address, and gets no letter: "
        "add theirs with 'eventkit person contact'\n"
    )
    begun("person", "contact", "lin", "--email", "lin@example.org")
    assert begun("release", "3.0").stderr == ""


def test_letters_are_written_for_changes_and_replaced_by_a_second_run(begun, folder: Path) -> None:
    begun("conference", "edit", "--contact", OFFICE)
    begun("person", "contact", "amina", "--email", "amina@example.org", "--language", "fr")
    begun("release", "1.0")
    first = begun("letters", "-o", "first")
    assert first.stdout.splitlines()[-1] == "1 letter: 1 in fr. Nothing was sent."
    assert "lin-yifu --email ADDRESS" in first.stderr
    assert b"Subject: Health Forum" in letter(folder / "first")

    begun("session", "move", "closing", "--start", "15:00")
    begun("release", "2.0")
    begun("letters", "--since", "2.0", "-o", "second")
    assert [path.name for path in (folder / "second").iterdir() if path.is_dir()] == []
    begun("letters", "--since", "1.0", "-o", "first")
    assert "eventkit letters" in begun("export", "letters", "-o", "x", code=2).stderr


def test_templates_are_shown_to_copy_and_used_from_a_folder(begun, folder: Path) -> None:
    begun("conference", "edit", "--contact", OFFICE)
    begun("person", "contact", "amina", "--email", "amina@example.org", "--language", "en")
    begun("release", "1.0")
    (folder / "own").mkdir()
    shown = begun("letters", "--show-template", "letter.en.txt").stdout
    own = folder / "own" / "letter.en.txt"
    own.write_text(shown.replace("Kind regards", "Yours, Ada"), encoding="utf-8")

    begun("letters", "--templates", "own", "-o", "letters")

    assert b"Yours, Ada" in letter(folder / "letters")
    assert b"Yours, Ada" in (folder / "letters" / "letters.csv").read_bytes()
    own.write_text("Hello", encoding="utf-8")
    assert "letter.en.txt" in begun("letters", "--templates", "own", "-o", "letters", code=1).stderr


def test_letters_are_shown_before_the_release_with_missing_addresses_and_their_text(
    begun, folder: Path
) -> None:
    begun("person", "contact", "amina", "--email", "amina@example.org", "--language", "en")
    assert "conference edit --contact" in begun("letters", "--draft", code=1).stderr
    begun("conference", "edit", "--contact", OFFICE)
    first = begun("letters", "--draft").stdout
    assert "amina@example.org" in first
    assert first.splitlines()[-1].startswith("1 letter if the conference were released now: 1 in en. ")

    begun("release", "1.0")
    unchanged = "no letters: no change since 1.0 concerns anybody who appears"
    assert begun("letters", "--draft").stdout.strip() == unchanged
    begun("session", "move", "closing", "--start", "15:00")
    assert "concerns amina-yusuf" in begun("letters", "--draft", "--person", "amina").stdout
    begun("session", "move", "panel", "--start", "15:00")
    texts = begun("letters", "--draft", "--text", "--person", "amina").stdout
    assert "Subject: Health Forum" in texts
    assert "15:00" in texts
    assert list(folder.rglob("*.eml")) == []


def test_letters_name_what_is_missing_or_contradicts_itself(begun) -> None:
    assert "use --draft to list them" in begun("letters", code=2).stderr
    assert "omit -o" in begun("letters", "--draft", "-o", "x", code=2).stderr
    assert "--text needs --draft" in begun("letters", "--text", "-o", "x", code=2).stderr


def test_a_dry_run_of_a_release_names_changes_letters_and_badges(begun) -> None:
    begun("person", "contact", "amina", "--email", "amina@example.org")
    assert "no e-mail address for answers" in begun("release", "1.0", "--dry-run", code=1).stderr
    begun("conference", "edit", "--contact", OFFICE)
    shown = begun("release", "1.0", "--dry-run").stdout
    assert "1.0 can be released\n'eventkit check' finds 3 info\nit is the first release" in shown
    assert "there are no releases yet" in begun("releases").stdout
    begun("release", "1.0")
    begun("session", "move", "closing", "--start", "15:00")

    shown = begun("release", "1.1", "--dry-run").stdout

    assert "1 change since 1.0:\n  “Closing” moves from" in shown
    assert "'eventkit letters --draft' shows them" in shown


def test_a_first_release_counts_no_blocks_that_readers_do_not_see(begun) -> None:
    counted = begun("release", "1.0", "--dry-run").stdout
    assert "first release: 3 sessions" in counted
    begun("plan", "blocks", "mon 11:00-12:00", "--rooms", "annex")
    assert begun("release", "1.0", "--dry-run").stdout == counted


def test_a_check_lists_missing_contacts_alone_and_waives_them(begun) -> None:
    begun("person", "contact", "amina", "--email", "amina@example.org")
    shown = begun("check", "--rule", "no-contact", "--format", "lines", code=1).stdout
    assert shown.count("\n") == 1
    assert ": error: no-contact: the conference has no e-mail address for answers" in shown
    listed = begun("check", "--rule", "no-address", "--language", "ar").stdout
    assert "واحد من أصل" in listed

    identity = begun("check", "--rule", "no-contact", code=1).stdout.splitlines()[2].split()[0]
    begun("waive", identity, "--reason", "letters are sent by another office")

    assert "no-contact" not in begun("check").stdout
    assert "no-contact" in begun("waive", "--list").stdout
    begun("release", "1.0")


def test_a_language_without_a_wording_is_reported_when_it_is_stored_and_in_the_preview(begun) -> None:
    begun("conference", "edit", "--contact", "office@example.org")
    stored = begun("person", "contact", "amina", "--email", "amina@example.org", "--language", "tr")
    assert "There is no wording in tr" in stored.stderr
    assert "There is no wording" not in begun("person", "contact", "lin", "--language", "de").stderr
    preview = begun("letters", "--draft").stdout
    assert "1 in en. There is no wording in tr: 1 letter is in en." in " ".join(preview.split())
