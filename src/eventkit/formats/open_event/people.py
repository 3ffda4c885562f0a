"""The speakers of Open Event."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import chain

from eventkit.formats.open_event.files import Files
from eventkit.intake import ImportLog, RawPerson
from eventkit.intake.raw_objects import RawObject

_PAGES = {
    "website": "Website",
    "twitter": "Twitter",
    "github": "GitHub",
    "linkedin": "LinkedIn",
    "facebook": "Facebook",
    "mastodon": "Mastodon",
    "instagram": "Instagram",
}

_ALIKE = 0.85


class People:
    """The speakers, by id and, since one id is at times given to two of them, by name."""

    def __init__(self, files: Files, log: ImportLog) -> None:
        self._log = log
        self._known: dict[str, dict[str, RawPerson]] = {}
        self.all: list[RawPerson] = []
        self._are_known = False
        for speaker in files.objects("speakers"):
            self.person(speaker)
        self._are_known = True

    def person(self, speaker: RawObject) -> RawPerson | None:
        """The speaker an object tells of, who is noted if there is none of that id and name yet."""
        key, name = speaker.text("id"), speaker.text("name")
        if name is None:
            if key is not None and key in self._known:
                return next(iter(self._known[key].values()))
            self._log.error("no-name", "a speaker without a name is left out", speaker.location)
            return None
        called = " ".join(name.split())
        alike = self._known.setdefault(key or called, {})
        if called not in alike:
            if (meant := self._meant(called, alike)) is not None:
                message = (
                    f"'{called}' is taken for '{meant.name}', who has the same id: it is kept as a variant"
                )
                self._log.warning("name-variant", message, speaker.at("name"))
                meant.variants += (called,)
                alike[called] = meant
            else:
                self._note(speaker, key, called, alike)
        return alike[called]

    def _meant(self, called: str, alike: dict[str, RawPerson]) -> RawPerson | None:
        """Who of those with an id is meant by another spelling, once all speakers are known."""
        if not self._are_known:
            return None
        return next((each for name, each in alike.items() if _is_spelling(called, name)), None)

    def _note(self, speaker: RawObject, key: str | None, called: str, alike: dict[str, RawPerson]) -> None:
        others = "' and '".join(alike)
        made = alike[called] = _person(speaker, key, called)
        if others:
            made.key = f"{key}-{len(alike)}"
            message = f"id {key} is that of '{others}' and of '{called}': they are taken for different people"
            self._log.warning("id-of-several", message, speaker.at("id"))
        self.all.append(made)

    def of(self, key: str) -> RawPerson | None:
        """The speaker of an id."""
        return next(iter(self._known.get(key, {}).values()), None)


def _is_spelling(one: str, other: str) -> bool:
    """Whether two names of one id differ by a slip of the pen."""
    return (
        SequenceMatcher(None, one.casefold()[:200], other.casefold()[:200], autojunk=False).ratio() > _ALIKE
    )


def _person(speaker: RawObject, key: str | None, name: str) -> RawPerson:
    links = tuple(chain.from_iterable(speaker.link(each, label) for each, label in _PAGES.items()))
    contact = {"email": speaker.text("email"), "phone": speaker.text("mobile", "phone")}
    made = RawPerson(
        location=speaker.location,
        key=key,
        name=name,
        position=speaker.text("position"),
        organisation=speaker.text("organisation", "organization"),
        country=speaker.text("country"),
        biography=speaker.long_text("long_biography", "short_biography"),
        links=links,
        contact={field: said for field, said in contact.items() if said is not None},
        field_names=speaker.field_names(biography="long_biography short_biography"),
    )
    # Sessions tell their speakers; they are told by that.
    speaker.ignore("sessions")
    made.extra |= speaker.unused()
    return made
