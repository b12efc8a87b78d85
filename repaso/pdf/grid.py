"""A table lays itself out from what stands in it, in a column or across the page."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from repaso.pdf.breaker import Words, fill, longest_em, natural_em
from repaso.pdf.parts import Setter
from repaso.pdf.pen import WHITE, Pen, Point
from repaso.pdf.row import Box, Measure, Scale
from repaso.pdf.theme import Face
from repaso.sheet import Grid

_CELL_SCALE, _HEAD_SCALE = 0.96, 0.9
_LEADING = 1.15
_PADDING_EM = 0.4  # left and right of every cell
_ROW_PADDING_EM = 0.22  # above and below every cell
_BELOW_EM = 0.3  # below the table
_NARROW_COLUMNS, _NARROW_LINES = 3, 3  # what a column of the page can hold and still be read as a table


class Cells(NamedTuple):
    """A table, every cell in words: C columns by R rows."""

    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


def cells(part: Grid, setter: Setter) -> Cells:
    """The words of a table."""
    return Cells(
        tuple(setter.plain(text, Face.SEMIBOLD, WHITE, scale=_HEAD_SCALE) for text in part.head),
        tuple(tuple(setter.runs(cell, scale=_CELL_SCALE) for cell in row) for row in part.rows),
    )


def is_narrow(table: Cells, width_em: float) -> bool:
    """Whether the table is still a table in one column of the page: few columns, no word broken, few lines a row."""
    if len(table.head) > _NARROW_COLUMNS or sum(_least_em(table)) > width_em:
        return False
    widths = column_widths_em(table, width_em)
    return all(len(lines) <= _NARROW_LINES for row in table.rows for lines in _filled(row, widths))


def column_widths_em(table: Cells, width_em: float) -> tuple[float, ...]:
    """Share the width among the columns.

    Every column gets the width of its longest word, and of what remains a share in proportion to how much more it
    would take to print its cells on one line. What then still remains is shared evenly.

    Returns:
      C widths, in em; they add up to width_em.
    """
    least = _least_em(table)
    most = [max(map(natural_em, column)) + 2 * _PADDING_EM for column in _columns(table)]
    room = width_em - sum(least)
    if room <= 0:
        return tuple(width * width_em / sum(least) for width in least)
    wanted = [high - low for low, high in zip(least, most, strict=True)]
    share = min(1.0, room / max(sum(wanted), 1e-6))
    widths = [low + share * more for low, more in zip(least, wanted, strict=True)]
    spare = (width_em - sum(widths)) / len(widths)
    return tuple(width + spare for width in widths)


def grid_rows(part: Grid, table: Cells, colour: str, setter: Setter) -> tuple[Measure, ...]:
    """The title, the head and every row, each as a row of the column."""
    shares = cache(lambda width_em: column_widths_em(table, width_em))

    def row(texts: Sequence[Words], *, head: bool = False, below_em: float = 0.0) -> Measure:
        def measure(scale: Scale, width: float) -> Box:
            size = scale.size
            widths = shares(round(width / size, 6))
            filled = _filled(texts, widths)
            padding = _ROW_PADDING_EM * size * scale.air
            height = max(map(len, filled)) * _LEADING * size * _CELL_SCALE + 2 * padding

            def draw(pen: Pen, left: float, top: float, slack: float) -> None:
                del slack
                if head:
                    pen.fill(left, top, width, height, colour)
                else:
                    pen.rule(Point(left, top - height), Point(left + width, top - height), setter.theme.hair)
                x = left
                for lines, share in zip(filled, widths, strict=True):
                    pen.lines(lines, x + _PADDING_EM * size, top - padding, size, leading=_LEADING * _CELL_SCALE)
                    x += share * size

            return Box(height + below_em * size, draw)

        return measure

    *before, last = table.rows
    return (
        caption(setter.names(part.title, setter.theme.ink, scale=_CELL_SCALE), setter.theme.leading),
        row(table.head, head=True),
        *map(row, before),
        row(last, below_em=_BELOW_EM),
    )


def caption(text: Words, leading: float) -> Measure:
    """The title of a table or a process."""

    def measure(scale: Scale, width: float) -> Box:
        lines = fill(text, width / scale.size)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            pen.lines(lines, left, top, scale.size, leading=leading)

        return Box((len(lines) * leading + 0.2) * scale.size, draw)

    return measure


def _filled(texts: Sequence[Words], widths_em: Sequence[float]) -> list[list[Words]]:
    return [fill(text, width - 2 * _PADDING_EM) for text, width in zip(texts, widths_em, strict=True)]


def _least_em(table: Cells) -> list[float]:
    return [max(map(longest_em, column)) + 2 * _PADDING_EM + 0.01 for column in _columns(table)]


def _columns(table: Cells) -> list[tuple[Words, ...]]:
    return list(zip(table.head, *table.rows, strict=True))
