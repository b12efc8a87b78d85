"""Where cards lie on their sheets: the grid, what lies behind what once a sheet is turned, where to cut. Only numbers.

Points throughout, y upwards, the origin in the lower left corner of the page as it is read.
"""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from repaso.sheet import PageSize

PT_PER_MM = 72 / 25.4
COLUMNS, ROWS = 2, 5
LARGEST_OFFSET_MM = 5.0  # more, and marks would leave the page

PAPER_MM: dict[PageSize, tuple[float, float]] = {PageSize.A4: (210.0, 297.0), PageSize.LETTER: (215.9, 279.4)}
CARD_MM: dict[PageSize, tuple[float, float]] = {PageSize.A4: (85.0, 54.0), PageSize.LETTER: (88.9, 50.8)}
"""A bank card's size on A4, and 3.5 by 2 inches on Letter: what shops sell boxes and sleeves for."""

_MARK_GAP_MM, _MARK_MM = 1.5, 4.5  # from the grid to a cut mark, and its length


class Flip(StrEnum):
    """How fronts and backs come together."""

    LONG_EDGE = "long-edge"
    SHORT_EDGE = "short-edge"
    FOLD = "fold"


class Offset(NamedTuple):
    """By how much the backs are moved, in millimetres: right and up as one looks at a back."""

    x_mm: float
    y_mm: float


NO_OFFSET = Offset(0.0, 0.0)


class Box(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.left + self.width / 2, self.bottom + self.height / 2

    def inset(self, by: float) -> "Box":
        """The rectangle that lies within this one, `by` from every edge."""
        return Box(self.left + by, self.bottom + by, self.width - 2 * by, self.height - 2 * by)

    def moved(self, x: float, y: float) -> "Box":
        """The same rectangle elsewhere."""
        return Box(self.left + x, self.bottom + y, self.width, self.height)


class Line(NamedTuple):
    """A straight line, from one point to another."""

    x0: float
    y0: float
    x1: float
    y1: float

    def moved(self, x: float, y: float) -> "Line":
        """The same line elsewhere."""
        return Line(self.x0 + x, self.y0 + y, self.x1 + x, self.y1 + y)


class Imposition(NamedTuple):
    """A centred grid of cards on one paper.

    Attributes:
      size: the paper.
      flip: how fronts and backs come together.
      offset: what the printer misplaces on backs, taken back.
    """

    size: PageSize
    flip: Flip
    offset: Offset = NO_OFFSET

    @property
    def paper(self) -> Box:
        """The whole page."""
        return _paper(self.size)

    @property
    def grid(self) -> Box:
        """All cards together."""
        return _grid(self.size)

    @property
    def shift(self) -> tuple[float, float]:
        """The offset in points."""
        return self.offset.x_mm * PT_PER_MM, self.offset.y_mm * PT_PER_MM

    @property
    def sides(self) -> int:
        """How many pages a sheet has."""
        return 1 if self.flip is Flip.FOLD else 2

    @property
    def per_sheet(self) -> int:
        """How many cards a sheet has: a folded one spends half of its cells on backs."""
        return ROWS if self.flip is Flip.FOLD else ROWS * COLUMNS

    def sheets(self, cards: int) -> int:
        """How many sheets so many cards take."""
        return -(-cards // self.per_sheet)

    def front(self, place: int) -> Box:
        """The cell of a front, from its place on the sheet, row by row from 0."""
        row, column = (place, 0) if self.flip is Flip.FOLD else divmod(place, COLUMNS)
        grid = self.grid
        width, height = grid.width / COLUMNS, grid.height / ROWS
        return Box(grid.left + column * width, grid.top - (row + 1) * height, width, height)

    def behind(self, box: Box) -> Box:
        """What lies behind a rectangle of the front, on the back's page as it is read, if the printer is exact.

        Turned over its long edge or folded, a sheet is mirrored from left to right; over its short edge, from top
        to bottom.
        """
        if self.flip is Flip.SHORT_EDGE:
            return Box(box.left, self.paper.height - box.top, box.width, box.height)
        return Box(self.paper.width - box.right, box.bottom, box.width, box.height)

    def back(self, box: Box) -> Box:
        """Where to print what is to lie behind a rectangle of the front: `behind`, moved by the offset."""
        return self.behind(box).moved(*self.shift)

    def marks(self) -> tuple[Line, ...]:
        """Where to cut, in the margins only. On a folded sheet the middle ones say where to fold."""
        grid = self.grid
        near, far = _MARK_GAP_MM * PT_PER_MM, (_MARK_GAP_MM + _MARK_MM) * PT_PER_MM
        found = []
        for x in self._columns():
            found += [Line(x, grid.bottom - near, x, grid.bottom - far), Line(x, grid.top + near, x, grid.top + far)]
        for y in self._rows():
            found += [Line(grid.left - near, y, grid.left - far, y), Line(grid.right + near, y, grid.right + far, y)]
        return tuple(found)

    def cuts(self) -> tuple[Line, ...]:
        """The edges of the cards, without the line along which the sheet is folded."""
        grid = self.grid
        columns = [x for x in self._columns() if self.flip is not Flip.FOLD or x != self.fold().x0]
        return (
            *(Line(x, grid.bottom, x, grid.top) for x in columns),
            *(Line(grid.left, y, grid.right, y) for y in self._rows()),
        )

    def fold(self) -> Line:
        """The middle of the page from top to bottom: where a folded sheet is folded."""
        x, _ = self.paper.centre
        return Line(x, self.grid.bottom, x, self.grid.top)

    def _columns(self) -> tuple[float, ...]:
        grid, (middle, _) = self.grid, self.paper.centre
        return grid.left, middle, grid.right

    def _rows(self) -> list[float]:
        grid = self.grid
        return [grid.bottom + row * grid.height / ROWS for row in range(ROWS + 1)]


@cache
def _paper(size: PageSize) -> Box:
    width, height = PAPER_MM[size]
    return Box(0.0, 0.0, width * PT_PER_MM, height * PT_PER_MM)


@cache
def _grid(size: PageSize) -> Box:
    width, height = (side * PT_PER_MM for side in CARD_MM[size])
    paper = _paper(size)
    left, bottom = (paper.width - COLUMNS * width) / 2, (paper.height - ROWS * height) / 2
    return Box(left, bottom, COLUMNS * width, ROWS * height)
