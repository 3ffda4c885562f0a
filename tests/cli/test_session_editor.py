"""A session written over in the organiser's editor."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Editor = Callable[[str], None]


@pytest.fixture
def editor(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Make the editor do to the file what a line of Python does to ``text``; one for each time."""

    def does(*turns: str) -> None:
        script = folder / "editor.py"
        lines = "".join(f"    {turn!r},\n" for turn in turns)
        script.write_text(
            f"import os, pathlib, subprocess, sys\nturns = [\n{lines}]\n"
            "seen = pathlib.Path('turn')\n"
            "at = int(seen.read_text()) if seen.exists() else 0\n"
            "seen.write_text(str(at + 1))\n"
            "path = pathlib.Path(sys.argv[1])\n"
            "shown = {'text': path.read_text(encoding='utf-8')}\n"
            "pathlib.Path(f'seen-{at}').write_text(shown['text'], encoding='utf-8')\n"
            "exec(turns[at], globals(), shown)\n"
            "path.write_text(shown['text'], encoding='utf-8')\n"
            "os.utime(path, (at + 5, at + 5))\n",
            encoding="utf-8",
        )
        monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
        monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")

    return does


def replaced(old: str, new: str) -> str:
    return f"text = text.replace({old!r}, {new!r})"


def meanwhile(*words: str) -> str:
    return f"subprocess.run({['eventkit', *words]!r}, check=True); "


def test_the_saved_text_becomes_the_session(begun, editor: Editor, folder: Path) -> None:
    editor(replaced("zh: 圆桌", "zh: 圆桌讨论") + "; " + replaced("10:30", "10:45"))
    output = begun("edit", "panel").stdout
    assert "09:30–10:30 to 09:30–10:45" in output
    assert "圆桌讨论" in begun("session", "show", "panel").stdout
    seen = (folder / "seen-0").read_text(encoding="utf-8")
    assert "uid" not in seen
    assert "# kind: block, opening" in seen


def test_the_uid_stays_the_same_under_a_new_id(begun, editor: Editor) -> None:
    before = begun("agenda", "-o", "-").stdout
    editor(replaced("id: panel", "id: round-table"))
    begun("edit", "panel")
    after = begun("agenda", "-o", "-").stdout
    assert "round-table" in begun("show").stdout
    assert {line for line in before.splitlines() if line.startswith("UID")} == {
        line for line in after.splitlines() if line.startswith("UID")
    }


def test_saving_unchanged_text_changes_nothing(begun, editor: Editor) -> None:
    editor("pass")
    assert begun("edit", "panel").stdout == "nothing changed\n"


def test_all_mistakes_are_reported_with_lines_and_can_be_corrected(begun, editor: Editor) -> None:
    editor(
        replaced("kind: panel", "kind: pannel") + "; " + replaced("amina-yusuf", "nobody"),
        replaced("kind: pannel", "kind: workshop") + "; " + replaced("nobody", "amina-yusuf"),
    )
    result = begun("edit", "panel", input="y\n")
    assert "eventkit: your text: line " in result.stderr
    assert "kind: " in result.stderr
    assert "sessions[" not in result.stderr
    assert "Kind: Panel discussion → Workshop" in result.stdout


def test_an_abandoned_edit_is_saved_to_a_file(begun, editor: Editor, folder: Path) -> None:
    editor(replaced("kind: panel", "kind: pannel"))
    message = begun("edit", "panel", input="n\n", code=1).stderr
    assert "your text is saved in panel.rejected.yaml" in message
    assert "kind: pannel" in (folder / "panel.rejected.yaml").read_text(encoding="utf-8")


def test_edits_of_different_fields_of_a_session_both_succeed(begun, editor: Editor) -> None:
    other = meanwhile("session", "move", "panel", "--room", "annex", "--author", "ben")
    editor(other + replaced("zh: 圆桌", "zh: 圆桌讨论"))
    begun("edit", "panel")
    shown = begun("session", "show", "panel").stdout
    assert "annex" in shown
    assert "圆桌讨论" in shown


def test_a_conflicting_edit_reports_who_changed_what_and_when(begun, editor: Editor, folder: Path) -> None:
    other = meanwhile(
        *(
            "session",
            "edit",
            "panel",
            "--title",
            "Round Table",
            "--author",
            "ben",
            "--why",
            "as printed",
        )
    )
    editor(
        other + replaced("en: Panel", "en: Discussion"), replaced("en: Round Table", "en: Round Discussion")
    )
    result = begun("edit", "panel", input="y\n")
    assert "ben changed the title.en of session 'panel' on " in result.stderr
    assert "(as printed): 'Panel' became 'Round Table', but you wrote 'Discussion'" in result.stderr
    again = (folder / "seen-1").read_text(encoding="utf-8")
    assert "en: Round Table" in again
    assert "#   en: Discussion" in again
    assert "Round Discussion" in begun("session", "show", "panel").stdout


def test_an_edit_is_saved_when_the_prompt_gets_no_answer(begun, editor: Editor, folder: Path) -> None:
    editor(replaced("kind: panel", "kind: pannel"))
    begun("edit", "panel", input="", code=1)
    assert (folder / "panel.rejected.yaml").exists()


def test_text_in_another_encoding_is_refused_and_saved(begun, editor: Editor, folder: Path) -> None:
    editor("path.write_bytes(text.encode('utf-16')); os.utime(path, (9, 9)); sys.exit()")
    message = begun("edit", "panel", code=1).stderr
    assert "eventkit: Your text is not UTF-8" in message
    assert "圆桌" in (folder / "panel.rejected.yaml").read_text(encoding="utf-16")


def test_conflicting_times_are_reported_in_local_time(begun, editor: Editor) -> None:
    theirs = meanwhile("session", "move", "panel", "--start", "11:00")
    editor(theirs + replaced("09:30", "12:00") + "; " + replaced("10:30", "13:00"))
    message = begun("edit", "panel", code=1, input="n\n").stderr
    assert (
        "'2027-09-06 09:30–10:30' became '2027-09-06 11:00–12:00', but you wrote '2027-09-06 12:00–13:00'"
        in message
    )


def test_without_a_terminal_no_editor_is_started(begun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    assert "Set VISUAL or EDITOR to the editor to open" in begun("edit", "panel", code=1).stderr
