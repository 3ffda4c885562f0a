"""Rules of content: titles, texts in every language, tracks, room names and settings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from eventkit.findings import Severity
from eventkit.model import Conference, Link, Room, Session, SessionId, Status, Stream, StreamKind, Track
from eventkit.model.wishes import IN_ORDER, split_wish
from eventkit.rules.rule import Rule, Violation, rule
from eventkit.rules.rule_examples import a_room, a_session, a_track, example
from eventkit.rules.rule_scopes import ALL, CONFERENCE, SESSION, SETTING, TITLE
from eventkit.rules.schedule_index import ScheduleIndex, missing_languages
from eventkit.schedule import Schedule
from eventkit.texts import UNDETERMINED, Text, fold, match_language

ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")  # an e-mail address somewhere in a text


_PLACEHOLDER_LIMIT = 26  # the most characters of a title that is a placeholder
_PLACEHOLDER = (
    r"[\W_]*(?:t\.?b\.?[acd]\.?|n/?a|xxx+|to be (?:announced|confirmed|determined|defined)|untitled|no title|"
    r"title|undefined|null|none|unknown|placeholder|topic|(?:title|topic|session|talk) t\.?b\.?[acd]\.?|"
    r"待定|待确认|待確認|待公布|未定|无题|無題|暂无|题目待定|題目待定|标题|主题待定|名称待定)[\W_]*"
)


@rule(
    "untitled",
    Severity.WARNING,
    SESSION,
    lambda: example(a_session("algebra", title={"en": "TBA", "zh": "待定"})),
)
def everything_has_a_title(_: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """No title is a placeholder for one that is still to come.

    “TBA” goes to print as it is.
    """
    for session in sessions:
        if session.status is Status.CANCELLED:
            continue
        placeholder = next(filter(_is_placeholder, session.title.values()), None)
        if placeholder is not None:
            yield everything_has_a_title.violation(
                "{session} has no real title yet: it says “{title}”",
                "ask for the title, or use a working title",
                session=session,
                title=placeholder,
            )


def _is_placeholder(title: str) -> bool:
    """True for a title that is to come: TBA, Title TBC, 题目待定."""
    return len(title) <= _PLACEHOLDER_LIMIT and re.fullmatch(_PLACEHOLDER, title, re.IGNORECASE) is not None


@rule(
    "one-language",
    Severity.WARNING,
    TITLE,
    lambda: example(
        a_session("algebra", title={"en": "Algebra"}), a_session("geometry"), a_session("opening")
    ),
)
def titles_in_every_language(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every title is there in each of the conference's languages.

    Where it is not, readers get another language. Where most titles are in one language only, titles are not
    translated in this conference, and it is worth knowing at most. `frame-one-language` checks the names of
    rooms, of tracks and of the conference.
    """
    languages = index.schedule.conference.languages
    for session in sessions:
        if missing := missing_languages(languages, session.title):
            severity = Severity.INFO if index.is_untranslated else None
            yield titles_in_every_language.violation(
                "the title of {session} is missing in {lacking}",
                "add it, or another language is printed instead",
                "",
                severity,
                session=session,
                lacking=missing,
            )


