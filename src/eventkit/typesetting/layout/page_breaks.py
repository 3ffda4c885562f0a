"""Page breaking: blocks to pages, with balanced columns and a baseline grid."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, product
from math import ceil, inf

from eventkit.typesetting.layout.flow_blocks import Block, move, stack, total_height
from eventkit.typesetting.layout.pages import Destination, Mark, PlacedLine
from eventkit.typesetting.text.faces import InkBox
from eventkit.typesetting.text.spans import BASELINE, EPSILON, TextLine

OVERLAP_TOLERANCE = 0.15
"""The overlap of ink boxes, in em, up to which the ink of two lines hardly ever touches."""

_MINIMUM_START = 1 / 4  # of a page that has to be free for the start of a group taller than a page

_BALANCING_STEP = 4.0
"""The step in points by which the height of columns is increased without a baseline grid."""


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """Blocks in balanced columns side by side, read one after the other."""

    blocks: tuple[Block, ...]  # the blocks in order, none wider than a column
    count: int  # the number of columns, at least 1
    step: float  # points from the left edge of a column to that of the next


@dataclass(frozen=True, slots=True)
class PageMetrics:
    """The height of a page, and its baseline grid."""

    height: float  # the height in points
    grid: float  # the distance of baselines in points; 0 for no grid

    def space(self, block: Block, y: float, above: Block | None) -> float:
        """The space above a block that follows another one, which ends at ``y``, or is the first of its
        page.
        """
        space_above = block.space_above if above else 0
        if not self.grid or (ascent := _ascent(block)) is None:
            return space_above
        if above and not space_above:
            space_above = _crowdedness(above, block)
        top, half = y + space_above, self.grid / 2
        if space_above >= self.grid - EPSILON:
            top = self.grid * ceil(top / self.grid - EPSILON)
        lines = ceil((top + ascent - self.grid * BASELINE) / half - EPSILON)
        return self.grid * BASELINE + lines * half - ascent - y


@dataclass(slots=True)
class PageBuilder:
    """A page while it is filled."""

    metrics: PageMetrics
    blocks: list[Block] = field(default_factory=list)
    spaces: list[float] = field(default_factory=list)
    bottom: float = 0
    content: list[Block | ColumnSet] = field(default_factory=list)
    """The blocks of the page, with each column set where `blocks` has its columns as one block."""
    columns_left: bool = False  # true if a column set continues on the next page
    _tried: list[float] = field(default_factory=list)  # the spaces above the blocks that were last tried

    @property
    def _last(self) -> Block | None:
        return self.blocks[-1] if self.blocks else None

    def _add(self, group: Iterable[Block], spaces: Iterable[float]) -> None:
        for block, space in zip(group, spaces, strict=False):
            self.spaces.append(space)
            self.blocks.append(block)
            self.bottom += space + block.height

    def add_group(self, group: Sequence[Block]) -> int:
        """Add as many blocks of a group as fit, and return their number."""
        count = self._count_to_add(group)
        self._add(group[:count], self._tried)
        self.content += group[:count]
        return count

    def add_columns(self, columns: ColumnSet) -> int:
        """Add as many blocks of columns as fit, merged into one, and return their number."""
        first, *_ = columns.blocks
        # On a grid the first baseline of a column may be lower than that of its first block.
        deep = Block(self.metrics.space(first, 0, None))
        top = stack([deep, first._replace(space_above=0)])._replace(space_above=first.space_above)
        space = self.metrics.space(top, self.bottom, self._last)
        available_height = self.metrics.height - self.bottom - space
        pages, count = _fill_columns(columns, self.metrics, available_height)
        if count == len(columns.blocks):
            pages = _balance_columns(columns, self.metrics, available_height)
        elif not self._can_start_columns(pages, columns.count):
            return 0
        marks = [mark for at, page in enumerate(pages) for mark in page.marks(at * columns.step)]
        whole = Block(max(page.bottom for page in pages), tuple(marks), first.space_above)
        self._add([whole], [self.metrics.space(whole, self.bottom, self._last)])
        self.content.append(replace(columns, blocks=columns.blocks[:count]))
        self.columns_left = count < len(columns.blocks)
        return count

    def take_title(self) -> Sequence[Block]:
        """Take the title of columns that begin on the next page from the end of the page."""
        if len(self.blocks) < 2 or not self.blocks[-1].keep_with_next:
            return ()
        title = self.blocks.pop()
        self.content.pop()
        self.bottom -= self.spaces.pop() + title.height
        return (title,)

    def _can_start_columns(self, pages: Sequence[PageBuilder], count: int) -> bool:
        """True if a column set that continues on the next page may start here: with every column in
        use, unless the page is empty.
        """
        return not self.blocks or (len(pages) == count and all(page.blocks for page in pages))

    def _count_to_add(self, group: Sequence[Block]) -> int:
        """The number of blocks of a group to add: all or none, unless the group is taller than a page."""
        height, empty = self.metrics.height, not self.blocks
        if not empty and self.bottom + group[0].space_above + group[0].height_needed > height:
            return 0
        fitting = self._count_fitting(group)
        if fitting == len(group):
            return fitting
        if not empty and (total_height(group) <= height or height - self.bottom < _MINIMUM_START * height):
            return 0
        if fitting == 0:
            return int(empty)
        return _column_break(group, fitting)

    def _count_fitting(self, group: Sequence[Block]) -> int:
        bottom, above, metrics = self.bottom, self._last, self.metrics
        most, tried = metrics.height + EPSILON, list[float]()
        self._tried = tried
        for count, block in enumerate(group):
            space = metrics.space(block, bottom, above)
            tried.append(space)
            bottom, above = bottom + (space + block.height), block
            if bottom > most:
                return count
        return len(group)

    def destination_names(self) -> list[str]:
        return [
            mark.name
            for at, block in enumerate(self.blocks)
            for mark in (*(block.separator if at else ()), *block.marks)
            if isinstance(mark, Destination)
        ]

    def marks(self, x: float = 0) -> tuple[Mark, ...]:
        """The marks, moved to the right by ``x``."""
        placed = [_with_space(block, space) for block, space in zip(self.blocks, self.spaces, strict=True)]
        if placed and self.spaces[0]:  # `stack` drops the space above the first block, and its separator
            placed = [Block(self.spaces[0]), placed[0]._replace(space_above=0, separator=()), *placed[1:]]
        return stack(placed, x).marks


def height_on_grid(blocks: Sequence[Block], grid: float) -> float:
    """The height of blocks from the top of a page whose baselines are that far apart."""
    page = PageBuilder(PageMetrics(inf, grid))
    page.add_group(blocks)
    return page.bottom


def _fill_columns(columns: ColumnSet, metrics: PageMetrics, height: float) -> tuple[list[PageBuilder], int]:
    low, metrics, whole = height < metrics.height, replace(metrics, height=height), metrics.height
    pages, count = [PageBuilder(metrics)], 0
    for group in keep_groups(columns.blocks):
        left = group
        while left:
            tall = total_height(left)
            if low and not pages[-1].blocks and (height < tall <= whole or left[0].height > height):
                return pages, count  # it goes on a page of its own
            added = pages[-1].add_group(left)
            count, left = count + added, left[added:]
            if left and len(pages) == columns.count:
                return pages, count
            if left:
                pages.append(PageBuilder(metrics))
    return pages, count


def _balance_columns(columns: ColumnSet, metrics: PageMetrics, available_height: float) -> list[PageBuilder]:
    step = metrics.grid or _BALANCING_STEP
    tallest = max(map(total_height, keep_groups(columns.blocks)))
    low = max(total_height(columns.blocks) / columns.count, tallest)
    for steps in range(ceil(low / step), ceil(available_height / step)):
        pages, count = _fill_columns(columns, metrics, steps * step)
        if count == len(columns.blocks):
            return pages
    return _fill_columns(columns, metrics, available_height)[0]


def _column_break(group: Sequence[Block], fitting: int) -> int:
    """The break of a group that is taller than a page, as an index: at a space low on the page, without
    leaving a single line.
    """
    lowest = range(fitting, max(1, 2 * fitting // 3), -1)
    at = next((at for at in lowest if at < len(group) and group[at].space_above), fitting)
    return at - 1 if len(group) - at == 1 and at > 2 else at


def _ascent(block: Block) -> float | None:
    """The distance from the top of a block to its first baseline; ``None`` without text."""
    for mark in block.marks:
        if isinstance(mark, PlacedLine):
            return mark.y
    return None


def _crowdedness(above: Block, below: Block) -> float:
    """The overlap in points of the text of a block with the text above it, such as by the tall marks of some
    scripts; 0 if it is within the tolerance.
    """
    upper = [mark for mark in above.marks if isinstance(mark, PlacedLine)]
    lower = [mark for mark in below.marks if isinstance(mark, PlacedLine)]
    lowest = max([mark.y + mark.line.ink.bottom for mark in upper], default=0) - above.height
    if lowest <= min([mark.y + mark.line.ink.top for mark in lower]):
        return 0  # the usual case
    reach = [
        line.ink.bottom - above.height - below_it.ink.y
        for line in upper
        for below_it in lower
        if line.x < below_it.x + below_it.line.width and below_it.x < line.x + line.line.width
    ]
    most = max(reach, default=0)
    return most if most > OVERLAP_TOLERANCE * min(mark.line.size for mark in (*upper, *lower)) else 0


def _with_space(block: Block, space: float) -> Block:
    """The block with another space above it; its separator stays in the middle of the space."""
    separator = block.separator
    if separator:
        off = (block.space_above - space) / 2
        separator = tuple([move(mark, 0, off) for mark in separator])
    return Block(
        block.height,
        block.marks,
        space,
        block.keep_with_next,
        separator,
        block.height_needed,
        block.structure,
    )


def keep_groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Group blocks by keep-with-next: blocks that stay on one page together."""
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.keep_with_next:
            yield group
            group = []
    if group:
        yield group


