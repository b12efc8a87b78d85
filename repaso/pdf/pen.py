"""The pen: lines of words, and words in shapes. Nothing else draws.

Points throughout, y upwards; `top` is the upper edge of what is drawn.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, groupby, repeat
from typing import Any, NamedTuple

from repaso.pdf.breaker import BLANK, DRAWN, INK, PARTS, STEP_EM, TEXT, Ink, Line, Piece, Word, line_em
from repaso.pdf.fonts import Codes, Fonts
from repaso.pdf.shapes import HAIR_PT, Point, Shapes, rounded
from repaso.pdf.tags import Tag
from repaso.pdf.theme import Face, Theme

WHITE = "#FFFFFF"
_ASCENT_EM = 0.95  # from the top of a line to its base


class Pen(Shapes):
    """Pages that can be written on."""

    def __init__(self, canvas: Any, fonts: Fonts, themes: Sequence[Theme]) -> None:
        self._fonts = fonts
        self._codes = fonts.codes(canvas)
        self._font: Codes | None = None  # the one that is set, in its size
        super().__init__(canvas, themes)

    def turn_to(self, page: int) -> None:
        """See Pages.turn_to; no font is set."""
        super().turn_to(page)
        self._font = None

    def lines(
        self, lines: Sequence[Line], left: float, top: float, size: float, *, leading: float, hang_em: float = 0.0
    ) -> None:
        """Write lines of words.

        With real spaces, also at the ends of lines: so what is copied or searched is the text itself. Words in another
        language are a span of that language.
        """
        self._lines(lines, chain((left,), repeat(left + hang_em * size)), top, size, leading)

    def centred(self, lines: Sequence[Line], centre: float, top: float, size: float, *, leading: float) -> None:
        """The same, each line with its middle at `centre`."""
        self._lines(lines, [centre - line_em(line) * size / 2 for line in lines], top, size, leading)

    def _lines(self, lines: Sequence[Line], lefts: Iterable[float], top: float, size: float, leading: float) -> None:
        """Write lines from their left ends."""
        if not lines:
            return
        inside = self._figure or self.tag
        underlines: list[_Shape] = []
        self._close()  # marks and text objects nest: those of a text lie within it
        self._ops.append("BT")
        base, step = top - _ASCENT_EM * size, leading * size
        self._change("leading", step, "{:.3f} TL")
        held, codes, begun = None, self._codes[Face.REGULAR], 0.0
        for number, (line, x) in enumerate(zip((*lines[:-1], _ended(lines[-1])), lefts, strict=False)):
            drawn = any(map(DRAWN, line))
            if held is None or drawn or x != begun:
                begun, y = x, base - number * step
                self._ops.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            else:
                self._ops.append("T*")
            if drawn:
                underlines += self._mixed(line, Point(x, y), size, inside)
                held = None
                continue
            for ink, same in groupby(line, INK):
                if ink is None:
                    for text, own, _, _ in chain.from_iterable(map(PARTS, same)):
                        if own is not held:
                            held, codes = own, self._use(own, size, inside)
                        self._ops.append(codes.shown(text))
                    continue
                if ink is not held:
                    held, codes = ink, self._use(ink, size, inside)
                self._ops.append(codes.shown("".join(map(TEXT, same))))
        self._close()
        self._ops.append("ET")
        for one in underlines:
            self._shape(one, size)

    def _mixed(self, line: Line, start: Point, size: float, inside: Tag | None) -> list["_Shape"]:
        """Write a line that is not all text; what is to be underlined is returned."""
        underlines: list[_Shape] = []
        x, base = start
        for ink, same in groupby(line, INK):
            words = list(same)
            if ink is None:
                underlines += self._pieces(chain.from_iterable(map(PARTS, words)), Point(x, base), size, inside)
            else:
                self._ops.append(self._use(ink, size, inside).shown("".join(map(TEXT, words))))
            x += sum(map(STEP_EM, words)) * size
        return underlines

    def _pieces(self, pieces: Iterable[Piece], start: Point, size: float, inside: Tag | None) -> list["_Shape"]:
        """Write pieces, and draw those that are shapes; what is to be underlined is returned."""
        underlines = []
        x, base = start
        for text, ink, width_em, sign in pieces:
            left, width = x, width_em * size
            x += width
            if sign:
                self._close()
                self._ops.append("ET")
                self._drawn(_Shape(sign, ink, left, base, width), size, inside)
                self._ops.append(f"BT 1 0 0 1 {x:.2f} {base:.2f} Tm")
                continue
            if ink.underline:
                underlines.append(_Shape("", ink, left, base, width))
            self._ops.append(self._use(ink, size, inside).shown(text))
        return underlines

    def _use(self, ink: Ink, size: float, inside: Tag | None) -> Codes:
        """Begin to write in an ink: the codes of its font."""
        self._mark(self._speaker(inside, ink) if ink.language else inside)
        self._fill(ink.colour)
        return self._select(ink.face, ink.scale * size)

    def _select(self, face: Face, size: float) -> Codes:
        codes = self._codes[face]
        if self._font is not codes or codes.size != size:
            self._font, codes.size = codes, size
            self._ops.append(f"{codes.font} {size:.3f} Tf")
        return codes

    def _drawn(self, shape: "_Shape", size: float, inside: Tag | None) -> None:
        """Draw what the typeface lacks; a reader says the character, and of a gap nothing."""
        before = self._figure
        if before is None and inside is not None and shape.sign != BLANK:
            self._figure = inside.add("Span", says=shape.sign)
        self._shape(shape, size)
        self._close()
        self._figure = before

    def _speaker(self, inside: Tag | None, ink: Ink) -> Tag | None:
        """What words in another language belong to: a span of the tag."""
        if inside is None or self._figure is not None:
            return inside
        now = self._open if self._marked else None
        if now is not None and now is not inside and now.language == ink.language:
            return now
        return inside.add("Span", language=ink.language)

    def write(self, text: str, start: Point, size: float, ink: Ink, spacing_em: float = 0.0) -> None:
        """A text on one line, from its base line; `spacing_em` is added after every character."""
        self._mark(self._figure or self.tag)
        x = start.x
        shapes: list[_Shape] = []
        self._ops.append("BT")
        if spacing_em:
            self._ops.append(f"{spacing_em * size:.3f} Tc")
        for stretch, cut in self._fonts.cuts(text, ink.face):
            if cut is not None:
                self._ops.append(f"1 0 0 1 {x:.2f} {start.y:.2f} Tm")
                self._fill(ink.colour)
                self._ops.append(self._select(cut, size).shown(stretch))
            else:
                shapes.append(_Shape(stretch, ink, x, start.y, self._fonts.width_em(stretch, ink.face) * size))
            x += (self._fonts.width_em(stretch, ink.face) + spacing_em * len(stretch)) * size
        if spacing_em:
            self._ops.append("0 Tc")
        self._ops.append("ET")
        for one in shapes:
            self._drawn(one, size, self._figure or self.tag)

    def width_em(self, text: str, ink: Ink) -> float:
        """The width of a text at unit size."""
        return self._fonts.width_em(text, ink.face)

    def chip(self, mark: str, corner: Point, side: float, colour: str) -> None:
        """A white mark on a filled square, from its upper left corner; long marks are set smaller."""
        left, top = corner
        self._mark(self._figure)
        self._fill(colour)
        self._ops.append(f"{rounded(left, top - side, side, side, side / 6)} f")
        ink = Ink(Face.BOLD, WHITE)
        width_em = self.width_em(mark, ink)
        size = min(0.78 * side, 0.84 * side / max(width_em, 0.01))
        self.write(mark, Point(left + (side - width_em * size) / 2, top - side / 2 - 0.33 * size), size, ink)

    def _shape(self, shape: "_Shape", size: float) -> None:
        """Draw what is drawn rather than written, or underline what is written."""
        sign, ink, x, base, width = shape
        if sign == BLANK or not sign:
            y = base - (0.14 if sign else 0.12) * size
            self.rule(Point(x, y), Point(x + width, y), ink.colour, 0.5 if sign else HAIR_PT)
        elif sign == "☐":
            self.tick_box(x + 0.06 * size, base, size)
        else:
            middle, y = x + width / 2, base + 0.24 * size
            for end in (x + 0.08 * size, x + width - 0.08 * size):
                self.arrow([Point(middle, y), Point(end, y)], ink.colour, 0.7 * size)


class _Shape(NamedTuple):
    """A shape within a line, or with no sign the underline of a text: where it begins, and how wide it is."""

    sign: str
    ink: Ink
    x: float
    base: float
    width: float


def _ended(line: Line) -> Line:
    """The last line of a text: no space follows it."""
    *before, last = line
    parts = last.pieces if last.ink is None else ()
    return [*before, Word(last.text.removesuffix(" "), last.ink, last.width_em, last.width_em, parts, last.drawn)]
