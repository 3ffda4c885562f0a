"""Badge holders from an attendee list, and blank badges."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from eventkit.findings import Finding, Severity
from eventkit.intake.word_lists import parse_role
from eventkit.model import Role
from eventkit.outputs.badges.badge_holders import BadgeHolder, LocalisedText, LocalisedTexts
from eventkit.texts import cleaned, folded_name, matching
from eventkit.wording import Wording
from eventkit.wording.people import affiliated

AttendeeFields = Mapping[tuple[str, str], str]
"""What a row tells, by what it is (``name``, ``given``, ``family``, ``second-name``, ``organisation``,
``position``, ``pronouns``, ``role``,
``ticket``, ``line``, ``id``) and its language, empty where none is told."""


NAME_LIMIT = 200


LINE_LIMIT = 500


LINES_LIMIT = 4


DEFAULT_ROLE = Role.PARTICIPANT
"""As what someone comes whose row does not say."""


_UNDETERMINED = "und"


_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "CJK": ("zh", "ja", "ko"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "ARABIC": ("ar", "fa", "ur"),
    "HEBREW": ("he", "yi"),
    "ETHIOPIC": ("am", "ti"),
    "DEVANAGARI": ("hi", "mr", "ne"),
    "THAI": ("th",),
    "CYRILLIC": ("ru", "uk", "bg", "sr", "kk"),
    "GREEK": ("el",),
}


_UNSPACED_SCRIPTS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


class AttendeeHolders:
    """Makes wearers of the rows of a list.

    Args:
        languages: Those of the readers, the foremost first.
        code: What the code of an attendee says, by the id that the list gives them.
        known: The names, folded, of those who have a badge already since they appear in sessions.
        tell: What is told what should be known of a row.
    """

    def __init__(
        self,
        languages: tuple[str, ...],
        *,
        code: Callable[[str], str] = lambda _: "",
        known: frozenset[str] = frozenset(),
        tell: Callable[[Finding], None] = lambda _: None,
    ) -> None:
        self._languages = languages
        self._code = code
        self._known = known
        self._on_finding = tell

    def holders(self, rows: Iterable[tuple[int, AttendeeFields]], file: str) -> Iterator[BadgeHolder]:
        """The wearers of the rows; rows that name nobody, and those who have a badge already, are told.

        Args:
            rows: Each with its number in the file.
            file: What findings call it.
        """
        for number, told in rows:
            told_here = {key: text for key, raw in told.items() if (text := cleaned(raw))}
            place = f"{file}, row {number}"
            names = self._names(told_here)
            if not names:
                self._report(
                    Severity.WARNING, "no-name", "The row has no name, so it gets no badge. Add one.", place
                )
            elif any(len(name.text) > NAME_LIMIT for name in names):
                message = f"The name has more than {NAME_LIMIT} characters. Enter one person in each row."
                self._report(Severity.ERROR, "long-name", message, place)
            elif any(folded_name(name.text) in self._known for name in names):
                message = f"{names[0].text} appears in a session and has that badge already."
                self._report(Severity.INFO, "has-badge", message, place)
            else:
                yield self._build_holder(told_here, names, number)

    def _build_holder(self, told: AttendeeFields, names: list[LocalisedText], number: int) -> BadgeHolder:
        id_ = told.get(("id", ""), "") or f"row {number}"
        role, labels = self._role(told.get(("role", ""), ""))
        position, organisation = (self._field_texts(told, field) for field in ("position", "organisation"))
        lines = [line.strip() for line in told.get(("line", ""), "").splitlines() if line.strip()]
        return BadgeHolder(
            id_,
            names[0],
            next((name for name in names[1:] if name.text != names[0].text), None),
            role=role,
            roles=labels,
            position=position,
            organisation=organisation,
            positions=self._positions_at_organisations(position, organisation),
            badge_lines=tuple(line[:LINE_LIMIT] for line in lines[:LINES_LIMIT]),
            pronouns=told.get(("pronouns", ""), "")[:LINE_LIMIT],
            ticket=told.get(("ticket", ""), "")[:LINE_LIMIT],
            code=self._code(told.get(("id", ""), "")),
        )

    def _names(self, told: AttendeeFields) -> list[LocalisedText]:
        """The forms of the name, that of the foremost language first."""
        found: dict[str, LocalisedText] = {}
        for language in dict.fromkeys(language for _, language in told):
            whole, given, family = (told.get((field, language), "") for field in ("name", "given", "family"))
            if whole or given or family:
                form = self._name(whole, given, family, language)
                found.setdefault(form.language, form)
        order = [each for language in self._languages if (each := matching(language, found))]
        names = [found[language] for language in dict.fromkeys((*order, *found))]
        if second := told.get(("second-name", ""), ""):
            names.insert(1, LocalisedText(second, self._language(second)))
        return names

    def _name(self, whole: str, given: str, family: str, language: str) -> LocalisedText:
        parts = tuple(part for part in (given, family) if part)
        if parts and _script(parts[-1]) in _UNSPACED_SCRIPTS:
            # Where names are written without a blank, the family's comes first.
            parts = parts[::-1]
            made = "".join(parts)
        else:
            made = " ".join(parts)
        said = whole or made
        split = parts if len(parts) == 2 and said == " ".join(parts) else ()
        return LocalisedText(said, language or self._language(said), split)

    def _field_texts(self, told: AttendeeFields, field: str) -> LocalisedTexts:
        """A field in the languages of the readers, or once in another."""
        found = {
            language or self._language(text): text[:LINE_LIMIT]
            for (name, language), text in told.items()
            if name == field
        }
        asked = [each for language in self._languages if (each := matching(language, found))]
        return tuple(LocalisedText(found[each], each) for each in dict.fromkeys(asked or list(found)[:1]))

    def _positions_at_organisations(
        self, positions: LocalisedTexts, organisations: LocalisedTexts
    ) -> LocalisedTexts:
        """Positions at their organisations, language by language."""
        languages = dict.fromkeys(form.language for form in (*positions, *organisations))
        found = []
        for language in languages:
            position, organisation = (
                next((form.text for form in forms if form.language == language), None)
                for forms in (positions, organisations)
            )
            found.append(LocalisedText(affiliated(position, organisation), language))
        return tuple(found)

    def _role(self, word: str) -> tuple[str, LocalisedTexts]:
        role = parse_role(word) if word else DEFAULT_ROLE
        if role is None:
            return word.casefold(), (LocalisedText(word, _UNDETERMINED),)
        said = {Wording.of(language).label(role): language for language in self._languages}
        return role.value, tuple(LocalisedText(label, language) for label, language in said.items())

    def _language(self, text: str) -> str:
        """The language a text may be in, by its script: one of the readers' that is written in it."""
        written = _SCRIPTS.get(_script(text))
        readers = [(language, language.partition("-")[0]) for language in self._languages]
        if written is not None:
            return next((tag for tag, base in readers if base in written), written[0])
        others = {base for bases in _SCRIPTS.values() for base in bases}
        return next((tag for tag, base in readers if base not in others), "en")

    def _report(self, severity: Severity, code: str, message: str, place: str) -> None:
        self._on_finding(Finding(severity, code, (), message, place))


def blank_holders(count: int, languages: tuple[str, ...]) -> Iterator[BadgeHolder]:
    """Badges without a name, for those who come without having been expected: the name is written by hand."""
    said = {Wording.of(language).label(DEFAULT_ROLE): language for language in languages}
    labels = tuple(LocalisedText(label, language) for label, language in said.items())
    for _ in range(count):
        yield BadgeHolder("", LocalisedText("", languages[0]), role=DEFAULT_ROLE.value, roles=labels)


def _script(text: str) -> str:
    return _script_of(next((char for char in text if char.isalpha()), ""))


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""
