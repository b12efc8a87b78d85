"""The page, as the parts see it: lines of words, rules, chips, boxes and arrows. Nothing else draws.

Points throughout, y upwards; `top` is the upper edge of what is drawn. The pen writes the page's operators itself
(ISO 32000-1, 8 and 9), which is several times faster than ReportLab's text objects and lets it mark what it writes:
text belongs to the tag that is open, rules and fills are decoration, and in a figure everything is the figure.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from repaso.pdf.breaker import BLANK, INK, PARTS, STEP_EM, TEXT, Ink, Line, Piece, line_em
from repaso.pdf.file import Objects
from repaso.pdf.fonts import Codes, Fonts
from repaso.pdf.tags import Structure, Tag, string
from repaso.pdf.theme import Face, Theme

WHITE = "#FFFFFF"
_ASCENT_EM = 0.95  # from the top of a line to its base
_HAIR_PT, _FRAME_PT = 0.3, 0.9
_HEAD_EM = 0.42  # length of an arrow's head
_CORNER = 0.5523  # a quarter of a circle as a Bézier curve: 4/3 (√2 - 1)


class Point(NamedTuple):
    """A place on the page."""

    x: float
    y: float


class _Page(NamedTuple):
    """The objects of a page: what is drawn on it, in parts, and its annotations."""

    contents: list[int]
    annotations: list[int]


class _Link(NamedTuple):
    """A link: its object, the text of that without the goal, the goal, and which link of the structure it is."""

    number: int
    text: str
    to: str
    link: int | None


class _Tagged:
    """See Pen.tagged. A class, for a generator takes twice as long, and there is one for every text."""

    __slots__ = ("_before", "_pen", "_tag")

    def __init__(self, pen: "Pen", tag: Tag) -> None:
        self._pen = pen
        self._tag = tag

    def __enter__(self) -> None:
        self._before = self._pen.tag
        self._pen.tag = None if self._tag.drawn else self._tag

    def __exit__(self, *failure: object) -> None:
        self._tag.drawn = True
        self._pen.tag = self._before


class Pen:
    """A canvas with a theme's fonts and colours, page after page."""

    def __init__(self, canvas: Any, fonts: Fonts, theme: Theme) -> None:
        self._canvas = canvas
        self._fonts = fonts
        self._codes = fonts.codes(canvas)
        self._objects = Objects(canvas._doc)  # noqa: SLF001 - there is no other way in; so below
        self._structure = Structure(self._objects)
        self._pages: list[_Page] = []
        self._links: list[_Link] = []
        self._outline: list[tuple[int, bool, str, str]] = []  # page, whether in its body, key, title
        self.theme = theme
        self.turn_to(0)

    def turn_to(self, page: int) -> None:
        """Draw on a page, the next one or one that has ended: what is drawn on it now is read before the rest."""
        self._page = page
        self._structure.turn_to(page)
        self._canvas._doc.pageCounter = page + 1  # noqa: SLF001 - to which bookmarks lead
        # Nothing is open, and no colour, width or font is set.
        self._ops: list[str] = []
        self._annotations: list[int] = []
        self.tag: Tag | None = None  # what text belongs to
        self._figure: Tag | None = None  # what everything belongs to
        self._open: Tag | None = None  # the mark that is open in the page, if `_marked`
        self._marked = False
        self._font: tuple[Face, float] | None = None
        self._set: dict[str, object] = {}

    def end_page(self) -> None:
        """Keep what has been drawn on this page, and turn to the next new one."""
        self._close()
        contents = self._objects.add_stream(self._ops)
        if self._page == len(self._pages):
            self._pages.append(_Page([contents], self._annotations))
        else:
            page = self._pages[self._page]
            self._pages[self._page] = _Page([contents, *page.contents], [*self._annotations, *page.annotations])
        self.turn_to(len(self._pages))

    def finish(self, root: Tag) -> bytes:
        """The document, with its structure. Every page has ended."""
        canvas = self._canvas
        document = canvas._doc  # noqa: SLF001
        for _, _, key, title in sorted(self._outline, key=itemgetter(0, 1)):
            canvas.addOutlineEntry(title, key)
        document.pageCounter = 1
        size_pt = canvas._pagesize  # noqa: SLF001
        pages = [self._objects.add_page(size_pt, page.contents, page.annotations) for page in self._pages]
        document.Catalog.StructTreeRoot = f"{self._structure.write(root, pages)} 0 R"
        document.Catalog.MarkInfo = "<</Marked true>>"
        goals = {to: self._goal(to) for to in {link.to for link in self._links}}
        for number, text, to, link in self._links:
            key = "" if link is None else f"/StructParent {len(pages) + link}"
            self._objects.add(number, f"<<{text}{key}{goals[to]}>>")
        return bytes(document.GetPDFData(canvas))

    def _goal(self, to: str) -> str:
        """Where a link leads."""
        if "://" in to:
            return f"/A<</S/URI/URI{string(to)}>>"
        destination = self._canvas._bookmarkReference(to)  # noqa: SLF001
        return f"/Dest {destination.format(self._canvas._doc).decode()}"  # noqa: SLF001

    # What belongs to what

    def tagged(self, tag: Tag) -> "_Tagged":
        """Text drawn within belongs to the tag; the second time it is drawn it is decoration."""
        return _Tagged(self, tag)

    @contextmanager
    def figure(self, tag: Tag, left: float, top: float, width: float, height: float) -> Iterator[None]:
        """All that is drawn within is one figure, which its `alt` tells."""
        tag.box = (left, top - height, left + width, top)
        self._figure = tag
        yield
        self._figure = None

    def _mark(self, tag: Tag | None) -> None:
        """From here on, what is drawn belongs to the tag, or is decoration."""
        if self._marked and self._open is tag:
            return
        self._close()
        self._ops.append("/Artifact BMC" if tag is None else f"/{tag.role} <</MCID {self._structure.mark(tag)}>> BDC")
        self._open, self._marked = tag, True

    def _close(self) -> None:
        if self._marked:
            self._ops.append("EMC")
            self._marked = False

    # Text

    def lines(
        self, lines: Sequence[Line], left: float, top: float, size: float, *, leading: float, hang_em: float = 0.0
    ) -> None:
        """Write lines of words.

        With real spaces, also at the ends of lines: so what is copied or searched is the text itself. Words in another
        language are a span of that language.
        """
        if not lines:
            return
        inside = self._figure or self.tag
        underlines: list[_Shape] = []
        self._close()  # marks and text objects nest: those of a text lie within it
        self._ops.append("BT")
        base, step = top - _ASCENT_EM * size, leading * size
        self._change("leading", step, f"{step:.3f} TL")
        held, codes = None, self._codes[Face.REGULAR]
        for number, line in enumerate((*lines[:-1], _ended(lines[-1]))):
            mixed = None in map(INK, line)  # not all of it is text
            if held is None or mixed or (hang_em and number == 1):
                x, y = left + (hang_em * size if number else 0.0), base - number * step
                self._ops.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            else:
                self._ops.append("T*")
            if mixed:
                underlines += self._mixed(line, Point(x, y), size, inside)
                held = None
                continue
            for ink, same in groupby(line, INK):
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
            here = _Shape(sign, ink, x, base, width_em * size)
            x += here.width
            if sign:
                self._close()
                self._ops.append("ET")
                self._drawn(here, size, inside)
                self._ops.append(f"BT 1 0 0 1 {x:.2f} {base:.2f} Tm")
                continue
            if ink.underline:
                underlines.append(here)
            self._ops.append(self._use(ink, size, inside).shown(text))
        return underlines

    def _use(self, ink: Ink, size: float, inside: Tag | None) -> Codes:
        """Begin to write in an ink: the codes of its font."""
        self._mark(self._speaker(inside, ink))
        self._fill(ink.colour)
        return self._select(ink.face, ink.scale * size)

    def _select(self, face: Face, size: float) -> Codes:
        codes = self._codes[face]
        if self._font != (face, size):
            self._font = face, size
            codes.size = size
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
        """What words belong to: the tag, or a span of it where they are in another language."""
        if inside is None or self._figure is not None or ink.language is None:
            return inside
        now = self._open if self._marked else None
        if now is not None and now is not inside and now.language == ink.language:
            return now
        return inside.add("Span", language=ink.language)

    def centred(self, lines: Sequence[Line], centre: float, top: float, size: float, *, leading: float) -> None:
        """Write lines of words, each with its middle at `centre`."""
        for number, line in enumerate(lines):
            left = centre - line_em(line) * size / 2
            self.lines([line], left, top - number * leading * size, size, leading=leading)

    def write(self, text: str, start: Point, size: float, ink: Ink, spacing_em: float = 0.0) -> None:
        """A text on one line, from its base line; `spacing_em` is added after every character."""
        self._mark(self._figure or self.tag)
        x = start.x
        self._ops.append("BT")
        self._change("spacing", round(spacing_em * size, 3), f"{spacing_em * size:.3f} Tc")
        for stretch, cut in self._fonts.cuts(text, ink.face):
            if cut is not None:
                self._ops.append(f"1 0 0 1 {x:.2f} {start.y:.2f} Tm")
                self._fill(ink.colour)
                self._ops.append(self._select(cut, size).shown(stretch))
            x += (self._fonts.width_em(stretch, ink.face) + spacing_em * len(stretch)) * size
        self._change("spacing", 0.0, "0 Tc")
        self._ops.append("ET")

    def width_em(self, text: str, ink: Ink) -> float:
        """The width of a text at unit size."""
        return self._fonts.width_em(text, ink.face)

    # Lines and surfaces

    def rule(self, start: Point, end: Point, colour: str, width_pt: float = _HAIR_PT) -> None:
        """A straight line."""
        self._mark(self._figure)
        self._stroke(colour, width_pt)
        self._ops.append(f"{start.x:.2f} {start.y:.2f} m {end.x:.2f} {end.y:.2f} l S")

    def dots(self, start: Point, end: Point, colour: str, width_pt: float) -> None:
        """A dotted line: round dots, as far apart as to be seen and no more."""
        self._ops.append(f"1 J [0 {6 * width_pt:.2f}] 0 d")
        self.rule(start, end, colour, width_pt)
        self._ops.append("0 J [] 0 d")

    def dashes(self, start: Point, end: Point, colour: str, width_pt: float) -> None:
        """A dashed line, as folds are drawn."""
        self._ops.append(f"[{12 * width_pt:.2f} {8 * width_pt:.2f}] 0 d")
        self.rule(start, end, colour, width_pt)
        self._ops.append("[] 0 d")

    def fill(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self._mark(self._figure)
        self._fill(colour)
        self._ops.append(f"{left:.2f} {top - height:.2f} {width:.2f} {height:.2f} re f")

    def frame(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        colour: str,
        *,
        radius: float,
        fill: str = "",
        width_pt: float = _FRAME_PT,
    ) -> None:
        """A rectangle with round corners, outlined, and filled if `fill` is a colour."""
        self._mark(self._figure)
        self._stroke(colour, width_pt)
        if fill:
            self._fill(fill)
        self._ops.append(f"{_round(left, top - height, width, height, radius)} {'B' if fill else 'S'}")

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """A filled polygon."""
        self._mark(self._figure)
        self._fill(colour)
        path = " ".join(f"{x:.2f} {y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(points))
        self._ops.append(f"{path} h f")

    def chip(self, mark: str, corner: Point, side: float, colour: str) -> None:
        """A white mark on a filled square, from its upper left corner; long marks are set smaller."""
        left, top = corner
        self._mark(self._figure)
        self._fill(colour)
        self._ops.append(f"{_round(left, top - side, side, side, side / 6)} f")
        ink = Ink(Face.BOLD, WHITE)
        width_em = self.width_em(mark, ink)
        size = min(0.78 * side, 0.84 * side / max(width_em, 0.01))
        self.write(mark, Point(left + (side - width_em * size) / 2, top - side / 2 - 0.33 * size), size, ink)

    def tick_box(self, left: float, base: float, size: float) -> None:
        """An empty square that stands on the base line."""
        self._mark(self._figure)
        self._stroke(self.theme.grey, 0.5)
        self._ops.append(f"{left:.2f} {base - 0.06 * size:.2f} {0.74 * size:.2f} {0.74 * size:.2f} re S")

    def arrow(self, points: Sequence[Point], colour: str, size: float) -> None:
        """A line through points, with a head at the last one."""
        (x0, y0), (x1, y1) = points[-2:]
        turn = math.atan2(y1 - y0, x1 - x0)
        length = _HEAD_EM * size
        neck = Point(x1 - 0.8 * length * math.cos(turn), y1 - 0.8 * length * math.sin(turn))
        self._mark(self._figure)
        self._stroke(colour, 0.9)
        path = [*points[:-1], neck]
        self._ops.append(
            " ".join(f"{x:.2f} {y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(path)) + " S"
        )
        sides = [
            Point(x1 - length * math.cos(turn + side), y1 - length * math.sin(turn + side)) for side in (-0.4, 0.4)
        ]
        self.polygon([Point(x1, y1), *sides], colour)

    # Ways through the document

    def bookmark(self, key: str, title: str, top: float) -> None:
        """An entry of the outline that leads here."""
        self._canvas.bookmarkHorizontal(key, 0, top)
        self._outline.append((self._page, self._page == len(self._pages), key, title))

    def link(
        self, left: float, top: float, width: float, height: float, *, to: str, says: str, tag: Tag | None = None
    ) -> None:
        """Make an area a link: to an address, or within the document to the key of a bookmark."""
        where = " ".join(f"{value:.2f}" for value in (left, top - height, left + width, top))
        number = self._objects.number()
        # Printed as it is shown (F 4).
        text = f"/Type/Annot/Subtype/Link/Rect[{where}]/Border[0 0 0]/F 4/Contents{string(says)}"
        link = None if tag is None else self._structure.link(tag, number)
        self._links.append(_Link(number, text, to, link))
        self._annotations.append(number)

    # The state of the page

    def _change(self, what: str, value: object, operator: str) -> None:
        """Set something, unless it is set so."""
        if self._set.get(what) != value:
            self._set[what] = value
            self._ops.append(operator)

    def _fill(self, colour: str) -> None:
        if self._set.get("fill") != colour:
            self._change("fill", colour, f"{_rgb(colour)} rg")

    def _stroke(self, colour: str, width_pt: float) -> None:
        self._change("stroke", colour, f"{_rgb(colour)} RG")
        self._change("width", width_pt, f"{width_pt:g} w")

    def _shape(self, shape: "_Shape", size: float) -> None:
        """Draw what is drawn rather than written, or underline what is written."""
        sign, ink, x, base, width = shape
        if sign == BLANK or not sign:
            y = base - (0.14 if sign else 0.12) * size
            self.rule(Point(x, y), Point(x + width, y), ink.colour, 0.5 if sign else _HAIR_PT)
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


@cache
def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5))


def _round(left: float, bottom: float, width: float, height: float, radius: float) -> str:
    """The path of a rectangle with round corners."""
    right, top, near = left + width, bottom + height, radius * (1 - _CORNER)
    sides = (
        f"{left + radius:.2f} {bottom:.2f} m {right - radius:.2f} {bottom:.2f} l",
        f"{right - near:.2f} {bottom:.2f} {right:.2f} {bottom + near:.2f} {right:.2f} {bottom + radius:.2f} c",
        f"{right:.2f} {top - radius:.2f} l",
        f"{right:.2f} {top - near:.2f} {right - near:.2f} {top:.2f} {right - radius:.2f} {top:.2f} c",
        f"{left + radius:.2f} {top:.2f} l",
        f"{left + near:.2f} {top:.2f} {left:.2f} {top - near:.2f} {left:.2f} {top - radius:.2f} c",
        f"{left:.2f} {bottom + radius:.2f} l",
        f"{left:.2f} {bottom + near:.2f} {left + near:.2f} {bottom:.2f} {left + radius:.2f} {bottom:.2f} c h",
    )
    return " ".join(sides)


def _ended(line: Line) -> Line:
    """The last line of a text: no space follows it."""
    *before, last = line
    if last.ink is None:
        return [*before, last._replace(step_em=last.width_em, parts=last.pieces)]
    return [*before, last._replace(text=last.text.removesuffix(" "), step_em=last.width_em)]
