"""Rows → columns → pages, at a given size.

Rows keep the order of the sheet. Neighbours that want the same number of columns form a region; its columns end
level. A region that does not fit goes on on the next page.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from repaso.pdf.row import Box, Row, Scale

_EPSILON_PT = 1e-6
_REGION_GAP_EM = 0.6
_SLACK_EM = 0.9  # at most this is added below a row to make columns end level
_LEAST_REGION_EM = 5.0  # columns lower than this are not begun at the foot of a page
_SPREAD_EM = 2.5  # at most this is added above a block to fill a page
_NEARLY_FULL = 0.25  # of a page may be left for that


class Frame(NamedTuple):
    """Where rows may stand, in points from the lower left corner of the page.

    Attributes:
      left: of the first column.
      width: of all columns.
      first_top: below the head of the first page.
      top: below the head of any other page.
      bottom: above the foot.
      gutter: between two columns.
    """

    left: float
    width: float
    first_top: float
    top: float
    bottom: float
    gutter: float

    def column_width(self, columns: int) -> float:
        """The width of one of so many columns."""
        return (self.width - (columns - 1) * self.gutter) / columns


class Placed(NamedTuple):
    """A row in its place: page from 0, left and top in points, and the free space below that is its own."""

    page: int
    left: float
    top: float
    slack: float
    row: Row
    box: Box


class _Cell(NamedTuple):
    """A measured row.

    Attributes:
      lead: space above it, unless it opens a column.
      chain: the height that it and what must stay with it take together.
    """

    row: Row
    box: Box
    lead: float
    chain: float


_Column = list[_Cell]


def pack(rows: Sequence[Row], frame: Frame, size: float, airs: Sequence[float]) -> list[Placed] | None:
    """Place the rows.

    Args:
      rows: in order.
      frame: where they may stand.
      size: the body size in points.
      airs: for every page that there may be, by how much the padding between rows is enlarged.

    Returns:
      every row in its place, or None if the rows need more pages.
    """
    packer = _Packer(frame, size, airs)
    regions = [list(region) for _, region in groupby(rows, lambda row: row.columns)]
    for region, following in pairwise([*regions, []]):
        if not packer.add(region, following[:2] if region[-1].keep else []):
            return None
    return packer.finished()


class _Packer:
    """The pages as they fill up, region by region."""

    def __init__(self, frame: Frame, size: float, airs: Sequence[float]) -> None:
        self._frame = frame
        self._size = size
        self._airs = airs
        self._page = 0
        self._y = frame.first_top
        self._block = -1  # the block that a reader knows to be in at this height, or -1
        self._placed: list[Placed] = []
        self._extras: dict[tuple[int, int], _Cell] = {}
        self._starts: list[int] = []  # where in `placed` the regions of this page begin that open a block

    def add(self, rows: Sequence[Row], following: Sequence[Row]) -> bool:
        """Add a region; `following` must begin below it on the same page. False if the pages are full."""
        columns = rows[0].columns
        full = self._frame.top - self._frame.bottom
        cells, air = self._measured(rows), self._airs[self._page]
        while rows:
            if self._airs[self._page] != air:
                cells, air = self._measured(rows), self._airs[self._page]
            cells = cells[-len(rows) :]
            below = self._measured(following)[0].chain if following else 0.0
            opening = self._y >= self._top() - _EPSILON_PT
            y = self._y - (0.0 if opening else max(_REGION_GAP_EM * self._size, cells[0].lead))
            room = y - self._frame.bottom
            filled, count = self._columns(cells, columns, room, full)
            rest = rows[count:]
            crowded = columns > 1 and room < _LEAST_REGION_EM * self._size if rest else _height(filled) + below > room
            if not count or (crowded and not opening):
                if opening and (self._page or not count):
                    return False
                rest = rows
            elif rest:
                self._place(filled, columns, y, room)
            else:
                filled = self._levelled(cells, columns, room, full, filled)
                self._place(filled, columns, y, _height(filled))
                self._block = rows[-1].block
            rows = rest
            if rows and not self._turn():
                return False
        return True

    def finished(self) -> list[Placed]:
        """Every row in its place."""
        self._spread()
        return self._placed

    def _turn(self) -> bool:
        """Go on to the next page, if there is one."""
        self._spread()
        self._page += 1
        self._y = self._frame.top
        self._block = -1
        return self._page < len(self._airs)

    def _spread(self) -> None:
        """Give what is left of a nearly full page to the gaps above its blocks."""
        left = self._y - self._frame.bottom
        if self._starts and left < _NEARLY_FULL * (self._top() - self._frame.bottom):
            share = min(left / len(self._starts), _SPREAD_EM * self._size)
            for start in self._starts:
                self._placed[start:] = [place._replace(top=place.top - share) for place in self._placed[start:]]
        self._starts = []

    def _top(self) -> float:
        return self._frame.top if self._page else self._frame.first_top

    def _columns(self, cells: list[_Cell], columns: int, height: float, full: float) -> tuple[list[_Column], int]:
        """Fill columns of a height in order; also how many cells went in."""
        filled: list[_Column] = []
        known = self._block
        start = 0
        alone = cells[0].row.block == cells[-1].row.block
        for number in range(columns):
            column: _Column = []
            used = 0.0
            # A heading across the page stands above every column; one in a column says nothing to the next.
            known = self._block if number == 0 or self._block >= 0 or not alone else known
            while start < len(cells):
                cell = cells[start]
                opening = [] if column else self._opening(cell.row, known)
                if not column:
                    cell = cell._replace(lead=0.0)
                above = cell.lead + sum(extra.box.height for extra in opening)
                need = cell.chain if cell.chain + above <= full else cell.box.height
                if used + above + need > height + _EPSILON_PT:
                    break
                column += [*opening, cell]
                used += above + cell.box.height
                known = cell.row.block
                start += 1
            filled.append(column)
        return filled, start

    def _levelled(
        self, cells: list[_Cell], columns: int, room: float, full: float, filled: list[_Column]
    ) -> list[_Column]:
        """The lowest columns that still hold everything."""
        if columns == 1:
            return filled
        # Columns filled in order are at most one unbreakable piece above their mean: from there the search begins.
        low = _height([[cell for column in filled for cell in column]]) / columns
        high = min(room, low + max(cell.chain + cell.lead for cell in cells))
        trial, count = self._columns(cells, columns, high, full)
        if count == len(cells):
            filled = trial
        else:
            high = room
        while high - low > 1.0:
            middle = (low + high) / 2
            trial, count = self._columns(cells, columns, middle, full)
            if count < len(cells):
                low = middle
            else:
                filled = trial
                high = min(middle, _height(trial))
        return filled

    def _opening(self, row: Row, known: int) -> list[_Cell]:
        """What is printed above a row that opens a column: the chip of its block, the head of its table."""
        extras = [row.chip if row.block != known else None, row.again]
        return [self._extra(extra) for extra in extras if extra]

    def _extra(self, row: Row) -> _Cell:
        """A chip or a head, measured once a page."""
        key = id(row), self._page
        if key not in self._extras:
            (self._extras[key],) = self._measured([row])
        return self._extras[key]

    def _measured(self, rows: Sequence[Row]) -> list[_Cell]:
        scale = Scale(self._size, self._airs[self._page])
        cells: list[_Cell] = []
        for row in reversed(rows):
            box = row.measure(scale, self._frame.column_width(row.columns))
            chain = box.height + (cells[-1].lead + cells[-1].chain if row.keep and cells else 0.0)
            cells.append(_Cell(row, box, row.lead_em * self._size, chain))
        return cells[::-1]

    def _place(self, filled: list[_Column], columns: int, top: float, height: float) -> None:
        """Put columns on the page, their rows apart so far that they end level."""
        width = self._frame.column_width(columns)
        if top < self._top() - _EPSILON_PT and filled[0][0].row.block != self._block:
            self._starts.append(len(self._placed))
        self._y = top - height
        for number, column in enumerate(filled):
            left = self._frame.left + number * (width + self._frame.gutter)
            free = height - _column_height(column)
            slack = min(_SLACK_EM * self._size, free / max(1, sum(cell.row.stretch for cell in column[:-1])))
            y = top
            for index, cell in enumerate(column):
                y -= cell.lead if index else 0.0
                own = slack if cell.row.stretch and index < len(column) - 1 else 0.0
                self._placed.append(Placed(self._page, left, y, own, cell.row, cell.box))
                y -= cell.box.height + own


def _height(columns: Sequence[_Column]) -> float:
    return max(map(_column_height, columns), default=0.0)


def _column_height(column: _Column) -> float:
    return sum(cell.box.height + (cell.lead if index else 0.0) for index, cell in enumerate(column))
