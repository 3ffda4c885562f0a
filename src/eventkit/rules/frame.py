"""Rules of what all sessions share: the conference, its rooms and tracks, and the settings of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit.findings import Severity
from eventkit.model import Conference, Room, RoomId, SessionId, Track
from eventkit.rules.content import lacking_of
from eventkit.rules.examples import example, room, track
from eventkit.rules.rule import Breach, Rule, rule
from eventkit.rules.scope import CONFERENCE, SETTING
from eventkit.rules.survey import Survey
from eventkit.texts import folded


@rule(
    "frame-one-language",
    Severity.WARNING,
    CONFERENCE,
    lambda: example(rooms=[room("hall", name={"en": "Hall"})]),
)
def frame_in_every_language(survey: Survey, conferences: Iterable[Conference]) -> Iterator[Breach]:
    """Every name of a room or track, and the conference's title, is there in each of its languages.

    They stand on every page of the programme.
    """
    for conference in conferences:
        if lacking := lacking_of(conference.languages, conference.title):
            yield frame_in_every_language.breach("title", conference=conference, lacking=lacking)
        named: Iterable[Room | Track] = (*survey.schedule.rooms, *survey.schedule.tracks)
        for each in named:
            if lacking := lacking_of(conference.languages, each.name):
                yield frame_in_every_language.breach(named=each, lacking=lacking)


@rule(
    "faint-track",
    Severity.WARNING,
    CONFERENCE,
    lambda: example(tracks=[track("algebra", "AL", "#ffee88")]),
)
def tracks_can_be_seen(survey: Survey, conferences: Iterable[Conference]) -> Iterator[Breach]:
    """Every track's colour stands out on white paper.

    The least contrast is 3 to 1 (WCAG 2.2, 1.4.11), unless the settings ask for another.
    """
    for each in (track_ for _ in conferences for track_ in survey.schedule.tracks):
        contrast = 1.05 / (_luminance(each.colour) + 0.05)
        if contrast < survey.settings.contrast:
            yield tracks_can_be_seen.breach(
                track=each,
                colour=each.colour,
                contrast=f"{contrast:.1f}",
                least=f"{survey.settings.contrast:g}",
            )


def _luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 for black to 1 for white (WCAG 2.2, terms)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@rule(
    "track-code-twice",
    Severity.WARNING,
    CONFERENCE,
    lambda: example(tracks=[track("algebra", "AL"), track("geometry", "AL")]),
)
def tracks_have_codes_of_their_own(survey: Survey, conferences: Iterable[Conference]) -> Iterator[Breach]:
    """Every track has a code of its own.

    Where colour is lost, on a copy or to the colour-blind, the code is all that tells tracks apart.
    """
    for _ in conferences:
        by_code: dict[str, list[Track]] = {}
        for each in survey.schedule.tracks:
            by_code.setdefault(each.code, []).append(each)
        for code, alike in by_code.items():
            if len(alike) > 1:
                yield tracks_have_codes_of_their_own.breach(tracks=tuple(alike), code=code)


@rule(
    "same-room-name",
    Severity.WARNING,
    CONFERENCE,
    lambda: example(
        rooms=[room("hall", capacity=300), room("hall-2", name={"en": "HALL", "zh": "礼堂"}, capacity=80)]
    ),
)
def rooms_have_names_of_their_own(survey: Survey, conferences: Iterable[Conference]) -> Iterator[Breach]:
    """No two rooms of one building have the same name, be it with other accents or case.

    Nobody finds the right one by it; or it is one room entered twice, and clashes in it are not seen.
    """
    for _ in conferences:
        by_name: dict[tuple[frozenset[str], str], dict[str, Room]] = {}
        for each in survey.schedule.rooms:
            building = frozenset(map(folded, each.building.values())) if each.building else frozenset()
            for name in each.name.values():
                by_name.setdefault((building, folded(name)), {})[each.id] = each
        for alike in dict.fromkeys(tuple(sorted(ids)) for ids in by_name.values()):
            if len(alike) > 1:
                rooms = tuple(survey.schedule.room(RoomId(id_)) for id_ in alike)
                yield rooms_have_names_of_their_own.breach(rooms=rooms)


@rule("lost-setting", Severity.WARNING, SETTING, lambda: example(settings={"needs": {"algebra": ["piano"]}}))
def settings_lead_somewhere(survey: Survey, named: Iterable[tuple[str, str, str]]) -> Iterator[Breach]:
    """Everything that the settings of the rules name is there.

    A wish about a session that was removed is watched by nobody.
    """
    rooms = {each.id for each in survey.schedule.rooms}
    for setting, kind, id_ in named:
        if not (id_ in rooms if kind == "room" else [*survey.sessions([SessionId(id_)])]):
            yield settings_lead_somewhere.breach(
                conference=survey.schedule.conference, setting=setting, kind=kind, id=id_
            )


RULES: tuple[Rule, ...] = (
    frame_in_every_language,
    tracks_can_be_seen,
    tracks_have_codes_of_their_own,
    rooms_have_names_of_their_own,
    settings_lead_somewhere,
)
