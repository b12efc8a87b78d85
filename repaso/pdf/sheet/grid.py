"""A table lays itself out from what stands in it, in a column or across the page."""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from math import ceil
from operator import truediv
from typing import NamedTuple

from repaso.pdf.breaker import Words, fill
from repaso.pdf.pen import WHITE, Pen
from repaso.pdf.setter import SMALL, Setter
from repaso.pdf.shapes import Point
from repaso.pdf.sheet.row import Box, Measure, Scale
from repaso.pdf.tags import Tag
from repaso.pdf.text import Line
from repaso.pdf.theme import Face
from repaso.sheet import Gap, Grid, Pair, Printed

_LEADING = 1.15
_PADDING_EM = 0.4  # left and right of every cell
_ROW_PADDING_EM = 0.2  # above and below every cell
_BELOW_EM = 0.3  # below the table
_NARROW_COLUMNS, _NARROW_LINES = 3, 4  # what a column of the page can hold and still be read as a table
_TRIED_COLUMNS = 6  # of more columns not every subset is tried
WRITING_LINES = 1.6
"""A cell to write in is so many lines high at least."""


class Cells(NamedTuple):
    """A table, every cell in words: C columns by R rows."""

    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


def cells(part: Grid, setter: Setter) -> Cells:
    """The words of a table."""
    return Cells(
        tuple(setter.plain(text, Face.SEMIBOLD, WHITE, scale=SMALL) for text in part.head),
        tuple(tuple(setter.runs(cell) for cell in row) for row in part.rows),
    )


def is_narrow(table: Cells, width_em: float) -> bool:
    """Whether the table is still a table in one column of the page: few columns, no word broken, few lines a row."""
    if len(table.head) > _NARROW_COLUMNS or sum(_needs(table).least) > width_em:
        return False
    widths = column_widths_em(table, width_em)
    return all(len(lines) <= _NARROW_LINES for row in table.rows for lines in _filled(row, widths))


def column_widths_em(table: Cells, width_em: float) -> tuple[float, ...]:
    """Share the width among the columns, so that the table is as low as can be.

    Every column gets the width of its longest word at least. Of what remains, some columns get as much as prints their
    cells on one line, and the others a share in proportion to how much more that would take them; which columns, is
    tried. What then still remains is shared evenly.

    Returns:
      C widths, in em; they add up to width_em.
    """
    least, most, naturals = _needs(table)
    if sum(least) >= width_em:
        return tuple(width * width_em / sum(least) for width in least)
    count = len(least)
    subsets = range(2**count) if count <= _TRIED_COLUMNS else (0,)
    trials = [
        _shared(least, most, width_em, [bool(subset >> place & 1) for place in range(count)]) for subset in subsets
    ]
    found = min(filter(None, trials), key=lambda widths: _height(naturals, widths))
    spare = (width_em - sum(found)) / count
    return tuple(width + spare for width in found)


def _shared(least: list[float], most: list[float], width_em: float, whole: list[bool]) -> list[float] | None:
    """The widths, if some columns are `whole`, or None if there is no room for that; they may be less than width_em."""
    start = [high if full else low for low, high, full in zip(least, most, whole, strict=True)]
    room = width_em - sum(start)
    if room < 0:
        return None
    wanted = [high - low for low, high in zip(start, most, strict=True)]
    share = min(1.0, room / max(sum(wanted), 1e-6))
    return [low + share * more for low, more in zip(start, wanted, strict=True)]


def _height(naturals: Sequence[Sequence[float]], widths: Sequence[float]) -> int:
    """How many lines rows of so wide texts have, as if words could be broken anywhere."""
    inner = [width - 2 * _PADDING_EM for width in widths]
    return sum(max(map(ceil, map(truediv, row, inner))) for row in naturals)


def grid_rows(part: Grid, table: Cells, colour: str, setter: Setter, tag: Tag) -> tuple[Measure, ...]:
    """The title, the head and every row, each as a row of the column; `tag` is the table's section."""
    shares = cache(lambda width_em: column_widths_em(table, width_em))
    title = caption(part.title, setter, tag.add("P"))
    whole = tag.add("Table")

    def row(texts: Sequence[Words], tags: Sequence[Tag], *, lines: float, below_em: float, head: bool) -> Measure:
        def measure(scale: Scale, width: float) -> Box:
            size = scale.size
            widths = shares(round(width / size, 6))
            filled = _filled(texts, widths)
            padding = _ROW_PADDING_EM * size * scale.air
            height = max(lines, *map(len, filled)) * _LEADING * size + 2 * padding

            def draw(pen: Pen, left: float, top: float, slack: float) -> None:
                del slack
                if head:
                    pen.fill(left, top, width, height, colour)
                else:
                    pen.rule(Point(left, top - height), Point(left + width, top - height), setter.theme.hair)
                x = left
                for cell, share, own in zip(filled, widths, tags, strict=True):
                    with pen.tagged(own):
                        pen.lines(cell, x + _PADDING_EM * size, top - padding, size, leading=_LEADING)
                    x += share * size

            return Box(height + below_em * size, draw)

        return measure

    line = whole.add("TR")
    head = [line.add("TH", scope="Column") for _ in part.head]
    rows = [row(table.head, head, lines=1, below_em=0.0, head=True)]
    for place, (texts, printed) in enumerate(zip(table.rows, part.rows, strict=True), start=1):
        line = whole.add("TR")
        tags = [line.add("TH", scope="Row"), *(line.add("TD") for _ in texts[1:])]
        below_em = _BELOW_EM if place == len(part.rows) else 0.0
        rows.append(row(texts, tags, lines=least_lines(printed), below_em=below_em, head=False))
    return (title, *rows)


def least_lines(texts: Sequence[Printed]) -> float:
    """How many lines a row of cells has at least: more if one is to be written in."""
    return WRITING_LINES if Gap in map(type, chain.from_iterable(texts)) else 1


def caption(title: Pair, setter: Setter, tag: Tag) -> Measure:
    """The title of a table, a process or a diagram."""
    text = setter.names(title, setter.theme.ink)
    leading = setter.theme.leading

    def measure(scale: Scale, width: float) -> Box:
        lines = fill(text, width / scale.size)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            with pen.tagged(tag):
                pen.lines(lines, left, top, scale.size, leading=leading)

        return Box((len(lines) * leading + 0.2) * scale.size, draw)

    return measure


def _filled(texts: Sequence[Words], widths_em: Sequence[float]) -> list[list[Line]]:
    return [fill(text, width - 2 * _PADDING_EM) for text, width in zip(texts, widths_em, strict=True)]


class _Needs(NamedTuple):
    """What a table of C columns by R rows needs at any measure, in em.

    Attributes:
      least: C widths: that of the longest word.
      most: C widths: that of the longest cell on one line.
      naturals: R + 1 rows of C texts, the head first: how wide each is on one line.
    """

    least: list[float]
    most: list[float]
    naturals: list[list[float]]


@lru_cache(maxsize=16)
def _needs(table: Cells) -> _Needs:
    rows = (table.head, *table.rows)
    naturals = [[text.natural_em for text in row] for row in rows]
    room = 2 * _PADDING_EM + 0.01
    return _Needs(
        [max(text.longest_em for text in column) + room for column in zip(*rows, strict=True)],
        [max(column) + room for column in zip(*naturals, strict=True)],
        naturals,
    )
