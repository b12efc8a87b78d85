"""The pen: lines of words, and words in shapes. Nothing else draws.

Points throughout, y upwards; `top` is the upper edge of what is drawn.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import Any, NamedTuple

from repaso.pdf.fonts import Codes, Fonts
from repaso.pdf.shapes import HAIR_PT, Point, Shapes, rounded
from repaso.pdf.tags import Tag
from repaso.pdf.text import BLANK, Ink, Line, Sign, Stretch, line_em
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
        last = len(lines) - 1
        for number, ((whole, start, end), x) in enumerate(zip(lines, lefts, strict=False)):
            parts = whole.stretches(start, end, ended=number == last)
            drawn = whole.drawn and any(ink.drawn for _, ink in parts)
            if held is None or drawn or x != begun:
                begun, y = x, base - number * step
                self._ops.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            else:
                self._ops.append("T*")
            if drawn:
                underlines += self._mixed(parts, Point(x, y), size, inside)
                held = None
                continue
            for text, ink in parts:
                if ink is not held:
                    assert isinstance(ink, Ink), "a line with a sign is drawn"
                    held, codes = ink, self._use(ink, size, inside)
                self._ops.append(codes.shown(text))
        self._close()
        self._ops.append("ET")
        for one in underlines:
            self._shape(one, size)

    def _mixed(self, parts: Iterable[Stretch], start: Point, size: float, inside: Tag | None) -> list["_Shape"]:
        """Write a line that is not all text; what is to be underlined is returned."""
        underlines: list[_Shape] = []
        x, base = start
        for text, ink in parts:
            if isinstance(ink, Sign):
                self._close()
                self._ops.append("ET")
                width = ink.width_em * size
                self._drawn(_Shape(ink.sign, ink.ink, x, base, width), size, inside)
                x += width
                self._ops.append(f"BT 1 0 0 1 {x:.2f} {base:.2f} Tm")
                continue
            self._ops.append(self._use(ink, size, inside).shown(text))
            em = ink.scale * size
            left, space = x, self.width_em(" ", ink) * em
            for word in text.split(" ") if ink.underline else ():
                width = self.width_em(word, ink) * em
                if word:
                    underlines.append(_Shape("", ink, left, base, width))
                left += width + space
            x += self.width_em(text, ink) * em
        return underlines

    def _use(self, ink: Ink, size: float, inside: Tag | None) -> Codes:
        """Begin to write in an ink: the codes of its font."""
        self._mark(self._speaker(inside, ink) if ink.language else inside)
        self._paint("fill", ink.colour)
        return self._select(ink.face, ink.scale * size)

    def _select(self, face: Face, size: float) -> Codes:
        codes = self._codes[face]
        if self._font is not codes or codes.size != size:
            self._font, codes.size = codes, size
            self._ops.append(_in_size(codes.font, size))
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
        drawn = self._fonts.shapes
        for part in self._fonts.parted(text):
            width = (drawn[part] if part in drawn else self.width_em(part, ink)) * size
            if part in drawn:
                shapes.append(_Shape(part, ink, x, start.y, width))
            else:
                self._ops.append(f"1 0 0 1 {x:.2f} {start.y:.2f} Tm")
                self._fill(ink.colour)
                self._ops.append(self._select(ink.face, size).shown(part))
            x += width + spacing_em * len(part) * size
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


@lru_cache
def _in_size(font: str, size: float) -> str:
    """The operator that sets a font; few are set again and again."""
    return f"{font} {size:.3f} Tf"
