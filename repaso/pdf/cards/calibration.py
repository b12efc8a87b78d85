"""The calibration sheet: crosses and rulers on the front, scales on the back, and how to read them.

Looking at the back against the light, the number that a front's line falls on is how far the back must move to lie
behind it: right and up are positive, as in an offset.
"""

from collections.abc import Sequence

from repaso.pdf.breaker import fill
from repaso.pdf.cards.imposition import COLUMNS, LARGEST_OFFSET_MM, PT_PER_MM, ROWS, Box, Flip, Imposition, Offset
from repaso.pdf.cards.sheet import SheetOfCards
from repaso.pdf.pen import Pen
from repaso.pdf.shapes import Point
from repaso.pdf.text import Ink
from repaso.pdf.text import Line as TextLine
from repaso.pdf.theme import Face

_CROSS_MM = 14  # from the middle of a target to the end of a front's line
_HAIRS_MM = 3  # the same on a back
_AWAY_MM = 9  # from the middle of a target to its scales
_REACH_MM = round(LARGEST_OFFSET_MM)  # how far these go each way
_RULER_MM = 100
_TICKS_MM = {10: 4.0, 5: 3.0, 1: 2.0}  # length of a tick by what its place is a multiple of; else:
_HALF_MM = 1.2
_EXAMPLE = Offset(1.5, -2.0)
_LINE_PT, _TICK_PT = 0.6, 0.4
_TITLE_PT, _TEXT_PT = 17.0, 10.0  # figures are as large as the text
_LEADING = 1.25
_PARAGRAPH_EM = 0.45
_TEXT_LEFT_MM, _TEXT_RIGHT_MM = 16.0, 28.0  # from the edges of the grid; the upright ruler stands at the right
_FOLDED_INSET_MM = 8.0


def draw_calibration(pen: Pen, sheet: SheetOfCards, side: int) -> None:
    """Draw one page of it, `side` 0 for the front; a folded sheet has both on one page."""
    artist = _Artist(pen, sheet)
    imposition, phrases = sheet.frame.imposition, sheet.phrases
    folded = imposition.flip is Flip.FOLD
    sheet.marks(pen, side, dotted=False)
    sheet.foot(pen, phrases.calibration.lower(), side)
    title = phrases.calibration if folded else f"{phrases.calibration} · {phrases.sides[side]}"
    offset = format_offset(imposition.offset)
    already = (phrases.offset.format(offset),) if any(imposition.offset) else ()
    if side == 0:
        for box in _targets(imposition):
            artist.cross(box)
        artist.rulers()
        steps = phrases.fold_steps if folded else phrases.steps
        artist.text(title, [step.format(phrases.flips[imposition.flip]) for step in steps], first=1)
    if side == 1 or folded:
        for box in _targets(imposition):
            artist.scales(imposition.back(box))
    if side == 1:
        artist.text(title, (*phrases.reading, *already), first=len(phrases.steps) + 1)
        artist.example()


def format_offset(offset: Offset) -> str:
    """The offset as it is typed: 1.5,-2."""
    return f"{offset.x_mm:g},{offset.y_mm:g}"


