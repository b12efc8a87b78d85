"""The largest size at which everything fits, with few blocks cut; then as much air as moves no row to another page."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from repaso.pdf import Layout
from repaso.pdf.sheet.pack import Frame, Placed, pack
from repaso.pdf.sheet.row import Box, Row, Scale

_AIRS = (1.15, 1.3, 1.45, 1.6, 1.8, 2.0)
_CUT_PT = 0.3  # so much smaller may the body be for one cut less
_STRIDE = 4  # so many sizes are passed over at first
LOOKED_AT_PAGES = 6  # a longer sheet is not set again and again for its looks
_MANY_PAGES = 1000


class Limits(NamedTuple):
    """What a search may try: pages, and body sizes in points; below `comfortable_pt` only on the last page there is."""

    pages: int
    smallest_pt: float
    comfortable_pt: float
    largest_pt: float
    step_pt: float


class Fit(NamedTuple):
    """A sheet that fits.

    Attributes:
      layout: how its rows are set.
      placed: every row in its place.
    """

    layout: Layout
    placed: list[Placed]

    @property
    def size(self) -> float:
        """Its body size in points."""
        return self.layout.size

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return max((place.page for place in self.placed), default=0) + 1

    @property
    def cuts(self) -> int:
        """How many blocks are cut by the end of a page."""
        ends = [(place.row.block, place.page) for place in self.placed]
        return sum(before[0] == after[0] and before[1] != after[1] for before, after in pairwise(ends))

    @property
    def worth(self) -> float:
        """Its size, and what is taken off for cuts."""
        return self.size - _CUT_PT * self.cuts

    def by_page(self) -> list[list[Placed]]:
        """The rows of every page."""
        return [self.on_page(page) for page in range(self.pages)]

    def on_page(self, page: int) -> list[Placed]:
        """The rows of a page; they stand in the order of the pages."""
        start = bisect_left(self.placed, page, key=lambda place: place.page)
        return self.placed[start : bisect_right(self.placed, page, key=lambda place: place.page)]

    def rows_on(self, page: int) -> int:
        """How many rows stand on a page."""
        return len(self.on_page(page))


def fit(rows: Sequence[Row], frame: Frame, limits: Limits, known: Layout | None = None) -> Fit | None:
    """Set the rows as large as fits on the fewest pages that can be read in comfort; then, at that size, as airily.

    Args:
      rows: in order.
      frame: where they may stand.
      limits: what may be tried.
      known: the layout of a sheet that differs in its colours only: it is this one's, too.

    Returns:
      the sheet, or None if there is too much on it.
    """
    search = _Search(rows, frame, limits)
    if known is not None:
        return search.at(*known)
    comfortable_pt = max(limits.comfortable_pt, limits.smallest_pt)
    smallest_pt, pages = limits.smallest_pt, limits.pages
    comfortable = search.at(comfortable_pt, (1.0,) * limits.pages)
    if comfortable is not None:
        smallest_pt, pages = comfortable_pt, comfortable.pages
        if pages > LOOKED_AT_PAGES:
            return comfortable
    found = search.largest(pages, smallest_pt)
    return None if found is None else search.airy(search.whole(found, smallest_pt))


class _Search:
    """Trials of one sheet. A row is measured once at every size."""

    def __init__(self, rows: Sequence[Row], frame: Frame, limits: Limits) -> None:
        self._rows = rows
        self._frame = frame
        self._limits = limits
        self._boxes: dict[tuple[Row, Scale], Box] = {}

    def at(self, size: float, airs: Sequence[float]) -> Fit | None:
        """The rows at a size, if they fit on so many pages."""
        placed = pack(self._rows, self._frame, size, airs, self._measure)
        return None if placed is None else Fit(Layout(size, tuple(airs)), placed)

    def largest(self, pages: int, smallest_pt: float) -> Fit | None:
        """The largest size on the grid at which the rows fit, or None.

        Why downward from a bound: whether a size fits is not monotone, for a row more in one column may move a break
        to a better place. The bound is the size at which the rows' area would be the pages' area, if
        it grew with the square of the size; it grows a little faster. Why in strides: most sizes
        below it are far too large; those between the first that fits and the one before it are tried after.
        """
        frame, limits, airs = self._frame, self._limits, (1.0,) * pages
        room = frame.first_top - frame.bottom + (pages - 1) * (frame.top - frame.bottom)
        sizes = [
            round(smallest_pt + step * limits.step_pt, 4)
            for step in range(round((limits.largest_pt - smallest_pt) / limits.step_pt) + 1)
        ]
        bound = bisect_right(sizes, smallest_pt * sqrt(room / max(self.area(smallest_pt), 1.0)))
        tried: range = range(0)
        for step in dict.fromkeys((*range(bound - 1, 0, -_STRIDE), 0)) if bound else ():
            found = self.at(sizes[step], airs)
            if found is not None:
                between = (self.at(size, airs) for size in reversed(sizes[step + 1 : tried.start]))
                return next(filter(None, between), found)
            tried = range(step, bound)
        return None

    def whole(self, found: Fit, smallest_pt: float) -> Fit:
        """The same, or a little smaller if fewer blocks are then cut by the end of a page: each is worth _CUT_PT."""
        best, step_pt = found, self._limits.step_pt
        for step in range(1, round(_CUT_PT * found.cuts / step_pt) + 1):
            size = round(found.size - step * step_pt, 4)
            trial = self.at(size, (1.0,) * found.pages) if size >= smallest_pt else None
            if trial is not None and trial.worth > best.worth:
                best = trial
        return best

    def airy(self, found: Fit) -> Fit:
        """On every page as much padding as leaves the same rows on it."""
        airs = [1.0] * found.pages
        for page in range(found.pages):
            low, high = 0, len(_AIRS)  # the first `low` are known to do, the one at `high` is not
            while low < high:
                middle = (low + high) // 2
                trial = self.at(found.size, [*airs[:page], _AIRS[middle], *airs[page + 1 :]])
                if trial is None or trial.rows_on(page) != found.rows_on(page):
                    high = middle
                else:
                    low = middle + 1
                    airs[page] = _AIRS[middle]
                    found = trial
        return found

    def area(self, size: float) -> float:
        """The height that the rows would take across the page, nothing lost."""
        scale, width = Scale(size), self._frame.column_width
        return sum(self._measure(row, scale, width(row.columns)).height / row.columns for row in self._rows)

    def _measure(self, row: Row, scale: Scale, width: float) -> Box:
        key = row, scale
        if key not in self._boxes:
            self._boxes[key] = row.measure(scale, width)
        return self._boxes[key]


def pages_needed(rows: Sequence[Row], frame: Frame, size: float) -> float:
    """How many pages the rows take, the last one counted by how far it is filled."""
    placed = pack(rows, frame, size, (1.0,) * _MANY_PAGES)
    if not placed:  # a row is higher than a page
        scale = Scale(size)
        heights = (row.measure(scale, frame.column_width(row.columns)).height / row.columns for row in rows)
        return sum(heights) / (frame.top - frame.bottom)
    last = placed[-1].page
    foot = min(place.top - place.box.height for place in placed if place.page == last)
    top = frame.top if last else frame.first_top
    return last + (top - foot) / (top - frame.bottom)
