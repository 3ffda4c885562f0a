"""Rules of what readers see side by side in print: names in texts, who is from where, languages of texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eventkit.findings import Severity
from eventkit.model import Appearance, Participant, ParticipantKind, Session, Status
from eventkit.rules.content import lacking_of
from eventkit.rules.examples import example, person, session
from eventkit.rules.rule import Breach, Rule, rule
from eventkit.rules.scope import ALL, MENTION
from eventkit.rules.survey import Survey
from eventkit.schedule import Schedule
from eventkit.texts import folded_name

_LONGEST = 4
"""How many words of a text are taken to be one name at most."""

_FEW = 5
"""As many abstracts are told one by one, be they most of those there are."""

_AROUND = ".,;:!?()[]{}<>\"'*_`~|/“”‘’«»„…–—，。、；：！？（）《》「」"
_OWNED = ("'s", "’s")


@rule(
    "name-otherwise",
    Severity.WARNING,
    MENTION,
    lambda: example(session("algebra", title={"en": "A Talk by EMMY NOETHER", "zh": "诺特的报告"})),
)
def names_are_spelt_in_one_way(survey: Survey, sessions: Iterable[Session]) -> Iterator[Breach]:
    """Every name in a title, subtitle or abstract is spelt as it is in the list of people.

    The two stand on one page, and one of them looks like a slip. Names in capitals, without their accents or
    in another order are found, and so are the other spellings that are listed of someone.
    """
    for each in sessions:
        if each.status is Status.CANCELLED:
            continue
        told: set[str] = set()
        for said in _said(each):
            for who, spelt in _mentions(survey, said):
                if who.id not in told:
                    told.add(who.id)
                    yield names_are_spelt_in_one_way.breach(person=who, session=each, spelt=spelt)


def _said(of: Session) -> Iterator[str]:
    for text in (of.title, of.subtitle, of.abstract):
        if text is not None:
            yield from text.values()


def _mentions(survey: Survey, text: str) -> Iterator[tuple[Participant, str]]:
    """Those whom a text names otherwise than they write themselves, and how."""
    for spelt in _likely_names(text):
        found = survey.namesakes[folded_name(spelt)]
        if found and not any(spelt == form.full for who in found for form in who.name):
            yield found[0], spelt
    if not text.isascii():
        for spelt, who in survey.written_together:
            if spelt in text and not any(spelt in form.full and form.full in text for form in who.name):
                yield who, spelt


def _likely_names(text: str) -> Iterator[str]:
    """Two words or a few more in a row, of which the first and the last begin with a capital."""
    words = [_bare(word) for word in text.split()]
    large = [word[:1].isupper() for word in words]
    for start, begins in enumerate(large):
        if begins:
            for end in range(start + 1, min(start + _LONGEST, len(words))):
                if large[end]:
                    yield " ".join(words[start : end + 1])


def _bare(word: str) -> str:
    bare = word.strip(_AROUND)
    return bare[:-2] if bare.endswith(_OWNED) else bare


@rule(
    "no-organisation",
    Severity.INFO,
    ALL,
    lambda: example(
        session("algebra", "09:00-10:00", "hall", people=["noether", "hypatia"]),
        participants=[
            person("noether", affiliations=[{"organisation": "gottingen"}]),
            person("hypatia", affiliations=[{"position": {"en": "Astronomer", "zh": "天文学家"}}]),
        ],
        organisations=[{"id": "gottingen", "name": {"en": "University of Göttingen", "zh": "哥廷根大学"}}],
    ),
)
def everyone_is_from_somewhere(_: Survey, schedules: Iterable[Schedule]) -> Iterator[Breach]:
    """Every person who is announced has an organisation, where at least half of the others have one.

    Among names with organisations, one without looks forgotten, in the programme and on badges. Where few
    have one, that is how the conference tells people, and nothing is found.
    """
    for schedule in schedules:
        there = [
            (who, here)
            for who in schedule.participants
            if who.kind is ParticipantKind.PERSON
            and (here := [each for _, each in schedule.appearances(who.id) if each.comes])
        ]
        without = [who for who, here in there if not _is_from(who, here)]
        if 2 * len(without) <= len(there):
            yield from (everyone_is_from_somewhere.breach(person=who) for who in without)


def _is_from(who: Participant, appearances: Sequence[Appearance]) -> bool:
    held = (*who.affiliations, *(held for each in appearances for held in each.affiliations))
    return any(each.organisation is not None for each in held)


@rule(
    "text-one-language",
    Severity.INFO,
    ALL,
    lambda: example(session("algebra", abstract={"en": "What is known of rings."})),
)
def texts_in_every_language(survey: Survey, schedules: Iterable[Schedule]) -> Iterator[Breach]:
    """Every subtitle and abstract, and every name of an organisation, is there in each of the languages.

    Where it is not, readers of that language are given another. Where most abstracts are in one language
    alone, that is said once.
    """
    for schedule in schedules:
        languages = schedule.conference.languages
        told = [each for each in schedule.sessions if each.status is not Status.CANCELLED]
        for each in told:
            if each.subtitle is not None and (lacking := lacking_of(languages, each.subtitle)):
                yield texts_in_every_language.breach("subtitle", session=each, lacking=lacking)
        yield from _of_abstracts(survey, told)
        for body in schedule.organisations:
            if lacking := lacking_of(languages, body.name):
                name = body.name.best(*languages)[1]
                yield texts_in_every_language.breach("organisation", name=name, id=body.id, lacking=lacking)


def _of_abstracts(survey: Survey, sessions: Sequence[Session]) -> Iterator[Breach]:
    conference = survey.schedule.conference
    abstracts = [(each, each.abstract) for each in sessions if each.abstract is not None]
    lacking = [(each, lacks) for each, text in abstracts if (lacks := lacking_of(conference.languages, text))]
    if len(lacking) > _FEW and 2 * len(lacking) > len(abstracts):
        every = tuple(each for each in conference.languages if any(each in lacks for _, lacks in lacking))
        yield texts_in_every_language.breach("most", conference=conference, lacking=every)
        return
    for each, lacks in lacking:
        yield texts_in_every_language.breach(session=each, lacking=lacks)


RULES: tuple[Rule, ...] = (
    names_are_spelt_in_one_way,
    everyone_is_from_somewhere,
    texts_in_every_language,
)
