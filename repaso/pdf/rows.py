"""SheetPlan → rows to pack: which measure each part has, what stays together, what stands across the page."""

from collections.abc import Iterator
from dataclasses import replace

from repaso.pdf.flow import flow_steps
from repaso.pdf.grid import caption, cells, grid_rows, is_narrow
from repaso.pdf.parts import Setter, continued, entry, heading, index_line, sentence
from repaso.pdf.row import Measure, Row
from repaso.sheet import Block, Entry, Flow, Grid, IndexLine, Part, Sentence, SheetPlan

_WHOLE_ROWS = 8  # a table of more rows may be cut by the end of a column
_NOMINAL_PT = 9.0  # at this size it is decided whether a table stands in a column: the same at every size
_HEADING_LEAD_EM, _CAPTION_LEAD_EM, _FIRST_LEAD_EM = 0.9, 0.8, 0.1


def rows_of(plan: SheetPlan, setter: Setter, *, column_width_pt: float) -> list[Row]:
    """Everything on the sheet, in reading order."""
    width_em = column_width_pt / _NOMINAL_PT
    return [row for number, block in enumerate(plan.blocks) for row in _OfBlock(block, number, setter, width_em).rows()]


class _OfBlock:
    """The rows of one block."""

    def __init__(self, block: Block, number: int, setter: Setter, width_em: float) -> None:
        self._block = block
        self._number = number
        self._setter = setter
        self._width_em = width_em
        self._columns = setter.theme.columns
        self._colour = setter.theme.colour(block.colour)
        self._chip = Row(continued(block, setter), self._columns, number, stretch=False)

    def rows(self) -> Iterator[Row]:
        """The heading, as wide as what follows it, and the parts."""
        rows = [row for part in self._block.parts for row in self._part(part)]
        rows[0] = replace(rows[0], lead_em=min(rows[0].lead_em, _FIRST_LEAD_EM))
        columns = self._columns if rows[0].columns == self._columns else 1
        measure = heading(self._block, self._setter)
        yield Row(measure, columns, self._number, lead_em=_HEADING_LEAD_EM, keep=True, stretch=False)
        yield from rows

    def _part(self, part: Part) -> list[Row]:
        setter, colour, number = self._setter, self._colour, self._number
        match part:
            case Entry():
                return [Row(entry(part, colour, setter), self._columns, number, chip=self._chip)]
            case Sentence():
                return [Row(sentence(part, colour, setter), self._columns, number, chip=self._chip)]
            case IndexLine():
                columns = setter.theme.index_columns
                return [Row(index_line(part, setter), columns, number, stretch=False, chip=self._chip)]
            case Grid():
                return self._grid(part)
            case Flow():
                title = caption(setter.names(part.title, setter.theme.ink), setter.theme.leading)
                return [self._caption(title, 1), Row(flow_steps(part, colour, setter), 1, number)]

    def _grid(self, part: Grid) -> list[Row]:
        """Title, head and rows; a small table stays whole, a large one repeats its head."""
        table = cells(part, self._setter)
        columns = self._columns if is_narrow(table, self._width_em) else 1
        title, head, *body = grid_rows(part, table, self._colour, self._setter)
        whole = len(body) <= _WHOLE_ROWS
        top = Row(head, columns, self._number, keep=True, stretch=False)
        *before, last = (
            Row(row, columns, self._number, keep=whole, stretch=False, chip=self._chip, again=top) for row in body
        )
        return [self._caption(title, columns), top, *before, replace(last, keep=False, stretch=True)]

    def _caption(self, title: Measure, columns: int) -> Row:
        return Row(title, columns, self._number, lead_em=_CAPTION_LEAD_EM, keep=True, stretch=False, chip=self._chip)
