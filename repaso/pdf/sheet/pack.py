"""Rows → columns → pages, at a given size.

Rows keep the order of the sheet. Neighbours that want the same number of columns form a region; its columns end
level. A region that does not fit goes on on the next page.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from repaso.pdf.sheet.frame import Frame
from repaso.pdf.sheet.row import Box, Row, Scale

_EPSILON_PT = 1e-6
_REGION_GAP_EM = 0.6
_SLACK_EM = 0.9  # at most this is added below a row to make columns end level
_LEAST_REGION_EM = 5.0  # columns lower than this are not begun at the foot of a page
_SPREAD_EM = 2.5  # at most this is added above a block to fill a page
_NEARLY_FULL = 0.25  # of a page may be left for that
_READ_AHEAD = 64  # so many rows are read and measured at once


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


class _Column(NamedTuple):
    """A column as it fills up.

    Attributes:
      extras: printed above its rows: the chip of its block, the head of its table.
      start: its first cell among those that are ahead.
      end: the one after its last.
      height: of all.
    """

    extras: Sequence[_Cell]
    start: int
    end: int
    height: float


Measured = Callable[[Row, Scale, float], Box]
"""A row at a scale and a width."""


def measured(row: Row, scale: Scale, width: float) -> Box:
    """Measure a row."""
    return row.measure(scale, width)


class Packing:
    """The rows placed, page after page; only the rows of a page are held.

    Attributes:
      complete: after the last page: whether all rows are placed, or more pages are needed.
      cuts: how many blocks are cut by the ends of the pages so far, known before what follows is set.
    """

    def __init__(
        self, rows: Iterable[Row], frame: Frame, size: float, airs: Sequence[float], measure: Measured = measured
    ) -> None:
        """Place rows.

        Args:
          rows: in order.
          frame: where they may stand.
          size: the body size in points.
          airs: for every page that there may be, by how much the padding between rows is enlarged.
          measure: how they are measured.
        """
        self._rows = iter(rows)
        self._read: deque[Row] = deque()  # rows that have been looked at, but not yet measured
        self._cells: list[_Cell] = []  # measured rows of the region that are not placed: as many as a page may hold
        self._tops = [0.0]  # of every cell, and of what follows the last one, if they were one column
        self._ends: list[float] = []  # of what stays together with a cell, likewise; they never decrease
        self._columns = 1
        self._alone = False
        self._frame = frame
        self._size = size
        self._airs = airs
        self._measure = measure
        self._page = 0
        self._y = frame.first_top
        self._block = -1  # the block that a reader knows to be in at this height, or -1
        self._placed: list[Placed] = []
        self._extras: dict[Row, _Cell] = {}
        self._starts: list[int] = []  # where in `placed` the regions of this page begin that open a block
        self.complete = False
        self.cuts = 0

    def __iter__(self) -> Iterator[list[Placed]]:
        while self._region():
            while (placed := self._fill()) is not True:
                if placed is None:
                    return
                yield self._turned()
                if self._page == len(self._airs):
                    return
        yield self._turned()
        self.complete = True

    # What is to be placed

    def _region(self) -> bool:
        """Go on to the next region, if there is one."""
        for row in self._peek(1):
            self._columns = row.columns
            return True
        return False

    def _peek(self, count: int) -> list[Row]:
        """The next rows that are not measured, so many if there are."""
        if len(self._read) < count:
            self._read += islice(self._rows, _READ_AHEAD)
        return list(islice(self._read, count))

    def _more(self) -> bool:
        """Measure more rows of the region, and those that stay with them; False if there are none."""
        together: list[Row] = []
        read = self._read
        while (read or self._peek(1)) and read[0].columns == self._columns:
            if len(together) >= _READ_AHEAD and not together[-1].keep:
                break
            together.append(read.popleft())
        cells = self._measured(together)
        full = self._frame.top - self._frame.bottom
        for cell in cells:
            top = self._tops[-1] + cell.lead
            # What cannot stay together on any page need not.
            self._ends.append(top + (cell.chain if cell.lead + cell.chain <= full else cell.box.height))
            self._tops.append(top + cell.box.height)
        self._cells += cells
        return bool(cells)

    def _measured(self, rows: Sequence[Row]) -> list[_Cell]:
        """Measure rows, each of which may have to stay with the next."""
        scale = Scale(self._size, self._airs[self._page])
        cells: list[_Cell] = []
        for row in reversed(rows):
            box = self._measure(row, scale, self._frame.column_width(row.columns))
            chain = box.height + (cells[-1].lead + cells[-1].chain if row.keep and cells else 0.0)
            cells.append(_Cell(row, box, row.lead_em * self._size, chain))
        return cells[::-1]

    def _drop(self, count: int) -> None:
        """Forget cells that are placed."""
        del self._cells[:count], self._tops[:count], self._ends[:count]

    # Where it is placed

    def _fill(self) -> bool | None:
        """Place what fits of the region on this page: whether that is all of it; None if it never will be."""
        while not self._cells:
            self._more()
        opening = self._y >= self._top() - _EPSILON_PT
        y = self._y - (0.0 if opening else max(_REGION_GAP_EM * self._size, self._cells[0].lead))
        room = y - self._frame.bottom
        while self._tops[-1] - self._tops[0] <= self._columns * room and self._more():
            pass
        self._alone = self._is_alone(self._columns * room)
        filled = self._filled(room)
        while filled[-1].end == len(self._cells) and self._more():
            filled = self._filled(room)
        count = filled[-1].end
        rest = count < len(self._cells)
        if rest:
            crowded = self._columns > 1 and room < _LEAST_REGION_EM * self._size
        else:
            crowded = _height(filled) + self._below() > room
        if not count or (crowded and not opening):
            return None if opening else False
        if not rest:
            filled = self._levelled(filled, room)
        self._place(filled, y, room if rest else _height(filled))
        if not rest:
            self._block = self._cells[-1].row.block
        self._drop(count)
        return not rest

    def _is_alone(self, height: float) -> bool:
        """Whether rows so high, all columns together, are of one block: then its chip is printed but once."""
        end = min(bisect_right(self._tops, self._tops[0] + height), len(self._cells))
        return self._cells[0].row.block == self._cells[end - 1].row.block

    def _turned(self) -> list[Placed]:
        """The page that is finished; the next one begins."""
        self._spread()
        placed, self._placed = self._placed, []
        following = self._cells[0].row if self._cells else next(iter(self._peek(1)), None)
        self.cuts += bool(placed) and following is not None and following.block == placed[-1].row.block
        before, self._page = self._page, self._page + 1
        self._y = self._frame.top
        self._block = -1
        self._extras.clear()
        if self._page < len(self._airs) and self._airs[self._page] != self._airs[before]:
            self._read.extendleft(cell.row for cell in reversed(self._cells))
            self._drop(len(self._cells))
        return placed

    def _spread(self) -> None:
        """Give what is left of a nearly full page to the gaps above its blocks."""
        left = self._y - self._frame.bottom
        if self._starts and left < _NEARLY_FULL * (self._top() - self._frame.bottom):
            share = min(left / len(self._starts), _SPREAD_EM * self._size)
            for gaps, (start, end) in enumerate(pairwise([*self._starts, len(self._placed)]), start=1):
                moved = [place._replace(top=place.top - gaps * share) for place in self._placed[start:end]]
                self._placed[start:end] = moved
        self._starts = []

    def _top(self) -> float:
        return self._frame.top if self._page else self._frame.first_top

    def _below(self) -> float:
        """The height of what must begin below the region on the same page."""
        following = self._peek(2) if self._cells[-1].row.keep else []
        return self._measured(following)[0].chain if following else 0.0

    def _filled(self, height: float) -> list[_Column]:
        """Fill columns of a height in order."""
        cells, full = self._cells, self._frame.top - self._frame.bottom
        filled: list[_Column] = []
        known, start = self._block, 0
        for number in range(self._columns):
            # A heading across the page stands above every column; one in a column says nothing to the next.
            known = self._block if number == 0 or self._block >= 0 or not self._alone else known
            extras: list[_Cell] = []
            end, used = start, 0.0
            if start < len(cells):
                first = cells[start]
                extras = self._opening(first.row, known)
                above = sum(extra.box.height for extra in extras)
                need = first.chain if first.chain + above <= full else first.box.height
                if above + need <= height + _EPSILON_PT:
                    top = self._tops[start] + first.lead - above
                    end = bisect_right(self._ends, top + height + _EPSILON_PT, start + 1)
                    used = self._tops[end] - top
                    known = cells[end - 1].row.block
            filled.append(_Column(extras, start, end, used))
            start = end
        return filled

    def _levelled(self, filled: list[_Column], room: float) -> list[_Column]:
        """The lowest columns that still hold everything."""
        if self._columns == 1:
            return filled
        count = len(self._cells)
        # Columns filled in order are at most one unbreakable piece above their mean: from there the search begins.
        low = sum(column.height for column in filled) / self._columns
        high = min(room, low + max(cell.chain + cell.lead for cell in self._cells))
        trial = self._filled(high)
        if trial[-1].end == count:
            filled = trial
        else:
            high = room
        while high - low > 1.0:
            middle = (low + high) / 2
            trial = self._filled(middle)
            if trial[-1].end < count:
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
        if row not in self._extras:
            (self._extras[row],) = self._measured([row])
        return self._extras[row]

    def _place(self, filled: list[_Column], top: float, height: float) -> None:
        """Put columns on the page, their rows apart so far that they end level."""
        width = self._frame.column_width(self._columns)
        if top < self._top() - _EPSILON_PT and self._cells[0].row.block != self._block:
            self._starts.append(len(self._placed))
        self._y = top - height
        for number, (extras, start, end, used) in enumerate(filled):
            left = self._frame.left + number * (width + self._frame.gutter)
            cells = self._cells[start:end]
            stretching = sum(cell.row.stretch for cell in cells[:-1])
            slack = min(_SLACK_EM * self._size, (height - used) / max(1, stretching))
            y = top
            for extra in extras if cells else ():
                self._placed.append(Placed(self._page, left, y, 0.0, extra.row, extra.box))
                y -= extra.box.height
            for index, (row, box, lead, _) in enumerate(cells):
                y -= lead if index else 0.0
                own = slack if row.stretch and index < len(cells) - 1 else 0.0
                self._placed.append(Placed(self._page, left, y, own, row, box))
                y -= box.height + own


def pack(
    rows: Iterable[Row], frame: Frame, size: float, airs: Sequence[float], measure: Measured = measured
) -> list[Placed] | None:
    """Place all rows: see Packing. None if they need more pages."""
    packing = Packing(rows, frame, size, airs, measure)
    placed = [place for page in packing for place in page]
    return placed if packing.complete else None


def _height(columns: Sequence[_Column]) -> float:
    return max(column.height for column in columns)
