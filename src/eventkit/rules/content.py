"""Rules of what is said of a session, and of what is not said yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from eventkit.findings import Severity
from eventkit.model import Session, Status, StreamKind
from eventkit.rules.examples import example, session
from eventkit.rules.rule import Breach, Rule, rule
from eventkit.rules.scope import SESSION
from eventkit.rules.survey import Survey
from eventkit.texts import Text, matching

_UNSAID = re.compile(
    r"[\W_]*(?:t\.?b\.?[acd]\.?|n/?a|xxx+|to be (?:announced|confirmed|determined|defined)|untitled|no title|"
    r"title|undefined|null|none|unknown|placeholder|topic|(?:title|topic|session|talk) t\.?b\.?[acd]\.?|"
    r"待定|待确认|待確認|待公布|未定|无题|無題|暂无|题目待定|題目待定|标题|主题待定|名称待定)[\W_]*",
    re.IGNORECASE,
)
_LONGEST_UNSAID = 26

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""An e-mail address somewhere in a text."""


@rule(
    "untitled",
    Severity.WARNING,
    SESSION,
    lambda: example(session("algebra", title={"en": "TBA", "zh": "待定"})),
)
def everything_has_a_title(_: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """No title stands for one that is still to come.

    “TBA” goes to print as it is.
    """
    for each in sessions:
        if each.status is Status.CANCELLED:
            continue
        unsaid = next(
            (
                title
                for title in each.title.values()
                if len(title) <= _LONGEST_UNSAID and _UNSAID.fullmatch(title)
            ),
            None,
        )
        if unsaid is not None:
            yield everything_has_a_title.breach(session=each, title=unsaid)


@rule("one-language", Severity.WARNING, SESSION, lambda: example(session("algebra", title={"en": "Algebra"})))
def said_in_every_language(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every title is there in each of the conference's languages.

    Where it is not, readers of that language are given another. Names of rooms, of tracks and of the
    conference are looked at by `frame-one-language`.
    """
    languages = survey.schedule.conference.languages
    for each in sessions:
        if lacking := lacking_of(languages, each.title):
            yield said_in_every_language.breach(session=each, lacking=lacking)


def lacking_of(languages: tuple[str, ...], text: Text) -> tuple[str, ...]:
    """The languages that the text is not there in."""
    if all(language in text for language in languages):
        return ()
    return tuple(each for each in languages if matching(each, text) is None)


@rule(
    "long-title",
    Severity.INFO,
    SESSION,
    lambda: example(session("algebra", title={"en": "On the " + "very " * 30 + "long", "zh": "论"})),
)
def titles_are_short(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every title is short enough for a line or two.

    Door signs, badges and calendars cut what is longer. How long it may be stands in the settings.
    """
    limit = survey.settings.title_length
    for each in sessions:
        for title in each.title.values():
            if 2 * len(title) > limit and (length := _width(title)) > limit:
                yield titles_are_short.breach(session=each, length=length, limit=limit)
                break


def _width(text: str) -> int:
    """How long a text is in Latin letters: those as wide as they are high count twice (UAX 11)."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@rule(
    "dead-stream",
    Severity.WARNING,
    SESSION,
    lambda: example(session("algebra", "09:00-10:00", "hall", streams=[{"kind": "live"}])),
)
def streams_have_links(_: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every live stream of a session says where to watch it.

    Those who are not there have nothing else.
    """
    for each in sessions:
        dead = any(stream.url is None and stream.kind is StreamKind.LIVE for stream in each.streams)
        if dead and each.status is not Status.CANCELLED:
            yield streams_have_links.breach(session=each)


@rule(
    "address-shown",
    Severity.WARNING,
    SESSION,
    lambda: example(session("algebra", abstract={"en": "Write to noether@example.org.", "zh": "见英文。"})),
)
def nobody_is_exposed(_: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """No public text of a session holds an e-mail address.

    Programmes and calendars are read by machines that send mail to what they find.
    """
    for each in sessions:
        for text in (each.title, each.subtitle, each.abstract):
            found = address_in(text) if text is not None else None
            if found:
                yield nobody_is_exposed.breach(session=each, address=found)
                break


def address_in(text: Text) -> str | None:
    """The first e-mail address in a text, or ``None``."""
    for said in text.values():
        if "@" in said and (found := ADDRESS.search(said)):
            return found[0]
    return None


RULES: tuple[Rule, ...] = (
    everything_has_a_title,
    said_in_every_language,
    titles_are_short,
    streams_have_links,
    nobody_is_exposed,
)
