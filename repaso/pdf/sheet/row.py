"""What the packer packs: rows that say how high they are at a size and draw themselves where they are put."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from repaso.pdf.pen import Pen


class Scale(NamedTuple):
    """A trial of the size search.

    Attributes:
      size: the body size in points.
      air: by how much the padding between rows is enlarged.
    """

    size: float
    air: float = 1.0


class Box(NamedTuple):
    """A measured row.

    Attributes:
      height: in points.
      draw: draws it on a pen, from its left and top; `slack` is the free space below it, which belongs to it.
    """

    height: float
    draw: Callable[[Pen, float, float, float], None]


Measure = Callable[[Scale, float], Box]
"""How high at this scale and width, and how to draw it there."""


@dataclass(slots=True, eq=False)  # not frozen: of those there are thousands, and they take three times as long to make
class Row:
    """An unbreakable piece of a column.

    Attributes:
      measure: see Measure.
      columns: into how many columns the page is cut where it stands.
      block: whose it is: the position of the block on the sheet.
      lead_em: space above it, unless it opens a column.
      keep: never apart from the next row, for a column to break there.
      stretch: whether free space may be added below it.
      chip: printed above it where a column begins in the middle of its block.
      again: printed above it wherever it opens a column: the head of a table.
      part: the id of the part that it is a row of, or "".
    """

    measure: Measure
    columns: int
    block: int
    lead_em: float = 0.0
    keep: bool = False
    stretch: bool = True
    chip: "Row | None" = None
    again: "Row | None" = None
    part: str = ""