def _targets(imposition: Imposition) -> Sequence[Box]:
    """Points on the front, as boxes without size: near the corners and in the middle; folded, one below another."""
    last = imposition.per_sheet - 1
    if imposition.flip is Flip.FOLD:
        cells = [imposition.front(place) for place in (0, ROWS // 2, last)]
    else:
        cells = [imposition.front(place) for place in (0, COLUMNS - 1, last - COLUMNS + 1, last)]
        cells.append(imposition.paper)
    return [Box(*cell.centre, 0.0, 0.0) for cell in cells]


class _Artist:
    """Draws on one page."""

    def __init__(self, pen: Pen, sheet: SheetOfCards) -> None:
        self._pen = pen
        self._sheet = sheet
        self._imposition = sheet.frame.imposition
        self._ink = sheet.theme.ink

    def cross(self, target: Box) -> None:
        """Two lines whose shadow is looked for from behind."""
        self._hairs(target, _CROSS_MM)

    def scales(self, target: Box) -> None:
        """A small cross; below it a scale for the front's upright line to fall on, at its left one for the other."""
        self._hairs(target, _HAIRS_MM)
        x, y, _, _ = target
        away, reach = _AWAY_MM * PT_PER_MM, _REACH_MM * PT_PER_MM
        self._line(x - reach, y - away, x + reach, y - away)
        self._line(x - away, y - reach, x - away, y + reach)
        for halves in range(-2 * _REACH_MM, 2 * _REACH_MM + 1):
            at, tick = halves / 2 * PT_PER_MM, _tick(halves / 2) * PT_PER_MM
            self._line(x + at, y - away, x + at, y - away + tick)
            self._line(x - away, y + at, x - away + tick, y + at)
        for value in (-_REACH_MM, 0, _REACH_MM):
            label = f"{value:+d}".replace("-", "−") if value else "0"
            at = value * PT_PER_MM
            self._number(label, x + at, y - away - 1.1 * _TEXT_PT)
            self._number(label, x - away - 0.4 * _TEXT_PT, y + at - 0.33 * _TEXT_PT, share=1)

    def rulers(self) -> None:
        """A hundred millimetres each way, to see whether the page was scaled."""
        grid, (x, y) = self._imposition.grid, self._imposition.paper.centre
        half, row = _RULER_MM / 2 * PT_PER_MM, grid.height / ROWS
        folded = self._imposition.flip is Flip.FOLD
        left, base = x - half - (5 * PT_PER_MM if folded else 0), y - row  # no number lies on the fold
        bottom, right = y - half, grid.right - 12 * PT_PER_MM
        self._pen.rule(Point(left, base), Point(left + 2 * half, base), self._ink, _TICK_PT)
        self._pen.rule(Point(right, bottom), Point(right, bottom + 2 * half), self._ink, _TICK_PT)
        for mm in range(_RULER_MM + 1):
            at, tick = mm * PT_PER_MM, _tick(mm) * PT_PER_MM
            self._line(left + at, base, left + at, base + tick)
            self._line(right, bottom + at, right + tick, bottom + at)
            if mm % 10 == 0:
                unit = " mm" if mm == _RULER_MM else ""
                self._number(f"{mm}{unit}", left + at, base - 1.1 * _TEXT_PT)
                self._number(f"{mm}{unit}", right - 0.4 * _TEXT_PT, bottom + at - 0.33 * _TEXT_PT, share=1)

    def text(self, title: str, steps: Sequence[str], *, first: int) -> None:
        """The title and numbered steps, in the second row from above; of a folded sheet, in its left half."""
        grid, theme, setter = self._imposition.grid, self._sheet.theme, self._sheet.setter
        if self._imposition.flip is Flip.FOLD:
            room, (before, after) = grid.width / COLUMNS, (_FOLDED_INSET_MM, _FOLDED_INSET_MM)
        else:
            room, (before, after) = grid.width, (_TEXT_LEFT_MM, _TEXT_RIGHT_MM)
        left, width = grid.left + before * PT_PER_MM, room - (before + after) * PT_PER_MM
        heading = fill(setter.plain(title, Face.BOLD, theme.ink), width / _TITLE_PT)
        indent = 1.5 * _TEXT_PT
        paragraphs = [fill(setter.plain(step, Face.REGULAR, theme.ink), (width - indent) / _TEXT_PT) for step in steps]
        height = self._height(heading, paragraphs)
        top = grid.top - 1.5 * grid.height / ROWS + height / 2
        self._pen.lines(heading, left, top, _TITLE_PT, leading=_LEADING)
        top -= (len(heading) * _LEADING + 0.2) * _TITLE_PT
        for number, lines in enumerate(paragraphs, start=first):
            marker = setter.plain(f"{number}", Face.BOLD, theme.ink)
            self._pen.lines([marker.line], left, top, _TEXT_PT, leading=_LEADING)
            self._pen.lines(lines, left + indent, top, _TEXT_PT, leading=_LEADING)
            top -= (len(lines) * _LEADING + _PARAGRAPH_EM) * _TEXT_PT

    def example(self) -> None:
        """A scale with a cross that has gone astray, and the offset that it calls for."""
        grid, (middle, centre) = self._imposition.grid, self._imposition.paper.centre
        x, y = middle - 22 * PT_PER_MM, centre - grid.height / ROWS
        self.scales(Box(x, y, 0.0, 0.0))
        astray = Box(x + _EXAMPLE.x_mm * PT_PER_MM, y + _EXAMPLE.y_mm * PT_PER_MM, 0.0, 0.0)
        for start, end in _hairs(astray, _CROSS_MM):
            self._pen.dashes(start, end, self._ink, _LINE_PT)
        text = f"{self._sheet.phrases.example} --offset {format_offset(_EXAMPLE)}"
        ink = Ink(Face.SEMIBOLD, self._ink)
        self._pen.write(text, Point(x + 19 * PT_PER_MM, y - 0.33 * _TEXT_PT), _TEXT_PT, ink)

    def _hairs(self, target: Box, arm_mm: float) -> None:
        for start, end in _hairs(target, arm_mm):
            self._pen.rule(start, end, self._ink, _LINE_PT)

    @staticmethod
    def _height(heading: Sequence[TextLine], paragraphs: Sequence[Sequence[TextLine]]) -> float:
        lines = sum(len(lines) * _LEADING + _PARAGRAPH_EM for lines in paragraphs) - _PARAGRAPH_EM
        return (len(heading) * _LEADING + 0.2) * _TITLE_PT + lines * _TEXT_PT

    def _number(self, text: str, x: float, base: float, share: float = 0.5) -> None:
        """A figure of which such a share lies left of `x`."""
        ink = Ink(Face.REGULAR, self._ink)
        self._pen.write(text, Point(x - share * self._pen.width_em(text, ink) * _TEXT_PT, base), _TEXT_PT, ink)

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self._pen.rule(Point(x0, y0), Point(x1, y1), self._ink, _TICK_PT)


def _tick(mm: float) -> float:
    """The length of a tick, in millimetres."""
    return next((length for multiple, length in _TICKS_MM.items() if mm % multiple == 0), _HALF_MM)


def _hairs(target: Box, arm_mm: float) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
    """A level line and an upright one, crossing in a target."""
    x, y, _, _ = target
    arm = arm_mm * PT_PER_MM
    return (Point(x - arm, y), Point(x + arm, y)), (Point(x, y - arm), Point(x, y + arm))