_BLOCK_FIELDS, _LINE_FIELDS = 5, 8


class BlockMetrics:
    """The metrics of blocks, from which their page breaks follow, in little memory."""

    def __init__(self) -> None:
        self._numbers = array("d")  # of each block, followed by those of its lines
        self._places: dict[int, tuple[tuple[Destination, ...], tuple[Destination, ...]]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def record(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Yield the blocks unchanged and record their metrics."""
        for block in blocks:
            self._record(block)
            yield block

    def _record(self, block: Block) -> None:
        words = [mark for mark in block.marks if isinstance(mark, PlacedLine)]
        self._numbers.extend(
            (block.height, block.space_above, block.keep_with_next, block.height_needed, len(words))
        )
        for word in words:
            line = word.line
            self._numbers.extend((word.x, word.y, line.width, line.size, *line.ink))
        if len(words) < len(block.marks) or block.separator:
            self._places[self._count] = _destination_marks(block.marks), _destination_marks(block.separator)
        self._count += 1

    def replay(self) -> Iterator[Block]:
        """Blocks with the same metrics; their lines are empty, and of their other marks only destinations
        remain.
        """
        at = 0
        for order in range(self._count):
            height, space_above, keep_with_next, height_needed, count = self._numbers[at : at + _BLOCK_FIELDS]
            at += _BLOCK_FIELDS
            words = []
            for _ in range(int(count)):
                words.append(_lines_of(*self._numbers[at : at + _LINE_FIELDS]))
                at += _LINE_FIELDS
            marks, separator = self._places.get(order, ((), ()))
            yield Block(height, (*marks, *words), space_above, bool(keep_with_next), separator, height_needed)


def _destination_marks(marks: Iterable[object]) -> tuple[Destination, ...]:
    return tuple([mark for mark in marks if isinstance(mark, Destination)])


def _lines_of(x: float, y: float, width: float, size: float, *ink: float) -> PlacedLine:
    line = TextLine("", (), width, 0, 0, 0)
    line.__dict__.update(ink=InkBox(*ink), size=size)  # it has no runs to derive them from
    return PlacedLine(line, x, y)


_LONGER = 8  # the most pages that are up to a line longer to save the last one


def break_pages(
    blocks: Iterable[Block | ColumnSet],
    height: float,
    *,
    grid: float = 0,
    last: float = 0,
) -> Iterator[tuple[Mark, ...]]:
    """Break blocks into pages of a height, and yield the marks of each, relative to its top left corner.

    Blocks that keep with the next go to the next page with it; only a group that is taller than a page is
    broken.

    Args:
        blocks: The content, in order.
        height: The height of each page, in points.
        grid: The distance of baselines in points, from the top of the page: the first baseline of a block is
            on such a line, or half-way between two, and below a space of a line or more its top is that of a
            line. So text on facing pages aligns. 0 for no grid.
        last: The part of the height below which the last page on a grid is saved, if up to a line more on the
            pages before does it.
    """
    for page in _fill_pages(blocks, PageMetrics(height, grid), last):
        yield page.marks()


def destinations_by_page(
    blocks: Iterable[Block | ColumnSet], height: float, *, grid: float = 0, last: float = 0
) -> Iterator[list[str]]:
    """The names of the destinations on each page of `break_pages`; faster than that."""
    for page in _fill_pages(blocks, PageMetrics(height, grid), last):
        yield page.destination_names()


def _fill_pages(
    blocks: Iterable[Block | ColumnSet], metrics: PageMetrics, least: float
) -> Iterator[PageBuilder]:
    last: list[PageBuilder] = []
    for page in _pages(blocks, metrics):
        last.append(page)
        if len(last) > _LONGER + 1:
            yield last.pop(0)
    if metrics.grid and len(last) > 1 and last[-1].bottom < least * metrics.height:
        last = _run_longer(last, metrics)
        if last[-1].bottom < _STUB * metrics.height:
            last = _fill_stub(last, metrics)
    yield from (page for page in last if page.blocks)


def _pages(blocks: Iterable[Block | ColumnSet], metrics: PageMetrics) -> Iterator[PageBuilder]:
    page = PageBuilder(metrics)
    for group in _keep_together_groups(blocks):
        left: Sequence[Block] = group.blocks if isinstance(group, ColumnSet) else group
        while left:
            many = replace(group, blocks=tuple(left)) if isinstance(group, ColumnSet) else None
            count = page.add_columns(many) if many else page.add_group(left)
            left = left[count:]
            if left:
                title = page.take_title() if many and not count else ()
                yield page
                page = PageBuilder(metrics)
                page.add_group(title)
    yield page


def _run_longer(pages: list[PageBuilder], metrics: PageMetrics) -> list[PageBuilder]:
    """Save the last page by half a line more, or else a line, on as few pages before it as suffice.

    Spaces stay as they are: no page is closer than the one beside it.
    """
    for more, start in product((metrics.grid / 2, metrics.grid), range(len(pages) - 2, -1, -1)):
        longer = replace(metrics, height=metrics.height + more)
        filled = [*_pages(_join_columns(pages[start:]), longer)]
        if start + len(filled) < len(pages):
            return [*pages[:start], *filled]
    return pages


_STUB, _ENOUGH = 1 / 5, 1 / 3  # of a page: a last page with less than the one has at least the other


def _fill_stub(pages: list[PageBuilder], metrics: PageMetrics) -> list[PageBuilder]:
    """The pages, the last with the end of the one before it too, if both have enough then.

    It is divided at a space of a line or more.
    """
    *others, above, stub = pages
    for at in range(len(above.content) - 1, 0, -1):
        if above.spaces[at] < metrics.grid or above.blocks[at - 1].keep_with_next or above.columns_left:
            continue
        halves = [*_pages(above.content[:at], metrics)]
        halves += _pages([*above.content[at:], *stub.content], metrics)
        if len(halves) == 2 and min(page.bottom for page in halves) >= _ENOUGH * metrics.height:
            return [*others, *halves]
    return pages


def _join_columns(pages: Sequence[PageBuilder]) -> list[Block | ColumnSet]:
    """The content of pages; a column set on several pages is whole."""
    joined: list[Block | ColumnSet] = []
    continued: ColumnSet | None = None
    for page in pages:
        for item in page.content:
            if continued and isinstance(item, ColumnSet):
                joined[-1] = replace(item, blocks=continued.blocks + item.blocks)
            else:
                joined.append(item)
            continued = None
        last = joined[-1] if joined else None
        continued = last if page.columns_left and isinstance(last, ColumnSet) else None
    return joined


def _keep_together_groups(blocks: Iterable[Block | ColumnSet]) -> Iterator[list[Block] | ColumnSet]:
    for in_columns, items in groupby(blocks, key=lambda block: isinstance(block, ColumnSet)):
        if in_columns:
            yield from (item for item in items if isinstance(item, ColumnSet))
        else:
            yield from keep_groups(item for item in items if isinstance(item, Block))
