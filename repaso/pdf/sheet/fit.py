"""The largest size at which everything fits, with few blocks cut; then as much air as moves no row to another page."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import takewhile
from math import inf
from typing import NamedTuple

from repaso.pdf import Layout
from repaso.pdf.sheet.frame import Frame
from repaso.pdf.sheet.pack import Packing, Placed, pack
from repaso.pdf.sheet.row import Box, Row, Scale

_AIRS = (1.15, 1.3, 1.45, 1.6, 1.8, 2.0)
_CUT_PT = 0.3  # so much smaller may the body be for one cut less
_STRIDE = 4  # so many sizes smaller is the next that is tried, at most
_FULL = 0.93  # so full are pages, about, at the largest size that fits
_POWER = 1.7  # the area grows about as this power of the size: lines are higher, and there are more
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
      worth: its size in points, less _CUT_PT for every block that is cut by the end of a page.
    """

    layout: Layout
    placed: list[Placed]
    worth: float

    @property
    def size(self) -> float:
        """Its body size in points."""
        return self.layout.size

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return max((place.page for place in self.placed), default=0) + 1

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


def fit(rows: Sequence[Row], frame: Frame, limits: Limits) -> Fit | None:
    """Set the rows as large as fits on the fewest pages that can be read in comfort; then, at that size, as airily.

    Args:
      rows: in order.
      frame: where they may stand.
      limits: what may be tried.

    Returns:
      the sheet, or None if there is too much on it.
    """
    search = _Search(rows, frame, limits)
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

    def at(self, size: float, airs: Sequence[float], *, beat: float = -inf) -> Fit | None:
        """The rows at a size, if they fit on so many pages, and are worth more than `beat`."""
        packing = self._packing(size, airs)
        placed: list[Placed] = []
        for page in packing:
            placed += page
            if size - _CUT_PT * packing.cuts <= beat:
                return None
        return Fit(Layout(size, tuple(airs)), placed, size - _CUT_PT * packing.cuts) if packing.complete else None

    def largest(self, pages: int, smallest_pt: float) -> Fit | None:
        """The largest size on the grid at which the rows fit, as far as it is looked for; or None.

        From a guess, upward while they fit, or else downward. Why not by halves: whether a size fits is not monotone,
        for a row more in one column may move a break to a better place.
        """
        limits, airs = self._limits, (1.0,) * pages
        sizes = [
            round(smallest_pt + step * limits.step_pt, 4)
            for step in range(round((limits.largest_pt - smallest_pt) / limits.step_pt) + 1)
        ]
        start = self._guess(sizes, _FULL * self.room(pages))
        found = self.at(sizes[start], airs)
        if found is None:
            return self._smaller(sizes[:start], airs)
        for size in sizes[start + 1 :]:
            larger = self.at(size, airs)
            if larger is None:
                break
            found = larger
        return found

    def _guess(self, sizes: Sequence[float], room: float) -> int:
        """About at which of these sizes the rows are as high across the page as `room`; guessed twice."""
        step, size = 0, max(self._limits.comfortable_pt, sizes[0])
        for _ in range(2):
            # There is no room at all where the head is higher than the pages.
            step = max(bisect_right(sizes, size * (max(room, 0.0) / self.area(size)) ** (1 / _POWER)) - 1, 0)
            size = sizes[step]
        return step

    def _smaller(self, sizes: Sequence[float], airs: Sequence[float]) -> Fit | None:
        """The rows at the largest of these sizes at which they fit: downward in growing strides to the first one.

        Then what the last stride passed over is tried.
        """
        failed, stride = len(sizes), 1
        while failed:
            step = max(failed - stride, 0)
            found = self.at(sizes[step], airs)
            if found is not None:
                between = (self.at(size, airs) for size in reversed(sizes[step + 1 : failed]))
                return next(filter(None, between), found)
            failed, stride = step, min(2 * stride, _STRIDE)
        return None

    def whole(self, found: Fit, smallest_pt: float) -> Fit:
        """The same, or a little smaller if fewer blocks are then cut by the end of a page: each is worth _CUT_PT."""
        best, size = found, found.size
        while (size := round(size - self._limits.step_pt, 4)) > best.worth and size >= smallest_pt:
            best = self.at(size, (1.0,) * found.pages, beat=best.worth) or best
        return best

    def airy(self, found: Fit) -> Fit:
        """On every page as much padding as leaves the same rows on it."""
        airs: list[float] = []
        for page in range(found.pages):
            # Mostly the last page has room for the most.
            most = page == found.pages - 1 and self._keeps(found, [*airs, _AIRS[-1]])
            kept = _AIRS if most else takewhile(lambda air: self._keeps(found, [*airs, air]), _AIRS)
            airs.append(max(kept, default=1.0))
        return self.at(found.size, airs) or found

    def _keeps(self, found: Fit, airs: Sequence[float]) -> bool:
        """Whether the same rows stand on the last of the pages with these airs; those before it have kept theirs."""
        pages = list(self._packing(found.size, airs))
        return len(pages) == len(airs) and len(pages[-1]) == found.rows_on(len(airs) - 1)

    def _packing(self, size: float, airs: Sequence[float]) -> Packing:
        return Packing(self._rows, self._frame, size, airs, self._measure)

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
