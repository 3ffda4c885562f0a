"""What should be known of badges before they are printed."""

from __future__ import annotations

from eventkit.findings import Finding, Severity
from eventkit.outputs.badges.elements import TextElement
from eventkit.outputs.badges.listing import Listed
from eventkit.outputs.badges.occasion import Occasion
from eventkit.outputs.badges.setting import WANTED_NAME, Block
from eventkit.outputs.badges.template import Template
from eventkit.outputs.badges.wearers import Wearer
from eventkit.typesetting import Mark, Words


class Judge:
    """Gathers what is to be said of one badge after the other.

    What concerns all of them is said once, and of two badges that look alike the second is told.
    """

    def __init__(self, template: Template, occasion: Occasion) -> None:
        self._template = template
        self._occasion = occasion
        self._wearer = Wearer("", occasion.title[0])
        self._found: list[Finding] = []
        self._told: set[str] = set()
        self._seen: dict[int, str] = {}

    def begin(self, wearer: Wearer) -> None:
        """Go on with the next badge."""
        self._wearer = wearer
        self._found = []

    def end(self, marks: tuple[Mark, ...]) -> tuple[Finding, ...]:
        """What was found of it."""
        wearer = self._wearer
        if wearer.id and self._template.made_for == "people":
            # A number of 64 bits for each, so that a hundred thousand of them stay small.
            key = hash(tuple([mark.line.text for mark in marks if isinstance(mark, Words)]))
            other = self._seen.setdefault(key, wearer.id)
            if other != wearer.id:
                message = (
                    f"{called(wearer)} and {other} have the same badge: tell them apart by a badge name or a "
                    "badge line, or merge the two entries if they are one person"
                )
                self._say(Severity.WARNING, "same-badge", message, other)
        return tuple(self._found)

    def of_text(self, element: TextElement, block: Block) -> None:
        """That a text is smaller than it should be, or does not fit."""
        who = called(self._wearer)
        if element.field == "name":
            self._of_name(element, block)
        elif element.field == "second-name":
            if not block.whole:
                message = (
                    f"the second form of the name of {who} does not fit their badge even at {block.size:g} "
                    "points: give a shorter form as 'badge'"
                )
                self._say(Severity.WARNING, "name-too-long", message)
        elif block.whole:
            return
        elif element.field == "positions":
            message = (
                f"not all positions of {who} fit their badge even at {block.size:g} points: "
                "shorten them, or name fewer"
            )
            self._say(Severity.WARNING, "positions-too-long", message)
        elif element.field == "conference":
            message = (
                f"the conference's title is cut off on badges, even at {block.size:g} points: shorten it"
            )
            self._once(Severity.WARNING, "title-too-long", message)
        else:
            what = element.field or "text"
            message = f"the {what} of {who} is cut off even at {block.size:g} points: shorten it"
            self._say(Severity.WARNING, "text-too-long", message)

    def _of_name(self, element: TextElement, block: Block) -> None:
        wanted = element.smallest or WANTED_NAME
        if not block.whole:
            message = (
                f"the name of {called(self._wearer)} does not fit their badge even at {block.size:g} points: "
                "give a shorter form as 'badge'"
            )
            self._say(Severity.ERROR, "name-too-long", message)
            return
        far = ", and below 24 it cannot be read at three metres" if block.size < WANTED_NAME else ""
        far = far if wanted == WANTED_NAME else f", less than the {wanted:g} its template wants"
        message = (
            f"the name of {called(self._wearer)} is set at {block.size:.0f} points{far}: "
            "give a shorter form as 'badge'"
        )
        self._say(Severity.WARNING, "small-name", message)

    def of_sessions(self, found: Listed) -> None:
        """That not all sessions fit."""
        message = (
            f"{found.left_out} of the sessions of {called(self._wearer)} do not fit even at "
            f"{found.size:g} points and are left out: give their list more room in the template"
        )
        self._say(Severity.WARNING, "sessions-left-out", message)

    def no_picture(self, file: str | None) -> None:
        """That a picture is not in the folder of pictures."""
        if file is None:
            message = (
                f"there is no photograph of {called(self._wearer)}: put one called {self._wearer.id}.jpg or "
                f"{self._wearer.id}.png into the folder of pictures"
            )
            self._say(Severity.WARNING, "missing-photo", message)
        else:
            message = f"the template shows {file}, which is not in the folder of pictures: put it there"
            self._once(Severity.ERROR, "missing-picture", message)

    def bad_picture(self, name: str, why: str) -> None:
        """That a file is no picture."""
        self._once(Severity.ERROR, "broken-picture", f"{name} cannot be printed: {why}")

    def bad_code(self, why: str) -> None:
        """That a code cannot be made."""
        self._say(Severity.ERROR, "no-code", f"the badge of {called(self._wearer)} has no code: {why}")

    def _say(self, severity: Severity, code: str, message: str, *also: str) -> None:
        self._found.append(Finding(severity, code, (self._wearer.id, *also), message))

    def _once(self, severity: Severity, code: str, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self._found.append(Finding(severity, code, (self._occasion.id,), message))


def called(wearer: Wearer) -> str:
    """Someone's name and id in a message."""
    name = wearer.name.text
    return f"{name if len(name) <= 40 else f'{name[:39]}…'} ({wearer.id})"
