"""The largest size at which everything fits, with few blocks cut; then as much air as moves no row to another page."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice, pairwise
from math import log
from typing import NamedTuple

from repaso.pdf import Layout
from repaso.pdf.sheet.pack import Frame, Packing, Placed, pack
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
    fits = search.area(comfortable_pt) <= search.room(limits.pages)
    comfortable = search.at(comfortable_pt, (1.0,) * limits.pages) if fits else None
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
        self._boxes: dict[Scale, dict[Row, Box]] = {}
        self._at_scale: dict[Row, Box] = {}
        self._scale: Scale | None = None
        self._areas: dict[float, float] = {}

    def at(self, size: float, airs: Sequence[float]) -> Fit | None:
        """The rows at a size, if they fit on so many pages."""
        placed = pack(self._rows, self._frame, size, airs, self._measure)
        return None if placed is None else Fit(Layout(size, tuple(airs)), placed)

    def largest(self, pages: int, smallest_pt: float) -> Fit | None:
        """The largest size on the grid at which the rows fit, or None.

        Why downward from a bound: whether a size fits is not monotone, for a row more in one column may move a break
        to a better place. The bound is the size at which the rows' area is the pages' area. Why in strides: most sizes
        below it are far too large; those between the first that fits and the one before it are tried after.
        """
        limits, airs = self._limits, (1.0,) * pages
        sizes = [
            round(smallest_pt + step * limits.step_pt, 4)
            for step in range(round((limits.largest_pt - smallest_pt) / limits.step_pt) + 1)
        ]
        bound, tried = self._bound(sizes, self.room(pages)), range(0)
        for step in dict.fromkeys((*range(bound - 1, 0, -_STRIDE), 0)) if bound else ():
            found = self.at(sizes[step], airs)
            if found is not None:
                between = (self.at(size, airs) for size in reversed(sizes[step + 1 : tried.start]))
                return next(filter(None, between), found)
            tried = range(step, bound)
        return None

    def _bound(self, sizes: Sequence[float], room: float) -> int:
        """How many sizes, from the smallest, may leave the rows no higher across the page than `room`; or a few more.

        Guessed from the area at two sizes, between which it grows about as a power of the size; then looked at: a guess
        that is far off is made anew from what was seen.
        """
        low, high = sizes[0], max(self._limits.comfortable_pt, sizes[0])
        if self.area(high) <= room:
            low, high = high, sizes[-1]
        if self.area(low) > room:
            return 0
        guess = len(sizes)
        while self.area(high) > room:
            power = log(self.area(high) / self.area(low)) / log(high / low)
            before, guess = guess, bisect_right(sizes, low * (room / self.area(low)) ** (1 / power))
            if before - _STRIDE < guess < before + _STRIDE:
                return before if guess <= before else min(before + _STRIDE, len(sizes))
            low, high = (sizes[guess - 1], high) if self.area(sizes[guess - 1]) <= room else (low, sizes[guess - 1])
        return guess

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
            for air in _AIRS:
                if not self._keeps(found, [*airs[:page], air, *airs[page + 1 :]], page):
                    break
                airs[page] = air
        return self.at(found.size, airs) or found

    def _keeps(self, found: Fit, airs: Sequence[float], page: int) -> bool:
        """Whether the same rows stand on a page with these airs; those before it have kept theirs."""
        pages = Packing(self._rows, self._frame, found.size, airs, self._measure)
        return len(next(islice(pages, page, None), ())) == found.rows_on(page)

    def area(self, size: float) -> float:
        """The height that the rows would take across the page, nothing lost."""
        scale, width = Scale(size), self._frame.column_width
        if size not in self._areas:
            heights = (self._measure(row, scale, width(row.columns)).height / row.columns for row in self._rows)
            self._areas[size] = max(sum(heights), 1.0)
        return self._areas[size]

    def room(self, pages: int) -> float:
        """The height of all pages."""
        frame = self._frame
        return frame.first_top - frame.bottom + (pages - 1) * (frame.top - frame.bottom)

    def _measure(self, row: Row, scale: Scale, width: float) -> Box:
        if scale is not self._scale:  # mostly it is
            self._scale = scale
            self._at_scale = self._boxes.setdefault(scale, {})
        box = self._at_scale.get(row)
        if box is None:
            box = self._at_scale[row] = row.measure(scale, width)
        return box


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
