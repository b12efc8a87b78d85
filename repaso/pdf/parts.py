"""The parts that are text: headings, terms, sentences, index lines. Each knows its height and draws itself."""

from repaso.inline import Runs, Style
from repaso.pdf.breaker import Ink, Words, fill, natural_em, words
from repaso.pdf.fonts import Fonts
from repaso.pdf.pen import Pen, Point
from repaso.pdf.row import Box, Measure, Scale
from repaso.pdf.theme import Face, Theme
from repaso.sheet import Block, Entry, IndexLine, Pair, Sentence

OTHER_SCALE = 0.93
"""The size of the other language's names, of the text's."""

_TITLE_SCALE = 1.16
_CHIP_EM = 1.62
_FACES = {
    Style.PLAIN: Face.REGULAR,
    Style.BOLD: Face.SEMIBOLD,
    Style.ITALIC: Face.ITALIC,
    Style.BOLD | Style.ITALIC: Face.SEMIBOLD_ITALIC,
}


class Setter:
    """Turns texts into words, in the theme's inks."""

    def __init__(self, fonts: Fonts, theme: Theme) -> None:
        self._fonts = fonts
        self.theme = theme

    def runs(self, runs: Runs, *, scale: float = 1.0) -> Words:
        """A text of the author's."""
        return words(((text, self._ink(style, scale)) for text, style in runs), self._fonts)

    def names(self, name: Pair, colour: str, *, scale: float = 1.0, face: Face = Face.SEMIBOLD) -> Words:
        """A name in both languages, the leading one in colour, the other one small, grey and italic."""
        return self.plain(name.lead, face, colour, scale=scale) + self.other(name.other, scale=scale * OTHER_SCALE)

    def other(self, text: str, *, scale: float = OTHER_SCALE) -> Words:
        """A text in the other language."""
        return self.plain(text, Face.ITALIC, self.theme.grey, scale=scale)

    def plain(self, text: str, face: Face, colour: str, *, scale: float = 1.0) -> Words:
        """A text in one ink."""
        return self.inked((text, Ink(face, colour, scale)))

    def inked(self, *runs: tuple[str, Ink]) -> Words:
        """A text in several inks; where one ends, a word does not."""
        return words(runs, self._fonts)

    def _ink(self, style: Style, scale: float) -> Ink:
        code = bool(style & Style.CODE)
        return Ink(_FACES[style & ~Style.CODE], self.theme.ink, scale, underline=code)


def heading(block: Block, setter: Setter) -> Measure:
    """Chip, title, the other title on the same line if there is room, and a rule."""
    theme = setter.theme
    colour = theme.colour(block.colour)
    title = setter.plain(block.title.lead, Face.BOLD, colour, scale=_TITLE_SCALE)
    other = setter.other(block.title.other, scale=1.0)
    leading = 1.3

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        indent = (_CHIP_EM + 0.5) * size
        room_em = (width - indent) / size
        one_line = natural_em(title + other) <= room_em
        lines = fill(title + other, room_em) if one_line else fill(title, room_em) + fill(other, room_em)
        text_height = len(lines) * leading * size
        height = max(text_height, _CHIP_EM * size)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            pen.bookmark(f"block-{block.mark}", block.title.lead, top)
            pen.chip(block.mark, Point(left, top), _CHIP_EM * size, colour)
            pen.lines(lines, left + indent, top - (height - text_height) / 2 - 0.08 * size, size, leading=leading)
            y = top - height - 0.2 * size
            pen.rule(Point(left, y), Point(left + width, y), colour, 0.9)

        return Box(height + 0.45 * size, draw)

    return measure


def continued(block: Block, setter: Setter) -> Measure:
    """A small chip and title for a column that begins in the middle of a block: colour alone would not say it."""
    theme = setter.theme
    text = setter.plain(f"{block.title.lead} (cont.)", Face.REGULAR, theme.grey)

    def measure(scale: Scale, width: float) -> Box:
        size = max(theme.smallest_pt, 0.74 * scale.size)
        side = 1.35 * size
        lines = fill(text, (width - 1.4 * side) / size)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            pen.chip(block.mark, Point(left, top), side, theme.colour(block.colour))
            pen.lines(lines, left + 1.4 * side, top - 0.14 * size, size, leading=theme.leading)

        return Box(max(len(lines) * theme.leading * size, side) + 0.45 * size, draw)

    return measure


def entry(part: Entry, colour: str, setter: Setter) -> Measure:
    """A term, its other name, its definition; a hairline below."""
    theme = setter.theme
    text = setter.names(part.name, colour) + setter.runs(part.text)

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        lines = fill(text, width / size)
        height = len(lines) * theme.leading * size
        padding = 0.42 * size * scale.air

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            pen.lines(lines, left, top, size, leading=theme.leading)
            y = top - height - 0.6 * padding - 0.5 * slack
            pen.rule(Point(left, y), Point(left + width, y), theme.hair)

        return Box(height + padding, draw)

    return measure


def sentence(part: Sentence, colour: str, setter: Setter) -> Measure:
    """A key sentence with its tick box, or a trap with its sign and a bar along the column."""
    theme = setter.theme
    text = setter.runs(part.text)
    sign = Ink(Face.BOLD, colour)

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        indent = (1.6 if part.sign else 1.2) * size
        lines = fill(text, (width - indent) / size)
        height = len(lines) * theme.leading * size + 0.42 * size * scale.air

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            base = top - 0.95 * size
            if part.sign:
                pen.fill(left, top, 0.28 * size, height + slack, colour)
                pen.write(part.sign, Point(left + 0.72 * size, base), size, sign)
            else:
                pen.tick_box(left, base, size)
            pen.lines(lines, left + indent, top, size, leading=theme.leading)

        return Box(height, draw)

    return measure


def index_line(part: IndexLine, setter: Setter) -> Measure:
    """The other language's name, the leading one's and the block's mark; never below the smallest size."""
    theme = setter.theme
    text = setter.inked(
        (f"{part.name.other} ", Ink(Face.ITALIC, theme.grey)),
        (f"{part.name.lead}\u00a0", Ink(Face.REGULAR, theme.ink)),
        (part.mark, Ink(Face.BOLD, theme.colour(part.colour))),
    )
    leading, hang_em = 1.16, 0.9

    def measure(scale: Scale, width: float) -> Box:
        size = max(theme.smallest_pt, 0.8 * scale.size)
        lines = fill(text, width / size, hang_em=hang_em)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            pen.lines(lines, left, top, size, leading=leading, hang_em=hang_em)

        return Box(len(lines) * leading * size, draw)

    return measure
