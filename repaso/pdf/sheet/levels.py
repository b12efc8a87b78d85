"""A table whose rows follow each other: its rows become columns, and their names a flow of arrows at the head."""

from collections.abc import Sequence

from repaso.pdf.breaker import Words, fill
from repaso.pdf.pen import WHITE, Pen
from repaso.pdf.setter import Setter
from repaso.pdf.shapes import Point
from repaso.pdf.sheet.grid import caption, least_lines
from repaso.pdf.sheet.row import Box, Measure, Scale
from repaso.pdf.tags import Tag
from repaso.pdf.theme import Face
from repaso.sheet import Grid, Pair

_LEADING = 1.15
_PADDING_EM = 0.45
_ROW_PADDING_EM = 0.22
_TIP_EM = 0.9  # how far the tip of a level points into the next
_CUT_EM = 0.25  # the white between two of them
_LEAST_LEVEL_EM = 8.0  # a column is never narrower


def fits(part: Grid, width_em: float) -> bool:
    """Whether there is room for its rows as columns."""
    return bool(part.rows) and width_em >= (len(part.rows) + 1) * _LEAST_LEVEL_EM


def level_rows(part: Grid, colour: str, setter: Setter, tag: Tag) -> tuple[Measure, ...]:
    """The title, the flow, and a row for every column but the first; `tag` is the section."""
    title = caption(part.title, setter, tag.add("P"))
    labels = [setter.plain(text, Face.SEMIBOLD, setter.theme.grey) for text in part.head[1:]]
    label_em = max((text.longest_em for text in labels), default=0.0)
    label_em = max([label_em, *(min(text.natural_em, 9.0) for text in labels)]) + 2 * _PADDING_EM
    table = tag.add("Table")
    line = table.add("TR")
    line.add("TD")
    measures = [
        title,
        _flow(part.names, [line.add("TH", scope="Column") for _ in part.names], label_em, colour, setter),
    ]
    for place, label in enumerate(labels, start=1):
        printed = [row[place] for row in part.rows]
        line = table.add("TR")
        tags = [line.add("TH", scope="Row"), *(line.add("TD") for _ in printed)]
        cells = [label, *map(setter.runs, printed)]
        measures.append(_row(cells, tags, label_em, setter, lines=least_lines(printed), last=place == len(labels)))
    return tuple(measures)


def _flow(names: Sequence[Pair], tags: Sequence[Tag], label_em: float, colour: str, setter: Setter) -> Measure:
    """The names as arrows that point at each other."""
    texts = [setter.plain(name.lead, Face.BOLD, WHITE) for name in names]
    others = [setter.other(name.other, colour=WHITE) for name in names]

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        level = (width - label_em * size) / len(names)
        room = level / size - _TIP_EM - 2 * _PADDING_EM
        filled = [fill(text, room) + fill(other, room) for text, other in zip(texts, others, strict=True)]
        height = (max(map(len, filled)) * _LEADING + 2 * 0.4) * size

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            x = left + label_em * size
            for place, (lines, own) in enumerate(zip(filled, tags, strict=True)):
                last = place == len(names) - 1
                pen.polygon(_chevron(x, top, level, height, size, first=place == 0, last=last), colour)
                text_left = x + (_PADDING_EM + (_TIP_EM if place else 0.0)) * size
                with pen.tagged(own):
                    text_top = top - (height - len(lines) * _LEADING * size) / 2
                    pen.lines(lines, text_left, text_top, size, leading=_LEADING)
                x += level

        return Box(height + 0.1 * size, draw)

    return measure


def _chevron(
    left: float, top: float, width: float, height: float, size: float, *, first: bool, last: bool
) -> list[Point]:
    tip, cut = _TIP_EM * size, _CUT_EM * size
    right, bottom, middle = left + width, top - height, top - height / 2
    points = [Point(left, top), Point(right if last else right - cut, top)]
    points += [] if last else [Point(right - cut + tip, middle)]
    points += [Point(right if last else right - cut, bottom), Point(left, bottom)]
    return points if first else [*points, Point(left + tip, middle)]


def _row(
    texts: Sequence[Words], tags: Sequence[Tag], label_em: float, setter: Setter, *, lines: float, last: bool
) -> Measure:
    hair = setter.theme.hair

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        level = (width - label_em * size) / (len(texts) - 1)
        widths = [label_em * size, *[level] * (len(texts) - 1)]
        filled = [fill(text, own / size - 2 * _PADDING_EM) for text, own in zip(texts, widths, strict=True)]
        padding = _ROW_PADDING_EM * size * scale.air
        height = max(lines, *map(len, filled)) * _LEADING * size + 2 * padding

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            x = left
            for place, (cell, share, own) in enumerate(zip(filled, widths, tags, strict=True)):
                if place > 1:
                    pen.rule(Point(x, top), Point(x, top - height), hair)
                with pen.tagged(own):
                    inset = _PADDING_EM * size if place else 0.0
                    pen.lines(cell, x + inset, top - padding, size, leading=_LEADING)
                x += share
            pen.rule(Point(left, top - height), Point(left + width, top - height), hair)

        return Box(height + (0.3 * size if last else 0.0), draw)

    return measure
