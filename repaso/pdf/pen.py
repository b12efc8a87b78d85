"""The canvas, as the parts see it: lines of words, rules, chips, boxes and arrows. Nothing else draws.

Points throughout, y upwards; `top` is the upper edge of what is drawn.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from reportlab.lib.colors import HexColor

from repaso.pdf.breaker import Ink, Piece, Words, natural_em
from repaso.pdf.fonts import Fonts
from repaso.pdf.theme import Face, Theme

WHITE = "#FFFFFF"
_ASCENT_EM = 0.95  # from the top of a line to its base
_HAIR_PT = 0.3
_HEAD_EM = 0.42  # length of an arrow's head


class Point(NamedTuple):
    """A place on the page."""

    x: float
    y: float


class Pen:
    """A canvas with a theme's fonts and colours."""

    def __init__(self, canvas: Any, fonts: Fonts, theme: Theme) -> None:
        self._canvas = canvas
        self._fonts = fonts
        self.theme = theme

    def lines(
        self, lines: Sequence[Words], left: float, top: float, size: float, *, leading: float, hang_em: float = 0.0
    ) -> None:
        """Write lines of words.

        All in one text object and with real spaces, also at the ends of lines: so what is copied or searched is
        the text itself, in the order in which it was written.
        """
        if not lines:
            return
        text = self._canvas.beginText(left, top)
        shapes: list[tuple[Piece, float, float]] = []
        for number, line in enumerate(lines):
            x = left + (hang_em * size if number else 0.0)
            base = top - (number * leading + _ASCENT_EM) * size
            text.setTextOrigin(x, base)
            for piece in _joined(line, ends=number == len(lines) - 1):
                if piece.shape or piece.ink.underline:
                    shapes.append((piece, x, base))
                x += piece.width_em * size
                if piece.shape:
                    text.setTextOrigin(x, base)
                else:
                    text.setFont(self._fonts.name(piece.ink.face), piece.ink.scale * size)
                    text.setFillColor(HexColor(piece.ink.colour))
                    text.textOut(piece.text)
        self._canvas.drawText(text)
        for piece, x, base in shapes:
            (self._shape if piece.shape else self._underline)(piece, x, base, size)

    def centred(self, lines: Sequence[Words], centre: float, top: float, size: float, *, leading: float) -> None:
        """Write lines of words, each with its middle at `centre`."""
        for number, line in enumerate(lines):
            left = centre - natural_em(line) * size / 2
            self.lines([line], left, top - number * leading * size, size, leading=leading)

    def rule(self, start: Point, end: Point, colour: str, width_pt: float = _HAIR_PT) -> None:
        """A straight line."""
        self._stroke(colour, width_pt)
        self._canvas.line(*start, *end)

    def dots(self, start: Point, end: Point, colour: str, width_pt: float) -> None:
        """A dotted line: round dots, as far apart as to be seen and no more."""
        self._stroke(colour, width_pt)
        self._canvas.saveState()
        self._canvas.setLineCap(1)
        self._canvas.setDash([0, 6 * width_pt])
        self._canvas.line(*start, *end)
        self._canvas.restoreState()

    def dashes(self, start: Point, end: Point, colour: str, width_pt: float) -> None:
        """A dashed line, as folds are drawn."""
        self._stroke(colour, width_pt)
        self._canvas.saveState()
        self._canvas.setDash([12 * width_pt, 8 * width_pt])
        self._canvas.line(*start, *end)
        self._canvas.restoreState()

    def fill(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.rect(left, top - height, width, height, stroke=0, fill=1)

    def frame(self, left: float, top: float, width: float, height: float, colour: str, *, radius: float) -> None:
        """An outlined rectangle with round corners."""
        self._stroke(colour, 0.9)
        self._canvas.roundRect(left, top - height, width, height, radius, stroke=1, fill=0)

    def chip(self, mark: str, corner: Point, side: float, colour: str) -> None:
        """A white mark on a filled square, from its upper left corner; long marks are set smaller."""
        left, top = corner
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.roundRect(left, top - side, side, side, side / 6, stroke=0, fill=1)
        ink = Ink(Face.BOLD, WHITE)
        width_em = self.width_em(mark, ink)
        size = min(0.78 * side, 0.84 * side / max(width_em, 0.01))
        self.write(mark, Point(left + (side - width_em * size) / 2, top - side / 2 - 0.33 * size), size, ink)

    def write(self, text: str, start: Point, size: float, ink: Ink, spacing_em: float = 0.0) -> None:
        """A text on one line, from its base line; `spacing_em` is added after every character."""
        x = start.x
        for stretch, cut in self._fonts.cuts(text, ink.face):
            if cut is not None:
                self._canvas.setFont(self._fonts.name(cut), size)
                self._canvas.setFillColor(HexColor(ink.colour))
                self._canvas.drawString(x, start.y, stretch, charSpace=spacing_em * size)
            x += (self._fonts.width_em(stretch, ink.face) + spacing_em * len(stretch)) * size

    def width_em(self, text: str, ink: Ink) -> float:
        """The width of a text at unit size."""
        return self._fonts.width_em(text, ink.face)

    def tick_box(self, left: float, base: float, size: float) -> None:
        """An empty square that stands on the base line."""
        self._stroke(self.theme.grey, 0.5)
        self._canvas.rect(left, base - 0.06 * size, 0.74 * size, 0.74 * size, stroke=1, fill=0)

    def arrow(self, points: Sequence[Point], colour: str, size: float) -> None:
        """A line through points, with a head at the last one."""
        self._stroke(colour, 0.9)
        (x0, y0), (x1, y1) = points[-2:]
        turn = math.atan2(y1 - y0, x1 - x0)
        length = _HEAD_EM * size
        neck = Point(x1 - 0.8 * length * math.cos(turn), y1 - 0.8 * length * math.sin(turn))
        path = self._canvas.beginPath()
        path.moveTo(*points[0])
        for point in (*points[1:-1], neck):
            path.lineTo(*point)
        self._canvas.drawPath(path, stroke=1, fill=0)
        head = self._canvas.beginPath()
        head.moveTo(x1, y1)
        for side in (-0.4, 0.4):
            head.lineTo(x1 - length * math.cos(turn + side), y1 - length * math.sin(turn + side))
        head.close()
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.drawPath(head, stroke=0, fill=1)

    def bookmark(self, key: str, title: str, top: float) -> None:
        """An entry of the outline that leads here."""
        self._canvas.bookmarkHorizontal(key, 0, top)
        self._canvas.addOutlineEntry(title, key, level=0)

    def _stroke(self, colour: str, width_pt: float) -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(width_pt)

    def _underline(self, piece: Piece, x: float, base: float, size: float) -> None:
        y = base - 0.12 * size
        self.rule(Point(x, y), Point(x + piece.width_em * size, y), piece.ink.colour)

    def _shape(self, piece: Piece, x: float, base: float, size: float) -> None:
        if piece.text == "☐":
            self.tick_box(x + 0.06 * size, base, size)
        else:
            middle, y = x + piece.width_em * size / 2, base + 0.24 * size
            for end in (x + 0.08 * size, x + (piece.width_em - 0.08) * size):
                self.arrow([Point(middle, y), Point(end, y)], piece.ink.colour, 0.7 * size)


def _joined(line: Words, *, ends: bool) -> Iterable[Piece]:
    """The line's pieces, neighbours in one ink as one, the last space left away where the text ends."""
    pieces: list[Piece] = []
    for word in line:
        pieces += word.pieces
        if word.space:
            pieces.append(word.space)
    if ends and line[-1].space:
        pieces.pop()
    held = pieces[0]
    for piece in pieces[1:]:
        if piece.ink == held.ink and not piece.shape and not held.shape:
            held = held._replace(text=held.text + piece.text, advances_em=held.advances_em + piece.advances_em)
        else:
            yield held
            held = piece
    yield held
