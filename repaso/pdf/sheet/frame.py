"""The room for the rows of a sheet: what its head and foot leave, and how wide columns are in it."""

from typing import NamedTuple


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
