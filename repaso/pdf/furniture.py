"""What frames a page: the head of the sheet, the running head, the foot."""

from repaso.pdf.breaker import Ink, Words, fill, natural_em
from repaso.pdf.pack import Frame
from repaso.pdf.parts import Setter
from repaso.pdf.pen import Pen, Point
from repaso.pdf.theme import Face
from repaso.sheet import SheetPlan

_PT_PER_MM = 72 / 25.4
_LINE_EM = 1.25  # from base line to base line in the head
_RUNNING_PT = 20.0  # from the margin to what stands below the running head
_FOOT_PT = 15.0  # from the margin to what stands above the foot
_SPACING_EM = 0.045  # between the capitals of the overline


class Furniture:
    """Head and foot of the pages of one sheet.

    Attributes:
      size_pt: width and height of the paper.
      theme: how it looks.
    """

    def __init__(self, plan: SheetPlan, size_pt: tuple[float, float], setter: Setter) -> None:
        self.size_pt = size_pt
        self.theme = theme = setter.theme
        margin = theme.margin_mm * _PT_PER_MM
        self._plan = plan
        self._left, self._right = margin, size_pt[0] - margin
        self._bottom, self._top = margin, size_pt[1] - margin
        width = self._right - self._left
        lines = [
            (setter.plain(plan.title.lead, Face.BOLD, theme.ink), theme.title_pt),
            (setter.other(plan.title.other, scale=1.0), theme.subtitle_pt),
        ]
        # A long title is set smaller, so that it stays one line.
        self._titles: list[tuple[Words, float]] = [
            (line, min(size, width / natural_em(line))) for line, size in lines if line
        ]
        self._legend = fill(setter.runs(plan.legend), width / theme.small_pt)
        self._running = setter.plain(plan.title.lead, Face.SEMIBOLD, theme.grey)
        self._running_other = setter.other(plan.title.other, scale=1.0)

    def frame(self) -> Frame:
        """Where the rows may stand."""
        return Frame(
            left=self._left,
            width=self._right - self._left,
            first_top=self._legend_top() - (len(self._legend) * _LINE_EM + 1.2) * self.theme.small_pt,
            top=self._top - _RUNNING_PT,
            bottom=self._bottom + _FOOT_PT,
            gutter=self.theme.gutter_mm * _PT_PER_MM,
        )

    def draw(self, pen: Pen, page: int, pages: int) -> None:
        """Draw the head and the foot of a page; `page` counts from 0."""
        if page == 0:
            self._head(pen)
        else:
            self._running_head(pen)
        self._foot(pen, f"{page + 1} / {pages}")

    def _legend_top(self) -> float:
        theme = self.theme
        titles = sum(_LINE_EM * size for _, size in self._titles)
        return self._top - _LINE_EM * theme.small_pt - titles - 0.35 * theme.subtitle_pt - 0.4 * theme.small_pt

    def _head(self, pen: Pen) -> None:
        """Overline, title, the other title, a rule, the legend."""
        size = self.theme.small_pt
        overline = Ink(Face.SEMIBOLD, self.theme.grey)
        pen.write(self._plan.overline.upper(), Point(self._left, self._top - size), size, overline, _SPACING_EM)
        y = self._top - _LINE_EM * size
        for line, title_pt in self._titles:
            pen.lines([line], self._left, y, title_pt, leading=_LINE_EM)
            y -= _LINE_EM * title_pt
        y = self._legend_top()
        pen.rule(Point(self._left, y + 0.4 * size), Point(self._right, y + 0.4 * size), self.theme.ink, 1.4)
        pen.lines(self._legend, self._left, y, size, leading=_LINE_EM)

    def _running_head(self, pen: Pen) -> None:
        """The title, and the other one if there is room."""
        size = self.theme.small_pt
        pen.lines([self._running], self._left, self._top, size, leading=1.0)
        other_em = natural_em(self._running_other)
        if self._running_other and (natural_em(self._running) + other_em + 1) * size < self._right - self._left:
            pen.lines([self._running_other], self._right - other_em * size, self._top, size, leading=1.0)
        y = self._top - 1.5 * size
        pen.rule(Point(self._left, y), Point(self._right, y), self.theme.ink, 0.9)

    def _foot(self, pen: Pen, page: str) -> None:
        """Version, a chip with a count for every block, page number."""
        theme, base = self.theme, self._bottom
        size = theme.foot_pt
        y = base + 1.35 * size
        pen.rule(Point(self._left, y), Point(self._right, y), theme.hair, 0.4)
        ink = Ink(Face.REGULAR, theme.grey)
        version = self._plan.version
        pen.write(version, Point(self._left, base), size, ink)
        counts = [(block, block.count()) for block in self._plan.blocks if block.count()]
        total = f"= {sum(count for _, count in counts)}" if counts else ""
        step = 3.0 * size
        x = (self._left + self._right - len(counts) * step - pen.width_em(total, ink) * size) / 2
        x = max(x, self._left + (pen.width_em(version, ink) + 2) * size)
        for block, count in counts:
            pen.chip(block.mark, Point(x, base + 0.84 * size), size, theme.colour(block.colour))
            pen.write(str(count), Point(x + 1.25 * size, base), size, ink)
            x += step
        pen.write(total, Point(x, base), size, ink)
        pen.write(page, Point(self._right - pen.width_em(page, ink) * size, base), size, ink)
