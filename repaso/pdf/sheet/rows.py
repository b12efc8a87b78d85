"""SheetPlan → rows to pack: which measure each part has, what stays together, what stands across the page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from repaso.pdf.setter import Setter
from repaso.pdf.sheet import levels
from repaso.pdf.sheet.diagram import alternative, diagram
from repaso.pdf.sheet.grid import caption, cells, grid_rows, is_narrow
from repaso.pdf.sheet.parts import answer, continued, entry, heading, index_line, sentence
from repaso.pdf.sheet.row import Measure, Row
from repaso.pdf.sheet.steps import steps
from repaso.pdf.tags import Tag
from repaso.sheet import Answer, Block, Diagram, Entry, Grid, IndexLine, Part, Sentence, SheetPlan, Steps

_SMALL_BLOCK = 3  # a block of no more rows is not parted
_COLUMN_STEPS = 4  # a process of more steps stands across the page
_WHOLE_ROWS = 8  # a table of more rows may be cut by the end of a column
_NOMINAL_PT = 9.0  # at this size it is decided whether a table stands in a column: the same at every size
_HEADING_LEAD_EM, _CAPTION_LEAD_EM, _FIRST_LEAD_EM = 0.9, 0.8, 0.1
_LISTED = (Sentence, IndexLine, Answer)


def rows_of(plan: SheetPlan, setter: Setter, root: Tag, *, column_width_pt: float, width_pt: float) -> Iterator[Row]:
    """Everything on the sheet, in reading order, made as it is asked for; its structure goes into `root`."""
    marks = {block.mark: setter.bookmark(block.mark) for block in plan.blocks}
    widths = column_width_pt / _NOMINAL_PT, width_pt / _NOMINAL_PT
    for number, block in enumerate(plan.blocks):
        yield from _OfBlock(block, number, setter, root.add("Sect"), widths, marks).rows()


class _OfBlock:
    """The rows of one block; `widths_em` are those of a column and of the page."""

    def __init__(
        self,
        block: Block,
        number: int,
        setter: Setter,
        tag: Tag,
        widths_em: tuple[float, float],
        marks: dict[str, str],
    ) -> None:
        self._block = block
        self._number = number
        self._setter = setter
        self._tag = tag
        self._column_em, self._page_em = widths_em
        self._marks = marks
        self._columns = setter.theme.columns
        self._colour = setter.theme.colour(block.colour)
        # A chip is as wide as the column it stands in.
        measure = continued(block, setter)
        widths = {1, self._columns, setter.theme.index_columns}
        self._chips = {columns: Row(measure, columns, number, stretch=False) for columns in widths}

    def rows(self) -> Iterator[Row]:
        """The heading, as wide as what follows it, and the parts."""
        measure = heading(self._block, self._setter, self._tag.add("H2"))
        rows = (row for part in self._parts() for row in part)
        first = list(islice(rows, _SMALL_BLOCK + 1))
        first[0] = replace(first[0], lead_em=min(first[0].lead_em, _FIRST_LEAD_EM))
        if len(first) <= _SMALL_BLOCK:
            first[:-1] = [replace(row, keep=True) for row in first[:-1]]
        columns = self._columns if first[0].columns == self._columns else 1
        yield Row(measure, columns, self._number, lead_em=_HEADING_LEAD_EM, keep=True, stretch=False)
        yield from first
        yield from rows

    def _parts(self) -> Iterator[list[Row]]:
        """The rows of every part; neighbours that are a list share its tag."""
        listed: Tag | None = None
        for part in self._block.parts:
            if isinstance(part, _LISTED):
                listed = listed or self._tag.add("L")
                yield self._part(part, listed)
            else:
                listed = None
                yield self._part(part, self._tag)

    def _part(self, part: Part, tag: Tag) -> list[Row]:
        setter, colour = self._setter, self._colour
        match part:
            case Entry():
                return [self._row(entry(part, colour, setter, tag.add("P")), part)]
            case Sentence():
                return [self._row(sentence(part, colour, setter, tag.add("LI")), part)]
            case Answer():
                return [self._row(answer(part, setter, tag.add("LI")), part)]
            case IndexLine():
                to = self._marks.get(part.mark, "")
                measure = index_line(part, setter, tag.add("LI"), to=to)
                columns = setter.theme.index_columns
                return [Row(measure, columns, self._number, stretch=False, chip=self._chips[columns])]
            case Grid():
                return self._grid(part, tag)
            case Steps():
                columns = self._columns if len(part.steps) <= _COLUMN_STEPS else 1
                title = self._title(part, tag, columns)
                measure = steps(part, colour, setter, tag.add("L"))
                return [title, Row(measure, columns, self._number, chip=self._chips[columns], part=part.id)]
            case Diagram():
                title = self._title(part, tag, 1)
                figure = tag.add("Figure", alt=alternative(part))
                return [title, Row(diagram(part, colour, setter, figure), 1, self._number, part=part.id)]

    def _row(self, measure: Measure, part: Part) -> Row:
        return Row(measure, self._columns, self._number, chip=self._chips[self._columns], part=part.id)

    def _grid(self, part: Grid, tag: Tag) -> list[Row]:
        """Title, head and rows; a small table stays whole, a large one repeats its head."""
        setter = self._setter
        if part.rows_lead_on and levels.fits(part, self._page_em):
            return self._table(part, levels.level_rows(part, self._colour, setter, tag), 1)
        table = cells(part, setter)
        columns = self._columns if is_narrow(table, self._column_em) else 1
        return self._table(part, grid_rows(part, table, self._colour, setter, tag), columns)

    def _table(self, part: Grid, measures: Sequence[Measure], columns: int) -> list[Row]:
        title, head, *body = measures
        whole = len(body) <= _WHOLE_ROWS
        top = Row(head, columns, self._number, keep=True, stretch=False)
        *before, last = (
            Row(
                row,
                columns,
                self._number,
                keep=whole,
                stretch=False,
                chip=self._chips[columns],
                again=top,
                part=part.id,
            )
            for row in body
        )
        return [self._caption(title, columns), top, *before, replace(last, keep=False, stretch=True)]

    def _title(self, part: Steps | Diagram, tag: Tag, columns: int) -> Row:
        return self._caption(caption(part.title, self._setter, tag.add("P")), columns)

    def _caption(self, title: Measure, columns: int) -> Row:
        return Row(
            title, columns, self._number, lead_em=_CAPTION_LEAD_EM, keep=True, stretch=False, chip=self._chips[columns]
        )
