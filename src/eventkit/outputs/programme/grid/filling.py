"""How much of what a box says is told on the height there is for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eventkit.outputs.programme.grid.telling import BoxText, DetailLevel, truncate_block
from eventkit.outputs.programme.sections import session_anchor
from eventkit.typesetting import Link, Span
from eventkit.typesetting.flow import Piece, height_of
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import item, within

_ROUNDING = 0.01


@dataclass(frozen=True)
class FittedBox:
    """The pieces of a box, and what of it found no room.

    Attributes:
        pieces: From the top down.
        heading_length: How many of them stand above its list.
        truncated: The sessions whose title is cut or left out.
    """

    pieces: Sequence[Piece]
    heading_length: int
    truncated: tuple[str, ...] = ()


def fit_text(of: BoxText, height: float, amount: DetailLevel, *, links: bool) -> FittedBox:
    """As much of it as a height holds, which is at least what the amount asks for.

    What is over goes to the title first, then to the list, then to the names.
    """
    about = (of.session.id,) if of.session else ()
    over = height - of.minimum_height(amount)
    pieces, lost = list(of.head), dict[str, None]()
    for at, (span, lines) in enumerate(of.titles):
        lead = span.style.leading
        least = min(lines, amount.other_lines if at else amount.title_lines)
        more = max(0, min(lines - least, int((over + _ROUNDING) / lead)))
        over -= more * lead
        found, shortened = truncate_block(of.context, [span], of.width, least + more, about)
        pieces += found
        lost |= dict.fromkeys(about if shortened else ())
    heading = len(pieces)
    listed, left = _fit_list(of, of.list_height(amount) + over, amount, links=links)
    pieces += listed
    lost |= dict.fromkeys(left)
    names, lines = of.people
    if names:
        room = int((height - height_of(pieces) + _ROUNDING) / names[0].style.leading)
        pieces += truncate_block(of.context, names, of.width, max(0, min(lines, room)), about)[0]
    return FittedBox(pieces, heading, tuple(lost))


def _fit_list(of: BoxText, free: float, amount: DetailLevel, *, links: bool) -> tuple[list[Piece], list[str]]:
    """The entries of a list as far as they fit, then how many more there are; and which are not whole."""
    look, pieces, lost, entries = of.style, list[Piece](), list[str](), Element("L")
    lead = look.item.leading
    whole = sum(lines * lead + look.list_gap for _, _, lines in of.items) <= free + _ROUNDING
    for at, (session, spans, lines) in enumerate(of.items):
        left = len(of.items) - at
        needed = (lines if whole else min(lines, amount.title_lines)) * lead + look.list_gap
        if needed + (lead if left > 1 and not whole else 0) > free + _ROUNDING:
            lost += [each.id for each, _, _ in of.items[at:]]
            more = Span(f"+ {left}", of.context.languages[0], look.item)
            left_over = (
                truncate_block(of.context, [more], of.width, 1, ())[0] if free + _ROUNDING >= lead else []
            )
            pieces += within(entries, item(left_over))
            break
        found, shortened = truncate_block(
            of.context, spans, of.width, round((needed - look.list_gap) / lead), (session.id,)
        )
        lost += [session.id] if shortened else []
        free -= needed
        if links and found:
            link = Link(0, 0, of.width, len(found) * lead, f"#{session_anchor(session)}")
            found[0] = found[0]._replace(marks=(*found[0].marks, link))
        pieces += within(
            entries, item([piece._replace(before=look.list_gap) for piece in found[:1]] + found[1:])
        )
    return pieces, lost
