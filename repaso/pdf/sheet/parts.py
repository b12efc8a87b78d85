"""The parts that are text: headings, terms, sentences, index lines, answers. Each knows its height and draws itself."""

from repaso.pdf.breaker import fill, joined
from repaso.pdf.pen import Pen
from repaso.pdf.setter import Setter
from repaso.pdf.shapes import Point
from repaso.pdf.sheet.row import Box, Measure, Scale
from repaso.pdf.tags import Tag
from repaso.pdf.text import Ink
from repaso.pdf.theme import Face
from repaso.sheet import Answer, Block, Entry, Gap, IndexLine, Sentence

_TITLE_SCALE = 1.16
_CHIP_EM = 1.62
_WRITING_LEADING = 1.5  # room for a hand between two lines


def heading(block: Block, setter: Setter, tag: Tag) -> Measure:
    """Chip, title, the other title on the same line if there is room, and a rule."""
    theme = setter.theme
    colour = theme.colour(block.colour)
    title = setter.plain(block.title.lead, Face.BOLD, colour, scale=_TITLE_SCALE)
    other = setter.other(block.title.other, scale=1.0)
    both = joined(title, other)
    leading = 1.3

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        indent = (_CHIP_EM + 0.5) * size
        room_em = (width - indent) / size
        lines = fill(both, room_em) if both.natural_em <= room_em else fill(title, room_em) + fill(other, room_em)
        text_height = len(lines) * leading * size
        height = max(text_height, _CHIP_EM * size)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            pen.bookmark(setter.bookmark(block.mark), block.title.lead, top)
            with pen.tagged(tag):
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
        size = max(setter.least_pt, 0.8 * scale.size)
        side = 1.35 * size
        lines = fill(text, (width - 1.4 * side) / size)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            pen.chip(block.mark, Point(left, top), side, theme.colour(block.colour))
            pen.lines(lines, left + 1.4 * side, top - 0.14 * size, size, leading=theme.leading)

        return Box(max(len(lines) * theme.leading * size, side) + 0.45 * size, draw)

    return measure


def entry(part: Entry, colour: str, setter: Setter, tag: Tag) -> Measure:
    """A term, its other name, its definition; a hairline below. A gap for the term has a line of its own."""
    theme = setter.theme
    gap = part.name._replace(whole=True) if isinstance(part.name, Gap) else None
    name, meaning = setter.names(gap or part.name, colour, apart=True), setter.runs(part.text)
    whole = meaning if gap else joined(name, meaning)

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        lines = fill(whole, width / size)
        lines = [name.line, *lines] if gap else lines
        above = (_WRITING_LEADING - theme.leading) * size if gap else 0.0
        height = above + len(lines) * theme.leading * size
        padding = 0.42 * size * scale.air

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            with pen.tagged(tag):
                pen.lines(lines, left, top - above, size, leading=theme.leading)
            if gap:
                y = top - above - 1.1 * size
                pen.rule(Point(left + name.natural_em * size, y), Point(left + width, y), theme.ink, 0.5)
            y = top - height - 0.6 * padding - 0.5 * slack
            pen.rule(Point(left, y), Point(left + width, y), theme.hair)

        return Box(height + padding, draw)

    return measure


def sentence(part: Sentence, colour: str, setter: Setter, tag: Tag) -> Measure:
    """A key sentence with its tick box, or a trap with its sign and a bar along the column."""
    theme = setter.theme
    text = setter.runs(part.text)
    sign = Ink(Face.BOLD, colour)
    leading = _WRITING_LEADING if any(isinstance(run, Gap) for run in part.text) else theme.leading
    label = tag.add("Lbl")
    body = tag.add("LBody")

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        indent = (1.6 if part.sign else 1.2) * size
        lines = fill(text, (width - indent) / size)
        height = len(lines) * leading * size + 0.42 * size * scale.air

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            base = top - 0.95 * size
            if part.sign:
                # Half a point of the row above, so that no white line shows between two bars.
                pen.fill(left, top + 0.5, 0.28 * size, height + slack + 0.5, colour)
                with pen.tagged(label):
                    pen.write(part.sign, Point(left + 0.72 * size, base), size, sign)
            else:
                pen.tick_box(left, base, size)
            with pen.tagged(body):
                pen.lines(lines, left + indent, top, size, leading=leading)

        return Box(height, draw)

    return measure


def index_line(part: IndexLine, setter: Setter, tag: Tag, *, to: str) -> Measure:
    """The other language's name, the leading one's and the block's mark, which is a link `to` the block, if any."""
    theme = setter.theme
    other = setter.other(f"{part.name.other}", scale=1.0)
    mark = [(f"\u00a0{part.mark}", Ink(Face.BOLD, theme.colour(part.colour)))] if part.mark else []
    text = joined(other, setter.inked((part.name.lead, Ink(Face.REGULAR, theme.ink)), *mark))
    link = tag.add("LBody").add("Link") if to else tag.add("LBody")
    leading, hang_em = 1.16, 0.9

    def measure(scale: Scale, width: float) -> Box:
        size = max(setter.least_pt, 0.85 * scale.size)
        lines = fill(text, width / size, hang_em=hang_em)
        height = len(lines) * leading * size

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            with pen.tagged(link):
                pen.lines(lines, left, top, size, leading=leading, hang_em=hang_em)
            if to:
                pen.link(left, top, width, height, to=to, says=part.name.lead, tag=link)

        return Box(height, draw)

    return measure


def answer(part: Answer, setter: Setter, tag: Tag) -> Measure:
    """A line of the key: the gap's number and what belongs in it."""
    theme = setter.theme
    number = setter.plain(f"{part.number}", Face.SEMIBOLD, theme.grey)
    text = joined(setter.runs(part.text), setter.other(part.other))
    label, body = tag.add("Lbl"), tag.add("LBody")
    indent_em = 2.2

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        lines = fill(text, width / size - indent_em)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            with pen.tagged(label):
                pen.lines(
                    [number.line], left + (indent_em - 0.5 - number.natural_em) * size, top, size, leading=theme.leading
                )
            with pen.tagged(body):
                pen.lines(lines, left + indent_em * size, top, size, leading=theme.leading)

        return Box((len(lines) * theme.leading + 0.12) * size, draw)

    return measure
