"""What frames a page: the head of the sheet with its QR code, the running head, the foot."""

from repaso.pdf.breaker import fill
from repaso.pdf.pen import Pen
from repaso.pdf.qr import modules
from repaso.pdf.setter import Setter
from repaso.pdf.shapes import Point
from repaso.pdf.sheet.frame import Frame
from repaso.pdf.tags import Tag
from repaso.pdf.text import Ink, Line, line_em
from repaso.pdf.theme import Face
from repaso.sheet import SheetPlan

PT_PER_MM = 72 / 25.4
_LINE_EM = 1.25  # from base line to base line in the head
_RUNNING_PT = 20.0  # from the margin to what stands below the running head
_OF_MANUAL = {"es": "puntos del manual", "en": "points of the manual"}
_FOOT_PT = 15.0  # from the margin to what stands above the foot
_SPACING_EM = 0.045  # between the capitals of the overline
_SPACED = 1.2  # capitals are so much wider for that, at most
_LEAST_TITLE = 0.7  # a long title is set smaller, but not less than this, to stay on one line
_CHIP = 1.3  # of the size in the foot, so that what is on the chip is as large as what is beside it
_QUIET = 4  # modules of white between the QR code and what stands beside it; below it the page is white


class Furniture:
    """Head and foot of the pages of one sheet.

    Attributes:
      size_pt: width and height of the paper.
      theme: how it looks.
    """

    def __init__(self, plan: SheetPlan, size_pt: tuple[float, float], setter: Setter, root: Tag) -> None:
        self.size_pt = size_pt
        self.theme = theme = setter.theme
        margin = theme.margin_mm * PT_PER_MM
        self._plan = plan
        self._setter = setter
        self._left, self._right = margin, size_pt[0] - margin
        self._bottom, self._top = margin, size_pt[1] - margin
        self._code = modules(plan.link) if plan.link else ()
        qr_pt = theme.qr_mm * PT_PER_MM
        self._module = qr_pt / len(self._code) if self._code else 0.0
        self._head_right = self._right - (qr_pt + _QUIET * self._module if self._code else 0.0)
        width = self._head_right - self._left
        self._small = max(theme.small_pt, setter.least_pt)
        overline = setter.plain(plan.overline.upper(), Face.SEMIBOLD, theme.grey)
        self._overline = [_text(line) for line in fill(overline, width / self._small / _SPACED)]
        self._titles: list[tuple[Line, float]] = []
        for title, title_pt in (
            (setter.plain(plan.title.lead, Face.BOLD, theme.ink), theme.title_pt),
            (setter.other(plan.title.other, scale=1.0), theme.subtitle_pt),
        ):
            size = max(min(title_pt, width / max(title.natural_em, 1.0)), _LEAST_TITLE * title_pt, setter.least_pt)
            self._titles += [(line, size) for line in fill(title, width / size)]
        whole_em = (self._right - self._left) / self._small
        self._legend = fill(setter.runs(plan.legend), whole_em)
        running = f"{plan.overline} · {plan.title.lead}"
        self._running = fill(setter.plain(running, Face.SEMIBOLD, theme.grey), whole_em)[:1]
        self._running_other = setter.other(plan.title.other, scale=1.0)
        self._overline_tag, self._title_tag = root.add("P"), root.add("H1")
        self._link_tag = root.add("P").add("Link") if plan.link else None
        self._qr_tag = self._link_tag.add("Figure", alt=plan.link_says) if self._link_tag else None
        self._legend_tag = root.add("P")

    def frame(self) -> Frame:
        """Where the rows may stand."""
        return Frame(
            left=self._left,
            width=self._right - self._left,
            first_top=self._legend_top() - (len(self._legend) * _LINE_EM + 1.0) * self._small,
            top=self._top - _RUNNING_PT,
            bottom=self._bottom + _FOOT_PT,
            gutter=self.theme.gutter_mm * PT_PER_MM,
        )

    def draw(self, pen: Pen, page: int, shown: str) -> None:
        """Draw the head and the foot of a page; `page` counts from 0, `shown` is its number in words."""
        if page == 0:
            self._head(pen)
        else:
            self._running_head(pen)
        self._foot(pen, shown)

    def _titles_height(self) -> float:
        titles = sum(_LINE_EM * size for _, size in self._titles)
        return len(self._overline) * _LINE_EM * self._small + titles + 0.35 * self.theme.subtitle_pt

    def _legend_top(self) -> float:
        height = max(self._titles_height(), len(self._code) * self._module)
        return self._top - height - 0.4 * self._small

    def _head(self, pen: Pen) -> None:
        """Overline, title, the other title, the QR code beside them, a rule, the legend."""
        size = self._small
        overline = Ink(Face.SEMIBOLD, self.theme.grey)
        pen.bookmark(self._setter.bookmark("title"), self._plan.title.lead, self._top)
        y = self._top
        with pen.tagged(self._overline_tag):
            for text in self._overline:
                pen.write(text, Point(self._left, y - size), size, overline, _SPACING_EM)
                y -= _LINE_EM * size
        with pen.tagged(self._title_tag):
            for line, title_pt in self._titles:
                pen.lines([line], self._left, y, title_pt, leading=_LINE_EM)
                y -= _LINE_EM * title_pt
        self._qr(pen)
        y = self._legend_top()
        pen.rule(Point(self._left, y + 0.4 * size), Point(self._head_right, y + 0.4 * size), self.theme.ink, 1.4)
        with pen.tagged(self._legend_tag):
            pen.lines(self._legend, self._left, y - 0.25 * size, size, leading=_LINE_EM)

    def _qr(self, pen: Pen) -> None:
        """Black squares, those that touch as one; the whole is a link to the address that it spells."""
        if self._qr_tag is None:
            return
        side = len(self._code) * self._module
        left, module = self._right - side, self._module
        with pen.figure(self._qr_tag, left, self._top, side, side):
            for number, row in enumerate(self._code):
                start: int | None = None
                for column, dark in enumerate((*row, False)):
                    if dark and start is None:
                        start = column
                    elif not dark and start is not None:
                        top = self._top - number * module
                        # A hair wider than high rows are apart, so that no white line shows between two of them.
                        pen.fill(left + start * module, top, (column - start) * module, module + 0.05, "#000000")
                        start = None
        pen.link(left, self._top, side, side, to=self._plan.link, says=self._plan.link_says, tag=self._link_tag)

    def _running_head(self, pen: Pen) -> None:
        """The title, and the other one if there is room."""
        size = self._small
        pen.lines(self._running, self._left, self._top, size, leading=1.0)
        other_em = self._running_other.natural_em
        running_em = sum(map(line_em, self._running))
        if self._running_other and (running_em + other_em + 1) * size < self._right - self._left:
            pen.lines([self._running_other.line], self._right - other_em * size, self._top, size, leading=1.0)
        y = self._top - 1.5 * size
        pen.rule(Point(self._left, y), Point(self._right, y), self.theme.ink, 0.9)

    def _foot(self, pen: Pen, page: str) -> None:
        """Version, how much of every section is covered, page number."""
        theme, base = self.theme, self._bottom
        size = max(theme.foot_pt, self._setter.least_pt)
        y = base + 1.35 * size
        pen.rule(Point(self._left, y), Point(self._right, y), theme.hair, 0.4)
        ink = Ink(Face.REGULAR, theme.grey)
        version = self._plan.version
        pen.write(version, Point(self._left, base), size, ink)
        page_left = self._right - pen.width_em(page, ink) * size
        pen.write(page, Point(page_left, base), size, ink)
        sections = [block for block in self._plan.blocks if block.covered[1]]
        covered, points = (sum(block.covered[part] for block in sections) for part in (0, 1))
        total = f"= {covered}/{points} {_OF_MANUAL[self._plan.lead]}" if sections else ""
        shares = [f"{block.covered[0]}/{block.covered[1]}" for block in sections]
        steps = [(_CHIP + 1.1 + pen.width_em(share, ink)) * size for share in shares]
        width = sum(steps) + pen.width_em(total, ink) * size
        first = self._left + (pen.width_em(version, ink) + 2) * size
        if first + width + 2 * size > page_left:
            return  # too many sections for a line: the blocks themselves are there to be seen
        x = max(first, (self._left + self._right - width) / 2)
        for block, share, step in zip(sections, shares, steps, strict=True):
            pen.chip(block.mark, Point(x, base + (0.5 * _CHIP + 0.25) * size), _CHIP * size, theme.colour(block.colour))
            pen.write(share, Point(x + (_CHIP + 0.25) * size, base), size, ink)
            x += step
        pen.write(total, Point(x, base), size, ink)


def _text(line: Line) -> str:
    """The words of a line."""
    text, start, end = line
    return "".join(part for part, _ in text.stretches(start, end))
