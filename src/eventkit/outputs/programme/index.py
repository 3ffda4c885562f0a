"""The index of those who appear, with the pages they are on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import methodcaller

from eventkit.model import Participant, ParticipantId, ParticipantKind, Session, SessionId
from eventkit.outputs.programme.collation import index_key
from eventkit.outputs.programme.leading import set_dot_leader, without_number_column
from eventkit.outputs.programme.people import person_anchor
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.setting import WIDE_SPACE, PrintContext, set_paired, set_stacked
from eventkit.typesetting import Anchor, Span, set_lines, shape
from eventkit.typesetting.flow import Column, Piece, beside, set_at, together
from eventkit.typesetting.joining import reading_direction
from eventkit.typesetting.roles import ARTIFACT, Element
from eventkit.typesetting.tagged import as_one, item, within
from eventkit.wording import Word

SPEAKERS, OTHERS = "speakers", "participants"

_INDEX_COLUMNS = 2

_TITLE_LINES = 2
"""How many lines the title of a session may take."""


class PeopleIndex:
    """Everyone who appears, sorted, each with the numbers of the pages their sessions are on.

    It is asked again whenever page numbers have changed; what these do not change is set once.
    """

    def __init__(self, context: PrintContext) -> None:
        self._context = context
        self._names: dict[ParticipantId, Sequence[Piece]] = {}
        self._titles: dict[SessionId, Sequence[Piece]] = {}

    def sections(self, pages: Mapping[str, str]) -> Iterator[Section]:
        """People first, then delegations, teams and bodies in a section of their own.

        Args:
            pages: The page number of each session's anchor; none at all in the first pass.
        """
        words: tuple[tuple[Word, str, bool], ...] = (
            ("speakers", SPEAKERS, True),
            ("participants", OTHERS, False),
        )
        for word, anchor, persons in words:
            listed = [
                each
                for each in self._context.schedule.participants
                if (each.kind is ParticipantKind.PERSON) is persons
                and _indexed_sessions(self._context, each, pages)
            ]
            if listed:
                entries = partial(self._entries, listed, pages)
                yield build_section(
                    self._context, anchor, methodcaller("word", word), entries, columns=_INDEX_COLUMNS
                )

    def _entries(self, listed: Sequence[Participant], pages: Mapping[str, str]) -> Iterator[Piece]:
        """The entries, the first of each initial with that letter before it: names are not turned round."""
        context = self._context
        order = {each.id: index_key(context.schedule, each, context.languages) for each in listed}
        last, entries = "", Element("L")
        for participant in sorted(listed, key=lambda each: order[each.id][1]):
            initial, _ = order[participant.id]
            yield from within(
                entries, self._set_entry(participant, pages, initial if initial != last else "")
            )
            last = initial

    def _set_entry(self, participant: Participant, pages: Mapping[str, str], initial: str) -> list[Piece]:
        """The name and the foremost position, then each session with its page."""
        context, about = self._context, (participant.id,)
        if participant.id not in self._names:
            self._names[participant.id] = _set_index_name(context, participant)
        sessions = _indexed_sessions(context, participant, pages)
        told = [line for session in sessions for line in self._set_session(session, pages)]
        lines = item([*self._names[participant.id], *told])
        if initial:
            letter = shape(context.fonts, Span(initial, "und", context.type_scale.letter))
            lines[0] = beside(lines[0], set_at(letter, 0, about, tags=ARTIFACT))
        marks = (Anchor(person_anchor(participant), 0, 0), *lines[0].marks)
        return together([lines[0]._replace(marks=marks), *lines[1:]], before=context.page_format.leading / 2)

    def _set_session(self, session: Session, pages: Mapping[str, str]) -> Sequence[Piece]:
        """The title, with its page."""
        context = self._context
        if session.id not in self._titles:
            self._titles[session.id] = _set_index_title(context, session)
        number = replace(context.type_scale.number, size=context.type_scale.note.size * 1.1)
        title, anchor = self._titles[session.id], session_anchor(session)
        return as_one(
            "P", set_dot_leader(context, title, anchor, pages, _index_column(context), style=number)
        )


def _index_column(context: PrintContext) -> Column:
    return context.column(4.5 * context.page_format.unit, of=_INDEX_COLUMNS)


def _set_index_name(context: PrintContext, participant: Participant) -> Sequence[Piece]:
    column, about = _index_column(context), (participant.id,)
    lines = set_paired(
        context.participant_spans(participant, context.type_scale.entry),
        column,
        about,
        WIDE_SPACE,
        balanced=True,
    )
    if participant.kind is ParticipantKind.PERSON:
        # The foremost position only: an index is for finding.
        foremost = participant.model_copy(update={"affiliations": participant.affiliations[:1]})
        small = [span._replace(style=context.type_scale.note) for span in context.position_spans(foremost)]
        lines += set_stacked(small, column, about, balanced=True)
    return lines


def _set_index_title(context: PrintContext, session: Session) -> Sequence[Piece]:
    inner = without_number_column(context, _index_column(context))
    title = context.text_spans(session.title, replace(context.type_scale.note, colour=context.colours.ink))[0]
    about = (session.id,)
    lines = inner.lines([title], about, balanced=True)
    if len(lines) <= _TITLE_LINES:
        return lines
    cut = set_lines(
        context.fonts, title, inner.width, max_lines=_TITLE_LINES, base=reading_direction([title])
    )
    return [set_at(line, inner.begin(line, alone=False), about) for line in cut]


def _indexed_sessions(
    context: PrintContext, participant: Participant, pages: Mapping[str, str]
) -> Sequence[Session]:
    """The sessions someone appears in, each once; before any page is known, all of them."""
    found = {
        session.id: session
        for session, appearance in context.schedule.appearances(participant.id)
        if appearance.comes and (not pages or session_anchor(session) in pages)
    }
    return tuple(found.values())