@rule(
    "long-title",
    Severity.INFO,
    SESSION,
    lambda: example(a_session("algebra", title={"en": "On the " + "very " * 30 + "long", "zh": "论"})),
    settings=("title_length",),
)
def titles_are_short(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every title is short enough for a line or two.

    Door signs, badges and calendars cut what is longer. The settings say how long it may be.
    """
    limit = index.settings.title_length
    for session in sessions:
        for title in session.title.values():
            if 2 * len(title) > limit and (length := _width(title)) > limit:
                yield titles_are_short.violation(
                    "the title of {session} is {length} letters long, but only {limit} fit",
                    "shorten it, and move the rest to the subtitle",
                    session=session,
                    length=length,
                    limit=limit,
                )
                break


def _width(text: str) -> int:
    """The width of a text in Latin letters: those as wide as they are high count twice (UAX 11)."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@rule(
    "dead-stream",
    Severity.WARNING,
    SESSION,
    lambda: example(a_session("algebra", "09:00-10:00", "hall", streams=[{"kind": "live"}])),
)
def streams_have_links(_: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every live stream of a session says where to watch it.

    Those who are not there have nothing else.
    """
    for session in sessions:
        dead = any(stream.url is None and stream.kind is StreamKind.LIVE for stream in session.streams)
        if dead and session.status is not Status.CANCELLED:
            yield streams_have_links.violation(
                "{session} has a live stream without an address",
                "add the link, or remove the stream",
                session=session,
            )


@rule(
    "address-shown",
    Severity.WARNING,
    SESSION,
    lambda: example(a_session("algebra", abstract={"en": "Write to noether@example.org.", "zh": "见英文。"})),
)
def nobody_is_exposed(_: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """No public text of a session contains an e-mail address.

    Programmes and calendars are read by machines that send mail to what they find.
    """
    for session in sessions:
        for text in (session.title, session.subtitle, session.abstract):
            address = find_address(text) if text is not None else None
            if address:
                yield nobody_is_exposed.violation(
                    "a public text of {session} contains the e-mail address {address}",
                    "remove it, or use the address of a web page",
                    session=session,
                    address=address,
                )
                break


def find_address(text: Text) -> str | None:
    """The first e-mail address in a text, or ``None``."""
    for string in text.values():
        if "@" in string and (match := ADDRESS.search(string)):
            return match[0]
    return None


@rule(
    "login-in-link",
    Severity.WARNING,
    ALL,
    lambda: example(conference={"links": [{"url": "https://office:secret@example.org/programme"}]}),
)
def links_contain_no_login(_: ScheduleIndex, schedules: Iterable[Schedule]) -> Iterator[Violation]:
    """No public link contains a user name or a password.

    Calendars, programmes and exports publish links as they are.
    """
    for schedule in schedules:
        for kind, id_, urls in _public_links(schedule):
            hosts = {parts.hostname for url in urls if "@" in (parts := urlsplit(url)).netloc}
            if hosts:
                yield links_contain_no_login.violation(
                    "a public link of {kind} {id} to {hosts} contains a user name or a password",
                    "remove what is before the @, and change the password if the link was published",
                    conference=schedule.conference,
                    kind=kind,
                    id=id_,
                    hosts=tuple(sorted(filter(None, hosts))),
                )


def _public_links(schedule: Schedule) -> Iterator[tuple[str, str, list[str]]]:
    conference = schedule.conference
    pages = [conference.url, *(deadline.url for deadline in conference.deadlines)]
    pages += [conference.venue.url] if conference.venue else []
    yield "conference", conference.id, [*filter(None, pages), *_urls((conference.links, conference.streams))]
    for organisation in schedule.organisations:
        if organisation.url is not None:
            yield "organisation", organisation.id, [organisation.url]
    for participant in schedule.participants:
        if participant.links:
            yield "person", participant.id, _urls((participant.links,))
    for session in schedule.sessions:
        if session.links or session.streams:
            yield "session", session.id, _urls((session.links, session.streams))


def _urls(links: tuple[tuple[Link | Stream, ...], ...]) -> list[str]:
    return [link.url for group in links for link in group if link.url is not None]


@rule(
    "frame-one-language",
    Severity.WARNING,
    CONFERENCE,
    lambda: example(rooms=[a_room("hall", name={"en": "Hall"})]),
)
def frame_in_every_language(index: ScheduleIndex, conferences: Iterable[Conference]) -> Iterator[Violation]:
    """Every name of a room or track, and the conference's title, is there in each of its languages.

    They are on every page of the programme.
    """
    for conference in conferences:
        if lacking := missing_languages(conference.languages, conference.title):
            yield frame_in_every_language.violation(
                "the title of the conference is missing in {lacking}",
                "add it, or another language is printed instead",
                "title",
                conference=conference,
                lacking=lacking,
            )
        named: Iterable[Room | Track] = (*index.schedule.rooms, *index.schedule.tracks)
        for entity in named:
            if lacking := missing_languages(conference.languages, entity.name):
                yield frame_in_every_language.violation(
                    "the name of {named} is missing in {lacking}",
                    "add it, or another language is printed instead",
                    named=entity,
                    lacking=lacking,
                )


_MANY_TEXTS = 5


@rule(
    "other-language",
    Severity.WARNING,
    ALL,
    lambda: example(a_session("algebra", title={"en": "Algebra", "zh": "代数", "fr": "Algèbre"})),
)
def texts_in_languages_of_conference(_: ScheduleIndex, schedules: Iterable[Schedule]) -> Iterator[Violation]:
    """Every title, abstract and name of a room or track is in one of the conference's languages.

    Texts in another language are not printed. Where many are in the same one, that is reported once. People
    and organisations may have names in any language.
    """
    for schedule in schedules:
        conference = schedule.conference
        for language, entities in _texts_in_other_languages(schedule).items():
            if len(entities) > _MANY_TEXTS:
                yield texts_in_languages_of_conference.violation(
                    "many texts are in {language}, which is not a language of the conference, so they "
                    "are not printed",
                    "add the language to the conference, or waive this",
                    "many",
                    conference=conference,
                    language=language,
                )
                continue
            for entity in entities:
                yield texts_in_languages_of_conference.violation(
                    "a text of {entity} is in {language}, which is not a language of the conference, so "
                    "it is not printed",
                    "add the language to the conference, or remove the text",
                    entity=entity,
                    language=language,
                )


def _texts_in_other_languages(schedule: Schedule) -> dict[str, list[Conference | Room | Track | Session]]:
    languages = schedule.conference.languages
    known = {*languages, UNDETERMINED}
    entities: dict[str, list[Conference | Room | Track | Session]] = {}
    for entity, texts in _texts(schedule):
        for language in dict.fromkeys(language for text in texts if text for language in text):
            if language not in known and match_language(language, languages) is None:
                entities.setdefault(language, []).append(entity)
    return entities


def _texts(
    schedule: Schedule,
) -> Iterator[tuple[Conference | Room | Track | Session, tuple[Text | None, ...]]]:
    yield schedule.conference, (schedule.conference.title,)
    named: Iterable[Room | Track] = (*schedule.rooms, *schedule.tracks)
    for entity in named:
        yield entity, (entity.name,)
    for session in schedule.sessions:
        if session.status is not Status.CANCELLED:
            yield session, (session.title, session.subtitle, session.abstract)


@rule(
    "faint-track",
    Severity.WARNING,
    CONFERENCE,
    lambda: example(tracks=[a_track("algebra", "AL", "#ffee88")]),
    settings=("contrast",),
)
def tracks_can_be_seen(index: ScheduleIndex, conferences: Iterable[Conference]) -> Iterator[Violation]:
    """Every track's colour stands out on white paper.

    The least contrast is 3 to 1 (WCAG 2.2, 1.4.11), unless the settings ask for another.
    """
    for track in (track for _ in conferences for track in index.schedule.tracks):
        contrast = 1.05 / (_luminance(track.colour) + 0.05)
        if contrast < index.settings.contrast:
            yield tracks_can_be_seen.violation(
                "the colour {colour} of the track {track} has a contrast of {contrast}:1 with white "
                "paper, below the minimum of {least}:1",
                "choose a darker colour",
                track=track,
                colour=track.colour,
                contrast=f"{contrast:.1f}",
                least=f"{index.settings.contrast:g}",
            )


def _luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 for black to 1 for white (WCAG 2.2, terms)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@rule(
    "track-code-twice",
    Severity.WARNING,
    CONFERENCE,
    lambda: example(tracks=[a_track("algebra", "AL"), a_track("geometry", "AL")]),
)
def tracks_have_codes_of_their_own(
    index: ScheduleIndex, conferences: Iterable[Conference]
) -> Iterator[Violation]:
    """Every track has a code of its own.

    Where colour is lost, on a copy or to the colour-blind, tracks differ by their codes alone.
    """
    for _ in conferences:
        by_code: dict[str, list[Track]] = {}
        for track in index.schedule.tracks:
            by_code.setdefault(track.code, []).append(track)
        for code, tracks in by_code.items():
            if len(tracks) > 1:
                yield tracks_have_codes_of_their_own.violation(
                    "the tracks {tracks} have the same code, {code}",
                    "give each of them its own",
                    tracks=tuple(tracks),
                    code=code,
                )


@rule(
    "same-room-name",
    Severity.WARNING,
    CONFERENCE,
    lambda: example(
        rooms=[a_room("hall", capacity=300), a_room("hall-2", name={"en": "HALL", "zh": "礼堂"}, capacity=80)]
    ),
)
def rooms_have_names_of_their_own(
    index: ScheduleIndex, conferences: Iterable[Conference]
) -> Iterator[Violation]:
    """No two rooms of one building have the same name, accents and case aside.

    Nobody finds the right one by it; or it is one room entered twice, and clashes in it are not seen.
    """
    for _ in conferences:
        by_name: dict[tuple[frozenset[str], str], dict[str, Room]] = {}
        for room in index.schedule.rooms:
            building = frozenset(map(fold, room.building.values())) if room.building else frozenset()
            for name in room.name.values():
                by_name.setdefault((building, fold(name)), {})[room.id] = room
        for ids in dict.fromkeys(tuple(sorted(rooms)) for rooms in by_name.values()):
            if len(ids) > 1:
                rooms = tuple(index.schedule.room(id_) for id_ in ids)
                yield rooms_have_names_of_their_own.violation(
                    "{rooms} have the same name",
                    "if they are one room, keep one entry; if not, distinguish them by name or building",
                    rooms=rooms,
                )


@rule(
    "lost-setting",
    Severity.WARNING,
    SETTING,
    lambda: example(settings={"room_hours": {"cellar": {"opens": "09:00", "closes": "18:00"}}}),
)
def settings_lead_somewhere(
    index: ScheduleIndex, named: Iterable[tuple[str, str, str]]
) -> Iterator[Violation]:
    """Everything that the settings of the rules name is there.

    A wish about a session that was removed is watched by nobody, and a mistyped rule keeps its severity.
    """
    rooms = {room.id for room in index.schedule.rooms}
    for setting, kind, id_ in named:
        match kind:
            case "room":
                is_there = id_ in rooms
            case "wish":
                yield settings_lead_somewhere.violation(
                    "the wish “{wish}” is not understood",
                    "name the sessions after it, in their order"
                    if split_wish(id_).word in IN_ORDER
                    else "begin it with only, not, prefer, avoid or apart, see the documentation of plans",
                    "wish",
                    conference=index.schedule.conference,
                    wish=id_,
                )
                continue
            case _:
                is_there = any(index.sessions([SessionId(id_)]))
        if not is_there and setting == "wishes":
            yield settings_lead_somewhere.violation(
                "a wish names the {kind} {id}, which does not exist",
                "correct the id, or remove the wish",
                "id",
                conference=index.schedule.conference,
                kind=kind,
                id=id_,
            )
        elif not is_there:
            yield settings_lead_somewhere.violation(
                "the rule setting {setting} names the {kind} {id}, which does not exist",
                "correct the id, or remove it from the settings",
                conference=index.schedule.conference,
                setting=setting,
                kind=kind,
                id=id_,
            )


RULES: tuple[Rule, ...] = (
    everything_has_a_title,
    titles_in_every_language,
    titles_are_short,
    streams_have_links,
    nobody_is_exposed,
    links_contain_no_login,
    frame_in_every_language,
    texts_in_languages_of_conference,
    tracks_can_be_seen,
    tracks_have_codes_of_their_own,
    rooms_have_names_of_their_own,
    settings_lead_somewhere,
)
